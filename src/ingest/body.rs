//! The text of a provision: paragraphs, lists and tables become one text with spans.
//!
//! In go parts and texts in their order, whatever the format calls them, out come a provision's
//! text, subsections (without sentences yet), footnotes and the count of pictures. Editorial
//! comments and footnotes stand apart, since they are not the law.

use crate::statute::{Item, SourceMap, Span, Subsection, TextBuilder};

/// The parts that a text is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A paragraph, which may be an Absatz.
    Paragraph,
    /// A paragraph that belongs to the one before it: a heading inside the text, preformatted text.
    Attached,
    /// A table, which belongs to the paragraph before it.
    Table,
    /// A row of a table.
    Row,
    /// A cell, or anything else that is set off by white space.
    Spaced,
    /// A list.
    List,
    /// The label of the next item.
    Label,
    /// An item of a list; one without a label is mere indentation.
    Item,
    /// A picture or file.
    Picture,
    /// What marks the text as a table of contents.
    Contents,
    /// A footnote or comment.
    Aside,
    /// The number of a sentence, as tax law prints it: no words of the law.
    SentenceMark,
    /// A line of its own inside whatever is open.
    Line,
    /// Anything else.
    Other,
}

/// A provision's text while it is read.
#[derive(Debug, Default)]
pub struct Body {
    text: TextBuilder,
    blocks: Vec<Block>,
    open_block: Option<Block>,
    block_depth: usize,
    frames: Vec<Frame>,
    label: Option<TextBuilder>,
    aside: Option<TextBuilder>,
    aside_depth: usize,
    footnotes: Vec<String>,
    images: u32,
    contents: bool,
    in_sentence_mark: bool,
    sentence_marks: Vec<usize>,
}

/// A paragraph, or something that belongs to the paragraph before it.
#[derive(Debug)]
struct Block {
    span: Span,
    items: Vec<Item>,
    attached: bool,
}

#[derive(Debug)]
enum Frame {
    /// A list.
    List(Vec<Item>),
    /// An item with a label before it.
    Item {
        label: String,
        start: usize,
        items: Vec<Item>,
    },
    /// An item without a label: mere indentation.
    Indent(Vec<Item>),
}

/// A provision's text, read to its end.
#[derive(Debug, Default)]
pub struct FinishedBody {
    /// The normalised text.
    pub text: String,
    /// Subsections, their sentences not marked yet.
    pub subsections: Vec<Subsection>,
    /// Footnotes and editorial comments.
    pub footnotes: Vec<String>,
    /// Pictures and files.
    pub images: u32,
    /// Whether it is a table of contents.
    pub contents: bool,
    /// Where the source itself numbers a sentence.
    pub sentence_marks: Vec<usize>,
    /// Where the text stands in the source, if that is to be remembered.
    pub source_map: SourceMap,
}

impl Body {
    /// A part begins.
    pub fn open(&mut self, part: Part) {
        if self.aside.is_some() {
            self.aside_depth += 1;
            if part == Part::Spaced {
                self.aside_space();
            }
            return;
        }
        match part {
            Part::Paragraph => self.open_block(false),
            Part::Attached | Part::Table => self.open_block(true),
            Part::Row => self.text.line_break(),
            Part::Spaced => self.space(),
            Part::List => {
                if self.block_depth == 0 {
                    self.open_block(true);
                    // The list closes the block that it opened.
                    self.block_depth = 0;
                }
                self.space();
                self.frames.push(Frame::List(Vec::new()));
            }
            Part::Label => self.label = Some(TextBuilder::default()),
            Part::Item => self.open_item(),
            Part::Picture => self.images += 1,
            Part::Contents => self.contents = true,
            Part::Aside => {
                self.aside = Some(TextBuilder::default());
                self.aside_depth = 0;
            }
            Part::SentenceMark => {
                if self.label.is_none() {
                    self.in_sentence_mark = true;
                    self.text.space();
                    self.sentence_marks.push(self.text.next_offset());
                }
            }
            Part::Line => {
                if self.label.is_none() {
                    self.text.line_break();
                }
            }
            Part::Other => {}
        }
    }

    /// A part ends.
    pub fn close(&mut self, part: Part) {
        if part == Part::SentenceMark {
            self.in_sentence_mark = false;
        }
        if self.aside.is_some() {
            if self.aside_depth > 0 {
                self.aside_depth -= 1;
            } else {
                let note = self.aside.take().unwrap_or_default().finish();
                if !note.is_empty() {
                    self.footnotes.push(note);
                }
            }
            return;
        }
        match part {
            Part::Paragraph | Part::Attached | Part::Table => self.close_block(),
            Part::List => {
                if let Some(Frame::List(items)) = self.frames.pop() {
                    self.give(items);
                }
                if self.block_depth == 0 && self.frames.is_empty() {
                    self.end_block();
                }
                self.space();
            }
            Part::Item => self.close_item(),
            _ => {}
        }
    }

    /// Text that was built before, and where it came from.
    pub fn push_built(&mut self, piece: &str, map: &SourceMap) {
        match &mut self.label {
            Some(label) => label.push_built(piece, map),
            None => {
                if self.open_block.is_none() && !piece.is_empty() {
                    self.begin_block(true);
                }
                self.text.push_built(piece, map);
            }
        }
    }

    /// Takes back the white space that was asked for.
    pub fn glue(&mut self) {
        self.text.glue();
    }

    /// Where the next text will start.
    pub fn offset(&self) -> usize {
        self.text.next_offset()
    }

    /// The last character of the text so far that is no white space.
    pub fn last_character(&self) -> Option<char> {
        self.text.as_str().trim_end().chars().next_back()
    }

    /// Where the text ends now.
    pub fn end(&self) -> usize {
        self.text.as_str().trim_end_matches('\n').len()
    }

