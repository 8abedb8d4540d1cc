//! Units that are called something else: "die bisherigen Absätze 2 bis 4 werden die Absätze 3 bis 5".

use crate::statute::citation::{self, Level, Step, core};
use crate::statute::{Item, Lexicon, Provision, Span, Subsection};

use super::super::edit::{WORDS, recount, splice};
use super::super::pieces::{order, printed};
use super::super::{Action, Command, Part, Place, Words};
use super::place::{Parent, Spot, find, label_of};
use super::repeal::{free_item, free_subsection, is_gone, remove};
use super::units::{add_items, add_subsections};
use super::{Law, Pending, Reason, former};

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
        let number = |place: &Place| {
            let step = place.citation.steps.last().map(|step| &step.label);
            let own = step.or(place.citation.provision.last().map(|own| &own.label));
            own.and_then(|label| order(label))
        };
        let grows = number(&to[0]) >= number(&from[0]);
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
            if !to.citation.steps.is_empty() {
                return Err(moves(from, to));
            }
            return self.rename_provision(from, to);
        }
        let level = |place: &Place| place.citation.steps.last().map(|step| step.level);
        let elsewhere = from.citation.provision != to.citation.provision;
        let wording = from.part == Part::Wording;
        if !wording && (elsewhere || level(from) != level(to)) {
            self.spot(from, pending)?;
            return Err(moves(from, to));
        }
        let index = self.provisions(from)?.start;
        let provision = self.open(index, pending);
        let new = label_of(to)?;
        if from.part == Part::Wording && new.level == Level::Satz {
            // "Der Wortlaut wird Satz 1": one that is the only one bears no number.
            let says = |number: &str| {
                let mut steps = from.citation.steps.clone();
                steps.push(Step {
                    level: Level::Satz,
                    label: number.to_owned(),
                });
                provision.resolve(&steps).is_ok()
            };
            let alone = new.label == "1" && says("1") && !says("2");
            return if alone { Ok(()) } else { Err(moves(from, to)) };
        }
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
        let steps = &from.citation.steps;
        let (was, is) = (
            printed(old.level, &old.label),
            printed(new.level, &new.label),
        );
        let before = self.origin(index);
        let own = before.and_then(|before| {
            let span = before.resolve(steps).ok()?;
            Some(span.of(&before.text))
        });
        if old.level == Level::Absatz {
            let choose = |provision: &Provision| {
                let units = provision.subsections.iter().enumerate();
                let labelled = units
                    .filter(|(_, s)| s.label.as_deref() == Some(was.as_str()))
                    .map(|(index, s)| (index, s.span.of(&provision.text)));
                former::bearer(labelled.collect(), own)
            };
            let no_place = || Reason::NoPlace(from.citation.long());
            choose(provision).ok_or_else(no_place)?;
            free_subsection(provision, &is, self.lexicon);
            let at = choose(provision).ok_or_else(no_place)?;
            let start = provision.subsections[at].span.start;
            splice(provision, Span::new(start, start + was.len()), &is, WORDS);
            provision.subsections[at].label = Some(is);
            sort_subsection(provision, at);
            return Ok(());
        }
        let Spot::Items(parent, _) = find(provision, steps, None)? else {
            return Err(Reason::NoPlace(from.citation.long()));
        };
        let choose = |provision: &Provision| {
            let items = parent.items(provision)?.iter().enumerate();
            let labelled = items
                .filter(|(_, item)| item.label == was)
                .map(|(index, item)| (index, item.span.of(&provision.text)));
            former::bearer(labelled.collect(), own)
        };
        let no_place = || Reason::NoPlace(from.citation.long());
        choose(provision).ok_or_else(no_place)?;
        free_item(provision, &parent, &is, self.lexicon);
        let at = choose(provision).ok_or_else(no_place)?;
        let list = parent.items(provision).ok_or(Reason::NewText)?;
        let start = list[at].span.start;
        splice(provision, Span::new(start, start + was.len()), &is, WORDS);
        if let Some(list) = parent.items_mut(provision) {
            list[at].label = is;
        }
        sort_item(provision, &parent, at);
        let known = before.map_or("", |before| before.text.as_str());
        drop_last_placeholders(provision, &parent, known, self.lexicon);
        Ok(())
    }

    /// Takes the number of the only Absatz away, and what others have left behind.
    pub(super) fn strike_number(
        &mut self,
        place: &Place,
        old: &Words,
        pending: &mut Pending,
    ) -> Result<(), Reason> {
        let index = self.provisions(place)?.start;
        let lexicon = self.lexicon;
        let provision = self.open(index, pending);
        let bears = |s: &Subsection| s.label.as_deref() == Some(old.text.as_str());
        let Some(own) = provision.subsections.iter().find(|s| bears(s)) else {
            return Err(Reason::NoWords(old.text.clone()));
        };
        let lies_in = match place.citation.steps.as_slice() {
            [] => true,
            [step] => step.level == Level::Absatz && step.label == core(&old.text),
            _ => false,
        };
        if !lies_in {
            return Err(Reason::NoWords(old.text.clone()));
        }
        let start = own.span.start;
        let gone = |s: &Subsection| is_gone(s.span.of(&provision.text), lexicon);
        let mut others = provision.subsections.iter().filter(|s| !bears(s));
        if !others.all(gone) || provision.subsections.iter().filter(|s| bears(s)).count() > 1 {
            let mut absatz = place.citation.above(Level::Absatz);
            absatz.steps.push(Step {
                level: Level::Absatz,
                label: core(&old.text).to_owned(),
            });
            return Err(Reason::Numbered(absatz.long()));
        }
        let placeholders: Vec<Span> = provision
            .subsections
            .iter()
            .filter(|s| !bears(s) && s.span.start > start)
            .map(|s| s.span)
            .collect();
        for span in placeholders.into_iter().rev() {
            remove(provision, span, 0);
        }
        let own = &provision.text[start + old.text.len()..];
        let behind = own.len() - own.trim_start().len();
        let label = Span::new(start, start + old.text.len() + behind);
        splice(provision, label, "", WORDS);
        if let Some(own) = provision.subsections.iter_mut().find(|s| bears(s)) {
            own.label = None;
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

/// "In § 23 wird die Absatzbezeichnung „(1)“ gestrichen": the only Absatz that is left needs no number.
pub(in super::super) fn strikes_number(command: &Command) -> bool {
    let (Action::StrikeWords { old }, [place]) = (&command.action, command.places.as_slice())
    else {
        return false;
    };
    let number = core(&old.text);
    place.part == Part::Whole
        && place.through.is_none()
        && place.citation.steps.len() < 2
        && place
            .citation
            .steps
            .iter()
            .all(|s| s.level == Level::Absatz)
        && number.starts_with(|c: char| c.is_ascii_digit())
        && number.len() < 4
        && printed(Level::Absatz, number) == old.text
}

/// "§ 3 Absatz 4 wird § 3a"
fn moves(from: &Place, to: &Place) -> Reason {
    // What both have in common is said once.
    let common = from.citation.provision == to.citation.provision;
    let mut to = to.citation.clone();
    if common {
        to.provision.clear();
        to.steps.drain(..to.steps.len().saturating_sub(1));
    }
    Reason::Move(from.citation.long(), to.long())
}

/// Where a unit goes among the others, whose numbers are in order; none where it stands right or they
/// are not.
fn place_among(labels: &[Option<(u32, u32)>], at: usize) -> Option<usize> {
    let own = (*labels.get(at)?)?;
    let mut others: Vec<(u32, u32)> = labels.iter().copied().collect::<Option<_>>()?;
    others.remove(at);
    let before = others.iter().filter(|label| **label < own).count();
    let up_to = others.iter().filter(|label| **label <= own).count();
    let moves = others.is_sorted() && !(before..=up_to).contains(&at);
    moves.then_some(if at < before { before } else { up_to })
}

/// "Absatz 2 wird Absatz 1": it then stands where that number belongs.
fn sort_subsection(provision: &mut Provision, at: usize) {
    let labels: Vec<_> = provision
        .subsections
        .iter()
        .map(|s| s.label.as_deref().map(core).and_then(order))
        .collect();
    let Some(to) = place_among(&labels, at) else {
        return;
    };
    let mut moved = provision.subsections[at].clone();
    let (start, text) = (moved.span.start, moved.span.of(&provision.text).to_owned());
    remove(provision, moved.span, 0);
    moved.span = Span::new(0, text.len());
    draw_back(&mut moved.items, start);
    let start = match provision.subsections.get(to) {
        Some(next) => {
            let start = next.span.start;
            splice(provision, Span::new(start, start), &format!("{text}\n"), 0);
            start
        }
        None => {
            let end = provision.text.len();
            splice(provision, Span::new(end, end), &format!("\n{text}"), 0);
            end + 1
        }
    };
    add_subsections(provision, vec![moved], start);
}

/// The same for an item of a list.
fn sort_item(provision: &mut Provision, parent: &Parent, at: usize) {
    let Some(list) = parent.items(provision) else {
        return;
    };
    let labels: Vec<_> = list.iter().map(|item| order(core(&item.label))).collect();
    let Some(to) = place_among(&labels, at) else {
        return;
    };
    let mut moved = vec![list[at].clone()];
    let span = moved[0].span;
    let text = span.of(&provision.text).to_owned();
    draw_back(&mut moved, span.start);
    remove(provision, span, parent.depth());
    let list = parent.items(provision).map_or(&[][..], Vec::as_slice);
    let (start, new, lead) = match (list.get(to), list.last()) {
        (Some(next), _) => (next.span.start, format!("{text} "), 0),
        (None, Some(last)) => (last.span.end, format!(" {text}"), 1),
        // It was alone, and did not move.
        (None, None) => return,
    };
    splice(provision, Span::new(start, start), &new, parent.depth());
    let _ = add_items(provision, parent, moved, start + lead);
}

/// The spans of items in the text of the unit that begins at `start`.
fn draw_back(items: &mut [Item], start: usize) {
    for item in items {
        item.span = Span::new(item.span.start - start, item.span.end - start);
        draw_back(&mut item.items, start);
    }
}

/// Takes away what an item at the end of a list has left behind, unless the law in force had it.
fn drop_last_placeholders(
    provision: &mut Provision,
    parent: &Parent,
    known: &str,
    lexicon: &Lexicon,
) {
    let gone = |provision: &Provision| {
        let span = parent.items(provision)?.last()?.span;
        let text = span.of(&provision.text);
        (is_gone(text, lexicon) && !known.contains(text)).then_some(span)
    };
    while let Some(span) = gone(provision) {
        let spaced = provision.text[..span.start].ends_with([' ', '\n']);
        let from = span.start - usize::from(spaced);
        splice(provision, Span::new(from, span.end), "", parent.depth());
    }
}

/// Every place of a range: "Absätze 2 bis 4".
pub(super) fn expand(places: &[Place]) -> Result<Vec<Place>, Reason> {
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
