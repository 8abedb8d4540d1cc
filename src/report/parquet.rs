//! Tables as Parquet, for those who go on computing with them.

use std::io::{self, Write};

use polars::prelude::DataFrame;
use polars_io::parquet::write::ParquetWriter;

/// Writes a frame.
///
/// # Errors
/// What the writer says.
pub fn write(frame: &DataFrame, out: &mut impl Write) -> io::Result<()> {
    ParquetWriter::new(out)
        .finish(&mut frame.clone())
        .map(|_| ())
        .map_err(io::Error::other)
}
