//! The words that decide where a German legal sentence ends: data from `rules/lexicon.toml`.
//!
//! Comes in as TOML, goes out as sets that answer without allocating. It refuses to know any word
//! itself; what is an abbreviation is a matter of the file.

use std::collections::{BTreeMap, HashSet};

use aho_corasick::{AhoCorasick, Anchored, Input, MatchKind, StartKind};
use serde::Deserialize;

use super::citation::{Level, Unit};
use super::repeal::{RepealFile, RepealNotes};

/// Word lists for reading sentences, lists and references.
#[derive(Debug, Clone)]
pub struct Lexicon {
    /// Abbreviations with their full stop, which never end a sentence: "Abs.", "Nr.", "z. B.".
    pub(crate) abbreviations: Words,
    /// Abbreviations that may also end a sentence: "v. H.", "usw.".
    pub(crate) closing_abbreviations: Words,
    /// Month names: after "1." they continue a date.
    pub(crate) months: Words,
    /// Words before the number of a place: "Absatz", "Satz", "Nummer", "§".
    pub(crate) reference_words: Words,
    /// Words between two numbers of a reference: "und", "bis".
    pub(crate) chain_words: Words,
    /// Words before an ordinal number: "am", "der".
    pub(crate) ordinal_contexts: Words,
    /// Words counted by an ordinal number: "2. Halbsatz".
    pub(crate) ordinal_nouns: Words,
    /// Words that open a sentence when they stand capitalised after a doubtful full stop.
    pub(crate) sentence_openers: Words,
    /// What stands in place of a text that is no longer law: "weggefallen", "aufgehoben".
    pub repeal_notes: Vec<String>,
    /// How notes say that the whole statute is no longer law.
    pub repeals: RepealNotes,
    /// How names of annexes begin: "Anlage", "Anhang", "Muster".
    pub annex_names: Vec<String>,
    /// How names of formulas and preambles begin: "Eingangsformel", "Präambel".
    pub formula_names: Vec<String>,
    /// How names of tables of contents begin: "Inhaltsübersicht".
    pub contents_names: Vec<String>,
    /// The words that show how a draft without markup is built.
    pub drafts: DraftWords,
    /// Levels of government, that of the federation first.
    pub levels: Vec<LevelWords>,
    /// The words of references.
    pub(crate) references: ReferenceWords,
}

/// A level of government.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelWords {
    /// What it is called.
    pub name: String,
    /// Other words for it.
    pub words: Vec<String>,
}

/// The words that show how a draft without markup is built; what they mean stands in the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DraftWords {
    /// Units of the outline, outermost first.
    pub outline: Vec<String>,
    /// How articles begin.
    pub articles: Vec<String>,
    /// How annexes begin.
    pub annexes: Vec<String>,
    /// Words of an enacting formula.
    pub enacting: Vec<String>,
    /// How closing formulas begin.
    pub closing: Vec<String>,
    /// How the line with the date begins.
    pub date_openers: Vec<String>,
    /// Lines before the title that are no part of it.
    pub covers: Vec<String>,
    /// What leads to a title.
    pub title_openers: Vec<String>,
    /// Lines behind which there is no law.
    pub explanations: Vec<String>,
    /// How an explanation begins.
    pub explanation_openers: Vec<String>,
    /// How the head of the column with the new law begins in a synopsis.
    pub synopsis: Vec<String>,
    /// How the head of the column with the old law begins.
    pub synopsis_old: Vec<String>,
    /// How it says that something stays as it is.
    pub unchanged: Vec<String>,
}

/// The mark behind the beginning of a line that may go on in any way.
const ANY: char = '…';

impl DraftWords {
    /// Whether a line stands before a title and is no part of it.
    pub fn is_cover(&self, line: &str) -> bool {
        let bare = line.trim_matches(|c: char| c == '-' || c == '–' || c == ' ');
        self.covers
            .iter()
            .any(|cover| match cover.strip_suffix(ANY) {
                Some(start) => start.starts_with(char::is_uppercase) && bare.starts_with(start),
                None => bare == cover,
            })
    }

