//! The grammar of references: "§ 3 Absatz 1 und 2, auch in Verbindung mit Nummer 4".
//!
//! In comes a text and where a keyword stands in it, out goes the chain of places that begins
//! there. It reads words only: what the statute holds, and whether a place exists, is not its
//! business.

use super::super::Span;
use super::super::citation::{Designation, Level, Step, Unit};
use super::super::lexicon::{Keyword, Lexicon, is_number, word_before};

/// How many parts a container may have: "Satz 1 des Absatzes 2 des § 5 der Anlage 1".
pub(super) const CONTAINERS: usize = 3;

/// One place that a chain of references names.
#[derive(Debug, Clone)]
pub(super) struct Leaf {
    pub(super) designations: Vec<Designation>,
    pub(super) steps: Vec<Step>,
    pub(super) span: Span,
    /// Counts the provisions that the chain names; what follows "§ 5" belongs to one segment.
    pub(super) segment: usize,
    /// How many of the steps were taken over from before "in Verbindung mit".
    pub(super) inherited: usize,
    /// How many of the steps were taken over from before the last connector.
    pub(super) kept: usize,
    /// Whether an article or a preposition stands before its last steps: "§ 1 oder der Nummer 3".
    pub(super) joined: bool,
    /// Where it may lie instead: "Absatz 1 Nummer 2, auch in Verbindung mit Absatz 3, Nummer 4" goes
    /// on in Absatz 1.
    pub(super) other: Vec<Step>,
    /// A part that no markup shows stands in between.
    pub(super) part: bool,
}

#[derive(Debug)]
pub(super) struct Chain {
    pub(super) leaves: Vec<Leaf>,
    pub(super) end: usize,
    /// Whether "in Verbindung mit" stands in it.
    pub(super) combined: bool,
}

/// Reads references off a text; knows nothing of what the statute holds.
pub(super) struct Reader<'t> {
    /// The text up to where the next item begins, which no chain crosses.
    pub(super) text: &'t str,
    pub(super) lexicon: &'t Lexicon,
    pub(super) abbreviation: &'t str,
    /// How the statute's titles begin, in small letters; empty where unknown.
    pub(super) title: &'t str,
}

impl<'t> Reader<'t> {
    /// The chain that begins with a keyword: "§ 3 Absatz 1 und 2, Absatz 4 sowie § 5".
    pub(super) fn chain(&self, keyword: &Keyword, start: usize, end: usize) -> Option<Chain> {
        let words = &self.lexicon.references;
        if matches!(keyword, Keyword::Trailing(_)) {
            return None;
        }
        let mut leaves = Vec::new();
        let mut leaf = Leaf {
            designations: Vec::new(),
            steps: Vec::new(),
            span: Span::new(start, start),
            segment: 0,
            inherited: 0,
            kept: 0,
            joined: false,
            other: Vec::new(),
            part: matches!(keyword, Keyword::Level(Level::Nummer)) && self.counts_rows(start),
        };
        let (mut keyword, mut after, mut adjacent) = (keyword, end, true);
        let mut read = None;
        let (mut combined, mut ever_combined) = (false, false);
        while let Some((label, label_end)) = self.chain_label(after, keyword) {
            match keyword {
                Keyword::Unit(unit) => {
                    if adjacent && !leaf.steps.is_empty() {
                        break;
                    }
                    if !adjacent {
                        // "Artikel 5 § 1, § 3" stays in Artikel 5.
                        let same = leaf.designations.iter().position(|d| d.unit == *unit);
                        leaf.designations.truncate(same.unwrap_or(0));
                        leaf.other.clear();
                        leaf.steps.clear();
                        leaf.segment += 1;
                        leaf.kept = 0;
                        leaf.joined = false;
                        leaf.inherited = 0;
                        leaf.part = false;
                    }
                    leaf.designations.push(Designation {
                        unit: unit.clone(),
                        label,
                    });
                }
                Keyword::Level(level) | Keyword::Trailing(level) => {
                    if adjacent && leaf.steps.last().is_some_and(|step| step.level == *level) {
                        break;
                    }
                    if !adjacent {
                        go_up(&mut leaf.steps, *level);
                        leaf.inherited = leaf.inherited.min(leaf.steps.len());
                        leaf.kept = leaf.steps.len();
                    }
                    if !leaf.other.is_empty() && !combined {
                        if !adjacent {
                            go_up(&mut leaf.other, *level);
                        }
                        leaf.other.push(Step {
                            level: *level,
                            label: label.clone(),
                        });
                    }
                    // "Absatz 6.2.1.4" is no Absatz of a German statute.
                    leaf.part |= label.contains('.') && *level != Level::Nummer;
                    leaf.steps.push(Step {
                        level: *level,
                        label,
                    });
                }
            }
            let mut at = self.number_list(keyword, label_end, &mut leaf, &mut leaves);
            at = self.inner_places(self.pass_following(at), &mut leaf);
            leaf.span.end = at;
            read = Some(at);
            let next = self.space(at);
            if next > at
                && let Some((deeper, deeper_end)) = words.at(self.text, next)
            {
                (keyword, after, adjacent) = (deeper, deeper_end, true);
                continue;
            }
            let Some((link, combines)) = self.connector(at) else {
                break;
            };
            let next = self.skip_article(link);
            let again = words.prepositions.contains(self.word(link))
                && !words.articles.contains(self.word(link));
            match words.at(self.text, next) {
                Some((Keyword::Trailing(_), _)) | None => break,
                Some((other, other_end)) if self.chain_label(other_end, other).is_some() => {
                    leaves.push(leaf.clone());
                    leaf.span.start = next;
                    combined =
                        combines || combined && self.text[at..].starts_with(char::is_whitespace);
                    ever_combined |= combines;
                    // "§ 8 Absatz 1 oder nach Nummer 2 der Anlage 3"
                    if combines || again {
                        leaf.inherited = leaf.steps.len();
                    }
                    if combines && leaf.other.is_empty() {
                        leaf.other.clone_from(&leaf.steps);
                    }
                    leaf.joined = next > link;
                    (keyword, after, adjacent) = (other, other_end, false);
                }
                Some(_) => break,
            }
        }
        let end = read?;
        leaf.span.end = end;
        leaves.push(leaf);
        Some(Chain {
            leaves,
            end,
            combined: ever_combined,
        })
    }

