//! One pass over the rows of all statutes: what the tables count, as narrow columns.
//!
//! Closed sets stand as their places in the rule pack, and no text is taken that no table groups by
//! or shows, so that the columns of all of federal law fit into a few megabytes.

use std::borrow::Cow;

use polars::prelude::*;

use super::{counts, numbers};
use crate::rate::{FULL, Grade, Standing};
use crate::rows::{FindingRow, Packed, ProvisionRow, StatuteRow};
use crate::rules::{FamilyKind, Language, RulePack};

/// Stands for "none" among the places of a closed set.
const NONE: u32 = u32::MAX;

/// Everything that was counted in one pass.
pub(super) struct Gathered {
    /// A row for each statute.
    pub statutes: DataFrame,
    /// A row for each provision: place of its statute, figures, place in the order of all.
    pub provisions: DataFrame,
    /// A row for each finding: places of its statute, category and rule, effect, standing.
    pub findings: DataFrame,
    /// A row for each obstacle that the text has not opened: its wording.
    pub wordings: DataFrame,
    /// Findings by kind of evidence, by purpose and by direction.
    pub facets: Facets,
    /// Whether the statute at a place was no longer law.
    pub repealed: Vec<bool>,
    /// Sums over everything.
    pub sums: Sums,
}

/// Sums over all statutes.
#[derive(Debug, Clone, Default)]
pub struct Sums {
    /// Statutes.
    pub statutes: usize,
    /// Their provisions that are law.
    pub provisions: usize,
    /// Those that are relevant.
    pub relevant: usize,
    /// Obstacles.
    pub obstacles: usize,
    /// Enablers.
    pub enablers: usize,
    /// Pictures and files whose text no screening can see.
    pub images: u64,
    /// Findings of each rule, in the order of the pack.
    pub by_rule: Vec<u32>,
    /// Readiness of the relevant provisions.
    tenths: i64,
}

impl Sums {
    /// Mean readiness of the relevant provisions, 0 to 100 with one decimal.
    pub fn readiness(&self) -> Option<f64> {
        (self.relevant > 0).then(|| (self.tenths as f64 / self.relevant as f64).round() / 10.0)
    }
}

/// Findings by the places of each facet's list.
#[derive(Debug, Default)]
pub(super) struct Facets {
    pub evidence: Vec<FacetCount>,
    pub purposes: Vec<FacetCount>,
    pub directions: Vec<FacetCount>,
    /// Obstacles of which nobody can say who owes them to whom.
    pub no_direction: FacetCount,
}

/// What is counted of the findings of one facet.
#[derive(Debug, Clone, Default)]
pub(super) struct FacetCount {
    pub findings: u32,
    pub standings: [u32; 3],
    pub statutes: u32,
    last: Option<u32>,
}

impl FacetCount {
    /// Statutes come one after another, so that the last one tells whether this one is new.
    fn add(&mut self, statute: u32, finding: &FindingRow<'_>) {
        self.findings += 1;
        self.statutes += u32::from(self.last.replace(statute) != Some(statute));
        if let Some(standing) = finding.standing {
            self.standings[standing as usize] += 1;
        }
    }
}

