//! Fetching from a site that misbehaves in every way that real ones do, on loopback.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use assert_cmd::Command;
use normscreen::fetch::{self, Bounds, FetchError, Manners, Options, Summary};

/// What the site does with one request.
#[derive(Debug, Clone)]
enum Does {
    /// Answers as it should.
    Right,
    /// Answers with a status and headers, and no body.
    Status(u16, &'static str),
    /// Sends half and closes.
    Truncates,
    /// Sends half and keeps silent.
    Stalls,
    /// Sends other bytes than it has.
    Corrupts,
    /// Sends these bytes instead, all of them.
    Sends(Vec<u8>),
    /// Closes without a word.
    HangsUp,
}

#[derive(Debug, Default)]
struct Law {
    /// Packages by slug.
    packages: BTreeMap<String, Vec<u8>>,
    /// What happens to requests of a slug, in their order; then it answers as it should.
    plans: BTreeMap<String, Vec<Does>>,
    /// Further items of the list.
    items: String,
    /// Requests: path, and whether they were conditional.
    seen: Vec<(String, bool)>,
    agents: Vec<String>,
    last_modified: Option<&'static str>,
}

/// The site, until it is dropped with the process.
#[derive(Clone)]
struct Site {
    url: String,
    law: Arc<Mutex<Law>>,
}

impl Site {
    fn new(statutes: &[(&str, &str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let law = Arc::new(Mutex::new(Law::default()));
        let site = Self { url, law };
        for (slug, number) in statutes {
            site.put(slug, number, "first");
        }
        let serving = site.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let site = serving.clone();
                std::thread::spawn(move || site.serve(stream.unwrap()));
            }
        });
        site
    }

