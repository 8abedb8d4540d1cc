//! References inside a statute, and whether they lead anywhere.
//!
//! In come a statute and the lexicon, out goes every "§ 3 Absatz 2", "den Sätzen 1 und 2" or "Nummer
//! 3" in its provisions, with the place it names and what became of it. It is the check on the whole
//! reading of structure that needs no labels: the law itself says which sentences exist.
//!
//! It refuses to excuse: that a reference speaks of another statute, or that its target is in doubt,
//! is said only where the text says so, never because the reference did not resolve.

mod chain;
mod doubt;
mod index;
mod naming;
mod resolve;
mod walk;

use super::citation::Unresolved;
use super::{Citation, Lexicon, ProvisionKind, Span, Statute};
use index::Index;
use walk::Walk;

/// How many words of a title say what kind of statute it is.
const TITLE_WORDS: usize = 4;

/// A reference in a provision's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Index of the provision that holds it.
    pub provision: usize,
    /// Where it stands in that provision's text.
    pub span: Span,
    /// The place it names, completed by where it stands: "Satz 2" in § 3 is "§ 3 Satz 2".
    pub citation: Citation,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It names this place.
    Resolved {
        /// Index of the provision.
        provision: usize,
        /// The place in its text.
        span: Span,
    },
    /// It names a place of this statute that does not exist.
    Unresolved(Unresolved),
    /// It names another statute; the span marks the words that do.
    Foreign(Span),
    /// Whether it speaks of this statute as it stands is open.
    Uncertain(Doubt),
}

/// What in the text makes a reference uncertain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Doubt {
    /// Its sentence names the same provision, or one in the same chain, of another statute: "§ 3 in
    /// Verbindung mit § 5 des Muttergesetzes".
    Mixed,
    /// The head of the list it stands in names another statute: "aus dem Muttergesetz: 1. § 5".
    Announced,
    /// It counts in units that the statute does not have: "Artikel 5" where all provisions are §§.
    OtherUnit,
    /// It stands in quotation marks.
    Quoted,
    /// Its sentence changes another text.
    Amending,
    /// Its target is no longer law.
    Repealed,
    /// The source leaves out the text of its target.
    Omitted,
    /// It speaks of an earlier or later version: "in der bis zum … geltenden Fassung".
    Version,
    /// It names a part that no markup shows: "Abschnitt A Nummer 2", "Nummer 3 des Verzeichnisses".
    Part,
    /// It stands in a row of an annex, whose head may name another statute.
    Table,
    /// The enacting formula speaks of the statute that empowers.
    Formula,
}

/// A place that a chain of references names, and where in the text.
#[derive(Debug, Clone)]
pub(crate) struct NamedPlace {
    pub(crate) citation: Citation,
    pub(crate) span: Span,
}

/// The chain of places that begins at `at`, "§ 3 Absatz 1 und 2", and where it ends; the chain
/// crosses no `until`.
pub(crate) fn places_at(
    text: &str,
    at: usize,
    until: usize,
    lexicon: &Lexicon,
) -> Option<(Vec<NamedPlace>, usize)> {
    let text = &text[..until];
    let (keyword, end) = lexicon.references.at(text, at)?;
    let reader = chain::Reader {
        text,
        lexicon,
        abbreviation: "",
        title: "",
    };
    let chain = reader.chain(keyword, at, end)?;
    let places = chain.leaves.into_iter().map(|leaf| NamedPlace {
        citation: Citation {
            provision: leaf.designations,
            steps: leaf.steps,
            statute: String::new(),
        },
        span: leaf.span,
    });
    Some((places.collect(), chain.end))
}

/// Every reference of the statute, in order.
pub fn check(statute: &Statute, lexicon: &Lexicon) -> Vec<Reference> {
    let index = Index::new(statute);
    // What a title speaks of further on is not what the statute is.
    let head = |title: &str| {
        title
            .split(' ')
            .take(TITLE_WORDS)
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase()
    };
    let title = format!("{} {}", head(&statute.title), head(&statute.short_title));
    let mut references = Vec::new();
    for (number, provision) in statute.provisions.iter().enumerate() {
        if provision.kind != ProvisionKind::Contents {
            Walk::new(statute, &index, lexicon, &title, number).read(&mut references);
        }
    }
    references
}

#[cfg(test)]
mod tests {
    use super::super::{Provision, read_flat};
    use super::*;
    use proptest::prelude::*;

    fn law(texts: &[(&str, &str)]) -> Statute {
        let provision = |&(designation, text): &(&str, &str)| Provision {
            designation: designation.to_owned(),
            text: text.to_owned(),
            subsections: read_flat(text, &Lexicon::embedded()),
            repealed: text == "(weggefallen)",
            ..Provision::default()
        };
        Statute {
            abbreviation: "MusterG".to_owned(),
            title: "Gesetz über Muster".to_owned(),
            provisions: texts.iter().map(provision).collect(),
            ..Statute::default()
        }
    }

