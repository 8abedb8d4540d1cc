//! Model drafts are carried out on the model statutes; real ones are read where there are some.

use std::path::{Path, PathBuf};

use normscreen::amend::{
    Corpus, Reason, Status, Stretch, TargetOutcome, consolidate, read, word_diff,
};
use normscreen::ingest::ReadOptions;
use normscreen::rules::RulePack;
use normscreen::screen::Screener;
use normscreen::statute::{Provision, Statute, read_flat};

fn model() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/gii")
}

fn pack() -> RulePack {
    RulePack::embedded().expect("the embedded pack is whole")
}

/// A draft with one article.
fn draft(pack: &RulePack, heading: &str, text: &str) -> Statute {
    Statute {
        title: "Entwurf eines Gesetzes".to_owned(),
        provisions: vec![Provision {
            designation: "Artikel 1".to_owned(),
            heading: heading.to_owned(),
            text: text.to_owned(),
            subsections: read_flat(text, &pack.lexicon),
            ..Provision::default()
        }],
        ..Statute::default()
    }
}

const HEAD: &str = "Das Muster-Marktzulassungsgesetz vom 18. September 2025 (BGBl. 2025 I Nr. 9002), \
das zuletzt durch Artikel 2 des Gesetzes vom 26. März 2026 (BGBl. 2026 I Nr. 9011) geändert worden \
ist, wird wie folgt geändert:\n";

fn outcome(commands: &str) -> TargetOutcome {
    let pack = pack();
    let corpus = Corpus::open(&[model()], &pack, ReadOptions::default());
    let draft = draft(
        &pack,
        "Änderung des Muster-Marktzulassungsgesetzes",
        &format!("{HEAD}{commands}"),
    );
    let mut outcomes = consolidate(&draft, &corpus, &pack);
    assert_eq!(outcomes.len(), 1, "{outcomes:?}");
    outcomes.remove(0)
}

/// The text of a provision after the commands, all of which must be carried out.
fn after(commands: &str, designation: &str) -> String {
    let outcome = outcome(commands);
    for command in &outcome.commands {
        assert_eq!(command.status, Status::Applied, "{}", command.label);
    }
    let statute = outcome.after.expect("the statute is there");
    let found = statute
        .provisions
        .iter()
        .find(|p| p.designation == designation);
    let provision = found.unwrap_or_else(|| panic!("{designation} is there"));
    for subsection in &provision.subsections {
        assert!(subsection.span.end <= provision.text.len());
        if let Some(label) = &subsection.label {
            assert!(
                subsection
                    .span
                    .of(&provision.text)
                    .starts_with(label.as_str())
            );
        }
    }
    provision.text.clone()
}

/// What became of a single command.
fn status(command: &str) -> Status {
    let outcome = outcome(&format!("1. {command}"));
    assert_eq!(outcome.commands.len(), 1, "{:?}", outcome.commands);
    outcome.commands[0].status.clone()
}

#[test]
fn words_are_replaced_inserted_and_struck() {
    let text = after(
        "1. § 3 Absatz 2 wird wie folgt geändert:\na) In Satz 2 wird nach dem Wort „schriftlich“ das \
         Wort „oder elektronisch“ eingefügt.\nb) In Satz 1 wird das Wort „ausschließlich“ gestrichen.",
        "§ 3",
    );
    assert!(
        text.contains("vorher schriftlich oder elektronisch anzuzeigen."),
        "{text}"
    );
    assert!(text.contains("bedarf, wer selbst gewonnene"), "{text}");
}

#[test]
fn subsections_are_rewritten_inserted_and_renumbered() {
    let text = after(
        "1. § 6 wird wie folgt geändert:\na) Absatz 1 wird wie folgt gefasst: „(1) Über den Antrag \
         wird elektronisch entschieden. Der Bescheid enthält 1. den Namen, 2. die Dauer.“\n\
         b) Nach Absatz 2 wird folgender Absatz 3 eingefügt:\n„(3) Die Urkunde kann elektronisch \
         ausgestellt werden.“\nc) Die bisherigen Absätze 3 und 4 werden die Absätze 4 und 5.\n\
         d) Absatz 5 Satz 2 wird aufgehoben.",
        "§ 6",
    );
    let labels: Vec<&str> = text.lines().map(|line| &line[..3]).collect();
    assert_eq!(labels, ["(1)", "(2)", "(3)", "(4)", "(5)"], "{text}");
    assert!(
        text.starts_with("(1) Über den Antrag wird elektronisch entschieden."),
        "{text}"
    );
    assert!(
        text.ends_with("stellt die Marktaufsicht auf Antrag eine Zweitausfertigung aus."),
        "{text}"
    );
}

#[test]
fn items_are_appended_with_their_marks() {
    let text = after(
        "1. § 5 Absatz 1 wird wie folgt geändert: a) In Nummer 2 wird das Wort „und“ am Ende durch \
         ein Komma ersetzt. b) In Nummer 3 wird der Punkt am Ende durch das Wort „und“ ersetzt. \
         c) Folgende Nummer 4 wird angefügt: „4. ein Konto besitzt.“",
        "§ 5",
    );
    let line = text.lines().next().expect("there is a first line");
    assert!(line.contains("Vermögensverhältnissen lebt, 3."), "{line}");
    assert!(
        line.ends_with("je Versicherungsfall beträgt und 4. ein Konto besitzt."),
        "{line}"
    );
}

