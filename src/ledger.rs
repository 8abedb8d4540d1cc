//! The ledger: every input ends as exactly one of read, partly read, skipped or failed.

use serde::{Deserialize, Serialize};

/// How an input ended.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Everything in it was read.
    #[default]
    Read,
    /// Some of it was read; the reason says what is missing or doubtful.
    PartlyRead,
    /// Left out on purpose; the reason says why.
    Skipped,
    /// Nothing could be read.
    Failed,
}

impl Outcome {
    /// All outcomes, best first.
    pub const ALL: [Outcome; 4] = [
        Outcome::Read,
        Outcome::PartlyRead,
        Outcome::Skipped,
        Outcome::Failed,
    ];

    /// The key in tables and messages.
    pub fn key(self) -> &'static str {
        match self {
            Outcome::Read => "read",
            Outcome::PartlyRead => "partly_read",
            Outcome::Skipped => "skipped",
            Outcome::Failed => "failed",
        }
    }
}

/// One line of the ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputRecord {
    /// Name of the input, and of the document in it where it is a container.
    pub source: String,
    /// Format that it was read as; empty where none was recognised.
    pub format: String,
    /// How it ended.
    pub outcome: Outcome,
    /// Why, unless it was simply read.
    pub reason: String,
    /// Statutes read from it.
    pub statutes: usize,
    /// Provisions read from it, without those that were repealed.
    pub provisions: usize,
    /// Its size, uncompressed.
    pub bytes: u64,
}
