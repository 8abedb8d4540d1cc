//! The same text in every format gives the same provisions, sentences and findings.
//!
//! `corpus/formats` holds model statutes in every format. They were made from the XML by the
//! writers below: `cargo test --release --test formats -- --ignored` makes them anew. The PDF files
//! are the DOCX files as LibreOffice prints them (`soffice --convert-to pdf`), with free fonts.

#![allow(clippy::unwrap_used)]

mod agreement;
mod as_written;
mod format_writers;
mod hostile;
mod mutation;
mod set_in;
mod wraps;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use normscreen::ingest::{Bounds, Document, ReadOptions, ingest_bytes, is_law};
use normscreen::ledger::Outcome;
use normscreen::rules::RulePack;
use normscreen::screen::Screener;
use normscreen::statute::{Citation, Item, Provision, Span, Statute, normalise};

static PACK: LazyLock<RulePack> = LazyLock::new(|| RulePack::embedded().unwrap());

const MODELS: [&str; 3] = [
    "mustmarktzulg/BJNR900020025",
    "mustquellverfg/BJNR900080026",
    "mustgeraetug/BJNR900090026",
];
const EXTENSIONS: [&str; 6] = ["xml", "docx", "odt", "html", "md", "txt"];
/// Those, and print.
const FORMATS: [&str; 7] = ["xml", "docx", "odt", "html", "md", "txt", "pdf"];

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

fn read(path: &Path, keep_source: bool) -> Document {
    let options = ReadOptions {
        keep_source,
        pdf_reader: Some(PathBuf::from(env!("CARGO_BIN_EXE_normscreen"))),
        ..ReadOptions::default()
    };
    let name = path.file_name().unwrap().to_string_lossy();
    let bytes = std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut documents = ingest_bytes(&name, &bytes, &PACK, &options);
    assert_eq!(documents.len(), 1, "{name}");
    documents.remove(0)
}

fn model(model: &str) -> Statute {
    let path = corpus().join("gii").join(format!("{model}.xml"));
    read(&path, false).statute.unwrap()
}

fn in_format(model: &str, extension: &str) -> PathBuf {
    let slug = model.split('/').next().unwrap();
    corpus().join("formats").join(format!("{slug}.{extension}"))
}

#[test]
#[ignore = "writes corpus/formats"]
fn writes_the_corpus() {
    std::fs::create_dir_all(corpus().join("formats")).unwrap();
    for name in MODELS {
        let statute = model(name);
        for extension in EXTENSIONS {
            let bytes = format_writers::write(&statute, extension);
            std::fs::write(in_format(name, extension), bytes).unwrap();
        }
    }
}

/// What must be alike, of print as of any other format: white space between paragraphs may differ.
fn shape(provision: &Provision) -> (String, String, String, Vec<String>) {
    let flat = |span: Span| span.of(&provision.text).replace('\n', " ");
    fn labels(items: &[Item], out: &mut Vec<String>) {
        for item in items {
            out.push(item.label.clone());
            labels(&item.items, out);
        }
    }
    let mut parts = Vec::new();
    for subsection in &provision.subsections {
        parts.push(subsection.label.clone().unwrap_or_default());
        parts.extend(subsection.sentences.iter().map(|s| flat(s.span)));
        labels(&subsection.items, &mut parts);
    }
    (
        provision.designation.clone(),
        provision.heading.clone(),
        provision.text.replace('\n', " "),
        parts,
    )
}

fn findings(statute: &Statute) -> Vec<(String, String, String)> {
    let screener = Screener::new(&PACK);
    let mut found = Vec::new();
    for (provision, screened) in statute.provisions.iter().zip(screener.screen(statute)) {
        for finding in screened.obstacles.iter().chain(&screened.enablers) {
            found.push((
                PACK.rule(finding.rule).id.clone(),
                finding.span.of(&provision.text).replace('\n', " "),
                Citation::at(statute, provision, finding.span).to_string(),
            ));
        }
    }
    found
}

