//! Finds what a place of a command names: provisions of the statute, and spots in them.
//!
//! In go a place and the statute as it stands, out come indices and spans. Nothing is chosen: a name
//! that two provisions bear is no place.

use std::ops::Range;

use crate::statute::citation::{self, Designation, Level, Step, Unresolved, core};
use crate::statute::{Citation, Item, Provision, ProvisionKind, Span};

use super::super::describe::part_name;
use super::super::pieces::{follows, order};
use super::super::{LAST, Part, Place};
use super::{Law, Pending, Reason};

/// Something in a provision that a place names.
#[derive(Debug, Clone)]
pub(super) enum Spot {
    Provision,
    Subsections(Range<usize>),
    Items(Parent, Range<usize>),
    /// Sentences, and what holds their lists.
    Sentences(Span, Parent),
    Half(Span),
}

/// What holds a list of items: a subsection, and the way down from it.
#[derive(Debug, Clone)]
pub(super) struct Parent {
    pub(super) subsection: usize,
    pub(super) path: Vec<usize>,
}

impl Parent {
    /// The depth of its items.
    pub(super) fn depth(&self) -> usize {
        self.path.len() + 1
    }

    pub(super) fn items<'p>(&self, provision: &'p Provision) -> Option<&'p Vec<Item>> {
        let mut items = &provision.subsections.get(self.subsection)?.items;
        for index in &self.path {
            items = &items.get(*index)?.items;
        }
        Some(items)
    }

    /// The item that holds them; none where it is the subsection.
    pub(super) fn item<'p>(&self, provision: &'p Provision) -> Option<&'p Item> {
        let (last, path) = self.path.split_last()?;
        let mut items = &provision.subsections.get(self.subsection)?.items;
        for index in path {
            items = &items.get(*index)?.items;
        }
        items.get(*last)
    }

    pub(super) fn items_mut<'p>(&self, provision: &'p mut Provision) -> Option<&'p mut Vec<Item>> {
        let mut items = &mut provision.subsections.get_mut(self.subsection)?.items;
        for index in &self.path {
            items = &mut items.get_mut(*index)?.items;
        }
        Some(items)
    }
}

