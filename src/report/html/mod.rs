//! The HTML report: a folder of pages that needs no server, no script and no network.
//!
//! In go the views of [`view`], out come pages as strings and the assets beside them. Pages of
//! statutes need nothing but their statute, so that they are written while the run goes on, by many
//! threads. It refuses to switch escaping off, to write a style or a script into a page, and to
//! name a page after anything but a plain identifier.

mod assets;
mod chart;
pub mod escape;
pub mod fill;
mod pages;
mod passage;
mod statute;
pub mod view;
mod write;

use std::fmt;

pub use assets::{Asset, THEME_PATH, assets};
pub use write::RunPages;

use super::messages::Messages;
use crate::rules::Language;
use view::{
    InputsView, MethodologyView, OverviewView, PackView, RulePageView, SiteFacts, StatuteRow,
    StatuteView,
};

/// Why a page cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum HtmlError {
    /// The id of a statute is no safe file name.
    #[error(
        "\"{0}\" is no safe file name; a statute's id may hold letters, digits, \"_\", \"-\" and \".\" and does not begin with \".\""
    )]
    UnsafeName(String),
    /// A template failed, which only a value whose display fails can bring about.
    #[error("a page cannot be rendered: {0}")]
    Template(#[from] askama::Error),
    /// The writer failed.
    #[error("a page cannot be written: {0}")]
    Write(#[from] fmt::Error),
}

/// Everything that the pages of one run share. Built once, used by all threads.
#[derive(Debug)]
pub struct Site {
    messages: &'static Messages,
    facts: SiteFacts,
    pack: PackView,
}

impl Site {
    /// A site in `language`; `pack` must be in the same language.
    pub fn new(language: Language, facts: SiteFacts, pack: PackView) -> Self {
        Self {
            messages: Messages::get(language),
            facts,
            pack,
        }
    }

    /// The language of its pages.
    pub fn language(&self) -> Language {
        self.messages.language()
    }

    /// Path of a statute's page in the report.
    ///
    /// # Errors
    /// [`HtmlError::UnsafeName`] for an id that could name anything but a file in that folder.
    pub fn statute_path(statute_id: &str) -> Result<String, HtmlError> {
        if is_safe_name(statute_id) {
            Ok(format!("statutes/{statute_id}.html"))
        } else {
            Err(HtmlError::UnsafeName(statute_id.to_owned()))
        }
    }

    /// The page of one statute.
    ///
    /// # Errors
    /// [`HtmlError::UnsafeName`], or what the writer says.
    pub fn statute_page(
        &self,
        view: &StatuteView<'_>,
        out: &mut impl fmt::Write,
    ) -> Result<(), HtmlError> {
        if !is_safe_name(&view.statute.id) {
            return Err(HtmlError::UnsafeName(view.statute.id.clone()));
        }
        statute::write(self, view, out)
    }

    /// `index.html`.
    ///
    /// # Errors
    /// [`HtmlError::UnsafeName`] if a row names a statute that can have no page.
    pub fn overview(&self, view: &OverviewView) -> Result<String, HtmlError> {
        pages::overview(self, view)
    }

    /// `statutes.html`, the ranking of all statutes; `rows` stand in the order of their rank.
    ///
    /// # Errors
    /// [`HtmlError::UnsafeName`] if a row names a statute that can have no page.
    pub fn ranking(&self, rows: &[StatuteRow]) -> Result<String, HtmlError> {
        pages::ranking(self, rows)
    }

    /// `methodology.html`.
    ///
    /// # Errors
    /// Only what the template engine says.
    pub fn methodology(&self, view: &MethodologyView) -> Result<String, HtmlError> {
        pages::methodology(self, view)
    }

    /// `rules.html`, all rules by category.
    ///
    /// # Errors
    /// Only what the template engine says.
    pub fn rules(&self) -> Result<String, HtmlError> {
        pages::rules(self)
    }

    /// Path of a rule's page in the report.
    ///
    /// # Errors
    /// [`HtmlError::UnsafeName`] for an id that could name anything but a file in that folder.
    pub fn rule_path(id: &str) -> Result<String, HtmlError> {
        if is_safe_name(id) {
            Ok(format!("rules/{id}.html"))
        } else {
            Err(HtmlError::UnsafeName(id.to_owned()))
        }
    }

    /// The page of one rule.
    ///
    /// # Errors
    /// Only what the template engine says.
    pub fn rule(&self, view: &RulePageView) -> Result<String, HtmlError> {
        pages::rule(self, view)
    }

    /// `inputs.html`, the ledger.
    ///
    /// # Errors
    /// Only what the template engine says.
    pub fn inputs(&self, view: &InputsView) -> Result<String, HtmlError> {
        pages::inputs(self, view)
    }
}

/// Whether `name` can only be a file in the folder it is put in, on every system.
fn is_safe_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 200
        && !name.starts_with('.')
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'))
}
