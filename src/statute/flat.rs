//! Reads the structure of a text that comes without markup.
//!
//! In comes normalised text as it stands in a PDF, a letter or a database column: one Absatz, or
//! several that begin "(1)", "(2)"; lists run on in the line ("beizufügen sind: 1. ein Nachweis, 2.
//! eine Kopie"). Out go subsections with items and sentences. A label counts only in a row of labels
//! that begins at 1., a) or a first dash, so that "am 1. Januar" and "nach Absatz 1. Die" are none.
//! It refuses to guess where a sentence goes on behind its list: the last item takes the text up to
//! the end of the sentence.

use std::cell::Cell;

use super::lexicon::{word_before, word_start};
use super::sentences::{behind_label, first_end, mark_sentences};
use super::{Item, Lexicon, Span, Subsection};

/// The subsections of a text without markup; they cover it but for the white space in between.
pub fn read_flat(text: &str, lexicon: &Lexicon) -> Vec<Subsection> {
    let mut subsections = Vec::new();
    for (label, span) in absaetze(text) {
        let body = behind_label(text, span, label.as_deref().unwrap_or_default());
        let items = Lists::new(text, body, lexicon).read(&marks(text, body));
        let mut subsection = Subsection {
            label,
            span,
            sentences: Vec::new(),
            items,
        };
        mark_sentences(text, &mut subsection, lexicon);
        subsections.push(subsection);
    }
    subsections
}

/// Finds items where lines begin with labels in a row: tables and paragraphs that a source does not
/// mark as lists ("1. Antrag 3 Euro", "2. Auskunft 2 Euro"). What is marked already stays.
pub fn itemise_lines(text: &str, subsection: &mut Subsection, lexicon: &Lexicon) {
    let label = subsection.label.as_deref().unwrap_or_default();
    let body = behind_label(text, subsection.span, label);
    if !body.of(text).contains('\n') {
        return;
    }
    let marked = std::mem::take(&mut subsection.items);
    let inside = |mark: &Mark| {
        let next = marked.partition_point(|item| item.span.start <= mark.span.start);
        next > 0 && marked[next - 1].span.overlaps(mark.span)
    };
    let begins_line = |mark: &Mark| {
        let before = &text[..mark.span.start];
        mark.kind != Kind::Dash && (before.is_empty() || before.ends_with('\n')) && !inside(mark)
    };
    let mut rows: Vec<Mark> = marks(text, body).into_iter().filter(begins_line).collect();
    if rows.is_empty() {
        subsection.items = marked;
        return;
    }
    let by_line = |within: Span, rows: &[Mark]| {
        Lists {
            by_line: true,
            ..Lists::new(text, within, lexicon)
        }
        .read(rows)
    };
    let mut marked = marked;
    for index in 0..marked.len() {
        let next = marked.get(index + 1);
        let from = marked[index].span.end;
        let Some(until) = table_end(text, &marked[index], next, body.end) else {
            continue;
        };
        let between = |mark: &Mark| from <= mark.span.start && mark.span.end <= until;
        let table: Vec<Mark> = rows.iter().copied().filter(between).collect();
        let items = by_line(Span::new(from, until), &table);
        if let Some(last) = items.last() {
            marked[index].span.end = last.span.end;
            marked[index].items.extend(items);
            rows.retain(|mark| !between(mark));
        }
    }
    let mut items = by_line(body, &rows);
    for item in marked {
        hang(&mut items, item);
    }
    subsection.items = items;
}

/// Finds the lists that run on in a line, "beizufügen sind: 1. der Nachweis, 2. das Bild", in what a
/// source leaves in one piece: an Absatz or an item. What stands on several lines is a quotation or a
/// table.
pub fn itemise_run_on(text: &str, subsection: &mut Subsection, lexicon: &Lexicon) {
    fn fill(text: &str, body: Span, items: &mut Vec<Item>, lexicon: &Lexicon) {
        if items.is_empty() {
            if !body.of(text).contains('\n') {
                // A dash in running text is more often none of a list.
                let marks: Vec<Mark> = marks(text, body)
                    .into_iter()
                    .filter(|mark| mark.kind != Kind::Dash)
                    .collect();
                *items = Lists::new(text, body, lexicon).read(&marks);
            }
            return;
        }
        for item in items {
            let body = behind_label(text, item.span, &item.label);
            fill(text, body, &mut item.items, lexicon);
        }
    }
    let label = subsection.label.as_deref().unwrap_or_default();
    let body = behind_label(text, subsection.span, label);
    fill(text, body, &mut subsection.items, lexicon);
}

