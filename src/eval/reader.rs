//! Who is measured: the rules, or a plain list of words that shows what the rules add.

use crate::rules::{Effect, FamilyKind, Relation, RulePack};
use crate::screen::{Finding, Screener, Snippet};
use crate::statute::scalar_offsets;

/// A place where something was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Place of its category in the pack.
    pub category: usize,
    /// The effect of an obstacle.
    pub effect: Effect,
    /// First Unicode scalar of the words in the text as it was given.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The words.
    pub quote: String,
    /// What found it: the id of a rule, or the word of a list.
    pub by: String,
}

/// What a reader says of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// Obstacles.
    pub obstacles: Vec<Place>,
    /// Enablers.
    pub enablers: Vec<Place>,
    /// Between whom the duty runs; none where the reader does not say.
    pub relation: Option<Relation>,
}

/// Reads texts.
pub trait Reader {
    /// What is found in the text.
    fn read(&self, snippet: &Snippet<'_>) -> Answer;
}

/// The rules of a pack.
#[derive(Debug)]
pub struct RulesReader<'p> {
    screener: Screener<'p>,
}

impl<'p> RulesReader<'p> {
    /// Reads with `pack`.
    pub fn new(pack: &'p RulePack) -> Self {
        Self {
            screener: Screener::new(pack),
        }
    }
}

impl Reader for RulesReader<'_> {
    fn read(&self, snippet: &Snippet<'_>) -> Answer {
        let pack = self.screener.pack();
        let read = snippet.read(pack);
        let screened = self.screener.screen(&read.statute).swap_remove(0);
        let places = |findings: &[Finding]| {
            let spans: Vec<_> = findings.iter().map(|f| read.source_span(f.span)).collect();
            let scalars = scalar_offsets(snippet.text, spans.iter().flat_map(|s| [s.start, s.end]));
            findings
                .iter()
                .zip(spans)
                .zip(scalars.chunks_exact(2))
                .map(|((finding, span), at)| Place {
                    category: pack.rule(finding.rule).category.index(),
                    effect: finding.effect,
                    start: at[0],
                    end: at[1],
                    quote: span.of(snippet.text).to_owned(),
                    by: pack.rule(finding.rule).id.clone(),
                })
                .collect()
        };
        Answer {
            obstacles: places(&screened.obstacles),
            enablers: places(&screened.enablers),
            relation: Some(screened.relation),
        }
    }
}

/// The plain word list of the pack: a word that stands in the text is a finding, and hard.
#[derive(Debug)]
pub struct WordsReader<'p> {
    pack: &'p RulePack,
}

impl<'p> WordsReader<'p> {
    /// Reads with the words of `pack`.
    pub fn new(pack: &'p RulePack) -> Self {
        Self { pack }
    }
}

impl Reader for WordsReader<'_> {
    fn read(&self, snippet: &Snippet<'_>) -> Answer {
        let mut answer = Answer::default();
        // Lower case changes the length of few letters only, none of them German.
        let text = snippet.text.to_lowercase();
        for (category, words) in &self.pack.baseline {
            for word in words {
                let Some(at) = text.find(word.as_str()) else {
                    continue;
                };
                let start = text[..at].chars().count();
                let place = Place {
                    category: category.index(),
                    effect: Effect::Hard,
                    start,
                    end: start + word.chars().count(),
                    quote: word.clone(),
                    by: word.clone(),
                };
                match self.pack.category(*category).kind {
                    FamilyKind::Obstacle => answer.obstacles.push(place),
                    FamilyKind::Enabler => answer.enablers.push(place),
                }
            }
        }
        answer
    }
}
