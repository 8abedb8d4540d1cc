//! Printers: one file for each output format, all fed by the same [`Report`].
//!
//! They decide nothing about findings. Text is colour-marked; whoever shows it takes colours away
//! where there is no terminal.

mod github;
mod gitlab;
mod json;
mod junit;
mod markdown;
mod sarif;
mod text;

use std::fmt::Write as _;

pub use text::{Detail, text};

use super::diagnostic::{Certainty, Diagnostic, Nature, Novelty, ReasonState, Report};
use super::gate::Gate;
use crate::rate::Standing;
use crate::report::Messages;

/// An output format of a check for other programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "they are names")]
pub enum Format {
    Json,
    Sarif,
    Github,
    Gitlab,
    Junit,
    Markdown,
}

/// Prints the report in a format for other programs.
pub fn print(format: Format, report: &Report, words: &Messages) -> String {
    match format {
        Format::Json => json::print(report, words),
        Format::Sarif => sarif::print(report, words),
        Format::Github => github::print(report, words),
        Format::Gitlab => gitlab::print(report, words),
        Format::Junit => junit::print(report, words),
        Format::Markdown => markdown::print(report, words),
    }
}

/// The word for a novelty.
fn novelty_word(novelty: Novelty, words: &Messages) -> &str {
    match novelty {
        Novelty::New => words.t("novelty.new"),
        Novelty::Moved => words.t("novelty.moved"),
        Novelty::Unchanged => words.t("novelty.unchanged"),
        Novelty::Gone => words.t("novelty.gone"),
    }
}

/// One sentence that says what it is: "Schriftform, sperrend: „schriftlich“ in § 3 Absatz 1 MustG".
pub fn headline(report: &Report, diagnostic: &Diagnostic, words: &Messages) -> String {
    if !diagnostic.message.is_empty() {
        let title = &report.card(diagnostic).title;
        return format!("{title}: {}", diagnostic.message);
    }
    let mut line = report.card(diagnostic).category_title.clone();
    if let Some(standing) = diagnostic.standing.or(diagnostic.before) {
        let _ = write!(line, ", {}", standing.word(words));
    }
    if let Some(clause) = &diagnostic.substitution {
        let _ = write!(line, " ({clause})");
    }
    let _ = write!(
        line,
        ": {} · {}",
        words.quote(&diagnostic.quote),
        diagnostic.place.citation
    );
    line
}

/// What a reader who has the headline needs next, a line each: why, legal basis, remedy, fixes,
/// reason.
pub fn details(
    report: &Report,
    diagnostic: &Diagnostic,
    words: &Messages,
) -> Vec<(String, String)> {
    let card = report.card(diagnostic);
    let mut lines = Vec::new();
    let mut add = |key: &str, text: String| {
        if !text.is_empty() {
            lines.push((words.t(key).to_owned(), text));
        }
    };
    if let Some(before) = diagnostic.before.filter(|_| diagnostic.standing.is_some()) {
        let text = words
            .msg("check.was")
            .with("before", before.word(words))
            .to_string();
        add("check.before", text);
    }
    if diagnostic.certainty == Certainty::Doubtful && diagnostic.nature == Nature::Finding {
        let why = if diagnostic.unapplied {
            "check.doubtful_unapplied"
        } else {
            "check.doubtful"
        };
        add("check.certainty", words.t(why).to_owned());
    }
    add("check.why", card.why.clone());
    // The norms that allow a substitute are none of this place where nothing allows one.
    if let Some(clause) = &diagnostic.substitution {
        add("word.legal_basis", clause.clone());
    } else if diagnostic.no_substitute.is_empty() {
        add("word.legal_basis", card.legal_basis.join(" · "));
    } else {
        add("check.substitute", diagnostic.no_substitute.clone());
    }
    // What the text itself opens needs no advice.
    if diagnostic.standing != Some(Standing::Open) {
        add("check.remedy", card.remedy.clone());
    }
    for fix in &diagnostic.fixes {
        let wording = format!("{}: {}", fix.label, words.quote(&fix.wording));
        add("check.wording", wording);
    }
    if let Some(reason) = &diagnostic.reason {
        add("word.reason", reason_text(reason, words));
    }
    lines
}