#[test]
fn provisions_are_inserted_and_repealed_in_both_styles() {
    let commands = "1. Nach § 4 wird der folgende § 4a eingefügt:\n„§ 4a\nAntrag über das Portal\n(1) Der \
         Antrag kann über das Verwaltungsportal gestellt werden.\n(2) § 4 Absatz 3 gilt nicht.“\n\
         2. § 7 wird gestrichen.\n3. § 15 wird durch den folgenden § 15 ersetzt:\n„§ 15\nMarktordnung\nDie \
         Marktordnung ist im Internet zu veröffentlichen.“";
    assert!(after(commands, "§ 4a").starts_with("(1) Der Antrag kann"));
    assert_eq!(after(commands, "§ 7"), "(weggefallen)");
    assert_eq!(
        after(commands, "§ 15"),
        "Die Marktordnung ist im Internet zu veröffentlichen."
    );
    let statute = outcome(commands).after.expect("the statute is there");
    let at = |name: &str| {
        statute
            .provisions
            .iter()
            .position(|p| p.designation == name)
    };
    assert_eq!(at("§ 4a"), at("§ 4").map(|i| i + 1));
    let new = &statute.provisions[at("§ 4a").expect("it was put in")];
    assert_eq!(new.heading, "Antrag über das Portal");
    assert_eq!(new.subsections.len(), 2);
}

#[test]
fn the_table_of_contents_follows() {
    let text = after(
        "1. Die Inhaltsübersicht wird wie folgt geändert: a) Nach der Angabe zu § 4 wird folgende \
         Angabe eingefügt: „§ 4a Antrag über das Portal“. b) Die Angabe zu § 7 wird wie folgt gefasst: \
         „§ 7 (weggefallen)“.",
        "Inhaltsübersicht",
    );
    assert!(
        text.contains("§ 4 Antrag\n§ 4a Antrag über das Portal\n"),
        "{text}"
    );
    assert!(text.contains("\n§ 7 (weggefallen)\n"), "{text}");
}

#[test]
fn nothing_is_guessed() {
    let is_count = |status: Status| {
        matches!(
            status,
            Status::Ambiguous(Reason::Count {
                found: 2,
                expected: 1,
                ..
            })
        )
    };
    assert!(is_count(status(
        "In § 4 Absatz 1 wird das Wort „Antrag“ durch das Wort „Wunsch“ ersetzt."
    )));
    assert!(matches!(
        status("In § 4 Absatz 1 wird das Wort „Fax“ gestrichen."),
        Status::Failed(Reason::NoWords(_))
    ));
    assert!(matches!(
        status("§ 99 wird aufgehoben."),
        Status::Failed(Reason::NoPlace(_))
    ));
    assert!(matches!(
        status("Nach § 4 Absatz 9 wird folgender Absatz 10 eingefügt: „(10) Es gilt.“"),
        Status::Failed(Reason::NoPlace(_))
    ));
    assert!(matches!(
        status("Dem § 4 wird folgender Absatz 5 angefügt: „(6) Es gilt.“"),
        Status::Failed(Reason::NewText)
    ));
    assert!(matches!(
        status("Dem § 4 wird folgender Absatz 3 angefügt: „(3) Es gilt.“"),
        Status::Ambiguous(Reason::Order(_))
    ));
    assert!(matches!(
        status("In § 4 Absatz 1 wird kurzerhand das Wort „Vordruck“ gestrichen."),
        Status::Failed(Reason::Unread(_))
    ));
    assert_eq!(
        status("In § 4 Absatz 1 wird jeweils das Wort „Antrag“ durch das Wort „Wunsch“ ersetzt."),
        Status::Applied
    );
}

#[test]
fn a_missing_statute_is_told() {
    let pack = pack();
    let corpus = Corpus::open(&[model()], &pack, ReadOptions::default());
    let draft = draft(
        &pack,
        "Änderung des Nirgendgesetzes",
        "Das Nirgendgesetz vom 1. Mai 2020 (BGBl. I S. 12) wird wie folgt geändert: 1. § 1 wird aufgehoben.",
    );
    let outcomes = consolidate(&draft, &corpus, &pack);
    assert_eq!(
        outcomes[0].commands[0].status,
        Status::Failed(Reason::NoTarget)
    );
    assert!(outcomes[0].after.is_none());
}

#[test]
fn lifting_written_form_raises_readiness() {
    let outcome = outcome(
        "1. In § 3 Absatz 2 Satz 2 wird nach dem Wort „schriftlich“ das Wort „oder elektronisch“ eingefügt.",
    );
    let pack = pack();
    let effects = outcome.effects(&Screener::new(&pack));
    let [effect] = effects.as_slice() else {
        panic!("one provision changes: {effects:?}");
    };
    let points = |side: &Option<(_, normscreen::rate::Rating)>| {
        side.as_ref()
            .and_then(|(_, rating)| rating.readiness)
            .expect("it is relevant")
    };
    assert!(points(&effect.after) > points(&effect.before), "{effect:?}");
}

#[test]
fn new_law_is_no_amendment() {
    let pack = pack();
    let draft = draft(
        &pack,
        "Inkrafttreten",
        "Dieses Gesetz tritt am Tag nach der Verkündung in Kraft.",
    );
    assert!(read(&draft, &pack).is_empty());
    let corpus = Corpus::open(&[model()], &pack, ReadOptions::default());
    assert!(consolidate(&draft, &corpus, &pack).is_empty());
}

#[test]
fn the_diff_of_words_adds_up() {
    let (mut before, mut after) = (String::new(), String::new());
    let (old, new) = (
        "Er ist schriftlich zu stellen.",
        "Er ist schriftlich oder elektronisch zu stellen.",
    );
    for stretch in word_diff(old, new) {
        match stretch {
            Stretch::Kept(text) => {
                before.push_str(&text);
                after.push_str(&text);
            }
            Stretch::Struck(text) => before.push_str(&text),
            Stretch::Inserted(text) => after.push_str(&text),
        }
    }
    assert_eq!((before.as_str(), after.as_str()), (old, new));
}
