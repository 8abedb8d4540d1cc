//! Tables as JSON: an array of objects, one for each row, keys in the order of the columns.

use std::io::{self, Write};

use crate::aggregate::table::{Cell, Source};

/// Writes a table; what is unknown is `null` in number columns and `""` in text columns.
///
/// # Errors
/// What the writer says.
pub fn write(table: &dyn Source, out: &mut impl Write) -> io::Result<()> {
    // What stands before a cell: its key, and a comma before all but the first.
    let mut keys = Vec::new();
    for column in table.columns() {
        let comma = if keys.is_empty() { "" } else { "," };
        keys.push(format!("{comma}{}:", serde_json::to_string(&column.key)?));
    }
    out.write_all(b"[")?;
    let mut line = Vec::new();
    let mut start = "\n{";
    table.rows(&mut |cells| {
        line.clear();
        line.extend_from_slice(start.as_bytes());
        start = ",\n{";
        for (key, cell) in keys.iter().zip(cells) {
            line.extend_from_slice(key.as_bytes());
            match cell {
                Cell::Unknown => line.extend_from_slice(b"null"),
                Cell::Text(text) => serde_json::to_writer(&mut line, text)?,
                Cell::Number(number) => serde_json::to_writer(&mut line, number)?,
                Cell::Points(number) => serde_json::to_writer(&mut line, number)?,
            }
        }
        line.push(b'}');
        out.write_all(&line)
    })?;
    out.write_all(b"\n]\n")
}
