//! DOCX as drafts are written in it.
//!
//! In goes the container, out comes the statute as it reads with all tracked changes accepted, and
//! where the check of a draft asks for it, as it reads with all of them rejected. Numbers that Word counts itself are written out as it prints them;
//! footnotes stand apart; text boxes follow the paragraph that they hang on; of a synopsis the new
//! side is read.

use std::collections::BTreeMap;

use quick_xml::events::BytesStart;

use super::draft::{self, Block, Edges, Frame, Label, Role};
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
    let mut styles = Styles::default();
    if let Some(xml) = package.part("word/styles.xml")? {
        walk(&xml, levels, false, &mut styles).map_err(|e| format!("word/styles.xml, {e}"))?;
    }
    let mut numbering = Numbering::default();
    if let Some(xml) = package.part("word/numbering.xml")? {
        walk(&xml, levels, false, &mut numbering)
            .map_err(|e| format!("word/numbering.xml, {e}"))?;
    }
    let document = package
        .part("word/document.xml")?
        .ok_or("holds no word/document.xml, so that there is nothing to read")?;
    let footnotes = package.part("word/footnotes.xml")?;
    let parts = Parts {
        document: &document,
        footnotes: footnotes.as_deref(),
        styles: &styles,
        levels,
        lexicon,
    };
    let (mut reading, changes) = parts.read(numbering.clone(), View::Accepted)?;
    if let Some(note) = changes.note() {
        reading.statute.notes.push(note);
        if options.keep_original {
            let (original, _) = parts.read(numbering, View::Original)?;
            reading.original = Some(Box::new(original.statute));
        }
    }
    Ok(reading)
}

/// The parts that hold text, and what reading them takes.
struct Parts<'a> {
    document: &'a str,
    footnotes: Option<&'a str>,
    styles: &'a Styles,
    levels: usize,
    lexicon: &'a Lexicon,
}

impl Parts<'_> {
    fn read(&self, mut numbering: Numbering, view: View) -> Result<(Reading, Changes), String> {
        let mut body = DocxBody::new(self.styles, &mut numbering, self.lexicon, view);
        walk(self.document, self.levels, false, &mut body)
            .map_err(|e| format!("word/document.xml, {e}"))?;
        let (mut blocks, images, changes) = body.finish();
        if let Some(xml) = self.footnotes {
            let mut notes = DocxBody::new(self.styles, &mut numbering, self.lexicon, view);
            walk(xml, self.levels, false, &mut notes)
                .map_err(|e| format!("word/footnotes.xml, {e}"))?;
            for mut note in notes.finish().0 {
                note.role = Role::Note;
                blocks.push(note);
            }
        }
        let frame = Frame {
            images,
            ..Frame::default()
        };
        Ok((draft::read(blocks, frame, self.lexicon), changes))
    }
}

/// A paragraph style.
#[derive(Debug, Clone, Default)]
struct Style {
    name: String,
    based_on: String,
    number: Option<String>,
    level: Option<usize>,
    outline: bool,
    indent: Indent,
}

/// How far in a paragraph stands, in twentieths of a point, as far as it is said.
#[derive(Debug, Clone, Copy, Default)]
struct Indent {
    left: Option<i32>,
    /// How much further in its first line stands; out, if negative.
    first: Option<i32>,
}

impl Indent {
    fn read(&mut self, start: &BytesStart<'_>) {
        let value = |name| attribute(start, name).parse::<i32>().ok();
        self.left = value("w:left").or(value("w:start")).or(self.left);
        let out = value("w:hanging").and_then(i32::checked_neg);
        self.first = out.or(value("w:firstLine")).or(self.first);
    }

    /// What is not said is as another says.
    fn or(self, other: Self) -> Self {
        Self {
            left: self.left.or(other.left),
            first: self.first.or(other.first),
        }
    }

