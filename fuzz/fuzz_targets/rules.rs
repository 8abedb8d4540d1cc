//! Bytes as a file of the rule pack.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| normscreen_fuzz::rules(bytes));
