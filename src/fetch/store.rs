//! The store: a folder with the statutes and a manifest that says where each came from.
//!
//! `DIR/<slug>/<file>` is law, `DIR/manifest.json` the list, and `DIR/.normscreen/fetch/` what this
//! program needs for itself; `discover` leaves the last two out. A kill at any moment does no harm:
//! files are renamed into place, what was done is written ahead to a journal, and before anything is
//! believed of a statute its files are compared with their hashes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, TryLockError};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use super::FetchError;
use super::names::{is_file_name, is_slug};
use super::package::{StoredFile, hash};
use crate::discover::{OWN_FOLDER, STORE_FOLDER, STORE_MANIFEST};

/// Mark in the manifest by which it is known again.
const FORMAT: &str = "normscreen-store";
const VERSION: u32 = 1;
/// Largest manifest or line of the journal that is read.
const LARGEST: u64 = 256 << 20;

/// A statute of the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its folder.
    pub slug: String,
    /// Title, as the site lists it.
    pub title: String,
    /// Official document number.
    pub doc_number: String,
    /// Address that it came from.
    pub link: String,
    /// Tag that the site gave this version.
    pub etag: Option<String>,
    /// When the site says that it was changed.
    pub last_modified: Option<String>,
    /// When it was fetched, by the clock of the site.
    pub fetched: Option<String>,
    /// Size of the zip file in bytes.
    pub size: u64,
    /// SHA-256 of the zip file.
    pub sha256: String,
    /// Its files.
    pub files: Vec<StoredFile>,
}

/// A line of the journal.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Step {
    Put(Box<Entry>),
    Remove(String),
}

#[derive(Debug, Deserialize)]
struct Manifest {
    format: String,
    version: u32,
    statutes: Vec<Entry>,
}

/// A store that this run alone may write to.
#[derive(Debug)]
pub struct Store {
    root: PathBuf,
    own: PathBuf,
    // Held until the end; the system lets go of it when the process dies.
    _lock: File,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    entries: BTreeMap<String, Entry>,
    journal: File,
}

