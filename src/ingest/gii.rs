//! Statutes as gesetze-im-internet.de publishes them (gii-norm.dtd 1.01).
//!
//! In goes the XML as text, out comes a [`Statute`] and what was doubtful about it. Outline is flat
//! in the file: a norm with a `gliederungseinheit` precedes its sections, and depth is the length
//! of its `gliederungskennzahl`. No entity is expanded but the five of XML and character
//! references; nothing external is ever read.

use quick_xml::events::BytesStart;

use super::body::{Body, FinishedBody, Part};
use super::xml::{Elements, XmlError, attribute, walk};
use super::{ReadOptions, Reading};
use crate::statute::{Lexicon, Provision, ProvisionKind, Span, Statute, TextBuilder, tell_apart};

/// Why a file is not a statute in this format.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum GiiError {
    /// Not XML that can be walked.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// Another kind of XML.
    #[error("the root element is <{0}>, not <dokumente>; this is no XML of gesetze-im-internet")]
    Root(String),
    /// No elements at all.
    #[error("holds no XML element")]
    Empty,
    /// No norms in it.
    #[error("holds no <norm>, so that there is nothing to read")]
    NoNorms,
}

/// Reads one file.
///
/// # Errors
/// [`GiiError`] with the place; nothing is returned of a file that is not whole.
pub fn read(xml: &str, lexicon: &Lexicon, options: &ReadOptions) -> Result<Reading, GiiError> {
    let mut build = Build::new(lexicon);
    walk(xml, options.bounds.levels, options.keep_source, &mut build)?;
    build.finish()
}

/// A part of the metadata that is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Jurabk,
    Amtabk,
    Date,
    Periodical,
    Page,
    ShortTitle,
    Title,
    NoteKind,
    Note,
    Name,
    Heading,
    OutlineNumber,
    OutlineName,
    OutlineTitle,
}

impl Field {
    fn of(element: &str) -> Option<Self> {
        Some(match element {
            "jurabk" => Field::Jurabk,
            "amtabk" => Field::Amtabk,
            "ausfertigung-datum" => Field::Date,
            "periodikum" => Field::Periodical,
            "zitstelle" => Field::Page,
            "kurzue" => Field::ShortTitle,
            "langue" => Field::Title,
            "standtyp" => Field::NoteKind,
            "standkommentar" => Field::Note,
            "enbez" => Field::Name,
            "titel" => Field::Heading,
            "gliederungskennzahl" => Field::OutlineNumber,
            "gliederungsbez" => Field::OutlineName,
            "gliederungstitel" => Field::OutlineTitle,
            _ => return None,
        })
    }
}

/// One `<norm>` while it is read.
#[derive(Debug, Default)]
struct Norm {
    number: String,
    name: String,
    heading: String,
    outline_number: String,
    outline_name: String,
    outline_title: String,
    /// Where name and heading stand in the source.
    place: Option<Span>,
    note_kind: String,
    body: Body,
    notes: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    Metadata,
    Text,
    Notes,
}

#[derive(Debug)]
struct Build<'l> {
    lexicon: &'l Lexicon,
    statute: Statute,
    jurabk: String,
    gazette_whole: bool,
    doubts: Vec<String>,
    outline: Vec<(String, String)>,
    root_seen: bool,
    norm: Option<Norm>,
    norms: usize,
    section: Option<Section>,
    field: Option<(Field, TextBuilder)>,
    note: TextBuilder,
}

impl<'l> Build<'l> {
    fn new(lexicon: &'l Lexicon) -> Self {
        Self {
            lexicon,
            statute: Statute::default(),
            jurabk: String::new(),
            gazette_whole: false,
            doubts: Vec::new(),
            outline: Vec::new(),
            root_seen: false,
            norm: None,
            norms: 0,
            section: None,
            field: None,
            note: TextBuilder::default(),
        }
    }
}