    /// The references of § 1, which holds `text`; § 2 and § 3 stand beside it.
    fn outcomes(text: &str) -> Vec<(String, Outcome)> {
        let law = law(&[
            ("§ 1", text),
            (
                "§ 2",
                "(1) Er gilt. Frei sind 1. Bilder, 2. Töne a) laute, b) leise.\n(2) Sie gilt.",
            ),
            ("§ 3", "(weggefallen)"),
        ]);
        check(&law, &Lexicon::embedded())
            .into_iter()
            .filter(|reference| reference.provision == 0)
            .map(|reference| (reference.citation.long(), reference.outcome))
            .collect()
    }

    fn resolved(text: &str) -> Vec<String> {
        let all = outcomes(text);
        for (citation, outcome) in &all {
            assert!(
                matches!(outcome, Outcome::Resolved { .. }),
                "{citation}: {outcome:?} in {text}"
            );
        }
        all.into_iter().map(|(citation, _)| citation).collect()
    }

    fn doubt(text: &str) -> Option<Doubt> {
        match outcomes(text).into_iter().next()?.1 {
            Outcome::Uncertain(doubt) => Some(doubt),
            _ => None,
        }
    }

    fn foreign(text: &str) -> bool {
        let all = outcomes(text);
        !all.is_empty()
            && all
                .iter()
                .all(|(_, outcome)| matches!(outcome, Outcome::Foreign(_)))
    }

    #[test]
    fn chains_name_every_place() {
        assert_eq!(
            resolved(
                "Es gilt § 2 Absatz 1 Satz 1 und 2 Nummer 1, 2 Buchstabe a bis b sowie Absatz 2."
            ),
            [
                "§ 2 Absatz 1 Satz 1",
                "§ 2 Absatz 1 Satz 2 Nummer 1",
                "§ 2 Absatz 1 Satz 2 Nummer 2 Buchstabe a",
                "§ 2 Absatz 1 Satz 2 Nummer 2 Buchstabe b",
                "§ 2 Absatz 2",
            ]
        );
        assert_eq!(
            resolved("Es gelten die §§ 1 und 2 i. V. m. § 2 Abs. 1 S. 2 Nr. 2 Buchst. b."),
            ["§ 1", "§ 2", "§ 2 Absatz 1 Satz 2 Nummer 2 Buchstabe b"]
        );
        assert_eq!(
            resolved("Es gilt ein Zuschlag nach § 2 Absatz 1 Satz 2 bis 33 Prozent."),
            ["§ 2 Absatz 1 Satz 2"]
        );
        assert_eq!(
            resolved("Es gilt Nummer 2 des § 2 dieses Gesetzes."),
            ["§ 2 Nummer 2"]
        );
    }

    #[test]
    fn places_are_read_from_where_they_stand() {
        let text = "(1) Er gilt. Satz 1 gilt nach Absatz 2.\n(2) Frei sind 1. Bilder, 2. Töne nach Nummer 1 oder der Nummer 2. Satz 1 gilt.";
        assert_eq!(
            resolved(text),
            [
                "§ 1 Absatz 1 Satz 1",
                "§ 1 Absatz 2",
                "§ 1 Absatz 2 Nummer 1",
                "§ 1 Absatz 2 Nummer 2",
                "§ 1 Absatz 2 Satz 1",
            ]
        );
        assert_eq!(
            resolved("Es gilt § 2 Absatz 1 mit Ausnahme der Nummer 2."),
            ["§ 2 Absatz 1", "§ 2 Absatz 1 Nummer 2"]
        );
    }

    #[test]
    fn a_missing_step_is_named() {
        let missing = |text: &str| match outcomes(text).pop().map(|(_, outcome)| outcome) {
            Some(Outcome::Unresolved(missing)) => missing.to_string(),
            other => panic!("{other:?}"),
        };
        assert_eq!(missing("Es gilt § 9 Absatz 1."), "there is no § 9");
        assert_eq!(
            missing("Es gilt § 2 Absatz 4 Satz 1."),
            "there is no Absatz 4"
        );
        assert_eq!(
            missing("Es gilt § 2 Absatz 2 Satz 2."),
            "there is no Satz 2"
        );
        assert_eq!(
            missing("Es gilt § 2 Absatz 1 Nummer 7."),
            "there is no Nummer 7"
        );
        assert_eq!(
            missing("Es gilt § 2 Abs. 1 Nr. 2 Buchst. c."),
            "there is no Buchstabe c"
        );
    }

