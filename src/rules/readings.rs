//! `readings.toml`: how many of the findings that were drawn at random from real law a reader found
//! wrong. Labelled samples say what is missed; this says how often a report misleads.

use serde::{Deserialize, Serialize};

use super::Text;

/// What was read, and how much of it was wrong.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadingsFile {
    /// State of the law that was drawn from, as a date.
    pub as_of: String,
    /// One entry for each question.
    #[serde(default)]
    pub reading: Vec<Reading>,
}

/// The last reading of one question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// Key of the category whose findings were read; the question is category and place.
    pub category: Option<String>,
    /// What else was read of a finding: its direction, its wording.
    pub what: Option<Text>,
    /// Version of the pack that was read.
    pub pack: String,
    /// Findings read.
    pub read: u32,
    /// Findings wrong.
    pub wrong: u32,
}

impl Reading {
    /// Share of what is wrong, in [0, 1].
    pub fn share(&self) -> f64 {
        f64::from(self.wrong) / f64::from(self.read.max(1))
    }

    /// The 95 % interval of [`Reading::share`], after Wilson (1927), which holds for small samples
    /// and shares near 0.
    pub fn interval(&self) -> (f64, f64) {
        const Z: f64 = 1.96;
        let n = f64::from(self.read.max(1));
        let share = self.share();
        let middle = share + Z * Z / (2.0 * n);
        let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
        let whole = 1.0 + Z * Z / n;
        (
            ((middle - half) / whole).max(0.0),
            ((middle + half) / whole).min(1.0),
        )
    }
}

impl ReadingsFile {
    /// What is wrong with it, if anything; `known` tells the keys of categories.
    pub(super) fn fault(&self, known: impl Fn(&str) -> bool) -> Option<String> {
        self.reading.iter().enumerate().find_map(|(index, entry)| {
            let fault = match (&entry.category, &entry.what) {
                (Some(key), None) if !known(key) => format!("there is no category \"{key}\""),
                (Some(_), None) | (None, Some(_)) => match entry.wrong <= entry.read {
                    true if entry.read > 0 => return None,
                    true => "nothing was read".to_owned(),
                    false => "more was wrong than read".to_owned(),
                },
                _ => "name either a category or what was read".to_owned(),
            };
            Some(format!("reading {}: {fault}", index + 1))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_that_of_the_textbook() {
        let reading = |wrong, read| Reading {
            category: None,
            what: None,
            pack: String::new(),
            read,
            wrong,
        };
        let (low, high) = reading(0, 50).interval();
        assert!(low.abs() < 1e-9 && (high - 0.0713).abs() < 1e-3, "{high}");
        let (low, high) = reading(11, 80).interval();
        assert!((low - 0.0785).abs() < 1e-3 && (high - 0.2297).abs() < 1e-3);
    }
}
