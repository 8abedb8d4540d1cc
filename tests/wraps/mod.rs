//! The same words are the same law wherever their lines are broken.

use std::fmt::Write as _;

use normscreen::ingest::{ReadOptions, ingest_bytes};
use normscreen::statute::Statute;

use super::format_writers::portals::syllable;
use super::{MODELS, PACK, findings, in_format};

/// Numbers that look random and are the same in each run.
struct Dice(u64);

impl Dice {
    /// Whether a chance of so many in a hundred comes true.
    fn comes(&mut self, in_hundred: u64) -> bool {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % 100 < in_hundred
    }
}

/// How far the further lines of a paragraph stand in.
#[derive(Debug, Clone, Copy)]
enum Further {
    /// At the edge.
    Out,
    /// As far as the first.
    Flush,
    /// Four columns further than the edge.
    In,
}

/// A text of one line for each paragraph, broken at a width.
fn even(text: &str, width: usize, further: Further, hyphens: bool) -> String {
    let mut out = String::new();
    for paragraph in text.lines() {
        let lead = paragraph.len() - paragraph.trim_start().len();
        let margin = match further {
            Further::Out => 0,
            Further::Flush => lead,
            Further::In => 4,
        };
        let mut line = " ".repeat(lead);
        for (index, word) in paragraph.trim_start().split(' ').enumerate() {
            let length = line.chars().count();
            if index == 0 || length + 1 + word.chars().count() <= width {
                line.push_str(if index == 0 { "" } else { " " });
                line.push_str(word);
                continue;
            }
            let cut = syllable(word, width.saturating_sub(length + 2));
            let rest = match cut.filter(|_| hyphens) {
                Some((first, rest)) => {
                    let _ = write!(line, " {first}-");
                    rest
                }
                None => word,
            };
            out.push_str(&line);
            out.push('\n');
            line = " ".repeat(margin) + rest;
        }
        out.push_str(&line);
        out.push('\n');
    }
    out
}

/// The same, broken now and then.
fn uneven(text: &str, in_hundred: u64, dice: &mut Dice) -> String {
    let paragraphs = text.lines().map(|paragraph| {
        let lead = paragraph.len() - paragraph.trim_start().len();
        let mut line = " ".repeat(lead);
        for (index, word) in paragraph.trim_start().split(' ').enumerate() {
            if index > 0 {
                line.push(if dice.comes(in_hundred) { '\n' } else { ' ' });
            }
            line.push_str(word);
        }
        line + "\n"
    });
    paragraphs.collect()
}

/// The same, broken behind each clause.
fn by_clause(text: &str) -> String {
    let paragraphs = text.lines().map(|paragraph| {
        let mut line = String::new();
        for word in paragraph.split_inclusive(' ') {
            let short = word.trim_end().len() < 5;
            if word.trim_end().ends_with([',', '.', ';']) && !short {
                line.push_str(word.trim_end());
                line.push('\n');
            } else {
                line.push_str(word);
            }
        }
        line.trim_end().to_owned() + "\n"
    });
    paragraphs.collect()
}

fn read(text: &str) -> Statute {
    let mut documents = ingest_bytes("a.txt", text.as_bytes(), &PACK, &ReadOptions::default());
    assert_eq!(documents.len(), 1);
    documents.remove(0).statute.unwrap()
}

/// Rule, words and citation of all that is found, and the items of each Absatz.
fn seen(text: &str) -> Vec<(String, String, String)> {
    let statute = read(text);
    let mut seen = findings(&statute);
    for provision in &statute.provisions {
        for subsection in &provision.subsections {
            let items: usize = subsection.items.iter().map(|i| 1 + i.items.len()).sum();
            let label = subsection.label.clone().unwrap_or_default();
            seen.push((provision.designation.clone(), label, items.to_string()));
        }
    }
    seen
}

fn assert_same(
    name: &str,
    how: &str,
    wrapped: &str,
    expected: &[(String, String, String)],
    wrong: &mut Vec<String>,
) {
    let own = seen(wrapped);
    if own == expected {
        return;
    }
    let beyond = |these: &[_], those: &[_]| {
        let mut left = these.to_vec();
        for one in those {
            if let Some(at) = left.iter().position(|own| own == one) {
                left.swap_remove(at);
            }
        }
        left
    };
    let (lost, more) = (beyond(expected, &own), beyond(&own, expected));
    wrong.push(format!("{name}, {how}: not {lost:?} but {more:?}"));
}

