//! Fetching: the stock of law from its official site into a store that `screen` takes as it is.
//!
//! In goes an address with a table of contents (`gii-toc.xml`) and one zip file for each statute, out
//! comes a [`Store`](store::Store) with exactly what the site has. It stands outside of the stages:
//! only the command line knows it. Everything that comes from the site is untrusted, and the site is
//! a guest's: few connections, a name, patience, and nothing asked for twice.

mod client;
mod contents;
mod names;
mod package;
mod store;

use std::io::BufReader;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use client::{Answer, Base, Client, Content, Known, Trouble};
use contents::{Contents, Listed};
use store::{Entry, Store};

/// The official site of federal law.
pub const OFFICIAL: &str = "https://www.gesetze-im-internet.de";
/// Most connections at once.
pub const MOST_CONNECTIONS: usize = 8;
/// Of so many statutes of the store more than half must still be listed before any is removed.
const FEW: usize = 10;

/// What to fetch, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// Address of the site.
    pub base_url: String,
    /// Folder of the store.
    pub store: PathBuf,
    /// Only these statutes, by the name of their folder; all where it is empty.
    pub only: Vec<String>,
    /// Only what was changed since then.
    pub since: Option<SystemTime>,
    /// Remove statutes that the site no longer lists.
    pub prune: bool,
    /// How the site is treated.
    pub manners: Manners,
    /// What is refused.
    pub bounds: Bounds,
}

/// How the site is treated.
#[derive(Debug, Clone)]
pub struct Manners {
    /// Connections at once.
    pub connections: usize,
    /// Attempts for each request.
    pub attempts: u32,
    /// Pause after the first failure; it doubles each time.
    pub first_pause: Duration,
    /// Longest pause between attempts, unless the site asks for more.
    pub longest_pause: Duration,
    /// Longest wait that the site may ask for.
    pub longest_wait: Duration,
    /// Time to connect.
    pub connect: Duration,
    /// Time until an answer begins.
    pub answer: Duration,
    /// Time without a single byte.
    pub stall: Duration,
    /// Time for a whole body.
    pub body: Duration,
    /// Statutes that fail one after the other because of the site, before the run stops.
    pub patience: usize,
    /// How to reach who runs this, for the people of the site.
    pub contact: String,
}

impl Default for Manners {
    fn default() -> Self {
        Self {
            connections: 3,
            attempts: 5,
            first_pause: Duration::from_secs(1),
            longest_pause: Duration::from_secs(60),
            longest_wait: Duration::from_secs(300),
            connect: Duration::from_secs(20),
            answer: Duration::from_secs(60),
            stall: Duration::from_secs(20),
            body: Duration::from_secs(600),
            patience: 10,
            contact: String::new(),
        }
    }
}

/// What is refused.
#[derive(Debug, Clone)]
pub struct Bounds {
    /// Largest table of contents in bytes.
    pub contents_bytes: u64,
    /// Largest package in bytes.
    pub package_bytes: u64,
    /// Most bytes that a package may unpack to.
    pub unpacked_bytes: u64,
    /// Most files in a package.
    pub entries: usize,
    /// Largest ratio of a file to its size in the package.
    pub ratio: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            contents_bytes: 64 << 20,
            package_bytes: 256 << 20,
            unpacked_bytes: 512 << 20,
            entries: 20_000,
            ratio: 200,
        }
    }
}

/// Watches a run.
pub trait Progress: Sync {
    /// So many statutes will be asked for.
    fn begin(&self, statutes: u64);
    /// Bytes came in: now, and in the whole run.
    fn received(&self, bytes: u64, so_far: u64);
    /// An attempt failed and is made again after a pause.
    fn again(&self, name: &str, cause: &str, pause: Duration);
    /// A statute is done.
    fn done(&self, slug: &str);
}

