//! Units that are called something else: "die bisherigen Absätze 2 bis 4 werden die Absätze 3 bis 5".

use crate::statute::citation::{self, Level};
use crate::statute::{Span, Subsection};

use super::super::edit::{WORDS, recount, splice};
use super::super::pieces::{order, printed};
use super::super::{Part, Place};
use super::place::{Spot, find, label_of};
use super::repeal::{free_subsection, is_placeholder, remove};
use super::{Law, Pending, Reason};

impl Law<'_> {
    pub(super) fn renumber(
        &mut self,
        from: &[Place],
        to: &[Place],
        pending: &mut Pending,
    ) -> Result<(), Reason> {
        let (from, to) = (expand(from)?, expand(to)?);
        if from.len() != to.len() || from.is_empty() {
            return Err(Reason::Order(
                to.first().map_or(String::new(), |p| p.citation.long()),
            ));
        }
        // From the last to the first where numbers grow, the other way round where they shrink.
        let grows = match (label_of(&from[0]), label_of(&to[0])) {
            (Ok(a), Ok(b)) => order(&b.label) >= order(&a.label),
            _ => true,
        };
        let mut pairs: Vec<(&Place, &Place)> = from.iter().zip(&to).collect();
        if grows {
            pairs.reverse();
        }
        for (from, to) in pairs {
            self.rename(from, to, pending)?;
            pending
                .values_mut()
                .for_each(|provision| recount(provision, self.lexicon));
        }
        Ok(())
    }

    pub(super) fn rename(
        &mut self,
        from: &Place,
        to: &Place,
        pending: &mut Pending,
    ) -> Result<(), Reason> {
        if from.citation.steps.is_empty() && from.part == Part::Whole {
            return self.rename_provision(from, to);
        }
        let index = self.provisions(from)?.start;
        let provision = self.open(index, pending);
        let new = label_of(to)?;
        if from.part == Part::Wording {
            let [only] = provision.subsections.as_slice() else {
                return Err(Reason::Order(from.citation.long()));
            };
            if only.label.is_some() || new.level != Level::Absatz {
                return Err(Reason::Order(from.citation.long()));
            }
            let label = printed(Level::Absatz, &new.label);
            splice(provision, Span::new(0, 0), &format!("{label} "), WORDS);
            provision.subsections[0].label = Some(label);
            return Ok(());
        }
        let old = label_of(from)?;
        if old.level == Level::Satz {
            // Sentences bear no numbers: the one that is now counted so must be there, and no longer be
            // the one that was counted so before.
            let spot = find(provision, &to.citation.steps, None)?;
            let now = spot.span(provision).of(&provision.text).to_owned();
            let moves = from.citation.steps != to.citation.steps;
            let origin = self.origins.get(index).copied().flatten();
            let was = origin.and_then(|origin| {
                let provision = &self.before.provisions[origin];
                let span = provision.resolve(&to.citation.steps).ok()?;
                Some(span.of(&provision.text))
            });
            return if moves && was == Some(now.as_str()) {
                Err(Reason::Order(to.citation.long()))
            } else {
                Ok(())
            };
        }
        if old.level != new.level {
            return Err(Reason::Order(to.citation.long()));
        }
        let steps = &from.citation.steps;
        let (was, is) = (
            printed(old.level, &old.label),
            printed(new.level, &new.label),
        );
        if old.level == Level::Absatz {
            let labelled = |s: &Subsection| s.label.as_deref() == Some(was.as_str());
            // Of two with the same number the new one stands first.
            let at = provision
                .subsections
                .iter()
                .rposition(labelled)
                .ok_or_else(|| Reason::NoPlace(from.citation.long()))?;
            free_subsection(provision, at, &is);
            let at = provision
                .subsections
                .iter()
                .rposition(labelled)
                .unwrap_or(at);
            let start = provision.subsections[at].span.start;
            splice(provision, Span::new(start, start + was.len()), &is, WORDS);
            provision.subsections[at].label = Some(is);
            return Ok(());
        }
        let spot = find(provision, steps, None)?;
        let Spot::Items(parent, _) = spot else {
            return Err(Reason::NoPlace(from.citation.long()));
        };
        let list = parent.items(provision).ok_or(Reason::NewText)?;
        let at = list
            .iter()
            .rposition(|item| item.label == was)
            .ok_or_else(|| Reason::NoPlace(from.citation.long()))?;
        if let Some(empty) = list
            .iter()
            .position(|item| item.label == is && is_placeholder(item.span.of(&provision.text), &is))
        {
            let span = list[empty].span;
            remove(provision, span, parent.depth());
        }
        let list = parent.items(provision).ok_or(Reason::NewText)?;
        let at = list
            .iter()
            .rposition(|item| item.label == was)
            .unwrap_or(at);
        let start = list[at].span.start;
        splice(provision, Span::new(start, start + was.len()), &is, WORDS);
        if let Some(list) = parent.items_mut(provision) {
            list[at].label = is;
        }
        Ok(())
    }

    pub(super) fn rename_provision(&mut self, from: &Place, to: &Place) -> Result<(), Reason> {
        let named = from.citation.provision.as_slice();
        let provisions = &self.statute.provisions;
        let index = (0..provisions.len())
            .rev()
            .find(|&i| {
                !provisions[i].repealed
                    && citation::designations(&provisions[i].designation) == named
            })
            .ok_or_else(|| Reason::NoPlace(from.citation.long()))?;
        let taken = provisions
            .iter()
            .position(|p| citation::designations(&p.designation) == to.citation.provision);
        match taken {
            Some(at) if provisions[at].repealed => {
                self.statute.provisions.remove(at);
                self.origins.remove(at);
                let index = if at < index { index - 1 } else { index };
                self.statute.provisions[index].designation = to.citation.long();
            }
            Some(_) => return Err(Reason::Order(to.citation.long())),
            None => self.statute.provisions[index].designation = to.citation.long(),
        }
        Ok(())
    }
}

