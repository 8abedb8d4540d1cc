//! Which act a form belongs to: the act that is named nearest to it in its sentence.

use crate::rules::ActId;
use crate::statute::Span;

/// The act named nearest to `span` within `reach`; before the words of the form rather than behind
/// them where both are as near.
pub fn nearest(acts: &[(usize, ActId)], reach: Span, span: Span) -> Option<ActId> {
    acts.iter()
        .filter(|(at, _)| reach.start <= *at && *at < reach.end)
        .min_by_key(|(at, _)| {
            if *at < span.start {
                (span.start - at, 0)
            } else {
                (at.saturating_sub(span.end), 1)
            }
        })
        .map(|(_, act)| *act)
}