    /// Edges in hundredths of twelve points; what is said nowhere is nothing.
    fn edges(self) -> Edges {
        let share = |twips: i32| twips.clamp(-100_000, 100_000) * 100 / 240;
        let (left, first) = (self.left.unwrap_or(0), self.first.unwrap_or(0));
        Edges {
            first: share(left.saturating_add(first)),
            text: share(left),
            sheet: (0, 0),
        }
    }
}

#[derive(Debug, Default)]
struct Styles {
    styles: BTreeMap<String, Style>,
    open: Option<(String, Style)>,
}

impl Elements for Styles {
    type Error = XmlError;
    fn open(&mut self, start: &BytesStart<'_>, _: usize) -> Result<(), XmlError> {
        let name = start.name();
        let value = || attribute(start, "w:val");
        match (local(name.as_ref()), &mut self.open) {
            ("style", _) => self.open = Some((attribute(start, "w:styleId"), Style::default())),
            ("name", Some((_, style))) => style.name = value().to_lowercase(),
            ("basedOn", Some((_, style))) => style.based_on = value(),
            ("numId", Some((_, style))) => style.number = Some(value()),
            ("ilvl", Some((_, style))) => style.level = value().parse().ok(),
            ("outlineLvl", Some((_, style))) => style.outline = value() != "9",
            ("ind", Some((_, style))) => style.indent.read(start),
            _ => {}
        }
        Ok(())
    }
    fn close(&mut self, name: &str) {
        if local(name) == "style"
            && let Some((id, style)) = self.open.take()
        {
            self.styles.insert(id, style);
        }
    }
    fn text(&mut self, _: &str, _: Option<Span>) {}
    fn doubt(&mut self, _: String) {}
}

impl Styles {
    /// A style and those that it is based on, nearest first.
    fn chain(&self, id: &str) -> Vec<&Style> {
        let mut chain = Vec::new();
        let mut id = id;
        while let Some(style) = self.styles.get(id)
            && chain.len() < 20
        {
            chain.push(style);
            id = &style.based_on;
        }
        chain
    }

    fn role(&self, id: &str) -> Role {
        let chain = self.chain(id);
        let named = |parts: &[&str]| {
            chain
                .iter()
                .any(|s| parts.iter().any(|p| s.name.starts_with(p)))
        };
        if named(&["toc ", "verzeichnis"]) {
            Role::Contents
        } else if named(&[
            "title",
            "titel",
            "bezeichnung (stammdokument)",
            "bezeichnung (änderungsdokument)",
        ]) {
            Role::Title
        } else if named(&["heading", "überschrift"]) || chain.iter().any(|s| s.outline) {
            Role::Heading
        } else {
            Role::Plain
        }
    }
}

/// One level of a numbering.
#[derive(Debug, Clone, Default)]
struct Level {
    start: u32,
    numerals: Numerals,
    text: String,
    indent: Indent,
    /// The level whose number starts this one anew; the one above where none is given.
    restart: Option<usize>,
}

#[derive(Debug, Clone, Default)]
struct Numbering {
    abstracts: BTreeMap<String, BTreeMap<usize, Level>>,
    nums: BTreeMap<String, String>,
    overrides: BTreeMap<(String, usize), u32>,
    counters: BTreeMap<String, Vec<Option<u32>>>,
    seen: std::collections::BTreeSet<String>,
    open_abstract: String,
    open_num: String,
    open_level: Option<usize>,
}

/// Word knows nine levels.
const LEVELS: usize = 9;

