//! Facets of obstacles: evidence with the register that holds it, purposes of appearances, and who
//! owes it to whom.

use polars::prelude::*;

use super::gather::{FacetCount, Facets};
use super::{counts, text};
use crate::rate::Standing;
use crate::rules::schema::Remote;
use crate::rules::{Language, RulePack};

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
    let count = |name: &str, of: &dyn Fn(&FacetCount) -> u32| {
        counts(name, counted.iter().map(of).collect())
    };
    columns.push(count("findings", &|c| c.findings));
    columns.push(count("statutes", &|c| c.statutes));
    for standing in Standing::ALL {
        columns.push(count(standing.key(), &|c| c.standings[standing as usize]));
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
pub(super) fn evidence(
    pack: &RulePack,
    language: Language,
    counted: &[FacetCount],
) -> PolarsResult<DataFrame> {
    let kinds = &pack.facets.evidence;
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
    facet_frame("evidence", &names, more, counted)
}

/// Appearances by what they are for.
pub(super) fn purposes(
    pack: &RulePack,
    language: Language,
    counted: &[FacetCount],
) -> PolarsResult<DataFrame> {
    let list = &pack.facets.purposes;
    let names: Vec<_> = list
        .iter()
        .map(|p| (p.key.as_str(), p.title.get(language)))
        .collect();
    let remote = list.iter().map(|p| match p.remote {
        Remote::Yes => "yes",
        Remote::Partly => "partly",
        Remote::No => "no",
    });
    facet_frame("purpose", &names, vec![text("remote", remote)], counted)
}

/// Obstacles by who owes it to whom; with those that run no way, so that the sum is that of all.
pub(super) fn directions(
    pack: &RulePack,
    language: Language,
    facets: &Facets,
) -> PolarsResult<DataFrame> {
    let list = &pack.facets.directions;
    let mut names: Vec<_> = list
        .iter()
        .map(|d| (d.key.as_str(), d.title.get(language)))
        .collect();
    names.push(("", pack.facets.no_direction.get(language)));
    let mut counted = facets.directions.clone();
    counted.push(facets.no_direction.clone());
    facet_frame("direction", &names, Vec::new(), &counted)
}