/// Up to where a table behind a marked item belongs to it: to the next item of the same list, or as
/// far as it goes where the item announces it with a colon.
fn table_end(text: &str, item: &Item, next: Option<&Item>, end: usize) -> Option<usize> {
    let mark = |item: &Item| {
        let label = item.span.start + item.label.len();
        let found = marks(text, Span::new(item.span.start, end.min(label + 1)));
        found.first().copied()
    };
    match next {
        Some(next) => {
            let (mark, behind) = (mark(item)?, mark(next)?);
            let goes_on = mark.kind == behind.kind && follows(mark.number, behind.number);
            goes_on.then_some(next.span.start)
        }
        None => item.span.of(text).ends_with(':').then_some(end),
    }
}

/// Splits Absätze that a source runs on in one paragraph: "(2) … 3. ein Ton. (2a) Die Behörde …".
/// Only a number that is missing between this Absatz and the next opens a new one.
pub fn split_subsections(text: &str, subsections: &mut Vec<Subsection>) {
    let mut index = 0;
    while index < subsections.len() {
        let next = subsections.get(index + 1).and_then(|s| s.label.clone());
        if let Some(at) = inner_absatz(text, &subsections[index], next.as_deref()) {
            let behind = split_at(text, &mut subsections[index], at);
            subsections.insert(index + 1, behind);
        }
        index += 1;
    }
}

/// Where a further Absatz begins inside this one.
fn inner_absatz(text: &str, subsection: &Subsection, next: Option<&str>) -> Option<usize> {
    let (_, number) = absatz_label(subsection.label.as_deref()?)?;
    let next = next
        .and_then(absatz_label)
        .map_or((u32::MAX, 0), |(_, next)| next);
    let span = subsection.span;
    memchr::memchr_iter(b'(', span.of(text).as_bytes())
        .map(|at| span.start + at)
        .skip(1)
        .find(|&at| {
            let Some((_, inner)) = absatz_label(&text[at..span.end]) else {
                return false;
            };
            let before = text[span.start..at].trim_end();
            let inside = subsection
                .items
                .partition_point(|item| item.span.start <= at)
                .checked_sub(1)
                .is_some_and(|i| at < subsection.items[i].span.end);
            follows(number, inner)
                && inner < next
                && !inside
                && before.ends_with(['.', '!', '?', '“'])
        })
}

/// Cuts a subsection in two; the second begins at `at`.
pub(super) fn split_at(text: &str, subsection: &mut Subsection, at: usize) -> Subsection {
    let first = subsection
        .items
        .partition_point(|item| item.span.start < at);
    let behind = Subsection {
        label: absatz_label(&text[at..]).map(|(label, _)| label.to_owned()),
        span: Span::new(at, subsection.span.end),
        sentences: Vec::new(),
        items: subsection.items.split_off(first),
    };
    subsection.span = trimmed(text, subsection.span.start, at);
    behind
}

/// Puts a marked item below the row that it stands in, or among the rows.
fn hang(items: &mut Vec<Item>, item: Item) {
    let at = items.partition_point(|row| row.span.start <= item.span.start);
    match at.checked_sub(1).map(|i| &mut items[i]) {
        Some(row) if row.span.end > item.span.start => {
            row.span.end = row.span.end.max(item.span.end);
            hang(&mut row.items, item);
        }
        _ => items.insert(at, item),
    }
}