    #[test]
    fn other_statutes_are_told_by_their_names() {
        for text in [
            "Es gilt § 9 des Verwaltungsmustergesetzes.",
            "Es gilt § 9 Abs. 2 BGB.",
            "Es gelten die §§ 8 und 9 des Bürgerlichen Musterbuchs.",
            "Es gilt § 9 der Musterordnung.",
            "Es gilt Artikel 9 Absatz 1 der Verordnung (EU) 2020/1.",
            "Es gilt § 9 des bis zum 31. Dezember 1992 geltenden Mustergesetzes.",
            "Es gilt § 9 des Zehnten Buches Sozialgesetzbuch.",
            "Es gilt § 9 der Lehr- und -musterordnung.",
            "Das Abkommen gilt nach seinem Artikel 9.",
            "Es gilt § 9, auch in Verbindung mit Absatz 2, des Mustergesetzes.",
            "Es gilt Artikel 9 dieser Verordnung.",
        ] {
            assert!(foreign(text), "{text}: {:?}", outcomes(text));
        }
    }

    #[test]
    fn doubts_have_their_reason_in_the_text() {
        for (text, reason) in [
            ("Es gilt § 9 oder § 8 des Mustergesetzes.", Doubt::Mixed),
            (
                "Anzuwenden sind aus dem Lehrmustergesetz: 1. § 9, 2. § 8.",
                Doubt::Announced,
            ),
            ("Es gilt Artikel 9.", Doubt::OtherUnit),
            ("Frei ist der Buchstabe D.", Doubt::OtherUnit),
            ("Es gilt § 9.04.", Doubt::OtherUnit),
            ("Die Worte „nach § 9“ sind frei.", Doubt::Quoted),
            ("§ 9 wird wie folgt geändert: Er entfällt.", Doubt::Amending),
            ("Es gilt § 3 Absatz 2.", Doubt::Repealed),
            (
                "Es gilt § 9 in der bis zum 1. Mai 2020 geltenden Fassung.",
                Doubt::Version,
            ),
            ("Es gilt § 9 a. F. nicht.", Doubt::Version),
            ("Es gilt Abschnitt A Nummer 9.", Doubt::Part),
            ("Es gilt Nummer 9 des Musterverzeichnisses.", Doubt::Part),
            ("Es gilt die laufende Nummer 9.", Doubt::Part),
        ] {
            assert_eq!(doubt(text), Some(reason), "{text}: {:?}", outcomes(text));
        }
    }

    #[test]
    fn what_only_looks_like_a_reference_is_none() {
        for text in [
            "Das Gesetz vom 1. Mai 2020 (BGBl. I S. 123) gilt.",
            "Die Bekanntmachung steht im BGBl. 2023 I Nr. 82.",
            "Die Satzung gilt. Der Satz gilt. Die Artikel sind frei.",
            "Es gilt die Karte Nummer 2920.",
        ] {
            assert!(outcomes(text).is_empty(), "{text}: {:?}", outcomes(text));
        }
    }

    #[test]
    fn no_chain_runs_into_the_next_item() {
        assert_eq!(
            resolved("Frei sind 1. Bilder nach § 2, 1a. Töne nach § 2 Absatz 1 Satz 2, 2. Worte."),
            ["§ 2", "§ 2 Absatz 1 Satz 2"]
        );
    }

    #[test]
    fn nested_provisions_are_found_in_their_article() {
        let law = law(&[
            ("Art 1 § 1", "Er gilt."),
            ("Art 1 § 2", "§ 1 gilt nach Artikel 2 § 1."),
            ("Art 2 § 1", "Sie gilt."),
            ("Art 3 bis Art 5", "-"),
            ("Art 6", "Artikel 4 Nummer 2 gilt."),
        ]);
        let found: Vec<Outcome> = check(&law, &Lexicon::embedded())
            .into_iter()
            .map(|r| r.outcome)
            .collect();
        let whole = |provision: usize| Outcome::Resolved {
            provision,
            span: Span::new(0, law.provisions[provision].text.len()),
        };
        assert_eq!(
            found,
            [whole(0), whole(2), Outcome::Uncertain(Doubt::Omitted)]
        );
    }

    proptest! {
        #[test]
        fn references_stand_in_their_text(
            text in "(§ [1-9][a-c]? |§§ |Absatz [1-3] |Abs\\. |S\\. 2 |Satz [1-4] |Nr\\. [1-3] |Buchstabe [a-c] |und |, |bis |oder nach |des |Mustergesetzes |BGB |\\(1\\) |1\\. |2\\. |a\\) |„|“|\\. |\n|Artikel IX |Anlage 1 |in Verbindung mit |ff\\. |Ä ){0,40}"
        ) {
            let law = law(&[("§ 1", &text), ("§ 2", &text), ("Anlage 1", &text)]);
            for reference in check(&law, &Lexicon::embedded()) {
                let text = &law.provisions[reference.provision].text;
                prop_assert!(!reference.span.of(text).is_empty());
                if let Outcome::Resolved { provision, span } = reference.outcome {
                    prop_assert!(span.end <= law.provisions[provision].text.len());
                }
            }
        }

        #[test]
        fn no_text_breaks_the_reading(text in "(§|Art\\.|Nr\\.|Satz|\\PC){0,60}") {
            check(&law(&[("§ 1", &text)]), &Lexicon::embedded());
        }
    }
}
