//! The pipeline from outside: the sample corpus, broken input, exit codes, and bytes.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

fn normscreen() -> Command {
    Command::cargo_bin("normscreen").expect("the binary is built")
}

/// Every file below a folder with its bytes.
fn bytes_of(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|e| e.file_type().is_file())
        .map(|e| {
            let name = e.path().strip_prefix(folder).unwrap().display().to_string();
            (name, fs::read(e.path()).unwrap())
        })
        .collect()
}

/// The ledger by source: outcome and reason.
fn ledger(out: &Path) -> BTreeMap<String, (String, String)> {
    let mut reader = csv::Reader::from_path(out.join("inputs.csv")).unwrap();
    reader
        .records()
        .map(Result::unwrap)
        .map(|r| (r[0].to_owned(), (r[2].to_owned(), r[3].to_owned())))
        .collect()
}

fn sample() -> Vec<u8> {
    let path = corpus().join("gii/mustdigwohng/BJNR900010026.xml");
    fs::read(path).expect("the sample corpus is there")
}

fn zip_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn the_same_bytes_for_any_number_of_threads() {
    let runs: Vec<_> = ["1", "4"]
        .map(|threads| {
            let out = tempfile::tempdir().unwrap();
            normscreen()
                .args([
                    "screen",
                    "--threads",
                    threads,
                    "--format",
                    "html,csv,json,parquet,xlsx",
                    "--out",
                ])
                .arg(out.path())
                .arg(corpus().join("gii"))
                .assert()
                .success();
            bytes_of(out.path())
        })
        .into_iter()
        .collect();
    assert!(runs[0].len() > 25, "{:?}", runs[0].keys());
    assert_eq!(
        runs[0].keys().collect::<Vec<_>>(),
        runs[1].keys().collect::<Vec<_>>()
    );
    for (name, bytes) in &runs[0] {
        assert!(bytes == &runs[1][name], "{name} differs");
    }
}

/// A part of a workbook, as text.
fn part(book: &Path, name: &str) -> String {
    let mut zip = zip::ZipArchive::new(fs::File::open(book).unwrap()).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut zip.by_name(name).unwrap(), &mut text).unwrap();
    text
}

/// What stands between two marks, wherever it does.
fn between<'t>(text: &'t str, open: &str, close: &str) -> Vec<&'t str> {
    text.split(open)
        .skip(1)
        .map(|rest| rest.split(close).next().unwrap())
        .collect()
}

/// The cells of a sheet by row and column, texts looked up.
fn sheet(book: &Path, name: &str) -> Vec<BTreeMap<String, String>> {
    let workbook = part(book, "xl/workbook.xml");
    let names = between(&workbook, "<sheet name=\"", "\"");
    let number = names.iter().position(|n| *n == name).unwrap() + 1;
    let strings = part(book, "xl/sharedStrings.xml");
    let strings: Vec<&str> = between(&strings, "<si>", "</si>")
        .into_iter()
        .map(|si| si.split_once('>').unwrap().1.trim_end_matches("</t>"))
        .collect();
    let xml = part(book, &format!("xl/worksheets/sheet{number}.xml"));
    assert!(!xml.contains("<f>"), "a formula in {name}");
    between(&xml, "<row ", "</row>")
        .into_iter()
        .map(|row| {
            between(row, "<c ", "</c>")
                .into_iter()
                .map(|cell| {
                    let at = between(cell, "r=\"", "\"")[0];
                    let column = at.trim_end_matches(|c: char| c.is_ascii_digit());
                    let value = if cell.contains("t=\"inlineStr\"") {
                        let text = between(cell, "<is><t", "</t>")[0];
                        text.split_once('>').unwrap().1
                    } else {
                        let value = between(cell, "<v>", "</v>")[0];
                        match cell.contains("t=\"s\"") {
                            true => strings[value.parse::<usize>().unwrap()],
                            false => value,
                        }
                    };
                    (column.to_owned(), value.to_owned())
                })
                .collect()
        })
        .collect()
}

