//! HTML: saved pages of official portals, and any page whose headings name provisions.
//!
//! In goes the decoded page, out comes the statute. Scripts, navigation and forms are no law.
//! A parser of HTML keeps no positions, so each text of the tree is looked up again in the source
//! from where the last one ended; where the tree does not follow the source, positions begin again
//! with the next text that stands there only once.

use scraper::{Html, Node};

use super::body::subsection_label;
use super::draft::{self, Block, Frame, InList, Label, Role};
use super::{ReadOptions, Reading};
use crate::statute::{Lexicon, Span, TextBuilder};

/// Elements whose text is no law.
const LEFT_OUT: [&str; 14] = [
    "script", "style", "nav", "noscript", "template", "form", "head", "footer", "svg", "button",
    "select", "iframe", "object", "aside",
];
/// Elements whose text is struck.
const STRUCK: [&str; 3] = ["s", "strike", "del"];
/// What the style of a struck text says.
const STRUCK_STYLE: &str = "line-through";
/// Titles by which LibreOffice marks what stands at the edge of each page.
const EDGES: [&str; 2] = ["header", "footer"];
/// How Word marks it, in the style of an element.
const EDGE_STYLES: [&str; 2] = ["mso-element:header", "mso-element:footer"];
/// How Word marks footnotes and the list of them.
const NOTE_STYLES: [&str; 2] = ["mso-element:footnote", "mso-element:endnote"];
/// How the ids of footnotes begin, as LibreOffice and Word write them; a number follows.
const NOTE_IDS: [&str; 4] = ["sdfootnote", "sdendnote", "ftn", "edn"];
/// Where the signs of footnotes lead: from the text to the note, and back.
const NOTE_LINKS: [&str; 8] = [
    "#sdfootnote",
    "#sdendnote",
    "#_ftn",
    "#_edn",
    "#fnref",
    "#fn:",
    "#fn1",
    "#user-content-fn",
];
/// Ids of the frame that portals put around the text.
const FRAME: [&str; 3] = ["footer", "headmenu", "headmenu_2022"];
/// Classes by which portals mark footnotes, those of the law and those of the editors.
const NOTES: [&str; 6] = [
    "jnfussnote",
    "fussnoten",
    "nichtamtliche-fussnoten",
    "fussnote",
    "footnotes",
    "footnote-list",
];
/// Classes of tables of contents.
const CONTENTS: [&str; 1] = ["official-toc"];
/// Elements that are lists.
const LISTS: [&str; 3] = ["dl", "ul", "ol"];
/// Classes of Absätze.
const ABSAETZE: [&str; 2] = ["jurAbsatz", "akn-paragraph"];
/// Classes of headings of provisions; a page that has them names none elsewhere.
const MARKS: [&str; 2] = ["jnenbez", "einzelvorschrift"];
/// What the source of federal law puts before names that stand for no text.
const EMPTY: &str = "(XXXX) ";
/// Classes of numbers that stand before the text of an Absatz.
const LABELS: [&str; 1] = ["akn-num"];
/// Classes of what is known of a statute, which is no part of it.
const ABOUT: [&str; 1] = ["akn-proprietary"];
/// Attribute that holds the label of an item whose list a browser would not number.
const LABEL: &str = "data-aufzählungsliteral";
/// Elements that begin and end a block.
const BLOCKS: [&str; 19] = [
    "p",
    "div",
    "section",
    "article",
    "main",
    "body",
    "ul",
    "ol",
    "li",
    "dl",
    "table",
    "tr",
    "pre",
    "blockquote",
    "dt",
    "header",
    "figure",
    "caption",
    "hr",
];

