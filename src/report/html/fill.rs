//! From the run to the views: tables, pack and screened statutes as the pages want them.
//!
//! No figure is computed here that the tables do not hold; only their shape changes.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::view::{
    AreaRow, CategoryCount, CategoryView, ClauseView, Figures, FindingView, InputRow, InputsView,
    LedgerCounts, OverviewView, PackView, ProvisionRow, ProvisionView, RuleView, SchwerpunktRow,
    StatuteRow, StatuteView, StepView, WordingRow,
};
use crate::aggregate::Tables;
use crate::ledger::{InputRecord, Outcome};
use crate::rate::{Rating, Standing};
use crate::report::Totals;
use crate::rules::{FamilyKind, Language, RulePack, Status};
use crate::screen::{Finding, ScreenedProvision};
use crate::statute::{Citation, Statute};

/// How many rows the lists of the overview show.
const TOP: usize = 15;

/// The pack in one language.
pub fn pack_view(pack: &RulePack, language: Language) -> PackView {
    let named = |list: &[(String, crate::rules::Text)]| -> Vec<(String, String)> {
        let mut seen = Vec::new();
        for (key, title) in list {
            if !seen.iter().any(|(k, _)| k == key) {
                seen.push((key.clone(), title.get(language).to_owned()));
            }
        }
        seen
    };
    PackView {
        version: pack.version.clone(),
        hash: pack.hash.clone(),
        categories: pack
            .categories
            .iter()
            .map(|c| CategoryView {
                key: c.key.clone(),
                obstacle: c.kind == FamilyKind::Obstacle,
                title: c.title.get(language).to_owned(),
                about: c.about.get(language).to_owned(),
                schwerpunkte: c.schwerpunkte.clone(),
                weights: pack
                    .rating
                    .weight
                    .get(&c.key)
                    .map(|w| [w.hard, w.substitutable, w.mitigated, w.excluded]),
            })
            .collect(),
        rules: pack
            .rules
            .iter()
            .map(|r| RuleView {
                id: r.id.clone(),
                category: r.category.index(),
                title: r.title.get(language).to_owned(),
                why: r.why.get(language).to_owned(),
                remedy: r.remedy.get(language).to_owned(),
                legal_basis: r.legal_basis.clone(),
                since: r.since.clone(),
                preview: r.status == Status::Preview,
                deprecated: r.status == Status::Deprecated,
            })
            .collect(),
        acts: pack
            .acts
            .iter()
            .map(|a| a.title.get(language).to_owned())
            .collect(),
        clauses: pack
            .substitution
            .clauses
            .iter()
            .map(|c| ClauseView {
                cite: c.cite.clone(),
                about: c.about.get(language).to_owned(),
            })
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
        grades: {
            let g = &pack.rating.grades;
            [g.a, g.b, g.c, g.d]
        },
    }
}

/// One statute with what was found in it.
pub fn statute_view<'s>(
    pack: &RulePack,
    statute: &'s Statute,
    source: &str,
    screened: &[ScreenedProvision],
    ratings: &[Rating],
) -> StatuteView<'s> {
    let mut figures = Figures {
        provisions: statute
            .provisions
            .iter()
            .filter(|p| crate::ingest::is_law(p))
            .count() as u64,
        ..Figures::default()
    };
    let mut tenths = 0;
    for (screened, rating) in screened.iter().zip(ratings) {
        if let (Some(readiness), Some(grade)) = (rating.readiness, rating.grade) {
            figures.relevant += 1;
            figures.grades[grade as usize] += 1;
            tenths += u64::from(readiness);
        }
        figures.enablers += screened.enablers.len() as u64;
        for finding in &screened.obstacles {
            match Standing::of(finding) {
                Standing::Blocking => figures.blocking += 1,
                Standing::Substitutable => figures.substitutable += 1,
                Standing::Open => figures.open += 1,
            }
        }
    }
    figures.leverage = (figures.relevant * 1000 - tenths) as f64 / 10.0;
    figures.readiness =
        (figures.relevant > 0).then(|| (tenths as f64 / figures.relevant as f64).round() / 10.0);
    StatuteView {
        statute,
        provisions: statute
            .provisions
            .iter()
            .zip(screened)
            .zip(ratings)
            .map(|((provision, screened), rating)| ProvisionView {
                rating: rating.readiness.zip(rating.grade),
                relation: screened.relation,
                findings: screened
                    .obstacles
                    .iter()
                    .chain(&screened.enablers)
                    .map(|f| finding_view(pack, statute, provision, f))
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
            })
            .collect(),
        figures,
        source: source.to_owned(),
    }
}

