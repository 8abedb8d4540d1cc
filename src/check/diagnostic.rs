//! What a check says of one place, as plain data, and the report that holds it all.
//!
//! Printers show these structs and decide nothing. Texts about the rules stand once, in
//! [`RuleCard`]s, in the language that was asked for.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Serialize, Serializer};

use super::reason::Reason;
use crate::ledger::{InputRecord, Outcome};
use crate::rate::{Standing, Tenths};
use crate::rules::Effect;

/// Whether something counts as an obstacle or only helps the drafter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// An obstacle that a rule found.
    Finding,
    /// A doubt about the draft itself; never in the gate unless asked for.
    Hint,
    /// Something that opens the electronic way: evidence, never in the gate.
    Enabler,
}

/// How much a finding weighs for a reader who sees only levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// A hint, or an obstacle whose wording already opens the electronic way.
    Note,
    /// An obstacle for which a general clause allows a substitute.
    Warning,
    /// An obstacle that nothing opens.
    Error,
}

/// How sure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// A proven rule on a text that was read whole.
    Firm,
    /// A rule on trial, print, or a document that was read only in part.
    Doubtful,
}

/// What a finding is against the older version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Novelty {
    /// Not there before, or there in a milder form.
    New,
    /// There before, at another place.
    Moved,
    /// There before, at the same place.
    Unchanged,
    /// There before, and no longer.
    Gone,
}

impl Novelty {
    /// All of them, in the order in which they matter.
    pub const ALL: [Novelty; 4] = [
        Novelty::New,
        Novelty::Moved,
        Novelty::Unchanged,
        Novelty::Gone,
    ];

    /// The key in outputs and on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Novelty::New => "new",
            Novelty::Moved => "moved",
            Novelty::Unchanged => "unchanged",
            Novelty::Gone => "gone",
        }
    }
}

/// A stretch of a source file: bytes of its decoded text, and lines and columns from 1, columns
/// counted in Unicode scalars, the end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Region {
    #[serde(skip)]
    pub start: usize,
    #[serde(skip)]
    pub end: usize,
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
}

/// Where something stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file as the user would name it, with `/`, and the document in it where it is a container.
    pub source: String,
    /// The stretch of the file, where its format has lines.
    pub region: Option<Region>,
    /// What tells the statute apart from others: document number, abbreviation or title.
    pub statute: String,
    /// Designation of the provision.
    pub provision: String,
    /// The citation in its long form.
    pub citation: String,
    /// The innermost element of the source that holds it, where its format names elements.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub eid: String,
}

/// A wording that lifts an obstacle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fix {
    /// Which of the options of the federal screening it is.
    pub option: String,
    /// What it does, for readers.
    pub label: String,
    /// The sentence as it would read.
    pub wording: String,
    /// The changes to the source, where its format has lines.
    pub edits: Vec<FixEdit>,
}

/// One change of a fix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FixEdit {
    /// What is replaced.
    pub region: Region,
    /// With what.
    pub replacement: String,
}

