//! The documents as DOCX, set as ministries set their memoranda: a serif face, numbered pages,
//! headings as styles so that they take on those of the document they are pasted into.

use std::io::{Seek, Write};

use docx_rs::{
    AlignmentType, Docx, Footer, LineSpacing, PageMargin, PageNum, Paragraph, Run, RunFonts,
    Shading, ShdType, SpecialIndentType, Style, StyleType, Table, TableAlignmentType, TableCell,
    TableLayoutType, TableRow, WidthType,
};

use super::{Block, Paper};

/// Text width on A4 with the margins below, in twentieths of a point.
const WIDTH: usize = 9_070;
const FACE: &str = "Times New Roman";
/// Half points.
const SIZE: usize = 22;
const SMALL: usize = 18;

/// Writes the document.
///
/// # Errors
/// What the writer says.
pub fn write(paper: &Paper, out: impl Write + Seek) -> std::io::Result<()> {
    let mut page = Page::default();
    let footer = Footer::new().add_paragraph(
        page.paragraph()
            .align(AlignmentType::Center)
            .add_page_num(PageNum::new()),
    );
    let mut docx = Docx::new()
        .page_size(11_906, 16_838)
        .page_margin(
            PageMargin::new()
                .top(1_418)
                .bottom(1_418)
                .left(1_418)
                .right(1_418),
        )
        .default_fonts(RunFonts::new().ascii(FACE).hi_ansi(FACE).cs(FACE))
        .default_size(SIZE)
        .footer(footer);
    for level in 1..=3u8 {
        docx = docx.add_style(heading_style(level));
    }
    for (index, block) in paper.blocks.iter().enumerate() {
        // What introduces a table stays with it.
        let leads = matches!(paper.blocks.get(index + 1), Some(Block::Table(..)));
        docx = match block {
            Block::Table(head, rows) => docx
                .add_table(page.table(head, rows))
                .add_paragraph(page.paragraph()),
            block => docx.add_paragraph(page.block(block, leads)),
        };
    }
    let mut parts = docx.build();
    parts.document = with_heads(&parts.document);
    parts.pack(out).map_err(std::io::Error::other)
}

/// Marks the heads of tables, so that they stand on every page again; the writer has no word for it.
/// Only a head has no properties yet, and text cannot hold markup.
fn with_heads(document: &[u8]) -> Vec<u8> {
    String::from_utf8_lossy(document)
        .replace(BARE_ROW, HEAD_ROW)
        .into_bytes()
}

/// A row as the writer begins it where nothing was said of it.
const BARE_ROW: &str = "<w:tr><w:trPr />";
/// The head of a table.
const HEAD_ROW: &str = "<w:tr><w:trPr><w:cantSplit /><w:tblHeader /></w:trPr>";

fn heading_style(level: u8) -> Style {
    let size = [28, 24, SIZE][usize::from(level) - 1];
    Style::new(format!("Heading{level}"), StyleType::Paragraph)
        .name(format!("heading {level}"))
        .based_on("Normal")
        .next("Normal")
        .size(size)
        .bold()
        .outline_lvl(usize::from(level) - 1)
}

/// Makes paragraphs and numbers them, so that two runs give the same bytes.
#[derive(Default)]
struct Page {
    paragraphs: u32,
}

impl Page {
    fn paragraph(&mut self) -> Paragraph {
        self.paragraphs += 1;
        Paragraph::new().id(format!("{:08x}", self.paragraphs))
    }

    fn block(&mut self, block: &Block, leads: bool) -> Paragraph {
        let spaced = LineSpacing::new().after(120);
        match block {
            Block::Heading(level, text) => self
                .paragraph()
                .style(&format!("Heading{level}"))
                .keep_next(true)
                .line_spacing(LineSpacing::new().before(240).after(120))
                .add_run(Run::new().add_text(bound(text))),
            Block::Point(text) => self
                .paragraph()
                .indent(Some(360), Some(SpecialIndentType::Hanging(360)), None, None)
                .line_spacing(spaced)
                .add_run(Run::new().add_text("–").add_tab().add_text(bound(text))),
            Block::Open(text) => self
                .paragraph()
                .line_spacing(spaced)
                .add_run(open_run(&format!("☐ {text}"))),
            Block::Text(text) => self
                .paragraph()
                .keep_next(leads)
                .align(AlignmentType::Both)
                .line_spacing(spaced)
                .add_run(Run::new().add_text(bound(text))),
            Block::Table(..) => self.paragraph(),
        }
    }

