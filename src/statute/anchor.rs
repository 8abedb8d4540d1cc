//! Names for provisions that a link can carry: `p3a` for "§ 3a", `p-anlage-1` for "Anlage 1".
//!
//! In go a statute's designations, out come names of letters, digits, hyphens and dots, one for
//! each provision, unique in the statute and the same for the same law. Pages and tables use the
//! same names, so that a row of a table can lead to its place.

use std::collections::BTreeSet;

use super::Statute;

/// Longest part of a designation that goes into its name, in characters.
const LONGEST: usize = 60;

/// The names of a statute's provisions, in their order.
pub fn anchors(statute: &Statute) -> Vec<String> {
    let mut taken = BTreeSet::new();
    statute
        .provisions
        .iter()
        .map(|provision| {
            let anchor = anchor(&provision.designation);
            let mut unique = anchor.clone();
            let mut n = 2;
            while !taken.insert(unique.clone()) {
                unique = format!("{anchor}.{n}");
                n += 1;
            }
            unique
        })
        .collect()
}

/// Letters and digits of a designation; every other run of characters becomes one hyphen.
fn anchor(designation: &str) -> String {
    let (mut out, rest) = match designation.strip_prefix('§') {
        Some(rest) => (String::from("p"), rest.trim_start()),
        None => (String::from("p-"), designation),
    };
    for character in rest.chars().take(LONGEST) {
        match character.to_ascii_lowercase() {
            c if c.is_ascii_alphanumeric() => out.push(c),
            'ä' | 'Ä' => out.push_str("ae"),
            'ö' | 'Ö' => out.push_str("oe"),
            'ü' | 'Ü' => out.push_str("ue"),
            'ß' => out.push_str("ss"),
            _ if out.ends_with('-') => {}
            _ => out.push('-'),
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statute::Provision;

    #[test]
    fn names_are_readable_and_unique() {
        let designations = [
            "§ 3",
            "§ 3a",
            "Anlage 1",
            "§ 3",
            "Art 5",
            "",
            "",
            "Anhang (zu § 2)",
            "<script>\"",
        ];
        let statute = Statute {
            provisions: designations
                .iter()
                .map(|d| Provision {
                    designation: (*d).to_owned(),
                    ..Provision::default()
                })
                .collect(),
            ..Statute::default()
        };
        assert_eq!(
            anchors(&statute),
            [
                "p3",
                "p3a",
                "p-anlage-1",
                "p3.2",
                "p-art-5",
                "p",
                "p.2",
                "p-anhang-zu-2",
                "p-script"
            ]
        );
    }
}
