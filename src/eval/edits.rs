//! Shares on the legislator's own edits: the sentence with the obstacle must be found as hard, the
//! sentence without it must carry no hard obstacle of the category.

use std::collections::BTreeMap;

use crate::rules::{CategoryId, Effect, RulePack};
use crate::screen::Snippet;

use super::bootstrap::intervals;
use super::gold::Edit;
use super::measure::{Share, say_found};
use super::reader::{Answer, Reader};
use super::{Confusion, Difference};

/// Edits of one kind and category.
#[derive(Debug, Clone, PartialEq)]
pub struct EditGroup {
    /// Kind of the edit, as the sample names it.
    pub edit: String,
    /// The category.
    pub category: CategoryId,
    /// Sentences with the obstacle that were found as hard.
    pub found: Share,
    /// Sentences without it that carry no hard one.
    pub cleared: Share,
}

/// What was measured on edits.
#[derive(Debug, Clone, PartialEq)]
pub struct EditMeasures {
    /// Edits.
    pub items: usize,
    /// Over all edits that lift an obstacle.
    pub found: Share,
    /// Over all edits that lift an obstacle and leave none of its category.
    pub cleared: Share,
    /// Over the edits that bring one, read the other way round.
    pub introduced: EditPair,
    /// By kind of edit and category, largest first.
    pub groups: Vec<EditGroup>,
}

/// Both shares.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct EditPair {
    /// Sentences with the obstacle that were found as hard.
    pub found: Share,
    /// Sentences without it that carry no hard one.
    pub cleared: Share,
}

/// What came of one edit; none where the sample does not ask.
#[derive(Debug, Clone, Copy)]
struct EditOutcome {
    found: Option<bool>,
    cleared: Option<bool>,
}

pub(super) fn edits(
    items: &[Edit],
    pack: &RulePack,
    reader: &impl Reader,
    confusions: &mut Vec<Confusion>,
) -> EditMeasures {
    let mut groups: BTreeMap<(&str, CategoryId), Vec<usize>> = BTreeMap::new();
    let mut outcomes = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let category = pack
            .categories
            .iter()
            .position(|c| c.key == item.category)
            .expect("categories were checked when the sample was read");
        groups
            .entry((&item.edit, CategoryId::at(category)))
            .or_default()
            .push(index);
        outcomes.push(outcome(item, category, reader, confusions));
    }
    let all = |introduced: bool| {
        let places = (0..items.len()).filter(|i| items[*i].is_introduced() == introduced);
        pair(&outcomes, &places.collect::<Vec<_>>())
    };
    let (lifted, introduced) = (all(false), all(true));
    let mut groups: Vec<EditGroup> = groups
        .into_iter()
        .map(|((edit, category), places)| {
            let EditPair { found, cleared } = pair(&outcomes, &places);
            EditGroup {
                edit: edit.to_owned(),
                category,
                found,
                cleared,
            }
        })
        .collect();
    groups.sort_by_key(|g| std::cmp::Reverse(g.found.of.max(g.cleared.of)));
    EditMeasures {
        items: items.len(),
        found: lifted.found,
        cleared: lifted.cleared,
        introduced,
        groups,
    }
}

fn pair(outcomes: &[EditOutcome], places: &[usize]) -> EditPair {
    let share = |of: &dyn Fn(&EditOutcome) -> Option<bool>| {
        let count = |times: &dyn Fn(usize) -> u32| {
            places
                .iter()
                .enumerate()
                .fold((0, 0), |sum, (i, place)| match of(&outcomes[*place]) {
                    Some(right) => (sum.0 + u32::from(right) * times(i), sum.1 + times(i)),
                    None => sum,
                })
        };
        let (right, all) = count(&|_| 1);
        let drawn = intervals(places.len(), 1, |times| {
            let (right, all) = count(&|i| times[i]);
            vec![(all > 0).then(|| f64::from(right) / f64::from(all))]
        });
        Share {
            right,
            of: all,
            interval: drawn[0],
        }
    };
    EditPair {
        found: share(&|o| o.found),
        cleared: share(&|o| o.cleared),
    }
}

fn outcome(
    item: &Edit,
    category: usize,
    reader: &impl Reader,
    confusions: &mut Vec<Confusion>,
) -> EditOutcome {
    let read = |text: &str| {
        reader.read(&Snippet {
            text,
            law: &item.law,
            law_title: &item.law_title,
            provision: &item.enbez,
            heading: "",
        })
    };
    // Where an obstacle was brought, the sentence with it is the later one. What is left of it
    // counts as one in either reading.
    let (with, without) = if item.is_introduced() {
        (&item.after, &item.before)
    } else {
        (&item.before, &item.after)
    };
    let asks_found = !item.is_introduced() || item.leaves_residue();
    let asks_cleared = item.is_introduced() || !item.leaves_residue();
    // Where the text shuts the electronic form out, the obstacle is no less hard.
    let is_hard = |answer: &Answer| {
        answer
            .obstacles
            .iter()
            .any(|p| p.category == category && p.effect != Effect::Mitigated)
    };
    let mut differs = |difference, answer: &Answer, expected: &str, text: &str| {
        confusions.push(Confusion {
            difference,
            id: item.id.clone(),
            law: item.law.clone(),
            provision: item.enbez.clone(),
            category: item.category.clone(),
            expected: format!("{expected} ({})", item.edit),
            got: say_found(answer, category),
            text: text.to_owned(),
        });
    };
    let mut result = EditOutcome {
        found: None,
        cleared: None,
    };
    if asks_found {
        let answer = read(with);
        result.found = Some(is_hard(&answer));
        if !is_hard(&answer) {
            differs(Difference::EditMissed, &answer, "hard", with);
        }
    }
    if asks_cleared {
        let answer = read(without);
        result.cleared = Some(!is_hard(&answer));
        if is_hard(&answer) {
            differs(Difference::EditKept, &answer, "–", without);
        }
    }
    result
}
