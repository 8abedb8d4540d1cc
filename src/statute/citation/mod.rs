//! Citations: how lawyers name a place in the law.
//!
//! In the long form of the Handbuch der Rechtsförmlichkeit, "§ 3 Absatz 2 Satz 1 Nummer 4 Buchstabe
//! a OZG", and in the short one of courts and commentaries, "§ 3 Abs. 2 S. 1 Nr. 4 Buchst. a OZG".
//! Both are read and printed; a span in the document model becomes a citation, and a citation
//! becomes a span again (`path`, `place`). It refuses to cite more exactly than the text does: where a span crosses
//! two sentences, neither is named.

use std::fmt;
use std::str::FromStr;

mod label;
mod path;
mod place;

pub use label::core;

pub(super) use place::Place;

/// A place in a statute.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Citation {
    /// The provision, outermost first: "Artikel IX", "§ 28". Empty in a reference such as "Absatz 2".
    pub provision: Vec<Designation>,
    /// The way down inside the provision, in written order.
    pub steps: Vec<Step>,
    /// Abbreviation of the statute; empty where it is not named.
    pub statute: String,
}

/// What a provision is called.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Designation {
    /// Paragraph, Artikel, Anlage …
    pub unit: Unit,
    /// "3", "3a", "IX", "3 bis 6"; empty for an annex that is the only one.
    pub label: String,
}

/// The kinds of provision.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// §
    Paragraph,
    /// §§, for a range that is cited as one.
    Paragraphs,
    /// Artikel
    Artikel,
    /// Anlage
    Anlage,
    /// Anhang
    Anhang,
    /// Whatever else a statute calls it: "Eingangsformel".
    Named(String),
}

impl Designation {
    /// Whether it is one that provisions are counted by: "§ 3", "Artikel 2", "Anlage 1". A word by
    /// itself may be the name of a provision, or a heading.
    pub fn is_counted(&self) -> bool {
        !matches!(self.unit, Unit::Named(_)) && !self.label.is_empty()
    }
}

/// One step down inside a provision.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step {
    /// Absatz, Satz …
    pub level: Level,
    /// "2", "2a", "IV", "bb".
    pub label: String,
}

/// The levels below a provision, in the order they usually nest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(
    missing_docs,
    reason = "they are legal terms, and their own explanation"
)]
pub enum Level {
    Absatz,
    Unterabsatz,
    Satz,
    Halbsatz,
    Nummer,
    Buchstabe,
    Doppelbuchstabe,
    Dreifachbuchstabe,
    Spiegelstrich,
}

impl Level {
    /// Every level.
    pub const ALL: [Level; 9] = [
        Level::Absatz,
        Level::Unterabsatz,
        Level::Satz,
        Level::Halbsatz,
        Level::Nummer,
        Level::Buchstabe,
        Level::Doppelbuchstabe,
        Level::Dreifachbuchstabe,
        Level::Spiegelstrich,
    ];

    /// As the Handbuch der Rechtsförmlichkeit writes it.
    pub fn long(self) -> &'static str {
        match self {
            Level::Absatz => "Absatz",
            Level::Unterabsatz => "Unterabsatz",
            Level::Satz => "Satz",
            Level::Halbsatz => "Halbsatz",
            Level::Nummer => "Nummer",
            Level::Buchstabe => "Buchstabe",
            Level::Doppelbuchstabe => "Doppelbuchstabe",
            Level::Dreifachbuchstabe => "Dreifachbuchstabe",
            Level::Spiegelstrich => "Spiegelstrich",
        }
    }

    /// As courts and commentaries write it.
    pub fn short(self) -> &'static str {
        match self {
            Level::Absatz => "Abs.",
            Level::Unterabsatz => "Unterabs.",
            Level::Satz => "S.",
            Level::Halbsatz => "Hs.",
            Level::Nummer => "Nr.",
            Level::Buchstabe => "Buchst.",
            Level::Doppelbuchstabe => "Doppelbuchst.",
            Level::Dreifachbuchstabe => "Dreifachbuchst.",
            Level::Spiegelstrich => "Spiegelstr.",
        }
    }

    pub(super) fn read(word: &str) -> Option<Self> {
        if word == "UAbs." || word == "UAbs" {
            return Some(Level::Unterabsatz);
        }
        if word == "lit." || word == "lit" {
            return Some(Level::Buchstabe);
        }
        Level::ALL.into_iter().find(|level| {
            let short = level.short();
            word == level.long() || word == short || word == &short[..short.len() - 1]
        })
    }
}

