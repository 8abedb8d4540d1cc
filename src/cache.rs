//! The cache: what earlier runs made of inputs that are still the same.
//!
//! In go an input and what a run depends on, out comes what was kept under exactly that, or
//! nothing. A key is a hash of the bytes themselves, so that no clock and no file date can make a
//! changed law look unchanged. An entry is one file, written whole and then renamed, so that runs
//! at the same time do not disturb each other; one that is damaged is as good as none. Nothing that
//! goes wrong here is an error: without the cache a run takes longer and says the same.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::discover::OWN_FOLDER;

/// First bytes of every entry; the last is the version of the format.
const MAGIC: &[u8; 8] = b"nscache\x01";
const KEY: usize = 32;
const HEADER: usize = MAGIC.len() + KEY + 4;
/// Entries that no run has used for so long are dropped.
const OLDEST: Duration = Duration::from_secs(30 * 24 * 3600);
/// An entry's date says when it was used last, to this exactness.
const USED: Duration = Duration::from_secs(24 * 3600);
/// Largest cache in bytes, unless said otherwise; what was used longest ago is dropped first.
pub const LARGEST: u64 = 4 << 30;
/// What a run leaves unfinished when it is killed is dropped after so long.
const UNFINISHED: Duration = Duration::from_secs(3600);

/// A folder of entries, for one run.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
    /// Hash of all that results depend on beside the input.
    seed: Sha256,
    largest: u64,
    now: SystemTime,
    unwritten: AtomicUsize,
    next: AtomicU64,
}

/// What an entry is kept under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key([u8; KEY]);

impl Key {
    /// A key for something else that is made of the same input.
    pub fn with(&self, what: &[u8]) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(self.0);
        hasher.update(what);
        Self(hasher.finalize().into())
    }

    fn name(&self) -> String {
        self.0.iter().map(|b| format!("{b:02x}")).collect()
    }
}

