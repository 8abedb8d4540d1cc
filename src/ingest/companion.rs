//! Files that programs leave beside documents, which hold no text whatever their names say.
//!
//! In goes a name, out comes whether it is such a file: the owner file of an open Word document, the
//! resource forks that a Mac adds to folders and zip files, what file managers keep of a folder.

/// Why such a file is left out.
pub const REASON: &str =
    "is a file that Word or the system keeps beside documents, and holds no text";

/// How the names of such files begin: of Word, of the Mac, of LibreOffice.
const PREFIXES: [&str; 3] = ["~$", "._", ".~lock."];
/// Their whole names.
const NAMES: [&str; 4] = [".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini"];
/// The folder in zip files of a Mac that holds nothing else.
const FOLDER: &str = "__MACOSX";

/// Whether the file of this name is such a companion.
pub fn is_companion(name: &str) -> bool {
    let mut parts = name.rsplit('/');
    let file = parts.next().unwrap_or(name);
    PREFIXES.iter().any(|prefix| file.starts_with(prefix))
        || NAMES.contains(&file.to_ascii_lowercase().as_str())
        || parts.any(|folder| folder == FOLDER)
}
