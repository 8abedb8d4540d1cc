//! Aggregation: rows of all statutes become ranked tables.
//!
//! In go the rows of each statute in a fixed order, out come polars frames, each sorted by keys
//! that no two rows share, so that the bytes written from them never depend on threads. Readiness
//! is summed in whole tenths: no order of addition can change it.

use std::collections::BTreeSet;

use polars::prelude::*;

use crate::rate::{Grade, Standing};
use crate::rows::{FindingRow, ProvisionRow, StatuteRows};
use crate::rules::schema::Remote;
use crate::rules::{Effect, EvidenceSet, FamilyKind, Language, RulePack};

/// How many provisions and wordings the lists of the top ones hold.
const TOP: IdxSize = 200;

/// A table with the name that its files get.
#[derive(Debug, Clone)]
pub struct Table {
    /// Name of the table and stem of its files.
    pub name: &'static str,
    /// Its rows.
    pub frame: DataFrame,
}

/// All tables of a run.
#[derive(Debug, Clone)]
pub struct Tables {
    /// Every obstacle and enabler.
    pub findings: DataFrame,
    /// Every provision that is law.
    pub provisions: DataFrame,
    /// Every statute, highest leverage first.
    pub statutes: DataFrame,
    /// By category of obstacle or enabler.
    pub categories: DataFrame,
    /// By area of law.
    pub areas: DataFrame,
    /// By kind of statute.
    pub kinds: DataFrame,
    /// By level of government.
    pub levels: DataFrame,
    /// By Schwerpunkt of the Digitalcheck.
    pub schwerpunkte: DataFrame,
    /// The provisions where reform does most.
    pub top_provisions: DataFrame,
    /// The wordings that stand in most statutes.
    pub wordings: DataFrame,
    /// By rule; rules that never fired stand with zero.
    pub rules: DataFrame,
    /// By kind of evidence, with the register that holds it.
    pub evidence: DataFrame,
    /// By purpose of an appearance.
    pub purposes: DataFrame,
    /// By who owes it to whom.
    pub directions: DataFrame,
}

impl Tables {
    /// All tables with their names.
    pub fn named(&self) -> Vec<Table> {
        [
            ("findings", &self.findings),
            ("provisions", &self.provisions),
            ("statutes", &self.statutes),
            ("categories", &self.categories),
            ("areas", &self.areas),
            ("kinds", &self.kinds),
            ("levels", &self.levels),
            ("schwerpunkte", &self.schwerpunkte),
            ("top_provisions", &self.top_provisions),
            ("wordings", &self.wordings),
            ("rules", &self.rules),
            ("evidence", &self.evidence),
            ("purposes", &self.purposes),
            ("directions", &self.directions),
        ]
        .into_iter()
        .map(|(name, frame)| Table {
            name,
            frame: frame.clone(),
        })
        .collect()
    }
}

/// Puts the rows of all statutes together.
///
/// # Errors
/// Only where polars refuses a frame, which would be a mistake in this module.
pub fn aggregate(
    pack: &RulePack,
    language: Language,
    mut statutes: Vec<StatuteRows>,
) -> PolarsResult<Tables> {
    // Rows are dropped as soon as their frame stands: both together are what memory peaks at.
    let findings = finding_frame(pack, language, &statutes)?;
    let (evidence, purposes, directions) = (
        evidence(pack, language, &statutes)?,
        purposes(pack, language, &statutes)?,
        directions(pack, language, &statutes)?,
    );
    for statute in &mut statutes {
        statute.findings = Vec::new();
    }
    let provisions = provision_frame(&statutes)?;
    let statute_frame = statute_frame(&statutes)?;
    drop(statutes);

    let statutes = rank_statutes(statute_frame, &provisions)?;
    let provisions = rank_provisions(provisions)?;
    let wordings = wordings(&findings)?;
    let categories = categories(pack, &findings)?;
    let schwerpunkte = schwerpunkte(pack, language, &categories)?;
    let rules = rules(pack, &findings)?;
    Ok(Tables {
        areas: group_statutes(&statutes, "area")?,
        kinds: group_statutes(&statutes, "kind")?,
        levels: group_statutes(&statutes, "level")?,
        top_provisions: provisions
            .clone()
            .lazy()
            .filter(col("rank").is_not_null())
            .sort(["rank"], SortMultipleOptions::default())
            .limit(TOP)
            .select(
                by_names(PROVISION_COLUMNS)
                    .into_iter()
                    .chain(by_names(TOP_COLUMNS))
                    .collect::<Vec<_>>(),
            )
            .collect()?,
        provisions: provisions
            .lazy()
            .select(by_names(PROVISION_COLUMNS))
            .collect()?,
        statutes: statutes
            .lazy()
            .select(by_names(STATUTE_COLUMNS))
            .collect()?,
        findings: findings
            .lazy()
            .select(by_names(FINDING_COLUMNS))
            .collect()?,
        categories,
        schwerpunkte,
        wordings,
        rules,
        evidence,
        purposes,
        directions,
    })
}

