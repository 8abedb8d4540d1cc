//! Markdown, with or without a head in YAML (title, abbreviation, kind, date, level).
//!
//! In goes the decoded text, out comes the statute. Headings name provisions and units of the
//! outline; numbered lists keep the numbers that a reader sees; a line that begins with a label
//! ("a)", "(2)") opens a block, though Markdown takes it for running text.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use serde::Deserialize;

use super::body::subsection_label;
use super::comment;
use super::draft::{self, Block, Frame, InList, Label, Role};
use super::{ReadOptions, Reading};
use crate::statute::{Lexicon, Span, Statute, TextBuilder};

/// The head of a draft; unknown keys are left alone, since heads serve many programs.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Head {
    #[serde(alias = "titel")]
    title: String,
    #[serde(alias = "kurztitel")]
    short_title: String,
    #[serde(alias = "abkürzung", alias = "abk")]
    abbreviation: String,
    #[serde(alias = "art")]
    kind: String,
    #[serde(alias = "datum")]
    date: String,
    #[serde(alias = "ebene")]
    level: String,
    #[serde(alias = "sachgebiet")]
    area: String,
    #[serde(alias = "stand")]
    as_of: String,
}

/// Longest line of a text that was broken by hand, in characters.
const BROKEN: usize = 160;

/// Reads one text.
pub fn read(text: &str, lexicon: &Lexicon, options: &ReadOptions) -> Reading {
    let mut doubts = Vec::new();
    let mut frame = Frame::default();
    let mut start = 0;
    if let Some((yaml, behind, closed)) = head(text) {
        start = behind;
        if !closed {
            let line = text[..behind].lines().count();
            doubts.push(format!(
                "the YAML head has no end (a line of ---), and was taken to end at line {line}"
            ));
        }
        let yaml = with_lower_keys(yaml);
        let read = serde_saphyr::from_str::<Head>(&yaml).or_else(|error| {
            let error = error.to_string();
            let line = error.lines().next().unwrap_or_default();
            let error = line.trim_start_matches("error: ").to_owned();
            // "titel: Gesetz: das zweite" is no YAML, but every reader knows what is meant.
            let read = serde_saphyr::from_str::<Head>(&quoted(&yaml));
            doubts.push(if read.is_ok() {
                format!("the YAML head is no YAML, and its lines were read as they stand: {error}")
            } else {
                format!("the YAML head was left out: {error}")
            });
            read
        });
        if let Ok(head) = read {
            frame.statute = Statute {
                title: head.title,
                short_title: head.short_title,
                abbreviation: head.abbreviation,
                kind: head.kind,
                date: head.date,
                level: head.level,
                area: head.area,
                as_of: head.as_of,
                ..Statute::default()
            };
        }
    }
    let mut build = Build {
        source: text,
        start,
        keep: options.keep_source,
        blocks: Vec::new(),
        text: TextBuilder::default(),
        role: Role::Plain,
        lists: Vec::new(),
        written: Vec::new(),
        unbroken: text.lines().any(|line| line.chars().count() > BROKEN),
        behind: false,
        item: false,
        last_item: 0,
        by_hand: Vec::new(),
        titled: !frame.statute.title.is_empty(),
        fresh_line: false,
        struck: 0,
        open_heading: false,
        first_level: false,
        comments: comment::comments(text)
            .into_iter()
            .filter(|comment| comment.line)
            .map(|comment| comment.whole)
            .collect(),
    };
    let extensions =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    for (event, range) in Parser::new_ext(&text[start..], extensions).into_offset_iter() {
        build.event(event, Span::new(range.start + start, range.end + start));
    }
    build.flush();
    frame.images = build.images();
    let mut reading = draft::read(build.blocks, frame, lexicon);
    reading.doubts.extend(doubts);
    reading
}

/// The YAML between two lines of dashes at the very beginning, where the text behind it starts, and
/// whether the second line is there. Without it the head goes as far as its lines look like one.
fn head(text: &str) -> Option<(&str, usize, bool)> {
    let mark = usize::from(text.starts_with('\u{feff}')) * '\u{feff}'.len_utf8();
    let first = text[mark..].lines().next()?;
    if first.trim_end() != "---" {
        return None;
    }
    let start = mark + text[mark..].find('\n')? + 1;
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            return Some((&text[start..at], at + line.len(), true));
        }
        at += line.len();
    }
    let entries = text[start..].split_inclusive('\n').take_while(|line| {
        let key = line.split_once(':').map_or("", |(key, _)| key);
        !key.is_empty()
            && key
                .chars()
                .all(|c| c.is_alphanumeric() || c == '_' || c == '-')
    });
    let len: usize = entries.map(str::len).sum();
    (len > 0).then(|| (&text[start..start + len], start + len, false))
}

