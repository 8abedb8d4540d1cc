//! What clauses of a statute decide for its other places: "Für Bescheide nach diesem Gesetz findet
//! § 3a VwVfG keine Anwendung", "Anträge nach § 4 können elektronisch gestellt werden".
//!
//! In go a statute and the findings of its provisions, out go the same findings, each with the
//! clause that governs it. It comes after the provisions, since a clause may stand behind what it
//! governs; it changes no finding's effect, which is what the text says at its own place. Without
//! such a clause nothing is changed.

use std::cell::LazyCell;
use std::ops::Deref;
use std::sync::OnceLock;

use super::word_gate::WordGate;
use super::{Finding, Governed, ScreenedProvision};
use crate::rules::own::{ACTS, NOUN, PLACES};
use crate::rules::schema::Reach;
use crate::rules::{ActId, Effect, OwnClause, OwnClauseId, RulePack};
use crate::statute::references::{self, Outcome, Reference};
use crate::statute::{Provision, Span, Statute, Subsection};

/// A clause that stands in the statute.
struct Clause<'s> {
    governed: Governed,
    kind: &'s OwnClause,
    /// The subsection that holds it, which says itself what it means for its own words.
    subsection: Span,
    /// The acts that it governs; all where there are none.
    acts: Vec<ActId>,
    /// A word that governed sentences must hold.
    noun: &'s str,
    places: Places,
}

enum Places {
    All,
    /// Provisions with the stretch of their text.
    Named(Vec<(usize, Span)>),
}

/// Gives every obstacle the clause of its statute that governs it. The nearest clause wins, and of
/// two that reach equally far the one that shuts the electronic way.
pub fn govern(
    pack: &RulePack,
    gate: &OnceLock<WordGate>,
    statute: &Statute,
    screened: &mut [ScreenedProvision],
) {
    let mut clauses = clauses(pack, gate, statute);
    clauses.sort_by_key(|c| (c.kind.reach, c.governed.turn));
    for (index, provision) in screened.iter_mut().enumerate() {
        let text = &statute.provisions[index].text;
        for finding in &mut provision.obstacles {
            finding.governed = clauses
                .iter()
                .find(|clause| clause.governs(pack, index, text, finding))
                .map(|clause| clause.governed);
        }
    }
}

impl Clause<'_> {
    fn governs(&self, pack: &RulePack, provision: usize, text: &str, finding: &Finding) -> bool {
        let own = self.governed.provision == provision && self.subsection.contains(finding.span);
        finding.effect == Effect::Hard
            && !own
            && self
                .kind
                .categories
                .contains(&pack.rule(finding.rule).category)
            && (self.acts.is_empty() || finding.act.is_some_and(|act| self.acts.contains(&act)))
            && match &self.places {
                Places::All => true,
                Places::Named(places) => places
                    .iter()
                    .any(|(place, span)| *place == provision && span.overlaps(finding.span)),
            }
            && finding.sentence.of(text).contains(self.noun)
    }
}

fn clauses<'s>(
    pack: &'s RulePack,
    gate: &OnceLock<WordGate>,
    statute: &'s Statute,
) -> Vec<Clause<'s>> {
    let own = &pack.substitution.own;
    let kinds = || WordGate::new(pack, own.list.iter().map(|kind| &kind.question));
    // Few statutes have a clause that names places.
    let references = LazyCell::new(|| references::check(statute, &pack.lexicon));
    let mut clauses = Vec::new();
    for (index, provision) in statute.provisions.iter().enumerate() {
        if provision.repealed || !own.possible(&provision.text) {
            continue;
        }
        for subsection in &provision.subsections {
            let text = subsection.span.of(&provision.text);
            if !own.possible(text) {
                continue;
            }
            let possible = gate.get_or_init(kinds).possible(text);
            for (id, _) in possible.into_iter().enumerate().filter(|(_, p)| *p) {
                let place = (index, provision, subsection);
                clauses.extend(read(pack, place, OwnClauseId::at(id), &references));
            }
        }
    }
    clauses
}

fn read<'s>(
    pack: &'s RulePack,
    (index, provision, subsection): (usize, &'s Provision, &Subsection),
    id: OwnClauseId,
    references: &impl Deref<Target = Vec<Reference>>,
) -> Option<Clause<'s>> {
    let kind = &pack.substitution.own.list[id.index()];
    let text = subsection.span.of(&provision.text);
    if !kind.question.holds(text) {
        return None;
    }
    let found = kind.pattern.captures_at(text, 0)?;
    let whole = found.get_group(0)?;
    // The words that decide stand at the end of a clause.
    let last = subsection.span.start + whole.end.saturating_sub(1);
    let span = subsection
        .sentence_at(last)
        .map_or(subsection.span, |i| subsection.sentences[i].span);
    let acts = match found.get_group_by_name(ACTS) {
        Some(named) if kind.acts.is_empty() => {
            let acts = acts_in(pack, &text[named.range()]);
            if acts.is_empty() {
                return None;
            }
            acts
        }
        _ => kind.acts.clone(),
    };
    let places = match (kind.reach, found.get_group_by_name(PLACES)) {
        (Reach::Statute, None) => Places::All,
        (Reach::Provision, None) => {
            Places::Named(vec![(index, Span::new(0, provision.text.len()))])
        }
        (_, Some(named)) => {
            let at = subsection.span.start;
            let stretch = Span::new(at + named.start, at + named.end);
            let places = places_in(references, index, stretch);
            if places.is_empty() {
                return None;
            }
            Places::Named(places)
        }
        (Reach::Places, None) => return None,
    };
    Some(Clause {
        governed: Governed {
            clause: id,
            turn: kind.turn,
            provision: index,
            span,
        },
        kind,
        subsection: subsection.span,
        acts,
        noun: found
            .get_group_by_name(NOUN)
            .map_or("", |noun| &text[noun.range()]),
        places,
    })
}

/// The acts that are named in `words`, also at the end of a compound: "Zuordnungsbescheide".
fn acts_in(pack: &RulePack, words: &str) -> Vec<ActId> {
    let lower = words.to_lowercase();
    let named = |stems: &[String]| {
        stems
            .iter()
            .any(|stem| lower.contains(&stem.to_lowercase()))
    };
    pack.acts
        .iter()
        .enumerate()
        .filter(|(_, act)| named(&act.stems))
        .map(|(index, _)| ActId::at(index))
        .collect()
}

/// The places of the statute that the references in a stretch of a provision name.
fn places_in(references: &[Reference], provision: usize, stretch: Span) -> Vec<(usize, Span)> {
    let from = references.partition_point(|r| r.provision < provision);
    references[from..]
        .iter()
        .take_while(|r| r.provision == provision)
        .filter(|r| stretch.contains(r.span))
        .filter_map(|r| match &r.outcome {
            Outcome::Resolved { provision, span } => Some((*provision, *span)),
            _ => None,
        })
        .collect()
}