impl Store {
    /// Opens a store, or makes one of an empty folder. What an earlier run left half-done is
    /// cleared away.
    ///
    /// # Errors
    /// The folder holds something else, another run is writing to it, or it cannot be written.
    pub fn open(root: &Path) -> Result<(Self, Vec<String>), FetchError> {
        let wrong = |path: &Path| {
            let path = path.display().to_string();
            move |source| FetchError::Store { path, source }
        };
        let own = root.join(STORE_FOLDER);
        if !own.is_dir() {
            let strangers = match fs::read_dir(root) {
                Ok(mut entries) => entries.any(|e| e.is_ok_and(|e| e.file_name() != OWN_FOLDER)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => false,
                Err(error) => return Err(wrong(root)(error)),
            };
            if strangers {
                return Err(FetchError::NoStore(root.display().to_string()));
            }
            fs::create_dir_all(&own).map_err(wrong(&own))?;
        }
        let lock_path = own.join("lock");
        let lock = File::create(&lock_path).map_err(wrong(&lock_path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(FetchError::Busy(root.display().to_string()));
            }
            Err(TryLockError::Error(error)) => return Err(wrong(&lock_path)(error)),
        }
        let incoming = own.join("incoming");
        if incoming.exists() {
            fs::remove_dir_all(&incoming).map_err(wrong(&incoming))?;
        }
        fs::create_dir(&incoming).map_err(wrong(&incoming))?;

        let mut notices = Vec::new();
        let manifest = root.join(STORE_MANIFEST);
        let mut entries = match read_manifest(&manifest) {
            Ok(entries) => entries,
            Err(cause) => {
                notices.push(format!(
                    "{}: {cause}; every statute is asked for anew",
                    manifest.display()
                ));
                BTreeMap::new()
            }
        };
        let journal_path = own.join("journal");
        replay(&journal_path, &mut entries).map_err(wrong(&journal_path))?;
        let journal = File::options()
            .create(true)
            .append(true)
            .open(&journal_path)
            .map_err(wrong(&journal_path))?;
        let store = Self {
            root: root.to_path_buf(),
            own,
            _lock: lock,
            state: Mutex::new(State { entries, journal }),
        };
        // A torn last line must not swallow the next one.
        store.append(b"\n").map_err(|e| wrong(&journal_path)(e))?;
        Ok((store, notices))
    }

    /// Where packages are unpacked before they are believed.
    pub fn incoming(&self) -> PathBuf {
        self.own.join("incoming")
    }

    /// What is known of a statute.
    pub fn entry(&self, slug: &str) -> Option<Entry> {
        self.locked().entries.get(slug).cloned()
    }

    /// Slugs of all statutes.
    pub fn slugs(&self) -> Vec<String> {
        self.locked().entries.keys().cloned().collect()
    }

    /// Whether the files of a statute are those of its entry, and no others.
    pub fn is_intact(&self, entry: &Entry) -> bool {
        let folder = self.root.join(&entry.slug);
        let Ok(present) = names_in(&folder) else {
            return false;
        };
        let expected: BTreeSet<_> = entry.files.iter().map(|f| f.name.clone()).collect();
        present == expected
            && entry
                .files
                .iter()
                .all(|file| is_same(&folder.join(&file.name), file))
    }

    /// Notes what the site says of a statute whose files stay as they are.
    ///
    /// # Errors
    /// The journal cannot be written.
    pub fn note(&self, entry: Entry) -> io::Result<()> {
        self.put(entry)
    }

    /// Replaces a statute by the checked files in `folder`, and removes what is not of them.
    ///
    /// # Errors
    /// A file cannot be moved; the next run finds that and asks for the statute anew.
    pub fn replace(&self, entry: Entry, folder: &Path) -> io::Result<()> {
        let place = self.root.join(&entry.slug);
        if fs::symlink_metadata(&place).is_ok_and(|m| !m.is_dir()) {
            return Err(io::Error::other(
                "a link or a file stands where the folder of the statute should be; remove it",
            ));
        }
        let files = entry.files.clone();
        // Ahead of the files: whatever is in place at a kill, it is known whose it is.
        self.put(entry)?;
        fs::create_dir_all(&place)?;
        for file in &files {
            let target = place.join(&file.name);
            if !is_same(&target, file) {
                if fs::symlink_metadata(&target).is_ok_and(|m| m.is_dir()) {
                    fs::remove_dir_all(&target)?;
                }
                fs::rename(folder.join(&file.name), target)?;
            }
        }
        for name in names_in(&place)? {
            if !files.iter().any(|f| f.name == name) {
                remove(&place.join(name))?;
            }
        }
        Ok(())
    }

    /// Removes a statute.
    ///
    /// # Errors
    /// Its folder cannot be removed.
    pub fn remove(&self, slug: &str) -> io::Result<()> {
        let place = self.root.join(slug);
        match fs::symlink_metadata(&place) {
            Ok(meta) if meta.is_dir() => fs::remove_dir_all(&place)?,
            Ok(_) => return Err(io::Error::other("is no folder; left as it is")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let line = line_of(&Step::Remove(slug.to_owned()))?;
        let mut state = self.locked();
        state.journal.write_all(&line)?;
        state.entries.remove(slug);
        Ok(())
    }

    /// Writes the manifest anew and empties the journal.
    ///
    /// # Errors
    /// It cannot be written; the journal still holds everything then.
    pub fn finish(&self, source: &str, listed: Option<&str>) -> io::Result<()> {
        let state = self.locked();
        let fresh = self.own.join("manifest.new");
        let mut file = io::BufWriter::new(File::create(&fresh)?);
        let head = serde_json::json!({
            "format": FORMAT, "version": VERSION, "source": source, "listed": listed,
        });
        let head = head.to_string();
        write!(file, "{},\"statutes\":[", head.trim_end_matches('}'))?;
        for (index, entry) in state.entries.values().enumerate() {
            file.write_all(if index == 0 { b"\n" } else { b",\n" })?;
            serde_json::to_writer(&mut file, entry)?;
        }
        file.write_all(b"\n]}\n")?;
        file.flush()?;
        file.get_ref().sync_all()?;
        fs::rename(&fresh, self.root.join(STORE_MANIFEST))?;
        state.journal.set_len(0)?;
        let _ = fs::remove_dir_all(self.incoming());
        Ok(())
    }

    fn put(&self, entry: Entry) -> io::Result<()> {
        let step = Step::Put(Box::new(entry));
        let line = line_of(&step)?;
        let mut state = self.locked();
        state.journal.write_all(&line)?;
        if let Step::Put(entry) = step {
            state.entries.insert(entry.slug.clone(), *entry);
        }
        Ok(())
    }

    fn append(&self, line: &[u8]) -> io::Result<()> {
        self.locked().journal.write_all(line)
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|e| e.into_inner())
    }
}

fn line_of(step: &Step) -> io::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(step)?;
    line.push(b'\n');
    Ok(line)
}

fn read_manifest(path: &Path) -> Result<BTreeMap<String, Entry>, String> {
    let bytes = match fs::metadata(path) {
        Ok(meta) if meta.len() > LARGEST => return Err("is too large to be a manifest".to_owned()),
        Ok(_) => fs::read(path).map_err(|e| e.to_string())?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => return Err(error.to_string()),
    };
    let manifest: Manifest =
        serde_json::from_slice(&bytes).map_err(|e| format!("is damaged ({e})"))?;
    if manifest.format != FORMAT || manifest.version != VERSION {
        return Err(format!("is no manifest of the format {FORMAT} {VERSION}"));
    }
    Ok(manifest
        .statutes
        .into_iter()
        .filter(is_plausible)
        .map(|e| (e.slug.clone(), e))
        .collect())
}

/// Lines that cannot be read are those that a kill cut off; what they told is found out anew.
fn replay(path: &Path, entries: &mut BTreeMap<String, Entry>) -> io::Result<()> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for line in BufReader::new(io::Read::take(file, LARGEST)).split(b'\n') {
        match serde_json::from_slice(&line?) {
            Ok(Step::Put(entry)) if is_plausible(&entry) => {
                entries.insert(entry.slug.clone(), *entry);
            }
            Ok(Step::Remove(slug)) => {
                entries.remove(&slug);
            }
            _ => {}
        }
    }
    Ok(())
}

