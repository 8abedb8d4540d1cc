//! Drafts without markup of their build: blocks of text become a statute.
//!
//! In go blocks (paragraphs, headings, rows of tables) in their order, as DOCX, ODT, HTML, Markdown,
//! plain text and PDF yield them, with what the format knows of each ([`Role`]); out comes the
//! statute. A block names a provision ("§ 3", "Artikel 2", "Anlage 1 (zu § 5)") or a unit of the
//! outline, opens an Absatz or an item by its label, or goes on with what is open. Text between
//! quotation marks that an amending command opens never opens anything: it belongs to the command.
//!
//! It reads the law only: what stands before the title (cover sheet, Vorblatt) and behind the
//! heading of the Begründung is left out and said so.

use super::Reading;
use super::body::{Body, Part, subsection_label};
use super::names::{names_in, names_line};
use crate::statute::{
    Lexicon, Provision, ProvisionKind, SourceMap, Span, Statute, TextBuilder, itemise_run_on,
    quotation, split_subsections, tell_apart,
};

/// What a format knows of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Role {
    /// Nothing: a paragraph.
    #[default]
    Plain,
    /// The title of the statute.
    Title,
    /// A heading: of a provision, a unit of the outline, or inside an annex.
    Heading,
    /// A row of a table, its cells set off by white space.
    Row,
    /// A line of a table of contents.
    Contents,
    /// A footnote, which stands apart.
    Note,
}

/// What a format knows of a block and lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InList {
    /// Nothing.
    #[default]
    Unknown,
    /// It is an item.
    Item,
    /// It goes on with the paragraph that a list before it belongs to.
    Behind,
    /// It goes on with the item that is open, or with one so many lists further out.
    Within(usize),
}

/// Where a block was set, in hundredths of its size of type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Edges {
    /// Where its first line begins.
    pub first: i32,
    /// Where its further lines begin, or its text behind a label.
    pub text: i32,
    /// The page and column that it begins in; only what shares them can be compared.
    pub sheet: (u32, i32),
}

impl Edges {
    /// Lines that differ by less begin at the same place.
    const SLACK: i32 = 45;

    fn same(one: i32, other: i32) -> bool {
        (one - other).abs() < Self::SLACK
    }
}

/// A block of text on one line, normalised, its label included ("(1)", "§ 3", "a)").
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Block {
    /// The text.
    pub text: String,
    /// Where it stands in the source, if that is to be remembered.
    pub map: SourceMap,
    /// What the format knows of it.
    pub role: Role,
    /// What the format knows of it and lists.
    pub in_list: InList,
    /// Where it was set, if the format knows it.
    pub edges: Option<Edges>,
}

impl Block {
    /// A block from a finished builder.
    pub fn new(builder: TextBuilder, role: Role) -> Self {
        let (text, map) = builder.finish_mapped();
        Self {
            text,
            map,
            role,
            ..Self::default()
        }
    }

    /// A block of which no place is known.
    pub fn plain(text: &str) -> Self {
        let mut builder = TextBuilder::default();
        builder.push(text);
        Self::new(builder, Role::Plain)
    }
}

/// What a format knows of the whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frame {
    /// Title, abbreviation, date … where the format has a place for them (YAML head, metadata).
    /// They win over what the text says.
    pub statute: Statute,
    /// Pictures whose text nobody can see.
    pub images: u32,
    /// Whether headings are marked, so that nothing else names a provision or a unit.
    pub marked: bool,
}

/// Reads blocks as a statute.
pub fn read(blocks: Vec<Block>, frame: Frame, lexicon: &Lexicon) -> Reading {
    let mut blocks: Vec<Block> = blocks.into_iter().filter(|b| !b.text.is_empty()).collect();
    let mut marks = quoted(&blocks);
    let marked = frame.marked;
    let begins = Draft::new(&blocks, &marks, marked, lexicon).further_acts();
    let mut further = Vec::new();
    for begin in begins.into_iter().rev() {
        let (own, own_marks) = (blocks.split_off(begin), marks.split_off(begin));
        let known = Frame {
            marked,
            ..Frame::default()
        };
        further.insert(0, read_act(&own, &own_marks, known, lexicon));
    }
    let mut reading = read_act(&blocks, &marks, frame, lexicon);
    reading.further = further;
    reading
}

/// Reads the blocks of one act.
fn read_act(blocks: &[Block], quoted: &[bool], frame: Frame, lexicon: &Lexicon) -> Reading {
    let mut draft = Draft::new(blocks, quoted, frame.marked, lexicon);
    draft.run();
    let again = draft.again;
    let mut statute = draft.statute;
    if let Some(first) = statute.provisions.first_mut() {
        first.images += frame.images;
    }
    lay_over(&mut statute, frame.statute);
    tell_apart(&mut statute.provisions);
    let doubts = again.map(|designation| {
        format!(
            "{designation} stands at the beginning of another act in the same file; findings from \
             there on may be cited falsely, so give each act as a file of its own"
        )
    });
    Reading {
        statute,
        doubts: doubts.into_iter().collect(),
        original: None,
        remarks: Vec::new(),
        further: Vec::new(),
    }
}

/// What a format says of the statute wins over what its text says.
fn lay_over(statute: &mut Statute, known: Statute) {
    let pairs = [
        (&mut statute.title, known.title),
        (&mut statute.short_title, known.short_title),
        (&mut statute.abbreviation, known.abbreviation),
        (&mut statute.kind, known.kind),
        (&mut statute.area, known.area),
        (&mut statute.as_of, known.as_of),
        (&mut statute.date, known.date),
        (&mut statute.gazette, known.gazette),
        (&mut statute.doc_number, known.doc_number),
        (&mut statute.level, known.level),
    ];
    for (own, known) in pairs {
        if !known.is_empty() {
            *own = known;
        }
    }
    statute.notes.extend(known.notes);
}

/// For each block whether it begins inside quotation marks that are closed later. A mark that is
/// never closed counts for nothing.
fn quoted(blocks: &[Block]) -> Vec<bool> {
    let mut depth_change = vec![0i32; blocks.len() + 1];
    let mut open = quotation::Open::default();
    for (index, block) in blocks.iter().enumerate() {
        if block.role == Role::Note {
            continue;
        }
        for (at, character) in block.text.char_indices() {
            // What goes on in further blocks begins one, or stands behind a colon.
            let before = block.text[..at].trim_end();
            let announced = before.is_empty() || before.ends_with(':');
            if let Some((start, true)) = open.take(&block.text, at, character, (index, announced))
                && start < index
            {
                depth_change[start + 1] += 1;
                depth_change[index + 1] -= 1;
            }
        }
    }
    let mut depth = 0;
    blocks
        .iter()
        .enumerate()
        .map(|(index, _)| {
            depth += depth_change[index];
            depth > 0
        })
        .collect()
}

/// What a block names.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Head {
    /// A provision; the bytes of its designation.
    Provision(Name),
    /// A unit of the outline: its rank, and the bytes of its name.
    Unit(usize, usize),
    /// The end of the law.
    Explanation,
}

/// The designation that a block begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Name {
    /// Its bytes.
    len: usize,
    /// Its kind.
    unit: Unit,
    /// Its number, for comparison: "3a" is (3, 1).
    number: (u32, u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Paragraph,
    Article,
    Annex,
    Formula,
    Contents,
}

/// Longest heading in bytes that nothing but its place shows to be one.
const LONGEST_HEADING: usize = 300;
/// How many annexes may be left out between two that follow each other.
const MOST_LEFT_OUT: u32 = 20;
/// Rank of an article that serves as outline for the paragraphs below it.
const ARTICLE_RANK: usize = 0;

