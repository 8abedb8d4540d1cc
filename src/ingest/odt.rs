//! ODT as drafts are written in it.
//!
//! In goes the container, out comes the statute with all tracked changes accepted, and where the
//! check of a draft asks for it, as it reads with all of them rejected. Numbers of lists are written
//! out from the list styles; notes stand apart.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::events::BytesStart;

use super::draft::{self, Block, Frame, Label, Role};
use super::office::{Changes, Numerals, Package, View};
use super::table::Table;
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
    let mut styles = OdtBody::new(lexicon);
    if let Some(xml) = package.part("styles.xml")? {
        walk(&xml, levels, false, &mut styles).map_err(|e| format!("styles.xml, {e}"))?;
        styles.blocks.clear();
    }
    let content = package
        .part("content.xml")?
        .ok_or("holds no content.xml, so that there is nothing to read")?;
    let view = |mut body: OdtBody<'_>| {
        walk(&content, levels, false, &mut body).map_err(|e| format!("content.xml, {e}"))?;
        body.end_carried();
        let frame = Frame {
            images: body.images,
            ..Frame::default()
        };
        let changes = body.tracked.counted();
        Ok::<_, String>((draft::read(body.blocks, frame, lexicon), changes))
    };
    let original = OdtBody {
        view: View::Original,
        ..styles.clone()
    };
    let (mut reading, changes) = view(styles)?;
    if let Some(note) = changes.note() {
        reading.statute.notes.push(note);
        if options.keep_original {
            reading.original = Some(Box::new(view(original)?.0.statute));
        }
    }
    Ok(reading)
}

/// The tracked changes, which the text names by their ids.
#[derive(Debug, Clone, Default)]
struct Tracked {
    /// The region that is open while they are listed.
    region: String,
    insertions: BTreeSet<String>,
    /// The paragraphs of what was struck; the first and the last go on in the text around.
    deletions: BTreeMap<String, Vec<String>>,
    /// A paragraph of a deletion that is open, as written: a space at its end parts two words.
    struck: Option<String>,
}

impl Tracked {
    fn counted(&self) -> Changes {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Changes {
            inserted: count(self.insertions.len()),
            deleted: count(self.deletions.len()),
        }
    }

