//! The words that stay, go and come between two states of a provision.
//!
//! In go two texts of a line for each Absatz and list item, out come stretches. Lines are paired by
//! their words first, their labels left out, so that a new Absatz is new as a whole and the one behind
//! it only gets another number.

use std::collections::HashMap;

use similar::{ChangeTag, TextDiff};

use crate::statute::citation::core;

/// A stretch of a provision before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stretch {
    /// It stays.
    Kept(String),
    /// It is struck.
    Struck(String),
    /// It is new.
    Inserted(String),
}

/// Lines that share at least this part of their words are one line, edited.
const SAME_LINE: f64 = 0.4;
/// A line of which the other holds this part, in so many words at least, is that line cut short.
const WHOLE: f64 = 0.9;
const WHOLE_WORDS: usize = 6;
/// A line cut short is less alike than the line itself.
const MOST_ALIKE: f64 = 0.9;
/// Pairs of lines that are weighed at most; of longer texts the words are compared at once.
const MOST: usize = 200_000;

/// The words that stay, go and come.
pub fn word_diff(before: &str, after: &str) -> Vec<Stretch> {
    let old: Vec<Line<'_>> = before.split_inclusive('\n').map(Line::new).collect();
    let new: Vec<Line<'_>> = after.split_inclusive('\n').map(Line::new).collect();
    let mut stretches = Stretches::default();
    // What stands alike at both ends needs no weighing.
    let head = old.iter().zip(&new).take_while(|(a, b)| a.text == b.text);
    let head = head.count();
    let rest = (old.len() - head).min(new.len() - head);
    let tail = (0..rest)
        .take_while(|n| old[old.len() - 1 - n].text == new[new.len() - 1 - n].text)
        .count();
    let (inner_old, inner_new) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    for line in &old[..head] {
        stretches.kept(line.text);
    }
    if inner_old.len() * inner_new.len() > MOST {
        let text = |lines: &[Line<'_>]| lines.iter().map(|l| l.text).collect::<String>();
        stretches.words(&text(inner_old), &text(inner_new));
    } else {
        stretches.lines(inner_old, inner_new);
    }
    for line in &old[old.len() - tail..] {
        stretches.kept(line.text);
    }
    stretches.0
}

/// A line and its words.
struct Line<'t> {
    text: &'t str,
    words: HashMap<&'t str, usize>,
    count: usize,
}

impl<'t> Line<'t> {
    fn new(text: &'t str) -> Self {
        let mut words = HashMap::new();
        let mut count = 0;
        for (index, word) in text.split_whitespace().enumerate() {
            if index > 0 || !is_label(word) {
                *words.entry(word).or_insert(0) += 1;
                count += 1;
            }
        }
        Self { text, words, count }
    }

    /// The share of the words that both have, from 0 to 1.
    fn likeness(&self, other: &Self) -> f64 {
        if self.text == other.text {
            return 1.0;
        }
        let shared: usize = self
            .words
            .iter()
            .map(|(word, n)| other.words.get(word).map_or(0, |m| *n.min(m)))
            .sum();
        // Of a long line much may be struck: what is left of it is still the same line.
        let shorter = self.count.min(other.count);
        if shorter >= WHOLE_WORDS && shared as f64 >= WHOLE * shorter as f64 {
            return (shared as f64 / shorter as f64).min(MOST_ALIKE);
        }
        2.0 * shared as f64 / (self.count + other.count).max(1) as f64
    }
}

/// "(3)", "2.", "a)", "–".
fn is_label(word: &str) -> bool {
    let inner = core(word);
    word == "–" || inner.len() < word.len() && inner.len() <= 4 && !word.starts_with(',')
}

#[derive(Default)]
struct Stretches(Vec<Stretch>);

impl Stretches {
    /// Pairs the lines, in their order, so that the pairs share the most; compares what is paired.
    fn lines(&mut self, old: &[Line<'_>], new: &[Line<'_>]) {
        let width = new.len() + 1;
        // best[o * width + n]: the most that the lines from o and n on can share.
        let mut best = vec![0.0_f64; (old.len() + 1) * width];
        let mut pairs = vec![false; best.len()];
        for o in (0..old.len()).rev() {
            for n in (0..new.len()).rev() {
                let at = o * width + n;
                let likeness = old[o].likeness(&new[n]);
                let apart = best[at + width].max(best[at + 1]);
                let paired = best[at + width + 1] + likeness;
                pairs[at] = likeness >= SAME_LINE && paired > apart;
                best[at] = if pairs[at] { paired } else { apart };
            }
        }
        let (mut o, mut n) = (0, 0);
        while o < old.len() || n < new.len() {
            let at = o * width + n;
            if o < old.len() && n < new.len() && pairs[at] {
                self.words(old[o].text, new[n].text);
                (o, n) = (o + 1, n + 1);
            } else if o < old.len() && (n == new.len() || best[at + width] >= best[at + 1]) {
                self.struck(old[o].text);
                o += 1;
            } else {
                self.inserted(new[n].text);
                n += 1;
            }
        }
    }

