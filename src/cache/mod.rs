//! The cache: what earlier runs made of inputs that are still the same.
//!
//! In go an input and what a run depends on, out comes what was kept under exactly that, or
//! nothing. A key is a hash of the bytes themselves, and an input that the file system vouches for
//! ([`Stamp`]) keeps the key that it had. What runs keep lies in volumes, each written whole under a
//! name of its own and then renamed, so that runs at the same time do not disturb each other; what
//! is damaged is as good as none. Nothing that goes wrong here is an error: without the cache a run
//! takes longer and says the same.

mod stamp;
mod volume;

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::{self, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::discover::OWN_FOLDER;
use stamp::Sighting;
pub use stamp::Stamp;
use volume::{Draft, Volume};

/// Volumes that no run has used for so long are dropped.
const OLDEST: Duration = Duration::from_secs(30 * 24 * 3600);
/// A volume's date says when it was used last, to this exactness.
const USED: Duration = Duration::from_secs(24 * 3600);
/// Largest cache in bytes, unless said otherwise; what was used longest ago is dropped first.
pub const LARGEST: u64 = 4 << 30;
/// What a run leaves unfinished when it is killed is dropped after so long.
const UNFINISHED: Duration = Duration::from_secs(3600);
/// More volumes than these are merged into one.
const MOST: usize = 6;
/// How the names of volumes end.
const SUFFIX: &str = ".volume";
/// How the names of unfinished ones begin.
const UNREADY: &str = "new-";

/// The results of one kind that all depend on the same, for one run.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
    /// Hash of all that results depend on beside the input.
    seed: Sha256,
    /// How the names of its volumes begin.
    tag: String,
    /// Oldest first.
    volumes: Vec<Volume>,
    /// Place of the volume and of the entry in it.
    entries: HashMap<Key, (usize, usize)>,
    sightings: BTreeMap<Name, Sighting>,
    draft: Mutex<Option<Draft>>,
    largest: u64,
    now: SystemTime,
    unwritten: AtomicUsize,
}

/// What an entry is kept under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key([u8; 32]);

impl Key {
    /// The key of some parts, in their order.
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new();
        add_parts(&mut hasher, parts);
        Self(hasher.finalize().into())
    }
}

/// An input, whatever it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Name([u8; 16]);

impl Name {
    /// The name of an input that some parts tell from all others.
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut name = [0; 16];
        name.copy_from_slice(&Key::of(parts).0[..16]);
        Self(name)
    }
}

/// Each with its length before it, so that no two lists of parts look alike.
fn add_parts(hasher: &mut Sha256, parts: &[&[u8]]) {
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
}

