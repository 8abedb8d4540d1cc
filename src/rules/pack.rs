//! The compiled rule pack and how it is put together from its files.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::OnceLock;

use aho_corasick::AhoCorasick;
use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::RulesError;
use super::amending::AmendingWords;
use super::condition::{Condition, Scope, Scopes, Tests};
use super::consistency::ConsistencyFile;
use super::facets::{DIRECTIONS, EVIDENCE, Facets, PURPOSES};
use super::files::{RuleFiles, embedded_files, lay_over};
use super::indications::{Indication, IndicationsFile};
use super::own::OwnClauses;
use super::pattern::{
    Folded, Pattern, Question, compile_test, folded, insert_fragments, lower_cased,
};
use super::readings::ReadingsFile;
use super::remedies::{Remedies, RemediesFile};
use super::schema::{
    ActsFile, BaselineFile, CaseEntry, ClassesFile, ConditionEntry, ContextEntry, ContextsFile,
    CueEntry, ExampleEntry, Family, FamilyFile, FamilyKind, FragmentsFile, PackFile, QualityFile,
    RatingFile, RelationsFile, RuleEntry, SchwerpunktEntry, SchwerpunkteFile, Status,
    SubstitutionFile,
};
use super::text::{Language, Text};
use crate::statute::{Lexicon, Statute};

macro_rules! index_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub u16);

        impl $name {
            /// Place in the pack's list.
            pub fn index(self) -> usize {
                usize::from(self.0)
            }

            /// The entry at this place.
            pub fn at(index: usize) -> Self {
                Self(u16::try_from(index).expect("a pack has fewer than 65,536 entries"))
            }
        }
    };
}

index_type!(
    /// Place of a rule in [`RulePack::rules`].
    RuleId
);
index_type!(
    /// Place of a category in [`RulePack::categories`].
    CategoryId
);
index_type!(
    /// Place of an act in [`RulePack::acts`].
    ActId
);
index_type!(
    /// Place of a clause in [`Substitution::clauses`].
    ClauseId
);
index_type!(
    /// Place of a case in [`Substitution`].
    CaseId
);
index_type!(
    /// Place of a clause in [`OwnClauses::list`].
    OwnClauseId
);
index_type!(
    /// Place of a class in [`Classes`].
    ClassId
);

index_type!(
    /// Place of a kind of evidence in [`Facets::evidence`].
    EvidenceId
);
index_type!(
    /// Place of a register in [`Facets::registers`].
    RegisterId
);
index_type!(
    /// Place of a purpose in [`Facets::purposes`].
    PurposeId
);
index_type!(
    /// Place of a direction in [`Facets::directions`].
    DirectionId
);

/// What the text itself does with the electronic way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Effect {
    /// No electronic way is named.
    Hard,
    /// The text opens an electronic way for this act.
    Mitigated,
    /// The text shuts the electronic form out.
    Excluded,
}

impl Effect {
    /// The key in tables and rule files.
    pub fn key(self) -> &'static str {
        match self {
            Effect::Hard => "hard",
            Effect::Mitigated => "mitigated",
            Effect::Excluded => "excluded",
        }
    }

    /// Reads a key.
    pub fn from_key(key: &str) -> Option<Self> {
        [Effect::Hard, Effect::Mitigated, Effect::Excluded]
            .into_iter()
            .find(|e| e.key() == key)
    }
}

/// Between whom a duty runs.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Relation {
    /// Citizen or business and authority.
    Verwaltung,
    /// Between authorities, or inside one.
    Intern,
    /// Court, notary, prosecution.
    Justiz,
    /// Between private parties.
    Privat,
    /// No act at all.
    #[default]
    Keine,
}

impl Relation {
    /// Those that cues can speak for; `Keine` is what is left.
    pub const SPOKEN_FOR: [Relation; 4] = [
        Relation::Verwaltung,
        Relation::Intern,
        Relation::Justiz,
        Relation::Privat,
    ];

    /// The key in tables and rule files.
    pub fn key(self) -> &'static str {
        match self {
            Relation::Verwaltung => "verwaltung",
            Relation::Intern => "intern",
            Relation::Justiz => "justiz",
            Relation::Privat => "privat",
            Relation::Keine => "keine",
        }
    }

    /// Reads a key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::SPOKEN_FOR
            .into_iter()
            .chain([Relation::Keine])
            .find(|r| r.key() == key)
    }
}

