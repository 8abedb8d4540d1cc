//! Names that two living units of a statute bear: a §, an Absatz of it, an item of a list.
//!
//! In goes a statute as the commands leave it, out come these names. A list that the law in force itself
//! numbers in another way, or that was not read as it is, says nothing.

use std::collections::BTreeSet;
use std::fmt;

use super::apply::{Law, is_gone};
use super::pieces::order;
use super::read::label;
use super::{Action, Command};
use crate::statute::citation::{Level, core};
use crate::statute::{Item, Lexicon, Provision, ProvisionKind};

/// A name that two living units bear.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Doubled {
    provision: String,
    /// The way down to the unit: "Absatz 1", "Nummer 2"; none where it is the § itself.
    path: Vec<String>,
    /// Whether it is an item of a list.
    item: bool,
}

impl fmt::Display for Doubled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.provision)?;
        self.path.iter().try_for_each(|step| write!(f, " {step}"))
    }
}

impl Doubled {
    /// Whether it is the command that gives the name; a new text of a whole Absatz may hold lists that
    /// are read as they are not.
    pub(super) fn is_given_by(&self, command: &Command) -> bool {
        let in_list = |level: Level| {
            !matches!(
                level,
                Level::Absatz | Level::Unterabsatz | Level::Satz | Level::Halbsatz
            )
        };
        let last = || command.places.last()?.citation.steps.last();
        let level = match &command.action {
            Action::InsertUnits { unit, .. } => unit.level(),
            _ => last().map(|step| step.level),
        };
        !self.item || level.is_some_and(in_list)
    }
}

/// The names that stand twice.
pub(super) fn doubled(law: &Law<'_>) -> BTreeSet<Doubled> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut doubled = BTreeSet::new();
    let living = law.statute.provisions.iter().enumerate().filter(|(_, p)| {
        p.kind == ProvisionKind::Section && !p.repealed && !p.designation.is_empty()
    });
    for (index, provision) in living {
        if !seen.insert(&provision.designation) {
            doubled.insert(Doubled {
                provision: provision.designation.clone(),
                path: Vec::new(),
                item: false,
            });
        }
        let mut found = units(provision, law.lexicon);
        let items = |found: &BTreeSet<Doubled>| found.iter().any(|name| name.item);
        let before = || law.origin(index).map(|before| units(before, law.lexicon));
        if items(&found) && before().is_some_and(|before| items(&before)) {
            found.retain(|name| !name.item);
        }
        doubled.extend(found);
    }
    doubled
}

/// The Absätze and items of a provision that bear a number that another one has.
fn units(provision: &Provision, lexicon: &Lexicon) -> BTreeSet<Doubled> {
    let mut doubled = BTreeSet::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for subsection in &provision.subsections {
        let mut path = Vec::new();
        if let Some(own) = &subsection.label {
            path.extend(label(own));
            let gone = is_gone(subsection.span.of(&provision.text), lexicon);
            if !gone && !seen.insert(own) {
                doubled.insert(Doubled {
                    provision: provision.designation.clone(),
                    path: path.clone(),
                    item: false,
                });
            }
        }
        note_items(
            provision,
            &subsection.items,
            lexicon,
            &mut path,
            &mut doubled,
        );
    }
    doubled
}

fn note_items(
    provision: &Provision,
    items: &[Item],
    lexicon: &Lexicon,
    path: &mut Vec<String>,
    doubled: &mut BTreeSet<Doubled>,
) {
    let mut seen: Vec<&str> = Vec::new();
    for item in items {
        if is_gone(item.span.of(&provision.text), lexicon) {
            continue;
        }
        let own = item.label.as_str();
        // Another list begins.
        let number = order(core(own));
        let first = number.is_some_and(|number| number <= (1, 1));
        if first && seen != [own] {
            seen.clear();
        }
        path.extend(label(own));
        // Spiegelstriche bear no numbers.
        if number.is_some() && seen.contains(&own) {
            doubled.insert(Doubled {
                provision: provision.designation.clone(),
                path: path.clone(),
                item: true,
            });
        }
        seen.push(own);
        note_items(provision, &item.items, lexicon, path, doubled);
        path.pop();
    }
}
