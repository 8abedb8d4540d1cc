//! What a finding says beyond its category: the evidence that is asked for and the register that
//! holds it, the purpose of an appearance, and who owes it to whom. Compiled from `evidence.toml`,
//! `purposes.toml` and `directions.toml`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ids::{ActId, CategoryId, DirectionId, EvidenceId, PurposeId, RegisterId};
use super::pattern::{Question, compile_test};
use super::relations::Relation;
use super::remedies::mark_borders;
use super::rule::{Act, Category};
use super::schema::{
    DirectionsFile, EvidenceFile, PurposeEntry, PurposesFile, RegisterEntry, Remote, Side,
    SidePoints,
};
use super::text::Text;

/// Most kinds of evidence that a pack can tell apart: a finding carries them as bits.
const MOST_KINDS: usize = 128;

/// A kind of evidence.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// Key.
    pub key: String,
    /// Name for readers.
    pub title: Text,
    /// The register that holds what it says.
    pub register: Option<RegisterId>,
    /// Its names.
    pub stems: Vec<String>,
    /// What it is about.
    pub about: Vec<String>,
    /// What is not meant.
    pub except: Vec<String>,
    /// Counts only where no other kind is named.
    pub generic: bool,
}

/// Some kinds of evidence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EvidenceSet(u128);

impl EvidenceSet {
    /// Adds a kind.
    pub fn insert(&mut self, id: EvidenceId) {
        self.0 |= 1 << id.index();
    }

    /// Whether it holds none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Its kinds, in the order of the pack.
    pub fn iter(self) -> impl Iterator<Item = EvidenceId> {
        (0..MOST_KINDS)
            .filter(move |i| self.0 & (1 << i) != 0)
            .map(EvidenceId::at)
    }
}

/// A purpose of an appearance.
#[derive(Debug, Clone)]
pub struct Purpose {
    /// Key.
    pub key: String,
    /// Name for readers.
    pub title: Text,
    /// Whether it can be served from a distance.
    pub remote: Remote,
    /// Word beginnings.
    pub stems: Vec<String>,
    /// What is not meant.
    pub except: Vec<String>,
    /// Word beginnings that decide where the words of the finding themselves hold them.
    pub own: Vec<String>,
    /// Purposes over which they decide.
    pub over: Vec<PurposeId>,
}

/// Who owes it to whom.
#[derive(Debug, Clone)]
pub struct Direction {
    /// Key.
    pub key: String,
    /// Name for readers.
    pub title: Text,
    relation: Relation,
    side: Option<Side>,
}

/// A cue for the side that must act.
#[derive(Debug, Clone)]
pub struct DirectionCue {
    /// Points for either side.
    pub points: SidePoints,
    /// Word beginnings in the sentence.
    pub stems: Vec<String>,
    /// Acts that are the cue by themselves.
    pub acts: Vec<ActId>,
    /// Categories that are the cue by themselves, or that its pattern speaks of.
    pub categories: Vec<CategoryId>,
    /// Place of its pattern in [`Facets::patterns`].
    pub pattern: Option<usize>,
}

impl DirectionCue {
    /// Whether the cue speaks for a finding of this category and act by what it is.
    pub fn speaks_of(&self, category: CategoryId, act: Option<ActId>) -> bool {
        self.pattern.is_none() && self.categories.contains(&category)
            || act.is_some_and(|act| self.acts.contains(&act))
    }
}

/// All of them.
#[derive(Debug, Clone)]
pub struct Facets {
    /// Registers.
    pub registers: Vec<RegisterEntry>,
    /// Kinds of evidence.
    pub evidence: Vec<Evidence>,
    /// Categories whose findings are asked for evidence.
    pub evidence_categories: Vec<CategoryId>,
    /// Purposes; the last is what is left.
    pub purposes: Vec<Purpose>,
    /// Categories whose findings have a purpose.
    pub purpose_categories: Vec<CategoryId>,
    /// Directions.
    pub directions: Vec<Direction>,
    /// What obstacles are called that run no way.
    pub no_direction: Text,
    /// Cues for the side.
    pub cues: Vec<DirectionCue>,
    /// The patterns of the cues.
    pub patterns: Vec<Question>,
}