/// "Beweissicherung (BMI, bis 31. Dezember 2027; normscreen.toml:12)".
fn reason_text(reason: &super::Reason, words: &Messages) -> String {
    let mut text = format!("{} (", reason.reason);
    if let Some(by) = &reason.by {
        let _ = write!(text, "{by}, ");
    }
    if let Some(until) = reason.until {
        let date = words.date(&until.to_string());
        let _ = write!(text, "{} {date}; ", words.t("check.until"));
    }
    let _ = write!(text, "{})", reason.recorded);
    text
}

/// A reason that keeps nothing; as text it begins with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdleReason {
    /// The file that it is recorded in.
    pub file: String,
    /// Its line there, from 1.
    pub line: usize,
    /// What is to be said of it, in a line.
    pub text: String,
}

impl std::fmt::Display for IdleReason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.text)
    }
}

/// The reasons that keep nothing.
pub fn idle_reasons(report: &Report, words: &Messages) -> Vec<IdleReason> {
    report
        .reasons
        .iter()
        .filter_map(|outcome| {
            let reason = &outcome.reason;
            let key = match outcome.state {
                ReasonState::Used => return None,
                ReasonState::Unmatched => "check.reason_unmatched",
                ReasonState::Nowhere => "check.reason_nowhere",
                ReasonState::Unknown => "check.reason_unknown",
                ReasonState::Expired => "check.reason_expired",
            };
            let until = reason.until.map(|d| words.date(&d.to_string()));
            let text = words
                .msg(key)
                .with("category", &outcome.category_title)
                .with("citation", &reason.citation)
                .with("until", until.unwrap_or_default())
                .to_string();
            let place = reason.recorded.rsplit_once(':');
            let place = place.and_then(|(file, line)| Some((file, line.parse().ok()?)));
            let (file, line) = place.unwrap_or((&reason.recorded, 1));
            Some(IdleReason {
                file: file.to_owned(),
                line,
                text,
            })
        })
        .collect()
}

/// What amending drafts do to the law: a line for each statute, and one for each provision whose
/// readiness changes.
fn effect_lines(report: &Report, words: &Messages) -> Vec<(String, Vec<String>)> {
    let points = |tenths: Option<crate::rate::Tenths>| {
        tenths.map_or_else(|| "–".to_owned(), |t| words.tenths(t))
    };
    report
        .effects
        .iter()
        .map(|effect| {
            let head = words
                .msg("check.effect")
                .with("title", &effect.title)
                .with("applied", words.int(effect.applied))
                .with("ambiguous", words.int(effect.ambiguous))
                .with("failed", words.int(effect.failed))
                .to_string();
            let state = Some(effect.state.clone()).filter(|state| !state.is_empty());
            let changed = effect.provisions.iter().filter(|p| p.before != p.after);
            let rows = state
                .into_iter()
                .chain(changed.map(|p| {
                    words
                        .msg("check.effect_row")
                        .with("citation", &p.citation)
                        .with("before", points(p.before))
                        .with("after", points(p.after))
                        .to_string()
                }))
                .chain(closing_rows(report, &effect.source, &effect.statute, words))
                .collect();
            (head, rows)
        })
        .chain(report.missing.iter().map(|missing| {
            let key = if missing.searched {
                "check.no_target"
            } else {
                "check.no_corpus"
            };
            let line = words
                .msg(key)
                .with("article", &missing.article)
                .with("statute", &missing.statute);
            let rows = closing_rows(report, &missing.source, &missing.statute, words);
            (line.to_string(), rows)
        }))
        .collect()
}

/// What a draft takes out of one statute that opened the electronic way, each place once.
fn closing_rows(report: &Report, source: &str, statute: &str, words: &Messages) -> Vec<String> {
    let mut rows: Vec<String> = report
        .closing
        .iter()
        .filter(|d| d.place.statute == statute && d.place.source == source)
        .map(|d| {
            words
                .msg("check.closing_row")
                .with("citation", &d.place.citation)
                .with("category", &report.card(d).category_title)
                .to_string()
        })
        .collect();
    rows.dedup();
    rows
}

