//! Where a Satz ends.
//!
//! In comes a subsection whose label and items are known, out goes the same with its sentences.
//! A citation is only as right as this count, so the reading is that of the lawyers who count:
//! a list belongs to the sentence that introduces it, a colon ends nothing, a whole sentence in
//! quotation marks ends nothing unless a new one begins behind it.
//!
//! It refuses to know words (those are in the [`Lexicon`]) and to guess at grammar: a full stop is
//! judged by the word before it and the word behind it. It visits only the bytes that can end a
//! sentence and allocates nothing for them, because the whole of federal law passes through here.

use super::citation::Level;
use super::lexicon::{Keyword, is_roman, word_before, word_start};
use super::{Item, Lexicon, Sentence, Span, Subsection};

/// Fills the sentences of a subsection, and those of its items that hold more than one, as a
/// citation counts them: a table belongs to the sentence that introduces it.
pub fn mark_sentences(text: &str, subsection: &mut Subsection, lexicon: &Lexicon) {
    mark(text, subsection, lexicon, false);
}

/// The same for an annex, of which no citation counts sentences: every line is one, so that the
/// rows of a long table stay apart.
pub fn mark_lines(text: &str, subsection: &mut Subsection, lexicon: &Lexicon) {
    mark(text, subsection, lexicon, true);
}

fn mark(text: &str, subsection: &mut Subsection, lexicon: &Lexicon, by_line: bool) {
    let label = subsection.label.as_deref().unwrap_or_default();
    let body = behind_label(text, subsection.span, label);
    let scanner = Scanner::new(text, lexicon, by_line);
    subsection.sentences = split(scanner, body, &subsection.items);
    mark_items(text, &mut subsection.items, lexicon, by_line);
}

fn mark_items(text: &str, items: &mut [Item], lexicon: &Lexicon, by_line: bool) {
    for item in items {
        let body = behind_label(text, item.span, &item.label);
        let sentences = split(Scanner::new(text, lexicon, by_line), body, &item.items);
        item.sentences = if sentences.len() > 1 {
            sentences
        } else {
            Vec::new()
        };
        mark_items(text, &mut item.items, lexicon, by_line);
    }
}

/// What of a span follows its label.
pub(super) fn behind_label(text: &str, span: Span, label: &str) -> Span {
    let own = span.of(text);
    let rest = own.strip_prefix(label).unwrap_or(own);
    Span::new(span.end - rest.trim_start().len(), span.end)
}

/// The end of the first sentence in a stretch of text without lists, if it ends there.
pub(super) fn first_end(text: &str, body: Span, lexicon: &Lexicon) -> Option<usize> {
    Scanner::new(text, lexicon, false).next_end(body.start, body.start, body.end)
}

/// The sentences of a stretch of text that carries lists.
fn split(mut scanner: Scanner<'_>, body: Span, items: &[Item]) -> Vec<Sentence> {
    let text = scanner.text;
    let mut sentences: Vec<Sentence> = Vec::new();
    // Where the sentence that is being read starts.
    let mut open: Option<usize> = None;
    let mut at = body.start;
    let mut items = items.iter().peekable();
    loop {
        let until = items
            .peek()
            .map_or(body.end, |item| item.span.start)
            .max(at);
        at = skip_space(text, at, until);
        while at < until {
            let start = *open.get_or_insert(at);
            let Some(end) = scanner.next_end(start, at, until) else {
                break;
            };
            push(text, &mut sentences, start, end);
            open = None;
            at = skip_space(text, end, until);
        }
        let Some(item) = items.next() else {
            if let Some(start) = open {
                push(text, &mut sentences, start, body.end);
            }
            return sentences;
        };
        if open.is_none() {
            // The list belongs to the sentence before it, though that has a full stop.
            open = Some(sentences.pop().map_or(item.span.start, |s| s.span.start));
        }
        at = item.span.end;
        let next_is_item = items
            .peek()
            .is_some_and(|next| skip_space(text, at, next.span.start) >= next.span.start);
        if !next_is_item
            && scanner.ends_behind_list(item.span, Span::new(at, body.end))
            && let Some(start) = open.take()
        {
            push(text, &mut sentences, start, at);
        }
    }
}

fn push(text: &str, sentences: &mut Vec<Sentence>, start: usize, end: usize) {
    let end = start + text[start..end].trim_end().len();
    if start < end {
        sentences.push(Sentence {
            span: Span::new(start, end),
        });
    }
}

