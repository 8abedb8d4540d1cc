//! Tables as Parquet, for those who go on computing with them.
//!
//! Rows go into the file in groups of a fixed number, so that no table stands in memory as a whole.

use std::io::{self, Write};

use polars_io::parquet::write::ParquetWriter;

use crate::aggregate::table::{Batch, Source};

/// Rows of a group.
const GROUP: usize = 1 << 14;

/// Writes a table.
///
/// # Errors
/// What the writer says.
pub fn write(table: &dyn Source, out: &mut impl Write) -> io::Result<()> {
    let columns = table.columns();
    let empty = Batch::new(&columns).frame().map_err(io::Error::other)?;
    let mut file = ParquetWriter::new(out)
        .set_parallel(false)
        .batched(empty.schema())
        .map_err(io::Error::other)?;
    let mut batch = Batch::new(&columns);
    table.rows(&mut |cells| {
        batch.push(cells);
        if batch.height() == GROUP {
            let full = std::mem::replace(&mut batch, Batch::new(&columns));
            file.write_batch(&full.frame().map_err(io::Error::other)?)
                .map_err(io::Error::other)?;
        }
        Ok(())
    })?;
    batch
        .frame()
        .and_then(|rest| file.write_batch(&rest))
        .and_then(|()| file.finish())
        .map(|_| ())
        .map_err(io::Error::other)
}
