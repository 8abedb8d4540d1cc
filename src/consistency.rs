//! Hints on what in a draft does not fit together.
//!
//! In comes a statute, or what a draft makes of one, out go hints with their places: references that
//! lead nowhere, references that the amendment has left pointing at another text, words for one thing
//! that are mixed. They are hints: a reader decides, and no gate counts them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::amend::{
    self, Amendment, Found, Role, Stretch, TargetName, TargetOutcome, TargetSource,
};
use crate::rules::RulePack;
use crate::statute::citation::{Level, Unit, core, designations};
use crate::statute::references::{self, Doubt, Outcome, Reference};
use crate::statute::{Citation, Provision, ProvisionKind, Span, Statute, quotation};

/// Something that does not fit together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// Index of the provision in the statute that was looked at.
    pub provision: usize,
    /// The words, in that provision's text.
    pub span: Span,
    /// What does not fit.
    pub kind: HintKind,
}

/// What does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HintKind {
    /// A reference leads nowhere.
    NoTarget {
        /// The place that it names.
        citation: Citation,
        /// The first step of it that does not exist, as a German reader calls it.
        missing: String,
        /// Whether it existed before the amendment.
        existed: bool,
    },
    /// A reference to another statute leads nowhere in it.
    NoForeignTarget {
        /// The place that it names.
        citation: Citation,
        /// The other statute.
        statute: String,
    },
    /// A reference leads to another text than before the amendment, and the old text stands
    /// elsewhere now.
    Stale {
        /// The place that it names.
        citation: Citation,
        /// Where the text now stands that it meant.
        moved_to: Citation,
    },
    /// A reference leads nowhere any more, and what it meant stands elsewhere now.
    Moved {
        /// The place that it names.
        citation: Citation,
        /// Where the text now stands that it meant.
        moved_to: Citation,
    },
    /// What a reference meant is gone, and another text that stood elsewhere bears its number now.
    Replaced {
        /// The place that it names.
        citation: Citation,
        /// Where that other text stood.
        stood_in: Citation,
    },
    /// Words for one thing are mixed; the rarer one is marked.
    Mixed {
        /// Id of the group in `rules/consistency.toml`.
        group: String,
        /// The word that is marked.
        word: String,
        /// The word that stands more often.
        other: String,
    },
    /// A quotation mark never closes.
    Unclosed,
    /// A line begins as a heading does and lacks its number: what follows is read as part of the
    /// provision before.
    NoNumber {
        /// The line.
        line: String,
    },
    /// The number of a provision is still open: "§ ...".
    OpenNumber {
        /// Its designation and heading.
        line: String,
    },
    /// A designation stands twice, so that a citation of it names two provisions.
    Twice {
        /// The designation.
        designation: String,
    },
    /// What a conjunction joined was struck, and the conjunction is left.
    Dangling {
        /// The words around it.
        words: String,
    },
    /// An Absatz does not follow the one before.
    Gap {
        /// Its label.
        label: String,
        /// The label before it; none for the first.
        before: Option<String>,
    },
}

impl Hint {
    /// A dead end that led somewhere in the statute before.
    fn known_in(mut self, before: &Statute) -> Self {
        if let HintKind::NoTarget {
            citation, existed, ..
        } = &mut self.kind
        {
            *existed = before.find(citation).is_ok();
        }
        self
    }
}

/// Hints on a statute by itself: references that lead nowhere, and mixed words.
pub fn check(statute: &Statute, pack: &RulePack) -> Vec<Hint> {
    let references = references::check(statute, &pack.lexicon);
    let mut hints: Vec<Hint> = references.iter().filter_map(dead_end).collect();
    hints.extend(mixed(statute, pack));
    hints.extend(structure(statute));
    sorted(hints)
}

/// What makes the structure of a draft doubtful, and so what is cited in it.
pub fn structure(statute: &Statute) -> Vec<Hint> {
    let mut hints = Vec::new();
    let mut seen: BTreeSet<(&[String], &str)> = BTreeSet::new();
    for (index, provision) in statute.provisions.iter().enumerate() {
        if provision.kind != ProvisionKind::Section {
            continue;
        }
        let mut hint = |span: Span, kind: HintKind| {
            hints.push(Hint {
                provision: index,
                span,
                kind,
            });
        };
        let text = &provision.text;
        let designation = provision.designation.as_str();
        if !designation.is_empty() && !seen.insert((&provision.outline, designation)) {
            let designation = designation.to_owned();
            hint(Span::new(0, 0), HintKind::Twice { designation });
        }
        if let Some(number) = provision.designation.strip_prefix('§')
            && !number.contains(|c: char| c.is_ascii_digit())
        {
            let line = format!("{} {}", provision.designation, provision.heading);
            let line = line.trim_end().to_owned();
            hint(Span::new(0, 0), HintKind::OpenNumber { line });
        }
        // An editor asks at each stroke, and most texts quote nothing.
        if quotation::may_stand_in(text) {
            let mut open = quotation::Open::default();
            for (at, c) in text.char_indices() {
                open.take(text, at, c, at);
            }
            for at in open.left() {
                let mark = text[at..].chars().next().map_or(0, char::len_utf8);
                hint(Span::new(at, at + mark), HintKind::Unclosed);
            }
        }
        if text.starts_with("§ ") || text.contains("\n§ ") {
            unnumbered(text, &mut hint);
        }
        // What an amending command quotes has Absätze of another law.
        if !text.contains('„') {
            gaps(provision, &mut hint);
        }
    }
    hints
}

