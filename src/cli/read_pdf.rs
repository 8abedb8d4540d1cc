//! `read-pdf`: the process of its own in which a PDF is opened. Not for people.

use std::io::{BufWriter, stdin, stdout};

use clap::Args;
use normscreen::ingest::pdf::glyphs::{limit, serve};
use normscreen::report::Messages;
use normscreen::rules::Language;

use super::{Outcome, terminal};

/// The limits that it runs under.
#[derive(Debug, Args)]
pub struct ReadPdfArgs {
    /// Most memory, in bytes
    #[arg(long)]
    memory: u64,
    /// Most seconds of processor time
    #[arg(long)]
    seconds: u64,
}

/// Reads stdin, writes stdout.
pub fn run(args: &ReadPdfArgs) -> Outcome {
    let served = limit(args.memory, args.seconds)
        .and_then(|()| serve(stdin().lock(), BufWriter::new(stdout().lock())));
    match served {
        Ok(()) => Outcome::Fine,
        Err(error) => {
            terminal::error(&error, Messages::get(Language::En));
            Outcome::Incomplete
        }
    }
}
