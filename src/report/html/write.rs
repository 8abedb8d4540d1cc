//! Pages become files of the report.
//!
//! In go a [`Site`] and views, out come files in the output folder. A statute's page is written as
//! soon as its statute is rated; the pages about the whole run follow at its end.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use super::view::{
    InputsView, MethodologyView, OverviewView, RulePageView, StatuteRow, StatuteView,
};
use super::{HtmlError, Site, THEME_PATH, assets};
use crate::report::{OutputError, OutputFolder};

/// What the pages about the whole run show.
#[derive(Debug)]
pub struct RunPages<'a> {
    /// `index.html`.
    pub overview: &'a OverviewView,
    /// `statutes.html`, in the order of rank.
    pub ranking: &'a [StatuteRow],
    /// `methodology.html`.
    pub methodology: &'a MethodologyView,
    /// `inputs.html`.
    pub inputs: &'a InputsView,
    /// The pages of the rules.
    pub rules: &'a [RulePageView],
}

fn write_page(
    statute_id: &str,
    out: &OutputFolder,
    fill: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Result<(), OutputError> {
    out.write(&format!("statutes/{statute_id}.html"), fill)
}

impl Site {
    /// Writes the page of one statute, and hands it back.
    ///
    /// # Errors
    /// The file that could not be written.
    pub fn write_statute(
        &self,
        view: &StatuteView<'_>,
        out: &OutputFolder,
    ) -> Result<String, OutputError> {
        let mut page = String::new();
        let rendered = self.statute_page(view, &mut page);
        write_page(&view.statute.id, out, |file| {
            rendered.map_err(io::Error::other)?;
            file.write_all(page.as_bytes())
        })?;
        Ok(page)
    }

    /// Writes a statute's page that an earlier run of the same site rendered.
    ///
    /// # Errors
    /// The file that could not be written.
    pub fn write_rendered(
        &self,
        statute_id: &str,
        page: &[u8],
        out: &OutputFolder,
    ) -> Result<(), OutputError> {
        write_page(statute_id, out, |file| file.write_all(page))
    }

    /// Writes the pages of the rules.
    ///
    /// # Errors
    /// The file that could not be written.
    pub fn write_rules(
        &self,
        rules: &[RulePageView],
        out: &OutputFolder,
    ) -> Result<(), OutputError> {
        for view in rules {
            let id = &self.pack.rules[view.rule].id;
            let page = Self::rule_path(id).and_then(|path| Ok((path, self.rule(view)?)));
            let (path, page) = page.map_err(|error| OutputError {
                path: id.clone(),
                source: io::Error::other(error),
            })?;
            out.write(&path, |file| file.write_all(page.as_bytes()))?;
        }
        Ok(())
    }

    /// Writes the pages about the whole run, the assets, and the theme where there is one.
    ///
    /// # Errors
    /// The file that could not be written.
    pub fn write_run(
        &self,
        run: &RunPages<'_>,
        theme: Option<&str>,
        out: &OutputFolder,
    ) -> Result<(), OutputError> {
        let page = |path: &str, page: Result<String, HtmlError>| {
            out.write(path, |file| {
                file.write_all(page.map_err(io::Error::other)?.as_bytes())
            })
        };
        page("index.html", self.overview(run.overview))?;
        page("statutes.html", self.ranking(run.ranking))?;
        page("methodology.html", self.methodology(run.methodology))?;
        page("rules.html", self.rules())?;
        page("inputs.html", self.inputs(run.inputs))?;
        self.write_rules(run.rules, out)?;
        let theme = theme.map(|text| (THEME_PATH, text));
        let assets = assets().map(|asset| (asset.path, asset.text));
        for (path, text) in assets.into_iter().chain(theme) {
            out.write(path, |file| file.write_all(text.as_bytes()))?;
        }
        Ok(())
    }
}
