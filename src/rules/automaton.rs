//! A pattern that is only asked whether it matches: one lazy automaton in one direction.
//!
//! In goes a pattern as compiled, out comes yes or no. [`regex::Regex`] also keeps what it needs to
//! tell where a match begins, a second automaton and two slower engines; for the nine hundred
//! patterns of a pack, that is most of their time to compile and of their memory. They stay the way
//! out for patterns that this automaton cannot take or whose states would not settle.

use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_automata::util::look::Look;
use regex_automata::util::pool::Pool;
use regex_automata::{Anchored, Input};
use regex_syntax::hir::{self, Hir};

use super::pattern::LazyRegex;
use super::simplify::{counts, simplified, without_counts};

/// Most memory of a compiled pattern, as `regex` has it.
const PROGRAM_BYTES: usize = 10 << 20;
/// Most memory of an automaton's states, for each thread. Most automata need little; the few that
/// outgrow it go on with more, which is faster than making the same states again and again.
const ROOM: [usize; 2] = [1 << 18, 1 << 19];
/// An automaton that fills its memory so often, with so few bytes of text for each state, gives up.
const MOST_CLEARINGS: usize = 3;
const FEWEST_BYTES_PER_STATE: usize = 10;

type Caches = Pool<Cache, Box<dyn Fn() -> Cache + Send + Sync + UnwindSafe + RefUnwindSafe>>;

/// The automaton, with its states as far as each thread has met them.
struct Automaton {
    dfa: DFA,
    /// A pattern that ends with its text is read from there.
    backwards: bool,
    anchored: Anchored,
    caches: Caches,
    /// Whether it has given up once.
    outgrown: AtomicBool,
}

impl Automaton {
    /// None where the pattern asks for what a lazy automaton cannot tell.
    fn build(hir: Hir, room: usize) -> Option<Self> {
        let hir = simplified(hir);
        let properties = hir.properties();
        let backwards = !properties.look_set_prefix().contains(hir::Look::Start)
            && properties.look_set_suffix().contains(hir::Look::End);
        let nfa = thompson::Compiler::new()
            .configure(
                thompson::Config::new()
                    .which_captures(WhichCaptures::None)
                    .reverse(backwards)
                    .utf8(false)
                    .nfa_size_limit(Some(PROGRAM_BYTES)),
            )
            .build_from_hir(&hir)
            .ok()?;
        let unicode_words = nfa.look_set_any();
        if unicode_words.contains(Look::WordUnicode)
            || unicode_words.contains(Look::WordUnicodeNegate)
        {
            return None;
        }
        let anchored = if nfa.is_always_start_anchored() {
            Anchored::Yes
        } else {
            Anchored::No
        };
        let dfa = DFA::builder()
            .configure(
                DFA::config()
                    .cache_capacity(room)
                    .skip_cache_capacity_check(true)
                    .minimum_cache_clear_count(Some(MOST_CLEARINGS))
                    .minimum_bytes_per_state(Some(FEWEST_BYTES_PER_STATE)),
            )
            .build_from_nfa(nfa)
            .ok()?;
        let maker = dfa.clone();
        Some(Self {
            dfa,
            backwards,
            anchored,
            caches: Pool::new(Box::new(move || maker.create_cache())),
            outgrown: AtomicBool::new(false),
        })
    }

    /// None where it gives up.
    fn matches(&self, text: &str) -> Option<bool> {
        let input = Input::new(text).anchored(self.anchored).earliest(true);
        let mut cache = self.caches.get();
        let found = if self.backwards {
            self.dfa.try_search_rev(&mut cache, &input)
        } else {
            self.dfa.try_search_fwd(&mut cache, &input)
        };
        if found.is_err() {
            self.outgrown.store(true, Ordering::Relaxed);
            // Hardly anybody asks it again: what its states took can go.
            *cache = self.dfa.create_cache();
        }
        found.ok().map(|end| end.is_some())
    }
}

