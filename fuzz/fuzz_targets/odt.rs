//! Bytes as the parts of an ODT file.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| normscreen_fuzz::odt(bytes));