#[test]
fn every_format_gives_the_same_statute() {
    let mut wrong = Vec::new();
    for name in MODELS {
        let expected = model(name);
        for extension in FORMATS {
            let document = read(&in_format(name, extension), false);
            assert_eq!(
                document.record.outcome,
                Outcome::Read,
                "{:?}",
                document.record
            );
            let statute = document.statute.unwrap();
            let law = |s: &Statute| -> Vec<_> {
                s.provisions
                    .iter()
                    .filter(|p| is_law(p))
                    .map(shape)
                    .collect()
            };
            let (own, model) = (law(&statute), law(&expected));
            for (own, model) in own.iter().zip(&model) {
                if own != model {
                    wrong.push(format!("{name}.{extension}: {own:#?}\nis not\n{model:#?}"));
                }
            }
            if own.len() != model.len() {
                wrong.push(format!(
                    "{name}.{extension}: {} of {} provisions",
                    own.len(),
                    model.len()
                ));
            }
            assert_eq!(statute.title, expected.title, "{name}.{extension}");
            assert_eq!(
                statute.abbreviation, expected.abbreviation,
                "{name}.{extension}"
            );
            let outline = |s: &Statute| -> Vec<_> {
                let law = s.provisions.iter().filter(|p| is_law(p));
                law.filter(|p| p.designation.starts_with('§'))
                    .map(|p| p.outline.clone())
                    .collect()
            };
            assert_eq!(outline(&statute), outline(&expected), "{name}.{extension}");
            if wrong.is_empty() {
                assert_eq!(
                    findings(&statute),
                    findings(&expected),
                    "{name}.{extension}"
                );
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} differ, the first:\n{}",
        wrong.len(),
        wrong[0]
    );
}

#[test]
fn every_word_leads_to_its_place_in_the_source() {
    for name in MODELS {
        for extension in ["xml", "html", "md", "txt"] {
            let document = read(&in_format(name, extension), true);
            let source = document.source_text.as_deref().unwrap();
            let statute = document.statute.as_ref().unwrap();
            let (mut known, mut all) = (0, 0);
            for provision in &statute.provisions {
                let mut at = 0;
                for word in provision.text.split([' ', '\n']) {
                    let span = Span::new(at, at + word.len());
                    at += word.len() + 1;
                    all += usize::from(!word.is_empty());
                    let Some(place) = provision.source_span(span) else {
                        continue;
                    };
                    known += 1;
                    let said = normalise(place.of(source)).text;
                    let plain = !said.contains(['<', '&', '\\']);
                    assert!(
                        !plain || said == word,
                        "{name}.{extension}: {said:?} is not {word:?}"
                    );
                }
            }
            assert!(
                known * 100 >= all * 98,
                "{name}.{extension}: {known} of {all}"
            );
        }
    }
}

#[test]
fn a_nested_zip_is_read_to_its_bound() {
    let text = std::fs::read(in_format(MODELS[2], "txt")).unwrap();
    let mut bytes = format_writers::zip(&[("a.txt", &text)]);
    let mut outcomes = Vec::new();
    for _ in 0..4 {
        let documents = ingest_bytes("a.zip", &bytes, &PACK, &ReadOptions::default());
        outcomes.push((
            documents[0].record.outcome,
            documents[0].record.reason.clone(),
        ));
        bytes = format_writers::zip(&[("b.zip", &bytes)]);
    }
    assert!(
        outcomes[..3].iter().all(|(o, _)| *o == Outcome::Read),
        "{outcomes:?}"
    );
    assert_eq!(outcomes[3].0, Outcome::Failed);
    assert!(outcomes[3].1.contains("--max-nesting"), "{outcomes:?}");
}

#[test]
fn a_wide_bomb_runs_into_the_sum() {
    let million = vec![b' '; 1 << 20];
    let entries: Vec<(String, &[u8])> = (0..20)
        .map(|i| (format!("{i}.txt"), million.as_slice()))
        .collect();
    let entries: Vec<(&str, &[u8])> = entries.iter().map(|(n, b)| (n.as_str(), *b)).collect();
    let options = ReadOptions {
        bounds: Bounds {
            archive_bytes: 8 << 20,
            ..Bounds::default()
        },
        ..ReadOptions::default()
    };
    let documents = ingest_bytes("a.zip", &format_writers::zip(&entries), &PACK, &options);
    assert!(documents.len() < 12);
    let last = &documents.last().unwrap().record;
    assert_eq!(last.outcome, Outcome::Failed);
    assert!(last.reason.contains("--max-archive"), "{}", last.reason);
}

#[test]
fn encodings_as_they_come() {
    let text = "Gesetz über Prüfungen\n\n§ 1 Anträge\n\nDer Antrag ist schriftlich für jede Prüfung zu stellen.\n";
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    for bytes in [text.as_bytes(), &utf16, &latin] {
        let documents = ingest_bytes("a.txt", bytes, &PACK, &ReadOptions::default());
        let statute = documents[0].statute.as_ref().unwrap();
        assert_eq!(statute.provisions[0].heading, "Anträge");
        assert!(statute.provisions[0].text.contains("für jede Prüfung"));
    }
}

#[test]
fn text_pasted_from_a_page() {
    let text = "§ 1\nUmsatz und Anzeige\n\n(1) Wer einen Umsatz erzielt, hat der zuständigen Behörde die Umsatz-\nsteuer schriftlich anzuzeigen und dabei Bund-\nund Länderanteile nach\n\n- 2 -\n\nAbsatz 2 zu nennen.\n(2) Beizufügen sind\n1. der Nachweis,\n2. die Kopie.\n§ 2\nAusnahmen\nDas Nähere über die Ausnahmen und über das Verfahren der Behörde regelt § 1\nAbsatz 2 Satz 1.\n";
    let documents = ingest_bytes("a.txt", text.as_bytes(), &PACK, &ReadOptions::default());
    let statute = documents[0].statute.as_ref().unwrap();
    let texts: Vec<_> = statute.provisions.iter().map(|p| p.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "(1) Wer einen Umsatz erzielt, hat der zuständigen Behörde die Umsatzsteuer schriftlich anzuzeigen und dabei Bund- und Länderanteile nach Absatz 2 zu nennen.\n(2) Beizufügen sind 1. der Nachweis, 2. die Kopie.",
            "Das Nähere über die Ausnahmen und über das Verfahren der Behörde regelt § 1 Absatz 2 Satz 1."
        ]
    );
}

