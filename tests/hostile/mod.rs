//! Inputs that mean harm: each ends in the ledger with the bound that it hit, or is read as if it
//! were harmless; none of them panics, and none takes long.

use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use normscreen::ingest::{Bounds, Document, ReadOptions, ingest_bytes};
use normscreen::ledger::Outcome;

use super::{PACK, format_writers::zip};

mod quine;

use quine::Bits;

fn within(name: &str, bytes: &[u8], bounds: Bounds) -> Vec<Document> {
    let options = ReadOptions {
        bounds,
        keep_source: true,
        keep_original: true,
        pdf_reader: Some(PathBuf::from(env!("CARGO_BIN_EXE_normscreen"))),
        ..ReadOptions::default()
    };
    let start = Instant::now();
    let documents = ingest_bytes(name, bytes, &PACK, &options);
    assert!(
        start.elapsed() < Duration::from_secs(60),
        "{name} took {:?}",
        start.elapsed()
    );
    for document in &documents {
        let reason = &document.record.reason;
        assert!(!reason.contains("broke off"), "{name}: {reason}");
    }
    documents
}

fn bounds() -> Bounds {
    Bounds {
        document_bytes: 16 << 20,
        archive_bytes: 32 << 20,
        entries: 500,
        pdf_memory: 512 << 20,
        pdf_seconds: 20,
        pdf_output: 8 << 20,
        ..Bounds::default()
    }
}

/// The reason why some document was refused.
#[track_caller]
fn refused(name: &str, bytes: &[u8], bound: &str) {
    let documents = within(name, bytes, bounds());
    let reasons: Vec<_> = documents
        .iter()
        .filter(|d| d.record.outcome == Outcome::Failed)
        .map(|d| d.record.reason.as_str())
        .collect();
    assert!(
        reasons.iter().any(|r| r.contains(bound)),
        "{name}, {bound}: {reasons:?}"
    );
}

const LAW: &str = "Mustergesetz\n\n§ 1 Antrag\n\nDer Antrag ist schriftlich zu stellen.\n";

/// A zip file whose entries all share the bytes of one, as in the bombs of David Fifield.
fn overlapping(entries: u16) -> Vec<u8> {
    let whole = zip(&[("a.txt", &vec![b' '; 4 << 20])]);
    let directory = memchr::memmem::find(&whole, b"PK\x01\x02").unwrap();
    let end = memchr::memmem::find(&whole, b"PK\x05\x06").unwrap();
    let entry = &whole[directory..end];
    let mut bomb = whole[..directory].to_vec();
    for index in 0..entries {
        let mut own = entry.to_vec();
        let name = own.len() - 5;
        own[name] = b'a' + (index % 26) as u8;
        bomb.extend(own);
    }
    let size = u32::try_from(bomb.len() - directory).unwrap();
    bomb.extend(b"PK\x05\x06\0\0\0\0");
    bomb.extend(entries.to_le_bytes());
    bomb.extend(entries.to_le_bytes());
    bomb.extend(size.to_le_bytes());
    bomb.extend(u32::try_from(directory).unwrap().to_le_bytes());
    bomb.extend([0, 0]);
    bomb
}

