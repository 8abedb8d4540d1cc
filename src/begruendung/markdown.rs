//! The documents as Markdown.

use super::{Block, Paper};

/// The document as Markdown.
pub fn write(paper: &Paper) -> String {
    let mut out = String::new();
    let mut in_list = false;
    for block in &paper.blocks {
        let point = matches!(block, Block::Point(_));
        if in_list && !point {
            out.push('\n');
        }
        in_list = point;
        match block {
            Block::Heading(level, text) => {
                let marks = "#".repeat(usize::from(*level));
                out.push_str(&format!("{marks} {}\n\n", escape(text)));
            }
            Block::Text(text) => out.push_str(&format!("{}\n\n", escape(text))),
            Block::Point(text) => out.push_str(&format!("- {}\n", escape(text))),
            Block::Open(text) => out.push_str(&format!("> **[ ] {}**\n\n", escape(text))),
            Block::Table(head, rows) => {
                table_row(&mut out, head);
                table_row(&mut out, &vec!["---".to_owned(); head.len()]);
                for row in rows {
                    let cells: Vec<String> = row.iter().map(|cell| escape(cell)).collect();
                    table_row(&mut out, &cells);
                }
                out.push('\n');
            }
        }
    }
    while out.ends_with("\n\n") {
        out.pop();
    }
    out
}

fn table_row(out: &mut String, cells: &[String]) {
    out.push_str(&format!("| {} |\n", cells.join(" | ")));
}

/// Text that Markdown shows as it stands.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' => {
                out.push('\\');
                out.push(character);
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\n' | '\r' => out.push(' '),
            character => out.push(character),
        }
    }
    out
}
