//! The HTML report as a whole: structure, safety, determinism, and its catalogue of messages.

#![allow(
    clippy::unwrap_used,
    reason = "a helper of a test may fail like a test"
)]

mod html_sample;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use html_sample as sample;
use normscreen::report::html::{HtmlError, Site, assets, view::*};
use normscreen::report::messages::Messages;
use normscreen::rules::Language;
use normscreen::statute::{Provision, Span, Statute, Subsection};
use proptest::prelude::*;

fn site(language: Language) -> Site {
    Site::new(language, sample::facts(), sample::pack())
}

fn statute_page(site: &Site, view: &StatuteView<'_>) -> String {
    let mut page = String::new();
    site.statute_page(view, &mut page).unwrap();
    page
}

/// Every page of the sample by its path.
fn pages(language: Language, ranked: u64) -> BTreeMap<String, String> {
    let site = site(language);
    let statute = sample::statute();
    let mut pages = BTreeMap::from([
        (
            "index.html".to_owned(),
            site.overview(&sample::overview()).unwrap(),
        ),
        (
            "statutes.html".to_owned(),
            site.ranking(&sample::rows(ranked)).unwrap(),
        ),
        (
            "methodology.html".to_owned(),
            site.methodology(&sample::methodology()).unwrap(),
        ),
        ("rules.html".to_owned(), site.rules().unwrap()),
        (
            "inputs.html".to_owned(),
            site.inputs(&sample::inputs()).unwrap(),
        ),
        (
            Site::statute_path(&statute.id).unwrap(),
            statute_page(&site, &sample::statute_view(&statute)),
        ),
    ]);
    for (rule, view) in sample::pack().rules.iter().zip(sample::rule_pages()) {
        pages.insert(
            Site::rule_path(&rule.id).unwrap(),
            site.rule(&view).unwrap(),
        );
    }
    pages
}

#[test]
fn levels_are_compared_where_there_are_several() {
    let mut view = sample::overview();
    let site = site(Language::De);
    let page = site.overview(&view).unwrap();
    let table = page
        .split("id=\"h-levels\"")
        .nth(1)
        .expect("a table of levels");
    let table = table.split("</section>").next().unwrap();
    assert!(
        table.contains("Bund") && table.contains("Kommune"),
        "{table}"
    );
    view.levels.truncate(1);
    assert!(!site.overview(&view).unwrap().contains("h-levels"));
}

/// Start and end tags nest, attributes are quoted: stricter than HTML asks, so that a slip shows.
/// Returns every start tag with its attributes.
fn well_formed(page: &str) -> Vec<(String, BTreeMap<String, String>)> {
    const VOID: [&str; 5] = ["meta", "link", "br", "input", "rect"];
    let mut open: Vec<String> = Vec::new();
    let mut tags = Vec::new();
    let mut rest = page.strip_prefix("<!DOCTYPE html>").expect("doctype");
    while let Some(at) = rest.find('<') {
        assert!(
            !rest[..at].contains('>'),
            "stray > before {:?}",
            &rest[at..rest.len().min(at + 60)]
        );
        rest = &rest[at + 1..];
        let end = rest.find('>').expect("tag ends");
        let (tag, after) = (&rest[..end], &rest[end + 1..]);
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "end tag");
            continue;
        }
        let tag = tag.trim_end_matches('/');
        let (name, mut attributes) = tag.split_once([' ', '\n']).unwrap_or((tag, ""));
        assert!(
            name.bytes().all(|b| b.is_ascii_alphanumeric()),
            "tag name {name:?}"
        );
        let mut map = BTreeMap::new();
        loop {
            attributes = attributes.trim_start();
            if attributes.is_empty() {
                break;
            }
            let stop = attributes.find(['=', ' ']).unwrap_or(attributes.len());
            let key = attributes[..stop].to_owned();
            assert!(
                key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'),
                "attribute {key:?} in {tag:?}"
            );
            attributes = &attributes[stop..];
            let mut value = String::new();
            if let Some(quoted) = attributes.strip_prefix("=\"") {
                let close = quoted.find('"').expect("attribute ends");
                value = quoted[..close].to_owned();
                attributes = &quoted[close + 1..];
            } else {
                assert!(
                    !attributes.starts_with('='),
                    "unquoted attribute in {tag:?}"
                );
            }
            assert!(
                map.insert(key, value).is_none(),
                "attribute twice in {tag:?}"
            );
        }
        if !VOID.contains(&name) {
            open.push(name.to_owned());
        }
        tags.push((name.to_owned(), map));
    }
    assert!(open.is_empty(), "open at the end: {open:?}");
    tags
}

