//! Kinds of statutes and areas of law, told by name.

use std::sync::OnceLock;

use aho_corasick::AhoCorasick;

use super::pattern::{Folded, Question, folded, lower_cased};
use super::text::Text;
use crate::statute::Statute;

/// Kinds of statutes or areas of law, recognised by title.
///
/// Most titles hold no word of most classes; an automaton over those words spares the patterns.
#[derive(Debug, Clone)]
pub struct Classes {
    /// Key and name, in the order of the file; a key may stand several times.
    pub list: Vec<(String, Text)>,
    pub(super) matchers: Vec<Vec<(Part, Question)>>,
    /// For each class, its pattern over lower-cased titles, where it has one; made when first asked.
    lower: Vec<OnceLock<Option<Question>>>,
    words: AhoCorasick,
    /// For each word, the class that it speaks for, and whether it is enough.
    class_of_word: Vec<(usize, bool)>,
    /// Classes without a word that all of their titles hold.
    wordless: Vec<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Law,
    Name,
    Gazette,
}

impl Classes {
    /// The key that a word stands for: a key or a name, in any case. Any other word stays.
    pub fn key_of<'t>(&'t self, said: &'t str) -> &'t str {
        let said = said.trim();
        let same = |word: &str| word.to_lowercase() == said.to_lowercase();
        let found = self
            .list
            .iter()
            .find(|(key, title)| same(key) || same(&title.de) || same(&title.en));
        found.map_or(said, |(key, _)| key.as_str())
    }

    pub(super) fn new(
        list: Vec<(String, Text)>,
        matchers: Vec<Vec<(Part, Question)>>,
    ) -> Result<Self, aho_corasick::BuildError> {
        let (mut words, mut class_of_word, mut wordless) = (Vec::new(), Vec::new(), Vec::new());
        for (class, all) in matchers.iter().enumerate() {
            let name = all.iter().find(|(part, _)| *part == Part::Name);
            let folded = name.map_or_else(Folded::default, |(_, q)| folded(q.as_str()));
            let enough = all.len() == 1;
            let possible = folded.possible.unwrap_or_else(|| {
                wordless.push(class);
                Vec::new()
            });
            for (pieces, enough) in [(folded.certain, enough), (possible, false)] {
                class_of_word.extend(pieces.iter().map(|_| (class, enough)));
                words.extend(pieces);
            }
        }
        Ok(Self {
            words: AhoCorasick::new(words)?,
            lower: vec![OnceLock::new(); list.len()],
            list,
            matchers,
            class_of_word,
            wordless,
        })
    }

    /// The key of the first class that fits; empty where none does.
    pub fn of(&self, statute: &Statute) -> &str {
        let name = format!("{} {}", statute.title, statute.short_title);
        let lower_name = lower_case(&name);
        let mut possible: Vec<(usize, bool)> =
            self.wordless.iter().map(|class| (*class, false)).collect();
        possible.extend(
            self.words
                .find_overlapping_iter(&lower_name)
                .map(|hit| self.class_of_word[hit.pattern().as_usize()]),
        );
        possible.sort_unstable_by_key(|(class, enough)| (*class, !enough));
        possible.dedup_by_key(|(class, _)| *class);
        possible
            .into_iter()
            .find(|(class, enough)| {
                *enough
                    || self.matchers[*class].iter().all(|(part, question)| {
                        let lower = || lower_cased(question);
                        match part {
                            Part::Law => question.holds(&statute.abbreviation),
                            Part::Gazette => question.holds(&statute.gazette),
                            Part::Name => match self.lower[*class].get_or_init(lower) {
                                Some(lower) => lower.holds(&lower_name),
                                None => question.holds(&name),
                            },
                        }
                    })
            })
            .map_or("", |(class, _)| &self.list[class].0)
    }

    /// The name of the class with this key.
    pub fn title(&self, key: &str) -> Option<&Text> {
        self.list.iter().find(|(k, _)| k == key).map(|(_, t)| t)
    }
}

/// Small letters for capitals, one for one as patterns take them.
fn lower_case(text: &str) -> String {
    let lower = |c: char| {
        let mut lower = c.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(one), None) => one,
            _ => c,
        }
    };
    text.chars().map(lower).collect()
}
