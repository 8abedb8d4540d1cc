//! The pipeline: the only module that knows all stages.
//!
//! Documents are read, screened and rated in parallel, largest first; a document's text is dropped
//! as soon as its rows and its page are made. What must not depend on threads (duplicates, order,
//! ranks) is decided once, after the parallel part.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::aggregate::{Tables, aggregate};
use crate::cache::{self, Cache, Key};
use crate::discover::{Discovery, Input, discover};
use crate::ingest::{Document, ReadOptions, ingest};
use crate::ledger::{InputRecord, Outcome};
use crate::rate::{Rating, rate};
use crate::report::html::view::{MethodologyView, PackView, SiteFacts, StatuteRow, StatuteView};
use crate::report::html::{RunPages, Site, fill};
use crate::report::{
    self, Messages, OutputError, OutputFolder, ReportFormat, RunQuality, RunReport, Totals,
};
use crate::rows::StatuteRows;
use crate::rules::{DirectionId, FamilyKind, Language, RulePack, Status};
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
    /// Only obstacles that run this way are counted; all where it is empty.
    pub directions: Vec<DirectionId>,
    /// Threads; as many as there are cores where it is zero.
    pub threads: usize,
    /// Folder of the cache, where there is one.
    pub cache: Option<PathBuf>,
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
    /// What the cache was good for; none without one.
    pub cached: Option<CacheUse>,
}

/// What a cache was good for. It stands in no report, since it changes nothing in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CacheUse {
    /// Inputs.
    pub inputs: usize,
    /// Inputs that did not have to be read again.
    pub unchanged: usize,
    /// Results that could not be kept.
    pub unwritten: usize,
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
    /// The folder of the cache could not be made.
    #[error("--cache {path}: {source}")]
    Cache {
        /// The folder.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
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
    ) -> Result<String, OutputError> {
        let language = self.site.language();
        let view = StatuteView::new((pack, language), statute, source, screened, ratings);
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
    // The patterns that this run compiles go with it before the tables are made: automata and tables
    // together are what memory would peak at.
    let compiled = pack.clone();
    let screener = Screener::new(&compiled).limited_to(&config.directions);
    progress.begin(inputs.len() as u64, inputs.iter().map(|i| i.bytes).sum());
    let pages = config.formats.contains(&ReportFormat::Html).then(|| Pages {
        site: site(config, pack),
        out: &out,
    });
    let kept = config
        .cache
        .as_deref()
        .map(|folder| Kept::open(folder, config, pack))
        .transpose()?;
    let reader = Reader {
        screener: &screener,
        pages: pages.as_ref(),
        reading: &config.reading,
        kept: kept.as_ref(),
    };
    let mut done = reader.read_all(&inputs, progress);
    for place in settle_duplicates(&mut done) {
        if let Some(pages) = &pages {
            rewrite(&mut done[place], &inputs, &screener, pages, &config.reading);
        }
    }

    drop(screener);
    drop(compiled);
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
    let workbook = || {
        if !config.formats.contains(&ReportFormat::Xlsx) {
            return Ok(());
        }
        report::write_workbook(&named, &ledger, &run, pack, config.language, &out)
    };
    let (files, workbook) = rayon::join(
        || {
            jobs.into_par_iter()
                .try_for_each(|(table, format)| report::write_table(table, format, &out))
        },
        workbook,
    );
    files.and(workbook)?;
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
        cached: kept.map(|kept| kept.close(inputs.len())),
    })
}

/// All that makes an input into what is left of it.
struct Reader<'a> {
    screener: &'a Screener<'a>,
    pages: Option<&'a Pages<'a>>,
    reading: &'a ReadOptions,
    kept: Option<&'a Kept>,
}

