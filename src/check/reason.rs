//! Reasons for obstacles that must stay, from `normscreen.toml` or from comments in the draft.
//!
//! A comment is `normscreen: reason CATEGORY (WHO, until DATE): WHY`, in `<!-- -->` where the
//! format has comments, else on a line of its own. It speaks for the Absatz that it stands in, or
//! for the next one.

use serde::Serialize;

use super::date::Date;
use super::diagnostic::{Diagnostic, Nature, Novelty, ReasonOutcome, ReasonState};
use crate::ingest::comment;
use crate::report::Messages;
use crate::rules::{FamilyKind, Language, RulePack};
use crate::statute::citation::Level;
use crate::statute::{Citation, Span, Statute, citation};

/// A recorded reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// Key of the category that it speaks of.
    pub category: String,
    /// The place that it speaks of.
    pub citation: String,
    /// Why the obstacle stays.
    pub reason: String,
    /// Who decided.
    pub by: Option<String>,
    /// The last day on which it holds.
    pub until: Option<Date>,
    /// Where it is recorded: "normscreen.toml:12".
    pub recorded: String,
    /// Whether it stands in the draft itself.
    pub in_source: bool,
    /// The file that a comment speaks of; empty for reasons that are recorded apart.
    #[serde(skip)]
    pub source: String,
}

/// What is wrong with a reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoReason {
    /// No obstacle category of that name.
    #[error("it names no obstacle category with \"{0}\"; the categories are {1}")]
    Category(String, String),
    /// Not a citation.
    #[error("its place \"{0}\" names no provision; write for example \"§ 3 Absatz 2 OZG\"")]
    Citation(String),
    /// No reason in the reason.
    #[error("it says nothing; write why the obstacle has to stay")]
    Silent,
    /// Not a date.
    #[error(transparent)]
    Date(#[from] super::date::NoDate),
    /// A comment that is not understood.
    #[error(
        "it is not understood; write \"normscreen: reason CATEGORY (WHO, until YYYY-MM-DD): WHY\", \
         where the brackets may be left out"
    )]
    Comment,
}

impl NoReason {
    /// What is wrong, in the language of the reader.
    pub fn tell(&self, words: &Messages) -> String {
        match self {
            NoReason::Category(name, all) => words
                .msg("check.reason_category")
                .with("name", words.quote(name))
                .with("all", all)
                .to_string(),
            NoReason::Citation(place) => words
                .msg("check.reason_citation")
                .with("place", words.quote(place))
                .to_string(),
            NoReason::Silent => words.t("check.reason_silent").to_owned(),
            NoReason::Date(date) => words
                .msg("check.reason_date")
                .with("date", words.quote(&date.0))
                .to_string(),
            NoReason::Comment => words.t("check.reason_comment").to_owned(),
        }
    }
}

impl Reason {
    /// Refuses what could never match or says nothing; a category that is named by its title gets
    /// its key.
    ///
    /// # Errors
    /// [`NoReason`].
    pub fn validate(&mut self, pack: &RulePack) -> Result<(), NoReason> {
        self.category = category_named(&self.category, pack)?;
        let cites = self
            .citation
            .parse::<Citation>()
            .is_ok_and(|c| !c.provision.is_empty());
        if !cites {
            return Err(NoReason::Citation(self.citation.clone()));
        }
        if self.reason.trim().is_empty() {
            return Err(NoReason::Silent);
        }
        Ok(())
    }

    /// Whether it speaks of the obstacle.
    fn speaks_of(&self, diagnostic: &Diagnostic) -> bool {
        self.category == diagnostic.category
            && (self.source.is_empty() || self.source == diagnostic.place.source)
            && covers(&self.citation, &diagnostic.place.citation)
    }
}

/// The key of a category that is named by its key or its title: "Persönliches Erscheinen".
fn category_named(name: &str, pack: &RulePack) -> Result<String, NoReason> {
    let plain = |text: &str| text.trim().replace('_', " ").to_lowercase();
    let obstacles = pack
        .categories
        .iter()
        .filter(|c| c.kind == FamilyKind::Obstacle);
    let titles = [Language::De, Language::En];
    let found = obstacles.clone().find(|category| {
        plain(&category.key) == plain(name)
            || titles
                .iter()
                .any(|language| plain(category.title.get(*language)) == plain(name))
    });
    found.map(|category| category.key.clone()).ok_or_else(|| {
        let keys: Vec<&str> = obstacles.map(|category| category.key.as_str()).collect();
        NoReason::Category(name.trim().to_owned(), keys.join(", "))
    })
}