fn skip_space(text: &str, at: usize, until: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = at;
    while at < until && matches!(bytes[at], b' ' | b'\n') {
        at += 1;
    }
    at
}

/// What a mark turned out to be.
enum Verdict {
    /// The sentence ends here, one past its last byte.
    Ends(usize),
    /// It goes on; look again from here.
    GoesOn(usize),
}

struct Scanner<'t> {
    text: &'t str,
    bytes: &'t [u8],
    lexicon: &'t Lexicon,
    /// Whether a line break always ends a sentence.
    by_line: bool,
    /// Up to here no quotation mark is closed; spares searching again for each that is opened.
    unclosed_until: usize,
}

/// Bytes that can end a sentence or open a quotation; 0x9e is the last byte of „.
const CANDIDATES: [bool; 256] = {
    let mut table = [false; 256];
    table[b'.' as usize] = true;
    table[b'!' as usize] = true;
    table[b'?' as usize] = true;
    table[b'\n' as usize] = true;
    table[b'"' as usize] = true;
    table[0x9e] = true;
    table
};

impl<'t> Scanner<'t> {
    fn new(text: &'t str, lexicon: &'t Lexicon, by_line: bool) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            lexicon,
            by_line,
            unclosed_until: 0,
        }
    }

    /// Whether the sentence that carries a list ends with its last item: with a full stop, or
    /// without any mark where a new sentence plainly begins.
    fn ends_behind_list(&self, last: Span, rest: Span) -> bool {
        let behind = skip_space(self.text, rest.start, rest.end);
        let goes_on = self.text[behind..rest.end].starts_with(char::is_lowercase);
        let closers: &[char] = &[')', ']', '"', '“', '”', '‘', '’', '«', '»'];
        let item = last.of(self.text).trim_end();
        if item.trim_end_matches(closers).ends_with(['.', '!', '?']) {
            return !goes_on;
        }
        !item.ends_with([',', ';', ':']) && self.opens(behind, rest.end)
    }

    /// Whether a word that opens sentences stands at `at`.
    fn opens(&self, at: usize, until: usize) -> bool {
        self.lexicon
            .sentence_openers
            .contains(word_at(self.text, at, until))
    }

    /// Whether the line break at `mark` ends a sentence that has no full stop: only where the next
    /// line plainly is one. The rows of a table belong to what introduces them.
    fn line_ends(&self, mark: usize, until: usize) -> bool {
        if self.by_line {
            return true;
        }
        if self.text[..mark].trim_end().ends_with([',', ';', ':']) {
            return false;
        }
        let next = skip_space(self.text, mark, until);
        if !self.opens(next, until) {
            return false;
        }
        let line = self.text[next..until]
            .split('\n')
            .next()
            .unwrap_or_default();
        line.trim_end().ends_with(['.', '!', '?'])
    }

    /// The end of the sentence that starts at `start`, looked for between `at` and `until`.
    fn next_end(&mut self, start: usize, mut at: usize, until: usize) -> Option<usize> {
        loop {
            let found = self.bytes[at..until]
                .iter()
                .position(|b| CANDIDATES[usize::from(*b)])?;
            let mark = at + found;
            let verdict = match self.bytes[mark] {
                b'\n' if self.line_ends(mark, until) => return Some(mark),
                b'\n' => Verdict::GoesOn(mark + 1),
                b'.' | b'!' | b'?' => self.judge(start, mark, until),
                _ => self.pass_quotation(start, mark, until),
            };
            match verdict {
                Verdict::Ends(end) => return Some(end),
                Verdict::GoesOn(next) => at = next,
            }
            if at >= until {
                return None;
            }
        }
    }

    /// Passes over a quotation that begins at `mark` and closes on the same line: what is inside
    /// ends no sentence of the text around it.
    fn pass_quotation(&mut self, start: usize, mark: usize, until: usize) -> Verdict {
        let inside = mark + 1;
        let opens = match self.bytes[mark] {
            b'"' => mark == start || matches!(self.bytes[mark - 1], b' ' | b'(' | b'\n'),
            _ => self.bytes[..inside].ends_with("„".as_bytes()),
        };
        let spaced = self
            .bytes
            .get(inside)
            .is_none_or(|b| matches!(b, b' ' | b'\n'));
        if !opens || spaced || inside < self.unclosed_until {
            return Verdict::GoesOn(inside);
        }
        let mut at = inside;
        while at < until && self.bytes[at] != b'\n' {
            let width = match self.bytes[at] {
                b'"' => 1,
                // “ and ”, of which these are the last bytes.
                0x9c | 0x9d if self.bytes[..at].ends_with(&[0xe2, 0x80]) => 3,
                _ => 0,
            };
            at += 1;
            if width > 0 {
                let last = at - width - 1;
                return match self.bytes[last] {
                    b'.' | b'!' | b'?' => match self.judge(start, last, until) {
                        Verdict::GoesOn(_) => Verdict::GoesOn(at),
                        ends => ends,
                    },
                    _ => Verdict::GoesOn(at),
                };
            }
        }
        self.unclosed_until = at;
        Verdict::GoesOn(inside)
    }

    /// Judges the full stop, question or exclamation mark at `mark`.
    fn judge(&self, start: usize, mark: usize, until: usize) -> Verdict {
        let stop = self.bytes[mark] == b'.';
        let mut end = mark + 1;
        while end < until && matches!(self.bytes[end], b'.' | b'!' | b'?') {
            end += 1;
        }
        if stop && end > mark + 1 {
            return Verdict::GoesOn(end); // An ellipsis, or the dotted line of a form.
        }
        end = self.pass_closers(end, until);
        let next = skip_space(self.text, end, until);
        let Some(first) = self.text[next..until].chars().next() else {
            return Verdict::Ends(end);
        };
        if next == end {
            return if stop && end == mark + 1 && self.lacks_space(mark, until) {
                Verdict::Ends(end)
            } else {
                Verdict::GoesOn(end)
            };
        }
        if first.is_lowercase() || matches!(first, ',' | ';' | ':' | ')' | ']' | '/' | '%' | '.') {
            return Verdict::GoesOn(end);
        }
        if !stop || self.closes(start, mark, next, until) {
            Verdict::Ends(end)
        } else {
            Verdict::GoesOn(end)
        }
    }

    /// Brackets, quotation marks and footnote marks that still belong to the sentence.
    fn pass_closers(&self, at: usize, until: usize) -> usize {
        let mut at = at;
        loop {
            let rest = &self.bytes[at..until];
            let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
            at += match rest {
                [b')' | b']' | b'"' | b'\'' | b'*', ..] => 1,
                // “ ” ‘ ’
                [0xe2, 0x80, 0x98 | 0x99 | 0x9c | 0x9d, ..] => 3,
                // « » ¹ ² ³
                [0xc2, 0xab | 0xbb | 0xb9 | 0xb2 | 0xb3, ..] => 2,
                _ if (1..=2).contains(&digits) && rest.get(digits) == Some(&b')') => digits + 1,
                _ => return at,
            };
        }
    }

    /// Whether a full stop without a space behind it is one all the same: "gestellt.Die Behörde".
    fn lacks_space(&self, mark: usize, until: usize) -> bool {
        let word = &self.bytes[word_start(self.text, mark)..mark];
        word.len() > 3
            && word.iter().all(|b| b.is_ascii_lowercase() || *b >= 0x80)
            && self.opens_glued(&self.text[mark + 1..until], mark + 1, until)
    }

    /// "Die Behörde", "§ 3", or the printed number of a sentence: "2Die Behörde".
    fn opens_glued(&self, rest: &str, at: usize, until: usize) -> bool {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let behind = &rest[digits..];
        behind.starts_with('§')
            || (1..=2).contains(&digits) && behind.starts_with(char::is_uppercase)
            || digits == 0 && self.opens(at, until)
    }

    /// Whether the full stop at `mark`, with a sentence possible at `next`, closes the sentence.
    fn closes(&self, start: usize, mark: usize, next: usize, until: usize) -> bool {
        let lexicon = self.lexicon;
        let from = word_start(self.text, mark).max(start);
        let word = &self.text[from..mark];
        let opener = || self.opens(next, until);
        if word.is_empty() {
            return true;
        }
        if word.as_bytes()[0].is_ascii_digit() {
            return self.number_closes(start, from, mark, next, until);
        }
        if word.len()
            > lexicon
                .abbreviations
                .longest()
                .max(lexicon.closing_abbreviations.longest())
        {
            return true;
        }
        // "nach V. Nummer 29": the number of a part that the reference goes on from.
        let goes_on = || {
            matches!(
                lexicon.references.at(self.text, next),
                Some((Keyword::Level(Level::Nummer), _))
            )
        };
        if is_roman(word) && goes_on() {
            return false;
        }
        match self.abbreviation(start, from, mark) {
            Abbreviation::Open => false,
            Abbreviation::Closing => opener(),
            // "Buchstabe a. Die", "Teil II. Für", but "J. Müller", "II. Abschnitt".
            Abbreviation::None if is_roman(word) || word.chars().nth(1).is_none() => {
                from > start && (lexicon.follows_reference_word(self.text, from) || opener())
            }
            Abbreviation::None => true,
        }
    }

    /// Whether a number with a full stop closes the sentence, or is an ordinal, a date or a label.
    fn number_closes(
        &self,
        start: usize,
        from: usize,
        mark: usize,
        next: usize,
        until: usize,
    ) -> bool {
        let word = &self.text[from..mark];
        if from == start {
            return false; // A label the structure does not know: "1.2. Anforderungen".
        }
        let following = word_at(self.text, next, until);
        if self.lexicon.months.contains(following) {
            return false;
        }
        // "31. 12. 2025"
        let last = word.rsplit('.').next().unwrap_or(word);
        let ordinal_size = last.len() <= 3 && !word.contains(',');
        if self.lexicon.follows_reference_word(self.text, from) {
            return true;
        }
        if !ordinal_size || self.lexicon.sentence_openers.contains(following) {
            return true;
        }
        match self.text[next..until].chars().next() {
            Some('§') => true,
            Some(c) if c.is_alphabetic() => {
                // "nach 30 km 50. Anträge": no word for an ordinal before it, a noun instead.
                let before = self.text[..from].trim_end();
                let (at, previous) = word_before(self.text, before.len()).unwrap_or((start, ""));
                at >= start
                    && !self.lexicon.ordinal_contexts.contains(previous)
                    && previous.ends_with(char::is_alphabetic)
                    && previous.starts_with(char::is_uppercase)
            }
            _ => false,
        }
    }

    /// Whether the word and its full stop are an abbreviation, alone or with those before it.
    fn abbreviation(&self, start: usize, from: usize, mark: usize) -> Abbreviation {
        let lexicon = self.lexicon;
        let mut from = from;
        let mut closing = false;
        // "v. l. n. r." has four parts.
        for _ in 0..4 {
            let mut squeezed = Squeezed::default();
            if !squeezed.fill(&self.bytes[from..=mark]) {
                break;
            }
            let word = squeezed.as_str();
            if lexicon.abbreviations.contains(word) {
                return Abbreviation::Open;
            }
            // "Anl.Nr. 3"
            if let Some((_, last)) = self.text[from..mark].rsplit_once('.')
                && lexicon
                    .abbreviations
                    .contains(&self.text[mark - last.len()..=mark])
            {
                return Abbreviation::Open;
            }
            closing |= lexicon.closing_abbreviations.contains(word);
            if from < start + 2 || !self.text[start..from].ends_with(". ") {
                break;
            }
            from = word_start(self.text, from - 1).max(start);
        }
        if closing {
            Abbreviation::Closing
        } else {
            Abbreviation::None
        }
    }
}