#[test]
fn pages_are_well_formed_and_ids_unique() {
    for language in [Language::De, Language::En] {
        for (path, page) in pages(language, 300) {
            let tags = well_formed(&page);
            let mut ids = BTreeSet::new();
            for (_, attributes) in &tags {
                if let Some(id) = attributes.get("id") {
                    assert!(ids.insert(id.clone()), "{path}: id {id} twice");
                }
            }
            for (name, attributes) in &tags {
                let targets = [
                    attributes.get("href").and_then(|h| h.strip_prefix('#')),
                    attributes.get("popovertarget").map(String::as_str),
                    attributes.get("aria-labelledby").map(String::as_str),
                    attributes.get("for").map(String::as_str),
                ];
                for target in targets.into_iter().flatten() {
                    assert!(
                        ids.contains(target),
                        "{path}: <{name}> points to #{target}, which is not there"
                    );
                }
            }
        }
    }
}

#[test]
fn links_between_pages_lead_somewhere() {
    let pages = pages(Language::De, 300);
    let ids: BTreeMap<&str, BTreeSet<String>> = pages
        .iter()
        .map(|(path, page)| {
            (
                path.as_str(),
                well_formed(page)
                    .iter()
                    .filter_map(|(_, a)| a.get("id").cloned())
                    .collect(),
            )
        })
        .collect();
    let assets: Vec<&str> = assets().iter().map(|a| a.path).collect();
    for (path, page) in &pages {
        for (_, attributes) in well_formed(page) {
            for target in [attributes.get("href"), attributes.get("src")]
                .into_iter()
                .flatten()
            {
                if target.starts_with('#') || target.starts_with("data:") {
                    continue;
                }
                let folder = if path.contains('/') { "statutes/" } else { "" };
                let full = match target.strip_prefix("../") {
                    Some(up) => up.to_owned(),
                    None => format!("{folder}{target}"),
                };
                let (file, fragment) = full.split_once('#').unwrap_or((&full, ""));
                // The sample's ranking names statutes that it does not have.
                if file.starts_with("statutes/") && file != "statutes/BJNR000010001.html"
                    || fragment.starts_with("BJNR")
                {
                    continue;
                }
                assert!(
                    assets.contains(&file) || ids.contains_key(file),
                    "{path}: {target}"
                );
                assert!(
                    fragment.is_empty() || ids[file].contains(fragment),
                    "{path}: {target}"
                );
            }
        }
    }
}

#[test]
fn every_finding_has_its_place_and_its_note() {
    let statute = sample::statute();
    let view = sample::statute_view(&statute);
    let page = statute_page(&site(Language::De), &view);
    let ids: BTreeSet<String> = well_formed(&page)
        .iter()
        .filter_map(|(_, a)| a.get("id").cloned())
        .collect();
    let findings: usize = view.provisions.iter().map(|p| p.findings.len()).sum();
    for n in 1..=findings {
        assert!(ids.contains(&format!("f{n}")), "place of finding {n}");
        assert!(ids.contains(&format!("n{n}")), "note of finding {n}");
        assert!(
            page.contains(&format!("href=\"#n{n}\"")),
            "number of finding {n} in the text"
        );
    }
    assert!(!ids.contains(&format!("f{}", findings + 1)));
    for anchor in ["p1", "p3", "p5", "p6", "p-anlage-1"] {
        assert!(ids.contains(anchor), "{anchor}");
    }
}

/// The text of some markup, without what links say.
fn plain(markup: &str) -> String {
    let mut text = String::new();
    let mut in_link = false;
    for part in markup.split_inclusive('>') {
        let (before, tag) = part.split_once('<').unwrap_or((part, ""));
        if !in_link {
            text.push_str(before);
        }
        in_link = tag.starts_with("a ") || in_link && !tag.starts_with("/a");
    }
    text
}

