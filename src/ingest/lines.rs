//! Lines become blocks: for plain text and for whatever yields lines of a printed page.
//!
//! In go lines in reading order, out come the blocks of a draft: lines that a page has broken are
//! joined again, words that were hyphenated at a line's end are made whole ("Umsatz-", "steuer", but
//! not "Bund-", "und Länder"), page numbers are left out. A line opens a block where an empty line
//! stands before it, where it begins with a label or designation that can stand there, or where the
//! line before it was not full. Where a text sets off its Absätze by empty lines, these say it, and
//! widths do not matter ([`Gaps`]).

use super::body::subsection_label;
use super::draft::{Block, Edges, Label, Role, is_placeholder};
use super::gaps::{Gaps, Kind, Lists, Open, Part, awaits_number, is_range, unquoted, untabbed};
use super::pdf::in_brackets;
use crate::statute::{Lexicon, Span, TextBuilder};

/// A line and what is known of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line<'t> {
    /// Its text, without the line break.
    pub text: &'t str,
    /// Where it stands in the source, if that is to be remembered.
    pub source: Option<Span>,
    /// A block begins here for certain: an empty line or a gap stands before it.
    pub begins: bool,
    /// A page ends here; the line itself is empty.
    pub page: bool,
    /// What the format knows of it; lines with a role of their own are never joined.
    pub role: Role,
}

/// Widest line of a text that was broken by hand or by a page, in characters.
const WIDEST: usize = 140;