/// Designations of a text's provisions.
fn designations(text: &str) -> Vec<String> {
    let documents = ingest_bytes("a.txt", text.as_bytes(), &PACK, &ReadOptions::default());
    let statutes = documents.into_iter().filter_map(|d| d.statute);
    statutes
        .flat_map(|s| s.provisions)
        .map(|p| p.designation)
        .collect()
}

#[test]
fn what_begins_at_the_top_of_a_page_is_not_glued_to_the_page_before() {
    const LONG: &str = "ein langer Satz, der bis an den rechten Rand des Satzspiegels reicht und\ndort umbricht, weil Seiten so gedruckt werden, und der dann noch einmal\nweitergeht, bis er endlich zu Ende ist.";
    let first = |end: &str| format!("§ 1\n\nFähren\n(1) Dies ist {LONG}\n\n{end}\n\n- 1 -\n\u{c}");
    let last = "\n\n- 2 -\n\u{c}§ 9\n\nEnde\nEs gilt nichts mehr.\n";
    for end in [
        "(2) (weggefallen)",
        "(2) –",
        "(2) Es gilt\n1. dies und\n2. jenes",
        "(2) Die Behörde entscheidet.",
    ] {
        for (top, designation) in [
            ("§ 2\n\nVertrag\n", "§ 2"),
            ("§ 2 Vertrag\n", "§ 2"),
            ("Abschnitt 2\nVerträge\n\n§ 2\n\nVertrag\n", "§ 2"),
        ] {
            let text = format!("{}{top}(1) Dies ist {LONG}{last}", first(end));
            assert_eq!(designations(&text), ["§ 1", designation, "§ 9"], "{text}");
        }
        let text = format!("{}Anlage 1\n(zu § 1)\n\nDies ist {LONG}", first(end));
        assert_eq!(designations(&text), ["§ 1", "Anlage 1"], "{text}");
    }
    let text = |end: &str, top: &str| {
        let text = format!("{}{top}, {LONG}{last}", first(end));
        let mut documents = ingest_bytes("a.txt", text.as_bytes(), &PACK, &ReadOptions::default());
        documents.remove(0).statute.unwrap().provisions.remove(0)
    };
    let absatz = text("(2) (weggefallen)", "(3) Der Vertrag ist zu schließen");
    let labels: Vec<_> = absatz
        .subsections
        .iter()
        .map(|s| s.label.as_deref())
        .collect();
    assert_eq!(labels, [Some("(1)"), Some("(2)"), Some("(3)")]);
    let item = text(
        "(2) Beizufügen sind\n1. ein Lichtbild (farbig)",
        "2. das Original",
    );
    assert_eq!(item.subsections[1].items.len(), 2, "{}", item.text);
    // A reference that the page breaks stays one.
    let reference = text(
        "(2) Der Antrag ist, soweit nichts anderes bestimmt ist, nach Maßgabe von",
        "§ 2 Absatz 1 zu stellen",
    );
    assert!(reference.text.contains("Maßgabe von § 2 Absatz 1"));
}

