//! `normscreen statute`: how a file was read, for people and for programs.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use normscreen::ingest::ReadOptions;
use normscreen::ledger::Outcome as Ended;
use normscreen::report::Messages;
use normscreen::rules::RulePack;
use normscreen::statute::references::{self, Reference};
use normscreen::statute::{
    Citation, Item, Provision, Sentence, Span, Statute, Subsection, scalar_offsets,
};
use rayon::prelude::*;
use serde::Serialize;

use super::reading::ReadArgs;
use super::terminal::{self, ERROR, WARNING};
use super::{Common, Failure, Outcome, must_exist};

/// Arguments of `statute`.
#[derive(Debug, Args)]
pub struct StatuteArgs {
    /// Files and folders with statutes, zip files of them, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How to show them
    #[arg(long, value_enum, default_value_t = Shape::Outline)]
    format: Shape,
    /// Resolve the references inside each statute, and list those that lead nowhere
    #[arg(long, conflicts_with = "format")]
    check_references: bool,
    #[command(flatten)]
    reading: ReadArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// Provisions with their counts of subsections, sentences and items
    Outline,
    /// The document model
    Json,
}

/// Runs the command.
pub fn run(args: &StatuteArgs, common: &Common, pack: &RulePack) -> Result<Outcome, Failure> {
    let (statutes, outcome) = read_all(&args.paths, &args.reading.options(), common, pack)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    if args.check_references {
        let words = Messages::get(common.language());
        check_references(&statutes, pack, words, &mut out)?;
        out.flush()?;
        return Ok(outcome);
    }
    match args.format {
        Shape::Json => {
            let models: Vec<StatuteModel> = statutes.iter().map(StatuteModel::of).collect();
            serde_json::to_writer_pretty(&mut out, &models).map_err(std::io::Error::from)?;
            writeln!(out)?;
        }
        Shape::Outline => {
            for statute in &statutes {
                outline(statute, &mut out)?;
            }
        }
    }
    out.flush()?;
    Ok(outcome)
}

/// Reads all statutes below the paths; what cannot be read is named on stderr.
pub fn read_all(
    paths: &[PathBuf],
    options: &ReadOptions,
    common: &Common,
    pack: &RulePack,
) -> Result<(Vec<Statute>, Outcome), Failure> {
    for path in paths {
        must_exist(path)?;
    }
    let found = normscreen::discover::discover(paths);
    let mut outcome = Outcome::Fine;
    let mut statutes = Vec::new();
    let words = Messages::get(common.language());
    let mut tell = |record: &normscreen::ledger::InputRecord| {
        let style = match record.outcome {
            Ended::Failed => {
                outcome = Outcome::Incomplete;
                ERROR
            }
            Ended::PartlyRead if !common.quiet => WARNING,
            _ => return,
        };
        terminal::input(record, style, words);
    };
    let unreached = found.failures.iter().map(|f| &f.record);
    unreached.for_each(&mut tell);
    let documents: Vec<_> = found
        .inputs
        .par_iter()
        .flat_map_iter(|input| normscreen::ingest::ingest(input, pack, options))
        .collect();
    for document in documents {
        tell(&document.record);
        statutes.extend(document.statute);
    }
    if statutes.is_empty() && outcome == Outcome::Fine {
        return Err(Failure::usage(Failure::no_statute()));
    }
    Ok((statutes, outcome))
}