    /// Where the innermost item starts.
    pub fn item_start(&self) -> Option<usize> {
        match self.frames.last()? {
            Frame::Item { start, .. } => Some(*start),
            _ => None,
        }
    }

    /// Text, and where it stands in the source, if that is to be remembered.
    pub fn push(&mut self, piece: &str, source: Option<Span>) {
        if self.in_sentence_mark {
            return;
        }
        if let Some(aside) = &mut self.aside {
            aside.push(piece);
        } else if let Some(label) = self.label.as_mut() {
            label.push_from(piece, source);
        } else {
            if self.open_block.is_none() {
                if piece.trim().is_empty() {
                    return;
                }
                self.begin_block(true);
            }
            self.text.push_from(piece, source);
        }
    }

    /// The finished text.
    pub fn finish(mut self) -> FinishedBody {
        self.end_block();
        let (text, source_map) = self.text.finish_mapped();
        let subsections = group(self.blocks, &text);
        FinishedBody {
            text,
            subsections,
            footnotes: self.footnotes,
            images: self.images,
            contents: self.contents,
            sentence_marks: self.sentence_marks,
            source_map,
        }
    }

    fn space(&mut self) {
        match &mut self.label {
            Some(label) => label.space(),
            None => self.text.space(),
        }
    }

    fn aside_space(&mut self) {
        if let Some(aside) = &mut self.aside {
            aside.space();
        }
    }

    fn open_block(&mut self, attached: bool) {
        if self.block_depth == 0 && self.frames.is_empty() {
            self.end_block();
            self.begin_block(attached);
        } else {
            self.space();
        }
        self.block_depth += 1;
    }

    fn begin_block(&mut self, attached: bool) {
        self.text.line_break();
        let start = self.text.next_offset();
        self.open_block = Some(Block {
            span: Span::new(start, start),
            items: Vec::new(),
            attached,
        });
    }

    fn close_block(&mut self) {
        self.block_depth = self.block_depth.saturating_sub(1);
        if self.block_depth == 0 && self.frames.is_empty() {
            self.end_block();
        } else {
            self.space();
        }
    }

    fn end_block(&mut self) {
        while !self.frames.is_empty() {
            // Only malformed lists are still open here.
            self.close_item();
            if let Some(Frame::List(_)) = self.frames.last()
                && let Some(Frame::List(items)) = self.frames.pop()
            {
                self.give(items);
            }
        }
        if let Some(mut block) = self.open_block.take() {
            // A last table row may have ended the line already.
            block.span.end = self.text.as_str().trim_end_matches('\n').len();
            if block.span.end > block.span.start {
                self.blocks.push(block);
            }
        }
        self.text.line_break();
    }

    fn open_item(&mut self) {
        let (label, map) = self
            .label
            .take()
            .map(TextBuilder::finish_mapped)
            .unwrap_or_default();
        self.text.space();
        if label.is_empty() {
            self.frames.push(Frame::Indent(Vec::new()));
            return;
        }
        if self.open_block.is_none() {
            self.begin_block(true);
        }
        let start = self.text.next_offset();
        self.text.push_built(&label, &map);
        self.text.space();
        self.frames.push(Frame::Item {
            label,
            start,
            items: Vec::new(),
        });
    }

    fn close_item(&mut self) {
        match self.frames.pop() {
            Some(Frame::Item {
                label,
                start,
                items,
            }) => {
                let item = Item {
                    label,
                    span: Span::new(start, self.text.as_str().trim_end_matches('\n').len()),
                    sentences: Vec::new(),
                    items,
                };
                self.give(vec![item]);
            }
            Some(Frame::Indent(items)) => self.give(items),
            Some(list @ Frame::List(_)) => self.frames.push(list),
            None => {}
        }
    }

    /// Hands finished items to whatever is open around them.
    fn give(&mut self, given: Vec<Item>) {
        match self.frames.last_mut() {
            Some(Frame::List(items) | Frame::Item { items, .. } | Frame::Indent(items)) => {
                items.extend(given);
            }
            None => {
                if let Some(block) = &mut self.open_block {
                    block.items.extend(given);
                }
            }
        }
    }
}

/// The label of a subsection that stands at the beginning of `text`: "(1)", "(1a)".
pub fn subsection_label(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('(')?;
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    let letters = inner[digits..]
        .bytes()
        .take_while(u8::is_ascii_lowercase)
        .count();
    let end = digits + letters;
    let follows = inner[end..].strip_prefix(')')?;
    ((1..=3).contains(&digits)
        && letters <= 2
        && (follows.is_empty() || follows.starts_with([' ', '\n'])))
    .then(|| &text[..end + 2])
}

/// Paragraphs become subsections: a numbered one takes what follows without a number; without any
/// number each paragraph is one, and what is attached (tables, headings) goes to the one before.
fn group(blocks: Vec<Block>, text: &str) -> Vec<Subsection> {
    let numbered = blocks
        .iter()
        .any(|b| subsection_label(b.span.of(text)).is_some());
    let mut subsections: Vec<Subsection> = Vec::new();
    for block in blocks {
        let words = block.span.of(text);
        let label = subsection_label(words);
        let continues = label.is_none()
            && match subsections.last() {
                None => false,
                Some(last) if numbered => last.label.is_some() || block.attached,
                Some(_) => block.attached || words.starts_with(char::is_lowercase),
            };
        match subsections.last_mut() {
            Some(last) if continues => {
                last.span.end = block.span.end;
                last.items.extend(block.items);
            }
            _ => subsections.push(Subsection {
                label: label.map(str::to_owned),
                span: block.span,
                sentences: Vec::new(),
                items: block.items,
            }),
        }
    }
    subsections
}
