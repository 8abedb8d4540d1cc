//! Model drafts are carried out on the model statutes; real ones are read where there are some.

use std::path::{Path, PathBuf};

use normscreen::amend::{
    Corpus, Obstacle, Reason, Status, Stretch, TargetOutcome, consolidate, read, word_diff,
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
        assert_eq!(command.status, Status::Applied, "{:?}", outcome.commands);
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
    assert_eq!(
        status("Dem § 4 wird folgender Absatz 3 angefügt: „(3) Es gilt.“"),
        Status::Failed(Reason::Taken("§ 4 Absatz 3".to_owned()))
    );
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
fn chapters_are_rewritten_put_in_and_repealed() {
    let commands = "1. Nach § 10 wird folgender Abschnitt 9 eingefügt:\n„Abschnitt 9\nElektronische \
         Verfahren\n§ 10a\nPortal\n(1) Der Antrag wird über das Portal gestellt.\n(2) § 4 gilt nicht.\n\
         § 10b\nNachweise\nNachweise werden abgerufen.“";
    let outcome = outcome(commands);
    let after = outcome.after.expect("the statute is there");
    let new: Vec<&Provision> = after
        .provisions
        .iter()
        .filter(|p| p.designation == "§ 10a" || p.designation == "§ 10b")
        .collect();
    let [portal, proofs] = new.as_slice() else {
        panic!("{:?}", outcome.commands);
    };
    assert_eq!(portal.heading, "Portal");
    assert_eq!(portal.subsections.len(), 2);
    assert_eq!(proofs.text, "Nachweise werden abgerufen.");
    let unit = "Abschnitt 9 Elektronische Verfahren".to_owned();
    assert_eq!(portal.outline.last(), Some(&unit));

    let before = outcome.before.expect("the statute is there");
    let chapter = before
        .provisions
        .iter()
        .find_map(|p| p.outline.last())
        .expect("the model has an outline")
        .clone();
    let name = chapter.split(' ').take(2).collect::<Vec<_>>().join(" ");
    let gone = crate::outcome(&format!("1. {name} wird aufgehoben."));
    let below = |statute: &Statute| {
        statute
            .provisions
            .iter()
            .filter(|p| p.outline.last().is_some_and(|unit| unit.starts_with(&name)))
            .map(|p| p.repealed)
            .collect::<Vec<_>>()
    };
    let repealed = below(gone.after.as_ref().expect("the statute is there"));
    assert!(
        !repealed.is_empty() && repealed.iter().all(|r| *r),
        "{:?}",
        gone.commands
    );

    let told = status(&format!(
        "{name} wird wie folgt gefasst: „Abschnitt 77\nAnderes\n§ 1\nEs gilt.“"
    ));
    assert_eq!(told, Status::Failed(Reason::NewText));
}

#[test]
fn an_empty_quotation_is_named_as_the_reason() {
    assert_eq!(
        status("§ 7 wird wie folgt gefasst: „“"),
        Status::Failed(Reason::EmptyText)
    );
}

#[test]
fn rows_of_a_table_are_found_by_their_number() {
    let pack = pack();
    let text = "Gebühren\n1. Zulassung 18 Euro\n1.1 Ausweis 9 Euro\n2. Urkunde 9 Euro";
    let law = Statute {
        id: "m".to_owned(),
        title: "Mustergebührengesetz".to_owned(),
        provisions: vec![Provision {
            designation: "Anlage 1".to_owned(),
            kind: normscreen::statute::ProvisionKind::Annex,
            text: text.to_owned(),
            subsections: read_flat(text, &pack.lexicon),
            ..Provision::default()
        }],
        ..Statute::default()
    };
    let draft = draft(
        &pack,
        "Änderung des Mustergebührengesetzes",
        "Das Mustergebührengesetz wird wie folgt geändert:\n1. Anlage 1 wird wie folgt geändert:\na) Bei der \
         Gebühr 1.1 wird in der Spalte 2 die Angabe „9“ durch die Angabe „0“ ersetzt.\nb) Die Gebühr 2 wird \
         aufgehoben.",
    );
    let laws = [law];
    let outcomes = consolidate(
        &draft,
        &normscreen::amend::Statutes::new(&laws, &pack),
        &pack,
    );
    let after = outcomes[0].after.as_ref().expect("the statute is there");
    assert_eq!(
        after.provisions[0].text,
        "Gebühren\n1. Zulassung 18 Euro\n1.1 Ausweis 0 Euro\n2 (weggefallen)",
        "{:?}",
        outcomes[0].commands
    );
}

/// Pieces that commands are made of, and some that none is made of.
const PIECES: [&str; 44] = [
    "In § 3",
    "§ 4",
    "§ 99",
    "Absatz 2",
    "Absätze 2 bis 4",
    "Satz 1",
    "Nummer 3",
    "Buchstabe a",
    "Anlage 1",
    "Inhaltsübersicht",
    "Überschrift",
    "Abschnitt 2",
    "Zweiter Abschnitt",
    "nach",
    "vor",
    "durch",
    "wird",
    "werden",
    "die Wörter",
    "das Wort",
    "„schriftlich“",
    "„“",
    "„(1) Es gilt.“",
    "„§ 4a\nAntrag\n(1) Es gilt.“",
    "„Abschnitt 2\nX\n§ 4a\nEs gilt.“",
    "„",
    "“",
    "folgender",
    "folgende",
    "jeweils",
    "am Ende",
    "ersetzt",
    "eingefügt",
    "angefügt",
    "gestrichen",
    "aufgehoben",
    "wie folgt gefasst:",
    "wie folgt geändert:",
    "\n1. ",
    "\na) ",
    "\naa) ",
    "der bisherige",
    ",",
    "Zeile 3 🦀",
];

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(400))]

    /// Whatever a draft says: no command breaks the program, and the spans stay inside the text.
    #[test]
    fn hostile_drafts_break_nothing(picks in proptest::collection::vec(0..PIECES.len(), 1..40)) {
        let commands: String = picks.iter().map(|i| PIECES[*i]).collect::<Vec<_>>().join(" ");
        let pack = hostile();
        let (pack, laws) = (&pack.0, &pack.1);
        let draft = draft(pack, "Änderung des Muster-Marktzulassungsgesetzes", &format!("{HEAD}1. {commands}."));
        for outcome in consolidate(&draft, &normscreen::amend::Statutes::new(laws, pack), pack) {
            for command in &outcome.commands {
                proptest::prop_assert!(
                    !matches!(command.status, Status::Failed(Reason::Broken)),
                    "{}", commands
                );
            }
            for provision in outcome.after.iter().flat_map(|s| &s.provisions) {
                for subsection in &provision.subsections {
                    proptest::prop_assert!(subsection.span.end <= provision.text.len());
                    for sentence in &subsection.sentences {
                        proptest::prop_assert!(provision.text.get(sentence.span.start..sentence.span.end).is_some());
                    }
                }
            }
        }
    }

    /// Any text is read.
    #[test]
    fn any_text_is_read(text in "([„“”\"»« ]|[aäZ1.:;()\n§]|Absatz |wird |ersetzt|[0-9a-z]\\) ){0,120}") {
        let (pack, _) = hostile();
        for amendment in read(&draft(pack, "Änderung des Mustergesetzes", &text), pack) {
            for unread in &amendment.unread {
                proptest::prop_assert!(unread.reason != normscreen::amend::Obstacle::Broken, "{}", text);
            }
        }
    }
}

/// The pack and the model statutes, read once.
fn hostile() -> &'static (RulePack, Vec<Statute>) {
    static MODEL: std::sync::OnceLock<(RulePack, Vec<Statute>)> = std::sync::OnceLock::new();
    MODEL.get_or_init(|| {
        let pack = pack();
        let laws = normscreen::discover::discover(&[model()])
            .inputs
            .iter()
            .flat_map(|input| normscreen::ingest::ingest(input, &pack, &ReadOptions::default()))
            .filter_map(|document| document.statute)
            .collect();
        (pack, laws)
    })
}