#[test]
fn the_workbook_says_what_the_tables_say() {
    let out = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir().unwrap();
    // A statute whose title a spreadsheet would run.
    let evil = String::from_utf8(sample())
        .unwrap()
        .replace("BJNR900010026", "BJNR900990026")
        .replace("<kurzue>", "<kurzue>=cmd()")
        .replace("<langue>", "<langue>=cmd()");
    fs::write(folder.path().join("evil.xml"), evil).unwrap();
    normscreen()
        .args(["screen", "--format", "csv,xlsx", "--out"])
        .arg(out.path())
        .arg(corpus().join("gii"))
        .arg(folder.path())
        .assert()
        .success();
    let book = out.path().join("report.xlsx");
    let column_of = |rows: &[BTreeMap<String, String>], head: &str| -> String {
        let found = rows[0].iter().find(|(_, text)| *text == head);
        found
            .unwrap_or_else(|| panic!("no column {head}"))
            .0
            .clone()
    };
    for (table, name, head, key) in [
        (
            "Vorschriften",
            "provisions.csv",
            "ohne elektronischen Weg",
            "hard",
        ),
        ("Gesetze", "statutes.csv", "Hebel", "leverage"),
        ("Kategorien", "categories.csv", "Fundstellen", "findings"),
    ] {
        let rows = sheet(&book, table);
        let column = column_of(&rows, head);
        let sum: f64 = rows[1..]
            .iter()
            .filter_map(|row| row.get(&column))
            .map(|value| value.parse::<f64>().unwrap())
            .sum();
        let csv: Vec<BTreeMap<String, String>> = csv::Reader::from_path(out.path().join(name))
            .unwrap()
            .deserialize()
            .map(Result::unwrap)
            .collect();
        assert_eq!(rows.len(), csv.len() + 1, "{name}");
        let expected: f64 = csv.iter().map(|row| row[key].parse::<f64>().unwrap()).sum();
        assert!(
            (sum - expected).abs() < 0.05,
            "{name}: {sum} and {expected}"
        );
        assert!(expected > 0.0);
    }
    let statutes = sheet(&book, "Gesetze");
    let title = column_of(&statutes, "Titel");
    assert!(statutes.iter().any(|row| row[&title].starts_with("=cmd()")));
    assert!(sheet(&book, "Überblick").len() > 10);
    assert!(sheet(&book, "Eingaben").len() > 8);
}

#[test]
fn tables_agree_with_each_other() {
    let out = tempfile::tempdir().unwrap();
    normscreen()
        .args(["screen", "--format", "csv,json", "--out"])
        .arg(out.path())
        .arg(corpus().join("gii"))
        .assert()
        .success();
    let rows = |name: &str| -> Vec<BTreeMap<String, String>> {
        csv::Reader::from_path(out.path().join(name))
            .unwrap()
            .deserialize()
            .map(Result::unwrap)
            .collect()
    };
    let (findings, provisions, statutes) = (
        rows("findings.csv"),
        rows("provisions.csv"),
        rows("statutes.csv"),
    );
    let sum = |rows: &[BTreeMap<String, String>], column: &str| -> f64 {
        rows.iter()
            .map(|r| r[column].parse::<f64>().unwrap_or(0.0))
            .sum()
    };
    for effect in ["hard", "mitigated", "excluded"] {
        let found = findings.iter().filter(|f| f["effect"] == effect).count();
        assert_eq!(found as f64, sum(&provisions, effect), "{effect}");
    }
    let obstacles = findings.iter().filter(|f| f["kind"] == "obstacle").count() as f64;
    let standings: f64 = ["blocking", "substitutable", "open"]
        .map(|s| sum(&statutes, s))
        .iter()
        .sum();
    assert_eq!(obstacles, standings);
    assert_eq!(provisions.len() as f64, sum(&statutes, "provisions"));
    for statute in &statutes {
        let own: Vec<_> = provisions
            .iter()
            .filter(|p| p["statute_id"] == statute["statute_id"] && !p["readiness"].is_empty())
            .collect();
        assert_eq!(own.len().to_string(), statute["relevant"]);
        let points: f64 = own
            .iter()
            .map(|p| p["readiness"].parse::<f64>().unwrap())
            .sum();
        let leverage = 100.0 * own.len() as f64 - points;
        assert!((leverage - statute["leverage"].parse::<f64>().unwrap()).abs() < 0.01);
    }
    let json: Vec<serde_json::Value> =
        serde_json::from_slice(&fs::read(out.path().join("findings.json")).unwrap()).unwrap();
    assert_eq!(json.len(), findings.len());
    for (object, row) in json.iter().zip(&findings) {
        assert_eq!(
            object["quote"].as_str().unwrap(),
            row["quote"].trim_start_matches('\'')
        );
    }
}

