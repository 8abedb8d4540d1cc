//! A rule as it is asked, its category and its examples.

use serde::{Deserialize, Serialize};

use super::condition::Condition;
use super::ids::{ActId, CategoryId};
use super::pattern::Pattern;
use super::schema::{ExampleEntry, FamilyKind, Status};
use super::text::Text;

/// What the text itself does with the electronic way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Effect {
    /// No electronic way is named.
    Hard,
    /// The text opens an electronic way for this act.
    Mitigated,
    /// The text shuts the electronic form out.
    Excluded,
}

impl Effect {
    /// The key in tables and rule files.
    pub fn key(self) -> &'static str {
        match self {
            Effect::Hard => "hard",
            Effect::Mitigated => "mitigated",
            Effect::Excluded => "excluded",
        }
    }

    /// Reads a key.
    pub fn from_key(key: &str) -> Option<Self> {
        [Effect::Hard, Effect::Mitigated, Effect::Excluded]
            .into_iter()
            .find(|e| e.key() == key)
    }
}

/// A category of obstacles or enablers.
#[derive(Debug, Clone)]
pub struct Category {
    /// Key, as in the annotation guidelines.
    pub key: String,
    /// Obstacle or enabler.
    pub kind: FamilyKind,
    /// Name for readers.
    pub title: Text,
    /// What it is and why it matters.
    pub about: Text,
    /// Whether it prescribes a form, presence or thing.
    pub prescribes_form: bool,
    /// Schwerpunkte of the Digitalcheck.
    pub schwerpunkte: Vec<String>,
}

/// A compiled rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Stable id.
    pub id: String,
    /// Its category.
    pub category: CategoryId,
    /// Obstacle or enabler, from its category.
    pub kind: FamilyKind,
    /// Name for readers.
    pub title: Text,
    /// Why it matters, from the rule or its family.
    pub why: Text,
    /// Norms that it follows.
    pub legal_basis: Vec<String>,
    /// Version that brought it.
    pub since: String,
    /// Whether it counts.
    pub status: Status,
    /// What it marks, as written.
    pub source: String,
    /// What it marks.
    pub pattern: Pattern,
    /// All must hold.
    pub requires: Vec<Condition>,
    /// None may hold; the rule's own first, then the family's.
    pub unless: Vec<Condition>,
    /// How many of `unless` are the rule's own.
    pub own_unless: usize,
    /// Any mitigates.
    pub mitigated_by: Vec<Condition>,
    /// Any excludes.
    pub excluded_by: Vec<Condition>,
    /// The effect where neither applies.
    pub effect: Effect,
    /// The act, where the rule decides it.
    pub act: Option<ActId>,
    /// What to do.
    pub remedy: Text,
    /// Its proof.
    pub examples: Vec<Example>,
    /// The file it stands in.
    pub file: String,
}

/// An example with its marks taken out.
#[derive(Debug, Clone)]
pub struct Example {
    /// The text without the brackets.
    pub text: String,
    /// The marked passages, as byte ranges of `text`.
    pub marks: Vec<(usize, usize)>,
    /// The effect expected.
    pub effect: Effect,
    /// The place it stands in, and whether it is a known gap.
    pub place: ExampleEntry,
}

/// An act of administration.
#[derive(Debug, Clone)]
pub struct Act {
    /// Key.
    pub key: String,
    /// Name for readers.
    pub title: Text,
    /// Word beginnings.
    pub stems: Vec<String>,
    /// Word beginnings that are not this act.
    pub except: Vec<String>,
}
