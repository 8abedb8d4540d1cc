//! Looking up the place that a reference names.
//!
//! In comes a reference that nothing in the text makes doubtful, out goes its place, or the step
//! that does not exist. A reference without a provision is read outwards from where it stands.

use super::super::citation::{Designation, Level, Place, Step, Unit, Unresolved};
use super::super::{Item, Provision, ProvisionKind, Span};
use super::chain::Leaf;
use super::walk::Walk;
use super::{Doubt, Outcome};

/// Why a reference leads nowhere.
pub(super) enum Failure {
    Doubt(Doubt),
    Missing(Unresolved),
}

impl Walk<'_> {
    /// Another reading of a chain that the words allow too.
    pub(super) fn by_other_path(&self, leaf: &Leaf) -> Option<Outcome> {
        let resolved = |(provision, span)| Outcome::Resolved { provision, span };
        if leaf.joined {
            // "§ 1 oder der Nummer 3" of the paragraph where it stands.
            let own = Leaf {
                designations: Vec::new(),
                steps: leaf.steps[leaf.kept.min(leaf.steps.len())..].to_vec(),
                ..leaf.clone()
            };
            if let Ok(found) = self.resolve_here(&own) {
                return Some(resolved(found));
            }
        }
        if leaf.other.is_empty() {
            return None;
        }
        let other = Leaf {
            steps: leaf.other.clone(),
            ..leaf.clone()
        };
        let found = if other.designations.is_empty() {
            self.resolve_here(&other)
        } else {
            self.resolve_elsewhere(&other.designations, &other.steps)
        };
        found.ok().map(resolved)
    }

    /// Whether the reference names an article of an amending act that the source no longer holds.
    pub(super) fn is_spent(&self, leaf: &Leaf) -> bool {
        let Some(first) = leaf
            .designations
            .first()
            .filter(|d| d.unit == Unit::Artikel)
        else {
            return false;
        };
        let known =
            self.index
                .candidates(self.statute, self.provision, std::slice::from_ref(first));
        let text = &self.provision.text;
        let here = self
            .subsection(leaf.span.start)
            .map_or(Span::new(0, text.len()), |s| s.span);
        let here = around(text, here, leaf.span);
        known.is_empty()
            && self
                .lexicon
                .references
                .spent
                .iter()
                .any(|phrase| here.of(text).contains(phrase.as_str()))
    }

    /// A reference that means a part of what the sentence named before: "Absatz 2 gilt mit Ausnahme
    /// der Nummer 3".
    pub(super) fn by_antecedent(
        &self,
        leaf: &Leaf,
        sentence: Option<(usize, usize)>,
    ) -> Option<Outcome> {
        let before = self.antecedent.as_ref()?;
        let near = match (before.sentence, sentence) {
            (Some(before), Some(here)) => before.0 == here.0 && here.1.wrapping_sub(before.1) <= 1,
            _ => false,
        };
        if !leaf.designations.is_empty() || !near {
            return None;
        }
        if !before.own {
            return Some(Outcome::Uncertain(Doubt::Mixed));
        }
        (0..=before.leaf.steps.len()).rev().find_map(|kept| {
            let mut steps = before.leaf.steps[..kept].to_vec();
            steps.extend(leaf.steps.iter().cloned());
            let found = if before.leaf.designations.is_empty() {
                self.descend(Place::Provision(self.provision), self.provision, &steps)
                    .map(|span| (self.number, span))
            } else {
                self.resolve_elsewhere(&before.leaf.designations, &steps)
            };
            match found {
                Ok((provision, span)) => Some(Outcome::Resolved { provision, span }),
                Err(Failure::Doubt(doubt)) => Some(Outcome::Uncertain(doubt)),
                Err(Failure::Missing(_)) => None,
            }
        })
    }

    /// A reference without a provision: outwards from where it stands, until the place is found.
    pub(super) fn resolve_here(&self, leaf: &Leaf) -> Result<(usize, Span), Failure> {
        let provision = self.provision;
        let mut scopes: Vec<Place<'_>> = Vec::new();
        let first = leaf.steps.first().map(|step| step.level);
        if let (Some(subsection), true) = (
            self.subsection(leaf.span.start),
            first != Some(Level::Absatz),
        ) {
            for item in Item::path_at(&subsection.items, leaf.span.start)
                .into_iter()
                .rev()
            {
                // "Satz 1" of an item that has but one means the sentence around it.
                if first != Some(Level::Satz) || !item.sentences.is_empty() {
                    scopes.push(Place::Item(item));
                }
            }
            if let Some(index) = subsection.sentence_at(leaf.span.start) {
                scopes.push(Place::Sentence(
                    subsection.sentences[index].span,
                    &subsection.items,
                ));
            }
            scopes.push(Place::Subsection(subsection));
        }
        // The parts of an annex are no Absätze, though they may be numbered like these.
        let unnumbered = provision.kind == ProvisionKind::Annex
            || provision.subsections.iter().all(|s| s.label.is_none());
        if first == Some(Level::Absatz) || unnumbered {
            scopes.push(Place::Provision(provision));
        }
        if let (Some(Level::Absatz), Some(subsection)) = (first, self.subsection(leaf.span.start)) {
            // Items of old statutes may have Absätze of their own.
            let path = Item::path_at(&subsection.items, leaf.span.start);
            scopes.extend(path.into_iter().rev().map(Place::Item));
        }
        let mut failure = None;
        for scope in scopes {
            match self.descend(scope, provision, &leaf.steps) {
                Ok(span) => return Ok((self.number, span)),
                Err(missing) => failure = Some(missing),
            }
        }
        // "Nummer 3" where the provisions themselves are "1.", "2.", "3.".
        if let [step, rest @ ..] = leaf.steps.as_slice()
            && step.level == Level::Nummer
        {
            for name in [format!("{}.", step.label), format!("Nr {}", step.label)] {
                let named = Designation {
                    unit: Unit::Named(name),
                    label: String::new(),
                };
                if let Ok(found) = self.resolve_elsewhere(&[named], rest) {
                    return Ok(found);
                }
            }
        }
        Err(failure.unwrap_or_else(|| missing(&leaf.designations, &leaf.steps)))
    }

    pub(super) fn resolve_elsewhere(
        &self,
        designations: &[Designation],
        steps: &[Step],
    ) -> Result<(usize, Span), Failure> {
        if let Some(found) = self.resolve_in_annex(designations, steps) {
            return found;
        }
        let mut failure = None;
        for number in self
            .index
            .candidates(self.statute, self.provision, designations)
        {
            let provision = &self.statute.provisions[number];
            match self.descend(Place::Provision(provision), provision, steps) {
                Ok(span) => return Ok((number, span)),
                Err(missing) => failure = failure.or(Some(missing)),
            }
        }
        // "Artikel 1 § 3" where the text of Artikel 1 is left out.
        if let (None, [outer @ .., _]) = (&failure, designations)
            && let [number, ..] = self.index.candidates(self.statute, self.provision, outer)[..]
        {
            let provision = &self.statute.provisions[number];
            if provision.repealed || is_omitted(&provision.text) {
                return Err(Failure::Doubt(Doubt::Omitted));
            }
        }
        Err(failure.unwrap_or_else(|| missing(designations, steps)))
    }

    /// An annex that holds a treaty or a collective agreement has §§ of its own, as headings.
    fn resolve_in_annex(
        &self,
        designations: &[Designation],
        steps: &[Step],
    ) -> Option<Result<(usize, Span), Failure>> {
        let [only] = designations else {
            return None;
        };
        let at = *self.headings.get(only)?;
        let text = &self.provision.text;
        let found = self.descend(
            Place::Part(Span::new(at, text.len())),
            self.provision,
            steps,
        );
        Some(match found {
            Ok(span) => Ok((self.number, span)),
            Err(_) => Err(Failure::Doubt(Doubt::Part)),
        })
    }

    fn descend(
        &self,
        from: Place<'_>,
        provision: &Provision,
        steps: &[Step],
    ) -> Result<Span, Failure> {
        let mut place = from;
        for step in steps {
            let Some(next) = place.descend(provision, step) else {
                let here = place.span().of(&provision.text);
                return Err(if provision.repealed || self.is_repealed(here) {
                    Failure::Doubt(Doubt::Repealed)
                } else if is_omitted(here) {
                    Failure::Doubt(Doubt::Omitted)
                } else {
                    Failure::Missing(Unresolved::Step(step.clone()))
                });
            };
            place = next;
        }
        Ok(place.span())
    }

    /// Whether a place holds nothing but the note that it was repealed.
    fn is_repealed(&self, passage: &str) -> bool {
        passage.len() < 80
            && self
                .lexicon
                .repeal_notes
                .iter()
                .any(|note| passage.contains(note.as_str()))
    }
}

fn missing(designations: &[Designation], steps: &[Step]) -> Failure {
    Failure::Missing(match steps.first() {
        Some(step) if designations.is_empty() => Unresolved::Step(step.clone()),
        _ => {
            let names: Vec<String> = designations.iter().map(Designation::to_string).collect();
            Unresolved::Provision(names.join(" "))
        }
    })
}

/// Whether a passage is only a placeholder: "-", "…", "(2) u. (3)".
fn is_omitted(passage: &str) -> bool {
    passage.len() < 60
        && !passage
            .split(|c: char| !c.is_alphabetic())
            .any(|word| word.chars().count() > 3)
}

/// How much of the text around a reference says what becomes of an article.
const AROUND: usize = 2000;

/// The part of a passage around a place in it.
fn around(text: &str, passage: Span, place: Span) -> Span {
    let mut start = passage.start.max(place.start.saturating_sub(AROUND));
    let mut end = passage.end.min(place.end + AROUND);
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    Span::new(start, end)
}