fn finding_view(
    pack: &RulePack,
    statute: &Statute,
    provision: &crate::statute::Provision,
    finding: &Finding,
) -> FindingView {
    let mut citation = Citation::at(statute, provision, finding.span);
    citation.statute.clear();
    let obstacle = pack.rule(finding.rule).kind == FamilyKind::Obstacle;
    FindingView {
        span: finding.span,
        rule: finding.rule.index(),
        obstacle: obstacle.then(|| (finding.effect, Standing::of(finding))),
        act: finding.act.map(|a| a.index()),
        clause: finding.clause.map(|c| c.index()),
        relation: finding.relation,
        citation: citation.short(),
    }
}

/// A table read row by row.
struct Reader<'t>(&'t DataFrame);

impl Reader<'_> {
    fn text(&self, column: &str, row: usize) -> PolarsResult<String> {
        Ok(self
            .0
            .column(column)?
            .str()?
            .get(row)
            .unwrap_or_default()
            .to_owned())
    }

    fn count(&self, column: &str, row: usize) -> PolarsResult<u64> {
        Ok(self
            .0
            .column(column)?
            .get(row)?
            .extract::<u64>()
            .unwrap_or(0))
    }

    fn points(&self, column: &str, row: usize) -> PolarsResult<Option<f64>> {
        Ok(self.0.column(column)?.f64()?.get(row))
    }

    fn standing(&self, row: usize) -> PolarsResult<[u64; 3]> {
        Ok([
            self.count("blocking", row)?,
            self.count("substitutable", row)?,
            self.count("open", row)?,
        ])
    }

    /// The figures of a statute or of a group of statutes.
    fn figures(&self, row: usize) -> PolarsResult<Figures> {
        let [blocking, substitutable, open] = self.standing(row)?;
        let mut grades = [0; 5];
        for (count, grade) in grades.iter_mut().zip(crate::rate::Grade::ALL) {
            *count = self.count(crate::aggregate::grade_column(grade), row)?;
        }
        Ok(Figures {
            provisions: self.count("provisions", row)?,
            relevant: self.count("relevant", row)?,
            readiness: self.points("readiness", row)?,
            grades,
            blocking,
            substitutable,
            open,
            enablers: 0,
            leverage: self.points("leverage", row)?.unwrap_or(0.0),
        })
    }
}

/// All statutes in the order of their rank.
///
/// # Errors
/// Where a table is not what it should be.
pub fn ranking_rows(tables: &Tables) -> PolarsResult<Vec<StatuteRow>> {
    let table = Reader(&tables.statutes);
    (0..tables.statutes.height())
        .map(|row| {
            Ok(StatuteRow {
                rank: table.count("rank", row)?,
                id: table.text("statute_id", row)?,
                abbreviation: table.text("abbreviation", row)?,
                title: table.text("title", row)?,
                kind: table.text("kind", row)?,
                area: table.text("area", row)?,
                figures: table.figures(row)?,
            })
        })
        .collect()
}

/// The overview.
///
/// # Errors
/// Where a table is not what it should be.
pub fn overview_view(
    tables: &Tables,
    totals: &Totals,
    ranking: &[StatuteRow],
) -> PolarsResult<OverviewView> {
    let mut figures = Figures {
        readiness: totals.readiness,
        enablers: totals.enablers as u64,
        ..Figures::default()
    };
    for statute in ranking {
        let own = &statute.figures;
        figures.provisions += own.provisions;
        figures.relevant += own.relevant;
        figures.blocking += own.blocking;
        figures.substitutable += own.substitutable;
        figures.open += own.open;
        figures.leverage += own.leverage;
        for (sum, count) in figures.grades.iter_mut().zip(own.grades) {
            *sum += count;
        }
    }
    let mut reached = 0.0;
    let half = ranking
        .iter()
        .take_while(|s| {
            let before = reached;
            reached += s.figures.leverage;
            before * 2.0 < figures.leverage
        })
        .count();
    Ok(OverviewView {
        statutes: ranking.len() as u64,
        ledger: counts(totals),
        categories: categories(tables)?,
        areas: areas(tables)?,
        schwerpunkte: schwerpunkte(tables)?,
        top_statutes: ranking
            .iter()
            .filter(|s| s.figures.relevant > 0)
            .take(TOP)
            .cloned()
            .collect(),
        half_of_leverage: half as u64,
        top_provisions: top_provisions(tables)?,
        wordings: wordings(tables)?,
        figures,
    })
}

