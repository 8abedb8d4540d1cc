//! Drafts as people write, save and paste them.

mod walked;

use normscreen::check::{self, Date, Gate};
use normscreen::ingest::{Document, ReadOptions, ingest_bytes};
use normscreen::ledger::Outcome;
use normscreen::rules::Language;
use normscreen::statute::{Item, Provision, Statute};

use super::{PACK, docx, format_writers};

fn read(name: &str, bytes: &[u8]) -> Document {
    let options = ReadOptions {
        keep_source: true,
        keep_original: true,
        ..ReadOptions::default()
    };
    let mut documents = ingest_bytes(name, bytes, &PACK, &options);
    assert_eq!(documents.len(), 1, "{name}");
    documents.remove(0)
}

fn law(statute: &Statute) -> Vec<(&str, &str, &str)> {
    let provisions = statute.provisions.iter();
    provisions
        .map(|p| (p.designation.as_str(), p.heading.as_str(), p.text.as_str()))
        .collect()
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
}

#[test]
fn of_a_synopsis_the_new_side_is_read() {
    let cell = |text: &str| format!("<w:tc>{}</w:tc>", p(text));
    let row = |old: &str, new: &str| format!("<w:tr>{}{}</w:tr>", cell(old), cell(new));
    let both = |old: &[&str], new: &[&str]| {
        let side = |parts: &[&str]| parts.iter().map(|t| p(t)).collect::<String>();
        format!(
            "<w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>",
            side(old),
            side(new)
        )
    };
    let body = format!(
        "{}<w:tbl>{}{}{}</w:tbl>",
        p("Synopse zum Mustergesetz"),
        row("Geltendes Recht", "Entwurf"),
        both(
            &[
                "§ 1",
                "Antrag",
                "(1) Der Antrag ist schriftlich zu stellen."
            ],
            &[
                "§ 1",
                "Antrag",
                "(1) Der Antrag ist elektronisch zu stellen.",
                "(2) Er ist zu begründen."
            ],
        ),
        both(
            &["§ 2", "Frist", "Die Frist beträgt eine Woche."],
            &["§ 2", "Frist", "u n v e r ä n d e r t"]
        ),
    );
    let document = read("synopse.docx", &docx(&body, "", ""));
    let statute = document.statute.unwrap();
    assert_eq!(
        law(&statute),
        [
            (
                "§ 1",
                "Antrag",
                "(1) Der Antrag ist elektronisch zu stellen.\n(2) Er ist zu begründen."
            ),
            ("§ 2", "Frist", "Die Frist beträgt eine Woche."),
        ]
    );
}

#[test]
fn text_boxes_are_read_once_behind_their_paragraph() {
    let inside = p("Die Behörde kann Ausnahmen zulassen.");
    let frame = format!(
        "<w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>{inside}</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>{inside}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    );
    let body = [
        p("§ 1"),
        p("Antrag"),
        format!("<w:p><w:r><w:t>Der Antrag ist schriftlich zu stellen.</w:t></w:r>{frame}</w:p>"),
        p("§ 2"),
        p("Frist"),
        p("Die Frist beträgt eine Woche."),
    ]
    .concat();
    let statute = read("a.docx", &docx(&body, "", "")).statute.unwrap();
    let text = &statute.provisions[0].text;
    assert_eq!(text.matches("Ausnahmen").count(), 1, "{text}");
    assert!(text.contains("schriftlich zu stellen."), "{text}");
    assert_eq!(statute.provisions[1].text, "Die Frist beträgt eine Woche.");
}

fn odt(styles: &str, body: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"o\" xmlns:text=\"t\" xmlns:style=\"s\"><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    );
    format_writers::zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", content.as_bytes()),
    ])
}

#[test]
fn lists_of_odt_are_counted() {
    let styles = "<text:list-style style:name=\"L\"><text:list-level-style-number text:level=\"1\" style:num-prefix=\"(\" style:num-suffix=\")\" style:num-format=\"1\"/><text:list-level-style-number text:level=\"2\" style:num-suffix=\".\" style:num-format=\"1\"/><text:list-level-style-number text:level=\"3\" style:num-suffix=\")\" style:num-format=\"a\"/></text:list-style>";
    let body = "<text:h>§ 1 Antrag</text:h>\
        <text:list text:style-name=\"L\">\
        <text:list-item><text:p>Dem Antrag sind beizufügen</text:p>\
        <text:list><text:list-item><text:p>ein Nachweis</text:p>\
        <text:list><text:list-item><text:p>des Wohnsitzes,</text:p></text:list-item>\
        <text:list-item><text:p>des Alters und</text:p></text:list-item></text:list></text:list-item>\
        <text:list-item><text:p>ein Bild.</text:p></text:list-item></text:list></text:list-item>\
        <text:list-item><text:p>Er ist schriftlich zu stellen.</text:p></text:list-item></text:list>";
    let statute = read("a.odt", &odt(styles, body)).statute.unwrap();
    assert_eq!(
        law(&statute),
        [(
            "§ 1",
            "Antrag",
            "(1) Dem Antrag sind beizufügen 1. ein Nachweis a) des Wohnsitzes, b) des Alters und 2. ein Bild.\n(2) Er ist schriftlich zu stellen."
        )]
    );
    let first = &statute.provisions[0].subsections[0];
    assert_eq!(first.items.len(), 2);
    assert_eq!(first.items[0].items.len(), 2);
}

