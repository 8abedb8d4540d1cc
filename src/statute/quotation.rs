//! Which mark opens a quotation and which closes it.
//!
//! German text has low and high marks, and drafts that are typed have straight ones, which look the
//! same on both sides: there the letters around a mark tell. Everything that cuts a draft or reads its
//! commands asks here, so that no two parts of the program see a quotation end at different places.

/// Whether the mark `c` at byte `at` of the text opens a quotation there.
pub fn opens(text: &str, at: usize, c: char) -> bool {
    match c {
        '„' | '»' => true,
        '"' | '“' => {
            let before = &text[..at];
            let free = before
                .chars()
                .next_back()
                .is_none_or(|b| b.is_whitespace() || b == '(');
            let behind = text[at + c.len_utf8()..].chars().next();
            let announced = before.trim_end_matches([' ', '\n']).ends_with(':');
            free && (announced || behind.is_some_and(|b| !b.is_whitespace()))
        }
        _ => false,
    }
}

/// Whether `c` closes a quotation that `opener` opened.
pub fn closes(opener: char, c: char) -> bool {
    match opener {
        '„' => matches!(c, '“' | '”' | '"'),
        '“' => matches!(c, '”' | '"'),
        '»' => c == '«',
        _ => c == '"',
    }
}

/// The marks that open.
const OPENERS: [char; 4] = ['„', '»', '“', '"'];

/// Whether a quotation may open in the text.
pub fn may_stand_in(text: &str) -> bool {
    OPENERS.iter().any(|opener| text.contains(*opener))
}

/// Quotations that are open, innermost last, each with what its opener is remembered by.
#[derive(Debug)]
pub struct Open<T> {
    stack: Vec<(char, T)>,
    /// How many of each of [`OPENERS`] are open: a mark that closes none of them costs nothing.
    counts: [usize; OPENERS.len()],
}

impl<T> Default for Open<T> {
    fn default() -> Self {
        Self {
            stack: Vec::new(),
            counts: [0; OPENERS.len()],
        }
    }
}

impl<T> Open<T> {
    /// Takes a character: an opener is remembered by `own`, a closing mark gives back what its
    /// opener is remembered by. What opened behind that and never closed falls with it.
    pub fn take(&mut self, text: &str, at: usize, c: char, own: T) -> Option<T> {
        if opens(text, at, c) {
            self.count(c, true);
            self.stack.push((c, own));
            return None;
        }
        let mut counted = OPENERS.iter().zip(self.counts);
        if !counted.any(|(opener, count)| count > 0 && closes(*opener, c)) {
            return None;
        }
        loop {
            let (opener, own) = self.stack.pop()?;
            self.count(opener, false);
            if closes(opener, c) {
                return Some(own);
            }
        }
    }

    /// What the low and pointed marks that never closed are remembered by; straight ones tell
    /// nothing.
    pub fn left(self) -> impl Iterator<Item = T> {
        let told = |opener: &char| matches!(opener, '„' | '»');
        self.stack
            .into_iter()
            .filter(move |(opener, _)| told(opener))
            .map(|(_, own)| own)
    }

    fn count(&mut self, opener: char, more: bool) {
        if let Some(at) = OPENERS.iter().position(|o| *o == opener) {
            self.counts[at] = if more {
                self.counts[at] + 1
            } else {
                self.counts[at].saturating_sub(1)
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The quotations of a text, in the order in which they close.
    fn quotations(text: &str) -> Vec<&str> {
        let mut open = Open::default();
        text.char_indices()
            .filter_map(|(at, c)| {
                let start = open.take(text, at, c, at + c.len_utf8())?;
                Some(&text[start..at])
            })
            .collect()
    }

    #[test]
    fn marks_of_all_kinds_nest() {
        assert_eq!(quotations("„a „b“ c“"), ["b", "a „b“ c"]);
        assert_eq!(quotations("„a \"b\" c“"), ["b", "a \"b\" c"]);
        assert_eq!(quotations("\"a \"b\" c\" d"), ["b", "a \"b\" c"]);
        assert_eq!(quotations("„a\" und »b«"), ["a", "b"]);
        assert_eq!(quotations("gefasst: \"\n§ 1\nA.\""), ["\n§ 1\nA."]);
        assert_eq!(quotations("„a \"b c“"), ["a \"b c"]);
        assert_eq!(quotations("durch ein \",\"ersetzt"), [","]);
        assert_eq!(quotations("19\" und a“"), Vec::<&str>::new());
    }
}
