//! Placed characters become the paragraphs of a text.
//!
//! In go pages of characters with their places, out come paragraphs in reading order: columns one
//! after the other, running heads and page numbers left out, footnotes apart, words made whole that
//! were hyphenated at the end of a line. A paragraph ends where the first word of the next line would
//! have fitted on the line, for then somebody broke it on purpose. It knows nothing of §§; what a
//! paragraph means is decided by whoever reads drafts of any format.

use std::collections::{BTreeMap, HashSet};

use super::glyphs::Page;
use super::quality::Print;
use crate::ingest::draft::Edges;
use crate::statute::Lexicon;

/// A paragraph as it was printed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Paragraph {
    /// Its text on one line.
    pub text: String,
    /// Whether it is a footnote.
    pub note: bool,
    /// Whether it is a line of a table of contents.
    pub contents: bool,
    /// The page that it begins on.
    pub page: u32,
    /// Where it was set.
    pub edges: Edges,
}

/// A line, or the part of it that stands in one column.
#[derive(Debug, Clone, Default)]
struct Line {
    text: String,
    left: i32,
    right: i32,
    y: i32,
    size: i32,
    page: u32,
    height: i32,
    /// Edges of the column: where lines begin and end.
    column: (i32, i32),
    /// Width of its first word.
    word: i32,
    /// Where the word behind its first begins.
    behind: Option<i32>,
    /// Its first word stands apart, as a label before a tab stop does.
    hangs: bool,
    /// A wide gap stands in it, as in the row of a table.
    row: bool,
    note: bool,
}

#[derive(Debug, Clone, Copy)]
struct Glyph {
    left: i32,
    right: i32,
    y: i32,
    size: i32,
    character: char,
}

/// Reads pages into paragraphs.
pub fn paragraphs(pages: &[Page], print: &Print, lexicon: &Lexicon) -> Vec<Paragraph> {
    let mut by_page: Vec<Vec<Line>> = pages.iter().map(page_lines).collect();
    leave_out_page_lines(&mut by_page, print);
    by_page.iter_mut().for_each(|lines| set_columns(lines));
    let body = body_size(&by_page);
    for lines in &mut by_page {
        mark_notes(lines, body);
    }
    let lines: Vec<Line> = by_page.into_iter().flatten().collect();
    let mut paragraphs = join(&lines, lexicon);
    mark_contents(&mut paragraphs, lexicon);
    paragraphs
}

/// A table of contents names provisions with their headings on one line; it ends where a designation
/// stands alone, and what leads to that (Teil, Abschnitt) belongs to the law again.
fn mark_contents(paragraphs: &mut [Paragraph], lexicon: &Lexicon) {
    let entry = |text: &str| {
        let words: Vec<&str> = text.split(' ').collect();
        let number = words
            .get(1)
            .is_some_and(|w| w.starts_with(|c: char| c.is_ascii_digit()));
        let named = matches!(words[0], "§" | "Artikel" | "Anlage" | "Anhang");
        named && number || words[0].starts_with('§') && words[0].len() > 2
    };
    let mut at = 0;
    while at < paragraphs.len() {
        let alone = |p: &Paragraph| is_designation(&p.text) && entry(&p.text);
        // Behind a designation "Inhalt" is the heading of a provision.
        let opens = lexicon.contents_names.contains(&paragraphs[at].text)
            && !(at > 0 && alone(&paragraphs[at - 1]));
        at += 1;
        if !opens {
            continue;
        }
        let until = paragraphs[at..]
            .iter()
            .position(alone)
            .map_or(at, |i| at + i);
        let last = paragraphs[at..until].iter().rposition(|p| entry(&p.text));
        if let Some(last) = last {
            paragraphs[at..=at + last]
                .iter_mut()
                .for_each(|p| p.contents = true);
        }
        at = until;
    }
}

