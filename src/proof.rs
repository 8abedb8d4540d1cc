//! The rule pack's proof: every example of every rule is screened, and the pack is looked over for
//! what no compiler sees.
//!
//! In goes a compiled pack, out come failures and notices. It stands above `screen`, since an
//! example is a small statute that is screened like any other.

use std::collections::BTreeSet;

use crate::remedy::{Outcome, prove as prove_remedy, remedies, rewrite_example};
use crate::rules::{Effect, Example, FamilyKind, Rule, RuleId, RulePack, Status};
use crate::screen::Screener;
use crate::statute::{Provision, Statute, normalise, read_flat};

/// An example that did not come out as its author says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The rule.
    pub rule: String,
    /// The example, with the marks that were expected.
    pub expected: String,
    /// The example, with the marks that came out, and what else differed.
    pub found: String,
}

/// What came of one example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// As expected.
    Holds,
    /// A known gap that still is one.
    KnownGap,
    /// Not as expected.
    Fails(Failure),
}

/// Screens the examples of one rule.
pub fn prove(pack: &RulePack, id: RuleId) -> Vec<Verdict> {
    let screener = Screener::for_rule(pack, id);
    pack.rule(id)
        .examples
        .iter()
        .map(|example| prove_example(pack, &screener, pack.rule(id), example))
        .collect()
}

fn prove_example(
    pack: &RulePack,
    screener: &Screener<'_>,
    rule: &Rule,
    example: &Example,
) -> Verdict {
    let statute = statute_of(pack, example);
    let text = &statute.provisions[0].text;
    let screened = &screener.screen(&statute)[0];
    let (list, obstacle) = match rule.kind {
        FamilyKind::Obstacle => (&screened.obstacles, true),
        FamilyKind::Enabler => (&screened.enablers, false),
    };
    let found: Vec<(usize, usize)> = list.iter().map(|f| (f.span.start, f.span.end)).collect();
    let wrong_effects: Vec<&str> = list
        .iter()
        .filter(|f| obstacle && f.effect != example.effect)
        .map(|f| f.effect.key())
        .collect();
    let holds = found == example.marks && wrong_effects.is_empty();
    match (holds, example.place.known_gap) {
        (true, false) => Verdict::Holds,
        (false, true) => Verdict::KnownGap,
        (true, true) => Verdict::Fails(Failure {
            rule: rule.id.clone(),
            expected: format!("known gap: {}", example.place.text),
            found: "works now; take known_gap away".to_owned(),
        }),
        (false, false) => Verdict::Fails(Failure {
            rule: rule.id.clone(),
            expected: format!("{} ({})", example.place.text, example.effect.key()),
            found: format!("{} ({})", marked(text, &found), wrong_effects.join(", ")),
        }),
    }
}

/// Lays every wording of the pack on its own examples.
pub fn prove_rewrites(pack: &RulePack) -> Vec<Failure> {
    let mut failures = Vec::new();
    for rewrite in &pack.remedies.rewrites {
        for example in &rewrite.examples {
            let found = rewrite_example(rewrite, example);
            if found.as_deref() != Some(&example.after) {
                failures.push(Failure {
                    rule: rewrite.source.clone(),
                    expected: format!("{} → {}", example.before, example.after),
                    found: found.unwrap_or_else(|| "the wording does not fit".to_owned()),
                });
            }
        }
        if rewrite.examples.is_empty() {
            failures.push(Failure {
                rule: rewrite.source.clone(),
                expected: "an example".to_owned(),
                found: "none".to_owned(),
            });
        }
    }
    failures
}