const BEFORE: [(&str, &str, &str); 2] = [
    ("§ 1", "Antrag", "Der Antrag ist schriftlich zu stellen."),
    (
        "§ 2",
        "Frist",
        "Die Frist beträgt eine Woche. Sie ist zu unterschreiben.",
    ),
];
const AFTER: [(&str, &str, &str); 3] = [
    ("§ 1", "Antrag", "Der Antrag ist elektronisch zu stellen."),
    (
        "§ 1a",
        "Anzeige",
        "Die Anzeige ist persönlich bei der Behörde abzugeben.",
    ),
    (
        "§ 2",
        "Frist",
        "Die Frist beträgt eine Woche. Sie ist zu unterschreiben.",
    ),
];

fn tracked_docx() -> Vec<u8> {
    let added = |text: &str| {
        format!(
            "<w:p><w:pPr><w:rPr><w:ins/></w:rPr></w:pPr><w:ins><w:r><w:t>{text}</w:t></w:r></w:ins></w:p>"
        )
    };
    let body = [
        p("§ 1"),
        p("Antrag"),
        "<w:p><w:pPr><w:pStyle w:val=\"a\"/><w:pPrChange><w:pPr><w:pStyle w:val=\"b\"/></w:pPr></w:pPrChange></w:pPr><w:r><w:t xml:space=\"preserve\">Der Antrag ist </w:t></w:r><w:del><w:r><w:delText>schriftlich</w:delText></w:r></w:del><w:ins><w:r><w:t>elektronisch</w:t></w:r><w:del><w:r><w:delText>mündlich</w:delText></w:r></w:del></w:ins><w:r><w:t xml:space=\"preserve\"> zu stellen.</w:t></w:r></w:p>".to_owned(),
        added("§ 1a"),
        added("Anzeige"),
        added("Die Anzeige ist persönlich bei der Behörde abzugeben."),
        p("§ 2"),
        p("Frist"),
        p("Die Frist beträgt eine Woche. Sie ist zu unterschreiben."),
    ]
    .concat();
    docx(&body, "", "")
}

fn tracked_odt() -> Vec<u8> {
    let body = "<text:tracked-changes>\
        <text:changed-region text:id=\"c1\"><text:deletion><office:change-info/><text:p>schriftlich </text:p></text:deletion></text:changed-region>\
        <text:changed-region text:id=\"c2\"><text:insertion><office:change-info/></text:insertion></text:changed-region>\
        <text:changed-region text:id=\"c3\"><text:insertion><office:change-info/></text:insertion></text:changed-region>\
        </text:tracked-changes>\
        <text:h>§ 1 Antrag</text:h>\
        <text:p>Der Antrag ist <text:change text:change-id=\"c1\"/><text:change-start text:change-id=\"c2\"/>elektronisch <text:change-end text:change-id=\"c2\"/>zu stellen.<text:change-start text:change-id=\"c3\"/></text:p>\
        <text:h>§ 1a Anzeige</text:h>\
        <text:p>Die Anzeige ist persönlich bei der Behörde abzugeben.<text:change-end text:change-id=\"c3\"/></text:p>\
        <text:h>§ 2 Frist</text:h>\
        <text:p>Die Frist beträgt eine Woche. Sie ist zu unterschreiben.</text:p>";
    odt("", body)
}

#[test]
fn a_text_with_tracked_changes_is_two_texts() {
    for (name, bytes) in [("a.docx", tracked_docx()), ("a.odt", tracked_odt())] {
        let document = read(name, &bytes);
        assert_eq!(law(document.statute.as_ref().unwrap()), AFTER, "{name}");
        assert_eq!(law(document.original.as_ref().unwrap()), BEFORE, "{name}");
        let bare = ingest_bytes(name, &bytes, &PACK, &ReadOptions::default()).remove(0);
        assert!(bare.original.is_none());
        assert_eq!(bare.statute, document.statute, "{name}");
    }
}

#[test]
fn what_was_moved_stands_in_each_text_where_it_stood() {
    let moved = |mark: &str, text: &str| {
        format!(
            "<w:p><w:pPr><w:rPr><w:{mark}/></w:rPr></w:pPr><w:{mark}><w:r><w:t>{text}</w:t></w:r></w:{mark}></w:p>"
        )
    };
    let body = [
        p("§ 1"),
        p("Antrag"),
        moved("moveFrom", "(1) Der Antrag ist schriftlich zu stellen."),
        p("(2) Er ist zu begründen."),
        moved("moveTo", "(3) Der Antrag ist schriftlich zu stellen."),
    ]
    .concat();
    let document = read("a.docx", &docx(&body, "", ""));
    let now = document.statute.unwrap();
    let before = document.original.expect("it read otherwise before");
    assert_eq!(
        now.provisions[0].text,
        "(2) Er ist zu begründen.\n(3) Der Antrag ist schriftlich zu stellen."
    );
    assert_eq!(
        before.provisions[0].text,
        "(1) Der Antrag ist schriftlich zu stellen.\n(2) Er ist zu begründen."
    );
}

