//! The pages about the whole run: overview, ranking, method and ledger.
//!
//! In go views, out come pages. What stands out is said in sentences that follow from the figures
//! alone; nothing is said that the tables below do not show.

use std::borrow::Borrow;

use askama::Template;

use super::chart::Bar;
use super::view::{
    AreaRow, CategoryCount, CategoryView, Figures, Grade, InputRow, InputsView, LedgerCounts,
    MethodologyView, OverviewView, PackView, QualityRow, RulePageView, RuleView, SchwerpunktRow,
    StatuteRow, WordingRow,
};
use super::{HtmlError, Site};
use crate::report::messages::{Messages, Real};

/// Rows of the ranking that are shown at once where a script can show more.
const CHUNK: usize = 250;
/// Rows of the ledger that a page lists; the rest is in the table of inputs beside the report.
const INPUT_ROWS: usize = 2_000;
/// Characters of a title in the ranking.
const TITLE: usize = 140;

/// What every page shares: head, navigation and foot.
pub(super) struct Frame<'a> {
    pub site: &'a Site,
    pub m: &'a Messages,
    /// Path from the page to the report's folder.
    pub root: &'static str,
    /// The navigation's entry that the page belongs to.
    pub current: &'static str,
    /// What the page is.
    pub title: String,
    /// Whether the page loads the script.
    pub script: bool,
}

impl<'a> Frame<'a> {
    pub fn new(site: &'a Site, current: &'static str, title: String) -> Self {
        Self {
            site,
            m: site.messages,
            root: "",
            current,
            title,
            script: false,
        }
    }

    /// A page in a folder of its own.
    pub fn below(mut self) -> Self {
        self.root = "../";
        self
    }

    pub fn tag(&self) -> &'static str {
        self.m.language().tag()
    }

    /// The first digits of the pack's hash, enough to tell packs apart.
    pub fn short_hash(&self) -> &str {
        self.site
            .pack
            .hash
            .get(..12)
            .unwrap_or(&self.site.pack.hash)
    }
}

impl PackView {
    /// Name of a kind; the key itself where the pack does not know it.
    pub(super) fn kind<'a>(&'a self, key: &'a str) -> &'a str {
        name(&self.kinds, key)
    }

    /// Name of an area.
    pub(super) fn area<'a>(&'a self, key: &'a str) -> &'a str {
        name(&self.areas, key)
    }

    /// Name of a Schwerpunkt.
    pub(super) fn schwerpunkt<'a>(&'a self, id: &'a str) -> &'a str {
        name(&self.schwerpunkte, id)
    }

    /// Whether a category prescribes a form, presence or thing.
    fn prescribes_form(&self, key: &str) -> bool {
        let known = self.categories.iter().find(|c| c.key == key);
        known.is_none_or(|c| c.prescribes_form)
    }

    /// Name of a category.
    pub(super) fn category<'a>(&'a self, key: &'a str) -> &'a str {
        self.categories
            .iter()
            .find(|c| c.key == key)
            .map_or(key, |c| &c.title)
    }

    /// The grade of a readiness as it is shown, with one decimal.
    pub(super) fn grade(&self, readiness: impl Real) -> Grade {
        let shown = (readiness.real() * 10.0).round() / 10.0;
        Grade::ALL
            .into_iter()
            .zip(self.grades)
            .find(|(_, least)| shown >= *least)
            .map_or(Grade::E, |(grade, _)| grade)
    }
}

fn name<'a>(list: &'a [(String, String)], key: &'a str) -> &'a str {
    list.iter()
        .find(|(k, _)| k == key)
        .map_or(key, |(_, title)| title)
}

// ---------------------------------------------------------------------------------------------

#[derive(Template)]
#[template(path = "index.html")]
struct OverviewPage<'a> {
    frame: Frame<'a>,
    m: &'a Messages,
    pack: &'a PackView,
    view: &'a OverviewView,
    f: &'a Figures,
    grade: Option<Grade>,
    grade_bar: Bar,
    insights: Vec<String>,
    /// Blocking obstacles that prescribe a form, presence or thing, and the others.
    blocking: [u64; 2],
    /// Whether there are both.
    split: bool,
    categories: Vec<CategoryLine<'a>>,
    groups: Vec<Group<'a>>,
    schwerpunkte: Vec<SchwerpunktLine<'a>>,
    wordings: Vec<WordingLine<'a>>,
}

struct CategoryLine<'a> {
    title: &'a str,
    counts: [u64; 3],
    statutes: u64,
    bar: Bar,
}

/// The statutes by area of law or level of government.
struct Group<'a> {
    /// Id of its heading.
    id: &'static str,
    title: &'a str,
    about: &'a str,
    /// Head of the first column.
    head: &'a str,
    lines: Vec<AreaLine<'a>>,
}