#[test]
fn a_draft_in_the_making_keeps_its_provisions_apart() {
    let text = "Fährengesetz (FähG)\n\n§ 1\nZweck\nZweck ist die Fähre.\n\n§ ...\nNachweise\nNachweise sind vorzulegen.\n\n§ 4\nBewilligung\n(1) Die Behörde bewilligt nach § 12.\n(2) Näheres bestimmt § XX.\n\n§ 4\nAuszahlung\nDie Auszahlung erfolgt bar\n1. in Teilen,\n2. im Ganzen.\n\n§ 5\nInkrafttreten\nDas Gesetz tritt in Kraft.\n";
    assert_eq!(designations(text), ["§ 1", "§ ...", "§ 4", "§ 4", "§ 5"]);
}

#[test]
fn a_closing_formula_of_two_sentences_is_one() {
    let text = "Mustergesetz\n\n§ 1 Zweck\n\nDieses Gesetz dient der Prüfung.\n\n§ 2 \
                Inkrafttreten\n\nDieses Gesetz tritt in Kraft.\n\nDie verfassungsmäßigen Rechte des \
                Bundesrates sind gewahrt.\n\nDas vorstehende Gesetz wird hiermit ausgefertigt.\n";
    assert_eq!(designations(text), ["§ 1", "§ 2", "Schlussformel"]);
}

#[test]
fn another_act_in_a_text_is_a_statute_of_its_own() {
    let act = |title: &str, name: &str, mark: &str| {
        format!(
            "{mark}Gesetz über {title} ({name})\n\n{mark}§ 1 Zweck\n\nEs gilt.\n\n{mark}§ 2 Antrag\n\nDer Antrag ist schriftlich zu stellen.\n\n"
        )
    };
    for (file, mark) in [("a.txt", ""), ("a.md", "# ")] {
        let text = act("Fähren", "FähG", mark) + &act("Wagen", "WagG", mark);
        let documents = ingest_bytes(file, text.as_bytes(), &PACK, &ReadOptions::default());
        let read: Vec<_> = documents
            .iter()
            .map(|d| {
                let statute = d.statute.as_ref().unwrap();
                (statute.abbreviation.as_str(), statute.provisions.len())
            })
            .collect();
        assert_eq!(read, [("FähG", 2), ("WagG", 2)], "{file}");
        assert_eq!(documents[1].record.source, format!("{file}#2"));
        let ids: Vec<_> = documents
            .iter()
            .map(|d| &d.statute.as_ref().unwrap().id)
            .collect();
        assert_ne!(ids[0], ids[1]);
    }
    // What an article brings belongs to the act of the article.
    let text = format!(
        "Gesetz zu Fähren (FähNG)\n\nArtikel 1\n{}Artikel 2\n{}",
        act("Fähren", "FähG", ""),
        act("Wagen", "WagG", "")
    );
    let documents = ingest_bytes("a.txt", text.as_bytes(), &PACK, &ReadOptions::default());
    assert_eq!(documents.len(), 1);
}

