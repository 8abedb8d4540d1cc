//! Markdown for a comment on a merge request: what is new in full, the rest in tables.

use std::fmt::Write as _;

use super::super::diagnostic::{Diagnostic, Nature, Novelty, Report};
use super::{
    counts_line, coverage_line, details, effect_lines, headline, idle_reasons, reason_text,
    verdict_line,
};
use crate::report::Messages;

/// Obstacles of one table that are shown; a comment has its bounds.
const MOST: usize = 50;

/// Prints the report.
pub fn print(report: &Report, words: &Messages) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut out, report, words);
    out
}

fn write(out: &mut String, report: &Report, words: &Messages) -> std::fmt::Result {
    writeln!(out, "## {}\n", words.t("check.title"))?;
    writeln!(out, "**{}**\n", escape(&verdict_line(report, words)))?;
    writeln!(
        out,
        "{} {}\n",
        escape(&coverage_line(report, words)),
        escape(&counts_line(report, words))
    )?;
    for (head, rows) in effect_lines(report, words) {
        writeln!(out, "{}\n", escape(&head))?;
        for row in &rows {
            writeln!(out, "- {}", escape(row))?;
        }
        if !rows.is_empty() {
            writeln!(out)?;
        }
    }
    let open = |d: &&Diagnostic| {
        d.nature == Nature::Finding && (d.gate || (d.novelty == Novelty::New && d.reason.is_none()))
    };
    let new: Vec<&Diagnostic> = report.diagnostics.iter().filter(open).collect();
    if !new.is_empty() {
        writeln!(out, "### {}\n", words.t("check.new_title"))?;
        for diagnostic in new.iter().take(MOST) {
            entry(out, report, diagnostic, words)?;
        }
        more(out, new.len(), words)?;
    }
    let reasoned = |d: &&Diagnostic| d.reason.is_some() && d.novelty != Novelty::Gone;
    table(out, report, words, "check.reasoned_title", reasoned)?;
    let gone = |d: &&Diagnostic| d.novelty == Novelty::Gone;
    table(out, report, words, "check.gone_title", gone)?;
    let hints: Vec<String> = report
        .diagnostics
        .iter()
        .filter(|d| d.nature == Nature::Hint)
        .map(|d| format!("`{}` {}", place(d), escape(&d.message)))
        .collect();
    let troubled = report.coverage.troubled().map(|r| {
        format!(
            "`{}` {}: {}",
            code(&r.source),
            r.outcome.word(words),
            escape(&words.cause(&r.reason))
        )
    });
    let idle = idle_reasons(report, words)
        .into_iter()
        .map(|idle| escape(&idle.to_string()));
    let notes: Vec<String> = troubled.chain(idle).chain(hints).collect();
    if !notes.is_empty() {
        writeln!(out, "### {}\n", words.t("check.notes_title"))?;
        for note in notes.iter().take(MOST) {
            writeln!(out, "- {note}")?;
        }
        writeln!(out)?;
        more(out, notes.len(), words)?;
    }
    Ok(())
}

fn entry(
    out: &mut String,
    report: &Report,
    diagnostic: &Diagnostic,
    words: &Messages,
) -> std::fmt::Result {
    writeln!(
        out,
        "- **{}** (`{}`)",
        escape(&headline(report, diagnostic, words)),
        place(diagnostic)
    )?;
    let (before, marked, after) = diagnostic.parts();
    writeln!(
        out,
        "  > {}**{}**{}\n",
        escape(before),
        escape(marked),
        escape(after)
    )?;
    for (name, text) in details(report, diagnostic, words) {
        writeln!(out, "  - {name}: {}", escape(&text))?;
    }
    writeln!(out)
}

fn table(
    out: &mut String,
    report: &Report,
    words: &Messages,
    title: &str,
    filter: impl Fn(&&Diagnostic) -> bool,
) -> std::fmt::Result {
    let rows: Vec<&Diagnostic> = report.diagnostics.iter().filter(filter).collect();
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "### {}\n", words.t(title))?;
    writeln!(
        out,
        "| {} | {} | {} | {} |\n| --- | --- | --- | --- |",
        words.t("word.place"),
        words.t("word.category"),
        words.t("word.wording"),
        words.t("word.reason")
    )?;
    for diagnostic in rows.iter().take(MOST) {
        let reason = diagnostic
            .reason
            .as_ref()
            .map_or_else(String::new, |r| reason_text(r, words));
        writeln!(
            out,
            "| {} | {} | {} | {} |",
            escape(&diagnostic.place.citation),
            escape(&report.card(diagnostic).category_title),
            escape(&diagnostic.quote),
            escape(&reason)
        )?;
    }
    writeln!(out)?;
    more(out, rows.len(), words)
}

fn more(out: &mut String, count: usize, words: &Messages) -> std::fmt::Result {
    if count > MOST {
        writeln!(out, "{}\n", words.count("check.more", count - MOST))?;
    }
    Ok(())
}

fn place(diagnostic: &Diagnostic) -> String {
    let mut place = code(&diagnostic.place.source);
    if let Some(region) = diagnostic.place.region {
        let _ = write!(place, ":{}", region.line);
    }
    place
}

/// A name inside of backticks.
fn code(text: &str) -> String {
    text.replace(['`', '\n'], "'")
}

/// Text that Markdown shows as it stands.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '!' => {
                out.push('\\');
                out.push(character);
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\n' | '\r' => out.push(' '),
            // Nobody is to be notified by a word of the law.
            '@' => out.push_str("@<!-- -->"),
            character => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn no_text_becomes_markup() {
        assert_eq!(
            escape("<img src=x> *a* | [b](c) @team\n# d"),
            "&lt;img src=x&gt; \\*a\\* \\| \\[b\\](c) @<!-- -->team \\# d"
        );
    }
}