const FINDING_COLUMNS: &[&str] = &[
    "statute_id",
    "doc_number",
    "abbreviation",
    "citation",
    "provision",
    "subsection",
    "sentence",
    "item",
    "kind",
    "category",
    "rule",
    "effect",
    "substitution",
    "act",
    "relation",
    "quote",
    "context",
    "start",
    "end",
    "remedy",
    "source",
    "direction",
    "purpose",
    "evidence",
    "register",
    "standing",
];

const PROVISION_COLUMNS: &[&str] = &[
    "statute_id",
    "doc_number",
    "abbreviation",
    "provision",
    "heading",
    "outline",
    "relation",
    "readiness",
    "grade",
    "hard",
    "mitigated",
    "excluded",
    "enablers",
    "rank",
    "source",
];

/// What the list of the top ones says beyond the table of all.
const TOP_COLUMNS: &[&str] = &["blocking", "substitutable", "open", "anchor"];

const STATUTE_COLUMNS: &[&str] = &[
    "statute_id",
    "doc_number",
    "abbreviation",
    "title",
    "kind",
    "as_of",
    "area",
    "provisions",
    "relevant",
    "readiness",
    "grade_a",
    "grade_b",
    "grade_c",
    "grade_d",
    "grade_e",
    "blocking",
    "substitutable",
    "open",
    "leverage",
    "rank",
    "source",
    "level",
];

fn by_names(names: &[&str]) -> Vec<Expr> {
    names.iter().map(|name| col(*name)).collect()
}

fn text<'a>(name: &str, values: impl Iterator<Item = &'a str>) -> Column {
    StringChunked::from_iter_values(name.into(), values).into_column()
}

fn counts(name: &str, values: impl Iterator<Item = u32>) -> Column {
    UInt32Chunked::from_iter_values(name.into(), values).into_column()
}

