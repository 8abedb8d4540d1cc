//! Throughput of each stage and end to end, in bytes of XML per second; of sentences and screening,
//! in bytes of the law's text.
//!
//! Without more it runs on the model statutes in `corpus/`. `NORMSCREEN_CORPUS=DIR` names a folder
//! with real law; every benchmark then runs over all of it on all cores, as a screening does.
//! `bare_extraction` is the yardstick: XML events and normalised text, nothing else.

use std::path::PathBuf;
use std::sync::LazyLock;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use normscreen::aggregate::aggregate;
use normscreen::discover::{Input, discover};
use normscreen::ingest::{ReadOptions, gii, ingest};
use normscreen::pipeline::{self, Config, Progress, SiteOptions, screen_and_rate};
use normscreen::rate::rate;
use normscreen::report::html::Site;
use normscreen::report::html::view::{PackView, SiteFacts, StatuteView};
use normscreen::report::{OutputFolder, ReportFormat, write_table};
use normscreen::rows::{Packed, StatuteRows};
use normscreen::rules::{Language, RuleId, RulePack};
use normscreen::screen::Screener;
use normscreen::statute::{Statute, TextBuilder, read_flat};
use quick_xml::events::Event;
use rayon::prelude::*;

static PACK: LazyLock<RulePack> = LazyLock::new(|| RulePack::embedded().expect("sound pack"));
static INPUTS: LazyLock<Vec<Input>> = LazyLock::new(|| discover(&[folder()]).inputs);
static TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    INPUTS
        .par_iter()
        .filter(|i| i.source.ends_with(".xml"))
        .filter_map(|i| std::fs::read_to_string(&i.path).ok())
        .collect()
});
static STATUTES: LazyLock<Vec<Statute>> = LazyLock::new(|| {
    TEXTS
        .par_iter()
        .filter_map(|text| gii::read(text, &PACK.lexicon, &ReadOptions::default()).ok())
        .map(|read| {
            let mut statute = read.statute;
            statute.id.clone_from(&statute.doc_number);
            PACK.classify(&mut statute);
            statute
        })
        .collect()
});

fn folder() -> PathBuf {
    std::env::var_os("NORMSCREEN_CORPUS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus/gii"),
        PathBuf::from,
    )
}

fn bytes() -> BytesCount {
    BytesCount::new(TEXTS.iter().map(String::len).sum::<usize>())
}

/// Bytes of the law's text, which is what the stages behind ingest see.
fn text_bytes() -> BytesCount {
    let provisions = STATUTES.iter().flat_map(|statute| &statute.provisions);
    BytesCount::new(provisions.map(|p| p.text.len()).sum::<usize>())
}

fn main() {
    divan::main();
}

/// The text of one file and nothing else.
fn bare_text(xml: &str) -> usize {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut text = TextBuilder::default();
    loop {
        match reader.read_event() {
            Ok(Event::Text(piece)) => text.push(&piece.into_inner()),
            Ok(Event::Eof) | Err(_) => return text.end(),
            Ok(_) => {}
        }
    }
}

#[divan::bench(sample_count = 5)]
fn bare_extraction(bencher: Bencher) {
    bencher.counter(bytes()).bench(|| {
        INPUTS
            .par_iter()
            .with_max_len(1)
            .filter_map(|i| std::fs::read_to_string(&i.path).ok())
            .map(|xml| bare_text(&xml))
            .sum::<usize>()
    });
}

#[divan::bench(sample_count = 5)]
fn discover_stage(bencher: Bencher) {
    bencher
        .counter(bytes())
        .bench(|| discover(&[folder()]).inputs.len());
}

#[divan::bench(sample_count = 5)]
fn ingest_stage(bencher: Bencher) {
    bencher.counter(bytes()).bench(|| {
        INPUTS
            .par_iter()
            .with_max_len(1)
            .map(|input| black_box(ingest(input, &PACK, &ReadOptions::default())).len())
            .sum::<usize>()
    });
}

/// Sentences and lists of all provisions, as text without markup is read.
#[divan::bench(sample_count = 5)]
fn sentences_stage(bencher: Bencher) {
    bencher.counter(text_bytes()).bench(|| {
        STATUTES
            .par_iter()
            .with_max_len(1)
            .flat_map_iter(|statute| &statute.provisions)
            .map(|provision| read_flat(&provision.text, &PACK.lexicon).len())
            .sum::<usize>()
    });
}

