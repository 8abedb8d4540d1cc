//! The statutes that a draft may amend, found by name, date and place of publication.
//!
//! In come files and folders, of which only the heads are read and kept; out comes the one statute
//! that a draft names. It refuses to choose: two statutes of one name are told apart by where they
//! were published, or not at all.

use std::io::Read;
use std::path::PathBuf;

use rayon::prelude::*;

use crate::discover::{Input, discover};
use crate::ingest::{ReadOptions, ingest, ingest_bytes};
use crate::ledger::InputRecord;
use crate::rules::{RulePack, TargetWords};
use crate::statute::Statute;

use super::TargetName;

/// Where the statutes come from that a draft amends.
pub trait TargetSource {
    /// The statute that a draft names.
    fn find(&self, target: &TargetName) -> Found;
}

/// What a search for a statute found.
#[derive(Debug, Clone)]
pub enum Found {
    /// The statute.
    One(Box<Statute>),
    /// None of that name.
    None,
    /// Several, by their names.
    Several(Vec<String>),
    /// One of that name, but published elsewhere than the draft says: an earlier or later statute.
    Elsewhere(String),
}

/// A folder of statutes.
#[derive(Debug)]
pub struct Corpus<'p> {
    pack: &'p RulePack,
    options: ReadOptions,
    entries: Vec<Entry>,
    /// What could not be read.
    pub failures: Vec<InputRecord>,
}

#[derive(Debug)]
struct Entry {
    input: Input,
    /// Index of the document in its input.
    document: usize,
    head: Head,
}

/// What a statute is known by.
#[derive(Debug)]
struct Head {
    label: String,
    names: Vec<Vec<String>>,
    abbreviations: Vec<String>,
    gazette: String,
    published: String,
}

/// How much of a file holds its head.
const HEAD: u64 = 64 << 10;

impl<'p> Corpus<'p> {
    /// Reads the heads of all statutes below the paths.
    pub fn open(paths: &[PathBuf], pack: &'p RulePack, options: ReadOptions) -> Self {
        let found = discover(paths);
        let read: Vec<(Vec<Entry>, Vec<InputRecord>)> = found
            .inputs
            .par_iter()
            .map(|input| heads(input, pack, &options))
            .collect();
        let mut corpus = Self {
            pack,
            options,
            entries: Vec::new(),
            failures: found.failures.into_iter().map(|f| f.record).collect(),
        };
        for (entries, failures) in read {
            corpus.entries.extend(entries);
            corpus.failures.extend(failures);
        }
        corpus
    }

    /// How many statutes it holds.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn load(&self, entry: &Entry) -> Found {
        let mut documents = ingest(&entry.input, self.pack, &self.options);
        if entry.document >= documents.len() {
            return Found::None;
        }
        match documents.swap_remove(entry.document).statute {
            Some(statute) => Found::One(Box::new(statute)),
            None => Found::None,
        }
    }
}

impl TargetSource for Corpus<'_> {
    fn find(&self, target: &TargetName) -> Found {
        let heads: Vec<&Head> = self.entries.iter().map(|entry| &entry.head).collect();
        match choose(&heads, target, &self.pack.amending.target) {
            Choice::One(index) => self.load(&self.entries[index]),
            Choice::None => Found::None,
            Choice::Several(all) => Found::Several(
                all.into_iter()
                    .map(|i| format!("{} ({})", heads[i].label, self.entries[i].input.source))
                    .collect(),
            ),
            Choice::Elsewhere(index) => Found::Elsewhere(heads[index].label.clone()),
        }
    }
}

/// Statutes at hand, as [`TargetSource`]: for a draft that is checked with its targets beside it.
#[derive(Debug)]
pub struct Statutes<'s> {
    statutes: &'s [Statute],
    words: &'s TargetWords,
}