fn finding_frame(
    pack: &RulePack,
    language: Language,
    statutes: &[StatuteRows],
) -> PolarsResult<DataFrame> {
    let rows: Vec<(&StatuteRows, &FindingRow)> = statutes
        .iter()
        .flat_map(|s| s.findings.iter().map(move |f| (s, f)))
        .collect();
    let of =
        |name: &str, value: &dyn for<'r> Fn(&'r (&'r StatuteRows, &'r FindingRow)) -> &'r str| {
            StringChunked::from_iter_values(name.into(), rows.iter().map(value)).into_column()
        };
    let rule = |row: &FindingRow| pack.rule(row.rule);
    let facets = &pack.facets;
    let evidence: Vec<(String, String)> = rows
        .iter()
        .map(|(_, f)| evidence_keys(pack, f.evidence))
        .collect();
    DataFrame::new(
        rows.len(),
        vec![
            text("statute_id", rows.iter().map(|(s, _)| s.id.as_str())),
            text(
                "doc_number",
                rows.iter().map(|(s, _)| s.doc_number.as_str()),
            ),
            text(
                "abbreviation",
                rows.iter().map(|(s, _)| s.abbreviation.as_str()),
            ),
            text("citation", rows.iter().map(|(_, f)| f.citation.as_str())),
            of("provision", &|(s, f)| {
                &s.provisions[f.provision as usize].provision
            }),
            text(
                "subsection",
                rows.iter().map(|(_, f)| f.subsection.as_str()),
            ),
            text("sentence", rows.iter().map(|(_, f)| f.sentence.as_str())),
            text("item", rows.iter().map(|(_, f)| f.item.as_str())),
            text("kind", rows.iter().map(|(_, f)| kind_key(rule(f).kind))),
            text(
                "category",
                rows.iter()
                    .map(|(_, f)| pack.category_of(f.rule).key.as_str()),
            ),
            text("rule", rows.iter().map(|(_, f)| rule(f).id.as_str())),
            text(
                "effect",
                rows.iter().map(|(_, f)| f.effect.map_or("", Effect::key)),
            ),
            text(
                "substitution",
                rows.iter().map(|(_, f)| f.substitution(pack)),
            ),
            text(
                "act",
                rows.iter()
                    .map(|(_, f)| f.act.map_or("", |a| pack.acts[a.index()].key.as_str())),
            ),
            text("relation", rows.iter().map(|(_, f)| f.relation.key())),
            text("quote", rows.iter().map(|(_, f)| f.quote.as_str())),
            text("context", rows.iter().map(|(_, f)| f.context.as_str())),
            counts("start", rows.iter().map(|(_, f)| f.start)),
            counts("end", rows.iter().map(|(_, f)| f.end)),
            text(
                "remedy",
                rows.iter().map(|(_, f)| {
                    f.wording
                        .as_deref()
                        .unwrap_or_else(|| rule(f).remedy.get(language))
                }),
            ),
            text("source", rows.iter().map(|(s, _)| s.source.as_str())),
            text(
                "direction",
                rows.iter().map(|(_, f)| {
                    f.direction
                        .map_or("", |d| facets.directions[d.index()].key.as_str())
                }),
            ),
            text(
                "purpose",
                rows.iter().map(|(_, f)| {
                    f.purpose
                        .map_or("", |p| facets.purposes[p.index()].key.as_str())
                }),
            ),
            text("evidence", evidence.iter().map(|(kinds, _)| kinds.as_str())),
            text(
                "register",
                evidence.iter().map(|(_, registers)| registers.as_str()),
            ),
            text(
                "standing",
                rows.iter()
                    .map(|(_, f)| f.standing.map_or("", Standing::key)),
            ),
            text(
                "governed_by",
                rows.iter()
                    .map(|(_, f)| f.governed.as_ref().map_or("", |g| g.citation.as_str())),
            ),
            text("phrase", rows.iter().map(|(_, f)| f.phrase.as_str())),
        ],
    )
}

/// Keys of the kinds of evidence and of the registers that hold them, each once.
fn evidence_keys(pack: &RulePack, set: EvidenceSet) -> (String, String) {
    let kinds: Vec<&str> = set
        .iter()
        .map(|id| pack.facets.evidence[id.index()].key.as_str())
        .collect();
    let mut registers: Vec<&str> = Vec::new();
    for register in set.iter().filter_map(|id| pack.facets.register_of(id)) {
        if !registers.contains(&register.id.as_str()) {
            registers.push(&register.id);
        }
    }
    (kinds.join("; "), registers.join("; "))
}

/// What is counted of the findings of one facet.
#[derive(Debug, Clone, Default)]
struct FacetCount {
    findings: u32,
    standings: [u32; 3],
    statutes: BTreeSet<usize>,
}

/// Counts findings by the places of a facet's list that they carry.
fn facet_counts(
    statutes: &[StatuteRows],
    length: usize,
    of: impl Fn(&FindingRow) -> Vec<usize>,
) -> Vec<FacetCount> {
    let mut counts = vec![FacetCount::default(); length];
    for (index, statute) in statutes.iter().enumerate() {
        for finding in &statute.findings {
            for place in of(finding) {
                let count = &mut counts[place];
                count.findings += 1;
                count.statutes.insert(index);
                if let Some(standing) = finding.standing {
                    count.standings[standing as usize] += 1;
                }
            }
        }
    }
    counts
}

/// A table of a facet, most findings first: key, name, further columns, counts.
fn facet_frame(
    key: &str,
    names: &[(&str, &str)],
    more: Vec<Column>,
    counted: &[FacetCount],
) -> PolarsResult<DataFrame> {
    let mut columns = vec![
        text(key, names.iter().map(|(key, _)| *key)),
        text("title", names.iter().map(|(_, title)| *title)),
    ];
    columns.extend(more);
    columns.push(counts("findings", counted.iter().map(|c| c.findings)));
    columns.push(counts(
        "statutes",
        counted.iter().map(|c| c.statutes.len() as u32),
    ));
    for standing in [Standing::Blocking, Standing::Substitutable, Standing::Open] {
        columns.push(counts(
            standing.key(),
            counted.iter().map(|c| c.standings[standing as usize]),
        ));
    }
    DataFrame::new(names.len(), columns)?
        .lazy()
        .sort(
            ["findings", key],
            SortMultipleOptions::default().with_order_descending_multi([true, false]),
        )
        .collect()
}

