//! The command line: parses, calls the library, maps one outcome to one exit code.

use std::process::ExitCode;

mod cli;

fn main() -> ExitCode {
    cli::main().into()
}