    /// Whether it is one behind another such line: "des Bundesministeriums …".
    pub fn goes_on_cover(&self, line: &str) -> bool {
        self.covers
            .iter()
            .filter_map(|cover| cover.strip_suffix(ANY))
            .any(|start| start.starts_with(char::is_lowercase) && line.starts_with(start))
    }

    fn is_date(&self, line: &str, months: &Words) -> bool {
        line.len() < 40
            && line.starts_with(char::is_uppercase)
            && self.date_openers.iter().any(|opener| {
                line.strip_prefix(opener.as_str()).is_some_and(|date| {
                    let month = date.split(' ').nth(1).unwrap_or_default();
                    months.contains(month) || date.contains("...") || date.contains(ANY)
                })
            })
    }
}

/// What references are made of.
#[derive(Debug, Clone)]
pub(crate) struct ReferenceWords {
    keywords: AhoCorasick,
    meanings: Vec<Keyword>,
    amending: AhoCorasick,
    ordinals: BTreeMap<String, u32>,
    /// Phrases after which a chain goes on, longest first: "in Verbindung mit".
    pub(crate) combining: Vec<String>,
    /// Articles between the members of a chain.
    pub(crate) articles: Words,
    /// Prepositions that are repeated before the next member of a chain.
    pub(crate) prepositions: Words,
    /// Words that point to another text named before: "dessen".
    pub(crate) possessives: Words,
    /// How words for numbered parts without markup end: "verzeichnisses".
    pub(crate) part_endings: Vec<String>,
    /// Words between a place and what it is part of: "des", "der".
    pub(crate) of: Words,
    /// Words by which a text speaks of itself: "dieses".
    pub(crate) own: Words,
    /// How names of statutes end, by the word before them.
    pub(crate) statutes: Vec<StatuteNames>,
    pub(crate) no_statute: Words,
    /// How words end by which the head of a list names another statute.
    pub(crate) announcing_endings: Vec<String>,
    /// Words that name one where a bracket follows: "Verordnung (EU)".
    pub(crate) announcing_alone: Words,
    pub(crate) no_announcement: Words,
    /// Phrases that do what a colon does: "verstößt, indem".
    pub(crate) announcing_phrases: Vec<String>,
    /// Words that name one where a reference follows at once: "Gesetz § 5".
    pub(crate) announcing_directly: Words,
    /// What a sentence says of articles that are spent: "in Kraft".
    pub(crate) spent: Vec<String>,
    /// How a statute calls itself, and what its title then holds.
    pub(crate) own_nouns: BTreeMap<String, Vec<String>>,
    /// The same, and what its title then does not hold.
    pub(crate) other_nouns: BTreeMap<String, Vec<String>>,
    /// "ff."
    pub(crate) following: Words,
    /// Behind a number these make it an amount: "bis 33 Prozent".
    pub(crate) measures: Words,
    /// Before "Nummer" these mean the row of a table: "laufende Nummer 8".
    pub(crate) row_words: Words,
    pub(crate) no_abbreviation: Words,
    pub(crate) adjective_endings: Vec<String>,
    pub(crate) version_openers: Words,
    pub(crate) version_words: Words,
    pub(crate) version_phrases: Vec<String>,
    /// Words for places inside a sentence: "Alternative".
    pub(crate) inside_sentence: Words,
    /// Words for parts of annexes that no markup shows: "Teil", "Abschnitt".
    pub(crate) outline: Words,
}

/// How names of statutes end behind certain words.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StatuteNames {
    /// The words before them; none where they stand alone.
    pub(crate) behind: Vec<String>,
    pub(crate) endings: Vec<String>,
    /// Whether more than adjectives may stand in between.
    #[serde(default)]
    pub(crate) distant: bool,
    /// Whether the word before them may as well begin another part of the sentence.
    #[serde(default)]
    pub(crate) ambiguous: bool,
}

/// A word that a reference can begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Keyword {
    /// "§", "Artikel"
    Unit(Unit),
    /// "Absatz"
    Level(Level),
    /// "S.", a sentence behind another place and else a page.
    Trailing(Level),
}