impl<'s> Statutes<'s> {
    /// These statutes.
    pub fn new(statutes: &'s [Statute], pack: &'s RulePack) -> Self {
        Self {
            statutes,
            words: &pack.amending.target,
        }
    }
}

impl TargetSource for Statutes<'_> {
    fn find(&self, target: &TargetName) -> Found {
        let heads: Vec<Head> = self
            .statutes
            .iter()
            .map(|s| Head::of(s, self.words))
            .collect();
        match choose(&heads.iter().collect::<Vec<_>>(), target, self.words) {
            Choice::One(index) => Found::One(Box::new(self.statutes[index].clone())),
            Choice::None => Found::None,
            Choice::Several(all) => {
                Found::Several(all.into_iter().map(|i| heads[i].label.clone()).collect())
            }
            Choice::Elsewhere(index) => Found::Elsewhere(heads[index].label.clone()),
        }
    }
}

/// The heads of an input's documents.
fn heads(input: &Input, pack: &RulePack, options: &ReadOptions) -> (Vec<Entry>, Vec<InputRecord>) {
    let words = &pack.amending.target;
    let entry = |document: usize, statute: &Statute| Entry {
        input: input.clone(),
        document,
        head: Head::of(statute, words),
    };
    if let Some(statute) = gii_head(input, pack, options) {
        return (vec![entry(0, &statute)], Vec::new());
    }
    let mut entries = Vec::new();
    let mut failures = Vec::new();
    for (index, document) in ingest(input, pack, options).into_iter().enumerate() {
        match document.statute {
            Some(statute) => entries.push(entry(index, &statute)),
            None => failures.push(document.record),
        }
    }
    (entries, failures)
}

/// The first norm of a file of gesetze-im-internet.de, which describes the statute.
fn gii_head(input: &Input, pack: &RulePack, options: &ReadOptions) -> Option<Statute> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(&input.path).ok()?;
    file.take(HEAD).read_to_end(&mut bytes).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let end = text
        .find("</norm>")
        .filter(|_| text.contains("<dokumente"))?
        + "</norm>".len();
    let whole = format!("{}</dokumente>", &text[..end]);
    let mut documents = ingest_bytes(&input.source, whole.as_bytes(), pack, options);
    documents.pop()?.statute
}

impl Head {
    fn of(statute: &Statute, words: &TargetWords) -> Self {
        let names = [&statute.short_title, &statute.title];
        let named = |text: &&&String| !text.is_empty();
        Self {
            label: if statute.doc_number.is_empty() {
                statute.title.clone()
            } else {
                statute.doc_number.clone()
            },
            names: names
                .iter()
                .filter(named)
                .map(|name| stems(name, words))
                .collect(),
            abbreviations: vec![statute.abbreviation.clone()],
            gazette: statute.gazette.clone(),
            published: std::iter::once(statute.gazette.as_str())
                .chain(republished(statute, words))
                .collect::<Vec<_>>()
                .join("\n"),
        }
    }

    /// Whether the draft and the corpus both say where it was published, and not the same.
    fn contradicts(&self, target: &TargetName) -> bool {
        let told = page_of(&target.gazette).is_some() && year_of(target).is_some();
        told && !self.gazette.is_empty() && !self.is_published(target)
    }

    /// Whether it was published, or published anew, where the draft says.
    fn is_published(&self, target: &TargetName) -> bool {
        let year = year_of(target);
        let Some((number, year)) = page_of(&target.gazette).zip(year) else {
            return false;
        };
        self.published.lines().any(|line| {
            let tokens: Vec<&str> = line
                .split(|c: char| !c.is_alphanumeric())
                .filter(|token| !token.is_empty())
                .collect();
            tokens.contains(&number.as_str()) && tokens.contains(&year.as_str())
        })
    }
}

