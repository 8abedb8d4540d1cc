//! Words that are replaced, struck or put in.
//!
//! The words must stand in the place as often as the command says, as whole words; labels are none.

use crate::statute::citation::core;
use crate::statute::{Provision, ProvisionKind, Span};

use super::super::edit::{WORDS, recount, splice};
use super::super::pieces::on_one_line;
use super::super::{Action, Command, Occurrences, Part, Place, Position, Words};
use super::place::{Spot, labels};
use super::{Law, Pending, Reason};

/// How often words must stand in a place, and of how many places it is one.
type Wanted = (Occurrences, usize);

impl Law<'_> {
    /// Changes words in every place of the command.
    pub(super) fn words(
        &mut self,
        command: &Command,
        old: &Words,
        pending: &mut Pending,
        change: impl Fn(&mut Provision, Span),
    ) -> Result<(), Reason> {
        self.each_place(
            command,
            pending,
            |text, labels, span, (wanted, places)| {
                let found = occurrences(text, span, labels, old);
                expected(&found, wanted, &old.text, places)?;
                Ok(found)
            },
            &change,
        )
    }

    /// Finds and changes something in every place; headings are texts of their own.
    pub(super) fn each_place(
        &mut self,
        command: &Command,
        pending: &mut Pending,
        seek: impl Fn(&str, &[Span], Span, Wanted) -> Result<Vec<Span>, Reason>,
        change: &impl Fn(&mut Provision, Span),
    ) -> Result<(), Reason> {
        if command.places.is_empty() {
            return Err(Reason::NoPlace(String::new()));
        }
        let mut title = None;
        let several = command.places.len() > 1;
        // "Jeweils" with several places speaks of each by itself. A term gets its new name wherever it
        // stands there; but of two words that are struck or get others beside them, and of two "oder",
        // nothing says which is meant.
        let joins = |words: &Words| {
            !words.text.contains(char::is_alphabetic)
                || self.lexicon.chain_words.contains(&words.text)
        };
        let one_each = match &command.action {
            Action::StrikeWords { .. } | Action::InsertWords { .. } => true,
            Action::ReplaceWords { old, .. } => joins(old),
            _ => false,
        };
        let apart = |of: usize| match command.occurrences {
            Occurrences::Each if of > 1 && one_each => (Occurrences::Once, 1),
            other => (other, of),
        };
        let wanted = apart(command.places.len());
        for place in &command.places {
            // Of several places the one that does not fit is named.
            let here = |reason: Reason| match reason {
                Reason::NoWords(_) | Reason::Count { .. } | Reason::Few { .. } if several => {
                    Reason::Unit(place.citation.long(), Box::new(reason))
                }
                other => other,
            };
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
                for at in seek(&heading.text, &[], whole, wanted)?.into_iter().rev() {
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
            if let Part::Outline(name) = &place.part {
                return Err(Reason::Part(name.clone()));
            }
            if let Part::OutlineHeading(name) = &place.part {
                let chapter = self.chapter(name)?;
                let mut heading = Provision {
                    text: chapter.unit(&self.statute).to_owned(),
                    ..Provision::default()
                };
                let whole = Span::new(0, heading.text.len());
                for at in seek(&heading.text, &[], whole, wanted)?.into_iter().rev() {
                    change(&mut heading, at);
                }
                self.name_chapter(&chapter, &heading.text, pending);
                continue;
            }
            let in_division = place.citation.provision.len() > 1
                && self.provision(&place.citation.provision).is_err();
            let range = if in_division {
                let index = self.stretch(place, pending)?.0;
                index..index + 1
            } else {
                self.provisions(place)?
            };
            // "In den §§ 5 bis 7 wird jeweils …"
            let provisions = range.len();
            let wanted = if provisions > 1 {
                apart(provisions)
            } else {
                wanted
            };
            let here = |reason: Reason, provision: &Provision| match reason {
                Reason::NoWords(_) | Reason::Count { .. } | Reason::Few { .. }
                    if provisions > 1 =>
                {
                    Reason::Unit(provision.designation.clone(), Box::new(reason))
                }
                other => here(other),
            };
            for index in range {
                let span =
                    if place.citation.steps.is_empty() && place.part == Part::Whole && !in_division
                    {
                        Span::new(0, self.open(index, pending).text.len())
                    } else {
                        self.stretch(place, pending)?.1
                    };
                let each = matches!(command.occurrences, Occurrences::Each | Occurrences::All);
                let units = if each && place.through.is_some() && !in_division {
                    self.units_of(place, pending)?
                } else {
                    Vec::new()
                };
                let provision = self.open(index, pending);
                let labels = labels(provision);
                let mut found = Vec::new();
                // In a range each unit is a place of its own.
                for (name, span) in &units {
                    let wanted = match command.occurrences {
                        Occurrences::Each => (Occurrences::Once, 1),
                        other => (other, units.len().max(wanted.1)),
                    };
                    let own = seek(&provision.text, &labels, *span, wanted);
                    let named = |reason| Reason::Unit(name.clone(), Box::new(reason));
                    found.extend(own.map_err(named)?);
                }
                if units.is_empty() {
                    let annex = provision.kind == ProvisionKind::Annex;
                    let divided = annex && !place.citation.steps.is_empty();
                    let own = seek(&provision.text, &labels, span, wanted);
                    found = own.map_err(|reason| match reason {
                        // A table may hold another place of that number.
                        Reason::NoWords(_) if divided => Reason::InAnnex(place.citation.long()),
                        other => here(other, provision),
                    })?;
                }
                for at in found.into_iter().rev() {
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

    /// The units of a range, with their names; none where it is no range of Absätze or list items.
    fn units_of(
        &self,
        place: &Place,
        pending: &mut Pending,
    ) -> Result<Vec<(String, Span)>, Reason> {
        let Some(last) = place.citation.steps.last() else {
            return Ok(Vec::new());
        };
        let (index, spot) = self.spot(place, pending)?;
        let provision = &*self.open(index, pending);
        let name = |label: &str| format!("{} {}", last.level.long(), core(label));
        Ok(match spot {
            Spot::Subsections(range) => provision.subsections[range]
                .iter()
                .map(|s| (name(s.label.as_deref().unwrap_or_default()), s.span))
                .collect(),
            Spot::Items(parent, range) => parent
                .items(provision)
                .and_then(|items| items.get(range))
                .unwrap_or_default()
                .iter()
                .map(|item| (name(&item.label), item.span))
                .collect(),
            _ => Vec::new(),
        })
    }

    pub(super) fn insert_words(
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
                let seek = |whole: &str, _: &[Span], span: Span, _: Wanted| {
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
                let seek = |whole: &str, labels: &[Span], span: Span, _: Wanted| {
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
}

/// Where the words stand in a stretch of text, as whole words.
pub(super) fn occurrences(text: &str, within: Span, labels: &[Span], words: &Words) -> Vec<Span> {
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
pub(super) fn expected(
    found: &[Span],
    wanted: Occurrences,
    words: &str,
    places: usize,
) -> Result<(), Reason> {
    let count = |expected| Reason::Count {
        words: words.to_owned(),
        found: found.len(),
        expected,
    };
    match (found.len(), wanted) {
        (0, _) => Err(Reason::NoWords(words.to_owned())),
        (1, Occurrences::Once) | (2.., Occurrences::Each | Occurrences::All) => Ok(()),
        (1, Occurrences::Each | Occurrences::All) if places > 1 => Ok(()),
        (_, Occurrences::Once) => Err(count(1)),
        (found, Occurrences::Each | Occurrences::All) => Err(Reason::Few {
            words: words.to_owned(),
            found,
        }),
        (n, Occurrences::Exactly(expected)) if n == expected => Ok(()),
        (_, Occurrences::Exactly(expected)) => Err(count(expected)),
    }
}