#[test]
fn a_cell_that_names_another_statute_is_no_heading() {
    let text = "Fährengesetz\n\n§ 1 Zweck\n\nEs gilt.\n\n§ 2 Maßnahmen\n\nEs gilt:\n\nFlucht\n\n§ 142 StGB\n\nTrunkenheit\n\n§ 316 StGB\n\n§ 3 Antrag\n\nDer Antrag ist zu stellen.\n";
    assert_eq!(designations(text), ["§ 1", "§ 2", "§ 3"]);
}

/// A DOCX file from the bodies of its parts.
fn docx(body: &str, numbering: &str, footnotes: &str) -> Vec<u8> {
    let part = |root: &str, inner: &str| {
        format!("<?xml version=\"1.0\"?><w:{root} xmlns:w=\"w\" xmlns:mc=\"mc\">{inner}</w:{root}>")
    };
    let document = part("document", &format!("<w:body>{body}</w:body>"));
    let (numbering, footnotes) = (part("numbering", numbering), part("footnotes", footnotes));
    format_writers::zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("../../evil.xml", b"<x/>"),
        ("word/vbaProject.bin", b"macro"),
        ("word/document.xml", document.as_bytes()),
        ("word/numbering.xml", numbering.as_bytes()),
        ("word/footnotes.xml", footnotes.as_bytes()),
    ])
}

#[test]
fn word_counts_and_its_changes_are_accepted() {
    let level = |n: usize, format: &str, text: &str| {
        format!(
            "<w:lvl w:ilvl=\"{n}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/><w:lvlText w:val=\"{text}\"/></w:lvl>"
        )
    };
    let numbering = format!(
        "<w:abstractNum w:abstractNumId=\"7\">{}{}{}{}</w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"7\"/></w:num>",
        level(0, "decimal", "§ %1"),
        level(1, "decimal", "(%2)"),
        level(2, "decimal", "%3."),
        level(3, "lowerLetter", "%4)"),
    );
    let p = |ilvl: usize, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{ilvl}\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let body = [
        p(0, "Antrag"),
        p(1, "Dem Antrag sind beizufügen"),
        p(2, "ein Nachweis"),
        p(3, "des Wohnsitzes,"),
        p(3, "des Alters und"),
        p(2, "ein Bild."),
        p(1, "Er ist <w:x/></w:t></w:r><w:del><w:r><w:delText>schriftlich</w:delText></w:r></w:del><w:ins><w:r><w:t>elektronisch</w:t></w:r></w:ins><w:r><w:t xml:space=\"preserve\"> zu stellen.</w:t></w:r><w:r><w:footnoteReference w:id=\"2\"/></w:r><w:r><w:t>"),
        p(0, "Frist"),
        p(1, "Die Frist beträgt zwei Wochen."),
    ]
    .concat();
    let footnotes = "<w:footnote w:id=\"2\"><w:p><w:r><w:t>Fußnote.</w:t></w:r></w:p></w:footnote>";
    let bytes = docx(&body, &numbering, footnotes);
    let document = ingest_bytes("a.docx", &bytes, &PACK, &ReadOptions::default()).remove(0);
    assert_eq!(document.record.format, "docx", "{:?}", document.record);
    let statute = document.statute.unwrap();
    let read: Vec<_> = statute
        .provisions
        .iter()
        .map(|p| (p.designation.as_str(), p.heading.as_str(), p.text.as_str()))
        .collect();
    assert_eq!(
        read,
        [
            (
                "§ 1",
                "Antrag",
                "(1) Dem Antrag sind beizufügen 1. ein Nachweis a) des Wohnsitzes, b) des Alters und 2. ein Bild.\n(2) Er ist elektronisch zu stellen."
            ),
            ("§ 2", "Frist", "(1) Die Frist beträgt zwei Wochen."),
        ]
    );
    let items = &statute.provisions[0].subsections[0].items;
    assert_eq!(items.len(), 2);
    assert_eq!(items[0].items.len(), 2);
    assert!(statute.notes[0].contains("1 Einfügungen und 1 Löschungen"));
    assert!(
        statute
            .provisions
            .iter()
            .any(|p| p.footnotes == ["Fußnote."])
    );
}

