//! The code quality report of GitLab, which compares by fingerprint itself; what is gone is left
//! out, since its absence says it.

use serde::Serialize;

use super::super::diagnostic::{Diagnostic, Nature, Novelty, Report, Severity, TargetEffect};
use super::{coverage_line, headline, idle_reasons, reason_text};
use crate::ledger::Outcome;
use crate::report::Messages;

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
}

/// Whether an obstacle is one of the law in force that an amending draft leaves as it is: it has no line
/// in the draft.
fn stands_in_the_law(report: &Report, diagnostic: &Diagnostic) -> bool {
    let place = &diagnostic.place;
    let amended =
        |effect: &TargetEffect| effect.source == place.source && effect.statute == place.statute;
    diagnostic.novelty == Novelty::Unchanged
        && place.region.is_none()
        && report.effects.iter().any(amended)
}

/// Prints the report.
pub fn print(report: &Report, words: &Messages) -> String {
    let mut issues: Vec<Issue> = report
        .diagnostics
        .iter()
        .filter(|d| d.novelty != Novelty::Gone)
        .filter(|d| !stands_in_the_law(report, d))
        .map(|d| issue(report, d, words))
        .collect();
    for idle in idle_reasons(report, words) {
        issues.push(Issue {
            fingerprint: format!("reason-{:08x}", crc32fast::hash(idle.text.as_bytes())),
            description: idle.text,
            check_name: "normscreen-reason".to_owned(),
            severity: "minor",
            location: Location {
                path: idle.file,
                lines: Lines { begin: idle.line },
            },
        });
    }
    // The format has no place for inputs that failed; left out, they would look clean.
    for record in report.coverage.troubled() {
        issues.push(Issue {
            description: format!(
                "{}: {}",
                record.outcome.word(words),
                words.cause(&record.reason)
            ),
            check_name: "normscreen-input".to_owned(),
            fingerprint: format!("input-{:08x}", crc32fast::hash(record.source.as_bytes())),
            severity: if record.outcome == Outcome::Failed {
                "blocker"
            } else {
                "minor"
            },
            location: Location {
                path: record.source.clone(),
                lines: Lines { begin: 1 },
            },
        });
    }
    if issues.is_empty() {
        // An empty list says nothing of what was looked at.
        issues.push(Issue {
            description: coverage_line(report, words),
            check_name: "normscreen-coverage".to_owned(),
            fingerprint: "coverage".to_owned(),
            severity: "info",
            location: Location {
                path: report
                    .coverage
                    .inputs
                    .first()
                    .map_or_else(String::new, |r| r.source.clone()),
                lines: Lines { begin: 1 },
            },
        });
    }
    let mut text =
        serde_json::to_string_pretty(&issues).expect("issues hold only texts and numbers");
    text.push('\n');
    text
}

fn issue(report: &Report, diagnostic: &Diagnostic, words: &Messages) -> Issue {
    let severity = match (diagnostic.gate, diagnostic.severity) {
        (true, _) => "critical",
        _ if diagnostic.reason.is_some() => "info",
        (false, Severity::Error) => "major",
        (false, Severity::Warning) => "minor",
        (false, Severity::Note) => "info",
    };
    let line = diagnostic.place.region.map_or(1, |r| r.line);
    Issue {
        description: match &diagnostic.reason {
            Some(reason) => format!(
                "{} {}: {}",
                headline(report, diagnostic, words),
                words.t("word.reason"),
                reason_text(reason, words)
            ),
            None => headline(report, diagnostic, words),
        },
        check_name: diagnostic.rule.clone(),
        fingerprint: if diagnostic.nature == Nature::Hint {
            let place = format!("{}:{line}:{}", diagnostic.place.source, diagnostic.message);
            format!("hint-{:08x}", crc32fast::hash(place.as_bytes()))
        } else {
            diagnostic.fingerprint.clone()
        },
        severity,
        location: Location {
            path: diagnostic.place.source.clone(),
            lines: Lines { begin: line },
        },
    }
}
