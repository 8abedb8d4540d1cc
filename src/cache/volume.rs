//! Volumes: files that hold many entries, written once and never changed.
//!
//! One file of forty megabytes is read in a tenth of the time that thousands of small ones take.
//! The entries stand one behind the other, then their index, then a footer that tells where the
//! index begins. Index and entries carry checksums; a volume whose footer or index is damaged is no
//! volume, an entry that is damaged is no entry.

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use super::stamp::Sighting;
use super::{Key, Name};

/// Last bytes of every volume; the last of them is the version of the format.
const MAGIC: &[u8; 8] = b"nscache\x02";
/// Begin, length and checksum of the index, and the magic.
const FOOTER: usize = 8 + 8 + 4 + MAGIC.len();

/// What was kept of one input.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Entry {
    /// The input.
    pub name: Name,
    /// Its content, and all that the results depend on.
    pub key: Key,
    begin: u64,
    length: u64,
    checksum: u32,
}

/// What stands in a volume.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Index {
    pub entries: Vec<Entry>,
    /// Where inputs were last seen unchanged.
    pub sightings: Vec<(Name, Sighting)>,
}

/// A volume, open for reading.
#[derive(Debug)]
pub(super) struct Volume {
    pub path: PathBuf,
    pub index: Index,
    file: File,
    /// Its entries, where they were taken into memory.
    taken: Option<Arc<Vec<u8>>>,
}

impl Volume {
    /// Opens a volume; `take` takes its entries into memory at once.
    pub fn open(path: &Path, take: bool) -> Option<Self> {
        let file = File::open(path).ok()?;
        let bytes = file.metadata().ok()?.len();
        let footer_at = bytes.checked_sub(FOOTER as u64)?;
        let footer: [u8; FOOTER] = read_at(&file, footer_at, FOOTER)?.try_into().ok()?;
        let number =
            |at: usize| u64::from_le_bytes(footer[at..at + 8].try_into().unwrap_or_default());
        let (begin, length) = (number(0), number(8));
        if &footer[FOOTER - MAGIC.len()..] != MAGIC || begin.checked_add(length) != Some(footer_at)
        {
            return None;
        }
        let index = read_at(&file, begin, usize::try_from(length).ok()?)?;
        if crc32fast::hash(&index).to_le_bytes() != footer[16..20] {
            return None;
        }
        let index: Index = postcard::from_bytes(&index).ok()?;
        let inside = |e: &Entry| {
            e.begin
                .checked_add(e.length)
                .is_some_and(|end| end <= begin)
        };
        if !index.entries.iter().all(inside) {
            return None;
        }
        let taken = match take {
            true => Some(Arc::new(read_at(&file, 0, usize::try_from(begin).ok()?)?)),
            false => None,
        };
        Some(Self {
            path: path.to_path_buf(),
            index,
            file,
            taken,
        })
    }

    /// The bytes of an entry, and where they stand in what is handed out.
    pub fn load(&self, entry: &Entry) -> Option<(Arc<Vec<u8>>, Range<usize>)> {
        let (begin, length) = (
            usize::try_from(entry.begin).ok()?,
            usize::try_from(entry.length).ok()?,
        );
        let (bytes, place) = match &self.taken {
            Some(taken) => (Arc::clone(taken), begin..begin + length),
            None => {
                let bytes = read_at(&self.file, entry.begin, length)?;
                (Arc::new(bytes), 0..length)
            }
        };
        let sound = crc32fast::hash(bytes.get(place.clone())?) == entry.checksum;
        sound.then_some((bytes, place))
    }
}

/// A volume that is being written, under a name that nobody reads; without a place it goes away.
#[derive(Debug)]
pub(super) struct Draft {
    out: BufWriter<NamedTempFile>,
    at: u64,
    index: Index,
}

impl Draft {
    /// A draft in a folder, under a name that no other run uses.
    pub fn new(folder: &Path, prefix: &str) -> io::Result<Self> {
        let mut file = tempfile::Builder::new();
        file.prefix(prefix);
        // As other files; the store may be another's to read.
        #[cfg(unix)]
        file.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        Ok(Self {
            out: BufWriter::with_capacity(1 << 18, file.tempfile_in(folder)?),
            at: 0,
            index: Index::default(),
        })
    }

    /// Adds an entry.
    pub fn add(&mut self, name: Name, key: Key, bytes: &[u8]) -> io::Result<()> {
        let written = self.out.write_all(bytes);
        if written.is_err() {
            // What follows is written where this entry began.
            self.out.seek(SeekFrom::Start(self.at))?;
            return written;
        }
        self.index.entries.push(Entry {
            name,
            key,
            begin: self.at,
            length: bytes.len() as u64,
            checksum: crc32fast::hash(bytes),
        });
        self.at += bytes.len() as u64;
        Ok(())
    }

    /// Adds where an input was seen.
    pub fn sight(&mut self, name: Name, sighting: Sighting) {
        self.index.sightings.push((name, sighting));
    }

    /// The part of its name that is its own.
    pub fn own_name(&self, prefix: &str) -> String {
        let name = self.out.get_ref().path().file_name().unwrap_or_default();
        name.to_string_lossy().replacen(prefix, "", 1)
    }

    /// Writes index and footer, and gives the volume its name.
    pub fn finish(mut self, place: &Path) -> io::Result<()> {
        self.index.sightings.sort_by_key(|(name, _)| *name);
        let index = postcard::to_stdvec(&self.index).map_err(io::Error::other)?;
        self.out.write_all(&index)?;
        self.out.write_all(&self.at.to_le_bytes())?;
        self.out.write_all(&(index.len() as u64).to_le_bytes())?;
        self.out.write_all(&crc32fast::hash(&index).to_le_bytes())?;
        self.out.write_all(MAGIC)?;
        let file = self.out.into_inner().map_err(io::Error::from)?;
        file.persist(place)?;
        Ok(())
    }
}

/// Reads a piece of a file, without moving a place that others share.
fn read_at(file: &File, begin: u64, length: usize) -> Option<Vec<u8>> {
    let mut bytes = vec![0; length];
    #[cfg(unix)]
    std::os::unix::fs::FileExt::read_exact_at(file, &mut bytes, begin).ok()?;
    #[cfg(windows)]
    {
        let mut done = 0;
        while done < length {
            let at = begin + done as u64;
            match std::os::windows::fs::FileExt::seek_read(file, &mut bytes[done..], at).ok()? {
                0 => return None,
                count => done += count,
            }
        }
    }
    Some(bytes)
}
