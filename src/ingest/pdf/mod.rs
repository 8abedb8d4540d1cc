//! PDF: the Bundesgesetzblatt, Drucksachen and drafts as they are printed.
//!
//! In go the bytes of a file, out comes the statute that its print shows, with the doubts that a
//! reader of it should have; or the reason why it holds no text that could be screened. The file
//! itself is only opened in a child process with limits ([`process`]); what comes back are placed
//! characters ([`glyphs`]), which become paragraphs ([`layout`]) and provisions here. Text that is no
//! German ([`quality`]) is refused: a file that nobody can decode must not pass as one without
//! obstacles.

pub mod glyphs;
mod layout;
mod process;
mod quality;

pub(super) use layout::in_brackets;
pub(super) use quality::Print;

use std::borrow::Cow;

use super::draft::{self, Block, Frame, Role};
use super::{ReadOptions, Reading};
use crate::statute::Lexicon;
use glyphs::{Frame as Said, Page};
use quality::Quality;

/// Why a PDF could not be read.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// The child could not be started or talked to.
    #[error("needs a process of its own to be read, which could not be run: {0}")]
    Spawn(std::io::Error),
    /// It took too long.
    #[error("takes longer to read than the bound of {0} s (--max-pdf-seconds)")]
    Time(u64),
    /// It took too much memory.
    #[error("takes more memory to read than the bound of {0} MiB (--max-pdf-memory)")]
    Memory(u64),
    /// It held too much text.
    #[error("yields more text than the bound of {0} MiB (--max-pdf-output)")]
    Output(u64),
    /// It nests too deep.
    #[error("nests its parts too deep or in a circle; refused")]
    Depth,
    /// The child ended otherwise.
    #[error("broke the process that read it off ({0})")]
    Ended(String),
    /// What ran was not our own program.
    #[error("was not read: the program that reads PDF files gave no answer that is understood")]
    Foreign,
    /// The file is no PDF that can be opened.
    #[error("is no PDF that can be opened: {0}")]
    Refused(String),
    /// It has no pages.
    #[error("holds no pages")]
    Empty,
    /// Its pages are pictures.
    #[error("holds no text (scanned); give a PDF with text, or run text recognition first")]
    Scanned,
    /// Its text is none.
    #[error("is unreadable: {0}; give another format of the same text")]
    Unreadable(String),
    /// Our own data are wrong.
    #[error("rules/print.toml is wrong: {0}")]
    Data(String),
}

/// Fewer letters on a page than this, on average, and a document counts as scanned.
const LETTERS_ON_A_PAGE: usize = 20;

/// Reads one PDF.
pub fn read(bytes: &[u8], lexicon: &Lexicon, options: &ReadOptions) -> Result<Reading, PdfError> {
    let program = match &options.pdf_reader {
        Some(program) => program.clone(),
        None => std::env::current_exe().map_err(PdfError::Spawn)?,
    };
    read_said(&process::said(&program, bytes, &options.bounds)?, lexicon)
}

/// Makes a statute of the bytes that the child said, which may be any.
pub fn read_said(said: &[u8], lexicon: &Lexicon) -> Result<Reading, PdfError> {
    read_frames(process::decode(said)?, lexicon)
}

