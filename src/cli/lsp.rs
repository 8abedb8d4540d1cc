//! `normscreen lsp`: the language server on stdin and stdout.

use std::io::BufReader;

use clap::Args;
use normscreen::check::Date;
use normscreen::lsp;
use normscreen::rules::RulePack;

use super::check::today;
use super::{Common, Failure, Outcome};

/// Arguments of `lsp`.
#[derive(Debug, Args)]
pub struct LspArgs {
    /// Day on which reasons must still hold; today if left out
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Taken for granted; editors like to say it
    #[arg(long, hide = true)]
    stdio: bool,
}

/// Runs the command.
pub fn run(args: &LspArgs, common: &Common, pack: &RulePack) -> Result<Outcome, Failure> {
    let as_of = args.as_of.unwrap_or_else(today);
    let input = BufReader::new(std::io::stdin());
    let output = std::io::stdout().lock();
    lsp::serve(input, output, pack, common.language(), as_of).map_err(Failure::incomplete)?;
    Ok(Outcome::Fine)
}
