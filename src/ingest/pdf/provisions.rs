//! Paragraphs of print become provisions.
//!
//! In go paragraphs in reading order, out comes the statute: "§ 3", "Artikel 2" or "Anlage 1" alone
//! on a line opens a provision, the paragraph behind it is its heading. Quoted text of an amending
//! act stays with the command that quotes it. Behind the heading of the Begründung no law stands.

use super::layout::Paragraph;
use crate::ingest::gii::tell_apart;
use crate::statute::{Lexicon, Provision, ProvisionKind, Statute, TextBuilder, kind_of, read_flat};

/// Longest heading in bytes.
const LONGEST_HEADING: usize = 300;

/// Reads paragraphs as a statute.
pub fn read(paragraphs: Vec<Paragraph>, lexicon: &Lexicon) -> Statute {
    let mut statute = Statute::default();
    let mut title: Vec<String> = Vec::new();
    let mut open: Option<Open> = None;
    let mut quotes = 0i32;
    let mut article = String::new();
    let mut contents = false;
    for paragraph in &paragraphs {
        let text = normalised(&paragraph.text);
        if paragraph.note {
            if let Some(open) = &mut open {
                open.provision.footnotes.push(text);
            }
            continue;
        }
        let quoted = quotes > 0 || text.starts_with(['„', '»']);
        for character in text.chars() {
            match character {
                '„' | '»' => quotes += 1,
                '“' | '”' | '«' => quotes = (quotes - 1).max(0),
                _ => {}
            }
        }
        if !quoted
            && matches!(
                text.as_str(),
                "Begründung" | "Begründung:" | "B e g r ü n d u n g"
            )
        {
            break;
        }
        let named = designation(&text, lexicon).filter(|_| !quoted);
        if let Some((name, rest)) = named {
            contents = false;
            if let Some(done) = open.take() {
                if name.starts_with('§') && done.is_frame() {
                    article = done.provision.designation.clone() + " " + &done.provision.heading;
                    article.truncate(article.trim_end().len());
                } else {
                    statute.provisions.push(done.finish(lexicon));
                }
            }
            if !name.starts_with('§') {
                article.clear();
            }
            open = Some(Open::new(name, rest, &article));
            continue;
        }
        if !quoted && lexicon.contents_names.iter().any(|n| *n == text) {
            if let Some(done) = open.take() {
                if done.is_frame() {
                    article = format!("{} {}", done.provision.designation, done.provision.heading);
                    article.truncate(article.trim_end().len());
                } else {
                    statute.provisions.push(done.finish(lexicon));
                }
            }
            let mut table = Open::new(text, String::new(), &article);
            table.provision.kind = ProvisionKind::Contents;
            table.headed = true;
            open = Some(table);
            contents = true;
            continue;
        }
        if is_unit(&text) && !quoted && !contents {
            // The name of a Teil or Abschnitt ends the provision before it; its title follows.
            if let Some(done) = open.take() {
                statute.provisions.push(done.finish(lexicon));
            }
            title.push(String::new());
            continue;
        }
        match &mut open {
            Some(open) => open.take(text),
            None if statute.provisions.is_empty() => title.push(text),
            None => {}
        }
    }
    if let Some(done) = open {
        statute.provisions.push(done.finish(lexicon));
    }
    statute.title = heading_of(&title);
    if statute.provisions.is_empty() && !title.is_empty() {
        let mut rest = Open::new(String::new(), String::new(), "");
        rest.headed = true;
        rest.paragraphs = title;
        statute.provisions.push(rest.finish(lexicon));
    }
    tell_apart(&mut statute.provisions);
    statute
}

fn normalised(text: &str) -> String {
    let mut builder = TextBuilder::default();
    builder.push(text);
    builder.finish()
}

