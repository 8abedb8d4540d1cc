//! The rule files as a lawyer writes them, before anything is compiled.
//!
//! Every table refuses keys that it does not know. Comments in `rules/README.md` explain the keys
//! to authors; the doc comments here are their definition.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::text::Text;

/// `pack.toml`: the identity of the pack.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackFile {
    /// Semantic version of the rules, apart from that of the program.
    pub version: String,
}

/// `obstacles/*.toml` and `enablers/*.toml`: one category and its rules.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FamilyFile {
    /// What holds for all rules of the file.
    pub family: Family,
    /// Fragments of this file alone.
    #[serde(default)]
    pub fragments: BTreeMap<String, String>,
    /// Contexts of this file alone.
    #[serde(default)]
    pub context: BTreeMap<String, ContextEntry>,
    /// The rules.
    #[serde(default)]
    pub rule: Vec<RuleEntry>,
}

fn yes() -> bool {
    true
}

/// Whether a category stands in the way or opens it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FamilyKind {
    /// An obstacle to a digital administration.
    Obstacle,
    /// Something that lifts obstacles.
    Enabler,
}

/// The head of a family file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Family {
    /// Key of the category, as in the annotation guidelines.
    pub category: String,
    /// Obstacle or enabler.
    pub kind: FamilyKind,
    /// Name for readers.
    pub title: Text,
    /// What the category is and why it matters.
    pub about: Text,
    /// Whether it prescribes a form, presence or thing; evidence and discretion hinder without barring
    /// the electronic way.
    #[serde(default = "yes")]
    pub prescribes_form: bool,
    /// Schwerpunkte of the Digitalcheck that it belongs to.
    #[serde(default)]
    pub schwerpunkte: Vec<String>,
    /// Exceptions for every rule of the file.
    #[serde(default)]
    pub unless: Vec<ConditionEntry>,
    /// What mitigates every obstacle of the file.
    #[serde(default)]
    pub mitigated_by: Vec<ConditionEntry>,
    /// What excludes the electronic form for every obstacle of the file.
    #[serde(default)]
    pub excluded_by: Vec<ConditionEntry>,
    /// What to do about it, in the order of the federal screening.
    #[serde(default)]
    pub remedy: Option<Text>,
}

/// Whether a rule counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Counts.
    #[default]
    Stable,
    /// Reported, but never gates a check.
    Preview,
    /// Kept so that its id is not used again; never fires.
    Deprecated,
}

/// Where a match must begin and end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Boundary {
    /// At a word's start and at a word's end.
    #[default]
    Word,
    /// At a word's start; it may end inside a word.
    Start,
    /// At a word's end; it may start inside a word.
    End,
    /// Anywhere.
    None,
}

/// One rule.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleEntry {
    /// Stable id, never used again for anything else.
    pub id: String,
    /// Name for readers.
    pub title: Text,
    /// Why it is an obstacle or an enabler, where the family's text does not say it already.
    #[serde(default)]
    pub why: Option<Text>,
    /// Norms that the rule follows.
    #[serde(default)]
    pub legal_basis: Vec<String>,
    /// Version of the pack that brought the rule.
    pub since: String,
    /// Whether it counts.
    #[serde(default)]
    pub status: Status,
    /// What it marks: a regular expression over one sentence; `{{name}}` inserts a fragment.
    pub pattern: String,
    /// Where the match must begin and end.
    #[serde(default)]
    pub boundary: Boundary,
    /// All of these must hold.
    #[serde(default)]
    pub requires: Vec<ConditionEntry>,
    /// None of these may hold.
    #[serde(default)]
    pub unless: Vec<ConditionEntry>,
    /// Any of these makes the obstacle mitigated.
    #[serde(default)]
    pub mitigated_by: Vec<ConditionEntry>,
    /// Any of these makes it excluded.
    #[serde(default)]
    pub excluded_by: Vec<ConditionEntry>,
    /// The effect where neither applies; `hard` unless said otherwise.
    #[serde(default)]
    pub effect: Option<String>,
    /// The act that it forms, where the rule itself decides it.
    #[serde(default)]
    pub act: Option<String>,
    /// What to do about it, where it differs from the family's.
    #[serde(default)]
    pub remedy: Option<Text>,
    /// The rule's proof.
    #[serde(default)]
    pub example: Vec<ExampleEntry>,
}

