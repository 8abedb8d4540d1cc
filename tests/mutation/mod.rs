//! Mutated files of every format, model drafts and real law alike: no stage may panic or point
//! outside of the text. `PROPTEST_CASES` sets how many are tried; real law joins the seeds where
//! `NORMSCREEN_CORPUS` and `NORMSCREEN_LEGALDOCML` name it.

use std::io::{Cursor, Read as _};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use normscreen::ingest::{ReadOptions, ingest_bytes};
use proptest::prelude::*;
use proptest::sample::Index;

use super::format_writers::{self, zip};
use super::{EXTENSIONS, MODELS, PACK, agreement, findings, in_format, read};

/// Larger seeds say no more and take longer.
const LARGEST: u64 = 100_000;

/// Pieces that mean something to some reader.
const TOKENS: [&str; 12] = [
    "<",
    ">",
    "&#0;",
    "§ 1 ",
    "(1) ",
    "\n",
    "„",
    "“",
    "1. ",
    "a) ",
    "| ",
    "schriftlich ",
];

#[derive(Debug, Clone)]
enum Edit {
    Overwrite(Index, u8),
    Cut(Index, usize),
    Repeat(Index, usize, Index),
    Insert(Index, &'static str, usize),
}

impl Edit {
    fn any() -> impl Strategy<Value = Edit> {
        let at = any::<Index>;
        prop_oneof![
            (at(), any::<u8>()).prop_map(|(to, byte)| Edit::Overwrite(to, byte)),
            (at(), 1usize..2_000).prop_map(|(from, length)| Edit::Cut(from, length)),
            (at(), 1usize..500, at()).prop_map(|(from, length, to)| Edit::Repeat(from, length, to)),
            (at(), prop::sample::select(TOKENS.to_vec()), 1usize..50)
                .prop_map(|(to, token, times)| Edit::Insert(to, token, times)),
        ]
    }

    fn apply(&self, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        match self {
            Edit::Overwrite(to, byte) => {
                let to = to.index(bytes.len());
                bytes[to] = *byte;
            }
            Edit::Cut(from, length) => {
                let from = from.index(bytes.len());
                bytes.drain(from..(from + length).min(bytes.len()));
            }
            Edit::Repeat(from, length, to) => {
                let from = from.index(bytes.len());
                let piece = bytes[from..(from + length).min(bytes.len())].to_vec();
                let to = to.index(bytes.len());
                bytes.splice(to..to, piece);
            }
            Edit::Insert(to, token, times) => {
                let to = to.index(bytes.len());
                bytes.splice(to..to, token.as_bytes().repeat(*times));
            }
        }
    }
}

/// A file to be mutated: its name, which tells the format, and its bytes.
type Seed = (String, Vec<u8>);

fn real_files(variable: &str) -> Vec<PathBuf> {
    let Some(folder) = std::env::var_os(variable) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .filter(|e| e.path().extension().is_some_and(|x| x == "xml"))
        .filter(|e| e.metadata().is_ok_and(|m| m.len() < LARGEST))
        .map(walkdir::DirEntry::into_path)
        .collect();
    // Every so many, to have all kinds and few enough to keep in memory.
    let step = (files.len() / 60).max(1);
    files = files.into_iter().step_by(step).collect();
    files
}

/// The model in every format; real statutes as they are, and some written in every format.
static SEEDS: LazyLock<Vec<Seed>> = LazyLock::new(|| {
    let name = |extension: &str| format!("a.{extension}");
    let mut seeds: Vec<Seed> = EXTENSIONS
        .iter()
        .map(|e| (name(e), std::fs::read(in_format(MODELS[2], e)).unwrap()))
        .collect();
    for variable in ["NORMSCREEN_CORPUS", "NORMSCREEN_LEGALDOCML"] {
        for path in real_files(variable) {
            seeds.push((name("xml"), std::fs::read(path).unwrap()));
        }
    }
    for path in agreement::real_statutes(LARGEST) {
        let Some(statute) = read(&path, false).statute else {
            continue;
        };
        for extension in EXTENSIONS {
            let written = format_writers::write(&statute, extension);
            seeds.push((name(extension), written));
        }
    }
    seeds
});

/// The part of an office document that holds its text.
fn main_part(name: &str) -> Option<&'static str> {
    match Path::new(name).extension()?.to_str()? {
        "docx" => Some("word/document.xml"),
        "odt" => Some("content.xml"),
        _ => None,
    }
}

/// Mutates a file; of an office document the text inside, or else the container would break each time.
fn mutate((name, bytes): &Seed, edits: &[Edit]) -> Vec<u8> {
    let apply = |bytes: &mut Vec<u8>| edits.iter().for_each(|edit| edit.apply(bytes));
    let Some(main) = main_part(name) else {
        let mut bytes = bytes.clone();
        apply(&mut bytes);
        return bytes;
    };
    let mut archive = ::zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let (name, mut bytes) = (part.name().unwrap().into_owned(), Vec::new());
        part.read_to_end(&mut bytes).unwrap();
        if name == main {
            apply(&mut bytes);
        }
        parts.push((name, bytes));
    }
    let parts: Vec<_> = parts
        .iter()
        .map(|(n, b)| (n.as_str(), b.as_slice()))
        .collect();
    zip(&parts)
}

/// Every stage that takes a document of unknown origin.
///
/// # Panics
/// Where one of them breaks off or a place leads outside of the text.
pub fn exercise(name: &str, bytes: &[u8]) {
    let options = ReadOptions {
        keep_source: true,
        keep_original: true,
        ..ReadOptions::default()
    };
    for document in ingest_bytes(name, bytes, &PACK, &options) {
        let reason = &document.record.reason;
        assert!(!reason.contains("broke off"), "{name}: {reason}");
        let Some(statute) = &document.statute else {
            continue;
        };
        for provision in &statute.provisions {
            for subsection in &provision.subsections {
                assert!(subsection.span.end <= provision.text.len());
                let place = provision.source_span(subsection.span);
                if let (Some(place), Some(source)) = (place, &document.source_text) {
                    assert!(source.get(place.start..place.end).is_some());
                }
            }
        }
        drop(findings(statute));
        drop(normscreen::consistency::check(statute, &PACK));
        drop(normscreen::amend::read(statute, &PACK));
    }
}

fn cases() -> ProptestConfig {
    let default = ProptestConfig::default();
    if std::env::var_os("PROPTEST_CASES").is_some() {
        return default;
    }
    ProptestConfig {
        cases: 64,
        ..default
    }
}

proptest! {
    #![proptest_config(cases())]
    #[test]
    fn no_mutation_makes_a_stage_panic(
        seed in any::<Index>(),
        edits in prop::collection::vec(Edit::any(), 1..20),
    ) {
        let seed = seed.get(&SEEDS);
        exercise(&seed.0, &mutate(seed, &edits));
    }

    #[test]
    fn no_mutation_of_a_container_makes_a_stage_panic(
        extension in prop::sample::select(vec!["docx", "odt"]),
        edits in prop::collection::vec(Edit::any(), 1..4),
    ) {
        let mut bytes = std::fs::read(in_format(MODELS[2], extension)).unwrap();
        edits.iter().for_each(|edit| edit.apply(&mut bytes));
        exercise(&format!("a.{extension}"), &bytes);
    }
}
