//! The check of drafts from outside: novelty, reasons, the gate, every output.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::process::Command as Program;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

fn normscreen(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("normscreen").expect("the binary is built");
    command.current_dir(folder);
    command
}

/// A run that has ended.
struct Done {
    code: Option<i32>,
    out: String,
    err: String,
}

trait Run {
    fn done(&mut self) -> Done;
}

impl Run for Command {
    fn done(&mut self) -> Done {
        let output = self.output().unwrap();
        Done {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Done {
    #[track_caller]
    fn code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}{}", self.out, self.err);
        self
    }

    #[track_caller]
    fn stdout(self, part: &str) -> Self {
        assert!(self.out.contains(part), "{part}: {}{}", self.out, self.err);
        self
    }

    #[track_caller]
    fn stderr(self, part: &str) -> Self {
        assert!(self.err.contains(part), "{part}: {}{}", self.out, self.err);
        self
    }
}

/// A statute in the XML of gesetze-im-internet.de, a provision on each line.
fn statute(provisions: &[(&str, &[&str])]) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<dokumente doknr=\"BJNR900990026\">\
         <norm doknr=\"BJNR900990026\"><metadaten><jurabk>MustG</jurabk><amtabk>MustG</amtabk>\
         <langue>Mustergesetz über Anträge</langue></metadaten></norm>\n",
    );
    for (name, subsections) in provisions {
        let body: String = subsections.iter().map(|s| format!("<P>{s}</P>")).collect();
        xml.push_str(&format!(
            "<norm doknr=\"BJNR900990026BJNE\"><metadaten><jurabk>MustG</jurabk><enbez>{name}</enbez>\
             </metadaten><textdaten><text format=\"XML\"><Content>{body}</Content></text>\
             </textdaten></norm>\n"
        ));
    }
    xml.push_str("</dokumente>\n");
    xml
}

const PURPOSE: (&str, &[&str]) = (
    "§ 1",
    &["Dieses Gesetz regelt Anträge an die zuständige Behörde."],
);
const APPLICATION: &[&str] = &[
    "(1) Der Antrag ist bei der zuständigen Behörde schriftlich zu stellen.",
    "(2) Über den Antrag entscheidet die zuständige Behörde innerhalb eines Monats.",
];

fn folder_with(name: &str, text: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), text).unwrap();
    folder
}

fn json_of(command: &mut Command) -> Value {
    let output = command.output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| {
        panic!("{e}: {}", String::from_utf8_lossy(&output.stderr));
    })
}

/// Novelty and citation of every diagnostic.
fn novelties(report: &Value) -> Vec<(String, String)> {
    report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| {
            let text = |v: &Value| v.as_str().unwrap().to_owned();
            (text(&d["novelty"]), text(&d["place"]["citation"]))
        })
        .collect()
}

fn check_against(old: &str, new: &str) -> Value {
    let folder = folder_with("old.xml", old);
    fs::write(folder.path().join("new.xml"), new).unwrap();
    json_of(normscreen(folder.path()).args([
        "check",
        "new.xml",
        "--against",
        "old.xml",
        "--format",
        "json",
    ]))
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected
        .iter()
        .map(|(n, c)| ((*n).to_owned(), (*c).to_owned()))
        .collect()
}