/// Points for each relation of [`Relation::SPOKEN_FOR`].
pub type Points = [f32; 4];

/// A category of obstacles or enablers.
#[derive(Debug, Clone)]
pub struct Category {
    /// Key, as in the annotation guidelines.
    pub key: String,
    /// Obstacle or enabler.
    pub kind: FamilyKind,
    /// Name for readers.
    pub title: Text,
    /// What it is and why it matters.
    pub about: Text,
    /// Whether it prescribes a form, presence or thing.
    pub prescribes_form: bool,
    /// Schwerpunkte of the Digitalcheck.
    pub schwerpunkte: Vec<String>,
}

/// A compiled rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Stable id.
    pub id: String,
    /// Its category.
    pub category: CategoryId,
    /// Obstacle or enabler, from its category.
    pub kind: FamilyKind,
    /// Name for readers.
    pub title: Text,
    /// Why it matters, from the rule or its family.
    pub why: Text,
    /// Norms that it follows.
    pub legal_basis: Vec<String>,
    /// Version that brought it.
    pub since: String,
    /// Whether it counts.
    pub status: Status,
    /// What it marks, as written.
    pub source: String,
    /// What it marks.
    pub pattern: Pattern,
    /// All must hold.
    pub requires: Vec<Condition>,
    /// None may hold; the rule's own first, then the family's.
    pub unless: Vec<Condition>,
    /// How many of `unless` are the rule's own.
    pub own_unless: usize,
    /// Any mitigates.
    pub mitigated_by: Vec<Condition>,
    /// Any excludes.
    pub excluded_by: Vec<Condition>,
    /// The effect where neither applies.
    pub effect: Effect,
    /// The act, where the rule decides it.
    pub act: Option<ActId>,
    /// What to do.
    pub remedy: Text,
    /// Its proof.
    pub examples: Vec<Example>,
    /// The file it stands in.
    pub file: String,
}

/// An example with its marks taken out.
#[derive(Debug, Clone)]
pub struct Example {
    /// The text without the brackets.
    pub text: String,
    /// The marked passages, as byte ranges of `text`.
    pub marks: Vec<(usize, usize)>,
    /// The effect expected.
    pub effect: Effect,
    /// The place it stands in, and whether it is a known gap.
    pub place: ExampleEntry,
}

/// An act of administration.
#[derive(Debug, Clone)]
pub struct Act {
    /// Key.
    pub key: String,
    /// Name for readers.
    pub title: Text,
    /// Word beginnings.
    pub stems: Vec<String>,
    /// Word beginnings that are not this act.
    pub except: Vec<String>,
}

/// A cue for a relation.
#[derive(Debug, Clone)]
pub struct Cue {
    /// What it adds.
    pub points: Points,
    /// Word beginnings in the text; without any the cue speaks by its place alone.
    pub stems: Vec<String>,
    place: Vec<(Scope, Question)>,
}

impl Cue {
    /// Whether the statute is one that the cue speaks of.
    pub fn fits_statute(&self, scopes: &impl Scopes) -> bool {
        self.fits(scopes, |scope| scope.is_statute())
    }

    /// Words of which the text of `scope` holds one wherever the cue speaks; none where no such
    /// words are known.
    pub fn words(&self, scope: Scope) -> Option<&[String]> {
        let asked = self.place.iter().find(|(s, _)| *s == scope);
        asked.and_then(|(_, question)| question.literals())
    }

    /// Whether the provision is one that the cue speaks of.
    pub fn fits_provision(&self, scopes: &impl Scopes) -> bool {
        self.fits(scopes, |scope| !scope.is_statute())
    }

    fn fits(&self, scopes: &impl Scopes, asked: impl Fn(Scope) -> bool) -> bool {
        self.place
            .iter()
            .filter(|(scope, _)| asked(*scope))
            .all(|(scope, question)| question.holds(scopes.text(*scope)))
    }
}

/// The cues and how many points are needed.
#[derive(Debug, Clone)]
pub struct Relations {
    /// Below it the relation is `keine`.
    pub threshold: f32,
    /// The cues.
    pub cues: Vec<Cue>,
}

/// A general clause that allows an electronic substitute.
#[derive(Debug, Clone)]
pub struct Clause {
    /// Its citation.
    pub cite: String,
    /// What it allows.
    pub about: Text,
}