/// A pattern that is only asked whether it matches, compiled when it is first asked.
#[derive(Clone)]
pub struct LazyAutomaton {
    regex: LazyRegex,
    /// Whether its counts are left away, so that it may match where the pattern does not.
    loose: bool,
    automata: [OnceLock<Option<Arc<Automaton>>>; ROOM.len()],
}

impl LazyAutomaton {
    /// Takes a pattern over.
    pub fn new(source: String) -> Self {
        Self {
            regex: LazyRegex::new(source),
            loose: false,
            automata: Default::default(),
        }
    }

    /// The loose twin of a pattern, where it would spare anything.
    pub fn loose(source: &str, hir: &Hir) -> Option<Self> {
        counts(hir).then(|| Self {
            loose: true,
            ..Self::new(source.to_owned())
        })
    }

    /// Whether the pattern matches somewhere in `text`.
    pub fn matches(&self, text: &str) -> bool {
        for size in 0..ROOM.len() {
            let Some(automaton) = self.automaton(size) else {
                break;
            };
            let last = size + 1 == ROOM.len();
            if (last || !automaton.outgrown.load(Ordering::Relaxed))
                && let Some(found) = automaton.matches(text)
            {
                return found;
            }
        }
        self.loose || self.regex.get().is_match(text)
    }

    /// The pattern as it is compiled.
    pub fn as_str(&self) -> &str {
        self.regex.as_str()
    }

    /// Compiles it now.
    ///
    /// # Errors
    /// What is wrong with the pattern.
    pub fn compile(&self) -> Result<(), String> {
        match self.automaton(0) {
            Some(_) => Ok(()),
            None => self.regex.compile(),
        }
    }

    fn automaton(&self, size: usize) -> Option<&Automaton> {
        self.automata[size]
            .get_or_init(|| {
                let mut hir = regex_syntax::parse(self.as_str()).ok()?;
                if self.loose {
                    hir = without_counts(hir);
                }
                Automaton::build(hir, ROOM[size]).map(Arc::new)
            })
            .as_deref()
    }
}

impl fmt::Debug for LazyAutomaton {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LazyAutomaton")
            .field(&self.as_str())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PATTERNS: &[&str] = &[
        r"(?:[Aa]mt|[a-zü]*[Aa]ntrag(?:s|es)?|Anhang[a-z]*|^Amt|[a-zü]*Zweck) ",
        "[a-zü]*(?:Amt|Amtes|An(?:trag|hang)s?)+",
        "[^.;]*Antrag[^.;]+·",
        "Amt[^.;]* (?:Zweck|Antrag)$",
        "^[^a]+Amt",
        "Antrag|Anzeige",
        "^(?:Anlage|Anhang)",
        r"(?:^|[^a-zäöü])Amt(?:[^a-zäöü]|$)",
        "schriftlich[^.;]{0,12}$",
        "^[^·]*(?:Zweck|Ziel der)$",
        r"\bAmt\b",
        "",
    ];

    proptest! {
        #[test]
        fn it_answers_as_a_regex_does(text in "[ .·a]{0,3}(Antrag|Amt|schriftlich|Zweck|Anhang|ü| ){0,4}[.a ]{0,3}") {
            for source in PATTERNS {
                let regex = regex::Regex::new(source).expect("a sound pattern");
                let automaton = LazyAutomaton::new((*source).to_owned());
                prop_assert_eq!(automaton.matches(&text), regex.is_match(&text), "{}", source);
            }
        }
    }

    #[test]
    fn states_that_do_not_settle_lead_to_the_same_answer() {
        let source = "[ab]*a[ab]{200}c";
        let regex = regex::Regex::new(source).expect("a sound pattern");
        let automaton = LazyAutomaton::new(source.to_owned());
        for (tail, found) in [("", false), ("c", false), ("bc", true)] {
            let text = "abbabaab".repeat(4000) + tail;
            assert_eq!(regex.is_match(&text), found);
            assert_eq!(automaton.matches(&text), found);
        }
    }
}
