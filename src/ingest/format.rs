//! Formats: how each is called, and how it is told from content.
//!
//! A name is a hint only, asked where content leaves a choice: text without markup is a draft in
//! `.txt` and no business of ours in `.csv`. Adding a format takes an arm here, its line in
//! [`Format::of`] and in `read_as`, and one file.

use std::borrow::Cow;

use super::encoding::decode_lossy;

/// A format of documents or containers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Zip files and what they hold.
    Zip,
    /// XML of gesetze-im-internet.de.
    Gii,
}

/// What content is, where it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Detected {
    /// A format that can be read.
    Known(Format),
    /// Something recognised that cannot be read, and what to do.
    Foreign(&'static str),
    /// Nothing that is recognised.
    Unknown,
}

impl Format {
    /// All formats, in the order in which help names them.
    pub const ALL: [Format; 2] = [Format::Gii, Format::Zip];

    /// The key in options, ledger and tables.
    pub fn key(self) -> &'static str {
        match self {
            Format::Zip => "zip",
            Format::Gii => "gii-xml",
        }
    }

    /// Tells the format of a document from its first bytes, its name helping out.
    pub fn of(head: &[u8], name: &str) -> Detected {
        use Detected::{Foreign, Known, Unknown};
        if head.is_empty() {
            return Unknown;
        }
        if head.starts_with(b"PK\x03\x04")
            || head.starts_with(b"PK\x05\x06")
            || head.starts_with(b"PK\x07\x08")
        {
            return Known(Format::Zip);
        }
        if head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
            return Foreign("is an old binary Office file; save it as DOCX or ODT");
        }
        if head.starts_with(b"{\\rtf") {
            return Foreign("is Rich Text Format; save it as DOCX or ODT");
        }
        let text: Cow<'_, str> = decode_lossy(head);
        let text = text.trim_start();
        if is_html(text) {
            return Unknown;
        }
        let is_xml = text.starts_with("<?xml")
            || text.starts_with("<!DOCTYPE")
            || text.starts_with("<dok")
            || has_extension(name, &["xml"]);
        if is_xml {
            return Known(Format::Gii);
        }
        if has_extension(name, &["zip"]) {
            return Known(Format::Zip);
        }
        Unknown
    }
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.key())
    }
}

impl std::str::FromStr for Format {
    type Err = String;

    fn from_str(key: &str) -> Result<Self, String> {
        Format::ALL
            .into_iter()
            .find(|format| format.key() == key)
            .ok_or_else(|| {
                let keys: Vec<_> = Format::ALL.iter().map(|f| f.key()).collect();
                format!("is no format; give one of {}", keys.join(", "))
            })
    }
}

fn is_html(text: &str) -> bool {
    ["<!doctype html", "<html"].iter().any(|start| {
        text.get(..start.len())
            .is_some_and(|t| t.eq_ignore_ascii_case(start))
    })
}

/// Whether a name ends in one of these extensions.
fn has_extension(name: &str, extensions: &[&str]) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, own)| extensions.iter().any(|e| own.eq_ignore_ascii_case(e)))
}
