//! Plain text, as it is typed or pasted from a PDF.
//!
//! In goes the decoded text, out comes the statute that its lines show.

use super::draft::{self, Block, Frame, Role};
use super::lines::{Line, blocks};
use super::{ReadOptions, Reading};
use crate::statute::{Lexicon, Span};

/// Reads one text.
pub fn read(text: &str, lexicon: &Lexicon, options: &ReadOptions) -> Reading {
    draft::read(blocks_of(text, lexicon, options), Frame::default(), lexicon)
}

fn blocks_of(text: &str, lexicon: &Lexicon, options: &ReadOptions) -> Vec<Block> {
    let mut at = 0;
    let mut lines = Vec::new();
    for whole in text.split('\n') {
        let start = at;
        at += whole.len() + 1;
        for (index, page) in whole.split('\u{c}').enumerate() {
            let offset = page.as_ptr() as usize - whole.as_ptr() as usize;
            let start = start + offset;
            if index > 0 {
                lines.push(Line::default());
            }
            lines.push(Line {
                text: page,
                source: options
                    .keep_source
                    .then(|| Span::new(start, start + page.len())),
                begins: false,
                role: Role::Plain,
            });
        }
    }
    blocks(&lines, lexicon)
}
