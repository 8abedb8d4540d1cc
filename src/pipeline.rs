//! The pipeline: the only module that knows all stages.
//!
//! Documents are read, screened and rated in parallel, largest first; a document's text is dropped
//! as soon as its rows and its page are made. What must not depend on threads (duplicates, order,
//! ranks) is decided once, after the parallel part.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::aggregate::{Tables, aggregate};
use crate::discover::{Discovery, Input, discover};
use crate::ingest::{Bounds, Document, ingest};
use crate::ledger::{InputRecord, Outcome};
use crate::rate::{Rating, rate};
use crate::report::html::{self, HtmlError, Site};
use crate::report::{self, OutputError, OutputFolder, ReportFormat, RunReport, Totals};
use crate::rows::StatuteRows;
use crate::rules::{FamilyKind, Language, RulePack};
use crate::screen::{ScreenedProvision, Screener};
use crate::statute::Statute;

/// What a screening is asked to do.
#[derive(Debug, Clone)]
pub struct Config {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// Where the report goes.
    pub out: PathBuf,
    /// Formats of the report.
    pub formats: Vec<ReportFormat>,
    /// Language of the report.
    pub language: Language,
    /// What is screened, for the heading of the report: "Bundesrecht".
    pub subject: String,
    /// Who publishes the report.
    pub publisher: String,
    /// Stylesheet that is laid over the report's own.
    pub theme: Option<PathBuf>,
    /// As-of date of the corpus, as the user gives it.
    pub as_of: Option<String>,
    /// Bounds on each input.
    pub bounds: Bounds,
    /// Threads; as many as there are cores where it is zero.
    pub threads: usize,
}

/// Watches a run.
pub trait Progress: Sync {
    /// So many files and bytes will be read.
    fn begin(&self, files: u64, bytes: u64);
    /// One file of so many bytes is done.
    fn advance(&self, bytes: u64);
    /// The documents are done; what follows is named.
    fn phase(&self, name: &str);
}

/// What a screening leaves.
#[derive(Debug)]
pub struct Screening {
    /// The tables.
    pub tables: Tables,
    /// The ledger, in the order of the inputs.
    pub ledger: Vec<InputRecord>,
    /// What was run.
    pub run: RunReport,
}

/// Why a screening could not be done.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// Nothing to read; silence would look like a clean law.
    #[error("no input: there is no file below {0}")]
    NoInput(String),
    /// The threads could not be started.
    #[error("the threads cannot be started: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// The tables could not be made.
    #[error("the tables cannot be made: {0}")]
    Tables(#[from] polars::error::PolarsError),
    /// The report could not be written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// A page could not be made.
    #[error(transparent)]
    Page(#[from] HtmlError),
    /// The theme could not be read.
    #[error("{path}: the theme cannot be read: {source}")]
    Theme {
        /// The file.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
}

/// Where pages of statutes go while the run goes on.
struct Pages<'r> {
    site: &'r Site,
    out: &'r OutputFolder,
}

impl Pages<'_> {
    /// Writes the page of a statute, if there is anything to rate in it.
    fn write(
        &self,
        pack: &RulePack,
        statute: &Statute,
        source: &str,
        screened: &[ScreenedProvision],
        ratings: &[Rating],
    ) -> Result<(), PipelineError> {
        if ratings.iter().all(|r| r.readiness.is_none()) {
            return Ok(());
        }
        let view = html::statute_view(pack, statute, source, screened, ratings);
        let mut page = String::new();
        self.site.statute_page(&view, &mut page)?;
        let path = Site::statute_path(&statute.id)?;
        self.out
            .write(&path, |file| file.write_all(page.as_bytes()))?;
        Ok(())
    }
}

/// One document of the run.
struct Done {
    /// Place of the input, and of the document in it.
    order: (usize, usize),
    record: InputRecord,
    rows: Option<StatuteRows>,
    checksum: u32,
}

/// Screens all documents below the paths and writes the report.
///
/// # Errors
/// [`PipelineError`]; a file that cannot be read is no error but a line of the ledger.
pub fn screen(
    config: &Config,
    pack: &RulePack,
    progress: &dyn Progress,
) -> Result<Screening, PipelineError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(config.threads)
        .build()?;
    pool.install(|| run(config, pack, progress))
}

