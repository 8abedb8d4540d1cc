//! From a citation to its place: the provision that it names, and the way down inside it.

use super::label::{core, is_dash, item_step};
use super::{Citation, Designation, Level, Step, Unresolved, designations};
use crate::statute::parts::{Part, number_of};
use crate::statute::{Item, Provision, ProvisionKind, Span, Statute, Subsection};

impl Statute {
    /// The provision and the place in it that a citation names.
    ///
    /// Where several provisions bear the name, the first that has the place is taken.
    pub fn find(&self, citation: &Citation) -> Result<(&Provision, Span), Unresolved> {
        let name = || {
            let names: Vec<String> = citation
                .provision
                .iter()
                .map(Designation::to_string)
                .collect();
            Unresolved::Provision(names.join(" "))
        };
        let mut missing = None;
        if let Some(last) = citation.provision.last() {
            // The name of a provision, and that of a part of it: "Anlage 8 § 3".
            let mut candidates: Vec<(&Provision, &[Designation])> = Vec::new();
            for provision in &self.provisions {
                let names = designations(&provision.designation);
                if let Some(part) = citation.provision.strip_prefix(names.as_slice())
                    && !names.is_empty()
                {
                    candidates.push((provision, part));
                }
            }
            candidates.sort_by_key(|(_, part)| part.len());
            let covers =
                |p: &&Provision| designations(&p.designation).iter().any(|d| d.covers(last));
            let covering = self.provisions.iter().filter(covers);
            candidates.extend(covering.map(|p| (p, [].as_slice())));
            for (provision, part) in candidates {
                match provision.place(part, &citation.steps) {
                    Ok(span) => return Ok((provision, span)),
                    Err(step) => missing = missing.or(Some(step)),
                }
            }
        }
        Err(missing.unwrap_or_else(name))
    }
}

impl Provision {
    /// The place that the steps lead to, taken from the top of the provision.
    pub fn resolve(&self, steps: &[Step]) -> Result<Span, Unresolved> {
        if let [part, absatz, rest @ ..] = steps
            && let Some(place) = self.absatz_of_numbered(part, absatz)
            && let Ok(span) = self.descend(place, rest)
        {
            return Ok(span);
        }
        self.descend(Place::Provision(self), steps)
    }

    fn descend(&self, from: Place<'_>, steps: &[Step]) -> Result<Span, Unresolved> {
        let mut place = from;
        for step in steps {
            place = place
                .descend(self, step)
                .ok_or_else(|| Unresolved::Step(step.clone()))?;
        }
        Ok(place.span())
    }

    /// The place that the steps lead to in a named part of the provision; in all of it where none is
    /// named.
    pub(in crate::statute) fn place(
        &self,
        part: &[Designation],
        steps: &[Step],
    ) -> Result<Span, Unresolved> {
        let [name] = part else {
            if part.is_empty() {
                return self.resolve(steps);
            }
            let names: Vec<String> = part.iter().map(Designation::to_string).collect();
            return Err(Unresolved::Provision(names.join(" ")));
        };
        let mut missing = Unresolved::Provision(name.to_string());
        for part in self.parts.iter().filter(|part| part.name == *name) {
            match self.resolve_in(part, steps) {
                Ok(span) => return Ok(span),
                Err(step) => missing = step,
            }
        }
        Err(missing)
    }

    fn resolve_in(&self, part: &Part, steps: &[Step]) -> Result<Span, Unresolved> {
        let [first, rest @ ..] = steps else {
            return Ok(part.span);
        };
        let from = self
            .subsections
            .partition_point(|s| s.span.start < part.span.start);
        let until = self
            .subsections
            .partition_point(|s| s.span.start < part.span.end);
        let inside = &self.subsections[from..until];
        let missing = || Unresolved::Step(first.clone());
        if first.level == Level::Absatz {
            let labelled = |s: &&Subsection| {
                s.label
                    .as_deref()
                    .is_some_and(|label| core(label) == first.label)
            };
            let absatz = inside.iter().find(labelled).ok_or_else(missing)?;
            return self.descend(Place::Subsection(absatz), rest);
        }
        // A part without Absätze.
        match inside {
            [only] => self.descend(Place::Subsection(only), steps),
            _ => Err(missing()),
        }
    }

    /// The Absatz of a numbered part of an annex, where the two steps name one.
    fn absatz_of_numbered(&self, part: &Step, absatz: &Step) -> Option<Place<'_>> {
        if self.kind != ProvisionKind::Annex
            || part.level != Level::Nummer
            || absatz.level != Level::Absatz
        {
            return None;
        }
        let named = |s: &&Subsection| {
            s.label.is_none() && number_of(s.span.of(&self.text)) == Some(part.label.as_str())
        };
        self.subsections
            .iter()
            .filter(named)
            .find_map(|heading| self.absatz_of_part(heading.span, &absatz.label))
    }
}

