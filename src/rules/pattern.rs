//! Compiling a rule's pattern, and deriving from it the literals of the prefilter.
//!
//! In goes a pattern as written, out comes a regex with the words of which every match must contain
//! one. Word boundaries are decided here, by character class, and not with `\b`: Unicode `\b` makes
//! the lazy DFA give up on German text, and ASCII `\b` loses words before ä, ö, ü.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Repetition};

use super::automaton::LazyAutomaton;
use super::regex::LazyRegex;
use super::schema::Boundary;
use crate::statute::Span;

/// Shortest literal, in bytes, that is worth a place in the prefilter.
const SHORTEST_LITERAL: usize = 3;
/// Bytes beyond a match within which a longer one from the same start must end.
const LONGEST_MATCH: usize = 512;
/// Largest set of literals for one pattern.
const MOST_LITERALS: usize = 96;

/// A pattern that is only asked whether it matches: a condition, a place, a class.
///
/// Its loose twin says no nearly always; only where it matches the pattern itself is asked, and only
/// then compiled.
#[derive(Debug, Clone)]
pub struct Question {
    exact: LazyAutomaton,
    loose: Option<LazyAutomaton>,
    literals: OnceLock<Option<Arc<[String]>>>,
}

impl Question {
    /// Takes a pattern over; what is wrong with its syntax is found at once.
    pub(super) fn new(source: String) -> Result<Self, String> {
        let hir = regex_syntax::parse(&source).map_err(|e| e.to_string())?;
        Ok(Self {
            loose: LazyAutomaton::loose(&source, &hir),
            exact: LazyAutomaton::new(source),
            literals: OnceLock::new(),
        })
    }

    /// Whether the pattern matches somewhere in `text`.
    pub fn holds(&self, text: &str) -> bool {
        self.loose.as_ref().is_none_or(|l| l.matches(text)) && self.exact.matches(text)
    }

    /// Whether a text holds a word that the pattern needs.
    pub fn may_hold(&self, text: &str) -> bool {
        self.literals()
            .is_none_or(|words| words.iter().any(|word| text.contains(word.as_str())))
    }

    /// The pattern as it is compiled.
    pub fn as_str(&self) -> &str {
        self.exact.as_str()
    }

    /// Pieces of text of which every match contains one; none where no such pieces can be derived.
    /// They are derived once, when they are first asked for.
    pub fn literals(&self) -> Option<&[String]> {
        self.literals
            .get_or_init(|| {
                let hir = regex_syntax::parse(self.as_str()).ok()?;
                required(&hir).map(|required| required.literals.into())
            })
            .as_deref()
    }

    /// Compiles it now.
    ///
    /// # Errors
    /// What is wrong with the pattern.
    pub fn compile(&self) -> Result<(), String> {
        self.exact.compile()
    }
}

/// A compiled pattern of a rule.
#[derive(Debug, Clone)]
pub struct Pattern {
    regex: LazyRegex,
    /// The same without counts, which says no quickly.
    loose: Option<LazyAutomaton>,
    /// The same with a word's end behind it, for matches that could also be longer.
    to_word_end: Option<LazyRegex>,
    boundary: Boundary,
    /// Every match contains at least one of these.
    pub literals: Vec<String>,
    /// Whether a literal only counts where a word begins, since matches begin with it.
    opens: bool,
    /// Whether a literal only counts where a word ends, since matches end with it.
    closes: bool,
}

impl Pattern {
    /// Compiles `source` after its fragments were inserted.
    ///
    /// # Errors
    /// A message for the author: the regex does not compile, or no literal can be derived.
    pub fn compile(source: &str, boundary: Boundary) -> Result<Self, String> {
        let source = narrow_classes(source);
        let hir = regex_syntax::parse(&source).map_err(|e| e.to_string())?;
        let required = required(&hir).ok_or_else(|| {
            format!(
                "every match must contain a fixed piece of text of at least {SHORTEST_LITERAL} \
                 bytes, or the prefilter cannot find it; write a word of it out"
            )
        })?;
        let ends = matches!(boundary, Boundary::Word | Boundary::End);
        let to_word_end = ends.then(|| LazyRegex::new(format!("({source})(?:[^A-Za-zÀ-ɏ0-9]|$)")));
        Ok(Self {
            loose: LazyAutomaton::loose(&source, &hir),
            regex: LazyRegex::new(source),
            to_word_end,
            boundary,
            opens: required.opens && matches!(boundary, Boundary::Word | Boundary::Start),
            closes: required.closes && ends,
            literals: required.literals,
        })
    }

