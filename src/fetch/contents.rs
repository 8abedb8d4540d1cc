//! The table of contents of the site: which statutes there are.
//!
//! In go the bytes of `gii-toc.xml`, out come slugs with titles, and what of the list cannot be
//! followed. Nothing in it is trusted: a slug becomes the name of a folder, a link an address.

use std::collections::BTreeSet;
use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::Event;
use ureq::http::Uri;

use super::client::Base;
use super::names::is_slug;

/// Most statutes of one list; federal law has 7,247.
const MOST: usize = 100_000;
/// Longest title that is kept, in characters.
const LONGEST_TITLE: usize = 2_000;

/// A statute of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Name in addresses, and of the folder in the store.
    pub slug: String,
    /// Title.
    pub title: String,
}

/// The list.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// Statutes, in the order of their slugs.
    pub statutes: Vec<Listed>,
    /// Links that cannot be followed, with the cause.
    pub refused: Vec<(String, String)>,
}

/// Reads the list.
///
/// # Errors
/// It is not whole, or lists nothing.
pub fn read(source: impl BufRead, base: &Base) -> Result<Contents, String> {
    let mut reader = Reader::from_reader(source);
    let mut contents = Contents::default();
    let mut seen = BTreeSet::new();
    let mut open: Vec<String> = Vec::new();
    let (mut title, mut link) = (String::new(), String::new());
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let event = reader
            .read_event_into(&mut buffer)
            .map_err(|e| format!("is no whole XML: {e}"))?;
        let mut text = |piece: &str| match open.last().map(String::as_str) {
            Some("title") => title.push_str(piece),
            Some("link") => link.push_str(piece),
            _ => {}
        };
        match event {
            Event::Start(start) => {
                let name = start.name().as_ref().to_owned();
                if open.is_empty() && name != "items" {
                    return Err(format!("begins with <{name}>, not with <items>"));
                }
                if open.len() > 8 {
                    return Err("nests too deep".to_owned());
                }
                open.push(name);
            }
            Event::Text(piece) => text(&piece.into_inner()),
            Event::CData(piece) => text(&piece.into_inner()),
            Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                Ok(Some(character)) => text(character.encode_utf8(&mut [0; 4])),
                _ => {
                    let name = reference.into_inner();
                    text(quick_xml::escape::resolve_xml_entity(&name).unwrap_or(" "));
                }
            },
            Event::End(_) => {
                let ended = open.pop();
                if ended.as_deref() == Some("item") {
                    let (title, link) = (std::mem::take(&mut title), std::mem::take(&mut link));
                    contents.add(&tidy(&title), link.trim(), base, &mut seen);
                    if contents.statutes.len() + contents.refused.len() > MOST {
                        return Err(format!("lists more than {MOST} statutes; refused"));
                    }
                }
            }
            Event::Eof => break,
            _ => {}
        }
        if title.len() + link.len() > 1 << 16 {
            return Err("holds a title or a link of more than 64 KiB; refused".to_owned());
        }
    }
    if !open.is_empty() {
        return Err("ends before its end; the list is cut off".to_owned());
    }
    if contents.statutes.is_empty() && contents.refused.is_empty() {
        return Err("lists no statute".to_owned());
    }
    contents.statutes.sort_by(|a, b| a.slug.cmp(&b.slug));
    Ok(contents)
}

impl Contents {
    fn add(&mut self, title: &str, link: &str, base: &Base, seen: &mut BTreeSet<String>) {
        match slug_of(link, base) {
            Ok(slug) => {
                // One folder for both would be one too few, also where case does not count.
                if seen.insert(slug.to_ascii_lowercase()) {
                    self.statutes.push(Listed {
                        slug,
                        title: title.to_owned(),
                    });
                } else if !self.statutes.iter().any(|s| s.slug == slug) {
                    self.refuse(link, "differs from another name in case only");
                }
            }
            Err(cause) => self.refuse(link, &cause),
        }
    }

    fn refuse(&mut self, link: &str, cause: &str) {
        let shown: String = link.chars().take(120).collect();
        self.refused
            .push((shown.escape_debug().to_string(), cause.to_owned()));
    }
}

