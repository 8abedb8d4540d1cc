//! `normscreen check`: drafts against a gate, in the format that a place of work understands.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use clap::{Args, ValueEnum};
use normscreen::check::config::{self, Config};
use normscreen::check::print::{self, Detail};
use normscreen::check::{
    self, CheckError, Date, Gate, Options, Report, write_baseline, write_whole,
};
use normscreen::discover::{STDIN, discover};
use normscreen::ledger::Outcome as Ended;
use normscreen::report::Messages;
use normscreen::rules::RulePack;

use super::reading::ReadArgs;
use super::terminal::say;
use super::{Common, Failure, Outcome, must_exist};

/// Arguments of `check`.
#[derive(Debug, Args)]
#[command(after_help = GATE)]
pub struct CheckArgs {
    /// Files and folders with drafts
    #[arg(required_unless_present = "print_config", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Format of the output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write to this file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// What makes the check fail, as terms with commas between them (see below)
    #[arg(long, value_name = "TERMS", value_delimiter = ',')]
    fail_on: Vec<String>,
    /// The older version: a file or folder, a git revision of the same paths (main, git:HEAD~1), or
    /// findings.csv, findings.json or the JSON of an earlier check
    #[arg(long, value_name = "OLDER", conflicts_with = "baseline")]
    against: Option<String>,
    /// Obstacles that were taken note of: only others are new
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write all obstacles of the drafts to the baseline and do not fail
    #[arg(long)]
    write_baseline: bool,
    #[command(flatten)]
    pub settings: SettingsArgs,
    /// Say which settings hold, as TOML, and stop
    #[arg(long)]
    print_config: bool,
}

/// Where settings come from.
#[derive(Debug, Args)]
pub struct SettingsArgs {
    /// Settings and reasons; else the nearest normscreen.toml at or above the first path
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    config: Option<PathBuf>,
    /// The statutes that amending drafts change: files and folders. Target provisions are then
    /// screened before and after
    #[arg(long, value_name = "CORPUS")]
    corpus: Vec<PathBuf>,
    /// Look for no normscreen.toml
    #[arg(long)]
    isolated: bool,
    /// Day on which reasons must still hold; today if left out
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    #[command(flatten)]
    read: ReadArgs,
}

const GATE: &str = "\
Terms of --fail-on:
  new, moved, unchanged           against --against or --baseline; new if left out
  blocking, substitutable, open   what opens the electronic way; the first two if left out
  hard, excluded, mitigated       what the text itself says of it
  schriftform, bargeld, …         the categories; all if left out
  hint                            hints on the draft, too
  any, never                      everything; nothing
Terms of one line widen each other, those of different lines narrow each other. Obstacles with a
recorded reason never make the check fail.";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For scripts, and for a later --against
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// Code quality report of GitLab
    Gitlab,
    /// JUnit XML
    Junit,
    /// For a comment on a merge request
    Markdown,
}

impl SettingsArgs {
    /// The settings that hold for `paths`.
    pub fn config(&self, paths: &[PathBuf], pack: &RulePack) -> Result<Config, Failure> {
        let file = match (&self.config, self.isolated) {
            (Some(file), _) => Some(file.clone()),
            (None, true) => None,
            (None, false) => config::find(paths.first().map_or(Path::new("."), PathBuf::as_path)),
        };
        file.map_or_else(
            || Ok(Config::default()),
            |file| Config::read(&near(&file), pack).map_err(Failure::usage),
        )
    }

    /// What a check of `paths` is to do.
    pub fn options(
        &self,
        paths: &[PathBuf],
        config: &Config,
        against: Option<String>,
        gate: Gate,
        common: &Common,
    ) -> Result<Options, Failure> {
        let corpus = if self.corpus.is_empty() {
            config.check.corpus.iter().cloned().collect()
        } else {
            self.corpus.clone()
        };
        for path in &corpus {
            must_exist(path)?;
        }
        Ok(Options {
            paths: paths.to_vec(),
            here: std::env::current_dir().unwrap_or_default(),
            read: self.read.options(),
            language: common.language(),
            against,
            corpus,
            reasons: config.reasons.clone(),
            as_of: self.as_of.unwrap_or_else(today),
            gate,
            evidence: false,
        })
    }
}

