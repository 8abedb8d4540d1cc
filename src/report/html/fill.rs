//! From statutes and tables to views: the only part of the HTML report that knows polars.
//!
//! In go what the earlier stages made, out come the plain values of [`view`](super::view). Sums and
//! ranks are those of the tables; nothing is ranked or rounded a second time.

use std::collections::BTreeMap;

use polars::prelude::*;
use similar::{ChangeTag, TextDiff};

use super::view::*;
use crate::aggregate::{Tables, grade_column};
use crate::ingest::is_law;
use crate::ledger::InputRecord;
use crate::rate::{FULL, Rating, points};
use crate::remedy::{Edit, remedies};
use crate::report::messages::{Message, Messages};
use crate::rules::schema::{ScoreEntry, ShareEntry};
use crate::rules::{
    CaseId, Condition, Example, FamilyKind, Language, Reading, Relation, RemedyOption, RulePack,
    Status, Turn,
};
use crate::screen::{Finding, ScreenedProvision};
use crate::statute::{Citation, Provision, Span, Statute, anchors};

/// Rows of the overview's lists.
const TOP_STATUTES: usize = 20;
const TOP_PROVISIONS: usize = 20;
const TOP_WORDINGS: usize = 15;
const TOP_EVIDENCE: usize = 25;
/// Bytes of the sentence that are shown on either side of a rewritten passage.
const WORDING_REACH: usize = 70;

impl PackView {
    /// The rule pack in `language`.
    pub fn new(pack: &RulePack, language: Language) -> Self {
        let named = |list: &[(String, crate::rules::Text)]| {
            list.iter()
                .map(|(key, title)| (key.clone(), title.get(language).to_owned()))
                .collect()
        };
        let grades = &pack.rating.grades;
        Self {
            version: pack.version.clone(),
            hash: pack.hash.clone(),
            categories: pack
                .categories
                .iter()
                .map(|category| CategoryView {
                    key: category.key.clone(),
                    obstacle: category.kind == FamilyKind::Obstacle,
                    prescribes_form: category.prescribes_form,
                    title: category.title.get(language).to_owned(),
                    about: category.about.get(language).to_owned(),
                    schwerpunkte: category.schwerpunkte.clone(),
                    weights: pack
                        .rating
                        .weight
                        .get(&category.key)
                        .map(|w| [w.hard, w.substitutable, w.mitigated, w.excluded]),
                })
                .collect(),
            rules: pack
                .rules
                .iter()
                .map(|rule| RuleView {
                    id: rule.id.clone(),
                    category: rule.category.index(),
                    title: rule.title.get(language).to_owned(),
                    why: rule.why.get(language).to_owned(),
                    remedy: rule.remedy.get(language).to_owned(),
                    legal_basis: rule.legal_basis.clone(),
                    since: rule.since.clone(),
                    preview: rule.status == Status::Preview,
                    deprecated: rule.status == Status::Deprecated,
                })
                .collect(),
            acts: pack
                .acts
                .iter()
                .map(|act| act.title.get(language).to_owned())
                .collect(),
            clauses: pack
                .substitution
                .clauses
                .iter()
                .map(|clause| ClauseView {
                    cite: clause.cite.clone(),
                    about: clause.about.get(language).to_owned(),
                })
                .collect(),
            cases: pack
                .substitution
                .cases()
                .map(|case| CaseView {
                    clause: pack.substitution.clause(case).map(|c| c.index()),
                    reason: pack.substitution.reason(case).get(language).to_owned(),
                })
                .collect(),
            options: RemedyOption::ALL
                .into_iter()
                .map(|option| pack.remedies.title(option).get(language).to_owned())
                .collect(),
            kinds: named(&pack.kinds.list),
            areas: named(&pack.areas.list),
            schwerpunkte: pack
                .principles
                .iter()
                .chain(&pack.schwerpunkte)
                .map(|s| (s.id.clone(), s.title.get(language).to_owned()))
                .collect(),
            repeat: pack.rating.repeat,
            relief: pack.rating.relief,
            grades: [grades.a, grades.b, grades.c, grades.d],
            directions: pack
                .facets
                .directions
                .iter()
                .map(|d| d.title.get(language).to_owned())
                .collect(),
            purposes: pack
                .facets
                .purposes
                .iter()
                .map(|p| p.title.get(language).to_owned())
                .collect(),
            evidence: pack
                .facets
                .evidence
                .iter()
                .map(|kind| {
                    let register = kind.register.map(|r| &pack.facets.registers[r.index()]);
                    (
                        kind.title.get(language).to_owned(),
                        register.map_or_else(String::new, |r| r.title.get(language).to_owned()),
                    )
                })
                .collect(),
        }
    }
}