/// One thing a check says of one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// The same for the same obstacle, whatever its line or paragraph number.
    pub fingerprint: String,
    /// Finding or hint.
    pub nature: Nature,
    /// Id of the rule; its texts stand in the report's [`RuleCard`]s.
    pub rule: String,
    /// Key of the category.
    pub category: String,
    /// Level.
    pub severity: Severity,
    /// What the text does with the electronic way; none for hints.
    #[serde(serialize_with = "effect")]
    pub effect: Option<Effect>,
    /// Blocking, substitutable or open; none for hints.
    #[serde(serialize_with = "standing")]
    pub standing: Option<Standing>,
    /// The general clause that allows a substitute.
    pub substitution: Option<String>,
    /// Why nothing allows a substitute, in words; empty where something does or no special reason is
    /// known.
    #[serde(skip)]
    pub no_substitute: String,
    /// Key of the act.
    pub act: Option<String>,
    /// Key of the relation.
    pub relation: String,
    /// How sure it is.
    pub certainty: Certainty,
    /// What it is against the older version.
    pub novelty: Novelty,
    /// What it was before, where that differs.
    #[serde(serialize_with = "standing")]
    pub before: Option<Standing>,
    /// The recorded reason for keeping it.
    pub reason: Option<Reason>,
    /// Whether it hits the gate.
    pub gate: bool,
    /// Whether it stands in the text of a command that was not carried out: nobody knows whether that
    /// becomes law, and no document takes it for evidence.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unapplied: bool,
    /// Where it stands.
    pub place: Place,
    /// The sentence or list item, on one line, cut around the words where it is long.
    pub sentence: String,
    /// The marked words in the sentence, in Unicode scalars.
    pub mark: Mark,
    /// The words themselves.
    pub quote: String,
    /// What a hint says; empty for findings, of which the rule's card speaks.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// Wordings that lift it.
    pub fixes: Vec<Fix>,
}

/// A sentence that speaks for a Schwerpunkt of the Digitalcheck: a place to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indicated {
    /// Id of the Schwerpunkt.
    pub schwerpunkt: String,
    /// What it is, for readers.
    pub title: String,
    /// Where it stands.
    pub place: Place,
    /// The sentence on one line, cut where it is long.
    pub sentence: String,
}

/// A range of Unicode scalars.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Mark {
    pub start: usize,
    pub end: usize,
}

impl Mark {
    /// The range of scalars that the bytes `range` of `text` take.
    pub fn of(text: &str, range: Range<usize>) -> Self {
        let start = text[..range.start].chars().count();
        Self {
            start,
            end: start + text[range].chars().count(),
        }
    }
}

impl Diagnostic {
    /// Whether it is an obstacle of the text as it stands now.
    pub fn is_current(&self) -> bool {
        self.nature == Nature::Finding && self.novelty != Novelty::Gone
    }

    /// Whether it stands in the way: what the text itself opens does not.
    pub fn hinders(standing: Option<Standing>) -> bool {
        matches!(standing, Some(Standing::Blocking | Standing::Substitutable))
    }

    /// Whether the draft opens it: "schriftlich" becomes "schriftlich oder elektronisch".
    pub fn is_eased(&self) -> bool {
        self.is_current() && !Self::hinders(self.standing) && Self::hinders(self.before)
    }

    /// The sentence before, in and behind the marked words.
    pub fn parts(&self) -> (&str, &str, &str) {
        let byte = |scalar: usize| {
            self.sentence
                .char_indices()
                .nth(scalar)
                .map_or(self.sentence.len(), |(at, _)| at)
        };
        let (start, end) = (byte(self.mark.start), byte(self.mark.end));
        (
            &self.sentence[..start],
            &self.sentence[start..end.max(start)],
            &self.sentence[end.max(start)..],
        )
    }
}

/// What is to be said of a rule, in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RuleCard {
    /// Name of the rule.
    pub title: String,
    /// Key of its category.
    pub category: String,
    /// Name of its category.
    pub category_title: String,
    /// Why it matters.
    pub why: String,
    /// The norms that speak of it.
    pub legal_basis: Vec<String>,
    /// What to regulate instead.
    pub remedy: String,
    /// Schwerpunkte of the Digitalcheck.
    pub schwerpunkte: Vec<String>,
    /// Whether the rule is on trial and so never gates.
    pub preview: bool,
}

/// What was looked at; no count of findings is shown without it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Documents that were found.
    pub found: usize,
    /// Documents that were read, whole or in part.
    pub screened: usize,
    /// Provisions that were screened.
    pub provisions: usize,
    /// Provisions that order an act, or hold an obstacle or an enabler.
    pub relevant: usize,
    /// Mean readiness of these, in tenths.
    pub readiness: Option<Tenths>,
    /// Every input with what became of it.
    pub inputs: Vec<InputRecord>,
}

