//! What became of a command: carried out, or the reason why not.

use super::super::Obstacle;
use crate::statute::ProvisionKind;

/// What became of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// It was carried out.
    Applied,
    /// The target leaves a choice, and none was made.
    Ambiguous(Reason),
    /// It cannot be carried out.
    Failed(Reason),
}

/// Why a command was not carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The corpus does not hold the statute.
    NoTarget,
    /// The corpus holds several statutes of that name, told by number and file.
    Targets(Vec<String>),
    /// The corpus holds a statute of that name which was published elsewhere.
    Elsewhere(String),
    /// The statute has no such place.
    NoPlace(String),
    /// The text of an annex, whose tables and divisions are read in part, does not show the place.
    InAnnex(String),
    /// The statute has several provisions of that name.
    Places(String),
    /// The words do not stand in the place.
    NoWords(String),
    /// What is wrong with a unit of a range: "Nummer 2".
    Unit(String, Box<Reason>),
    /// They stand there more or less often than the command says.
    Count {
        /// The words.
        words: String,
        /// How often they stand there.
        found: usize,
        /// How often they should.
        expected: usize,
    },
    /// They stand there less than twice, though the command speaks of several places: "jeweils", "an
    /// allen Stellen".
    Few {
        /// The words.
        words: String,
        /// How often they stand there.
        found: usize,
    },
    /// The Absatz cannot lose its number, since others stand beside it.
    Numbered(String),
    /// The corpus has no table of contents of the statute.
    NoContents,
    /// The command speaks of something that the text does not show.
    Part(String),
    /// The quotation that should hold the new text is empty.
    EmptyText,
    /// The new text stands in an annex of the draft, from which nothing is taken over.
    Annexed,
    /// A unit would become one of another level or provision: "Absatz 4 wird § 3a". It is told from what
    /// and to what.
    Move(String, String),
    /// The new text is still open: "[in Textform/elektronisch]".
    Open(String),
    /// The new text does not begin and end with what was announced.
    NewText,
    /// A unit of that name stands twice in the new text.
    Twice(String),
    /// The place does not allow the change: the order of labels, a gap between places.
    Order(String),
    /// The law has a unit of that name already, and no command takes it away or renames it.
    Taken(String),
    /// What the command repeals is repealed in the law in force already.
    Gone(String),
    /// A command before it shifts the count of sentences, and it does not say which it counts by.
    Shifted(String),
    /// Another part of the same command cannot be carried out.
    Partner,
    /// The program failed on the command; the text is as it was.
    Broken,
    /// The command was not understood.
    Unread(Obstacle),
}

impl Reason {
    /// The reason in a provision of this kind: that an annex does not show a place does not mean that it
    /// has none.
    pub(super) fn in_a(self, kind: ProvisionKind) -> Self {
        match self {
            Reason::NoPlace(place) if kind == ProvisionKind::Annex => Reason::InAnnex(place),
            other => other,
        }
    }

    /// Whether the target leaves a choice, rather than making the command impossible.
    fn leaves_choice(&self) -> bool {
        match self {
            Reason::Targets(_) | Reason::Places(_) | Reason::Order(_) | Reason::Shifted(_) => true,
            // Words that stand there less often than the command says leave nothing to choose.
            Reason::Count {
                found, expected, ..
            } => found > expected,
            Reason::Unit(_, reason) => reason.leaves_choice(),
            _ => false,
        }
    }
}

impl From<Reason> for Status {
    fn from(reason: Reason) -> Self {
        if reason.leaves_choice() {
            Status::Ambiguous(reason)
        } else {
            Status::Failed(reason)
        }
    }
}
