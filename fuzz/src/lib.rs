//! What the fuzz targets do with bytes, and what must hold of whatever comes out.
//!
//! The modules that read are compiled into this crate from the sources of the main one, rather than
//! the main crate being a dependency: so they are built with the fuzzer's instrumentation, and the
//! table engine and the reports, which no untrusted byte reaches, are not built at all.

#[path = "../../src/amend/mod.rs"]
pub mod amend;
#[path = "../../src/discover.rs"]
pub mod discover;
#[path = "../../src/ingest/mod.rs"]
pub mod ingest;
#[path = "../../src/ledger.rs"]
pub mod ledger;
#[path = "../../src/rate.rs"]
pub mod rate;
#[path = "../../src/remedy.rs"]
pub mod remedy;
#[path = "../../src/rules/mod.rs"]
pub mod rules;
#[path = "../../src/screen/mod.rs"]
pub mod screen;
#[path = "../../src/statute/mod.rs"]
pub mod statute;

use std::io::{Cursor, Write as _};
use std::sync::LazyLock;

use ingest::pdf::glyphs::{Frame, MAGIC, Page, Run};
use ingest::{Bounds, Document, Format, ReadOptions, ingest_bytes};
use rules::{RuleFiles, RulePack};
use screen::{Screener, Snippet};
use statute::citation::Citation;
use statute::{Item, Provision, Sentence, Span, Statute};

static PACK: LazyLock<RulePack> =
    LazyLock::new(|| RulePack::embedded().expect("the embedded pack is tested to parse"));

static SCREENER: LazyLock<Screener<'static>> = LazyLock::new(|| Screener::new(&PACK));

/// Between the parts of a container whose packing is not what is looked at.
pub const NEXT_PART: &[u8] = b"\n%%%%\n";
/// The parts of a DOCX file that are read, in the order of [`docx`].
pub const DOCX_PARTS: [&str; 4] = [
    "word/document.xml",
    "word/styles.xml",
    "word/numbering.xml",
    "word/footnotes.xml",
];
/// The parts of an ODT file that are read, in the order of [`odt`].
pub const ODT_PARTS: [&str; 2] = ["content.xml", "styles.xml"];

fn options(format: Option<Format>) -> ReadOptions {
    ReadOptions {
        bounds: Bounds {
            document_bytes: 4 << 20,
            archive_bytes: 16 << 20,
            entries: 1_000,
            ..Bounds::default()
        },
        input_format: format,
        keep_source: true,
        // No process for each input: print is looked at by `pdf_layout`.
        pdf_reader: Some("/nonexistent".into()),
        ..ReadOptions::default()
    }
}

/// Reads bytes as one format.
pub fn read(bytes: &[u8], format: Format) {
    for document in ingest_bytes("fuzz", bytes, &PACK, &options(Some(format))) {
        look_at(&document);
    }
}

/// Reads bytes as whatever they are.
pub fn any(bytes: &[u8]) {
    for document in ingest_bytes("fuzz", bytes, &PACK, &options(None)) {
        look_at(&document);
    }
}

/// Reads the parts of a DOCX file.
pub fn docx(bytes: &[u8]) {
    read(&packed(bytes, &DOCX_PARTS), Format::Docx);
}

/// Reads the parts of an ODT file.
pub fn odt(bytes: &[u8]) {
    read(&packed(bytes, &ODT_PARTS), Format::Odt);
}

fn packed(bytes: &[u8], names: &[&str]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    // Without it, a text of OpenDocument is told to be a zip file of anything.
    archive.start_file("mimetype", stored).expect("in memory");
    let finder = memchr::memmem::Finder::new(NEXT_PART);
    let mut rest = Some(bytes);
    for name in names {
        let Some(part) = rest else { break };
        let cut = finder.find(part);
        rest = cut.map(|at| &part[at + NEXT_PART.len()..]);
        archive.start_file(*name, stored).expect("in memory");
        archive
            .write_all(&part[..cut.unwrap_or(part.len())])
            .expect("in memory");
    }
    archive.finish().expect("in memory").into_inner()
}