/// What was put in is new, what was struck is lifted, the rest is as it was.
#[test]
fn the_check_knows_tracked_changes() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in [("a.docx", tracked_docx()), ("a.odt", tracked_odt())] {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let options = check::Options {
            paths: vec![path],
            here: folder.path().to_path_buf(),
            read: ReadOptions::default(),
            language: Language::De,
            against: None,
            corpus: Vec::new(),
            reasons: Vec::new(),
            as_of: "2026-03-03".parse::<Date>().unwrap(),
            gate: Gate::new(&["new".to_owned()], &PACK).unwrap(),
            evidence: false,
        };
        let report = check::check(&options, &PACK).unwrap();
        let found: Vec<_> = report
            .diagnostics
            .iter()
            .map(|d| {
                (
                    d.place.provision.as_str(),
                    d.quote.as_str(),
                    format!("{:?}", d.novelty),
                )
            })
            .filter(|(_, quote, _)| {
                ["schriftlich", "unterschreiben", "persönlich"]
                    .iter()
                    .any(|w| quote.contains(w))
            })
            .map(|(provision, _, novelty)| (provision, novelty))
            .collect();
        let of = |provision, novelty: &str| (provision, novelty.to_owned());
        assert_eq!(
            found,
            [of("§ 1a", "New"), of("§ 2", "Unchanged"), of("§ 1", "Gone")],
            "{name}: {:#?}",
            report.diagnostics
        );
        assert!(report.verdict.hits > 0);
        assert!(report.against.unwrap().name.contains("nachverfolgten"));
    }
}

/// The pages of gesetze-im-internet.de, with their frame.
const PORTAL: &str = r##"<!DOCTYPE html>
<html lang="de"><head><meta charset="iso-8859-1"><title>MustG - Mustergesetz</title>
<script>var a = "§ 9 Skript";</script></head>
<body><div id="level2"><div id="headmenu"><nav><ul><li><a href="#">§ 8 Startseite</a></li></ul></nav></div>
<div id="content_2022"><div id="container">
<h2 class="headline">Mustergesetz</h2>
<div id="paddingLR12">
<div class="jnheader"><h1>Gesetz über Muster (Mustergesetz - MustG)</h1></div>
<div class="jnnorm" id="BJNR900990026BJNG000100000" title="Gliederung"><div class="jnheader"><h2>Abschnitt 1<br>Verfahren</h2></div></div>
<div class="jnnorm" id="BJNR900990026BJNE000100000" title="Einzelnorm"><div class="jnheader"><a name="p1"></a><h3><span class="jnenbez">§ 1</span>&nbsp;<span class="jnentitel">Antrag</span></h3></div>
<div class="jnhtml"><div><div class="jurAbsatz">(1) Dem Antrag sind beizufügen
<dl style="font-weight:normal"><dt>1.</dt><dd style="font-weight:normal"><div>ein Nachweis <dl><dt>a)</dt><dd><div>des Wohnsitzes,</div></dd><dt>b)</dt><dd><div>des Alters und</div></dd></dl></div></dd><dt>2.</dt><dd><div>ein Bild.</div></dd></dl></div>
<div class="jurAbsatz">(2) Er ist &quot;schriftlich&quot; zu stellen.</div></div></div></div>
<div class="jnnorm" title="Einzelnorm"><div class="jnheader"><h3><span class="jnenbez">§ 2</span>&nbsp;<span class="jnentitel">Frist</span></h3></div>
<div class="jnhtml"><div><div class="jurAbsatz">Die Frist beträgt eine Woche.</div></div></div></div>
</div></div></div>
<footer><p>§ 7 Impressum</p></footer></div></body></html>"##;

#[test]
fn a_saved_page_of_the_portal_reads_as_its_law() {
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(PORTAL);
    let document = read("mustg.html", &bytes);
    assert_eq!(
        document.record.outcome,
        Outcome::Read,
        "{:?}",
        document.record
    );
    let statute = document.statute.as_ref().unwrap();
    assert_eq!(statute.abbreviation, "MustG");
    assert_eq!(statute.title, "Gesetz über Muster");
    assert_eq!(
        law(statute),
        [
            (
                "§ 1",
                "Antrag",
                "(1) Dem Antrag sind beizufügen 1. ein Nachweis a) des Wohnsitzes, b) des Alters und 2. ein Bild.\n(2) Er ist \"schriftlich\" zu stellen."
            ),
            ("§ 2", "Frist", "Die Frist beträgt eine Woche."),
        ]
    );
    assert_eq!(statute.provisions[0].outline, ["Abschnitt 1 Verfahren"]);
    // Its words stand on the lines of the page.
    let source = document.source_text.as_deref().unwrap();
    for (provision, word, line) in [(0, "schriftlich", 13), (0, "Bild", 12), (1, "Woche", 15)] {
        let provision = &statute.provisions[provision];
        let at = provision.text.find(word).unwrap();
        let span = normscreen::statute::Span::new(at, at + word.len());
        let place = provision.source_span(span).unwrap();
        assert_eq!(place.of(source), word);
        assert_eq!(
            source[..place.start].matches('\n').count() + 1,
            line,
            "{word}"
        );
    }
}

/// Where the tree of a page does not follow its source, places are lost for a while, not for good.
#[test]
fn places_in_a_page_are_found_again() {
    let page = "<h3>§ 1 Antrag</h3>\n<table><tr><td>Zeile</td></tr>Vor die Tabelle gezogen</table>\n<p>Der Antrag ist bei der zuständigen Behörde schriftlich zu stellen.</p>\n";
    let document = read("a.html", page.as_bytes());
    let provision = &document.statute.as_ref().unwrap().provisions[0];
    let at = provision.text.find("schriftlich").unwrap();
    let span = normscreen::statute::Span::new(at, at + "schriftlich".len());
    let place = provision.source_span(span).unwrap();
    assert_eq!(
        place.of(document.source_text.as_deref().unwrap()),
        "schriftlich"
    );
}

