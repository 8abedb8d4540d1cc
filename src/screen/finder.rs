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
/// Words that hold the flags.
const FLAGS: usize = 1 << (BITS - 6);

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
    head: Head,
    word: u32,
    window_at: u32,
}

/// The first bytes of a word in one register, so that most places are refused without looking the
/// word up.
#[derive(Debug, Clone, Copy)]
struct Head {
    bytes: u64,
    mask: u64,
}

impl Head {
    const BYTES: usize = 8;

    fn of(word: &[u8]) -> Self {
        let mut bytes = [0; Self::BYTES];
        let length = word.len().min(Self::BYTES);
        bytes[..length].copy_from_slice(&word[..length]);
        Self {
            bytes: u64::from_le_bytes(bytes),
            mask: u64::MAX >> (8 * (Self::BYTES - length)),
        }
    }

    /// Whether a text begins with these bytes; a text that is too short to tell may.
    fn may_begin(self, text: &[u8]) -> bool {
        text.first_chunk()
            .is_none_or(|chunk| (u64::from_le_bytes(*chunk) ^ self.bytes) & self.mask == 0)
    }
}

/// The words, ready to be found.
#[derive(Debug)]
pub struct Finder {
    words: Vec<Box<[u8]>>,
    flags: Box<[u64; FLAGS]>,
    /// For each word of flags, how many are set before it.
    ranks: Vec<u32>,
    /// For each flag that is set, by its rank, where its entries begin.
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
            for window in text.as_bytes().array_windows() {
                common[number(read(window)) as usize] += 1;
            }
        }
        let words: Vec<Box<[u8]>> = words.into_iter().map(|w| w.as_bytes().into()).collect();
        let mut placed: Vec<(u32, Entry)> = Vec::new();
        let mut short = Vec::new();
        for (index, word) in words.iter().enumerate() {
            let mut place = |window: u32, window_at: usize| {
                let entry = Entry {
                    head: Head::of(word),
                    word: index as u32,
                    window_at: window_at as u32,
                };
                placed.push((number(window), entry));
            };
            let rarest = word
                .array_windows()
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
        // What follows three bytes may have the same number.
        placed.dedup_by_key(|(number, entry)| (*number, entry.word));
        let mut flags = Box::new([0u64; FLAGS]);
        let mut starts = Vec::new();
        for (index, (number, _)) in placed.iter().enumerate() {
            if index == 0 || placed[index - 1].0 != *number {
                flags[*number as usize >> 6] |= 1 << (number & 63);
                starts.push(index as u32);
            }
        }
        starts.push(placed.len() as u32);
        let ranks = flags
            .iter()
            .scan(0, |set, word: &u64| {
                let before = *set;
                *set += word.count_ones();
                Some(before)
            })
            .collect();
        Self {
            words,
            flags,
            ranks,
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
        for (at, window) in bytes.array_windows::<WINDOW>().enumerate() {
            self.verify(bytes, at, number(read(window)), &mut tell);
        }
        // A word of three bytes can be the last of the text.
        if let Some(at) = bytes.len().checked_sub(WINDOW - 1) {
            let window = read(&[bytes[at], bytes[at + 1], bytes[at + 2], 0]);
            self.verify(bytes, at, number(window), &mut tell);
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

    /// Tells of the words whose window begins at `at`.
    #[inline(always)]
    fn verify(&self, bytes: &[u8], at: usize, number: u32, tell: &mut impl FnMut(Hit)) {
        let (flags, bit) = (self.flags[number as usize >> 6], 1u64 << (number & 63));
        if flags & bit == 0 {
            return;
        }
        let rank = self.ranks[number as usize >> 6] + (flags & (bit - 1)).count_ones();
        let from = self.starts[rank as usize] as usize;
        let to = self.starts[rank as usize + 1] as usize;
        for entry in &self.entries[from..to] {
            let Some(start) = at.checked_sub(entry.window_at as usize) else {
                continue;
            };
            if !entry.head.may_begin(&bytes[start..]) {
                continue;
            }
            let word = &self.words[entry.word as usize];
            if bytes[start..].starts_with(word) {
                tell(Hit {
                    end: start + word.len(),
                    start,
                    word: entry.word,
                });
            }
        }
    }
}

/// For each of many things a few others, in one piece of memory.
#[derive(Debug)]
pub struct Lists<T> {
    starts: Vec<u32>,
    all: Vec<T>,
}

impl<T> Lists<T> {
    /// Those of one thing.
    pub fn of(&self, index: u32) -> &[T] {
        let index = index as usize;
        &self.all[self.starts[index] as usize..self.starts[index + 1] as usize]
    }
}

impl<T> FromIterator<Vec<T>> for Lists<T> {
    fn from_iter<I: IntoIterator<Item = Vec<T>>>(lists: I) -> Self {
        let (mut starts, mut all) = (vec![0], Vec::new());
        for list in lists {
            all.extend(list);
            starts.push(all.len() as u32);
        }
        Self { starts, all }
    }
}

fn read(window: &[u8; WINDOW]) -> u32 {
    u32::from_le_bytes(*window)
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
