//! Which sentence a number means once others came or went: sentences bear no numbers, so that what a
//! command strikes or puts in shifts all behind it.
//!
//! In goes the place of a command, out comes the same place by the numbers of the text as it stands.
//! "Der bisherige Satz 4" is counted in the law in force, "der neue Satz 4" in the text as it stands.
//! Where a command says neither and both readings lead to different sentences, only its words can
//! decide; where they do not, nothing is chosen.

use std::collections::BTreeMap;

use crate::statute::citation::{Level, core};
use crate::statute::{Provision, Subsection};

use super::super::{Action, Command, Numbering, Place, Position, Words};
use super::words::occurrences;
use super::{Law, Reason, former, place};

impl Law<'_> {
    /// The command with its places by the numbers of the text as it stands.
    pub(super) fn counted(&self, command: &Command) -> Result<Command, Reason> {
        let mut counted = command.clone();
        // What gets a new number is still called by its old one.
        let renumbers = matches!(command.action, Action::Renumber { .. });
        for place in &mut counted.places {
            let Some((before, now)) = self.states(place) else {
                continue;
            };
            if !renumbers {
                *place = former::relabelled(place, before, now)?;
            }
            if let Some(there) = self.sentence(place, command, before, now)? {
                *place = there;
            }
        }
        Ok(counted)
    }

    /// The provision of a place in the law in force and as it stands, where these differ.
    fn states(&self, place: &Place) -> Option<(&Provision, &Provision)> {
        let index = self.provision(&place.citation.provision).ok()?;
        let origin = (*self.origins.get(index)?)?;
        let before = self.before.provisions.get(origin)?;
        let now = self.statute.provisions.get(index)?;
        (before.text != now.text).then_some((before, now))
    }

    /// The place by the numbers of the text as it stands; none where nothing has shifted.
    fn sentence(
        &self,
        place: &Place,
        command: &Command,
        before: &Provision,
        now: &Provision,
    ) -> Result<Option<Place>, Reason> {
        let is_sentence = |level: Level| level == Level::Satz;
        let steps = &place.citation.steps;
        let Some(at) = steps.iter().position(|step| is_sentence(step.level)) else {
            return Ok(None);
        };
        let absatz = match &steps[..at] {
            [] => None,
            [step] if step.level == Level::Absatz => Some(step.label.as_str()),
            // A sentence of a list item.
            _ => return Ok(None),
        };
        if place.numbering == Numbering::New {
            return Ok(None);
        }
        let Some(shifts) = Shifts::of(before, now, absatz) else {
            return Ok(None);
        };
        let number = |label: &str| label.parse::<usize>().ok().filter(|n| *n > 0);
        let Some(first) = number(&steps[at].label) else {
            return Ok(None);
        };
        let last = place.through.as_deref().filter(|_| at + 1 == steps.len());
        let last = last.and_then(number);
        let moved = shifts.now(first);
        let moved_last = last.map(|last| shifts.now(last));
        if moved == Some(first) && moved_last.is_none_or(|moved| moved == last) {
            return Ok(None);
        }
        let name = || format!("{} {}", Level::Satz.long(), steps[at].label);
        let there = moved.filter(|_| moved_last != Some(None)).map(|first| {
            let mut there = place.clone();
            there.citation.steps[at].label = first.to_string();
            if let Some(last) = moved_last.flatten() {
                there.through = Some(last.to_string());
            }
            there
        });
        if matches!(place.numbering, Numbering::Former(_)) {
            return there.map(Some).ok_or_else(|| Reason::NoPlace(name()));
        }
        let exists = first <= shifts.count && last.is_none_or(|last| last <= shifts.count);
        match (exists, there) {
            // It came with the draft.
            (true, None) if first > shifts.former => Ok(None),
            (false, Some(there)) => Ok(Some(there)),
            (false, None) => Ok(None),
            (true, there) => {
                let here = self.holds(place, command);
                let other = there
                    .as_ref()
                    .map_or(Some(false), |there| self.holds(there, command));
                match (here, other) {
                    (Some(true), Some(false)) => Ok(None),
                    (Some(false), Some(true)) => Ok(there),
                    _ => Err(Reason::Shifted(name())),
                }
            }
        }
    }

    /// Whether the words that a command looks for stand in a place; none where it looks for none.
    fn holds(&self, at: &Place, command: &Command) -> Option<bool> {
        let sought: &Words = match &command.action {
            Action::ReplaceWords { old, .. } | Action::StrikeWords { old } => old,
            Action::InsertWords {
                position: Position::After(anchor) | Position::Before(anchor),
                ..
            } => anchor,
            _ => return None,
        };
        let (index, span) = self.stretch(at, &mut BTreeMap::new()).ok()?;
        let provision = &self.statute.provisions[index];
        let labels = place::labels(provision);
        Some(!occurrences(&provision.text, span, &labels, sought).is_empty())
    }
}

/// Most pairs of sentences of one Absatz that are compared: a hostile text may have ten thousand.
const MOST_PAIRS: usize = 1 << 20;

