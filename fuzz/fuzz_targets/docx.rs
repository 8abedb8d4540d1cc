//! Bytes as the parts of a DOCX file.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| normscreen_fuzz::docx(bytes));