/// The Absätze and their labels.
fn absaetze(text: &str) -> Vec<(Option<String>, Span)> {
    let mut starts: Vec<(usize, Option<&str>)> = vec![(0, None)];
    let mut last: Option<(u32, u8)> = None;
    for at in memchr::memchr_iter(b'(', text.as_bytes()) {
        let Some((label, number)) = absatz_label(&text[at..]) else {
            continue;
        };
        let before = text[..at].trim_end_matches(' ');
        let line_start = before.is_empty() || before.ends_with('\n');
        let fits = match last {
            None => line_start,
            // In running text only the very next number opens an Absatz.
            Some(last) => {
                line_start && number > last
                    || before.ends_with(['.', '!', '?', '“', ')']) && follows(last, number)
            }
        };
        if fits {
            last = Some(number);
            starts.push((at, Some(label)));
        }
    }
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([text.len()]);
    starts
        .iter()
        .zip(ends)
        .filter_map(|(&(start, label), end)| {
            let span = trimmed(text, start, end);
            (!span.is_empty()).then(|| (label.map(str::to_owned), span))
        })
        .collect()
}

/// "(1)" or "(1a)" at the start of a text, with its number for comparison.
fn absatz_label(text: &str) -> Option<(&str, (u32, u8))> {
    let close = text.as_bytes().iter().take(8).position(|b| *b == b')')?;
    let number = numbered(text.get(1..close)?)?;
    let behind = text.as_bytes().get(close + 1);
    behind
        .is_none_or(|b| matches!(b, b' ' | b'\n'))
        .then(|| (&text[..=close], number))
}

/// "12a" as (12, 1).
fn numbered(label: &str) -> Option<(u32, u8)> {
    let digits = label.bytes().take_while(u8::is_ascii_digit).count();
    let number = label[..digits].parse().ok().filter(|n| *n < 1000)?;
    match label.as_bytes()[digits..] {
        [] => Some((number, 0)),
        [letter @ b'a'..=b'z'] => Some((number, letter - b'a' + 1)),
        _ => None,
    }
}

/// Whether `next` directly follows `last`: 2 after 1 or 1a, 1a after 1, 1b after 1a.
fn follows(last: (u32, u8), next: (u32, u8)) -> bool {
    next == (last.0 + 1, 0) || next == (last.0, last.1 + 1)
}

fn trimmed(text: &str, start: usize, end: usize) -> Span {
    let own = text[start..end].trim_end();
    let end = start + own.len();
    Span::new(end - own.trim_start().len(), end)
}

/// The forms of labels; items of one list share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// "1."
    Number,
    /// "1)"
    Bracketed,
    /// "a)", "aa)", "aaa)": how often the letter stands.
    Letter(u8),
    /// "1.1", "1.1.1": how many full stops it has.
    Decimal(u8),
    /// "–", "-", "•"
    Dash,
}

/// Something that may be a label.
#[derive(Debug, Clone, Copy)]
struct Mark {
    span: Span,
    kind: Kind,
    number: (u32, u8),
}

impl Mark {
    fn is_first(&self) -> bool {
        self.kind == Kind::Dash || self.number == (1, 0) || self.number == (1, 1)
    }

    fn follows(&self, list: &List, by_line: bool) -> bool {
        let skips = by_line && self.number > list.last && self.number.0 <= list.last.0 + SKIPPED;
        self.kind == list.kind
            && (self.kind == Kind::Dash || skips || follows(list.last, self.number))
    }
}

/// A list that is still being read.
struct List {
    kind: Kind,
    last: (u32, u8),
    items: Vec<Item>,
    /// Its items stand side by side without a comma or semicolon between them.
    loose: bool,
    /// An item before the last holds several sentences, as the last may then do too.
    wordy: bool,
}

/// Reads the lists of one Absatz.
struct Lists<'t> {
    text: &'t str,
    lexicon: &'t Lexicon,
    body: Span,
    /// Only lines begin items, so that a number may be left out.
    by_line: bool,
    /// The last sentence looked up: from where on, and where it ends if it does.
    sentence: Cell<Option<(usize, Option<usize>)>>,
    /// Finished lists of the outermost level.
    done: Vec<Item>,
    /// Open lists, outermost first; each hangs below the last item of the one before.
    open: Vec<List>,
}