/// The lines of a page in reading order.
fn page_lines(page: &Page) -> Vec<Line> {
    let rows = rows(page);
    let gutter = gutter(&rows, page.size.0);
    let mut lines = Vec::new();
    let mut columns: [Vec<Vec<Glyph>>; 2] = Default::default();
    let flush = |columns: &mut [Vec<Vec<Glyph>>; 2], lines: &mut Vec<Line>| {
        for column in columns {
            place(std::mem::take(column), page, lines);
        }
    };
    let mut whole = Vec::new();
    for row in rows {
        let Some(gutter) = gutter else {
            whole.push(row);
            continue;
        };
        if crosses(&row, gutter) {
            flush(&mut columns, &mut lines);
            whole.push(row);
            continue;
        }
        place(std::mem::take(&mut whole), page, &mut lines);
        let (left, right): (Vec<_>, Vec<_>) = row.into_iter().partition(|g| g.right <= gutter);
        for (part, column) in [left, right].into_iter().zip(&mut columns) {
            if !part.is_empty() {
                column.push(part);
            }
        }
    }
    flush(&mut columns, &mut lines);
    place(whole, page, &mut lines);
    lines
}

/// Puts the rows of one column behind the lines.
fn place(rows: Vec<Vec<Glyph>>, page: &Page, lines: &mut Vec<Line>) {
    let mut own: Vec<Line> = rows.iter().filter_map(|row| line(row, page)).collect();
    let left = own.iter().map(|l| l.left).min().unwrap_or(0);
    let right = own.iter().map(|l| l.right).max().unwrap_or(0);
    for line in &mut own {
        line.column = (left, right);
    }
    lines.append(&mut own);
}

/// Heads and feet may be wider than the text; without them its columns have their true edges.
fn set_columns(lines: &mut [Line]) {
    let mut edges: BTreeMap<(i32, i32), (i32, i32)> = BTreeMap::new();
    for line in lines.iter() {
        let edge = edges.entry(line.column).or_insert((line.left, line.right));
        *edge = (edge.0.min(line.left), edge.1.max(line.right));
    }
    for line in lines {
        line.column = edges[&line.column];
    }
}

/// Characters by baseline, from top to bottom, each row from left to right.
fn rows(page: &Page) -> Vec<Vec<Glyph>> {
    let mut turns = [0usize; 4];
    for run in &page.runs {
        turns[usize::from(run.turn % 4)] += run.places.len();
    }
    let turn = (0..4u8)
        .max_by_key(|t| (turns[usize::from(*t)], 4 - t))
        .unwrap_or(0);
    let mut runs: Vec<_> = page.runs.iter().filter(|r| r.turn % 4 == turn).collect();
    runs.sort_by_key(|run| run.y);
    let mut rows: Vec<(i32, i32, Vec<Glyph>)> = Vec::new();
    for run in runs {
        let glyphs = run
            .text
            .chars()
            .zip(&run.places)
            .map(|(character, place)| Glyph {
                left: place.0,
                right: place.0.saturating_add(place.1.max(0)),
                y: run.y,
                size: run.size,
                character,
            });
        match rows.last_mut() {
            Some((y, size, row))
                if run.y.abs_diff(*y) * 100 <= run.size.max(*size).unsigned_abs() * 45 =>
            {
                if run.size > *size {
                    (*y, *size) = (run.y, run.size);
                }
                row.extend(glyphs);
            }
            _ => rows.push((run.y, run.size, glyphs.collect())),
        }
    }
    let mut rows: Vec<Vec<Glyph>> = rows.into_iter().map(|(.., row)| row).collect();
    for row in &mut rows {
        row.sort_by_key(|g| g.left);
        // Bold type is at times made by setting a letter twice.
        row.dedup_by(|b, a| {
            a.character == b.character && a.left.abs_diff(b.left) * 10 < a.size.unsigned_abs()
        });
    }
    rows
}

/// Narrowest gutter between columns.
const GUTTER: i32 = 800;

fn crosses(row: &[Glyph], at: i32) -> bool {
    row.iter().any(|g| {
        !g.character.is_whitespace() && g.left < at + GUTTER / 2 && g.right > at - GUTTER / 2
    })
}

