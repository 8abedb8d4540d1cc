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
pub mod comment;
mod companion;
mod container;
mod docx;
pub mod draft;
pub mod encoding;
mod format;
mod gaps;
pub mod gii;
mod html;
pub mod legaldocml;
pub mod lines;
pub mod manifest;
mod markdown;
mod names;
mod odt;
mod office;
pub mod pdf;
mod table;
mod text;
mod xml;

use std::fs::File;
use std::io::{BufReader, Cursor, Read as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

use crate::discover::{Given, Input, describe};
use crate::ledger::{InputRecord, Outcome};
use crate::rules::RulePack;
use crate::statute::{ProvisionKind, Statute};
pub use bounds::Bounds;
use container::{Cost, kind, read_zip};
use encoding::{decode, decode_plain};
pub use format::{Detected, Format};
use manifest::Manifest;

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
    /// Keep also how a text with tracked changes read before them, for the check of drafts.
    pub keep_original: bool,
    /// The program that reads PDF files in a process of its own; without it, this very program.
    pub pdf_reader: Option<PathBuf>,
    /// What a collection says of its files.
    pub manifest: Option<Arc<Manifest>>,
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
    /// Names of files in its folder that it was read with, or that were looked for; the first
    /// document of an input has them all.
    pub beside: Vec<String>,
    /// The statute as it read before its tracked changes, where it has some; none unless
    /// [`ReadOptions::keep_original`].
    pub original: Option<Statute>,
}

/// What a reader makes of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The statute, without id and classes.
    pub statute: Statute,
    /// What could not be understood; empty where all was read.
    pub doubts: Vec<String>,
    /// What a reader of the ledger should know, though nothing is amiss.
    pub remarks: Vec<String>,
    /// The statute without its tracked changes, where it has some and they were asked for.
    pub original: Option<Box<Statute>>,
    /// Further acts of the same text, each a statute of its own.
    pub further: Vec<Reading>,
}

/// Enough of a document to tell its format.
const HEAD: usize = 4096;

/// A document by its name, and what surrounds it.
struct Source<'a> {
    /// Its name in the ledger.
    name: &'a str,
    /// The user named it, rather than a folder or container that holds it.
    named: bool,
    /// Which files of its folder the user named.
    given: &'a Given,
    /// Looks up a file in the same folder by its bare name.
    beside: &'a mut dyn FnMut(&str) -> Option<Vec<u8>>,
}

/// Reads an input into its documents.
pub fn ingest(input: &Input, pack: &RulePack, options: &ReadOptions) -> Vec<Document> {
    let source = &input.source;
    let fail = |e: &std::io::Error| vec![failed(source, "", describe(e), input.bytes)];
    if companion::is_companion(source) {
        return vec![skipped(source, "", companion::REASON, input.bytes)];
    }
    let manifest = options.manifest.as_deref();
    if input.content.is_none() && manifest.is_some_and(|m| m.is_at(&input.path)) {
        return vec![skipped(source, "", "is the manifest", input.bytes)];
    }
    if let Some(content) = &input.content {
        return ingest_bytes(source, content, pack, options);
    }
    let (mut bytes, mut rest) = match read_head(input) {
        Ok(read) => read,
        Err(error) => return fail(&error),
    };
    if Format::of(&bytes, source) == Detected::Known(Format::Zip) {
        let open = || File::open(&input.path).map(BufReader::new);
        match (open().map(kind), open()) {
            (Ok(Detected::Known(Format::Zip)), Ok(reader)) => {
                let nest = (1, &Cost::default());
                return read_zip(source, reader, input.bytes, pack, options, nest);
            }
            (Err(error), _) | (_, Err(error)) => return fail(&error),
            _ => {}
        }
    }
    if input.bytes > options.bounds.document_bytes {
        let reason = options.bounds.document_too_large();
        return vec![failed(source, "", reason, input.bytes)];
    }
    bytes.reserve_exact((input.bytes as usize).saturating_sub(bytes.len()));
    if let Err(error) = rest.read_to_end(&mut bytes) {
        return fail(&error);
    }
    let mut looked_for = Vec::new();
    let mut beside = |name: &str| {
        looked_for.push(name.to_owned());
        let path = input.path.parent()?.join(name);
        let small = path.metadata().ok()?.len() <= options.bounds.document_bytes;
        (small && path.is_file())
            .then(|| std::fs::read(path).ok())
            .flatten()
    };
    let place = Source {
        name: source,
        named: input.named,
        given: &input.given,
        beside: &mut beside,
    };
    let mut documents = read_any(place, &bytes, pack, options, (0, &Cost::default()));
    let entry = options.manifest.as_ref().and_then(|m| m.entry(&input.path));
    if let (Some(entry), [document]) = (entry, documents.as_mut_slice())
        && let Some(statute) = &mut document.statute
    {
        (statute.kind, statute.area) = Default::default();
        entry.lay_over(statute);
        statute.level = pack.lexicon.level(&statute.level).to_owned();
        if !statute.doc_number.is_empty() {
            statute.id = statute_id(&statute.doc_number, source);
        }
        classify(statute, pack);
    }
    if let Some(first) = documents.first_mut() {
        first.beside = looked_for;
    }
    documents
}