/// How an abbreviation ends.
enum Abbreviation {
    None,
    /// It wants something behind it.
    Open,
    /// It may stand at the end of a sentence.
    Closing,
}

/// A short word without its spaces, kept on the stack.
#[derive(Default)]
struct Squeezed {
    bytes: [u8; 24],
    len: usize,
}

impl Squeezed {
    /// Takes a word in; false where it is too long for any abbreviation.
    fn fill(&mut self, word: &[u8]) -> bool {
        for &byte in word.iter().filter(|b| **b != b' ') {
            let Some(place) = self.bytes.get_mut(self.len) else {
                return false;
            };
            *place = byte;
            self.len += 1;
        }
        true
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.len]).unwrap_or_default()
    }
}

/// The word that starts at `at`: its letters, and a full stop where it is an abbreviation's.
fn word_at(text: &str, at: usize, until: usize) -> &str {
    let rest = &text[at..until];
    let len = rest
        .find(|c: char| !c.is_alphanumeric())
        .unwrap_or(rest.len());
    &rest[..len]
}

#[cfg(test)]
mod tests {
    use super::super::read_flat;
    use super::*;
    use proptest::prelude::*;

    fn sentences(text: &str) -> Vec<&str> {
        let mut subsection = Subsection {
            label: text.starts_with("(1)").then(|| "(1)".to_owned()),
            span: Span::new(0, text.len()),
            sentences: Vec::new(),
            items: Vec::new(),
        };
        mark_sentences(text, &mut subsection, &Lexicon::embedded());
        subsection
            .sentences
            .iter()
            .map(|s| s.span.of(text))
            .collect()
    }

