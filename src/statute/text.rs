//! The one normaliser: every text passes through it exactly once, before anything is matched.
//!
//! NFC, no soft hyphens or zero-width characters, every run of white space (no-break spaces
//! included) as one space. Without it a literal "§ 1" misses the 5,216 that hold a no-break space.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::{SourceMap, Span};

/// Builds a provision's text piece by piece, so that spans can be noted while it grows.
#[derive(Debug, Clone, Default)]
pub struct TextBuilder {
    text: String,
    pending_space: bool,
    /// Where the text came from; empty unless pieces say so.
    map: SourceMap,
}

impl TextBuilder {
    /// Appends text, normalising it.
    pub fn push(&mut self, piece: &str) {
        self.push_from(piece, None);
    }

    /// Appends text that stands at `source`, if that is to be remembered: unchanged where both are
    /// of one length, else as a whole (`&` for `&amp;`).
    pub fn push_from(&mut self, piece: &str, source: Option<Span>) {
        let copied = source.filter(|s| s.len() == piece.len()).map(|s| s.start);
        let start = self.next_offset();
        match (compose(piece), copied) {
            (Cow::Borrowed(piece), Some(at)) => self.push_composed(piece, Some(at)),
            (composed, _) => {
                self.push_composed(&composed, None);
                if let Some(source) = source {
                    self.map_composed(start, piece, source);
                }
            }
        }
    }

    /// Appends a text that was built before, and where it came from.
    pub fn push_built(&mut self, text: &str, map: &SourceMap) {
        let start = self.next_offset();
        self.append(text, None);
        self.map.append(map, start);
    }

    /// Maps text that was changed on its way: letter by letter where the letters can be told apart,
    /// else as a whole.
    fn map_composed(&mut self, start: usize, piece: &str, source: Span) {
        let written = self.text[start.min(self.text.len())..].trim_end_matches('\n');
        let start = start + written.len() - written.trim_start().len();
        let written = written.trim_start();
        if written.is_empty() {
            return;
        }
        let own = normalise(piece);
        if source.len() != piece.len() || written != own.text {
            let text = Span::new(start, start + written.len());
            self.map.stands_for(text, source);
            return;
        }
        for (offset, character) in own.text.char_indices().filter(|(_, c)| *c != ' ') {
            let end = offset + character.len_utf8();
            let from = source.start + own.source_start(offset);
            let until = source.start + own.source_end(end, piece);
            self.map.stands_for(
                Span::new(start + offset, start + end),
                Span::new(from, until),
            );
        }
    }

    fn push_composed(&mut self, piece: &str, source: Option<usize>) {
        let from = |offset: usize| source.map(|at| at + offset);
        let bytes = piece.as_bytes();
        let mut run = 0;
        let mut at = 0;
        loop {
            // A space before the first word is judged by itself.
            if at > run || bytes.get(at) != Some(&b' ') {
                at = behind_plain(bytes, at);
            }
            let Some(found) = bytes[at..].iter().position(|b| NOTABLE[usize::from(*b)]) else {
                break;
            };
            at += found;
            // One space between two words is as it should be.
            if bytes[at] == b' '
                && at > run
                && bytes.get(at + 1).is_some_and(|b| !NOTABLE[usize::from(*b)])
            {
                at += 2;
                continue;
            }
            let character = piece[at..].chars().next().expect("at is a boundary");
            let width = character.len_utf8();
            match class(character) {
                Class::Text => at += width,
                Class::Space => {
                    self.append(&piece[run..at], from(run));
                    self.space();
                    at += width;
                    run = at;
                }
                Class::Nothing => {
                    self.append(&piece[run..at], from(run));
                    at += width;
                    run = at;
                }
            }
        }
        self.append(&piece[run..], from(run));
    }

    /// Asks for a space before the next text, unless a line has just begun.
    pub fn space(&mut self) {
        self.pending_space = true;
    }

    /// Takes back the space that was asked for.
    pub fn glue(&mut self) {
        self.pending_space = false;
    }