/// Bytes in the longest label of a decimal outline.
const LONGEST_DECIMAL: usize = 24;
/// How many numbers a table may leave out.
const SKIPPED: u32 = 5;
/// How far to look for a second dash: spares reading a text of nothing but dashes over and over.
const DASHES_AHEAD: usize = 64;

impl<'t> Lists<'t> {
    fn new(text: &'t str, body: Span, lexicon: &'t Lexicon) -> Self {
        Self {
            text,
            lexicon,
            body,
            by_line: false,
            sentence: Cell::new(None),
            done: Vec::new(),
            open: Vec::new(),
        }
    }

    fn read(mut self, marks: &[Mark]) -> Vec<Item> {
        for (index, mark) in marks.iter().enumerate() {
            self.take(mark, &marks[index + 1..]);
        }
        self.close(0, self.body.end);
        self.done
    }

    /// Takes the mark as the next item of an open list or as the first of a new one, or passes it.
    fn take(&mut self, mark: &Mark, ahead: &[Mark]) {
        let separated = self.is_separated(mark);
        if matches!(mark.kind, Kind::Decimal(_)) && !self.counts_below(mark) {
            return;
        }
        if let Some(depth) = self
            .open
            .iter()
            .rposition(|list| mark.follows(list, self.by_line))
        {
            let loose = self.open[depth].loose;
            if self.can_follow(mark, separated, loose) {
                self.close(depth + 1, mark.span.start);
                let list = &mut self.open[depth];
                if let Some(item) = list.items.last_mut() {
                    item.span.end = trimmed(self.text, item.span.start, mark.span.start).end;
                    let body = behind_label(self.text, item.span, &item.label);
                    list.wordy |= first_end(self.text, body, self.lexicon)
                        .is_some_and(|end| end < item.span.end);
                }
                list.loose &= !separated;
                list.last = mark.number;
                list.items.push(item(self.text, mark));
                return;
            }
        }
        if !mark.is_first() || !self.can_open(mark, ahead) {
            return;
        }
        if let Some(depth) = self.open.iter().position(|list| list.kind == mark.kind) {
            // A second list of the same form begins only where the sentence of the first is over.
            let Some(end) = self.last_end(depth).filter(|end| *end <= mark.span.start) else {
                return;
            };
            self.close(depth, end);
        }
        self.open.push(List {
            kind: mark.kind,
            last: mark.number,
            items: vec![item(self.text, mark)],
            loose: true,
            wordy: false,
        });
    }

    /// Closes the lists from `depth` inwards; their last items end with their sentence, at `until`
    /// at the latest.
    fn close(&mut self, depth: usize, until: usize) {
        while self.open.len() > depth {
            let level = self.open.len() - 1;
            let end = self.last_end(level).map_or(until, |end| end.min(until));
            let Some(mut list) = self.open.pop() else {
                return;
            };
            if let Some(last) = list.items.last_mut() {
                let deepest = last
                    .items
                    .last()
                    .map_or(last.span.start + last.label.len(), |i| i.span.end);
                last.span.end = trimmed(self.text, last.span.start, end.max(deepest)).end;
            }
            match self
                .open
                .last_mut()
                .and_then(|outer| outer.items.last_mut())
            {
                Some(outer) => outer.items.append(&mut list.items),
                None => self.done.append(&mut list.items),
            }
        }
    }

    /// The end of the sentence in which the last item of the list at `depth` stands, if it ends;
    /// none where the items before it hold several sentences, as it may then do too.
    fn last_end(&self, depth: usize) -> Option<usize> {
        let list = self.open.get(depth)?;
        let last = list.items.last()?;
        if list.wordy {
            return None;
        }
        // The sentence ends with the last of the items below.
        let inner = self.open[depth..].last()?.items.last()?;
        let from = inner.span.start.max(last.span.start) + inner.label.len();
        self.sentence_end(from)
    }