/// Where the gutter of a page in two columns is. Tables have gutters too, but prose fills its left
/// column up to it.
fn gutter(rows: &[Vec<Glyph>], width: i32) -> Option<i32> {
    let inside = |g: &&Glyph| !g.character.is_whitespace();
    (40..=60)
        .filter_map(|percent| {
            let at = (i64::from(width) * percent / 100) as i32;
            let (mut both, mut full, mut crossing) = (0usize, 0usize, 0usize);
            for row in rows {
                if crosses(row, at) {
                    crossing += 1;
                    continue;
                }
                let left = row
                    .iter()
                    .filter(inside)
                    .filter(|g| g.right <= at)
                    .map(|g| g.right)
                    .max();
                let right = row.iter().filter(inside).any(|g| g.left >= at);
                if let (Some(left), true) = (left, right) {
                    both += 1;
                    full += usize::from(at - left < width / 20);
                }
            }
            (both >= 10 && crossing * 2 <= both && full * 10 >= both * 6).then_some((
                crossing,
                -(i64::try_from(full).unwrap_or(0)),
                at,
            ))
        })
        .min()
        .map(|(.., at)| at)
}

/// The text of one row.
fn line(row: &[Glyph], page: &Page) -> Option<Line> {
    let visible: Vec<&Glyph> = row
        .iter()
        .filter(|g| !g.character.is_whitespace())
        .collect();
    let size = visible.iter().map(|g| g.size).max()?;
    // The baseline is that of the type that most of it is set in.
    let y = visible
        .iter()
        .filter(|g| g.size == size)
        .map(|g| g.y)
        .max()?;
    let spaces = row.len() - visible.len();
    let mut gaps: Vec<i32> = visible.windows(2).map(|w| w[1].left - w[0].right).collect();
    gaps.sort_unstable();
    let usual = gaps.get(gaps.len() / 2).copied().unwrap_or(0).max(0);
    // Where spaces are set as characters, only a wider gap is one more.
    let threshold = if spaces * 14 >= visible.len() {
        size * 3 / 10 + usual
    } else {
        (size / 5).max(usual * 2)
    };
    let mut text = String::new();
    let mut wide = false;
    let mut last: Option<&Glyph> = None;
    let mut spaced = false;
    let mut word_end = None;
    let mut hangs = false;
    let mut behind = None;
    let mut index = 0;
    while index < row.len() {
        let glyph = &row[index];
        if glyph.character.is_whitespace() || glyph.character.is_control() {
            spaced = true;
            index += 1;
            continue;
        }
        if let Some(last) = last {
            let gap = glyph.left - last.right;
            // A space may be set below the letters behind it; then it is none between them.
            let least = if spaced { size / 12 } else { threshold };
            // Behind a label at the edge the smallest gap is one: "6a." stands close to its words.
            let labelled = !text.contains(' ')
                && glyph.character.is_alphabetic()
                && gap * 50 > size + usual * 50
                && is_counted(&text);
            if (gap > least || labelled) && !text.ends_with(' ') {
                if word_end.is_none() {
                    word_end = Some(last.right);
                    hangs = gap > size + size / 5;
                    behind = Some(glyph.left);
                }
                text.push(' ');
            }
            wide |= gap > size * 3 && text.trim_end().chars().count() > 6;
        }
        spaced = false;
        let raised = |g: &Glyph| g.size * 100 < size * 82 && (y - g.y) * 100 > size * 12;
        if raised(glyph) {
            let end = index + row[index..].iter().take_while(|g| raised(g)).count();
            let mark: String = row[index..end].iter().map(|g| g.character).collect();
            if !is_note_mark(&text, &mark) {
                text.push_str(&mark);
            }
            last = Some(&row[end - 1]);
            index = end;
            continue;
        }
        push(&mut text, glyph.character);
        last = Some(glyph);
        index += 1;
    }
    let text = text.trim();
    let unspaced = unspaced(text);
    let edge = |edge: Option<i32>| edge.unwrap_or(0);
    let left = edge(visible.iter().map(|g| g.left).min());
    let right = edge(visible.iter().map(|g| g.right).max());
    // Of letters set apart the first word is not known until it is put together.
    let word = if unspaced.len() == text.len() {
        word_end.unwrap_or(right).saturating_sub(left)
    } else {
        let letters = i64::try_from(unspaced.chars().count().max(1)).unwrap_or(1);
        let first = unspaced.split(' ').next().unwrap_or_default();
        let first = i64::try_from(first.chars().count()).unwrap_or(0);
        i32::try_from(i64::from(right.saturating_sub(left)) * first / letters).unwrap_or(0)
    };
    (!unspaced.is_empty()).then_some(Line {
        text: unspaced,
        left,
        right,
        word,
        behind,
        hangs,
        y,
        size,
        page: page.number,
        height: page.size.1,
        column: (0, 0),
        row: wide,
        note: false,
    })
}