#[test]
fn a_new_obstacle_fails_with_its_place_and_the_coverage() {
    let folder = folder_with("entwurf.xml", &statute(&[PURPOSE, ("§ 2", APPLICATION)]));
    let output = normscreen(folder.path())
        .args(["check", "entwurf.xml"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    // The second provision stands on the fourth line of the file; the column is counted by hand.
    let line = statute(&[PURPOSE, ("§ 2", APPLICATION)])
        .lines()
        .nth(3)
        .unwrap()
        .to_owned();
    let before = line.split("schriftlich").next().unwrap();
    let column = before.chars().count() + 1;
    assert!(text.contains(&format!("entwurf.xml:4:{column}")), "{text}");
    for part in [
        "§ 2 Absatz 1 MustG",
        "^^^^^^^^^^^",
        "1 von 1 Dokument gelesen, 2 Vorschriften geprüft",
        "Nicht bestanden",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn a_draft_without_obstacles_passes_and_says_what_was_screened() {
    let folder = folder_with("entwurf.xml", &statute(&[PURPOSE]));
    normscreen(folder.path())
        .args(["check", "entwurf.xml", "--lang", "en"])
        .done()
        .code(0)
        .stdout("0 obstacles")
        .stdout("1 of 1 document read, 1 provision screened");
}

#[test]
fn renumbering_and_reformatting_make_nothing_new() {
    let old = statute(&[PURPOSE, ("§ 2", APPLICATION)]);
    let spaced: Vec<String> = APPLICATION
        .iter()
        .map(|s| s.replace(' ', "\n      "))
        .collect();
    let spaced: Vec<&str> = spaced.iter().map(String::as_str).collect();
    let report = check_against(&old, &statute(&[PURPOSE, ("§ 2", &spaced)]));
    assert_eq!(
        novelties(&report),
        pairs(&[("unchanged", "§ 2 Absatz 1 MustG")])
    );

    let renumbered = statute(&[
        PURPOSE,
        ("§ 2", &["Zuständig ist die Behörde am Wohnsitz."]),
        ("§ 3", APPLICATION),
    ]);
    let report = check_against(&old, &renumbered);
    assert_eq!(
        novelties(&report),
        pairs(&[("moved", "§ 3 Absatz 1 MustG")])
    );
    assert_eq!(report["verdict"]["hits"], 0);
}

#[test]
fn an_edited_sentence_keeps_its_obstacle_and_a_lifted_one_is_gone() {
    let old = statute(&[
        ("§ 2", APPLICATION),
        ("§ 3", &["Die Gebühr ist bei der Behörde bar zu zahlen."]),
    ]);
    let edited = [
        "(1) Der Antrag ist bei der örtlich zuständigen Behörde schriftlich zu stellen.",
        APPLICATION[1],
    ];
    let new = statute(&[
        ("§ 2", &edited),
        ("§ 3", &["Die Gebühr ist unbar zu zahlen."]),
        (
            "§ 4",
            &["Der Bescheid ist dem Antragsteller schriftlich bekannt zu geben."],
        ),
    ]);
    let report = check_against(&old, &new);
    assert_eq!(
        novelties(&report),
        pairs(&[
            ("unchanged", "§ 2 Absatz 1 MustG"),
            ("new", "§ 4 MustG"),
            ("gone", "§ 3 MustG"),
        ])
    );
    assert_eq!(report["verdict"]["hits"], 1);
}

#[test]
fn an_obstacle_that_gets_harder_is_new_and_one_that_gets_milder_is_not() {
    let open = [
        "(1) Der Antrag ist bei der zuständigen Behörde schriftlich oder elektronisch zu stellen.",
    ];
    let hard = ["(1) Der Antrag ist bei der zuständigen Behörde schriftlich zu stellen."];
    let (open, hard) = (statute(&[("§ 2", &open)]), statute(&[("§ 2", &hard)]));
    let harder = check_against(&open, &hard);
    assert_eq!(harder["diagnostics"][0]["novelty"], "new");
    assert_eq!(harder["diagnostics"][0]["before"], "open");
    assert_eq!(harder["verdict"]["hits"], 1);
    let milder = check_against(&hard, &open);
    assert_eq!(milder["diagnostics"][0]["novelty"], "unchanged");
    assert_eq!(milder["verdict"]["hits"], 0);
}

#[test]
fn a_second_equal_obstacle_is_new_and_has_a_fingerprint_of_its_own() {
    let one = statute(&[("§ 2", &APPLICATION[..1])]);
    let two = statute(&[("§ 2", &APPLICATION[..1]), ("§ 3", &APPLICATION[..1])]);
    let report = check_against(&one, &two);
    assert_eq!(
        novelties(&report),
        pairs(&[
            ("unchanged", "§ 2 Absatz 1 MustG"),
            ("new", "§ 3 Absatz 1 MustG")
        ])
    );
    let prints = &report["diagnostics"];
    assert_ne!(prints[0]["fingerprint"], prints[1]["fingerprint"]);
}

#[test]
fn results_of_earlier_runs_can_be_compared_with() {
    let old = statute(&[PURPOSE, ("§ 2", APPLICATION)]);
    let folder = folder_with("entwurf.xml", &old);
    let at = folder.path();
    normscreen(at)
        .args(["check", "entwurf.xml", "--format", "json", "-o", "alt.json"])
        .done()
        .code(1);
    normscreen(at)
        .args([
            "screen",
            "entwurf.xml",
            "--out",
            "r",
            "--format",
            "csv,json",
        ])
        .done()
        .code(0);
    normscreen(at)
        .args([
            "check",
            "entwurf.xml",
            "--write-baseline",
            "--baseline",
            "b.json",
        ])
        .done()
        .code(0);
    let new = statute(&[
        PURPOSE,
        ("§ 2a", APPLICATION),
        ("§ 3", &["Der Bescheid ist schriftlich bekannt zu geben."]),
    ]);
    fs::write(at.join("entwurf.xml"), new).unwrap();
    for older in [
        ["--against", "alt.json"],
        ["--against", "r/findings.csv"],
        ["--against", "r/findings.json"],
        ["--baseline", "b.json"],
    ] {
        let report = json_of(
            normscreen(at)
                .args(["check", "entwurf.xml", "--format", "json"])
                .args(older),
        );
        assert_eq!(
            novelties(&report),
            pairs(&[("moved", "§ 2a Absatz 1 MustG"), ("new", "§ 3 MustG")]),
            "{older:?}"
        );
    }
}

fn git(folder: &Path, args: &[&str]) {
    let done = Program::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=t", "-c", "user.email=t@example.org"])
        .args(args)
        .output()
        .unwrap();
    assert!(done.status.success(), "{done:?}");
}

#[test]
fn a_git_revision_is_the_older_version() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::create_dir(at.join("entwürfe [1]")).unwrap();
    let draft = at.join("entwürfe [1]/entwurf.xml");
    fs::write(&draft, statute(&[PURPOSE, ("§ 2", APPLICATION)])).unwrap();
    git(at, &["init", "-q", "-b", "main"]);
    git(at, &["add", "."]);
    git(at, &["commit", "-q", "-m", "Entwurf"]);
    let bescheid: &[&str] = &["Der Bescheid ist schriftlich bekannt zu geben."];
    fs::write(&draft, statute(&[("§ 2", APPLICATION), ("§ 3", bescheid)])).unwrap();
    for (path, older) in [
        ("entwürfe [1]/entwurf.xml", "git:HEAD"),
        ("entwürfe [1]", "main"),
        (".", "git:main"),
    ] {
        let report =
            json_of(normscreen(at).args(["check", path, "--against", older, "--format", "json"]));
        assert_eq!(
            novelties(&report),
            pairs(&[("unchanged", "§ 2 Absatz 1 MustG"), ("new", "§ 3 MustG")]),
            "{path} {older}"
        );
    }
    // From a folder of the repository the paths are told from there.
    let below = at.join("entwürfe [1]");
    let report = json_of(normscreen(&below).args([
        "check",
        "entwurf.xml",
        "--against",
        "git:HEAD",
        "--format",
        "json",
    ]));
    assert_eq!(report["counts"]["new"], 1);
    for (older, part) in [
        ("git:nirgends", "Git kennt hier keinen Stand „nirgends“"),
        (
            "nirgends",
            "weder eine Datei noch ein Ordner noch ein Stand",
        ),
        ("git:--output=x", "Git kennt hier keinen Stand"),
    ] {
        normscreen(at)
            .args(["check", ".", "--against", older, "-o", "bericht.txt"])
            .done()
            .code(2)
            .stderr(part);
        assert!(!at.join("bericht.txt").exists());
    }
    // A draft that is new itself is no mistake: all in it is new.
    fs::write(at.join("neu.xml"), statute(&[("§ 2", APPLICATION)])).unwrap();
    normscreen(at)
        .args(["check", "neu.xml", "--against", "git:HEAD"])
        .done()
        .code(1)
        .stdout("gab es in der älteren Fassung noch nicht");
}

#[test]
fn wrong_results_are_refused_before_anything_is_written() {
    let folder = folder_with("entwurf.xml", &statute(&[PURPOSE]));
    let at = folder.path();
    fs::write(at.join("leer.json"), "{}").unwrap();
    fs::write(at.join("fremd.csv"), "a,b\n1,2\n").unwrap();
    fs::write(at.join("alt.json"), "{\"baseline\":99,\"obstacles\":[]}").unwrap();
    fs::write(at.join("kaputt.xml"), "<dokumente").unwrap();
    for (args, part) in [
        (["--against", "leer.json"], "is no result of normscreen"),
        (["--against", "fremd.csv"], "is no result of normscreen"),
        (["--against", "alt.json"], "baseline of version 99"),
        (
            ["--against", "kaputt.xml"],
            "every obstacle would count as new",
        ),
        (["--baseline", "fehlt.json"], "does not exist"),
        (["--config", "fehlt.toml"], "cannot be read"),
        (["--fail-on", "schlimm"], "no term of the gate"),
        (["--as-of", "31.12.2026"], "is no date"),
    ] {
        normscreen(at)
            .args(["check", "entwurf.xml", "-o", "bericht.txt", "--lang", "en"])
            .args(args)
            .done()
            .code(2)
            .stderr(part);
        assert!(!at.join("bericht.txt").exists(), "{args:?}");
    }
}

#[test]
fn a_reason_lets_an_obstacle_pass_until_its_day() {
    let folder = folder_with("entwurf.xml", &statute(&[PURPOSE, ("§ 2", APPLICATION)]));
    let at = folder.path();
    let reason = |citation: &str| {
        format!(
            "[[reason]]\ncategory = \"schriftform\"\ncitation = \"{citation}\"\n\
             reason = \"Beweissicherung\"\nby = \"BMI\"\nuntil = 2027-12-31\n"
        )
        .replace("2027-12-31", "\"2027-12-31\"")
    };
    fs::write(at.join("normscreen.toml"), reason("§ 2 Abs. 1 MustG")).unwrap();
    let run = |args: &[&str]| {
        let mut command = normscreen(at);
        command
            .args(["check", "entwurf.xml", "--as-of", "2026-11-25"])
            .args(args);
        command
    };
    run(&[])
        .done()
        .code(0)
        .stdout("Beweissicherung (BMI, bis 31. Dezember 2027; normscreen.toml:1)");
    for format in ["json", "sarif", "github", "gitlab", "junit", "markdown"] {
        let output = run(&["--format", format]).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{format}");
        let text = String::from_utf8(output.stdout).unwrap();
        // GitLab has no place for a text; the obstacle is there as information.
        let listed =
            text.contains("Beweissicherung") || (format == "gitlab" && text.contains("\"info\""));
        assert!(listed, "{format}: {text}");
    }
    run(&["--isolated"]).done().code(1);
    normscreen(at)
        .args(["check", "entwurf.xml", "--as-of", "2028-01-01"])
        .done()
        .code(1)
        .stdout("ist abgelaufen");
    fs::write(at.join("normscreen.toml"), reason("§ 9 MustG")).unwrap();
    run(&[])
        .done()
        .code(1)
        .stdout("Die Stelle § 9 MustG gibt es im geprüften Text nicht");
}

#[test]
fn a_comment_in_the_draft_is_a_reason_for_its_absatz() {
    let text = statute(&[("§ 2", APPLICATION), ("§ 3", APPLICATION)]);
    let comment = "<!-- normscreen: reason schriftform (BMI, until 2027-12-31): Beweis -->";
    let with = text.replacen(
        "<norm doknr=\"BJNR900990026BJNE\"",
        &format!("{comment}<norm doknr=\"BJNR900990026BJNE\""),
        1,
    );
    let folder = folder_with("entwurf.xml", &with);
    let report = json_of(normscreen(folder.path()).args([
        "check",
        "entwurf.xml",
        "--as-of",
        "2026-11-25",
        "--format",
        "json",
    ]));
    let reasons: Vec<bool> = report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d["reason"].is_object())
        .collect();
    assert_eq!(reasons, [true, false]);
    assert_eq!(report["reasons"][0]["recorded"], "entwurf.xml:3");

    let wrong = with.replace("schriftform (BMI", "schriftfrom (BMI");
    fs::write(folder.path().join("entwurf.xml"), wrong).unwrap();
    normscreen(folder.path())
        .args(["check", "entwurf.xml"])
        .done()
        .code(1)
        .stdout("entwurf.xml:3")
        .stdout("keine Kategorie von Hindernissen: „schriftfrom“");
}

#[test]
fn settings_come_from_the_nearest_file_and_say_so() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::create_dir_all(at.join("a/b")).unwrap();
    fs::write(
        at.join("a/normscreen.toml"),
        "[check]\nfail_on = [\"bargeld\"]\n",
    )
    .unwrap();
    fs::write(at.join("a/b/entwurf.xml"), statute(&[("§ 2", APPLICATION)])).unwrap();
    normscreen(at)
        .args(["check", "a/b/entwurf.xml"])
        .done()
        .code(0);
    normscreen(at)
        .args(["check", "a/b/entwurf.xml", "--fail-on", "schriftform"])
        .done()
        .code(1);
    normscreen(at)
        .args(["check", "a/b/entwurf.xml", "--print-config"])
        .done()
        .code(0)
        .stdout("fail_on = [\"bargeld\"]")
        .stdout("a/normscreen.toml");
    fs::write(at.join("a/normscreen.toml"), "[check]\nfail-on = []\n").unwrap();
    normscreen(at)
        .args(["check", "a/b/entwurf.xml"])
        .done()
        .code(2)
        .stderr("normscreen.toml:2: den Schlüssel");
}

#[test]
fn the_gate_follows_its_terms() {
    let old = statute(&[("§ 2", APPLICATION)]);
    let folder = folder_with("old.xml", &old);
    let at = folder.path();
    fs::write(at.join("new.xml"), &old).unwrap();
    for (terms, code) in [
        ("any", 1),
        ("unchanged", 1),
        ("new", 0),
        ("unchanged,bargeld", 0),
        ("unchanged,schriftform,hard", 1),
        ("unchanged,excluded", 0),
        ("any,never", 0),
        ("hint", 0),
    ] {
        normscreen(at)
            .args([
                "check",
                "new.xml",
                "--against",
                "old.xml",
                "--fail-on",
                terms,
            ])
            .done()
            .code(code);
    }
}

#[test]
fn input_that_cannot_be_read_wins_over_the_gate() {
    let folder = folder_with("entwurf.xml", &statute(&[("§ 2", APPLICATION)]));
    let at = folder.path();
    fs::write(at.join("kaputt.xml"), "<dokumente><norm>").unwrap();
    let output = normscreen(at)
        .args(["check", ".", "--format", "sarif"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3));
    let sarif: Value = serde_json::from_slice(&output.stdout).unwrap();
    let invocation = &sarif["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let notes = invocation["toolExecutionNotifications"].to_string();
    assert!(notes.contains("kaputt.xml") && notes.contains("1 von 2 Dokumenten"));
    for format in ["text", "json", "github", "gitlab", "junit", "markdown"] {
        let output = normscreen(at)
            .args(["check", ".", "--format", format])
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("kaputt.xml"), "{format}: {text}");
    }
}

/// A report with every kind of diagnostic, and with text that could break a format.
fn hard_case() -> TempDir {
    let nasty: &[&str] = &[
        "(1) Der Antrag &lt;script&gt; | \"a\" &amp; `b` :: 100 % =cmd ist bei der zuständigen Behörde \
         schriftlich zu stellen.",
        "(2) Die Gebühr ist bei der Behörde bar zu zahlen.",
    ];
    let gone: &[&str] = &["Die Anzeige ist bei der zuständigen Behörde schriftlich zu erstatten."];
    let folder = folder_with("alt.xml", &statute(&[("§ 2", APPLICATION), ("§ 5", gone)]));
    let comment = "<!-- normscreen: reason bargeld: Kleinbeträge -->\
                   <!-- normscreen: reason unfug: x --><norm doknr=\"BJNR900990026BJNE\"><metadaten><jurabk>MustG</jurabk><enbez>§ 3";
    let new = statute(&[("§ 2", APPLICATION), ("§ 3", &nasty[1..]), ("§ 4", nasty)]);
    let new = new.replacen(
        "<norm doknr=\"BJNR900990026BJNE\"><metadaten><jurabk>MustG</jurabk><enbez>§ 3",
        comment,
        1,
    );
    fs::create_dir(folder.path().join("entwürfe 1:2")).unwrap();
    fs::write(folder.path().join("entwürfe 1:2/neu,a.xml"), new).unwrap();
    fs::write(
        folder.path().join("normscreen.toml"),
        "[[reason]]\ncategory = \"postweg\"\ncitation = \"§ 77 MustG\"\nreason = \"x\"\n",
    )
    .unwrap();
    folder
}

fn hard_output(format: &str) -> String {
    let folder = hard_case();
    let output = normscreen(folder.path())
        .args(["check", "entwürfe 1:2", "--config", "normscreen.toml"])
        .args(["--against", "alt.xml", "--format", format])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn sarif_holds_to_its_schema() {
    let text = hard_output("sarif");
    let sarif: Value = serde_json::from_str(&text).unwrap();
    let schema = fs::read(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sarif-schema-2.1.0.json"),
    )
    .unwrap();
    // One pattern of the published schema is no regular expression: a bracket that is never opened.
    let schema = String::from_utf8(schema).unwrap();
    let schema = schema.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}?$");
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&sarif)
        .map(|e| format!("{}: {e}", e.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    // The schema is no rubber stamp.
    let mut broken = sarif.clone();
    broken["runs"][0]["results"][0]["level"] = "fatal".into();
    assert!(!validator.is_valid(&broken));

    let run = &sarif["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    let states: Vec<&str> = results
        .iter()
        .filter_map(|r| r["baselineState"].as_str())
        .collect();
    assert_eq!(states, ["unchanged", "new", "new", "new", "absent"]);
    for result in results {
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(!rules[index]["help"]["text"].as_str().unwrap().is_empty());
        let location = &result["locations"][0]["physicalLocation"];
        let uri = location["artifactLocation"]["uri"].as_str().unwrap();
        assert!(!uri.starts_with('/') && !uri.contains([' ', ':']), "{uri}");
    }
    let first = &results[0]["locations"][0];
    // Counted by hand: the head takes two lines, § 2 stands on the third.
    assert_eq!(first["physicalLocation"]["region"]["startLine"], 3);
    assert_eq!(
        first["logicalLocations"][0]["fullyQualifiedName"],
        "§ 2 Absatz 1 MustG"
    );
    assert!(results[0]["partialFingerprints"]["normscreen/v1"].is_string());
    let suppressed = results
        .iter()
        .find(|r| r["suppressions"].is_array())
        .unwrap();
    assert_eq!(suppressed["suppressions"][0]["kind"], "inSource");
}

#[test]
fn every_format_survives_hostile_text() {
    let github = hard_output("github");
    assert!(github.lines().all(|l| l.starts_with("::error ")
        || l.starts_with("::warning")
        || l.starts_with("::notice ")));
    assert!(github.contains("file=entwürfe 1%3A2/neu%2Ca.xml,line="));

    let gitlab: Value = serde_json::from_str(&hard_output("gitlab")).unwrap();
    let issues = gitlab.as_array().unwrap();
    let mut prints: Vec<&str> = issues
        .iter()
        .map(|i| i["fingerprint"].as_str().unwrap())
        .collect();
    let all = prints.len();
    prints.sort_unstable();
    prints.dedup();
    assert_eq!(prints.len(), all);
    assert!(
        issues
            .iter()
            .all(|i| i["location"]["lines"]["begin"].as_u64().unwrap() > 0)
    );

    let junit = hard_output("junit");
    let mut reader = quick_xml::Reader::from_str(&junit);
    let mut failures = 0;
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Eof => break,
            quick_xml::events::Event::Start(tag) if tag.name().as_ref() == "failure" => {
                failures += 1;
            }
            _ => {}
        }
    }
    assert_eq!(failures, 2);

    let markdown = hard_output("markdown");
    assert!(markdown.contains("&lt;script&gt; \\|") && !markdown.contains("<script>"));
}

#[test]
fn two_runs_give_the_same_bytes() {
    for format in [
        "text", "json", "sarif", "github", "gitlab", "junit", "markdown",
    ] {
        assert_eq!(hard_output(format), hard_output(format), "{format}");
    }
}

#[test]
fn the_schema_in_docs_is_that_of_the_program() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/normscreen.schema.json");
    let folder = tempfile::tempdir().unwrap();
    let done = normscreen(folder.path())
        .args(["config", "schema"])
        .done()
        .code(0);
    let checked_in = fs::read_to_string(path).unwrap_or_default();
    assert_eq!(
        checked_in, done.out,
        "run: normscreen config schema > docs/normscreen.schema.json"
    );
    let schema: Value = serde_json::from_str(&done.out).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let good = serde_json::json!({"reason": [{"category": "schriftform", "citation": "§ 1", "reason": "x", "until": "2027-12-31"}]});
    assert!(validator.is_valid(&good));
    for bad in [
        serde_json::json!({"chek": {}}),
        serde_json::json!({"reason": [{"category": "schriftform"}]}),
        serde_json::json!({"check": {"fail_on": "new"}}),
    ] {
        assert!(!validator.is_valid(&bad), "{bad}");
    }
}

#[test]
fn completions_and_man_page_name_the_commands() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        normscreen(folder.path())
            .args(["completions", shell])
            .done()
            .code(0)
            .stdout("write-baseline");
    }
    normscreen(folder.path())
        .arg("man")
        .done()
        .code(0)
        .stdout(".TH normscreen 1")
        .stdout("write\\-baseline");
}

#[test]
fn the_memorandum_says_only_what_was_found_and_where() {
    let folder = folder_with(
        "alt.xml",
        &statute(&[
            ("§ 2", APPLICATION),
            ("§ 3", &["Die Gebühr ist bei der Behörde bar zu zahlen."]),
        ]),
    );
    let at = folder.path();
    let new = statute(&[
        ("§ 2", APPLICATION),
        (
            "§ 4",
            &["Der Bescheid ist dem Antragsteller schriftlich bekannt zu geben."],
        ),
        (
            "§ 5",
            &["Der Antrag kann bei der Behörde elektronisch gestellt werden."],
        ),
    ]);
    fs::write(at.join("neu.xml"), new).unwrap();
    fs::write(
        at.join("normscreen.toml"),
        "[[reason]]\ncategory = \"schriftform\"\ncitation = \"§ 4 MustG\"\nreason = \"Warnfunktion\"\nby = \"BMI\"\n",
    )
    .unwrap();
    let run = |out: &str| {
        normscreen(at)
            .args([
                "begruendung",
                "neu.xml",
                "--against",
                "alt.xml",
                "--out",
                out,
            ])
            .done()
            .code(0)
    };
    run("a");
    run("b");
    for name in ["begruendung", "dokumentation", "vorpruefung"] {
        for extension in ["md", "docx"] {
            let file = format!("{name}.{extension}");
            let bytes = fs::read(at.join("a").join(&file)).unwrap();
            assert_eq!(bytes, fs::read(at.join("b").join(&file)).unwrap(), "{file}");
            assert!(!bytes.is_empty());
        }
    }
    let text = fs::read_to_string(at.join("a/begruendung.md")).unwrap();
    for part in [
        "Gegenüber der Vergleichsfassung kommt ein Hindernis für eine digitale Abwicklung hinzu, eines \
         entfällt, eines besteht fort",
        "| § 4 MustG | Schriftform | schriftlich |",
        "Warnfunktion (BMI)",
        "| § 3 MustG | Bargeld",
        "entfällt",
        "§ 5 MustG",
        // An obstacle in a provision that the draft leaves alone is counted.
        "der Entwurf nicht berührt: 1 Hindernis.",
        "Grenzen der Prüfung",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    // A memorandum names no files.
    assert!(!text.contains("alt.xml"), "{text}");
    let form = fs::read_to_string(at.join("a/dokumentation.md")).unwrap();
    for part in [
        "## 3 Digitale Angebote",
        "### 1.1 ",
        "öffnet",
        "durch eine Generalklausel ersetzbar",
        "## 10 ",
    ] {
        assert!(form.contains(part), "{part}: {form}");
    }
    let questions = fs::read_to_string(at.join("a/vorpruefung.md")).unwrap();
    assert_eq!(questions.matches("\n## ").count(), 6);
    assert!(questions.contains("Aus dem Wortlaut nicht zu beantworten"));
    // Without a folder the passage goes to stdout.
    normscreen(at)
        .args(["begruendung", "neu.xml", "--isolated"])
        .done()
        .code(0)
        .stdout("Ein Vergleich mit einer älteren Fassung liegt nicht vor")
        // Without a recorded reason its place is left open.
        .stdout("**[ ] Gründe für die Beibehaltung ergänzen");
}

/// An amending draft in the XML of gesetze-im-internet.de, a command on each line.
fn amending(commands: &[&str]) -> String {
    let head = "Das Muster-Marktzulassungsgesetz vom 18. September 2025 (BGBl. 2025 I Nr. 9002), das \
                zuletzt durch Artikel 2 des Gesetzes vom 26. März 2026 (BGBl. 2026 I Nr. 9011) geändert \
                worden ist, wird wie folgt geändert:";
    let body: String = commands.iter().map(|c| format!("<P>{c}</P>\n")).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<dokumente doknr=\"\"><norm><metadaten>\
         <jurabk>MustÄndG</jurabk><langue>Mustergesetz zur Änderung des Muster-Marktzulassungsgesetzes\
         </langue></metadaten></norm>\n<norm><metadaten><jurabk>MustÄndG</jurabk><enbez>Art 1</enbez>\
         <titel format=\"XML\">Änderung des Muster-Marktzulassungsgesetzes</titel></metadaten><textdaten>\
         <text format=\"XML\"><Content><P>{head}</P>\n{body}</Content></text></textdaten></norm>\n\
         </dokumente>\n"
    )
}

