//! A statute's page: its figures, its findings, and its text with every finding in its place.
//!
//! In goes a [`StatuteView`], out goes one page. Rules and clauses are explained once on the page
//! and referred to by the findings; provisions in which nothing was found are folded away. It needs
//! nothing of the run but the statute, so that it can be written before any rank is known.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use askama::Template;

use super::chart::Bar;
use super::pages::Frame;
use super::passage::{Passage, Piece, Tone, pieces};
use super::view::{
    ClauseView, FindingView, GovernedView, Grade, ProvisionView, Relation, RuleView, Standing,
    StatuteView, StepView, WordingView,
};
use super::{HtmlError, Site};
use crate::report::messages::Messages;
use crate::statute::{Provision, ProvisionKind, anchors};

/// How many obstacles a page lists unfolded.
const LISTED_OPEN: usize = 40;
/// How many provisions the page names as those where a reform does most.
const TOP_PROVISIONS: usize = 5;
/// Longest quotation in a list, in characters.
const QUOTE: usize = 90;
/// Bytes from which a provision is long.
const LONG_PROVISION: usize = 12_000;
/// How many provisions without an obstacle, one after the other, are folded into one line.
const RUN: usize = 3;
/// What was found in a provision that the view does not speak of.
static NOTHING: ProvisionView = ProvisionView {
    rating: None,
    relation: Relation::Keine,
    findings: Vec::new(),
    steps: Vec::new(),
};

pub(super) fn write(
    site: &Site,
    view: &StatuteView<'_>,
    out: &mut impl fmt::Write,
) -> Result<(), HtmlError> {
    let page = StatutePage::new(site, view);
    page.render_into(out)?;
    Ok(())
}

#[derive(Template)]
#[template(path = "statute.html")]
struct StatutePage<'a> {
    frame: Frame<'a>,
    m: &'a Messages,
    view: &'a StatuteView<'a>,
    name: &'a str,
    kind: &'a str,
    area: &'a str,
    grade: Option<Grade>,
    grade_bar: Bar,
    categories: Vec<CategoryLine<'a>>,
    top: Vec<TopLine<'a>>,
    listed: Vec<ListLine<'a>>,
    list_open: bool,
    outline: Vec<OutlineLine<'a>>,
    blocks: Vec<Block<'a>>,
    rules: Vec<RuleLine<'a>>,
    clauses: Vec<CaseLine<'a>>,
    remedies: Vec<AdviceLine<'a>>,
    images: u32,
    has_enablers: bool,
}

/// A case of the general clauses that findings of the page refer to.
struct CaseLine<'a> {
    index: usize,
    /// The clause; none where the case says why there is none.
    clause: Option<&'a ClauseView>,
    /// Whether the line before it names the same clause.
    again: bool,
    reason: &'a str,
}

/// What an option means for a category, once for the page.
struct AdviceLine<'a> {
    number: usize,
    category: &'a str,
    option: &'a str,
    text: &'a str,
}

/// Obstacles of one category in the statute.
struct CategoryLine<'a> {
    title: &'a str,
    counts: [u64; 3],
    bar: Bar,
}

/// A provision where a reform does most.
struct TopLine<'a> {
    anchor: String,
    provision: &'a Provision,
    readiness: u16,
    grade: Grade,
}

/// An obstacle in the list of all.
struct ListLine<'a> {
    number: u32,
    citation: &'a str,
    quote: String,
    category: &'a str,
    tone: Tone,
    standing: Standing,
}

/// A heading of the outline in the page's own table of contents.
struct OutlineLine<'a> {
    number: usize,
    depth: usize,
    title: &'a str,
    blocking: usize,
}

