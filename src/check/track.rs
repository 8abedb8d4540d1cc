//! Where the words of a provision stand once a draft has changed it.
//!
//! In go the words that stay, go and come, out come for a stretch of the one its place in the other, and what
//! the second has beyond the first.

use crate::amend::Stretch;
use crate::statute::Span;

/// Where the words of one text stand in another one.
pub(super) struct Track {
    /// Stretches that both have: where they begin, before and after, and how long they are.
    kept: Vec<(usize, usize, usize)>,
    /// What only the second has.
    pub(super) fresh: Vec<Span>,
}

impl Track {
    /// Follows the words of the text before into the one after.
    pub(super) fn forwards(diff: &[Stretch]) -> Self {
        Self::of(diff.iter())
    }

    /// Follows the words of the text after back into the one before.
    pub(super) fn backwards(diff: &[Stretch]) -> Self {
        let turned: Vec<Stretch> = diff
            .iter()
            .map(|stretch| match stretch {
                Stretch::Kept(text) => Stretch::Kept(text.clone()),
                Stretch::Struck(text) => Stretch::Inserted(text.clone()),
                Stretch::Inserted(text) => Stretch::Struck(text.clone()),
            })
            .collect();
        Self::of(&turned)
    }

    fn of<'s>(diff: impl IntoIterator<Item = &'s Stretch>) -> Self {
        let (mut old, mut new) = (0, 0);
        let mut track = Self {
            kept: Vec::new(),
            fresh: Vec::new(),
        };
        for stretch in diff {
            match stretch {
                Stretch::Kept(text) => {
                    track.kept.push((old, new, text.len()));
                    old += text.len();
                    new += text.len();
                }
                Stretch::Struck(text) => old += text.len(),
                Stretch::Inserted(text) => {
                    let own = text.trim();
                    let start = new + (text.len() - text.trim_start().len());
                    if !own.is_empty() {
                        track.fresh.push(Span::new(start, start + own.len()));
                    }
                    new += text.len();
                }
            }
        }
        track
    }

    /// Whether a stretch of the second text holds words that the first lacks.
    pub(super) fn is_fresh(&self, span: Span) -> bool {
        self.fresh.iter().any(|fresh| fresh.overlaps(span))
    }

    /// The parts of a stretch that stay.
    fn parts(&self, span: Span) -> impl Iterator<Item = (Span, usize)> + '_ {
        self.kept.iter().filter_map(move |(old, new, length)| {
            let (start, end) = (span.start.max(*old), span.end.min(old + length));
            (start < end).then(|| (Span::new(start, end), new + start - old))
        })
    }

    /// Where a stretch now begins and ends.
    pub(super) fn hull(&self, span: Span) -> Option<Span> {
        let first = self.parts(span).next()?;
        let (last, at) = self.parts(span).last()?;
        Some(Span::new(first.1, at + last.len()))
    }

    /// The part of a stretch that stays, from 0 to 1.
    pub(super) fn share(&self, span: Span) -> f64 {
        let stays: usize = self.parts(span).map(|(part, _)| part.len()).sum();
        stays as f64 / span.len().max(1) as f64
    }

    /// Whether other words stand where a stretch, or its end, was struck.
    pub(super) fn is_replaced(&self, span: Span) -> bool {
        let before = self.kept.iter().rev().find(|(old, ..)| *old < span.end);
        before.is_some_and(|(_, new, length)| {
            let behind = new + length;
            let mut fresh = self.fresh.iter();
            fresh.any(|fresh| (behind..=behind + 1).contains(&fresh.start))
        })
    }

    /// Where a stretch now begins and ends, if nothing of it was struck.
    pub(super) fn whole(&self, span: Span) -> Option<Span> {
        let stays: usize = self.parts(span).map(|(part, _)| part.len()).sum();
        self.hull(span).filter(|_| stays == span.len())
    }
}