    /// The text holds sentences parted by a bar.
    fn splits(marked: &str) {
        let expected: Vec<&str> = marked.split('|').map(str::trim).collect();
        let text = expected.join(" ");
        assert_eq!(sentences(&text), expected);
    }

    #[test]
    fn a_sentence_starts_behind_the_label() {
        assert_eq!(
            sentences("(1) Der Antrag ist frei. Er kostet nichts."),
            ["Der Antrag ist frei.", "Er kostet nichts."]
        );
    }

    #[test]
    fn abbreviations_go_on() {
        splits(
            "Es gilt § 3 Abs. 2 S. 1 Nr. 4 i. V. m. Art. 5 des Gesetzes vom 1. Mai 2020 (BGBl. I S. 123). | Dies gilt z. B. Montag bzw. Dienstag.",
        );
        splits(
            "Die Stelle teilt dies u. U. Dritten mit, d. h. Behörden. | Dr. Muster und Prof. Beispiel prüfen ggf. Anlagen.",
        );
        splits(
            "Erfasst sind Geräte nach Teil B I. Nummer 7, V. Nummer 29 und VI. Nummer 37. | Dies gilt nach Teil II. | Für andere nicht.",
        );
        splits("Zuletzt geändert durch Art. 1 G v. 19.7.2024 I Nr. 245. | Die Fassung gilt.");
    }