/// A report that is limited to a direction counts its obstacles and no others, and says so.
#[test]
fn a_report_can_be_limited_to_what_citizens_owe_authorities() {
    let out = tempfile::tempdir().unwrap();
    let findings = |name: &str, limits: &[&str]| -> Vec<BTreeMap<String, String>> {
        let out = out.path().join(name);
        normscreen()
            .args(["screen", "--format", "csv,html", "--out"])
            .arg(&out)
            .args(limits)
            .arg(corpus().join("gii"))
            .assert()
            .success();
        csv::Reader::from_path(out.join("findings.csv"))
            .unwrap()
            .deserialize()
            .map(Result::unwrap)
            .collect()
    };
    let all = findings("all", &[]);
    let limited = findings("limited", &["--direction", "an_verwaltung"]);
    let obstacles = |rows: &[BTreeMap<String, String>], direction: Option<&str>| {
        rows.iter()
            .filter(|r| r["kind"] == "obstacle" && direction.is_none_or(|d| r["direction"] == d))
            .count()
    };
    let owed = obstacles(&all, Some("an_verwaltung"));
    assert!(0 < owed && owed < obstacles(&all, None));
    assert_eq!(obstacles(&limited, None), owed);
    assert_eq!(obstacles(&limited, Some("an_verwaltung")), owed);
    let page = |name: &str| fs::read_to_string(out.path().join("limited").join(name)).unwrap();
    let run: serde_json::Value = serde_json::from_str(&page("run.json")).unwrap();
    assert_eq!(run["directions"], serde_json::json!(["an_verwaltung"]));
    let method = page("methodology.html");
    assert!(method.contains("Bürger und Unternehmen an die Verwaltung"));
    assert!(method.contains("--direction"));
    normscreen()
        .args(["screen", "--direction", "an_alle", "--out"])
        .arg(out.path().join("none"))
        .arg(corpus())
        .assert()
        .code(2);
}

/// What an act strikes or names as a place is no duty of its own; what it inserts is.
#[test]
fn words_that_an_act_takes_away_are_no_obstacle_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let draft = folder.path().join("entwurf.txt");
    fs::write(
        &draft,
        "Gesetz zur Änderung des Musterhafengesetzes\n\nArtikel 1\nÄnderung des Musterhafengesetzes\n\n\
         Das Musterhafengesetz wird wie folgt geändert:\n\n\
         1. In § 2 Absatz 1 werden die Wörter „durch Aushang“ gestrichen.\n\n\
         2. In § 3 Satz 1 werden nach dem Wort „schriftlich“ die Wörter „oder elektronisch“ eingefügt.\n\n\
         3. Dem § 4 wird folgender Satz angefügt:\n\n\
         „Der Antrag ist auf dem amtlichen Vordruck zu stellen.“\n",
    )
    .unwrap();
    let out = folder.path().join("bericht");
    normscreen()
        .args(["screen", "--format", "csv", "--out"])
        .arg(&out)
        .arg(&draft)
        .assert()
        .success();
    let found: Vec<(String, String)> = csv::Reader::from_path(out.join("findings.csv"))
        .unwrap()
        .deserialize()
        .map(|row: Result<BTreeMap<String, String>, _>| row.unwrap())
        .map(|row| (row["category"].clone(), row["quote"].clone()))
        .collect();
    let has = |category: &str| found.iter().any(|(c, _)| c == category);
    assert!(has("papier_vordruck"), "{found:?}");
    assert!(has("elektronische_form"), "{found:?}");
    assert!(
        !has("aushang_auslegung") && !has("schriftform"),
        "{found:?}"
    );
}

