//! What the pages show, as plain values.
//!
//! The pipeline fills these from its tables and hands them to a [`Site`](super::Site). Nothing in
//! here is formatted or escaped, and nothing is computed that would change a figure. Readiness is
//! always in points from 0 to 100; shares are given as counts and turned into percent when shown;
//! unknown is an empty string or `None`.

pub use crate::ledger::Outcome;
pub use crate::rate::{Grade, Standing};
pub use crate::rules::{Effect, Relation};

use crate::statute::{Span, Statute};

// ---------------------------------------------------------------------------------------------
// The site
// ---------------------------------------------------------------------------------------------

/// What holds for every page of a run.
#[derive(Debug, Clone, Default)]
pub struct SiteFacts {
    /// What was screened, as the heading names it: "Bundesrecht". Empty where the run does not say.
    pub subject: String,
    /// The date or note that the texts are as of; empty where unknown. Never a clock.
    pub as_of: String,
    /// Who publishes the report; empty where nobody does, and then every page says so.
    pub publisher: String,
    /// Version of the program.
    pub version: String,
    /// Whether a theme lies at `assets/theme.css`.
    pub theme: bool,
    /// Names of the directions that the report is limited to; empty where it counts all obstacles.
    pub limited_to: Vec<String>,
}

/// The rule pack as the pages show it, in one language.
#[derive(Debug, Clone, Default)]
pub struct PackView {
    /// Semantic version.
    pub version: String,
    /// SHA-256 in hexadecimal.
    pub hash: String,
    /// Categories, obstacles first.
    pub categories: Vec<CategoryView>,
    /// Rules in the order of the pack.
    pub rules: Vec<RuleView>,
    /// Names of the acts.
    pub acts: Vec<String>,
    /// General clauses that allow an electronic substitute.
    pub clauses: Vec<ClauseView>,
    /// Which of them governs where, and why.
    pub cases: Vec<CaseView>,
    /// Names of what can be done about an obstacle, in the official order.
    pub options: Vec<String>,
    /// Key and name of the kinds of statutes.
    pub kinds: Vec<(String, String)>,
    /// Key and name of the areas of law.
    pub areas: Vec<(String, String)>,
    /// Id and name of the principles and Schwerpunkte of the Digitalcheck.
    pub schwerpunkte: Vec<(String, String)>,
    /// Factor by which each further obstacle of a category in a provision counts less.
    pub repeat: f64,
    /// Share of the weight that an enabler of the same act takes away.
    pub relief: f64,
    /// Lowest readiness of the grades A to D.
    pub grades: [f64; 4],
    /// Who owes it to whom.
    pub directions: Vec<String>,
    /// Purposes of an appearance.
    pub purposes: Vec<String>,
    /// Kinds of evidence, with the register that holds them; empty where none does.
    pub evidence: Vec<(String, String)>,
}

/// A category of obstacles or enablers.
#[derive(Debug, Clone, Default)]
pub struct CategoryView {
    /// Key, as in the tables.
    pub key: String,
    /// Whether it is an obstacle.
    pub obstacle: bool,
    /// Whether it prescribes a form, presence or thing.
    pub prescribes_form: bool,
    /// Name.
    pub title: String,
    /// What it is and why it matters.
    pub about: String,
    /// Ids of its Schwerpunkte.
    pub schwerpunkte: Vec<String>,
    /// Weights in [0, 1): hard, substitutable, mitigated, excluded. None for enablers.
    pub weights: Option<[f64; 4]>,
}

/// A rule.
#[derive(Debug, Clone, Default)]
pub struct RuleView {
    /// Stable id.
    pub id: String,
    /// Place of its category in [`PackView::categories`].
    pub category: usize,
    /// Name.
    pub title: String,
    /// Why it matters.
    pub why: String,
    /// What to do; empty for enablers.
    pub remedy: String,
    /// Norms that it follows.
    pub legal_basis: Vec<String>,
    /// Version of the pack that brought it.
    pub since: String,
    /// Whether it counts only on trial.
    pub preview: bool,
    /// Whether it is kept only for its id.
    pub deprecated: bool,
}

/// A rule's own page.
#[derive(Debug, Clone, Default)]
pub struct RulePageView {
    /// Place in [`PackView::rules`].
    pub rule: usize,
    /// The file of the pack that it stands in.
    pub file: String,
    /// What it marks, as written.
    pub pattern: String,
    /// What must hold, in the order of the rule.
    pub requires: Vec<String>,
    /// Its exceptions.
    pub unless: Vec<String>,
    /// What mitigates it.
    pub mitigated_by: Vec<String>,
    /// What excludes the electronic form.
    pub excluded_by: Vec<String>,
    /// Examples with what it finds, in pieces: text, and whether it is marked.
    pub finds: Vec<(Vec<(String, bool)>, Effect)>,
    /// Examples on which it is silent.
    pub silent: Vec<String>,
    /// Examples that do not work yet.
    pub gaps: Vec<String>,
}