    #[test]
    fn closing_abbreviations_end_before_an_opener_only() {
        splits("Der Satz beträgt 25 v. H. | Die Beiträge steigen.");
        splits("Er zahlt 25 v. H. Zuschlag.");
        splits("Ausgenommen sind Gärten usw. | Im Zweifel entscheidet die Stelle.");
    }

    #[test]
    fn ordinals_and_dates_go_on() {
        splits(
            "Das gilt am 1. Januar und bis zum 31. Dezember 2025. | Der 3. Abschnitt gilt ab dem 2. Tag.",
        );
        splits("Stichtag ist der 1.1.2020. | Der Antrag vom 1. 1. 2020 bleibt.");
        splits("Es gilt die 18. Auflage und Absatz 1 Satz 2 2. Halbsatz. | So ist es.");
        splits("Das gilt bis zum Jahr 2025. | Anträge sind frei.");
    }

    #[test]
    fn numbers_of_references_end() {
        splits(
            "Es gilt Absatz 1. | Die Frist läuft nach § 5. | Anträge nach den Nummern 1 und 2. | Verträge nach Buchstabe a. | Werke nach Teil II. | Landesrecht bleibt unberührt.",
        );
        splits("Maßgeblich ist Artikel 5. | § 3 gilt.");
    }

    #[test]
    fn decimals_and_initials() {
        splits("Der Wert ist 3,5. | Höhere Werte sind unzulässig.");
        splits("Das Verfahren nach J. Muster und A. B. Beispiel gilt.");
    }

    #[test]
    fn closing_marks_belong_to_the_sentence() {
        splits("Der Antrag ist frei (er kostet nichts.) | Er ist kurz.1) | Das ist alles.");
        splits("Es heißt „Der Antrag ist frei.“ | Er ist kurz.");
    }

    #[test]
    fn quoted_sentences_do_not_end_the_one_around_them() {
        splits("Die Worte „Er gilt. Sie gilt. Es gilt.“ werden gestrichen. | Er bleibt.");
        splits("In § 3 heißt es „Nein! Niemals. Doch?“ und mehr. | Er bleibt.");
        splits("Der Vermerk \"Geprüft. Alles gut.\" ist anzubringen. | Er bleibt.");
    }

    #[test]
    fn colons_semicolons_and_dots_go_on() {
        splits(
            "Folgendes gilt: Der Antrag ist frei; Gebühren fallen nicht an. | Ich, ..., erkläre … Alles ist wahr. | Ist das so? | Ja!",
        );
    }

    #[test]
    fn a_table_belongs_to_its_sentence() {
        let text = "Die Gebühren betragen\nAntrag 3 Euro\nAuskunft 2 Euro\nDie Auslagen sind frei.";
        let table = "Die Gebühren betragen\nAntrag 3 Euro\nAuskunft 2 Euro";
        assert_eq!(sentences(text), [table, "Die Auslagen sind frei."]);
    }