/// The same with its keys in lower case: people write "Titel:" as well as "titel:".
fn with_lower_keys(yaml: &str) -> String {
    let mut lowered = String::with_capacity(yaml.len());
    for line in yaml.split_inclusive('\n') {
        match line.split_once(':') {
            Some((key, rest)) if !key.contains([' ', '"', '#', '-']) => {
                lowered.push_str(&key.to_lowercase());
                lowered.push(':');
                lowered.push_str(rest);
            }
            _ => lowered.push_str(line),
        }
    }
    lowered
}

/// The same with every value in quotation marks.
fn quoted(yaml: &str) -> String {
    let lines = yaml.lines().map(|line| match line.split_once(':') {
        Some((key, value)) if !key.contains([' ', '"', '#', '-']) => {
            let value = value.trim().trim_matches('"').replace('\'', "''");
            format!("{key}: '{value}'\n")
        }
        _ => format!("{line}\n"),
    });
    lines.collect()
}

struct Build<'t> {
    source: &'t str,
    start: usize,
    keep: bool,
    blocks: Vec<Block>,
    text: TextBuilder,
    role: Role,
    /// The next number of each open list; none for a list of bullets.
    lists: Vec<Option<u64>>,
    /// The number that stands before the last item of each, and whether it stands before all so far.
    written: Vec<Option<(u64, bool)>>,
    /// No line was broken by hand, so that each is a paragraph.
    unbroken: bool,
    /// The line goes on with the Absatz of the list that has ended.
    behind: bool,
    /// The block has begun as an item.
    item: bool,
    /// How many lists were open around the last item.
    last_item: usize,
    /// Labels written by hand inside that item, one of each kind.
    by_hand: Vec<Label>,
    titled: bool,
    fresh_line: bool,
    /// Struck texts that are open.
    struck: usize,
    /// The heading goes on in the line below it.
    open_heading: bool,
    /// The heading is of the first level.
    first_level: bool,
    /// Lines that speak to the program, and are no law.
    comments: Vec<Span>,
}

