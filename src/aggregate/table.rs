//! Tables as those who write them see them: named columns, and rows handed out one after another.
//!
//! A large table never stands in memory as a whole: its rows are made from the packed rows as they
//! are asked for. Small ones are polars frames.

use std::io;

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

impl From<u32> for Cell<'_> {
    fn from(count: u32) -> Self {
        Cell::Number(count.into())
    }
}

impl<'c> From<&'c str> for Cell<'c> {
    fn from(text: &'c str) -> Self {
        Cell::Text(text)
    }
}

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Texts.
    Text,
    /// Counts and ranks.
    Count,
    /// Other whole numbers.
    Number,
    /// Points.
    Points,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name in every format.
    pub key: String,
    /// What its cells are.
    pub kind: Kind,
}

impl Column {
    /// The columns of a large table: text, but for those that are named as counts or points.
    pub(super) fn list(keys: &[&str], counts: &[&str], points: &[&str]) -> Vec<Self> {
        let kind = |key: &str| {
            if counts.contains(&key) {
                Kind::Count
            } else if points.contains(&key) {
                Kind::Points
            } else {
                Kind::Text
            }
        };
        keys.iter()
            .map(|key| Column {
                key: (*key).to_owned(),
                kind: kind(key),
            })
            .collect()
    }
}

/// What is done with each row; an error ends the going over rows and is handed on.
pub type EachRow<'f> = dyn FnMut(&[Cell<'_>]) -> io::Result<()> + 'f;

/// Something with columns and rows.
pub trait Source: Sync {
    /// The columns.
    fn columns(&self) -> Vec<Column>;

    /// How many rows there are.
    fn height(&self) -> usize;

    /// Hands out every row in order.
    ///
    /// # Errors
    /// What `each` says.
    fn rows(&self, each: &mut EachRow<'_>) -> io::Result<()>;
}

/// A table with the name that its files get.
#[derive(Clone, Copy)]
pub struct Table<'t> {
    /// Name of the table and stem of its files.
    pub name: &'static str,
    /// Its rows.
    pub source: &'t dyn Source,
}

impl Source for DataFrame {
    fn columns(&self) -> Vec<Column> {
        self.columns()
            .iter()
            .map(|column| Column {
                key: column.name().to_string(),
                kind: match column.dtype() {
                    DataType::String => Kind::Text,
                    DataType::UInt32 => Kind::Count,
                    DataType::Float64 => Kind::Points,
                    _ => Kind::Number,
                },
            })
            .collect()
    }

    fn height(&self) -> usize {
        DataFrame::height(self)
    }

    fn rows(&self, each: &mut EachRow<'_>) -> io::Result<()> {
        let columns = self
            .columns()
            .iter()
            .map(Cells::of)
            .collect::<PolarsResult<Vec<_>>>()
            .map_err(io::Error::other)?;
        let mut cells = Vec::with_capacity(columns.len());
        for row in 0..DataFrame::height(self) {
            cells.clear();
            cells.extend(columns.iter().map(|column| column.at(row)));
            each(&cells)?;
        }
        Ok(())
    }
}

/// The cells of one column of a frame, typed once for the column and not for every cell.
enum Cells {
    Text(StringChunked),
    Count(UInt32Chunked),
    Number(Int64Chunked),
    Points(Float64Chunked),
}

impl Cells {
    /// In one piece, so that a row is found at once.
    fn of(column: &polars::prelude::Column) -> PolarsResult<Self> {
        let column = column.rechunk();
        Ok(match column.dtype() {
            DataType::String => Cells::Text(column.str()?.clone()),
            DataType::UInt32 => Cells::Count(column.u32()?.clone()),
            DataType::Float64 => Cells::Points(column.f64()?.clone()),
            _ => Cells::Number(column.cast(&DataType::Int64)?.i64()?.clone()),
        })
    }

    fn at(&self, row: usize) -> Cell<'_> {
        match self {
            Cells::Text(column) => column.get(row).map(Cell::Text),
            Cells::Count(column) => column.get(row).map(Cell::from),
            Cells::Number(column) => column.get(row).map(Cell::Number),
            Cells::Points(column) => column.get(row).map(Cell::Points),
        }
        .unwrap_or(Cell::Unknown)
    }
}

/// Rows on their way into a frame.
pub struct Batch {
    columns: Vec<(String, Values)>,
    height: usize,
}

enum Values {
    Text(StringChunkedBuilder),
    Count(Vec<Option<u32>>),
    Number(Vec<Option<i64>>),
    Points(Vec<Option<f64>>),
}

impl Batch {
    /// An empty batch.
    pub fn new(columns: &[Column]) -> Self {
        let values = |column: &Column| match column.kind {
            Kind::Text => Values::Text(StringChunkedBuilder::new(column.key.as_str().into(), 0)),
            Kind::Count => Values::Count(Vec::new()),
            Kind::Number => Values::Number(Vec::new()),
            Kind::Points => Values::Points(Vec::new()),
        };
        Self {
            columns: columns
                .iter()
                .map(|column| (column.key.clone(), values(column)))
                .collect(),
            height: 0,
        }
    }

    /// How many rows it holds.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Adds a row; a cell of another kind than its column is unknown.
    pub fn push(&mut self, cells: &[Cell<'_>]) {
        for ((_, values), cell) in self.columns.iter_mut().zip(cells) {
            match (values, *cell) {
                (Values::Text(texts), Cell::Text(text)) => texts.append_value(text),
                (Values::Text(texts), _) => texts.append_null(),
                (Values::Count(counts), Cell::Number(n)) => counts.push(u32::try_from(n).ok()),
                (Values::Count(counts), _) => counts.push(None),
                (Values::Number(numbers), Cell::Number(n)) => numbers.push(Some(n)),
                (Values::Number(numbers), _) => numbers.push(None),
                (Values::Points(points), Cell::Points(p)) => points.push(Some(p)),
                (Values::Points(points), _) => points.push(None),
            }
        }
        self.height += 1;
    }

    /// The frame.
    ///
    /// # Errors
    /// Where polars refuses it, which would be a mistake in this module.
    pub fn frame(self) -> PolarsResult<DataFrame> {
        let columns = self.columns.into_iter().map(|(key, values)| {
            let key = key.as_str().into();
            match values {
                Values::Text(texts) => texts.finish().into_column(),
                Values::Count(counts) => {
                    UInt32Chunked::from_slice_options(key, &counts).into_column()
                }
                Values::Number(numbers) => {
                    Int64Chunked::from_slice_options(key, &numbers).into_column()
                }
                Values::Points(points) => {
                    Float64Chunked::from_slice_options(key, &points).into_column()
                }
            }
        });
        DataFrame::new(self.height, columns.collect())
    }
}

/// All rows of a source as one frame.
///
/// # Errors
/// As [`Batch::frame`].
pub fn frame(source: &dyn Source) -> PolarsResult<DataFrame> {
    let mut batch = Batch::new(&source.columns());
    source
        .rows(&mut |cells| {
            batch.push(cells);
            Ok(())
        })
        .map_err(PolarsError::from)?;
    batch.frame()
}
