//! `normscreen explain`: one provision with its findings marked, and how its score comes about.

use std::fmt::Write as _;
use std::io::Write;
use std::path::PathBuf;

use anstyle::{AnsiColor, Style};
use clap::Args;
use normscreen::ingest::{Document, ingest};
use normscreen::ledger::{InputRecord, Outcome as Ended};
use normscreen::pipeline::screen_and_rate;
use normscreen::rate::{FULL, Rating, Standing};
use normscreen::remedy::remedies;
use normscreen::report::Messages;
use normscreen::rules::{Effect, FamilyKind, RulePack};
use normscreen::screen::{Finding, ScreenedProvision, Screener};
use normscreen::statute::citation::same_name;
use normscreen::statute::{Citation, Item, Provision, Span, Statute, Subsection, ended_on};
use rayon::prelude::*;

use super::reading::ReadArgs;
use super::terminal::{self, DIM, ERROR, STRONG};
use super::{Common, Failure, Outcome, must_exist};

/// Widest line; a wider terminal is not filled, since nobody reads such lines.
const WIDTH: usize = 100;

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// File or folder with statutes, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The provision, for example "§ 3 OZG" or "§ 3 Abs. 2 OZG"; the statute may be left out where
    /// there is only one
    #[arg(required = true, value_name = "CITATION")]
    citation: String,
    #[command(flatten)]
    reading: ReadArgs,
}

/// Runs the command.
pub fn run(args: &ExplainArgs, common: &Common, pack: &RulePack) -> Result<Outcome, Failure> {
    let citation: Citation = args
        .citation
        .parse()
        .map_err(|e| Failure::usage(anyhow::anyhow!("\"{}\": {e}", args.citation)))?;
    let words = Messages::get(common.language());
    let statutes = find(args, &citation, pack, words)?;
    let mut places = Vec::new();
    let mut missing = None;
    for statute in &statutes {
        // As a report prints it, or as people write it.
        let place = statute.locate(&args.citation).map(Ok);
        match place.unwrap_or_else(|| statute.find(&citation)) {
            Ok((provision, _)) => places.push((statute, provision)),
            Err(error) => {
                // A draft need not have an abbreviation yet.
                let name = [&statute.abbreviation, &statute.short_title, &statute.title]
                    .into_iter()
                    .find(|name| !name.is_empty())
                    .map_or(words.t("terminal.draft"), String::as_str);
                missing = Some(anyhow::anyhow!("{name}: {error}"));
            }
        }
    }
    if let (true, Some(missing)) = (places.is_empty(), missing) {
        return Err(Failure::usage(missing));
    }
    let screener = Screener::new(pack);
    let mut out = anstream::stdout().lock();
    let several = places.len() > 1;
    for (statute, provision) in places {
        if several {
            let ended = statute
                .repeal
                .as_ref()
                .is_some_and(|r| ended_on(&r.from, &statute.built));
            let past = if ended {
                format!(" · {}", words.t("word.repealed"))
            } else {
                String::new()
            };
            let (title, number) = (&statute.title, &statute.doc_number);
            writeln!(out, "{DIM}{title} · {number}{past}{DIM:#}")?;
        }
        let place = statute
            .provisions
            .iter()
            .position(|p| std::ptr::eq(p, provision))
            .expect("the provision is one of the statute's");
        let (screened, ratings) = screen_and_rate(&screener, statute);
        let page = Page {
            pack,
            words,
            statute,
            provision,
            screened: &screened[place],
            rating: &ratings[place],
        };
        out.write_all(page.print().as_bytes())?;
    }
    Ok(Outcome::Fine)
}

