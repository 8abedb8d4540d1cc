//! The nesting of commands: "1. … a) … aa) …".
//!
//! In comes the text of an article with its quotations blotted out, out goes the tree of its parts.
//! A label counts where a line, a sentence or a list item of the markup begins. Drafts have gaps: at
//! the beginning of a line or an item a number may be left out or stand twice; in running text only
//! the very next one is a label.

use crate::statute::{Lexicon, Span};

use super::pieces::is_date;
use super::quotes::BLOT;

/// A part of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Node {
    /// "1.", "a)", "(2)"; empty for what stands before all labels.
    pub(super) label: String,
    /// Its own text, behind its label and before the parts below it.
    pub(super) head: (usize, usize),
    /// The parts below it.
    pub(super) nodes: Vec<Node>,
}

impl Node {
    pub(super) fn head(&self) -> Span {
        Span::new(self.head.0, self.head.1)
    }
}

/// The deepest level of labels: "(1)", "1.", "a)", "aa)", "aaa)", "aaaa)".
const LEVELS: usize = 6;

#[derive(Debug, Clone, Copy)]
struct Mark {
    start: usize,
    end: usize,
    level: usize,
    number: (u32, u8),
}

/// The tree of a text; its root has no label. `items` tells where list items begin, in order.
pub(super) fn read(text: &str, items: &[usize], lexicon: &Lexicon) -> Node {
    let marks = accepted(text, items, lexicon);
    let first = marks.first().map_or(text.len(), |mark| mark.start);
    let mut root = Node {
        head: (0, first),
        ..Node::default()
    };
    let mut at = 0;
    while at < marks.len() {
        let (node, next) = build(text, &marks, at);
        root.nodes.push(node);
        at = next;
    }
    root
}

/// The node of the mark at `index`, and the index of the first mark that is not below it.
fn build(text: &str, marks: &[Mark], index: usize) -> (Node, usize) {
    let mark = marks[index];
    let end_of_head = marks.get(index + 1).map_or(text.len(), |next| next.start);
    let mut node = Node {
        label: text[mark.start..mark.end].to_owned(),
        head: (mark.end, end_of_head),
        nodes: Vec::new(),
    };
    let mut at = index + 1;
    while at < marks.len() && marks[at].level > mark.level {
        let (below, next) = build(text, marks, at);
        node.nodes.push(below);
        at = next;
    }
    (node, at)
}

/// The labels that continue a row, or begin one.
fn accepted(text: &str, items: &[usize], lexicon: &Lexicon) -> Vec<Mark> {
    let mut last: [Option<(u32, u8)>; LEVELS] = [None; LEVELS];
    let mut marks = Vec::new();
    for mark in candidates(text) {
        let before = text[..mark.start].trim_end_matches(' ');
        let by_line =
            before.is_empty() || before.ends_with('\n') || items.binary_search(&mark.start).is_ok();
        let counted = mark.level == 1
            && (is_date(&text[mark.end..], lexicon)
                || !by_line && lexicon.follows_reference_word(text, mark.start));
        // "die Nummern 1 und 2." at the end of a line is no label, whoever reads it as one.
        let closes = before.ends_with(" und") && text[mark.end..].starts_with('\n');
        if counted || closes {
            continue;
        }
        let fits = match last[mark.level] {
            // A row may begin late where the draft left its first parts out, but only by lines.
            None => by_line || mark.number == (1, 0) && before.ends_with(':'),
            Some(last) if by_line => mark.number >= last,
            Some(last) => {
                follows(last, mark.number) && before.ends_with(['.', ';', ':', ',', BLOT])
                    || follows(last, mark.number) && before.ends_with(" und")
            }
        };
        // An article that has Absätze begins with one: "(2)" behind "1." belongs to a quotation that
        // the draft does not mark well.
        let late = last[0].is_none() && !marks.is_empty();
        let absatz_inside = mark.level == 0 && (!by_line || late);
        if !fits || absatz_inside {
            continue;
        }
        last[mark.level] = Some(mark.number);
        for deeper in &mut last[mark.level + 1..] {
            *deeper = None;
        }
        marks.push(mark);
    }
    marks
}

