//! Every rule's proof as a test of its own, and the pack's lint.

use libtest_mimic::{Arguments, Failed, Trial};
use normscreen::proof::{
    Failure, Verdict, lint, prove, prove_own_clauses, prove_remedies, prove_rewrites,
};
use normscreen::rules::{RuleId, RulePack};

fn main() {
    let pack: &'static RulePack = Box::leak(Box::new(RulePack::embedded().expect("sound pack")));
    let mut trials: Vec<Trial> = (0..pack.rules.len())
        .map(|index| {
            Trial::test(pack.rules[index].id.clone(), move || {
                let wrong: Vec<String> = prove(pack, RuleId::at(index))
                    .into_iter()
                    .filter_map(|verdict| match verdict {
                        Verdict::Fails(f) => {
                            Some(format!("expected: {}\nfound:    {}", f.expected, f.found))
                        }
                        Verdict::Holds | Verdict::KnownGap => None,
                    })
                    .collect();
                if wrong.is_empty() {
                    Ok(())
                } else {
                    Err(Failed::from(wrong.join("\n")))
                }
            })
            .with_kind("examples")
        })
        .collect();
    let failed = |failures: Vec<Failure>| {
        let lines: Vec<String> = failures
            .into_iter()
            .map(|f| format!("{}: {}\n    {}", f.rule, f.expected, f.found))
            .collect();
        if lines.is_empty() {
            Ok(())
        } else {
            Err(Failed::from(lines.join("\n")))
        }
    };
    trials.push(Trial::test("every wording fits its examples", move || {
        failed(prove_rewrites(pack))
    }));
    trials.push(Trial::test(
        "every clause of a statute governs its examples",
        move || failed(prove_own_clauses(pack)),
    ));
    trials.push(Trial::test(
        "every wording silences or mitigates what it is for",
        move || {
            failed(
                (0..pack.rules.len())
                    .flat_map(|index| prove_remedies(pack, RuleId::at(index)))
                    .collect(),
            )
        },
    ));
    trials.push(Trial::test(
        "every indication holds for its examples",
        move || {
            let wrong: Vec<String> = pack.indications.iter().flat_map(|i| i.prove()).collect();
            if wrong.is_empty() {
                Ok(())
            } else {
                Err(Failed::from(wrong.join("\n")))
            }
        },
    ));
    trials.push(Trial::test("every rule carries its proof", move || {
        let notices: Vec<String> = lint(pack)
            .into_iter()
            .map(|n| format!("{} {}: {}", n.file, n.rule, n.message))
            .collect();
        if notices.is_empty() {
            Ok(())
        } else {
            Err(Failed::from(notices.join("\n")))
        }
    }));
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}