#[derive(Debug, Clone)]
struct Case {
    clause: Option<ClauseId>,
    categories: Vec<CategoryId>,
    relations: Vec<Relation>,
    areas: Vec<String>,
    place: Vec<(Scope, Question)>,
    reason: Text,
}

/// Which general clause governs where.
#[derive(Debug, Clone)]
pub struct Substitution {
    /// The clauses.
    pub clauses: Vec<Clause>,
    /// Clauses of a statute for its own places.
    pub own: OwnClauses,
    cases: Vec<Case>,
}

impl Substitution {
    /// The case that decides which clause governs a hard obstacle; none where no case fits.
    pub fn governing(
        &self,
        category: CategoryId,
        relation: Relation,
        scopes: &impl Scopes,
    ) -> Option<CaseId> {
        self.cases
            .iter()
            .position(|case| {
                (case.categories.is_empty() || case.categories.contains(&category))
                    && (case.relations.is_empty() || case.relations.contains(&relation))
                    && (case.areas.is_empty()
                        || case.areas.iter().any(|a| a == scopes.text(Scope::Area)))
                    && case
                        .place
                        .iter()
                        .all(|(scope, question)| question.holds(scopes.text(*scope)))
            })
            .map(CaseId::at)
    }

    /// The clause of a case; none where no clause substitutes.
    pub fn clause(&self, case: CaseId) -> Option<ClauseId> {
        self.cases[case.index()].clause
    }

    /// Why the clause of a case governs, or why none does.
    pub fn reason(&self, case: CaseId) -> &Text {
        &self.cases[case.index()].reason
    }

    /// Whether a case was written for categories of its own: the last one, for all that no clause
    /// ever substitutes, tells a reader nothing.
    pub fn is_special(&self, case: CaseId) -> bool {
        !self.cases[case.index()].categories.is_empty()
    }

    /// All cases, in order of precedence.
    pub fn cases(&self) -> impl Iterator<Item = CaseId> + use<> {
        (0..self.cases.len()).map(CaseId::at)
    }
}

/// Kinds of statutes or areas of law, recognised by title.
///
/// Most titles hold no word of most classes; an automaton over those words spares the patterns.
#[derive(Debug, Clone)]
pub struct Classes {
    /// Key and name, in the order of the file; a key may stand several times.
    pub list: Vec<(String, Text)>,
    matchers: Vec<Vec<(Part, Question)>>,
    /// For each class, its pattern over lower-cased titles, where it has one; made when first asked.
    lower: Vec<OnceLock<Option<Question>>>,
    words: AhoCorasick,
    /// For each word, the class that it speaks for, and whether it is enough.
    class_of_word: Vec<(usize, bool)>,
    /// Classes without a word that all of their titles hold.
    wordless: Vec<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Law,
    Name,
    Gazette,
}

impl Classes {
    /// The key that a word stands for: a key or a name, in any case. Any other word stays.
    pub fn key_of<'t>(&'t self, said: &'t str) -> &'t str {
        let said = said.trim();
        let same = |word: &str| word.to_lowercase() == said.to_lowercase();
        let found = self
            .list
            .iter()
            .find(|(key, title)| same(key) || same(&title.de) || same(&title.en));
        found.map_or(said, |(key, _)| key.as_str())
    }

    fn new(
        list: Vec<(String, Text)>,
        matchers: Vec<Vec<(Part, Question)>>,
    ) -> Result<Self, aho_corasick::BuildError> {
        let (mut words, mut class_of_word, mut wordless) = (Vec::new(), Vec::new(), Vec::new());
        for (class, all) in matchers.iter().enumerate() {
            let name = all.iter().find(|(part, _)| *part == Part::Name);
            let folded = name.map_or_else(Folded::default, |(_, q)| folded(q.as_str()));
            let enough = all.len() == 1;
            let possible = folded.possible.unwrap_or_else(|| {
                wordless.push(class);
                Vec::new()
            });
            for (pieces, enough) in [(folded.certain, enough), (possible, false)] {
                class_of_word.extend(pieces.iter().map(|_| (class, enough)));
                words.extend(pieces);
            }
        }
        Ok(Self {
            words: AhoCorasick::new(words)?,
            lower: vec![OnceLock::new(); list.len()],
            list,
            matchers,
            class_of_word,
            wordless,
        })
    }

