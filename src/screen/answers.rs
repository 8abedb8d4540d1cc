//! Answers to the tests of conditions, each given once as long as its text is the same.
//!
//! One search finds the words of all tests in a reading or a subsection, once a rule asks there at
//! all; most conditions end with a word that is not there or stands on the wrong side of the match,
//! without a pattern being run.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::finder::{Finder, Hit, Lists};
use crate::rules::{Ask, RulePack, Scope, Scopes, TestId};

/// Shortest word, in bytes, that is worth looking for; shorter ones stand everywhere.
const SHORTEST_WORD: usize = 4;

/// Which words the tests of a pack need.
#[derive(Debug)]
pub struct Gate {
    words: Finder,
    /// For each word, the sets that hold it.
    sets_of_word: Lists<u32>,
    /// For each test the set of which it needs a word; none where it needs none.
    set_of_test: Vec<Option<u32>>,
    sets: usize,
}

impl Gate {
    /// Takes the words of the pack's tests; many tests share one set.
    pub fn new(pack: &RulePack) -> Self {
        let tests: Vec<_> = pack.tests.iter().map(|(_, test)| test).collect();
        let words: Vec<Option<&[String]>> = tests
            .par_iter()
            .map(|test| {
                let gated = !test.scope.is_place() && test.scope != Scope::Matched;
                let words = gated.then(|| test.question.literals()).flatten();
                words.filter(|words| words.iter().all(|w| w.len() >= SHORTEST_WORD))
            })
            .collect();
        let mut sets: BTreeMap<&[String], u32> = BTreeMap::new();
        let mut set_of_test = Vec::with_capacity(words.len());
        for words in &words {
            set_of_test.push(words.map(|words| {
                let next = sets.len() as u32;
                *sets.entry(words).or_insert(next)
            }));
        }
        let mut gate = Self::of_sets(pack, &sets, set_of_test);
        let common = gate.common(pack);
        for set in &mut gate.set_of_test {
            *set = set.filter(|set| !common[*set as usize]);
        }
        sets.retain(|_, set| !common[*set as usize]);
        Self::of_sets(pack, &sets, gate.set_of_test)
    }

    fn of_sets(
        pack: &RulePack,
        sets: &BTreeMap<&[String], u32>,
        set_of_test: Vec<Option<u32>>,
    ) -> Self {
        let mut words: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (set, number) in sets {
            for word in *set {
                words.entry(word).or_default().push(*number);
            }
        }
        Self {
            words: Finder::new(words.keys().copied(), pack.sample()),
            sets_of_word: words.into_values().collect(),
            set_of_test,
            sets: sets
                .values()
                .map(|set| *set as usize + 1)
                .max()
                .unwrap_or(0),
        }
    }

    /// The sets of which nearly every text holds a word: looking for them costs more than asking.
    fn common(&self, pack: &RulePack) -> Vec<bool> {
        let mut seen = vec![(0u32, 0u32); self.sets];
        let mut texts = 0;
        for text in pack.sample() {
            texts += 1;
            self.words.each(text, |hit| {
                for set in self.sets_of_word.of(hit.word) {
                    let (last, count) = &mut seen[*set as usize];
                    if *last != texts {
                        (*last, *count) = (texts, *count + 1);
                    }
                }
            });
        }
        seen.iter().map(|(_, count)| count * 3 > texts).collect()
    }
}

/// Where the words of a set stand in a text.
#[derive(Debug, Clone, Copy, Default)]
struct Sight {
    /// Of which text this speaks.
    text: u32,
    /// End of the first word.
    first_end: usize,
    /// Start of the last one.
    last_start: usize,
}

/// Where the words of all sets stand in a text, looked for when it is first asked.
#[derive(Debug, Default)]
struct Sights {
    looked: bool,
    text: u32,
    list: Vec<Sight>,
}

impl Sights {
    fn enter(&mut self) {
        self.looked = false;
    }

    fn of(&mut self, gate: &Gate, set: u32, text: &str) -> Option<Sight> {
        if !self.looked {
            self.looked = true;
            self.text += 1;
            self.list.resize(gate.sets, Sight::default());
            let (list, text_number) = (&mut self.list, self.text);
            gate.words.each(text, |hit| {
                for set in gate.sets_of_word.of(hit.word) {
                    let sight = &mut list[*set as usize];
                    if sight.text != text_number {
                        *sight = Sight {
                            text: text_number,
                            first_end: hit.end,
                            last_start: hit.start,
                        };
                    }
                    sight.first_end = sight.first_end.min(hit.end);
                    sight.last_start = sight.last_start.max(hit.start);
                }
            });
        }
        let sight = self.list[set as usize];
        (sight.text == self.text).then_some(sight)
    }
}