impl Unit {
    fn read(word: &str) -> Option<Self> {
        Some(match word {
            "§" => Unit::Paragraph,
            "§§" => Unit::Paragraphs,
            "Artikel" | "Art." | "Art" => Unit::Artikel,
            "Anlage" | "Anl." | "Anl" => Unit::Anlage,
            "Anhang" | "Anh." | "Anh" => Unit::Anhang,
            _ => return None,
        })
    }

    fn print(&self, form: Form) -> &str {
        match (self, form) {
            (Unit::Paragraph, _) => "§",
            (Unit::Paragraphs, _) => "§§",
            (Unit::Artikel, Form::Long) => "Artikel",
            (Unit::Artikel, Form::Short) => "Art.",
            (Unit::Anlage, _) => "Anlage",
            (Unit::Anhang, _) => "Anhang",
            (Unit::Named(name), _) => name,
        }
    }
}

/// The two ways to write a citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// "§ 3 Absatz 2 Satz 1"
    Long,
    /// "§ 3 Abs. 2 S. 1"
    Short,
}

/// A text that is no citation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoCitation {
    /// Nothing at all.
    #[error("an empty text is no citation; write for example \"§ 3 Absatz 2 OZG\"")]
    Empty,
    /// A step without its number.
    #[error("\"{0}\" lacks its number; write for example \"{0} 2\"")]
    NoLabel(String),
}

/// The first step of a citation that names nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unresolved {
    /// The statute has no such provision.
    #[error("there is no {0}")]
    Provision(String),
    /// The provision has no such place.
    #[error("there is no {} {}", .0.level.long(), .0.label)]
    Step(Step),
}

impl Citation {
    /// What of the place lies above a level: "§ 3 Absatz 1" of "§ 3 Absatz 1 Satz 2" above a Satz.
    pub fn above(&self, level: Level) -> Self {
        let mut above = self.clone();
        above.steps.retain(|step| step.level < level);
        above
    }

    /// The place as seen from another one: "Satz 2" in "§ 3 Absatz 1"; instead of what that one names
    /// on the same level and below.
    pub fn inside(&self, outer: &Self) -> Self {
        if !self.provision.is_empty() {
            return self.clone();
        }
        let mut joined = outer.clone();
        joined.statute.clone_from(&self.statute);
        if let Some(first) = self.steps.first()
            && let Some(same) = outer.steps.iter().position(|s| s.level == first.level)
        {
            joined.steps.truncate(same);
        }
        joined.steps.extend(self.steps.iter().cloned());
        joined
    }

    /// The citation in the long form.
    pub fn long(&self) -> String {
        self.print(Form::Long)
    }

    /// The citation in the short form.
    pub fn short(&self) -> String {
        self.print(Form::Short)
    }

    /// The citation in the given form.
    pub fn print(&self, form: Form) -> String {
        let mut text = String::new();
        let mut word = |word: &str| {
            if !word.is_empty() {
                if !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(word);
            }
        };
        for designation in &self.provision {
            word(designation.unit.print(form));
            word(&designation.label);
        }
        for step in &self.steps {
            word(match form {
                Form::Long => step.level.long(),
                Form::Short => step.level.short(),
            });
            word(&step.label);
        }
        word(&self.statute);
        text
    }
}

/// Whether two abbreviations name one statute: "SGB I" is "SGB 1", and case does not count.
pub fn same_name(a: &str, b: &str) -> bool {
    let plain = |name: &str| -> Vec<String> {
        name.split_whitespace()
            .map(|word| roman(word).map_or_else(|| word.to_lowercase(), |n| n.to_string()))
            .collect()
    };
    plain(a) == plain(b)
}

