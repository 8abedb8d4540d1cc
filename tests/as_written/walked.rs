//! What a walk through forms of real drafts found.

use normscreen::ingest::ReadOptions;
use normscreen::ledger::Outcome;

use super::{docx, law, odt, p, read};

fn text(name: &str, text: &str) -> normscreen::ingest::Document {
    read(name, text.as_bytes())
}

#[test]
fn a_file_without_a_provision_is_told_as_doubtful() {
    let document = text("rezept.txt", "Apfelkuchen\n\nDas Mehl verkneten.\n");
    assert_eq!(document.record.outcome, Outcome::PartlyRead);
    assert!(document.record.reason.contains("names no provision"));
    assert!(document.statute.unwrap().doubtful);
}

#[test]
fn paragraphs_of_a_law_inside_an_article_are_named_after_it() {
    let draft = "Gesetz zur Einführung (Mantelgesetz – MantG)\n\nArtikel 1\nMustergesetz (MustG)\n\n§ 1\nZweck\n\nZweck.\n\n§ 2\nForm\n\nDer Antrag ist schriftlich zu stellen.\n\nArtikel 2\nInkrafttreten\n\nDieses Gesetz tritt in Kraft.\n";
    let statute = text("a.txt", draft).statute.unwrap();
    let framed = draft.replace("Mustergesetz (MustG)\n\n", "Mustergesetz\n(MustG)\n\nInhaltsübersicht\n\n§ 1 Zweck\n§ 2 Form\n\nTeil 1\nAllgemeines\n\n");
    let statute_with_contents = text("a.txt", &framed).statute.unwrap();
    let law_of = statute_with_contents.provisions.iter();
    let names: Vec<_> = law_of.map(|p| p.designation.as_str()).collect();
    assert_eq!(
        names,
        ["Inhaltsübersicht", "Art 1 § 1", "Art 1 § 2", "Artikel 2"]
    );
    assert_eq!(
        statute_with_contents.provisions[1].outline,
        ["Artikel 1 Mustergesetz (MustG)", "Teil 1 Allgemeines"]
    );
    let names: Vec<_> = law(&statute).iter().map(|p| p.0.to_owned()).collect();
    assert_eq!(names, ["Art 1 § 1", "Art 1 § 2", "Artikel 2"]);
    assert_eq!(statute.abbreviation, "MantG");
}

#[test]
fn a_second_act_in_a_text_is_told() {
    let act = |name: &str| {
        format!("{name}\n\n§ 1\nZweck\n\nZweck.\n\n§ 2\nForm\n\nForm.\n\n§ 3\nFrist\n\nFrist.\n\n")
    };
    let two = act("Erstes Mustergesetz") + &act("Zweites Mustergesetz");
    for name in ["a.txt", "a.md"] {
        let told = text(name, &two).record;
        assert_eq!(told.outcome, Outcome::PartlyRead, "{name}");
        assert!(
            told.reason
                .contains("§ 1 stands at the beginning of another act"),
            "{told:?}"
        );
        assert_eq!(
            text(name, &act("Mustergesetz")).record.outcome,
            Outcome::Read
        );
    }
}

#[test]
fn references_at_the_beginning_of_a_line_open_no_absatz() {
    let draft = "Mustergesetz\n\n§ 1 Frist\n\nDie Frist wird von der zuständigen Behörde im Einzelfall festgesetzt und beginnt nach\n§3 zu laufen. Sie ist mitzuteilen; das gilt auch für Verträge vom 24. September 1956 (BGBl. 1958 II S. 262,\n353) und für andere.\n\n§ 2 Form\n\nForm.\n";
    let statute = text("a.txt", draft).statute.unwrap();
    assert_eq!(
        statute.provisions[0].subsections.len(),
        1,
        "{:?}",
        statute.provisions[0].text
    );
    assert_eq!(statute.provisions.len(), 2);
}

#[test]
fn heads_and_feet_of_pasted_pages_are_left_out() {
    let draft = "Mustergesetz\n\n§ 1 Frist\n\nDie Frist wird von der zuständigen Behörde im Einzelfall nach dem Gesetz\n\u{c}Bearbeitungsstand: 02.04.2025 10:14\n\nund der Verordnung festgesetzt und den Beteiligten schriftlich mitgeteilt.\n";
    let statute = text("a.txt", draft).statute.unwrap();
    assert_eq!(
        law(&statute)[0].2,
        "Die Frist wird von der zuständigen Behörde im Einzelfall nach dem Gesetz und der Verordnung festgesetzt und den Beteiligten schriftlich mitgeteilt."
    );
    let mac = "Mustergesetz\r\r§ 1 Frist\r\rEine Woche.\r";
    assert_eq!(
        law(&text("a.txt", mac).statute.unwrap()),
        [("§ 1", "Frist", "Eine Woche.")]
    );
}

