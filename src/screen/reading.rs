//! How a lawyer reads a list: the introduction, one item, what follows the list.
//!
//! A finding in an item is judged against that reading, not against the items beside it: in
//! "Dem Antrag sind beizufügen: 1. …, 2. …" each item is read with its verb and without the others.

use std::borrow::Cow;

use crate::statute::{Item, Span, Subsection};

/// A stretch of text that belongs to one node of the structure alone, with what it is read with.
#[derive(Debug)]
pub struct Reading<'t> {
    /// The stretch itself, in the provision's text: rules match here.
    pub own: Span,
    /// The whole reading: conditions look here.
    text: Cow<'t, str>,
    /// Where `own` begins in `text`.
    own_at: usize,
}

impl<'t> Reading<'t> {
    /// The reading of a stretch of a provision's text, as [`stretch_at`] gives it for `offset`.
    pub fn of(provision: &'t str, subsection: &Subsection, own: Span, offset: usize) -> Self {
        let sentence = sentence_at(subsection, offset);
        let path = Item::path_at(&subsection.items, offset);
        let mut before = String::new();
        let mut after = String::new();
        let mut node = sentence;
        let mut children = subsection.items.as_slice();
        for (depth, item) in path.iter().enumerate() {
            // A later sentence of an item stands on its own.
            let continues = item
                .sentences
                .iter()
                .position(|s| s.span.start <= offset && offset < s.span.end)
                .is_some_and(|i| i > 0);
            if continues && depth + 1 == path.len() {
                before.clear();
                after.clear();
                break;
            }
            let (lead, tail) = frame(node, children);
            append(&mut before, last_of(lead.of(provision)));
            if !tail.is_empty() {
                after.insert_str(0, first_of(tail.of(provision)));
                after.insert(0, ' ');
            }
            node = item.span;
            children = &item.items;
        }
        if before.is_empty() && after.is_empty() {
            return Self {
                own,
                text: Cow::Borrowed(own.of(provision)),
                own_at: 0,
            };
        }
        if !before.is_empty() {
            before.push(' ');
        }
        let own_at = before.len();
        before.push_str(own.of(provision));
        before.push_str(&after);
        Self {
            own,
            text: Cow::Owned(before),
            own_at,
        }
    }

    /// The whole reading.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The reading up to a match at `span` of the provision's text.
    pub fn before(&self, span: Span) -> &str {
        &self.text[..self.own_at + (span.start - self.own.start)]
    }

    /// The reading behind a match at `span` of the provision's text.
    pub fn after(&self, span: Span) -> &str {
        &self.text[self.own_at + (span.end - self.own.start)..]
    }
}

/// How much of an introduction, and of what follows a list, is read with each item: a hundred times
/// what law needs, and little enough for a list of many thousand items.
const LONGEST_LEAD: usize = 8 << 10;

/// The end of an introduction, which is all of it but in a text that means harm.
pub fn last_of(lead: &str) -> &str {
    let mut from = lead.len().saturating_sub(LONGEST_LEAD);
    while !lead.is_char_boundary(from) {
        from += 1;
    }
    &lead[from..]
}

/// The same for what follows a list: its beginning.
fn first_of(tail: &str) -> &str {
    let mut until = tail.len().min(LONGEST_LEAD);
    while !tail.is_char_boundary(until) {
        until -= 1;
    }
    &tail[..until]
}

/// The stretch around the byte at `offset` that belongs to one node of the structure alone.
pub fn stretch_at(subsection: &Subsection, offset: usize) -> Span {
    let path = Item::path_at(&subsection.items, offset);
    own_stretch(
        sentence_at(subsection, offset),
        &subsection.items,
        &path,
        offset,
    )
}

fn sentence_at(subsection: &Subsection, offset: usize) -> Span {
    subsection
        .sentence_at(offset)
        .map_or(subsection.span, |i| subsection.sentences[i].span)
}

/// The stretch around `offset` that no child of its node covers.
fn own_stretch(sentence: Span, items: &[Item], path: &[&Item], offset: usize) -> Span {
    let (mut node, children) = match path.last() {
        Some(item) => (item.span, item.items.as_slice()),
        None => (sentence, items),
    };
    if let Some(item) = path.last()
        && let Some(own) = item
            .sentences
            .iter()
            .find(|s| s.span.start <= offset && offset < s.span.end)
    {
        node = Span::new(own.span.start.max(node.start), own.span.end.min(node.end));
    }
    for child in children {
        if child.span.end <= offset {
            node.start = node.start.max(child.span.end);
        } else if child.span.start > offset {
            node.end = node.end.min(child.span.start);
            break;
        }
    }
    node
}

/// What stands in a node before its first child and behind its last.
fn frame(node: Span, children: &[Item]) -> (Span, Span) {
    let mut inside = children.iter().filter(|c| node.contains(c.span));
    let first = inside.next();
    let last = inside.next_back().or(first);
    match (first, last) {
        (Some(first), Some(last)) => (
            Span::new(node.start, first.span.start),
            Span::new(last.span.end, node.end),
        ),
        _ => (node, Span::new(node.end, node.end)),
    }
}

fn append(text: &mut String, piece: &str) {
    let piece = piece.trim();
    if piece.is_empty() {
        return;
    }
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(piece);
}
