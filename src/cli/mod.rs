//! The command line of normscreen: arguments as entered, one file for each command.
//!
//! Data goes to stdout, everything else to stderr. This is the only place that prints.

mod allocator;
mod amend;
mod annotate;
mod begruendung;
mod check;
mod eval;
mod explain;
mod fetch;
mod lsp;
mod places;
mod progress;
mod read_pdf;
mod reading;
mod remedies;
mod rules;
mod screen;
mod statute;
mod terminal;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use normscreen::report::Messages;
use normscreen::rules::{Language, RulePack, RulesError};

/// How a command ended; the only place that knows exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// 0: fine.
    Fine,
    /// 1: a check found what it looks for.
    Gate,
    /// 2: usage, configuration or rule pack wrong.
    Usage,
    /// 3: finished, but some input could not be read or understood, or some output not written.
    Incomplete,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        ExitCode::from(match outcome {
            Outcome::Fine => 0,
            Outcome::Gate => 1,
            Outcome::Usage => 2,
            Outcome::Incomplete => 3,
        })
    }
}

/// Screens German statutes and drafts for what still stands in the way of a digital administration.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    common: Common,
}

const EXIT_CODES: &str = "Exit codes: 0 fine · 1 a check found what it looks for · 2 usage, \
configuration or rule pack wrong · 3 finished, but some input could not be read or some output not \
written, some command of an amending act not \
understood or not carried out";

/// Options of every command.
#[derive(Debug, Args)]
struct Common {
    /// Lay the rule files of this folder over the built-in ones
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        help_heading = "Common options"
    )]
    rules: Option<PathBuf>,
    /// Language of what is said about the law
    #[arg(long, global = true, value_enum, default_value_t = Lang::De, help_heading = "Common options")]
    lang: Lang,
    /// Say nothing but errors
    #[arg(short, long, global = true, help_heading = "Common options")]
    quiet: bool,
    /// Say more
    #[arg(
        short,
        long,
        global = true,
        conflicts_with = "quiet",
        help_heading = "Common options"
    )]
    verbose: bool,
}

impl Common {
    fn language(&self) -> Language {
        match self.lang {
            Lang::De => Language::De,
            Lang::En => Language::En,
        }
    }

