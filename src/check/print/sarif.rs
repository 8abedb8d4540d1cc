//! SARIF 2.1.0 for code scanning: one result for each obstacle, rules with their help, relative
//! URIs, citations as logical locations, fixes, and notifications for what could not be read.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use serde_sarif::sarif::{
    ArtifactChange, ArtifactContent, ArtifactLocation, Fix, Invocation, Location, LogicalLocation,
    Message, MultiformatMessageString, Notification, PhysicalLocation, PropertyBag, Region,
    Replacement, ReportingConfiguration, ReportingDescriptor, Result as SarifResult, ResultKind,
    ResultLevel, Run, Sarif, Suppression, Tool, ToolComponent,
};

use super::super::diagnostic::{
    Diagnostic, Nature, Novelty, Place, Region as Stretch, Report, RuleCard, Severity,
};
use super::{coverage_line, headline, idle_reasons, reason_text};
use crate::ledger::{InputRecord, Outcome};
use crate::report::Messages;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";

/// Prints the report.
pub fn print(report: &Report, words: &Messages) -> String {
    let ids: Vec<&String> = report.rules.keys().collect();
    let results = report
        .diagnostics
        .iter()
        .map(|diagnostic| {
            let index = ids.binary_search(&&diagnostic.rule).unwrap_or(0);
            result(report, diagnostic, index, words)
        })
        .collect::<Vec<_>>();
    let rules = report
        .rules
        .iter()
        .map(|(id, card)| rule(id, card, words))
        .collect::<Vec<_>>();
    let driver = ToolComponent::builder()
        .name("normscreen")
        .version(env!("CARGO_PKG_VERSION"))
        .semantic_version(env!("CARGO_PKG_VERSION"))
        .language(words.language().tag())
        .rules(rules)
        .properties(bag([
            ("rulePackVersion", json!(report.pack_version)),
            ("rulePackHash", json!(report.pack_hash)),
        ]))
        .build();
    let run = Run::builder()
        .tool(Tool::builder().driver(driver).build())
        .invocations(vec![invocation(report, words)])
        .column_kind(json!("unicodeCodePoints"))
        .language(words.language().tag())
        .results(results)
        .build();
    let log = Sarif::builder()
        .schema(SCHEMA)
        .version(json!("2.1.0"))
        .runs(vec![run])
        .build();
    let mut text =
        serde_json::to_string_pretty(&log).expect("a log holds only texts, numbers and lists");
    text.push('\n');
    text
}

fn bag<const N: usize>(entries: [(&str, Value); N]) -> PropertyBag {
    PropertyBag::builder()
        .additional_properties(
            entries
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect::<BTreeMap<_, _>>(),
        )
        .build()
}

fn message(text: impl Into<String>) -> Message {
    Message::builder().text(text.into()).build()
}

fn multi(text: &str) -> MultiformatMessageString {
    MultiformatMessageString::builder()
        .text(text.to_owned())
        .build()
}

fn rule(id: &str, card: &RuleCard, words: &Messages) -> ReportingDescriptor {
    let mut help = card.why.clone();
    let mut markdown = card.why.clone();
    for (name, text) in [
        (words.t("word.legal_basis"), card.legal_basis.join(" · ")),
        (words.t("check.remedy"), card.remedy.clone()),
    ] {
        if !text.is_empty() {
            help.push_str(&format!("\n\n{name}: {text}"));
            markdown.push_str(&format!("\n\n**{name}:** {text}"));
        }
    }
    let tags: Vec<String> = std::iter::once(card.category.clone())
        .chain(card.schwerpunkte.iter().map(|s| format!("schwerpunkt-{s}")))
        .chain(card.preview.then(|| "preview".to_owned()))
        .collect();
    let level = if card.preview { "note" } else { "warning" };
    ReportingDescriptor::builder()
        .id(id)
        .name(card.title.clone())
        .short_description(multi(&format!("{}: {}", card.category_title, card.title)))
        .full_description(multi(if card.why.is_empty() {
            &card.category_title
        } else {
            &card.why
        }))
        .help(
            MultiformatMessageString::builder()
                .text(help)
                .markdown(markdown)
                .build(),
        )
        .default_configuration(
            ReportingConfiguration::builder()
                .level(json!(level))
                .build(),
        )
        .properties(PropertyBag::builder().tags(tags).build())
        .build()
}

