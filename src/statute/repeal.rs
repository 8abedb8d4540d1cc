//! Whether a note says that the whole statute is no longer law, and since when.
//!
//! In goes an official note, out comes the day from which it holds. What the words of such a note
//! look like is data from `rules/lexicon.toml`. A note that repeals only a part, that lets a part live
//! on, or that names no certain day of expiry says nothing of the whole statute.

use regex::Regex;
use serde::Deserialize;

/// A note that ends the whole statute.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Repeal {
    /// The note as printed.
    pub note: String,
    /// First day on which the statute is no longer law (ISO 8601); empty where the note names none,
    /// and then it already is none.
    pub from: String,
}

/// Whether a statute that ends on `from` was no longer law on `day` (both ISO 8601). One whose note names
/// no day already was none.
pub fn ended_on(from: &str, day: &str) -> bool {
    from <= day
}

/// The patterns as the file has them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RepealFile {
    whole: Vec<String>,
    limits: Vec<String>,
}

/// What notes look like that end a whole statute.
#[derive(Debug, Clone)]
pub struct RepealNotes {
    /// Each may name a day as `d`, `m` and `y`, and with `last` that it is the last of the law.
    whole: Vec<Regex>,
    /// Words with which a note leaves something in force.
    limits: Vec<String>,
}

impl RepealNotes {
    pub(super) fn new(file: RepealFile) -> Result<Self, regex::Error> {
        let whole = file.whole.iter().map(|pattern| Regex::new(pattern));
        Ok(Self {
            whole: whole.collect::<Result<_, _>>()?,
            limits: file.limits,
        })
    }

    /// The end of the whole statute that a note tells of, if it does.
    pub fn read(&self, note: &str) -> Option<Repeal> {
        let note = note.trim();
        if self
            .limits
            .iter()
            .any(|limit| note.contains(limit.as_str()))
        {
            return None;
        }
        // Two ends in one note: the law ends with the first.
        let ends = note.split("; ").map(|clause| self.end(clause.trim()));
        let from = ends.collect::<Option<Vec<_>>>()?.into_iter().min()?;
        Some(Repeal {
            note: note.to_owned(),
            from,
        })
    }

    fn end(&self, clause: &str) -> Option<String> {
        let found = self.whole.iter().find_map(|p| p.captures(clause))?;
        let number = |name: &str| found.name(name)?.as_str().parse::<u32>().ok();
        let Some(((day, month), year)) = number("d").zip(number("m")).zip(number("y")) else {
            return Some(String::new());
        };
        let (day, month, year) = match found.name("last") {
            Some(_) => next_day(day, month, year),
            None => (day, month, year),
        };
        Some(format!("{year:04}-{month:02}-{day:02}"))
    }
}

fn next_day(day: u32, month: u32, year: u32) -> (u32, u32, u32) {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    match (day < days, month < 12) {
        (true, _) => (day + 1, month, year),
        (false, true) => (1, month + 1, year),
        (false, false) => (1, 1, year + 1),
    }
}

#[cfg(test)]
mod tests {
    use crate::statute::Lexicon;

    fn from(note: &str) -> Option<String> {
        Lexicon::embedded().repeals.read(note).map(|r| r.from)
    }

    #[test]
    fn notes_that_end_the_whole_statute_tell_since_when() {
        for (note, day) in [
            (
                "G aufgeh. durch Art. 3 Abs. 2 G v. 1.2.2023 I Nr. 9 mWv 1.7.2023",
                "2023-07-01",
            ),
            (
                "V aufgeh. durch § 3 dieser V mit Ablauf 30.4.2024",
                "2024-05-01",
            ),
            ("V aufgeh. durch Art. 2 Satz 2 V v. 1.2.2023 I Nr. 9", ""),
            (
                "Aufgeh. durch Art. 42 G v. 1.2.2023 I Nr. 9 mWv 1.3.2023",
                "2023-03-01",
            ),
            (
                "Die V tritt gem. § 9 mit Ablauf des 31.12.2024 außer Kraft",
                "2025-01-01",
            ),
            (
                "Die V tritt gem. § 3 dieser V am 30.04.2022 außer Kraft",
                "2022-04-30",
            ),
            (
                "Die V tritt gem. § 5 mit Ablauf des 4.5.2026 außer Kraft; V aufgeh. durch Art. 7 V v. 1.2.2024 mWv 1.9.2024",
                "2024-09-01",
            ),
            (
                "Die zugehörige V v. 1.2.2021 BAnz AT 03.02.2021 V1 (MusterV 2) tritt gem. § 2 dieser V mit Ablauf des 28.2.2024 außer Kraft",
                "2024-02-29",
            ),
        ] {
            assert_eq!(from(note).as_deref(), Some(day), "{note}");
        }
    }

    #[test]
    fn notes_that_leave_something_in_force_end_no_statute() {
        for note in [
            "§§ 6 u. 7 aufgeh. durch Art. 3 G v. 1.2.2023 mWv 1.7.2023",
            "V mit Ausnahme d. § 3 aufgeh. durch § 4 V v. 1.2.2023 mWv 1.10.2023",
            "V aufgeh. durch § 10 dieser V mWv 1.10.2024; § 9 Abs. 3 dieser V tritt mWv 1.4.2025 außer Kraft",
            "Vierter Teil aufgeh. durch Art. 18 G v. 1.2.2010 mWv 1.3.2010",
            "AnO aufgeh. durch Abschn. V AnO v. 1.2.2006 mWv 1.3.2006, soweit darin etwas geregelt ist",
            "Die V tritt an dem Tag außer Kraft, an dem das Abkommen außer Kraft tritt",
            "Die V tritt gem. § 5 am 31.12.2016 außer Kraft; die Geltung ist bis zum 31.12.2026 verlängert worden",
            "Zeitlich überholt",
        ] {
            assert_eq!(from(note), None, "{note}");
        }
    }
}
