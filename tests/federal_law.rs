//! Real law, where it is at hand: `NORMSCREEN_CORPUS` names a folder with the XML of all federal
//! statutes. Without it these tests say so and pass.

#![allow(clippy::print_stderr)]

use std::path::PathBuf;
use std::sync::LazyLock;

use normscreen::discover::discover;
use normscreen::ingest::{ReadOptions, ingest};
use normscreen::ledger::Outcome;
use normscreen::rules::RulePack;
use normscreen::statute::{Citation, Item, Names, Provision, Statute};
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

/// What a report cites can be looked up, and what is found there holds what was cited, but for
/// provisions to which the statute itself gives one name ("Anhang", several times).
#[test]
fn printed_citations_are_found() {
    let Some(law) = law() else { return };
    // "Anlage (zu § 1)" is cited as "Anlage".
    let name = |p: &Provision| p.designation.split(" (").next().map(str::to_owned);
    let counts: Vec<(usize, usize, Vec<String>)> = law
        .par_iter()
        .map(|statute| {
            let names = Names::of(statute);
            let (mut all, mut shared, mut wrong) = (0, 0, Vec::new());
            for provision in &statute.provisions {
                for sentence in provision.subsections.iter().flat_map(|s| &s.sentences) {
                    let citation = Citation::at(statute, provision, sentence.span).to_string();
                    let found = names.locate(&citation);
                    all += 1;
                    let missed = match found {
                        None => "leads nowhere",
                        Some((other, _)) if !std::ptr::eq(other, provision) => {
                            if name(other) == name(provision) {
                                shared += 1;
                                continue;
                            }
                            "another provision"
                        }
                        Some((_, span)) if !span.contains(sentence.span) => "another place",
                        Some(_) => continue,
                    };
                    wrong.push(format!("{missed}: {citation}"));
                }
            }
            (all, shared, wrong)
        })
        .collect();
    let all: usize = counts.iter().map(|(all, ..)| all).sum();
    let shared: usize = counts.iter().map(|(_, shared, _)| shared).sum();
    let wrong: Vec<String> = counts.into_iter().flat_map(|(.., wrong)| wrong).collect();
    eprintln!(
        "{} of {all} citations are not found again; {shared} name one of several",
        wrong.len()
    );
    if std::env::var_os("NORMSCREEN_SHOW").is_some() {
        eprintln!("{}", wrong.join("\n"));
    }
    assert!(all > 100_000);
    assert!(wrong.is_empty());
    assert!(shared * 1_000 < all);
}
