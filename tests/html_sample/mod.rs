//! A made-up law and a made-up run for the tests of the HTML report. All texts are our own.

use normscreen::report::html::view::*;
use normscreen::statute::{Item, Provision, ProvisionKind, Sentence, Span, Statute, Subsection};

/// What is to be found in a text: the words, the rule, standing and act.
type Mark<'a> = (
    &'a str,
    usize,
    Option<(Effect, Standing)>,
    Option<usize>,
    Option<usize>,
);

pub const HARD: Option<(Effect, Standing)> = Some((Effect::Hard, Standing::Blocking));
pub const SUBSTITUTABLE: Option<(Effect, Standing)> = Some((Effect::Hard, Standing::Substitutable));
pub const OPEN: Option<(Effect, Standing)> = Some((Effect::Mitigated, Standing::Open));

pub fn facts() -> SiteFacts {
    SiteFacts {
        subject: "Modellrecht".to_owned(),
        as_of: "2. April 2025".to_owned(),
        publisher: String::new(),
        version: "0.1.0".to_owned(),
        theme: false,
        limited_to: vec!["Bürger und Unternehmen an die Verwaltung".to_owned()],
    }
}

pub fn pack() -> PackView {
    let category = |key: &str, title: &str, about: &str, obstacle: bool| CategoryView {
        key: key.to_owned(),
        obstacle,
        prescribes_form: true,
        title: title.to_owned(),
        about: about.to_owned(),
        schwerpunkte: vec!["1.1".to_owned()],
        weights: obstacle.then_some([0.5, 0.3, 0.08, 0.65]),
    };
    let rule = |id: &str, category: usize, title: &str, remedy: &str| {
        RuleView {
        id: id.to_owned(),
        category,
        title: title.to_owned(),
        why: "Ein Vorgang, der schriftlich sein muss, braucht Papier und eine eigenhändige Unterschrift, wenn nichts anderes bestimmt ist.".to_owned(),
        remedy: remedy.to_owned(),
        legal_basis: vec!["§ 126 BGB".to_owned(), "§ 3a VwVfG".to_owned()],
        since: "1.0.0".to_owned(),
        preview: id == "ER-002",
        deprecated: false,
    }
    };
    PackView {
        version: "1.0.0".to_owned(),
        hash: "3f1c9a0b7d2e4c5f6a7b8c9d0e1f2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b".to_owned(),
        categories: vec![
            category("schriftform", "Schriftform", "Ein Vorgang muss schriftlich sein.", true),
            category("persoenliches_erscheinen", "Persönliches Erscheinen", "Jemand muss bei einer Stelle erscheinen.", true),
            category("nachweispflicht", "Nachweispflicht", "Jemand muss Unterlagen vorlegen, die eine Stelle schon hat.", true),
            category("original_beglaubigung", "Original und Beglaubigung", "Ein Original oder eine beglaubigte Abschrift ist nötig.", true),
            category("papier_vordruck", "Papier und Vordruck", "Papier oder ein gedrucktes Muster ist vorgeschrieben.", true),
            category("elektronische_form", "Elektronische Form", "Der elektronische Weg ist genannt.", false),
        ],
        rules: vec![
            rule("SF-001", 0, "schriftlich als Form eines Vorgangs", "„schriftlich“ streichen; wenn eine Form nötig ist, „schriftlich oder elektronisch“ schreiben."),
            rule("PE-001", 1, "persönlich erscheinen", "Den Satz streichen oder Erscheinen durch Bild- und Tonübertragung zulassen."),
            rule("NP-003", 2, "Nachweis beizufügen", "Abruf durch die Behörde vorsehen, mit Einwilligung."),
            rule("OB-002", 3, "beglaubigte Abschrift", "Einfache Kopie genügen lassen."),
            rule("PV-001", 4, "amtlicher Vordruck", "Inhalt regeln statt Vordruck."),
            rule("EF-001", 5, "elektronisch als Weg", ""),
            rule("ER-002", 1, "zur Niederschrift erklären", "Videoverhandlung zulassen."),
        ],
        acts: vec!["Antrag".to_owned(), "Bescheid".to_owned(), "Anzeige".to_owned()],
        clauses: vec![ClauseView {
            cite: "§ 3a VwVfG".to_owned(),
            about: "Eine angeordnete Schriftform kann durch die elektronische Form ersetzt werden, auch über ein Verwaltungsportal.".to_owned(),
        }],
        cases: vec![CaseView {
            clause: Some(0),
            reason: "Verwaltungsverfahren des Bundes.".to_owned(),
        }],
        options: ["Streichen", "Form offenlassen", "Textform oder elektronisch", "Beibehalten mit Begründung"]
            .map(str::to_owned)
            .to_vec(),
        kinds: vec![("gesetz".to_owned(), "Gesetz".to_owned()), ("verordnung".to_owned(), "Verordnung".to_owned())],
        areas: ["Allgemeines Verwaltungsrecht", "Sozialrecht", "Steuerrecht", "Wirtschafts- und Gewerberecht", "Justiz und Verfahren", "Verkehr", "Umwelt und Energie", "Berufsbildung"]
            .iter()
            .enumerate()
            .map(|(i, t)| (format!("a{i}"), (*t).to_owned()))
            .collect(),
        schwerpunkte: [("1.1", "Ermöglichen Sie digitale Kommunikation"), ("1.2", "Formulieren Sie die Regelung technologieoffen"), ("1.3", "Denken Sie an Antragsstellung, Bearbeitung und Bescheid"), ("2.2", "Nutzen Sie existierende Daten"), ("4.3", "Unterscheiden Sie zwischen genereller Regel, Ausnahmen und Ermessensspielräumen")]
            .iter()
            .map(|(i, t)| ((*i).to_owned(), (*t).to_owned()))
            .collect(),
        repeat: 0.5,
        relief: 0.25,
        grades: [90.0, 75.0, 55.0, 35.0],
        directions: vec!["Bürger und Unternehmen an die Verwaltung".to_owned()],
        purposes: vec!["Feststellung der Identität".to_owned()],
        evidence: vec![
            ("Geburtsurkunde".to_owned(), "Personenstandsregister".to_owned()),
            ("Gutachten".to_owned(), String::new()),
        ],
    }
}

