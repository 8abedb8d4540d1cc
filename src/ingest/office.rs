//! What DOCX and ODT share: a zip file with XML parts, of which only named ones are ever unpacked.
//!
//! Macros, embedded objects and external parts are never touched; names in the container are looked
//! up, never used as paths.

use std::io::{Cursor, Read};

use super::Bounds;

/// The container of a document.
pub struct Package<'b> {
    archive: zip::ZipArchive<Cursor<&'b [u8]>>,
    bounds: Bounds,
}

impl<'b> Package<'b> {
    /// Opens a container.
    ///
    /// # Errors
    /// A reason for the ledger.
    pub fn open(bytes: &'b [u8], bounds: &Bounds) -> Result<Self, String> {
        let archive = zip::ZipArchive::new(Cursor::new(bytes))
            .map_err(|e| format!("is no whole document: {e}"))?;
        if archive.len() > bounds.entries {
            return Err(format!(
                "holds {} parts, more than the bound of {} (--max-entries)",
                archive.len(),
                bounds.entries
            ));
        }
        Ok(Self {
            archive,
            bounds: *bounds,
        })
    }

    /// The text of a part; none where there is no such part.
    ///
    /// # Errors
    /// A reason for the ledger where it cannot be unpacked or exceeds a bound.
    pub fn part(&mut self, name: &str) -> Result<Option<String>, String> {
        let Ok(entry) = self.archive.by_name(name) else {
            return Ok(None);
        };
        let by_ratio = entry
            .compressed_size()
            .saturating_mul(self.bounds.ratio)
            .max(Bounds::RATIO_FROM);
        let most = by_ratio.min(self.bounds.document_bytes);
        let mut bytes = Vec::new();
        entry
            .take(most + 1)
            .read_to_end(&mut bytes)
            .map_err(|e| format!("{name} cannot be unpacked: {e}"))?;
        if bytes.len() as u64 > self.bounds.document_bytes {
            return Err(format!("{name} {}", self.bounds.document_too_large()));
        }
        if bytes.len() as u64 > most {
            return Err(format!(
                "{name} unpacks to more than {} times its size (--max-ratio); refused as a zip bomb",
                self.bounds.ratio
            ));
        }
        let decoded = super::encoding::decode(&bytes).map_err(|e| format!("{name} {e}"))?;
        Ok(Some(decoded.text.into_owned()))
    }
}

/// Which state of a text with tracked changes is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    /// All changes accepted: what the draft wants to be law.
    #[default]
    Accepted,
    /// All changes rejected: what stood there before.
    Original,
}

/// How many tracked changes a text holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Changes {
    /// Put in.
    pub inserted: u32,
    /// Struck.
    pub deleted: u32,
}

impl Changes {
    /// What a reader of the statute should know of them; nothing where there are none.
    pub fn note(self) -> Option<String> {
        (self != Self::default()).then(|| {
            format!(
                "Änderungsverfolgung: {} Einfügungen und {} Löschungen, gelesen wie angenommen",
                self.inserted, self.deleted
            )
        })
    }
}

/// How a number of a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Numerals {
    /// 1, 2, 3
    #[default]
    Decimal,
    /// a, b, … z, aa, bb
    Lower,
    /// A, B
    Upper,
    /// i, ii
    LowerRoman,
    /// I, II
    UpperRoman,
    /// A bullet or dash.
    Bullet,
    /// Nothing.
    None,
}

impl Numerals {
    /// The number as it is written.
    pub fn write(self, number: u32) -> String {
        let letters = |first: u8| -> String {
            let index = number.saturating_sub(1);
            let times = (index / 26 + 1).min(5) as usize;
            let letter = char::from(first + u8::try_from(index % 26).unwrap_or(0));
            std::iter::repeat_n(letter, times).collect()
        };
        match self {
            Numerals::Decimal => number.to_string(),
            Numerals::Lower => letters(b'a'),
            Numerals::Upper => letters(b'A'),
            Numerals::LowerRoman => roman(number).to_lowercase(),
            Numerals::UpperRoman => roman(number),
            Numerals::Bullet => "–".to_owned(),
            Numerals::None => String::new(),
        }
    }
}

fn roman(number: u32) -> String {
    const STEPS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut rest = number.min(3999);
    let mut out = String::new();
    for (value, sign) in STEPS {
        while rest >= value {
            out.push_str(sign);
            rest -= value;
        }
    }
    out
}
