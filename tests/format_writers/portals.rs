//! Pages as the portals of the federation show a statute, and what people paste from print.

use std::fmt::Write as _;

use normscreen::statute::{Item, Provision, ProvisionKind, Span, Statute};

use super::xml;

/// How a page writes a list and its items.
struct Page {
    list: fn(&str) -> String,
    item: fn(&str, &str) -> String,
}

impl Page {
    /// Text with its lists.
    fn text(&self, provision: &Provision, span: Span, items: &[Item]) -> String {
        let plain = |from: usize, to: usize| {
            let lines = provision.text[from..to.max(from)].split('\n');
            lines
                .map(|line| xml(line.trim()))
                .collect::<Vec<_>>()
                .join("<br>")
        };
        let mut out = String::new();
        let mut at = span.start;
        let mut run = String::new();
        for (index, item) in items.iter().enumerate() {
            out.push_str(&plain(at, item.span.start));
            let own = Span::new(item.span.start + item.label.len(), item.span.end);
            run.push_str(&(self.item)(
                &xml(&item.label),
                &self.text(provision, own, &item.items),
            ));
            at = item.span.end;
            let next = items
                .get(index + 1)
                .map_or(span.end, |next| next.span.start);
            if index + 1 == items.len() || !provision.text[at..next.max(at)].trim().is_empty() {
                out.push_str(&(self.list)(&std::mem::take(&mut run)));
            }
        }
        out + &plain(at, span.end)
    }
}

/// Calls `unit` for each unit of the outline that a provision opens.
fn outlined(statute: &Statute, mut each: impl FnMut(&[String], &Provision)) {
    let mut outline: &[String] = &[];
    for provision in &statute.provisions {
        if provision.kind == ProvisionKind::Contents {
            continue;
        }
        let shared = outline
            .iter()
            .zip(&provision.outline)
            .take_while(|(a, b)| a == b)
            .count();
        each(&provision.outline[shared..], provision);
        outline = &provision.outline;
    }
}

/// A page of gesetze-im-internet.de.
pub fn portal(statute: &Statute) -> String {
    let page = Page {
        list: |items| format!("<dl style=\"font-weight:normal\">{items}</dl>"),
        item: |label, text| format!("<dt>{label}</dt><dd><div>{text}</div></dd>"),
    };
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"de\"><head><meta charset=\"iso-8859-1\"><title>Muster</title></head>\n<body><div id=\"headmenu_2022\"><a href=\"#\">§ 1 der Navigation</a></div><h2 class=\"headline\">{0}</h2><div class=\"jnheader\"><h1>{1} ({0})</h1></div>\n",
        xml(&statute.abbreviation),
        xml(&statute.title)
    );
    outlined(statute, |units, provision| {
        for unit in units {
            let _ = writeln!(out, "<div class=\"jnheader\"><h2>{}</h2></div>", xml(unit));
        }
        let _ = writeln!(
            out,
            "<div class=\"jnnorm\"><div class=\"jnheader\"><h3><span class=\"jnenbez\">{}</span>&nbsp;<span class=\"jnentitel\">{}</span></h3></div><div class=\"jnhtml\"><div>",
            xml(&provision.designation),
            xml(&provision.heading)
        );
        for subsection in &provision.subsections {
            let text = page.text(provision, subsection.span, &subsection.items);
            let _ = writeln!(out, "<div class=\"jurAbsatz\">{text}</div>");
        }
        out.push_str("</div></div><div class=\"jnfussnote\"><h4>Fußnote</h4>(+++ Anmerkung +++)</div></div>\n");
    });
    out.push_str("<div id=\"footer\">§ 7 des Impressums</div></body></html>\n");
    out
}