fn span(text: &str, words: &str, from: usize) -> Span {
    let start = from
        + text[from..]
            .find(words)
            .unwrap_or_else(|| panic!("{words} in {text}"));
    Span::new(start, start + words.len())
}

/// A provision from its subsections; each is its sentences, and `items` name list items.
fn provision(
    designation: &str,
    heading: &str,
    outline: &[&str],
    subsections: &[&[&str]],
) -> Provision {
    let mut text = String::new();
    let mut parts = Vec::new();
    for sentences in subsections {
        if !text.is_empty() {
            text.push('\n');
        }
        let start = text.len();
        let mut spans = Vec::new();
        for (i, sentence) in sentences.iter().enumerate() {
            if i > 0 {
                text.push(' ');
            }
            let from = text.len();
            text.push_str(sentence);
            let label = match sentence.split_once(") ") {
                Some((label, _)) if label.starts_with('(') => label.len() + 2,
                _ => 0,
            };
            spans.push(Sentence {
                span: Span::new(from + label, text.len()),
            });
        }
        let label = sentences[0]
            .split_once(") ")
            .filter(|(label, _)| label.starts_with('('))
            .map(|(label, _)| format!("{label})"));
        parts.push(Subsection {
            label,
            span: Span::new(start, text.len()),
            sentences: spans,
            items: Vec::new(),
        });
    }
    Provision {
        designation: designation.to_owned(),
        heading: heading.to_owned(),
        outline: outline.iter().map(|o| (*o).to_owned()).collect(),
        text,
        subsections: parts,
        ..Provision::default()
    }
}

