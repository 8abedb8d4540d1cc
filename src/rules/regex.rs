//! A pattern that tells where it matches, compiled when it is first asked.
//!
//! It is what [`regex::Regex`] is, but for the [`Rooms`] that threads share.

use std::fmt;
use std::sync::{Arc, OnceLock};

use regex_automata::meta::{Cache, Config, Regex};
use regex_automata::util::captures::Captures;
use regex_automata::{Input, Match};

use super::rooms::Rooms;

/// Most memory of a compiled pattern.
pub(super) const PROGRAM_BYTES: usize = 10 << 20;
/// Most memory of an automaton's states.
pub(super) const ROOM_BYTES: usize = 7 << 15;

/// A pattern that is compiled when it is first asked: a run needs most of a pack's patterns, a
/// single provision only a few.
#[derive(Clone)]
pub struct LazyRegex {
    source: String,
    compiled: OnceLock<Arc<Compiled>>,
}

struct Compiled {
    regex: Regex,
    rooms: Rooms<Cache>,
}

impl Compiled {
    fn new(source: &str) -> Result<Self, String> {
        let config = Config::new()
            .nfa_size_limit(Some(PROGRAM_BYTES))
            .hybrid_cache_capacity(ROOM_BYTES);
        Ok(Self {
            regex: Regex::builder()
                .configure(config)
                .build(source)
                .map_err(|e| match e.syntax_error() {
                    Some(wrong) => wrong.to_string(),
                    None => e.to_string(),
                })?,
            rooms: Rooms::new(),
        })
    }

    fn search<R>(&self, search: impl FnOnce(&Regex, &mut Cache) -> R) -> R {
        self.rooms.work(
            || self.regex.create_cache(),
            |room| search(&self.regex, room),
        )
    }
}

impl LazyRegex {
    /// Takes a pattern over.
    pub fn new(source: String) -> Self {
        Self {
            source,
            compiled: OnceLock::new(),
        }
    }

    /// The pattern as it is compiled.
    pub fn as_str(&self) -> &str {
        &self.source
    }

    /// Compiles it now.
    ///
    /// # Errors
    /// What is wrong with the pattern, for packs that no test has proved.
    pub fn compile(&self) -> Result<(), String> {
        let compiled = Compiled::new(&self.source)?;
        // Somebody else may have been first, with the same.
        let _ = self.compiled.set(Arc::new(compiled));
        Ok(())
    }

    /// Whether it matches somewhere in `text`.
    pub fn is_match(&self, text: &str) -> bool {
        let input = Input::new(text).earliest(true);
        let found = |regex: &Regex, room: &mut Cache| regex.search_half_with(room, &input);
        self.compiled().search(found).is_some()
    }

    /// The first match that begins at `at` or behind it; the text before it is looked back at.
    pub fn find_at(&self, text: &str, at: usize) -> Option<Match> {
        let input = Input::new(text).range(at..);
        self.compiled()
            .search(|regex, room| regex.search_with(room, &input))
    }

    /// The same with what its groups matched.
    pub fn captures_at(&self, text: &str, at: usize) -> Option<Captures> {
        let input = Input::new(text).range(at..);
        self.compiled().search(|regex, room| {
            let mut captures = regex.create_captures();
            regex.search_captures_with(room, &input, &mut captures);
            captures.is_match().then_some(captures)
        })
    }

    fn compiled(&self) -> &Compiled {
        self.compiled.get_or_init(|| {
            let compiled = Compiled::new(&self.source);
            Arc::new(
                compiled.expect("patterns are compiled before a pack is taken or by its tests"),
            )
        })
    }
}

impl fmt::Debug for LazyRegex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LazyRegex").field(&self.source).finish()
    }
}
