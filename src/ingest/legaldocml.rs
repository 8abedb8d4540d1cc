//! LegalDocML.de, the federation's profile of Akoma Ntoso, 1.6 to 1.8: drafts and promulgated acts.
//!
//! In goes one file as text, out comes what it is: an act with the names of its annexes, an annex, a
//! collection that only points at its parts, or a document that holds no law (Begründung, Vorblatt).
//! Versions differ in their namespaces only, so elements go by their local names. Text that an
//! amending act quotes is part of the amending article, word for word and with its quotation marks,
//! each quoted paragraph on a line of its own.

use quick_xml::events::BytesStart;

use super::body::{Body, Part};
use super::names::names_in;
use super::xml::{Elements, XmlError, attribute, local, walk};
use super::{ReadOptions, Reading};
use crate::statute::{Lexicon, Provision, ProvisionKind, Span, Statute, TextBuilder};

/// Why a file is none of this format.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum LegalDocMlError {
    /// Not XML that can be walked.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// Another kind of XML.
    #[error("the root element is <{0}>, not <akomaNtoso>; this is no LegalDocML.de")]
    Root(String),
    /// The root holds nothing.
    #[error("holds no document: neither act, bill, doc nor documentCollection")]
    Empty,
}

/// What a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// An act or bill, and the names of the files that hold its annexes.
    Act(Reading, Vec<String>),
    /// An annex of an act; its statute holds nothing but the annex.
    Annex(Reading),
    /// Points at its parts, which are named.
    Collection(Vec<String>),
    /// Something without law in it; the name of its kind.
    Other(String),
}

/// Reads one file.
///
/// # Errors
/// [`LegalDocMlError`] with the place.
pub fn read(
    xml: &str,
    lexicon: &Lexicon,
    options: &ReadOptions,
) -> Result<Content, LegalDocMlError> {
    let mut build = Build::new(lexicon);
    walk(xml, options.bounds.levels, options.keep_source, &mut build)?;
    build.finish()
}

/// Where the walk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Outside of what is read.
    Nowhere,
    /// Metadata.
    Meta,
    /// Title, short title, date.
    Preface,
    /// Formulas and table of contents.
    Preamble,
    /// The articles.
    Body,
    /// The text of an annex.
    MainBody,
    /// Closing formula and signatures.
    Conclusions,
    /// Names of annexes.
    Attachments,
}

/// A text of the frame that is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Title,
    ShortTitle,
    Abbreviation,
    OutlineNumber,
    OutlineHeading,
    Number,
    Heading,
}

/// A unit of the outline: number and heading.
#[derive(Debug, Default)]
struct Unit {
    number: String,
    heading: String,
}

impl Unit {
    fn label(&self) -> String {
        format!("{} {}", self.number, self.heading)
            .trim()
            .to_owned()
    }
}

/// A provision while it is read.
#[derive(Debug, Default)]
struct Open {
    provision: Provision,
    body: Body,
    /// How deep the walk was where it began.
    depth: usize,
    /// Elements with an eId that are open: depth, id, where their text starts.
    marked: Vec<(usize, String, usize)>,
    /// Items that are open: depth, and whether their text has begun.
    items: Vec<(usize, bool)>,
    /// The line has only just begun: a number or an opening quotation mark.
    fresh: bool,
    /// White space is to be left out, since a quotation mark stands before it.
    glued: bool,
    /// Quoted structures that are open, with the mark that closes them; none inside of a structure.
    quotes: Vec<String>,
    /// Quoted texts that are open.
    quoted_texts: Vec<String>,
    tables: usize,
    /// Depths of the paragraphs that are open; of a text outside of them each block is one.
    blocks: Vec<usize>,
    /// Inside the label of an item.
    in_label: bool,
    /// Text that does not stand where the schema wants it.
    misplaced: bool,
}

#[derive(Debug)]
struct Build<'l> {
    lexicon: &'l Lexicon,
    statute: Statute,
    doubts: Vec<String>,
    root: Option<String>,
    document: Option<String>,
    document_kind: String,
    place: Place,
    place_depth: usize,
    depth: usize,
    outline: Vec<(usize, Unit)>,
    open: Option<Open>,
    field: Option<(Field, usize, TextBuilder)>,
    parts: Vec<String>,
    names: Vec<(String, String)>,
    expression: bool,
    expression_uri: String,
    work_uri: String,
}

