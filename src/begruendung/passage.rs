//! The passage for the explanatory memorandum.

use std::collections::BTreeSet;

use super::{Block, Paper, Words};
use crate::check::diagnostic::{Diagnostic, Nature, Novelty, Report, TargetEffect};
use crate::rate::{Grade, Tenths};
use crate::rules::RulePack;

/// The passage.
pub fn paper(of: &Words<'_>, pack: &RulePack) -> Paper {
    let words = of.words;
    let title = words.t("begruendung.title").to_owned();
    let mut blocks = vec![Block::Heading(1, title.clone())];
    blocks.push(Block::Text(scope(of)));
    blocks.push(Block::Text(effect(of)));
    if let Some(text) = readiness(of, pack) {
        blocks.push(Block::Text(text));
    }
    for effect in &of.report.effects {
        blocks.push(Block::Text(amended(of, effect)));
    }
    let new = current(of.report, Novelty::New);
    // What stays as it was without a recorded reason is no matter of this draft: the table has it.
    let kept: Vec<&Diagnostic> = of
        .report
        .diagnostics
        .iter()
        .filter(|d| d.is_current() && d.novelty != Novelty::New && d.reason.is_some())
        .collect();
    let gone = current(of.report, Novelty::Gone);
    if compared(of.report) {
        section(&mut blocks, of, "begruendung.added", &new);
        section(&mut blocks, of, "begruendung.lifted", &gone);
        section(&mut blocks, of, "begruendung.kept", &kept);
    } else {
        section(&mut blocks, of, "begruendung.found", &new);
    }
    opened(&mut blocks, of);
    table(&mut blocks, of);
    blocks.push(Block::Heading(
        2,
        words.t("begruendung.limits_title").to_owned(),
    ));
    blocks.push(Block::Text(
        words
            .msg("begruendung.limits")
            .with("version", env!("CARGO_PKG_VERSION"))
            .with("pack", &of.report.pack_version)
            .with("hash", of.report.pack_hash.get(..12).unwrap_or_default())
            .to_string(),
    ));
    blocks.extend(of.gaps().into_iter().map(Block::Point));
    Paper {
        name: "begruendung",
        title,
        blocks,
    }
}

fn current(report: &Report, novelty: Novelty) -> Vec<&Diagnostic> {
    report
        .diagnostics
        .iter()
        .filter(|d| d.novelty == novelty && (d.is_current() || novelty == Novelty::Gone))
        .collect()
}

fn scope(of: &Words<'_>) -> String {
    let coverage = &of.report.coverage;
    of.words
        .msg("begruendung.scope")
        .with("titles", of.titles().join("; "))
        .with("screened", of.words.int(coverage.screened))
        .with("found", of.words.int(coverage.found))
        .with("provisions", of.words.int(coverage.provisions))
        .with("relevant", of.words.int(coverage.relevant))
        .to_string()
}

fn effect(of: &Words<'_>) -> String {
    let counts = of.report.counts();
    let words = of.words;
    match &of.report.against {
        None if compared(of.report) => words
            .msg("begruendung.effect_law")
            .with("new", words.int(counts.new))
            .with("gone", words.int(counts.gone))
            .with("kept", words.int(counts.moved + counts.unchanged))
            .to_string(),
        Some(against) => words
            .msg("begruendung.effect")
            .with("against", &against.name)
            .with("new", words.int(counts.new))
            .with("gone", words.int(counts.gone))
            .with("kept", words.int(counts.moved + counts.unchanged))
            .to_string(),
        None => words
            .msg("begruendung.no_effect")
            .with(
                "obstacles",
                words.count("count.obstacles", counts.current()),
            )
            .to_string(),
    }
}

/// Whether it is known what is new: against an older version, or because the draft says itself what
/// it changes.
fn compared(report: &Report) -> bool {
    let counts = report.counts();
    report.against.is_some() || !report.effects.is_empty() || counts.gone > 0
}

/// What the draft does to one statute.
fn amended(of: &Words<'_>, effect: &TargetEffect) -> String {
    let points = |values: Vec<Tenths>| {
        let sum: u32 = values.iter().copied().map(u32::from).sum();
        let count = values.len() as u32;
        (count > 0).then(|| of.words.tenths((sum + count / 2) / count))
    };
    let before = points(effect.provisions.iter().filter_map(|p| p.before).collect());
    let after = points(effect.provisions.iter().filter_map(|p| p.after).collect());
    let nothing = || "–".to_owned();
    of.words
        .msg("begruendung.amended")
        .with("title", &effect.title)
        .with("provisions", of.words.int(effect.provisions.len()))
        .with("before", before.unwrap_or_else(nothing))
        .with("after", after.unwrap_or_else(nothing))
        .with("undone", of.words.int(effect.ambiguous + effect.failed))
        .to_string()
}

