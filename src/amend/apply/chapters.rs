//! Parts of the outline: "Abschnitt 3 wird aufgehoben", "Nach Teil 1 wird folgender Teil 2 eingefügt".
//!
//! A statute keeps no tree; each provision knows the way down to it. So a part is the provisions that
//! stand side by side below its name, and its heading is a line of their outlines.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::statute::{Lexicon, Provision, ProvisionKind, Statute, citation};

use super::super::pieces::{self, on_one_line};
use super::super::{Part, Place, Side};
use super::{Law, Pending, Reason};

/// A part of the outline.
pub(super) struct Chapter {
    /// The provisions below it.
    pub(super) range: Range<usize>,
    /// At which place of their outlines it stands.
    depth: usize,
}

impl Chapter {
    /// "Abschnitt 3 Verfahren"
    pub(super) fn unit<'s>(&self, statute: &'s Statute) -> &'s str {
        &statute.provisions[self.range.start].outline[self.depth]
    }

    /// "Abschnitt 3"
    pub(super) fn number<'s>(&self, statute: &'s Statute) -> &'s str {
        let unit = self.unit(statute);
        let words: Vec<(usize, &str)> = unit.match_indices(' ').take(2).collect();
        words.get(1).map_or(unit, |(at, _)| &unit[..*at])
    }

    /// A new heading with its number, which the text may repeat.
    pub(super) fn heading(&self, name: &str, text: &str, law: &Law<'_>) -> String {
        let text = on_one_line(text);
        let last = steps(name).pop();
        match unit_of(&text, law.nouns, law.lexicon) {
            Some((own, _)) if last.is_some_and(|last| own == last) => text,
            _ => format!("{} {text}", self.number(&law.statute)),
        }
    }

    /// What stands above it.
    fn above(&self, statute: &Statute) -> Vec<String> {
        statute.provisions[self.range.start].outline[..self.depth].to_vec()
    }
}