    /// The end of the sentence that goes on at `from`; remembered, for many labels may stand in one.
    fn sentence_end(&self, from: usize) -> Option<usize> {
        if let Some((start, end)) = self.sentence.get()
            && start <= from
            && end.is_none_or(|end| from < end)
        {
            return end;
        }
        let rest = trimmed(self.text, from, self.body.end);
        let end = first_end(self.text, rest, self.lexicon);
        self.sentence.set(Some((from, end)));
        end
    }

    /// Whether a comma, a semicolon, the end of a sentence or "und" stands before the mark.
    fn is_separated(&self, mark: &Mark) -> bool {
        let before = self.text[self.body.start..mark.span.start].trim_end_matches(' ');
        before.ends_with([',', ';', ':', '.', '\n'])
            || word_before(before, before.len())
                .is_some_and(|(_, word)| self.lexicon.chain_words.contains(word))
    }

    /// Whether "2.3" stands below "2." or behind "2.2".
    fn counts_below(&self, mark: &Mark) -> bool {
        let prefix = |label: &str| label.rfind('.').map(|dot| label[..dot].to_owned());
        let above = prefix(mark.span.of(self.text));
        self.open.iter().any(|list| {
            let last = list
                .items
                .last()
                .map(|item| item.label.trim_end_matches('.'));
            let same = list.kind == mark.kind;
            last.is_some_and(|last| {
                if same {
                    prefix(last) == above
                } else {
                    Some(last) == above.as_deref()
                }
            })
        })
    }

    fn can_follow(&self, mark: &Mark, separated: bool, loose: bool) -> bool {
        match mark.kind {
            Kind::Decimal(_) => true,
            Kind::Dash => separated || loose,
            Kind::Number => {
                !self.is_ordinal(mark) && (separated || !self.behind_ordinal_word(mark))
            }
            Kind::Bracketed | Kind::Letter(_) => {
                !self.closes_bracket(mark) && !self.is_reference(mark)
            }
        }
    }

    fn can_open(&self, mark: &Mark, ahead: &[Mark]) -> bool {
        let before = self.text[self.body.start..mark.span.start].trim_end();
        let announced = before.is_empty() || before.ends_with(':');
        let plain = match mark.kind {
            Kind::Dash | Kind::Decimal(_) => true,
            Kind::Number => !self.is_ordinal(mark),
            Kind::Bracketed | Kind::Letter(_) => {
                !self.closes_bracket(mark)
                    && (!self.is_reference(mark) || self.is_list_of(mark, ahead))
            }
        };
        plain && (announced && mark.kind != Kind::Dash || self.is_continued(mark, announced, ahead))
    }

    /// "nach § 21 a) in der Ausschreibung …, b) in der …": the letters belong to no reference, since
    /// the next begins a part of the sentence too.
    fn is_list_of(&self, mark: &Mark, ahead: &[Mark]) -> bool {
        let named = word_before(self.text, mark.span.start)
            .is_some_and(|(_, word)| self.lexicon.reference_words.contains(word));
        let second = ahead.iter().find(|next| next.kind == mark.kind);
        !named
            && second.is_some_and(|next| {
                let between = self.text[mark.span.end..next.span.start].trim_end();
                next.number == (2, 0) && between.len() > 20 && between.ends_with([',', ';'])
            })
    }

    /// Whether a second label follows the first.
    fn is_continued(&self, mark: &Mark, announced: bool, ahead: &[Mark]) -> bool {
        let list = List {
            kind: mark.kind,
            last: mark.number,
            items: Vec::new(),
            loose: announced,
            wordy: false,
        };
        let limit = if mark.kind == Kind::Dash {
            DASHES_AHEAD
        } else {
            usize::MAX
        };
        for next in ahead
            .iter()
            .filter(|next| next.kind == mark.kind)
            .take(limit)
        {
            if next.follows(&list, self.by_line)
                && self.can_follow(next, self.is_separated(next), announced)
            {
                return true;
            }
            let date = next.kind == Kind::Number && self.is_ordinal(next);
            if next.kind != Kind::Dash && next.is_first() && !date {
                return false;
            }
        }
        false
    }

