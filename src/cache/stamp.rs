//! Stamps: how a file looks from outside, so that one that was not touched need not be read.
//!
//! Size and date of writing can be set by anybody; the date of the last change of the file itself
//! (ctime) cannot. A file with the same place, size and both dates was not written since, provided
//! that it was seen some time after its last change: file systems count time in steps, and two
//! changes within a step look like one. So a file that was changed a moment before it was seen is
//! read again the next time.

use std::fs::Metadata;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::Key;

/// Longest step in which file systems count time, FAT's two seconds, and some more.
const STEP: Duration = Duration::from_secs(3);

/// How a file looks from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    device: u64,
    file: u64,
    bytes: u64,
    written: (i64, i64),
    changed: (i64, i64),
}

impl Stamp {
    /// The stamp of a file; none where the system does not know when a file was changed.
    #[cfg(unix)]
    pub fn of(meta: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt as _;
        Some(Self {
            device: meta.dev(),
            file: meta.ino(),
            bytes: meta.len(),
            written: (meta.mtime(), meta.mtime_nsec()),
            changed: (meta.ctime(), meta.ctime_nsec()),
        })
    }

    /// The stamp of a file; none where the system does not know when a file was changed.
    #[cfg(not(unix))]
    pub fn of(_: &Metadata) -> Option<Self> {
        None
    }

    /// Whether it was changed less than a step before `now`, or after it.
    pub(super) fn is_fresh(&self, now: SystemTime) -> bool {
        let settled = now
            .checked_sub(STEP)
            .and_then(|then| then.duration_since(SystemTime::UNIX_EPOCH).ok())
            .map_or(i64::MIN, |then| then.as_secs() as i64);
        self.changed.0 >= settled
    }
}

/// An input as it was seen, and the key of what it held then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sighting {
    pub stamp: Stamp,
    pub key: Key,
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_was_written_a_moment_ago_is_not_taken_for_settled() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("law");
        fs::write(&path, "a").unwrap();
        let stamp = Stamp::of(&fs::metadata(&path).unwrap()).unwrap();
        assert!(stamp.is_fresh(SystemTime::now()));
        assert!(!stamp.is_fresh(SystemTime::now() + Duration::from_secs(60)));
    }

    #[test]
    fn a_change_that_hides_its_size_and_date_still_shows() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("law");
        fs::write(&path, "a").unwrap();
        let before = fs::metadata(&path).unwrap();
        std::thread::sleep(Duration::from_millis(50));
        fs::write(&path, "b").unwrap();
        let file = fs::File::options().append(true).open(&path).unwrap();
        file.set_modified(before.modified().unwrap()).unwrap();
        let after = fs::metadata(&path).unwrap();
        assert_eq!(before.modified().unwrap(), after.modified().unwrap());
        assert_eq!(before.len(), after.len());
        assert_ne!(Stamp::of(&before), Stamp::of(&after));
    }
}