    /// The key of the first class that fits; empty where none does.
    pub fn of(&self, statute: &Statute) -> &str {
        let name = format!("{} {}", statute.title, statute.short_title);
        let lower_name = lower_case(&name);
        let mut possible: Vec<(usize, bool)> =
            self.wordless.iter().map(|class| (*class, false)).collect();
        possible.extend(
            self.words
                .find_overlapping_iter(&lower_name)
                .map(|hit| self.class_of_word[hit.pattern().as_usize()]),
        );
        possible.sort_unstable_by_key(|(class, enough)| (*class, !enough));
        possible.dedup_by_key(|(class, _)| *class);
        possible
            .into_iter()
            .find(|(class, enough)| {
                *enough
                    || self.matchers[*class].iter().all(|(part, question)| {
                        let lower = || lower_cased(question);
                        match part {
                            Part::Law => question.holds(&statute.abbreviation),
                            Part::Gazette => question.holds(&statute.gazette),
                            Part::Name => match self.lower[*class].get_or_init(lower) {
                                Some(lower) => lower.holds(&lower_name),
                                None => question.holds(&name),
                            },
                        }
                    })
            })
            .map_or("", |(class, _)| &self.list[class].0)
    }

    /// The name of the class with this key.
    pub fn title(&self, key: &str) -> Option<&Text> {
        self.list.iter().find(|(k, _)| k == key).map(|(_, t)| t)
    }
}

/// Small letters for capitals, one for one as patterns take them.
fn lower_case(text: &str) -> String {
    let lower = |c: char| {
        let mut lower = c.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(one), None) => one,
            _ => c,
        }
    };
    text.chars().map(lower).collect()
}

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

struct Compiler<'f> {
    files: &'f RuleFiles,
    names: Names,
    tests: Tests,
}

/// What rules can refer to by name.
#[derive(Debug, Clone, Default)]
struct Names {
    fragments: BTreeMap<String, String>,
    contexts: BTreeMap<String, Condition>,
}

impl Names {
    /// Adds the names of a file; a name stands for one thing only.
    fn add(
        &mut self,
        file: &str,
        fragments: BTreeMap<String, String>,
        contexts: &BTreeMap<String, ContextEntry>,
        tests: &mut Tests,
    ) -> Result<(), RulesError> {
        for (name, fragment) in fragments {
            if self.fragments.insert(name.clone(), fragment).is_some() {
                return Err(invalid(file, &name)(
                    "the fragment is already defined".to_owned(),
                ));
            }
        }
        for (name, entry) in contexts {
            let condition = Condition::compile_context(name, entry, &self.fragments, tests)
                .map_err(invalid(file, name))?;
            if self.contexts.insert(name.clone(), condition).is_some() {
                return Err(invalid(file, name)(
                    "the context is already defined".to_owned(),
                ));
            }
        }
        Ok(())
    }
}

impl<'f> Compiler<'f> {
    fn new(files: &'f RuleFiles) -> Result<Self, RulesError> {
        let mut compiler = Self {
            files,
            names: Names::default(),
            tests: Tests::default(),
        };
        let fragments: FragmentsFile = compiler.read("fragments.toml")?;
        let contexts: ContextsFile = compiler.read("contexts.toml")?;
        let none = BTreeMap::new();
        compiler.names.add(
            "fragments.toml",
            fragments.fragments,
            &none,
            &mut compiler.tests,
        )?;
        compiler.names.add(
            "contexts.toml",
            BTreeMap::new(),
            &contexts.context,
            &mut compiler.tests,
        )?;
        Ok(compiler)
    }

    fn read<T: DeserializeOwned>(&self, file: &str) -> Result<T, RulesError> {
        let text = self.files.get(file).ok_or_else(|| RulesError::Missing {
            file: file.to_owned(),
        })?;
        parse(file, text)
    }