impl Elements for Numbering {
    type Error = XmlError;
    fn open(&mut self, start: &BytesStart<'_>, _: usize) -> Result<(), XmlError> {
        let name = start.name();
        let value = || attribute(start, "w:val");
        match local(name.as_ref()) {
            "abstractNum" => {
                self.open_abstract = attribute(start, "w:abstractNumId");
                self.open_num.clear();
            }
            "num" => self.open_num = attribute(start, "w:numId"),
            "abstractNumId" if !self.open_num.is_empty() => {
                self.nums.insert(self.open_num.clone(), value());
            }
            "lvl" | "lvlOverride" => {
                self.open_level = attribute(start, "w:ilvl")
                    .parse()
                    .ok()
                    .filter(|l| *l < LEVELS);
            }
            "startOverride" => {
                if let (Some(level), Ok(number)) = (self.open_level, value().parse()) {
                    self.overrides
                        .insert((self.open_num.clone(), level), number);
                }
            }
            part if self.open_num.is_empty() => {
                let Some(index) = self.open_level else {
                    return Ok(());
                };
                let level = self
                    .abstracts
                    .entry(self.open_abstract.clone())
                    .or_default()
                    .entry(index)
                    .or_insert_with(|| Level {
                        start: 1,
                        ..Level::default()
                    });
                match part {
                    "start" => level.start = value().parse().unwrap_or(1),
                    "lvlText" => level.text = value(),
                    "ind" => level.indent.read(start),
                    "lvlRestart" => level.restart = value().parse().ok(),
                    "numFmt" => {
                        level.numerals = match value().as_str() {
                            "lowerLetter" => Numerals::Lower,
                            "upperLetter" => Numerals::Upper,
                            "lowerRoman" => Numerals::LowerRoman,
                            "upperRoman" => Numerals::UpperRoman,
                            "bullet" => Numerals::Bullet,
                            "none" => Numerals::None,
                            _ => Numerals::Decimal,
                        }
                    }
                    _ => {}
                }
            }
            _ => {}
        }
        Ok(())
    }
    fn close(&mut self, name: &str) {
        match local(name) {
            "lvl" | "lvlOverride" => self.open_level = None,
            _ => {}
        }
    }
    fn text(&mut self, _: &str, _: Option<Span>) {}
    fn doubt(&mut self, _: String) {}
}

impl Numbering {
    fn indent(&self, num: &str, index: usize) -> Indent {
        let levels = self.nums.get(num).and_then(|id| self.abstracts.get(id));
        let level = levels.and_then(|levels| levels.get(&index));
        level.map(|level| level.indent).unwrap_or_default()
    }

    /// Counts on, and writes the label.
    fn label(&mut self, num: &str, index: usize) -> Option<String> {
        let id = self.nums.get(num)?.clone();
        let levels = self.abstracts.get(&id)?;
        let level = levels.get(&index)?;
        let counters = self
            .counters
            .entry(id.clone())
            .or_insert_with(|| vec![None; LEVELS]);
        if self.seen.insert(num.to_owned()) {
            for (level, counter) in counters.iter_mut().enumerate() {
                if let Some(start) = self.overrides.get(&(num.to_owned(), level)) {
                    *counter = start.checked_sub(1);
                    if *start == 0 {
                        *counter = None;
                    }
                }
            }
        }
        counters[index] = Some(counters[index].map_or(level.start, |n| n.saturating_add(1)));
        for (deeper, counter) in counters.iter_mut().enumerate().skip(index + 1) {
            let restart = levels.get(&deeper).and_then(|l| l.restart);
            if restart != Some(0) && restart.is_none_or(|r| index < r) {
                *counter = None;
            }
        }
        if level.numerals == Numerals::Bullet {
            return Some(Numerals::Bullet.write(1));
        }
        let mut label = level.text.clone();
        for (other, counter) in counters.iter().enumerate() {
            let mark = format!("%{}", other + 1);
            if label.contains(&mark) {
                let known = levels.get(&other);
                let number = counter.or(known.map(|l| l.start)).unwrap_or(1);
                let numerals = known.map(|l| l.numerals).unwrap_or_default();
                label = label.replace(&mark, &numerals.write(number));
            }
        }
        Some(label)
    }
}

/// A paragraph while it is read.
#[derive(Debug, Default)]
struct Paragraph {
    text: TextBuilder,
    style: String,
    num: Option<String>,
    level: Option<usize>,
    outline: bool,
    indent: Indent,
    /// Its mark does not stand in this view, so that it goes on in the next.
    open_end: bool,
}

