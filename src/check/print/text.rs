//! Text for people, laid out as compilers do: what it is, where it is, the sentence with the words
//! underlined, and what to do.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::super::diagnostic::{Diagnostic, Nature, Novelty, Report, Severity};
use super::{
    counts_line, coverage_line, details, effect_lines, idle_reasons, novelty_word, reason_text,
    verdict_line,
};
use crate::ledger::Outcome;
use crate::report::Messages;

/// Widest line; a wider terminal is not filled, since nobody reads such lines.
const WIDTH: usize = 100;
const DIM: Style = Style::new().dimmed();
const STRONG: Style = Style::new().bold();
const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();

/// How much is said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Detail {
    /// Only what hits the gate, and the summary.
    Little,
    /// What is new in full, what is gone or kept with a reason in a line.
    #[default]
    Normal,
    /// Everything in full, what was there before too.
    All,
}

/// Prints the report.
pub fn text(report: &Report, words: &Messages, detail: Detail) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut out, report, words, detail);
    out
}

fn write(out: &mut String, report: &Report, words: &Messages, detail: Detail) -> std::fmt::Result {
    for diagnostic in &report.diagnostics {
        let full = match (detail, diagnostic.novelty) {
            (_, Novelty::Gone) => false,
            (Detail::All, _) => true,
            (Detail::Normal, Novelty::New) => diagnostic.reason.is_none() || diagnostic.gate,
            _ => diagnostic.gate,
        };
        if full {
            long(out, report, diagnostic, words)?;
        } else if detail != Detail::Little
            && (diagnostic.novelty == Novelty::Gone || diagnostic.reason.is_some())
        {
            short(out, report, diagnostic, words)?;
        }
    }
    for record in report.coverage.troubled() {
        let style = if record.outcome == Outcome::Failed {
            BAD
        } else {
            DIM
        };
        writeln!(
            out,
            "{style}{}{style:#}: {}: {}",
            record.outcome.word(words),
            record.source,
            words.cause(&record.reason)
        )?;
    }
    for idle in idle_reasons(report, words) {
        writeln!(out, "{DIM}{idle}{DIM:#}")?;
    }
    for (head, rows) in effect_lines(report, words) {
        writeln!(out, "{head}")?;
        for row in rows {
            writeln!(out, "  {row}")?;
        }
    }
    writeln!(out, "{}", coverage_line(report, words))?;
    writeln!(out, "{}", counts_line(report, words))?;
    let bad = report.verdict.hits > 0 || report.verdict.is_empty();
    let style = if bad { BAD } else { GOOD };
    writeln!(out, "{style}{}{style:#}", verdict_line(report, words))
}

fn style_of(diagnostic: &Diagnostic) -> Style {
    match (diagnostic.novelty, diagnostic.severity) {
        (Novelty::Gone, _) => AnsiColor::Green.on_default().bold(),
        (_, Severity::Error) => AnsiColor::Red.on_default().bold(),
        (_, Severity::Warning) => AnsiColor::Yellow.on_default().bold(),
        (_, Severity::Note) => AnsiColor::Blue.on_default().bold(),
    }
}

/// "neu · Schriftform · sperrend", with the rule.
fn title(report: &Report, diagnostic: &Diagnostic, words: &Messages) -> String {
    let card = report.card(diagnostic);
    let style = style_of(diagnostic);
    let mut said: Vec<&str> = Vec::new();
    if diagnostic.nature == Nature::Finding {
        said.push(novelty_word(diagnostic.novelty, words));
    }
    said.push(&card.category_title);
    if let Some(standing) = diagnostic.standing {
        said.push(standing.word(words));
    }
    let clause = diagnostic
        .substitution
        .as_ref()
        .map_or_else(String::new, |c| format!(" ({c})"));
    format!(
        "{style}{}{style:#}{clause}  {DIM}{} {}{DIM:#}",
        said.join(" · "),
        diagnostic.rule,
        card.title
    )
}

/// "entwurf.md:14:27  § 3 Absatz 2 MustG".
fn place(diagnostic: &Diagnostic) -> String {
    let place = &diagnostic.place;
    let mut text = place.source.clone();
    if let Some(region) = place.region {
        let _ = write!(text, ":{}:{}", region.line, region.column);
    }
    if !text.is_empty() && !place.citation.is_empty() {
        text.push_str("  ");
    }
    text + &place.citation
}

