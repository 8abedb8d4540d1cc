//! The words of amending commands: data from `rules/amend.toml`.
//!
//! Comes in as TOML, goes out as sets of words by their task. It knows no grammar; how the words
//! stand together is the business of `amend`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

/// Word lists for reading amending commands.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AmendingWords {
    /// What a command does, by its last word.
    pub verbs: VerbWords,
    /// Words by their task.
    pub words: CommandWords,
    /// Phrases that ask for a number of places.
    #[serde(default)]
    pub counts: Vec<Count>,
    /// Phrases for the ends of a place.
    pub phrases: PhraseWords,
    /// Punctuation marks by their names.
    pub marks: BTreeMap<String, String>,
    /// How a command names the statute that it amends.
    pub target: TargetWords,
    /// How a draft ends a statute.
    #[serde(default)]
    pub expiry: ExpiryWords,
}

/// "Gleichzeitig tritt das Mustergesetz vom … (BGBl. …) außer Kraft."
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpiryWords {
    /// "tritt"
    pub verbs: Vec<String>,
    /// "außer Kraft"
    pub ends: Vec<String>,
    /// What stands before the last amendment of the statute: "zuletzt".
    pub last: Vec<String>,
    /// What leaves a part of the statute in force, or makes its end depend on something.
    pub except: Vec<String>,
}

/// Participles, and what ends a command like them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerbWords {
    /// "ersetzt"
    pub replace: BTreeSet<String>,
    /// "eingefügt"
    pub insert: BTreeSet<String>,
    /// "angefügt"
    pub append: BTreeSet<String>,
    /// "vorangestellt"
    pub prepend: BTreeSet<String>,
    /// "gestrichen", "aufgehoben"
    pub strike: BTreeSet<String>,
    /// "gefasst"
    pub rewrite: BTreeSet<String>,
    /// "geändert", behind which the commands themselves follow
    pub change: BTreeSet<String>,
}

/// Words outside of quotations by their task.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommandWords {
    /// "wird"
    pub auxiliaries: BTreeSet<String>,
    /// "erhält", before "folgenden Absatz 3"
    pub receiving: BTreeSet<String>,
    /// "in"
    pub within: BTreeSet<String>,
    /// "nach"
    pub after: BTreeSet<String>,
    /// "vor"
    pub before: BTreeSet<String>,
    /// "durch"
    pub by: BTreeSet<String>,
    /// "zu", in "wird zu Absatz 3"
    pub becoming: BTreeSet<String>,
    /// "an"
    pub at: BTreeSet<String>,
    /// "dem", where it begins a command
    pub dative: BTreeSet<String>,
    /// "der"
    pub articles: BTreeSet<String>,
    /// "von", in "die Überschrift von § 3"
    pub of: BTreeSet<String>,
    /// "weggefallen", where no command stands any more
    pub gone: BTreeSet<String>,
    /// "bisherige"
    pub former: BTreeSet<String>,
    /// "neue"
    pub new: BTreeSet<String>,
    /// "folgende"
    pub following: BTreeSet<String>,
    /// "jeweils"
    pub each: BTreeSet<String>,
    /// Words that change nothing.
    pub fillers: BTreeSet<String>,
    /// Nouns before a quotation.
    pub quoted: BTreeSet<String>,
    /// "letzten", before "Halbsatz"
    pub last: BTreeSet<String>,
    /// "einleitenden", before "Satzteil"
    pub introductory: BTreeSet<String>,
    /// Words that mean one of several places.
    pub nth: BTreeSet<String>,
    /// "Überschrift"
    pub heading: BTreeSet<String>,
    /// "Inhaltsübersicht"
    pub contents: BTreeSet<String>,
    /// "Angabe", in "die Angabe zu § 3"
    pub entry: BTreeSet<String>,
    /// "Wortlaut"
    pub wording: BTreeSet<String>,
    /// "Satzteil", in "dem Satzteil vor Nummer 1"
    pub sentence_part: BTreeSet<String>,
    /// "Einleitungssatz"
    pub lead: BTreeSet<String>,
    /// "Abschnitt"
    pub outline: BTreeSet<String>,
    /// "Spalte", whose bounds the text does not show
    pub column: BTreeSet<String>,
    /// Parts that cannot be told from the text.
    pub other: BTreeSet<String>,
}

/// A phrase that asks for a number of places; 0 for all of them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// The words.
    pub phrase: String,
    /// How many.
    pub count: usize,
}

/// Phrases for the ends of a place.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhraseWords {
    /// "am Ende"
    pub end: Vec<String>,
    /// "am Anfang"
    pub beginning: Vec<String>,
    /// That the new text stands in an annex of the draft.
    pub annexed: Vec<String>,
    /// From which day on a command holds; a date follows.
    pub dated: Vec<String>,
}

/// How a command names the statute that it amends, and how names are compared.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetWords {
    /// How the heading of an amending article begins: "Änderung".
    pub headings: Vec<String>,
    /// "BGBl."
    pub gazettes: Vec<String>,
    /// Phrases that end the name: "in der Fassung".
    pub ends: Vec<String>,
    /// By what a note says that the statute was published anew: "Neugefasst".
    pub republished: Vec<String>,
    /// What ends the clause on the last amendment: "worden ist".
    pub amended: Vec<String>,
    /// What a statute calls itself: "die Überschrift des Gesetzes".
    pub own: BTreeSet<String>,
    /// By what a name of neuter gender is known at its end, and what that is in the nominative.
    pub neuter: BTreeMap<String, String>,
    /// The same for feminine names.
    pub feminine: BTreeMap<String, String>,
    /// Endings that do not count when names are compared, longest first.
    pub endings: Vec<String>,
    /// Words that do not count.
    pub ignored: BTreeSet<String>,
}