#[test]
fn the_shown_steps_add_up() {
    let statute = sample::statute();
    let page = statute_page(&site(Language::De), &sample::statute_view(&statute));
    let mut sums = 0;
    for line in page.split("class=\"ns-sum\"").skip(1) {
        let line = line.split_once("</p>").unwrap().0;
        let shown = plain(line.split_once("</small>").unwrap().1);
        let (left, right) = shown.split_once('=').unwrap();
        let number = |s: &str| s.trim().replace(',', ".").parse::<f64>().unwrap();
        let mut parts = left.split('−').map(number);
        let rest = parts.next().unwrap() - parts.sum::<f64>();
        assert!((rest - number(right)).abs() < 1e-6, "{shown}");
        sums += 1;
    }
    assert_eq!(sums, 4);
}

#[test]
fn nothing_is_loaded_from_elsewhere_and_nothing_is_inline() {
    for (path, page) in pages(Language::De, 300) {
        assert!(!page.contains("://"), "{path} names an address");
        for (name, attributes) in well_formed(&page) {
            assert!(
                !attributes
                    .keys()
                    .any(|k| k == "style" || k.starts_with("on")),
                "{path}: <{name}>"
            );
            assert!(name != "style");
            if name == "script" {
                assert!(attributes.contains_key("src"));
            }
        }
        assert!(page.contains("Content-Security-Policy\" content=\"default-src 'none'; style-src 'self'; script-src 'self';"));
    }
    for asset in assets() {
        assert!(
            !asset.text.contains("://") && !asset.text.contains("@import"),
            "{}",
            asset.path
        );
    }
}

#[test]
fn pages_are_the_same_every_time() {
    assert_eq!(pages(Language::De, 300), pages(Language::De, 300));
}

#[test]
fn no_page_is_named_after_a_path() {
    for name in [
        "",
        ".",
        "..",
        ".htaccess",
        "a/b",
        "a\\b",
        "ä",
        "a b",
        "a\"b",
        "con:",
        "a\0",
    ] {
        assert!(
            matches!(Site::statute_path(name), Err(HtmlError::UnsafeName(_))),
            "{name:?}"
        );
        let statute = Statute {
            id: name.to_owned(),
            ..Statute::default()
        };
        let view = StatuteView {
            statute: &statute,
            provisions: vec![],
            figures: Figures::default(),
            source: String::new(),
        };
        assert!(
            site(Language::De)
                .statute_page(&view, &mut String::new())
                .is_err(),
            "{name:?}"
        );
        let mut rows = sample::rows(1);
        rows[0].id = name.to_owned();
        assert!(site(Language::De).ranking(&rows).is_err(), "{name:?}");
    }
    assert_eq!(
        Site::statute_path("BJNR0_a-1.2").unwrap(),
        "statutes/BJNR0_a-1.2.html"
    );
}

#[test]
fn the_assets_keep_their_bounds() {
    for asset in assets() {
        let most = if asset.path.ends_with(".css") {
            30 * 1024
        } else {
            12 * 1024
        };
        assert!(
            !asset.text.trim().is_empty() && asset.text.len() <= most,
            "{} has {} bytes",
            asset.path,
            asset.text.len()
        );
    }
}

/// Colours of the stylesheet by custom property: light, and dark laid over it.
fn palettes() -> [BTreeMap<String, String>; 2] {
    let css = assets()[0].text;
    let mut blocks = css.split(":root {").skip(1).map(|block| {
        let block = block.split_once('}').unwrap().0;
        let colours = block.lines().filter_map(|line| {
            let (name, value) = line.trim().strip_suffix(';')?.split_once(": ")?;
            value
                .starts_with('#')
                .then(|| (name.to_owned(), value.to_owned()))
        });
        colours.collect()
    });
    [blocks.next().unwrap(), blocks.next().unwrap()]
}