/// Lists references that lead nowhere, then how many lead somewhere.
fn check_references(
    statutes: &[Statute],
    pack: &RulePack,
    words: &Messages,
    out: &mut impl Write,
) -> std::io::Result<()> {
    let found: Vec<Vec<Reference>> = statutes
        .par_iter()
        .map(|statute| references::check(statute, &pack.lexicon))
        .collect();
    let (mut resolved, mut unresolved, mut foreign, mut uncertain) = (0u64, 0u64, 0u64, 0u64);
    for (statute, found) in statutes.iter().zip(&found) {
        for reference in found {
            match &reference.outcome {
                references::Outcome::Resolved { .. } => resolved += 1,
                references::Outcome::Foreign(_) => foreign += 1,
                references::Outcome::Uncertain(_) => uncertain += 1,
                references::Outcome::Unresolved(why) => {
                    unresolved += 1;
                    let provision = &statute.provisions[reference.provision];
                    writeln!(
                        out,
                        "{}: {}: {}: {}",
                        Citation::at(statute, provision, reference.span),
                        words.quote(reference.span.of(&provision.text)),
                        reference.citation,
                        words.error(&why.to_string()),
                    )?;
                }
            }
        }
    }
    let certain = resolved + unresolved;
    let share = if certain == 0 {
        100.0
    } else {
        resolved as f64 * 100.0 / certain as f64
    };
    let told = words
        .msg("terminal.references")
        .with("n", words.int(certain))
        .with("resolved", words.int(resolved))
        .with("share", words.dec2(share))
        .with("unresolved", words.int(unresolved))
        .with("foreign", words.int(foreign))
        .with("uncertain", words.int(uncertain));
    writeln!(out, "{told}")
}

fn outline(statute: &Statute, out: &mut impl Write) -> std::io::Result<()> {
    writeln!(out, "{}  {}", statute.abbreviation, statute.title)?;
    writeln!(
        out,
        "{} · {} · {} · {}",
        statute.doc_number, statute.kind, statute.area, statute.as_of
    )?;
    let mut above: &[String] = &[];
    for provision in &statute.provisions {
        for (depth, unit) in provision.outline.iter().enumerate() {
            if above.get(depth) != Some(unit) {
                writeln!(out, "{:indent$}{unit}", "", indent = 2 + 2 * depth)?;
                above = &[];
            }
        }
        above = &provision.outline;
        fn count(items: &[Item]) -> usize {
            items.iter().map(|i| 1 + count(&i.items)).sum()
        }
        writeln!(
            out,
            "{:indent$}{}  {}  [{} Abs., {} S., {} Nr./Buchst.{}]",
            "",
            provision.designation,
            provision.heading,
            provision.subsections.len(),
            provision
                .subsections
                .iter()
                .map(|s| s.sentences.len())
                .sum::<usize>(),
            provision
                .subsections
                .iter()
                .map(|s| count(&s.items))
                .sum::<usize>(),
            if provision.repealed {
                ", weggefallen"
            } else {
                ""
            },
            indent = 2 + 2 * provision.outline.len(),
        )?;
    }
    Ok(())
}

#[derive(Serialize)]
struct StatuteModel<'s> {
    statute_id: &'s str,
    doc_number: &'s str,
    abbreviation: &'s str,
    title: &'s str,
    short_title: &'s str,
    kind: &'s str,
    area: &'s str,
    as_of: &'s str,
    date: &'s str,
    gazette: &'s str,
    notes: &'s [String],
    provisions: Vec<ProvisionModel<'s>>,
}

#[derive(Serialize)]
struct ProvisionModel<'s> {
    provision: &'s str,
    heading: &'s str,
    outline: &'s [String],
    repealed: bool,
    norm_number: &'s str,
    #[serde(skip_serializing_if = "str::is_empty")]
    eid: &'s str,
    text: &'s str,
    subsections: Vec<SubsectionModel<'s>>,
    footnotes: &'s [String],
    images: u32,
}

#[derive(Serialize)]
struct SubsectionModel<'s> {
    label: Option<&'s str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    eid: &'s str,
    start: usize,
    end: usize,
    sentences: Vec<SpanModel>,
    items: Vec<ItemModel<'s>>,
}

#[derive(Serialize)]
struct SpanModel {
    start: usize,
    end: usize,
}

#[derive(Serialize)]
struct ItemModel<'s> {
    label: &'s str,
    #[serde(skip_serializing_if = "str::is_empty")]
    eid: &'s str,
    start: usize,
    end: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sentences: Vec<SpanModel>,
    items: Vec<ItemModel<'s>>,
}