enum Block<'a> {
    Heading {
        number: usize,
        level: usize,
        title: &'a str,
    },
    Provision(Box<ProvisionBlock<'a>>),
    /// Provisions in which nothing stands in the way.
    Clear(Vec<ProvisionBlock<'a>>),
    Repealed(Vec<(String, &'a Provision)>),
}

impl Block<'_> {
    /// From where to where a run of clear provisions reaches.
    fn range(run: &[ProvisionBlock<'_>]) -> (String, String) {
        let name = |block: Option<&ProvisionBlock<'_>>| {
            block.map_or(String::new(), |b| b.provision.designation.clone())
        };
        (name(run.first()), name(run.last()))
    }
}

struct ProvisionBlock<'a> {
    anchor: String,
    level: usize,
    provision: &'a Provision,
    rating: Option<(u16, Grade)>,
    contents: bool,
    passages: Vec<Passage>,
    notes: Vec<Note<'a>>,
    steps: Vec<(u16, u32)>,
}

/// A subsection with the notes on what was found in it, which stand beside it.
struct Row<'b> {
    pieces: Vec<Piece<'b>>,
    notes: Vec<NoteGroup<'b>>,
}

/// A note, or several of the same rule on enablers, which would say the same again and again.
struct NoteGroup<'b> {
    note: &'b Note<'b>,
    numbers: Vec<u32>,
}

/// Subsections of a provision as they are shown.
struct Stretch<'b> {
    rows: Vec<Row<'b>>,
    /// Whether it is folded: subsections of a long provision in which nothing was found.
    folded: bool,
}

impl ProvisionBlock<'_> {
    /// What it is called; a few provisions have neither designation nor heading.
    fn name<'m>(&'m self, m: &'m Messages) -> &'m str {
        match (
            self.provision.designation.as_str(),
            self.provision.heading.as_str(),
        ) {
            ("", "") => m.t("word.unnamed"),
            (designation, _) => designation,
        }
    }

    /// Whether something stands in the way; only then is the text unfolded.
    fn has_obstacles(&self) -> bool {
        self.passages.iter().any(|p| p.tone != Tone::Enabler)
    }

    /// The subsections; of a long provision those without a finding are folded, so that nobody
    /// scrolls through an annex of a hundred pages to the one line that counts.
    fn stretches(&self) -> Vec<Stretch<'_>> {
        let long = self.has_obstacles() && self.provision.text.len() > LONG_PROVISION;
        let mut stretches: Vec<Stretch<'_>> = Vec::new();
        for row in self.rows() {
            let folded = long && row.notes.is_empty();
            match stretches.last_mut() {
                Some(last) if last.folded == folded => last.rows.push(row),
                _ => stretches.push(Stretch {
                    rows: vec![row],
                    folded,
                }),
            }
        }
        stretches
    }

    fn rows(&self) -> Vec<Row<'_>> {
        let mut rows: Vec<Row<'_>> = Vec::new();
        let mut numbers: Vec<Vec<u32>> = Vec::new();
        for piece in pieces(self.provision, &self.passages) {
            if piece == Piece::Subsection || rows.is_empty() {
                rows.push(Row {
                    pieces: Vec::new(),
                    notes: Vec::new(),
                });
                numbers.push(Vec::new());
            }
            let (Some(row), Some(numbers)) = (rows.last_mut(), numbers.last_mut()) else {
                break;
            };
            if let Piece::Number(number, _) = piece {
                numbers.push(number);
            }
            row.pieces.push(piece);
        }
        for (row, mut numbers) in rows.iter_mut().zip(numbers) {
            numbers.sort_unstable();
            row.notes = self.groups(&numbers);
        }
        rows
    }

    fn groups(&self, numbers: &[u32]) -> Vec<NoteGroup<'_>> {
        let mut groups: Vec<NoteGroup<'_>> = Vec::new();
        // Enablers by one rule share a note; obstacles each have their own wording.
        let mut by_rule: BTreeMap<usize, usize> = BTreeMap::new();
        for number in numbers {
            let Ok(at) = self.notes.binary_search_by_key(number, |n| n.number) else {
                continue;
            };
            let note = &self.notes[at];
            let own = groups.len();
            let group = match note.standing {
                Some(_) => own,
                None => *by_rule.entry(note.rule).or_insert(own),
            };
            match groups.get_mut(group) {
                Some(group) => group.numbers.push(*number),
                None => groups.push(NoteGroup {
                    note,
                    numbers: vec![*number],
                }),
            }
        }
        groups
    }
}