const LIFTING: &str = "1. In § 3 Absatz 2 Satz 2 wird das Wort „schriftlich“ gestrichen.";
const ADDING: &str = "2. Dem § 12 wird folgender Absatz 4 angefügt: „(4) Der Antrag auf Änderung des \
                      Belegungsplans ist bei der Marktaufsicht schriftlich zu stellen.“";

#[test]
fn an_amending_draft_that_lifts_written_form_shows_relief_and_no_false_alarm() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/gii");
    let folder = folder_with("entwurf.xml", &amending(&[LIFTING]));
    let run = |args: &[&str]| {
        let mut command = normscreen(folder.path());
        command.args(["check", "entwurf.xml"]).args(args);
        command
    };
    // Without the corpus nobody knows whether the struck word stands in the law.
    run(&[])
        .done()
        .code(0)
        .stdout("liegt nicht vor (--corpus)")
        .stdout("0 Hindernisse; ohne ältere Fassung");

    let report = json_of(run(&["--format", "json", "--corpus"]).arg(&corpus));
    let gone: Vec<_> = novelties(&report)
        .into_iter()
        .filter(|(novelty, _)| novelty != "unchanged")
        .collect();
    assert_eq!(
        gone,
        pairs(&[("gone", "§ 3 Absatz 2 Satz 2 MustMarktZulG")])
    );
    assert_eq!(report["verdict"]["hits"], 0);
    let effect = &report["effects"][0];
    assert_eq!(
        (&effect["applied"], &effect["failed"]),
        (&1.into(), &0.into())
    );
    assert_eq!(effect["provisions"][0]["citation"], "§ 3 MustMarktZulG");
    assert_eq!(effect["provisions"][0]["before"], 800);
    assert_eq!(effect["provisions"][0]["after"], 1000);
    run(&["--corpus"])
        .arg(&corpus)
        .done()
        .code(0)
        .stdout("§ 3 MustMarktZulG: Tauglichkeit 80,0 → 100,0");
}

#[test]
fn an_amending_draft_that_adds_an_obstacle_fails_at_its_place_in_the_draft() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/gii");
    let missing = "3. In § 99 Absatz 1 wird das Wort „schriftlich“ gestrichen.";
    let text = amending(&[LIFTING, ADDING, missing]);
    let folder = folder_with("entwurf.xml", &text);
    let done = normscreen(folder.path())
        .args(["check", "entwurf.xml", "--format", "json", "--corpus"])
        .arg(&corpus)
        .done()
        .code(1);
    let report: Value = serde_json::from_str(&done.out).unwrap();
    let new: Vec<&Value> = report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|d| d["novelty"] == "new" && d["nature"] == "finding")
        .collect();
    assert_eq!(new.len(), 1, "{new:?}");
    assert_eq!(new[0]["place"]["citation"], "§ 12 Absatz 4 MustMarktZulG");
    // The line of the draft, not of the law.
    assert_eq!(new[0]["place"]["region"]["line"], 5);
    // A command that cannot be carried out is named, and the rest is done.
    let hints: Vec<&Value> = report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|d| d["rule"] == "HINT-COMMAND")
        .collect();
    assert_eq!(hints.len(), 1);
    assert!(hints[0]["message"].as_str().unwrap().contains("§ 99"));

    normscreen(folder.path())
        .args(["begruendung", "entwurf.xml", "--corpus"])
        .arg(&corpus)
        .done()
        .code(0)
        .stdout("2 Vorschriften werden geändert")
        .stdout("| § 12 Absatz 4 MustMarktZulG | Schriftform");
    fs::create_dir(folder.path().join("leer")).unwrap();
    normscreen(folder.path())
        .args(["check", "entwurf.xml", "--corpus", "leer"])
        .done()
        .code(2)
        .stderr("enthält kein Gesetz, das ein Entwurf ändern könnte");
}

/// A statute that the corpus does not hold gives no relief, and the exit code says so.
#[test]
fn relief_is_counted_only_where_the_statute_is_at_hand() {
    let corpus = folder_with("gesetz.xml", &statute(&[("§ 1", APPLICATION)]));
    let folder = folder_with("entwurf.xml", &amending(&[LIFTING]));
    let run = |command: &str| {
        normscreen(folder.path())
            .args([command, "entwurf.xml", "--corpus"])
            .arg(corpus.path())
            .done()
            .code(3)
    };
    let checked =
        run("check").stdout("Muster-Marktzulassungsgesetz. Was der Entwurf dort streicht");
    assert!(!checked.out.contains("1 aufgehoben"), "{}", checked.out);
    let passage = run("begruendung")
        .stdout("lag der Prüfung nicht vor")
        .stderr("Dieses Gesetz ist im Bestand (--corpus) nicht zu finden");
    assert!(!passage.out.contains("entfällt"), "{}", passage.out);
}

/// Who has filled in the papers does not lose that to a second run.
#[test]
fn edited_papers_are_replaced_only_by_force() {
    let folder = folder_with("entwurf.xml", &statute(&[("§ 1", APPLICATION)]));
    let run = |more: &[&str]| {
        normscreen(folder.path())
            .args(["begruendung", "entwurf.xml", "--out", "unterlagen"])
            .args(more)
            .done()
    };
    run(&[]).code(0);
    // The same text again takes nothing away.
    run(&[]).code(0);
    let paper = folder.path().join("unterlagen/begruendung.md");
    fs::write(&paper, "von Hand").unwrap();
    run(&[]).code(2).stderr("begruendung.md").stderr("--force");
    assert_eq!(fs::read_to_string(&paper).unwrap(), "von Hand");
    run(&["--force"]).code(0);
    assert_ne!(fs::read_to_string(&paper).unwrap(), "von Hand");
}

/// A file whose name promises a draft is never left out in silence.
#[test]
fn a_file_that_is_not_what_its_name_says_fails_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let drafts = folder.path().join("entwuerfe");
    fs::create_dir(&drafts).unwrap();
    fs::write(
        drafts.join("a.xml"),
        statute(&[("§ 1", &["Es gilt Recht."])]),
    )
    .unwrap();
    fs::write(drafts.join("zufall.docx"), b"\x01\x02\x03\x00zufall").unwrap();
    fs::write(drafts.join("bild.png"), b"\x89PNG\x00").unwrap();
    let done = normscreen(folder.path())
        .args(["check", "entwuerfe"])
        .done()
        .code(3)
        .stdout("zufall.docx: ist kein Dokument des Formats, das der Name nennt");
    assert!(!done.out.contains("bild.png"), "{}", done.out);
}

/// A comment is no law, and speaks for one Absatz: the one it stands in, or the next.
#[test]
fn a_comment_in_plain_text_is_read_as_in_markdown() {
    let comment = "normscreen: reason schriftform: weil es so ist";
    let first = "(1) Der Antrag ist schriftlich zu stellen.\n";
    let second = "(2) Die Anzeige ist schriftlich zu erstatten.\n";
    let law = |first: &str, second: &str| {
        format!("Mustergesetz (MustX)\n\n### § 1 Antrag\n\n{first}\n{second}")
    };
    let halves = ("(1) Der Antrag ist schriftlich\n", "zu stellen.\n");
    for (text, covered) in [
        (
            law(&format!("{comment}\n{first}"), second),
            "§ 1 Absatz 1 MustX",
        ),
        (
            law(first, &format!("{comment}\n{second}")),
            "§ 1 Absatz 2 MustX",
        ),
        (
            law(&format!("{first}{comment}\n"), second),
            "§ 1 Absatz 2 MustX",
        ),
        (
            law(&format!("{}{comment}\n{}", halves.0, halves.1), second),
            "§ 1 Absatz 1 MustX",
        ),
    ] {
        let marked = text.replace(comment, &format!("<!-- {comment} -->"));
        for (name, text) in [
            ("a.md", text.clone()),
            ("a.md", marked.clone()),
            ("a.txt", text.replace("### ", "")),
            (
                "a.txt",
                text.replace("### ", "")
                    .replace(comment, &format!("// {comment}")),
            ),
            ("a.txt", marked.replace("### ", "")),
        ] {
            let folder = folder_with(name, &text);
            let report =
                json_of(normscreen(folder.path()).args(["check", name, "--format", "json"]));
            let found: Vec<(String, bool)> = report["diagnostics"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|d| d["category"] == "schriftform")
                .map(|d| {
                    let place = d["place"]["citation"].as_str().unwrap().to_owned();
                    (place, !d["reason"].is_null())
                })
                .collect();
            let expected: Vec<(String, bool)> = ["§ 1 Absatz 1 MustX", "§ 1 Absatz 2 MustX"]
                .iter()
                .map(|place| ((*place).to_owned(), *place == covered))
                .collect();
            assert_eq!(found, expected, "{name}: {text}");
        }
    }
    // The words of the comment are none of the law.
    let comment =
        "normscreen:reason Persönliches Erscheinen (R, until 2030-01-01): Schriftform genügt nicht";
    let text = format!(
        "Mustergesetz (MustX)\n\n§ 1 A\n\n{comment}\n(1) Der Antragsteller muss persönlich erscheinen.\n{comment}\n"
    );
    let folder = folder_with("u.txt", &text);
    let report = json_of(normscreen(folder.path()).args(["check", "u.txt", "--format", "json"]));
    let found = report["diagnostics"].as_array().unwrap();
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0]["place"]["region"]["line"], 6);
}

/// Words that are struck take their marks of emphasis along.
#[test]
fn a_fix_leaves_no_empty_marks() {
    for (sentence, expected) in [
        (
            "Der *Antrag* ist **schriftlich** zu stellen.",
            Some("Der *Antrag* ist zu stellen."),
        ),
        (
            "Der Antrag ist *schriftlich* zu stellen.",
            Some("Der Antrag ist zu stellen."),
        ),
        (
            "Der Antrag ist ***schriftlich*** zu stellen.",
            Some("Der Antrag ist zu stellen."),
        ),
        (
            "Der Antrag ist schriftlich zu stellen.",
            Some("Der Antrag ist zu stellen."),
        ),
        (
            "Der Antrag ist *schriftlich zu* stellen.",
            Some("Der Antrag ist *zu* stellen."),
        ),
        (
            "Der **Antrag ist schriftlich** zu stellen.",
            Some("Der **Antrag ist** zu stellen."),
        ),
        ("Der Antrag ist **schriftlich* zu* stellen.", None),
        ("Der Antrag ist [schriftlich](a.md) zu stellen.", None),
    ] {
        let text = format!("# Mustergesetz (MustX)\n\n## § 1 Antrag\n\n{sentence}\n");
        let folder = folder_with("a.md", &text);
        let report = json_of(normscreen(folder.path()).args(["check", "a.md", "--format", "json"]));
        let fixes = &report["diagnostics"][0]["fixes"];
        let fix = fixes
            .as_array()
            .unwrap()
            .iter()
            .find(|fix| fix["option"] == "strike")
            .unwrap_or_else(|| panic!("{sentence}: {report:#}"));
        let edits = fix["edits"].as_array().unwrap();
        let Some(expected) = expected else {
            assert!(edits.is_empty(), "{sentence}: {edits:?}");
            continue;
        };
        assert_eq!(edits.len(), 1, "{sentence}");
        let region = &edits[0]["region"];
        let column = |key: &str| usize::try_from(region[key].as_u64().unwrap()).unwrap() - 1;
        let characters: Vec<char> = sentence.chars().collect();
        let fixed: String = characters[..column("column")]
            .iter()
            .chain(&characters[column("end_column")..])
            .collect();
        assert_eq!(fixed, expected, "{sentence}");
    }
}