    /// Compiles it now, and not when it is first asked.
    ///
    /// # Errors
    /// What is wrong with the pattern.
    pub fn compile_now(&self) -> Result<(), String> {
        self.regex.compile()?;
        self.to_word_end.as_ref().map_or(Ok(()), LazyRegex::compile)
    }

    /// Whether a match may stand around one of the literals, seen at `start..end` of `text`.
    pub fn may_match_at(&self, text: &str, start: usize, end: usize) -> bool {
        (!self.opens || is_word_start(text, start)) && (!self.closes || is_word_end(text, end))
    }

    /// All matches in `text` that begin and end where the pattern's boundary allows it.
    pub fn matches(&self, text: &str) -> Vec<Span> {
        let mut found = Vec::new();
        if self.loose.as_ref().is_some_and(|l| !l.matches(text)) {
            return found;
        }
        let mut at = 0;
        while let Some(hit) = self.regex.find_at(text, at) {
            let hit = Span::new(hit.start(), hit.end());
            let span = if self.starts_well(text, hit) {
                self.to_boundary(text, hit)
            } else {
                hit
            };
            if !span.is_empty() && self.boundary_holds(text, span) {
                found.push(span);
                at = span.end;
            } else {
                let Some(next) = self.next_start(text, span.start) else {
                    break;
                };
                at = next;
            }
        }
        found
    }

    /// The match itself, or a longer one from the same start where it breaks off inside a word:
    /// "unterzeichnen" must not hide "unterzeichnende".
    fn to_boundary(&self, text: &str, span: Span) -> Span {
        let Some(regex) = &self.to_word_end else {
            return span;
        };
        if is_word_end(text, span.end) {
            return span;
        }
        // A longer match ends near; text without a word's end is not read to its end each time.
        let near = text.floor_char_boundary(span.end + LONGEST_MATCH);
        regex
            .captures_at(&text[..near], span.start)
            .and_then(|c| c.get_group(1))
            .filter(|longer| longer.start == span.start)
            .map_or(span, |longer| Span::new(longer.start, longer.end))
    }

    /// The next place behind `at` where a match may begin: no word is searched from inside of it.
    fn next_start(&self, text: &str, at: usize) -> Option<usize> {
        let inside = matches!(self.boundary, Boundary::End | Boundary::None);
        text[at..]
            .char_indices()
            .map(|(offset, c)| at + offset + c.len_utf8())
            .find(|&next| inside || is_word_start(text, next))
    }

    fn starts_well(&self, text: &str, span: Span) -> bool {
        let matters = matches!(self.boundary, Boundary::Word | Boundary::Start);
        !matters || is_word_start(text, span.start)
    }

    fn boundary_holds(&self, text: &str, span: Span) -> bool {
        let ends = matches!(self.boundary, Boundary::Word | Boundary::End);
        self.starts_well(text, span) && (!ends || is_word_end(text, span.end))
    }
}

/// Compiles a pattern that is only asked whether it matches: a condition, a place, a class.
///
/// Word boundaries in it are turned into the characters that make them. They take a character
/// along, which such a pattern does not mind, and leave the search to the fast automaton.
///
/// # Errors
/// What is wrong with the pattern.
pub fn compile_test(
    source: &str,
    fragments: &BTreeMap<String, String>,
) -> Result<Question, String> {
    Question::new(test_source(source, fragments)?)
}

/// The pattern of a test as it is compiled.
///
/// # Errors
/// The fragment that is missing.
pub(super) fn test_source(
    source: &str,
    fragments: &BTreeMap<String, String>,
) -> Result<String, String> {
    let source = spell_out_boundaries(&insert_fragments(source, fragments)?);
    Ok(narrow_classes(&source))
}

