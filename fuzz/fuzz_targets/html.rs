//! Bytes as html: no panic, spans inside their text.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| normscreen_fuzz::read(bytes, "html"));