/// How many blocks an item may have behind its own list.
const NEAR: usize = 12;
/// How many kinds of labels there are for units that no word names.
const BARE_LABELS: usize = 3;
/// At most how many units that no word names open one after the other.
const BARE_UNITS: usize = 5;

struct Draft<'a> {
    lexicon: &'a Lexicon,
    blocks: &'a [Block],
    quoted: &'a [bool],
    /// Only headings name provisions and units.
    marked: bool,
    statute: Statute,
    /// Units with their rank.
    outline: Vec<(usize, String)>,
    open: Option<Open>,
    /// A paragraph or article has been met.
    law_seen: bool,
    /// The last paragraph or article, whose number only rises.
    last: Option<(Unit, (u32, u32))>,
    /// Number of the last annex.
    last_annex: u32,
    /// The block of a "§ 1" that names nothing here, since others stood before it.
    passed: Option<usize>,
    /// The designation that a second act in the text begins with.
    again: Option<String>,
}

/// Within how many blocks behind its title a further act comes to its § 1.
const FRONT: usize = 12;
/// Most acts that one text is taken apart into.
const MOST_ACTS: usize = 100;

impl<'a> Draft<'a> {
    fn new(blocks: &'a [Block], quoted: &'a [bool], marked: bool, lexicon: &'a Lexicon) -> Self {
        Self {
            lexicon,
            blocks,
            quoted,
            marked,
            statute: Statute::default(),
            outline: Vec::new(),
            open: None,
            law_seen: false,
            last: None,
            last_annex: 0,
            passed: None,
            again: None,
        }
    }

    /// Where further acts begin: a title with an abbreviation of its own, and then "§ 1" again. What
    /// articles or annexes bring is part of the act that has them.
    fn further_acts(&self) -> Vec<usize> {
        let mut begins = Vec::new();
        let mut paragraphs = 0;
        let mut known: Vec<String> = Vec::new();
        for (index, block) in self.blocks.iter().enumerate() {
            let text = block.text.as_str();
            if self.quoted[index] || matches!(block.role, Role::Row | Role::Note | Role::Contents) {
                continue;
            }
            if let Some(name) = self.name(text) {
                let rest = text[name.len..].trim_start();
                let alone = rest.is_empty() || self.is_title_like(rest);
                match name.unit {
                    Unit::Paragraph if alone => paragraphs += 1,
                    Unit::Article | Unit::Annex if alone => break,
                    _ => {}
                }
                continue;
            }
            let title = text.ends_with(')')
                && text.len() <= 2 * LONGEST_HEADING
                && text.starts_with(|c: char| c.is_uppercase() || c == '(')
                && subsection_label(text).is_none()
                && self.unit(block).is_none();
            let abbreviation = if title {
                names_in(text).1
            } else {
                String::new()
            };
            if abbreviation.is_empty() || known.contains(&abbreviation) {
                continue;
            }
            if paragraphs > 1 && begins.len() < MOST_ACTS && self.first_behind(index) {
                // The short title may have a line of its own.
                let own = text.starts_with('(')
                    && self.blocks[index - 1].text.starts_with(char::is_uppercase)
                    && !self.blocks[index - 1].text.ends_with(['.', ';', ','])
                    && self.name(&self.blocks[index - 1].text).is_none();
                begins.push(index - usize::from(own));
                paragraphs = 0;
            }
            if known.len() < MOST_ACTS {
                known.push(abbreviation);
            }
        }
        begins
    }

    /// Whether the next paragraph behind a title is "§ 1".
    fn first_behind(&self, title: usize) -> bool {
        let last = self.blocks.len().min(title + FRONT);
        (title + 1..last)
            .filter(|&i| !self.quoted[i])
            .find_map(|i| {
                let text = &self.blocks[i].text;
                let name = self.name(text).filter(|n| n.unit == Unit::Paragraph)?;
                let rest = text[name.len..].trim_start();
                (rest.is_empty() || self.is_title_like(rest)).then_some(name.number)
            })
            .is_some_and(|number| number == (1, 0))
    }

    fn run(&mut self) {
        let mut at = self.front();
        let contents_until = self.contents_end(at);
        while at < self.blocks.len() {
            let block = &self.blocks[at];
            if block.role == Role::Note {
                if let Some(open) = &mut self.open {
                    open.note(block);
                }
                at += 1;
                continue;
            }
            if block.role == Role::Contents || contents_until.is_some_and(|(a, b)| a < at && at < b)
            {
                self.contents_line(block);
                at += 1;
                continue;
            }
            at = match self.head(at) {
                Some(Head::Provision(name)) => self.begin(at, &name),
                // Annexes have parts of their own.
                Some(Head::Unit(..)) if self.in_annex() && !self.leads_to_law(at) => {
                    self.text(at);
                    at + 1
                }
                Some(Head::Unit(rank, len)) => self.enter(at, rank, len),
                Some(Head::Explanation) => {
                    break;
                }
                None => {
                    self.watch(at);
                    self.text(at);
                    at + 1
                }
            };
        }
        self.end();
    }

    /// Notes where a second act begins: "§ 1" and then "§ 2", though others stood before them.
    fn watch(&mut self, index: usize) {
        let block = &self.blocks[index];
        if self.again.is_some()
            || self.quoted[index]
            || self.in_annex()
            || !matches!(block.role, Role::Plain | Role::Heading)
        {
            return;
        }
        let Some(name) = self.name(&block.text).filter(|n| n.unit == Unit::Paragraph) else {
            return;
        };
        let rest = block.text[name.len..].trim_start();
        if !rest.is_empty() && !self.is_title_like(rest) {
            return;
        }
        match (name.number, self.passed) {
            ((1, 0), _) => self.passed = Some(index),
            ((2, 0), Some(first)) => {
                let text = &self.blocks[first].text;
                let name = self.name(text).map_or(text.len(), |n| n.len);
                self.again = Some(spaced(&text[..name]));
            }
            _ => {}
        }
    }

    /// Reads title, names, date and enacting formula; returns the first block behind them.
    fn front(&mut self) -> usize {
        let words = &self.lexicon.drafts;
        let heads = (0..self.blocks.len()).find(|&i| {
            matches!(
                self.head(i),
                Some(Head::Unit(..))
                    | Some(Head::Provision(Name {
                        unit: Unit::Paragraph | Unit::Article | Unit::Contents | Unit::Formula,
                        ..
                    }))
            )
        });
        let Some(first) = heads else {
            // No law by name: a title may still be known, the rest is one text.
            let titles = self.titles(0, self.blocks.len());
            self.take_title(titles.clone());
            return titles.end;
        };
        // The formula that ends with a colon stands last before the law.
        let formula = (0..first).rev().take(12).find(|&i| {
            let text = &self.blocks[i].text;
            text.ends_with(':')
                && words
                    .enacting
                    .iter()
                    .any(|word| text.contains(word.as_str()))
        });
        let date = (0..formula.unwrap_or(first))
            .rev()
            .find(|&i| self.date(&self.blocks[i].text).is_some());
        let behind_title = date.or(formula).unwrap_or(first);
        let mut titles = self.titles(0, behind_title);
        if titles.is_empty() {
            titles = self.title_before(behind_title);
        }
        // Short title and abbreviation in brackets on a line of their own.
        let names = |i: usize| {
            let text = &self.blocks[i].text;
            text.starts_with('(') && text.ends_with(')') || names_line(text).is_some()
        };
        if !titles.is_empty() && titles.end < behind_title && names(titles.end) {
            titles.end += 1;
        }
        self.take_title(titles.clone());
        let mut at = titles.end;
        if let Some(date_at) = date {
            self.statute.date = self
                .date(&self.blocks[date_at].text)
                .unwrap_or_default()
                .to_owned();
            at = date_at + 1;
        }
        if let Some(formula) = formula {
            let from = at.min(formula);
            self.start(Provision {
                designation: self
                    .lexicon
                    .formula_names
                    .first()
                    .cloned()
                    .unwrap_or_default(),
                kind: ProvisionKind::Formula,
                ..Provision::default()
            });
            for index in from..=formula {
                self.text(index);
            }
            self.end();
            at = formula + 1;
        } else {
            // Cover sheet and Vorblatt.
            at = first;
        }
        at.min(first)
    }

