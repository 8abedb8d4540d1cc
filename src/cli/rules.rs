//! `normscreen rules`: the rule pack as a product of its own.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use normscreen::discover::{Discovery, discover};
use normscreen::ingest::{ReadOptions, ingest};
use normscreen::ledger::Outcome as Ended;
use normscreen::proof::{self, Verdict, lint, prove, prove_own_clauses, prove_rewrites};
use normscreen::report::OutputFolder;
use normscreen::rules::{FamilyKind, Language, Rule, RuleId, RulePack, Status};
use normscreen::screen::Screener;
use rayon::prelude::*;

use super::terminal::{DIM, ERROR, STRONG, WARNING, say};
use super::{Common, Failure, Outcome, must_exist};

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
    /// Print the documentation of all rules as Markdown, or write a page for each
    Docs {
        /// Write README.md and a page for each rule to this folder
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// Screen files and name the rules that never fire on them
    Coverage {
        /// Files and folders
        #[arg(required = true)]
        paths: Vec<PathBuf>,
    },
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
        RulesCommand::Docs { out: None } => docs(common, pack),
        RulesCommand::Docs { out: Some(folder) } => docs_pages(folder, common, pack),
        RulesCommand::Coverage { paths } => coverage(paths, common, pack),
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
                    tell(&failure);
                }
            }
        }
    }
    // Clauses and wordings have examples, too.
    let further = prove_own_clauses(pack).into_iter();
    for failure in further.chain(prove_rewrites(pack)) {
        failed += 1;
        tell(&failure);
    }
    for indication in &pack.indications {
        let wrong = indication.prove();
        held += indication.hits.len() + indication.misses.len() - wrong.len();
        failed += wrong.len();
        for line in wrong {
            say(format_args!("{ERROR}fails{ERROR:#}: {line}"));
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

fn tell(failure: &proof::Failure) {
    say(format_args!(
        "{ERROR}fails{ERROR:#}: {}\n  expected: {}\n  found:    {}",
        failure.rule, failure.expected, failure.found
    ));
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

/// A page for each rule, and one that lists them.
fn docs_pages(folder: &Path, common: &Common, pack: &RulePack) -> Result<Outcome, Failure> {
    let language = common.language();
    let out = OutputFolder::open(folder).map_err(Failure::incomplete)?;
    let mut index = format!("# Regelwerk {}\n", pack.version);
    for category in &pack.categories {
        index.push_str(&format!(
            "\n## {}\n\n{}\n\n",
            category.title.get(language),
            category.about.get(language)
        ));
        for rule in &pack.rules {
            if pack.category(rule.category).key == category.key {
                let title = rule.title.get(language);
                index.push_str(&format!("- [{} {title}]({}.md)\n", rule.id, rule.id));
                let page = markdown(rule, pack, language).replacen("### ", "# ", 1);
                out.write(&format!("{}.md", rule.id), |file| {
                    file.write_all(page.as_bytes())
                })
                .map_err(Failure::incomplete)?;
            }
        }
    }
    out.write("README.md", |file| file.write_all(index.as_bytes()))
        .map_err(Failure::incomplete)?;
    out.finish().map_err(Failure::incomplete)?;
    Ok(Outcome::Fine)
}

/// How often each rule fires below the paths; those that never do are named.
fn coverage(paths: &[PathBuf], common: &Common, pack: &RulePack) -> Result<Outcome, Failure> {
    for path in paths {
        must_exist(path)?;
    }
    let screener = Screener::new(pack);
    let Discovery { inputs, failures } = discover(paths);
    let none = || (vec![0_u64; pack.rules.len()], 0_usize);
    let (fired, failed) = inputs
        .par_iter()
        .fold(none, |(mut fired, mut failed), input| {
            for document in ingest(input, pack, &ReadOptions::default()) {
                failed += usize::from(document.record.outcome == Ended::Failed);
                for screened in document.statute.iter().flat_map(|s| screener.screen(s)) {
                    for finding in screened.obstacles.iter().chain(&screened.enablers) {
                        fired[finding.rule.index()] += 1;
                    }
                }
            }
            (fired, failed)
        })
        .reduce(none, |(a, failed), (b, more)| {
            let sums = a.iter().zip(&b).map(|(a, b)| a + b).collect();
            (sums, failed + more)
        });
    let silent: Vec<&Rule> = pack
        .rules
        .iter()
        .zip(&fired)
        .filter(|(rule, fired)| **fired == 0 && rule.status != Status::Deprecated)
        .map(|(rule, _)| rule)
        .collect();
    let mut out = anstream::stdout().lock();
    writeln!(
        out,
        "{STRONG}{} of {} rules fired on {} files{STRONG:#}",
        pack.rules.len() - silent.len(),
        pack.rules.len(),
        inputs.len()
    )?;
    for rule in silent {
        let title = rule.title.get(common.language());
        writeln!(out, "never fired: {:<8} {title}", rule.id)?;
    }
    if common.verbose {
        for (rule, fired) in pack.rules.iter().zip(&fired) {
            writeln!(out, "{fired:>8} {}", rule.id)?;
        }
    }
    Ok(if failed > 0 || !failures.is_empty() {
        Outcome::Incomplete
    } else {
        Outcome::Fine
    })
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
        let mut reasons: Vec<&str> = Vec::new();
        for condition in conditions {
            let reason = pack.reason(condition, language);
            if !reason.is_empty() && !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        if !reasons.is_empty() {
            let _ = writeln!(page, "{title}:\n");
            for reason in reasons {
                let _ = writeln!(page, "- {reason}");
            }
            let _ = writeln!(page);
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