impl Law<'_> {
    /// The provisions that a place names.
    pub(super) fn provisions(&self, place: &Place) -> Result<Range<usize>, Reason> {
        let named = place.citation.provision.as_slice();
        let Some(last) = named.last() else {
            return Err(Reason::NoPlace(place.citation.long()));
        };
        let ranges = place
            .through
            .as_ref()
            .filter(|_| place.citation.steps.is_empty());
        let first = self.provision(named)?;
        let Some(through) = ranges else {
            return Ok(first..first + 1);
        };
        let mut end = named.to_vec();
        if let Some(designation) = end.last_mut() {
            *designation = Designation {
                label: through.clone(),
                ..last.clone()
            };
        }
        let last = self.provision(&end)?;
        if last < first {
            return Err(Reason::Order(place.citation.long()));
        }
        Ok(first..last + 1)
    }

    pub(super) fn provision(&self, named: &[Designation]) -> Result<usize, Reason> {
        let provisions = &self.statute.provisions;
        let name = || {
            named
                .iter()
                .map(Designation::to_string)
                .collect::<Vec<_>>()
                .join(" ")
        };
        let found: Vec<usize> = (0..provisions.len())
            .filter(|&i| citation::designations(&provisions[i].designation) == named)
            .collect();
        let living: Vec<usize> = found
            .iter()
            .copied()
            .filter(|&i| !provisions[i].repealed)
            .collect();
        match (found.as_slice(), living.as_slice()) {
            ([one], _) | (_, [one]) => Ok(*one),
            ([], _) => {
                let annex = named.first().filter(|first| {
                    named.len() > 1
                        && matches!(first.unit, citation::Unit::Anlage | citation::Unit::Anhang)
                });
                // The annex is there; its divisions are found by their lines.
                Err(match annex {
                    Some(annex) if self.provision(std::slice::from_ref(annex)).is_ok() => {
                        Reason::InAnnex(name())
                    }
                    _ => Reason::NoPlace(name()),
                })
            }
            _ => Err(Reason::Places(name())),
        }
    }

    /// The provision that the place lies in, and what it names there.
    pub(super) fn spot(
        &self,
        place: &Place,
        pending: &mut Pending,
    ) -> Result<(usize, Spot), Reason> {
        let range = self.provisions(place)?;
        let index = range.start;
        let provision = self.open(index, pending);
        let found = find(provision, &place.citation.steps, place.through.as_deref());
        let spot = found.map_err(|reason| reason.in_a(provision.kind))?;
        Ok((index, spot))
    }

    /// The stretch of text that a command on words is about.
    pub(super) fn stretch(
        &self,
        place: &Place,
        pending: &mut Pending,
    ) -> Result<(usize, Span), Reason> {
        let found = self.division(place, pending);
        if let Some(found) = found.map_err(|reason| reason.in_a(ProvisionKind::Annex))? {
            return Ok(found);
        }
        let (index, spot) = self.spot(place, pending)?;
        let provision = &*self.open(index, pending);
        let span = spot.span(provision);
        let item = |inner: &Citation| {
            let mut steps = place.citation.steps.clone();
            steps.extend(inner.steps.iter().cloned());
            match find(provision, &steps, None)? {
                spot @ Spot::Items(..) => Ok(spot.span(provision)),
                _ => Err(Reason::NoPlace(inner.long())),
            }
        };
        let span = match &place.part {
            Part::Before(inner) => Span::new(span.start, item(inner)?.start),
            Part::Behind(inner) => Span::new(item(inner)?.end, span.end),
            Part::Lead => {
                lead(provision, span).ok_or_else(|| Reason::Part(part_name(&place.part)))?
            }
            Part::Row(number) => {
                row(&provision.text, span, number).map_err(|reason| reason.in_a(provision.kind))?
            }
            _ => span,
        };
        Ok((index, span))
    }

    /// The stretch of a division of an annex, or of a numbered line in it: "Anlage 1 Teil A Nummer 2";
    /// none where the place lies in no division, or the statute has a provision of that name.
    fn division(
        &self,
        place: &Place,
        pending: &mut Pending,
    ) -> Result<Option<(usize, Span)>, Reason> {
        let named = place.citation.provision.as_slice();
        let [annex, divisions @ ..] = named else {
            return Ok(None);
        };
        let is_annex = matches!(annex.unit, citation::Unit::Anlage | citation::Unit::Anhang);
        if divisions.is_empty() || !is_annex || self.provision(named).is_ok() {
            return Ok(None);
        }
        let index = self.provision(std::slice::from_ref(annex))?;
        let text = &self.open(index, pending).text;
        let mut span = Span::new(0, text.len());
        for division in divisions {
            span = lines_of(text, span, division)?;
        }
        let no_place = || Err(Reason::NoPlace(place.citation.long()));
        match (place.citation.steps.as_slice(), &place.part) {
            ([], Part::Whole) => {}
            ([step], Part::Whole) if step.level == Level::Nummer => {
                span = row(text, span, &step.label)?;
            }
            ([], Part::Row(number)) => span = row(text, span, number)?,
            _ => return no_place(),
        }
        Ok(Some((index, span)))
    }

    /// The places that a command replaces, as one spot: they must stand side by side.
    pub(super) fn one_spot(
        &self,
        places: &[Place],
        pending: &mut Pending,
    ) -> Result<(usize, Spot), Reason> {
        let [first, rest @ ..] = places else {
            return Err(Reason::NoPlace(String::new()));
        };
        let (index, mut spot) = self.spot(first, pending)?;
        if let Some(last) = places.last() {
            let (index, spot) = self.spot(last, pending)?;
            let provision = &*self.open(index, pending);
            if goes_on(provision, spot.span(provision)) {
                return Err(Reason::InAnnex(last.citation.long()));
            }
        }
        for place in rest {
            let (other, next) = self.spot(place, pending)?;
            let provision = &*self.open(index, pending);
            let gap = || Reason::Order(place.citation.long());
            if other != index {
                return Err(gap());
            }
            let beside = |a: Span, b: Span| {
                a.end <= b.start && provision.text[a.end..b.start].trim().is_empty()
            };
            if !beside(spot.span(provision), next.span(provision)) {
                return Err(gap());
            }
            spot = match (spot, next) {
                (Spot::Subsections(a), Spot::Subsections(b)) => Spot::Subsections(a.start..b.end),
                (Spot::Items(parent, a), Spot::Items(_, b)) => Spot::Items(parent, a.start..b.end),
                (Spot::Sentences(a, parent), Spot::Sentences(b, _)) => {
                    Spot::Sentences(Span::new(a.start, b.end), parent)
                }
                _ => return Err(gap()),
            };
        }
        Ok((index, spot))
    }
}