/// Lays out a print: what the child of the PDF reader says, or lines "y size turn x text" with "="
/// for a new page.
pub fn pdf_layout(bytes: &[u8]) {
    let said = if bytes.starts_with(MAGIC) {
        bytes.to_vec()
    } else {
        let mut said = MAGIC.to_vec();
        for frame in frames(&String::from_utf8_lossy(bytes)) {
            let frame = postcard::to_stdvec(&frame).expect("plain data");
            said.extend((frame.len() as u32).to_le_bytes());
            said.extend(frame);
        }
        said
    };
    if let Ok(reading) = ingest::pdf::read_said(&said, &PACK.lexicon) {
        spans_fit(&reading.statute, None);
    }
}

fn frames(text: &str) -> Vec<Frame> {
    let mut pages = vec![Page {
        number: 1,
        size: (59_500, 84_200),
        runs: Vec::new(),
    }];
    for line in text.lines() {
        if line == "=" {
            let number = pages.len() as u32 + 1;
            pages.push(Page {
                number,
                size: (59_500, 84_200),
                runs: Vec::new(),
            });
            continue;
        }
        let mut fields = line.splitn(5, ' ');
        let mut number = || fields.next().and_then(|f| f.parse::<i32>().ok());
        let (Some(y), Some(size), Some(turn), Some(x)) = (number(), number(), number(), number())
        else {
            continue;
        };
        let text = fields.next().unwrap_or_default();
        let width = size / 2;
        let places = (0..text.chars().count() as i32)
            .map(|n| (x.saturating_add(width.saturating_mul(n)), width))
            .collect();
        if let Some(page) = pages.last_mut() {
            page.runs.push(Run {
                y,
                size,
                turn: turn as u8,
                text: text.to_owned(),
                places,
            });
        }
    }
    let count = pages.len() as u32;
    let mut frames: Vec<Frame> = pages.into_iter().map(Frame::Page).collect();
    frames.push(Frame::End(count));
    frames
}

/// What a real PDF looks like to [`pdf_layout`], for seeds.
pub fn layout_lines(bytes: &[u8]) -> String {
    let mut said = Vec::new();
    let _ = ingest::pdf::glyphs::serve(bytes, &mut said);
    let mut lines = String::new();
    let mut rest = said.strip_prefix(MAGIC).unwrap_or_default();
    while let Some((length, behind)) = rest.split_first_chunk::<4>() {
        let (frame, next) = behind.split_at(u32::from_le_bytes(*length) as usize);
        rest = next;
        if let Ok(Frame::Page(page)) = postcard::from_bytes(frame) {
            for run in page.runs {
                let x = run.places.first().map_or(0, |p| p.0);
                let text = run.text.replace('\n', " ");
                lines.push_str(&format!("{} {} {} {x} {text}\n", run.y, run.size, run.turn));
            }
            lines.push_str("=\n");
        }
    }
    lines
}

/// Reads a provision's text flat, screens it, and writes it anew by each wording.
pub fn provision(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let snippet = Snippet {
        text: &text,
        law: "MustG",
        provision: "§ 1",
        ..Snippet::default()
    };
    let read = snippet.read(&PACK);
    spans_fit(&read.statute, None);
    let screener = &*SCREENER;
    let provision = read.provision();
    for screened in screener.screen(&read.statute) {
        for finding in screened.obstacles.iter().chain(&screened.enablers) {
            assert!(
                provision
                    .text
                    .get(finding.span.start..finding.span.end)
                    .is_some()
            );
            let source = read.source_span(finding.span);
            assert!(text.get(source.start..source.end).is_some());
            let edits = remedy::preferred(&PACK, provision, finding);
            for edit in edits {
                let _ = remedy::prove(screener, &read.statute, provision, finding, &[edit]);
            }
            let citation = Citation::at(&read.statute, provision, finding.span);
            let _ = (citation.long(), citation.short());
        }
        let rating = rate::rate(&PACK, &screened);
        drop(rating);
    }
}

/// Reads a citation; one that was read prints as it reads.
pub fn citation(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(citation) = text.parse::<Citation>() {
        for printed in [citation.long(), citation.short()] {
            let again = printed.parse::<Citation>();
            assert_eq!(again.as_ref(), Ok(&citation), "{printed:?} from {text:?}");
        }
    }
}

