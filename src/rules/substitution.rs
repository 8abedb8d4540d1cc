//! General clauses that allow an electronic substitute, and the cases in which each governs.

use super::condition::{Scope, Scopes};
use super::ids::{CaseId, CategoryId, ClauseId};
use super::own::OwnClauses;
use super::pattern::Question;
use super::relations::Relation;
use super::schema::Side;
use super::text::Text;

/// A general clause that allows an electronic substitute.
#[derive(Debug, Clone)]
pub struct Clause {
    /// Its citation.
    pub cite: String,
    /// What it allows.
    pub about: Text,
}

/// Where a clause governs, or none does.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) clause: Option<ClauseId>,
    pub(super) categories: Vec<CategoryId>,
    pub(super) relations: Vec<Relation>,
    pub(super) areas: Vec<String>,
    pub(super) place: Vec<(Scope, Question)>,
    pub(super) side: Option<Side>,
    pub(super) reason: Text,
}

/// Which general clause governs where.
#[derive(Debug, Clone)]
pub struct Substitution {
    /// The clauses.
    pub clauses: Vec<Clause>,
    /// Clauses of a statute for its own places.
    pub own: OwnClauses,
    pub(super) cases: Vec<Case>,
}

impl Substitution {
    /// The case that decides which clause governs a hard obstacle; none where no case fits. `side`
    /// is who must act, where that is known.
    pub fn governing(
        &self,
        category: CategoryId,
        relation: Relation,
        side: Option<Side>,
        scopes: &impl Scopes,
    ) -> Option<CaseId> {
        self.cases
            .iter()
            .position(|case| {
                (case.categories.is_empty() || case.categories.contains(&category))
                    && (case.relations.is_empty() || case.relations.contains(&relation))
                    && (case.side.is_none() || case.side == side)
                    && (case.areas.is_empty()
                        || case.areas.iter().any(|a| a == scopes.text(Scope::Area)))
                    && case
                        .place
                        .iter()
                        .all(|(scope, question)| question.holds(scopes.text(*scope)))
            })
            .map(CaseId::at)
    }

    /// The clause of a case; none where no clause substitutes.
    pub fn clause(&self, case: CaseId) -> Option<ClauseId> {
        self.cases[case.index()].clause
    }

    /// Why the clause of a case governs, or why none does.
    pub fn reason(&self, case: CaseId) -> &Text {
        &self.cases[case.index()].reason
    }

    /// Whether a case was written for categories of its own: the last one, for all that no clause
    /// ever substitutes, tells a reader nothing.
    pub fn is_special(&self, case: CaseId) -> bool {
        !self.cases[case.index()].categories.is_empty()
    }

    /// All cases, in order of precedence.
    pub fn cases(&self) -> impl Iterator<Item = CaseId> + use<> {
        (0..self.cases.len()).map(CaseId::at)
    }
}
