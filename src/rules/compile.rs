//! How a pack is put together from its files, and what is wrong with one that cannot be.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::RulesError;
use super::classes::{Classes, Part};
use super::condition::{Condition, Scope, Tests};
use super::facets::{DIRECTIONS, EVIDENCE, Facets, PURPOSES};
use super::files::RuleFiles;
use super::ids::{ActId, CategoryId, ClauseId};
use super::indications::IndicationsFile;
use super::own::OwnClauses;
use super::pack::RulePack;
use super::pattern::{Pattern, Question, compile_test, insert_fragments};
use super::readings::ReadingsFile;
use super::relations::{Cue, Points, Relation, Relations};
use super::remedies::{Remedies, RemediesFile};
use super::rule::{Act, Category, Effect, Example, Rule};
use super::schema::{
    ActsFile, BaselineFile, CaseEntry, ClassesFile, ConditionEntry, ContextEntry, ContextsFile,
    CueEntry, ExampleEntry, Family, FamilyFile, FamilyKind, FragmentsFile, PackFile, RatingFile,
    RelationsFile, RuleEntry, SchwerpunkteFile, Status, SubstitutionFile,
};
use super::substitution::{Case, Clause, Substitution};
use super::text::Text;
use crate::statute::Lexicon;

pub(super) struct Compiler<'f> {
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
    pub(super) fn new(files: &'f RuleFiles) -> Result<Self, RulesError> {
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

    pub(super) fn compile(self) -> Result<RulePack, RulesError> {
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
                (Scope::Provision, &entry.provision),
                (Scope::Sentence, &entry.sentence),
            ])?,
            side: entry.side,
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

pub(super) fn invalid(file: &str, place: &str) -> impl Fn(String) -> RulesError {
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
