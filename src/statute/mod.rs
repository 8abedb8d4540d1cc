//! The document model: what a statute is once its format no longer matters.
//!
//! Comes in from `ingest`, goes out to `screen` and the reports. A provision's text is kept once,
//! normalised, and everything below it (subsections, sentences, items) is a [`Span`] into that
//! text: nobody searches for a passage again. This module knows nothing of obstacles.

mod anchor;
pub mod citation;
mod complete;
mod flat;
pub mod lexicon;
mod lookup;
mod parts;
pub mod quotation;
pub mod references;
mod repeal;
pub mod sentences;
mod source_map;
mod text;

pub use anchor::anchors;
pub use citation::Citation;
pub use complete::{kind_of, tell_apart};
pub use flat::{itemise_lines, itemise_run_on, read_flat, split_subsections};
pub use lexicon::Lexicon;
pub use lookup::Names;
pub use parts::Part;
pub use repeal::{Repeal, RepealNotes, ended_on};
pub use source_map::SourceMap;
pub use text::{Normalised, TextBuilder, normalise, scalar_offsets};

/// A half-open range of bytes in a provision's text; always on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` up to `end`.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end);
        Self { start, end }
    }

    /// The text that the span marks.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start..self.end]
    }

    /// Whether `other` lies inside this span.
    pub fn contains(&self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether both share at least one byte.
    pub fn overlaps(&self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.end - self.start
    }

    /// Whether the span marks nothing.
    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }
}

/// A Gesetz, a Verordnung, a Satzung, a treaty or a draft of one.
///
/// Whatever the source does not say is an empty string, never a guess.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Statute {
    /// Unique in a run and safe as a file name: the document number, else derived from the source.
    pub id: String,
    /// Official document number, for example `BJNR313800017`.
    pub doc_number: String,
    /// Official abbreviation (amtabk), else the documentary one (jurabk).
    pub abbreviation: String,
    /// Full title (langue).
    pub title: String,
    /// Short title (kurzue).
    pub short_title: String,
    /// Key of the kind of statute in `rules/kinds.toml`: gesetz, verordnung, bekanntmachung …
    pub kind: String,
    /// Level of government that made it, where a manifest or the text's head says so: "Bund",
    /// "Land", "Kommune".
    pub level: String,
    /// Key of the area of law in `rules/areas.toml`.
    pub area: String,
    /// Note on the state of the text, for example "Zuletzt geändert durch Art. 1 G v. 19.7.2024".
    pub as_of: String,
    /// Date of signing or publication as the source gives it (ISO 8601 in gii XML).
    pub date: String,
    /// Place of publication, for example "BGBl I 2017, 3122".
    pub gazette: String,
    /// Other official notes on the text: repeal, new version, announcements.
    pub notes: Vec<String>,
    /// The note that ends the statute as a whole, now or on a day to come.
    pub repeal: Option<Repeal>,
    /// Day on which the source built the text (ISO 8601), where it says so.
    pub built: String,
    /// Whether its text may not be just that of the law: it comes from print, or was read only in
    /// part.
    pub doubtful: bool,
    /// The provisions in their order.
    pub provisions: Vec<Provision>,
}

/// What a provision is in the build of a statute.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ProvisionKind {
    /// A paragraph or article: the norms themselves.
    #[default]
    Section,
    /// An annex, appendix, pattern or form.
    Annex,
    /// Eingangsformel, preamble, closing formula.
    Formula,
    /// A table of contents, which repeats headings and is not screened.
    Contents,
}