/// The pages of the gazette hold what is known of an act, and its text only as PDF.
#[test]
fn a_page_without_law_is_said_to_hold_none() {
    let page = "<!DOCTYPE html><html lang=\"de\"><head><title>Bundesgesetzblatt</title></head><body><header><a href=\"#\">Startseite</a></header><main><h1>Gesetz über Muster</h1><dl><dt>Fundstelle</dt><dd>BGBl. 2026 I Nr. 900</dd><dt>Ausfertigungsdatum</dt><dd>3. März 2026</dd></dl><p><a href=\"regelungstext.pdf\">PDF herunterladen</a></p></main></body></html>";
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("seite.html"), page).unwrap();
    let found = normscreen::discover::discover(&[folder.path().to_path_buf()]);
    let documents = normscreen::ingest::ingest(&found.inputs[0], &PACK, &ReadOptions::default());
    assert_eq!(documents[0].record.outcome, Outcome::Skipped);
    assert!(documents[0].record.reason.contains("names no provision"));
    // Nor does a schema that lies beside acts.
    let schema =
        "<?xml version=\"1.0\"?>\n<!-- akomaNtoso -->\n<xs:schema xmlns:xs=\"x\"></xs:schema>";
    std::fs::write(folder.path().join("akt.xsd"), schema).unwrap();
    let found = normscreen::discover::discover(&[folder.path().to_path_buf()]);
    let documents = normscreen::ingest::ingest(&found.inputs[0], &PACK, &ReadOptions::default());
    assert_eq!(documents[0].record.outcome, Outcome::Skipped);
    assert_eq!(documents[0].record.reason, "is a schema, no document");
}

/// Headings without a space, lists on one line, words cut at the end of a line, heads of pages.
#[test]
fn text_pasted_from_print_loses_little() {
    let text = "Gesetz über Muster\n\n§1\nAntrag auf Zulas-\nsung\n(1) Der Antrag ist bei der zuständigen Behörde schrift-\nlich zu stellen; beizufügen sind 1. der Nachweis, 2. das Bild.\n(2) Über ihn entscheidet die Behörde inner-\nhalb eines Monats.\n\n- 3 -\n\n§2 Muster der Frist\nDie Frist be\u{ad}trägt eine Woche. Sie beginnt mit der Bekannt-\nmachung.\n§ 3\nInkrafttreten\nDieses Gesetz tritt am Tag nach der Verkündung in Kraft.\n";
    let statute = read("a.txt", text.as_bytes()).statute.unwrap();
    let names: Vec<_> = law(&statute)
        .iter()
        .map(|(d, h, _)| (d.replace(' ', ""), *h))
        .collect();
    let of = |d: &str, h: &'static str| (d.to_owned(), h);
    assert_eq!(
        names,
        [
            of("§1", "Antrag auf Zulassung"),
            of("§2", "Muster der Frist"),
            of("§3", "Inkrafttreten")
        ]
    );
    let first = &statute.provisions[0];
    assert!(
        first.text.contains("schriftlich zu stellen"),
        "{}",
        first.text
    );
    assert!(first.text.contains("innerhalb eines"), "{}", first.text);
    assert_eq!(first.subsections.len(), 2);
    assert!(
        first.text.contains("1. der Nachweis, 2. das Bild."),
        "{}",
        first.text
    );
    assert!(statute.provisions[1].text.contains("Bekanntmachung"));
}

#[test]
fn encodings_of_every_format() {
    let text = "Gesetz über Prüfungen\n\n§ 1 Anträge\n\nDer Antrag ist für jede Prüfung schriftlich zu stellen.\n";
    let html = "<html><body><h1>Gesetz über Prüfungen</h1><h3>§ 1 Anträge</h3><p>Der Antrag ist für jede Prüfung schriftlich zu stellen.</p></body></html>";
    let wide = |text: &str, mark: bool, order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let mark = mark.then_some(0xfeff_u16);
        mark.into_iter()
            .chain(text.encode_utf16())
            .flat_map(order)
            .collect()
    };
    let latin = |text: &str| encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    for (name, text) in [("a.txt", text), ("a.md", text), ("a.html", html)] {
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        let cases = [
            ("UTF-8", text.as_bytes().to_vec()),
            ("UTF-8 with a mark", marked),
            ("UTF-16 LE", wide(text, true, u16::to_le_bytes)),
            ("UTF-16 BE", wide(text, true, u16::to_be_bytes)),
            (
                "UTF-16 LE without a mark",
                wide(text, false, u16::to_le_bytes),
            ),
            ("Windows-1252", latin(text)),
        ];
        for (encoding, bytes) in cases {
            let document = read(name, &bytes);
            let statute = document
                .statute
                .unwrap_or_else(|| panic!("{name} in {encoding}: {:?}", document.record));
            assert_eq!(
                law(&statute),
                [(
                    "§ 1",
                    "Anträge",
                    "Der Antrag ist für jede Prüfung schriftlich zu stellen."
                )],
                "{name} in {encoding}"
            );
        }
    }
}