/// Cuts items out of a subsection: label and words of each, children nested.
#[allow(
    clippy::type_complexity,
    reason = "it reads like the list it describes"
)]
fn items(text: &str, list: &[(&str, &str, &[(&str, &str)])]) -> Vec<Item> {
    list.iter()
        .map(|(label, words, children)| {
            let outer = span(text, words, 0);
            Item {
                label: (*label).to_owned(),
                span: outer,
                sentences: Vec::new(),
                items: children
                    .iter()
                    .map(|(l, w)| Item {
                        label: (*l).to_owned(),
                        span: span(text, w, outer.start),
                        sentences: Vec::new(),
                        items: Vec::new(),
                    })
                    .collect(),
            }
        })
        .collect()
}

/// What can be done about a written form; the second wording changes a word.
fn options() -> Vec<OptionView> {
    let same = |words: &str| WordingView::Same(words.to_owned());
    let new = |words: &str| WordingView::New(words.to_owned());
    vec![
        OptionView {
            option: 0,
            advice: "Braucht es eine Form?".to_owned(),
            wording: vec![
                same("ist "),
                WordingView::Struck("schriftlich ".to_owned()),
                same("zu stellen"),
            ],
        },
        OptionView {
            option: 2,
            advice: "Im öffentlichen Recht „schriftlich oder elektronisch“.".to_owned(),
            wording: vec![
                same("ist schriftlich "),
                new("oder elektronisch "),
                same("zu stellen <&>"),
            ],
        },
        OptionView {
            option: 3,
            advice: "Nur mit Begründung.".to_owned(),
            wording: Vec::new(),
        },
    ]
}

