//! What every target does: read bytes as one format and look at what came out.

use std::sync::LazyLock;

use normscreen::ingest::{Bounds, Format, ReadOptions, ingest_bytes};
use normscreen::rules::RulePack;

static PACK: LazyLock<RulePack> =
    LazyLock::new(|| RulePack::embedded().expect("the embedded pack is tested to parse"));

/// Reads bytes; the ledger must not speak of a reader that broke off.
pub fn read(bytes: &[u8], format: &str) {
    let options = ReadOptions {
        bounds: Bounds {
            document_bytes: 4 << 20,
            archive_bytes: 16 << 20,
            ..Bounds::default()
        },
        input_format: format.parse().ok().filter(|f| *f != Format::Zip),
        keep_source: true,
        ..ReadOptions::default()
    };
    for document in ingest_bytes("fuzz", bytes, &PACK, &options) {
        assert!(!document.record.reason.contains("broke off"), "{}", document.record.reason);
        for provision in document.statute.iter().flat_map(|s| &s.provisions) {
            for subsection in &provision.subsections {
                assert!(provision.text.get(subsection.span.start..subsection.span.end).is_some());
            }
        }
    }
}
