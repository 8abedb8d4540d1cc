//! The words of all rules, cues and acts at once: the only pass that sees every byte of the law.
//!
//! In goes a text, out come places where a rule may match and words that speak for an act or a
//! relation. Overlapping matches are wanted, or one word would hide another.

use std::collections::BTreeMap;

use super::finder::{Finder, Hit, Lists};
use crate::rules::pattern::is_word_start;
use crate::rules::{ActId, RuleId, RulePack, Status};

/// What a word may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    /// The rule may match around here.
    Rule(RuleId),
    /// A word that begins here names the act.
    Act(ActId),
    /// A word that begins here names something else than the act.
    NotAct(ActId),
    /// A word that begins here is the cue.
    Cue(u16),
}

/// What was seen in a text, each list in the order of the text.
#[derive(Debug, Default)]
pub struct Sightings {
    /// Rules that may match, with the place of their word.
    pub rules: Vec<(usize, RuleId)>,
    /// Words for acts.
    pub acts: Vec<(usize, ActId)>,
    /// Cues for relations.
    pub cues: Vec<(usize, u16)>,
}

/// The words and what they may mean.
#[derive(Debug)]
pub struct Prefilter {
    words: Finder,
    targets: Lists<Target>,
}

impl Prefilter {
    /// Takes the literals of those active rules that `wanted` names.
    pub fn new(pack: &RulePack, wanted: impl Fn(RuleId) -> bool) -> Self {
        let mut words: BTreeMap<&str, Vec<Target>> = BTreeMap::new();
        for (index, rule) in pack.rules.iter().enumerate() {
            let id = RuleId::at(index);
            if rule.status == Status::Deprecated || !wanted(id) {
                continue;
            }
            for literal in &rule.pattern.literals {
                words.entry(literal).or_default().push(Target::Rule(id));
            }
        }
        for (index, act) in pack.acts.iter().enumerate() {
            let id = ActId::at(index);
            for stem in &act.stems {
                words.entry(stem).or_default().push(Target::Act(id));
            }
            for stem in &act.except {
                words.entry(stem).or_default().push(Target::NotAct(id));
            }
        }
        for (index, cue) in pack.relations.cues.iter().enumerate() {
            for stem in &cue.stems {
                words
                    .entry(stem)
                    .or_default()
                    .push(Target::Cue(index as u16));
            }
        }
        Self {
            words: Finder::new(words.keys().copied(), pack.sample()),
            targets: words.into_values().collect(),
        }
    }

    /// What stands in `text`; `hits` is room to work in.
    pub fn look(&self, pack: &RulePack, text: &str, hits: &mut Vec<Hit>) -> Sightings {
        let mut seen = Sightings::default();
        let mut not_acts: Vec<(usize, ActId)> = Vec::new();
        self.words.find(text, hits);
        for hit in hits.iter() {
            let at = hit.start;
            for target in self.targets.of(hit.word) {
                match *target {
                    Target::Rule(rule) => {
                        if pack.rule(rule).pattern.may_match_at(text, at, hit.end) {
                            seen.rules.push((at, rule));
                        }
                    }
                    _ if !is_word_start(text, at) => {}
                    Target::Act(act) => seen.acts.push((at, act)),
                    Target::NotAct(act) => not_acts.push((at, act)),
                    Target::Cue(cue) => seen.cues.push((at, cue)),
                }
            }
        }
        not_acts.sort_unstable();
        seen.acts
            .retain(|sighting| not_acts.binary_search(sighting).is_err());
        // The hits come in the order of their ends.
        seen.acts.sort_by_key(|(at, _)| *at);
        seen
    }
}
