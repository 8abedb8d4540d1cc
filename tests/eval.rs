//! Measuring on labelled samples: counts, refusals and the command. All texts are our own.

use std::path::Path;

use assert_cmd::Command;
use normscreen::eval::{Gold, RulesReader, WordsReader, evaluate};
use normscreen::report::Messages;
use normscreen::report::evaluation::EvaluationReport;
use normscreen::rules::{Language, RulePack};

const SAMPLE: &str = r#"
{"id":"a","law":"MustG","provision":"§ 1","heading":"","text":"(1) Der Antrag ist schriftlich bei der zuständigen Behörde zu stellen.","findings":[{"cat":"schriftform","start":19,"end":30,"effect":"hard","quote":"schriftlich"}],"enablers":[],"relation":"verwaltung"}
{"id":"b","law":"MustG","provision":"§ 2","text":"Die Prüfung besteht aus einem schriftlichen und einem mündlichen Teil.","findings":[],"enablers":[]}
{"id":"c","law":"MustG","provision":"§ 3","text":"Der Antrag ist schriftlich oder elektronisch zu stellen. | <b>*x*</b>","findings":[{"cat":"schriftform","start":15,"end":26,"effect":"hard","quote":"schriftlich"},{"cat":"bargeld","start":0,"end":3,"effect":"hard","quote":"Der"}],"enablers":[{"cat":"elektronische_form","start":32,"end":44,"quote":"elektronisch"}],"relation":"verwaltung"}
{"id":"d","law":"MustG","enbez":"§ 4","before":"Der Antrag ist schriftlich zu stellen.","after":"Der Antrag ist schriftlich oder elektronisch zu stellen.","category":"schriftform","edit":"alternative_added","residual":"no"}
{"id":"e","law":"MustG","enbez":"§ 5","before":"Der Antrag ist zu stellen.","after":"Der Antrag ist schriftlich zu stellen.","category":"schriftform","edit":"introduced","residual":"yes"}
"#;

fn pack() -> RulePack {
    RulePack::embedded().expect("sound pack")
}

fn gold(pack: &RulePack, text: &str) -> Result<Gold, String> {
    let mut gold = Gold::default();
    gold.add(Path::new("folder/sample.jsonl"), text.as_bytes(), pack)
        .map_err(|e| e.to_string())?;
    Ok(gold)
}

#[test]
fn shares_count_what_is_found_where_it_is_labelled() {
    let pack = pack();
    let gold = gold(&pack, SAMPLE).unwrap();
    let measured = evaluate(&gold, &pack, &RulesReader::new(&pack)).unwrap();
    let provisions = measured.provisions.as_ref().unwrap();
    let counts = provisions.obstacles.counts;
    assert_eq!((counts.right, counts.spurious, counts.missed), (2, 0, 1));
    // The sample says hard where the text opens the electronic way.
    assert_eq!((provisions.effects.right, provisions.effects.of), (1, 2));
    assert_eq!(provisions.enablers.counts.right, 1);
    let relations = provisions.relations.unwrap();
    assert_eq!((relations.right, relations.of), (2, 2));
    let edits = measured.edits.as_ref().unwrap();
    assert_eq!((edits.found.right, edits.found.of), (1, 1));
    assert_eq!((edits.cleared.right, edits.cleared.of), (1, 1));
    assert_eq!(
        (edits.introduced.found.right, edits.introduced.cleared.right),
        (1, 1)
    );
    let differences: Vec<_> = measured
        .confusions
        .iter()
        .map(|c| (c.id.as_str(), c.difference.key(), c.category.as_str()))
        .collect();
    assert_eq!(
        differences,
        [("c", "missed", "bargeld"), ("c", "effect", "schriftform")]
    );
    // A plain word list takes the examination for written form.
    let words = evaluate(&gold, &pack, &WordsReader::new(&pack)).unwrap();
    let counts = words.provisions.unwrap().obstacles.counts;
    assert!(counts.spurious >= 1, "{counts:?}");
}

