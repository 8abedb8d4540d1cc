//! Makes seeds of files and folders: `cargo run --example seeds -- OUT PATH…`
//!
//! Each file goes to the targets that read its kind; of containers the parts, of PDF files the
//! characters with their places. Large files are left out, since a fuzzer learns little from them.

use std::fs;
use std::path::{Path, PathBuf};

use normscreen_fuzz::ingest::{Detected, Format};
use normscreen_fuzz::{DOCX_PARTS, NEXT_PART, ODT_PARTS, layout_lines};

const LARGEST: usize = 48 << 10;

fn main() {
    let mut paths = std::env::args_os().skip(1).map(PathBuf::from);
    let out = paths.next().expect("the folder to write to");
    let mut count = 0;
    let files = paths.flat_map(walkdir::WalkDir::new).flatten();
    for file in files.filter(|f| f.file_type().is_file()) {
        let bytes = fs::read(file.path()).expect("a file that can be read");
        let name = file.file_name().to_string_lossy();
        for (target, seed) in seeds(&name, &bytes) {
            let folder = out.join(target);
            fs::create_dir_all(&folder).expect("a folder to write to");
            let seed = &seed[..seed.len().min(LARGEST)];
            count += 1;
            let at: PathBuf = folder.join(format!("seed-{count}"));
            fs::write(at, seed).expect("a folder to write to");
        }
    }
}

fn seeds(name: &str, bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let own = bytes.to_vec();
    let small = bytes.len() <= LARGEST;
    let parts = |names: &[&str]| {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).ok()?;
        let mut seed = Vec::new();
        for name in names {
            if let Ok(mut part) = archive.by_name(name) {
                std::io::Read::read_to_end(&mut part, &mut seed).ok()?;
            }
            seed.extend(NEXT_PART);
        }
        Some(seed)
    };
    if Path::new(name).extension().is_some_and(|e| e == "toml") {
        return vec![("rules", own)];
    }
    let head = &bytes[..bytes.len().min(4096)];
    let Detected::Known(format) = Format::of(head, name) else {
        return Vec::new();
    };
    let mut all = match format {
        Format::Gii if small => vec![("gii_xml", own.clone())],
        Format::LegalDocMl if small => vec![("legaldocml", own.clone())],
        Format::Html if small => vec![("html", own.clone())],
        Format::Markdown => vec![("markdown", own.clone())],
        Format::Text => ["text", "references", "amend", "sentences"]
            .map(|target| (target, own.clone()))
            .to_vec(),
        Format::Pdf => {
            let lines = layout_lines(bytes);
            lines
                .split_inclusive("=\n")
                .collect::<Vec<_>>()
                .chunks(2)
                .take(12)
                .map(|pages| ("pdf_layout", pages.concat().into_bytes()))
                .collect()
        }
        Format::Zip if name.ends_with(".docx") => parts(&DOCX_PARTS)
            .map(|p| ("docx", p))
            .into_iter()
            .collect(),
        Format::Zip if name.ends_with(".odt") => {
            parts(&ODT_PARTS).map(|p| ("odt", p)).into_iter().collect()
        }
        _ => Vec::new(),
    };
    if small {
        all.push(("any", own));
    }
    all
}
