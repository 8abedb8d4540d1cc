//! `normscreen rules remedies`: do the wordings settle what they are for, on real law?

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use comfy_table::{CellAlignment, Table};
use normscreen::discover::discover;
use normscreen::ingest::{ReadOptions, ingest};
use normscreen::remedy::{self, Edit, Outcome as Settled};
use normscreen::rules::{Effect, RulePack};
use normscreen::screen::Screener;
use normscreen::statute::{Citation, Provision, Span, Statute};
use rayon::prelude::*;

use super::{Common, Failure, Outcome, must_exist};

/// Arguments of `rules remedies`.
#[derive(Debug, Args)]
pub struct RemediesArgs {
    /// Files and folders with statutes
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Print every passage whose wording leaves the obstacle standing
    #[arg(long)]
    standing: bool,
    /// Print every passage without a wording
    #[arg(long)]
    without: bool,
    /// Print N passages with their wording, spread over the whole
    #[arg(long, default_value_t = 0, value_name = "N")]
    sample: usize,
    /// Only obstacles of these categories
    #[arg(long, value_delimiter = ',', value_name = "CATEGORY")]
    category: Vec<String>,
}

/// A hard obstacle and what its wording does to it.
struct Case {
    category: usize,
    settled: Option<Settled>,
    line: String,
}

/// Counts of one category.
#[derive(Default, Clone, Copy)]
struct Counts {
    hard: usize,
    worded: usize,
    silenced: usize,
    mitigated: usize,
}

/// Runs the command.
pub fn run(args: &RemediesArgs, _common: &Common, pack: &RulePack) -> Result<Outcome, Failure> {
    for path in &args.paths {
        must_exist(path)?;
    }
    for key in &args.category {
        if !pack.categories.iter().any(|c| &c.key == key) {
            return Err(Failure::usage(anyhow::anyhow!(
                "\"{key}\" is no category; `normscreen rules list` shows them"
            )));
        }
    }
    let found = discover(&args.paths);
    let screener = Screener::new(pack);
    let cases: Vec<Case> = found
        .inputs
        .par_iter()
        .flat_map_iter(|input| ingest(input, pack, &ReadOptions::default()))
        .filter_map(|document| document.statute)
        .flat_map_iter(|statute| cases(args, &screener, &statute))
        .collect();

    let mut counts: BTreeMap<usize, Counts> = BTreeMap::new();
    for case in &cases {
        let counts = counts.entry(case.category).or_default();
        counts.hard += 1;
        counts.worded += usize::from(case.settled.is_some());
        counts.silenced += usize::from(case.settled == Some(Settled::Silenced));
        counts.mitigated += usize::from(case.settled == Some(Settled::Mitigated));
    }
    let mut out = anstream::stdout().lock();
    writeln!(out, "{}", table(pack, &counts))?;
    let picked: Vec<&Case> = cases
        .iter()
        .filter(|c| match c.settled {
            None => args.without,
            Some(Settled::Stands) => args.standing,
            Some(_) => false,
        })
        .collect();
    for case in picked {
        writeln!(out, "{}", case.line)?;
    }
    let worded: Vec<&Case> = cases.iter().filter(|c| c.settled.is_some()).collect();
    let step = (worded.len() / args.sample.max(1)).max(1);
    for case in worded.iter().step_by(step).take(args.sample) {
        writeln!(out, "{}", case.line)?;
    }
    Ok(Outcome::Fine)
}

fn cases(args: &RemediesArgs, screener: &Screener<'_>, statute: &Statute) -> Vec<Case> {
    let pack = screener.pack();
    let mut cases = Vec::new();
    for (provision, screened) in statute.provisions.iter().zip(screener.screen(statute)) {
        for finding in screened
            .obstacles
            .iter()
            .filter(|f| f.effect != Effect::Mitigated)
        {
            let category = pack.rule(finding.rule).category;
            let key = &pack.category(category).key;
            if !args.category.is_empty() && !args.category.contains(key) {
                continue;
            }
            let edit = remedy::preferred(pack, provision, finding);
            let settled = edit.as_ref().map(|edit| {
                let edits = std::slice::from_ref(edit);
                remedy::prove(screener, statute, provision, finding, edits)
            });
            let citation = Citation::at(statute, provision, finding.span).short();
            cases.push(Case {
                category: category.index(),
                settled,
                line: format!(
                    "{key}\t{}\t{citation}\t{}",
                    pack.rule(finding.rule).id,
                    passage(provision, finding.sentence, finding.span, edit.as_ref())
                ),
            });
        }
    }
    cases
}

/// The sentence around a finding with the old wording struck and the new one behind it.
fn passage(provision: &Provision, sentence: Span, finding: Span, edit: Option<&Edit>) -> String {
    const REACH: usize = 160;
    let text = &provision.text;
    let marked = edit.map_or(finding, |e| e.span);
    let near = |at: usize| {
        let mut at = at;
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = near(marked.start.saturating_sub(REACH)).max(sentence.start.min(marked.start));
    let end = near((marked.end + REACH).min(text.len())).min(sentence.end.max(marked.end));
    let new = edit.map_or(String::new(), |e| format!("{{{}}}", e.replacement));
    format!(
        "{}[{}]{new}{}",
        &text[start..marked.start],
        marked.of(text),
        &text[marked.end..end]
    )
    .replace('\n', " ")
}

fn table(pack: &RulePack, counts: &BTreeMap<usize, Counts>) -> Table {
    let mut table = Table::new();
    table.load_preset(comfy_table::presets::NOTHING);
    table.set_header([
        "category",
        "hard",
        "worded",
        "%",
        "silenced",
        "mitigated",
        "standing",
        "settled %",
    ]);
    let share = |part: usize, whole: usize| {
        if whole == 0 {
            String::new()
        } else {
            format!("{:.1}", 100.0 * part as f64 / whole as f64)
        }
    };
    let mut row = |name: &str, c: &Counts| {
        let settled = c.silenced + c.mitigated;
        table.add_row([
            name.to_owned(),
            c.hard.to_string(),
            c.worded.to_string(),
            share(c.worded, c.hard),
            c.silenced.to_string(),
            c.mitigated.to_string(),
            (c.worded - settled).to_string(),
            share(settled, c.worded),
        ]);
    };
    let mut sum = Counts::default();
    for (category, c) in counts {
        row(&pack.categories[*category].key, c);
        sum.hard += c.hard;
        sum.worded += c.worded;
        sum.silenced += c.silenced;
        sum.mitigated += c.mitigated;
    }
    row("", &sum);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}