fn short(
    out: &mut String,
    report: &Report,
    diagnostic: &Diagnostic,
    words: &Messages,
) -> std::fmt::Result {
    writeln!(
        out,
        "{}  {}  {}",
        title(report, diagnostic, words),
        words.quote(&diagnostic.quote),
        place(diagnostic)
    )?;
    if let Some(reason) = &diagnostic.reason {
        let text = format!("{}: {}", words.t("word.reason"), reason_text(reason, words));
        wrapped(out, &text, "  = ", "    ")?;
    }
    writeln!(out)
}

fn long(
    out: &mut String,
    report: &Report,
    diagnostic: &Diagnostic,
    words: &Messages,
) -> std::fmt::Result {
    writeln!(out, "{}", title(report, diagnostic, words))?;
    let number = diagnostic
        .place
        .region
        .map_or_else(String::new, |r| r.line.to_string());
    let gutter = number.len().max(2);
    writeln!(
        out,
        "{:gutter$}{DIM}-->{DIM:#} {STRONG}{}{STRONG:#}",
        "",
        place(diagnostic)
    )?;
    if !diagnostic.sentence.is_empty() {
        sentence(out, diagnostic, &number, gutter)?;
    }
    if !diagnostic.message.is_empty() {
        let indent = " ".repeat(gutter + 3);
        wrapped(
            out,
            &diagnostic.message,
            &format!("{:gutter$} = ", ""),
            &indent,
        )?;
    }
    for (name, text) in details(report, diagnostic, words) {
        let first = format!("{:gutter$} = ", "");
        let indent = " ".repeat(gutter + 3);
        let options = textwrap::Options::new(WIDTH)
            .initial_indent(&first)
            .subsequent_indent(&indent);
        let lines = textwrap::wrap(&format!("{name}: {text}"), options).join("\n");
        writeln!(
            out,
            "{}",
            lines.replacen(&name, &format!("{STRONG}{name}{STRONG:#}"), 1)
        )?;
    }
    writeln!(out)
}

fn wrapped(out: &mut String, text: &str, first: &str, rest: &str) -> std::fmt::Result {
    let options = textwrap::Options::new(WIDTH)
        .initial_indent(first)
        .subsequent_indent(rest);
    for line in textwrap::wrap(text, options) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// The sentence in lines, each with the marked words underlined below it.
fn sentence(
    out: &mut String,
    diagnostic: &Diagnostic,
    number: &str,
    gutter: usize,
) -> std::fmt::Result {
    let style = style_of(diagnostic);
    writeln!(out, "{:gutter$} {DIM}|{DIM:#}", "")?;
    let characters: Vec<char> = diagnostic.sentence.chars().collect();
    let mark = &diagnostic.mark;
    for (index, (start, end)) in lines_of(&characters, WIDTH - gutter - 3)
        .into_iter()
        .enumerate()
    {
        let number = if index == 0 { number } else { "" };
        let line: String = characters[start..end].iter().collect();
        writeln!(out, "{DIM}{number:>gutter$} |{DIM:#} {line}")?;
        let (from, until) = (mark.start.clamp(start, end), mark.end.clamp(start, end));
        if from < until {
            writeln!(
                out,
                "{:gutter$} {DIM}|{DIM:#} {:pad$}{style}{}{style:#}",
                "",
                "",
                "^".repeat(until - from),
                pad = from - start
            )?;
        }
    }
    Ok(())
}

/// Cuts a text into lines of at most `width` characters, at spaces where there are any.
fn lines_of(characters: &[char], width: usize) -> Vec<(usize, usize)> {
    let mut lines = Vec::new();
    let mut start = 0;
    while characters.len() - start > width {
        let window = &characters[start..=start + width];
        match window.iter().rposition(|c| *c == ' ').filter(|at| *at > 0) {
            Some(at) => {
                lines.push((start, start + at));
                start += at + 1;
            }
            None => {
                lines.push((start, start + width));
                start += width;
            }
        }
    }
    lines.push((start, characters.len()));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces_and_lose_nothing() {
        let cut = |text: &str| -> Vec<String> {
            let characters: Vec<char> = text.chars().collect();
            lines_of(&characters, 10)
                .into_iter()
                .map(|(a, b)| characters[a..b].iter().collect())
                .collect()
        };
        assert_eq!(cut("kurz"), ["kurz"]);
        assert_eq!(cut(""), [""]);
        assert_eq!(cut("zehn lange Wörter"), ["zehn lange", "Wörter"]);
        assert_eq!(cut("Behördengänge hier"), ["Behördengä", "nge hier"]);
    }
}