impl<'a> StatuteView<'a> {
    /// A statute with what was found in it; `screened` and `ratings` stand at the indices of its
    /// provisions, `source` is the name of its input.
    pub fn new(
        (pack, language): (&RulePack, Language),
        statute: &'a Statute,
        source: &str,
        screened: &[ScreenedProvision],
        ratings: &[Rating],
    ) -> Self {
        let mut figures = Figures::default();
        let mut sum = 0;
        let governing: Vec<String> = if screened.iter().any(ScreenedProvision::is_governed) {
            anchors(statute)
        } else {
            Vec::new()
        };
        let place = Place {
            pack,
            language,
            statute,
            anchors: &governing,
        };
        let mut provisions = Vec::with_capacity(statute.provisions.len());
        for ((provision, screened), rating) in statute.provisions.iter().zip(screened).zip(ratings)
        {
            if is_law(provision) {
                figures.provisions += 1;
                if let (Some(readiness), Some(grade)) = (rating.readiness, rating.grade) {
                    figures.relevant += 1;
                    figures.grades[grade as usize] += 1;
                    sum += u64::from(readiness);
                }
                for finding in &screened.obstacles {
                    match Standing::of(finding) {
                        Standing::Blocking => figures.blocking += 1,
                        Standing::Substitutable => figures.substitutable += 1,
                        Standing::Open => figures.open += 1,
                    }
                }
                figures.enablers += screened.enablers.len() as u64;
            }
            provisions.push(provision_view(&place, provision, screened, rating));
        }
        if figures.relevant > 0 {
            let mean = sum as f64 / figures.relevant as f64 / 10.0;
            figures.readiness = Some((mean * 10.0).round() / 10.0);
            figures.leverage = (figures.relevant * u64::from(FULL) - sum) as f64 / 10.0;
        }
        Self {
            statute,
            provisions,
            figures,
            source: source.to_owned(),
        }
    }
}

/// What the views of a statute's provisions share.
struct Place<'a> {
    pack: &'a RulePack,
    language: Language,
    statute: &'a Statute,
    /// Names that links to the provisions carry; only there where a clause is linked to.
    anchors: &'a [String],
}

impl Place<'_> {
    fn governed(&self, finding: &Finding) -> Option<GovernedView> {
        let governed = finding.governed?;
        let citation = Citation {
            statute: String::new(),
            ..finding.own_clause(self.statute)?
        };
        Some(GovernedView {
            opens: governed.turn == Turn::Opens,
            citation: citation.short(),
            anchor: self.anchors.get(governed.provision)?.clone(),
        })
    }

    /// What can be done about an obstacle that is not open yet.
    fn options(&self, provision: &Provision, finding: &Finding) -> Vec<OptionView> {
        if Standing::of(finding) == Standing::Open {
            return Vec::new();
        }
        remedies(self.pack, self.statute, provision, finding)
            .into_iter()
            .map(|remedy| OptionView {
                option: remedy.option as usize,
                advice: remedy
                    .advice
                    .map_or_else(String::new, |text| text.get(self.language).to_owned()),
                wording: wording(provision, finding, &remedy.edits),
            })
            .collect()
    }
}