#[test]
fn every_finding_quotes_its_provision() {
    let out = tempfile::tempdir().unwrap();
    normscreen()
        .args(["screen", "--format", "json", "--out"])
        .arg(out.path())
        .arg(corpus().join("gii"))
        .assert()
        .success();
    let model = normscreen()
        .args(["statute", "--format", "json"])
        .arg(corpus().join("gii"))
        .assert()
        .success();
    let statutes: Vec<serde_json::Value> =
        serde_json::from_slice(&model.get_output().stdout).unwrap();
    let findings: Vec<serde_json::Value> =
        serde_json::from_slice(&fs::read(out.path().join("findings.json")).unwrap()).unwrap();
    assert!(findings.len() > 50);
    for finding in findings {
        let at = |key: &str| finding[key].as_u64().unwrap() as usize;
        let quoted = statutes
            .iter()
            .filter(|s| s["statute_id"] == finding["statute_id"])
            .flat_map(|s| s["provisions"].as_array().unwrap())
            .filter(|p| p["provision"] == finding["provision"])
            .any(|p| {
                let text: Vec<char> = p["text"].as_str().unwrap().chars().collect();
                text.get(at("start")..at("end"))
                    .is_some_and(|q| q.iter().collect::<String>() == finding["quote"])
            });
        assert!(quoted, "{finding}");
    }
}

/// What a report cites can be looked up as it is printed, and its context holds its quote.
#[test]
fn every_citation_leads_to_its_quote() {
    use normscreen::ingest::{ReadOptions, ingest};
    use normscreen::rules::RulePack;

    let out = tempfile::tempdir().unwrap();
    normscreen()
        .args(["screen", "--format", "json", "--out"])
        .arg(out.path())
        .arg(corpus().join("gii"))
        .assert()
        .success();
    let pack = RulePack::embedded().unwrap();
    let statutes: Vec<_> = normscreen::discover::discover(&[corpus().join("gii")])
        .inputs
        .iter()
        .flat_map(|input| ingest(input, &pack, &ReadOptions::default()))
        .filter_map(|document| document.statute)
        .collect();
    let findings = fs::read_to_string(out.path().join("findings.json")).unwrap();
    let findings: Vec<serde_json::Value> = serde_json::from_str(&findings).unwrap();
    assert!(findings.len() > 100);
    for finding in &findings {
        let field = |key: &str| finding[key].as_str().unwrap();
        let (citation, quote) = (field("citation"), field("quote"));
        let places = statutes.iter().filter_map(|s| s.locate(citation));
        let quoted = places
            .map(|(provision, span)| span.of(&provision.text))
            .any(|text| text.contains(quote));
        assert!(quoted, "{citation}: {quote}");
        let line = quote.replace('\n', " ");
        assert!(field("context").contains(&line), "{citation}: {quote}");
    }
    normscreen()
        .args(["explain"])
        .arg(corpus().join("gii"))
        .arg(findings[0]["citation"].as_str().unwrap())
        .assert()
        .success();
}

