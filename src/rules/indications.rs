//! Sentences that speak for a Schwerpunkt which no category belongs to: data from
//! `rules/indications.toml`. They rate nothing; the Dokumentation der Digitaltauglichkeit shows them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::pattern::{Question, compile_test};
use super::text::Text;

/// The file as it is written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IndicationsFile {
    #[serde(default)]
    indication: Vec<IndicationEntry>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct IndicationEntry {
    id: String,
    schwerpunkt: String,
    title: Text,
    pattern: Option<String>,
    heading: Option<String>,
    words: Option<usize>,
    hits: Vec<String>,
    misses: Vec<String>,
}

/// What makes a sentence worth a look for a Schwerpunkt.
#[derive(Debug, Clone)]
pub struct Indication {
    /// Stable id.
    pub id: String,
    /// Id of the Schwerpunkt.
    pub schwerpunkt: String,
    /// What it is, for readers.
    pub title: Text,
    /// Sentences that it holds for; a heading stands before " | ".
    pub hits: Vec<String>,
    /// Sentences that it does not hold for.
    pub misses: Vec<String>,
    pattern: Option<Question>,
    heading: Option<Question>,
    words: Option<usize>,
}

impl Indication {
    /// Whether it can hold for a provision of this designation and heading.
    pub fn holds_under(&self, heading: &str) -> bool {
        self.heading.as_ref().is_none_or(|q| q.holds(heading))
    }

    /// Whether it holds for a sentence of `words` words outside of lists.
    pub fn holds_for(&self, sentence: &str, words: usize) -> bool {
        self.pattern.as_ref().is_none_or(|q| q.holds(sentence))
            && self.words.is_none_or(|most| words > most)
    }

    /// What it asks.
    pub(super) fn questions(&self) -> impl Iterator<Item = &Question> {
        self.pattern.iter().chain(&self.heading)
    }

    /// What is wrong with its examples; nothing where they hold.
    pub fn prove(&self) -> Vec<String> {
        let holds = |example: &str| {
            let (heading, sentence) = example.split_once(" | ").unwrap_or(("", example));
            self.holds_under(heading)
                && self.holds_for(sentence, sentence.split_whitespace().count())
        };
        let missed = self.hits.iter().filter(|e| !holds(e));
        let wrong = self.misses.iter().filter(|e| holds(e));
        missed
            .map(|e| format!("{}: does not hit: {e}", self.id))
            .chain(wrong.map(|e| format!("{}: hits: {e}", self.id)))
            .collect()
    }
}

impl IndicationsFile {
    /// Compiles the entries. `known` tells the ids of Schwerpunkte.
    pub(super) fn compile(
        self,
        fragments: &BTreeMap<String, String>,
        known: impl Fn(&str) -> bool,
    ) -> Result<Vec<Indication>, (String, String)> {
        let compile = |id: &str, source: Option<String>| {
            source
                .map(|s| compile_test(&s, fragments))
                .transpose()
                .map_err(|why| (id.to_owned(), why))
        };
        self.indication
            .into_iter()
            .map(|entry| {
                let wrong = |why: &str| Err((entry.id.clone(), why.to_owned()));
                if !known(&entry.schwerpunkt) {
                    return wrong("names a Schwerpunkt that is not listed");
                }
                if entry.pattern.is_none() && entry.heading.is_none() && entry.words.is_none() {
                    return wrong("asks for nothing; give pattern, heading or words");
                }
                if entry.hits.is_empty() || entry.misses.is_empty() {
                    return wrong("needs an example in hits and one in misses");
                }
                Ok(Indication {
                    pattern: compile(&entry.id, entry.pattern)?,
                    heading: compile(&entry.id, entry.heading)?,
                    id: entry.id,
                    schwerpunkt: entry.schwerpunkt,
                    title: entry.title,
                    hits: entry.hits,
                    misses: entry.misses,
                    words: entry.words,
                })
            })
            .collect()
    }
}
