//! What becomes of the references of one provision.
//!
//! In come a provision, its statute and the chains that the [`Reader`] finds, out go references with
//! their outcome. What the text says of a reference is heard before its place is looked up.

use std::cell::Cell;
use std::collections::HashMap;
use std::ops::Range;

use super::super::citation::{Designation, Level, Step, Unresolved, core, designations};
use super::super::lexicon::word_before;
use super::super::{Citation, Item, Lexicon, Provision, ProvisionKind, Span, Statute, Subsection};
use super::chain::{Chain, Leaf, Reader};
use super::index::{Index, headings};
use super::naming::Naming;
use super::resolve::Failure;
use super::{Doubt, Outcome, Reference};

/// A chain that has been read, for looking back at it.
pub(super) struct Record {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) sentence: Option<(usize, usize)>,
    /// Its references among those of the provision.
    pub(super) references: Range<usize>,
    pub(super) foreign: bool,
    pub(super) own: bool,
    /// It names no provision.
    pub(super) relative: bool,
}

/// A line of the text.
#[derive(Clone, Copy)]
pub(super) struct Line {
    pub(super) span: Span,
    /// Whether it ends with a mark, as sentences and list items do.
    pub(super) closed: bool,
    /// Where its first letter stands.
    pub(super) first_letter: usize,
}

/// What the chain before in the same sentence spoke of, for "Absatz 2 …, ausgenommen Nummer 3".
pub(super) struct Antecedent {
    pub(super) sentence: Option<(usize, usize)>,
    pub(super) leaf: Leaf,
    pub(super) own: bool,
}

/// Goes through the references of one provision.
pub(super) struct Walk<'s> {
    pub(super) statute: &'s Statute,
    pub(super) index: &'s Index,
    pub(super) lexicon: &'s Lexicon,
    pub(super) title: &'s str,
    pub(super) number: usize,
    pub(super) provision: &'s Provision,
    pub(super) quotations: Vec<Span>,
    /// The sentence looked at last, and whether it changes another text.
    pub(super) amending: Cell<Option<((usize, usize), bool)>>,
    /// The line looked at last.
    pub(super) line: Cell<Option<Line>>,
    /// Where items and Absätze begin: no chain crosses these.
    pub(super) borders: Vec<usize>,
    pub(super) antecedent: Option<Antecedent>,
    /// Chains by where they end, for the lists they introduce: "entgegen § 5 a) Absatz 4".
    pub(super) ends: HashMap<usize, (Leaf, Option<Span>)>,
    /// Names of other statutes read so far.
    pub(super) names: Vec<Span>,
    pub(super) records: Vec<Record>,
    /// Where lines of an annex begin with "§ 3": its own paragraphs.
    pub(super) headings: HashMap<Designation, usize>,
}

impl<'s> Walk<'s> {
    pub(super) fn new(
        statute: &'s Statute,
        index: &'s Index,
        lexicon: &'s Lexicon,
        title: &'s str,
        number: usize,
    ) -> Self {
        let provision = &statute.provisions[number];
        let mut borders = Vec::new();
        for subsection in &provision.subsections {
            borders.push(subsection.span.start);
            collect_starts(&subsection.items, &mut borders);
        }
        borders.sort_unstable();
        Self {
            statute,
            index,
            lexicon,
            title,
            number,
            provision,
            quotations: quotations(&provision.text),
            amending: Cell::new(None),
            line: Cell::new(None),
            borders,
            antecedent: None,
            ends: HashMap::new(),
            names: Vec::new(),
            records: Vec::new(),
            headings: headings(provision),
        }
    }

