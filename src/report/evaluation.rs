//! A measurement for readers: tables for the terminal and for Markdown, JSON, and the list of
//! disagreements as CSV and as text.
//!
//! In goes an [`EvaluationReport`], out come files. Every figure is one of the measurement's; none
//! is computed here.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;

use super::csv::neutral;
use super::messages::Messages;
use super::{OutputError, OutputFolder};
use crate::eval::{
    CategoryScore, Confusion, Difference, Evaluation, Gold, Interval, SEED, Score, Share, quality,
};
use crate::rules::{FamilyKind, QualityFile, RulePack, spread};

/// A measurement of the rules, and of the plain word list where it was asked for.
#[derive(Debug)]
pub struct EvaluationReport<'a> {
    /// The pack that was measured.
    pub pack: &'a RulePack,
    /// The sample.
    pub gold: &'a Gold,
    /// The rules.
    pub rules: &'a Evaluation,
    /// The word list.
    pub words: Option<&'a Evaluation>,
}

/// A table of texts.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// What it shows.
    pub title: String,
    /// Names of its columns; the first holds names, the others figures.
    pub header: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
}

impl EvaluationReport<'_> {
    /// What of it is kept with the pack.
    pub fn quality(&self) -> QualityFile {
        quality(self.pack, self.gold, self.rules, self.words)
    }

    /// What was measured on what, in one sentence.
    pub fn basis(&self, m: &Messages) -> String {
        m.msg("eval.basis")
            .with("provisions", m.int(self.gold.provisions.len()))
            .with("edits", m.int(self.gold.edits.len()))
            .with("version", &self.pack.version)
            .with("hash", self.pack.hash.get(..12).unwrap_or_default())
            .to_string()
    }

    /// All tables.
    pub fn sheets(&self, m: &Messages) -> Vec<Sheet> {
        let mut sheets = Vec::new();
        if let Some(provisions) = &self.rules.provisions {
            sheets.push(self.category_sheet(m, FamilyKind::Obstacle));
            sheets.push(self.category_sheet(m, FamilyKind::Enabler));
            let mut shares = vec![share_row(m, m.t("eval.effects"), &provisions.effects)];
            if let Some(relations) = &provisions.relations {
                shares.push(share_row(m, m.t("eval.relations"), relations));
            }
            sheets.push(share_sheet(m, m.t("eval.shares"), shares));
            if !provisions.relation_errors.is_empty() {
                sheets.push(Sheet {
                    title: m.t("eval.relation_errors").to_owned(),
                    header: [m.t("eval.expected"), m.t("eval.got"), m.t("eval.items")]
                        .map(str::to_owned)
                        .to_vec(),
                    rows: provisions
                        .relation_errors
                        .iter()
                        .map(|(expected, got, n)| {
                            vec![
                                expected.words(m).to_owned(),
                                got.words(m).to_owned(),
                                m.int(*n),
                            ]
                        })
                        .collect(),
                });
            }
        }
        if let Some(edits) = &self.rules.edits {
            let mut rows = vec![
                share_row(m, m.t("eval.edits_found"), &edits.found),
                share_row(m, m.t("eval.edits_cleared"), &edits.cleared),
            ];
            for (name, share) in [
                (m.t("eval.introduced_found"), &edits.introduced.found),
                (m.t("eval.introduced_cleared"), &edits.introduced.cleared),
            ] {
                if share.of > 0 {
                    rows.push(share_row(m, name, share));
                }
            }
            sheets.push(share_sheet(m, m.t("eval.edits"), rows));
            sheets.push(self.edit_sheet(m));
        }
        sheets
    }

    fn category_sheet(&self, m: &Messages, kind: FamilyKind) -> Sheet {
        let (title, total) = match kind {
            FamilyKind::Obstacle => (m.t("eval.obstacles"), m.t("eval.all_obstacles")),
            FamilyKind::Enabler => (m.t("eval.enablers"), m.t("eval.all_enablers")),
        };
        let mut header = [
            m.t("word.category"),
            m.t("eval.items"),
            m.t("eval.precision"),
            m.t("eval.recall"),
            m.t("eval.f1"),
            m.t("eval.interval"),
        ]
        .map(str::to_owned)
        .to_vec();
        if kind == FamilyKind::Obstacle {
            header.push(m.t("eval.effects_short").to_owned());
        }
        if self.words.is_some() {
            header.push(m.t("eval.words_f1").to_owned());
        }
        let all = |evaluation: &Evaluation| {
            evaluation.provisions.as_ref().map(|p| match kind {
                FamilyKind::Obstacle => (p.obstacles, p.effects),
                FamilyKind::Enabler => (p.enablers, Share::default()),
            })
        };
        let of = |evaluation: &Evaluation, category: &CategoryScore| {
            let found = evaluation.provisions.as_ref()?;
            let mut found = found.categories.iter();
            found
                .find(|c| c.category == category.category)
                .map(|c| (c.score, c.effects))
        };
        let row = |name: &str, score: &Score, effects: &Share, words: Option<Score>| {
            let mut row = vec![
                name.to_owned(),
                m.int(score.counts.support()),
                percent(m, score.counts.precision()),
                percent(m, score.counts.recall()),
                percent(m, score.counts.f1()),
                interval(m, score.counts.support(), score.interval),
            ];
            if kind == FamilyKind::Obstacle {
                row.push(percent(m, effects.value()));
            }
            if self.words.is_some() {
                row.push(percent(m, words.and_then(|w| w.counts.f1())));
            }
            row
        };
        let mut rows = Vec::new();
        for category in self.rules.provisions.iter().flat_map(|p| &p.categories) {
            let about = self.pack.category(category.category);
            if about.kind == kind {
                rows.push(row(
                    about.title.get(m.language()),
                    &category.score,
                    &category.effects,
                    self.words.and_then(|w| of(w, category)).map(|(s, _)| s),
                ));
            }
        }
        if let Some((score, effects)) = all(self.rules) {
            let words = self.words.and_then(all).map(|(s, _)| s);
            rows.push(row(total, &score, &effects, words));
        }
        Sheet {
            title: title.to_owned(),
            header,
            rows,
        }
    }

    fn edit_sheet(&self, m: &Messages) -> Sheet {
        Sheet {
            title: m.t("eval.edit_groups").to_owned(),
            header: [
                m.t("eval.edit"),
                m.t("eval.found_hard"),
                m.t("eval.share"),
                m.t("eval.cleared"),
                m.t("eval.share"),
            ]
            .map(str::to_owned)
            .to_vec(),
            rows: self
                .rules
                .edits
                .iter()
                .flat_map(|e| &e.groups)
                .map(|group| {
                    let category = self.pack.category(group.category);
                    let of = |share: &Share| format!("{}/{}", share.right, share.of);
                    vec![
                        format!("{} · {}", category.title.get(m.language()), group.edit),
                        of(&group.found),
                        percent(m, group.found.value()),
                        of(&group.cleared),
                        percent(m, group.cleared.value()),
                    ]
                })
                .collect(),
        }
    }

    /// The measurement as Markdown: tables, then every disagreement with its text.
    pub fn markdown(&self, m: &Messages) -> String {
        let mut page = String::new();
        // Writing to a String cannot fail.
        let _ = writeln!(page, "# {}\n\n{}\n", m.t("eval.title"), self.basis(m));
        for file in &self.gold.files {
            let _ = writeln!(page, "- `{}` · SHA-256 `{}`", file.name, file.sha256);
        }
        let _ = writeln!(page, "\n{}", m.t("eval.method"));
        for sheet in self.sheets(m) {
            let _ = writeln!(page, "\n## {}\n", sheet.title);
            let _ = writeln!(page, "| {} |", sheet.header.join(" | "));
            let rule: Vec<&str> = (0..sheet.header.len())
                .map(|i| if i == 0 { "---" } else { "---:" })
                .collect();
            let _ = writeln!(page, "| {} |", rule.join(" | "));
            for row in &sheet.rows {
                let cells: Vec<String> = row.iter().map(|c| cell(c)).collect();
                let _ = writeln!(page, "| {} |", cells.join(" | "));
            }
        }
        let _ = writeln!(page, "\n## {}\n", m.t("eval.confusions"));
        let mut confusions: Vec<&Confusion> = self.rules.confusions.iter().collect();
        confusions.sort_by_key(|c| (c.difference, &c.category));
        let mut group = None;
        for confusion in confusions {
            if group != Some((confusion.difference, &confusion.category)) {
                group = Some((confusion.difference, &confusion.category));
                let name = self
                    .pack
                    .categories
                    .iter()
                    .find(|c| c.key == confusion.category)
                    .map_or(String::new(), |c| {
                        format!(": {}", c.title.get(m.language()))
                    });
                let _ = writeln!(
                    page,
                    "\n### {}{name}\n",
                    difference(m, confusion.difference)
                );
            }
            let _ = writeln!(
                page,
                "- **{} {}** ({}) — {}: {} — {}: {}\n\n  > {}\n",
                inline(&confusion.provision),
                inline(&confusion.law),
                inline(&confusion.id),
                m.t("eval.expected"),
                inline(dash(&confusion.expected)),
                m.t("eval.got"),
                inline(dash(&confusion.got)),
                inline(&confusion.text),
            );
        }
        page
    }

    /// The measurement as JSON.
    ///
    /// # Errors
    /// What the writer says.
    pub fn json(&self, out: &mut impl Write) -> io::Result<()> {
        #[derive(Serialize)]
        struct Whole<'a> {
            program: &'static str,
            version: &'static str,
            seed: u64,
            quality: QualityFile,
            edits: Vec<EditJson<'a>>,
            relation_errors: Vec<(&'static str, &'static str, u32)>,
            confusions: usize,
        }
        #[derive(Serialize)]
        struct EditJson<'a> {
            edit: &'a str,
            category: &'a str,
            found: u32,
            found_of: u32,
            cleared: u32,
            cleared_of: u32,
        }
        let whole = Whole {
            program: "normscreen",
            version: env!("CARGO_PKG_VERSION"),
            seed: SEED,
            quality: self.quality(),
            edits: self
                .rules
                .edits
                .iter()
                .flat_map(|e| &e.groups)
                .map(|g| EditJson {
                    edit: &g.edit,
                    category: &self.pack.category(g.category).key,
                    found: g.found.right,
                    found_of: g.found.of,
                    cleared: g.cleared.right,
                    cleared_of: g.cleared.of,
                })
                .collect(),
            relation_errors: self
                .rules
                .provisions
                .iter()
                .flat_map(|p| &p.relation_errors)
                .map(|(expected, got, n)| (expected.key(), got.key(), *n))
                .collect(),
            confusions: self.rules.confusions.len(),
        };
        serde_json::to_writer_pretty(&mut *out, &whole)?;
        out.write_all(b"\n")
    }

    /// The disagreements as CSV.
    ///
    /// # Errors
    /// What the writer says.
    pub fn confusions_csv(&self, out: &mut impl Write) -> io::Result<()> {
        let mut csv = ::csv::Writer::from_writer(out);
        csv.write_record([
            "difference",
            "category",
            "id",
            "law",
            "provision",
            "expected",
            "got",
            "text",
        ])?;
        for c in &self.rules.confusions {
            csv.write_record([
                c.difference.key(),
                &c.category,
                &*neutral(&c.id),
                &neutral(&c.law),
                &neutral(&c.provision),
                &neutral(&c.expected),
                &neutral(&c.got),
                &neutral(&c.text),
            ])?;
        }
        csv.flush()
    }

    /// Writes `eval.json`, `eval.md` and `confusions.csv`.
    ///
    /// # Errors
    /// [`OutputError`] with the file.
    pub fn write(&self, m: &Messages, out: &OutputFolder) -> Result<(), OutputError> {
        out.write("eval.json", |file| self.json(file))?;
        out.write("confusions.csv", |file| self.confusions_csv(file))?;
        out.write("eval.md", |file| {
            file.write_all(self.markdown(m).as_bytes())
        })
    }
}

