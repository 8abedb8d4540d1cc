//! The statute that an article amends, as its first sentence names it.
//!
//! "Das Muttergesetz vom 1. Mai 2020 (BGBl. I S. 12), das zuletzt durch … geändert worden ist, wird
//! wie folgt geändert:" In goes that sentence, out come the name, the date, the place in the gazette,
//! and what is left of the sentence when they are taken out.

use std::collections::BTreeMap;

use crate::rules::TargetWords;
use crate::statute::Span;

use super::grammar::{Grammar, word_of};

/// How a draft names the statute that it amends; what it does not say is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TargetName {
    /// The name in the nominative, in whatever case it stands: "Muttergesetz".
    pub name: String,
    /// Where it stands in the draft's provision.
    pub span: Option<Span>,
    /// The heading of the article: "Änderung des Muttergesetzes".
    pub heading: String,
    /// The date of the statute as written: "1. Mai 2020".
    pub date: String,
    /// Its place of publication: "BGBl. I S. 12".
    pub gazette: String,
    /// By what it was amended last, as written.
    pub amended_by: String,
}

/// The first sentence of an article, taken apart.
pub(super) struct Opening {
    pub(super) target: TargetName,
    /// What it commands, without the name.
    pub(super) command: Vec<Span>,
}

/// Takes the sentence at `head` apart.
pub(super) fn opening(grammar: &Grammar<'_>, head: Span) -> Option<Opening> {
    let words = &grammar.words.words;
    let text = &grammar.masked.text[..head.end];
    let start = grammar.skip(head.start, head.end);
    let at = grammar.pass(
        start,
        head.end,
        &[
            &words.within,
            &words.after,
            &words.before,
            &words.at,
            &words.articles,
        ],
    );
    // "In § 31 Absatz 8 des …", or the name at once.
    let place_end = grammar.place_end(at, head.end);
    let (prefix, name_start) = match place_end {
        Some(end) => {
            let next = grammar.skip(end, head.end);
            let link = word_of(&text[next..]);
            let links = words.articles.contains(link) || words.becoming.contains(link);
            if !links {
                return None;
            }
            (
                Some(Span::new(start, end)),
                grammar.skip(next + link.len(), head.end),
            )
        }
        None => (None, grammar.pass(start, head.end, &[&words.articles])),
    };
    let name_end = name_end(grammar, name_start, head.end)?;
    let name = Span::new(name_start, name_end);
    let amended = grammar
        .words
        .target
        .amended
        .iter()
        .filter_map(|phrase| {
            let at = text[name_end..].rfind(phrase.as_str())? + name_end;
            Some((at, at + phrase.len()))
        })
        .max();
    let from = amended.map_or(name_end, |(_, end)| end);
    let verb = next_auxiliary(grammar, from, head.end)?;
    // "… in der bereinigten Fassung, die zuletzt durch Artikel 2 des Gesetzes vom 1. Mai 2024 (BGBl. …)"
    // names the place of what amended it last, not its own.
    let by = amended.and_then(|(end, _)| {
        let at = text[name_end..end].find("durch ")?;
        Some(Span::new(name_end + at, end))
    });
    let (date, gazette) = publication(grammar, name_end, by.map_or(verb, |by| by.start));
    let amended_by = by.map_or(String::new(), |by| {
        let words: Vec<&str> = by.of(text).split_whitespace().collect();
        words.join(" ")
    });
    Some(Opening {
        target: TargetName {
            name: nominative(name.of(grammar.text), &grammar.words.target),
            span: Some(name),
            heading: String::new(),
            date,
            gazette,
            amended_by,
        },
        command: prefix
            .into_iter()
            .chain([Span::new(verb, head.end)])
            .collect(),
    })
}

/// A statute that stands in a list: "die Musterverordnung vom 1. Mai 2020 (BGBl. I S. 12)"; none where
/// it bears no place of publication, or only a part of it is named.
pub(super) fn listed(grammar: &Grammar<'_>, item: Span) -> Option<TargetName> {
    let text = &grammar.masked.text[..item.end];
    let start = grammar.pass(item.start, item.end, &[&grammar.words.words.articles]);
    if grammar.place_end(start, item.end).is_some() {
        return None;
    }
    let end = text[start..]
        .find([',', '('])
        .map_or(item.end, |at| start + at);
    let dated = text[start..end].find(" vom ").map_or(end, |at| start + at);
    let (date, gazette) = publication(grammar, dated, item.end);
    let name = Span::new(start, dated.max(start));
    let named = text[start..].starts_with(char::is_uppercase);
    (named && !gazette.is_empty()).then(|| TargetName {
        name: nominative(name.of(grammar.text), &grammar.words.target),
        span: Some(name),
        heading: String::new(),
        date,
        gazette,
        amended_by: String::new(),
    })
}