/// Whether the place of `wide` includes that of `narrow`: "§ 3 Absatz 2 Nummer 1" includes "§ 3
/// Absatz 2 Satz 1 Nummer 1 Buchstabe a MustG", with the statute left out or equal.
pub fn covers(wide: &str, narrow: &str) -> bool {
    let (Ok(wide), Ok(narrow)) = (wide.parse::<Citation>(), narrow.parse::<Citation>()) else {
        return wide == narrow;
    };
    let statute = wide.statute.is_empty() || citation::same_name(&wide.statute, &narrow.statute);
    let mut steps = narrow.steps.iter();
    statute
        && wide.provision == narrow.provision
        && wide
            .steps
            .iter()
            .all(|step| steps.any(|other| other == step))
}

/// Gives every current obstacle the first reason that speaks of it and still holds on `as_of`.
pub fn apply(
    diagnostics: &mut [Diagnostic],
    reasons: Vec<Reason>,
    as_of: Date,
) -> Vec<ReasonOutcome> {
    let mut outcomes: Vec<ReasonOutcome> = reasons
        .into_iter()
        .map(|reason| ReasonOutcome {
            state: match reason.until {
                Some(until) if until < as_of => ReasonState::Expired,
                _ => ReasonState::Unmatched,
            },
            category_title: reason.category.clone(),
            reason,
            obstacles: 0,
        })
        .collect();
    for diagnostic in diagnostics {
        if diagnostic.nature != Nature::Finding || diagnostic.novelty == Novelty::Gone {
            continue;
        }
        for outcome in &mut outcomes {
            if !outcome.reason.speaks_of(diagnostic) {
                continue;
            }
            outcome.obstacles += 1;
            if outcome.state != ReasonState::Expired && diagnostic.reason.is_none() {
                outcome.state = ReasonState::Used;
                diagnostic.reason = Some(outcome.reason.clone());
            }
        }
    }
    outcomes
}

/// Tells the reasons whose place the drafts do not have from those whose obstacle is gone. Below the
/// Absatz a place is not looked for.
pub fn mark_nowhere(outcomes: &mut [ReasonOutcome], places: &[Citation]) {
    for outcome in outcomes {
        if outcome.state != ReasonState::Unmatched {
            continue;
        }
        let Ok(mut wanted) = outcome.reason.citation.parse::<Citation>() else {
            continue;
        };
        wanted.steps.retain(|step| step.level == Level::Absatz);
        let holds = |place: &Citation| {
            (wanted.statute.is_empty() || citation::same_name(&wanted.statute, &place.statute))
                && wanted.provision == place.provision
                && wanted.steps.iter().all(|step| place.steps.contains(step))
        };
        if !places.iter().any(holds) {
            outcome.state = ReasonState::Nowhere;
        }
    }
}

/// Leaves it open whether a reason still matches, where a statute that it may speak of is not at hand.
pub fn mark_unknown(outcomes: &mut [ReasonOutcome]) {
    let idle = outcomes.iter_mut();
    for outcome in idle.filter(|outcome| outcome.state == ReasonState::Unmatched) {
        outcome.state = ReasonState::Unknown;
    }
}

/// A comment of the draft: the reasons in it, or what is wrong with it, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The comment in the source.
    pub span: Span,
    /// One reason for each category that it names, without place.
    pub reasons: Result<Vec<Reason>, NoReason>,
}

/// The comments of a source text.
pub fn comments(text: &str, pack: &RulePack) -> Vec<Comment> {
    comment::comments(text)
        .into_iter()
        .map(|comment| Comment {
            span: comment.span,
            reasons: read(comment.said.of(text).trim(), pack),
        })
        .collect()
}

