//! The check of drafts: what a draft adds, moves and removes, and whether that may pass.
//!
//! In go files, what they are compared with, recorded reasons and a gate; out comes a [`Report`]
//! that [`print`] shows in one format. Nothing leaves the machine, and nothing of a draft is written
//! but what was asked for.

mod against;
mod amending;
mod baseline;
pub mod config;
mod date;
pub mod diagnostic;
mod examine;
mod fingerprint;
mod gate;
mod git;
mod hints;
mod indications;
mod novelty;
pub mod print;
mod reason;
mod source;
mod track;
mod whole;

use std::collections::BTreeMap;
use std::path::PathBuf;

pub use against::AgainstError;
pub use baseline::write as write_baseline;
pub use config::{Config, ConfigError};
pub use date::{Date, NoDate};
pub use diagnostic::{Diagnostic, Report};
pub use examine::Memory;
pub use gate::{Gate, NoTerm};
pub use git::GitError;
pub use reason::Reason;
pub use whole::write_whole;

use crate::amend::Corpus;
use crate::discover::discover;
use crate::ingest::ReadOptions;
use crate::report::Messages;
use crate::rules::{Language, RulePack, Status};
use crate::screen::Screener;
use diagnostic::{Against, Certainty, Mark, Nature, Novelty, Place, RuleCard, Severity, Verdict};
use examine::{Examined, Examiner, Hints, Recall};
use novelty::FormerFinding;

/// Rule of the hint on a comment that was not understood.
const MISREAD: &str = "HINT-REASON";

/// Rule of the hint on an amending command that was not carried out.
const COMMAND: &str = "HINT-COMMAND";

/// Rule of the hints on references and words.
pub const CONSISTENCY: &str = "HINT-CONSISTENCY";
/// Most documents that get hints: they are for drafts, and following every reference of all law
/// takes longer than screening it.
const DRAFTS: usize = 50;

/// What is checked, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// The folder that names of files are told from.
    pub here: PathBuf,
    /// How inputs are read.
    pub read: ReadOptions,
    /// Language of what is said.
    pub language: Language,
    /// The older version: a path, a revision, a result or a baseline. Where none is named, a text
    /// with tracked changes is compared with itself before them.
    pub against: Option<String>,
    /// Files and folders with the statutes that amending drafts change.
    pub corpus: Vec<PathBuf>,
    /// Reasons on record; those in the drafts themselves come on top.
    pub reasons: Vec<Reason>,
    /// The day on which reasons must still hold.
    pub as_of: Date,
    /// What makes the check fail.
    pub gate: Gate,
    /// Whether the report also holds what opens the electronic way.
    pub evidence: bool,
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// Nothing to check.
    #[error("{0}: no file to check; give files or folders with drafts")]
    NoInput(String),
    /// No statute to amend.
    #[error("{0}: holds no statute that a draft could amend; give files or folders with the law")]
    NoCorpus(String),
    /// Nothing to compare with.
    #[error(transparent)]
    Against(#[from] AgainstError),
}

