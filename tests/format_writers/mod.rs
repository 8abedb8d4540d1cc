//! Writes a model statute in every format, as drafts are written in it.

pub mod portals;

use std::fmt::Write as _;
use std::io::Write as _;

use normscreen::statute::{Item, Provision, ProvisionKind, Span, Statute};

/// A paragraph of the written draft.
enum Part {
    Title(String),
    Plain(String),
    Outline(String),
    Head(String, String),
    Subsection,
    Item {
        depth: usize,
        label: String,
        text: String,
    },
}

pub fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        let options =
            zip::write::SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub fn write(statute: &Statute, extension: &str) -> Vec<u8> {
    match extension {
        "xml" => legaldocml(statute).into_bytes(),
        "docx" => docx(statute),
        "odt" => odt(statute),
        "html" => html(statute).into_bytes(),
        "md" => markdown(statute).into_bytes(),
        _ => text(statute).into_bytes(),
    }
}

fn pieces(provision: &Provision, span: Span, items: &[Item], depth: usize, out: &mut Vec<Part>) {
    let mut at = span.start;
    let plain = |from: usize, to: usize, out: &mut Vec<Part>| {
        for line in provision.text[from..to.max(from)].split('\n') {
            if !line.trim().is_empty() {
                out.push(Part::Plain(line.trim().to_owned()));
            }
        }
    };
    for item in items {
        plain(at, item.span.start, out);
        let own_end = item.items.first().map_or(item.span.end, |i| i.span.start);
        let own = provision.text[item.span.start + item.label.len()..own_end].trim();
        out.push(Part::Item {
            depth,
            label: item.label.clone(),
            text: own.to_owned(),
        });
        if let (Some(first), Some(_)) = (item.items.first(), item.items.last()) {
            let rest = Span::new(first.span.start, item.span.end);
            pieces(provision, rest, &item.items, depth + 1, out);
        }
        at = item.span.end;
    }
    plain(at, span.end, out);
}

fn parts(statute: &Statute) -> Vec<Part> {
    let mut out = vec![Part::Title(statute.title.clone())];
    let names = match (statute.short_title.as_str(), statute.abbreviation.as_str()) {
        ("", abbreviation) => format!("({abbreviation})"),
        (short, abbreviation) => format!("({short} – {abbreviation})"),
    };
    out.push(Part::Title(names));
    out.push(Part::Plain("Vom 18. September 2025".to_owned()));
    let mut outline: &[String] = &[];
    for provision in &statute.provisions {
        if provision.kind == ProvisionKind::Contents {
            continue;
        }
        if provision.kind != ProvisionKind::Formula && provision.kind != ProvisionKind::Annex {
            let shared = outline
                .iter()
                .zip(&provision.outline)
                .take_while(|(a, b)| a == b)
                .count();
            for unit in &provision.outline[shared..] {
                out.push(Part::Outline(unit.clone()));
            }
            outline = &provision.outline;
        }
        if provision.kind != ProvisionKind::Formula {
            out.push(Part::Head(
                provision.designation.clone(),
                provision.heading.clone(),
            ));
        }
        for subsection in &provision.subsections {
            out.push(Part::Subsection);
            let annex = provision.kind == ProvisionKind::Annex;
            let items: &[Item] = if annex { &[] } else { &subsection.items };
            pieces(provision, subsection.span, items, 0, &mut out);
        }
    }
    out
}

fn text(statute: &Statute) -> String {
    let mut out = String::new();
    for part in parts(statute) {
        let block = match part {
            Part::Title(t) | Part::Plain(t) | Part::Outline(t) => t,
            Part::Head(name, heading) => format!("{name}\n{heading}"),
            Part::Item { depth, label, text } => format!("{}{label} {text}", "   ".repeat(depth)),
            Part::Subsection => continue,
        };
        out.push_str(block.trim_end());
        out.push_str("\n\n");
    }
    out
}

