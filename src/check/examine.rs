//! From files to diagnostics: reads, screens and rates, and keeps what comparing and printing need.
//!
//! Each document is done for itself, in parallel, and its text is dropped at once.

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use rayon::prelude::*;

use super::amending;
use super::diagnostic::{
    Certainty, Coverage, Diagnostic, Fix, FixEdit, Indicated, Mark, MissingTarget, Nature, Novelty,
    Place, Severity, StatuteNote, TargetEffect,
};
use super::fingerprint::Sketch;
use super::hints;
use super::indications;
use super::novelty::{Former, FormerFinding, Texts};
use super::reason::{self, NoReason, Reason};
use super::source::{Lines, name_of};
use crate::amend::Corpus;
use crate::discover::Discovery;
use crate::ingest::{Document, ReadOptions, ingest, ingest_bytes, is_law};
use crate::ledger::{InputRecord, Outcome};
use crate::rate::{Standing, Tenths, rate};
use crate::remedy::{Edit, apply, remedies};
use crate::report::Messages;
use crate::rows::excerpt;
use crate::rules::{FamilyKind, Language, RulePack, Status};
use crate::screen::{Finding, ScreenedProvision, Screener};
use crate::statute::{Citation, Provision, ProvisionKind, Span, Statute, normalise};

/// Longest sentence that is shown whole as it would read, in bytes.
const LONGEST_WORDING: usize = 400;

/// What was found in some files.
#[derive(Debug, Default)]
pub struct Examined {
    /// Findings in the order of the files and their texts, all of them new so far.
    pub diagnostics: Vec<Diagnostic>,
    /// What opens the electronic way; empty unless asked for.
    pub evidence: Vec<Diagnostic>,
    /// What amending drafts take out of the law that opened the electronic way.
    pub closing: Vec<Diagnostic>,
    /// What speaks for a Schwerpunkt; empty unless evidence is asked for.
    pub indications: Vec<Indicated>,
    /// The statutes that were read.
    pub statutes: Vec<StatuteNote>,
    /// What amending drafts take out of the law.
    pub lifted: Vec<Diagnostic>,
    /// Amending commands that were not carried out, with their place and why.
    pub doubts: Vec<(Place, String)>,
    /// Hints on references and words, with their place.
    pub hints: Vec<(Place, String)>,
    /// What amending drafts do to the statutes of the corpus.
    pub effects: Vec<TargetEffect>,
    /// The statutes that they amend and that are not at hand.
    pub missing: Vec<MissingTarget>,
    /// How many amending commands the findings rest on.
    pub weighed: usize,
    /// The places of the drafts' own provisions.
    pub places: Vec<Citation>,
    /// What comparing needs of the texts.
    pub texts: Texts,
    /// The texts as they read before their tracked changes, of those that have some.
    pub original: Former,
    /// What was looked at.
    pub coverage: Coverage,
    /// Reasons in comments of the files.
    pub reasons: Vec<Reason>,
    /// Comments that were not understood, with their place.
    pub misread: Vec<(Place, NoReason)>,
    /// What was found in their provisions, where that was to be kept.
    pub memory: Memory,
}

/// Which hints there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hints {
    /// None.
    None,
    /// On the structure of a text, as quick as reading it.
    Structure,
    /// On references and words, too.
    All,
}

/// How files are examined.
#[derive(Debug)]
pub struct Examiner<'p> {
    /// Screens.
    pub screener: Screener<'p>,
    /// Language of the fixes.
    pub language: Language,
    /// How inputs are read.
    pub options: ReadOptions,
    /// The statutes that amending drafts change.
    pub corpus: Option<Corpus<'p>>,
    /// Which hints there are.
    pub hints: Hints,
    /// Whether what opens the electronic way is kept, too.
    pub openings: bool,
    /// Whether what speaks for a Schwerpunkt is kept, too.
    pub evidence: bool,
    /// Whether findings get wordings; what is only compared with needs none.
    pub fixes: bool,
}