/// Reads bytes that are already at hand; the name tells documents apart and hints at the format.
pub fn ingest_bytes(
    name: &str,
    bytes: &[u8],
    pack: &RulePack,
    options: &ReadOptions,
) -> Vec<Document> {
    let source = Source {
        name,
        named: true,
        given: &Given::NONE,
        beside: &mut |_| None,
    };
    read_any(source, bytes, pack, options, (0, &Cost::default()))
}

fn read_any(
    source: Source<'_>,
    bytes: &[u8],
    pack: &RulePack,
    options: &ReadOptions,
    (depth, cost): (usize, &Cost),
) -> Vec<Document> {
    let name = source.name;
    let size = bytes.len() as u64;
    if companion::is_companion(name) {
        return vec![skipped(name, "", companion::REASON, size)];
    }
    if bytes.is_empty() {
        return vec![failed(name, "", "is empty".to_owned(), 0)];
    }
    let mut detected = Format::of(&bytes[..bytes.len().min(HEAD)], name);
    if detected == Detected::Known(Format::Zip) {
        detected = kind(Cursor::new(bytes));
    }
    if detected == Detected::Known(Format::Zip) {
        let nest = (depth + 1, cost);
        return read_zip(name, Cursor::new(bytes), size, pack, options, nest);
    }
    if size > options.bounds.document_bytes {
        return vec![failed(name, "", options.bounds.document_too_large(), size)];
    }
    let format = match (options.input_format, detected) {
        (Some(format), _) | (None, Detected::Known(format)) => format,
        (None, unread) => {
            let reason = match unread {
                Detected::Foreign(reason) => reason,
                // Whoever names a file so wants it read: it must not fall away in silence.
                _ if format::is_named_document(name) => format::MISNAMED,
                _ if depth > 0 => "is no document, but a companion in the zip file",
                _ => {
                    "is in no format that can be read; give XML of gesetze-im-internet, \
                     LegalDocML.de, DOCX, PDF, ODT, HTML, Markdown, text or zip files of them, or \
                     name the format (--input-format)"
                }
            };
            let document = if source.named || format::is_named_document(name) {
                failed(name, "", reason.to_owned(), size)
            } else {
                skipped(name, "", reason, size)
            };
            return vec![document];
        }
    };
    read_document(source, bytes, format, pack, options)
}

/// The beginning of a file, and the file behind it.
fn read_head(input: &Input) -> std::io::Result<(Vec<u8>, File)> {
    let mut file = File::open(&input.path)?;
    let mut head = Vec::with_capacity(HEAD);
    (&mut file).take(HEAD as u64).read_to_end(&mut head)?;
    Ok((head, file))
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
        beside: Vec::new(),
        original: None,
    }
}

fn skipped(source: &str, format: &str, reason: &str, bytes: u64) -> Document {
    let mut document = failed(source, format, reason.to_owned(), bytes);
    document.record.outcome = Outcome::Skipped;
    document
}

/// Reads one document, keeping a panic of the reader to that document.
fn read_document(
    source: Source<'_>,
    bytes: &[u8],
    format: Format,
    pack: &RulePack,
    options: &ReadOptions,
) -> Vec<Document> {
    let (name, named) = (source.name, source.named);
    let size = bytes.len() as u64;
    let read = catch_unwind(AssertUnwindSafe(|| {
        read_as(format, source, bytes, pack, options)
    }));
    match read {
        Ok(Ok(Read::Statute(mut reading, source_text))) => {
            let nameless = format.is_draft()
                && reading
                    .statute
                    .provisions
                    .iter()
                    .all(|p| p.designation.is_empty() || p.kind == ProvisionKind::Formula);
            if nameless && (!named || reading.statute.provisions.is_empty()) {
                let reason = "names no provision: no line begins with § 1, Artikel 1 or the like";
                return vec![skipped(name, format.key(), reason, size)];
            }
            // Whoever names a file wants it read, but a letter is no law without obstacles.
            if nameless {
                reading.doubts.push(
                    "names no provision (no line begins with § 1, Artikel 1 or the like): the \
                     whole was read as one text and may be no law"
                        .to_owned(),
                );
            }
            let further = std::mem::take(&mut reading.further);
            if !further.is_empty() {
                reading.remarks.push(format!(
                    "holds {} acts, each of which was read by itself ({name}#2 and so on)",
                    further.len() + 1
                ));
            }
            let mut documents = vec![document(name, bytes, format, *reading, pack)];
            // Each act of a file is a statute under its own name.
            for (place, mut act) in further.into_iter().enumerate() {
                let place = place + 2;
                act.statute.id = format!("{}-{place}", statute_id("", name));
                let mut act = document(&format!("{name}#{place}"), bytes, format, act, pack);
                // The bytes of the file count once.
                act.record.bytes = 0;
                act.source_text.clone_from(&source_text);
                documents.push(act);
            }
            documents[0].source_text = source_text;
            documents
        }
        Ok(Ok(Read::Documents(documents))) => documents,
        Ok(Ok(Read::Nothing(reason))) => vec![skipped(name, format.key(), &reason, size)],
        Ok(Err(reason)) => vec![failed(name, format.key(), reason, size)],
        Err(panic) => {
            let cause = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied())
                .unwrap_or("unknown cause");
            let reason = format!("the reader broke off ({cause}); please report this file");
            vec![failed(name, format.key(), reason, size)]
        }
    }
}