    /// The blocks that a format calls the title.
    fn titles(&self, from: usize, until: usize) -> std::ops::Range<usize> {
        let is_title = |i: &usize| self.blocks[*i].role == Role::Title;
        match (from..until).find(is_title) {
            Some(start) => start..(start..until).take_while(is_title).last().unwrap_or(start) + 1,
            None => 0..0,
        }
    }

    /// The lines before `until` that can be a title.
    fn title_before(&self, until: usize) -> std::ops::Range<usize> {
        let mut start = until;
        while start > 0 && until - start < 6 {
            let text = &self.blocks[start - 1].text;
            let closes = text.ends_with(['.', ':', ';', ','])
                || text.len() > 2 * LONGEST_HEADING
                || self.is_cover(start - 1);
            if closes {
                break;
            }
            start -= 1;
        }
        start..until
    }

    /// Whether a block before the title is none of it: "Referentenentwurf", "Entwurf – Stand: 3.3.2026".
    fn is_cover(&self, index: usize) -> bool {
        let text = self.blocks[index].text.as_str();
        self.lexicon.drafts.is_cover(text)
            || self.lexicon.drafts.goes_on_cover(text) && (index == 0 || self.is_cover(index - 1))
    }

    fn take_title(&mut self, mut range: std::ops::Range<usize>) {
        while range.len() > 1 && self.is_cover(range.start) {
            range.start += 1;
        }
        let mut title = String::new();
        for block in &self.blocks[range] {
            let text = &block.text;
            if text.starts_with('(') && text.ends_with(')') && self.statute.short_title.is_empty() {
                let (short, abbreviation) = names_in(text);
                self.statute.short_title = short;
                self.statute.abbreviation = abbreviation;
                continue;
            }
            // Not the first line: that is the title itself.
            if !title.is_empty()
                && self.statute.short_title.is_empty()
                && let Some(names) = names_line(text)
            {
                (self.statute.short_title, self.statute.abbreviation) = names;
                continue;
            }
            if !title.is_empty() {
                title.push(' ');
            }
            title.push_str(text);
        }
        for opener in &self.lexicon.drafts.title_openers {
            title = title
                .strip_prefix(opener.as_str())
                .unwrap_or(&title)
                .trim_start()
                .to_owned();
        }
        if self.statute.abbreviation.is_empty() && self.statute.short_title.is_empty() {
            (self.statute.short_title, self.statute.abbreviation) = names_in(&title);
        }
        // Names in brackets are none of the title's own words, whether they stand on its line or not.
        if !self.statute.abbreviation.is_empty()
            && let Some((long, names)) = title.rsplit_once(" (")
            && names.ends_with(&format!("{})", self.statute.abbreviation))
        {
            title.truncate(long.len());
        }
        self.statute.title = title;
    }

