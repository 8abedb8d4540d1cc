//! From a place to its citation: the exact name of a span, and no more than the text bears out.

use super::label::{core, item_step};
use super::{Citation, Designation, Level, Step, designations};
use crate::statute::parts::{Part, number_of};
use crate::statute::{Provision, ProvisionKind, Sentence, Span, Statute};

impl Citation {
    /// The exact place of a span: the smallest Absatz, Satz and items that hold all of it.
    pub fn at(statute: &Statute, provision: &Provision, span: Span) -> Self {
        let (part, steps) = provision.path_to(span);
        let mut names = designations(&provision.designation);
        names.extend(part);
        Self {
            provision: names,
            steps,
            statute: statute.abbreviation.clone(),
        }
    }
}

/// Longest provision, in bytes, whose citations are looked up before they are given; the longest of
/// federal law has 707,000. To prove many citations of one much longer would take minutes.
const LONGEST_PROVED: usize = 1 << 20;

impl Provision {
    /// Part and steps that lead to the smallest place that holds the whole span, and to no other: what
    /// leads elsewhere, since annexes count anew without a name, is left out.
    pub(super) fn path_to(&self, span: Span) -> (Option<Designation>, Vec<Step>) {
        let index = self
            .parts
            .partition_point(|part| part.span.start <= span.start);
        let part = index
            .checked_sub(1)
            .map(|index| &self.parts[index])
            .filter(|part| part.span.contains(span));
        let leads_here = |part: Option<&Part>, steps: &[Step]| {
            let name = part.map(|part| part.name.clone());
            self.place(name.as_slice(), steps)
                .is_ok_and(|found| found.contains(span))
        };
        let mut steps = self.steps_to(span, part.is_some());
        if self.text.len() > LONGEST_PROVED {
            // Of such a § the number of an Absatz is sure enough, of such an annex nothing is.
            if self.kind == ProvisionKind::Annex {
                steps.clear();
            }
            return (None, steps);
        }
        loop {
            if leads_here(part, &steps) {
                return (part.map(|part| part.name.clone()), steps);
            }
            if steps.pop().is_none() {
                return (None, steps);
            }
        }
    }

    /// The steps that lead to the smallest place that holds the whole span.
    fn steps_to(&self, span: Span, in_part: bool) -> Vec<Step> {
        let mut steps = Vec::new();
        let index = self
            .subsections
            .partition_point(|s| s.span.start <= span.start);
        let Some(subsection) = self.subsections[..index]
            .last()
            .filter(|s| s.span.contains(span))
        else {
            return steps;
        };
        if let Some(label) = &subsection.label {
            if !in_part {
                steps.extend(self.part_of(index - 1));
            }
            steps.push(Step {
                level: Level::Absatz,
                label: core(label).to_owned(),
            });
        } else if self.counts_unnumbered() {
            steps.push(Step {
                level: Level::Absatz,
                label: index.to_string(),
            });
        }
        // Without its Absatz the number of a Satz would point elsewhere.
        let countable = self.subsections.len() == 1 || !steps.is_empty();
        let sentence = sentence_of(&subsection.sentences, span);
        if let (true, Some(sentence), 2..) = (countable, sentence, subsection.sentences.len()) {
            steps.push(Step {
                level: Level::Satz,
                label: (sentence + 1).to_string(),
            });
        }
        let mut siblings = &subsection.items;
        while let Some(index) = siblings
            .partition_point(|item| item.span.start <= span.start)
            .checked_sub(1)
            .filter(|index| siblings[*index].span.contains(span))
        {
            let item = &siblings[index];
            steps.extend(item_step(siblings, index));
            if let Some(sentence) = sentence_of(&item.sentences, span) {
                // Items below hang on the sentence of the item that introduces them.
                steps.push(Step {
                    level: Level::Satz,
                    label: (sentence + 1).to_string(),
                });
            }
            siblings = &item.items;
        }
        steps
    }

    /// The numbered part of an annex that an Absatz stands in, "Nummer 3.5", where several parts have
    /// an Absatz of this number and the part leads to this one.
    fn part_of(&self, index: usize) -> Option<Step> {
        if self.kind != ProvisionKind::Annex {
            return None;
        }
        let subsection = &self.subsections[index];
        let heading = self.subsections[..index]
            .iter()
            .rev()
            .find(|s| s.label.is_none())?;
        let step = match heading.items.as_slice() {
            [item] => item_step(std::slice::from_ref(item), 0)?,
            _ => Step {
                level: Level::Nummer,
                label: number_of(heading.span.of(&self.text))?.to_owned(),
            },
        };
        let absatz = Step {
            level: Level::Absatz,
            label: core(subsection.label.as_deref()?).to_owned(),
        };
        let found = self.resolve(&[step.clone(), absatz]).ok()?;
        (found == subsection.span).then_some(step)
    }

    /// Whether a citation counts the Absätze of this provision, which bear no numbers.
    fn counts_unnumbered(&self) -> bool {
        self.kind == ProvisionKind::Section
            && self.subsections.len() > 1
            && self.subsections.iter().all(|s| s.label.is_none())
    }
}

/// The index of the sentence that holds the whole span.
fn sentence_of(sentences: &[Sentence], span: Span) -> Option<usize> {
    let index = sentences
        .partition_point(|s| s.span.start <= span.start)
        .checked_sub(1)?;
    sentences[index].span.contains(span).then_some(index)
}