/// Runs the command.
pub fn run(args: &CheckArgs, common: &Common, pack: &RulePack) -> Result<Outcome, Failure> {
    for path in &args.paths {
        must_exist(path)?;
    }
    let mut config = args.settings.config(&args.paths, pack)?;
    override_with(args, &mut config);
    if args.print_config {
        anstream::stdout().write_all(config.print().as_bytes())?;
        return Ok(Outcome::Fine);
    }
    let terms = match config.check.fail_on.clone() {
        // Taking stock judges nothing.
        _ if args.write_baseline => vec![Gate::NEVER.to_owned()],
        terms => terms.unwrap_or_default(),
    };
    let gate = Gate::new(&terms, pack).map_err(Failure::usage)?;
    let baseline = config.check.baseline.as_ref();
    let against = match (&config.check.against, baseline) {
        (Some(against), _) => Some(against.clone()),
        // A baseline that is about to be written need not exist.
        (None, Some(_)) if args.write_baseline => None,
        (None, Some(file)) => {
            must_exist(file)?;
            Some(file.to_string_lossy().into_owned())
        }
        (None, None) => None,
    };
    let options = args
        .settings
        .options(&args.paths, &config, against, gate, common)?;
    let written = args.write_baseline.then(|| {
        let named = baseline.cloned();
        named.unwrap_or_else(|| PathBuf::from(BASELINE))
    });
    for file in args.output.iter().chain(&written) {
        spare_drafts(file, &args.paths)?;
    }
    let report = check::check(&options, pack).map_err(|error| match error {
        CheckError::NoInput(_) | CheckError::NoCorpus(_) | CheckError::Against(_) => {
            Failure::usage(error)
        }
    })?;
    show(args, &report, Messages::get(common.language()), common)?;
    let unchecked = report.coverage.screened == 0 || report.verdict.is_empty();
    let failed = report
        .coverage
        .inputs
        .iter()
        .any(|r| r.outcome == Ended::Failed)
        || report.missing.iter().any(|m| m.searched);
    if let Some(file) = written {
        let count = write_baseline(&file, &report).map_err(|e| unwritable(&file, &e))?;
        if !common.quiet {
            let words = Messages::get(common.language());
            let obstacles = words.count("count.obstacles", count);
            say(format_args!("{}: {obstacles}", file.display()));
        }
    }
    Ok(match (failed || unchecked, report.verdict.hits) {
        (true, _) => Outcome::Incomplete,
        (false, hits) if hits > 0 => Outcome::Gate,
        _ => Outcome::Fine,
    })
}

/// The baseline where none is named.
const BASELINE: &str = "normscreen-baseline.json";

/// The command line goes before the file; one kind of older version displaces the other.
fn override_with(args: &CheckArgs, config: &mut Config) {
    let check = &mut config.check;
    if !args.fail_on.is_empty() {
        check.fail_on = Some(args.fail_on.clone());
    }
    if let Some(against) = &args.against {
        check.against = Some(against.clone());
        check.baseline = None;
    }
    if let Some(baseline) = &args.baseline {
        check.baseline = Some(baseline.clone());
        check.against = None;
    }
    if args.write_baseline {
        check.against = None;
    }
}

fn show(
    args: &CheckArgs,
    report: &Report,
    words: &Messages,
    common: &Common,
) -> Result<(), Failure> {
    let detail = match (common.quiet, common.verbose) {
        (true, _) => Detail::Little,
        (_, true) => Detail::All,
        _ if args.write_baseline => Detail::Little,
        _ => Detail::Normal,
    };
    let format = match args.format {
        Format::Text => None,
        Format::Json => Some(print::Format::Json),
        Format::Sarif => Some(print::Format::Sarif),
        Format::Github => Some(print::Format::Github),
        Format::Gitlab => Some(print::Format::Gitlab),
        Format::Junit => Some(print::Format::Junit),
        Format::Markdown => Some(print::Format::Markdown),
    };
    let text = match format {
        None => print::text(report, words, detail),
        Some(format) => print::print(format, report, words),
    };
    match &args.output {
        None if args.format == Format::Text => {
            anstream::stdout().write_all(text.as_bytes())?;
        }
        None => std::io::stdout().lock().write_all(text.as_bytes())?,
        Some(file) => {
            let plain = if args.format == Format::Text {
                anstream::adapter::strip_str(&text).to_string()
            } else {
                text
            };
            write_whole(file, plain.as_bytes()).map_err(|e| unwritable(file, &e))?;
        }
    }
    Ok(())
}

/// What is checked is not written over.
fn spare_drafts(file: &Path, paths: &[PathBuf]) -> Result<(), Failure> {
    let Ok(file) = file.canonicalize() else {
        return Ok(());
    };
    let is_it = |path: &Path| path.canonicalize().is_ok_and(|path| path == file);
    // Standard input can be read only once, and is nothing that could be written over.
    let files = paths.iter().filter(|path| path.as_os_str() != STDIN);
    if discover(&files.cloned().collect::<Vec<_>>())
        .inputs
        .iter()
        .any(|input| is_it(&input.path))
    {
        return Err(Failure::usage(anyhow::anyhow!(
            "{}: is one of the drafts that are checked; write to another file",
            file.display()
        )));
    }
    Ok(())
}

fn unwritable(file: &Path, error: &std::io::Error) -> Failure {
    Failure::incomplete(anyhow::anyhow!(
        "{}: cannot be written: {}",
        file.display(),
        normscreen::discover::describe(error)
    ))
}

/// The path as seen from here, where it lies below.
fn near(path: &Path) -> PathBuf {
    std::env::current_dir()
        .ok()
        .and_then(|here| path.strip_prefix(here).ok().map(Path::to_path_buf))
        .unwrap_or_else(|| path.to_path_buf())
}

/// Today, by the clock of the machine in UTC; the only place where a check asks for it.
pub fn today() -> Date {
    let seconds = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    Date::from_unix_days(seconds / 86_400)
}
