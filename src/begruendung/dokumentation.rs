//! The Dokumentation der Digitaltauglichkeit: parts 3 to 7 pre-filled with provisions and quotes,
//! the others and every judgement left open.

use super::{Block, Paper, Words};
use crate::check::diagnostic::Diagnostic;
use crate::rate::Standing;
use crate::rules::{RulePack, SchwerpunktEntry};

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
    let gaps = of.gaps();
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
        let serves = |d: &&Diagnostic| of.report.card(d).schwerpunkte.contains(&point.id);
        let opening: Vec<&Diagnostic> = of.report.evidence.iter().filter(serves).collect();
        let barring: Vec<&Diagnostic> = of
            .report
            .diagnostics
            .iter()
            .filter(|d| d.is_current())
            .filter(serves)
            .collect();
        let name = format!("{} {}", point.id, point.title.get(words.language()));
        if opening.is_empty() && barring.is_empty() {
            silent.push(name);
            continue;
        }
        blocks.push(Block::Heading(3, name));
        blocks.push(Block::Text(
            words
                .msg("dokumentation.found")
                .with("opening", words.int(opening.len()))
                .with("barring", words.int(barring.len()))
                .to_string(),
        ));
        let rows = opening
            .iter()
            .map(|d| row(of, d, "dokumentation.opens"))
            .chain(barring.iter().map(|d| row(of, d, bars(d))))
            .collect();
        let head = [
            "dokumentation.paragraph",
            "dokumentation.effect",
            "dokumentation.text",
            "dokumentation.explanation",
        ];
        let head = head.iter().map(|key| words.t(key).to_owned()).collect();
        blocks.push(Block::Table(head, rows));
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

/// What an obstacle does: one that the text itself opens does not stand in the way.
fn bars(diagnostic: &Diagnostic) -> &'static str {
    match diagnostic.standing {
        Some(Standing::Open) => "dokumentation.opened",
        Some(Standing::Substitutable) => "dokumentation.substitutable",
        _ => "dokumentation.bars",
    }
}

fn row(of: &Words<'_>, diagnostic: &Diagnostic, effect: &str) -> Vec<String> {
    let category = &of.report.card(diagnostic).category_title;
    let explanation = of
        .reason(diagnostic)
        .unwrap_or_else(|| format!("[{}]", of.words.t("dokumentation.to_explain")));
    vec![
        diagnostic.place.citation.clone(),
        format!("{} ({category})", of.words.t(effect)),
        of.words.quote(&diagnostic.sentence),
        explanation,
    ]
}