impl Facets {
    /// Compiles the three files.
    ///
    /// # Errors
    /// The file, the place in it and what is wrong.
    pub fn compile(
        evidence: EvidenceFile,
        purposes: PurposesFile,
        directions: DirectionsFile,
        categories: &[Category],
        acts: &[Act],
        fragments: &BTreeMap<String, String>,
    ) -> Result<Self, (&'static str, String, String)> {
        let category = |file: &'static str, key: &str| {
            categories
                .iter()
                .position(|c| c.key == key)
                .map(CategoryId::at)
                .ok_or_else(|| (file, key.to_owned(), "is no category".to_owned()))
        };
        let all = |file: &'static str, keys: &[String]| {
            keys.iter()
                .map(|key| category(file, key))
                .collect::<Result<Vec<_>, _>>()
        };
        if evidence.evidence.len() > MOST_KINDS {
            return Err((
                EVIDENCE,
                "evidence".to_owned(),
                format!("more than {MOST_KINDS} kinds"),
            ));
        }
        if purposes.purpose.is_empty() {
            return Err((
                PURPOSES,
                "purpose".to_owned(),
                "there is none; the last one is what is left".to_owned(),
            ));
        }
        let evidence_categories = all(EVIDENCE, &evidence.categories)?;
        let purpose_categories = all(PURPOSES, &purposes.categories)?;
        let registers = evidence.register;
        let kinds = evidence
            .evidence
            .into_iter()
            .map(|entry| {
                let register = match entry.register.as_str() {
                    "" => None,
                    key => Some(RegisterId::at(
                        registers.iter().position(|r| r.id == key).ok_or_else(|| {
                            (
                                EVIDENCE,
                                entry.id.clone(),
                                format!("no register has the id \"{key}\""),
                            )
                        })?,
                    )),
                };
                Ok(Evidence {
                    key: entry.id,
                    title: entry.title,
                    register,
                    stems: entry.stems,
                    about: entry.about,
                    except: entry.except,
                    generic: entry.generic,
                })
            })
            .collect::<Result<_, _>>()?;
        let directed = directions
            .direction
            .into_iter()
            .map(|entry| {
                let relation = Relation::from_key(&entry.relation).ok_or_else(|| {
                    (
                        DIRECTIONS,
                        entry.id.clone(),
                        format!("\"{}\" is no relation", entry.relation),
                    )
                })?;
                Ok(Direction {
                    key: entry.id,
                    title: entry.title,
                    relation,
                    side: entry.side,
                })
            })
            .collect::<Result<_, _>>()?;
        let mut patterns = Vec::new();
        let cues = directions
            .cue
            .into_iter()
            .map(|entry| {
                let pattern = match &entry.pattern {
                    Some(source) => {
                        let source = mark_borders(source);
                        patterns.push(
                            compile_test(&source, fragments)
                                .map_err(|e| (DIRECTIONS, entry.why.clone(), e))?,
                        );
                        Some(patterns.len() - 1)
                    }
                    None => None,
                };
                let acts = entry
                    .acts
                    .iter()
                    .map(|key| {
                        acts.iter()
                            .position(|a| &a.key == key)
                            .map(ActId::at)
                            .ok_or_else(|| (DIRECTIONS, key.clone(), "is no act".to_owned()))
                    })
                    .collect::<Result<_, _>>()?;
                Ok(DirectionCue {
                    points: entry.points,
                    stems: entry.stems,
                    acts,
                    categories: all(DIRECTIONS, &entry.categories)?,
                    pattern,
                })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            registers,
            evidence: kinds,
            evidence_categories,
            purposes: compile_purposes(purposes.purpose)?,
            purpose_categories,
            directions: directed,
            no_direction: directions.none.title,
            cues,
            patterns,
        })
    }

    /// Which side must act in a direction; none where it has no sides.
    pub fn side(&self, id: DirectionId) -> Option<Side> {
        self.directions[id.index()].side
    }

    /// The direction of a relation in which `side` must act; none where the pack names none.
    pub fn direction(&self, relation: Relation, side: Side) -> Option<DirectionId> {
        self.directions
            .iter()
            .position(|d| d.relation == relation && d.side.is_none_or(|s| s == side))
            .map(DirectionId::at)
    }

    /// Whether the directions of a relation tell sides apart.
    pub fn has_sides(&self, relation: Relation) -> bool {
        let sided = |d: &Direction| d.relation == relation && d.side.is_some();
        self.directions.iter().any(sided)
    }

    /// Whether a set names no particular kind of evidence.
    pub fn is_generic(&self, set: EvidenceSet) -> bool {
        set.iter().all(|id| self.evidence[id.index()].generic)
    }

    /// Whether citizens and businesses owe it to an authority.
    pub fn is_owed(&self, id: DirectionId) -> bool {
        let direction = &self.directions[id.index()];
        direction.relation == Relation::Verwaltung && direction.side == Some(Side::An)
    }

    /// The register of a kind of evidence.
    pub fn register_of(&self, id: EvidenceId) -> Option<&RegisterEntry> {
        self.evidence[id.index()]
            .register
            .map(|register| &self.registers[register.index()])
    }
}

fn compile_purposes(
    entries: Vec<PurposeEntry>,
) -> Result<Vec<Purpose>, (&'static str, String, String)> {
    let ids: Vec<String> = entries.iter().map(|entry| entry.id.clone()).collect();
    let id_of = |key: &String| {
        ids.iter()
            .position(|id| id == key)
            .map(PurposeId::at)
            .ok_or_else(|| (PURPOSES, key.clone(), "is no purpose".to_owned()))
    };
    entries
        .into_iter()
        .map(|entry| {
            Ok(Purpose {
                over: entry.over.iter().map(id_of).collect::<Result<_, _>>()?,
                key: entry.id,
                title: entry.title,
                remote: entry.remote,
                stems: entry.stems,
                except: entry.except,
                own: entry.own,
            })
        })
        .collect()
}

/// Where kinds of evidence and registers stand.
pub const EVIDENCE: &str = "evidence.toml";
/// Where purposes stand.
pub const PURPOSES: &str = "purposes.toml";
/// Where directions stand.
pub const DIRECTIONS: &str = "directions.toml";
