//! The passage for the explanatory memorandum.

use std::collections::BTreeSet;

use super::{Block, Paper, Words};
use crate::check::diagnostic::{
    Diagnostic, Fate, Nature, Novelty, ProvisionEffect, Report, TargetEffect,
};
use crate::check::print::idle_reasons;
use crate::rate::{Grade, Standing, Tenths};
use crate::report::Messages;
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
    blocks.extend(of.missing().into_iter().map(Block::Text));
    let found = |wanted: fn(&Diagnostic) -> bool| -> Vec<&Diagnostic> {
        of.report.diagnostics.iter().filter(|d| wanted(d)).collect()
    };
    let new = found(is_added);
    if of.report.is_compared() {
        section(&mut blocks, of, "begruendung.added", &new);
        section(&mut blocks, of, "begruendung.lifted", &found(is_lifted));
        section(
            &mut blocks,
            of,
            "begruendung.eased",
            &found(Diagnostic::is_eased),
        );
        // What stays as it was without a recorded reason is no matter of this draft: the table has it.
        let kept = found(|d| is_kept(d) && d.reason.is_some());
        section(&mut blocks, of, "begruendung.kept", &kept);
    } else {
        section(&mut blocks, of, "begruendung.found", &new);
    }
    opened(&mut blocks, of);
    closed(&mut blocks, of);
    table(&mut blocks, of);
    let idle = idle_reasons(of.report, words);
    if !idle.is_empty() {
        let title = words.t("begruendung.idle").to_owned();
        blocks.push(Block::Heading(2, title));
        blocks.extend(idle.into_iter().map(|reason| Block::Open(reason.text)));
    }
    of.unapplied(&mut blocks);
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

/// Whether it stands in the way: what the text itself opens is no obstacle to a reader of the
/// memorandum, whatever form it names.
fn hinders(standing: Option<Standing>) -> bool {
    Diagnostic::hinders(standing)
}

fn is_added(d: &Diagnostic) -> bool {
    d.is_current() && d.novelty == Novelty::New && hinders(d.standing)
}

fn is_lifted(d: &Diagnostic) -> bool {
    d.novelty == Novelty::Gone && hinders(d.before)
}

fn is_kept(d: &Diagnostic) -> bool {
    d.is_current() && d.novelty != Novelty::New && hinders(d.standing)
}

/// A form that the text opens, and did before where it was there.
fn is_open(d: &Diagnostic) -> bool {
    d.is_current() && !hinders(d.standing) && !hinders(d.before)
}

fn scope(of: &Words<'_>) -> String {
    let coverage = &of.report.coverage;
    let words = of.words;
    let effects = &of.report.effects;
    if coverage.screened == 0 {
        return words.t("check.unchecked").to_owned();
    }
    // Without the law at hand nothing is known of how relevant the amended provisions are.
    if effects.is_empty() && !of.report.missing.is_empty() {
        return words
            .msg("begruendung.scope_commands")
            .with("titles", of.titles().join("; "))
            .with("screened", words.int(coverage.screened))
            .with("found", words.int(coverage.found))
            .with("provisions", words.int(coverage.provisions))
            .to_string();
    }
    if effects.is_empty() {
        return words
            .msg("begruendung.scope")
            .with("titles", of.titles().join("; "))
            .with("screened", words.int(coverage.screened))
            .with("found", words.int(coverage.found))
            .with("provisions", words.int(coverage.provisions))
            .with("relevant", words.int(coverage.relevant))
            .to_string();
    }
    let changed = || effects.iter().flat_map(|effect| &effect.provisions);
    let relevant = changed().filter(|p| p.before.or(p.after).is_some());
    words
        .msg("begruendung.scope_law")
        .with("titles", of.titles().join("; "))
        .with("screened", words.int(coverage.screened))
        .with("found", words.int(coverage.found))
        .with("provisions", words.int(coverage.provisions))
        .with("relevant", words.int(coverage.relevant))
        .with("changed", words.int(changed().count()))
        .with("changed_relevant", words.int(relevant.count()))
        .to_string()
}