/// Joins lines to blocks.
pub fn blocks(lines: &[Line<'_>], lexicon: &Lexicon) -> Vec<Block> {
    let lines = apart(lines);
    let lines = lines.as_slice();
    let mut widths: Vec<usize> = lines
        .iter()
        .map(|l| l.text.trim().chars().count())
        .filter(|w| *w > 0)
        .collect();
    widths.sort_unstable();
    let width = widths.get(widths.len() * 9 / 10).copied().unwrap_or(0);
    let hanging = hangs(lines);
    let below_text = hangs_below_text(lines);
    let broken = width <= WIDEST && wraps(lines, width);
    let gaps = Gaps::of(lines, lexicon);
    let mut blocks = Vec::new();
    let mut builder = TextBuilder::default();
    let mut role = Role::Plain;
    let mut last: Option<&str> = None;
    let (mut gap, mut page, mut cut_word) = (false, false, false);
    // The block is the heading of the paragraph that the line before it names.
    let mut heading = false;
    // The block is an item, whose label stands so far from the edge.
    let mut item: Option<(Label, usize)> = None;
    // The line before is a label and nothing more: "1."
    let mut label_alone = false;
    // What the block is, where it stands, and whether its paragraph has an Absatz with a number.
    let (mut kind, mut part, mut labelled) = (Kind::default(), Part::default(), false);
    let mut lists = Lists::default();
    // Where the block was set, and how many lines and pages there have been.
    let mut edges: Option<Edges> = None;
    let (mut own_lines, mut pages) = (0usize, 0u32);
    for (index, line) in lines.iter().enumerate() {
        let text = line.text.trim();
        page |= line.page;
        pages += u32::from(line.page);
        if text.is_empty() {
            gap = true;
            continue;
        }
        if is_page_number(text, gap, lines.get(index + 1)) {
            page = true;
            continue;
        }
        let begins = match last {
            None => true,
            Some(_) if line.role != Role::Plain || role != Role::Plain => true,
            // Its number follows.
            Some(before) if before.ends_with('§') => false,
            // What a label stands before, alone on its line.
            Some(_) if label_alone => label_of(text).is_some(),
            Some(_) if line.begins => true,
            // The rest of a word that was hyphenated, or of a date.
            Some(_) if cut_word => false,
            Some(before) if !gap && date_goes_on(before, text, lexicon) => false,
            // Nor does the number of a unit stand alone.
            Some(before)
                if !gap
                    && own_lines == 1
                    && awaits_number(before, lexicon)
                    && text.starts_with(|c: char| c.is_ascii_digit()) =>
            {
                false
            }
            // Empty lines say it.
            Some(before)
                if !page
                    && let Some(begins) = gaps.begins(
                        &untabbed(text),
                        &Open {
                            before,
                            text: builder.as_str(),
                            kind,
                            part,
                            lists: &lists,
                        },
                        gap,
                        &lines[index + 1..],
                        lexicon,
                    ) =>
            {
                begins
            }
            // A line that ends in the middle of a sentence goes on, however short it is.
            Some(before)
                if !gap
                    && !page
                    && leads_on(&untabbed(text), before, kind, part, labelled, lexicon) =>
            {
                false
            }
            Some(_) if !broken => true,
            // Whatever stands before the page's end, the law goes on with a new part.
            Some(before) if page && begins_part(text, before, width, lexicon) => true,
            // Whatever stands further out than the text of the item is none of it.
            Some(before)
                if below_text
                    && item
                        .as_ref()
                        .is_some_and(|(_, edge)| indent(line.text) <= *edge)
                    && !hyphen_ends(before) =>
            {
                true
            }
            // A page, and so an empty line, ends in the middle of a sentence.
            Some(before)
                if page
                    && goes_on(before)
                    && !is_bare(before)
                    && !heading
                    && !(before.ends_with(',') && label_of(text).is_some()) =>
            {
                false
            }
            // An item begins, and does not go on: "b) das Bild" for all that is in lower case.
            Some(before)
                if gap
                    && !page
                    && label_of(text).is_some()
                    && !lexicon.leads_on(before.rsplit(' ').next().unwrap_or_default()) =>
            {
                true
            }
            // Behind an item that needed no further line, its list is over.
            Some(before) if gap && item.is_some() && !page => {
                !(goes_on(before) && text.starts_with(char::is_lowercase))
                    || before.ends_with(',')
                    || !is_full(before, width)
            }
            Some(before) if gap => !(goes_on(before) && text.starts_with(char::is_lowercase)),
            // The heading of a paragraph goes on where its next word had no room.
            Some(before) if heading => {
                let behind = lines[index + 1..]
                    .iter()
                    .map(|l| l.text.trim())
                    .find(|l| !l.is_empty());
                // Bold type is wider; what stands between a heading and "(1)" is no Absatz.
                let rest = is_full(before, width)
                    && goes_on(text)
                    && behind.and_then(subsection_label) == Some("(1)");
                // "… bei der" is no heading yet.
                let last = before.rsplit(' ').next().unwrap_or_default();
                let unfinished = last.starts_with(char::is_lowercase)
                    && last.ends_with(char::is_alphabetic)
                    && !before.ends_with(')');
                let deliberate = fits(before, text, width)
                    && !text.starts_with(char::is_lowercase)
                    && !rest
                    && !unfinished;
                deliberate || subsection_label(text).is_some() || is_bare(text)
            }
            // So it is where a line stands further out than the label of the item.
            Some(before)
                if item.as_ref().is_some_and(|(label, edge)| {
                    let edge = *edge;
                    let own = indent(line.text);
                    let next = || Label::of(text).is_some_and(|next| next.is_next(label));
                    own < edge && (hanging || before.ends_with(['.', ',', ';']))
                        || own == edge && edge > 0 && hanging && next()
                }) && !lexicon
                    .reference_words
                    .contains(before.rsplit(' ').next().unwrap_or_default()) =>
            {
                true
            }
            Some(before) => {
                opens(text, before, width, lexicon)
                    || begins_list(text, before, &lines[index + 1..], lexicon)
            }
        };
        label_alone = begins && Label::alone(text).is_some();
        if begins {
            item = label_of(text).map(|label| (label, indent(line.text)));
            let named = last.is_some_and(is_bare) && !is_bare(text);
            heading = named || is_headed(text, lexicon);
        }
        // "§" and its number may stand on two lines.
        let named = last.filter(|before| own_lines == 1 && awaits_number(before, lexicon));
        if begins || named.is_some() {
            let opening = match named.filter(|_| !begins) {
                Some(before) => format!("{before} {text}").into(),
                None => untabbed(text),
            };
            let before = last.map(|_| kind).filter(|_| begins);
            kind = Kind::of(&opening, before, lexicon);
            part = part.behind(&opening, kind, lexicon);
            let label = subsection_label(&opening);
            if label.is_some() || matches!(kind, Kind::Designation | Kind::Heading) {
                lists.clear();
                labelled = label.is_some();
            }
            if let Some(label) = label_of(&opening) {
                lists.take(&label);
            }
        }
        if begins {
            push(&mut blocks, &mut builder, role, edges);
            role = line.role;
            edges = below_text.then(|| set(line.text, pages));
            own_lines = 0;
        } else if !builder.as_str().is_empty() && !cut_word && !hyphenated(builder.as_str(), text) {
            builder.space();
        }
        own_lines += 1;
        if own_lines == 2
            && let Some(edges) = edges.as_mut().filter(|e| e.sheet.0 == pages)
        {
            edges.text = share(indent(line.text));
        }
        let next = lines.get(index + 1).map_or("", |l| l.text.trim());
        let cut = cut_hyphen(text, next, lexicon);
        let lead = line.text.len() - line.text.trim_start().len();
        let source = line
            .source
            .filter(|s| s.len() == line.text.len())
            .map(|s| Span::new(s.start + lead, s.start + lead + cut.len()));
        builder.push_from(cut, source);
        cut_word = cut.len() < text.len();
        last = Some(text);
        (gap, page) = (false, false);
    }
    push(&mut blocks, &mut builder, role, edges);
    blocks
}

fn push(blocks: &mut Vec<Block>, builder: &mut TextBuilder, role: Role, edges: Option<Edges>) {
    let mut block = Block::new(std::mem::take(builder), role);
    block.edges = edges;
    if !block.text.is_empty() {
        blocks.push(block);
    }
}

/// A line without its hyphen, where the next goes on with the same word.
fn cut_hyphen<'t>(text: &'t str, next: &str, lexicon: &Lexicon) -> &'t str {
    let Some(stem) = text.strip_suffix(['-', '\u{ad}']) else {
        return text;
    };
    let word = next.split(' ').next().unwrap_or_default();
    let joins = stem.ends_with(char::is_alphabetic)
        && word.starts_with(char::is_lowercase)
        && !lexicon
            .chain_words
            .contains(word.trim_end_matches([',', '.']));
    if joins { stem } else { text }
}