/// A line below the title names the statute, and a reason for a place that is not there says so.
#[test]
fn a_reason_for_no_place_is_told_from_one_without_obstacle() {
    let folder = folder_with(
        "entwurf.md",
        "# Gesetz über Nachbarschaftsgeräte\n\nNachbarschaftsgerätegesetz (NaGeG)\n\n\
         ### § 1 Antrag\n\n(1) Der Antrag ist bei der Behörde schriftlich zu stellen.\n\n\
         ### § 2 Zweck\n\n(1) Es gilt Recht.\n",
    );
    let reason = |place: &str| {
        format!(
            "[[reason]]\ncategory = \"schriftform\"\ncitation = \"{place}\"\nreason = \"Beweis\"\n"
        )
    };
    let settings = ["§ 1 Absatz 1 NaGeG", "§ 2 NaGeG", "§ 7 Absatz 1 NaGeG"].map(reason);
    fs::write(folder.path().join("normscreen.toml"), settings.join("\n")).unwrap();
    let done = normscreen(folder.path())
        .args(["check", "entwurf.md"])
        .done()
        .code(0)
        .stdout("Der Grund für Schriftform in § 2 NaGeG trifft auf kein Hindernis mehr zu")
        .stdout("Die Stelle § 7 Absatz 1 NaGeG gibt es im geprüften Text nicht")
        .stdout("Bestanden: kein neues");
    assert!(!done.out.contains("Stelle § 2"), "{}", done.out);
    // A reason for what comes in says that it comes in.
    fs::write(
        folder.path().join("alt.md"),
        "# Gesetz\n\n### § 2 Zweck\n\n(1) Es gilt Recht.\n",
    )
    .unwrap();
    normscreen(folder.path())
        .args(["begruendung", "entwurf.md", "--against", "alt.md"])
        .done()
        .code(0)
        .stdout("Geprüft wurde der Wortlaut von: Gesetz über Nachbarschaftsgeräte.")
        .stdout("Die Regelung wird aufgenommen: Beweis");
    normscreen(folder.path())
        .args(["explain", "entwurf.md", "§ 77"])
        .done()
        .code(2)
        .stderr("NaGeG: ");
}

/// What an amending draft opens is relief, and stands in all three papers; what it cannot carry out is
/// cited by the command.
#[test]
fn the_memorandum_tells_what_an_amending_draft_opens() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/gii");
    fs::write(
        folder.path().join("entwurf.xml"),
        amending(&[
            "1. In § 3 Absatz 2 Satz 2 wird das Wort „schriftlich“ durch die Wörter „schriftlich oder \
             elektronisch“ ersetzt.",
            "2. § 99 Absatz 1 wird wie folgt gefasst: „(1) Der Antrag ist bei der Behörde schriftlich zu \
             stellen.“",
            "3. In § 2 wird flugs folgender Absatz 9 vermerkt: „(9) Der Antrag ist bei der Behörde \
             schriftlich zu stellen.“",
        ]),
    )
    .unwrap();
    normscreen(folder.path())
        .args([
            "begruendung",
            "entwurf.xml",
            "--out",
            "unterlagen",
            "--corpus",
        ])
        .arg(&corpus)
        .done()
        .code(0);
    let read =
        |name: &str| fs::read_to_string(folder.path().join("unterlagen").join(name)).unwrap();
    let passage = read("begruendung.md");
    for part in [
        "Bei einem Hindernis öffnet der Entwurf den elektronischen Weg.",
        "## Hindernisse, die der Entwurf öffnet",
        "| wird geöffnet |",
        "## Hinzukommende Regelungen, die den elektronischen Weg öffnen",
        "2 Änderungsbefehle konnten nicht ausgeführt werden",
        // Apart, since the place it names does not exist or is not understood.
        "## Nicht ausgewertete Änderungsbefehle",
        "Art 1 Nummer 2: Die Stelle gibt es im Stammgesetz nicht: § 99",
        "Art 1 Nummer 3 MustÄndG",
    ] {
        assert!(passage.contains(part), "{part}: {passage}");
    }
    assert!(!passage.contains("Absatz 9 MustÄndG"), "{passage}");
    assert!(!passage.contains("§ 99 Absatz 1 Must"), "{passage}");
    assert!(passage.contains("kommt kein Hindernis"), "{passage}");
    assert!(
        !passage.contains("## Hinzukommende Hindernisse"),
        "{passage}"
    );
    let form = read("dokumentation.md");
    assert!(form.contains("| öffnet (Elektronische Form"), "{form}");
    let questions = read("vorpruefung.md");
    assert!(questions.contains("Elektronische Form"), "{questions}");
}

/// A Schwerpunkt without a category shows the sentences that are worth a look.
#[test]
fn the_form_shows_what_speaks_for_a_schwerpunkt() {
    let folder = tempfile::tempdir().unwrap();
    let draft = statute(&[
        (
            "§ 1",
            &[
                "Kind im Sinne dieses Gesetzes ist, wer das 18. Lebensjahr noch nicht vollendet hat.",
            ],
        ),
        (
            "§ 2",
            &["Die Behörde darf personenbezogene Daten nur zur Prüfung des Antrags verarbeiten."],
        ),
        (
            "§ 3",
            &["Dieses Gesetz tritt am 1. Januar 2027 in Kraft. § 9 bleibt unberührt."],
        ),
    ]);
    fs::write(folder.path().join("entwurf.xml"), draft).unwrap();
    normscreen(folder.path())
        .args(["begruendung", "entwurf.xml", "--out", "unterlagen"])
        .done()
        .code(0);
    let form = fs::read_to_string(folder.path().join("unterlagen/dokumentation.md")).unwrap();
    for part in [
        "| § 1 MustG | Anhaltspunkt (eigene Begriffsbestimmung)",
        "| § 2 MustG | Anhaltspunkt (personenbezogene Daten)",
        "| § 2 MustG | Anhaltspunkt (Zweckbindung von Daten)",
        "| § 3 Satz 1 MustG | Anhaltspunkt (Inkrafttreten)",
        "Hinweis (Verweis, Wortwahl oder Aufbau)",
    ] {
        assert!(form.contains(part), "{part}: {form}");
    }
}

/// A reader of German reads German, whatever went wrong with an input.
#[test]
fn unread_inputs_are_told_in_german() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("a.xml"), statute(&[("§ 1", APPLICATION)])).unwrap();
    fs::write(at.join("b.xml"), "<dokumente><norm>").unwrap();
    for format in ["text", "markdown", "github", "gitlab", "junit", "sarif"] {
        let done = normscreen(at)
            .args(["check", "a.xml", "b.xml", "--isolated", "--format", format])
            .done()
            .code(3);
        assert!(
            done.out
                .contains("Das XML ist fehlerhaft oder abgeschnitten"),
            "{format}: {}",
            done.out
        );
        assert!(!done.out.contains("the XML is broken"), "{format}");
    }
    normscreen(at)
        .args(["check", "a.xml", "b.xml", "--isolated", "--lang", "en"])
        .done()
        .code(3)
        .stdout("the XML is broken or cut off");
}