/// Whether a text is the label of an item that begins with a number: "10.", "6a.", "3)".
fn is_counted(text: &str) -> bool {
    let Some(inner) = text.strip_suffix(['.', ')']) else {
        return false;
    };
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    let letters = &inner[digits..];
    (1..=3).contains(&digits)
        && letters.len() <= 2
        && letters.bytes().all(|b| b.is_ascii_lowercase())
}

/// A character as a text has it: ligatures apart, soft hyphens left out but at the end of a line.
fn push(text: &mut String, character: char) {
    let letters = match character {
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' | 'ﬆ' => "st",
        '\u{2010}' | '\u{2011}' => "-",
        _ => return text.push(character),
    };
    text.push_str(letters);
}

/// Whether raised characters point to a footnote or number a sentence: they are no words of the law.
/// "m²" and "10⁶" are.
fn is_note_mark(before: &str, mark: &str) -> bool {
    let marks = mark
        .chars()
        .all(|c| c.is_ascii_digit() || "*) ".contains(c));
    let word = before.rsplit(' ').next().unwrap_or_default();
    let is_unit = !word.is_empty() && word.chars().count() <= 2
        || word.ends_with(|c: char| c.is_ascii_digit());
    marks && !is_unit
}

/// Letter-spaced words made whole: "V e r o r d n u n g".
fn unspaced(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').filter(|w| !w.is_empty()).collect();
    let single = |w: &str| w.chars().count() == 1 && w.chars().all(char::is_alphabetic);
    let mut whole = String::with_capacity(text.len());
    let mut index = 0;
    while index < words.len() {
        let run = words[index..].iter().take_while(|w| single(w)).count();
        if !whole.is_empty() {
            whole.push(' ');
        }
        if run >= 4 {
            words[index..index + run]
                .iter()
                .for_each(|w| whole.push_str(w));
            index += run;
        } else {
            whole.push_str(words[index]);
            index += 1;
        }
    }
    let last = whole.ends_with('\u{ad}');
    let mut whole = whole.replace('\u{ad}', "");
    if last {
        whole.push('-');
    }
    whole
}

/// How many lines at either edge of a page may belong to the page.
const EDGE: usize = 3;

/// How far from the first or last line of a page they may stand, in percent of its height.
const MARGIN: u64 = 15;

