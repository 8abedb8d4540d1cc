//! The rule pack: what counts as an obstacle, as data, loaded and compiled.
//!
//! In go the files of `rules/` (embedded, or laid over by those of a folder), out comes a
//! [`RulePack`] ready to screen with. A file that is wrong is refused with its name, line and
//! excerpt; nothing is repaired silently. This module never looks at a statute's text by itself.

mod amending;
mod automaton;
mod classes;
mod compile;
mod condition;
mod consistency;
mod facets;
mod files;
mod ids;
mod indications;
pub mod own;
mod pack;
pub mod pattern;
mod readings;
mod regex;
mod relations;
mod remedies;
mod rooms;
mod rule;
pub mod schema;
mod simplify;
mod substitution;
mod text;

pub use amending::{AmendingWords, Count, TargetWords, VerbWords};
pub use classes::Classes;
pub use condition::{Ask, Condition, Scope, Scopes, Test, TestId, Tests};
pub use consistency::{ConsistencyFile, TermForm, TermGroup};
pub use facets::{Direction, DirectionCue, Evidence, EvidenceSet, Facets, Purpose};
pub use files::{RuleFiles, embedded_files};
pub use ids::{
    ActId, CaseId, CategoryId, ClassId, ClauseId, DirectionId, EvidenceId, OwnClauseId, PurposeId,
    RegisterId, RuleId,
};
pub use indications::Indication;
pub use own::{OwnClause, OwnClauses};
pub use pack::RulePack;
pub use readings::{Reading, ReadingsFile};
pub use relations::{Cue, Relation, Relations};
pub use remedies::{MARK_END, MARK_START, Remedies, RemedyOption, Rewrite, RewriteExample};
pub use rule::{Act, Category, Effect, Example, Rule};
pub use schema::{
    FamilyKind, QualityFile, RatingFile, SchwerpunktEntry, Status, Turn, WeightEntry, spread,
};
pub use substitution::{Clause, Substitution};
pub use text::{Language, Text};

use std::path::Path;

/// Why a rule pack cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// The folder or one of its files cannot be read.
    #[error("{path}: cannot be read: {source}")]
    Unreadable {
        /// The file or folder.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file is not what the schema asks for; the message holds line and excerpt.
    #[error("{file}: {message}")]
    Malformed {
        /// The file in the pack.
        file: String,
        /// Line, column, excerpt and the keys that are allowed.
        message: String,
    },
    /// A rule, context or cue is wrong in itself.
    #[error("{file}: {place}: {message}")]
    Invalid {
        /// The file in the pack.
        file: String,
        /// The rule's id, or the key.
        place: String,
        /// What is wrong and what to do.
        message: String,
    },
    /// A file that every pack needs is not there.
    #[error("{file}: is missing; the folder given with --rules may replace it, not remove it")]
    Missing {
        /// The file in the pack.
        file: String,
    },
    /// Nothing to screen with.
    #[error("the rule pack has no active rule; a screening with it would prove nothing")]
    Empty,
}

impl RulesError {
    /// The same, with files of the folder called as its user knows them.
    fn told_from(self, folder: &Path) -> Self {
        let known = |file: String| {
            let path = folder.join(&file);
            if path.is_file() {
                path.display().to_string()
            } else {
                format!("rules/{file}")
            }
        };
        match self {
            RulesError::Malformed { file, message } => RulesError::Malformed {
                file: known(file),
                message,
            },
            RulesError::Invalid {
                file,
                place,
                message,
            } => RulesError::Invalid {
                file: known(file),
                place,
                message,
            },
            RulesError::Missing { file } => RulesError::Missing { file: known(file) },
            other => other,
        }
    }
}
