//! Conditions: what must or must not stand around a match.

use std::collections::BTreeMap;

use regex::Regex;

use super::pattern::compile_test;
use super::schema::{ConditionEntry, ContextEntry, ScopeEntry};

/// Where a condition looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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

/// The texts around a match, by scope.
pub trait Scopes {
    /// The text of `scope`; empty where there is none.
    fn text(&self, scope: Scope) -> &str;
}

/// A compiled condition: holds where all patterns of any of its alternatives match.
#[derive(Debug, Clone)]
pub struct Condition {
    /// The name in `contexts.toml`, or the author's reason, for explanations.
    pub name: String,
    any: Vec<Vec<(Scope, Regex)>>,
}

impl Condition {
    /// Whether the condition holds around a match.
    pub fn holds(&self, scopes: &impl Scopes) -> bool {
        self.any.iter().any(|all| {
            all.iter()
                .all(|(scope, regex)| regex.is_match(scopes.text(*scope)))
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
    ) -> Result<Self, String> {
        match entry {
            ConditionEntry::Named(name) => contexts
                .get(name)
                .cloned()
                .ok_or_else(|| format!("no context is named \"{name}\" in contexts.toml")),
            ConditionEntry::Inline(scope) => Ok(Self {
                name: scope.why.clone().unwrap_or_default(),
                any: vec![compile_scope(scope, fragments)?],
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
    ) -> Result<Self, String> {
        if entry.any.is_empty() {
            return Err("\"any\" is empty, so that it never holds".to_owned());
        }
        Ok(Self {
            name: name.to_owned(),
            any: entry
                .any
                .iter()
                .map(|scope| compile_scope(scope, fragments))
                .collect::<Result<_, _>>()?,
        })
    }
}

fn compile_scope(
    entry: &ScopeEntry,
    fragments: &BTreeMap<String, String>,
) -> Result<Vec<(Scope, Regex)>, String> {
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
            all.push((scope, compile_test(source, fragments)?));
        }
    }
    if all.is_empty() {
        return Err("a condition needs at least one scope (before, after, sentence …)".to_owned());
    }
    Ok(all)
}