    /// "18. September 2025" in "Vom 18. September 2025".
    fn date<'t>(&self, text: &'t str) -> Option<&'t str> {
        let date = self
            .lexicon
            .drafts
            .date_openers
            .iter()
            .find_map(|opener| text.strip_prefix(opener.as_str()))?
            .trim();
        let month = date.split(' ').nth(1).unwrap_or_default();
        let dated =
            self.lexicon.months.contains(month) || date.contains("...") || date.contains('…');
        (date.len() < 40 && dated).then_some(date)
    }

    /// From where to where a table of contents goes that only its entries show: up to the second
    /// time that its first entry stands, and back over the units before that.
    fn contents_end(&self, from: usize) -> Option<(usize, usize)> {
        let start = (from..self.blocks.len()).find(
            |&i| matches!(&self.head(i), Some(Head::Provision(n)) if n.unit == Unit::Contents),
        )?;
        let entry = |i: usize| {
            self.name(&self.blocks[i].text)
                .filter(|n| matches!(n.unit, Unit::Paragraph | Unit::Article))
                .map(|n| self.blocks[i].text[..n.len].to_owned())
        };
        let first = (start + 1..self.blocks.len()).find_map(|i| entry(i).map(|name| (i, name)))?;
        let mut end =
            (first.0 + 1..self.blocks.len()).find(|&i| entry(i).as_ref() == Some(&first.1))?;
        let is_entry = |i: usize| self.name(&self.blocks[i].text).is_some();
        while end > first.0 + 1 && !is_entry(end - 1) {
            end -= 1;
        }
        // What follows the last entry and names no unit is still its heading.
        while end < self.blocks.len()
            && self.unit(&self.blocks[end]).is_none()
            && self.name(&self.blocks[end].text).is_none()
            && self.blocks[end].text.len() < LONGEST_HEADING
            && !self.blocks[end].text.ends_with(':')
            && self.blocks[end].role != Role::Heading
            && !self.is_bare(end - 1)
        {
            end += 1;
        }
        Some((start, end))
    }

    /// Whether a block is a designation and nothing more.
    fn is_bare(&self, index: usize) -> bool {
        let text = &self.blocks[index].text;
        self.name(text).is_none_or(|n| n.len < text.len())
    }

    fn contents_line(&mut self, block: &Block) {
        let in_contents = self
            .open
            .as_ref()
            .is_some_and(|o| o.provision.kind == ProvisionKind::Contents);
        if !in_contents {
            self.start(Provision {
                designation: self
                    .lexicon
                    .contents_names
                    .first()
                    .cloned()
                    .unwrap_or_default(),
                kind: ProvisionKind::Contents,
                ..Provision::default()
            });
        }
        if let Some(open) = &mut self.open {
            open.row(block, None);
        }
    }

    /// What the block at `index` names, if it may name anything there.
    fn head(&self, index: usize) -> Option<Head> {
        let block = &self.blocks[index];
        let text = block.text.as_str();
        let styled = matches!(block.role, Role::Heading | Role::Title);
        if self.quoted[index]
            || matches!(block.role, Role::Row | Role::Note | Role::Contents)
            || self.marked && !styled
        {
            return None;
        }
        let words = &self.lexicon.drafts;
        if self.law_seen
            && words
                .explanations
                .iter()
                .any(|e| text.eq_ignore_ascii_case(e))
            && (styled || !self.in_annex() || self.opens_explanation(index + 1))
        {
            return Some(Head::Explanation);
        }
        if let Some(name) = self.name(text)
            && self.names_here(index, &name, styled)
        {
            return Some(Head::Provision(name));
        }
        if is_placeholder(text) && (styled || !self.in_annex() && self.is_headed(index)) {
            return Some(Head::Provision(Name {
                len: text.len(),
                unit: Unit::Paragraph,
                number: (0, 0),
            }));
        }
        // The second sentence of a closing formula opens none.
        let closing = self
            .open
            .as_ref()
            .is_some_and(|open| open.provision.kind == ProvisionKind::Formula);
        if self.law_seen
            && !closing
            && self
                .lexicon
                .drafts
                .closing
                .iter()
                .any(|c| text.starts_with(c.as_str()))
        {
            return Some(Head::Provision(Name {
                len: 0,
                unit: Unit::Formula,
                number: (0, 0),
            }));
        }
        // "Zehntes Buch Sozialgesetzbuch (SGB X)" is no unit of an act, but one.
        if !self.law_seen
            && !names_in(text).1.is_empty()
            && (0..index).all(|before| self.is_cover(before))
        {
            return None;
        }
        self.unit(block)
            .or_else(|| self.bare_unit(index))
            .map(|(rank, len)| Head::Unit(rank, len))
    }

    /// Whether a paragraph or article follows a unit of the outline and its title.
    fn leads_to_law(&self, index: usize) -> bool {
        let last = self.blocks.len().min(index + 2 * BARE_UNITS);
        (index + 1..last).any(|i| {
            let block = &self.blocks[i];
            let styled = matches!(block.role, Role::Heading | Role::Title);
            self.name(&block.text).is_some_and(|name| {
                matches!(name.unit, Unit::Paragraph | Unit::Article)
                    && !self.quoted[i]
                    && self.names_here(i, &name, styled)
            })
        })
    }

    fn in_annex(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.annex)
    }

    fn opens_explanation(&self, index: usize) -> bool {
        let openers = &self.lexicon.drafts.explanation_openers;
        self.blocks
            .get(index)
            .is_some_and(|next| openers.iter().any(|o| next.text.starts_with(o.as_str())))
    }

    /// The same for a unit that no word names, "II. Führen von Fahrzeugen": its label or its style, and
    /// a paragraph or another such unit behind it, show it.
    fn bare_unit(&self, index: usize) -> Option<(usize, usize)> {
        let units = self.lexicon.drafts.outline.len();
        let paragraph = |i: usize| {
            self.name(&self.blocks[i].text)
                .filter(|n| matches!(n.unit, Unit::Paragraph | Unit::Article))
        };
        let unit = |i: usize| -> Option<(usize, usize)> {
            let block = &self.blocks[i];
            let text = block.text.as_str();
            // "V." on a line of its own, its title below it.
            if block.role == Role::Heading
                && text.ends_with('.')
                && let Some((rank, _)) = bare_label(&format!("{text} T"))
            {
                return Some((units + 1 + rank, text.len()));
            }
            // So print has it, right before a paragraph.
            let titled = || {
                let title = self.blocks.get(i + 1).map_or("", |b| b.text.as_str());
                title.starts_with(char::is_uppercase)
                    && title.len() <= LONGEST_HEADING
                    && !title.ends_with(['.', ',', ';', ':'])
                    && self.blocks.get(i + 2).is_some_and(|b| {
                        self.name(&b.text)
                            .is_some_and(|n| n.unit == Unit::Paragraph && !self.quoted[i + 2])
                    })
            };
            if block.role == Role::Plain
                && text.strip_suffix('.').is_some_and(is_inserted_roman)
                && self.law_seen
                && titled()
            {
                return Some((units + 1, text.len()));
            }
            if !matches!(block.role, Role::Plain | Role::Heading)
                || text.len() > LONGEST_HEADING
                || text.ends_with(['.', ',', ';', ':'])
                || self.quoted[i]
                || self.name(text).is_some()
                // A command that quotes what it puts in.
                || block.role == Role::Plain && text.contains(['„', '»'])
            {
                return None;
            }
            let (rank, len) = match bare_label(text) {
                Some(found) => found,
                None if block.role == Role::Heading && self.law_seen => (BARE_LABELS, 0),
                None => return None,
            };
            Some((units + 1 + rank, len))
        };
        let own = unit(index)?;
        if self.marked {
            return Some(own);
        }
        let ends = |i: usize| {
            let before = &self.blocks[i];
            before.role != Role::Plain
                || before.text.ends_with(['.', '!', '?', '“', ')'])
                || unit(i).is_some()
                || self.unit(before).is_some()
        };
        let last = self.blocks.len().min(index + BARE_UNITS);
        let alone =
            self.blocks[index].role == Role::Plain && own.1 == self.blocks[index].text.len();
        let next = if alone {
            index + 2
        } else {
            (index + 1..last).find(|&i| unit(i).is_none())?
        };
        let name = paragraph(next)?;
        // "2. § 5 wird aufgehoben" before an article is a command whose full stop was forgotten.
        let command = own.0 == units + 1 + COUNTED && name.unit == Unit::Article;
        if command && self.blocks[index].role == Role::Plain {
            return None;
        }
        let styled = self.blocks[next].role == Role::Heading;
        (!self.follows_designation(index)
            && (self.law_seen && index.checked_sub(1).is_none_or(ends)
                || !self.law_seen && own.0 < units + 3)
            && !self.quoted[next]
            && self.names_here(next, &name, styled))
        .then_some(own)
    }

    /// Whether a block that begins with a designation names a provision there, rather than
    /// referring to one.
    fn names_here(&self, index: usize, name: &Name, styled: bool) -> bool {
        let text = &self.blocks[index].text;
        let rest = text[name.len..].trim_start();
        let number_fits = match (self.last, name.unit) {
            (_, Unit::Annex | Unit::Formula | Unit::Contents) => true,
            (Some((unit, last)), own) if unit == own => name.number > last,
            _ => true,
        };
        // Forms and tables in annexes name what is elsewhere: "§ 142 StGB".
        let strange = match self.last {
            Some((unit, last)) if unit == name.unit => name.number.0 > last.0 + 1,
            _ => false,
        };
        let foreign = self.in_annex() || is_abbreviation(rest);
        if foreign && name.unit == Unit::Paragraph && !styled && strange {
            return false;
        }
        match name.unit {
            // Before the law an annex is that of a printed paper.
            Unit::Annex if !self.law_seen => false,
            // "Anlage 9" with the mark of a footnote, in the head of a table: "Anlage 912".
            Unit::Annex if !styled && name.number.0 > self.last_annex + MOST_LEFT_OUT => false,
            Unit::Annex => {
                styled || rest.is_empty() || rest.starts_with('(') || self.is_title_like(rest)
            }
            Unit::Formula => rest.is_empty(),
            // Behind "§ 20" the word "Inhalt" is a heading.
            Unit::Contents => rest.is_empty() && !self.follows_designation(index),
            Unit::Paragraph | Unit::Article if styled => true,
            Unit::Paragraph | Unit::Article if rest.is_empty() => {
                number_fits
                    || name.number.0 == 1 && self.last.is_some_and(|(u, _)| u != name.unit)
                    // A draft in the making has a number twice.
                    || name.unit == Unit::Paragraph && !self.in_annex() && self.is_headed(index)
            }
            Unit::Paragraph | Unit::Article => {
                let twice = self.last == Some((name.unit, name.number))
                    && !self.in_annex()
                    && self.is_law(index + 1);
                (number_fits || twice) && self.is_title_like(rest)
            }
        }
    }

    /// Whether a heading and then text of law follow a designation that stands alone.
    fn is_headed(&self, index: usize) -> bool {
        let titled = self.blocks.get(index + 1).is_some_and(|title| {
            let text = title.text.as_str();
            text.starts_with(char::is_uppercase)
                && text.len() <= LONGEST_HEADING
                && !text.ends_with(['.', ':', ';', ','])
                && (title.role == Role::Heading || title.role == Role::Plain && !self.marked)
                && !self.quoted[index + 1]
                && self.name(text).is_none()
                && self.unit(title).is_none()
        });
        titled && self.is_law(index + 2)
    }

    /// Whether a block reads like the first of a provision's text.
    fn is_law(&self, index: usize) -> bool {
        self.blocks.get(index).is_some_and(|first| {
            first.role == Role::Plain
                && !self.quoted[index]
                && (subsection_label(&first.text).is_some()
                    || first.text.ends_with(['.', ':'])
                        && first.text.contains(' ')
                        && first.text.starts_with(char::is_uppercase)
                    || self.blocks.get(index + 1).is_some_and(|item| {
                        Label::of(&item.text).is_some_and(|label| label.is_first())
                    }))
        })
    }

    /// Whether the block before is the designation of a provision and nothing more.
    fn follows_designation(&self, index: usize) -> bool {
        let before = index.checked_sub(1).map(|i| self.blocks[i].text.as_str());
        before.is_some_and(|text| {
            self.name(text).is_some_and(|n| {
                matches!(n.unit, Unit::Paragraph | Unit::Article) && n.len == text.len()
            })
        })
    }

    /// Whether what stands behind a designation can be its heading.
    fn is_title_like(&self, rest: &str) -> bool {
        let mut words = rest.split(' ');
        let word = words.next().unwrap_or_default();
        // "§ 8 Muster und Vordrucke" is a heading, "§ 8 Muster 3" a place.
        let place = self.lexicon.reference_words.contains(word)
            && words.next().is_none_or(|label| {
                label.starts_with(|c: char| c.is_ascii_digit())
                    || label.chars().count() == 1
                    || is_roman(label)
            });
        rest.starts_with(|c: char| c.is_uppercase() || "([-–…".contains(c))
            && rest.len() <= LONGEST_HEADING
            && !rest.ends_with(['.', ';', ',', ':'])
            && !place
    }

    /// The designation that a text begins with.
    fn name(&self, text: &str) -> Option<Name> {
        let words = &self.lexicon.drafts;
        let numbered = |len: usize, unit: Unit| {
            let rest = &text[len..];
            let start = len + rest.len() - rest.trim_start_matches(' ').len();
            let (number, width) = number(&text[start..])?;
            let end = range_end(text, start + width);
            ends_word(text, end).then_some(Name {
                len: end,
                unit,
                number,
            })
        };
        if text.starts_with('§') {
            let len = text.len() - text.trim_start_matches('§').len();
            return numbered(len, Unit::Paragraph);
        }
        if let Some(article) = words.articles.iter().find(|a| {
            text.strip_prefix(a.as_str())
                .is_some_and(|r| r.starts_with(' '))
        }) {
            return numbered(article.len(), Unit::Article);
        }
        let named = |names: &[String]| {
            names
                .iter()
                .filter(|n| text.starts_with(n.as_str()) && ends_word(text, n.len()))
                .map(|n| n.len())
                .max()
        };
        if let Some(len) = named(&self.lexicon.contents_names) {
            return Some(Name {
                len,
                unit: Unit::Contents,
                number: (0, 0),
            });
        }
        if let Some(len) = named(&self.lexicon.formula_names) {
            return Some(Name {
                len,
                unit: Unit::Formula,
                number: (0, 0),
            });
        }
        let len = named(&words.annexes)?;
        numbered(len, Unit::Annex)
            .or_else(|| {
                // "Anlage A", "Anlage IV", "Anlage 2A"
                let rest = text[len..].strip_prefix(' ')?;
                let label = rest.split(' ').next()?;
                let letters = label.trim_start_matches(|c: char| c.is_ascii_digit());
                let letter = letters.len() == 1 && letters.bytes().all(|b| b.is_ascii_uppercase());
                // "Anlage D10a"
                let rest = label.get(1..).unwrap_or_default();
                let lettered = label.starts_with(|c: char| c.is_ascii_uppercase())
                    && number(rest).is_some_and(|(_, width)| width == rest.len());
                (letter || lettered || is_roman(label)).then_some(Name {
                    len: len + 1 + label.len(),
                    unit: Unit::Annex,
                    number: (0, 0),
                })
            })
            .or(Some(Name {
                len,
                unit: Unit::Annex,
                number: (0, 0),
            }))
    }

    /// Rank and length of the name of a unit of the outline that the block is.
    fn unit(&self, block: &Block) -> Option<(usize, usize)> {
        let text = block.text.as_str();
        if block.role == Role::Title
            || text.len() > LONGEST_HEADING
            || text.ends_with(['.', ',', ';', ':'])
        {
            return None;
        }
        let units = &self.lexicon.drafts.outline;
        let rank = |word: &str| units.iter().position(|u| u == word).map(|r| r + 1);
        let mut words = text.split(' ');
        let (first, second) = (words.next()?, words.next().unwrap_or_default());
        // "Teil 2", "Abschnitt IV", "Teil A"
        if let Some(rank) = rank(first) {
            let counted = number(second).is_some_and(|(_, w)| w == second.len())
                || is_roman(second)
                || second.len() == 1 && second.starts_with(|c: char| c.is_ascii_uppercase());
            let styled = block.role == Role::Heading && second.is_empty();
            return (counted || styled)
                .then_some((rank, (first.len() + 1 + second.len()).min(text.len())));
        }
        // "Zweiter Teil", "2. Abschnitt"
        let rank = rank(second)?;
        let ordinal = self
            .lexicon
            .references
            .ordinal(&first.to_lowercase())
            .or(self.lexicon.references.ordinal(first))
            .is_some()
            || first
                .strip_suffix('.')
                .is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()) || is_roman(n));
        ordinal.then_some((rank, first.len() + 1 + second.len()))
    }

    /// Begins a provision and takes its heading, which may stand in the next blocks.
    fn begin(&mut self, index: usize, name: &Name) -> usize {
        let block = &self.blocks[index];
        if name.len == 0 {
            // A closing formula is text from its first word on.
            self.start(Provision {
                designation: self
                    .lexicon
                    .formula_names
                    .get(1)
                    .cloned()
                    .unwrap_or_default(),
                kind: ProvisionKind::Formula,
                ..Provision::default()
            });
            self.text(index);
            return index + 1;
        }
        if name.unit == Unit::Paragraph {
            self.article_to_outline();
        } else if matches!(name.unit, Unit::Article | Unit::Annex) {
            // What stood below another article belongs to the law of that article.
            let framed = self.outline.first().is_some_and(|u| u.0 == ARTICLE_RANK);
            if name.unit == Unit::Annex || framed {
                self.outline.clear();
            }
        }
        let article = self
            .outline
            .first()
            .is_some_and(|(rank, _)| *rank == ARTICLE_RANK);
        if name.unit == Unit::Paragraph
            && name.number == (1, 0)
            && !article
            && self.again.is_none()
            && matches!(self.last, Some((Unit::Paragraph, _)))
        {
            self.again = Some(spaced(&block.text[..name.len]));
        }
        if name.unit == Unit::Annex && name.number.0 > 0 {
            self.last_annex = name.number.0;
        }
        if matches!(name.unit, Unit::Paragraph | Unit::Article) {
            self.law_seen = true;
            // The numbers go on from the last that a draft gives.
            if name.number.0 > 0 {
                self.last = Some((name.unit, name.number));
            }
        }
        let mut designation = spaced(&block.text[..name.len]);
        // "§ 2" of a law inside an article is none of the act that brings the law.
        if name.unit == Unit::Paragraph
            && let Some((ARTICLE_RANK, label)) = self.outline.first()
            && let Some(article) = label.split(' ').nth(1)
        {
            designation = format!("Art {article} {designation}");
        }
        let mut heading = block.text[name.len..]
            .trim_start_matches([' ', ':'])
            .trim()
            .to_owned();
        for dash in ["– ", "- "] {
            heading = heading.strip_prefix(dash).unwrap_or(&heading).to_owned();
        }
        let mut place = block.map.span(Span::new(0, block.text.len()));
        let mut next = index + 1;
        let mut more = usize::from(heading.is_empty());
        if name.unit == Unit::Annex {
            // "(zu § 5)" stands on a line of its own before the title.
            more = match heading.as_str() {
                "" => 2,
                zu if zu.starts_with('(') && zu.ends_with(')') => 1,
                _ => 0,
            };
        }
        if matches!(name.unit, Unit::Formula | Unit::Contents) {
            more = 0;
        }
        while more > 0 && self.is_heading(next) {
            let block = &self.blocks[next];
            if !heading.is_empty() {
                heading.push(' ');
            }
            heading.push_str(&block.text);
            let behind = block.map.span(Span::new(0, block.text.len()));
            place = match (place, behind) {
                (Some(a), Some(b)) if a.start <= b.end => Some(Span::new(a.start, b.end)),
                (own, behind) => own.or(behind),
            };
            next += 1;
            more = if block.text.starts_with('(') && block.text.ends_with(')') {
                more - 1
            } else {
                0
            };
        }
        // The abbreviation of a law that an article brings: "(SGleiG)".
        if name.unit == Unit::Article
            && let Some(behind) = self.blocks.get(next)
            && behind.text.starts_with('(')
            && !self.quoted[next]
            && !names_in(&behind.text).1.is_empty()
        {
            heading = format!("{heading} {}", behind.text);
            next += 1;
        }
        let kind = match name.unit {
            Unit::Contents => ProvisionKind::Contents,
            _ => ProvisionKind::default(),
        };
        self.start(Provision {
            designation,
            heading,
            heading_source: place,
            kind,
            ..Provision::default()
        });
        next
    }

    /// Whether the block can be the heading of the designation before it.
    fn is_heading(&self, index: usize) -> bool {
        let Some(block) = self.blocks.get(index) else {
            return false;
        };
        let text = block.text.as_str();
        let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
        let repealed = &self.lexicon.repeal_notes;
        if self.quoted[index]
            || matches!(block.role, Role::Row | Role::Note | Role::Contents)
            || self.marked && block.role != Role::Heading
            || repealed.iter().any(|note| note.eq_ignore_ascii_case(bare))
            || self.head(index).is_some()
        {
            return false;
        }
        if block.role == Role::Heading {
            return true;
        }
        // "(zu § 5)" is none, whatever follows it.
        let list_follows = !text.starts_with('(')
            && self
                .blocks
                .get(index + 1)
                .is_some_and(|next| Label::of(&next.text).is_some_and(|l| l.is_first()));
        !text.starts_with(['„', '»'])
            && (!text.starts_with('(') || text.contains(')'))
            && Label::of(text).is_none()
            && subsection_label(text).is_none()
            && text.len() <= LONGEST_HEADING
            && !text.ends_with(['.', ':', ';', ','])
            && !list_follows
    }

    /// An article that holds nothing but paragraphs, and their table of contents, is a unit of the
    /// outline.
    fn article_to_outline(&mut self) {
        if self.last.is_none_or(|(unit, _)| unit != Unit::Article) {
            return;
        }
        self.end();
        let provisions = &mut self.statute.provisions;
        let article = provisions
            .iter()
            .rposition(|p| p.kind != ProvisionKind::Contents)
            .filter(|&at| provisions[at].text.is_empty() && !provisions[at].repealed);
        let Some(article) = article.map(|at| provisions.remove(at)) else {
            return;
        };
        let label = format!("{} {}", article.designation, article.heading);
        self.outline.retain(|(rank, _)| *rank != ARTICLE_RANK);
        self.outline
            .insert(0, (ARTICLE_RANK, label.trim().to_owned()));
    }

    /// Enters a unit of the outline; its title may stand in the next block.
    fn enter(&mut self, index: usize, rank: usize, len: usize) -> usize {
        self.end();
        let text = &self.blocks[index].text;
        let mut label = text.clone();
        let mut next = index + 1;
        if len >= text.len() && self.is_heading(next) {
            label = format!("{label} {}", self.blocks[next].text);
            next += 1;
        }
        while self.outline.last().is_some_and(|(r, _)| *r >= rank) {
            self.outline.pop();
        }
        self.outline.push((rank, label));
        next
    }

    fn start(&mut self, mut provision: Provision) {
        self.end();
        if provision.kind != ProvisionKind::Formula {
            provision.outline = self
                .outline
                .iter()
                .map(|(_, label)| label.clone())
                .collect();
        }
        let annex =
            crate::statute::kind_of(&provision.designation, self.lexicon) == ProvisionKind::Annex;
        self.open = Some(Open {
            provision,
            annex,
            ..Open::default()
        });
    }

    fn end(&mut self) {
        if let Some(open) = self.open.take() {
            self.statute.provisions.push(open.finish(self.lexicon));
        }
    }

    /// Whether a block of an annex is an item for certain: its label goes on with an open list, or is the
    /// first of one whose second follows.
    fn counts(&self, index: usize) -> bool {
        let Some(own) = Label::of(&self.blocks[index].text) else {
            return false;
        };
        let Some(open) = self.open.as_ref().filter(|open| !open.parts) else {
            return false;
        };
        open.lists.iter().any(|last| own.is_next(last))
            || own.is_first()
                && (index + 1..self.blocks.len())
                    .take(NEAR)
                    .take_while(|&i| {
                        self.blocks[i].role == Role::Plain
                            && !self.quoted[i]
                            && subsection_label(&self.blocks[i].text).is_none()
                    })
                    .filter_map(|i| Label::of(&self.blocks[i].text))
                    .any(|label| label.is_next(&own))
    }

    /// Text of the provision that is open; before any, it opens one without a name.
    fn text(&mut self, index: usize) {
        let block = &self.blocks[index];
        if self.open.is_none() {
            self.start(Provision::default());
        }
        // What an item holds behind its own list is known by the item that follows it.
        let in_list = self.open.as_ref().is_some_and(|o| !o.lists.is_empty());
        let near = if in_list || Label::alone(&block.text).is_some() {
            NEAR
        } else {
            0
        };
        let near_labels = (index + 1..self.blocks.len())
            .take(near)
            .take_while(|&i| {
                let near = &self.blocks[i];
                matches!(near.role, Role::Plain | Role::Row)
                    && !self.quoted[i]
                    && subsection_label(&near.text).is_none()
                    && self.head(i).is_none()
            })
            .filter(|&i| self.blocks[i].role == Role::Plain)
            .filter_map(|i| Label::of(&self.blocks[i].text));
        let lists = self.open.as_ref().map_or(&[][..], |open| &open.lists);
        let mut next = None;
        for label in near_labels {
            // An inner list may stand before the item that goes on with an open one; a list that
            // begins anew may not.
            let goes_on = lists.iter().any(|last| label.is_next(last));
            let anew = lists.first().is_some_and(|outer| outer.form == label.form);
            if goes_on || next.is_none() {
                next = Some(label);
            }
            if goes_on || anew {
                break;
            }
        }
        // Two labels of one list with nothing between them stand apart from their texts.
        let apart = block.role == Role::Plain
            && Label::alone(&block.text).is_some_and(|own| {
                let behind = self.blocks.get(index + 1).map_or("", |b| b.text.as_str());
                Label::alone(behind).is_some_and(|other| other.is_next(&own))
            });
        let counted = self.in_annex() && self.counts(index);
        let part = block.in_list != InList::Item
            && (self.unit(block).is_some() || bare_label(&block.text).is_some_and(|l| l.0 < 2));
        if let Some(open) = &mut self.open {
            open.parts |= part;
            open.unlabelled |= apart;
            open.apart |= apart;
            open.text(block, self.quoted[index], next.as_ref(), counted);
        }
    }
}

