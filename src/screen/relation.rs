//! Between whom a duty runs: the relation that most points of the cues speak for.

use std::collections::BTreeMap;

use super::finder::{Finder, Lists};
use crate::rules::{Relation, Relations, RulePack, Scope, Scopes};

/// Where cues look in a provision, with a bit for each.
const PLACES: [(Scope, u8); 2] = [(Scope::Heading, 1), (Scope::Provision, 2)];
/// All of them.
const EVERYWHERE: u8 = 3;

/// Which cues a provision can be spoken of by, as the words of its heading and designation tell:
/// most headings hold no word of most cues, which spares their patterns.
#[derive(Debug)]
pub struct CueGate {
    words: Finder,
    /// For each word, the cues that need it and where.
    cues_of_word: Lists<(u16, u8)>,
    /// For each cue, where it needs no word.
    free: Vec<u8>,
}

impl CueGate {
    /// Takes the words of the pack's cues.
    pub fn new(pack: &RulePack) -> Self {
        let mut words: BTreeMap<&str, Vec<(u16, u8)>> = BTreeMap::new();
        let mut free = vec![EVERYWHERE; pack.relations.cues.len()];
        for (index, cue) in pack.relations.cues.iter().enumerate() {
            for (scope, place) in PLACES {
                for word in cue.words(scope).into_iter().flatten() {
                    free[index] &= !place;
                    words.entry(word).or_default().push((index as u16, place));
                }
            }
        }
        Self {
            words: Finder::new(words.keys().copied(), pack.sample()),
            cues_of_word: words.into_values().collect(),
            free,
        }
    }

    /// For each cue, whether it can speak at the place that `scopes` describe.
    fn possible(&self, scopes: &impl Scopes) -> impl Iterator<Item = bool> {
        let mut fine = self.free.clone();
        for (scope, place) in PLACES {
            self.words.each(scopes.text(scope), |hit| {
                for &(cue, needed) in self.cues_of_word.of(hit.word) {
                    fine[usize::from(cue)] |= needed & place;
                }
            });
        }
        fine.into_iter().map(|fine| fine == EVERYWHERE)
    }
}

/// Points of the cues that need no word of the text, for one provision.
#[derive(Debug, Clone)]
pub struct PlaceCues {
    points: [f32; 4],
    /// For each cue, whether it applies at this place.
    applies: Vec<bool>,
}

impl PlaceCues {
    /// Looks which cues apply at the place that `scopes` describe; `fits` says which of them speak of
    /// its statute.
    pub fn at(relations: &Relations, gate: &CueGate, fits: &[bool], scopes: &impl Scopes) -> Self {
        let mut points = [0.0; 4];
        let applies: Vec<bool> = relations
            .cues
            .iter()
            .zip(fits)
            .zip(gate.possible(scopes))
            .map(|((cue, fits), possible)| *fits && possible && cue.fits_provision(scopes))
            .collect();
        for (cue, applies) in relations.cues.iter().zip(&applies) {
            if *applies && cue.stems.is_empty() {
                add(&mut points, cue.points);
            }
        }
        Self { points, applies }
    }

    /// The relation that the place and the cues seen in the text speak for; each cue counts once.
    pub fn relation(&self, relations: &Relations, seen: impl Iterator<Item = u16>) -> Relation {
        let mut points = self.points;
        let mut cues: Vec<u16> = seen.collect();
        cues.sort_unstable();
        cues.dedup();
        for cue in cues {
            if self.applies[usize::from(cue)] {
                add(&mut points, relations.cues[usize::from(cue)].points);
            }
        }
        let (best, most) = Relation::SPOKEN_FOR
            .into_iter()
            .zip(points)
            .reduce(|a, b| if b.1 > a.1 { b } else { a })
            .expect("there are relations");
        if most >= relations.threshold {
            best
        } else {
            Relation::Keine
        }
    }
}

fn add(points: &mut [f32; 4], more: [f32; 4]) {
    for (sum, add) in points.iter_mut().zip(more) {
        *sum += add;
    }
}
