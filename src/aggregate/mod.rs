//! Aggregation: rows of all statutes become ranked tables.
//!
//! In go the packed rows of each statute in a fixed order, out come tables, each sorted by keys that
//! no two rows share, so that the bytes written from them never depend on threads. Readiness is
//! summed in whole tenths: no order of addition can change it.
//!
//! One pass ([`gather`]) makes narrow columns of the rows, polars groups, joins and ranks them. The
//! two large tables, of findings and of provisions, are never built: they are read from the rows as
//! they are written ([`table`]).

mod facets;
mod findings;
mod gather;
mod provisions;
mod statutes;
pub mod table;

use polars::prelude::*;

use crate::rows::Packed;
use crate::rules::{Language, RulePack};

pub use findings::FindingTable;
pub use gather::Sums;
pub use provisions::ProvisionTable;
pub use statutes::grade_column;
pub use table::Table;

/// How many provisions and wordings the lists of the top ones hold.
const TOP: IdxSize = 200;

/// All tables of a run.
#[derive(Debug)]
pub struct Tables<'r> {
    /// Every obstacle and enabler.
    pub findings: FindingTable<'r>,
    /// Every provision that is law.
    pub provisions: ProvisionTable<'r>,
    /// Every statute, highest leverage first, those no longer law last.
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
    /// Sums over everything.
    pub sums: Sums,
}

impl Tables<'_> {
    /// All tables with their names.
    pub fn named(&self) -> [Table<'_>; 14] {
        let table = |name, source| Table { name, source };
        [
            table("findings", &self.findings),
            table("provisions", &self.provisions),
            table("statutes", &self.statutes),
            table("categories", &self.categories),
            table("areas", &self.areas),
            table("kinds", &self.kinds),
            table("levels", &self.levels),
            table("schwerpunkte", &self.schwerpunkte),
            table("top_provisions", &self.top_provisions),
            table("wordings", &self.wordings),
            table("rules", &self.rules),
            table("evidence", &self.evidence),
            table("purposes", &self.purposes),
            table("directions", &self.directions),
        ]
    }
}

/// Puts the rows of all statutes together; `as_of` decides which statutes were law. Without it the
/// day counts on which the newest of the texts was built.
///
/// # Errors
/// Only where polars refuses a frame, which would be a mistake in this module.
pub fn aggregate<'r>(
    pack: &'r RulePack,
    language: Language,
    rows: &'r [Packed],
    as_of: Option<&str>,
) -> PolarsResult<Tables<'r>> {
    let gathered = gather::gather(pack, language, rows, as_of)?;
    let findings = &gathered.findings;
    let facets = &gathered.facets;
    let repealed = gathered.repealed;
    let statutes = statutes::rank(gathered.statutes, &gathered.provisions)?;
    let (provisions, top_provisions) = provisions::rank(rows, &gathered.provisions, &repealed)?;
    let categories = findings::categories(pack, findings)?;
    Ok(Tables {
        findings: FindingTable {
            pack,
            language,
            statutes: rows,
            height: findings.height(),
        },
        provisions,
        areas: statutes::by_key(&statutes, "area")?,
        kinds: statutes::by_key(&statutes, "kind")?,
        levels: statutes::by_key(&statutes, "level")?,
        statutes: statutes::table(statutes)?,
        schwerpunkte: findings::schwerpunkte(pack, language, &categories)?,
        categories,
        top_provisions: table::frame(&top_provisions)?,
        wordings: findings::wordings(gathered.wordings)?,
        rules: findings::rules(pack, findings)?,
        evidence: facets::evidence(pack, language, &facets.evidence)?,
        purposes: facets::purposes(pack, language, &facets.purposes)?,
        directions: facets::directions(pack, language, facets)?,
        sums: gathered.sums,
    })
}

fn by_names(names: &[&str]) -> Vec<Expr> {
    names.iter().map(|name| col(*name)).collect()
}

fn text<'a>(name: &str, values: impl Iterator<Item = &'a str>) -> Column {
    StringChunked::from_iter_values(name.into(), values).into_column()
}

fn counts(name: &str, values: Vec<u32>) -> Column {
    UInt32Chunked::from_vec(name.into(), values).into_column()
}

fn numbers(name: &str, values: Vec<i64>) -> Column {
    Int64Chunked::from_vec(name.into(), values).into_column()
}

/// Points from tenths; rounded, since a division by a constant is done as a product.
fn in_points(tenths: Expr) -> Expr {
    (tenths.cast(DataType::Float64) / lit(10.0)).round(1, RoundMode::HalfAwayFromZero)
}

/// Mean of the points of relevant provisions to one decimal, from sums of whole tenths.
fn mean_points(sum: Expr, count: Expr) -> Expr {
    (sum.cast(DataType::Float64) / count.cast(DataType::Float64) / lit(10.0))
        .round(1, RoundMode::HalfAwayFromZero)
}