/// What became of a document.
enum Read {
    /// A statute, and the decoded text where it is to be kept.
    Statute(Box<Reading>, Option<String>),
    /// The documents that it points at.
    Documents(Vec<Document>),
    /// No law in it, and why that is no failure.
    Nothing(String),
}

/// The one place that knows which reader belongs to which format.
fn read_as(
    format: Format,
    source: Source<'_>,
    bytes: &[u8],
    pack: &RulePack,
    options: &ReadOptions,
) -> Result<Read, String> {
    let lexicon = &pack.lexicon;
    let decoded = match format {
        Format::Zip => return Err("is no zip file, whatever --input-format says".to_owned()),
        Format::Pdf => {
            let reading = pdf::read(bytes, lexicon, options).map_err(|e| e.to_string())?;
            return Ok(Read::Statute(Box::new(reading), None));
        }
        Format::Docx => {
            let reading = docx::read(bytes, lexicon, options)?;
            return Ok(Read::Statute(Box::new(reading), None));
        }
        Format::Odt => {
            let reading = odt::read(bytes, lexicon, options)?;
            return Ok(Read::Statute(Box::new(reading), None));
        }
        Format::Gii | Format::LegalDocMl => decode(bytes)?,
        Format::Html | Format::Markdown | Format::Text => decode_plain(bytes)?,
    };
    let text = &decoded.text;
    let mut reading = match format {
        Format::LegalDocMl => match read_legaldocml(text, source, pack, options)? {
            Read::Statute(reading, _) => *reading,
            other => return Ok(other),
        },
        Format::Html => html::read(text, lexicon, options)?,
        Format::Markdown => markdown::read(text, lexicon, options),
        Format::Text => text::read(text, lexicon, options),
        _ => gii::read(text, lexicon, options).map_err(|e| e.to_string())?,
    };
    reading.doubts.extend(decoded.doubt);
    let kept = options.keep_source.then(|| decoded.text.into_owned());
    Ok(Read::Statute(Box::new(reading), kept))
}

/// An act takes its annexes in, which are then not read a second time; a collection points at
/// documents that are read by themselves, unless only the collection was named.
fn read_legaldocml(
    text: &str,
    source: Source<'_>,
    pack: &RulePack,
    options: &ReadOptions,
) -> Result<Read, String> {
    use legaldocml::Content;
    let lexicon = &pack.lexicon;
    let content = legaldocml::read(text, lexicon, options).map_err(|e| e.to_string())?;
    match content {
        Content::Act(mut reading, annexes) => {
            for name in annexes {
                let annex = (source.beside)(&name).and_then(|bytes| {
                    let decoded = decode(&bytes).ok()?;
                    let plain = ReadOptions {
                        keep_source: false,
                        ..options.clone()
                    };
                    match legaldocml::read(&decoded.text, lexicon, &plain).ok()? {
                        Content::Annex(annex) => Some(annex.statute.provisions),
                        _ => None,
                    }
                });
                match annex {
                    Some(provisions) => reading.statute.provisions.extend(provisions),
                    None => reading
                        .doubts
                        .push(format!("the annex {name} is not beside it")),
                }
            }
            Ok(Read::Statute(Box::new(reading), None))
        }
        Content::Annex(reading) => {
            let own = source.name.rsplit('/').next().unwrap_or(source.name);
            let act = ["verkuendung", "entwurf"].iter().find_map(|kind| {
                (1..=9).find_map(|number| {
                    let name = format!("regelungstext-{kind}-{number}.xml");
                    let act = (source.beside)(&name)?;
                    memchr::memmem::find(&act, own.as_bytes()).map(|_| name)
                })
            });
            Ok(match act {
                Some(act) if !source.named || source.given.holds(&act) => {
                    Read::Nothing(format!("is an annex of {act} and was read with it"))
                }
                _ => Read::Statute(Box::new(reading), None),
            })
        }
        Content::Collection(parts) => {
            read_collection(&parts, text.len() as u64, source, pack, options)
        }
        Content::Other(kind) => Ok(Read::Nothing(format!("is no text of law, but \"{kind}\""))),
    }
}

