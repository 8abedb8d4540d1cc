//! Tables as JSON: an array of objects, one for each row, keys in the order of the columns.

use std::io::{self, Write};

use polars::prelude::DataFrame;

use super::cells::{Cell, Cells};

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
    let columns = Cells::of(frame).map_err(io::Error::other)?;
    out.write_all(b"[")?;
    for row in 0..frame.height() {
        out.write_all(if row == 0 { b"\n{" } else { b",\n{" })?;
        for (index, (key, column)) in keys.iter().zip(&columns).enumerate() {
            if index > 0 {
                out.write_all(b",")?;
            }
            out.write_all(key.as_bytes())?;
            out.write_all(b":")?;
            match column.at(row) {
                Cell::Unknown => out.write_all(b"null")?,
                Cell::Text(text) => serde_json::to_writer(&mut *out, text)?,
                Cell::Number(number) => write!(out, "{number}")?,
                Cell::Points(number) => serde_json::to_writer(&mut *out, &number)?,
            }
        }
        out.write_all(b"}")?;
    }
    out.write_all(b"\n]\n")
}