#[test]
fn an_amending_draft_keeps_what_it_quotes() {
    let text = "Gesetz zur Änderung des Mustergesetzes\n\nVom 3. März 2026\n\nDer Bundestag hat das folgende Gesetz beschlossen:\n\nArtikel 1\nÄnderung des Mustergesetzes\n\nDas Mustergesetz vom 1. Januar 2020 wird wie folgt geändert:\n\n1. § 3 wird wie folgt gefasst:\n\n„§ 3\n\nAntrag\n\n(1) Der Antrag ist elektronisch zu stellen.\n\n(2) Absatz 1 gilt nicht für\n\n1. Vereine und\n\n2. Stiftungen.“\n\n2. In § 4 wird das Wort „schriftlich“ gestrichen.\n\nArtikel 2\nInkrafttreten\n\nDieses Gesetz tritt am Tag nach der Verkündung in Kraft.\n\nBegründung\n\n§ 9 ist kein Recht mehr.\n";
    let document = ingest_bytes("a.txt", text.as_bytes(), &PACK, &ReadOptions::default()).remove(0);
    let statute = document.statute.unwrap();
    let names: Vec<_> = statute
        .provisions
        .iter()
        .map(|p| p.designation.as_str())
        .collect();
    assert_eq!(names, ["Eingangsformel", "Artikel 1", "Artikel 2"]);
    let amending = &statute.provisions[1];
    assert_eq!(
        amending.text,
        "Das Mustergesetz vom 1. Januar 2020 wird wie folgt geändert: 1. § 3 wird wie folgt gefasst:\n„§ 3\nAntrag\n(1) Der Antrag ist elektronisch zu stellen.\n(2) Absatz 1 gilt nicht für\n1. Vereine und\n2. Stiftungen.“ 2. In § 4 wird das Wort „schriftlich“ gestrichen."
    );
    assert_eq!(amending.subsections[0].items.len(), 2);
    assert_eq!(statute.title, "Gesetz zur Änderung des Mustergesetzes");
    assert_eq!(statute.date, "3. März 2026");
}

/// The texts of the provisions of a document, and their footnotes.
fn texts_and_notes(document: &Document) -> (Vec<&str>, Vec<&str>) {
    let provisions = &document.statute.as_ref().expect("a statute").provisions;
    let texts = provisions.iter().map(|p| p.text.as_str());
    let notes = provisions.iter().flat_map(|p| &p.footnotes);
    (texts.collect(), notes.map(String::as_str).collect())
}

#[test]
fn struck_text_and_footnotes_are_no_law() {
    let struck = "Der Antrag ist <s>schriftlich</s><del> persönlich</del> <strike>bar</strike> <span style=\"text-decoration: line-through\">eigenhändig</span><ins>elektronisch</ins> zu stellen.";
    let word = format!(
        "<html><body><p>Fährengesetz</p><h2>§ 1 Antrag</h2><p>{struck}<a href=\"#_ftn1\"><sup>[1]</sup></a></p><div style='mso-element:footnote-list'><hr><div style='mso-element:footnote' id=ftn1><p><a href=\"#_ftnref1\">[1]</a> Vgl. § 126.</p></div></div></body></html>"
    );
    let libre = format!(
        "<html><body><div title=\"header\"><p>Bitte schriftlich Stellung nehmen</p></div><p>Fährengesetz</p><h2>§ 1 Antrag</h2><p>{struck}<sup><a class=\"sdfootnoteanc\" href=\"#sdfootnote1sym\"><sup>1</sup></a></sup></p><div id=\"sdfootnote1\"><p><a class=\"sdfootnotesym\" href=\"#sdfootnote1anc\">1</a>Vgl. § 126.</p></div><div title=\"footer\"><p>Seite 1</p></div></body></html>"
    );
    let markdown = "# Fährengesetz\n\n## § 1 Antrag\n\nDer Antrag ist ~~schriftlich~~ elektronisch zu stellen.[^1]\n\n[^1]: Vgl. § 126.\n";
    for (name, text) in [
        ("word.html", word.as_str()),
        ("libre.html", &libre),
        ("a.md", markdown),
    ] {
        let document =
            ingest_bytes(name, text.as_bytes(), &PACK, &ReadOptions::default()).remove(0);
        let (texts, notes) = texts_and_notes(&document);
        assert_eq!(texts, ["Der Antrag ist elektronisch zu stellen."], "{name}");
        assert_eq!(notes, ["Vgl. § 126."], "{name}");
    }
}

