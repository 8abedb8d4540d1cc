//! The one way in which XML is walked, whatever it says.
//!
//! In goes a whole document as text, out come its elements and texts in their order, with the place
//! of each text where that is asked for. No entity is expanded but the five of XML and character
//! references; nothing external is ever read; nesting is bounded.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::statute::Span;

/// Why XML cannot be walked to its end.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum XmlError {
    /// Not well-formed.
    #[error("line {line}, column {column}: {message}; the XML is broken or cut off")]
    Broken {
        /// From 1.
        line: usize,
        /// From 1, in characters.
        column: usize,
        /// What the parser says.
        message: String,
    },
    /// Nested too deep.
    #[error(
        "line {line}: elements nest deeper than the bound of {bound} levels (--max-levels); refused as hostile"
    )]
    TooDeep {
        /// From 1.
        line: usize,
        /// The bound.
        bound: usize,
    },
}

/// What takes the elements and texts.
pub trait Elements {
    /// Why a document is refused.
    type Error: From<XmlError>;
    /// An element begins; the root has depth 1.
    ///
    /// # Errors
    /// Where the document is none of this format.
    fn open(&mut self, start: &BytesStart<'_>, depth: usize) -> Result<(), Self::Error>;
    /// An element ends.
    fn close(&mut self, name: &str);
    /// Text between them, and where it stands where that is asked for.
    fn text(&mut self, text: &str, source: Option<Span>);
    /// Something was not understood and left out.
    fn doubt(&mut self, doubt: String);
}

/// Walks a document; `keep_source` asks for the place of each text.
///
/// # Errors
/// Where the XML is broken or nests deeper than `levels`, or the taker refuses.
pub fn walk<E: Elements>(
    xml: &str,
    levels: usize,
    keep_source: bool,
    taker: &mut E,
) -> Result<(), E::Error> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut depth = 0usize;
    loop {
        let at = reader.buffer_position() as usize;
        let event = reader
            .read_event()
            .map_err(|e| broken(xml, reader.error_position() as usize, e.to_string()))?;
        let behind = reader.buffer_position() as usize;
        let place = |start: usize, len: usize| keep_source.then(|| Span::new(start, start + len));
        match event {
            Event::Start(start) => {
                depth += 1;
                if depth > levels {
                    return Err(XmlError::TooDeep {
                        line: line_of(xml, at),
                        bound: levels,
                    }
                    .into());
                }
                taker.open(&start, depth)?;
            }
            Event::Empty(start) => {
                taker.open(&start, depth + 1)?;
                taker.close(start.name().as_ref());
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                taker.close(end.name().as_ref());
            }
            Event::Text(text) => taker.text(&text, place(at, text.len())),
            Event::CData(text) => taker.text(&text, place(at + "<![CDATA[".len(), text.len())),
            Event::GeneralRef(reference) => {
                let source = place(at, behind - at);
                match reference.resolve_char_ref() {
                    Ok(Some(character)) => {
                        taker.text(character.encode_utf8(&mut [0; 4]), source);
                    }
                    _ => {
                        let name = reference.into_inner();
                        match quick_xml::escape::resolve_xml_entity(&name) {
                            Some(text) => taker.text(text, source),
                            None => taker.doubt(format!(
                                "line {}: the entity &{name}; is unknown and was left out",
                                line_of(xml, at)
                            )),
                        }
                    }
                }
            }
            Event::Eof => break,
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::DocType(_) => {}
        }
    }
    if depth > 0 {
        let message = format!("the file ends inside {depth} open elements");
        return Err(broken(xml, xml.len(), message).into());
    }
    Ok(())
}

/// The line, from 1, in which a byte stands.
pub fn line_of(text: &str, at: usize) -> usize {
    memchr::memchr_iter(b'\n', &text.as_bytes()[..at.min(text.len())]).count() + 1
}

fn broken(text: &str, at: usize, message: String) -> XmlError {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let line_start = text[..at].rfind('\n').map_or(0, |i| i + 1);
    XmlError::Broken {
        line: line_of(text, at),
        column: text[line_start..at].chars().count() + 1,
        message,
    }
}

/// The value of an attribute; empty where there is none.
pub fn attribute(start: &BytesStart<'_>, key: &str) -> String {
    start
        .try_get_attribute(key)
        .ok()
        .flatten()
        .map(|a| a.value.into_owned())
        .unwrap_or_default()
}

/// A name without its namespace prefix.
pub fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}