/// The provision whose text is being read.
#[derive(Debug, Default)]
struct Open {
    provision: Provision,
    body: Body,
    annex: bool,
    /// A paragraph is open in the body.
    paragraph: bool,
    table: bool,
    /// Lists that are open: form and last number.
    lists: Vec<Label>,
    /// Where their items were set.
    edges: Vec<Option<Edges>>,
    /// Where the text of the paragraph was set.
    base: Option<Edges>,
    /// Labels stand apart from their texts, so that nobody can tell which item a text is.
    unlabelled: bool,
    /// So they did somewhere in it.
    apart: bool,
    /// An annex has parts, in each of which items are counted anew.
    parts: bool,
    notes: Vec<String>,
    /// Bytes of the label that the next text begins with.
    pending: Option<usize>,
}

impl Open {
    fn text(&mut self, block: &Block, quoted: bool, next: Option<&Label>, counted: bool) {
        if block.role == Role::Row {
            self.row(block, next);
            return;
        }
        self.close_table();
        let text = block.text.as_str();
        let quoting = quoted || text.starts_with(['„', '»']);
        if quoting && self.body.end() > 0 {
            // What a command quotes goes on in the command, on a line of its own.
            self.body.open(Part::Line);
            self.push(block);
            return;
        }
        if subsection_label(text).is_some() {
            self.unlabelled = false;
            self.paragraph(block);
            return;
        }
        if self.unlabelled && self.paragraph {
            self.close_lists(0);
            self.body.open(Part::Spaced);
            self.push(block);
            return;
        }
        if let Some(depth) = self.within(block, next) {
            self.close_lists(depth);
            self.body.open(Part::Spaced);
            self.push(block);
            return;
        }
        let listed = block.in_list == InList::Item;
        if (!self.annex || counted || listed && !self.parts)
            && let Some(label) = Label::of(text)
                .or_else(|| next.and(Label::alone(text)))
                .or_else(|| listed.then(|| Label::roman(text))?)
            && self.item(&label, block.edges)
        {
            self.push(block);
            return;
        }
        // So does what a broken line begins with in the middle of a sentence: "nach", "§ 3 zu laufen".
        let broken = || {
            let end = self.body.last_character();
            (text.starts_with('§') || text.starts_with(char::is_lowercase))
                && end.is_some_and(|c| c.is_alphanumeric() || c == ',')
        };
        // Text behind a list belongs to the Absatz of the list: so gesetze-im-internet.de has it.
        let goes_on = self.paragraph
            && (block.in_list == InList::Behind || !self.lists.is_empty() || broken());
        if goes_on {
            let kept = next
                .and_then(|next| self.lists.iter().rposition(|last| next.is_next(last)))
                .map_or(0, |depth| depth + 1);
            self.close_lists(kept);
            self.body.open(Part::Spaced);
            self.push(block);
        } else {
            self.paragraph(block);
        }
    }