/// What one document gave.
#[derive(Default)]
struct Part {
    coverage: Coverage,
    readiness: Vec<Tenths>,
    diagnostics: Vec<Diagnostic>,
    evidence: Vec<Diagnostic>,
    closing: Vec<Diagnostic>,
    indications: Vec<Indicated>,
    lifted: Vec<Diagnostic>,
    doubts: Vec<(Place, String)>,
    hints: Vec<(Place, String)>,
    effects: Vec<TargetEffect>,
    missing: Vec<MissingTarget>,
    weighed: usize,
    places: Vec<Citation>,
    sketches: Vec<(String, Sketch)>,
    statute: Option<StatuteNote>,
    reasons: Vec<Reason>,
    misread: Vec<(Place, NoReason)>,
    /// What was found in its provisions.
    memory: Memory,
    /// What it gave before its tracked changes.
    original: Option<Box<Part>>,
}

impl Examiner<'_> {
    /// The rules.
    pub fn pack(&self) -> &RulePack {
        self.screener.pack()
    }

    /// Examines every input; names are told from `here`.
    pub fn examine(&self, found: Discovery, here: &Path, recall: Recall<'_>) -> Examined {
        let parts: Vec<Vec<Part>> = found
            .inputs
            .par_iter()
            .with_max_len(1)
            .map(|input| {
                let name = name_of(&input.path, &input.source, here);
                ingest(input, self.pack(), &self.options)
                    .into_iter()
                    .map(|document| self.document(&input.source, &name, document, recall))
                    .collect()
            })
            .collect();
        let failures = found.failures.into_iter().map(|failed| InputRecord {
            source: name_of(&failed.path, &failed.record.source, here),
            ..failed.record
        });
        gather(failures.collect(), parts.into_iter().flatten())
    }

    /// Examines a text at hand; `memory` spares what has not changed since the last time.
    pub fn examine_text(&self, name: &str, text: &str, memory: &mut Memory) -> Examined {
        let documents = ingest_bytes(name, text.as_bytes(), self.pack(), &self.options);
        let parts: Vec<Part> = documents
            .into_iter()
            .map(|document| self.document(name, name, document, Recall::Both(memory)))
            .collect();
        let mut examined = gather(Vec::new(), parts);
        *memory = std::mem::take(&mut examined.memory);
        examined
    }

    fn document(&self, input: &str, name: &str, document: Document, recall: Recall<'_>) -> Part {
        let mut record = document.record;
        let inner = record.source.strip_prefix(input).unwrap_or("");
        record.source = format!("{name}{inner}");
        let mut part = Part {
            coverage: Coverage {
                provisions: record.provisions,
                ..Coverage::default()
            },
            ..Part::default()
        };
        if let Some(statute) = document.statute {
            let source = document.source_text.as_deref();
            let text = Text {
                examiner: self,
                statute: &statute,
                name: statute_name(&statute),
                file: without_act(&record.source),
                markup: record.format.contains("xml") || record.format.contains("html"),
                source,
                certainty: if statute.doubtful {
                    Certainty::Doubtful
                } else {
                    Certainty::Firm
                },
                within: None,
            };
            let screened = recall.screen(&self.screener, &statute, &mut part.memory);
            // The enacting formula and the like are no provisions to a reader.
            let formulas = statute.provisions.iter();
            let formulas = formulas
                .filter(|p| p.kind == ProvisionKind::Formula)
                .count();
            part.coverage.provisions = record.provisions.saturating_sub(formulas);
            record.provisions = part.coverage.provisions;
            text.examine(&screened, &mut part);
            if let Some(original) = &document.original {
                let mut before = Part::default();
                let text = Text {
                    statute: original,
                    ..text.clone()
                };
                text.examine(&self.screener.screen(original), &mut before);
                part.original = Some(Box::new(before));
            }
            part.statute = Some(StatuteNote {
                source: text.file.to_owned(),
                statute: text.name,
                title: statute.title.clone(),
                abbreviation: statute.abbreviation.clone(),
                provisions: part.coverage.provisions,
                relevant: part.readiness.len(),
                readiness: mean(&part.readiness),
                images: statute.provisions.iter().map(|p| u64::from(p.images)).sum(),
            });
        }
        part.coverage.inputs.push(record);
        part
    }
}

