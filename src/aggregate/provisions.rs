//! Provisions: every one that is law, with its rank, and the list of the least ready.

use std::io;

use polars::prelude::*;

use super::TOP;
use super::table::{Cell, Column, EachRow, Source};
use crate::rate::{Grade, Standing, points};
use crate::rows::{Packed, ProvisionRow, StatuteRow};
use crate::rules::Effect;

const COLUMNS: &[&str] = &[
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

/// What the list of the least ready says beyond the table of all.
const TOP_COLUMNS: &[&str] = &["blocking", "substitutable", "open", "anchor"];

const COUNTS: &[&str] = &[
    "hard",
    "mitigated",
    "excluded",
    "enablers",
    "rank",
    "blocking",
    "substitutable",
    "open",
];

const POINTS: &[&str] = &["readiness"];

/// Every provision, in the order of the inputs.
#[derive(Debug)]
pub struct ProvisionTable<'r> {
    statutes: &'r [Packed],
    /// Rank by place; zero where a provision is not relevant.
    ranks: Vec<u32>,
}

/// The provisions of the highest ranks, first rank first.
#[derive(Debug)]
pub struct TopProvisions<'r> {
    statutes: &'r [Packed],
    /// Places of the statute and of the provision in it.
    places: Vec<(usize, usize)>,
}

/// Ranks provisions: least ready first, in the order of the inputs where they are alike; those of
/// statutes that are no longer law, where `repealed` is set, stand last.
pub(super) fn rank<'r>(
    statutes: &'r [Packed],
    provisions: &DataFrame,
    repealed: &[bool],
) -> PolarsResult<(ProvisionTable<'r>, TopProvisions<'r>)> {
    let statute_of = provisions.column("statute")?.u32()?;
    let past: BooleanChunked = statute_of
        .into_no_null_iter()
        .map(|statute| Some(repealed[statute as usize]))
        .collect();
    let mut told = provisions.clone();
    told.with_column(past.with_name("repealed".into()).into_column())?;
    let ranked = told
        .lazy()
        .filter(col("tenths").is_not_null())
        .sort(
            ["repealed", "tenths", "order"],
            SortMultipleOptions::default(),
        )
        .select([col("order"), col("statute")])
        .collect()?;
    let order = ranked.column("order")?.u32()?;
    let mut ranks = vec![0; provisions.height()];
    for (place, rank) in order.into_no_null_iter().zip(1..) {
        ranks[place as usize] = rank;
    }
    let first_of = |statute: u32| {
        // Provisions of one statute stand together, so that the first of them is found by halving.
        partition_point(provisions.height(), |at| {
            statute_of.get(at).is_some_and(|s| s < statute)
        })
    };
    let places = order
        .into_no_null_iter()
        .zip(ranked.column("statute")?.u32()?.into_no_null_iter())
        .take(TOP as usize)
        .map(|(order, statute)| (statute as usize, order as usize - first_of(statute)))
        .collect();
    Ok((
        ProvisionTable { statutes, ranks },
        TopProvisions { statutes, places },
    ))
}

/// The first place of `0..length` where `before` no longer holds.
fn partition_point(length: usize, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, length);
    while low < high {
        let middle = low + (high - low) / 2;
        if before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

fn cells<'c>(statute: &'c StatuteRow<'_>, row: &'c ProvisionRow<'_>, rank: u32) -> [Cell<'c>; 15] {
    let effect = |effect: Effect| Cell::from(row.effects[effect as usize]);
    [
        Cell::Text(&statute.id),
        Cell::Text(&statute.doc_number),
        Cell::Text(&statute.abbreviation),
        Cell::Text(&row.provision),
        Cell::Text(&row.heading),
        Cell::Text(&row.outline),
        Cell::Text(row.relation.key()),
        row.readiness
            .map_or(Cell::Unknown, |tenths| Cell::Points(points(tenths))),
        Cell::Text(row.grade.map_or("", Grade::letter)),
        effect(Effect::Hard),
        effect(Effect::Mitigated),
        effect(Effect::Excluded),
        Cell::from(row.enablers),
        if rank == 0 {
            Cell::Unknown
        } else {
            Cell::from(rank)
        },
        Cell::Text(&statute.source),
    ]
}

impl Source for ProvisionTable<'_> {
    fn columns(&self) -> Vec<Column> {
        Column::list(COLUMNS, COUNTS, POINTS)
    }

    fn height(&self) -> usize {
        self.ranks.len()
    }

    fn rows(&self, each: &mut EachRow<'_>) -> io::Result<()> {
        let mut ranks = self.ranks.iter();
        for packed in self.statutes {
            let statute = packed.statute();
            for (row, rank) in packed.provisions().iter().zip(&mut ranks) {
                each(&cells(&statute, row, *rank))?;
            }
        }
        Ok(())
    }
}

impl Source for TopProvisions<'_> {
    fn columns(&self) -> Vec<Column> {
        Column::list(&[COLUMNS, TOP_COLUMNS].concat(), COUNTS, POINTS)
    }

    fn height(&self) -> usize {
        self.places.len()
    }

    fn rows(&self, each: &mut EachRow<'_>) -> io::Result<()> {
        for (&(statute, provision), rank) in self.places.iter().zip(1..) {
            let packed = &self.statutes[statute];
            let (statute, provisions) = (packed.statute(), packed.provisions());
            let row = &provisions[provision];
            let standing = |s: Standing| Cell::from(row.standings[s as usize]);
            let mut all = cells(&statute, row, rank).to_vec();
            all.extend([
                standing(Standing::Blocking),
                standing(Standing::Substitutable),
                standing(Standing::Open),
                Cell::Text(&row.anchor),
            ]);
            each(&all)?;
        }
        Ok(())
    }
}