/// Lines that begin as a heading does and lack its number.
fn unnumbered(text: &str, hint: &mut impl FnMut(Span, HintKind)) {
    let mut at = 0;
    for line in text.split('\n') {
        let rest = line.strip_prefix("§ ").unwrap_or_default();
        if rest.starts_with(char::is_uppercase) && line.len() <= LONGEST_HEADING {
            let span = Span::new(at, at + line.len());
            let line = line.to_owned();
            hint(span, HintKind::NoNumber { line });
        }
        at += line.len() + 1;
    }
}

/// Longest line that can be a heading.
const LONGEST_HEADING: usize = 200;

fn gaps(provision: &Provision, hint: &mut impl FnMut(Span, HintKind)) {
    let number = |label: &str| -> Option<u32> {
        let digits = label.trim_start_matches('(');
        let end = digits.find(|c: char| !c.is_ascii_digit())?;
        digits[..end].parse().ok()
    };
    let mut before: Option<&str> = None;
    for subsection in &provision.subsections {
        let Some(label) = subsection.label.as_deref() else {
            continue;
        };
        let fits = match (before, number(label)) {
            (_, None) => true,
            (None, Some(first)) => first == 1,
            // "(2a)" follows "(2)", and "(3)" follows both.
            (Some(last), Some(own)) => number(last).is_none_or(|last_number| {
                own == last_number + 1 || own == last_number && label != last
            }),
        };
        if !fits {
            let start = subsection.span.start;
            let kind = HintKind::Gap {
                label: label.to_owned(),
                before: before.map(str::to_owned),
            };
            hint(Span::new(start, start + label.len()), kind);
        }
        before = Some(label);
    }
}

/// Hints on what a draft makes of a statute: references that it has left leading nowhere or to
/// another text. `diffs` are those of the outcome; the places are those of the statute after.
pub fn check_amended(
    outcome: &TargetOutcome,
    diffs: &[Vec<Stretch>],
    pack: &RulePack,
) -> Vec<Hint> {
    let (Some(before), Some(after)) = (&outcome.before, &outcome.after) else {
        return Vec::new();
    };
    let old = references::check(before, &pack.lexicon);
    let new = references::check(after, &pack.lexicon);
    let origins = outcome.origins().unwrap_or_default();
    let same = paired((before, &old), (after, &new), &origins);
    let mut hints = Vec::new();
    for (reference, same) in new.iter().zip(same) {
        let same = same.and_then(|at| old.get(at));
        let was = same.map(|reference| &reference.outcome);
        match (was, &reference.outcome) {
            // What led nowhere before is no fault of the draft, unless it takes away the whole annex whose
            // divisions are not read.
            (Some(Outcome::Unresolved(_)), Outcome::Unresolved(_)) => {
                hints.extend(without_annex(before, after, reference));
            }
            (Some(Outcome::Uncertain(_)), Outcome::Uncertain(Doubt::Part | Doubt::Repealed)) => {
                hints.extend(without_annex(before, after, reference));
            }
            (was, Outcome::Unresolved(_)) => {
                let meant = match was {
                    Some(Outcome::Resolved { provision, span }) => Some((*provision, *span)),
                    _ => None,
                };
                let moved = meant.and_then(|meant| moved(before, after, meant, reference));
                let gone = || dead_end(reference).map(|hint| hint.known_in(before));
                hints.extend(moved.or_else(gone));
            }
            (Some(Outcome::Resolved { .. }), Outcome::Uncertain(Doubt::Repealed)) => {
                hints.push(repealed(reference, after));
            }
            (
                Some(Outcome::Resolved { provision, .. }),
                Outcome::Resolved { provision: now, .. },
            ) if after.provisions[*now].repealed && !before.provisions[*provision].repealed => {
                hints.push(repealed(reference, after));
            }
            (
                Some(Outcome::Resolved { provision, span }),
                Outcome::Resolved {
                    provision: now,
                    span: there,
                },
            ) => {
                let (meant, there) = ((*provision, *span), (*now, *there));
                let hint = emptied((before, after), meant, there, reference, pack)
                    .or_else(|| stale(before, after, meant, reference))
                    .or_else(|| replaced((before, after), (same?, reference), meant, there));
                hints.extend(hint);
            }
            _ => {}
        }
    }
    // An Absatz that names many divisions of one annex is told once.
    let mut annexes: BTreeSet<(usize, Option<usize>, String)> = BTreeSet::new();
    hints.retain(|hint| match &hint.kind {
        HintKind::NoTarget {
            citation, missing, ..
        } if citation.steps.is_empty() && names_annex(citation) => {
            let own = &after.provisions[hint.provision];
            let absatz = own.subsection_at(hint.span.start);
            annexes.insert((hint.provision, absatz, missing.clone()))
        }
        _ => true,
    });
    for (change, diff) in outcome.changes.iter().zip(diffs) {
        if let ((Some(old), Some(new)), Some(index)) = (outcome.provisions(*change), change.after) {
            hints.extend(dangling(diff, index, pack));
            hints.extend(doubled(old, new, index));
        }
    }
    sorted(hints)
}

