//! Which act a form belongs to: the act that is named nearest to it in its sentence.

use crate::rules::ActId;
use crate::statute::Span;

/// The act named nearest to `span` within `reach`; before the words of the form rather than behind
/// them where both are as near. The acts stand in the order of the text.
pub fn nearest(acts: &[(usize, ActId)], reach: Span, span: Span) -> Option<ActId> {
    let from = |at: usize| acts.partition_point(|(place, _)| *place < at);
    let here = &acts[from(reach.start)..from(reach.end)];
    let (before, behind) = here.split_at(here.partition_point(|(at, _)| *at < span.start));
    let behind = behind.first();
    // Of several acts in one place the first counts.
    let before = before
        .last()
        .map(|(at, _)| &before[before.partition_point(|(place, _)| place < at)]);
    match (before, behind) {
        (Some((before_at, act)), Some((behind_at, _)))
            if span.start - before_at <= behind_at.saturating_sub(span.end) =>
        {
            Some(*act)
        }
        (before, behind) => behind.or(before).map(|(_, act)| *act),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_act_is_nearer(
            mut acts in prop::collection::vec((0usize..40, (0usize..9).prop_map(ActId::at)), 0..12),
            reach in (0usize..20, 0usize..30),
            span in (0usize..30, 1usize..6),
        ) {
            acts.sort_by_key(|(at, _)| *at);
            let reach = Span::new(reach.0, reach.0 + reach.1);
            let span = Span::new(span.0, span.0 + span.1);
            let simply = acts
                .iter()
                .filter(|(at, _)| reach.start <= *at && *at < reach.end)
                .min_by_key(|(at, _)| match span.start.checked_sub(*at) {
                    Some(before @ 1..) => (before, 0),
                    _ => (at.saturating_sub(span.end), 1),
                })
                .map(|(_, act)| *act);
            prop_assert_eq!(nearest(&acts, reach, span), simply);
        }
    }
}
