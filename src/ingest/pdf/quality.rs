//! How good the text of a PDF is.
//!
//! In go words as they came out of a file, out come shares: of words that no German word looks like
//! (a pair of letters that German law does not use), of frequent words, of characters without
//! meaning. A file whose fonts draw other letters than they name is told by these, for it looks like
//! text. The pairs and words are data in `rules/print.toml`.

use std::collections::HashSet;

use serde::Deserialize;

use super::PdfError;
use super::layout::shape;

/// What printed German looks like.
#[derive(Debug)]
pub struct Print {
    pairs: HashSet<(char, char)>,
    common: HashSet<String>,
    /// Lines at the edge of a page that belong to the page; "#" stands for a number.
    pub page_lines: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    letter_pairs: Vec<String>,
    common_words: Vec<String>,
    page_lines: Vec<String>,
}

impl Print {
    /// What is built into the program.
    pub fn embedded() -> Result<Self, PdfError> {
        let file: File = toml::from_str(include_str!("../../../rules/print.toml"))
            .map_err(|e| PdfError::Data(e.to_string()))?;
        let pairs = file.letter_pairs.iter().flat_map(|line| {
            let (first, next) = line.split_once(':').unwrap_or_default();
            let first = first.chars().next().unwrap_or(' ');
            next.chars().map(move |next| (first, next))
        });
        Ok(Self {
            pairs: pairs.collect(),
            common: file.common_words.into_iter().collect(),
            page_lines: file.page_lines,
        })
    }

    /// Whether a line of a text without pages is the head or foot of one, past all doubt.
    pub fn is_running(&self, line: &str) -> bool {
        let shape = shape(line);
        let known = |known: &String| match known.strip_suffix('…') {
            Some(start) => shape.starts_with(start),
            None => shape == *known && shape.contains(' ') && shape.contains('#'),
        };
        shape.len() < 120 && self.page_lines.iter().any(known)
    }

    fn is_plausible(&self, word: &str) -> bool {
        let letters: Vec<char> = word.chars().collect();
        letters
            .windows(2)
            .all(|w| self.pairs.contains(&(w[0], w[1])))
    }
}

/// Counts over a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Quality {
    /// Words of two letters and more.
    pub words: usize,
    /// Words that do not look like German.
    pub unknown: usize,
    /// Words that any German text is full of.
    pub common: usize,
    /// Words so long that spaces are missing.
    pub run_together: usize,
    /// Letters that stand alone.
    pub single: usize,
    /// Characters that stand for none.
    pub undefined: usize,
    /// All characters but white space.
    pub characters: usize,
}

/// Longest word that law writes, by and large.
const LONGEST_WORD: usize = 60;

impl Quality {
    /// Measures a text.
    pub fn of(text: &str, print: &Print) -> Self {
        let mut quality = Self::default();
        for character in text.chars().filter(|c| !c.is_whitespace()) {
            quality.characters += 1;
            let private = matches!(character, '\u{e000}'..='\u{f8ff}' | '\u{fffd}');
            quality.undefined += usize::from(private || character.is_control());
        }
        for word in text
            .split(|c: char| !c.is_alphabetic())
            .filter(|w| !w.is_empty())
        {
            let word = word.to_lowercase();
            let length = word.chars().count();
            if length == 1 {
                quality.single += 1;
                continue;
            }
            quality.words += 1;
            quality.unknown += usize::from(!print.is_plausible(&word));
            quality.common += usize::from(print.common.contains(&word));
            quality.run_together += usize::from(length > LONGEST_WORD);
        }
        quality
    }

    /// A share in whole percent.
    pub fn percent(part: usize, whole: usize) -> usize {
        (part * 100 + whole / 2).checked_div(whole).unwrap_or(0)
    }

    /// Why the text is none that can be screened, if it is.
    pub fn verdict(&self) -> Option<String> {
        if self.undefined * 20 > self.characters {
            return Some(format!(
                "{} % of its characters stand for no letter (fonts without a Unicode map)",
                Self::percent(self.undefined, self.characters)
            ));
        }
        let enough = self.words >= 40;
        // Lists of names look foreign too, but between them stand the words of every German text.
        if enough && self.unknown * 5 > self.words && self.common * 5 < self.words {
            return Some(format!(
                "{} % of its words are no German (fonts without a Unicode map, or another language)",
                Self::percent(self.unknown, self.words)
            ));
        }
        if enough && self.common * 20 < self.words {
            return Some(
                "hardly any of its words is a frequent German one (fonts without a Unicode map, \
                 or another language)"
                    .to_owned(),
            );
        }
        if enough && self.single > self.words {
            return Some("its words fall apart into single letters".to_owned());
        }
        None
    }
}