#[test]
fn zip_bombs() {
    // Entries over entries: either the container refuses them, or they run into the sum.
    let documents = within("overlapping.zip", &overlapping(26), bounds());
    assert!(documents.iter().all(|d| d.statute.is_none()));
    let last = &documents.last().unwrap().record;
    assert_eq!(last.outcome, Outcome::Failed, "{last:?}");
    assert!(
        ["--max-archive", "--max-ratio", "overlap", "no whole zip"]
            .iter()
            .any(|b| last.reason.contains(b)),
        "{last:?}"
    );
    // Wide: more entries than the bound.
    let names: Vec<String> = (0..600).map(|n| format!("{n}.txt")).collect();
    let wide: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), LAW.as_bytes())).collect();
    refused("wide.zip", &zip(&wide), "--max-entries");
    // Deep: a file in a file in a file …
    let mut deep = zip(&[("a.txt", LAW.as_bytes())]);
    for _ in 0..40 {
        deep = zip(&[("b.zip", &deep)]);
    }
    refused("deep.zip", &deep, "--max-nesting");
    // Without an end: what is unpacked is the file itself.
    let quine = quine::zip();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&quine)).unwrap();
    let mut inner = Vec::new();
    archive
        .by_index(0)
        .unwrap()
        .read_to_end(&mut inner)
        .unwrap();
    assert_eq!(inner, quine);
    refused("quine.zip", &quine, "--max-nesting");
    // Both, as in 42.zip: the entries of all levels count.
    let mut bomb = zip(&[("a.txt", LAW.as_bytes())]);
    for _ in 0..2 {
        let names: Vec<String> = (0..24).map(|n| format!("{n}.zip")).collect();
        let entries: Vec<(&str, &[u8])> = names
            .iter()
            .map(|n| (n.as_str(), bomb.as_slice()))
            .collect();
        bomb = zip(&entries);
    }
    refused("42.zip", &bomb, "--max-entries");
    // High: one entry of nothing but zeros.
    let zeros = vec![0; 15 << 20];
    refused("high.zip", &zip(&[("a.txt", &zeros)]), "--max-ratio");
    let blanks: Vec<u8> = LAW.bytes().cycle().take(17 << 20).collect();
    refused("large.zip", &zip(&[("a.txt", &blanks)]), "--max-");
    refused("large.txt", &blanks, "--max-document");
    // A zip file that is cut off, and one that lies on its sizes.
    let whole = zip(&[("a.txt", LAW.as_bytes())]);
    refused("cut.zip", &whole[..whole.len() - 30], "zip");
    let mut lying = whole.clone();
    let directory = memchr::memmem::find(&lying, b"PK\x01\x02").unwrap();
    lying[directory + 24..directory + 28].copy_from_slice(&1u32.to_le_bytes());
    within("lying.zip", &lying, bounds());
}

/// Bombs dressed as documents of Word and of LibreOffice.
#[test]
fn office_bombs() {
    let types: (&str, &[u8]) = ("[Content_Types].xml", b"<Types/>");
    let mime: (&str, &[u8]) = ("mimetype", b"application/vnd.oasis.opendocument.text");
    let zeros = vec![b' '; 15 << 20];
    // Repeats at a distance compress badly enough to pass the ratio.
    let mut state = 1u32;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        b"abcdefgh"[(state >> 28) as usize % 8]
    })
    .take(17 << 20)
    .collect();
    let names: Vec<String> = (0..600).map(|n| format!("word/{n}.xml")).collect();
    for (name, first, main) in [
        ("a.docx", types, "word/document.xml"),
        ("a.odt", mime, "content.xml"),
    ] {
        refused(name, &zip(&[first, (main, &zeros)]), "--max-ratio");
        refused(name, &zip(&[first, (main, &noise)]), "--max-document");
        let mut parts = vec![first, (main, b"<x/>".as_slice())];
        parts.extend(names.iter().map(|n| (n.as_str(), b"<x/>".as_slice())));
        refused(name, &zip(&parts), "--max-entries");
        let inner = zip(&[first, (main, b"<x/>")]);
        refused(name, &zip(&[first, (main, &inner)]), "");
        let documents = within(name, &overlapping(26), bounds());
        assert!(documents.iter().all(|d| d.statute.is_none()), "{name}");
    }
    // What no reader asks for is never unpacked, however large it would be.
    let (_, plain) = around("Der Antrag ist schriftlich zu stellen.", "").swap_remove(2);
    let mut archive = zip::ZipWriter::new_append(std::io::Cursor::new(plain)).unwrap();
    archive
        .start_file(
            "word/media/picture.png",
            zip::write::SimpleFileOptions::default(),
        )
        .unwrap();
    archive.write_all(&zeros).unwrap();
    let bytes = archive.finish().unwrap().into_inner();
    let documents = within("a.docx", &bytes, bounds());
    assert_eq!(documents[0].record.outcome, Outcome::Read);
}

