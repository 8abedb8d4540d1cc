//! A collection's own list of its files: what a Land or municipality knows of its law.
//!
//! In goes a CSV or JSON file, out come for each file the title, abbreviation, level, area and dates
//! that win over what the file itself says. Columns (or keys): `file`, a path below the folder of the
//! manifest, is needed; `title`, `short_title`, `abbreviation`, `kind`, `level` (Bund, Land, Kommune,
//! or any other word), `area`, `date`, `as_of`, `gazette` and `number` may be left out or empty. Their
//! German names serve too (`Datei`, `Titel` …), and so do names of kinds, areas and levels in any case.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::encoding::decode_plain;
use crate::statute::Statute;

/// What a manifest says of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Entry {
    /// Path below the folder of the manifest.
    #[serde(alias = "datei")]
    pub file: String,
    /// Full title.
    #[serde(alias = "titel")]
    pub title: String,
    /// Short title.
    #[serde(alias = "kurztitel")]
    pub short_title: String,
    /// Abbreviation.
    #[serde(alias = "abkürzung", alias = "abk")]
    pub abbreviation: String,
    /// Key of the kind of statute.
    #[serde(alias = "art")]
    pub kind: String,
    /// Level of government.
    #[serde(alias = "ebene")]
    pub level: String,
    /// Key of the area of law.
    #[serde(alias = "sachgebiet")]
    pub area: String,
    /// Date of signing or publication.
    #[serde(alias = "datum")]
    pub date: String,
    /// State of the text.
    #[serde(alias = "stand")]
    pub as_of: String,
    /// Place of publication.
    #[serde(alias = "fundstelle")]
    pub gazette: String,
    /// Official number of the document.
    #[serde(alias = "nummer")]
    pub number: String,
}

/// The columns, each with its other names.
const COLUMNS: [&[&str]; 11] = [
    &["file", "datei"],
    &["title", "titel"],
    &["short_title", "kurztitel"],
    &["abbreviation", "abkürzung", "abk"],
    &["kind", "art"],
    &["level", "ebene"],
    &["area", "sachgebiet"],
    &["date", "datum"],
    &["as_of", "stand"],
    &["gazette", "fundstelle"],
    &["number", "nummer"],
];

/// The entries of a manifest by the place of their file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    place: PathBuf,
    entries: BTreeMap<PathBuf, Entry>,
}

/// Why a manifest cannot be taken in.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// The file cannot be read.
    #[error("{path}: cannot be read: {error}")]
    Read {
        /// The manifest.
        path: String,
        /// What the system says.
        error: std::io::Error,
    },
    /// A row is no entry.
    #[error("{path}: {message}")]
    Row {
        /// The manifest.
        path: String,
        /// What is wrong and where.
        message: String,
    },
}

