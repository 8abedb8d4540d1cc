//! What is left of inputs from run to run: their lines of the ledger, rows and pages.
//!
//! Results depend on the program, the rules and how inputs are read; pages also on what they say of
//! the site. An input that was read with others beside it is the same only if those are.

use std::borrow::Cow;
use std::fs::{self, File};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::{Deserialize, Serialize};

use super::read::{Done, Page, Pages};
use super::{CacheUse, Config, PipelineError, facts};
use crate::cache::{self, Cache, Key, Name, Stamp};
use crate::discover::Input;
use crate::ledger::{InputRecord, Outcome};
use crate::rows::{Lengths, Packed};
use crate::rules::RulePack;

/// The caches of a run.
pub(super) struct Kept {
    rows: Cache,
    /// Pages of this site, where the report has pages.
    pages: Option<Cache>,
    unchanged: AtomicUsize,
}

/// An input as it was before it was read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Ticket {
    name: Name,
    stamp: Option<Stamp>,
    key: Key,
}

/// An input as it is kept; the rows of its documents follow, one behind the other.
#[derive(Serialize, Deserialize)]
struct KeptInput<'a> {
    documents: Vec<KeptDocument<'a>>,
    /// Files beside it that it was read with or that were looked for, and what they held.
    beside: Vec<(String, Option<Key>)>,
}

/// One document of an input.
#[derive(Serialize, Deserialize)]
struct KeptDocument<'a> {
    record: Cow<'a, InputRecord>,
    checksum: u32,
    /// How its rows are divided, where it has some.
    rows: Option<Lengths>,
}

impl Kept {
    pub fn open(
        folder: &Path,
        config: &Config,
        pack: &RulePack,
        pages: bool,
    ) -> Result<Self, PipelineError> {
        let error = |source| PipelineError::Cache {
            path: folder.display().to_string(),
            source,
        };
        let reading = format!("{:?}", config.reading);
        let program = cache::program();
        let directions = super::direction_keys(config, pack).join(",");
        let rows = [&*program, &pack.hash, &reading, &directions];
        let site = format!("{} {:?}", config.language.tag(), facts(config, pack));
        let shown = [&*program, &pack.hash, &reading, &directions, &site];
        Ok(Self {
            rows: Cache::open(folder, &rows, true).map_err(error)?,
            pages: pages
                .then(|| Cache::open(folder, &shown, false))
                .transpose()
                .map_err(error)?,
            unchanged: AtomicUsize::new(0),
        })
    }

    /// What tells whether the input is the same; none where it cannot be read.
    pub fn ticket(&self, input: &Input) -> Option<Ticket> {
        let path = input.path.as_os_str().as_encoded_bytes();
        let given = input.given.checksum().to_le_bytes();
        let name = Name::of(&[path, input.source.as_bytes(), &[input.named.into()], &given]);
        let stamp = match &input.content {
            Some(_) => None,
            None => Stamp::of(&fs::metadata(&input.path).ok()?),
        };
        let key = stamp
            .and_then(|stamp| self.rows.sighted(name, &stamp))
            .or_else(|| self.key(name, input))?;
        Some(Ticket { name, stamp, key })
    }

    fn key(&self, name: Name, input: &Input) -> Option<Key> {
        match &input.content {
            Some(bytes) => self.rows.key(name, &mut bytes.as_ref()),
            None => self.rows.key(name, &mut File::open(&input.path).ok()?),
        }
        .ok()
    }

    /// Whether the input is what it was when the ticket was drawn.
    fn is_same(&self, input: &Input, ticket: &Ticket) -> bool {
        let settled = ticket.stamp.filter(|stamp| self.rows.is_settled(stamp));
        match settled {
            Some(stamp) => {
                let now = fs::metadata(&input.path);
                now.is_ok_and(|meta| Stamp::of(&meta) == Some(stamp))
            }
            None => self.key(ticket.name, input) == Some(ticket.key),
        }
    }

    /// What an input left, if it was the same, and its pages written.
    pub fn recall(
        &self,
        input: &Input,
        ticket: &Ticket,
        index: usize,
        pages: Option<&Pages<'_>>,
    ) -> Option<Vec<Done>> {
        let (bytes, place) = self.rows.load(&ticket.key)?;
        let entry = &bytes[place.clone()];
        let (kept, rest) = postcard::take_from_bytes::<KeptInput<'_>>(entry).ok()?;
        if !kept
            .beside
            .iter()
            .all(|(name, held)| held_beside(input, name) == *held)
        {
            return None;
        }
        let mut texts = match &self.pages {
            Some(cache) => Texts::load(cache, &ticket.key)?,
            None => Texts::default(),
        };
        let mut at = place.end - rest.len();
        let mut documents = Vec::with_capacity(kept.documents.len());
        for document in kept.documents {
            let rows = match document.rows {
                Some(lengths) => {
                    let rows = Packed::within(&bytes, at, lengths)?;
                    at += rows.bytes().len();
                    Some(rows)
                }
                None => None,
            };
            let text = match self.pages {
                Some(_) => texts.next()?,
                None => None,
            };
            documents.push((document.record.into_owned(), document.checksum, rows, text));
        }
        // Nothing is written before all of it is known to be sound.
        let done = documents.into_iter().enumerate();
        let done = done.map(|(place, (record, checksum, rows, text))| Done {
            order: (index, place),
            page: match (pages, &rows, text) {
                (Some(pages), Some(rows), Some(text)) => pages.write_text(&rows.id, text.of()),
                _ => Page::none(),
            },
            record,
            rows,
            checksum,
        });
        let done = done.collect();
        if let Some(stamp) = ticket.stamp {
            self.rows.sight(ticket.name, stamp, ticket.key);
        }
        Some(done)
    }

