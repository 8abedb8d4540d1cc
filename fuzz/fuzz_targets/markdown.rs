//! Bytes as Markdown.
#![no_main]

use libfuzzer_sys::fuzz_target;
use normscreen_fuzz::ingest::Format;

fuzz_target!(|bytes: &[u8]| normscreen_fuzz::read(bytes, Format::Markdown));
