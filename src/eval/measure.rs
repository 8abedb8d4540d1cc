//! Shares on labelled provisions.

use crate::rules::{CategoryId, Effect, FamilyKind, Relation, RulePack};
use crate::screen::Snippet;

use super::bootstrap::{Interval, intervals};
use super::gold::{Labelled, Mark};
use super::reader::{Answer, Place, Reader};
use super::{Confusion, Difference};

/// How often something was found and was there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Found and there.
    pub right: u32,
    /// Found but not there.
    pub spurious: u32,
    /// There but not found.
    pub missed: u32,
}

impl Counts {
    fn add(&mut self, expected: bool, found: bool, times: u32) {
        match (expected, found) {
            (true, true) => self.right += times,
            (false, true) => self.spurious += times,
            (true, false) => self.missed += times,
            (false, false) => {}
        }
    }

    /// How often it is there.
    pub fn support(&self) -> u32 {
        self.right + self.missed
    }

    /// Share of what was found that is right; none where nothing was found.
    pub fn precision(&self) -> Option<f64> {
        share(self.right, self.right + self.spurious)
    }

    /// Share of what is there that was found; none where nothing is there.
    pub fn recall(&self) -> Option<f64> {
        share(self.right, self.support())
    }

    /// Their harmonic mean; none where nothing is there and nothing was found.
    pub fn f1(&self) -> Option<f64> {
        share(2 * self.right, 2 * self.right + self.spurious + self.missed)
    }
}

fn share(part: u32, whole: u32) -> Option<f64> {
    (whole > 0).then(|| f64::from(part) / f64::from(whole))
}

/// Counts with the interval of their F1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Score {
    /// The counts.
    pub counts: Counts,
    /// Interval of the F1.
    pub interval: Option<Interval>,
}

/// Right ones of some, with the interval of the share.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Share {
    /// Right ones.
    pub right: u32,
    /// All.
    pub of: u32,
    /// Interval of the share.
    pub interval: Option<Interval>,
}

impl Share {
    /// The share; none of nothing.
    pub fn value(&self) -> Option<f64> {
        share(self.right, self.of)
    }
}

/// What was measured of one category.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CategoryScore {
    /// The category.
    pub category: CategoryId,
    /// Whether it was found in the items that hold it, and only there.
    pub score: Score,
    /// Effects right where it was found; of nothing for enablers.
    pub effects: Share,
}

/// What was measured on labelled provisions.
#[derive(Debug, Clone, PartialEq)]
pub struct ProvisionMeasures {
    /// Items.
    pub items: usize,
    /// Over all categories of obstacles.
    pub obstacles: Score,
    /// Effects right among the labelled obstacles whose category was found in the item.
    pub effects: Share,
    /// Over all categories of enablers.
    pub enablers: Score,
    /// Relations right; none where the reader or the sample does not say.
    pub relations: Option<Share>,
    /// How often the relation that stands first was read as the second, where they differ.
    pub relation_errors: Vec<(Relation, Relation, u32)>,
    /// By category, in the order of the pack; those that neither occur nor were found are left out.
    pub categories: Vec<CategoryScore>,
}

/// What came of one item.
struct ItemOutcome {
    expected: Vec<bool>,
    found: Vec<bool>,
    /// By category: effects right, and compared.
    effects: Vec<(u32, u32)>,
    relation: Option<(Relation, Relation)>,
}