/// Takes out what stands on page after page, and what the data names.
fn leave_out_page_lines(pages: &mut [Vec<Line>], print: &Print) {
    let at_edge = |lines: &[Line]| -> Vec<usize> {
        let mut order: Vec<usize> = (0..lines.len()).collect();
        order.sort_by_key(|&i| lines[i].y);
        let near = |i: usize, edge: Option<&usize>| {
            let distance = edge.map_or(0, |&e| lines[i].y.abs_diff(lines[e].y));
            u64::from(distance) * 100 <= u64::from(lines[i].height.unsigned_abs()) * MARGIN
        };
        let (head, rest) = order.split_at(EDGE.min(order.len()));
        let foot = &rest[rest.len().saturating_sub(EDGE)..];
        // Behind "§ 3" or "(1) Der" the law has begun.
        let head = head.iter().copied().take_while(|&i| {
            !is_of_law(&lines[i].text) || belongs_to_page(&shape(&lines[i].text), print)
        });
        head.filter(|&i| near(i, order.first()))
            .chain(foot.iter().copied().filter(|&i| near(i, order.last())))
            .collect()
    };
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for lines in pages.iter() {
        let shapes: HashSet<String> = at_edge(lines)
            .iter()
            .map(|&i| shape(&lines[i].text))
            .collect();
        for shape in shapes {
            *seen.entry(shape).or_insert(0) += 1;
        }
    }
    // A paper of two sheets has its head on both.
    let often = (pages.len() / 4).max(3).min(pages.len().max(2));
    for lines in pages.iter_mut() {
        let drop: HashSet<usize> = at_edge(lines)
            .into_iter()
            .filter(|&i| {
                let shape = shape(&lines[i].text);
                let repeated =
                    seen.get(&shape).is_some_and(|n| *n >= often) && !is_of_law(&lines[i].text);
                repeated || belongs_to_page(&shape, print)
            })
            .collect();
        let mut index = 0;
        lines.retain(|_| {
            index += 1;
            !drop.contains(&(index - 1))
        });
    }
}

/// "§ 3" or "(1) Der" may well begin many pages, but belong to none.
fn is_of_law(text: &str) -> bool {
    is_designation(text) || label(text).is_some()
}

fn belongs_to_page(shape: &str, print: &Print) -> bool {
    print
        .page_lines
        .iter()
        .any(|known| match known.strip_suffix('…') {
            Some(start) => shape.starts_with(start),
            None => shape == known,
        })
}

/// A line with every number taken for "#".
pub(super) fn shape(text: &str) -> String {
    let mut shape = String::new();
    for character in text.chars() {
        if !character.is_ascii_digit() {
            shape.push(character);
        } else if !shape.ends_with('#') {
            shape.push('#');
        }
    }
    shape
}

/// The size that most of the text is set in.
fn body_size(pages: &[Vec<Line>]) -> i32 {
    let mut sizes: BTreeMap<i32, usize> = BTreeMap::new();
    for line in pages.iter().flatten() {
        *sizes.entry(line.size / 10 * 10).or_insert(0) += line.text.len();
    }
    sizes
        .into_iter()
        .max_by_key(|(_, n)| *n)
        .map_or(0, |(size, _)| size)
}

/// Small lines at the foot of a page that begin with a mark are footnotes.
fn mark_notes(lines: &mut [Line], body: i32) {
    let small = lines
        .iter()
        .rev()
        .take_while(|l| l.size * 100 < body * 93)
        .count();
    let start = lines.len() - small;
    let begins = |line: &Line| {
        line.y * 2 > line.height
            && line
                .text
                .starts_with(|c: char| c.is_ascii_digit() || c == '*')
    };
    // A mark that is raised was taken out of the text, but the line is still the first small one.
    if let Some(first) = (start..lines.len())
        .find(|&i| begins(&lines[i]) || i == start && lines[i].y * 3 > lines[i].height * 2)
    {
        lines[first..].iter_mut().for_each(|line| line.note = true);
    }
}

