//! The words that decide where a German legal sentence ends: data from `rules/lexicon.toml`.
//!
//! It refuses to know any word itself; what is an abbreviation is a matter of the file.

use std::collections::HashSet;

use serde::Deserialize;

/// Word lists for sentence splitting and reading references.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lexicon {
    /// Abbreviations with their full stop, which does not end a sentence: "Abs.", "Nr.", "z. B.".
    pub abbreviations: HashSet<String>,
    /// Month names: after "1." they continue a date.
    pub months: HashSet<String>,
    /// Words after which a number with a full stop ends the sentence: "Absatz", "Satz", "Nummer".
    pub reference_words: HashSet<String>,
    /// Words that open a sentence when they stand capitalised after a number: "Die", "Im", "Satz".
    pub sentence_openers: HashSet<String>,
    /// What stands in place of a text that is no longer law: "weggefallen", "aufgehoben".
    pub repeal_notes: Vec<String>,
    /// How names of annexes begin: "Anlage", "Anhang", "Muster".
    pub annex_names: Vec<String>,
    /// How names of formulas and preambles begin: "Eingangsformel", "Präambel".
    pub formula_names: Vec<String>,
    /// How names of tables of contents begin: "Inhaltsübersicht".
    pub contents_names: Vec<String>,
}