/// The file that holds an act: the second and further acts of a file are counted behind its name.
fn without_act(source: &str) -> &str {
    let is_act = |number: &str| number.parse::<usize>().is_ok_and(|number| number > 1);
    match source.rsplit_once('#') {
        Some((file, number)) if is_act(number) => file,
        _ => source,
    }
}

/// Puts the parts together, in their order.
fn gather(failures: Vec<InputRecord>, parts: impl IntoIterator<Item = Part>) -> Examined {
    let mut examined = Examined::default();
    examined.coverage.inputs = failures;
    let mut readiness = Vec::new();
    for part in parts {
        let coverage = &mut examined.coverage;
        coverage.provisions += part.coverage.provisions;
        coverage.relevant += part.readiness.len();
        coverage.inputs.extend(part.coverage.inputs);
        readiness.extend(part.readiness);
        if let Some(note) = part.statute {
            let key = (note.statute.clone(), note.source.clone());
            examined.texts.statutes.insert(key.clone());
            examined.texts.add(&note.statute, part.sketches);
            if let Some(before) = part.original {
                let original = &mut examined.original;
                original.texts.statutes.insert(key);
                original.texts.add(&note.statute, before.sketches);
                let findings = before.diagnostics.iter().map(FormerFinding::from);
                original.findings.extend(findings);
                let enablers = before.evidence.iter().map(FormerFinding::from);
                original.enablers.get_or_insert_default().extend(enablers);
            }
            examined.statutes.push(note);
        }
        examined.evidence.extend(part.evidence);
        examined.closing.extend(part.closing);
        examined.indications.extend(part.indications);
        examined.lifted.extend(part.lifted);
        examined.doubts.extend(part.doubts);
        examined.hints.extend(part.hints);
        examined.effects.extend(part.effects);
        examined.missing.extend(part.missing);
        examined.weighed += part.weighed;
        examined.places.extend(part.places);
        examined.diagnostics.extend(part.diagnostics);
        examined.reasons.extend(part.reasons);
        examined.misread.extend(part.misread);
        examined.memory.0.extend(part.memory.0);
    }
    let coverage = &mut examined.coverage;
    coverage.found = coverage.inputs.len();
    coverage.screened = coverage
        .inputs
        .iter()
        .filter(|r| matches!(r.outcome, Outcome::Read | Outcome::PartlyRead))
        .count();
    coverage.readiness = mean(&readiness);
    examined
}

/// What was found in provisions: where another version of a text holds the same ones, only the others
/// are screened.
#[derive(Debug, Default)]
pub struct Memory(HashMap<u64, ScreenedProvision>);

/// Whether findings are taken from another version, and kept for one.
#[derive(Debug, Clone, Copy)]
pub enum Recall<'m> {
    /// Neither.
    Nothing,
    /// They are kept.
    Keep,
    /// They are taken.
    From(&'m Memory),
    /// They are taken and kept.
    Both(&'m Memory),
}

impl Recall<'_> {
    /// Screens a statute; what is kept goes to `kept`.
    fn screen(
        self,
        screener: &Screener<'_>,
        statute: &Statute,
        kept: &mut Memory,
    ) -> Vec<ScreenedProvision> {
        let (known, keep) = match self {
            Recall::Nothing => return screener.screen(statute),
            Recall::Keep => (None, true),
            Recall::From(memory) => (Some(memory), false),
            Recall::Both(memory) => (Some(memory), true),
        };
        let mut keys = Vec::with_capacity(statute.provisions.len());
        let screened = screener.screen_unknown(statute, |provision| {
            let key = memory_key(statute, provision);
            keys.push(key);
            known.and_then(|memory| memory.0.get(&key).cloned())
        });
        if keep {
            kept.0
                .extend(keys.into_iter().zip(screened.iter().cloned()));
        }
        screened
    }
}