/// Reads one page.
///
/// # Errors
/// Where elements nest deeper than the bound.
pub fn read(html: &str, lexicon: &Lexicon, options: &ReadOptions) -> Result<Reading, String> {
    let levels = options.bounds.levels;
    let too_deep = || {
        format!(
            "elements nest deeper than the bound of {levels} levels (--max-levels); refused as hostile"
        )
    };
    // The parser's work grows with the square of the depth, so it must not see such a page.
    if open_at_once(html) > levels.saturating_mul(8) {
        return Err(too_deep());
    }
    let page = Html::parse_document(html);
    let mut build = Build {
        html,
        cursor: options.keep_source.then_some(0),
        lost: false,
        blocks: Vec::new(),
        text: TextBuilder::default(),
        role: Role::Plain,
        parts: Vec::new(),
        left_out: 0,
        struck: 0,
        counted: 0,
        counted_headings: 0,
        headings: 0,
        titled: false,
        lists: Vec::new(),
        images: 0,
        broken: false,
        labelled: false,
        marked: false,
        open_lists: 0,
        list_seen: false,
        item: false,
        open_items: 0,
        last_item: 0,
        struck_classes: struck_classes(html),
        behind_heading: false,
        absatz_list: false,
        absatz: None,
        next_absatz: None,
        counted_absaetze: 0,
    };
    let mut node = page.tree.root();
    let mut depth = 1;
    'page: loop {
        match node.value() {
            Node::Element(element) => build.open(element),
            Node::Text(text) => build.text(text),
            _ => {}
        }
        if let Some(child) = node.first_child() {
            node = child;
            depth += 1;
            if depth > levels {
                return Err(too_deep());
            }
            continue;
        }
        loop {
            if let Node::Element(element) = node.value() {
                build.close(element.name());
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            match node.parent() {
                Some(parent) => node = parent,
                None => break 'page,
            }
            depth -= 1;
        }
    }
    build.flush();
    let frame = Frame {
        images: build.images,
        marked: build.marked,
        ..Frame::default()
    };
    let (struck, counted, counted_headings) = (build.struck, build.counted, build.counted_headings);
    let counted_absaetze = build.counted_absaetze;
    let mut reading = draft::read(build.blocks, frame, lexicon);
    if struck > 0 {
        let note = format!("Gestrichener Text der Seite ist nicht gelesen (Stellen: {struck})");
        reading.statute.notes.push(note);
    }
    let provisions = &reading.statute.provisions;
    let nameless = provisions.iter().all(|p| p.designation.is_empty());
    if counted_headings > 0 || counted > 0 && nameless && !provisions.is_empty() {
        let doubt = "the numbers of its provisions are those of automatic lists, which the page \
                     does not hold; give the DOCX or ODT that it was saved from";
        reading.doubts.push(doubt.to_owned());
    } else if counted_absaetze > 0 {
        let doubt =
            "the numbers of its Absätze are those of automatic lists, which the page does not hold";
        reading.doubts.push(doubt.to_owned());
    }
    Ok(reading)
}

/// At most so many classes that strike their text are looked at.
const STRUCK_CLASSES: usize = 50;

/// Classes of the page's own style sheets that strike their text, each with the element that it is
/// given for, if any.
fn struck_classes(html: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find(STRUCK_STYLE) {
        let before = &rest[..at];
        rest = &rest[at + STRUCK_STYLE.len()..];
        // "p.weg, .tief { text-decoration: line-through }"
        let Some(open) = before
            .rfind('{')
            .filter(|open| !before[*open..].contains(['}', '<']))
        else {
            continue;
        };
        let start = before[..open]
            .rfind(['}', '>', '/', '{'])
            .map_or(0, |at| at + 1);
        for selector in before[start..open].split(',') {
            let last = selector.split_whitespace().next_back().unwrap_or_default();
            if let Some((element, class)) = last.split_once('.')
                && !class.is_empty()
                && class
                    .chars()
                    .all(|c| c.is_alphanumeric() || c == '-' || c == '_')
                && found.len() < STRUCK_CLASSES
            {
                found.push((element.to_ascii_lowercase(), class.to_owned()));
            }
        }
    }
    found
}

/// Elements that have no end, or whose end may be left out.
const ENDLESS: [&str; 30] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option",
    "optgroup", "colgroup", "rp", "rt", "caption",
];

