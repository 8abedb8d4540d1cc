//! Carries a command out on the statute that it amends.
//!
//! In go the statute as it stands and one command, out comes the changed statute, or the reason why
//! not. A command changes all of its places or none; where the text leaves a choice, nothing is
//! chosen.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::statute::citation::{self, Designation, Level, Step, Unresolved};
use crate::statute::{
    Citation, Item, Lexicon, Provision, ProvisionKind, Span, Statute, Subsection,
};

use super::edit::{self, WORDS, recount, splice, splice_words};
use super::pieces::{self, follows, on_one_line, order, printed};
use super::{Action, Command, NewUnit, Obstacle, Occurrences, Part, Place, Position, Side, Words};

/// What became of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// It was carried out.
    Applied,
    /// The target leaves a choice, and none was made.
    Ambiguous(Reason),
    /// It cannot be carried out.
    Failed(Reason),
}

/// Why a command was not carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The corpus does not hold the statute.
    NoTarget,
    /// The corpus holds several statutes of that name.
    Targets(usize),
    /// The corpus holds a statute of that name which was published elsewhere.
    Elsewhere(String),
    /// The statute has no such place.
    NoPlace(String),
    /// The statute has several provisions of that name.
    Places(String),
    /// The words do not stand in the place.
    NoWords(String),
    /// They stand there more or less often than the command says.
    Count {
        /// The words.
        words: String,
        /// How often they stand there.
        found: usize,
        /// How often they should.
        expected: usize,
    },
    /// The corpus has no table of contents of the statute.
    NoContents,
    /// The command speaks of something that the text does not show.
    Part(String),
    /// The new text does not begin and end with what was announced.
    NewText,
    /// The place does not allow the change: the order of labels, a gap between places.
    Order(String),
    /// The command was not understood.
    Unread(Obstacle),
}

impl Reason {
    /// Whether the target leaves a choice, rather than making the command impossible.
    fn leaves_choice(&self) -> bool {
        match self {
            Reason::Targets(_) | Reason::Places(_) | Reason::Order(_) => true,
            Reason::Count { found, .. } => *found > 0,
            _ => false,
        }
    }
}

impl From<Reason> for Status {
    fn from(reason: Reason) -> Self {
        if reason.leaves_choice() {
            Status::Ambiguous(reason)
        } else {
            Status::Failed(reason)
        }
    }
}

/// A statute while it is amended.
#[derive(Debug)]
pub(super) struct Law<'l> {
    pub(super) statute: Statute,
    /// For each provision its index before the amendment; none for a new one.
    pub(super) origins: Vec<Option<usize>>,
    pub(super) lexicon: &'l Lexicon,
}

/// Provisions as a command leaves them, until it is known that it can be carried out.
type Pending = BTreeMap<usize, Provision>;

/// Something in a provision that a place names.
#[derive(Debug, Clone)]
enum Spot {
    Provision,
    Subsections(Range<usize>),
    Items(Parent, Range<usize>),
    /// Sentences, and what holds their lists.
    Sentences(Span, Parent),
    Half(Span),
}

/// What holds a list of items: a subsection, and the way down from it.
#[derive(Debug, Clone)]
struct Parent {
    subsection: usize,
    path: Vec<usize>,
}

impl Parent {
    /// The depth of its items.
    fn depth(&self) -> usize {
        self.path.len() + 1
    }

    fn items<'p>(&self, provision: &'p Provision) -> Option<&'p Vec<Item>> {
        let mut items = &provision.subsections.get(self.subsection)?.items;
        for index in &self.path {
            items = &items.get(*index)?.items;
        }
        Some(items)
    }

    fn items_mut<'p>(&self, provision: &'p mut Provision) -> Option<&'p mut Vec<Item>> {
        let mut items = &mut provision.subsections.get_mut(self.subsection)?.items;
        for index in &self.path {
            items = &mut items.get_mut(*index)?.items;
        }
        Some(items)
    }
}

impl<'l> Law<'l> {
    pub(super) fn new(statute: Statute, lexicon: &'l Lexicon) -> Self {
        let origins = (0..statute.provisions.len()).map(Some).collect();
        Self {
            statute,
            origins,
            lexicon,
        }
    }