/// The coverage, which stands beside every count.
fn coverage_line(report: &Report, words: &Messages) -> String {
    let coverage = &report.coverage;
    let changed: usize = report.effects.iter().map(|e| e.provisions.len()).sum();
    let provisions = if report.effects.is_empty() {
        words.count("check.screened", coverage.provisions)
    } else {
        let counted = words.counted("check.screened_law", coverage.provisions);
        counted.with("changed", words.int(changed)).to_string()
    };
    words
        .counted("check.coverage", coverage.found)
        .with("screened", words.int(coverage.screened))
        .with("provisions", provisions)
        .to_string()
}

/// The counts, by novelty where something was compared with.
fn counts_line(report: &Report, words: &Messages) -> String {
    let counts = report.counts();
    let obstacles = words.count("count.obstacles", counts.current());
    let mut line = match &report.against {
        None if report.is_compared() => words
            .msg("check.counts_amending")
            .with("obstacles", obstacles)
            .with("new", words.int(counts.new))
            .with("moved", words.int(counts.moved))
            .with("unchanged", words.int(counts.unchanged))
            .with("gone", words.int(counts.gone))
            .to_string(),
        None => words
            .msg("check.counts")
            .with("obstacles", obstacles)
            .to_string(),
        Some(against) => words
            .msg("check.counts_against")
            .with("obstacles", obstacles)
            .with("new", words.int(counts.new))
            .with("moved", words.int(counts.moved))
            .with("unchanged", words.int(counts.unchanged))
            .with("gone", words.int(counts.gone))
            .with("against", &against.name)
            .to_string(),
    };
    let eased = report.diagnostics.iter().filter(|d| d.is_eased()).count();
    if eased > 0 {
        let _ = write!(line, " {}", words.count("check.eases", eased));
    }
    if !report.closing.is_empty() {
        let closing = words.count("check.closes", report.closing.len());
        let _ = write!(line, " {closing}");
    }
    if counts.reasoned > 0 {
        let _ = write!(line, " {}", words.count("check.reasoned", counts.reasoned));
    }
    if counts.hints > 0 {
        let _ = write!(line, " {}", words.count("check.hints", counts.hints));
    }
    if let Some(against) = report.against.as_ref().filter(|a| !a.renamed.is_empty()) {
        let message = words.msg("check.renamed");
        let _ = write!(
            line,
            " {}",
            message.with("names", against.renamed.join(", "))
        );
    }
    if let Some(against) = report.against.as_ref().filter(|a| a.absent > 0) {
        let _ = write!(line, " {}", words.count("check.absent", against.absent));
    }
    if let Some(against) = report.against.as_ref().filter(|a| a.unread > 0) {
        let _ = write!(line, " {}", words.count("check.unread", against.unread));
    }
    if let Some(against) = report.against.as_ref().filter(|a| a.left_out > 0) {
        let _ = write!(line, " {}", words.count("check.left_out", against.left_out));
    }
    line
}

/// Whether the gate was hit, in words.
fn verdict_line(report: &Report, words: &Messages) -> String {
    let terms = report.verdict.fail_on.join(", ");
    let usual = report.verdict.fail_on == [Gate::DEFAULT];
    let ungated = report.verdict.fail_on == [Gate::NEVER];
    let left = report.verdict.left;
    match report.verdict.hits {
        0 if report.coverage.screened == 0 => words.t("check.unchecked").to_owned(),
        0 if ungated => words.t("check.ungated").to_owned(),
        0 if report.verdict.is_empty() => words.t("check.unweighed").to_owned(),
        0 if left > 0 && usual => format!(
            "{} {}",
            words.t("check.passed_so_far"),
            words.count("check.left", left)
        ),
        0 if usual => words.t("check.passed_new").to_owned(),
        hits if usual => words.count("check.failed_new", hits),
        0 => words.msg("check.passed").with("terms", terms).to_string(),
        hits => words
            .msg("check.failed")
            .with("hits", words.count("check.hits", hits))
            .with("terms", terms)
            .to_string(),
    }
}
