//! One package of the site, a zip file, unpacked and checked before anything is replaced.
//!
//! In goes the file as it was received, out come its files in a folder of their own, each with size
//! and hash, and the document number. A package that is damaged, cut off, or about something else
//! than a statute is an error; so is one that is built to do harm.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{Read, Seek, Write};
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::Event;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Bounds;
use super::client::Trouble;
use super::names::is_file_name;
use crate::ingest::encoding::decode;

/// An entry as small as this is no bomb, whatever its ratio.
const HARMLESS: u64 = 1 << 20;

/// A file of a statute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredFile {
    /// Its name, as in the zip file.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// A package whose every file was checked.
#[derive(Debug)]
pub struct Package {
    /// Its files, in the order of their names, all of them in the folder that was given.
    pub files: Vec<StoredFile>,
    /// Official number of the statute.
    pub doc_number: String,
    /// Hash of the zip file.
    pub sha256: String,
}

/// Unpacks into `folder`, which is made anew.
///
/// # Errors
/// What is wrong with the package, and whether asking again may help.
pub fn unpack(mut zip: File, folder: &Path, bounds: &Bounds) -> Result<Package, Trouble> {
    let local = |e: std::io::Error| Trouble::for_good(format!("cannot be unpacked here: {e}"));
    let sha256 = hash(&mut zip).map_err(local)?;
    zip.rewind().map_err(local)?;
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(local)?;
    }
    fs::create_dir_all(folder).map_err(local)?;
    let mut archive = zip::ZipArchive::new(std::io::BufReader::new(zip))
        .map_err(|e| Trouble::passing(format!("is no whole zip file: {e}")))?;
    if archive.len() > bounds.entries {
        return Err(refused(format!(
            "holds {} files, more than the bound of {}",
            archive.len(),
            bounds.entries
        )));
    }
    let mut left = bounds.unpacked_bytes;
    let mut names = BTreeSet::new();
    let mut files = Vec::new();
    let mut numbers = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive
            .by_index(index)
            .map_err(|e| Trouble::passing(format!("file {}: {e}", index + 1)))?;
        let name = entry.name().map(|n| n.into_owned()).unwrap_or_default();
        if !is_file_name(&name) {
            let shown: String = name.chars().take(80).collect();
            return Err(Trouble::passing(format!(
                "holds a file under the name \"{}\", which is not safe",
                shown.escape_debug()
            )));
        }
        if !names.insert(name.to_lowercase()) {
            return Err(Trouble::passing(format!("holds \"{name}\" twice")));
        }
        let room = left.min(
            entry
                .compressed_size()
                .saturating_mul(bounds.ratio)
                .max(HARMLESS),
        );
        let path = folder.join(&name);
        let file = write_file(&mut entry, &path, &name, room)?.ok_or_else(|| {
            refused(format!(
                "\"{name}\" unpacks to more than {room} bytes (bounds: {} times its size, {} MiB \
                 for the package)",
                bounds.ratio,
                bounds.unpacked_bytes >> 20
            ))
        })?;
        left -= file.size;
        if is_xml(&name) {
            let bytes = fs::read(&path).map_err(local)?;
            let number = document_number(&bytes)
                .and_then(|number| as_named(&number, &name).map(|()| number))
                .map_err(|cause| Trouble::passing(format!("\"{name}\" {cause}")))?;
            numbers.push(number);
        }
        files.push(file);
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let Some(doc_number) = numbers.into_iter().next() else {
        return Err(Trouble::passing("holds no XML file"));
    };
    Ok(Package {
        files,
        doc_number,
        sha256,
    })
}

fn refused(cause: String) -> Trouble {
    Trouble::for_good(format!("{cause}; refused"))
}

/// Writes one entry; nothing where it is larger than `room`. Its checksum is compared at its end.
fn write_file(
    entry: &mut impl Read,
    path: &Path,
    name: &str,
    room: u64,
) -> Result<Option<StoredFile>, Trouble> {
    let local = |e: std::io::Error| Trouble::for_good(format!("\"{name}\" cannot be written: {e}"));
    let mut file = File::create_new(path).map_err(local)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    let mut size = 0u64;
    loop {
        let count = entry
            .read(&mut buffer)
            .map_err(|e| Trouble::passing(format!("\"{name}\" is damaged in the zip file: {e}")))?;
        if count == 0 {
            break;
        }
        size += count as u64;
        if size > room {
            return Ok(None);
        }
        hasher.update(&buffer[..count]);
        file.write_all(&buffer[..count]).map_err(local)?;
    }
    Ok(Some(StoredFile {
        name: name.to_owned(),
        size,
        sha256: hex(&hasher.finalize()),
    }))
}

