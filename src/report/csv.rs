//! Tables as CSV: UTF-8, comma, quotes where needed, one header line.
//!
//! Cells that a spreadsheet would take for a formula get an apostrophe before them, since statutes
//! are untrusted input.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::aggregate::table::{Cell, Source};
use crate::ledger::InputRecord;
use crate::rules::Language;

/// Writes a table.
///
/// # Errors
/// What the writer says.
pub fn write(table: &dyn Source, out: &mut impl Write) -> io::Result<()> {
    let mut csv = ::csv::Writer::from_writer(out);
    csv.write_record(table.columns().iter().map(|column| &column.key))?;
    let mut number = Vec::new();
    table.rows(&mut |cells| {
        for cell in cells {
            number.clear();
            match *cell {
                Cell::Text(text) => {
                    csv.write_field(neutral(text).as_bytes())?;
                    continue;
                }
                Cell::Unknown => {}
                Cell::Number(n) => write!(number, "{n}")?,
                Cell::Points(n) => write!(number, "{n:.1}")?,
            }
            csv.write_field(&number)?;
        }
        Ok(csv.write_record(None::<&[u8]>)?)
    })?;
    csv.flush()
}

/// Writes the ledger, its reasons in the language of the report.
///
/// # Errors
/// What the writer says.
pub fn write_ledger(
    records: &[InputRecord],
    language: Language,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut csv = ::csv::Writer::from_writer(out);
    csv.write_record([
        "source",
        "format",
        "outcome",
        "reason",
        "statutes",
        "provisions",
        "bytes",
    ])?;
    for r in records {
        let reason = match language {
            Language::De => Cow::Owned(super::causes::german(&r.reason)),
            Language::En => Cow::Borrowed(r.reason.as_str()),
        };
        csv.write_record([
            &*neutral(&r.source),
            &r.format,
            r.outcome.key(),
            &neutral(&reason),
            &r.statutes.to_string(),
            &r.provisions.to_string(),
            &r.bytes.to_string(),
        ])?;
    }
    csv.flush()
}

/// A cell that no spreadsheet runs.
pub fn neutral(text: &str) -> Cow<'_, str> {
    if matches!(
        text.as_bytes().first(),
        Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r')
    ) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use polars::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_neutralised_and_the_rest_reads_back() {
        let frame = df!(
            "text" => ["=cmd()", "a \"b\", c\nd", "+1", "-2", "@x", "\ty", "plain"],
            "points" => [Some(1.25), None, Some(0.0), Some(2.0), None, None, None],
        )
        .unwrap();
        let mut bytes = Vec::new();
        write(&frame, &mut bytes).unwrap();
        let mut reader = ::csv::Reader::from_reader(bytes.as_slice());
        let rows: Vec<(String, String)> = reader.deserialize().map(Result::unwrap).collect();
        let texts: Vec<&str> = rows.iter().map(|r| r.0.as_str()).collect();
        assert_eq!(
            texts,
            [
                "'=cmd()",
                "a \"b\", c\nd",
                "'+1",
                "'-2",
                "'@x",
                "'\ty",
                "plain"
            ]
        );
        assert_eq!(rows[0].1, "1.2");
        assert_eq!(rows[1].1, "");
    }
}
