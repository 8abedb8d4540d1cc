//! The new text of a command, taken apart into the units that it is announced as.
//!
//! "Folgende Nummern 4 und 5 werden angefügt: „4. …, 5. …“" In go the quoted text and the announced
//! labels, out come items, subsections or provisions. A text that does not begin with its first
//! announced label, or does not reach the last, is refused: then the draft is not what it says.

use crate::statute::citation::{Designation, Level, Unit};
use crate::statute::lexicon::word_before;
use crate::statute::{Item, Lexicon, Provision, ProvisionKind, Span, Subsection, read_flat};

use super::edit::offset_items;

/// The text on one line, as a source prints a paragraph.
pub(super) fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A label as it is printed before the unit: "(2)", "4.", "b)".
pub(super) fn printed(level: Level, label: &str) -> String {
    match level {
        Level::Absatz => format!("({label})"),
        Level::Nummer => format!("{label}."),
        Level::Spiegelstrich => "–".to_owned(),
        _ => format!("{label})"),
    }
}

/// Where the units from `first` to `last` stand in a text: each from its label up to the next.
fn units(
    text: &str,
    level: Level,
    first: &str,
    last: &str,
    lexicon: &Lexicon,
) -> Option<Vec<(String, Span)>> {
    let opener = printed(level, first);
    let start = text.len() - text.trim_start().len();
    let rest = &text[start..];
    rest.starts_with(&opener).then_some(())?;
    let mut found = vec![(first.to_owned(), start)];
    let mut at = start + opener.len();
    while found.last().is_some_and(|(label, _)| label != last) {
        let (label, begin, behind) = next_unit(text, level, &found.last()?.0, last, at, lexicon)?;
        found.push((label, begin));
        at = behind;
    }
    if goes_on(text, level, last, at, lexicon) {
        return None;
    }
    let ends = found
        .iter()
        .skip(1)
        .map(|(_, start)| *start)
        .chain([text.len()]);
    let spans = found.iter().zip(ends).map(|((label, start), end)| {
        let own = text[*start..end].trim_end();
        (label.clone(), Span::new(*start, start + own.len()))
    });
    Some(spans.collect())
}

/// The next label of the row: the very next number, or one before `last` at the start of a line.
fn next_unit(
    text: &str,
    level: Level,
    before: &str,
    last: &str,
    from: usize,
    lexicon: &Lexicon,
) -> Option<(String, usize, usize)> {
    let mut starts = text[from..]
        .match_indices([' ', '\n'])
        .map(|(at, _)| from + at + 1);
    starts.find_map(|at| {
        let word = text[at..].split([' ', '\n']).next()?;
        let label = match level {
            Level::Absatz => word.strip_prefix('(')?.strip_suffix(')')?,
            Level::Nummer => word.strip_suffix('.')?,
            _ => word.strip_suffix(')')?,
        };
        let number = order(label)?;
        let previous = order(before)?;
        let by_line = text[..at].ends_with('\n');
        let separated = text[..at]
            .trim_end()
            .ends_with([',', ';', '.', ':', '“', '!', '?']);
        let joined = word_before(text, text[..at].trim_end().len())
            .is_some_and(|(_, word)| lexicon.chain_words.contains(word));
        let next = follows(previous, number);
        let fits = next && (by_line || separated || joined)
            || by_line && number > previous && order(last).is_some_and(|last| number <= last);
        let same_kind = label.starts_with(|c: char| c.is_ascii_digit())
            == before.starts_with(|c: char| c.is_ascii_digit())
            && (level == Level::Nummer || level == Level::Absatz || label.len() == before.len());
        (fits && same_kind).then(|| (label.to_owned(), at, at + word.len()))
    })
}

/// Whether another unit of the level follows the last one that is announced: "(7) …" behind Absatz 6, on
/// a line of its own or in the same.
fn goes_on(text: &str, level: Level, last: &str, from: usize, lexicon: &Lexicon) -> bool {
    let starts = text[from..].match_indices([' ', '\n']);
    let mut starts = starts.map(|(at, _)| from + at + 1);
    starts.any(|at| {
        let word = text[at..].split([' ', '\n']).next().unwrap_or_default();
        let label = match level {
            Level::Absatz => absatz_label(word),
            Level::Nummer => word.strip_suffix('.'),
            _ => word.strip_suffix(')').filter(|l| l.len() == last.len()),
        };
        let (Some(own), Some(last)) = (label.and_then(order), order(last)) else {
            return false;
        };
        let before = &text[..at];
        let by_line = before.trim_end_matches(' ').ends_with('\n');
        let ends = before.trim_end().ends_with(['.', ':', '!', '?']);
        match level {
            Level::Absatz => by_line || ends && follows(last, own),
            _ => {
                let separated = by_line || before.trim_end().ends_with([',', ';']);
                separated && follows(last, own) && !is_date(&text[at + word.len()..], lexicon)
            }
        }
    })
}

