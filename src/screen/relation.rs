//! Between whom a duty runs: the relation that most points of the cues speak for.

use crate::rules::{Relation, Relations, Scopes};

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
    pub fn at(relations: &Relations, fits: &[bool], scopes: &impl Scopes) -> Self {
        let mut points = [0.0; 4];
        let applies: Vec<bool> = relations
            .cues
            .iter()
            .zip(fits)
            .map(|(cue, fits)| *fits && cue.fits_provision(scopes))
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
