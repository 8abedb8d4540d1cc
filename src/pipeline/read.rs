//! The parallel part: inputs become lines of the ledger, packed rows and pages.
//!
//! Each document is read, screened and rated by itself, in whatever order threads come to it; what
//! must not depend on that (duplicates, order) is settled behind it.

use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::kept::Kept;
use super::{Progress, screen_and_rate};
use crate::discover::Input;
use crate::ingest::{Document, ReadOptions, ingest};
use crate::ledger::{InputRecord, Outcome};
use crate::rate::Rating;
use crate::report::html::Site;
use crate::report::html::view::StatuteView;
use crate::report::{OutputError, OutputFolder};
use crate::rows::{Packed, StatuteRows};
use crate::rules::{DirectionId, RulePack};
use crate::screen::{ScreenedProvision, Screener};
use crate::statute::Statute;

/// One document of the run.
pub(super) struct Done {
    /// Place of the input, and of the document in it.
    pub order: (usize, usize),
    pub record: InputRecord,
    pub rows: Option<Packed>,
    pub checksum: u32,
    pub page: Page,
}

/// What became of a statute's page.
pub(super) struct Page {
    pub written: Result<(), OutputError>,
    /// Its text, until it is kept.
    pub text: Option<String>,
}

impl Page {
    /// No page, and nothing wrong.
    pub fn none() -> Self {
        Self {
            written: Ok(()),
            text: None,
        }
    }
}

/// Where the pages of statutes go while the run goes on.
pub(super) struct Pages<'a> {
    pub site: Site,
    pub out: &'a OutputFolder,
}

impl Pages<'_> {
    fn write(
        &self,
        pack: &RulePack,
        statute: &Statute,
        source: &str,
        screened: &[ScreenedProvision],
        ratings: &[Rating],
    ) -> Page {
        let view = StatuteView::new(
            (pack, self.site.language()),
            statute,
            source,
            screened,
            ratings,
        );
        match self.site.write_statute(&view, self.out) {
            Ok(text) => Page {
                written: Ok(()),
                text: Some(text),
            },
            Err(error) => Page {
                written: Err(error),
                text: None,
            },
        }
    }

    /// Writes a page that an earlier run of the same site made.
    pub fn write_text(&self, statute_id: &str, text: &[u8]) -> Page {
        Page {
            written: self.site.write_rendered(statute_id, text, self.out),
            text: None,
        }
    }
}

/// All that makes an input into what is left of it.
pub(super) struct Reader<'a> {
    pub pack: &'a RulePack,
    /// Made when the first document must be screened; a run over unchanged law never needs it.
    pub screener: OnceLock<Screener<'a>>,
    /// Only obstacles that run this way are counted; all where it is empty.
    pub directions: &'a [DirectionId],
    pub pages: Option<&'a Pages<'a>>,
    pub reading: &'a ReadOptions,
    pub kept: Option<&'a Kept>,
}

