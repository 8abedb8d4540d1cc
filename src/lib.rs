//! Screens German statutes and drafts for what still stands in the way of a digital administration.
//!
//! Data flows one way, each stage a function from one named type to the next:
//! discover → ingest → [`statute`] → screen → rate → aggregate → report.
#![warn(missing_docs)]

pub mod statute;