    /// Ends the line, unless it is empty.
    pub fn line_break(&mut self) {
        self.pending_space = false;
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    /// Where the next text will start.
    pub fn next_offset(&self) -> usize {
        self.text.len() + usize::from(self.writes_space())
    }

    /// Where the text ends now.
    pub fn end(&self) -> usize {
        self.text.len()
    }

    /// The text so far.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The finished text, without a trailing line break.
    pub fn finish(self) -> String {
        self.finish_mapped().0
    }

    /// The finished text and where it came from.
    pub fn finish_mapped(mut self) -> (String, SourceMap) {
        while self.text.ends_with('\n') {
            self.text.pop();
        }
        (self.text, self.map)
    }

    fn writes_space(&self) -> bool {
        self.pending_space && !self.text.is_empty() && !self.text.ends_with('\n')
    }

    fn append(&mut self, piece: &str, source: Option<usize>) {
        if piece.is_empty() {
            return;
        }
        if self.writes_space() {
            self.text.push(' ');
        }
        self.pending_space = false;
        if let Some(at) = source {
            self.map.copied(self.text.len(), at, piece.len());
        }
        self.text.push_str(piece);
    }
}

/// Bytes that are or begin something else than plain text: white space and controls, and what may be
/// a character without width or a space of another kind. Letters up to N'Ko are none of these.
const NOTABLE: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = byte <= 0x20 || byte == 0x7f || byte == 0xc2 || byte >= 0xe0;
        byte += 1;
    }
    table
};

/// Where the text from `at` on first may need a closer look, by blocks: words of plain letters with
/// one space between them need none. Written so that a whole block is judged at once.
fn behind_plain(bytes: &[u8], mut at: usize) -> usize {
    const BLOCK: usize = 32;
    while let Some(block) = bytes.get(at..=at + BLOCK) {
        let odd = |byte: u8| (byte <= b' ') | (byte == 0x7f) | (byte == 0xc2) | (byte >= 0xe0);
        let mut notable = false;
        for (byte, next) in block[..BLOCK].iter().zip(&block[1..]) {
            notable |= odd(*byte) & ((*byte != b' ') | odd(*next));
        }
        if notable {
            break;
        }
        at += BLOCK;
    }
    at
}

enum Class {
    Text,
    Space,
    Nothing,
}

fn class(character: char) -> Class {
    match character {
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{202a}'..='\u{202e}' => {
            Class::Nothing
        }
        c if c.is_whitespace() => Class::Space,
        c if c.is_control() => Class::Nothing,
        _ => Class::Text,
    }
}

/// NFC, borrowed where the text already is, which it nearly always is.
fn compose(piece: &str) -> Cow<'_, str> {
    // Combining marks begin at U+0300 (0xCC); the general punctuation of legal text (0xE2) is no
    // reason to look closer.
    let suspicious = |block: &[u8]| {
        let odd = |byte: &u8| (0xcc..0xe2).contains(byte) | (*byte > 0xe2);
        block.iter().fold(false, |any, byte| any | odd(byte))
    };
    if piece.as_bytes().chunks(64).any(suspicious)
        && is_nfc_quick(piece.chars()) != IsNormalized::Yes
    {
        Cow::Owned(piece.nfc().collect())
    } else {
        Cow::Borrowed(piece)
    }
}

/// A normalised text that remembers where each of its bytes came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Normalised {
    /// The normalised text, on a single line.
    pub text: String,
    /// For each piece copied unchanged: its start in `text` and its start in the source.
    pieces: Vec<(usize, usize)>,
    source_len: usize,
}

impl Normalised {
    /// The place in the source of the character that starts at `offset` in the text.
    pub fn source_start(&self, offset: usize) -> usize {
        let index = self.pieces.partition_point(|&(at, _)| at <= offset);
        match index.checked_sub(1).map(|i| self.pieces[i]) {
            Some((at, from)) => (from + (offset - at)).min(self.source_len),
            None => 0,
        }
    }

    /// The place in the source just behind the text that ends at `offset`; `source` is the text
    /// that was normalised.
    pub fn source_end(&self, offset: usize, source: &str) -> usize {
        let Some(last) = self.text[..offset].char_indices().next_back() else {
            return 0;
        };
        let start = self.source_start(last.0);
        let mut end = start + source[start..].chars().next().map_or(0, char::len_utf8);
        // A composed character may stand for a base letter and its marks.
        while let Some(mark) = source[end..]
            .chars()
            .next()
            .filter(|c| unicode_normalization::char::is_combining_mark(*c))
        {
            end += mark.len_utf8();
        }
        // A mark that could not be composed is a character of its own in the text.
        if offset < self.text.len() {
            let next = self.source_start(offset);
            end = if next > start { end.min(next) } else { end };
        }
        end
    }
}