fn is_xml(name: &str) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("xml"))
}

/// The document number of a file that is XML to its end.
fn document_number(bytes: &[u8]) -> Result<String, String> {
    let decoded = decode(bytes)?;
    let mut reader = Reader::from_str(&decoded.text);
    let mut depth = 0usize;
    let mut number = None;
    loop {
        let event = reader
            .read_event()
            .map_err(|e| format!("is broken or cut off: {e}"))?;
        if let Event::Start(start) | Event::Empty(start) = &event
            && depth == 0
        {
            let name = start.name();
            if number.is_some() || name.as_ref() != "dokumente" {
                return Err(format!(
                    "has the root element <{}>, not one <dokumente>; it is no statute",
                    name.as_ref()
                ));
            }
            let attribute = start
                .try_get_attribute("doknr")
                .map_err(|e| format!("is broken: {e}"))?;
            number = Some(attribute.map_or_else(String::new, |a| a.value.into_owned()));
        }
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Text(text) if depth == 0 && !text.trim().is_empty() => {
                return Err("has text outside of its root element".to_owned());
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if depth > 0 {
        return Err("ends before its end; it is cut off".to_owned());
    }
    let number = number.ok_or("holds no XML element")?;
    if !is_number(&number) {
        let shown: String = number.chars().take(40).collect();
        return Err(format!(
            "has \"{}\" where a document number such as BJNR001950896 is expected",
            shown.escape_debug()
        ));
    }
    Ok(number)
}

/// Whether a text is a document number: BJNR… in federal law, and DDNR…, EWNR…, HENR… in what it
/// took over from the GDR, the European Union and the Länder.
fn is_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    (5..=40).contains(&bytes.len())
        && bytes[..2].iter().all(u8::is_ascii_uppercase)
        && &bytes[2..4] == b"NR"
        && bytes[4..].iter().all(u8::is_ascii_alphanumeric)
}

/// A file that is named after a document number must hold that document.
fn as_named(number: &str, name: &str) -> Result<(), String> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    if is_number(stem) && stem != number {
        return Err(format!(
            "holds the document {number}, not the one in its name"
        ));
    }
    Ok(())
}