/// The sentences of an Absatz before and now.
struct Shifts {
    /// For each sentence before its number now, from 1.
    moved: Vec<Option<usize>>,
    /// How many there were.
    former: usize,
    /// How many there are.
    count: usize,
}

impl Shifts {
    /// None where it cannot be told which sentences were there before.
    fn of(before: &Provision, now: &Provision, absatz: Option<&str>) -> Option<Self> {
        let own = subsection(now, absatz)?;
        let new = sentences(now, own);
        // An Absatz may bear another number by now: it is the one that shares most sentences.
        let shared = |old: &Subsection| {
            let old = sentences(before, old);
            old.iter().filter(|sentence| new.contains(sentence)).count()
        };
        let same = subsection(before, absatz);
        let most = before.subsections.iter().max_by_key(|old| shared(old))?;
        let old = match same {
            Some(same) if shared(same) == shared(most) => same,
            _ if shared(most) > 0 => most,
            _ => return None,
        };
        let old = sentences(before, old);
        if old.len() * new.len() > MOST_PAIRS {
            return None;
        }
        let mut moved: Vec<Option<usize>> = vec![None; old.len()];
        for (from, to) in pairs(&old, &new) {
            moved[from] = Some(to + 1);
        }
        Some(Self {
            former: old.len(),
            count: new.len(),
            moved,
        })
    }

    fn now(&self, number: usize) -> Option<usize> {
        self.moved.get(number - 1).copied().flatten()
    }
}

fn subsection<'p>(provision: &'p Provision, absatz: Option<&str>) -> Option<&'p Subsection> {
    match absatz {
        None if provision.subsections.len() == 1 => provision.subsections.first(),
        None => None,
        Some(label) => provision.subsections.iter().find(|s| {
            let own = s.label.as_deref().unwrap_or_default();
            core(own) == label
        }),
    }
}

/// The sentences without the label of the Absatz.
fn sentences(provision: &Provision, subsection: &Subsection) -> Vec<String> {
    let label = subsection.label.as_deref().unwrap_or_default();
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    subsection
        .sentences
        .iter()
        .map(|sentence| {
            let own = sentence.span.of(&provision.text).trim();
            words(own.strip_prefix(label).unwrap_or(own))
        })
        .collect()
}

/// Which sentence became which: those that are alike, in their order, and between them those that were
/// edited, where as many stand there as before.
fn pairs(old: &[String], new: &[String]) -> Vec<(usize, usize)> {
    let mut longest = vec![vec![0usize; new.len() + 1]; old.len() + 1];
    for (i, a) in old.iter().enumerate().rev() {
        for (j, b) in new.iter().enumerate().rev() {
            longest[i][j] = if a == b {
                longest[i + 1][j + 1] + 1
            } else {
                longest[i + 1][j].max(longest[i][j + 1])
            };
        }
    }
    let mut pairs = Vec::new();
    let (mut i, mut j) = (0, 0);
    let (mut from, mut to) = (0, 0);
    let between = |from: usize, i: usize, to: usize, j: usize, pairs: &mut Vec<_>| {
        let (mut from, mut to) = (from, to);
        // One was edited and its neighbour struck.
        while i - from != j - to && from < i && to < j && edited(&old[from], &new[to]) {
            pairs.push((from, to));
            (from, to) = (from + 1, to + 1);
        }
        let (mut i, mut j) = (i, j);
        let mut behind = Vec::new();
        while i - from != j - to && from < i && to < j && edited(&old[i - 1], &new[j - 1]) {
            (i, j) = (i - 1, j - 1);
            behind.push((i, j));
        }
        if i - from == j - to {
            pairs.extend((from..i).zip(to..j));
        }
        pairs.extend(behind.into_iter().rev());
    };
    while i < old.len() && j < new.len() {
        if old[i] == new[j] {
            between(from, i, to, j, &mut pairs);
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
            (from, to) = (i, j);
        } else if longest[i + 1][j] >= longest[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    between(from, old.len(), to, new.len(), &mut pairs);
    pairs
}

/// Whether two sentences share most of their words.
fn edited(old: &str, new: &str) -> bool {
    let mut left: Vec<&str> = new.split(' ').collect();
    let all = old.split(' ').count().max(left.len());
    let shared = old.split(' ').filter(|word| {
        let found = left.iter().position(|other| other == word);
        found.map(|at| left.swap_remove(at)).is_some()
    });
    3 * shared.count() > 2 * all
}

#[cfg(test)]
mod tests {
    use super::pairs;

    #[test]
    fn sentences_are_followed_through_changes() {
        let told = |old: &str, new: &str| {
            let list = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
            let pairs = pairs(&list(old), &list(new)).into_iter();
            pairs
                .map(|(a, b)| format!("{a}{b}"))
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(told("a b c", "a b c"), "00 11 22");
        assert_eq!(told("a b c d", "a b d"), "00 11 32");
        assert_eq!(told("a b c", "a x b c"), "00 12 23");
        assert_eq!(told("a b c", "a y c"), "00 11 22");
        assert_eq!(told("a b c", "a y z c"), "00 23");
    }
}