pub(super) fn provisions(
    items: &[Labelled],
    pack: &RulePack,
    reader: &impl Reader,
    confusions: &mut Vec<Confusion>,
) -> ProvisionMeasures {
    let outcomes: Vec<ItemOutcome> = items
        .iter()
        .map(|item| {
            let answer = reader.read(&Snippet {
                text: &item.text,
                law: &item.law,
                law_title: &item.law_title,
                provision: &item.provision,
                heading: &item.heading,
            });
            compare(item, &answer, pack, confusions)
        })
        .collect();
    let categories = pack.categories.len();
    let once = vec![1; items.len()];
    let (counts, effects, relations) = sums(&outcomes, &once, categories);
    let all = |kind: FamilyKind, counts: &[Counts]| {
        let mut sum = Counts::default();
        for (category, counts) in pack.categories.iter().zip(counts) {
            if category.kind == kind {
                sum.right += counts.right;
                sum.spurious += counts.spurious;
                sum.missed += counts.missed;
            }
        }
        sum
    };
    let total = |effects: &[(u32, u32)]| {
        effects
            .iter()
            .fold((0, 0), |sum, e| (sum.0 + e.0, sum.1 + e.1))
    };
    let drawn = intervals(items.len(), 2 * categories + 4, |times| {
        let (counts, effects, relations) = sums(&outcomes, times, categories);
        let effect = |e: (u32, u32)| share(e.0, e.1);
        let mut values: Vec<Option<f64>> = counts.iter().map(Counts::f1).collect();
        values.extend(effects.iter().map(|e| effect(*e)));
        values.push(all(FamilyKind::Obstacle, &counts).f1());
        values.push(all(FamilyKind::Enabler, &counts).f1());
        values.push(effect(total(&effects)));
        values.push(effect(relations));
        values
    });
    let of_share = |(right, of): (u32, u32), interval| Share {
        right,
        of,
        interval,
    };
    ProvisionMeasures {
        items: items.len(),
        obstacles: Score {
            counts: all(FamilyKind::Obstacle, &counts),
            interval: drawn[2 * categories],
        },
        enablers: Score {
            counts: all(FamilyKind::Enabler, &counts),
            interval: drawn[2 * categories + 1],
        },
        effects: of_share(total(&effects), drawn[2 * categories + 2]),
        relations: (relations.1 > 0).then(|| of_share(relations, drawn[2 * categories + 3])),
        relation_errors: relation_errors(&outcomes),
        categories: (0..categories)
            .filter(|i| counts[*i] != Counts::default())
            .map(|i| CategoryScore {
                category: CategoryId::at(i),
                score: Score {
                    counts: counts[i],
                    interval: drawn[i],
                },
                effects: of_share(effects[i], drawn[categories + i]),
            })
            .collect(),
    }
}

type Sums = (Vec<Counts>, Vec<(u32, u32)>, (u32, u32));

/// Counts and effects by category, and relations, where each item was drawn so many times.
fn sums(outcomes: &[ItemOutcome], times: &[u32], categories: usize) -> Sums {
    let mut counts = vec![Counts::default(); categories];
    let mut effects = vec![(0, 0); categories];
    let mut relations = (0, 0);
    for (outcome, &times) in outcomes.iter().zip(times).filter(|(_, t)| **t > 0) {
        for (i, counts) in counts.iter_mut().enumerate() {
            counts.add(outcome.expected[i], outcome.found[i], times);
        }
        for (sum, effect) in effects.iter_mut().zip(&outcome.effects) {
            sum.0 += effect.0 * times;
            sum.1 += effect.1 * times;
        }
        if let Some((expected, got)) = outcome.relation {
            relations.0 += u32::from(expected == got) * times;
            relations.1 += times;
        }
    }
    (counts, effects, relations)
}

fn relation_errors(outcomes: &[ItemOutcome]) -> Vec<(Relation, Relation, u32)> {
    let mut errors = std::collections::BTreeMap::new();
    for (expected, got) in outcomes.iter().filter_map(|o| o.relation) {
        if expected != got {
            *errors.entry((expected, got)).or_insert(0) += 1;
        }
    }
    let mut errors: Vec<_> = errors.into_iter().map(|((e, g), n)| (e, g, n)).collect();
    errors.sort_by_key(|(_, _, n)| std::cmp::Reverse(*n));
    errors
}