impl Manifest {
    /// Reads a manifest; a file whose name ends in `.json` holds an array of objects, any other
    /// CSV with a head.
    ///
    /// # Errors
    /// [`ManifestError`] with the row.
    pub fn read(path: &Path) -> Result<Self, ManifestError> {
        let shown = path.display().to_string();
        let wrong = |message: String| ManifestError::Row {
            path: shown.clone(),
            message,
        };
        let bytes = std::fs::read(path).map_err(|error| ManifestError::Read {
            path: shown.clone(),
            error,
        })?;
        // Spreadsheets write Windows-1252 or UTF-16.
        let text = decode_plain(&bytes).map_err(&wrong)?.text;
        let text = text.trim_start_matches('\u{feff}');
        let rows: Vec<Entry> = if path
            .extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("json"))
        {
            serde_json::from_str(text).map_err(|e| wrong(e.to_string()))?
        } else {
            // Names of columns come in any case.
            let (head, rows) = text.split_at(text.find('\n').unwrap_or(text.len()));
            let text = head.to_lowercase() + rows;
            let mark = delimiter(&text);
            let unknown = csv::ReaderBuilder::new()
                .delimiter(mark)
                .trim(csv::Trim::All)
                .from_reader(text.as_bytes())
                .headers()
                .map_err(|e| wrong(e.to_string()))?
                .iter()
                .find(|name| !COLUMNS.iter().any(|column| column.contains(name)))
                .map(str::to_owned);
            if let Some(name) = unknown {
                let known: Vec<&str> = COLUMNS.iter().map(|names| names[0]).collect();
                return Err(wrong(format!(
                    "there is no column \"{name}\"; columns are {}",
                    known.join(", ")
                )));
            }
            csv::ReaderBuilder::new()
                .delimiter(mark)
                .trim(csv::Trim::All)
                .from_reader(text.as_bytes())
                .deserialize()
                .collect::<Result<_, _>>()
                .map_err(|e| wrong(e.to_string()))?
        };
        let folder = path.parent().unwrap_or(Path::new(""));
        let mut entries = BTreeMap::new();
        for (row, mut entry) in rows.into_iter().enumerate() {
            if entry.file.is_empty() {
                return Err(wrong(format!("entry {} names no file", row + 1)));
            }
            for date in [&mut entry.date, &mut entry.as_of] {
                *date = iso_date(date).ok_or_else(|| {
                    wrong(format!(
                        "entry {} ({}): {date} is no day; write it as in 2025-12-31",
                        row + 1,
                        entry.file
                    ))
                })?;
            }
            let place = same_place(&folder.join(&entry.file));
            if entries.insert(place, entry.clone()).is_some() {
                return Err(wrong(format!("{} stands twice; strike one", entry.file)));
            }
        }
        Ok(Self {
            place: same_place(path),
            entries,
        })
    }

    /// What it says of a file.
    pub fn entry(&self, path: &Path) -> Option<&Entry> {
        if self.entries.is_empty() {
            return None;
        }
        self.entries.get(&same_place(path))
    }

    /// Files that it names and that are none of these.
    pub fn unmatched<'m>(&'m self, inputs: &[&Path]) -> Vec<&'m str> {
        let read: BTreeSet<PathBuf> = inputs.iter().map(|path| same_place(path)).collect();
        let entries = self
            .entries
            .iter()
            .filter(|(path, _)| !read.contains(*path));
        entries.map(|(_, entry)| entry.file.as_str()).collect()
    }

    /// Whether a file is the manifest itself.
    pub fn is_at(&self, path: &Path) -> bool {
        self.place == same_place(path)
    }

    /// How many files it names.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it names no file.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Files that it names and that are not there.
    pub fn missing(&self) -> impl Iterator<Item = &str> {
        self.entries
            .iter()
            .filter(|(path, _)| !path.exists())
            .map(|(_, entry)| entry.file.as_str())
    }
}