/// What was answered, and for which state of the text.
#[derive(Debug, Clone, Copy, Default)]
struct Answer {
    state: u32,
    holds: bool,
}

/// The answers for one statute.
#[derive(Debug)]
pub struct Answers<'p> {
    pack: &'p RulePack,
    gate: &'p Gate,
    given: Vec<Answer>,
    in_subsection: Sights,
    in_reading: Sights,
    provision: u32,
    subsection: u32,
    reading: u32,
    span: u32,
    states: u32,
    room: Vec<Hit>,
}

/// The state of what holds for a whole statute.
const STATUTE: u32 = 1;

impl<'p> Answers<'p> {
    /// Nothing is answered yet.
    pub fn new(pack: &'p RulePack, gate: &'p Gate) -> Self {
        Self {
            pack,
            gate,
            given: Vec::new(),
            in_subsection: Sights::default(),
            in_reading: Sights::default(),
            provision: STATUTE,
            subsection: STATUTE,
            reading: STATUTE,
            span: STATUTE,
            states: STATUTE,
            room: Vec::new(),
        }
    }

    /// From now on the matches lie in another provision.
    pub fn enter_provision(&mut self) {
        self.given.resize(self.pack.tests.len(), Answer::default());
        self.provision = self.next();
    }

    /// From now on the matches lie in another subsection.
    pub fn enter_subsection(&mut self) {
        self.subsection = self.next();
        self.in_subsection.enter();
    }

    /// From now on the matches lie in another reading.
    pub fn enter_reading(&mut self) {
        self.reading = self.next();
        self.in_reading.enter();
    }

    /// From now on it is another match.
    pub fn enter_match(&mut self) {
        self.span = self.next();
    }

    /// The answers around the match that `scopes` describe.
    pub fn around<'a, S: Scopes>(&'a mut self, scopes: &'a S) -> Around<'a, 'p, S> {
        Around {
            answers: self,
            scopes,
        }
    }

    /// Room for a search of words.
    pub fn room(&mut self) -> &mut Vec<Hit> {
        &mut self.room
    }

    fn next(&mut self) -> u32 {
        self.states += 1;
        self.states
    }
}

/// The answers around one match.
pub struct Around<'a, 'p, S> {
    answers: &'a mut Answers<'p>,
    scopes: &'a S,
}

impl<S: Scopes> Ask for Around<'_, '_, S> {
    fn possible(&mut self, id: TestId) -> bool {
        let Some(set) = self.answers.gate.set_of_test[id.index()] else {
            return true;
        };
        let gate = self.answers.gate;
        match self.answers.pack.tests.get(id).scope {
            Scope::Subsection | Scope::Previous | Scope::Next => {
                let text = self.scopes.text(Scope::Subsection);
                self.answers.in_subsection.of(gate, set, text).is_some()
            }
            scope => {
                let text = self.scopes.text(Scope::Sentence);
                let sight = self.answers.in_reading.of(gate, set, text);
                sight.is_some_and(|sight| match scope {
                    Scope::Before => sight.first_end <= self.scopes.text(scope).len(),
                    Scope::After => sight.last_start >= text.len() - self.scopes.text(scope).len(),
                    _ => true,
                })
            }
        }
    }

    fn holds(&mut self, id: TestId) -> bool {
        let test = self.answers.pack.tests.get(id);
        let state = match test.scope {
            Scope::Law | Scope::Kind | Scope::Area | Scope::Title => STATUTE,
            Scope::Provision | Scope::Heading => self.answers.provision,
            Scope::Subsection => self.answers.subsection,
            Scope::Item | Scope::Sentence | Scope::Previous | Scope::Next => self.answers.reading,
            Scope::Matched | Scope::Before | Scope::After => self.answers.span,
        };
        let given = &mut self.answers.given[id.index()];
        if given.state != state {
            *given = Answer {
                state,
                holds: test.question.holds(self.scopes.text(test.scope)),
            };
        }
        given.holds
    }
}
