//! A run with a cache says byte for byte what a run without one says, whatever happened in between.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

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

/// A copy of the model statutes with one that stands twice, one that is broken, and a companion.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/gii");
        for (name, bytes) in bytes_of(&corpus) {
            let path = folder.path().join("law").join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        let desk = Self { folder };
        let again = fs::read_to_string(desk.statute()).unwrap();
        fs::write(desk.law().join("twice.xml"), &again).unwrap();
        let other = again.replace("schriftlich", "elektronisch");
        assert_ne!(other, again);
        fs::write(desk.law().join("same-number.xml"), other).unwrap();
        fs::write(desk.law().join("broken.xml"), &again[..again.len() / 2]).unwrap();
        fs::write(desk.law().join("note.bin"), [0, 1, 2]).unwrap();
        desk
    }

    fn law(&self) -> PathBuf {
        self.folder.path().join("law")
    }

    fn statute(&self) -> PathBuf {
        self.law().join("mustmarktzulg/BJNR900020025.xml")
    }

    fn cache(&self) -> PathBuf {
        self.folder.path().join("cache")
    }

    /// The report, and how many inputs were unchanged.
    fn screen(&self, cache: bool, more: &[&str]) -> (BTreeMap<String, Vec<u8>>, Option<usize>) {
        let out = tempfile::tempdir().unwrap();
        let mut command = Command::cargo_bin("normscreen").unwrap();
        command.args(["screen", "--verbose", "--format", "html,csv,json"]);
        command.arg(self.law()).arg("--out").arg(out.path());
        if cache {
            command.arg("--cache").arg(self.cache());
        }
        let done = command.args(more).assert().code(3);
        let errors = String::from_utf8(done.get_output().stderr.clone()).unwrap();
        let unchanged = errors.lines().find_map(|line| {
            let numbers = line.strip_prefix("cache: ")?;
            numbers.split(' ').next()?.parse().ok()
        });
        (bytes_of(out.path()), unchanged)
    }

    /// Screens with the cache and without it; they must agree. How many inputs were unchanged.
    fn agree(&self, more: &[&str]) -> usize {
        let (full, none) = self.screen(false, more);
        let (cached, unchanged) = self.screen(true, more);
        assert_eq!(none, None);
        assert_eq!(
            full.keys().collect::<Vec<_>>(),
            cached.keys().collect::<Vec<_>>()
        );
        for (name, bytes) in &full {
            assert!(cached[name] == *bytes, "{name} differs");
        }
        assert!(full.keys().any(|name| name.starts_with("statutes/")));
        unchanged.unwrap()
    }

    fn inputs(&self) -> usize {
        bytes_of(&self.law()).len()
    }
}

#[test]
fn a_cached_run_says_the_same() {
    let desk = Desk::new();
    assert_eq!(desk.agree(&[]), 0);
    // All but the broken one, whose cause may be in the machine, are known.
    let known = desk.inputs() - 1;
    assert_eq!(desk.agree(&[]), known);
    assert_eq!(desk.agree(&["--threads", "1"]), known);

    let text = fs::read_to_string(desk.statute()).unwrap();
    let changed = text.replacen("schriftlich", "persoenlich", 1);
    assert_eq!(changed.len(), text.len());
    let times = fs::metadata(desk.statute()).unwrap().modified().unwrap();
    fs::write(desk.statute(), &changed).unwrap();
    // Neither size nor date tells.
    let file = fs::File::options()
        .append(true)
        .open(desk.statute())
        .unwrap();
    file.set_modified(times).unwrap();
    assert_eq!(desk.agree(&[]), known - 1);
    fs::write(desk.statute(), &text).unwrap();
    assert_eq!(desk.agree(&[]), known);
    fs::rename(desk.law().join("twice.xml"), desk.law().join("renamed.xml")).unwrap();
    assert_eq!(desk.agree(&[]), known - 1);
    fs::remove_file(desk.law().join("renamed.xml")).unwrap();
    assert_eq!(desk.agree(&[]), known - 1);
}

#[test]
fn pages_are_of_the_site_that_they_stand_in() {
    let desk = Desk::new();
    desk.screen(true, &[]);
    for more in [
        &["--subject", "Musterrecht"][..],
        &["--publisher", "Musteramt"],
        &["--as-of", "2026-01-01"],
        &["--lang", "en"],
    ] {
        desk.agree(more);
        assert_eq!(desk.agree(more), desk.inputs() - 1, "{more:?}");
    }
}

#[test]
fn other_rules_or_bounds_are_another_matter() {
    let desk = Desk::new();
    desk.screen(true, &[]);
    let rules = desk.folder.path().join("rules");
    fs::create_dir(&rules).unwrap();
    let rating = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/rating.toml");
    let text = fs::read_to_string(rating).unwrap();
    fs::write(rules.join("rating.toml"), format!("{text}\n# Changed.\n")).unwrap();
    let with_rules = ["--rules", rules.to_str().unwrap()];
    assert_eq!(desk.agree(&with_rules), 0);
    assert_eq!(desk.agree(&with_rules), desk.inputs() - 1);
    assert_eq!(desk.agree(&["--max-document", "100"]), 0);
}

