//! `normscreen amend`: what an amending act commands, and what the law then says.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use normscreen::amend::{self, Amendment, CommandOutcome, Corpus, Status, TargetOutcome};
use normscreen::check::write_whole;
use normscreen::ingest::ReadOptions;
use normscreen::report::{Messages, amendment as report};
use normscreen::rules::RulePack;
use normscreen::statute::Statute;

use super::reading::ReadArgs;
use super::statute::read_all;
use super::terminal::{say, trouble};
use super::{Common, Failure, Outcome, must_exist};

/// Arguments of `amend`.
#[derive(Debug, Args)]
pub struct AmendArgs {
    #[command(subcommand)]
    command: AmendCommand,
}

#[derive(Debug, Subcommand)]
enum AmendCommand {
    /// List the amending commands of drafts as they were read
    List(ListArgs),
    /// Carry out the commands of a draft, and show the provisions before and after
    Apply(ApplyArgs),
}

#[derive(Debug, Args)]
struct ListArgs {
    /// Drafts of amending acts
    #[arg(required = true, value_name = "DRAFT")]
    drafts: Vec<PathBuf>,
    #[command(flatten)]
    reading: ReadArgs,
}

#[derive(Debug, Args)]
struct ApplyArgs {
    /// Draft of an amending act
    #[arg(required = true, value_name = "DRAFT")]
    draft: PathBuf,
    /// Folder or file with the statutes that it amends
    #[arg(long, required = true, value_name = "CORPUS")]
    to: Vec<PathBuf>,
    /// Write the outcome into this folder, one file for each format, instead of to stdout
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// How to show the outcome
    #[arg(long, value_enum, value_delimiter = ',', default_value = "text")]
    format: Vec<Shape>,
    #[command(flatten)]
    reading: ReadArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// Text, struck words in [-…-], new ones in {+…+}
    Text,
    /// JSON
    Json,
    /// Markdown
    Md,
}

impl Shape {
    fn file(self) -> &'static str {
        match self {
            Shape::Text => "amendment.txt",
            Shape::Json => "amendment.json",
            Shape::Md => "amendment.md",
        }
    }
}

/// Runs the command.
pub fn run(args: &AmendArgs, common: &Common, pack: &RulePack) -> Result<Outcome, Failure> {
    match &args.command {
        AmendCommand::List(args) => list(args, common, pack),
        AmendCommand::Apply(args) => apply(args, common, pack),
    }
}

fn list(args: &ListArgs, common: &Common, pack: &RulePack) -> Result<Outcome, Failure> {
    let (drafts, mut outcome) = read_all(&args.drafts, &args.reading.options(), common, pack)?;
    let words = Messages::get(common.language());
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let (mut read, mut unread) = (0, 0);
    let mut listed: Vec<&Statute> = Vec::new();
    for draft in &drafts {
        let amendments = amend::read(draft, pack);
        // A folder may hold an act in several copies; it is listed once.
        let copy =
            |other: &&Statute| other.title == draft.title && other.provisions == draft.provisions;
        if amendments.is_empty() || listed.iter().any(copy) {
            continue;
        }
        listed.push(draft);
        if drafts.len() > 1 {
            writeln!(out, "{}\n", draft.title)?;
        }
        for amendment in amendments {
            read += amendment.commands.len();
            unread += amendment.unread.len();
            list_amendment(draft, &amendment, words, &mut out)?;
        }
    }
    if read + unread == 0 {
        writeln!(out, "{}", words.t("amend.none"))?;
    } else {
        let line = words
            .msg("amend.listed")
            .with("commands", words.count("amend.commands", read + unread))
            .with("read", read)
            .with("unread", unread);
        writeln!(out, "{line}")?;
        if read > 0 {
            writeln!(out, "{}", words.t("amend.signs"))?;
        }
    }
    if unread > 0 {
        outcome = Outcome::Incomplete;
    }
    out.flush()?;
    Ok(outcome)
}

