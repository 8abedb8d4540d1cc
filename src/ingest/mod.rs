//! Ingest: bytes become statutes, whatever their format and container.
//!
//! In goes one [`Input`], out comes for each document in it exactly one line of the ledger, with
//! the statute where there is one. All input is untrusted: sizes are bounded, a panic in a reader
//! becomes a failure of that document.

pub mod encoding;
pub mod gii;

use std::fs::File;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::discover::{Input, describe};
use crate::ledger::{InputRecord, Outcome};
use crate::rules::RulePack;
use crate::statute::{ProvisionKind, Statute};
use encoding::decode;

/// Bounds on what one input may cost.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Largest document in bytes, uncompressed.
    pub document_bytes: u64,
    /// Most entries of one container.
    pub entries: usize,
    /// Largest ratio of uncompressed to compressed size of an entry.
    pub ratio: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            document_bytes: 256 << 20,
            entries: 20_000,
            ratio: 200,
        }
    }
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
}

/// Reads an input into its documents.
pub fn ingest(input: &Input, pack: &RulePack, bounds: &Bounds) -> Vec<Document> {
    let head = match read_head(input) {
        Ok(head) => head,
        Err(error) => return vec![failed(&input.source, "", describe(&error), input.bytes)],
    };
    match Format::of(&head, &input.source) {
        Some(Format::Zip) => read_zip(input, pack, bounds),
        Some(Format::Xml) => {
            if input.bytes > bounds.document_bytes {
                return vec![failed(&input.source, "xml", too_large(bounds), input.bytes)];
            }
            match std::fs::read(&input.path) {
                Ok(bytes) => vec![read_document(&input.source, &bytes, pack)],
                Err(error) => vec![failed(&input.source, "xml", describe(&error), input.bytes)],
            }
        }
        None if input.bytes == 0 => {
            vec![failed(&input.source, "", "is empty".to_owned(), 0)]
        }
        None => {
            let reason = "is in no format that can be read; give XML of gesetze-im-internet or \
                          zip files that hold it";
            let mut document = failed(&input.source, "", reason.to_owned(), input.bytes);
            if !input.named {
                document.record.outcome = Outcome::Skipped;
            }
            vec![document]
        }
    }
}

/// A format told from content, with the name as a hint only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Zip,
    Xml,
}

impl Format {
    fn of(head: &[u8], name: &str) -> Option<Self> {
        if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
            return Some(Format::Zip);
        }
        let text = encoding::decode_lossy(head);
        let text = text.trim_start();
        let named = |extension: &str| {
            name.rsplit_once('.')
                .is_some_and(|(_, e)| e.eq_ignore_ascii_case(extension))
        };
        let is_html = ["<!doctype html", "<html"].iter().any(|start| {
            text.get(..start.len())
                .is_some_and(|t| t.eq_ignore_ascii_case(start))
        });
        if is_html {
            return None;
        }
        if text.starts_with("<?xml") || text.starts_with("<!DOCTYPE") || text.starts_with("<dok") {
            return Some(Format::Xml);
        }
        if !head.is_empty() && named("xml") {
            return Some(Format::Xml);
        }
        if !head.is_empty() && named("zip") {
            return Some(Format::Zip);
        }
        None
    }
}

fn read_head(input: &Input) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(512);
    File::open(&input.path)?.take(512).read_to_end(&mut head)?;
    Ok(head)
}

fn too_large(bounds: &Bounds) -> String {
    format!(
        "is larger than the bound of {} MiB for one document (--max-document)",
        bounds.document_bytes >> 20
    )
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
    }
}

