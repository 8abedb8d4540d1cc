//! Small commands for the places where people work: shell completions, the man page, the schema of
//! `normscreen.toml`.

use std::io::Write;

use clap::{Args, CommandFactory, Subcommand};
use clap_complete::Shell;
use normscreen::check::config;

use super::{Failure, Outcome};

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Arguments of `config`.
#[derive(Debug, Args)]
pub struct ConfigArgs {
    #[command(subcommand)]
    command: ConfigCommand,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Print the JSON schema of normscreen.toml
    Schema,
}

/// Prints completions for a shell.
pub fn completions(args: &CompletionsArgs) -> Result<Outcome, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(
        args.shell,
        &mut super::Cli::command(),
        "normscreen",
        &mut text,
    );
    std::io::stdout().lock().write_all(&text)?;
    Ok(Outcome::Fine)
}

/// Prints the man page, each command a section of it.
pub fn man() -> Result<Outcome, Failure> {
    let mut command = super::Cli::command();
    command.build();
    let mut text = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut text)?;
    for sub in command.get_subcommands().filter(|c| !c.is_hide_set()) {
        let mut part = Vec::new();
        let name = format!("normscreen {}", sub.get_name());
        let man = clap_mangen::Man::new(sub.clone());
        writeln!(part, ".SH \"{}\"", name.to_uppercase())?;
        man.render_synopsis_section(&mut part)?;
        man.render_description_section(&mut part)?;
        man.render_options_section(&mut part)?;
        // Below a command its sections are subsections.
        let part = String::from_utf8_lossy(&part).replace("\n.SH ", "\n.SS ");
        text.extend_from_slice(part.as_bytes());
    }
    std::io::stdout().lock().write_all(&text)?;
    Ok(Outcome::Fine)
}

/// Prints the schema.
pub fn config(args: &ConfigArgs) -> Result<Outcome, Failure> {
    match args.command {
        ConfigCommand::Schema => {
            std::io::stdout()
                .lock()
                .write_all(config::schema().as_bytes())?;
        }
    }
    Ok(Outcome::Fine)
}