/// A pattern whose groups are put into a new wording, so that it takes no character more than its
/// author wrote; what is wrong with its syntax is found at once.
///
/// # Errors
/// What is wrong with the pattern.
pub fn compile_rewrite(
    source: &str,
    fragments: &BTreeMap<String, String>,
) -> Result<LazyRegex, String> {
    let source = narrow_classes(&insert_fragments(source, fragments)?);
    regex_syntax::parse(&source).map_err(|e| e.to_string())?;
    Ok(LazyRegex::new(source))
}

/// The letters, digits and spaces that normalised German law can hold, for the classes of all of
/// Unicode: automata over these are a tenth as large, and their states are made as they are met.
fn narrow_classes(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (width, narrow) = match rest {
            r if r.starts_with(r"\p{L}") => (5, "[A-Za-zÀ-ɏ]"),
            r if r.starts_with(r"\p{Lu}") => (6, "[A-ZÀ-ÖØ-Þ]"),
            r if r.starts_with(r"\p{Ll}") => (6, "[a-zß-öø-ÿ]"),
            r if r.starts_with(r"\p{N}") => (5, "[0-9]"),
            r if r.starts_with(r"\d") => (2, "[0-9]"),
            r if r.starts_with(r"\s") => (2, "[ \n]"),
            r if r.starts_with(r"\w") => (2, "[A-Za-zÀ-ɏ0-9_]"),
            r => {
                let width = 1 + r[1..].chars().next().map_or(0, char::len_utf8);
                (width, &r[..width])
            }
        };
        out.push_str(narrow);
        rest = &rest[width..];
    }
    out.push_str(rest);
    out
}

fn spell_out_boundaries(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let width = 1 + escape[1..].chars().next().map_or(0, char::len_utf8);
        let behind = &escape[width..];
        match &escape[..width] {
            r"\b" if behind.is_empty() || behind.starts_with([')', '|', '$']) => {
                out.push_str(r"(?:[^\p{L}\p{N}]|$)");
            }
            // Beside a space or a mark a word ends or begins by itself.
            r"\b" if behind.starts_with([' ', ',', '.', ';', '-', ':']) || out.ends_with(' ') => {}
            r"\b" => out.push_str(r"(?:^|[^\p{L}\p{N}])"),
            other => out.push_str(other),
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// Whether no word runs on from before `at` into what follows.
pub fn is_word_start(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at..].chars().next();
    !(before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric))
}

/// Whether no word runs on from before `at` into what follows.
pub fn is_word_end(text: &str, at: usize) -> bool {
    is_word_start(text, at)
}

/// Replaces `{{name}}` by the fragment of that name, in a group of its own.
///
/// # Errors
/// The name of a fragment that does not exist, or that inserts itself.
pub fn insert_fragments(
    source: &str,
    fragments: &BTreeMap<String, String>,
) -> Result<String, String> {
    fn insert(
        source: &str,
        fragments: &BTreeMap<String, String>,
        depth: usize,
    ) -> Result<String, String> {
        if depth > 8 {
            return Err("fragments insert each other without end".to_owned());
        }
        let mut out = String::with_capacity(source.len());
        let mut rest = source;
        while let Some(start) = rest.find("{{") {
            let end = rest[start..]
                .find("}}")
                .ok_or_else(|| "\"{{\" without \"}}\"".to_owned())?
                + start;
            let name = &rest[start + 2..end];
            let fragment = fragments
                .get(name)
                .ok_or_else(|| format!("no fragment is named \"{name}\" in fragments.toml"))?;
            out.push_str(&rest[..start]);
            out.push_str("(?:");
            out.push_str(&insert(fragment, fragments, depth + 1)?);
            out.push(')');
            rest = &rest[end + 2..];
        }
        out.push_str(rest);
        Ok(out)
    }
    insert(source, fragments, 0)
}

/// What is known of the texts that an expression can match.
struct Known {
    /// The texts themselves, where they are few.
    exact: Option<Vec<String>>,
    /// Pieces of which every match contains at least one.
    required: Option<Required>,
}

/// Pieces of text of which every match contains at least one.
#[derive(Debug, Clone)]
struct Required {
    literals: Vec<String>,
    /// Every match begins with one of them.
    opens: bool,
    /// Every match ends with one of them.
    closes: bool,
}

impl Required {
    /// None where one of the literals is empty.
    fn of(literals: Vec<String>, opens: bool, closes: bool) -> Option<Self> {
        let some = !literals.is_empty() && literals.iter().all(|l| !l.is_empty());
        some.then_some(Self {
            literals,
            opens,
            closes,
        })
    }

