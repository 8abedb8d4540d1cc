//! Escaping for HTML text and quoted attribute values.
//!
//! Statute text is untrusted. Whatever it holds, it never opens a tag, an entity or leaves an
//! attribute; characters that HTML forbids (U+0000 and other controls) become U+FFFD, because a
//! parser may drop them and a reader should see that something stood there. askama calls this for
//! every value (`askama.toml`).

use std::fmt::{self, Write};

/// The escaper of all templates.
#[derive(Debug, Clone, Copy, Default)]
pub struct Escape;

impl askama::filters::Escaper for Escape {
    fn write_escaped_str<W: Write>(&self, mut dest: W, string: &str) -> fmt::Result {
        let bytes = string.as_bytes();
        let mut run = 0;
        let mut at = 0;
        while at < bytes.len() {
            let (replacement, width) = match bytes[at] {
                b'<' => ("&lt;", 1),
                b'>' => ("&gt;", 1),
                b'&' => ("&amp;", 1),
                b'"' => ("&quot;", 1),
                b'\'' => ("&#39;", 1),
                b'\t' | b'\n' => {
                    at += 1;
                    continue;
                }
                0..=0x1f | 0x7f => ("\u{fffd}", 1),
                // C1 controls are U+0080 to U+009F, in UTF-8 0xC2 followed by 0x80 to 0x9F.
                0xc2 if bytes[at + 1] < 0xa0 => ("\u{fffd}", 2),
                _ => {
                    at += 1;
                    continue;
                }
            };
            dest.write_str(&string[run..at])?;
            dest.write_str(replacement)?;
            at += width;
            run = at;
        }
        dest.write_str(&string[run..])
    }

    fn write_escaped_char<W: Write>(&self, dest: W, c: char) -> fmt::Result {
        self.write_escaped_str(dest, c.encode_utf8(&mut [0; 4]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use askama::filters::Escaper;
    use proptest::prelude::*;

    fn escaped(text: &str) -> String {
        let mut out = String::new();
        Escape.write_escaped_str(&mut out, text).unwrap();
        out
    }

    #[test]
    fn the_five_characters_and_controls() {
        assert_eq!(
            escaped("a<b>&\"'\u{0}\u{85}\nü§"),
            "a&lt;b&gt;&amp;&quot;&#39;\u{fffd}\u{fffd}\nü§"
        );
    }

    proptest! {
        #[test]
        fn nothing_opens_markup(text in any::<String>()) {
            let out = escaped(&text);
            let forbidden = ['<', '>', '"', '\'', '\0'];
            prop_assert!(!out.contains(forbidden));
            for part in out.split('&').skip(1) {
                let entity = part.split_once(';').map(|(name, _)| name);
                prop_assert!(matches!(entity, Some("lt" | "gt" | "amp" | "quot" | "#39")));
            }
            let back = out
                .replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"")
                .replace("&#39;", "'").replace("&amp;", "&");
            prop_assert_eq!(back.chars().count(), text.chars().count());
        }
    }
}