/// SHA-256 of what is left of a file, in hexadecimal.
pub fn hash(source: &mut impl Read) -> std::io::Result<String> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match source.read(&mut buffer)? {
            0 => return Ok(hex(&hasher.finalize())),
            count => hasher.update(&buffer[..count]),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const XML: &str =
        "<?xml version=\"1.0\"?><dokumente doknr=\"BJNR000010001\"><norm/></dokumente>";

    fn zip_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, bytes) in entries {
            let options = zip::write::SimpleFileOptions::default();
            zip.start_file(*name, options).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn try_unpack(bytes: &[u8], bounds: &Bounds) -> (Result<Package, Trouble>, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file.rewind().unwrap();
        let result = unpack(file, &folder.path().join("in/slug"), bounds);
        let left = walkdir::WalkDir::new(folder.path())
            .into_iter()
            .map(|e| e.unwrap())
            .filter(|e| e.file_type().is_file())
            .map(|e| {
                let below = e.path().strip_prefix(folder.path()).unwrap();
                below.display().to_string()
            })
            .collect();
        (result, left)
    }

    fn cause(entries: &[(&str, &[u8])]) -> String {
        try_unpack(&zip_of(entries), &Bounds::default())
            .0
            .unwrap_err()
            .cause
    }

    #[test]
    fn a_whole_package_is_unpacked_with_its_companions() {
        let zip = zip_of(&[
            ("BJNR000010001.xml", XML.as_bytes()),
            ("bild 1_ä.jpg", b"JPG"),
        ]);
        let (package, left) = try_unpack(&zip, &Bounds::default());
        let package = package.unwrap();
        assert_eq!(package.doc_number, "BJNR000010001");
        let names: Vec<_> = package.files.iter().map(|f| f.name.as_str()).collect();
        assert_eq!(names, ["BJNR000010001.xml", "bild 1_ä.jpg"]);
        assert_eq!(left.len(), 2);
        assert_eq!(package.files[0].size, XML.len() as u64);
        assert_eq!(
            package.files[1].sha256,
            hash(&mut b"JPG".as_slice()).unwrap()
        );
    }

    #[test]
    fn federal_law_holds_more_than_numbers_of_the_bundesgesetzblatt() {
        for number in [
            "BJNR001950896",
            "DDNR001850977",
            "EWNR012300012",
            "HENR700000009",
        ] {
            let xml = XML.replace("BJNR000010001", number);
            let zip = zip_of(&[(&format!("{number}.xml"), xml.as_bytes())]);
            let package = try_unpack(&zip, &Bounds::default()).0.unwrap();
            assert_eq!(package.doc_number, number);
        }
    }

    #[test]
    fn names_never_lead_out_of_the_folder() {
        for name in [
            "../x.xml",
            "/etc/x.xml",
            "a/b.xml",
            "a\\b.xml",
            ".hidden",
            "C:x.xml",
            "x.xml ",
            "nul",
            "NUL.xml",
            "a\0b.xml",
            "a\nb.xml",
            "x.",
        ] {
            assert!(!is_file_name(name), "{name:?}");
            let zip = zip_of(&[(name, XML.as_bytes())]);
            let (result, left) = try_unpack(&zip, &Bounds::default());
            assert!(result.is_err(), "{name:?}");
            assert!(left.is_empty(), "{name:?} left {left:?}");
        }
    }

    #[test]
    fn every_byte_that_is_flipped_is_noticed_or_changes_nothing() {
        let zip = zip_of(&[("BJNR000010001.xml", XML.as_bytes())]);
        for at in 0..zip.len() {
            let mut damaged = zip.clone();
            damaged[at] ^= 0x5a;
            if let (Ok(package), _) = try_unpack(&damaged, &Bounds::default()) {
                assert_eq!(
                    package.files[0].sha256,
                    hash(&mut XML.as_bytes()).unwrap(),
                    "byte {at}"
                );
            }
        }
        for length in 0..zip.len() {
            let (result, _) = try_unpack(&zip[..length], &Bounds::default());
            assert!(result.is_err(), "cut off after {length}");
        }
    }

    #[test]
    fn what_is_no_whole_statute_is_refused() {
        for (xml, expected) in [
            ("<dokumente doknr=\"BJNR1\"><norm>", "cut off"),
            ("<dokumente doknr=\"BJNR1\"><norm></dokumente>", "cut off"),
            (
                "<dokumente doknr=\"BJNR1\"/><dokumente doknr=\"BJNR1\"/>",
                "not one",
            ),
            ("<dokumente doknr=\"BJNR1\"/>rest", "outside"),
            ("<html/>", "<html>"),
            ("<dokumente/>", "document number"),
            ("<dokumente doknr=\"BJNR../x\"/>", "document number"),
            ("<dokumente doknr=\"bjnr1\"/>", "document number"),
            ("<dokumente doknr=\"BJNR\"/>", "document number"),
            ("", "no XML element"),
        ] {
            let cause = cause(&[("x.xml", xml.as_bytes())]);
            assert!(cause.contains(expected), "{xml}: {cause}");
        }
        assert!(cause(&[("BJNR2.xml", XML.as_bytes())]).contains("not the one in its name"));
        assert!(cause(&[("bild.jpg", b"x")]).contains("no XML file"));
        assert!(cause(&[]).contains("no XML file"));
        let twice: &[(&str, &[u8])] = &[("a.xml", XML.as_bytes()), ("A.XML", XML.as_bytes())];
        assert!(cause(twice).contains("twice"));
    }

    #[test]
    fn bombs_stop_at_the_bounds() {
        let zeros = vec![b' '; 8 << 20];
        let bomb = zip_of(&[("x.xml", &zeros)]);
        let trouble = try_unpack(&bomb, &Bounds::default()).0.unwrap_err();
        assert!(
            trouble.cause.contains("unpacks to more than"),
            "{trouble:?}"
        );
        assert!(!trouble.again);
        let bounds = Bounds {
            unpacked_bytes: 100,
            ..Bounds::default()
        };
        let wide = zip_of(&[("BJNR000010001.xml", XML.as_bytes()), ("b", &[b'x'; 60])]);
        assert!(
            try_unpack(&wide, &bounds)
                .0
                .unwrap_err()
                .cause
                .contains("bounds")
        );
        let bounds = Bounds {
            entries: 1,
            ..Bounds::default()
        };
        assert!(
            try_unpack(&wide, &bounds)
                .0
                .unwrap_err()
                .cause
                .contains("2 files")
        );
    }
}
