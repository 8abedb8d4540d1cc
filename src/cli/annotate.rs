//! `normscreen annotate`: a text in, its findings out, line by line.
//!
//! What other programs build on: order is kept, each line is flushed, a bad line is answered with
//! its error and the run goes on. Offsets count Unicode scalars of the text as it was given.

use std::io::{BufRead, Write};

use clap::Args;
use normscreen::rate::{Standing, points, rate};
use normscreen::report::Messages;
use normscreen::rules::RulePack;
use normscreen::screen::{Finding, Screener, Snippet};
use normscreen::statute::{Citation, Span, scalar_offsets};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Common, Failure, Outcome};

/// Longest line that is read; a longer one is answered with an error.
const LONGEST_LINE: usize = 64 << 20;

/// Arguments of `annotate`.
#[derive(Debug, Args)]
pub struct AnnotateArgs {}

#[derive(Debug, Deserialize)]
struct Question {
    id: Value,
    text: String,
    #[serde(default)]
    law: Option<String>,
    #[serde(default)]
    law_title: Option<String>,
    #[serde(default)]
    provision: Option<String>,
    #[serde(default)]
    heading: Option<String>,
}

#[derive(Debug, Serialize)]
struct Answer<'p> {
    id: Value,
    findings: Vec<Obstacle<'p>>,
    enablers: Vec<Enabler<'p>>,
    relation: &'static str,
    readiness: Option<f64>,
    grade: &'static str,
}

#[derive(Debug, Serialize)]
struct Obstacle<'p> {
    category: &'p str,
    rule: &'p str,
    effect: &'static str,
    standing: &'static str,
    substitution: &'p str,
    act: &'p str,
    direction: &'p str,
    purpose: &'p str,
    evidence: Vec<&'p str>,
    registers: Vec<&'p str>,
    start: usize,
    end: usize,
    quote: String,
    citation: String,
}

#[derive(Debug, Serialize)]
struct Enabler<'p> {
    category: &'p str,
    rule: &'p str,
    start: usize,
    end: usize,
    quote: String,
}

#[derive(Debug, Serialize)]
struct Refusal<'e> {
    id: Option<Value>,
    error: &'e str,
}

/// Runs the command.
pub fn run(_args: &AnnotateArgs, common: &Common, pack: &RulePack) -> Result<Outcome, Failure> {
    let words = Messages::get(common.language());
    let screener = Screener::new(pack);
    let mut input = std::io::stdin().lock();
    let mut output = std::io::stdout().lock();
    let mut refused = false;
    let mut line = Vec::new();
    loop {
        line.clear();
        if !read_line(&mut input, &mut line)? {
            break;
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match answer(&line, &screener) {
            Ok(answer) => {
                serde_json::to_writer(&mut output, &answer).map_err(std::io::Error::from)?
            }
            Err((id, error)) => {
                refused = true;
                let error = words.error(&error);
                serde_json::to_writer(&mut output, &Refusal { id, error: &error })
                    .map_err(std::io::Error::from)?;
            }
        }
        output.write_all(b"\n")?;
        output.flush()?;
    }
    Ok(if refused {
        Outcome::Incomplete
    } else {
        Outcome::Fine
    })
}

/// Reads a line of bounded length; what is over the bound is dropped, so that it fails to parse.
fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> std::io::Result<bool> {
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(!line.is_empty());
        }
        let (used, ended) = match memchr::memchr(b'\n', buffer) {
            Some(at) => (at + 1, true),
            None => (buffer.len(), false),
        };
        let room = LONGEST_LINE.saturating_sub(line.len());
        line.extend_from_slice(&buffer[..used.min(room)]);
        input.consume(used);
        if ended {
            return Ok(true);
        }
    }
}

type Refused = (Option<Value>, String);

fn answer<'p>(line: &[u8], screener: &Screener<'p>) -> Result<Answer<'p>, Refused> {
    let question: Question = serde_json::from_slice(line).map_err(|error| {
        if line.len() >= LONGEST_LINE {
            return (
                None,
                format!("the line is longer than {} MiB", LONGEST_LINE >> 20),
            );
        }
        #[derive(Deserialize)]
        struct Named {
            id: Value,
        }
        let id = serde_json::from_slice::<Named>(line).ok().map(|n| n.id);
        (id, format!("the line is no question: {error}"))
    })?;
    let pack = screener.pack();
    let read = Snippet {
        text: &question.text,
        law: question.law.as_deref().unwrap_or_default(),
        law_title: question.law_title.as_deref().unwrap_or_default(),
        provision: question.provision.as_deref().unwrap_or_default(),
        heading: question.heading.as_deref().unwrap_or_default(),
    }
    .read(pack);
    let (statute, provision) = (&read.statute, read.provision());
    let screened = &screener.screen(statute)[0];
    let rating = rate(pack, screened);

    let all: Vec<Span> = screened
        .obstacles
        .iter()
        .chain(&screened.enablers)
        .map(|f| read.source_span(f.span))
        .collect();
    let scalars = scalar_offsets(&question.text, all.iter().flat_map(|s| [s.start, s.end]));
    let place = |index: usize| {
        (
            scalars[2 * index],
            scalars[2 * index + 1],
            all[index].of(&question.text).to_owned(),
        )
    };
    let rule = |finding: &Finding| pack.rule(finding.rule);
    let findings = screened
        .obstacles
        .iter()
        .enumerate()
        .map(|(index, finding)| {
            let (start, end, quote) = place(index);
            Obstacle {
                category: &pack.category_of(finding.rule).key,
                rule: &rule(finding).id,
                effect: finding.effect.key(),
                standing: Standing::of(finding).key(),
                substitution: finding
                    .general_clause()
                    .map_or("", |c| &pack.substitution.clauses[c.index()].cite),
                act: finding.act.map_or("", |a| &pack.acts[a.index()].key),
                direction: finding
                    .direction
                    .map_or("", |d| &pack.facets.directions[d.index()].key),
                purpose: finding
                    .purpose
                    .map_or("", |p| &pack.facets.purposes[p.index()].key),
                evidence: finding
                    .evidence
                    .iter()
                    .map(|id| pack.facets.evidence[id.index()].key.as_str())
                    .collect(),
                registers: finding
                    .evidence
                    .iter()
                    .filter_map(|id| pack.facets.register_of(id))
                    .map(|register| register.id.as_str())
                    .collect(),
                start,
                end,
                quote,
                citation: Citation::at(statute, provision, finding.span).to_string(),
            }
        })
        .collect();
    let enablers = screened
        .enablers
        .iter()
        .enumerate()
        .map(|(index, finding)| {
            let (start, end, quote) = place(screened.obstacles.len() + index);
            Enabler {
                category: &pack.category_of(finding.rule).key,
                rule: &rule(finding).id,
                start,
                end,
                quote,
            }
        })
        .collect();
    Ok(Answer {
        id: question.id,
        findings,
        enablers,
        relation: screened.relation.key(),
        readiness: rating.readiness.map(points),
        grade: rating.grade.map_or("", |g| g.letter()),
    })
}
