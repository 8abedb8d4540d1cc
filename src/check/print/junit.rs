//! JUnit XML: a suite for each document, in it one case that says that it was screened and one for
//! each obstacle, which fails where it hits the gate.

use std::collections::BTreeMap;

use quick_junit::{NonSuccessKind, Report as Suites, TestCase, TestCaseStatus, TestSuite};

use super::super::diagnostic::{Diagnostic, Novelty, Report};
use super::{coverage_line, details, headline, idle_reasons, novelty_word, reason_text};
use crate::ledger::Outcome;
use crate::report::Messages;

/// Prints the report.
pub fn print(report: &Report, words: &Messages) -> String {
    let mut suites: BTreeMap<&str, TestSuite> = BTreeMap::new();
    for record in &report.coverage.inputs {
        let mut status = match record.outcome {
            Outcome::Read | Outcome::PartlyRead => TestCaseStatus::success(),
            Outcome::Skipped => TestCaseStatus::skipped(),
            Outcome::Failed => TestCaseStatus::non_success(NonSuccessKind::Error),
        };
        if record.outcome != Outcome::Read && record.outcome != Outcome::PartlyRead {
            status.set_message(words.cause(&record.reason));
        }
        let name = words.count("check.screened", record.provisions);
        let mut case = TestCase::new(name, status);
        case.set_classname(record.source.clone());
        if record.outcome == Outcome::PartlyRead {
            case.set_system_out(words.cause(&record.reason));
        }
        suites
            .entry(&record.source)
            .or_insert_with(|| TestSuite::new(record.source.clone()))
            .add_test_case(case);
    }
    for diagnostic in report
        .diagnostics
        .iter()
        .filter(|d| d.novelty != Novelty::Gone)
    {
        suites
            .entry(&diagnostic.place.source)
            .or_insert_with(|| TestSuite::new(diagnostic.place.source.clone()))
            .add_test_case(case(report, diagnostic, words));
    }
    let mut all = Suites::new("normscreen");
    if let Some(first) = suites.values_mut().next() {
        let mut lines = vec![coverage_line(report, words)];
        lines.extend(
            idle_reasons(report, words)
                .into_iter()
                .map(|idle| idle.to_string()),
        );
        first.set_system_out(lines.join("\n"));
    }
    all.add_test_suites(suites.into_values());
    let mut text = all.to_string().expect("writing XML to memory cannot fail");
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

fn case(report: &Report, diagnostic: &Diagnostic, words: &Messages) -> TestCase {
    let mut text: Vec<String> = vec![words.quote(&diagnostic.sentence)];
    text.extend(
        details(report, diagnostic, words)
            .into_iter()
            .map(|(name, text)| format!("{name}: {text}")),
    );
    let text = text.join("\n");
    let head = headline(report, diagnostic, words);
    let mut status = if diagnostic.gate {
        TestCaseStatus::non_success(NonSuccessKind::Failure)
    } else if diagnostic.reason.is_some() {
        TestCaseStatus::skipped()
    } else {
        TestCaseStatus::success()
    };
    if diagnostic.gate {
        status
            .set_message(head.clone())
            .set_type(diagnostic.rule.clone())
            .set_description(text.clone());
    } else if let Some(reason) = &diagnostic.reason {
        status.set_message(reason_text(reason, words));
    }
    let mut place = diagnostic.place.source.clone();
    if let Some(region) = diagnostic.place.region {
        place.push_str(&format!(":{}", region.line));
    }
    let name = format!("{head} ({})", novelty_word(diagnostic.novelty, words));
    let mut case = TestCase::new(name, status);
    case.set_classname(place);
    if !diagnostic.gate {
        case.set_system_out(text);
    }
    case
}
