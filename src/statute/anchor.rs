//! Names for provisions that can stand in an address: `p3a` for "§ 3a", `p-anlage-1`.

use std::collections::HashMap;

use super::Statute;

/// Anchors of a statute's provisions, in their order. Unique in the statute, and the same for the
/// same law.
pub fn provision_anchors(statute: &Statute) -> Vec<String> {
    let mut uses: HashMap<String, usize> = HashMap::new();
    statute
        .provisions
        .iter()
        .map(|provision| {
            let anchor = anchor(&provision.designation);
            let uses = uses.entry(anchor.clone()).or_insert(0);
            *uses += 1;
            // No anchor holds a full stop of its own, so that a number behind one is unique.
            match *uses {
                1 => anchor,
                n => format!("{anchor}.{n}"),
            }
        })
        .collect()
}

/// Letters and digits of a designation; every other run of characters becomes one hyphen.
fn anchor(designation: &str) -> String {
    let (mut out, rest) = match designation.strip_prefix('§') {
        Some(rest) => (String::from("p"), rest.trim_start()),
        None => (String::from("p-"), designation),
    };
    for character in rest.chars().take(60) {
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