/// Absätze whose number another one bears already: the draft inserts one and renumbers none.
fn doubled(old: &Provision, new: &Provision, index: usize) -> Vec<Hint> {
    let twice = |provision: &Provision| -> BTreeSet<String> {
        let mut seen = BTreeSet::new();
        let labels = provision.subsections.iter().filter_map(|s| s.label.clone());
        labels.filter(|label| !seen.insert(label.clone())).collect()
    };
    let known = twice(old);
    let doubled = twice(new);
    doubled
        .difference(&known)
        .filter_map(|label| {
            let mut labelled = new.subsections.iter().rev();
            let last = labelled.find(|s| s.label.as_ref() == Some(label))?;
            let start = last.span.start;
            Some(Hint {
                provision: index,
                span: Span::new(start, start + label.len()),
                kind: HintKind::Twice {
                    designation: format!(
                        "{} {}",
                        new.designation,
                        format_args!("{} {}", Level::Absatz.long(), core(label))
                    ),
                },
            })
        })
        .collect()
}

/// Conjunctions that lost what they join: "schriftlich oder zu stellen".
fn dangling(diff: &[Stretch], index: usize, pack: &RulePack) -> Vec<Hint> {
    let words = &pack.consistency.dangling;
    let joins = |word: &str| words.conjunctions.iter().any(|own| own == word);
    // What no conjunction joins to what stands on its other side.
    let bars = |word: &str| {
        word.starts_with([',', ';', '.', ':']) || words.beside.iter().any(|own| own == word)
    };
    let mut hints = Vec::new();
    let mut at = 0;
    for (n, stretch) in diff.iter().enumerate() {
        let struck = match stretch {
            Stretch::Kept(text) | Stretch::Inserted(text) => {
                at += text.len();
                continue;
            }
            Stretch::Struck(text) => text,
        };
        let (Some(Stretch::Kept(before)), Some(Stretch::Kept(after))) =
            (n.checked_sub(1).and_then(|n| diff.get(n)), diff.get(n + 1))
        else {
            continue;
        };
        let left = before.split_whitespace().next_back().unwrap_or_default();
        let right = after.split_whitespace().next().unwrap_or_default();
        let (bare_left, bare_right) = (left.trim_end_matches(','), right.trim_end_matches(','));
        // At the end of a line it joins what the next one lists.
        let listed = after.trim_start().strip_prefix(right);
        let listed = listed.is_some_and(|rest| rest.starts_with('\n'));
        // The labels of what stands behind: the next item may have got the number of one that is gone.
        let following = || {
            diff[n + 1..].iter().flat_map(|stretch| {
                match stretch {
                    Stretch::Kept(text) | Stretch::Inserted(text) => text.as_str(),
                    Stretch::Struck(_) => "",
                }
                .split_whitespace()
            })
        };
        let next = || following().next().and_then(label_kind);
        let joins_items = || following().nth(1).and_then(label_kind).is_some();
        // The last of a list is gone: "a) … und" before "2. …".
        let first = struck.split_whitespace().next().unwrap_or_default();
        let last = struck.split_whitespace().next_back().unwrap_or_default();
        let lost = label_kind(first)
            .is_some_and(|kind| label_kind(right).is_some_and(|next| next != kind))
            && !joins(last);
        let ends = || {
            let kind = label_kind(first);
            right.is_empty() && (kind.is_none() || next() != kind)
        };
        // "auszuhändigen oder [zu] übersenden": what stands behind the one word is new.
        let single = after.trim() == right;
        let filled = single
            && matches!(
                diff[n + 2..]
                    .iter()
                    .find(|s| !matches!(s, Stretch::Struck(_))),
                Some(Stretch::Inserted(_))
            );
        let dangles = !filled && joins(left) && (ends() || bars(bare_right) || lost)
            || joins(bare_right)
                && !listed
                && !joins_items()
                && (left.ends_with([',', ';', ':']) && !struck.contains(',') || bars(bare_left));
        // "eine schriftliche oder Bescheinigung"
        let small = |word: &str| word.starts_with(char::is_lowercase);
        let second = before.split_whitespace().rev().nth(1).unwrap_or_default();
        let adjective = joins(left)
            && small(second)
            && !bars(second)
            && small(struck.trim())
            && !struck.trim().contains(' ')
            && right.starts_with(char::is_uppercase);
        if !dangles && !adjective {
            continue;
        }
        let start = at - (before.len() - before.trim_end().len()) - left.len();
        let lead: Vec<&str> = before.split_whitespace().rev().take(3).collect();
        let trail = after.split_whitespace().take(3);
        hints.push(Hint {
            provision: index,
            span: Span::new(start, start + left.len()),
            kind: HintKind::Dangling {
                words: lead
                    .into_iter()
                    .rev()
                    .chain(trail)
                    .collect::<Vec<_>>()
                    .join(" "),
            },
        });
    }
    hints
}

/// What a label of a list item or an Absatz counts with: "c)" and "2." do not count the same.
fn label_kind(word: &str) -> Option<(bool, char)> {
    let mark = word
        .chars()
        .next_back()
        .filter(|c| matches!(c, ')' | '.'))?;
    let bare = core(word);
    let counts = (1..=4).contains(&bare.len())
        && bare
            .bytes()
            .all(|b| b.is_ascii_digit() || b.is_ascii_lowercase());
    let digits = bare.starts_with(|c: char| c.is_ascii_digit());
    // "usw." is a word.
    (counts && (digits || mark == ')'))
        .then_some((digits, if word.starts_with('(') { '(' } else { mark }))
}