/// Lays the wordings for the hard examples of a rule on them: each must silence or mitigate what the
/// rule finds.
pub fn prove_remedies(pack: &RulePack, id: RuleId) -> Vec<Failure> {
    let screener = Screener::for_rule(pack, id);
    let rule = pack.rule(id);
    let mut failures = Vec::new();
    if rule.kind == FamilyKind::Enabler {
        return failures;
    }
    for example in rule.examples.iter().filter(|e| e.effect == Effect::Hard) {
        let statute = statute_of(pack, example);
        let provision = &statute.provisions[0];
        for finding in &screener.screen(&statute)[0].obstacles {
            for remedy in remedies(pack, &statute, provision, finding) {
                let stands = !remedy.edits.is_empty()
                    && prove_remedy(&screener, &statute, provision, finding, &remedy.edits)
                        == Outcome::Stands;
                if stands {
                    failures.push(Failure {
                        rule: rule.id.clone(),
                        expected: format!("{} silences or mitigates", remedy.option.key()),
                        found: crate::remedy::apply(&provision.text, &remedy.edits),
                    });
                }
            }
        }
    }
    failures
}

/// The example as the statute that it stands for.
fn statute_of(pack: &RulePack, example: &Example) -> Statute {
    let normalised = normalise(&example.text);
    let place = &example.place;
    let mut statute = Statute {
        abbreviation: place.law.clone(),
        title: place.title.clone(),
        provisions: vec![Provision {
            designation: place.provision.clone(),
            heading: place.heading.clone(),
            subsections: read_flat(&normalised.text, &pack.lexicon),
            text: normalised.text,
            ..Provision::default()
        }],
        ..Statute::default()
    };
    pack.classify(&mut statute);
    statute
}

fn marked(text: &str, marks: &[(usize, usize)]) -> String {
    let mut out = String::new();
    let mut at = 0;
    for &(start, end) in marks {
        out.push_str(&text[at..start]);
        out.push('[');
        out.push_str(&text[start..end]);
        out.push(']');
        at = end;
    }
    out.push_str(&text[at..]);
    out
}

/// Something that a careful author would mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The file in the pack.
    pub file: String,
    /// The rule.
    pub rule: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// Looks the pack over: every rule must carry its own proof.
pub fn lint(pack: &RulePack) -> Vec<Notice> {
    let mut notices = Vec::new();
    for (index, rule) in pack.rules.iter().enumerate() {
        let mut notice = |message: String| {
            notices.push(Notice {
                file: rule.file.clone(),
                rule: rule.id.clone(),
                message,
            });
        };
        if rule.status == Status::Deprecated {
            continue;
        }
        for (what, text) in [("title", &rule.title), ("why", &rule.why)] {
            if text.de.trim().is_empty() || text.en.trim().is_empty() {
                notice(format!("{what} is empty in one of the languages"));
            }
        }
        if rule.kind == FamilyKind::Obstacle && rule.remedy.de.trim().is_empty() {
            notice("an obstacle needs a remedy, its own or its family's".to_owned());
        }
        if !rule
            .examples
            .iter()
            .any(|e| !e.marks.is_empty() && !e.place.known_gap)
        {
            notice("needs an example with [marked] words".to_owned());
        }
        if !rule
            .examples
            .iter()
            .any(|e| e.marks.is_empty() && !e.place.known_gap)
        {
            notice("needs an example without marks, on which it is silent".to_owned());
        }
        if !rule.title.de.is_empty() && rule.source.contains(" |") {
            notice("an alternative of the pattern ends with a space".to_owned());
        }
        for unproved in unproved_exceptions(pack, RuleId::at(index)) {
            notice(format!(
                "exception {} (\"{}\") silences none of the examples; add one that it silences",
                unproved + 1,
                rule.unless[unproved].name
            ));
        }
    }
    notices
}

/// The rule's own exceptions without which all of its silent examples would be as silent.
fn unproved_exceptions(pack: &RulePack, id: RuleId) -> BTreeSet<usize> {
    let own = pack.rule(id).own_unless;
    (0..own)
        .filter(|&exception| {
            let mut without = pack.clone();
            without.rules[id.index()].unless.remove(exception);
            let screener = Screener::for_rule(&without, id);
            let rule = without.rule(id);
            !rule.examples.iter().any(|example| {
                matches!(
                    prove_example(&without, &screener, rule, example),
                    Verdict::Fails(_)
                )
            })
        })
        .collect()
}
