//! A text by itself, as other programs and labelled samples hand it over: one subsection or one
//! sentence with what is known of its place.
//!
//! In goes a [`Snippet`], out comes a statute of one provision that is screened like any other,
//! with the way back from its spans to the text as it was given.

use crate::rules::RulePack;
use crate::statute::{Normalised, Provision, Span, Statute, normalise, read_flat};

/// A text and what is known of its place; unknown is empty.
#[derive(Debug, Clone, Copy, Default)]
pub struct Snippet<'t> {
    /// The text.
    pub text: &'t str,
    /// Abbreviation of the statute.
    pub law: &'t str,
    /// Title of the statute.
    pub law_title: &'t str,
    /// Designation of the provision.
    pub provision: &'t str,
    /// Heading of the provision.
    pub heading: &'t str,
}

/// A snippet read as a statute with one provision.
#[derive(Debug, Clone)]
pub struct ReadSnippet<'t> {
    /// The statute.
    pub statute: Statute,
    source: &'t str,
    normalised: Normalised,
}

impl<'t> Snippet<'t> {
    /// Reads the snippet and classifies its statute.
    pub fn read(&self, pack: &RulePack) -> ReadSnippet<'t> {
        let normalised = normalise(self.text);
        let clean = |text: &str| normalise(text).text;
        let mut statute = Statute {
            abbreviation: clean(self.law),
            title: clean(self.law_title),
            provisions: vec![Provision {
                designation: clean(self.provision),
                heading: clean(self.heading),
                subsections: read_flat(&normalised.text, &pack.lexicon),
                text: normalised.text.clone(),
                ..Provision::default()
            }],
            ..Statute::default()
        };
        pack.classify(&mut statute);
        ReadSnippet {
            statute,
            source: self.text,
            normalised,
        }
    }
}

impl ReadSnippet<'_> {
    /// The one provision.
    pub fn provision(&self) -> &Provision {
        &self.statute.provisions[0]
    }

    /// The bytes of the text as it was given that a span of the provision's text stands for.
    pub fn source_span(&self, span: Span) -> Span {
        Span::new(
            self.normalised.source_start(span.start),
            self.normalised.source_end(span.end, self.source),
        )
    }
}
