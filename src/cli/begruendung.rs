//! `normscreen begruendung`: the documents that go with a draft.

use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use normscreen::begruendung::{Paper, docx, markdown, papers};
use normscreen::check::{self, Gate};
use normscreen::ledger::Outcome as Ended;
use normscreen::report::{Messages, OutputFolder};
use normscreen::rules::RulePack;

use super::check::SettingsArgs;
use super::terminal::{self, ERROR, say, trouble};
use super::{Common, Failure, Outcome, must_exist};

/// Arguments of `begruendung`.
#[derive(Debug, Args)]
pub struct BegruendungArgs {
    /// Files and folders with the draft
    #[arg(required = true, value_name = "DRAFT")]
    paths: Vec<PathBuf>,
    /// The older version: a file or folder, a git revision, or a screened result
    #[arg(long, value_name = "OLDER")]
    against: Option<String>,
    /// Folder for begruendung, dokumentation and vorpruefung as DOCX and Markdown; without it, the
    /// passage goes to stdout as Markdown
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace files in the folder that were edited since, or come from another draft
    #[arg(long, requires = "out")]
    force: bool,
    #[command(flatten)]
    settings: SettingsArgs,
}

/// Runs the command.
pub fn run(args: &BegruendungArgs, common: &Common, pack: &RulePack) -> Result<Outcome, Failure> {
    for path in &args.paths {
        must_exist(path)?;
    }
    let config = args.settings.config(&args.paths, pack)?;
    let against = args.against.clone().or(config.check.against.clone());
    let gate = Gate::new(&[Gate::NEVER], pack).map_err(Failure::usage)?;
    let options = check::Options {
        evidence: true,
        ..args
            .settings
            .options(&args.paths, &config, against, gate, common)?
    };
    let report = check::check(&options, pack).map_err(Failure::usage)?;
    let words = Messages::get(common.language());
    let papers = papers(&report, pack, words);
    match &args.out {
        None => std::io::stdout()
            .lock()
            .write_all(markdown(&papers[0]).as_bytes())?,
        Some(folder) => {
            let files = files(&papers)?;
            if !args.force {
                spare(folder, &files)?;
            }
            let out = OutputFolder::open(folder).map_err(Failure::incomplete)?;
            for (name, bytes) in &files {
                out.write(name, |f| f.write_all(bytes))
                    .map_err(Failure::incomplete)?;
            }
            out.finish().map_err(Failure::incomplete)?;
            if !common.quiet {
                for paper in &papers {
                    let path = folder.join(paper.name);
                    say(format_args!("{0}.docx, {0}.md", path.display()));
                }
            }
        }
    }
    let mut failed = report.coverage.screened == 0;
    for record in &report.coverage.inputs {
        if record.outcome == Ended::Failed {
            failed = true;
            terminal::input(record, ERROR, words);
        }
    }
    for missing in report.missing.iter().filter(|m| m.searched) {
        failed = true;
        let text = format!(
            "{}: {}: the corpus does not hold this statute",
            missing.source, missing.statute
        );
        trouble("cli.incomplete", &text, words);
    }
    Ok(if failed {
        Outcome::Incomplete
    } else {
        Outcome::Fine
    })
}

/// The files of the papers with their bytes.
fn files(papers: &[Paper]) -> std::io::Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    for paper in papers {
        let mut document = Cursor::new(Vec::new());
        docx(paper, &mut document)?;
        files.push((format!("{}.md", paper.name), markdown(paper).into_bytes()));
        files.push((format!("{}.docx", paper.name), document.into_inner()));
    }
    Ok(files)
}

/// Refuses to replace a file whose text is another than the one that would be written: somebody may
/// have filled in what only the author can judge.
fn spare(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<(), Failure> {
    let mut edited = Vec::new();
    for (name, bytes) in files {
        let path = folder.join(name);
        if path.exists() && std::fs::read(&path).ok().as_ref() != Some(bytes) {
            edited.push(path.display().to_string());
        }
    }
    if edited.is_empty() {
        return Ok(());
    }
    Err(Failure::usage(anyhow::anyhow!(
        "{}: there already, with another text; nothing was written. Give another folder (--out), or \
         replace them (--force)",
        edited.join(", ")
    )))
}