struct DocxBody<'a> {
    styles: &'a Styles,
    numbering: &'a mut Numbering,
    lexicon: &'a Lexicon,
    blocks: Vec<Block>,
    paragraphs: Vec<Paragraph>,
    /// Which state of the text is read.
    view: View,
    /// A paragraph without its mark, which goes on in the next.
    carried: Option<Paragraph>,
    tables: Vec<Table>,
    /// The label of an empty paragraph, and its level.
    waiting: Option<(String, usize)>,
    /// The run that is open does not show.
    hidden: bool,
    /// Elements whose content is passed over: depth of them.
    passed: usize,
    in_properties: bool,
    /// Inside the properties of a paragraph's mark.
    in_mark: bool,
    in_text: bool,
    images: u32,
    changes: Changes,
}

impl<'a> DocxBody<'a> {
    fn new(
        styles: &'a Styles,
        numbering: &'a mut Numbering,
        lexicon: &'a Lexicon,
        view: View,
    ) -> Self {
        Self {
            styles,
            numbering,
            lexicon,
            view,
            blocks: Vec::new(),
            paragraphs: Vec::new(),
            carried: None,
            tables: Vec::new(),
            waiting: None,
            hidden: false,
            passed: 0,
            in_properties: false,
            in_mark: false,
            in_text: false,
            images: 0,
            changes: Changes::default(),
        }
    }

    fn finish(mut self) -> (Vec<Block>, u32, Changes) {
        self.end_carried();
        (self.blocks, self.images, self.changes)
    }

    /// Whether the content of an element is no text of this view: what was struck or put in, what
    /// older programs show instead, how things looked before.
    fn passes_over(&self, name: &str) -> bool {
        match name {
            "Fallback" | "instrText" | "delInstrText" | "rPrChange" => true,
            "del" | "moveFrom" | "delText" | "pPrChange" => self.view == View::Accepted,
            "ins" | "moveTo" => self.view == View::Original,
            _ => false,
        }
    }

    fn end_paragraph(&mut self) {
        let Some(paragraph) = self.paragraphs.pop() else {
            return;
        };
        if paragraph.open_end {
            self.carried = Some(paragraph);
            return;
        }
        self.add_paragraph(paragraph);
    }

    /// Nothing follows that an open paragraph could go on in.
    fn end_carried(&mut self) {
        if let Some(paragraph) = self.carried.take() {
            self.add_paragraph(paragraph);
        }
    }

    fn add_paragraph(&mut self, paragraph: Paragraph) {
        let chain = self.styles.chain(&paragraph.style);
        let num = paragraph
            .num
            .or_else(|| chain.iter().find_map(|s| s.number.clone()));
        let level = paragraph
            .level
            .or_else(|| chain.iter().find_map(|s| s.level))
            .unwrap_or(0);
        let mut role = self.styles.role(&paragraph.style);
        if paragraph.outline && role == Role::Plain {
            role = Role::Heading;
        }
        let empty = paragraph.text.as_str().is_empty();
        let numbered = num.as_ref().map(|n| self.numbering.indent(n, level));
        let styled = chain.iter().fold(Indent::default(), |i, s| i.or(s.indent));
        let indent = paragraph.indent.or(numbered.unwrap_or_default()).or(styled);
        let label = num
            .filter(|n| n != "0")
            .and_then(|n| self.numbering.label(&n, level));
        // An item may have no words of its own, but a list: it is counted, and named where one follows.
        let waiting = self.waiting.take();
        if empty {
            self.waiting = label.map(|label| (label, level)).or(waiting);
            return;
        }
        if let Some((own, above)) = waiting
            && let Some(label) = &label
            && (level > above || Label::opens_below(label, &own))
        {
            self.add(Block::plain(&own));
        }
        let mut text = TextBuilder::default();
        if let Some(label) = label {
            text.push(&label);
            text.space();
        }
        text.push(&paragraph.text.finish());
        let mut block = Block::new(text, role);
        if !block.text.is_empty() {
            block.edges = Some(indent.edges());
            self.add(block);
        }
    }