fn found(provision: &Provision, marks: &[Mark<'_>], readiness: u16, grade: Grade) -> ProvisionView {
    let mut findings = Vec::new();
    for (words, rule, obstacle, act, clause) in marks {
        findings.push(FindingView {
            span: span(&provision.text, words, 0),
            rule: *rule,
            obstacle: *obstacle,
            act: *act,
            case: *clause,
            governed: (*rule == 1).then(|| GovernedView {
                opens: true,
                citation: "§ 2 Abs. 1".to_owned(),
                anchor: format!("p{}", provision.designation.trim_start_matches("§ ")),
            }),
            options: if *rule == 0 { options() } else { Vec::new() },
            relation: Relation::Verwaltung,
            citation: format!("{} Abs. 1 S. 1", provision.designation),
            direction: Some(0),
            purpose: (*rule == 1).then_some(0),
            evidence: if *rule == 2 { vec![0, 1] } else { Vec::new() },
        });
    }
    let obstacles: Vec<usize> = (0..findings.len())
        .filter(|i| findings[*i].obstacle.is_some())
        .collect();
    let mut left = 1000 - readiness;
    let steps = obstacles
        .iter()
        .enumerate()
        .map(|(i, finding)| {
            let points = if i + 1 == obstacles.len() {
                left
            } else {
                left * 2 / 3
            };
            left -= points;
            StepView {
                finding: *finding,
                weight: 0.5,
                relieved: i == 1,
                repetition: i + 1,
                points,
            }
        })
        .collect();
    ProvisionView {
        rating: Some((readiness, grade)),
        relation: Relation::Verwaltung,
        findings,
        steps,
    }
}

pub fn statute() -> Statute {
    let part1 = ["Teil 1 Allgemeine Vorschriften"];
    let part2 = ["Teil 2 Verfahren", "Abschnitt 1 Antrag"];
    let part3 = ["Teil 2 Verfahren", "Abschnitt 2 Bescheid"];
    let mut application = provision(
        "§ 3",
        "Antrag auf Erteilung der Modellerlaubnis",
        &part2,
        &[
            &[
                "(1) Der Antrag ist schriftlich bei der zuständigen Behörde zu stellen.",
                "Der Antragsteller hat hierzu persönlich zu erscheinen.",
                "Die Behörde kann verlangen, dass amtliche Vordrucke verwendet werden.",
            ],
            &[
                "(2) Dem Antrag sind beizufügen: 1. eine beglaubigte Abschrift a) der Geburtsurkunde oder b) eines Auszugs aus dem Modellregister, 2. ein Nachweis der Zuverlässigkeit, der nicht älter als drei Monate ist, 3. eine Erklärung, dass die Angaben richtig sind, soweit nicht die Behörde darauf verzichtet.",
            ],
            &[
                "(3) Anzeigen nach diesem Gesetz können schriftlich oder elektronisch erstattet werden.",
            ],
        ],
    );
    let text = application.text.clone();
    application.subsections[1].items = items(
        &text,
        &[
            (
                "1.",
                "1. eine beglaubigte Abschrift a) der Geburtsurkunde oder b) eines Auszugs aus dem Modellregister,",
                &[
                    ("a)", "a) der Geburtsurkunde oder"),
                    ("b)", "b) eines Auszugs aus dem Modellregister,"),
                ],
            ),
            (
                "2.",
                "2. ein Nachweis der Zuverlässigkeit, der nicht älter als drei Monate ist,",
                &[],
            ),
            (
                "3.",
                "3. eine Erklärung, dass die Angaben richtig sind,",
                &[],
            ),
        ],
    );
    let mut annex = provision(
        "Anlage 1",
        "(zu § 3) Muster des Antrags",
        &[],
        &[&["Zeile 1 | Name | Vorname\nZeile 2 | Ort | Datum\nUnterschrift des Antragstellers"]],
    );
    annex.kind = ProvisionKind::Annex;
    annex.images = 2;
    annex.footnotes = vec!["Die Anlage ist nicht vollständig darstellbar.".to_owned()];
    let mut gone = provision("§ 5", "(weggefallen)", &part2, &[]);
    gone.repealed = true;
    let mut gone2 = provision("§ 6", "", &part2, &[]);
    gone2.repealed = true;
    let mut contents = provision(
        "Inhaltsübersicht",
        "",
        &[],
        &[&["Teil 1 Allgemeine Vorschriften § 1 bis § 2"]],
    );
    contents.kind = ProvisionKind::Contents;
    Statute {
        id: "BJNR000010001".to_owned(),
        doc_number: "BJNR000010001".to_owned(),
        abbreviation: "ModellG".to_owned(),
        title: "Gesetz über die Erteilung von Erlaubnissen in einem Modell der Verwaltung und zur Änderung weiterer Vorschriften".to_owned(),
        short_title: "Modellgesetz".to_owned(),
        kind: "gesetz".to_owned(),
        level: String::new(),
        area: "a0".to_owned(),
        as_of: "Zuletzt geändert durch Art. 2 G v. 1.2.2025 I Nr. 12".to_owned(),
        date: "2001-03-04".to_owned(),
        gazette: "BGBl I 2001, 123".to_owned(),
        notes: vec!["Neugefasst durch Bek. v. 5.6.2010 I 789".to_owned()],
        repeal: None,
        built: "2025-04-02".to_owned(),
        doubtful: false,
        provisions: vec![
            contents,
            provision("§ 1", "Anwendungsbereich", &part1, &[&["Dieses Gesetz gilt für Modelle.", "Es gilt nicht für Muster & Beispiele <b>in Anführungszeichen</b>."]]),
            provision("§ 2", "Zuständigkeit", &part1, &[&["Zuständig ist die Modellbehörde."]]),
            application,
            provision("§ 4", "Rücknahme", &part2, &[&["Der Antrag kann bis zur Entscheidung schriftlich zurückgenommen werden."]]),
            gone,
            gone2,
            provision("§ 7", "Bescheid", &part3, &[&["(1) Der Bescheid ist schriftlich zu erteilen; die elektronische Form ist ausgeschlossen."], &["(2) Er wird dem Antragsteller elektronisch über das Nutzerkonto bekannt gegeben."]]),
            annex,
        ],
    }
}

pub fn statute_view(statute: &Statute) -> StatuteView<'_> {
    let p = &statute.provisions;
    let excluded = Some((Effect::Excluded, Standing::Blocking));
    let mut provisions = vec![ProvisionView::default(); p.len()];
    provisions[2] = ProvisionView {
        rating: Some((1000, Grade::A)),
        ..ProvisionView::default()
    };
    provisions[3] = found(
        &p[3],
        &[
            ("schriftlich", 0, SUBSTITUTABLE, Some(0), Some(0)),
            ("persönlich zu erscheinen", 1, HARD, Some(0), None),
            ("amtliche Vordrucke", 4, HARD, None, None),
            ("beglaubigte Abschrift", 3, HARD, Some(0), None),
            ("Nachweis der Zuverlässigkeit", 2, HARD, Some(0), None),
            ("schriftlich oder elektronisch", 0, OPEN, Some(2), None),
            ("elektronisch erstattet", 5, None, Some(2), None),
        ],
        123,
        Grade::E,
    );
    provisions[4] = found(
        &p[4],
        &[("schriftlich", 0, SUBSTITUTABLE, Some(0), Some(0))],
        700,
        Grade::C,
    );
    provisions[7] = found(
        &p[7],
        &[
            ("schriftlich", 0, excluded, Some(1), None),
            ("elektronisch über das Nutzerkonto", 5, None, Some(1), None),
        ],
        350,
        Grade::D,
    );
    provisions[8] = found(
        &p[8],
        &[("Unterschrift", 0, HARD, None, None)],
        500,
        Grade::D,
    );
    StatuteView {
        statute,
        provisions,
        figures: Figures {
            provisions: 9,
            relevant: 5,
            readiness: Some(53.46),
            grades: [1, 0, 1, 2, 1],
            blocking: 6,
            substitutable: 2,
            open: 1,
            enablers: 2,
            leverage: 232.7,
        },
        source: "modellg/BJNR000010001.xml".to_owned(),
    }
}

