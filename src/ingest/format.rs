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
    /// LegalDocML.de, the federation's profile of Akoma Ntoso.
    LegalDocMl,
    /// Word.
    Docx,
    /// OpenDocument text.
    Odt,
    /// Pages of portals.
    Html,
    /// Markdown, with or without a YAML head.
    Markdown,
    /// Text without markup.
    Text,
    /// Printed pages.
    Pdf,
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
    pub const ALL: [Format; 9] = [
        Format::Gii,
        Format::LegalDocMl,
        Format::Docx,
        Format::Pdf,
        Format::Odt,
        Format::Html,
        Format::Markdown,
        Format::Text,
        Format::Zip,
    ];

    /// The key in options, ledger and tables.
    pub fn key(self) -> &'static str {
        match self {
            Format::Zip => "zip",
            Format::Gii => "gii-xml",
            Format::Pdf => "pdf",
            Format::LegalDocMl => "legaldocml",
            Format::Docx => "docx",
            Format::Odt => "odt",
            Format::Html => "html",
            Format::Markdown => "markdown",
            Format::Text => "text",
        }
    }

    /// Whether its documents show their build by words only, so that some may be no law at all.
    pub fn is_draft(self) -> bool {
        !matches!(self, Format::Zip | Format::Gii | Format::LegalDocMl)
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
        // Some programs write a line of their own before the mark.
        if memchr::memmem::find(&head[..head.len().min(1024)], b"%PDF-").is_some() {
            return Known(Format::Pdf);
        }
        if head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
            // So Word keeps what is encrypted.
            return Foreign(if is_named_document(name) {
                "is behind a password, or an old binary Office file; save it as DOCX or ODT without a \
                 password"
            } else {
                "is an old binary Office file; save it as DOCX or ODT"
            });
        }
        if head.starts_with(b"{\\rtf") {
            return Foreign("is Rich Text Format; save it as DOCX or ODT");
        }
        let text: Cow<'_, str> = decode_lossy(head);
        let text = text.trim_start_matches('\u{feff}').trim_start();
        let is_xml = text.starts_with("<?xml")
            || text.starts_with("<!DOCTYPE dok")
            || text.starts_with("<dok");
        // They lie beside the documents that they describe.
        if matches!(root(text), Some("schema" | "pattern")) {
            return Foreign("is a schema, no document");
        }
        let lower = text.to_ascii_lowercase();
        let tags = ["<!doctype html", "<html"];
        let is_page = tags.iter().any(|start| lower.starts_with(start));
        // Portals name the elements of the source in the classes of their pages.
        if text.contains("akomaNtoso") && text.starts_with('<') && !is_page {
            return Known(Format::LegalDocMl);
        }
        let is_html = is_page || is_xml && tags.iter().any(|start| lower.contains(start));
        // Whatever it is called, text with the marks of Markdown is Markdown.
        let named_text = has_extension(name, &["html", "htm", "xhtml", "txt", "text"]);
        if !is_html && !is_xml && named_text && is_markdown(text) {
            return Known(Format::Markdown);
        }
        if is_html || !is_xml && has_extension(name, &["html", "htm", "xhtml"]) {
            return Known(Format::Html);
        }
        if is_xml || has_extension(name, &["xml"]) {
            return Known(Format::Gii);
        }
        if has_extension(name, &["zip"]) {
            return Known(Format::Zip);
        }
        if has_extension(name, &["md", "markdown"]) {
            return Known(Format::Markdown);
        }
        if has_extension(name, &["txt", "text"]) {
            return Known(Format::Text);
        }
        let file = name.rsplit('/').next().unwrap_or(name);
        if file.contains('.') || head.contains(&0) {
            return Unknown;
        }
        // No extension: standard input, or a draft saved without one.
        if is_markdown(text) {
            return Known(Format::Markdown);
        }
        if text
            .lines()
            .any(|l| l.trim_start().starts_with('§') || l.trim_start().starts_with("(1) "))
        {
            return Known(Format::Text);
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

/// Whether a text has the marks of Markdown: a YAML head, or headings behind "#".
fn is_markdown(text: &str) -> bool {
    let heading = |line: &str| {
        let title = line.trim_start_matches('#');
        (1..=6).contains(&(line.len() - title.len())) && title.starts_with(' ')
    };
    !text.starts_with('<')
        && (text.lines().next().map(str::trim_end) == Some("---") || text.lines().any(heading))
}

/// The name of the root element of XML, without its prefix.
fn root(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        rest = rest.trim_start().strip_prefix('<')?;
        let passed = if rest.starts_with('?') {
            rest.find("?>")? + 2
        } else if rest.starts_with("!--") {
            rest.find("-->")? + 3
        } else {
            let end = rest.find(|c: char| c.is_whitespace() || c == '>' || c == '/')?;
            let name = &rest[..end];
            return Some(name.rsplit(':').next().unwrap_or(name));
        };
        rest = &rest[passed..];
    }
}

/// Why a file is refused whose name says that it is a document, and whose bytes say otherwise.
pub(super) const MISNAMED: &str = "is no document of the format that its name says, or is damaged";

/// Whether a name says that this is a text document, of a format that content alone tells.
pub(super) fn is_named_document(name: &str) -> bool {
    has_extension(name, &["docx", "odt", "pdf"])
}

/// Whether a name ends in one of these extensions.
fn has_extension(name: &str, extensions: &[&str]) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, own)| extensions.iter().any(|e| own.eq_ignore_ascii_case(e)))
}