/// An example, which is a test: every `[…]` must be found, and nothing else.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExampleEntry {
    /// A model sentence; square brackets mark what the rule finds, none means silence.
    pub text: String,
    /// The effect that is expected of an obstacle: `hard` unless said otherwise.
    #[serde(default)]
    pub effect: Option<String>,
    /// Heading of the provision it stands in.
    #[serde(default)]
    pub heading: String,
    /// Abbreviation of the statute it stands in.
    #[serde(default)]
    pub law: String,
    /// Title of the statute it stands in.
    #[serde(default)]
    pub title: String,
    /// Name of the provision.
    #[serde(default)]
    pub provision: String,
    /// Known not to work yet; fails when it starts to.
    #[serde(default)]
    pub known_gap: bool,
}

/// A condition: the name of one in `contexts.toml`, or scopes with patterns that must all match.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum ConditionEntry {
    /// Name of a context.
    Named(String),
    /// Written where it is used.
    Inline(Box<ScopeEntry>),
}

/// Patterns by scope; all that are given must match.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScopeEntry {
    /// The matched text itself.
    #[serde(rename = "match")]
    pub matched: Option<String>,
    /// The sentence as read, up to the match.
    pub before: Option<String>,
    /// The sentence as read, from the end of the match.
    pub after: Option<String>,
    /// The text of the match's own list item, or the sentence outside of lists.
    pub item: Option<String>,
    /// The sentence as read: introduction of the list, the item, what follows the list.
    pub sentence: Option<String>,
    /// The sentence before it in the same subsection.
    pub previous: Option<String>,
    /// The sentence behind it in the same subsection.
    pub next: Option<String>,
    /// The whole subsection.
    pub subsection: Option<String>,
    /// Name of the provision.
    pub provision: Option<String>,
    /// Heading of the provision, with those of the outline above it.
    pub heading: Option<String>,
    /// Title of the statute.
    pub title: Option<String>,
    /// Abbreviation of the statute.
    pub law: Option<String>,
    /// Key of the statute's kind.
    pub kind: Option<String>,
    /// Key of the statute's area of law.
    pub area: Option<String>,
    /// Why it excludes, mitigates or is needed.
    pub why: Option<String>,
}

/// `contexts.toml`: conditions with names.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContextsFile {
    /// By name.
    #[serde(default)]
    pub context: BTreeMap<String, ContextEntry>,
}

/// A named condition: holds where any of its scopes holds.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContextEntry {
    /// What it means, for the documentation.
    pub why: Text,
    /// Any of these must hold.
    pub any: Vec<ScopeEntry>,
}

/// `fragments.toml`: sub-patterns with names.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FragmentsFile {
    /// By name.
    #[serde(default)]
    pub fragments: BTreeMap<String, String>,
}

/// `acts.toml`: the acts of administration and how the law names them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActsFile {
    /// In order of precedence at equal distance.
    #[serde(default)]
    pub act: Vec<ActEntry>,
}

/// An act and its words.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActEntry {
    /// Key.
    pub id: String,
    /// Name for readers.
    pub title: Text,
    /// Word beginnings: "Antrag" also finds "Anträge" only if listed, and "Antragsteller".
    #[serde(default)]
    pub stems: Vec<String>,
    /// Beginnings of words that are not this act although a stem fits.
    #[serde(default)]
    pub except: Vec<String>,
}

/// `relations.toml`: cues for between whom a duty runs.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelationsFile {
    /// Points that the strongest relation needs; below it is `keine`.
    pub threshold: f32,
    /// The cues; each counts once for a subsection.
    #[serde(default)]
    pub cue: Vec<CueEntry>,
}

