//! The pipeline: the only module that knows all stages.
//!
//! Documents are read, screened and rated in parallel, largest first; a document's text is dropped
//! as soon as its rows and its page are made. What must not depend on threads (duplicates, order,
//! ranks) is decided once, after the parallel part.

mod kept;
mod read;
mod same;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use rayon::prelude::*;

use crate::aggregate::{Sums, Tables, aggregate};
use crate::amend;
use crate::discover::{Discovery, Input, discover};
use crate::ingest::ReadOptions;
use crate::ledger::InputRecord;
use crate::rate::{Rating, rate};
use crate::report::html::view::{MethodologyView, PackView, SiteFacts, StatuteRow};
use crate::report::html::{RunPages, Site, fill};
use crate::report::{
    self, Messages, OutputError, OutputFolder, ReportFormat, RunQuality, RunReport, Totals,
};
use crate::rules::{DirectionId, Language, RulePack, Status};
use crate::screen::{ScreenedProvision, Screener};
use crate::statute::Statute;
use kept::Kept;
use read::{Pages, Reader, settle_duplicates};

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
    /// The statutes, highest leverage first.
    pub ranking: Vec<StatuteRow>,
    /// The ledger, in the order of the inputs.
    pub ledger: Vec<InputRecord>,
    /// What was run.
    pub run: RunReport,
    /// What the cache was good for; none without one.
    pub cached: Option<CacheUse>,
    /// Files that the manifest names and that are none of the inputs, and how many it names.
    pub unmatched: (Vec<String>, usize),
    /// Documents that are the same act in different forms, all of which count: name and sources.
    pub same: Vec<(String, Vec<String>)>,
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
    let unmatched = unmatched(config, &inputs);
    let out = OutputFolder::open(&config.out)?;
    // The patterns that this run compiles go with it before the tables are made: automata and tables
    // together are what memory would peak at.
    let compiled = pack.clone();
    progress.begin(inputs.len() as u64, inputs.iter().map(|i| i.bytes).sum());
    let pages = config.formats.contains(&ReportFormat::Html).then(|| Pages {
        site: site(config, pack),
        out: &out,
    });
    let kept = config
        .cache
        .as_deref()
        .map(|folder| Kept::open(folder, config, pack, pages.is_some()))
        .transpose()?;
    let reader = Reader {
        pack: &compiled,
        screener: OnceLock::new(),
        directions: &config.directions,
        pages: pages.as_ref(),
        reading: &config.reading,
        kept: kept.as_ref(),
    };
    let mut done = reader.read_all(&inputs, progress);
    for place in settle_duplicates(&mut done) {
        let input = done[place].order.0;
        let alone = done.iter().filter(|d| d.order.0 == input).count() == 1;
        reader.rewrite(&mut done[place], &inputs, alone);
    }
    drop(reader);
    drop(compiled);
    let same = same::tell(&mut done);
    let cached = kept.map(|kept| kept.close(inputs.len()));
    progress.phase("tables");
    let mut ledger: Vec<_> = failures.into_iter().map(|f| f.record).collect();
    let mut rows = Vec::new();
    for document in done {
        document.page.written?;
        ledger.push(document.record);
        rows.extend(document.rows);
    }
    ledger.sort_by(|a, b| a.source.cmp(&b.source));
    let tables = aggregate(pack, config.language, &rows, config.as_of.as_deref())?;
    let ranking = fill::ranking(&tables)?;
    let run = report(config, pack, &ledger, &tables.sums);
    progress.phase("report");
    let written = Written {
        config,
        pack,
        tables: &tables,
        ranking: &ranking,
        ledger: &ledger,
        run: &run,
        out: &out,
    };
    written.write(pages.as_ref())?;
    drop(pages);
    out.finish()?;
    Ok(Screening {
        ranking,
        ledger,
        run,
        cached,
        unmatched,
        same,
    })
}

/// What a manifest says for nothing.
fn unmatched(config: &Config, inputs: &[Input]) -> (Vec<String>, usize) {
    let Some(manifest) = &config.reading.manifest else {
        return Default::default();
    };
    let paths: Vec<&Path> = inputs.iter().map(|i| i.path.as_path()).collect();
    let files = manifest.unmatched(&paths).into_iter();
    (files.map(str::to_owned).collect(), manifest.len())
}

fn site(config: &Config, pack: &RulePack) -> Site {
    let facts = facts(config, pack);
    let pack = PackView::new(pack, config.language);
    Site::new(config.language, facts, pack)
}

