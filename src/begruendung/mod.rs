//! The passage on digital readiness for the explanatory memorandum, the pre-filled Dokumentation
//! der Digitaltauglichkeit, and the Vorprüfung.
//!
//! In goes the report of a check, out come documents as blocks, which [`docx`] and [`markdown`]
//! write. Every statement carries its provision and its words; nothing is claimed that was not
//! found, and what only the author can judge stays a visibly open field.

mod docx;
mod dokumentation;
mod markdown;
mod passage;
mod vorpruefung;

pub use docx::write as docx;
pub use markdown::write as markdown;

use crate::check::diagnostic::{Diagnostic, MissingTarget, Report};
use crate::report::Messages;
use crate::rules::RulePack;

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading of level 1 to 3.
    Heading(u8, String),
    /// A paragraph.
    Text(String),
    /// A point of a list.
    Point(String),
    /// A field that the author has to fill.
    Open(String),
    /// A table: head and rows.
    Table(Vec<String>, Vec<Vec<String>>),
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Name of the file, without extension.
    pub name: &'static str,
    /// What it is.
    pub title: String,
    /// Its parts.
    pub blocks: Vec<Block>,
}

/// The three documents for a draft: the passage, the Dokumentation and the Vorprüfung.
pub fn papers(report: &Report, pack: &RulePack, words: &Messages) -> [Paper; 3] {
    // What stands in a command that was not carried out is no evidence.
    let (left, diagnostics) = report
        .diagnostics
        .iter()
        .cloned()
        .partition(|d: &Diagnostic| d.unapplied);
    let report = Report {
        diagnostics,
        ..report.clone()
    };
    let of = Words {
        report: &report,
        left,
        words,
    };
    [
        passage::paper(&of, pack),
        dokumentation::paper(&of, pack),
        vorpruefung::paper(&of),
    ]
}

/// What all documents need to speak.
struct Words<'a> {
    report: &'a Report,
    /// What was found in commands that were not carried out.
    left: Vec<Diagnostic>,
    words: &'a Messages,
}

impl Words<'_> {
    /// "§ 3 Absatz 1 MustG: Schriftform („schriftlich“), sperrend".
    fn finding(&self, diagnostic: &Diagnostic) -> String {
        let mut text = format!(
            "{}: {} ({})",
            diagnostic.place.citation,
            self.report.card(diagnostic).category_title,
            self.words.quote(&diagnostic.quote)
        );
        if let Some(standing) = diagnostic.standing {
            text.push_str(", ");
            text.push_str(standing.word(self.words));
            if let Some(before) = diagnostic.before {
                let was = self.words.msg("check.was");
                text.push_str(&format!(
                    " ({})",
                    was.with("before", before.word(self.words))
                ));
            }
        } else if let Some(before) = diagnostic.before {
            text.push_str(", ");
            let was = self.words.msg("check.was");
            text.push_str(&was.with("before", before.word(self.words)).to_string());
        }
        if let Some(clause) = &diagnostic.substitution {
            text.push_str(&format!(" ({clause})"));
        }
        text
    }

    /// The reason in words; none where none is recorded.
    fn reason(&self, diagnostic: &Diagnostic) -> Option<String> {
        let reason = diagnostic.reason.as_ref()?;
        let mut text = reason.reason.clone();
        let mut more = Vec::new();
        more.extend(reason.by.clone());
        if let Some(until) = reason.until {
            let date = self.words.date(&until.to_string());
            more.push(format!("{} {date}", self.words.t("check.until")));
        }
        if !more.is_empty() {
            text.push_str(&format!(" ({})", more.join(", ")));
        }
        Some(text)
    }

    /// Names of the drafts.
    fn titles(&self) -> Vec<String> {
        self.report
            .statutes
            .iter()
            .map(|s| {
                [&s.title, &s.abbreviation, &s.source]
                    .into_iter()
                    .find(|name| !name.is_empty())
                    .cloned()
                    .unwrap_or_default()
            })
            .collect()
    }

    /// The commands that were not carried out and what was found in their text, a line each.
    fn unapplied(&self, blocks: &mut Vec<Block>) {
        let effects = self.report.effects.iter();
        let commands = effects.flat_map(|effect| effect.left.iter().cloned());
        let found = self.left.iter().map(|diagnostic| {
            let message = self.words.msg("begruendung.unapplied_found");
            let finding = format!(
                "{}. {}",
                self.finding(diagnostic),
                self.words.quote(&diagnostic.sentence)
            );
            message.with("finding", finding).to_string()
        });
        let mut lines = commands.chain(found).peekable();
        if lines.peek().is_some() {
            let title = self.words.t("begruendung.unapplied").to_owned();
            blocks.push(Block::Heading(2, title));
            blocks.extend(lines.map(Block::Point));
        }
    }

    /// The statutes that the draft amends and that were not at hand, a line each.
    fn missing(&self) -> Vec<String> {
        let line = |missing: &MissingTarget| {
            let message = self.words.msg("begruendung.no_target");
            message
                .with("article", &missing.article)
                .with("statute", &missing.statute)
                .to_string()
        };
        self.report.missing.iter().map(line).collect()
    }

    /// What could not be read, or was not looked at, a line each.
    fn gaps(&self) -> Vec<String> {
        let images: u64 = self.report.statutes.iter().map(|s| s.images).sum();
        let mut gaps: Vec<String> = self
            .report
            .coverage
            .troubled()
            .map(|r| {
                format!(
                    "{}: {} ({})",
                    r.source,
                    r.outcome.word(self.words),
                    self.words.cause(&r.reason)
                )
            })
            .collect();
        if images > 0 {
            gaps.push(self.words.count("begruendung.images", images));
        }
        gaps
    }
}
