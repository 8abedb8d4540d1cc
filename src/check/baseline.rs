//! The baseline: obstacles that a team has taken note of, in a file that can be reviewed.

use std::path::Path;

use serde::Serialize;

use super::diagnostic::{Diagnostic, Report};
use super::novelty::FormerFinding;

/// Version of the file's layout.
pub const VERSION: u32 = 1;

#[derive(Serialize)]
struct Baseline<'a> {
    baseline: u32,
    program: &'static str,
    rule_pack: &'a str,
    rule_pack_hash: &'a str,
    obstacles: Vec<FormerFinding>,
}

/// Writes all current obstacles to `path`, whole or not at all.
///
/// # Errors
/// What the system says.
pub fn write(path: &Path, report: &Report) -> std::io::Result<usize> {
    let obstacles: Vec<FormerFinding> = report
        .diagnostics
        .iter()
        .filter(|d| Diagnostic::is_current(d))
        .map(FormerFinding::from)
        .collect();
    let count = obstacles.len();
    let baseline = Baseline {
        baseline: VERSION,
        program: "normscreen",
        rule_pack: &report.pack_version,
        rule_pack_hash: &report.pack_hash,
        obstacles,
    };
    let mut text = serde_json::to_vec_pretty(&baseline)?;
    text.push(b'\n');
    super::write_whole(path, &text)?;
    Ok(count)
}
