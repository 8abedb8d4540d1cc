//! A zip file whose only entry is itself: unpacking it never ends.
//!
//! A stream of the deflate format can say "these bytes" and "the last bytes once more". Of these two
//! a program can be written that says itself, its head and its tail included. The file also holds
//! its own checksum, four times; since a checksum is linear in the bits that it is taken of, the one
//! that fits follows from 32 equations.

/// Bits of a deflate stream, lowest first.
#[derive(Default)]
pub struct Bits(Vec<bool>);

impl Bits {
    /// A number, lowest bit first.
    pub fn number(&mut self, value: u32, count: u32) {
        self.0.extend((0..count).map(|n| value >> n & 1 == 1));
    }

    /// A code, highest bit first.
    pub fn code(&mut self, value: u32, count: u32) {
        self.0.extend((0..count).rev().map(|n| value >> n & 1 == 1));
    }

    /// The bytes, the last filled up.
    pub fn bytes(&self) -> Vec<u8> {
        let byte = |eight: &[bool]| {
            eight
                .iter()
                .enumerate()
                .fold(0, |byte, (n, bit)| byte | u8::from(*bit) << n)
        };
        self.0.chunks(8).map(byte).collect()
    }

    /// A block of fixed codes around what `inside` says.
    fn block(&mut self, last: bool, inside: impl FnOnce(&mut Self)) {
        self.number(u32::from(last), 1);
        self.number(1, 2);
        inside(self);
        self.code(0, 7);
    }

    /// A stored block of nothing, which ends on a whole byte.
    fn align(&mut self) {
        self.number(0, 3);
        self.number(0, (8 - self.0.len() as u32 % 8) % 8);
        self.number(0, 16);
        self.number(0xffff, 16);
    }
}

/// The code that stands for a value, how many more bits it takes, and which: codes come in groups of
/// `size`, those of one group `1 << extra` values apart.
fn coded(value: u32, from: u32, extras: &[(u32, u32)]) -> (u32, u32, u32) {
    let (mut base, mut code) = (from, 0);
    for &(extra, size) in extras {
        for _ in 0..size {
            if value < base + (1 << extra) {
                return (code, extra, value - base);
            }
            base += 1 << extra;
            code += 1;
        }
    }
    unreachable!("{value} is not needed");
}

/// "These `count` bytes": five bytes before them.
fn these(count: usize) -> Vec<u8> {
    let count = u16::try_from(count).unwrap().to_le_bytes();
    vec![0, count[0], count[1], !count[0], !count[1]]
}

/// "The last `count` bytes once more"; the last word of the program, or filled up with `nothing` empty
/// blocks to a whole byte.
fn again(count: usize, last: bool, nothing: usize) -> Vec<u8> {
    let mut bits = Bits::default();
    let count = u32::try_from(count).unwrap();
    bits.block(last, |bits| {
        let (code, extra, rest) = coded(count, 3, &[(0, 8), (1, 4), (2, 4), (3, 4), (4, 3)]);
        bits.code(code + 1, 7);
        bits.number(rest, extra);
        let (code, extra, rest) =
            coded(count, 1, &[(0, 4), (1, 2), (2, 2), (3, 2), (4, 2), (5, 2)]);
        bits.code(code, 5);
        bits.number(rest, extra);
    });
    if !last {
        fill(&mut bits, nothing);
    }
    bits.bytes()
}

fn fill(bits: &mut Bits, nothing: usize) {
    for _ in 0..nothing {
        bits.block(false, |_| {});
    }
    bits.align();
}

/// "Nothing", at some length.
fn pause(nothing: usize) -> Vec<u8> {
    let mut bits = Bits::default();
    fill(&mut bits, nothing);
    bits.bytes()
}

/// The file with a checksum that need not be right. `sizes` are those of the entry, packed and
/// unpacked.
fn with_checksum(checksum: u32, sizes: (u32, u32)) -> (Vec<u8>, (u32, u32)) {
    const NAME: &[u8] = b"r.zip";
    let common = |out: &mut Vec<u8>| {
        // Version, flags, method, time and date.
        for field in [20u16, 0, 8, 0, 0x5a21] {
            out.extend(field.to_le_bytes());
        }
        for field in [checksum, sizes.0, sizes.1] {
            out.extend(field.to_le_bytes());
        }
        out.extend((NAME.len() as u32).to_le_bytes());
    };
    let mut head = b"PK\x03\x04".to_vec();
    common(&mut head);
    head.extend(NAME);
    let mut tail = b"PK\x01\x02\x14\0".to_vec();
    common(&mut tail);
    tail.extend([0; 14]);
    tail.extend(NAME);
    let directory = tail.len() as u32;
    tail.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    tail.extend(directory.to_le_bytes());
    tail.extend((head.len() as u32 + sizes.0).to_le_bytes());
    tail.extend([0, 0]);

    // Each line says what the lines before it have not said yet of the program so far.
    let start = these(head.len() + 5);
    let once = again(head.len() + 5, false, 2);
    let (say_once, say_five) = (these(once.len()), these(5));
    let four = once.len() + 15;
    let say_four = these(four);
    let repeat = again(four, false, 0);
    assert_eq!(2 * (repeat.len() + 5), four);
    let end = again(tail.len() + 4, true, 0);
    let rest = [pause(1), pause(2), these(end.len() + tail.len())].concat();
    assert_eq!(repeat.len() + rest.len(), four);
    let both = [once.as_slice(), &say_five, &say_once, &say_four].concat();
    let twice = [repeat.as_slice(), &say_four, &repeat, &say_four].concat();
    let program = [
        start.as_slice(),
        &[head.as_slice(), &start].concat(),
        &once,
        &say_once,
        &once,
        &say_five,
        &say_once,
        &say_four,
        &both,
        &repeat,
        &say_four,
        &twice,
        &repeat,
        &say_four,
        &[repeat.as_slice(), &rest].concat(),
        &repeat,
        &rest,
        &[end.as_slice(), &tail].concat(),
        &end,
    ]
    .concat();
    let packed = program.len() as u32;
    let file = [head, program, tail].concat();
    let whole = file.len() as u32;
    (file, (packed, whole))
}

/// The file.
pub fn zip() -> Vec<u8> {
    let (_, sizes) = with_checksum(0, (0, 0));
    let taken = |checksum: u32| crc32fast::hash(&with_checksum(checksum, sizes).0);
    // taken(c) = taken(0) ^ (the changes of the bits of c), and taken(c) = c is asked.
    let mut goal = taken(0);
    let mut rows: Vec<(u32, u32)> = Vec::new();
    let reduce = |rows: &[(u32, u32)], mut row: (u32, u32)| {
        for (changes, bits) in rows {
            if row.0 ^ changes < row.0 {
                row = (row.0 ^ changes, row.1 ^ bits);
            }
        }
        row
    };
    for bit in 0..32 {
        let row = reduce(&rows, (taken(1 << bit) ^ goal ^ 1 << bit, 1 << bit));
        if row.0 != 0 {
            rows.push(row);
            rows.sort_unstable_by(|a, b| b.cmp(a));
        }
    }
    let checksum;
    (goal, checksum) = reduce(&rows, (goal, 0));
    assert_eq!(goal, 0, "no checksum fits");
    let (file, _) = with_checksum(checksum, sizes);
    assert_eq!(crc32fast::hash(&file), checksum);
    file
}