    /// Any of these.
    fn any(all: Vec<Self>) -> Self {
        Self {
            opens: all.iter().all(|r| r.opens),
            closes: all.iter().all(|r| r.closes),
            literals: all.into_iter().flat_map(|r| r.literals).collect(),
        }
    }

    /// Drops literals that contain another one: whoever finds the shorter one finds them all.
    fn minimal(mut self) -> Self {
        self.literals.sort_by_key(String::len);
        self.literals.dedup();
        let mut kept: Vec<String> = Vec::new();
        for literal in self.literals {
            if !kept.iter().any(|k| literal.contains(k.as_str())) {
                kept.push(literal);
                continue;
            }
            self.opens &= kept.iter().any(|k| literal.starts_with(k.as_str()));
            self.closes &= kept.iter().any(|k| literal.ends_with(k.as_str()));
        }
        self.literals = kept;
        self
    }
}

/// What lower-cased text tells of a pattern that takes capitals for small letters.
#[derive(Debug, Default)]
pub struct Folded {
    /// Where one of these stands, the pattern matches.
    pub certain: Vec<String>,
    /// Where none of these stands either, it does not match; none where no such pieces can be derived.
    pub possible: Option<Vec<String>>,
}

/// Reads from a pattern what the lower-cased text tells of it.
pub fn folded(source: &str) -> Folded {
    let Ok(hir) = regex_syntax::parse(source) else {
        return Folded::default();
    };
    let branches = match hir.kind() {
        HirKind::Alternation(branches) => branches.as_slice(),
        _ => std::slice::from_ref(&hir),
    };
    let mut folded = Folded {
        certain: Vec::new(),
        possible: Some(Vec::new()),
    };
    for branch in branches {
        let known = known(branch, true);
        let plain = branch.properties().look_set().is_empty()
            && source.starts_with("(?i)")
            && !source.contains("(?-");
        match known.exact.filter(|exact| plain && shortest(exact) > 0) {
            Some(exact) => folded.certain.extend(exact),
            None => match (&mut folded.possible, known.required.map(Required::minimal)) {
                (Some(all), Some(words)) if shortest(&words.literals) >= SHORTEST_LITERAL => {
                    all.extend(words.literals);
                }
                _ => folded.possible = None,
            },
        }
    }
    folded
}

/// A pattern that takes capitals for small letters as it matches lower-cased text, in which it finds
/// the same; none where it does not take them so throughout. Without the capitals its automaton has a
/// fraction of the states.
pub fn lower_cased(question: &Question) -> Option<Question> {
    fn without_capitals(hir: &Hir) -> Hir {
        let all = |parts: &[Hir]| parts.iter().map(without_capitals).collect();
        match hir.kind() {
            HirKind::Class(Class::Unicode(class)) => {
                let mut small = class.clone();
                small.difference(&ClassUnicode::new(
                    CAPITALS.map(|(first, last)| ClassUnicodeRange::new(first, last)),
                ));
                Hir::class(Class::Unicode(small))
            }
            HirKind::Repetition(repetition) => Hir::repetition(Repetition {
                sub: Box::new(without_capitals(&repetition.sub)),
                ..repetition.clone()
            }),
            HirKind::Capture(capture) => without_capitals(&capture.sub),
            HirKind::Concat(parts) => Hir::concat(all(parts)),
            HirKind::Alternation(parts) => Hir::alternation(all(parts)),
            _ => hir.clone(),
        }
    }
    let source = question.as_str();
    if !source.starts_with("(?i)") || source.contains("(?-") {
        return None;
    }
    let hir = regex_syntax::parse(source).ok()?;
    Question::new(without_capitals(&hir).to_string()).ok()
}

/// Letters that lower-cased German text does not hold; the last two are cases of "s" and "k".
const CAPITALS: [(char, char); 5] = [
    ('A', 'Z'),
    ('À', 'Ö'),
    ('Ø', 'Þ'),
    ('ſ', 'ſ'),
    ('\u{212a}', '\u{212a}'),
];

