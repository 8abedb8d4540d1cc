//! Bytes as a file of any kind, zip files among them.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| normscreen_fuzz::any(bytes));