/// Nothing is finished in a draft, and all that stands there is read.
#[test]
fn half_finished_drafts_are_read() {
    let text = "Entwurf eines Gesetzes zur … [Titel folgt]\n\n§ 1\n[Überschrift]\n\n(1) Der Antrag ist schriftlich zu stellen …\n\n(X) [Absatz folgt]\n\n§ 2 (offen)\n\n§ [3]\n\nTODO: Wer entscheidet? „Hier fehlt das Ende\n\n§ 4 Anzeige\n\nDie Anzeige ist zu unterschreiben\n\n(3) Sie ist\n1.\n2. zu begründen,\n\n§ 4\n\nNoch einmal dieselbe Nummer.\n";
    for name in ["a.txt", "a.md"] {
        let document = read(name, text.as_bytes());
        assert_eq!(document.record.outcome, Outcome::Read, "{name}");
        let statute = document.statute.unwrap();
        let all: String = statute
            .provisions
            .iter()
            .map(|p| format!("{} {}\n", p.heading, p.text))
            .collect();
        for part in [
            "schriftlich zu stellen",
            "Wer entscheidet",
            "zu unterschreiben",
            "zu begründen",
            "dieselbe Nummer",
        ] {
            assert!(all.contains(part), "{name}: {part}\n{all}");
        }
        let names: Vec<_> = statute
            .provisions
            .iter()
            .map(|p| p.designation.as_str())
            .collect();
        for name in ["§ 1", "§ 2", "§ 4"] {
            assert!(names.contains(&name), "{names:?}");
        }
    }
}

/// What stands behind a label "1." or "a)", in the order of the text.
fn labels(statute: &Statute, provision: usize) -> Vec<String> {
    fn all(items: &[normscreen::statute::Item], out: &mut Vec<String>) {
        for item in items {
            out.push(item.label.clone());
            all(&item.items, out);
        }
    }
    let mut out = Vec::new();
    for subsection in &statute.provisions[provision].subsections {
        all(&subsection.items, &mut out);
    }
    out
}

/// The pages of the federation's new portal: labels of lists are attributes, numbers of Absätze stand
/// apart, and the table of contents and the footnotes are marked.
const NEW_PORTAL: &str = r##"<!DOCTYPE html>
<html lang="de"><head><title>Gesetz über Muster</title></head><body class="akn-akomaNtoso"><div class="akn-act">
<section class="dokumentenkopf"><div class="longTitle dokumententitel"><h1 class="titel">Gesetz über Muster</h1><h1 class="kurztitel">(Mustergesetz - MustG)</h1></div></section>
<section class="akn-proprietary"><dl><dt>Vollzitat</dt><dd class="ris-vollzitat">"Mustergesetz vom 3. März 2026"</dd></dl></section>
<div class="official-toc"><div class="level-1"><span>Abschnitt 1</span> <span>Verfahren</span></div><div class="level-2"><span>§ 1</span> <span>Antrag</span></div><div class="level-2"><span>§ 2</span> <span>Frist</span></div></div>
<div class="akn-body"><h2 class="einzelvorschrift"><span class="akn-num">Abschnitt 1</span> <span class="akn-heading">Verfahren</span></h2>
<div id="art-1"><a href="/x"><h2 class="einzelvorschrift"><span class="akn-num">§ 1</span> <span class="akn-heading">Antrag<a href="#n"><sup>*</sup></a></span></h2></a>
<section class="akn-paragraph"><span class="akn-num">(1)</span><div class="untergliederung"><div class="einleitender-text"><p>Dem Antrag sind beizufügen</p></div><ul class="juristischer-absatz-untergliederung"><li data-aufzählungsliteral="1."><div class="akn-content">ein Nachweis<ul><li data-aufzählungsliteral="a)"><div class="akn-content">des Wohnsitzes,</div></li><li data-aufzählungsliteral="b)"><div class="akn-content">des Alters und</div></li></ul></div></li><li data-aufzählungsliteral="2."><div class="akn-content">ein Bild.</div></li></ul></div></section>
<section class="akn-paragraph"><span class="akn-num">(2)</span><div class="akn-content"><p class="akn-p">Er ist schriftlich zu stellen.</p></div></section>
<ol class="fussnoten"><li class="fussnote" id="n"><span class="marker">*</span><p>Fußnote des Gesetzes.</p></li></ol></div>
<div id="art-2"><a href="/x"><h2 class="einzelvorschrift"><span class="akn-num">§ 2</span> <span class="akn-heading">Frist</span></h2></a>
<section class="akn-paragraph"><div class="akn-content"><p class="akn-p">Die Frist beträgt eine Woche.</p><p class="akn-p">§ 9 Muster</p></div></section></div>
</div></div><footer><p>§ 7 Impressum</p></footer></body></html>"##;

#[test]
fn a_saved_page_of_the_new_portal_reads_as_its_law() {
    let statute = read("mustg.html", NEW_PORTAL.as_bytes()).statute.unwrap();
    assert_eq!(statute.title, "Gesetz über Muster");
    assert_eq!(statute.abbreviation, "MustG");
    let provisions: Vec<_> = law(&statute)
        .into_iter()
        .filter(|(name, ..)| name.starts_with('§'))
        .collect();
    assert_eq!(
        provisions,
        [
            (
                "§ 1",
                "Antrag*",
                "(1) Dem Antrag sind beizufügen 1. ein Nachweis a) des Wohnsitzes, b) des Alters und 2. ein Bild.\n(2) Er ist schriftlich zu stellen."
            ),
            ("§ 2", "Frist", "Die Frist beträgt eine Woche.\n§ 9 Muster"),
        ]
    );
    let first = statute
        .provisions
        .iter()
        .position(|p| p.designation == "§ 1")
        .unwrap();
    assert_eq!(labels(&statute, first), ["1.", "a)", "b)", "2."]);
    assert_eq!(statute.provisions[first].outline, ["Abschnitt 1 Verfahren"]);
    let footnotes = statute.provisions[first].footnotes.concat();
    assert!(footnotes.contains("Fußnote des Gesetzes."), "{footnotes}");
}

