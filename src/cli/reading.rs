//! Options of every command that reads statutes: format and bounds.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use normscreen::ingest::{Bounds, Format, ReadOptions};

/// How inputs are read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Reading")]
pub struct ReadArgs {
    /// Format of all documents; without it, it is told from their content
    #[arg(long, value_name = "FORMAT", value_parser = formats())]
    input_format: Option<Format>,
    /// Largest document that is read, in MiB
    #[arg(long, default_value_t = Bounds::default().document_bytes >> 20, value_name = "MIB")]
    max_document: u64,
    /// Most that one container may unpack to, in MiB
    #[arg(long, default_value_t = Bounds::default().archive_bytes >> 20, value_name = "MIB", hide_short_help = true)]
    max_archive: u64,
    /// Most entries of one container
    #[arg(long, default_value_t = Bounds::default().entries, value_name = "N", hide_short_help = true)]
    max_entries: usize,
    /// How many times its size an entry of a container may unpack to
    #[arg(long, default_value_t = Bounds::default().ratio, value_name = "N", hide_short_help = true)]
    max_ratio: u64,
    /// How deep containers may stand in containers
    #[arg(long, default_value_t = Bounds::default().nesting, value_name = "N", hide_short_help = true)]
    max_nesting: usize,
    /// How deep elements of XML and HTML may nest
    #[arg(long, default_value_t = Bounds::default().levels, value_name = "N", hide_short_help = true)]
    max_levels: usize,
    /// Most memory for reading one PDF, in MiB
    #[arg(long, default_value_t = Bounds::default().pdf_memory >> 20, value_name = "MIB", hide_short_help = true)]
    max_pdf_memory: u64,
    /// Most seconds for reading one PDF
    #[arg(long, default_value_t = Bounds::default().pdf_seconds, value_name = "S", hide_short_help = true)]
    max_pdf_seconds: u64,
    /// Most text that one PDF may yield, in MiB
    #[arg(long, default_value_t = Bounds::default().pdf_output >> 20, value_name = "MIB", hide_short_help = true)]
    max_pdf_output: u64,
}

fn formats() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(Format::key)).try_map(|key| key.parse::<Format>())
}

impl ReadArgs {
    /// The options as the library takes them.
    pub fn options(&self) -> ReadOptions {
        ReadOptions {
            bounds: Bounds {
                document_bytes: self.max_document.saturating_mul(1 << 20),
                archive_bytes: self.max_archive.saturating_mul(1 << 20),
                entries: self.max_entries,
                ratio: self.max_ratio,
                nesting: self.max_nesting,
                levels: self.max_levels,
                pdf_memory: self.max_pdf_memory.saturating_mul(1 << 20),
                pdf_seconds: self.max_pdf_seconds,
                pdf_output: self.max_pdf_output.saturating_mul(1 << 20),
            },
            input_format: self.input_format,
            keep_source: false,
            keep_original: false,
            pdf_reader: None,
            manifest: None,
        }
    }
}
