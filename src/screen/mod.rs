//! Screening: where in a statute stands what the rules speak of.
//!
//! In go a [`Statute`] and the rule pack, out come findings with spans into the provisions' texts.
//! A [`Screener`] is built once for a pack and shared by all threads. It does not rate.

mod act;
mod answers;
mod facets;
mod finder;
mod govern;
mod prefilter;
mod profile;
mod provision;
mod reading;
mod relation;
mod snippet;
mod word_gate;

use std::sync::OnceLock;
use std::time::Instant;

use crate::rules::{
    ActId, CaseId, ClauseId, DirectionId, Effect, EvidenceSet, FamilyKind, OwnClauseId, PurposeId,
    Relation, RuleId, RulePack, Turn,
};
use crate::statute::{Citation, Provision, ProvisionKind, Span, Statute};
use answers::{Answers, Gate};
use facets::FacetFinder;
use prefilter::Prefilter;
pub use profile::{Profile, Spent};
use relation::CueGate;
use word_gate::WordGate;

pub use snippet::{ReadSnippet, Snippet};

/// One obstacle or enabler in a provision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    /// The rule that found it.
    pub rule: RuleId,
    /// The words that it marks, in the provision's text.
    pub span: Span,
    /// The sentence or list item that holds them.
    pub sentence: Span,
    /// What the text does with the electronic way; `Hard` for enablers, where it says nothing.
    pub effect: Effect,
    /// Between whom the duty runs.
    pub relation: Relation,
    /// The act that takes the form.
    pub act: Option<ActId>,
    /// The general clause that already allows an electronic substitute for a hard obstacle, unless
    /// the statute itself decides otherwise.
    pub clause: Option<ClauseId>,
    /// The case of the pack that says which general clause it is, or why there is none.
    pub case: Option<CaseId>,
    /// The clause of the same statute, standing elsewhere, that decides on the electronic way.
    pub governed: Option<Governed>,
    /// The evidence that is asked for; none but for duties to furnish it.
    pub evidence: EvidenceSet,
    /// What somebody must appear for; none but for appearances.
    pub purpose: Option<PurposeId>,
    /// Who owes it to whom.
    pub direction: Option<DirectionId>,
}

/// A clause of the same statute that decides on the electronic way for a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Governed {
    /// What kind of clause it is.
    pub clause: OwnClauseId,
    /// Whether it opens the electronic way or shuts it.
    pub turn: Turn,
    /// Index of the provision that it stands in.
    pub provision: usize,
    /// Its sentence, in that provision's text.
    pub span: Span,
}

impl Finding {
    /// The general clause that counts: none where the statute itself decides.
    pub fn general_clause(&self) -> Option<ClauseId> {
        self.clause.filter(|_| self.governed.is_none())
    }

    /// Where the statute's own clause stands.
    pub fn own_clause(&self, statute: &Statute) -> Option<Citation> {
        let governed = self.governed?;
        let provision = statute.provisions.get(governed.provision)?;
        Some(Citation::at(statute, provision, governed.span))
    }
}

/// What was found in one provision.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScreenedProvision {
    /// Obstacles, in the order of the text.
    pub obstacles: Vec<Finding>,
    /// Enablers, in the order of the text.
    pub enablers: Vec<Finding>,
    /// Between whom the provision's duties run.
    pub relation: Relation,
    /// Whether it orders or presupposes an act of administration.
    pub has_act: bool,
}

impl ScreenedProvision {
    /// Whether a clause of the statute decides on one of its obstacles.
    pub fn is_governed(&self) -> bool {
        self.obstacles.iter().any(|f| f.governed.is_some())
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.obstacles.is_empty() && self.enablers.is_empty()
    }

    /// Takes away what was found in these stretches, which say nothing of their own.
    pub fn leave_out(&mut self, stretches: &[Span]) {
        let outside = |finding: &Finding| !stretches.iter().any(|s| s.contains(finding.span));
        self.obstacles.retain(outside);
        self.enablers.retain(outside);
    }
}

