//! Whose statute a reference names: "§ 5 des Mustergesetzes", "dieses Gesetzes", "§ 3 BGB".
//!
//! In comes the place behind or before a chain, out goes what the words there say. Names are told
//! by their endings and the words before them, all of it data from the lexicon; a word that is no
//! name stays none, however little the reference resolves.

use super::super::Span;
use super::super::citation::{Designation, Unit};
use super::super::lexicon::{Keyword, StatuteNames, is_number, is_roman, word_before};
use super::chain::{CONTAINERS, Chain, Leaf, Reader};

/// How far behind a reference the version is named, in words.
const VERSION_WORDS: usize = 24;
/// How many words the name of a statute may have before the one that tells that it is one.
const NAME_WORDS: usize = 12;
/// How many bytes may explain a place before its statute is named.
const APPOSITION: usize = 60;

/// Whose statute a chain names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    None,
    Own,
    Foreign(Span),
    /// A numbered part without markup: "des Kostenverzeichnisses".
    Part,
}

enum Name {
    Own(usize),
    Foreign(usize),
    Part,
}

impl<'t> Reader<'t> {
    /// Reads what a chain is part of and whose it is, and moves its end behind both.
    pub(super) fn close(&self, chain: &mut Chain) -> Naming {
        for _ in 0..CONTAINERS {
            let Some(container) = self.container(chain.end) else {
                break;
            };
            let Some(outer) = container.leaves.into_iter().next() else {
                break;
            };
            let last = chain.leaves.last().map_or(0, |leaf| leaf.segment);
            let group = chain.leaves.last().map_or(0, |leaf| leaf.inherited);
            for leaf in chain.leaves.iter_mut().filter(|leaf| leaf.segment == last) {
                leaf.enter(&outer, group);
            }
            chain.end = container.end;
        }
        let relative = chain
            .leaves
            .last()
            .is_some_and(|leaf| leaf.designations.is_empty());
        let (mut naming, mut end) = self.naming(chain.end, relative);
        if naming == Naming::None {
            let comma = self.text[chain.end..].starts_with(',');
            let combined = chain.combined;
            // "§ 3, auch in Verbindung mit § 5, des Mustergesetzes"
            let behind = (comma && combined)
                .then_some(chain.end + 1)
                .or_else(|| self.part_member(chain.end))
                .or_else(|| self.apposition(chain.end));
            if let Some(behind) = behind {
                (naming, end) = self.naming(behind, relative);
                if naming == Naming::None {
                    end = chain.end;
                }
            }
        }
        chain.end = end.max(chain.end);
        naming
    }

    /// The end of what explains a place: "Nummer 4 „Dachdecker“ der Handwerksordnung", "Nummer 4,
    /// Dachdecker, der Handwerksordnung", "§ 3 (Begriffe) des Mustergesetzes".
    fn apposition(&self, at: usize) -> Option<usize> {
        let start = self.space(at);
        let rest = &self.text[start..];
        let (open, close) = [("„", '“'), ("(", ')'), (",", ',')]
            .into_iter()
            .find(|(open, _)| rest.starts_with(open))?;
        let inside = &rest[open.len()..];
        let end = inside.find(close).filter(|end| *end <= APPOSITION)?;
        let plain = !inside[..end].contains(['.', ';', ':', '§']);
        let short = close != ',' || inside[..end].split_whitespace().count() <= 3;
        (plain && short).then(|| start + open.len() + end + close.len_utf8())
    }

    /// The end of a part that is joined to a chain: "§ 3 oder Abschnitt XI des Mustergesetzes".
    fn part_member(&self, at: usize) -> Option<usize> {
        let (next, _) = self.connector(at)?;
        let next = self.skip_article(next);
        let word = self.word(next);
        let behind = self.space(next + word.len());
        let number = self.word(behind);
        (self.lexicon.references.outline.contains(word) && is_number(number))
            .then_some(behind + number.len())
    }