fn required(hir: &Hir) -> Option<Required> {
    let mut required = known(hir, false).required?.minimal();
    required.literals.sort();
    (shortest(&required.literals) >= SHORTEST_LITERAL).then_some(required)
}

/// `fold` takes all letters for lower-case ones.
fn known(hir: &Hir, fold: bool) -> Known {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => from_exact(Some(vec![String::new()])),
        HirKind::Literal(literal) => {
            let text = String::from_utf8(literal.0.to_vec()).ok();
            from_exact(text.map(|t| vec![if fold { t.to_lowercase() } else { t }]))
        }
        HirKind::Class(Class::Unicode(class)) => {
            let few = class.iter().map(|r| r.len()).sum::<usize>() <= 6;
            from_exact(few.then(|| {
                let mut texts: Vec<String> = class
                    .iter()
                    .flat_map(|r| (r.start()..=r.end()).map(String::from))
                    .map(|t| if fold { t.to_lowercase() } else { t })
                    .collect();
                // "ſ" is a case of "s" that no German law uses.
                texts.retain(|t| !(fold && t == "ſ"));
                texts.sort();
                texts.dedup();
                texts
            }))
        }
        HirKind::Class(Class::Bytes(_)) => from_exact(None),
        HirKind::Repetition(repetition) => {
            let inner = known(&repetition.sub, fold);
            let exact = match (repetition.min, repetition.max, inner.exact) {
                (1, Some(1), exact) => exact,
                (0, Some(1), Some(mut exact)) => {
                    exact.push(String::new());
                    Some(exact)
                }
                _ => None,
            };
            Known {
                required: if repetition.min > 0 {
                    inner.required
                } else {
                    None
                },
                exact,
            }
        }
        HirKind::Capture(capture) => known(&capture.sub, fold),
        HirKind::Alternation(branches) => {
            let branches: Vec<Known> = branches.iter().map(|b| known(b, fold)).collect();
            let exact = branches
                .iter()
                .map(|b| b.exact.clone())
                .collect::<Option<Vec<_>>>()
                .map(|sets| sets.concat())
                .filter(|e| e.len() <= MOST_LITERALS);
            let required = branches
                .into_iter()
                .map(|b| b.required)
                .collect::<Option<Vec<_>>>()
                .map(Required::any);
            Known { exact, required }
        }
        HirKind::Concat(parts) => concat(parts, fold),
    }
}

fn concat(parts: &[Hir], fold: bool) -> Known {
    let mut best: Option<Required> = None;
    let mut offer = |candidate: Option<Required>| {
        if let Some(candidate) = candidate.map(Required::minimal)
            && best
                .as_ref()
                .is_none_or(|b| worth(&candidate.literals) > worth(&b.literals))
        {
            best = Some(candidate);
        }
    };
    let last = parts.len().saturating_sub(1);
    // Pieces that follow each other, and whether nothing stands before them.
    let (mut run, mut opens) = (vec![String::new()], true);
    let mut whole = true;
    for (index, part) in parts.iter().enumerate() {
        let part = known(part, fold);
        match part.exact {
            Some(exact) if run.len() * exact.len() <= MOST_LITERALS => {
                run = run
                    .iter()
                    .flat_map(|head| exact.iter().map(move |tail| format!("{head}{tail}")))
                    .collect();
            }
            exact => {
                whole = false;
                let next = exact.unwrap_or_else(|| vec![String::new()]);
                offer(Required::of(
                    std::mem::replace(&mut run, next),
                    opens,
                    false,
                ));
                opens = false;
            }
        }
        offer(part.required.map(|required| Required {
            opens: required.opens && index == 0,
            closes: required.closes && index == last,
            ..required
        }));
    }
    offer(Required::of(run.clone(), opens, true));
    Known {
        exact: whole.then_some(run),
        required: best,
    }
}

fn from_exact(exact: Option<Vec<String>>) -> Known {
    Known {
        required: exact
            .clone()
            .and_then(|exact| Required::of(exact, true, true)),
        exact,
    }
}

/// What a set of literals is worth as a prefilter: nothing where one of them is too short.
fn worth(literals: &[String]) -> usize {
    if shortest(literals) < SHORTEST_LITERAL {
        0
    } else {
        rarity(literals)
    }
}

