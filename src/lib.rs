//! Screens German statutes and drafts for what still stands in the way of a digital administration.
//!
//! Data flows one way, each stage a function from one named type to the next:
//! discover → ingest → [`statute`] → screen → rate → aggregate → [`report`].
#![warn(missing_docs)]

pub mod report;
#[allow(missing_docs)]
pub mod rules {
    //! The part of the rule pack that the reports need; the rest is not wired yet.
    mod text;
    pub use text::{Language, Text};
}
pub mod statute;
