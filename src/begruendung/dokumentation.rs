//! The Dokumentation der Digitaltauglichkeit: parts 3 to 7 pre-filled with provisions and quotes,
//! the others and every judgement left open.

use super::{Block, Paper, Words};
use crate::check::CONSISTENCY;
use crate::check::diagnostic::{Diagnostic, Indicated, Novelty, Place};
use crate::rate::Standing;
use crate::rules::{RulePack, SchwerpunktEntry};

/// The Schwerpunkt that asks for unambiguous law, which references and words that do not fit concern.
const UNAMBIGUOUS: &str = "4.4";
/// Most places that are listed for a Schwerpunkt: a form that nobody reads documents nothing.
const MOST: usize = 100;
/// A rest this small is listed, too.
const FEW: usize = 5;

/// The form.
pub fn paper(of: &Words<'_>, pack: &RulePack) -> Paper {
    let words = of.words;
    let title = words.t("dokumentation.title").to_owned();
    let mut blocks = vec![
        Block::Heading(1, title.clone()),
        Block::Text(words.t("dokumentation.about").to_owned()),
        Block::Heading(2, format!("1 {}", words.t("dokumentation.part_1"))),
    ];
    blocks.extend(of.titles().into_iter().map(Block::Text));
    open(&mut blocks, of, "dokumentation.open_1");
    blocks.push(Block::Heading(
        2,
        format!("2 {}", words.t("dokumentation.part_2")),
    ));
    open(&mut blocks, of, "dokumentation.open_2a");
    open(&mut blocks, of, "dokumentation.open_2b");
    for (index, principle) in pack.principles.iter().enumerate() {
        part(&mut blocks, of, pack, index + 3, principle);
    }
    for (number, part, field) in [
        (8, "dokumentation.part_8", "dokumentation.open_8"),
        (9, "dokumentation.part_9", "dokumentation.open_9"),
        (10, "dokumentation.part_10", "dokumentation.open_10"),
    ] {
        blocks.push(Block::Heading(2, format!("{number} {}", words.t(part))));
        open(&mut blocks, of, field);
    }
    of.unapplied(&mut blocks);
    let mut gaps = of.missing();
    gaps.extend(of.gaps());
    if !gaps.is_empty() {
        let title = words.t("begruendung.limits_title").to_owned();
        blocks.push(Block::Heading(2, title));
        blocks.extend(gaps.into_iter().map(Block::Point));
    }
    Paper {
        name: "dokumentation",
        title,
        blocks,
    }
}

fn open(blocks: &mut Vec<Block>, of: &Words<'_>, key: &str) {
    blocks.push(Block::Open(of.words.t(key).to_owned()));
}

/// One principle: the open question, what was found for its Schwerpunkte, and what was not.
fn part(
    blocks: &mut Vec<Block>,
    of: &Words<'_>,
    pack: &RulePack,
    number: usize,
    principle: &SchwerpunktEntry,
) {
    let words = of.words;
    let title = principle.title.get(words.language());
    blocks.push(Block::Heading(2, format!("{number} {title}")));
    open(blocks, of, "dokumentation.feasible");
    // "1.1" belongs to "P1".
    let lead = format!("{}.", principle.id.trim_start_matches('P'));
    let points = pack.schwerpunkte.iter().filter(|s| s.id.starts_with(&lead));
    let mut silent = Vec::new();
    for point in points {
        let found = Found::of(of, &point.id);
        let name = format!("{} {}", point.id, point.title.get(words.language()));
        if found.count() == 0 {
            silent.push(name);
            continue;
        }
        blocks.push(Block::Heading(3, name));
        let list = found.list(of);
        let message = words.msg("dokumentation.found").with("list", list);
        blocks.push(Block::Text(message.to_string()));
        let head = [
            "dokumentation.paragraph",
            "dokumentation.effect",
            "dokumentation.text",
            "dokumentation.explanation",
        ];
        let head = head.iter().map(|key| words.t(key).to_owned()).collect();
        let mut rows = found.rows(of);
        let mut left = rows.len().saturating_sub(MOST);
        if left <= FEW {
            left = 0;
        }
        rows.truncate(rows.len() - left);
        blocks.push(Block::Table(head, rows));
        if left > 0 {
            blocks.push(Block::Text(words.count("dokumentation.more", left)));
        }
    }
    if !silent.is_empty() {
        blocks.push(Block::Text(
            words
                .msg("dokumentation.silent")
                .with("names", silent.join("; "))
                .to_string(),
        ));
        open(blocks, of, "dokumentation.open_silent");
    }
}

/// What was found for one Schwerpunkt.
struct Found<'a> {
    /// What opens the electronic way, where that is what its category serves first.
    opening: Vec<&'a Diagnostic>,
    /// What is to be weighed here for another reason: a retrieval bears on data protection.
    noted: Vec<&'a Diagnostic>,
    closing: Vec<&'a Diagnostic>,
    lifted: Vec<&'a Diagnostic>,
    /// Forms that are lifted, and that the text itself opened.
    lifted_open: Vec<&'a Diagnostic>,
    /// Obstacles that the draft adds, or all of them where it is compared with nothing.
    barring: Vec<&'a Diagnostic>,
    /// Obstacles that were there before.
    kept: Vec<&'a Diagnostic>,
    /// Forms that the text itself opens.
    opened: Vec<&'a Diagnostic>,
    indications: Vec<&'a Indicated>,
    hints: Vec<&'a Diagnostic>,
}