/// "letzter Halbsatz" by its number, where there is more than one.
pub(super) fn last_half(provision: &Provision, steps: &[Step]) -> Result<Vec<Step>, Reason> {
    let Some((last, _)) = steps
        .split_last()
        .filter(|(last, _)| last.level == Level::Halbsatz && last.label == LAST)
    else {
        return Ok(steps.to_vec());
    };
    let numbered = |number: usize| {
        let mut steps = steps.to_vec();
        if let Some(step) = steps.last_mut() {
            step.label = number.to_string();
        }
        steps
    };
    // Behind the mark that ends a list item there is nothing.
    let says = |n: &usize| {
        let found = provision.resolve(&numbered(*n));
        found.is_ok_and(|span| span.of(&provision.text).contains(char::is_alphabetic))
    };
    let count = (1..).take_while(says).count();
    match count {
        0 | 1 => Err(Reason::NoPlace(format!(
            "{} {}",
            last.label,
            last.level.long()
        ))),
        count => Ok(numbered(count)),
    }
}

/// What steps name in a provision.
pub(super) fn find(
    provision: &Provision,
    steps: &[Step],
    through: Option<&str>,
) -> Result<Spot, Reason> {
    let missing = |unresolved: Unresolved| match unresolved {
        Unresolved::Provision(name) => Reason::NoPlace(name),
        Unresolved::Step(step) => Reason::NoPlace(format!("{} {}", step.level.long(), step.label)),
    };
    let Some(last) = steps.last() else {
        return Ok(Spot::Provision);
    };
    let no_place = || Reason::NoPlace(format!("{} {}", last.level.long(), last.label));
    let span = provision.resolve(steps).map_err(missing)?;
    let end = match through {
        Some(through) => {
            let mut steps = steps.to_vec();
            if let Some(step) = steps.last_mut() {
                through.clone_into(&mut step.label);
            }
            Some(provision.resolve(&steps).map_err(missing)?)
        }
        None => None,
    };
    match last.level {
        Level::Absatz => {
            let at = |span: Span| {
                let mut found = provision.subsections.iter();
                found.position(|s| s.span == span).ok_or_else(no_place)
            };
            let first = at(span)?;
            let last = end.map_or(Ok(first), at)?;
            Ok(Spot::Subsections(first..last.max(first) + 1))
        }
        Level::Satz => {
            let parent = holder(provision, span).ok_or_else(no_place)?;
            let end = end.map_or(span.end, |end| end.end);
            // The only sentence of an item is not noted, and its span has the label.
            let item = labels(provision)
                .into_iter()
                .find(|label| label.start == span.start);
            let start = match item {
                Some(label) => span.end - provision.text[label.end..span.end].trim_start().len(),
                None => span.start,
            };
            Ok(Spot::Sentences(Span::new(start, end.max(start)), parent))
        }
        Level::Halbsatz => Ok(Spot::Half(Span::new(
            span.start,
            end.map_or(span.end, |e| e.end),
        ))),
        Level::Unterabsatz => Err(no_place()),
        _ => {
            let (parent, first) = item_path(provision, span).ok_or_else(no_place)?;
            let last = match end {
                Some(end) => item_path(provision, end).ok_or_else(no_place)?.1,
                None => first,
            };
            Ok(Spot::Items(parent, first..last.max(first) + 1))
        }
    }
}