    /// How many of the open lists stay open for a block that goes on with an item: as many as the
    /// format says, or those up to the item whose text was set where the block was.
    fn within(&self, block: &Block, next: Option<&Label>) -> Option<usize> {
        if let InList::Within(outer) = block.in_list {
            let depth = self.lists.len().checked_sub(outer).filter(|n| *n > 0);
            return depth.filter(|_| Label::of(&block.text).is_none());
        }
        let own = block.edges?;
        let labelled = Label::of(&block.text).or_else(|| next.and(Label::alone(&block.text)));
        if labelled.is_some() {
            return None;
        }
        let base = self.base.filter(|base| base.sheet == own.sheet);
        let set_in = |edge: i32| {
            base.is_some_and(|base| !Edges::same(edge, base.text) && !Edges::same(edge, base.first))
        };
        let item = |item: &Option<Edges>| item.filter(|item| item.sheet == own.sheet);
        let below_text = |i: Edges| {
            Edges::same(i.text, own.first)
                && !Edges::same(i.first, i.text)
                && (base.is_none() || set_in(i.text))
        };
        // Where a label stands as far in as that of an outer item, the outer one is the safe guess.
        let below_label = |i: Edges| Edges::same(i.first, own.first) && set_in(i.first);
        let mut items = self.edges.iter();
        let at = self
            .edges
            .iter()
            .rposition(|i| item(i).is_some_and(below_text))
            .or_else(|| items.position(|i| item(i).is_some_and(below_label)))?;
        Some(at + 1)
    }