/// Code scanning opens an alert for whatever stands in the log.
#[test]
fn the_log_for_code_scanning_holds_only_what_is_open() {
    if Program::new("jq").arg("--version").output().is_err() {
        eprintln!("skipped: no jq here");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(
        at.join("alt.xml"),
        statute(&[
            ("§ 2", APPLICATION),
            ("§ 3", &["Die Gebühr ist bar zu zahlen."]),
        ]),
    )
    .unwrap();
    fs::write(
        at.join("neu.xml"),
        statute(&[
            ("§ 2", APPLICATION),
            (
                "§ 4",
                &["Der Bescheid ist dem Antragsteller schriftlich bekannt zu geben."],
            ),
            (
                "§ 5",
                &["Der Einspruch ist bei der Behörde schriftlich einzulegen."],
            ),
        ]),
    )
    .unwrap();
    fs::write(
        at.join("normscreen.toml"),
        "[[reason]]\ncategory = \"schriftform\"\ncitation = \"§ 4 MustG\"\nreason = \"Warnfunktion\"\n",
    )
    .unwrap();
    normscreen(at)
        .args([
            "check",
            "neu.xml",
            "--against",
            "alt.xml",
            "--format",
            "sarif",
            "--output",
            "alles.sarif",
        ])
        .done()
        .code(1);
    let filter = Path::new(env!("CARGO_MANIFEST_DIR")).join("ci/code-scanning.jq");
    let output = Program::new("jq")
        .arg("-f")
        .arg(filter)
        .arg(at.join("alles.sarif"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let log: Value = serde_json::from_slice(&output.stdout).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let cited: Vec<&str> = results
        .iter()
        .filter_map(|r| r["properties"]["citation"].as_str())
        .collect();
    assert!(cited.contains(&"§ 5 MustG"), "{cited:?}");
    assert!(
        !cited.iter().any(|c| c.contains("§ 3") || c.contains("§ 4")),
        "{cited:?}"
    );
    for result in results {
        assert_eq!(
            result["partialFingerprints"]["primaryLocationLineHash"],
            result["partialFingerprints"]["normscreen/v1"]
        );
        assert!(result["locations"][0]["physicalLocation"]["region"]["startLine"].is_u64());
    }
}

/// A half-finished draft is checked, and what makes its citations doubtful is told.
#[test]
fn a_half_finished_draft_gets_hints_on_its_structure() {
    let draft = "# Entwurf eines Mustergesetzes (MustG)\n\n### § 1 Zweck\n\n(1) Der Antrag ist „schriftlich \
                 zu stellen.\n\n### § Anzeige\n\n(2) Die Anzeige ist schriftlich zu erstatten.\n\n\
                 ### § 3 Nachweis\n\n(1) Er gilt.\n\n(3) Sie gilt.\n\n### § 3 Nachweis\n\n\
                 (1) Der Nachweis ist im Original vorzulegen.\n";
    let folder = folder_with("halb.md", draft);
    let done = normscreen(folder.path())
        .args(["check", "halb.md", "--isolated"])
        .done()
        .code(1);
    for part in [
        "halb.md:5:21  § 1",
        "Ein Anführungszeichen wird nicht geschlossen.",
        "Die Zeile „§ Anzeige“ sieht nach einer Überschrift ohne Nummer aus",
        "Auf Absatz 1 folgt Absatz 3.",
        "§ 3 gibt es mehrmals",
    ] {
        assert!(done.out.contains(part), "{part}: {}", done.out);
    }
}

/// What goes wrong is told in the language of the reader, with file, line and what to do.
#[test]
fn errors_are_told_in_german_and_in_english() {
    let folder = folder_with("a.xml", &statute(&[PURPOSE]));
    let at = folder.path();
    fs::write(at.join("bad.toml"), "[check]\nfailon = []\n").unwrap();
    fs::write(at.join("torn.toml"), "[check]\nfail_on = [\"any\"\n").unwrap();
    fs::write(
        at.join("silent.toml"),
        "[[reason]]\ncategory = \"bargeld\"\ncitation = \"§ 1\"\nreason = \"\"\n",
    )
    .unwrap();
    fs::write(at.join("old.json"), "{\"a\": 1}").unwrap();
    fs::write(at.join("torn.json"), "{\"a\": ").unwrap();
    for (args, german, english) in [
        (
            &["check", "b.xml"][..],
            "Fehler: b.xml: gibt es nicht",
            "error: b.xml: does not exist",
        ),
        (
            &["check", "a.xml", "--config", "bad.toml"],
            "bad.toml:2: den Schlüssel failon gibt es hier nicht; möglich sind: fail_on, ",
            "bad.toml:2: the key failon is not known; possible here: fail_on, ",
        ),
        (
            &["check", "a.xml", "--config", "torn.toml"],
            "ist kein gültiges TOML",
            "is no sound TOML",
        ),
        (
            &["check", "a.xml", "--config", "none.toml"],
            "none.toml: lässt sich nicht lesen: gibt es nicht",
            "none.toml: cannot be read: does not exist",
        ),
        (
            &["check", "a.xml", "--config", "silent.toml"],
            "silent.toml:1: Dieser Grund ist nicht zu verwenden: er ist leer; zu schreiben ist, warum",
            "silent.toml:1: this reason cannot be used: it says nothing; write why",
        ),
        (
            &["check", "a.xml", "--against", "HEAD"],
            "„HEAD“ ist weder eine Datei noch ein Ordner, und a.xml liegt in keinem Git-Repository",
            "\"HEAD\" is neither a file nor a folder, and a.xml lies in no git repository",
        ),
        (
            &["begruendung", "a.xml", "--against", "git:HEAD"],
            "a.xml: liegt in keinem Git-Repository",
            "a.xml: lies in no git repository",
        ),
        (
            &["check", "a.xml", "--against", "old.json"],
            "old.json: ist kein Ergebnis von normscreen; anzugeben ist",
            "old.json: is no result of normscreen; give",
        ),
        (
            &["check", "a.xml", "--baseline", "torn.json"],
            "torn.json: ist beschädigt oder kein Ergebnis von normscreen",
            "torn.json: is damaged, or no result of normscreen",
        ),
        (
            &["check", "a.xml", "--fail-on", "nue"],
            "„nue“ kennt --fail-on nicht; möglich sind new, ",
            "\"nue\" is no term of the gate; there are new, ",
        ),
    ] {
        let run = |language: &[&str]| {
            let mut command = normscreen(at);
            // The folder for temporary files may lie in a repository.
            command.env("GIT_CEILING_DIRECTORIES", at.parent().unwrap());
            command.args(args).args(language).done().code(2)
        };
        run(&[]).stderr(german);
        run(&["--lang", "en"]).stderr(english);
    }
}

/// "Satz 1" is only named beside a second Satz: where that is struck, nothing has moved.
#[test]
fn a_place_that_only_loses_its_satz_has_not_moved() {
    let one = "(1) Der Antrag ist bei der zuständigen Behörde schriftlich zu stellen.";
    let two = "(1) Der Antrag ist bei der zuständigen Behörde schriftlich zu stellen. Die Behörde \
               bestätigt den Eingang.";
    let before = "(1) Die Behörde bestätigt den Eingang. Der Antrag ist bei der zuständigen Behörde \
                  schriftlich zu stellen.";
    let text = |subsection: &str| statute(&[PURPOSE, ("§ 2", &[subsection])]);
    for (old, new, expected) in [
        (two, one, "unchanged"),
        (one, two, "unchanged"),
        (before, one, "moved"),
    ] {
        let report = check_against(&text(old), &text(new));
        let novelty = &report["diagnostics"][0]["novelty"];
        assert_eq!(novelty, expected, "{old} {new}");
    }
}

/// What is no obstacle may answer a question of the Vorprüfung all the same.
#[test]
fn the_questions_of_the_vorpruefung_show_data_and_duties() {
    let draft = statute(&[
        (
            "§ 1",
            &["Die Behörde darf personenbezogene Daten nur zur Prüfung des Antrags verarbeiten."],
        ),
        ("§ 2", &["Die Anzeige ist per Telefax zu übermitteln."]),
    ]);
    let folder = folder_with("a.xml", &draft);
    normscreen(folder.path())
        .args(["begruendung", "a.xml", "--isolated", "--out", "u"])
        .done()
        .code(0);
    let questions = fs::read_to_string(folder.path().join("u/vorpruefung.md")).unwrap();
    let question = |name: &str| {
        let at = questions.find(name).unwrap();
        let end = questions[at..]
            .find("\n## ")
            .map_or(questions.len(), |n| at + n);
        &questions[at..end]
    };
    let data = question("## 3 Datenaustausch");
    assert!(
        data.contains("personenbezogene Daten: „Die Behörde darf"),
        "{data}"
    );
    let duties = question("## 2 Verpflichtungen");
    assert!(duties.contains("§ 2 MustG: Postweg"), "{duties}");
    assert!(!duties.contains("§ 1 MustG"), "{duties}");
}

/// Lists stand as lists in the words before and after; a command that is not understood is told.
#[test]
fn the_words_before_and_after_keep_their_lines() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/gii");
    let draft = |commands: &str| {
        format!(
            "Entwurf eines Gesetzes\n\nArtikel 1\nÄnderung des Muster-Marktzulassungsgesetzes\n\nDas \
             Muster-Marktzulassungsgesetz vom 18. September 2025 (BGBl. 2025 I Nr. 9002) wird wie folgt \
             geändert:\n{commands}"
        )
    };
    let sound = draft(
        "1. In § 3 Absatz 2 Satz 2 wird das Wort „schriftlich“ gestrichen.\n2. Nach § 3 Absatz 2 wird \
         folgender Absatz 3 eingefügt:\n„(3) Die Anzeige enthält:\n1. den Namen,\n2. die Anschrift.“\n",
    );
    let folder = folder_with("a.txt", &sound);
    let at = folder.path();
    let apply = |format: &str| {
        let mut command = normscreen(at);
        command.args(["amend", "apply", "a.txt", "--format", format, "--to"]);
        command.arg(&corpus).done().code(0)
    };
    let text = apply("text");
    assert!(
        text.out.contains(
            "vorher [-schriftlich -]anzuzeigen.\n{+(3) Die Anzeige enthält:+}\n{+1. den Namen,+}\n{+2. die \
             Anschrift.+}"
        ) || text.out.contains(
            "vorher [-schriftlich-] anzuzeigen.\n{+(3) Die Anzeige enthält:+}\n{+1. den Namen,+}\n{+2. die \
             Anschrift.+}"
        ),
        "{}",
        text.out
    );
    assert!(
        text.out
            .contains("2 Änderungsbefehle in 1 Artikel oder Absatz"),
        "{}",
        text.out
    );
    let marked = apply("md");
    assert!(
        marked
            .out
            .contains("**(3) Die Anzeige enthält:**\n\n**1. den Namen,**\n\n**2. die Anschrift.**"),
        "{}",
        marked.out
    );
    normscreen(at)
        .args(["amend", "list", "a.txt"])
        .done()
        .code(0);
    fs::write(
        at.join("b.txt"),
        draft("1. In § 3 wird flugs Absatz 9 vermerkt.\n"),
    )
    .unwrap();
    normscreen(at)
        .args(["amend", "list", "b.txt"])
        .done()
        .code(3);
}

/// A draft that only bears another name holds nothing new.
#[test]
fn a_renamed_draft_is_compared_with_what_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let draft = |title: &str, more: &str| {
        format!(
            "# {title}\n\n### § 1 Zweck\n\nDieses Gesetz regelt Anträge.\n\n### § 2 Antrag\n\n(1) Der Antrag ist \
             bei der zuständigen Behörde schriftlich zu stellen. Ihm sind die Unterlagen zum Vorhaben \
             beizufügen.\n\n(2) Die Behörde entscheidet innerhalb eines Monats nach Eingang der Unterlagen.\n\
             {more}"
        )
    };
    let other = "# Gesetz über Märkte\n\n### § 1 Markt\n\nDer Antrag ist bei der zuständigen Behörde schriftlich \
                 zu stellen. Märkte finden auf öffentlichen Plätzen statt und dauern höchstens acht Tage.\n";
    let added = "\n### § 3 Bescheid\n\nDer Bescheid ist schriftlich bekannt zu geben.\n";
    fs::create_dir(at.join("alt")).unwrap();
    fs::create_dir(at.join("neu")).unwrap();
    fs::write(
        at.join("alt/entwurf.md"),
        draft("Erstes Gesetz über Anträge", ""),
    )
    .unwrap();
    fs::write(at.join("alt/markt.md"), other).unwrap();
    let renamed = draft("Antragsgesetz", added);
    fs::write(at.join("neu/antragsgesetz.md"), &renamed).unwrap();
    let novelty = |report: &Value| -> Vec<(String, String)> {
        let mut found = novelties(report);
        found.sort();
        found
    };
    let report =
        json_of(normscreen(at).args(["check", "neu", "--against", "alt", "--format", "json"]));
    assert_eq!(
        novelty(&report),
        pairs(&[
            ("gone", "§ 1 Satz 1"),
            ("new", "§ 3"),
            ("unchanged", "§ 2 Absatz 1 Satz 1"),
            ("unchanged", "§ 2 Absatz 1 Satz 2"),
        ])
    );
    // A sentence that many statutes share makes no two of them one.
    fs::write(
        at.join("neu/antragsgesetz.md"),
        "# Gesetz über Bauten\n\n### § 1 Bau\n\nDer Antrag ist bei der zuständigen Behörde schriftlich zu stellen. \
         Bauten sind so zu errichten, dass sie die Nachbarschaft nicht stören.\n",
    )
    .unwrap();
    let report =
        json_of(normscreen(at).args(["check", "neu", "--against", "alt", "--format", "json"]));
    assert_eq!(report["counts"]["new"], 1, "{:?}", novelty(&report));

    // In git it goes by the file that is there no more, whatever the statute is called.
    git(at, &["init", "-q", "-b", "main"]);
    git(at, &["add", "alt"]);
    git(at, &["commit", "-q", "-m", "Entwurf"]);
    git(at, &["mv", "alt/entwurf.md", "alt/antragsgesetz.md"]);
    fs::write(at.join("alt/antragsgesetz.md"), renamed).unwrap();
    let args = ["check", "alt/antragsgesetz.md", "--against", "git:HEAD"];
    let report = json_of(normscreen(at).args(args).args(["--format", "json"]));
    assert_eq!(
        novelty(&report),
        pairs(&[
            ("new", "§ 3"),
            ("unchanged", "§ 2 Absatz 1 Satz 1"),
            ("unchanged", "§ 2 Absatz 1 Satz 2"),
        ])
    );
    normscreen(at)
        .args(args)
        .done()
        .code(1)
        .stdout("Umbenannt; verglichen mit der früheren Datei: alt/entwurf.md.");
}

/// The papers of an amending draft that is checked with the model corpus.
fn papers_of(commands: &[&str]) -> [String; 3] {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/gii");
    let folder = folder_with("entwurf.xml", &amending(commands));
    normscreen(folder.path())
        .args(["begruendung", "entwurf.xml", "--out", "u", "--corpus"])
        .arg(&corpus)
        .done()
        .code(0);
    ["begruendung.md", "dokumentation.md", "vorpruefung.md"]
        .map(|name| fs::read_to_string(folder.path().join("u").join(name)).unwrap())
}

/// Nobody signs that a draft opens what it only wanted to open.
#[test]
fn a_command_that_is_not_carried_out_opens_nothing() {
    let commands = [
        "1. In § 2 Absatz 3 wird das Wort „schriftlich“ durch die Wörter „schriftlich oder \
         elektronisch“ ersetzt.",
        "2. § 99 Absatz 1 wird wie folgt gefasst: „(1) Der Antrag kann elektronisch gestellt werden.“",
    ];
    for paper in papers_of(&commands) {
        for part in [
            "Hinzukommende Regelungen",
            "wird das Wort",
            "| öffnet",
            "kann elektronisch gestellt",
            "(„elektronisch",
        ] {
            assert!(!paper.contains(part), "{part}: {paper}");
        }
    }
    // Without the law, whole texts speak for themselves, and words do not.
    let folder = folder_with("entwurf.xml", &amending(&commands));
    let done = normscreen(folder.path())
        .args(["begruendung", "entwurf.xml"])
        .done()
        .code(0)
        .stdout("„Der Antrag kann elektronisch gestellt werden.“");
    assert!(!done.out.contains("wird das Wort"), "{}", done.out);
    assert!(!done.out.contains("wie folgt gefasst"), "{}", done.out);
}

/// A duty that stays is neither gone nor new, whatever becomes of its sentence.
#[test]
fn what_stays_of_a_duty_is_neither_gone_nor_new() {
    let [passage, ..] = papers_of(&[
        "1. In § 10 Absatz 2 werden die Wörter „durch einen beglaubigten Auszug aus dem \
         Handelsregister oder dem Vereinsregister“ gestrichen.",
        "2. § 18 Absatz 1 wird wie folgt gefasst: „(1) Der schriftliche Bericht der Marktvereinigung \
         über ihre Tätigkeit ist der Marktaufsicht jährlich vorzulegen.“",
        "3. In § 7 Absatz 1 Satz 2 werden nach dem Wort „persönlich“ die Wörter „oder per Video“ \
         eingefügt.",
    ]);
    for part in [
        "kommt kein Hindernis",
        "| § 10 Absatz 2 MustMarktZulG | Nachweispflicht | nachzuweisen | sperrend | besteht fort |",
        "| § 10 Absatz 2 MustMarktZulG | Original und Beglaubigung | beglaubigten Auszug | sperrend | entfällt |",
        "| § 18 Absatz 1 MustMarktZulG | Schriftform | schriftliche | ersetzbar | besteht fort |",
        "| persönlich oder per Video abzuholen | geöffnet | wird geöffnet |",
    ] {
        assert!(passage.contains(part), "{part}: {passage}");
    }
}

/// Evidence that may come in electronic form is still asked for.
#[test]
fn evidence_that_is_opened_has_not_gone() {
    let folder = folder_with(
        "gesetz.txt",
        "Mustergesetz\n\n§ 1 Eignung\nDie zuständige Behörde kann dem Antragsteller die Vorlage eines \
         amts- oder fachärztlichen Zeugnisses über die geistige und körperliche Eignung aufgeben.\n",
    );
    let draft = "Artikel 1\nÄnderung des Mustergesetzes\nDas Mustergesetz vom 18. September 2025 (BGBl. \
                 2025 I Nr. 9002) wird wie folgt geändert:\n1. In § 1 werden die Wörter „die Vorlage \
                 eines amts- oder fachärztlichen Zeugnisses“ durch die Wörter „die Übermittlung eines \
                 elektronischen Zeugnisses“ ersetzt.\n";
    fs::write(folder.path().join("entwurf.txt"), draft).unwrap();
    normscreen(folder.path())
        .args(["begruendung", "entwurf.txt", "--corpus", "gesetz.txt"])
        .done()
        .code(0)
        .stdout("keines entfällt")
        .stdout("| § 1 | Nachweispflicht | elektronischen Zeugnisses | geöffnet | wird geöffnet |");
}

/// A conjunction at the end of a list item waits for the next item, and only for that.
#[test]
fn conjunctions_of_lists_know_what_they_join() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/gii");
    let hints = |command: &str| {
        let folder = folder_with("entwurf.xml", &amending(&[command]));
        let mut run = normscreen(folder.path());
        run.args(["check", "entwurf.xml", "-v", "--corpus"])
            .arg(&corpus);
        run.done()
            .out
            .matches("fehlt dem Bindewort ein Glied")
            .count()
    };
    assert_eq!(hints("1. § 9 Absatz 2 Nummer 3 wird aufgehoben."), 1);
    assert_eq!(
        hints("1. § 9 Absatz 2 Nummer 2 wird wie folgt gefasst: „2. wer am Stand tätig wird und“."),
        0
    );
}

/// What one article puts in and the next one changes is told as it is in the end.
#[test]
fn two_articles_on_one_statute_have_one_effect() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/gii");
    let draft = "Artikel 1\nÄnderung des Muster-Marktzulassungsgesetzes\nDas \
                 Muster-Marktzulassungsgesetz vom 18. September 2025 (BGBl. 2025 I Nr. 9002) wird wie \
                 folgt geändert:\n1. Dem § 15 wird folgender Satz angefügt:\n„Der Antrag ist \
                 schriftlich zu stellen.“\n\nArtikel 2\nWeitere Änderung des \
                 Muster-Marktzulassungsgesetzes\nDas Muster-Marktzulassungsgesetz, das zuletzt durch \
                 Artikel 1 dieses Gesetzes geändert worden ist, wird wie folgt geändert:\n1. In § 15 \
                 Satz 3 wird das Wort „schriftlich“ durch das Wort „elektronisch“ ersetzt.\n";
    let folder = folder_with("entwurf.txt", draft);
    let run = |command: &str| {
        let mut run = normscreen(folder.path());
        run.args([command, "entwurf.txt", "--corpus"]).arg(&corpus);
        run.done()
    };
    run("begruendung")
        .code(0)
        .stdout("kommt kein Hindernis für eine digitale Abwicklung hinzu, keines entfällt")
        .stdout(
            "Artikel 1, Artikel 2 (Muster-Marktzulassungsgesetz): Eine Vorschrift wird geändert",
        );
    run("check").code(0);
}

/// Without the law at hand, new sentences are cited one by one, and headings order nothing.
#[test]
fn new_sentences_have_numbers_of_their_own_and_headings_order_nothing() {
    let folder = folder_with(
        "entwurf.xml",
        &amending(&[
            "1. § 3 Absatz 2 Satz 2 wird durch die folgenden Sätze ersetzt: „Die Aufnahme ist \
             anzuzeigen. Der Antrag ist bei der Behörde schriftlich zu stellen.“",
            "2. Die Überschrift zu § 4 wird wie folgt gefasst: „Elektronischer oder schriftlicher \
             Antrag“.",
        ]),
    );
    let done = normscreen(folder.path())
        .args(["begruendung", "entwurf.xml"])
        .done()
        .code(0)
        .stdout("§ 3 Absatz 2 Satz 3 Muster-Marktzulassungsgesetz");
    assert!(!done.out.contains("§ 4"), "{}", done.out);
}