/// Elements that make up the outline.
const OUTLINE: [&str; 9] = [
    "book",
    "part",
    "chapter",
    "subchapter",
    "section",
    "subsection",
    "title",
    "subtitle",
    "hcontainer",
];

impl<'l> Build<'l> {
    fn new(lexicon: &'l Lexicon) -> Self {
        Self {
            lexicon,
            statute: Statute::default(),
            doubts: Vec::new(),
            root: None,
            document: None,
            document_kind: String::new(),
            place: Place::Nowhere,
            place_depth: 0,
            depth: 0,
            outline: Vec::new(),
            open: None,
            field: None,
            parts: Vec::new(),
            names: Vec::new(),
            expression: false,
            expression_uri: String::new(),
            work_uri: String::new(),
        }
    }

    /// Metadata are attributes.
    fn meta(&mut self, name: &str, start: &BytesStart<'_>) {
        match name {
            "FRBRExpression" => self.expression = true,
            "FRBRManifestation" => self.expression = false,
            "FRBRthis" if self.expression && self.expression_uri.is_empty() => {
                self.expression_uri = attribute(start, "value");
            }
            "FRBRthis" if self.work_uri.is_empty() => {
                self.work_uri = attribute(start, "value");
            }
            "FRBRdate"
                if attribute(start, "name").ends_with("ausfertigungsdatum")
                    && self.statute.date.is_empty() =>
            {
                self.statute.date = attribute(start, "date");
            }
            "FRBRname" | "FRBRnumber" => {
                self.names
                    .push((name.to_owned(), attribute(start, "value")));
            }
            _ => {}
        }
    }

    fn begin(&mut self, provision: Provision) {
        self.end();
        let mut open = Open {
            provision,
            depth: self.depth,
            ..Open::default()
        };
        open.provision.outline = self
            .outline
            .iter()
            .map(|(_, unit)| unit.label())
            .filter(|label| !label.is_empty())
            .collect();
        self.open = Some(open);
    }

    fn end(&mut self) {
        let Some(open) = self.open.take() else {
            return;
        };
        let body = open.body.finish();
        let mut provision = open.provision;
        if provision.designation.is_empty() && is_designation(&provision.heading) {
            provision.designation = std::mem::take(&mut provision.heading);
        }
        provision.text = body.text;
        provision.subsections = body.subsections;
        provision.footnotes = body.footnotes;
        provision.images += body.images;
        provision.sentence_marks = body.sentence_marks;
        provision.source_map = body.source_map;
        provision
            .eids
            .sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
        provision.complete(self.lexicon);
        if provision.kind == ProvisionKind::Section && !provision.eid.is_empty() {
            if provision.text.is_empty() && provision.images == 0 && !provision.repealed {
                self.doubts.push(format!(
                    "{} holds no text",
                    name_of(&provision, &provision.eid)
                ));
            }
            if provision.designation.is_empty() {
                self.doubts.push(format!(
                    "{} has no number",
                    name_of(&provision, &provision.eid)
                ));
            }
            if open.misplaced {
                self.doubts.push(format!(
                    "{} holds a paragraph without <content>",
                    name_of(&provision, &provision.eid)
                ));
            }
        }
        if !(provision.text.is_empty()
            && provision.designation.is_empty()
            && provision.heading.is_empty())
        {
            self.statute.provisions.push(provision);
        }
    }