    /// A paragraph of its own.
    fn paragraph(&mut self, block: &Block) {
        self.close_paragraph();
        self.base = block.edges;
        self.body.open(Part::Paragraph);
        self.paragraph = true;
        self.push(block);
    }

    /// Opens the item that the label belongs to; false where it belongs to no list.
    fn item(&mut self, label: &Label, edges: Option<Edges>) -> bool {
        if let Some(depth) = self.lists.iter().rposition(|l| l.form == label.form) {
            if !label.follows(&self.lists[depth]) {
                return false;
            }
            self.close_lists(depth + 1);
            self.body.close(Part::Item);
            self.lists[depth] = label.clone();
            self.edges[depth] = edges;
        } else {
            if !label.is_first() {
                return false;
            }
            if !self.paragraph {
                self.body.open(Part::Paragraph);
                self.paragraph = true;
            }
            self.body.open(Part::List);
            self.lists.push(label.clone());
            self.edges.push(edges);
        }
        self.body.open(Part::Spaced);
        self.pending = Some(label.len);
        true
    }

    /// A row of a table; one that `next` goes on behind with an open list stands in an item of it.
    fn row(&mut self, block: &Block, next: Option<&Label>) {
        if !self.table {
            match next.and_then(|next| self.lists.iter().rposition(|last| next.is_next(last))) {
                Some(depth) => self.close_lists(depth + 1),
                None => self.close_paragraph(),
            }
            self.body.open(Part::Table);
            self.table = true;
        }
        self.body.open(Part::Row);
        self.push(block);
    }

    fn push(&mut self, block: &Block) {
        if let Some(len) = self.pending.take() {
            let (label, rest) = (Span::new(0, len), Span::new(len, block.text.len()));
            self.body.open(Part::Label);
            self.body
                .push_built(label.of(&block.text), &block.map.slice(label));
            self.body.close(Part::Label);
            self.body.open(Part::Item);
            let own = rest.of(&block.text);
            let start = len + own.len() - own.trim_start().len();
            let rest = Span::new(start, block.text.len());
            self.body
                .push_built(rest.of(&block.text), &block.map.slice(rest));
            return;
        }
        self.body.push_built(&block.text, &block.map);
    }

    fn note(&mut self, block: &Block) {
        self.notes.push(block.text.clone());
    }

    fn close_lists(&mut self, depth: usize) {
        while self.lists.len() > depth {
            self.lists.pop();
            self.edges.pop();
            self.body.close(Part::Item);
            self.body.close(Part::List);
        }
    }

    fn close_paragraph(&mut self) {
        self.close_lists(0);
        if self.paragraph {
            self.body.close(Part::Paragraph);
            self.paragraph = false;
        }
    }

    fn close_table(&mut self) {
        if self.table {
            self.body.close(Part::Table);
            self.table = false;
        }
    }

    fn finish(mut self, lexicon: &Lexicon) -> Provision {
        self.close_table();
        self.close_paragraph();
        let body = self.body.finish();
        let mut provision = self.provision;
        provision.text = body.text;
        provision.subsections = body.subsections;
        provision.footnotes = self.notes;
        provision.source_map = body.source_map;
        if !self.annex && !self.apart {
            split_subsections(&provision.text, &mut provision.subsections);
            for subsection in &mut provision.subsections {
                itemise_run_on(&provision.text, subsection, lexicon);
            }
        }
        provision.complete(lexicon);
        provision
    }
}