/// Without the law in force nobody knows what inserted words do in their sentence, and that is told.
#[test]
fn words_that_cannot_be_judged_are_told() {
    let text = amending(&[
        "1. In § 13 Absatz 2 Satz 1 werden die Wörter „zu unterzeichnen“ durch \
                           die Wörter „eigenhändig zu unterzeichnen“ ersetzt.",
    ]);
    let folder = folder_with("entwurf.xml", &text);
    normscreen(folder.path())
        .args(["check", "entwurf.xml"])
        .done()
        .stdout("was er in Sätze einfügt, ist nicht geprüft");
}

/// A draft that says what it changes needs no older version to tell what is new and what is gone.
#[test]
fn the_log_of_an_amending_draft_says_what_is_new_and_what_is_gone() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/gii");
    let folder = folder_with("entwurf.xml", &amending(&[LIFTING, ADDING]));
    let done = normscreen(folder.path())
        .args(["check", "entwurf.xml", "--format", "sarif", "--corpus"])
        .arg(&corpus)
        .done()
        .code(1);
    let log: Value = serde_json::from_str(&done.out).unwrap();
    let states: Vec<(&str, &str)> = log["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| {
            let citation = r["properties"]["citation"].as_str().unwrap();
            (citation, r["baselineState"].as_str().unwrap_or("none"))
        })
        .collect();
    assert!(states.contains(&("§ 3 Absatz 2 Satz 2 MustMarktZulG", "absent")));
    assert!(states.contains(&("§ 12 Absatz 4 MustMarktZulG", "new")));
    assert!(
        states.iter().all(|(_, state)| *state != "none"),
        "{states:?}"
    );
}

/// What a repealed provision opened, and who still refers to it, is told.
#[test]
fn a_repealed_provision_leaves_its_traces() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/gii");
    let commands = ["1. § 5 wird aufgehoben.", "2. § 21 wird aufgehoben."];
    let folder = folder_with("entwurf.xml", &amending(&commands));
    normscreen(folder.path())
        .args(["check", "entwurf.xml", "--corpus"])
        .arg(&corpus)
        .done()
        .code(0)
        .stdout("Der Verweis auf § 5 Absatz 1 Nummer 3 führt nach der Änderung ins Leere: § 5 gibt es dann nicht")
        .stdout("§ 21 MustMarktZulG: Es entfällt eine Regelung, die den elektronischen Weg öffnet");
    let [passage, ..] = papers_of(&commands);
    let (_, lost) = passage
        .split_once("## Entfallende Regelungen, die den elektronischen Weg öffnen")
        .expect(&passage);
    assert!(lost.contains("- § 21 MustMarktZulG"), "{passage}");
}

/// Who has written "schriftlich oder elektronisch" is not told to write it.
#[test]
fn what_is_open_gets_no_advice() {
    let law = statute(&[(
        "§ 1",
        &["Der Antrag ist bei der Behörde schriftlich oder elektronisch zu stellen."],
    )]);
    let folder = folder_with("entwurf.xml", &law);
    for format in [None, Some("github"), Some("markdown"), Some("json")] {
        let mut command = normscreen(folder.path());
        command.args(["check", "entwurf.xml", "-v"]);
        if let Some(format) = format {
            command.args(["--format", format]);
        }
        let done = command.done().code(0);
        assert!(done.out.contains("schriftlich"), "{}", done.out);
        for part in ["Stattdessen", "Formulierung", "\"wording\""] {
            assert!(!done.out.contains(part), "{format:?} {part}: {}", done.out);
        }
    }
}

/// A list item is short: the words that open it are most of it.
#[test]
fn an_item_that_is_opened_stays_the_same_obstacle() {
    let law = |item: &str| {
        let text = format!(
            "(1) Dem Antrag sind beizufügen: <DL Type=\"arabic\"><DT>1.</DT><DD><LA>{item}</LA></DD>\
             <DT>2.</DT><DD><LA>ein Führungszeugnis.</LA></DD></DL>"
        );
        statute(&[PURPOSE, ("§ 2", &[&text])])
    };
    let report = check_against(
        &law("die Rechnung im Original,"),
        &law("die Rechnung im Original oder als elektronische Kopie,"),
    );
    let originals: Vec<&Value> = report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|d| d["category"] == "original_beglaubigung")
        .collect();
    assert_eq!(originals.len(), 1, "{report}");
    assert_eq!(originals[0]["novelty"], "unchanged");
    assert_eq!(originals[0]["standing"], "open");
    assert_ne!(originals[0]["before"], Value::Null);
}

/// A command that was not understood is no law: it gets a hint and no wording.
#[test]
fn a_broken_command_is_no_law() {
    let text = amending(&[
        "1. In § 3 Absatz 2 Satz 2 wird das Wort „schriftlich gestrichen.",
        "2. In § 4 Absatz 1 ist „schriftlich“ irgendwie zu streichen.",
    ]);
    let folder = folder_with("entwurf.xml", &text);
    let report =
        json_of(normscreen(folder.path()).args(["check", "entwurf.xml", "--format", "json"]));
    let diagnostics = report["diagnostics"].as_array().unwrap();
    assert!(diagnostics.iter().any(|d| d["rule"] == "HINT-COMMAND"));
    assert!(
        diagnostics.iter().all(|d| d["nature"] == "hint"),
        "{report}"
    );
}

/// Where nothing allows a substitute, the reason stands in place of the norms that allow one.
#[test]
fn a_blocking_obstacle_says_why_nothing_substitutes_it() {
    let law = statute(&[(
        "§ 1",
        &["Der Antrag ist vom Antragsteller eigenhändig zu unterschreiben."],
    )]);
    let folder = folder_with("entwurf.xml", &law);
    let done = normscreen(folder.path())
        .args(["check", "entwurf.xml"])
        .done()
        .code(1)
        .stdout("sperrend")
        .stdout("Ersatz: keine Generalklausel:");
    assert!(!done.out.contains("Rechtsgrundlage"), "{}", done.out);
}

/// A sentence that the draft does not touch opens nothing new, whatever comes beside it; and what is
/// inserted is cited by its own place, with the law at hand and without.
#[test]
fn what_comes_and_goes_is_told_at_its_place() {
    let corpus = folder_with(
        "gesetz.xml",
        &statute(&[(
            "§ 1",
            &[
                "(1) Der Antrag kann elektronisch gestellt werden, wenn 1. er vollständig ist, 2. er \
                 begründet ist.",
                "(2) Die Anzeige ist schriftlich oder elektronisch zu erstatten.",
            ],
        )]),
    );
    let draft = amending(&[
        "1. Dem § 1 Absatz 2 wird folgender Satz angefügt: „Der Bescheid wird elektronisch erteilt.“",
        "2. In § 1 Absatz 2 Satz 1 werden die Wörter „oder elektronisch“ gestrichen.",
        "3. Nach § 1 wird folgender § 1a eingefügt: „§ 1a Vorlage (1) Der Ausweis ist der Behörde im \
         Original vorzulegen.“",
    ])
    .replace("Muster-Marktzulassungsgesetz vom", "Mustergesetz über Anträge vom");
    let folder = folder_with("entwurf.xml", &draft);
    let without = normscreen(folder.path())
        .args(["check", "entwurf.xml", "--format", "json"])
        .done()
        .code(1);
    let report: Value = serde_json::from_str(&without.out).unwrap();
    let closing = &report["closing"];
    assert_eq!(closing.as_array().map(Vec::len), Some(1), "{closing}");
    let found = report["diagnostics"].as_array().unwrap();
    let original = found
        .iter()
        .find(|d| d["category"] == "original_beglaubigung")
        .unwrap();
    let citation = original["place"]["citation"].as_str().unwrap();
    assert!(citation.starts_with("§ 1a"), "{citation}");
    let passage = normscreen(folder.path())
        .args(["begruendung", "entwurf.xml", "--corpus"])
        .arg(corpus.path())
        .done()
        .code(0)
        .stdout("Eine Vorschrift wird geändert, eine wird eingefügt.")
        .out;
    let (_, comes) = passage
        .split_once("## Hinzukommende Regelungen")
        .expect("something opens");
    let (comes, goes) = comes
        .split_once("## Entfallende Regelungen")
        .expect("something closes");
    assert!(comes.contains("§ 1 Absatz 2 Satz 2 MustG"), "{comes}");
    assert!(!comes.contains("§ 1 Absatz 1"), "{comes}");
    assert!(goes.contains("§ 1 Absatz 2 MustG: Elektronische"), "{goes}");
}

/// Taking stock judges nothing, and a memorandum of nothing is no success.
#[test]
fn nothing_is_claimed_of_what_was_not_judged_or_read() {
    let folder = folder_with("entwurf.xml", &statute(&[PURPOSE, ("§ 2", APPLICATION)]));
    let done = normscreen(folder.path())
        .args(["check", "entwurf.xml", "--write-baseline"])
        .done()
        .code(0)
        .stdout("Kein Urteil");
    assert!(!done.out.contains("bestanden"), "{}", done.out);
    normscreen(folder.path())
        .args(["check", "entwurf.xml", "--corpus", "nirgends"])
        .done()
        .code(2)
        .stderr("nirgends");
    fs::write(folder.path().join("bild.txt"), "").unwrap();
    normscreen(folder.path())
        .args(["begruendung", "bild.txt"])
        .done()
        .code(3);
}

/// An older amending draft is carried out like the new one: what both do is no difference.
#[test]
fn amending_drafts_are_compared_as_carried_out() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/gii");
    let folder = folder_with("entwurf.xml", &amending(&[LIFTING, ADDING]));
    let reworded = ADDING.replace("Belegungsplans", "Platzplans");
    fs::write(
        folder.path().join("alt.xml"),
        amending(&[LIFTING, &reworded]),
    )
    .unwrap();
    let report = json_of(
        normscreen(folder.path())
            .args(["check", "entwurf.xml", "--against", "alt.xml"])
            .args(["--format", "json", "--corpus"])
            .arg(&corpus),
    );
    let other: Vec<_> = novelties(&report)
        .into_iter()
        .filter(|(novelty, _)| novelty != "unchanged")
        .collect();
    assert_eq!(other, pairs(&[]));
    assert_eq!(report["verdict"]["hits"], 0);
}

/// What a version takes away from the electronic way is told, and in other words it is not away.
#[test]
fn a_version_that_loses_openings_says_so() {
    let old = statute(&[
        ("§ 1", &["Der Antrag kann elektronisch gestellt werden."]),
        (
            "§ 2",
            &["Die Anzeige kann schriftlich oder elektronisch erstattet werden."],
        ),
    ]);
    let new = statute(&[
        (
            "§ 1",
            &["Der Antrag ist an die Behörde zu richten, die den Markt festsetzt."],
        ),
        (
            "§ 2",
            &["Die Anzeige kann jederzeit schriftlich oder elektronisch erstattet werden."],
        ),
    ]);
    let report = check_against(&old, &new);
    let lost: Vec<&str> = report["closing"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|lost| lost["place"]["provision"].as_str().unwrap_or_default())
        .collect();
    assert_eq!(lost, ["§ 1"]);
    let folder = folder_with("neu.xml", &new);
    fs::write(folder.path().join("alt.xml"), &old).unwrap();
    normscreen(folder.path())
        .args(["check", "neu.xml", "--against", "alt.xml"])
        .done()
        .code(0)
        .stdout("Eine Regelung, die den elektronischen Weg öffnet, entfällt.");
}

/// Words that only now make a duty known do not make it new, and those that stay keep it.
#[test]
fn a_duty_that_was_hidden_is_not_new() {
    let [passage, ..] = papers_of(&[
        "1. § 5 Absatz 3 wird wie folgt gefasst: „(3) Die Marktaufsicht kann von der Voraussetzung des \
         Absatzes 1 Nummer 2 nach pflichtgemäßem Ermessen Ausnahmen zulassen.“",
        "2. In § 6 Absatz 2 Satz 2 werden nach dem Wort „Betreiber“ die Wörter „am Sitz der Behörde“ \
         eingefügt.",
    ]);
    assert!(
        passage
            .contains("kommt kein Hindernis für eine digitale Abwicklung hinzu, keines entfällt"),
        "{passage}"
    );
}

/// "§ 36a SGB I" holds for social law, whatever the amending act is about.
#[test]
fn the_general_clause_is_that_of_the_statute_that_is_amended() {
    let article = |number: usize, of: &str, name: &str| {
        format!(
            "Artikel {number}\nÄnderung {of}\n{name} vom 1. Mai 2020 (BGBl. I S. 7) wird wie folgt \
             geändert:\n1. § 15 Absatz 1 wird wie folgt gefasst:\n„(1) Der Antrag ist schriftlich zu \
             stellen.“\n\n"
        )
    };
    let draft = format!(
        "Entwurf eines Gesetzes zur Änderung des Wohngeldgesetzes und der Gewerbeordnung\n\n{}{}",
        article(1, "des Wohngeldgesetzes", "Das Wohngeldgesetz"),
        article(2, "der Gewerbeordnung", "Die Gewerbeordnung")
    );
    let folder = folder_with("entwurf.txt", &draft);
    let report =
        json_of(normscreen(folder.path()).args(["check", "entwurf.txt", "--format", "json"]));
    let clauses: Vec<&str> = report["diagnostics"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|d| d["nature"] == "finding")
        .map(|d| d["substitution"].as_str().unwrap_or("none"))
        .collect();
    assert_eq!(clauses, ["§ 36a SGB I", "§ 3a VwVfG"]);
}