    fn words(&mut self, before: &str, after: &str) {
        for change in TextDiff::from_words(before, after).iter_all_changes() {
            match change.tag() {
                ChangeTag::Equal => self.kept(change.value()),
                ChangeTag::Delete => self.struck(change.value()),
                ChangeTag::Insert => self.inserted(change.value()),
            }
        }
    }

    fn kept(&mut self, value: &str) {
        match self.0.last_mut() {
            Some(Stretch::Kept(text)) => text.push_str(value),
            _ => self.0.push(Stretch::Kept(value.to_owned())),
        }
    }

    fn struck(&mut self, value: &str) {
        match self.0.last_mut() {
            Some(Stretch::Struck(text)) => text.push_str(value),
            _ => self.0.push(Stretch::Struck(value.to_owned())),
        }
    }

    fn inserted(&mut self, value: &str) {
        match self.0.last_mut() {
            Some(Stretch::Inserted(text)) => text.push_str(value),
            _ => self.0.push(Stretch::Inserted(value.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(before: &str, after: &str) -> String {
        let (mut old, mut new, mut shown) = (String::new(), String::new(), String::new());
        for stretch in word_diff(before, after) {
            match stretch {
                Stretch::Kept(text) => {
                    old.push_str(&text);
                    new.push_str(&text);
                    shown.push_str(&text);
                }
                Stretch::Struck(text) => {
                    old.push_str(&text);
                    shown.push_str(&format!("[-{text}-]"));
                }
                Stretch::Inserted(text) => {
                    new.push_str(&text);
                    shown.push_str(&format!("{{+{text}+}}"));
                }
            }
        }
        assert_eq!((old.as_str(), new.as_str()), (before, after));
        shown
    }

    #[test]
    fn a_new_absatz_is_new_with_its_label() {
        let before = "(1) Der Antrag ist zu stellen.\n(2) Er ist zu begründen.\n(3) Die Frist beträgt einen Monat.";
        let after = "(1) Der Antrag ist zu stellen.\n(2) Er ist zu begründen.\n(3) Gebühren werden nicht erhoben.\n\
                     (4) Die Frist beträgt einen Monat.";
        assert_eq!(
            shown(before, after),
            "(1) Der Antrag ist zu stellen.\n(2) Er ist zu begründen.\n{+(3) Gebühren werden nicht erhoben.\n+}\
             [-(3)-]{+(4)+} Die Frist beträgt einen Monat."
        );
    }

    #[test]
    fn words_of_other_lines_do_not_count() {
        let before = "(2) Er hat es zwei Wochen vorher schriftlich anzuzeigen.";
        let after = "(2) Er hat es zwei Wochen vorher anzuzeigen.\n(3) Die Anzeige enthält\n1. den Namen,\n2. die Anschrift.";
        assert_eq!(
            shown(before, after),
            "(2) Er hat es zwei Wochen vorher [-schriftlich -]anzuzeigen.{+\n(3) Die Anzeige enthält\n1. den \
             Namen,\n2. die Anschrift.+}"
        );
    }

    #[test]
    fn sentences_struck_from_a_long_line_leave_the_rest_of_it() {
        let first = "(1) Das Geld ist an den Berechtigten zu zahlen.";
        let struck = " Es kann mit schriftlicher Einwilligung oder, wenn dies geboten ist, auch ohne sie an einen anderen \
                      Empfänger gezahlt werden, sofern dieser im Haushalt lebt. Davon ist die berechtigte Person vorher zu \
                      unterrichten, wenn nicht besondere Gründe dagegen sprechen.";
        assert_eq!(
            shown(
                &format!("{first}{struck}\n(2) Es gilt."),
                &format!("{first}\n(2) Es gilt.")
            ),
            format!("{first}[-{struck}-]\n(2) Es gilt.")
        );
    }

    #[test]
    fn every_pair_of_texts_adds_up() {
        let texts = [
            "",
            "\n",
            "a\n\nb",
            "(1) a b c\n(2) d e f\n",
            "(1) a b x\nd e f",
            "d e f\na b c",
        ];
        for before in texts {
            for after in texts {
                shown(before, after);
            }
        }
    }
}