/// At most how many elements are open at once, as far as the tags alone tell.
fn open_at_once(html: &str) -> usize {
    let bytes = html.as_bytes();
    let (mut open, mut most) = (0usize, 0usize);
    for at in memchr::memchr_iter(b'<', bytes) {
        let closes = bytes.get(at + 1) == Some(&b'/');
        let start = at + 1 + usize::from(closes);
        let rest = &bytes[start..];
        let len = rest
            .iter()
            .take(12)
            .take_while(|b| b.is_ascii_alphanumeric())
            .count();
        let name = html[start..start + len].to_ascii_lowercase();
        if len == 0 || ENDLESS.contains(&name.as_str()) {
            continue;
        }
        open = if closes {
            open.saturating_sub(1)
        } else {
            open + 1
        };
        most = most.max(open);
    }
    most
}

/// What the text of an element is in the page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// What the element around it is.
    Same,
    /// No law.
    LeftOut,
    /// No law any more.
    Struck,
    Contents,
    Note,
    /// The number of an Absatz, which stands apart from its text.
    Label,
    /// An Absatz, with the lists in it.
    Absatz,
}

impl Part {
    fn of(element: &scraper::node::Element) -> Self {
        let marked = |classes: &[&str]| element.classes().any(|class| classes.contains(&class));
        let frame = element.id().is_some_and(|id| FRAME.contains(&id));
        let edge = element.name() == "div"
            && element
                .attr("title")
                .is_some_and(|title| EDGES.contains(&title));
        let sign = element.name() == "a"
            && element
                .attr("href")
                .is_some_and(|to| NOTE_LINKS.iter().any(|link| to.starts_with(link)));
        let note = matches!(element.name(), "div" | "p" | "li" | "section")
            && element.id().is_some_and(is_note_id);
        let style: String = element
            .attr("style")
            .unwrap_or_default()
            .split_whitespace()
            .collect();
        let styled = |marks: &[&str]| marks.iter().any(|mark| style.contains(mark));
        if LEFT_OUT.contains(&element.name())
            || frame
            || edge
            || sign
            || marked(&ABOUT)
            || styled(&EDGE_STYLES) && !styled(&NOTE_STYLES)
        {
            Part::LeftOut
        } else if STRUCK.contains(&element.name()) || style.contains(STRUCK_STYLE) {
            Part::Struck
        } else if marked(&CONTENTS) {
            Part::Contents
        } else if note || marked(&NOTES) || styled(&NOTE_STYLES) {
            Part::Note
        } else if marked(&LABELS) {
            Part::Label
        } else if marked(&ABSAETZE) {
            Part::Absatz
        } else {
            Part::Same
        }
    }

    /// What its blocks are, whatever else they seem to be.
    fn role(self) -> Option<Role> {
        match self {
            Part::Contents => Some(Role::Contents),
            Part::Note => Some(Role::Note),
            Part::Same | Part::LeftOut | Part::Struck | Part::Label | Part::Absatz => None,
        }
    }

    /// Whether what stands in it is not read.
    fn is_out(self) -> bool {
        matches!(self, Part::LeftOut | Part::Struck)
    }
}

/// Whether an id is that of a footnote: a word and its number.
fn is_note_id(id: &str) -> bool {
    NOTE_IDS.iter().any(|word| {
        id.strip_prefix(word)
            .is_some_and(|number| number.parse::<u32>().is_ok())
    })
}