    fn add(&mut self, block: Block) {
        match self.tables.last_mut().and_then(Table::open_cell) {
            Some(cell) => cell.push(block),
            None => self.blocks.push(block),
        }
    }

    fn end_table(&mut self) {
        let Some(table) = self.tables.pop() else {
            return;
        };
        for block in table.blocks(self.lexicon) {
            self.add(block);
        }
    }
}

impl Elements for DocxBody<'_> {
    type Error = XmlError;

    fn open(&mut self, start: &BytesStart<'_>, _: usize) -> Result<(), XmlError> {
        let name = start.name();
        let name = local(name.as_ref());
        self.changes.inserted += u32::from(matches!(name, "ins" | "moveTo"));
        self.changes.deleted += u32::from(matches!(name, "del" | "moveFrom"));
        if self.passes_over(name) {
            let is_change = !matches!(name, "rPrChange" | "pPrChange");
            if self.in_mark
                && self.passed == 0
                && is_change
                && let Some(paragraph) = self.paragraphs.last_mut()
            {
                paragraph.open_end = true;
            }
            self.passed += 1;
        }
        if self.passed > 0 {
            return Ok(());
        }
        let value = || attribute(start, "w:val");
        match name {
            "p" => {
                // The mark that stands decides what a joined paragraph is.
                let text = self.carried.take().unwrap_or_default().text;
                self.paragraphs.push(Paragraph {
                    text,
                    ..Paragraph::default()
                });
            }
            "pPr" => self.in_properties = true,
            "rPr" => self.in_mark = self.in_properties,
            // What it was before the change replaces what was read.
            "pPrChange" => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    *paragraph = Paragraph {
                        text: std::mem::take(&mut paragraph.text),
                        open_end: paragraph.open_end,
                        ..Paragraph::default()
                    };
                }
            }
            "tbl" => self.tables.push(Table::default()),
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.begin_row();
                }
            }
            "tc" => {
                if let Some(table) = self.tables.last_mut() {
                    table.begin_cell();
                }
            }
            "drawing" | "pict" => self.images += 1,
            "r" => self.hidden = false,
            "vanish" if !self.in_properties => {
                self.hidden = !matches!(value().as_str(), "0" | "false" | "off");
            }
            "t" | "delText" => self.in_text = true,
            _ => {
                let Some(paragraph) = self.paragraphs.last_mut() else {
                    return Ok(());
                };
                match name {
                    "pStyle" => paragraph.style = value(),
                    "numId" if self.in_properties => paragraph.num = Some(value()),
                    "ilvl" if self.in_properties => paragraph.level = value().parse().ok(),
                    "outlineLvl" => paragraph.outline = value() != "9",
                    "ind" if self.in_properties => paragraph.indent.read(start),
                    "tab" | "br" | "cr" if !self.in_properties => paragraph.text.space(),
                    "noBreakHyphen" => paragraph.text.push("-"),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn close(&mut self, name: &str) {
        let name = local(name);
        if self.passes_over(name) {
            self.passed = self.passed.saturating_sub(1);
            return;
        }
        if self.passed > 0 {
            return;
        }
        match name {
            "p" => self.end_paragraph(),
            "pPr" => self.in_properties = false,
            "rPr" => self.in_mark = false,
            "tc" => self.end_carried(),
            "tbl" => self.end_table(),
            "t" | "delText" => self.in_text = false,
            _ => {}
        }
    }

    fn text(&mut self, text: &str, _: Option<Span>) {
        if self.in_text
            && self.passed == 0
            && !self.hidden
            && let Some(paragraph) = self.paragraphs.last_mut()
        {
            paragraph.text.push(text);
        }
    }

    fn doubt(&mut self, _: String) {}
}
