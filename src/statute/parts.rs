//! Parts of annexes that count their Absätze anew: the §§ of a tariff text, the numbered notes before
//! salary groups.
//!
//! In goes an annex, out come the parts that headings name, and Absätze that end where the next
//! heading begins. A row of a table that names a § of some statute is no heading: headings stand on
//! lines of their own and count from 1 upwards.

use super::citation::{Designation, Level, Unit, countable, designations};
use super::flat::split_at;
use super::{Span, Subsection};

/// A part of an annex that has a name like a provision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// "§ 3"
    pub name: Designation,
    /// From its heading to the next.
    pub span: Span,
}

/// Longest heading in bytes.
const LONGEST_HEADING: usize = 200;
/// How many numbers may be left out between two headings.
const SKIPPED: u32 = 5;

/// The parts of the text of an annex, in order.
pub(super) fn parts(text: &str) -> Vec<Part> {
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        lines.push((at, line));
        at += line.len() + 1;
    }
    let mut runs: Vec<Vec<(usize, Designation)>> = Vec::new();
    for (index, (at, line)) in lines.iter().enumerate() {
        let next = lines.get(index + 1).map_or("", |(_, line)| line);
        let Some(name) = heading(line, next) else {
            continue;
        };
        let number =
            |name: &Designation| countable(&name.label).map(|(n, letters)| (n, letters.to_owned()));
        let last = runs.last().and_then(|run| run.last()).map(|(_, last)| last);
        let follows = last.is_some_and(|last| {
            last.unit == name.unit
                && number(&name) > number(last)
                && number(&name)
                    .zip(number(last))
                    .is_some_and(|(n, last)| n.0 <= last.0 + SKIPPED)
        });
        if follows && let Some(run) = runs.last_mut() {
            run.push((*at, name));
        } else if name.label == "1" {
            runs.push(vec![(*at, name)]);
        }
    }
    let found: Vec<(usize, Designation)> = runs
        .into_iter()
        .filter(|run| run.len() > 1)
        .flatten()
        .collect();
    let ends: Vec<usize> = found
        .iter()
        .skip(1)
        .map(|(at, _)| *at)
        .chain([text.len()])
        .collect();
    found
        .into_iter()
        .zip(ends)
        .map(|((start, name), end)| Part {
            name,
            span: Span::new(start, start + text[start..end].trim_end().len()),
        })
        .collect()
}

/// The name in a line that is a heading: "§ 3" alone, or "§ 3 Beitrag" before the first Absatz.
fn heading(line: &str, next: &str) -> Option<Designation> {
    if !line.starts_with(['§', 'A']) || line.len() > LONGEST_HEADING {
        return None;
    }
    let mut words = line.splitn(3, ' ');
    let named = [words.next()?, words.next()?].join(" ");
    let [name] = <[Designation; 1]>::try_from(designations(&named)).ok()?;
    countable(&name.label)?;
    let counts = matches!(name.unit, Unit::Paragraph | Unit::Artikel);
    let fits = match words.next() {
        None => next.starts_with(|c: char| c.is_uppercase() || "([„".contains(c)),
        Some(title) => next.starts_with("(1)") && is_title(title),
    };
    (counts && fits).then_some(name)
}

fn is_title(line: &str) -> bool {
    line.len() <= LONGEST_HEADING
        && line.starts_with(|c: char| c.is_uppercase() || c == '(' || c == '[')
        && !line.ends_with(['.', ';', ':', ','])
        && Level::read(line.split(' ').next().unwrap_or_default()).is_none()
}