/// Makes a statute of what the child said.
fn read_frames(frames: Vec<Said>, lexicon: &Lexicon) -> Result<Reading, PdfError> {
    let print = Print::embedded()?;
    let mut pages: Vec<Page> = Vec::new();
    let mut lost: Vec<(u32, String)> = Vec::new();
    let mut ended = false;
    for frame in frames {
        match frame {
            Said::Page(page) => pages.push(page.bounded()),
            Said::Lost(number, cause) => lost.push((number, cause)),
            Said::Refused(cause) => return Err(PdfError::Refused(cause)),
            Said::End(_) => ended = true,
        }
    }
    if !ended {
        return Err(PdfError::Foreign);
    }
    let count = pages.len() + lost.len();
    if count == 0 {
        return Err(PdfError::Empty);
    }
    if lost.len() * 4 > count {
        return Err(PdfError::Unreadable(lost_pages(&lost, count)));
    }
    let letters: usize = pages
        .iter()
        .flat_map(|p| &p.runs)
        .map(|r| r.places.len())
        .sum();
    if letters < LETTERS_ON_A_PAGE * count {
        return Err(PdfError::Scanned);
    }
    let paragraphs = layout::paragraphs(&pages, &print, lexicon);
    let mut unreadable = Vec::new();
    let mut whole = String::new();
    for page in &pages {
        let own = paragraphs.iter().filter(|p| p.page == page.number);
        let text = own.fold(String::new(), |text, p| text + &p.text + "\n");
        if Quality::of(&text, &print).verdict().is_some() {
            unreadable.push(page.number);
        }
        whole.push_str(&text);
    }
    let quality = Quality::of(&whole, &print);
    if let Some(verdict) = quality.verdict() {
        return Err(PdfError::Unreadable(verdict));
    }
    // Lists of names fill whole annexes; that most pages look so is no matter of names.
    if (unreadable.len() + lost.len()) * 2 > count {
        return Err(PdfError::Unreadable(format!(
            "{} of {count} pages hold no German text (fonts without a Unicode map)",
            unreadable.len() + lost.len()
        )));
    }
    let mut doubts = doubts(&quality);
    if !lost.is_empty() {
        doubts.push(lost_pages(&lost, count));
    }
    if !unreadable.is_empty() {
        doubts.push(format!(
            "page {} of {count} holds words that look foreign (fonts without a Unicode map, lists of \
             names, or another language)",
            listed(&unreadable)
        ));
    }
    let empty: Vec<u32> = pages
        .iter()
        .filter(|p| p.runs.iter().map(|r| r.places.len()).sum::<usize>() < LETTERS_ON_A_PAGE)
        .map(|p| p.number)
        .collect();
    if !empty.is_empty() {
        doubts.push(format!(
            "page {} of {count} holds no text (a picture or empty), and nothing was screened there",
            listed(&empty)
        ));
    }
    let blocks = paragraphs.iter().map(|paragraph| Block {
        role: if paragraph.note {
            Role::Note
        } else if paragraph.contents {
            Role::Contents
        } else {
            Role::Plain
        },
        edges: Some(paragraph.edges),
        ..Block::plain(without_old_label(&paragraph.text).as_ref())
    });
    let mut reading = draft::read(blocks.collect(), Frame::default(), lexicon);
    reading.statute.notes.push(note(&quality));
    reading.remarks.push(format!(
        "was read from print, so that its citations are less certain ({} % of its words look foreign)",
        Quality::percent(quality.unknown, quality.words)
    ));
    reading.doubts.extend(doubts);
    Ok(reading)
}

/// An Absatz without the number that it had before a tracked change: "(3)[(2)] Die" is "(3) Die".
fn without_old_label(text: &str) -> Cow<'_, str> {
    let Some((label, rest)) = text.split_once(")[(") else {
        return Cow::Borrowed(text);
    };
    let number = |text: &str| text.len() <= 4 && text.starts_with(|c: char| c.is_ascii_digit());
    match (label.strip_prefix('('), rest.split_once(")]")) {
        (Some(own), Some((old, behind))) if number(own) && number(old) => {
            Cow::Owned(format!("({own}){behind}"))
        }
        _ => Cow::Borrowed(text),
    }
}

/// Shares in percent from which on a text is doubtful.
const DOUBTFUL: usize = 5;

/// What a reader of the statute should know: it comes from print, and how well it reads.
fn note(quality: &Quality) -> String {
    format!(
        "Aus einer PDF-Datei gelesen, die Fundstellen sind daher weniger sicher: {} % von {} \
         Wörtern sehen nicht deutsch aus.",
        Quality::percent(quality.unknown, quality.words),
        thousands(quality.words)
    )
}

/// A number as German print has it: "8.464".
fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// Where the text is so poor that it may hide obstacles.
fn doubts(quality: &Quality) -> Vec<String> {
    let mut said = Vec::new();
    let unknown = Quality::percent(quality.unknown, quality.words);
    if unknown >= DOUBTFUL {
        said.push("so many words look foreign that some may be lost".to_owned());
    }
    if quality.run_together > 0 {
        said.push(format!("{} words lack spaces", quality.run_together));
    }
    if quality.undefined > 0 {
        said.push(format!("{} characters have no meaning", quality.undefined));
    }
    said
}

fn lost_pages(lost: &[(u32, String)], count: usize) -> String {
    let numbers: Vec<u32> = lost.iter().map(|(number, _)| *number).collect();
    let cause = lost.first().map_or("", |(_, cause)| cause.as_str());
    let cause = if cause.contains("unicode map") {
        "fonts without a Unicode map"
    } else {
        cause
    };
    format!(
        "page {} of {count} could not be read ({cause})",
        listed(&numbers)
    )
}

/// "1, 2, 3 and 9 more".
fn listed(numbers: &[u32]) -> String {
    let mut list: Vec<String> = numbers.iter().take(8).map(u32::to_string).collect();
    if numbers.len() > 8 {
        list.push(format!("and {} more", numbers.len() - 8));
    }
    list.join(", ")
}
