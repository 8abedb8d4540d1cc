//! The older version that a check compares with: files, a git revision, or a result of an earlier
//! screening.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;

use super::diagnostic::{Against, Diagnostic};
use super::examine::{Examiner, Memory, Recall};
use super::fingerprint::Sketch;
use super::git::{self, GitError, Repository};
use super::novelty::{Former, FormerFinding, Texts};
use crate::discover::{Discovery, Input, describe, discover};
use crate::ingest::ingest_bytes;
use crate::ledger::Outcome;
use crate::report::MARKER;

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
    /// No path, and no repository in which it could be a revision.
    #[error(
        "\"{name}\" is neither a file nor a folder, and {path} lies in no git repository that could \
         have a revision of that name; give the older version as a file or folder"
    )]
    NoRepository {
        /// As the user named it.
        name: String,
        /// What is checked.
        path: String,
    },
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

/// Loads the older version that `name` means for the files at `paths`; `memory` is theirs.
///
/// # Errors
/// [`AgainstError`]; nothing is compared with half a version.
pub fn load(
    name: &str,
    paths: &[PathBuf],
    examiner: &Examiner<'_>,
    here: &Path,
    memory: &Memory,
) -> Result<(Former, Against), AgainstError> {
    if let Some(revision) = name.strip_prefix(GIT) {
        return revision_of(name, revision, paths, examiner, here, memory);
    }
    let path = Path::new(name);
    // Of a folder it is asked what became of each of its files, of a file nothing but itself.
    let single = paths.iter().all(|path| !path.is_dir());
    if path.exists() {
        if let Some(former) = result(&of_report(path))? {
            let against = Against {
                name: name.to_owned(),
                obstacles: former.findings.len(),
                ..Against::default()
            };
            let former = Former {
                beyond: single,
                ..former
            };
            return Ok((former, against));
        }
        let found = discover(&[path.to_path_buf()]);
        let (former, against) = examined(name, found, examiner, here, memory)?;
        let beyond = single && path.is_dir();
        return Ok((Former { beyond, ..former }, against));
    }
    match paths.first() {
        Some(first) if git::is_revision(first, name) => {
            revision_of(name, name, paths, examiner, here, memory)
        }
        Some(first) => Err(match Repository::of(first).map(|r| r.resolve(name)) {
            Err(GitError::NoRepository(_)) => AgainstError::NoRepository {
                name: name.to_owned(),
                path: first.display().to_string(),
            },
            Err(error @ GitError::Foreign(_)) | Ok(Err(error @ GitError::Shallow(_))) => {
                error.into()
            }
            _ => AgainstError::Unknown(name.to_owned()),
        }),
        None => Err(AgainstError::Unknown(name.to_owned())),
    }
}

fn revision_of(
    name: &str,
    revision: &str,
    paths: &[PathBuf],
    examiner: &Examiner<'_>,
    here: &Path,
    memory: &Memory,
) -> Result<(Former, Against), AgainstError> {
    let mut found = Discovery::default();
    let mut absent = 0;
    let mut renamed = Vec::new();
    for path in paths {
        let source = path.to_string_lossy().replace('\\', "/");
        let source = source.trim_end_matches('/');
        let repository = Repository::of(path)?;
        match repository.files(revision, source) {
            Ok(files) => found.inputs.extend(files),
            Err(GitError::NoPath { .. }) => {
                match before_renaming(&repository, revision, path, source, examiner)? {
                    Some((name, input)) => {
                        found.inputs.push(input);
                        renamed.push(name);
                    }
                    // A draft that is itself new: all that it holds is new, and the report says why.
                    None => absent += 1,
                }
            }
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
            enablers: Some(Vec::new()),
            ..Former::default()
        };
        (former, against)
    } else {
        examined(name, found, examiner, here, memory)?
    };
    let against = Against {
        absent,
        renamed,
        ..against
    };
    Ok((former, against))
}

/// Texts of which this part is the same are one draft under another name.
const SAME_DRAFT: f64 = 0.3;

