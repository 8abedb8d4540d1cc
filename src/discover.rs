//! Discovery: which files a run will look at.
//!
//! In go the paths as given, out comes every file below them, once, in a fixed order, with a name
//! that says nothing about the machine. What cannot be reached is not dropped but listed with its
//! cause. No file is opened here; standard input (`-`) is taken into memory, since it can be read
//! only once.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::ledger::{InputRecord, Outcome};

/// A folder in which our own programs keep what they need; never looked into.
pub const OWN_FOLDER: &str = ".normscreen";
/// The part of it that makes the folder around it a store of fetched law.
pub const STORE_FOLDER: &str = ".normscreen/fetch";
/// The manifest of such a store, which tells of law but is none.
pub const STORE_MANIFEST: &str = "manifest.json";

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Where it is.
    pub path: PathBuf,
    /// Its name in reports: the path below the argument that led to it, with `/`.
    pub source: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Whether the user named the file itself, rather than a folder that holds it.
    pub named: bool,
    /// Which files of its folder the user named, this one included; none unless it was named.
    pub given: Arc<Given>,
    /// Its bytes, where they are already at hand: standard input.
    pub content: Option<Arc<[u8]>>,
}

/// The files of one folder that the user named one by one, as a pattern of the shell does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    names: BTreeSet<String>,
    checksum: u32,
}

impl Given {
    /// That the user named no file.
    pub const NONE: Self = Self {
        names: BTreeSet::new(),
        checksum: 0,
    };

    fn of(names: BTreeSet<String>) -> Self {
        let mut hasher = crc32fast::Hasher::new();
        for name in &names {
            hasher.update(name.as_bytes());
            hasher.update(b"/");
        }
        let checksum = hasher.finalize();
        Self { names, checksum }
    }

    /// Whether the file of this bare name is among them.
    pub fn holds(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Tells different sets apart.
    pub fn checksum(&self) -> u32 {
        self.checksum
    }
}

/// The path that stands for standard input.
pub const STDIN: &str = "-";
/// Most that is taken from standard input.
const STDIN_BYTES: u64 = 1 << 30;

/// What was found below the paths.
#[derive(Debug, Default)]
pub struct Discovery {
    /// Files to read, in the order of their names.
    pub inputs: Vec<Input>,
    /// What could not be reached.
    pub failures: Vec<Unreached>,
}

/// What could not be reached.
#[derive(Debug)]
pub struct Unreached {
    /// Where it is.
    pub path: PathBuf,
    /// Its name in reports, and why.
    pub record: InputRecord,
}

/// Looks for files below `paths`, following links; a loop of links is a failure, not a hang.
pub fn discover(paths: &[PathBuf]) -> Discovery {
    let mut found = Discovery::default();
    for path in paths {
        if path.as_os_str() == STDIN {
            if found.inputs.iter().all(|i| i.content.is_none()) {
                match standard_input(std::io::stdin().lock()) {
                    Ok(input) => found.inputs.push(input),
                    Err(failed) => found.failures.push(*failed),
                }
            }
            continue;
        }
        let base = argument_name(path, paths);
        for entry in walkdir::WalkDir::new(path)
            .follow_links(true)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(|entry| entry.depth() == 0 || !is_our_own(entry.path()))
        {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) => {
                    let source = source_name(path, entry.path(), &base);
                    match entry.metadata() {
                        Ok(meta) if meta.is_file() => found.inputs.push(Input {
                            path: entry.path().to_path_buf(),
                            source,
                            bytes: meta.len(),
                            named: entry.depth() == 0,
                            given: Arc::default(),
                            content: None,
                        }),
                        Ok(_) => found.failures.push(unreached(
                            entry.path(),
                            source,
                            "is no regular file; give a file or a folder",
                        )),
                        Err(e) => {
                            let reason = e.to_string();
                            let failed = unreached(entry.path(), source, &reason);
                            found.failures.push(failed);
                        }
                    }
                }
                Err(error) => {
                    let at = error.path().unwrap_or(path);
                    let reason = if error.loop_ancestor().is_some() {
                        "is a link that leads back to a folder above it; not followed".to_owned()
                    } else {
                        error
                            .io_error()
                            .map_or_else(|| "cannot be reached".to_owned(), describe)
                    };
                    let source = source_name(path, at, &base);
                    found.failures.push(unreached(at, source, &reason));
                }
            }
        }
    }
    found.inputs.sort_by(|a, b| a.source.cmp(&b.source));
    let place = |input: &Input| std::path::absolute(&input.path).unwrap_or_default();
    let mut seen = BTreeSet::new();
    found
        .inputs
        .retain(|input| input.content.is_some() || seen.insert(place(input)));
    tell_given(&mut found.inputs);
    found
}