/// The manifest lies open on the disk; names in it are held to the same rules as those of the site.
fn is_plausible(entry: &Entry) -> bool {
    is_slug(&entry.slug) && entry.files.iter().all(|f| is_file_name(&f.name))
}

fn is_same(path: &Path, file: &StoredFile) -> bool {
    let Ok(meta) = fs::symlink_metadata(path) else {
        return false;
    };
    meta.is_file()
        && meta.len() == file.size
        && File::open(path).is_ok_and(|mut f| hash(&mut f).is_ok_and(|h| h == file.sha256))
}

fn names_in(folder: &Path) -> io::Result<BTreeSet<String>> {
    if !fs::symlink_metadata(folder)?.is_dir() {
        return Err(io::Error::other("is no folder"));
    }
    fs::read_dir(folder)?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect()
}

fn remove(path: &Path) -> io::Result<()> {
    if fs::symlink_metadata(path)?.is_dir() {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(slug: &str, text: &[u8]) -> Entry {
        Entry {
            slug: slug.to_owned(),
            title: "T".to_owned(),
            doc_number: "BJNR1".to_owned(),
            link: String::new(),
            etag: Some("\"1\"".to_owned()),
            last_modified: None,
            fetched: None,
            size: 1,
            sha256: String::new(),
            files: vec![StoredFile {
                name: "a.xml".to_owned(),
                size: text.len() as u64,
                sha256: hash(&mut &text[..]).unwrap(),
            }],
        }
    }

    fn put(store: &Store, slug: &str, text: &[u8]) {
        let folder = store.incoming().join(slug);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("a.xml"), text).unwrap();
        store.replace(entry(slug, text), &folder).unwrap();
    }

    #[test]
    fn a_folder_of_somebody_else_is_no_store() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("thesis.docx"), "x").unwrap();
        assert!(matches!(
            Store::open(folder.path()),
            Err(FetchError::NoStore(_))
        ));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn two_runs_do_not_write_to_one_store() {
        let folder = tempfile::tempdir().unwrap();
        let first = Store::open(folder.path()).unwrap();
        assert!(matches!(
            Store::open(folder.path()),
            Err(FetchError::Busy(_))
        ));
        drop(first);
        Store::open(folder.path()).unwrap();
    }

    #[test]
    fn what_was_done_survives_without_an_end() {
        let folder = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(folder.path()).unwrap();
        put(&store, "a", b"one");
        store.finish("s", None).unwrap();
        fs::create_dir_all(store.incoming()).unwrap();
        put(&store, "a", b"two");
        put(&store, "b", b"three");
        store.remove("b").unwrap();
        put(&store, "c", b"four");
        store.append(b"{\"put\":{\"slug\":\"torn").unwrap();
        drop(store);

        let (store, notices) = Store::open(folder.path()).unwrap();
        assert!(notices.is_empty());
        assert_eq!(store.slugs(), ["a", "c"]);
        assert!(store.is_intact(&store.entry("a").unwrap()));
        put(&store, "d", b"after the torn line");
        drop(store);
        let (store, _) = Store::open(folder.path()).unwrap();
        assert_eq!(store.slugs(), ["a", "c", "d"]);
    }

    #[test]
    fn damage_and_strangers_are_noticed_and_mended() {
        let folder = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(folder.path()).unwrap();
        put(&store, "a", b"one");
        let known = store.entry("a").unwrap();
        let file = folder.path().join("a/a.xml");
        fs::write(&file, "0ne").unwrap();
        assert!(!store.is_intact(&known));
        fs::remove_file(&file).unwrap();
        assert!(!store.is_intact(&known));
        put(&store, "a", b"one");
        assert!(store.is_intact(&known));
        fs::write(folder.path().join("a/stranger.xml"), "x").unwrap();
        assert!(!store.is_intact(&known));
        put(&store, "a", b"one");
        assert!(store.is_intact(&known));
        assert!(!folder.path().join("a/stranger.xml").exists());
    }

    #[test]
    fn a_damaged_or_hostile_manifest_names_nothing_outside() {
        let folder = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(folder.path()).unwrap();
        put(&store, "a", b"one");
        store.finish("s", None).unwrap();
        drop(store);
        let manifest = folder.path().join(STORE_MANIFEST);
        let text = fs::read_to_string(&manifest).unwrap();
        fs::write(
            &manifest,
            text.replace("\"slug\":\"a\"", "\"slug\":\"../b\""),
        )
        .unwrap();
        let (store, _) = Store::open(folder.path()).unwrap();
        assert!(store.slugs().is_empty());
        drop(store);
        fs::write(&manifest, &text[..text.len() / 2]).unwrap();
        let (store, notices) = Store::open(folder.path()).unwrap();
        assert!(store.slugs().is_empty());
        assert!(notices[0].contains("damaged"), "{notices:?}");
    }
}