struct Build<'t> {
    html: &'t str,
    /// Where the source has been followed to; none where positions are not kept.
    cursor: Option<usize>,
    /// The last text was not found there.
    lost: bool,
    blocks: Vec<Block>,
    text: TextBuilder,
    role: Role,
    /// Elements that are open, outermost first.
    parts: Vec<Part>,
    /// How many of them are left out.
    left_out: usize,
    /// Places where text was struck.
    struck: u32,
    /// Items that a browser numbers.
    counted: u32,
    /// Headings that carry the number of such an item, and no other.
    counted_headings: u32,
    headings: usize,
    titled: bool,
    /// Open lists: the next number, and how it is written.
    lists: Vec<(u32, String)>,
    images: u32,
    /// A line break stands before the next text.
    broken: bool,
    /// The label of an item has been written, its text follows.
    labelled: bool,
    /// The page marks the names of its provisions.
    marked: bool,
    /// Lists that are open.
    open_lists: usize,
    /// A list of this Absatz has ended.
    list_seen: bool,
    /// The block has begun as an item.
    item: bool,
    /// Items that are open.
    open_items: usize,
    /// How many were open around the last that has begun, itself counted.
    last_item: usize,
    /// Classes whose text the page's own style strikes, with the element where it names one.
    struck_classes: Vec<(String, String)>,
    /// The last block was a heading.
    behind_heading: bool,
    /// The items of the list that is open stand where Absätze do.
    absatz_list: bool,
    /// The number of such an item.
    absatz: Option<u32>,
    /// The number that the next Absatz would have; none where none was counted.
    next_absatz: Option<u32>,
    /// Absätze whose number is that of an automatic list.
    counted_absaetze: u32,
}

