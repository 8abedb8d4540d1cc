//! Ingest: bytes become statutes, whatever their format and container.
//!
//! In goes one [`Input`], or bytes with a name, out comes for each document in it exactly one line
//! of the ledger, with the statute where there is one. The format is told from content
//! ([`Format::of`]) unless [`ReadOptions::input_format`] names it. All input is untrusted: costs are
//! bounded ([`Bounds`]), and a panic in a reader becomes a failure of that document.
//!
//! A reader is a function from a decoded text (or bytes) to a [`Reading`]; what is alike for all
//! formats (kinds, Absätze, sentences, ids, classes) is done behind it.

mod body;
mod bounds;
mod container;
pub mod encoding;
mod format;
pub mod gii;
mod xml;

use std::fs::File;
use std::io::{BufReader, Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::discover::{Input, describe};
use crate::ledger::{InputRecord, Outcome};
use crate::rules::RulePack;
use crate::statute::{ProvisionKind, Statute};
pub use bounds::Bounds;
use container::{Cost, read_zip};
use encoding::decode;
pub use format::{Detected, Format};

/// How inputs are read.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// What an input may cost.
    pub bounds: Bounds,
    /// The format of every document, whatever its content looks like; containers are still opened.
    pub input_format: Option<Format>,
    /// Keep the decoded text and where each provision stands in it, for messages with line and
    /// column. A run over many documents leaves it out.
    pub keep_source: bool,
}

/// One document of an input.
#[derive(Debug)]
pub struct Document {
    /// Its line of the ledger.
    pub record: InputRecord,
    /// The statute, where it was read.
    pub statute: Option<Statute>,
    /// CRC-32 of its bytes; with the size it tells whether two files are the same.
    pub checksum: u32,
    /// The decoded text that source maps count in; none unless [`ReadOptions::keep_source`], and
    /// none for formats without lines.
    pub source_text: Option<String>,
}

/// What a reader makes of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The statute, without id and classes.
    pub statute: Statute,
    /// What could not be understood; empty where all was read.
    pub doubts: Vec<String>,
}

/// Enough of a document to tell its format.
const HEAD: usize = 4096;

/// Reads an input into its documents.
pub fn ingest(input: &Input, pack: &RulePack, options: &ReadOptions) -> Vec<Document> {
    let source = &input.source;
    let fail = |e: &std::io::Error| vec![failed(source, "", describe(e), input.bytes)];
    let documents = if let Some(content) = &input.content {
        ingest_bytes(source, content, pack, options)
    } else {
        let head = match read_head(input) {
            Ok(head) => head,
            Err(error) => return fail(&error),
        };
        if Format::of(&head, source) == Detected::Known(Format::Zip) {
            match File::open(&input.path) {
                Ok(file) => {
                    let nest = (1, &mut Cost::default());
                    let reader = BufReader::new(file);
                    read_zip(source, reader, input.bytes, pack, options, nest)
                }
                Err(error) => return fail(&error),
            }
        } else if input.bytes > options.bounds.document_bytes {
            let reason = options.bounds.document_too_large();
            vec![failed(source, "", reason, input.bytes)]
        } else {
            match std::fs::read(&input.path) {
                Ok(bytes) => ingest_bytes(source, &bytes, pack, options),
                Err(error) => return fail(&error),
            }
        }
    };
    if input.named {
        documents.into_iter().map(|d| insist(d, source)).collect()
    } else {
        documents
    }
}

/// Reads bytes that are already at hand; the name tells documents apart and hints at the format.
pub fn ingest_bytes(
    name: &str,
    bytes: &[u8],
    pack: &RulePack,
    options: &ReadOptions,
) -> Vec<Document> {
    read_any(name, bytes, pack, options, (0, &mut Cost::default()))
}

/// A file that was left out for want of a format is a failure where the user named it.
fn insist(mut document: Document, source: &str) -> Document {
    let record = &mut document.record;
    if record.source == source && record.outcome == Outcome::Skipped && record.format.is_empty() {
        record.outcome = Outcome::Failed;
    }
    document
}

/// Reads an entry of a container.
fn ingest_entry(
    source: &str,
    bytes: &[u8],
    pack: &RulePack,
    options: &ReadOptions,
    nest: (usize, &mut Cost),
) -> Vec<Document> {
    let unknown = Format::of(&bytes[..bytes.len().min(HEAD)], source) == Detected::Unknown;
    if unknown && !bytes.is_empty() && options.input_format.is_none() {
        let reason = "is no document, but a companion in the zip file";
        return vec![skipped(source, "", reason, bytes.len() as u64)];
    }
    read_any(source, bytes, pack, options, nest)
}

