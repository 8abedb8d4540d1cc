//! The same act in several forms.
//!
//! Files that are equal byte for byte are counted once; a draft as DOCX and as PDF is not, for nobody
//! knows which of them is meant to count. So all count, and this is told: in the ledger, and to whoever
//! runs the program.

use std::collections::{BTreeMap, BTreeSet};

use super::read::Done;

/// Share of the provisions, in percent, that two forms of one act have in common.
const COMMON: usize = 80;

/// Notes in the ledger which documents are the same act as one before them; returns their groups, each
/// with the name of the act and the sources.
pub(super) fn tell(done: &mut [Done]) -> Vec<(String, Vec<String>)> {
    let mut named: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for (place, document) in done.iter().enumerate() {
        let Some(rows) = &document.rows else { continue };
        let statute = rows.statute();
        if !statute.abbreviation.is_empty() && !statute.title.is_empty() {
            let key = (
                statute.abbreviation.into_owned(),
                statute.title.to_lowercase(),
            );
            named.entry(key).or_default().push(place);
        }
    }
    let mut groups = Vec::new();
    for ((name, _), places) in named.into_iter().filter(|(_, places)| places.len() > 1) {
        let first = places[0];
        let known = designations(&done[first]);
        let mut sources = vec![done[first].record.source.clone()];
        for &place in &places[1..] {
            // Versions of one number stand side by side in a store.
            let other_form = done[place].record.format != done[first].record.format;
            let own = designations(&done[place]);
            let common = own.intersection(&known).count();
            if !other_form || common * 100 < own.len().max(known.len()) * COMMON {
                continue;
            }
            let note = format!(
                "is the same act as {} in another form; both count",
                sources[0]
            );
            let record = &mut done[place].record;
            sources.push(record.source.clone());
            if !record.reason.is_empty() {
                record.reason.push_str("; ");
            }
            record.reason.push_str(&note);
        }
        if sources.len() > 1 {
            groups.push((name, sources));
        }
    }
    groups
}

fn designations(document: &Done) -> BTreeSet<String> {
    let rows = document.rows.iter().flat_map(|rows| rows.provisions());
    rows.map(|row| row.provision.into_owned()).collect()
}