/// An Einzelnorm (§, Artikel, Anlage): the unit that is rated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Provision {
    /// As the statute names it: "§ 3", "Art 5", "Anlage 1"; unique in the statute where it can be.
    pub designation: String,
    /// Official number of the norm, for example `BJNR313800017BJNE000302130`.
    pub norm_number: String,
    /// Its place in the build of the statute.
    pub kind: ProvisionKind,
    /// Official heading.
    pub heading: String,
    /// Place in the outline, outermost first: "Buch 1 Allgemeiner Teil", "Abschnitt 2 …".
    pub outline: Vec<String>,
    /// Whether the provision no longer is law (weggefallen).
    pub repealed: bool,
    /// The normalised text: NFC, single spaces, one line per paragraph or table row.
    pub text: String,
    /// The subsections; they cover the whole text but for the line breaks between them.
    pub subsections: Vec<Subsection>,
    /// Parts of an annex that have names like provisions, in order.
    pub parts: Vec<Part>,
    /// Footnotes, which stand apart from the text.
    pub footnotes: Vec<String>,
    /// Pictures and files in the provision, whose text no screening can see.
    pub images: u32,
    /// Where the source itself numbers a sentence, as tax law does: proof for sentence splitting.
    pub sentence_marks: Vec<usize>,
    /// Where the text stands in the source; empty unless the reader was asked to keep it.
    pub source_map: SourceMap,
    /// Where designation and heading stand in the source, under the same condition.
    pub heading_source: Option<Span>,
    /// The element of the source that is this provision, where it names its elements: the eId of
    /// LegalDocML.de.
    pub eid: String,
    /// The same for the parts of the provision that have one, in the order in which they begin,
    /// outer ones first.
    pub eids: Vec<(Span, String)>,
}

/// An Absatz, numbered or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subsection {
    /// "(1)", "(1a)"; none where the text does not number it.
    pub label: Option<String>,
    /// The whole subsection, its label included.
    pub span: Span,
    /// Its sentences; one that carries a list spans the list and what continues after it.
    pub sentences: Vec<Sentence>,
    /// Its list items, outermost level.
    pub items: Vec<Item>,
}

/// A Satz.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// From its first letter to its closing mark.
    pub span: Span,
}

/// A Nummer, Buchstabe, Doppelbuchstabe or Spiegelstrich.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// As printed: "1.", "a)", "aa)", "–".
    pub label: String,
    /// The whole item, its label and the items below it included.
    pub span: Span,
    /// Sentences of the item's own text, where it has more than one ("§ 3 Nummer 26 Satz 2").
    pub sentences: Vec<Sentence>,
    /// Items of the next level.
    pub items: Vec<Item>,
}

impl Provision {
    /// Where a span of the text stands in the decoded source, if the reader kept that.
    pub fn source_span(&self, span: Span) -> Option<Span> {
        self.source_map.span(span)
    }

    /// The eId of the innermost element of the source that holds the span; empty where the source
    /// names none.
    pub fn eid_at(&self, span: Span) -> &str {
        let next = self.eids.partition_point(|(at, _)| at.start <= span.start);
        self.eids[..next]
            .iter()
            .rev()
            .find(|(at, _)| at.contains(span))
            .map_or(&self.eid, |(_, id)| id)
    }

    /// The subsection that holds the byte at `offset`.
    pub fn subsection_at(&self, offset: usize) -> Option<usize> {
        let index = self.subsections.partition_point(|s| s.span.end <= offset);
        (index < self.subsections.len() && self.subsections[index].span.start <= offset)
            .then_some(index)
    }
}

impl Subsection {
    /// The sentence that holds the byte at `offset`.
    pub fn sentence_at(&self, offset: usize) -> Option<usize> {
        let index = self.sentences.partition_point(|s| s.span.end <= offset);
        (index < self.sentences.len() && self.sentences[index].span.start <= offset)
            .then_some(index)
    }
}

impl Item {
    /// The item among siblings, which stand in order, that holds the byte at `offset`.
    pub fn at(items: &[Item], offset: usize) -> Option<&Item> {
        let next = items.partition_point(|item| item.span.start <= offset);
        items[..next].last().filter(|item| offset < item.span.end)
    }

    /// The chain of items, outermost first, that hold the byte at `offset`.
    pub fn path_at(items: &[Item], offset: usize) -> Vec<&Item> {
        let mut path = Vec::new();
        let mut level = items;
        while let Some(item) = Self::at(level, offset) {
            path.push(item);
            level = &item.items;
        }
        path
    }
}
