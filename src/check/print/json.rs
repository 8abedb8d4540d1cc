//! JSON: everything, with stable keys, for scripts and for a later `--against`.

use serde::Serialize;

use super::super::diagnostic::{
    Against, Counts, Coverage, Diagnostic, MissingTarget, ReasonOutcome, Report, RuleCard,
    StatuteNote, TargetEffect, Verdict,
};
use crate::report::Messages;

#[derive(Serialize)]
struct Json<'a> {
    program: &'static str,
    version: &'static str,
    rule_pack_version: &'a str,
    rule_pack_hash: &'a str,
    language: &'static str,
    against: Option<&'a Against>,
    verdict: &'a Verdict,
    counts: Counts,
    coverage: &'a Coverage,
    statutes: &'a [StatuteNote],
    effects: &'a [TargetEffect],
    missing: &'a [MissingTarget],
    reasons: &'a [ReasonOutcome],
    rules: &'a std::collections::BTreeMap<String, RuleCard>,
    diagnostics: &'a [Diagnostic],
    closing: &'a [Diagnostic],
}

/// Prints the report.
pub fn print(report: &Report, words: &Messages) -> String {
    let json = Json {
        program: "normscreen",
        version: env!("CARGO_PKG_VERSION"),
        rule_pack_version: &report.pack_version,
        rule_pack_hash: &report.pack_hash,
        language: words.language().tag(),
        against: report.against.as_ref(),
        verdict: &report.verdict,
        counts: report.counts(),
        coverage: &report.coverage,
        statutes: &report.statutes,
        effects: &report.effects,
        missing: &report.missing,
        reasons: &report.reasons,
        rules: &report.rules,
        diagnostics: &report.diagnostics,
        closing: &report.closing,
    };
    let mut text =
        serde_json::to_string_pretty(&json).expect("a report holds only texts, numbers and lists");
    text.push('\n');
    text
}
