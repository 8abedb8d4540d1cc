//! Plain text, as it is typed or pasted from a PDF.
//!
//! In goes the decoded text, out comes the statute that its lines show.

use super::comment::{self, Comment};
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
    let comments = comment::comments(text);
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
            for (part, start) in without_comments(page, start, &comments) {
                lines.push(Line {
                    page: false,
                    text: part,
                    source: options
                        .keep_source
                        .then(|| Span::new(start, start + part.len())),
                    begins: false,
                    role: Role::Plain,
                });
            }
        }
    }
    blocks(&lines, lexicon)
}

/// What a line at `start` of the text holds beside comments, and where; a line that is a comment is
/// none, as if it were not there.
fn without_comments<'t>(
    line: &'t str,
    start: usize,
    comments: &[Comment],
) -> Vec<(&'t str, usize)> {
    let own = Span::new(start, start + line.len());
    let first = comments.partition_point(|c| c.whole.end <= own.start);
    let (mut parts, mut at) = (Vec::new(), 0);
    let mut cut = false;
    for comment in &comments[first..] {
        if comment.whole.start >= own.end {
            break;
        }
        let from = comment.whole.start.saturating_sub(start);
        parts.push((&line[at..from.max(at)], start + at));
        at = (comment.whole.end - start).min(line.len());
        cut = true;
    }
    parts.push((&line[at..], start + at));
    if cut {
        parts.retain(|(part, _)| !part.trim().is_empty());
    }
    parts
}
