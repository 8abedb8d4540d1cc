//! The Vorprüfung: its six questions, each with a suggested answer and the evidence for it.
//!
//! The questions are data in `reports/vorpruefung.toml`. Without evidence nothing is suggested:
//! that no rule found anything is no proof that nothing is there.

use serde::Deserialize;

use super::{Block, Paper, Words};
use crate::check::diagnostic::{Diagnostic, Indicated, Nature, Novelty};
use crate::rules::Text;

const QUESTIONS: &str = include_str!("../../reports/vorpruefung.toml");
/// Pieces of evidence that are shown for a question.
const MOST: usize = 40;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Questions {
    question: Vec<Question>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    title: Text,
    text: Text,
    categories: Vec<String>,
    #[serde(default)]
    schwerpunkte: Vec<String>,
    /// Whether what the draft takes out of the law bears on it, too.
    #[serde(default)]
    lifted: bool,
}

fn questions() -> Vec<Question> {
    toml::from_str::<Questions>(QUESTIONS)
        .expect("a test holds that the questions are sound TOML")
        .question
}

/// The questions with what was found.
pub fn paper(of: &Words<'_>) -> Paper {
    let words = of.words;
    let title = words.t("vorpruefung.title").to_owned();
    let mut blocks = vec![
        Block::Heading(1, title.clone()),
        Block::Text(words.t("vorpruefung.about").to_owned()),
    ];
    for (index, question) in questions().iter().enumerate() {
        let name = question.title.get(words.language());
        blocks.push(Block::Heading(2, format!("{} {name}", index + 1)));
        blocks.push(Block::Text(question.text.get(words.language()).to_owned()));
        let found = |wanted: &dyn Fn(&Diagnostic) -> bool| -> Vec<&Diagnostic> {
            let all = of.report.diagnostics.iter();
            all.filter(|d| d.nature == Nature::Finding)
                .chain(&of.report.evidence)
                .filter(|d| question.categories.contains(&d.category))
                // What goes is no evidence of what the draft provides.
                .filter(|d| d.novelty != Novelty::Gone || question.lifted)
                .filter(|d| wanted(d))
                .collect()
        };
        // What is lifted changes a duty, too; of the law that a draft amends, what stays as it was is no
        // matter of the draft. All that stands in a draft of a whole statute is.
        let amends = !of.report.effects.is_empty();
        let changed = |d: &Diagnostic| {
            let stays = matches!(d.novelty, Novelty::Unchanged | Novelty::Moved);
            !amends || !stays || d.is_eased()
        };
        let mut findings = found(&changed);
        let indicated: Vec<&Indicated> = of
            .report
            .indications
            .iter()
            // Those in the amended law know no older draft.
            .filter(|_| !amends || of.report.against.is_none())
            .filter(|i| question.schwerpunkte.contains(&i.schwerpunkt))
            .collect();
        // Nobody reads that nothing was found where the check finds something.
        let mut suggestion = "vorpruefung.suggestion";
        if findings.is_empty() && indicated.is_empty() {
            findings = found(&|_| true);
            suggestion = "vorpruefung.kept";
        }
        let count = findings.len() + indicated.len();
        if count == 0 {
            let key = if question.categories.is_empty() {
                "vorpruefung.beyond"
            } else {
                "vorpruefung.nothing"
            };
            blocks.push(Block::Open(words.t(key).to_owned()));
            continue;
        }
        blocks.push(Block::Text(words.count(suggestion, count)));
        let findings = findings.into_iter().map(|diagnostic| {
            let mut point = of.finding(diagnostic);
            let change = match diagnostic.novelty {
                Novelty::Gone => Some("begruendung.row_lifted"),
                _ if amends && !changed(diagnostic) => Some("begruendung.row_kept"),
                _ => None,
            };
            if let Some(change) = change {
                point.push_str(", ");
                point.push_str(words.t(change));
            }
            point
        });
        let indicated = indicated.into_iter().map(|i| {
            let sentence = words.quote(&i.sentence);
            format!("{}: {}: {sentence}", i.place.citation, i.title)
        });
        let points = findings.chain(indicated).take(MOST);
        blocks.extend(points.map(Block::Point));
        if count > MOST {
            blocks.push(Block::Point(words.count("check.more", count - MOST)));
        }
        blocks.push(Block::Open(words.t("vorpruefung.confirm").to_owned()));
    }
    Paper {
        name: "vorpruefung",
        title,
        blocks,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RulePack;

    #[test]
    fn six_questions_name_only_categories_that_exist() {
        let pack = RulePack::embedded().expect("sound pack");
        let questions = questions();
        assert_eq!(questions.len(), 6);
        for category in questions.iter().flat_map(|q| &q.categories) {
            assert!(
                pack.categories.iter().any(|c| c.key == *category),
                "{category}"
            );
        }
        for id in questions.iter().flat_map(|q| &q.schwerpunkte) {
            assert!(
                pack.indications.iter().any(|i| i.schwerpunkt == *id),
                "{id}"
            );
        }
    }
}