/// Where the statute was published anew; what amended it last is no place of its own.
fn republished<'s>(statute: &'s Statute, words: &TargetWords) -> Vec<&'s str> {
    let notes = std::iter::once(&statute.as_of).chain(&statute.notes);
    notes
        .flat_map(|note| note.lines())
        .filter_map(|note| {
            let mut found = words.republished.iter().filter_map(|word| note.find(word));
            let own = &note[found.next()?..];
            // "Neugefasst durch Bek. v. 16.12.1980; 1981 I 1; zuletzt geändert durch …": up to the next
            // clause that has a verb or a noun.
            let mut clauses = own.split_inclusive(';');
            let first = clauses.next()?.len();
            let place = |clause: &&str| !clause.chars().any(char::is_lowercase);
            let rest: usize = clauses.take_while(place).map(str::len).sum();
            Some(&own[..first + rest])
        })
        .collect()
}

/// "1885" for "BGBl. I S. 1885; 2013 I S. 81", "88" for "BGBl. 2023 I Nr. 88".
pub(super) fn page_of(gazette: &str) -> Option<String> {
    let behind = ["S. ", "Nr. "].iter().find_map(|mark| {
        let at = gazette.find(mark)?;
        Some(&gazette[at + mark.len()..])
    })?;
    let digits: String = behind.chars().take_while(char::is_ascii_digit).collect();
    (!digits.is_empty()).then_some(digits)
}

/// The year of publication, from the gazette where it has one, else from the date.
fn year_of(target: &TargetName) -> Option<String> {
    let year = |text: &str| {
        text.split(|c: char| !c.is_ascii_digit())
            .find(|part| part.len() == 4 && part.starts_with(['1', '2']))
            .map(str::to_owned)
    };
    let head = target.gazette.split(';').next().unwrap_or_default();
    let before_page = head.split("S. ").next().unwrap_or_default();
    year(before_page).or_else(|| year(&target.date))
}

enum Choice {
    One(usize),
    None,
    Several(Vec<usize>),
    Elsewhere(usize),
}

/// The one head that a draft names: by its whole name, else by parts of it and where it was
/// published.
fn choose(heads: &[&Head], target: &TargetName, words: &TargetWords) -> Choice {
    let name = stems(&target.name, words);
    if name.is_empty() {
        return Choice::None;
    }
    let whole: Vec<usize> = (0..heads.len())
        .filter(|&i| {
            heads[i].names.contains(&name)
                || heads[i]
                    .abbreviations
                    .iter()
                    .any(|a| !a.is_empty() && *a == target.name)
        })
        .collect();
    let published = |among: &[usize]| -> Vec<usize> {
        among
            .iter()
            .copied()
            .filter(|&i| heads[i].is_published(target))
            .collect()
    };
    match whole.as_slice() {
        // A statute may bear the name of one that it replaced.
        [one] if heads[*one].contradicts(target) => return Choice::Elsewhere(*one),
        [one] => return Choice::One(*one),
        [] => {}
        several => {
            return match published(several).as_slice() {
                [one] => Choice::One(*one),
                _ => Choice::Several(several.to_vec()),
            };
        }
    }
    let parts: Vec<usize> = (0..heads.len())
        .filter(|&i| {
            heads[i].names.iter().any(|full| {
                name.iter().all(|stem| full.contains(stem))
                    || full.len() > 1 && full.iter().all(|stem| name.contains(stem))
            })
        })
        .collect();
    match published(&parts).as_slice() {
        [one] => Choice::One(*one),
        [] => Choice::None,
        several => Choice::Several(several.to_vec()),
    }
}