    /// Appends the references in order.
    pub(super) fn read(mut self, references: &mut Vec<Reference>) {
        let first = references.len();
        let text = &self.provision.text;
        let mut at = 0;
        let mut foreign_until = None;
        while let Some((keyword, start, end)) = self.lexicon.references.find(text, at) {
            at = end;
            let border = self.borders.partition_point(|border| *border <= start);
            let limit = self.borders.get(border).copied().unwrap_or(text.len());
            let reader = Reader {
                text: &text[..limit.max(end)],
                lexicon: self.lexicon,
                abbreviation: &self.statute.abbreviation,
                title: self.title,
            };
            if self.is_name(keyword, start) {
                continue;
            }
            let Some(mut chain) = reader.chain(keyword, start, end) else {
                continue;
            };
            let mut naming = reader.close(&mut chain);
            at = chain.end.max(end);
            let possessive = word_before(text, start)
                .filter(|(_, word)| self.lexicon.references.possessives.contains(word));
            if let (Naming::None, Some((from, word))) = (naming, possessive) {
                naming = Naming::Foreign(Span::new(from, from + word.len()));
            }
            let linked = foreign_until
                .is_some_and(|until: usize| until <= start && reader.is_link(until, start));
            foreign_until = match naming {
                Naming::Foreign(span) => Some(span.end.max(chain.end)),
                _ if linked => Some(chain.end),
                _ => None,
            };
            let version = reader.names_version(chain.end);
            let (from, until) = (references.len(), chain.end);
            let relative = chain
                .leaves
                .first()
                .is_some_and(|leaf| leaf.designations.is_empty());
            self.judge_chain(&reader, chain, naming, linked, version, references);
            self.records.push(Record {
                start,
                end: until,
                sentence: self.sentence(start),
                references: from - first..references.len() - first,
                foreign: matches!(naming, Naming::Foreign(_)),
                own: naming == Naming::Own,
                relative,
            });
        }
        self.mix(&mut references[first..]);
    }

    fn judge_chain(
        &mut self,
        reader: &Reader<'_>,
        mut chain: Chain,
        naming: Naming,
        linked: bool,
        version: bool,
        references: &mut Vec<Reference>,
    ) {
        let start = chain.leaves.first().map_or(0, |leaf| leaf.span.start);
        let relative = chain
            .leaves
            .first()
            .is_some_and(|leaf| leaf.designations.is_empty());
        let head = self.head_of_list(start);
        let mut container = None;
        if let (Naming::None, true, Some(head)) = (naming, relative, head) {
            match self.ends.get(&head) {
                Some((_, Some(name))) => container = Some(Outcome::Foreign(*name)),
                Some((outer, None)) => {
                    let outer = outer.clone();
                    let deeper = |leaf: &Leaf| {
                        let last = outer.steps.last().map(|step| step.level);
                        leaf.steps.first().map(|step| step.level) > last
                    };
                    for leaf in chain
                        .leaves
                        .iter_mut()
                        .filter(|leaf| leaf.designations.is_empty())
                    {
                        if deeper(leaf) {
                            leaf.enter(&outer, 0);
                        }
                    }
                }
                None => {}
            }
        }
        let part = match head {
            Some(head) if relative => self.part_before(head) || self.part_before(start),
            _ => relative && self.part_before(start),
        };
        let announced = naming == Naming::None && !relative && self.is_announced(reader, start);
        let last = chain.leaves.last().map_or(0, |leaf| leaf.segment);
        let sentence = self.sentence(start);
        let mut foreign = None;
        if let Naming::Foreign(span) = naming {
            self.names.push(span);
            foreign = Some(span);
        }
        let mut doubtful = linked;
        for leaf in &chain.leaves {
            let outcome = match naming {
                Naming::Foreign(span) if leaf.segment == last => Outcome::Foreign(span),
                Naming::Foreign(_) if !leaf.designations.is_empty() => {
                    Outcome::Uncertain(Doubt::Mixed)
                }
                Naming::None if container.is_some() && leaf.designations.is_empty() => container
                    .clone()
                    .unwrap_or(Outcome::Uncertain(Doubt::Mixed)),
                Naming::None if linked => Outcome::Uncertain(Doubt::Mixed),
                Naming::None if announced => Outcome::Uncertain(Doubt::Announced),
                _ if version => Outcome::Uncertain(Doubt::Version),
                Naming::Part => Outcome::Uncertain(Doubt::Part),
                _ if leaf.part || part && leaf.segment == 0 => Outcome::Uncertain(Doubt::Part),
                _ => self.judge(reader, leaf, naming, sentence),
            };
            doubtful |= matches!(outcome, Outcome::Uncertain(_) | Outcome::Foreign(_));
            references.push(Reference {
                provision: self.number,
                span: leaf.span,
                citation: self.complete(leaf),
                outcome,
            });
        }
        if let Some(leaf) = chain.leaves.pop() {
            self.ends.insert(chain.end, (leaf.clone(), foreign));
            let anchors = !leaf.designations.is_empty()
                || leaf
                    .steps
                    .first()
                    .is_some_and(|step| step.level == Level::Absatz);
            if anchors {
                self.antecedent = Some(Antecedent {
                    sentence,
                    leaf,
                    own: !doubtful,
                });
            }
        }
    }