fn share_sheet(m: &Messages, title: &str, rows: Vec<Vec<String>>) -> Sheet {
    Sheet {
        title: title.to_owned(),
        header: [
            "",
            m.t("eval.items"),
            m.t("eval.right"),
            m.t("eval.share"),
            m.t("eval.interval"),
        ]
        .map(str::to_owned)
        .to_vec(),
        rows,
    }
}

fn share_row(m: &Messages, name: &str, share: &Share) -> Vec<String> {
    vec![
        name.to_owned(),
        m.int(share.of),
        m.int(share.right),
        percent(m, share.value()),
        interval(m, share.of, share.interval),
    ]
}

fn difference(m: &Messages, difference: Difference) -> &str {
    match difference {
        Difference::Missed => m.t("eval.difference.missed"),
        Difference::Spurious => m.t("eval.difference.spurious"),
        Difference::Effect => m.t("eval.difference.effect"),
        Difference::EnablerMissed => m.t("eval.difference.enabler_missed"),
        Difference::EnablerSpurious => m.t("eval.difference.enabler_spurious"),
        Difference::Relation => m.t("eval.difference.relation"),
        Difference::EditMissed => m.t("eval.difference.edit_missed"),
        Difference::EditKept => m.t("eval.difference.edit_kept"),
    }
}

fn percent(m: &Messages, share: Option<f64>) -> String {
    share.map_or_else(
        || "–".to_owned(),
        |s| m.percent((s * 10_000.0).round() as u64, 10_000_u64),
    )
}

/// The interval of a figure measured at `of` places; a dash where they give none.
fn interval(m: &Messages, of: u32, interval: Option<Interval>) -> String {
    let told = interval.and_then(|i| spread(of, [i.low, i.high]));
    told.map_or_else(
        || "–".to_owned(),
        |[low, high]| format!("{}–{}", m.dec(low * 100.0), m.dec(high * 100.0)),
    )
}

fn dash(text: &str) -> &str {
    if text.is_empty() { "–" } else { text }
}

/// A cell of a Markdown table.
fn cell(text: &str) -> String {
    inline(text).replace('|', "\\|")
}

/// Text of a statute inside Markdown: on one line, and never taken for markup.
fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\r' => out.push(' '),
            '<' => out.push_str("&lt;"),
            '*' | '_' | '`' | '[' | ']' | '#' | '\\' => {
                out.push('\\');
                out.push(character);
            }
            other => out.push(other),
        }
    }
    out
}
