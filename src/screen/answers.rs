//! Answers to the tests of conditions, each given once as long as its text is the same.
//!
//! A second automaton names the tests that can hold in a subsection at all; most rules' conditions
//! end there, without a pattern being run.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::rules::{RulePack, Scope, Scopes, TestId};

/// Which tests can hold in a text.
#[derive(Debug)]
pub struct Gate {
    automaton: AhoCorasick,
    /// For each word, the tests that need it or one of its fellows.
    tests_of_word: Vec<Vec<TestId>>,
    /// Tests that need no word, or look elsewhere.
    always: Vec<bool>,
}

impl Gate {
    /// Builds the automaton from the words of the pack's tests.
    pub fn new(pack: &RulePack) -> Self {
        let mut words: BTreeMap<&str, Vec<TestId>> = BTreeMap::new();
        let mut always = vec![false; pack.tests.len()];
        for (id, test) in pack.tests.iter() {
            match &test.words {
                Some(needed) if !test.scope.is_place() => {
                    for word in needed {
                        words.entry(word).or_default().push(id);
                    }
                }
                _ => always[id.index()] = true,
            }
        }
        Self {
            // Thousands of words: as a DFA they would take forty megabytes.
            automaton: AhoCorasick::builder()
                .kind(Some(AhoCorasickKind::ContiguousNFA))
                .build(words.keys())
                .expect("words of a compiled pack are few and short"),
            tests_of_word: words.into_values().collect(),
            always,
        }
    }

    /// The tests that can hold anywhere in `text`, by their index.
    pub fn possible(&self, text: &str) -> Vec<bool> {
        let mut possible = self.always.clone();
        for hit in self.automaton.find_overlapping_iter(text) {
            for test in &self.tests_of_word[hit.pattern().as_usize()] {
                possible[test.index()] = true;
            }
        }
        possible
    }
}

/// What was answered, and for which state of the text.
#[derive(Debug, Clone, Copy, Default)]
struct Answer {
    state: u32,
    holds: bool,
}

/// The answers for one provision.
#[derive(Debug)]
pub struct Answers<'p> {
    pack: &'p RulePack,
    possible: Vec<bool>,
    given: Vec<Answer>,
    subsection: u32,
    reading: u32,
    states: u32,
}

impl<'p> Answers<'p> {
    /// Nothing is answered yet.
    pub fn new(pack: &'p RulePack) -> Self {
        Self {
            pack,
            possible: Vec::new(),
            given: vec![Answer::default(); pack.tests.len()],
            subsection: 0,
            reading: 0,
            states: 1,
        }
    }

    /// From now on the matches lie in another subsection.
    pub fn enter_subsection(&mut self, possible: Vec<bool>) {
        self.possible = possible;
        self.states += 1;
        self.subsection = self.states;
        self.enter_reading();
    }

    /// From now on the matches lie in another reading.
    pub fn enter_reading(&mut self) {
        self.states += 1;
        self.reading = self.states;
    }

    /// Whether the test holds around the match that `scopes` describe.
    pub fn ask(&mut self, id: TestId, scopes: &impl Scopes) -> bool {
        if !self.possible[id.index()] {
            return false;
        }
        let test = self.pack.tests.get(id);
        let state = match test.scope {
            scope if scope.is_place() => 1,
            Scope::Subsection => self.subsection,
            Scope::Item | Scope::Sentence | Scope::Previous | Scope::Next => self.reading,
            _ => return test.holds(scopes.text(test.scope)),
        };
        let given = &mut self.given[id.index()];
        if given.state != state {
            *given = Answer {
                state,
                holds: test.holds(scopes.text(test.scope)),
            };
        }
        given.holds
    }
}