/// The words around an edit with what it strikes and what it puts there.
fn wording(provision: &Provision, finding: &Finding, edits: &[Edit]) -> Vec<WordingView> {
    let text = &provision.text;
    let mut runs: Vec<WordingView> = Vec::new();
    for edit in edits {
        let (line, old) = around(text, finding.sentence, edit.span);
        runs.push(WordingView::Same(line[..old.start].to_owned()));
        let diff = TextDiff::from_words(old.of(&line), &edit.replacement);
        for change in diff.iter_all_changes() {
            let words = change.value().to_owned();
            match (change.tag(), runs.last_mut()) {
                (ChangeTag::Equal, Some(WordingView::Same(run)))
                | (ChangeTag::Delete, Some(WordingView::Struck(run)))
                | (ChangeTag::Insert, Some(WordingView::New(run))) => run.push_str(&words),
                (ChangeTag::Equal, _) => runs.push(WordingView::Same(words)),
                (ChangeTag::Delete, _) => runs.push(WordingView::Struck(words)),
                (ChangeTag::Insert, _) => runs.push(WordingView::New(words)),
            }
        }
        let rest = line[old.end..].to_owned();
        match runs.last_mut() {
            Some(WordingView::Same(run)) => run.push_str(&rest),
            _ => runs.push(WordingView::Same(rest)),
        }
    }
    runs
}

/// A few words on either side of `span` on one line, and where `span` stands in it.
fn around(text: &str, sentence: Span, span: Span) -> (String, Span) {
    let before = &text[sentence.start.min(span.start)..span.start];
    let cut = before.len().saturating_sub(WORDING_REACH);
    let start = match before[before.ceil_char_boundary(cut)..].find([' ', '\n']) {
        Some(space) if cut > 0 => before.ceil_char_boundary(cut) + space,
        _ => 0,
    };
    let after = &text[span.end..sentence.end.max(span.end)];
    let reach = after.floor_char_boundary(WORDING_REACH.min(after.len()));
    let end = match after[..reach].rfind([' ', '\n']) {
        Some(space) if reach < after.len() => space,
        _ => reach,
    };
    let mut line = String::new();
    if start > 0 {
        line.push('…');
    }
    line.push_str(&before[start..].replace('\n', " "));
    let at = line.len();
    line.push_str(&span.of(text).replace('\n', " "));
    let old = Span::new(at, line.len());
    line.push_str(&after[..end].replace('\n', " "));
    if end < after.len() {
        line.push_str(" …");
    }
    (line, old)
}

/// Obstacles come first in a view, so that a step's index is that of its finding.
fn provision_view(
    place: &Place<'_>,
    provision: &Provision,
    screened: &ScreenedProvision,
    rating: &Rating,
) -> ProvisionView {
    let (pack, statute) = (place.pack, place.statute);
    let special = |case: &CaseId| pack.substitution.is_special(*case);
    let view = |finding: &Finding| {
        let obstacle = pack.rule(finding.rule).kind == FamilyKind::Obstacle;
        let citation = Citation {
            statute: String::new(),
            ..Citation::at(statute, provision, finding.span)
        };
        FindingView {
            span: finding.span,
            rule: finding.rule.index(),
            obstacle: obstacle.then(|| (finding.effect, Standing::of(finding))),
            act: finding.act.map(|a| a.index()),
            case: finding
                .case
                .filter(|case| finding.governed.is_none() && special(case))
                .map(|case| case.index()),
            governed: place.governed(finding),
            options: if obstacle {
                place.options(provision, finding)
            } else {
                Vec::new()
            },
            relation: finding.relation,
            citation: citation.short(),
            direction: finding.direction.map(|d| d.index()),
            purpose: finding.purpose.map(|p| p.index()),
            evidence: finding.evidence.iter().map(|id| id.index()).collect(),
        }
    };
    ProvisionView {
        rating: rating.readiness.zip(rating.grade),
        relation: screened.relation,
        findings: screened
            .obstacles
            .iter()
            .chain(&screened.enablers)
            .map(view)
            .collect(),
        steps: rating
            .steps
            .iter()
            .map(|step| StepView {
                finding: step.obstacle,
                weight: step.weight,
                relieved: step.relieved,
                repetition: step.repetition,
                points: step.points,
            })
            .collect(),
    }
}