#[test]
fn markdown_as_people_write_it() {
    let statute = text("a.md", "# Gesetz über die Anzeige\n# im Land Muster\n\n## § 1 Sehr lange Überschrift, die\numbrochen ist\n\n(1) Nötig sind\n1. ein Pass,\n2. ein Bild.\nDie Behörde verlangt mehr:\n1. eine Kopie,\n2. ein Original.\n").statute.unwrap();
    assert_eq!(statute.title, "Gesetz über die Anzeige im Land Muster");
    assert_eq!(
        law(&statute)[0],
        (
            "§ 1",
            "Sehr lange Überschrift, die umbrochen ist",
            "(1) Nötig sind 1. ein Pass, 2. ein Bild. Die Behörde verlangt mehr: 1. eine Kopie, 2. ein Original."
        )
    );
    let law = "\n## § 1 Antrag\n\nEr ist zu stellen.\n";
    for (head, outcome) in [
        (
            "---\nTitel: Mustergesetz\nEbene: gemeinde\n---\n",
            Outcome::Read,
        ),
        (
            "---\ntitle: Mustergesetz\nlevel: Kommune\n",
            Outcome::PartlyRead,
        ),
        (
            "---\ntitle: \"Mustergesetz\nlevel: Kommune\n---\n",
            Outcome::PartlyRead,
        ),
    ] {
        let document = text("a.md", &format!("{head}{law}"));
        assert_eq!(
            document.record.outcome, outcome,
            "{head}{:?}",
            document.record
        );
        let statute = document.statute.unwrap();
        assert_eq!(statute.title, "Mustergesetz", "{head}");
        assert_eq!(statute.level, "Kommune", "{head}");
    }
    let colon = text(
        "a.md",
        &format!("---\ntitle: Gesetz: das zweite\n---\n{law}"),
    );
    assert_eq!(colon.statute.unwrap().title, "Gesetz: das zweite");
}

#[test]
fn titles_stand_behind_cover_lines() {
    let cover = "Entwurf – Stand: 3. März 2026\n\nReferentenentwurf\n\ndes Bundesministeriums für Muster\n\n";
    let draft =
        format!("{cover}Zehntes Buch Sozialgesetzbuch (SGB X)\n\nVom …\n\n§ 1\nZweck\n\nZweck.\n");
    let statute = text("a.txt", &draft).statute.unwrap();
    assert_eq!(statute.title, "Zehntes Buch Sozialgesetzbuch");
    assert_eq!(statute.abbreviation, "SGB X");
}

#[test]
fn pages_count_and_strike_by_style() {
    let page = "<html><head><style>p.Weg, .alt { text-decoration: line-through }</style></head><body><h1>Mustergesetz</h1><h2>§ 1 Antrag</h2><ol><li>Der Antrag ist <span class=\"alt\">schriftlich</span> elektronisch zu stellen.</li><li>Beizufügen sind:</li></ol><ol><li>ein Pass,</li><li>ein Bild.</li></ol><ol start=\"3\"><li>Er ist kurz.</li></ol><p class=\"Weg\">Er ist zu unterschreiben.</p></body></html>";
    let statute = text("a.html", page).statute.unwrap();
    assert_eq!(
        law(&statute)[0].2,
        "(1) Der Antrag ist elektronisch zu stellen.\n(2) Beizufügen sind: 1. ein Pass, 2. ein Bild.\n(3) Er ist kurz."
    );
    let latin = encoding_rs::WINDOWS_1252.encode("<html><head><meta charset=\"utf-8\"></head><body><h2>§ 1 Prüfung</h2><p>Die Prüfung ist mündlich.</p></body></html>").0;
    let document = read("a.html", &latin);
    assert_eq!(document.record.outcome, Outcome::PartlyRead);
    assert_eq!(
        law(&document.statute.unwrap()),
        [("§ 1", "Prüfung", "Die Prüfung ist mündlich.")]
    );
}