impl Build<'_> {
    fn event(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                self.flush();
                self.first_level = level == HeadingLevel::H1;
                self.role = if self.first_level && !self.titled && self.blocks.is_empty() {
                    self.titled = true;
                    Role::Title
                } else {
                    Role::Heading
                };
            }
            Event::Start(Tag::TableRow | Tag::TableHead) => {
                self.flush();
                self.role = Role::Row;
            }
            Event::Start(Tag::TableCell) | Event::HardBreak => self.text.space(),
            Event::Start(Tag::FootnoteDefinition(_)) => {
                self.flush();
                self.role = Role::Note;
            }
            Event::Start(Tag::List(first)) => {
                self.flush();
                self.lists.push(first);
                self.written.push(None);
            }
            Event::Start(Tag::Item) => {
                self.flush();
                self.label(span);
            }
            Event::End(TagEnd::Heading(_)) if self.heading_goes_on(span) => {
                self.text.space();
                self.open_heading = true;
            }
            Event::Start(Tag::Paragraph) if self.open_heading => {}
            Event::SoftBreak if self.open_heading => self.flush(),
            Event::Start(Tag::Paragraph) => {
                let begins = self.role != Role::Note && !self.fresh_line;
                if begins {
                    self.flush();
                }
            }
            Event::End(TagEnd::List(_)) => {
                self.lists.pop();
                self.written.pop();
                self.flush();
            }
            Event::End(
                TagEnd::Heading(_)
                | TagEnd::Paragraph
                | TagEnd::Item
                | TagEnd::TableRow
                | TagEnd::TableHead
                | TagEnd::FootnoteDefinition
                | TagEnd::CodeBlock
                | TagEnd::BlockQuote(_),
            ) => self.flush(),
            // Struck text is no law; a single tilde strikes nothing for most readers.
            Event::Start(Tag::Strikethrough) if self.strikes(span) => self.struck += 1,
            Event::End(TagEnd::Strikethrough) if self.strikes(span) => {
                self.struck = self.struck.saturating_sub(1);
            }
            _ if self.struck > 0 => {}
            Event::Text(_) | Event::Code(_) if self.comments.iter().any(|c| c.contains(span)) => {}
            Event::Text(text) | Event::Code(text) => {
                // Items that stand far in are lines of code to Markdown.
                let line = text.trim();
                let labelled = Label::of(line).is_some() || subsection_label(line).is_some();
                if text.ends_with('\n') && labelled {
                    self.flush();
                }
                self.push(&text, span);
            }
            Event::SoftBreak => {
                let next = self.source[span.end.min(self.source.len())..]
                    .trim_start()
                    .lines()
                    .next()
                    .unwrap_or_default();
                // Flush text behind a list, which Markdown takes for more of the last item.
                let ended = self.text.as_str().trim_end().ends_with('.');
                let flush_text = !self.lists.is_empty()
                    && (self.unbroken || ended && next.starts_with(char::is_uppercase))
                    && self.source[span.end.min(self.source.len())..].starts_with(next);
                // Behind "a)" that was written by hand, the item goes on where the label stands.
                let set_in = !self.lists.is_empty()
                    && self.unbroken
                    && !self.item
                    && Label::of(self.text.as_str()).is_some();
                if self.role == Role::Plain
                    && (Label::of(next).is_some()
                        || subsection_label(next).is_some()
                        || flush_text
                        || set_in)
                {
                    self.flush();
                    self.behind = flush_text;
                } else {
                    self.text.space();
                }
            }
            _ => {}
        }
    }

    /// Whether the line right below a heading is the rest of it, which Markdown takes for a paragraph.
    fn heading_goes_on(&self, span: Span) -> bool {
        let source = self.source;
        let heading = span.of(source);
        let next = source[span.end.min(source.len())..].lines().next();
        let next = next.map(str::trim_end).unwrap_or_default();
        heading.starts_with('#')
            && heading.ends_with('\n')
            && next.starts_with(char::is_lowercase)
            && !next.ends_with(['.', ':', ';', ','])
            && Label::of(next).is_none()
    }

    fn strikes(&self, span: Span) -> bool {
        span.of(self.source).starts_with("~~")
    }

    /// The label of an item as a reader sees it.
    fn label(&mut self, span: Span) {
        let Some(next) = self.lists.last_mut() else {
            return;
        };
        let written = self.source[span.start..].split([' ', '\n', '\t']).next();
        let place = Span::new(span.start, span.start + written.map_or(0, str::len));
        let label = match next {
            Some(number) => {
                let mark = written.and_then(|w| w.chars().last()).unwrap_or('.');
                // Markdown counts on where a new list begins behind a line that it takes for the end
                // of an item. Whoever writes the same number before all items has them counted.
                let own = written.and_then(|w| w.trim_end_matches(mark).parse::<u64>().ok());
                // A quotation in a list of commands may end with the number that the next command bears.
                let last = self.written.last().copied().flatten();
                let lazy = last.is_some_and(|(last, all)| all && last <= 1 && own == Some(last));
                if let (Some(own), false) = (own, lazy) {
                    *number = own;
                }
                if let Some(written) = self.written.last_mut() {
                    let all = last.is_none() || lazy;
                    *written = own.map(|own| (own, all));
                }
                let label = format!("{number}{mark}");
                *number += 1;
                label
            }
            None => "–".to_owned(),
        };
        self.text.push_from(&label, self.keep.then_some(place));
        self.text.space();
        self.item = true;
        self.last_item = self.lists.len();
        self.by_hand.clear();
        self.fresh_line = true;
    }

    fn push(&mut self, text: &str, span: Span) {
        self.fresh_line = false;
        let verbatim = self.source.get(span.start..span.end) == Some(text);
        let place = if verbatim || span.len() != text.len() {
            Some(span)
        } else {
            None
        };
        self.text.push_from(text, place.filter(|_| self.keep));
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let mut block = Block::new(text, self.role);
        let behind = std::mem::take(&mut self.behind);
        block.in_list = if std::mem::take(&mut self.item) {
            InList::Item
        } else if behind {
            InList::Behind
        } else if let Some(label) = Label::of(&block.text) {
            let known = self.by_hand.iter().position(|own| own.is_like(&label));
            self.by_hand.truncate(known.unwrap_or(self.by_hand.len()));
            self.by_hand.push(label);
            InList::Unknown
        } else if self.lists.is_empty() || block.text.is_empty() {
            InList::Unknown
        } else {
            // By hand only what stands in the last item is known.
            let outer = self.last_item.saturating_sub(self.lists.len());
            InList::Within(outer + if outer == 0 { self.by_hand.len() } else { 0 })
        };
        // A title on two headings.
        let titled = self.blocks.last().is_some_and(|b| b.role == Role::Title);
        if titled
            && std::mem::take(&mut self.first_level)
            && block.role == Role::Heading
            && block
                .text
                .starts_with(|c: char| c.is_lowercase() || c == '(')
        {
            block.role = Role::Title;
        }
        if !block.text.is_empty() {
            self.blocks.push(block);
        }
        self.role = Role::Plain;
        self.fresh_line = false;
        self.open_heading = false;
    }

    fn images(&self) -> u32 {
        let images = self.source[self.start..].matches("![").count();
        u32::try_from(images).unwrap_or(u32::MAX)
    }
}
