//! The compiled rule pack.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;

use super::RulesError;
use super::amending::AmendingWords;
use super::classes::Classes;
use super::compile::{Compiler, invalid};
use super::condition::{Condition, Tests};
use super::consistency::ConsistencyFile;
use super::facets::Facets;
use super::files::{RuleFiles, embedded_files, lay_over};
use super::ids::{CategoryId, RuleId};
use super::indications::Indication;
use super::pattern::Question;
use super::readings::ReadingsFile;
use super::relations::Relations;
use super::remedies::Remedies;
use super::rule::{Act, Category, Rule};
use super::schema::{QualityFile, RatingFile, SchwerpunktEntry};
use super::substitution::Substitution;
use super::text::{Language, Text};
use crate::statute::{Lexicon, Statute};

/// The rule pack, ready to screen with.
#[derive(Debug, Clone)]
pub struct RulePack {
    /// Semantic version of the pack.
    pub version: String,
    /// SHA-256 over paths and contents of its files, in hexadecimal.
    pub hash: String,
    /// Categories, obstacles first.
    pub categories: Vec<Category>,
    /// Rules, in the order of their ids.
    pub rules: Vec<Rule>,
    /// The tests that the conditions of all rules are made of.
    pub tests: Tests,
    /// Acts.
    pub acts: Vec<Act>,
    /// Relations.
    pub relations: Relations,
    /// General clauses.
    pub substitution: Substitution,
    /// Options and wordings.
    pub remedies: Remedies,
    /// Kinds of statutes.
    pub kinds: Classes,
    /// Areas of law.
    pub areas: Classes,
    /// Principles of the Digitalcheck.
    pub principles: Vec<SchwerpunktEntry>,
    /// Schwerpunkte of the Digitalcheck.
    pub schwerpunkte: Vec<SchwerpunktEntry>,
    /// Weights.
    pub rating: RatingFile,
    /// Word lists for sentences and references.
    pub lexicon: Lexicon,
    /// What the named contexts mean, for explanations.
    pub contexts: BTreeMap<String, Text>,
    /// Evidence, purposes and directions.
    pub facets: Facets,
    /// The plain word list that the rules are compared with.
    pub baseline: Vec<(CategoryId, Vec<String>)>,
    /// What was measured of the pack, where it was measured.
    pub quality: Option<QualityFile>,
    /// What readers found wrong among findings drawn at random, where somebody read them.
    pub readings: Option<ReadingsFile>,
    /// Word lists for amending commands.
    pub amending: AmendingWords,
    /// Words for the same thing that a statute should not mix.
    pub consistency: ConsistencyFile,
    /// Sentences that speak for a Schwerpunkt of the Digitalcheck.
    pub indications: Vec<Indication>,
}

impl RulePack {
    /// The pack that the binary carries.
    ///
    /// # Errors
    /// As [`RulePack::from_files`]; tests prove that the embedded pack is whole.
    pub fn embedded() -> Result<Self, RulesError> {
        Self::from_files(&embedded_files())
    }

    /// The embedded pack with the files of `folder` laid over it.
    ///
    /// # Errors
    /// As [`RulePack::from_files`], or the folder cannot be read.
    pub fn with_folder(folder: &Path) -> Result<Self, RulesError> {
        let mut files = embedded_files();
        lay_over(&mut files, folder)?;
        let pack = Self::from_files(&files)
            .and_then(|pack| pack.compile_all().map(|()| pack))
            .map_err(|error| error.told_from(folder))?;
        Ok(pack)
    }

    /// Puts a pack together; its patterns are read, but each compiled when it is first asked.
    ///
    /// # Errors
    /// The first file, rule or condition that is wrong, with its place and what to do.
    pub fn from_files(files: &RuleFiles) -> Result<Self, RulesError> {
        Compiler::new(files)?.compile()
    }

    /// Compiles all patterns now, so that one that is sound but too large is refused and not met in
    /// the middle of a run.
    ///
    /// # Errors
    /// The rule, or the condition's pattern.
    pub fn compile_all(&self) -> Result<(), RulesError> {
        let patterns: Vec<_> = self
            .rules
            .par_iter()
            .map(|rule| {
                let compiled = rule.pattern.compile_now();
                compiled.map_err(|e| invalid(&rule.file, &rule.id)(format!("pattern: {e}")))
            })
            .collect();
        let places = self.relations.cues.iter().flat_map(|cue| &cue.place);
        let cases = self.substitution.cases.iter().flat_map(|case| &case.place);
        let classes = [&self.kinds, &self.areas];
        let names = classes.iter().flat_map(|c| c.matchers.iter().flatten());
        let questions: Vec<&Question> = self
            .tests
            .iter()
            .map(|(_, test)| &test.question)
            .chain(places.chain(cases).map(|(_, question)| question))
            .chain(names.map(|(_, question)| question))
            .chain(&self.facets.patterns)
            .chain(self.indications.iter().flat_map(Indication::questions))
            .chain(self.substitution.own.list.iter().map(|own| &own.question))
            .collect();
        let questions: Vec<_> = questions
            .par_iter()
            .map(|question| {
                let compiled = question.compile();
                compiled.map_err(|e| invalid("a condition", question.as_str())(e))
            })
            .collect();
        let own = self.substitution.own.list.iter().map(|own| &own.pattern);
        let rewrites = self.remedies.rewrites.iter().map(|r| &r.pattern);
        let wordings: Vec<_> = own.chain(rewrites).collect();
        let wordings: Vec<_> = wordings
            .par_iter()
            .map(|pattern| {
                let compiled = pattern.compile();
                compiled.map_err(|e| invalid("a wording", pattern.as_str())(e))
            })
            .collect();
        let all = patterns.into_iter().chain(questions).chain(wordings);
        all.collect()
    }

    /// The rule with this index.
    pub fn rule(&self, id: RuleId) -> &Rule {
        &self.rules[id.index()]
    }

    /// The rule with this id as written.
    pub fn rule_by_id(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|r| r.id.eq_ignore_ascii_case(id))
    }

    /// What a condition means to a reader: the reason of its context, or the author's own.
    pub fn reason<'a>(&'a self, condition: &'a Condition, language: Language) -> &'a str {
        self.contexts
            .get(&condition.name)
            .map_or(&condition.name, |why| why.get(language))
    }

    /// The category with this index.
    pub fn category(&self, id: CategoryId) -> &Category {
        &self.categories[id.index()]
    }

    /// The category of a rule.
    pub fn category_of(&self, id: RuleId) -> &Category {
        self.category(self.rule(id).category)
    }

    /// Legal German to count in: the examples of all rules.
    pub fn sample(&self) -> impl Iterator<Item = &str> {
        let examples = self.rules.iter().flat_map(|rule| &rule.examples);
        examples.map(|example| example.text.as_str())
    }

    /// Sets kind and area of a statute from its title.
    pub fn classify(&self, statute: &mut Statute) {
        statute.kind = self.kinds.of(statute).to_owned();
        statute.area = self.areas.of(statute).to_owned();
    }
}