fn list_amendment(
    draft: &Statute,
    amendment: &Amendment,
    words: &Messages,
    out: &mut impl Write,
) -> std::io::Result<()> {
    let text = &draft.provisions[amendment.provision].text;
    let place = report::command_place(draft, amendment, &amendment.part);
    writeln!(out, "{place}: {}", amendment.target.name)?;
    for command in &amendment.commands {
        writeln!(out, "  {}: {}", command.label, amend::describe(command))?;
    }
    for unread in &amendment.unread {
        let reason = report::unread(&unread.reason, words);
        let line = unread
            .span
            .of(text)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        writeln!(out, "  {}: {reason}\n    {line}", unread.label)?;
    }
    Ok(())
}

fn apply(args: &ApplyArgs, common: &Common, pack: &RulePack) -> Result<Outcome, Failure> {
    for path in &args.to {
        must_exist(path)?;
    }
    let (drafts, mut outcome) = read_all(
        std::slice::from_ref(&args.draft),
        &args.reading.options(),
        common,
        pack,
    )?;
    let corpus = Corpus::open(&args.to, pack, corpus_options(&args.reading));
    if corpus.is_empty() {
        let paths: Vec<String> = args.to.iter().map(|p| p.display().to_string()).collect();
        let message = anyhow::anyhow!("{}: there is no statute below", paths.join(", "));
        return Err(Failure::usage(message));
    }
    let words = Messages::get(common.language());
    let mut shown: Vec<(Shape, String)> = args.format.iter().map(|s| (*s, String::new())).collect();
    let mut values = Vec::new();
    for draft in &drafts {
        let outcomes = amend::consolidate(draft, &corpus, pack);
        if outcomes.is_empty() && !common.quiet {
            say(format_args!(
                "{}: {}",
                args.draft.display(),
                words.t("amend.none")
            ));
        }
        if outcomes.iter().any(|o| o.before.is_none()) {
            outcome = Outcome::Incomplete;
            tell_missing(&outcomes, words);
        }
        let left = |c: &CommandOutcome| c.status != Status::Applied;
        if outcomes.iter().flat_map(|o| &o.commands).any(left) {
            outcome = Outcome::Incomplete;
        }
        for (shape, text) in &mut shown {
            match shape {
                Shape::Text => text.push_str(&report::text(draft, &outcomes, words)),
                Shape::Md => text.push_str(&report::markdown(draft, &outcomes, words)),
                Shape::Json => values.push(report::json(draft, &outcomes, words)),
            }
        }
    }
    for (shape, text) in &mut shown {
        if *shape == Shape::Json {
            *text = serde_json::to_string_pretty(&values).map_err(std::io::Error::from)? + "\n";
        }
    }
    match &args.out {
        Some(folder) => {
            for (shape, text) in &shown {
                write(folder, shape.file(), text)?;
            }
        }
        None => {
            let mut out = std::io::stdout().lock();
            for (_, text) in &shown {
                out.write_all(text.as_bytes())?;
            }
            out.flush()?;
        }
    }
    Ok(outcome)
}

/// The corpus is read under the same bounds; the format that was asked for is the draft's.
fn corpus_options(args: &ReadArgs) -> ReadOptions {
    ReadOptions {
        input_format: None,
        ..args.options()
    }
}

/// Names the statutes that the corpus does not hold.
fn tell_missing(outcomes: &[TargetOutcome], words: &Messages) {
    for outcome in outcomes.iter().filter(|o| o.before.is_none()) {
        let reason = outcome
            .commands
            .iter()
            .find_map(|c| report::reason(&c.status, words));
        let reason = reason.unwrap_or_default();
        let text = format!("{}: {reason}", outcome.target().name);
        trouble("cli.incomplete", &text, words);
    }
}

/// Writes a file whole or not at all.
fn write(folder: &Path, name: &str, text: &str) -> Result<(), Failure> {
    let path = folder.join(name);
    let fail = |e: std::io::Error| {
        let cause = normscreen::discover::describe(&e);
        Failure::incomplete(anyhow::anyhow!(
            "{}: cannot be written: {cause}",
            path.display()
        ))
    };
    std::fs::create_dir_all(folder).map_err(fail)?;
    write_whole(&path, text.as_bytes()).map_err(fail)
}
