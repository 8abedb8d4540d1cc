//! Positions as editors count them: lines from 0, columns in UTF-16 units.

use lsp_types::{Position, Range};

/// Finds the position of a byte.
#[derive(Debug)]
pub struct Positions<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Positions<'t> {
    /// The positions in `text`.
    pub fn new(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        // A line ends with \n, \r\n or \r.
        let starts = std::iter::once(0)
            .chain(
                memchr::memchr2_iter(b'\n', b'\r', bytes)
                    .filter(|at| !(bytes[*at] == b'\r' && bytes.get(at + 1) == Some(&b'\n')))
                    .map(|at| at + 1),
            )
            .collect();
        Self { text, starts }
    }

    /// The range of a stretch of bytes; bent to lie in the text.
    pub fn range(&self, start: usize, end: usize) -> Range {
        Range::new(self.at(start), self.at(end.max(start)))
    }

    /// The byte at a position; bent to lie in the line.
    pub fn offset(&self, position: Position) -> usize {
        let line = position.line as usize;
        let Some(start) = self.starts.get(line) else {
            return self.text.len();
        };
        let end = self.starts.get(line + 1).map_or(self.text.len(), |e| *e);
        let (mut at, mut column) = (*start, 0);
        for character in self.text[*start..end].chars() {
            column += character.len_utf16();
            if column > position.character as usize || "\r\n".contains(character) {
                break;
            }
            at += character.len_utf8();
        }
        at
    }

    fn at(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= offset) - 1;
        let column: usize = self.text[self.starts[line]..offset]
            .chars()
            .map(char::len_utf16)
            .sum();
        Position::new(line as u32, column as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_utf_16_units() {
        let text = "§ 1\r\n𝔄ö€ schriftlich\rx\n";
        let positions = Positions::new(text);
        let start = text.find("schriftlich").unwrap();
        assert_eq!(
            positions.range(start, start + 11),
            Range::new(Position::new(1, 5), Position::new(1, 16))
        );
        let x = text.find('x').unwrap();
        assert_eq!(positions.range(x, 900).start, Position::new(2, 0));
        assert_eq!(positions.range(x, 900).end, Position::new(3, 0));
        for at in [0, start, start + 4, x, text.len()] {
            assert_eq!(positions.offset(positions.range(at, at).start), at);
        }
        // Beyond the end of a line, before its break; inside of a pair, before it.
        assert_eq!(positions.offset(Position::new(0, 99)), "§ 1".len());
        assert_eq!(positions.offset(Position::new(1, 1)), "§ 1\r\n".len());
        assert_eq!(positions.offset(Position::new(9, 0)), text.len());
        // In the middle of a character, at its start.
        assert_eq!(positions.range(7, 7).start, Position::new(1, 0));
    }
}
