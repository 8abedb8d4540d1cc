//! All tables as one workbook: a sheet for each, with an overview before and the ledger behind them.
//!
//! Text is written as text, so that no cell of untrusted law is ever run as a formula; numbers are
//! numbers. What a reader sees has words in the report's language, with the keys of rules and
//! citations as they are. A table with more rows than a sheet holds is cut off, and the overview says
//! so. The date of creation is fixed: the same report gives the same bytes.

use std::io::{self, Write};

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use super::messages::Messages;
use super::run::RunReport;
use crate::aggregate::Table;
use crate::aggregate::table::{Cell, Column};
use crate::ledger::{InputRecord, Outcome};
use crate::rules::{Classes, Language, Relation, RulePack};

/// Rows of a sheet, the header's among them.
const MOST_ROWS: usize = 1_048_576;
/// Characters of a cell.
const LONGEST_TEXT: usize = 32_767;

/// Writes the workbook.
///
/// # Errors
/// What the writer says.
pub fn write(
    tables: &[Table<'_>],
    ledger: &[InputRecord],
    run: &RunReport,
    pack: &RulePack,
    messages: &Messages,
    out: &mut (impl Write + Send),
) -> io::Result<()> {
    book(tables, ledger, run, pack, messages)
        .and_then(|mut book| book.save_to_writer(out))
        .map_err(io::Error::other)
}

fn book(
    tables: &[Table<'_>],
    ledger: &[InputRecord],
    run: &RunReport,
    pack: &RulePack,
    messages: &Messages,
) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let properties = DocProperties::new().set_creation_datetime(&created);
    book.set_properties(&properties.set_title(messages.t("site.name")));
    let look = Look::new();
    let words = Words { pack, messages };
    overview(book.add_worksheet(), tables, ledger, run, &words, &look)?;
    for table in tables {
        let sheet = book.add_worksheet_with_constant_memory()?;
        sheet.set_name(words.sheet(table.name))?;
        let columns = table.source.columns();
        let keys: Vec<&str> = columns.iter().map(|column| column.key.as_str()).collect();
        head(sheet, &keys, table.source.height(), &words, &look)?;
        let mut row = 0;
        let written = table.source.rows(&mut |cells| {
            row += 1;
            if row < MOST_ROWS {
                line(sheet, row as u32, &columns, cells, &words, &look)
                    .map_err(io::Error::other)?;
            }
            Ok(())
        });
        written.map_err(|error| XlsxError::CustomError(error.to_string()))?;
    }
    inputs(book.add_worksheet(), ledger, &words, &look)?;
    Ok(book)
}

/// One row of a table.
fn line(
    sheet: &mut Worksheet,
    row: u32,
    columns: &[Column],
    cells: &[Cell<'_>],
    words: &Words<'_>,
    look: &Look,
) -> Result<(), XlsxError> {
    for (at, (column, cell)) in columns.iter().zip(cells).enumerate() {
        let at = at as u16;
        match *cell {
            Cell::Unknown => {}
            Cell::Text(text) => match column.key.as_str() {
                "evidence" | "register" => {
                    let words: Vec<&str> = text
                        .split("; ")
                        .map(|key| words.value(&column.key, key))
                        .collect();
                    text_cell(sheet, row, at, &words.join("; "))?;
                }
                key => text_cell(sheet, row, at, words.value(key, text))?,
            },
            Cell::Number(number) => {
                sheet.write_number(row, at, number as f64)?;
            }
            Cell::Points(points) => {
                sheet.write_number_with_format(row, at, points, &look.points)?;
            }
        }
    }
    Ok(())
}

/// How cells look.
struct Look {
    head: Format,
    title: Format,
    points: Format,
    whole: Format,
}

impl Look {
    fn new() -> Self {
        Self {
            head: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Top)
                .set_background_color(Color::RGB(0xE6_EC_F2)),
            title: Format::new().set_bold().set_font_size(16),
            points: Format::new().set_num_format("0.0"),
            whole: Format::new()
                .set_num_format("#,##0")
                .set_align(FormatAlign::Left),
        }
    }
}

fn text_cell(sheet: &mut Worksheet, row: u32, at: u16, text: &str) -> Result<(), XlsxError> {
    // An empty cell and a cell without text are the same to a reader.
    if text.is_empty() {
        return Ok(());
    }
    match text.char_indices().nth(LONGEST_TEXT) {
        None => sheet.write_string(row, at, text)?,
        Some((end, _)) => sheet.write_string(row, at, &text[..end])?,
    };
    Ok(())
}

/// Header, widths, filter and what stays in view.
fn head(
    sheet: &mut Worksheet,
    keys: &[&str],
    rows: usize,
    words: &Words<'_>,
    look: &Look,
) -> Result<(), XlsxError> {
    for (at, key) in keys.iter().enumerate() {
        let at = at as u16;
        sheet.write_string_with_format(0, at, words.column(key), &look.head)?;
        sheet.set_column_width(at, width(key))?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let last = rows.min(MOST_ROWS - 1) as u32;
    sheet.autofilter(0, 0, last, keys.len().max(1) as u16 - 1)?;
    sheet.set_landscape();
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_print_fit_to_pages(1, 0);
    Ok(())
}

/// Width of a column in characters.
fn width(key: &str) -> f64 {
    match key {
        "context" | "remedy" | "title" | "phrase" | "reason" => 60.0,
        "citation" | "quote" | "heading" | "outline" | "example" | "as_of" => 36.0,
        "statute_id" | "doc_number" | "abbreviation" | "provision" | "source" | "relation"
        | "category" | "area" | "act" | "substitution" | "schwerpunkt" => 22.0,
        _ => 13.0,
    }
}

/// What was screened, and what each sheet holds.
fn overview(
    sheet: &mut Worksheet,
    tables: &[Table<'_>],
    ledger: &[InputRecord],
    run: &RunReport,
    words: &Words<'_>,
    look: &Look,
) -> Result<(), XlsxError> {
    let m = words.messages;
    sheet.set_name(words.sheet("overview"))?;
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_column_width(0, 44)?;
    sheet.set_column_width(1, 44)?;
    sheet.write_string_with_format(0, 0, m.t("site.name"), &look.title)?;
    sheet.write_string(1, 0, m.t("site.unofficial"))?;
    let totals = &run.totals;
    let mut row = 3;
    let as_of = run.as_of.as_deref().unwrap_or_default();
    for (name, value) in [
        (m.t("workbook.as_of"), as_of),
        (m.t("workbook.version"), run.version),
        (m.t("workbook.pack"), run.rule_pack_version.as_str()),
        (m.t("workbook.hash"), run.rule_pack_hash.as_str()),
    ] {
        sheet.write_string(row, 0, name)?;
        text_cell(sheet, row, 1, value)?;
        row += 1;
    }
    row += 1;
    let mut numbers = vec![
        (m.t("word.statutes").to_owned(), totals.statutes),
        (m.t("word.provisions").to_owned(), totals.provisions),
        (m.t("word.relevant").to_owned(), totals.relevant),
        (m.t("column.obstacles").to_owned(), totals.obstacles),
        (m.t("column.enablers").to_owned(), totals.enablers),
        (m.t("workbook.images").to_owned(), totals.images as usize),
        (m.t("workbook.inputs").to_owned(), totals.inputs),
    ];
    numbers.extend(Outcome::ALL.map(|outcome| {
        let name = format!("{}: {}", m.t("workbook.inputs"), outcome.word(m));
        (name, totals.ended(outcome))
    }));
    for (name, number) in numbers {
        sheet.write_string(row, 0, name)?;
        sheet.write_number_with_format(row, 1, number as f64, &look.whole)?;
        row += 1;
    }
    if let Some(readiness) = totals.readiness {
        sheet.write_string(row, 0, m.t("workbook.readiness"))?;
        let format = look.points.clone().set_align(FormatAlign::Left);
        sheet.write_number_with_format(row, 1, readiness, &format)?;
        row += 1;
    }
    row += 1;
    sheet.write_string_with_format(row, 0, m.t("workbook.sheet"), &look.head)?;
    sheet.write_string_with_format(row, 1, m.t("workbook.rows"), &look.head)?;
    let rows = tables.iter().map(|t| (t.name, t.source.height()));
    for (name, rows) in rows.chain([("inputs", ledger.len())]) {
        row += 1;
        sheet.write_string(row, 0, words.sheet(name))?;
        sheet.write_number_with_format(row, 1, rows as f64, &look.whole)?;
        if rows > MOST_ROWS - 1 {
            let cut = m.msg("workbook.cut").with("n", m.int(MOST_ROWS - 1));
            sheet.write_string(row, 2, cut.to_string())?;
        }
    }
    Ok(())
}

fn inputs(
    sheet: &mut Worksheet,
    ledger: &[InputRecord],
    words: &Words<'_>,
    look: &Look,
) -> Result<(), XlsxError> {
    sheet.set_name(words.sheet("inputs"))?;
    let keys = [
        "source",
        "format",
        "outcome",
        "reason",
        "statutes",
        "provisions",
        "bytes",
    ];
    head(sheet, &keys, ledger.len(), words, look)?;
    for (row, record) in ledger.iter().take(MOST_ROWS - 1).enumerate() {
        let row = row as u32 + 1;
        text_cell(sheet, row, 0, &record.source)?;
        text_cell(sheet, row, 1, &record.format)?;
        text_cell(sheet, row, 2, record.outcome.word(words.messages))?;
        text_cell(sheet, row, 3, &words.messages.cause(&record.reason))?;
        sheet.write_number(row, 4, record.statutes as f64)?;
        sheet.write_number(row, 5, record.provisions as f64)?;
        sheet.write_number(row, 6, record.bytes as f64)?;
    }
    Ok(())
}

/// The words of sheets, columns and values.
struct Words<'a> {
    pack: &'a RulePack,
    messages: &'a Messages,
}

impl<'a> Words<'a> {
    fn sheet(&self, table: &'a str) -> &'a str {
        let m = self.messages;
        match table {
            "overview" => m.t("sheet.overview"),
            "findings" => m.t("sheet.findings"),
            "provisions" => m.t("sheet.provisions"),
            "statutes" => m.t("sheet.statutes"),
            "categories" => m.t("sheet.categories"),
            "areas" => m.t("sheet.areas"),
            "kinds" => m.t("sheet.kinds"),
            "levels" => m.t("sheet.levels"),
            "schwerpunkte" => m.t("sheet.schwerpunkte"),
            "top_provisions" => m.t("sheet.top_provisions"),
            "wordings" => m.t("sheet.wordings"),
            "rules" => m.t("sheet.rules"),
            "evidence" => m.t("sheet.evidence"),
            "purposes" => m.t("sheet.purposes"),
            "directions" => m.t("sheet.directions"),
            "inputs" => m.t("sheet.inputs"),
            other => other,
        }
    }

    fn column(&self, key: &'a str) -> &'a str {
        let m = self.messages;
        match key {
            "statute_id" => m.t("column.statute_id"),
            "doc_number" => m.t("column.doc_number"),
            "abbreviation" => m.t("column.abbreviation"),
            "citation" => m.t("column.citation"),
            "provision" => m.t("column.provision"),
            "subsection" => m.t("column.subsection"),
            "sentence" => m.t("column.sentence"),
            "item" => m.t("column.item"),
            "kind" => m.t("column.kind"),
            "category" => m.t("column.category"),
            "rule" => m.t("column.rule"),
            "effect" => m.t("column.effect"),
            "substitution" => m.t("column.substitution"),
            "act" => m.t("column.act"),
            "relation" => m.t("column.relation"),
            "quote" => m.t("column.quote"),
            "context" => m.t("column.context"),
            "start" => m.t("column.start"),
            "end" => m.t("column.end"),
            "remedy" => m.t("column.remedy"),
            "source" => m.t("column.source"),
            "heading" => m.t("column.heading"),
            "outline" => m.t("column.outline"),
            "readiness" => m.t("column.readiness"),
            "grade" => m.t("column.grade"),
            "hard" => m.t("column.hard"),
            "mitigated" => m.t("column.mitigated"),
            "excluded" => m.t("column.excluded"),
            "enablers" => m.t("column.enablers"),
            "obstacles" => m.t("column.obstacles"),
            "rank" => m.t("column.rank"),
            "title" => m.t("column.title"),
            "as_of" => m.t("column.as_of"),
            "area" => m.t("column.area"),
            "level" => m.t("column.level"),
            "provisions" => m.t("column.provisions"),
            "statutes" => m.t("column.statutes"),
            "relevant" => m.t("column.relevant"),
            "grade_a" => m.t("column.grade_a"),
            "grade_b" => m.t("column.grade_b"),
            "grade_c" => m.t("column.grade_c"),
            "grade_d" => m.t("column.grade_d"),
            "grade_e" => m.t("column.grade_e"),
            "blocking" => m.t("column.blocking"),
            "substitutable" => m.t("column.substitutable"),
            "open" => m.t("column.open"),
            "leverage" => m.t("column.leverage"),
            "leverage_distinct" => m.t("column.leverage_distinct"),
            "leverage_owed" => m.t("column.leverage_owed"),
            "repealed" => m.t("column.repealed"),
            "date" => m.t("column.date"),
            "findings" => m.t("column.findings"),
            "phrase" => m.t("column.phrase"),
            "example" => m.t("column.example"),
            "schwerpunkt" => m.t("column.schwerpunkt"),
            "anchor" => m.t("column.anchor"),
            "format" => m.t("column.format"),
            "outcome" => m.t("column.outcome"),
            "reason" => m.t("column.reason"),
            "bytes" => m.t("column.bytes"),
            "direction" => m.t("column.direction"),
            "purpose" => m.t("column.purpose"),
            "evidence" => m.t("column.evidence"),
            "register" => m.t("column.register"),
            "standing" => m.t("column.standing"),
            "eid" => m.t("column.eid"),
            "certainty" => m.t("column.certainty"),
            "governed_by" => m.t("column.governed_by"),
            "register_title" => m.t("column.register_title"),
            "keeper" => m.t("column.keeper"),
            "legal_basis" => m.t("column.legal_basis"),
            "remote" => m.t("column.remote"),
            other => other,
        }
    }

    /// The words for a key of a closed list; anything else stays as it is.
    fn value<'k>(&self, column: &str, key: &'k str) -> &'k str
    where
        'a: 'k,
    {
        let m = self.messages;
        let language = m.language();
        match (column, key) {
            ("effect", "hard") => m.t("column.hard"),
            ("effect", "mitigated") => m.t("column.mitigated"),
            ("effect", "excluded") => m.t("column.excluded"),
            ("kind", "obstacle") => m.t("word.obstacle"),
            ("kind", "enabler") => m.t("terminal.enabler"),
            ("relation", _) => Relation::from_key(key).map_or(key, |r| r.words(m)),
            ("category", _) => self
                .pack
                .categories
                .iter()
                .find(|c| c.key == key)
                .map_or(key, |c| c.title.get(language)),
            ("act", _) => self
                .pack
                .acts
                .iter()
                .find(|a| a.key == key)
                .map_or(key, |a| a.title.get(language)),
            ("direction", _) => {
                let found = self.pack.facets.directions.iter().find(|d| d.key == key);
                found.map_or(key, |d| d.title.get(language))
            }
            ("evidence", _) => {
                let found = self.pack.facets.evidence.iter().find(|e| e.key == key);
                found.map_or(key, |e| e.title.get(language))
            }
            ("register", _) => {
                let found = self.pack.facets.registers.iter().find(|r| r.id == key);
                found.map_or(key, |r| r.title.get(language))
            }
            ("purpose", _) => {
                let found = self.pack.facets.purposes.iter().find(|p| p.key == key);
                found.map_or(key, |p| p.title.get(language))
            }
            ("standing", "blocking") => m.t("standing.blocking"),
            ("standing", "substitutable") => m.t("standing.substitutable"),
            ("standing", "open") => m.t("standing.open"),
            ("certainty", "firm") => m.t("workbook.firm"),
            ("certainty", "doubtful") => m.t("workbook.doubtful"),
            ("remote", "yes") => m.t("workbook.yes"),
            ("remote", "partly") => m.t("workbook.partly"),
            ("remote", "no") => m.t("workbook.no"),
            ("area", _) => title(&self.pack.areas, key, language),
            ("kind", _) => title(&self.pack.kinds, key, language),
            _ => key,
        }
    }
}

fn title<'k>(classes: &'k Classes, key: &'k str, language: Language) -> &'k str {
    classes.title(key).map_or(key, |title| title.get(language))
}
