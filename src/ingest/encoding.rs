//! From bytes to text: UTF-8 unless the file says otherwise, and honest where it lies.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

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
    // A declaration that can be read byte by byte stands in no file of two bytes a character.
    let lies = declared.is_some_and(|e| e == UTF_16LE || e == UTF_16BE);
    let encoding = declared.filter(|_| !lies).unwrap_or(UTF_8);
    if encoding == UTF_8 {
        return match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Decoded {
                text: Cow::Borrowed(text),
                doubt: lies
                    .then(|| "declares UTF-16 and is UTF-8, as which it was read".to_owned()),
            }),
            Err(error) if bytes.contains(&0) => Err(format!(
                "is no text: byte {} is not UTF-8, and it holds zero bytes",
                error.valid_up_to()
            )),
            Err(_) => Ok(mended(bytes)),
        };
    }
    let (text, _, broken) = encoding.decode(bytes);
    if broken {
        Err(format!("is not the {} that it declares", encoding.name()))
    } else {
        Ok(Decoded { text, doubt: None })
    }
}

/// Decodes a text that carries no declaration of XML: by its first bytes, as UTF-8, by what a page
/// says of itself, or by what the bytes look like in German.
///
/// # Errors
/// A reason for the ledger where no encoding fits.
pub fn decode_plain(bytes: &[u8]) -> Result<Decoded<'_>, String> {
    if Encoding::for_bom(bytes).is_some() {
        return decode(bytes);
    }
    let zeros = |from: usize| {
        let pairs = bytes.iter().skip(from).step_by(2).take(2_000);
        let all = pairs.clone().count();
        all > 1 && pairs.filter(|b| **b == 0).count() * 2 > all
    };
    let utf16 = [(1, UTF_16LE), (0, UTF_16BE)]
        .into_iter()
        .find(|(from, _)| zeros(*from));
    if let Some((_, encoding)) = utf16 {
        let (text, broken) = encoding.decode_without_bom_handling(bytes);
        return if broken {
            Err(format!("is not the {} that it looks like", encoding.name()))
        } else {
            Ok(Decoded { text, doubt: None })
        };
    }
    if bytes.contains(&0) {
        return Err("is no text: it holds zero bytes".to_owned());
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Decoded {
            text: Cow::Borrowed(text),
            doubt: None,
        });
    }
    let said = said(bytes).filter(|e| *e != UTF_16LE && *e != UTF_16BE);
    if said == Some(UTF_8) || said.is_none() && foreign(bytes).is_few() {
        return Ok(mended(bytes));
    }
    if let Some((name, text)) = said.is_none().then(|| older(bytes)).flatten() {
        return Ok(Decoded {
            text: Cow::Owned(text),
            doubt: Some(format!(
                "is neither UTF-8 nor Windows-1252 and was read as {name}, which its umlauts look like"
            )),
        });
    }
    let encoding = said.unwrap_or_else(|| {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(bytes, true);
        detector.guess(Some(b"de"), Utf8Detection::Allow)
    });
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    Ok(Decoded {
        text,
        doubt: broken.then(|| format!("was read as {}, but not all bytes fit", encoding.name())),
    })
}

/// The upper half of code page 850, as DOS wrote German.
const CP850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤\
    ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

/// Reads a text of DOS or of an old Mac, where its bytes make German only so.
fn older(bytes: &[u8]) -> Option<(&'static str, String)> {
    let dos = || {
        let upper: Vec<char> = CP850.chars().collect();
        let letter = |b: &u8| match b.checked_sub(0x80) {
            Some(high) => upper.get(usize::from(high)).copied().unwrap_or('\u{fffd}'),
            None => char::from(*b),
        };
        bytes.iter().map(letter).collect::<String>()
    };
    let mac = || {
        let (text, _) = encoding_rs::MACINTOSH.decode_without_bom_handling(bytes);
        text.into_owned()
    };
    // A few words tell nothing.
    const FEWEST: usize = 6;
    let high = bytes.iter().filter(|b| **b >= 0x80).count();
    if high < FEWEST {
        return None;
    }
    let latin = WINDOWS_1252.decode_without_bom_handling(bytes).0;
    if german(&latin) * 10 >= high * 7 {
        return None;
    }
    [("CP850", dos()), ("MacRoman", mac())]
        .into_iter()
        .map(|(name, text)| (german(&text), name, text))
        .filter(|(fitting, ..)| fitting * 10 >= high * 9)
        .max_by_key(|(fitting, ..)| *fitting)
        .map(|(_, name, text)| (name, text))
}