/// Footnotes of editors, names of empty ranges, and an annex that repeats its name on its back.
#[test]
fn a_page_of_the_portal_names_provisions_in_headings_alone() {
    let norm = |name: &str, heading: &str, text: &str| {
        format!(
            "<div class=\"jnnorm\"><div class=\"jnheader\"><h3><span class=\"jnenbez\">{name}</span>&nbsp;<span class=\"jnentitel\">{heading}</span></h3></div><div class=\"jnhtml\"><div>{text}</div></div></div>"
        )
    };
    let page = format!(
        "<html><body><h2 class=\"headline\">MustG</h2><h1>Gesetz über Muster (MustG)</h1><div class=\"jnheader\"><h2>I. Allgemeines</h2></div>{}{}<div class=\"jnheader\"><h2>II. Register</h2></div>{}{}<div id=\"footer\">Impressum</div></body></html>",
        norm(
            "§ 1",
            "Antrag",
            "<div class=\"jurAbsatz\">Der Antrag ist schriftlich zu stellen.</div><div class=\"jnfussnote\"><h4>Fußnote</h4>(+++ § 1: Zur Anwendung vgl. § 9 +++)</div>"
        ),
        norm(
            "(XXXX) §§ 2 und 3",
            "",
            "<div class=\"jurAbsatz\">(weggefallen)</div>"
        ),
        norm(
            "§ 4",
            "Frist",
            "<div class=\"jurAbsatz\">Die Frist beträgt eine Woche.</div>"
        ),
        norm(
            "Anlage 2A",
            "(zu § 4)",
            "<table><tr><td>Muster<dl><dt>1.</dt><dd>Name</dd></dl></td></tr></table><div class=\"jurAbsatz\">Anlage 2A (zu § 4)</div><div class=\"jurAbsatz\">Rückseite</div>"
        ),
    );
    let statute = read("a.html", page.as_bytes()).statute.unwrap();
    assert_eq!(
        law(&statute),
        [
            ("§ 1", "Antrag", "Der Antrag ist schriftlich zu stellen."),
            ("§§ 2 und 3", "", "(weggefallen)"),
            ("§ 4", "Frist", "Die Frist beträgt eine Woche."),
            (
                "Anlage 2A",
                "(zu § 4)",
                "Muster 1. Name\nAnlage 2A (zu § 4)\nRückseite"
            ),
        ]
    );
    assert_eq!(statute.provisions[0].outline, ["I. Allgemeines"]);
    assert!(statute.provisions[1].repealed);
    assert_eq!(statute.provisions[2].outline, ["II. Register"]);
    let footnotes = statute.provisions[0].footnotes.concat();
    assert!(footnotes.contains("Zur Anwendung"), "{footnotes}");
}

/// A list that stands on one line is a list.
#[test]
fn lists_on_one_line_are_lists() {
    let text = "Gesetz über Muster\n\n§ 1 Antrag\n\n(1) Dem Antrag sind beizufügen: 1. ein Nachweis a) des Wohnsitzes, b) des Alters, 2. ein Bild in Papierform. Er ist am 1. Januar schriftlich zu stellen.\n\n(2) Absatz 1 Satz 2 gilt auch für die 2. Anzeige.\n";
    for name in ["a.txt", "a.md"] {
        let statute = read(name, text.as_bytes()).statute.unwrap();
        assert_eq!(labels(&statute, 0), ["1.", "a)", "b)", "2."], "{name}");
        let absatz = &statute.provisions[0].subsections[0];
        assert_eq!(absatz.sentences.len(), 2, "{name}");
        assert!(statute.provisions[0].subsections[1].items.is_empty());
    }
}

/// Units that no word names, headings of several lines, a page that ends behind a heading, and
/// quotation marks that nobody closes.
#[test]
fn headings_of_pasted_text_are_headings() {
    let text = "Gesetz über Muster\nI. Allgemeine Regelungen\n§ 1\nBesondere Regelungen für die Verarbeitung von Angaben im Antrag und in der\nAnzeige\nDer Antrag ist bei der zuständigen Behörde schriftlich zu stellen; er wird dort\nvon Amts wegen geprüft und „innerhalb eines Monats beschieden.\n§ 2\nEntscheidung über die Zulassung, den Widerruf und die Rücknahme der Sache\n(1) Über den Antrag entscheidet die zuständige Behörde, in deren Bezirk er nach\nden Regeln des Verfahrens zu stellen ist.\nII. Schlussregelungen\n§ 3\n\n- 1 -\n\nFrist und Kosten\nDie Frist beträgt eine Woche. Sie beginnt mit der Bekanntgabe des “Bescheids”.\n";
    let statute = read("a.txt", text.as_bytes()).statute.unwrap();
    assert_eq!(
        law(&statute),
        [
            (
                "§ 1",
                "Besondere Regelungen für die Verarbeitung von Angaben im Antrag und in der Anzeige",
                "Der Antrag ist bei der zuständigen Behörde schriftlich zu stellen; er wird dort von Amts wegen geprüft und „innerhalb eines Monats beschieden."
            ),
            (
                "§ 2",
                "Entscheidung über die Zulassung, den Widerruf und die Rücknahme der Sache",
                "(1) Über den Antrag entscheidet die zuständige Behörde, in deren Bezirk er nach den Regeln des Verfahrens zu stellen ist."
            ),
            (
                "§ 3",
                "Frist und Kosten",
                "Die Frist beträgt eine Woche. Sie beginnt mit der Bekanntgabe des “Bescheids”."
            ),
        ]
    );
    let outlines: Vec<_> = statute.provisions.iter().map(|p| &p.outline).collect();
    assert_eq!(
        outlines,
        [
            &["I. Allgemeine Regelungen"],
            &["I. Allgemeine Regelungen"],
            &["II. Schlussregelungen"]
        ]
    );
}

