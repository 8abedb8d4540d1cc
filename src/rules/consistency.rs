//! Words for the same thing: data from `rules/consistency.toml`.

use serde::Deserialize;

use super::text::Text;

/// Groups of words that a statute should not mix.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsistencyFile {
    /// The groups.
    #[serde(default)]
    pub terms: Vec<TermGroup>,
    /// Words without which a duty whose words stay is the same one: "nicht", "ohne".
    #[serde(default)]
    pub turning: Vec<String>,
    /// Conjunctions that put another way beside the one before: "oder".
    #[serde(default)]
    pub alternatives: Vec<String>,
    /// By what a conjunction is known that lost what it joins.
    #[serde(default)]
    pub dangling: DanglingWords,
}

/// Conjunctions, and the words that none of them joins to anything.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DanglingWords {
    /// The conjunctions.
    pub conjunctions: Vec<String>,
    /// Words that stand beside a conjunction only where a word between them is missing.
    pub beside: Vec<String>,
}

/// Words for one thing.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermGroup {
    /// Stable id.
    pub id: String,
    /// What is mixed, for readers.
    pub title: Text,
    /// Whether the words must stand with the same act, such as Antrag, to be mixed.
    #[serde(default)]
    pub same_act: bool,
    /// The forms, of which a statute should use one.
    pub forms: Vec<TermForm>,
}

/// One of the words for a thing.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermForm {
    /// As it is named to readers.
    pub name: String,
    /// By what it is known, at the beginning of a word.
    pub words: Vec<String>,
}
