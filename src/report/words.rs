//! The words for the values that findings and inputs can take, as literal keys of the catalogue,
//! so that the test of the catalogue sees them.

use super::messages::Messages;
use crate::ledger::Outcome;
use crate::rate::Standing;
use crate::rules::Relation;

impl Standing {
    /// The word for it.
    pub fn word<'m>(&self, m: &'m Messages) -> &'m str {
        match self {
            Standing::Blocking => m.t("standing.blocking"),
            Standing::Substitutable => m.t("standing.substitutable"),
            Standing::Open => m.t("standing.open"),
        }
    }
}

impl Relation {
    /// The words for it.
    pub fn words<'m>(&self, m: &'m Messages) -> &'m str {
        match self {
            Relation::Verwaltung => m.t("relation.verwaltung"),
            Relation::Intern => m.t("relation.intern"),
            Relation::Justiz => m.t("relation.justiz"),
            Relation::Privat => m.t("relation.privat"),
            Relation::Keine => m.t("relation.keine"),
        }
    }
}

impl Outcome {
    /// The word for it.
    pub fn word<'m>(&self, m: &'m Messages) -> &'m str {
        match self {
            Outcome::Read => m.t("outcome.read"),
            Outcome::PartlyRead => m.t("outcome.partly"),
            Outcome::Skipped => m.t("outcome.skipped"),
            Outcome::Failed => m.t("outcome.failed"),
        }
    }
}
