//! Workflow commands of GitHub Actions, which show findings beside the lines of a pull request.
//!
//! GitHub shows few of them, so what was there before is left out.

use super::super::diagnostic::{Diagnostic, Novelty, Report, Severity};
use super::{counts_line, coverage_line, details, headline, idle_reasons, verdict_line};
use crate::ledger::Outcome;
use crate::report::Messages;

/// Prints the report.
pub fn print(report: &Report, words: &Messages) -> String {
    let mut out = String::new();
    for record in report.coverage.troubled() {
        let level = if record.outcome == Outcome::Failed {
            "error"
        } else {
            "warning"
        };
        let place = format!("file={}", property(&record.source));
        command(&mut out, level, &place, &words.cause(&record.reason));
    }
    for diagnostic in &report.diagnostics {
        if diagnostic.gate || diagnostic.novelty == Novelty::New {
            annotation(&mut out, report, diagnostic, words);
        }
    }
    for idle in idle_reasons(report, words) {
        let place = format!("file={},line={}", property(&idle.file), idle.line);
        command(&mut out, "warning", &place, &idle.text);
    }
    let summary = [
        coverage_line(report, words),
        counts_line(report, words),
        verdict_line(report, words),
    ];
    command(&mut out, "notice", "title=normscreen", &summary.join("\n"));
    out
}

fn annotation(out: &mut String, report: &Report, diagnostic: &Diagnostic, words: &Messages) {
    let level = match (diagnostic.gate, diagnostic.severity) {
        (true, _) => "error",
        _ if diagnostic.reason.is_some() => "notice",
        (false, Severity::Error | Severity::Warning) => "warning",
        (false, Severity::Note) => "notice",
    };
    let mut place = format!("file={}", property(&diagnostic.place.source));
    if let Some(region) = diagnostic.place.region {
        place.push_str(&format!(
            ",line={},endLine={}",
            region.line, region.end_line
        ));
        // GitHub takes columns only within one line.
        if region.line == region.end_line {
            place.push_str(&format!(
                ",col={},endColumn={}",
                region.column,
                // The last column of the words, not the one behind them.
                region.end_column.saturating_sub(1).max(region.column)
            ));
        }
    }
    let card = report.card(diagnostic);
    let title = format!("{} ({})", card.category_title, diagnostic.rule);
    place.push_str(&format!(",title={}", property(&title)));
    let mut text = vec![headline(report, diagnostic, words)];
    if !diagnostic.sentence.is_empty() {
        text.push(words.quote(&diagnostic.sentence));
    }
    text.extend(
        details(report, diagnostic, words)
            .into_iter()
            .map(|(name, text)| format!("{name}: {text}")),
    );
    command(out, level, &place, &text.join("\n"));
}

fn command(out: &mut String, level: &str, place: &str, text: &str) {
    let gap = if place.is_empty() { "" } else { " " };
    out.push_str(&format!("::{level}{gap}{place}::{}\n", data(text)));
}

/// Escapes the text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Escapes a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_ends_a_command() {
        let mut out = String::new();
        let place = format!("file={}", property("a,line=9::b\n.md"));
        command(&mut out, "error", &place, "100 %\r\n::set-env name=X::y");
        assert_eq!(
            out,
            "::error file=a%2Cline=9%3A%3Ab%0A.md::100 %25%0D%0A::set-env name=X::y\n"
        );
    }
}