/// The formats whose text is XML, each with a body around the hostile part.
fn around(part: &str, head: &str) -> Vec<(&'static str, Vec<u8>)> {
    let gii = format!(
        "<?xml version=\"1.0\"?>{head}<dokumente doknr=\"BJNR1\"><norm doknr=\"BJNR1\"><metadaten><jurabk>M</jurabk><langue>Muster</langue></metadaten></norm><norm doknr=\"BJNR1BJNE1\"><metadaten><jurabk>M</jurabk><enbez>§ 1</enbez></metadaten><textdaten><text format=\"XML\"><Content><P>{part}</P></Content></text></textdaten></norm></dokumente>"
    );
    let akn = format!(
        "<?xml version=\"1.0\"?>{head}<akn:akomaNtoso xmlns:akn=\"http://Inhaltsdaten.LegalDocML.de/1.8.2/\"><akn:act><akn:body><akn:article eId=\"art-1\"><akn:num>§ 1</akn:num><akn:paragraph><akn:content><akn:p>{part}</akn:p></akn:content></akn:paragraph></akn:article></akn:body></akn:act></akn:akomaNtoso>"
    );
    let docx = format!(
        "<?xml version=\"1.0\"?>{head}<w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>§ 1</w:t></w:r></w:p><w:p><w:r><w:t>{part}</w:t></w:r></w:p></w:body></w:document>"
    );
    let odt = format!(
        "<?xml version=\"1.0\"?>{head}<office:document-content xmlns:office=\"o\" xmlns:text=\"t\"><office:body><office:text><text:p>§ 1</text:p><text:p>{part}</text:p></office:text></office:body></office:document-content>"
    );
    let docx = zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", docx.as_bytes()),
    ]);
    let odt = zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", odt.as_bytes()),
    ]);
    vec![
        ("a.xml", gii.into_bytes()),
        ("b.xml", akn.into_bytes()),
        ("a.docx", docx),
        ("a.odt", odt),
    ]
}

#[test]
fn xml_bombs() {
    let laughs: String = (1..10)
        .map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10)))
        .collect();
    let secret = tempfile::NamedTempFile::new().unwrap();
    secret
        .as_file()
        .write_all("Das Geheimnis".as_bytes())
        .unwrap();
    let heads = [
        format!("<!DOCTYPE d [<!ENTITY l0 \"ha\">{laughs}]>"),
        format!(
            "<!DOCTYPE d [<!ENTITY l9 SYSTEM \"file://{}\">]>",
            secret.path().display()
        ),
        "<!DOCTYPE d SYSTEM \"http://localhost:1/a.dtd\">".to_owned(),
        format!("<!DOCTYPE d [<!ENTITY l9 \"{}\">]>", "a".repeat(1 << 20)),
    ];
    for head in heads {
        for (name, bytes) in around("Vorher &l9; nachher.", &head) {
            for document in within(name, &bytes, bounds()) {
                let text: String = document
                    .statute
                    .iter()
                    .flat_map(|s| &s.provisions)
                    .map(|p| p.text.as_str())
                    .collect();
                assert!(text.len() < 100, "{name}: {} bytes", text.len());
                assert!(
                    !text.contains("Geheimnis") && !text.contains("haha"),
                    "{name}: {text}"
                );
            }
        }
    }
    let levels = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    for (name, bytes) in around(&levels, "") {
        refused(name, &bytes, "--max-levels");
    }
}

#[test]
fn trees_of_other_formats() {
    let html = format!(
        "<h3>§ 1</h3>{}Text{}",
        "<div>".repeat(100_000),
        "</div>".repeat(100_000)
    );
    refused("a.html", html.as_bytes(), "--max-levels");
    // Deep or wide, these are read: nothing in them is a tree.
    let cases = [
        (
            "quotes.md",
            format!("# § 1\n\n{} Text\n", "> ".repeat(5_000)),
        ),
        (
            "lists.md",
            format!(
                "# § 1\n\n{}",
                (0..2_000)
                    .map(|n| format!("{}- Punkt\n", "  ".repeat(n % 300)))
                    .collect::<String>()
            ),
        ),
        ("brackets.md", format!("# § 1\n\n{}", "[".repeat(50_000))),
        ("stars.md", format!("# § 1\n\n{}", "*a _b ".repeat(10_000))),
        (
            "head.md",
            format!("---\na: {}\n---\n# § 1\n\nText\n", "[".repeat(10_000)),
        ),
        (
            "anchors.md",
            format!(
                "---\na: &a [x,x]\n{}\n---\n# § 1\n\nText\n",
                (0..30)
                    .map(|n| format!("b{n}: &b{n} [*a,*a]\n"))
                    .collect::<String>()
            ),
        ),
        ("line.txt", format!("§ 1\n\n{}", "Wort ".repeat(1 << 20))),
        ("marks.txt", format!("§ 1\n\n{}", "„".repeat(200_000))),
        ("labels.txt", format!("§ 1\n\n{}", "a) ".repeat(100_000))),
        (
            "numbers.txt",
            format!("§ 1\n\n(1) {}", "1. a\n".repeat(50_000)),
        ),
        ("sections.txt", "§ 1\n".repeat(50_000)),
        (
            "contents.txt",
            format!(
                "Inhaltsübersicht\n{}",
                (1..5_000)
                    .map(|n| format!("§ {n} Titel\n"))
                    .collect::<String>()
            ),
        ),
    ];
    for (name, text) in cases {
        within(name, text.as_bytes(), bounds());
    }
}

