//! A report in the words of the protocol: diagnostics, hovers, quick fixes.

use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, Diagnostic as Shown, DiagnosticSeverity,
    Hover, HoverContents, MarkupContent, MarkupKind, NumberOrString, Position, Range, TextEdit,
    WorkspaceEdit,
};

use super::Open;
use super::position::Positions;
use crate::check::diagnostic::{Diagnostic, Nature, Report};
use crate::check::print::{details, headline};
use crate::ledger::Outcome;
use crate::rate::Standing;
use crate::report::Messages;

/// Everything that the editor underlines.
pub fn diagnostics(report: &Report, positions: &Positions<'_>, words: &Messages) -> Vec<Shown> {
    let unread = report.coverage.inputs.iter().filter_map(|record| {
        let severity = match record.outcome {
            Outcome::Failed => DiagnosticSeverity::ERROR,
            Outcome::PartlyRead => DiagnosticSeverity::WARNING,
            Outcome::Skipped => DiagnosticSeverity::INFORMATION,
            Outcome::Read => return None,
        };
        Some(Shown {
            range: Range::default(),
            severity: Some(severity),
            source: Some("normscreen".to_owned()),
            message: format!(
                "{}: {}",
                record.outcome.word(words),
                words.cause(&record.reason)
            ),
            ..Shown::default()
        })
    });
    let found = report
        .diagnostics
        .iter()
        .map(|diagnostic| shown(report, diagnostic, positions, words));
    unread.chain(found).collect()
}

fn shown(
    report: &Report,
    diagnostic: &Diagnostic,
    positions: &Positions<'_>,
    words: &Messages,
) -> Shown {
    let severity = match (diagnostic.nature, diagnostic.standing) {
        _ if diagnostic.reason.is_some() => DiagnosticSeverity::HINT,
        (Nature::Hint, _) => DiagnosticSeverity::INFORMATION,
        (_, Some(Standing::Blocking)) => DiagnosticSeverity::ERROR,
        (_, Some(Standing::Substitutable)) => DiagnosticSeverity::WARNING,
        _ => DiagnosticSeverity::INFORMATION,
    };
    Shown {
        range: range(diagnostic, positions),
        severity: Some(severity),
        code: Some(NumberOrString::String(diagnostic.rule.clone())),
        source: Some("normscreen".to_owned()),
        message: headline(report, diagnostic, words),
        ..Shown::default()
    }
}

fn range(diagnostic: &Diagnostic, positions: &Positions<'_>) -> Range {
    diagnostic
        .place
        .region
        .map_or_else(Range::default, |r| positions.range(r.start, r.end))
}

/// Whether two ranges touch.
fn touch(a: Range, b: Range) -> bool {
    a.start <= b.end && b.start <= a.end
}

/// What is to be said of the words at a position.
pub fn hover(
    report: &Report,
    positions: &Positions<'_>,
    at: Position,
    words: &Messages,
) -> Option<Hover> {
    let here = Range::new(at, at);
    let found: Vec<(&Diagnostic, Range)> = report
        .diagnostics
        .iter()
        .filter(|d| d.place.region.is_some())
        .map(|d| (d, range(d, positions)))
        .filter(|(_, range)| touch(*range, here))
        .collect();
    let (_, first) = found.first()?;
    let texts: Vec<String> = found
        .iter()
        .map(|(diagnostic, _)| {
            let mut text = format!("**{}**\n", plain(&headline(report, diagnostic, words)));
            for (name, detail) in details(report, diagnostic, words) {
                text.push_str(&format!("\n- *{name}:* {}", plain(&detail)));
            }
            text
        })
        .collect();
    Some(Hover {
        contents: HoverContents::Markup(MarkupContent {
            kind: MarkupKind::Markdown,
            value: texts.join("\n\n---\n\n"),
        }),
        range: Some(*first),
    })
}

/// Text that Markdown shows as it stands.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if "\\`*_[]<>#|~".contains(character) {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

/// The wordings that lift the obstacles in a range.
pub fn actions(
    open: &Open,
    positions: &Positions<'_>,
    asked: Range,
    words: &Messages,
) -> Vec<CodeActionOrCommand> {
    let mut actions = Vec::new();
    for diagnostic in &open.report.diagnostics {
        let range = range(diagnostic, positions);
        if diagnostic.place.region.is_none() || !touch(range, asked) {
            continue;
        }
        for fix in diagnostic.fixes.iter().filter(|fix| !fix.edits.is_empty()) {
            let edits: Vec<TextEdit> = fix
                .edits
                .iter()
                .map(|edit| TextEdit {
                    range: positions.range(edit.region.start, edit.region.end),
                    new_text: edit.replacement.clone(),
                })
                .collect();
            #[allow(
                clippy::mutable_key_type,
                reason = "the protocol's own type; nobody mutates a URI here"
            )]
            let changes = std::collections::HashMap::from([(open.uri.clone(), edits)]);
            actions.push(CodeActionOrCommand::CodeAction(CodeAction {
                title: fix.label.clone(),
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: Some(vec![shown(&open.report, diagnostic, positions, words)]),
                edit: Some(WorkspaceEdit {
                    changes: Some(changes),
                    ..WorkspaceEdit::default()
                }),
                ..CodeAction::default()
            }));
        }
    }
    actions
}
