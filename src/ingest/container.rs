//! Zip files: what they hold, and what they must not cost.
//!
//! In goes a zip file, out come the documents of its entries, those of zip files in it included.
//! Names of entries tell documents apart and are never used as paths. The bounds hold for the whole
//! nest: a bomb of many small files, of files in files, or of entries that share their bytes runs
//! into the sum, and the ledger names the bound.

use std::cell::Cell;
use std::io::{Read, Seek};

use super::{Bounds, Detected, Document, Format, ReadOptions, Source, failed, read_any, skipped};
use crate::discover::Given;
use crate::ledger::Outcome;
use crate::rules::RulePack;

/// What a nest of containers has cost so far.
#[derive(Debug, Default)]
pub struct Cost {
    bytes: Cell<u64>,
    entries: Cell<usize>,
}

/// What a file that begins like a zip file is: text documents of Office programs are zip files too.
pub fn kind<R: Read + Seek>(reader: R) -> Detected {
    let Ok(archive) = zip::ZipArchive::new(reader) else {
        return Detected::Known(Format::Zip);
    };
    let holds = |name: &str| archive.index_for_name(name).is_some();
    if holds("word/document.xml") {
        Detected::Known(Format::Docx)
    } else if holds("content.xml") && holds("mimetype") {
        Detected::Known(Format::Odt)
    } else if holds("[Content_Types].xml") {
        Detected::Foreign("is an Office file, but no text document")
    } else {
        Detected::Known(Format::Zip)
    }
}

/// Reads the documents of a zip file; its pictures and other companions are listed as skipped.
pub fn read_zip<R: Read + Seek>(
    source: &str,
    reader: R,
    size: u64,
    pack: &RulePack,
    options: &ReadOptions,
    (depth, cost): (usize, &Cost),
) -> Vec<Document> {
    let bounds = &options.bounds;
    let fail = |reason: String| vec![failed(source, "zip", reason, size)];
    if depth > bounds.nesting {
        return fail(format!(
            "is a container inside {} others; the bound is {} (--max-nesting)",
            depth - 1,
            bounds.nesting
        ));
    }
    let mut archive = match zip::ZipArchive::new(reader) {
        Ok(archive) => archive,
        Err(error) => return fail(format!("is no whole zip file: {error}")),
    };
    cost.entries.set(cost.entries.get() + archive.len());
    if cost.entries.get() > bounds.entries {
        return fail(format!(
            "brings the entries to {}, more than the bound of {} (--max-entries)",
            cost.entries.get(),
            bounds.entries
        ));
    }
    if super::format::is_named_document(source) {
        return fail(super::format::MISNAMED.to_owned());
    }
    let mut documents = Vec::new();
    for index in 0..archive.len() {
        let mut entry = match archive.by_index(index) {
            Ok(entry) => entry,
            Err(error) => {
                let source = format!("{source}/entry {}", index + 1);
                let reason = format!("cannot be unpacked: {error}");
                documents.push(failed(&source, "", reason, 0));
                continue;
            }
        };
        if entry.is_dir() {
            continue;
        }
        // The name serves to tell documents apart; nothing is ever read or written under it.
        let name = match entry.name() {
            Ok(name) => name.replace('\\', "/"),
            Err(_) => format!("entry {}", index + 1),
        };
        let inner = format!("{source}/{name}");
        let packed = entry.compressed_size();
        let unpacked = unpack(&mut entry, packed, bounds, cost);
        drop(entry);
        match unpacked {
            Ok(bytes) => {
                let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
                let mut beside = |file: &str| {
                    let path = if folder.is_empty() {
                        file.to_owned()
                    } else {
                        format!("{folder}/{file}")
                    };
                    let mut entry = archive.by_name(&path).ok()?;
                    let packed = entry.compressed_size();
                    unpack(&mut entry, packed, bounds, cost).ok()
                };
                let source = Source {
                    name: &inner,
                    named: false,
                    given: &Given::NONE,
                    beside: &mut beside,
                };
                documents.extend(read_any(source, &bytes, pack, options, (depth, cost)));
            }
            Err(Refused::Entry(reason)) => documents.push(failed(&inner, "", reason, 0)),
            Err(Refused::Archive(reason)) => {
                // What has been read stays; the rest is refused as a whole.
                documents.push(failed(source, "zip", reason, size));
                return documents;
            }
        }
    }
    let none = documents
        .iter()
        .all(|d| d.record.outcome == Outcome::Skipped);
    if none && depth == 1 {
        documents.extend(fail("holds no document".to_owned()));
    } else if documents.is_empty() {
        documents.push(skipped(source, "zip", "holds no document", size));
    }
    documents
}

/// Why unpacking stopped.
enum Refused {
    /// Only this entry is refused.
    Entry(String),
    /// The container has cost too much.
    Archive(String),
}

fn unpack(
    entry: &mut impl Read,
    packed: u64,
    bounds: &Bounds,
    cost: &Cost,
) -> Result<Vec<u8>, Refused> {
    // The declared size is the packer's word; the bounds hold on what really comes out.
    let left = bounds.archive_bytes.saturating_sub(cost.bytes.get());
    let by_ratio = packed.saturating_mul(bounds.ratio).max(Bounds::RATIO_FROM);
    let most = bounds.document_bytes.min(by_ratio).min(left);
    let mut bytes = Vec::new();
    let read = entry.take(most.saturating_add(1)).read_to_end(&mut bytes);
    cost.bytes
        .set(cost.bytes.get().saturating_add(bytes.len() as u64));
    read.map_err(|e| Refused::Entry(format!("cannot be unpacked: {e}")))?;
    if bytes.len() as u64 <= most {
        return Ok(bytes);
    }
    Err(if most == left {
        Refused::Archive(format!(
            "unpacks to more than the bound of {} MiB for one container (--max-archive); the rest \
             was refused as a zip bomb",
            bounds.archive_bytes >> 20
        ))
    } else if most == bounds.document_bytes {
        Refused::Entry(bounds.document_too_large())
    } else {
        Refused::Entry(format!(
            "unpacks to more than {} times its size (--max-ratio); refused as a zip bomb",
            bounds.ratio
        ))
    })
}
