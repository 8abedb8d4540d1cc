//! Why an input was not read, for readers of German.
//!
//! The readers of documents say it in English, as technical errors are said everywhere, and JSON
//! for programs keeps that. Whatever a person reads in German says it in German: by the templates of
//! `reports/messages/causes.toml`. What no template knows, such as a message of the system, stays.

use std::sync::OnceLock;

use regex::Regex;
use serde::Deserialize;

const CAUSES: &str = include_str!("../../reports/messages/causes.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Causes {
    cause: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    en: String,
    de: String,
    /// Set where another program says it, which is named.
    #[serde(default)]
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "tells the test what the program itself says")
    )]
    of: String,
}

/// A value of a template; it goes past no border between two doubts.
const VALUE: &str = r"((?:[^;]|;\S)+?)";

struct Template {
    pattern: Regex,
    /// Letters that are its own: the more, the more it says.
    own: usize,
    german: String,
}

/// The reason in German, as far as it is known.
pub(super) fn german(reason: &str) -> String {
    // Several doubts stand side by side, and one may hold the mark between them itself.
    const LONGEST: usize = 4;
    let parts: Vec<&str> = reason.split("; ").collect();
    let mut told = Vec::new();
    let mut at = 0;
    while at < parts.len() {
        let longest = LONGEST.min(parts.len() - at);
        let known = (1..=longest)
            .rev()
            .find_map(|taken| Some((taken, whole(&parts[at..at + taken].join("; "), 0)?)));
        let (taken, text) = known.unwrap_or_else(|| (1, parts[at].to_owned()));
        told.push(text);
        at += taken;
    }
    told.join("; ")
}

/// An error in German, as far as it is known. It may name a file first, whose name no template knows:
/// "normscreen.toml:2: the key …".
pub(super) fn german_error(error: &str) -> String {
    if let Some(told) = whole(error, 0) {
        return told;
    }
    let told = error.match_indices(": ").find_map(|(at, colon)| {
        let told = whole(&error[at + colon.len()..], 0)?;
        let names = error[..at].split(": ");
        let names: Vec<String> = names
            .map(|name| whole(name, 0).unwrap_or_else(|| name.to_owned()))
            .collect();
        Some(format!("{}: {told}", names.join(": ")))
    });
    told.unwrap_or_else(|| german(error))
}

/// A reason that one template knows; a value in it may be such a reason itself.
fn whole(reason: &str, depth: usize) -> Option<String> {
    const DEEPEST: usize = 3;
    if depth > DEEPEST {
        return None;
    }
    let (template, found) = templates()
        .iter()
        .find_map(|t| Some((t, t.pattern.captures(reason)?)))?;
    let mut text = template.german.clone();
    for index in 1..found.len() {
        let value = &found[index];
        let value = whole(value, depth + 1).unwrap_or_else(|| value.to_owned());
        text = text.replace(&format!("{{{index}}}"), &value);
    }
    Some(text)
}

/// The templates, those first that say most.
fn templates() -> &'static [Template] {
    static TEMPLATES: OnceLock<Vec<Template>> = OnceLock::new();
    TEMPLATES.get_or_init(|| {
        let mut templates: Vec<Template> = causes().into_iter().map(Template::of).collect();
        templates.sort_by_key(|t| std::cmp::Reverse(t.own));
        templates
    })
}

fn causes() -> Vec<Entry> {
    toml::from_str::<Causes>(CAUSES)
        .expect("a test holds that the causes are sound TOML")
        .cause
}

impl Template {
    fn of(entry: Entry) -> Self {
        let literals = literals(&entry.en);
        let own = literals.iter().map(|l| l.len()).sum();
        let source: Vec<String> = literals.iter().map(|l| regex::escape(l)).collect();
        let pattern = Regex::new(&format!("^(?s){}$", source.join(VALUE)))
            .expect("escaped text and groups are a pattern");
        Self {
            pattern,
            own,
            german: entry.de,
        }
    }
}

/// The texts between the values of a template.
fn literals(template: &str) -> Vec<&str> {
    let mut literals = Vec::new();
    let mut rest = template;
    for number in 1.. {
        let value = format!("{{{number}}}");
        let Some((before, behind)) = rest.split_once(&value) else {
            break;
        };
        literals.push(before);
        rest = behind;
    }
    literals.push(rest);
    literals
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_told_in_german() {
        for (reason, told) in [
            (
                "line 3, column 7: ill-formed document: expected `</norm>`, but `</p>` was found; the XML \
                 is broken or cut off",
                "Zeile 3, Spalte 7: Das XML ist fehlerhaft oder abgeschnitten (erwartet ist `</norm>`, \
                 gefunden wurde `</p>`)",
            ),
            (
                "page 2 of 3 could not be read (fonts without a Unicode map)",
                "nicht zu lesen: Seite 2 von 3 (Schriften ohne Unicode-Zuordnung)",
            ),
            (
                "is no PDF that can be opened: it is encrypted with a password",
                "ist keine PDF-Datei, die sich öffnen lässt (sie ist mit einem Passwort verschlüsselt)",
            ),
            (
                "is Rich Text Format; save it as DOCX or ODT",
                "ist Rich-Text-Format (RTF); die Datei ist als DOCX oder ODT zu speichern",
            ),
            (
                "the article art-z holds no text; § 3 has no number",
                "der Artikel art-z enthält keinen Text; § 3 hat keine Nummer",
            ),
            (
                "byte 7 is not UTF-8 as declared; the whole was read as Windows-1252; is the same act as \
                 a.txt in another form; both count",
                "Byte 7 ist kein UTF-8, wie die Datei angibt; das Ganze wurde als Windows-1252 gelesen; ist \
                 dasselbe Gesetz wie a.txt in anderer Form; beide zählen",
            ),
            (
                "§ 2 holds no text; § 3 has no number",
                "§ 2 enthält keinen Text; § 3 hat keine Nummer",
            ),
            (
                "is unreadable: 40 % of its words are no German (fonts without a Unicode map, or another \
                 language); give another format of the same text",
                "ist nicht lesbar: 40 % der Wörter sind kein Deutsch (Schriften ohne Unicode-Zuordnung oder \
                 eine andere Sprache); anzugeben ist ein anderes Format desselben Textes",
            ),
            (
                "Input/output error (os error 5)",
                "Input/output error (os error 5)",
            ),
        ] {
            assert_eq!(german(reason), told);
        }
    }

    /// What the program no longer says needs no German.
    #[test]
    fn every_template_is_said_somewhere() {
        let src = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut program = String::new();
        for entry in walkdir::WalkDir::new(src) {
            let entry = entry.expect("src is readable");
            if entry.path().extension().is_some_and(|e| e == "rs") {
                program.push_str(&std::fs::read_to_string(entry.path()).expect("readable"));
            }
        }
        // A string may go on in the next line.
        let broken = Regex::new(r"\\\n\s*").expect("sound");
        let program = broken.replace_all(&program, "").replace("\\\"", "\"");
        for entry in causes().into_iter().filter(|entry| entry.of.is_empty()) {
            let longest = literals(&entry.en)
                .into_iter()
                .max_by_key(|l| l.len())
                .unwrap_or_default();
            // Numbers in it are the program's values.
            let said = longest
                .split(|c: char| c.is_ascii_digit())
                .max_by_key(|l| l.len())
                .unwrap_or_default();
            assert!(program.contains(said), "{}", entry.en);
            let values = literals(&entry.en).len();
            let unknown = (values..values + 9).find(|n| entry.de.contains(&format!("{{{n}}}")));
            assert_eq!(unknown, None, "{}", entry.de);
        }
    }
}