    /// Whether the number belongs to a date or a reference, or counts a Halbsatz.
    fn is_ordinal(&self, mark: &Mark) -> bool {
        let behind = self.text[mark.span.end..self.body.end].trim_start();
        let following = &behind[..behind
            .find(|c: char| !c.is_alphanumeric())
            .unwrap_or(behind.len())];
        // "der 1. und 2. Abschnitt", but "1. bis zu zwölf Stunden"
        let counted = behind[following.len()..].trim_start();
        let joined = self.lexicon.chain_words.contains(following)
            && counted.starts_with(|c: char| c.is_ascii_digit());
        if self.lexicon.months.contains(following)
            || self.lexicon.ordinal_nouns.contains(following)
            || joined
            || behind.is_empty()
        {
            return true;
        }
        let before = self.text[..mark.span.start].trim_end();
        // References do not put a full stop behind each number: "nach Nummer 1, 2. eine Kopie".
        !before.ends_with([',', ';', ':'])
            && self
                .lexicon
                .follows_reference_word(self.text, mark.span.start)
            && (self.lexicon.sentence_openers.contains(following)
                || !word_before(before, before.len())
                    .is_some_and(|(_, word)| self.lexicon.chain_words.contains(word)))
    }

    fn behind_ordinal_word(&self, mark: &Mark) -> bool {
        word_before(self.text, mark.span.start)
            .is_some_and(|(_, word)| self.lexicon.ordinal_contexts.contains(word))
    }

    /// "Buchstabe a)", "§ 5 a)".
    fn is_reference(&self, mark: &Mark) -> bool {
        let Some((start, word)) = word_before(self.text, mark.span.start) else {
            return false;
        };
        self.lexicon.reference_words.contains(word)
            || super::lexicon::is_number(word)
                && self.lexicon.follows_reference_word(self.text, start)
    }

    /// "(Klasse a)": the bracket was opened shortly before.
    fn closes_bracket(&self, mark: &Mark) -> bool {
        let bytes = &self.text.as_bytes()[self.body.start..mark.span.start];
        let near = &bytes[bytes.len().saturating_sub(120)..];
        near.iter()
            .rev()
            .find(|b| matches!(b, b'(' | b')'))
            .is_some_and(|b| *b == b'(')
    }
}

fn item(text: &str, mark: &Mark) -> Item {
    Item {
        label: mark.span.of(text).to_owned(),
        span: mark.span,
        sentences: Vec::new(),
        items: Vec::new(),
    }
}

/// Everything in the body that has the form of a label, in order.
fn marks(text: &str, body: Span) -> Vec<Mark> {
    let bytes = text.as_bytes();
    let mut marks = Vec::new();
    for at in body.start..body.end {
        let (start, end) = match bytes[at] {
            b'.' if bytes.get(at + 1).is_some_and(u8::is_ascii_digit) => {
                marks.extend(decimal(text, body, at));
                continue;
            }
            b'.' | b')' => (word_start(text, at).max(body.start), at + 1),
            b'-' => (at, at + 1),
            // – and •
            0xe2 if bytes[at..].starts_with("–".as_bytes())
                || bytes[at..].starts_with("•".as_bytes()) =>
            {
                (at, at + 3)
            }
            _ => continue,
        };
        let free = (start == body.start || matches!(bytes[start - 1], b' ' | b'\n'))
            && end < body.end
            && matches!(bytes[end], b' ' | b'\n');
        if !free || at - start > 5 {
            continue;
        }
        let label = &text[start..at];
        let (kind, number) = match bytes[at] {
            b'.' => match numbered(label) {
                Some(number) => (Kind::Number, number),
                None => continue,
            },
            b')' => match (numbered(label), lettered(label)) {
                (Some(number), _) => (Kind::Bracketed, number),
                (None, Some((times, letter))) => (Kind::Letter(times), (letter, 0)),
                (None, None) => continue,
            },
            _ => (Kind::Dash, (1, 0)),
        };
        marks.push(Mark {
            span: Span::new(start, end),
            kind,
            number,
        });
    }
    marks
}