/// Evidence by kind, with the register that holds it.
fn evidence(
    pack: &RulePack,
    language: Language,
    statutes: &[StatuteRows],
) -> PolarsResult<DataFrame> {
    let kinds = &pack.facets.evidence;
    let counted = facet_counts(statutes, kinds.len(), |f| {
        f.evidence.iter().map(|id| id.index()).collect()
    });
    let names: Vec<_> = kinds
        .iter()
        .map(|k| (k.key.as_str(), k.title.get(language)))
        .collect();
    let registers: Vec<_> = kinds
        .iter()
        .map(|k| k.register.map(|r| &pack.facets.registers[r.index()]))
        .collect();
    let bases: Vec<String> = registers
        .iter()
        .map(|r| r.map_or_else(String::new, |r| r.legal_basis.join("; ")))
        .collect();
    let more = vec![
        text(
            "register",
            registers.iter().map(|r| r.map_or("", |r| r.id.as_str())),
        ),
        text(
            "register_title",
            registers
                .iter()
                .map(|r| r.map_or("", |r| r.title.get(language))),
        ),
        text(
            "keeper",
            registers
                .iter()
                .map(|r| r.map_or("", |r| r.keeper.get(language))),
        ),
        text("legal_basis", bases.iter().map(String::as_str)),
    ];
    facet_frame("evidence", &names, more, &counted)
}

/// Appearances by what they are for.
fn purposes(
    pack: &RulePack,
    language: Language,
    statutes: &[StatuteRows],
) -> PolarsResult<DataFrame> {
    let list = &pack.facets.purposes;
    let counted = facet_counts(statutes, list.len(), |f| {
        f.purpose.iter().map(|id| id.index()).collect()
    });
    let names: Vec<_> = list
        .iter()
        .map(|p| (p.key.as_str(), p.title.get(language)))
        .collect();
    let remote = list.iter().map(|p| match p.remote {
        Remote::Yes => "yes",
        Remote::Partly => "partly",
        Remote::No => "no",
    });
    facet_frame("purpose", &names, vec![text("remote", remote)], &counted)
}

/// Obstacles by who owes it to whom.
fn directions(
    pack: &RulePack,
    language: Language,
    statutes: &[StatuteRows],
) -> PolarsResult<DataFrame> {
    let list = &pack.facets.directions;
    let counted = facet_counts(statutes, list.len(), |f| {
        f.direction.iter().map(|id| id.index()).collect()
    });
    let names: Vec<_> = list
        .iter()
        .map(|d| (d.key.as_str(), d.title.get(language)))
        .collect();
    facet_frame("direction", &names, Vec::new(), &counted)
}

fn kind_key(kind: FamilyKind) -> &'static str {
    match kind {
        FamilyKind::Obstacle => "obstacle",
        FamilyKind::Enabler => "enabler",
    }
}

