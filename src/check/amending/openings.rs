//! What a draft does to the electronic way in the provisions that it changes: what it opens, what it
//! closes.
//!
//! In go both sides of a target, out come enablers that only one of them has. Words that the other
//! side has, too, in another place or in another sentence, are neither opened nor closed.

use std::collections::BTreeSet;

use super::target::{Change, Side};
use crate::check::diagnostic::{Diagnostic, Indicated, Novelty};
use crate::check::examine::Text;
use crate::check::fingerprint::fold;
use crate::check::indications;
use crate::check::track::Track;
use crate::screen::Finding;
use crate::statute::{Citation, Provision, Span};

/// What the draft puts into the law that opens the electronic way.
pub(super) fn opened(
    text: &Text<'_>,
    changes: &[Change],
    before: &Side<'_>,
    after: &Side<'_>,
) -> Vec<Diagnostic> {
    let target = after.text(text);
    let pairs = changes.iter().map(|change| Pair {
        from: change.before,
        to: change.after,
        track: Track::forwards(change.diff),
    });
    added(pairs, before, after)
        .into_iter()
        .map(|(provision, finding)| target.enabler(provision, finding, None))
        .collect()
}

/// What the draft puts into the law that speaks for a Schwerpunkt: what stands in a sentence that no
/// changed provision had before.
pub(super) fn indicated(text: &Text<'_>, before: &Side<'_>, after: &Side<'_>) -> Vec<Indicated> {
    let known: BTreeSet<String> = before
        .screened
        .keys()
        .flat_map(|index| indications::folded(&before.statute.provisions[*index]))
        .collect();
    let target = after.text(text);
    after
        .screened
        .keys()
        .map(|index| &after.statute.provisions[*index])
        .flat_map(|provision| indications::examine(&target, provision, &known))
        .collect()
}

/// What the draft takes out of the law that opened the electronic way.
pub(super) fn closed(
    text: &Text<'_>,
    changes: &[Change],
    before: &Side<'_>,
    after: &Side<'_>,
) -> Vec<Diagnostic> {
    let target = before.text(text);
    let pairs = changes.iter().map(|change| Pair {
        from: change.after,
        to: change.before,
        track: Track::backwards(change.diff),
    });
    let forwards = changes.iter().map(|change| Pair {
        from: change.before,
        to: change.after,
        track: Track::forwards(change.diff),
    });
    let opened = added(forwards, before, after);
    let indices = |change: &Change<'_>| Some((change.before?, change.after?));
    let same: Vec<(usize, usize)> = changes.iter().filter_map(indices).collect();
    // Where another opening takes its place in its sentence, the way stays open.
    let replaced = |provision: &Provision, finding: &Finding| {
        let steps = Citation::at(before.statute, provision, finding.span).steps;
        opened.iter().any(|(now, own)| {
            let pair = |(old, new): &(usize, usize)| {
                std::ptr::eq(&before.statute.provisions[*old], provision)
                    && std::ptr::eq(&after.statute.provisions[*new], *now)
            };
            same.iter().any(pair) && Citation::at(after.statute, now, own.span).steps == steps
        })
    };
    added(pairs, after, before)
        .into_iter()
        .filter(|(provision, finding)| !replaced(provision, finding))
        .map(|(provision, finding)| Diagnostic {
            novelty: Novelty::Gone,
            fixes: Vec::new(),
            ..target.enabler(provision, finding, None)
        })
        .collect()
}

/// A provision on two sides, and where the words of the one stand in the other.
struct Pair {
    from: Option<usize>,
    to: Option<usize>,
    track: Track,
}

/// The enablers that one side has beyond the other: those in words that the other lacks, unless their
/// sentence stands elsewhere in a changed provision of the other.
fn added<'s>(
    pairs: impl Iterator<Item = Pair>,
    from: &'s Side<'s>,
    to: &'s Side<'s>,
) -> Vec<(&'s Provision, &'s Finding)> {
    let known: BTreeSet<String> = from
        .screened
        .keys()
        .map(|index| &from.statute.provisions[*index])
        .flat_map(|provision| {
            let sentences = provision.subsections.iter().flat_map(|s| &s.sentences);
            sentences.map(|sentence| fold(sentence.span.of(&provision.text)))
        })
        .collect();
    let mut added = Vec::new();
    for pair in pairs {
        let found = pair.to.and_then(|index| to.screened.get_key_value(&index));
        let Some((index, screened)) = found else {
            continue;
        };
        let provision = &to.statute.provisions[*index];
        let other = pair.from.map(|index| &from.statute.provisions[index]);
        let there = pair.from.and_then(|index| from.screened.get(&index));
        // Words around it may have changed: "Identifikationsnummer nach § 139b der Abgabenordnung".
        let stays = |enabler: &Finding| {
            let quote = enabler.span.of(&provision.text);
            let steps = Citation::at(to.statute, provision, enabler.span).steps;
            other.zip(there).is_some_and(|(other, there)| {
                there.enablers.iter().any(|was| {
                    let words = was.span.of(&other.text);
                    was.rule == enabler.rule
                        && (words.contains(quote) || quote.contains(words))
                        && Citation::at(from.statute, other, was.span).steps == steps
                })
            })
        };
        let enablers = screened.enablers.iter();
        added.extend(
            enablers
                .filter(|enabler| pair.track.is_fresh(enabler.span))
                .filter(|enabler| !stays(enabler))
                .filter(|enabler| {
                    let sentence = sentence_of(provision, enabler.span);
                    !known.contains(&fold(sentence.of(&provision.text)))
                })
                .map(|enabler| (provision, enabler)),
        );
    }
    added
}

/// The whole sentence that holds a finding, lists and all.
fn sentence_of(provision: &Provision, span: Span) -> Span {
    provision
        .subsection_at(span.start)
        .map(|index| &provision.subsections[index])
        .and_then(|s| Some(s.sentences[s.sentence_at(span.start)?].span))
        .unwrap_or(span)
}
