//! What of a measurement is kept with the pack, so that every report can say how good it is.

use crate::rules::RulePack;
use crate::rules::schema::{CategoryScoreEntry, GoldEntry, QualityFile, ScoreEntry, ShareEntry};

use super::{CategoryScore, Evaluation, Gold, RESAMPLES, Score, Share};

/// The measurement of `pack` on `gold`, with that of the plain word list beside it.
pub fn quality(
    pack: &RulePack,
    gold: &Gold,
    rules: &Evaluation,
    words: Option<&Evaluation>,
) -> QualityFile {
    let provisions = rules.provisions.as_ref();
    let plain = words.and_then(|w| w.provisions.as_ref());
    let edits = rules.edits.as_ref();
    let plain_of = |category: &CategoryScore| {
        plain?
            .categories
            .iter()
            .find(|c| c.category == category.category)
            .and_then(|c| score(&c.score))
    };
    QualityFile {
        rule_pack_version: pack.version.clone(),
        rule_pack_hash: pack.hash.clone(),
        resamples: RESAMPLES,
        items: gold.provisions.len(),
        edit_items: gold.edits.len(),
        obstacles: provisions.and_then(|p| score(&p.obstacles)),
        enablers: provisions.and_then(|p| score(&p.enablers)),
        effects: provisions.and_then(|p| share(&p.effects)),
        relations: provisions.and_then(|p| share(p.relations.as_ref()?)),
        edits_found: edits.and_then(|e| share(&e.found)),
        edits_cleared: edits.and_then(|e| share(&e.cleared)),
        words: plain.and_then(|p| score(&p.obstacles)),
        gold: gold
            .files
            .iter()
            .map(|f| GoldEntry {
                file: f.name.clone(),
                sha256: f.sha256.clone(),
            })
            .collect(),
        category: provisions
            .iter()
            .flat_map(|p| &p.categories)
            .filter_map(|category| {
                Some(CategoryScoreEntry {
                    category: pack.category(category.category).key.clone(),
                    rules: score(&category.score)?,
                    effects: share(&category.effects),
                    words: plain_of(category),
                })
            })
            .collect(),
    }
}

/// Four decimals: what a sample of this size can carry, and short enough to read.
fn rounded(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

fn score(score: &Score) -> Option<ScoreEntry> {
    let interval = score.interval?;
    Some(ScoreEntry {
        support: score.counts.support(),
        precision: rounded(score.counts.precision().unwrap_or(0.0)),
        recall: rounded(score.counts.recall().unwrap_or(0.0)),
        f1: rounded(score.counts.f1()?),
        f1_low: rounded(interval.low),
        f1_high: rounded(interval.high),
    })
}

fn share(share: &Share) -> Option<ShareEntry> {
    let interval = share.interval?;
    Some(ShareEntry {
        of: share.of,
        share: rounded(share.value()?),
        low: rounded(interval.low),
        high: rounded(interval.high),
    })
}