    fn open(&mut self, name: &str, start: &BytesStart<'_>) {
        match name {
            "changed-region" => {
                let ids = ["text:id", "xml:id"].map(|key| attribute(start, key));
                self.region = ids
                    .into_iter()
                    .find(|id| !id.is_empty())
                    .unwrap_or_default();
            }
            "insertion" => {
                self.insertions.insert(self.region.clone());
            }
            "deletion" => {
                self.deletions.entry(self.region.clone()).or_default();
            }
            "p" | "h" if self.deletions.contains_key(&self.region) => {
                self.struck = Some(String::new());
            }
            "s" | "tab" | "line-break" => {
                if let Some(struck) = &mut self.struck {
                    struck.push(' ');
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if matches!(name, "p" | "h")
            && let Some(struck) = self.struck.take()
            && let Some(paragraphs) = self.deletions.get_mut(&self.region)
        {
            paragraphs.push(struck);
        }
    }
}

#[derive(Debug, Clone, Default)]
struct Level {
    numerals: Numerals,
    prefix: String,
    suffix: String,
    start: u32,
}

/// A list that is open: its style, and the number of its last item.
#[derive(Debug, Clone, Default)]
struct List {
    style: String,
    /// Its name, by which a later list may go on with it.
    id: String,
    last: Option<u32>,
    /// It goes on with the numbers of a list before it, and so do lists in it.
    goes_on: bool,
    /// The item has begun and its label is still to be written.
    waits: bool,
}

#[derive(Debug, Clone)]
struct OdtBody<'l> {
    lexicon: &'l Lexicon,
    /// Which state of the text is read.
    view: View,
    tracked: Tracked,
    /// Inside the list of tracked changes: how deep.
    listing: usize,
    /// Insertions that are open, whose text does not stand in the original.
    inserting: usize,
    /// A paragraph whose end was put in, so that it goes on in the next.
    carried: Option<Paragraph>,
    parents: BTreeMap<String, String>,
    list_styles: BTreeMap<String, BTreeMap<usize, Level>>,
    open_list_style: String,
    blocks: Vec<Block>,
    paragraphs: Vec<Paragraph>,
    lists: Vec<List>,
    /// The label of an item whose paragraph is empty, and how deep it stands.
    empty_item: Option<(String, usize)>,
    /// The last number of lists that may be continued, by style and level.
    counted: BTreeMap<(String, usize), u32>,
    /// Those of lists that have ended, by the id of the list.
    ended: BTreeMap<String, BTreeMap<(String, usize), u32>>,
    tables: Vec<Table>,
    passed: usize,
    in_body: bool,
    contents: usize,
    notes: usize,
    images: u32,
}

/// A paragraph that is open, and what it is.
type Paragraph = (TextBuilder, Role);

/// Elements whose content is not the text.
const PASSED: [&str; 5] = [
    "annotation",
    "note-citation",
    "scripts",
    "forms",
    "sequence-decls",
];

impl<'l> OdtBody<'l> {
    fn new(lexicon: &'l Lexicon) -> Self {
        Self {
            lexicon,
            view: View::default(),
            tracked: Tracked::default(),
            listing: 0,
            inserting: 0,
            carried: None,
            parents: BTreeMap::new(),
            list_styles: BTreeMap::new(),
            open_list_style: String::new(),
            blocks: Vec::new(),
            paragraphs: Vec::new(),
            lists: Vec::new(),
            empty_item: None,
            counted: BTreeMap::new(),
            ended: BTreeMap::new(),
            tables: Vec::new(),
            passed: 0,
            in_body: false,
            contents: 0,
            notes: 0,
            images: 0,
        }
    }

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

    /// The style of the innermost list, which may be that of a list around it.
    fn list_style(&self) -> String {
        let styles = self.lists.iter().rev().map(|l| l.style.as_str());
        let style = styles.into_iter().find(|s| !s.is_empty());
        style.unwrap_or_default().to_owned()
    }

    /// A list begins; its numbers go on where it says so, where a list around it goes on, and where
    /// the item around it has no number of its own.
    fn begin_list(&mut self, start: &BytesStart<'_>) {
        let before = attribute(start, "text:continue-list");
        let around = self.lists.last();
        let goes_on = attribute(start, "text:continue-numbering") == "true"
            || !before.is_empty()
            || around.is_some_and(|list| list.goes_on);
        let joins = goes_on || around.is_some_and(|list| list.waits);
        self.lists.push(List {
            style: attribute(start, "text:style-name"),
            id: attribute(start, "xml:id"),
            last: None,
            goes_on,
            waits: false,
        });
        let key = (self.list_style(), self.lists.len());
        if let Some(numbers) = self.ended.get(&before) {
            self.counted.retain(|(style, _), _| *style != key.0);
            self.counted.extend(numbers.clone());
        }
        if !joins {
            self.counted.retain(|(s, d), _| *s != key.0 || *d < key.1);
        }
        if let Some(list) = self.lists.last_mut() {
            list.last = self.counted.get(&key).copied();
        }
    }

    fn end_list(&mut self) {
        let style = self.list_style();
        let Some(list) = self.lists.pop() else {
            return;
        };
        if self.lists.is_empty() && !list.id.is_empty() {
            let own = self.counted.iter().filter(|((s, _), _)| *s == style);
            let own = own.map(|(key, number)| (key.clone(), *number)).collect();
            self.ended.insert(list.id, own);
        }
    }

    fn add(&mut self, block: Block) {
        if block.text.is_empty() {
            return;
        }
        match self.tables.last_mut().and_then(Table::open_cell) {
            Some(cell) if block.role != Role::Note => cell.push(block),
            _ => self.blocks.push(block),
        }
    }

    /// The label that the next paragraph carries.
    fn label(&mut self) -> Option<String> {
        let depth = self.lists.len();
        let style = self.list_style();
        let list = self.lists.last_mut().filter(|l| l.waits)?;
        list.waits = false;
        let level = self.list_styles.get(&style)?.get(&depth)?;
        let number = list
            .last
            .map_or(level.start.max(1), |n| n.saturating_add(1));
        list.last = Some(number);
        // A number restarts those of the levels below it.
        self.counted.retain(|(s, d), _| *s != style || *d < depth);
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
        let Some(paragraph) = self.paragraphs.pop() else {
            return;
        };
        if self.inserting > 0 {
            self.carried = Some(paragraph);
        } else {
            self.add_paragraph(paragraph);
        }
    }

    /// Nothing follows that an open paragraph could go on in.
    fn end_carried(&mut self) {
        if let Some(paragraph) = self.carried.take() {
            self.add_paragraph(paragraph);
        }
    }

    /// Puts what was struck back where it stood.
    fn restore(&mut self, id: &str) {
        let Some(struck) = self.tracked.deletions.get(id).cloned() else {
            return;
        };
        for (index, text) in struck.iter().enumerate() {
            if index > 0
                && let Some((_, role)) = self.paragraphs.last()
            {
                let next = (TextBuilder::default(), *role);
                self.end_paragraph();
                self.paragraphs.push(next);
            }
            if let Some((builder, _)) = self.paragraphs.last_mut() {
                builder.push(text);
            }
        }
    }

    fn add_paragraph(&mut self, (text, role): Paragraph) {
        let own = text.finish();
        let mut text = TextBuilder::default();
        if self.notes == 0
            && let Some(label) = self.label()
        {
            // An item may have no words of its own, but a list.
            let depth = self.lists.len();
            let above = self.empty_item.take();
            if own.is_empty() {
                self.empty_item = Some((label, depth));
                return;
            }
            if let Some((above, level)) = above
                && (depth > level || Label::opens_below(&label, &above))
            {
                self.add(Block::plain(&above));
            }
            text.push(&label);
            text.space();
        }
        text.push(&own);
        let role = if self.notes > 0 {
            Role::Note
        } else if self.contents > 0 {
            Role::Contents
        } else {
            role
        };
        self.add(Block::new(text, role));
    }
}

impl Elements for OdtBody<'_> {
    type Error = XmlError;

    fn open(&mut self, start: &BytesStart<'_>, _: usize) -> Result<(), XmlError> {
        let full = start.name();
        let name = local(full.as_ref());
        if name == "tracked-changes" {
            self.listing += 1;
        }
        if self.listing > 0 {
            self.tracked.open(name, start);
            return Ok(());
        }
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
                // A joined paragraph is what the part of it is that has text.
                let joined = match self.carried.take() {
                    Some((text, own)) if !text.as_str().is_empty() => (text, own),
                    _ => (TextBuilder::default(), role),
                };
                self.paragraphs.push(joined);
            }
            "change-start" | "change-end" | "change" if self.view == View::Accepted => {}
            "change" => self.restore(&attribute(start, "text:change-id")),
            "change-start" | "change-end" => {
                let id = attribute(start, "text:change-id");
                if self.tracked.insertions.contains(&id) {
                    self.inserting = if name == "change-start" {
                        self.inserting + 1
                    } else {
                        self.inserting.saturating_sub(1)
                    };
                }
            }
            "list" => self.begin_list(start),
            "list-item" => {
                let start_value = attribute(start, "text:start-value").parse::<u32>().ok();
                if let Some(list) = self.lists.last_mut() {
                    list.waits = true;
                    if let Some(number) = start_value {
                        list.last = number.checked_sub(1);
                    }
                }
            }
            "table" => self.tables.push(Table::default()),
            "table-row" => {
                if let Some(table) = self.tables.last_mut() {
                    table.begin_row();
                }
            }
            "table-cell" => {
                if let Some(table) = self.tables.last_mut() {
                    table.begin_cell();
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
        if self.listing > 0 {
            self.tracked.close(name);
            self.listing -= usize::from(name == "tracked-changes");
            return;
        }
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
            "list" => self.end_list(),
            "table-cell" => self.end_carried(),
            "table" => {
                let table = self.tables.pop().unwrap_or_default();
                for block in table.blocks(self.lexicon) {
                    self.add(block);
                }
            }
            "table-of-content" => self.contents = self.contents.saturating_sub(1),
            "note" => self.notes = self.notes.saturating_sub(1),
            _ => {}
        }
    }

    fn text(&mut self, text: &str, _: Option<Span>) {
        if self.listing > 0 {
            if let Some(struck) = &mut self.tracked.struck {
                struck.push_str(text);
            }
            return;
        }
        if self.passed == 0
            && self.inserting == 0
            && let Some((builder, _)) = self.paragraphs.last_mut()
        {
            builder.push(text);
        }
    }

    fn doubt(&mut self, _: String) {}
}