/// How rare the commonest literal of a set may be in text: its letters, and more for a noun's
/// capital, since small words are everywhere.
fn rarity(literals: &[String]) -> usize {
    literals
        .iter()
        .map(|literal| {
            let letters = literal.chars().filter(|c| c.is_alphabetic()).count();
            let capital = literal.chars().any(char::is_uppercase);
            letters + if capital { 2 } else { 0 }
        })
        .min()
        .unwrap_or(0)
}

/// Length of the shortest literal.
fn shortest(literals: &[String]) -> usize {
    literals.iter().map(String::len).min().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literals(source: &str) -> Vec<String> {
        Pattern::compile(source, Boundary::Word)
            .expect(source)
            .literals
    }

    #[test]
    fn literals_are_what_every_match_must_contain() {
        assert_eq!(literals("schriftlich(?:e[nmrs]?)?"), ["schriftlich"]);
        assert_eq!(
            literals(r"[Ss]chriftlich\p{L}*"),
            ["Schriftlich", "schriftlich"]
        );
        assert_eq!(literals(r"\p{L}*[Aa]ntrag\w* zu stellen"), [" zu stellen"]);
        assert_eq!(literals("Vordruck|Formblatt"), ["Formblatt", "Vordruck"]);
        assert_eq!(literals(r"(?:Ein)?schreiben"), ["schreiben"]);
    }

    #[test]
    fn a_pattern_without_fixed_text_is_refused() {
        assert!(Pattern::compile(r"\p{L}+", Boundary::Word).is_err());
        assert!(Pattern::compile("(?:Antrag)?", Boundary::Word).is_err());
    }

    #[test]
    fn boundaries_know_umlauts_and_do_not_hide_later_matches() {
        let pattern = Pattern::compile("öffentlich", Boundary::Word).expect("compiles");
        let text = "veröffentlicht, öffentlich";
        let found: Vec<_> = pattern.matches(text).iter().map(|s| s.of(text)).collect();
        assert_eq!(found, ["öffentlich"]);
        assert_eq!(pattern.matches(text)[0].end, text.len());
    }

    #[test]
    fn a_short_alternative_does_not_hide_a_longer_one() {
        let pattern = Pattern::compile("Notar|Notarin", Boundary::Word).expect("compiles");
        let text = "die Notarin, der Notar";
        let found: Vec<_> = pattern.matches(text).iter().map(|s| s.of(text)).collect();
        assert_eq!(found, ["Notarin", "Notar"]);
    }

    #[test]
    fn a_pattern_for_lower_cased_text_finds_the_same() {
        let source = r"(?i)(?:Meer|Schiff\p{L}*|\bStraße|[^a-z]Öl) ?recht|K[ae]i";
        let exact = compile_test(source, &BTreeMap::new()).expect("compiles");
        let lower = lower_cased(&exact).expect("takes capitals for small letters throughout");
        for text in [
            "MEERRECHT",
            "Schiffbaurecht",
            "STRAßE Recht",
            "die Öl recht",
            "öl",
            "Öl RECHT",
            "KEI",
            "Schiff-Recht",
            "",
        ] {
            assert_eq!(
                exact.holds(text),
                lower.holds(&text.to_lowercase()),
                "{text}"
            );
        }
        let mixed = compile_test("(?i)Meer(?-i)Recht", &BTreeMap::new()).expect("compiles");
        assert!(lower_cased(&mixed).is_none());
    }

    #[test]
    fn boundaries_of_tests_are_spelt_out() {
        let test = |source: &str| compile_test(source, &BTreeMap::new()).expect(source);
        let amt = test(r"\b(?:Amt|Ämter)\b");
        assert!(amt.holds("das Amt") && amt.holds("Ämter, Behörden"));
        assert!(!amt.holds("Amts") && !amt.holds("Bauamt") && !amt.holds("üÄmter"));
        assert!(test(r"\bAmt\b und \bOrt").holds("Amt und Ort"));
        assert!(test(r"a\\b").holds(r"a\b"));
    }

    #[test]
    fn a_boundary_beside_punctuation_is_no_obstacle() {
        let pattern = Pattern::compile(r"§ 126 Abs\.", Boundary::Word).expect("compiles");
        assert_eq!(pattern.matches("nach § 126 Abs. 3").len(), 1);
    }
}