/// Where a resolution stands.
#[derive(Clone, Copy)]
pub(in crate::statute) enum Place<'p> {
    Provision(&'p Provision),
    Subsection(&'p Subsection),
    /// A sentence, and the items among which its own are found.
    Sentence(Span, &'p [Item]),
    Item(&'p Item),
    /// Half a sentence.
    Part(Span),
}

impl<'p> Place<'p> {
    pub(in crate::statute) fn span(self) -> Span {
        match self {
            Place::Provision(provision) => Span::new(0, provision.text.len()),
            Place::Subsection(subsection) => subsection.span,
            Place::Sentence(span, _) | Place::Part(span) => span,
            Place::Item(item) => item.span,
        }
    }

    /// One step down, in the provision that the place is in.
    pub(in crate::statute) fn descend(self, provision: &'p Provision, step: &Step) -> Option<Self> {
        match step.level {
            Level::Absatz => match self {
                Place::Provision(provision) => {
                    provision.subsection(&step.label).map(Place::Subsection)
                }
                // "Anhang I Nummer 1.3 Absatz 2": parts of annexes have Absätze of their own.
                Place::Item(_) | Place::Part(_) => {
                    let part = self.span();
                    provision
                        .inner_absatz(part, &step.label)
                        .or_else(|| provision.absatz_of_part(part, &step.label))
                }
                _ => None,
            },
            Level::Unterabsatz => None,
            Level::Satz => self.sentence(step.label.parse().ok()?),
            Level::Halbsatz => {
                half(&provision.text, self.span(), step.label.parse().ok()?).map(Place::Part)
            }
            _ => self.item(provision, step),
        }
    }

    fn sentence(self, number: usize) -> Option<Self> {
        let index = number.checked_sub(1)?;
        let (sentences, items) = match self {
            Place::Provision(provision) => return provision.sentence(index),
            Place::Subsection(subsection) => (&subsection.sentences, subsection.items.as_slice()),
            // An item's only sentence is not noted.
            Place::Item(item) if item.sentences.is_empty() => return (index == 0).then_some(self),
            Place::Item(item) => (&item.sentences, item.items.as_slice()),
            Place::Sentence(..) | Place::Part(_) => return None,
        };
        sentences.get(index).map(|s| Place::Sentence(s.span, items))
    }

    fn item(self, provision: &'p Provision, step: &Step) -> Option<Self> {
        let (items, within) = match self {
            Place::Provision(provision) => {
                return provision.item(step);
            }
            Place::Subsection(subsection) => (subsection.items.as_slice(), subsection.span),
            Place::Sentence(span, items) => (items, span),
            Place::Item(item) => (item.items.as_slice(), item.span),
            Place::Part(span) => return provision.line_within(span, step),
        };
        if let Some(item) = find(items, within, step) {
            return Some(Place::Item(item));
        }
        // A table in the Absatz, the rows of which bear the numbers.
        if let (Place::Subsection(_), Some(line)) = (self, provision.line_within(within, step)) {
            return Some(line);
        }
        // "Nummer 1d" is Nummer 1 Buchstabe d.
        let digits = step
            .label
            .trim_end_matches(|c: char| c.is_ascii_lowercase());
        if step.level == Level::Nummer && !digits.is_empty() && digits.len() < step.label.len() {
            let number = Step {
                level: Level::Nummer,
                label: digits.to_owned(),
            };
            let letter = Step {
                level: Level::Buchstabe,
                label: step.label[digits.len()..].to_owned(),
            };
            let item = find(items, within, &number)?;
            return find(&item.items, item.span, &letter).map(Place::Item);
        }
        None
    }
}

/// The item among `items` that a step names.
fn find<'p>(items: &'p [Item], within: Span, step: &Step) -> Option<&'p Item> {
    if step.level == Level::Spiegelstrich {
        let index: usize = step.label.parse().ok()?;
        let mut dashes = items.iter().filter(|item| is_dash(&item.label));
        return dashes
            .nth(index.checked_sub(1)?)
            .filter(|item| within.contains(item.span));
    }
    let names = |i: usize| !is_dash(&items[i].label) && item_step(items, i).as_ref() == Some(step);
    (0..items.len())
        .find(|&i| within.contains(items[i].span) && names(i))
        .map(|i| &items[i])
}

impl Provision {
    /// The sentence with this index, counted through all Absätze where none is numbered.
    fn sentence(&self, index: usize) -> Option<Place<'_>> {
        if self.subsections.len() > 1 && self.subsections.iter().any(|s| s.label.is_some()) {
            return None;
        }
        self.subsections
            .iter()
            .flat_map(|s| s.sentences.iter().map(move |sentence| (s, sentence)))
            .nth(index)
            .map(|(s, sentence)| Place::Sentence(sentence.span, &s.items))
    }

    /// The item that a step names without its Absatz; in an annex at any depth, since its parts
    /// have no names that a citation could go through.
    fn item(&self, step: &Step) -> Option<Place<'_>> {
        let mut levels: Vec<(&[Item], Span)> = self
            .subsections
            .iter()
            .map(|s| (s.items.as_slice(), s.span))
            .collect();
        while !levels.is_empty() {
            if let Some(item) = levels
                .iter()
                .find_map(|(items, span)| find(items, *span, step))
            {
                return Some(Place::Item(item));
            }
            if self.kind != ProvisionKind::Annex {
                break;
            }
            levels = levels
                .iter()
                .flat_map(|(items, _)| items.iter())
                .map(|item| (item.items.as_slice(), item.span))
                .collect();
        }
        self.line(step)
    }

    /// The line that begins with the label: annexes, and sections with tables, are numbered in a way
    /// that no markup shows.
    fn line(&self, step: &Step) -> Option<Place<'_>> {
        if self.kind != ProvisionKind::Annex && self.subsections.iter().any(|s| s.label.is_some()) {
            return None;
        }
        self.line_within(Span::new(0, self.text.len()), step)
    }

    /// From where a numbered Absatz inside an item or part begins.
    fn inner_absatz(&self, within: Span, number: &str) -> Option<Place<'_>> {
        let label = format!("({number}) ");
        let at = within.of(&self.text).find(&label)?;
        Some(Place::Part(Span::new(within.start + at, within.end)))
    }

    /// The numbered Absatz of a part of an annex whose heading, "3.5 Anzeige", is a paragraph of its
    /// own before the first Absatz.
    fn absatz_of_part(&self, heading: Span, number: &str) -> Option<Place<'_>> {
        let next = self
            .subsections
            .partition_point(|s| s.span.start <= heading.start);
        self.subsections[next..]
            .iter()
            .take_while(|s| s.label.is_some())
            .find(|s| {
                s.label
                    .as_deref()
                    .is_some_and(|label| core(label) == number)
            })
            .map(Place::Subsection)
    }

    fn line_within(&self, within: Span, step: &Step) -> Option<Place<'_>> {
        let mut start = within.start;
        for line in within.of(&self.text).split('\n') {
            let rest = line.strip_prefix(step.label.as_str());
            let labelled = rest.is_some_and(|rest| {
                let behind = rest.strip_prefix(['.', ')']).unwrap_or(rest);
                behind.is_empty() || behind.starts_with(' ')
            });
            if labelled {
                // What is numbered below it is looked for from here on.
                return Some(Place::Part(Span::new(start, within.end)));
            }
            start += line.len() + 1;
        }
        self.run_on(within, &step.label)
    }

    /// Where "1.4.1" begins a part in running text, as annexes without markup have it.
    fn run_on(&self, within: Span, label: &str) -> Option<Place<'_>> {
        if !label.contains('.') {
            return None;
        }
        let text = within.of(&self.text);
        let opens = |at: usize| {
            let before = text[..at].strip_suffix(' ')?;
            let behind = text[at + label.len()..].strip_prefix(' ')?;
            let plain = before
                .ends_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | ';' | ':' | ')'));
            (plain && behind.starts_with(char::is_uppercase)).then_some(at)
        };
        let at = text.match_indices(label).find_map(|(at, _)| opens(at))?;
        Some(Place::Part(Span::new(within.start + at, within.end)))
    }
}

impl Provision {
    /// The Absatz that a citation calls by this number.
    fn subsection(&self, number: &str) -> Option<&Subsection> {
        let labelled = |s: &&Subsection| {
            s.label
                .as_deref()
                .is_some_and(|label| core(label) == number)
        };
        self.subsections.iter().find(labelled).or_else(|| {
            if self.subsections.iter().any(|s| s.label.is_some()) {
                // "(2) u. (3)" stands for both.
                let label = format!("({number})");
                let stands_for =
                    |s: &&Subsection| s.span.len() < 40 && s.span.of(&self.text).contains(&label);
                return self.subsections.iter().find(stands_for);
            }
            let index = number.parse::<usize>().ok()?.checked_sub(1)?;
            self.subsections.get(index)
        })
    }
}

/// The part of a sentence between its semicolons.
fn half(text: &str, span: Span, number: usize) -> Option<Span> {
    let mut start = span.start;
    for (index, part) in span.of(text).split(';').enumerate() {
        if index + 1 == number {
            return Some(Span::new(start, start + part.len()));
        }
        start += part.len() + 1;
    }
    None
}