/// The number of a book in Roman numerals up to XX, as statutes are counted.
fn roman(word: &str) -> Option<usize> {
    const NUMERALS: [&str; 20] = [
        "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV",
        "XV", "XVI", "XVII", "XVIII", "XIX", "XX",
    ];
    let at = NUMERALS.iter().position(|numeral| *numeral == word)?;
    Some(at + 1)
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.long())
    }
}

impl Designation {
    /// Whether this designation is a range or enumeration that includes the other: "§§ 3 bis 6"
    /// covers "§ 5".
    pub fn covers(&self, other: &Self) -> bool {
        let family = |unit: &Unit| match unit {
            Unit::Paragraphs => Unit::Paragraph,
            unit => unit.clone(),
        };
        if family(&self.unit) != family(&other.unit) || other.label.contains(' ') {
            return false;
        }
        let mut parts = self
            .label
            .split([' ', ','])
            .filter(|word| !word.is_empty())
            .peekable();
        while let Some(part) = parts.next() {
            if part == other.label {
                return true;
            }
            if parts.next_if(|word| matches!(*word, "bis" | "-")).is_some()
                && let (Some(from), Some(to), Some(label)) = (
                    countable(part),
                    parts.peek().and_then(|to| countable(to)),
                    countable(&other.label),
                )
                && (from..=to).contains(&label)
            {
                return true;
            }
        }
        false
    }
}

/// "12a" as (12, "a"), for comparison.
pub(super) fn countable(label: &str) -> Option<(u32, &str)> {
    let digits = label.bytes().take_while(u8::is_ascii_digit).count();
    Some((label[..digits].parse().ok()?, &label[digits..]))
}

impl fmt::Display for Designation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.unit.print(Form::Long))?;
        if !self.label.is_empty() {
            write!(f, " {}", self.label)?;
        }
        Ok(())
    }
}

impl FromStr for Citation {
    type Err = NoCitation;

    fn from_str(text: &str) -> Result<Self, NoCitation> {
        // "§3" is written often enough.
        let spaced = text.replace('§', "§ ").replace("§ §", "§§");
        let words: Vec<&str> = spaced.split_whitespace().collect();
        if words.is_empty() {
            return Err(NoCitation::Empty);
        }
        let (provision, mut rest) = read_designations(&words);
        let mut steps = Vec::new();
        while let Some(level) = rest.first().copied().and_then(Level::read) {
            let label = rest
                .get(1)
                .filter(|word| is_label(word))
                .ok_or_else(|| NoCitation::NoLabel(rest[0].to_owned()))?;
            steps.push(Step {
                level,
                label: (*label).to_owned(),
            });
            rest = &rest[2..];
        }
        Ok(Self {
            provision,
            steps,
            statute: rest.join(" "),
        })
    }
}

/// The designation a statute gives a provision, as a citation names it: "Art 5" is "Artikel 5",
/// "Anlage 2 (zu § 3)" is "Anlage 2".
pub(crate) fn designations(designation: &str) -> Vec<Designation> {
    let named = designation.strip_prefix("(XXXX)").unwrap_or(designation);
    let named = named
        .split_once(" (")
        .map_or(named, |(name, _)| name)
        .trim();
    let words: Vec<&str> = named.split_whitespace().collect();
    if words.is_empty() {
        return Vec::new();
    }
    match read_designations(&words) {
        (designations, []) => designations,
        _ => vec![Designation {
            unit: Unit::Named(words.join(" ")),
            label: String::new(),
        }],
    }
}