/// Whether a word goes on without white space: its hyphen was cut, or it stands before a capital.
fn hyphenated(built: &str, next: &str) -> bool {
    built.ends_with('-') && !built.ends_with(" -") && next.starts_with(char::is_uppercase)
}

/// Whether a page or a hand has broken lines: one that is full goes on in the next in the middle of
/// a sentence. Otherwise each line is a paragraph, however long it is.
fn wraps(lines: &[Line<'_>], width: usize) -> bool {
    lines.windows(2).any(|pair| {
        let (before, next) = (pair[0].text.trim(), pair[1].text.trim());
        let last = before.rsplit(' ').next().unwrap_or_default();
        let cut = before.ends_with(['-', '\u{ad}']) || last.starts_with(char::is_lowercase);
        let lower = next.starts_with(char::is_lowercase);
        is_full(before, width)
            && goes_on(before)
            && Label::of(next).is_none()
            && (lower && Label::of(before).is_none()
                || cut && next.starts_with(char::is_alphabetic)
                || cut && next.starts_with('§') && !is_bare(next))
    })
}

/// The same lines, labels that stand close to their words on lines of their own: "10.Familienname"
/// behind "9. …", where a tab stop left no room.
fn apart<'t>(lines: &[Line<'t>]) -> Vec<Line<'t>> {
    let mut apart = Vec::with_capacity(lines.len());
    let mut last: Option<Label> = None;
    for line in lines {
        let lead = line.text.len() - line.text.trim_start().len();
        let text = line.text.trim_start();
        let glued = text
            .find(['.', ')'])
            .map(|at| at + 1)
            .filter(|at| *at <= 4 && text.starts_with(|c: char| c.is_ascii_digit()))
            .filter(|at| text[*at..].starts_with(|c: char| c.is_alphabetic() || c == '('))
            .and_then(|at| Some((at, Label::alone(&text[..at])?)))
            .filter(|(_, label)| last.as_ref().is_some_and(|last| label.is_next(last)));
        let (before, behind) = match glued {
            Some((at, label)) => {
                last = Some(label);
                let at = lead + at;
                let part = |from: usize, to: usize| Line {
                    text: &line.text[from..to],
                    source: line
                        .source
                        .filter(|s| s.len() == line.text.len())
                        .map(|s| Span::new(s.start + from, s.start + to)),
                    ..line.clone()
                };
                let mut behind = part(at, line.text.len());
                behind.begins = false;
                (part(0, at), Some(behind))
            }
            None => {
                let counted = text.starts_with(|c: char| c.is_ascii_digit());
                if let Some(label) = label_of(text.trim_end()).filter(|_| counted) {
                    last = Some(label);
                }
                (line.clone(), None)
            }
        };
        apart.push(before);
        apart.extend(behind);
    }
    apart
}