/// A general clause.
#[derive(Debug, Clone, Default)]
pub struct ClauseView {
    /// Citation: "§ 3a VwVfG".
    pub cite: String,
    /// What it allows.
    pub about: String,
}

// ---------------------------------------------------------------------------------------------
// A statute's page
// ---------------------------------------------------------------------------------------------

/// One statute with what was found in it.
#[derive(Debug, Clone)]
pub struct StatuteView<'a> {
    /// The statute.
    pub statute: &'a Statute,
    /// For each of its provisions, at the same index.
    pub provisions: Vec<ProvisionView>,
    /// Its figures.
    pub figures: Figures,
    /// Where the text came from, as the ledger names it; empty where it should not be shown.
    pub source: String,
}

/// Figures of a statute, an area or a whole run.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Figures {
    /// Provisions that were screened.
    pub provisions: u64,
    /// Those with an act of administration, an obstacle or an enabler.
    pub relevant: u64,
    /// Mean readiness of the relevant provisions; none where there are none.
    pub readiness: Option<f64>,
    /// Relevant provisions by grade, A to E.
    pub grades: [u64; 5],
    /// Obstacles that nothing lifts.
    pub blocking: u64,
    /// Obstacles that a general clause already lifts.
    pub substitutable: u64,
    /// Obstacles that the text itself has opened.
    pub open: u64,
    /// Enablers.
    pub enablers: u64,
    /// Σ (100 − readiness) over the relevant provisions.
    pub leverage: f64,
}

impl Figures {
    /// All obstacles.
    pub fn obstacles(&self) -> u64 {
        self.blocking + self.substitutable + self.open
    }
}

/// What was found in one provision.
#[derive(Debug, Clone, Default)]
pub struct ProvisionView {
    /// Readiness in tenths of a point and its grade; none where the provision is not relevant.
    pub rating: Option<(u16, Grade)>,
    /// Between whom its duties run.
    pub relation: Relation,
    /// Obstacles and enablers; the page puts them in the order of the text.
    pub findings: Vec<FindingView>,
    /// From full readiness to the score, heaviest first; the points and the readiness add up to
    /// 100.
    pub steps: Vec<StepView>,
}

/// One obstacle or enabler.
#[derive(Debug, Clone)]
pub struct FindingView {
    /// The words that it marks, in the provision's text.
    pub span: Span,
    /// Place of the rule in [`PackView::rules`].
    pub rule: usize,
    /// What the text does with the electronic way, and what follows; none for enablers.
    pub obstacle: Option<(Effect, Standing)>,
    /// Place of the act in [`PackView::acts`].
    pub act: Option<usize>,
    /// Place of the case in [`PackView::cases`] that says which general clause allows a substitute,
    /// or why none does.
    pub case: Option<usize>,
    /// The clause of the statute itself that decides instead.
    pub governed: Option<GovernedView>,
    /// What can be done about it, in the official order.
    pub options: Vec<OptionView>,
    /// Between whom the duty runs.
    pub relation: Relation,
    /// Short citation without the statute: "§ 3 Abs. 2 S. 1 Nr. 4".
    pub citation: String,
    /// Place in [`PackView::directions`].
    pub direction: Option<usize>,
    /// Place in [`PackView::purposes`].
    pub purpose: Option<usize>,
    /// Places in [`PackView::evidence`].
    pub evidence: Vec<usize>,
}

/// A case of the general clauses.
#[derive(Debug, Clone, Default)]
pub struct CaseView {
    /// Place of the clause in [`PackView::clauses`]; none where no clause substitutes.
    pub clause: Option<usize>,
    /// Why it governs, or why none does.
    pub reason: String,
}

/// A clause of a statute for its own places.
#[derive(Debug, Clone)]
pub struct GovernedView {
    /// Whether it opens the electronic way or shuts it.
    pub opens: bool,
    /// Short citation without the statute.
    pub citation: String,
    /// Name that a link to its provision carries.
    pub anchor: String,
}

/// What can be done about an obstacle.
#[derive(Debug, Clone)]
pub struct OptionView {
    /// Place in [`PackView::options`].
    pub option: usize,
    /// What it means for the category; empty where only a wording says it.
    pub advice: String,
    /// The passage as it would have to read; empty where a person must find the wording.
    pub wording: Vec<WordingView>,
}

/// A run of words in a rewritten passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WordingView {
    /// It stays.
    Same(String),
    /// It goes.
    Struck(String),
    /// It comes.
    New(String),
}