pub(super) fn read_designations<'w>(words: &'w [&'w str]) -> (Vec<Designation>, &'w [&'w str]) {
    let mut designations = Vec::new();
    let mut rest = words;
    while let Some(unit) = rest.first().copied().and_then(Unit::read) {
        rest = &rest[1..];
        let mut label = String::new();
        while let Some(taken) = label_words(&label, &unit, rest) {
            for word in &rest[..taken] {
                // "Artikel 1 bis Artikel 7" is one designation, "Artikel 1 bis 7".
                if Unit::read(word).is_some() {
                    continue;
                }
                if !label.is_empty() {
                    label.push(' ');
                }
                label.push_str(word);
            }
            rest = &rest[taken..];
        }
        designations.push(Designation { unit, label });
    }
    if designations.is_empty() && rest.first().is_some_and(|word| Level::read(word).is_none()) {
        designations.push(Designation {
            unit: Unit::Named(rest[0].to_owned()),
            label: String::new(),
        });
        rest = &rest[1..];
    }
    (designations, rest)
}

/// How many of the words still belong to a label that has been read so far.
fn label_words(label: &str, unit: &Unit, rest: &[&str]) -> Option<usize> {
    let bare = |word: &str| is_label(word.strip_suffix(',').unwrap_or(word));
    let first = rest.first()?;
    if label.is_empty() || label.ends_with(',') {
        return bare(first).then_some(1);
    }
    if !matches!(*first, "bis" | "und" | "u." | "-") {
        return None;
    }
    match rest.get(1) {
        Some(word) if bare(word) => Some(2),
        Some(word) if Unit::read(word).as_ref() == Some(unit) => {
            rest.get(2).filter(|word| bare(word)).map(|_| 3)
        }
        _ => None,
    }
}

/// Whether a word counts places: "3", "3a", "1.2", "IX", "B", "aa".
fn is_label(word: &str) -> bool {
    let bytes = word.as_bytes();
    if bytes.is_empty() {
        return false;
    }
    let number = bytes[0].is_ascii_digit()
        && bytes
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'/'))
        && !word.ends_with('.');
    let small_roman = bytes.len() <= 6 && bytes.iter().all(|b| matches!(b, b'i' | b'v' | b'x'));
    number
        || small_roman
        || super::lexicon::is_number(word)
        || is_extended_roman(word)
        || is_lettered(word)
}

/// "D11", "D2b": annexes in groups.
fn is_lettered(word: &str) -> bool {
    let rest = word
        .strip_prefix(|c: char| c.is_ascii_uppercase())
        .unwrap_or_default();
    let letters = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    letters.len() < rest.len()
        && letters.len() <= 1
        && letters.bytes().all(|b| b.is_ascii_lowercase())
}

/// "IVa", "IIA": Roman articles that were put in later, annexes in groups.
fn is_extended_roman(word: &str) -> bool {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic() && !"IVXLC".contains(c));
    word.len() - digits.len() <= 1 && super::lexicon::is_roman(digits)
}

#[cfg(test)]
mod tests {
    use super::super::{Item, Lexicon, Provision, ProvisionKind, Span, Statute, read_flat};
    use super::*;
    use proptest::prelude::*;

    fn cite(text: &str) -> Citation {
        text.parse().expect("a citation")
    }

    fn statute(texts: &[(&str, &str)]) -> Statute {
        let provision = |&(designation, text): &(&str, &str)| Provision {
            designation: designation.to_owned(),
            text: text.to_owned(),
            subsections: read_flat(text, &Lexicon::embedded()),
            ..Provision::default()
        };
        Statute {
            abbreviation: "MusterG".to_owned(),
            provisions: texts.iter().map(provision).collect(),
            ..Statute::default()
        }
    }

    #[test]
    fn both_forms_are_read_and_printed() {
        let long = "§ 3 Absatz 2 Satz 1 Nummer 4 Buchstabe a Doppelbuchstabe bb OZG";
        let short = "§ 3 Abs. 2 S. 1 Nr. 4 Buchst. a Doppelbuchst. bb OZG";
        assert_eq!(cite(long), cite(short));
        assert_eq!(cite(short).long(), long);
        assert_eq!(cite(long).short(), short);
        assert_eq!(cite("Art. 5 Abs. 2").long(), "Artikel 5 Absatz 2");
        assert_eq!(cite("Anlage 1 Nummer 2").short(), "Anlage 1 Nr. 2");
        assert_eq!(cite("Artikel IX § 28 SGB X").statute, "SGB X");
        assert_eq!(
            cite("Eingangsformel OZG").provision[0].unit,
            Unit::Named("Eingangsformel".into())
        );
    }