#[test]
fn the_same_law_is_found_at_every_width() {
    let mut wrong = Vec::new();
    for name in MODELS {
        let text = std::fs::read_to_string(in_format(name, "txt")).unwrap();
        let expected = seen(&text);
        assert!(expected.len() > 60, "{name}");
        for width in (24..=132).step_by(3).chain([50, 72, 80, 100]) {
            for further in [Further::Out, Further::Flush, Further::In] {
                let wrapped = even(&text, width, further, false);
                let how = format!("{width} {further:?}");
                assert_same(name, &how, &wrapped, &expected, &mut wrong);
            }
            let wrapped = even(&text, width, Further::Out, true);
            assert_same(
                name,
                &format!("{width} hyphens"),
                &wrapped,
                &expected,
                &mut wrong,
            );
        }
        for seed in 1..=40 {
            for in_hundred in [1, 6, 18, 45] {
                let wrapped = uneven(&text, in_hundred, &mut Dice(seed));
                let how = format!("seed {seed}, {in_hundred} of 100");
                assert_same(name, &how, &wrapped, &expected, &mut wrong);
            }
        }
        assert_same(name, "clauses", &by_clause(&text), &expected, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}: {}", wrong.len(), wrong.join("\n"));
}

/// Items line by line, as most people type them, at the widths of editors.
#[test]
fn items_without_gaps_are_the_same_at_every_width() {
    let mut wrong = Vec::new();
    for name in MODELS {
        let text = std::fs::read_to_string(in_format(name, "txt")).unwrap();
        let expected = seen(&text);
        let mut close = String::new();
        let label = |line: &str| {
            let word = line.trim_start().split(' ').next().unwrap_or_default();
            word.len() <= 3 && word.ends_with(['.', ')']) && !word.starts_with('(')
        };
        let lines: Vec<&str> = text.lines().collect();
        for (index, line) in lines.iter().enumerate() {
            let next = lines.get(index + 1).copied().unwrap_or_default();
            if !line.is_empty() || !label(next) {
                let _ = writeln!(close, "{line}");
            }
        }
        assert_same(name, "whole", &close, &expected, &mut wrong);
        for width in [60, 66, 72, 76, 80, 100, 120] {
            for further in [Further::Out, Further::Flush] {
                let wrapped = even(&close, width, further, false);
                let how = format!("{width} {further:?}");
                assert_same(name, &how, &wrapped, &expected, &mut wrong);
            }
        }
    }
    assert!(wrong.is_empty(), "{}: {}", wrong.len(), wrong.join("\n"));
}

/// One break in the midst of a sentence, before a word with a capital.
#[test]
fn a_short_line_in_a_sentence_ends_nothing() {
    let text = "Mustergesetz (MustX)\n\n§ 1 Antrag\n\n(1) Jede Mitteilung der Behörde an den Antragsteller ist, wenn das Gesetz nichts anderes bestimmt,\ndurch eingeschriebenen\nBrief zu senden. Sie ist im\nOriginal vorzulegen.\n";
    let whole = "(1) Jede Mitteilung der Behörde an den Antragsteller ist, wenn das Gesetz nichts anderes bestimmt, durch eingeschriebenen Brief zu senden. Sie ist im Original vorzulegen.";
    // Absätze that follow each other line by line, too.
    let close = text.replace("\n\n(1)", "\n(1)").replace(
        "vorzulegen.\n",
        "vorzulegen.\n(2) Es gilt Absatz 1.\n(3) Es gilt nichts.\n",
    );
    for text in [text, &close] {
        let provisions = read(text).provisions;
        assert!(
            provisions[0].text.starts_with(whole),
            "{}",
            provisions[0].text
        );
    }
    let text = "Mustergesetz (MustX)\n\n§ 1\nRegister\n\n(1)\nDer Antrag-\nsteller hat seit dem 1.\nJanuar 2020 nach\n§ 4\nAbsatz 2 Folgendes beizufügen:\n\n1. das Bild,\n\n2. den Nachweis der\nMarkt- und\nder E-\nMail-Adresse.\n\n§ 2\nEnde und\nWeiteres\n\nEs gilt.\n\n§ 3 Anderes\n\n(1) Es gilt.\n\n(2) Es endet.\n";
    let provisions = read(text).provisions;
    assert_eq!(
        provisions[0].text,
        "(1) Der Antragsteller hat seit dem 1. Januar 2020 nach § 4 Absatz 2 Folgendes beizufügen: 1. das Bild, 2. den Nachweis der Markt- und der E-Mail-Adresse."
    );
    assert_eq!(provisions[0].heading, "Register");
    assert_eq!(provisions[1].heading, "Ende und Weiteres");
}

/// Where Absätze follow each other line by line, what has been repealed and rows stay apart.
#[test]
fn names_and_rows_go_on_with_nothing() {
    let text = "Mustergesetz (MustX)\n\n§ 1\nAntrag\n(1) Der Antrag ist bei der zuständigen Behörde in deren Bezirk zu stellen und zu\nbegründen.\n(2) (weggefallen)\n§§ 2 und 3\n(weggefallen)\n§§ 4 bis 6\n(weggefallen)\n§ 7\nEnde\n(1) Es gilt.\n(2) Es endet.\n";
    let names: Vec<String> = read(text)
        .provisions
        .into_iter()
        .map(|p| format!("{}: {}", p.designation, p.heading))
        .collect();
    assert_eq!(
        names,
        ["§ 1: Antrag", "§§ 2 und 3: ", "§§ 4 bis 6: ", "§ 7: Ende"]
    );
}