    fn compile(self) -> Result<RulePack, RulesError> {
        let acts = self.acts()?;
        let mut tests = self.tests.clone();
        // Names of laws are half of the work.
        let (families, (kinds, areas)) = rayon::join(
            || self.families(&acts, &mut tests),
            || rayon::join(|| self.classes("kinds.toml"), || self.classes("areas.toml")),
        );
        let (categories, rules) = families?;
        if !rules.iter().any(|r| r.status != Status::Deprecated) {
            return Err(RulesError::Empty);
        }
        let rating: RatingFile = self.read("rating.toml")?;
        check_rating(&rating, &categories)?;
        let schwerpunkte: SchwerpunkteFile = self.read("schwerpunkte.toml")?;
        check_schwerpunkte(&schwerpunkte, &categories)?;
        let indications: IndicationsFile = self.read(INDICATIONS)?;
        let listed = |id: &str| schwerpunkte.schwerpunkt.iter().any(|s| s.id == id);
        let indications = indications
            .compile(&self.names.fragments, listed)
            .map_err(|(place, message)| invalid(INDICATIONS, &place)(message))?;
        let pack: PackFile = self.read("pack.toml")?;
        Ok(RulePack {
            version: pack.version,
            hash: hash(self.files),
            relations: self.relations()?,
            substitution: self.substitution(&categories, &acts)?,
            remedies: self.remedies(&categories)?,
            kinds: kinds?,
            areas: areas?,
            principles: schwerpunkte.principle,
            schwerpunkte: schwerpunkte.schwerpunkt,
            rating,
            lexicon: self.lexicon()?,
            contexts: self.contexts()?,
            facets: Facets::compile(
                self.read(EVIDENCE)?,
                self.read(PURPOSES)?,
                self.read(DIRECTIONS)?,
                &categories,
                &acts,
                &self.names.fragments,
            )
            .map_err(|(file, place, message)| invalid(file, &place)(message))?,
            baseline: self.baseline(&categories)?,
            quality: match self.files.get(QUALITY) {
                Some(text) => Some(parse(QUALITY, text)?),
                None => None,
            },
            readings: self.readings(&categories)?,
            amending: self.read("amend.toml")?,
            consistency: self.read("consistency.toml")?,
            indications,
            categories,
            rules,
            tests,
            acts,
        })
    }

    fn readings(&self, categories: &[Category]) -> Result<Option<ReadingsFile>, RulesError> {
        let Some(text) = self.files.get(READINGS) else {
            return Ok(None);
        };
        let readings: ReadingsFile = parse(READINGS, text)?;
        match readings.fault(|key| categories.iter().any(|c| c.key == key)) {
            Some(message) => Err(RulesError::Malformed {
                file: READINGS.to_owned(),
                message,
            }),
            None => Ok(Some(readings)),
        }
    }

    fn lexicon(&self) -> Result<Lexicon, RulesError> {
        let file = "lexicon.toml";
        let text = self.files.get(file).ok_or_else(|| RulesError::Missing {
            file: file.to_owned(),
        })?;
        Lexicon::parse(text).map_err(|e| RulesError::Malformed {
            file: file.to_owned(),
            message: e.to_string().trim_end().to_owned(),
        })
    }

    fn contexts(&self) -> Result<BTreeMap<String, Text>, RulesError> {
        let shared: ContextsFile = self.read("contexts.toml")?;
        let mut named = shared.context;
        for (path, text) in self.files {
            if is_family(path) {
                named.extend(parse::<FamilyFile>(path, text)?.context);
            }
        }
        Ok(named.into_iter().map(|(name, c)| (name, c.why)).collect())
    }

    fn baseline(
        &self,
        categories: &[Category],
    ) -> Result<Vec<(CategoryId, Vec<String>)>, RulesError> {
        let name = "baseline_words.toml";
        let file: BaselineFile = self.read(name)?;
        file.words
            .into_iter()
            .map(|(key, words)| {
                let category = categories
                    .iter()
                    .position(|c| c.key == key)
                    .ok_or_else(|| invalid(name, &key)("is no category".to_owned()))?;
                if words.iter().any(|w| w.is_empty() || *w != w.to_lowercase()) {
                    return Err(invalid(name, &key)(
                        "a word is empty or not in lower case".to_owned(),
                    ));
                }
                Ok((CategoryId::at(category), words))
            })
            .collect()
    }

    fn acts(&self) -> Result<Vec<Act>, RulesError> {
        let file: ActsFile = self.read("acts.toml")?;
        let mut seen = BTreeSet::new();
        for act in &file.act {
            if !seen.insert(&act.id) {
                return Err(invalid("acts.toml", &act.id)(
                    "the id stands twice".to_owned(),
                ));
            }
        }
        Ok(file
            .act
            .into_iter()
            .map(|a| Act {
                key: a.id,
                title: a.title,
                stems: a.stems,
                except: a.except,
            })
            .collect())
    }