/// A page of the federation's new portal.
pub fn new_portal(statute: &Statute) -> String {
    let page = Page {
        list: |items| format!("<ul class=\"juristischer-absatz-untergliederung\">{items}</ul>"),
        item: |label, text| {
            format!(
                "<li data-aufzählungsliteral=\"{label}\"><div class=\"akn-content\">{text}</div></li>"
            )
        },
    };
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"de\"><head><meta charset=\"utf-8\"><title>Muster</title></head>\n<body><div class=\"akn-act\"><section class=\"dokumentenkopf\"><h1 class=\"titel\">{}</h1><h1 class=\"kurztitel\">({})</h1></section><div class=\"official-toc\"><div class=\"level-1\"><span>§ 1</span> <span>Muster</span></div></div><div class=\"akn-body\">\n",
        xml(&statute.title),
        xml(&statute.abbreviation)
    );
    outlined(statute, |units, provision| {
        for unit in units {
            let _ = writeln!(out, "<h2><span class=\"akn-num\">{}</span></h2>", xml(unit));
        }
        let _ = writeln!(
            out,
            "<div><a href=\"#\"><h2 class=\"einzelvorschrift\"><span class=\"akn-num\">{}</span> <span class=\"akn-heading\">{}</span></h2></a>",
            xml(&provision.designation),
            xml(&provision.heading)
        );
        for subsection in &provision.subsections {
            let label = subsection.label.as_deref().unwrap_or_default();
            let span = Span::new(subsection.span.start + label.len(), subsection.span.end);
            let text = page.text(provision, span, &subsection.items);
            let _ = writeln!(
                out,
                "<section class=\"akn-paragraph\"><span class=\"akn-num\">{label}</span><div class=\"akn-content\">{text}</div></section>"
            );
        }
        out.push_str("</div>\n");
    });
    out.push_str("</div></div></body></html>\n");
    out
}

/// Every Absatz on one line, its lists in it.
fn blocks(statute: &Statute) -> Vec<String> {
    let mut out = vec![statute.title.clone(), format!("({})", statute.abbreviation)];
    outlined(statute, |units, provision| {
        out.extend_from_slice(units);
        out.push(provision.designation.clone());
        out.push(provision.heading.clone());
        for subsection in &provision.subsections {
            out.extend(
                subsection
                    .span
                    .of(&provision.text)
                    .split('\n')
                    .map(str::to_owned),
            );
        }
    });
    out.retain(|block| !block.is_empty());
    out
}

/// Text with lists on one line.
pub fn one_line(statute: &Statute) -> String {
    blocks(statute).join("\n\n") + "\n"
}

/// Text as it is pasted from print: lines of eighty letters, words cut at their end, numbers of pages.
pub fn pasted(statute: &Statute) -> String {
    const WIDTH: usize = 80;
    let mut lines: Vec<String> = Vec::new();
    let (mut page, mut on_page) = (1, 0);
    for block in blocks(statute) {
        let mut line = String::new();
        for word in block.split(' ') {
            let length = line.chars().count();
            if length + 1 + word.chars().count() <= WIDTH || line.is_empty() {
                line.push_str(if line.is_empty() { "" } else { " " });
                line.push_str(word);
                continue;
            }
            let rest = match syllable(word, WIDTH.saturating_sub(length + 2)) {
                Some((first, rest)) => {
                    let _ = write!(line, " {first}-");
                    rest
                }
                None => word,
            };
            lines.push(std::mem::replace(&mut line, rest.to_owned()));
            on_page += 1;
        }
        lines.push(line);
        on_page += 1;
        if on_page > 45 {
            lines.push(format!("\n- {page} -\n"));
            (page, on_page) = (page + 1, 0);
        }
    }
    lines.join("\n") + "\n"
}

/// A word cut before a consonant and a vowel, as most German words may be.
pub fn syllable(word: &str, room: usize) -> Option<(&str, &str)> {
    let letters: Vec<(usize, char)> = word.char_indices().collect();
    let vowel = |at: usize| "aeiouyäöü".contains(letters[at].1);
    let plain =
        word.chars().all(char::is_lowercase) || word.chars().skip(1).all(char::is_lowercase);
    let cut = (3..letters.len().saturating_sub(3))
        .rev()
        .find(|&at| plain && at <= room && !vowel(at) && vowel(at + 1))?;
    Some(word.split_at(letters[cut].0))
}