fn read_any(
    source: &str,
    bytes: &[u8],
    pack: &RulePack,
    options: &ReadOptions,
    (depth, cost): (usize, &mut Cost),
) -> Vec<Document> {
    let size = bytes.len() as u64;
    if bytes.is_empty() {
        return vec![failed(source, "", "is empty".to_owned(), 0)];
    }
    let detected = Format::of(&bytes[..bytes.len().min(HEAD)], source);
    if detected == Detected::Known(Format::Zip) {
        let nest = (depth + 1, cost);
        return read_zip(source, Cursor::new(bytes), size, pack, options, nest);
    }
    if size > options.bounds.document_bytes {
        return vec![failed(
            source,
            "",
            options.bounds.document_too_large(),
            size,
        )];
    }
    let format = match (options.input_format, detected) {
        (Some(format), _) | (None, Detected::Known(format)) => format,
        (None, Detected::Foreign(reason)) => {
            return vec![skipped(source, "", reason, size)];
        }
        (None, Detected::Unknown) => {
            let reason = "is in no format that can be read; give XML of gesetze-im-internet or \
                          zip files that hold it, or name the format (--input-format)";
            return vec![skipped(source, "", reason, size)];
        }
    };
    vec![read_document(source, bytes, format, pack, options)]
}

fn read_head(input: &Input) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(HEAD);
    File::open(&input.path)?
        .take(HEAD as u64)
        .read_to_end(&mut head)?;
    Ok(head)
}

fn failed(source: &str, format: &str, reason: String, bytes: u64) -> Document {
    Document {
        record: InputRecord {
            source: source.to_owned(),
            format: format.to_owned(),
            outcome: Outcome::Failed,
            reason,
            bytes,
            ..InputRecord::default()
        },
        statute: None,
        checksum: 0,
        source_text: None,
    }
}

fn skipped(source: &str, format: &str, reason: &str, bytes: u64) -> Document {
    let mut document = failed(source, format, reason.to_owned(), bytes);
    document.record.outcome = Outcome::Skipped;
    document
}

/// Reads one document, keeping a panic of the reader to that document.
fn read_document(
    source: &str,
    bytes: &[u8],
    format: Format,
    pack: &RulePack,
    options: &ReadOptions,
) -> Document {
    let size = bytes.len() as u64;
    let read = catch_unwind(AssertUnwindSafe(|| {
        read_as(format, source, bytes, pack, options)
    }));
    match read {
        Ok(Ok((reading, source_text))) => Document {
            source_text,
            ..document(source, bytes, format, reading, pack)
        },
        Ok(Err(reason)) => failed(source, format.key(), reason, size),
        Err(panic) => {
            let cause = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied())
                .unwrap_or("unknown cause");
            let reason = format!("the reader broke off ({cause}); please report this file");
            failed(source, format.key(), reason, size)
        }
    }
}

/// The one place that knows which reader belongs to which format. Out comes the reading, and the
/// decoded text where it is to be kept.
fn read_as(
    format: Format,
    _source: &str,
    bytes: &[u8],
    pack: &RulePack,
    options: &ReadOptions,
) -> Result<(Reading, Option<String>), String> {
    let lexicon = &pack.lexicon;
    match format {
        Format::Zip => Err("is no zip file, whatever --input-format says".to_owned()),
        Format::Gii => {
            let decoded = decode(bytes)?;
            let mut reading =
                gii::read(&decoded.text, lexicon, options).map_err(|e| e.to_string())?;
            reading.doubts.extend(decoded.doubt);
            let kept = options.keep_source.then(|| decoded.text.into_owned());
            Ok((reading, kept))
        }
    }
}

/// The line of the ledger, ids and classes of a statute that was read.
fn document(
    source: &str,
    bytes: &[u8],
    format: Format,
    reading: Reading,
    pack: &RulePack,
) -> Document {
    let Reading {
        mut statute,
        doubts,
    } = reading;
    statute.id = statute_id(&statute.doc_number, source);
    pack.classify(&mut statute);
    Document {
        record: InputRecord {
            source: source.to_owned(),
            format: format.key().to_owned(),
            outcome: if doubts.is_empty() {
                Outcome::Read
            } else {
                Outcome::PartlyRead
            },
            reason: doubts.join("; "),
            statutes: 1,
            provisions: statute.provisions.iter().filter(|p| is_law(p)).count(),
            bytes: bytes.len() as u64,
        },
        statute: Some(statute),
        checksum: crc32fast::hash(bytes),
        source_text: None,
    }
}

/// Whether a provision counts: neither repealed nor a table of contents.
pub fn is_law(provision: &crate::statute::Provision) -> bool {
    !provision.repealed && provision.kind != ProvisionKind::Contents
}