fn follows(last: (u32, u8), next: (u32, u8)) -> bool {
    next == (last.0 + 1, 0) || next.0 == last.0 && next.1 == last.1 + 1
}

/// Everything that has the form of a label and stands free.
fn candidates(text: &str) -> Vec<Mark> {
    let bytes = text.as_bytes();
    let mut marks = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let free = at == 0 || matches!(bytes[at - 1], b' ' | b'\n' | b'\x01');
        if free && let Some(mark) = label_at(text, at) {
            at = mark.end;
            marks.push(mark);
        } else {
            at += 1;
        }
    }
    marks
}

fn label_at(text: &str, start: usize) -> Option<Mark> {
    let bytes = text.as_bytes();
    let absatz = bytes[start] == b'(';
    let from = start + usize::from(absatz);
    let run = |at: usize, test: fn(&u8) -> bool| bytes[at..].iter().take_while(|b| test(b)).count();
    let digits = run(from, u8::is_ascii_digit);
    let letters = run(from + digits, u8::is_ascii_lowercase);
    let close = from + digits + letters;
    let end = close + 1;
    let spaced = bytes
        .get(end)
        .is_none_or(|b| matches!(b, b' ' | b'\n' | b'\x01'));
    if !spaced || digits > 3 || digits + letters == 0 {
        return None;
    }
    let number = || -> Option<(u32, u8)> {
        let value = text[from..from + digits].parse().ok()?;
        let letter = match letters {
            0 => 0,
            1 => bytes[close - 1] - b'a' + 1,
            _ => return None,
        };
        Some((value, letter))
    };
    let (level, number) = match (absatz, digits, bytes.get(close)?) {
        (true, 1.., b')') => (0, number()?),
        (false, 1.., b'.') => (1, number()?),
        (false, 0, b')') if letters <= 4 => {
            let first = bytes[from];
            let same = bytes[from..close].iter().all(|b| *b == first);
            if !same {
                return None;
            }
            (1 + letters, (u32::from(first - b'a') + 1, 0))
        }
        _ => return None,
    };
    Some(Mark {
        start,
        end,
        level,
        number,
    })
}

#[cfg(test)]
mod tests {
    use super::super::quotes::mask;
    use super::*;

    fn tree(text: &str) -> String {
        fn write(text: &str, node: &Node, out: &mut String) {
            let head = node.head().of(text).trim();
            out.push_str(&node.label);
            out.push_str(head.split(' ').next().unwrap_or_default());
            if !node.nodes.is_empty() {
                out.push('[');
                for below in &node.nodes {
                    write(text, below, out);
                    out.push(' ');
                }
                out.truncate(out.trim_end().len());
                out.push(']');
            }
        }
        let masked = mask(text, |_| text.len());
        let mut out = String::new();
        write(
            text,
            &read(&masked.text, &[], &Lexicon::embedded()),
            &mut out,
        );
        out
    }

    #[test]
    fn commands_nest() {
        assert_eq!(
            tree(
                "Das G wird geändert: 1. A wird geändert: a) B gilt. b) C wird geändert: aa) D „1. x 2. y“. bb) E. 2. F."
            ),
            "Das[1.A[a)B b)C[aa)D bb)E.]] 2.F.]"
        );
    }

    #[test]
    fn lines_may_leave_numbers_out() {
        assert_eq!(
            tree("Das G:\n1.\nA\na)\nB\nc)\nC\n3.\nD"),
            "Das[1.A[a)B c)C] 3.D]"
        );
        assert_eq!(
            tree("(1) Das G:\n1. A\n2. B\n(2) Das H:\n1. C"),
            "[(1)Das[1.A 2.B] (2)Das[1.C]]"
        );
    }

    #[test]
    fn dates_and_references_are_no_labels() {
        assert_eq!(
            tree("Das G vom 1. Januar wird geändert: 1. A nach Nr. 2. Das ist B."),
            "Das[1.A]"
        );
    }
}
