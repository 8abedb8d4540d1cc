//! Where the text of a provision stands in the file that it was read from.
//!
//! In come the pieces in which a normalised text was built, out comes for a span of that text the
//! span of the decoded source: for line and column of a message, and for a quick fix that is
//! written back. A piece was either copied unchanged, then every byte has its place, or stands as a
//! whole for something else (`&amp;`, a composed letter), then it is never cut. White space has no
//! piece: it may stand for line breaks and indentation.
//!
//! A map is empty unless the reader was asked to keep one; formats without lines have none.

use super::Span;

/// A piece of text and what it stands for in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    text: Span,
    source: Span,
    /// Copied byte by byte, so that a part of it has a place of its own.
    verbatim: bool,
}

/// The way from a text back to its source; offsets are bytes on both sides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceMap {
    /// In the order of the text, not overlapping.
    pieces: Vec<Piece>,
}

impl SourceMap {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Notes that `len` bytes at `text` were copied from the source at `source`.
    pub fn copied(&mut self, text: usize, source: usize, len: usize) {
        if len == 0 {
            return;
        }
        if let Some(last) = self.pieces.last_mut()
            && last.verbatim
            && last.text.end == text
            && last.source.end == source
        {
            last.text.end += len;
            last.source.end += len;
            return;
        }
        self.add(
            Span::new(text, text + len),
            Span::new(source, source + len),
            true,
        );
    }

    /// Notes that a stretch of text stands as a whole for a stretch of the source.
    pub fn stands_for(&mut self, text: Span, source: Span) {
        if !text.is_empty() {
            self.add(text, source, false);
        }
    }

    fn add(&mut self, text: Span, source: Span, verbatim: bool) {
        debug_assert!(self.pieces.last().is_none_or(|p| p.text.end <= text.start));
        self.pieces.push(Piece {
            text,
            source,
            verbatim,
        });
    }

    /// Appends the map of a text that is appended at `offset`.
    pub fn append(&mut self, other: &SourceMap, offset: usize) {
        for piece in &other.pieces {
            let text = Span::new(piece.text.start + offset, piece.text.end + offset);
            if piece.verbatim {
                self.copied(text.start, piece.source.start, text.len());
            } else {
                self.add(text, piece.source, false);
            }
        }
    }

    /// The map of a part of the text, whose offsets count from the start of the part.
    pub fn slice(&self, part: Span) -> SourceMap {
        let mut map = SourceMap::default();
        let first = self.pieces.partition_point(|p| p.text.end <= part.start);
        for piece in &self.pieces[first..] {
            if piece.text.start >= part.end {
                break;
            }
            let start = piece.text.start.max(part.start);
            let end = piece.text.end.min(part.end);
            let text = Span::new(start - part.start, end - part.start);
            if piece.verbatim {
                let source = piece.source.start + (start - piece.text.start);
                map.copied(text.start, source, text.len());
            } else {
                map.add(text, piece.source, false);
            }
        }
        map
    }

    /// Where a span of the text stands in the source, from its first to its last letter. None
    /// where nothing is known of it, or where the text does not follow the order of the source.
    pub fn span(&self, span: Span) -> Option<Span> {
        let first = self.pieces.partition_point(|p| p.text.end <= span.start);
        let behind = self.pieces.partition_point(|p| p.text.start < span.end);
        let (first, last) = (
            self.pieces.get(first)?,
            self.pieces.get(behind.checked_sub(1)?)?,
        );
        let start = if first.verbatim {
            first.source.start + span.start.saturating_sub(first.text.start)
        } else {
            first.source.start
        };
        let end = if last.verbatim {
            last.source.end - last.text.end.saturating_sub(span.end)
        } else {
            last.source.end
        };
        (start < end).then(|| Span::new(start, end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "a & b" from "a &amp;\n  b".
    fn map() -> SourceMap {
        let mut map = SourceMap::default();
        map.copied(0, 10, 1);
        map.stands_for(Span::new(2, 3), Span::new(12, 17));
        map.copied(4, 20, 1);
        map
    }

    #[test]
    fn spans_lead_to_their_source() {
        let map = map();
        assert_eq!(map.span(Span::new(0, 5)), Some(Span::new(10, 21)));
        assert_eq!(map.span(Span::new(2, 3)), Some(Span::new(12, 17)));
        assert_eq!(
            map.span(Span::new(1, 4)),
            Some(Span::new(12, 17)),
            "white space has no piece"
        );
        assert_eq!(map.span(Span::new(1, 2)), None);
        assert_eq!(SourceMap::default().span(Span::new(0, 1)), None);
    }

    #[test]
    fn a_part_and_a_whole_agree() {
        let part = map().slice(Span::new(2, 5));
        assert_eq!(part.span(Span::new(0, 1)), Some(Span::new(12, 17)));
        assert_eq!(part.span(Span::new(2, 3)), Some(Span::new(20, 21)));
        let mut whole = SourceMap::default();
        whole.append(&map().slice(Span::new(0, 2)), 0);
        whole.append(&part, 2);
        assert_eq!(whole, map());
    }

    #[test]
    fn what_was_copied_is_cut_anywhere() {
        let mut map = SourceMap::default();
        map.copied(0, 5, 3);
        map.copied(3, 8, 4);
        assert_eq!(map.pieces.len(), 1, "what goes on is one piece");
        assert_eq!(map.span(Span::new(2, 5)), Some(Span::new(7, 10)));
    }

    #[test]
    fn text_out_of_order_has_no_span() {
        let mut map = SourceMap::default();
        map.copied(0, 50, 3);
        map.copied(4, 10, 3);
        assert_eq!(map.span(Span::new(0, 7)), None);
        assert_eq!(map.span(Span::new(4, 7)), Some(Span::new(10, 13)));
    }
}
