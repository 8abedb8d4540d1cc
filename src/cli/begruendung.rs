//! `normscreen begruendung`: the documents that go with a draft.

use std::io::{Cursor, Write};
use std::path::PathBuf;

use clap::Args;
use normscreen::begruendung::{docx, markdown, papers};
use normscreen::check::{self, Gate};
use normscreen::ledger::Outcome as Ended;
use normscreen::report::{Messages, OutputFolder};
use normscreen::rules::RulePack;

use super::check::SettingsArgs;
use super::terminal::{ERROR, say};
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
    let gate = Gate::new(&["never"], pack).map_err(Failure::usage)?;
    let options = check::Options {
        evidence: true,
        ..args
            .settings
            .options(&args.paths, &config, against, gate, common)
    };
    let report = check::check(&options, pack).map_err(Failure::usage)?;
    let papers = papers(&report, pack, Messages::get(common.language()));
    match &args.out {
        None => std::io::stdout()
            .lock()
            .write_all(markdown(&papers[0]).as_bytes())?,
        Some(folder) => {
            let out = OutputFolder::open(folder).map_err(Failure::incomplete)?;
            for paper in &papers {
                let text = markdown(paper);
                out.write(&format!("{}.md", paper.name), |f| {
                    f.write_all(text.as_bytes())
                })
                .map_err(Failure::incomplete)?;
                out.write(&format!("{}.docx", paper.name), |f| {
                    let mut bytes = Cursor::new(Vec::new());
                    docx(paper, &mut bytes)?;
                    f.write_all(bytes.get_ref())
                })
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
    let mut failed = false;
    for record in &report.coverage.inputs {
        if record.outcome == Ended::Failed {
            failed = true;
            say(format_args!(
                "{ERROR}failed{ERROR:#}: {}: {}",
                record.source, record.reason
            ));
        }
    }
    Ok(if failed {
        Outcome::Incomplete
    } else {
        Outcome::Fine
    })
}