/// A column of whole numbers; nothing counts as zero.
fn whole(frame: &DataFrame, name: &str) -> PolarsResult<Vec<u64>> {
    let column = frame.column(name)?.cast(&DataType::UInt64)?;
    Ok(column
        .u64()?
        .iter()
        .map(Option::unwrap_or_default)
        .collect())
}

/// A column of numbers, where nothing stays nothing.
fn real(frame: &DataFrame, name: &str) -> PolarsResult<Vec<Option<f64>>> {
    let column = frame.column(name)?.cast(&DataType::Float64)?;
    Ok(column.f64()?.iter().collect())
}

/// A column of texts.
fn text(frame: &DataFrame, name: &str) -> PolarsResult<Vec<String>> {
    Ok(frame
        .column(name)?
        .str()?
        .iter()
        .map(|value| value.unwrap_or_default().to_owned())
        .collect())
}

/// The columns of obstacles by standing.
fn standing(frame: &DataFrame) -> PolarsResult<Vec<[u64; 3]>> {
    let [blocking, substitutable, open] =
        ["blocking", "substitutable", "open"].map(|name| whole(frame, name));
    let (blocking, substitutable, open) = (blocking?, substitutable?, open?);
    Ok((0..frame.height())
        .map(|i| [blocking[i], substitutable[i], open[i]])
        .collect())
}

/// The figures that tables of statutes and of their sums share.
fn figures(frame: &DataFrame) -> PolarsResult<Vec<Figures>> {
    let provisions = whole(frame, "provisions")?;
    let relevant = whole(frame, "relevant")?;
    let readiness = real(frame, "readiness")?;
    let leverage = real(frame, "leverage")?;
    let standing = standing(frame)?;
    let mut grades = Vec::new();
    for grade in Grade::ALL {
        grades.push(whole(frame, grade_column(grade))?);
    }
    Ok((0..frame.height())
        .map(|i| Figures {
            provisions: provisions[i],
            relevant: relevant[i],
            readiness: readiness[i],
            grades: std::array::from_fn(|grade| grades[grade][i]),
            blocking: standing[i][0],
            substitutable: standing[i][1],
            open: standing[i][2],
            enablers: 0,
            leverage: leverage[i].unwrap_or_default(),
        })
        .collect())
}

/// The ranking, in the order of the table of statutes.
///
/// # Errors
/// The table has not the columns that `aggregate` gives it.
pub fn ranking(tables: &Tables<'_>) -> PolarsResult<Vec<StatuteRow>> {
    let frame = &tables.statutes;
    let [ids, abbreviations, titles, kinds, areas] =
        ["statute_id", "abbreviation", "title", "kind", "area"].map(|name| text(frame, name));
    let (ids, abbreviations, titles) = (ids?, abbreviations?, titles?);
    let (kinds, areas) = (kinds?, areas?);
    let [numbers, dates, repealed] =
        ["doc_number", "date", "repealed"].map(|name| text(frame, name));
    let (numbers, dates, repealed) = (numbers?, dates?, repealed?);
    let apart = apart(&abbreviations, &dates, &numbers);
    let distinct = real(frame, "leverage_distinct")?;
    let ranks = whole(frame, "rank")?;
    let owed = real(frame, "leverage_owed")?;
    let figures = figures(frame)?;
    Ok((0..frame.height())
        .map(|i| StatuteRow {
            rank: ranks[i],
            id: ids[i].clone(),
            abbreviation: abbreviations[i].clone(),
            title: titles[i].clone(),
            kind: kinds[i].clone(),
            area: areas[i].clone(),
            figures: figures[i],
            leverage_distinct: distinct[i].unwrap_or_default(),
            leverage_owed: owed[i].unwrap_or_default(),
            repealed: repealed[i].clone(),
            apart: apart[i].to_owned(),
        })
        .collect())
}