/// Whether the name of a month follows: "1. Januar".
pub(super) fn is_date(behind: &str, lexicon: &Lexicon) -> bool {
    let behind = behind.trim_start();
    let end = behind
        .find(|c: char| !c.is_alphabetic())
        .unwrap_or(behind.len());
    lexicon.months.contains(&behind[..end])
}

/// The label of a list item that a text begins with: "2." in "2. Die Pflicht gilt."
pub(super) fn item_label<'t>(text: &'t str, lexicon: &Lexicon) -> Option<&'t str> {
    let text = text.trim_start();
    let word = text.split_whitespace().next()?;
    let bare = word.strip_suffix(['.', ')'])?;
    let lettered = word.ends_with(')') && bare.len() <= 2;
    let counted = bare.starts_with(|c: char| c.is_ascii_digit()) && word.ends_with('.');
    let named = (lettered || counted) && order(bare).is_some();
    (named && !is_date(&text[word.len()..], lexicon)).then_some(word)
}

/// "2" for "(2)".
fn absatz_label(word: &str) -> Option<&str> {
    let label = word.strip_prefix('(')?.strip_suffix(')')?;
    label
        .starts_with(|c: char| c.is_ascii_digit())
        .then_some(label)
}

/// Whether a text that is announced as a sentence holds an Absatz: a line of it begins with "(2)".
pub(super) fn holds_absatz(text: &str) -> bool {
    text.lines().any(|line| {
        let word = line.split_whitespace().next().unwrap_or_default();
        absatz_label(word).and_then(order).is_some()
    })
}

/// The Absatz that stands twice in the text of a provision: "1".
pub(super) fn twice(text: &str) -> Option<&str> {
    let mut seen: Vec<&str> = Vec::new();
    text.lines().find_map(|line| {
        let label = absatz_label(line.split_whitespace().next()?)?;
        if seen.contains(&label) {
            return Some(label);
        }
        seen.push(label);
        None
    })
}

/// "7a" as (7, 1), "bb" as (2, 0).
pub(super) fn order(label: &str) -> Option<(u32, u32)> {
    let bytes = label.as_bytes();
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let letter = |b: u8| u32::from(b.wrapping_sub(b'a')) + 1;
    if digits > 0 {
        let number = label[..digits].parse().ok()?;
        return match &bytes[digits..] {
            [] => Some((number, 0)),
            [b @ b'a'..=b'z'] => Some((number, letter(*b))),
            _ => None,
        };
    }
    let first = *bytes.first().filter(|b| b.is_ascii_lowercase())?;
    bytes
        .iter()
        .all(|b| *b == first)
        .then(|| (letter(first), 0))
}

/// Whether the second label comes right behind the first.
pub(super) fn follows(first: (u32, u32), second: (u32, u32)) -> bool {
    second == (first.0 + 1, 0) || second == (first.0, first.1 + 1)
}

/// List items, and their text on one line.
pub(super) fn items(
    text: &str,
    level: Level,
    first: &str,
    last: &str,
    lexicon: &Lexicon,
) -> Option<(String, Vec<Item>)> {
    let mut whole = String::new();
    let mut items = Vec::new();
    for (label, span) in units(text, level, first, last, lexicon)? {
        if !whole.is_empty() {
            whole.push(' ');
        }
        let start = whole.len();
        let label = printed(level, &label);
        let own = on_one_line(span.of(text));
        let body = own.strip_prefix(label.as_str())?.trim_start();
        whole.push_str(&own);
        let mut below = list_items(body, lexicon);
        offset_items(&mut below, whole.len() - body.len());
        end_list(
            &mut below,
            flush(span.of(text)).map(|at| start + at),
            &whole,
        );
        items.push(Item {
            label,
            span: Span::new(start, whole.len()),
            sentences: Vec::new(),
            items: below,
        });
    }
    Some((whole, items))
}

/// The items of the lists in a text of sentences.
pub(super) fn list_items(text: &str, lexicon: &Lexicon) -> Vec<Item> {
    read_flat(text, lexicon)
        .into_iter()
        .flat_map(|subsection| subsection.items)
        .collect()
}

