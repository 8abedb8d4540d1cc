//! Every rule's proof as a test of its own, and the pack's lint.

use libtest_mimic::{Arguments, Failed, Trial};
use normscreen::proof::{Verdict, lint, prove};
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
