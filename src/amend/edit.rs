//! Edits of a provision's text that keep its structure.
//!
//! In go a span and its new text, and the spans of subsections and items are moved along, so that
//! what a source marked up stays as it was read. Sentences are counted anew, as a citation counts
//! them.

use crate::statute::sentences::{mark_lines, mark_sentences};
use crate::statute::{Item, Lexicon, Provision, ProvisionKind, SourceMap, Span};

/// The depth of an edit inside all structure: every subsection and item around it grows with it.
pub(super) const WORDS: usize = usize::MAX;

/// Where spans go when `at` is replaced.
#[derive(Clone, Copy)]
struct Shift {
    at: Span,
    len: usize,
    /// What stands at this depth or deeper ends where the new text begins; what is above holds it.
    depth: usize,
}

impl Shift {
    fn moved(&self, offset: usize) -> usize {
        offset - self.at.end + self.at.start + self.len
    }

    /// The span of something at `depth`; none where it is replaced.
    fn span(&self, span: Span, depth: usize) -> Option<Span> {
        let at = self.at;
        let holds = depth < self.depth;
        if !at.is_empty() && at.contains(span) && (span != at || !holds) {
            return None;
        }
        let start = match span.start {
            start if at.is_empty() && start == at.start && holds => start,
            start if start >= at.end => self.moved(start),
            start => start.min(at.start),
        };
        let end = match span.end {
            end if at.is_empty() && end == at.end && !holds => end,
            end if end >= at.end => self.moved(end),
            end => end.min(at.start),
        };
        (start <= end).then(|| Span::new(start, end.max(start)))
    }

    fn items(&self, items: &mut Vec<Item>, depth: usize) {
        items.retain_mut(|item| {
            let Some(span) = self.span(item.span, depth) else {
                return false;
            };
            item.span = span;
            item.sentences.clear();
            self.items(&mut item.items, depth + 1);
            true
        });
    }
}

/// Replaces the text at `at`; subsections stand at depth 0, items below them from 1 on.
pub(super) fn splice(provision: &mut Provision, at: Span, new: &str, depth: usize) {
    let shift = Shift {
        at,
        len: new.len(),
        depth,
    };
    provision.text.replace_range(at.start..at.end, new);
    provision.subsections.retain_mut(|subsection| {
        let Some(span) = shift.span(subsection.span, 0) else {
            return false;
        };
        subsection.span = span;
        shift.items(&mut subsection.items, 1);
        true
    });
    provision.sentence_marks.clear();
    // What now stands there stands nowhere in the source.
    provision.source_map = SourceMap::default();
    provision.eids.clear();
}

/// Counts the sentences anew.
pub(super) fn recount(provision: &mut Provision, lexicon: &Lexicon) {
    for subsection in &mut provision.subsections {
        match provision.kind {
            ProvisionKind::Section | ProvisionKind::Formula => {
                mark_sentences(&provision.text, subsection, lexicon);
            }
            ProvisionKind::Annex | ProvisionKind::Contents => {
                mark_lines(&provision.text, subsection, lexicon);
            }
        }
    }
}

/// Replaces words, and mends the spaces around them: none before a comma, one between words.
pub(super) fn splice_words(provision: &mut Provision, at: Span, new: &str) {
    let before = &provision.text[..at.start];
    let behind = &provision.text[at.end..];
    let clings = |text: &str| text.starts_with([',', ';', '.', ':', ')', '?', '!']);
    let spaced_behind = behind.is_empty() || clings(behind) || behind.starts_with([' ', '\n']);
    let mut at = at;
    let mut new = new.to_owned();
    if before.ends_with(' ') && (clings(&new) || new.is_empty() && spaced_behind) {
        at = Span::new(at.start - 1, at.end);
    } else if new.is_empty()
        && (before.is_empty() || before.ends_with(['\n', '(']))
        && behind.starts_with(' ')
    {
        at = Span::new(at.start, at.end + 1);
    }
    // A word in the place of a comma stands apart from the one before it.
    if new.starts_with(char::is_alphanumeric) && before.ends_with(char::is_alphanumeric) {
        new.insert(0, ' ');
    }
    if new.ends_with(char::is_alphanumeric) && behind.starts_with(char::is_alphanumeric) {
        new.push(' ');
    }
    splice(provision, at, &new, WORDS);
}

/// Moves the spans of what was read in a text of its own to where that text now stands.
pub(super) fn offset_items(items: &mut [Item], by: usize) {
    for item in items {
        item.span = Span::new(item.span.start + by, item.span.end + by);
        item.sentences.clear();
        offset_items(&mut item.items, by);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statute::read_flat;
    use proptest::prelude::*;

    fn provision(text: &str) -> Provision {
        Provision {
            text: text.to_owned(),
            subsections: read_flat(text, &Lexicon::embedded()),
            ..Provision::default()
        }
    }

    fn check(text: &str, items: &[Item], outer: Span) -> Result<(), TestCaseError> {
        for item in items {
            prop_assert!(outer.contains(item.span));
            prop_assert!(
                text.is_char_boundary(item.span.start) && text.is_char_boundary(item.span.end)
            );
            check(text, &item.items, item.span)?;
        }
        Ok(())
    }

    #[test]
    fn spaces_around_words_are_mended() {
        let edited = |text: &str, old: &str, new: &str| {
            let mut provision = provision(text);
            let start = text.find(old).expect("the words stand there");
            splice_words(&mut provision, Span::new(start, start + old.len()), new);
            provision.text
        };
        assert_eq!(
            edited("Er gilt, oder nicht.", ", oder nicht", ""),
            "Er gilt."
        );
        assert_eq!(
            edited("Er gilt immer nicht.", "immer", ""),
            "Er gilt nicht."
        );
        assert_eq!(edited("das Amt oder", "oder", ","), "das Amt,");
        assert_eq!(edited("Er gilt.", "gilt", "gilt nie"), "Er gilt nie.");
        assert_eq!(
            edited("ein Amt, ein Mandat", ",", "oder"),
            "ein Amt oder ein Mandat"
        );
    }

    proptest! {
        #[test]
        fn structure_follows_the_text(
            text in "(\\([1-3]\\) Er gilt\\. |Frei sind 1\\. Bilder, 2\\. Töne a\\) laute, b\\) leise\\. |\n){1,6}",
            from in 0usize..60, len in 0usize..20, new in "[ä,. ]{0,4}",
        ) {
            let mut edited = provision(&text);
            let bound = |mut at: usize| { at = at.min(text.len()); while !text.is_char_boundary(at) { at -= 1; } at };
            let at = Span::new(bound(from), bound(from + len));
            splice(&mut edited, at, &new, WORDS);
            recount(&mut edited, &Lexicon::embedded());
            for subsection in &edited.subsections {
                prop_assert!(subsection.span.end <= edited.text.len());
                check(&edited.text, &subsection.items, subsection.span)?;
            }
        }
    }
}