fn effect(of: &Words<'_>) -> String {
    let words = of.words;
    let count = |wanted: fn(&Diagnostic) -> bool| {
        let found = of.report.diagnostics.iter();
        found.filter(|d| wanted(d)).count()
    };
    let compared = of.report.is_compared();
    let mut said = if compared {
        let key = if of.report.against.is_some() {
            "begruendung.effect"
        } else {
            "begruendung.effect_law"
        };
        let name = of.report.against.as_ref();
        let name = name.map_or("", |a| against_name(of, &a.name));
        words
            .msg(key)
            .with("against", name)
            .with("new", words.count("begruendung.new", count(is_added)))
            .with("gone", words.count("begruendung.gone", count(is_lifted)))
            .with("kept", words.count("begruendung.stays", count(is_kept)))
            .to_string()
    } else {
        let obstacles = words.count("count.obstacles", count(is_added));
        let message = words.msg("begruendung.no_effect");
        message.with("obstacles", obstacles).to_string()
    };
    for (key, n) in [
        ("check.eases", count(Diagnostic::is_eased)),
        ("begruendung.open", count(is_open)),
    ] {
        if n > 0 {
            said.push(' ');
            said.push_str(&words.count(key, n));
        }
    }
    // The words for how an obstacle stands are explained where one is named.
    let named = |d: &Diagnostic| d.nature == Nature::Finding;
    if of.report.diagnostics.iter().any(named) {
        said.push(' ');
        said.push_str(words.t("begruendung.terms"));
    }
    said
}

/// What the draft was compared with, in a sentence. A memorandum names no files and no revisions.
fn against_name<'w>(of: &Words<'w>, name: &str) -> &'w str {
    let tracked = of.words.t("check.tracked");
    if name == tracked {
        return tracked;
    }
    of.words.t("begruendung.older")
}

/// "2 Vorschriften werden geändert, eine wird eingefügt".
fn changes(words: &Messages, effect: &TargetEffect) -> String {
    let told = [
        (
            Fate::Changed,
            "begruendung.provisions",
            "begruendung.changed",
        ),
        (
            Fate::Inserted,
            "begruendung.provisions_inserted",
            "begruendung.inserted",
        ),
        (
            Fate::Repealed,
            "begruendung.provisions_repealed",
            "begruendung.repealed",
        ),
    ];
    let mut said = Vec::new();
    for (fate, first, further) in told {
        let count = effect.provisions.iter().filter(|p| p.change == fate);
        let count = count.count();
        if count > 0 {
            let key = if said.is_empty() { first } else { further };
            said.push(words.count(key, count));
        }
    }
    if said.is_empty() {
        return words.count("begruendung.provisions", 0usize);
    }
    said.join(", ")
}

/// What the draft does to one statute.
fn amended(of: &Words<'_>, effect: &TargetEffect) -> String {
    let points = |values: Vec<Tenths>| {
        let sum: u32 = values.iter().copied().map(u32::from).sum();
        let count = values.len() as u32;
        (count > 0).then(|| of.words.tenths((sum + count / 2) / count))
    };
    // Two means of different provisions would say nothing of the change.
    let provisions = effect.provisions.iter();
    let both: Vec<(Tenths, Tenths)> = provisions.filter_map(|p| p.before.zip(p.after)).collect();
    let one = |side: fn(&ProvisionEffect) -> Option<Tenths>| {
        points(effect.provisions.iter().filter_map(side).collect())
    };
    let (before, after) = if both.is_empty() {
        (one(|p| p.before), one(|p| p.after))
    } else {
        let (before, after) = both.into_iter().unzip();
        (points(before), points(after))
    };
    let words = of.words;
    let means = match (before, after) {
        _ if effect.provisions.is_empty() => String::new(),
        (Some(before), Some(after)) => words
            .msg(if effect.provisions.len() == 1 {
                "begruendung.means_one"
            } else {
                "begruendung.means"
            })
            .with("before", before)
            .with("after", after)
            .to_string(),
        (None, Some(after)) => words
            .msg(if effect.provisions.len() == 1 {
                "begruendung.means_after_one"
            } else {
                "begruendung.means_after"
            })
            .with("after", after)
            .to_string(),
        (Some(before), None) => words
            .msg(if effect.provisions.len() == 1 {
                "begruendung.means_before_one"
            } else {
                "begruendung.means_before"
            })
            .with("before", before)
            .to_string(),
        (None, None) => words.count("begruendung.means_none", effect.provisions.len()),
    };
    let undone = effect.ambiguous + effect.failed;
    let undone = if undone > 0 {
        words.count("begruendung.undone", undone)
    } else {
        String::new()
    };
    let changed = changes(words, effect);
    let head = format!("{} ({}): {changed}.", effect.article, effect.title);
    let said = [head, means, undone, effect.state.clone()];
    let said: Vec<String> = said.into_iter().filter(|s| !s.is_empty()).collect();
    said.join(" ")
}