impl<'s> StatuteModel<'s> {
    fn of(statute: &'s Statute) -> Self {
        Self {
            statute_id: &statute.id,
            doc_number: &statute.doc_number,
            abbreviation: &statute.abbreviation,
            title: &statute.title,
            short_title: &statute.short_title,
            kind: &statute.kind,
            area: &statute.area,
            as_of: &statute.as_of,
            date: &statute.date,
            gazette: &statute.gazette,
            notes: &statute.notes,
            provisions: statute.provisions.iter().map(provision_model).collect(),
        }
    }
}

/// Byte offsets of a text in Unicode scalars.
struct Scalars(Vec<(usize, usize)>);

impl Scalars {
    fn of(text: &str, mut offsets: Vec<usize>) -> Self {
        offsets.sort_unstable();
        offsets.dedup();
        let counts = scalar_offsets(text, offsets.iter().copied());
        Self(offsets.into_iter().zip(counts).collect())
    }

    fn span(&self, span: Span) -> SpanModel {
        let count = |offset: usize| {
            let at = self.0.partition_point(|(o, _)| *o < offset);
            self.0[at].1
        };
        SpanModel {
            start: count(span.start),
            end: count(span.end),
        }
    }
}

fn provision_model(provision: &Provision) -> ProvisionModel<'_> {
    fn note(items: &[Item], spans: &mut Vec<Span>) {
        for item in items {
            spans.push(item.span);
            spans.extend(item.sentences.iter().map(|s| s.span));
            note(&item.items, spans);
        }
    }
    let mut spans = Vec::new();
    for subsection in &provision.subsections {
        spans.push(subsection.span);
        spans.extend(subsection.sentences.iter().map(|s| s.span));
        note(&subsection.items, &mut spans);
    }
    let scalars = Scalars::of(
        &provision.text,
        spans.iter().flat_map(|s| [s.start, s.end]).collect(),
    );
    ProvisionModel {
        provision: &provision.designation,
        heading: &provision.heading,
        outline: &provision.outline,
        repealed: provision.repealed,
        norm_number: &provision.norm_number,
        eid: &provision.eid,
        text: &provision.text,
        subsections: provision
            .subsections
            .iter()
            .map(|s| subsection_model(provision, s, &scalars))
            .collect(),
        footnotes: &provision.footnotes,
        images: provision.images,
    }
}

fn subsection_model<'s>(
    provision: &'s Provision,
    subsection: &'s Subsection,
    scalars: &Scalars,
) -> SubsectionModel<'s> {
    let SpanModel { start, end } = scalars.span(subsection.span);
    SubsectionModel {
        label: subsection.label.as_deref(),
        eid: own_eid(provision, subsection.span),
        start,
        end,
        sentences: sentence_models(&subsection.sentences, scalars),
        items: item_models(provision, &subsection.items, scalars),
    }
}

fn sentence_models(sentences: &[Sentence], scalars: &Scalars) -> Vec<SpanModel> {
    sentences.iter().map(|s| scalars.span(s.span)).collect()
}

/// The element that is just this part; empty where the source does not name it.
fn own_eid(provision: &Provision, part: Span) -> &str {
    match provision.eid_at(part) {
        eid if eid == provision.eid => "",
        eid => eid,
    }
}

fn item_models<'s>(
    provision: &'s Provision,
    items: &'s [Item],
    scalars: &Scalars,
) -> Vec<ItemModel<'s>> {
    items
        .iter()
        .map(|item| {
            let SpanModel { start, end } = scalars.span(item.span);
            ItemModel {
                label: &item.label,
                eid: own_eid(provision, item.span),
                start,
                end,
                sentences: sentence_models(&item.sentences, scalars),
                items: item_models(provision, &item.items, scalars),
            }
        })
        .collect()
}