/// The statutes that the citation names.
fn find(
    args: &ExplainArgs,
    citation: &Citation,
    pack: &RulePack,
    words: &Messages,
) -> Result<Vec<Statute>, Failure> {
    for path in &args.paths {
        must_exist(path)?;
    }
    let found = normscreen::discover::discover(&args.paths);
    let options = args.reading.options();
    let named = |statute: &Statute| {
        let name = &statute.abbreviation;
        (!name.is_empty() && statute.without_name(&args.citation).is_some())
            || statute.locate(&args.citation).is_some()
    };
    let documents: Vec<Document> = found
        .inputs
        .par_iter()
        .flat_map_iter(|input| ingest(input, pack, &options))
        .map(|mut document| {
            document.statute = document.statute.filter(|statute| {
                citation.statute.is_empty()
                    || same_name(&statute.abbreviation, &citation.statute)
                    || named(statute)
            });
            document
        })
        .collect();
    let (records, statutes): (Vec<InputRecord>, Vec<Option<Statute>>) =
        documents.into_iter().map(|d| (d.record, d.statute)).unzip();
    let mut statutes: Vec<Statute> = statutes.into_iter().flatten().collect();
    let failed: Vec<&InputRecord> = records
        .iter()
        .filter(|record| record.outcome == Ended::Failed)
        .collect();
    if statutes.is_empty() && !failed.is_empty() && failed.len() == records.len() {
        for record in failed {
            terminal::input(record, ERROR, words);
        }
        return Err(Failure::incomplete(Failure::no_statute()));
    }
    if !citation.statute.is_empty() {
        // The longest name is meant: "§ 3 EEG 2023" is no § 3 of a statute that is called "2023".
        let longest = statutes.iter().map(|s| s.abbreviation.len()).max();
        statutes.retain(|s| Some(s.abbreviation.len()) == longest);
    }
    match statutes.len() {
        0 if citation.statute.is_empty() => {
            Err(Failure::usage(anyhow::anyhow!("the files hold no statute")))
        }
        0 if found.inputs.len() == 1 => Err(Failure::usage(anyhow::anyhow!(
            "the file holds no statute with the abbreviation \"{}\"",
            citation.statute
        ))),
        0 => Err(Failure::usage(anyhow::anyhow!(
            "none of the {} files holds a statute with the abbreviation \"{}\"",
            found.inputs.len(),
            citation.statute
        ))),
        n if n > 1 && citation.statute.is_empty() => Err(Failure::usage(anyhow::anyhow!(
            "there are {n} statutes; name one, as in \"{} {}\"",
            args.citation,
            statutes[0].abbreviation
        ))),
        _ => Ok(statutes),
    }
}

/// What is shown.
struct Page<'a> {
    pack: &'a RulePack,
    words: &'a Messages,
    statute: &'a Statute,
    provision: &'a Provision,
    screened: &'a ScreenedProvision,
    rating: &'a Rating,
}

