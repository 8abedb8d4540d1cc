//! The message catalogue: every word of a report that does not come from the law or the rule pack.
//!
//! In go `reports/messages/{de,en}.toml`, embedded; out come texts by key, with `{name}` filled in,
//! and numbers as the language writes them. It knows no sentence itself, and it does not escape:
//! that is the task of the format that shows the text.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Write};
use std::sync::OnceLock;

use crate::rules::Language;

const DE: &str = include_str!("../../reports/messages/de.toml");
const EN: &str = include_str!("../../reports/messages/en.toml");

/// A whole number, or a reference to one: templates hand over either.
pub trait Whole {
    /// The number.
    fn whole(&self) -> u64;
}

/// A number with decimals, or a reference to one.
pub trait Real {
    /// The number.
    fn real(&self) -> f64;
}

macro_rules! whole {
    ($($type:ty),*) => {$(
        impl Whole for $type {
            fn whole(&self) -> u64 {
                *self as u64
            }
        }
    )*};
}

whole!(u16, u32, u64, usize);

impl<T: Whole> Whole for &T {
    fn whole(&self) -> u64 {
        (**self).whole()
    }
}

impl Real for f64 {
    fn real(&self) -> f64 {
        *self
    }
}

impl<T: Real> Real for &T {
    fn real(&self) -> f64 {
        (**self).real()
    }
}

/// All texts in one language.
#[derive(Debug)]
pub struct Messages {
    language: Language,
    texts: BTreeMap<String, String>,
}

impl Messages {
    /// The catalogue in `language`.
    pub fn get(language: Language) -> &'static Messages {
        static GERMAN: OnceLock<Messages> = OnceLock::new();
        static ENGLISH: OnceLock<Messages> = OnceLock::new();
        match language {
            Language::De => GERMAN.get_or_init(|| Messages::parse(language, DE)),
            Language::En => ENGLISH.get_or_init(|| Messages::parse(language, EN)),
        }
    }

    fn parse(language: Language, source: &str) -> Self {
        let table: toml::Table =
            toml::from_str(source).expect("tests hold that the catalogues are sound TOML");
        let mut texts = BTreeMap::new();
        flatten("", &table, &mut texts);
        Self { language, texts }
    }

    /// The language that the catalogue speaks.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The text with this key. A key that does not exist shows itself, so that a reader can report
    /// it; a test holds that none is used.
    pub fn t<'a>(&'a self, key: &'a str) -> &'a str {
        self.texts.get(key).map_or(key, String::as_str)
    }

    /// The text with this key, ready to be filled.
    pub fn msg<'a>(&'a self, key: &'a str) -> Message<'a> {
        Message {
            text: self.t(key),
            values: Vec::new(),
        }
    }

    /// The text `key.one` or `key.other` with the number as `{n}`; `key.zero` for none, where there
    /// is one.
    pub fn count(&self, key: &str, n: impl Whole) -> String {
        self.counted(key, n).to_string()
    }

    /// The same, ready to be filled.
    pub fn counted<'a>(&'a self, key: &str, n: impl Whole) -> Message<'a> {
        let n = n.whole();
        let form = match n {
            0 if self.texts.contains_key(&format!("{key}.zero")) => "zero",
            1 => "one",
            _ => "other",
        };
        let key = format!("{key}.{form}");
        let (text, values) = match self.texts.get(&key) {
            Some(text) => (text.as_str(), vec![("n", self.int(n))]),
            None => ("{key}", vec![("key", key)]),
        };
        Message { text, values }
    }

    /// Why an input was not read, for a reader of this language.
    pub fn cause(&self, reason: &str) -> String {
        match self.language {
            Language::De => super::causes::german(reason),
            Language::En => reason.to_owned(),
        }
    }

    /// An error for a reader of this language.
    pub fn error(&self, error: &str) -> String {
        match self.language {
            Language::De => super::causes::german_error(error),
            Language::En => error.to_owned(),
        }
    }

    /// A whole number with its thousands set apart: 12.345 or 12,345.
    pub fn int(&self, n: impl Whole) -> String {
        let digits = n.whole().to_string();
        let mut out = String::with_capacity(digits.len() + digits.len() / 3);
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push(self.thousands());
            }
            out.push(digit);
        }
        out
    }

    /// A number with one decimal: 1.234,5 or 1,234.5; never a negative zero.
    pub fn dec(&self, value: impl Real) -> String {
        self.decimals(value.real(), 1)
    }

    /// A number with two decimals, as weights are given.
    pub fn dec2(&self, value: impl Real) -> String {
        self.decimals(value.real(), 2)
    }

    /// Points from tenths: 1000 is 100,0.
    pub fn tenths(&self, tenths: impl Whole) -> String {
        let tenths = tenths.whole();
        format!("{}{}{}", self.int(tenths / 10), self.point(), tenths % 10)
    }

    /// The share of `part` in `whole` in percent, with one decimal; 0 where there is no whole.
    pub fn percent(&self, part: impl Whole, whole: impl Whole) -> String {
        let (part, whole) = (part.whole(), whole.whole());
        let share = if whole == 0 {
            0.0
        } else {
            part as f64 * 100.0 / whole as f64
        };
        let sign = match self.language {
            Language::De => "\u{a0}%",
            Language::En => "%",
        };
        format!("{}{sign}", self.dec(share))
    }

    /// A date as the language writes it, from ISO 8601; anything else stays as it is.
    pub fn date(&self, text: &str) -> String {
        let parts: Vec<&str> = text.split('-').collect();
        let [year, month, day] = parts[..] else {
            return text.to_owned();
        };
        let number = |part: &str| -> Option<usize> {
            part.bytes()
                .all(|b| b.is_ascii_digit())
                .then(|| part.parse().ok())?
        };
        match (number(year), number(month), number(day)) {
            (Some(_), Some(month @ 1..=12), Some(day @ 1..=31)) if year.len() == 4 => {
                let name = self.t("date.months").split(' ').nth(month - 1);
                self.msg("date.pattern")
                    .with("day", day)
                    .with("month", name.unwrap_or_default())
                    .with("year", year)
                    .to_string()
            }
            _ => text.to_owned(),
        }
    }

    /// A quotation in the marks of the language. The law's words are German in every report, but
    /// the sentence around them is not.
    pub fn quote(&self, words: impl Display) -> String {
        match self.language {
            Language::De => format!("„{words}“"),
            Language::En => format!("“{words}”"),
        }
    }

    /// All keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().map(String::as_str)
    }

    fn decimals(&self, value: f64, places: usize) -> String {
        let text = format!("{:.places$}", value.abs());
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let whole = whole
            .parse::<u64>()
            .map_or_else(|_| whole.to_owned(), |n| self.int(n));
        let zero = text.bytes().all(|b| b == b'0' || b == b'.');
        let sign = if value < 0.0 && !zero { "\u{2212}" } else { "" };
        if fraction.is_empty() {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}{}{fraction}", self.point())
        }
    }

    fn thousands(&self) -> char {
        match self.language {
            Language::De => '.',
            Language::En => ',',
        }
    }

    fn point(&self) -> char {
        match self.language {
            Language::De => ',',
            Language::En => '.',
        }
    }
}