/// A date in figures as ISO 8601 has it: "6.11.2025" is "2025-11-06". Any other text stays as it is;
/// none comes of figures that are no day.
fn iso_date(said: &str) -> Option<String> {
    let said = said.trim();
    let figures = |mark: char| -> Option<[u32; 3]> {
        let mut parts = said.split(mark).map(str::trim);
        let mut next = || {
            let part = parts.next().filter(|part| part.len() <= 4)?;
            part.parse::<u32>().ok()
        };
        let found = [next()?, next()?, next()?];
        parts.next().is_none().then_some(found)
    };
    let Some([year, month, day]) =
        figures('-').or_else(|| figures('.').map(|[day, month, year]| [year, month, day]))
    else {
        return Some(said.to_owned());
    };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    ((1000..=9999).contains(&year) && (1..=days).contains(&day))
        .then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// What separates the columns: no name of one holds any such character.
fn delimiter(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or_default();
    let found = [b'\t', b';']
        .into_iter()
        .find(|d| head.as_bytes().contains(d));
    found.unwrap_or(b',')
}

fn same_place(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}

impl Entry {
    /// Lays what the manifest says over what the file said.
    pub fn lay_over(&self, statute: &mut Statute) {
        let pairs = [
            (&self.title, &mut statute.title),
            (&self.short_title, &mut statute.short_title),
            (&self.abbreviation, &mut statute.abbreviation),
            (&self.kind, &mut statute.kind),
            (&self.level, &mut statute.level),
            (&self.area, &mut statute.area),
            (&self.date, &mut statute.date),
            (&self.as_of, &mut statute.as_of),
            (&self.gazette, &mut statute.gazette),
            (&self.number, &mut statute.doc_number),
        ];
        for (said, own) in pairs {
            if !said.is_empty() {
                own.clone_from(said);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_and_json_say_the_same() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).expect("written");
            path
        };
        let law = write("a.md", "# A");
        let csv = write("m.csv", "file;title;level\na.md;Gebührensatzung;Kommune\n");
        let json = write(
            "m.json",
            r#"[{"file":"a.md","title":"Gebührensatzung","level":"Kommune"}]"#,
        );
        let csv = Manifest::read(&csv).expect("a manifest");
        let same = Manifest::read(&json).expect("a manifest");
        assert_eq!(csv.entries, same.entries);
        assert!(same.is_at(&json) && !same.is_at(&law));
        let mut statute = Statute::default();
        csv.entry(&law).expect("known").lay_over(&mut statute);
        assert_eq!(
            (statute.title.as_str(), statute.level.as_str()),
            ("Gebührensatzung", "Kommune")
        );
    }

    #[test]
    fn a_manifest_comes_from_a_spreadsheet() {
        let folder = tempfile::tempdir().expect("a folder");
        let law = folder.path().join("a.md");
        std::fs::write(&law, "# A").expect("written");
        let path = folder.path().join("m.csv");
        let tabs = "file\ttitle\tlevel\r\na.md\tGebühren, Beiträge; Steuern\tKommune\r\n";
        let commas = "file;title;level\r\na.md;\"Gebühren, Beiträge; Steuern\";Kommune\r\n";
        for text in [tabs, commas] {
            let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let marked: Vec<u8> = [vec![0xff, 0xfe], utf16(text)].concat();
            let latin = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
            for bytes in [text.as_bytes().to_vec(), latin, marked, utf16(text)] {
                std::fs::write(&path, bytes).expect("written");
                let manifest = Manifest::read(&path).expect("a manifest");
                let entry = manifest.entry(&law).expect("known");
                assert_eq!(entry.title, "Gebühren, Beiträge; Steuern");
                assert_eq!(entry.level, "Kommune");
                assert!(manifest.unmatched(&[&law]).is_empty());
                assert_eq!(manifest.unmatched(&[&path]), ["a.md"]);
            }
        }
    }

    #[test]
    fn dates_in_figures_become_iso_dates() {
        for (said, date) in [
            ("6.11.2025", Some("2025-11-06")),
            ("29. 02. 2024", Some("2024-02-29")),
            ("2025-12-04", Some("2025-12-04")),
            ("4. Dezember 2025", Some("4. Dezember 2025")),
            ("", Some("")),
            ("29.02.2025", None),
            ("2025-13-45", None),
        ] {
            assert_eq!(iso_date(said).as_deref(), date, "{said}");
        }
    }

    #[test]
    fn columns_may_be_named_in_german() {
        let folder = tempfile::tempdir().expect("a folder");
        let law = folder.path().join("a.md");
        std::fs::write(&law, "# A").expect("written");
        let path = folder.path().join("m.csv");
        let text = "Datei;Titel;Ebene;Abkürzung;Datum\na.md;Satzung;kommunal;SaS;4.12.2025\n";
        std::fs::write(&path, text).expect("written");
        let manifest = Manifest::read(&path).expect("a manifest");
        let entry = manifest.entry(&law).expect("known");
        assert_eq!(
            (entry.abbreviation.as_str(), entry.date.as_str()),
            ("SaS", "2025-12-04")
        );
    }

    #[test]
    fn a_wrong_manifest_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("m.csv");
        for (text, said) in [
            ("file,name\na.md,x\n", "name"),
            ("title\nx\n", "names no file"),
            ("file,date\na.md,2025-02-30\n", "is no day"),
        ] {
            std::fs::write(&path, text).expect("written");
            let error = Manifest::read(&path).expect_err("refused").to_string();
            assert!(error.contains(said), "{error}");
        }
    }
}