fn facts(config: &Config, pack: &RulePack) -> SiteFacts {
    let title = |id: &DirectionId| {
        let direction = &pack.facets.directions[id.index()];
        direction.title.get(config.language).to_owned()
    };
    SiteFacts {
        subject: config.site.subject.clone(),
        as_of: config.as_of.clone().unwrap_or_default(),
        publisher: config.site.publisher.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        theme: config.site.theme.is_some(),
        limited_to: config.directions.iter().map(title).collect(),
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

/// Everything that files are written from when the rows are complete.
struct Written<'a> {
    config: &'a Config,
    pack: &'a RulePack,
    tables: &'a Tables<'a>,
    ranking: &'a [StatuteRow],
    ledger: &'a [InputRecord],
    run: &'a RunReport,
    out: &'a OutputFolder,
}

impl Written<'_> {
    /// Writes all files side by side; the ledger comes last.
    fn write(&self, pages: Option<&Pages<'_>>) -> Result<(), PipelineError> {
        let formats = &self.config.formats;
        let named = self.tables.named();
        let jobs: Vec<_> = named
            .iter()
            .flat_map(|table| formats.iter().map(move |format| (table, *format)))
            .collect();
        let tables = || {
            jobs.into_par_iter()
                .with_max_len(1)
                .try_for_each(|(table, format)| report::write_table(table, format, self.out))
        };
        let workbook = || match formats.contains(&ReportFormat::Xlsx) {
            true => report::write_workbook(
                &named,
                self.ledger,
                self.run,
                self.pack,
                self.config.language,
                self.out,
            ),
            false => Ok(()),
        };
        let pages = || pages.map_or(Ok(()), |pages| self.write_pages(pages));
        let ((tables, workbook), pages) = rayon::join(|| rayon::join(tables, workbook), pages);
        tables.and(workbook)?;
        pages?;
        report::write_ledger(self.ledger, self.run, self.config.language, self.out)?;
        Ok(())
    }

    /// The pages about the whole run.
    fn write_pages(&self, pages: &Pages<'_>) -> Result<(), PipelineError> {
        let (config, pack) = (self.config, self.pack);
        let totals = &self.run.totals;
        let overview = fill::overview(
            pack,
            config.language,
            self.tables,
            self.ranking,
            self.ledger,
            totals.readiness,
        )?;
        pages.site.write_run(
            &RunPages {
                overview: &overview,
                ranking: self.ranking,
                methodology: &MethodologyView {
                    command: command(config, pack),
                    quality: fill::quality(pack, Messages::get(config.language)),
                    readings: fill::readings(pack, config.language),
                },
                inputs: &fill::inputs(self.ledger, totals.images, Messages::get(config.language)),
                rules: &fill::rule_pages(pack, config.language),
            },
            config.site.theme.as_deref(),
            pages.out,
        )?;
        Ok(())
    }
}

/// Screens and rates one statute; both results stand at the indices of its provisions. What its
/// commands only mention of other law counts for nothing.
pub fn screen_and_rate(
    screener: &Screener<'_>,
    statute: &Statute,
) -> (Vec<ScreenedProvision>, Vec<Rating>) {
    let mut screened = screener.screen(statute);
    for (provision, found) in statute.provisions.iter().zip(&mut screened) {
        if !found.is_empty() {
            found.leave_out(&amend::mentioned(provision, screener.pack()));
        }
    }
    let ratings = screened.iter().map(|s| rate(screener.pack(), s)).collect();
    (screened, ratings)
}

fn report(config: &Config, pack: &RulePack, ledger: &[InputRecord], sums: &Sums) -> RunReport {
    let mut totals = Totals {
        statutes: sums.statutes,
        provisions: sums.provisions,
        images: sums.images,
        relevant: sums.relevant,
        readiness: sums.readiness(),
        obstacles: sums.obstacles,
        enablers: sums.enablers,
        ..Totals::default()
    };
    totals.count(ledger);
    let silent = pack.rules.iter().zip(&sums.by_rule);
    RunReport {
        program: "normscreen",
        version: env!("CARGO_PKG_VERSION"),
        rule_pack_version: pack.version.clone(),
        rule_pack_hash: pack.hash.clone(),
        as_of: config.as_of.clone(),
        language: config.language.tag(),
        formats: config.formats.iter().map(|f| f.key()).collect(),
        files: Vec::new(),
        directions: direction_keys(config, pack),
        totals,
        silent_rules: silent
            .filter(|(rule, found)| **found == 0 && rule.status != Status::Deprecated)
            .map(|(rule, _)| rule.id.clone())
            .collect(),
        quality: pack.quality.clone().map(|measured| RunQuality {
            outdated: measured.rule_pack_hash != pack.hash,
            measured,
        }),
        readings: pack.readings.clone(),
    }
}