fn readiness(of: &Words<'_>, pack: &RulePack) -> Option<String> {
    let readiness: Tenths = of.report.coverage.readiness?;
    let grade = Grade::of(f64::from(readiness) / 10.0, pack);
    let before = of.report.against.as_ref().and_then(|a| a.readiness);
    Some(
        of.words
            .msg(match (of.report.effects.is_empty(), before) {
                (true, Some(_)) => "begruendung.readiness_before",
                (true, None) => "begruendung.readiness",
                (false, _) => "begruendung.readiness_own",
            })
            .with(
                "before",
                before.map_or_else(String::new, |b| of.words.tenths(b)),
            )
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
    let adds = |d: &Diagnostic| of.report.is_compared() && is_added(d);
    let mut open = Vec::new();
    for diagnostic in found {
        let sentence = of.words.quote(&diagnostic.sentence);
        let mut point = format!("{}. {sentence}", of.finding(diagnostic));
        match of.reason(diagnostic) {
            Some(reason) => {
                let key = if adds(diagnostic) {
                    "begruendung.reason_new"
                } else {
                    "begruendung.reason"
                };
                let reason = of.words.msg(key).with("reason", reason);
                point.push_str(&format!(" {reason}"));
            }
            None if hinders(diagnostic.standing) => open.push(diagnostic.place.citation.clone()),
            None => {}
        }
        blocks.push(Block::Point(point));
    }
    open.dedup();
    if !open.is_empty() {
        blocks.push(Block::Open(
            of.words
                .msg(if found.iter().any(|d| adds(d)) {
                    "begruendung.reason_open_new"
                } else {
                    "begruendung.reason_open"
                })
                .with("citations", open.join("; "))
                .to_string(),
        ));
    }
}

/// What opens the electronic way; where it is known what is new, only that.
fn opened(blocks: &mut Vec<Block>, of: &Words<'_>) {
    let compared = of.report.evidence_compared;
    let enablers: Vec<&Diagnostic> = of
        .report
        .evidence
        .iter()
        .filter(|e| !compared || e.novelty == Novelty::New)
        .collect();
    if enablers.is_empty() {
        return;
    }
    let title = if compared {
        "begruendung.opened_new"
    } else {
        "begruendung.opened"
    };
    enabling(blocks, of, title, enablers);
}

/// What opened the electronic way and is taken out of the law.
fn closed(blocks: &mut Vec<Block>, of: &Words<'_>) {
    if !of.report.closing.is_empty() {
        enabling(blocks, of, "begruendung.closed", &of.report.closing);
    }
}

fn enabling<'d>(
    blocks: &mut Vec<Block>,
    of: &Words<'_>,
    title: &str,
    enablers: impl IntoIterator<Item = &'d Diagnostic>,
) {
    blocks.push(Block::Heading(2, of.words.t(title).to_owned()));
    for enabler in enablers {
        let sentence = of.words.quote(&enabler.sentence);
        blocks.push(Block::Point(format!("{}. {sentence}", of.finding(enabler))));
    }
}

/// The provisions in which the draft adds, moves or lifts an obstacle.
fn touched(report: &Report) -> BTreeSet<(&String, &String)> {
    let found = report
        .diagnostics
        .iter()
        .filter(|d| d.nature == Nature::Finding)
        .filter(|d| d.novelty != Novelty::Unchanged || d.is_eased())
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
            !of.report.is_compared()
                || d.novelty != Novelty::Unchanged
                || d.is_eased()
                || d.reason.is_some()
                || touched.contains(&(&d.place.statute, &d.place.provision))
                // Of a statute that is amended only the amended provisions were looked at.
                || of.report.effects.iter().any(|e| e.statute == d.place.statute)
        });
    let rows: Vec<Vec<String>> = shown
        .into_iter()
        .map(|d| {
            let change = match (of.report.is_compared(), d.novelty) {
                (false, _) => words.t("begruendung.row_found"),
                _ if d.is_eased() => words.t("begruendung.row_eased"),
                (_, Novelty::New) => words.t("begruendung.row_added"),
                (_, Novelty::Gone) => words.t("begruendung.row_lifted"),
                _ => words.t("begruendung.row_kept"),
            };
            let mut standing = d
                .standing
                .or(d.before)
                .map_or("", |s| s.word(words))
                .to_owned();
            // What is opened has a list of its own, with what it was.
            if let (Some(before), Some(_), false) = (d.before, d.standing, d.is_eased()) {
                let before = words.msg("check.was").with("before", before.word(words));
                standing.push_str(&format!(" ({before})"));
            }
            vec![
                d.place.citation.clone(),
                of.report.card(d).category_title.clone(),
                d.quote.clone(),
                standing,
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