#[test]
fn an_as_of_that_is_no_date_is_refused() {
    let out = tempfile::tempdir().unwrap();
    for date in ["2025", "02.04.2025", "2025-02-30", "gestern"] {
        let done = normscreen()
            .args(["screen", "--as-of", date, "--out"])
            .arg(out.path().join("report"))
            .arg(corpus().join("gii"))
            .assert()
            .code(2);
        let errors = String::from_utf8(done.get_output().stderr.clone()).unwrap();
        assert!(errors.contains("is no date"), "{errors}");
    }
    assert!(!out.path().join("report").exists());
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_screened() {
    let folder = tempfile::tempdir().unwrap();
    let out = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    let good = sample();
    put("good.xml", &good);
    put("cut.xml", &good[..good.len() / 2]);
    put("empty.xml", b"");
    put("nozip.zip", b"this is no zip file");
    put("none.zip", &zip_of(&[]));
    put("picture.zip", &zip_of(&[("a.jpg", b"\xff\xd8\xff")]));
    let second = String::from_utf8(good.clone())
        .unwrap()
        .replace("BJNR900010026", "BJNR900010027");
    let third = second.replace("BJNR900010027", "BJNR900010028");
    put(
        "two.zip",
        &zip_of(&[("a.xml", second.as_bytes()), ("b.xml", third.as_bytes())]),
    );
    put(
        "other.xml",
        b"<?xml version=\"1.0\"?><rss><channel>no law</channel></rss>",
    );
    put("notes.txt", b"no law at all");
    let latin: Vec<u8> = String::from_utf8(good.clone())
        .unwrap()
        .replace("BJNR900010026", "BJNR900010029")
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
        .collect();
    put("latin.xml", &latin);
    let bomb = zip_of(&[("bomb.xml", &vec![b' '; 8 << 20])]);
    put("bomb.zip", &bomb);
    put(
        "deep.xml",
        ("<dokumente>".to_owned() + &"<a>".repeat(100_000)).as_bytes(),
    );
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("nowhere", folder.path().join("dangling.xml")).unwrap();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("loop")).unwrap();
    }

    normscreen()
        .args(["screen", "--format", "csv", "--lang", "en", "--out"])
        .arg(out.path())
        .arg(folder.path())
        .assert()
        .code(3);
    let ledger = ledger(out.path());
    let ended = |name: &str| ledger[name].0.as_str();
    let reason = |name: &str| ledger[name].1.as_str();
    assert_eq!(ended("good.xml"), "read");
    assert_eq!(ended("two.zip/a.xml"), "read");
    assert_eq!(ended("two.zip/b.xml"), "read");
    assert_eq!(ended("notes.txt"), "skipped");
    assert_eq!(ended("picture.zip/a.jpg"), "skipped");
    assert_eq!(ended("latin.xml"), "partly_read");
    assert!(reason("latin.xml").contains("Windows-1252"));
    for (name, because) in [
        ("cut.xml", "line "),
        ("empty.xml", "empty"),
        ("nozip.zip", "zip"),
        ("none.zip", "no document"),
        ("picture.zip", "no document"),
        ("other.xml", "<rss>"),
        ("bomb.zip/bomb.xml", "zip bomb"),
        ("deep.xml", "deeper than"),
        #[cfg(unix)]
        ("dangling.xml", "leads nowhere"),
        #[cfg(unix)]
        ("loop", "leads back"),
    ] {
        assert_eq!(ended(name), "failed", "{name}");
        assert!(reason(name).contains(because), "{name}: {}", reason(name));
    }
}

/// A zip file of a few kilobytes can hold thousands that fail alike; the terminal is not flooded.
#[test]
fn many_failures_of_one_cause_in_a_container_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (folder.path().join("viele.zip"), folder.path().join("out"));
    let names: Vec<String> = (0..50).map(|n| format!("{n}.xml")).collect();
    let broken: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), &b"<norm"[..])).collect();
    fs::write(&file, zip_of(&broken)).unwrap();
    let run = |more: &[&str]| {
        let done = normscreen()
            .args(["screen", "--format", "csv", "--out"])
            .args([&out, &file])
            .args(more)
            .assert()
            .code(3);
        String::from_utf8(done.get_output().stderr.clone()).unwrap()
    };
    let told = run(&[]);
    assert_eq!(told.matches(".xml: ").count(), 20, "{told}");
    assert!(told.contains("30 weitere"), "{told}");
    assert_eq!(run(&["-v"]).matches(".xml: ").count(), 50);
    assert_eq!(ledger(&out).len(), 50);
}