/// An ODT file from its list styles and its text.
fn odt(styles: &str, body: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"o\" xmlns:text=\"t\" xmlns:style=\"s\" xmlns:table=\"b\"><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    );
    format_writers::zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", content.as_bytes()),
    ])
}

#[test]
fn numbers_of_lists_in_odt_go_on_behind_an_interruption() {
    let level = |n: usize, before: &str, after: &str| {
        format!(
            "<text:list-level-style-number text:level=\"{n}\" style:num-format=\"1\" style:num-prefix=\"{before}\" style:num-suffix=\"{after}\"/>"
        )
    };
    let styles = format!(
        "<text:list-style style:name=\"L\">{}{}</text:list-style>",
        level(1, "§ ", ""),
        level(2, "(", ")")
    );
    let item = |text: &str| format!("<text:list-item><text:p>{text}</text:p></text:list-item>");
    let inner = |items: &str| format!("<text:list>{items}</text:list>");
    let within = |items: &str| format!("<text:list-item>{}</text:list-item>", inner(items));
    let headed = |head: &str, items: &str| {
        format!(
            "<text:list-item><text:h>{head}</text:h>{}</text:list-item>",
            inner(items)
        )
    };
    let list = |attributes: &str, items: &str| {
        format!("<text:list text:style-name=\"L\" {attributes}>{items}</text:list>")
    };
    let goes_on = "text:continue-numbering=\"true\"";
    let two = [item("Eins."), item("Zwei.")].concat();
    let body = [
        "<text:p>Fährengesetz</text:p>".to_owned(),
        list("xml:id=\"a\"", &headed("Antrag", &two)),
        "<text:p>Dazwischen.</text:p>".to_owned(),
        list(
            goes_on,
            &[within(&item("Drei.")), headed("Gebühr", &item("Neu."))].concat(),
        ),
        "<text:p>Dazwischen.</text:p>".to_owned(),
        list(goes_on, &within(&item("Zwei."))),
    ]
    .concat();
    let documents = ingest_bytes(
        "a.odt",
        &odt(&styles, &body),
        &PACK,
        &ReadOptions::default(),
    );
    let statute = documents[0].statute.as_ref().expect("a statute");
    let read = statute
        .provisions
        .iter()
        .map(|p| (p.designation.as_str(), p.text.as_str()));
    assert_eq!(
        read.collect::<Vec<_>>(),
        [
            ("§ 1", "(1) Eins.\n(2) Zwei.\nDazwischen.\n(3) Drei."),
            ("§ 2", "(1) Neu.\nDazwischen.\n(2) Zwei."),
        ]
    );
}

