//! What in the text around a reference speaks of another statute, or of no statute at all.
//!
//! In comes where a reference stands, out go doubts, each with a reason that can be read: the head
//! of a list that names another statute, a row of a table, an enumeration that ends in another's §.

use std::collections::HashSet;

use super::super::citation::{Level, Unresolved};
use super::super::lexicon::{Keyword, is_number, is_roman, word_before};
use super::super::{Item, Lexicon, ProvisionKind, Span};
use super::chain::Reader;
use super::walk::{Line, Record, Walk};
use super::{Doubt, Outcome, Reference};

/// How many bytes may stand between the members of an enumeration.
const ENUMERATION: usize = 140;
/// Within how many words an item names the statute that it speaks of.
const HEAD_WORDS: usize = 10;
/// How many bytes before a reference may name its statute.
const NEAR: usize = 2000;

impl Walk<'_> {
    /// What the names of other statutes say about the references before and around them: the same
    /// provision is not of this statute here and of another there in one Absatz, and an enumeration
    /// "nach § 3, dem Vermerk nach § 4 oder nach § 5 des Mustergesetzes" may all be of the other.
    pub(super) fn mix(&self, references: &mut [Reference]) {
        let foreign: HashSet<_> = self
            .records
            .iter()
            .filter(|record| record.foreign)
            .flat_map(|record| &references[record.references.clone()])
            .filter(|r| matches!(r.outcome, Outcome::Foreign(_)))
            .map(|r| {
                (
                    self.provision.subsection_at(r.span.start),
                    r.citation.provision.clone(),
                )
            })
            .collect();
        let named: HashSet<_> = foreign.iter().map(|(_, name)| name.clone()).collect();
        let mut follows: Option<&Record> = None;
        for record in self.records.iter().rev() {
            let enumerated = !record.relative
                && !record.foreign
                && follows.is_some_and(|next| self.is_enumeration(record, next));
            for reference in &mut references[record.references.clone()] {
                let open = matches!(
                    reference.outcome,
                    Outcome::Resolved { .. } | Outcome::Unresolved(_)
                );
                let key = (
                    self.provision.subsection_at(reference.span.start),
                    reference.citation.provision.clone(),
                );
                let nowhere = matches!(
                    reference.outcome,
                    Outcome::Unresolved(Unresolved::Provision(_))
                ) && named.contains(&reference.citation.provision);
                if nowhere && !record.own {
                    reference.outcome = Outcome::Uncertain(Doubt::Mixed);
                }
                if open && !record.relative && !record.own && (enumerated || foreign.contains(&key))
                {
                    reference.outcome = Outcome::Uncertain(Doubt::Mixed);
                }
            }
            follows = (record.foreign || enumerated).then_some(record);
        }
    }

    fn is_enumeration(&self, record: &Record, next: &Record) -> bool {
        if record.sentence != next.sentence || next.start < record.end {
            return false;
        }
        if next.start - record.end >= ENUMERATION {
            return false;
        }
        let between = &self.provision.text[record.end..next.start];
        let rest = between.trim_start_matches([',', ' ']);
        let linked = between.starts_with(',')
            || word_at(rest).is_some_and(|word| self.lexicon.chain_words.contains(word));
        linked && !between.contains([';', ':', '\n'])
    }

    /// Whether the keyword belongs to the name of a thing: "BGBl. 2023 I Nr. 82", "Karte Nummer 3".
    pub(super) fn is_name(&self, keyword: &Keyword, start: usize) -> bool {
        if !matches!(keyword, Keyword::Level(Level::Nummer)) {
            return false;
        }
        if self.borders.binary_search(&start).is_ok() || self.body_of_item(start).is_some() {
            return false;
        }
        let text = &self.provision.text;
        let Some((mut at, mut word)) = word_before(text, start) else {
            return false;
        };
        // "GBl. I Nr. 14", "BGBl. 2023 I Nr. 82"
        let volume = |word: &str| {
            is_roman(word) || word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit())
        };
        let printed = volume(word);
        while volume(word)
            && let Some(before) = word_before(text, at)
        {
            (at, word) = before;
        }
        let bare = word.trim_end_matches('.');
        if printed {
            return bare.starts_with(char::is_uppercase)
                && !self.lexicon.reference_words.contains(word);
        }
        let sentence_ends = word.ends_with('.') && !self.lexicon.abbreviations.contains(word);
        if sentence_ends || word.ends_with([',', ';', ':', ')', '“']) || is_number(bare) {
            return false;
        }
        bare.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
            && !self.lexicon.sentence_openers.contains(bare)
            && !self.lexicon.references.outline.contains(bare)
    }

    /// Where the text before a list ends, when the place at `start` is the first thing in an item.
    pub(super) fn head_of_list(&self, start: usize) -> Option<usize> {
        let mut head = None;
        let mut place = start;
        // "1. a) Absatz 2": outwards as long as only labels stand in between.
        while let Some(first) = self.body_of_item(place) {
            head = Some(self.provision.text[..first].trim_end().len());
            place = first;
        }
        head
    }

    /// Where the list begins whose item has its first word at `start`.
    fn body_of_item(&self, start: usize) -> Option<usize> {
        let subsection = self.subsection(start)?;
        let mut siblings = subsection.items.as_slice();
        let mut first = None;
        while let Some(item) = Item::at(siblings, start) {
            let body = item.span.start + item.label.len();
            let text = &self.provision.text;
            if body <= start && text[body..start].trim().is_empty() {
                first = siblings.first().map(|i| i.span.start);
            }
            siblings = &item.items;
        }
        first
    }

    /// Whether a part without markup is named right before `at`: "Abschnitt A Nummer 2".
    pub(super) fn part_before(&self, at: usize) -> bool {
        let text = &self.provision.text;
        let Some((number_at, number)) = word_before(text, at) else {
            return false;
        };
        if self.borders.binary_search(&number_at).is_ok() {
            return false;
        }
        let outline = |at: usize| {
            word_before(text, at)
                .is_some_and(|(_, word)| self.lexicon.references.outline.contains(word))
        };
        // "laufende Nummer 3", "Unterabschnitt 4.3.3.6 Buchstabe f", "SERA.5005 Buchstabe a"
        is_number(number) && outline(number_at)
            || self.lexicon.references.outline.contains(number)
            || number.contains(|c: char| c.is_ascii_digit())
                && number.contains('.')
                && !number.ends_with('.')
            || is_number(number) && outline_chain(text, number_at, self.lexicon)
    }

    /// Whether the text around `start` names another statute: the head of a list, the words before
    /// a bracket, or before "mit Ausnahme".
    pub(super) fn is_announced(&self, reader: &Reader<'_>, start: usize) -> bool {
        let Some(subsection) = self.subsection(start) else {
            return false;
        };
        let text = &self.provision.text;
        let mut from = subsection
            .sentence_at(start)
            .map_or(subsection.span.start, |i| {
                subsection.sentences[i].span.start
            })
            .min(start);
        if reader.name_before(start) {
            return true;
        }
        let near = last_bytes(text, from, start);
        let in_bracket = near
            .of(text)
            .rfind(['(', ')'])
            .is_some_and(|at| text[near.start + at..].starts_with('('));
        if in_bracket && reader.announces(near, &self.names, usize::MAX) {
            return true;
        }
        let phrases = &self.lexicon.references.announcing_phrases;
        let phrased = |span: Span| {
            phrases
                .iter()
                .any(|phrase| span.of(text).contains(phrase.as_str()))
        };
        let mut level = subsection.items.as_slice();
        let mut depth = 0;
        while let Some(item) = Item::at(level, start) {
            let first = level.partition_point(|i| i.span.start < from);
            let first = level.get(first).map_or(item.span.start, |i| i.span.start);
            let head = Span::new(from.min(first), first);
            let end = last_bytes(text, head.start, head.end);
            let whole = end.of(text).trim_end().ends_with(':') || phrased(end);
            let named = if whole {
                reader.announces(end, &self.names, usize::MAX)
            } else {
                depth > 0 && reader.announces(head, &self.names, HEAD_WORDS)
            };
            if named {
                return true;
            }
            from = item.span.start + item.label.len();
            level = &item.items;
            depth += 1;
        }
        // The item's own words before the reference: "10. Mustergesetz vom …: §§ 3, 4".
        let own = Span::new(from.min(start), start);
        let end = last_bytes(text, own.start, own.end);
        if phrased(end) {
            return reader.announces(end, &self.names, usize::MAX);
        }
        depth > 0 && reader.announces(own, &self.names, HEAD_WORDS)
    }

    /// Whether the Absatz names another statute anywhere before `start`: the § after next in
    /// "nach den Vorschriften des Musterbuchs über die Zahlung (§ 331) und die Prüfung (§ 332)" need
    /// not be one of this statute.
    pub(super) fn follows_name(&self, reader: &Reader<'_>, start: usize) -> bool {
        let Some(subsection) = self.subsection(start) else {
            return false;
        };
        let here = subsection.span.start;
        let known = self.names.partition_point(|name| name.end <= start);
        let named = self.names[..known]
            .last()
            .is_some_and(|name| here <= name.start);
        named
            || reader.announces(
                last_bytes(&self.provision.text, here, start),
                &[],
                usize::MAX,
            )
    }

    /// Whether the place stands in a row of a table: in an annex a line that is no sentence,
    /// elsewhere at the very beginning of such a line.
    pub(super) fn is_row(&self, span: Span) -> bool {
        let text = &self.provision.text;
        let line = match self.line.get().filter(|line| line.span.contains(span)) {
            Some(line) => line,
            None => {
                let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
                let end = text[span.end..]
                    .find('\n')
                    .map_or(text.len(), |at| span.end + at);
                let words = &text[start..end];
                let closed = words
                    .trim_end()
                    .ends_with(['.', ';', ':', ',', '!', '?', ')']);
                let first_letter = words.find(char::is_alphabetic).map_or(end, |at| start + at);
                let line = Line {
                    span: Span::new(start, end),
                    closed,
                    first_letter,
                };
                self.line.set(Some(line));
                line
            }
        };
        let alone = line.span.len() == text.len();
        let heads = !alone && line.first_letter >= span.start;
        !line.closed && (heads || self.provision.kind == ProvisionKind::Annex)
    }

    pub(super) fn amends(&self, sentence: Option<(usize, usize)>) -> bool {
        let Some((subsection, sentence)) = sentence else {
            return false;
        };
        if let Some((known, amends)) = self.amending.get()
            && known == (subsection, sentence)
        {
            return amends;
        }
        let whole = &self.provision.subsections[subsection];
        let passage = whole.sentences.get(sentence).map_or(whole.span, |s| s.span);
        let words = passage.of(&self.provision.text);
        let amends = self.lexicon.references.amends(words);
        self.amending.set(Some(((subsection, sentence), amends)));
        amends
    }
}

/// "Fußnoten 2 und 3 Buchstabe a": a number that an unknown noun counts.
fn outline_chain(text: &str, at: usize, lexicon: &Lexicon) -> bool {
    let mut at = at;
    for _ in 0..4 {
        let Some((before, word)) = word_before(text, at) else {
            return false;
        };
        let bare = word.trim_end_matches(',');
        if lexicon.references.outline.contains(bare) {
            return true;
        }
        if !(lexicon.chain_words.contains(word) || is_number(bare)) {
            return false;
        }
        at = before;
    }
    false
}

/// The last bytes of a passage, as far back as a statute may be named.
fn last_bytes(text: &str, start: usize, end: usize) -> Span {
    let mut from = start.max(end.saturating_sub(NEAR));
    while !text.is_char_boundary(from) {
        from += 1;
    }
    Span::new(from.min(end), end)
}

/// The first word of a text.
fn word_at(text: &str) -> Option<&str> {
    text.split(' ').next().filter(|word| !word.is_empty())
}
