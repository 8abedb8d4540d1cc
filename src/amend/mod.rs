//! Amending acts: what their commands ask for, and what the law says once they are carried out.
//!
//! In comes a draft as a [`Statute`], out go its [`Amendment`]s: for each statute that it amends the
//! commands with their places, their actions and their quotations, which are known as struck,
//! inserted or mere context. [`consolidate`] carries them out on the statutes of a corpus.
//!
//! Nothing is guessed silently: a command that the grammar does not wholly understand is kept as
//! [`Unread`] with the words that stand in the way, and none is carried out in part.

mod apply;
mod consolidate;
mod corpus;
mod describe;
mod difference;
mod edit;
mod exchange;
mod grammar;
mod mention;
mod outline;
mod pieces;
mod quotes;
mod read;
mod target;
mod twice;

pub use apply::{Reason, Status};
pub use consolidate::{
    CommandOutcome, Effect, ProvisionChange, TargetOutcome, chained, consolidate,
};
pub use corpus::{Corpus, Found, Statutes, TargetSource};
pub use describe::describe;
pub use difference::{Stretch, word_diff};
pub use mention::mentioned;
pub use read::read;
pub use target::TargetName;

use crate::statute::citation::Level;
use crate::statute::{Citation, Span};

/// What a draft does to one statute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    /// Index of the draft's provision that holds the commands.
    pub provision: usize,
    /// The part of that provision, where it amends several statutes: "(2)".
    pub part: String,
    /// The statute, as the draft names it.
    pub target: TargetName,
    /// The commands in their order.
    pub commands: Vec<Command>,
    /// Commands that were not understood.
    pub unread: Vec<Unread>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// Where it stands in the list of commands: "Nummer 1 Buchstabe a".
    pub label: String,
    /// Its text in the draft's provision.
    pub span: Span,
    /// Which of the sentences of that text says it, from 0: those of one are one command to a reader, and
    /// carried out together or not at all.
    pub sentence: usize,
    /// The places of the target that it changes; none for the statute as a whole.
    pub places: Vec<Place>,
    /// What it does there.
    pub action: Action,
    /// How often the words must stand there.
    pub occurrences: Occurrences,
    /// Its quotations.
    pub quoted: Vec<Quoted>,
}

impl Command {
    /// Whether it ends a statute as a whole; an article may say so beside norms of its own.
    pub fn ends_statute(&self) -> bool {
        self.places.is_empty() && self.action == Action::Repeal
    }
}

/// A command that was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Where it stands in the list of commands.
    pub label: String,
    /// Its text in the draft's provision.
    pub span: Span,
    /// What stands in the way.
    pub reason: Obstacle,
    /// Its quotations, of which it is not known what becomes.
    pub quoted: Vec<Quoted>,
}

/// Why a command was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// A word outside of quotations that the grammar does not know.
    Word(String),
    /// No verb that commands anything.
    NoVerb,
    /// A text is announced and does not follow.
    NoText,
    /// Changes are announced and do not follow.
    Nothing,
    /// The places and quotations do not add up to a change.
    Pieces,
    /// The draft does not say which statute it amends.
    NoTarget,
    /// A quotation mark is never closed.
    Unclosed,
    /// The program failed on the article.
    Broken,
}

/// The label of a Halbsatz that is called the last one, until it is counted.
const LAST: &str = "letzter";

/// A place in the target, or places side by side.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Place {
    /// The provision and the way down in it.
    pub citation: Citation,
    /// The last label of a range: "4" in "Absätze 2 bis 4".
    pub through: Option<String>,
    /// What of the place is meant.
    pub part: Part,
    /// By which numbers it is named.
    pub numbering: Numbering,
}

/// By which numbers a place is named, where commands before it shift them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Numbering {
    /// The command does not say.
    #[default]
    Unsaid,
    /// Those of the law in force, from this level on: "der bisherige Satz 4", "der bisherige Absatz 2
    /// Satz 1"; none before a provision.
    Former(Option<Level>),
    /// Those of the text as the commands before it left it: "der neue Satz 4".
    New,
}

/// What of a place is meant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub enum Part {
    /// All of it.
    #[default]
    Whole,
    /// Its heading; of the whole statute, the title.
    Heading,
    /// The table of contents.
    Contents,
    /// An entry of the table of contents.
    Entry,
    /// What stands before the list item: "Satzteil vor Nummer 1".
    Before(Citation),
    /// What stands behind the list item.
    Behind(Citation),
    /// What stands before the first item of its only list: "einleitender Satzteil".
    Lead,
    /// The text of a provision that has no subsections yet.
    Wording,
    /// A part of the outline: "Abschnitt 3".
    Outline(String),
    /// The heading of a part of the outline.
    OutlineHeading(String),
    /// The row of a table that begins with this number: "Risikoindikator 1.1".
    Row(String),
    /// A column of a table. The text does not show columns; inside a row it is the row.
    Column(String),
    /// Something that no reading of the text can find: a formula.
    Other(String),
}

/// What a command does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Words take the place of words.
    ReplaceWords {
        /// The old ones.
        old: Words,
        /// The new ones.
        new: Words,
    },
    /// Words are put in.
    InsertWords {
        /// The new ones.
        new: Words,
        /// Where.
        position: Position,
    },
    /// Words are taken out.
    StrikeWords {
        /// The old ones.
        old: Words,
    },
    /// The places get a new text.
    Rewrite {
        /// The new text.
        new: Words,
        /// What it is announced as, where that is more than the places: "wird durch die folgenden
        /// Absätze 2 und 3 ersetzt".
        units: Vec<Place>,
    },
    /// New units are put in.
    InsertUnits {
        /// Where, as seen from the places of the command.
        side: Side,
        /// What they are.
        unit: NewUnit,
        /// Their text.
        new: Words,
    },
    /// The places are struck.
    Repeal,
    /// The places are called something else.
    Renumber {
        /// Their new names.
        to: Vec<Place>,
    },
}

/// Where words are put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Position {
    /// Behind these words.
    After(Words),
    /// Before these words.
    Before(Words),
    /// At the end of the place.
    End,
    /// At the beginning of the place.
    Beginning,
}

/// Where units are put in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Behind the place.
    After,
    /// Before the place.
    Before,
    /// In it, at its end.
    Last,
    /// In it, at its beginning.
    First,
}

/// What is put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewUnit {
    /// Provisions, subsections, sentences, items, with their names where they have some.
    Places(Vec<Place>),
    /// Units of a level that are not named: "folgender Satz".
    Level(crate::statute::citation::Level),
    /// Whatever the text makes of it: an entry of the table of contents, a heading.
    Part(Part),
    /// Words: "folgende Wörter".
    Words,
}

/// Words that a command quotes, or a mark that it calls by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The words.
    pub text: String,
    /// Where they stand in the draft's provision; none for a mark.
    pub span: Option<Span>,
    /// Whether they stand at the end of the place.
    pub at_end: bool,
}

/// How often words must stand in a place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Occurrences {
    /// Once in each place.
    #[default]
    Once,
    /// At least once in each place ("jeweils"), once in each unit of a range.
    Each,
    /// At least once in each place and in each unit of a range ("an allen Stellen").
    All,
    /// Exactly so often.
    Exactly(usize),
}

/// A quotation of a draft and its part in the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quoted {
    /// The quoted text in the draft's provision, without its marks.
    pub span: Span,
    /// What becomes of it.
    pub role: Role,
}

/// What becomes of a quoted text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It leaves the law: relief, where it was an obstacle.
    Struck,
    /// It becomes law.
    Inserted,
    /// It only says where.
    Context,
    /// The command was not understood.
    Unknown,
}
