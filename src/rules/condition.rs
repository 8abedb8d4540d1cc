//! Conditions: what must or must not stand around a match.

use std::collections::{BTreeMap, HashMap};

use super::pattern::{Question, test_source};
use super::schema::{ConditionEntry, ContextEntry, ScopeEntry};

/// Where a condition looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Scope {
    Matched,
    Law,
    Kind,
    Area,
    Title,
    Provision,
    Heading,
    Before,
    After,
    Item,
    Sentence,
    Previous,
    Next,
    Subsection,
}

impl Scope {
    /// Whether the scope is the same for a whole provision.
    pub fn is_place(self) -> bool {
        matches!(
            self,
            Scope::Law
                | Scope::Kind
                | Scope::Area
                | Scope::Title
                | Scope::Provision
                | Scope::Heading
        )
    }

    /// Whether the scope is the same for a whole statute.
    pub fn is_statute(self) -> bool {
        matches!(self, Scope::Law | Scope::Kind | Scope::Area | Scope::Title)
    }
}

/// The texts around a match, by scope.
pub trait Scopes {
    /// The text of `scope`; empty where there is none.
    fn text(&self, scope: Scope) -> &str;
}

/// Answers tests around one match.
pub trait Ask {
    /// Whether the test can hold at all, as far as a glance tells.
    fn possible(&mut self, test: TestId) -> bool;
    /// Whether it holds.
    fn holds(&mut self, test: TestId) -> bool;
}

/// Place of a test in [`Tests`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TestId(u16);

impl TestId {
    /// Place in the list.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// One pattern over one scope; what conditions are made of.
#[derive(Debug, Clone)]
pub struct Test {
    /// Where it looks.
    pub scope: Scope,
    /// What it asks there.
    pub question: Question,
}

/// All tests of a pack, each once, however many rules ask for it.
#[derive(Debug, Clone, Default)]
pub struct Tests {
    list: Vec<Test>,
    known: HashMap<(Scope, String), TestId>,
}

impl Tests {
    /// The test with this id.
    pub fn get(&self, id: TestId) -> &Test {
        &self.list[id.index()]
    }

    /// All tests with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (TestId, &Test)> {
        self.list
            .iter()
            .enumerate()
            .map(|(i, test)| (TestId(i as u16), test))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    fn add(
        &mut self,
        scope: Scope,
        source: &str,
        fragments: &BTreeMap<String, String>,
    ) -> Result<TestId, String> {
        let key = (scope, test_source(source, fragments)?);
        if let Some(id) = self.known.get(&key) {
            return Ok(*id);
        }
        let id = u16::try_from(self.list.len())
            .map(TestId)
            .map_err(|_| "the pack has more than 65,536 conditions".to_owned())?;
        let question = Question::new(key.1.clone())?;
        self.list.push(Test { scope, question });
        self.known.insert(key, id);
        Ok(id)
    }
}

/// A compiled condition: holds where all tests of any of its alternatives hold.
#[derive(Debug, Clone)]
pub struct Condition {
    /// The name in `contexts.toml`, or the author's reason, for explanations.
    pub name: String,
    any: Vec<Vec<TestId>>,
}

impl Condition {
    /// Whether the condition holds.
    pub fn holds(&self, ask: &mut impl Ask) -> bool {
        self.any.iter().any(|all| {
            all.iter().all(|test| ask.possible(*test)) && all.iter().all(|test| ask.holds(*test))
        })
    }

    /// Compiles a condition as written in a rule.
    ///
    /// # Errors
    /// A message for the author.
    pub fn compile(
        entry: &ConditionEntry,
        contexts: &BTreeMap<String, Condition>,
        fragments: &BTreeMap<String, String>,
        tests: &mut Tests,
    ) -> Result<Self, String> {
        match entry {
            ConditionEntry::Named(name) => contexts
                .get(name)
                .cloned()
                .ok_or_else(|| format!("no context is named \"{name}\" in contexts.toml")),
            ConditionEntry::Inline(scope) => Ok(Self {
                name: scope.why.clone().unwrap_or_default(),
                any: vec![compile_scope(scope, fragments, tests)?],
            }),
        }
    }

    /// Compiles a named context.
    ///
    /// # Errors
    /// A message for the author.
    pub fn compile_context(
        name: &str,
        entry: &ContextEntry,
        fragments: &BTreeMap<String, String>,
        tests: &mut Tests,
    ) -> Result<Self, String> {
        if entry.any.is_empty() {
            return Err("\"any\" is empty, so that it never holds".to_owned());
        }
        Ok(Self {
            name: name.to_owned(),
            any: entry
                .any
                .iter()
                .map(|scope| compile_scope(scope, fragments, tests))
                .collect::<Result<_, _>>()?,
        })
    }
}

fn compile_scope(
    entry: &ScopeEntry,
    fragments: &BTreeMap<String, String>,
    tests: &mut Tests,
) -> Result<Vec<TestId>, String> {
    let mut all = Vec::new();
    for (scope, source) in [
        (Scope::Matched, &entry.matched),
        (Scope::Law, &entry.law),
        (Scope::Kind, &entry.kind),
        (Scope::Area, &entry.area),
        (Scope::Title, &entry.title),
        (Scope::Provision, &entry.provision),
        (Scope::Heading, &entry.heading),
        (Scope::Before, &entry.before),
        (Scope::After, &entry.after),
        (Scope::Item, &entry.item),
        (Scope::Sentence, &entry.sentence),
        (Scope::Previous, &entry.previous),
        (Scope::Next, &entry.next),
        (Scope::Subsection, &entry.subsection),
    ] {
        if let Some(source) = source {
            all.push(tests.add(scope, source, fragments)?);
        }
    }
    if all.is_empty() {
        return Err("a condition needs at least one scope (before, after, sentence …)".to_owned());
    }
    Ok(all)
}
