//! Files that are written whole or not at all.

use std::io::Write;
use std::path::{Path, PathBuf};

/// Writes a file whole or not at all; another user never sees half of it. It is as readable as any
/// file that the user makes; one that is there keeps its mode, and a link its place. What is no file, as
/// a pipe, is written to as it stands.
///
/// # Errors
/// What the system says.
pub fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let there = path.metadata().ok();
    // A shell's stream may be a file, and who reads it holds that very one.
    let stream = path.starts_with("/dev") || there.as_ref().is_some_and(|meta| !meta.is_file());
    if stream {
        return std::fs::OpenOptions::new()
            .write(true)
            .open(path)?
            .write_all(bytes);
    }
    let path = followed(path);
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        // A temporary file is for its owner alone unless it is asked otherwise; the umask is respected.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.flush()?;
    if let Some(there) = there {
        file.as_file().set_permissions(there.permissions())?;
    }
    file.persist(&path).map_err(|e| e.error)?;
    Ok(())
}

/// Where a link leads, though there is nothing yet.
fn followed(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| {
        let target = path.read_link().ok();
        let target = target.map(|target| path.parent().unwrap_or(Path::new("")).join(target));
        target.unwrap_or_else(|| path.to_path_buf())
    })
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn links_and_pipes_keep_their_place() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        std::os::unix::fs::symlink("file", &link).unwrap();
        for text in ["first", "second"] {
            write_whole(&link, text.as_bytes()).unwrap();
            assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
            assert!(link.is_symlink());
        }
        assert!(write_whole(Path::new("/dev/full"), b"x").is_err());
        write_whole(Path::new("/dev/null"), b"x").unwrap();
        assert!(!Path::new("/dev/null").metadata().unwrap().is_file());
        assert!(write_whole(folder.path(), b"x").is_err());
    }
}
