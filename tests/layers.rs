//! Data flows one way: no module knows of a later stage.

use std::collections::BTreeMap;
use std::path::Path;

/// Stages in the order of the flow; a module may use those before it.
const STAGES: &[&str] = &[
    "statute",
    "rules",
    "ledger",
    "discover",
    "cache",
    "ingest",
    "screen",
    "remedy",
    "rate",
    "amend",
    "consistency",
    "proof",
    "eval",
    "rows",
    "aggregate",
    "report",
    "pipeline",
    "check",
    "begruendung",
    "lsp",
];

#[test]
fn no_module_uses_a_later_one() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let rank: BTreeMap<&str, usize> = STAGES.iter().enumerate().map(|(i, s)| (*s, i)).collect();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for entry in walkdir::WalkDir::new(&src).sort_by_file_name() {
        let entry = entry.expect("src is readable");
        if entry.path().extension().is_none_or(|e| e != "rs") {
            continue;
        }
        let below = entry.path().strip_prefix(&src).expect("below src");
        let first = below.iter().next().expect("a name").to_string_lossy();
        let stage = first.trim_end_matches(".rs");
        let Some(own) = rank.get(stage) else { continue };
        let text = std::fs::read_to_string(entry.path()).expect("readable");
        for (number, line) in text.lines().enumerate() {
            // Documentation may speak of every stage.
            if line.trim_start().starts_with("//") {
                continue;
            }
            for used in line.split("crate::").skip(1) {
                let used: String = used
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                seen += 1;
                if rank.get(used.as_str()).is_some_and(|other| other > own) {
                    wrong.push(format!("{}:{}: {used}", below.display(), number + 1));
                }
            }
        }
    }
    assert!(seen > 20, "the test no longer sees the uses");
    assert!(
        wrong.is_empty(),
        "uses of a later stage:\n{}",
        wrong.join("\n")
    );
}