    fn table(&mut self, head: &[String], rows: &[Vec<String>]) -> Table {
        let widths = widths(head, rows);
        let head = TableRow::new(
            head.iter()
                .zip(&widths)
                .map(|(text, width)| {
                    let run = Run::new().size(SMALL).bold().add_text(text);
                    let shade = Shading::new().shd_type(ShdType::Clear).fill("E7E6E6");
                    TableCell::new()
                        .width(*width, WidthType::Dxa)
                        .shading(shade)
                        .add_paragraph(self.paragraph().keep_next(true).add_run(run))
                })
                .collect(),
        );
        let mut all = vec![head];
        for row in rows {
            let cells = row
                .iter()
                .zip(&widths)
                .map(|(text, width)| {
                    let run = if text.starts_with('[') {
                        open_run(text).size(SMALL)
                    } else {
                        Run::new().size(SMALL).add_text(bound(text))
                    };
                    TableCell::new()
                        .width(*width, WidthType::Dxa)
                        .add_paragraph(self.paragraph().add_run(run))
                })
                .collect();
            all.push(TableRow::new(cells).cant_split());
        }
        Table::new(all)
            .align(TableAlignmentType::Left)
            .layout(TableLayoutType::Fixed)
            .width(WIDTH, WidthType::Dxa)
            .set_grid(widths)
    }
}

/// Text whose "§ 3" no line break tears apart.
fn bound(text: &str) -> String {
    text.replace("§ ", "§\u{a0}")
}

/// Text that waits for the author, marked so that nobody overlooks it.
fn open_run(text: &str) -> Run {
    Run::new()
        .shading(Shading::new().shd_type(ShdType::Clear).fill("FFF2CC"))
        .add_text(bound(text))
}

/// Widths of the columns: room for the longest word of each, and what is left by the length of
/// their texts.
fn widths(head: &[String], rows: &[Vec<String>]) -> Vec<usize> {
    let measured: Vec<(usize, usize)> = (0..head.len())
        .map(|column| {
            let texts = || {
                rows.iter()
                    .filter_map(|row| row.get(column))
                    .chain([&head[column]])
            };
            let length = |text: &str| text.chars().count();
            // What waits for the author will be longer than what stands there now.
            let filled = |text: &str| {
                if text.starts_with('[') {
                    OPEN
                } else {
                    length(text)
                }
            };
            let longest = texts().map(|text| filled(text)).max().unwrap_or(1);
            let word = texts()
                .flat_map(|text| text.split(' '))
                .map(length)
                // The head is bold.
                .chain([length(&head[column]) + 1])
                .max()
                .unwrap_or(1);
            (word.clamp(6, 22) * LETTER + MARGINS, longest.clamp(8, 60))
        })
        .collect();
    let narrowest: usize = measured.iter().map(|(word, _)| word).sum();
    let lengths: usize = measured.iter().map(|(_, length)| length).sum();
    let left = WIDTH.saturating_sub(narrowest);
    measured
        .iter()
        .map(|(word, length)| {
            let own = word * WIDTH.min(narrowest) / narrowest.max(1);
            own + left * length / lengths.max(1)
        })
        .collect()
}

/// Room for what an author writes into an open field, in letters.
const OPEN: usize = 50;

/// Room for a letter of the small size, in twentieths of a point.
const LETTER: usize = 100;

/// The margins of a cell, left and right.
const MARGINS: usize = 230;

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::*;

    #[test]
    fn the_head_of_a_table_stands_on_every_page() {
        let row = vec!["§ 1".to_owned(), "<w:tr><w:trPr />".to_owned()];
        let paper = Paper {
            name: "p",
            title: String::new(),
            blocks: vec![Block::Table(row.clone(), vec![row.clone(), row])],
        };
        let mut file = Cursor::new(Vec::new());
        write(&paper, &mut file).unwrap();
        let mut archive = zip::ZipArchive::new(file).unwrap();
        let mut document = String::new();
        let mut part = archive.by_name("word/document.xml").unwrap();
        part.read_to_string(&mut document).unwrap();
        assert_eq!(document.matches("<w:tblHeader />").count(), 1);
        let head = document.find("<w:tblHeader />").unwrap();
        assert!(head < document.find("</w:tr>").unwrap());
        assert_eq!(document.matches("<w:tr>").count(), 3);
    }
}
