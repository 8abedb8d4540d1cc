//! Rating: how ready a provision is for a digital administration, and why.
//!
//! Readiness = 100 × Π (1 − wᵢ) over the provision's obstacles. In go findings and the weights of
//! `rules/rating.toml`, out comes a score with steps that add up to it exactly. All points are
//! whole tenths, so that the published explanation holds to the last digit.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::rules::{ActId, Effect, RulePack, Turn};
use crate::screen::{Finding, ScreenedProvision};
use crate::statute::Span;

/// Points in tenths: 1000 is a readiness of 100.
pub type Tenths = u16;

/// Readiness of a provision without obstacles.
pub const FULL: Tenths = 1000;

/// Grade of a readiness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Grade {
    A,
    B,
    C,
    D,
    E,
}

impl Grade {
    /// All grades, best first.
    pub const ALL: [Grade; 5] = [Grade::A, Grade::B, Grade::C, Grade::D, Grade::E];

    /// The letter.
    pub fn letter(self) -> &'static str {
        match self {
            Grade::A => "A",
            Grade::B => "B",
            Grade::C => "C",
            Grade::D => "D",
            Grade::E => "E",
        }
    }

    /// The grade of a readiness, after the pack's table.
    pub fn of(readiness: f64, pack: &RulePack) -> Self {
        let g = &pack.rating.grades;
        if readiness >= g.a {
            Grade::A
        } else if readiness >= g.b {
            Grade::B
        } else if readiness >= g.c {
            Grade::C
        } else if readiness >= g.d {
            Grade::D
        } else {
            Grade::E
        }
    }
}

/// What a reader must be able to tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Standing {
    /// Nothing allows the electronic way.
    Blocking,
    /// A general clause allows an electronic substitute.
    Substitutable,
    /// The text itself opens the electronic way.
    Open,
}

impl Standing {
    /// All standings, worst first.
    pub const ALL: [Standing; 3] = [Standing::Blocking, Standing::Substitutable, Standing::Open];

    /// The standing of an obstacle.
    pub fn of(finding: &Finding) -> Self {
        match (finding.effect, finding.governed.map(|g| g.turn)) {
            (Effect::Mitigated, _) | (Effect::Hard, Some(Turn::Opens)) => Standing::Open,
            (Effect::Hard, None) if finding.clause.is_some() => Standing::Substitutable,
            _ => Standing::Blocking,
        }
    }

    /// The key in tables and messages.
    pub fn key(self) -> &'static str {
        match self {
            Standing::Blocking => "blocking",
            Standing::Substitutable => "substitutable",
            Standing::Open => "open",
        }
    }
}

/// What one obstacle takes from the readiness.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Index in [`ScreenedProvision::obstacles`].
    pub obstacle: usize,
    /// Its weight by category, effect and substitution.
    pub weight: f64,
    /// Whether an enabler of the same act took a part of the weight.
    pub relieved: bool,
    /// Which obstacle of its category it is, from 1; each counts less than the one before.
    pub repetition: usize,
    /// Points lost, in tenths.
    pub points: Tenths,
}

/// The rating of a provision.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rating {
    /// Readiness in tenths; none where the provision is not relevant (nicht einschlägig).
    pub readiness: Option<Tenths>,
    /// Its grade.
    pub grade: Option<Grade>,
    /// From full readiness to the score, heaviest first.
    pub steps: Vec<Step>,
}

/// Readiness in points from 0 to 100.
pub fn points(tenths: Tenths) -> f64 {
    f64::from(tenths) / 10.0
}

/// Rates a provision.
pub fn rate(pack: &RulePack, screened: &ScreenedProvision) -> Rating {
    let relevant =
        screened.has_act || !screened.obstacles.is_empty() || !screened.enablers.is_empty();
    if !relevant {
        return Rating::default();
    }
    let mut steps = weigh(pack, screened);
    let (mut product, mut left) = (1.0, FULL);
    for step in &mut steps {
        product *= 1.0 - step.weight;
        let next = (f64::from(FULL) * product).round() as Tenths;
        step.points = left - next;
        left = next;
    }
    Rating {
        readiness: Some(left),
        grade: Some(Grade::of(points(left), pack)),
        steps,
    }
}

/// The weights that count, heaviest first within their category and over all: the order of the
/// findings must not matter.
fn weigh(pack: &RulePack, screened: &ScreenedProvision) -> Vec<Step> {
    let relief = Relief::of(&screened.enablers);
    let mut steps: Vec<Step> = screened
        .obstacles
        .iter()
        .enumerate()
        .map(|(obstacle, finding)| {
            let weights = &pack.rating.weight[&pack.category_of(finding.rule).key];
            let shut = finding.governed.is_some_and(|g| g.turn == Turn::Excludes);
            let weight = match Standing::of(finding) {
                Standing::Open => weights.mitigated,
                Standing::Substitutable => weights.substitutable,
                Standing::Blocking if shut || finding.effect == Effect::Excluded => {
                    weights.excluded
                }
                Standing::Blocking => weights.hard,
            };
            let relieved = relief.reaches(finding);
            Step {
                obstacle,
                weight: if relieved {
                    weight * (1.0 - pack.rating.relief)
                } else {
                    weight
                },
                relieved,
                repetition: 1,
                points: 0,
            }
        })
        .collect();
    let category = |step: &Step| pack.rule(screened.obstacles[step.obstacle].rule).category;
    steps.sort_by(|a, b| {
        category(a)
            .cmp(&category(b))
            .then(b.weight.total_cmp(&a.weight))
            .then(a.obstacle.cmp(&b.obstacle))
    });
    for i in 1..steps.len() {
        if category(&steps[i]) == category(&steps[i - 1]) {
            steps[i].repetition = steps[i - 1].repetition + 1;
        }
    }
    for step in &mut steps {
        step.weight *= pack.rating.repeat.powi(step.repetition as i32 - 1);
    }
    steps.sort_by(|a, b| {
        b.weight
            .total_cmp(&a.weight)
            .then(a.obstacle.cmp(&b.obstacle))
    });
    steps
}