/// What tells statutes of the same abbreviation apart: the date, or the number where even that is
/// the same; nothing for an abbreviation that stands for one statute only.
fn apart<'t>(abbreviations: &[String], dates: &'t [String], numbers: &'t [String]) -> Vec<&'t str> {
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    let mut dated: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (name, date) in abbreviations.iter().zip(dates) {
        *names.entry(name).or_default() += 1;
        *dated.entry((name, date)).or_default() += 1;
    }
    (0..abbreviations.len())
        .map(|i| {
            let (name, date) = (abbreviations[i].as_str(), dates[i].as_str());
            if name.is_empty() || names[name] == 1 {
                ""
            } else if !date.is_empty() && dated[&(name, date)] == 1 {
                date
            } else {
                &numbers[i]
            }
        })
        .collect()
}

/// The overview; `readiness` is the mean over all relevant provisions, `enablers` their number.
///
/// # Errors
/// A table has not the columns that `aggregate` gives it.
pub fn overview(
    pack: &RulePack,
    language: Language,
    tables: &Tables<'_>,
    ranking: &[StatuteRow],
    ledger: &[InputRecord],
    readiness: Option<f64>,
) -> PolarsResult<OverviewView> {
    let mut total = Figures {
        readiness,
        ..Figures::default()
    };
    let mut leverage_tenths = Vec::with_capacity(ranking.len());
    for row in ranking {
        let f = &row.figures;
        total.provisions += f.provisions;
        total.relevant += f.relevant;
        total.blocking += f.blocking;
        total.substitutable += f.substitutable;
        total.open += f.open;
        for (sum, n) in total.grades.iter_mut().zip(f.grades) {
            *sum += n;
        }
        leverage_tenths.push((f.leverage * 10.0).round() as u64);
    }
    // What is no longer law stands last in the ranking, whatever its leverage.
    leverage_tenths.sort_unstable_by_key(|tenths| std::cmp::Reverse(*tenths));
    let all: u64 = leverage_tenths.iter().sum();
    total.leverage = all as f64 / 10.0;
    let (categories, enablers) = categories(tables)?;
    total.enablers = enablers;
    Ok(OverviewView {
        figures: total,
        statutes: ranking.len() as u64,
        ledger: counts(ledger.iter()),
        categories,
        areas: groups(&tables.areas, "area")?,
        levels: groups(&tables.levels, "level")?,
        schwerpunkte: schwerpunkte(tables)?,
        top_statutes: ranking
            .iter()
            .filter(|row| row.repealed.is_empty())
            .take(TOP_STATUTES)
            .cloned()
            .collect(),
        half_of_leverage: half(&leverage_tenths, all),
        top_provisions: top_provisions(tables, ranking)?,
        wordings: wordings(pack, language, tables)?,
        evidence: facet(&tables.evidence, &["register_title", "legal_basis"])?
            .into_iter()
            .take(TOP_EVIDENCE)
            .collect(),
        purposes: facet(&tables.purposes, &[])?,
        directions: facet(&tables.directions, &[])?,
        repealed: ranking
            .iter()
            .filter(|row| !row.repealed.is_empty())
            .fold([0; 2], |[n, blocking], row| {
                [n + 1, blocking + row.figures.blocking]
            }),
    })
}

/// How many values from the front make up half of `all`.
fn half(values: &[u64], all: u64) -> u64 {
    let mut sum = 0;
    let reached = values.iter().position(|value| {
        sum += value;
        2 * sum >= all
    });
    reached.filter(|_| all > 0).map_or(0, |at| at as u64 + 1)
}

/// Obstacle categories that were found, most obstacles first; and the number of enablers.
fn categories(tables: &Tables<'_>) -> PolarsResult<(Vec<CategoryCount>, u64)> {
    let frame = &tables.categories;
    let kinds = text(frame, "kind")?;
    let found = whole(frame, "findings")?;
    let statutes = whole(frame, "statutes")?;
    let standing = standing(frame)?;
    let mut counts = Vec::new();
    let mut enablers = 0;
    for (i, category) in text(frame, "category")?.into_iter().enumerate() {
        if kinds[i] != "obstacle" {
            enablers += found[i];
        } else if found[i] > 0 {
            let [blocking, substitutable, open] = standing[i];
            counts.push(CategoryCount {
                category,
                blocking,
                substitutable,
                open,
                statutes: statutes[i],
            });
        }
    }
    counts.sort_by_key(|c| std::cmp::Reverse(c.blocking + c.substitutable + c.open));
    Ok((counts, enablers))
}