/// Joins lines to paragraphs.
fn join(lines: &[Line], lexicon: &Lexicon) -> Vec<Paragraph> {
    let known: HashSet<&str> = lines
        .iter()
        .flat_map(|l| l.text.split(|c: char| !(c.is_alphanumeric() || c == '-')))
        .collect();
    let leading = usual_leading(lines);
    let hanging = hangs(lines);
    // Where the text of the item stands that is open.
    let mut item: Option<i32> = None;
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut notes: Vec<Paragraph> = Vec::new();
    let mut last: Option<&Line> = None;
    let mut last_note: Option<&Line> = None;
    for (index, line) in lines.iter().enumerate() {
        let (list, before) = if line.note {
            (&mut notes, &mut last_note)
        } else {
            // A footnote belongs to the page that it stands on.
            if last.is_some_and(|l| l.page != line.page) {
                paragraphs.append(&mut notes);
            }
            (&mut paragraphs, &mut last)
        };
        let goes_on = before.is_some_and(|before| {
            let out = hanging
                && !hyphenated(before)
                && !line.note
                && before.page == line.page
                && before.column == line.column
                && item.is_some_and(|edge| line.left < edge - line.size / 2);
            !out && !begins(line, before, leading, lexicon)
                && !ends_heading(lines, index)
                && !begins_list(&line.text, &before.text, &lines[index + 1..], lexicon)
        });
        match list.last_mut().filter(|p| goes_on && p.note == line.note) {
            Some(paragraph) => {
                // The second line shows where further lines begin.
                if before.is_some_and(|b| b.text == paragraph.text && b.page == line.page) {
                    paragraph.edges.text = in_size(line.left, line);
                }
                append(&mut paragraph.text, &line.text, &known, lexicon);
            }
            None => {
                list.push(Paragraph {
                    text: line.text.clone(),
                    note: line.note,
                    contents: false,
                    page: line.page,
                    edges: edges(line),
                });
                if !line.note {
                    item = line.behind.filter(|_| is_item(&line.text));
                }
            }
        }
        *before = Some(line);
    }
    paragraphs.append(&mut notes);
    paragraphs
}

/// A place in hundredths of the line's size.
fn in_size(place: i32, line: &Line) -> i32 {
    let share = i64::from(place) * 100 / i64::from(line.size.max(1));
    i32::try_from(share).unwrap_or(0)
}

fn edges(line: &Line) -> Edges {
    let labelled = line.behind.filter(|_| label(&line.text).is_some());
    Edges {
        first: in_size(line.left, line),
        text: in_size(labelled.unwrap_or(line.left), line),
        sheet: (line.page, line.column.0),
    }
}

/// Whether a line begins an item, and no Absatz.
fn is_item(text: &str) -> bool {
    label(text).is_some_and(|label| label != "(")
}

/// Whether the further lines of items stand below their text, not below their label.
fn hangs(lines: &[Line]) -> bool {
    let (mut hanging, mut lazy) = (0usize, 0usize);
    for pair in lines.windows(2) {
        let [item, next] = pair else { continue };
        let Some(text) = item.behind.filter(|_| is_item(&item.text)) else {
            continue;
        };
        let goes_on = next.page == item.page
            && next.column == item.column
            && label(&next.text).is_none()
            && !item.text.ends_with(['.', ':', ';', ',']);
        if goes_on && (next.left - text).abs() < item.size / 3 {
            hanging += 1;
        } else if goes_on && (next.left - item.left).abs() < item.size / 3 {
            lazy += 1;
        }
    }
    hanging > lazy * 4
}

/// The smallest distance of lines that is met often, as a share of their size in percent.
fn usual_leading(lines: &[Line]) -> i32 {
    let mut leadings: BTreeMap<i32, usize> = BTreeMap::new();
    for pair in lines.windows(2) {
        let distance = pair[1].y - pair[0].y;
        if pair[0].page == pair[1].page
            && distance > 0
            && pair[1].size > 0
            && distance < pair[1].size * 3
        {
            *leadings
                .entry(distance * 100 / pair[1].size / 4 * 4)
                .or_insert(0) += 1;
        }
    }
    // Where most paragraphs have one line, the distance between them is the commonest.
    let most = leadings.values().max().copied().unwrap_or(0);
    leadings
        .into_iter()
        .find(|(_, n)| n * 4 >= most)
        .map_or(120, |(leading, _)| leading)
}