/// A baseline holds no texts: what was edited and moved is known by its sentence and its words.
#[test]
fn what_was_edited_and_moved_is_not_new_to_a_baseline() {
    let old = statute(&[
        ("§ 1", &["Der Markt ist frei."]),
        (
            "§ 2",
            &["Der Antrag ist schriftlich bei der Behörde am Sitz des Betreibers zu stellen."],
        ),
    ]);
    let new = statute(&[
        ("§ 1", &["Der Markt ist frei."]),
        ("§ 2", &["Die Zulassung gilt ein Jahr."]),
        (
            "§ 3",
            &[
                "Der Antrag ist schriftlich bei der zuständigen Behörde am Sitz des Betreibers zu stellen.",
            ],
        ),
    ]);
    let folder = folder_with("entwurf.xml", &old);
    let run = |args: &[&str]| {
        let mut command = normscreen(folder.path());
        command.args(["check", "entwurf.xml"]).args(args);
        command
    };
    run(&["--write-baseline"]).done().code(0);
    fs::write(folder.path().join("entwurf.xml"), new).unwrap();
    let report =
        json_of(run(&["--format", "json"]).args(["--baseline", "normscreen-baseline.json"]));
    assert_eq!(novelties(&report), pairs(&[("moved", "§ 3 MustG")]));
}

/// A draft of which no command was understood passes nothing.
#[test]
fn what_was_not_weighed_is_no_clean_pass() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/gii");
    let missing = "2. In § 99 Absatz 1 wird das Wort „schriftlich“ gestrichen.";
    let folder = folder_with("entwurf.xml", &amending(&[LIFTING, missing]));
    fs::write(folder.path().join("leer.xml"), amending(&[missing])).unwrap();
    let run = |file: &str| {
        let mut command = normscreen(folder.path());
        command
            .args(["check", file, "--corpus"])
            .arg(&corpus)
            .done()
    };
    run("entwurf.xml")
        .code(0)
        .stdout("Bestanden, soweit ausgewertet")
        .stdout("Ein Änderungsbefehl ist nicht ausgewertet.");
    let done = run("leer.xml")
        .code(3)
        .stdout("Kein Urteil: Kein Änderungsbefehl");
    assert!(!done.out.contains("Bestanden"), "{}", done.out);
}

/// "10. entgegen § 15 …" threatens a fine, also where the law is not at hand.
#[test]
fn a_fine_repeats_a_duty() {
    let folder = folder_with(
        "entwurf.xml",
        &amending(&[
            "1. In § 20 Absatz 1 wird nach Nummer 9 folgende Nummer 10 eingefügt: „10. entgegen § 15 Absatz \
             2 Satz 1 eine Anzeige nicht schriftlich erstattet,“.",
        ]),
    );
    normscreen(folder.path())
        .args(["check", "entwurf.xml"])
        .done()
        .code(0)
        .stdout("0 Hindernisse");
}

/// Reports are files like any other: colleagues can read them, and a file that is there keeps its mode.
#[cfg(unix)]
#[test]
fn reports_are_as_readable_as_other_files() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    let plain = folder.path().join("plain");
    fs::write(&plain, "").unwrap();
    let report = folder.path().join("report");
    normscreen::check::write_whole(&report, b"a").unwrap();
    assert_eq!(mode(&report), mode(&plain));
    fs::set_permissions(&report, fs::Permissions::from_mode(0o640)).unwrap();
    normscreen::check::write_whole(&report, b"b").unwrap();
    assert_eq!(mode(&report), 0o640);
    assert_eq!(fs::read(&report).unwrap(), b"b");
}

/// What an amending draft puts in has its line even where a line break parts the words, what fails the
/// gate is an error in every format, and what the law in force already asks for is no issue of the draft.
#[test]
fn formats_agree_on_what_an_amending_draft_puts_in() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/gii");
    let parted = ADDING.replace("schriftlich zu stellen", "schriftlich\nzu stellen");
    let folder = folder_with("entwurf.xml", &amending(&[LIFTING, &parted]));
    let run = |format: &str| {
        let done = normscreen(folder.path())
            .args(["check", "entwurf.xml", "--format", format, "--corpus"])
            .arg(&corpus)
            .done()
            .code(1);
        done.out
    };
    let report: Value = serde_json::from_str(&run("json")).unwrap();
    let new = |d: &&Value| d["novelty"] == "new" && d["nature"] == "finding";
    let new = report["diagnostics"].as_array().unwrap().iter().find(new);
    assert_eq!(new.unwrap()["place"]["region"]["line"], 5);
    let sarif: Value = serde_json::from_str(&run("sarif")).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let new = results.iter().find(|r| r["baselineState"] == "new");
    assert_eq!(new.unwrap()["level"], "error");
    let issues: Value = serde_json::from_str(&run("gitlab")).unwrap();
    let issues = issues.as_array().unwrap();
    let critical = issues.iter().filter(|i| i["severity"] == "critical");
    assert_eq!(critical.count(), 1);
    let told = |i: &Value| i["location"]["lines"]["begin"] == 5 || i["severity"] == "info";
    assert!(issues.iter().all(told), "{issues:?}");
}

/// A draft on "Mustergesetz" as a text, its law, and what the check says with everything shown.
fn checked(law: &str, commands: &str, command: &str) -> String {
    let folder = folder_with("gesetz.txt", &format!("Mustergesetz\n\n{law}\n"));
    let draft = format!(
        "Artikel 1\nÄnderung des Mustergesetzes\nDas Mustergesetz vom 18. September 2025 (BGBl. 2025 I \
         Nr. 9002) wird wie folgt geändert:\n{commands}\n"
    );
    fs::write(folder.path().join("entwurf.txt"), draft).unwrap();
    let mut run = normscreen(folder.path());
    run.args([command, "entwurf.txt", "--corpus", "gesetz.txt"]);
    if command == "check" {
        run.arg("-v");
    }
    run.done().out
}

/// What opens one duty opens no other that stands beside it.
#[test]
fn an_opening_relieves_only_the_duty_that_it_speaks_of() {
    let passage = checked(
        "§ 1 Antrag\n(1) Wer einen Antrag auf Erteilung eines erweiterten Führungszeugnisses stellt, hat eine schriftliche Aufforderung vorzulegen, \
         in der die Person, die das erweiterte Führungszeugnis von der antragstellenden Person verlangt, \
         bestätigt, dass die Voraussetzungen vorliegen.",
        "1. In § 1 Absatz 1 werden die Wörter „eine schriftliche Aufforderung“ durch die Wörter „eine \
         Aufforderung in Textform“ ersetzt.",
        "begruendung",
    );
    assert!(
        passage.contains("| vorzulegen | geöffnet | wird geöffnet |"),
        "{passage}"
    );
    assert!(
        !passage.contains("| die das erweiterte Führungszeugnis |"),
        "{passage}"
    );
    let passage = checked(
        "§ 1 Befreiung\n(1) Das Standesamt hat einen Antrag auf Befreiung von der Beibringung des \
         Ehefähigkeitszeugnisses aufzunehmen; hierfür haben die Eheschließenden die Nachweise zu erbringen, \
         die für die Prüfung erforderlich sind.",
        "1. Dem § 1 Absatz 1 wird folgender Satz angefügt: „Die Nachweise können elektronisch vorgelegt \
         werden.“",
        "begruendung",
    );
    assert!(
        !passage.contains("| von der Beibringung | geöffnet"),
        "{passage}"
    );
}

/// A reference whose target is struck, or is now another text, is told.
#[test]
fn references_are_followed_where_their_targets_are_struck() {
    let law = "§ 1 Versagung\n(1) Die Erlaubnis ist zu versagen, wenn\n1. der Antragsteller unzuverlässig \
               ist,\n2. der Antragsteller die nötigen Kenntnisse nicht nachweist oder\n3. ein Konzept \
               einer anerkannten Stelle fehlt.\n(2) Beschäftigt wird nur, wer die Voraussetzungen nach Absatz \
               1 Nummer 2 erfüllt.\n\n§ 2 Anzeige\nDie Geburt ist anzuzeigen. Ein Todesfall ist binnen einer \
               Woche zu melden. In den Fällen des Satzes 1 haben die Personen die Geburt glaubhaft zu \
               machen.\n\n§ 3 Bußgeld\nOrdnungswidrig handelt, wer gegen § 2 Satz 2 verstößt.";
    let told = checked(
        law,
        "1. § 1 Absatz 1 wird wie folgt geändert:\na) In Nummer 1 wird nach dem Wort „ist,“ das Wort „oder“ \
         eingefügt.\nb) Nummer 2 wird aufgehoben.\nc) Nummer 3 wird Nummer 2.\n2. § 2 Satz 2 wird \
         aufgehoben.\n3. In dem neuen § 2 Satz 2 wird das Wort „glaubhaft“ durch die Wörter „auf Verlangen \
         glaubhaft“ ersetzt.",
        "check",
    );
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        told.contains(
            "Der Verweis auf § 1 Absatz 1 Nummer 2 trifft nach der Änderung einen anderen Text"
        ),
        "{told}"
    );
    assert!(
        told.contains("Der Verweis auf § 2 Satz 2 trifft nach der Änderung einen anderen Text"),
        "{told}"
    );
    assert!(!told.contains("Bindewort"), "{told}");
    let told = checked(law, "1. § 1 Absatz 1 Nummer 2 wird aufgehoben.", "check");
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        told.contains("§ 1 Absatz 1 Nummer 2 führt nach der Änderung ins Leere"),
        "{told}"
    );
}

/// All that stands in the draft of a whole statute is evidence, old or new.
#[test]
fn the_vorpruefung_of_a_whole_statute_knows_what_stays() {
    let law = |object: &str| {
        statute(&[(
            "§ 6",
            &[
                "Die Behörde kann im Einzelfall die Vorlage weiterer Unterlagen verlangen.",
                object,
            ],
        )])
    };
    let folder = folder_with(
        "alt.xml",
        &law("Der Bescheid ist dem Antragsteller auszuhändigen."),
    );
    fs::write(
        folder.path().join("neu.xml"),
        law("Der Bescheid wird bekannt gegeben."),
    )
    .unwrap();
    normscreen(folder.path())
        .args([
            "begruendung",
            "neu.xml",
            "--against",
            "alt.xml",
            "--isolated",
            "--out",
            "u",
        ])
        .done()
        .code(0);
    let questions = fs::read_to_string(folder.path().join("u/vorpruefung.md")).unwrap();
    let question = |from: &str, to: &str| {
        let at = questions.find(from).unwrap();
        let end = questions[at..].find(to).unwrap();
        questions[at..at + end].to_owned()
    };
    let automation = question("## 5 Automatisierung", "## 6");
    assert!(automation.contains("„im Einzelfall“"), "{automation}");
    let data = question("## 3 Datenaustausch", "## 4");
    assert!(!data.contains("auszuhändigen"), "{data}");
}

#[test]
fn statutes_that_no_draft_holds_are_not_gone() {
    let other =
        "# Anderes Gesetz (AndG)\n\n## § 1 Anzeige\n\nDie Anzeige ist schriftlich zu erstatten.\n";
    let old = "# Mustergesetz (MustG)\n\n## § 1 Antrag\n\nDer Antrag ist schriftlich zu stellen.\n";
    let new =
        "# Mustergesetz (MustG)\n\n## § 1 Antrag\n\nDer Antrag ist elektronisch zu stellen.\n";
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    for place in ["alt", "neu"] {
        fs::create_dir(at(place)).unwrap();
    }
    fs::write(at("alt/must.md"), old).unwrap();
    fs::write(at("alt/and.md"), other).unwrap();
    fs::write(at("neu/must.md"), new).unwrap();
    normscreen(folder.path())
        .args(["-q", "screen", "alt", "--out", "bericht", "--format", "csv"])
        .done()
        .code(0);
    for against in ["alt", "bericht", "bericht/findings.csv"] {
        let report = json_of(normscreen(folder.path()).args([
            "check",
            "neu/must.md",
            "--against",
            against,
            "--format",
            "json",
        ]));
        assert_eq!(novelties(&report), pairs(&[("gone", "§ 1 MustG")]));
        assert_eq!(report["against"]["left_out"], 1);
    }
    // Of a folder it is asked what became of each file.
    let report = json_of(normscreen(folder.path()).args([
        "check",
        "neu",
        "--against",
        "alt",
        "--format",
        "json",
    ]));
    assert_eq!(novelties(&report).len(), 2);
}

#[test]
fn no_draft_is_written_over() {
    let folder = folder_with("entwurf.md", &model());
    let before = fs::read(folder.path().join("entwurf.md")).unwrap();
    for args in [
        &["check", "entwurf.md", "--output", "entwurf.md"][..],
        &["check", ".", "--format", "json", "--output", "./entwurf.md"],
        &[
            "check",
            "entwurf.md",
            "--write-baseline",
            "--baseline",
            "entwurf.md",
        ],
    ] {
        let done = normscreen(folder.path()).args(args).done();
        done.code(2).stderr("Entwürfe");
    }
    assert_eq!(fs::read(folder.path().join("entwurf.md")).unwrap(), before);
}

