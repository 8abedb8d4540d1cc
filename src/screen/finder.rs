//! Finds thousands of words in a text at once.
//!
//! In go words and a sample of the language, out come all places where one of the words stands,
//! also inside or across another. Of each word only one window of four bytes is looked for, the one
//! that is rarest in the sample: a table of bits that stays in the fastest cache tells for each byte
//! of a text that none begins here, which is nearly always. An aho-corasick automaton over so many
//! words has megabytes of states and waits for memory at every byte; measured on federal law this is
//! several times as fast.

/// Bytes of a window.
const WINDOW: usize = 4;
/// Bits of the number of a window: 16 KiB of flags.
const BITS: u32 = 17;

/// A place where a word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// One past its last byte.
    pub end: usize,
    /// Its first byte.
    pub start: usize,
    /// Number of the word.
    pub word: u32,
}

/// One word and where its window lies in it.
#[derive(Debug)]
struct Entry {
    window: u32,
    word: u32,
    window_at: u32,
}

/// The words, ready to be found.
#[derive(Debug)]
pub struct Finder {
    words: Vec<Box<[u8]>>,
    flags: Vec<u64>,
    /// For each number of a window, where its entries begin.
    starts: Vec<u32>,
    entries: Vec<Entry>,
    /// Words that are shorter than three bytes and searched for one by one.
    short: Vec<u32>,
}

impl Finder {
    /// Prepares the words; `sample` is text of the language that they are looked for in, which has
    /// no influence on what is found. An empty word stands nowhere.
    pub fn new<'w>(
        words: impl IntoIterator<Item = &'w str>,
        sample: impl IntoIterator<Item = &'w str>,
    ) -> Self {
        let mut common = vec![0u32; 1 << BITS];
        for text in sample {
            for window in text.as_bytes().windows(WINDOW) {
                common[number(read(window)) as usize] += 1;
            }
        }
        let words: Vec<Box<[u8]>> = words.into_iter().map(|w| w.as_bytes().into()).collect();
        let mut placed: Vec<(u32, Entry)> = Vec::new();
        let mut short = Vec::new();
        for (index, word) in words.iter().enumerate() {
            let mut place = |window: u32, window_at: usize| {
                let entry = Entry {
                    window,
                    word: index as u32,
                    window_at: window_at as u32,
                };
                placed.push((number(window), entry));
            };
            let rarest = word
                .windows(WINDOW)
                .enumerate()
                .min_by_key(|(_, w)| common[number(read(w)) as usize]);
            match (rarest, &**word) {
                (Some((at, window)), _) => place(read(window), at),
                // Three bytes, and whatever follows.
                (None, [a, b, c]) => {
                    for next in 0..=u8::MAX {
                        place(read(&[*a, *b, *c, next]), 0);
                    }
                }
                (None, _) => short.push(index as u32),
            }
        }
        placed.sort_by_key(|(number, entry)| (*number, entry.word));
        let mut flags = vec![0u64; 1 << (BITS - 6)];
        let mut starts = vec![0u32; (1 << BITS) + 1];
        for (number, _) in &placed {
            flags[*number as usize >> 6] |= 1 << (number & 63);
            starts[*number as usize + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        Self {
            words,
            flags,
            starts,
            entries: placed.into_iter().map(|(_, entry)| entry).collect(),
            short,
        }
    }

    /// All places of all words, in the order of their ends and then of their starts.
    pub fn find(&self, text: &str, hits: &mut Vec<Hit>) {
        hits.clear();
        self.each(text, |hit| hits.push(hit));
        hits.sort_unstable();
    }

    /// Tells of all places of all words, in no order.
    pub fn each(&self, text: &str, mut tell: impl FnMut(Hit)) {
        let bytes = text.as_bytes();
        for (at, window) in bytes.windows(WINDOW).enumerate() {
            let window = read(window);
            let number = number(window);
            if self.flags[number as usize >> 6] & (1 << (number & 63)) != 0 {
                self.verify(bytes, at, window, &mut tell);
            }
        }
        // A word of three bytes can be the last of the text.
        if let Some(at) = bytes.len().checked_sub(WINDOW - 1) {
            let window = read(&[bytes[at], bytes[at + 1], bytes[at + 2], 0]);
            self.verify(bytes, at, window, &mut tell);
        }
        for &number in &self.short {
            let word = &self.words[number as usize];
            for (start, window) in bytes.windows(word.len().max(1)).enumerate() {
                if window == &**word {
                    tell(Hit {
                        end: start + word.len(),
                        start,
                        word: number,
                    });
                }
            }
        }
    }

    #[inline(never)]
    fn verify(&self, bytes: &[u8], at: usize, window: u32, tell: &mut impl FnMut(Hit)) {
        let slot = number(window) as usize;
        for entry in &self.entries[self.starts[slot] as usize..self.starts[slot + 1] as usize] {
            if entry.window != window {
                continue;
            }
            let word = &self.words[entry.word as usize];
            if let Some(start) = at.checked_sub(entry.window_at as usize)
                && bytes[start..].starts_with(word)
            {
                tell(Hit {
                    end: start + word.len(),
                    start,
                    word: entry.word,
                });
            }
        }
    }
}

fn read(window: &[u8]) -> u32 {
    u32::from_le_bytes([window[0], window[1], window[2], window[3]])
}

/// The number of a window among the flags.
fn number(window: u32) -> u32 {
    window.wrapping_mul(0x9e37_79b1) >> (32 - BITS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(words: &[&str], text: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        Finder::new(words.iter().copied(), ["den Antrag stellen"]).find(text, &mut hits);
        hits
    }

    fn simply(words: &[&str], text: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        for (number, word) in words.iter().enumerate() {
            for start in 0..text.len() {
                if text.as_bytes()[start..].starts_with(word.as_bytes()) {
                    hits.push(Hit {
                        end: start + word.len(),
                        start,
                        word: number as u32,
                    });
                }
            }
        }
        hits.sort_unstable();
        hits
    }

    #[test]
    fn words_inside_others_and_at_both_ends_are_found() {
        let words = [
            "Antrag",
            "ntrag",
            "Eid",
            "trag s",
            "schriftlich",
            "ich",
            "id",
        ];
        for text in ["Antrag schriftlich", "Eid", "Ei", "", "Amtseid, Eid", "ich"] {
            assert_eq!(found(&words, text), simply(&words, text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn everything_is_found_and_nothing_else(
            words in prop::collection::btree_set("[ab ü]{1,6}", 1..20), text in "[ab üc]{0,60}",
        ) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            prop_assert_eq!(found(&words, &text), simply(&words, &text));
        }
    }
}
