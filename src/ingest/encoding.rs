//! From bytes to text: UTF-8 unless the file says otherwise, and honest where it lies.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// A text and what was doubtful about its encoding.
#[derive(Debug)]
pub struct Decoded<'b> {
    /// The text.
    pub text: Cow<'b, str>,
    /// Set where the declared encoding was not the real one.
    pub doubt: Option<String>,
}

/// Decodes a whole document.
///
/// # Errors
/// A reason for the ledger where no encoding fits.
pub fn decode(bytes: &[u8]) -> Result<Decoded<'_>, String> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        let (text, _, broken) = encoding.decode(bytes);
        return if broken {
            Err(format!(
                "is not the {} that its first bytes announce",
                encoding.name()
            ))
        } else {
            Ok(Decoded { text, doubt: None })
        };
    }
    let declared = declared(bytes);
    let encoding = declared.unwrap_or(UTF_8);
    if encoding == UTF_8 {
        return match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Decoded {
                text: Cow::Borrowed(text),
                doubt: None,
            }),
            Err(error) if bytes.contains(&0) => Err(format!(
                "is no text: byte {} is not UTF-8, and it holds zero bytes",
                error.valid_up_to()
            )),
            Err(error) => {
                let (text, _, broken) = WINDOWS_1252.decode(bytes);
                if broken {
                    return Err(format!("byte {} is not UTF-8", error.valid_up_to()));
                }
                Ok(Decoded {
                    text,
                    doubt: Some(format!(
                        "byte {} is not UTF-8 as declared; the whole was read as Windows-1252",
                        error.valid_up_to()
                    )),
                })
            }
        };
    }
    let (text, _, broken) = encoding.decode(bytes);
    if broken {
        Err(format!("is not the {} that it declares", encoding.name()))
    } else {
        Ok(Decoded { text, doubt: None })
    }
}

/// The beginning of a document as text, for telling its format.
pub fn decode_lossy(head: &[u8]) -> Cow<'_, str> {
    match Encoding::for_bom(head) {
        Some((encoding, _)) => encoding.decode(head).0,
        None => String::from_utf8_lossy(head),
    }
}

/// The encoding that the XML declaration names.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(200)];
    let end = memchr::memchr(b'>', head)?;
    let declaration = std::str::from_utf8(&head[..end]).ok()?;
    let value = declaration
        .strip_prefix("<?xml")?
        .split("encoding=")
        .nth(1)?;
    let quote = value.chars().next().filter(|c| "\"'".contains(*c))?;
    Encoding::for_label(value[1..].split(quote).next()?.as_bytes())
}