/// What stands beside the text about one finding.
struct Note<'a> {
    number: u32,
    tone: Tone,
    category: &'a str,
    rule: usize,
    rule_id: &'a str,
    standing: Option<Standing>,
    excluded: bool,
    clause: Option<(usize, Option<&'a str>)>,
    governed: Option<&'a GovernedView>,
    options: Vec<OptionLine<'a>>,
    act: Option<&'a str>,
    relation: Option<&'a str>,
    purpose: Option<&'a str>,
    evidence: Vec<&'a (String, String)>,
    points: Option<u16>,
    relieved: bool,
    repetition: usize,
}

impl Note<'_> {
    /// The wording that a drafting unit would write first: what keeps the duty and opens the way.
    fn preferred(&self) -> Option<&OptionLine<'_>> {
        [3, 2, 1].into_iter().find_map(|place| {
            let of_place = |o: &&OptionLine<'_>| o.place == place && !o.wording.is_empty();
            self.options.iter().find(of_place)
        })
    }
}

/// An option beside a finding.
struct OptionLine<'a> {
    /// Its place in the official order, from 1.
    place: usize,
    title: &'a str,
    /// Number of the advice at the foot of the page.
    advice: Option<usize>,
    wording: &'a [WordingView],
}

/// A rule that found something on the page.
struct RuleLine<'a> {
    index: usize,
    rule: &'a RuleView,
    category: &'a str,
    about: &'a str,
}

impl<'a> StatutePage<'a> {
    fn new(site: &'a Site, view: &'a StatuteView<'a>) -> Self {
        let statute = view.statute;
        let name = [
            &statute.abbreviation,
            &statute.short_title,
            &statute.title,
            &statute.id,
        ]
        .into_iter()
        .find(|n| !n.is_empty())
        .map_or("", String::as_str);
        let mut builder = Builder {
            site,
            number: 0,
            listed: Vec::new(),
            top: Vec::new(),
            counts: BTreeMap::new(),
            rules: BTreeSet::new(),
            cases: BTreeSet::new(),
            advice: BTreeMap::new(),
            has_enablers: false,
        };
        let (blocks, outline) = builder.blocks(view);
        let Builder {
            listed,
            mut top,
            counts,
            rules,
            cases,
            advice,
            has_enablers,
            ..
        } = builder;
        top.sort_by_key(|line| line.readiness);
        let many = top.len() > TOP_PROVISIONS + 3;
        top.truncate(if many { TOP_PROVISIONS } else { 0 });
        Self {
            frame: Frame::new(site, "statutes", name.to_owned()).below(),
            m: site.messages,
            view,
            name,
            kind: site.pack.kind(&statute.kind),
            area: site.pack.area(&statute.area),
            grade: view.figures.readiness.map(|r| site.pack.grade(r)),
            grade_bar: Bar::of_grades(view.figures.grades),
            categories: category_lines(site, &counts),
            top,
            list_open: listed.len() <= LISTED_OPEN,
            listed,
            outline,
            blocks,
            rules: rules
                .into_iter()
                .map(|index| rule_line(site, index))
                .collect(),
            clauses: case_lines(site, &cases),
            remedies: advice
                .into_iter()
                .map(|((category, option, text), number)| AdviceLine {
                    number,
                    category: &site.pack.categories[category].title,
                    option: &site.pack.options[option],
                    text,
                })
                .collect(),
            images: statute.provisions.iter().map(|p| p.images).sum(),
            has_enablers,
        }
    }
}

fn category_lines<'a>(site: &'a Site, counts: &BTreeMap<usize, [u64; 3]>) -> Vec<CategoryLine<'a>> {
    let full = counts
        .values()
        .map(|c| c.iter().sum::<u64>())
        .max()
        .unwrap_or(0);
    let mut lines: Vec<_> = counts
        .iter()
        .map(|(category, counts)| CategoryLine {
            title: &site.pack.categories[*category].title,
            counts: *counts,
            bar: Bar::of_standing(*counts, full),
        })
        .collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.counts.iter().sum::<u64>()));
    lines
}