/// A cue for one relation.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CueEntry {
    /// Points by relation; negative points speak against it.
    pub points: BTreeMap<String, f32>,
    /// Word beginnings in the text.
    #[serde(default)]
    pub stems: Vec<String>,
    /// Patterns over statute and provision, as in a condition.
    pub law: Option<String>,
    /// Title of the statute.
    pub title: Option<String>,
    /// Key of the kind.
    pub kind: Option<String>,
    /// Key of the area.
    pub area: Option<String>,
    /// Heading with outline.
    pub heading: Option<String>,
    /// Name of the provision.
    pub provision: Option<String>,
    /// What the cue is.
    pub why: Option<String>,
}

/// `substitution.toml`: general clauses that allow an electronic substitute.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubstitutionFile {
    /// The clauses.
    #[serde(default)]
    pub clause: Vec<ClauseEntry>,
    /// Which clause governs; the first that fits wins.
    #[serde(default)]
    pub case: Vec<CaseEntry>,
    /// Words of which every clause of a statute for its own places holds one.
    #[serde(default)]
    pub own_words: Vec<String>,
    /// Clauses of a statute for its own places.
    #[serde(default)]
    pub own: Vec<OwnEntry>,
}

/// A kind of clause by which a statute decides on the electronic way for its own places.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnEntry {
    /// Stable id.
    pub id: String,
    /// What the clause does, for readers.
    pub about: Text,
    /// Whether it opens the electronic way or shuts it.
    pub turn: Turn,
    /// How far it reaches, where it names no places.
    pub reach: Reach,
    /// What it decides on.
    pub categories: Vec<String>,
    /// Keys of the acts that it governs; without them those that the group `acts` names, else all.
    #[serde(default)]
    pub acts: Vec<String>,
    /// Pattern over a subsection; its groups `acts` and `places` name what is governed.
    pub pattern: String,
    /// Its proof.
    #[serde(default)]
    pub example: Vec<OwnExample>,
}

/// An example of a clause, which is a test.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnExample {
    /// The subsection with the clause; it stands in § 1.
    pub clause: String,
    /// Provisions of the same statute, from § 2 on, whose first obstacle it governs.
    #[serde(default)]
    pub governs: Vec<String>,
    /// Further provisions, whose obstacles it leaves alone.
    #[serde(default)]
    pub leaves: Vec<String>,
}

/// What a clause does to the electronic way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Turn {
    /// It shuts it.
    Excludes,
    /// It opens it.
    Opens,
}

/// How far a clause reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reach {
    /// The places that its group `places` names, and nothing where they cannot be read.
    Places,
    /// The provision that it stands in.
    Provision,
    /// The whole statute.
    Statute,
}

/// A general clause.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClauseEntry {
    /// Citation, which is its key in the tables: "§ 3a VwVfG".
    pub cite: String,
    /// What it allows.
    pub about: Text,
}

/// A case: all conditions that are given must hold.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseEntry {
    /// Citation of the clause; empty where none governs.
    pub clause: String,
    /// Categories.
    #[serde(default)]
    pub categories: Vec<String>,
    /// Relations.
    #[serde(default)]
    pub relations: Vec<String>,
    /// Areas of law.
    #[serde(default)]
    pub areas: Vec<String>,
    /// Pattern over the abbreviation.
    pub law: Option<String>,
    /// Pattern over the title.
    pub title: Option<String>,
    /// Pattern over the designation of the provision.
    pub provision: Option<String>,
    /// Pattern over the sentence.
    pub sentence: Option<String>,
    /// Which side must act, where clauses for what an office receives and issues differ.
    pub side: Option<Side>,
    /// Why the clause governs, or why none does.
    pub reason: Text,
}

/// `kinds.toml` and `areas.toml`: what a statute is, by its title.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassesFile {
    /// The first that fits wins.
    #[serde(default)]
    pub class: Vec<ClassEntry>,
}

/// A kind or an area.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassEntry {
    /// Key.
    pub id: String,
    /// Name for readers.
    pub title: Text,
    /// Pattern over the abbreviation.
    pub law: Option<String>,
    /// Pattern over title and short title.
    pub name: Option<String>,
    /// Pattern over the place of publication.
    pub gazette: Option<String>,
}

/// `schwerpunkte.toml`: the Schwerpunkte of the Digitalcheck.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchwerpunkteFile {
    /// The principles.
    pub principle: Vec<SchwerpunktEntry>,
    /// The Schwerpunkte.
    pub schwerpunkt: Vec<SchwerpunktEntry>,
}

