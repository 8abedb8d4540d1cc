//! What empty lines say of a plain text.
//!
//! In a text whose author sets off every Absatz by an empty line, a line without one before it goes on
//! with what stands above it, wherever that was broken: at an even width, at the end of a clause, or in
//! one place alone. So the same words are the same law at every width. Where Absätze follow each other
//! line by line, the empty lines of a text say nothing, and its widths have to.

use std::borrow::Cow;

use super::body::subsection_label;
use super::draft::Label;
use super::lines::{Line, begins_list, goes_on, is_bare, is_headed, is_named, label_of};
use super::names::names_line;
use crate::statute::Lexicon;

/// Longest heading, in bytes.
const LONGEST_HEADING: usize = 300;

/// What is set off by empty lines.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Gaps {
    /// Absätze.
    pub parts: bool,
    /// Items, too.
    pub items: bool,
    /// Headings from the text below them.
    heads: bool,
}

/// What the block is that is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Kind {
    /// Running text.
    #[default]
    Text,
    /// An item of a list.
    Item,
    /// "§ 3", "Artikel 3": its heading follows.
    Designation,
    /// A heading, with or without its designation.
    Heading,
}

/// Where in a text a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Part {
    /// Before the first paragraph.
    #[default]
    Front,
    /// In a paragraph or article.
    Law,
    /// In an annex, where lines may be those of a form.
    Annex,
}

/// The line without the mark that opens a quotation.
pub(super) fn unquoted(line: &str) -> &str {
    line.strip_prefix(['„', '»', '"', '“']).unwrap_or(line)
}

/// Whether a line is the name of an article or annex and nothing more.
fn is_bare_name(line: &str, names: &[String]) -> bool {
    let mut words = line.split(' ');
    let named = words
        .next()
        .is_some_and(|word| names.iter().any(|name| name == word));
    named && words.next().is_none_or(|number| number.len() <= 5) && words.next().is_none()
}

/// Whether a line is the name of a paragraph and its heading, also "§ 8 Muster und Vordrucke", but
/// not "§ 8 Muster 3".
fn is_titled(line: &str, lexicon: &Lexicon) -> bool {
    let title = || {
        let (number, title) = line.strip_prefix('§')?.trim_start().split_once(' ')?;
        let mut words = title.split(' ');
        let place = lexicon.reference_words.contains(words.next()?)
            && words.next().is_none_or(|label| {
                label.starts_with(|c: char| c.is_ascii_digit()) || label.chars().count() == 1
            });
        let numbered = number.starts_with(|c: char| c.is_ascii_digit());
        (numbered && !place && goes_on(title) && !title.ends_with(',')).then_some(title)
    };
    title().is_some_and(|title| title.starts_with(char::is_uppercase))
}

/// Whether a line names several paragraphs and nothing more: "§§ 18 und 19".
pub(super) fn is_range(line: &str, lexicon: &Lexicon) -> bool {
    line.strip_prefix("§§").is_some_and(|numbers| {
        numbers.trim_start().split(' ').all(|word| {
            let number = word.trim_end_matches(',');
            lexicon.chain_words.contains(word)
                || matches!(word, "–" | "-")
                || number.len() <= 5 && number.starts_with(|c: char| c.is_ascii_digit())
        })
    })
}

/// Whether a line is "§" or the name of a unit, an article or an annex whose number follows.
pub(super) fn awaits_number(line: &str, lexicon: &Lexicon) -> bool {
    let words = &lexicon.drafts;
    let mut names = words
        .outline
        .iter()
        .chain(&words.articles)
        .chain(&words.annexes);
    line == "§" || names.any(|name| name == line)
}

/// The same text with a blank for each tab stop.
pub(super) fn untabbed(line: &str) -> Cow<'_, str> {
    if line.contains('\t') {
        line.split_whitespace().collect::<Vec<_>>().join(" ").into()
    } else {
        line.into()
    }
}

impl Kind {
    /// What a block is that begins with the line.
    pub fn of(line: &str, before: Option<Kind>, lexicon: &Lexicon) -> Self {
        let line = unquoted(line);
        if is_bare(line) || is_range(line, lexicon) || is_bare_name(line, &lexicon.drafts.articles)
        {
            Kind::Designation
        } else if is_titled(line, lexicon)
            || is_named(line, lexicon)
            || before == Some(Kind::Designation) && subsection_label(line).is_none()
        {
            Kind::Heading
        } else if label_of(line).is_some() {
            Kind::Item
        } else {
            Kind::Text
        }
    }
}