    /// The label behind a keyword in a chain; an annex may have none ("Anlage Nummer 3").
    fn chain_label(&self, at: usize, keyword: &Keyword) -> Option<(String, usize)> {
        let label = self.label(at, keyword);
        if label.is_some() || !matches!(keyword, Keyword::Unit(Unit::Anlage | Unit::Anhang)) {
            return label;
        }
        let next = match self.connector(at) {
            Some((next, true)) => self.skip_article(next),
            _ => self.space(at),
        };
        let (inner, end) = self.lexicon.references.at(self.text, next)?;
        let goes_on = matches!(inner, Keyword::Level(_)) && self.label(end, inner).is_some();
        goes_on.then(|| (String::new(), at))
    }

    /// Further numbers of the same level: "1, 2 und 4". Returns where they end.
    fn number_list(
        &self,
        keyword: &Keyword,
        end: usize,
        leaf: &mut Leaf,
        leaves: &mut Vec<Leaf>,
    ) -> usize {
        let mut end = end;
        while let Some((next, false)) = self.connector(end)
            && let Some((label, label_end)) = self.label(next, keyword)
            && !self.is_amount(label_end)
        {
            leaf.span.end = end;
            leaves.push(leaf.clone());
            leaf.span.start = next;
            let last = match keyword {
                Keyword::Unit(_) => leaf.designations.last_mut().map(|d| &mut d.label),
                _ => leaf.steps.last_mut().map(|s| &mut s.label),
            };
            if let Some(other) = leaf
                .other
                .last_mut()
                .filter(|_| !matches!(keyword, Keyword::Unit(_)))
            {
                other.label.clone_from(&label);
            }
            if let Some(last) = last {
                *last = label;
            }
            end = label_end;
        }
        end
    }

    /// Whether the number that ends here counts something: "Satz 3 bis 33 Prozent".
    fn is_amount(&self, end: usize) -> bool {
        let behind = self.space(end);
        behind > end && self.lexicon.references.measures.contains(self.word(behind))
    }

    /// Passes over "ff.".
    fn pass_following(&self, at: usize) -> usize {
        let next = self.space(at);
        let rest = &self.text[next..];
        let end = rest.find([' ', ',', ';', ')']).unwrap_or(rest.len());
        if self.lexicon.references.following.contains(&rest[..end]) {
            next + end
        } else {
            at
        }
    }