fn result(
    report: &Report,
    diagnostic: &Diagnostic,
    rule_index: usize,
    words: &Messages,
) -> SarifResult {
    // As for GitHub and GitLab: what fails the gate is an error, whatever its effect.
    let level = match (diagnostic.novelty, diagnostic.gate, diagnostic.severity) {
        (Novelty::Gone, ..) => ResultLevel::Note,
        (_, true, _) => ResultLevel::Error,
        (.., Severity::Note) => ResultLevel::Note,
        (.., Severity::Warning | Severity::Error) => ResultLevel::Warning,
    };
    let state = match diagnostic.novelty {
        Novelty::New => "new",
        Novelty::Moved => "updated",
        Novelty::Unchanged => "unchanged",
        Novelty::Gone => "absent",
    };
    let mut text = headline(report, diagnostic, words);
    if !diagnostic.sentence.is_empty() {
        text.push('\n');
        text.push_str(&words.quote(&diagnostic.sentence));
    }
    let mut result = SarifResult::builder()
        .rule_id(diagnostic.rule.clone())
        .rule_index(rule_index as i64)
        .kind(ResultKind::Fail)
        .level(level)
        .message(message(text))
        .locations(vec![location(&diagnostic.place, Some(&diagnostic.quote))])
        .properties(bag([
            ("category", json!(diagnostic.category)),
            ("citation", json!(diagnostic.place.citation)),
            ("effect", json!(diagnostic.effect.map(|e| e.key()))),
            ("standing", json!(diagnostic.standing.map(|s| s.key()))),
            ("substitution", json!(diagnostic.substitution)),
            ("certainty", json!(diagnostic.certainty)),
            ("gate", json!(diagnostic.gate)),
        ]))
        .build();
    if !diagnostic.fingerprint.is_empty() {
        let print = ("normscreen/v1".to_owned(), diagnostic.fingerprint.clone());
        result.partial_fingerprints = Some(BTreeMap::from([print]));
    }
    // Without an older version nothing is known of what is new.
    if report.is_compared() && diagnostic.nature == Nature::Finding {
        result.baseline_state = Some(json!(state));
    }
    if let Some(reason) = &diagnostic.reason {
        let kind = if reason.in_source {
            "inSource"
        } else {
            "external"
        };
        let suppression = Suppression::builder()
            .kind(json!(kind))
            .status(json!("accepted"))
            .justification(reason_text(reason, words))
            .build();
        result.suppressions = Some(vec![suppression]);
    }
    let fixes: Vec<Fix> = diagnostic
        .fixes
        .iter()
        .filter(|fix| !fix.edits.is_empty())
        .map(|fix| {
            let replacements = fix
                .edits
                .iter()
                .map(|edit| {
                    Replacement::builder()
                        .deleted_region(region(&edit.region, None))
                        .inserted_content(
                            ArtifactContent::builder()
                                .text(edit.replacement.clone())
                                .build(),
                        )
                        .build()
                })
                .collect::<Vec<_>>();
            let change = ArtifactChange::builder()
                .artifact_location(artifact(&diagnostic.place.source))
                .replacements(replacements)
                .build();
            Fix::builder()
                .description(message(format!("{}: {}", fix.label, fix.wording)))
                .artifact_changes(vec![change])
                .build()
        })
        .collect();
    if !fixes.is_empty() {
        result.fixes = Some(fixes);
    }
    result
}

fn location(place: &Place, quote: Option<&str>) -> Location {
    let physical = match place.region {
        Some(stretch) => PhysicalLocation::builder()
            .artifact_location(artifact(&place.source))
            .region(region(&stretch, quote))
            .build(),
        None => PhysicalLocation::builder()
            .artifact_location(artifact(&place.source))
            .build(),
    };
    let location = Location::builder().physical_location(physical).build();
    if place.citation.is_empty() {
        return location;
    }
    let mut logical = LogicalLocation::builder()
        .name(place.provision.clone())
        .fully_qualified_name(place.citation.clone())
        .kind("provision")
        .build();
    // The name that a machine knows the place by.
    logical.decorated_name = (!place.eid.is_empty()).then(|| place.eid.clone());
    Location {
        logical_locations: Some(vec![logical]),
        ..location
    }
}

fn region(stretch: &Stretch, quote: Option<&str>) -> Region {
    let mut region = Region::builder()
        .start_line(stretch.line as i64)
        .start_column(stretch.column as i64)
        .end_line(stretch.end_line as i64)
        .end_column(stretch.end_column as i64)
        .build();
    region.snippet = quote.map(|q| ArtifactContent::builder().text(q.to_owned()).build());
    region
}

fn artifact(source: &str) -> ArtifactLocation {
    ArtifactLocation::builder().uri(uri(source)).build()
}

/// A relative URI; a colon in the first part would make it a scheme.
fn uri(source: &str) -> String {
    let mut uri = String::with_capacity(source.len());
    for byte in source.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

fn invocation(report: &Report, words: &Messages) -> Invocation {
    let unread = report.coverage.troubled().map(|r| notification(r, words));
    let mut notes: Vec<Notification> = unread.collect();
    notes.push(
        Notification::builder()
            .level(json!("note"))
            .message(message(coverage_line(report, words)))
            .build(),
    );
    let settings: Vec<Notification> = idle_reasons(report, words)
        .into_iter()
        .map(|idle| {
            Notification::builder()
                .level(json!("warning"))
                .message(message(idle.to_string()))
                .build()
        })
        .collect();
    let failed = report
        .coverage
        .inputs
        .iter()
        .any(|r| r.outcome == Outcome::Failed);
    let mut invocation = Invocation::builder()
        .execution_successful(!failed)
        .tool_execution_notifications(notes)
        .build();
    if !settings.is_empty() {
        invocation.tool_configuration_notifications = Some(settings);
    }
    invocation
}

fn notification(record: &InputRecord, words: &Messages) -> Notification {
    let level = if record.outcome == Outcome::Failed {
        "error"
    } else {
        "warning"
    };
    let place = Place {
        source: record.source.clone(),
        ..Place::default()
    };
    Notification::builder()
        .level(json!(level))
        .message(message(format!(
            "{}: {}",
            record.source,
            words.cause(&record.reason)
        )))
        .locations(vec![location(&place, None)])
        .build()
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn uris_are_relative_and_escaped() {
        assert_eq!(uri("entwürfe/a b:c.md"), "entw%C3%BCrfe/a%20b%3Ac.md");
    }
}