/// Where the text of a line begins that stands behind a label and a gap.
fn text_edge(line: &str) -> Option<usize> {
    let edge = indent(line);
    let label = Label::of(line.trim()).map(|_| line.trim().split(' ').next())??;
    let rest = line.trim_start().strip_prefix(label)?;
    let gap = indent(rest);
    (gap >= 2).then(|| edge + label.chars().count() + gap)
}

/// Whether the further lines of an item stand below its text, set in behind its label.
fn hangs_below_text(lines: &[Line<'_>]) -> bool {
    let (mut below, mut lazy) = (0usize, 0usize);
    for pair in lines.windows(2) {
        let (before, next) = (pair[0].text, pair[1].text);
        let Some(edge) = text_edge(before) else {
            continue;
        };
        if next.trim().is_empty()
            || !goes_on(before.trim_end())
            || label_of(next.trim()).is_some()
            || subsection_label(next.trim()).is_some()
        {
            continue;
        }
        *(if indent(next) == edge {
            &mut below
        } else {
            &mut lazy
        }) += 1;
    }
    below > lazy * 4
}

/// Columns as a share of the size of type, which is twice as high as it is wide.
fn share(columns: usize) -> i32 {
    i32::try_from(columns).unwrap_or(0).saturating_mul(50)
}

fn set(line: &str, pages: u32) -> Edges {
    let edge = indent(line);
    Edges {
        first: share(edge),
        text: share(text_edge(line).unwrap_or(edge)),
        sheet: (pages, 0),
    }
}

fn hyphen_ends(line: &str) -> bool {
    line.strip_suffix('-')
        .is_some_and(|stem| stem.ends_with(char::is_alphabetic))
}

fn indent(line: &str) -> usize {
    line.chars().take_while(|c| c.is_whitespace()).count()
}

/// The label that a line begins with, or is.
pub(super) fn label_of(line: &str) -> Option<Label> {
    let line = untabbed(line);
    Label::of(&line).or_else(|| Label::alone(&line))
}

/// Whether the further lines of an item stand as far in as its label, so that a line further out is
/// none of them.
fn hangs(lines: &[Line<'_>]) -> bool {
    let (mut hanging, mut lazy) = (0usize, 0usize);
    for pair in lines.windows(2) {
        let (before, next) = (pair[0].text, pair[1].text);
        let edge = indent(before);
        if edge > 0
            && !next.trim().is_empty()
            && Label::of(before.trim()).is_some()
            && goes_on(before.trim_end())
            && label_of(next.trim()).is_none()
        {
            *(if indent(next) >= edge {
                &mut hanging
            } else {
                &mut lazy
            }) += 1;
        }
    }
    hanging > lazy
}

/// How many lines the first item of a list may have.
const LONGEST_ITEM: usize = 15;

/// Whether a line begins a list, though the line before it ends in the middle of a sentence: the
/// label is the first of its kind, and the second follows.
pub(super) fn begins_list(
    text: &str,
    before: &str,
    behind: &[Line<'_>],
    lexicon: &Lexicon,
) -> bool {
    let last = before.rsplit(' ').next().unwrap_or_default();
    let Some(first) = label_of(text).filter(Label::is_first) else {
        return false;
    };
    let word = text.split(' ').nth(1).unwrap_or_default();
    !lexicon.reference_words.contains(last)
        && !lexicon.months.contains(word)
        && behind
            .iter()
            .map(|line| line.text.trim())
            .take(LONGEST_ITEM)
            .take_while(|line| subsection_label(line).is_none() && !is_bare(line))
            .any(|line| label_of(line).is_some_and(|second| second.is_next(&first)))
}

/// Whether a line goes on with the one before it in the middle of a sentence: that ends with a word
/// that none can end with, or stands in an Absatz and has no full stop.
fn leads_on(
    text: &str,
    before: &str,
    kind: Kind,
    part: Part,
    labelled: bool,
    lexicon: &Lexicon,
) -> bool {
    let last = before.rsplit(' ').next().unwrap_or_default();
    let names = is_bare(text)
        || is_range(text, lexicon)
        || is_headed(text, lexicon)
        || is_named(text, lexicon);
    // A form of an annex has fields behind "der".
    if part != Part::Law
        || !goes_on(before)
        || names
        || subsection_label(text).is_some()
        || label_of(text).is_some()
        || unquoted(text) != text
    {
        return false;
    }
    // Rows of a table begin with a number, and what names several paragraphs with their sign.
    let plain = !text.starts_with(|c: char| c.is_ascii_digit() || c == '§');
    subsection_label(before) == Some(before)
        || lexicon.leads_on(last)
        || plain && labelled && kind == Kind::Text
}

/// Whether a line goes on with a date: "18.", "September".
fn date_goes_on(before: &str, text: &str, lexicon: &Lexicon) -> bool {
    let last = before.rsplit(' ').next().unwrap_or_default();
    let word = text.split(' ').next().unwrap_or_default();
    last.strip_suffix('.')
        .is_some_and(|day| (1..=2).contains(&day.len()) && day.bytes().all(|b| b.is_ascii_digit()))
        && lexicon.months.contains(word)
}

pub(super) fn goes_on(before: &str) -> bool {
    !before.ends_with(['.', ':', ';', '!', '?', '“'])
}

/// Whether the first line of a page begins a provision, a unit, an Absatz or an item, and is not the
/// rest of a sentence: "nach", "§ 3 Absatz 1 zu laufen".
fn begins_part(text: &str, before: &str, width: usize, lexicon: &Lexicon) -> bool {
    let last = before.rsplit(' ').next().unwrap_or_default();
    if before.ends_with('§') || lexicon.reference_words.contains(last) {
        return false;
    }
    // What has been said needs no further line.
    let closed = !goes_on(before)
        || !is_full(before, width)
        || before.ends_with(['–', '-']) && last.chars().count() == 1
        || last.ends_with(')') && before.contains(" (");
    if let Some(label) = subsection_label(text) {
        let rest = text[label.len()..].trim_start();
        return closed || rest.starts_with(char::is_uppercase);
    }
    if is_bare(text) {
        return true;
    }
    if label_of(text).is_some() && !in_brackets(text, before) {
        let word = text.split(' ').nth(1).unwrap_or_default();
        let separated = closed || before.ends_with(',') || lexicon.chain_words.contains(last);
        return separated && !lexicon.months.contains(word);
    }
    closed && (is_headed(text, lexicon) || is_named(text, lexicon))
}

/// Whether a line names an article, an annex or a unit of the outline, and at most its heading:
/// "Artikel 2", "Anlage 1 (zu § 3)", "Abschnitt 2 Verfahren", "Dritter Teil".
pub(super) fn is_named(line: &str, lexicon: &Lexicon) -> bool {
    let words = &lexicon.drafts;
    let word = |at: usize| line.split(' ').nth(at).unwrap_or_default();
    let known = |list: &[String], at: usize| list.iter().any(|name| name == word(at));
    let (rest, labelled) = if known(&words.outline, 1) {
        (
            2,
            word(0).ends_with('.') || word(0).starts_with(char::is_uppercase),
        )
    } else if known(&words.articles, 0) || known(&words.annexes, 0) || known(&words.outline, 0) {
        (2, true)
    } else {
        (0, false)
    };
    let next = word(rest);
    labelled
        && line.chars().count() <= WIDEST
        && !line.ends_with(['.', ',', ';', ':'])
        && (next.is_empty() || next.starts_with(|c: char| c.is_uppercase() || c == '('))
        && !lexicon.reference_words.contains(next)
}

/// Whether a line is so long that a paragraph may go on in the next.
fn is_full(line: &str, width: usize) -> bool {
    line.chars().count() * 10 >= width * 6
}

/// Whether the first word of the next line would have had room in this one.
fn fits(line: &str, next: &str, width: usize) -> bool {
    let word = next.split(' ').next().unwrap_or_default();
    line.chars().count() + 1 + word.chars().count() <= width
}

/// Whether a line is the name of a paragraph or article and nothing more.
pub(super) fn is_bare(line: &str) -> bool {
    let number = |text: &str| {
        let text = text.trim_start();
        let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
        digits.len() < text.len()
            && digits.len() <= 2
            && digits.bytes().all(|b| b.is_ascii_lowercase())
    };
    line.strip_prefix('§').is_some_and(number) || is_placeholder(line)
}

/// Whether a line is the name of a paragraph and its heading: "§ 3 Frist".
pub(super) fn is_headed(line: &str, lexicon: &Lexicon) -> bool {
    let Some((number, title)) = line
        .strip_prefix('§')
        .and_then(|rest| rest.trim_start().split_once(' '))
    else {
        return false;
    };
    number.starts_with(|c: char| c.is_ascii_digit())
        && number.bytes().all(|b| b.is_ascii_alphanumeric())
        && title.starts_with(char::is_uppercase)
        && !lexicon
            .reference_words
            .contains(title.split(' ').next().unwrap_or_default())
        && goes_on(title)
}

/// Whether a line opens a block although no empty line stands before it.
fn opens(text: &str, before: &str, width: usize, lexicon: &Lexicon) -> bool {
    let full = is_full(before, width);
    let ended = !goes_on(before);
    let word = |at: usize| text.split(' ').nth(at).unwrap_or_default();
    if let Some(label) = subsection_label(text) {
        let last = before.rsplit(' ').next().unwrap_or_default();
        let sentence = text[label.len()..]
            .trim_start()
            .starts_with(char::is_uppercase)
            && !lexicon.reference_words.contains(last);
        return ended || !full || sentence;
    }
    // Whatever went on behind it would have stood on the same line.
    if is_bare(text)
        || is_range(text, lexicon)
        || lexicon.is_act_date(text)
        || lexicon.contents_names.iter().any(|name| name == text)
        || ended && lexicon.drafts.explanations.iter().any(|name| name == text)
    {
        return true;
    }
    // A sentence ended long before the edge: somebody broke the line on purpose.
    if ended && fits(before, text, width * 4 / 5) {
        return true;
    }
    if label_of(text).is_some() && !in_brackets(text, before) {
        let last = before.rsplit(' ').next().unwrap_or_default();
        let separated =
            ended || before.ends_with(',') || lexicon.chain_words.contains(last) || !full;
        return separated && !lexicon.months.contains(word(1));
    }
    let named = text.starts_with('§')
        || lexicon.drafts.articles.iter().any(|a| word(0) == a)
        || lexicon.drafts.annexes.iter().any(|a| word(0) == a)
        || lexicon
            .drafts
            .outline
            .iter()
            .any(|u| word(0) == u || word(1) == u);
    if named && (ended || !full) {
        return true;
    }
    // A full line goes on in the next, a short one ends its block.
    !full
}

/// "3", "- 3 -", "Seite 3 von 9" alone between pages.
fn is_page_number(text: &str, gap: bool, next: Option<&Line<'_>>) -> bool {
    let bare = text.trim_matches(|c: char| c == '-' || c == '–' || c == ' ');
    let alone = gap && next.is_none_or(|n| n.text.trim().is_empty() || n.begins);
    let numbered = !bare.is_empty() && bare.len() <= 4 && bare.bytes().all(|b| b.is_ascii_digit());
    alone && numbered
}