    /// What stands behind a number without a keyword of its own before it: "zweiter Halbsatz",
    /// "Alternative 2", "Teil A".
    fn inner_places(&self, at: usize, leaf: &mut Leaf) -> usize {
        let words = &self.lexicon.references;
        let mut at = at;
        for _ in 0..CONTAINERS {
            let next = self.space(self.text[at..].strip_prefix(',').map_or(at, |_| at + 1));
            let word = self.word(next);
            let behind = self.space(next + word.len());
            if next == at || word.is_empty() {
                return at;
            }
            let ordinal = words
                .ordinal(word)
                .or_else(|| word.strip_suffix('.')?.parse().ok());
            if let Some(number) = ordinal {
                let counted = self.word(behind);
                if let Some((Keyword::Level(level), end)) = words.at(self.text, behind)
                    && self.label(end, &Keyword::Level(*level)).is_none()
                {
                    if number > 0 {
                        leaf.steps.push(Step {
                            level: *level,
                            label: number.to_string(),
                        });
                    }
                    at = end;
                    continue;
                }
                if words.inside_sentence.contains(counted) {
                    at = behind + counted.len();
                    continue;
                }
                return at;
            }
            let inside = words.inside_sentence.contains(word);
            let part = words.outline.contains(word);
            let number = self.word(behind).trim_end_matches(['.', ',']);
            if !(inside || part) || !is_number(number) {
                return at;
            }
            leaf.part |= part;
            at = behind + number.len();
        }
        at
    }

    /// Where the text goes on behind a comma, "und", "bis", and whether by "in Verbindung mit".
    pub(super) fn connector(&self, at: usize) -> Option<(usize, bool)> {
        let words = &self.lexicon.references;
        let comma = self.text[at..].starts_with(',');
        let next = self.space(if comma { at + 1 } else { at });
        if next == at {
            // "1-3", "1–3"
            let dash = ["-", "–"]
                .into_iter()
                .find(|dash| self.text[at..].starts_with(dash))?;
            let next = at + dash.len();
            let digit = self.text[next..].starts_with(|c: char| c.is_ascii_digit());
            return digit.then_some((next, false));
        }
        let rest = &self.text[next..];
        let phrase = words
            .combining
            .iter()
            .find(|phrase| rest.starts_with(phrase.as_str()));
        if let Some(phrase) = phrase {
            return Some((self.space(next + phrase.len()), true));
        }
        let word = self.word(next);
        if self.lexicon.chain_words.contains(word) {
            return Some((self.space(next + word.len()), false));
        }
        comma.then_some((next, false))
    }

    /// Passes over "nach", "den", "nach den" before the next member of a chain.
    pub(super) fn skip_article(&self, at: usize) -> usize {
        let words = &self.lexicon.references;
        let mut at = at;
        let word = self.word(at);
        if words.prepositions.contains(word) && !words.articles.contains(word) {
            at = self.space(at + word.len());
        }
        let word = self.word(at);
        if words.articles.contains(word) {
            at = self.space(at + word.len());
        }
        at
    }

    /// Whether nothing but a connector stands between two places of the text.
    pub(super) fn is_link(&self, from: usize, to: usize) -> bool {
        self.connector(from)
            .is_some_and(|(next, _)| self.skip_article(next) == to)
    }

    pub(super) fn space(&self, at: usize) -> usize {
        at + self.text[at..].bytes().take_while(|b| *b == b' ').count()
    }

