//! The output folder: nothing outside of it is touched, and nothing in it is ever half-written.
//!
//! Everything is written to a staging folder first and moved into place when the whole report
//! stands. Where anything fails, the staging folder goes and what was there before stays.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use tempfile::TempDir;

/// Why a report could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{path}: cannot be written: {source}; nothing of this report was left behind")]
pub struct OutputError {
    /// The file or folder.
    pub path: String,
    /// What the system says.
    pub source: io::Error,
}

/// A folder that a report is being written to.
#[derive(Debug)]
pub struct OutputFolder {
    target: PathBuf,
    // Fields are dropped in this order: the folder of ours can go once its staging folder has.
    staging: TempDir,
    _made: Option<Made>,
}

/// A folder that was made for the report; it goes again where nothing came into it.
#[derive(Debug)]
struct Made(PathBuf);

impl Drop for Made {
    fn drop(&mut self) {
        // Fails, as it should, where the report stands in it.
        let _ = fs::remove_dir(&self.0);
    }
}

/// The file that marks a folder as a report of ours, so that its pages may be replaced.
pub const MARKER: &str = "run.json";

/// What the marker of an earlier report says.
#[derive(Debug, Deserialize)]
struct Earlier {
    program: String,
    /// Its files and folders; older programs did not say them.
    #[serde(default)]
    files: Vec<String>,
}

impl Earlier {
    fn read(target: &Path) -> Option<Self> {
        let bytes = fs::read(target.join(MARKER)).ok()?;
        let earlier: Self = serde_json::from_slice(&bytes).ok()?;
        (earlier.program == env!("CARGO_PKG_NAME")).then_some(earlier)
    }
}

impl OutputFolder {
    /// Opens `target`, creating it if need be.
    ///
    /// # Errors
    /// It cannot be created or written to.
    pub fn open(target: &Path) -> Result<Self, OutputError> {
        let error = |source| OutputError {
            path: target.display().to_string(),
            source,
        };
        let made = (!target.exists()).then(|| Made(target.to_path_buf()));
        fs::create_dir_all(target).map_err(error)?;
        let staging = tempfile::Builder::new()
            .prefix(".normscreen-")
            .tempdir_in(target)
            // What the system says names a folder of ours, which no reader knows.
            .map_err(|source| error(source.kind().into()))?;
        Ok(Self {
            target: target.to_path_buf(),
            staging,
            _made: made,
        })
    }

    /// Writes one file below the folder; `name` may hold folders, with `/`.
    ///
    /// # Errors
    /// With the file's final path.
    pub fn write(
        &self,
        name: &str,
        fill: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
    ) -> Result<(), OutputError> {
        self.try_write(name, fill).map_err(|source| OutputError {
            path: self.target.join(name).display().to_string(),
            source,
        })
    }

    fn try_write(
        &self,
        name: &str,
        fill: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
    ) -> io::Result<()> {
        if !is_safe(name) {
            return Err(io::Error::other("the name leads out of the output folder"));
        }
        let path = self.staging.path().join(name);
        let file = match File::create(&path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                if let Some(folder) = path.parent() {
                    fs::create_dir_all(folder)?;
                }
                File::create(&path)?
            }
            other => other?,
        };
        let mut writer = BufWriter::with_capacity(1 << 16, file);
        fill(&mut writer)?;
        writer.flush()
    }

    /// The files and folders written so far, sorted.
    ///
    /// # Errors
    /// What the system says of the staging folder.
    pub fn entries(&self) -> Result<Vec<String>, OutputError> {
        let staged = self.staged()?;
        let names = staged.iter().filter_map(|entry| entry.file_name());
        Ok(names.map(|n| n.to_string_lossy().into_owned()).collect())
    }

    fn staged(&self) -> Result<Vec<PathBuf>, OutputError> {
        let mut entries: Vec<PathBuf> = fs::read_dir(self.staging.path())
            .and_then(|entries| entries.map(|e| e.map(|e| e.path())).collect())
            .map_err(|source| self.error(self.staging.path(), source))?;
        entries.sort();
        Ok(entries)
    }

    /// Moves the finished report into place. An earlier report is replaced as a whole, so that nothing
    /// of it is left beside figures that it does not belong to; what is not of a report is never
    /// replaced.
    ///
    /// # Errors
    /// With the entry that could not be moved.
    pub fn finish(self) -> Result<(), OutputError> {
        let earlier = Earlier::read(&self.target);
        let mut entries = self.staged()?;
        let place = |entry: &Path| self.target.join(entry.file_name().unwrap_or_default());
        // Papers of other commands bear their own names and no marker; the commands ask before.
        let report = entries.iter().any(|e| e.ends_with(MARKER));
        let mut fixed = entries.iter().filter(|e| report || e.is_dir());
        if earlier.is_none()
            && let Some(foreign) = fixed.find_map(|e| Some(place(e)).filter(|p| p.exists()))
        {
            return Err(self.error(
                &foreign,
                io::Error::other(
                    "it exists and the folder holds no report, for there is no run.json of ours (choose another --out or remove it)",
                ),
            ));
        }
        let old = self.staging.path().join(".old");
        fs::create_dir(&old).map_err(|source| self.error(&old, source))?;
        // The marker goes last: a report without it is not finished.
        entries.sort_by_key(|e| e.file_name().is_some_and(|n| n == MARKER));
        let replaced = entries.iter().map(|e| place(e));
        let gone = earlier.iter().filter(|_| report).flat_map(|e| &e.files);
        let gone = gone.filter(|name| is_safe(name) && !name.contains('/'));
        let gone = gone.map(|name| self.target.join(name));
        let mut aside: Vec<PathBuf> = replaced.chain(gone).filter(|p| p.exists()).collect();
        aside.sort();
        aside.dedup();
        let aside = aside.into_iter().map(|place| {
            let aside = old.join(place.file_name().unwrap_or_default());
            (place, aside)
        });
        let moves = aside.chain(entries.iter().map(|entry| (entry.clone(), place(entry))));
        let mut done: Vec<(PathBuf, PathBuf)> = Vec::new();
        for (from, to) in moves {
            if let Err(source) = fs::rename(&from, &to) {
                // What was there before stays.
                for (from, to) in done.iter().rev() {
                    let _ = fs::rename(to, from);
                }
                return Err(self.error(&to, source));
            }
            done.push((from, to));
        }
        Ok(())
    }

    fn error(&self, path: &Path, source: io::Error) -> OutputError {
        OutputError {
            path: path.display().to_string(),
            source,
        }
    }
}

