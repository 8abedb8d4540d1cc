//! Screening one provision: the prefilter names rules and places, the rules decide.

use std::collections::HashSet;

use super::act::nearest;
use super::answers::Answers;
use super::reading::Reading;
use super::relation::PlaceCues;
use super::{Finding, ScreenedProvision, Screener};
use crate::rules::{
    Effect, EvidenceSet, FamilyKind, Relation, Rule, RuleId, RulePack, Scope, Scopes, TestId,
};
use crate::statute::{Provision, Span, Statute, Subsection};

/// What conditions can ask of the statute; the same for all of its provisions.
pub struct StatutePlace<'s> {
    statute: &'s Statute,
    title: String,
}

impl<'s> StatutePlace<'s> {
    pub fn new(_pack: &RulePack, statute: &'s Statute) -> Self {
        Self {
            statute,
            title: format!("{} {}", statute.title, statute.short_title),
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
            Scope::Law => &self.statute.statute.abbreviation,
            Scope::Kind => &self.statute.statute.kind,
            Scope::Area => &self.statute.statute.area,
            Scope::Title => &self.statute.title,
            Scope::Provision => &self.provision.designation,
            Scope::Heading => &self.heading,
            _ => "",
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

/// Screens a provision that is law.
pub fn screen(
    screener: &Screener<'_>,
    statute: &StatutePlace<'_>,
    provision: &Provision,
) -> ScreenedProvision {
    let pack = screener.pack;
    let seen = screener.prefilter.look(&provision.text);
    let place = ProvisionPlace {
        statute,
        provision,
        heading: heading(provision),
    };
    let cues = PlaceCues::at(&pack.relations, &place);
    let relation = cues.relation(&pack.relations, seen.cues.iter().map(|(_, cue)| *cue));
    let mut screened = ScreenedProvision {
        relation,
        has_act: relation == Relation::Verwaltung && !seen.acts.is_empty(),
        ..ScreenedProvision::default()
    };

    if seen.rules.is_empty() {
        return screened;
    }
    let mut done: HashSet<(usize, RuleId)> = HashSet::new();
    let mut answers = Answers::new(pack);
    let mut entered = None;
    let mut reading: Option<Reading<'_>> = None;
    for &(offset, id) in &seen.rules {
        let Some(index) = provision.subsection_at(offset) else {
            continue;
        };
        let subsection = &provision.subsections[index];
        if entered != Some(index) {
            entered = Some(index);
            reading = None;
            let text = subsection.span.of(&provision.text);
            answers.enter_subsection(screener.gate.possible(text));
        }
        let inside = |r: &Reading<'_>| r.own.start <= offset && offset < r.own.end;
        let reading = match &mut reading {
            Some(same) if inside(same) => same,
            other => {
                answers.enter_reading();
                other.insert(Reading::at(&provision.text, subsection, offset))
            }
        };
        if !done.insert((reading.own.start, id)) {
            continue;
        }
        let rule = pack.rule(id);
        for span in rule.pattern.matches(reading.own.of(&provision.text)) {
            let span = Span::new(reading.own.start + span.start, reading.own.start + span.end);
            let around = MatchPlace {
                place: &place,
                subsection,
                reading,
                span,
            };
            if !applies(rule, &mut |test| answers.ask(test, &around)) {
                continue;
            }
            let list = match rule.kind {
                FamilyKind::Obstacle => &mut screened.obstacles,
                FamilyKind::Enabler => &mut screened.enablers,
            };
            list.push(Finding {
                rule: id,
                span,
                sentence: reading.own,
                effect: effect(rule, &mut |test| answers.ask(test, &around)),
                relation: cues.relation(
                    &pack.relations,
                    seen.cues
                        .iter()
                        .filter(|(at, _)| subsection.span.start <= *at && *at < subsection.span.end)
                        .map(|(_, cue)| *cue),
                ),
                act: rule.act.or_else(|| nearest(&seen.acts, reading.own, span)),
                clause: None,
                evidence: EvidenceSet::default(),
                purpose: None,
                direction: None,
            });
        }
    }
    settle(pack, &mut screened.obstacles);
    settle(pack, &mut screened.enablers);
    substitute(pack, &place, &mut screened.obstacles);
    screener
        .facets
        .describe(pack, provision, &place.heading, &mut screened.obstacles);
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

fn applies(rule: &Rule, ask: &mut impl FnMut(TestId) -> bool) -> bool {
    rule.requires.iter().all(|c| c.holds(ask)) && !rule.unless.iter().any(|c| c.holds(ask))
}

fn effect(rule: &Rule, ask: &mut impl FnMut(TestId) -> bool) -> Effect {
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
        finding.clause = pack
            .substitution
            .governing(category, finding.relation, &Around(place, finding.sentence))
            .and_then(|(clause, _)| clause);
    }
}