/// A form of an annex has a field of that name; the law goes on behind it.
#[test]
fn a_field_of_a_form_ends_no_law() {
    let text = "Gesetz über Muster\n\n§ 1 Antrag\n\nDer Antrag ist nach dem Muster der Anlage 1 zu stellen.\n\nAnlage 1 (zu § 1)\n\nName\n\nBegründung\n\nOrt, Datum\n\nAnlage 2 (zu § 1)\n\nMerkblatt\n";
    let names = |text: &str| -> Vec<String> {
        let statute = read("a.txt", text.as_bytes()).statute.unwrap();
        statute
            .provisions
            .iter()
            .map(|p| p.designation.clone())
            .collect()
    };
    assert_eq!(names(text), ["§ 1", "Anlage 1", "Anlage 2"]);
    let explained = text.replace(
        "Ort, Datum",
        "A. Allgemeiner Teil\n\n§ 1 regelt den Antrag.",
    );
    assert_eq!(names(&explained), ["§ 1", "Anlage 1"]);
}

#[test]
fn markdown_is_told_from_its_marks_whatever_its_name() {
    let text = "---\ntitle: Mustergesetz\n---\n\n## Teil 1 Allgemeines\n\n### § 1 Antrag\n\nDer Antrag ist schriftlich zu stellen.\n";
    for name in ["a.md", "a.txt", "a.html", "a"] {
        let document = read(name, text.as_bytes());
        assert_eq!(document.record.format, "markdown", "{name}");
        let statute = document.statute.unwrap();
        assert_eq!(statute.title, "Mustergesetz", "{name}");
        assert_eq!(statute.provisions[0].heading, "Antrag", "{name}");
    }
}

/// Absätze of each provision, each with the labels of its items and the words behind the last.
fn build(name: &str, text: &str) -> Vec<String> {
    fn labels(items: &[Item], out: &mut String) {
        for item in items {
            out.push_str(&item.label);
            if !item.items.is_empty() {
                out.push('[');
                labels(&item.items, out);
                out.push(']');
            }
        }
    }
    let statute = read(name, text.as_bytes()).statute.unwrap();
    let provision = |p: &Provision| {
        let mut out = p.designation.clone();
        for subsection in &p.subsections {
            out.push_str(" | ");
            labels(&subsection.items, &mut out);
            let end = subsection.items.last().map(|item| item.span.end);
            if let Some(end) = end {
                out.push_str(&p.text[end..subsection.span.end]);
            }
        }
        out
    };
    statute.provisions.iter().map(provision).collect()
}

#[test]
fn a_designation_without_a_space_is_the_same() {
    let text = "§1 Antrag\n\nDer Antrag ist zu stellen.\n\n§2a\n\nEr ist zu begründen.\n";
    assert_eq!(build("a.txt", text), ["§ 1 | ", "§ 2a | "]);
    let marked = "### §1 Antrag\n\nDer Antrag ist zu stellen.\n";
    assert_eq!(build("a.md", marked), ["§ 1 | "]);
}

/// One paragraph a line, as word processors save text: none goes on in the next.

#[test]
fn a_draft_saved_as_lines_without_gaps_keeps_its_build() {
    let text = "Referentenentwurf\ndes Bundesministeriums für Muster\nA. Problem und Ziel\nBisher ist das persönliche Erscheinen erforderlich.\nGesetz über Brücken (Brückengesetz – BrückG)\nVom 3. Februar 2026\nDer Bundestag hat das folgende Gesetz beschlossen:\nInhaltsübersicht\n§ 1 Antrag\n§ 2 Gebühr\n§ 1\nAntrag\n(1) Der Antrag ist schrift\u{ad}lich zu stellen.\n(2) Dem Antrag sind beizufügen\n\t1.\teine beglaubigte Kopie,\n\t2.\tein Lichtbild.\nDie Kopie ist im Original vorzulegen.\n§ 2\nGebühr\nDie Gebühr ist bar zu entrichten.\nBegründung\nA. Allgemeiner Teil\nDer Antrag ist schriftlich zu stellen, weil es so ist.\nB. Besonderer Teil\nZu § 1\nDie Schriftform ist erforderlich.\n";
    let statute = read("a.txt", text.as_bytes()).statute.unwrap();
    assert_eq!(statute.title, "Gesetz über Brücken");
    assert_eq!(statute.abbreviation, "BrückG");
    assert_eq!(statute.date, "3. Februar 2026");
    let found: Vec<_> = law(&statute)
        .into_iter()
        .filter(|(designation, ..)| designation.starts_with('§'))
        .collect();
    assert_eq!(
        found,
        [
            (
                "§ 1",
                "Antrag",
                "(1) Der Antrag ist schriftlich zu stellen.\n(2) Dem Antrag sind beizufügen 1. eine beglaubigte Kopie, 2. ein Lichtbild. Die Kopie ist im Original vorzulegen."
            ),
            ("§ 2", "Gebühr", "Die Gebühr ist bar zu entrichten."),
        ]
    );
    let items = &statute.provisions.iter().find(|p| p.designation == "§ 1");
    let items = &items.unwrap().subsections[1].items;
    assert_eq!(items[1].span.of(found[0].2), "2. ein Lichtbild.");
}