fn counts(totals: &Totals) -> LedgerCounts {
    LedgerCounts {
        read: totals.ended(Outcome::Read) as u64,
        partly: totals.ended(Outcome::PartlyRead) as u64,
        skipped: totals.ended(Outcome::Skipped) as u64,
        failed: totals.ended(Outcome::Failed) as u64,
    }
}

fn categories(tables: &Tables) -> PolarsResult<Vec<CategoryCount>> {
    let table = Reader(&tables.categories);
    let mut rows = Vec::new();
    for row in 0..tables.categories.height() {
        if table.text("kind", row)? != "obstacle" {
            continue;
        }
        let [blocking, substitutable, open] = table.standing(row)?;
        rows.push(CategoryCount {
            category: table.text("category", row)?,
            blocking,
            substitutable,
            open,
            provisions: table.count("provisions", row)?,
        });
    }
    // The sort is stable: equal counts stay in the order of the pack.
    rows.sort_by_key(|c| std::cmp::Reverse(c.blocking + c.substitutable + c.open));
    Ok(rows)
}

fn areas(tables: &Tables) -> PolarsResult<Vec<AreaRow>> {
    let table = Reader(&tables.areas);
    (0..tables.areas.height())
        .map(|row| {
            Ok(AreaRow {
                area: table.text("area", row)?,
                statutes: table.count("statutes", row)?,
                figures: table.figures(row)?,
            })
        })
        .collect()
}

fn schwerpunkte(tables: &Tables) -> PolarsResult<Vec<SchwerpunktRow>> {
    let table = Reader(&tables.schwerpunkte);
    (0..tables.schwerpunkte.height())
        .map(|row| {
            Ok(SchwerpunktRow {
                id: table.text("schwerpunkt", row)?,
                standing: table.standing(row)?,
                enablers: table.count("enablers", row)?,
                provisions: table.count("provisions", row)?,
            })
        })
        .collect()
}

fn top_provisions(tables: &Tables) -> PolarsResult<Vec<ProvisionRow>> {
    let table = Reader(&tables.top_provisions);
    (0..tables.top_provisions.height().min(TOP))
        .map(|row| {
            Ok(ProvisionRow {
                rank: table.count("rank", row)?,
                statute_id: table.text("statute_id", row)?,
                abbreviation: table.text("abbreviation", row)?,
                anchor: table.text("anchor", row)?,
                provision: table.text("provision", row)?,
                heading: table.text("heading", row)?,
                readiness: table.points("readiness", row)?.unwrap_or(0.0),
                standing: table.standing(row)?,
            })
        })
        .collect()
}

fn wordings(tables: &Tables) -> PolarsResult<Vec<WordingRow>> {
    let table = Reader(&tables.wordings);
    (0..tables.wordings.height().min(TOP))
        .map(|row| {
            Ok(WordingRow {
                wording: table.text("phrase", row)?,
                category: table.text("category", row)?,
                standing: [
                    table.count("blocking", row)?,
                    table.count("substitutable", row)?,
                    0,
                ],
                statutes: table.count("statutes", row)?,
                remedy: table.text("remedy", row)?,
            })
        })
        .collect()
}

/// The ledger.
pub fn inputs_view(ledger: &[InputRecord], totals: &Totals) -> InputsView {
    let mut formats: BTreeMap<&str, LedgerCounts> = BTreeMap::new();
    for record in ledger {
        let counts = formats.entry(&record.format).or_default();
        match record.outcome {
            Outcome::Read => counts.read += 1,
            Outcome::PartlyRead => counts.partly += 1,
            Outcome::Skipped => counts.skipped += 1,
            Outcome::Failed => counts.failed += 1,
        }
    }
    InputsView {
        counts: counts(totals),
        formats: formats
            .into_iter()
            .map(|(name, counts)| (name.to_owned(), counts))
            .collect(),
        inputs: ledger
            .iter()
            .filter(|r| r.outcome != Outcome::Read)
            .map(|r| InputRow {
                source: r.source.clone(),
                format: r.format.clone(),
                outcome: r.outcome,
                reason: r.reason.clone(),
            })
            .collect(),
        images: totals.images,
    }
}