    fn families(
        &self,
        acts: &[Act],
        tests: &mut Tests,
    ) -> Result<(Vec<Category>, Vec<Rule>), RulesError> {
        let mut families: Vec<(&str, FamilyFile)> = Vec::new();
        for (path, text) in self.files {
            if is_family(path) {
                families.push((path, parse(path, text)?));
            }
        }
        families.sort_by_key(|(path, f)| (f.family.kind == FamilyKind::Enabler, path.to_string()));

        let mut categories: Vec<Category> = Vec::new();
        let mut rules = Vec::new();
        let mut seen: HashMap<String, &str> = HashMap::new();
        for (path, file) in &families {
            let existing = categories
                .iter()
                .position(|c| c.key == file.family.category);
            let category = CategoryId::at(existing.unwrap_or(categories.len()));
            if existing.is_none() {
                categories.push(Category {
                    key: file.family.category.clone(),
                    kind: file.family.kind,
                    title: file.family.title.clone(),
                    about: file.family.about.clone(),
                    prescribes_form: file.family.prescribes_form,
                    schwerpunkte: file.family.schwerpunkte.clone(),
                });
            }
            let mut names = self.names.clone();
            names.add(path, file.fragments.clone(), &file.context, tests)?;
            for entry in &file.rule {
                if let Some(other) = seen.insert(entry.id.clone(), path) {
                    return Err(invalid(path, &entry.id)(format!(
                        "the id is already used in rules/{other}; ids are never used twice"
                    )));
                }
                rules.push(rule(
                    path,
                    &file.family,
                    category,
                    entry,
                    acts,
                    &names,
                    tests,
                )?);
            }
        }
        rules.sort_by(|a: &Rule, b: &Rule| a.id.cmp(&b.id));
        Ok((categories, rules))
    }

    fn relations(&self) -> Result<Relations, RulesError> {
        let file: RelationsFile = self.read("relations.toml")?;
        let cues = file
            .cue
            .iter()
            .enumerate()
            .map(|(i, cue)| {
                self.cue(cue)
                    .map_err(invalid("relations.toml", &format!("cue {}", i + 1)))
            })
            .collect::<Result<_, _>>()?;
        Ok(Relations {
            threshold: file.threshold,
            cues,
        })
    }

    fn cue(&self, entry: &CueEntry) -> Result<Cue, String> {
        let mut points = Points::default();
        for (key, value) in &entry.points {
            let place = Relation::from_key(key)
                .and_then(|r| Relation::SPOKEN_FOR.iter().position(|s| *s == r))
                .ok_or_else(|| format!("\"{key}\" is no relation that a cue can speak for"))?;
            points[place] = *value;
        }
        let place = self.place(&[
            (Scope::Law, &entry.law),
            (Scope::Title, &entry.title),
            (Scope::Kind, &entry.kind),
            (Scope::Area, &entry.area),
            (Scope::Heading, &entry.heading),
            (Scope::Provision, &entry.provision),
        ])?;
        if place.is_empty() && entry.stems.is_empty() {
            return Err("a cue needs stems or a place (law, title, heading …)".to_owned());
        }
        Ok(Cue {
            points,
            stems: entry.stems.clone(),
            place,
        })
    }

    fn place(&self, parts: &[(Scope, &Option<String>)]) -> Result<Vec<(Scope, Question)>, String> {
        let mut place = Vec::new();
        for (scope, source) in parts {
            if let Some(source) = source {
                place.push((*scope, compile_test(source, &self.names.fragments)?));
            }
        }
        Ok(place)
    }

    fn substitution(
        &self,
        categories: &[Category],
        acts: &[Act],
    ) -> Result<Substitution, RulesError> {
        let name = "substitution.toml";
        let file: SubstitutionFile = self.read(name)?;
        let fragments = &self.names.fragments;
        let own = OwnClauses::compile(file.own, &file.own_words, categories, acts, fragments)
            .map_err(|(place, message)| invalid(name, &place)(message))?;
        let clauses: Vec<Clause> = file
            .clause
            .into_iter()
            .map(|c| Clause {
                cite: c.cite,
                about: c.about,
            })
            .collect();
        let cases = file
            .case
            .iter()
            .enumerate()
            .map(|(i, case)| {
                self.case(case, &clauses, categories)
                    .map_err(invalid(name, &format!("case {}", i + 1)))
            })
            .collect::<Result<_, _>>()?;
        Ok(Substitution {
            clauses,
            own,
            cases,
        })
    }