impl Reader<'_> {
    fn screener(&self) -> &Screener<'_> {
        self.screener
            .get_or_init(|| Screener::new(self.pack).limited_to(self.directions))
    }

    fn screen(&self, statute: &Statute) -> (Vec<ScreenedProvision>, Vec<Rating>) {
        screen_and_rate(self.screener(), statute)
    }

    /// Every worker takes the largest file that is left, so that none is kept waiting by a big one.
    pub fn read_all(&self, inputs: &[Input], progress: &dyn Progress) -> Vec<Done> {
        let mut largest_first: Vec<usize> = (0..inputs.len()).collect();
        largest_first.sort_by_key(|&i| std::cmp::Reverse(inputs[i].bytes));
        // Without earlier results it will be needed: made here, all threads work on it, and none
        // waits for the first.
        if self.kept.is_none() {
            self.screener();
        }
        let next = AtomicUsize::new(0);
        let mut done: Vec<Done> = rayon::broadcast(|_| {
            let mut done = Vec::new();
            while let Some(&index) = largest_first.get(next.fetch_add(1, Ordering::Relaxed)) {
                done.extend(self.read(&inputs[index], index));
                progress.advance(inputs[index].bytes);
            }
            done
        })
        .into_iter()
        .flatten()
        .collect();
        done.sort_by_key(|d| d.order);
        done
    }

    fn read(&self, input: &Input, index: usize) -> Vec<Done> {
        let ticket = self.kept.and_then(|kept| kept.ticket(input));
        if let Some((kept, ticket)) = self.kept.zip(ticket)
            && let Some(done) = kept.recall(input, &ticket, index, self.pages)
        {
            kept.count_unchanged();
            return done;
        }
        let documents = ingest(input, self.pack, self.reading);
        let mut beside = Vec::new();
        let mut done: Vec<Done> = documents
            .into_iter()
            .enumerate()
            .map(|(place, mut document)| {
                beside.append(&mut document.beside);
                self.process(document, (index, place))
            })
            .collect();
        if let Some((kept, ticket)) = self.kept.zip(ticket) {
            kept.keep(input, &ticket, &done, &beside);
        }
        for document in &mut done {
            document.page.text = None;
        }
        done
    }

    fn process(&self, document: Document, order: (usize, usize)) -> Done {
        let Document {
            record,
            statute,
            checksum,
            ..
        } = document;
        let (pack, source) = (self.pack, &record.source);
        let mut page = Page::none();
        let rows = statute.map(|statute| {
            let (screened, ratings) = self.screen(&statute);
            let relevant = ratings.iter().any(|r| r.readiness.is_some());
            if let (Some(pages), true) = (self.pages, relevant) {
                page = pages.write(pack, &statute, source, &screened, &ratings);
            }
            let rows = StatuteRows::new(pack, &statute, source, &screened, &ratings);
            Packed::new(&rows)
        });
        Done {
            order,
            record,
            rows,
            checksum,
            page,
        }
    }

    /// Documents under one number wrote their pages over each other while the run went on, in an
    /// order that depends on threads. They are few, so those that count are read and written again,
    /// each under the id that it has now; also those without a relevant provision, whose name may
    /// hold the page of another. `alone` says that the input holds no other document.
    pub fn rewrite(&self, document: &mut Done, inputs: &[Input], alone: bool) {
        let Some(pages) = self.pages else { return };
        let (input, place) = document.order;
        let has_page = |rows: &Packed| {
            !rows.is_renamed() && rows.provisions().iter().any(|p| p.readiness.is_some())
        };
        if alone
            && document.rows.as_ref().is_some_and(has_page)
            && let Some(kept) = self.kept
            && let Some(ticket) = kept.ticket(&inputs[input])
            && kept
                .recall(&inputs[input], &ticket, input, self.pages)
                .is_some()
        {
            return;
        }
        let again = ingest(&inputs[input], self.pack, self.reading)
            .into_iter()
            .nth(place)
            .and_then(|d| d.statute);
        if let (Some(rows), Some(mut statute)) = (&document.rows, again) {
            statute.id.clone_from(&rows.id);
            let (screened, ratings) = self.screen(&statute);
            let (pack, source) = (self.pack, &document.record.source);
            document.page = pages.write(pack, &statute, source, &screened, &ratings);
            document.page.text = None;
        }
    }
}

/// Of several equal documents the first counts, and the ledger says so of the others. Different
/// documents under one number are all screened; the later ones get ids of their own. Returns the
/// places of those that count and share a number with others.
pub(super) fn settle_duplicates(done: &mut [Done]) -> Vec<usize> {
    let mut shared = Vec::new();
    let mut by_id: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, document) in done.iter().enumerate() {
        if let Some(rows) = &document.rows {
            by_id.entry(rows.id.clone()).or_default().push(index);
        }
    }
    for (id, places) in by_id.into_iter().filter(|(_, places)| places.len() > 1) {
        let mut kept: Vec<usize> = Vec::new();
        for place in places {
            let same = kept.iter().copied().find(|k| {
                done[*k].checksum == done[place].checksum
                    && done[*k].record.bytes == done[place].record.bytes
            });
            let Some(same) = same else {
                if let (false, Some(rows)) = (kept.is_empty(), &mut done[place].rows) {
                    rows.id = format!("{id}-{}", kept.len() + 1);
                }
                kept.push(place);
                continue;
            };
            let reason = format!("is the same file as {} ({id})", done[same].record.source);
            let document = &mut done[place];
            document.record.outcome = Outcome::Skipped;
            document.record.reason = reason;
            document.record.statutes = 0;
            document.record.provisions = 0;
            document.rows = None;
        }
        shared.extend(kept);
    }
    shared
}