/// Contrast ratio of WCAG 2.
fn contrast(a: &str, b: &str) -> f64 {
    let luminance = |hex: &str| {
        let digits: String = match hex.trim_start_matches('#') {
            short if short.len() == 3 => short.chars().flat_map(|c| [c, c]).collect(),
            long => long.to_owned(),
        };
        let part = |i: usize| {
            let value = f64::from(u8::from_str_radix(&digits[i..i + 2], 16).unwrap()) / 255.0;
            if value <= 0.03928 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
    };
    let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
    f64::max(a, b) / f64::min(a, b)
}

#[test]
fn colours_keep_the_contrast_of_wcag_aa() {
    for palette in palettes() {
        let colour = |name: &str| {
            palette
                .get(name)
                .unwrap_or_else(|| panic!("{name}"))
                .as_str()
        };
        let kern = |name: &str| colour(&format!("--kern-color-{name}")).to_owned();
        let ground = kern("layout-background-default");
        let hued = kern("layout-background-hued");
        let mut pairs = Vec::new();
        for ground in [&ground, &hued] {
            for text in [
                "layout-text-default",
                "layout-text-muted",
                "action-default",
                "action-visited",
            ] {
                pairs.push((text.to_owned(), kern(text), ground.clone(), 4.5));
            }
            pairs.push((
                "border".to_owned(),
                kern("layout-border"),
                ground.clone(),
                3.0,
            ));
        }
        for feedback in ["danger", "warning", "success", "info"] {
            let own = kern(&format!("feedback-{feedback}-background"));
            let tone = kern(&format!("feedback-{feedback}"));
            pairs.push((feedback.to_owned(), tone.clone(), own.clone(), 4.5));
            pairs.push((feedback.to_owned(), tone, ground.clone(), 4.5));
            pairs.push((
                format!("text on {feedback}"),
                kern("layout-text-default"),
                own,
                4.5,
            ));
        }
        for grade in ["a", "b", "c", "d", "e"] {
            let own = colour(&format!("--ns-grade-{grade}")).to_owned();
            pairs.push((
                grade.to_owned(),
                colour("--ns-grade-text").to_owned(),
                own.clone(),
                4.5,
            ));
            pairs.push((grade.to_owned(), own, ground.clone(), 3.0));
        }
        for (name, a, b, least) in pairs {
            assert!(
                contrast(&a, &b) >= least,
                "{name}: {a} on {b} has {:.2}",
                contrast(&a, &b)
            );
        }
    }
}

#[test]
fn the_ranking_of_all_federal_law_stays_light() {
    let page = site(Language::De).ranking(&sample::rows(7_000)).unwrap();
    assert!(page.len() < 3_000_000, "{} bytes", page.len());
}

/// The same statute with nothing in its texts that could mean anything to HTML.
fn neutral(statute: &Statute) -> Statute {
    let plain = |text: &String| -> String {
        text.chars()
            .map(|c| {
                if c.is_ascii_punctuation() || c.is_ascii_control() && c != '\n' {
                    'x'
                } else {
                    c
                }
            })
            .collect()
    };
    let provision = &statute.provisions[0];
    Statute {
        id: statute.id.clone(),
        abbreviation: plain(&statute.abbreviation),
        title: plain(&statute.title),
        as_of: plain(&statute.as_of),
        notes: statute.notes.iter().map(plain).collect(),
        provisions: vec![Provision {
            designation: plain(&provision.designation),
            heading: plain(&provision.heading),
            outline: provision.outline.iter().map(plain).collect(),
            text: plain(&provision.text),
            footnotes: provision.footnotes.iter().map(plain).collect(),
            ..provision.clone()
        }],
        ..statute.clone()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever stands in a statute, its page keeps its structure and nothing becomes a tag.
    #[test]
    fn no_text_becomes_markup(
        text in "[<>&\"'\u{0}\u{7f}a-c =/!\\-\\n§ä]{0,60}",
        title in any::<String>(),
        heading in any::<String>(),
        from in 0usize..60,
        length in 0usize..20,
    ) {
        let start = text.floor_char_boundary(from.min(text.len()));
        let end = text.floor_char_boundary((start + length).min(text.len())).max(start);
        let statute = Statute {
            id: "x".to_owned(),
            abbreviation: title.clone(),
            title: title.clone(),
            as_of: heading.clone(),
            notes: vec![text.clone()],
            provisions: vec![Provision {
                designation: heading.clone(),
                heading: text.clone(),
                outline: vec![title.clone(), text.clone()],
                subsections: vec![Subsection { label: None, span: Span::new(0, text.len()), sentences: vec![], items: vec![] }],
                text: text.clone(),
                footnotes: vec![heading.clone()],
                ..Provision::default()
            }],
            ..Statute::default()
        };
        let view = |statute| -> StatuteView<'_> {
            StatuteView {
                statute,
                provisions: vec![ProvisionView {
                    rating: Some((500, Grade::D)),
                    findings: vec![FindingView { span: Span::new(start, end), rule: 0, obstacle: sample::HARD, act: None, case: None, governed: None, options: Vec::new(), relation: Relation::Verwaltung, citation: heading.clone(), direction: None, purpose: None, evidence: Vec::new() }],
                    ..ProvisionView::default()
                }],
                figures: Figures::default(),
                source: title.clone(),
            }
        };
        let page = statute_page(&site(Language::De), &view(&statute));
        let tags = |page: &str| -> Vec<String> {
            well_formed(page).into_iter().map(|(name, _)| name).collect()
        };
        let harmless = neutral(&statute);
        prop_assert_eq!(tags(&page), tags(&statute_page(&site(Language::De), &view(&harmless))));
        prop_assert!(!page.contains('\0'));
    }
}

// ---------------------------------------------------------------------------------------------
// The catalogue
// ---------------------------------------------------------------------------------------------

/// Templates and sources without their tests.
fn sources() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = String::new();
    for folder in ["reports/templates", "src"] {
        for entry in walkdir::WalkDir::new(root.join(folder)) {
            let entry = entry.unwrap();
            if entry.file_type().is_file() {
                let source = std::fs::read_to_string(entry.path()).unwrap();
                sources.push_str(source.split("#[cfg(test)]").next().unwrap());
            }
        }
    }
    sources
}

