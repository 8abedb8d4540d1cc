//! Real statutes in every format, against their XML. `NORMSCREEN_CORPUS` names a folder with the XML of
//! all federal statutes; without it this says so and passes.

#![allow(clippy::print_stderr)]

use std::collections::HashMap;
use std::path::PathBuf;

use normscreen::ingest::{ReadOptions, ingest_bytes};
use normscreen::statute::{ProvisionKind, Statute};

use super::format_writers::{self, portals};
use super::{PACK, findings};

/// Codes of procedure, registers, elections, training; long and short, with and without annexes.
const STATUTES: [&str; 20] = [
    "vwvfg",
    "bmg",
    "pa_g_1986",
    "stag",
    "bdsg_2018",
    "fev_2010",
    "pstg",
    "waffg_2002",
    "ozg",
    "sgb_10",
    "gastg",
    "euwo_1988",
    "immvermv",
    "hgrg",
    "direktzahldurchfv",
    "rsiedlg",
    "gadvdv",
    "fahrlpr_fv",
    "luftsiz_v",
    "orthausbvo",
];

type Writer = fn(&Statute) -> Vec<u8>;

/// Format, name of a file, how it is written, and how many of a hundred provisions and findings must
/// be the same.
const FORMATS: [(&str, &str, Writer, usize, usize); 11] = [
    (
        "LegalDocML.de",
        "a.xml",
        |s| format_writers::write(s, "xml"),
        95,
        98,
    ),
    (
        "DOCX",
        "a.docx",
        |s| format_writers::write(s, "docx"),
        95,
        98,
    ),
    ("ODT", "a.odt", |s| format_writers::write(s, "odt"), 95, 90),
    (
        "HTML",
        "a.html",
        |s| format_writers::write(s, "html"),
        95,
        98,
    ),
    (
        "portal page, Windows-1252",
        "a.html",
        |s| latin(&portals::portal(s)),
        99,
        98,
    ),
    (
        "new portal page",
        "a.html",
        |s| portals::new_portal(s).into_bytes(),
        99,
        98,
    ),
    (
        "Markdown",
        "a.md",
        |s| format_writers::write(s, "md"),
        95,
        98,
    ),
    ("text", "a.txt", |s| format_writers::write(s, "txt"), 95, 90),
    (
        "text, lists on one line",
        "a.txt",
        |s| portals::one_line(s).into_bytes(),
        95,
        98,
    ),
    (
        "text in UTF-16",
        "a.txt",
        |s| wide(&portals::one_line(s)),
        95,
        98,
    ),
    (
        "pasted from print, Windows-1252",
        "a.txt",
        |s| latin(&portals::pasted(s)),
        93,
        97,
    ),
];

/// Bytes of Windows-1252; other characters as references.
fn latin(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1252.encode(text).0.into_owned()
}

fn wide(text: &str) -> Vec<u8> {
    let mark = std::iter::once(0xfeff);
    mark.chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect()
}

/// Names and texts of what is law.
fn provisions(statute: &Statute) -> HashMap<String, String> {
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let law = statute.provisions.iter().rev();
    law.filter(|p| p.kind != ProvisionKind::Contents && !p.repealed && !p.text.is_empty())
        .map(|p| (p.designation.clone(), flat(&p.text)))
        .collect()
}

/// The files of [`STATUTES`] of up to so many bytes; none where no corpus is named.
pub fn real_statutes(largest: u64) -> Vec<PathBuf> {
    let Some(corpus) = std::env::var_os("NORMSCREEN_CORPUS").map(PathBuf::from) else {
        return Vec::new();
    };
    STATUTES
        .iter()
        .map(|slug| {
            let mut files = std::fs::read_dir(corpus.join(slug)).unwrap();
            files.next().unwrap().unwrap().path()
        })
        .filter(|file| file.metadata().is_ok_and(|m| m.len() <= largest))
        .collect()
}

#[test]
fn real_acts_read_alike_in_every_format() {
    let files = real_statutes(u64::MAX);
    if files.is_empty() {
        eprintln!("skipped: NORMSCREEN_CORPUS is not set");
        return;
    }
    let read = |name: &str, bytes: &[u8]| -> Option<Statute> {
        let mut documents = ingest_bytes(name, bytes, &PACK, &ReadOptions::default());
        assert_eq!(documents.len(), 1, "{name}");
        documents.remove(0).statute
    };
    let statutes: Vec<Statute> = files
        .iter()
        .map(|file| read("a.xml", &std::fs::read(file).unwrap()).unwrap())
        .collect();
    let mut missed = Vec::new();
    for (format, name, write, least_provisions, least_findings) in FORMATS {
        let (mut all, mut same, mut found, mut cited, mut quoted) = (0, 0, 0, 0, 0);
        for statute in &statutes {
            let Some(own) = read(name, &write(statute)) else {
                continue;
            };
            let (expected, own_text) = (provisions(statute), provisions(&own));
            all += expected.len();
            let shown = std::env::var_os("NORMSCREEN_SHOW").is_some();
            for (name, text) in &expected {
                if own_text.get(name) == Some(text) {
                    same += 1;
                } else if shown {
                    eprintln!(
                        "{format}: {} {name}: {:?}",
                        statute.abbreviation,
                        own_text.get(name)
                    );
                }
            }
            let name = |s: &Statute, citation: &str| {
                citation
                    .strip_suffix(s.abbreviation.as_str())
                    .unwrap_or(citation)
                    .trim()
                    .to_owned()
            };
            let list = |s: &Statute| -> Vec<(String, String, String)> {
                let all = findings(s).into_iter();
                all.map(|(rule, quote, citation)| (rule, quote, name(s, &citation)))
                    .collect()
            };
            let (expected, mut left) = (list(statute), list(&own));
            let mut words: Vec<_> = left
                .iter()
                .map(|(r, q, _)| (r.clone(), q.clone()))
                .collect();
            for finding in expected {
                found += 1;
                if let Some(at) = left.iter().position(|own| *own == finding) {
                    left.swap_remove(at);
                    cited += 1;
                } else if shown {
                    eprintln!("{format}: {} {finding:?}", statute.abbreviation);
                }
                let (rule, quote, _) = finding;
                if let Some(at) = words
                    .iter()
                    .position(|own| *own == (rule.clone(), quote.clone()))
                {
                    words.swap_remove(at);
                    quoted += 1;
                }
            }
        }
        eprintln!(
            "{format}: {same} of {all} provisions, {cited} of {found} findings with the same citation, {quoted} with the same words"
        );
        if same * 100 < all * least_provisions || quoted * 100 < found * least_findings {
            missed.push(format);
        }
    }
    assert!(missed.is_empty(), "{missed:?}");
}