#[test]
fn what_programs_leave_beside_documents_is_no_failure() {
    let folder = tempfile::tempdir().unwrap();
    let out = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    put("good.xml", &sample());
    let companions = [
        "~$entwurf.docx",
        "._x.xml",
        ".DS_Store",
        "Thumbs.db",
        ".~lock.a.odt#",
    ];
    for name in companions {
        put(name, b"\x05Name");
    }
    let second = String::from_utf8(sample()).unwrap();
    let second = second.replace("BJNR900010026", "BJNR900010027");
    let entries: [(&str, &[u8]); 3] = [
        ("a.xml", second.as_bytes()),
        ("__MACOSX/._a.xml", b"\x00\x05\x16\x07"),
        ("sub/~$b.docx", b""),
    ];
    put("mac.zip", &zip_of(&entries));
    normscreen()
        .args(["screen", "--format", "csv", "--lang", "en", "--out"])
        .arg(out.path())
        .arg(folder.path())
        // As a pattern of the shell names them.
        .arg(folder.path().join("~$entwurf.docx"))
        .assert()
        .code(0);
    let ledger = ledger(out.path());
    let skipped: Vec<_> = ledger
        .iter()
        .filter(|(_, (ended, _))| ended == "skipped")
        .collect();
    assert_eq!(skipped.len(), companions.len() + 2, "{ledger:?}");
    assert!(
        skipped
            .iter()
            .all(|(_, (_, reason))| reason.contains("keeps beside documents"))
    );
}

/// An act of LegalDocML.de with one article and one annex, the annex, and what holds both together.
fn act_with_annex() -> [(&'static str, String); 3] {
    let akn = |inner: &str| {
        format!(
            "<?xml version=\"1.0\"?>\n<akn:akomaNtoso xmlns:akn=\"http://Inhaltsdaten.LegalDocML.de/1.8.2/\">{inner}</akn:akomaNtoso>"
        )
    };
    let meta = |uri: &str| {
        format!(
            "<akn:meta><akn:identification><akn:FRBRWork><akn:FRBRthis value=\"eli/muster/1/{uri}\"/></akn:FRBRWork></akn:identification></akn:meta>"
        )
    };
    let refer = |name: &str| {
        format!("<akn:component><akn:documentRef href=\"eli/muster/1/{name}\"/></akn:component>")
    };
    let kind = "/akn/ontology/de/concept/documenttype/bund";
    let [act, annex, all] = [
        "regelungstext-verkuendung-1.xml",
        "anlage-regelungstext-1.xml",
        "rechtsetzungsdokument-1.xml",
    ];
    [
        (
            act,
            akn(&format!(
                "<akn:act name=\"{kind}/regelungstext-verkuendung\">{}<akn:preface><akn:longTitle><akn:p><akn:docTitle>Gesetz über Fähren</akn:docTitle></akn:p></akn:longTitle></akn:preface><akn:body><akn:article eId=\"art-z1\"><akn:num>§ 1</akn:num><akn:heading>Antrag</akn:heading><akn:paragraph><akn:content><akn:p>Der Antrag ist schriftlich zu stellen.</akn:p></akn:content></akn:paragraph></akn:article></akn:body><akn:attachments>{}</akn:attachments></akn:act>",
                meta("regelungstext-1"),
                refer(annex)
            )),
        ),
        (
            annex,
            akn(&format!(
                "<akn:doc name=\"{kind}/anlage-regelungstext\">{}<akn:preface><akn:longTitle><akn:p><akn:docTitle>Anlage 1 Gebühren</akn:docTitle></akn:p></akn:longTitle></akn:preface><akn:mainBody><akn:p>Die Gebühr ist bar zu zahlen.</akn:p></akn:mainBody></akn:doc>",
                meta("anlage-regelungstext-1")
            )),
        ),
        (
            all,
            akn(&format!(
                "<akn:documentCollection name=\"{kind}/rechtsetzungsdokument\">{}<akn:collectionBody>{}{}</akn:collectionBody></akn:documentCollection>",
                meta("rechtsetzungsdokument-1"),
                refer(act),
                refer(annex)
            )),
        ),
    ]
}

#[test]
fn parts_of_an_act_are_read_once_however_they_are_named() {
    let [act, annex, all] = act_with_annex();
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [&act, &annex, &all] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let screen = |paths: &[PathBuf], code: i32| {
        let out = tempfile::tempdir().unwrap();
        normscreen()
            .args(["screen", "--format", "csv", "--out"])
            .arg(out.path())
            .args(paths)
            .assert()
            .code(code);
        let ended = ledger(out.path()).into_iter().map(|(source, (ended, _))| {
            let name = source.rsplit('/').next().unwrap_or(&source);
            (name.to_owned(), ended)
        });
        let findings = fs::read_to_string(out.path().join("findings.csv")).unwrap();
        (ended.collect::<BTreeMap<_, _>>(), findings.lines().count())
    };
    let below = [folder.path().to_path_buf()];
    let one_by_one = [act.0, annex.0, all.0].map(|name| folder.path().join(name));
    let (ended, findings) = screen(&below, 0);
    assert_eq!(ended[act.0], "read");
    assert_eq!(
        (ended[annex.0].as_str(), ended[all.0].as_str()),
        ("skipped", "skipped")
    );
    assert_eq!(screen(&one_by_one, 0), (ended, findings));
    // An annex alone is what its reader wants to see.
    let (alone, _) = screen(&one_by_one[1..2], 0);
    assert_eq!(alone[annex.0], "read");

    fs::remove_file(&one_by_one[0]).unwrap();
    for paths in [&below[..], &one_by_one[2..]] {
        let (ended, _) = screen(paths, 3);
        assert_eq!(ended[act.0], "failed", "{ended:?}");
        assert_eq!(ended[annex.0], "read", "{ended:?}");
    }
}

#[test]
fn an_unreadable_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let out = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret.xml");
    fs::write(&path, sample()).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
        if fs::read(&path).is_ok() {
            return; // The superuser reads everything.
        }
    }
    normscreen()
        .args(["screen", "--lang", "en", "--out"])
        .arg(out.path())
        .arg(folder.path())
        .assert()
        .code(3);
    assert!(ledger(out.path())["secret.xml"].1.contains("permissions"));
}