impl Build<'_> {
    fn open(&mut self, element: &scraper::node::Element) {
        let name = element.name();
        let mut part = Part::of(element);
        let struck = |(on, class): &(String, String)| {
            (on.is_empty() || on == name) && element.classes().any(|own| own == class)
        };
        if part == Part::Same && self.struck_classes.iter().any(struck) {
            part = Part::Struck;
        }
        if part.role().is_some() && self.left_out == 0 {
            self.flush();
        }
        self.marked |= element.classes().any(|class| MARKS.contains(&class));
        if part == Part::Absatz && self.open_lists == 0 {
            self.list_seen = false;
        }
        self.parts.push(part);
        if part == Part::Struck && self.left_out == 0 {
            self.struck += 1;
        }
        self.left_out += usize::from(part.is_out());
        if self.left_out > 0 {
            return;
        }
        self.open_lists += usize::from(LISTS.contains(&name));
        // What stands before a list is flushed as part of the item around it.
        self.open_items += usize::from(name == "dd");
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                // A heading that begins an item is named by the number of the item.
                let counted = self.lists.last().is_some_and(|(_, form)| form != "–");
                self.counted_headings += u32::from(self.counted > 0 && self.labelled && counted);
                self.flush();
                self.headings += 1;
                self.role = if name == "h1" && !self.titled {
                    self.titled = true;
                    Role::Title
                } else {
                    Role::Heading
                };
            }
            _ if self.headings > 0 => {
                let breaks = name == "br" || BLOCKS.contains(&name);
                if breaks {
                    self.text.space();
                }
            }
            "br" => self.broken = true,
            "td" | "th" => self.text.space(),
            "img" => self.images += 1,
            "tr" => {
                self.flush();
                self.role = Role::Row;
            }
            "ol" => {
                self.flush();
                let first: Option<u32> = element.attr("start").and_then(|s| s.parse().ok());
                let form = element.attr("type").unwrap_or("1").to_owned();
                if self.lists.is_empty() {
                    let counts = first.is_some() && first == self.next_absatz;
                    self.absatz_list = form == "1" && (self.behind_heading || counts);
                }
                self.lists.push((first.unwrap_or(1), form));
            }
            "ul" => {
                self.flush();
                self.lists.push((0, "–".to_owned()));
            }
            "li" => {
                self.flush();
                self.open_items += 1;
                match element.attr(LABEL) {
                    Some(label) => self.begin_item(label),
                    None => self.label(element.attr("value")),
                }
            }
            "dd" => self.text.space(),
            _ if self.role == Role::Row && BLOCKS.contains(&name) => self.text.space(),
            _ if self.role == Role::Row => {}
            "p" | "div" if self.labelled => self.text.space(),
            _ if BLOCKS.contains(&name) => self.flush(),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if self.left_out > 0 {
            let part = self.parts.pop();
            self.left_out -= usize::from(part.is_some_and(Part::is_out));
            return;
        }
        self.close_element(name);
        let part = self.parts.last().copied().unwrap_or(Part::Same);
        if part.role().is_some() {
            self.flush();
        } else if part == Part::Label && self.headings == 0 {
            self.text.space();
            self.labelled = true;
        }
        self.parts.pop();
    }

    fn close_element(&mut self, name: &str) {
        self.close_kind(name);
        if LISTS.contains(&name) {
            self.open_lists = self.open_lists.saturating_sub(1);
            self.list_seen |= self.open_lists == 0;
        }
    }

    fn close_kind(&mut self, name: &str) {
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.headings = self.headings.saturating_sub(1);
                self.flush();
            }
            _ if self.headings > 0 => {}
            "ol" | "ul" => {
                self.lists.pop();
                self.flush();
            }
            // The text of an item follows its label.
            "dt" => {
                self.text.space();
                self.labelled = true;
                self.item = true;
            }
            "tr" => self.flush(),
            _ if self.role == Role::Row => {}
            "dd" | "li" => {
                self.flush();
                self.open_items = self.open_items.saturating_sub(1);
                if self.open_items == 0 {
                    self.last_item = 0;
                }
            }
            _ if BLOCKS.contains(&name) => self.flush(),
            _ => {}
        }
    }

    /// The label of an item of a list, as a browser would number it.
    fn label(&mut self, value: Option<&str>) {
        let Some((next, form)) = self.lists.last_mut() else {
            return;
        };
        if let Some(value) = value.and_then(|v| v.parse().ok()) {
            *next = value;
        }
        let letter = || char::from_u32(u32::from('a') + next.saturating_sub(1) % 26).unwrap_or('a');
        let label = match form.as_str() {
            "–" => "–".to_owned(),
            "a" => format!("{})", letter()),
            _ => format!("{next}."),
        };
        self.counted += u32::from(form != "–");
        let number = *next;
        *next = next.saturating_add(1);
        if self.lists.len() == 1 && self.absatz_list {
            self.absatz = Some(number);
        }
        self.begin_item(&label);
    }

    fn begin_item(&mut self, label: &str) {
        self.text.push(label);
        self.text.space();
        self.labelled = true;
        self.item = true;
    }

    fn text(&mut self, text: &str) {
        let pieces = self.locate(text);
        if self.left_out > 0 {
            return;
        }
        if std::mem::take(&mut self.broken) {
            let begins = text.trim_start();
            if self.role == Role::Plain
                && (Label::of(begins).is_some()
                    || subsection_label(begins).is_some()
                    || begins.starts_with('§'))
            {
                self.flush();
            } else {
                self.text.space();
            }
        }
        if !text.trim().is_empty() && self.labelled && !self.text.as_str().is_empty() {
            self.labelled = false;
        }
        match pieces {
            Some(pieces) => {
                for (piece, place) in pieces {
                    self.text
                        .push_from(&text[piece.start..piece.end], Some(place));
                }
            }
            None => self.text.push(text),
        }
    }

    /// Where a text of the tree stands in the source, in pieces.
    fn locate(&mut self, text: &str) -> Option<Vec<(Span, Span)>> {
        let start = self.cursor?;
        let found = if self.lost {
            let start = only_place(&self.html[start..], text).map(|at| start + at);
            start.and_then(|start| locate(self.html, start, text))
        } else {
            locate(self.html, start, text)
        };
        self.lost = found.is_none();
        let (pieces, behind) = found?;
        self.cursor = Some(behind);
        Some(pieces)
    }

    /// An item right below the heading of a provision, and a whole sentence, is an Absatz: programs
    /// write what Word numbers as "(1)" so.
    fn as_absatz(&mut self, block: &mut Block, number: u32) {
        let Some((label, rest)) = block.text.split_once(' ') else {
            return;
        };
        let sentence = rest.starts_with(char::is_uppercase) && rest.ends_with(['.', ':', ';']);
        self.absatz_list &= sentence;
        if !sentence {
            return;
        }
        let words = Span::new(label.len() + 1, block.text.len());
        let mut text = TextBuilder::default();
        text.push(&format!("({number}) "));
        text.push_built(rest, &block.map.slice(words));
        *block = Block::new(text, block.role);
        self.item = false;
        self.next_absatz = Some(number.saturating_add(1));
        self.counted_absaetze += 1;
    }

    fn flush(&mut self) {
        let role = self.parts.iter().rev().find_map(|part| part.role());
        let mut block = Block::new(std::mem::take(&mut self.text), role.unwrap_or(self.role));
        if let Some(number) = self.absatz.take() {
            self.as_absatz(&mut block, number);
        }
        let absatz = self.parts.contains(&Part::Absatz);
        block.in_list = if std::mem::take(&mut self.item) {
            self.last_item = self.open_items.max(1);
            InList::Item
        } else if self.open_items > 0 && self.last_item >= self.open_items {
            InList::Within(self.last_item - self.open_items)
        } else if absatz && self.list_seen && self.open_lists == 0 {
            InList::Behind
        } else {
            InList::Unknown
        };
        if block.role == Role::Heading && block.text.starts_with(EMPTY) {
            block.map = block.map.slice(Span::new(EMPTY.len(), block.text.len()));
            block.text.drain(..EMPTY.len());
        }
        if !block.text.is_empty() {
            self.behind_heading = block.role == Role::Heading;
            if self.behind_heading {
                self.next_absatz = None;
            }
            self.blocks.push(block);
        }
        self.role = Role::Plain;
        self.broken = false;
        self.labelled = false;
    }
}

