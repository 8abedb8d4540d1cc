//! Older versions from git: the files below a path as they stood at a revision.
//!
//! Asks the git binary for objects only: nothing is checked out, no filter or hook runs, and a
//! draft never touches another place on the disk.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use crate::discover::Input;

/// Most files that are looked at for what a draft was called before.
const FORMER_NAMES: usize = 50;

/// Why git gave no older version.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// No git.
    #[error("git cannot be run ({0}); install it, or give a file or folder to compare with")]
    Missing(std::io::Error),
    /// Not in a repository.
    #[error("{0}: lies in no git repository, so there is no revision to compare with")]
    NoRepository(String),
    /// In a repository that git does not trust.
    #[error(
        "{0}: lies in a git repository that belongs to another user; allow it with git config \
         --global --add safe.directory FOLDER"
    )]
    Foreign(String),
    /// Not in what was fetched of the repository.
    #[error(
        "git knows no revision \"{0}\" here, and holds only the newest part of the history; fetch \
         the rest with git fetch --unshallow, or in a CI with fetch-depth 0"
    )]
    Shallow(String),
    /// No such revision.
    #[error("git knows no revision \"{0}\" here; see git log, or git branch --all")]
    NoRevision(String),
    /// The path is not there.
    #[error("{path}: did not exist at revision \"{revision}\"")]
    NoPath {
        /// As the user named it.
        path: String,
        /// The revision.
        revision: String,
    },
    /// Anything else that git says.
    #[error("git: {0}")]
    Failed(String),
}

/// A path in a repository.
#[derive(Debug)]
pub struct Repository {
    top: PathBuf,
    below: String,
}

impl Repository {
    /// The repository that holds `path`.
    ///
    /// # Errors
    /// [`GitError`].
    pub fn of(path: &Path) -> Result<Self, GitError> {
        let absolute = std::path::absolute(path).map_err(GitError::Missing)?;
        let folder = if absolute.is_dir() {
            absolute.as_path()
        } else {
            absolute.parent().unwrap_or(&absolute)
        };
        let nowhere = || GitError::NoRepository(path.display().to_string());
        // Git does not look into a repository of somebody else, and has advice then.
        let refused = |said: String| {
            if said.contains("dubious ownership") {
                GitError::Foreign(path.display().to_string())
            } else {
                nowhere()
            }
        };
        let prefix = git(folder, &["rev-parse", "--show-prefix"])?.map_err(refused)?;
        let top = git(folder, &["rev-parse", "--show-toplevel"])?.map_err(refused)?;
        let mut below = prefix.trim_end_matches('\n').to_owned();
        if !absolute.is_dir()
            && let Some(name) = absolute.file_name()
        {
            below.push_str(&name.to_string_lossy());
        }
        Ok(Self {
            top: PathBuf::from(top.trim_end_matches('\n')),
            below: below.trim_end_matches('/').to_owned(),
        })
    }

    /// The hash of a commit.
    ///
    /// # Errors
    /// [`GitError::NoRevision`].
    pub fn resolve(&self, revision: &str) -> Result<String, GitError> {
        let commit = format!("{revision}^{{commit}}");
        let args = [
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &commit,
        ];
        git(&self.top, &args)?
            .map(|hash| hash.trim().to_owned())
            .map_err(|_| {
                let shallow = git(&self.top, &["rev-parse", "--is-shallow-repository"]);
                if matches!(shallow, Ok(Ok(answer)) if answer.trim() == "true") {
                    GitError::Shallow(revision.to_owned())
                } else {
                    GitError::NoRevision(revision.to_owned())
                }
            })
    }

    /// The files below the path at `revision`; `source` is the path's name in messages.
    ///
    /// # Errors
    /// [`GitError`].
    pub fn files(&self, revision: &str, source: &str) -> Result<Vec<Input>, GitError> {
        let commit = self.resolve(revision)?;
        let files = self.listing(&commit, &self.below)?;
        if files.is_empty() {
            return Err(GitError::NoPath {
                path: source.to_owned(),
                revision: revision.to_owned(),
            });
        }
        let contents = self.contents(files.iter().map(|(hash, _)| hash.clone()).collect())?;
        Ok(files
            .into_iter()
            .zip(contents)
            .map(|((_, path), content)| {
                let below = path.strip_prefix(&self.below).unwrap_or(&path);
                let named = below.is_empty();
                let source = format!("{source}{below}");
                Input {
                    path: PathBuf::from(&source),
                    source,
                    bytes: content.len() as u64,
                    named,
                    given: Arc::default(),
                    content: Some(content.into()),
                }
            })
            .collect())
    }