    fn keep(&mut self, field: Field, text: String) {
        match field {
            Field::Title => self.statute.title = text,
            Field::ShortTitle => {
                // "Mustergesetz (MustG)"
                let abbreviation = names_in(&text).1;
                let short = match text.rsplit_once('(') {
                    Some((short, _)) if !abbreviation.is_empty() => short.trim().to_owned(),
                    _ => text,
                };
                self.statute.short_title = short;
                if !abbreviation.is_empty() {
                    self.statute.abbreviation = abbreviation;
                }
            }
            Field::Abbreviation => self.statute.abbreviation = text,
            Field::OutlineNumber => {
                if let Some((_, unit)) = self.outline.last_mut() {
                    unit.number = text;
                }
            }
            Field::OutlineHeading => {
                if let Some((_, unit)) = self.outline.last_mut() {
                    unit.heading = text;
                }
            }
            Field::Number => {
                if let Some(open) = &mut self.open {
                    open.provision.designation = text;
                }
            }
            Field::Heading => {
                if let Some(open) = &mut self.open {
                    open.provision.heading = text;
                }
            }
        }
    }

    /// A text of the frame begins with this element.
    fn field_of(&self, name: &str, start: &BytesStart<'_>) -> Option<Field> {
        match self.place {
            Place::Preface => match name {
                "docTitle" => Some(Field::Title),
                "shortTitle" => Some(Field::ShortTitle),
                "inline" if attribute(start, "refersTo").contains("abkuerzung") => {
                    Some(Field::Abbreviation)
                }
                _ => None,
            },
            Place::Body => match (&self.open, name) {
                (Some(open), "num") if self.depth == open.depth + 1 => Some(Field::Number),
                (Some(open), "heading") if self.depth == open.depth + 1 => Some(Field::Heading),
                (None, "num") => Some(Field::OutlineNumber),
                (None, "heading") => Some(Field::OutlineHeading),
                _ => None,
            },
            _ => None,
        }
    }

    fn finish(mut self) -> Result<Content, LegalDocMlError> {
        self.end();
        let Some(document) = self.document else {
            return Err(LegalDocMlError::Empty);
        };
        let uri = if self.expression_uri.is_empty() {
            &self.work_uri
        } else {
            &self.expression_uri
        };
        self.statute.id.clone_from(uri);
        self.statute.gazette = gazette(&self.work_uri, &self.names);
        if self.statute.short_title.is_empty() || self.statute.abbreviation.is_empty() {
            let names = names_in(&self.statute.title);
            if self.statute.short_title.is_empty() {
                self.statute.short_title = names.0;
            }
            if self.statute.abbreviation.is_empty() {
                self.statute.abbreviation = names.1;
            }
        }
        let reading = Reading {
            statute: self.statute,
            doubts: self.doubts,
            original: None,
            remarks: Vec::new(),
            further: Vec::new(),
        };
        Ok(match document.as_str() {
            "act" | "bill" => Content::Act(reading, self.parts),
            "documentCollection" => Content::Collection(self.parts),
            _ if self.document_kind.starts_with("anlage") => Content::Annex(reading),
            _ => Content::Other(self.document_kind),
        })
    }
}

/// How messages call a provision.
fn name_of(provision: &Provision, eid: &str) -> String {
    if provision.designation.is_empty() {
        format!("the article {eid}")
    } else {
        provision.designation.clone()
    }
}

/// Whether a heading is really the number of an article.
fn is_designation(text: &str) -> bool {
    let number = ["Artikel ", "Art. ", "§ ", "Anlage "]
        .iter()
        .find_map(|unit| text.strip_prefix(unit));
    number.is_some_and(|n| n.len() <= 5 && n.starts_with(|c: char| c.is_ascii_digit()))
}

/// "BGBl. 2024 I Nr. 17" or "BGBl. I 2017 S. 419" from "eli/bund/bgbl-1/2024/17".
fn gazette(uri: &str, names: &[(String, String)]) -> String {
    let mut steps = uri.split('/').skip_while(|s| !s.starts_with("bgbl-"));
    let known = names.iter().any(|(_, value)| value.starts_with("bgbl-"));
    let (Some(part), Some(year), Some(number)) = (steps.next(), steps.next(), steps.next()) else {
        return String::new();
    };
    let part = match part {
        "bgbl-1" => "I",
        "bgbl-2" => "II",
        _ => return String::new(),
    };
    match number.strip_prefix('s') {
        _ if !known => String::new(),
        Some(page) => format!("BGBl. {part} {year} S. {page}"),
        None => format!("BGBl. {year} {part} Nr. {number}"),
    }
}

