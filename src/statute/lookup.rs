//! Looking up a place by its citation, exactly as it is printed.
//!
//! Law has names that no grammar of citations foresees: "Anlage II Kap III D I", "Muster 9", annexes
//! without a name. In go a statute and a citation as [`Citation`](super::Citation) prints it, out
//! comes the place; the names are those of the statute, so that none has to be understood.

use super::citation::{Level, Step, designations};
use super::{Provision, Span, Statute};

impl Statute {
    /// The place that a printed citation names, if this is its statute.
    ///
    /// Where several provisions bear the name, the first that has the place is taken.
    pub fn locate(&self, citation: &str) -> Option<(&Provision, Span)> {
        let spaced = citation.split_whitespace().collect::<Vec<_>>().join(" ");
        let place = self.without_name(&spaced)?;
        let mut named: Vec<(&Provision, &str)> = self
            .provisions
            .iter()
            .filter_map(|provision| Some((provision, behind(place, &name(provision))?)))
            .collect();
        // The longest name says most: "Anlage 1" also begins "Anlage 1 Teil B".
        named.sort_by_key(|(_, rest)| rest.len());
        named.into_iter().find_map(|(provision, rest)| {
            let span = provision.resolve(&steps(rest)?).ok()?;
            Some((provision, span))
        })
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

/// What stands behind a name and a space.
fn behind<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let rest = text.strip_prefix(name)?;
    if name.is_empty() || rest.is_empty() {
        return Some(rest);
    }
    rest.strip_prefix(' ')
}

/// Words in pairs: the level and its number.
fn steps(text: &str) -> Option<Vec<Step>> {
    let words: Vec<&str> = text.split_whitespace().collect();
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
