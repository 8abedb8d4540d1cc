//! What "der bisherige Absatz 2" is called by now: the unit that bore the number in the law in force.
//!
//! In goes a place of which a step is counted there, out comes the same place with the label that its
//! unit bears in the text as it stands. The unit is known by its words; where no unit, or more than
//! one, holds most of them, there is no place.

use crate::statute::citation::{Level, core};
use crate::statute::{Item, Provision, Span};

use super::super::{Numbering, Place};
use super::Reason;

/// The place by the labels of `now`; the numbers of sentences are counted elsewhere.
pub(super) fn relabelled(
    place: &Place,
    before: &Provision,
    now: &Provision,
) -> Result<Place, Reason> {
    let mut there = place.clone();
    let Numbering::Former(Some(level)) = place.numbering else {
        return Ok(there);
    };
    let steps = &place.citation.steps;
    let unit = |level: Level| !matches!(level, Level::Satz | Level::Halbsatz | Level::Unterabsatz);
    let Some(at) = steps.iter().position(|s| s.level == level && unit(level)) else {
        return Ok(there);
    };
    let moved = |label: &str| -> Result<String, Reason> {
        let no_place = || Reason::NoPlace(format!("{} {label}", level.long()));
        let mut old = steps[..=at].to_vec();
        label.clone_into(&mut old[at].label);
        let span = before.resolve(&old).map_err(|_| no_place())?;
        let units = units(before, level, None);
        let own = units.iter().find(|unit| unit.span == span);
        let own = own.ok_or_else(no_place)?;
        // An outer unit that cannot be found by its label any more is no help.
        let within = now.resolve(&steps[..at]).ok();
        let mut candidates = self::units(now, level, within);
        candidates.retain(|unit| unit.depth == own.depth);
        let found = most_alike(own, &candidates).ok_or_else(no_place)?;
        let bearers = candidates.iter().filter(|u| u.label == found.label);
        if bearers.count() > 1 {
            return Err(Reason::Places(format!("{} {}", level.long(), found.label)));
        }
        Ok(found.label.clone())
    };
    there.citation.steps[at].label = moved(&steps[at].label)?;
    if at + 1 == steps.len() {
        there.through = place.through.as_deref().map(moved).transpose()?;
    }
    Ok(there)
}

/// An Absatz or an item, with its words.
struct Unit<'p> {
    label: String,
    span: Span,
    depth: usize,
    words: Vec<&'p str>,
}

/// The only one with the same words, or else the only one with most of them.
fn most_alike<'u>(own: &Unit, candidates: &'u [Unit]) -> Option<&'u Unit<'u>> {
    let only = |fits: &dyn Fn(&Unit) -> bool| {
        let mut found = candidates.iter().filter(|unit| fits(unit));
        found.next().filter(|_| found.next().is_none())
    };
    let most = candidates
        .iter()
        .map(|unit| shared(&unit.words, &own.words))
        .max()
        .filter(|most| 2 * most > own.words.len())?;
    only(&|unit| unit.words == own.words)
        .or_else(|| only(&|unit| shared(&unit.words, &own.words) == most))
}

/// Which of several units that bear one number is the one that bore it in the law in force, whose text
/// is `own`: the one with most of its words, or else the last, behind those that were put in.
pub(super) fn bearer(units: Vec<(usize, &str)>, own: Option<&str>) -> Option<usize> {
    let words = |text: &str| -> Vec<String> {
        let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        words.sort_unstable();
        words
    };
    let last = units.last()?.0;
    let Some(own) = own.filter(|_| units.len() > 1).map(words) else {
        return Some(last);
    };
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    let alike = |text: &str| {
        let words = words(text);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        shared(&words, &own)
    };
    let counts: Vec<(usize, usize)> = units.iter().map(|(at, text)| (alike(text), *at)).collect();
    let (most, at) = counts.into_iter().max()?;
    Some(if 2 * most > own.len() { at } else { last })
}

/// The units of a level, or of all lists where it is none of Absätze.
fn units(provision: &Provision, level: Level, within: Option<Span>) -> Vec<Unit<'_>> {
    let mut units = Vec::new();
    for subsection in &provision.subsections {
        match (level, &subsection.label) {
            (Level::Absatz, Some(label)) => {
                units.push(unit(provision, label, subsection.span, 0));
            }
            (Level::Absatz, None) => {}
            _ => add_items(provision, &subsection.items, 1, &mut units),
        }
    }
    units.retain(|unit| within.is_none_or(|outer| outer.contains(unit.span)));
    units
}

fn add_items<'p>(
    provision: &'p Provision,
    items: &[Item],
    depth: usize,
    units: &mut Vec<Unit<'p>>,
) {
    for item in items {
        units.push(unit(provision, &item.label, item.span, depth));
        add_items(provision, &item.items, depth + 1, units);
    }
}

fn unit<'p>(provision: &'p Provision, label: &str, span: Span, depth: usize) -> Unit<'p> {
    let text = span.of(&provision.text).trim_start();
    let text = text.strip_prefix(label).unwrap_or(text);
    let mut words: Vec<&str> = text.split_whitespace().collect();
    words.sort_unstable();
    Unit {
        label: core(label).to_owned(),
        span,
        depth,
        words,
    }
}

/// How many words two sorted lists share.
fn shared(a: &[&str], b: &[&str]) -> usize {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                (i, j, shared) = (i + 1, j + 1, shared + 1);
            }
        }
    }
    shared
}