/// A principle or a Schwerpunkt.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchwerpunktEntry {
    /// "P1", "1.1".
    pub id: String,
    /// Official name and its translation.
    pub title: Text,
}

/// `rating.toml`: the weights.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RatingFile {
    /// Factor by which each further obstacle of one category in a provision counts less.
    pub repeat: f64,
    /// How much of the weight an enabler of the same act takes away.
    pub relief: f64,
    /// Lowest readiness of each grade, from A to D; E lies below.
    pub grades: GradesEntry,
    /// Weights by category.
    pub weight: BTreeMap<String, WeightEntry>,
}

/// Lowest readiness of each grade.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct GradesEntry {
    pub a: f64,
    pub b: f64,
    pub c: f64,
    pub d: f64,
}

/// Weights of a category, each between 0 and 1.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeightEntry {
    /// Hard, and no general clause substitutes it.
    pub hard: f64,
    /// Hard, but a general clause allows an electronic substitute.
    pub substitutable: f64,
    /// The text itself opens an electronic way.
    pub mitigated: f64,
    /// The text excludes the electronic form.
    pub excluded: f64,
}

/// `baseline_words.toml`: the plain word list that the rules are compared with.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaselineFile {
    /// Words in lower case, by category.
    #[serde(default)]
    pub words: BTreeMap<String, Vec<String>>,
}

/// `quality.toml`: what was measured of the pack, written by `normscreen eval --write-quality`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QualityFile {
    /// Version of the pack that was measured.
    pub rule_pack_version: String,
    /// Hash of the pack that was measured.
    pub rule_pack_hash: String,
    /// How often the sample was drawn again for the intervals.
    pub resamples: usize,
    /// Labelled provisions.
    pub items: usize,
    /// Edits of the legislator.
    pub edit_items: usize,
    /// Over all obstacles.
    pub obstacles: Option<ScoreEntry>,
    /// Over all enablers.
    pub enablers: Option<ScoreEntry>,
    /// Effects right among the obstacles found.
    pub effects: Option<ShareEntry>,
    /// Relations right.
    pub relations: Option<ShareEntry>,
    /// Sentences that the legislator opened, found as hard before.
    pub edits_found: Option<ShareEntry>,
    /// The same sentences without a hard obstacle after.
    pub edits_cleared: Option<ShareEntry>,
    /// The plain word list on the same obstacles.
    pub words: Option<ScoreEntry>,
    /// The files of the sample.
    #[serde(default)]
    pub gold: Vec<GoldEntry>,
    /// By category.
    #[serde(default)]
    pub category: Vec<CategoryScoreEntry>,
}

/// A file of the sample.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoldEntry {
    /// Its name.
    pub file: String,
    /// SHA-256 of its bytes, which is its version.
    pub sha256: String,
}

/// Precision, recall and F1, in [0, 1].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct ScoreEntry {
    pub support: u32,
    pub precision: f64,
    pub recall: f64,
    pub f1: f64,
    /// 95 % interval of the F1.
    pub f1_low: f64,
    pub f1_high: f64,
}

impl ScoreEntry {
    /// The interval of F1, where the sample is large enough for one.
    pub fn interval(&self) -> Option<[f64; 2]> {
        spread(self.support, [self.f1_low, self.f1_high])
    }
}

/// A share in [0, 1].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct ShareEntry {
    pub of: u32,
    pub share: f64,
    /// 95 % interval.
    pub low: f64,
    pub high: f64,
}

impl ShareEntry {
    /// The interval, where the sample is large enough for one.
    pub fn interval(&self) -> Option<[f64; 2]> {
        spread(self.of, [self.low, self.high])
    }
}

/// An interval drawn by the bootstrap from `of` places, where it says something: fewer than ten
/// places give none, nor do draws that all come out alike.
pub fn spread(of: u32, [low, high]: [f64; 2]) -> Option<[f64; 2]> {
    const LEAST: u32 = 10;
    (of >= LEAST && low < high).then_some([low, high])
}

