//! Tables as JSON: an array of objects, one for each row, keys in the order of the columns.

use std::io::{self, Write};

use polars::prelude::*;

/// Writes a frame; what is unknown is `null` in number columns and `""` in text columns.
///
/// # Errors
/// What the writer says.
pub fn write(frame: &DataFrame, out: &mut impl Write) -> io::Result<()> {
    let keys = frame
        .get_column_names()
        .iter()
        .map(|name| serde_json::to_string(name.as_str()))
        .collect::<Result<Vec<_>, _>>()?;
    out.write_all(b"[")?;
    for row in 0..frame.height() {
        out.write_all(if row == 0 { b"\n{" } else { b",\n{" })?;
        for (index, (key, column)) in keys.iter().zip(frame.columns()).enumerate() {
            if index > 0 {
                out.write_all(b",")?;
            }
            write!(out, "{key}:")?;
            cell(column, row, out)?;
        }
        out.write_all(b"}")?;
    }
    out.write_all(b"\n]\n")
}

fn cell(column: &Column, row: usize, out: &mut impl Write) -> io::Result<()> {
    match column.get(row).map_err(io::Error::other)? {
        AnyValue::Null => out.write_all(b"null"),
        AnyValue::String(text) => Ok(serde_json::to_writer(out, text)?),
        AnyValue::StringOwned(text) => Ok(serde_json::to_writer(out, text.as_str())?),
        AnyValue::Float64(number) => Ok(serde_json::to_writer(out, &number)?),
        other => write!(out, "{other}"),
    }
}
