//! Screening one provision: the prefilter names rules and places, the rules decide.

use super::act::nearest;
use super::answers::Answers;
use super::reading::{Reading, stretch_at};
use super::relation::PlaceCues;
use super::{Finding, ScreenedProvision, Screener};
use crate::rules::{
    Ask, Effect, EvidenceSet, FamilyKind, Relation, Rule, RuleId, RulePack, Scope, Scopes,
};
use crate::statute::{Provision, Span, Statute, Subsection};

/// What conditions can ask of the statute; the same for all of its provisions.
pub struct StatutePlace<'s> {
    statute: &'s Statute,
    title: String,
    /// For each cue of the pack, whether it speaks of this statute.
    cues: Vec<bool>,
}

impl<'s> StatutePlace<'s> {
    pub fn new(pack: &RulePack, statute: &'s Statute) -> Self {
        let mut place = Self {
            statute,
            title: format!("{} {}", statute.title, statute.short_title),
            cues: Vec::new(),
        };
        let cues = pack.relations.cues.iter();
        place.cues = cues.map(|cue| cue.fits_statute(&place)).collect();
        place
    }
}

impl Scopes for StatutePlace<'_> {
    fn text(&self, scope: Scope) -> &str {
        match scope {
            Scope::Law => &self.statute.abbreviation,
            Scope::Kind => &self.statute.kind,
            Scope::Area => &self.statute.area,
            Scope::Title => &self.title,
            _ => "",
        }
    }
}

/// What conditions can ask of a provision.
struct ProvisionPlace<'s> {
    statute: &'s StatutePlace<'s>,
    provision: &'s Provision,
    heading: String,
}

impl Scopes for ProvisionPlace<'_> {
    fn text(&self, scope: Scope) -> &str {
        match scope {
            Scope::Provision => &self.provision.designation,
            Scope::Heading => &self.heading,
            _ => self.statute.text(scope),
        }
    }
}

/// What conditions can ask around one match.
struct MatchPlace<'a> {
    place: &'a ProvisionPlace<'a>,
    subsection: &'a Subsection,
    reading: &'a Reading<'a>,
    span: Span,
}

impl MatchPlace<'_> {
    fn neighbour(&self, step: isize) -> &str {
        self.subsection
            .sentence_at(self.span.start)
            .and_then(|i| i.checked_add_signed(step))
            .and_then(|i| self.subsection.sentences.get(i))
            .map_or("", |s| s.span.of(&self.place.provision.text))
    }
}

impl Scopes for MatchPlace<'_> {
    fn text(&self, scope: Scope) -> &str {
        let text = &self.place.provision.text;
        match scope {
            Scope::Matched => self.span.of(text),
            Scope::Before => self.reading.before(self.span),
            Scope::After => self.reading.after(self.span),
            Scope::Item => self.reading.own.of(text),
            Scope::Sentence => self.reading.text(),
            Scope::Previous => self.neighbour(-1),
            Scope::Next => self.neighbour(1),
            Scope::Subsection => self.subsection.span.of(text),
            _ => self.place.text(scope),
        }
    }
}

/// A rule that may match in a stretch of text that is read as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    own: Span,
    rule: RuleId,
    /// A place in the stretch.
    offset: usize,
    subsection: usize,
}

/// The candidates that the prefilter names, each once, in the order of the text.
fn candidates(provision: &Provision, seen: &[(usize, RuleId)]) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = Vec::with_capacity(seen.len());
    for &(offset, rule) in seen {
        match candidates.last().copied() {
            Some(last) if last.own.start <= offset && offset < last.own.end => {
                candidates.push(Candidate { rule, ..last });
            }
            _ => {
                if let Some(subsection) = provision.subsection_at(offset) {
                    candidates.push(Candidate {
                        own: stretch_at(&provision.subsections[subsection], offset),
                        rule,
                        offset,
                        subsection,
                    });
                }
            }
        }
    }
    candidates.sort_unstable();
    candidates.dedup_by_key(|c| (c.own, c.rule));
    candidates
}