    /// Carries the command out.
    pub(super) fn apply(&mut self, command: &Command) -> Status {
        let mut pending = Pending::new();
        // Of several provisions that get new numbers, one may be in the way.
        let whole = |place: &Place| place.citation.steps.is_empty();
        let renames = matches!(command.action, Action::Renumber { .. });
        let kept = (renames && command.places.iter().any(whole))
            .then(|| (self.statute.clone(), self.origins.clone()));
        match self.carry_out(command, &mut pending) {
            Ok(()) => {
                for (index, mut provision) in pending {
                    recount(&mut provision, self.lexicon);
                    self.statute.provisions[index] = provision;
                }
                Status::Applied
            }
            Err(reason) => {
                if let Some((statute, origins)) = kept {
                    self.statute = statute;
                    self.origins = origins;
                }
                reason.into()
            }
        }
    }

    fn carry_out(&mut self, command: &Command, pending: &mut Pending) -> Result<(), Reason> {
        let places = &command.places;
        if let Some(Place {
            part: Part::Other(name),
            ..
        }) = places
            .iter()
            .find(|place| matches!(place.part, Part::Other(_)))
        {
            return Err(Reason::Part(name.clone()));
        }
        let contents = |place: &Place| matches!(place.part, Part::Contents | Part::Entry);
        if places.iter().any(contents)
            || matches!(
                &command.action,
                Action::InsertUnits {
                    unit: NewUnit::Part(Part::Entry),
                    ..
                }
            )
        {
            return self.contents(command, pending);
        }
        match &command.action {
            Action::ReplaceWords { old, new } => {
                self.words(command, old, pending, |provision, at| {
                    splice_words(provision, at, &on_one_line(&new.text));
                })
            }
            Action::StrikeWords { old } => self.words(command, old, pending, |provision, at| {
                splice_words(provision, at, "");
            }),
            Action::InsertWords { new, position } => {
                self.insert_words(command, new, position, pending)
            }
            Action::Rewrite { new, units } => self.rewrite(places, units, &new.text, pending),
            Action::InsertUnits { side, unit, new } => {
                self.insert_units(places, *side, unit, &new.text, pending)
            }
            Action::Repeal => self.repeal(places, pending),
            Action::Renumber { to } => self.renumber(places, to, pending),
        }
    }