/// The bare name of the file that a reference leads to.
fn file_name(href: &str) -> Option<String> {
    let name = href.rsplit('/').next()?;
    let plain = !name.is_empty()
        && name.len() <= 200
        && !name.starts_with('.')
        && !name.contains(['\\', ':', '\0']);
    plain.then(|| name.to_owned())
}

impl Elements for Build<'_> {
    type Error = LegalDocMlError;

    fn doubt(&mut self, doubt: String) {
        if self.doubts.len() < 20 {
            self.doubts.push(doubt);
        }
    }

    fn open(&mut self, start: &BytesStart<'_>, depth: usize) -> Result<(), LegalDocMlError> {
        let full = start.name();
        let name = local(full.as_ref());
        self.depth = depth;
        if self.root.is_none() {
            if name != "akomaNtoso" {
                return Err(LegalDocMlError::Root(name.to_owned()));
            }
            self.root = Some(name.to_owned());
            return Ok(());
        }
        if depth == 2 && self.document.is_none() {
            self.document = Some(name.to_owned());
            let kind = attribute(start, "name");
            self.document_kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            return Ok(());
        }
        if self.place == Place::Nowhere {
            let place = match name {
                "meta" => Place::Meta,
                "preface" => Place::Preface,
                "preamble" => Place::Preamble,
                "body" => Place::Body,
                "mainBody" => Place::MainBody,
                "conclusions" => Place::Conclusions,
                "attachments" | "collectionBody" | "components" => Place::Attachments,
                _ => return Ok(()),
            };
            self.place = place;
            self.place_depth = depth;
            match place {
                Place::MainBody => {
                    let title = std::mem::take(&mut self.statute.title);
                    let (designation, heading) = annex_name(&title, self.lexicon);
                    self.statute.title = title;
                    self.begin(Provision {
                        designation,
                        heading,
                        kind: ProvisionKind::Annex,
                        ..Provision::default()
                    });
                }
                Place::Conclusions => self.begin(Provision {
                    designation: self.formula_name(1),
                    kind: ProvisionKind::Formula,
                    eid: attribute(start, "eId"),
                    ..Provision::default()
                }),
                _ => {}
            }
            return Ok(());
        }
        match self.place {
            Place::Meta => self.meta(name, start),
            Place::Attachments if matches!(name, "documentRef" | "componentRef") => {
                let href = attribute(start, "href");
                let href = if href.is_empty() {
                    attribute(start, "src")
                } else {
                    href
                };
                self.parts.extend(file_name(&href));
            }
            Place::Preamble if self.open.is_none() => {
                let begin = match name {
                    "formula" => Some((self.formula_name(0), ProvisionKind::Formula)),
                    "citations" | "recitals" => {
                        Some((self.formula_name(3), ProvisionKind::Formula))
                    }
                    "blockContainer" | "toc" => Some((
                        self.lexicon
                            .contents_names
                            .first()
                            .cloned()
                            .unwrap_or_default(),
                        ProvisionKind::Contents,
                    )),
                    _ => None,
                };
                if let Some((designation, kind)) = begin {
                    self.begin(Provision {
                        designation,
                        kind,
                        eid: attribute(start, "eId"),
                        ..Provision::default()
                    });
                }
                return Ok(());
            }
            Place::Body if self.open.is_none() && OUTLINE.contains(&name) => {
                self.outline.push((depth, Unit::default()));
                return Ok(());
            }
            Place::Body if self.open.is_none() && name == "article" => {
                self.begin(Provision {
                    eid: attribute(start, "eId"),
                    ..Provision::default()
                });
                return Ok(());
            }
            _ => {}
        }
        if let Some((_, _, text)) = &mut self.field {
            if name == "br" {
                text.space();
            }
            return Ok(());
        }
        if let Some(field) = self.field_of(name, start) {
            self.field = Some((field, depth, TextBuilder::default()));
            return Ok(());
        }
        if let Some(open) = &mut self.open {
            open.element(name, depth, start);
        }
        Ok(())
    }

    fn close(&mut self, full: &str) {
        let name = local(full);
        // After an empty element the depth is that of the element itself.
        let depth = self.depth;
        self.depth = depth.saturating_sub(1);
        if self.field.as_ref().is_some_and(|(_, at, _)| *at == depth)
            && let Some((field, _, text)) = self.field.take()
        {
            self.keep(field, text.finish());
        } else if let Some(open) = &mut self.open {
            if open.depth == depth {
                self.end();
            } else if self.field.is_none() {
                open.close(name, depth);
            }
        }
        if self.outline.last().is_some_and(|(at, _)| *at == depth) {
            self.outline.pop();
        }
        if self.place != Place::Nowhere && self.place_depth == depth {
            self.end();
            self.place = Place::Nowhere;
        }
    }

    fn text(&mut self, text: &str, source: Option<Span>) {
        if let Some((field, _, value)) = &mut self.field {
            value.push(text);
            if let (Field::Number | Field::Heading, Some(source), Some(open)) =
                (*field, source, &mut self.open)
                && !text.trim().is_empty()
            {
                let lead = text.len() - text.trim_start().len();
                let trail = text.len() - text.trim_end().len();
                let own = if source.len() == text.len() {
                    Span::new(source.start + lead, source.end - trail)
                } else {
                    source
                };
                let start = open.provision.heading_source.map_or(own.start, |p| p.start);
                open.provision.heading_source = Some(Span::new(start.min(own.start), own.end));
            }
        } else if let Some(open) = &mut self.open {
            open.text(text, source);
        }
    }
}

