//! Labels as they stand in the text, "(2)", "1.", "a)", and what a citation calls them.

use super::{Level, Step, is_label};
use crate::statute::Item;
use crate::statute::lexicon::is_roman;

/// A label without its marks: "(3)" as "3", "2." as "2", "aa)" as "aa".
pub fn core(label: &str) -> &str {
    label.trim_matches(|c: char| matches!(c, '(' | ')' | '.' | ' '))
}

pub(super) fn is_dash(label: &str) -> bool {
    matches!(label, "-" | "–" | "—" | "•" | "*" | "·" | "−")
}

/// How a citation names an item, from the form of its label: "1." is a Nummer, "a)" a Buchstabe.
pub(super) fn item_step(siblings: &[Item], index: usize) -> Option<Step> {
    let label = &siblings[index].label;
    let core = core(label);
    let step = |level, label: &str| {
        Some(Step {
            level,
            label: label.to_owned(),
        })
    };
    if is_dash(label) {
        let count = siblings[..=index]
            .iter()
            .filter(|item| is_dash(&item.label))
            .count();
        return step(Level::Spiegelstrich, &count.to_string());
    }
    if core.is_empty() || !is_label(core) {
        return None;
    }
    if core.as_bytes()[0].is_ascii_digit() {
        return step(Level::Nummer, core);
    }
    let first = self::core(&siblings[0].label);
    // "i" opens a list of Roman numbers; "i" after "h" is a letter.
    if first.eq_ignore_ascii_case("i") {
        return step(Level::Nummer, core);
    }
    step(
        match core.len() {
            1 => Level::Buchstabe,
            2 if !is_roman(core) => Level::Doppelbuchstabe,
            3 if !is_roman(core) => Level::Dreifachbuchstabe,
            _ => Level::Nummer,
        },
        core,
    )
}