/// A name without its article in the nominative: "Zehntes Buch Sozialgesetzbuch" for "des Zehnten Buches
/// Sozialgesetzbuch". What does not look like the name of a statute stays as it stands.
fn nominative(name: &str, target: &TargetWords) -> String {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let words: Vec<&str> = name.split(' ').collect();
    let noun = |word: &str, nouns: &BTreeMap<String, String>| {
        let lower = word.to_lowercase();
        let mut fits = nouns
            .iter()
            .filter(|(form, _)| lower.ends_with(form.as_str()));
        let (form, plain) = fits.next_back()?;
        let (stem, own) = word.split_at_checked(word.len() - form.len())?;
        // "Gesetzes", "Windenergie-auf-See-Gesetzes"
        Some(if own.starts_with(char::is_uppercase) {
            let first = plain.get(..1).map(str::to_uppercase)?;
            format!("{stem}{first}{}", plain.get(1..)?)
        } else {
            format!("{stem}{plain}")
        })
    };
    let found = words.iter().enumerate().find_map(|(at, word)| {
        let neuter = noun(word, &target.neuter).map(|noun| (at, noun, "es"));
        neuter.or_else(|| noun(word, &target.feminine).map(|noun| (at, noun, "e")))
    });
    let Some((at, noun, ending)) = found else {
        return name;
    };
    // "Verwaltungskosten- und Gebührengesetzes" has no adjective before it.
    let stem = |word: &&str| {
        let capital = word.starts_with(char::is_uppercase);
        let stem = ["en", "er", "em", "es", "e"]
            .iter()
            .find_map(|e| word.strip_suffix(e));
        stem.filter(|_| capital).map(str::to_owned)
    };
    let adjectives: Option<Vec<String>> = words[..at].iter().map(stem).collect();
    let before = match adjectives {
        Some(stems) => stems.iter().map(|stem| format!("{stem}{ending}")).collect(),
        None => words[..at]
            .iter()
            .map(|word| (*word).to_owned())
            .collect::<Vec<_>>(),
    };
    let rest = words[at + 1..].iter().map(|word| (*word).to_owned());
    let all: Vec<String> = before.into_iter().chain([noun]).chain(rest).collect();
    all.join(" ")
}

/// Where the name ends: before its date, its place of publication or the verb.
fn name_end(grammar: &Grammar<'_>, start: usize, end: usize) -> Option<usize> {
    let text = &grammar.masked.text[..end];
    let target = &grammar.words.target;
    let rest = text.get(start..)?;
    let dated = rest.match_indices(" vom ").find_map(|(at, found)| {
        let behind = &rest[at + found.len()..];
        behind
            .starts_with(|c: char| c.is_ascii_digit() || c == '…' || c == '.')
            .then_some(at)
    });
    let published = rest.match_indices('(').find_map(|(at, _)| {
        let inside = &rest[at..at + rest[at..].find(')').unwrap_or(rest.len() - at)];
        target
            .gazettes
            .iter()
            .any(|g| inside.contains(g.as_str()))
            .then_some(at)
    });
    let version = target
        .ends
        .iter()
        .filter_map(|phrase| rest.find(phrase.as_str()))
        .min();
    let amended = [", das ", ", die ", ", der "]
        .iter()
        .filter_map(|clause| {
            let at = rest.find(clause)?;
            target
                .amended
                .iter()
                .any(|phrase| rest[at..].contains(phrase.as_str()))
                .then_some(at)
        })
        .min();
    let verb = next_auxiliary(grammar, start, end).map(|at| at - start);
    let at = [dated, published, version, amended, verb]
        .into_iter()
        .flatten()
        .min()?;
    let name = rest[..at].trim_end_matches([' ', ',', '\n']);
    (!name.is_empty()).then_some(start + name.len())
}

/// The date and the place of publication between the name and the verb.
pub(super) fn publication(grammar: &Grammar<'_>, from: usize, end: usize) -> (String, String) {
    let rest = &grammar.masked.text[from..end];
    let date = rest.find("vom ").map_or(String::new(), |at| {
        let words: Vec<&str> = rest[at + 4..].split_whitespace().take(3).collect();
        let is_date = words
            .first()
            .is_some_and(|w| w.starts_with(|c: char| c.is_ascii_digit()))
            && words.len() == 3;
        if is_date {
            words
                .join(" ")
                .trim_end_matches(|c: char| !c.is_ascii_digit())
                .to_owned()
        } else {
            String::new()
        }
    });
    let gazettes = &grammar.words.target.gazettes;
    let gazette = rest.match_indices('(').find_map(|(at, _)| {
        let inside = &rest[at + 1..at + rest[at..].find(')')?];
        let named = gazettes.iter().any(|g| inside.contains(g.as_str()));
        named.then(|| inside.split_whitespace().collect::<Vec<_>>().join(" "))
    });
    (date, gazette.unwrap_or_default())
}

fn next_auxiliary(grammar: &Grammar<'_>, from: usize, end: usize) -> Option<usize> {
    let text = &grammar.masked.text[..end];
    let mut at = from;
    while at < end {
        at = grammar.skip(at, end);
        let rest = &text[at..];
        let word = word_of(rest);
        if grammar.words.words.auxiliaries.contains(word) {
            return Some(at);
        }
        at += word
            .len()
            .max(rest.chars().next().map_or(1, char::len_utf8));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::nominative;
    use crate::rules::RulePack;

    #[test]
    fn names_are_told_in_the_nominative() {
        let pack = RulePack::embedded().expect("the pack is whole");
        for (name, told) in [
            ("Wohngeldgesetzes", "Wohngeldgesetz"),
            ("Bürgerlichen Gesetzbuchs", "Bürgerliches Gesetzbuch"),
            (
                "Elften Buches Sozialgesetzbuch",
                "Elftes Buch Sozialgesetzbuch",
            ),
            (
                "Zehnte Buch Sozialgesetzbuch",
                "Zehntes Buch Sozialgesetzbuch",
            ),
            ("Zweiten Musterverordnung", "Zweite Musterverordnung"),
            ("Gesetzes über die Statistik", "Gesetz über die Statistik"),
            ("Märkte- und Messengesetzes", "Märkte- und Messengesetz"),
            ("Gewerbeordnung", "Gewerbeordnung"),
            ("See-Gesetzes", "See-Gesetz"),
            (
                "Grundgesetzes für die Bundesrepublik",
                "Grundgesetz für die Bundesrepublik",
            ),
            ("Protokolls", "Protokolls"),
        ] {
            assert_eq!(nominative(name, &pack.amending.target), told);
        }
    }
}
