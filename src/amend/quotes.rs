//! Quotations in the text of a draft: what is struck, what is inserted, what is context.
//!
//! In comes a text, out go its quotations and the same text with each of them blotted out, byte for
//! byte, so that labels and verbs inside a quotation are none of the command's.

use std::collections::BTreeMap;

use crate::statute::{Span, quotation};

/// What stands in place of a quotation, for each of its bytes.
pub(super) const BLOT: char = '\u{1}';

/// A quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quote {
    /// With its marks.
    pub(super) outer: Span,
    /// Without them.
    pub(super) inner: Span,
}

/// A text with its quotations blotted out.
#[derive(Debug, Default)]
pub(super) struct Masked {
    pub(super) text: String,
    pub(super) quotes: Vec<Quote>,
    /// Where quotations begin that are never closed.
    pub(super) unclosed: Vec<usize>,
}

impl Masked {
    /// The quotation that begins at `at`.
    pub(super) fn quote_at(&self, at: usize) -> Option<usize> {
        self.quotes
            .binary_search_by_key(&at, |quote| quote.outer.start)
            .ok()
    }
}

/// Finds the quotations. Quotations nest; where they do not close, the first closing mark ends one, or
/// the item that it stands in: `item_end` tells where that ends.
pub(super) fn mask(text: &str, item_end: impl Fn(usize) -> usize) -> Masked {
    let mut masked = Masked {
        text: String::with_capacity(text.len()),
        ..Masked::default()
    };
    let pairs = pairs(text);
    let mut at = 0;
    while let Some((start, opener)) = next_opener(text, at) {
        masked.text.push_str(&text[at..start]);
        let inside = start + opener.len_utf8();
        let found = pairs.get(&inside).copied().or_else(|| {
            masked.unclosed.push(start);
            let end = text.floor_char_boundary(item_end(start).clamp(inside, text.len()));
            Some(closing(&text[..end], inside, opener).unwrap_or((end, end)))
        });
        let (inner_end, end) = found.unwrap_or((text.len(), text.len()));
        masked.quotes.push(Quote {
            outer: Span::new(start, end),
            inner: Span::new(inside, inner_end),
        });
        masked.text.extend(std::iter::repeat_n(BLOT, end - start));
        at = end;
    }
    masked.text.push_str(&text[at..]);
    masked
}

/// The next mark that opens a quotation.
fn next_opener(text: &str, from: usize) -> Option<(usize, char)> {
    text[from..]
        .char_indices()
        .map(|(offset, c)| (from + offset, c))
        .find(|(at, c)| quotation::opens(text, *at, *c))
}

/// By where a quotation begins behind its mark: its inner end, and the end of its closing mark.
type Closings = BTreeMap<usize, (usize, usize)>;

/// All quotations that close, in one pass: a text may be long and nothing but marks.
fn pairs(text: &str) -> Closings {
    let mut open = quotation::Open::default();
    let mut pairs = Closings::new();
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if let Some(inside) = open.take(text, at, c, end) {
            pairs.insert(inside, (at, end));
        }
    }
    pairs
}

/// The first mark that closes a quotation opened before `from`: its start and its end.
fn closing(text: &str, from: usize, opener: char) -> Option<(usize, usize)> {
    let mut rest = text[from..].char_indices();
    let (offset, c) = rest.find(|(_, c)| quotation::closes(opener, *c))?;
    Some((from + offset, from + offset + c.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn inner(text: &str) -> Vec<&str> {
        let masked = mask(text, |_| text.len());
        assert_eq!(masked.text.len(), text.len());
        masked.quotes.iter().map(|q| q.inner.of(text)).collect()
    }

    #[test]
    fn quotations_nest_and_close() {
        assert_eq!(
            inner("das Wort „a“ durch „b „c“ d“ ersetzt"),
            ["a", "b „c“ d"]
        );
        assert_eq!(inner("das Wort \"a\" und das Wort \"b\""), ["a", "b"]);
        assert_eq!(inner("durch ein „,“ersetzt"), [","]);
    }

    #[test]
    fn one_that_never_closes_is_told() {
        let text = "das Wort „a „b“ gestrichen und das Wort „c“ auch";
        let masked = mask(text, |_| text.len());
        assert_eq!(masked.unclosed, ["das Wort ".len()]);
        assert_eq!(inner(text), ["a „b", "c"]);
        // The next item is a command of its own.
        let text = "1. wird gefasst: „(1) Text. 2. In § 3 wird „a“ gestrichen";
        let masked = mask(text, |_| text.find(" 2.").unwrap());
        assert_eq!(
            masked
                .quotes
                .iter()
                .map(|q| q.inner.of(text))
                .collect::<Vec<_>>(),
            ["(1) Text.", "a"]
        );
    }

    proptest! {
        #[test]
        fn the_blotted_text_is_as_long(text in "([„“”\"»« ]|[aä1.:\n]){0,40}") {
            let masked = mask(&text, |at| at + 3);
            prop_assert_eq!(masked.text.len(), text.len());
            for quote in &masked.quotes {
                prop_assert!(quote.outer.contains(quote.inner));
                prop_assert_eq!(masked.quote_at(quote.outer.start).map(|i| masked.quotes[i]), Some(*quote));
            }
        }
    }
}
