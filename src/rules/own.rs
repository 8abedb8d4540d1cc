//! Clauses by which a statute itself decides on the electronic way for other places of its own:
//! "In diesem Gesetz angeordnete Schriftform kann durch die elektronische Form ersetzt werden."
//!
//! In go the `[[own]]` entries of `substitution.toml`, out come patterns over a subsection. What a
//! clause governs is said by the text and not by the rule author: the acts and the places that it
//! names. This module does not look for them.

use std::collections::BTreeMap;

use aho_corasick::AhoCorasick;

use super::ids::{ActId, CategoryId};
use super::pattern::{Question, compile_rewrite, compile_test};
use super::regex::LazyRegex;
use super::rule::{Act, Category};
use super::schema::{OwnEntry, OwnExample, Reach, Turn};
use super::text::Text;

/// The group of a pattern that names the acts that are governed.
pub const ACTS: &str = "acts";
/// The group of a pattern that names the provisions that are governed.
pub const PLACES: &str = "places";
/// The group of a pattern that holds a word which governed sentences must hold too.
pub const NOUN: &str = "noun";

/// A kind of clause.
#[derive(Debug, Clone)]
pub struct OwnClause {
    /// Stable id.
    pub id: String,
    /// What the clause does, for readers.
    pub about: Text,
    /// Whether it opens the electronic way or shuts it.
    pub turn: Turn,
    /// How far it reaches, where it names no places.
    pub reach: Reach,
    /// What it decides on.
    pub categories: Vec<CategoryId>,
    /// The acts that it governs, where the pattern cannot name them.
    pub acts: Vec<ActId>,
    /// Over a subsection; nearly always no, and quickly.
    pub question: Question,
    /// The same with its groups.
    pub pattern: LazyRegex,
    /// The pattern as written.
    pub source: String,
    /// Its proof.
    pub examples: Vec<OwnExample>,
}

/// All kinds of clauses, and the words without which none can stand in a text.
#[derive(Debug, Clone)]
pub struct OwnClauses {
    /// In order of precedence where two reach equally far.
    pub list: Vec<OwnClause>,
    words: Option<AhoCorasick>,
}

impl OwnClauses {
    /// Compiles the entries.
    ///
    /// # Errors
    /// The entry that is wrong, and a message for its author.
    pub(super) fn compile(
        entries: Vec<OwnEntry>,
        words: &[String],
        categories: &[Category],
        acts: &[Act],
        fragments: &BTreeMap<String, String>,
    ) -> Result<Self, (String, String)> {
        let list = entries
            .into_iter()
            .map(|entry| {
                let id = entry.id.clone();
                compile(entry, categories, acts, fragments).map_err(|message| (id, message))
            })
            .collect::<Result<Vec<_>, _>>()?;
        let words = match (words.is_empty(), list.is_empty()) {
            (true, false) => {
                return Err((
                    "own_words".to_owned(),
                    "is empty; without words no clause of a statute is looked for".to_owned(),
                ));
            }
            (true, true) => None,
            _ => {
                Some(AhoCorasick::new(words).map_err(|e| ("own_words".to_owned(), e.to_string()))?)
            }
        };
        Ok(Self { list, words })
    }

    /// Whether a clause can stand in `text` at all.
    pub fn possible(&self, text: &str) -> bool {
        self.words
            .as_ref()
            .is_some_and(|words| words.is_match(text))
    }
}

fn compile(
    entry: OwnEntry,
    categories: &[Category],
    acts: &[Act],
    fragments: &BTreeMap<String, String>,
) -> Result<OwnClause, String> {
    let position = |key: &String| {
        let place = categories.iter().position(|c| &c.key == key);
        place
            .map(CategoryId::at)
            .ok_or_else(|| format!("no category has the key \"{key}\""))
    };
    let act = |key: &String| {
        let place = acts.iter().position(|a| &a.key == key);
        place
            .map(ActId::at)
            .ok_or_else(|| format!("no act has the id \"{key}\" in acts.toml"))
    };
    Ok(OwnClause {
        categories: entry
            .categories
            .iter()
            .map(position)
            .collect::<Result<_, _>>()?,
        acts: entry.acts.iter().map(act).collect::<Result<_, _>>()?,
        question: compile_test(&entry.pattern, fragments)?,
        pattern: compile_rewrite(&entry.pattern, fragments)?,
        id: entry.id,
        about: entry.about,
        turn: entry.turn,
        reach: entry.reach,
        source: entry.pattern,
        examples: entry.example,
    })
}