impl Coverage {
    /// What could not be read, or only in part, and was not left out on purpose.
    pub fn troubled(&self) -> impl Iterator<Item = &InputRecord> {
        self.inputs
            .iter()
            .filter(|r| matches!(r.outcome, Outcome::Failed | Outcome::PartlyRead))
    }
}

/// A statute that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct StatuteNote {
    /// The file.
    pub source: String,
    /// What tells it apart.
    pub statute: String,
    /// Its title, as long as the source gives it.
    pub title: String,
    /// Its abbreviation.
    pub abbreviation: String,
    /// Provisions that were screened.
    pub provisions: usize,
    /// Provisions that were rated.
    pub relevant: usize,
    /// Mean readiness of these, in tenths.
    pub readiness: Option<Tenths>,
    /// Pictures whose text nobody screened.
    pub images: u64,
}

/// What an amending draft does to one statute.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TargetEffect {
    /// The draft's file.
    pub source: String,
    /// What tells the statute apart.
    pub statute: String,
    /// The place in the draft that amends it: "Artikel 2", "Artikel 9 Absatz 3".
    pub article: String,
    /// Its short title, else its abbreviation, else its title.
    pub title: String,
    /// That the corpus holds it in another state than the draft starts from, for readers; empty
    /// where nothing speaks for that.
    pub state: String,
    /// Commands that were carried out.
    pub applied: usize,
    /// Commands that leave a choice.
    pub ambiguous: usize,
    /// Commands that cannot be carried out.
    pub failed: usize,
    /// The commands that were not carried out, each with its place in the draft and why.
    pub left: Vec<String>,
    /// The provisions that change, in the order of the statute.
    pub provisions: Vec<ProvisionEffect>,
}

/// A statute that a draft amends and that is not at hand: what it strikes there is no relief.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct MissingTarget {
    /// The draft's file.
    pub source: String,
    /// The statute, as the draft names it.
    pub statute: String,
    /// The place in the draft that amends it.
    pub article: String,
    /// Whether there was a corpus that should hold it.
    pub searched: bool,
}

/// What a draft does to a provision.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It changes.
    #[default]
    Changed,
    /// It is new, or stands where one was repealed.
    Inserted,
    /// It goes.
    Repealed,
}

/// How ready a provision is before and after; none where it is not there or not relevant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ProvisionEffect {
    /// Its citation.
    pub citation: String,
    /// What becomes of it.
    pub change: Fate,
    /// Before, in tenths.
    pub before: Option<Tenths>,
    /// After, in tenths.
    pub after: Option<Tenths>,
}

/// What became of a recorded reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonState {
    /// It keeps at least one obstacle.
    Used,
    /// It matches nothing.
    Unmatched,
    /// Its place is in none of the drafts.
    Nowhere,
    /// It matches nothing in the drafts; a statute that they amend is not at hand.
    Unknown,
    /// Its date has passed; it no longer keeps anything.
    Expired,
}

/// A reason with what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReasonOutcome {
    /// The reason.
    #[serde(flatten)]
    pub reason: Reason,
    /// Title of its category.
    pub category_title: String,
    /// What became of it.
    pub state: ReasonState,
    /// Obstacles that it keeps, or would keep had it not expired.
    pub obstacles: usize,
}

/// What the gate asked for, and whether it was hit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The terms of the gate.
    pub fail_on: Vec<String>,
    /// Diagnostics that hit it.
    pub hits: usize,
    /// Amending commands that it rests on: carried out, or read where their statute is not at hand.
    pub weighed: usize,
    /// Amending commands that were not understood or not carried out.
    pub left: usize,
}

impl Verdict {
    /// Whether there were only commands of which nothing is known.
    pub fn is_empty(&self) -> bool {
        self.weighed == 0 && self.left > 0
    }
}

