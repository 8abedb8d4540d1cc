//! `normscreen fetch`: the official stock of law into a store, and what became of it.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use clap::Args;
use indicatif::{HumanBytes, ProgressBar, ProgressDrawTarget, ProgressStyle};
use normscreen::fetch::{self, Bounds, FetchError, MOST_CONNECTIONS, Manners, Options, Summary};
use normscreen::report::Messages;

use super::terminal::{DIM, ERROR, STRONG, WARNING, say};
use super::{Common, Failure, Outcome};

/// Arguments of `fetch`.
#[derive(Debug, Args)]
pub struct FetchArgs {
    /// Folder of the store: an empty one, or the store of an earlier run
    #[arg(long, value_name = "DIR")]
    store: PathBuf,
    /// Address of the site, with a gii-toc.xml and a <NAME>/xml.zip for each statute
    #[arg(long, value_name = "URL", default_value = fetch::OFFICIAL)]
    base_url: String,
    /// Only these statutes, by their names in the addresses of the site: bgb,ozg
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    only: Vec<String>,
    /// Of statutes that are not in the store, only those changed on or after this day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    since: Option<SystemTime>,
    /// Remove statutes from the store that the site no longer lists
    #[arg(long, conflicts_with = "only")]
    prune: bool,
    /// Connections at once
    #[arg(long, value_name = "N", default_value_t = Manners::default().connections as u64,
          value_parser = clap::value_parser!(u64).range(1..=MOST_CONNECTIONS as u64))]
    connections: u64,
    /// Attempts for each statute
    #[arg(long, value_name = "N", default_value_t = Manners::default().attempts,
          value_parser = clap::value_parser!(u32).range(1..=100))]
    attempts: u32,
    /// Seconds without a byte after which a connection counts as dead
    #[arg(long, value_name = "S", default_value_t = Manners::default().stall.as_secs(),
          value_parser = clap::value_parser!(u64).range(1..=3600))]
    stall: u64,
    /// Address that the site's people can write to; it is sent with every request
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    contact: String,
    /// Largest package that is received, in MiB
    #[arg(long, value_name = "MIB", default_value_t = Bounds::default().package_bytes >> 20)]
    max_package: u64,
}

/// Runs the command.
pub fn run(args: &FetchArgs, common: &Common) -> Result<Outcome, Failure> {
    let defaults = Manners::default();
    let options = Options {
        base_url: args.base_url.clone(),
        store: args.store.clone(),
        only: args.only.clone(),
        since: args.since,
        prune: args.prune,
        manners: Manners {
            connections: args.connections as usize,
            attempts: args.attempts,
            stall: Duration::from_secs(args.stall),
            contact: args.contact.clone(),
            ..defaults
        },
        bounds: Bounds {
            package_bytes: args.max_package.saturating_mul(1 << 20),
            ..Bounds::default()
        },
    };
    let bar = Bar::new(common);
    let summary = fetch::fetch(&options, &bar);
    bar.bar.finish_and_clear();
    let summary = summary.map_err(|error: FetchError| {
        if error.is_usage() {
            Failure::usage(error)
        } else {
            Failure::incomplete(error)
        }
    })?;
    tell(&summary, common);
    if !common.quiet {
        summarise(&summary, args, Messages::get(common.language()))?;
    }
    Ok(if summary.is_complete() {
        Outcome::Fine
    } else {
        Outcome::Incomplete
    })
}

/// The begin of a day, in UTC.
fn day(text: &str) -> Result<SystemTime, String> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let parts: Vec<&str> = text.split('-').collect();
    let &[year, month, day] = parts.as_slice() else {
        return Err("give a day as YYYY-MM-DD".to_owned());
    };
    let name = month
        .parse::<usize>()
        .ok()
        .and_then(|m| MONTHS.get(m.wrapping_sub(1)))
        .ok_or("give a day as YYYY-MM-DD")?;
    // The library knows the calendar, and of the seven days of the week one is right.
    DAYS.iter()
        .find_map(|d| {
            httpdate::parse_http_date(&format!("{d}, {day:0>2} {name} {year} 00:00:00 GMT")).ok()
        })
        .ok_or_else(|| "is no day of the calendar since 1970".to_owned())
}

/// One bar on stderr, and with `--verbose` a line for each attempt that failed.
struct Bar {
    bar: ProgressBar,
    verbose: bool,
}

