//! Where the law takes up what a draft puts in, as far as the draft says so.
//!
//! In go a command and a place in its quotation, out come the place of the target and the sentence
//! that is cited. What neither command nor quotation says stays unsaid.

use crate::amend::{Action, Command, NewUnit};
use crate::statute::citation::{Level, Step};
use crate::statute::{Citation, Lexicon, Span, read_flat};

/// Where the law takes up what a command puts in, as far as the command says: new units have a place of
/// their own, beside the one that they follow.
pub(super) fn destination(command: &Command) -> Option<Citation> {
    let anchor = command.places.first().map(|place| &place.citation);
    match &command.action {
        Action::InsertUnits { unit, .. } => {
            let anchor = anchor.cloned().unwrap_or_default();
            Some(match unit {
                NewUnit::Places(new) => match new.as_slice() {
                    [first, ..] => {
                        let mut place = within(&anchor, &first.citation);
                        // Of several units it is the text that says which.
                        let several = new.len() > 1 || first.through.is_some();
                        if several && place.steps.pop().is_none() {
                            place.provision.clear();
                        }
                        place
                    }
                    [] => anchor,
                },
                NewUnit::Level(level) => anchor.above(*level),
                _ => anchor,
            })
        }
        _ => anchor.cloned(),
    }
}

/// A place as seen from another one: "Absatz 1a" at "§ 3 Absatz 1" is "§ 3 Absatz 1a".
pub(super) fn within(outer: &Citation, inner: &Citation) -> Citation {
    match inner.steps.first() {
        Some(first) => inner.inside(&outer.above(first.level)),
        None => inner.inside(outer),
    }
}

/// The § and Absatz that stand above a place in a quoted text, on lines of their own or before their
/// text, and where that text begins.
pub(super) fn above(text: &str, quoted: Span, at: usize) -> (Citation, usize) {
    let mut above = Citation::default();
    let mut from = quoted.start;
    let mut start = quoted.start;
    for line in text[quoted.start..at].split_inclusive('\n') {
        let own = line.trim();
        let behind = start + line.len();
        let label = own
            .strip_prefix('(')
            .and_then(|rest| rest.split_once(") "))
            .map(|(label, _)| label)
            .filter(|label| label.starts_with(|c: char| c.is_ascii_digit()) && label.len() <= 4);
        if let Some(label) = label {
            above.steps = vec![Step {
                level: Level::Absatz,
                label: label.to_owned(),
            }];
            from = start + line.find(") ").map_or(0, |end| end + 2);
        } else if let Ok(named) = own.parse::<Citation>()
            && named.provision.first().is_some_and(|d| d.is_counted())
            && named.steps.is_empty()
            && named.statute.is_empty()
            && line.ends_with('\n')
        {
            above = named;
            from = behind;
        } else if from == start && line.ends_with('\n') && !own.ends_with(['.', ':', ',', ';']) {
            // The heading below the designation.
            from = behind;
        }
        start = behind;
    }
    (above, from)
}

/// The number of the sentence of a quotation that holds a place, from 0, and its span.
pub(super) fn sentence_in(text: &str, quoted: Span, at: usize, lexicon: &Lexicon) -> (usize, Span) {
    // The draft's own sentences hold commands and quotations alike.
    let subsections = read_flat(quoted.of(text), lexicon);
    let sentences = subsections.iter().flat_map(|s| &s.sentences);
    let spans = sentences.map(|s| s.span).enumerate();
    let at = at - quoted.start;
    let found = spans.take_while(|(_, span)| span.start <= at).last();
    found.map_or((0, quoted), |(number, span)| {
        let (start, end) = (quoted.start + span.start, quoted.start + span.end);
        (number, Span::new(start, end))
    })
}

/// Several sentences in the place of one: "Satz 2" is only the first of them.
pub(super) fn count_on(place: &mut Citation, behind: usize) {
    if let Some(step) = place.steps.last_mut()
        && step.level == Level::Satz
        && let Ok(first) = step.label.parse::<usize>()
    {
        step.label = (first + behind).to_string();
    }
}
