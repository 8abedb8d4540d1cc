//! Tables as CSV: UTF-8, comma, quotes where needed, one header line.
//!
//! Cells that a spreadsheet would take for a formula get an apostrophe before them, since statutes
//! are untrusted input.

use std::borrow::Cow;
use std::io::{self, Write};

use polars::prelude::*;

use crate::ledger::InputRecord;

/// Writes a frame.
///
/// # Errors
/// What the writer says.
pub fn write(frame: &DataFrame, out: &mut impl Write) -> io::Result<()> {
    let mut csv = ::csv::Writer::from_writer(out);
    csv.write_record(frame.get_column_names().iter().map(|n| n.as_str()))?;
    let columns = frame
        .columns()
        .iter()
        .map(Cells::of)
        .collect::<PolarsResult<Vec<_>>>()
        .map_err(io::Error::other)?;
    let mut number = String::new();
    for row in 0..frame.height() {
        for column in &columns {
            csv.write_field(column.cell(row, &mut number).as_bytes())?;
        }
        csv.write_record(None::<&[u8]>)?;
    }
    csv.flush()
}

/// Writes the ledger.
///
/// # Errors
/// What the writer says.
pub fn write_ledger(records: &[InputRecord], out: &mut impl Write) -> io::Result<()> {
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
        csv.write_record([
            &*neutral(&r.source),
            &r.format,
            r.outcome.key(),
            &neutral(&r.reason),
            &r.statutes.to_string(),
            &r.provisions.to_string(),
            &r.bytes.to_string(),
        ])?;
    }
    csv.flush()
}

/// A cell that no spreadsheet runs.
pub fn neutral(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// A column, typed once and not for every cell.
enum Cells<'c> {
    Text(&'c StringChunked),
    Count(Cow<'c, UInt32Chunked>),
    Number(Cow<'c, Int64Chunked>),
    Points(&'c Float64Chunked),
}

impl<'c> Cells<'c> {
    fn of(column: &'c Column) -> PolarsResult<Self> {
        Ok(match column.dtype() {
            DataType::String => Cells::Text(column.str()?),
            DataType::UInt32 => Cells::Count(Cow::Borrowed(column.u32()?)),
            DataType::Float64 => Cells::Points(column.f64()?),
            DataType::Int64 => Cells::Number(Cow::Borrowed(column.i64()?)),
            _ => Cells::Number(Cow::Owned(column.cast(&DataType::Int64)?.i64()?.clone())),
        })
    }

    fn cell<'a>(&'a self, row: usize, number: &'a mut String) -> Cow<'a, str> {
        use std::fmt::Write;
        number.clear();
        // Writing to a String cannot fail.
        let _ = match self {
            Cells::Text(column) => return neutral(column.get(row).unwrap_or_default()),
            Cells::Count(column) => column.get(row).map_or(Ok(()), |n| write!(number, "{n}")),
            Cells::Number(column) => column.get(row).map_or(Ok(()), |n| write!(number, "{n}")),
            Cells::Points(column) => column.get(row).map_or(Ok(()), |n| write!(number, "{n:.1}")),
        };
        Cow::Borrowed(number)
    }
}

#[cfg(test)]
mod tests {
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
