//! Confidence intervals by the bootstrap: the sample is drawn again and again from itself.
//!
//! The generator is SplitMix64 with a fixed seed, so that the same sample and pack give the same
//! intervals on every machine. An interval reaches from the 2.5th to the 97.5th percentile of
//! [`RESAMPLES`] draws of whole items.

/// How often the sample is drawn again.
pub const RESAMPLES: usize = 2000;
/// Where the generator starts.
pub const SEED: u64 = 0x6e6f_726d_7363_7265;

/// An interval in [0, 1].
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Interval {
    /// 2.5th percentile.
    pub low: f64,
    /// 97.5th percentile.
    pub high: f64,
}

/// SplitMix64 (Steele, Lea, Flood 2014): ten lines that never change, where a crate's generator may.
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A place below `n`, by the high bits of a product; the bias is below 2⁻⁴⁰ for any sample.
    fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }
}

/// The intervals of `measures` figures of a sample of `items`; `measure` is given how often each
/// item was drawn. A figure that a draw does not define (a category that it does not hold) is left
/// out of its interval; none where no draw defines it.
pub fn intervals(
    items: usize,
    measures: usize,
    measure: impl Fn(&[u32]) -> Vec<Option<f64>>,
) -> Vec<Option<Interval>> {
    let mut drawn: Vec<Vec<f64>> = vec![Vec::with_capacity(RESAMPLES); measures];
    let mut generator = SplitMix64(SEED);
    let mut counts = vec![0; items];
    for _ in 0..if items == 0 { 0 } else { RESAMPLES } {
        counts.fill(0);
        for _ in 0..items {
            counts[generator.below(items)] += 1;
        }
        for (values, value) in drawn.iter_mut().zip(measure(&counts)) {
            values.extend(value);
        }
    }
    drawn.into_iter().map(interval).collect()
}

fn interval(mut values: Vec<f64>) -> Option<Interval> {
    values.sort_by(f64::total_cmp);
    let last = values.len().checked_sub(1)?;
    let at = |share: f64| values[(share * last as f64).round() as usize];
    Some(Interval {
        low: at(0.025),
        high: at(0.975),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_hold_the_share_and_narrow_with_the_sample() {
        let of = |items: usize| {
            let share = |counts: &[u32]| {
                let right: u32 = counts.iter().step_by(2).sum();
                vec![Some(f64::from(right) / items as f64), None]
            };
            intervals(items, 2, share)
        };
        let (few, many) = (of(40), of(4000));
        assert_eq!(few, of(40), "the same on every run");
        assert_eq!(few[1], None);
        let (few, many) = (few[0].unwrap(), many[0].unwrap());
        assert!(few.low < 0.5 && 0.5 < few.high);
        // Known: 1.96 × √(0.25 / n) on either side.
        assert!((few.high - few.low - 0.31).abs() < 0.04, "{few:?}");
        assert!((many.high - many.low - 0.031).abs() < 0.004, "{many:?}");
    }

    #[test]
    fn the_generator_is_the_published_one() {
        let mut generator = SplitMix64(1_234_567);
        assert_eq!(generator.next(), 6_457_827_717_110_365_317);
        assert_eq!(generator.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn an_empty_sample_has_no_interval() {
        assert_eq!(intervals(0, 1, |_| vec![Some(1.0)]), [None]);
    }
}
