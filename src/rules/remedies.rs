//! Remedies as data: what can be done about a category, and how a passage would have to be worded.
//!
//! In goes `remedies.toml`, out come compiled rewrites by category. A rewrite sees the words of a
//! finding between the marks `‹` and `›`, with what stands before and behind them; applying it to a
//! provision is the business of a later stage.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;

use super::pattern::{Question, compile_rewrite, compile_test};
use super::regex::LazyRegex;
use super::text::Text;
use super::{Category, CategoryId, Effect, FamilyKind, Relation};

/// Stands where a finding's words begin; no law holds a character for private use.
pub const MARK_START: char = '\u{e000}';
/// Stands where they end.
pub const MARK_END: char = '\u{e001}';

/// A pattern with the marks of a text for those that its author writes.
pub(super) fn mark_borders(pattern: &str) -> String {
    pattern
        .replace('‹', &MARK_START.to_string())
        .replace('›', &MARK_END.to_string())
}

/// What can be done about an obstacle, in the order of the federal screening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RemedyOption {
    /// Strike the requirement.
    Strike,
    /// Leave the form open.
    Open,
    /// Let text form or an electronic way be enough.
    Textform,
    /// Keep it, with a reason in the Begründung.
    Keep,
}

impl RemedyOption {
    /// All options in their order.
    pub const ALL: [RemedyOption; 4] = [
        RemedyOption::Strike,
        RemedyOption::Open,
        RemedyOption::Textform,
        RemedyOption::Keep,
    ];

    /// The key in rule files and outputs.
    pub fn key(self) -> &'static str {
        match self {
            RemedyOption::Strike => "strike",
            RemedyOption::Open => "open",
            RemedyOption::Textform => "textform",
            RemedyOption::Keep => "keep",
        }
    }
}

/// `remedies.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RemediesFile {
    /// Names of the options.
    option: BTreeMap<RemedyOption, Text>,
    /// Sub-patterns of this file.
    #[serde(default)]
    pub(super) fragments: BTreeMap<String, String>,
    /// What each option means for each category.
    #[serde(default)]
    advice: BTreeMap<String, BTreeMap<RemedyOption, Text>>,
    /// What they mean instead between some, or in some areas of law; the first that fits wins.
    #[serde(default)]
    advice_where: Vec<AdviceEntry>,
    /// The wordings; the first that fits wins for its option.
    #[serde(default)]
    rewrite: Vec<RewriteEntry>,
}

/// Advice for a part of a category.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct AdviceEntry {
    category: Vec<String>,
    option: RemedyOption,
    #[serde(default)]
    relations: Vec<String>,
    #[serde(default)]
    areas: Vec<String>,
    /// Only where the text shuts the electronic form out.
    #[serde(default)]
    excluded: bool,
    text: Text,
}

/// The same, compiled.
#[derive(Debug, Clone)]
struct Advice {
    categories: Vec<CategoryId>,
    option: RemedyOption,
    relations: Vec<Relation>,
    areas: Vec<String>,
    excluded: bool,
    text: Text,
}

impl Advice {
    fn fits(
        &self,
        category: CategoryId,
        option: RemedyOption,
        relation: Relation,
        area: &str,
        effect: Effect,
    ) -> bool {
        self.option == option
            && (!self.excluded || effect == Effect::Excluded)
            && self.categories.contains(&category)
            && (self.relations.is_empty() || self.relations.contains(&relation))
            && (self.areas.is_empty() || self.areas.iter().any(|a| a == area))
    }
}

/// A wording as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct RewriteEntry {
    /// The categories that it mends.
    category: Vec<String>,
    /// Its place in the official order.
    #[serde(default = "textform")]
    option: RemedyOption,
    /// Only for duties between these.
    #[serde(default)]
    relations: Vec<String>,
    /// For places where the text shuts the electronic form out, and for no others: the wording must
    /// strike the exclusion too.
    #[serde(default)]
    excluded: bool,
    /// What it replaces: `‹` and `›` stand around the words of the finding.
    pattern: String,
    /// What it puts in their place; `${1}` inserts what a group matched. Without it there is no
    /// wording where the pattern fits, and later rewrites are not asked.
    replace: Option<String>,
    /// Its proof.
    example: Vec<RewriteExample>,
}

fn textform() -> RemedyOption {
    RemedyOption::Textform
}

/// An example, which is a test.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RewriteExample {
    /// A sentence with the words of the finding in square brackets.
    pub before: String,
    /// The sentence as it would have to read.
    pub after: String,
}

/// A compiled wording.
#[derive(Debug, Clone)]
pub struct Rewrite {
    /// Its place in the official order.
    pub option: RemedyOption,
    /// Its proof.
    pub examples: Vec<RewriteExample>,
    /// The pattern as written.
    pub source: String,
    relations: Vec<Relation>,
    excluded: bool,
    /// Whether it fits, which is asked far more often than it is applied.
    question: Question,
    pub(super) pattern: LazyRegex,
    replace: Option<String>,
}

impl Rewrite {
    /// Whether it speaks of duties between these and to this effect. Where the text shuts the
    /// electronic form out only wordings made for that do: any other would contradict it.
    pub fn speaks_of(&self, relation: Relation, effect: Effect) -> bool {
        self.excluded == (effect == Effect::Excluded)
            && (self.relations.is_empty() || self.relations.contains(&relation))
    }