/// The texts of gesetze-im-internet.de have it inside the Absatz, whatever the list ends with.

#[test]
fn text_behind_a_list_belongs_to_its_absatz() {
    let text = "§ 1 Anzeige\n\nWer\n\n1. einen Fluss betreibt oder\n2. einen See betreibt,\n\nhat dies der Behörde anzuzeigen.\n\n§ 2 Genehmigung\n\nDie Behörde erteilt sie, wenn\n\n1. der Antrag gestellt und\n2. die Gebühr gezahlt ist.\n\nSie bedarf der Schriftform.\n\nDie Gebühr ist bar zu zahlen.\n";
    let expected = [
        "§ 1 | 1.2. hat dies der Behörde anzuzeigen.",
        "§ 2 | 1.2. Sie bedarf der Schriftform. | ",
    ];
    assert_eq!(build("a.txt", text), expected);
    let marked = text
        .replace("§ 1 A", "### § 1 A")
        .replace("§ 2 G", "### § 2 G");
    assert_eq!(build("a.md", &marked), expected);
}

#[test]
fn a_list_goes_on_behind_text_that_follows_an_inner_list() {
    let text = "### § 1 Anzeige\n\n(1) Wer\n\n1. einen Fluss betreibt,\n2. einen Bach betreibt\n\n   a) im Wald oder\n   b) auf der Wiese\n\n   oder\n3. einen See betreibt,\n\nhat dies anzuzeigen.\n\n(2) Er ist zu stellen.\n";
    let expected = ["§ 1 | 1.2.[a)b)]3. hat dies anzuzeigen. | "];
    assert_eq!(build("a.md", text), expected);
    assert_eq!(build("a.txt", &text.replace("### ", "")), expected);
}

#[test]
fn lists_show_without_a_colon_and_with_labels_on_lines_of_their_own() {
    let text = "§ 1\nWahl\n(1) Wahlberechtigt für die Vertretung aller und wählbar in dieselbe sind\n1. die Angehörigen der Dienststelle, die seit einem Jahr dort tätig\nsind, und\n2. die Beauftragten.\n(2) Ordnungswidrig handelt, wer ohne Zulassung der zuständigen Behörde\n1.\ndas gewerbsmäßige Führen betreibt oder\n2.\nden Nachweis nicht vorlegt.\n";
    assert_eq!(build("a.txt", text), ["§ 1 | 1.2. | 1.2."]);
}

/// "5." with nothing but an inner list, and an item of several paragraphs.
#[test]
fn an_item_may_begin_with_its_list_and_go_on_for_paragraphs() {
    let text = "§ 1 Angaben\n\n(1) Anzugeben sind\n\n1. der Weg,\n\n2.\n\na) die Zollstelle,\n\nb) der Vermerk,\n\n3. folgende Wörter:\n\nMUSTER BANK\n\nMuster Aktiengesellschaft\n\n4. das Lager.\n\n(2) Er ist zu stellen.\n";
    let expected = ["§ 1 | 1.2.[a)b)]3.4. | "];
    assert_eq!(build("a.txt", text), expected);
    assert_eq!(build("a.md", &format!("### {text}")), expected);
    let inner = text
        .replace("\n\na)", "\n\n       a)")
        .replace("\n\nb)", "\n\n       b)");
    assert_eq!(build("a.md", &format!("### {inner}")), expected);
}

/// As `pdftotext -layout` sets it: items stand in, and so do their further lines.
#[test]
fn text_that_stands_further_out_ends_a_list() {
    let text = "§ 1 Private Geschäfte der Beschäftigten des Bundes\nMuster GmbH\n(1) Jede Tätigkeit nach § 2 Absatz 1 Nummer 2, die von\n    1. deutschen Staatsangehörigen mit einem Wohnsitz im\n    Inland,\n    2. juristischen Personen oder sonstigen Vereinigungen\ndurchgeführt wird, bedarf einer Genehmigung. Die\nGenehmigung ist schriftlich zu beantragen.\n(2) Die Behörde hat\n    1. auf dem Doppel schriftlich oder elektronisch in\n    erkennbarer Weise\n        a) das Datum der Bestätigung und der Prüfung und\n        b) die Abweichungen als solche erkennbar sodann\n    2. das Doppel dem Amt binnen einer Woche zu senden.\n";
    assert_eq!(
        build("a.txt", text),
        [
            "§ 1 | 1.2. durchgeführt wird, bedarf einer Genehmigung. Die Genehmigung ist schriftlich zu beantragen. | 1.[a)b)]2."
        ]
    );
    let statute = read("a.txt", text.as_bytes()).statute.unwrap();
    assert_eq!(
        statute.provisions[0].heading,
        "Private Geschäfte der Beschäftigten des Bundes Muster GmbH"
    );
}
