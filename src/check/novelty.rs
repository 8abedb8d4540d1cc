//! What is new: current findings against those of an older version.
//!
//! Findings are matched by category, words and sentence, first at the same place, then anywhere in
//! the statute, then by likeness in a provision that is the same one by its designation or by its
//! wording. Lines and paragraph numbers decide nothing, so setting a text anew or renumbering it
//! makes nothing new. An obstacle that got harder is new; one that got milder is not.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::diagnostic::{Diagnostic, Nature, Novelty};
use super::fingerprint::{Sketch, fold, likeness};
use crate::rate::Standing;
use crate::statute::Citation;

/// Sentences of one provision that are this alike are the same sentence, edited.
const SAME_SENTENCE: f64 = 0.6;
/// So are those that mark the same words; "Der Vertrag nach § 2346 bedarf …" for "Der
/// Erbverzichtsvertrag bedarf …".
const SAME_WORDS: f64 = 0.45;
/// Sentences of different provisions must be more alike.
const SAME_ANYWHERE: f64 = 0.85;
/// Provisions whose wording is this alike are the same provision under another number.
const SAME_PROVISION: f64 = 0.5;

/// A finding of the older version: what is needed to match and to name it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormerFinding {
    /// Its fingerprint there; empty where the source has none.
    #[serde(default)]
    pub fingerprint: String,
    /// What tells its statute apart.
    #[serde(default)]
    pub statute: String,
    /// The file.
    #[serde(default)]
    pub source: String,
    /// Designation of the provision.
    #[serde(default)]
    pub provision: String,
    /// Citation in its long form.
    pub citation: String,
    /// Key of the category.
    pub category: String,
    /// Id of the rule.
    pub rule: String,
    /// Key of the standing.
    pub standing: String,
    /// The words.
    pub quote: String,
    /// The sentence, cut as in every output.
    pub sentence: String,
}

/// The older version: its findings, and what is known of its texts.
#[derive(Debug, Clone, Default)]
pub struct Former {
    /// Findings in the order of the texts.
    pub findings: Vec<FormerFinding>,
    /// Its texts.
    pub texts: Texts,
    /// What opened the electronic way; none where that is not known.
    pub enablers: Option<BTreeSet<(String, String)>>,
}

/// What an enabler is known by in another version: its category and its sentence.
pub fn enabler_key(enabler: &Diagnostic) -> (String, String) {
    (enabler.category.clone(), fold(&enabler.sentence))
}

/// Marks the enablers that were there before.
pub fn mark_known(evidence: &mut [Diagnostic], known: &BTreeSet<(String, String)>) {
    for enabler in evidence {
        if known.contains(&enabler_key(enabler)) {
            enabler.novelty = Novelty::Unchanged;
        }
    }
}

/// What is kept of a version's texts once they are dropped.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    /// How many statutes there are.
    pub statutes: usize,
    /// Sketches of the provisions that hold obstacles, by statute and designation.
    pub sketches: BTreeMap<(String, String), Sketch>,
}

impl Texts {
    /// Adds the sketches of a statute's provisions.
    pub fn add(&mut self, statute: &str, sketches: impl IntoIterator<Item = (String, Sketch)>) {
        for (provision, sketch) in sketches {
            self.sketches
                .insert((statute.to_owned(), provision), sketch);
        }
    }
}

impl From<&Diagnostic> for FormerFinding {
    fn from(diagnostic: &Diagnostic) -> Self {
        Self {
            fingerprint: diagnostic.fingerprint.clone(),
            statute: diagnostic.place.statute.clone(),
            source: diagnostic.place.source.clone(),
            provision: diagnostic.place.provision.clone(),
            citation: diagnostic.place.citation.clone(),
            category: diagnostic.category.clone(),
            rule: diagnostic.rule.clone(),
            standing: diagnostic.standing.map_or("", Standing::key).to_owned(),
            quote: diagnostic.quote.clone(),
            sentence: diagnostic.sentence.clone(),
        }
    }
}

/// One side of a match.
struct Side<'a> {
    provision: &'a str,
    locus: String,
    category: &'a str,
    sentence: String,
    quote: String,
    matched: bool,
}

impl<'a> Side<'a> {
    fn new(
        provision: &'a str,
        citation: &str,
        category: &'a str,
        sentence: &str,
        quote: &str,
    ) -> Self {
        Self {
            provision,
            locus: locus(citation),
            category,
            sentence: fold(sentence),
            quote: fold(quote),
            matched: false,
        }
    }