/// The lines of a division, from its heading to the next of its kind.
fn lines_of(text: &str, within: Span, division: &Designation) -> Result<Span, Reason> {
    let citation::Unit::Named(noun) = &division.unit else {
        return Err(Reason::NoPlace(division.to_string()));
    };
    let mut start = within.start;
    let mut headings: Vec<(usize, bool)> = Vec::new();
    for line in within.of(text).split('\n') {
        let label = line
            .strip_prefix(noun.as_str())
            .and_then(|rest| rest.strip_prefix(' '))
            .map(|rest| {
                rest.split([' ', ':', '.', ',', ')', '–'])
                    .next()
                    .unwrap_or(rest)
            });
        // "Teil A und Teil B gelten …" is no heading, but a short line is.
        if let Some(label) = label.filter(|l| !l.is_empty() && line.len() <= LONGEST_HEADING) {
            headings.push((start, label == division.label));
        }
        start += line.len() + 1;
    }
    let own: Vec<usize> = (0..headings.len()).filter(|&i| headings[i].1).collect();
    match own.as_slice() {
        [one] => {
            let end = headings.get(one + 1).map_or(within.end, |next| next.0);
            Ok(Span::new(headings[*one].0, end))
        }
        [] => Err(Reason::NoPlace(division.to_string())),
        _ => Err(Reason::Places(division.to_string())),
    }
}

/// Longest line in bytes that can be the heading of a division.
const LONGEST_HEADING: usize = 120;

/// The row of a table that begins with a number, where one does.
fn row(text: &str, within: Span, number: &str) -> Result<Span, Reason> {
    let mut start = within.start;
    let mut found = Vec::new();
    for line in within.of(text).split('\n') {
        let rest = line
            .strip_prefix(number)
            .map(|rest| rest.strip_prefix('.').unwrap_or(rest));
        if rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')) {
            found.push(Span::new(start, start + line.len()));
        }
        start += line.len() + 1;
    }
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(Reason::NoPlace(number.to_owned())),
        _ => Err(Reason::Places(number.to_owned())),
    }
}

/// Whether a numbered item of an annex goes on behind its span: a table whose row has a list of its own
/// that was not read as a part of it.
pub(super) fn goes_on(provision: &Provision, span: Span) -> bool {
    let numbered = span
        .of(&provision.text)
        .trim_start()
        .starts_with(|c: char| c.is_ascii_digit());
    let next = provision.text[span.end..].trim_start();
    let letters = next.chars().take_while(char::is_ascii_lowercase).count();
    let lettered = (1..=2).contains(&letters) && next[letters..].starts_with(')');
    provision.kind == ProvisionKind::Annex && numbered && lettered
}

/// What stands in the sentence before the first item of the only list in a stretch of text; none where
/// there is no list, or more than one.
fn lead(provision: &Provision, within: Span) -> Option<Span> {
    fn lists<'p>(items: &'p [Item], within: Span, found: &mut Vec<&'p Item>) {
        for item in items {
            if within.contains(item.span) && item.span != within {
                found.push(item);
            } else {
                lists(&item.items, within, found);
            }
        }
    }
    let mut touched = provision
        .subsections
        .iter()
        .filter(|s| s.span.overlaps(within));
    let subsection = touched.next()?;
    if touched.next().is_some() {
        return None;
    }
    let mut items = Vec::new();
    lists(&subsection.items, within, &mut items);
    let first = items.iter().min_by_key(|item| item.span.start)?;
    // A second list begins with the same label.
    if items
        .iter()
        .filter(|item| core(&item.label) == core(&first.label))
        .count()
        > 1
    {
        return None;
    }
    let sentences = subsection.sentences.iter().map(|sentence| sentence.span);
    let before = sentences
        .map(|span| span.start)
        .filter(|&start| start < first.span.start);
    let start = before.max().unwrap_or(within.start).max(within.start);
    Some(Span::new(start, first.span.start))
}

/// The item with exactly this span.
fn item_path(provision: &Provision, span: Span) -> Option<(Parent, usize)> {
    fn down(items: &[Item], span: Span, path: &mut Vec<usize>) -> Option<usize> {
        let index = items.iter().position(|item| item.span.contains(span))?;
        if items[index].span == span {
            return Some(index);
        }
        path.push(index);
        down(&items[index].items, span, path)
    }
    provision
        .subsections
        .iter()
        .enumerate()
        .find_map(|(subsection, s)| {
            let mut path = Vec::new();
            let index = down(&s.items, span, &mut path)?;
            Some((Parent { subsection, path }, index))
        })
}

