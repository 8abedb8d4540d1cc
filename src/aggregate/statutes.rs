//! Statutes: ranked by leverage, and summed by area, kind and level.

use polars::prelude::*;

use super::gather::grade_code;
use super::{by_names, in_points, mean_points};
use crate::rate::Grade;

/// Columns of the table in the order of its contract; what came later stands behind.
const COLUMNS: &[&str] = &[
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
    "leverage_distinct",
    "leverage_owed",
    "repealed",
    "date",
];

/// Obstacles by standing.
const STANDINGS: [&str; 3] = ["blocking", "substitutable", "open"];

/// What leverage is summed from, in tenths.
const LEVERAGES: [&str; 3] = ["leverage", "leverage_distinct", "leverage_owed"];

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

fn tenths_of(leverage: &str) -> String {
    format!("{leverage}_tenths")
}

/// Statutes with the sums of their provisions, highest leverage first. What is no longer law stands
/// last.
pub(super) fn rank(statutes: DataFrame, provisions: &DataFrame) -> PolarsResult<DataFrame> {
    let mut sums = vec![
        col("tenths").count().alias("relevant"),
        col("tenths").sum().alias("tenths"),
        col("distinct_tenths")
            .sum()
            .alias(tenths_of("leverage_distinct")),
        col("owed_tenths").sum().alias(tenths_of("leverage_owed")),
    ];
    sums.extend(STANDINGS.map(|standing| col(standing).sum()));
    sums.extend(Grade::ALL.map(|grade| {
        col("grade")
            .eq(lit(grade_code(grade)))
            .sum()
            .cast(DataType::UInt32)
            .alias(grade_column(grade))
    }));
    let sums = provisions
        .clone()
        .lazy()
        .group_by([col("statute")])
        .agg(sums);
    let count = |name: &str| col(name).fill_null(lit(0)).cast(DataType::UInt32);
    let tenths = |name: &str| col(name).fill_null(lit(0i64));
    let mut filled = vec![count("relevant"), tenths("tenths")];
    filled.extend(STANDINGS.map(count));
    filled.extend(Grade::ALL.map(|g| count(grade_column(g))));
    filled.extend(
        LEVERAGES[1..]
            .iter()
            .map(|leverage| tenths(&tenths_of(leverage))),
    );
    let mut shown = vec![
        when(col("relevant").gt(lit(0)))
            .then(mean_points(col("tenths"), col("relevant")))
            .otherwise(lit(NULL))
            .alias("readiness"),
    ];
    shown.extend(LEVERAGES.map(|leverage| in_points(col(tenths_of(leverage))).alias(leverage)));
    statutes
        .lazy()
        .join(
            sums,
            [col("statute")],
            [col("statute")],
            JoinArgs::new(JoinType::Left),
        )
        .with_columns(filled)
        .with_columns([
            (col("relevant").cast(DataType::Int64) * lit(1000i64) - col("tenths"))
                .alias(tenths_of("leverage")),
        ])
        .with_columns(shown)
        .sort_by_exprs(
            [
                col("repealed").neq(lit("")),
                col(tenths_of("leverage")),
                col("blocking"),
                col("statute_id"),
            ],
            SortMultipleOptions::default().with_order_descending_multi([false, true, true, false]),
        )
        .with_row_index("rank", Some(1))
        .collect()
}

/// The columns that are shown.
pub(super) fn table(ranked: DataFrame) -> PolarsResult<DataFrame> {
    ranked.lazy().select(by_names(COLUMNS)).collect()
}

/// Sums statutes by one of their keys, highest leverage first.
pub(super) fn by_key(ranked: &DataFrame, key: &str) -> PolarsResult<DataFrame> {
    let mut sums = vec![
        len().alias("statutes"),
        col("provisions").sum(),
        col("relevant").sum(),
        col("tenths").sum(),
        col("leverage_tenths").sum(),
    ];
    sums.extend(STANDINGS.map(|standing| col(standing).sum()));
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
    columns.extend(STANDINGS.map(col));
    columns.push(in_points(col("leverage_tenths")).alias("leverage"));
    ranked
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