/// A run of `n` statutes with figures that look like real ones; no chance is involved.
pub fn rows(n: u64) -> Vec<StatuteRow> {
    let words = [
        "Erteilung von Erlaubnissen",
        "Förderung der Bildung",
        "Ordnung des Verkehrs",
        "Prüfung zum anerkannten Abschluss Geprüfter Fachwirt",
        "Erhebung von Abgaben",
        "Schutz der Umwelt",
    ];
    (1..=n)
        .map(|rank| {
            let readiness = (rank * 7919 % 1000) as f64 / 10.0;
            let relevant = 1 + 400 / rank.min(200) + rank % 9;
            StatuteRow {
                rank,
                id: format!("BJNR{:09}", rank * 10_007 % 1_000_000_000),
                abbreviation: format!("Modell{}G {}", rank, 1950 + rank % 75),
                title: format!(
                    "Gesetz über die {} und zur Änderung anderer Vorschriften (Nummer {rank})",
                    words[(rank % 6) as usize]
                ),
                kind: if rank % 3 == 0 {
                    "gesetz"
                } else {
                    "verordnung"
                }
                .to_owned(),
                area: format!("a{}", rank % 8),
                figures: Figures {
                    provisions: relevant * 3,
                    relevant,
                    readiness: (rank % 11 != 0).then_some(readiness),
                    grades: [0; 5],
                    blocking: rank * 31 % 120,
                    substitutable: rank * 17 % 90,
                    open: rank * 13 % 40,
                    enablers: rank % 20,
                    leverage: 30_000.0 / rank as f64,
                },
                leverage_distinct: 25_000.0 / rank as f64,
                leverage_owed: 9_000.0 / rank as f64,
                ..StatuteRow::default()
            }
        })
        .collect()
}