/// "1.2.3" around its first full stop.
fn decimal(text: &str, body: Span, dot: usize) -> Option<Mark> {
    let start = word_start(text, dot).max(body.start);
    let rest = &text[start..body.end];
    // No label is longer; text without spaces is not read to its end at every full stop in it.
    let near = &rest[..rest.floor_char_boundary(LONGEST_DECIMAL)];
    let len = near.find([' ', '\n'])?;
    let label = &rest[..len];
    let free = start == body.start || text[..start].ends_with([' ', '\n']);
    let numbers: Option<Vec<u32>> = label
        .split('.')
        .map(|part| part.parse().ok().filter(|n| *n < 100))
        .collect();
    let (last, depth) = (
        *numbers.as_ref()?.last()?,
        u8::try_from(numbers.as_ref()?.len()).ok()? - 1,
    );
    (free && depth <= 4 && text[start..dot].bytes().all(|b| b.is_ascii_digit())).then(|| Mark {
        span: Span::new(start, start + len),
        kind: Kind::Decimal(depth),
        number: (last, 0),
    })
}

/// "bb" as two times the second letter.
fn lettered(label: &str) -> Option<(u8, u32)> {
    let first = *label
        .as_bytes()
        .first()
        .filter(|b| b.is_ascii_lowercase())?;
    let times = u8::try_from(label.len()).ok().filter(|n| *n <= 3)?;
    label
        .bytes()
        .all(|b| b == first)
        .then(|| (times, u32::from(first - b'a') + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<Subsection> {
        read_flat(text, &Lexicon::embedded())
    }

    /// Items as "label text", children in brackets.
    fn outline(text: &str) -> String {
        fn write(text: &str, items: &[Item], out: &mut Vec<String>) {
            for item in items {
                let end = item.items.first().map_or(item.span.end, |i| i.span.start);
                let mut own = text[item.span.start..end].trim().to_owned();
                let mut below = Vec::new();
                write(text, &item.items, &mut below);
                if !below.is_empty() {
                    own += &format!(" [{}]", below.join(" | "));
                }
                out.push(own);
            }
        }
        let mut out = Vec::new();
        for subsection in read(text) {
            write(text, &subsection.items, &mut out);
        }
        out.join(" | ")
    }

    #[test]
    fn absaetze_begin_at_lines_or_in_a_row() {
        let labels = |text: &str| -> Vec<Option<String>> {
            read(text).into_iter().map(|s| s.label).collect()
        };
        let some = |label: &str| Some(label.to_owned());
        assert_eq!(
            labels("(1) Er gilt. (1a) Sie gilt. (2) Es gilt."),
            [some("(1)"), some("(1a)"), some("(2)")]
        );
        assert_eq!(
            labels("(8) Er gilt nach Satz 1. (3) bleibt."),
            [some("(8)")]
        );
        assert_eq!(
            labels("Vorspruch\n(1) Er gilt.\n(2) Sie gilt."),
            [None, some("(1)"), some("(2)")]
        );
        assert_eq!(labels("Er gilt (1) immer."), [None]);
        assert!(labels(" \n ").is_empty());
    }

    #[test]
    fn lists_run_on_in_the_line() {
        assert_eq!(
            outline(
                "Dem Antrag sind beizufügen: 1. ein Bild, 2. eine Kopie a) des Passes, b) der Urkunde oder 3. ein Ton. Dies gilt immer."
            ),
            "1. ein Bild, | 2. eine Kopie [a) des Passes, | b) der Urkunde oder] | 3. ein Ton."
        );
        assert_eq!(
            outline("Wer 1. lügt oder 2. trügt, wird ermahnt."),
            "1. lügt oder | 2. trügt, wird ermahnt."
        );
        assert_eq!(
            outline("Nötig sind – ein Bild, – ein Ton und – ein Wort."),
            "– ein Bild, | – ein Ton und | – ein Wort."
        );
        assert_eq!(
            outline("Es gilt 1. a) aa) dies, bb) das, b) jenes, 2. nichts."),
            "1. [a) [aa) dies, | bb) das,] | b) jenes,] | 2. nichts."
        );
        assert_eq!(
            outline("Frei sind 1. das Bild nach § 5, 1a. der Ton nach Absatz 1 und 2. das Wort."),
            "1. das Bild nach § 5, | 1a. der Ton nach Absatz 1 und | 2. das Wort."
        );
    }

    #[test]
    fn a_second_list_begins_in_a_later_sentence() {
        assert_eq!(
            outline("Frei sind 1. Bilder, 2. Töne. Nicht frei sind 1. Worte, 2. Taten. So ist es."),
            "1. Bilder, | 2. Töne. | 1. Worte, | 2. Taten."
        );
    }

    #[test]
    fn a_table_belongs_to_the_item_that_it_follows() {
        let text = "Die Werte sind: 1. neue Plätze:\na) am Tag 60\nb) in der Nacht 50\n2. alte Plätze:\na) am Tag 65\nb) in der Nacht 55\nSo ist es.";
        let item = |label: &str, start: usize| Item {
            label: label.to_owned(),
            span: Span::new(
                start,
                start + text[start..].find(':').map_or(0, |at| at + 1),
            ),
            sentences: Vec::new(),
            items: Vec::new(),
        };
        let mut subsection = Subsection {
            label: None,
            span: Span::new(0, text.len()),
            sentences: Vec::new(),
            items: ["1.", "2."]
                .into_iter()
                .map(|label| item(label, text.find(label).expect("a label")))
                .collect(),
        };
        itemise_lines(text, &mut subsection, &Lexicon::embedded());
        let labels = |items: &[Item]| -> Vec<String> {
            items.iter().map(|item| item.label.clone()).collect()
        };
        assert_eq!(labels(&subsection.items), ["1.", "2."]);
        for item in &subsection.items {
            assert_eq!(labels(&item.items), ["a)", "b)"], "{}", item.label);
        }
        check(text, &subsection.items, subsection.span).expect("spans nest");
    }

    #[test]
    fn numbers_that_are_no_labels() {
        for text in [
            "Das gilt am 1. Januar und am 2. Februar.",
            "Es gilt Absatz 1. Die Frist nach Absatz 2. Sie läuft.",
            "Es gilt Nr. 1. Dann gilt Nr. 2. Sie läuft.",
            "Nach § 5 a) und § 5 b) ist nichts zu tun.",
            "Der 1. Abschnitt und der 2. Abschnitt gelten.",
            "Absatz 1 Satz 1 1. Halbsatz und 2. Halbsatz gelten.",
            "Die Klassen (Klasse a) und (Klasse b) gelten.",
            "Das Gesetz – soweit es gilt – ist anzuwenden.",
            "Es gilt Buchstabe a) und Buchstabe b) nicht.",
        ] {
            assert_eq!(outline(text), "", "{text}");
        }
    }

    fn check(text: &str, items: &[Item], outer: Span) -> Result<(), TestCaseError> {
        let mut at = outer.start;
        for item in items {
            prop_assert!(at <= item.span.start && item.span.end <= outer.end);
            prop_assert!(item.span.of(text).starts_with(&item.label));
            check(text, &item.items, item.span)?;
            at = item.span.end;
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn spans_nest(text in "([a-zÄß]{1,5}[,.;:]? |[0-9]\\. |[a-c]\\) |aa\\) |bb\\) |– |\\([0-9]a?\\) |und |Absatz |„|“|\n){0,60}") {
            let mut at = 0;
            for subsection in read(&text) {
                prop_assert!(at <= subsection.span.start);
                at = subsection.span.end;
                check(&text, &subsection.items, subsection.span)?;
                for sentence in &subsection.sentences {
                    prop_assert!(subsection.span.contains(sentence.span));
                }
            }
            prop_assert!(at <= text.len());
        }

        #[test]
        fn no_text_is_too_strange(text in "\\PC{0,80}") {
            read(&text);
        }
    }
}
