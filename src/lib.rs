//! Screens German statutes and drafts for what still stands in the way of a digital administration.
//!
//! Data flows one way, each stage a function from one named type to the next:
//! [`discover`] → [`ingest`] → [`statute`] → [`screen`] → [`rate`] → [`aggregate`] → [`report`].
//! Only [`pipeline`] knows them all; [`rules`] holds what counts as an obstacle, as data. Outside of
//! that flow stands [`fetch`], which brings the law from its official site.
#![warn(missing_docs)]

pub mod aggregate;
pub mod amend;
pub mod begruendung;
pub mod cache;
pub mod check;
pub mod consistency;
pub mod discover;
pub mod eval;
pub mod fetch;
pub mod ingest;
pub mod ledger;
pub mod lsp;
pub mod pipeline;
pub mod proof;
pub mod rate;
pub mod remedy;
pub mod report;
pub mod rows;
pub mod rules;
pub mod screen;
pub mod statute;
