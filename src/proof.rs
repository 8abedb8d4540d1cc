//! The rule pack's proof: every example of every rule is screened, and the pack is looked over for
//! what no compiler sees.
//!
//! In goes a compiled pack, out come failures and notices. It stands above `screen`, since an
//! example is a small statute that is screened like any other.

use std::collections::BTreeSet;

use crate::remedy::{Outcome, prove as prove_remedy, remedies, rewrite_example};
use crate::rules::schema::Reach;
use crate::rules::{Effect, Example, FamilyKind, Rule, RuleId, RulePack, Status};
use crate::screen::{Finding, ReadSnippet, Screener, Snippet};
use crate::statute::Statute;

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
    // Marks are places of the example's text as it is normalised.
    let read = read(pack, example);
    let text = &read.provision().text;
    let screened = &screener.screen(&read.statute)[0];
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

/// Screens the examples of the clauses by which a statute decides for its own places: the clause is
/// § 1, what it governs and what it leaves alone stands from § 2 on.
pub fn prove_own_clauses(pack: &RulePack) -> Vec<Failure> {
    let screener = Screener::new(pack);
    let mut failures = Vec::new();
    for (index, clause) in pack.substitution.own.list.iter().enumerate() {
        let mut fails = |expected: String, found: String| {
            failures.push(Failure {
                rule: clause.id.clone(),
                expected,
                found,
            });
        };
        if clause.examples.is_empty() {
            fails("an example".to_owned(), "none".to_owned());
        }
        for example in &clause.examples {
            let texts = [&example.clause]
                .into_iter()
                .chain(&example.governs)
                .chain(&example.leaves);
            let provisions = texts.enumerate().map(|(at, text)| {
                let designation = format!("§ {}", at + 1);
                let snippet = Snippet {
                    text,
                    provision: &designation,
                    ..Snippet::default()
                };
                snippet.read(pack).statute.provisions.remove(0)
            });
            let statute = Statute {
                provisions: provisions.collect(),
                ..Statute::default()
            };
            let screened = screener.screen(&statute);
            let governed = |f: &Finding| f.governed.is_some_and(|g| g.clause.index() == index);
            if clause.reach == Reach::Provision && !screened[0].obstacles.iter().any(governed) {
                fails(
                    format!("governs its own provision: {}", example.clause),
                    "no".to_owned(),
                );
            }
            for (at, screened) in screened.iter().enumerate().skip(1) {
                let text = &statute.provisions[at].text;
                let expected = at <= example.governs.len();
                if screened.obstacles.is_empty() {
                    fails(format!("an obstacle in: {text}"), "none".to_owned());
                }
                for finding in &screened.obstacles {
                    let found = finding.governed.map(|g| g.clause.index());
                    if (found == Some(index)) != expected {
                        let verb = if expected { "governs" } else { "leaves" };
                        fails(format!("{verb}: {text}"), format!("{found:?}"));
                    }
                }
            }
        }
    }
    failures
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

/// Lays the wordings for the examples of a rule that are not open on them: each must silence or mitigate what the
/// rule finds.
pub fn prove_remedies(pack: &RulePack, id: RuleId) -> Vec<Failure> {
    let screener = Screener::for_rule(pack, id);
    let rule = pack.rule(id);
    let mut failures = Vec::new();
    if rule.kind == FamilyKind::Enabler {
        return failures;
    }
    for example in rule
        .examples
        .iter()
        .filter(|e| e.effect != Effect::Mitigated)
    {
        let read = read(pack, example);
        let (statute, provision) = (&read.statute, read.provision());
        for finding in &screener.screen(statute)[0].obstacles {
            for remedy in remedies(pack, statute, provision, finding) {
                let stands = !remedy.edits.is_empty()
                    && prove_remedy(&screener, statute, provision, finding, &remedy.edits)
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
fn read<'e>(pack: &RulePack, example: &'e Example) -> ReadSnippet<'e> {
    let place = &example.place;
    Snippet {
        text: &example.text,
        law: &place.law,
        law_title: &place.title,
        provision: &place.provision,
        heading: &place.heading,
    }
    .read(pack)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::embedded_files;

    /// The verdicts of SF-001 where its file ends with this example.
    fn verdicts(example: &str) -> Vec<Verdict> {
        let mut files = embedded_files();
        let path = "obstacles/schriftform.toml";
        let file = files.get_mut(path).expect("the pack has the file");
        // The last rule of the file gets the example.
        file.push_str(&format!("\n[[rule.example]]\n{example}\n"));
        let pack = RulePack::from_files(&files).expect("sound pack");
        let last = pack.rules.iter().rposition(|r| r.file == path);
        let proved = prove(&pack, RuleId::at(last.expect("the file has rules")));
        proved.into_iter().rev().take(1).collect()
    }

    #[test]
    fn a_known_gap_fails_when_it_starts_to_work() {
        // Silence on a sentence without any form works, so that it is no gap.
        let works = verdicts("text = \"Der Himmel ist blau.\"\nknown_gap = true");
        assert!(
            matches!(&works[..], [Verdict::Fails(f)] if f.found.contains("take known_gap away")),
            "{works:?}"
        );
        // A mark that no rule finds is a gap, and stays one.
        let gap = verdicts("text = \"Der [Himmel] ist blau.\"\nknown_gap = true");
        assert_eq!(gap, [Verdict::KnownGap]);
        let wrong = verdicts("text = \"Der [Himmel] ist blau.\"");
        assert!(matches!(&wrong[..], [Verdict::Fails(_)]), "{wrong:?}");
    }
}