    /// What the place before `at` is part of: "des Absatzes 2", "der Anlage".
    fn container(&self, at: usize) -> Option<Chain> {
        let words = &self.lexicon.references;
        let start = self.space(at);
        let word = self.word(start);
        if start == at || !(words.of.contains(word) || words.own.contains(word)) {
            return None;
        }
        let next = self.space(start + word.len());
        let (keyword, end) = words.at(self.text, next)?;
        self.chain(keyword, next, end).or_else(|| {
            let Keyword::Unit(unit @ (Unit::Anlage | Unit::Anhang)) = keyword else {
                return None;
            };
            let only = Designation {
                unit: unit.clone(),
                label: String::new(),
            };
            Some(Chain {
                leaves: vec![Leaf {
                    designations: vec![only],
                    steps: Vec::new(),
                    span: Span::new(next, end),
                    segment: 0,
                    inherited: 0,
                    kept: 0,
                    joined: false,
                    other: Vec::new(),
                    part: false,
                }],
                end,
                combined: false,
            })
        })
    }

    /// Whose statute is named at `at`, and where the name ends.
    fn naming(&self, at: usize, relative: bool) -> (Naming, usize) {
        let words = &self.lexicon.references;
        let start = self.space(at);
        let first = self.word(start);
        if start == at || first.is_empty() {
            return (Naming::None, at);
        }
        if words.own.contains(first) {
            let next = self.space(start + first.len());
            let noun = self.word(next);
            let end = next + noun.len();
            let holds = |titles: &Vec<String>| {
                titles
                    .iter()
                    .any(|title| self.title.contains(title.as_str()))
            };
            let other = words
                .own_nouns
                .get(noun)
                .is_some_and(|titles| !holds(titles))
                || words.other_nouns.get(noun).is_some_and(holds);
            return if other {
                (Naming::Foreign(Span::new(start, end)), end)
            } else {
                (Naming::Own, end)
            };
        }
        let mut name = start;
        let mut article = "";
        let mut certain = false;
        if words.of.contains(first) {
            article = first;
            name = self.space(start + first.len());
            // "zu dem Gesetz", "in der Verordnung": no new part of the sentence.
            let next = self.word(name);
            if words.articles.contains(next) {
                article = next;
                certain = true;
                name = self.space(name + next.len());
            }
        }
        let names = words.statutes.iter().find(|names| match article {
            "" => names.behind.is_empty(),
            article => names.behind.iter().any(|word| word == article),
        });
        let Some(names) = names else {
            return (Naming::None, at);
        };
        let ambiguous = names.ambiguous && relative && !certain;
        match self.statute_name(name, names, relative) {
            Some(Name::Own(end)) => (Naming::Own, end),
            Some(Name::Foreign(_)) if ambiguous => (Naming::None, at),
            Some(Name::Foreign(end)) => (Naming::Foreign(Span::new(start, end)), end),
            Some(Name::Part) => (Naming::Part, at),
            None => (Naming::None, at),
        }
    }

    /// The name of a statute that begins at `at`.
    fn statute_name(&self, at: usize, names: &StatuteNames, relative: bool) -> Option<Name> {
        let words = &self.lexicon.references;
        let bare = names.behind.is_empty();
        let mut next = at;
        let mut inflected = true;
        for count in 0..NAME_WORDS {
            let word = self.word(next);
            let end = next + word.len();
            if word.is_empty() {
                return None;
            }
            if word == self.abbreviation {
                return Some(Name::Own(end));
            }
            if self.is_abbreviation(word) && (count == 0 || !bare) {
                return Some(Name::Foreign(end));
            }
            // "der Justizvergütungs- und -entschädigungsordnung"
            // "des Artikel 10-Gesetzes"
            let noun = word.starts_with(char::is_uppercase) || word.contains('-');
            let stem = word.split('/').next().unwrap_or(word).to_lowercase();
            let ends = |endings: &[String]| endings.iter().any(|e| stem.ends_with(e.as_str()));
            if noun && inflected && !words.no_statute.contains(word) && ends(&names.endings) {
                return Some(Name::Foreign(end));
            }
            if noun && !bare && ends(&words.part_endings) {
                return Some(Name::Part);
            }
            let adjective = ends(&words.adjective_endings);
            let passes = word.ends_with('-')
                || self.lexicon.chain_words.contains(word)
                || noun && (!bare && !relative || adjective)
                || !bare && adjective
                || names.distant;
            let abbreviated = self.text[end..].starts_with('.')
                && self.lexicon.abbreviations.contains(&self.text[next..=end]);
            if !passes
                || !abbreviated && self.text[end..].starts_with([',', ';', ':', '.', ')', '('])
            {
                return None;
            }
            let end = end + usize::from(abbreviated);
            // Behind a verb or a preposition only an adjective leads back to the name.
            inflected = noun || adjective || self.lexicon.chain_words.contains(word);
            next = self.space(end);
        }
        None
    }

