#![allow(clippy::print_stdout, clippy::unwrap_used, dead_code, missing_docs)]
use normscreen::ingest::gii;
use normscreen::statute;
use normscreen::statute::references::{Outcome, check};
use normscreen::statute::sentences::mark_sentences;
use normscreen::statute::{Item, Lexicon, Provision, ProvisionKind, Span, Statute, read_flat};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::time::Instant;

fn load(lexicon: &Lexicon) -> Vec<Statute> {
    let mut files: Vec<_> = walkdir::WalkDir::new("/root/corpus/federal-law-2025-04-02/gesetze")
        .into_iter()
        .filter_map(|e| e.ok())
        .map(|e| e.into_path())
        .filter(|p| p.extension().is_some_and(|e| e == "xml"))
        .collect();
    files.sort();
    files
        .par_iter()
        .filter_map(|f| {
            let s = std::fs::read_to_string(f).ok()?;
            match gii::read(&s, lexicon) {
                Ok(g) => {
                    let mut s = g.statute;
                    s.id = f.file_stem().unwrap().to_string_lossy().into();
                    Some(s)
                }
                Err(e) => {
                    println!("{}: {e}", f.display());
                    None
                }
            }
        })
        .collect()
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let lexicon = Lexicon::embedded();
    let t = Instant::now();
    let mut statutes = load(&lexicon);
    eprintln!("loaded {} in {:?}", statutes.len(), t.elapsed());
    match args[1].as_str() {
        "speed" => {
            let bytes: usize = statutes
                .iter()
                .flat_map(|s| &s.provisions)
                .map(|p| p.text.len())
                .sum();
            for _ in 0..5 {
                let t = Instant::now();
                let mut n = 0;
                for s in &mut statutes {
                    for p in &mut s.provisions {
                        for sub in &mut p.subsections {
                            mark_sentences(&p.text, sub, &lexicon);
                            n += sub.sentences.len();
                        }
                    }
                }
                println!(
                    "{bytes} bytes, {n} sentences, {:?}: {:.3} s per 100 MB",
                    t.elapsed(),
                    t.elapsed().as_secs_f64() * 1e8 / bytes as f64
                );
            }
            let t = Instant::now();
            let n: usize = statutes.iter().map(|s| check(s, &lexicon).len()).sum();
            println!("{n} references {:?}", t.elapsed());
        }
        "refs" => refs(&statutes, &lexicon, &args[2..]),
        "marks" => marks(
            &statutes,
            args.get(2).map_or(30, |s| s.parse().unwrap()),
            args.get(3).map_or(1, |s| s.parse().unwrap()),
        ),
        "plevel" => {
            let mut n = 0;
            let mut by: BTreeMap<String, usize> = BTreeMap::new();
            for s in &statutes {
                for p in &s.provisions {
                    if p.kind != ProvisionKind::Section {
                        continue;
                    }
                    let firsts: Vec<String> = p
                        .subsections
                        .iter()
                        .filter(|x| x.label.is_none())
                        .map(|x| {
                            x.span
                                .of(&p.text)
                                .split(' ')
                                .next()
                                .unwrap_or("")
                                .to_owned()
                        })
                        .collect();
                    let has = |a: &str| firsts.iter().any(|f| f == a);
                    let multi: Vec<String> = p
                        .subsections
                        .iter()
                        .flat_map(|x| {
                            x.span
                                .of(&p.text)
                                .split('\n')
                                .skip(1)
                                .map(|l| l.split(' ').next().unwrap_or("").to_owned())
                        })
                        .collect();
                    let hm = |a: &str| multi.iter().any(|f| f == a);
                    for (k, a, b) in [
                        ("1.", "1.", "2."),
                        ("a)", "a)", "b)"),
                        ("1)", "1)", "2)"),
                        ("I.", "I.", "II."),
                        ("–", "–", "–"),
                        ("1", "1", "2"),
                    ] {
                        if has(a) && has(b) {
                            n += 1;
                            *by.entry(format!("sub {k}")).or_default() += 1;
                            *by.entry(format!("zz sub {k} {}", s.id)).or_default() += 1;
                        }
                        if hm(a) && hm(b) {
                            *by.entry(format!("line {k}")).or_default() += 1;
                            *by.entry(format!("zz line {k} {}", s.id)).or_default() += 1;
                        }
                    }
                }
            }
            let mut v: Vec<_> = by.into_iter().collect();
            v.sort_by_key(|x| std::cmp::Reverse(x.1));
            for (k, c) in v.iter().take(60) {
                println!("{c} {k}");
            }
            let _ = n;
        }
        "named" => {
            let mut by: BTreeMap<String, usize> = BTreeMap::new();
            for s in &statutes {
                for p in &s.provisions {
                    let c = statute::Citation::at(s, p, Span::new(0, 0));
                    if let Some(statute::citation::Designation {
                        unit: statute::citation::Unit::Named(n),
                        ..
                    }) = c.provision.first()
                    {
                        *by.entry(format!("{:?} {}", p.kind, n)).or_default() += 1;
                    }
                }
            }
            let mut v: Vec<_> = by.into_iter().collect();
            v.sort_by_key(|x| std::cmp::Reverse(x.1));
            for (k, c) in v.iter().take(90) {
                print!("{c} {k}; ");
            }
        }
        "flat" => flat(&statutes, &lexicon, &args[2..]),
        "sent" => {
            // random sentence ends for reading
            let mut x: u64 = args.get(2).map_or(1, |s| s.parse().unwrap());
            let want = args.get(3).cloned().unwrap_or_default();
            for _ in 0..200 {
                x = x
                    .wrapping_mul(6364136223846793005)
                    .wrapping_add(1442695040888963407);
                let s = &statutes[(x >> 33) as usize % statutes.len()];
                if s.provisions.is_empty() {
                    continue;
                }
                x = x
                    .wrapping_mul(6364136223846793005)
                    .wrapping_add(1442695040888963407);
                let p = &s.provisions[(x >> 33) as usize % s.provisions.len()];
                if p.kind == ProvisionKind::Contents {
                    continue;
                }
                for sub in p.subsections.iter().take(3) {
                    println!("--- {} {} {:?}", s.abbreviation, p.designation, sub.label);
                    for se in sub.sentences.iter().take(4) {
                        let t = se.span.of(&p.text);
                        if t.contains(&want) {
                            println!("   * {}", clip(t, 200));
                        }
                    }
                }
            }
        }
        _ => {}
    }
}
fn clip(t: &str, n: usize) -> String {
    let c: Vec<char> = t.chars().collect();
    if c.len() <= n {
        return t.replace('\n', "⏎");
    }
    let a: String = c[..n / 2].iter().collect();
    let b: String = c[c.len() - n / 2..].iter().collect();
    format!("{a} […] {b}").replace('\n', "⏎")
}
fn refs(statutes: &[Statute], lexicon: &Lexicon, args: &[String]) {
    let filter = args.first().cloned().unwrap_or_default();
    let target = args.get(3).is_some();
    let every: usize = args.get(1).map_or(1, |s| s.parse().unwrap_or(1));
    let max: usize = args.get(2).map_or(40, |s| s.parse().unwrap());
    let all: Vec<_> = statutes.par_iter().map(|s| check(s, lexicon)).collect();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut by_statute: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut shown = 0;
    let mut seen = 0;
    for (s, refs) in statutes.iter().zip(&all) {
        for r in refs {
            let p = &s.provisions[r.provision];
            let kind = format!("{:?}", p.kind);
            let key = match &r.outcome {
                Outcome::Resolved { .. } => format!(
                    "resolved {kind} {:?}",
                    r.citation.steps.last().map(|s| s.level)
                ),
                Outcome::Unresolved(u) => format!(
                    "UNRESOLVED {kind} {}",
                    match u {
                        statute::citation::Unresolved::Provision(_) => format!(
                            "Provision {:?}",
                            r.citation.provision.last().map(|d| d.unit.clone())
                        ),
                        statute::citation::Unresolved::Step(s) => format!("{:?}", s.level),
                    }
                ),
                Outcome::Foreign(_) => "foreign".into(),
                Outcome::Uncertain(d) => format!("uncertain {d:?}"),
            };
            match &r.outcome {
                Outcome::Resolved { .. } => {
                    by_statute
                        .entry(s.id.clone() + " " + &s.abbreviation)
                        .or_default()
                        .0 += 1
                }
                Outcome::Unresolved(_) => {
                    by_statute
                        .entry(s.id.clone() + " " + &s.abbreviation)
                        .or_default()
                        .1 += 1
                }
                _ => {}
            }
            if !filter.is_empty() && key.contains(&filter) {
                seen += 1;
                if seen % every == 0 && shown < max {
                    shown += 1;
                    let a = p.text[..r.span.start]
                        .char_indices()
                        .rev()
                        .nth(160)
                        .map_or(0, |x| x.0);
                    let b = p.text[r.span.end..]
                        .char_indices()
                        .nth(90)
                        .map_or(p.text.len(), |x| r.span.end + x.0);
                    println!(
                        "[{}] {} {} | {} | {key}",
                        s.id, s.abbreviation, p.designation, r.citation
                    );
                    println!(
                        "     {}>>>{}<<<{}",
                        &p.text[a..r.span.start].replace('\n', "⏎"),
                        r.span.of(&p.text),
                        &p.text[r.span.end..b].replace('\n', "⏎")
                    );
                    if target {
                        // show the target
                        for q in &s.provisions {
                            if statute::Citation::at(s, q, Span::new(0, 0)).provision
                                == r.citation.provision
                            {
                                for (i, sub) in q.subsections.iter().enumerate() {
                                    if let Some(st) = r.citation.steps.first()
                                        && st.level == statute::citation::Level::Absatz
                                        && sub
                                            .label
                                            .as_deref()
                                            .map(|l| l.trim_matches(['(', ')']).to_owned())
                                            .unwrap_or((i + 1).to_string())
                                            != st.label
                                    {
                                        continue;
                                    }
                                    println!(
                                        "        {:?} items {:?}",
                                        sub.label,
                                        sub.items
                                            .iter()
                                            .map(|i| format!(
                                                "{}[{}]",
                                                i.label,
                                                i.items
                                                    .iter()
                                                    .map(|i| i.label.clone())
                                                    .collect::<Vec<_>>()
                                                    .join(",")
                                            ))
                                            .collect::<Vec<_>>()
                                            .join(" ")
                                    );
                                    for se in &sub.sentences {
                                        println!("          * {}", clip(se.span.of(&q.text), 160));
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    for (k, v) in &counts {
        let _ = (k, v);
    }
    for (s, refs) in statutes.iter().zip(&all) {
        for r in refs {
            let kind = format!("{:?}", s.provisions[r.provision].kind);
            let key = match &r.outcome {
                Outcome::Resolved { .. } => format!("resolved {kind}"),
                Outcome::Unresolved(u) => format!(
                    "UNRESOLVED {kind} {}",
                    match u {
                        statute::citation::Unresolved::Provision(_) => format!(
                            "Provision {:?}",
                            r.citation.provision.last().map(|d| d.unit.clone())
                        ),
                        statute::citation::Unresolved::Step(s) => format!("{:?}", s.level),
                    }
                ),
                Outcome::Foreign(_) => "foreign".into(),
                Outcome::Uncertain(d) => format!("uncertain {d:?}"),
            };
            *counts.entry(key).or_default() += 1;
        }
    }
    let sum = |p: &str| {
        counts
            .iter()
            .filter(|(k, _)| k.starts_with(p))
            .map(|(_, v)| v)
            .sum::<usize>()
    };
    println!();
    for (k, v) in &counts {
        println!("{v:8} {k}");
    }
    let (r, u) = (sum("resolved"), sum("UNRES"));
    println!(
        "resolved {r}, unresolved {u}: {:.3} %",
        100.0 * r as f64 / (r + u) as f64
    );
    let (r, u) = (sum("resolved Section"), sum("UNRESOLVED Section"));
    println!(
        "sections: resolved {r}, unresolved {u}: {:.3} %",
        100.0 * r as f64 / (r + u) as f64
    );
    if filter == "-by" {
        let want = &args[1];
        let mut by: BTreeMap<String, usize> = BTreeMap::new();
        for (s, refs) in statutes.iter().zip(&all) {
            for r in refs {
                if let Outcome::Unresolved(u) = &r.outcome {
                    let p = &s.provisions[r.provision];
                    let l = match u {
                        statute::citation::Unresolved::Provision(_) => format!(
                            "Provision{:?}",
                            r.citation.provision.last().map(|d| d.unit.clone())
                        ),
                        statute::citation::Unresolved::Step(s) => format!("{:?}", s.level),
                    };
                    if format!("{:?} {l}", p.kind).contains(want.as_str()) {
                        *by.entry(format!("{} {}", s.id, p.designation)).or_default() += 1;
                    }
                }
            }
        }
        let mut w: Vec<_> = by.into_iter().collect();
        w.sort_by_key(|x| std::cmp::Reverse(x.1));
        for (k, a) in w.into_iter().take(45) {
            print!("{a} {k}; ");
        }
    }
    if filter == "-worst" {
        let mut w: Vec<_> = by_statute.into_iter().collect();
        w.sort_by_key(|x| std::cmp::Reverse(x.1.1));
        for (k, (a, b)) in w.into_iter().take(every.max(40)) {
            println!("{b:6} of {:6} {k}", a + b);
        }
    }
}
fn flat(statutes: &[Statute], lexicon: &Lexicon, args: &[String]) {
    let max: usize = args.first().map_or(20, |s| s.parse().unwrap());
    let every: usize = args.get(1).map_or(1, |s| s.parse().unwrap_or(1));
    fn outline(t: &str, items: &[Item], d: usize, out: &mut Vec<(usize, String, usize, usize)>) {
        for i in items {
            out.push((d, i.label.clone(), i.span.start, i.span.end));
            outline(t, &i.items, d + 1, out);
        }
    }
    let (mut with, mut same, mut starts, mut none, mut false_pos, mut sents, mut sents_same) =
        (0, 0, 0, 0, 0, 0, 0);
    let (mut n, mut shown) = (0, 0);
    let (mut items, mut found, mut right) = (0, 0, 0);
    for s in statutes {
        for p in &s.provisions {
            if p.kind != ProvisionKind::Section {
                continue;
            }
            for sub in &p.subsections {
                let text = sub.span.of(&p.text);
                if text.contains('\n') || text.is_empty() {
                    continue;
                }
                let mut want = vec![];
                outline(text, &sub.items, 0, &mut want);
                for w in &mut want {
                    w.2 -= sub.span.start;
                    w.3 -= sub.span.start;
                }
                let flat = read_flat(text, lexicon);
                let mut got = vec![];
                for f in &flat {
                    outline(text, &f.items, 0, &mut got);
                }
                let w: Vec<_> = want.iter().map(|x| (x.0, &x.1, x.2)).collect();
                let g: Vec<_> = got.iter().map(|x| (x.0, &x.1, x.2)).collect();
                if want.is_empty() {
                    none += 1;
                    if !got.is_empty() || flat.len() != 1 {
                        false_pos += 1;
                    }
                } else {
                    with += 1;
                    if w == g {
                        starts += 1;
                        if want.iter().map(|x| x.3).eq(got.iter().map(|x| x.3)) {
                            same += 1;
                        }
                    }
                }
                items += w.len();
                found += g.len();
                right += g.iter().filter(|x| w.contains(x)).count();
                sents += 1;
                if flat.len() == 1
                    && flat[0]
                        .sentences
                        .iter()
                        .map(|x| (x.span.start + sub.span.start, x.span.end + sub.span.start))
                        .eq(sub.sentences.iter().map(|x| (x.span.start, x.span.end)))
                {
                    sents_same += 1;
                }
                if w != g {
                    n += 1;
                    if n % every == 0 && shown < max {
                        shown += 1;
                        println!(
                            "[{}] {} {} {:?}",
                            s.id, s.abbreviation, p.designation, sub.label
                        );
                        println!(
                            "   want {}",
                            want.iter()
                                .map(|x| format!("{}{}@{}", "_".repeat(x.0), x.1, x.2))
                                .collect::<Vec<_>>()
                                .join(" ")
                        );
                        println!(
                            "   got  {}",
                            got.iter()
                                .map(|x| format!("{}{}@{}", "_".repeat(x.0), x.1, x.2))
                                .collect::<Vec<_>>()
                                .join(" ")
                        );
                        println!("   {}", clip(text, 900));
                    }
                }
            }
        }
    }
    println!(
        "with lists {with}: starts same {starts} ({:.2} %), ends too {same}; without {none}, false {false_pos}; sentences same {sents_same} of {sents}",
        100.0 * starts as f64 / with as f64
    );
    println!(
        "items {items}, found {found}, right {right}: recall {:.4}, precision {:.4}",
        right as f64 / items as f64,
        right as f64 / found as f64
    );
}
fn _unused(_: &Provision, _: Span) {}

fn marks(statutes: &[Statute], max: usize, every: usize) {
    let (mut marks, mut hit, mut subs, mut exact, mut extra, mut shown, mut n) =
        (0, 0, 0, 0, 0, 0, 0);
    for s in statutes {
        for p in &s.provisions {
            if p.sentence_marks.is_empty() {
                continue;
            }
            for sub in &p.subsections {
                let here: Vec<usize> = p
                    .sentence_marks
                    .iter()
                    .copied()
                    .filter(|m| sub.span.start <= *m && *m < sub.span.end)
                    .collect();
                // marks inside items are the items' sentences
                let mut starts: Vec<usize> = sub.sentences.iter().map(|x| x.span.start).collect();
                fn go(items: &[Item], starts: &mut Vec<usize>) {
                    for i in items {
                        starts.extend(i.sentences.iter().map(|x| x.span.start));
                        go(&i.items, starts);
                    }
                }
                go(&sub.items, &mut starts);
                if here.len() < 2 {
                    continue;
                }
                let inside = |m: usize| Item::path_at(&sub.items, m).len();
                let outer: Vec<usize> = here.iter().copied().filter(|m| inside(*m) == 0).collect();
                let mine: Vec<usize> = sub
                    .sentences
                    .iter()
                    .map(|x| x.span.start)
                    .filter(|m| inside(*m) == 0)
                    .collect();
                subs += 1;
                marks += here.len();
                hit += here.iter().filter(|m| starts.contains(m)).count();
                extra += mine.iter().filter(|m| !outer.contains(m)).count();
                let near = |a: &[usize], m: usize| a.iter().any(|x| x.abs_diff(m) <= 1);
                if outer.is_empty()
                    || outer.iter().all(|m| near(&mine, *m))
                        && mine.iter().all(|m| near(&outer, *m))
                {
                    exact += 1
                } else {
                    n += 1;
                    if n % every == 0 && shown < max {
                        shown += 1;
                        println!(
                            "[{}] {} {} {:?}",
                            s.id, s.abbreviation, p.designation, sub.label
                        );
                        for m in outer.iter().filter(|m| !near(&mine, **m)).take(3) {
                            {
                                println!(
                                    "   missed  …{}|{}",
                                    clip(
                                        &p.text[p.text[..*m]
                                            .char_indices()
                                            .rev()
                                            .nth(60)
                                            .map_or(0, |x| x.0)
                                            ..*m],
                                        80
                                    ),
                                    clip(
                                        &p.text[*m..p.text[*m..]
                                            .char_indices()
                                            .nth(60)
                                            .map_or(p.text.len(), |x| *m + x.0)],
                                        80
                                    )
                                );
                            }
                        }
                        for m in mine.iter().filter(|m| !near(&outer, **m)).take(3) {
                            {
                                println!(
                                    "   extra   …{}|{}",
                                    clip(
                                        &p.text[p.text[..*m]
                                            .char_indices()
                                            .rev()
                                            .nth(60)
                                            .map_or(0, |x| x.0)
                                            ..*m],
                                        80
                                    ),
                                    clip(
                                        &p.text[*m..p.text[*m..]
                                            .char_indices()
                                            .nth(60)
                                            .map_or(p.text.len(), |x| *m + x.0)],
                                        80
                                    )
                                );
                            }
                        }
                    }
                }
            }
        }
    }
    println!(
        "subsections with 2 or more marks {subs}, exact {exact} ({:.3} %), marks {marks}, hit {hit} ({:.3} %), extra {extra}",
        100.0 * exact as f64 / subs as f64,
        100.0 * hit as f64 / marks as f64
    );
}