/// All that screening a provision asks for.
fn memory_key(statute: &Statute, provision: &Provision) -> u64 {
    let mut hasher = DefaultHasher::new();
    (
        &statute.abbreviation,
        &statute.title,
        &statute.short_title,
        &statute.kind,
        &statute.area,
    )
        .hash(&mut hasher);
    (
        &provision.designation,
        &provision.heading,
        &provision.outline,
        provision.repealed,
        provision.kind as u8,
        &provision.text,
    )
        .hash(&mut hasher);
    // The same text may be cut into Absätze and sentences in another way.
    for subsection in &provision.subsections {
        (subsection.span, subsection.sentences.len()).hash(&mut hasher);
    }
    hasher.finish()
}

/// Mean in tenths, rounded.
pub fn mean(readiness: &[Tenths]) -> Option<Tenths> {
    let sum: u64 = readiness.iter().copied().map(u64::from).sum();
    let count = readiness.len() as u64;
    (count > 0).then(|| ((sum + count / 2) / count) as Tenths)
}

/// What tells a statute apart from others, whatever its file is called.
pub fn statute_name(statute: &Statute) -> String {
    [
        &statute.doc_number,
        &statute.abbreviation,
        &statute.short_title,
        &statute.title,
    ]
    .into_iter()
    .find(|name| !name.is_empty())
    .cloned()
    .unwrap_or_default()
}

/// A statute that is examined.
#[derive(Clone)]
pub struct Text<'a> {
    /// Who examines it.
    pub examiner: &'a Examiner<'a>,
    /// The statute.
    pub statute: &'a Statute,
    /// What tells it apart.
    pub name: String,
    /// The file.
    pub file: &'a str,
    /// Whether the source has markup.
    pub markup: bool,
    /// The source, where its format has lines.
    pub source: Option<&'a str>,
    /// How sure its findings are.
    pub certainty: Certainty,
    /// The stretch of a provision beyond which nothing is shown and changed: a quotation in a command.
    pub within: Option<Span>,
}