    fn same_words(&self, other: &Self) -> bool {
        self.category == other.category
            && self.sentence == other.sentence
            && self.quote == other.quote
    }
}

/// The citation without its statute, whose abbreviation a draft may change.
fn locus(citation: &str) -> String {
    citation.parse::<Citation>().map_or_else(
        |_| citation.to_owned(),
        |mut parsed| {
            parsed.statute.clear();
            parsed.long()
        },
    )
}

/// Sets the novelty of every current finding; returns the indices of the former ones that are gone.
pub fn compare(current: &mut [Diagnostic], texts: &Texts, former: &Former) -> Vec<usize> {
    let mut gone: Vec<usize> = Vec::new();
    let mut now: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for (index, diagnostic) in current.iter().enumerate() {
        if diagnostic.nature == Nature::Finding {
            let place = &diagnostic.place;
            now.entry((place.statute.clone(), place.source.clone()))
                .or_default()
                .push(index);
        }
    }
    let mut then: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for (index, finding) in former.findings.iter().enumerate() {
        then.entry((finding.statute.clone(), finding.source.clone()))
            .or_default()
            .push(index);
    }
    let pairs = pair(
        &now,
        &then,
        texts.statutes.max(1) == 1 && former.texts.statutes <= 1,
    );
    for (new, old) in pairs {
        let new = new.map_or(&[][..], |key| &now[&key][..]);
        let old = old.map_or(&[][..], |key| &then[&key][..]);
        gone.extend(compare_statute(current, new, texts, former, old));
    }
    gone.sort_unstable();
    gone
}

type Key = (String, String);

/// Which statute of the older version is which now: by its name, else by its file, else where only
/// one is left on either side.
fn pair(
    now: &BTreeMap<Key, Vec<usize>>,
    then: &BTreeMap<Key, Vec<usize>>,
    one_each: bool,
) -> Vec<(Option<Key>, Option<Key>)> {
    let mut pairs = Vec::new();
    let mut new: Vec<&Key> = now.keys().collect();
    let mut old: Vec<&Key> = then.keys().collect();
    let by: [fn(&Key, &Key) -> bool; 4] = [
        |a, b| a == b,
        |a, b| a.0 == b.0 && !a.0.is_empty(),
        |a, b| a.1 == b.1 && !a.1.is_empty(),
        |a, b| file_name(&a.1) == file_name(&b.1) && !a.1.is_empty(),
    ];
    for same in by {
        new.retain(|key| match old.iter().position(|other| same(key, other)) {
            Some(at) => {
                pairs.push((Some((*key).clone()), Some(old.remove(at).clone())));
                false
            }
            None => true,
        });
    }
    // A statute without findings has no group, but must not leave its partner to another one.
    if one_each && new.len() == 1 && old.len() == 1 {
        pairs.push((Some(new.remove(0).clone()), Some(old.remove(0).clone())));
    }
    pairs.extend(new.into_iter().map(|key| (Some(key.clone()), None)));
    pairs.extend(old.into_iter().map(|key| (None, Some(key.clone()))));
    pairs
}

/// Reads the key of a standing.
pub fn standing_of(key: &str) -> Option<Standing> {
    [Standing::Blocking, Standing::Substitutable, Standing::Open]
        .into_iter()
        .find(|standing| standing.key() == key)
}

fn file_name(source: &str) -> &str {
    source.rsplit('/').next().unwrap_or(source)
}

fn compare_statute(
    current: &mut [Diagnostic],
    new: &[usize],
    texts: &Texts,
    former: &Former,
    old: &[usize],
) -> Vec<usize> {
    let outcome = {
        let mut news: Vec<Side<'_>> = new
            .iter()
            .map(|i| {
                let d = &current[*i];
                Side::new(
                    &d.place.provision,
                    &d.place.citation,
                    &d.category,
                    &d.sentence,
                    &d.quote,
                )
            })
            .collect();
        let mut olds: Vec<Side<'_>> = old
            .iter()
            .map(|i| {
                let f = &former.findings[*i];
                Side::new(
                    &f.provision,
                    &f.citation,
                    &f.category,
                    &f.sentence,
                    &f.quote,
                )
            })
            .collect();
        let statute_now = new.first().map_or("", |i| &current[*i].place.statute);
        let statute_then = old.first().map_or("", |i| &former.findings[*i].statute);
        let mut matches = exact(&mut news, &mut olds);
        let same_provision = provisions(
            &news,
            &olds,
            (texts, statute_now),
            (&former.texts, statute_then),
        );
        matches.extend(alike(&mut news, &mut olds, &same_provision));
        let matches: Vec<(usize, usize, bool)> = matches
            .into_iter()
            .map(|(n, o)| (n, o, news[n].locus == olds[o].locus))
            .collect();
        let gone: Vec<usize> = olds
            .iter()
            .enumerate()
            .filter(|(_, side)| !side.matched)
            .map(|(o, _)| old[o])
            .collect();
        (matches, gone)
    };
    for (n, o, same_place) in outcome.0 {
        let diagnostic = &mut current[new[n]];
        let before = standing_of(&former.findings[old[o]].standing);
        diagnostic.before = before.filter(|b| Some(*b) != diagnostic.standing);
        // Standings go from the hardest to the mildest.
        let harder =
            matches!((diagnostic.before, diagnostic.standing), (Some(b), Some(s)) if s < b);
        diagnostic.novelty = match (harder, same_place) {
            (true, _) => Novelty::New,
            (false, true) => Novelty::Unchanged,
            (false, false) => Novelty::Moved,
        };
    }
    outcome.1
}