pub fn overview() -> OverviewView {
    let figures = Figures {
        provisions: 93_412,
        relevant: 31_207,
        readiness: Some(71.34),
        grades: [14_210, 4_120, 5_560, 4_317, 3_000],
        blocking: 18_334,
        substitutable: 12_871,
        open: 4_906,
        enablers: 9_310,
        leverage: 894_392.1,
    };
    let mut top_statutes = rows(12);
    top_statutes[0].id = "BJNR000010001".to_owned();
    OverviewView {
        figures,
        statutes: 7_010,
        ledger: LedgerCounts { read: 7_240, partly: 5, skipped: 2, failed: 1 },
        categories: vec![
            CategoryCount { category: "schriftform".to_owned(), blocking: 4_120, substitutable: 7_810, open: 2_950, statutes: 9_320 },
            CategoryCount { category: "nachweispflicht".to_owned(), blocking: 6_400, substitutable: 0, open: 700, statutes: 5_100 },
            CategoryCount { category: "papier_vordruck".to_owned(), blocking: 2_800, substitutable: 900, open: 410, statutes: 2_230 },
            CategoryCount { category: "original_beglaubigung".to_owned(), blocking: 1_200, substitutable: 520, open: 130, statutes: 990 },
            CategoryCount { category: "persoenliches_erscheinen".to_owned(), blocking: 640, substitutable: 0, open: 60, statutes: 510 },
        ],
        areas: (0..8)
            .map(|i| AreaRow { area: format!("a{i}"), statutes: 300 + i * 91, figures: Figures { relevant: 1000 + i * 400, readiness: Some(58.2 + i as f64 * 3.9), blocking: 3_000 - i * 310, leverage: 90_000.0 - i as f64 * 8_000.0, ..figures } })
            .collect(),
        levels: ["Bund", "Kommune"].map(|level| AreaRow { area: level.to_owned(), statutes: 7, figures: Figures { relevant: 12, readiness: Some(61.5), ..figures } }).to_vec(),
        schwerpunkte: [("1.1", [8_000, 9_100, 3_000], 4_000), ("1.2", [350, 0, 20], 0), ("1.3", [6_000, 2_000, 900], 1_200), ("2.2", [6_400, 0, 700], 800), ("4.3", [1_900, 0, 0], 0)]
            .iter()
            .map(|(id, standing, enablers)| SchwerpunktRow { id: (*id).to_owned(), standing: *standing, enablers: *enablers })
            .collect(),
        top_statutes,
        half_of_leverage: 214,
        repealed: [12, 34],
        top_provisions: (1..=10)
            .map(|rank| ProvisionRow { rank, statute_id: "BJNR000010001".to_owned(), abbreviation: "ModellG".to_owned(), apart: String::new(), anchor: "p3".to_owned(), provision: format!("§ {rank}"), heading: "Antrag auf Erteilung der Modellerlaubnis".to_owned(), readiness: rank as f64 * 1.7, standing: [14 - rank, rank % 4, rank % 3] })
            .collect(),
        wordings: vec![
            WordingRow { wording: "schriftlich".to_owned(), category: "schriftform".to_owned(), places: 7_114, example: "§ 3 Absatz 1 Satz 1 ModellG".to_owned(), statutes: 1_904, remedy: "„schriftlich“ streichen; wo eine Form nötig ist, „schriftlich oder elektronisch“ schreiben.".to_owned() },
            WordingRow { wording: "amtliche Vordrucke".to_owned(), category: "papier_vordruck".to_owned(), places: 410, example: "§ 3 Absatz 1 Satz 3 ModellG".to_owned(), statutes: 260, remedy: "Inhalt regeln statt Vordruck.".to_owned() },
            WordingRow { wording: "beglaubigte Abschrift".to_owned(), category: "original_beglaubigung".to_owned(), places: 408, example: "§ 3 Absatz 2 Nummer 1 ModellG".to_owned(), statutes: 170, remedy: "Einfache Kopie genügen lassen und Prüfung im Zweifel vorbehalten.".to_owned() },
        ],
        evidence: vec![
            FacetRow { title: "Geburtsurkunde".to_owned(), note: "Personenstandsregister · §§ 54, 55 PStG".to_owned(), standing: [210, 0, 14], statutes: 88 },
            FacetRow { title: "Gutachten".to_owned(), note: String::new(), standing: [90, 0, 3], statutes: 41 },
        ],
        purposes: vec![FacetRow { title: "Feststellung der Identität".to_owned(), note: String::new(), standing: [64, 0, 9], statutes: 37 }],
        directions: vec![FacetRow { title: "Bürger und Unternehmen an die Verwaltung".to_owned(), note: String::new(), standing: [9_400, 7_100, 2_300], statutes: 3_004 }],
    }
}