/// Whether a name stays below the folder: plain parts, none of them hidden or upwards.
fn is_safe(name: &str) -> bool {
    !name.is_empty()
        && name.split('/').all(|part| {
            !part.is_empty()
                && !part.starts_with('.')
                && part
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_never_lead_out_of_the_folder() {
        for name in [
            "../x", "/etc/x", "a/../b", ".hidden", "a//b", "", "a\\b", "a\0b",
        ] {
            assert!(!is_safe(name), "{name:?}");
        }
        assert!(is_safe("statutes/BJNR000010949.html"));
    }

    #[test]
    fn a_report_that_fails_leaves_the_earlier_one() {
        let folder = tempfile::tempdir().unwrap();
        let out = OutputFolder::open(folder.path()).unwrap();
        out.write("run.json", |f| f.write_all(b"first")).unwrap();
        out.finish().unwrap();

        let out = OutputFolder::open(folder.path()).unwrap();
        out.write("run.json", |f| f.write_all(b"second")).unwrap();
        let failed = out.write("findings.csv", |_| Err(io::Error::other("disk full")));
        assert!(failed.unwrap_err().to_string().contains("findings.csv"));
        drop(out);
        assert_eq!(fs::read(folder.path().join("run.json")).unwrap(), b"first");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_made_for_a_report_that_fails_goes_again() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("report");
        drop(OutputFolder::open(&target).unwrap());
        assert!(!target.exists());
        let out = OutputFolder::open(&target).unwrap();
        out.write("run.json", |f| f.write_all(br#"{"program": "normscreen"}"#))
            .unwrap();
        out.finish().unwrap();
        assert!(target.join("run.json").exists());
    }

    #[test]
    fn pages_of_an_earlier_report_do_not_linger() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["statutes/old.html", "statutes/new.html"] {
            let out = OutputFolder::open(folder.path()).unwrap();
            out.write(name, |f| f.write_all(b"x")).unwrap();
            out.write("run.json", |f| f.write_all(br#"{"program": "normscreen"}"#))
                .unwrap();
            out.finish().unwrap();
        }
        assert!(!folder.path().join("statutes/old.html").exists());
        assert!(folder.path().join("statutes/new.html").exists());
    }

    #[test]
    fn files_that_a_later_report_does_not_have_go() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("notes.txt"), "mine").unwrap();
        for (name, files) in [("index.html", r#"["index.html", "../x"]"#), ("a.csv", "[]")] {
            let out = OutputFolder::open(folder.path()).unwrap();
            out.write(name, |f| f.write_all(b"x")).unwrap();
            assert_eq!(out.entries().unwrap(), [name]);
            let run = format!(r#"{{"program": "normscreen", "files": {files}}}"#);
            out.write("run.json", |f| f.write_all(run.as_bytes()))
                .unwrap();
            out.finish().unwrap();
        }
        let mut left: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|e| e.unwrap().file_name())
            .collect();
        left.sort();
        assert_eq!(left, ["a.csv", "notes.txt", "run.json"]);
    }

    #[test]
    fn a_file_of_the_users_is_not_replaced() {
        for (name, marker) in [
            ("index.html", None),
            ("run.json", Some(r#"{"program": "other"}"#)),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let own = marker.unwrap_or("mine");
            fs::write(folder.path().join(name), own).unwrap();
            let out = OutputFolder::open(folder.path()).unwrap();
            out.write("index.html", |f| f.write_all(b"x")).unwrap();
            out.write("run.json", |f| f.write_all(b"{}")).unwrap();
            assert!(out.finish().is_err());
            assert_eq!(fs::read_to_string(folder.path().join(name)).unwrap(), own);
        }
    }

    #[test]
    fn a_folder_that_is_not_ours_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("statutes")).unwrap();
        let out = OutputFolder::open(folder.path()).unwrap();
        out.write("statutes/new.html", |f| f.write_all(b"x"))
            .unwrap();
        assert!(out.finish().is_err());
        assert!(!folder.path().join("statutes/new.html").exists());
    }
}