/// Tells the files that were named which others of their folder were.
fn tell_given(inputs: &mut [Input]) {
    let mut folders: BTreeMap<PathBuf, BTreeSet<String>> = BTreeMap::new();
    let folder = |input: &Input| input.path.parent().map(Path::to_path_buf);
    for input in inputs.iter().filter(|i| i.named && i.content.is_none()) {
        if let (Some(folder), Some(name)) = (folder(input), input.path.file_name()) {
            let names = folders.entry(folder).or_default();
            names.insert(name.to_string_lossy().into_owned());
        }
    }
    let folders: BTreeMap<PathBuf, Arc<Given>> = folders
        .into_iter()
        .map(|(folder, names)| (folder, Arc::new(Given::of(names))))
        .collect();
    for input in inputs.iter_mut().filter(|i| i.named) {
        if let Some(given) = folder(input).and_then(|folder| folders.get(&folder)) {
            input.given = Arc::clone(given);
        }
    }
}

/// Whether a path is kept by our own programs, such as the manifest of a store.
fn is_our_own(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    name == OWN_FOLDER || (name == STORE_MANIFEST && path.with_file_name(STORE_FOLDER).is_dir())
}

fn standard_input(from: impl Read) -> Result<Input, Box<Unreached>> {
    let mut bytes = Vec::new();
    let source = "stdin".to_owned();
    let failed =
        |source: String, reason: &str| Box::new(unreached(Path::new(STDIN), source, reason));
    match from.take(STDIN_BYTES + 1).read_to_end(&mut bytes) {
        Ok(_) if bytes.len() as u64 > STDIN_BYTES => Err(failed(
            source,
            "is larger than the bound of 1 GiB for standard input; give a file",
        )),
        Ok(_) => Ok(Input {
            path: PathBuf::from(STDIN),
            source,
            bytes: bytes.len() as u64,
            named: true,
            given: Arc::default(),
            content: Some(bytes.into()),
        }),
        Err(error) => Err(failed(source, &describe(&error))),
    }
}

/// What went wrong, in words for users.
pub fn describe(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => {
            "does not exist, or is a link that leads nowhere".to_owned()
        }
        std::io::ErrorKind::PermissionDenied => "may not be read; check its permissions".to_owned(),
        _ => error.to_string(),
    }
}

fn unreached(path: &Path, source: String, reason: &str) -> Unreached {
    Unreached {
        path: path.to_path_buf(),
        record: InputRecord {
            source,
            outcome: Outcome::Failed,
            reason: reason.to_owned(),
            ..InputRecord::default()
        },
    }
}

/// With several arguments each one's own name leads, so that equal names below them differ.
fn argument_name(path: &Path, all: &[PathBuf]) -> String {
    if all.len() < 2 {
        return String::new();
    }
    let name = path
        .components()
        .filter_map(|c| match c {
            std::path::Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
            _ => None,
        })
        .collect::<Vec<_>>();
    name.join("/")
}

fn source_name(argument: &Path, path: &Path, base: &str) -> String {
    let below = path.strip_prefix(argument).unwrap_or(path);
    let below = if below.as_os_str().is_empty() {
        Path::new(argument.file_name().unwrap_or(argument.as_os_str()))
    } else {
        below
    };
    let below = below.to_string_lossy().replace('\\', "/");
    if base.is_empty() || argument == path {
        if base.is_empty() {
            below
        } else {
            base.to_owned()
        }
    } else {
        format!("{base}/{below}")
    }
}
