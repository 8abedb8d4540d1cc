//! What a drafter wants to know for free: references that lead nowhere or to another text, words for
//! one thing that are mixed. The doubts are those of `consistency`; here they get their words and
//! their place in the draft.

use super::examine::{Hints, Text};
use super::source::Lines;
use crate::check::diagnostic::Place;
use crate::consistency::{self, Hint, HintKind};
use crate::report::Messages;
use crate::statute::citation::core;
use crate::statute::{Citation, Statute};

/// The hints on a text, with their place; `amended` is what it makes of other statutes.
pub fn examine(
    text: &Text<'_>,
    amended: &[Statute],
    mut lines: Option<&mut Lines<'_>>,
) -> Vec<(Place, String)> {
    let pack = text.examiner.pack();
    let mut hints = match text.examiner.hints {
        Hints::All => consistency::check(text.statute, pack),
        _ => consistency::structure(text.statute),
    };
    if let Some(corpus) = &text.examiner.corpus {
        hints.extend(consistency::check_foreign(
            text.statute,
            corpus,
            amended,
            pack,
        ));
    }
    hints
        .iter()
        .map(|hint| {
            let provision = &text.statute.provisions[hint.provision];
            let place = Place {
                region: lines
                    .as_deref_mut()
                    .and_then(|lines| Some(lines.region(provision.source_span(hint.span)?))),
                ..place(text, text.statute, hint)
            };
            (place, say(hint, text.words()))
        })
        .collect()
}

/// The place of a hint in a statute, be it the draft or one that it amends.
pub fn place(text: &Text<'_>, statute: &Statute, hint: &Hint) -> Place {
    let provision = &statute.provisions[hint.provision];
    Place {
        source: text.file.to_owned(),
        region: None,
        statute: text.name.clone(),
        provision: provision.designation.clone(),
        citation: Citation::at(statute, provision, hint.span).to_string(),
        eid: provision.eid_at(hint.span).to_owned(),
    }
}

/// A hint in words.
pub fn say(hint: &Hint, words: &Messages) -> String {
    match &hint.kind {
        HintKind::NoTarget {
            citation,
            missing,
            existed,
        } => words
            .msg(if *existed {
                "check.hint_target_gone"
            } else {
                "check.hint_no_target"
            })
            .with("citation", citation)
            .with("missing", missing)
            .to_string(),
        HintKind::NoForeignTarget { citation, statute } => words
            .msg("check.hint_no_foreign_target")
            .with("citation", citation)
            .with("statute", statute)
            .to_string(),
        HintKind::Stale { citation, moved_to } => words
            .msg("check.hint_stale")
            .with("citation", citation)
            .with("moved_to", moved_to)
            .to_string(),
        HintKind::Moved { citation, moved_to } => words
            .msg("check.hint_moved")
            .with("citation", citation)
            .with("moved_to", moved_to)
            .to_string(),
        HintKind::Replaced { citation, stood_in } => words
            .msg("check.hint_replaced")
            .with("citation", citation)
            .with("stood_in", stood_in)
            .to_string(),
        HintKind::Dangling { words: left } => words
            .msg("check.hint_dangling")
            .with("words", words.quote(left))
            .to_string(),
        HintKind::Unclosed => words.t("check.hint_unclosed").to_owned(),
        HintKind::NoNumber { line } => words
            .msg("check.hint_no_number")
            .with("line", words.quote(line))
            .to_string(),
        HintKind::OpenNumber { line } => words
            .msg("check.hint_open_number")
            .with("line", words.quote(line))
            .to_string(),
        HintKind::Twice { designation } => words
            .msg("check.hint_twice")
            .with("designation", designation)
            .to_string(),
        HintKind::Gap {
            label,
            before: Some(before),
        } => words
            .msg("check.hint_gap")
            .with("label", core(label))
            .with("before", core(before))
            .to_string(),
        HintKind::Gap {
            label,
            before: None,
        } => words
            .msg("check.hint_first")
            .with("label", core(label))
            .to_string(),
        HintKind::Mixed { word, other, .. } => words
            .msg("check.hint_mixed")
            .with("word", words.quote(word))
            .with("other", words.quote(other))
            .to_string(),
    }
}
