//! Bounds on what an input may cost, whoever made it.
//!
//! All of them hold on what really comes out of a file, never on what its headers promise, and each
//! has an option on the command line. What hits one is refused by name in the ledger.

/// Bounds on what one input may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Largest document in bytes, uncompressed (`--max-document`, in MiB).
    pub document_bytes: u64,
    /// Most that the entries of one container unpack to, those of containers in it included
    /// (`--max-archive`, in MiB).
    pub archive_bytes: u64,
    /// Most entries of one container, those of containers in it included (`--max-entries`).
    pub entries: usize,
    /// Largest ratio of uncompressed to compressed size of an entry that unpacks to more than
    /// [`Bounds::RATIO_FROM`] (`--max-ratio`).
    pub ratio: u64,
    /// How deep containers may stand in containers: 1 is a zip file of documents
    /// (`--max-nesting`).
    pub nesting: usize,
    /// How deep elements may stand in elements (`--max-levels`); federal law needs 60.
    pub levels: usize,
}

impl Bounds {
    /// Small entries may well be nothing but white space; their ratio says nothing.
    pub const RATIO_FROM: u64 = 1 << 20;

    /// The bounds that hold unless others are given.
    pub const DEFAULT: Bounds = Bounds {
        document_bytes: 256 << 20,
        archive_bytes: 4 << 30,
        entries: 50_000,
        ratio: 200,
        nesting: 3,
        levels: 512,
    };

    /// What is said of a document that is too large.
    pub fn document_too_large(&self) -> String {
        format!(
            "is larger than the bound of {} MiB for one document (--max-document)",
            self.document_bytes >> 20
        )
    }
}

impl Default for Bounds {
    fn default() -> Self {
        Self::DEFAULT
    }
}
