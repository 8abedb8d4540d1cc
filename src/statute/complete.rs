//! What every reader leaves to be done alike, so that the same text gives the same provision from
//! whatever format it came.
//!
//! In comes a provision with its name, heading, text and the paragraphs and lists that its source
//! marks, out goes the same with its kind, Absätze that were run together taken apart, lists that no
//! markup shows, and sentences.

use super::sentences::{mark_lines, mark_sentences};
use super::{Lexicon, Provision, ProvisionKind, itemise_lines, parts, split_subsections};

/// Longest text that can stand in place of a provision that was repealed.
const LONGEST_REPEAL_NOTE: usize = 100;

impl Provision {
    /// Completes a provision as a reader found it. A kind that the reader knows stays.
    pub fn complete(&mut self, lexicon: &Lexicon) {
        if self.kind == ProvisionKind::Section {
            self.kind = kind_of(&self.designation, lexicon);
        }
        split_subsections(&self.text, &mut self.subsections);
        if self.kind == ProvisionKind::Annex {
            self.parts = parts::parts(&self.text);
            parts::cut(&self.text, &self.parts, &mut self.subsections);
        }
        for subsection in &mut self.subsections {
            itemise_lines(&self.text, subsection, lexicon);
            match self.kind {
                ProvisionKind::Section | ProvisionKind::Formula => {
                    mark_sentences(&self.text, subsection, lexicon);
                }
                ProvisionKind::Annex | ProvisionKind::Contents => {
                    mark_lines(&self.text, subsection, lexicon);
                }
            }
        }
        self.repealed = is_repealed(&self.heading, &self.text, lexicon);
    }
}

/// The kind of a provision by how its name begins.
pub fn kind_of(designation: &str, lexicon: &Lexicon) -> ProvisionKind {
    let starts = |names: &[String]| names.iter().any(|n| designation.starts_with(n.as_str()));
    if starts(&lexicon.contents_names) {
        ProvisionKind::Contents
    } else if starts(&lexicon.annex_names) {
        ProvisionKind::Annex
    } else if starts(&lexicon.formula_names) {
        ProvisionKind::Formula
    } else {
        ProvisionKind::Section
    }
}

/// Whether heading and text say that the provision no longer is law.
fn is_repealed(heading: &str, text: &str, lexicon: &Lexicon) -> bool {
    let says_so = |text: &str| {
        text.len() <= LONGEST_REPEAL_NOTE
            && lexicon
                .repeal_notes
                .iter()
                .any(|note| contains_ignoring_case(text, note))
    };
    let bare = text.trim_matches(|c: char| c.is_whitespace() || "()-–—.".contains(c));
    if bare.is_empty() {
        return says_so(heading);
    }
    let stands_alone = lexicon
        .repeal_notes
        .iter()
        .any(|note| note.eq_ignore_ascii_case(bare));
    stands_alone || (says_so(text) && says_so(heading))
}

fn contains_ignoring_case(text: &str, word: &str) -> bool {
    text.to_lowercase().contains(&word.to_lowercase())
}

/// Names provisions that share their designation after the outline unit that tells them apart, so
/// that a citation names one place only.
pub fn tell_apart(provisions: &mut [Provision]) {
    let mut count = std::collections::HashMap::new();
    for provision in provisions.iter() {
        *count.entry(provision.designation.clone()).or_insert(0) += 1;
    }
    for provision in provisions.iter_mut() {
        let shared = count[&provision.designation] > 1;
        if let (true, Some(unit)) = (
            shared && !provision.designation.is_empty(),
            provision.outline.first(),
        ) && let Some(article) = unit.split(' ').nth(1).filter(|_| unit.starts_with("Art"))
        {
            provision.designation = format!("Art {article} {}", provision.designation);
        }
    }
}
