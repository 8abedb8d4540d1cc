//! `normscreen screen`: the whole pipeline, and its summary.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};
use comfy_table::{CellAlignment, Table};
use normscreen::check::Date;
use normscreen::ingest::ReadOptions;
use normscreen::ingest::manifest::Manifest;
use normscreen::ledger::Outcome as Ended;
use normscreen::pipeline::{self, Config, PipelineError, Screening, SiteOptions};
use normscreen::report::{Messages, ReportFormat};
use normscreen::rules::{DirectionId, RulePack};

use super::progress::Bars;
use super::reading::ReadArgs;
use super::terminal::{self, DIM, ERROR, STRONG, WARNING, say};
use super::{Common, Failure, Outcome, must_exist};

/// Arguments of `screen`.
#[derive(Debug, Args)]
pub struct ScreenArgs {
    /// Files and folders with statutes, zip files of them, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Folder for the report
    #[arg(short, long, value_name = "DIR")]
    out: PathBuf,
    /// Formats of the report
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = [Format::Html, Format::Csv, Format::Json])]
    format: Vec<Format>,
    /// As-of date of the statutes, for the report: 2025-04-02
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// What is screened, for the heading of the HTML report: "Bundesrecht"
    #[arg(
        long,
        default_value = "",
        hide_default_value = true,
        value_name = "TEXT"
    )]
    subject: String,
    /// Who publishes the HTML report; without it every page says that nobody official does
    #[arg(
        long,
        default_value = "",
        hide_default_value = true,
        value_name = "NAME"
    )]
    publisher: String,
    /// Stylesheet to lay over that of the HTML report: KERN UX, or a Land's theme
    #[arg(long, value_name = "FILE.css")]
    theme: Option<PathBuf>,
    /// Count only obstacles that run this way: an_verwaltung is what citizens and businesses owe
    /// authorities; the column `direction` of findings shows the others
    #[arg(long, value_delimiter = ',', value_name = "DIRECTION")]
    direction: Vec<String>,
    /// Threads, at most 512; 0 takes all cores
    #[arg(short, long, default_value_t = 0, value_name = "N", value_parser = clap::value_parser!(u16).range(..=512))]
    threads: u16,
    /// Keep results in this folder and screen only what changed since; a store may be its own
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,
    /// List of the files in CSV or JSON: file, title, abbreviation, level, area, date …
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    #[command(flatten)]
    reading: ReadArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum Format {
    /// A static site
    Html,
    /// A CSV file for each table
    Csv,
    /// A JSON file for each table
    Json,
    /// A Parquet file for each table
    Parquet,
    /// One workbook with a sheet for each table
    Xlsx,
}

/// The directions that these keys name, each once, in the order of the pack.
fn directions(keys: &[String], pack: &RulePack) -> Result<Vec<DirectionId>, Failure> {
    let all = &pack.facets.directions;
    for key in keys {
        if !all.iter().any(|d| &d.key == key) {
            let known: Vec<&str> = all.iter().map(|d| d.key.as_str()).collect();
            return Err(Failure::usage(anyhow::anyhow!(
                "--direction: \"{key}\" is none; there are {}",
                known.join(", ")
            )));
        }
    }
    let named = all
        .iter()
        .enumerate()
        .filter(|(_, d)| keys.contains(&d.key));
    Ok(named.map(|(at, _)| DirectionId::at(at)).collect())
}