/// Subsections, and their text with a line for each.
pub(super) fn subsections(
    text: &str,
    first: &str,
    last: &str,
    lexicon: &Lexicon,
) -> Option<(String, Vec<Subsection>)> {
    let mut whole = String::new();
    let mut subsections = Vec::new();
    for (label, span) in units(text, Level::Absatz, first, last, lexicon)? {
        if !whole.is_empty() {
            whole.push('\n');
        }
        let start = whole.len();
        let label = printed(Level::Absatz, &label);
        let own = on_one_line(span.of(text));
        let body = own.strip_prefix(label.as_str())?.trim_start().to_owned();
        whole.push_str(&own);
        let mut items = list_items(&body, lexicon);
        offset_items(&mut items, whole.len() - body.len());
        end_list(
            &mut items,
            flush(span.of(text)).map(|at| start + at),
            &whole,
        );
        subsections.push(Subsection {
            label: Some(label),
            span: Span::new(start, whole.len()),
            sentences: Vec::new(),
            items,
        });
    }
    Some((whole, subsections))
}

/// A text as subsections, numbered or not.
pub(super) fn body(text: &str, lexicon: &Lexicon) -> (String, Vec<Subsection>) {
    let lines: Vec<String> = text
        .lines()
        .map(on_one_line)
        .filter(|l| !l.is_empty())
        .collect();
    // Lines that begin no Absatz go on in the one before, as list items do.
    let numbered = text.trim_start().starts_with('(');
    let opens = |line: &str| {
        numbered && line.starts_with('(') && line[1..].starts_with(|c: char| c.is_ascii_digit())
    };
    let mut whole = String::new();
    let mut ends = Vec::new();
    for absatz in lines.chunk_by(|_, next| !opens(next)) {
        if !whole.is_empty() {
            whole.push('\n');
        }
        let raw = absatz.join("\n");
        ends.extend(flush(&raw).map(|at| whole.len() + at));
        whole.push_str(&absatz.join(" "));
    }
    let mut subsections = read_flat(&whole, lexicon);
    for subsection in &mut subsections {
        let own = ends
            .iter()
            .find(|at| (subsection.span.start..subsection.span.end).contains(at));
        end_list(&mut subsection.items, own.copied(), &whole);
    }
    (whole, subsections)
}

/// Where the text begins that goes on behind a list, in the text on one line: the last line, where one
/// before it has a label and it has none ("1. … oder", "2. …", "vorzulegen.").
pub(super) fn flush(text: &str) -> Option<usize> {
    let lines: Vec<String> = text
        .lines()
        .map(on_one_line)
        .filter(|line| !line.is_empty())
        .collect();
    let (last, before) = lines.split_last()?;
    let item = before.last()?;
    let goes_on = last.starts_with(|c: char| c.is_lowercase() || c == '(')
        || last.starts_with(char::is_uppercase) && !item.ends_with(['.', ';', ':']);
    let is_item = before.len() > 1 && labelled(item);
    (is_item && goes_on && !labelled(last)).then(|| before.join(" ").len() + 1)
}

/// Whether a line begins with the label of a list item: "2.", "b)", "–".
fn labelled(line: &str) -> bool {
    let word = line.split(' ').next().unwrap_or_default();
    let bare = word.trim_end_matches(['.', ')']);
    word == "–" || word == "-" || bare.len() < word.len() && order(bare).is_some()
}

/// Ends the items of a list where the text goes on behind it.
pub(super) fn end_list(items: &mut Vec<Item>, at: Option<usize>, text: &str) {
    let Some(at) = at else {
        return;
    };
    items.retain(|item| item.span.start < at);
    for item in items {
        if item.span.end > at {
            let end = text[..at].trim_end().len();
            item.span = Span::new(item.span.start, end.max(item.span.start));
            end_list(&mut item.items, Some(at), text);
        }
    }
}