pub fn inputs() -> InputsView {
    InputsView {
        counts: LedgerCounts {
            read: 7_240,
            partly: 5,
            skipped: 2,
            failed: 1,
        },
        formats: vec![
            (
                "gii XML".to_owned(),
                LedgerCounts {
                    read: 7_238,
                    partly: 3,
                    skipped: 2,
                    failed: 0,
                },
            ),
            (
                "PDF".to_owned(),
                LedgerCounts {
                    read: 2,
                    partly: 2,
                    skipped: 0,
                    failed: 1,
                },
            ),
        ],
        inputs: vec![
            InputRow {
                source: "federal/1-dm-goldm_nzg/BJNR240200000.xml".to_owned(),
                format: "gii XML".to_owned(),
                outcome: Outcome::Skipped,
                reason: "same statute as BJNR240200000.xml, byte for byte".to_owned(),
            },
            InputRow {
                source: "drafts/<entwurf>.pdf".to_owned(),
                format: "PDF".to_owned(),
                outcome: Outcome::Failed,
                reason: "fonts without a character map: unreadable".to_owned(),
            },
        ],
        images: 3_811,
    }
}

pub fn methodology() -> MethodologyView {
    MethodologyView {
        command: "normscreen screen federal-law-2025-04-02 --out report --as-of 2025-04-02"
            .to_owned(),
        quality: Some(QualityView {
            basis: "Gemessen an 329 gelesenen Absätzen.".to_owned(),
            lines: vec!["Hindernisse: F1 93,1 %.".to_owned()],
            outdated: true,
            rows: vec![QualityRow {
                category: "schriftform".to_owned(),
                support: 40,
                precision: 0.95,
                recall: 0.925,
                f1: 0.937,
                interval: Some([0.88, 0.98]),
                words: Some(0.7),
            }],
        }),
        readings: Some(ReadingsView {
            basis: "Zufällig gezogen und gelesen.".to_owned(),
            rows: vec![ReadingRow {
                what: "Schriftform".to_owned(),
                read: 50,
                wrong: 3,
                share: [0.06, 0.02, 0.16],
                pack: "0.4.0".to_owned(),
            }],
        }),
    }
}

pub fn rule_pages() -> Vec<RulePageView> {
    (0..pack().rules.len())
        .map(|rule| RulePageView {
            rule,
            file: "obstacles/modell.toml".to_owned(),
            pattern: "schriftlich(?:e[nmrs])?".to_owned(),
            requires: vec!["Ein Vorgang wird geregelt.".to_owned()],
            unless: vec!["Eine <Prüfung> ist gemeint.".to_owned()],
            mitigated_by: vec!["„oder elektronisch“ steht daneben.".to_owned()],
            excluded_by: Vec::new(),
            finds: vec![(
                vec![
                    ("Der Antrag ist ".to_owned(), false),
                    ("schriftlich".to_owned(), true),
                    (" zu stellen.".to_owned(), false),
                ],
                Effect::Mitigated,
            )],
            silent: vec!["Die Prüfung ist schriftlich.".to_owned()],
            gaps: vec!["Der Antrag bedarf der Schrift.".to_owned()],
        })
        .collect()
}