/// The file that was this one under another name, and that name: the one most alike among those that
/// are there no more.
fn before_renaming(
    repository: &Repository,
    revision: &str,
    path: &Path,
    source: &str,
    examiner: &Examiner<'_>,
) -> Result<Option<(String, Input)>, AgainstError> {
    if !path.is_file() {
        return Ok(None);
    }
    let sketch = |name: &str, bytes: &[u8]| {
        let documents = ingest_bytes(name, bytes, examiner.pack(), &examiner.options);
        let statutes = documents.into_iter().filter_map(|d| d.statute);
        let texts: Vec<String> = statutes
            .flat_map(|s| s.provisions)
            .map(|provision| provision.text)
            .collect();
        Sketch::of(&texts.join("\n"))
    };
    let vanished = repository.vanished(revision)?;
    if vanished.is_empty() {
        return Ok(None);
    }
    let Ok(own) = std::fs::read(path) else {
        return Ok(None);
    };
    let own = sketch(source, &own);
    let best = vanished
        .into_iter()
        .map(|(name, bytes)| (own.likeness(&sketch(&name, &bytes)), name, bytes))
        .filter(|(likeness, ..)| *likeness >= SAME_DRAFT)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    Ok(best.map(|(_, name, bytes)| {
        // Under the name of today it is paired with what it became.
        let input = Input {
            path: PathBuf::from(source),
            source: source.to_owned(),
            bytes: bytes.len() as u64,
            named: true,
            given: Arc::default(),
            content: Some(bytes.into()),
        };
        (name, input)
    }))
}

fn examined(
    name: &str,
    found: Discovery,
    examiner: &Examiner<'_>,
    here: &Path,
    memory: &Memory,
) -> Result<(Former, Against), AgainstError> {
    let examined = examiner.examine(found, here, Recall::From(memory));
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
        readiness: coverage.readiness,
        unread,
        ..Against::default()
    };
    let former = |own: &[Diagnostic]| own.iter().map(FormerFinding::from).collect();
    let former = Former {
        findings: former(&examined.diagnostics),
        texts: examined.texts,
        enablers: examiner.openings.then(|| former(&examined.evidence)),
        lifted: former(&examined.lifted),
        closed: former(&examined.closing),
        beyond: false,
    };
    Ok((former, against))
}

/// The findings in the folder of a report; any other path as it is.
fn of_report(path: &Path) -> PathBuf {
    let inside = |name: &str| Some(path.join(name)).filter(|file| file.is_file());
    let findings = || inside("findings.csv").or_else(|| inside("findings.json"));
    inside(MARKER)
        .and_then(|_| findings())
        .unwrap_or_else(|| path.to_path_buf())
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
    let key = |f: &FormerFinding| (f.statute.clone(), f.source.clone());
    let texts = Texts {
        statutes: findings.iter().map(key).collect(),
        ..Texts::default()
    };
    Ok(Some(Former {
        findings,
        texts,
        ..Former::default()
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
        let substitutable = self.substitution.as_ref().is_some_and(|s| !s.is_empty());
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
            substitution: self.substitution.filter(|s| !s.is_empty()),
            quote: self.quote,
            sentence: self.context,
        })
    }
}

const NO_RESULT: &str = "is no result of normscreen; give findings.csv or findings.json of \
                         `screen`, or what `check --format json` or `--write-baseline` wrote";

fn damaged(error: &dyn std::fmt::Display) -> String {
    format!("is damaged, or no result of normscreen ({error}); write it anew")
}

fn from_csv(bytes: &[u8]) -> Result<Vec<FormerFinding>, String> {
    let mut reader = csv::Reader::from_reader(bytes);
    let mut findings = Vec::new();
    for row in reader.deserialize::<Row>() {
        let row = row.map_err(|e| match e.kind() {
            // Which of our own columns it lacks tells a reader nothing.
            csv::ErrorKind::Deserialize { .. } => NO_RESULT.to_owned(),
            _ => damaged(&e),
        })?;
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
    #[serde(default)]
    substitution: Option<String>,
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
            substitution: self.substitution,
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
            damaged(&e)
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