impl Cache {
    /// Opens the cache of a folder, which may be a store of law. `depends_on` is what results
    /// depend on beside the inputs: version, rules, options. `take` takes all of it into memory at
    /// once.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn open(folder: &Path, depends_on: &[&str], take: bool) -> io::Result<Self> {
        let folder = folder.join(OWN_FOLDER).join("cache");
        fs::create_dir_all(&folder)?;
        let mut seed = Sha256::new();
        let parts: Vec<&[u8]> = depends_on.iter().map(|part| part.as_bytes()).collect();
        add_parts(&mut seed, &parts);
        let tag: String = seed.clone().finalize()[..8]
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        let mut paths: Vec<PathBuf> = files(&folder)
            .map(|(path, _)| path)
            .filter(|path| {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                name.starts_with(&tag) && name.ends_with(SUFFIX)
            })
            .collect();
        paths.sort();
        let mut cache = Self {
            folder,
            seed,
            tag,
            volumes: Vec::new(),
            entries: HashMap::new(),
            sightings: BTreeMap::new(),
            draft: Mutex::new(None),
            largest: LARGEST,
            now: SystemTime::now(),
            unwritten: AtomicUsize::new(0),
        };
        for volume in paths.iter().filter_map(|path| Volume::open(path, take)) {
            let place = cache.volumes.len();
            let entries = volume.index.entries.iter().enumerate();
            cache
                .entries
                .extend(entries.map(|(at, e)| (e.key, (place, at))));
            cache
                .sightings
                .extend(volume.index.sightings.iter().copied());
            cache.volumes.push(volume);
        }
        Ok(cache)
    }

    /// The key of what is read from `bytes` under a name.
    ///
    /// # Errors
    /// They cannot be read; whoever reads them next will say so.
    pub fn key(&self, name: Name, bytes: &mut impl Read) -> io::Result<Key> {
        let mut hasher = self.seed.clone();
        hasher.update(name.0);
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

    /// The key that an input has, if it looks as it did when it was last read.
    pub fn sighted(&self, name: Name, stamp: &Stamp) -> Option<Key> {
        let sighting = self.sightings.get(&name)?;
        (sighting.stamp == *stamp).then_some(sighting.key)
    }

    /// Whether an input that still looks like this cannot have been written since it was read.
    pub fn is_settled(&self, stamp: &Stamp) -> bool {
        !stamp.is_fresh(self.now)
    }

    /// Remembers how an input looks that has this key, unless a change of it might look the same.
    pub fn sight(&self, name: Name, stamp: Stamp, key: Key) {
        let sighting = Sighting { stamp, key };
        if self.is_settled(&stamp) && self.sightings.get(&name) != Some(&sighting) {
            self.draft(|draft| {
                draft.sight(name, sighting);
                Ok(())
            });
        }
    }

    /// What was kept under a key: bytes, and where among them it stands.
    pub fn load(&self, key: &Key) -> Option<(Arc<Vec<u8>>, Range<usize>)> {
        let &(volume, entry) = self.entries.get(key)?;
        let volume = &self.volumes[volume];
        volume.load(&volume.index.entries[entry])
    }

    /// Keeps something of an input under a key.
    pub fn save(&self, name: Name, key: Key, bytes: &[u8]) {
        self.draft(|draft| draft.add(name, key, bytes));
    }

    fn draft(&self, add: impl FnOnce(&mut Draft) -> io::Result<()>) {
        // A thread that panicked while it wrote left at most an entry without an index.
        let mut draft = self.draft.lock().unwrap_or_else(PoisonError::into_inner);
        let added = match &mut *draft {
            Some(draft) => add(draft),
            None => self.begin().and_then(|new| add(draft.insert(new))),
        };
        if added.is_err() {
            self.unwritten.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn begin(&self) -> io::Result<Draft> {
        Draft::new(&self.folder, UNREADY)
    }

    /// Where a draft goes: behind all others.
    fn place(&self, draft: &Draft) -> PathBuf {
        let last = self.volumes.iter().rev().find_map(|volume| {
            let name = volume.path.file_name()?.to_str()?;
            let number = name.strip_prefix(&self.tag)?.strip_prefix('-')?;
            number.split('-').next()?.parse::<u64>().ok()
        });
        let number = last.map_or(0, |last| last + 1);
        let own = draft.own_name(UNREADY);
        self.folder
            .join(format!("{}-{number:08}-{own}{SUFFIX}", self.tag))
    }

    /// Puts what was kept in its place, and drops what was not used for long or is too much. Tells
    /// how many results could not be kept.
    pub fn close(mut self) -> usize {
        let draft = self.draft.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(draft) = draft.take() {
            if self.put(draft).is_none() {
                *self.unwritten.get_mut() += 1;
            }
            if self.volumes.len() > MOST {
                self.merge();
            }
            self.tidy();
        }
        for volume in &self.volumes {
            volume.touch(self.now);
        }
        self.unwritten.into_inner()
    }

    /// Makes a volume of a draft, the newest of all.
    fn put(&mut self, draft: Draft) -> Option<()> {
        let place = self.place(&draft);
        draft.finish(&place).ok()?;
        self.volumes.push(Volume::open(&place, false)?);
        Some(())
    }

    /// Writes the newest of every input into one volume, and drops the others.
    fn merge(&mut self) {
        let mut newest = BTreeMap::new();
        for (place, volume) in self.volumes.iter().enumerate() {
            let entries = volume.index.entries.iter();
            newest.extend(entries.map(|entry| (entry.name, (place, entry))));
            self.sightings
                .extend(volume.index.sightings.iter().copied());
        }
        let Ok(mut draft) = self.begin() else { return };
        let mut written = Ok(());
        for (name, (place, entry)) in newest {
            if let Some((bytes, range)) = self.volumes[place].load(entry) {
                written = written.and_then(|()| draft.add(name, entry.key, &bytes[range]));
            }
        }
        for (name, sighting) in &self.sightings {
            draft.sight(*name, *sighting);
        }
        let merged: Vec<PathBuf> = self.volumes.iter().map(|v| v.path.clone()).collect();
        if written.is_err() || self.put(draft).is_none() {
            return;
        }
        for path in merged {
            let _ = fs::remove_file(path);
        }
        self.volumes.drain(..self.volumes.len() - 1);
    }

    /// Drops what was not used for long, and what is too much.
    fn tidy(&self) {
        let mut kept = Vec::new();
        for (path, meta) in files(&self.folder) {
            let used = meta.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            let age = self.now.duration_since(used).unwrap_or_default();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let unready = name.starts_with(UNREADY);
            if age > OLDEST || (unready && age > UNFINISHED) {
                let _ = fs::remove_file(path);
            } else if !unready {
                kept.push((used, meta.len(), path));
            }
        }
        let mut size: u64 = kept.iter().map(|(_, bytes, _)| bytes).sum();
        kept.sort();
        for (_, bytes, path) in kept {
            if size <= self.largest {
                break;
            }
            if fs::remove_file(path).is_ok() {
                size -= bytes;
            }
        }
    }
}

impl Volume {
    /// Keeps it young.
    fn touch(&self, now: SystemTime) {
        let used = fs::metadata(&self.path).and_then(|m| m.modified());
        if used.is_ok_and(|used| now.duration_since(used).is_ok_and(|age| age > USED)) {
            // Where that is not allowed the volume just grows old.
            let _ = fs::File::open(&self.path).and_then(|file| file.set_modified(now));
        }
    }
}

/// The files of a folder; what cannot be looked at is left out.
fn files(folder: &Path) -> impl Iterator<Item = (PathBuf, fs::Metadata)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| {
        let meta = entry.metadata().ok().filter(fs::Metadata::is_file)?;
        Some((entry.path(), meta))
    })
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
        Cache::open(folder, &["1", part], true).unwrap()
    }

    fn name(text: &str) -> Name {
        Name::of(&[text.as_bytes()])
    }

    fn key(cache: &Cache, file: &str, bytes: &str) -> Key {
        cache.key(name(file), &mut bytes.as_bytes()).unwrap()
    }

    fn load(cache: &Cache, key: &Key) -> Option<Vec<u8>> {
        cache.load(key).map(|(bytes, place)| bytes[place].to_vec())
    }

    /// Keeps one text in a volume of its own.
    fn keep(folder: &Path, file: &str, text: &str) -> Key {
        let cache = cache(folder, "");
        let key = key(&cache, file, text);
        cache.save(name(file), key, text.as_bytes());
        assert_eq!(cache.close(), 0);
        key
    }

    fn volumes(folder: &Path) -> Vec<PathBuf> {
        let mut paths: Vec<_> = files(&folder.join(OWN_FOLDER).join("cache"))
            .map(|(path, _)| path)
            .collect();
        paths.sort();
        paths
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
        let other = cache(folder.path(), "other rules");
        assert_ne!(base, key(&other, "a.xml", "text"));
        assert_ne!(Key::of(&[b"ab", b"c"]), Key::of(&[b"a", b"bc"]));
    }

    #[test]
    fn what_is_kept_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let first = keep(folder.path(), "a", "§ 1");
        let second = keep(folder.path(), "b", "");
        for take in [true, false] {
            let cache = Cache::open(folder.path(), &["1", ""], take).unwrap();
            assert_eq!(load(&cache, &first).unwrap(), "§ 1".as_bytes());
            assert_eq!(load(&cache, &second).unwrap(), b"");
            assert_eq!(load(&cache, &key(&cache, "a", "§ 2")), None);
        }
        assert_eq!(load(&cache(folder.path(), "other"), &first), None);
    }

    #[test]
    fn damage_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let kept = keep(folder.path(), "a", "a text of the law");
        let path = &volumes(folder.path())[0];
        let whole = fs::read(path).unwrap();
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            for bytes in [&damaged[..], &whole[..at]] {
                fs::write(path, bytes).unwrap();
                for take in [true, false] {
                    let cache = Cache::open(folder.path(), &["1", ""], take).unwrap();
                    assert_eq!(load(&cache, &kept), None, "byte {at}");
                }
            }
        }
        fs::write(path, &whole).unwrap();
        assert!(load(&cache(folder.path(), ""), &kept).is_some());
    }

    #[test]
    fn many_volumes_become_one_with_the_newest_of_each_input() {
        let folder = tempfile::tempdir().unwrap();
        let other = keep(folder.path(), "other", "stays");
        let mut keys = Vec::new();
        for state in 0..MOST {
            keys.push(keep(folder.path(), "law", &format!("state {state}")));
        }
        assert_eq!(volumes(folder.path()).len(), 1);
        let cache = cache(folder.path(), "");
        assert_eq!(load(&cache, &other).unwrap(), b"stays");
        let (last, before) = keys.split_last().unwrap();
        assert!(load(&cache, last).is_some());
        assert!(before.iter().all(|key| load(&cache, key).is_none()));
    }

    #[test]
    fn what_is_old_or_too_much_goes() {
        let folder = tempfile::tempdir().unwrap();
        let keys: Vec<Key> = ["1", "2", "3"]
            .map(|n| keep(folder.path(), n, &n.repeat(1000)))
            .to_vec();
        let paths = volumes(folder.path());
        let mut all = cache(folder.path(), "");
        for (path, days) in paths.iter().zip([40, 10]) {
            let then = all.now - Duration::from_secs(days * 24 * 3600);
            let file = fs::File::options().append(true).open(path).unwrap();
            file.set_modified(then).unwrap();
        }
        let there = || {
            let cache = cache(folder.path(), "");
            keys.iter()
                .map(|key| load(&cache, key).is_some())
                .collect::<Vec<_>>()
        };
        all.tidy();
        assert_eq!(there(), [false, true, true]);
        all.largest = 1500;
        all.tidy();
        assert_eq!(there(), [false, false, true]);
    }

    #[test]
    fn use_keeps_a_volume_young() {
        let folder = tempfile::tempdir().unwrap();
        keep(folder.path(), "a", "b");
        let path = &volumes(folder.path())[0];
        let then = SystemTime::now() - Duration::from_secs(20 * 24 * 3600);
        let file = fs::File::options().append(true).open(path).unwrap();
        file.set_modified(then).unwrap();
        cache(folder.path(), "").close();
        let used = fs::metadata(path).unwrap().modified().unwrap();
        assert!(SystemTime::now().duration_since(used).unwrap_or_default() < USED);
    }

    #[test]
    fn a_cache_that_cannot_be_written_is_no_error() {
        let folder = tempfile::tempdir().unwrap();
        let cache = cache(folder.path(), "");
        let key = key(&cache, "a", "b");
        fs::remove_dir_all(&cache.folder).unwrap();
        cache.save(name("a"), key, b"b");
        assert_eq!(load(&cache, &key), None);
        assert_eq!(cache.close(), 1);
    }
}