/// Every place of a range: "Absätze 2 bis 4".
fn expand(places: &[Place]) -> Result<Vec<Place>, Reason> {
    let mut all = Vec::new();
    for place in places {
        let Some(through) = &place.through else {
            all.push(place.clone());
            continue;
        };
        let unclear = || Reason::Order(place.citation.long());
        let mut current = match place.citation.steps.last() {
            Some(step) => step.label.clone(),
            None => place
                .citation
                .provision
                .last()
                .ok_or_else(unclear)?
                .label
                .clone(),
        };
        loop {
            let mut one = place.clone();
            one.through = None;
            match one.citation.steps.last_mut() {
                Some(step) => step.label.clone_from(&current),
                None => {
                    if let Some(designation) = one.citation.provision.last_mut() {
                        designation.label.clone_from(&current);
                    }
                }
            }
            all.push(one);
            if current == *through {
                break;
            }
            current = next_label(&current)
                .or_else(|| next_letter(&current, through))
                .filter(|_| all.len() < 200)
                .ok_or_else(unclear)?;
        }
    }
    Ok(all)
}

/// "3" for "2", "c" for "b", "cc" for "bb"; none for "2a", behind which "2b" and "3" may come.
fn next_label(label: &str) -> Option<String> {
    if let Ok(number) = label.parse::<u32>() {
        return Some((number + 1).to_string());
    }
    let first = label
        .bytes()
        .next()
        .filter(|b| b.is_ascii_lowercase() && *b != b'z')?;
    label
        .bytes()
        .all(|b| b == first)
        .then(|| char::from(first + 1).to_string().repeat(label.len()))
}

/// "3b" for "3a", where the range ends with the same number.
fn next_letter(label: &str, through: &str) -> Option<String> {
    let number = |label: &str| {
        label
            .trim_end_matches(|c: char| c.is_ascii_lowercase())
            .len()
    };
    let (stem, letter) = label.split_at(number(label));
    let (other, last) = through.split_at(number(through));
    let [own] = letter.as_bytes() else {
        return None;
    };
    let grows = last.len() == 1 && last > letter && stem == other && !stem.is_empty();
    grows.then(|| format!("{stem}{}", char::from(own + 1)))
}
