//! What makes an obstacle the same obstacle: its category, its words and its sentence, never its
//! line or its paragraph number.
//!
//! In go texts, out come folded texts to compare, fingerprints, and sketches of provisions that
//! tell how much of their wording two of them share.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::diagnostic::Diagnostic;

/// Hex digits of a fingerprint.
const DIGITS: usize = 32;
/// Trigrams that a sketch keeps.
const SKETCH: usize = 64;

/// The words of a text, in lower case and without marks, its own number or letter left out: what
/// stays the same when a text is set anew or renumbered.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in without_label(text)
        .split(|c: char| !c.is_alphanumeric() && c != '§')
        .filter(|word| !word.is_empty())
    {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().flat_map(char::to_lowercase));
    }
    folded
}

/// The text behind "(1)", "2.", "a)", "–" at its start.
fn without_label(text: &str) -> &str {
    let text = text.trim_start_matches(|c: char| c == '…' || c == '–' || c.is_whitespace());
    let (open, rest) = match text.strip_prefix('(') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let length = rest
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(rest.len());
    let numbered = rest[..length].starts_with(|c: char| c.is_ascii_digit());
    match rest[length..].chars().next() {
        Some(')') if (1..=4).contains(&length) => &rest[length + 1..],
        Some('.') if !open && numbered && length <= 4 => &rest[length + 1..],
        _ => text,
    }
}

/// Gives every diagnostic its fingerprint: equal ones in one statute are told apart by their order.
pub fn number(diagnostics: &mut [Diagnostic]) {
    let bases: Vec<String> = diagnostics
        .par_iter()
        .map(|diagnostic| {
            [
                diagnostic.place.statute.as_str(),
                &diagnostic.category,
                &fold(&diagnostic.sentence),
                &fold(&diagnostic.quote),
            ]
            .join("\0")
        })
        .collect();
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for (diagnostic, base) in diagnostics.iter_mut().zip(&bases) {
        let ordinal = seen.entry(base).or_insert(0);
        let hash = Sha256::digest(format!("1\0{base}\0{ordinal}"));
        *ordinal += 1;
        diagnostic.fingerprint = hash
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()[..DIGITS]
            .to_owned();
    }
}

/// A folded text, ready to be compared with many others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    folded: String,
    /// Hashes of neighbouring words, sorted; the ends count as words, so that one word makes two pairs.
    pairs: Vec<u64>,
}

impl Wording {
    /// The wording of a text.
    pub fn of(text: &str) -> Self {
        let folded = fold(text);
        let mut pairs = Vec::new();
        let mut before = "";
        for word in folded.split(' ').chain([""]) {
            let mut hasher = DefaultHasher::new();
            (before, word).hash(&mut hasher);
            pairs.push(hasher.finish());
            before = word;
        }
        pairs.sort_unstable();
        Self { folded, pairs }
    }

    /// Its words, as [`fold`] gives them.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// How alike it is to another one, from 0 to 1: the share of their pairs of words that both have.
    pub fn likeness(&self, other: &Self) -> f64 {
        let (mut own, mut others) = (&self.pairs[..], &other.pairs[..]);
        let all = own.len() + others.len();
        let mut common = 0;
        while let (Some(a), Some(b)) = (own.first(), others.first()) {
            let order = a.cmp(b);
            common += usize::from(order.is_eq());
            own = &own[usize::from(order.is_le())..];
            others = &others[usize::from(order.is_ge())..];
        }
        2.0 * common as f64 / all as f64
    }
}

/// The least hashes of a text's trigrams of words: enough to tell how alike two provisions are
/// when their texts are no longer at hand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sketch(Vec<u32>);

impl Sketch {
    /// The sketch of a provision's text.
    pub fn of(text: &str) -> Self {
        let folded = fold(text);
        let words: Vec<&str> = folded.split(' ').collect();
        let words: Vec<u32> = words
            .iter()
            .map(|word| crc32fast::hash(word.as_bytes()))
            .collect();
        // Each word turns what came before, so that their order counts.
        let turn = |hash: u32, word: &u32| (hash ^ word).wrapping_mul(0x9e37_79b1).rotate_left(15);
        let mut hashes: Vec<u32> = words
            .windows(3.min(words.len().max(1)))
            .map(|window| window.iter().fold(0, turn))
            .collect();
        hashes.sort_unstable();
        hashes.dedup();
        hashes.truncate(SKETCH);
        Self(hashes)
    }

    /// The share of common trigrams, from 0 to 1.
    pub fn likeness(&self, other: &Self) -> f64 {
        // The least hashes of the union are a fair sample of it.
        let mut union: Vec<u32> = self.0.iter().chain(&other.0).copied().collect();
        union.sort_unstable();
        union.dedup();
        union.truncate(SKETCH);
        let common = union
            .iter()
            .filter(|h| self.0.binary_search(h).is_ok() && other.0.binary_search(h).is_ok())
            .count();
        common as f64 / union.len().max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_line_breaks_and_marks_do_not_count() {
        let plain = fold("Der Antrag ist schriftlich zu stellen.");
        for same in [
            "(1) Der Antrag ist schriftlich zu stellen",
            "(2a) Der  Antrag ist\nschriftlich zu stellen.",
            "3. der Antrag ist „schriftlich“ zu stellen;",
            "bb) Der Antrag ist *schriftlich* zu stellen,",
            "– Der Antrag ist schriftlich zu stellen.",
        ] {
            assert_eq!(fold(same), plain, "{same}");
        }
        assert_ne!(fold("Der Antrag ist zu stellen."), plain);
        // A word in brackets and a year are no labels.
        assert_eq!(fold("(Antrag) stellen"), "antrag stellen");
        assert_eq!(fold("2026 ist schriftlich"), "2026 ist schriftlich");
    }

    #[test]
    fn likeness_follows_the_common_words() {
        let old = Wording::of("Der Antrag ist schriftlich bei der Behörde zu stellen.");
        let edited =
            Wording::of("Der Antrag ist schriftlich bei der zuständigen Behörde zu stellen.");
        let other = Wording::of("Die Anzeige hat schriftlich zu erfolgen.");
        assert!(old.likeness(&old) > 0.999);
        assert!(old.likeness(&edited) > 0.7);
        assert!(old.likeness(&other) < 0.3);
        let (empty, single) = (Wording::of(""), Wording::of("a"));
        assert!(empty.likeness(&empty) > 0.999 && empty.likeness(&single) < 0.001);
    }

    #[test]
    fn sketches_see_that_a_provision_was_kept() {
        let text = (0..300).map(|n| format!("wort{n} ")).collect::<String>();
        let edited = text.replace("wort150", "anderes");
        let other = text.replace("wort", "fremd");
        let sketch = Sketch::of(&text);
        assert!(sketch.likeness(&Sketch::of(&edited)) > 0.85);
        assert!(sketch.likeness(&Sketch::of(&other)) < 0.05);
        assert!(Sketch::of("").likeness(&Sketch::of("")) <= 1.0);
    }
}