fn markdown(statute: &Statute) -> String {
    let escape = |t: &str| {
        let mut out = String::new();
        for c in t.chars() {
            if "*_<`\\[".contains(c) {
                out.push('\\');
            }
            out.push(c);
        }
        out
    };
    let mut out = format!(
        "---\ntitle: \"{}\"\nshort_title: \"{}\"\nabbreviation: \"{}\"\ndate: \"{}\"\n---\n\n",
        statute.title, statute.short_title, statute.abbreviation, statute.date
    );
    for part in parts(statute) {
        let block = match part {
            Part::Title(_) | Part::Subsection => continue,
            Part::Plain(t) => escape(&t),
            Part::Outline(t) => format!("## {}", escape(&t)),
            Part::Head(name, heading) => format!("### {name} {}", escape(&heading)),
            Part::Item { label, text, .. } => format!("{label} {}", escape(&text)),
        };
        out.push_str(block.trim_end());
        out.push_str("\n\n");
    }
    out
}

fn xml(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn html(statute: &Statute) -> String {
    let mut out = String::from(
        "<!DOCTYPE html>\n<html lang=\"de\"><head><meta charset=\"utf-8\"><title>Muster</title></head>\n<body><nav><a href=\"#\">§ 1 der Navigation</a></nav><main>\n",
    );
    for part in parts(statute) {
        let _ = match part {
            Part::Title(t) if t.starts_with('(') => writeln!(out, "<p>{}</p>", xml(&t)),
            Part::Title(t) => writeln!(out, "<h1>{}</h1>", xml(&t)),
            Part::Plain(t) => writeln!(out, "<p>{}</p>", xml(&t)),
            Part::Outline(t) => writeln!(out, "<h2>{}</h2>", xml(&t)),
            Part::Head(name, heading) => {
                writeln!(out, "<h3><span>{name}</span><br>{}</h3>", xml(&heading))
            }
            Part::Item { label, text, .. } => {
                writeln!(
                    out,
                    "<dl><dt>{}</dt><dd>{}</dd></dl>",
                    xml(&label),
                    xml(&text)
                )
            }
            Part::Subsection => Ok(()),
        };
    }
    out.push_str("</main></body></html>\n");
    out
}

fn docx(statute: &Statute) -> Vec<u8> {
    let mut body = String::new();
    for part in parts(statute) {
        let (style, text) = match part {
            Part::Title(t) => ("Title", xml(&t)),
            Part::Plain(t) => ("Normal", xml(&t)),
            Part::Outline(t) => ("Heading1", xml(&t)),
            Part::Head(name, heading) => (
                "Heading2",
                format!("{name}</w:t><w:br/><w:t>{}", xml(&heading)),
            ),
            Part::Item { label, text, .. } => (
                "Normal",
                format!("{label}</w:t><w:tab/><w:t>{}", xml(&text)),
            ),
            Part::Subsection => continue,
        };
        let _ = write!(
            body,
            "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>"
        );
    }
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>"
    );
    let styles = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:styles xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style><w:style w:type=\"paragraph\" w:styleId=\"Title\"><w:name w:val=\"Title\"/><w:basedOn w:val=\"Normal\"/></w:style><w:style w:type=\"paragraph\" w:styleId=\"Heading1\"><w:name w:val=\"heading 1\"/><w:pPr><w:outlineLvl w:val=\"0\"/></w:pPr></w:style><w:style w:type=\"paragraph\" w:styleId=\"Heading2\"><w:name w:val=\"heading 2\"/><w:pPr><w:outlineLvl w:val=\"1\"/></w:pPr></w:style></w:styles>";
    let types = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/><Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/></Types>";
    let relations = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
    let parts = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/></Relationships>";
    zip(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", relations.as_bytes()),
        ("word/_rels/document.xml.rels", parts.as_bytes()),
        ("word/document.xml", document.as_bytes()),
        ("word/styles.xml", styles.as_bytes()),
    ])
}

