//! Carries a command out on the statute that it amends.
//!
//! In go the statute as it stands and one command, out comes the changed statute, or the reason why
//! not. A command changes all of its places or none; where the text leaves a choice, nothing is
//! chosen. `place` finds what is meant; `words`, `units`, `repeal`, `renumber`, `chapters` and
//! `contents` change it, each one kind of action or target.

mod chapters;
mod contents;
mod counting;
mod former;
mod outcome;
mod place;
mod renumber;
mod repeal;
mod units;
mod words;

use std::collections::{BTreeMap, BTreeSet};

pub use outcome::{Reason, Status};
pub(super) use renumber::strikes_number;
pub(super) use repeal::is_gone;

use crate::rules::RulePack;
use crate::statute::citation::{self, Citation, Level};
use crate::statute::{Lexicon, Provision, ProvisionKind, Statute};

use super::describe::part_name;
use super::edit::{recount, splice_words};
use super::pieces::on_one_line;
use super::{Action, Command, NewUnit, Part, Place};

/// A statute while it is amended.
#[derive(Debug, Clone)]
pub(super) struct Law<'l> {
    pub(super) statute: Statute,
    /// As it was before the amendment.
    before: &'l Statute,
    /// For each provision its index before the amendment; none for a new one.
    pub(super) origins: Vec<Option<usize>>,
    pub(super) lexicon: &'l Lexicon,
    /// "Abschnitt", "Kapitel".
    nouns: &'l BTreeSet<String>,
}

/// Provisions as a command leaves them, until it is known that it can be carried out.
type Pending = BTreeMap<usize, Provision>;

impl<'l> Law<'l> {
    pub(super) fn new(before: &'l Statute, pack: &'l RulePack) -> Self {
        let origins = (0..before.provisions.len()).map(Some).collect();
        Self {
            before,
            statute: before.clone(),
            origins,
            lexicon: &pack.lexicon,
            nouns: &pack.amending.words.outline,
        }
    }

    /// What a provision was before the amendment; none for a new one.
    pub(super) fn origin(&self, index: usize) -> Option<&'l Provision> {
        let origin = self.origins.get(index).copied().flatten()?;
        self.before.provisions.get(origin)
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
        let mut command = self.counted(command)?;
        command.places = command
            .places
            .iter()
            .map(|place| self.formula(place).map(|place| self.row_of(place)))
            .map(|place| place.and_then(|place| self.last_half(place)))
            .collect::<Result<_, _>>()?;
        let command = &command;
        let places = &command.places;
        let new = match &command.action {
            Action::ReplaceWords { new, .. }
            | Action::InsertWords { new, .. }
            | Action::Rewrite { new, .. }
            | Action::InsertUnits { new, .. } => Some(new),
            Action::StrikeWords { .. } | Action::Repeal | Action::Renumber { .. } => None,
        };
        // "..." stands for a text that was left out.
        let blank = |text: &str| {
            text.chars().all(|c| c.is_whitespace() || c == '…')
                || text.contains("..") && text.chars().all(|c| c.is_whitespace() || c == '.')
        };
        if let Some(new) = new.filter(|new| blank(&new.text)) {
            return Err(match new.span {
                Some(_) => Reason::EmptyText,
                None => Reason::Annexed,
            });
        }
        if let Some(new) = new.filter(|new| is_open(&new.text)) {
            return Err(Reason::Open(on_one_line(&new.text)));
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
        if let [
            Place {
                part: Part::Outline(name),
                ..
            },
        ] = places.as_slice()
            && let Action::Rewrite { new, .. } = &command.action
        {
            return self.rewrite_chapter(name, &new.text);
        }
        if let Action::InsertUnits {
            side,
            unit: NewUnit::Part(Part::Outline(name)),
            new,
        } = &command.action
        {
            return self.insert_chapter(places, *side, name, &new.text);
        }
        let lead = |place: &&Place| place.part == Part::Lead;
        if let Some(place) = places.iter().find(lead)
            && matches!(
                command.action,
                Action::InsertUnits { .. } | Action::Renumber { .. }
            )
        {
            return Err(Reason::Part(part_name(&place.part)));
        }
        match &command.action {
            Action::ReplaceWords { old, new } => {
                self.words(command, old, pending, |provision, at| {
                    splice_words(provision, at, &on_one_line(&new.text));
                })
            }
            Action::StrikeWords { old } if strikes_number(command) => {
                self.strike_number(&places[0], old, pending)
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

    /// "Präambel", "Eingangsformel": a provision of that name, where there is one.
    fn formula(&self, place: &Place) -> Result<Place, Reason> {
        let (Part::Other(name) | Part::Column(name)) = &place.part else {
            return Ok(place.clone());
        };
        let found = self.statute.provisions.iter().find(|provision| {
            provision.kind == ProvisionKind::Formula && provision.designation == *name
        });
        let found = found.ok_or_else(|| Reason::Part(name.clone()))?;
        Ok(Place {
            citation: Citation {
                provision: citation::designations(&found.designation),
                ..Citation::default()
            },
            ..Place::default()
        })
    }

    /// "Anlage A Nummer 5": where the annex has no such item, the row of its table that begins so.
    fn row_of(&self, place: Place) -> Place {
        let [step] = place.citation.steps.as_slice() else {
            return place;
        };
        let index = self.provision(&place.citation.provision);
        let annex = index
            .ok()
            .map(|index| &self.statute.provisions[index])
            .filter(|p| p.kind == ProvisionKind::Annex);
        let item = |annex: &Provision| place::find(annex, &place.citation.steps, None).is_ok();
        let numbered = step.level == Level::Nummer && place.part == Part::Whole;
        if !numbered || place.through.is_some() || annex.is_none_or(item) {
            return place;
        }
        Place {
            part: Part::Row(step.label.clone()),
            citation: place.citation.above(step.level),
            ..place
        }
    }

    /// "letzter Halbsatz": by its number.
    fn last_half(&self, mut place: Place) -> Result<Place, Reason> {
        if let Ok(index) = self.provision(&place.citation.provision) {
            let provision = &self.statute.provisions[index];
            place.citation.steps = place::last_half(provision, &place.citation.steps)?;
        }
        Ok(place)
    }

    /// The provision as the command leaves it so far.
    fn open<'p>(&self, index: usize, pending: &'p mut Pending) -> &'p mut Provision {
        pending
            .entry(index)
            .or_insert_with(|| self.statute.provisions[index].clone())
    }
}

/// Whether a new text is none yet but a proposal in brackets ("[in Textform/elektronisch]"), or holds a
/// note of who drafts it ("[Anm.: wird noch geprüft]"). A date that is put in on promulgation
/// ("[einsetzen: …]") is none, nor is a bracket in a formula.
fn is_open(text: &str) -> bool {
    let text = text.trim();
    let whole = text.strip_prefix('[').and_then(|t| t.strip_suffix(']'));
    let proposal =
        |inner: &str| inner.contains(char::is_alphabetic) && !inner.contains(['[', ']', ':', '…']);
    let note = |inner: &str| {
        inner.contains(' ')
            && inner.starts_with(char::is_alphabetic)
            && !inner.contains(['[', '…'])
            && (!inner.contains(':') || inner.contains(".:"))
    };
    let mut apart = text.match_indices('[').filter(|(at, _)| {
        let before = text[..*at].chars().next_back();
        before.is_none_or(char::is_whitespace)
    });
    whole.is_some_and(proposal)
        || apart.any(|(at, _)| {
            let inner = text[at + 1..].split_once(']');
            inner.is_some_and(|(inner, _)| note(inner))
        })
}