/// Hints on references to other statutes that a corpus holds.
pub fn check_foreign(
    statute: &Statute,
    corpus: &impl TargetSource,
    amended: &[Statute],
    pack: &RulePack,
) -> Vec<Hint> {
    let articles = &pack.amending.words.articles;
    let mut known: BTreeMap<String, Option<Box<Statute>>> = BTreeMap::new();
    let mut hints = Vec::new();
    for reference in references::check(statute, &pack.lexicon) {
        let Outcome::Foreign(words) = reference.outcome else {
            continue;
        };
        let text = &statute.provisions[reference.provision].text;
        let name = words
            .of(text)
            .split_whitespace()
            .skip_while(|word| articles.contains(*word))
            .collect::<Vec<_>>()
            .join(" ");
        let other = known.entry(name.clone()).or_insert_with(|| {
            let target = TargetName {
                name: name.clone(),
                ..TargetName::default()
            };
            match corpus.find(&target) {
                Found::One(found) => Some(found),
                _ => None,
            }
        });
        let Some(other) = other else { continue };
        let citation = Citation {
            statute: String::new(),
            ..reference.citation.clone()
        };
        // One article may name what another one puts in.
        let after = amended.iter().find(|after| after.id == other.id);
        let there = |statute: &Statute| statute.find(&citation).is_ok();
        if !citation.provision.is_empty() && !there(other) && !after.is_some_and(there) {
            hints.push(Hint {
                provision: reference.provision,
                span: reference.span,
                kind: HintKind::NoForeignTarget {
                    citation,
                    statute: [&other.abbreviation, &other.short_title, &other.title]
                        .into_iter()
                        .find(|name| !name.is_empty())
                        .unwrap_or(&name)
                        .clone(),
                },
            });
        }
    }
    sorted(hints)
}

fn sorted(mut hints: Vec<Hint>) -> Vec<Hint> {
    hints.sort_by_key(|hint| (hint.provision, hint.span));
    hints
}

fn dead_end(reference: &Reference) -> Option<Hint> {
    let Outcome::Unresolved(why) = &reference.outcome else {
        return None;
    };
    use crate::statute::citation::Unresolved;
    Some(Hint {
        provision: reference.provision,
        span: reference.span,
        kind: HintKind::NoTarget {
            citation: reference.citation.clone(),
            missing: match why {
                Unresolved::Provision(name) => name.clone(),
                Unresolved::Step(step) => format!("{} {}", step.level.long(), step.label),
            },
            existed: false,
        },
    })
}

/// A reference to a provision that the draft repeals.
fn repealed(reference: &Reference, after: &Statute) -> Hint {
    let citation = reference.citation.clone();
    let whole = Citation {
        statute: String::new(),
        steps: Vec::new(),
        ..citation.clone()
    };
    // Only a part of the provision may be gone.
    let names = |p: &&Provision| designations(&p.designation) == citation.provision;
    let lives = after.provisions.iter().filter(names).any(|p| !p.repealed);
    let missing = if lives {
        Citation {
            statute: String::new(),
            ..citation.clone()
        }
    } else {
        whole
    };
    Hint {
        provision: reference.provision,
        span: reference.span,
        kind: HintKind::NoTarget {
            citation,
            missing: missing.long(),
            existed: true,
        },
    }
}

fn names_annex(citation: &Citation) -> bool {
    let unit = citation.provision.first().map(|first| &first.unit);
    matches!(unit, Some(Unit::Anlage | Unit::Anhang))
}

/// A reference to a division of an annex that the draft repeals.
fn without_annex(before: &Statute, after: &Statute, reference: &Reference) -> Option<Hint> {
    let annex = reference.citation.provision.first()?;
    let is_annex = names_annex(&reference.citation);
    let lives = |statute: &Statute| {
        let mut named = statute.provisions.iter();
        named.any(|p| !p.repealed && designations(&p.designation) == std::slice::from_ref(annex))
    };
    (is_annex && lives(before) && !lives(after)).then(|| Hint {
        provision: reference.provision,
        span: reference.span,
        kind: HintKind::NoTarget {
            // Which of its divisions is named makes no difference any more.
            citation: Citation {
                provision: vec![annex.clone()],
                steps: Vec::new(),
                ..reference.citation.clone()
            },
            missing: annex.to_string(),
            existed: true,
        },
    })
}