fn compare(
    item: &Labelled,
    answer: &Answer,
    pack: &RulePack,
    confusions: &mut Vec<Confusion>,
) -> ItemOutcome {
    let mut outcome = ItemOutcome {
        expected: vec![false; pack.categories.len()],
        found: vec![false; pack.categories.len()],
        effects: vec![(0, 0); pack.categories.len()],
        relation: None,
    };
    let mut differs = |difference, category: &str, expected: String, got: String| {
        confusions.push(Confusion {
            difference,
            id: item.id.clone(),
            law: item.law.clone(),
            provision: item.provision.clone(),
            category: category.to_owned(),
            expected,
            got,
            text: item.text.clone(),
        });
    };
    for (index, category) in pack.categories.iter().enumerate() {
        let obstacle = category.kind == FamilyKind::Obstacle;
        let (marks, places) = if obstacle {
            (&item.findings, &answer.obstacles)
        } else {
            (&item.enablers, &answer.enablers)
        };
        let marks: Vec<&Mark> = marks.iter().filter(|m| m.cat == category.key).collect();
        let places: Vec<&Place> = places.iter().filter(|p| p.category == index).collect();
        outcome.expected[index] = !marks.is_empty();
        outcome.found[index] = !places.is_empty();
        match (marks.is_empty(), places.is_empty()) {
            (true, true) => {}
            (false, true) => {
                let difference = if obstacle {
                    Difference::Missed
                } else {
                    Difference::EnablerMissed
                };
                differs(difference, &category.key, say_marks(&marks), String::new());
            }
            (true, false) => {
                let difference = if obstacle {
                    Difference::Spurious
                } else {
                    Difference::EnablerSpurious
                };
                differs(
                    difference,
                    &category.key,
                    String::new(),
                    say_places(&places, obstacle),
                );
            }
            (false, false) if obstacle => {
                for mark in marks {
                    let place = nearest(mark, &places);
                    let expected = mark.effect.as_deref().unwrap_or(Effect::Hard.key());
                    let right = place.effect.key() == expected;
                    outcome.effects[index].0 += u32::from(right);
                    outcome.effects[index].1 += 1;
                    if !right {
                        differs(
                            Difference::Effect,
                            &category.key,
                            say_marks(&[mark]),
                            say_places(&[place], true),
                        );
                    }
                }
            }
            (false, false) => {}
        }
    }
    let expected = item.relation.as_deref().and_then(Relation::from_key);
    outcome.relation = expected.zip(answer.relation);
    if let Some((expected, got)) = outcome.relation
        && expected != got
    {
        differs(
            Difference::Relation,
            "",
            expected.key().to_owned(),
            got.key().to_owned(),
        );
    }
    outcome
}

/// The place that a mark speaks of: the one that it overlaps most, or the nearest.
fn nearest<'a>(mark: &Mark, places: &[&'a Place]) -> &'a Place {
    places
        .iter()
        .min_by_key(|place| {
            let overlap = place.end.min(mark.end) as i64 - place.start.max(mark.start) as i64;
            -overlap
        })
        .expect("asked only where the category was found")
}

fn say_marks(marks: &[&Mark]) -> String {
    let said: Vec<String> = marks
        .iter()
        .map(|m| match &m.effect {
            Some(effect) => format!("„{}“ ({effect})", m.quote),
            None => format!("„{}“", m.quote),
        })
        .collect();
    said.join("; ")
}

fn say_places(places: &[&Place], obstacle: bool) -> String {
    let said: Vec<String> = places
        .iter()
        .map(|p| {
            if obstacle {
                format!("„{}“ ({}, {})", p.quote, p.effect.key(), p.by)
            } else {
                format!("„{}“ ({})", p.quote, p.by)
            }
        })
        .collect();
    said.join("; ")
}

/// What a reader found of one category, for a disagreement.
pub(super) fn say_found(answer: &Answer, category: usize) -> String {
    let places: Vec<&Place> = answer
        .obstacles
        .iter()
        .filter(|p| p.category == category)
        .collect();
    say_places(&places, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_those_of_the_textbook() {
        let counts = Counts {
            right: 8,
            spurious: 2,
            missed: 4,
        };
        assert_eq!(counts.precision(), Some(0.8));
        assert_eq!(counts.recall(), Some(8.0 / 12.0));
        assert_eq!(counts.f1(), Some(16.0 / 22.0));
        assert_eq!(counts.support(), 12);
        assert_eq!(Counts::default().f1(), None);
    }

    #[test]
    fn a_mark_is_compared_with_the_place_that_it_overlaps() {
        let place = |start, end| Place {
            category: 0,
            effect: Effect::Hard,
            start,
            end,
            quote: String::new(),
            by: String::new(),
        };
        let mark = |start, end| Mark {
            cat: String::new(),
            start,
            end,
            effect: None,
            quote: String::new(),
        };
        let places = [place(0, 5), place(10, 20), place(40, 41)];
        let places: Vec<&Place> = places.iter().collect();
        assert_eq!(nearest(&mark(12, 14), &places).start, 10);
        assert_eq!(nearest(&mark(4, 11), &places).start, 0);
        assert_eq!(nearest(&mark(37, 39), &places).start, 40);
    }
}