fn odt(statute: &Statute) -> Vec<u8> {
    let mut body = String::new();
    for part in parts(statute) {
        let _ = match part {
            Part::Title(t) => write!(
                body,
                "<text:p text:style-name=\"Title\">{}</text:p>",
                xml(&t)
            ),
            Part::Plain(t) => write!(body, "<text:p>{}</text:p>", xml(&t)),
            Part::Outline(t) => write!(
                body,
                "<text:h text:outline-level=\"1\">{}</text:h>",
                xml(&t)
            ),
            Part::Head(name, heading) => write!(
                body,
                "<text:h text:outline-level=\"2\">{name}<text:line-break/>{}</text:h>",
                xml(&heading)
            ),
            Part::Item { label, text, .. } => {
                write!(body, "<text:p>{label}<text:tab/>{}</text:p>", xml(&text))
            }
            Part::Subsection => Ok(()),
        };
    }
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" office:version=\"1.3\"><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    );
    let manifest = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.3\"><manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"application/vnd.oasis.opendocument.text\"/><manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>";
    zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", manifest.as_bytes()),
    ])
}

fn legaldocml(statute: &Statute) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<akn:akomaNtoso xmlns:akn=\"http://Inhaltsdaten.LegalDocML.de/1.8.2/\">\n<akn:act name=\"/akn/ontology/de/concept/documenttype/bund/regelungstext-entwurf\">\n<akn:meta eId=\"meta-n1\"><akn:identification eId=\"meta-n1_ident-n1\" source=\"attributsemantik-noch-undefiniert\"><akn:FRBRWork eId=\"meta-n1_ident-n1_frbrwork-n1\"><akn:FRBRthis eId=\"meta-n1_ident-n1_frbrwork-n1_frbrthis-n1\" value=\"eli/muster/{0}/regelungstext-entwurf-1\"/></akn:FRBRWork></akn:identification></akn:meta>\n<akn:preface eId=\"einleitung-n1\"><akn:longTitle eId=\"einleitung-n1_doktitel-n1\"><akn:p eId=\"einleitung-n1_doktitel-n1_text-n1\"><akn:docTitle eId=\"einleitung-n1_doktitel-n1_text-n1_doctitel-n1\">{1}</akn:docTitle> <akn:shortTitle eId=\"einleitung-n1_doktitel-n1_text-n1_kurztitel-n1\">{2} (<akn:inline eId=\"einleitung-n1_doktitel-n1_text-n1_kurztitel-n1_inline-n1\" name=\"attributsemantik-noch-undefiniert\" refersTo=\"amtliche-abkuerzung\">{3}</akn:inline>)</akn:shortTitle></akn:p></akn:longTitle></akn:preface>\n",
        statute.abbreviation.to_lowercase(),
        xml(&statute.title),
        xml(&statute.short_title),
        xml(&statute.abbreviation)
    );
    let mut outline: Vec<String> = Vec::new();
    let mut in_body = false;
    let mut article = 0;
    let mut unit = 0;
    for provision in &statute.provisions {
        let lines = provision
            .text
            .split('\n')
            .map(|l| format!("<akn:p>{}</akn:p>", xml(l)));
        match provision.kind {
            ProvisionKind::Contents => continue,
            ProvisionKind::Formula if !in_body => {
                let _ = writeln!(
                    out,
                    "<akn:preamble eId=\"präambel-n1\"><akn:formula eId=\"präambel-n1_formel-n1\" refersTo=\"eingangsformel\" name=\"attributsemantik-noch-undefiniert\">{}</akn:formula></akn:preamble>",
                    lines.collect::<String>()
                );
                continue;
            }
            _ => {}
        }
        if !in_body {
            in_body = true;
            out.push_str("<akn:body eId=\"hauptteil-n1\">\n");
        }
        if provision.kind == ProvisionKind::Formula {
            // A closing formula stands behind the articles and before the annexes.
            for _ in outline.drain(..) {
                out.push_str("</akn:hcontainer>\n");
            }
            out.push_str("</akn:body>\n");
            let _ = writeln!(
                out,
                "<akn:conclusions eId=\"schluss-n1\"><akn:formula eId=\"schluss-n1_formel-n1\" refersTo=\"schlussformel\" name=\"attributsemantik-noch-undefiniert\">{}</akn:formula></akn:conclusions>",
                lines.collect::<String>()
            );
            out.push_str("<akn:body eId=\"hauptteil-n2\">\n");
            continue;
        }
        let shared = if provision.kind == ProvisionKind::Annex {
            0
        } else {
            outline
                .iter()
                .zip(&provision.outline)
                .take_while(|(a, b)| a == b)
                .count()
        };
        for _ in outline.drain(shared..) {
            out.push_str("</akn:hcontainer>\n");
        }
        if provision.kind != ProvisionKind::Annex {
            for label in &provision.outline[shared..] {
                unit += 1;
                let mut words = label.splitn(3, ' ');
                let number = format!(
                    "{} {}",
                    words.next().unwrap(),
                    words.next().unwrap_or_default()
                );
                let _ = writeln!(
                    out,
                    "<akn:hcontainer eId=\"hauptteil-n1_gliederung-n{unit}\" name=\"gliederung\"><akn:num>{}</akn:num><akn:heading>{}</akn:heading>",
                    xml(&number),
                    xml(words.next().unwrap_or_default())
                );
                outline.push(label.clone());
            }
        }
        article += 1;
        let id = format!("art-z{article}");
        let _ = write!(
            out,
            "<akn:article eId=\"{id}\"><akn:num eId=\"{id}_bezeichnung-n1\">{}</akn:num><akn:heading eId=\"{id}_überschrift-n1\">{}</akn:heading>",
            xml(&provision.designation),
            xml(&provision.heading)
        );
        for (n, subsection) in provision.subsections.iter().enumerate() {
            let id = format!("{id}_abs-z{}", n + 1);
            let label = subsection.label.as_deref().unwrap_or_default();
            let _ = write!(
                out,
                "<akn:paragraph eId=\"{id}\"><akn:num eId=\"{id}_bezeichnung-n1\">{label}</akn:num><akn:content eId=\"{id}_inhalt-n1\">"
            );
            let span = Span::new(subsection.span.start + label.len(), subsection.span.end);
            list(provision, span, &subsection.items, &id, &mut out);
            out.push_str("</akn:content></akn:paragraph>");
        }
        out.push_str("</akn:article>\n");
    }
    for _ in outline {
        out.push_str("</akn:hcontainer>\n");
    }
    out.push_str("</akn:body>\n</akn:act>\n</akn:akomaNtoso>\n");
    out
}