impl Build<'_> {
    /// The name of a formula: how the lexicon calls the first, the closing one, the preamble.
    fn formula_name(&self, index: usize) -> String {
        self.lexicon
            .formula_names
            .get(index)
            .cloned()
            .unwrap_or_default()
    }
}

/// "Anlage 1 (zu § 1)" as designation and heading; what stands before it belongs to the heading.
fn annex_name(title: &str, lexicon: &Lexicon) -> (String, String) {
    let found = lexicon
        .annex_names
        .iter()
        .filter_map(|name| title.rfind(name.as_str()).map(|at| (at, name)))
        .min();
    let Some((at, name)) = found else {
        return (String::new(), title.to_owned());
    };
    let rest = &title[at + name.len()..];
    let number = rest
        .trim_start()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .filter(|n| n.starts_with(|c: char| c.is_ascii_digit()) || n.len() == 1);
    match number {
        Some(number) if !number.is_empty() => {
            let behind = rest.trim_start()[number.len()..].trim().to_owned();
            (format!("{name} {number}"), behind)
        }
        _ => (name.clone(), rest.trim().to_owned()),
    }
}

impl Open {
    /// An element of the text begins.
    fn element(&mut self, name: &str, depth: usize, start: &BytesStart<'_>) {
        if name != "num" {
            self.begin_item();
        }
        match name {
            "quotedStructure" | "quotedText" => {
                if name == "quotedStructure" {
                    self.line();
                    self.quotes.push(attribute(start, "endQuote"));
                } else {
                    self.quoted_texts.push(attribute(start, "endQuote"));
                }
                self.body.push(&attribute(start, "startQuote"), None);
                self.fresh = true;
                self.glued = true;
            }
            "img" | "componentRef" => self.body.open(Part::Picture),
            "authorialNote" => self.body.open(Part::Aside),
            // Nothing stands between a quotation mark and the first word.
            "span" if self.glued => self.body.open(Part::Other),
            "td" | "th" | "br" | "span" => self.body.open(Part::Spaced),
            _ if !self.quotes.is_empty() => match name {
                // The heading of a quoted article stands below its number.
                "heading" => self.body.open(Part::Line),
                "num" | "paragraph" | "p" | "tr" | "tocItem" | "listIntroduction"
                | "listWrapUp" | "wrapUp" => self.line(),
                _ => self.body.open(Part::Other),
            },
            "paragraph" => {
                self.body.open(Part::Paragraph);
                self.blocks.push(depth);
                self.marked
                    .push((depth, attribute(start, "eId"), self.body.offset()));
                self.fresh = true;
            }
            "list" | "blockList" => self.body.open(Part::List),
            "point" | "item" => {
                self.items.push((depth, false));
                self.marked
                    .push((depth, attribute(start, "eId"), self.body.offset()));
            }
            "num" if self.waits(depth) => {
                self.body.open(Part::Label);
                self.in_label = true;
            }
            "table" => {
                self.tables += 1;
                self.body.open(Part::Table);
            }
            "tocItem" | "tr" => self.body.open(Part::Row),
            "p" | "block" | "heading" | "tblock" if self.tables == 0 => {
                self.misplaced |= name == "p" && self.blocks.last() == Some(&(depth - 1));
                if self.blocks.is_empty() && self.items.is_empty() {
                    self.body.open(Part::Paragraph);
                    self.blocks.push(depth);
                } else {
                    self.line();
                }
            }
            "signature" | "listIntroduction" | "listWrapUp" | "intro" | "wrapUp" => {
                self.body.open(Part::Spaced);
            }
            _ => self.body.open(Part::Other),
        }
    }