/// The words of one rule, of the acts and of the cues: what every byte of the law is asked.
#[divan::bench(sample_count = 5)]
fn screen_one_rule(bencher: Bencher) {
    let screener = Screener::for_rule(&PACK, RuleId::at(0));
    bencher.counter(text_bytes()).bench(|| screened(&screener));
}

fn screened(screener: &Screener<'_>) -> usize {
    STATUTES
        .par_iter()
        .with_max_len(1)
        .map(|statute| black_box(screener.screen(statute)).len())
        .sum()
}

#[divan::bench(sample_count = 5)]
fn rate_stage(bencher: Bencher) {
    let screener = Screener::new(&PACK);
    let found: Vec<_> = STATUTES
        .par_iter()
        .flat_map_iter(|statute| screener.screen(statute))
        .collect();
    bencher.counter(bytes()).bench(|| {
        found
            .par_iter()
            .filter_map(|provision| rate(&PACK, provision).readiness)
            .map(u64::from)
            .sum::<u64>()
    });
}

#[divan::bench(sample_count = 5)]
fn screen_stage(bencher: Bencher) {
    let screener = Screener::new(&PACK);
    bencher.counter(text_bytes()).bench(|| screened(&screener));
}

/// Rows of all statutes, as the tables are made from.
fn rows() -> Vec<Packed> {
    let screener = Screener::new(&PACK);
    STATUTES
        .par_iter()
        .map(|statute| {
            let (screened, ratings) = screen_and_rate(&screener, statute);
            let rows = StatuteRows::new(&PACK, statute, "bench", &screened, &ratings);
            Packed::new(&rows)
        })
        .collect()
}

#[divan::bench(sample_count = 5)]
fn screen_rate_rows(bencher: Bencher) {
    bencher.counter(bytes()).bench(rows);
}

/// Pages of all statutes, rendered and thrown away.
#[divan::bench(sample_count = 5)]
fn html_stage(bencher: Bencher) {
    let screener = Screener::new(&PACK);
    let site = Site::new(
        Language::De,
        SiteFacts::default(),
        PackView::new(&PACK, Language::De),
    );
    let found: Vec<_> = STATUTES
        .par_iter()
        .map(|statute| screen_and_rate(&screener, statute))
        .collect();
    bencher.counter(bytes()).bench(|| {
        STATUTES
            .par_iter()
            .zip(&found)
            .with_max_len(1)
            .map(|(statute, (screened, ratings))| {
                let view =
                    StatuteView::new((&PACK, Language::De), statute, "bench", screened, ratings);
                let mut page = String::new();
                site.statute_page(&view, &mut page).expect("a page");
                black_box(page).len()
            })
            .sum::<usize>()
    });
}

#[divan::bench(sample_count = 5)]
fn aggregate_stage(bencher: Bencher) {
    let rows = rows();
    bencher.counter(bytes()).bench(|| {
        aggregate(&PACK, Language::De, &rows, None)
            .expect("tables")
            .sums
    });
}

/// All tables in one format.
#[divan::bench(sample_count = 5, args = [ReportFormat::Csv, ReportFormat::Json, ReportFormat::Parquet])]
fn write_stage(bencher: Bencher, format: ReportFormat) {
    let rows = rows();
    let tables = aggregate(&PACK, Language::De, &rows, None).expect("tables");
    let folder = tempfile::tempdir().expect("a folder for the report");
    let out = OutputFolder::open(folder.path()).expect("a folder for the report");
    bencher.counter(bytes()).bench(|| {
        for table in tables.named() {
            write_table(&table, format, &out).expect("a file");
        }
    });
}

struct Silent;

impl Progress for Silent {
    fn begin(&self, _: u64, _: u64) {}
    fn advance(&self, _: u64) {}
    fn phase(&self, _: &str) {}
}

#[divan::bench(sample_count = 5, args = ["csv", "csv,json,parquet", "html"])]
fn end_to_end(bencher: Bencher, formats: &str) {
    let out = tempfile::tempdir().expect("a folder for the report");
    let config = Config {
        paths: vec![folder()],
        out: out.path().join("report"),
        formats: ReportFormat::ALL
            .into_iter()
            .filter(|f| formats.split(',').any(|name| name == f.key()))
            .collect(),
        language: Language::De,
        as_of: None,
        site: SiteOptions::default(),
        reading: ReadOptions::default(),
        directions: Vec::new(),
        threads: 0,
        cache: None,
    };
    bencher
        .counter(bytes())
        .bench(|| pipeline::screen(&config, &PACK, &Silent).expect("a report"));
}