impl ReferenceWords {
    /// The first keyword at or after `at`, and where it stands.
    pub(crate) fn find(&self, text: &str, at: usize) -> Option<(&Keyword, usize, usize)> {
        let mut at = at;
        loop {
            let found = self.keywords.find(Input::new(text).range(at..))?;
            if stands_alone(text, found.start(), found.end()) {
                let meaning = &self.meanings[found.pattern().as_usize()];
                return Some((meaning, found.start(), found.end()));
            }
            at = found.end();
        }
    }

    /// The keyword that starts at `at`, and where it ends.
    pub(crate) fn at(&self, text: &str, at: usize) -> Option<(&Keyword, usize)> {
        let input = Input::new(text).range(at..).anchored(Anchored::Yes);
        let found = self.keywords.find(input)?;
        stands_alone(text, at, found.end())
            .then(|| (&self.meanings[found.pattern().as_usize()], found.end()))
    }

    /// Whether the passage changes another text.
    pub(crate) fn amends(&self, passage: &str) -> bool {
        self.amending.is_match(passage)
    }

    /// The number that an ordinal word counts.
    pub(crate) fn ordinal(&self, word: &str) -> Option<u32> {
        self.ordinals.get(word).copied()
    }
}

/// Whether a keyword is a word of its own and not part of a longer one.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let sign = text[start..end].ends_with('§');
    let abbreviated = text[start..end].ends_with('.');
    let joined = |c: char| c.is_alphanumeric() || c == '-';
    !text[..start].ends_with(joined)
        && text[end..].chars().next().is_none_or(|c| match c {
            ' ' => true,
            c if sign || abbreviated => c.is_ascii_digit(),
            _ => false,
        })
}

/// A set of words; spaces inside a word do not count ("z. B." is "z.B.").
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    words: HashSet<Box<str>>,
    longest: usize,
}

impl Words {
    pub(crate) fn contains(&self, word: &str) -> bool {
        word.len() <= self.longest && self.words.contains(word)
    }

    /// The length in bytes beyond which no word is in the set.
    pub(crate) fn longest(&self) -> usize {
        self.longest
    }
}