/// Counts of current obstacles by novelty, of hints and of reasons.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Counts {
    pub new: usize,
    pub moved: usize,
    pub unchanged: usize,
    pub gone: usize,
    pub reasoned: usize,
    pub hints: usize,
}

impl Counts {
    /// Obstacles of the text as it stands.
    pub fn current(&self) -> usize {
        self.new + self.moved + self.unchanged
    }
}

/// All that a check has to say.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Findings and hints in the order of the texts, then what is gone.
    pub diagnostics: Vec<Diagnostic>,
    /// What opens the electronic way, in the order of the texts; empty unless asked for.
    pub evidence: Vec<Diagnostic>,
    /// What amending drafts take out of the law that opened the electronic way.
    pub closing: Vec<Diagnostic>,
    /// Whether it is known which of it is new.
    pub evidence_compared: bool,
    /// What speaks for a Schwerpunkt without being an obstacle or opening anything; empty unless
    /// evidence was asked for.
    pub indications: Vec<Indicated>,
    /// The statutes that were read.
    pub statutes: Vec<StatuteNote>,
    /// The rules that they name.
    pub rules: BTreeMap<String, RuleCard>,
    /// What was looked at.
    pub coverage: Coverage,
    /// What was compared with; none where there was nothing.
    pub against: Option<Against>,
    /// What amending drafts do to the statutes of the corpus.
    pub effects: Vec<TargetEffect>,
    /// The statutes that they amend and that are not at hand.
    pub missing: Vec<MissingTarget>,
    /// The reasons on record.
    pub reasons: Vec<ReasonOutcome>,
    /// The gate.
    pub verdict: Verdict,
    /// Version of the rule pack.
    pub pack_version: String,
    /// Its hash.
    pub pack_hash: String,
}

/// What the text was compared with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Against {
    /// As the user named it.
    pub name: String,
    /// Obstacles that stood there.
    pub obstacles: usize,
    /// Provisions that were screened there; none where only a result was given.
    pub provisions: Option<usize>,
    /// Paths of the draft that did not exist in it: what they hold is new.
    pub absent: usize,
    /// What paths of the draft were called in it, where that was something else.
    pub renamed: Vec<String>,
    /// Documents of it that could not be read: their findings all count as new.
    pub unread: usize,
    /// Mean readiness of its relevant provisions, in tenths; none where only a result was given.
    pub readiness: Option<Tenths>,
    /// Statutes of it that no draft holds; they are left out.
    pub left_out: usize,
}

impl Report {
    /// Counts what is there.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for diagnostic in &self.diagnostics {
            if diagnostic.nature == Nature::Hint {
                counts.hints += 1;
                continue;
            }
            match diagnostic.novelty {
                Novelty::New => counts.new += 1,
                Novelty::Moved => counts.moved += 1,
                Novelty::Unchanged => counts.unchanged += 1,
                Novelty::Gone => counts.gone += 1,
            }
            if diagnostic.reason.is_some() {
                counts.reasoned += 1;
            }
        }
        counts
    }

    /// Whether it is known what is new: against an older version, or because a draft says itself what
    /// it changes.
    pub fn is_compared(&self) -> bool {
        self.against.is_some() || !self.effects.is_empty() || self.counts().gone > 0
    }

    /// The card of a rule.
    ///
    /// # Panics
    /// Never for a diagnostic of this report: every rule that one names has its card.
    pub fn card(&self, diagnostic: &Diagnostic) -> &RuleCard {
        self.rules
            .get(&diagnostic.rule)
            .expect("every rule that a diagnostic names has its card")
    }
}

fn effect<S: Serializer>(effect: &Option<Effect>, out: S) -> Result<S::Ok, S::Error> {
    effect.map(Effect::key).serialize(out)
}

fn standing<S: Serializer>(standing: &Option<Standing>, out: S) -> Result<S::Ok, S::Error> {
    standing.map(Standing::key).serialize(out)
}