/// A statute that could not be fetched.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Failure {
    /// Name of its folder, or the link that cannot be followed.
    pub name: String,
    /// Why.
    pub cause: String,
}

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Statutes that were to be fetched.
    pub asked: usize,
    /// Fetched for the first time.
    pub new: Vec<String>,
    /// Fetched because they are no longer what they were.
    pub changed: Vec<String>,
    /// As they were.
    pub unchanged: usize,
    /// Not changed since the date that was given.
    pub older: usize,
    /// In the store, but no longer listed.
    pub gone: Vec<String>,
    /// Removed from the store.
    pub removed: Vec<String>,
    /// Not fetched.
    pub failures: Vec<Failure>,
    /// Not even tried, since the site does not answer.
    pub not_tried: usize,
    /// What a reader should know beyond that.
    pub notices: Vec<String>,
    /// Requests sent.
    pub requests: u64,
    /// Attempts after the first.
    pub retries: u64,
    /// Bytes received.
    pub bytes: u64,
}

impl Summary {
    /// Whether all was fetched that was asked for.
    pub fn is_complete(&self) -> bool {
        self.failures.is_empty() && self.not_tried == 0
    }
}

/// Why nothing could be fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// Not an address.
    #[error("--base-url {url}: {reason}")]
    BaseUrl {
        /// As given.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// It would not fit into a request.
    #[error("--contact {0:?}: only plain ASCII can stand in a request")]
    Contact(String),
    /// The folder is not empty and holds no store.
    #[error("--store {0}: the folder is not empty and is no store; choose another or empty it")]
    NoStore(String),
    /// Another run has the store.
    #[error("--store {0}: another fetch is writing to it; wait until it has ended")]
    Busy(String),
    /// Statutes were named that the site does not list.
    #[error("--only: not in the table of contents of the site: {0}")]
    Unknown(String),
    /// The store cannot be read or written.
    #[error("{path}: cannot be read or written: {source}")]
    Store {
        /// The file or folder.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// The table of contents could not be fetched.
    #[error("{url}: {cause}")]
    Contents {
        /// Its address.
        url: String,
        /// Why.
        cause: String,
    },
}

impl FetchError {
    /// Whether the user has to change the command, rather than try again.
    pub fn is_usage(&self) -> bool {
        !matches!(self, FetchError::Store { .. } | FetchError::Contents { .. })
    }
}

/// What became of one statute.
enum Done {
    New,
    Changed,
    Unchanged,
    Older,
}

/// One run.
struct Run<'a> {
    options: &'a Options,
    base: &'a Base,
    client: Client<'a>,
    store: &'a Store,
    progress: &'a dyn Progress,
    summary: Mutex<Summary>,
    in_a_row: AtomicUsize,
}

/// Brings the store to what the site has.
///
/// # Errors
/// [`FetchError`] where nothing could be fetched; single statutes that fail are in the summary.
pub fn fetch(options: &Options, progress: &dyn Progress) -> Result<Summary, FetchError> {
    let base = Base::parse(&options.base_url)?;
    let (store, notices) = Store::open(&options.store)?;
    let scratch = store.incoming();
    let run = Run {
        options,
        base: &base,
        client: Client::new(&base, &options.manners, &scratch)?,
        store: &store,
        progress,
        summary: Mutex::new(Summary {
            notices,
            ..Summary::default()
        }),
        in_a_row: AtomicUsize::new(0),
    };
    let (contents, listed_at) = run.contents()?;
    let wanted = wanted(&contents, &options.only)?;
    run.all(&wanted);
    run.settle(&contents, wanted.len());
    store
        .finish(&options.base_url, listed_at.as_deref())
        .map_err(|source| FetchError::Store {
            path: options.store.display().to_string(),
            source,
        })?;
    let counts = run.client.counts();
    let mut summary = run.summary.into_inner().unwrap_or_else(|e| e.into_inner());
    summary.requests = counts.requests.load(Ordering::Relaxed);
    summary.retries = counts.retries.load(Ordering::Relaxed);
    summary.bytes = counts.bytes.load(Ordering::Relaxed);
    summary.new.sort();
    summary.changed.sort();
    summary.notices.sort();
    summary.failures.sort();
    Ok(summary)
}