/// Reads the documents of a zip file; its pictures and other companions are listed as skipped.
fn read_zip(input: &Input, pack: &RulePack, bounds: &Bounds) -> Vec<Document> {
    let fail = |reason: String| vec![failed(&input.source, "zip", reason, input.bytes)];
    let file = match File::open(&input.path) {
        Ok(file) => file,
        Err(error) => return fail(describe(&error)),
    };
    let mut archive = match zip::ZipArchive::new(std::io::BufReader::new(file)) {
        Ok(archive) => archive,
        Err(error) => return fail(format!("is no whole zip file: {error}")),
    };
    if archive.len() > bounds.entries {
        return fail(format!(
            "holds {} entries, more than the bound of {}",
            archive.len(),
            bounds.entries
        ));
    }
    let mut documents = Vec::new();
    for index in 0..archive.len() {
        let mut entry = match archive.by_index(index) {
            Ok(entry) => entry,
            Err(error) => {
                let source = format!("{}/entry {}", input.source, index + 1);
                documents.push(failed(
                    &source,
                    "",
                    format!("cannot be unpacked: {error}"),
                    0,
                ));
                continue;
            }
        };
        if entry.is_dir() {
            continue;
        }
        // The name serves to tell documents apart; nothing is ever written under it.
        let name = match entry.name() {
            Ok(name) => name.into_owned(),
            Err(_) => format!("entry {}", index + 1),
        };
        let source = format!("{}/{name}", input.source);
        let bytes = match unpack(&mut entry, bounds) {
            Ok(bytes) => bytes,
            Err(reason) => {
                documents.push(failed(&source, "", reason, 0));
                continue;
            }
        };
        match Format::of(&bytes[..bytes.len().min(512)], &source) {
            Some(Format::Xml) => documents.push(read_document(&source, &bytes, pack)),
            _ if bytes.is_empty() => {
                documents.push(failed(&source, "", "is empty".to_owned(), 0));
            }
            _ => {
                let mut skipped = failed(
                    &source,
                    "",
                    "is no document, but a companion in the zip file".to_owned(),
                    bytes.len() as u64,
                );
                skipped.record.outcome = Outcome::Skipped;
                documents.push(skipped);
            }
        }
    }
    if documents
        .iter()
        .all(|d| d.record.outcome == Outcome::Skipped)
    {
        documents.extend(fail("holds no document".to_owned()));
    }
    documents
}

fn unpack(entry: &mut impl ZipEntry, bounds: &Bounds) -> Result<Vec<u8>, String> {
    // The declared size is the packer's word; the bounds hold on what really comes out.
    let most = bounds
        .document_bytes
        .min(entry.packed().saturating_mul(bounds.ratio).max(1 << 20));
    let mut bytes = Vec::new();
    entry
        .take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| format!("cannot be unpacked: {e}"))?;
    if bytes.len() as u64 > bounds.document_bytes {
        return Err(too_large(bounds));
    }
    if bytes.len() as u64 > most {
        return Err(format!(
            "unpacks to more than {} times its size; refused as a zip bomb",
            bounds.ratio
        ));
    }
    Ok(bytes)
}

/// What is needed of an entry of a zip file.
trait ZipEntry: Read {
    fn packed(&self) -> u64;
}

impl<R: Read> ZipEntry for zip::read::ZipFile<'_, R> {
    fn packed(&self) -> u64 {
        self.compressed_size()
    }
}

/// Reads one XML document, keeping a panic of the reader to that document.
fn read_document(source: &str, bytes: &[u8], pack: &RulePack) -> Document {
    catch_unwind(AssertUnwindSafe(|| read_gii(source, bytes, pack))).unwrap_or_else(|panic| {
        let cause = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("unknown cause");
        failed(
            source,
            "gii-xml",
            format!("the reader broke off ({cause}); please report this file"),
            bytes.len() as u64,
        )
    })
}

fn read_gii(source: &str, bytes: &[u8], pack: &RulePack) -> Document {
    let size = bytes.len() as u64;
    let decoded = match decode(bytes) {
        Ok(decoded) => decoded,
        Err(reason) => return failed(source, "", reason, size),
    };
    let read = match gii::read(&decoded.text, &pack.lexicon) {
        Ok(read) => read,
        Err(error) => return failed(source, "gii-xml", error.to_string(), size),
    };
    let mut statute = read.statute;
    statute.id = statute_id(&statute.doc_number, source);
    pack.classify(&mut statute);
    let mut doubts = read.doubts;
    doubts.extend(decoded.doubt);
    Document {
        record: InputRecord {
            source: source.to_owned(),
            format: "gii-xml".to_owned(),
            outcome: if doubts.is_empty() {
                Outcome::Read
            } else {
                Outcome::PartlyRead
            },
            reason: doubts.join("; "),
            statutes: 1,
            provisions: statute.provisions.iter().filter(|p| is_law(p)).count(),
            bytes: size,
        },
        statute: Some(statute),
        checksum: crc32fast::hash(bytes),
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