/// The document number, or the source's name with what a file name cannot hold taken out.
fn statute_id(doc_number: &str, source: &str) -> String {
    let safe = |text: &str| -> String {
        text.chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || c == '_' {
                    c
                } else {
                    '-'
                }
            })
            .collect()
    };
    if doc_number.is_empty() {
        let stem = source.rsplit_once('.').map_or(source, |(stem, _)| stem);
        format!("x-{}", safe(stem).to_lowercase())
    } else {
        safe(doc_number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statute::{Span, normalise};

    const KEEP: ReadOptions = ReadOptions {
        bounds: Bounds::DEFAULT,
        input_format: None,
        keep_source: true,
    };

    fn pack() -> RulePack {
        RulePack::embedded().expect("the embedded pack is tested to parse")
    }

    /// Every word and every sentence of every provision leads to a place in the source that says
    /// the same; what stands between its letters may be markup.
    pub fn check_source(document: &Document, markup: fn(&str) -> String) -> usize {
        let source = document.source_text.as_deref().expect("the text was kept");
        let mut words = 0;
        for provision in &document.statute.as_ref().expect("a statute").provisions {
            let mut at = 0;
            for word in provision.text.split([' ', '\n']) {
                let span = Span::new(at, at + word.len());
                at += word.len() + 1;
                let Some(place) = provision.source_span(span) else {
                    continue;
                };
                let found = normalise(&markup(place.of(source))).text;
                assert_eq!(found.replace(' ', ""), word, "{}", provision.designation);
                words += 1;
            }
        }
        words
    }

    fn without_tags(xml: &str) -> String {
        let mut text = String::new();
        let mut inside = false;
        for c in xml.chars() {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                c if !inside => text.push(c),
                _ => {}
            }
        }
        [
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", "\""),
            ("&apos;", "'"),
            ("&amp;", "&"),
        ]
        .iter()
        .fold(text, |t, (from, to)| t.replace(from, to))
    }

    #[test]
    fn words_of_the_model_statutes_lead_to_their_place_in_the_xml() {
        let pack = pack();
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/gii");
        let found = crate::discover::discover(&[folder]);
        let (mut known, mut all) = (0, 0);
        for input in &found.inputs {
            for document in ingest(input, &pack, &KEEP) {
                known += check_source(&document, without_tags);
                let statute = document.statute.expect("a statute");
                all += statute
                    .provisions
                    .iter()
                    .map(|p| p.text.split([' ', '\n']).filter(|w| !w.is_empty()).count())
                    .sum::<usize>();
                for provision in &statute.provisions {
                    let Some(place) = provision.heading_source else {
                        continue;
                    };
                    let said =
                        without_tags(place.of(document.source_text.as_deref().expect("kept")));
                    assert!(
                        normalise(&said).text.contains(&provision.designation)
                            || !provision.designation.starts_with('§'),
                        "{said}"
                    );
                }
            }
        }
        assert!(all > 10_000);
        assert_eq!(known, all, "every word has a place");
    }

    #[test]
    fn a_run_without_sources_keeps_none_and_reads_the_same() {
        let pack = pack();
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/corpus/gii/mustdigwohng/BJNR900010026.xml"
        );
        let bytes = std::fs::read(path).expect("the sample corpus is there");
        let bare = ingest_bytes("a.xml", &bytes, &pack, &ReadOptions::default()).remove(0);
        let kept = ingest_bytes("a.xml", &bytes, &pack, &KEEP).remove(0);
        assert!(bare.source_text.is_none());
        let (bare, mut kept) = (bare.statute.expect("read"), kept.statute.expect("read"));
        for provision in &mut kept.provisions {
            assert!(provision.text.is_empty() || !provision.source_map.is_empty());
            provision.source_map = Default::default();
            provision.heading_source = None;
        }
        assert_eq!(bare, kept);
    }

    #[test]
    fn hostile_xml_is_refused_with_its_bound() {
        let pack = pack();
        let reason = |xml: &str| {
            let mut documents =
                ingest_bytes("a.xml", xml.as_bytes(), &pack, &ReadOptions::default());
            assert_eq!(documents.len(), 1);
            assert_eq!(documents[0].record.outcome, Outcome::Failed);
            documents.remove(0).record.reason
        };
        let deep = format!("<dokumente>{}", "<P>".repeat(100_000));
        assert!(reason(&deep).contains("--max-levels"), "{}", reason(&deep));
        let laughs =
            "<!DOCTYPE d [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><dokumente>&b;</dokumente>";
        assert!(reason(laughs).contains("no <norm>"));
    }
}
