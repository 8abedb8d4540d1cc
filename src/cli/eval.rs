//! `normscreen eval`: how often the rules agree with labelled samples.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use comfy_table::{CellAlignment, Table};
use normscreen::eval::{EvalError, Gold, RulesReader, WordsReader, evaluate};
use normscreen::report::evaluation::{EvaluationReport, Sheet};
use normscreen::report::{Messages, OutputFolder};
use normscreen::rules::RulePack;

use super::terminal::{DIM, STRONG};
use super::{Common, Failure, Outcome};

/// Arguments of `eval`.
#[derive(Debug, Args)]
pub struct EvalArgs {
    /// Samples as JSON Lines: labelled provisions (text, findings, enablers, relation) or edits of
    /// the legislator (before, after, category, edit, residual); a line says by its fields which
    #[arg(required = true, value_name = "GOLD")]
    gold: Vec<PathBuf>,
    /// Measure a plain list of words on the same sample, to show what the rules add
    #[arg(long, value_enum)]
    baseline: Option<Baseline>,
    /// Write eval.json, eval.md and confusions.csv to this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// What goes to stdout
    #[arg(long, value_enum, default_value_t = EvalFormat::Text)]
    format: EvalFormat,
    /// Write what the reports say of their quality to this file, which is rules/quality.toml of the
    /// pack
    #[arg(long, value_name = "FILE")]
    write_quality: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Baseline {
    /// rules/baseline_words.toml
    Words,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum EvalFormat {
    /// Tables for the terminal
    Text,
    /// The measurement as JSON
    Json,
    /// Tables and all disagreements as Markdown
    Md,
    /// The disagreements as CSV
    Csv,
}

/// Runs the command.
pub fn run(args: &EvalArgs, common: &Common, pack: &RulePack) -> Result<Outcome, Failure> {
    let mut gold = Gold::default();
    for path in &args.gold {
        let bytes = std::fs::read(path).map_err(|error| {
            Failure::usage(anyhow::anyhow!(
                "{}: cannot be read: {error}",
                path.display()
            ))
        })?;
        gold.add(path, &bytes, pack).map_err(Failure::usage)?;
    }
    let measure = || -> Result<_, EvalError> {
        let rules = evaluate(&gold, pack, &RulesReader::new(pack))?;
        let words = if args.baseline == Some(Baseline::Words) || args.write_quality.is_some() {
            Some(evaluate(&gold, pack, &WordsReader::new(pack))?)
        } else {
            None
        };
        Ok((rules, words))
    };
    let (rules, words) = measure().map_err(Failure::usage)?;
    let report = EvaluationReport {
        pack,
        gold: &gold,
        rules: &rules,
        words: words.as_ref(),
    };
    let m = Messages::get(common.language());
    if let Some(folder) = &args.out {
        let out = OutputFolder::open(folder).map_err(Failure::incomplete)?;
        report.write(m, &out).map_err(Failure::incomplete)?;
        out.finish().map_err(Failure::incomplete)?;
    }
    if let Some(path) = &args.write_quality {
        let text = toml::to_string(&report.quality()).map_err(Failure::incomplete)?;
        std::fs::write(path, format!("{QUALITY_HEAD}{text}")).map_err(|error| {
            Failure::incomplete(anyhow::anyhow!(
                "{}: cannot be written: {error}",
                path.display()
            ))
        })?;
    }
    let mut out = anstream::stdout().lock();
    match args.format {
        EvalFormat::Text if common.quiet => {}
        EvalFormat::Text => {
            writeln!(out, "{STRONG}{}{STRONG:#}", report.basis(m))?;
            for sheet in report.sheets(m) {
                writeln!(
                    out,
                    "\n{STRONG}{}{STRONG:#}\n{}",
                    sheet.title,
                    table(&sheet)
                )?;
            }
            let n = rules.confusions.len();
            writeln!(out, "\n{DIM}{}{DIM:#}", m.count("eval.differences", n))?;
        }
        EvalFormat::Json => report.json(&mut out)?,
        EvalFormat::Md => out.write_all(report.markdown(m).as_bytes())?,
        EvalFormat::Csv => report.confusions_csv(&mut out)?,
    }
    Ok(Outcome::Fine)
}

const QUALITY_HEAD: &str = "# Gemessene Güte dieses Regelwerks, geschrieben von\n\
# normscreen eval GOLD… --write-quality rules/quality.toml\n\
# Die Berichte zeigen sie, und sagen es, wenn sich das Regelwerk seither geändert hat.\n\n";

fn table(sheet: &Sheet) -> Table {
    let mut table = Table::new();
    table.load_preset(comfy_table::presets::NOTHING);
    table.set_header(&sheet.header);
    for row in &sheet.rows {
        table.add_row(row);
    }
    for index in 1..sheet.header.len() {
        if let Some(column) = table.column_mut(index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}