/// What one obstacle takes from the readiness.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StepView {
    /// Index in [`ProvisionView::findings`].
    pub finding: usize,
    /// The weight that counted, in [0, 1).
    pub weight: f64,
    /// Whether an enabler of the same act took a part of the weight.
    pub relieved: bool,
    /// Which obstacle of its category it is, from 1.
    pub repetition: usize,
    /// Points lost, in tenths.
    pub points: u16,
}

// ---------------------------------------------------------------------------------------------
// Overview
// ---------------------------------------------------------------------------------------------

/// The overview of a run.
#[derive(Debug, Clone, Default)]
pub struct OverviewView {
    /// Figures over all statutes.
    pub figures: Figures,
    /// Statutes that were screened.
    pub statutes: u64,
    /// What became of the inputs.
    pub ledger: LedgerCounts,
    /// Obstacle categories, most obstacles first.
    pub categories: Vec<CategoryCount>,
    /// Areas of law, in the order to be shown.
    pub areas: Vec<AreaRow>,
    /// Levels of government, named as the statutes or a manifest name them, in the order to be shown.
    pub levels: Vec<AreaRow>,
    /// Schwerpunkte of the Digitalcheck, in their order.
    pub schwerpunkte: Vec<SchwerpunktRow>,
    /// The statutes with the greatest leverage, greatest first.
    pub top_statutes: Vec<StatuteRow>,
    /// How many statutes, greatest leverage first, hold half of all leverage; 0 where unknown.
    pub half_of_leverage: u64,
    /// The least ready provisions, first rank first.
    pub top_provisions: Vec<ProvisionRow>,
    /// The most frequent identical wordings of obstacles, most frequent first.
    pub wordings: Vec<WordingRow>,
    /// Evidence by kind, most frequent first.
    pub evidence: Vec<FacetRow>,
    /// Appearances by purpose, most frequent first.
    pub purposes: Vec<FacetRow>,
    /// Obstacles by who owes it to whom, most frequent first.
    pub directions: Vec<FacetRow>,
    /// Statutes that are no longer law, and their blocking obstacles.
    pub repealed: [u64; 2],
}

/// Obstacles that share a facet.
#[derive(Debug, Clone, Default)]
pub struct FacetRow {
    /// Name.
    pub title: String,
    /// What stands beside the name: the register and its legal basis.
    pub note: String,
    /// Obstacles by standing: blocking, substitutable, open.
    pub standing: [u64; 3],
    /// Statutes that hold them.
    pub statutes: u64,
}

/// Obstacles of one category.
#[derive(Debug, Clone, Default)]
pub struct CategoryCount {
    /// Key of the category.
    pub category: String,
    /// Obstacles that nothing lifts.
    pub blocking: u64,
    /// Obstacles that a general clause lifts.
    pub substitutable: u64,
    /// Obstacles that the text has opened.
    pub open: u64,
    /// Statutes that hold at least one.
    pub statutes: u64,
}

/// One area of law or level of government.
#[derive(Debug, Clone, Default)]
pub struct AreaRow {
    /// Key of the area, or the level; empty for statutes without one.
    pub area: String,
    /// Statutes of it.
    pub statutes: u64,
    /// Its figures.
    pub figures: Figures,
}

/// One Schwerpunkt of the Digitalcheck.
#[derive(Debug, Clone, Default)]
pub struct SchwerpunktRow {
    /// Its id: "1.1".
    pub id: String,
    /// Obstacles of its categories by standing: blocking, substitutable, open.
    pub standing: [u64; 3],
    /// Enablers of its categories.
    pub enablers: u64,
}

/// One statute in a table.
#[derive(Debug, Clone, Default)]
pub struct StatuteRow {
    /// Place in the ranking by leverage, from 1; what is no longer law is last.
    pub rank: u64,
    /// Id, which names its page.
    pub id: String,
    /// Abbreviation.
    pub abbreviation: String,
    /// Title.
    pub title: String,
    /// Key of the kind.
    pub kind: String,
    /// Key of the area.
    pub area: String,
    /// Its figures.
    pub figures: Figures,
    /// Leverage in which each sentence counts once.
    pub leverage_distinct: f64,
    /// Leverage of what citizens and businesses owe authorities, each sentence counted once.
    pub leverage_owed: f64,
    /// The note by which it is no longer law; empty where it is.
    pub repealed: String,
    /// What tells it apart from others of the same abbreviation: its date, or its number where that
    /// is the same; empty where the abbreviation is unique.
    pub apart: String,
}

impl StatuteRow {
    /// Percent of the leverage that is sentences said before, where it is a fifth or more.
    pub fn repeats(&self) -> Option<u64> {
        const TOLD: u64 = 20;
        let all = self.figures.leverage;
        let said_again = ((all - self.leverage_distinct) * 100.0 / all).round();
        // Nothing of nothing is no number, and becomes none.
        Some(said_again as u64).filter(|share| *share >= TOLD)
    }
}