/// Keys that templates and sources name: `t("…")`, `msg("…")`, and `count("…")` for two forms.
fn used_keys() -> BTreeSet<String> {
    let sources = sources();
    let mut used = BTreeSet::new();
    for (call, forms) in [
        (".t(\"", &[""][..]),
        (".msg(\"", &[""]),
        (".count(\"", &[".one", ".other"]),
    ] {
        for part in sources.split(call).skip(1) {
            let key = part.split_once('"').unwrap().0;
            used.extend(forms.iter().map(|form| format!("{key}{form}")));
        }
    }
    used
}

#[test]
fn every_used_key_exists_and_none_is_unused() {
    let known: BTreeSet<String> = Messages::get(Language::De)
        .keys()
        .map(str::to_owned)
        .collect();
    let used = used_keys();
    let missing: Vec<_> = used.difference(&known).collect();
    // A key may reach its call through a variable; then it stands in the sources all the same, for a
    // count without its form.
    let sources = sources();
    let counted = |key: &str| {
        let form = [".zero", ".one", ".other"]
            .iter()
            .find_map(|form| key.strip_suffix(form));
        form.is_some_and(|key| sources.contains(&format!("\"{key}\"")))
    };
    let unused: Vec<_> = known
        .difference(&used)
        .filter(|key| !sources.contains(&format!("\"{key}\"")) && !counted(key))
        .collect();
    assert!(
        missing.is_empty() && unused.is_empty(),
        "missing: {missing:?}\nunused: {unused:?}"
    );
}

#[test]
fn no_template_switches_escaping_off_or_speaks_by_itself() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/templates");
    for entry in std::fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        let source = std::fs::read_to_string(&path).unwrap();
        assert!(
            !source.contains("|safe")
                && !source.contains("| safe")
                && !source.contains("autoescape"),
            "{path:?}"
        );
    }
}

#[test]
fn no_place_of_a_message_stays_empty() {
    for language in [Language::De, Language::En] {
        for (path, page) in pages(language, 300) {
            assert!(
                !page.contains(['{', '}']),
                "{path} shows a place: {:?}",
                page.find('{')
                    .map(|i| &page[i..page.floor_char_boundary((i + 60).min(page.len()))])
            );
        }
    }
}

/// Writes the sample where `NORMSCREEN_SAMPLE_SITE` says, to look at it in a browser.
#[test]
fn writes_the_sample_where_asked() {
    let Some(folder) = std::env::var_os("NORMSCREEN_SAMPLE_SITE") else {
        return;
    };
    for language in [Language::De, Language::En] {
        let folder = Path::new(&folder).join(language.tag());
        std::fs::create_dir_all(folder.join("statutes")).unwrap();
        std::fs::create_dir_all(folder.join("rules")).unwrap();
        std::fs::create_dir_all(folder.join("assets")).unwrap();
        for (path, page) in pages(language, 7_000) {
            std::fs::write(folder.join(path), page).unwrap();
        }
        for asset in assets() {
            std::fs::write(folder.join(asset.path), asset.text).unwrap();
        }
    }
}
