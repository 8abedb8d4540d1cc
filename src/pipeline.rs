//! The pipeline: the only module that knows all stages.
//!
//! Documents are read, screened and rated in parallel, largest first; a document's text is dropped
//! as soon as its rows and its page are made. What must not depend on threads (duplicates, order,
//! ranks) is decided once, after the parallel part.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::aggregate::{Tables, aggregate};
use crate::discover::{Discovery, Input, discover};
use crate::ingest::{Document, ReadOptions, ingest};
use crate::ledger::{InputRecord, Outcome};
use crate::rate::{Rating, rate};
use crate::report::html::view::{MethodologyView, PackView, SiteFacts, StatuteRow, StatuteView};
use crate::report::html::{RunPages, Site, fill};
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
    /// As-of date of the corpus, as the user gives it.
    pub as_of: Option<String>,
    /// What the HTML report says of itself, and how it looks.
    pub site: SiteOptions,
    /// How inputs are read, and what they may cost.
    pub reading: ReadOptions,
    /// Threads; as many as there are cores where it is zero.
    pub threads: usize,
}

/// Options of the HTML report.
#[derive(Debug, Clone, Default)]
pub struct SiteOptions {
    /// What is screened, as the heading names it: "Bundesrecht".
    pub subject: String,
    /// Who publishes the report.
    pub publisher: String,
    /// Text of a stylesheet that is laid over the report's own.
    pub theme: Option<String>,
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
    /// The statutes, highest leverage first.
    pub ranking: Vec<StatuteRow>,
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
}

/// One document of the run.
struct Done {
    /// Place of the input, and of the document in it.
    order: (usize, usize),
    record: InputRecord,
    rows: Option<StatuteRows>,
    checksum: u32,
    page: Result<(), OutputError>,
}

/// Where the pages of statutes go while the run goes on.
struct Pages<'a> {
    site: Site,
    out: &'a OutputFolder,
}

impl Pages<'_> {
    fn write(
        &self,
        pack: &RulePack,
        statute: &Statute,
        source: &str,
        screened: &[ScreenedProvision],
        ratings: &[Rating],
    ) -> Result<(), OutputError> {
        let view = StatuteView::new(pack, statute, source, screened, ratings);
        self.site.write_statute(&view, self.out)
    }
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
    let out = OutputFolder::open(&config.out)?;
    let screener = Screener::new(pack);
    progress.begin(inputs.len() as u64, inputs.iter().map(|i| i.bytes).sum());
    let pages = config.formats.contains(&ReportFormat::Html).then(|| Pages {
        site: site(config, pack),
        out: &out,
    });
    let mut done = read_all(
        &inputs,
        &screener,
        pages.as_ref(),
        &config.reading,
        progress,
    );
    for place in settle_duplicates(&mut done) {
        if let Some(pages) = &pages {
            rewrite(&mut done[place], &inputs, &screener, pages, &config.reading);
        }
    }

    progress.phase("tables");
    let mut ledger = failures;
    let mut rows = Vec::new();
    for document in done {
        document.page?;
        ledger.push(document.record);
        rows.extend(document.rows);
    }
    ledger.sort_by(|a, b| a.source.cmp(&b.source));
    let run = report(config, pack, &ledger, &rows);
    let tables = aggregate(pack, config.language, rows)?;
    let ranking = fill::ranking(&tables)?;

    progress.phase("report");
    let named = tables.named();
    let jobs: Vec<_> = named
        .iter()
        .flat_map(|table| config.formats.iter().map(move |format| (table, *format)))
        .collect();
    jobs.into_par_iter()
        .try_for_each(|(table, format)| report::write_table(table, format, &out))?;
    if let Some(pages) = &pages {
        write_run_pages(config, pack, pages, &tables, &ranking, &ledger, &run)?;
    }
    report::write_ledger(&ledger, &run, &out)?;
    drop(pages);
    out.finish()?;
    Ok(Screening {
        tables,
        ranking,
        ledger,
        run,
    })
}

