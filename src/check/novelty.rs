//! What is new: current findings against those of an older version.
//!
//! Findings are matched by category, words and sentence, first at the same place, then anywhere in
//! the statute, then by likeness in a provision that is the same one by its designation or by its
//! wording. Lines and paragraph numbers decide nothing, so setting a text anew or renumbering it
//! makes nothing new. An obstacle that got harder is new; one that got milder is not.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::diagnostic::{Diagnostic, Nature, Novelty};
use super::fingerprint::{Sketch, Wording, fold};
use crate::rate::Standing;
use crate::statute::Citation;
use crate::statute::citation::Level;

/// Sentences of one provision that are this alike are the same sentence, edited.
const SAME_SENTENCE: f64 = 0.6;
/// So are those that mark the same words; "Der Vertrag nach § 2346 bedarf …" for "Der
/// Erbverzichtsvertrag bedarf …".
const SAME_WORDS: f64 = 0.45;
/// Sentences of one provision that share this part of the longer words of the shorter one, beside the
/// marked ones, put the same duty: "beigefügt" that becomes "beizufügen".
const SAME_DUTY: f64 = 0.6;
/// So do those that mark the same words.
const SAME_DUTY_WORDS: f64 = 0.5;
/// Sentences of different provisions must be more alike.
const SAME_ANYWHERE: f64 = 0.85;
/// Those that mark the same words less so: what is gone in one provision and stands in another was moved
/// and edited. Of a version of which only the result is known nobody knows which provisions are one.
const MOVED_WORDS: f64 = 0.7;
/// Statutes that share this part of their findings are the same statute under another name.
const SAME_STATUTE: f64 = 0.5;
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
    /// The general clause that allowed a substitute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub substitution: Option<String>,
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
    pub enablers: Option<Vec<FormerFinding>>,
    /// What it took out of other law.
    pub lifted: Vec<FormerFinding>,
    /// What it took out of other law that opened the electronic way.
    pub closed: Vec<FormerFinding>,
    /// Whether it may hold statutes that are not checked at all, as a folder or a result beside single
    /// drafts does: what stands in them is not gone.
    pub beyond: bool,
}

/// What of an older version has no like.
#[derive(Debug, Default)]
pub struct Compared {
    /// Indices of its findings that are gone.
    pub gone: Vec<usize>,
    /// How many of its statutes are not checked, and so left out.
    pub left_out: usize,
}

/// Sets the novelty of every enabler; returns those of the older version that are gone. Where its
/// sentence opens the electronic way in other words, none is.
pub fn compare_enablers(
    enablers: &mut [Diagnostic],
    texts: &Texts,
    former: &Former,
) -> Vec<FormerFinding> {
    let former = Former {
        findings: former.enablers.clone().unwrap_or_default(),
        texts: former.texts.clone(),
        beyond: former.beyond,
        ..Former::default()
    };
    let compared = compare_by(enablers, texts, &former, |news, old| {
        news.iter().any(|new| {
            new.locus == old.locus || new.sentence.likeness(&old.sentence) >= SAME_SENTENCE
        })
    });
    let gone = compared.gone.into_iter();
    gone.map(|index| former.findings[index].clone()).collect()
}

/// Leaves out what an older version of an amending draft took out of the law as well.
pub fn leave_out_known(lifted: &mut Vec<Diagnostic>, known: &[FormerFinding]) {
    let key = |f: &FormerFinding| (locus(&f.citation), f.category.clone(), fold(&f.quote));
    let known: BTreeSet<_> = known.iter().map(key).collect();
    lifted.retain(|diagnostic| !known.contains(&key(&FormerFinding::from(diagnostic))));
}

/// What is kept of a version's texts once they are dropped.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    /// The statutes that there are, and their files.
    pub statutes: BTreeSet<(String, String)>,
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
            substitution: diagnostic.substitution.clone(),
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
    sentence: Wording,
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
            sentence: Wording::of(sentence),
            quote: fold(quote),
            matched: false,
        }
    }

    /// What makes it the same one wherever it stands.
    fn words(&self) -> (&str, &str, &str) {
        (self.category, self.sentence.folded(), &self.quote)
    }
}