    #[test]
    fn in_an_annex_every_line_is_a_sentence() {
        let text = "Gebühr 3 Euro\nAuslagen frei\n";
        let mut subsection = Subsection {
            label: None,
            span: Span::new(0, text.len()),
            sentences: vec![],
            items: vec![],
        };
        mark_lines(text, &mut subsection, &Lexicon::embedded());
        let found: Vec<&str> = subsection
            .sentences
            .iter()
            .map(|s| s.span.of(text))
            .collect();
        assert_eq!(found, ["Gebühr 3 Euro", "Auslagen frei"]);
    }

    #[test]
    fn a_missing_space_is_seen() {
        assert_eq!(
            sentences("Er ist gestellt.Die Behörde prüft."),
            ["Er ist gestellt.", "Die Behörde prüft."]
        );
        assert_eq!(
            sentences("Siehe www.beispiel.Die und Anl.Nr. 3."),
            ["Siehe www.beispiel.Die und Anl.Nr. 3."]
        );
    }

    #[test]
    fn a_list_belongs_to_the_sentence_that_introduces_it() {
        let text =
            "(2) Er ist frei. Beizufügen sind: 1. ein Bild, 2. ein Ton. Dies gilt nicht immer.";
        let flat = read_flat(text, &Lexicon::embedded());
        let found: Vec<&str> = flat[0].sentences.iter().map(|s| s.span.of(text)).collect();
        assert_eq!(
            found,
            [
                "Er ist frei.",
                "Beizufügen sind: 1. ein Bild, 2. ein Ton.",
                "Dies gilt nicht immer."
            ]
        );
    }

    #[test]
    fn text_goes_on_behind_a_list() {
        let text = "Wer 1. lügt, 2. trügt, wird ermahnt. Er zahlt.";
        let item = |label: &str, part: &str| {
            let start = text.find(part).expect("part of the text");
            Item {
                label: label.into(),
                span: Span::new(start, start + part.len()),
                sentences: vec![],
                items: vec![],
            }
        };
        let mut subsection = Subsection {
            label: None,
            span: Span::new(0, text.len()),
            sentences: vec![],
            items: vec![item("1.", "1. lügt,"), item("2.", "2. trügt,")],
        };
        mark_sentences(text, &mut subsection, &Lexicon::embedded());
        let found: Vec<&str> = subsection
            .sentences
            .iter()
            .map(|s| s.span.of(text))
            .collect();
        assert_eq!(found, ["Wer 1. lügt, 2. trügt, wird ermahnt.", "Er zahlt."]);
    }

    #[test]
    fn an_item_knows_its_sentences_where_it_has_several() {
        let text = "Frei sind 1. Bilder. Als Bild gilt auch ein Film; 2. Töne.";
        let end = text.find(" 2.").expect("part of the text");
        let item = |label: &str, span: Span| Item {
            label: label.into(),
            span,
            sentences: vec![],
            items: vec![],
        };
        let mut subsection = Subsection {
            label: None,
            span: Span::new(0, text.len()),
            sentences: vec![],
            items: vec![
                item("1.", Span::new(10, end)),
                item("2.", Span::new(end + 1, text.len())),
            ],
        };
        mark_sentences(text, &mut subsection, &Lexicon::embedded());
        let found: Vec<&str> = subsection.items[0]
            .sentences
            .iter()
            .map(|s| s.span.of(text))
            .collect();
        assert_eq!(found, ["Bilder.", "Als Bild gilt auch ein Film;"]);
        assert!(subsection.items[1].sentences.is_empty());
        assert_eq!(subsection.sentences.len(), 1);
    }

    proptest! {
        #[test]
        fn sentences_are_ordered_and_inside(text in "([A-Za-zäÖß]{1,4}|[.!?\"„“”()§ \n…–]|[0-9]{1,2}[.)]|Abs\\. ){0,40}") {
            let mut subsection = Subsection { label: None, span: Span::new(0, text.len()), sentences: vec![], items: vec![] };
            mark_sentences(&text, &mut subsection, &Lexicon::embedded());
            let mut at = 0;
            for sentence in &subsection.sentences {
                prop_assert!(sentence.span.start >= at && sentence.span.end <= text.len());
                prop_assert!(!sentence.span.of(&text).trim().is_empty());
                prop_assert!(text[at..sentence.span.start].trim().is_empty());
                at = sentence.span.end;
            }
            prop_assert!(text[at..].trim().is_empty());
        }
    }
}
