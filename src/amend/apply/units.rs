//! Units that get a new text or are put in: provisions, subsections, sentences, list items.
//!
//! The new text must be what the command announces, and go where the order of labels has room.

use std::ops::Range;

use crate::statute::citation::{self, Level, Step, core};
use crate::statute::{Item, Provision, ProvisionKind, Span, Subsection};

use super::super::describe::part_name;
use super::super::edit::{self, WORDS, recount, splice};
use super::super::pieces::{self, follows, on_one_line, order};
use super::super::{NewUnit, Part, Place, Side};
use super::place::{Parent, Spot, behind_labels, label_of, list_in};
use super::repeal::{free_item, free_subsection, is_gone};
use super::{Law, Pending, Reason, chapters};

impl Law<'_> {
    pub(super) fn rewrite(
        &mut self,
        places: &[Place],
        units: &[Place],
        text: &str,
        pending: &mut Pending,
    ) -> Result<(), Reason> {
        let [first, ..] = places else {
            return Err(Reason::NoPlace(String::new()));
        };
        match &first.part {
            Part::Heading if first.citation.provision.is_empty() => {
                self.statute.title = on_one_line(text);
                return Ok(());
            }
            Part::Heading => {
                let index = self.provisions(first)?.start;
                let provision = self.open(index, pending);
                let designation = provision.designation.clone();
                let own = text
                    .trim()
                    .strip_prefix(&designation)
                    .unwrap_or(text)
                    .trim();
                // Another § with its Absätze is no heading.
                let first = own.lines().next().unwrap_or_default();
                let other = first.parse::<citation::Citation>();
                let named = |c: citation::Citation| {
                    c.statute.is_empty() && c.provision.first().is_some_and(|d| d.is_counted())
                };
                let other = other.is_ok_and(named);
                if other || own.contains("\n(") {
                    return Err(Reason::NewText);
                }
                provision.heading = on_one_line(own);
                return Ok(());
            }
            Part::Before(_) | Part::Behind(_) | Part::Lead => {
                let (index, span) = self.stretch(first, pending)?;
                let provision = self.open(index, pending);
                let label = behind_labels(provision, span);
                let own = &provision.text[label..span.end];
                let start = span.end - own.trim_start().len();
                let end = start + own.trim().len();
                splice(provision, Span::new(start, end), &on_one_line(text), WORDS);
                return Ok(());
            }
            Part::OutlineHeading(name) => {
                let chapter = self.chapter(name)?;
                let heading = chapter.heading(name, text, self);
                self.name_chapter(&chapter, &heading, pending);
                return Ok(());
            }
            Part::Outline(name) | Part::Row(name) => return Err(Reason::Part(name.clone())),
            _ => {}
        }
        if first.citation.steps.is_empty() {
            return self.rewrite_provisions(places, units, text);
        }
        let (index, spot) = self.one_spot(places, pending)?;
        let announced = if units.is_empty() { places } else { units };
        let (first, last) = (&announced[0], &announced[announced.len() - 1]);
        let until = match &last.through {
            Some(through) => through.clone(),
            None => label_of(last)?.label,
        };
        let step = label_of(first)?;
        self.put(index, &spot, text, (&step, &until), pending)
    }

    /// Puts a new text, from one label to another, in the place of a spot.
    pub(super) fn put(
        &self,
        index: usize,
        spot: &Spot,
        text: &str,
        (first, last): (&Step, &str),
        pending: &mut Pending,
    ) -> Result<(), Reason> {
        let lexicon = self.lexicon;
        let provision = self.open(index, pending);
        let at = spot.span(provision);
        match spot {
            Spot::Provision => return Err(Reason::NewText),
            Spot::Subsections(range) => {
                let unnumbered = provision.subsections[range.clone()]
                    .iter()
                    .all(|s| s.label.is_none());
                let read = pieces::subsections(text, &first.label, last, lexicon);
                let (new, subsections) = match read {
                    Some(read) => read,
                    None if unnumbered => pieces::body(text, lexicon),
                    None => return Err(Reason::NewText),
                };
                splice(provision, at, &new, 0);
                add_subsections(provision, subsections, at.start);
            }
            Spot::Items(parent, _) => {
                let (new, items) = pieces::items(text, first.level, &first.label, last, lexicon)
                    .ok_or(Reason::NewText)?;
                splice(provision, at, &new, parent.depth());
                add_items(provision, parent, items, at.start)?;
            }
            Spot::Sentences(span, parent) => {
                // "Absatz 1 Satz 1 wird wie folgt gefasst: „(1) …“" repeats the label.
                let label = provision.subsections[parent.subsection].label.clone();
                let new = on_one_line(text);
                let item = parent.item(provision).map(|item| item.label.clone());
                let mut repeated = [item, label].into_iter().flatten();
                let repeated = repeated.find(|label| new.starts_with(label.as_str()));
                let label = repeated.map_or(0, |label| label.len());
                let own = &text.trim_start()[label..];
                if pieces::holds_absatz(own) || pieces::item_label(own, lexicon).is_some() {
                    return Err(Reason::NewText);
                }
                let new = new[label..].trim_start();
                let mut items = pieces::list_items(new, lexicon);
                let label = on_one_line(text).len() - new.len();
                let behind = pieces::flush(text).and_then(|at| at.checked_sub(label));
                pieces::end_list(&mut items, behind, new);
                splice(provision, *span, new, parent.depth());
                add_items(provision, parent, items, span.start)?;
            }
            Spot::Half(span) => {
                // The marks at its end stand once, whether the new text brings them or not.
                let marks = [';', '.', ','];
                let whole = span.of(&provision.text);
                let start = span.end - whole.trim_start().len();
                let own = whole.trim();
                let bare = own.trim_end_matches(marks);
                let closed = provision.text[span.end..].trim_start().starts_with(marks);
                let mark = if closed { "" } else { &own[bare.len()..] };
                let new = on_one_line(text);
                let bare = new.trim_end_matches(marks);
                let new = if closed || !mark.is_empty() {
                    format!("{bare}{mark}")
                } else {
                    new
                };
                splice(provision, Span::new(start, span.end), &new, WORDS);
            }
        }
        Ok(())
    }

    pub(super) fn rewrite_provisions(
        &mut self,
        places: &[Place],
        units: &[Place],
        text: &str,
    ) -> Result<(), Reason> {
        let [first, rest @ ..] = places else {
            return Err(Reason::NoPlace(String::new()));
        };
        let mut range = self.provisions(first)?;
        let mut ranges = vec![range.clone()];
        let mut apart = None;
        for place in rest {
            let next = self.provisions(place)?;
            if next.start != range.end {
                apart.get_or_insert(Reason::Order(place.citation.long()));
            }
            range.end = next.end;
            ranges.push(next);
        }
        let announced = if units.is_empty() { places } else { units };
        let (first, last) = (&announced[0], &announced[announced.len() - 1]);
        let designation = first.citation.provision.last().ok_or(Reason::NewText)?;
        let last = match &last.through {
            Some(through) => through,
            None => &last.citation.provision.last().ok_or(Reason::NewText)?.label,
        };
        let old = &self.statute.provisions[range.start];
        let new = pieces::provisions(text, designation, last, &old.heading, self.lexicon)
            .ok_or_else(|| not_announced(text))?;
        // "Die §§ 26 und 27 werden durch die folgenden §§ 26 und 27 ersetzt": each stays where it
        // is, below its own heading, whatever stands between them.
        let names = |provision: &Provision| citation::designations(&provision.designation);
        let alike = ranges.len() == new.len()
            && ranges.iter().zip(&new).all(|(range, new)| {
                range.len() == 1 && names(&self.statute.provisions[range.start]) == names(new)
            });
        if alike {
            for (range, new) in ranges.into_iter().zip(new) {
                self.replace_provisions(range, vec![new], None);
            }
            return Ok(());
        }
        if let Some(reason) = apart {
            return Err(reason);
        }
        self.replace_provisions(range, new, None);
        Ok(())
    }

    /// Puts provisions in the place of others; those of the same name take over what these were
    /// before. `above` is what stands above the outline of the new ones, where they bring their own.
    pub(super) fn replace_provisions(
        &mut self,
        range: Range<usize>,
        new: Vec<Provision>,
        above: Option<&[String]>,
    ) {
        let neighbour = range
            .start
            .min(self.statute.provisions.len().saturating_sub(1));
        let outline = self
            .statute
            .provisions
            .get(neighbour)
            .map(|p| p.outline.clone());
        let old: Vec<(String, Option<usize>, String)> = range
            .clone()
            .map(|i| {
                let provision = &self.statute.provisions[i];
                (
                    provision.designation.clone(),
                    self.origins[i],
                    provision.norm_number.clone(),
                )
            })
            .collect();
        let mut origins = Vec::new();
        let mut provisions = Vec::new();
        for mut provision in new {
            provision.outline = match above {
                Some(above) => [above, provision.outline.as_slice()].concat(),
                None => outline.clone().unwrap_or_default(),
            };
            recount(&mut provision, self.lexicon);
            let before = old.iter().find(|(name, ..)| {
                citation::designations(name) == citation::designations(&provision.designation)
            });
            if let Some((name, origin, number)) = before {
                provision.designation.clone_from(name);
                provision.norm_number.clone_from(number);
                origins.push(*origin);
            } else {
                origins.push(None);
            }
            provisions.push(provision);
        }
        self.statute.provisions.splice(range.clone(), provisions);
        self.origins.splice(range, origins);
    }

    pub(super) fn insert_units(
        &mut self,
        places: &[Place],
        side: Side,
        unit: &NewUnit,
        text: &str,
        pending: &mut Pending,
    ) -> Result<(), Reason> {
        let place = match places {
            [place] => place.clone(),
            [] => Place::default(),
            [.., last] if side == Side::After => last.clone(),
            _ => return Err(Reason::Order(String::new())),
        };
        if let Part::Outline(name) = &place.part {
            return Err(Reason::Part(name.clone()));
        }
        match unit {
            NewUnit::Part(Part::Heading) if !place.citation.provision.is_empty() => {
                // "Vor § 5 wird folgende Überschrift eingefügt: „Abschnitt 2 …“" is none of § 5.
                if let Some((name, _)) = chapters::unit_of(text.trim(), self.nouns, self.lexicon) {
                    return Err(Reason::Part(name));
                }
                let index = self.provisions(&place)?.start;
                let provision = self.open(index, pending);
                if !provision.heading.is_empty() || side == Side::After {
                    return Err(Reason::Order(provision.designation.clone()));
                }
                provision.heading = on_one_line(text);
                Ok(())
            }
            NewUnit::Part(part) => Err(Reason::Part(part_name(part))),
            NewUnit::Words => Err(Reason::NewText),
            NewUnit::Level(level) => {
                // "die folgenden Absätze": their numbers stand in the new text.
                if *level == Level::Absatz
                    && let Some((first, last)) = numbers(text)
                {
                    let step = Step {
                        level: *level,
                        label: first,
                    };
                    return self.insert_named(&place, side, &step, Some(last), text, pending);
                }
                self.insert_unnamed(&place, side, *level, text, pending)
            }
            NewUnit::Places(new) => {
                let first = new.first().ok_or(Reason::NewText)?;
                let last = new.last().ok_or(Reason::NewText)?;
                if first.citation.steps.is_empty() {
                    return self.insert_provisions(&place, side, first, last, text);
                }
                let step = label_of(first)?;
                let until = last
                    .through
                    .clone()
                    .or_else(|| Some(label_of(last).ok()?.label));
                self.insert_named(&place, side, &step, until, text, pending)
            }
        }
    }

    pub(super) fn insert_provisions(
        &mut self,
        place: &Place,
        side: Side,
        first: &Place,
        last: &Place,
        text: &str,
    ) -> Result<(), Reason> {
        let designation = first.citation.provision.last().ok_or(Reason::NewText)?;
        let until = last
            .through
            .clone()
            .or_else(|| last.citation.provision.last().map(|d| d.label.clone()))
            .ok_or(Reason::NewText)?;
        // "Folgende Anlage wird angefügt: „Anlage 1 …“": its text says which.
        let titled = text.trim_start().lines().next().unwrap_or_default();
        let named: Vec<&str> = titled.split(' ').take(2).collect();
        let named = citation::designations(&named.join(" ")).pop();
        let named = named.filter(|d| designation.label.is_empty() && d.unit == designation.unit);
        let until = named.as_ref().map_or(until, |named| named.label.clone());
        let designation = named.as_ref().unwrap_or(designation);
        let new = pieces::provisions(text, designation, &until, "", self.lexicon)
            .ok_or_else(|| not_announced(text))?;
        for provision in &new {
            // A later command gives the one that is there its new number.
            if self.is_taken(provision) && place.citation.provision.is_empty() {
                return Err(Reason::Order(provision.designation.clone()));
            }
        }
        let kind = new.first().map_or(ProvisionKind::Section, |p| p.kind);
        let index = match side {
            Side::After => self.provisions(place)?.end,
            Side::Before => self.provisions(place)?.start,
            _ if !place.citation.provision.is_empty() => {
                return Err(Reason::Order(place.citation.long()));
            }
            Side::First => 0,
            Side::Last => self
                .statute
                .provisions
                .iter()
                .rposition(|p| p.kind == kind || kind == ProvisionKind::Annex)
                .map_or(0, |at| at + 1),
        };
        let outline = index
            .checked_sub(1)
            .and_then(|i| self.statute.provisions.get(i))
            .map(|p| p.outline.clone())
            .unwrap_or_default();
        self.put_provisions(index, new, &outline);
        Ok(())
    }

    /// Puts provisions in at an index, below these parts of the outline and those they bring along.
    pub(super) fn put_provisions(&mut self, at: usize, new: Vec<Provision>, above: &[String]) {
        let mut index = at;
        for mut provision in new {
            provision.outline = [above, provision.outline.as_slice()].concat();
            recount(&mut provision, self.lexicon);
            // In the place of one of the same name that is repealed.
            let names = citation::designations(&provision.designation);
            let empty = self
                .statute
                .provisions
                .iter()
                .position(|p| p.repealed && citation::designations(&p.designation) == names);
            if let Some(at) = empty {
                self.statute.provisions[at] = provision;
                continue;
            }
            self.statute.provisions.insert(index, provision);
            self.origins.insert(index, None);
            index += 1;
        }
    }

    /// Puts in units with labels: subsections and items.
    pub(super) fn insert_named(
        &mut self,
        place: &Place,
        side: Side,
        first: &Step,
        last: Option<String>,
        text: &str,
        pending: &mut Pending,
    ) -> Result<(), Reason> {
        let (index, spot) = self.spot(place, pending)?;
        let lexicon = self.lexicon;
        let last = last.unwrap_or_else(|| first.label.clone());
        let provision = self.open(index, pending);
        if first.level == Level::Satz {
            // Sentences bear no numbers: the one that is announced must be the one that it becomes.
            let before = match (side, &spot) {
                (Side::After, Spot::Sentences(..)) => {
                    let own = place.citation.steps.last().map(|step| &step.label);
                    place.through.as_ref().or(own).and_then(|n| n.parse().ok())
                }
                (Side::Last, Spot::Subsections(range)) if range.len() == 1 => {
                    Some(provision.subsections[range.start].sentences.len())
                }
                (Side::Last, Spot::Provision) if provision.subsections.len() == 1 => {
                    Some(provision.subsections[0].sentences.len())
                }
                _ => None,
            };
            let announced: Option<usize> = first.label.parse().ok();
            if before.map(|n| n + 1) != announced {
                let taken = side == Side::Last && before >= announced;
                return Err(no_room(place, first, taken));
            }
            return self.insert_unnamed(place, side, Level::Satz, text, pending);
        }
        if first.level == Level::Absatz {
            let (new, subsections) =
                pieces::subsections(text, &first.label, &last, lexicon).ok_or(Reason::NewText)?;
            let at = match (side, &spot) {
                (Side::After, Spot::Subsections(range)) => range.end,
                (Side::Before, Spot::Subsections(range)) => range.start,
                (Side::Last, Spot::Provision) => provision.subsections.len(),
                (Side::First, Spot::Provision) => 0,
                _ => return Err(Reason::Order(place.citation.long())),
            };
            if at > 0 && side != Side::Before {
                let before = &provision.subsections[at - 1];
                let label = before.label.as_deref().map(core);
                let ordered = label.and_then(order).zip(order(&first.label));
                // A text without a number is no Absatz yet.
                let unnumbered = before.label.is_none();
                let freed = is_gone(before.span.of(&provision.text), lexicon);
                let late =
                    ordered.is_some_and(|(before, new)| new < before || new == before && !freed);
                if unnumbered || late {
                    let mut own = provision.subsections.iter();
                    let own = own.find(|s| s.label.as_deref().map(core) == Some(&first.label));
                    let living =
                        own.is_some_and(|own| !is_gone(own.span.of(&provision.text), lexicon));
                    return Err(no_room(place, first, living));
                }
            }
            let added = match provision.subsections.get(at) {
                Some(next) => {
                    let at = next.span.start;
                    splice(provision, Span::new(at, at), &format!("{new}\n"), 0);
                    at
                }
                None => {
                    let end = provision.text.len();
                    let lead = if end == 0 { "" } else { "\n" };
                    splice(provision, Span::new(end, end), &format!("{lead}{new}"), 0);
                    end + lead.len()
                }
            };
            let labels: Vec<String> = subsections.iter().filter_map(|s| s.label.clone()).collect();
            add_subsections(provision, subsections, added);
            for label in labels {
                free_subsection(provision, &label, lexicon);
            }
            return Ok(());
        }
        let (new, items) = pieces::items(text, first.level, &first.label, &last, lexicon)
            .ok_or(Reason::NewText)?;
        let (parent, siblings, at) = match (side, &spot) {
            (Side::After | Side::Before, Spot::Items(parent, range)) => {
                let at = if side == Side::After {
                    range.end
                } else {
                    range.start
                };
                (parent.clone(), 0..usize::MAX, Some(at))
            }
            (Side::Last | Side::First, spot) => {
                let (parent, siblings) = list_in(provision, spot, first).map_err(|reason| {
                    let within = spot.span(provision);
                    let parent = spot.parent(provision).ok();
                    let list = parent.as_ref().and_then(|parent| parent.items(provision));
                    let mut own = list.into_iter().flatten().filter(|item| {
                        within.contains(item.span) && core(&item.label) == first.label
                    });
                    if own.any(|item| !is_gone(item.span.of(&provision.text), lexicon)) {
                        no_room(place, first, true)
                    } else {
                        reason
                    }
                })?;
                (parent, siblings, None)
            }
            _ => return Err(Reason::Order(place.citation.long())),
        };
        let list = parent.items(provision).ok_or(Reason::NewText)?;
        let at = at.unwrap_or(if side == Side::Last {
            siblings.end
        } else {
            siblings.start
        });
        let label = |item: &Item| order(core(&item.label));
        if let Some(before) = at.checked_sub(1).and_then(|i| list.get(i))
            && side != Side::Before
        {
            let ordered = label(before).zip(order(&first.label));
            let freed = is_gone(before.span.of(&provision.text), lexicon);
            let fits = ordered.is_none_or(|(before, new)| match side {
                Side::Last => follows(before, new) || new == before && freed,
                _ => new > before,
            });
            if !fits {
                let mut own = list.iter();
                let own = own.find(|item| core(&item.label) == first.label);
                let living = own.is_some_and(|own| !is_gone(own.span.of(&provision.text), lexicon));
                return Err(no_room(place, first, living));
            }
        }
        let (offset, new, lead) = match at.checked_sub(1).and_then(|i| list.get(i)) {
            Some(before) => (before.span.end, format!(" {new}"), 1),
            None => match list.first() {
                Some(next) => (next.span.start, format!("{new} "), 0),
                None => return Err(Reason::Order(place.citation.long())),
            },
        };
        let labels: Vec<String> = items.iter().map(|item| item.label.clone()).collect();
        splice(provision, Span::new(offset, offset), &new, parent.depth());
        add_items(provision, &parent, items, offset + lead)?;
        for label in labels {
            free_item(provision, &parent, &label, lexicon);
        }
        Ok(())
    }

    /// Puts in units that have no labels: sentences, halves of sentences.
    pub(super) fn insert_unnamed(
        &mut self,
        place: &Place,
        side: Side,
        level: Level,
        text: &str,
        pending: &mut Pending,
    ) -> Result<(), Reason> {
        let (index, spot) = self.spot(place, pending)?;
        let lexicon = self.lexicon;
        let provision = self.open(index, pending);
        let item = level == Level::Satz && pieces::item_label(text, lexicon).is_some();
        if item || pieces::holds_absatz(text) {
            return Err(Reason::NewText);
        }
        let behind = pieces::flush(text);
        let text = on_one_line(text);
        let many = matches!(spot, Spot::Provision) && provision.subsections.len() != 1;
        if many {
            return Err(Reason::Order(place.citation.long()));
        }
        let parent = spot.parent(provision)?;
        let span = spot.span(provision);
        let own_end = span.start + span.of(&provision.text).trim_end().len();
        match level {
            Level::Satz => {
                let (at, new) = match side {
                    Side::After => match spot {
                        Spot::Sentences(..) => (own_end, format!(" {text}")),
                        _ => return Err(Reason::Order(place.citation.long())),
                    },
                    Side::Last => (own_end, format!(" {text}")),
                    Side::Before | Side::First => {
                        let label = behind_labels(provision, span);
                        let rest = &provision.text[label..span.end];
                        (span.end - rest.trim_start().len(), format!("{text} "))
                    }
                };
                let lead = new.len() - new.trim_start().len();
                let mut items = pieces::list_items(&text, lexicon);
                pieces::end_list(&mut items, behind, &text);
                splice(provision, Span::new(at, at), &new, parent.depth());
                add_items(provision, &parent, items, at + lead)
            }
            Level::Halbsatz if side == Side::Last => {
                let own = &provision.text[span.start..own_end];
                let cut = if own.ends_with('.') && text.starts_with(';') {
                    own_end - 1
                } else {
                    own_end
                };
                let space = if text.starts_with([';', ',']) {
                    ""
                } else {
                    " "
                };
                let close = if text.ends_with(['.', ';', ',']) || cut == own_end {
                    ""
                } else {
                    "."
                };
                splice(
                    provision,
                    Span::new(cut, own_end),
                    &format!("{space}{text}{close}"),
                    WORDS,
                );
                Ok(())
            }
            _ => Err(Reason::Order(place.citation.long())),
        }
    }
}

