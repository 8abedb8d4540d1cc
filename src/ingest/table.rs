//! Tables of DOCX and ODT: rows of a table, or the new side of a synopsis.
//!
//! In go the blocks of cells, out come the blocks that the table stands for. Of a synopsis in two
//! columns, or three with a reason, only the side of the new law is read; where it says that something stays unchanged, that
//! is taken from the side of the old law.

use super::body::subsection_label;
use super::draft::{Block, Label, Role};
use crate::statute::{Lexicon, TextBuilder};

/// The blocks of a cell.
type Cell = Vec<Block>;

/// A table while it is read: the cells of its rows.
#[derive(Debug, Clone, Default)]
pub struct Table {
    rows: Vec<Vec<Cell>>,
}

impl Table {
    /// A row begins.
    pub fn begin_row(&mut self) {
        self.rows.push(Vec::new());
    }

    /// A cell of the row begins.
    pub fn begin_cell(&mut self) {
        if let Some(row) = self.rows.last_mut() {
            row.push(Vec::new());
        }
    }

    /// The cell that was begun last.
    pub fn open_cell(&mut self) -> Option<&mut Cell> {
        self.rows.last_mut()?.last_mut()
    }

    /// What the table stands for.
    pub fn blocks(self, lexicon: &Lexicon) -> Vec<Block> {
        // A title over both columns may stand before their heads.
        let sides = |row: &Vec<Cell>| Sides::of(row, lexicon);
        let head = self
            .rows
            .iter()
            .take(2)
            .position(|row| sides(row).is_some());
        let synopsis = head.and_then(|at| sides(&self.rows[at]));
        let mut blocks = Vec::new();
        for mut row in self.rows.into_iter().skip(head.map_or(0, |at| at + 1)) {
            if let Some(Sides { old, new, columns }) = synopsis
                && row.len() == columns
            {
                let old = std::mem::take(&mut row[old]);
                let new = std::mem::take(&mut row[new]);
                blocks.extend(new_side(new, &old, lexicon));
            } else if synopsis.is_some() || row.len() < 2 {
                blocks.extend(row.pop().unwrap_or_default());
            } else {
                let mut text = TextBuilder::default();
                for block in row.into_iter().flatten() {
                    text.push(&block.text);
                    text.space();
                }
                blocks.push(Block::new(text, Role::Row));
            }
        }
        blocks
    }
}

/// The columns of a synopsis, as their heads tell.
#[derive(Debug, Clone, Copy)]
struct Sides {
    old: usize,
    new: usize,
    columns: usize,
}

impl Sides {
    fn of(row: &[Cell], lexicon: &Lexicon) -> Option<Self> {
        let begins = |cell: &Cell, heads: &[String]| {
            cell.iter()
                .any(|block| heads.iter().any(|head| block.text.starts_with(head)))
        };
        let words = &lexicon.drafts;
        let old = row
            .iter()
            .position(|cell| begins(cell, &words.synopsis_old));
        let new = (0..row.len()).find(|at| Some(*at) != old && begins(&row[*at], &words.synopsis));
        let columns = row.len();
        let (old, new) = match (columns, old, new) {
            (2, None, Some(1)) => (0, 1),
            (2, Some(0), _) => (0, 1),
            (3.., Some(old), Some(new)) => (old, new),
            (3.., Some(0), None) => (0, 1),
            _ => return None,
        };
        Some(Self { old, new, columns })
    }
}

/// A cell of the new side, with what it leaves unchanged taken from the cell beside it.
fn new_side(new: Cell, old: &[Block], lexicon: &Lexicon) -> Cell {
    let mut blocks: Cell = Vec::new();
    for block in new {
        let kept = unchanged(&block.text, lexicon).map(|labels| match labels {
            "" => whole(old, &blocks),
            labels => labelled(old, labels),
        });
        match kept {
            Some(kept) if !kept.is_empty() => blocks.extend_from_slice(kept),
            _ => blocks.push(block),
        }
    }
    blocks
}

/// What stands before the word in a block that says nothing but that something stays as it is.
fn unchanged<'t>(text: &'t str, lexicon: &Lexicon) -> Option<&'t str> {
    let text = text.trim_end_matches(['.', ',', ';']).trim_end();
    let words = &lexicon.drafts.unchanged;
    let labels = words.iter().find_map(|word| text.strip_suffix(word))?;
    let labels = labels.trim_end();
    (labels.is_empty() || Places::of(labels).is_some()).then_some(labels)
}

