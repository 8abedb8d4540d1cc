//! The older version that a check compares with: files, a git revision, or a result of an earlier
//! screening.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::diagnostic::Against;
use super::examine::Examiner;
use super::git::{self, GitError, Repository};
use super::novelty::{Former, FormerFinding, Texts, enabler_key};
use crate::discover::{Discovery, describe, discover};
use crate::ledger::Outcome;

/// Prefix that says a revision is meant, whatever files there are.
const GIT: &str = "git:";
/// Largest result that is read, in bytes.
const LARGEST: u64 = 1 << 30;

/// Why there is nothing to compare with.
#[derive(Debug, thiserror::Error)]
pub enum AgainstError {
    /// Neither a path nor a revision.
    #[error(
        "\"{0}\" is neither a file or folder nor a git revision; name one, or write git:REVISION"
    )]
    Unknown(String),
    /// Git.
    #[error(transparent)]
    Git(#[from] GitError),
    /// A result that cannot be read.
    #[error("{path}: {reason}")]
    Result {
        /// The file.
        path: String,
        /// What is wrong and what to do.
        reason: String,
    },
    /// Nothing there could be read, so that everything would count as new.
    #[error(
        "{0}: none of its {1} documents could be read, so that every obstacle would count as new; \
         {2}"
    )]
    Unread(String, usize, String),
}

/// Loads the older version that `name` means for the files at `paths`.
///
/// # Errors
/// [`AgainstError`]; nothing is compared with half a version.
pub fn load(
    name: &str,
    paths: &[PathBuf],
    examiner: &Examiner<'_>,
    here: &Path,
) -> Result<(Former, Against), AgainstError> {
    if let Some(revision) = name.strip_prefix(GIT) {
        return revision_of(name, revision, paths, examiner, here);
    }
    let path = Path::new(name);
    if path.exists() {
        if let Some(former) = result(path)? {
            let against = Against {
                name: name.to_owned(),
                obstacles: former.findings.len(),
                ..Against::default()
            };
            return Ok((former, against));
        }
        return examined(name, discover(&[path.to_path_buf()]), examiner, here);
    }
    match paths.first() {
        Some(first) if git::is_revision(first, name) => {
            revision_of(name, name, paths, examiner, here)
        }
        _ => Err(AgainstError::Unknown(name.to_owned())),
    }
}

fn revision_of(
    name: &str,
    revision: &str,
    paths: &[PathBuf],
    examiner: &Examiner<'_>,
    here: &Path,
) -> Result<(Former, Against), AgainstError> {
    let mut found = Discovery::default();
    let mut absent = 0;
    for path in paths {
        let source = path.to_string_lossy().replace('\\', "/");
        match Repository::of(path)?.files(revision, source.trim_end_matches('/')) {
            Ok(files) => found.inputs.extend(files),
            // A draft that is itself new: all that it holds is new, and the report says why.
            Err(GitError::NoPath { .. }) => absent += 1,
            Err(error) => return Err(error.into()),
        }
    }
    let (former, against) = if found.inputs.is_empty() {
        let against = Against {
            name: name.to_owned(),
            provisions: Some(0),
            ..Against::default()
        };
        let former = Former {
            enablers: Some(BTreeSet::new()),
            ..Former::default()
        };
        (former, against)
    } else {
        examined(name, found, examiner, here)?
    };
    Ok((former, Against { absent, ..against }))
}

fn examined(
    name: &str,
    found: Discovery,
    examiner: &Examiner<'_>,
    here: &Path,
) -> Result<(Former, Against), AgainstError> {
    let examined = examiner.examine(found, here);
    let coverage = &examined.coverage;
    if coverage.screened == 0 {
        let why = coverage
            .inputs
            .iter()
            .find(|r| r.outcome == Outcome::Failed)
            .map_or_else(
                || "it holds no document".to_owned(),
                |r| format!("{}: {}", r.source, r.reason),
            );
        return Err(AgainstError::Unread(name.to_owned(), coverage.found, why));
    }
    let unread = coverage
        .inputs
        .iter()
        .filter(|r| r.outcome == Outcome::Failed)
        .count();
    let against = Against {
        name: name.to_owned(),
        obstacles: examined.diagnostics.len(),
        provisions: Some(coverage.provisions),
        unread,
        absent: 0,
    };
    let former = Former {
        findings: examined
            .diagnostics
            .iter()
            .map(FormerFinding::from)
            .collect(),
        texts: examined.texts,
        enablers: examiner
            .evidence
            .then(|| examined.evidence.iter().map(enabler_key).collect()),
    };
    Ok((former, against))
}