/// Goes over all rows once; provisions and findings side by side.
///
/// # Errors
/// Only where polars refuses a frame, which would be a mistake in this module.
pub(super) fn gather(
    pack: &RulePack,
    language: Language,
    statutes: &[Packed],
    as_of: Option<&str>,
) -> PolarsResult<Gathered> {
    let newest = || {
        let built = statutes
            .iter()
            .map(|packed| packed.statute().built.into_owned());
        built.max().unwrap_or_default()
    };
    let as_of = as_of.map_or_else(newest, str::to_owned);
    let of_provisions = || {
        let mut texts = StatuteTexts::new(statutes.len());
        let mut provisions = Provisions::default();
        for (place, packed) in statutes.iter().enumerate() {
            let rows = packed.provisions();
            texts.push(&packed.statute(), rows.len(), &as_of);
            for row in &rows {
                provisions.push(place as u32, row);
            }
        }
        (texts, provisions)
    };
    let of_findings = || {
        let mut findings = Findings::default();
        let mut wordings = Wordings::default();
        let mut facets = Facets {
            evidence: vec![FacetCount::default(); pack.facets.evidence.len()],
            purposes: vec![FacetCount::default(); pack.facets.purposes.len()],
            directions: vec![FacetCount::default(); pack.facets.directions.len()],
            no_direction: FacetCount::default(),
        };
        for (place, packed) in statutes.iter().enumerate() {
            for row in &packed.findings() {
                facets.push(place as u32, row);
                findings.push(pack, place as u32, row);
                wordings.push(pack, language, place as u32, row);
            }
        }
        (findings, wordings, facets)
    };
    let ((mut texts, provisions), (findings, wordings, facets)) =
        rayon::join(of_provisions, of_findings);
    let readiness = || provisions.tenths.iter().flatten();
    let mut by_rule = vec![0; pack.rules.len()];
    for rule in &findings.rule {
        by_rule[*rule as usize] += 1;
    }
    let found = |kind: FamilyKind| {
        let rules = pack.rules.iter().zip(&by_rule);
        let of_kind = rules.filter(|(rule, _)| rule.kind == kind);
        of_kind.map(|(_, found)| *found as usize).sum()
    };
    let sums = Sums {
        statutes: statutes.len(),
        provisions: provisions.tenths.len(),
        relevant: readiness().count(),
        obstacles: found(FamilyKind::Obstacle),
        enablers: found(FamilyKind::Enabler),
        images: texts.images,
        tenths: readiness().sum(),
        by_rule,
    };
    Ok(Gathered {
        repealed: std::mem::take(&mut texts.repealed),
        statutes: texts.frame()?,
        provisions: provisions.frame()?,
        findings: findings.frame()?,
        wordings: wordings.frame()?,
        facets,
        sums,
    })
}

impl Facets {
    fn push(&mut self, statute: u32, finding: &FindingRow<'_>) {
        for kind in finding.evidence.iter() {
            self.evidence[kind.index()].add(statute, finding);
        }
        if let Some(purpose) = finding.purpose {
            self.purposes[purpose.index()].add(statute, finding);
        }
        if let Some(direction) = finding.direction {
            self.directions[direction.index()].add(statute, finding);
        } else if finding.standing.is_some() {
            self.no_direction.add(statute, finding);
        }
    }
}

/// The text columns of the table of statutes.
const STATUTE_TEXTS: [&str; 11] = [
    "statute_id",
    "doc_number",
    "abbreviation",
    "title",
    "kind",
    "as_of",
    "area",
    "source",
    "level",
    "date",
    "repealed",
];

struct StatuteTexts {
    texts: Vec<StringChunkedBuilder>,
    provisions: Vec<u32>,
    repealed: Vec<bool>,
    images: u64,
}

impl StatuteTexts {
    fn new(capacity: usize) -> Self {
        Self {
            texts: STATUTE_TEXTS
                .map(|name| StringChunkedBuilder::new(name.into(), capacity))
                .into(),
            provisions: Vec::with_capacity(capacity),
            repealed: Vec::with_capacity(capacity),
            images: 0,
        }
    }

    fn push(&mut self, statute: &StatuteRow<'_>, provisions: usize, as_of: &str) {
        let repealed = Cow::Borrowed(statute.repealed_on(as_of));
        self.repealed.push(!repealed.is_empty());
        let texts = [
            &statute.id,
            &statute.doc_number,
            &statute.abbreviation,
            &statute.title,
            &statute.kind,
            &statute.as_of,
            &statute.area,
            &statute.source,
            &statute.level,
            &statute.date,
            &repealed,
        ];
        for (column, text) in self.texts.iter_mut().zip(texts) {
            column.append_value(text);
        }
        self.provisions.push(provisions as u32);
        self.images += statute.images;
    }

    fn frame(self) -> PolarsResult<DataFrame> {
        let height = self.provisions.len();
        let mut columns: Vec<Column> = self
            .texts
            .into_iter()
            .map(|text| text.finish().into_column())
            .collect();
        columns.push(counts("provisions", self.provisions));
        columns.push(counts("statute", (0..height as u32).collect()));
        DataFrame::new(height, columns)
    }
}