#[test]
fn paths_in_a_document_lead_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let here = std::env::current_dir().unwrap();
    let document = "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>§ 1 Antrag</w:t></w:r></w:p><w:p><w:r><w:t>Der Antrag ist schriftlich zu stellen.</w:t></w:r></w:p></w:body></w:document>";
    let target = folder.path().join("evil.txt");
    let absolute = target.to_str().unwrap();
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let plain = zip::write::SimpleFileOptions::default();
    for name in [
        "[Content_Types].xml",
        "../../evil.xml",
        "..\\evil.xml",
        absolute,
        "word/../../evil.xml",
        "C:evil.xml",
        "word/document.xml\0.exe",
    ] {
        archive.start_file(name, plain).unwrap();
        archive.write_all(b"<x/>").unwrap();
    }
    archive
        .add_symlink("word/styles.xml", "/etc/passwd", plain)
        .unwrap();
    archive.start_file("word/document.xml", plain).unwrap();
    archive.write_all(document.as_bytes()).unwrap();
    let bytes = archive.finish().unwrap().into_inner();
    let documents = within("a.docx", &bytes, bounds());
    // The link is a part whose text is no XML: it is refused or left out, and never followed.
    let record = &documents[0].record;
    assert!(
        record.outcome == Outcome::Read || record.reason.contains("word/styles.xml"),
        "{record:?}"
    );
    assert!(!target.exists() && !here.join("evil.xml").exists());
    // The same as entries of a zip file: they are named, and that is all.
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for name in ["../../evil.txt", absolute] {
        archive.start_file(name, plain).unwrap();
        archive.write_all(LAW.as_bytes()).unwrap();
    }
    archive
        .add_symlink("link.txt", "/etc/passwd", plain)
        .unwrap();
    let documents = within("a.zip", &archive.finish().unwrap().into_inner(), bounds());
    assert_eq!(documents.iter().filter(|d| d.statute.is_some()).count(), 2);
    assert!(!target.exists());
    let root = documents
        .iter()
        .flat_map(|d| &d.statute)
        .any(|s| s.provisions.iter().any(|p| p.text.contains("root")));
    assert!(!root, "a link was followed");
}

/// A stream of the deflate format that goes on from `start` by repeating its last bytes: fixed codes,
/// each copy 258 bytes.
fn repeated(start: &[u8], period: usize, copies: usize) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.number(1, 1);
    bits.number(1, 2);
    for byte in start {
        let byte = u32::from(*byte);
        if byte < 144 {
            bits.code(0x30 + byte, 8);
        } else {
            bits.code(0x190 + byte - 144, 9);
        }
    }
    for _ in 0..copies {
        bits.code(0xc5, 8);
        // Distances 1 and 13 have codes of their own: 0, and 7 with two more bits.
        match period {
            1 => bits.code(0, 5),
            13 => {
                bits.code(7, 5);
                bits.number(0, 2);
            }
            _ => unreachable!(),
        }
    }
    bits.code(0, 7);
    [vec![0x78, 0x9c], bits.bytes()].concat()
}

fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.5\n".to_vec();
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(file.len());
        writeln!(file, "{} 0 obj", index + 1).unwrap();
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let table = file.len();
    write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).unwrap();
    for place in places {
        writeln!(file, "{place:010} 00000 n ").unwrap();
    }
    write!(
        file,
        "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n",
        objects.len() + 1
    )
    .unwrap();
    file
}