/// Marks that never close cost no more than those that do.
#[test]
fn a_text_of_marks_is_read_in_one_pass() {
    let (pack, _) = hostile();
    let text = "Das Mustergesetz wird wie folgt geändert: 1. ".to_owned() + &"„„“ ".repeat(60_000);
    assert!(read(&draft(pack, "Änderung des Mustergesetzes", &text), pack).len() <= 1);
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

/// The commands of a draft in one of the formats of drafts, as they are listed.
fn listed_text(draft: &str) -> Vec<String> {
    let pack = pack();
    let read = normscreen::ingest::ingest_bytes(
        "entwurf.txt",
        draft.as_bytes(),
        &pack,
        &ReadOptions::default(),
    );
    let statute = read[0].statute.as_ref().expect("a draft");
    read_all(statute, &pack)
}

fn read_all(statute: &Statute, pack: &RulePack) -> Vec<String> {
    let mut listed = Vec::new();
    for amendment in read(statute, pack) {
        for command in &amendment.commands {
            listed.push(format!(
                "{}: {}",
                command.label,
                normscreen::amend::describe(command)
            ));
        }
        for unread in &amendment.unread {
            listed.push(format!("{}: {:?}", unread.label, unread.reason));
        }
    }
    listed
}

/// The commands of an article, as they are listed.
fn listed(commands: &str) -> Vec<String> {
    let pack = pack();
    let draft = draft(
        &pack,
        "Änderung des Muster-Marktzulassungsgesetzes",
        &format!("{HEAD}{commands}"),
    );
    read_all(&draft, &pack)
}

#[test]
fn a_quotation_in_a_line_ends_where_its_marks_say() {
    let head = "Entwurf eines Gesetzes\n\nArtikel 1\nÄnderung des Muster-Marktzulassungsgesetzes\n\n\
                Das Muster-Marktzulassungsgesetz vom 18. September 2025 (BGBl. 2025 I Nr. 9002) wird wie \
                folgt geändert:\n";
    let last = "2. In § 3 Absatz 2 Satz 2 wird das Wort „schriftlich“ gestrichen.\n";
    for quoted in [
        "„§ 1\nZweck\n(1) Dieses Gesetz dient dem Markt.\n(2) Es gilt für alle.“",
        "\"§ 1\nZweck\n(1) Dieses Gesetz dient dem Markt.\n(2) Es gilt für alle.\"",
        "\"\n§ 1\nZweck\n(1) Dieses Gesetz dient dem Markt.\n(2) Es gilt für alle.\"",
        "„§ 1\nZweck\n(1) Dieses Gesetz dient dem \"Markt\".\n(2) Es gilt für alle.“",
        "„§ 1\nZweck\n(1) Dieses Gesetz dient dem Markt.\n(2) Es gilt für alle.\"",
    ] {
        let draft = format!("{head}1. § 1 wird wie folgt gefasst: {quoted}\n{last}");
        let listed = listed_text(&draft);
        assert_eq!(listed.len(), 2, "{draft}: {listed:?}");
        assert!(
            listed[0].starts_with("Nummer 1: § 1: = „§ 1 Zweck"),
            "{listed:?}"
        );
        assert_eq!(listed[1], "Nummer 2: § 3 Absatz 2 Satz 2: − „schriftlich“");
    }
    // Two provisions in straight marks.
    let draft = format!(
        "{head}1. Nach § 1 werden die folgenden §§ 1a und 1b eingefügt: \"§ 1a\nZweck\n(1) Erster Satz.\n\
         § 1b\nGeltung\n(1) Es gilt.\"\n{last}"
    );
    let listed = listed_text(&draft);
    assert_eq!(listed.len(), 2, "{listed:?}");
    assert!(listed[0].contains("§ 1b Geltung"), "{listed:?}");
}

#[test]
fn a_broken_quotation_ends_with_its_command() {
    let listed = listed(
        "1. § 1 wird wie folgt gefasst: „§ 1\nZweck\n(1) Dieses Gesetz dient dem Markt.\n\
         2. In § 3 Absatz 2 Satz 2 wird das Wort „schriftlich“ gestrichen.\n\
         3. In § 6 Absatz 1 Satz 1 wird das Wort „schriftlich“ gestrichen.",
    );
    assert_eq!(
        listed,
        [
            "Nummer 2: § 3 Absatz 2 Satz 2: − „schriftlich“",
            "Nummer 3: § 6 Absatz 1 Satz 1: − „schriftlich“",
            "Nummer 1: Unclosed",
        ]
    );
    // A verb without words strikes nothing, and least of all the whole statute.
    assert_eq!(
        listed_one("§ 1 wird wie folgt gefasst: „Neu.“ gestrichen."),
        "Nummer 1: Pieces"
    );
}

/// The only command, as it is listed.
fn listed_one(command: &str) -> String {
    let listed = listed(&format!("1. {command}"));
    assert_eq!(listed.len(), 1, "{listed:?}");
    listed[0].clone()
}

#[test]
fn commands_of_older_and_newer_style_are_read() {
    for (command, read) in [
        ("Das 3. Buch wird aufgehoben.", "Nummer 1: Buch 3: −"),
        (
            "Der 3. Abschnitt wird aufgehoben.",
            "Nummer 1: Abschnitt 3: −",
        ),
        (
            "Die Überschrift des 2. Abschnitts wird wie folgt gefasst: „2. Abschnitt Muster“",
            "Nummer 1: Überschrift Abschnitt 2: = „2. Abschnitt Muster“",
        ),
        (
            "Der Wortlaut des § 19 wird Absatz 1.",
            "Nummer 1: § 19 Wortlaut: → § 19 Absatz 1",
        ),
        (
            "§ 24 Satz 1 wird Absatz 1.",
            "Nummer 1: § 24 Satz 1: → § 24 Absatz 1",
        ),
        (
            "Anlage 1 erhält die aus dem Anhang zu diesem Gesetz ersichtliche Fassung.",
            "Nummer 1: Anlage 1: = „“",
        ),
        (
            "In der Inhaltsübersicht wird nach der Angabe zu § 5 folgende Angabe eingefügt: „§ 5a A“",
            "Nummer 1: § 5 Inhaltsübersicht: ↓ Inhaltsübersicht: „§ 5a A“",
        ),
    ] {
        assert_eq!(listed_one(command), read);
    }
    // What was struck says where the others stand.
    assert_eq!(
        listed(
            "1. § 24 Satz 2 wird gestrichen; die bisherigen Sätze 3 und 4 werden die Sätze 2 und 3."
        ),
        [
            "Nummer 1: § 24 Satz 2: −",
            "Nummer 1: § 24 Satz 3, § 24 Satz 4: → § 24 Satz 2, § 24 Satz 3",
        ]
    );
    // One place, seen from two.
    assert_eq!(
        listed(
            "1. In § 3 Satz 1 und 2 wird jeweils das Wort „a“ durch das Wort „b“ ersetzt. Satz 3 wird gestrichen."
        )[1],
        "Nummer 1: § 3 Satz 3: −"
    );
    // "jeweils" is said of the second word alone.
    assert_eq!(
        listed(
            "1. In § 3 wird das Wort „a“ durch das Wort „b“ und das Wort „c“ jeweils durch das Wort „d“ ersetzt."
        ),
        [
            "Nummer 1: § 3: „a“ → „b“",
            "Nummer 1: § 3 (jeweils): „c“ → „d“",
        ]
    );
}

#[test]
fn a_text_in_an_annex_is_named_as_the_reason() {
    let Status::Failed(Reason::Annexed) =
        status("§ 3 erhält die aus dem Anhang zu diesem Gesetz ersichtliche Fassung.")
    else {
        panic!("it says where the text is");
    };
}

#[test]
fn a_list_repeals_the_statutes_that_it_names() {
    let pack = pack();
    let law = draft(
        &pack,
        "Außerkrafttreten",
        "Folgende Verordnungen werden aufgehoben:\n1. die Musterverordnung vom 1. Mai 2020 (BGBl. I S. 12), \
         die zuletzt durch Artikel 2 des Gesetzes vom 3. Mai 2021 (BGBl. I S. 34) geändert worden ist,\n\
         2. die Marktverordnung vom 2. Mai 2020 (BGBl. I S. 56).",
    );
    let amendments = read(&law, &pack);
    let names: Vec<(&str, &str)> = amendments
        .iter()
        .map(|a| (a.target.name.as_str(), a.target.gazette.as_str()))
        .collect();
    assert_eq!(
        names,
        [
            ("Musterverordnung", "BGBl. I S. 12"),
            ("Marktverordnung", "BGBl. I S. 56"),
        ]
    );
    assert!(amendments.iter().all(|a| a.unread.is_empty()));
    // Occupations are no statutes.
    let none = draft(
        &pack,
        "",
        "Die Anerkennung folgender Ausbildungsberufe wird aufgehoben:\n1. Wagner\n2. Formentischler",
    );
    assert!(read(&none, &pack).is_empty());
}

/// A place in an annex is not understood; that is no missing text.
#[test]
fn what_is_not_understood_is_not_called_a_missing_text() {
    let pack = pack();
    let commands = "1. In der Anlage werden in Teil A Nummer 1.2 die Wörter „alte Wörter“ durch das \
                    Wort „Wort“ ersetzt.\n2. In Nummer 5 der Anlage werden die Wörter „nach nach“ \
                    durch das Wort „nach“ ersetzt.\n3. Folgende Anlage wird angefügt: „Anlage (zu § 1)\n\
                    Muster“\n";
    let draft = draft(
        &pack,
        "Änderung des Muster-Marktzulassungsgesetzes",
        &format!("{HEAD}{commands}"),
    );
    for amendment in read(&draft, &pack) {
        for unread in &amendment.unread {
            assert_ne!(unread.reason, normscreen::amend::Obstacle::NoText);
        }
        for command in &amendment.commands {
            let line = normscreen::amend::describe(command);
            assert!(!line.starts_with(':'), "{line}");
        }
    }
}

#[test]
fn words_behind_one_anchor_keep_their_order() {
    let text = after(
        "1. In § 3 Absatz 2 Satz 2 werden nach dem Wort „vorher“ ein Komma und die Wörter „spätestens \
         jedoch“ eingefügt.",
        "§ 3",
    );
    assert!(
        text.contains("zwei Wochen vorher, spätestens jedoch schriftlich"),
        "{text}"
    );
}

#[test]
fn places_that_are_counted_and_texts_that_are_received_are_read() {
    for (command, read) in [
        (
            "In § 3 Absatz 2 Satz 1 wird im ersten Halbsatz das Wort „a“ durch das Wort „b“ ersetzt.",
            "Nummer 1: § 3 Absatz 2 Satz 1 Halbsatz 1: „a“ → „b“",
        ),
        (
            "In § 30 Absatz 2 Satz 1 wird der zweite Halbsatz gestrichen.",
            "Nummer 1: § 30 Absatz 2 Satz 1 Halbsatz 2: −",
        ),
        (
            "In § 3 Absatz 2 wird nach dem dritten Spiegelstrich folgender Spiegelstrich eingefügt: „– neu,“",
            "Nummer 1: § 3 Absatz 2 Spiegelstrich 3: ↓ Spiegelstrich: „– neu,“",
        ),
        (
            "§ 5 erhält folgenden Absatz 3: „(3) Neues gilt.“",
            "Nummer 1: § 5: … ↓ Absatz 3: „(3) Neues gilt.“",
        ),
        (
            "§ 5 Absatz 1 erhält den folgenden Satz 2: „Neues gilt.“",
            "Nummer 1: § 5 Absatz 1: … ↓ Satz 2: „Neues gilt.“",
        ),
        (
            "§ 7 wird mit Wirkung vom 1. Januar 2027 aufgehoben.",
            "Nummer 1: § 7: −",
        ),
        (
            "In § 3 werden hinter den Worten „a“ die Worte eingefügt: „b“.",
            "Nummer 1: § 3: „a“ + „b“",
        ),
        (
            "In Anlage 1 Teil A Nummer 1.2 wird das Wort „a“ gestrichen.",
            "Nummer 1: Anlage 1 Teil A Nummer 1.2: − „a“",
        ),
        (
            "In Anlage 1 wird in Teil A Nummer 1.2 das Wort „a“ gestrichen.",
            "Nummer 1: Anlage 1 Teil A Nummer 1.2: − „a“",
        ),
        (
            "In der Anlage Abschnitt II wird das Wort „a“ gestrichen.",
            "Nummer 1: Anlage Abschnitt II: − „a“",
        ),
        (
            "In der Tabelle in Anlage 1 wird die Zeile zu Nummer 3 gestrichen.",
            "Nummer 1: Anlage 1 Zeile 3: −",
        ),
    ] {
        assert_eq!(listed_one(command), read, "{command}");
    }
    // One of several equal words is none that can be told.
    for command in [
        "In § 14 wird das zweite Wort „a“ gestrichen.",
        "§ 7 wird mit Wirkung aufgehoben.",
        "In Anlage 1 Teil A Nummer 1 und Teil B Nummer 2 wird das Wort „a“ gestrichen.",
    ] {
        let read = listed_one(command);
        assert!(!read.contains('−'), "{read}");
    }
    // A text that was left out is none.
    let left_out = status("§ 3 Absatz 1 wird wie folgt gefasst: „...“");
    assert_eq!(left_out, Status::Failed(Reason::EmptyText));
    // A place where a command was struck holds none.
    assert_eq!(
        listed("1. (weggefallen)\n2. § 7 wird aufgehoben."),
        ["Nummer 2: § 7: −"]
    );
}

#[test]
fn divisions_of_an_annex_are_found_by_their_names() {
    let pack = pack();
    let text = "Teil A Anträge\n1. Der Antrag ist schriftlich zu stellen.\n2. Er ist zu begründen.\nTeil B \
                Anzeigen\n1. Die Anzeige ist schriftlich zu erstatten.";
    let law = Statute {
        id: "m".to_owned(),
        title: "Mustergebührengesetz".to_owned(),
        provisions: vec![Provision {
            designation: "Anlage 1".to_owned(),
            kind: normscreen::statute::ProvisionKind::Annex,
            text: text.to_owned(),
            subsections: read_flat(text, &pack.lexicon),
            ..Provision::default()
        }],
        ..Statute::default()
    };
    let laws = [law];
    let carried_out = |command: &str| {
        let draft = draft(
            &pack,
            "Änderung des Mustergebührengesetzes",
            &format!("Das Mustergebührengesetz wird wie folgt geändert:\n1. {command}"),
        );
        let source = normscreen::amend::Statutes::new(&laws, &pack);
        let mut outcomes = consolidate(&draft, &source, &pack);
        let outcome = outcomes.remove(0);
        let text = outcome.after.expect("the statute is there").provisions[0]
            .text
            .clone();
        (outcome.commands[0].status.clone(), text)
    };
    let (status, after) =
        carried_out("In Anlage 1 Teil B Nummer 1 wird das Wort „schriftlich“ gestrichen.");
    assert_eq!(status, Status::Applied);
    assert!(after.contains("1. Der Antrag ist schriftlich"), "{after}");
    assert!(
        after.contains("1. Die Anzeige ist zu erstatten."),
        "{after}"
    );
    let (status, after) = carried_out("In Anlage 1 Teil B wird das Wort „schriftlich“ gestrichen.");
    assert_eq!(status, Status::Applied);
    assert!(after.contains("Die Anzeige ist zu erstatten."), "{after}");
    // What is not told for sure is not carried out.
    for command in [
        "In Anlage 1 Teil C Nummer 1 wird das Wort „schriftlich“ gestrichen.",
        "In Anlage 1 Teil B Nummer 2 wird das Wort „zu“ gestrichen.",
        "Anlage 1 Teil B Nummer 1 wird aufgehoben.",
        "Anlage 1 Teil B Nummer 1 wird wie folgt gefasst: „1. Neu.“",
    ] {
        let (status, after) = carried_out(command);
        assert_ne!(status, Status::Applied, "{command}");
        assert_eq!(after, text, "{command}");
    }
}

#[test]
fn what_is_changed_is_not_repealed_as_well() {
    let pack = pack();
    let text = "Das Muster-Marktzulassungsgesetz vom 18. September 2025 (BGBl. 2025 I Nr. 9002) wird aufgehoben, \
                geändert oder ergänzt:\n1. § 3 Absatz 1 wird aufgehoben.";
    let draft = draft(&pack, "Änderung des Muster-Marktzulassungsgesetzes", text);
    assert_eq!(read_all(&draft, &pack), ["Nummer 1: § 3 Absatz 1: −"]);
}

#[test]
fn a_satz_that_is_there_already_is_not_received() {
    // § 3 Absatz 1 has two sentences.
    for command in [
        "§ 3 Absatz 1 erhält folgenden Satz 2: „Neues gilt.“",
        "§ 3 erhält folgenden Absatz 2: „(2) Neues gilt.“",
    ] {
        assert_ne!(status(command), Status::Applied, "{command}");
    }
    let text = after("1. § 3 erhält folgenden Absatz 3: „(3) Neues gilt.“", "§ 3");
    assert!(text.ends_with("anzuzeigen.\n(3) Neues gilt."), "{text}");
}

/// Sentences bear no numbers: what goes or comes before one shifts it, and "bisherig" says by which
/// count it is named.
#[test]
fn the_former_number_of_a_sentence_counts_in_the_law_in_force() {
    let first_goes = "1. § 3 Absatz 2 wird wie folgt geändert:\na) Satz 1 wird aufgehoben.\n";
    for second in [
        "b) In dem bisherigen Satz 2 wird das Wort „schriftlich“ gestrichen.",
        "b) Im neuen Satz 1 wird das Wort „schriftlich“ gestrichen.",
        "b) In Satz 2 wird das Wort „schriftlich“ gestrichen.",
    ] {
        let text = after(&format!("{first_goes}{second}"), "§ 3");
        assert!(text.contains("vorher anzuzeigen."), "{second}: {text}");
    }
    let one_comes = "1. § 3 Absatz 2 wird wie folgt geändert:\na) Nach Satz 1 wird folgender Satz \
                     eingefügt: „Das Nähere wird bestimmt.“\n";
    let text = after(
        &format!("{one_comes}b) Der bisherige Satz 2 wird aufgehoben."),
        "§ 3",
    );
    assert!(
        text.ends_with("anbietet. Das Nähere wird bestimmt."),
        "{text}"
    );
    let unclear = outcome(&format!("{one_comes}b) Satz 2 wird aufgehoben."));
    let satz = Reason::Shifted("Satz 2".to_owned());
    assert_eq!(unclear.commands[1].status, Status::Ambiguous(satz));
}

/// The same of an Absatz that has got another number by then, and of what lies in it.
#[test]
fn the_former_number_of_an_absatz_is_followed() {
    let shifted = "1. § 3 wird wie folgt geändert:\na) Nach Absatz 1 wird folgender Absatz 2 \
                   eingefügt: „(2) Neues gilt. Es gilt schriftlich.“\nb) Der bisherige Absatz 2 wird \
                   Absatz 3.\n";
    let text = after(
        &format!(
            "{shifted}c) In dem bisherigen Absatz 2 Satz 2 wird das Wort „schriftlich“ gestrichen."
        ),
        "§ 3",
    );
    assert!(text.contains("Es gilt schriftlich."), "{text}");
    assert!(text.ends_with("vorher anzuzeigen."), "{text}");
    let text = after(
        &format!("{shifted}c) Der bisherige Absatz 2 wird aufgehoben."),
        "§ 3",
    );
    assert!(
        text.ends_with("Es gilt schriftlich.\n(3) (weggefallen)"),
        "{text}"
    );
    let text = after(
        &format!(
            "{shifted}c) Dem bisherigen Absatz 2 wird folgender Satz angefügt: „Das Nähere wird bestimmt.“"
        ),
        "§ 3",
    );
    assert!(
        text.ends_with("anzuzeigen. Das Nähere wird bestimmt."),
        "{text}"
    );
}

/// Where the preposition is missing, no unit goes for the word that was meant.
#[test]
fn a_slip_strikes_no_unit() {
    for command in [
        "§ 3 Absatz 2 Satz 2 wird das Wort „schriftlich“ gestrichen.",
        "§ 3 Absatz 2 Satz 2 das Wort „schriftlich“ gestrichen.",
    ] {
        assert!(matches!(status(command), Status::Failed(_)), "{command}");
    }
    let heading = "Die Überschrift zu § 3 wird wie folgt gefasst: „§ 4 Antrag\n(1) Der Antrag ist zu \
                   stellen.“";
    assert!(matches!(status(heading), Status::Failed(_)));
}

#[test]
fn commands_may_go_on_in_what_they_renumber_or_put_in() {
    let text = after(
        "1. Absatz 2 des § 3 wird Absatz 3 und in Satz 2 wird das Wort „schriftlich“ gestrichen.",
        "§ 3",
    );
    assert!(text.contains("\n(3) Keiner"), "{text}");
    assert!(text.contains("vorher anzuzeigen."), "{text}");
    let text = after(
        "1. § 3 Absatz 2 wird um folgenden Satz ergänzt: „Das gilt nicht im Winter.“",
        "§ 3",
    );
    assert!(
        text.ends_with("anzuzeigen. Das gilt nicht im Winter."),
        "{text}"
    );
    assert_eq!(
        listed(
            "1. In § 3 Absatz 2 Nummer 8 wird der Punkt am Ende durch ein Komma und das Wort „und“ \
                ersetzt und folgende Nummer 9 wird angefügt: „9. das Nähere.“"
        ),
        [
            "Nummer 1: § 3 Absatz 2 Nummer 8: „.“ $ → „, und“",
            "Nummer 1: § 3 Absatz 2: … ↓ Nummer 9: „9. das Nähere.“"
        ]
    );
}

/// One verb may end what is said of several places.
#[test]
fn one_verb_serves_several_places() {
    assert_eq!(
        listed(
            "1. In § 64 Absatz 2 Satz 1 wird das Wort „Dienst“ und in Satz 3 das Wort „jedes“ gestrichen."
        ),
        [
            "Nummer 1: § 64 Absatz 2 Satz 1: − „Dienst“",
            "Nummer 1: § 64 Absatz 2 Satz 3: − „jedes“"
        ]
    );
    assert_eq!(
        listed(
            "1. In § 12 Absatz 1 Satz 1 wird das Wort „Ort“ durch „Sitz“ und in Absatz 3 das Wort \
             „Land“ durch „Gebiet“ ersetzt."
        ),
        [
            "Nummer 1: § 12 Absatz 1 Satz 1: „Ort“ → „Sitz“",
            "Nummer 1: § 12 Absatz 3: „Land“ → „Gebiet“"
        ]
    );
}

/// "Jeweils" with a range speaks of each unit by itself.
#[test]
fn in_a_range_each_unit_is_a_place_of_its_own() {
    let text = after(
        "1. In § 9 Absatz 2 Nummer 2 bis 3 wird jeweils das Wort „der“ durch das Wort „aller“ ersetzt.",
        "§ 9",
    );
    assert!(text.contains("Namen aller am Stand"), "{text}");
    assert!(
        text.contains("Beanstandungen aller Marktaufsicht"),
        "{text}"
    );
    let status = status(
        "In § 9 Absatz 2 Nummer 1 bis 3 wird jeweils das Wort „oder“ durch das Wort „und“ ersetzt.",
    );
    let missing = Reason::NoWords("oder".to_owned());
    assert_eq!(
        status,
        Status::Failed(Reason::Unit("Nummer 2".to_owned(), Box::new(missing)))
    );
    // Commas at the end of each, where there is one.
    let text = after(
        "1. In § 4 Absatz 2 Nummer 1 bis 4 wird jeweils das Komma am Ende durch ein Semikolon \
         ersetzt.",
        "§ 4",
    );
    assert!(text.contains("Gewerbezentralregister; 3. eine"), "{text}");
}

/// The marks of a sentence stay when half of it goes.
#[test]
fn a_halbsatz_leaves_the_marks_of_its_sentence() {
    let text = after(
        "1. § 13 Absatz 1 Satz 2 Halbsatz 2 wird gestrichen.",
        "§ 13",
    );
    assert!(text.contains("anwesend sein.\n"), "{text}");
    let text = after(
        "1. § 13 Absatz 1 Satz 2 Halbsatz 1 wird wie folgt gefasst: „Die Bewerber müssen da sein;“",
        "§ 13",
    );
    assert!(text.contains("da sein; Bevollmächtigte haben"), "{text}");
}

#[test]
fn ranges_of_inserted_numbers_are_renumbered() {
    let text = after(
        "1. § 10 wird wie folgt geändert:\na) Nach Absatz 1 wird folgender Absatz 1a eingefügt: „(1a) \
         Neues gilt.“\nb) Der bisherige Absatz 1a wird Absatz 1b.\nc) Nach Absatz 1b wird folgender \
         Absatz 1c eingefügt: „(1c) Es gilt noch mehr.“\nd) Die Absätze 1b bis 1c werden die Absätze \
         1c bis 1d.",
        "§ 10",
    );
    assert!(
        text.contains("\n(1a) Neues gilt.\n(1c) Die Anzeige"),
        "{text}"
    );
    assert!(text.contains("\n(1d) Es gilt noch mehr.\n(2) "), "{text}");
}

/// What is renumbered may be changed in the same breath.
#[test]
fn what_is_renumbered_is_changed_at_once() {
    let text = after(
        "1. § 15 wird wie folgt geändert:\na) Der Wortlaut wird Absatz 1 und Satz 2 wird wie folgt \
         gefasst: „Im Internet steht sie auch.“\nb) Folgender Absatz 2 wird angefügt: „(2) Neu.“",
        "§ 15",
    );
    assert!(text.starts_with("(1) Die Marktordnung"), "{text}");
    assert!(
        text.ends_with("Im Internet steht sie auch.\n(2) Neu."),
        "{text}"
    );
    let text = after(
        "1. § 3 Absatz 2 wird Absatz 3 und in ihm wird das Wort „schriftlich“ gestrichen.",
        "§ 3",
    );
    assert!(text.contains("\n(3) Keiner"), "{text}");
    assert!(text.ends_with("vorher anzuzeigen."), "{text}");
    // A sentence that has not moved is renumbered by nobody.
    assert!(matches!(
        status("§ 3 Absatz 1 Satz 1 wird Satz 2."),
        Status::Ambiguous(Reason::Order(_))
    ));
}

/// An authority that repeals a decision amends no statute.
#[test]
fn what_decides_is_no_amendment() {
    let pack = pack();
    for (heading, text) in [
        (
            "Aufhebung des Bescheids",
            "(1) Der Bescheid wird aufgehoben, 1. wenn die Voraussetzungen entfallen oder 2. wenn er \
             schriftlich beantragt wird.",
        ),
        (
            "Querverkauf",
            "(1) Das gilt nicht, wenn das Erzeugnis Folgendes ergänzt: 1. eine Ware, 2. einen Dienst.",
        ),
    ] {
        assert!(
            read(&draft(&pack, heading, text), &pack).is_empty(),
            "{text}"
        );
    }
}

/// The second half of a command leaves out what the first has said, also below a list.
#[test]
fn places_carry_on_within_a_command() {
    let text = after(
        "1. § 5 wird wie folgt geändert:\na) Absatz 1 Nummer 1 wird gestrichen und die bisherigen Nummern \
         2 und 3 werden die Nummern 1 und 2.\n2. § 6 wird wie folgt geändert:\na) Absatz 4 Satz 2 wird \
         aufgehoben und in Satz 1 wird das Wort „verloren“ durch das Wort „unter“ ersetzt.",
        "§ 5",
    );
    assert!(
        text.contains("1. in geordneten Vermögensverhältnissen"),
        "{text}"
    );
    assert!(text.contains("2. eine Haftpflichtversicherung"), "{text}");
    let text = after(
        "1. § 6 wird wie folgt geändert:\na) Absatz 4 Satz 2 wird aufgehoben und folgender Satz wird \
         angefügt: „Das gilt auch für Abschriften.“",
        "§ 6",
    );
    assert!(
        text.ends_with("eine Zweitausfertigung aus. Das gilt auch für Abschriften."),
        "{text}"
    );
}

/// Half of a command is another one.
#[test]
fn a_command_is_carried_out_whole_or_not_at_all() {
    let outcome = outcome(
        "1. In § 3 Absatz 2 Satz 2 wird das Wort „schriftlich“ gestrichen und das Wort „mündlich“ durch \
         das Wort „elektronisch“ ersetzt.",
    );
    let told: Vec<&Status> = outcome.commands.iter().map(|c| &c.status).collect();
    assert_eq!(
        told,
        [
            &Status::Failed(Reason::Partner),
            &Status::Failed(Reason::NoWords("mündlich".to_owned()))
        ]
    );
    assert!(outcome.changes.is_empty(), "{:?}", outcome.changes);
    // Another sentence is another command.
    let text = after(
        "1. § 3 Absatz 2 wird wie folgt geändert: In Satz 2 wird das Wort „schriftlich“ gestrichen. In \
         Satz 1 wird das Wort „ausschließlich“ gestrichen.",
        "§ 3",
    );
    assert!(text.contains("vorher anzuzeigen."), "{text}");
}

#[test]
fn of_equal_words_those_beside_an_anchor_are_meant() {
    let text = after(
        "1. In § 5 Absatz 1 wird nach den Wörtern „200 000 Euro je“ das Wort „Versicherungsfall“ durch \
         das Wort „Schadensfall“ ersetzt.",
        "§ 5",
    );
    assert!(text.contains("je Schadensfall beträgt"), "{text}");
    assert_eq!(
        status(
            "In § 5 Absatz 1 wird nach dem Wort „Euro“ das Wort „Versicherungsfall“ gestrichen."
        ),
        Status::Failed(Reason::NoWords("Euro Versicherungsfall".to_owned()))
    );
}

#[test]
fn headings_are_named_in_every_way() {
    for command in [
        "1. § 3 erhält folgende Überschrift: „Erlaubnispflicht“.",
        "1. In der Überschrift von § 3 wird das Wort „Zulassungspflicht“ durch das Wort \
         „Erlaubnispflicht“ ersetzt.",
    ] {
        let outcome = outcome(command);
        assert_eq!(outcome.commands[0].status, Status::Applied, "{command}");
        let statute = outcome.after.expect("the statute is there");
        let mut provisions = statute.provisions.iter();
        let found = provisions.find(|p| p.designation == "§ 3");
        assert_eq!(found.expect("§ 3 is there").heading, "Erlaubnispflicht");
    }
}

#[test]
fn where_a_sentence_goes_is_not_guessed() {
    let told =
        status("In § 3 Absatz 2 wird folgender Satz eingefügt: „Das gilt nicht für Vereine.“");
    assert!(
        matches!(told, Status::Failed(Reason::Unread(_))),
        "{told:?}"
    );
}

#[test]
fn a_new_annex_keeps_its_number() {
    let outcome =
        outcome("1. Folgende Anlage wird angefügt: „Anlage 7\n(zu § 3)\nFormblatt\nName“.");
    assert_eq!(outcome.commands[0].status, Status::Applied);
    let statute = outcome.after.expect("the statute is there");
    let annex = statute.provisions.last().expect("there are provisions");
    assert_eq!(annex.designation, "Anlage 7");
}

/// What amended a statute last is not where it was published.
#[test]
fn the_place_of_publication_is_that_of_the_statute() {
    let pack = pack();
    for head in [
        "Das Musterbuch in der im Bundesgesetzblatt Teil III, Gliederungsnummer 303-1, veröffentlichten \
         bereinigten Fassung, das zuletzt durch Artikel 2 des Gesetzes vom 1. Mai 2024 (BGBl. 2024 I Nr. \
         7) geändert worden ist, wird wie folgt geändert:",
        "Das Musterbuch, das zuletzt durch Artikel 2 des Gesetzes vom 1. Mai 2024 (BGBl. 2024 I Nr. 7) \
         geändert worden ist, wird wie folgt geändert:",
    ] {
        let text = format!("{head}\n1. § 1 wird aufgehoben.");
        let amendments = read(&draft(&pack, "Änderung des Musterbuchs", &text), &pack);
        assert_eq!(amendments[0].target.name, "Musterbuch");
        assert_eq!(amendments[0].target.gazette, "", "{head}");
        assert!(amendments[0].target.amended_by.contains("Nr. 7"), "{head}");
    }
}

/// "jeweils das Wort": what comes last is for each of the places.
#[test]
fn words_are_shared_by_the_places_that_each_ask_for_them() {
    let text = after(
        "1. In § 3 Absatz 1 Satz 1 wird nach dem Wort „Zulassung“ und in § 6 Absatz 3 nach dem Wort \
         „Bescheid“ jeweils das Wort „stets“ eingefügt.",
        "§ 3",
    );
    assert!(text.contains("bedarf der Zulassung stets durch"), "{text}");
}

/// "Die §§ 3 und 6 werden durch die folgenden §§ 3 und 6 ersetzt": what stands between them stays.
#[test]
fn provisions_that_stand_apart_are_each_replaced_by_their_namesake() {
    let commands = "1. Die §§ 3 und 6 werden durch die folgenden §§ 3 und 6 ersetzt:\n„§ 3\nZulassung\nDie \
         Zulassung wird erteilt.\n§ 6\nBescheid\nDer Bescheid ergeht elektronisch.“";
    assert_eq!(after(commands, "§ 3"), "Die Zulassung wird erteilt.");
    assert_eq!(after(commands, "§ 6"), "Der Bescheid ergeht elektronisch.");
    assert_ne!(after(commands, "§ 4"), "(weggefallen)");
    let other = "1. Die §§ 3 und 6 werden durch die folgenden §§ 3 bis 5 ersetzt:\n„§ 3\nZulassung\nDie \
         Zulassung wird erteilt.\n§ 4\nAntrag\nEs gilt.\n§ 5\nBescheid\nEs gilt.“";
    assert!(matches!(
        outcome(other).commands[0].status,
        Status::Ambiguous(_)
    ));
}

/// What a sentence replaces it means as it stands in the law: words can change places.
#[test]
fn words_change_places_within_a_sentence() {
    let text = after(
        "1. In § 4 Absatz 3 Satz 1 wird das Wort „Personalausweises“ durch das Wort „Reisepasses“ und das \
         Wort „Reisepasses“ durch das Wort „Personalausweises“ ersetzt.",
        "§ 4",
    );
    assert!(
        text.contains("Vorlage seines Reisepasses oder Personalausweises auszuweisen."),
        "{text}"
    );
    let told = outcome(
        "1. In § 4 Absatz 3 Satz 1 wird das Wort „Personalausweises“ durch das Wort „Wechsels“ und das \
         Wort „Wechsels“ durch das Wort „Personalausweises“ ersetzt.",
    );
    let told: Vec<&Status> = told.commands.iter().map(|c| &c.status).collect();
    assert_eq!(
        told,
        [
            &Status::Failed(Reason::Partner),
            &Status::Failed(Reason::NoWords("Wechsels".to_owned()))
        ]
    );
}

/// "Im einleitenden Satzteil", "letzter Halbsatz": places without a number.
#[test]
fn places_without_a_number_are_found_where_there_is_one() {
    let text = after(
        "1. § 10 Absatz 1 wird wie folgt geändert:\na) Im einleitenden Satzteil wird das Wort \
         „unverzüglich“ durch das Wort „elektronisch“ ersetzt.\nb) In Satz 2 wird der letzte Halbsatz \
         gestrichen.",
        "§ 10",
    );
    assert!(
        text.contains("der Marktaufsicht elektronisch anzuzeigen"),
        "{text}"
    );
    assert!(
        text.contains("Die Anzeige bedarf der Schriftform."),
        "{text}"
    );
    let text = after(
        "1. In § 4 Absatz 2 Satz 1 wird der einleitende Satzteil wie folgt gefasst: „Der Antrag enthält“.",
        "§ 4",
    );
    assert!(
        text.contains("(2) Der Antrag enthält 1. ein Führungszeugnis"),
        "{text}"
    );
    assert_eq!(
        status("In § 10 Absatz 2 wird im einleitenden Satzteil das Wort „Wechsel“ gestrichen."),
        Status::Failed(Reason::Part("einleitender Satzteil".to_owned()))
    );
    assert_eq!(
        status("In § 9 Absatz 3 wird der letzte Halbsatz gestrichen."),
        Status::Failed(Reason::NoPlace("letzter Halbsatz".to_owned()))
    );
}

/// "jeweils" asks for several places; where the words stand once, nothing is to choose.
#[test]
fn a_superfluous_jeweils_leaves_no_choice() {
    let told =
        status("In § 4 Absatz 1 wird jeweils das Wort „Vordruck“ durch das Wort „Blatt“ ersetzt.");
    assert!(
        matches!(told, Status::Failed(Reason::Few { found: 1, .. })),
        "{told:?}"
    );
}

/// What would leave two units of one name is refused, unless another command makes room.
#[test]
fn a_name_that_is_taken_is_not_given_again() {
    assert_eq!(
        status(
            "Nach § 6 wird folgender § 7 eingefügt: „§ 7\nAntrag\nEr kann elektronisch gestellt werden.“"
        ),
        Status::Failed(Reason::Taken("§ 7".to_owned()))
    );
    let absatz = "Nach § 7 Absatz 1 wird folgender Absatz 2 eingefügt: „(2) Es gilt.“";
    assert_eq!(
        status(absatz),
        Status::Failed(Reason::Taken("§ 7 Absatz 2".to_owned()))
    );
    // What is put in and what makes room for it are two commands, in any order.
    let renumbered = "1. § 7 wird wie folgt geändert:\na) Nach Absatz 1 wird folgender Absatz 2 \
                      eingefügt: „(2) Es gilt.“\nb) Die bisherigen Absätze 2 und 3 werden die Absätze 3 \
                      und 4.";
    let labels =
        |text: &str| -> Vec<String> { text.lines().map(|line| line[..3].to_owned()).collect() };
    assert_eq!(
        labels(&after(renumbered, "§ 7")),
        ["(1)", "(2)", "(3)", "(4)"]
    );
}

/// "Der bisherige Absatz 3" is the one in force, though another one has its number by then.
#[test]
fn the_former_number_counts_where_two_bear_it() {
    let text = after(
        "1. § 7 wird wie folgt geändert:\na) Nach Absatz 1 wird folgender Absatz 2 eingefügt: „(2) Es \
         gilt.“\nb) Der bisherige Absatz 2 wird Absatz 3.\nc) Der bisherige Absatz 3 wird aufgehoben.",
        "§ 7",
    );
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert_eq!(lines[1], "(2) Es gilt.");
    assert!(
        lines[2].starts_with("(3) Der Marktausweis und die Zulassungsurkunde"),
        "{text}"
    );
}

#[test]
fn what_is_repealed_is_not_repealed_again() {
    assert_eq!(
        status("§ 25 wird aufgehoben."),
        Status::Failed(Reason::Gone("§ 25".to_owned()))
    );
}

/// The text behind a list is part of the sentence, and of no item.
#[test]
fn text_behind_a_list_in_a_quotation_is_none_of_its_last_item() {
    let outcome = outcome(
        "1. Dem § 7 wird folgender Absatz 4 angefügt:\n„(4) Er hat die Unterlagen\n1. im Original \
         oder\n2. als elektronische Kopie\nvorzulegen.“",
    );
    let statute = outcome.after.expect("the statute is there");
    let provision = statute
        .provisions
        .iter()
        .find(|p| p.designation == "§ 7")
        .expect("§ 7 is there");
    let added = provision.subsections.last().expect("it has Absätze");
    assert_eq!(
        added.items[1].span.of(&provision.text),
        "2. als elektronische Kopie"
    );
    assert!(added.span.of(&provision.text).ends_with("vorzulegen."));
}

#[test]
fn a_text_that_holds_another_unit_than_announced_is_refused() {
    let refused = Status::Failed(Reason::NewText);
    for command in [
        "§ 3 Absatz 2 Satz 2 wird wie folgt gefasst: „(3) Er hat sie anzuzeigen.“",
        "Dem § 3 Absatz 2 wird folgender Satz angefügt: „(3) Er hat sie anzuzeigen.“",
        "§ 3 Absatz 2 wird wie folgt gefasst: „(2) Es gilt.\n(3) Es gilt auch.“",
        "§ 3 Absatz 2 wird wie folgt gefasst: „(2) Es gilt. (3) Es gilt auch.“",
        "§ 5 Absatz 1 Nummer 1 wird wie folgt gefasst: „1. treu ist,\n2. redlich ist,“",
        "§ 5 Absatz 1 Nummer 1 wird wie folgt gefasst: „1. treu ist, 2. redlich ist,“",
        "§ 3 Absatz 2 Satz 2 wird wie folgt gefasst: „2. Er hat sie anzuzeigen.“",
        "§ 15 wird wie folgt gefasst: „§ 15\nOrdnung\nEs gilt.\n§ 16\nEs gilt.“",
    ] {
        assert_eq!(status(command), refused, "{command}");
    }
    let twice = "Nach § 15 wird folgender § 15a eingefügt: „§ 15a\nOrdnung\n(1) Es gilt.\n(1) Nichts gilt.“";
    assert_eq!(
        status(twice),
        Status::Failed(Reason::Twice("Absatz 1".to_owned()))
    );
    let text = after(
        "1. § 3 Absatz 2 Satz 1 wird wie folgt gefasst: „(2) Es gilt.“",
        "§ 3",
    );
    assert!(text.contains("\n(2) Es gilt. Er hat die"), "{text}");
}

#[test]
fn a_number_that_is_taken_is_given_to_no_item() {
    let taken = |place: &str| Status::Failed(Reason::Taken(place.to_owned()));
    for (command, place) in [
        (
            "In § 5 Absatz 1 wird nach Nummer 1 folgende Nummer 2 eingefügt: „2. treu ist,“",
            "§ 5 Absatz 1 Nummer 2",
        ),
        (
            "In § 4 Absatz 2 Nummer 5 wird nach Buchstabe a folgender Buchstabe b eingefügt: „b) ein Bild,“",
            "§ 4 Absatz 2 Nummer 5 Buchstabe b",
        ),
        (
            "In § 5 Absatz 1 wird folgende Nummer 2 angefügt: „2. treu ist,“",
            "§ 5 Absatz 1 Nummer 2",
        ),
        (
            "Dem § 3 wird folgender Absatz 2 angefügt: „(2) Es gilt.“",
            "§ 3 Absatz 2",
        ),
        (
            "Dem § 3 Absatz 2 wird folgender Satz 2 angefügt: „Es gilt.“",
            "§ 3 Absatz 2 Satz 2",
        ),
        (
            "§ 5 Absatz 1 Nummer 1 wird Nummer 2.",
            "§ 5 Absatz 1 Nummer 2",
        ),
    ] {
        assert_eq!(status(command), taken(place), "{command}");
    }
    let text = after(
        "1. § 5 Absatz 1 wird wie folgt geändert:\na) Nach Nummer 1 wird folgende Nummer 2 eingefügt: „2. treu ist,“\n\
         b) Die bisherigen Nummern 2 und 3 werden die Nummern 3 und 4.",
        "§ 5",
    );
    assert!(text.contains("2. treu ist, 3. in geordneten"), "{text}");
    let text = after(
        "1. § 5 Absatz 1 wird wie folgt geändert:\na) Nummer 2 wird aufgehoben.\n\
         b) Nach Nummer 1 wird folgende Nummer 2 eingefügt: „2. treu ist und“",
        "§ 5",
    );
    assert!(text.contains("besitzt, 2. treu ist und 3. eine"), "{text}");
    let text = after(
        "1. § 3 wird wie folgt geändert:\na) Absatz 2 wird aufgehoben.\n\
         b) Folgender Absatz 2 wird angefügt: „(2) Es gilt.“",
        "§ 3",
    );
    assert!(text.ends_with("werden.\n(2) Es gilt."), "{text}");
}

#[test]
fn what_gets_another_number_stands_where_it_belongs() {
    let text = after(
        "1. § 3 Absatz 2 wird Absatz 1 und der bisherige Absatz 1 wird Absatz 2.",
        "§ 3",
    );
    assert!(text.starts_with("(1) Keiner Zulassung bedarf"), "{text}");
    assert!(text.contains("\n(2) Wer einen Markt-"), "{text}");
    assert!(text.ends_with("verbunden werden."), "{text}");
    let text = after(
        "1. § 4 Absatz 2 Satz 1 wird wie folgt geändert:\na) Die Nummern 2 bis 4 werden aufgehoben.\n\
         b) Nummer 6 wird Nummer 2.\nc) Nummer 5 wird Nummer 3.",
        "§ 4",
    );
    assert!(
        text.contains(
            "drei Monate ist, 2. zwei Lichtbilder des Betreibers. 3. bei Schaustellerbetrieben"
        ),
        "{text}"
    );
    assert!(!text.contains("weggefallen"), "{text}");
    let text = after(
        "1. § 23 Absatz 1 wird wie folgt geändert:\na) Die Nummern 2 bis 4 werden aufgehoben.\nb) Nummer 5 wird Nummer 2.",
        "§ 23",
    );
    assert!(
        text.contains("führt, 2. entgegen § 10 Absatz 1 eine"),
        "{text}"
    );
    assert!(!text.contains("weggefallen"), "{text}");
}

#[test]
fn units_that_change_their_level_are_told_as_such() {
    let moved = |from: &str, to: &str| Status::Failed(Reason::Move(from.to_owned(), to.to_owned()));
    assert_eq!(
        status("§ 3 Absatz 2 wird § 3a."),
        moved("§ 3 Absatz 2", "§ 3a")
    );
    assert_eq!(
        status("§ 3 Absatz 2 Satz 2 wird Absatz 3."),
        moved("§ 3 Absatz 2 Satz 2", "Absatz 3")
    );
}

#[test]
fn a_text_that_is_still_open_is_not_put_in() {
    let command = |new: &str| {
        format!("In § 21 wird das Wort „schriftlich“ durch die Wörter „{new}“ ersetzt.")
    };
    assert_eq!(
        status(&command("[in Textform/elektronisch]")),
        Status::Failed(Reason::Open("[in Textform/elektronisch]".to_owned()))
    );
    assert_eq!(
        status(&command("[einsetzen: Datum der Verkündung/Tag]")),
        Status::Applied
    );
}

#[test]
fn changes_that_are_announced_and_do_not_come_are_told() {
    let outcome = outcome("1. § 3 Absatz 2 wird wie folgt geändert:\n2. § 15 wird aufgehoben.");
    let told: Vec<&Status> = outcome.commands.iter().map(|c| &c.status).collect();
    let nothing = Status::Failed(Reason::Unread(Obstacle::Nothing));
    assert_eq!(told, [&nothing, &Status::Applied]);
}

#[test]
fn provisions_move_up_into_a_free_number() {
    let commands =
        "1. § 15 wird aufgehoben.\n2. Die bisherigen §§ 16 bis 18 werden die §§ 15 bis 17.";
    assert!(after(commands, "§ 15").starts_with("(1) Eine Marktvereinigung"));
    assert!(after(commands, "§ 17").starts_with("(1) Die Marktvereinigung hat"));
}

#[test]
fn a_statute_that_a_draft_ends_is_repealed() {
    let pack = pack();
    let corpus = Corpus::open(&[model()], &pack, ReadOptions::default());
    let told = |text: &str| {
        let outcomes = consolidate(&draft(&pack, "Inkrafttreten", text), &corpus, &pack);
        let repealed = |outcome: &TargetOutcome| {
            let after = outcome.after.as_ref();
            after.is_some_and(|law| law.provisions.iter().all(|p| p.repealed))
        };
        outcomes.iter().map(repealed).collect::<Vec<_>>()
    };
    let name = "Muster-Marktzulassungsgesetz vom 18. September 2025 (BGBl. 2025 I Nr. 9002)";
    let amended = "das zuletzt durch Artikel 2 des Gesetzes vom 26. März 2026 (BGBl. 2026 I Nr. 9011) geändert worden ist";
    let start = "Dieses Gesetz tritt am Tag nach der Verkündung in Kraft.";
    assert_eq!(
        told(&format!(
            "{start} Gleichzeitig tritt das {name}, {amended}, außer Kraft."
        )),
        [true]
    );
    assert_eq!(
        told(&format!(
            "{start} Das {name} tritt am 1. Januar 2028 außer Kraft."
        )),
        [true]
    );
    let rest = format!("Gleichzeitig tritt das {name} mit Ausnahme von § 3 außer Kraft.");
    let part = format!("Gleichzeitig tritt § 3 des {name}s außer Kraft.");
    let unknown =
        "Gleichzeitig tritt das Mustergesetz vom 1. Mai 2020 (BGBl. I S. 12) außer Kraft.";
    for text in [rest.as_str(), &part, unknown] {
        assert!(told(text).is_empty(), "{text}");
    }
}

#[test]
fn commands_that_name_a_half_or_a_mark_behind_an_item_are_read() {
    let text = after(
        "1. In § 13 Absatz 1 Satz 2 wird der Halbsatz „; Bevollmächtigte haben eine schriftliche Vollmacht vorzulegen“ gestrichen.",
        "§ 13",
    );
    assert!(text.contains("anwesend sein.\n(2)"), "{text}");
    let text = after(
        "1. In § 5 Absatz 1 werden nach Nummer 3 der Punkt durch ein Komma ersetzt und folgende Nummer 4 angefügt: „4. treu ist.“",
        "§ 5",
    );
    assert!(text.contains("4. treu ist."), "{text}");
    let text = after(
        "1. § 9 Absatz 3 wird wie folgt geändert:\na) Der Wortlaut wird Satz 1.\nb) Folgender Satz wird angefügt: „Es gilt.“",
        "§ 9",
    );
    assert!(text.ends_with("aufzubewahren. Es gilt."), "{text}");
}

/// The last command of an article is none of the outline, whatever it ends with.
#[test]
fn the_last_command_before_an_article_is_no_heading() {
    let head = "# Entwurf eines Gesetzes zur Änderung des Mustergesetzes\n\n## Artikel 1\nÄnderung des \
                Mustergesetzes\n\nDas Mustergesetz vom 18. September 2025 (BGBl. 2025 I Nr. 9002) wird wie \
                folgt geändert:\n\n1. § 6 Satz 3 wird aufgehoben.\n";
    let tail = "\n\n## Artikel 2\nInkrafttreten\n\nDieses Gesetz tritt am Tag nach der Verkündung in Kraft.\n";
    for last in [
        "2. Dem § 7 wird folgender Absatz 5 angefügt:\n   „(5) Der Verzicht ist schriftlich zu erklären.“",
        "2. In § 7 Absatz 1 wird das Wort „schriftlich“ durch die Wörter „in Textform“ ersetzt",
        "2. § 7 wird aufgehoben",
    ] {
        let pack = pack();
        let draft = format!("{head}{last}{tail}");
        let bytes = draft.as_bytes();
        let options = ReadOptions::default();
        let read = normscreen::ingest::ingest_bytes("entwurf.md", bytes, &pack, &options);
        let listed = read_all(read[0].statute.as_ref().expect("a draft"), &pack);
        assert_eq!(listed.len(), 2, "{last}: {listed:?}");
    }
}

/// "Jeweils" with several places asks for words that are struck once in each: of two nothing says which are
/// meant. A term gets its new name wherever it stands.
#[test]
fn words_that_stand_twice_in_one_of_several_places_leave_a_choice() {
    let count = Reason::Count {
        words: "der".to_owned(),
        found: 2,
        expected: 1,
    };
    assert_eq!(
        status("In § 7 Absatz 2 und 3 wird jeweils das Wort „der“ gestrichen."),
        Status::Ambiguous(Reason::Unit("§ 7 Absatz 2".to_owned(), Box::new(count)))
    );
    let text = after(
        "1. In § 3 Absatz 1 und 2 wird an allen Stellen das Wort „der“ durch das Wort „jener“ ersetzt.",
        "§ 3",
    );
    assert!(!text.contains(" der "), "{text}");
    let text = after(
        "1. In § 3 Absatz 1 und 2 wird jeweils das Wort „der“ durch das Wort „jener“ ersetzt.",
        "§ 3",
    );
    assert!(!text.contains(" der "), "{text}");
    // One unit, and several of which each has them once.
    let text = after(
        "1. In § 7 Absatz 2 wird jeweils das Wort „der“ durch das Wort „jener“ ersetzt.",
        "§ 7",
    );
    assert!(text.contains("während jener Marktzeiten"), "{text}");
    let text = after(
        "1. In § 3 Absatz 2 Satz 2 und § 12 Absatz 3 wird jeweils das Wort „schriftlich“ durch das Wort \
         „elektronisch“ ersetzt.",
        "§ 12",
    );
    assert!(text.contains("elektronisch oder mündlich"), "{text}");
}

/// "Absatz 2 wird Absatz 3 und Absatz 3 wird Absatz 2": a swap in one sentence.
#[test]
fn units_swap_their_numbers_in_one_sentence() {
    let text = after(
        "1. § 7 Absatz 2 wird Absatz 3 und Absatz 3 wird Absatz 2.",
        "§ 7",
    );
    let third = text
        .find("(3) Der Marktausweis")
        .expect("the former second");
    assert!(text[..third].contains("(2) Endet die Tätigkeit"), "{text}");
    let text = after(
        "1. § 7 wird wie folgt geändert:\na) Absatz 2 wird Absatz 3 und Absatz 3 wird Absatz 2.",
        "§ 7",
    );
    assert!(text.contains("(2) Endet die Tätigkeit"), "{text}");
    // Which one is changed is not said.
    let outcome = outcome("1. § 7 Absatz 2 wird Absatz 3 und Absatz 3 wird aufgehoben.");
    let applied = outcome
        .commands
        .iter()
        .filter(|c| c.status == Status::Applied);
    assert_eq!(applied.count(), 0, "{:?}", outcome.commands);
}

/// "Kapitel 2 erhält folgende Überschrift:"
#[test]
fn a_chapter_receives_a_heading() {
    let told = status("Das Kapitel 2 erhält folgende Überschrift: „Ausweis“.");
    assert_eq!(told, Status::Applied);
}

/// An Absatz loses its number when the others have gone, and not before.
#[test]
fn the_only_absatz_loses_its_number() {
    let text = after(
        "1. § 3 wird wie folgt geändert:\na) Die Absatzbezeichnung „(1)“ wird gestrichen.\nb) Absatz 2 \
         wird aufgehoben.",
        "§ 3",
    );
    assert!(text.starts_with("Wer einen Markt-"), "{text}");
    assert!(!text.contains("(2)"), "{text}");
    assert_eq!(
        status("In § 3 wird die Absatzbezeichnung „(1)“ gestrichen."),
        Status::Failed(Reason::Numbered("§ 3 Absatz 1".to_owned()))
    );
}

/// A proposal in brackets is no text yet.
#[test]
fn a_proposal_in_brackets_is_not_carried_out() {
    let command = "In § 3 Absatz 2 Satz 2 wird das Wort „schriftlich“ durch die Wörter „[in Textform]“ ersetzt.";
    assert_eq!(
        status(command),
        Status::Failed(Reason::Open("[in Textform]".to_owned()))
    );
}

/// "die folgenden Absätze": their numbers stand in the new text, and go where they belong.
#[test]
fn absaetze_that_only_the_new_text_numbers_are_put_in() {
    let text = after(
        "1. Nach § 3 Absatz 1 werden die folgenden Absätze eingefügt: „(1a) Der Antrag ist formlos.\n(1b) Er ist \
         kostenfrei.“",
        "§ 3",
    );
    assert!(
        text.contains("\n(1a) Der Antrag ist formlos.\n(1b) Er ist kostenfrei.\n(2)"),
        "{text}"
    );
}

/// Notes of who drafts a text, and a new § without its Absatz 2, are no law yet.
#[test]
fn what_is_not_finished_is_not_carried_out() {
    for command in [
        "1. In § 3 Absatz 2 Satz 2 wird das Wort „schriftlich“ durch die Wörter „[in Textform]“ ersetzt.",
        "1. Dem § 12 wird folgender Absatz 4 angefügt: „(4) Die Frist endet. [Anm.: Wird noch geprüft]“",
        "1. Nach § 12 wird folgender § 12a eingefügt: „§ 12a\nFrist\n(1) Erster Satz.\n(3) Zweiter Satz.“",
    ] {
        let outcome = outcome(command);
        assert!(
            matches!(outcome.commands[0].status, Status::Failed(_)),
            "{command}: {:?}",
            outcome.commands
        );
    }
    let law = after(
        "1. Dem § 12 wird folgender Absatz 4 angefügt: „(4) Der Stoff 1-[4-Methyl]phenol ist gemeint.“",
        "§ 12",
    );
    assert!(law.contains("1-[4-Methyl]phenol"));
}