impl Reader<'_> {
    /// Every worker takes the largest file that is left, so that none is kept waiting by a big one.
    fn read_all(&self, inputs: &[Input], progress: &dyn Progress) -> Vec<Done> {
        let mut largest_first: Vec<usize> = (0..inputs.len()).collect();
        largest_first.sort_by_key(|&i| std::cmp::Reverse(inputs[i].bytes));
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
        let key = self.kept.and_then(|kept| kept.key(input));
        if let Some((kept, key)) = self.kept.zip(key)
            && let Some(done) = kept.recall(&key, index, self.pages)
        {
            return done;
        }
        let documents = ingest(input, self.screener.pack(), self.reading);
        let (done, texts): (Vec<Done>, Vec<Option<String>>) = documents
            .into_iter()
            .enumerate()
            .map(|(place, document)| self.process(document, (index, place)))
            .unzip();
        // The file may have been replaced while it was read.
        if let Some((kept, key)) = self.kept.zip(key)
            && kept.key(input) == Some(key)
        {
            kept.keep(&key, &done, &texts, self.pages.is_some());
        }
        done
    }

    fn process(&self, document: Document, order: (usize, usize)) -> (Done, Option<String>) {
        let Document {
            record,
            statute,
            checksum,
            ..
        } = document;
        let (pack, source) = (self.screener.pack(), &record.source);
        let mut page = Ok(());
        let mut text = None;
        let rows = statute.map(|statute| {
            let (screened, ratings) = screen_and_rate(self.screener, &statute);
            let relevant = ratings.iter().any(|r| r.readiness.is_some());
            if let (Some(pages), true) = (self.pages, relevant) {
                page = pages
                    .write(pack, &statute, source, &screened, &ratings)
                    .map(|written| text = Some(written));
            }
            StatuteRows::new(pack, &statute, source, &screened, &ratings)
        });
        let done = Done {
            order,
            record,
            rows,
            checksum,
            page,
        };
        (done, text)
    }
}

/// What is left of inputs from run to run.
struct Kept {
    cache: Cache,
    site: String,
    unchanged: AtomicUsize,
}

/// One document of an input, as it is kept.
#[derive(Serialize, Deserialize)]
struct KeptDocument<'a> {
    record: Cow<'a, InputRecord>,
    rows: Option<Cow<'a, StatuteRows>>,
    checksum: u32,
}

impl Kept {
    /// Results depend on the program, the rules and how inputs are read; pages also on what they say of the
    /// site.
    fn open(folder: &Path, config: &Config, pack: &RulePack) -> Result<Self, PipelineError> {
        let reading = format!("{:?}", config.reading);
        let directions = direction_keys(config, pack).join(",");
        let parts = [&cache::program(), &pack.hash, &reading, &directions];
        let cache = Cache::open(folder, &parts.map(String::as_str));
        Ok(Self {
            cache: cache.map_err(|source| PipelineError::Cache {
                path: folder.display().to_string(),
                source,
            })?,
            site: format!("{} {:?}", config.language.tag(), facts(config)),
            unchanged: AtomicUsize::new(0),
        })
    }

    fn key(&self, input: &Input) -> Option<Key> {
        let name = format!("{} {}", input.named, input.source);
        match &input.content {
            Some(bytes) => self.cache.key(&name, &mut bytes.as_ref()),
            None => self.cache.key(&name, &mut File::open(&input.path).ok()?),
        }
        .ok()
    }

    /// What an input left, if it was the same, and its pages written.
    fn recall(&self, key: &Key, index: usize, pages: Option<&Pages<'_>>) -> Option<Vec<Done>> {
        let documents: Vec<KeptDocument<'_>> = self.cache.load(key)?;
        let texts: Vec<Option<String>> = match pages {
            Some(_) => self.cache.load(&key.with(self.site.as_bytes()))?,
            None => vec![None; documents.len()],
        };
        if texts.len() != documents.len() {
            return None;
        }
        self.unchanged.fetch_add(1, Ordering::Relaxed);
        let done = documents.into_iter().zip(texts).enumerate();
        Some(
            done.map(|(place, (document, text))| {
                let rows = document.rows.map(Cow::into_owned);
                let page = match (pages, &rows, text) {
                    (Some(pages), Some(rows), Some(text)) => {
                        pages.site.write_rendered(&rows.id, &text, pages.out)
                    }
                    _ => Ok(()),
                };
                Done {
                    order: (index, place),
                    record: document.record.into_owned(),
                    rows,
                    checksum: document.checksum,
                    page,
                }
            })
            .collect(),
        )
    }

