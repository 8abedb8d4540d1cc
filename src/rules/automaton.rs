//! A pattern that is only asked whether it matches: one lazy automaton in one direction, or a search
//! without states where those do not settle.
//!
//! In goes a pattern as compiled, out comes yes or no. [`regex::Regex`] also keeps what it needs to
//! tell where a match begins, a second automaton and two slower engines; for the nine hundred
//! patterns of a pack, that is most of their time to compile and of their memory. It stays the way
//! out for patterns that neither of the two can take.

use std::cell::RefCell;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::nfa::thompson::backtrack::{self, BoundedBacktracker};
use regex_automata::nfa::thompson::{self, NFA, WhichCaptures};
use regex_automata::util::look::Look;
use regex_automata::{Anchored, Input};
use regex_syntax::hir::{self, Hir};

use super::regex::{LazyRegex, PROGRAM_BYTES, ROOM_BYTES};
use super::rooms::Rooms;
use super::simplify::{counts, simplified, without_counts};

/// An automaton that fills its memory gives up where there were fewer bytes of text for each state:
/// a state takes as long to make as the search without states takes for so many bytes (measured on
/// federal law: some 5,500 and 560 instructions).
const FEWEST_BYTES_PER_STATE: usize = 10;
/// Most memory of the search without states, one for each thread; longer texts are the regex's.
const VISITED_BYTES: usize = 1 << 20;

/// The pattern's program; none where it asks for what a lazy automaton cannot tell.
fn program(hir: &Hir, backwards: bool) -> Option<NFA> {
    let nfa = thompson::Compiler::new()
        .configure(
            thompson::Config::new()
                .which_captures(WhichCaptures::None)
                .reverse(backwards)
                .utf8(false)
                .nfa_size_limit(Some(PROGRAM_BYTES)),
        )
        .build_from_hir(hir)
        .ok()?;
    let looks = nfa.look_set_any();
    let unicode_words =
        looks.contains(Look::WordUnicode) || looks.contains(Look::WordUnicodeNegate);
    (!unicode_words).then_some(nfa)
}

/// The automaton, with its states as far as texts have led to them.
struct Automaton {
    dfa: DFA,
    /// A pattern that ends with its text is read from there.
    backwards: bool,
    anchored: Anchored,
    rooms: Rooms<Cache>,
    /// Whether its states did not settle.
    outgrown: AtomicBool,
}

impl Automaton {
    fn build(hir: &Hir) -> Option<Self> {
        let properties = hir.properties();
        let backwards = !properties.look_set_prefix().contains(hir::Look::Start)
            && properties.look_set_suffix().contains(hir::Look::End);
        let nfa = program(hir, backwards)?;
        let anchored = if nfa.is_always_start_anchored() {
            Anchored::Yes
        } else {
            Anchored::No
        };
        let dfa = DFA::builder()
            .configure(
                DFA::config()
                    .cache_capacity(ROOM_BYTES)
                    .skip_cache_capacity_check(true)
                    .minimum_cache_clear_count(Some(0))
                    .minimum_bytes_per_state(Some(FEWEST_BYTES_PER_STATE)),
            )
            .build_from_nfa(nfa)
            .ok()?;
        Some(Self {
            dfa,
            backwards,
            anchored,
            rooms: Rooms::new(),
            outgrown: AtomicBool::new(false),
        })
    }

    /// None where its states do not settle.
    fn matches(&self, text: &str) -> Option<bool> {
        if self.outgrown.load(Ordering::Relaxed) {
            return None;
        }
        let input = Input::new(text).anchored(self.anchored).earliest(true);
        let search = |room: &mut Cache| match self.backwards {
            true => self.dfa.try_search_rev(room, &input),
            false => self.dfa.try_search_fwd(room, &input),
        };
        let found = self.rooms.work(|| self.dfa.create_cache(), search);
        if found.is_err() {
            self.outgrown.store(true, Ordering::Relaxed);
            self.rooms.give_up();
        }
        found.ok().map(|end| end.is_some())
    }
}

/// The search without states, for patterns of which each byte of a text makes a new one: those that
/// count.
struct Search(BoundedBacktracker);

impl Search {
    fn build(hir: &Hir) -> Option<Self> {
        BoundedBacktracker::builder()
            .configure(BoundedBacktracker::config().visited_capacity(VISITED_BYTES))
            .build_from_nfa(program(hir, false)?)
            .ok()
            .map(Self)
    }

    /// None where the text is too long.
    fn matches(&self, text: &str) -> Option<bool> {
        thread_local! {
            /// What one search has visited is of no use to the next, so that all share it.
            static VISITED: RefCell<Option<backtrack::Cache>> = const { RefCell::new(None) };
        }
        VISITED.with_borrow_mut(|visited| {
            let visited = visited.get_or_insert_with(|| self.0.create_cache());
            visited.reset(&self.0);
            self.0.try_is_match(visited, text).ok()
        })
    }
}

/// A pattern that is only asked whether it matches, compiled when it is first asked.
#[derive(Clone)]
pub struct LazyAutomaton {
    regex: LazyRegex,
    /// Whether its counts are left away, so that it may match where the pattern does not.
    loose: bool,
    automaton: OnceLock<Option<Arc<Automaton>>>,
    search: OnceLock<Option<Arc<Search>>>,
}

impl LazyAutomaton {
    /// Takes a pattern over.
    pub fn new(source: String) -> Self {
        Self {
            regex: LazyRegex::new(source),
            loose: false,
            automaton: OnceLock::new(),
            search: OnceLock::new(),
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
        let settled = self.automaton().and_then(|a| a.matches(text));
        if let Some(found) = settled {
            return found;
        }
        if self.loose {
            return true;
        }
        let searched = self.search().and_then(|s| s.matches(text));
        searched.unwrap_or_else(|| self.regex.is_match(text))
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
        match self.automaton() {
            Some(_) => Ok(()),
            None => self.regex.compile(),
        }
    }

    fn automaton(&self) -> Option<&Automaton> {
        self.automaton
            .get_or_init(|| Automaton::build(&self.expression()?).map(Arc::new))
            .as_deref()
    }

    fn search(&self) -> Option<&Search> {
        self.search
            .get_or_init(|| Search::build(&self.expression()?).map(Arc::new))
            .as_deref()
    }

    /// What matches in the same texts as the pattern, simplified.
    fn expression(&self) -> Option<Hir> {
        let hir = regex_syntax::parse(self.as_str()).ok()?;
        Some(simplified(if self.loose {
            without_counts(hir)
        } else {
            hir
        }))
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