/// Normalises a text of one line and keeps the way back to the source, for callers whose offsets
/// must speak of the text as it was given.
pub fn normalise(source: &str) -> Normalised {
    let mut builder = TextBuilder::default();
    let mut pieces = Vec::new();
    let mut rest = source.char_indices().peekable();
    let mut space_at = None;
    while let Some((at, first)) = rest.next() {
        // A letter and the marks that follow it are composed together.
        let mut end = at + first.len_utf8();
        while let Some(&(_, mark)) = rest.peek() {
            let composes = matches!(class(first), Class::Text)
                && unicode_normalization::char::is_combining_mark(mark);
            if !composes {
                break;
            }
            end += mark.len_utf8();
            rest.next();
        }
        let before = builder.end();
        let start = builder.next_offset();
        builder.push(&source[at..end]);
        if builder.end() == before {
            if matches!(class(first), Class::Space) {
                space_at.get_or_insert(at);
            }
            continue;
        }
        if let (true, Some(space)) = (start > before, space_at) {
            // The space that stands for all white space passed over is the first of it.
            pieces.push((before, space));
        }
        space_at = None;
        let written = &builder.as_str()[start..];
        if written == &source[at..end] {
            let continues = pieces.last().is_some_and(|&(to, from): &(usize, usize)| {
                start >= to && at == from + (start - to)
            });
            if !continues {
                pieces.push((start, at));
            }
        } else {
            // Composed: each character that came out stands for all that went in.
            pieces.extend(written.char_indices().map(|(i, _)| (start + i, at)));
        }
    }
    Normalised {
        text: builder.finish(),
        pieces,
        source_len: source.len(),
    }
}

/// For ascending byte offsets, their counts of Unicode scalars before them.
pub fn scalar_offsets(text: &str, offsets: impl IntoIterator<Item = usize>) -> Vec<usize> {
    let mut wanted: Vec<(usize, usize)> = offsets
        .into_iter()
        .enumerate()
        .map(|(i, o)| (o, i))
        .collect();
    wanted.sort_unstable();
    let mut counts = vec![0; wanted.len()];
    let (mut at, mut count) = (0, 0);
    for (offset, index) in wanted {
        count += text[at..offset].chars().count();
        at = offset;
        counts[index] = count;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn built(pieces: &[&str]) -> String {
        let mut builder = TextBuilder::default();
        for piece in pieces {
            builder.push(piece);
        }
        builder.finish()
    }

    #[test]
    fn white_space_of_any_kind_becomes_one_space() {
        assert_eq!(built(&["§\u{a0}1 ", "\n\t Abs.\u{202f}2"]), "§ 1 Abs. 2");
    }

    #[test]
    fn soft_hyphens_vanish_and_marks_are_composed() {
        assert_eq!(
            built(&["Schrift\u{ad}form a\u{308}ndern"]),
            "Schriftform ändern"
        );
    }

    #[test]
    fn a_line_break_swallows_the_spaces_around_it() {
        let mut builder = TextBuilder::default();
        builder.push("a ");
        builder.line_break();
        builder.push(" b");
        builder.line_break();
        assert_eq!(builder.finish(), "a\nb");
    }

    proptest! {
        #[test]
        fn every_character_finds_its_source(source in "[a-zäöüß §\u{a0}\u{ad}\u{308}\n–„“€𝔊]{0,60}") {
            let normalised = normalise(&source);
            for (at, character) in normalised.text.char_indices() {
                let start = normalised.source_start(at);
                let end = normalised.source_end(at + character.len_utf8(), &source);
                prop_assert!(source.is_char_boundary(start) && source.is_char_boundary(end));
                let origin: String = source[start..end].nfc().collect();
                if character == ' ' {
                    prop_assert!(origin.chars().all(|c| c.is_whitespace() || c == '\u{ad}' || unicode_normalization::char::is_combining_mark(c)), "{origin:?}");
                } else {
                    prop_assert!(origin.contains(character), "{origin:?} {character:?}");
                }
            }
        }

        #[test]
        fn a_mapped_text_is_the_same_and_leads_back(pieces in proptest::collection::vec("[a-zäöüß §\u{a0}\u{ad}\u{308}\n–„“€𝔊]{0,20}", 0..6)) {
            let source = pieces.concat();
            let (mut plain, mut mapped) = (TextBuilder::default(), TextBuilder::default());
            let mut at = 0;
            for piece in &pieces {
                plain.push(piece);
                mapped.push_from(piece, Some(Span::new(at, at + piece.len())));
                at += piece.len();
            }
            let (text, map) = mapped.finish_mapped();
            prop_assert_eq!(&text, &plain.finish());
            for (start, character) in text.char_indices().filter(|(_, c)| *c != ' ') {
                let span = Span::new(start, start + character.len_utf8());
                let from = map.span(span).expect("every letter has a place");
                prop_assert!(source.is_char_boundary(from.start) && source.is_char_boundary(from.end));
                let origin: String = from.of(&source).nfc().collect();
                prop_assert!(origin.contains(character), "{origin:?} {character:?}");
            }
        }

        #[test]
        fn normalising_twice_changes_nothing(source in "\\PC{0,60}") {
            let once = normalise(&source).text;
            prop_assert_eq!(&normalise(&once).text, &once);
        }
    }
}