fn provision_frame(statutes: &[StatuteRows]) -> PolarsResult<DataFrame> {
    let rows: Vec<(&StatuteRows, &ProvisionRow)> = statutes
        .iter()
        .flat_map(|s| s.provisions.iter().map(move |p| (s, p)))
        .collect();
    DataFrame::new(
        rows.len(),
        vec![
            text("statute_id", rows.iter().map(|(s, _)| s.id.as_str())),
            text(
                "doc_number",
                rows.iter().map(|(s, _)| s.doc_number.as_str()),
            ),
            text(
                "abbreviation",
                rows.iter().map(|(s, _)| s.abbreviation.as_str()),
            ),
            text("provision", rows.iter().map(|(_, p)| p.provision.as_str())),
            text("anchor", rows.iter().map(|(_, p)| p.anchor.as_str())),
            text("heading", rows.iter().map(|(_, p)| p.heading.as_str())),
            text("outline", rows.iter().map(|(_, p)| p.outline.as_str())),
            text("relation", rows.iter().map(|(_, p)| p.relation.key())),
            Int64Chunked::from_iter_options(
                "tenths".into(),
                rows.iter().map(|(_, p)| p.readiness.map(i64::from)),
            )
            .into_column(),
            text(
                "grade",
                rows.iter().map(|(_, p)| p.grade.map_or("", Grade::letter)),
            ),
            counts(
                "hard",
                rows.iter().map(|(_, p)| p.effects[Effect::Hard as usize]),
            ),
            counts(
                "mitigated",
                rows.iter()
                    .map(|(_, p)| p.effects[Effect::Mitigated as usize]),
            ),
            counts(
                "excluded",
                rows.iter()
                    .map(|(_, p)| p.effects[Effect::Excluded as usize]),
            ),
            counts("enablers", rows.iter().map(|(_, p)| p.enablers)),
            counts(
                "blocking",
                rows.iter()
                    .map(|(_, p)| p.standings[Standing::Blocking as usize]),
            ),
            counts(
                "substitutable",
                rows.iter()
                    .map(|(_, p)| p.standings[Standing::Substitutable as usize]),
            ),
            counts(
                "open",
                rows.iter()
                    .map(|(_, p)| p.standings[Standing::Open as usize]),
            ),
            text("source", rows.iter().map(|(s, _)| s.source.as_str())),
            counts("order", (0..rows.len()).map(|i| i as u32)),
        ],
    )
}

fn statute_frame(statutes: &[StatuteRows]) -> PolarsResult<DataFrame> {
    DataFrame::new(
        statutes.len(),
        vec![
            text("statute_id", statutes.iter().map(|s| s.id.as_str())),
            text("doc_number", statutes.iter().map(|s| s.doc_number.as_str())),
            text(
                "abbreviation",
                statutes.iter().map(|s| s.abbreviation.as_str()),
            ),
            text("title", statutes.iter().map(|s| s.title.as_str())),
            text("kind", statutes.iter().map(|s| s.kind.as_str())),
            text("as_of", statutes.iter().map(|s| s.as_of.as_str())),
            text("area", statutes.iter().map(|s| s.area.as_str())),
            counts(
                "provisions",
                statutes.iter().map(|s| s.provisions.len() as u32),
            ),
            text("source", statutes.iter().map(|s| s.source.as_str())),
            text("level", statutes.iter().map(|s| s.level.as_str())),
        ],
    )
}

/// Points from tenths.
fn in_points(tenths: Expr) -> Expr {
    tenths.cast(DataType::Float64) / lit(10.0)
}

/// Mean of the points of relevant provisions to one decimal, from sums of whole tenths.
fn mean_points(sum: Expr, count: Expr) -> Expr {
    (sum.cast(DataType::Float64) / count.clone().cast(DataType::Float64) / lit(10.0))
        .round(1, RoundMode::HalfAwayFromZero)
}

fn rank_provisions(provisions: DataFrame) -> PolarsResult<DataFrame> {
    let ranks = provisions
        .clone()
        .lazy()
        .filter(col("tenths").is_not_null())
        .sort(["tenths", "order"], SortMultipleOptions::default())
        .select([col("order")])
        .with_row_index("rank", Some(1))
        .collect()?;
    provisions
        .lazy()
        .join(
            ranks.lazy(),
            [col("order")],
            [col("order")],
            JoinArgs::new(JoinType::Left),
        )
        .sort(["order"], SortMultipleOptions::default())
        .with_columns([in_points(col("tenths")).alias("readiness")])
        .collect()
}