/// Pairs with the same words: at the same place first, then anywhere, in the order of the texts.
fn exact(news: &mut [Side<'_>], olds: &mut [Side<'_>]) -> Vec<(usize, usize)> {
    let mut matches = Vec::new();
    for same_place in [true, false] {
        let mut open: BTreeMap<(&str, String, String), Vec<usize>> = BTreeMap::new();
        for (o, old) in olds.iter().enumerate().rev().filter(|(_, s)| !s.matched) {
            open.entry((old.category, old.sentence.clone(), old.quote.clone()))
                .or_default()
                .push(o);
        }
        for (n, new) in news.iter_mut().enumerate().filter(|(_, s)| !s.matched) {
            let key = (new.category, new.sentence.clone(), new.quote.clone());
            let Some(candidates) = open.get_mut(&key) else {
                continue;
            };
            let at = if same_place {
                candidates.iter().rposition(|o| olds[*o].locus == new.locus)
            } else {
                candidates.len().checked_sub(1)
            };
            if let Some(at) = at {
                let o = candidates.remove(at);
                debug_assert!(olds[o].same_words(new));
                (new.matched, olds[o].matched) = (true, true);
                matches.push((n, o));
            }
        }
    }
    matches
}

/// Pairs of provisions that are one: those of what is still unmatched, by designation or wording.
fn provisions<'a>(
    news: &[Side<'a>],
    olds: &[Side<'a>],
    (texts, statute): (&Texts, &str),
    (former, former_statute): (&Texts, &str),
) -> BTreeSet<(&'a str, &'a str)> {
    let names = |sides: &[Side<'a>]| -> BTreeSet<&'a str> {
        sides
            .iter()
            .filter(|s| !s.matched)
            .map(|s| s.provision)
            .collect()
    };
    let (new_names, old_names) = (names(news), names(olds));
    let mut same = BTreeSet::new();
    for new in &new_names {
        let sketch = texts.sketches.get(&(statute.to_owned(), (*new).to_owned()));
        for old in &old_names {
            let other = former
                .sketches
                .get(&(former_statute.to_owned(), (*old).to_owned()));
            let alike = match (sketch, other) {
                (Some(a), Some(b)) => a.likeness(b) >= SAME_PROVISION,
                _ => false,
            };
            if alike || new == old {
                same.insert((*new, *old));
            }
        }
    }
    same
}

/// Pairs of edited sentences, the most alike first.
fn alike(
    news: &mut [Side<'_>],
    olds: &mut [Side<'_>],
    same_provision: &BTreeSet<(&str, &str)>,
) -> Vec<(usize, usize)> {
    let mut candidates: Vec<(f64, usize, usize)> = Vec::new();
    for (n, new) in news.iter().enumerate().filter(|(_, s)| !s.matched) {
        for (o, old) in olds.iter().enumerate().filter(|(_, s)| !s.matched) {
            if new.category != old.category {
                continue;
            }
            let score = likeness(&new.sentence, &old.sentence);
            let same = same_provision.contains(&(new.provision, old.provision));
            let least = match (same, new.quote == old.quote) {
                (true, true) => SAME_WORDS,
                (true, false) => SAME_SENTENCE,
                (false, _) => SAME_ANYWHERE,
            };
            if score >= least {
                candidates.push((score, n, o));
            }
        }
    }
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut matches = Vec::new();
    for (_, n, o) in candidates {
        if !news[n].matched && !olds[o].matched {
            (news[n].matched, olds[o].matched) = (true, true);
            matches.push((n, o));
        }
    }
    matches
}