    /// "BGB", "EStG", "ADR/RID": at least two capitals, and not a Roman number.
    fn is_abbreviation(&self, word: &str) -> bool {
        let capitals = word.chars().filter(|c| c.is_uppercase()).count();
        capitals >= 2
            && word
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '-' | '/'))
            && !is_roman(word)
            && !self.lexicon.references.no_abbreviation.contains(word)
    }

    /// Whether the version meant is named behind `at`.
    pub(super) fn names_version(&self, at: usize) -> bool {
        let words = &self.lexicon.references;
        let rest = self.text[at..].trim_start_matches([' ', ',']);
        if words
            .version_phrases
            .iter()
            .any(|phrase| rest.starts_with(phrase.as_str()))
        {
            return true;
        }
        let mut tokens = rest.split(' ').take(VERSION_WORDS);
        if !tokens
            .next()
            .is_some_and(|word| words.version_openers.contains(word))
        {
            return false;
        }
        for token in tokens {
            let word = token.trim_end_matches([',', ';', '.', ')']);
            if words.version_words.contains(word) {
                return true;
            }
            if token.ends_with(';') || token.contains('\n') {
                return false;
            }
        }
        false
    }

    /// Whether a passage names another statute by itself, not behind a reference; `spans` are the
    /// names already read.
    pub(super) fn announces(&self, passage: Span, spans: &[Span], words: usize) -> bool {
        let mut at = passage.start;
        for _ in 0..words {
            while at < passage.end && !self.text[at..].starts_with(char::is_alphanumeric) {
                at += self.text[at..].chars().next().map_or(1, char::len_utf8);
            }
            if at >= passage.end {
                return false;
            }
            let word = self.word(at);
            let span = Span::new(at, at + word.len().max(1));
            let names = self.names_statute(word, span) || self.names_other(word, at);
            let known = spans.partition_point(|name| name.end <= span.start);
            if names && !spans.get(known).is_some_and(|name| name.overlaps(span)) {
                return true;
            }
            at = span.end;
        }
        false
    }

    /// Whether the words at `at` are "dieses Gesetzes" in what is no Gesetz.
    fn names_other(&self, word: &str, at: usize) -> bool {
        let words = &self.lexicon.references;
        words.other_nouns.get(word).is_some_and(|titles| {
            titles
                .iter()
                .any(|title| self.title.contains(title.as_str()))
        }) && word_before(self.text, at).is_some_and(|(_, before)| words.own.contains(before))
    }

    /// Whether a word alone names another statute: "Betäubungsmittelgesetz", "Verordnung (EU)".
    fn names_statute(&self, word: &str, span: Span) -> bool {
        let words = &self.lexicon.references;
        if !word.starts_with(char::is_uppercase) {
            return false;
        }
        if words.announcing_alone.contains(word) && self.text[span.end..].starts_with(" (E") {
            return true;
        }
        let stem = word.to_lowercase();
        let compound =
            |ending: &String| stem.len() > ending.len() && stem.ends_with(ending.as_str());
        !words.no_announcement.contains(word) && words.announcing_endings.iter().any(compound)
    }

    /// Whether what stands right before the reference names another statute: "der
    /// Zivilprozessordnung, mit Ausnahme des § 1054", "Aufgaben des Mustergesetzes nach § 3",
    /// "Gesetz § 5".
    pub(super) fn name_before(&self, at: usize) -> bool {
        let words = &self.lexicon.references;
        let mut before = self.text[..at].trim_end();
        let directly = before.len();
        for _ in 0..2 {
            if let Some((start, word)) = word_before(before, before.len())
                && (words.articles.contains(word) || words.prepositions.contains(word))
            {
                before = before[..start].trim_end();
            }
        }
        let phrase = words
            .combining
            .iter()
            .find_map(|phrase| before.strip_suffix(phrase.as_str()));
        let rest = phrase.unwrap_or(before).trim_end_matches([' ', ',']);
        if phrase.is_none() && rest.len() < before.len() {
            return false;
        }
        word_before(rest, rest.len()).is_some_and(|(start, word)| {
            self.names_statute(word, Span::new(start, rest.len()))
                || self.is_abbreviation(word) && rest.len() < directly
                || rest.len() == directly && words.announcing_directly.contains(word)
        })
    }
}
