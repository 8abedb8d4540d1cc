//! The table of contents: a line for each entry.

use std::ops::Range;

use crate::statute::citation::{self, Designation};
use crate::statute::{Provision, ProvisionKind, Span};

use super::super::edit::splice_words;
use super::super::pieces::on_one_line;
use super::super::{Action, Command, Part, Place, Side};
use super::words::{expected, occurrences};
use super::{Law, Pending, Reason};

impl Law<'_> {
    /// Changes the table of contents, where the corpus has one.
    pub(super) fn contents(
        &mut self,
        command: &Command,
        pending: &mut Pending,
    ) -> Result<(), Reason> {
        let index = self
            .statute
            .provisions
            .iter()
            .position(|p| p.kind == ProvisionKind::Contents && !p.text.is_empty())
            .ok_or(Reason::NoContents)?;
        let (lexicon, nouns) = (self.lexicon, self.nouns);
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
            // "Teil 4" with its title on the next line is one entry.
            let mut end = last.max(first) + 1;
            let bare = |line: &str| line.split_whitespace().count() == 2;
            let titled = |line: &str| {
                let named = citation::designations(line);
                let divides = line
                    .split(' ')
                    .next()
                    .is_some_and(|word| nouns.contains(word));
                !divides && !named.first().is_some_and(Designation::is_counted)
            };
            let outline = place.citation.provision.iter().any(|d| !d.is_counted());
            if outline && bare(&lines[end - 1]) && lines.get(end).is_some_and(|line| titled(line)) {
                end += 1;
            }
            Ok(first..end)
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