/// Every worker takes the largest file that is left, so that none is kept waiting by a big one.
fn read_all(
    inputs: &[Input],
    screener: &Screener<'_>,
    pages: Option<&Pages<'_>>,
    reading: &ReadOptions,
    progress: &dyn Progress,
) -> Vec<Done> {
    let mut largest_first: Vec<usize> = (0..inputs.len()).collect();
    largest_first.sort_by_key(|&i| std::cmp::Reverse(inputs[i].bytes));
    let next = AtomicUsize::new(0);
    let mut done: Vec<Done> = rayon::broadcast(|_| {
        let mut done = Vec::new();
        while let Some(&index) = largest_first.get(next.fetch_add(1, Ordering::Relaxed)) {
            let documents = ingest(&inputs[index], screener.pack(), reading);
            for (place, document) in documents.into_iter().enumerate() {
                done.push(process(document, (index, place), screener, pages));
            }
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

fn process(
    document: Document,
    order: (usize, usize),
    screener: &Screener<'_>,
    pages: Option<&Pages<'_>>,
) -> Done {
    let Document {
        record,
        statute,
        checksum,
        ..
    } = document;
    let mut page = Ok(());
    let rows = statute.map(|statute| {
        let (screened, ratings) = screen_and_rate(screener, &statute);
        let relevant = ratings.iter().any(|r| r.readiness.is_some());
        if let (Some(pages), true) = (pages, relevant) {
            page = pages.write(
                screener.pack(),
                &statute,
                &record.source,
                &screened,
                &ratings,
            );
        }
        StatuteRows::new(
            screener.pack(),
            &statute,
            &record.source,
            &screened,
            &ratings,
        )
    });
    Done {
        order,
        record,
        rows,
        checksum,
        page,
    }
}

fn site(config: &Config, pack: &RulePack) -> Site {
    let facts = SiteFacts {
        subject: config.site.subject.clone(),
        as_of: config.as_of.clone().unwrap_or_default(),
        publisher: config.site.publisher.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        theme: config.site.theme.is_some(),
    };
    Site::new(config.language, facts, PackView::new(pack, config.language))
}

/// Documents under one number wrote their pages over each other while the run went on, in an order
/// that depends on threads. They are few, so those that count are read and written again, each
/// under the id that it has now; also those without a relevant provision, whose name may hold the
/// page of another.
fn rewrite(
    document: &mut Done,
    inputs: &[Input],
    screener: &Screener<'_>,
    pages: &Pages<'_>,
    reading: &ReadOptions,
) {
    let (input, place) = document.order;
    let again = ingest(&inputs[input], screener.pack(), reading)
        .into_iter()
        .nth(place)
        .and_then(|d| d.statute);
    if let (Some(rows), Some(mut statute)) = (&document.rows, again) {
        statute.id.clone_from(&rows.id);
        let (screened, ratings) = screen_and_rate(screener, &statute);
        let source = &document.record.source;
        document.page = pages.write(screener.pack(), &statute, source, &screened, &ratings);
    }
}

/// What was asked for, without the paths of the machine it was asked on.
fn command(config: &Config) -> String {
    let mut command = "normscreen screen … --out …".to_owned();
    let mut option = |name: &str, value: &str| {
        if !value.is_empty() {
            command.push_str(&format!(" --{name} \"{value}\""));
        }
    };
    option("as-of", config.as_of.as_deref().unwrap_or_default());
    option("subject", &config.site.subject);
    option("publisher", &config.site.publisher);
    if config.language != Language::default() {
        option("lang", config.language.tag());
    }
    if config.site.theme.is_some() {
        option("theme", "…");
    }
    command
}

fn write_run_pages(
    config: &Config,
    pack: &RulePack,
    pages: &Pages<'_>,
    tables: &Tables,
    ranking: &[StatuteRow],
    ledger: &[InputRecord],
    run: &RunReport,
) -> Result<(), PipelineError> {
    let totals = &run.totals;
    let overview = fill::overview(
        pack,
        config.language,
        tables,
        ranking,
        ledger,
        totals.readiness,
    )?;
    pages.site.write_run(
        &RunPages {
            overview: &overview,
            ranking,
            methodology: &MethodologyView {
                command: command(config),
                quality: None,
            },
            inputs: &fill::inputs(ledger, totals.images),
        },
        config.site.theme.as_deref(),
        pages.out,
    )?;
    Ok(())
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

/// Of several equal documents the first counts, and the ledger says so of the others. Different
/// documents under one number are all screened; the later ones get ids of their own. Returns the
/// places of those that count and share a number with others.
fn settle_duplicates(done: &mut [Done]) -> Vec<usize> {
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
