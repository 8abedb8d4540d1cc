//! Finds provisions by what a reference calls them.
//!
//! In comes a statute, out go the provisions that "§ 3", "Artikel 5 § 3" or "§ 5" of a range "§§ 3
//! bis 6" may mean, the likeliest first.

use std::collections::{HashMap, HashSet};

use super::super::citation::{Designation, Level, Step, Unit, designations};
use super::super::{Item, Provision, ProvisionKind, Statute};

/// Finds provisions by what a citation calls them.
pub(super) struct Index {
    whole: HashMap<Vec<Designation>, Vec<usize>>,
    /// By the innermost designation only: "§ 28" of "Artikel IX § 28".
    inner: HashMap<Designation, Vec<usize>>,
    /// Those that stand for several: "§§ 3 bis 6".
    ranges: Vec<(Designation, usize)>,
    units: HashSet<Unit>,
    /// Whether it has a "§ 3.07".
    dotted: bool,
    /// Whether anything in it is labelled with a capital letter.
    capitals: bool,
}

impl Index {
    pub(super) fn new(statute: &Statute) -> Self {
        let mut index = Self {
            whole: HashMap::new(),
            inner: HashMap::new(),
            ranges: Vec::new(),
            units: HashSet::new(),
            dotted: false,
            capitals: statute.provisions.iter().any(has_capital_labels),
        };
        for (number, provision) in statute.provisions.iter().enumerate() {
            let names = designations(&provision.designation);
            for name in &names {
                index.dotted |= name.label.contains('.');
                index.units.insert(match name.unit {
                    Unit::Paragraphs => Unit::Paragraph,
                    _ => name.unit.clone(),
                });
            }
            if let Some(last) = names.last() {
                if last.label.contains(' ') {
                    index.ranges.push((last.clone(), number));
                }
                index.inner.entry(last.clone()).or_default().push(number);
            }
            index.whole.entry(names).or_default().push(number);
        }
        index
    }

    /// Whether the statute counts its provisions in this way: in §§, in Artikel, in "§ 3.07".
    pub(super) fn counts(&self, designation: &Designation) -> bool {
        self.units.contains(&designation.unit) && (self.dotted || !designation.label.contains('.'))
    }

    /// Whether the statute has steps of this form: "Buchstabe B" where nothing is labelled with a
    /// capital letter speaks of the letter itself, or of another text.
    pub(super) fn has_steps_like(&self, step: &Step) -> bool {
        let capital = step.level == Level::Buchstabe && step.label.starts_with(char::is_uppercase);
        !capital || self.capitals
    }

    /// The provisions that a reference in `from` may mean, the likeliest first.
    pub(super) fn candidates(
        &self,
        statute: &Statute,
        from: &Provision,
        names: &[Designation],
    ) -> Vec<usize> {
        let mut nested = designations(&from.designation);
        nested.pop();
        nested.extend_from_slice(names);
        let found = self.whole.get(&nested).or_else(|| self.whole.get(names));
        let found = found.or_else(|| match names {
            [only] => self.inner.get(only),
            _ => None,
        });
        let mut found = found.cloned().unwrap_or_default();
        // Of several the one in the same part of the outline.
        found.sort_by_key(|number| {
            statute.provisions[*number].outline.first() != from.outline.first()
        });
        if let (true, Some(last)) = (found.is_empty(), names.last()) {
            let covering = self.ranges.iter().filter(|(range, _)| range.covers(last));
            found.extend(covering.map(|(_, number)| *number));
        }
        if let (true, [only]) = (found.is_empty(), names) {
            // "Anlage II" is the whole of "Anlage II Kap I", "Anlage II Kap II" …
            let prefix = format!("{only} ");
            let part = |provision: &Provision| provision.designation.starts_with(&prefix);
            found.extend(statute.provisions.iter().position(part));
        }
        found
    }
}

/// Whether an item or a line of the provision begins with "A.", "A)" or "(A)".
fn has_capital_labels(provision: &Provision) -> bool {
    fn capital(label: &str) -> bool {
        let label = label.trim_start_matches('(');
        let mut chars = label.chars();
        chars.next().is_some_and(|c| c.is_ascii_uppercase())
            && matches!(chars.as_str(), "." | ")" | ".)")
    }
    fn any(items: &[Item]) -> bool {
        items
            .iter()
            .any(|item| capital(&item.label) || any(&item.items))
    }
    let first = |line: &str| capital(line.split(' ').next().unwrap_or_default());
    provision.subsections.iter().any(|s| any(&s.items)) || provision.text.split('\n').any(first)
}

/// The lines of an annex that begin with the name of a paragraph or article.
pub(super) fn headings(provision: &Provision) -> HashMap<Designation, usize> {
    let mut headings = HashMap::new();
    if provision.kind != ProvisionKind::Annex {
        return headings;
    }
    let mut at = 0;
    for line in provision.text.split('\n') {
        if line.starts_with(['§', 'A']) {
            let words: Vec<&str> = line.split(' ').take(2).collect();
            if let [first] = designations(&words.join(" ")).as_slice()
                && !matches!(first.unit, Unit::Named(_))
            {
                headings.entry(first.clone()).or_insert(at);
            }
        }
        at += line.len() + 1;
    }
    headings
}