/// What the enablers of a provision speak of.
struct Relief {
    sentences: BTreeSet<Span>,
    acts: BTreeSet<ActId>,
}

impl Relief {
    fn of(enablers: &[Finding]) -> Self {
        Self {
            sentences: enablers.iter().map(|e| e.sentence).collect(),
            acts: enablers.iter().filter_map(|e| e.act).collect(),
        }
    }

    /// Whether an enabler speaks of the same act, in the same sentence or by name.
    fn reaches(&self, obstacle: &Finding) -> bool {
        obstacle.effect != Effect::Excluded
            && (self.sentences.contains(&obstacle.sentence)
                || obstacle.act.is_some_and(|act| self.acts.contains(&act)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::rules::{ClauseId, EvidenceSet, FamilyKind, Relation, RuleId};

    static PACK: LazyLock<RulePack> = LazyLock::new(|| RulePack::embedded().expect("sound pack"));

    fn rules_of(kind: FamilyKind) -> Vec<RuleId> {
        (0..PACK.rules.len())
            .map(RuleId::at)
            .filter(|id| PACK.rule(*id).kind == kind)
            .collect()
    }

    fn finding(kind: FamilyKind) -> impl Strategy<Value = Finding> {
        let rules = rules_of(kind);
        let effects = prop::sample::select(vec![Effect::Hard, Effect::Mitigated, Effect::Excluded]);
        (
            prop::sample::select(rules),
            0..6usize,
            effects,
            prop::option::of(0..3usize),
            any::<bool>(),
        )
            .prop_map(move |(rule, sentence, effect, act, substitutable)| {
                let obstacle = kind == FamilyKind::Obstacle;
                let effect = if obstacle { effect } else { Effect::Hard };
                Finding {
                    rule,
                    span: Span::new(sentence * 100, sentence * 100 + 10),
                    sentence: Span::new(sentence * 100, sentence * 100 + 90),
                    effect,
                    relation: Relation::Verwaltung,
                    act: act.map(ActId::at),
                    clause: (obstacle && substitutable && effect == Effect::Hard)
                        .then(|| ClauseId::at(0)),
                    case: None,
                    governed: None,
                    evidence: EvidenceSet::default(),
                    purpose: None,
                    direction: None,
                }
            })
    }

    fn screened() -> impl Strategy<Value = ScreenedProvision> {
        (
            prop::collection::vec(finding(FamilyKind::Obstacle), 0..12),
            prop::collection::vec(finding(FamilyKind::Enabler), 0..6),
        )
            .prop_map(|(obstacles, enablers)| ScreenedProvision {
                obstacles,
                enablers,
                relation: Relation::Verwaltung,
                has_act: true,
            })
    }

    fn readiness(screened: &ScreenedProvision) -> Tenths {
        rate(&PACK, screened).readiness.expect("has an act")
    }

    proptest! {
        #[test]
        fn an_added_obstacle_never_raises_readiness(
            mut screened in screened(), more in finding(FamilyKind::Obstacle),
        ) {
            let before = readiness(&screened);
            screened.obstacles.push(more);
            prop_assert!(readiness(&screened) <= before);
        }

        #[test]
        fn an_added_enabler_never_lowers_readiness(
            mut screened in screened(), more in finding(FamilyKind::Enabler),
        ) {
            let before = readiness(&screened);
            screened.enablers.push(more);
            prop_assert!(readiness(&screened) >= before);
        }

        #[test]
        fn order_does_not_matter(screened in screened(), turn in 0..12usize) {
            let mut turned = screened.clone();
            turned.obstacles.reverse();
            let obstacles = turned.obstacles.len();
            if obstacles > 0 {
                turned.obstacles.rotate_left(turn % obstacles);
            }
            turned.enablers.reverse();
            prop_assert_eq!(readiness(&screened), readiness(&turned));
        }

        #[test]
        fn the_explanation_sums_up_exactly(screened in screened()) {
            let rating = rate(&PACK, &screened);
            let lost: u32 = rating.steps.iter().map(|s| u32::from(s.points)).sum();
            prop_assert_eq!(rating.steps.len(), screened.obstacles.len());
            prop_assert_eq!(u32::from(FULL) - lost, u32::from(readiness(&screened)));
        }
    }

    #[test]
    fn nothing_relevant_is_no_hundred() {
        let rating = rate(&PACK, &ScreenedProvision::default());
        assert_eq!((rating.readiness, rating.grade), (None, None));
    }

    #[test]
    fn an_act_without_obstacles_is_fully_ready() {
        let screened = ScreenedProvision {
            has_act: true,
            ..ScreenedProvision::default()
        };
        let rating = rate(&PACK, &screened);
        assert_eq!(
            (rating.readiness, rating.grade),
            (Some(FULL), Some(Grade::A))
        );
    }
}