fn rank_statutes(statutes: DataFrame, provisions: &DataFrame) -> PolarsResult<DataFrame> {
    let mut sums = vec![
        col("tenths").count().alias("relevant"),
        col("tenths").sum().alias("tenths"),
    ];
    for standing in ["blocking", "substitutable", "open"] {
        sums.push(col(standing).sum());
    }
    for grade in Grade::ALL {
        sums.push(
            col("grade")
                .eq(lit(grade.letter()))
                .sum()
                .cast(DataType::UInt32)
                .alias(grade_column(grade)),
        );
    }
    let sums = provisions
        .clone()
        .lazy()
        .group_by([col("statute_id")])
        .agg(sums);
    let zero = |name: &str| col(name).fill_null(lit(0)).cast(DataType::UInt32);
    let mut filled = vec![
        zero("relevant"),
        zero("blocking"),
        zero("substitutable"),
        zero("open"),
    ];
    filled.extend(Grade::ALL.map(|g| zero(grade_column(g))));
    statutes
        .lazy()
        .join(
            sums,
            [col("statute_id")],
            [col("statute_id")],
            JoinArgs::new(JoinType::Left),
        )
        .with_columns(filled)
        .with_columns([col("tenths").fill_null(lit(0i64))])
        .with_columns([
            (col("relevant").cast(DataType::Int64) * lit(1000i64) - col("tenths"))
                .alias("leverage_tenths"),
        ])
        .with_columns([
            when(col("relevant").gt(lit(0)))
                .then(mean_points(col("tenths"), col("relevant")))
                .otherwise(lit(NULL))
                .alias("readiness"),
            in_points(col("leverage_tenths")).alias("leverage"),
        ])
        .sort(
            ["leverage_tenths", "blocking", "statute_id"],
            SortMultipleOptions::default().with_order_descending_multi([true, true, false]),
        )
        .with_row_index("rank", Some(1))
        .collect()
}

/// Name of the column that counts a grade.
pub fn grade_column(grade: Grade) -> &'static str {
    match grade {
        Grade::A => "grade_a",
        Grade::B => "grade_b",
        Grade::C => "grade_c",
        Grade::D => "grade_d",
        Grade::E => "grade_e",
    }
}

/// Sums statutes by one of their keys, highest leverage first.
fn group_statutes(statutes: &DataFrame, key: &str) -> PolarsResult<DataFrame> {
    let mut sums = vec![
        len().alias("statutes"),
        col("provisions").sum(),
        col("relevant").sum(),
        col("tenths").sum(),
        col("leverage_tenths").sum(),
    ];
    for name in ["blocking", "substitutable", "open"] {
        sums.push(col(name).sum());
    }
    sums.extend(Grade::ALL.map(|g| col(grade_column(g)).sum()));
    let mut columns = vec![
        col(key),
        col("statutes"),
        col("provisions"),
        col("relevant"),
        when(col("relevant").gt(lit(0)))
            .then(mean_points(col("tenths"), col("relevant")))
            .otherwise(lit(NULL))
            .alias("readiness"),
    ];
    columns.extend(Grade::ALL.map(|g| col(grade_column(g))));
    columns.extend([
        col("blocking"),
        col("substitutable"),
        col("open"),
        in_points(col("leverage_tenths")).alias("leverage"),
    ]);
    statutes
        .clone()
        .lazy()
        .group_by([col(key)])
        .agg(sums)
        .sort(
            ["leverage_tenths", key],
            SortMultipleOptions::default().with_order_descending_multi([true, false]),
        )
        .select(columns)
        .collect()
}

/// What is counted of findings, whatever they are grouped by.
fn finding_sums() -> Vec<Expr> {
    let count = |column: &str, key: &str| {
        col(column)
            .eq(lit(key.to_owned()))
            .sum()
            .cast(DataType::UInt32)
            .alias(key.to_owned())
    };
    let mut sums = vec![
        len().alias("findings"),
        col("statute_id").n_unique().alias("statutes"),
    ];
    sums.extend(
        [Effect::Hard, Effect::Mitigated, Effect::Excluded].map(|e| count("effect", e.key())),
    );
    sums.extend(
        [Standing::Blocking, Standing::Substitutable, Standing::Open]
            .map(|s| count("standing", s.key())),
    );
    sums
}

const FINDING_SUMS: [&str; 8] = [
    "findings",
    "statutes",
    "hard",
    "mitigated",
    "excluded",
    "blocking",
    "substitutable",
    "open",
];

/// Joins sums by a key to a list of all keys, so that what was not found stands with zero.
fn complete(list: DataFrame, sums: LazyFrame, key: &str) -> LazyFrame {
    list.lazy()
        .join(sums, [col(key)], [col(key)], JoinArgs::new(JoinType::Left))
        .with_columns(FINDING_SUMS.map(|name| col(name).fill_null(lit(0)).cast(DataType::UInt32)))
}