impl Text<'_> {
    fn examine(&self, screened: &[ScreenedProvision], part: &mut Part) {
        let pack = self.examiner.pack();
        let mut lines = self.source.map(Lines::new);
        let amending = amending::examine(self, screened, lines.as_mut());
        let provisions = self.statute.provisions.iter().zip(screened);
        for (index, (provision, screened)) in provisions.enumerate() {
            // Commands are no norms: what they do to others speaks for them.
            if !is_law(provision) || amending.provisions.contains(&index) {
                continue;
            }
            part.readiness.extend(rate(pack, screened).readiness);
            if self.examiner.openings {
                for finding in &screened.enablers {
                    part.evidence
                        .push(self.enabler(provision, finding, lines.as_mut()));
                }
            }
            if self.examiner.evidence {
                let own = indications::examine(self, provision, &BTreeSet::new());
                part.indications.extend(own);
            }
            let compared = self.examiner.openings && !screened.enablers.is_empty();
            if screened.obstacles.is_empty() && !compared {
                continue;
            }
            let sketch = Sketch::of(&provision.text);
            part.sketches.push((provision.designation.clone(), sketch));
            self.findings(provision, screened, lines.as_mut(), &mut part.diagnostics);
        }
        for (index, span, why) in amending.doubts {
            let provision = &self.statute.provisions[index];
            let place = Place {
                source: self.file.to_owned(),
                region: lines
                    .as_mut()
                    .and_then(|lines| Some(lines.region(provision.source_span(span)?))),
                statute: self.name.clone(),
                provision: provision.designation.clone(),
                citation: Citation::at(self.statute, provision, span).to_string(),
                eid: provision.eid_at(span).to_owned(),
            };
            part.doubts.push((place, why));
        }
        if self.examiner.hints != Hints::None {
            part.hints
                .extend(hints::examine(self, &amending.after, lines.as_mut()));
            part.hints.extend(amending.hints);
        }
        part.diagnostics.extend(amending.diagnostics);
        part.evidence.extend(amending.evidence);
        part.closing.extend(amending.closing);
        part.indications.extend(amending.indications);
        part.lifted.extend(amending.lifted);
        part.effects.extend(amending.effects);
        part.missing.extend(amending.missing);
        part.weighed += amending.weighed;
        part.places.extend(self.places());
        if let (Some(source), Some(lines)) = (self.source, &mut lines) {
            self.comments(source, lines, &amending.provisions, part);
        }
    }

    /// The places of its Absätze, for reasons that name one.
    fn places(&self) -> impl Iterator<Item = Citation> {
        self.statute.provisions.iter().flat_map(|provision| {
            let cite = |span| Citation::at(self.statute, provision, span);
            let subsections = provision.subsections.iter().map(move |s| cite(s.span));
            subsections.chain([cite(Span::new(0, 0))])
        })
    }

    fn findings(
        &self,
        provision: &Provision,
        screened: &ScreenedProvision,
        mut lines: Option<&mut Lines<'_>>,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        for finding in &screened.obstacles {
            diagnostics.push(self.diagnostic(provision, finding, lines.as_deref_mut()));
        }
    }

    /// The words of the reader's language.
    pub fn words(&self) -> &'static Messages {
        Messages::get(self.examiner.language)
    }

    /// A finding as a diagnostic.
    pub fn diagnostic(
        &self,
        provision: &Provision,
        finding: &Finding,
        mut lines: Option<&mut Lines<'_>>,
    ) -> Diagnostic {
        let pack = self.examiner.pack();
        let rule = pack.rule(finding.rule);
        let shown = self.bounded(finding.sentence);
        let (sentence, mark) = excerpt(&provision.text, shown, finding.span);
        let standing = Standing::of(finding);
        let region = lines
            .as_deref_mut()
            .and_then(|lines| Some(lines.region(provision.source_span(finding.span)?)));
        Diagnostic {
            fingerprint: String::new(),
            nature: Nature::Finding,
            rule: rule.id.clone(),
            category: pack.category(rule.category).key.clone(),
            severity: severity(standing),
            effect: Some(finding.effect),
            standing: Some(standing),
            substitution: finding
                .general_clause()
                .map(|c| pack.substitution.clauses[c.index()].cite.clone()),
            no_substitute: if rule.kind == FamilyKind::Obstacle && standing == Standing::Blocking {
                self.no_substitute(finding)
            } else {
                String::new()
            },
            act: finding.act.map(|a| pack.acts[a.index()].key.clone()),
            relation: finding.relation.key().to_owned(),
            certainty: if rule.status == Status::Preview {
                Certainty::Doubtful
            } else {
                self.certainty
            },
            novelty: Novelty::New,
            before: None,
            reason: None,
            gate: false,
            unapplied: false,
            place: Place {
                source: self.file.to_owned(),
                region,
                statute: self.name.clone(),
                provision: provision.designation.clone(),
                citation: Citation::at(self.statute, provision, finding.span).to_string(),
                eid: provision.eid_at(finding.span).to_owned(),
            },
            mark: Mark::of(&sentence, mark.start..mark.end),
            sentence,
            quote: finding.span.of(&provision.text).to_owned(),
            message: String::new(),
            fixes: self.fixes(provision, finding, lines),
        }
    }

    /// Why nothing allows a substitute for a blocking obstacle: a clause of the statute itself, else
    /// the case that no general clause reaches. Empty where there is no special reason.
    fn no_substitute(&self, finding: &Finding) -> String {
        let (pack, words) = (self.examiner.pack(), self.words());
        let language = self.examiner.language;
        if let (Some(governed), Some(citation)) =
            (finding.governed, finding.own_clause(self.statute))
        {
            let about = &pack.substitution.own.list[governed.clause.index()].about;
            return format!("{}: {}", citation.short(), about.get(language));
        }
        finding
            .case
            .filter(|case| pack.substitution.is_special(*case))
            .map_or_else(String::new, |case| {
                let reason = pack.substitution.reason(case).get(language);
                format!("{}: {reason}", words.t("word.no_clause"))
            })
    }

    /// The part of a sentence that may be shown.
    fn bounded(&self, sentence: Span) -> Span {
        self.within.map_or(sentence, |within| {
            Span::new(
                sentence.start.max(within.start),
                sentence.end.min(within.end),
            )
        })
    }

    /// What opens the electronic way, as a diagnostic.
    pub fn enabler(
        &self,
        provision: &Provision,
        finding: &Finding,
        lines: Option<&mut Lines<'_>>,
    ) -> Diagnostic {
        Diagnostic {
            nature: Nature::Enabler,
            severity: Severity::Note,
            effect: None,
            standing: None,
            ..self.diagnostic(provision, finding, lines)
        }
    }

    /// The wordings that lift an obstacle. Where a stretch of the source is not just the text, as
    /// with markup in its midst, there is a wording but no change to make.
    fn fixes(
        &self,
        provision: &Provision,
        finding: &Finding,
        mut lines: Option<&mut Lines<'_>>,
    ) -> Vec<Fix> {
        // What the text itself opens needs no other wording.
        if !self.examiner.fixes || Standing::of(finding) == Standing::Open {
            return Vec::new();
        }
        let language = self.examiner.language;
        let text = &provision.text;
        remedies(self.examiner.pack(), self.statute, provision, finding)
            .into_iter()
            .filter(|remedy| !remedy.edits.is_empty())
            .filter(|remedy| {
                let inside = |edit: &Edit| self.within.is_none_or(|w| w.contains(edit.span));
                remedy.edits.iter().all(inside)
            })
            .map(|remedy| Fix {
                option: remedy.option.key().to_owned(),
                label: remedy.title.get(language).to_owned(),
                wording: wording(text, self.bounded(finding.sentence), &remedy.edits),
                edits: lines
                    .as_deref_mut()
                    .and_then(|lines| self.fix_edits(provision, &remedy.edits, lines))
                    .unwrap_or_default(),
            })
            .collect()
    }

    /// The changes to the source; none where one of them cannot be made there.
    fn fix_edits(
        &self,
        provision: &Provision,
        edits: &[Edit],
        lines: &mut Lines<'_>,
    ) -> Option<Vec<FixEdit>> {
        let source = self.source?;
        edits
            .iter()
            .map(|edit| {
                let place = provision.source_span(edit.span)?;
                let written = source.get(place.start..place.end)?;
                let said = edit.span.of(&provision.text);
                let plain = normalise(written).text == said.trim();
                let place = if edit.replacement.is_empty() && !self.markup {
                    struck(source, place, said.ends_with(' '))?
                } else {
                    place
                };
                plain.then(|| FixEdit {
                    region: lines.region(place),
                    replacement: if self.markup {
                        escaped(&edit.replacement)
                    } else {
                        edit.replacement.clone()
                    },
                })
            })
            .collect()
    }

    fn comments(
        &self,
        source: &str,
        lines: &mut Lines<'_>,
        commands: &BTreeSet<usize>,
        part: &mut Part,
    ) {
        for comment in reason::comments(source, self.examiner.pack()) {
            let region = lines.region(comment.span);
            let place = || Place {
                source: self.file.to_owned(),
                region: Some(region),
                statute: self.name.clone(),
                ..Place::default()
            };
            match comment.reasons {
                Err(error) => part.misread.push((place(), error)),
                Ok(reasons) => {
                    let citation = reason::place_of(self.statute, comment.span)
                        .map(|c| c.to_string())
                        .unwrap_or_default();
                    let quoted: Vec<Option<String>> = reasons
                        .iter()
                        .map(|reason| {
                            self.quoted_below(comment.span, &reason.category, commands, part)
                        })
                        .collect();
                    part.reasons
                        .extend(
                            reasons
                                .into_iter()
                                .zip(quoted)
                                .map(|(reason, quoted)| Reason {
                                    citation: quoted.unwrap_or_else(|| citation.clone()),
                                    recorded: format!("{}:{}", self.file, region.line),
                                    source: self.file.to_owned(),
                                    ..reason
                                }),
                        );
                }
            }
        }
    }
}