fn tidy(title: &str) -> String {
    let words: Vec<&str> = title.split_whitespace().collect();
    words.join(" ").chars().take(LONGEST_TITLE).collect()
}

/// The slug of a link such as `http://www.gesetze-im-internet.de/bgb/xml.zip`.
fn slug_of(link: &str, base: &Base) -> Result<String, String> {
    let uri: Uri = link
        .parse()
        .map_err(|_| "the link is no address".to_owned())?;
    if !base.is_home_of(&uri) {
        return Err(format!(
            "the link leads to another host than {}",
            base.host()
        ));
    }
    let slug = uri
        .path()
        .strip_prefix(base.path())
        .and_then(|p| p.strip_prefix('/'))
        .and_then(|p| p.strip_suffix("/xml.zip"))
        .filter(|_| uri.query().is_none())
        .ok_or("the link is not of the form …/<name>/xml.zip")?;
    if is_slug(slug) {
        Ok(slug.to_owned())
    } else {
        Err("the name in the link cannot be the name of a folder".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contents(items: &str) -> Result<Contents, String> {
        let base = Base::parse("https://law.example").unwrap();
        let xml = format!("<?xml version=\"1.0\"?><items>{items}</items>");
        read(xml.as_bytes(), &base)
    }

    fn item(link: &str) -> String {
        format!("<item><title>T</title><link>{link}</link></item>")
    }

    #[test]
    fn reads_titles_and_slugs() {
        let read = contents(
            "<item><title>Gesetz &amp; \n Recht &#228;</title><link>http://law.example/b_2/xml.zip</link></item>\
             <item><title><![CDATA[A < B]]></title><link>\n https://law.example/a-1/xml.zip </link></item>",
        )
        .unwrap();
        let pairs: Vec<_> = read
            .statutes
            .iter()
            .map(|s| (s.slug.as_str(), s.title.as_str()))
            .collect();
        assert_eq!(pairs, [("a-1", "A < B"), ("b_2", "Gesetz & Recht ä")]);
        assert!(read.refused.is_empty());
    }

    #[test]
    fn links_that_lead_elsewhere_are_named_and_not_followed() {
        let hostile = [
            "http://evil.example/bgb/xml.zip",
            "http://law.example.evil.example/bgb/xml.zip",
            "http://law.example@evil.example/bgb/xml.zip",
            "file:///etc/passwd/xml.zip",
            "//law.example/bgb/xml.zip",
            "http://law.example/../../etc/xml.zip",
            "http://law.example/../xml.zip",
            "http://law.example//xml.zip",
            "http://law.example/.hidden/xml.zip",
            "http://law.example/a/b/xml.zip",
            "http://law.example/a%2f..%2fb/xml.zip",
            "http://law.example/a\\b/xml.zip",
            "http://law.example/con/xml.zip",
            "http://law.example/bgb/xml.zip?x=/a/xml.zip",
            "http://law.example/bgb/other.zip",
            "bgb/xml.zip",
            "",
        ];
        let read = contents(&hostile.map(item).concat()).unwrap();
        assert_eq!(read.statutes, []);
        assert_eq!(read.refused.len(), hostile.len());
    }

    #[test]
    fn one_folder_is_never_given_twice() {
        let read = contents(
            &["bgb", "bgb", "BGB"]
                .map(|s| item(&format!("http://law.example/{s}/xml.zip")))
                .concat(),
        )
        .unwrap();
        assert_eq!(read.statutes.len(), 1);
        assert_eq!(read.refused.len(), 1);
    }

    #[test]
    fn a_list_that_is_cut_off_or_empty_is_no_list() {
        let base = Base::parse("https://law.example").unwrap();
        for broken in [
            "",
            "<items>",
            "<items><item><title>T</title>",
            "<items></items>",
            "<html><body>Wartung</body></html>",
            "<items><item></items>",
            "Service Unavailable",
        ] {
            assert!(read(broken.as_bytes(), &base).is_err(), "{broken}");
        }
    }
}