/// Screens a provision that is law.
pub fn screen(
    screener: &Screener<'_>,
    statute: &StatutePlace<'_>,
    provision: &Provision,
    answers: &mut Answers<'_>,
) -> ScreenedProvision {
    let pack = screener.pack;
    let seen = screener
        .prefilter
        .look(pack, &provision.text, answers.room());
    let place = ProvisionPlace {
        statute,
        provision,
        heading: heading(provision),
    };
    let cues = PlaceCues::at(&pack.relations, &screener.cues, &statute.cues, &place);
    let relation = cues.relation(&pack.relations, seen.cues.iter().map(|(_, cue)| *cue));
    let mut screened = ScreenedProvision {
        relation,
        has_act: relation == Relation::Verwaltung && !seen.acts.is_empty(),
        ..ScreenedProvision::default()
    };

    answers.enter_provision();
    let (mut entered, mut read, mut asked) = (None, None, None);
    let mut reading: Option<Reading<'_>> = None;
    // Between whom the duties of the subsection run.
    let mut relation_here: Option<Relation> = None;
    for candidate in candidates(provision, &seen.rules) {
        let rule = pack.rule(candidate.rule);
        let clock = screener.clock();
        let own = candidate.own;
        let subsection = &provision.subsections[candidate.subsection];
        for span in rule.pattern.matches(own.of(&provision.text)) {
            let span = Span::new(own.start + span.start, own.start + span.end);
            if entered.replace(candidate.subsection) != Some(candidate.subsection) {
                answers.enter_subsection();
                relation_here = None;
            }
            if read.replace(own) != Some(own) {
                answers.enter_reading();
                reading = None;
            }
            if asked.replace(span) != Some(span) {
                answers.enter_match();
            }
            let around = MatchPlace {
                place: &place,
                subsection,
                reading: reading.get_or_insert_with(|| {
                    Reading::of(&provision.text, subsection, own, candidate.offset)
                }),
                span,
            };
            let mut ask = answers.around(&around);
            if !applies(rule, &mut ask) {
                continue;
            }
            let effect = effect(rule, &mut ask);
            let list = match rule.kind {
                FamilyKind::Obstacle => &mut screened.obstacles,
                FamilyKind::Enabler => &mut screened.enablers,
            };
            let relation = *relation_here.get_or_insert_with(|| {
                let from = |at: usize| seen.cues.partition_point(|(cue_at, _)| *cue_at < at);
                let here = from(subsection.span.start)..from(subsection.span.end);
                let cues_here = seen.cues[here].iter().map(|(_, cue)| *cue);
                cues.relation(&pack.relations, cues_here)
            });
            list.push(Finding {
                rule: candidate.rule,
                span,
                sentence: own,
                effect,
                relation,
                act: rule.act.or_else(|| nearest(&seen.acts, own, span)),
                clause: None,
                case: None,
                governed: None,
                evidence: EvidenceSet::default(),
                purpose: None,
                direction: None,
            });
        }
        if let Some((profile, since)) = clock {
            profile.add(candidate.rule, since);
        }
    }
    settle(pack, &mut screened.obstacles);
    settle(pack, &mut screened.enablers);
    screener
        .facets
        .describe(pack, provision, &place.heading, &mut screened.obstacles);
    // Some clauses ask who must act, which is one of the facets.
    substitute(pack, &place, &mut screened.obstacles);
    screened
}

fn heading(provision: &Provision) -> String {
    let mut heading = provision.heading.clone();
    for outline in provision.outline.iter().rev() {
        heading.push_str(" · ");
        heading.push_str(outline);
    }
    heading
}

fn applies(rule: &Rule, ask: &mut impl Ask) -> bool {
    rule.requires.iter().all(|c| c.holds(ask)) && !rule.unless.iter().any(|c| c.holds(ask))
}

fn effect(rule: &Rule, ask: &mut impl Ask) -> Effect {
    if rule.excluded_by.iter().any(|c| c.holds(ask)) {
        Effect::Excluded
    } else if rule.mitigated_by.iter().any(|c| c.holds(ask)) {
        Effect::Mitigated
    } else {
        rule.effect
    }
}

/// Orders the findings and keeps one for each category and act of a sentence: the same form asked
/// twice of the same act is one finding.
fn settle(pack: &RulePack, findings: &mut Vec<Finding>) {
    findings.sort_by(|a, b| {
        (a.span.start, b.span.end, a.rule).cmp(&(b.span.start, a.span.end, b.rule))
    });
    let mut kept: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings.drain(..) {
        let category = pack.rule(finding.rule).category;
        // Those that end before this one begins cannot be the same.
        let near = kept
            .iter()
            .rev()
            .take_while(|k| k.sentence.end > finding.span.start);
        let known = near.into_iter().any(|k| {
            pack.rule(k.rule).category == category
                && (k.span.overlaps(finding.span)
                    || (k.sentence == finding.sentence
                        && k.act == finding.act
                        && k.effect == finding.effect))
        });
        if !known {
            kept.push(finding);
        }
    }
    *findings = kept;
}

/// Names the general clause that governs each hard obstacle.
fn substitute(pack: &RulePack, place: &ProvisionPlace<'_>, obstacles: &mut [Finding]) {
    struct Around<'a>(&'a ProvisionPlace<'a>, Span);
    impl Scopes for Around<'_> {
        fn text(&self, scope: Scope) -> &str {
            match scope {
                Scope::Sentence => self.1.of(&self.0.provision.text),
                _ => self.0.text(scope),
            }
        }
    }
    for finding in obstacles.iter_mut().filter(|f| f.effect == Effect::Hard) {
        let category = pack.rule(finding.rule).category;
        let substitution = &pack.substitution;
        let side = finding.direction.and_then(|id| pack.facets.side(id));
        let around = Around(place, finding.sentence);
        finding.case = substitution.governing(category, finding.relation, side, &around);
        finding.clause = finding.case.and_then(|case| substitution.clause(case));
    }
}