/// Runs the command.
pub fn run(args: &ScreenArgs, common: &Common, pack: &RulePack) -> Result<Outcome, Failure> {
    for path in &args.paths {
        must_exist(path)?;
    }
    let mut formats: Vec<ReportFormat> = args
        .format
        .iter()
        .map(|format| match format {
            Format::Html => ReportFormat::Html,
            Format::Csv => ReportFormat::Csv,
            Format::Json => ReportFormat::Json,
            Format::Parquet => ReportFormat::Parquet,
            Format::Xlsx => ReportFormat::Xlsx,
        })
        .collect();
    formats.sort();
    formats.dedup();
    let config = Config {
        paths: args.paths.clone(),
        out: args.out.clone(),
        formats,
        language: common.language(),
        as_of: args.as_of.map(|date| date.to_string()),
        site: SiteOptions {
            subject: args.subject.clone(),
            publisher: args.publisher.clone(),
            theme: args.theme.as_deref().map(read_theme).transpose()?,
        },
        reading: ReadOptions {
            manifest: args.manifest.as_deref().map(read_manifest).transpose()?,
            ..args.reading.options()
        },
        directions: directions(&args.direction, pack)?,
        threads: args.threads.into(),
        cache: args.cache.clone(),
    };
    let bars = Bars::new(common.quiet);
    let screening = pipeline::screen(&config, pack, &bars);
    drop(bars);
    let screening = screening.map_err(|error| match error {
        PipelineError::NoInput(_) | PipelineError::Threads(_) | PipelineError::Cache { .. } => {
            Failure::usage(error)
        }
        PipelineError::Tables(_) | PipelineError::Output(_) => Failure::incomplete(error),
    })?;
    tell_inputs(&screening, common);
    tell_manifest(&screening, common);
    tell_same(&screening, common);
    tell_cache(&screening, common);
    if !common.quiet {
        summarise(&screening, args, Messages::get(common.language()))?;
    }
    let totals = &screening.run.totals;
    // Where nothing at all was screened, nobody should take the empty report for a good one.
    Ok(if totals.ended(Ended::Failed) > 0 || totals.statutes == 0 {
        Outcome::Incomplete
    } else {
        Outcome::Fine
    })
}

fn read_manifest(path: &Path) -> Result<Arc<Manifest>, Failure> {
    let manifest = Manifest::read(path).map_err(Failure::usage)?;
    let missing: Vec<&str> = manifest.missing().take(5).collect();
    if missing.is_empty() {
        return Ok(Arc::new(manifest));
    }
    Err(Failure::usage(anyhow::anyhow!(
        "--manifest {}: these files are not there: {}",
        path.display(),
        missing.join(", ")
    )))
}

fn read_theme(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| {
        Failure::usage(anyhow::anyhow!(
            "--theme {}: cannot be read: {error}",
            path.display()
        ))
    })
}

/// Files in one container that are named where they all failed of the same cause: a zip file of a
/// few kilobytes can hold ten thousand.
const NAMED: usize = 20;

/// Names what was not read; the ledger has it all.
fn tell_inputs(screening: &Screening, common: &Common) {
    let words = Messages::get(common.language());
    // Per outermost container and cause: how many were told.
    let mut told: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for record in &screening.ledger {
        let style = match record.outcome {
            Ended::Failed => ERROR,
            Ended::PartlyRead => WARNING,
            Ended::Skipped if common.verbose => DIM,
            Ended::Skipped if screening.run.totals.statutes == 0 => WARNING,
            _ => continue,
        };
        if common.quiet && record.outcome != Ended::Failed {
            continue;
        }
        if let Some(inside) = record.source.find(".zip/") {
            let container = &record.source[..inside + ".zip".len()];
            let told = told.entry((container, &record.reason)).or_default();
            *told += 1;
            if *told > NAMED && !common.verbose {
                continue;
            }
        }
        terminal::input(record, style, words);
    }
    for ((container, reason), told) in told {
        if told > NAMED && !common.verbose {
            let more = words
                .msg("terminal.more_inputs")
                .with("n", words.int((told - NAMED) as u64))
                .with("cause", words.cause(reason));
            say(format_args!("{WARNING}{container}{WARNING:#}: {more}"));
        }
    }
}

/// Most files of a manifest that are named.
const UNMATCHED: usize = 5;

/// What a manifest says of files that are not read, lest it be thought to have told something.
fn tell_manifest(screening: &Screening, common: &Common) {
    let (files, all) = &screening.unmatched;
    if files.is_empty() || common.quiet {
        return;
    }
    let words = Messages::get(common.language());
    let named: Vec<&str> = files.iter().take(UNMATCHED).map(String::as_str).collect();
    let more = if files.len() > UNMATCHED { " …" } else { "" };
    let message = if files.len() == *all {
        words.msg("terminal.manifest_none")
    } else {
        words.msg("terminal.manifest_unmatched")
    };
    say(format_args!(
        "{WARNING}--manifest{WARNING:#}: {}",
        message
            .with("n", words.int(files.len() as u64))
            .with("all", words.int(*all as u64))
            .with("files", format!("{}{more}", named.join(", ")))
    ));
}

