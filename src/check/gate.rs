//! The gate: which findings make a check fail.
//!
//! Terms of one kind widen each other, terms of different kinds narrow each other:
//! `schriftform,unterschrift,blocking` is a Schriftform or an Unterschrift that nothing opens. What
//! no term speaks of stays at its default: new obstacles, unless the wording itself opens the
//! electronic way. A finding with a reason never hits the gate, nor does a rule on trial.

use super::diagnostic::{Diagnostic, Nature, Novelty};
use crate::rate::Standing;
use crate::rules::{Effect, FamilyKind, RulePack};

/// What makes a check fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    terms: Vec<String>,
    novelties: Vec<Novelty>,
    standings: Vec<Standing>,
    effects: Vec<Effect>,
    categories: Vec<String>,
    findings: bool,
    hints: bool,
}

/// A term that the gate does not know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{term}\" is no term of the gate; there are new, moved, unchanged · blocking, substitutable, \
     open · hard, excluded, mitigated · hint · any, never · and the categories {categories}"
)]
pub struct NoTerm {
    term: String,
    categories: String,
}

impl Gate {
    /// The term that lets everything pass.
    pub const NEVER: &'static str = "never";
    /// The term that holds where none is given.
    pub const DEFAULT: &'static str = "new";

    /// The gate that the terms describe; without terms, new obstacles.
    ///
    /// # Errors
    /// The first term that is not known.
    pub fn new<S: AsRef<str>>(terms: &[S], pack: &RulePack) -> Result<Self, NoTerm> {
        let mut gate = Self {
            terms: terms
                .iter()
                .map(|term| term.as_ref().trim().to_lowercase())
                .collect(),
            novelties: Vec::new(),
            standings: Vec::new(),
            effects: Vec::new(),
            categories: Vec::new(),
            findings: true,
            hints: false,
        };
        if gate.terms.is_empty() {
            gate.terms.push(Self::DEFAULT.to_owned());
        }
        for term in gate.terms.clone() {
            gate.add(&term, pack)?;
        }
        // Asking for hints alone leaves the default for findings as it is.
        if gate.novelties.is_empty() {
            gate.novelties.push(Novelty::New);
        }
        if gate.standings.is_empty() {
            gate.standings = if gate.effects.is_empty() {
                vec![Standing::Blocking, Standing::Substitutable]
            } else {
                vec![Standing::Blocking, Standing::Substitutable, Standing::Open]
            };
        }
        Ok(gate)
    }

    fn add(&mut self, term: &str, pack: &RulePack) -> Result<(), NoTerm> {
        let obstacles = || {
            pack.categories
                .iter()
                .filter(|c| c.kind == FamilyKind::Obstacle)
        };
        match term {
            "new" => self.novelties.push(Novelty::New),
            "moved" => self.novelties.push(Novelty::Moved),
            "unchanged" => self.novelties.push(Novelty::Unchanged),
            "blocking" => self.standings.push(Standing::Blocking),
            "substitutable" => self.standings.push(Standing::Substitutable),
            "open" => self.standings.push(Standing::Open),
            "hint" => self.hints = true,
            "never" => (self.findings, self.hints) = (false, false),
            "any" => {
                self.novelties = vec![Novelty::New, Novelty::Moved, Novelty::Unchanged];
                self.standings = vec![Standing::Blocking, Standing::Substitutable, Standing::Open];
            }
            term => match Effect::from_key(term) {
                Some(effect) => self.effects.push(effect),
                None if obstacles().any(|c| c.key == term) => {
                    self.categories.push(term.to_owned());
                }
                None => {
                    return Err(NoTerm {
                        term: term.to_owned(),
                        categories: obstacles()
                            .map(|c| c.key.as_str())
                            .collect::<Vec<_>>()
                            .join(", "),
                    });
                }
            },
        }
        Ok(())
    }

    /// The terms, as given.
    pub fn terms(&self) -> &[String] {
        &self.terms
    }

    /// Whether the diagnostic makes the check fail; `preview` says that its rule is on trial.
    pub fn is_hit_by(&self, diagnostic: &Diagnostic, preview: bool) -> bool {
        if diagnostic.nature == Nature::Hint {
            return self.hints;
        }
        diagnostic.nature == Nature::Finding
            && self.findings
            && !preview
            && diagnostic.reason.is_none()
            && self.novelties.contains(&diagnostic.novelty)
            && diagnostic
                .standing
                .is_some_and(|s| self.standings.contains(&s))
            && (self.effects.is_empty()
                || diagnostic.effect.is_some_and(|e| self.effects.contains(&e)))
            && (self.categories.is_empty() || self.categories.contains(&diagnostic.category))
    }
}