#[test]
fn a_damaged_cache_is_as_good_as_none() {
    let desk = Desk::new();
    desk.screen(true, &[]);
    let known = desk.inputs() - 1;
    let damage: [fn(&mut Vec<u8>); 4] = [
        |bytes| bytes.clear(),
        |bytes| bytes.truncate(bytes.len() / 2),
        |bytes| {
            let middle = bytes.len() / 2;
            if let Some(byte) = bytes.get_mut(middle) {
                *byte ^= 1;
            }
        },
        |bytes| bytes.extend_from_slice(b"more"),
    ];
    for damage in damage {
        for name in bytes_of(&desk.cache()).keys() {
            let path = desk.cache().join(name);
            let mut bytes = fs::read(&path).unwrap();
            damage(&mut bytes);
            fs::write(path, bytes).unwrap();
        }
        assert!(desk.agree(&[]) < known);
        assert_eq!(desk.agree(&[]), known);
    }
}

/// An input that was seen some time after its last change is known by how it looks from outside.
#[test]
fn a_change_that_hides_size_and_date_is_seen() {
    let desk = Desk::new();
    // Longer than any step in which file systems count time.
    std::thread::sleep(std::time::Duration::from_secs(4));
    desk.screen(true, &[]);
    let known = desk.inputs() - 1;
    assert_eq!(desk.agree(&[]), known);
    let text = fs::read_to_string(desk.statute()).unwrap();
    let changed = text.replacen("schriftlich", "persoenlich", 1);
    let written = fs::metadata(desk.statute()).unwrap().modified().unwrap();
    fs::write(desk.statute(), &changed).unwrap();
    let file = fs::File::options()
        .append(true)
        .open(desk.statute())
        .unwrap();
    file.set_modified(written).unwrap();
    assert_eq!(desk.agree(&[]), known - 1);
    // Other files of the same content and name, as a fresh copy of the law is.
    for (name, bytes) in bytes_of(&desk.law()) {
        fs::remove_file(desk.law().join(&name)).unwrap();
        fs::write(desk.law().join(&name), bytes).unwrap();
    }
    assert_eq!(desk.agree(&[]), known);
}

const ANNEX: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<akn:akomaNtoso xmlns:akn="http://Inhaltsdaten.LegalDocML.de/1.8.2/">
<akn:doc name="/akn/ontology/de/concept/documenttype/bund/anlage-regelungstext">
<akn:preface><akn:p><akn:docTitle>Anlage 1</akn:docTitle></akn:p></akn:preface>
<akn:mainBody><akn:p>Der Antrag ist schriftlich bei der Behörde zu stellen.</akn:p></akn:mainBody>
</akn:doc>
</akn:akomaNtoso>"#;

/// An act is read with its annexes, so that it is another act when one of them changes.
#[test]
fn a_changed_annex_changes_its_act() {
    let desk = Desk::new();
    let act = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/formats/mustgeraetug.xml");
    let act = fs::read_to_string(act).unwrap();
    let named = r#"<akn:attachments><akn:attachment><akn:documentRef href="eli/muster/anlage-regelungstext-1.xml"/></akn:attachment></akn:attachments></akn:act>"#;
    let act = act.replace("</akn:act>", named);
    let folder = desk.law().join("entwurf");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("regelungstext-entwurf-1.xml"), act).unwrap();
    let annex = folder.join("anlage-regelungstext-1.xml");
    fs::write(&annex, ANNEX).unwrap();
    let known = desk.inputs() - 1;
    let findings = || {
        let (report, _) = desk.screen(false, &[]);
        String::from_utf8(report["findings.csv"].clone()).unwrap()
    };
    assert!(findings().contains("Anlage 1"));
    assert_eq!(desk.agree(&[]), 0);
    assert_eq!(desk.agree(&[]), known);
    fs::write(&annex, ANNEX.replace("schriftlich", "elektronisch")).unwrap();
    // Neither the act nor its annex is what it was.
    assert_eq!(desk.agree(&[]), known - 2);
    assert_eq!(desk.agree(&[]), known);
    fs::remove_file(&annex).unwrap();
    assert_eq!(desk.agree(&[]), known - 2);
    fs::write(&annex, ANNEX).unwrap();
    desk.agree(&[]);
    assert!(findings().contains("Anlage 1"));
}

#[test]
fn a_changed_manifest_is_another_matter() {
    let desk = Desk::new();
    let list = desk.folder.path().join("list.csv");
    let file = "law/mustmarktzulg/BJNR900020025.xml";
    for (title, unchanged) in [
        ("Erstes", 0),
        ("Zweites", 0),
        ("Zweites", desk.inputs() - 1),
    ] {
        fs::write(&list, format!("file,title\n{file},{title} Mustergesetz\n")).unwrap();
        assert_eq!(
            desk.agree(&["--manifest", list.to_str().unwrap()]),
            unchanged,
            "{title}"
        );
    }
}

#[test]
fn two_runs_at_once_do_not_disturb_each_other() {
    let desk = Desk::new();
    let (full, _) = desk.screen(false, &[]);
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| desk.screen(true, &[]).0))
            .collect();
        for run in runs {
            assert!(run.join().unwrap() == full);
        }
    });
    assert_eq!(desk.agree(&[]), desk.inputs() - 1);
}

#[test]
fn a_cache_that_cannot_be_made_is_said_at_once() {
    let desk = Desk::new();
    fs::write(desk.cache(), "a file").unwrap();
    let out = tempfile::tempdir().unwrap();
    let done = Command::cargo_bin("normscreen")
        .unwrap()
        .arg("screen")
        .arg(desk.law())
        .arg("--cache")
        .arg(desk.cache())
        .arg("--out")
        .arg(out.path())
        .assert()
        .code(2);
    let errors = String::from_utf8(done.get_output().stderr.clone()).unwrap();
    assert!(errors.contains("--cache"), "{errors}");
}