/// What holds the sentence with this span.
fn holder(provision: &Provision, span: Span) -> Option<Parent> {
    fn down(items: &[Item], span: Span, path: &mut Vec<usize>) -> bool {
        let Some(index) = items.iter().position(|item| item.span.contains(span)) else {
            return false;
        };
        path.push(index);
        let item = &items[index];
        item.span == span
            || item.sentences.iter().any(|s| s.span == span)
            || down(&item.items, span, path)
    }
    let subsection = provision
        .subsections
        .iter()
        .position(|s| s.span.contains(span))?;
    let own = &provision.subsections[subsection];
    let mut path = Vec::new();
    if own.sentences.iter().any(|s| s.span == span) || down(&own.items, span, &mut path) {
        return Some(Parent { subsection, path });
    }
    None
}

/// The list that a new item with this label goes on, and which of its items belong to it.
pub(super) fn list_in(
    provision: &Provision,
    spot: &Spot,
    first: &Step,
) -> Result<(Parent, Range<usize>), Reason> {
    let place = || Reason::Order(format!("{} {}", first.level.long(), first.label));
    let parent = spot.parent(provision)?;
    let list = parent.items(provision).ok_or_else(place)?;
    let within = spot.span(provision);
    let inside: Vec<usize> = (0..list.len())
        .filter(|&i| within.contains(list[i].span))
        .collect();
    let (Some(start), Some(last)) = (inside.first(), inside.last()) else {
        return Err(place());
    };
    // The last list whose last label comes right before the new one.
    let label = |i: usize| order(core(&list[i].label));
    let new = order(&first.label).ok_or_else(place)?;
    let mut ends: Vec<usize> = inside
        .iter()
        .copied()
        .filter(|&i| {
            let ends = i == *last || label(i + 1).is_some_and(|next| next <= (1, 1));
            ends && label(i).is_some_and(|before| follows(before, new))
        })
        .collect();
    match (ends.pop(), ends.is_empty()) {
        (Some(end), true) => Ok((parent, *start..end + 1)),
        _ => Err(place()),
    }
}

impl Spot {
    pub(super) fn span(&self, provision: &Provision) -> Span {
        match self {
            Spot::Provision => Span::new(0, provision.text.len()),
            Spot::Subsections(range) => Span::new(
                provision.subsections[range.start].span.start,
                provision.subsections[range.end - 1].span.end,
            ),
            Spot::Items(parent, range) => match parent.items(provision) {
                Some(items) if range.end <= items.len() => {
                    Span::new(items[range.start].span.start, items[range.end - 1].span.end)
                }
                _ => Span::new(0, 0),
            },
            Spot::Sentences(span, _) | Spot::Half(span) => *span,
        }
    }

    /// What holds the lists in the spot.
    pub(super) fn parent(&self, provision: &Provision) -> Result<Parent, Reason> {
        Ok(match self {
            Spot::Provision if provision.subsections.len() == 1 => Parent {
                subsection: 0,
                path: Vec::new(),
            },
            Spot::Subsections(range) if range.len() == 1 => Parent {
                subsection: range.start,
                path: Vec::new(),
            },
            Spot::Items(parent, range) if range.len() == 1 => {
                let mut parent = parent.clone();
                parent.path.push(range.start);
                parent
            }
            Spot::Sentences(_, parent) => parent.clone(),
            _ => return Err(Reason::Order(provision.designation.clone())),
        })
    }
}

/// Where the words of a place begin behind the labels that open it.
pub(super) fn behind_labels(provision: &Provision, span: Span) -> usize {
    labels(provision)
        .into_iter()
        .filter(|label| label.start == span.start)
        .map(|label| label.end)
        .max()
        .map_or(span.start, |end| end.min(span.end))
}

/// Where the labels of a provision stand, which are no words of it.
pub(super) fn labels(provision: &Provision) -> Vec<Span> {
    fn note(items: &[Item], labels: &mut Vec<Span>) {
        for item in items {
            labels.push(Span::new(
                item.span.start,
                item.span.start + item.label.len(),
            ));
            note(&item.items, labels);
        }
    }
    let mut labels = Vec::new();
    for subsection in &provision.subsections {
        if let Some(label) = &subsection.label {
            let start = subsection.span.start;
            labels.push(Span::new(start, start + label.len()));
        }
        note(&subsection.items, &mut labels);
    }
    labels.retain(|label| label.end <= provision.text.len());
    labels
}

/// The last step of a place.
pub(super) fn label_of(place: &Place) -> Result<Step, Reason> {
    place
        .citation
        .steps
        .last()
        .cloned()
        .ok_or_else(|| Reason::NoPlace(place.citation.long()))
}