fn run(
    config: &Config,
    pack: &RulePack,
    progress: &dyn Progress,
) -> Result<Screening, PipelineError> {
    let Discovery { inputs, failures } = discover(&config.paths);
    if inputs.is_empty() && failures.is_empty() {
        let paths: Vec<_> = config
            .paths
            .iter()
            .map(|p| p.display().to_string())
            .collect();
        return Err(PipelineError::NoInput(paths.join(", ")));
    }
    let theme = theme(config)?;
    let out = OutputFolder::open(&config.out)?;
    let screener = Screener::new(pack);
    let site = config.formats.contains(&ReportFormat::Html).then(|| {
        Site::new(
            config.language,
            html::view::SiteFacts {
                subject: config.subject.clone(),
                as_of: config.as_of.clone().unwrap_or_default(),
                publisher: config.publisher.clone(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
                theme: theme.is_some(),
            },
            html::pack_view(pack, config.language),
        )
    });
    let work = Work {
        inputs: &inputs,
        screener: &screener,
        bounds: &config.bounds,
        pages: site.as_ref().map(|site| Pages { site, out: &out }),
    };
    progress.begin(inputs.len() as u64, inputs.iter().map(|i| i.bytes).sum());
    let mut done = work.read_all(progress)?;
    work.settle_duplicates(&mut done)?;

    progress.phase("tables");
    let mut ledger = failures;
    let mut rows = Vec::new();
    for document in done {
        ledger.push(document.record);
        rows.extend(document.rows);
    }
    ledger.sort_by(|a, b| a.source.cmp(&b.source));
    let run = report(config, pack, &ledger, &rows);
    let tables = aggregate(pack, rows)?;

    progress.phase("report");
    let named = tables.named();
    let jobs: Vec<_> = named
        .iter()
        .flat_map(|table| config.formats.iter().map(move |format| (table, *format)))
        .collect();
    jobs.into_par_iter()
        .try_for_each(|(table, format)| report::write_table(table, format, &out))?;
    if let Some(site) = &site {
        write_site(site, &tables, &ledger, &run.totals, theme.as_deref(), &out)?;
    }
    report::write_ledger(&ledger, &run, &out)?;
    out.finish()?;
    Ok(Screening {
        tables,
        ledger,
        run,
    })
}

fn theme(config: &Config) -> Result<Option<Vec<u8>>, PipelineError> {
    let Some(path) = &config.theme else {
        return Ok(None);
    };
    std::fs::read(path)
        .map(Some)
        .map_err(|source| PipelineError::Theme {
            path: path.display().to_string(),
            source,
        })
}

/// Writes the pages that need the whole run, and the assets.
fn write_site(
    site: &Site,
    tables: &Tables,
    ledger: &[InputRecord],
    totals: &Totals,
    theme: Option<&[u8]>,
    out: &OutputFolder,
) -> Result<(), PipelineError> {
    let ranking = html::ranking_rows(tables)?;
    let overview = html::overview_view(tables, totals, &ranking)?;
    let pages = [
        ("index.html", site.overview(&overview)?),
        ("statutes.html", site.ranking(&ranking)?),
        (
            "methodology.html",
            site.methodology(&html::view::MethodologyView::default())?,
        ),
        (
            "inputs.html",
            site.inputs(&html::inputs_view(ledger, totals))?,
        ),
    ];
    for (name, page) in pages {
        out.write(name, |file| file.write_all(page.as_bytes()))?;
    }
    for asset in html::assets() {
        out.write(asset.path, |file| file.write_all(asset.text.as_bytes()))?;
    }
    if let Some(theme) = theme {
        out.write(html::THEME_PATH, |file| file.write_all(theme))?;
    }
    Ok(())
}

/// The parallel part of a run.
struct Work<'r> {
    inputs: &'r [Input],
    screener: &'r Screener<'r>,
    bounds: &'r Bounds,
    pages: Option<Pages<'r>>,
}