    /// The word at `at`, up to a space or a mark; with a full stop or hyphen that ends it.
    pub(super) fn word(&self, at: usize) -> &'t str {
        let rest = &self.text[at..];
        let stops = |c: char| {
            c.is_whitespace() || matches!(c, ',' | ';' | ':' | '(' | ')' | '"' | '„' | '“')
        };
        let end = rest.find(stops).unwrap_or(rest.len());
        let word = &rest[..end];
        let keeps_stop = word.as_bytes().first().is_some_and(u8::is_ascii_digit)
            || self.lexicon.chain_words.contains(word)
            || self.lexicon.references.inside_sentence.contains(word);
        if keeps_stop {
            word
        } else {
            word.trim_end_matches('.')
        }
    }

    /// The number or letter behind a keyword.
    pub(super) fn label(&self, at: usize, keyword: &Keyword) -> Option<(String, usize)> {
        let start = self.space(at);
        let rest = &self.text[start..];
        let bytes = rest.as_bytes();
        let first = *bytes.first()?;
        let len = match keyword {
            Keyword::Level(
                Level::Buchstabe | Level::Doppelbuchstabe | Level::Dreifachbuchstabe,
            ) => {
                let same = bytes.iter().take_while(|b| **b == first).count();
                match first {
                    b'a'..=b'z' if same <= 3 => same,
                    b'A'..=b'Z' if same == 1 => same,
                    _ => return None,
                }
            }
            _ if first.is_ascii_digit() => number_length(bytes),
            Keyword::Unit(Unit::Artikel | Unit::Anlage | Unit::Anhang)
            | Keyword::Level(Level::Nummer) => {
                let roman = bytes
                    .iter()
                    .take_while(|b| matches!(b, b'I' | b'V' | b'X'))
                    .count();
                match (keyword, roman) {
                    (_, 1..) => {
                        roman + usize::from(bytes.get(roman).is_some_and(u8::is_ascii_lowercase))
                    }
                    (Keyword::Unit(Unit::Anlage | Unit::Anhang), 0)
                        if first.is_ascii_uppercase() =>
                    {
                        1 + bytes[1..].iter().take_while(|b| b.is_ascii_digit()).count()
                    }
                    _ => return None,
                }
            }
            _ => return None,
        };
        let behind = rest[len..].chars().next();
        let following = rest[len..].starts_with("ff");
        if len == 0 || !following && behind.is_some_and(|c| c.is_alphanumeric() || c == '/') {
            return None;
        }
        // "Anlagen 3,5 Meter"
        if behind == Some(',') && bytes.get(len + 1).is_some_and(u8::is_ascii_digit) {
            return None;
        }
        if behind == Some('-') && !bytes.get(len + 1).is_some_and(u8::is_ascii_digit) {
            return None; // "3-jährig"
        }
        // "2. Halbsatz", "1. Januar": an ordinal, no label. "66.A.20": no number.
        if behind == Some('.')
            && (self.is_ordinal(start + len)
                || bytes.get(len + 1).is_some_and(u8::is_ascii_alphabetic))
        {
            return None;
        }
        let label = &rest[..len];
        if let (Keyword::Unit(Unit::Paragraph), [b' ', letter @ b'a'..=b'z', tail, ..]) =
            (keyword, &bytes[len..])
            && matches!(tail, b' ' | b',' | b';')
        {
            // "§ 5 a Abs. 2", as older texts write it.
            return Some((format!("{label}{}", char::from(*letter)), start + len + 2));
        }
        Some((label.to_owned(), start + len))
    }

    /// Whether the number at `start` is that of a row: "laufende Nummer 8".
    fn counts_rows(&self, start: usize) -> bool {
        word_before(self.text, start)
            .is_some_and(|(_, word)| self.lexicon.references.row_words.contains(word))
    }

    fn is_ordinal(&self, dot: usize) -> bool {
        let next = self.space(dot + 1);
        let word = self.word(next);
        next > dot + 1
            && (word.starts_with(char::is_lowercase)
                || self.lexicon.ordinal_nouns.contains(word)
                || self.lexicon.months.contains(word))
    }
}

/// Length of "3", "3a", "1.2.3" at the start of a text.
fn number_length(bytes: &[u8]) -> usize {
    let digits = |from: usize| {
        bytes[from..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count()
    };
    let mut len = digits(0);
    while bytes.get(len) == Some(&b'.') && digits(len + 1) > 0 {
        len += 1 + digits(len + 1);
    }
    let letters = bytes[len..]
        .iter()
        .take_while(|b| b.is_ascii_lowercase())
        .count();
    // "§ 4a.03"
    if letters == 1 && bytes.get(len + 1) == Some(&b'.') && digits(len + 2) > 0 {
        return len + 2 + digits(len + 2);
    }
    if letters <= 2 && !bytes[len..].starts_with(b"ff") {
        len + letters
    } else {
        len
    }
}

/// Leaves the levels that a step to `level` does not lie in.
fn go_up(steps: &mut Vec<Step>, level: Level) {
    let same = steps.iter().rposition(|step| step.level == level);
    let deeper = steps.iter().position(|step| step.level > level);
    steps.truncate(same.or(deeper).unwrap_or(steps.len()));
}

impl Leaf {
    /// Puts the place inside `outer`; `group` steps were inherited by the part that it stands behind.
    pub(super) fn enter(&mut self, outer: &Leaf, group: usize) {
        let nests = outer
            .designations
            .last()
            .is_some_and(|d| d.unit == Unit::Artikel);
        if !self.designations.is_empty() && !nests {
            // "§ 3 in Verbindung mit Nummer 2 der Anlage 1": only what follows the connector.
            if outer.designations.is_empty() || self.inherited == 0 || self.inherited != group {
                return;
            }
            self.designations.clear();
            self.steps.drain(..self.inherited);
            self.inherited = 0;
        }
        let mut designations = outer.designations.clone();
        designations.append(&mut self.designations);
        self.designations = designations;
        let mut steps = outer.steps.clone();
        steps.append(&mut self.steps);
        self.steps = steps;
        self.part |= outer.part;
    }
}