/// The first and the last of the places that stay: "(2)", "(2) bis (5)", "1.", "b)".
struct Places<'t> {
    first: &'t str,
    last: &'t str,
}

impl<'t> Places<'t> {
    fn of(labels: &'t str) -> Option<Self> {
        let first = label(labels)?;
        let last = labels.rsplit(' ').next().and_then(label)?;
        let between = labels.split(' ').count();
        let joined = matches!(between, 1 | 3) && is_absatz(first) == is_absatz(last);
        joined.then_some(Self { first, last })
    }
}

fn is_absatz(label: &str) -> bool {
    label.starts_with('(')
}

/// The label of an Absatz or item that a text begins with.
fn label(text: &str) -> Option<&str> {
    if let Some(label) = subsection_label(text) {
        return Some(label);
    }
    let first = text.split(' ').next()?;
    // A label of an item is one only where something follows.
    Label::of(&format!("{first} x"))?;
    Some(first)
}

/// The old text of the places that stay, as far as the cell has it.
fn labelled<'o>(old: &'o [Block], labels: &str) -> &'o [Block] {
    let Some(places) = Places::of(labels) else {
        return &[];
    };
    let place = |wanted: &str, from: usize| {
        let found = old[from..]
            .iter()
            .position(|b| label(&b.text) == Some(wanted));
        found.map(|at| from + at)
    };
    let Some(start) = place(places.first, 0) else {
        return &[];
    };
    let Some(last) = place(places.last, start) else {
        return &[];
    };
    let alike = |own: &str| {
        let kind = |l: &str| {
            (
                is_absatz(l),
                l.ends_with('.'),
                l.starts_with(char::is_alphabetic),
            )
        };
        is_absatz(own) || kind(own) == kind(places.last)
    };
    let behind = old[last + 1..].iter().position(|b| {
        b.text.starts_with('§') || b.role == Role::Heading || label(&b.text).is_some_and(alike)
    });
    &old[start..behind.map_or(old.len(), |at| last + 1 + at)]
}

/// The whole old cell, without what the new one repeats of it before.
fn whole<'o>(old: &'o [Block], before: &[Block]) -> &'o [Block] {
    let pairs = old.iter().zip(before);
    let same = pairs.take_while(|(old, new)| old.text == new.text).count();
    if same < before.len() {
        &[]
    } else {
        &old[same..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RulePack;

    fn read(old: &[&str], new: &[&str]) -> Vec<String> {
        let pack = RulePack::embedded().expect("the embedded pack is tested to parse");
        let cell = |texts: &[&str]| -> Cell { texts.iter().map(|t| Block::plain(t)).collect() };
        let table = Table {
            rows: vec![
                vec![cell(&["Geltendes Recht"]), cell(&["Entwurf"])],
                vec![cell(old), cell(new)],
            ],
        };
        let blocks = table.blocks(&pack.lexicon).into_iter();
        blocks.map(|b| b.text).collect()
    }

    #[test]
    fn what_stays_is_taken_from_the_old_side() {
        let old = [
            "§ 1",
            "(1) Alt.",
            "(2) Alles",
            "1. eins",
            "2. zwei.",
            "(3) Drei.",
            "(4) Vier.",
        ];
        assert_eq!(read(&old, &["§ 1", "unverändert"]), old);
        assert_eq!(
            read(&old, &["§ 1", "(1) Neu.", "(2) u n v e r ä n d e r t"]),
            ["§ 1", "(1) Neu.", "(2) Alles", "1. eins", "2. zwei."]
        );
        assert_eq!(
            read(
                &old,
                &[
                    "§ 1",
                    "(2) Neu",
                    "1. unverändert,",
                    "2. zwo.",
                    "(3) und (4) unverändert"
                ]
            ),
            [
                "§ 1",
                "(2) Neu",
                "1. eins",
                "2. zwo.",
                "(3) Drei.",
                "(4) Vier."
            ]
        );
        // What is not there stays as it is written, and no text is taken for the word.
        assert_eq!(read(&old, &["(7) unverändert"]), ["(7) unverändert"]);
        assert_eq!(
            read(&old, &["(1) Er bleibt unverändert"]),
            ["(1) Er bleibt unverändert"]
        );
    }
}