struct AreaLine<'a> {
    title: &'a str,
    row: &'a AreaRow,
    grade: Option<Grade>,
    bar: Bar,
}

struct SchwerpunktLine<'a> {
    title: &'a str,
    row: &'a SchwerpunktRow,
    bar: Bar,
}

struct WordingLine<'a> {
    category: &'a str,
    row: &'a WordingRow,
}

impl OverviewPage<'_> {
    fn grade_of(&self, readiness: impl Real) -> Grade {
        self.pack.grade(readiness)
    }
}

pub(super) fn overview(site: &Site, view: &OverviewView) -> Result<String, HtmlError> {
    for id in view
        .top_statutes
        .iter()
        .map(|row| &row.id)
        .chain(view.top_provisions.iter().map(|row| &row.statute_id))
    {
        Site::statute_path(id)?;
    }
    let pack = &site.pack;
    let full_category = view
        .categories
        .iter()
        .map(|c| c.blocking + c.substitutable + c.open)
        .max();
    let full_schwerpunkt = view
        .schwerpunkte
        .iter()
        .map(|s| s.standing.iter().sum::<u64>())
        .max();
    let rest = formless(site, view)[0];
    let blocking = [view.figures.blocking.saturating_sub(rest), rest];
    let page = OverviewPage {
        frame: Frame::new(
            site,
            "overview",
            site.messages.t("overview.title").to_owned(),
        ),
        m: site.messages,
        pack,
        view,
        f: &view.figures,
        grade: view.figures.readiness.map(|r| pack.grade(r)),
        grade_bar: Bar::of_grades(view.figures.grades),
        insights: insights(site, view),
        blocking,
        split: !blocking.contains(&0),
        categories: view
            .categories
            .iter()
            .map(|row| {
                let counts = [row.blocking, row.substitutable, row.open];
                CategoryLine {
                    title: pack.category(&row.category),
                    counts,
                    statutes: row.statutes,
                    bar: Bar::of_standing(counts, full_category.unwrap_or(0)),
                }
            })
            .collect(),
        groups: groups(site, view),
        schwerpunkte: view
            .schwerpunkte
            .iter()
            .map(|row| SchwerpunktLine {
                title: pack.schwerpunkt(&row.id),
                row,
                bar: Bar::of_standing(row.standing, full_schwerpunkt.unwrap_or(0)),
            })
            .collect(),
        wordings: view
            .wordings
            .iter()
            .map(|row| WordingLine {
                category: pack.category(&row.category),
                row,
            })
            .collect(),
    };
    Ok(page.render()?)
}

/// Levels are compared only where there are several; most runs hold the law of one.
fn groups<'a>(site: &'a Site, view: &'a OverviewView) -> Vec<Group<'a>> {
    let (pack, m) = (&site.pack, site.messages);
    let lines = |rows: &'a [AreaRow], name: fn(&'a PackView, &'a str) -> &'a str| {
        let line = |row: &'a AreaRow| {
            let grade = row.figures.readiness.map(|r| pack.grade(r));
            AreaLine {
                title: match row.area.as_str() {
                    "" => m.t("word.no_area"),
                    key => name(pack, key),
                },
                row,
                grade,
                bar: Bar::of_readiness(row.figures.readiness, grade),
            }
        };
        rows.iter().map(line).collect::<Vec<_>>()
    };
    let mut groups = Vec::new();
    if view.levels.len() > 1 {
        groups.push(Group {
            id: "h-levels",
            title: m.t("levels.title"),
            about: m.t("levels.about"),
            head: m.t("word.level"),
            lines: lines(&view.levels, |_, level| level),
        });
    }
    if !view.areas.is_empty() {
        groups.push(Group {
            id: "h-areas",
            title: m.t("areas.title"),
            about: m.t("areas.about"),
            head: m.t("word.area"),
            lines: lines(&view.areas, PackView::area),
        });
    }
    groups
}

/// Obstacles by standing that prescribe no form, presence or thing.
fn formless(site: &Site, view: &OverviewView) -> [u64; 3] {
    let formless = |row: &&CategoryCount| !site.pack.prescribes_form(&row.category);
    let rows = view.categories.iter().filter(formless);
    rows.fold([0; 3], |sum, row| {
        [
            sum[0] + row.blocking,
            sum[1] + row.substitutable,
            sum[2] + row.open,
        ]
    })
}