/// One provision in a table.
#[derive(Debug, Clone, Default)]
pub struct ProvisionRow {
    /// Place in the ranking, from 1.
    pub rank: u64,
    /// Id of the statute, which names its page.
    pub statute_id: String,
    /// Abbreviation of the statute.
    pub abbreviation: String,
    /// What tells the statute apart from others of the same abbreviation.
    pub apart: String,
    /// Anchor on the statute's page, from [`anchors`](crate::statute::anchors).
    pub anchor: String,
    /// Designation: "§ 3".
    pub provision: String,
    /// Heading.
    pub heading: String,
    /// Readiness.
    pub readiness: f64,
    /// Obstacles by standing: blocking, substitutable, open.
    pub standing: [u64; 3],
}

/// The same words in many places.
#[derive(Debug, Clone, Default)]
pub struct WordingRow {
    /// The words, with their neighbours.
    pub wording: String,
    /// Key of the category.
    pub category: String,
    /// Obstacles with these words that the text has not opened.
    pub places: u64,
    /// Statutes that hold them.
    pub statutes: u64,
    /// One of the places, cited.
    pub example: String,
    /// What to write instead.
    pub remedy: String,
}

// ---------------------------------------------------------------------------------------------
// Ledger
// ---------------------------------------------------------------------------------------------

/// What became of the inputs; the four add up to those that were found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct LedgerCounts {
    pub read: u64,
    pub partly: u64,
    pub skipped: u64,
    pub failed: u64,
}

impl LedgerCounts {
    /// Inputs that were found.
    pub fn found(&self) -> u64 {
        self.read + self.partly + self.skipped + self.failed
    }

    /// Inputs whose text was screened, at least in part.
    pub fn screened(&self) -> u64 {
        self.read + self.partly
    }
}

/// The ledger of a run.
#[derive(Debug, Clone, Default)]
pub struct InputsView {
    /// All inputs.
    pub counts: LedgerCounts,
    /// By format: its name and the counts.
    pub formats: Vec<(String, LedgerCounts)>,
    /// Every input that was not fully read.
    pub inputs: Vec<InputRow>,
    /// Pictures and files inside provisions, whose text no screening can see.
    pub images: u64,
}

/// One input.
#[derive(Debug, Clone)]
pub struct InputRow {
    /// Where it lies, as the run names it.
    pub source: String,
    /// Its format.
    pub format: String,
    /// How it ended.
    pub outcome: Outcome,
    /// Why.
    pub reason: String,
}

// ---------------------------------------------------------------------------------------------
// Methodology
// ---------------------------------------------------------------------------------------------

/// What the page on the method says beyond the rule pack.
#[derive(Debug, Clone, Default)]
pub struct MethodologyView {
    /// The command that makes the report again; empty where it should not be shown.
    pub command: String,
    /// Measured quality, where it was measured.
    pub quality: Option<QualityView>,
    /// What readers found wrong, where somebody read findings.
    pub readings: Option<ReadingsView>,
}

/// Random findings that were read.
#[derive(Debug, Clone, Default)]
pub struct ReadingsView {
    /// What was drawn and what counts as wrong, in the language of the report.
    pub basis: String,
    /// One row for each question.
    pub rows: Vec<ReadingRow>,
}

/// One question asked of random findings.
#[derive(Debug, Clone, Default)]
pub struct ReadingRow {
    /// Name of the category, or what else was read.
    pub what: String,
    /// Findings read.
    pub read: u64,
    /// Findings wrong.
    pub wrong: u64,
    /// Share wrong and its 95 % interval, in [0, 1].
    pub share: [f64; 3],
    /// Version of the pack that was read.
    pub pack: String,
}

/// Measured quality.
#[derive(Debug, Clone, Default)]
pub struct QualityView {
    /// What it was measured on, in the language of the report.
    pub basis: String,
    /// What holds over all categories, a sentence each.
    pub lines: Vec<String>,
    /// Whether the pack has changed since.
    pub outdated: bool,
    /// By category.
    pub rows: Vec<QualityRow>,
}

/// Measured quality of one category.
#[derive(Debug, Clone, Default)]
pub struct QualityRow {
    /// Key of the category.
    pub category: String,
    /// Findings in the sample.
    pub support: u64,
    /// Share of what was found that is right, in [0, 1].
    pub precision: f64,
    /// Share of what is there that was found, in [0, 1].
    pub recall: f64,
    /// F1.
    pub f1: f64,
    /// Its 95 % interval, where the sample is large enough for one.
    pub interval: Option<[f64; 2]>,
    /// F1 of a plain word list, where it was measured.
    pub words: Option<f64>,
}
