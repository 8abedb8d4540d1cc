//! The check of drafts: a file, a first look at a text in an editor, an edit of it, and the comparison
//! with itself.
//!
//! `NORMSCREEN_DRAFT=FILE` names a text; without it, the largest model statute stands in. The goal
//! for an edit is 100 ms on a statute of the size of the Bürgerliches Gesetzbuch. `NORMSCREEN_FILE=FILE`
//! names a draft in DOCX or text, of 300 pages, for which the goal is a second.

use std::path::PathBuf;
use std::sync::LazyLock;

use divan::{Bencher, black_box};
use normscreen::check::print::{Format, print};
use normscreen::check::{Date, Editor, Gate, Memory, Options, check};
use normscreen::ingest::ReadOptions;
use normscreen::report::Messages;
use normscreen::rules::{Language, RulePack};

static PACK: LazyLock<RulePack> = LazyLock::new(|| RulePack::embedded().expect("sound pack"));
static FILE: LazyLock<PathBuf> = LazyLock::new(|| {
    std::env::var_os("NORMSCREEN_DRAFT").map_or_else(
        || {
            PathBuf::from(env!("CARGO_MANIFEST_DIR"))
                .join("corpus/gii/mustmarktzulg/BJNR900020025.xml")
        },
        PathBuf::from,
    )
});
static TEXT: LazyLock<String> =
    LazyLock::new(|| std::fs::read_to_string(&*FILE).expect("the draft is there"));

fn main() {
    LazyLock::force(&PACK);
    divan::main();
}

fn day() -> Date {
    Date::from_unix_days(20_782)
}

#[divan::bench]
fn open(bencher: Bencher<'_, '_>) {
    let editor = Editor::new(&PACK, Language::De);
    bencher.bench_local(|| {
        let mut memory = Memory::default();
        black_box(editor.check("entwurf", &TEXT, &[], day(), &mut memory))
    });
}

/// One letter changes in the middle of the text.
#[divan::bench]
fn edit(bencher: Bencher<'_, '_>) {
    let editor = Editor::new(&PACK, Language::De);
    let mut memory = Memory::default();
    editor.check("entwurf", &TEXT, &[], day(), &mut memory);
    let half = TEXT.len() / 2;
    let at = TEXT[half..].find(" der ").map_or(half, |n| half + n);
    let edited = format!("{} die {}", &TEXT[..at], &TEXT[at + 5..]);
    let mut turn = false;
    bencher.bench_local(|| {
        turn = !turn;
        let text = if turn { &edited } else { &*TEXT };
        black_box(editor.check("entwurf", text, &[], day(), &mut memory))
    });
}

#[divan::bench]
fn file(bencher: Bencher<'_, '_>) {
    let file = std::env::var_os("NORMSCREEN_FILE").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus/formats/mustmarktzulg.docx"),
        PathBuf::from,
    );
    checked(bencher, file, None);
}

#[divan::bench]
fn against_itself(bencher: Bencher<'_, '_>) {
    checked(bencher, FILE.clone(), Some(FILE.display().to_string()));
}

fn checked(bencher: Bencher<'_, '_>, file: PathBuf, against: Option<String>) {
    let options = Options {
        paths: vec![file],
        here: PathBuf::new(),
        read: ReadOptions::default(),
        language: Language::De,
        against,
        corpus: Vec::new(),
        reasons: Vec::new(),
        as_of: day(),
        gate: Gate::new::<&str>(&[], &PACK).expect("the default gate"),
        evidence: false,
    };
    bencher.bench_local(|| {
        let report = check(&options, &PACK).expect("the draft can be checked");
        black_box(print(Format::Sarif, &report, Messages::get(Language::De)))
    });
}