impl Part {
    /// Where a text is behind a line that begins a block.
    pub fn behind(self, line: &str, kind: Kind, lexicon: &Lexicon) -> Self {
        let word = line.split(' ').next().unwrap_or_default();
        let known = |names: &[String]| names.iter().any(|name| name == word);
        if kind == Kind::Heading && known(&lexicon.drafts.annexes) && is_named(line, lexicon) {
            Part::Annex
        } else if is_bare(line)
            || is_titled(line, lexicon)
            || known(&lexicon.drafts.articles) && matches!(kind, Kind::Designation | Kind::Heading)
        {
            Part::Law
        } else {
            self
        }
    }
}

impl Gaps {
    /// What the empty lines of a text set off.
    pub fn of(lines: &[Line<'_>], lexicon: &Lexicon) -> Self {
        // Each with an empty line before it, and without.
        let (mut parts, mut items, mut heads) = ([0usize; 2], [0usize; 2], [0usize; 2]);
        let mut rest = [0usize; 2];
        let mut open = Lists::default();
        let mut before: Option<&str> = None;
        // The line before names a paragraph, or is the heading below that.
        let (mut named, mut headed) = (false, false);
        // One has been named.
        let mut seen = false;
        let (mut gap, mut page) = (false, false);
        let texts: Vec<Cow<'_, str>> = lines.iter().map(|l| untabbed(l.text.trim())).collect();
        for (line, text) in lines.iter().zip(&texts) {
            page |= line.page;
            let text = text.as_ref();
            if text.is_empty() {
                gap = true;
                continue;
            }
            let close = usize::from(!gap);
            let names = is_bare(text) || is_headed(text, lexicon);
            let label = label_of(text);
            if let Some(before) = before.filter(|_| !page) {
                let last = before.rsplit(' ').next().unwrap_or_default();
                let first = subsection_label(text) == Some("(1)");
                if headed && (first || !names && label.is_none()) {
                    heads[close] += usize::from(first);
                    parts[0] += usize::from(gap && first);
                } else if let Some(number) = subsection_label(text) {
                    let sentence = text[number.len()..].trim_start();
                    let sentence = sentence.starts_with(char::is_uppercase);
                    parts[close] += usize::from(sentence && !lexicon.leads_on(last));
                } else if let Some(label) = label
                    .as_ref()
                    .filter(|label| seen && !label.is_dash() && open.may_hold(label))
                {
                    let word = text.split(' ').nth(1).unwrap_or_default();
                    let counted = lexicon.months.contains(word)
                        || lexicon.ordinal_nouns.contains(word)
                        || lexicon.leads_on(last);
                    items[close] += usize::from(!counted);
                    open.take(label);
                } else if goes_on(before) && text.starts_with(char::is_lowercase) && !names {
                    rest[close] += 1;
                }
            }
            seen |= names;
            headed = is_headed(text, lexicon) || named && !names;
            named = is_bare(text);
            before = Some(text);
            (gap, page) = (false, false);
        }
        // Of a text with an empty line behind each line nothing is known.
        let spread = rest[0] > rest[1] && rest[1] == 0 && rest[0] > parts[0];
        let set_off = parts[0] > 0 && parts[1] * 20 <= parts[0] && !spread;
        Self {
            parts: set_off,
            items: set_off && items[1] * 10 <= items[0],
            heads: set_off && heads[1] == 0,
        }
    }

    /// Whether a line begins a block, where empty lines say so; none where they do not.
    pub fn begins(
        self,
        text: &str,
        open: &Open<'_>,
        gap: bool,
        behind: &[Line<'_>],
        lexicon: &Lexicon,
    ) -> Option<bool> {
        if !self.parts {
            return None;
        }
        let Open {
            before, kind, part, ..
        } = *open;
        let named = matches!(kind, Kind::Designation | Kind::Heading);
        if part == Part::Front && !named {
            return (!gap && open.goes_on_in_front(text, behind, lexicon)).then_some(false);
        }
        if gap {
            return Some(true);
        }
        let last = before.rsplit(' ').next().unwrap_or_default();
        // Dots of a form end nothing.
        let ended = !goes_on(before) && !before.ends_with("..");
        let word = |at: usize| text.split(' ').nth(at).unwrap_or_default();
        if kind == Kind::Designation || ended && unquoted(text) != text {
            return Some(true);
        }
        if !ended && lexicon.leads_on(last) && !begins_list(text, before, behind, lexicon) {
            return Some(false);
        }
        if let Some(label) = subsection_label(text) {
            let sentence = text[label.len()..].trim_start();
            return Some(
                ended
                    || kind == Kind::Heading
                    || sentence.starts_with(char::is_uppercase)
                        && !lexicon.reference_words.contains(last),
            );
        }
        let names = is_bare(text) || is_range(text, lexicon) || is_titled(text, lexicon);
        if kind == Kind::Heading {
            // "(zu", "§ 6)"
            if open.in_brackets() {
                return Some(false);
            }
            let other = names || is_named(text, lexicon) || label_of(text).is_some();
            return Some(other || !self.heading_goes_on(text, before, behind));
        }
        if names {
            return Some(ended);
        }
        let words = &lexicon.drafts;
        let called = |names: &[String]| names.iter().any(|name| name == text);
        let closes = || words.closing.iter().any(|c| text.starts_with(c.as_str()));
        let is_unit = || words.outline.iter().any(|unit| unit == word(1));
        if ended
            && (called(&lexicon.contents_names)
                || called(&words.explanations)
                || lexicon.is_act_date(text)
                || closes()
                || is_named(text, lexicon) && !is_unit())
        {
            return Some(true);
        }
        if let Some(label) = label_of(text) {
            let counted =
                lexicon.months.contains(word(1)) || lexicon.ordinal_nouns.contains(word(1));
            let apart = ended
                || (open.lists.hold_dash(&label)
                    || !label.is_dash() && open.lists.may_hold(&label))
                    && (before.ends_with(',') || lexicon.chain_words.contains(last));
            return self.items.then_some(apart && !counted);
        }
        match (kind, part) {
            (Kind::Item, _) if !self.items => None,
            // A form has a line for each field.
            (_, Part::Annex) if ended => None,
            _ => Some(false),
        }
    }

    /// Whether the line is more of the heading above it, and not the text below that.
    fn heading_goes_on(self, text: &str, before: &str, behind: &[Line<'_>]) -> bool {
        let last = before.rsplit(' ').next().unwrap_or_default();
        let unfinished = before.ends_with(',')
            || last.starts_with(char::is_lowercase) && last.ends_with(char::is_alphabetic);
        let lines = || {
            let further = behind.iter().map(|line| line.text.trim());
            std::iter::once(text).chain(further.take_while(|line| !line.is_empty()))
        };
        let alone = self.heads
            && lines().count() <= LONGEST_HEADING
            && lines().all(|line| {
                goes_on(line) && subsection_label(line).is_none() && Label::of(line).is_none()
            });
        alone || unfinished && goes_on(text) || text.starts_with(char::is_lowercase)
    }
}

/// The labels of the item that is open, and of those around it.
#[derive(Debug, Default)]
pub(super) struct Lists(Vec<Label>);

impl Lists {
    /// Whether the label can be the next of one of them, or the first of a new one.
    fn may_hold(&self, label: &Label) -> bool {
        label.is_first() || self.0.iter().any(|open| label.is_next(open))
    }

    /// Whether the label is a dash, and one of them a list of dashes.
    fn hold_dash(&self, label: &Label) -> bool {
        label.is_dash() && self.0.iter().any(|open| open.is_like(label))
    }

    /// An item with the label begins.
    pub fn take(&mut self, label: &Label) {
        let depth = self.0.iter().position(|open| open.is_like(label));
        self.0.truncate(depth.unwrap_or(self.0.len()));
        self.0.push(label.clone());
    }

    /// Their Absatz has ended.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

/// The block that is open where a line stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open<'o> {
    /// The line before.
    pub before: &'o str,
    /// What has been read of the block.
    pub text: &'o str,
    pub kind: Kind,
    pub part: Part,
    /// The lists that are open.
    pub lists: &'o Lists,
}

impl Open<'_> {
    /// Whether a bracket of the block is still open.
    fn in_brackets(&self) -> bool {
        let opened = self.text.rfind('(');
        opened.is_some_and(|at| !self.text[at..].contains(')'))
    }

    /// Whether the line goes on with a title, a short title or a formula.
    fn goes_on_in_front(&self, text: &str, behind: &[Line<'_>], lexicon: &Lexicon) -> bool {
        let (before, words) = (self.before, &lexicon.drafts);
        if self.in_brackets() {
            return true;
        }
        // "(Mustergesetz)" is part of a title where the names follow.
        let names_follow = || {
            let lines = behind.iter().map(|line| line.text.trim());
            lines
                .take_while(|line| !is_bare(line) && !is_headed(line, lexicon))
                .any(|line| line.starts_with('('))
        };
        let dated = lexicon.is_act_date(before) && !text.starts_with(|c: char| c.is_ascii_digit());
        let apart = dated
            || lexicon.is_act_date(text)
            || text.starts_with('(') && !names_follow()
            || names_line(text).is_some()
            || words.is_cover(text)
            || words.goes_on_cover(text)
            || words.is_cover(before)
            || label_of(text).is_some()
            || subsection_label(text).is_some()
            || is_bare(text)
            || is_titled(text, lexicon)
            || is_named(text, lexicon)
            || lexicon.contents_names.iter().any(|name| name == text);
        goes_on(before) && !apart
    }
}