    /// Counts an input that did not have to be read.
    pub fn count_unchanged(&self) {
        self.unchanged.fetch_add(1, Ordering::Relaxed);
    }

    /// Keeps what an input left; what failed is tried again each time, since the cause may be in
    /// the machine.
    pub fn keep(&self, input: &Input, ticket: &Ticket, done: &[Done], beside: &[String]) {
        let sound = |d: &Done| d.record.outcome != Outcome::Failed && d.page.written.is_ok();
        // The file may have been replaced while it was read.
        if done.is_empty() || !done.iter().all(sound) || !self.is_same(input, ticket) {
            return;
        }
        let kept = KeptInput {
            documents: done
                .iter()
                .map(|d| KeptDocument {
                    record: Cow::Borrowed(&d.record),
                    checksum: d.checksum,
                    rows: d.rows.as_ref().map(Packed::lengths),
                })
                .collect(),
            beside: beside
                .iter()
                .map(|name| (name.clone(), held_beside(input, name)))
                .collect(),
        };
        let mut bytes = postcard::to_stdvec(&kept).expect("plain values");
        for rows in done.iter().filter_map(|d| d.rows.as_ref()) {
            bytes.extend_from_slice(rows.bytes());
        }
        if let Some(cache) = &self.pages {
            cache.save(ticket.name, ticket.key, &Texts::pack(done));
        }
        self.rows.save(ticket.name, ticket.key, &bytes);
        if let Some(stamp) = ticket.stamp {
            self.rows.sight(ticket.name, stamp, ticket.key);
        }
    }

    /// Puts everything in its place.
    pub fn close(self, inputs: usize) -> CacheUse {
        CacheUse {
            inputs,
            unchanged: self.unchanged.into_inner(),
            unwritten: self.rows.close() + self.pages.map_or(0, Cache::close),
        }
    }
}

/// What a file beside an input holds; none where there is none.
fn held_beside(input: &Input, name: &str) -> Option<Key> {
    let bytes = fs::read(input.path.parent()?.join(name)).ok()?;
    Some(Key::of(&[&bytes]))
}

/// Pages of an input's documents: their lengths, then the pages themselves.
#[derive(Default)]
struct Texts {
    bytes: Arc<Vec<u8>>,
    lengths: std::vec::IntoIter<Option<usize>>,
    rest: Range<usize>,
}

/// A page among other bytes.
struct Text {
    bytes: Arc<Vec<u8>>,
    place: Range<usize>,
}

impl Text {
    fn of(&self) -> &[u8] {
        &self.bytes[self.place.clone()]
    }
}

impl Texts {
    fn pack(done: &[Done]) -> Vec<u8> {
        let texts = || done.iter().map(|d| d.page.text.as_deref());
        let lengths: Vec<Option<usize>> = texts().map(|text| text.map(str::len)).collect();
        let mut bytes = postcard::to_stdvec(&lengths).expect("plain values");
        for text in texts().flatten() {
            bytes.extend_from_slice(text.as_bytes());
        }
        bytes
    }

    fn load(cache: &Cache, key: &Key) -> Option<Self> {
        let (bytes, place) = cache.load(key)?;
        let entry = &bytes[place.clone()];
        let (lengths, rest) = postcard::take_from_bytes::<Vec<Option<usize>>>(entry).ok()?;
        let rest = place.end - rest.len()..place.end;
        Some(Self {
            bytes,
            lengths: lengths.into_iter(),
            rest,
        })
    }

    /// The page of the next document, if it has one; none at all where something is amiss.
    fn next(&mut self) -> Option<Option<Text>> {
        let Some(length) = self.lengths.next()? else {
            return Some(None);
        };
        let end = self.rest.start.checked_add(length)?;
        let place = self.rest.start..Some(end).filter(|end| *end <= self.rest.end)?;
        self.rest.start = end;
        Some(Some(Text {
            bytes: Arc::clone(&self.bytes),
            place,
        }))
    }
}
