//! Sentences that speak for a Schwerpunkt of the Digitalcheck that no category belongs to.
//!
//! In goes a provision, out comes at most one sentence for each indication of the pack. They are
//! places to look at, and say nothing of how good the draft is.

use std::collections::BTreeSet;

use super::diagnostic::{Indicated, Place};
use super::examine::Text;
use super::fingerprint::fold;
use crate::rows::excerpt;
use crate::statute::{Citation, Provision, Span, Subsection};

/// What speaks in a provision; sentences of `known`, folded, stood there before.
pub fn examine(text: &Text<'_>, provision: &Provision, known: &BTreeSet<String>) -> Vec<Indicated> {
    let name = format!("{} {}", provision.designation, provision.heading);
    let indications = text.examiner.pack().indications.iter();
    indications
        .filter(|indication| indication.holds_under(name.trim()))
        .filter_map(|indication| {
            let sentence = sentences(provision).find(|(span, words)| {
                let own = span.of(&provision.text);
                indication.holds_for(own, *words)
                    && (known.is_empty() || !known.contains(&fold(own)))
            });
            let (span, _) = sentence?;
            let (sentence, _) = excerpt(&provision.text, span, Span::new(span.start, span.start));
            Some(Indicated {
                schwerpunkt: indication.schwerpunkt.clone(),
                title: indication.title.get(text.examiner.language).to_owned(),
                place: Place {
                    source: text.file.to_owned(),
                    region: None,
                    statute: text.name.clone(),
                    provision: provision.designation.clone(),
                    citation: Citation::at(text.statute, provision, span).to_string(),
                    eid: provision.eid_at(span).to_owned(),
                },
                sentence,
            })
        })
        .collect()
}

/// The sentences of a provision, folded, so that another version of it can be told from it.
pub fn folded(provision: &Provision) -> impl Iterator<Item = String> {
    sentences(provision).map(|(span, _)| fold(span.of(&provision.text)))
}

/// Every sentence with its words; of one that holds a list, its lead and each item by itself, so that
/// what is cited is what speaks.
fn sentences(provision: &Provision) -> impl Iterator<Item = (Span, usize)> {
    let text = &provision.text;
    provision
        .subsections
        .iter()
        .flat_map(|subsection| {
            let sentences = subsection.sentences.iter();
            sentences.flat_map(|sentence| units(sentence.span, subsection))
        })
        .filter(|span| !span.is_empty())
        .map(move |span| (span, span.of(text).split_whitespace().count()))
}

fn units(sentence: Span, subsection: &Subsection) -> Vec<Span> {
    let items: Vec<Span> = subsection
        .items
        .iter()
        .map(|item| item.span)
        .filter(|item| sentence.contains(*item))
        .collect();
    let (Some(first), Some(last)) = (items.first(), items.last()) else {
        return vec![sentence];
    };
    let lead = Span::new(sentence.start, first.start);
    let rest = Span::new(last.end, sentence.end);
    std::iter::once(lead).chain(items).chain([rest]).collect()
}
