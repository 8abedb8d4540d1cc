//! The cells of a frame, typed once for a column and not for every cell.

use polars::prelude::*;

/// What stands in a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'c> {
    /// Nothing is known.
    Unknown,
    /// Text.
    Text(&'c str),
    /// A whole number.
    Number(i64),
    /// Points, with decimals.
    Points(f64),
}

/// The cells of one column.
#[derive(Debug)]
pub enum Cells {
    /// Texts.
    Text(StringChunked),
    /// Counts.
    Count(UInt32Chunked),
    /// Other whole numbers.
    Number(Int64Chunked),
    /// Points.
    Points(Float64Chunked),
}

impl Cells {
    /// The columns of `frame`, each in one piece, so that a row is found at once.
    ///
    /// # Errors
    /// Where polars cannot cast a column, which no table has.
    pub fn of(frame: &DataFrame) -> PolarsResult<Vec<Self>> {
        frame.columns().iter().map(Self::typed).collect()
    }

    fn typed(column: &Column) -> PolarsResult<Self> {
        let column = column.rechunk();
        Ok(match column.dtype() {
            DataType::String => Cells::Text(column.str()?.clone()),
            DataType::UInt32 => Cells::Count(column.u32()?.clone()),
            DataType::Float64 => Cells::Points(column.f64()?.clone()),
            _ => Cells::Number(column.cast(&DataType::Int64)?.i64()?.clone()),
        })
    }

    /// The cell in this row.
    pub fn at(&self, row: usize) -> Cell<'_> {
        match self {
            Cells::Text(column) => column.get(row).map(Cell::Text),
            Cells::Count(column) => column.get(row).map(|n| Cell::Number(n.into())),
            Cells::Number(column) => column.get(row).map(Cell::Number),
            Cells::Points(column) => column.get(row).map(Cell::Points),
        }
        .unwrap_or(Cell::Unknown)
    }
}
