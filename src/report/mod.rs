//! Reports: tables and pages become files.
//!
//! In go the tables, the ledger and the pages, out come files in one folder, written whole or not
//! at all. Renderers are dumb: they decide nothing about findings and know nothing of each other.

pub mod amendment;
mod causes;
mod csv;
pub mod evaluation;
pub mod html;
mod json;
pub mod messages;
mod output;
mod parquet;
mod run;
mod words;
mod xlsx;

pub use messages::Messages;
pub(crate) use output::MARKER;
pub use output::{OutputError, OutputFolder};
pub use run::{RunQuality, RunReport, Totals};

use crate::aggregate::Table;
use crate::ledger::InputRecord;
use crate::rules::{Language, RulePack};

/// A format of the reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReportFormat {
    /// The static site.
    Html,
    /// A CSV file for each table.
    Csv,
    /// A JSON file for each table.
    Json,
    /// A Parquet file for each table.
    Parquet,
    /// One workbook with a sheet for each table.
    Xlsx,
}

impl ReportFormat {
    /// All formats.
    pub const ALL: [ReportFormat; 5] = [
        ReportFormat::Html,
        ReportFormat::Csv,
        ReportFormat::Json,
        ReportFormat::Parquet,
        ReportFormat::Xlsx,
    ];

    /// The name on the command line.
    pub fn key(self) -> &'static str {
        match self {
            ReportFormat::Html => "html",
            ReportFormat::Csv => "csv",
            ReportFormat::Json => "json",
            ReportFormat::Parquet => "parquet",
            ReportFormat::Xlsx => "xlsx",
        }
    }
}

/// Writes one table in one format; `Html` and `Xlsx` have no file for a table alone.
///
/// # Errors
/// [`OutputError`] with the file.
pub fn write_table(
    table: &Table<'_>,
    format: ReportFormat,
    out: &OutputFolder,
) -> Result<(), OutputError> {
    let name = format!("{}.{}", table.name, format.key());
    match format {
        ReportFormat::Html | ReportFormat::Xlsx => Ok(()),
        ReportFormat::Csv => out.write(&name, |file| csv::write(table.source, file)),
        ReportFormat::Json => out.write(&name, |file| json::write(table.source, file)),
        ReportFormat::Parquet => out.write(&name, |file| parquet::write(table.source, file)),
    }
}

/// Writes all tables as one workbook, `report.xlsx`.
///
/// # Errors
/// [`OutputError`] with the file.
pub fn write_workbook(
    tables: &[Table<'_>],
    ledger: &[InputRecord],
    run: &RunReport,
    pack: &RulePack,
    language: Language,
    out: &OutputFolder,
) -> Result<(), OutputError> {
    let messages = Messages::get(language);
    out.write("report.xlsx", |file| {
        xlsx::write(tables, ledger, run, pack, messages, file)
    })
}

/// Writes the ledger, which every report has whatever its formats, as the last of its files.
///
/// # Errors
/// [`OutputError`] with the file.
pub fn write_ledger(
    records: &[InputRecord],
    run: &RunReport,
    language: Language,
    out: &OutputFolder,
) -> Result<(), OutputError> {
    out.write("inputs.csv", |file| {
        csv::write_ledger(records, language, file)
    })?;
    let run = RunReport {
        files: out.entries()?,
        ..run.clone()
    };
    out.write(MARKER, |file| run.write(file))
}