    fn law(&self) -> std::sync::MutexGuard<'_, Law> {
        self.law.lock().unwrap()
    }

    fn put(&self, slug: &str, number: &str, text: &str) {
        let package = package(number, text);
        self.law().packages.insert(slug.to_owned(), package);
    }

    fn plan(&self, slug: &str, plan: &[Does]) {
        self.law().plans.insert(slug.to_owned(), plan.to_vec());
    }

    fn requests_of(&self, slug: &str) -> Vec<bool> {
        let law = self.law();
        let path = format!("/{slug}/xml.zip");
        let of_slug = law.seen.iter().filter(|(p, _)| *p == path);
        of_slug.map(|(_, conditional)| *conditional).collect()
    }

    fn serve(&self, mut stream: TcpStream) {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        loop {
            let mut head = Vec::new();
            loop {
                let mut line = String::new();
                if reader.read_line(&mut line).unwrap_or(0) == 0 {
                    return;
                }
                if line == "\r\n" {
                    break;
                }
                head.push(line.trim().to_owned());
            }
            let path = head[0].split(' ').nth(1).unwrap().to_owned();
            let header = |name: &str| {
                head.iter().find_map(|line| {
                    let (key, value) = line.split_once(": ")?;
                    key.eq_ignore_ascii_case(name).then(|| value.to_owned())
                })
            };
            if self.answer(&path, &header, &mut stream).is_none() {
                let _ = stream.shutdown(std::net::Shutdown::Both);
                return;
            }
        }
    }

    /// Nothing where the connection ends.
    fn answer(
        &self,
        path: &str,
        header: &dyn Fn(&str) -> Option<String>,
        stream: &mut TcpStream,
    ) -> Option<()> {
        let slug = path.trim_start_matches('/').trim_end_matches("/xml.zip");
        let (does, body, modified) = {
            let mut law = self.law();
            let conditional =
                header("if-none-match").is_some() || header("if-modified-since").is_some();
            law.seen.push((path.to_owned(), conditional));
            law.agents.push(header("user-agent").unwrap_or_default());
            let does = match law.plans.get_mut(slug) {
                Some(plan) if !plan.is_empty() => plan.remove(0),
                _ => Does::Right,
            };
            let body = if slug == "gii-toc.xml" {
                Some(self.contents(&law))
            } else {
                law.packages.get(slug).cloned()
            };
            (does, body, law.last_modified)
        };
        let date = "Date: Wed, 02 Apr 2025 08:00:00 GMT\r\n";
        let status = |status: u16, more: &str| {
            format!("HTTP/1.1 {status} X\r\n{date}{more}Content-Length: 0\r\n\r\n")
        };
        let Some(mut body) = body else {
            stream.write_all(status(404, "").as_bytes()).ok()?;
            return Some(());
        };
        let tag = format!("\"{:x}-{}\"", crc32fast::hash(&body), body.len());
        if header("if-none-match") == Some(tag.clone()) && matches!(does, Does::Right) {
            stream
                .write_all(format!("HTTP/1.1 304 X\r\n{date}ETag: {tag}\r\n\r\n").as_bytes())
                .ok()?;
            return Some(());
        }
        let date_of = |text: &str| httpdate::parse_http_date(text).ok();
        let asked = header("if-modified-since").and_then(|text| date_of(&text));
        // As servers do it: what was changed at that very second is not sent.
        if header("if-none-match").is_none()
            && modified
                .and_then(date_of)
                .zip(asked)
                .is_some_and(|(at, asked)| at <= asked)
        {
            stream.write_all(status(304, "").as_bytes()).ok()?;
            return Some(());
        }
        let mut sent = body.len();
        match does {
            Does::Right => {}
            Does::Status(code, more) => {
                stream.write_all(status(code, more).as_bytes()).ok()?;
                return Some(());
            }
            Does::Truncates | Does::Stalls => sent /= 2,
            Does::Corrupts => body[50..70].iter_mut().for_each(|b| *b ^= 0x5a),
            Does::Sends(ref bytes) => {
                body.clone_from(bytes);
                sent = body.len();
            }
            Does::HangsUp => return None,
        }
        let modified = modified.map_or_else(String::new, |m| format!("Last-Modified: {m}\r\n"));
        let head = format!(
            "HTTP/1.1 200 OK\r\n{date}ETag: {tag}\r\n{modified}Content-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).ok()?;
        stream.write_all(&body[..sent]).ok()?;
        if matches!(does, Does::Stalls) {
            // Longer than the client waits, and not a moment longer than that needs.
            std::thread::sleep(Duration::from_millis(600));
        }
        (sent == body.len()).then_some(())
    }

    fn contents(&self, law: &Law) -> Vec<u8> {
        let items: String = law
            .packages
            .keys()
            .map(|slug| {
                format!(
                    "<item><title>Gesetz {slug} &amp; mehr</title><link>{}/{slug}/xml.zip</link></item>",
                    self.url
                )
            })
            .collect();
        format!("<?xml version=\"1.0\"?><items>{items}{}</items>", law.items).into_bytes()
    }
}

fn xml(number: &str, text: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<dokumente doknr=\"{number}\"><norm \
         doknr=\"{number}\"><metadaten><jurabk>MustG</jurabk></metadaten></norm><norm \
         doknr=\"{number}E1\"><metadaten><jurabk>MustG</jurabk><enbez>§ 1</enbez></metadaten>\
         <textdaten><text format=\"XML\"><Content><P>Der Antrag ist schriftlich zu stellen. \
         {text}</P></Content></text></textdaten></norm></dokumente>\n"
    )
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

fn package(number: &str, text: &str) -> Vec<u8> {
    zip_of(&[
        (&format!("{number}.xml"), xml(number, text).as_bytes()),
        ("bild.jpg", b"a picture"),
    ])
}

/// In haste, as no run on a real site would be.
fn options(site: &Site, store: &Path) -> Options {
    Options {
        base_url: site.url.clone(),
        store: store.to_path_buf(),
        only: Vec::new(),
        since: None,
        prune: false,
        manners: Manners {
            connections: 2,
            attempts: 4,
            first_pause: Duration::from_millis(2),
            longest_pause: Duration::from_millis(10),
            longest_wait: Duration::from_secs(2),
            stall: Duration::from_millis(200),
            answer: Duration::from_secs(5),
            ..Manners::default()
        },
        bounds: Bounds::default(),
    }
}