/// What is wrong with a lexicon.
#[derive(Debug, thiserror::Error)]
pub enum LexiconError {
    /// Not TOML, or not the keys a lexicon has.
    #[error("the lexicon cannot be read: {0}")]
    Toml(#[from] toml::de::Error),
    /// A list names a word twice, so one of the two is probably a slip for another.
    #[error("the lexicon lists \"{word}\" twice in {list}; strike one of them")]
    Twice {
        /// Key of the list.
        list: &'static str,
        /// The word.
        word: String,
    },
    /// A word no text can hold.
    #[error("the lexicon has an empty word in {list}")]
    Empty {
        /// Key of the list.
        list: &'static str,
    },
    /// A pattern that is none.
    #[error("a pattern of repeals in the lexicon cannot be read: {0}")]
    Pattern(#[from] regex::Error),
    /// More words than one automaton holds.
    #[error("the lexicon's words of references cannot be searched for: {0}")]
    TooMuch(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    abbreviations: Vec<String>,
    closing_abbreviations: Vec<String>,
    months: Vec<String>,
    reference_words: Vec<String>,
    chain_words: Vec<String>,
    ordinal_contexts: Vec<String>,
    ordinal_nouns: Vec<String>,
    sentence_openers: Vec<String>,
    repeal_notes: Vec<String>,
    repeals: RepealFile,
    annex_names: Vec<String>,
    formula_names: Vec<String>,
    contents_names: Vec<String>,
    drafts: DraftWords,
    levels: Vec<LevelWords>,
    references: ReferencesFile,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReferencesFile {
    paragraph: Vec<String>,
    artikel: Vec<String>,
    anlage: Vec<String>,
    anhang: Vec<String>,
    absatz: Vec<String>,
    unterabsatz: Vec<String>,
    satz: Vec<String>,
    halbsatz: Vec<String>,
    nummer: Vec<String>,
    buchstabe: Vec<String>,
    doppelbuchstabe: Vec<String>,
    dreifachbuchstabe: Vec<String>,
    spiegelstrich: Vec<String>,
    satz_behind_another: Vec<String>,
    ordinals: BTreeMap<String, u32>,
    words: ReferenceWordsFile,
    statutes: Vec<StatuteNames>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReferenceWordsFile {
    combining: Vec<String>,
    articles: Vec<String>,
    prepositions: Vec<String>,
    possessives: Vec<String>,
    part_endings: Vec<String>,
    of: Vec<String>,
    own: Vec<String>,
    no_statute: Vec<String>,
    announcing_endings: Vec<String>,
    announcing_alone: Vec<String>,
    no_announcement: Vec<String>,
    announcing_phrases: Vec<String>,
    announcing_directly: Vec<String>,
    spent: Vec<String>,
    own_nouns: BTreeMap<String, Vec<String>>,
    other_nouns: BTreeMap<String, Vec<String>>,
    following: Vec<String>,
    measures: Vec<String>,
    row_words: Vec<String>,
    no_abbreviation: Vec<String>,
    adjective_endings: Vec<String>,
    version_openers: Vec<String>,
    version_words: Vec<String>,
    version_phrases: Vec<String>,
    amending: Vec<String>,
    inside_sentence: Vec<String>,
    outline: Vec<String>,
}

impl ReferencesFile {
    fn compile(self) -> Result<ReferenceWords, LexiconError> {
        let words_of = self.words;
        let mut patterns = Vec::new();
        let mut meanings = Vec::new();
        let rows = [
            (Keyword::Unit(Unit::Paragraph), self.paragraph),
            (Keyword::Unit(Unit::Artikel), self.artikel),
            (Keyword::Unit(Unit::Anlage), self.anlage),
            (Keyword::Unit(Unit::Anhang), self.anhang),
            (Keyword::Level(Level::Absatz), self.absatz),
            (Keyword::Level(Level::Unterabsatz), self.unterabsatz),
            (Keyword::Level(Level::Satz), self.satz),
            (Keyword::Level(Level::Halbsatz), self.halbsatz),
            (Keyword::Level(Level::Nummer), self.nummer),
            (Keyword::Level(Level::Buchstabe), self.buchstabe),
            (Keyword::Level(Level::Doppelbuchstabe), self.doppelbuchstabe),
            (
                Keyword::Level(Level::Dreifachbuchstabe),
                self.dreifachbuchstabe,
            ),
            (Keyword::Level(Level::Spiegelstrich), self.spiegelstrich),
            (Keyword::Trailing(Level::Satz), self.satz_behind_another),
        ];
        for (meaning, words) in rows {
            for word in words {
                patterns.push(word);
                meanings.push(meaning.clone());
            }
        }
        let keywords = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .start_kind(StartKind::Both)
            .build(&patterns)
            .map_err(|e| LexiconError::TooMuch(e.to_string()))?;
        let amending = AhoCorasick::new(&words_of.amending)
            .map_err(|e| LexiconError::TooMuch(e.to_string()))?;
        let mut combining = words_of.combining;
        combining.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
        Ok(ReferenceWords {
            keywords,
            meanings,
            amending,
            ordinals: self.ordinals,
            combining,
            articles: words("references.words.articles", words_of.articles)?,
            prepositions: words("references.words.prepositions", words_of.prepositions)?,
            possessives: words("references.words.possessives", words_of.possessives)?,
            part_endings: words_of.part_endings,
            of: words("references.words.of", words_of.of)?,
            own: words("references.words.own", words_of.own)?,
            statutes: self.statutes,
            no_statute: words("references.words.no_statute", words_of.no_statute)?,
            announcing_endings: words_of.announcing_endings,
            announcing_alone: words(
                "references.words.announcing_alone",
                words_of.announcing_alone,
            )?,
            no_announcement: words("references.words.no_announcement", words_of.no_announcement)?,
            announcing_phrases: words_of.announcing_phrases,
            announcing_directly: words(
                "references.words.announcing_directly",
                words_of.announcing_directly,
            )?,
            spent: words_of.spent,
            own_nouns: words_of.own_nouns,
            other_nouns: words_of.other_nouns,
            following: words("references.words.following", words_of.following)?,
            measures: words("references.words.measures", words_of.measures)?,
            row_words: words("references.words.row_words", words_of.row_words)?,
            no_abbreviation: words("references.words.no_abbreviation", words_of.no_abbreviation)?,
            adjective_endings: words_of.adjective_endings,
            version_openers: words("references.words.version_openers", words_of.version_openers)?,
            version_words: words("references.words.version_words", words_of.version_words)?,
            version_phrases: words_of.version_phrases,
            inside_sentence: words("references.words.inside_sentence", words_of.inside_sentence)?,
            outline: words("references.words.outline", words_of.outline)?,
        })
    }
}

impl Lexicon {
    /// The lexicon that is built into the program.
    pub fn embedded() -> Self {
        Self::parse(include_str!("../../rules/lexicon.toml"))
            .expect("the embedded lexicon is tested to parse")
    }

    /// Reads a lexicon from the text of a `lexicon.toml`.
    pub fn parse(source: &str) -> Result<Self, LexiconError> {
        let file: File = toml::from_str(source)?;
        Ok(Self {
            abbreviations: words("abbreviations", file.abbreviations)?,
            closing_abbreviations: words("closing_abbreviations", file.closing_abbreviations)?,
            months: words("months", file.months)?,
            reference_words: words("reference_words", file.reference_words)?,
            chain_words: words("chain_words", file.chain_words)?,
            ordinal_contexts: words("ordinal_contexts", file.ordinal_contexts)?,
            ordinal_nouns: words("ordinal_nouns", file.ordinal_nouns)?,
            sentence_openers: words("sentence_openers", file.sentence_openers)?,
            repeal_notes: file.repeal_notes,
            repeals: RepealNotes::new(file.repeals)?,
            annex_names: file.annex_names,
            formula_names: file.formula_names,
            contents_names: file.contents_names,
            drafts: file.drafts,
            levels: file.levels,
            references: file.references.compile()?,
        })
    }

    /// Whether no sentence ends with the word: "der", "nach", "im".
    pub(crate) fn leads_on(&self, word: &str) -> bool {
        !self.chain_words.contains(word)
            && (self.ordinal_contexts.contains(word)
                || self.references.prepositions.contains(word)
                || self.references.articles.contains(word))
    }

    /// Whether a line is the date of an act: "Vom 3. Februar 2026", "Vom …".
    pub fn is_act_date(&self, line: &str) -> bool {
        self.drafts.is_date(line, &self.months)
    }

    /// The level of government that a text names, whatever word it has for it; any other text stays.
    pub fn level<'t>(&'t self, said: &'t str) -> &'t str {
        let said = said.trim();
        let same = |word: &str| word.to_lowercase() == said.to_lowercase();
        let found = self
            .levels
            .iter()
            .find(|level| same(&level.name) || level.words.iter().any(|word| same(word)));
        found.map_or(said, |level| level.name.as_str())
    }

    /// The level whose law is published as XML: the federation.
    pub fn federal(&self) -> &str {
        self.levels.first().map_or("", |level| level.name.as_str())
    }

    /// Whether a word joins two others: "und", "bis". A hyphen before it stays one.
    pub fn joins(&self, word: &str) -> bool {
        self.chain_words.contains(word)
    }

    /// Whether a word names a month.
    pub fn is_month(&self, word: &str) -> bool {
        self.months.contains(word)
    }

    /// Whether the number or letter that starts at `at` belongs to a reference: "Absatz 1", "Nr. 2",
    /// "den Nummern 1, 2 und 3".
    pub(crate) fn follows_reference_word(&self, text: &str, at: usize) -> bool {
        // A chain of more than a dozen numbers is rare enough to be taken for none.
        let mut end = at;
        let mut number_expected = false;
        for _ in 0..24 {
            let Some((start, word)) = word_before(text, end) else {
                return false;
            };
            if self.reference_words.contains(word) {
                return !number_expected;
            }
            let number = word.strip_suffix(',').unwrap_or(word);
            if is_number(number) {
                // Two numbers side by side ("Absatz 2 1. Halbsatz") are no chain.
                if !number_expected && number.len() == word.len() {
                    return false;
                }
                number_expected = false;
            } else if !number_expected && self.chain_words.contains(word) {
                number_expected = true;
            } else {
                return false;
            }
            end = start;
        }
        false
    }
}

fn words(list: &'static str, entries: Vec<String>) -> Result<Words, LexiconError> {
    let mut words = HashSet::with_capacity(entries.len());
    for entry in entries {
        let word: String = entry.split_whitespace().collect();
        if word.is_empty() {
            return Err(LexiconError::Empty { list });
        }
        if !words.insert(word.into_boxed_str()) {
            return Err(LexiconError::Twice { list, word: entry });
        }
    }
    let longest = words.iter().map(|w| w.len()).max().unwrap_or(0);
    Ok(Words { words, longest })
}

/// The word that ends before `end`, spaces in between passed over, and where it starts.
pub(crate) fn word_before(text: &str, end: usize) -> Option<(usize, &str)> {
    let end = text[..end].trim_end_matches(' ').len();
    let start = word_start(text, end);
    (start < end).then(|| (start, &text[start..end]))
}

/// Bytes beyond which a word is no word of any list: text without spaces is not read back to its
/// beginning at every mark in it.
const LONGEST_WORD: usize = 160;

/// Where the word that ends at `end` starts: behind white space, an opening bracket or quotation
/// mark, a slash, a hyphen or a dash; of a monstrous word, its last part.
pub(crate) fn word_start(text: &str, end: usize) -> usize {
    let bytes = text.as_bytes();
    let first = text.floor_char_boundary(end.saturating_sub(LONGEST_WORD));
    let mut at = end;
    while at > first {
        match bytes[at - 1] {
            b' ' | b'\n' | b'(' | b'[' | b'/' | b'-' | b'"' | b'\'' => break,
            // General punctuation: dashes, quotation marks, the ellipsis.
            0x80..=0xbf if at >= 3 && bytes[at - 3] == 0xe2 && bytes[at - 2] == 0x80 => break,
            _ => at -= 1,
        }
    }
    at
}

/// Whether a word is what a reference counts with: "3", "3a", "IV", "b", "bb".
pub(crate) fn is_number(word: &str) -> bool {
    let bytes = word.as_bytes();
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    if digits > 0 {
        return bytes.len() - digits <= 2 && bytes[digits..].iter().all(u8::is_ascii_lowercase);
    }
    is_roman(word)
        || bytes.len() == 1 && bytes[0].is_ascii_alphabetic()
        || (2..=3).contains(&bytes.len())
            && bytes[0].is_ascii_lowercase()
            && bytes.iter().all(|b| *b == bytes[0])
}

/// Whether a word is written in Roman digits, in capitals.
pub(crate) fn is_roman(word: &str) -> bool {
    !word.is_empty()
        && word.len() <= 8
        && word
            .bytes()
            .all(|b| matches!(b, b'I' | b'V' | b'X' | b'L' | b'C'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_lexicon_parses() {
        let lexicon = Lexicon::embedded();
        assert!(lexicon.abbreviations.contains("z.B."));
        assert!(lexicon.months.contains("März"));
    }

    #[test]
    fn a_word_listed_twice_is_refused() {
        let twice =
            include_str!("../../rules/lexicon.toml").replacen("\"März\"", "\"März\", \"März\"", 1);
        assert!(matches!(
            Lexicon::parse(&twice),
            Err(LexiconError::Twice { list: "months", .. })
        ));
    }

    #[test]
    fn chains_are_followed_back_to_their_reference_word() {
        let lexicon = Lexicon::embedded();
        for (text, expected) in [
            ("nach Absatz 1", true),
            ("nach den Absätzen 1 und 2", true),
            ("den Nummern 1, 2 oder 3", true),
            ("Buchstaben a und b", true),
            ("gemäß § 5", true),
            ("am 1", false),
            ("der 1. und 2", false),
            ("Absatz 2 1", false),
        ] {
            let at = word_start(text, text.len());
            assert_eq!(lexicon.follows_reference_word(text, at), expected, "{text}");
        }
    }
}