/// The parts of a collection. Those that the run reads anyhow are left to it: all of a folder, and
/// those that the user named too; a part that is not there is a failure in any case.
fn read_collection(
    parts: &[String],
    size: u64,
    source: Source<'_>,
    pack: &RulePack,
    options: &ReadOptions,
) -> Result<Read, String> {
    if parts.is_empty() {
        return Err("points at no part".to_owned());
    }
    let folder = source.name.rsplit_once('/');
    let folder = folder.map_or("", |(folder, _)| folder);
    let mut documents = Vec::new();
    let mut by_themselves = Vec::new();
    for part in parts {
        let name = format!("{folder}/{part}");
        let name = name.trim_start_matches('/');
        match (source.beside)(part) {
            Some(_) if !source.named || source.given.holds(part) => {
                by_themselves.push(part.as_str());
            }
            Some(bytes) => {
                let inner = Source {
                    name,
                    named: false,
                    given: source.given,
                    beside: &mut *source.beside,
                };
                let format = Format::LegalDocMl;
                documents.extend(read_document(inner, &bytes, format, pack, options));
            }
            None => {
                let reason = format!("is named by {}, but is not beside it", source.name);
                documents.push(failed(name, "", reason, 0));
            }
        }
    }
    if by_themselves.is_empty() {
        return Ok(Read::Documents(documents));
    }
    let told = format!("points at {}, read by themselves", by_themselves.join(", "));
    if documents.is_empty() {
        return Ok(Read::Nothing(told));
    }
    let own = skipped(source.name, Format::LegalDocMl.key(), &told, size);
    documents.insert(0, own);
    Ok(Read::Documents(documents))
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
        remarks,
        original,
        further: _,
    } = reading;
    let original = original.map(|original| {
        let mut original = *original;
        original.id = statute_id("", source);
        classify(&mut original, pack);
        original
    });
    // A reader may know a name of its own for the statute: the ELI of LegalDocML.de.
    let known = if statute.doc_number.is_empty() {
        &statute.id
    } else {
        &statute.doc_number
    };
    statute.id = statute_id(known, source);
    statute.doubtful = format == Format::Pdf || !doubts.is_empty();
    statute.level = match format {
        Format::Gii | Format::LegalDocMl if statute.level.is_empty() => pack.lexicon.federal(),
        _ => pack.lexicon.level(&statute.level),
    }
    .to_owned();
    classify(&mut statute, pack);
    let reason: Vec<&str> = remarks.iter().chain(&doubts).map(String::as_str).collect();
    let reason = reason.join("; ");
    Document {
        record: InputRecord {
            source: source.to_owned(),
            format: format.key().to_owned(),
            outcome: if doubts.is_empty() {
                Outcome::Read
            } else {
                Outcome::PartlyRead
            },
            reason,
            statutes: 1,
            provisions: statute.provisions.iter().filter(|p| is_law(p)).count(),
            bytes: bytes.len() as u64,
        },
        statute: Some(statute),
        checksum: crc32fast::hash(bytes),
        source_text: None,
        beside: Vec::new(),
        original,
    }
}

/// Kind and area, unless the document or a manifest named them, by key or by what readers see.
fn classify(statute: &mut Statute, pack: &RulePack) {
    let (kind, area) = (statute.kind.clone(), statute.area.clone());
    pack.classify(statute);
    if !kind.is_empty() {
        statute.kind = pack.kinds.key_of(&kind).to_owned();
    }
    if !area.is_empty() {
        statute.area = pack.areas.key_of(&area).to_owned();
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
    let mut id = if doc_number.is_empty() {
        let stem = source.rsplit_once('.').map_or(source, |(stem, _)| stem);
        format!("x-{}", safe(stem).to_lowercase())
    } else {
        safe(doc_number)
    };
    // It becomes a file name, whose length is bounded everywhere.
    if id.len() > LONGEST_ID {
        let rest = crc32fast::hash(id.as_bytes());
        id.truncate(LONGEST_ID);
        id.push_str(&format!("-{rest:08x}"));
    }
    id
}

/// Longest id in bytes.
const LONGEST_ID: usize = 120;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statute::{Span, normalise};

    const KEEP: ReadOptions = ReadOptions {
        pdf_reader: None,
        bounds: Bounds::DEFAULT,
        input_format: None,
        keep_source: true,
        keep_original: false,
        manifest: None,
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
