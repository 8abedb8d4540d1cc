//! Lines and columns in a source text, and the names of files.

use std::path::Path;

use super::diagnostic::Region;
use crate::statute::Span;

/// Finds lines and columns. Asked in the order of the text it walks the text once, so that a file
/// of one endless line costs no more than any other.
#[derive(Debug)]
pub struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
    /// The line that was asked for last, an offset in it, and the column there.
    last: (usize, usize, usize),
}

impl<'t> Lines<'t> {
    /// The lines of `text`.
    pub fn new(text: &'t str) -> Self {
        let starts = std::iter::once(0)
            .chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1))
            .collect();
        Self {
            text,
            starts,
            last: (0, 0, 1),
        }
    }

    /// The region of a span of bytes; the span is bent to lie in the text.
    pub fn region(&mut self, span: Span) -> Region {
        let start = floor(self.text, span.start);
        let end = floor(self.text, span.end.max(start));
        let (line, column) = self.place(start);
        let (end_line, end_column) = self.place(end);
        Region {
            start,
            end,
            line,
            column,
            end_line,
            end_column,
        }
    }

    /// Line and column, both from 1.
    fn place(&mut self, offset: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|start| *start <= offset) - 1;
        let (from, column) = match self.last {
            (known, at, column) if known == line && at <= offset => (at, column),
            _ => (self.starts[line], 1),
        };
        let column = column + self.text[from..offset].chars().count();
        self.last = (line, offset, column);
        (line + 1, column)
    }
}

/// The nearest character boundary at or before `offset`.
fn floor(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// How a user who stands in `here` would name the file: relative wherever that can be.
pub fn name_of(path: &Path, source: &str, here: &Path) -> String {
    let path = path.strip_prefix(here).unwrap_or(path);
    if path.is_absolute() || path.as_os_str().is_empty() {
        return source.to_owned();
    }
    let name = path.to_string_lossy().replace('\\', "/");
    let name = name.strip_prefix("./").unwrap_or(&name);
    // Whoever named the file must not steer the reader's terminal.
    name.replace(char::is_control, "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_in_any_order_of_asking() {
        let text = "äöü schriftlich\n§ 2\n\nzuletzt";
        let mut lines = Lines::new(text);
        let at = |word: &str| {
            let start = text.find(word).unwrap();
            Span::new(start, start + word.len())
        };
        for _ in 0..2 {
            let region = lines.region(at("schriftlich"));
            assert_eq!((region.line, region.column), (1, 5));
            assert_eq!((region.end_line, region.end_column), (1, 16));
            let region = lines.region(at("zuletzt"));
            assert_eq!((region.line, region.column), (4, 1));
            let region = lines.region(at("2"));
            assert_eq!((region.line, region.column), (2, 3));
        }
        // Spans that a reader got wrong are bent, not a panic.
        assert_eq!(lines.region(Span::new(1, 900)).column, 1);
    }
}