/// The citation without its statute, whose abbreviation a draft may change, and without a first Satz,
/// which is only named beside a second.
fn locus(citation: &str) -> String {
    citation.parse::<Citation>().map_or_else(
        |_| citation.to_owned(),
        |mut parsed| {
            parsed.statute.clear();
            parsed
                .steps
                .retain(|step| step.level != Level::Satz || step.label != "1");
            parsed.long()
        },
    )
}

/// Sets the novelty of every current finding; returns what is gone.
pub fn compare(current: &mut [Diagnostic], texts: &Texts, former: &Former) -> Compared {
    compare_by(current, texts, former, |_, _| false)
}

/// The same, where `stays` tells of a former finding without its like whether the current ones of its
/// statute do its work.
fn compare_by(
    current: &mut [Diagnostic],
    texts: &Texts,
    former: &Former,
    stays: impl Fn(&[Side<'_>], &Side<'_>) -> bool + Sync,
) -> Compared {
    let mut gone: Vec<usize> = Vec::new();
    // A statute without findings is there, too.
    let keys = |texts: &Texts| {
        texts
            .statutes
            .iter()
            .map(|key| (key.clone(), Vec::new()))
            .collect()
    };
    let mut now: BTreeMap<Key, Vec<usize>> = keys(texts);
    for (index, diagnostic) in current.iter().enumerate() {
        if diagnostic.nature != Nature::Hint {
            let place = &diagnostic.place;
            now.entry((place.statute.clone(), place.source.clone()))
                .or_default()
                .push(index);
        }
    }
    let mut then: BTreeMap<Key, Vec<usize>> = keys(&former.texts);
    for (index, finding) in former.findings.iter().enumerate() {
        then.entry((finding.statute.clone(), finding.source.clone()))
            .or_default()
            .push(index);
    }
    let words = |category: &str, sentence: &str, quote: &str| {
        [category.to_owned(), fold(sentence), fold(quote)]
    };
    let found: &[Diagnostic] = current;
    let by_words = |new: &[&Key], old: &[&Key]| {
        let new: Vec<Vec<[String; 3]>> = new
            .iter()
            .map(|key| {
                let own = now[*key].iter().map(|i| &found[*i]);
                own.map(|d| words(&d.category, &d.sentence, &d.quote))
                    .collect()
            })
            .collect();
        let old: Vec<Vec<[String; 3]>> = old
            .iter()
            .map(|key| {
                let own = then[*key].iter().map(|i| &former.findings[*i]);
                own.map(|f| words(&f.category, &f.sentence, &f.quote))
                    .collect()
            })
            .collect();
        by_findings(&new, &old)
    };
    // Sentences that many statutes share make no two of them one: the provisions must be alike, too.
    let same_text = |new: &Key, old: &Key| {
        let provisions: BTreeSet<&str> = now[new]
            .iter()
            .map(|i| found[*i].place.provision.as_str())
            .collect();
        let others: BTreeSet<&str> = then[old]
            .iter()
            .map(|i| former.findings[*i].provision.as_str())
            .collect();
        let sketch = |texts: &Texts, key: &Key, name: &str| {
            let key = (key.0.clone(), name.to_owned());
            texts.sketches.get(&key).cloned()
        };
        let others: Vec<Sketch> = others
            .iter()
            .filter_map(|name| sketch(&former.texts, old, name))
            .collect();
        let kept = provisions.iter().filter(|name| {
            sketch(texts, new, name)
                .is_some_and(|own| others.iter().any(|o| own.likeness(o) >= SAME_PROVISION))
        });
        2 * kept.count() >= provisions.len()
    };
    let by_words = |new: &[&Key], old: &[&Key]| {
        let mut pairs = by_words(new, old);
        pairs.retain(|(n, o)| same_text(new[*n], old[*o]));
        pairs
    };
    let one_each = texts.statutes.len() <= 1 && former.texts.statutes.len() <= 1;
    let mut pairs = pair(&now, &then, one_each, by_words);
    let left_out = if former.beyond {
        leave_out_strangers(&mut pairs)
    } else {
        0
    };
    let outcomes: Vec<Outcome> = pairs
        .par_iter()
        .map(|(new, old)| {
            let new = new.as_ref().map_or(&[][..], |key| &now[key][..]);
            let old = old.as_ref().map_or(&[][..], |key| &then[key][..]);
            compare_statute((found, new, texts), (former, old), &stays)
        })
        .collect();
    for outcome in outcomes {
        gone.extend(outcome.gone);
        for index in outcome.parts {
            current[index].novelty = Novelty::Unchanged;
        }
        for (n, o, same_place) in outcome.matches {
            let diagnostic = &mut current[n];
            let before = standing_of(&former.findings[o].standing);
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
    }
    gone.sort_unstable();
    Compared { gone, left_out }
}

/// Leaves out the files of the older version of which nothing is checked; returns how many statutes
/// they hold.
fn leave_out_strangers(pairs: &mut Vec<Pair>) -> usize {
    let known: BTreeSet<String> = pairs
        .iter()
        .filter(|(new, _)| new.is_some())
        .filter_map(|(_, old)| Some(old.as_ref()?.1.clone()))
        .collect();
    let all = pairs.len();
    pairs.retain(|pair| !matches!(pair, (None, Some(old)) if !known.contains(&old.1)));
    all - pairs.len()
}

/// Current findings that are a part of one that was there: "handschriftlich zu unterschreiben" becomes
/// "handschriftlich oder elektronisch" and "zu unterschreiben", of which none is new.
fn split(
    current: &[Diagnostic],
    new: &[usize],
    matches: &[(usize, usize, bool)],
    former: &Former,
) -> Vec<usize> {
    let mut open: BTreeSet<usize> = new.iter().copied().collect();
    for (n, ..) in matches {
        open.remove(n);
    }
    let key = |d: &Diagnostic| {
        (
            d.place.provision.clone(),
            d.sentence.clone(),
            d.category.clone(),
        )
    };
    let mut wholes: BTreeMap<_, Vec<(usize, usize)>> = open
        .iter()
        .map(|n| (key(&current[*n]), Vec::new()))
        .collect();
    if wholes.is_empty() {
        return Vec::new();
    }
    for (n, o, _) in matches {
        if let Some(wholes) = wholes.get_mut(&key(&current[*n])) {
            wholes.push((*n, *o));
        }
    }
    let is_part = |index: &usize| {
        let part = fold(&current[*index].quote);
        wholes[&key(&current[*index])].iter().any(|(n, o)| {
            let (was, is) = (fold(&former.findings[*o].quote), fold(&current[*n].quote));
            was != part && was.contains(&part) && !is.contains(&part)
        })
    };
    open.into_iter().filter(is_part).collect()
}

type Key = (String, String);
type Pair = (Option<Key>, Option<Key>);
/// What of a key tells statutes apart.
type Name<'k> = (&'k str, &'k str);

/// Which statute of the older version is which now: by its name, else by its file, else by its
/// findings, else where only one is left on either side.
fn pair(
    now: &BTreeMap<Key, Vec<usize>>,
    then: &BTreeMap<Key, Vec<usize>>,
    one_each: bool,
    alike: impl FnOnce(&[&Key], &[&Key]) -> Vec<(usize, usize)>,
) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = Vec::new();
    let mut new: Vec<&Key> = now.keys().collect();
    let mut old: Vec<&Key> = then.keys().collect();
    let by: [fn(&Key) -> Option<Name<'_>>; 4] = [
        |key| Some((&key.0, &key.1)),
        |key| (!key.0.is_empty()).then_some((&key.0, "")),
        |key| (!key.1.is_empty()).then_some((&key.1, "")),
        |key| (!key.1.is_empty()).then(|| (file_name(&key.1), "")),
    ];
    for name in by {
        let mut open: BTreeMap<Name<'_>, VecDeque<&Key>> = BTreeMap::new();
        for key in &old {
            if let Some(name) = name(key) {
                open.entry(name).or_default().push_back(key);
            }
        }
        let mut taken: BTreeSet<&Key> = BTreeSet::new();
        new.retain(|key| {
            let partner = name(key).and_then(|name| open.get_mut(&name)?.pop_front());
            let Some(partner) = partner else {
                return true;
            };
            taken.insert(partner);
            pairs.push((Some((*key).clone()), Some(partner.clone())));
            false
        });
        old.retain(|key| !taken.contains(key));
    }
    let (mut paired_new, mut paired_old) = (BTreeSet::new(), BTreeSet::new());
    for (n, o) in alike(&new, &old) {
        pairs.push((Some(new[n].clone()), Some(old[o].clone())));
        paired_new.insert(new[n]);
        paired_old.insert(old[o]);
    }
    new.retain(|key| !paired_new.contains(key));
    old.retain(|key| !paired_old.contains(key));
    if one_each && new.len() == 1 && old.len() == 1 {
        pairs.push((Some(new.remove(0).clone()), Some(old.remove(0).clone())));
    }
    pairs.extend(new.into_iter().map(|key| (Some(key.clone()), None)));
    pairs.extend(old.into_iter().map(|key| (None, Some(key.clone()))));
    pairs
}

/// Statutes that bear another name in another file and are the same by most of their findings.
fn by_findings(new: &[Vec<[String; 3]>], old: &[Vec<[String; 3]>]) -> Vec<(usize, usize)> {
    let mut holders: BTreeMap<&[String; 3], BTreeMap<usize, usize>> = BTreeMap::new();
    for (o, findings) in old.iter().enumerate() {
        for finding in findings {
            *holders.entry(finding).or_default().entry(o).or_insert(0) += 1;
        }
    }
    let mut candidates: Vec<(f64, usize, usize)> = Vec::new();
    for (n, findings) in new.iter().enumerate() {
        let mut own: BTreeMap<&[String; 3], usize> = BTreeMap::new();
        for finding in findings {
            *own.entry(finding).or_insert(0) += 1;
        }
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for (finding, count) in own {
            for (o, other) in holders.get(finding).into_iter().flatten() {
                *shared.entry(*o).or_insert(0) += count.min(*other);
            }
        }
        for (o, shared) in shared {
            let all = findings.len() + old[o].len();
            let share = 2.0 * shared as f64 / all.max(1) as f64;
            if share >= SAME_STATUTE {
                candidates.push((share, n, o));
            }
        }
    }
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut taken_new, mut taken_old) = (BTreeSet::new(), BTreeSet::new());
    candidates.retain(|(_, n, o)| {
        let free = !taken_new.contains(n) && !taken_old.contains(o);
        if free {
            taken_new.insert(*n);
            taken_old.insert(*o);
        }
        free
    });
    candidates.into_iter().map(|(_, n, o)| (n, o)).collect()
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

/// What became of the findings of one statute.
struct Outcome {
    /// Indices of a current and a former finding that are one, and whether it stands where it stood.
    matches: Vec<(usize, usize, bool)>,
    /// Indices of former findings that are gone.
    gone: Vec<usize>,
    /// Indices of current findings that are a part of a former one.
    parts: Vec<usize>,
}

fn compare_statute(
    (current, new, texts): (&[Diagnostic], &[usize], &Texts),
    (former, old): (&Former, &[usize]),
    stays: impl Fn(&[Side<'_>], &Side<'_>) -> bool,
) -> Outcome {
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
    let unmatched = olds.iter().enumerate().filter(|(_, side)| !side.matched);
    let gone = unmatched
        .filter(|(_, side)| !stays(&news, side))
        .map(|(o, _)| old[o])
        .collect();
    let matches: Vec<(usize, usize, bool)> = matches
        .into_iter()
        .map(|(n, o)| (new[n], old[o], news[n].locus == olds[o].locus))
        .collect();
    Outcome {
        gone,
        parts: split(current, new, &matches, former),
        matches,
    }
}

/// Pairs with the same words: at the same place first, then anywhere, in the order of the texts.
fn exact(news: &mut [Side<'_>], olds: &mut [Side<'_>]) -> Vec<(usize, usize)> {
    let mut matches = Vec::new();
    for same_place in [true, false] {
        let mut open: HashMap<(&str, &str, &str), Vec<usize>> = HashMap::new();
        for (o, old) in olds.iter().enumerate().rev().filter(|(_, s)| !s.matched) {
            open.entry(old.words()).or_default().push(o);
        }
        let mut found = Vec::new();
        for (n, new) in news.iter().enumerate().filter(|(_, s)| !s.matched) {
            let Some(candidates) = open.get_mut(&new.words()) else {
                continue;
            };
            let at = if same_place {
                candidates.iter().rposition(|o| olds[*o].locus == new.locus)
            } else {
                candidates.len().checked_sub(1)
            };
            found.extend(at.map(|at| (n, candidates.remove(at))));
        }
        for (n, o) in &found {
            (news[*n].matched, olds[*o].matched) = (true, true);
        }
        matches.extend(found);
    }
    matches
}

/// Pairs of provisions that are one: those of what is still unmatched, by designation or wording.
fn provisions<'a>(
    news: &[Side<'a>],
    olds: &[Side<'a>],
    (texts, statute): (&'a Texts, &str),
    (former, former_statute): (&'a Texts, &str),
) -> BTreeSet<(&'a str, &'a str)> {
    let names = |sides: &[Side<'a>]| -> BTreeSet<&'a str> {
        sides
            .iter()
            .filter(|s| !s.matched)
            .map(|s| s.provision)
            .collect()
    };
    let sketch = |texts: &'a Texts, statute: &str, name: &str| {
        let key = (statute.to_owned(), name.to_owned());
        texts.sketches.get(&key)
    };
    let others: Vec<(&str, Option<&Sketch>)> = names(olds)
        .into_iter()
        .map(|name| (name, sketch(former, former_statute, name)))
        .collect();
    let mut same = BTreeSet::new();
    for new in names(news) {
        let own = sketch(texts, statute, new);
        for (old, other) in &others {
            let alike = || {
                let pair = own.zip(*other);
                pair.is_some_and(|(own, other)| own.likeness(other) >= SAME_PROVISION)
            };
            if new == *old || alike() {
                same.insert((new, *old));
            }
        }
    }
    same
}

/// Whether one of two folded sentences has all words of the other, in their order.
fn grows(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let mut words = long.split(' ');
    !short.is_empty() && short.split(' ').all(|word| words.any(|w| w == word))
}

/// The part of the longer words of the shorter sentence that the other one has, too; the marked words
/// are left out, and a single word in common is none.
fn shared(new: &Side<'_>, old: &Side<'_>) -> f64 {
    fn words<'s>(side: &'s Side<'_>) -> BTreeSet<&'s str> {
        let marked: BTreeSet<&str> = side.quote.split(' ').collect();
        let words = side.sentence.folded().split(' ');
        let long = words.filter(|word| word.chars().count() >= LONG_WORD);
        long.filter(|word| !marked.contains(word)).collect()
    }
    let (new, old) = (words(new), words(old));
    let common = new.intersection(&old).count();
    if common < 2 {
        return 0.0;
    }
    common as f64 / new.len().min(old.len()) as f64
}

/// Letters of a word that says what a sentence is about.
const LONG_WORD: usize = 5;

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
            let same = same_provision.contains(&(new.provision, old.provision));
            let mut score = new.sentence.likeness(&old.sentence);
            // Words that are put into a sentence, or taken out of it, leave it the same one: in a short
            // list item they are most of it.
            if same && grows(new.sentence.folded(), old.sentence.folded()) {
                score = score.max(SAME_SENTENCE);
            }
            let least = match (same, new.quote == old.quote) {
                (true, true) => SAME_WORDS,
                (true, false) => SAME_SENTENCE,
                (false, true) => MOVED_WORDS,
                (false, false) => SAME_ANYWHERE,
            };
            if score >= least {
                candidates.push((score, n, o));
                continue;
            }
            if !same {
                continue;
            }
            let (share, least) = if new.quote == old.quote {
                (shared(new, old), SAME_DUTY_WORDS)
            } else {
                (shared(new, old), SAME_DUTY)
            };
            // What is alike as a whole comes first.
            if share >= least {
                candidates.push((share * SAME_WORDS, n, o));
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