#[derive(Default)]
struct Provisions {
    statute: Vec<u32>,
    tenths: Vec<Option<i64>>,
    grade: Vec<u32>,
    standings: [Vec<u32>; 3],
    distinct: Vec<i64>,
    owed: Vec<i64>,
}

impl Provisions {
    fn push(&mut self, statute: u32, row: &ProvisionRow<'_>) {
        self.statute.push(statute);
        self.tenths.push(row.readiness.map(i64::from));
        self.grade.push(row.grade.map_or(NONE, |g| g as u32));
        for (column, count) in self.standings.iter_mut().zip(row.standings) {
            column.push(count);
        }
        let lost = i64::from(row.readiness.map_or(0, |r| FULL - r));
        self.distinct.push(lost - i64::from(row.repeated));
        self.owed.push(row.owed.into());
    }

    fn frame(self) -> PolarsResult<DataFrame> {
        let height = self.statute.len();
        let [blocking, substitutable, open] = self.standings;
        DataFrame::new(
            height,
            vec![
                counts("statute", self.statute),
                Int64Chunked::from_iter_options("tenths".into(), self.tenths.into_iter())
                    .into_column(),
                counts("grade", self.grade),
                counts(Standing::Blocking.key(), blocking),
                counts(Standing::Substitutable.key(), substitutable),
                counts(Standing::Open.key(), open),
                numbers("distinct_tenths", self.distinct),
                numbers("owed_tenths", self.owed),
                counts("order", (0..height as u32).collect()),
            ],
        )
    }
}

/// The number that stands for a grade.
pub(super) fn grade_code(grade: Grade) -> u32 {
    grade as u32
}

#[derive(Default)]
struct Findings {
    statute: Vec<u32>,
    category: Vec<u32>,
    rule: Vec<u32>,
    effect: Vec<u32>,
    standing: Vec<u32>,
}

impl Findings {
    fn push(&mut self, pack: &RulePack, statute: u32, row: &FindingRow<'_>) {
        self.statute.push(statute);
        self.category
            .push(pack.rule(row.rule).category.index() as u32);
        self.rule.push(row.rule.index() as u32);
        self.effect.push(row.effect.map_or(NONE, |e| e as u32));
        self.standing.push(row.standing.map_or(NONE, |s| s as u32));
    }

    fn frame(self) -> PolarsResult<DataFrame> {
        DataFrame::new(
            self.statute.len(),
            vec![
                counts("statute", self.statute),
                counts("category", self.category),
                counts("rule", self.rule),
                counts("effect", self.effect),
                counts("standing", self.standing),
            ],
        )
    }
}

struct Wordings {
    statute: Vec<u32>,
    texts: [StringChunkedBuilder; 4],
}

impl Default for Wordings {
    fn default() -> Self {
        Self {
            statute: Vec::new(),
            texts: ["category", "phrase", "remedy", "citation"]
                .map(|name| StringChunkedBuilder::new(name.into(), 0)),
        }
    }
}

impl Wordings {
    fn push(&mut self, pack: &RulePack, language: Language, statute: u32, row: &FindingRow<'_>) {
        let obstacle = pack.rule(row.rule).kind == FamilyKind::Obstacle;
        // The words alone, as in a form to be filled in, are no wording that one change could mend.
        let alone = row.phrase == row.quote;
        if !obstacle || alone || row.standing == Some(Standing::Open) {
            return;
        }
        self.statute.push(statute);
        let texts = [
            pack.category_of(row.rule).key.as_str(),
            &row.phrase,
            row.remedy(pack, language),
            &row.citation,
        ];
        for (column, text) in self.texts.iter_mut().zip(texts) {
            column.append_value(text);
        }
    }

    fn frame(self) -> PolarsResult<DataFrame> {
        let mut columns = vec![counts("statute", self.statute)];
        columns.extend(self.texts.map(|text| text.finish().into_column()));
        DataFrame::new(columns[0].len(), columns)
    }
}