#[derive(Default)]
struct Silence(Mutex<Vec<(String, String, Duration)>>);

impl fetch::Progress for Silence {
    fn begin(&self, _: u64) {}
    fn received(&self, _: u64, _: u64) {}
    fn again(&self, name: &str, cause: &str, pause: Duration) {
        let again = (name.to_owned(), cause.to_owned(), pause);
        self.0.lock().unwrap().push(again);
    }
    fn done(&self, _: &str) {}
}

fn run(options: &Options) -> Summary {
    fetch::fetch(options, &Silence::default()).unwrap()
}

/// Files of the statutes, without what is the store's own.
fn files(store: &Path) -> BTreeMap<String, Vec<u8>> {
    walkdir::WalkDir::new(store)
        .into_iter()
        .filter_entry(|e| e.file_name() != ".normscreen")
        .map(Result::unwrap)
        .filter(|e| e.file_type().is_file() && e.file_name() != "manifest.json")
        .map(|e| {
            let name = e.path().strip_prefix(store).unwrap().display().to_string();
            (name, fs::read(e.path()).unwrap())
        })
        .collect()
}

fn expected(statutes: &[(&str, &str, &str)]) -> BTreeMap<String, Vec<u8>> {
    statutes
        .iter()
        .flat_map(|(slug, number, text)| {
            [
                (
                    format!("{slug}/{number}.xml"),
                    xml(number, text).into_bytes(),
                ),
                (format!("{slug}/bild.jpg"), b"a picture".to_vec()),
            ]
        })
        .collect()
}

const THREE: &[(&str, &str)] = &[("a", "BJNR1"), ("b", "BJNR2"), ("c_3-x", "BJNR3")];

fn all_three(text: &str) -> BTreeMap<String, Vec<u8>> {
    expected(
        &THREE
            .iter()
            .map(|(s, n)| (*s, *n, text))
            .collect::<Vec<_>>(),
    )
}

fn manifest(store: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(store.join("manifest.json")).unwrap()).unwrap()
}

#[test]
fn brings_everything_once_and_then_only_what_changed() {
    let site = Site::new(THREE);
    let store = tempfile::tempdir().unwrap();
    let options = options(&site, store.path());
    let first = run(&options);
    assert_eq!((first.asked, first.new.len(), first.requests), (3, 3, 4));
    assert!(first.is_complete());
    assert_eq!(files(store.path()), all_three("first"));
    assert!(
        site.law()
            .agents
            .iter()
            .all(|a| a.starts_with("normscreen/"))
    );
    let entry = &manifest(store.path())["statutes"][2];
    assert_eq!(entry["slug"], "c_3-x");
    assert_eq!(entry["title"], "Gesetz c_3-x & mehr");
    assert_eq!(entry["doc_number"], "BJNR3");
    assert_eq!(entry["fetched"], "Wed, 02 Apr 2025 08:00:00 GMT");
    assert_eq!(entry["sha256"].as_str().unwrap().len(), 64);

    site.put("b", "BJNR2", "second");
    let second = run(&options);
    assert_eq!(
        (second.unchanged, second.changed),
        (2, vec!["b".to_owned()])
    );
    assert_eq!(site.requests_of("a"), [false, true]);
    let mut now = all_three("first");
    now.extend(expected(&[("b", "BJNR2", "second")]));
    assert_eq!(files(store.path()), now);
}

#[test]
fn faults_are_borne_and_what_arrives_is_whole() {
    let faults = [
        Does::HangsUp,
        Does::Truncates,
        Does::Corrupts,
        Does::Stalls,
        Does::Status(503, ""),
        Does::Status(304, ""),
        Does::Sends(b"<html>Wartung</html>".to_vec()),
        Does::Sends(zip_of(&[(
            "BJNR2.xml",
            &xml("BJNR2", "x").as_bytes()[..200],
        )])),
        Does::Sends(package("BJNR2", "of the right kind").split_off(9)),
    ];
    for fault in faults {
        let site = Site::new(THREE);
        site.plan("b", &[fault.clone(), fault.clone()]);
        let store = tempfile::tempdir().unwrap();
        let summary = run(&options(&site, store.path()));
        assert!(summary.is_complete(), "{fault:?}: {summary:?}");
        assert_eq!(summary.retries, 2, "{fault:?}");
        assert_eq!(files(store.path()), all_three("first"), "{fault:?}");
    }
}