/// Checks drafts.
///
/// # Errors
/// [`CheckError`]: what was asked for cannot be done. Inputs that cannot be read are no error, but
/// stand in the report.
pub fn check(options: &Options, pack: &RulePack) -> Result<Report, CheckError> {
    let found = discover(&options.paths);
    let examiner = Examiner {
        hints: if found.inputs.len() <= DRAFTS {
            Hints::All
        } else {
            Hints::None
        },
        screener: Screener::new(pack),
        language: options.language,
        options: ReadOptions {
            keep_source: true,
            keep_original: options.against.is_none(),
            ..options.read.clone()
        },
        corpus: (!options.corpus.is_empty())
            .then(|| Corpus::open(&options.corpus, pack, options.read.clone())),
        openings: options.evidence || options.against.is_some() || found.inputs.len() <= DRAFTS,
        evidence: options.evidence,
        fixes: true,
    };
    if examiner.corpus.as_ref().is_some_and(Corpus::is_empty) {
        return Err(CheckError::NoCorpus(names(&options.corpus)));
    }
    if found.inputs.is_empty() && found.failures.is_empty() {
        return Err(CheckError::NoInput(names(&options.paths)));
    }
    // Most provisions of another version are the same ones.
    let recall = if options.against.is_some() {
        Recall::Keep
    } else {
        Recall::Nothing
    };
    let Examined {
        mut diagnostics,
        mut evidence,
        mut closing,
        indications,
        statutes,
        lifted: mut relieved,
        doubts,
        hints,
        effects,
        missing,
        weighed,
        places,
        texts,
        original,
        coverage,
        reasons: comments,
        misread,
        memory,
    } = examiner.examine(found, &options.here, recall);
    fingerprint::number(&mut diagnostics);
    let mut gone = Vec::new();
    let mut against = None;
    // What an amending draft opens is told from its commands.
    let mut evidence_compared = !effects.is_empty();
    if let Some(name) = &options.against {
        let older = Examiner {
            options: options.read.clone(),
            fixes: false,
            hints: Hints::None,
            ..examiner
        };
        let (former, mut older) =
            against::load(name, &options.paths, &older, &options.here, &memory)?;
        let compared = novelty::compare(&mut diagnostics, &texts, &former);
        for index in compared.gone {
            gone.push(lifted(&former.findings[index], pack));
        }
        older.left_out = compared.left_out;
        evidence_compared = former.enablers.is_some();
        novelty::leave_out_known(&mut relieved, &former.lifted);
        novelty::leave_out_known(&mut closing, &former.closed);
        let lost = novelty::compare_enablers(&mut evidence, &texts, &former);
        closing.extend(lost.iter().map(|enabler| closed(enabler, pack)));
        against = Some(older);
    } else if !original.texts.statutes.is_empty() {
        // A text with tracked changes is its own older version.
        for index in novelty::compare(&mut diagnostics, &texts, &original).gone {
            gone.push(lifted(&original.findings[index], pack));
        }
        evidence_compared = true;
        let lost = novelty::compare_enablers(&mut evidence, &texts, &original);
        closing.extend(lost.iter().map(|enabler| closed(enabler, pack)));
        against = Some(Against {
            name: Messages::get(options.language)
                .t("check.tracked")
                .to_owned(),
            obstacles: original.findings.len(),
            ..Against::default()
        });
    }
    if !options.evidence {
        evidence.clear();
    }
    let words = Messages::get(options.language);
    let reasons = options.reasons.iter().cloned().chain(comments).collect();
    let mut reasons = reason::apply(&mut diagnostics, reasons, options.as_of);
    for outcome in &mut reasons {
        if let Some(category) = pack
            .categories
            .iter()
            .find(|c| c.key == outcome.reason.category)
        {
            category
                .title
                .get(options.language)
                .clone_into(&mut outcome.category_title);
        }
    }
    // A reason may also speak of the law that a draft amends.
    if !missing.is_empty() {
        reason::mark_unknown(&mut reasons);
    } else if effects.is_empty() {
        reason::mark_nowhere(&mut reasons, &places);
    }
    diagnostics.extend(
        misread
            .into_iter()
            .map(|(place, error)| hint(MISREAD, place, &error.tell(words))),
    );
    let left = doubts.len();
    diagnostics.extend(
        doubts
            .into_iter()
            .map(|(place, why)| hint(COMMAND, place, &why)),
    );
    diagnostics.extend(
        hints
            .into_iter()
            .map(|(place, why)| hint(CONSISTENCY, place, &why)),
    );
    diagnostics.extend(relieved);
    diagnostics.extend(gone);
    let mut report = Report {
        rules: cards(
            diagnostics.iter().chain(&evidence).chain(&closing),
            pack,
            options.language,
        ),
        diagnostics,
        evidence,
        closing,
        evidence_compared,
        indications,
        statutes,
        coverage,
        against,
        effects,
        missing,
        reasons,
        verdict: Verdict {
            fail_on: options.gate.terms().to_vec(),
            hits: 0,
            weighed,
            left,
        },
        pack_version: pack.version.clone(),
        pack_hash: pack.hash.clone(),
    };
    judge(&mut report, &options.gate);
    Ok(report)
}

/// Checks texts at hand again and again, as an editor does.
#[derive(Debug)]
pub struct Editor<'p> {
    examiner: Examiner<'p>,
}

impl<'p> Editor<'p> {
    /// Prepares the rules of `pack`.
    pub fn new(pack: &'p RulePack, language: Language) -> Self {
        let options = ReadOptions {
            keep_source: true,
            ..ReadOptions::default()
        };
        Self {
            examiner: Examiner {
                screener: Screener::new(pack),
                language,
                options,
                corpus: None,
                hints: Hints::Structure,
                openings: false,
                evidence: false,
                fixes: true,
            },
        }
    }

    /// What there is to say of a text, without gate and without older version. `memory` is that of
    /// the same text before its last edit.
    pub fn check(
        &self,
        name: &str,
        text: &str,
        reasons: &[Reason],
        as_of: Date,
        memory: &mut Memory,
    ) -> Report {
        let examined = self.examiner.examine_text(name, text, memory);
        let mut diagnostics = examined.diagnostics;
        let words = Messages::get(self.examiner.language);
        let reasons = reasons.iter().cloned().chain(examined.reasons).collect();
        let reasons = reason::apply(&mut diagnostics, reasons, as_of);
        diagnostics.extend(
            examined
                .misread
                .into_iter()
                .map(|(place, error)| hint(MISREAD, place, &error.tell(words))),
        );
        let doubts = examined.doubts.into_iter();
        diagnostics.extend(doubts.map(|(place, why)| hint(COMMAND, place, &why)));
        let hints = examined.hints.into_iter();
        diagnostics.extend(hints.map(|(place, why)| hint(CONSISTENCY, place, &why)));
        let pack = self.examiner.screener.pack();
        Report {
            rules: cards(&diagnostics, pack, self.examiner.language),
            diagnostics,
            coverage: examined.coverage,
            reasons,
            pack_version: pack.version.clone(),
            pack_hash: pack.hash.clone(),
            ..Report::default()
        }
    }
}

