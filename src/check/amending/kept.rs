//! Obstacles that a rule finds on one side of a change only, and that stand on both.
//!
//! In go both sides of a provision as they were screened, out come the same with what the words alone
//! hid: a rule may no longer find what stays, or only now find what stood there before.

use super::target::Side;
use crate::check::examine::Text;
use crate::check::track::Track;
use crate::rate::Standing;
use crate::rules::Effect;
use crate::screen::{Finding, ScreenedProvision};
use crate::statute::{Span, Statute};

/// The part of a sentence that must stay where its obstacle is put in other words.
const MOSTLY_KEPT: f64 = 0.6;

/// Obstacles whose words stay where the draft strikes others of their sentence, or puts another way
/// beside them ("persönlich oder per Video erscheint"): no rule finds them any more, but nothing says
/// that the duty has gone.
pub(super) fn keep(
    text: &Text<'_>,
    (from, old): (&Side<'_>, usize),
    (to, new): (&mut Side<'_>, usize),
    track: &Track,
) {
    let pack = text.examiner.pack();
    let after = &to.statute.provisions[new];
    let (Some(was), Some(is)) = (from.screened.get(&old), to.screened.get_mut(&new)) else {
        return;
    };
    if was.obstacles.is_empty() {
        return;
    }
    let category = |finding: &Finding| pack.rule(finding.rule).category;
    for finding in &was.obstacles {
        let Some(sentence) = track.hull(finding.sentence) else {
            continue;
        };
        let whole = track.whole(finding.span);
        // "die Vorlage eines Zeugnisses" that becomes "die Übermittlung eines elektronischen Zeugnisses"
        // is still asked for.
        let otherwise = || {
            let replaced = !finding.evidence.is_empty()
                && track.is_replaced(finding.span)
                && track.share(finding.sentence) >= MOSTLY_KEPT;
            let mut opening = is.enablers.iter().map(|enabler| enabler.span);
            opening
                .find(|span| replaced && sentence.contains(*span) && track.is_fresh(*span))
                .filter(|_| whole.is_none())
        };
        let Some(span) = whole.or_else(otherwise) else {
            continue;
        };
        let count = |side: &ScreenedProvision, within: Span| {
            let own = side.obstacles.iter();
            own.filter(|f| category(f) == category(finding) && within.contains(f.span))
                .count()
        };
        let found = is
            .obstacles
            .iter()
            .any(|f| category(f) == category(finding) && f.span.overlaps(span));
        if found || count(is, sentence) >= count(was, finding.sentence) {
            continue;
        }
        // Words that are put in elsewhere in the sentence may turn it: "nicht", "elektronisch".
        let beside = |fresh: &Span| {
            let words = fresh.of(&after.text).trim_start();
            let first = words.split_whitespace().next().unwrap_or_default();
            (span.contains(*fresh) || right_behind(&after.text, span, *fresh))
                && pack.lexicon.chain_words.contains(first)
        };
        // "Aushändigung oder elektronischen Übermittlung"
        let other_way = |fresh: &Span| {
            let words = fresh.of(&after.text).trim_start();
            let first = words.split_whitespace().next().unwrap_or_default();
            right_behind(&after.text, span, *fresh)
                && pack
                    .consistency
                    .alternatives
                    .iter()
                    .any(|word| word == first)
                && is.enablers.iter().any(|e| e.span.overlaps(*fresh))
        };
        let mut fresh = track.fresh.iter().filter(|fresh| fresh.overlaps(sentence));
        let harmless = |fresh: &Span| {
            let opens = is.enablers.iter().any(|e| e.span.overlaps(*fresh));
            !opens && !turns(text, fresh.of(&after.text))
        };
        if whole.is_some() && !fresh.all(|fresh| beside(fresh) || harmless(fresh)) {
            continue;
        }
        // A clause of the statute must be the same one there.
        let governs = finding.governed.is_none_or(|governed| {
            let text = |statute: &Statute| {
                let provision = statute.provisions.get(governed.provision);
                provision.map(|p| p.text.clone())
            };
            text(from.statute) == text(to.statute)
        });
        let within = is.enablers.iter().any(|e| span.overlaps(e.span));
        let opened = within || track.fresh.iter().any(other_way);
        if !governs && !opened {
            continue;
        }
        let mut finding = *finding;
        (finding.span, finding.sentence) = (span, sentence);
        if !governs {
            finding.governed = None;
        }
        if opened {
            finding.effect = Effect::Mitigated;
        }
        let at = is.obstacles.partition_point(|f| f.span.start <= span.start);
        is.obstacles.insert(at, finding);
    }
}

/// Obstacles that a rule finds only now, in words that stood there before: what the draft puts beside
/// them makes them known ("der Nachweis kann auch elektronisch geführt werden"), but not new.
pub(super) fn stood(
    text: &Text<'_>,
    (from, old): (&mut Side<'_>, usize),
    (to, new): (&Side<'_>, usize),
    back: &Track,
) {
    let pack = text.examiner.pack();
    let before = &from.statute.provisions[old];
    let (Some(was), Some(is)) = (from.screened.get_mut(&old), to.screened.get(&new)) else {
        return;
    };
    let category = |finding: &Finding| pack.rule(finding.rule).category;
    for finding in &is.obstacles {
        let (Some(span), Some(sentence)) = (back.whole(finding.span), back.hull(finding.sentence))
        else {
            continue;
        };
        let own = |side: &ScreenedProvision, within: Span| {
            let own = side.obstacles.iter();
            own.filter(|f| category(f) == category(finding) && within.contains(f.span))
                .count()
        };
        if own(was, sentence) >= own(is, finding.sentence) {
            continue;
        }
        let there = was.obstacles.iter();
        let found = there
            .filter(|f| category(f) == category(finding))
            .any(|f| f.span.overlaps(span));
        let mut struck = back.fresh.iter().filter(|s| s.overlaps(sentence));
        let turned = struck.any(|struck| {
            let opened = was.enablers.iter().any(|e| e.span.overlaps(*struck));
            opened || turns(text, struck.of(&before.text))
        });
        if found || turned || back.share(finding.sentence) < MOSTLY_KEPT {
            continue;
        }
        let mut finding = *finding;
        (finding.span, finding.sentence) = (span, sentence);
        let at = was
            .obstacles
            .partition_point(|f| f.span.start <= span.start);
        was.obstacles.insert(at, finding);
    }
}

/// Obstacles that count as open since a rule finds an opening near them, although what the draft puts in
/// opens something else: the opening stands in the clause of another obstacle of the same kind, or names
/// what only another clause of their sentence names. They stay as they were.
pub(super) fn unrelieved(
    text: &Text<'_>,
    (from, old): (&Side<'_>, usize),
    (to, new): (&mut Side<'_>, usize),
    track: &Track,
) {
    let pack = text.examiner.pack();
    let after = &to.statute.provisions[new];
    let (Some(was), Some(is)) = (from.screened.get(&old), to.screened.get_mut(&new)) else {
        return;
    };
    let category = |finding: &Finding| pack.rule(finding.rule).category;
    let opening: Vec<Span> = is
        .enablers
        .iter()
        .map(|enabler| enabler.span)
        .filter(|span| track.is_fresh(*span))
        .collect();
    if opening.is_empty() {
        return;
    }
    let known = is.obstacles.clone();
    for finding in is.obstacles.iter_mut() {
        if Standing::of(finding) != Standing::Open {
            continue;
        }
        let before = was.obstacles.iter().find(|f| {
            category(f) == category(finding)
                && Standing::of(f) != Standing::Open
                && track.whole(f.span).is_some_and(|span| span == finding.span)
        });
        let Some(before) = before.filter(|before| before.governed.is_none()) else {
            continue;
        };
        let own = clause(&after.text, finding.span);
        let beside = |clause: Span| {
            known.iter().any(|f| {
                f.span != finding.span
                    && category(f) == category(finding)
                    && clause.contains(f.span)
            })
        };
        let bears = |span: Span| {
            let there = clause(&after.text, span);
            if finding.sentence.contains(span) {
                return there.contains(finding.span) || !beside(there);
            }
            let sentence = finding.sentence.of(&after.text);
            let named = |within: &str| nouns(there.of(&after.text)).any(|noun| holds(within, noun));
            named(own.of(&after.text)) || !named(sentence)
        };
        if !opening.iter().any(|span| bears(*span)) {
            (finding.effect, finding.clause, finding.case) =
                (before.effect, before.clause, before.case);
        }
    }
}

/// The stretch between the marks that part the clauses of a sentence.
fn clause(text: &str, span: Span) -> Span {
    const MARKS: [char; 6] = [',', ';', '.', ':', '?', '\n'];
    let start = text[..span.start].rfind(MARKS).map_or(0, |at| at + 1);
    let end = text[span.end..].find(MARKS);
    Span::new(start, end.map_or(text.len(), |at| span.end + at))
}

/// Whether a stretch stands right behind another one.
fn right_behind(text: &str, span: Span, next: Span) -> bool {
    let between = text.get(span.end..next.start);
    between.is_some_and(|between| between.trim().is_empty())
}

/// Words that begin with a capital and are too long for an article.
fn nouns(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_alphabetic());
    words.filter(|word| word.len() > 5 && word.starts_with(char::is_uppercase))
}

/// Whether a text has a word.
fn holds(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_alphabetic())
        .any(|own| own == word)
}

/// Whether words may take a duty its sense, or give it one.
fn turns(text: &Text<'_>, words: &str) -> bool {
    let turning = &text.examiner.pack().consistency.turning;
    words
        .split(|c: char| !c.is_alphabetic())
        .any(|word| turning.iter().any(|own| own == word))
}