fn categories(pack: &RulePack, findings: &DataFrame) -> PolarsResult<DataFrame> {
    let list = DataFrame::new(
        pack.categories.len(),
        vec![
            counts("order", (0..pack.categories.len()).map(|i| i as u32)),
            text("category", pack.categories.iter().map(|c| c.key.as_str())),
            text("kind", pack.categories.iter().map(|c| kind_key(c.kind))),
        ],
    )?;
    let sums = findings
        .clone()
        .lazy()
        .group_by([col("category")])
        .agg(finding_sums());
    let mut columns = vec![col("category"), col("kind")];
    columns.extend(FINDING_SUMS.map(col));
    complete(list, sums, "category")
        .sort(["order"], SortMultipleOptions::default())
        .select(columns)
        .collect()
}

fn schwerpunkte(
    pack: &RulePack,
    language: Language,
    categories: &DataFrame,
) -> PolarsResult<DataFrame> {
    let pairs: Vec<(&str, &str)> = pack
        .categories
        .iter()
        .flat_map(|c| c.schwerpunkte.iter().map(|s| (s.as_str(), c.key.as_str())))
        .collect();
    let map = DataFrame::new(
        pairs.len(),
        vec![
            text("schwerpunkt", pairs.iter().map(|(s, _)| *s)),
            text("category", pairs.iter().map(|(_, c)| *c)),
        ],
    )?;
    let list = DataFrame::new(
        pack.schwerpunkte.len(),
        vec![
            text(
                "schwerpunkt",
                pack.schwerpunkte.iter().map(|s| s.id.as_str()),
            ),
            text(
                "title",
                pack.schwerpunkte.iter().map(|s| s.title.get(language)),
            ),
        ],
    )?;
    let obstacle = col("kind").eq(lit("obstacle"));
    let number = |name: &str| col(name).cast(DataType::Int64);
    let mut sums = vec![
        when(obstacle.clone())
            .then(number("findings"))
            .otherwise(lit(0i64))
            .sum()
            .alias("obstacles"),
        when(obstacle)
            .then(lit(0i64))
            .otherwise(number("findings"))
            .sum()
            .alias("enablers"),
    ];
    sums.extend(["blocking", "substitutable", "open"].map(|n| number(n).sum().alias(n)));
    let sums = map
        .lazy()
        .join(
            categories.clone().lazy(),
            [col("category")],
            [col("category")],
            JoinArgs::new(JoinType::Inner),
        )
        .group_by([col("schwerpunkt")])
        .agg(sums);
    list.lazy()
        .join(
            sums,
            [col("schwerpunkt")],
            [col("schwerpunkt")],
            JoinArgs::new(JoinType::Left),
        )
        .with_columns(
            ["obstacles", "enablers", "blocking", "substitutable", "open"]
                .map(|name| col(name).fill_null(lit(0i64))),
        )
        .sort(["schwerpunkt"], SortMultipleOptions::default())
        .collect()
}

/// Phrases that stand in several statutes: one change of wording, many places.
fn wordings(findings: &DataFrame) -> PolarsResult<DataFrame> {
    findings
        .clone()
        .lazy()
        .filter(
            col("kind")
                .eq(lit("obstacle"))
                .and(col("standing").neq(lit(Standing::Open.key()))),
        )
        .group_by([col("category"), col("phrase"), col("remedy")])
        .agg([
            len().alias("findings"),
            col("statute_id").n_unique().alias("statutes"),
            col("citation").first().alias("example"),
        ])
        .filter(col("statutes").gt(lit(1)))
        .sort(
            ["statutes", "findings", "category", "phrase", "remedy"],
            SortMultipleOptions::default()
                .with_order_descending_multi([true, true, false, false, false]),
        )
        .limit(TOP)
        .select(by_names(&[
            "phrase", "category", "findings", "statutes", "example", "remedy",
        ]))
        .collect()
}

fn rules(pack: &RulePack, findings: &DataFrame) -> PolarsResult<DataFrame> {
    let list = DataFrame::new(
        pack.rules.len(),
        vec![
            text("rule", pack.rules.iter().map(|r| r.id.as_str())),
            text(
                "category",
                pack.rules
                    .iter()
                    .map(|r| pack.category(r.category).key.as_str()),
            ),
        ],
    )?;
    let sums = findings
        .clone()
        .lazy()
        .group_by([col("rule")])
        .agg(finding_sums());
    let mut columns = vec![col("rule"), col("category")];
    columns.extend(FINDING_SUMS.map(col));
    complete(list, sums, "rule")
        .sort(["rule"], SortMultipleOptions::default())
        .select(columns)
        .collect()
}