/// Provisions that begin with the designations announced, in their order.
pub(super) fn provisions(
    text: &str,
    first: &Designation,
    last: &str,
    old_heading: &str,
    lexicon: &Lexicon,
) -> Option<Vec<Provision>> {
    let mut starts: Vec<(usize, String)> = Vec::new();
    let name = |label: &str| {
        Designation {
            label: label.to_owned(),
            ..first.clone()
        }
        .to_string()
    };
    let opener = name(&first.label);
    let begins = |at: usize, name: &str| {
        text[at..]
            .strip_prefix(name)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
    };
    let line_starts: Vec<usize> = std::iter::once(0)
        .chain(text.match_indices('\n').map(|(at, _)| at + 1))
        .map(|at| at + text[at..].len() - text[at..].trim_start_matches(' ').len())
        .collect();
    for at in line_starts {
        match starts.last() {
            None => {
                if begins(at, &opener) {
                    starts.push((at, first.label.clone()));
                }
            }
            Some((_, before)) if before != last => {
                let Some(prefix) = opener.strip_suffix(first.label.as_str()) else {
                    continue;
                };
                let Some(rest) = text[at..].strip_prefix(prefix) else {
                    continue;
                };
                let label = rest.split([' ', '\n']).next().unwrap_or_default();
                let later = match (order(before), order(label), order(last)) {
                    (Some(before), Some(label), Some(last)) => label > before && label <= last,
                    _ => false,
                };
                if later {
                    starts.push((at, label.to_owned()));
                }
            }
            Some(_) => {
                // Another § behind the last one that is announced.
                let line = text[at..].lines().next().unwrap_or_default().trim();
                let prefix = opener.strip_suffix(first.label.as_str());
                let label = prefix.and_then(|prefix| line.strip_prefix(prefix));
                if first.unit == Unit::Paragraph && label.and_then(order).is_some() {
                    return None;
                }
            }
        }
    }
    if starts.last().is_none_or(|(_, label)| label != last) {
        return None;
    }
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([text.len()]);
    let annex = matches!(first.unit, Unit::Anlage | Unit::Anhang);
    let own: Vec<(String, String, &str)> = starts
        .iter()
        .zip(ends)
        .map(|((start, label), end)| {
            let designation = name(label);
            let rest = text[start + designation.len()..end].trim();
            let (heading, rest) = split_heading(rest, old_heading);
            (designation, heading, rest)
        })
        .collect();
    if !annex && own.iter().any(|(_, _, rest)| !in_order(rest)) {
        return None;
    }
    let provisions = own.into_iter().map(|(designation, heading, rest)| {
        let (text, subsections) = body(rest, lexicon);
        let bare = text.trim_matches(|c: char| "()-–. ".contains(c));
        Provision {
            repealed: lexicon
                .repeal_notes
                .iter()
                .any(|note| note.eq_ignore_ascii_case(bare)),
            kind: if annex {
                ProvisionKind::Annex
            } else {
                ProvisionKind::Section
            },
            designation,
            heading,
            text,
            subsections,
            ..Provision::default()
        }
    });
    Some(provisions.collect())
}

/// Whether the Absätze of a text follow each other: what begins with another than "(1)", or jumps back,
/// or over one, holds a text that belongs elsewhere, or is not finished.
fn in_order(text: &str) -> bool {
    let labels: Vec<Option<(u32, u32)>> = text
        .lines()
        .map(str::trim_start)
        .filter(|line| !line.is_empty())
        .map(|line| order(line.strip_prefix('(')?.split_once(')')?.0))
        .collect();
    let numbered: Vec<(u32, u32)> = labels.iter().copied().flatten().collect();
    // (2), (2a), (3)
    let follows = |pair: &[(u32, u32)]| {
        let ((number, letter), (next, own)) = (pair[0], pair[1]);
        next == number && own > letter || next == number + 1 && own == 0
    };
    numbered.is_empty() || labels.first() == Some(&Some((1, 0))) && numbered.windows(2).all(follows)
}

/// The provisions of a part of the outline, each with the parts above it that the text names.
/// `unit` tells the part that a line names: "Abschnitt 3".
pub(super) fn chapter(
    text: &str,
    unit: impl Fn(&str) -> Option<String>,
    lexicon: &Lexicon,
) -> Option<Vec<Provision>> {
    let mut outline: Vec<(String, String)> = Vec::new();
    let mut found: Vec<(String, Vec<String>, String)> = Vec::new();
    let mut last = (0, 0);
    let mut heads = false;
    for line in text
        .lines()
        .map(on_one_line)
        .filter(|line| !line.is_empty())
    {
        let closed = line.ends_with(['.', ',', ';']);
        if let Some(name) = unit(&line).filter(|_| !closed) {
            let noun = name.split(' ').next().unwrap_or_default().to_owned();
            if let Some(at) = outline.iter().position(|(kind, _)| *kind == noun) {
                outline.truncate(at);
            }
            outline.push((noun, line));
            heads = true;
            continue;
        }
        let label = line
            .strip_prefix("§ ")
            .map(|rest| rest.split(' ').next().unwrap_or_default());
        let opens = label
            .and_then(order)
            .filter(|label| *label > last && !closed);
        match (opens, label) {
            (Some(number), Some(label)) => {
                last = number;
                heads = false;
                let designation = format!("§ {label}");
                let rest = line[designation.len()..].trim().to_owned();
                let above = outline.iter().map(|(_, unit)| unit.clone()).collect();
                found.push((designation, above, rest));
            }
            _ if heads => {
                let (_, unit) = outline.last_mut()?;
                unit.push(' ');
                unit.push_str(&line);
            }
            _ => {
                let (_, _, own) = found.last_mut()?;
                if !own.is_empty() {
                    own.push('\n');
                }
                own.push_str(&line);
            }
        }
    }
    let provisions: Vec<Provision> = found
        .into_iter()
        .map(|(designation, outline, rest)| {
            let (heading, rest) = split_heading(&rest, "");
            let (text, subsections) = body(rest, lexicon);
            Provision {
                designation,
                heading,
                outline,
                text,
                subsections,
                ..Provision::default()
            }
        })
        .collect();
    (!provisions.is_empty()).then_some(provisions)
}