impl Text<'_> {
    /// The place of the next obstacle of a category behind a comment that stands among amending
    /// commands: what they quote is law of another statute than the draft.
    fn quoted_below(
        &self,
        comment: Span,
        category: &str,
        commands: &BTreeSet<usize>,
        part: &Part,
    ) -> Option<String> {
        let around = commands.iter().find_map(|index| {
            let provision = &self.statute.provisions[*index];
            let span = provision.source_span(Span::new(0, provision.text.len()))?;
            span.contains(comment).then_some(span)
        })?;
        let behind = part.diagnostics.iter().filter_map(|diagnostic| {
            let region = diagnostic.place.region?;
            let next = region.start >= comment.end && region.end <= around.end;
            (next && diagnostic.category == category)
                .then_some((region.start, &diagnostic.place.citation))
        });
        behind.min().map(|(_, citation)| citation.clone())
    }
}

/// The sentence as it would read, or where that is long, the changes alone.
fn wording(text: &str, sentence: Span, edits: &[Edit]) -> String {
    let inside = edits.iter().all(|edit| sentence.contains(edit.span));
    if sentence.len() <= LONGEST_WORDING && inside {
        let moved: Vec<Edit> = edits
            .iter()
            .map(|edit| Edit {
                span: Span::new(
                    edit.span.start - sentence.start,
                    edit.span.end - sentence.start,
                ),
                replacement: edit.replacement.clone(),
            })
            .collect();
        apply(sentence.of(text), &moved)
            .replace('\n', " ")
            .trim()
            .to_owned()
    } else {
        let changes: Vec<String> = edits.iter().map(|edit| edit.line(text)).collect();
        changes.join("; ")
    }
}