/// For each new reference the index of the old one that it is: the one that says the same between the same
/// words in the provision that its own has been, or else the one that names the same place. Where an Absatz
/// gets another number, "Satz 1" in it names another place and is the same reference.
fn paired(
    (before, old): (&Statute, &[Reference]),
    (after, new): (&Statute, &[Reference]),
    origins: &[Option<usize>],
) -> Vec<Option<usize>> {
    type Said<'s> = (usize, &'s str, Vec<char>, Vec<char>);
    fn said<'s>(statute: &'s Statute, provision: usize, reference: &Reference) -> Said<'s> {
        let text = &statute.provisions[reference.provision].text;
        let (left, right) = around(statute, reference);
        (provision, reference.span.of(text), left, right)
    }
    let home = |reference: &Reference| origins.get(reference.provision).copied().flatten();
    let mut found: Vec<Option<usize>> = vec![None; new.len()];
    let mut taken = vec![false; old.len()];
    // What stands on both sides counts most, then what stands on one.
    let keep: [fn(&mut Said<'_>); 3] = [|_| {}, |said| said.2.clear(), |said| said.3.clear()];
    for keep in keep {
        let mut known: BTreeMap<Said<'_>, VecDeque<usize>> = BTreeMap::new();
        for (at, reference) in old.iter().enumerate().filter(|(at, _)| !taken[*at]) {
            let mut said = said(before, reference.provision, reference);
            keep(&mut said);
            known.entry(said).or_default().push_back(at);
        }
        for (reference, found) in new.iter().zip(&mut found).filter(|(_, f)| f.is_none()) {
            let Some(home) = home(reference) else {
                continue;
            };
            let mut said = said(after, home, reference);
            keep(&mut said);
            *found = known.get_mut(&said).and_then(VecDeque::pop_front);
            if let Some(at) = *found {
                taken[at] = true;
            }
        }
    }
    let mut known: BTreeMap<(usize, &Citation), VecDeque<usize>> = BTreeMap::new();
    for (at, reference) in old.iter().enumerate().filter(|(at, _)| !taken[*at]) {
        let key = (reference.provision, &reference.citation);
        known.entry(key).or_default().push_back(at);
    }
    for (reference, found) in new.iter().zip(&mut found).filter(|(_, f)| f.is_none()) {
        let key = home(reference).map(|home| (home, &reference.citation));
        let left = key.and_then(|key| known.get_mut(&key));
        *found = left.and_then(VecDeque::pop_front);
    }
    found
}

/// Where the text stands in another state of its provision, on the level of the reference; none where it
/// still begins where the reference leads.
fn found_again(
    (before, after): (&Statute, &Statute),
    (provision, span): (usize, Span),
    now: usize,
    at: Option<Span>,
    reference: &Reference,
) -> Option<Citation> {
    let meant = bare(span.of(&before.provisions[provision].text));
    let target = &after.provisions[now];
    if reference.citation.steps.is_empty() || meant.is_empty() {
        return None;
    }
    let mut places = target.text.match_indices(meant);
    // It may only have grown: "Dem Absatz 2 wird folgender Satz angefügt".
    let here = |(start, found): (usize, &str)| {
        at.is_some_and(|at| at.contains(Span::new(start, start + found.len())))
    };
    if places.clone().any(here) {
        return None;
    }
    places.find_map(|(start, found)| {
        let place = Citation::at(after, target, Span::new(start, start + found.len()));
        let level = |citation: &Citation| citation.steps.last().map(|step| step.level);
        (level(&place) == level(&reference.citation)).then(|| Citation {
            statute: String::new(),
            ..place
        })
    })
}

/// A unit without its label.
fn bare(text: &str) -> &str {
    let text = text.trim();
    let label = text.split(' ').next().unwrap_or_default();
    let labelled = label.ends_with([')', '.']) && label.len() <= 6;
    if labelled {
        text[label.len()..].trim()
    } else {
        text
    }
}

/// A reference to an Absatz or a list item that only leaves its label behind: "4. (weggefallen)".
fn emptied(
    (before, after): (&Statute, &Statute),
    meant: (usize, Span),
    there: (usize, Span),
    reference: &Reference,
    pack: &RulePack,
) -> Option<Hint> {
    let step = reference.citation.steps.last()?;
    let empty = |statute: &Statute, (provision, span): (usize, Span)| {
        let own = bare(span.of(&statute.provisions[provision].text));
        let own = own.trim_matches(|c: char| "()-–. ".contains(c));
        let mut notes = pack.lexicon.repeal_notes.iter();
        notes.any(|note| note.eq_ignore_ascii_case(own))
    };
    (empty(after, there) && !empty(before, meant)).then(|| Hint {
        provision: reference.provision,
        span: reference.span,
        kind: HintKind::NoTarget {
            citation: reference.citation.clone(),
            missing: format!("{} {}", step.level.long(), step.label),
            existed: true,
        },
    })
}

/// Two texts of which this part of the words is one are the same text, edited.
const SAME_TEXT: f64 = 0.6;
/// By so much it must be more like the one than like the other.
const CLEARLY: f64 = 0.2;
/// Most units beside the one that a reference names that are looked at.
const MOST_BESIDE: u8 = 60;
/// So many letters on either side of a reference must be as they were, or the draft has seen to it.
const AROUND: usize = 24;

/// Whether a reference now names a text that stood beside the one that it meant: that one has moved and
/// was edited, or it is gone.
fn replaced(
    (before, after): (&Statute, &Statute),
    (was, reference): (&Reference, &Reference),
    (provision, span): (usize, Span),
    (now, there): (usize, Span),
) -> Option<Hint> {
    let (old, new) = (&before.provisions[provision], &after.provisions[now]);
    let (last, above) = reference.citation.steps.split_last()?;
    let (meant, own) = (bare(span.of(&old.text)), bare(there.of(&new.text)));
    if meant == own || around(before, was) != around(after, reference) {
        return None;
    }
    let likeness = likeness(own, meant);
    let beside = |provision: &Provision, text: &str| -> Option<Citation> {
        let step = labels_beside(&last.label).into_iter().find_map(|label| {
            let mut step = last.clone();
            step.label = label;
            let steps = [above, std::slice::from_ref(&step)].concat();
            let other = provision.resolve(&steps).ok()?;
            let alike = self::likeness(text, bare(other.of(&provision.text)));
            (alike >= SAME_TEXT && alike > likeness + CLEARLY).then_some(step)
        })?;
        let mut place = Citation {
            statute: String::new(),
            ..reference.citation.clone()
        };
        *place.steps.last_mut()? = step;
        Some(place)
    };
    let citation = reference.citation.clone();
    let kind = match (beside(new, meant), beside(old, own)) {
        (Some(moved_to), _) => HintKind::Stale { citation, moved_to },
        (None, Some(stood_in)) => HintKind::Replaced { citation, stood_in },
        (None, None) => return None,
    };
    Some(Hint {
        provision: reference.provision,
        span: reference.span,
        kind,
    })
}

/// The labels that may stand beside one: "1", "1a", "2" for "3", "a" and "b" for "c".
fn labels_beside(label: &str) -> Vec<String> {
    let numbered = label.starts_with(|c: char| c.is_ascii_digit());
    let labels: Vec<String> = if numbered {
        let numbers = 1..=MOST_BESIDE;
        numbers
            .flat_map(|n| ["", "a", "b", "c"].map(|letter| format!("{n}{letter}")))
            .collect()
    } else {
        ('a'..='z').map(String::from).collect()
    };
    labels.into_iter().filter(|own| own != label).collect()
}

/// The letters before and behind a reference.
fn around(statute: &Statute, reference: &Reference) -> (Vec<char>, Vec<char>) {
    let text = &statute.provisions[reference.provision].text;
    let before = text[..reference.span.start].chars().rev().take(AROUND);
    let behind = text[reference.span.end..].chars().take(AROUND);
    (before.collect(), behind.collect())
}

/// The share of the words that two texts have in common, from 0 to 1.
fn likeness(a: &str, b: &str) -> f64 {
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    for word in a.split_whitespace() {
        *left.entry(word).or_default() += 1;
    }
    let shared = b.split_whitespace().filter(|word| {
        let count = left.get_mut(word).filter(|count| **count > 0);
        count.map(|count| *count -= 1).is_some()
    });
    let all = a.split_whitespace().count() + b.split_whitespace().count();
    2.0 * shared.count() as f64 / all.max(1) as f64
}

/// Whether a reference that named `meant` now names another text, while that one stands elsewhere.
fn stale(
    before: &Statute,
    after: &Statute,
    meant: (usize, Span),
    reference: &Reference,
) -> Option<Hint> {
    let Outcome::Resolved { provision, span } = &reference.outcome else {
        return None;
    };
    let both = (before, after);
    let moved_to = found_again(both, meant, *provision, Some(*span), reference)?;
    Some(Hint {
        provision: reference.provision,
        span: reference.span,
        kind: HintKind::Stale {
            citation: reference.citation.clone(),
            moved_to,
        },
    })
}

/// Where the text now stands that a reference named which leads nowhere any more.
fn moved(
    before: &Statute,
    after: &Statute,
    meant: (usize, Span),
    reference: &Reference,
) -> Option<Hint> {
    let designation = &before.provisions[meant.0].designation;
    let mut provisions = after.provisions.iter();
    let now = provisions.position(|p| p.designation == *designation)?;
    let moved_to = found_again((before, after), meant, now, None, reference)?;
    Some(Hint {
        provision: reference.provision,
        span: reference.span,
        kind: HintKind::Moved {
            citation: reference.citation.clone(),
            moved_to,
        },
    })
}

/// Words for one thing that a law mixes, be it the draft itself or what it puts into another one: one
/// hint for each of the rarer words.
fn mixed(statute: &Statute, pack: &RulePack) -> Vec<Hint> {
    let amendments = amend::read(statute, pack);
    let mut laws: Vec<Option<&TargetName>> = vec![None];
    for amendment in &amendments {
        let target = Some(&amendment.target);
        if !laws.contains(&target) {
            laws.push(target);
        }
    }
    laws.into_iter()
        .flat_map(|law| mixed_in(statute, &amendments, law, pack))
        .collect()
}

/// The same for the law of a name; that without one is the draft.
fn mixed_in(
    statute: &Statute,
    amendments: &[Amendment],
    law: Option<&TargetName>,
    pack: &RulePack,
) -> Vec<Hint> {
    let becomes_law = |(provision, span): &(usize, Span)| {
        let mut here = amendments.iter().filter(|a| a.provision == *provision);
        match law {
            None => here.next().is_none(),
            Some(law) => here.filter(|a| a.target == *law).any(|amendment| {
                let quoted = amendment.commands.iter().flat_map(|c| &c.quoted);
                let mut inserted = quoted.filter(|quoted| quoted.role == Role::Inserted);
                inserted.any(|quoted| quoted.span.contains(*span))
            }),
        }
    };
    let mut hints = Vec::new();
    for group in &pack.consistency.terms {
        let mut found: Forms = group
            .forms
            .iter()
            .enumerate()
            .map(|(index, form)| {
                let mut places = places(statute, &form.words);
                places.retain(becomes_law);
                (index, places)
            })
            .filter(|(_, places)| !places.is_empty())
            .collect();
        if group.same_act {
            keep_same_act(statute, pack, &mut found);
        }
        if found.len() < 2 {
            continue;
        }
        found.sort_by_key(|(index, places)| (std::cmp::Reverse(places.len()), *index));
        let other = &group.forms[found[0].0].name;
        for (index, places) in &found[1..] {
            let (provision, span) = places[0];
            hints.push(Hint {
                provision,
                span,
                kind: HintKind::Mixed {
                    group: group.id.clone(),
                    word: group.forms[*index].name.clone(),
                    other: other.clone(),
                },
            });
        }
    }
    hints
}

/// Places of a group's forms: its index, and the provision and words of each.
type Forms = Vec<(usize, Vec<(usize, Span)>)>;

/// Keeps the places in whose sentence an act stands that bears more than one of the forms.
fn keep_same_act(statute: &Statute, pack: &RulePack, found: &mut Forms) {
    let acts: Vec<Vec<BTreeSet<usize>>> = found
        .iter()
        .map(|(_, places)| {
            places
                .iter()
                .map(|(provision, span)| acts_at(&statute.provisions[*provision], *span, pack))
                .collect()
        })
        .collect();
    let of_form: Vec<BTreeSet<usize>> = acts
        .iter()
        .map(|places| places.iter().flatten().copied().collect())
        .collect();
    let shared = |act: &usize| of_form.iter().filter(|form| form.contains(act)).count() > 1;
    for ((_, places), acts) in found.iter_mut().zip(&acts) {
        let mut acts = acts.iter();
        places.retain(|_| acts.next().is_some_and(|acts| acts.iter().any(shared)));
    }
    found.retain(|(_, places)| !places.is_empty());
}

/// The acts that the sentence around a word names.
fn acts_at(provision: &Provision, word: Span, pack: &RulePack) -> BTreeSet<usize> {
    let sentence = provision.subsection_at(word.start).and_then(|at| {
        let subsection = &provision.subsections[at];
        let sentence = subsection.sentence_at(word.start)?;
        Some(subsection.sentences[sentence].span)
    });
    let text = sentence.unwrap_or(word).of(&provision.text);
    let begins = |stems: &[String]| {
        stems.iter().any(|stem| {
            text.match_indices(stem.as_str())
                .any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric))
        })
    };
    let acts = pack.acts.iter().enumerate();
    acts.filter(|(_, act)| begins(&act.stems) && !begins(&act.except))
        .map(|(index, _)| index)
        .collect()
}

