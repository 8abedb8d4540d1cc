//! Which of many patterns can match in a text, as its words tell: most texts hold no word of most
//! patterns, which spares asking them.

use std::collections::BTreeMap;

use super::finder::{Finder, Lists};
use crate::rules::RulePack;
use crate::rules::pattern::Question;

/// The words that each of the patterns needs.
#[derive(Debug)]
pub struct WordGate {
    words: Finder,
    patterns_of_word: Lists<usize>,
    /// For each pattern, whether it needs no word.
    free: Vec<bool>,
}

impl WordGate {
    /// Takes the words of patterns of `pack`.
    pub fn new<'p>(pack: &'p RulePack, patterns: impl Iterator<Item = &'p Question>) -> Self {
        let mut words: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut free = Vec::new();
        for (index, pattern) in patterns.enumerate() {
            let needed = pattern.literals().unwrap_or_default();
            free.push(needed.is_empty());
            for word in needed {
                words.entry(word).or_default().push(index);
            }
        }
        Self {
            words: Finder::new(words.keys().copied(), pack.sample()),
            patterns_of_word: words.into_values().collect(),
            free,
        }
    }

    /// For each pattern, whether it can match in `text`.
    pub fn possible(&self, text: &str) -> Vec<bool> {
        let mut possible = self.free.clone();
        self.words.each(text, |hit| {
            for &pattern in self.patterns_of_word.of(hit.word) {
                possible[pattern] = true;
            }
        });
        possible
    }
}