/// Reads a draft of plain text and follows its references.
pub fn references(bytes: &[u8]) {
    for document in ingest_bytes("fuzz", bytes, &PACK, &options(Some(Format::Text))) {
        look_at(&document);
        if let Some(statute) = &document.statute {
            let _ = statute::anchors(statute);
            for reference in statute::references::check(statute, &PACK.lexicon) {
                let text = &statute.provisions[reference.provision].text;
                assert!(text.get(reference.span.start..reference.span.end).is_some());
            }
        }
    }
}

/// Reads an amending act and carries it out on itself and on a statute of its own making.
pub fn amend(bytes: &[u8]) {
    static TARGETS: LazyLock<Vec<Statute>> = LazyLock::new(|| {
        let law = include_bytes!("../target.txt");
        ingest_bytes("ziel", law, &PACK, &options(Some(Format::Text)))
            .into_iter()
            .filter_map(|d| d.statute)
            .collect()
    });
    for document in ingest_bytes("fuzz", bytes, &PACK, &options(Some(Format::Text))) {
        look_at(&document);
        let Some(statute) = &document.statute else {
            continue;
        };
        for outcome in amend::consolidate(statute, &amend::Statutes::new(&TARGETS, &PACK), &PACK) {
            if let Some(after) = &outcome.after {
                spans_fit(after, None);
            }
        }
    }
}

/// Compiles a pack in which the bytes are a family of rules; what is taken must hold its promises.
pub fn rules(bytes: &[u8]) {
    static FILES: LazyLock<RuleFiles> = LazyLock::new(|| {
        let mut files = rules::embedded_files();
        files.retain(|name, _| !name.starts_with("obstacles/") && !name.starts_with("enablers/"));
        files
    });
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let mut files = FILES.clone();
    files.insert("obstacles/fuzz.toml".to_owned(), text.to_owned());
    if let Ok(pack) = RulePack::from_files(&files)
        && pack.compile_all().is_ok()
    {
        let snippet = Snippet {
            text: "Der Antrag ist schriftlich zu stellen.",
            ..Snippet::default()
        };
        let _ = Screener::new(&pack).screen(&snippet.read(&pack).statute);
    }
}

fn look_at(document: &Document) {
    let reason = &document.record.reason;
    assert!(!reason.starts_with("the reader broke off"), "{reason}");
    if let Some(statute) = &document.statute {
        spans_fit(statute, document.source_text.as_deref());
    }
}

/// Every span is one of its text, parts lie in what they are parts of and in their order, and what
/// has a place in the source has one that exists.
pub fn spans_fit(statute: &Statute, source: Option<&str>) {
    for provision in &statute.provisions {
        let text = &provision.text;
        let whole = Span::new(0, text.len());
        let fits = |span: Span| text.get(span.start..span.end).is_some();
        in_order(whole, provision.subsections.iter().map(|s| s.span));
        for subsection in &provision.subsections {
            assert!(fits(subsection.span));
            parts_fit(
                provision,
                subsection.span,
                &subsection.sentences,
                &subsection.items,
            );
            if let (Some(place), Some(source)) = (provision.source_span(subsection.span), source) {
                assert!(source.get(place.start..place.end).is_some());
            }
        }
    }
}

fn parts_fit(provision: &Provision, within: Span, sentences: &[Sentence], items: &[Item]) {
    let fits = |span: Span| provision.text.get(span.start..span.end).is_some();
    assert!(sentences.iter().all(|s| fits(s.span)));
    in_order(within, sentences.iter().map(|s| s.span));
    in_order(within, items.iter().map(|i| i.span));
    for item in items {
        assert!(fits(item.span));
        parts_fit(provision, item.span, &item.sentences, &item.items);
    }
}

fn in_order(within: Span, parts: impl Iterator<Item = Span>) {
    let mut at = within.start;
    for part in parts {
        assert!(at <= part.start && part.start <= part.end && part.end <= within.end);
        at = part.end;
    }
}