fn flatten(prefix: &str, table: &toml::Table, texts: &mut BTreeMap<String, String>) {
    for (name, value) in table {
        let key = if prefix.is_empty() {
            name.clone()
        } else {
            format!("{prefix}.{name}")
        };
        match value {
            toml::Value::Table(inner) => flatten(&key, inner, texts),
            toml::Value::String(text) => {
                texts.insert(key, text.clone());
            }
            other => {
                texts.insert(key, other.to_string());
            }
        }
    }
}

/// A text with `{name}` places; shows itself filled.
#[derive(Debug, Clone)]
pub struct Message<'a> {
    text: &'a str,
    values: Vec<(&'a str, String)>,
}

impl<'a> Message<'a> {
    /// Fills `{name}`.
    #[must_use]
    pub fn with(mut self, name: &'a str, value: impl Display) -> Self {
        self.values.push((name, value.to_string()));
        self
    }
}

impl Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.text;
        while let Some(open) = rest.find('{') {
            let Some(close) = rest[open..].find('}').map(|c| open + c) else {
                break;
            };
            f.write_str(&rest[..open])?;
            let name = &rest[open + 1..close];
            match self.values.iter().find(|(n, _)| *n == name) {
                Some((_, value)) => f.write_str(value)?,
                None => {
                    f.write_char('{')?;
                    f.write_str(name)?;
                    f.write_char('}')?;
                }
            }
            rest = &rest[close + 1..];
        }
        f.write_str(rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_language() {
        let (de, en) = (Messages::get(Language::De), Messages::get(Language::En));
        assert_eq!(de.int(1_234_567_u64), "1.234.567");
        assert_eq!(en.int(1_234_567_u64), "1,234,567");
        assert_eq!(de.int(999_u64), "999");
        assert_eq!(de.dec(1234.56), "1.234,6");
        assert_eq!(en.dec(1234.56), "1,234.6");
        assert_eq!(de.dec(-0.04), "0,0");
        assert_eq!(de.dec(-1.25), "\u{2212}1,2");
        assert_eq!(de.dec2(0.5), "0,50");
        assert_eq!(de.tenths(1000_u32), "100,0");
        assert_eq!(de.percent(1_u64, 8_u64), "12,5\u{a0}%");
        assert_eq!(en.percent(1_u64, 0_u64), "0.0%");
    }

    #[test]
    fn dates_follow_the_language() {
        let (de, en) = (Messages::get(Language::De), Messages::get(Language::En));
        assert_eq!(de.date("2025-04-02"), "2. April 2025");
        assert_eq!(en.date("1934-10-16"), "16 October 1934");
        for other in ["", "April 2025", "2025-13-01", "2025-04", "a-b-c", "--"] {
            assert_eq!(de.date(other), other);
        }
    }

    #[test]
    fn places_are_filled_once_and_unknown_ones_stay() {
        let message = Message {
            text: "{a} of {b} and {c}",
            values: Vec::new(),
        };
        // A value that looks like a place is not filled again.
        assert_eq!(
            message.with("a", "{b}").with("b", 2).to_string(),
            "{b} of 2 and {c}"
        );
    }

    #[test]
    fn both_languages_have_the_same_keys_and_places() {
        let (de, en) = (Messages::get(Language::De), Messages::get(Language::En));
        let keys: Vec<_> = de.keys().collect();
        assert_eq!(keys, en.keys().collect::<Vec<_>>());
        for key in keys {
            assert_eq!(places(de.t(key)), places(en.t(key)), "{key}");
            assert!(!de.t(key).trim().is_empty(), "{key}");
            assert!(!en.t(key).trim().is_empty(), "{key}");
        }
    }

    fn places(text: &str) -> Vec<&str> {
        let mut found: Vec<&str> = text
            .split('{')
            .skip(1)
            .filter_map(|part| part.split_once('}').map(|(name, _)| name))
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}