impl Work<'_> {
    /// Every worker takes the largest file that is left, so that none is kept waiting by a big one.
    fn read_all(&self, progress: &dyn Progress) -> Result<Vec<Done>, PipelineError> {
        let mut largest_first: Vec<usize> = (0..self.inputs.len()).collect();
        largest_first.sort_by_key(|&i| std::cmp::Reverse(self.inputs[i].bytes));
        let next = AtomicUsize::new(0);
        let workers: Vec<Result<Vec<Done>, PipelineError>> = rayon::broadcast(|_| {
            let mut done = Vec::new();
            while let Some(&index) = largest_first.get(next.fetch_add(1, Ordering::Relaxed)) {
                let documents = ingest(&self.inputs[index], self.screener.pack(), self.bounds);
                for (place, document) in documents.into_iter().enumerate() {
                    done.push(self.process(document, (index, place))?);
                }
                progress.advance(self.inputs[index].bytes);
            }
            Ok(done)
        });
        let mut done = Vec::new();
        for worker in workers {
            done.extend(worker?);
        }
        done.sort_by_key(|d| d.order);
        Ok(done)
    }

    fn process(&self, document: Document, order: (usize, usize)) -> Result<Done, PipelineError> {
        let Document {
            record,
            statute,
            checksum,
        } = document;
        let pack = self.screener.pack();
        let mut rows = None;
        if let Some(statute) = statute {
            let (screened, ratings) = screen_and_rate(self.screener, &statute);
            if let Some(pages) = &self.pages {
                pages.write(pack, &statute, &record.source, &screened, &ratings)?;
            }
            rows = Some(StatuteRows::new(
                pack,
                &statute,
                &record.source,
                &screened,
                &ratings,
            ));
        }
        Ok(Done {
            order,
            record,
            rows,
            checksum,
        })
    }

    /// Of several equal documents the first counts, and the ledger says so of the others. Different
    /// documents under one number are all screened; the later ones get ids of their own. Their
    /// pages are written again, since which one came last was a matter of threads.
    fn settle_duplicates(&self, done: &mut [Done]) -> Result<(), PipelineError> {
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
            for place in kept {
                self.write_page_again(&done[place])?;
            }
        }
        Ok(())
    }

    fn write_page_again(&self, done: &Done) -> Result<(), PipelineError> {
        let (Some(pages), Some(rows)) = (&self.pages, &done.rows) else {
            return Ok(());
        };
        let (input, place) = done.order;
        let documents = ingest(&self.inputs[input], self.screener.pack(), self.bounds);
        let Some(mut statute) = documents.into_iter().nth(place).and_then(|d| d.statute) else {
            return Ok(());
        };
        statute.id.clone_from(&rows.id);
        let (screened, ratings) = screen_and_rate(self.screener, &statute);
        pages.write(
            self.screener.pack(),
            &statute,
            &done.record.source,
            &screened,
            &ratings,
        )
    }
}

/// Screens and rates one statute; both results stand at the indices of its provisions.
pub fn screen_and_rate(
    screener: &Screener<'_>,
    statute: &Statute,
) -> (Vec<ScreenedProvision>, Vec<Rating>) {
    let screened = screener.screen(statute);
    let ratings = screened.iter().map(|s| rate(screener.pack(), s)).collect();
    (screened, ratings)
}

fn report(
    config: &Config,
    pack: &RulePack,
    ledger: &[InputRecord],
    rows: &[StatuteRows],
) -> RunReport {
    let mut totals = Totals {
        statutes: rows.len(),
        provisions: rows.iter().map(|r| r.provisions.len()).sum(),
        images: rows.iter().map(|r| r.images).sum(),
        ..Totals::default()
    };
    totals.count(ledger);
    let readiness: Vec<u64> = rows
        .iter()
        .flat_map(|r| {
            r.provisions
                .iter()
                .filter_map(|p| p.readiness.map(u64::from))
        })
        .collect();
    totals.relevant = readiness.len();
    totals.readiness = (!readiness.is_empty())
        .then(|| (readiness.iter().sum::<u64>() as f64 / readiness.len() as f64).round() / 10.0);
    for finding in rows.iter().flat_map(|r| &r.findings) {
        match pack.rule(finding.rule).kind {
            FamilyKind::Obstacle => totals.obstacles += 1,
            FamilyKind::Enabler => totals.enablers += 1,
        }
    }
    RunReport {
        program: "normscreen",
        version: env!("CARGO_PKG_VERSION"),
        rule_pack_version: pack.version.clone(),
        rule_pack_hash: pack.hash.clone(),
        as_of: config.as_of.clone(),
        language: config.language.tag(),
        formats: config.formats.iter().map(|f| f.key()).collect(),
        totals,
    }
}