/// Why a text is not what was announced.
fn not_announced(text: &str) -> Reason {
    match pieces::twice(text) {
        Some(label) => Reason::Twice(format!("{} {label}", Level::Absatz.long())),
        None => Reason::NewText,
    }
}

/// Why a new unit has no room: its number is taken, or nobody knows where it goes.
fn no_room(place: &Place, new: &Step, taken: bool) -> Reason {
    if !taken {
        return Reason::Order(format!("{} {}", new.level.long(), new.label));
    }
    let mut citation = place.citation.above(new.level);
    citation.steps.push(new.clone());
    Reason::Taken(citation.long())
}

pub(super) fn add_subsections(provision: &mut Provision, new: Vec<Subsection>, by: usize) {
    for mut subsection in new {
        subsection.span = Span::new(subsection.span.start + by, subsection.span.end + by);
        edit::offset_items(&mut subsection.items, by);
        let at = provision
            .subsections
            .partition_point(|s| s.span.start < subsection.span.start);
        provision.subsections.insert(at, subsection);
    }
}

pub(super) fn add_items(
    provision: &mut Provision,
    parent: &Parent,
    mut new: Vec<Item>,
    by: usize,
) -> Result<(), Reason> {
    edit::offset_items(&mut new, by);
    let list = parent.items_mut(provision).ok_or(Reason::NewText)?;
    for item in new {
        let at = list.partition_point(|i| i.span.start < item.span.start);
        list.insert(at, item);
    }
    Ok(())
}

/// The numbers of the first and the last Absatz of a text: "3a" and "3b" for "(3a) …" and "(3b) …"; none
/// where it does not begin with one.
fn numbers(text: &str) -> Option<(String, String)> {
    let number = |line: &str| {
        let (number, _) = line.trim_start().strip_prefix('(')?.split_once(')')?;
        let sound = number.starts_with(|c: char| c.is_ascii_digit()) && number.len() < 5;
        sound.then(|| number.to_owned())
    };
    let first = number(text.trim_start().lines().next()?)?;
    let last = text.lines().rev().find_map(number)?;
    Some((first, last))
}