/// Where words begin a word of the law.
fn places(statute: &Statute, words: &[String]) -> Vec<(usize, Span)> {
    let mut places = Vec::new();
    for (index, provision) in statute.provisions.iter().enumerate() {
        if provision.repealed || provision.kind == ProvisionKind::Contents {
            continue;
        }
        for word in words {
            for (at, found) in provision.text.match_indices(word.as_str()) {
                if !provision.text[..at].ends_with(char::is_alphanumeric) {
                    places.push((index, Span::new(at, at + found.len())));
                }
            }
        }
    }
    places.sort_unstable();
    places.dedup_by_key(|(index, span)| (*index, span.start));
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::amend::{Statutes, consolidate};
    use crate::statute::read_flat;

    fn pack() -> RulePack {
        RulePack::embedded().expect("the pack is whole")
    }

    fn law(title: &str, texts: &[(&str, &str, &str)]) -> Statute {
        let pack = pack();
        Statute {
            id: title.to_owned(),
            title: title.to_owned(),
            provisions: texts
                .iter()
                .map(|(designation, heading, text)| Provision {
                    designation: (*designation).to_owned(),
                    heading: (*heading).to_owned(),
                    text: (*text).to_owned(),
                    subsections: read_flat(text, &pack.lexicon),
                    ..Provision::default()
                })
                .collect(),
            ..Statute::default()
        }
    }

    #[test]
    fn dead_ends_and_mixed_words_are_told() {
        let law = law(
            "Mustergesetz",
            &[
                (
                    "§ 1",
                    "",
                    "Der Antrag ist schriftlich zu stellen. Es gilt § 9.",
                ),
                (
                    "§ 2",
                    "",
                    "Die Anzeige ist schriftlich zu erstatten; § 1 Satz 2 gilt.",
                ),
                ("§ 3", "", "Der Widerspruch bedarf der Schriftform."),
                ("§ 4", "", "Ein Antrag bedarf auch hier der Schriftform."),
            ],
        );
        let told: Vec<String> = check(&law, &pack())
            .into_iter()
            .map(|hint| {
                let words = hint
                    .span
                    .of(&law.provisions[hint.provision].text)
                    .to_owned();
                match hint.kind {
                    HintKind::NoTarget { missing, .. } => format!("{words}: no {missing}"),
                    HintKind::Mixed { group, other, .. } => format!("{words}: {group} {other}"),
                    other => panic!("{other:?}"),
                }
            })
            .collect();
        assert_eq!(told, ["§ 9: no § 9", "Schriftform: KT-001 schriftlich"]);
    }

    #[test]
    fn a_reference_goes_stale_where_a_sentence_is_put_before_its_target() {
        let target = law(
            "Mustergesetz",
            &[
                ("§ 1", "", "Der Antrag ist zu stellen. Er ist zu begründen."),
                ("§ 2", "", "Die Begründung nach § 1 Satz 2 kann fehlen."),
            ],
        );
        let draft = law(
            "Gesetz zur Änderung",
            &[(
                "Artikel 1",
                "Änderung des Mustergesetzes",
                "Das Mustergesetz wird wie folgt geändert: 1. In § 1 wird nach Satz 1 folgender Satz eingefügt: „Er kann elektronisch gestellt werden.“",
            )],
        );
        let pack = pack();
        let outcomes = consolidate(
            &draft,
            &Statutes::new(std::slice::from_ref(&target), &pack),
            &pack,
        );
        let [outcome] = outcomes.as_slice() else {
            panic!("one target: {outcomes:?}");
        };
        let hints = check_amended(outcome, &outcome.diffs(), &pack);
        let [
            Hint {
                provision: 1,
                kind: HintKind::Stale { citation, moved_to },
                ..
            },
        ] = hints.as_slice()
        else {
            panic!("{hints:?} {:?}", outcome.commands);
        };
        assert_eq!(citation.long(), "§ 1 Satz 2");
        assert_eq!(moved_to.long(), "§ 1 Satz 3");
    }

    #[test]
    fn a_reference_that_leads_nowhere_any_more_is_told_where_its_text_went() {
        let target = law(
            "Mustergesetz",
            &[
                (
                    "§ 1",
                    "",
                    "Der Antrag ist zu stellen. Er ist zu begründen. Belege sind beizufügen.",
                ),
                ("§ 2", "", "Die Belege nach § 1 Satz 3 können fehlen."),
            ],
        );
        let draft = law(
            "Gesetz zur Änderung",
            &[(
                "Artikel 1",
                "Änderung des Mustergesetzes",
                "Das Mustergesetz wird wie folgt geändert: 1. § 1 Satz 1 wird gestrichen.",
            )],
        );
        let pack = pack();
        let outcomes = consolidate(
            &draft,
            &Statutes::new(std::slice::from_ref(&target), &pack),
            &pack,
        );
        let [outcome] = outcomes.as_slice() else {
            panic!("one target: {outcomes:?}");
        };
        let hints = check_amended(outcome, &outcome.diffs(), &pack);
        let [
            Hint {
                provision: 1,
                kind: HintKind::Moved { citation, moved_to },
                ..
            },
        ] = hints.as_slice()
        else {
            panic!("{hints:?} {:?}", outcome.commands);
        };
        assert_eq!(citation.long(), "§ 1 Satz 3");
        assert_eq!(moved_to.long(), "§ 1 Satz 2");
    }

    /// The hints on what commands make of a statute.
    fn amended(texts: &[(&str, &str, &str)], commands: &str) -> Vec<HintKind> {
        let target = law("Mustergesetz", texts);
        let commands = format!("Das Mustergesetz wird wie folgt geändert:\n{commands}");
        let draft = law(
            "Gesetz zur Änderung",
            &[("Artikel 1", "Änderung des Mustergesetzes", &commands)],
        );
        let pack = pack();
        let outcomes = consolidate(
            &draft,
            &Statutes::new(std::slice::from_ref(&target), &pack),
            &pack,
        );
        let [outcome] = outcomes.as_slice() else {
            panic!("one target: {outcomes:?}");
        };
        let hints = check_amended(outcome, &outcome.diffs(), &pack);
        hints.into_iter().map(|hint| hint.kind).collect()
    }

    #[test]
    fn a_reference_within_an_absatz_moves_with_it() {
        let texts = [(
            "§ 1",
            "",
            "(1) Es gilt.\n(2) Nichts gilt.\n(3) Der Antrag ist zu stellen. Er muss den Angaben nach Satz 1 entsprechen.\n\
             (4) Die Behörde entscheidet. Die Entscheidung nach Satz 1 ist zu begründen.",
        )];
        let commands = "1. § 1 wird wie folgt geändert:\na) Absatz 2 wird aufgehoben.\n\
                        b) Die bisherigen Absätze 3 und 4 werden die Absätze 2 und 3.";
        assert_eq!(amended(&texts, commands), []);
    }

    #[test]
    fn divisions_of_a_repealed_annex_are_told_once_in_an_absatz() {
        let texts = [
            (
                "§ 1",
                "",
                "Es gelten Anlage 2 Abschnitt 1 Nummer 4 und Anlage 2 Abschnitt 2 Nummer 6.",
            ),
            (
                "Anlage 2",
                "",
                "Abschnitt 1\n4. Es gilt.\nAbschnitt 2\n6. Es gilt.",
            ),
        ];
        let hints = amended(&texts, "1. Anlage 2 wird aufgehoben.");
        let [
            HintKind::NoTarget {
                missing,
                existed: true,
                ..
            },
        ] = hints.as_slice()
        else {
            panic!("{hints:?}");
        };
        assert_eq!(missing, "Anlage 2");
    }

    #[test]
    fn what_a_reference_meant_is_found_in_a_recast_absatz() {
        let texts = [
            (
                "§ 1",
                "",
                "(1) Das Verfahren setzt einen Antrag voraus. Dem Antrag sind die zur Prüfung erforderlichen Zeichnungen und sonstigen Unterlagen beizufügen.\n(2) Es gilt.",
            ),
            (
                "§ 2",
                "",
                "Die nach § 1 Absatz 1 Satz 2 beizufügenden Unterlagen sind aufzubewahren.",
            ),
        ];
        let commands = "1. § 1 Absatz 1 wird wie folgt gefasst: „(1) Das Verfahren setzt einen Antrag voraus. Der Antrag bedarf der Schriftform. Dem Antrag sind die zur Prüfung erforderlichen Zeichnungen und sonstigen Unterlagen dreifach beizufügen.“";
        let hints = amended(&texts, commands);
        let [HintKind::Stale { moved_to, .. }] = hints.as_slice() else {
            panic!("{hints:?}");
        };
        assert_eq!(moved_to.long(), "§ 1 Absatz 1 Satz 3");
    }

    #[test]
    fn a_member_that_is_put_in_behind_a_conjunction_is_none_that_is_missing() {
        let texts = [(
            "§ 1",
            "",
            "Er hat den Schein auszuhändigen, zu übersenden oder übersenden zu lassen.",
        )];
        let commands = "1. In § 1 werden die Wörter „ , zu übersenden oder übersenden zu lassen“ durch die Wörter „oder zu übersenden“ ersetzt.";
        assert_eq!(amended(&texts, commands), []);
    }

    #[test]
    fn references_to_other_statutes_are_looked_up() {
        let other = law("Muttergesetz", &[("§ 1", "", "Es gilt.")]);
        let own = law(
            "Mustergesetz",
            &[(
                "§ 1",
                "",
                "Es gelten § 1 des Muttergesetzes und § 7 des Muttergesetzes.",
            )],
        );
        let pack = pack();
        let corpus = [other];
        let hints = check_foreign(&own, &Statutes::new(&corpus, &pack), &[], &pack);
        let [
            Hint {
                kind: HintKind::NoForeignTarget { citation, .. },
                ..
            },
        ] = hints.as_slice()
        else {
            panic!("{hints:?}");
        };
        assert_eq!(citation.long(), "§ 7");
    }
}