/// Reads "reason schriftform, unterschrift (BMI, until 2027-12-31): …".
fn read(body: &str, pack: &RulePack) -> Result<Vec<Reason>, NoReason> {
    let body = body.split_whitespace().collect::<Vec<_>>().join(" ");
    let rest = body.strip_prefix("reason ").ok_or(NoReason::Comment)?;
    let (head, why) = match (rest.find('('), rest.find(':')) {
        // A colon inside the brackets does not end the head.
        (Some(open), Some(colon)) if open < colon => {
            let close = rest.find("):").ok_or(NoReason::Comment)?;
            (&rest[..=close], &rest[close + 2..])
        }
        (_, Some(colon)) => (&rest[..colon], &rest[colon + 1..]),
        _ => return Err(NoReason::Comment),
    };
    let (categories, details) = match head.split_once('(') {
        Some((categories, details)) => (categories, details.trim_end_matches(')')),
        None => (head, ""),
    };
    let (mut by, mut until) = (None, None);
    for detail in details.split(',').map(str::trim).filter(|d| !d.is_empty()) {
        match detail
            .strip_prefix("until ")
            .or(detail.strip_prefix("bis "))
        {
            Some(date) => until = Some(date.trim().parse()?),
            None => by = Some(detail.to_owned()),
        }
    }
    if why.trim().is_empty() {
        return Err(NoReason::Silent);
    }
    categories
        .split(',')
        .map(|category| {
            let category = category_named(category, pack)?;
            Ok(Reason {
                category,
                citation: String::new(),
                reason: why.trim().to_owned(),
                by: by.clone(),
                until,
                recorded: String::new(),
                in_source: true,
                source: String::new(),
            })
        })
        .collect()
}

/// The place that a comment speaks for: the Absatz that it stands in, else the next one.
pub fn place_of(statute: &Statute, comment: Span) -> Option<Citation> {
    let mut next: Option<(usize, Citation)> = None;
    for provision in &statute.provisions {
        for subsection in &provision.subsections {
            let Some(source) = provision.source_span(subsection.span) else {
                continue;
            };
            let cite = || Citation::at(statute, provision, subsection.span);
            if source.contains(comment) {
                return Some(cite());
            }
            if source.start >= comment.end && next.as_ref().is_none_or(|(at, _)| source.start < *at)
            {
                next = Some((source.start, cite()));
            }
        }
    }
    next.map(|(_, citation)| citation)
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;

    static PACK: LazyLock<RulePack> = LazyLock::new(|| RulePack::embedded().expect("sound pack"));

    #[test]
    fn a_reason_for_a_place_covers_what_lies_in_it() {
        let narrow = "§ 3 Absatz 2 Satz 1 Nummer 4 Buchstabe a MustG";
        for wide in [
            "§ 3",
            "§ 3 MustG",
            "§ 3 Abs. 2 mustg",
            "§ 3 Absatz 2 Nummer 4",
            narrow,
        ] {
            assert!(covers(wide, narrow), "{wide}");
        }
        for other in [
            "§ 3a",
            "§ 3 AnderesG",
            "§ 3 Absatz 1",
            "§ 3 Absatz 2 Satz 1 Nummer 4 Buchstabe a Doppelbuchstabe aa",
        ] {
            assert!(!covers(other, narrow), "{other}");
        }
    }

    #[test]
    fn comments_are_read_with_all_they_say() {
        let text = "## § 1\n<!-- normscreen: reason schriftform, unterschrift (BMI: DG I 1, until \
                    2027-12-31):\n Beweis --> Text\nnormscreen: reason bargeld: darum\nDas Wort \
                    normscreen: reason bargeld: im Satz zählt nicht.";
        let found = comments(text, &PACK);
        assert_eq!(found.len(), 2);
        let reasons = found[0].reasons.as_ref().unwrap();
        assert_eq!(reasons.len(), 2);
        assert_eq!(reasons[1].category, "unterschrift");
        assert_eq!(reasons[0].by.as_deref(), Some("BMI: DG I 1"));
        assert_eq!(reasons[0].until.unwrap().to_string(), "2027-12-31");
        assert_eq!(reasons[0].reason, "Beweis");
        assert_eq!(found[1].reasons.as_ref().unwrap()[0].reason, "darum");
    }

    #[test]
    fn comments_that_are_wrong_say_why() {
        for (text, part) in [
            ("normscreen: reason schriftfrom: x", "schriftfrom"),
            ("normscreen: reason schriftform:", "why"),
            (
                "normscreen: reason schriftform (until 2027-02-30): x",
                "2027-02-30",
            ),
            ("normscreen: ignore schriftform", "normscreen: reason"),
            (
                "normscreen: reason elektronische_form: x",
                "no obstacle category",
            ),
        ] {
            let found = comments(text, &PACK);
            let error = found[0].reasons.as_ref().unwrap_err().to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
