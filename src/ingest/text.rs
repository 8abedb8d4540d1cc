//! Plain text, as it is typed or pasted from a PDF.
//!
//! In goes the decoded text, out comes the statute that its lines show.

use super::draft::{self, Block, Frame, Role};
use super::lines::{Line, blocks};
use super::pdf::Print;
use super::{ReadOptions, Reading};
use crate::statute::{Lexicon, Span};

/// Reads one text.
pub fn read(text: &str, lexicon: &Lexicon, options: &ReadOptions) -> Reading {
    draft::read(blocks_of(text, lexicon, options), Frame::default(), lexicon)
}

fn blocks_of(text: &str, lexicon: &Lexicon, options: &ReadOptions) -> Vec<Block> {
    let mut at = 0;
    let mut lines = Vec::new();
    // Text of old Macs has no other line breaks.
    let line_break = if text.contains('\n') { '\n' } else { '\r' };
    let print = Print::embedded();
    for whole in text.split(line_break) {
        let start = at;
        at += whole.len() + 1;
        for (index, page) in whole.split('\u{c}').enumerate() {
            let offset = page.as_ptr() as usize - whole.as_ptr() as usize;
            let start = start + offset;
            // What stands at the edge of a page goes with it.
            let edge = print
                .as_ref()
                .is_ok_and(|print| print.is_running(page.trim()));
            if index > 0 || edge {
                lines.push(Line {
                    page: true,
                    ..Line::default()
                });
            }
            if edge {
                continue;
            }
            lines.push(Line {
                page: false,
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