    fn pack(&self) -> Result<RulePack, RulesError> {
        match &self.rules {
            Some(folder) => RulePack::with_folder(folder),
            None => RulePack::embedded(),
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Lang {
    /// German
    De,
    /// English
    En,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Screen statutes and write ranked reports
    Screen(screen::ScreenArgs),
    /// Screen texts given as JSON Lines on stdin, one answer for each line on stdout
    Annotate(annotate::AnnotateArgs),
    /// Check drafts: what is new, and whether that may pass
    Check(check::CheckArgs),
    /// Write the passage on digital readiness for a draft's memorandum, and the Digitalcheck's forms
    Begruendung(begruendung::BegruendungArgs),
    /// Serve an editor over stdio: diagnostics, hovers and quick fixes while a draft is written
    Lsp(lsp::LspArgs),
    /// Show how one file was read, or check the references inside statutes
    Statute(statute::StatuteArgs),
    /// Show one provision with its findings marked and how its score comes about
    Explain(explain::ExplainArgs),
    /// Measure the rules on labelled samples
    Eval(eval::EvalArgs),
    /// Bring the law from its official site into a folder, only what changed
    Fetch(fetch::FetchArgs),
    /// Read amending acts, and carry out their commands on the statutes that they amend
    Amend(amend::AmendArgs),
    /// List, explain, test and check the rules
    Rules(rules::RulesArgs),
    /// Read a PDF from stdin and write its characters to stdout: the limited process for PDF files
    #[command(hide = true)]
    ReadPdf(read_pdf::ReadPdfArgs),
    /// Print the schema of normscreen.toml
    Config(places::ConfigArgs),
    /// Print completions for a shell
    Completions(places::CompletionsArgs),
    /// Print the man page
    Man,
}

/// Parses the arguments and runs the command.
pub fn main() -> Outcome {
    allocator::settle();
    // A panic of a reader becomes a line of the ledger; its trace would only frighten.
    std::panic::set_hook(Box::new(|_| {}));
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // clap prints help to stdout and errors to stderr; a closed pipe is no failure.
            let _ = error.print();
            return if error.use_stderr() {
                Outcome::Usage
            } else {
                Outcome::Fine
            };
        }
    };
    if let Command::ReadPdf(args) = &cli.command {
        return read_pdf::run(args);
    }
    let words = Messages::get(cli.common.language());
    // What speaks of the program alone needs no rules.
    let plain = match &cli.command {
        Command::Config(args) => Some(places::config(args)),
        Command::Completions(args) => Some(places::completions(args)),
        Command::Man => Some(places::man()),
        _ => None,
    };
    if let Some(result) = plain {
        return result.unwrap_or_else(|failure| failure.report(words));
    }
    let pack = match cli.common.pack() {
        Ok(pack) => pack,
        Err(error) => {
            terminal::error(&error, words);
            return Outcome::Usage;
        }
    };
    let result = match &cli.command {
        Command::Screen(args) => screen::run(args, &cli.common, &pack),
        Command::Annotate(args) => annotate::run(args, &cli.common, &pack),
        Command::Check(args) => check::run(args, &cli.common, &pack),
        Command::Begruendung(args) => begruendung::run(args, &cli.common, &pack),
        Command::Lsp(args) => lsp::run(args, &cli.common, &pack),
        Command::Statute(args) => statute::run(args, &cli.common, &pack),
        Command::Explain(args) => explain::run(args, &cli.common, &pack),
        Command::Eval(args) => eval::run(args, &cli.common, &pack),
        Command::Fetch(args) => fetch::run(args, &cli.common),
        Command::Amend(args) => amend::run(args, &cli.common, &pack),
        Command::Rules(args) => rules::run(args, &cli.common, &pack),
        Command::ReadPdf(args) => Ok(read_pdf::run(args)),
        Command::Config(_) | Command::Completions(_) | Command::Man => Ok(Outcome::Fine),
    };
    match result {
        Ok(outcome) => outcome,
        Err(failure) => failure.report(words),
    }
}

/// Why a command stopped before its end.
#[derive(Debug)]
pub enum Failure {
    /// The user asked for what cannot be done.
    Usage(anyhow::Error),
    /// Something could not be read or written.
    Incomplete(anyhow::Error),
    /// The reader of our output went away.
    Closed,
}

impl Failure {
    fn usage(error: impl Into<anyhow::Error>) -> Self {
        Failure::Usage(error.into())
    }

    fn incomplete(error: impl Into<anyhow::Error>) -> Self {
        Failure::Incomplete(error.into())
    }

    fn no_statute() -> anyhow::Error {
        anyhow::anyhow!("no input: there is no statute below the paths given")
    }

    fn report(self, words: &Messages) -> Outcome {
        match self {
            Failure::Usage(error) => {
                terminal::error(&*error, words);
                Outcome::Usage
            }
            Failure::Incomplete(error) => {
                terminal::error(&*error, words);
                Outcome::Incomplete
            }
            Failure::Closed => Outcome::Fine,
        }
    }
}

impl From<std::io::Error> for Failure {
    /// Of input and output outside of files only the terminal or a pipe is left.
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            Failure::Closed
        } else {
            Failure::incomplete(error)
        }
    }
}

/// Refuses a path that does not exist, by name.
fn must_exist(path: &Path) -> Result<(), Failure> {
    if path.as_os_str() == normscreen::discover::STDIN {
        return Ok(());
    }
    std::fs::symlink_metadata(path).map(|_| ()).map_err(|e| {
        Failure::usage(anyhow::anyhow!(
            "{}: {}",
            path.display(),
            normscreen::discover::describe(&e)
        ))
    })
}