#[test]
fn a_measurement_is_the_same_every_time_and_its_text_is_no_markup() {
    let pack = pack();
    let gold = gold(&pack, SAMPLE).unwrap();
    let write = || {
        let rules = evaluate(&gold, &pack, &RulesReader::new(&pack)).unwrap();
        let words = evaluate(&gold, &pack, &WordsReader::new(&pack)).unwrap();
        let report = EvaluationReport {
            pack: &pack,
            gold: &gold,
            rules: &rules,
            words: Some(&words),
        };
        let (mut json, mut csv) = (Vec::new(), Vec::new());
        report.json(&mut json).unwrap();
        report.confusions_csv(&mut csv).unwrap();
        let page = report.markdown(Messages::get(Language::De));
        (json, csv, page)
    };
    let (json, csv, page) = write();
    assert_eq!(write(), (json.clone(), csv.clone(), page.clone()));
    assert!(
        !page.contains("<b>") && page.contains("&lt;b>\\*x\\*&lt;/b>"),
        "{page}"
    );
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(json["quality"]["gold"][0]["file"], "sample.jsonl");
    assert_eq!(json["quality"]["rule_pack_hash"], pack.hash.as_str());
    let rows = csv::Reader::from_reader(csv.as_slice())
        .into_records()
        .count();
    assert_eq!(rows, 2);
}

#[test]
fn a_sample_that_cannot_be_read_whole_is_refused_with_its_line() {
    let pack = pack();
    for (text, expected) in [
        ("{\"id\":\"a\"}", "neither a labelled provision"),
        (
            "\n{\"id\":\"a\",\"text\":\"x\",\"findings\":[{\"cat\":\"geld\"}]}",
            "sample.jsonl:2: \"geld\" is no category",
        ),
        ("nonsense", "sample.jsonl:1"),
    ] {
        let error = gold(&pack, text).unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
    let empty = evaluate(&Gold::default(), &pack, &RulesReader::new(&pack));
    assert!(empty.unwrap_err().to_string().contains("no item"));
}

#[test]
fn the_quality_of_a_pack_is_no_part_of_its_hash() {
    let mut files = normscreen::rules::embedded_files();
    let with = RulePack::from_files(&files).unwrap();
    files.remove("quality.toml");
    let without = RulePack::from_files(&files).unwrap();
    assert!(with.quality.is_some() && without.quality.is_none());
    assert_eq!(with.hash, without.hash);
}

#[test]
fn the_command_writes_what_the_reports_carry() {
    let folder = tempfile::tempdir().unwrap();
    let sample = folder.path().join("sample.jsonl");
    std::fs::write(&sample, SAMPLE).unwrap();
    let quality = folder.path().join("pack/quality.toml");
    std::fs::create_dir(folder.path().join("pack")).unwrap();
    let normscreen = || Command::cargo_bin("normscreen").unwrap();
    normscreen()
        .arg("eval")
        .arg(&sample)
        .arg("--out")
        .arg(folder.path().join("out"))
        .arg("--write-quality")
        .arg(&quality)
        .assert()
        .success();
    for name in ["eval.json", "eval.md", "confusions.csv"] {
        assert!(folder.path().join("out").join(name).is_file(), "{name}");
    }
    // The file is one of the pack's own.
    let pack = RulePack::with_folder(&folder.path().join("pack")).unwrap();
    let kept = pack.quality.as_ref().unwrap();
    assert_eq!((kept.items, kept.edit_items), (3, 2));
    assert_eq!(kept.rule_pack_hash, pack.hash);
    assert!(kept.words.is_some());

    std::fs::write(&sample, "{}").unwrap();
    normscreen().arg("eval").arg(&sample).assert().code(2);
}

#[test]
fn rules_become_pages_and_say_where_they_never_fire() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/gii");
    let normscreen = || Command::cargo_bin("normscreen").unwrap();
    normscreen()
        .args(["rules", "docs", "--out"])
        .arg(folder.path().join("docs"))
        .assert()
        .success();
    let pack = pack();
    for rule in &pack.rules {
        let page = folder.path().join("docs").join(format!("{}.md", rule.id));
        let page = std::fs::read_to_string(&page).unwrap();
        assert!(page.starts_with(&format!("# {} ", rule.id)), "{page}");
    }
    let output = normscreen()
        .args(["rules", "coverage"])
        .arg(&corpus)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success());
    assert!(
        said.contains("rules fired on") && said.contains("never fired: "),
        "{said}"
    );
    // A rule whose words stand in a model statute has fired.
    assert!(!said.contains("never fired: SF-001"), "{said}");
}