/// Acts that count more than once, since they came in several forms.
fn tell_same(screening: &Screening, common: &Common) {
    if common.quiet {
        return;
    }
    let words = Messages::get(common.language());
    for (name, sources) in &screening.same {
        let told = words
            .msg("terminal.same_act")
            .with("n", words.int(sources.len() as u64))
            .with("files", sources.join(", "));
        say(format_args!("{WARNING}{name}{WARNING:#}: {told}"));
    }
}

/// What the cache was good for, which stands in no report.
fn tell_cache(screening: &Screening, common: &Common) {
    let Some(cached) = screening.cached else {
        return;
    };
    if cached.unwritten > 0 && !common.quiet {
        say(format_args!(
            "{WARNING}cache{WARNING:#}: {} results could not be kept; the next run takes longer",
            cached.unwritten
        ));
    }
    if common.verbose {
        say(format_args!(
            "{DIM}cache{DIM:#}: {} of {} inputs unchanged",
            cached.unchanged, cached.inputs
        ));
    }
}

/// How many statutes the summary names.
const TOP: usize = 10;
/// Longest title in the summary, in characters.
const TITLE: usize = 52;

/// The summary at the end: totals, and the statutes where reform does most.
fn summarise(screening: &Screening, args: &ScreenArgs, words: &Messages) -> Result<(), Failure> {
    let totals = &screening.run.totals;
    let mut out = anstream::stdout().lock();
    let count = |n: usize| words.int(n as u64);
    writeln!(
        out,
        "{STRONG}{}{STRONG:#}",
        words
            .msg("terminal.screened")
            .with("statutes", count(totals.statutes))
            .with("provisions", count(totals.provisions))
            .with("relevant", count(totals.relevant))
    )?;
    writeln!(
        out,
        "{}",
        words
            .msg("terminal.inputs")
            .with("inputs", words.count("count.inputs", totals.inputs))
            .with("read", count(totals.ended(Ended::Read)))
            .with("partly", count(totals.ended(Ended::PartlyRead)))
            .with("skipped", count(totals.ended(Ended::Skipped)))
            .with("failed", count(totals.ended(Ended::Failed)))
    )?;
    if let Some(readiness) = totals.readiness {
        writeln!(
            out,
            "{}",
            words
                .msg("terminal.found")
                .with("readiness", words.dec(readiness))
                .with("obstacles", count(totals.obstacles))
                .with("enablers", count(totals.enablers))
        )?;
    }
    if screening.ranking.iter().any(|s| s.figures.relevant > 0) {
        writeln!(out, "\n{}", ranking(screening, words))?;
    }
    writeln!(
        out,
        "{}",
        words
            .msg("terminal.written")
            .with("folder", args.out.display())
    )?;
    Ok(())
}

fn ranking(screening: &Screening, words: &Messages) -> Table {
    let mut table = Table::new();
    table.load_preset(comfy_table::presets::NOTHING);
    table.set_header([
        words.t("word.rank"),
        words.t("word.statute"),
        "",
        words.t("word.readiness"),
        words.t("standing.blocking"),
        words.t("standing.substitutable"),
        words.t("standing.open"),
        words.t("word.leverage"),
    ]);
    for statute in screening
        .ranking
        .iter()
        .filter(|s| s.figures.relevant > 0 && s.repealed.is_empty())
        .take(TOP)
    {
        let figures = &statute.figures;
        let mut title: String = statute.title.chars().take(TITLE).collect();
        if statute.title.chars().count() > TITLE {
            title.push('…');
        }
        table.add_row([
            words.int(statute.rank),
            statute.abbreviation.clone(),
            title,
            figures.readiness.map_or_else(String::new, |r| words.dec(r)),
            words.int(figures.blocking),
            words.int(figures.substitutable),
            words.int(figures.open),
            words.dec(figures.leverage),
        ]);
    }
    for column in [0, 3, 4, 5, 6, 7] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}