/// Screens statutes with one rule pack.
#[derive(Debug)]
pub struct Screener<'p> {
    pack: &'p RulePack,
    prefilter: Prefilter,
    gate: Gate,
    cues: CueGate,
    facets: FacetFinder,
    /// Which kinds of clauses of a statute can stand in a text; made when one is first looked for.
    clauses: OnceLock<WordGate>,
    profile: Option<Profile>,
    /// Only obstacles that run this way; all where it is empty.
    directions: Vec<DirectionId>,
}

impl<'p> Screener<'p> {
    /// Prepares the prefilter for `pack`.
    pub fn new(pack: &'p RulePack) -> Self {
        Self {
            pack,
            prefilter: Prefilter::new(pack, |_| true),
            gate: Gate::new(pack),
            cues: CueGate::new(pack),
            facets: FacetFinder::new(pack),
            clauses: OnceLock::new(),
            profile: None,
            directions: Vec::new(),
        }
    }

    /// The same for obstacles alone that run one of these ways; for all where there are none.
    pub fn limited_to(self, directions: &[DirectionId]) -> Self {
        Self {
            directions: directions.to_vec(),
            ..self
        }
    }

    /// The same with a clock for each rule.
    pub fn profiled(pack: &'p RulePack) -> Self {
        Self {
            profile: Some(Profile::new(pack.rules.len())),
            ..Self::new(pack)
        }
    }

    /// What the clocks say.
    pub fn profile(&self) -> Option<&Profile> {
        self.profile.as_ref()
    }

    /// Screens with one rule of `pack` alone, to prove its examples.
    pub fn for_rule(pack: &'p RulePack, id: RuleId) -> Self {
        Self {
            pack,
            prefilter: Prefilter::new(pack, |rule| rule == id),
            gate: Gate::new(pack),
            cues: CueGate::new(pack),
            facets: FacetFinder::new(pack),
            clauses: OnceLock::new(),
            profile: None,
            directions: Vec::new(),
        }
    }

    /// The pack that it screens with.
    pub fn pack(&self) -> &'p RulePack {
        self.pack
    }

    /// Screens every provision; the result stands at the provision's index.
    pub fn screen(&self, statute: &Statute) -> Vec<ScreenedProvision> {
        self.screen_unknown(statute, |_| None)
    }

    fn clock(&self) -> Option<(&Profile, Instant)> {
        self.profile
            .as_ref()
            .map(|profile| (profile, Instant::now()))
    }

    /// Screens the provisions that `known` has no answer for. A provision's answer depends on the
    /// provision and on the statute's names, kind and area, and on nothing else, but for what
    /// clauses of the statute decide, which is decided anew each time.
    pub fn screen_unknown(
        &self,
        statute: &Statute,
        mut known: impl FnMut(&Provision) -> Option<ScreenedProvision>,
    ) -> Vec<ScreenedProvision> {
        let clock = self.clock();
        let place = provision::StatutePlace::new(self.pack, statute);
        let mut answers = Answers::new(self.pack, &self.gate);
        let mut screen = |p| self.screen_provision(&place, p, &mut answers);
        let mut screened: Vec<ScreenedProvision> = statute
            .provisions
            .iter()
            .map(|provision| known(provision).unwrap_or_else(|| screen(provision)))
            .collect();
        govern::govern(self.pack, &self.clauses, statute, &mut screened);
        if !self.directions.is_empty() {
            let runs_so = |f: &Finding| f.direction.is_some_and(|d| self.directions.contains(&d));
            for provision in &mut screened {
                provision.obstacles.retain(runs_so);
            }
        }
        if let Some((profile, since)) = clock {
            profile.add_whole(since);
        }
        screened
    }

    fn screen_provision(
        &self,
        place: &provision::StatutePlace<'_>,
        provision: &Provision,
        answers: &mut Answers<'_>,
    ) -> ScreenedProvision {
        if provision.repealed || provision.kind == ProvisionKind::Contents {
            return ScreenedProvision::default();
        }
        provision::screen(self, place, provision, answers)
    }
}

/// Whether a finding is an obstacle or an enabler.
pub fn kind_of(pack: &RulePack, finding: &Finding) -> FamilyKind {
    pack.rule(finding.rule).kind
}
