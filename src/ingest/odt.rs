//! ODT as drafts are written in it.
//!
//! In goes the container, out comes the statute with all tracked changes accepted. Numbers of lists
//! are written out from the list styles; notes stand apart.

use std::collections::BTreeMap;

use quick_xml::events::BytesStart;

use super::draft::{self, Block, Frame, Role};
use super::office::{Numerals, Package};
use super::xml::{Elements, XmlError, attribute, local, walk};
use super::{ReadOptions, Reading};
use crate::statute::{Lexicon, Span, TextBuilder};

/// Reads one document.
///
/// # Errors
/// A reason for the ledger.
pub fn read(bytes: &[u8], lexicon: &Lexicon, options: &ReadOptions) -> Result<Reading, String> {
    let mut package = Package::open(bytes, &options.bounds)?;
    let levels = options.bounds.levels;
    let mut body = OdtBody::default();
    if let Some(xml) = package.part("styles.xml")? {
        walk(&xml, levels, false, &mut body).map_err(|e| format!("styles.xml, {e}"))?;
        body.blocks.clear();
    }
    let content = package
        .part("content.xml")?
        .ok_or("holds no content.xml, so that there is nothing to read")?;
    walk(&content, levels, false, &mut body).map_err(|e| format!("content.xml, {e}"))?;
    let frame = Frame {
        images: body.images,
        ..Frame::default()
    };
    Ok(draft::read(body.blocks, frame, lexicon))
}

#[derive(Debug, Clone, Default)]
struct Level {
    numerals: Numerals,
    prefix: String,
    suffix: String,
    start: u32,
}

/// A list that is open: its style, and the number of its last item.
#[derive(Debug, Default)]
struct List {
    style: String,
    last: Option<u32>,
    /// The item has begun and its label is still to be written.
    waits: bool,
}

#[derive(Debug, Default)]
struct OdtBody {
    parents: BTreeMap<String, String>,
    list_styles: BTreeMap<String, BTreeMap<usize, Level>>,
    open_list_style: String,
    blocks: Vec<Block>,
    paragraphs: Vec<(TextBuilder, Role)>,
    lists: Vec<List>,
    /// The last number of lists that may be continued.
    counted: BTreeMap<(String, usize), u32>,
    cells: Vec<Option<TextBuilder>>,
    passed: usize,
    in_body: bool,
    contents: usize,
    notes: usize,
    images: u32,
}

/// Elements whose content is not the text.
const PASSED: [&str; 6] = [
    "tracked-changes",
    "annotation",
    "note-citation",
    "scripts",
    "forms",
    "sequence-decls",
];

impl OdtBody {
    fn role(&self, style: &str) -> Role {
        let mut style = style;
        for _ in 0..20 {
            match style {
                "Title" => return Role::Title,
                s if s.starts_with("Heading") => return Role::Heading,
                s if s.starts_with("Contents") => return Role::Contents,
                _ => {}
            }
            match self.parents.get(style) {
                Some(parent) => style = parent,
                None => break,
            }
        }
        Role::Plain
    }

    /// The label that the next paragraph carries.
    fn label(&mut self) -> Option<String> {
        let depth = self.lists.len();
        let style = self
            .lists
            .iter()
            .rev()
            .map(|l| l.style.as_str())
            .find(|s| !s.is_empty())
            .unwrap_or_default()
            .to_owned();
        let list = self.lists.last_mut().filter(|l| l.waits)?;
        list.waits = false;
        let level = self.list_styles.get(&style)?.get(&depth)?;
        let number = list
            .last
            .map_or(level.start.max(1), |n| n.saturating_add(1));
        list.last = Some(number);
        self.counted.insert((style, depth), number);
        let label = format!(
            "{}{}{}",
            level.prefix,
            level.numerals.write(number),
            level.suffix
        );
        (level.numerals != Numerals::None).then_some(label)
    }

    fn end_paragraph(&mut self) {
        let Some((text, role)) = self.paragraphs.pop() else {
            return;
        };
        let own = text.finish();
        let in_cell = matches!(self.cells.last(), Some(Some(_)));
        let mut text = TextBuilder::default();
        if !own.is_empty()
            && self.notes == 0
            && let Some(label) = self.label()
        {
            text.push(&label);
            text.space();
        }
        text.push(&own);
        if in_cell {
            if let Some(Some(row)) = self.cells.last_mut() {
                row.space();
                row.push(&text.finish());
            }
            return;
        }
        let role = if self.notes > 0 {
            Role::Note
        } else if self.contents > 0 {
            Role::Contents
        } else {
            role
        };
        let block = Block::new(text, role);
        if !block.text.is_empty() {
            self.blocks.push(block);
        }
    }
}