/// What stands out, in sentences; each only where its figures say something.
fn insights(site: &Site, view: &OverviewView) -> Vec<String> {
    let (m, f) = (site.messages, &view.figures);
    let all = f.obstacles();
    let mut out = Vec::new();
    if all > 0 {
        out.push(
            m.msg("insight.standing")
                .with("blocking", m.percent(f.blocking, all))
                .with("substitutable", m.percent(f.substitutable, all))
                .with("open", m.percent(f.open, all))
                .to_string(),
        );
    }
    let formless = formless(site, view);
    let rest = all.saturating_sub(formless.iter().sum());
    if rest > 0 && rest < all {
        out.push(
            m.msg("insight.form")
                .with("n", m.int(all - rest))
                .with("rest", m.int(rest))
                .with(
                    "share",
                    m.percent(f.blocking.saturating_sub(formless[0]), rest),
                )
                .to_string(),
        );
    }
    if let Some(row) = view.categories.first().filter(|_| all > 0) {
        let n = row.blocking + row.substitutable + row.open;
        out.push(
            m.msg("insight.category")
                .with("category", site.pack.category(&row.category))
                .with("n", m.int(n))
                .with("share", m.percent(n, all))
                .with("blocking", m.int(row.blocking))
                .with("substitutable", m.int(row.substitutable))
                .to_string(),
        );
    }
    if view.half_of_leverage > 0 && view.statutes > 1 {
        out.push(
            m.msg("insight.leverage")
                .with("n", m.int(view.half_of_leverage))
                .with("all", m.int(view.statutes))
                .with("share", m.percent(view.half_of_leverage, view.statutes))
                .to_string(),
        );
    }
    // An area with a handful of provisions says little about the law as a whole.
    let enough = f.relevant / 200;
    let mut means: Vec<(&AreaRow, f64)> = view
        .areas
        .iter()
        .filter(|row| !row.area.is_empty() && row.figures.relevant >= enough)
        .filter_map(|row| Some((row, row.figures.readiness?)))
        .collect();
    means.sort_by(|a, b| a.1.total_cmp(&b.1));
    if let [(low, low_mean), .., (high, high_mean)] = means[..] {
        out.push(
            m.msg("insight.areas")
                .with("low", site.pack.area(&low.area))
                .with("low_mean", m.dec(low_mean))
                .with("high", site.pack.area(&high.area))
                .with("high_mean", m.dec(high_mean))
                .to_string(),
        );
    }
    if let Some(row) = view.wordings.first() {
        out.push(
            m.msg("insight.wording")
                .with("wording", m.quote(&row.wording))
                .with("n", m.int(row.places))
                .with("statutes", m.int(row.statutes))
                .to_string(),
        );
    }
    if view.repealed[0] > 0 {
        out.push(
            m.msg("insight.repealed")
                .with("n", m.int(view.repealed[0]))
                .with("all", m.int(view.statutes))
                .with("blocking", m.int(view.repealed[1]))
                .to_string(),
        );
    }
    out
}

// ---------------------------------------------------------------------------------------------

#[derive(Template)]
#[template(path = "statutes.html")]
struct RankingPage<'a> {
    frame: Frame<'a>,
    m: &'a Messages,
    pack: &'a PackView,
    rows: &'a [StatuteRow],
    areas: Vec<&'a str>,
    kinds: Vec<&'a str>,
}

impl RankingPage<'_> {
    fn chunks(&self) -> impl Iterator<Item = &[StatuteRow]> {
        self.rows.chunks(CHUNK)
    }

    fn name<'r>(&self, row: &'r StatuteRow) -> &'r str {
        [&row.abbreviation, &row.title, &row.id]
            .into_iter()
            .find(|n| !n.is_empty())
            .map_or("", String::as_str)
    }

    fn title(&self, row: &StatuteRow) -> String {
        shorten(&row.title, TITLE)
    }
}

pub(super) fn ranking(site: &Site, rows: &[StatuteRow]) -> Result<String, HtmlError> {
    for row in rows {
        Site::statute_path(&row.id)?;
    }
    let mut frame = Frame::new(
        site,
        "statutes",
        site.messages.t("ranking.title").to_owned(),
    );
    frame.script = true;
    let page = RankingPage {
        frame,
        m: site.messages,
        pack: &site.pack,
        rows,
        areas: names(rows.iter().map(|row| site.pack.area(&row.area))),
        kinds: names(rows.iter().map(|row| site.pack.kind(&row.kind))),
    };
    Ok(page.render()?)
}

/// The names that occur, once each, in order.
fn names<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    names
        .filter(|name| !name.is_empty())
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect()
}

/// At most `length` characters, cut between words.
fn shorten(text: &str, length: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(length) else {
        return text.to_owned();
    };
    let cut = text[..end].rfind(' ').unwrap_or(end);
    format!("{}\u{a0}…", text[..cut].trim_end_matches([',', ';', ' ']))
}

// ---------------------------------------------------------------------------------------------

#[derive(Template)]
#[template(path = "methodology.html")]
struct MethodologyPage<'a> {
    frame: Frame<'a>,
    m: &'a Messages,
    pack: &'a PackView,
    view: &'a MethodologyView,
    active: u64,
}

