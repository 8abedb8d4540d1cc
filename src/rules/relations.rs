//! Between whom a duty runs, and the cues that speak for it.

use serde::{Deserialize, Serialize};

use super::condition::{Scope, Scopes};
use super::pattern::Question;

/// Between whom a duty runs.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Relation {
    /// Citizen or business and authority.
    Verwaltung,
    /// Between authorities, or inside one.
    Intern,
    /// Court, notary, prosecution.
    Justiz,
    /// Between private parties.
    Privat,
    /// No act at all.
    #[default]
    Keine,
}

impl Relation {
    /// Those that cues can speak for; `Keine` is what is left.
    pub const SPOKEN_FOR: [Relation; 4] = [
        Relation::Verwaltung,
        Relation::Intern,
        Relation::Justiz,
        Relation::Privat,
    ];

    /// The key in tables and rule files.
    pub fn key(self) -> &'static str {
        match self {
            Relation::Verwaltung => "verwaltung",
            Relation::Intern => "intern",
            Relation::Justiz => "justiz",
            Relation::Privat => "privat",
            Relation::Keine => "keine",
        }
    }

    /// Reads a key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::SPOKEN_FOR
            .into_iter()
            .chain([Relation::Keine])
            .find(|r| r.key() == key)
    }
}

/// Points for each relation of [`Relation::SPOKEN_FOR`].
pub type Points = [f32; 4];

/// A cue for a relation.
#[derive(Debug, Clone)]
pub struct Cue {
    /// What it adds.
    pub points: Points,
    /// Word beginnings in the text; without any the cue speaks by its place alone.
    pub stems: Vec<String>,
    pub(super) place: Vec<(Scope, Question)>,
}

impl Cue {
    /// Whether the statute is one that the cue speaks of.
    pub fn fits_statute(&self, scopes: &impl Scopes) -> bool {
        self.fits(scopes, |scope| scope.is_statute())
    }

    /// Words of which the text of `scope` holds one wherever the cue speaks; none where no such
    /// words are known.
    pub fn words(&self, scope: Scope) -> Option<&[String]> {
        let asked = self.place.iter().find(|(s, _)| *s == scope);
        asked.and_then(|(_, question)| question.literals())
    }

    /// Whether the provision is one that the cue speaks of.
    pub fn fits_provision(&self, scopes: &impl Scopes) -> bool {
        self.fits(scopes, |scope| !scope.is_statute())
    }

    fn fits(&self, scopes: &impl Scopes, asked: impl Fn(Scope) -> bool) -> bool {
        self.place
            .iter()
            .filter(|(scope, _)| asked(*scope))
            .all(|(scope, question)| question.holds(scopes.text(*scope)))
    }
}

/// The cues and how many points are needed.
#[derive(Debug, Clone)]
pub struct Relations {
    /// Below it the relation is `keine`.
    pub threshold: f32,
    /// The cues.
    pub cues: Vec<Cue>,
}