impl Elements for OdtBody {
    type Error = XmlError;

    fn open(&mut self, start: &BytesStart<'_>, _: usize) -> Result<(), XmlError> {
        let full = start.name();
        let name = local(full.as_ref());
        if PASSED.contains(&name) {
            self.passed += 1;
        }
        if self.passed > 0 {
            return Ok(());
        }
        match name {
            "body" => self.in_body = true,
            "style" => {
                let parent = attribute(start, "style:parent-style-name");
                self.parents.insert(attribute(start, "style:name"), parent);
            }
            "list-style" => self.open_list_style = attribute(start, "style:name"),
            "list-level-style-number" | "list-level-style-bullet" => {
                let level: usize = attribute(start, "text:level").parse().unwrap_or(1);
                let format = attribute(start, "style:num-format");
                let numerals = match format.as_str() {
                    _ if name.ends_with("bullet") => Numerals::Bullet,
                    "1" => Numerals::Decimal,
                    "a" => Numerals::Lower,
                    "A" => Numerals::Upper,
                    "i" => Numerals::LowerRoman,
                    "I" => Numerals::UpperRoman,
                    _ => Numerals::None,
                };
                let bullet = numerals == Numerals::Bullet;
                let affix = |key: &str| {
                    if bullet {
                        String::new()
                    } else {
                        attribute(start, key)
                    }
                };
                self.list_styles
                    .entry(self.open_list_style.clone())
                    .or_default()
                    .insert(
                        level,
                        Level {
                            numerals,
                            prefix: affix("style:num-prefix"),
                            suffix: affix("style:num-suffix"),
                            start: attribute(start, "text:start-value").parse().unwrap_or(1),
                        },
                    );
            }
            _ if !self.in_body => {}
            "p" | "h" => {
                let role = if name == "h" {
                    Role::Heading
                } else {
                    self.role(&attribute(start, "text:style-name"))
                };
                self.paragraphs.push((TextBuilder::default(), role));
            }
            "list" => {
                let style = attribute(start, "text:style-name");
                let key = (style.clone(), self.lists.len() + 1);
                let go_on = attribute(start, "text:continue-numbering") == "true"
                    || !attribute(start, "text:continue-list").is_empty();
                let last = go_on.then(|| self.counted.get(&key).copied()).flatten();
                self.lists.push(List {
                    style,
                    last,
                    waits: false,
                });
            }
            "list-item" => {
                let start_value = attribute(start, "text:start-value").parse::<u32>().ok();
                if let Some(list) = self.lists.last_mut() {
                    list.waits = true;
                    if let Some(number) = start_value {
                        list.last = number.checked_sub(1);
                    }
                }
            }
            "table" => self.cells.push(None),
            "table-row" => {
                if let Some(row) = self.cells.last_mut() {
                    *row = Some(TextBuilder::default());
                }
            }
            "table-of-content" => self.contents += 1,
            "note" => self.notes += 1,
            "image" => self.images += 1,
            "s" | "tab" | "line-break" => {
                if let Some((text, _)) = self.paragraphs.last_mut() {
                    text.space();
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, full: &str) {
        let name = local(full);
        if PASSED.contains(&name) {
            self.passed = self.passed.saturating_sub(1);
            return;
        }
        if self.passed > 0 {
            return;
        }
        match name {
            "body" => self.in_body = false,
            "p" | "h" if self.in_body => self.end_paragraph(),
            "list" => {
                self.lists.pop();
            }
            "table" => {
                self.cells.pop();
            }
            "table-row" => {
                if let Some(Some(row)) = self.cells.last_mut().map(Option::take) {
                    let block = Block::new(row, Role::Row);
                    if !block.text.is_empty() {
                        self.blocks.push(block);
                    }
                }
            }
            "table-of-content" => self.contents = self.contents.saturating_sub(1),
            "note" => self.notes = self.notes.saturating_sub(1),
            _ => {}
        }
    }

    fn text(&mut self, text: &str, _: Option<Span>) {
        if self.passed == 0
            && let Some((builder, _)) = self.paragraphs.last_mut()
        {
            builder.push(text);
        }
    }

    fn doubt(&mut self, _: String) {}
}