    /// Files at `revision` that are there no more and end as this one does: what it may have been
    /// called before. Those of its own folder come first; of many, only some are looked at.
    ///
    /// # Errors
    /// [`GitError`].
    pub fn vanished(&self, revision: &str) -> Result<Vec<(String, Vec<u8>)>, GitError> {
        let commit = self.resolve(revision)?;
        let extension = |path: &str| Path::new(path).extension().map(|e| e.to_ascii_lowercase());
        let folder = |path: &str| {
            path.rsplit_once('/')
                .map_or(String::new(), |p| p.0.to_owned())
        };
        let mut gone: Vec<(String, String)> = self
            .listing(&commit, "")?
            .into_iter()
            .filter(|(_, path)| extension(path) == extension(&self.below))
            .filter(|(_, path)| !self.top.join(path).exists())
            .collect();
        let own = folder(&self.below);
        gone.sort_by_key(|(_, path)| folder(path) != own);
        gone.truncate(FORMER_NAMES);
        let contents = self.contents(gone.iter().map(|(hash, _)| hash.clone()).collect())?;
        Ok(gone
            .into_iter()
            .map(|(_, path)| path)
            .zip(contents)
            .collect())
    }

    /// Hash and path of the documents of a commit below a path.
    fn listing(&self, commit: &str, below: &str) -> Result<Vec<(String, String)>, GitError> {
        // Pathspecs are patterns; the path is meant as it stands.
        let mut args = vec!["--literal-pathspecs", "ls-tree", "-r", "-z", commit];
        if !below.is_empty() {
            args.extend(["--", below]);
        }
        let listing = git(&self.top, &args)?.map_err(GitError::Failed)?;
        let mut files: Vec<(String, String)> = Vec::new();
        for line in listing.split('\0').filter(|line| !line.is_empty()) {
            // "100644 blob HASH\tPATH"; links and submodules are no documents.
            let Some((head, path)) = line.split_once('\t') else {
                continue;
            };
            let parts: Vec<&str> = head.split(' ').collect();
            if let [mode, "blob", hash] = parts[..]
                && mode.starts_with("100")
            {
                files.push((hash.to_owned(), path.to_owned()));
            }
        }
        Ok(files)
    }

    /// The contents of objects, in their order.
    fn contents(&self, hashes: Vec<String>) -> Result<Vec<Vec<u8>>, GitError> {
        let mut child = command(&self.top, &["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .spawn()
            .map_err(GitError::Missing)?;
        let failed = |e: std::io::Error| GitError::Failed(e.to_string());
        let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(GitError::Failed("cat-file has no pipes".to_owned()));
        };
        let count = hashes.len();
        // Git answers while it is asked; a thread asks, so that no pipe runs full.
        let asking = std::thread::spawn(move || {
            hashes.iter().try_for_each(|hash| writeln!(stdin, "{hash}"))
        });
        let mut answers = BufReader::new(stdout);
        let mut contents = Vec::with_capacity(count);
        for _ in 0..count {
            let mut head = String::new();
            answers.read_line(&mut head).map_err(failed)?;
            let size: usize = head
                .trim()
                .rsplit(' ')
                .next()
                .and_then(|size| size.parse().ok())
                .ok_or_else(|| GitError::Failed(format!("cat-file says \"{}\"", head.trim())))?;
            let mut content = Vec::new();
            let mut limited = (&mut answers).take(size as u64 + 1);
            limited.read_to_end(&mut content).map_err(failed)?;
            content.pop();
            contents.push(content);
        }
        drop(answers);
        let _ = child.wait();
        match asking.join() {
            Ok(Ok(())) => Ok(contents),
            Ok(Err(error)) => Err(failed(error)),
            Err(_) => Err(GitError::Failed("cat-file broke off".to_owned())),
        }
    }
}

/// Whether `text` can be a revision of the repository that holds `path`.
pub fn is_revision(path: &Path, text: &str) -> bool {
    Repository::of(path).is_ok_and(|repository| repository.resolve(text).is_ok())
}

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new("git");
    command
        .arg("-C")
        .arg(folder)
        .args(["-c", "core.quotePath=false"])
        .args(args)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs git; the inner error is what it said.
fn git(folder: &Path, args: &[&str]) -> Result<Result<String, String>, GitError> {
    let output = command(folder, args).output().map_err(GitError::Missing)?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    Ok(if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(text(&output.stderr))
    })
}