/// A category's scores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryScoreEntry {
    /// Key of the category.
    pub category: String,
    /// By the rules.
    pub rules: ScoreEntry,
    /// Effects right where it was found.
    pub effects: Option<ShareEntry>,
    /// By the plain word list.
    pub words: Option<ScoreEntry>,
}

/// `evidence.toml`: kinds of evidence and the registers that hold what they say.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceFile {
    /// Categories whose findings are asked for evidence.
    pub categories: Vec<String>,
    /// The registers.
    #[serde(default)]
    pub register: Vec<RegisterEntry>,
    /// The kinds of evidence; a kind that stands earlier is named first.
    #[serde(default)]
    pub evidence: Vec<EvidenceEntry>,
}

/// A register.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterEntry {
    /// Key.
    pub id: String,
    /// Name for readers.
    pub title: Text,
    /// Who keeps it.
    pub keeper: Text,
    /// Norms that it rests on.
    pub legal_basis: Vec<String>,
}

/// A kind of evidence and its words.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceEntry {
    /// Key.
    pub id: String,
    /// Name for readers.
    pub title: Text,
    /// The register that holds it; empty where none does.
    pub register: String,
    /// Its names, as word beginnings.
    #[serde(default)]
    pub stems: Vec<String>,
    /// What it is about; counts only shortly behind a word of a generic kind.
    #[serde(default)]
    pub about: Vec<String>,
    /// Word beginnings that are not meant although a stem fits.
    #[serde(default)]
    pub except: Vec<String>,
    /// Counts only where no other kind is named.
    #[serde(default)]
    pub generic: bool,
}

/// `purposes.toml`: what somebody must appear for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PurposesFile {
    /// Categories whose findings have a purpose.
    pub categories: Vec<String>,
    /// In order of precedence; the last is what is left.
    #[serde(default)]
    pub purpose: Vec<PurposeEntry>,
}

/// A purpose and its words.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PurposeEntry {
    /// Key.
    pub id: String,
    /// Name for readers.
    pub title: Text,
    /// Whether it can be served from a distance.
    pub remote: Remote,
    /// Word beginnings.
    #[serde(default)]
    pub stems: Vec<String>,
    /// Word beginnings that are not meant although a stem fits.
    #[serde(default)]
    pub except: Vec<String>,
    /// Word beginnings that decide where the words of the finding themselves hold them.
    #[serde(default)]
    pub own: Vec<String>,
    /// Purposes over which they decide.
    #[serde(default)]
    pub over: Vec<String>,
}

/// Whether a purpose can be served from a distance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Remote {
    Yes,
    Partly,
    No,
}

/// `directions.toml`: who owes it to whom.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DirectionsFile {
    /// What obstacles are called that run no way.
    pub none: NoDirectionEntry,
    /// The directions.
    #[serde(default)]
    pub direction: Vec<DirectionEntry>,
    /// The cues; each counts once for a finding.
    #[serde(default)]
    pub cue: Vec<DirectionCueEntry>,
}

/// What is called that runs no way.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoDirectionEntry {
    /// Name for readers.
    pub title: Text,
}

/// A direction.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DirectionEntry {
    /// Key.
    pub id: String,
    /// Name for readers.
    pub title: Text,
    /// The relation that it belongs to.
    pub relation: String,
    /// Which side must act, where the relation has two.
    #[serde(default)]
    pub side: Option<Side>,
}

/// Which side must act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// Those who stand before the office.
    An,
    /// The office.
    Von,
}

/// A cue for the side that must act.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DirectionCueEntry {
    /// What the cue is.
    pub why: String,
    /// Points for either side.
    pub points: SidePoints,
    /// Word beginnings in the sentence.
    #[serde(default)]
    pub stems: Vec<String>,
    /// Keys of acts.
    #[serde(default)]
    pub acts: Vec<String>,
    /// Keys of categories; beside a pattern the only ones that it speaks of.
    #[serde(default)]
    pub categories: Vec<String>,
    /// Pattern over the introduction of the list and the sentence or item; `‹` and `›` stand around
    /// the words of the finding.
    #[serde(default)]
    pub pattern: Option<String>,
}

/// Points for either side.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct SidePoints {
    pub an: f32,
    pub von: f32,
}