fn readiness(of: &Words<'_>, pack: &RulePack) -> Option<String> {
    let readiness: Tenths = of.report.coverage.readiness?;
    let grade = Grade::of(f64::from(readiness) / 10.0, pack);
    Some(
        of.words
            .msg("begruendung.readiness")
            .with("readiness", of.words.tenths(readiness))
            .with("grade", grade.letter())
            .to_string(),
    )
}

/// Obstacles with their reasons; where reasons are missing, one field is left open for all.
fn section(blocks: &mut Vec<Block>, of: &Words<'_>, title: &str, found: &[&Diagnostic]) {
    if found.is_empty() {
        return;
    }
    blocks.push(Block::Heading(2, of.words.t(title).to_owned()));
    let mut open = Vec::new();
    for diagnostic in found {
        let sentence = of.words.quote(&diagnostic.sentence);
        let mut point = format!("{}. {sentence}", of.finding(diagnostic));
        match of.reason(diagnostic) {
            Some(reason) => {
                let reason = of.words.msg("begruendung.reason").with("reason", reason);
                point.push_str(&format!(" {reason}"));
            }
            None if diagnostic.is_current() => open.push(diagnostic.place.citation.clone()),
            None => {}
        }
        blocks.push(Block::Point(point));
    }
    open.dedup();
    if !open.is_empty() {
        blocks.push(Block::Open(
            of.words
                .msg("begruendung.reason_open")
                .with("citations", open.join("; "))
                .to_string(),
        ));
    }
}

fn opened(blocks: &mut Vec<Block>, of: &Words<'_>) {
    if of.report.evidence.is_empty() {
        return;
    }
    let title = of.words.t("begruendung.opened").to_owned();
    blocks.push(Block::Heading(2, title));
    for enabler in &of.report.evidence {
        let sentence = of.words.quote(&enabler.sentence);
        blocks.push(Block::Point(format!("{}. {sentence}", of.finding(enabler))));
    }
}

/// The provisions in which the draft adds, moves or lifts an obstacle.
fn touched(report: &Report) -> BTreeSet<(&String, &String)> {
    let found = report
        .diagnostics
        .iter()
        .filter(|d| d.nature == Nature::Finding && d.novelty != Novelty::Unchanged)
        .map(|d| (&d.place.statute, &d.place.provision));
    found.collect()
}

fn table(blocks: &mut Vec<Block>, of: &Words<'_>) {
    let words = of.words;
    let touched = touched(of.report);
    let (shown, rest): (Vec<&Diagnostic>, Vec<&Diagnostic>) = of
        .report
        .diagnostics
        .iter()
        .filter(|d| d.is_current() || d.novelty == Novelty::Gone)
        .partition(|d| {
            !compared(of.report)
                || d.novelty != Novelty::Unchanged
                || d.reason.is_some()
                || touched.contains(&(&d.place.statute, &d.place.provision))
                // Of a statute that is amended only the amended provisions were looked at.
                || of.report.effects.iter().any(|e| e.statute == d.place.statute)
        });
    let rows: Vec<Vec<String>> = shown
        .into_iter()
        .map(|d| {
            let change = match (compared(of.report), d.novelty) {
                (false, _) => words.t("begruendung.row_found"),
                (_, Novelty::New) => words.t("begruendung.row_added"),
                (_, Novelty::Gone) => words.t("begruendung.row_lifted"),
                _ => words.t("begruendung.row_kept"),
            };
            let standing = d.standing.or(d.before).map_or("", |s| s.word(words));
            vec![
                d.place.citation.clone(),
                of.report.card(d).category_title.clone(),
                d.quote.clone(),
                standing.to_owned(),
                change.to_owned(),
                of.reason(d).unwrap_or_else(|| "–".to_owned()),
            ]
        })
        .collect();
    if rows.is_empty() && rest.is_empty() {
        return;
    }
    blocks.push(Block::Heading(2, words.t("begruendung.table").to_owned()));
    if !rest.is_empty() {
        let obstacles = words.count("count.obstacles", rest.len());
        let message = words.msg("begruendung.untouched");
        blocks.push(Block::Text(
            message.with("obstacles", obstacles).to_string(),
        ));
    }
    if rows.is_empty() {
        return;
    }
    let head = [
        "word.provision",
        "word.obstacle",
        "word.wording",
        "word.standing",
        "begruendung.change",
        "word.reason",
    ];
    blocks.push(Block::Table(
        head.iter().map(|key| words.t(key).to_owned()).collect(),
        rows,
    ));
}