    fn judge(
        &self,
        reader: &Reader<'_>,
        leaf: &Leaf,
        naming: Naming,
        sentence: Option<(usize, usize)>,
    ) -> Outcome {
        let next = self
            .quotations
            .partition_point(|q| q.start <= leaf.span.start);
        if next > 0 && self.quotations[next - 1].contains(leaf.span) {
            return Outcome::Uncertain(Doubt::Quoted);
        }
        if naming == Naming::None {
            if self.provision.kind == ProvisionKind::Formula {
                return Outcome::Uncertain(Doubt::Formula);
            }
            let other = |d: &Designation| !self.index.counts(d);
            let strange = |step: &Step| !self.index.has_steps_like(step);
            if leaf.designations.iter().any(other) || leaf.steps.iter().any(strange) {
                return Outcome::Uncertain(Doubt::OtherUnit);
            }
            if self.is_row(leaf.span) {
                return Outcome::Uncertain(Doubt::Table);
            }
        }
        if self.amends(sentence) {
            return Outcome::Uncertain(Doubt::Amending);
        }
        let resolution = if leaf.designations.is_empty() {
            self.resolve_here(leaf)
        } else {
            self.resolve_elsewhere(&leaf.designations, &leaf.steps)
        };
        match resolution {
            Ok((provision, span)) => Outcome::Resolved { provision, span },
            Err(Failure::Doubt(doubt)) => Outcome::Uncertain(doubt),
            Err(Failure::Missing(missing)) => self
                .by_other_path(leaf)
                .or_else(|| self.by_antecedent(leaf, sentence))
                .or_else(|| {
                    self.is_spent(leaf)
                        .then_some(Outcome::Uncertain(Doubt::Omitted))
                })
                .or_else(|| {
                    let nowhere = matches!(missing, Unresolved::Provision(_));
                    (nowhere
                        && naming == Naming::None
                        && self.follows_name(reader, leaf.span.start))
                    .then_some(Outcome::Uncertain(Doubt::Mixed))
                })
                .unwrap_or(Outcome::Unresolved(missing)),
        }
    }

    pub(super) fn subsection(&self, at: usize) -> Option<&'s Subsection> {
        self.provision
            .subsection_at(at)
            .map(|i| &self.provision.subsections[i])
    }

    pub(super) fn sentence(&self, at: usize) -> Option<(usize, usize)> {
        let subsection = self.provision.subsection_at(at)?;
        let sentence = self.provision.subsections[subsection].sentence_at(at);
        Some((subsection, sentence.unwrap_or(usize::MAX)))
    }

    fn complete(&self, leaf: &Leaf) -> Citation {
        let mut steps = leaf.steps.clone();
        if !leaf.designations.is_empty() {
            return Citation {
                provision: leaf.designations.clone(),
                steps,
                statute: String::new(),
            };
        }
        if let Some(label) = self
            .subsection(leaf.span.start)
            .and_then(|s| s.label.as_deref())
            && steps.first().is_none_or(|step| step.level != Level::Absatz)
        {
            let label = core(label).to_owned();
            steps.insert(
                0,
                Step {
                    level: Level::Absatz,
                    label,
                },
            );
        }
        Citation {
            provision: designations(&self.provision.designation),
            steps,
            statute: String::new(),
        }
    }
}

fn collect_starts(items: &[Item], starts: &mut Vec<usize>) {
    for item in items {
        starts.push(item.span.start);
        collect_starts(&item.items, starts);
    }
}

/// The passages in quotation marks.
fn quotations(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut open: Option<usize> = None;
    for (at, mark) in text.match_indices(['„', '“', '”', '"', '\n']) {
        match (mark, open) {
            ("„" | "\"", None) => open = Some(at),
            ("“" | "”" | "\"", Some(start)) => {
                spans.push(Span::new(start, at + mark.len()));
                open = None;
            }
            ("\n", _) => open = None,
            _ => {}
        }
    }
    spans
}
