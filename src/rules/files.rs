//! Where the rule files come from: embedded in the binary, with those of a folder laid over them.

use std::collections::BTreeMap;
use std::path::Path;

use include_dir::{Dir, include_dir};

use super::RulesError;

static EMBEDDED: Dir = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// The text of every rule file by its path in the pack, in order.
pub type RuleFiles = BTreeMap<String, String>;

/// The files that the binary carries.
pub fn embedded_files() -> RuleFiles {
    fn collect(dir: &Dir, files: &mut RuleFiles) {
        for file in dir.files() {
            let path = file.path().to_string_lossy().replace('\\', "/");
            if let (true, Some(text)) = (path.ends_with(".toml"), file.contents_utf8()) {
                files.insert(path, text.to_owned());
            }
        }
        for dir in dir.dirs() {
            collect(dir, files);
        }
    }
    let mut files = RuleFiles::new();
    collect(&EMBEDDED, &mut files);
    files
}

/// Lays the files of `folder` over `files`: the same path replaces, a new path adds.
///
/// # Errors
/// [`RulesError::Unreadable`] with the path that could not be read or is not UTF-8.
pub fn lay_over(files: &mut RuleFiles, folder: &Path) -> Result<(), RulesError> {
    let mut found = false;
    for entry in walkdir::WalkDir::new(folder)
        .max_depth(4)
        .sort_by_file_name()
    {
        let entry = entry.map_err(|e| RulesError::Unreadable {
            path: e.path().unwrap_or(folder).display().to_string(),
            source: e.into(),
        })?;
        let path = entry.path();
        if !entry.file_type().is_file() || path.extension().is_none_or(|e| e != "toml") {
            continue;
        }
        let text = std::fs::read_to_string(path).map_err(|source| RulesError::Unreadable {
            path: path.display().to_string(),
            source,
        })?;
        let relative = path.strip_prefix(folder).unwrap_or(path);
        let name = relative.to_string_lossy().replace('\\', "/");
        // A file that nothing reads would be silently without effect.
        let family = ["obstacles/", "enablers/"]
            .iter()
            .any(|place| name.starts_with(place));
        if !family && !files.contains_key(&name) {
            return Err(RulesError::Unreadable {
                path: path.display().to_string(),
                source: std::io::Error::other(
                    "no rule file has this name; new rules belong into a file below obstacles/ or \
                     enablers/, and other files must be named as those that they replace",
                ),
            });
        }
        files.insert(name, text);
        found = true;
    }
    if found {
        Ok(())
    } else {
        Err(RulesError::Unreadable {
            path: folder.display().to_string(),
            source: std::io::Error::other("the folder holds no .toml file"),
        })
    }
}