#[test]
fn what_cannot_be_fetched_is_named_and_the_old_stays() {
    let site = Site::new(THREE);
    let store = tempfile::tempdir().unwrap();
    let options = options(&site, store.path());
    run(&options);
    site.put("a", "BJNR1", "second");
    site.put("b", "BJNR2", "second");
    site.plan("a", &vec![Does::Corrupts; 9]);
    site.plan("c_3-x", &[Does::Status(403, "")]);
    let summary = run(&options);
    let causes: Vec<_> = summary
        .failures
        .iter()
        .map(|f| (f.name.as_str(), f.cause.as_str()))
        .collect();
    assert_eq!(causes.len(), 2);
    assert_eq!(causes[0].0, "a");
    assert!(causes[0].1.contains("(4 attempts)"), "{causes:?}");
    assert_eq!(causes[1], ("c_3-x", "the site answers 403 Forbidden"));
    let mut now = all_three("first");
    now.extend(expected(&[("b", "BJNR2", "second")]));
    assert_eq!(files(store.path()), now);
}

#[test]
fn a_site_that_asks_to_wait_is_waited_for() {
    for (code, header) in [
        (429, "Retry-After: 1\r\n"),
        (503, "Retry-After: Wed, 02 Apr 2025 08:00:01 GMT\r\n"),
    ] {
        let site = Site::new(THREE);
        site.plan("a", &[Does::Status(code, header)]);
        let store = tempfile::tempdir().unwrap();
        let progress = Silence::default();
        let summary = fetch::fetch(&options(&site, store.path()), &progress).unwrap();
        assert!(summary.is_complete());
        let again = progress.0.into_inner().unwrap();
        assert_eq!(again.len(), 1);
        assert_eq!(again[0].2, Duration::from_secs(1), "{again:?}");
    }
    let site = Site::new(THREE);
    site.plan("a", &[Does::Status(429, "Retry-After: 3600\r\n")]);
    let store = tempfile::tempdir().unwrap();
    let summary = run(&options(&site, store.path()));
    assert!(summary.failures[0].cause.contains("3600 s"), "{summary:?}");
}

#[test]
fn a_dead_site_is_not_asked_seven_thousand_times() {
    let slugs: Vec<String> = (0..40).map(|n| format!("s{n}")).collect();
    let statutes: Vec<(&str, &str)> = slugs.iter().map(|s| (s.as_str(), "BJNR1")).collect();
    let site = Site::new(&statutes);
    for slug in &slugs {
        site.plan(slug, &vec![Does::HangsUp; 9]);
    }
    let store = tempfile::tempdir().unwrap();
    let summary = run(&options(&site, store.path()));
    assert!(!summary.is_complete());
    assert!(summary.not_tried > 20, "{summary:?}");
    assert_eq!(summary.failures.len() + summary.not_tried, 40);
}