/// The title among what stands before the law.
fn heading_of(front: &[String]) -> String {
    let opens = |t: &&String| {
        let first = t.split(' ').next().unwrap_or_default();
        ["esetz", "erordnung", "ekanntmachung", "Satzung"]
            .iter()
            .any(|w| first.ends_with(w) || first.ends_with(&format!("{w}es")))
            || first == "Entwurf" && t.len() > 20
    };
    let Some(first) = front.iter().position(|t| opens(&t)) else {
        return front
            .iter()
            .find(|t| t.len() > 20)
            .cloned()
            .unwrap_or_default();
    };
    let ends =
        |t: &str| t.is_empty() || t.starts_with("Vom ") || t.ends_with(':') || t.ends_with('.');
    front[first..]
        .iter()
        .take(6)
        .take_while(|t| !ends(t))
        .cloned()
        .collect::<Vec<_>>()
        .join(" ")
}

struct Open {
    provision: Provision,
    headed: bool,
    paragraphs: Vec<String>,
}

impl Open {
    fn new(name: String, rest: String, article: &str) -> Self {
        let outline = if article.is_empty() {
            Vec::new()
        } else {
            vec![article.to_owned()]
        };
        Self {
            headed: !rest.is_empty(),
            provision: Provision {
                designation: name,
                heading: rest,
                outline,
                ..Provision::default()
            },
            paragraphs: Vec::new(),
        }
    }

    /// Nothing but a name and a heading.
    fn is_frame(&self) -> bool {
        self.paragraphs.is_empty()
    }

    fn take(&mut self, text: String) {
        let is_heading = !self.headed
            && text.len() <= LONGEST_HEADING
            && !text.ends_with(['.', ':', ';', ','])
            && !text.starts_with(['(', '„'])
            && !text.starts_with("1. ");
        if is_heading {
            self.headed = true;
            self.provision.heading = text;
        } else {
            self.headed = true;
            self.paragraphs.push(text);
        }
    }

    fn finish(self, lexicon: &Lexicon) -> Provision {
        let mut provision = self.provision;
        provision.text = self.paragraphs.join("\n");
        provision.subsections = read_flat(&provision.text, lexicon);
        provision.complete(lexicon);
        provision
    }
}

/// A Teil, Abschnitt, Kapitel … alone on its line.
fn is_unit(text: &str) -> bool {
    let mut words = text.split(' ');
    let unit = words.next().unwrap_or_default();
    matches!(
        unit,
        "Buch" | "Teil" | "Kapitel" | "Abschnitt" | "Unterabschnitt" | "Titel" | "Untertitel"
    ) && words.next().is_some_and(|n| {
        n.starts_with(|c: char| c.is_ascii_digit() || "IVX".contains(c)) && n.len() <= 5
    }) && words.next().is_none()
}

/// A designation at the start of a paragraph and the heading behind it.
fn designation(text: &str, lexicon: &Lexicon) -> Option<(String, String)> {
    let (unit, number, rest) = if let Some(rest) = text.strip_prefix('§') {
        let rest = rest.trim_start();
        let (number, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        ("§", number, rest)
    } else {
        let (unit, rest) = text.split_once(' ').unwrap_or((text, ""));
        let annex = kind_of(unit, lexicon) == ProvisionKind::Annex;
        if !annex && unit != "Artikel" {
            return None;
        }
        let (number, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        (unit, number, rest)
    };
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    let letters = number.len() - digits;
    let numbered = (1..=4).contains(&digits)
        && letters <= 2
        && number.bytes().skip(digits).all(|b| b.is_ascii_lowercase());
    let bare = unit != "§" && unit != "Artikel" && number.is_empty();
    // "§ 3 gilt entsprechend." is a sentence, "Artikel 2 Änderung des …" alone a heading.
    let heading = rest.is_empty()
        || rest.len() <= LONGEST_HEADING
            && rest.starts_with(|c: char| c.is_uppercase() || c == '(')
            && !rest.ends_with(['.', ';', ',', ':'])
            && !rest.starts_with("Absatz")
            && !rest.starts_with("Satz")
            && !rest.starts_with("Nummer");
    ((numbered || bare) && heading).then(|| {
        let name = if bare {
            unit.to_owned()
        } else {
            format!("{unit} {number}")
        };
        (name, rest.to_owned())
    })
}