/// How many characters beyond ASCII are those of German text, where they stand: umlauts at letters,
/// marks not between them.
fn german(text: &str) -> usize {
    let characters: Vec<char> = text.chars().collect();
    let letter = |at: Option<usize>| {
        at.and_then(|at| characters.get(at))
            .is_some_and(|c| c.is_alphabetic())
    };
    let fits = |at: usize| {
        let (before, behind) = (letter(at.checked_sub(1)), letter(at.checked_add(1)));
        match characters[at] {
            'ä' | 'ö' | 'ü' | 'Ä' | 'Ö' | 'Ü' | 'ß' => before || behind,
            '„' | '“' | '”' | '»' | '«' | '–' | '…' | '§' | '\u{a0}' | '€' | '²' | '³' | '°' => {
                !(before && behind)
            }
            _ => false,
        }
    };
    (0..characters.len()).filter(|at| fits(*at)).count()
}

/// How a text keeps to UTF-8.
struct Foreign {
    /// The first byte that does not.
    first: usize,
    /// How many do not.
    bytes: usize,
    /// How many characters beyond ASCII do.
    fitting: usize,
}

impl Foreign {
    /// Whether the text is UTF-8 all in all.
    fn is_few(&self) -> bool {
        self.bytes < self.fitting
    }
}

fn foreign(bytes: &[u8]) -> Foreign {
    let mut found = Foreign {
        first: bytes.len(),
        bytes: 0,
        fitting: 0,
    };
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        found.fitting += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        at += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            found.first = found.first.min(at);
            found.bytes += chunk.invalid().len();
            at += chunk.invalid().len();
        }
    }
    found
}

/// Reads what says that it is UTF-8 and is not: each byte that does not fit is one of Windows-1252, as
/// where a page was saved in another encoding, or put together from two files.
fn mended(bytes: &[u8]) -> Decoded<'_> {
    let found = foreign(bytes);
    let mut text = String::with_capacity(bytes.len() + found.bytes);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    let first = found.first;
    let doubt = if found.fitting == 0 {
        format!("byte {first} is not UTF-8 as declared; the whole was read as Windows-1252")
    } else {
        format!(
            "byte {first} is not UTF-8; such bytes ({}) were read as Windows-1252",
            found.bytes
        )
    };
    Decoded {
        text: Cow::Owned(text),
        doubt: Some(doubt),
    }
}

/// The encoding that a page names in a meta element.
fn said(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]);
    let value = head
        .split("charset=")
        .nth(1)?
        .trim_start_matches(['"', '\'']);
    let end = value.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_')?;
    Encoding::for_label(&value.as_bytes()[..end])
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declaration_that_cannot_be_true_is_doubted() {
        let text = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><a>ä</a>";
        let decoded = decode(text.as_bytes()).expect("UTF-8");
        assert_eq!(decoded.text, text);
        assert!(decoded.doubt.is_some());
    }

    #[test]
    fn texts_of_dos_and_old_macs_are_read_and_doubted() {
        let text = "§ 1 Prüfung\nDie Behörde prüft, ob die Maßnahmen für Länder zulässig und nötig \
                    sind; die Prüfung erfolgt schriftlich.\n";
        let table: Vec<char> = CP850.chars().collect();
        assert_eq!(table.len(), 128);
        let dos = |c: char| match table.iter().position(|t| *t == c) {
            Some(at) => u8::try_from(at + 0x80).expect("upper half"),
            None => u8::try_from(u32::from(c)).expect("ASCII"),
        };
        let (mac, _, _) = encoding_rs::MACINTOSH.encode(text);
        for (bytes, name) in [
            (text.chars().map(dos).collect::<Vec<u8>>(), "CP850"),
            (mac.to_vec(), "MacRoman"),
        ] {
            let decoded = decode_plain(&bytes).expect("text");
            assert_eq!(decoded.text, text);
            assert!(decoded.doubt.is_some_and(|doubt| doubt.contains(name)));
        }
        let (latin, _, _) = WINDOWS_1252.encode(text);
        let decoded = decode_plain(&latin).expect("text");
        assert_eq!((decoded.text.as_ref(), decoded.doubt), (text, None));
    }

    #[test]
    fn bytes_that_do_not_fit_are_mended_and_doubted() {
        let page = "<html><head><meta charset=\"utf-8\"></head><p>§ 1 Prüfung „schriftlich“</p>";
        let (latin, _, _) = WINDOWS_1252.encode(page);
        let mixed = [page.as_bytes(), b" f\xfcr"].concat();
        for (bytes, text) in [
            (latin.to_vec(), page.to_owned()),
            (mixed.clone(), format!("{page} für")),
            (mixed[40..].to_vec(), format!("{} für", &page[40..])),
        ] {
            let decoded = decode_plain(&bytes).expect("text");
            assert_eq!(decoded.text, text);
            assert!(decoded.doubt.is_some());
        }
        let xml = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?><a>\xe4 \xc3\xa4</a>";
        assert!(decode(xml).expect("text").text.ends_with("<a>ä ä</a>"));
    }
}
