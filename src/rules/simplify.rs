//! Patterns rewritten for automata that only tell whether they match.
//!
//! In goes a pattern's expression, out comes one that matches in the same texts with a fraction of
//! the states. Neither groups nor which of several matches comes first count here, so that words may
//! be sorted, merged and shared.

use regex_syntax::hir::{Capture, Class, ClassBytes, ClassUnicode, Hir, HirKind, Repetition};

/// Counts up to this one cost an automaton little.
const SMALL_COUNT: u32 = 4;
/// Most texts that one branch is spelt out to.
const MOST_TEXTS: usize = 32;

/// The same for whole texts: it matches in a text where the pattern does.
pub(super) fn simplified(hir: Hir) -> Hir {
    let hir = gaps_of_bytes(hir);
    with_shared_words(without_edge(without_edge(hir, Edge::Front), Edge::Back))
}

/// Whether the pattern has counts that are worth leaving away.
pub(super) fn counts(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Repetition(repetition) => {
            most(repetition) > SMALL_COUNT || counts(&repetition.sub)
        }
        HirKind::Capture(capture) => counts(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().any(counts),
        _ => false,
    }
}

/// The pattern without its counts. It matches wherever the pattern does, in a few states: a counted
/// gap such as `[^.;]{0,160}` makes an automaton of thousands, of which each byte of a text makes a
/// new one.
pub(super) fn without_counts(hir: Hir) -> Hir {
    rebuilt(hir, &|repetition| {
        if most(repetition) > 1 {
            repetition.min = repetition.min.min(1);
            repetition.max = None;
        }
    })
}

/// How often a repetition counts.
fn most(repetition: &Repetition) -> u32 {
    repetition.max.unwrap_or(repetition.min)
}

/// Gaps such as `[^.;]*` take bytes instead of characters: one state each instead of ten. Whatever
/// stands beside a gap begins and ends with whole characters.
fn gaps_of_bytes(hir: Hir) -> Hir {
    rebuilt(hir, &|repetition| {
        let endless = repetition.min <= 1 && repetition.max.is_none();
        if endless
            && let HirKind::Class(Class::Unicode(class)) = repetition.sub.kind()
            && let Some(bytes) = bytes_of(class)
        {
            *repetition.sub = Hir::class(Class::Bytes(bytes));
        }
    })
}

/// The bytes of a class's characters, where they hold all that is no ASCII.
fn bytes_of(class: &ClassUnicode) -> Option<ClassBytes> {
    let mut outside = class.clone();
    outside.negate();
    let mut bytes = outside.to_byte_class()?;
    bytes.negate();
    Some(bytes)
}

/// The same without groups, its repetitions changed.
fn rebuilt(hir: Hir, change: &impl Fn(&mut Repetition)) -> Hir {
    let all = |parts: Vec<Hir>| parts.into_iter().map(|p| rebuilt(p, change)).collect();
    match hir.into_kind() {
        HirKind::Repetition(mut repetition) => {
            change(&mut repetition);
            let sub = Box::new(rebuilt(*repetition.sub, change));
            Hir::repetition(Repetition { sub, ..repetition })
        }
        HirKind::Capture(capture) => rebuilt(*capture.sub, change),
        HirKind::Concat(parts) => Hir::concat(all(parts)),
        HirKind::Alternation(parts) => Hir::alternation(all(parts)),
        leaf => of_kind(leaf),
    }
}

