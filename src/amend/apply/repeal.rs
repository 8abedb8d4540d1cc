//! Units that leave the law. What has a label leaves it behind, so that the others keep theirs, as
//! the consolidated law prints it.

use crate::statute::citation::core;
use crate::statute::{Item, Lexicon, Provision, Span, Subsection};

use super::super::describe::part_name;
use super::super::edit::{WORDS, splice, splice_words};
use super::super::pieces::order;
use super::super::{Part, Place};
use super::place::{Parent, Spot, goes_on};
use super::renumber::expand;
use super::units::{add_items, add_subsections};
use super::{Law, Pending, Reason};

impl Law<'_> {
    pub(super) fn repeal(&mut self, places: &[Place], pending: &mut Pending) -> Result<(), Reason> {
        if places.is_empty() {
            for provision in &mut self.statute.provisions {
                repeal_provision(provision);
            }
            return Ok(());
        }
        if let Some(gone) = places.iter().find(|place| self.was_gone(place)) {
            return Err(Reason::Gone(gone.citation.long()));
        }
        for place in places {
            match &place.part {
                Part::Whole => {}
                Part::Heading if !place.citation.provision.is_empty() => {
                    let index = self.provisions(place)?.start;
                    self.open(index, pending).heading.clear();
                    continue;
                }
                Part::Outline(name) => {
                    let chapter = self.chapter(name)?;
                    for index in chapter.range.clone() {
                        repeal_provision(self.open(index, pending));
                    }
                    let gone = format!("{} {REPEALED}", chapter.number(&self.statute));
                    self.name_chapter(&chapter, &gone, pending);
                    continue;
                }
                Part::Row(number) => {
                    let (index, row) = self.stretch(place, pending)?;
                    if goes_on(self.open(index, pending), row) {
                        let name = format!("{} {}", place.citation.long(), part_name(&place.part));
                        return Err(Reason::InAnnex(name));
                    }
                    splice(self.open(index, pending), row, &note(Some(number)), WORDS);
                    continue;
                }
                part => return Err(Reason::Part(part_name(part))),
            }
            if place.citation.steps.is_empty() && place.part == Part::Whole {
                for index in self.provisions(place)? {
                    repeal_provision(self.open(index, pending));
                }
            }
        }
        // From the last to the first, so that what goes does not move what comes.
        let mut inner: Vec<(usize, Spot)> = Vec::new();
        for place in places
            .iter()
            .filter(|place| !place.citation.steps.is_empty() && place.part == Part::Whole)
        {
            let (index, spot) = self.spot(place, pending)?;
            let provision = &*self.open(index, pending);
            if goes_on(provision, spot.span(provision)) {
                return Err(Reason::InAnnex(place.citation.long()));
            }
            inner.push((index, spot));
        }
        inner.sort_by_key(|(index, spot)| {
            (*index, spot.span(&self.statute.provisions[*index]).start)
        });
        for pair in inner.windows(2) {
            let [(first, a), (second, b)] = pair else {
                continue;
            };
            let provision = &self.statute.provisions[*first];
            if first == second && a.span(provision).end > b.span(provision).start {
                return Err(Reason::Order(provision.designation.clone()));
            }
        }
        for (index, spot) in inner.into_iter().rev() {
            let provision = self.open(index, pending);
            strike_spot(provision, &spot);
        }
        Ok(())
    }
}

impl Law<'_> {
    /// Whether nothing of a place is left in the law in force.
    fn was_gone(&self, place: &Place) -> bool {
        let Ok(range) = self.provisions(place) else {
            return false;
        };
        if place.part != Part::Whole {
            return false;
        }
        let before = |index: usize| self.origin(index);
        let steps = &place.citation.steps;
        if steps.is_empty() {
            let mut range = range;
            return range.all(|index| before(index).is_some_and(|p| p.repealed));
        }
        let Some(provision) = before(range.start) else {
            return false;
        };
        // "Die Absätze 5 bis 7": each of them.
        let units = expand(std::slice::from_ref(place)).unwrap_or_default();
        let gone = |unit: &Place| {
            let says = provision.resolve(&unit.citation.steps);
            says.is_ok_and(|span| is_gone(span.of(&provision.text), self.lexicon))
        };
        !units.is_empty() && units.iter().all(gone)
    }
}