/// The stretch of a Markdown text that goes where the words at `place` are struck: with marks of
/// emphasis that then hold nothing, and with the blank that then stands inside of them or twice. None
/// where marks do not fit each other, and nothing can be struck without a reader.
fn struck(source: &str, place: Span, with_blank: bool) -> Option<Span> {
    const MARKS: [char; 3] = ['*', '_', '`'];
    let (before, behind) = (&source[..place.start], &source[place.end..]);
    let opened = before.trim_end_matches(MARKS);
    let closed = behind.trim_start_matches(MARKS);
    let left = &before[opened.len()..];
    let right = &behind[..behind.len() - closed.len()];
    // A mark that stands for itself.
    if opened.ends_with('\\') || before.ends_with('[') && behind.starts_with(']') {
        return None;
    }
    let blank = |text: &str| text.starts_with(' ');
    match (left.is_empty(), right.is_empty()) {
        (true, true) => Some(place),
        // "*Antrag schriftlich* zu": the blank before goes, else it would stand before the mark.
        (true, false) => {
            let start = before.trim_end_matches(' ').len();
            (start < place.start).then(|| Span::new(start, place.end))
        }
        // "*schriftlich zu* stellen": the one behind.
        (false, true) => {
            let goes = usize::from(!source[place.start..place.end].ends_with(' '));
            let end = place.end + goes;
            (goes == 0 || blank(behind)).then(|| Span::new(place.start, end))
        }
        (false, false) => {
            let mirrored: String = right.chars().rev().collect();
            let goes = usize::from(with_blank && blank(closed));
            (left == mirrored).then(|| Span::new(opened.len(), place.end + right.len() + goes))
        }
    }
}

/// Text inside of markup.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn severity(standing: Standing) -> Severity {
    match standing {
        Standing::Blocking => Severity::Error,
        Standing::Substitutable => Severity::Warning,
        Standing::Open => Severity::Note,
    }
}