#[test]
fn each_act_of_a_file_is_placed_in_the_file() {
    let act = |name: &str| {
        format!(
            "{name}gesetz ({name}G)\n\n§ 1 Antrag\n\n(1) Der Antrag ist schriftlich zu stellen.\n\n"
        )
    };
    let folder = folder_with("zwei.txt", &format!("{}{}", act("Erst"), act("Zweit")));
    let report = json_of(normscreen(folder.path()).args(["check", "zwei.txt", "--format", "json"]));
    let places: Vec<(&str, u64)> = report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|d| d["nature"] == "finding")
        .map(|d| {
            let place = &d["place"];
            (
                place["source"].as_str().unwrap(),
                place["region"]["line"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(places, [("zwei.txt", 5), ("zwei.txt", 11)]);
}

#[test]
fn a_file_named_twice_is_checked_once() {
    let folder = folder_with("entwurf.md", &model());
    for twice in [["entwurf.md", "./entwurf.md"], [".", "entwurf.md"]] {
        let report = json_of(
            normscreen(folder.path())
                .arg("check")
                .args(twice)
                .args(["--format", "json"]),
        );
        assert_eq!(report["coverage"]["found"], 1);
    }
}

#[test]
fn gitlab_and_github_tell_of_reasons() {
    let folder = folder_with("entwurf.md", &model());
    fs::write(
        folder.path().join("normscreen.toml"),
        "[[reason]]\ncategory = \"schriftform\"\ncitation = \"§ 2\"\nreason = \"Beweis\"\n\n\
         [[reason]]\ncategory = \"bargeld\"\ncitation = \"§ 2\"\nreason = \"Kasse\"\n",
    )
    .unwrap();
    let run = |format: &str| {
        let mut command = normscreen(folder.path());
        command.args(["check", "entwurf.md", "--format", format]);
        command.done().code(0).out
    };
    let issues: Value = serde_json::from_str(&run("gitlab")).unwrap();
    let issues = issues.as_array().unwrap();
    assert!(
        issues
            .iter()
            .any(|i| i["description"].as_str().unwrap().contains("Beweis"))
    );
    let idle = issues
        .iter()
        .find(|i| i["check_name"] == "normscreen-reason")
        .unwrap();
    assert_eq!(idle["location"]["path"], "normscreen.toml");
    assert_eq!(idle["location"]["lines"]["begin"], 6);
    assert!(run("github").contains("::warning file=normscreen.toml,line=6::"));
}

/// A small statute in Markdown.
fn model() -> String {
    "# Mustergesetz (MustG)\n\n## § 1 Zweck\n\nDieses Gesetz regelt Anträge.\n\n## § 2 Antrag\n\n\
     Der Antrag ist schriftlich zu stellen.\n"
        .to_owned()
}

/// What a draft in Markdown makes of the model statute.
fn checked_amendment(commands: &str) -> Value {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/gii");
    let text = format!(
        "# Entwurf eines Gesetzes zur Änderung des Muster-Marktzulassungsgesetzes\n\n## Artikel 1\n\n\
         ## Änderung des Muster-Marktzulassungsgesetzes\n\n\
         Das Muster-Marktzulassungsgesetz vom 18. September 2025 (BGBl. 2025 I Nr. 9002), das zuletzt durch \
         Artikel 2 des Gesetzes vom 26. März 2026 (BGBl. 2026 I Nr. 9011) geändert worden ist, wird wie \
         folgt geändert:\n\n{commands}\n"
    );
    let folder = folder_with("entwurf.md", &text);
    let done = normscreen(folder.path())
        .args([
            "check",
            "entwurf.md",
            "--isolated",
            "--format",
            "json",
            "--corpus",
        ])
        .arg(&corpus)
        .done();
    serde_json::from_str(&done.out).unwrap()
}

fn findings(report: &Value, novelty: &str) -> Vec<Value> {
    let diagnostics = report["diagnostics"].as_array().unwrap().iter();
    diagnostics
        .filter(|d| d["novelty"] == novelty && d["nature"] == "finding")
        .cloned()
        .collect()
}

/// The same word may be put in by many commands: each obstacle is told at its own.
#[test]
fn an_obstacle_is_told_at_the_command_that_puts_it_in() {
    let report = checked_amendment(
        "1. § 13 Absatz 2 wird wie folgt geändert:\n\n    a) In Satz 1 wird vor den Wörtern „in ein Protokoll“ \
         das Wort „schriftlich“ eingefügt.\n\n    b) In Satz 2 wird nach dem Wort „Verlangen“ das Wort „schriftlich“ \
         eingefügt.\n",
    );
    let told: Vec<(String, u64)> = findings(&report, "new")
        .iter()
        .map(|d| {
            let place = &d["place"];
            (
                place["citation"].as_str().unwrap().to_owned(),
                place["region"]["line"].as_u64().unwrap(),
            )
        })
        .collect();
    let at = |satz: &str| {
        let found = told.iter().find(|(citation, _)| citation.contains(satz));
        found.unwrap_or_else(|| panic!("{satz} in {told:?}")).1
    };
    assert_eq!(at("Satz 2") - at("Satz 1"), 2, "{told:?}");
}

/// What a recast place demands again is no relief, however the sentence is worded.
#[test]
fn what_a_recast_place_demands_again_is_not_lifted() {
    let report = checked_amendment(
        "1. § 7 Absatz 1 wird wie folgt gefasst:\n\n„(1) Wer Waren anbietet, erhält eine Karte. Dazu hat jede \
         beschäftigte Person persönlich zu erscheinen.“\n",
    );
    let category = |d: &&Value| d["category"] == "persoenliches_erscheinen";
    let gone = findings(&report, "gone");
    assert!(!gone.iter().any(|d| category(&d)), "{gone:?}");
    let all = ["new", "unchanged", "moved"].map(|novelty| findings(&report, novelty));
    assert!(all.iter().flatten().any(|d| category(&d)), "{all:?}");
}

#[test]
fn the_memorandum_tells_of_reasons_that_have_run_out_and_of_the_older_mean() {
    let folder = folder_with("neu.md", &model());
    let at = |name: &str| folder.path().join(name);
    let older = model().replace(
        "schriftlich zu stellen",
        "schriftlich oder elektronisch zu stellen",
    );
    fs::write(at("alt.md"), older).unwrap();
    fs::write(
        at("normscreen.toml"),
        "[[reason]]\ncategory = \"schriftform\"\ncitation = \"§ 2\"\nreason = \"Beweis\"\n\
         until = 2026-06-30\n",
    )
    .unwrap();
    let done = normscreen(folder.path())
        .args([
            "begruendung",
            "neu.md",
            "--against",
            "alt.md",
            "--as-of",
            "2026-11-29",
        ])
        .done()
        .code(0);
    done.stdout("Verzeichnete Gründe ohne Wirkung")
        .stdout("galt bis 30. Juni 2026 und ist abgelaufen")
        .stdout("in der Vergleichsfassung waren es")
        .stdout("ersetzbar (war geöffnet)");
}

#[test]
fn what_is_gone_names_the_clause_that_applied() {
    let folder = folder_with("alt.md", &model());
    let newer = model().replace("schriftlich ", "");
    fs::write(folder.path().join("neu.md"), newer).unwrap();
    for against in ["alt.md", "alt.json"] {
        let json = [
            "check", "alt.md", "--format", "json", "--output", "alt.json",
        ];
        normscreen(folder.path()).args(json).done().code(1);
        normscreen(folder.path())
            .args(["begruendung", "neu.md", "--against", against])
            .done()
            .code(0)
            .stdout("war ersetzbar (§ 3a VwVfG)");
    }
}

/// An article may repeal another statute and hold norms of its own.
#[test]
fn norms_beside_a_repeal_are_checked() {
    let text = "Mustergesetz zur Einführung eines Registers\n\nArtikel 1\nInkrafttreten, Außerkrafttreten\n\n\
                (1) Dieses Gesetz tritt am Tag nach der Verkündung in Kraft. Gleichzeitig tritt das \
                Muster-Marktzulassungsgesetz vom 18. September 2025 (BGBl. 2025 I Nr. 9002) außer Kraft.\n\n\
                (2) Die Übernahme von Daten ist schriftlich zu beantragen.\n";
    let folder = folder_with("entwurf.txt", text);
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/gii");
    let mut command = normscreen(folder.path());
    command.args(["check", "entwurf.txt", "--format", "json", "--corpus"]);
    let report = json_of(command.arg(corpus));
    assert!(
        novelties(&report)
            .iter()
            .any(|(novelty, place)| novelty == "new" && place.starts_with("Artikel 1 Absatz 2")),
        "{:?}",
        novelties(&report)
    );
}

/// What a draft strikes, and what it puts into two statutes, mixes no words of one.
#[test]
fn words_are_mixed_only_in_one_law() {
    let article = |number: usize, name: &str, command: &str| {
        format!(
            "Artikel {number}\nÄnderung des {name}es\nDas {name} vom 18. September 2025 (BGBl. 2025 I Nr. \
             9002) wird wie folgt geändert:\n1. {command}\n\n"
        )
    };
    let hints = |commands: [(&str, &str); 2]| {
        let articles = commands.iter().enumerate();
        let text: String = articles
            .map(|(index, (name, command))| article(index + 1, name, command))
            .collect();
        let text = format!("Entwurf eines Gesetzes zur Änderung von Gesetzen\n\n{text}");
        let folder = folder_with("entwurf.txt", &text);
        let mut command = normscreen(folder.path());
        let done = command.args(["check", "entwurf.txt", "-v"]).done();
        done.out.matches("gleiche Sache, gleiches Wort").count()
    };
    let form = "§ 2 wird wie folgt gefasst: „§ 2 Das Formular liegt aus.“";
    let print = "§ 3 wird wie folgt gefasst: „§ 3 Der Vordruck liegt aus.“";
    let struck = "In § 4 wird das Wort „Vordruck“ gestrichen.";
    assert_eq!(hints([("Erstgesetz", form), ("Erstgesetz", print)]), 1);
    assert_eq!(hints([("Erstgesetz", form), ("Zweitgesetz", print)]), 0);
    assert_eq!(hints([("Erstgesetz", form), ("Erstgesetz", struck)]), 0);
}

/// A quotation that never closes ends with its command: its text is seen by the gate, and the commands
/// behind it are read.
#[test]
fn a_quotation_that_never_closes_hides_nothing() {
    let text = "Entwurf eines Gesetzes zur Änderung des Muster-Marktzulassungsgesetzes\n\nArtikel 1\nÄnderung des \
                Muster-Marktzulassungsgesetzes\n\nDas Muster-Marktzulassungsgesetz vom 18. September 2025 (BGBl. \
                2025 I Nr. 9002) wird wie folgt geändert:\n1. § 4 Absatz 1 wird wie folgt gefasst:\n„(1) Der Antrag \
                ist schriftlich zu stellen.\n2. In § 3 Absatz 2 Satz 2 wird das Wort „schriftlich“ gestrichen.\n";
    let folder = folder_with("entwurf.txt", text);
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/gii");
    let mut command = normscreen(folder.path());
    command.args(["check", "entwurf.txt", "--format", "json", "--corpus"]);
    let output = command.arg(corpus).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let effect = &report["effects"][0];
    assert_eq!(
        (effect["applied"].as_u64(), effect["failed"].as_u64()),
        (Some(1), Some(1)),
        "{effect}"
    );
}

/// The memorandum on a draft that changes a small statute.
fn passage_on(law: &str, commands: &str) -> String {
    let folder = folder_with("gesetz.txt", &format!("Mustergesetz\n\n{law}\n"));
    let draft = format!(
        "Artikel 1\nÄnderung des Mustergesetzes\nDas Mustergesetz vom 18. September 2025 (BGBl. 2025 I Nr. \
         9002) wird wie folgt geändert:\n{commands}\n"
    );
    fs::write(folder.path().join("entwurf.txt"), draft).unwrap();
    let args = ["begruendung", "entwurf.txt", "--corpus", "gesetz.txt"];
    normscreen(folder.path()).args(args).done().code(0).out
}

/// Another way beside the one that stays opens it; a permitted copy that is struck makes it harder; and a form
/// that another, stricter one replaces is no relief.
#[test]
fn what_gets_milder_and_harder_is_told_from_what_goes() {
    let passage = passage_on(
        "§ 1 Urkunde\nDie Behörde fertigt die Einbürgerungsurkunde aus. Die Einbürgerung wird wirksam mit der \
         Aushändigung der von der Behörde ausgefertigten Einbürgerungsurkunde.\n\n§ 2 Nachweis\nDie Unterlagen \
         sind der zuständigen Behörde im Original oder in Kopie vorzulegen.\n\n§ 3 Verpflichtung\nDie Verpflichtung \
         gegenüber der Behörde bedarf der Schriftform.",
        "1. In § 1 Satz 2 werden nach dem Wort „Aushändigung“ die Wörter „oder elektronischen Übermittlung“ \
         eingefügt.\n2. In § 2 werden die Wörter „oder in Kopie“ gestrichen.\n3. In § 3 wird das Wort \
         „Schriftform“ durch die Wörter „notariellen Beurkundung“ ersetzt.",
    );
    for part in [
        "| § 1 Satz 2 | Physischer Gegenstand | Aushändigung | geöffnet | wird geöffnet |",
        "| § 2 | Original und Beglaubigung | im Original | sperrend | kommt hinzu |",
        "| § 3 | Notarielle Form | notariellen Beurkundung | sperrend (war ersetzbar) | kommt hinzu |",
    ] {
        assert!(passage.contains(part), "{part}: {passage}");
    }
    assert!(!passage.contains("| entfällt |"), "{passage}");
}

/// An opening that takes the place of another one leaves the way open.
#[test]
fn an_opening_in_the_place_of_another_is_not_lost() {
    let passage = passage_on(
        "§ 1 Antrag\nDer Antrag ist bei der Behörde zu stellen. Er kann schriftlich oder elektronisch gestellt \
         werden.",
        "1. In § 1 Satz 2 werden die Wörter „schriftlich oder elektronisch“ durch die Wörter „über das \
         Meldeportal“ ersetzt.",
    );
    assert!(
        passage.contains("§ 1 Satz 2: Portal und Nutzerkonto („Meldeportal“)"),
        "{passage}"
    );
    assert!(!passage.contains("## Entfallende Regelungen"), "{passage}");
}

/// Nothing of an act that goes as a whole is changed.
#[test]
fn an_act_that_goes_as_a_whole_is_not_changed() {
    let folder = folder_with(
        "gesetz.txt",
        "Mustergesetz\n\n§ 1 Antrag\nDer Antrag ist schriftlich zu stellen.\n\n§ 2 (weggefallen)\n\n§ 3 Frist\nDie \
         Frist beträgt einen Monat.\n",
    );
    let draft = "Artikel 1\nAufhebung des Mustergesetzes\nDas Mustergesetz vom 18. September 2025 (BGBl. 2025 I \
                 Nr. 9002) wird aufgehoben.\n";
    fs::write(folder.path().join("entwurf.txt"), draft).unwrap();
    let done = normscreen(folder.path())
        .args(["begruendung", "entwurf.txt", "--corpus", "gesetz.txt"])
        .done()
        .code(0)
        .stdout("2 Vorschriften werden aufgehoben");
    assert!(!done.out.contains("wird geändert"), "{}", done.out);
}