/// Areas or levels, least ready first; those without any relevant provision last.
fn groups(frame: &DataFrame, column: &str) -> PolarsResult<Vec<AreaRow>> {
    let statutes = whole(frame, "statutes")?;
    let mut rows: Vec<AreaRow> = text(frame, column)?
        .into_iter()
        .zip(statutes)
        .zip(figures(frame)?)
        .map(|((area, statutes), figures)| AreaRow {
            area,
            statutes,
            figures,
        })
        .collect();
    let readiness = |row: &AreaRow| row.figures.readiness.unwrap_or(f64::INFINITY);
    rows.sort_by(|a, b| readiness(a).total_cmp(&readiness(b)));
    Ok(rows)
}

/// Schwerpunkte to which anything was found.
fn schwerpunkte(tables: &Tables<'_>) -> PolarsResult<Vec<SchwerpunktRow>> {
    let frame = &tables.schwerpunkte;
    let enablers = whole(frame, "enablers")?;
    let standing = standing(frame)?;
    Ok(text(frame, "schwerpunkt")?
        .into_iter()
        .zip(standing)
        .zip(enablers)
        .map(|((id, standing), enablers)| SchwerpunktRow {
            id,
            standing,
            enablers,
        })
        .filter(|row| row.enablers + row.standing.iter().sum::<u64>() > 0)
        .collect())
}

/// Those whose duties run between private persons stand in the table only: no administration could
/// change them. So do those of statutes that are no longer law.
fn top_provisions(tables: &Tables<'_>, ranking: &[StatuteRow]) -> PolarsResult<Vec<ProvisionRow>> {
    let statutes: BTreeMap<&str, &StatuteRow> =
        ranking.iter().map(|row| (row.id.as_str(), row)).collect();
    let relations = text(&tables.top_provisions, "relation")?;
    let of = text(&tables.top_provisions, "statute_id")?;
    let private = Relation::Privat.key();
    let law = |id: &str| statutes.get(id).is_none_or(|row| row.repealed.is_empty());
    let mask: BooleanChunked = relations
        .iter()
        .zip(&of)
        .map(|(relation, id)| Some(relation != private && law(id)))
        .collect();
    let frame = &tables
        .top_provisions
        .filter(&mask)?
        .head(Some(TOP_PROVISIONS));
    let [ids, abbreviations, anchors, designations, headings] = [
        "statute_id",
        "abbreviation",
        "anchor",
        "provision",
        "heading",
    ]
    .map(|name| text(frame, name));
    let (ids, abbreviations, anchors) = (ids?, abbreviations?, anchors?);
    let (designations, headings) = (designations?, headings?);
    let ranks = whole(frame, "rank")?;
    let readiness = real(frame, "readiness")?;
    let standing = standing(frame)?;
    Ok((0..frame.height())
        .map(|i| ProvisionRow {
            rank: ranks[i],
            statute_id: ids[i].clone(),
            abbreviation: abbreviations[i].clone(),
            apart: statutes
                .get(ids[i].as_str())
                .map_or_else(String::new, |row| row.apart.clone()),
            anchor: anchors[i].clone(),
            provision: designations[i].clone(),
            heading: headings[i].clone(),
            readiness: readiness[i].unwrap_or(points(FULL)),
            standing: standing[i],
        })
        .collect())
}

fn wordings(
    pack: &RulePack,
    language: Language,
    tables: &Tables<'_>,
) -> PolarsResult<Vec<WordingRow>> {
    let frame = &tables.wordings.head(Some(TOP_WORDINGS));
    let [phrases, categories, examples, remedies] =
        ["phrase", "category", "example", "remedy"].map(|name| text(frame, name));
    let (phrases, categories, examples, remedies) = (phrases?, categories?, examples?, remedies?);
    let places = whole(frame, "findings")?;
    let statutes = whole(frame, "statutes")?;
    // The table speaks German; the pack knows the same remedy in the other language.
    let remedy = |german: &str| {
        pack.rules
            .iter()
            .find(|rule| rule.remedy.de == german)
            .map_or(german, |rule| rule.remedy.get(language))
            .to_owned()
    };
    Ok((0..frame.height())
        .map(|i| WordingRow {
            wording: phrases[i].clone(),
            category: categories[i].clone(),
            places: places[i],
            statutes: statutes[i],
            example: examples[i].clone(),
            remedy: remedy(&remedies[i]),
        })
        .collect())
}