    fn case(
        &self,
        entry: &CaseEntry,
        clauses: &[Clause],
        categories: &[Category],
    ) -> Result<Case, String> {
        let clause = match entry.clause.as_str() {
            "" => None,
            cite => Some(ClauseId::at(
                clauses
                    .iter()
                    .position(|c| c.cite == cite)
                    .ok_or_else(|| format!("no clause has the citation \"{cite}\""))?,
            )),
        };
        Ok(Case {
            clause,
            categories: entry
                .categories
                .iter()
                .map(|key| {
                    categories
                        .iter()
                        .position(|c| &c.key == key)
                        .map(CategoryId::at)
                        .ok_or_else(|| format!("no category has the key \"{key}\""))
                })
                .collect::<Result<_, _>>()?,
            relations: entry
                .relations
                .iter()
                .map(|key| {
                    Relation::from_key(key).ok_or_else(|| format!("\"{key}\" is no relation"))
                })
                .collect::<Result<_, _>>()?,
            areas: entry.areas.clone(),
            place: self.place(&[
                (Scope::Law, &entry.law),
                (Scope::Title, &entry.title),
                (Scope::Sentence, &entry.sentence),
            ])?,
            reason: entry.reason.clone(),
        })
    }

    fn remedies(&self, categories: &[Category]) -> Result<Remedies, RulesError> {
        let name = "remedies.toml";
        let file: RemediesFile = self.read(name)?;
        let mut fragments = self.names.fragments.clone();
        for (key, fragment) in &file.fragments {
            if fragments.insert(key.clone(), fragment.clone()).is_some() {
                return Err(invalid(name, key)(
                    "the fragment is already defined".to_owned(),
                ));
            }
        }
        Remedies::compile(file, categories, &fragments)
            .map_err(|(place, message)| invalid(name, &place)(message))
    }

    fn classes(&self, name: &str) -> Result<Classes, RulesError> {
        let file: ClassesFile = self.read(name)?;
        let mut list: Vec<(String, Text)> = Vec::new();
        let mut matchers = Vec::new();
        for entry in file.class {
            let mut all = Vec::new();
            for (part, source) in [
                (Part::Law, &entry.law),
                (Part::Name, &entry.name),
                (Part::Gazette, &entry.gazette),
            ] {
                if let Some(source) = source {
                    let question = compile_test(source, &self.names.fragments)
                        .map_err(invalid(name, &entry.id))?;
                    all.push((part, question));
                }
            }
            list.push((entry.id, entry.title));
            matchers.push(all);
        }
        Classes::new(list, matchers).map_err(|e| invalid(name, "words")(e.to_string()))
    }
}

fn rule(
    path: &str,
    family: &Family,
    category: CategoryId,
    entry: &RuleEntry,
    acts: &[Act],
    names: &Names,
    tests: &mut Tests,
) -> Result<Rule, RulesError> {
    let invalid = || invalid(path, &entry.id);
    let pattern = insert_fragments(&entry.pattern, &names.fragments)
        .and_then(|source| Pattern::compile(&source, entry.boundary))
        .map_err(|e| invalid()(format!("pattern: {e}")))?;
    let mut conditions = |key: &str, own: &[ConditionEntry], shared: &[ConditionEntry]| {
        own.iter()
            .chain(shared)
            .map(|c| Condition::compile(c, &names.contexts, &names.fragments, tests))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|e| invalid()(format!("{key}: {e}")))
    };
    let effect = match &entry.effect {
        None => Effect::Hard,
        Some(key) => effect(key).map_err(invalid())?,
    };
    let act = match &entry.act {
        None => None,
        Some(key) => Some(ActId::at(
            acts.iter()
                .position(|a| &a.key == key)
                .ok_or_else(|| invalid()(format!("no act has the id \"{key}\" in acts.toml")))?,
        )),
    };
    Ok(Rule {
        id: entry.id.clone(),
        category,
        kind: family.kind,
        title: entry.title.clone(),
        why: entry.why.clone().unwrap_or_else(|| family.about.clone()),
        legal_basis: entry.legal_basis.clone(),
        since: entry.since.clone(),
        status: entry.status,
        source: entry.pattern.clone(),
        pattern,
        requires: conditions("requires", &entry.requires, &[])?,
        unless: conditions("unless", &entry.unless, &family.unless)?,
        own_unless: entry.unless.len(),
        mitigated_by: conditions("mitigated_by", &entry.mitigated_by, &family.mitigated_by)?,
        excluded_by: conditions("excluded_by", &entry.excluded_by, &family.excluded_by)?,
        effect,
        act,
        remedy: entry
            .remedy
            .clone()
            .or_else(|| family.remedy.clone())
            .unwrap_or_default(),
        examples: entry
            .example
            .iter()
            .map(|e| example(e).map_err(|m| invalid()(m)))
            .collect::<Result<_, _>>()?,
        file: path.to_owned(),
    })
}