/// The cases by clause, those without one last.
fn case_lines<'a>(site: &'a Site, cases: &BTreeSet<usize>) -> Vec<CaseLine<'a>> {
    let pack = &site.pack;
    let mut sorted: Vec<usize> = cases.iter().copied().collect();
    sorted.sort_by_key(|case| (pack.cases[*case].clause.unwrap_or(usize::MAX), *case));
    let mut before = None;
    sorted
        .into_iter()
        .map(|index| {
            let case = &pack.cases[index];
            CaseLine {
                index,
                clause: case.clause.map(|clause| &pack.clauses[clause]),
                again: before.replace(case.clause) == Some(case.clause),
                reason: &case.reason,
            }
        })
        .collect()
}

fn rule_line(site: &Site, index: usize) -> RuleLine<'_> {
    let rule = &site.pack.rules[index];
    let category = &site.pack.categories[rule.category];
    RuleLine {
        index,
        rule,
        category: &category.title,
        // The rule speaks for itself where it has a text of its own.
        about: if category.about == rule.why {
            ""
        } else {
            &category.about
        },
    }
}

/// Walks through the provisions once and gathers what the page needs.
struct Builder<'a> {
    site: &'a Site,
    number: u32,
    listed: Vec<ListLine<'a>>,
    top: Vec<TopLine<'a>>,
    counts: BTreeMap<usize, [u64; 3]>,
    rules: BTreeSet<usize>,
    cases: BTreeSet<usize>,
    /// Category, option and advice, each with its number on the page.
    advice: BTreeMap<(usize, usize, &'a str), usize>,
    has_enablers: bool,
}

impl<'a> Builder<'a> {
    fn blocks(&mut self, view: &'a StatuteView<'a>) -> (Vec<Block<'a>>, Vec<OutlineLine<'a>>) {
        let mut blocks = Vec::new();
        let mut outline: Vec<OutlineLine<'a>> = Vec::new();
        let mut path: &[String] = &[];
        let mut headings: Vec<usize> = Vec::new();
        let anchors = anchors(view.statute);
        for (i, (provision, anchor)) in view.statute.provisions.iter().zip(anchors).enumerate() {
            let found = view.provisions.get(i).unwrap_or(&NOTHING);
            let common = path
                .iter()
                .zip(&provision.outline)
                .take_while(|(a, b)| a == b)
                .count();
            if common < provision.outline.len() || common < path.len() {
                headings.truncate(common);
                for (depth, title) in provision.outline.iter().enumerate().skip(common) {
                    let number = outline.len();
                    headings.push(number);
                    blocks.push(Block::Heading {
                        number,
                        level: (3 + depth).min(5),
                        title,
                    });
                    outline.push(OutlineLine {
                        number,
                        depth,
                        title,
                        blocking: 0,
                    });
                }
                path = &provision.outline;
            }
            if provision.repealed {
                match blocks.last_mut() {
                    Some(Block::Repealed(run)) => run.push((anchor, provision)),
                    _ => blocks.push(Block::Repealed(vec![(anchor, provision)])),
                }
                continue;
            }
            let block = self.provision(provision, found, anchor);
            let blocking = block
                .passages
                .iter()
                .filter(|p| p.tone == Tone::Blocking)
                .count();
            for heading in &headings {
                outline[*heading].blocking += blocking;
            }
            if block.has_obstacles() {
                blocks.push(Block::Provision(Box::new(block)));
                continue;
            }
            match blocks.last_mut() {
                Some(Block::Clear(run)) => run.push(block),
                _ => blocks.push(Block::Clear(vec![block])),
            }
        }
        // Deeper levels would make the table of contents as long as the statute.
        outline.retain(|line| line.depth < 2);
        (blocks, outline)
    }