impl Page<'_> {
    fn print(&self) -> String {
        let mut page = String::new();
        // Writing to a String cannot fail.
        let _ = self.write(&mut page);
        page
    }

    fn write(&self, page: &mut String) -> std::fmt::Result {
        let whole = Span::new(0, self.provision.text.len());
        let mut name = Citation::at(self.statute, self.provision, whole);
        name.steps.clear();
        writeln!(page, "{STRONG}{name}  {}{STRONG:#}", self.provision.heading)?;
        writeln!(page, "{DIM}{}{DIM:#}", self.statute.title)?;
        for unit in &self.provision.outline {
            writeln!(page, "{DIM}{unit}{DIM:#}")?;
        }
        writeln!(page)?;
        let findings = self.numbered();
        for subsection in &self.provision.subsections {
            self.subsection(page, subsection, &findings)?;
        }
        writeln!(page)?;
        for (number, finding) in findings.iter().enumerate() {
            self.finding(page, number + 1, finding)?;
        }
        self.score(page, &findings)
    }

    /// All findings in the order of the text.
    fn numbered(&self) -> Vec<&Finding> {
        let mut findings: Vec<&Finding> = self
            .screened
            .obstacles
            .iter()
            .chain(&self.screened.enablers)
            .collect();
        findings.sort_by_key(|f| (f.span.start, f.span.end, f.rule));
        findings
    }

    fn subsection(
        &self,
        page: &mut String,
        subsection: &Subsection,
        findings: &[&Finding],
    ) -> std::fmt::Result {
        self.stretch(page, subsection.span, &subsection.items, 0, findings)
    }

    /// A stretch of text with its items on lines of their own.
    fn stretch(
        &self,
        page: &mut String,
        span: Span,
        items: &[Item],
        depth: usize,
        findings: &[&Finding],
    ) -> std::fmt::Result {
        let mut at = span.start;
        for item in items {
            self.lines(
                page,
                Span::new(at, item.span.start.max(at)),
                depth,
                findings,
            )?;
            self.stretch(page, item.span, &item.items, depth + 1, findings)?;
            at = item.span.end;
        }
        self.lines(page, Span::new(at, span.end.max(at)), depth, findings)
    }

    fn lines(
        &self,
        page: &mut String,
        span: Span,
        depth: usize,
        findings: &[&Finding],
    ) -> std::fmt::Result {
        let text = self.marked(span, findings);
        let indent = "    ".repeat(depth);
        for line in text.lines().filter(|l| !l.trim().is_empty()) {
            let options = textwrap::Options::new(WIDTH)
                .initial_indent(&indent)
                .subsequent_indent(&indent);
            for wrapped in textwrap::wrap(line.trim(), options) {
                writeln!(page, "{wrapped}")?;
            }
        }
        Ok(())
    }

    /// The text of a span, each finding in brackets with its number.
    fn marked(&self, span: Span, findings: &[&Finding]) -> String {
        let text = &self.provision.text;
        let mut out = String::new();
        let mut at = span.start;
        for (number, finding) in findings.iter().enumerate() {
            if !span.contains(finding.span) || finding.span.start < at {
                continue;
            }
            let style = self.style(finding);
            out.push_str(&text[at..finding.span.start]);
            // Every word carries the style, so that a line break does not lose it.
            let words: Vec<String> = finding
                .span
                .of(text)
                .split(' ')
                .map(|word| format!("{style}{word}{style:#}"))
                .collect();
            let _ = write!(out, "[{}]{}", words.join(" "), superscript(number + 1));
            at = finding.span.end;
        }
        out.push_str(&text[at..span.end]);
        out
    }

    fn style(&self, finding: &Finding) -> Style {
        match (self.pack.rule(finding.rule).kind, Standing::of(finding)) {
            (FamilyKind::Enabler, _) => AnsiColor::Green.on_default(),
            (_, Standing::Blocking) => AnsiColor::Red.on_default().underline(),
            (_, Standing::Substitutable) => AnsiColor::Yellow.on_default().underline(),
            (_, Standing::Open) => AnsiColor::Blue.on_default().underline(),
        }
    }

    fn finding(&self, page: &mut String, number: usize, finding: &Finding) -> std::fmt::Result {
        let (pack, words) = (self.pack, self.words);
        let language = words.language();
        let rule = pack.rule(finding.rule);
        let style = self.style(finding);
        let mut said = vec![
            pack.category_of(finding.rule)
                .title
                .get(language)
                .to_owned(),
        ];
        match rule.kind {
            FamilyKind::Enabler => said.push(words.t("terminal.enabler").to_owned()),
            FamilyKind::Obstacle => {
                if finding.effect == Effect::Excluded {
                    said.push(words.t("effect.excluded").to_owned());
                }
                let mut standing = Standing::of(finding).word(words).to_owned();
                if let Some(clause) = finding.general_clause() {
                    let _ = write!(
                        standing,
                        " ({})",
                        pack.substitution.clauses[clause.index()].cite
                    );
                }
                said.push(standing);
            }
        }
        if let Some(act) = finding.act {
            said.push(pack.acts[act.index()].title.get(language).to_owned());
        }
        said.push(match finding.direction {
            Some(id) => pack.facets.directions[id.index()]
                .title
                .get(language)
                .to_owned(),
            None => finding.relation.words(words).to_owned(),
        });
        if let Some(id) = finding.purpose {
            let purpose = &pack.facets.purposes[id.index()];
            said.push(
                words
                    .msg("terminal.purpose")
                    .with("purpose", purpose.title.get(language))
                    .to_string(),
            );
        }
        writeln!(
            page,
            "{}  {style}{}{style:#}  {}",
            superscript(number),
            finding.span.of(&self.provision.text),
            said.join(" · "),
        )?;
        let eid = match self.provision.eid_at(finding.span) {
            "" => String::new(),
            eid => format!(" · {eid}"),
        };
        writeln!(
            page,
            "   {DIM}{} · {} {}{eid}{DIM:#}",
            Citation::at(self.statute, self.provision, finding.span),
            rule.id,
            rule.title.get(language),
        )?;
        for id in finding.evidence.iter() {
            let kind = pack.facets.evidence[id.index()].title.get(language);
            match pack.facets.register_of(id) {
                Some(register) => writeln!(
                    page,
                    "   {kind} → {} ({})",
                    register.title.get(language),
                    register.legal_basis.join(", ")
                )?,
                None => writeln!(page, "   {kind}")?,
            }
        }
        if rule.kind == FamilyKind::Obstacle {
            self.substitution(page, finding)?;
            self.remedies(page, finding)?;
        }
        Ok(())
    }

    /// Why an electronic way is open or shut: the clause of the statute itself, else the case of the
    /// general clauses.
    fn substitution(&self, page: &mut String, finding: &Finding) -> std::fmt::Result {
        let (pack, words) = (self.pack, self.words);
        let language = words.language();
        let line = match (finding.governed, finding.own_clause(self.statute)) {
            (Some(governed), Some(citation)) => {
                let about = &pack.substitution.own.list[governed.clause.index()].about;
                format!("{}: {}", citation.short(), about.get(language))
            }
            _ => match finding.case.filter(|c| pack.substitution.is_special(*c)) {
                Some(case) => {
                    let reason = pack.substitution.reason(case).get(language);
                    match pack.substitution.clause(case) {
                        Some(id) => {
                            let cite = &pack.substitution.clauses[id.index()].cite;
                            format!("{cite}: {reason}")
                        }
                        None => format!("{}: {reason}", words.t("word.no_clause")),
                    }
                }
                None => return Ok(()),
            },
        };
        wrapped(page, &line)
    }

    /// The options in the official order, with the wording where there is one.
    fn remedies(&self, page: &mut String, finding: &Finding) -> std::fmt::Result {
        let language = self.words.language();
        let options = remedies(self.pack, self.statute, self.provision, finding);
        for (number, remedy) in options.iter().enumerate() {
            let mut line = format!("{}. {}", number + 1, remedy.title.get(language));
            for edit in &remedy.edits {
                let _ = write!(line, ": {}", edit.line(&self.provision.text));
            }
            if let (true, Some(advice)) = (remedy.edits.is_empty(), remedy.advice) {
                let _ = write!(line, ": {}", advice.get(language));
            }
            wrapped(page, &line)?;
        }
        Ok(())
    }

    /// From full readiness to the score, line by line.
    fn score(&self, page: &mut String, findings: &[&Finding]) -> std::fmt::Result {
        let words = self.words;
        let (Some(readiness), Some(grade)) = (self.rating.readiness, self.rating.grade) else {
            return writeln!(page, "{STRONG}{}{STRONG:#}", words.t("word.not_relevant"));
        };
        writeln!(page)?;
        writeln!(
            page,
            "{:>8}  {}",
            words.tenths(FULL),
            words.t("terminal.full")
        )?;
        for step in &self.rating.steps {
            let finding = &self.screened.obstacles[step.obstacle];
            let number = findings
                .iter()
                .position(|f| std::ptr::eq(*f, finding))
                .map_or_else(String::new, |n| superscript(n + 1));
            let mut why = format!(
                "{} {number}",
                self.pack
                    .category_of(finding.rule)
                    .title
                    .get(words.language())
            );
            if step.repetition > 1 {
                let _ = write!(
                    why,
                    ", {}",
                    words.msg("terminal.repetition").with("n", step.repetition)
                );
            }
            if step.relieved {
                let _ = write!(why, ", {}", words.t("terminal.relieved"));
            }
            writeln!(
                page,
                "{:>8}  {why} {DIM}(w = {}){DIM:#}",
                format!("− {}", words.tenths(step.points)),
                words.dec2(step.weight)
            )?;
        }
        writeln!(
            page,
            "{STRONG}{:>8}  {} · {} {}{STRONG:#}",
            words.tenths(readiness),
            words.t("word.readiness"),
            words.t("word.grade"),
            grade.letter()
        )
    }
}

/// A line under a finding, wrapped.
fn wrapped(page: &mut String, line: &str) -> std::fmt::Result {
    let wrap = textwrap::Options::new(WIDTH)
        .initial_indent("   ")
        .subsequent_indent("      ");
    for line in textwrap::wrap(line, wrap) {
        writeln!(page, "{line}")?;
    }
    Ok(())
}

/// A number in superscript digits.
fn superscript(number: usize) -> String {
    number
        .to_string()
        .chars()
        .map(|digit| match digit {
            '0' => '⁰',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            '4' => '⁴',
            '5' => '⁵',
            '6' => '⁶',
            '7' => '⁷',
            '8' => '⁸',
            _ => '⁹',
        })
        .collect()
}
