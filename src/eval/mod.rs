//! Measuring: how often the screening agrees with labelled samples.
//!
//! In go a [`Gold`] sample and a [`Reader`] (the rules, or a plain list of words), out come shares
//! with intervals and a list of all disagreements that a lawyer can read. Nothing is tuned here and
//! nothing is rendered; a category counts as found in an item wherever in the item it was found,
//! and an effect is compared at the place that was labelled.

mod bootstrap;
mod edits;
mod gold;
mod measure;
mod quality;
mod reader;

pub use bootstrap::{Interval, RESAMPLES, SEED};
pub use edits::{EditGroup, EditMeasures, EditPair};
pub use gold::{Edit, Gold, GoldFile, Labelled, Mark};
pub use measure::{CategoryScore, Counts, ProvisionMeasures, Score, Share};
pub use quality::quality;
pub use reader::{Answer, Place, Reader, RulesReader, WordsReader};

use crate::rules::RulePack;

/// Why a sample cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum EvalError {
    /// A line is wrong.
    #[error("{path}:{line}: {message}")]
    Line {
        /// The file.
        path: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// There is nothing to measure on.
    #[error("the sample holds no item; a measurement on nothing would prove nothing")]
    Empty,
}

/// In what a reading differs from the sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// An obstacle that is there was not found.
    Missed,
    /// An obstacle was found that is not there.
    Spurious,
    /// The obstacle was found, its effect is another.
    Effect,
    /// An enabler that is there was not found.
    EnablerMissed,
    /// An enabler was found that is not there.
    EnablerSpurious,
    /// The relation is another.
    Relation,
    /// The sentence with the obstacle was not found as hard.
    EditMissed,
    /// The sentence without the obstacle still carries a hard one.
    EditKept,
}

impl Difference {
    /// The key in tables.
    pub fn key(self) -> &'static str {
        match self {
            Difference::Missed => "missed",
            Difference::Spurious => "spurious",
            Difference::Effect => "effect",
            Difference::EnablerMissed => "enabler_missed",
            Difference::EnablerSpurious => "enabler_spurious",
            Difference::Relation => "relation",
            Difference::EditMissed => "edit_missed",
            Difference::EditKept => "edit_kept",
        }
    }
}

/// One disagreement, with all that a lawyer needs to judge who is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confusion {
    /// In what it lies.
    pub difference: Difference,
    /// Id of the item.
    pub id: String,
    /// Abbreviation of the statute.
    pub law: String,
    /// Designation of the provision.
    pub provision: String,
    /// Key of the category; empty for relations.
    pub category: String,
    /// What the sample says: words and effect, or the relation.
    pub expected: String,
    /// What was read: words, effect and rule, or the relation.
    pub got: String,
    /// The text.
    pub text: String,
}

/// A measurement.
#[derive(Debug, Clone)]
pub struct Evaluation {
    /// On labelled provisions; none where the sample holds none.
    pub provisions: Option<ProvisionMeasures>,
    /// On edits; none where the sample holds none.
    pub edits: Option<EditMeasures>,
    /// All disagreements, in the order of the sample.
    pub confusions: Vec<Confusion>,
}

/// Measures `reader` on `gold`.
///
/// # Errors
/// [`EvalError::Empty`].
pub fn evaluate(
    gold: &Gold,
    pack: &RulePack,
    reader: &impl Reader,
) -> Result<Evaluation, EvalError> {
    if gold.provisions.is_empty() && gold.edits.is_empty() {
        return Err(EvalError::Empty);
    }
    let mut confusions = Vec::new();
    let provisions = (!gold.provisions.is_empty())
        .then(|| measure::provisions(&gold.provisions, pack, reader, &mut confusions));
    let edits =
        (!gold.edits.is_empty()).then(|| edits::edits(&gold.edits, pack, reader, &mut confusions));
    Ok(Evaluation {
        provisions,
        edits,
        confusions,
    })
}
