//! Rows of one statute in a few bytes.
//!
//! A run keeps the rows of all statutes to its end, since ranks are known only then. As strings of
//! their own they take ten times their text, and lie scattered over the memory that the statutes
//! are read in; as one run of bytes they take what they are. Reading them again borrows every text
//! from the bytes, so that going over all rows costs next to nothing. Provisions and findings are
//! packed apart: few tables need both.

use std::sync::Arc;

use serde::Deserialize;

use super::{FindingRow, ProvisionRow, StatuteRow, StatuteRows};

/// The rows of one statute, packed.
#[derive(Debug, Clone)]
pub struct Packed {
    /// Id of the statute in this run: another document may have taken its own.
    pub id: String,
    bytes: Arc<Vec<u8>>,
    begin: usize,
    lengths: Lengths,
}

/// Lengths of the packed row of the statute, rows of provisions and rows of findings.
pub type Lengths = [usize; 3];

impl Packed {
    /// Packs rows.
    pub fn new(rows: &StatuteRows<'_>) -> Self {
        let sound = "rows are plain values";
        let statute = postcard::to_stdvec(&rows.statute).expect(sound);
        let first = statute.len();
        let provisions = postcard::to_extend(&rows.provisions, statute).expect(sound);
        let second = provisions.len();
        let mut bytes = postcard::to_extend(&rows.findings, provisions).expect(sound);
        bytes.shrink_to_fit();
        Self {
            id: rows.statute.id.clone().into_owned(),
            begin: 0,
            lengths: [first, second - first, bytes.len() - second],
            bytes: Arc::new(bytes),
        }
    }

    /// Rows that lie packed among other bytes, if they do.
    pub fn within(bytes: &Arc<Vec<u8>>, begin: usize, lengths: Lengths) -> Option<Self> {
        let [statute, provisions, findings] = lengths;
        let end = begin
            .checked_add(statute)?
            .checked_add(provisions)?
            .checked_add(findings)?;
        bytes.get(begin..end)?;
        let mut packed = Self {
            id: String::new(),
            bytes: Arc::clone(bytes),
            begin,
            lengths,
        };
        packed.id = postcard::from_bytes::<StatuteRow<'_>>(packed.part(0))
            .ok()?
            .id
            .into_owned();
        Some(packed)
    }

    /// The statute as a whole.
    pub fn statute(&self) -> StatuteRow<'_> {
        StatuteRow {
            id: self.id.as_str().into(),
            ..self.read(0)
        }
    }

    /// Whether the statute has another id in this run than its document gives it.
    pub fn is_renamed(&self) -> bool {
        self.read::<StatuteRow<'_>>(0).id != self.id
    }

    /// Its provisions.
    pub fn provisions(&self) -> Vec<ProvisionRow<'_>> {
        self.read(1)
    }

    /// Its findings.
    pub fn findings(&self) -> Vec<FindingRow<'_>> {
        self.read(2)
    }

    /// All bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[self.begin..self.begin + self.lengths.iter().sum::<usize>()]
    }

    /// How they are divided.
    pub fn lengths(&self) -> Lengths {
        self.lengths
    }

    fn part(&self, part: usize) -> &[u8] {
        let before: usize = self.lengths[..part].iter().sum();
        let begin = self.begin + before;
        &self.bytes[begin..begin + self.lengths[part]]
    }

    /// Bytes that were packed can be read; those of a cache that somebody forged give no rows.
    fn read<'b, T: Default + Deserialize<'b>>(&'b self, part: usize) -> T {
        postcard::from_bytes(self.part(part)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    #[test]
    fn what_is_packed_is_read_wherever_it_lies() {
        let mut rows = StatuteRows {
            statute: StatuteRow {
                id: "BJNR1".into(),
                title: "Mustergesetz".into(),
                images: 3,
                ..StatuteRow::default()
            },
            provisions: Vec::new(),
            findings: Vec::new(),
        };
        let packed = Packed::new(&rows);
        let around = Arc::new([b"before", packed.bytes(), b"behind"].concat());
        let mut again = Packed::within(&around, 6, packed.lengths()).unwrap();
        assert_eq!(again.statute(), rows.statute);
        assert!(matches!(
            again.statute().title,
            Cow::Borrowed("Mustergesetz")
        ));
        assert!(again.provisions().is_empty() && again.findings().is_empty());
        assert!(!again.is_renamed());
        again.id = "BJNR1-2".to_owned();
        assert!(again.is_renamed());
        rows.statute.id = "BJNR1-2".into();
        assert_eq!(again.statute(), rows.statute);
        let [statute, provisions, findings] = packed.lengths();
        assert!(Packed::within(&around, 6, [statute, provisions, findings + 7]).is_none());
        assert!(Packed::within(&around, 6, [usize::MAX, 1, 1]).is_none());
        let forged = Packed::within(&around, 6, [statute, provisions, findings + 6]);
        assert!(forged.is_none_or(|f| f.findings().is_empty()));
    }
}