/// Rows of a facet's table that were found; `notes` are the columns that stand beside the name.
fn facet(frame: &DataFrame, notes: &[&str]) -> PolarsResult<Vec<FacetRow>> {
    let titles = text(frame, "title")?;
    let statutes = whole(frame, "statutes")?;
    let standing = standing(frame)?;
    let notes = notes
        .iter()
        .map(|name| text(frame, name))
        .collect::<PolarsResult<Vec<_>>>()?;
    Ok((0..frame.height())
        .filter(|i| statutes[*i] > 0)
        .map(|i| FacetRow {
            title: titles[i].clone(),
            note: notes
                .iter()
                .map(|column| column[i].as_str())
                .filter(|note| !note.is_empty())
                .collect::<Vec<_>>()
                .join(" · "),
            standing: standing[i],
            statutes: statutes[i],
        })
        .collect())
}

/// The pages of all rules.
pub fn rule_pages(pack: &RulePack, language: Language) -> Vec<RulePageView> {
    let reasons = |conditions: &[Condition]| {
        let mut reasons: Vec<String> = Vec::new();
        for condition in conditions {
            let reason = pack.reason(condition, language);
            if !reason.is_empty() && !reasons.iter().any(|r| r == reason) {
                reasons.push(reason.to_owned());
            }
        }
        reasons
    };
    pack.rules
        .iter()
        .enumerate()
        .map(|(index, rule)| {
            let mut page = RulePageView {
                rule: index,
                file: rule.file.clone(),
                pattern: rule.source.clone(),
                requires: reasons(&rule.requires),
                unless: reasons(&rule.unless),
                mitigated_by: reasons(&rule.mitigated_by),
                excluded_by: reasons(&rule.excluded_by),
                ..RulePageView::default()
            };
            for example in &rule.examples {
                if example.place.known_gap {
                    page.gaps.push(example.text.clone());
                } else if example.marks.is_empty() {
                    page.silent.push(example.text.clone());
                } else {
                    page.finds.push((pieces(example), example.effect));
                }
            }
            page
        })
        .collect()
}

/// An example's text in pieces, each marked or not.
fn pieces(example: &Example) -> Vec<(String, bool)> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for &(start, end) in &example.marks {
        pieces.push((example.text[at..start].to_owned(), false));
        pieces.push((example.text[start..end].to_owned(), true));
        at = end;
    }
    pieces.push((example.text[at..].to_owned(), false));
    pieces.retain(|(text, _)| !text.is_empty());
    pieces
}