/// Whether a line begins a paragraph.
fn begins(line: &Line, before: &Line, leading: i32, lexicon: &Lexicon) -> bool {
    let size = line.size.max(1);
    if line.row || before.row || (line.size - before.size).abs() * 100 > size * 8 {
        return true;
    }
    if before.text.ends_with('§') {
        return false;
    }
    if is_designation(&line.text) || is_designation(&before.text) {
        return true;
    }
    let contents = |l: &Line| lexicon.contents_names.contains(&l.text);
    // In the middle of a sentence the word is none that ends the law.
    let explains = |l: &Line| lexicon.drafts.explanations.contains(&l.text);
    let explanation = explains(line) && before.text.ends_with(['.', '“'])
        || explains(before) && line.text.starts_with(char::is_uppercase);
    if contents(line) || contents(before) || explanation {
        return true;
    }
    // Around a title.
    let cover = |l: &Line| lexicon.drafts.is_cover(&l.text);
    if cover(line) || cover(before) || lexicon.is_act_date(&line.text) {
        return true;
    }
    let same_column = line.page == before.page && line.y > before.y;
    let distance = (line.y - before.y) * 100 / size;
    if same_column && distance > leading * 135 / 100 {
        return true;
    }
    if hyphenated(before) {
        return false;
    }
    let ended = before.text.ends_with(['.', ':', ';', ',', '“', '!', '?']);
    let chained = before
        .text
        .rsplit(' ')
        .next()
        .is_some_and(|w| lexicon.joins(w));
    let full = is_full(before, line);
    if let Some(label) = label(&line.text).filter(|_| !in_brackets(&line.text, &before.text)) {
        let date = line
            .text
            .split(' ')
            .nth(1)
            .is_some_and(|w| lexicon.is_month(w));
        if !date && (ended || chained || !full || label == "(" || line.hangs) {
            return !(label == "(" && full && !ended);
        }
    }
    let centred = |l: &Line| {
        let (left, right) = (l.left - l.column.0, l.column.1 - l.right);
        left > size * 2 && (left - right).abs() < size * 2
    };
    if centred(line) && centred(before) {
        // The names of an act in brackets stand below its title.
        return line.text.starts_with('(');
    }
    if !full {
        return true;
    }
    // The first line of a paragraph without a label may be set in.
    let set_in =
        label(&before.text).is_none() && same_column && line.left > before.left + size * 8 / 10;
    set_in && ended && !centred(before)
}

/// Whether a line goes on inside brackets that the line before it opens: "(BGBl. I S. 262,", "353)".
pub(in crate::ingest) fn in_brackets(line: &str, before: &str) -> bool {
    let closes = line
        .find(')')
        .filter(|at| *at < 8 && !line.starts_with('('));
    let opens = before.rfind('(');
    closes.is_some() && opens.is_some_and(|at| !before[at..].contains(')'))
}

/// Whether a heading ends before a line that is no other designation: the first words of an Absatz
/// fill their line or end a sentence, the rest of a heading does neither.
fn ends_heading(lines: &[Line], index: usize) -> bool {
    let Some((before, line)) = lines.get(..index).zip(lines.get(index)) else {
        return false;
    };
    // "(1)" behind a heading of up to three lines.
    if label(&line.text) == Some("(") {
        let heading = before
            .iter()
            .rev()
            .take(4)
            .take_while(|l| label(&l.text).is_none());
        let at = heading
            .map(|l| is_designation(&l.text))
            .position(|named| named);
        return at.is_some_and(|lines| lines > 0);
    }
    let [.., name, heading] = before else {
        return false;
    };
    let last = heading.text.rsplit(' ').next().unwrap_or_default();
    let sentence = line.text.ends_with(['.', ':', ';', ','])
        || lines
            .get(index + 1)
            .is_some_and(|next| next.page == line.page && is_full(line, next));
    is_designation(&name.text)
        && !is_designation(&heading.text)
        && !hyphenated(heading)
        && label(&heading.text).is_none()
        && !heading.text.ends_with(['.', ':', ',', ';'])
        && last.starts_with(|c: char| c.is_uppercase() || c == '(')
        && line.text.starts_with(char::is_uppercase)
        && sentence
}

/// How many lines the first item of a list may have.
const LONGEST_ITEM: usize = 15;