impl Cache {
    /// Opens the cache of a folder, which may be a store of law. `depends_on` is what results
    /// depend on beside the inputs: version, rules, options.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn open(folder: &Path, depends_on: &[&str]) -> io::Result<Self> {
        let folder = folder.join(OWN_FOLDER).join("cache");
        fs::create_dir_all(&folder)?;
        let mut seed = Sha256::new();
        for part in depends_on {
            seed.update((part.len() as u64).to_le_bytes());
            seed.update(part.as_bytes());
        }
        Ok(Self {
            folder,
            seed,
            largest: LARGEST,
            now: SystemTime::now(),
            unwritten: AtomicUsize::new(0),
            next: AtomicU64::new(0),
        })
    }

    /// The key of what is read from `bytes` under a name.
    ///
    /// # Errors
    /// They cannot be read; whoever reads them next will say so.
    pub fn key(&self, name: &str, bytes: &mut impl Read) -> io::Result<Key> {
        let mut hasher = self.seed.clone();
        hasher.update((name.len() as u64).to_le_bytes());
        hasher.update(name.as_bytes());
        let mut buffer = vec![0; 1 << 17];
        loop {
            match bytes.read(&mut buffer) {
                Ok(0) => return Ok(Key(hasher.finalize().into())),
                Ok(count) => hasher.update(&buffer[..count]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// What was kept under a key.
    pub fn load<T: DeserializeOwned>(&self, key: &Key) -> Option<T> {
        let path = self.path(key);
        let mut file = File::open(&path).ok()?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).ok()?;
        let (header, payload) = bytes.split_at_checked(HEADER)?;
        let sound = header.starts_with(MAGIC)
            && header[MAGIC.len()..MAGIC.len() + KEY] == key.0
            && header[HEADER - 4..] == crc32fast::hash(payload).to_le_bytes();
        let value = postcard::from_bytes(payload).ok().filter(|_| sound)?;
        self.touch(&file);
        Some(value)
    }

    /// Keeps something under a key.
    pub fn save<T: Serialize>(&self, key: &Key, value: &T) {
        if self.try_save(key, value).is_err() {
            self.unwritten.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn try_save<T: Serialize>(&self, key: &Key, value: &T) -> io::Result<()> {
        let mut bytes = vec![0; HEADER];
        bytes = postcard::to_extend(value, bytes).map_err(io::Error::other)?;
        let checksum = crc32fast::hash(&bytes[HEADER..]);
        bytes[..MAGIC.len()].copy_from_slice(MAGIC);
        bytes[MAGIC.len()..MAGIC.len() + KEY].copy_from_slice(&key.0);
        bytes[HEADER - 4..HEADER].copy_from_slice(&checksum.to_le_bytes());
        let path = self.path(key);
        let parent = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(parent)?;
        // A name that no other run and no other thread uses.
        let own = self.next.fetch_add(1, Ordering::Relaxed);
        let fresh = parent.join(format!("new-{}-{own}", std::process::id()));
        let written = File::create(&fresh)
            .and_then(|mut file| file.write_all(&bytes))
            .and_then(|()| fs::rename(&fresh, &path));
        if written.is_err() {
            let _ = fs::remove_file(&fresh);
        }
        written
    }

    /// Entries that could not be written.
    pub fn unwritten(&self) -> usize {
        self.unwritten.load(Ordering::Relaxed)
    }

    /// Drops what was not used for long, and what is too much.
    pub fn tidy(&self) {
        let mut entries = Vec::new();
        for entry in walkdir::WalkDir::new(&self.folder)
            .min_depth(2)
            .max_depth(2)
        {
            let Ok(entry) = entry else { continue };
            let Ok(meta) = entry.metadata() else { continue };
            if !meta.is_file() {
                continue;
            }
            let used = meta.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            let age = self.now.duration_since(used).unwrap_or_default();
            let unfinished = entry.file_name().to_string_lossy().starts_with("new-");
            if age > OLDEST || (unfinished && age > UNFINISHED) {
                let _ = fs::remove_file(entry.path());
            } else {
                entries.push((used, meta.len(), entry.into_path()));
            }
        }
        let mut size: u64 = entries.iter().map(|(_, bytes, _)| bytes).sum();
        entries.sort();
        for (_, bytes, path) in entries {
            if size <= self.largest {
                break;
            }
            if fs::remove_file(path).is_ok() {
                size -= bytes;
            }
        }
    }

    fn touch(&self, file: &File) {
        let used = file.metadata().and_then(|m| m.modified());
        if used.is_ok_and(|used| self.now.duration_since(used).is_ok_and(|age| age > USED)) {
            // Opened for reading only; where that does not suffice the entry just grows old.
            let _ = file.set_modified(self.now);
        }
    }

    fn path(&self, key: &Key) -> PathBuf {
        let name = key.name();
        self.folder.join(&name[..2]).join(&name[2..])
    }
}

/// The program itself, as far as results depend on it: its version, and while it is being built
/// again and again under one version, its file.
pub fn program() -> String {
    let file = std::env::current_exe()
        .and_then(fs::metadata)
        .ok()
        .map(|meta| {
            let built = meta
                .modified()
                .ok()
                .and_then(|t| t.duration_since(SystemTime::UNIX_EPOCH).ok());
            format!("{} {:?}", meta.len(), built.unwrap_or_default())
        });
    format!("{} {}", env!("CARGO_PKG_VERSION"), file.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache(folder: &Path, part: &str) -> Cache {
        Cache::open(folder, &["1", part]).unwrap()
    }

    fn key(cache: &Cache, name: &str, bytes: &str) -> Key {
        cache.key(name, &mut bytes.as_bytes()).unwrap()
    }

    #[test]
    fn a_key_is_of_everything_that_counts() {
        let folder = tempfile::tempdir().unwrap();
        let one = cache(folder.path(), "rules");
        let base = key(&one, "a.xml", "text");
        assert_eq!(base, key(&one, "a.xml", "text"));
        assert_ne!(base, key(&one, "a.xml", "texts"));
        assert_ne!(base, key(&one, "b.xml", "text"));
        assert_ne!(key(&one, "a", "bc"), key(&one, "ab", "c"));
        assert_ne!(
            base,
            key(&cache(folder.path(), "other rules"), "a.xml", "text")
        );
        assert_ne!(base, base.with(b"page"));
    }

    #[test]
    fn what_is_kept_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let cache = cache(folder.path(), "");
        let key = key(&cache, "a", "b");
        assert_eq!(cache.load::<Vec<String>>(&key), None);
        let value = vec!["§ 1".to_owned(), String::new()];
        cache.save(&key, &value);
        assert_eq!(cache.load(&key), Some(value));
        assert_eq!(cache.unwritten(), 0);
    }

    #[test]
    fn damage_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let cache = cache(folder.path(), "");
        let key = key(&cache, "a", "b");
        cache.save(&key, &"a text of the law".to_owned());
        let path = cache.path(&key);
        let whole = fs::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            fs::write(&path, &damaged).unwrap();
            assert_eq!(cache.load::<String>(&key), None, "byte {at}");
            fs::write(&path, &whole[..at]).unwrap();
            assert_eq!(cache.load::<String>(&key), None, "cut off after {at}");
        }
        fs::write(&path, &whole).unwrap();
        assert!(cache.load::<String>(&key).is_some());
    }

    #[test]
    fn what_is_old_or_too_much_goes() {
        let folder = tempfile::tempdir().unwrap();
        let mut cache = cache(folder.path(), "");
        let keys: Vec<Key> = ["1", "2", "3"].map(|n| key(&cache, n, n)).to_vec();
        for key in &keys {
            cache.save(key, &"x".repeat(1000));
        }
        let age = |cache: &Cache, key: &Key, days: u64| {
            let file = File::options().append(true).open(cache.path(key)).unwrap();
            let then = cache.now - Duration::from_secs(days * 24 * 3600);
            file.set_modified(then).unwrap();
        };
        age(&cache, &keys[0], 40);
        age(&cache, &keys[1], 10);
        cache.tidy();
        let there = |cache: &Cache| {
            keys.iter()
                .map(|k| cache.path(k).exists())
                .collect::<Vec<_>>()
        };
        assert_eq!(there(&cache), [false, true, true]);
        cache.largest = 1500;
        cache.tidy();
        assert_eq!(there(&cache), [false, false, true]);
    }

    #[test]
    fn use_keeps_an_entry_young() {
        let folder = tempfile::tempdir().unwrap();
        let cache = cache(folder.path(), "");
        let key = key(&cache, "a", "b");
        cache.save(&key, &1u8);
        let file = File::options().append(true).open(cache.path(&key)).unwrap();
        file.set_modified(cache.now - Duration::from_secs(20 * 24 * 3600))
            .unwrap();
        cache.load::<u8>(&key).unwrap();
        let used = fs::metadata(cache.path(&key)).unwrap().modified().unwrap();
        assert!(cache.now.duration_since(used).unwrap_or_default() < USED);
    }

    #[test]
    fn a_cache_that_cannot_be_written_is_no_error() {
        let folder = tempfile::tempdir().unwrap();
        let cache = cache(folder.path(), "");
        let key = key(&cache, "a", "b");
        let shard = cache.path(&key).parent().unwrap().to_path_buf();
        fs::write(&shard, "a file where the folder should be").unwrap();
        cache.save(&key, &1u8);
        assert_eq!(cache.unwritten(), 1);
        assert_eq!(cache.load::<u8>(&key), None);
    }
}