#[test]
fn items_without_words_of_their_own_are_counted() {
    let numbering = "<w:abstractNum w:abstractNumId=\"1\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1.\"/></w:lvl><w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt w:val=\"lowerLetter\"/><w:lvlText w:val=\"%2)\"/></w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"1\"/></w:num>";
    let item = |level: usize, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let hidden = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>Nicht zu sehen.</w:t></w:r></w:p>";
    let body = [
        p("§ 1"),
        p("Verbote"),
        p("Verboten ist"),
        item(0, "Lärm,"),
        item(0, ""),
        item(1, "Rauch,"),
        item(1, "Staub und"),
        item(0, "Dampf."),
        hidden.to_owned(),
    ]
    .concat();
    let expected = "Verboten ist 1. Lärm, 2. a) Rauch, b) Staub und 3. Dampf.";
    let statute = read("a.docx", &docx(&body, numbering, "")).statute.unwrap();
    assert_eq!(law(&statute)[0].2, expected);
    let styles = "<text:list-style style:name=\"L\"><text:list-level-style-number text:level=\"1\" style:num-suffix=\".\" style:num-format=\"1\"/><text:list-level-style-number text:level=\"2\" style:num-suffix=\")\" style:num-format=\"a\"/></text:list-style>";
    let item = |inner: &str| format!("<text:list-item>{inner}</text:list-item>");
    let words = |text: &str| format!("<text:p>{text}</text:p>");
    let inner = item(&words("Rauch,")) + &item(&words("Staub und"));
    let body = format!(
        "<text:h>§ 1 Verbote</text:h><text:p>Verboten ist</text:p><text:list text:style-name=\"L\">{}{}{}</text:list>",
        item(&words("Lärm,")),
        item(&format!("<text:p/><text:list>{inner}</text:list>")),
        item(&words("Dampf.")),
    );
    let statute = read("a.odt", &odt(styles, &body)).statute.unwrap();
    assert_eq!(law(&statute)[0].2, expected);
}

#[test]
fn synopses_are_known_by_either_head() {
    let cell = |parts: &[&str]| {
        let text: String = parts.iter().map(|t| p(t)).collect();
        format!("<w:tc>{text}</w:tc>")
    };
    let row = |cells: &[&[&str]]| {
        let cells: String = cells.iter().map(|c| cell(c)).collect();
        format!("<w:tr>{cells}</w:tr>")
    };
    let old: &[&str] = &["§ 1", "Form", "Er ist schriftlich zu stellen."];
    let new: &[&str] = &["§ 1", "Form", "Er ist elektronisch zu stellen."];
    for table in [
        row(&[&["Geltendes Recht"], &["Referentenentwurf"]]) + &row(&[old, new]),
        row(&[&["Bisherige Fassung"], &["Das wollen wir"]]) + &row(&[old, new]),
        row(&[&["Geltende Fassung"], &["Neufassung"], &["Begründung"]])
            + &row(&[old, new, &["Der Antrag war schriftlich."]]),
    ] {
        let body = p("Mustergesetz") + &format!("<w:tbl>{table}</w:tbl>");
        let statute = read("a.docx", &docx(&body, "", "")).statute.unwrap();
        assert_eq!(
            law(&statute),
            [("§ 1", "Form", "Er ist elektronisch zu stellen.")]
        );
    }
}

#[test]
fn federal_forms_count_as_federal_law() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/corpus/gii/mustmarktzulg/BJNR900020025.xml"
    );
    let bytes = std::fs::read(path).unwrap();
    let read =
        normscreen::ingest::ingest_bytes("a.xml", &bytes, &super::PACK, &ReadOptions::default());
    assert_eq!(read[0].statute.as_ref().unwrap().level, "Bund");
}

#[test]
fn annexes_keep_their_parts_and_their_names() {
    let draft = "Mustergesetz\n\n§ 1 Zweck\n\nZweck.\n\nV.\n\nRegister\n\n§ 2 Form\n\nForm.\n\nAnlage D10a\n(zu § 2)\n\nAbschnitt 1\n\nDie Anzeige ist schriftlich.\n\n§ 142 StGB\n\nUnfallflucht.\n\nAnlage D11\n\nEin Muster.\n";
    let statute = text("a.txt", draft).statute.unwrap();
    let names: Vec<_> = law(&statute).iter().map(|p| p.0.to_owned()).collect();
    assert_eq!(names, ["§ 1", "§ 2", "Anlage D10a", "Anlage D11"]);
    assert_eq!(statute.provisions[1].outline, ["V. Register"]);
    assert_eq!(law(&statute)[0].2, "Zweck.");
    assert!(law(&statute)[2].2.contains("Abschnitt 1"));
}

#[test]
fn items_may_hold_many_paragraphs() {
    let paragraphs = "Er ist zu stellen.\n\n".repeat(9);
    let draft = format!(
        "Mustergesetz\n\n§ 1 Übergang\n\nEs gelten folgende Bestimmungen:\n\n1. § 5 Absatz 1\n\n{paragraphs}2. § 6\n\nGemeint sind\n\na) Anträge und\n\nb) Anzeigen.\n\nSie sind schriftlich.\n\nAuch gelten\n\na) Pässe,\n\nb) Karten.\n\n3. § 7\n\nDas war es.\n"
    );
    let statute = text("a.txt", &draft).statute.unwrap();
    assert_eq!(statute.provisions[0].subsections.len(), 1);
    assert_eq!(statute.provisions[0].subsections[0].items.len(), 3);
}
