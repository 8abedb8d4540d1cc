//! How much time each rule takes, for those who write rules. Only a profiled [`super::Screener`]
//! looks at the clock.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::rules::RuleId;

/// What one rule took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spent {
    /// The rule.
    pub rule: RuleId,
    /// Time for its pattern and its conditions.
    pub time: Duration,
    /// How often its pattern was asked.
    pub asked: u64,
}

/// The time of all rules.
#[derive(Debug)]
pub struct Profile {
    nanos: Vec<AtomicU64>,
    asked: Vec<AtomicU64>,
    whole: AtomicU64,
}

impl Profile {
    pub(super) fn new(rules: usize) -> Self {
        let zeros = || (0..rules).map(|_| AtomicU64::new(0)).collect();
        Self {
            nanos: zeros(),
            asked: zeros(),
            whole: AtomicU64::new(0),
        }
    }

    pub(super) fn add(&self, rule: RuleId, since: Instant) {
        self.nanos[rule.index()].fetch_add(nanos(since), Ordering::Relaxed);
        self.asked[rule.index()].fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn add_whole(&self, since: Instant) {
        self.whole.fetch_add(nanos(since), Ordering::Relaxed);
    }

    /// Time of screening as a whole, over all threads.
    pub fn whole(&self) -> Duration {
        Duration::from_nanos(self.whole.load(Ordering::Relaxed))
    }

    /// What the rules took, most first.
    pub fn spent(&self) -> Vec<Spent> {
        let mut spent: Vec<Spent> = self
            .nanos
            .iter()
            .zip(&self.asked)
            .enumerate()
            .map(|(index, (nanos, asked))| Spent {
                rule: RuleId::at(index),
                time: Duration::from_nanos(nanos.load(Ordering::Relaxed)),
                asked: asked.load(Ordering::Relaxed),
            })
            .collect();
        spent.sort_by_key(|s| (std::cmp::Reverse(s.time), s.rule));
        spent
    }
}

fn nanos(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_nanos()).unwrap_or(u64::MAX)
}