    /// The provision as the command leaves it so far.
    fn open<'p>(&self, index: usize, pending: &'p mut Pending) -> &'p mut Provision {
        pending
            .entry(index)
            .or_insert_with(|| self.statute.provisions[index].clone())
    }

    /// The provisions that a place names.
    fn provisions(&self, place: &Place) -> Result<Range<usize>, Reason> {
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

    fn provision(&self, named: &[Designation]) -> Result<usize, Reason> {
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
            ([], _) => Err(Reason::NoPlace(name())),
            _ => Err(Reason::Places(name())),
        }
    }

    /// The provision that the place lies in, and what it names there.
    fn spot(&self, place: &Place, pending: &mut Pending) -> Result<(usize, Spot), Reason> {
        let range = self.provisions(place)?;
        let index = range.start;
        let provision = self.open(index, pending);
        let spot = find(provision, &place.citation.steps, place.through.as_deref())?;
        Ok((index, spot))
    }

    /// The stretch of text that a command on words is about.
    fn stretch(&self, place: &Place, pending: &mut Pending) -> Result<(usize, Span), Reason> {
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
            _ => span,
        };
        Ok((index, span))
    }

    /// Changes words in every place of the command.
    fn words(
        &mut self,
        command: &Command,
        old: &Words,
        pending: &mut Pending,
        change: impl Fn(&mut Provision, Span),
    ) -> Result<(), Reason> {
        self.each_place(
            command,
            pending,
            |text, labels, span| {
                let found = occurrences(text, span, labels, old);
                expected(&found, command.occurrences, &old.text, command.places.len())?;
                Ok(found)
            },
            &change,
        )
    }

    /// Finds and changes something in every place; headings are texts of their own.
    fn each_place(
        &mut self,
        command: &Command,
        pending: &mut Pending,
        seek: impl Fn(&str, &[Span], Span) -> Result<Vec<Span>, Reason>,
        change: &impl Fn(&mut Provision, Span),
    ) -> Result<(), Reason> {
        if command.places.is_empty() {
            return Err(Reason::NoPlace(String::new()));
        }
        let mut title = None;
        for place in &command.places {
            if place.part == Part::Heading {
                let text = if place.citation.provision.is_empty() {
                    self.statute.title.clone()
                } else {
                    let index = self.provisions(place)?.start;
                    self.open(index, pending).heading.clone()
                };
                let mut heading = Provision {
                    text,
                    ..Provision::default()
                };
                let whole = Span::new(0, heading.text.len());
                for at in seek(&heading.text, &[], whole)?.into_iter().rev() {
                    change(&mut heading, at);
                }
                if place.citation.provision.is_empty() {
                    title = Some(heading.text);
                } else {
                    let index = self.provisions(place)?.start;
                    self.open(index, pending).heading = heading.text;
                }
                continue;
            }
            if let Part::OutlineHeading(name) | Part::Outline(name) = &place.part {
                return Err(Reason::Part(name.clone()));
            }
            for index in self.provisions(place)? {
                let span = if place.citation.steps.is_empty() && place.part == Part::Whole {
                    Span::new(0, self.open(index, pending).text.len())
                } else {
                    self.stretch(place, pending)?.1
                };
                let provision = self.open(index, pending);
                let labels = labels(provision);
                for at in seek(&provision.text, &labels, span)?.into_iter().rev() {
                    change(provision, at);
                }
                // The next place is looked for in the text as it now stands.
                recount(provision, self.lexicon);
            }
        }
        if let Some(title) = title {
            self.statute.title = title;
        }
        Ok(())
    }

    fn insert_words(
        &mut self,
        command: &Command,
        new: &Words,
        position: &Position,
        pending: &mut Pending,
    ) -> Result<(), Reason> {
        let text = on_one_line(&new.text);
        let clings = text.starts_with([',', ';', '.', ':', ')']);
        match position {
            Position::After(anchor) => self.words(command, anchor, pending, |provision, at| {
                let space = if clings { "" } else { " " };
                splice(
                    provision,
                    Span::new(at.end, at.end),
                    &format!("{space}{text}"),
                    WORDS,
                );
            }),
            Position::Before(anchor) => self.words(command, anchor, pending, |provision, at| {
                splice(
                    provision,
                    Span::new(at.start, at.start),
                    &format!("{text} "),
                    WORDS,
                );
            }),
            Position::End => {
                let chain_word = self.lexicon.chain_words.contains(&text);
                let seek = |whole: &str, _: &[Span], span: Span| {
                    let own = span.of(whole).trim_end();
                    let end = span.start + own.len();
                    let mark = own
                        .chars()
                        .next_back()
                        .filter(|c| matches!(c, '.' | ',' | ';'));
                    Ok(vec![match mark {
                        Some('.') => Span::new(end - 1, end),
                        Some(_) if !chain_word => return Err(Reason::Order(text.clone())),
                        _ => Span::new(end, end),
                    }])
                };
                let change = |provision: &mut Provision, at: Span| {
                    let mark = at.of(&provision.text).to_owned();
                    let closed = text.ends_with(['.', ';', ',']) || mark.is_empty();
                    let space = if clings { "" } else { " " };
                    let mark = if closed { "" } else { mark.as_str() };
                    splice(provision, at, &format!("{space}{text}{mark}"), WORDS);
                };
                self.each_place(command, pending, seek, &change)
            }
            Position::Beginning => {
                let seek = |whole: &str, labels: &[Span], span: Span| {
                    let behind = labels
                        .iter()
                        .filter(|label| label.start == span.start)
                        .map(|label| label.end)
                        .max()
                        .map_or(span.start, |end| end.min(span.end));
                    let rest = &whole[behind..span.end];
                    let start = span.end - rest.trim_start().len();
                    Ok(vec![Span::new(start, start)])
                };
                let change = |provision: &mut Provision, at: Span| {
                    splice(provision, at, &format!("{text} "), WORDS);
                };
                self.each_place(command, pending, seek, &change)
            }
        }
    }

    /// The places that a command replaces, as one spot: they must stand side by side.
    fn one_spot(&self, places: &[Place], pending: &mut Pending) -> Result<(usize, Spot), Reason> {
        let [first, rest @ ..] = places else {
            return Err(Reason::NoPlace(String::new()));
        };
        let (index, mut spot) = self.spot(first, pending)?;
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

    fn rewrite(
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
                let own = text.trim().strip_prefix(&designation).unwrap_or(text);
                provision.heading = on_one_line(own);
                return Ok(());
            }
            Part::Before(_) | Part::Behind(_) => {
                let (index, span) = self.stretch(first, pending)?;
                let provision = self.open(index, pending);
                let label = labels(provision)
                    .into_iter()
                    .filter(|label| label.start == span.start)
                    .map(|label| label.end)
                    .max()
                    .map_or(span.start, |end| end.min(span.end));
                let own = &provision.text[label..span.end];
                let start = span.end - own.trim_start().len();
                let end = start + own.trim().len();
                splice(provision, Span::new(start, end), &on_one_line(text), WORDS);
                return Ok(());
            }
            Part::Outline(name) | Part::OutlineHeading(name) => {
                return Err(Reason::Part(name.clone()));
            }
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
    fn put(
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
                let new = match label {
                    Some(label) => new
                        .strip_prefix(label.as_str())
                        .unwrap_or(&new)
                        .trim_start(),
                    None => new.as_str(),
                };
                let items = pieces::list_items(new, lexicon);
                splice(provision, *span, new, parent.depth());
                add_items(provision, parent, items, span.start)?;
            }
            Spot::Half(span) => splice(provision, *span, &on_one_line(text), WORDS),
        }
        Ok(())
    }

    fn rewrite_provisions(
        &mut self,
        places: &[Place],
        units: &[Place],
        text: &str,
    ) -> Result<(), Reason> {
        let [first, rest @ ..] = places else {
            return Err(Reason::NoPlace(String::new()));
        };
        let mut range = self.provisions(first)?;
        for place in rest {
            let next = self.provisions(place)?;
            if next.start != range.end {
                return Err(Reason::Order(place.citation.long()));
            }
            range.end = next.end;
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
            .ok_or(Reason::NewText)?;
        self.replace_provisions(range, new);
        Ok(())
    }

    /// Puts provisions in the place of others; the first take over what those were before.
    fn replace_provisions(&mut self, range: Range<usize>, new: Vec<Provision>) {
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
            provision.outline = outline.clone().unwrap_or_default();
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

    fn insert_units(
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
                let index = self.provisions(&place)?.start;
                let provision = self.open(index, pending);
                if !provision.heading.is_empty() || side == Side::After {
                    return Err(Reason::Order(provision.designation.clone()));
                }
                provision.heading = on_one_line(text);
                Ok(())
            }
            NewUnit::Part(part) => Err(Reason::Part(format!("{part:?}"))),
            NewUnit::Words => Err(Reason::NewText),
            NewUnit::Level(level) => self.insert_unnamed(&place, side, *level, text, pending),
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

    fn insert_provisions(
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
        let new = pieces::provisions(text, designation, &until, "", self.lexicon)
            .ok_or(Reason::NewText)?;
        for provision in &new {
            let names = citation::designations(&provision.designation);
            let taken = self
                .statute
                .provisions
                .iter()
                .any(|p| !p.repealed && citation::designations(&p.designation) == names);
            // A later command gives the one that is there its new number.
            if taken && place.citation.provision.is_empty() {
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
            .map(|p| p.outline.clone());
        let mut index = index;
        for mut provision in new {
            provision.outline = outline.clone().unwrap_or_default();
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
        Ok(())
    }

    /// Puts in units with labels: subsections and items.
    fn insert_named(
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
                let label = before.label.as_deref().map(|l| l.trim_matches(['(', ')']));
                let ordered = label.and_then(order).zip(order(&first.label));
                // A text without a number is no Absatz yet.
                let unnumbered = before.label.is_none();
                if unnumbered || ordered.is_some_and(|(before, new)| new <= before) {
                    return Err(Reason::Order(format!("Absatz {}", first.label)));
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
            add_subsections(provision, subsections, added);
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
                let (parent, siblings) = list_in(provision, spot, first)?;
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
        let label = |item: &Item| order(item.label.trim_matches(['.', ')', '(']));
        if let Some(before) = at.checked_sub(1).and_then(|i| list.get(i))
            && side != Side::Before
        {
            let ordered = label(before).zip(order(&first.label));
            let fits = ordered.is_none_or(|(before, new)| match side {
                Side::Last => follows(before, new),
                _ => new > before,
            });
            if !fits {
                return Err(Reason::Order(format!(
                    "{} {}",
                    first.level.long(),
                    first.label
                )));
            }
        }
        let (offset, new, lead) = match at.checked_sub(1).and_then(|i| list.get(i)) {
            Some(before) => (before.span.end, format!(" {new}"), 1),
            None => match list.first() {
                Some(next) => (next.span.start, format!("{new} "), 0),
                None => return Err(Reason::Order(place.citation.long())),
            },
        };
        splice(provision, Span::new(offset, offset), &new, parent.depth());
        add_items(provision, &parent, items, offset + lead)
    }

    /// Puts in units that have no labels: sentences, halves of sentences.
    fn insert_unnamed(
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
                        let label = labels(provision)
                            .into_iter()
                            .filter(|label| label.start == span.start)
                            .map(|label| label.end)
                            .max()
                            .map_or(span.start, |end| end.min(span.end));
                        let rest = &provision.text[label..span.end];
                        (span.end - rest.trim_start().len(), format!("{text} "))
                    }
                };
                let lead = new.len() - new.trim_start().len();
                let items = pieces::list_items(&text, lexicon);
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

    fn repeal(&mut self, places: &[Place], pending: &mut Pending) -> Result<(), Reason> {
        if places.is_empty() {
            for provision in &mut self.statute.provisions {
                repeal_provision(provision);
            }
            return Ok(());
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
                    self.repeal_outline(name, pending)?;
                    continue;
                }
                part => return Err(Reason::Part(format!("{part:?}"))),
            }
            if place.citation.steps.is_empty() {
                for index in self.provisions(place)? {
                    repeal_provision(self.open(index, pending));
                }
            }
        }
        // From the last to the first, so that what goes does not move what comes.
        let mut inner: Vec<(usize, Spot)> = Vec::new();
        for place in places
            .iter()
            .filter(|place| !place.citation.steps.is_empty())
        {
            inner.push(self.spot(place, pending)?);
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

    fn repeal_outline(&mut self, name: &str, pending: &mut Pending) -> Result<(), Reason> {
        let below = |provision: &Provision| {
            provision.outline.iter().any(|unit| {
                unit.strip_prefix(name)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
            })
        };
        let found: Vec<usize> = (0..self.statute.provisions.len())
            .filter(|&i| below(&self.statute.provisions[i]))
            .collect();
        let (Some(first), Some(last)) = (found.first(), found.last()) else {
            return Err(Reason::NoPlace(name.to_owned()));
        };
        // "Abschnitt 1" of every part bears the name.
        if last - first + 1 != found.len() {
            return Err(Reason::Places(name.to_owned()));
        }
        for index in found {
            repeal_provision(self.open(index, pending));
        }
        Ok(())
    }

    fn renumber(
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

    fn rename(&mut self, from: &Place, to: &Place, pending: &mut Pending) -> Result<(), Reason> {
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
            // Sentences bear no numbers: the one that is now counted so must be there.
            return find(provision, &to.citation.steps, None).map(|_| ());
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

    fn rename_provision(&mut self, from: &Place, to: &Place) -> Result<(), Reason> {
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

    /// Changes the table of contents, where the corpus has one.
    fn contents(&mut self, command: &Command, pending: &mut Pending) -> Result<(), Reason> {
        let index = self
            .statute
            .provisions
            .iter()
            .position(|p| p.kind == ProvisionKind::Contents && !p.text.is_empty())
            .ok_or(Reason::NoContents)?;
        let lexicon = self.lexicon;
        let provision = self.open(index, pending);
        let mut lines: Vec<String> = provision.text.lines().map(str::to_owned).collect();
        let line_of = |lines: &[String], place: &Place| -> Result<Range<usize>, Reason> {
            let name = place
                .citation
                .provision
                .iter()
                .map(Designation::to_string)
                .collect::<Vec<_>>()
                .join(" ");
            let at = |name: &str| {
                let mut found = (0..lines.len()).filter(|&i| {
                    lines[i]
                        .strip_prefix(name)
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
                });
                match (found.next(), found.next()) {
                    (Some(one), None) => Ok(one),
                    (None, _) => Err(Reason::NoPlace(name.to_owned())),
                    _ => Err(Reason::Places(name.to_owned())),
                }
            };
            let first = at(&name)?;
            let last = match (&place.through, place.citation.provision.last()) {
                (Some(through), Some(designation)) => at(&Designation {
                    label: through.clone(),
                    ..designation.clone()
                }
                .to_string())?,
                _ => first,
            };
            Ok(first..last.max(first) + 1)
        };
        let new_lines = |text: &str| {
            text.lines()
                .map(on_one_line)
                .filter(|l| !l.is_empty())
                .collect::<Vec<_>>()
        };
        let entry = command
            .places
            .iter()
            .find(|place| place.part == Part::Entry);
        match (&command.action, entry) {
            (Action::Rewrite { new, .. }, Some(_)) => {
                let first = line_of(&lines, &command.places[0])?;
                let last = line_of(&lines, &command.places[command.places.len() - 1])?;
                if last.end < first.end {
                    return Err(Reason::Order(String::new()));
                }
                lines.splice(first.start..last.end, new_lines(&new.text));
            }
            (Action::Repeal, Some(_)) => {
                for place in command.places.iter().rev() {
                    lines.drain(line_of(&lines, place)?);
                }
            }
            (Action::InsertUnits { side, new, .. }, place) => {
                let at = match (side, place) {
                    (Side::After, Some(place)) => line_of(&lines, place)?.end,
                    (Side::Before, Some(place)) => line_of(&lines, place)?.start,
                    (Side::Last, None) => lines.len(),
                    (Side::First, None) => 0,
                    _ => return Err(Reason::Order(String::new())),
                };
                lines.splice(at..at, new_lines(&new.text));
            }
            (Action::Rewrite { new, .. }, None) => lines = new_lines(&new.text),
            (Action::ReplaceWords { old, new }, place) => {
                let range = match place {
                    Some(place) => line_of(&lines, place)?,
                    None => 0..lines.len(),
                };
                let mut text = Provision {
                    text: lines[range.clone()].join("\n"),
                    ..Provision::default()
                };
                let whole = Span::new(0, text.text.len());
                let found = occurrences(&text.text, whole, &[], old);
                expected(&found, command.occurrences, &old.text, 1)?;
                for at in found.into_iter().rev() {
                    splice_words(&mut text, at, &on_one_line(&new.text));
                }
                lines.splice(range, text.text.lines().map(str::to_owned));
            }
            _ => return Err(Reason::Part("Inhaltsübersicht".to_owned())),
        }
        provision.text = lines.join("\n");
        provision.subsections = crate::statute::read_flat(&provision.text, lexicon);
        Ok(())
    }
}

/// What steps name in a provision.
fn find(provision: &Provision, steps: &[Step], through: Option<&str>) -> Result<Spot, Reason> {
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
fn list_in(
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
    let label = |i: usize| order(list[i].label.trim_matches(['.', ')', '(']));
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
    fn span(&self, provision: &Provision) -> Span {
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
    fn parent(&self, provision: &Provision) -> Result<Parent, Reason> {
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

/// Takes a spot out. A subsection or item leaves its label, so that the others keep their numbers.
fn strike_spot(provision: &mut Provision, spot: &Spot) {
    let at = spot.span(provision);
    match spot {
        Spot::Provision => repeal_provision(provision),
        Spot::Subsections(range) => {
            for index in range.clone().rev() {
                let span = provision.subsections[index].span;
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
                let numbers = |item: &Item| order(item.label.trim_matches(['.', ')', '(']));
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
        Spot::Half(_) => splice_words(provision, at, ""),
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

fn is_placeholder(text: &str, label: &str) -> bool {
    text.strip_prefix(label)
        .is_some_and(|rest| rest.trim() == REPEALED)
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
fn free_subsection(provision: &mut Provision, keep: usize, label: &str) {
    let empty = (0..provision.subsections.len()).find(|&i| {
        let subsection = &provision.subsections[i];
        i != keep
            && subsection.label.as_deref() == Some(label)
            && is_placeholder(subsection.span.of(&provision.text), label)
    });
    if let Some(index) = empty {
        let span = provision.subsections[index].span;
        remove(provision, span, 0);
    }
}

/// Takes a unit out with the space or line break behind it.
fn remove(provision: &mut Provision, span: Span, depth: usize) {
    let end = span.end + usize::from(provision.text[span.end..].starts_with([' ', '\n']));
    splice(provision, Span::new(span.start, end), "", depth);
}

fn add_subsections(provision: &mut Provision, new: Vec<Subsection>, by: usize) {
    for mut subsection in new {
        subsection.span = Span::new(subsection.span.start + by, subsection.span.end + by);
        edit::offset_items(&mut subsection.items, by);
        let at = provision
            .subsections
            .partition_point(|s| s.span.start < subsection.span.start);
        provision.subsections.insert(at, subsection);
    }
}

fn add_items(
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

/// Where the labels of a provision stand, which are no words of it.
fn labels(provision: &Provision) -> Vec<Span> {
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

/// Where the words stand in a stretch of text, as whole words.
fn occurrences(text: &str, within: Span, labels: &[Span], words: &Words) -> Vec<Span> {
    let sought = on_one_line(&words.text);
    if sought.is_empty() {
        return Vec::new();
    }
    let own = within.of(text);
    let flat = own.replace('\n', " ");
    let joined = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let first = sought.chars().next();
    let last = sought.chars().next_back();
    let free = |at: usize| {
        let end = at + sought.len();
        let runs_in = joined(first) && joined(flat[..at].chars().next_back());
        let runs_on = joined(last) && joined(flat[end..].chars().next());
        !(runs_in || runs_on)
    };
    let span = |at: usize| Span::new(within.start + at, within.start + at + sought.len());
    let trimmed = flat.trim_end().len();
    // A mark that is called by its name is the one at the end, where there is one.
    let at_end = words.at_end || words.span.is_none() && flat[..trimmed].ends_with(&sought);
    if at_end {
        let at = trimmed.checked_sub(sought.len());
        return at
            .filter(|&at| flat.is_char_boundary(at) && flat[at..trimmed] == sought && free(at))
            .map(span)
            .into_iter()
            .collect();
    }
    flat.match_indices(&sought)
        .map(|(at, _)| at)
        .filter(|&at| free(at))
        .map(span)
        .filter(|found| {
            !labels
                .iter()
                .any(|label| label.overlaps(*found) && !found.contains(*label))
        })
        .filter(|found| !labels.iter().any(|label| label == found))
        .collect()
}

/// Whether the words stand as often as the command says.
fn expected(found: &[Span], wanted: Occurrences, words: &str, places: usize) -> Result<(), Reason> {
    let count = |expected| Reason::Count {
        words: words.to_owned(),
        found: found.len(),
        expected,
    };
    match (found.len(), wanted) {
        (0, _) => Err(Reason::NoWords(words.to_owned())),
        (1, Occurrences::Once) | (2.., Occurrences::Each) => Ok(()),
        (1, Occurrences::Each) if places > 1 => Ok(()),
        (_, Occurrences::Once) => Err(count(1)),
        (_, Occurrences::Each) => Err(count(2)),
        (n, Occurrences::Exactly(expected)) if n == expected => Ok(()),
        (_, Occurrences::Exactly(expected)) => Err(count(expected)),
    }
}

/// The last step of a place.
fn label_of(place: &Place) -> Result<Step, Reason> {
    place
        .citation
        .steps
        .last()
        .cloned()
        .ok_or_else(|| Reason::NoPlace(place.citation.long()))
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