/// The forms of the labels of items; items of one list share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// "1."
    Number,
    /// "1)"
    Bracketed,
    /// "IV."
    Roman,
    /// "a)", "aa)": how often the letter stands.
    Letter(usize),
    /// "–", "•"
    Dash,
}

/// The label of an item at the beginning of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    form: Form,
    number: (u32, u32),
    len: usize,
}

impl Label {
    /// The label that a text begins with, if something follows it.
    pub(super) fn of(text: &str) -> Option<Self> {
        let len = text.find(' ')?;
        let label = &text[..len];
        let (form, number) = if matches!(label, "–" | "-" | "—" | "•" | "·" | "▪" | "o") {
            (Form::Dash, (0, 0))
        } else if let Some(digits) = label.strip_suffix('.') {
            (
                Form::Number,
                number(digits).filter(|(_, w)| *w == digits.len())?.0,
            )
        } else {
            let inner = label.strip_suffix(')')?;
            match number(inner) {
                Some((n, width)) if width == inner.len() => (Form::Bracketed, n),
                _ => {
                    let first = inner.chars().next().filter(char::is_ascii_lowercase)?;
                    let same = inner.len() <= 3 && inner.chars().all(|c| c == first);
                    let letter = u32::from(first) - u32::from('a') + 1;
                    same.then_some((Form::Letter(inner.len()), (letter, 0)))?
                }
            }
        };
        (number.0 < 1000).then_some(Self { form, number, len })
    }

    /// The label "IV." of a text that its format says is an item; elsewhere a part begins so.
    fn roman(text: &str) -> Option<Self> {
        let len = text.find(' ')?;
        let numeral = text[..len].strip_suffix('.').filter(|n| is_roman(n))?;
        let value = |c: char| match c {
            'I' => 1,
            'V' => 5,
            'X' => 10,
            'L' => 50,
            _ => 100,
        };
        let values: Vec<i32> = numeral.chars().map(value).collect();
        let signed = (0..values.len()).map(|at| match values.get(at + 1) {
            Some(next) if *next > values[at] => -values[at],
            _ => values[at],
        });
        let number = u32::try_from(signed.sum::<i32>()).ok()?;
        Some(Self {
            form: Form::Roman,
            number: (number, 0),
            len,
        })
    }

    /// The label that a text is, with nothing behind it: its item begins with an inner list.
    pub(super) fn alone(text: &str) -> Option<Self> {
        let label = text.len() <= 6 && !text.contains(' ') && text.ends_with(['.', ')']);
        label.then(|| Self::of(&format!("{text} ")))?
    }

    /// Whether a list can begin with it.
    pub(super) fn is_first(&self) -> bool {
        self.form == Form::Dash || self.number == (1, 0) || self.number == (0, 0)
    }

    /// Whether a list with this label can stand in an item with that: "a)" in "2.".
    pub(super) fn opens_below(label: &str, above: &str) -> bool {
        let (label, above) = (Self::alone(label), Self::alone(above));
        label
            .zip(above)
            .is_some_and(|(label, above)| label.is_first() && label.form != above.form)
    }

    /// Whether it is a dash or a bullet.
    pub(super) fn is_dash(&self) -> bool {
        self.form == Form::Dash
    }

    /// Whether both are of lists of one kind.
    pub(super) fn is_like(&self, other: &Label) -> bool {
        self.form == other.form
    }

    /// Whether it is the very next: "3." or "2a." behind "2.".
    pub(super) fn is_next(&self, last: &Label) -> bool {
        let ((number, letter), (before, behind)) = (self.number, last.number);
        let counts = number == before + 1 && letter == 0;
        let inserted = number == before && letter == behind + 1;
        self.form == last.form && self.form != Form::Dash && (counts || inserted)
    }

    /// Whether it can be the next of a list; drafts leave numbers out.
    fn follows(&self, last: &Label) -> bool {
        self.form == Form::Dash || self.number > last.number
    }
}

/// "12a" as ((12, 1), 3): number with letter, and its bytes.
fn number(text: &str) -> Option<((u32, u32), usize)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let value = text.get(..digits)?.parse::<u32>().ok()?;
    if digits > 5 {
        return None;
    }
    let letters = text[digits..]
        .bytes()
        .take_while(u8::is_ascii_lowercase)
        .count();
    let letter = match &text.as_bytes()[digits..digits + letters] {
        [] => 0,
        [a] => u32::from(a - b'a') + 1,
        [a, b] => (u32::from(a - b'a') + 1) * 27 + u32::from(b - b'a') + 1,
        _ => return None,
    };
    Some(((value, letter), digits + letters))
}

/// Whether a text is the abbreviation of a statute and nothing more: "StGB".
fn is_abbreviation(text: &str) -> bool {
    text.len() <= 12
        && text.starts_with(char::is_uppercase)
        && text.chars().all(char::is_alphabetic)
        && text.chars().filter(|c| c.is_uppercase()).count() > 1
}

/// Whether a line is a paragraph whose number is still open: "§ ...", "§ XX", "§ [ ]".
pub(super) fn is_placeholder(line: &str) -> bool {
    let Some(number) = line.strip_prefix('§').map(str::trim) else {
        return false;
    };
    let open = |c: char| matches!(c, '.' | '…' | 'X' | 'x' | '_' | '[' | ']' | ' ' | '?');
    number.chars().any(|c| !matches!(c, '[' | ']' | ' '))
        && number.chars().all(open)
        && number.len() <= 12
}

/// A designation as the law prints it: "§ 3" for "§3".
fn spaced(designation: &str) -> String {
    let number = designation.trim_start_matches('§');
    let signs = &designation[..designation.len() - number.len()];
    if signs.is_empty() || number.starts_with(' ') {
        return designation.to_owned();
    }
    format!("{signs} {number}")
}

/// The end of a range or pair of numbers: "3 bis 6", "3 und 4", "3 – 6".
fn range_end(text: &str, from: usize) -> usize {
    let mut end = from;
    while let Some(width) = [" bis ", " und ", " – ", " - ", "–", "-", ", "]
        .iter()
        .find_map(|joint| {
            let rest = text[end..].strip_prefix(joint)?;
            number(rest).map(|(_, width)| joint.len() + width)
        })
    {
        end += width;
    }
    end
}

/// Rank of a unit of the outline that has a number alone: "3. Fahrerlaubnis".
const COUNTED: usize = 2;

/// Rank and length of the label of a unit of the outline that no word names: "II. Register",
/// "B. Verfahren", "3. Fahrerlaubnis".
fn bare_label(text: &str) -> Option<(usize, usize)> {
    let (label, rest) = text.split_once(". ")?;
    let letter = label.len() == 1 && label.starts_with(|c: char| c.is_ascii_uppercase());
    let rank = if letter && !matches!(label, "I" | "V" | "X") {
        1
    } else if is_inserted_roman(label) {
        0
    } else if label.len() <= 2 && label.bytes().all(|b| b.is_ascii_digit()) && !label.is_empty() {
        COUNTED
    } else {
        return None;
    };
    rest.starts_with(char::is_uppercase)
        .then_some((rank, label.len() + 1))
}

fn ends_word(text: &str, at: usize) -> bool {
    text.get(at..)
        .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-'))
}

/// "VI", or "VIa" that was put behind it.
fn is_inserted_roman(text: &str) -> bool {
    is_roman(
        text.strip_suffix(|c: char| c.is_ascii_lowercase())
            .unwrap_or(text),
    )
}

fn is_roman(text: &str) -> bool {
    !text.is_empty() && text.len() <= 7 && text.bytes().all(|b| b"IVXLC".contains(&b))
}