impl<'a> Found<'a> {
    fn of(of: &Words<'a>, id: &str) -> Self {
        let report = of.report;
        let serves = |d: &&Diagnostic| report.card(d).schwerpunkte.iter().any(|s| s == id);
        let diagnostics = || report.diagnostics.iter();
        let current = |wanted: fn(&Diagnostic) -> bool| -> Vec<&'a Diagnostic> {
            let found = diagnostics().filter(|d| d.is_current() && wanted(d));
            found.filter(serves).collect()
        };
        let first = |d: &&Diagnostic| report.card(d).schwerpunkte.first().is_some_and(|s| s == id);
        let (opening, noted) = report.evidence.iter().filter(serves).partition(first);
        let gone = diagnostics().filter(|d| d.novelty == Novelty::Gone);
        let (lifted, lifted_open) = gone
            .filter(serves)
            .partition(|d| Diagnostic::hinders(d.before));
        Self {
            opening,
            noted,
            closing: report.closing.iter().filter(serves).collect(),
            lifted,
            lifted_open,
            barring: current(|d| Diagnostic::hinders(d.standing) && d.novelty == Novelty::New),
            kept: current(|d| Diagnostic::hinders(d.standing) && d.novelty != Novelty::New),
            opened: current(|d| !Diagnostic::hinders(d.standing)),
            indications: report
                .indications
                .iter()
                .filter(|i| i.schwerpunkt == id)
                .collect(),
            hints: diagnostics()
                .filter(|d| d.rule == CONSISTENCY && id == UNAMBIGUOUS)
                .collect(),
        }
    }

    fn count(&self) -> usize {
        let found = [
            &self.opening,
            &self.closing,
            &self.lifted,
            &self.lifted_open,
            &self.barring,
            &self.kept,
            &self.opened,
        ];
        found.iter().map(|found| found.len()).sum::<usize>() + self.other()
    }

    fn other(&self) -> usize {
        self.noted.len() + self.indications.len() + self.hints.len()
    }

    /// "2 öffnende Regelungen, ein Hindernis".
    fn list(&self, of: &Words<'_>) -> String {
        let barring = if of.report.is_compared() {
            "dokumentation.added"
        } else {
            "dokumentation.barring"
        };
        [
            ("dokumentation.enabling", self.opening.len()),
            ("dokumentation.closing", self.closing.len()),
            ("dokumentation.gone", self.lifted.len()),
            ("dokumentation.gone_open", self.lifted_open.len()),
            (barring, self.barring.len()),
            ("dokumentation.kept", self.kept.len()),
            ("dokumentation.form_opened", self.opened.len()),
            ("dokumentation.other", self.other()),
        ]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(key, count)| of.words.count(key, count))
        .collect::<Vec<_>>()
        .join(", ")
    }

    fn rows(&self, of: &Words<'_>) -> Vec<Vec<String>> {
        let opening = self
            .opening
            .iter()
            .map(|d| row(of, d, "dokumentation.opens"));
        let closing = self
            .closing
            .iter()
            .map(|d| row(of, d, "dokumentation.closes"));
        let lifted = self
            .lifted
            .iter()
            .map(|d| row(of, d, "dokumentation.lifted"));
        let lifted_open = self
            .lifted_open
            .iter()
            .map(|d| row(of, d, "dokumentation.lifted_open"));
        let noted = self
            .noted
            .iter()
            .map(|d| row(of, d, "dokumentation.indicates"));
        let barring = self.barring.iter().map(|d| row(of, d, bars(d)));
        let kept = self.kept.iter().map(|d| row(of, d, stays(d)));
        let opened = self
            .opened
            .iter()
            .map(|d| row(of, d, "dokumentation.opened"));
        let indications = self.indications.iter().map(|i| {
            let sentence = of.words.quote(&i.sentence);
            cells(
                of,
                &i.place,
                "dokumentation.indicates",
                &i.title,
                sentence,
                None,
            )
        });
        let hints = self.hints.iter().map(|d| {
            let title = &of.report.card(d).title;
            let text = d.message.clone();
            cells(of, &d.place, "dokumentation.hint", title, text, None)
        });
        // Of a long table the end may be cut.
        barring
            .chain(lifted)
            .chain(closing)
            .chain(opening)
            .chain(kept)
            .chain(lifted_open)
            .chain(opened)
            .chain(noted)
            .chain(indications)
            .chain(hints)
            .collect()
    }
}

/// What an obstacle does.
fn bars(diagnostic: &Diagnostic) -> &'static str {
    match diagnostic.standing {
        Some(Standing::Substitutable) => "dokumentation.substitutable",
        _ => "dokumentation.bars",
    }
}

/// What an obstacle does that was there before.
fn stays(diagnostic: &Diagnostic) -> &'static str {
    match diagnostic.standing {
        Some(Standing::Substitutable) => "dokumentation.kept_substitutable",
        _ => "dokumentation.kept_bars",
    }
}

fn row(of: &Words<'_>, diagnostic: &Diagnostic, effect: &str) -> Vec<String> {
    let category = &of.report.card(diagnostic).category_title;
    let sentence = of.words.quote(&diagnostic.sentence);
    let reason = of.reason(diagnostic);
    cells(of, &diagnostic.place, effect, category, sentence, reason)
}

fn cells(
    of: &Words<'_>,
    place: &Place,
    effect: &str,
    title: &str,
    text: String,
    reason: Option<String>,
) -> Vec<String> {
    let open = || format!("[{}]", of.words.t("dokumentation.to_explain"));
    vec![
        place.citation.clone(),
        format!("{} ({title})", of.words.t(effect)),
        text,
        reason.unwrap_or_else(open),
    ]
}