impl Law<'_> {
    /// The part of the outline that a name such as "Teil 2 Kapitel 1" means.
    pub(super) fn chapter(&self, name: &str) -> Result<Chapter, Reason> {
        let sought = steps(name);
        let depth_in = |provision: &Provision| -> Option<usize> {
            let mut from = 0;
            for step in &sought {
                let at = provision.outline[from..].iter().position(|unit| {
                    unit_of(unit, self.nouns, self.lexicon).is_some_and(|(own, _)| own == *step)
                })?;
                from += at + 1;
            }
            from.checked_sub(1)
        };
        let provisions = &self.statute.provisions;
        let found: Vec<(usize, usize)> = provisions
            .iter()
            .enumerate()
            .filter_map(|(index, provision)| Some((index, depth_in(provision)?)))
            .collect();
        let (Some(&(first, depth)), Some(&(last, _))) = (found.first(), found.last()) else {
            return Err(Reason::NoPlace(name.to_owned()));
        };
        // "Abschnitt 1" of every part bears the name.
        let one = found.iter().all(|&(index, at)| {
            at == depth && provisions[index].outline[..=at] == provisions[first].outline[..=depth]
        });
        if !one || last - first + 1 != found.len() {
            return Err(Reason::Places(name.to_owned()));
        }
        Ok(Chapter {
            range: first..last + 1,
            depth,
        })
    }

    /// Gives a part another heading.
    pub(super) fn name_chapter(&mut self, chapter: &Chapter, unit: &str, pending: &mut Pending) {
        for index in chapter.range.clone() {
            let provision = self.open(index, pending);
            if let Some(own) = provision.outline.get_mut(chapter.depth) {
                unit.clone_into(own);
            }
        }
    }

    pub(super) fn rewrite_chapter(&mut self, name: &str, text: &str) -> Result<(), Reason> {
        let chapter = self.chapter(name)?;
        let new = self.read_chapter(name, text)?;
        let above = chapter.above(&self.statute);
        self.replace_provisions(chapter.range, new, Some(&above));
        Ok(())
    }

    pub(super) fn insert_chapter(
        &mut self,
        places: &[Place],
        side: Side,
        name: &str,
        text: &str,
    ) -> Result<(), Reason> {
        let new = self.read_chapter(name, text)?;
        let (index, above) = match (places, side) {
            (
                [
                    Place {
                        part: Part::Outline(beside),
                        ..
                    },
                ],
                Side::After | Side::Before,
            ) => {
                let chapter = self.chapter(beside)?;
                let above = chapter.above(&self.statute);
                let at = if side == Side::After {
                    chapter.range.end
                } else {
                    chapter.range.start
                };
                (at, above)
            }
            ([place], Side::After | Side::Before) if place.part == Part::Whole => {
                let range = self.provisions(place)?;
                let at = if side == Side::After {
                    range.end
                } else {
                    range.start
                };
                (at, self.above_new(range.start, name))
            }
            ([], Side::Last) => {
                let last = self
                    .statute
                    .provisions
                    .iter()
                    .rposition(|p| p.kind == ProvisionKind::Section);
                let last = last.ok_or_else(|| Reason::NoPlace(name.to_owned()))?;
                self.must_be_new(&new)?;
                (last + 1, self.above_new(last, name))
            }
            _ => return Err(Reason::Order(name.to_owned())),
        };
        self.put_provisions(index, new, &above);
        Ok(())
    }

    /// What stands above a new part beside a provision: all that is above parts of its kind there.
    fn above_new(&self, beside: usize, name: &str) -> Vec<String> {
        let outline = &self.statute.provisions[beside].outline;
        let kind = |unit: &str| unit.split(' ').next().map(str::to_owned);
        let noun = steps(name).pop().and_then(|step| kind(&step));
        let at = outline.iter().position(|unit| {
            unit_of(unit, self.nouns, self.lexicon).and_then(|(own, _)| kind(&own)) == noun
        });
        outline[..at.unwrap_or(outline.len())].to_vec()
    }

    /// Whether the statute has a provision of this name already that is law.
    pub(super) fn is_taken(&self, new: &Provision) -> bool {
        let names = citation::designations(&new.designation);
        self.statute
            .provisions
            .iter()
            .any(|p| !p.repealed && citation::designations(&p.designation) == names)
    }

    fn must_be_new(&self, new: &[Provision]) -> Result<(), Reason> {
        for provision in new {
            if self.is_taken(provision) {
                return Err(Reason::Order(provision.designation.clone()));
            }
        }
        Ok(())
    }

    /// The provisions of a new part, with the parts that the text itself names above them.
    fn read_chapter(&self, name: &str, text: &str) -> Result<Vec<Provision>, Reason> {
        let last = steps(name).pop().ok_or(Reason::NewText)?;
        let named = unit_of(text.trim(), self.nouns, self.lexicon);
        if named.is_none_or(|(own, _)| own != last) {
            return Err(Reason::NewText);
        }
        let unit = |line: &str| unit_of(line, self.nouns, self.lexicon).map(|(own, _)| own);
        pieces::chapter(text, unit, self.lexicon).ok_or(Reason::NewText)
    }
}

/// "Teil 2 Kapitel 1" as "Teil 2", "Kapitel 1".
fn steps(name: &str) -> Vec<String> {
    let words: Vec<&str> = name.split(' ').collect();
    words.chunks(2).map(|step| step.join(" ")).collect()
}

/// The part that a line names at its start, in one form for "Abschnitt 2", "2. Abschnitt" and
/// "Zweiter Abschnitt", and where the name ends.
pub(super) fn unit_of(
    line: &str,
    nouns: &BTreeSet<String>,
    lexicon: &Lexicon,
) -> Option<(String, usize)> {
    let mut words = line.split([' ', '\n']);
    let (first, second) = (words.next()?, words.next()?);
    let end = first.len() + 1 + second.len();
    let label = second.trim_end_matches(['.', ':']);
    if nouns.contains(first) && crate::statute::lexicon::is_number(label) {
        return Some((format!("{first} {label}"), end));
    }
    if !nouns.contains(second) {
        return None;
    }
    let counted = first
        .strip_suffix('.')
        .filter(|n| n.bytes().all(|b| b.is_ascii_digit()));
    let number = match counted {
        Some(number) => number.to_owned(),
        None => lexicon
            .references
            .ordinal(&first.to_lowercase())
            .filter(|n| *n > 0)?
            .to_string(),
    };
    Some((format!("{second} {number}"), end))
}