/// A result of an earlier run: JSON of `check`, a baseline, or `findings.csv` or `.json` of
/// `screen`. None where the file is none of these, and so a law.
fn result(path: &Path) -> Result<Option<Former>, AgainstError> {
    let extension = path
        .extension()
        .map(|e| e.to_string_lossy().to_lowercase())
        .unwrap_or_default();
    if !path.is_file() || !["csv", "json"].contains(&extension.as_str()) {
        return Ok(None);
    }
    let refuse = |reason: String| AgainstError::Result {
        path: path.display().to_string(),
        reason,
    };
    let size = path.metadata().map(|m| m.len()).unwrap_or(0);
    if size > LARGEST {
        return Err(refuse(
            "is larger than a result of normscreen can be".to_owned(),
        ));
    }
    let bytes = std::fs::read(path).map_err(|e| refuse(describe(&e)))?;
    let findings = if extension == "csv" {
        from_csv(&bytes).map_err(refuse)?
    } else {
        from_json(&bytes).map_err(refuse)?
    };
    let mut statutes: Vec<&str> = findings.iter().map(|f| f.statute.as_str()).collect();
    statutes.sort_unstable();
    statutes.dedup();
    let texts = Texts {
        statutes: statutes.len(),
        ..Texts::default()
    };
    Ok(Some(Former {
        findings,
        texts,
        enablers: None,
    }))
}

/// A row of `findings` as `screen` writes it, as far as it is needed.
#[derive(Deserialize)]
struct Row {
    #[serde(default)]
    doc_number: String,
    abbreviation: String,
    citation: String,
    provision: String,
    kind: String,
    category: String,
    rule: String,
    #[serde(default)]
    effect: Option<String>,
    #[serde(default)]
    substitution: Option<String>,
    quote: String,
    context: String,
    #[serde(default)]
    source: String,
}

impl Row {
    /// The finding; none for enablers.
    fn finding(self) -> Option<FormerFinding> {
        if self.kind != "obstacle" {
            return None;
        }
        let substitutable = self.substitution.is_some_and(|s| !s.is_empty());
        let standing = match self.effect.as_deref() {
            Some("mitigated") => "open",
            Some("hard") if substitutable => "substitutable",
            _ => "blocking",
        };
        Some(FormerFinding {
            fingerprint: String::new(),
            statute: if self.doc_number.is_empty() {
                self.abbreviation
            } else {
                self.doc_number
            },
            source: self.source,
            provision: self.provision,
            citation: self.citation,
            category: self.category,
            rule: self.rule,
            standing: standing.to_owned(),
            quote: self.quote,
            sentence: self.context,
        })
    }
}

const NO_RESULT: &str = "is no result of normscreen; give findings.csv or findings.json of \
                         `screen`, or what `check --format json` or `--write-baseline` wrote";

fn from_csv(bytes: &[u8]) -> Result<Vec<FormerFinding>, String> {
    let mut reader = csv::Reader::from_reader(bytes);
    let mut findings = Vec::new();
    for row in reader.deserialize::<Row>() {
        let row = row.map_err(|e| format!("{NO_RESULT} ({e})"))?;
        findings.extend(row.finding().map(unquoted));
    }
    Ok(findings)
}

/// Cells that a spreadsheet would take for a formula carry an apostrophe in CSV.
fn unquoted(mut finding: FormerFinding) -> FormerFinding {
    for cell in [&mut finding.quote, &mut finding.sentence] {
        if let Some(rest) = cell.strip_prefix('\'')
            && rest.starts_with(['=', '+', '-', '@', '\t'])
        {
            *cell = rest.to_owned();
        }
    }
    finding
}

/// A diagnostic as `check --format json` writes it, as far as it is needed.
#[derive(Deserialize)]
struct Stored {
    fingerprint: String,
    nature: String,
    rule: String,
    category: String,
    standing: Option<String>,
    novelty: String,
    place: StoredPlace,
    sentence: String,
    quote: String,
}

#[derive(Deserialize)]
struct StoredPlace {
    source: String,
    statute: String,
    provision: String,
    citation: String,
}

impl Stored {
    /// The finding; none for hints and for what was gone already.
    fn finding(self) -> Option<FormerFinding> {
        (self.nature == "finding" && self.novelty != "gone").then(|| FormerFinding {
            fingerprint: self.fingerprint,
            statute: self.place.statute,
            source: self.place.source,
            provision: self.place.provision,
            citation: self.place.citation,
            category: self.category,
            rule: self.rule,
            standing: self.standing.unwrap_or_default(),
            quote: self.quote,
            sentence: self.sentence,
        })
    }
}

/// The JSON files that hold findings.
#[derive(Deserialize)]
#[serde(untagged)]
enum Json {
    Check {
        diagnostics: Vec<Stored>,
    },
    Baseline {
        baseline: u32,
        obstacles: Vec<FormerFinding>,
    },
    Screen(Vec<Row>),
}

fn from_json(bytes: &[u8]) -> Result<Vec<FormerFinding>, String> {
    let json = serde_json::from_slice(bytes).map_err(|e: serde_json::Error| {
        if e.is_data() {
            // Which of our own types it is not tells a reader nothing.
            NO_RESULT.to_owned()
        } else {
            format!("{NO_RESULT} ({e})")
        }
    })?;
    Ok(match json {
        Json::Check { diagnostics } => diagnostics
            .into_iter()
            .filter_map(Stored::finding)
            .collect(),
        Json::Baseline {
            baseline,
            obstacles,
        } if baseline == super::baseline::VERSION => obstacles,
        Json::Baseline { baseline, .. } => {
            return Err(format!(
                "is a baseline of version {baseline}, which this normscreen does not know; write \
                 it anew with --write-baseline"
            ));
        }
        Json::Screen(rows) => rows.into_iter().filter_map(Row::finding).collect(),
    })
}
