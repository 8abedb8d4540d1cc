//! Bytes as a provision: sentences, lists, citations, screening, wordings.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| normscreen_fuzz::provision(bytes));