/// Whether a file of the pack holds the rules of a category.
fn is_family(path: &str) -> bool {
    path.starts_with("obstacles/") || path.starts_with("enablers/")
}

fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, RulesError> {
    toml::from_str(text).map_err(|e| RulesError::Malformed {
        file: file.to_owned(),
        message: e.to_string().trim_end().to_owned(),
    })
}

fn invalid(file: &str, place: &str) -> impl Fn(String) -> RulesError {
    let (file, place) = (file.to_owned(), place.to_owned());
    move |message| RulesError::Invalid {
        file: file.clone(),
        place: place.clone(),
        message,
    }
}

fn effect(key: &str) -> Result<Effect, String> {
    Effect::from_key(key)
        .ok_or_else(|| format!("\"{key}\" is no effect; use hard, mitigated or excluded"))
}

fn example(entry: &ExampleEntry) -> Result<Example, String> {
    let mut text = String::with_capacity(entry.text.len());
    let mut marks = Vec::new();
    let mut open = None;
    for character in entry.text.chars() {
        match (character, open) {
            ('[', None) => open = Some(text.len()),
            (']', Some(start)) => {
                marks.push((start, text.len()));
                open = None;
            }
            ('[' | ']', _) => {
                return Err(format!("example: brackets do not match: {}", entry.text));
            }
            (other, _) => text.push(other),
        }
    }
    if open.is_some() {
        return Err(format!("example: a bracket is not closed: {}", entry.text));
    }
    Ok(Example {
        text,
        marks,
        effect: match &entry.effect {
            None => Effect::Hard,
            Some(key) => effect(key)?,
        },
        place: entry.clone(),
    })
}

fn check_rating(rating: &RatingFile, categories: &[Category]) -> Result<(), RulesError> {
    let invalid = |place: &str, message: String| invalid("rating.toml", place)(message);
    for category in categories.iter().filter(|c| c.kind == FamilyKind::Obstacle) {
        if !rating.weight.contains_key(&category.key) {
            return Err(invalid(
                &category.key,
                "the obstacle category has no weight".to_owned(),
            ));
        }
    }
    for (key, weight) in &rating.weight {
        if !categories.iter().any(|c| &c.key == key) {
            return Err(invalid(key, "is no category".to_owned()));
        }
        for value in [
            weight.hard,
            weight.substitutable,
            weight.mitigated,
            weight.excluded,
        ] {
            if !(0.0..1.0).contains(&value) {
                return Err(invalid(key, format!("{value} is not in [0, 1)")));
            }
        }
    }
    for (key, value) in [("repeat", rating.repeat), ("relief", rating.relief)] {
        if !(0.0..=1.0).contains(&value) {
            return Err(invalid(key, format!("{value} is not in [0, 1]")));
        }
    }
    let g = &rating.grades;
    if !(g.a > g.b && g.b > g.c && g.c > g.d) {
        return Err(invalid("grades", "must fall from a to d".to_owned()));
    }
    Ok(())
}

fn check_schwerpunkte(file: &SchwerpunkteFile, categories: &[Category]) -> Result<(), RulesError> {
    for category in categories {
        for id in &category.schwerpunkte {
            if !file.schwerpunkt.iter().any(|s| &s.id == id) {
                return Err(invalid("schwerpunkte.toml", id)(format!(
                    "is named by category {} but not listed",
                    category.key
                )));
            }
        }
    }
    Ok(())
}

/// The file of the sentences that speak for a Schwerpunkt.
const INDICATIONS: &str = "indications.toml";

/// The files that hold what was measured and read of the pack; the one names the hash of the rest, so
/// that neither can be a part of it.
const QUALITY: &str = "quality.toml";
const READINGS: &str = "readings.toml";

fn hash(files: &RuleFiles) -> String {
    let mut hasher = Sha256::new();
    for (path, text) in files
        .iter()
        .filter(|(path, _)| ![QUALITY, READINGS].contains(&path.as_str()))
    {
        for part in [path, text] {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
    }
    hasher
        .finalize()
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}