#[test]
fn a_text_without_law_is_no_clean_run() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rezept.txt");
    fs::write(&file, " \n\n").unwrap();
    let run = normscreen()
        .args(["screen", "--out"])
        .arg(folder.path().join("report"))
        .arg(&file)
        .assert()
        .code(3);
    let errors = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(
        errors.contains("rezept.txt: enthält keine Vorschrift"),
        "{errors}"
    );
    normscreen().arg("check").arg(&file).assert().code(3);
}

#[test]
fn no_input_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let out = tempfile::tempdir().unwrap();
    let run = normscreen()
        .args(["screen", "--out"])
        .arg(out.path())
        .arg(folder.path())
        .assert()
        .code(2);
    assert!(String::from_utf8_lossy(&run.get_output().stderr).contains("keine Eingabe"));
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0);
}

#[test]
fn an_output_that_cannot_be_written_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("out");
    fs::write(&file, b"a file, not a folder").unwrap();
    normscreen()
        .args(["screen", "--out"])
        .arg(&file)
        .arg(corpus().join("gii"))
        .assert()
        .code(3);
    assert_eq!(fs::read(&file).unwrap(), b"a file, not a folder");
}

#[test]
fn a_wrong_rule_pack_is_refused_with_its_place() {
    let wrong = |file: &str, text: &str| {
        let rules = tempfile::tempdir().unwrap();
        let path = rules.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        let run = normscreen()
            .args(["rules", "list", "--rules"])
            .arg(rules.path())
            .assert()
            .code(2);
        String::from_utf8_lossy(&run.get_output().stderr).into_owned()
    };
    let family = "[family]\ncategory = \"schriftform\"\nkind = \"obstacle\"\n\
        title = { de = \"a\", en = \"a\" }\nabout = { de = \"a\", en = \"a\" }\n";
    let rule = |rest: &str| {
        format!(
            "{family}[[rule]]\nid = \"ZZ-001\"\nsince = \"1\"\ntitle = {{ de = \"a\", en = \"a\" }}\n{rest}"
        )
    };
    let unknown = wrong("obstacles/new.toml", &rule("patern = 'schriftlich'\n"));
    assert!(unknown.contains("obstacles/new.toml"), "{unknown}");
    assert!(
        unknown.contains("line 10") && unknown.contains("patern"),
        "{unknown}"
    );
    let regex = wrong("obstacles/new.toml", &rule("pattern = '(schriftlich'\n"));
    assert!(
        regex.contains("ZZ-001") && regex.contains("unclosed group"),
        "{regex}"
    );
    let twice = rule("pattern = 'schriftlich'\n")
        + "[[rule]]\nid = \"ZZ-001\"\nsince = \"1\"\ntitle = { de = \"a\", en = \"a\" }\npattern = 'x x x'\n";
    let duplicate = wrong("obstacles/new.toml", &twice);
    assert!(duplicate.contains("already used"), "{duplicate}");
    let context = wrong(
        "obstacles/new.toml",
        &rule("pattern = 'schriftlich'\nunless = [\"nirgends\"]\n"),
    );
    assert!(context.contains("nirgends"), "{context}");
}

