//! Bytes as characters of a print and their places.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| normscreen_fuzz::pdf_layout(bytes));
