//! `normscreen amend`: what an amending act commands, and what the law then says.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use normscreen::amend::{self, Amendment, Command, Unread};
use normscreen::rules::RulePack;
use normscreen::statute::Statute;

use super::statute::read_all;
use super::{Common, Failure, Outcome};

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
}

#[derive(Debug, Args)]
struct ListArgs {
    /// Drafts of amending acts
    #[arg(required = true, value_name = "DRAFT")]
    drafts: Vec<PathBuf>,
}

/// Runs the command.
pub fn run(args: &AmendArgs, common: &Common, pack: &RulePack) -> Result<Outcome, Failure> {
    match &args.command {
        AmendCommand::List(args) => list(args, common, pack),
    }
}

fn list(args: &ListArgs, common: &Common, pack: &RulePack) -> Result<Outcome, Failure> {
    let (drafts, outcome) = read_all(&args.drafts, common, pack)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let (mut read, mut unread) = (0, 0);
    for draft in &drafts {
        for amendment in amend::read(draft, pack) {
            read += amendment.commands.len();
            unread += amendment.unread.len();
            list_amendment(draft, &amendment, &mut out)?;
        }
    }
    writeln!(out, "{read} commands read, {unread} parts not understood")?;
    out.flush()?;
    Ok(outcome)
}

fn list_amendment(
    draft: &Statute,
    amendment: &Amendment,
    out: &mut impl Write,
) -> std::io::Result<()> {
    let provision = &draft.provisions[amendment.provision];
    writeln!(
        out,
        "{} {}→ {} [{}] [{}]",
        provision.designation, amendment.part, amendment.target.name, amendment.target.date, amendment.target.gazette
    )?;
    for Command { label, places, action, .. } in &amendment.commands {
        writeln!(out, "  {label}: {:?} {action:?}", places.iter().map(|p| (p.citation.to_string(), &p.through, &p.part)).collect::<Vec<_>>())?;
    }
    for Unread { label, span, reason, .. } in &amendment.unread {
        writeln!(out, "  ? {label}: {reason:?}: {}", span.of(&provision.text))?;
    }
    Ok(())
}