    /// Keeps what an input left; what failed is tried again each time, since the cause may be in
    /// the machine.
    fn keep(&self, key: &Key, done: &[Done], texts: &[Option<String>], pages: bool) {
        let sound = |d: &Done| d.record.outcome != Outcome::Failed && d.page.is_ok();
        if !done.iter().all(sound) {
            return;
        }
        let documents: Vec<KeptDocument<'_>> = done
            .iter()
            .map(|d| KeptDocument {
                record: Cow::Borrowed(&d.record),
                rows: d.rows.as_ref().map(Cow::Borrowed),
                checksum: d.checksum,
            })
            .collect();
        if pages {
            self.cache.save(&key.with(self.site.as_bytes()), &texts);
        }
        self.cache.save(key, &documents);
    }

    fn close(self, inputs: usize) -> CacheUse {
        let unchanged = self.unchanged.load(Ordering::Relaxed);
        if unchanged < inputs {
            self.cache.tidy();
        }
        CacheUse {
            inputs,
            unchanged,
            unwritten: self.cache.unwritten(),
        }
    }
}

fn site(config: &Config, pack: &RulePack) -> Site {
    let pack = PackView::new(pack, config.language);
    Site::new(config.language, facts(config), pack)
}

fn facts(config: &Config) -> SiteFacts {
    SiteFacts {
        subject: config.site.subject.clone(),
        as_of: config.as_of.clone().unwrap_or_default(),
        publisher: config.site.publisher.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        theme: config.site.theme.is_some(),
    }
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
        document.page = pages
            .write(screener.pack(), &statute, source, &screened, &ratings)
            .map(|_| ());
    }
}

/// Keys of the directions that the run is limited to.
fn direction_keys(config: &Config, pack: &RulePack) -> Vec<String> {
    let key = |id: &DirectionId| pack.facets.directions[id.index()].key.clone();
    config.directions.iter().map(key).collect()
}

/// What was asked for, without the paths of the machine it was asked on.
fn command(config: &Config, pack: &RulePack) -> String {
    let mut command = "normscreen screen … --out …".to_owned();
    let mut option = |name: &str, value: &str| {
        if !value.is_empty() {
            command.push_str(&format!(" --{name} \"{value}\""));
        }
    };
    option("as-of", config.as_of.as_deref().unwrap_or_default());
    option("subject", &config.site.subject);
    option("publisher", &config.site.publisher);
    option("direction", &direction_keys(config, pack).join(","));
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
                command: command(config, pack),
                limited_to: config
                    .directions
                    .iter()
                    .map(|id| {
                        let direction = &pack.facets.directions[id.index()];
                        direction.title.get(config.language).to_owned()
                    })
                    .collect(),
                quality: fill::quality(pack, Messages::get(config.language)),
            },
            inputs: &fill::inputs(ledger, totals.images),
            rules: &fill::rule_pages(pack, config.language),
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
        directions: direction_keys(config, pack),
        totals,
        silent_rules: silent_rules(pack, rows),
        quality: pack.quality.clone().map(|measured| RunQuality {
            outdated: measured.rule_pack_hash != pack.hash,
            measured,
        }),
    }
}

/// The rules that found nothing, in the order of the pack.
fn silent_rules(pack: &RulePack, rows: &[StatuteRows]) -> Vec<String> {
    let mut fired = vec![false; pack.rules.len()];
    for finding in rows.iter().flat_map(|r| &r.findings) {
        fired[finding.rule.index()] = true;
    }
    pack.rules
        .iter()
        .zip(fired)
        .filter(|(rule, fired)| !fired && rule.status != Status::Deprecated)
        .map(|(rule, _)| rule.id.clone())
        .collect()
}
