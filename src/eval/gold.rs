//! Labelled samples: what lawyers say about provisions, and what the legislator did to sentences.
//!
//! In go JSON Lines, out come [`Labelled`] provisions and [`Edit`]s; a line says by its fields which
//! of the two it is. A line that is neither is refused with its place, since a sample that is read
//! only in part would measure something else.

use std::path::Path;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::rules::{Effect, FamilyKind, Relation, RulePack};

use super::EvalError;

/// A place that was labelled.
#[derive(Debug, Clone, Deserialize)]
pub struct Mark {
    /// Key of the category.
    pub cat: String,
    /// First Unicode scalar of the words in the text.
    #[serde(default)]
    pub start: usize,
    /// One past the last.
    #[serde(default)]
    pub end: usize,
    /// The effect of an obstacle.
    #[serde(default)]
    pub effect: Option<String>,
    /// The words.
    #[serde(default)]
    pub quote: String,
}

/// A provision that was labelled.
#[derive(Debug, Clone, Deserialize)]
pub struct Labelled {
    /// Id of the item.
    pub id: String,
    /// Its text.
    pub text: String,
    /// Abbreviation of the statute.
    #[serde(default)]
    pub law: String,
    /// Title of the statute.
    #[serde(default)]
    pub law_title: String,
    /// Designation.
    #[serde(default)]
    pub provision: String,
    /// Heading.
    #[serde(default)]
    pub heading: String,
    /// Obstacles.
    pub findings: Vec<Mark>,
    /// Enablers.
    #[serde(default)]
    pub enablers: Vec<Mark>,
    /// Between whom the duty runs, where it was labelled.
    #[serde(default)]
    pub relation: Option<String>,
}

/// A sentence before and after the legislator changed its form.
#[derive(Debug, Clone, Deserialize)]
pub struct Edit {
    /// Id of the item.
    pub id: String,
    /// Abbreviation of the statute.
    #[serde(default)]
    pub law: String,
    /// Title of the statute.
    #[serde(default)]
    pub law_title: String,
    /// Designation.
    #[serde(default)]
    pub enbez: String,
    /// The sentence before.
    pub before: String,
    /// The sentence after.
    pub after: String,
    /// Key of the category that the change is about.
    pub category: String,
    /// What was done; `introduced` is an obstacle that was added.
    pub edit: String,
    /// Whether the new sentence still holds a hard obstacle of the category.
    #[serde(default)]
    pub residual: String,
}

impl Edit {
    /// Whether the change brought the obstacle instead of lifting it.
    pub fn is_introduced(&self) -> bool {
        self.edit == "introduced"
    }

    /// Whether the new sentence still holds a hard obstacle of the category.
    pub fn leaves_residue(&self) -> bool {
        self.residual == "yes"
    }
}

/// One file of a sample.
#[derive(Debug, Clone)]
pub struct GoldFile {
    /// Its name without folders.
    pub name: String,
    /// SHA-256 of its bytes, which is its version.
    pub sha256: String,
    /// Labelled provisions in it.
    pub provisions: usize,
    /// Edits in it.
    pub edits: usize,
}

/// A sample.
#[derive(Debug, Clone, Default)]
pub struct Gold {
    /// Its files.
    pub files: Vec<GoldFile>,
    /// Its labelled provisions.
    pub provisions: Vec<Labelled>,
    /// Its edits.
    pub edits: Vec<Edit>,
}

impl Gold {
    /// Adds the lines of a file.
    ///
    /// # Errors
    /// The first line that is neither a labelled provision nor an edit, or that names what the pack
    /// does not know.
    pub fn add(&mut self, path: &Path, bytes: &[u8], pack: &RulePack) -> Result<(), EvalError> {
        let name = path.file_name().unwrap_or(path.as_os_str());
        let mut file = GoldFile {
            name: name.to_string_lossy().into_owned(),
            sha256: Sha256::digest(bytes)
                .iter()
                .map(|b| format!("{b:02x}"))
                .collect(),
            provisions: 0,
            edits: 0,
        };
        let text = std::str::from_utf8(bytes).map_err(|error| EvalError::Line {
            path: path.display().to_string(),
            line: 1 + memchr::memchr_iter(b'\n', &bytes[..error.valid_up_to()]).count(),
            message: "is not UTF-8".to_owned(),
        })?;
        for (index, line) in text.lines().enumerate() {
            if line.trim().is_empty() {
                continue;
            }
            let wrong = |message: String| EvalError::Line {
                path: path.display().to_string(),
                line: index + 1,
                message,
            };
            match read_line(line).map_err(wrong)? {
                Line::Provision(item) => {
                    check_labelled(&item, pack).map_err(wrong)?;
                    file.provisions += 1;
                    self.provisions.push(item);
                }
                Line::Edit(item) => {
                    check_category(&item.category, FamilyKind::Obstacle, pack).map_err(wrong)?;
                    file.edits += 1;
                    self.edits.push(item);
                }
            }
        }
        self.files.push(file);
        Ok(())
    }
}

enum Line {
    Provision(Labelled),
    Edit(Edit),
}

fn read_line(line: &str) -> Result<Line, String> {
    let value: serde_json::Value = serde_json::from_str(line).map_err(|e| e.to_string())?;
    let has = |key: &str| value.get(key).is_some();
    if has("before") && has("after") {
        return Edit::deserialize(value)
            .map(Line::Edit)
            .map_err(|e| e.to_string());
    }
    if has("text") && has("findings") {
        return Labelled::deserialize(value)
            .map(Line::Provision)
            .map_err(|e| e.to_string());
    }
    Err(
        "is neither a labelled provision (text, findings) nor an edit (before, after, category)"
            .to_owned(),
    )
}

fn check_labelled(item: &Labelled, pack: &RulePack) -> Result<(), String> {
    for mark in &item.findings {
        check_category(&mark.cat, FamilyKind::Obstacle, pack)?;
        if let Some(effect) = &mark.effect
            && Effect::from_key(effect).is_none()
        {
            return Err(format!(
                "\"{effect}\" is no effect; use hard, mitigated or excluded"
            ));
        }
    }
    for mark in &item.enablers {
        check_category(&mark.cat, FamilyKind::Enabler, pack)?;
    }
    match &item.relation {
        Some(relation) if Relation::from_key(relation).is_none() => {
            Err(format!("\"{relation}\" is no relation"))
        }
        _ => Ok(()),
    }
}

fn check_category(key: &str, kind: FamilyKind, pack: &RulePack) -> Result<(), String> {
    let known = pack.categories.iter().filter(|c| c.kind == kind);
    if known.clone().any(|c| c.key == key) {
        return Ok(());
    }
    let known: Vec<&str> = known.map(|c| c.key.as_str()).collect();
    Err(format!(
        "\"{key}\" is no category of the pack; it knows {}",
        known.join(", ")
    ))
}
