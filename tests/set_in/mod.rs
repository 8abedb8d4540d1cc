//! Which item a text belongs to that stands behind an inner list, or below a first line: what the
//! marks or the print of each format say of it. Where nothing says it, the text belongs to no item:
//! a citation may be wider than the law's, but not a wrong one.

use normscreen::ingest::{ReadOptions, ingest_bytes};
use normscreen::statute::{Item, Provision, Statute};

use crate::{PACK, docx};

fn read(name: &str, bytes: &[u8]) -> Statute {
    let mut documents = ingest_bytes(name, bytes, &PACK, &ReadOptions::default());
    assert_eq!(documents.len(), 1, "{name}");
    let document = documents.remove(0);
    document
        .statute
        .unwrap_or_else(|| panic!("{name}: {:?}", document.record))
}

/// The labels of the items that a word stands in, outermost first.
fn labels(provision: &Provision, word: &str) -> Vec<String> {
    fn down(items: &[Item], at: usize, labels: &mut Vec<String>) {
        if let Some(item) = items
            .iter()
            .find(|i| (i.span.start..i.span.end).contains(&at))
        {
            labels.push(item.label.clone());
            down(&item.items, at, labels);
        }
    }
    let at = provision
        .text
        .find(word)
        .unwrap_or_else(|| panic!("{word} is missing in {}", provision.text));
    let mut found = Vec::new();
    for subsection in &provision.subsections {
        down(&subsection.items, at, &mut found);
    }
    found
}

fn assert_items(name: &str, bytes: &[u8], words: &[(&str, &[&str])]) {
    let statute = read(name, bytes);
    let first = &statute.provisions[0];
    assert_eq!(first.designation, "§ 1", "{name}: {statute:#?}");
    for (word, expected) in words {
        assert_eq!(
            labels(first, word),
            *expected,
            "{name}: {word} in {}",
            first.text
        );
    }
}

const SAID: [(&str, &[&str]); 5] = [
    ("der Antrag ist", &["1."]),
    ("sieben Wochen", &["2.", "a)"]),
    ("acht Wochen", &["2.", "b)"]),
    ("vor Beginn", &["2."]),
    ("Die Behörde", &[]),
];

#[test]
fn html_says_it_by_its_elements() {
    let page = "<h1>Mustergesetz (MG)</h1><h2>§ 1 Antrag</h2><p>(1) Sie wird erteilt, wenn</p><dl><dt>1.</dt>\
        <dd>der Antrag ist gestellt und</dd><dt>2.</dt><dd>die Anzeige wurde<dl><dt>a)</dt><dd>sieben Wochen \
        oder</dd><dt>b)</dt><dd>acht Wochen</dd></dl>vor Beginn erstattet.</dd></dl><p>Die Behörde \
        bestätigt sie.</p><h2>§ 2 Inkrafttreten</h2><p>Dieses Gesetz tritt in Kraft.</p>";
    assert_items("a.html", page.as_bytes(), &SAID);
    let page = "<h1>Mustergesetz (MG)</h1><h2>§ 1 Übergang</h2><p>Es gilt:</p><dl><dt>1.</dt><dd>Klasse A\
        <p>Der Antrag bleibt gültig.</p></dd><dt>2.</dt><dd>Klasse B<p>Das Zeugnis bleibt gültig.</p><p>Es \
        wird umgetauscht.</p></dd></dl><h2>§ 2 Inkrafttreten</h2><p>Dieses Gesetz tritt in Kraft.</p>";
    let words: [(&str, &[&str]); 3] = [
        ("Der Antrag", &["1."]),
        ("Das Zeugnis", &["2."]),
        ("Es wird", &["2."]),
    ];
    assert_items("b.html", page.as_bytes(), &words);
}

#[test]
fn markdown_says_it_by_paragraphs_that_are_set_in() {
    let text = "# Mustergesetz (MG)\n\n## § 1 Übergang\n\nEs gilt:\n\n1. Klasse A\n\n   Der Antrag bleibt \
                gültig.\n\n2. Klasse B\n\n   Das Zeugnis bleibt gültig.\n\nDie Behörde bestätigt \
                es.\n\n## § 2 Inkrafttreten\n\nDieses Gesetz tritt in Kraft.\n";
    let words: [(&str, &[&str]); 3] = [
        ("Der Antrag", &["1."]),
        ("Das Zeugnis", &["2."]),
        ("Die Behörde", &[]),
    ];
    assert_items("a.md", text.as_bytes(), &words);
}

