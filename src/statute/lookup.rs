//! Looking up a place by its citation, exactly as it is printed.
//!
//! Law has names that no grammar of citations foresees: "Anlage II Kap III D I", "Muster 9", annexes
//! without a name. In go a statute and a citation as [`Citation`](super::Citation) prints it, out
//! comes the place; the names are those of the statute, so that none has to be understood.

use std::collections::HashMap;

use super::citation::{Level, Step, designations, read_designations};
use super::{Provision, Span, Statute};

/// The provisions of a statute by the names that citations give them, to look up many.
pub struct Names<'s> {
    statute: &'s Statute,
    provisions: HashMap<String, Vec<&'s Provision>>,
}

impl<'s> Names<'s> {
    /// Takes the names of a statute.
    pub fn of(statute: &'s Statute) -> Self {
        let mut provisions: HashMap<String, Vec<&Provision>> = HashMap::new();
        for provision in &statute.provisions {
            provisions
                .entry(name(provision))
                .or_default()
                .push(provision);
        }
        Self {
            statute,
            provisions,
        }
    }

    /// The place that a printed citation names, if this is its statute.
    ///
    /// Where several provisions bear the name, the first that has the place is taken.
    pub fn locate(&self, citation: &str) -> Option<(&'s Provision, Span)> {
        let spaced = single_spaced(citation);
        let place = self.statute.without_name(&spaced)?;
        // The longest name says most: "Anlage 1" also begins "Anlage 1 Teil B".
        let ends = place.rmatch_indices(' ').map(|(at, _)| at);
        let mut ends = [place.len()].into_iter().chain(ends).chain([0]);
        ends.find_map(|end| {
            let named = self.provisions.get(&place[..end])?;
            let words: Vec<&str> = place[end..].split_whitespace().collect();
            let (part, words) = match words.first().copied().and_then(Level::read) {
                None if !words.is_empty() => read_designations(&words),
                _ => (Vec::new(), words.as_slice()),
            };
            let steps = steps(words)?;
            named
                .iter()
                .find_map(|provision| Some((*provision, provision.place(&part, &steps).ok()?)))
        })
    }
}

impl Statute {
    /// The place that a printed citation names, if this is its statute; for many of them see
    /// [`Names`].
    pub fn locate(&self, citation: &str) -> Option<(&Provision, Span)> {
        self.without_name(&single_spaced(citation))?;
        Names::of(self).locate(citation)
    }

    /// A citation without the name of this statute at its end; none where another is named.
    pub fn without_name<'c>(&self, citation: &'c str) -> Option<&'c str> {
        let cut = citation.len().checked_sub(self.abbreviation.len())?;
        let name = citation.get(cut..)?;
        let place = &citation[..cut];
        let apart = place.is_empty() || self.abbreviation.is_empty() || place.ends_with(' ');
        (apart && name.to_lowercase() == self.abbreviation.to_lowercase()).then(|| place.trim_end())
    }
}

fn name(provision: &Provision) -> String {
    let names = designations(&provision.designation);
    names
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(" ")
}

fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words in pairs: the level and its number.
fn steps(words: &[&str]) -> Option<Vec<Step>> {
    let pairs = words.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return None;
    }
    pairs
        .map(|pair| {
            Some(Step {
                level: Level::read(pair[0])?,
                label: pair[1].to_owned(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Citation, Lexicon, read_flat};
    use super::*;

    #[test]
    fn names_that_no_grammar_foresees_are_found() {
        let text = "Der Antrag ist schriftlich zu stellen. Er ist zu begründen.";
        let provision = |designation: &str| Provision {
            designation: designation.to_owned(),
            text: text.to_owned(),
            subsections: read_flat(text, &Lexicon::embedded()),
            ..Provision::default()
        };
        let statute = Statute {
            abbreviation: "Muster G 2012".to_owned(),
            provisions: [
                "§ 1",
                "Anlage",
                "Anlage II Kap III D I",
                "Anlage 1 (zu § 1)",
                "Muster 9",
                "",
                "Anhang 2 zu Anlage 1",
            ]
            .map(provision)
            .into(),
            ..Statute::default()
        };
        for provision in &statute.provisions {
            for sentence in &provision.subsections[0].sentences {
                let citation = Citation::at(&statute, provision, sentence.span).to_string();
                let (found, span) = statute.locate(&citation).expect(&citation);
                assert_eq!(found.designation, provision.designation, "{citation}");
                assert_eq!(span, sentence.span, "{citation}");
            }
        }
        assert!(statute.locate("§ 1 muster g 2012").is_some());
        assert!(statute.locate("§ 1 Satz 3 Muster G 2012").is_none());
        assert!(statute.locate("§ 2 Muster G 2012").is_none());
        assert!(statute.locate("§ 1 AnderesMuster G 2012").is_none());
        assert!(statute.locate("§ 1").is_none());
    }
}
