//! Comments to the program in the text of a draft: "normscreen: …".
//!
//! In goes a source text, out come the places of its comments, in `<!-- -->` where the format has
//! such, else on a line of their own. They are no law: the formats that show them leave them out.

use crate::statute::Span;

/// What a comment begins with.
const MARK: &str = "normscreen:";
/// What may stand before it on its line.
const LEADS: [&str; 4] = ["%", "#", "//", "[//]: # ("];

/// A comment in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comment {
    /// From the mark to its end.
    pub span: Span,
    /// What it says, behind the mark.
    pub said: Span,
    /// All that is none of the text, with the signs around it.
    pub whole: Span,
    /// It is a line of its own, and no comment of the format.
    pub line: bool,
}

/// The comments of a source text, in their order.
pub fn comments(text: &str) -> Vec<Comment> {
    let mut found: Vec<Comment> = Vec::new();
    for at in memchr::memmem::find_iter(text.as_bytes(), MARK.as_bytes()) {
        if found.last().is_some_and(|last| at < last.whole.end) {
            continue;
        }
        found.extend(comment_at(text, at));
    }
    found
}

/// The comment whose mark stands there, if it opens a comment or a line.
fn comment_at(text: &str, at: usize) -> Option<Comment> {
    let before = text[..at].trim_end_matches([' ', '\t', '\n', '\r']);
    let line_end = || text[at..].find(['\n', '\r']).map_or(text.len(), |n| at + n);
    let comment = |start: usize, end: usize, behind: usize, line: bool| Comment {
        span: Span::new(at, end),
        said: Span::new(at + MARK.len(), end),
        whole: Span::new(start, behind),
        line,
    };
    if let Some(start) = before.strip_suffix("<!--").map(str::len) {
        // One that never ends swallows no more than its line.
        let end = text[at..].find("-->").map(|n| at + n);
        let (end, behind) = end.map_or_else(|| (line_end(), line_end()), |n| (n, n + 3));
        return Some(comment(start, end, behind, false));
    }
    let start = text[..at].rfind(['\n', '\r']).map_or(0, |n| n + 1);
    let lead = text[start..at].trim_start_matches('\u{feff}').trim();
    let opens = lead.is_empty() || LEADS.contains(&lead);
    opens.then(|| comment(start, line_end(), line_end(), true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_found_with_the_signs_around_them() {
        let text = "a\n<!-- normscreen: x\n normscreen: y --> b\n  // normscreen: z\r\nc normscreen: d\n<!-- normscreen: e\nf";
        let whole: Vec<_> = comments(text).iter().map(|c| c.whole.of(text)).collect();
        assert_eq!(
            whole,
            [
                "<!-- normscreen: x\n normscreen: y -->",
                "  // normscreen: z",
                "<!-- normscreen: e"
            ]
        );
        assert_eq!(comments(text)[1].said.of(text), " z");
    }
}