impl MethodologyPage<'_> {
    fn least(&self, grade: impl Borrow<Grade>) -> String {
        self.m.dec(
            self.pack
                .grades
                .get(*grade.borrow() as usize)
                .copied()
                .unwrap_or(0.0),
        )
    }

    fn relief(&self) -> String {
        self.m
            .percent((self.pack.relief * 100.0).round() as u64, 100_u64)
    }

    fn share(&self, value: impl Real) -> String {
        self.m
            .percent((value.real() * 10_000.0).round() as u64, 10_000_u64)
    }

    /// The interval of F1; a dash where the sample gives none.
    fn interval(&self, row: &QualityRow) -> String {
        row.interval.map_or_else(
            || "–".to_owned(),
            |[low, high]| format!("{} – {}", self.share(low), self.share(high)),
        )
    }

    fn category_of(&self, row: &QualityRow) -> String {
        self.pack.category(&row.category).to_owned()
    }
}

pub(super) fn methodology(site: &Site, view: &MethodologyView) -> Result<String, HtmlError> {
    let page = MethodologyPage {
        frame: Frame::new(
            site,
            "methodology",
            site.messages.t("method.title").to_owned(),
        ),
        m: site.messages,
        pack: &site.pack,
        view,
        active: active(site),
    };
    Ok(page.render()?)
}

/// How many rules are in force.
fn active(site: &Site) -> u64 {
    site.pack.rules.iter().filter(|r| !r.deprecated).count() as u64
}

// ---------------------------------------------------------------------------------------------

#[derive(Template)]
#[template(path = "rules.html")]
struct RulesPage<'a> {
    frame: Frame<'a>,
    m: &'a Messages,
    pack: &'a PackView,
    families: Vec<(&'a CategoryView, Vec<&'a RuleView>)>,
    active: u64,
}

pub(super) fn rules(site: &Site) -> Result<String, HtmlError> {
    let families = site
        .pack
        .categories
        .iter()
        .enumerate()
        .map(|(index, category)| {
            let rules = site
                .pack
                .rules
                .iter()
                .filter(|r| r.category == index)
                .collect();
            (category, rules)
        })
        .collect();
    let page = RulesPage {
        frame: Frame::new(site, "rules", site.messages.t("rules.title").to_owned()),
        m: site.messages,
        pack: &site.pack,
        families,
        active: active(site),
    };
    Ok(page.render()?)
}

// ---------------------------------------------------------------------------------------------

#[derive(Template)]
#[template(path = "rule.html")]
struct RulePage<'a> {
    frame: Frame<'a>,
    m: &'a Messages,
    view: &'a RulePageView,
    rule: &'a RuleView,
    category: &'a CategoryView,
    conditions: Vec<(&'a str, &'a [String])>,
}

pub(super) fn rule(site: &Site, view: &RulePageView) -> Result<String, HtmlError> {
    let m = site.messages;
    let rule = &site.pack.rules[view.rule];
    let conditions = [
        (m.t("rule.requires"), &view.requires),
        (m.t("rule.unless"), &view.unless),
        (m.t("rule.mitigated_by"), &view.mitigated_by),
        (m.t("rule.excluded_by"), &view.excluded_by),
    ];
    let page = RulePage {
        frame: Frame::new(site, "rules", rule.id.clone()).below(),
        m,
        view,
        rule,
        category: &site.pack.categories[rule.category],
        conditions: conditions
            .into_iter()
            .filter(|(_, reasons)| !reasons.is_empty())
            .map(|(title, reasons)| (title, reasons.as_slice()))
            .collect(),
    };
    Ok(page.render()?)
}

// ---------------------------------------------------------------------------------------------

#[derive(Template)]
#[template(path = "inputs.html")]
struct InputsPage<'a> {
    frame: Frame<'a>,
    m: &'a Messages,
    view: &'a InputsView,
    counts: &'a LedgerCounts,
    rows: &'a [InputRow],
}

pub(super) fn inputs(site: &Site, view: &InputsView) -> Result<String, HtmlError> {
    let page = InputsPage {
        frame: Frame::new(site, "inputs", site.messages.t("inputs.title").to_owned()),
        m: site.messages,
        view,
        counts: &view.counts,
        rows: &view.inputs[..view.inputs.len().min(INPUT_ROWS)],
    };
    Ok(page.render()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_cut_between_words() {
        assert_eq!(shorten("Gesetz über, das Recht", 14), "Gesetz über\u{a0}…");
        assert_eq!(shorten("Gesetz", 14), "Gesetz");
    }

    #[test]
    fn the_grade_follows_the_readiness_as_shown() {
        let pack = PackView {
            grades: [90.0, 75.0, 55.0, 35.0],
            ..PackView::default()
        };
        assert_eq!(pack.grade(89.96), Grade::A);
        assert_eq!(pack.grade(89.94), Grade::B);
        assert_eq!(pack.grade(0.0), Grade::E);
    }
}