/// Text and lists of a paragraph or item.
fn list(provision: &Provision, span: Span, items: &[Item], id: &str, out: &mut String) {
    let plain = |from: usize, to: usize| -> Vec<String> {
        provision.text[from..to.max(from)]
            .split('\n')
            .map(|l| xml(l.trim()))
            .filter(|l| !l.is_empty())
            .collect()
    };
    let Some(first) = items.first() else {
        for line in plain(span.start, span.end) {
            let _ = write!(out, "<akn:p>{line}</akn:p>");
        }
        return;
    };
    let _ = write!(
        out,
        "<akn:blockList eId=\"{id}_liste-n1\"><akn:listIntroduction>{}</akn:listIntroduction>",
        plain(span.start, first.span.start).join(" ")
    );
    for (n, item) in items.iter().enumerate() {
        let id = format!("{id}_liste-n1_listenelem-n{}", n + 1);
        let _ = write!(
            out,
            "<akn:item eId=\"{id}\"><akn:num eId=\"{id}_bezeichnung-n1\">{}</akn:num>",
            xml(&item.label)
        );
        let own = Span::new(item.span.start + item.label.len(), item.span.end);
        list(provision, own, &item.items, &id, out);
        out.push_str("</akn:item>");
        if let Some(next) = items.get(n + 1) {
            for line in plain(item.span.end, next.span.start) {
                let _ = write!(out, "<akn:p>{line}</akn:p>");
            }
        }
    }
    let last = items.last().map_or(span.end, |i| i.span.end);
    let rest = plain(last, span.end).join(" ");
    if !rest.is_empty() {
        let _ = write!(out, "<akn:listWrapUp>{rest}</akn:listWrapUp>");
    }
    out.push_str("</akn:blockList>");
}