impl Elements for Build<'_> {
    type Error = GiiError;

    fn doubt(&mut self, doubt: String) {
        // One file can repeat one mistake without end.
        if self.doubts.len() < 20 {
            self.doubts.push(doubt);
        }
    }

    fn open(&mut self, start: &BytesStart<'_>, depth: usize) -> Result<(), GiiError> {
        let name = start.name();
        let name: &str = name.as_ref();
        if depth == 1 && !self.root_seen {
            if name != "dokumente" {
                return Err(GiiError::Root(name.to_owned()));
            }
            self.root_seen = true;
            self.statute.doc_number = attribute(start, "doknr");
            self.statute.built = day(&attribute(start, "builddate"));
            return Ok(());
        }
        match (name, self.section) {
            (_, Some(Section::Text)) => {
                if let Some(norm) = &mut self.norm {
                    let rec = name == "SUP" && attribute(start, "class") == "Rec";
                    norm.body
                        .open(if rec { Part::SentenceMark } else { part(name) });
                }
            }
            (_, Some(Section::Notes)) => {
                if matches!(name, "BR" | "P") {
                    self.note.space();
                }
            }
            (_, Some(Section::Metadata)) => match (&mut self.field, Field::of(name)) {
                (Some((_, text)), _) => text.space(),
                (None, Some(field)) => self.field = Some((field, TextBuilder::default())),
                (None, None) => {}
            },
            ("norm", None) => {
                self.norms += 1;
                self.norm = Some(Norm {
                    number: attribute(start, "doknr"),
                    ..Norm::default()
                });
            }
            ("metadaten", None) => self.section = Some(Section::Metadata),
            ("text", None) => self.section = Some(Section::Text),
            ("fussnoten", None) => {
                self.section = Some(Section::Notes);
                self.note = TextBuilder::default();
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) {
        match (name, self.section) {
            ("metadaten", Some(Section::Metadata)) | ("text", Some(Section::Text)) => {
                self.section = None;
            }
            ("fussnoten", Some(Section::Notes)) => {
                self.section = None;
                let note = std::mem::take(&mut self.note).finish();
                if let (false, Some(norm)) = (note.is_empty(), &mut self.norm) {
                    norm.notes.push(note);
                }
            }
            (_, Some(Section::Text)) => {
                if let Some(norm) = &mut self.norm {
                    // Any superscript ends the number of a sentence.
                    let sup = name == "SUP";
                    norm.body
                        .close(if sup { Part::SentenceMark } else { part(name) });
                }
            }
            (_, Some(Section::Metadata)) => {
                if let Some(field) = Field::of(name)
                    && self.field.as_ref().is_some_and(|(open, _)| *open == field)
                    && let Some((_, text)) = self.field.take()
                {
                    self.keep(field, text.finish());
                }
            }
            ("norm", None) => {
                if let Some(norm) = self.norm.take() {
                    self.add(norm);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str, source: Option<Span>) {
        match self.section {
            Some(Section::Text) => {
                if let Some(norm) = &mut self.norm {
                    norm.body.push(text, source);
                }
            }
            Some(Section::Notes) => self.note.push(text),
            Some(Section::Metadata) => {
                if let Some((field, value)) = &mut self.field {
                    value.push(text);
                    if let (Field::Name | Field::Heading, Some(source), Some(norm)) =
                        (*field, source, &mut self.norm)
                    {
                        let start = norm.place.map_or(source.start, |p| p.start);
                        norm.place = Some(Span::new(start, source.end));
                    }
                }
            }
            None => {}
        }
    }
}

impl Build<'_> {
    fn keep(&mut self, field: Field, text: String) {
        let Some(norm) = &mut self.norm else { return };
        let statute = &mut self.statute;
        match field {
            // A statute may list several; the first is its key.
            Field::Jurabk if self.jurabk.is_empty() => self.jurabk = text,
            Field::Jurabk => {}
            Field::Amtabk => statute.abbreviation = text,
            Field::Date => statute.date = text,
            // Of several places of publication the first is the official one.
            Field::Periodical if statute.gazette.is_empty() => statute.gazette = text,
            Field::Page if !self.gazette_whole => {
                self.gazette_whole = true;
                statute.gazette = format!("{} {text}", statute.gazette).trim().to_owned();
            }
            Field::Periodical | Field::Page => {}
            Field::ShortTitle => statute.short_title = text,
            Field::Title => statute.title = text,
            Field::NoteKind => norm.note_kind = text,
            Field::Note if norm.note_kind == "Stand" && statute.as_of.is_empty() => {
                statute.as_of = text;
            }
            Field::Note => {
                if norm.note_kind == "Aufh" && statute.repeal.is_none() {
                    statute.repeal = self.lexicon.repeals.read(&text);
                }
                statute.notes.push(text);
            }
            Field::Name => norm.name = text,
            Field::Heading => norm.heading = text,
            Field::OutlineNumber => norm.outline_number = text,
            Field::OutlineName => norm.outline_name = text,
            Field::OutlineTitle => norm.outline_title = text,
        }
    }

    /// The first norm is the frame, the others are outline units, provisions, or both.
    fn add(&mut self, mut norm: Norm) {
        let frame = self.norms == 1;
        if frame && self.statute.doc_number.is_empty() {
            self.statute.doc_number.clone_from(&norm.number);
        }
        if !norm.outline_number.is_empty() {
            self.enter_outline(&norm);
        }
        let body = std::mem::take(&mut norm.body).finish();
        if frame && norm.name.is_empty() && body.text.is_empty() {
            self.statute.notes.append(&mut norm.notes);
            return;
        }
        if norm.name.is_empty() && body.text.is_empty() {
            return;
        }
        let provision = self.provision(norm, body);
        self.statute.provisions.push(provision);
    }

    fn enter_outline(&mut self, norm: &Norm) {
        while self
            .outline
            .last()
            .is_some_and(|(number, _)| !is_below(&norm.outline_number, number))
        {
            self.outline.pop();
        }
        let label = match (norm.outline_name.as_str(), norm.outline_title.as_str()) {
            (name, "") => name.to_owned(),
            ("", title) => title.to_owned(),
            (name, title) => format!("{name} {title}"),
        };
        self.outline.push((norm.outline_number.clone(), label));
    }

    fn provision(&self, norm: Norm, body: FinishedBody) -> Provision {
        let name = norm
            .name
            .strip_prefix("(XXXX)")
            .unwrap_or(&norm.name)
            .trim()
            .to_owned();
        let mut outline: Vec<String> = self
            .outline
            .iter()
            .map(|(_, label)| label.clone())
            .filter(|label| !label.is_empty())
            .collect();
        // "Art IX" as outline and "§ 28" as name: only both together name the provision.
        let article = norm.outline_name.starts_with("Art") && name.starts_with('§');
        let designation = if article {
            format!("{} {name}", norm.outline_name)
        } else if name.is_empty() && norm.name.is_empty() {
            outline.pop();
            norm.outline_name.clone()
        } else {
            name
        };
        let heading = if norm.heading.is_empty() && norm.name.is_empty() {
            norm.outline_title
        } else {
            norm.heading
        };
        let mut footnotes = body.footnotes;
        footnotes.extend(norm.notes);
        let contents = body.contents && designation.is_empty();
        let mut provision = Provision {
            designation,
            norm_number: norm.number,
            kind: if contents {
                ProvisionKind::Contents
            } else {
                ProvisionKind::Section
            },
            heading,
            outline,
            text: body.text,
            subsections: body.subsections,
            footnotes,
            images: body.images,
            sentence_marks: body.sentence_marks,
            source_map: body.source_map,
            heading_source: norm.place,
            ..Provision::default()
        };
        provision.complete(self.lexicon);
        provision
    }

    fn finish(mut self) -> Result<Reading, GiiError> {
        if !self.root_seen {
            return Err(GiiError::Empty);
        }
        if self.norms == 0 {
            return Err(GiiError::NoNorms);
        }
        if self.statute.abbreviation.is_empty() {
            self.statute.abbreviation = self.jurabk;
        }
        tell_apart(&mut self.statute.provisions);
        Ok(Reading {
            statute: self.statute,
            doubts: self.doubts,
            original: None,
            remarks: Vec::new(),
            further: Vec::new(),
        })
    }
}

/// What an element below `<text>` is.
fn part(element: &str) -> Part {
    match element {
        "P" => Part::Paragraph,
        "pre" | "Title" | "Ident" | "Subtitle" => Part::Attached,
        "table" => Part::Table,
        "row" => Part::Row,
        "entry" | "BR" | "LA" => Part::Spaced,
        "DL" => Part::List,
        "DT" => Part::Label,
        "DD" => Part::Item,
        "IMG" | "FILE" => Part::Picture,
        "TOC" => Part::Contents,
        "Footnote" | "kommentar" => Part::Aside,
        _ => Part::Other,
    }
}

/// The day of a moment like "20250402213506"; nothing of any other text.
fn day(moment: &str) -> String {
    match (moment.get(..4), moment.get(4..6), moment.get(6..8)) {
        (Some(year), Some(month), Some(day)) if moment.bytes().all(|b| b.is_ascii_digit()) => {
            format!("{year}-{month}-{day}")
        }
        _ => String::new(),
    }
}

/// Outline numbers nest by prefix, in steps of three digits: 010 > 010010.
fn is_below(number: &str, above: &str) -> bool {
    number.len() > above.len() && number.starts_with(above)
}