#[test]
fn annotate_answers_line_by_line_in_order() {
    let text = "(1) Der\u{a0}Antrag ist \u{201e}schrift\u{ad}lich\u{201c} zu stellen. 😀 Die Anzeige ist schriftlich zu erstatten.";
    let lines = [
        serde_json::json!({"id": 7, "text": text, "law": "MustG", "provision": "§ 3"}).to_string(),
        "no json".to_owned(),
        serde_json::json!({"id": "last", "text": ""}).to_string(),
    ];
    let run = normscreen()
        .arg("annotate")
        .write_stdin(lines.join("\n"))
        .assert()
        .code(3);
    let answers: Vec<serde_json::Value> = String::from_utf8(run.get_output().stdout.clone())
        .unwrap()
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    assert_eq!(answers.len(), 3);
    assert_eq!(answers[0]["id"], 7);
    assert!(
        answers[1]["error"]
            .as_str()
            .unwrap()
            .contains("keine Frage")
    );
    assert_eq!(answers[2]["id"], "last");
    let scalars: Vec<char> = text.chars().collect();
    let findings = answers[0]["findings"].as_array().unwrap();
    assert!(!findings.is_empty());
    for finding in findings {
        let at = |key: &str| finding[key].as_u64().unwrap() as usize;
        let slice: String = scalars[at("start")..at("end")].iter().collect();
        assert_eq!(slice, finding["quote"].as_str().unwrap());
    }
    let citations: Vec<&str> = findings
        .iter()
        .map(|f| f["citation"].as_str().unwrap())
        .collect();
    assert!(
        citations.contains(&"§ 3 Absatz 1 Satz 2 MustG"),
        "{citations:?}"
    );
}

/// LegalDocML.de names its elements, and print is less certain; both are told of each finding.
#[test]
fn findings_name_their_element_and_their_certainty() {
    let out = tempfile::tempdir().unwrap();
    normscreen()
        .args(["screen", "--format", "csv", "--out"])
        .arg(out.path())
        .arg(corpus().join("formats/mustgeraetug.xml"))
        .arg(corpus().join("formats/mustgeraetug.pdf"))
        .assert()
        .success();
    let mut reader = csv::Reader::from_path(out.path().join("findings.csv")).unwrap();
    let columns = reader.headers().unwrap().clone();
    let at = |name: &str| columns.iter().position(|c| c == name).unwrap();
    let (source, eid, certainty) = (at("source"), at("eid"), at("certainty"));
    let mut seen = [0, 0];
    for row in reader.records().map(Result::unwrap) {
        let print = row[source].ends_with(".pdf");
        assert_eq!(&row[certainty], if print { "doubtful" } else { "firm" });
        assert_eq!(row[eid].is_empty(), print, "{row:?}");
        assert!(print || row[eid].starts_with("art-z"), "{row:?}");
        seen[usize::from(print)] += 1;
    }
    assert!(seen[0] > 20 && seen[0] == seen[1], "{seen:?}");
}