/// An expression without parts.
fn of_kind(leaf: HirKind) -> Hir {
    match leaf {
        HirKind::Literal(literal) => Hir::literal(literal.0),
        HirKind::Class(class) => Hir::class(class),
        HirKind::Look(look) => Hir::look(look),
        HirKind::Repetition(repetition) => Hir::repetition(repetition),
        HirKind::Capture(capture) => Hir::capture(capture),
        HirKind::Concat(parts) => Hir::concat(parts),
        HirKind::Alternation(parts) => Hir::alternation(parts),
        HirKind::Empty => Hir::empty(),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edge {
    Front,
    Back,
}

/// The same without what may be missing at one of its edges: where `[a-z]*amt` matches, `amt` does.
fn without_edge(hir: Hir, edge: Edge) -> Hir {
    match hir.into_kind() {
        HirKind::Repetition(repetition) if repetition.min == 0 => Hir::empty(),
        HirKind::Repetition(repetition) if repetition.min == 1 => {
            without_edge(*repetition.sub, edge)
        }
        HirKind::Alternation(branches) => {
            let branches = branches.into_iter().map(|b| without_edge(b, edge));
            let branches: Vec<Hir> = branches.collect();
            if branches.iter().any(is_empty) {
                return Hir::empty();
            }
            Hir::alternation(branches)
        }
        HirKind::Concat(mut parts) => {
            while !parts.is_empty() {
                let at = match edge {
                    Edge::Front => 0,
                    Edge::Back => parts.len() - 1,
                };
                let part = without_edge(parts.remove(at), edge);
                if !is_empty(&part) {
                    parts.insert(at, part);
                    break;
                }
            }
            Hir::concat(parts)
        }
        other => of_kind(other),
    }
}

fn is_empty(hir: &Hir) -> bool {
    matches!(hir.kind(), HirKind::Empty)
}

/// Branches that differ in their words alone become one whose words share their beginnings. An
/// automaton in the midst of fifty branches carries fifty places along; here it is one.
fn with_shared_words(hir: Hir) -> Hir {
    let all = |parts: Vec<Hir>| parts.into_iter().map(with_shared_words).collect();
    match hir.into_kind() {
        HirKind::Repetition(repetition) => Hir::repetition(Repetition {
            sub: Box::new(with_shared_words(*repetition.sub)),
            ..repetition
        }),
        HirKind::Concat(parts) => Hir::concat(all(parts)),
        HirKind::Alternation(branches) => merged(all(branches)),
        leaf => of_kind(leaf),
    }
}

/// A branch as words and what stands around them.
struct Branch {
    before: Vec<Hir>,
    words: Vec<String>,
    behind: Vec<Hir>,
}

impl Branch {
    /// The branch itself where no words stand in it.
    fn of(branch: Hir) -> Result<Self, Hir> {
        let mut parts = match branch.into_kind() {
            HirKind::Concat(parts) => parts,
            other => vec![of_kind(other)],
        };
        let mut found = parts.iter().map(texts).enumerate();
        let found = found.find_map(|(at, words)| Some((at, words?)));
        let Some((first, mut words)) = found else {
            return Err(Hir::concat(parts));
        };
        let mut end = first + 1;
        while let Some(more) = parts.get(end).and_then(texts)
            && words.len() * more.len() <= MOST_TEXTS
        {
            words = joined(&words, &more);
            end += 1;
        }
        if words.iter().any(String::is_empty) {
            return Err(Hir::concat(parts));
        }
        let behind = parts.split_off(end);
        parts.truncate(first);
        Ok(Self {
            before: parts,
            words,
            behind,
        })
    }

    fn into_hir(self) -> Hir {
        let mut words = self.words;
        words.sort();
        words.dedup();
        let words = words
            .into_iter()
            .map(|word| Hir::literal(word.into_bytes()));
        // A group of its own, or the words would mix with the branches around them.
        let words = Hir::capture(Capture {
            index: 1,
            name: None,
            sub: Box::new(Hir::alternation(words.collect())),
        });
        let parts = self.before.into_iter().chain([words]).chain(self.behind);
        Hir::concat(parts.collect())
    }
}

fn merged(branches: Vec<Hir>) -> Hir {
    let mut groups: Vec<Branch> = Vec::new();
    let mut others = Vec::new();
    for branch in branches {
        match Branch::of(branch) {
            Err(branch) => others.push(branch),
            Ok(new) => {
                let alike = |b: &&mut Branch| b.before == new.before && b.behind == new.behind;
                match groups.iter_mut().find(alike) {
                    Some(group) => group.words.extend(new.words),
                    None => groups.push(new),
                }
            }
        }
    }
    let groups = groups.into_iter().map(Branch::into_hir);
    Hir::alternation(groups.chain(others).collect())
}

/// The texts that an expression can match, where they are few.
fn texts(hir: &Hir) -> Option<Vec<String>> {
    let texts = match hir.kind() {
        HirKind::Empty => vec![String::new()],
        HirKind::Literal(literal) => vec![String::from_utf8(literal.0.to_vec()).ok()?],
        HirKind::Class(Class::Unicode(class)) => {
            let letters = class.iter().map(|range| range.len()).sum::<usize>();
            if letters > MOST_TEXTS {
                return None;
            }
            let letters = class.iter().flat_map(|r| r.start()..=r.end());
            letters.map(String::from).collect()
        }
        HirKind::Repetition(repetition) if (repetition.min, repetition.max) == (0, Some(1)) => {
            let mut texts = texts(&repetition.sub)?;
            texts.push(String::new());
            texts
        }
        HirKind::Capture(capture) => texts(&capture.sub)?,
        HirKind::Concat(parts) => {
            let mut all = vec![String::new()];
            for part in parts {
                all = joined(&all, &texts(part)?);
                if all.len() > MOST_TEXTS {
                    return None;
                }
            }
            all
        }
        HirKind::Alternation(branches) => {
            let mut all = Vec::new();
            for branch in branches {
                all.extend(texts(branch)?);
                if all.len() > MOST_TEXTS {
                    return None;
                }
            }
            all
        }
        _ => return None,
    };
    Some(texts)
}

/// Each of the tails behind each of the heads.
fn joined(heads: &[String], tails: &[String]) -> Vec<String> {
    let each = |head| tails.iter().map(move |tail| format!("{head}{tail}"));
    heads.iter().flat_map(each).collect()
}