/// Fewest bytes of a text that is looked for where its place is lost.
const TELLING: usize = 24;

/// Where a text begins in the source, if its first words stand there once and no more.
fn only_place(source: &str, text: &str) -> Option<usize> {
    let words = text.trim_start();
    let until = words.find(['&', '<', '\n']).unwrap_or(words.len());
    let words = words[..until].trim_end();
    if words.len() < TELLING {
        return None;
    }
    let at = source.find(words)?;
    (!source[at + words.len()..].contains(words)).then_some(at)
}

/// Follows a text of the tree through the source from `start` on: tags and comments are passed,
/// character references stand as a whole. Out come pieces of the text with their places, and where
/// the text ends.
fn locate(source: &str, start: usize, text: &str) -> Option<(Vec<(Span, Span)>, usize)> {
    let mut pieces: Vec<(Span, Span)> = Vec::new();
    let mut at = start;
    for (offset, character) in text.char_indices() {
        let width = character.len_utf8();
        let own = Span::new(offset, offset + width);
        loop {
            let rest = source.get(at..)?;
            let next = rest.chars().next()?;
            if next == character && !(next == '&' && reference(rest).is_some()) {
                let place = Span::new(at, at + width);
                match pieces.last_mut() {
                    Some((t, s)) if t.end == own.start && s.end == at && t.len() == s.len() => {
                        t.end = own.end;
                        s.end = place.end;
                    }
                    _ => pieces.push((own, place)),
                }
                at += width;
                break;
            }
            if next == '&'
                && let Some(len) = reference(rest)
            {
                pieces.push((own, Span::new(at, at + len)));
                at += len;
                break;
            }
            at += if next == '<' {
                passed(rest)?
            } else if next.is_whitespace() {
                next.len_utf8()
            } else {
                return None;
            };
        }
    }
    Some((pieces, at))
}

/// The length of a tag or comment.
fn passed(rest: &str) -> Option<usize> {
    if rest.starts_with("<!--") {
        return rest.find("-->").map(|end| end + 3);
    }
    memchr::memchr(b'>', rest.as_bytes()).map(|end| end + 1)
}

/// The length of a character reference.
fn reference(rest: &str) -> Option<usize> {
    let end = rest.bytes().take(32).position(|b| b == b';')?;
    let name = &rest[1..end];
    (!name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#'))
        .then_some(end + 1)
}