    #[test]
    fn careless_writing_is_read() {
        assert_eq!(
            cite("§\u{a0}3 Abs 2 Nr\u{a0}4"),
            cite("§ 3 Absatz 2 Nummer 4")
        );
        assert_eq!(cite("§3 Abs.2").provision, cite("§ 3").provision);
        assert_eq!("".parse::<Citation>(), Err(NoCitation::Empty));
        assert!("§ 3 Absatz".parse::<Citation>().is_err());
    }

    #[test]
    fn designations_are_named_as_citations_name_them() {
        let named = |text: &str| {
            designations(text)
                .iter()
                .map(Designation::to_string)
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(named("Art 5"), "Artikel 5");
        assert_eq!(named("Art IX § 28"), "Artikel IX § 28");
        assert_eq!(named("Anlage 2 (zu § 3)"), "Anlage 2");
        assert_eq!(named("(XXXX) §§ 3 bis 6"), "§§ 3 bis 6");
        assert_eq!(named("Eingangsformel"), "Eingangsformel");
        assert_eq!(named("Anlage"), "Anlage");
        assert_eq!(named(""), "");
    }

    #[test]
    fn a_span_is_cited_where_it_is() {
        let text = "(1) Er gilt.\n(2) Sie gilt. Frei sind 1. Bilder, 2. Töne a) laute, b) leise.";
        let statute = statute(&[("§ 3", text)]);
        let provision = &statute.provisions[0];
        let at = |part: &str| {
            let start = text.find(part).expect("part of the text");
            Citation::at(&statute, provision, Span::new(start, start + part.len())).long()
        };
        assert_eq!(at("Er gilt"), "§ 3 Absatz 1 MusterG");
        assert_eq!(at("Sie"), "§ 3 Absatz 2 Satz 1 MusterG");
        assert_eq!(at("Bilder"), "§ 3 Absatz 2 Satz 2 Nummer 1 MusterG");
        assert_eq!(
            at("leise"),
            "§ 3 Absatz 2 Satz 2 Nummer 2 Buchstabe b MusterG"
        );
        assert_eq!(
            at("laute, b) leise"),
            "§ 3 Absatz 2 Satz 2 Nummer 2 MusterG"
        );
        assert_eq!(at("gilt. Frei"), "§ 3 Absatz 2 MusterG");
    }

    #[test]
    fn an_absatz_of_an_annex_is_cited_with_its_part() {
        let text =
            "1. Zweck\n(1) Er gilt.\n2. Anzeige\n(1) Sie gilt. Es gilt.\n(2) Frei sind Bilder.";
        let lexicon = Lexicon::embedded();
        let mut subsections = Vec::new();
        for line in text.split('\n') {
            let start = line.as_ptr() as usize - text.as_ptr() as usize;
            for mut subsection in read_flat(line, &lexicon) {
                let heading = subsection.label.is_none();
                subsection.span = Span::new(start, start + line.len());
                subsection.items = if heading {
                    vec![Item {
                        label: line[..2].to_owned(),
                        span: subsection.span,
                        sentences: Vec::new(),
                        items: Vec::new(),
                    }]
                } else {
                    Vec::new()
                };
                subsection.sentences.clear();
                subsections.push(subsection);
            }
        }
        let annex = Provision {
            designation: "Anlage 1".to_owned(),
            kind: ProvisionKind::Annex,
            text: text.to_owned(),
            subsections,
            ..Provision::default()
        };
        let cited = |part: &str| {
            let start = text.find(part).expect("part of the text");
            let (_, steps) = annex.path_to(Span::new(start, start + part.len()));
            assert!(
                annex
                    .resolve(&steps)
                    .is_ok_and(|span| span.of(text).contains(part))
            );
            let names: Vec<String> = steps
                .iter()
                .map(|s| format!("{} {}", s.level.long(), s.label))
                .collect();
            names.join(" ")
        };
        assert_eq!(cited("Er gilt"), "Nummer 1 Absatz 1");
        assert_eq!(cited("Sie gilt"), "Nummer 2 Absatz 1");
        assert_eq!(cited("Bilder"), "Nummer 2 Absatz 2");
    }

    #[test]
    fn a_citation_is_found_or_the_missing_step_named() {
        let statute = statute(&[
            (
                "Art 5",
                "(1) Er gilt; sie nicht. Frei sind 1. Bilder, 2. Töne.",
            ),
            ("§ 6", "Es gilt."),
        ]);
        let found = |text: &str| {
            statute
                .find(&cite(text))
                .map(|(provision, span)| span.of(&provision.text))
        };
        assert_eq!(
            found("Artikel 5 Absatz 1 Satz 2 Nummer 1"),
            Ok("1. Bilder,")
        );
        assert_eq!(found("Art. 5 Abs. 1 Nr. 2"), Ok("2. Töne."));
        assert_eq!(found("Art. 5 Abs. 1 S. 1 Hs. 1"), Ok("Er gilt"));
        assert_eq!(found("§ 6 Absatz 1 Satz 1"), Ok("Es gilt."));
        assert_eq!(found("§ 7"), Err(Unresolved::Provision("§ 7".into())));
        let step = Step {
            level: Level::Satz,
            label: "4".into(),
        };
        assert_eq!(
            found("Artikel 5 Absatz 1 Satz 4"),
            Err(Unresolved::Step(step))
        );
    }

    fn label() -> impl Strategy<Value = String> {
        prop_oneof![
            "[1-9][0-9]{0,2}[a-z]?",
            "[IVX]{1,4}",
            "[a-z]",
            "[A-H]",
            "(aa|bb|ccc)"
        ]
    }

    fn designation() -> impl Strategy<Value = Designation> {
        let unit = prop_oneof![
            Just(Unit::Paragraph),
            Just(Unit::Paragraphs),
            Just(Unit::Artikel),
            Just(Unit::Anlage),
            Just(Unit::Anhang),
        ];
        (
            unit,
            prop_oneof![
                label(),
                (label(), label()).prop_map(|(a, b)| format!("{a} bis {b}"))
            ],
        )
            .prop_map(|(unit, label)| Designation { unit, label })
    }

    fn citation() -> impl Strategy<Value = Citation> {
        let step = (0..9usize, label()).prop_map(|(i, label)| Step {
            level: Level::ALL[i],
            label,
        });
        (
            proptest::collection::vec(designation(), 1..3),
            proptest::collection::vec(step, 0..5),
            prop_oneof![Just(String::new()), "[A-Z]{3,5}( 20[0-9]{2})?"]
                .prop_filter("no Roman number", |s| {
                    !is_label(s.split(' ').next().filter(|w| !w.is_empty()).unwrap_or("-"))
                }),
        )
            .prop_map(|(provision, steps, statute)| Citation {
                provision,
                steps,
                statute,
            })
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_again(citation in citation()) {
            prop_assert_eq!(&cite(&citation.long()), &citation);
            prop_assert_eq!(&cite(&citation.short()), &citation);
        }

        #[test]
        fn a_cited_place_is_found_again(text in "(\\([1-3]\\) )?([A-Z][a-z]{2,4} [a-z]{3}[.,;:] |1\\. |2\\. |a\\) |b\\) ){1,20}") {
            let statute = statute(&[("§ 1", &text)]);
            let provision = &statute.provisions[0];
            for (at, character) in text.char_indices() {
                let span = Span::new(at, at + character.len_utf8());
                let citation = Citation::at(&statute, provision, span);
                let found = provision.resolve(&citation.steps);
                prop_assert!(found.is_ok_and(|found| found.contains(span)));
            }
        }

        #[test]
        fn no_text_breaks_the_parser(text in "\\PC{0,60}") {
            let _ = text.parse::<Citation>();
        }
    }
}
