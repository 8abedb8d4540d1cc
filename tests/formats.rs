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

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use normscreen::ingest::{Bounds, Document, ReadOptions, ingest_bytes, is_law};
use normscreen::ledger::Outcome;
use normscreen::rules::RulePack;
use normscreen::screen::Screener;
use normscreen::statute::{Citation, Item, Provision, Span, Statute, normalise};
use proptest::prelude::*;

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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn no_mutation_makes_a_reader_panic(
        extension in prop::sample::select(EXTENSIONS.to_vec()),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0usize..400), 1..12),
    ) {
        let mut bytes = std::fs::read(in_format(MODELS[2], extension)).unwrap();
        for (at, byte, cut) in edits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
            if cut > 300 && bytes.len() > 1_000 {
                bytes.drain(at..(at + cut).min(bytes.len()));
            }
            if bytes.is_empty() {
                break;
            }
        }
        let options = ReadOptions { keep_source: true, ..ReadOptions::default() };
        for document in ingest_bytes(&format!("a.{extension}"), &bytes, &PACK, &options) {
            prop_assert!(!document.record.reason.contains("broke off"), "{}", document.record.reason);
            for provision in document.statute.iter().flat_map(|s| &s.provisions) {
                for subsection in &provision.subsections {
                    prop_assert!(subsection.span.end <= provision.text.len());
                    if let (Some(place), Some(source)) = (provision.source_span(subsection.span), &document.source_text) {
                        prop_assert!(source.get(place.start..place.end).is_some());
                    }
                }
            }
        }
    }
}

/// A driver on stable Rust for what the fuzz targets do: mutates the models of every format for as
/// long as `NORMSCREEN_MUTATE_SECONDS` says.
#[test]
#[ignore = "runs for a given time"]
fn mutates_for_a_given_time() {
    let seconds = std::env::var("NORMSCREEN_MUTATE_SECONDS")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or(60);
    let until = std::time::Instant::now() + std::time::Duration::from_secs(seconds);
    let seeds: Vec<(&str, Vec<u8>)> = EXTENSIONS
        .iter()
        .map(|e| (*e, std::fs::read(in_format(MODELS[2], e)).unwrap()))
        .collect();
    // A small generator of its own, so that a run can be repeated.
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let mut next = move |bound: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % bound.max(1) as u64) as usize
    };
    let (mut runs, mut slowest) = (0u64, std::time::Duration::ZERO);
    while std::time::Instant::now() < until {
        let (extension, seed) = &seeds[next(seeds.len())];
        let mut bytes = seed.clone();
        for _ in 0..1 + next(20) {
            let at = next(bytes.len());
            match next(4) {
                0 => bytes[at] = next(256) as u8,
                1 => {
                    let end = (at + next(2_000)).min(bytes.len());
                    bytes.drain(at..end);
                }
                2 => {
                    let end = (at + next(500)).min(bytes.len());
                    let piece = bytes[at..end].to_vec();
                    let to = next(bytes.len());
                    bytes.splice(to..to, piece);
                }
                _ => {
                    let tokens: [&[u8]; 8] = [
                        b"<",
                        b">",
                        b"&#0;",
                        "§ 1 ".as_bytes(),
                        b"(1) ",
                        b"\n",
                        "„".as_bytes(),
                        b"1. ",
                    ];
                    let to = next(bytes.len());
                    bytes.splice(to..to, tokens[next(8)].repeat(1 + next(50)));
                }
            }
            if bytes.is_empty() {
                bytes.push(b'<');
            }
        }
        let start = std::time::Instant::now();
        for document in ingest_bytes(
            &format!("a.{extension}"),
            &bytes,
            &PACK,
            &ReadOptions::default(),
        ) {
            assert!(
                !document.record.reason.contains("broke off"),
                "{extension}, run {runs}: {}",
                document.record.reason
            );
        }
        slowest = slowest.max(start.elapsed());
        runs += 1;
    }
    assert!(runs > 0);
    assert!(
        slowest.as_secs() < 10,
        "the slowest of {runs} runs took {slowest:?}"
    );
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
        let options = ReadOptions {
            keep_source: true,
            keep_original: true,
            ..ReadOptions::default()
        };
        for document in ingest_bytes(&name, &bytes, &PACK, &options) {
            let reason = &document.record.reason;
            assert!(!reason.contains("broke off"), "{name}: {reason}");
            if let Some(statute) = &document.statute {
                drop(findings(statute));
                drop(normscreen::consistency::check(statute, &PACK));
                drop(normscreen::amend::read(statute, &PACK));
            }
        }
    }
    assert!(count > 0);
}