fn names(paths: &[PathBuf]) -> String {
    let names: Vec<String> = paths.iter().map(|p| p.display().to_string()).collect();
    names.join(", ")
}

/// Marks what hits the gate.
fn judge(report: &mut Report, gate: &Gate) {
    let rules = &report.rules;
    for diagnostic in &mut report.diagnostics {
        let preview = rules.get(&diagnostic.rule).is_some_and(|card| card.preview);
        diagnostic.gate = gate.is_hit_by(diagnostic, preview);
        report.verdict.hits += usize::from(diagnostic.gate);
    }
}

/// A finding of the older version that is gone.
fn lifted(former: &FormerFinding, pack: &RulePack) -> Diagnostic {
    let mark = former
        .sentence
        .find(&former.quote)
        .map_or_else(Mark::default, |at| {
            Mark::of(&former.sentence, at..at + former.quote.len())
        });
    Diagnostic {
        fingerprint: former.fingerprint.clone(),
        nature: Nature::Finding,
        // A result of another rule pack may name a rule that this one does not have.
        rule: pack
            .rule_by_id(&former.rule)
            .map_or(&former.category, |rule| &rule.id)
            .clone(),
        category: former.category.clone(),
        severity: Severity::Note,
        effect: None,
        standing: None,
        substitution: former.substitution.clone(),
        no_substitute: String::new(),
        act: None,
        relation: String::new(),
        certainty: Certainty::Firm,
        novelty: Novelty::Gone,
        before: novelty::standing_of(&former.standing),
        reason: None,
        gate: false,
        unapplied: false,
        place: Place {
            source: former.source.clone(),
            region: None,
            statute: former.statute.clone(),
            provision: former.provision.clone(),
            citation: former.citation.clone(),
            eid: String::new(),
        },
        sentence: former.sentence.clone(),
        mark,
        quote: former.quote.clone(),
        message: String::new(),
        fixes: Vec::new(),
    }
}

/// An enabler of the older version that is gone.
fn closed(former: &FormerFinding, pack: &RulePack) -> Diagnostic {
    Diagnostic {
        nature: Nature::Enabler,
        ..lifted(former, pack)
    }
}

fn hint(rule: &str, place: Place, message: &dyn std::fmt::Display) -> Diagnostic {
    Diagnostic {
        fingerprint: String::new(),
        nature: Nature::Hint,
        rule: rule.to_owned(),
        category: "hint".to_owned(),
        severity: Severity::Note,
        effect: None,
        standing: None,
        substitution: None,
        no_substitute: String::new(),
        act: None,
        relation: String::new(),
        certainty: Certainty::Firm,
        novelty: Novelty::New,
        before: None,
        reason: None,
        gate: false,
        unapplied: false,
        place,
        sentence: String::new(),
        mark: Mark::default(),
        quote: String::new(),
        message: message.to_string(),
        fixes: Vec::new(),
    }
}

/// The cards of all rules that the diagnostics name.
fn cards<'d>(
    diagnostics: impl IntoIterator<Item = &'d Diagnostic>,
    pack: &RulePack,
    language: Language,
) -> BTreeMap<String, RuleCard> {
    let words = Messages::get(language);
    let mut cards = BTreeMap::new();
    for diagnostic in diagnostics {
        if cards.contains_key(&diagnostic.rule) {
            continue;
        }
        let card = match pack.rule_by_id(&diagnostic.rule) {
            Some(rule) => {
                let category = pack.category(rule.category);
                RuleCard {
                    title: rule.title.get(language).to_owned(),
                    category: category.key.clone(),
                    category_title: category.title.get(language).to_owned(),
                    why: rule.why.get(language).to_owned(),
                    legal_basis: rule.legal_basis.clone(),
                    remedy: rule.remedy.get(language).to_owned(),
                    schwerpunkte: category.schwerpunkte.clone(),
                    preview: rule.status == Status::Preview,
                }
            }
            None if diagnostic.nature == Nature::Hint => RuleCard {
                title: words.t(hint_title(&diagnostic.rule)).to_owned(),
                category: diagnostic.category.clone(),
                category_title: words.t("check.hint").to_owned(),
                why: words.t("check.hint_why").to_owned(),
                ..RuleCard::default()
            },
            None => RuleCard {
                title: diagnostic.category.clone(),
                category: diagnostic.category.clone(),
                category_title: pack
                    .categories
                    .iter()
                    .find(|c| c.key == diagnostic.category)
                    .map_or(diagnostic.category.as_str(), |c| c.title.get(language))
                    .to_owned(),
                ..RuleCard::default()
            },
        };
        cards.insert(diagnostic.rule.clone(), card);
    }
    cards
}

/// Key of the title of a hint's rule.
fn hint_title(rule: &str) -> &'static str {
    match rule {
        MISREAD => "check.hint_reason",
        COMMAND => "check.hint_command",
        CONSISTENCY => "check.hint_consistency",
        _ => "check.hint",
    }
}