#[test]
fn of_a_synopsis_the_new_side_is_read() {
    let rows = [
        (vec!["Geltendes Recht"], vec!["Entwurf"]),
        (vec!["§ 1", "Antrag"], vec!["§ 1", "Antrag"]),
        (
            vec!["(1) Er ist schriftlich zu stellen."],
            vec!["(1) Er ist elektronisch zu stellen."],
        ),
        (
            vec!["(2) Er ist abzugeben."],
            vec!["(2) u n v e r ä n d e r t"],
        ),
        (
            vec!["§ 2", "Form", "(1) Das Original genügt."],
            vec!["§ 2", "unverändert"],
        ),
    ];
    let table = |cell: &dyn Fn(&[&str]) -> String, row: [&str; 2]| -> String {
        let row_of =
            |(old, new): &(Vec<&str>, Vec<&str>)| [row[0], &cell(old), &cell(new), row[1]].concat();
        rows.iter().map(row_of).collect()
    };
    let odt_cell = |texts: &[&str]| {
        let texts: String = texts
            .iter()
            .map(|t| format!("<text:p>{t}</text:p>"))
            .collect();
        format!("<table:table-cell>{texts}</table:table-cell>")
    };
    let docx_cell = |texts: &[&str]| {
        let p = |t: &&str| format!("<w:p><w:r><w:t>{t}</w:t></w:r></w:p>");
        format!("<w:tc>{}</w:tc>", texts.iter().map(p).collect::<String>())
    };
    let odt_rows = table(&odt_cell, ["<table:table-row>", "</table:table-row>"]);
    let docx_rows = table(&docx_cell, ["<w:tr>", "</w:tr>"]);
    let odt = odt(
        "",
        &format!("<text:p>Synopse zum Fährengesetz</text:p><table:table>{odt_rows}</table:table>"),
    );
    let docx = docx(
        &format!(
            "<w:p><w:r><w:t>Synopse zum Fährengesetz</w:t></w:r></w:p><w:tbl>{docx_rows}</w:tbl>"
        ),
        "",
        "",
    );
    for (name, bytes) in [("a.odt", odt), ("a.docx", docx)] {
        let document = ingest_bytes(name, &bytes, &PACK, &ReadOptions::default()).remove(0);
        let statute = document.statute.expect("a statute");
        let read = statute
            .provisions
            .iter()
            .map(|p| (p.heading.as_str(), p.text.as_str()));
        assert_eq!(
            read.collect::<Vec<_>>(),
            [
                (
                    "Antrag",
                    "(1) Er ist elektronisch zu stellen.\n(2) Er ist abzugeben."
                ),
                ("Form", "(1) Das Original genügt."),
            ],
            "{name}"
        );
    }
}

#[test]
fn a_page_whose_numbers_are_automatic_is_doubted() {
    let item = |text: &str| format!("<li><p>{text}</p></li>");
    let law = [
        item("Der Antrag ist zu stellen."),
        item("Er ist zu prüfen."),
    ]
    .concat();
    let headed = format!(
        "<html><body><p>Fährengesetz</p><ol><li><h2>Antrag</h2><ol>{law}</ol></li></ol><h2>§ 2a Neu</h2><p>Es gilt.</p></body></html>"
    );
    let bare = format!("<html><body><p>Fährengesetz</p><ol>{law}</ol></body></html>");
    let named =
        format!("<html><body><p>Fährengesetz</p><h2>§ 1 Antrag</h2><ol>{law}</ol></body></html>");
    for (page, outcome) in [
        (headed, Outcome::PartlyRead),
        (bare, Outcome::PartlyRead),
        (named, Outcome::PartlyRead),
    ] {
        let document =
            ingest_bytes("a.html", page.as_bytes(), &PACK, &ReadOptions::default()).remove(0);
        assert_eq!(
            document.record.outcome, outcome,
            "{page}: {:?}",
            document.record
        );
    }
}

/// What fuzzing and use have found, reduced to what matters; the name says the kind of input and
/// what was wrong with it.
#[test]
fn regressions() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/regressions");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = std::fs::read(&path).unwrap();
        count += 1;
        if name.starts_with("citation-") {
            let text = String::from_utf8_lossy(&bytes);
            if let Ok(citation) = text.parse::<Citation>() {
                for printed in [citation.long(), citation.short()] {
                    assert_eq!(
                        printed.parse::<Citation>().as_ref(),
                        Ok(&citation),
                        "{name}"
                    );
                }
            }
            continue;
        }
        mutation::exercise(&name, &bytes);
    }
    assert!(count > 0);
}