/// The heading that stands before the text of a provision.
fn split_heading<'t>(text: &'t str, old: &str) -> (String, &'t str) {
    if text.starts_with('(') {
        return (String::new(), text);
    }
    let opens = |rest: &str| rest.starts_with("(1)");
    if let Some(at) = text
        .match_indices('(')
        .find_map(|(at, _)| opens(&text[at..]).then_some(at))
    {
        return (on_one_line(&text[..at]), &text[at..]);
    }
    if let Some((first, rest)) = text.split_once('\n') {
        return (on_one_line(first), rest);
    }
    match text.strip_prefix(old) {
        Some(rest) if !old.is_empty() && !rest.trim().is_empty() => (old.to_owned(), rest.trim()),
        _ => (String::new(), text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn announced_items_are_told_apart() {
        let lexicon = Lexicon::embedded();
        let (text, found) = items(
            "4. ein Haus\na) rund,\nb) eckig, oder\n5. ein Ton.",
            Level::Nummer,
            "4",
            "5",
            &lexicon,
        )
        .expect("both items are there");
        assert_eq!(text, "4. ein Haus a) rund, b) eckig, oder 5. ein Ton.");
        let labels: Vec<&str> = found.iter().map(|item| item.label.as_str()).collect();
        assert_eq!(labels, ["4.", "5."]);
        assert_eq!(found[0].items.len(), 2);
        assert_eq!(found[0].items[1].span.of(&text), "b) eckig, oder");
        assert!(items("3. ein Bild", Level::Nummer, "4", "4", &lexicon).is_none());
        assert!(items("4. ein Bild", Level::Nummer, "4", "5", &lexicon).is_none());
    }

    #[test]
    fn text_behind_a_list_is_none_of_its_last_item() {
        let lexicon = Lexicon::embedded();
        let raw = "(2) Er hat die Unterlagen\n1. im Original oder\n2. als elektronische Kopie\nvorzulegen.";
        let (text, found) = subsections(raw, "2", "2", &lexicon).expect("it is there");
        let items = &found[0].items;
        assert_eq!(items[1].span.of(&text), "2. als elektronische Kopie");
        let (text, found) = body(&format!("(1) Es gilt.\n{raw}\n(3) Es gilt."), &lexicon);
        assert_eq!(found.len(), 3);
        assert_eq!(
            found[1].items[1].span.of(&text),
            "2. als elektronische Kopie"
        );
        assert!(found[1].span.of(&text).ends_with("vorzulegen."));
        let (text, found) = body("Er hat\n1. sich oder\n2. andere auszuweisen.", &lexicon);
        assert_eq!(found[0].items[1].span.of(&text), "2. andere auszuweisen.");
    }

    #[test]
    fn announced_provisions_have_headings() {
        let first = Designation {
            unit: Unit::Paragraph,
            label: "5a".to_owned(),
        };
        let text = "§ 5a\nAntrag\n(1) Er gilt.\n(2) Sie gilt.\n§ 5b\nBescheid\nEs gilt.";
        let found =
            provisions(text, &first, "5b", "", &Lexicon::embedded()).expect("both are there");
        let told: Vec<_> = found
            .iter()
            .map(|p| {
                (
                    p.designation.as_str(),
                    p.heading.as_str(),
                    p.subsections.len(),
                )
            })
            .collect();
        assert_eq!(told, [("§ 5a", "Antrag", 2), ("§ 5b", "Bescheid", 1)]);
        assert_eq!(found[1].text, "Es gilt.");
    }
}