/// The measured quality of the pack, where it was measured.
pub fn quality(pack: &RulePack, m: &Messages) -> Option<QualityView> {
    let quality = pack.quality.as_ref()?;
    let percent = |share: f64| m.percent((share * 10_000.0).round() as u64, 10_000_u64);
    let mut lines = Vec::new();
    let mut say = |message: Message<'_>, value: Option<(f64, Option<[f64; 2]>)>| {
        if let Some((value, interval)) = value {
            let [low, high] =
                interval.map_or(["–".to_owned(), "–".to_owned()], |i| i.map(percent));
            lines.push(
                message
                    .with("value", percent(value))
                    .with("low", low)
                    .with("high", high)
                    .to_string(),
            );
        }
    };
    let score = |s: &Option<ScoreEntry>| s.as_ref().map(|s| (s.f1, s.interval()));
    let share = |s: &Option<ShareEntry>| s.as_ref().map(|s| (s.share, s.interval()));
    say(m.msg("quality.obstacles"), score(&quality.obstacles));
    say(m.msg("quality.words"), score(&quality.words));
    say(m.msg("quality.enablers"), score(&quality.enablers));
    say(m.msg("quality.effects"), share(&quality.effects));
    say(m.msg("quality.relations"), share(&quality.relations));
    say(m.msg("quality.edits_found"), share(&quality.edits_found));
    say(
        m.msg("quality.edits_cleared"),
        share(&quality.edits_cleared),
    );
    let files: Vec<String> = quality
        .gold
        .iter()
        .map(|g| format!("{} ({})", g.file, g.sha256.get(..12).unwrap_or(&g.sha256)))
        .collect();
    Some(QualityView {
        basis: m
            .msg("quality.basis")
            .with("provisions", m.int(quality.items))
            .with("edits", m.int(quality.edit_items))
            .with("version", &quality.rule_pack_version)
            .with("gold", files.join(", "))
            .to_string(),
        lines,
        outdated: quality.rule_pack_hash != pack.hash,
        rows: quality
            .category
            .iter()
            .map(|row| QualityRow {
                category: row.category.clone(),
                support: u64::from(row.rules.support),
                precision: row.rules.precision,
                recall: row.rules.recall,
                f1: row.rules.f1,
                interval: row.rules.interval(),
                words: row.words.as_ref().map(|w| w.f1),
            })
            .collect(),
    })
}

/// What readers found wrong among random findings, where somebody read them.
pub fn readings(pack: &RulePack, language: Language) -> Option<ReadingsView> {
    let file = pack.readings.as_ref()?;
    let m = Messages::get(language);
    let what = |reading: &Reading| match (&reading.category, &reading.what) {
        (Some(key), _) => {
            let category = pack.categories.iter().find(|c| c.key == *key);
            category
                .map_or(key.as_str(), |c| c.title.get(language))
                .to_owned()
        }
        (None, Some(what)) => what.get(language).to_owned(),
        (None, None) => String::new(),
    };
    Some(ReadingsView {
        basis: m
            .msg("readings.basis")
            .with("as_of", m.date(&file.as_of))
            .to_string(),
        rows: file
            .reading
            .iter()
            .map(|reading| {
                let (low, high) = reading.interval();
                ReadingRow {
                    what: what(reading),
                    read: u64::from(reading.read),
                    wrong: u64::from(reading.wrong),
                    share: [reading.share(), low, high],
                    pack: reading.pack.clone(),
                }
            })
            .collect(),
    })
}

fn counts<'r>(records: impl Iterator<Item = &'r InputRecord>) -> LedgerCounts {
    let mut counts = LedgerCounts::default();
    for record in records {
        match record.outcome {
            Outcome::Read => counts.read += 1,
            Outcome::PartlyRead => counts.partly += 1,
            Outcome::Skipped => counts.skipped += 1,
            Outcome::Failed => counts.failed += 1,
        }
    }
    counts
}

/// The ledger; `images` are the pictures and files in the texts.
pub fn inputs(ledger: &[InputRecord], images: u64, m: &Messages) -> InputsView {
    let mut formats: Vec<&str> = ledger.iter().map(|r| r.format.as_str()).collect();
    formats.sort_unstable();
    formats.dedup();
    InputsView {
        counts: counts(ledger.iter()),
        formats: formats
            .into_iter()
            .map(|format| {
                let counts = counts(ledger.iter().filter(|r| r.format == format));
                (format.to_owned(), counts)
            })
            .collect(),
        inputs: ledger
            .iter()
            .filter(|r| r.outcome != Outcome::Read)
            .map(|r| InputRow {
                source: r.source.clone(),
                format: r.format.clone(),
                outcome: r.outcome,
                reason: m.cause(&r.reason),
            })
            .collect(),
        images,
    }
}

#[cfg(test)]
mod tests {
    use super::half;

    #[test]
    fn half_counts_from_the_front() {
        assert_eq!(half(&[5, 3, 2], 10), 1);
        assert_eq!(half(&[4, 3, 3], 10), 2);
        assert_eq!(half(&[0, 0], 0), 0);
    }
}