/// Whether a line begins a list, though the line before it ends in the middle of a sentence: the
/// label is the first of its kind, and the second follows.
fn begins_list(text: &str, before: &str, behind: &[Line], lexicon: &Lexicon) -> bool {
    let mut words = text.split(' ');
    let second = match words.next() {
        Some("1.") => "2. ",
        Some("a)") => "b) ",
        _ => return false,
    };
    let last = before.rsplit(' ').next().unwrap_or_default();
    !lexicon.reference_words.contains(last)
        && !words.next().is_some_and(|word| lexicon.is_month(word))
        && behind
            .iter()
            .take(LONGEST_ITEM)
            .take_while(|line| label(&line.text) != Some("(") && !is_designation(&line.text))
            .any(|line| line.text.starts_with(second))
}

/// Whether the first word of the next line would not have fitted on the line.
fn is_full(line: &Line, next: &Line) -> bool {
    let size = i64::from(line.size);
    let (space, slack) = (size / 4, size / 2);
    i64::from(line.right) + space + i64::from(next.word) + slack >= i64::from(line.column.1)
}

fn hyphenated(line: &Line) -> bool {
    let stem = line.text.strip_suffix('-').unwrap_or_default();
    stem.ends_with(char::is_alphabetic)
}

/// "§ 3", "Artikel 2", "Anlage 1": a line of nothing but a designation.
fn is_designation(text: &str) -> bool {
    let mut words = text.split(' ');
    let first = words.next().unwrap_or_default();
    let number = match first.strip_prefix('§') {
        Some("") => words.next(),
        Some(rest) => Some(rest),
        None if matches!(
            first,
            "Artikel"
                | "Anlage"
                | "Anhang"
                | "Teil"
                | "Abschnitt"
                | "Unterabschnitt"
                | "Kapitel"
                | "Buch"
                | "Titel"
        ) =>
        {
            words.next()
        }
        None => None,
    };
    let numbered = number.is_some_and(|n| {
        n.starts_with(|c: char| c.is_ascii_digit() || "IVX".contains(c))
            && n.len() <= 6
            && !n.ends_with(',')
    });
    numbered && words.next().is_none()
}

/// The form of the label that a line begins with.
fn label(text: &str) -> Option<&'static str> {
    let word = text.split(' ').next().filter(|w| w.len() < text.len())?;
    if matches!(word, "–" | "-" | "—" | "•") {
        return Some("-");
    }
    if let Some(inner) = word.strip_prefix('(').and_then(|w| w.strip_suffix(')')) {
        let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
        return ((1..=3).contains(&digits) && inner.len() <= digits + 1).then_some("(");
    }
    let inner = word.strip_suffix(['.', ')'])?;
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = (1..=3).contains(&digits) && inner.len() <= digits + 1;
    let mut letters = inner.chars();
    let first = letters.next()?;
    let lettered = word.ends_with(')')
        && first.is_ascii_lowercase()
        && inner.len() <= 3
        && letters.all(|c| c == first);
    (numbered || lettered).then_some("1")
}

/// Sets a line behind a text: "Umsatz-" and "steuer" are one word, "Bund-" and "und" are two.
fn append(text: &mut String, line: &str, known: &HashSet<&str>, lexicon: &Lexicon) {
    let word: String = line.chars().take_while(|c| c.is_alphanumeric()).collect();
    let stem = text
        .strip_suffix('-')
        .filter(|s| s.ends_with(char::is_alphabetic));
    let Some(stem) = stem.filter(|_| !word.is_empty()) else {
        if !text.ends_with('-') || text.ends_with(" -") {
            text.push(' ');
        }
        text.push_str(line);
        return;
    };
    if lexicon.joins(&word) {
        text.push(' ');
    } else if word.starts_with(char::is_lowercase) {
        let first = stem
            .rsplit(|c: char| !(c.is_alphanumeric() || c == '-'))
            .next()
            .unwrap_or_default();
        let apart = format!("{first}-{word}");
        let together = format!("{first}{word}");
        // The text itself may write the word with a hyphen in the middle of a line.
        if !known.contains(apart.as_str()) || known.contains(together.as_str()) {
            text.pop();
        }
    }
    text.push_str(line);
}
