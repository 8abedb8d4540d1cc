//! Findings: every one of them, and what is counted of them by category, Schwerpunkt, rule and
//! wording.

use std::collections::BTreeMap;
use std::io;

use polars::prelude::*;

use super::table::{Cell, Column, EachRow, Source};
use super::{TOP, by_names, counts, text};
use crate::rate::Standing;
use crate::rows::Packed;
use crate::rules::{Effect, EvidenceSet, FamilyKind, Language, RulePack};

const COLUMNS: &[&str] = &[
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
    "eid",
    "certainty",
    "governed_by",
];

/// Every finding, in the order of the inputs and of the text.
#[derive(Debug)]
pub struct FindingTable<'r> {
    pub(super) pack: &'r RulePack,
    pub(super) language: Language,
    pub(super) statutes: &'r [Packed],
    pub(super) height: usize,
}

impl Source for FindingTable<'_> {
    fn columns(&self) -> Vec<Column> {
        Column::list(COLUMNS, &["start", "end"], &[])
    }

    fn height(&self) -> usize {
        self.height
    }

    fn rows(&self, each: &mut EachRow<'_>) -> io::Result<()> {
        let pack = self.pack;
        let facets = &pack.facets;
        let mut evidence: BTreeMap<EvidenceSet, (String, String)> = BTreeMap::new();
        for packed in self.statutes {
            let statute = packed.statute();
            for row in &packed.findings() {
                let rule = pack.rule(row.rule);
                let (kinds, registers) = &*evidence
                    .entry(row.evidence)
                    .or_insert_with(|| evidence_keys(pack, row.evidence));
                let cells: [&str; 29] = [
                    &statute.id,
                    &statute.doc_number,
                    &statute.abbreviation,
                    &row.citation,
                    &row.provision,
                    &row.subsection,
                    &row.sentence,
                    &row.item,
                    kind_key(rule.kind),
                    &pack.category(rule.category).key,
                    &rule.id,
                    row.effect.map_or("", Effect::key),
                    row.substitution(pack),
                    row.act.map_or("", |a| pack.acts[a.index()].key.as_str()),
                    row.relation.key(),
                    &row.quote,
                    &row.context,
                    "",
                    "",
                    row.remedy(pack, self.language),
                    &statute.source,
                    row.direction
                        .map_or("", |d| facets.directions[d.index()].key.as_str()),
                    row.purpose
                        .map_or("", |p| facets.purposes[p.index()].key.as_str()),
                    kinds,
                    registers,
                    row.standing.map_or("", Standing::key),
                    &row.eid,
                    if statute.doubtful { "doubtful" } else { "firm" },
                    row.governed_by(),
                ];
                let mut cells = cells.map(Cell::Text);
                (cells[17], cells[18]) = (row.start.into(), row.end.into());
                each(&cells)?;
            }
        }
        Ok(())
    }
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

fn kind_key(kind: FamilyKind) -> &'static str {
    match kind {
        FamilyKind::Obstacle => "obstacle",
        FamilyKind::Enabler => "enabler",
    }
}

const EFFECTS: [Effect; 3] = [Effect::Hard, Effect::Mitigated, Effect::Excluded];

/// What is counted of findings, whatever they are grouped by.
fn sums() -> Vec<Expr> {
    let count = |column: &str, code: u32, key: &str| {
        col(column)
            .eq(lit(code))
            .sum()
            .cast(DataType::UInt32)
            .alias(key)
    };
    let mut sums = vec![
        len().alias("findings"),
        col("statute").n_unique().alias("statutes"),
    ];
    sums.extend(EFFECTS.map(|e| count("effect", e as u32, e.key())));
    sums.extend(Standing::ALL.map(|s| count("standing", s as u32, s.key())));
    sums
}

const SUMS: [&str; 8] = [
    "findings",
    "statutes",
    "hard",
    "mitigated",
    "excluded",
    "blocking",
    "substitutable",
    "open",
];

/// Findings grouped by the places of a list; what was not found stands with zero. The list's last
/// column is the place.
fn counted(
    list: Vec<polars::prelude::Column>,
    findings: &DataFrame,
    key: &str,
) -> PolarsResult<LazyFrame> {
    let height = list.first().map_or(0, polars::prelude::Column::len);
    let mut list = list;
    list.push(counts("place", (0..height as u32).collect()));
    let found = findings.clone().lazy().group_by([col(key)]).agg(sums());
    Ok(DataFrame::new(height, list)?
        .lazy()
        .join(
            found,
            [col("place")],
            [col(key)],
            JoinArgs::new(JoinType::Left),
        )
        .with_columns(SUMS.map(|name| col(name).fill_null(lit(0)).cast(DataType::UInt32))))
}

/// By category, in the order of the pack.
pub(super) fn categories(pack: &RulePack, findings: &DataFrame) -> PolarsResult<DataFrame> {
    let list = vec![
        text("category", pack.categories.iter().map(|c| c.key.as_str())),
        text("kind", pack.categories.iter().map(|c| kind_key(c.kind))),
    ];
    // The place in the list is called as the group is in the frame of findings.
    counted(list, findings, "category")?
        .sort(["place"], SortMultipleOptions::default())
        .select(by_names(&[&["category", "kind"], &SUMS[..]].concat()))
        .collect()
}

/// By rule; rules that never fired stand with zero.
pub(super) fn rules(pack: &RulePack, findings: &DataFrame) -> PolarsResult<DataFrame> {
    let list = vec![
        text("id", pack.rules.iter().map(|r| r.id.as_str())),
        text(
            "category",
            pack.rules
                .iter()
                .map(|r| pack.category(r.category).key.as_str()),
        ),
    ];
    let mut columns = vec![col("id").alias("rule"), col("category")];
    columns.extend(SUMS.map(col));
    counted(list, findings, "rule")?
        .sort(["id"], SortMultipleOptions::default())
        .select(columns)
        .collect()
}

/// By Schwerpunkt of the Digitalcheck.
pub(super) fn schwerpunkte(
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
    sums.extend(Standing::ALL.map(|s| number(s.key()).sum().alias(s.key())));
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
pub(super) fn wordings(wordings: DataFrame) -> PolarsResult<DataFrame> {
    wordings
        .lazy()
        .group_by([col("category"), col("phrase"), col("remedy")])
        .agg([
            len().alias("findings"),
            col("statute").n_unique().alias("statutes"),
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