#[test]
fn pdf_bombs() {
    let stream = |head: &str, data: &[u8]| {
        let mut object = format!("<< {head} /Length {} >>\nstream\n", data.len()).into_bytes();
        object.extend(data);
        object.extend(b"\nendstream");
        object
    };
    let with = |page: &str, content: Vec<u8>| {
        pdf(&[
            b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
            format!("<< /Type /Page /Parent 2 0 R {page} /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> /XObject << /X 4 0 R >> >> >>").into_bytes(),
            content,
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>".to_vec(),
        ])
    };
    let a4 = "/MediaBox [0 0 595 842]";
    // 165 MB of blanks from one of compressed bytes.
    let once = repeated(b" ", 1, 640_000);
    // A stream of copies is itself a repetition of 13 bytes, so it can be compressed once more.
    let inner = repeated(b" ", 1, 16);
    let twice = repeated(&inner[..24], 13, 160_000);
    let kids: String = (0..40).map(|_| "2 0 R ").collect();
    let shown = "(Wort) Tj ".repeat(400_000);
    let cases = [
        (
            "compressed.pdf",
            with(a4, stream("/Filter /FlateDecode", &once)),
        ),
        (
            "compressed twice.pdf",
            with(a4, stream("/Filter [/FlateDecode /FlateDecode]", &twice)),
        ),
        (
            "much text.pdf",
            with(
                a4,
                stream("", format!("BT /F1 10 Tf {shown} ET").as_bytes()),
            ),
        ),
        (
            "huge page.pdf",
            with(
                "/MediaBox [0 0 99999999999999999999 99999999999999999999]",
                stream("", b"BT /F1 1e30 Tf (Wort) Tj ET"),
            ),
        ),
        (
            "forms in forms.pdf",
            with(
                a4,
                stream(
                    "/Subtype /Form /Resources << /XObject << /X 4 0 R >> >>",
                    b"/X Do /X Do /X Do",
                ),
            ),
        ),
        (
            "saved states.pdf",
            with(a4, stream("", "q ".repeat(2_000_000).as_bytes())),
        ),
        (
            "pages of pages.pdf",
            pdf(&[
                b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
                format!("<< /Type /Pages /Kids [{kids}] /Count 999999999 >>").into_bytes(),
            ]),
        ),
        (
            "itself.pdf",
            pdf(&[b"1 0 R".to_vec(), b"3 0 R".to_vec(), b"2 0 R".to_vec()]),
        ),
        (
            "objects in a stream.pdf",
            with(
                a4,
                stream(
                    "/Type /ObjStm /N 999999999 /First 999999999 /Extends 4 0 R",
                    b"1 0 2 0",
                ),
            ),
        ),
        (
            "dictionaries.pdf",
            with(a4, "<< /A ".repeat(200_000).into_bytes()),
        ),
    ];
    for (name, bytes) in cases {
        let documents = within(name, &bytes, bounds());
        assert_eq!(documents.len(), 1, "{name}");
        let record = &documents[0].record;
        assert_eq!(record.outcome, Outcome::Failed, "{name}: {record:?}");
        assert!(!record.reason.is_empty(), "{name}");
    }
}

/// Many findings in one Absatz, in one list, and behind an introduction without end.
#[test]
fn many_findings_take_no_longer_each() {
    let clauses = "Anträge nach § 1 können elektronisch gestellt werden. Der Antrag nach § 1 ist schriftlich zu stellen. ";
    let lead = format!(
        "Wer einen Antrag stellt, hat der Behörde {}vorzulegen:",
        "der Stadt und des Landes ".repeat(8_000)
    );
    let items: String = (1..4_000)
        .map(|n| {
            format!(" {n}. eine schriftliche Erklärung und eine beglaubigte Kopie der Urkunde,")
        })
        .collect();
    let cases = [
        (
            "sentences.txt",
            "Der Antrag ist bei der zuständigen Behörde schriftlich zu stellen. ".repeat(20_000),
        ),
        (
            "appearances.txt",
            "Wer den Antrag stellt, hat persönlich zu erscheinen. ".repeat(20_000),
        ),
        (
            "enabled.txt",
            "Der Antrag ist schriftlich zu stellen. Er kann elektronisch gestellt werden. "
                .repeat(10_000),
        ),
        ("clauses.txt", clauses.repeat(4_000)),
        (
            "clauses in Absätze.txt",
            (1..1_500).map(|n| format!("({n}) {clauses}\n")).collect(),
        ),
        ("introduction.txt", format!("{lead}{items}")),
    ];
    let screener = normscreen::screen::Screener::new(&PACK);
    for (name, text) in cases {
        let law = format!("Mustergesetz\n\n§ 1 Antrag\n\n{text}\n");
        let documents = within(name, law.as_bytes(), bounds());
        let statute = documents[0].statute.as_ref().unwrap();
        let start = Instant::now();
        let screened = screener.screen(statute);
        for provision in &screened {
            normscreen::rate::rate(&PACK, provision);
        }
        assert!(screened[0].obstacles.len() > 1_000, "{name}");
        let took = start.elapsed();
        assert!(took < Duration::from_secs(30), "{name} took {took:?}");
    }
}