#[test]
fn nothing_leads_to_another_host_or_out_of_the_store() {
    let site = Site::new(THREE);
    let foreign = Site::new(&[("a", "BJNR9")]);
    site.law().items = format!(
        "<item><title>x</title><link>{}/a/xml.zip</link></item>\
         <item><title>x</title><link>{}/../xml.zip</link></item>",
        foreign.url, site.url
    );
    let elsewhere: &'static str =
        Box::leak(format!("Location: {}/a/xml.zip\r\n", foreign.url).into_boxed_str());
    site.plan("a", &[Does::Status(302, elsewhere)]);
    site.plan("b", &[Does::Status(301, "Location: /c_3-x/xml.zip\r\n")]);
    let evil = zip_of(&[("../../evil.xml", xml("BJNR3", "").as_bytes())]);
    site.plan("c_3-x", &[Does::Right, Does::Sends(evil.clone())]);
    let outer = tempfile::tempdir().unwrap();
    let store = outer.path().join("deep/store");
    let mut options = options(&site, &store);
    options.manners.connections = 1;
    options.manners.attempts = 1;
    let summary = run(&options);
    assert!(foreign.law().seen.is_empty());
    let names: Vec<_> = summary.failures.iter().map(|f| f.name.as_str()).collect();
    assert_eq!(names.len(), 4, "{summary:?}");
    assert!(
        summary
            .failures
            .iter()
            .any(|f| f.cause.contains("redirect to another host"))
    );
    assert!(
        summary
            .failures
            .iter()
            .any(|f| f.cause.contains("not safe"))
    );
    // The redirect on the same host was followed.
    assert_eq!(summary.new, ["b"]);
    let outside = walkdir::WalkDir::new(outer.path())
        .into_iter()
        .map(Result::unwrap);
    assert!(outside.into_iter().all(|e| e.file_name() != "evil.xml"));
}

#[test]
fn what_is_too_large_is_refused() {
    let site = Site::new(THREE);
    let zeros = zip_of(&[("BJNR1.xml", &vec![b' '; 4 << 20])]);
    site.plan("a", &[Does::Sends(zeros)]);
    site.plan("b", &[Does::Sends(vec![7; 1 << 20])]);
    let store = tempfile::tempdir().unwrap();
    let mut options = options(&site, store.path());
    options.bounds.package_bytes = 100_000;
    let summary = run(&options);
    assert_eq!(summary.new, ["c_3-x"]);
    assert!(
        summary.failures[0].cause.contains("unpacks to more"),
        "{summary:?}"
    );
    assert!(
        summary.failures[1].cause.contains("larger than the bound"),
        "{summary:?}"
    );
    assert_eq!(summary.retries, 0);
}

#[test]
fn statutes_that_left_the_list_go_only_on_request() {
    let site = Site::new(THREE);
    let store = tempfile::tempdir().unwrap();
    let mut options = options(&site, store.path());
    run(&options);
    site.law().packages.remove("b");
    let summary = run(&options);
    assert_eq!(summary.gone, ["b"]);
    assert_eq!(files(store.path()), all_three("first"));
    options.prune = true;
    let summary = run(&options);
    assert_eq!(
        (summary.removed.as_slice(), summary.gone.len()),
        (&["b".to_owned()][..], 0)
    );
    let left = expected(&[("a", "BJNR1", "first"), ("c_3-x", "BJNR3", "first")]);
    assert_eq!(files(store.path()), left);
    assert!(!store.path().join("b").exists());
}

#[test]
fn a_list_that_lost_most_of_the_law_removes_nothing() {
    let slugs: Vec<String> = (0..40).map(|n| format!("s{n}")).collect();
    let statutes: Vec<(&str, &str)> = slugs.iter().map(|s| (s.as_str(), "BJNR1")).collect();
    let site = Site::new(&statutes);
    let store = tempfile::tempdir().unwrap();
    let mut options = options(&site, store.path());
    run(&options);
    site.law().packages.retain(|slug, _| slug == "s1");
    options.prune = true;
    let summary = run(&options);
    assert!(summary.removed.is_empty());
    assert!(summary.notices[0].contains("none was removed"));
    assert_eq!(files(store.path()).len(), 80);
}

#[test]
fn only_and_since_narrow_what_is_fetched() {
    let site = Site::new(THREE);
    site.law().last_modified = Some("Wed, 02 Apr 2025 00:00:00 GMT");
    let store = tempfile::tempdir().unwrap();
    let mut options = options(&site, store.path());
    options.only = vec!["b".to_owned()];
    assert_eq!(run(&options).new, ["b"]);
    options.only = vec!["zgb".to_owned(), "b".to_owned()];
    let error = fetch::fetch(&options, &Silence::default()).unwrap_err();
    assert!(matches!(&error, FetchError::Unknown(names) if names == "zgb"));
    assert!(error.is_usage());

    options.only = Vec::new();
    let at = |text| httpdate::parse_http_date(text).unwrap();
    options.since = Some(at("Thu, 03 Apr 2025 00:00:00 GMT"));
    let summary = run(&options);
    assert_eq!(
        (summary.older, summary.unchanged, summary.new.len()),
        (2, 1, 0)
    );
    options.since = Some(at("Wed, 02 Apr 2025 00:00:00 GMT"));
    assert_eq!(run(&options).new, ["a", "c_3-x"]);
    options.since = Some(SystemTime::UNIX_EPOCH);
    assert_eq!(run(&options).unchanged, 3);
}