/// Takes a spot out. A subsection or item leaves its label, so that the others keep their numbers.
fn strike_spot(provision: &mut Provision, spot: &Spot) {
    let at = spot.span(provision);
    match spot {
        Spot::Provision => repeal_provision(provision),
        Spot::Subsections(range) => {
            for index in range.clone().rev() {
                let span = provision.subsections[index].span;
                let label = provision.subsections[index].label.clone();
                let bears = |s: &&Subsection| s.label.is_some() && s.label == label;
                // Another one has its number by now.
                if provision.subsections.iter().filter(bears).count() > 1 {
                    remove(provision, span, 0);
                    continue;
                }
                let text = note(provision.subsections[index].label.as_deref());
                splice(provision, span, &text, 0);
                let label = text.split_once(' ').map(|(label, _)| label.to_owned());
                let subsection = Subsection {
                    label,
                    span: Span::new(0, text.len()),
                    sentences: Vec::new(),
                    items: Vec::new(),
                };
                add_subsections(provision, vec![subsection], span.start);
            }
        }
        Spot::Items(parent, range) => {
            for index in range.clone().rev() {
                let Some(item) = parent.items(provision).and_then(|items| items.get(index)) else {
                    continue;
                };
                let (label, span) = (item.label.clone(), item.span);
                let numbers = |item: &Item| order(core(&item.label));
                let next = parent
                    .items(provision)
                    .and_then(|items| items.get(index + 1));
                // The last of a list leaves no number free.
                if next.is_none_or(|next| numbers(next).is_some_and(|n| n <= (1, 1))) {
                    let spaced = provision.text[..span.start].ends_with([' ', '\n']);
                    let from = span.start - usize::from(spaced);
                    splice(provision, Span::new(from, span.end), "", parent.depth());
                    continue;
                }
                let text = note(Some(&label));
                splice(provision, span, &text, parent.depth());
                let item = Item {
                    label,
                    span: Span::new(0, text.len()),
                    sentences: Vec::new(),
                    items: Vec::new(),
                };
                let _ = add_items(provision, parent, vec![item], span.start);
            }
        }
        Spot::Sentences(_, parent) => {
            let end = at.end + usize::from(provision.text[at.end..].starts_with(' '));
            let start = if end == at.end && provision.text[..at.start].ends_with(' ') {
                at.start - 1
            } else {
                at.start
            };
            splice(provision, Span::new(start, end), "", parent.depth());
        }
        Spot::Half(_) => {
            // The semicolon before it goes with it, unless it is the first.
            let lead = provision.text[..at.start].trim_end();
            let start = if lead.ends_with(';') {
                lead.len() - 1
            } else {
                at.start
            };
            // The full stop is that of the sentence.
            let ends = start < at.start && at.of(&provision.text).trim_end().ends_with('.');
            let stop = if ends { "." } else { "" };
            splice_words(provision, Span::new(start, at.end), stop);
        }
    }
}

/// What the consolidated law prints in the place of a repealed unit.
fn note(label: Option<&str>) -> String {
    match label {
        Some(label) => format!("{label} {REPEALED}"),
        None => REPEALED.to_owned(),
    }
}

/// As gesetze-im-internet.de prints it.
const REPEALED: &str = "(weggefallen)";

/// Whether nothing is left of a unit but its label: "2. (weggefallen)".
pub(in super::super) fn is_gone(text: &str, lexicon: &Lexicon) -> bool {
    let text = text.trim();
    let label = text.split(' ').next().unwrap_or_default();
    let rest = text[label.len()..].trim();
    let bare = rest.trim_matches(|c: char| "()-–. ".contains(c));
    let mut notes = lexicon.repeal_notes.iter();
    notes.any(|note| note.eq_ignore_ascii_case(bare))
}

fn repeal_provision(provision: &mut Provision) {
    provision.text = REPEALED.to_owned();
    provision.heading.clear();
    provision.repealed = true;
    provision.subsections = vec![Subsection {
        label: None,
        span: Span::new(0, REPEALED.len()),
        sentences: Vec::new(),
        items: Vec::new(),
    }];
}

/// Takes the placeholder of a repealed subsection away where another gets its number.
pub(super) fn free_subsection(provision: &mut Provision, label: &str, lexicon: &Lexicon) {
    let mut subsections = provision.subsections.iter();
    let empty = subsections.find(|subsection| {
        subsection.label.as_deref() == Some(label)
            && is_gone(subsection.span.of(&provision.text), lexicon)
    });
    if let Some(span) = empty.map(|subsection| subsection.span) {
        remove(provision, span, 0);
    }
}

/// The same for a list item.
pub(super) fn free_item(
    provision: &mut Provision,
    parent: &Parent,
    label: &str,
    lexicon: &Lexicon,
) {
    let mut items = parent.items(provision).into_iter().flatten();
    let empty =
        items.find(|item| item.label == label && is_gone(item.span.of(&provision.text), lexicon));
    if let Some(span) = empty.map(|item| item.span) {
        remove(provision, span, parent.depth());
    }
}

/// Takes a unit out with the space or line break behind it, or before it where it is the last.
pub(super) fn remove(provision: &mut Provision, span: Span, depth: usize) {
    let blank = [' ', '\n'];
    let behind = provision.text[span.end..].starts_with(blank);
    let before = !behind && provision.text[..span.start].ends_with(blank);
    let start = span.start - usize::from(before);
    splice(
        provision,
        Span::new(start, span.end + usize::from(behind)),
        "",
        depth,
    );
}
