//! `run.json`: what was run, with what, over what. No clock and no path of the machine.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::ledger::{InputRecord, Outcome};
use crate::rules::{QualityFile, ReadingsFile};

/// What a reader needs to judge and repeat a run.
#[derive(Debug, Clone, Serialize)]
pub struct RunReport {
    /// Always `normscreen`.
    pub program: &'static str,
    /// Version of the program.
    pub version: &'static str,
    /// Version of the rule pack.
    pub rule_pack_version: String,
    /// SHA-256 of the rule pack.
    pub rule_pack_hash: String,
    /// As-of date of the corpus, where the user gave one.
    pub as_of: Option<String>,
    /// Language of the report.
    pub language: &'static str,
    /// Formats written.
    pub formats: Vec<&'static str>,
    /// Files and folders of the report beside this one, which a later report in its place takes away.
    pub files: Vec<String>,
    /// Keys of the directions that the run is limited to; empty where all obstacles count.
    pub directions: Vec<String>,
    /// Totals.
    pub totals: Totals,
    /// Ids of the rules that found nothing in this run.
    pub silent_rules: Vec<String>,
    /// Measured quality of the rules, where the pack carries it.
    pub quality: Option<RunQuality>,
    /// What readers found wrong among random findings, where the pack carries it.
    pub readings: Option<ReadingsFile>,
}

/// Measured quality of the rules.
#[derive(Debug, Clone, Serialize)]
pub struct RunQuality {
    /// Whether the pack has changed since it was measured.
    pub outdated: bool,
    /// What was measured, on which sample.
    #[serde(flatten)]
    pub measured: QualityFile,
}

/// Totals of a run; inputs add up.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Totals {
    /// Inputs, whatever their outcome.
    pub inputs: usize,
    /// Inputs by outcome: read, partly_read, skipped, failed.
    pub outcomes: BTreeMap<&'static str, usize>,
    /// Bytes of the inputs.
    pub bytes: u64,
    /// Statutes screened.
    pub statutes: usize,
    /// Provisions screened.
    pub provisions: usize,
    /// Provisions that are relevant, and so are rated.
    pub relevant: usize,
    /// Mean readiness of the relevant provisions, 0 to 100 with one decimal.
    pub readiness: Option<f64>,
    /// Obstacles found.
    pub obstacles: usize,
    /// Enablers found.
    pub enablers: usize,
    /// Pictures and files whose text no screening can see.
    pub images: u64,
}

impl Totals {
    /// Counts the ledger.
    pub fn count(&mut self, records: &[InputRecord]) {
        self.inputs = records.len();
        self.bytes = records.iter().map(|r| r.bytes).sum();
        for outcome in Outcome::ALL {
            let count = records.iter().filter(|r| r.outcome == outcome).count();
            self.outcomes.insert(outcome.key(), count);
        }
    }

    /// How many inputs ended so.
    pub fn ended(&self, outcome: Outcome) -> usize {
        self.outcomes.get(outcome.key()).copied().unwrap_or(0)
    }
}

impl RunReport {
    /// Writes it as JSON.
    ///
    /// # Errors
    /// What the writer says.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        out.write_all(b"\n")
    }
}