    fn close(&mut self, name: &str, depth: usize) {
        match name {
            "quotedStructure" | "quotedText" => {
                let open = if name == "quotedStructure" {
                    &mut self.quotes
                } else {
                    &mut self.quoted_texts
                };
                let mark = open.pop().unwrap_or_default();
                self.body.glue();
                self.body.push(&mark, None);
                self.glued = false;
                self.fresh = false;
            }
            "authorialNote" => self.body.close(Part::Aside),
            "num" if self.in_label => {
                self.in_label = false;
                self.body.close(Part::Label);
            }
            "num" => {
                self.body.open(Part::Spaced);
                self.fresh = true;
            }
            _ if !self.quotes.is_empty() => {
                self.body.close(Part::Other);
                if name == "heading" {
                    self.fresh = false;
                }
            }
            "list" | "blockList" => self.body.close(Part::List),
            "point" | "item" => {
                self.begin_item();
                if self.items.pop_if(|(at, _)| *at == depth).is_some() {
                    self.body.close(Part::Item);
                }
                self.unmark(depth);
            }
            "table" => {
                self.tables = self.tables.saturating_sub(1);
                self.body.close(Part::Table);
            }
            _ if self.blocks.pop_if(|at| *at == depth).is_some() => {
                self.body.close(Part::Paragraph);
                self.unmark(depth);
            }
            _ => self.body.close(Part::Other),
        }
    }

    fn text(&mut self, text: &str, source: Option<Span>) {
        if text.trim().is_empty() {
            if !self.glued {
                self.body.open(Part::Spaced);
            }
            return;
        }
        let lead = if self.glued {
            text.len() - text.trim_start().len()
        } else {
            0
        };
        let source = match source {
            Some(s) if s.len() == text.len() => Some(Span::new(s.start + lead, s.end)),
            other => other,
        };
        self.begin_item();
        self.body.push(&text[lead..], source);
        self.glued = false;
        self.fresh = false;
    }

    /// Whether the innermost item waits for its label.
    fn waits(&self, depth: usize) -> bool {
        self.items
            .last()
            .is_some_and(|(at, begun)| !begun && depth == at + 1)
    }

    /// The innermost item begins with whatever follows its label.
    fn begin_item(&mut self) {
        if self.in_label {
            return;
        }
        if let Some((depth, begun)) = self.items.last_mut()
            && !*begun
        {
            *begun = true;
            self.body.open(Part::Item);
            if let (Some(start), Some((at, _, marked))) =
                (self.body.item_start(), self.marked.last_mut())
                && at == depth
            {
                *marked = start;
            }
            self.fresh = true;
        }
    }

    fn line(&mut self) {
        if !self.fresh {
            self.body.open(Part::Line);
        }
    }

    /// The text of an element with an eId is complete.
    fn unmark(&mut self, depth: usize) {
        while let Some((_, id, start)) = self.marked.pop_if(|(at, _, _)| *at >= depth) {
            let end = self.body.end();
            if start < end && !id.is_empty() {
                self.provision.eids.push((Span::new(start, end), id));
            }
        }
    }
}
