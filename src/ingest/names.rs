//! Short title and abbreviation, where a title carries them in brackets.

/// Short title and abbreviation from the brackets that end a title: "(Mustergesetz – MustG)".
pub fn names_in(title: &str) -> (String, String) {
    let inner = title
        .trim_end()
        .strip_suffix(')')
        .and_then(|t| t.rsplit_once('('))
        .map(|(_, inner)| inner.trim());
    let Some(inner) = inner else {
        return Default::default();
    };
    match [" – ", " - ", " — "]
        .iter()
        .find_map(|dash| inner.split_once(dash))
    {
        Some((short, abbreviation)) => (short.trim().to_owned(), abbreviation.trim().to_owned()),
        None if is_abbreviation(inner) => (String::new(), inner.to_owned()),
        None => (inner.to_owned(), String::new()),
    }
}

/// Short title and abbreviation from a line of their own below the title: "Mustergesetz (MustG)". They
/// begin alike, which tells them from a line such as "Gesetzentwurf (BMI)".
pub fn names_line(line: &str) -> Option<(String, String)> {
    let (short, rest) = line.split_once(" (")?;
    let abbreviation = rest.strip_suffix(')')?;
    let alike = short.chars().next()? == abbreviation.chars().next()?;
    let few = short.split(' ').count() <= 6;
    (alike && few && is_abbreviation(abbreviation))
        .then(|| (short.to_owned(), abbreviation.to_owned()))
}

/// Longest abbreviation in characters.
const LONGEST: usize = 25;

/// "MustG", "BGB": a word with a capital behind its first letter; a number or the short name of a Land
/// may stand beside it: "SGB X", "LVwG SH", "7. MustÄndG".
fn is_abbreviation(text: &str) -> bool {
    let has_capital = |word: &str| word.chars().skip(1).any(char::is_uppercase);
    if !text.contains(' ') {
        return has_capital(text) && text.chars().count() <= LONGEST;
    }
    let number = |word: &str| {
        let bare = word.trim_end_matches('.');
        let roman = bare.bytes().all(|b| b"IVX".contains(&b));
        !bare.is_empty() && (roman || bare.bytes().all(|b| b.is_ascii_digit()))
    };
    let name = |word: &str| word.starts_with(char::is_uppercase) && has_capital(word);
    let words = || text.split(' ');
    words().count() <= 3
        && words().all(|word| number(word) || name(word))
        && words().any(name)
        && text.chars().count() <= LONGEST
}

#[cfg(test)]
mod tests {
    use super::{names_in, names_line};

    #[test]
    fn a_line_below_the_title_names_a_statute() {
        let found = names_line("Mustergesetz (MustG)");
        assert_eq!(found, Some(("Mustergesetz".into(), "MustG".into())));
        for other in [
            "Gesetzentwurf (BMI)",
            "Mustergesetz",
            "Mustergesetz (noch offen)",
            "(Mustergesetz – MustG)",
        ] {
            assert_eq!(names_line(other), None, "{other}");
        }
    }

    #[test]
    fn brackets_name_a_statute() {
        let names = |title| names_in(title);
        let of = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(
            names("Gesetz über Muster (Mustergesetz – MustG)"),
            of("Mustergesetz", "MustG")
        );
        assert_eq!(names("Gesetz über Muster (MustG)"), of("", "MustG"));
        assert_eq!(
            names("Gesetz über Muster (Mustergesetz)"),
            of("Mustergesetz", "")
        );
        assert_eq!(names("Gesetz über Muster"), of("", ""));
        for abbreviation in ["MuG X", "MustG LSA", "MustG M-V", "7. MustÄndG"] {
            let title = format!("Gesetz über Muster ({abbreviation})");
            assert_eq!(names_in(&title), of("", abbreviation));
        }
        let dated = "Mustergesetz vom 3. Mai 2021";
        assert_eq!(names_in(&format!("Gesetz ({dated})")), of(dated, ""));
    }
}
