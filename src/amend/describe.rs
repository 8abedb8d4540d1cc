//! A command in one line, for lists: the place, what happens there, and the words.

use super::{Action, Command, NewUnit, Occurrences, Part, Place, Position, Side, Words};

/// The longest quotation in a list, in characters.
const LONGEST: usize = 60;

/// The command in one line, in signs that need no language: `§ 3 Absatz 1: „a“ → „b“`.
pub fn describe(command: &Command) -> String {
    let places: Vec<String> = command.places.iter().map(place).collect();
    let each = match command.occurrences {
        Occurrences::Once => String::new(),
        Occurrences::Each | Occurrences::All => " (jeweils)".to_owned(),
        Occurrences::Exactly(n) => format!(" ({n}×)"),
    };
    let change = match &command.action {
        Action::ReplaceWords { old, new } => format!("{} → {}", quoted(old), quoted(new)),
        Action::InsertWords { new, position } => match position {
            Position::After(anchor) => format!("{} + {}", quoted(anchor), quoted(new)),
            Position::Before(anchor) => format!("+ {} {}", quoted(new), quoted(anchor)),
            Position::End => format!("… + {}", quoted(new)),
            Position::Beginning => format!("+ {} …", quoted(new)),
        },
        Action::StrikeWords { old } => format!("− {}", quoted(old)),
        Action::Rewrite { new, units } if units.is_empty() => format!("= {}", quoted(new)),
        Action::Rewrite { new, units } => {
            let units: Vec<String> = units.iter().map(place).collect();
            format!("→ {}: {}", units.join(", "), quoted(new))
        }
        Action::InsertUnits { side, unit, new } => {
            let sign = match side {
                Side::After => "↓",
                Side::Before => "↑",
                Side::Last => "… ↓",
                Side::First => "↑ …",
            };
            format!("{sign} {}: {}", unit_name(unit), quoted(new))
        }
        Action::Repeal => "−".to_owned(),
        Action::Renumber { to } => {
            let to: Vec<String> = to.iter().map(place).collect();
            format!("→ {}", to.join(", "))
        }
    };
    match format!("{}{each}", places.join(", ")) {
        // The place is the whole statute.
        place if place.is_empty() => change,
        place => format!("{place}: {change}"),
    }
}

fn place(place: &Place) -> String {
    let mut text = place.citation.long();
    if let Some(through) = &place.through {
        text.push_str(&format!("–{through}"));
    }
    let part = match &place.part {
        Part::Whole => String::new(),
        Part::Heading => "Überschrift".to_owned(),
        Part::Contents => "Inhaltsübersicht".to_owned(),
        Part::Entry => "Inhaltsübersicht".to_owned(),
        Part::Before(inner) => format!("vor {}", inner.long()),
        Part::Behind(inner) => format!("nach {}", inner.long()),
        Part::Lead => "einleitender Satzteil".to_owned(),
        Part::Wording => "Wortlaut".to_owned(),
        Part::Row(number) => format!("Zeile {number}"),
        Part::Outline(name) | Part::Column(name) | Part::Other(name) => name.clone(),
        Part::OutlineHeading(name) => format!("Überschrift {name}"),
    };
    match (text.is_empty(), part.is_empty()) {
        (_, true) => text,
        (true, false) => part,
        (false, false) => format!("{text} {part}"),
    }
}

/// What a part of a place is called.
pub(super) fn part_name(part: &Part) -> String {
    place(&Place {
        part: part.clone(),
        ..Place::default()
    })
}

fn unit_name(unit: &NewUnit) -> String {
    match unit {
        NewUnit::Places(places) => places.iter().map(place).collect::<Vec<_>>().join(", "),
        NewUnit::Level(level) => level.long().to_owned(),
        NewUnit::Part(part) => part_name(part),
        NewUnit::Words => String::new(),
    }
}

fn quoted(words: &Words) -> String {
    let line = words.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = if words.at_end { " $" } else { "" };
    if line.chars().count() <= LONGEST {
        return format!("„{line}“{end}");
    }
    let short: String = line.chars().take(LONGEST).collect();
    format!("„{short} …“{end}")
}
