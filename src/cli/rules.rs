//! `normscreen rules`: the rule pack as a product of its own.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use normscreen::discover::discover;
use normscreen::ingest::{ReadOptions, ingest};
use normscreen::proof::{Verdict, lint, prove};
use normscreen::rules::{FamilyKind, Language, Rule, RuleId, RulePack, Status};
use normscreen::screen::Screener;

use super::terminal::{DIM, ERROR, STRONG, WARNING, say};
use super::{Common, Failure, Outcome};

/// Arguments of `rules`.
#[derive(Debug, Args)]
pub struct RulesArgs {
    #[command(subcommand)]
    command: RulesCommand,
}

#[derive(Debug, Subcommand)]
enum RulesCommand {
    /// List the rules by category
    List,
    /// Explain one rule: what it finds, why, its exceptions and its proof
    Explain {
        /// Id of the rule, for example SF-001
        id: String,
    },
    /// Screen the examples of all rules
    Test,
    /// Look the pack over for what a careful author would mend
    Lint,
    /// Print the documentation of all rules as Markdown
    Docs,
    /// Screen statutes and tell how much of the time each rule takes
    #[command(hide = true)]
    Profile {
        /// Files and folders with statutes
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// Lay the wordings on the hard obstacles of whole statutes, and count what they settle
    Remedies(super::remedies::RemediesArgs),
}

/// Runs the command.
pub fn run(args: &RulesArgs, common: &Common, pack: &RulePack) -> Result<Outcome, Failure> {
    match &args.command {
        RulesCommand::List => list(common, pack),
        RulesCommand::Explain { id } => explain(id, common, pack),
        RulesCommand::Test => test(common, pack),
        RulesCommand::Lint => lint_pack(pack),
        RulesCommand::Docs => docs(common, pack),
        RulesCommand::Profile { paths } => profile(paths, pack),
        RulesCommand::Remedies(args) => super::remedies::run(args, common, pack),
    }
}

fn list(common: &Common, pack: &RulePack) -> Result<Outcome, Failure> {
    let language = common.language();
    let mut out = anstream::stdout().lock();
    for category in &pack.categories {
        let rules: Vec<&Rule> = pack
            .rules
            .iter()
            .filter(|r| pack.category(r.category).key == category.key)
            .collect();
        writeln!(
            out,
            "{STRONG}{}{STRONG:#} {DIM}{} · {}{DIM:#}",
            category.title.get(language),
            category.key,
            rules.len()
        )?;
        for rule in rules {
            let status = match rule.status {
                Status::Stable => "",
                Status::Preview => " (preview)",
                Status::Deprecated => " (deprecated)",
            };
            writeln!(out, "  {:<8} {}{status}", rule.id, rule.title.get(language))?;
        }
    }
    writeln!(
        out,
        "{DIM}{} rules, pack {} ({}){DIM:#}",
        pack.rules.len(),
        pack.version,
        &pack.hash[..12]
    )?;
    Ok(Outcome::Fine)
}

/// On one thread, so that no rule waits for another.
fn profile(paths: &[PathBuf], pack: &RulePack) -> Result<Outcome, Failure> {
    let screener = Screener::profiled(pack);
    let mut bytes = 0;
    for input in &discover(paths).inputs {
        for document in ingest(input, pack, &ReadOptions::default()) {
            if let Some(statute) = document.statute {
                bytes += statute
                    .provisions
                    .iter()
                    .map(|p| p.text.len())
                    .sum::<usize>();
                screener.screen(&statute);
            }
        }
    }
    let mut out = anstream::stdout().lock();
    if let Some(profile) = screener.profile() {
        let whole = profile.whole().as_secs_f64().max(f64::MIN_POSITIVE);
        let rate = bytes as f64 / 1e6 / whole;
        writeln!(
            out,
            "{whole:.2} s for {bytes} bytes of text, {rate:.0} MB/s"
        )?;
        let spent = profile.spent();
        let rules: f64 = spent.iter().map(|s| s.time.as_secs_f64()).sum();
        writeln!(out, "{:>5.1} %  all rules", rules * 100.0 / whole)?;
        for spent in spent.iter().filter(|s| s.asked > 0) {
            let share = spent.time.as_secs_f64() * 100.0 / whole;
            let id = &pack.rule(spent.rule).id;
            writeln!(out, "{share:>5.1} %  {id:<8} asked {} times", spent.asked)?;
        }
    }
    Ok(Outcome::Fine)
}

fn explain(id: &str, common: &Common, pack: &RulePack) -> Result<Outcome, Failure> {
    let rule = pack.rule_by_id(id).ok_or_else(|| {
        Failure::usage(anyhow::anyhow!(
            "there is no rule \"{id}\"; normscreen rules list shows all"
        ))
    })?;
    let mut out = anstream::stdout().lock();
    write!(out, "{}", markdown(rule, pack, common.language()))?;
    Ok(Outcome::Fine)
}

fn test(common: &Common, pack: &RulePack) -> Result<Outcome, Failure> {
    let (mut held, mut gaps, mut failed) = (0, 0, 0);
    for index in 0..pack.rules.len() {
        for verdict in prove(pack, RuleId::at(index)) {
            match verdict {
                Verdict::Holds => held += 1,
                Verdict::KnownGap => gaps += 1,
                Verdict::Fails(failure) => {
                    failed += 1;
                    say(format_args!(
                        "{ERROR}fails{ERROR:#}: {}\n  expected: {}\n  found:    {}",
                        failure.rule, failure.expected, failure.found
                    ));
                }
            }
        }
    }
    if !common.quiet {
        let mut out = anstream::stdout().lock();
        writeln!(
            out,
            "{held} examples hold, {gaps} known gaps, {failed} fail; {} rules",
            pack.rules.len()
        )?;
    }
    Ok(if failed == 0 {
        Outcome::Fine
    } else {
        Outcome::Usage
    })
}

fn lint_pack(pack: &RulePack) -> Result<Outcome, Failure> {
    let notices = lint(pack);
    for notice in &notices {
        say(format_args!(
            "{WARNING}rules/{}{WARNING:#}: {}: {}",
            notice.file, notice.rule, notice.message
        ));
    }
    Ok(if notices.is_empty() {
        Outcome::Fine
    } else {
        Outcome::Usage
    })
}

fn docs(common: &Common, pack: &RulePack) -> Result<Outcome, Failure> {
    let language = common.language();
    let mut out = std::io::stdout().lock();
    writeln!(out, "# Regelwerk {}\n", pack.version)?;
    for category in &pack.categories {
        writeln!(
            out,
            "## {}\n\n{}\n",
            category.title.get(language),
            category.about.get(language)
        )?;
        for rule in &pack.rules {
            if pack.category(rule.category).key == category.key {
                writeln!(out, "{}", markdown(rule, pack, language))?;
            }
        }
    }
    Ok(Outcome::Fine)
}

/// A rule as a page: what it finds, why, its exceptions and its proof.
fn markdown(rule: &Rule, pack: &RulePack, language: Language) -> String {
    use std::fmt::Write;
    let word = |de: &'static str, en: &'static str| match language {
        Language::De => de,
        Language::En => en,
    };
    let mut page = String::new();
    let category = pack.category(rule.category);
    // Writing to a String cannot fail.
    let _ = writeln!(page, "### {} {}\n", rule.id, rule.title.get(language));
    let _ = writeln!(
        page,
        "{} · rules/{} · {} {}\n",
        category.title.get(language),
        rule.file,
        word("seit", "since"),
        rule.since
    );
    let _ = writeln!(page, "{}\n", rule.why.get(language));
    if !rule.legal_basis.is_empty() {
        let _ = writeln!(
            page,
            "{}: {}\n",
            word("Rechtsgrundlage", "Legal basis"),
            rule.legal_basis.join(", ")
        );
    }
    let _ = writeln!(page, "{}: `{}`\n", word("Muster", "Pattern"), rule.source);
    for (title, conditions) in [
        (word("Nur wenn", "Only if"), &rule.requires),
        (word("Nicht bei", "Not with"), &rule.unless),
        (word("Gemildert durch", "Mitigated by"), &rule.mitigated_by),
        (
            word("Ausgeschlossen durch", "Excluded by"),
            &rule.excluded_by,
        ),
    ] {
        let names: Vec<&str> = conditions
            .iter()
            .map(|c| c.name.as_str())
            .filter(|n| !n.is_empty())
            .collect();
        if !names.is_empty() {
            let _ = writeln!(page, "{title}: {}\n", names.join("; "));
        }
    }
    if rule.kind == FamilyKind::Obstacle {
        let _ = writeln!(
            page,
            "{}: {}\n",
            word("Abhilfe", "Remedy"),
            rule.remedy.get(language)
        );
    }
    for example in &rule.examples {
        let sign = match (example.place.known_gap, example.marks.is_empty()) {
            (true, _) => word("bekannte Lücke", "known gap"),
            (false, true) => word("kein Fund", "silent"),
            (false, false) => example.effect.key(),
        };
        let _ = writeln!(page, "- {sign}: {}", example.place.text);
    }
    page
}
