//! Charts as geometry: what the macros of `charts.html` draw as inline SVG.
//!
//! Lengths are percentages, so that a chart fits every width without scaling its lettering. Colour
//! comes from classes in the stylesheet; standing also shows in the height of a bar, so that a
//! chart can be read in print and without colour.

use std::fmt;

use super::view::{Grade, Standing};

/// A length in hundredths of a percent, shown as a percentage with up to two decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent(u32);

impl Percent {
    /// The share of `part` in `whole`; 0 where there is no whole.
    pub fn of(part: f64, whole: f64) -> Self {
        if whole > 0.0 && part > 0.0 {
            Self((part / whole * 10_000.0).round().min(10_000.0) as u32)
        } else {
            Self(0)
        }
    }

    fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        match rest {
            0 => write!(f, "{whole}%"),
            r if r % 10 == 0 => write!(f, "{whole}.{}%", r / 10),
            r => write!(f, "{whole}.{r:02}%"),
        }
    }
}

/// A part of a bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Class in the stylesheet.
    pub class: &'static str,
    /// Where it begins.
    pub x: Percent,
    /// How long it is.
    pub width: Percent,
    /// Where it begins from the top, in pixels.
    pub y: u32,
    /// How high it is, in pixels.
    pub height: u32,
    /// What stands in it, where it is long enough.
    pub label: &'static str,
    /// Its middle.
    pub middle: Percent,
}

/// A bar of several parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bar {
    /// Its parts, from the left.
    pub segments: Vec<Segment>,
}

/// Height of a bar in a table row.
const THIN: u32 = 14;
/// Height of the bar of grades.
const THICK: u32 = 32;

impl Bar {
    /// Obstacles by standing; a bar that holds `full` would fill its cell.
    pub fn of_standing(counts: [u64; 3], full: u64) -> Self {
        let parts = [
            (Standing::Blocking, counts[0], THIN),
            (Standing::Substitutable, counts[1], THIN - 5),
            (Standing::Open, counts[2], THIN - 10),
        ];
        let mut bar = Self::default();
        let mut sum = 0;
        for (standing, count, height) in parts {
            let class = match standing {
                Standing::Blocking => "b",
                Standing::Substitutable => "s",
                Standing::Open => "o",
            };
            bar.push(class, sum, count, full, THIN - height, height, "");
            sum += count;
        }
        bar
    }

    /// Provisions by grade, in one bar of full width.
    pub fn of_grades(grades: [u64; 5]) -> Self {
        let whole = grades.iter().sum();
        let mut bar = Self::default();
        let mut sum = 0;
        for (grade, count) in Grade::ALL.into_iter().zip(grades) {
            bar.push(grade.class(), sum, count, whole, 0, THICK, grade.letter());
            sum += count;
        }
        bar
    }

    /// One value between 0 and 100.
    pub fn of_readiness(readiness: Option<f64>, grade: Option<Grade>) -> Self {
        let mut bar = Self::default();
        if let Some(readiness) = readiness {
            bar.segments.push(Segment {
                class: grade.map_or("n", Grade::class),
                x: Percent(0),
                width: Percent::of(readiness, 100.0),
                y: 0,
                height: THIN,
                label: "",
                middle: Percent(0),
            });
        }
        bar
    }

    #[allow(clippy::too_many_arguments)]
    fn push(
        &mut self,
        class: &'static str,
        before: u64,
        count: u64,
        full: u64,
        y: u32,
        height: u32,
        label: &'static str,
    ) {
        if count == 0 {
            return;
        }
        let x = Percent::of(before as f64, full as f64);
        let width = Percent::of((before + count) as f64, full as f64).minus(x);
        self.segments.push(Segment {
            class,
            x,
            width,
            y,
            height,
            // A letter needs about two percent of a phone's width.
            label: if width >= Percent(400) { label } else { "" },
            middle: Percent(x.0 + width.0 / 2),
        });
    }
}

impl Grade {
    /// Class in the stylesheet.
    pub(super) fn class(self) -> &'static str {
        match self {
            Grade::A => "gA",
            Grade::B => "gB",
            Grade::C => "gC",
            Grade::D => "gD",
            Grade::E => "gE",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_join_without_gap_and_fill_the_bar() {
        let bar = Bar::of_grades([1, 1, 1, 0, 0]);
        assert_eq!(bar.segments.len(), 3);
        for pair in bar.segments.windows(2) {
            assert_eq!(pair[0].x.0 + pair[0].width.0, pair[1].x.0);
        }
        let last = bar.segments.last().unwrap();
        assert_eq!(last.x.0 + last.width.0, 10_000);
    }

    #[test]
    fn percentages_are_short_and_exact() {
        assert_eq!(Percent::of(1.0, 3.0).to_string(), "33.33%");
        assert_eq!(Percent::of(1.0, 2.0).to_string(), "50%");
        assert_eq!(Percent::of(1.0, 1000.0).to_string(), "0.1%");
        assert_eq!(Percent::of(5.0, 0.0).to_string(), "0%");
    }
}