impl Bar {
    fn new(common: &Common) -> Self {
        let shown = !common.quiet && std::io::stderr().is_terminal();
        let bar = ProgressBar::with_draw_target(
            None,
            if shown {
                ProgressDrawTarget::stderr()
            } else {
                ProgressDrawTarget::hidden()
            },
        );
        let style = ProgressStyle::with_template(
            "{prefix:>10} {bar:32} {human_pos}/{human_len} statutes {per_sec} eta {eta} · {msg}",
        )
        .expect("the template is well-formed")
        .progress_chars("━╸─");
        bar.set_style(style);
        bar.set_prefix("fetching");
        bar.set_message("table of contents");
        bar.enable_steady_tick(Duration::from_millis(200));
        Self {
            bar,
            verbose: common.verbose,
        }
    }
}

impl fetch::Progress for Bar {
    fn begin(&self, statutes: u64) {
        self.bar.set_length(statutes);
        self.bar.reset_eta();
        self.bar.set_message("");
    }

    fn received(&self, bytes: u64, so_far: u64) {
        // Small pieces are many; a terminal is slow.
        if bytes > 0 {
            self.bar.set_message(HumanBytes(so_far).to_string());
        }
    }

    fn again(&self, name: &str, cause: &str, pause: Duration) {
        if self.verbose {
            let line = format_args!(
                "{DIM}again{DIM:#}: {name}: {cause}; next attempt in {:.1} s",
                pause.as_secs_f32()
            )
            .to_string();
            self.bar.suspend(|| say(&line));
        }
    }

    fn done(&self, _slug: &str) {
        self.bar.inc(1);
    }
}

/// Names what was not fetched, and what else should be known.
fn tell(summary: &Summary, common: &Common) {
    for failure in &summary.failures {
        say(format_args!(
            "{ERROR}failed{ERROR:#}: {}: {}",
            failure.name, failure.cause
        ));
    }
    if summary.not_tried > 0 {
        say(format_args!(
            "{ERROR}stopped{ERROR:#}: the site failed too often in a row; {} statutes were not \
             asked for; run the command again to go on",
            summary.not_tried
        ));
    }
    if common.quiet {
        return;
    }
    for notice in &summary.notices {
        say(format_args!("{WARNING}note{WARNING:#}: {notice}"));
    }
    if common.verbose {
        let lists = [
            ("new", &summary.new),
            ("changed", &summary.changed),
            ("removed", &summary.removed),
            ("no longer listed", &summary.gone),
        ];
        for (word, slugs) in lists {
            for slug in slugs {
                say(format_args!("{DIM}{word}{DIM:#}: {slug}"));
            }
        }
    }
}

fn summarise(summary: &Summary, args: &FetchArgs, words: &Messages) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    let count = |n: usize| words.int(n as u64);
    writeln!(
        out,
        "{STRONG}{}{STRONG:#}",
        words
            .msg("fetch.statutes")
            .with("asked", count(summary.asked))
            .with("new", count(summary.new.len()))
            .with("changed", count(summary.changed.len()))
            .with("unchanged", count(summary.unchanged))
            .with("failed", count(summary.failures.len() + summary.not_tried))
    )?;
    if summary.older > 0 {
        writeln!(
            out,
            "{}",
            words.msg("fetch.older").with("older", count(summary.older))
        )?;
    }
    if !summary.removed.is_empty() {
        let removed = count(summary.removed.len());
        writeln!(
            out,
            "{}",
            words.msg("fetch.removed").with("removed", removed)
        )?;
    }
    if !summary.gone.is_empty() {
        let gone = count(summary.gone.len());
        writeln!(out, "{}", words.msg("fetch.gone").with("gone", gone))?;
    }
    writeln!(
        out,
        "{}",
        words
            .msg("fetch.requests")
            .with("requests", words.int(summary.requests))
            .with("retries", words.int(summary.retries))
            .with("mib", words.dec(summary.bytes as f64 / f64::from(1 << 20)))
    )?;
    writeln!(
        out,
        "{}",
        words
            .msg("fetch.store")
            .with("folder", args.store.display())
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_one_of_the_calendar() {
        let at = |text: &str| {
            day(text).map(|t| t.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs())
        };
        assert_eq!(at("1970-01-02"), Ok(86_400));
        assert_eq!(at("2025-04-02"), Ok(1_743_552_000));
        assert_eq!(at("2024-02-29"), Ok(1_709_164_800));
        for wrong in [
            "2025-02-29",
            "2025-13-01",
            "2025-00-01",
            "02.04.2025",
            "x",
            "",
            "1-1-1",
        ] {
            assert!(at(wrong).is_err(), "{wrong}");
        }
    }
}
