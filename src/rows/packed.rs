//! Rows of one statute in a few bytes.
//!
//! A run keeps the rows of all statutes to its end, since ranks are known only then. As strings of
//! their own they take ten times their text, and lie scattered over the memory that the statutes
//! are read in; as one run of bytes they take what they are. Reading them again borrows every text
//! from the bytes, so that going over all rows costs next to nothing.

use std::ops::Range;
use std::sync::Arc;

use super::StatuteRows;

/// The rows of one statute, packed.
#[derive(Debug, Clone)]
pub struct Packed {
    /// Id of the statute in this run: another document may have taken its own.
    pub id: String,
    bytes: Arc<Vec<u8>>,
    place: Range<usize>,
}

impl Packed {
    /// Packs rows.
    pub fn new(rows: &StatuteRows<'_>) -> Self {
        let bytes = postcard::to_stdvec(rows).expect("rows are plain values");
        Self {
            id: rows.id.clone().into_owned(),
            place: 0..bytes.len(),
            bytes: Arc::new(bytes),
        }
    }

    /// Rows that lie packed among other bytes, if they do.
    pub fn within(bytes: &Arc<Vec<u8>>, place: Range<usize>) -> Option<Self> {
        let rows: StatuteRows<'_> = postcard::from_bytes(bytes.get(place.clone())?).ok()?;
        let in_order = rows
            .findings
            .iter()
            .all(|f| (f.provision as usize) < rows.provisions.len());
        in_order.then(|| Self {
            id: rows.id.into_owned(),
            bytes: Arc::clone(bytes),
            place,
        })
    }

    /// The rows, their texts borrowed.
    pub fn rows(&self) -> StatuteRows<'_> {
        let mut rows: StatuteRows<'_> =
            postcard::from_bytes(self.bytes()).expect("what was packed can be read");
        rows.id = self.id.as_str().into();
        rows
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[self.place.clone()]
    }
}