#[test]
fn a_store_that_was_damaged_is_mended() {
    let site = Site::new(THREE);
    let store = tempfile::tempdir().unwrap();
    let options = options(&site, store.path());
    run(&options);
    let path = |name: &str| store.path().join(name);
    fs::write(path("a/BJNR1.xml"), xml("BJNR1", "FIRST")).unwrap();
    fs::remove_dir_all(path("b")).unwrap();
    fs::write(path("c_3-x/left-over.xml"), "x").unwrap();
    let summary = run(&options);
    assert_eq!(summary.changed.len(), 3);
    assert_eq!(files(store.path()), all_three("first"));
    fs::remove_file(path("manifest.json")).unwrap();
    run(&options);
    assert_eq!(files(store.path()), all_three("first"));
    fs::write(path("manifest.json"), "{\"format\":\"norm").unwrap();
    let summary = run(&options);
    assert!(summary.notices[0].contains("damaged"), "{summary:?}");
    assert_eq!(files(store.path()), all_three("first"));
}

#[test]
fn a_list_that_is_no_list_changes_nothing() {
    let site = Site::new(THREE);
    let store = tempfile::tempdir().unwrap();
    let mut options = options(&site, store.path());
    run(&options);
    options.prune = true;
    for bad in [
        Does::Status(500, ""),
        Does::Truncates,
        Does::Sends(b"<html><body>Wartung</body></html>".to_vec()),
        Does::Sends(b"<items></items>".to_vec()),
    ] {
        site.plan("gii-toc.xml", &vec![bad; 9]);
        let error = fetch::fetch(&options, &Silence::default()).unwrap_err();
        assert!(!error.is_usage(), "{error}");
        site.plan("gii-toc.xml", &[]);
        assert_eq!(files(store.path()), all_three("first"));
    }
}

#[test]
fn the_command_tells_by_its_exit_code_and_its_store_can_be_screened() {
    let site = Site::new(THREE);
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store");
    let fetch = |more: &[&str]| {
        let mut command = Command::cargo_bin("normscreen").unwrap();
        command.args(["fetch", "--base-url", &site.url, "--store"]);
        command.arg(&store).args(more);
        command.assert()
    };
    let out = fetch(&["--lang", "en"]).code(0);
    let text = String::from_utf8(out.get_output().stdout.clone()).unwrap();
    assert!(text.starts_with("3 statutes asked for: 3 new,"), "{text}");
    site.plan("a", &[Does::Status(404, "")]);
    let out = fetch(&[]).code(3);
    let text = String::from_utf8(out.get_output().stderr.clone()).unwrap();
    assert!(
        text.contains("failed: a: the site answers 404 Not Found"),
        "{text}"
    );
    fetch(&["--only", "nothing"]).code(2);
    fetch(&["--since", "yesterday"]).code(2);
    fetch(&["--only", "a", "--prune"]).code(2);

    let report = folder.path().join("report");
    Command::cargo_bin("normscreen")
        .unwrap()
        .args(["screen", "--format", "csv", "--cache"])
        .arg(&store)
        .arg(&store)
        .arg("--out")
        .arg(&report)
        .assert()
        .code(0);
    let inputs = fs::read_to_string(report.join("inputs.csv")).unwrap();
    assert!(!inputs.contains("manifest"), "{inputs}");
    assert_eq!(inputs.matches("gii-xml,read").count(), 3, "{inputs}");
    // A fetch after it finds its store as it was, with the cache beside it.
    fetch(&[]).code(0);
}