#[test]
fn word_says_it_by_indentation() {
    let p = |left: u32, hanging: u32, text: &str| {
        format!(
            "<w:p><w:pPr><w:ind w:left=\"{left}\" w:hanging=\"{hanging}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let body = [
        p(0, 0, "Mustergesetz (MG)"),
        p(0, 0, "§ 1"),
        p(0, 0, "Antrag"),
        p(0, 0, "(1) Sie wird erteilt, wenn"),
        p(425, 425, "1. der Antrag ist gestellt und"),
        p(425, 425, "2. die Anzeige wurde"),
        p(850, 425, "a) sieben Wochen oder"),
        p(850, 425, "b) acht Wochen"),
        p(425, 0, "vor Beginn erstattet."),
        p(0, 0, "Die Behörde bestätigt sie."),
        p(0, 0, "§ 2"),
        p(0, 0, "Inkrafttreten"),
        p(0, 0, "Dieses Gesetz tritt in Kraft."),
    ]
    .concat();
    assert_items("a.docx", &docx(&body, "", ""), &SAID);
}

#[test]
fn pasted_text_says_it_by_columns() {
    let text = "Mustergesetz (MG)\n\n§ 1\nAntrag\n(1) Die Erlaubnis für den Betrieb der Anlage wird erteilt, \
        wenn alle folgenden\nVoraussetzungen erfüllt sind:\n1.  der Antrag ist gestellt und alle Angaben, die \
        für die Prüfung der Anlage\n    erforderlich sind, liegen vor und\n2.  die Anzeige über die \
        Inbetriebnahme und über jede wesentliche Änderung der\n    Anlage wurde\n    a)  sieben Wochen, wenn \
        die Anlage neu errichtet oder an einen anderen Ort\n        verlegt wird, oder\n    b)  acht Wochen, \
        wenn die Anlage in ihrer Lage, ihrer Art oder im Betrieb\n        geändert wird,\n    vor Beginn \
        erstattet.\nDie Behörde bestätigt sie innerhalb eines Monats nach dem Eingang aller \
        Unterlagen.\n\n§ 2\nInkrafttreten\nDieses Gesetz tritt in Kraft.\n";
    assert_items("a.txt", text.as_bytes(), &SAID);
}

/// A tab stop that leaves no room makes a label stand close to its words.
#[test]
fn labels_that_stand_close_to_their_words_are_labels() {
    let text = "Mustergesetz (MG)\n\n§ 1\nAngaben\nDas Register enthält:\n9. die Anschrift,\n\
        10.den Antrag auf Papier,\n10a.\ndas Lichtbild und\n11.die Unterschrift.\n\n§ 2\nInkrafttreten\n\
        Dieses Gesetz tritt in Kraft.\n";
    let text = text
        .replace("9. die", "1. den Namen,\n2. die")
        .replace("10.", "3.");
    let text = text.replace("10a.", "3a.").replace("11.", "4.");
    let words: [(&str, &[&str]); 3] = [
        ("Papier", &["3."]),
        ("Lichtbild", &["3a."]),
        ("Unterschrift", &["4."]),
    ];
    assert_items("b.txt", text.as_bytes(), &words);
}

/// Where labels stand together and their texts behind them, nobody knows which is whose.
#[test]
fn labels_apart_from_their_texts_name_none() {
    let text = "Mustergesetz (MG)\n\n§ 1\nAngaben\n(1) Das Register enthält:\n\n1.\n\nden Namen,\n\n2.\n\n3.\n\n\
        a)\n\ndie Anschrift,\n\nden Antrag auf Papier.\n\n(2) Es enthält auch:\n\n1.\n\ndas Lichtbild und\n\n2.\n\n\
        die Unterschrift.\n\n§ 2\nInkrafttreten\nDieses Gesetz tritt in Kraft.\n";
    let words: [(&str, &[&str]); 4] = [
        ("Namen", &["1."]),
        ("Papier", &[]),
        ("Lichtbild", &["1."]),
        ("Unterschrift", &["2."]),
    ];
    assert_items("c.txt", text.as_bytes(), &words);
}

/// "… eines" is no heading yet, and what follows it no Absatz.
#[test]
fn a_heading_of_several_lines_stays_one() {
    let text = "Mustergesetz (MG)\n\n§ 1\nSondervorschrift zur Steuerfreistellung des Existenzminimums eines\n\
        Kindes in den Veranlagungszeiträumen 1983 bis 1995 durch\nKindergeld\nIn Fällen, in denen die \
        Entscheidung über die Höhe des Anspruchs für Monate in dem\nZeitraum noch nicht bestandskräftig \
        geworden ist, kommt eine Bewilligung nur auf\nschriftlichen Antrag in Betracht.\n\n§ 2\nInkrafttreten\n\
        Dieses Gesetz tritt in Kraft.\n";
    let statute = read("d.txt", text.as_bytes());
    let first = &statute.provisions[0];
    assert!(first.heading.ends_with("durch Kindergeld"), "{first:#?}");
    assert_eq!(first.subsections.len(), 1, "{first:#?}");
}