/// The statutes that this run is about.
fn wanted<'c>(contents: &'c Contents, only: &[String]) -> Result<Vec<&'c Listed>, FetchError> {
    let unknown: Vec<&str> = only
        .iter()
        .filter(|slug| !contents.statutes.iter().any(|s| s.slug == **slug))
        .map(String::as_str)
        .collect();
    if !unknown.is_empty() {
        return Err(FetchError::Unknown(unknown.join(", ")));
    }
    let named = |listed: &&Listed| only.is_empty() || only.contains(&listed.slug);
    Ok(contents.statutes.iter().filter(named).collect())
}

impl Run<'_> {
    /// The table of contents, and when the site sent it.
    fn contents(&self) -> Result<(Contents, Option<String>), FetchError> {
        let url = self.base.join("gii-toc.xml");
        let attempt = || {
            let bound = self.options.bounds.contents_bytes;
            let answer = self.client.get(&url, &Known::default(), bound, |_| {})?;
            let Answer::Content(content) = answer else {
                return Err(Trouble::passing("the site sends no table of contents"));
            };
            let contents = contents::read(BufReader::new(content.file), self.base)
                .map_err(|cause| Trouble::passing(format!("the table of contents {cause}")))?;
            Ok((contents, content.date))
        };
        self.client
            .persist("gii-toc.xml", attempt, |cause, pause| {
                self.progress.again("gii-toc.xml", cause, pause);
            })
            .map_err(|trouble| FetchError::Contents {
                url: url.clone(),
                cause: trouble.cause,
            })
    }

    fn all(&self, wanted: &[&Listed]) {
        self.progress.begin(wanted.len() as u64);
        let next = AtomicUsize::new(0);
        let workers = self.options.manners.connections.clamp(1, MOST_CONNECTIONS);
        std::thread::scope(|scope| {
            for _ in 0..workers.min(wanted.len()) {
                scope.spawn(|| {
                    while let Some(listed) = wanted.get(next.fetch_add(1, Ordering::Relaxed)) {
                        self.one(listed);
                        self.progress.done(&listed.slug);
                    }
                });
            }
        });
    }

    fn one(&self, listed: &Listed) {
        if self.in_a_row.load(Ordering::Relaxed) >= self.options.manners.patience {
            self.summary().not_tried += 1;
            return;
        }
        let result = self.statute(listed);
        match &result {
            Err(trouble) if trouble.site => self.in_a_row.fetch_add(1, Ordering::Relaxed),
            _ => self.in_a_row.swap(0, Ordering::Relaxed),
        };
        let mut summary = self.summary();
        match result {
            Ok(Done::New) => summary.new.push(listed.slug.clone()),
            Ok(Done::Changed) => summary.changed.push(listed.slug.clone()),
            Ok(Done::Unchanged) => summary.unchanged += 1,
            Ok(Done::Older) => summary.older += 1,
            Err(trouble) => summary.failures.push(Failure {
                name: listed.slug.clone(),
                cause: trouble.cause,
            }),
        }
    }

    fn statute(&self, listed: &Listed) -> Result<Done, Trouble> {
        let url = self.base.join(&format!("{}/xml.zip", listed.slug));
        let entry = self.store.entry(&listed.slug);
        // What the store says of a version counts only while the store still has that version.
        let held = entry.as_ref().filter(|e| self.store.is_intact(e));
        let known = held.map_or_else(
            || Known {
                since: self.options.since.filter(|_| entry.is_none()),
                ..Known::default()
            },
            |held| self.known(held, &url),
        );
        let folder = self.store.incoming().join(&listed.slug);
        let attempt = || {
            let bound = self.options.bounds.package_bytes;
            let received = |bytes| {
                let so_far = self.client.counts().bytes.load(Ordering::Relaxed);
                self.progress.received(bytes, so_far);
            };
            let content = match self.client.get(&url, &known, bound, received)? {
                Answer::Content(content) => content,
                Answer::Older => return Ok(Done::Older),
                Answer::Unchanged => return self.keep(held, listed),
            };
            self.take(
                content,
                listed,
                &url,
                &folder,
                entry.as_ref(),
                held.is_some(),
            )
        };
        let result = self.client.persist(&listed.slug, attempt, |cause, pause| {
            self.progress.again(&listed.slug, cause, pause);
        });
        let _ = std::fs::remove_dir_all(&folder);
        result
    }

    /// A date alone says too little about another address of the site; a tag is of the bytes.
    fn known(&self, held: &Entry, url: &str) -> Known {
        let same_address = held.link == url;
        let same_site = Base::parse(&held.link).is_ok_and(|b| b.host() == self.base.host());
        Known {
            etag: held.etag.clone().filter(|_| same_site),
            last_modified: held.last_modified.clone().filter(|_| same_address),
            since: None,
        }
    }

    fn keep(&self, held: Option<&Entry>, listed: &Listed) -> Result<Done, Trouble> {
        if let Some(held) = held
            && held.title != listed.title
        {
            let entry = Entry {
                title: listed.title.clone(),
                ..held.clone()
            };
            self.store.note(entry).map_err(|e| of_store(&e))?;
        }
        Ok(Done::Unchanged)
    }

    fn take(
        &self,
        content: Content,
        listed: &Listed,
        url: &str,
        folder: &std::path::Path,
        before: Option<&Entry>,
        intact: bool,
    ) -> Result<Done, Trouble> {
        let package = package::unpack(content.file, folder, &self.options.bounds)?;
        let entry = Entry {
            slug: listed.slug.clone(),
            title: listed.title.clone(),
            doc_number: package.doc_number,
            link: url.to_owned(),
            etag: content.etag,
            last_modified: content.last_modified,
            fetched: content.date,
            size: content.bytes,
            sha256: package.sha256,
            files: package.files,
        };
        if let Some(before) = before
            && before.doc_number != entry.doc_number
        {
            self.summary().notices.push(format!(
                "{}: the document number was {} and is now {}",
                entry.slug, before.doc_number, entry.doc_number
            ));
        }
        let done = match before {
            None => Done::New,
            Some(before) if intact && before.files == entry.files => Done::Unchanged,
            Some(_) => Done::Changed,
        };
        self.store
            .replace(entry, folder)
            .map_err(|e| of_store(&e))?;
        Ok(done)
    }

    /// What the list says beyond the single statutes: links not followed, statutes that are gone.
    fn settle(&self, contents: &Contents, asked: usize) {
        let listed: std::collections::BTreeSet<&str> =
            contents.statutes.iter().map(|s| s.slug.as_str()).collect();
        let stored = self.store.slugs();
        let (still, gone): (Vec<String>, Vec<String>) = stored
            .into_iter()
            .partition(|slug| listed.contains(slug.as_str()));
        let mut summary = self.summary();
        summary.asked = asked;
        if self.options.only.is_empty() {
            let refused = contents.refused.iter().map(|(link, cause)| Failure {
                name: link.clone(),
                cause: cause.clone(),
            });
            summary.failures.extend(refused);
        }
        if self.options.prune && gone.len() > FEW.max(still.len()) {
            summary.notices.push(format!(
                "--prune: {} of the store's {} statutes are not listed, which looks like a list \
                 that is not whole; none was removed",
                gone.len(),
                gone.len() + still.len()
            ));
        } else if self.options.prune {
            for slug in gone {
                match self.store.remove(&slug) {
                    Ok(()) => summary.removed.push(slug),
                    Err(error) => summary.failures.push(Failure {
                        name: slug,
                        cause: format!("cannot be removed: {error}"),
                    }),
                }
            }
            return;
        }
        summary.gone = gone;
    }

    fn summary(&self) -> std::sync::MutexGuard<'_, Summary> {
        self.summary.lock().unwrap_or_else(|e| e.into_inner())
    }
}

fn of_store(error: &std::io::Error) -> Trouble {
    Trouble::for_good(format!("cannot be put into the store: {error}"))
}
