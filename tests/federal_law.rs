//! Real law, where it is at hand: `NORMSCREEN_CORPUS` names a folder with the XML of all federal
//! statutes. Without it these tests say so and pass.

#![allow(clippy::print_stderr)]

use std::path::PathBuf;
use std::sync::LazyLock;

use normscreen::discover::discover;
use normscreen::ingest::{ReadOptions, ingest};
use normscreen::ledger::Outcome;
use normscreen::rules::RulePack;
use normscreen::statute::{Citation, Item, Statute};
use rayon::prelude::*;

static PACK: LazyLock<RulePack> = LazyLock::new(|| RulePack::embedded().expect("sound pack"));

static LAW: LazyLock<Option<Vec<Statute>>> = LazyLock::new(|| {
    let folder = PathBuf::from(std::env::var_os("NORMSCREEN_CORPUS")?);
    let inputs = discover(&[folder]).inputs;
    assert!(!inputs.is_empty(), "NORMSCREEN_CORPUS holds no files");
    Some(
        inputs
            .par_iter()
            .flat_map_iter(|input| ingest(input, &PACK, &ReadOptions::default()))
            .map(|document| {
                assert_eq!(
                    document.record.outcome,
                    Outcome::Read,
                    "{:?}",
                    document.record
                );
                document.statute.expect("a statute was read")
            })
            .collect(),
    )
});

fn law() -> Option<&'static [Statute]> {
    if LAW.is_none() {
        eprintln!("skipped: NORMSCREEN_CORPUS is not set");
    }
    LAW.as_deref()
}

#[test]
fn every_file_is_read() {
    let Some(law) = law() else { return };
    assert!(law.len() > 6_000, "{}", law.len());
    assert!(
        law.iter()
            .all(|s| !s.provisions.is_empty() || !s.title.is_empty())
    );
}

#[test]
fn spans_lie_in_their_text_and_in_order() {
    let Some(law) = law() else { return };
    fn items(text: &str, inside: normscreen::statute::Span, list: &[Item]) {
        for item in list {
            assert!(inside.contains(item.span));
            assert!(
                item.span.of(text).starts_with(&item.label),
                "{:?}",
                item.label
            );
            items(text, item.span, &item.items);
        }
        assert!(list.windows(2).all(|w| w[0].span.end <= w[1].span.start));
    }
    law.par_iter()
        .flat_map(|s| &s.provisions)
        .for_each(|provision| {
            let text = &provision.text;
            for subsection in &provision.subsections {
                items(text, subsection.span, &subsection.items);
                for sentence in &subsection.sentences {
                    assert!(subsection.span.contains(sentence.span));
                }
                assert!(
                    subsection
                        .sentences
                        .windows(2)
                        .all(|w| w[0].span.end <= w[1].span.start)
                );
            }
            assert!(
                provision
                    .subsections
                    .windows(2)
                    .all(|w| w[0].span.end <= w[1].span.start)
            );
        });
}

/// Tax law prints the number of each sentence: the legislator's own word on where sentences begin.
#[test]
fn sentences_begin_where_the_law_numbers_them() {
    let Some(law) = law() else { return };
    fn starts(items: &[Item], all: &mut Vec<usize>) {
        for item in items {
            all.extend(item.sentences.iter().map(|s| s.span.start));
            // The first sentence of an item begins behind its label.
            all.push(item.span.start + item.label.len() + 1);
            starts(&item.items, all);
        }
    }
    let (mut marks, mut met) = (0, 0);
    let mut missed = Vec::new();
    for statute in law {
        for provision in &statute.provisions {
            let mut all = Vec::new();
            for subsection in &provision.subsections {
                all.extend(subsection.sentences.iter().map(|s| s.span.start));
                starts(&subsection.items, &mut all);
            }
            for &mark in &provision.sentence_marks {
                marks += 1;
                if all.contains(&mark) {
                    met += 1;
                } else {
                    let from = mark.saturating_sub(40);
                    let around: String = provision
                        .text
                        .char_indices()
                        .filter(|(i, _)| (from..mark + 40).contains(i))
                        .map(|(i, c)| {
                            if i == mark {
                                format!("|{c}")
                            } else {
                                c.to_string()
                            }
                        })
                        .collect();
                    missed.push(format!(
                        "{} {}: {around}",
                        statute.abbreviation, provision.designation
                    ));
                }
            }
        }
    }
    eprintln!("{met} of {marks} numbered sentences begin where the law says");
    if std::env::var_os("NORMSCREEN_SHOW").is_some() {
        eprintln!("{}", missed.join("\n"));
    }
    assert!(marks > 1_000);
    assert!(met * 1_000 >= marks * 990, "{met} of {marks}");
}

/// What a report cites can be looked up. In annexes whose parts count their Absätze anew, "Absatz 1"
/// names several, and the first is not always the one that is meant.
#[test]
fn printed_citations_are_found() {
    let Some(law) = law() else { return };
    let citations: Vec<(&Statute, String)> = law
        .par_iter()
        .flat_map_iter(|statute| statute.provisions.iter().map(move |p| (statute, p)))
        .flat_map_iter(|(statute, provision)| {
            let sentences = provision.subsections.iter().flat_map(|s| &s.sentences);
            sentences.map(move |sentence| {
                let citation = Citation::at(statute, provision, sentence.span);
                (statute, citation.to_string())
            })
        })
        .collect();
    let lost: Vec<&str> = citations
        .par_iter()
        .filter(|(statute, citation)| statute.locate(citation).is_none())
        .map(|(_, citation)| citation.as_str())
        .collect();
    eprintln!(
        "{} of {} citations lead nowhere",
        lost.len(),
        citations.len()
    );
    if std::env::var_os("NORMSCREEN_SHOW").is_some() {
        eprintln!("{}", lost.join("\n"));
    }
    assert!(citations.len() > 100_000);
    assert!(lost.len() * 100 <= citations.len());
}