/// The words of a name without endings, so that "des Muttergesetzes" is "Muttergesetz".
fn stems(name: &str, words: &TargetWords) -> Vec<String> {
    name.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !words.ignored.contains(&word.to_lowercase()))
        .filter(|word| !words.ignored.contains(*word))
        .map(|word| {
            let word = word.to_lowercase();
            let ending = words.endings.iter().find(|ending| {
                word.strip_suffix(ending.as_str())
                    .is_some_and(|stem| stem.chars().count() >= 4)
            });
            match ending {
                Some(ending) => word[..word.len() - ending.len()].to_owned(),
                None => word,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn law(title: &str, short: &str, gazette: &str) -> Statute {
        Statute {
            title: title.to_owned(),
            short_title: short.to_owned(),
            doc_number: short.to_owned(),
            gazette: gazette.to_owned(),
            ..Statute::default()
        }
    }

    fn found(name: &str, date: &str, gazette: &str) -> String {
        let pack = RulePack::embedded().expect("the pack is whole");
        let laws = [
            law("Gesetz über Muster", "Mustergesetz", "BGBl I 2010, 1885"),
            law(
                "Verordnung über Märkte",
                "Marktverordnung",
                "BGBl I 2011, 5",
            ),
            law(
                "Verordnung über Märkte",
                "Marktverordnung",
                "BGBl I 2021, 7",
            ),
            law(
                "Musterbuch (MB) Zweites Buch (II) - Märkte",
                "",
                "BGBl I 2003, 2954",
            ),
        ];
        let source = Statutes::new(&laws, &pack);
        let target = TargetName {
            name: name.to_owned(),
            date: date.to_owned(),
            gazette: gazette.to_owned(),
            ..TargetName::default()
        };
        match source.find(&target) {
            Found::One(statute) => format!("{} {}", statute.short_title, statute.gazette),
            Found::None => "none".to_owned(),
            Found::Several(all) => format!("{} of them", all.len()),
            Found::Elsewhere(name) => format!("another {name}"),
        }
    }

    #[test]
    fn statutes_are_found_in_any_case() {
        assert_eq!(
            found("Mustergesetzes", "", ""),
            "Mustergesetz BGBl I 2010, 1885"
        );
        assert_eq!(
            found("Gesetzes über Muster", "", ""),
            "Mustergesetz BGBl I 2010, 1885"
        );
        assert_eq!(found("Muttergesetz", "", ""), "none");
        assert_eq!(
            found("Mustergesetzes", "1. Mai 2024", "BGBl. 2024 I Nr. 7"),
            "another Mustergesetz"
        );
    }

    /// "in der Fassung der Bekanntmachung vom 16. Dezember 1980 (BGBl. 1981 I S. 1)"
    #[test]
    fn a_statute_that_was_published_anew_is_known_by_that_place() {
        let words = RulePack::embedded()
            .expect("the pack is whole")
            .amending
            .target;
        let mut anew = law("Mustergesetz", "", "RGBl II 1936, 117");
        anew.as_of = "Neugefasst durch Bek. v. 16.12.1980; 1981 I 1;".to_owned();
        anew.notes = vec!["zuletzt geändert durch Art. 26 G v. 23.10.2024 I Nr. 323".to_owned()];
        let head = Head::of(&anew, &words);
        let published = |date: &str, gazette: &str| {
            head.is_published(&TargetName {
                date: date.to_owned(),
                gazette: gazette.to_owned(),
                ..TargetName::default()
            })
        };
        assert!(published("16. Dezember 1980", "BGBl. 1981 I S. 1"));
        assert!(!published("23. Oktober 2024", "BGBl. 2024 I Nr. 323"));
    }

    #[test]
    fn of_two_with_one_name_the_gazette_decides() {
        assert_eq!(found("Marktverordnung", "", ""), "2 of them");
        assert_eq!(
            found("Marktverordnung", "1. Mai 2021", "BGBl. I S. 7, 9"),
            "Marktverordnung BGBl I 2021, 7"
        );
    }

    #[test]
    fn parts_of_a_name_need_the_gazette() {
        let name = "Zweite Buch Musterbuch – Märkte –";
        assert_eq!(
            found(name, "24. Dezember 2003", "BGBl. I S. 2954"),
            " BGBl I 2003, 2954"
        );
        assert_eq!(found(name, "", ""), "none");
    }
}