    /// Whether it fits `window`, where the finding stands between the marks.
    pub fn fits(&self, window: &str) -> bool {
        self.question.may_hold(window) && self.question.holds(window)
    }

    /// The first passage that it rewrites in `window`: the range, marks included, and the new
    /// wording.
    pub fn apply(&self, window: &str) -> Option<(Range<usize>, String)> {
        let captures = self.pattern.captures_at(window, 0)?;
        let mut wording = String::new();
        captures.interpolate_string_into(window, self.replace.as_deref()?, &mut wording);
        wording.retain(|c| c != MARK_START && c != MARK_END);
        Some((captures.get_group(0)?.range(), wording))
    }
}

/// Options, advice and wordings.
#[derive(Debug, Clone)]
pub struct Remedies {
    titles: BTreeMap<RemedyOption, Text>,
    /// By category, at its index.
    advice: Vec<BTreeMap<RemedyOption, Text>>,
    advice_where: Vec<Advice>,
    /// In the order of the file.
    pub rewrites: Vec<Rewrite>,
    /// For each category, the places of its rewrites.
    by_category: Vec<Vec<usize>>,
}

impl Remedies {
    /// Compiles the file.
    ///
    /// # Errors
    /// The entry that is wrong, and a message for its author.
    pub(super) fn compile(
        file: RemediesFile,
        categories: &[Category],
        fragments: &BTreeMap<String, String>,
    ) -> Result<Self, (String, String)> {
        let category = |key: &str| {
            categories
                .iter()
                .position(|c| c.key == key && c.kind == FamilyKind::Obstacle)
                .ok_or_else(|| {
                    (
                        key.to_owned(),
                        "is no category of obstacles; use the key of a file in obstacles/"
                            .to_owned(),
                    )
                })
        };
        for option in RemedyOption::ALL {
            if !file.option.contains_key(&option) {
                return Err((
                    format!("option.{}", option.key()),
                    "is missing; every option needs its name".to_owned(),
                ));
            }
        }
        let mut advice = vec![BTreeMap::new(); categories.len()];
        for (key, options) in file.advice {
            advice[category(&key)?] = options;
        }
        let relations = |keys: &[String], place: &str| {
            let relation = |key: &String| {
                Relation::from_key(key)
                    .ok_or_else(|| (place.to_owned(), format!("\"{key}\" is no relation")))
            };
            keys.iter().map(relation).collect::<Result<Vec<_>, _>>()
        };
        let mut advice_where = Vec::new();
        for (index, entry) in file.advice_where.into_iter().enumerate() {
            let place = format!("advice_where {}", index + 1);
            if entry.relations.is_empty() && entry.areas.is_empty() && !entry.excluded {
                return Err((
                    place,
                    "needs relations, areas or excluded; what holds everywhere stands in [advice]"
                        .to_owned(),
                ));
            }
            advice_where.push(Advice {
                categories: entry
                    .category
                    .iter()
                    .map(|key| category(key).map(CategoryId::at))
                    .collect::<Result<_, _>>()?,
                option: entry.option,
                relations: relations(&entry.relations, &place)?,
                areas: entry.areas,
                excluded: entry.excluded,
                text: entry.text,
            });
        }
        let mut rewrites = Vec::new();
        let mut by_category = vec![Vec::new(); categories.len()];
        for (index, entry) in file.rewrite.into_iter().enumerate() {
            let place = format!("rewrite {} ({})", index + 1, entry.pattern);
            let wrong = |message: String| (place.clone(), message);
            for key in &entry.category {
                by_category[category(key)?].push(index);
            }
            if !entry.pattern.contains('‹') || !entry.pattern.contains('›') {
                return Err(wrong(
                    "the pattern must hold ‹ and ›, which stand around the words of the finding"
                        .to_owned(),
                ));
            }
            let source = mark_borders(&entry.pattern);
            rewrites.push(Rewrite {
                option: entry.option,
                relations: relations(&entry.relations, &place)?,
                excluded: entry.excluded,
                question: compile_test(&source, fragments).map_err(wrong)?,
                pattern: compile_rewrite(&source, fragments).map_err(wrong)?,
                replace: entry.replace,
                examples: entry.example,
                source: entry.pattern,
            });
        }
        Ok(Self {
            titles: file.option,
            advice,
            advice_where,
            rewrites,
            by_category,
        })
    }

    /// The name of an option.
    pub fn title(&self, option: RemedyOption) -> &Text {
        &self.titles[&option]
    }

    /// What an option means for a category, between these, in this area of law and to this effect;
    /// none where it makes no sense there.
    pub fn advice(
        &self,
        category: CategoryId,
        option: RemedyOption,
        relation: Relation,
        area: &str,
        effect: Effect,
    ) -> Option<&Text> {
        self.advice_where
            .iter()
            .find(|advice| advice.fits(category, option, relation, area, effect))
            .map(|advice| &advice.text)
            .or_else(|| self.advice[category.index()].get(&option))
            .filter(|text| !text.de.is_empty())
    }

    /// The wordings for a category, in order of precedence.
    pub fn of(&self, category: CategoryId) -> impl Iterator<Item = &Rewrite> {
        self.by_category[category.index()]
            .iter()
            .map(|place| &self.rewrites[*place])
    }
}