    fn provision(
        &mut self,
        provision: &'a Provision,
        found: &'a ProvisionView,
        anchor: String,
    ) -> ProvisionBlock<'a> {
        let mut order: Vec<usize> = (0..found.findings.len()).collect();
        order.sort_by_key(|i| (found.findings[*i].span, *i));
        let mut numbers = vec![0; order.len()];
        let mut passages = Vec::with_capacity(order.len());
        let mut notes = Vec::with_capacity(order.len());
        let mut counts = [0; 3];
        let mut steps = vec![None; order.len()];
        for step in &found.steps {
            if let Some(own) = steps.get_mut(step.finding) {
                *own = Some(step);
            }
        }
        for index in order {
            let finding = &found.findings[index];
            self.number += 1;
            numbers[index] = self.number;
            let tone = tone(finding);
            passages.push(Passage {
                span: finding.span,
                number: self.number,
                tone,
            });
            notes.push(self.note(finding, steps[index], tone));
            if let Some((_, standing)) = finding.obstacle {
                counts[standing as usize] += 1;
                self.list(provision, finding, tone, standing);
            }
        }
        if let (Some((readiness, grade)), true) = (found.rating, counts.iter().any(|c| *c > 0)) {
            let anchor = anchor.clone();
            self.top.push(TopLine {
                anchor,
                provision,
                readiness,
                grade,
            });
        }
        let steps = found
            .steps
            .iter()
            .filter_map(|step| Some((step.points, *numbers.get(step.finding)?)))
            .collect();
        ProvisionBlock {
            anchor,
            level: (3 + provision.outline.len()).min(6),
            provision,
            rating: found.rating,
            contents: provision.kind == ProvisionKind::Contents,
            passages,
            notes,
            steps,
        }
    }

    fn note(&mut self, finding: &'a FindingView, step: Option<&StepView>, tone: Tone) -> Note<'a> {
        let pack = &self.site.pack;
        let rule = &pack.rules[finding.rule];
        self.rules.insert(finding.rule);
        self.has_enablers |= finding.obstacle.is_none();
        let clause = finding.case.map(|index| {
            self.cases.insert(index);
            let clause = pack.cases[index].clause;
            (index, clause.map(|c| pack.clauses[c].cite.as_str()))
        });
        let options = finding
            .options
            .iter()
            .map(|option| {
                let next = self.advice.len();
                let advice = (!option.advice.is_empty()).then(|| {
                    let key = (rule.category, option.option, option.advice.as_str());
                    *self.advice.entry(key).or_insert(next)
                });
                OptionLine {
                    place: option.option + 1,
                    title: &pack.options[option.option],
                    advice,
                    wording: &option.wording,
                }
            })
            .collect();
        Note {
            number: self.number,
            tone,
            category: &pack.categories[rule.category].title,
            rule: finding.rule,
            rule_id: &rule.id,
            standing: finding.obstacle.map(|(_, standing)| standing),
            excluded: finding
                .obstacle
                .is_some_and(|(effect, _)| effect.key() == "excluded"),
            clause,
            governed: finding.governed.as_ref(),
            options,
            act: finding.act.map(|index| pack.acts[index].as_str()),
            relation: match finding.direction {
                Some(index) => Some(pack.directions[index].as_str()),
                None => (finding.relation != Relation::Keine)
                    .then(|| finding.relation.words(self.site.messages)),
            },
            purpose: finding.purpose.map(|index| pack.purposes[index].as_str()),
            evidence: finding
                .evidence
                .iter()
                .map(|index| &pack.evidence[*index])
                .collect(),
            points: step.map(|s| s.points),
            relieved: step.is_some_and(|s| s.relieved),
            repetition: step.map_or(1, |s| s.repetition),
        }
    }

    fn list(
        &mut self,
        provision: &'a Provision,
        finding: &'a FindingView,
        tone: Tone,
        standing: Standing,
    ) {
        let category = self.site.pack.rules[finding.rule].category;
        self.counts.entry(category).or_default()[standing as usize] += 1;
        let citation = match finding.citation.as_str() {
            "" => &provision.designation,
            citation => citation,
        };
        self.listed.push(ListLine {
            number: self.number,
            citation,
            quote: quote(provision, finding),
            category: &self.site.pack.categories[category].title,
            tone,
            standing,
        });
    }
}

fn tone(finding: &FindingView) -> Tone {
    match finding.obstacle {
        Some((_, Standing::Blocking)) => Tone::Blocking,
        Some((_, Standing::Substitutable)) => Tone::Substitutable,
        Some((_, Standing::Open)) => Tone::Open,
        None => Tone::Enabler,
    }
}

fn quote(provision: &Provision, finding: &FindingView) -> String {
    let words = finding.span.of(&provision.text);
    let mut quote: String = words
        .chars()
        .take(QUOTE)
        .map(|c| if c == '\n' { ' ' } else { c })
        .collect();
    if quote.len() < words.len() {
        quote.push('…');
    }
    quote
}