/// Cuts subsections where a part begins, and takes headings that a source leaves at the end of an
/// Absatz away from it where the next begins anew with "(1)".
pub(super) fn cut(text: &str, parts: &[Part], subsections: &mut Vec<Subsection>) {
    let mut starts = parts.iter().map(|part| part.span.start).peekable();
    let mut index = 0;
    while index < subsections.len() {
        let span = subsections[index].span;
        while starts.next_if(|start| *start <= span.start).is_some() {}
        let part = starts.next_if(|start| *start < span.end);
        let next = subsections.get(index + 1);
        let anew = next.is_some_and(|next| next.label.as_deref() == Some("(1)"));
        let at = part.or_else(|| {
            let labelled = subsections[index].label.is_some();
            (labelled && anew)
                .then(|| headings_at_end(text, span))
                .flatten()
        });
        let inside = |at: usize| {
            let items = &subsections[index].items;
            items
                .iter()
                .any(|item| item.span.start < at && at < item.span.end)
        };
        if let Some(at) = at.filter(|at| !inside(*at)) {
            let behind = split_at(text, &mut subsections[index], at);
            subsections.insert(index + 1, behind);
        }
        index += 1;
    }
}

/// Where headings begin that stand at the end of a text: the first with a label of those behind its
/// last sentence.
fn headings_at_end(text: &str, span: Span) -> Option<usize> {
    let mut end = span.end;
    let mut found = None;
    while let Some(line_break) = text[span.start..end].rfind('\n') {
        let start = span.start + line_break + 1;
        let line = &text[start..end];
        if is_title(behind_number(line)) {
            found = Some(start);
        } else if !is_title(line) {
            break;
        }
        end = start - 1;
    }
    found
}

/// What stands behind "3a." or "II." at the beginning of a line; nothing where no number stands there.
fn behind_number(line: &str) -> &str {
    match line.split_once(". ") {
        Some((label, rest)) if super::lexicon::is_number(label) => rest,
        _ => "",
    }
}

/// The number in the last line of a text that is a heading: "3a" of "3a. Zulagen".
pub(super) fn number_of(heading: &str) -> Option<&str> {
    let line = heading.rsplit('\n').next()?;
    let (label, rest) = line.split_once(". ")?;
    let counts =
        label.starts_with(|c: char| c.is_ascii_digit()) && super::lexicon::is_number(label);
    (counts && is_title(rest)).then_some(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TARIFF: &str = "Inhalt\n§ 1 Geltung\n§ 2 Beitrag\n§ 3 Fristen\n§ 1\nGeltung\n(1) Es gilt.\n(2) Sie gilt.\n§ 2\nBeitrag\nDer Beitrag ist schriftlich zu melden.\n§ 3 Fristen\n(1) Die Frist beginnt.";

    #[test]
    fn headings_count_from_one() {
        let names: Vec<_> = parts(TARIFF)
            .into_iter()
            .map(|part| (part.name.to_string(), part.span.of(TARIFF).len()))
            .collect();
        let expected = [
            "§ 1\nGeltung\n(1) Es gilt.\n(2) Sie gilt.",
            "§ 2\nBeitrag\nDer Beitrag ist schriftlich zu melden.",
            "§ 3 Fristen\n(1) Die Frist beginnt.",
        ];
        let expected: Vec<_> = (1..)
            .zip(expected)
            .map(|(n, text)| (format!("§ {n}"), text.len()))
            .collect();
        assert_eq!(names, expected);
        // Rows of a table name statutes.
        assert!(parts("§ 24 StVG\nEuro\n§ 1\n35").is_empty());
        assert!(parts("§ 24\nStVG\n§ 25\nStVG").is_empty());
    }

    #[test]
    fn headings_before_an_absatz_are_none_of_the_one_before() {
        let text = "(5) Es gilt.\nII. Zulagen\n4. Zulage für Führung\n(1) Sie wird gewährt.";
        let whole = |start: usize, end: usize, label: &str| Subsection {
            label: Some(label.to_owned()),
            span: Span::new(start, end),
            sentences: Vec::new(),
            items: Vec::new(),
        };
        let last = text.rfind("(1)").unwrap_or_default();
        let mut subsections = vec![whole(0, last - 1, "(5)"), whole(last, text.len(), "(1)")];
        cut(text, &[], &mut subsections);
        let cut: Vec<&str> = subsections.iter().map(|s| s.span.of(text)).collect();
        assert_eq!(
            cut,
            [
                "(5) Es gilt.",
                "II. Zulagen\n4. Zulage für Führung",
                "(1) Sie wird gewährt."
            ]
        );
        assert_eq!(number_of(cut[1]), Some("4"));
    }
}
