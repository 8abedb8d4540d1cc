//! References inside a statute, and whether they lead anywhere.
//!
//! In come a statute and the lexicon, out goes every "§ 3 Absatz 2", "den Sätzen 1 und 2" or "Nummer
//! 3" in its provisions, with the place it names and what became of it. It is the check on the whole
//! reading of structure that needs no labels: the law itself says which sentences exist.
//!
//! It refuses to excuse: that a reference speaks of another statute, or that its target is in doubt,
//! is said only where the text says so, never because the reference did not resolve.

use std::collections::{HashMap, HashSet};

use super::citation::{Designation, Level, Place, Step, Unit, Unresolved, designations};
use super::lexicon::{Keyword, StatuteNames, is_number, is_roman, word_before};
use super::{Citation, Item, Lexicon, Provision, ProvisionKind, Span, Statute, Subsection};

/// A reference in a provision's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Index of the provision that holds it.
    pub provision: usize,
    /// Where it stands in that provision's text.
    pub span: Span,
    /// The place it names, completed by where it stands: "Satz 2" in § 3 is "§ 3 Satz 2".
    pub citation: Citation,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It names this place.
    Resolved {
        /// Index of the provision.
        provision: usize,
        /// The place in its text.
        span: Span,
    },
    /// It names a place of this statute that does not exist.
    Unresolved(Unresolved),
    /// It names another statute; the span marks the words that do.
    Foreign(Span),
    /// Whether it speaks of this statute as it stands is open.
    Uncertain(Doubt),
}

/// What in the text makes a reference uncertain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Doubt {
    /// Its sentence names the same provision, or one in the same chain, of another statute: "§ 3 in
    /// Verbindung mit § 5 des Muttergesetzes".
    Mixed,
    /// The head of the list it stands in names another statute: "aus dem Muttergesetz: 1. § 5".
    Announced,
    /// It counts in units that the statute does not have: "Artikel 5" where all provisions are §§.
    OtherUnit,
    /// It stands in quotation marks.
    Quoted,
    /// Its sentence changes another text.
    Amending,
    /// Its target is no longer law.
    Repealed,
    /// The source leaves out the text of its target.
    Omitted,
    /// It speaks of an earlier or later version: "in der bis zum … geltenden Fassung".
    Version,
    /// It names a part that no markup shows: "Abschnitt A Nummer 2", "Nummer 3 des Verzeichnisses".
    Part,
    /// It stands in a row of an annex, whose head may name another statute.
    Table,
    /// The enacting formula speaks of the statute that empowers.
    Formula,
}

/// Every reference of the statute, in order.
pub fn check(statute: &Statute, lexicon: &Lexicon) -> Vec<Reference> {
    let index = Index::new(statute);
    // What a title speaks of further on is not what the statute is.
    let head = |title: &str| {
        title
            .split(' ')
            .take(TITLE_WORDS)
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase()
    };
    let title = format!("{} {}", head(&statute.title), head(&statute.short_title));
    let mut references = Vec::new();
    for (number, provision) in statute.provisions.iter().enumerate() {
        if provision.kind != ProvisionKind::Contents {
            Walk::new(statute, &index, lexicon, &title, number).read(&mut references);
        }
    }
    references
}

/// One place that a chain of references names.
#[derive(Debug, Clone)]
struct Leaf {
    designations: Vec<Designation>,
    steps: Vec<Step>,
    span: Span,
    /// Counts the provisions that the chain names; what follows "§ 5" belongs to one segment.
    segment: usize,
    /// How many of the steps were taken over from before "in Verbindung mit".
    inherited: usize,
    /// How many of the steps were taken over from before the last connector.
    kept: usize,
    /// Whether an article or a preposition stands before its last steps: "§ 1 oder der Nummer 3".
    joined: bool,
    /// Where it may lie instead: "Absatz 1 Nummer 2, auch in Verbindung mit Absatz 3, Nummer 4" goes
    /// on in Absatz 1.
    other: Vec<Step>,
    /// A part that no markup shows stands in between.
    part: bool,
}

#[derive(Debug)]
struct Chain {
    leaves: Vec<Leaf>,
    end: usize,
    /// Whether "in Verbindung mit" stands in it.
    combined: bool,
}

/// Whose statute a chain names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Naming {
    None,
    Own,
    Foreign(Span),
    /// A numbered part without markup: "des Kostenverzeichnisses".
    Part,
}

/// How many parts a container may have: "Satz 1 des Absatzes 2 des § 5 der Anlage 1".
const CONTAINERS: usize = 3;
/// How far behind a reference the version is named, in words.
const VERSION_WORDS: usize = 24;
/// How many words the name of a statute may have before the one that tells that it is one.
const NAME_WORDS: usize = 12;
/// How many bytes may explain a place before its statute is named.
const APPOSITION: usize = 60;
/// How many words of a title say what kind of statute it is.
const TITLE_WORDS: usize = 4;
/// How many bytes may stand between the members of an enumeration.
const ENUMERATION: usize = 140;
/// Within how many words an item names the statute that it speaks of.
const HEAD_WORDS: usize = 10;

/// Reads references off a text; knows nothing of what the statute holds.
struct Reader<'t> {
    /// The text up to where the next item begins, which no chain crosses.
    text: &'t str,
    lexicon: &'t Lexicon,
    abbreviation: &'t str,
    /// How the statute's titles begin, in small letters; empty where unknown.
    title: &'t str,
}

impl<'t> Reader<'t> {
    /// The chain that begins with a keyword: "§ 3 Absatz 1 und 2, Absatz 4 sowie § 5".
    fn chain(&self, keyword: &Keyword, start: usize, end: usize) -> Option<Chain> {
        let words = &self.lexicon.references;
        if matches!(keyword, Keyword::Trailing(_)) {
            return None;
        }
        let mut leaves = Vec::new();
        let mut leaf = Leaf {
            designations: Vec::new(),
            steps: Vec::new(),
            span: Span::new(start, start),
            segment: 0,
            inherited: 0,
            kept: 0,
            joined: false,
            other: Vec::new(),
            part: false,
        };
        let (mut keyword, mut after, mut adjacent) = (keyword, end, true);
        let mut read = None;
        let (mut combined, mut ever_combined) = (false, false);
        while let Some((label, label_end)) = self.chain_label(after, keyword) {
            match keyword {
                Keyword::Unit(unit) => {
                    if adjacent && !leaf.steps.is_empty() {
                        break;
                    }
                    if !adjacent {
                        // "Artikel 5 § 1, § 3" stays in Artikel 5.
                        let same = leaf.designations.iter().position(|d| d.unit == *unit);
                        leaf.designations.truncate(same.unwrap_or(0));
                        leaf.other.clear();
                        leaf.steps.clear();
                        leaf.segment += 1;
                        leaf.kept = 0;
                        leaf.joined = false;
                        leaf.inherited = 0;
                        leaf.part = false;
                    }
                    leaf.designations.push(Designation {
                        unit: unit.clone(),
                        label,
                    });
                }
                Keyword::Level(level) | Keyword::Trailing(level) => {
                    if adjacent && leaf.steps.last().is_some_and(|step| step.level == *level) {
                        break;
                    }
                    if !adjacent {
                        go_up(&mut leaf.steps, *level);
                        leaf.inherited = leaf.inherited.min(leaf.steps.len());
                        leaf.kept = leaf.steps.len();
                    }
                    if !leaf.other.is_empty() && !combined {
                        if !adjacent {
                            go_up(&mut leaf.other, *level);
                        }
                        leaf.other.push(Step {
                            level: *level,
                            label: label.clone(),
                        });
                    }
                    // "Absatz 6.2.1.4" is no Absatz of a German statute.
                    leaf.part |= label.contains('.') && *level != Level::Nummer;
                    leaf.steps.push(Step {
                        level: *level,
                        label,
                    });
                }
            }
            let mut at = self.number_list(keyword, label_end, &mut leaf, &mut leaves);
            at = self.inner_places(self.pass_following(at), &mut leaf);
            leaf.span.end = at;
            read = Some(at);
            let next = self.space(at);
            if next > at
                && let Some((deeper, deeper_end)) = words.at(self.text, next)
            {
                (keyword, after, adjacent) = (deeper, deeper_end, true);
                continue;
            }
            let Some((link, combines)) = self.connector(at) else {
                break;
            };
            let next = self.skip_article(link);
            let again = words.prepositions.contains(self.word(link))
                && !words.articles.contains(self.word(link));
            match words.at(self.text, next) {
                Some((Keyword::Trailing(_), _)) | None => break,
                Some((other, other_end)) if self.chain_label(other_end, other).is_some() => {
                    leaves.push(leaf.clone());
                    leaf.span.start = next;
                    combined =
                        combines || combined && self.text[at..].starts_with(char::is_whitespace);
                    ever_combined |= combines;
                    // "§ 8 Absatz 1 oder nach Nummer 2 der Anlage 3"
                    if combines || again {
                        leaf.inherited = leaf.steps.len();
                    }
                    if combines && leaf.other.is_empty() {
                        leaf.other.clone_from(&leaf.steps);
                    }
                    leaf.joined = next > link;
                    (keyword, after, adjacent) = (other, other_end, false);
                }
                Some(_) => break,
            }
        }
        let end = read?;
        leaf.span.end = end;
        leaves.push(leaf);
        Some(Chain {
            leaves,
            end,
            combined: ever_combined,
        })
    }

    /// The label behind a keyword in a chain; an annex may have none ("Anlage Nummer 3").
    fn chain_label(&self, at: usize, keyword: &Keyword) -> Option<(String, usize)> {
        let label = self.label(at, keyword);
        if label.is_some() || !matches!(keyword, Keyword::Unit(Unit::Anlage | Unit::Anhang)) {
            return label;
        }
        let next = match self.connector(at) {
            Some((next, true)) => self.skip_article(next),
            _ => self.space(at),
        };
        let (inner, end) = self.lexicon.references.at(self.text, next)?;
        let goes_on = matches!(inner, Keyword::Level(_)) && self.label(end, inner).is_some();
        goes_on.then(|| (String::new(), at))
    }

    /// Further numbers of the same level: "1, 2 und 4". Returns where they end.
    fn number_list(
        &self,
        keyword: &Keyword,
        end: usize,
        leaf: &mut Leaf,
        leaves: &mut Vec<Leaf>,
    ) -> usize {
        let mut end = end;
        while let Some((next, false)) = self.connector(end)
            && let Some((label, label_end)) = self.label(next, keyword)
        {
            leaf.span.end = end;
            leaves.push(leaf.clone());
            leaf.span.start = next;
            let last = match keyword {
                Keyword::Unit(_) => leaf.designations.last_mut().map(|d| &mut d.label),
                _ => leaf.steps.last_mut().map(|s| &mut s.label),
            };
            if let Some(other) = leaf
                .other
                .last_mut()
                .filter(|_| !matches!(keyword, Keyword::Unit(_)))
            {
                other.label.clone_from(&label);
            }
            if let Some(last) = last {
                *last = label;
            }
            end = label_end;
        }
        end
    }

    /// Passes over "ff.".
    fn pass_following(&self, at: usize) -> usize {
        let next = self.space(at);
        let rest = &self.text[next..];
        let end = rest.find([' ', ',', ';', ')']).unwrap_or(rest.len());
        if self.lexicon.references.following.contains(&rest[..end]) {
            next + end
        } else {
            at
        }
    }

    /// What stands behind a number without a keyword of its own before it: "zweiter Halbsatz",
    /// "Alternative 2", "Teil A".
    fn inner_places(&self, at: usize, leaf: &mut Leaf) -> usize {
        let words = &self.lexicon.references;
        let mut at = at;
        for _ in 0..CONTAINERS {
            let next = self.space(self.text[at..].strip_prefix(',').map_or(at, |_| at + 1));
            let word = self.word(next);
            let behind = self.space(next + word.len());
            if next == at || word.is_empty() {
                return at;
            }
            let ordinal = words
                .ordinal(word)
                .or_else(|| word.strip_suffix('.')?.parse().ok());
            if let Some(number) = ordinal {
                let counted = self.word(behind);
                if let Some((Keyword::Level(level), end)) = words.at(self.text, behind)
                    && self.label(end, &Keyword::Level(*level)).is_none()
                {
                    if number > 0 {
                        leaf.steps.push(Step {
                            level: *level,
                            label: number.to_string(),
                        });
                    }
                    at = end;
                    continue;
                }
                if words.inside_sentence.contains(counted) {
                    at = behind + counted.len();
                    continue;
                }
                return at;
            }
            let inside = words.inside_sentence.contains(word);
            let part = words.outline.contains(word);
            let number = self.word(behind).trim_end_matches(['.', ',']);
            if !(inside || part) || !is_number(number) {
                return at;
            }
            leaf.part |= part;
            at = behind + number.len();
        }
        at
    }

    /// Reads what a chain is part of and whose it is, and moves its end behind both.
    fn close(&self, chain: &mut Chain) -> Naming {
        for _ in 0..CONTAINERS {
            let Some(container) = self.container(chain.end) else {
                break;
            };
            let Some(outer) = container.leaves.into_iter().next() else {
                break;
            };
            let last = chain.leaves.last().map_or(0, |leaf| leaf.segment);
            let group = chain.leaves.last().map_or(0, |leaf| leaf.inherited);
            for leaf in chain.leaves.iter_mut().filter(|leaf| leaf.segment == last) {
                leaf.enter(&outer, group);
            }
            chain.end = container.end;
        }
        let relative = chain
            .leaves
            .last()
            .is_some_and(|leaf| leaf.designations.is_empty());
        let (mut naming, mut end) = self.naming(chain.end, relative);
        if naming == Naming::None {
            let comma = self.text[chain.end..].starts_with(',');
            let combined = chain.combined;
            // "§ 3, auch in Verbindung mit § 5, des Mustergesetzes"
            let behind = (comma && combined)
                .then_some(chain.end + 1)
                .or_else(|| self.part_member(chain.end))
                .or_else(|| self.apposition(chain.end));
            if let Some(behind) = behind {
                (naming, end) = self.naming(behind, relative);
                if naming == Naming::None {
                    end = chain.end;
                }
            }
        }
        chain.end = end.max(chain.end);
        naming
    }

    /// The end of what explains a place: "Nummer 4 „Dachdecker“ der Handwerksordnung", "Nummer 4,
    /// Dachdecker, der Handwerksordnung", "§ 3 (Begriffe) des Mustergesetzes".
    fn apposition(&self, at: usize) -> Option<usize> {
        let start = self.space(at);
        let rest = &self.text[start..];
        let (open, close) = [("„", '“'), ("(", ')'), (",", ',')]
            .into_iter()
            .find(|(open, _)| rest.starts_with(open))?;
        let inside = &rest[open.len()..];
        let end = inside.find(close).filter(|end| *end <= APPOSITION)?;
        let plain = !inside[..end].contains(['.', ';', ':', '§']);
        let short = close != ',' || inside[..end].split_whitespace().count() <= 3;
        (plain && short).then(|| start + open.len() + end + close.len_utf8())
    }

    /// The end of a part that is joined to a chain: "§ 3 oder Abschnitt XI des Mustergesetzes".
    fn part_member(&self, at: usize) -> Option<usize> {
        let (next, _) = self.connector(at)?;
        let next = self.skip_article(next);
        let word = self.word(next);
        let behind = self.space(next + word.len());
        let number = self.word(behind);
        (self.lexicon.references.outline.contains(word) && is_number(number))
            .then_some(behind + number.len())
    }

    /// What the place before `at` is part of: "des Absatzes 2", "der Anlage".
    fn container(&self, at: usize) -> Option<Chain> {
        let words = &self.lexicon.references;
        let start = self.space(at);
        let word = self.word(start);
        if start == at || !(words.of.contains(word) || words.own.contains(word)) {
            return None;
        }
        let next = self.space(start + word.len());
        let (keyword, end) = words.at(self.text, next)?;
        self.chain(keyword, next, end).or_else(|| {
            let Keyword::Unit(unit @ (Unit::Anlage | Unit::Anhang)) = keyword else {
                return None;
            };
            let only = Designation {
                unit: unit.clone(),
                label: String::new(),
            };
            Some(Chain {
                leaves: vec![Leaf {
                    designations: vec![only],
                    steps: Vec::new(),
                    span: Span::new(next, end),
                    segment: 0,
                    inherited: 0,
                    kept: 0,
                    joined: false,
                    other: Vec::new(),
                    part: false,
                }],
                end,
                combined: false,
            })
        })
    }

    /// Whose statute is named at `at`, and where the name ends.
    fn naming(&self, at: usize, relative: bool) -> (Naming, usize) {
        let words = &self.lexicon.references;
        let start = self.space(at);
        let first = self.word(start);
        if start == at || first.is_empty() {
            return (Naming::None, at);
        }
        if words.own.contains(first) {
            let next = self.space(start + first.len());
            let noun = self.word(next);
            let end = next + noun.len();
            let holds = |titles: &Vec<String>| {
                titles
                    .iter()
                    .any(|title| self.title.contains(title.as_str()))
            };
            let other = words
                .own_nouns
                .get(noun)
                .is_some_and(|titles| !holds(titles))
                || words.other_nouns.get(noun).is_some_and(holds);
            return if other {
                (Naming::Foreign(Span::new(start, end)), end)
            } else {
                (Naming::Own, end)
            };
        }
        let mut name = start;
        let mut article = "";
        let mut certain = false;
        if words.of.contains(first) {
            article = first;
            name = self.space(start + first.len());
            // "zu dem Gesetz", "in der Verordnung": no new part of the sentence.
            let next = self.word(name);
            if words.articles.contains(next) {
                article = next;
                certain = true;
                name = self.space(name + next.len());
            }
        }
        let names = words.statutes.iter().find(|names| match article {
            "" => names.behind.is_empty(),
            article => names.behind.iter().any(|word| word == article),
        });
        let Some(names) = names else {
            return (Naming::None, at);
        };
        let ambiguous = names.ambiguous && relative && !certain;
        match self.statute_name(name, names, relative) {
            Some(Name::Own(end)) => (Naming::Own, end),
            Some(Name::Foreign(_)) if ambiguous => (Naming::None, at),
            Some(Name::Foreign(end)) => (Naming::Foreign(Span::new(start, end)), end),
            Some(Name::Part) => (Naming::Part, at),
            None => (Naming::None, at),
        }
    }

    /// The name of a statute that begins at `at`.
    fn statute_name(&self, at: usize, names: &StatuteNames, relative: bool) -> Option<Name> {
        let words = &self.lexicon.references;
        let bare = names.behind.is_empty();
        let mut next = at;
        let mut inflected = true;
        for count in 0..NAME_WORDS {
            let word = self.word(next);
            let end = next + word.len();
            if word.is_empty() {
                return None;
            }
            if word == self.abbreviation {
                return Some(Name::Own(end));
            }
            if self.is_abbreviation(word) && (count == 0 || !bare) {
                return Some(Name::Foreign(end));
            }
            // "der Justizvergütungs- und -entschädigungsordnung"
            // "des Artikel 10-Gesetzes"
            let noun = word.starts_with(char::is_uppercase) || word.contains('-');
            let stem = word.split('/').next().unwrap_or(word).to_lowercase();
            let ends = |endings: &[String]| endings.iter().any(|e| stem.ends_with(e.as_str()));
            if noun && inflected && !words.no_statute.contains(word) && ends(&names.endings) {
                return Some(Name::Foreign(end));
            }
            if noun && !bare && ends(&words.part_endings) {
                return Some(Name::Part);
            }
            let adjective = ends(&words.adjective_endings);
            let passes = word.ends_with('-')
                || self.lexicon.chain_words.contains(word)
                || noun && (!bare && !relative || adjective)
                || !bare && adjective
                || names.distant;
            let abbreviated = self.text[end..].starts_with('.')
                && self.lexicon.abbreviations.contains(&self.text[next..=end]);
            if !passes
                || !abbreviated && self.text[end..].starts_with([',', ';', ':', '.', ')', '('])
            {
                return None;
            }
            let end = end + usize::from(abbreviated);
            // Behind a verb or a preposition only an adjective leads back to the name.
            inflected = noun || adjective || self.lexicon.chain_words.contains(word);
            next = self.space(end);
        }
        None
    }

    /// "BGB", "EStG", "ADR/RID": at least two capitals, and not a Roman number.
    fn is_abbreviation(&self, word: &str) -> bool {
        let capitals = word.chars().filter(|c| c.is_uppercase()).count();
        capitals >= 2
            && word
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '-' | '/'))
            && !is_roman(word)
            && !self.lexicon.references.no_abbreviation.contains(word)
    }

    /// Whether the version meant is named behind `at`.
    fn names_version(&self, at: usize) -> bool {
        let words = &self.lexicon.references;
        let rest = self.text[at..].trim_start_matches([' ', ',']);
        if words
            .version_phrases
            .iter()
            .any(|phrase| rest.starts_with(phrase.as_str()))
        {
            return true;
        }
        let mut tokens = rest.split(' ').take(VERSION_WORDS);
        if !tokens
            .next()
            .is_some_and(|word| words.version_openers.contains(word))
        {
            return false;
        }
        for token in tokens {
            let word = token.trim_end_matches([',', ';', '.', ')']);
            if words.version_words.contains(word) {
                return true;
            }
            if token.ends_with(';') || token.contains('\n') {
                return false;
            }
        }
        false
    }

    /// Whether nothing but a connector stands between two places of the text.
    fn is_link(&self, from: usize, to: usize) -> bool {
        self.connector(from)
            .is_some_and(|(next, _)| self.skip_article(next) == to)
    }

    /// Where the text goes on behind a comma, "und", "bis", and whether by "in Verbindung mit".
    fn connector(&self, at: usize) -> Option<(usize, bool)> {
        let words = &self.lexicon.references;
        let comma = self.text[at..].starts_with(',');
        let next = self.space(if comma { at + 1 } else { at });
        if next == at {
            // "1-3", "1–3"
            let dash = ["-", "–"]
                .into_iter()
                .find(|dash| self.text[at..].starts_with(dash))?;
            let next = at + dash.len();
            let digit = self.text[next..].starts_with(|c: char| c.is_ascii_digit());
            return digit.then_some((next, false));
        }
        let rest = &self.text[next..];
        let phrase = words
            .combining
            .iter()
            .find(|phrase| rest.starts_with(phrase.as_str()));
        if let Some(phrase) = phrase {
            return Some((self.space(next + phrase.len()), true));
        }
        let word = self.word(next);
        if self.lexicon.chain_words.contains(word) {
            return Some((self.space(next + word.len()), false));
        }
        comma.then_some((next, false))
    }

    /// Passes over "nach", "den", "nach den" before the next member of a chain.
    fn skip_article(&self, at: usize) -> usize {
        let words = &self.lexicon.references;
        let mut at = at;
        let word = self.word(at);
        if words.prepositions.contains(word) && !words.articles.contains(word) {
            at = self.space(at + word.len());
        }
        let word = self.word(at);
        if words.articles.contains(word) {
            at = self.space(at + word.len());
        }
        at
    }

    fn space(&self, at: usize) -> usize {
        at + self.text[at..].bytes().take_while(|b| *b == b' ').count()
    }

    /// The word at `at`, up to a space or a mark; with a full stop or hyphen that ends it.
    fn word(&self, at: usize) -> &'t str {
        let rest = &self.text[at..];
        let stops = |c: char| {
            c.is_whitespace() || matches!(c, ',' | ';' | ':' | '(' | ')' | '"' | '„' | '“')
        };
        let end = rest.find(stops).unwrap_or(rest.len());
        let word = &rest[..end];
        let keeps_stop = word.as_bytes().first().is_some_and(u8::is_ascii_digit)
            || self.lexicon.chain_words.contains(word)
            || self.lexicon.references.inside_sentence.contains(word);
        if keeps_stop {
            word
        } else {
            word.trim_end_matches('.')
        }
    }

    /// The number or letter behind a keyword.
    fn label(&self, at: usize, keyword: &Keyword) -> Option<(String, usize)> {
        let start = self.space(at);
        let rest = &self.text[start..];
        let bytes = rest.as_bytes();
        let first = *bytes.first()?;
        let len = match keyword {
            Keyword::Level(
                Level::Buchstabe | Level::Doppelbuchstabe | Level::Dreifachbuchstabe,
            ) => {
                let same = bytes.iter().take_while(|b| **b == first).count();
                match first {
                    b'a'..=b'z' if same <= 3 => same,
                    b'A'..=b'Z' if same == 1 => same,
                    _ => return None,
                }
            }
            _ if first.is_ascii_digit() => number_length(bytes),
            Keyword::Unit(Unit::Artikel | Unit::Anlage | Unit::Anhang)
            | Keyword::Level(Level::Nummer) => {
                let roman = bytes
                    .iter()
                    .take_while(|b| matches!(b, b'I' | b'V' | b'X'))
                    .count();
                match (keyword, roman) {
                    (_, 1..) => {
                        roman + usize::from(bytes.get(roman).is_some_and(u8::is_ascii_lowercase))
                    }
                    (Keyword::Unit(Unit::Anlage | Unit::Anhang), 0)
                        if first.is_ascii_uppercase() =>
                    {
                        1 + bytes[1..].iter().take_while(|b| b.is_ascii_digit()).count()
                    }
                    _ => return None,
                }
            }
            _ => return None,
        };
        let behind = rest[len..].chars().next();
        let following = rest[len..].starts_with("ff");
        if len == 0 || !following && behind.is_some_and(|c| c.is_alphanumeric() || c == '/') {
            return None;
        }
        // "Anlagen 3,5 Meter"
        if behind == Some(',') && bytes.get(len + 1).is_some_and(u8::is_ascii_digit) {
            return None;
        }
        if behind == Some('-') && !bytes.get(len + 1).is_some_and(u8::is_ascii_digit) {
            return None; // "3-jährig"
        }
        // "2. Halbsatz", "1. Januar": an ordinal, no label. "66.A.20": no number.
        if behind == Some('.')
            && (self.is_ordinal(start + len)
                || bytes.get(len + 1).is_some_and(u8::is_ascii_alphabetic))
        {
            return None;
        }
        let label = &rest[..len];
        if let (Keyword::Unit(Unit::Paragraph), [b' ', letter @ b'a'..=b'z', tail, ..]) =
            (keyword, &bytes[len..])
            && matches!(tail, b' ' | b',' | b';')
        {
            // "§ 5 a Abs. 2", as older texts write it.
            return Some((format!("{label}{}", char::from(*letter)), start + len + 2));
        }
        Some((label.to_owned(), start + len))
    }

    fn is_ordinal(&self, dot: usize) -> bool {
        let next = self.space(dot + 1);
        let word = self.word(next);
        next > dot + 1
            && (word.starts_with(char::is_lowercase)
                || self.lexicon.ordinal_nouns.contains(word)
                || self.lexicon.months.contains(word))
    }

    /// Whether a passage names another statute by itself, not behind a reference; `spans` are the
    /// names already read.
    fn announces(&self, passage: Span, spans: &[Span], words: usize) -> bool {
        let mut at = passage.start;
        for _ in 0..words {
            while at < passage.end && !self.text[at..].starts_with(char::is_alphanumeric) {
                at += self.text[at..].chars().next().map_or(1, char::len_utf8);
            }
            if at >= passage.end {
                return false;
            }
            let word = self.word(at);
            let span = Span::new(at, at + word.len().max(1));
            let names = self.names_statute(word, span) || self.names_other(word, at);
            if names && !spans.iter().any(|name| name.overlaps(span)) {
                return true;
            }
            at = span.end;
        }
        false
    }

    /// Whether the words at `at` are "dieses Gesetzes" in what is no Gesetz.
    fn names_other(&self, word: &str, at: usize) -> bool {
        let words = &self.lexicon.references;
        words.other_nouns.get(word).is_some_and(|titles| {
            titles
                .iter()
                .any(|title| self.title.contains(title.as_str()))
        }) && word_before(self.text, at).is_some_and(|(_, before)| words.own.contains(before))
    }

    /// Whether a word alone names another statute: "Betäubungsmittelgesetz", "Verordnung (EU)".
    fn names_statute(&self, word: &str, span: Span) -> bool {
        let words = &self.lexicon.references;
        if !word.starts_with(char::is_uppercase) {
            return false;
        }
        if words.announcing_alone.contains(word) && self.text[span.end..].starts_with(" (E") {
            return true;
        }
        let stem = word.to_lowercase();
        let compound =
            |ending: &String| stem.len() > ending.len() && stem.ends_with(ending.as_str());
        !words.no_announcement.contains(word) && words.announcing_endings.iter().any(compound)
    }

    /// Whether what stands right before the reference names another statute: "der
    /// Zivilprozessordnung, mit Ausnahme des § 1054", "Aufgaben des Mustergesetzes nach § 3",
    /// "Gesetz § 5".
    fn name_before(&self, at: usize) -> bool {
        let words = &self.lexicon.references;
        let mut before = self.text[..at].trim_end();
        let directly = before.len();
        for _ in 0..2 {
            if let Some((start, word)) = word_before(before, before.len())
                && (words.articles.contains(word) || words.prepositions.contains(word))
            {
                before = before[..start].trim_end();
            }
        }
        let phrase = words
            .combining
            .iter()
            .find_map(|phrase| before.strip_suffix(phrase.as_str()));
        let rest = phrase.unwrap_or(before).trim_end_matches([' ', ',']);
        if phrase.is_none() && rest.len() < before.len() {
            return false;
        }
        word_before(rest, rest.len()).is_some_and(|(start, word)| {
            self.names_statute(word, Span::new(start, rest.len()))
                || self.is_abbreviation(word) && rest.len() < directly
                || rest.len() == directly && words.announcing_directly.contains(word)
        })
    }
}

enum Name {
    Own(usize),
    Foreign(usize),
    Part,
}

/// Length of "3", "3a", "1.2.3" at the start of a text.
fn number_length(bytes: &[u8]) -> usize {
    let digits = |from: usize| {
        bytes[from..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count()
    };
    let mut len = digits(0);
    while bytes.get(len) == Some(&b'.') && digits(len + 1) > 0 {
        len += 1 + digits(len + 1);
    }
    let letters = bytes[len..]
        .iter()
        .take_while(|b| b.is_ascii_lowercase())
        .count();
    // "§ 4a.03"
    if letters == 1 && bytes.get(len + 1) == Some(&b'.') && digits(len + 2) > 0 {
        return len + 2 + digits(len + 2);
    }
    if letters <= 2 && !bytes[len..].starts_with(b"ff") {
        len + letters
    } else {
        len
    }
}

/// Leaves the levels that a step to `level` does not lie in.
fn go_up(steps: &mut Vec<Step>, level: Level) {
    let same = steps.iter().rposition(|step| step.level == level);
    let deeper = steps.iter().position(|step| step.level > level);
    steps.truncate(same.or(deeper).unwrap_or(steps.len()));
}

impl Leaf {
    /// Puts the place inside `outer`; `group` steps were inherited by the part that it stands behind.
    fn enter(&mut self, outer: &Leaf, group: usize) {
        let nests = outer
            .designations
            .last()
            .is_some_and(|d| d.unit == Unit::Artikel);
        if !self.designations.is_empty() && !nests {
            // "§ 3 in Verbindung mit Nummer 2 der Anlage 1": only what follows the connector.
            if outer.designations.is_empty() || self.inherited == 0 || self.inherited != group {
                return;
            }
            self.designations.clear();
            self.steps.drain(..self.inherited);
            self.inherited = 0;
        }
        let mut designations = outer.designations.clone();
        designations.append(&mut self.designations);
        self.designations = designations;
        let mut steps = outer.steps.clone();
        steps.append(&mut self.steps);
        self.steps = steps;
        self.part |= outer.part;
    }
}

/// A chain that has been read, for looking back at it.
struct Record {
    start: usize,
    end: usize,
    sentence: Option<(usize, usize)>,
    /// Its references among those of the provision.
    references: std::ops::Range<usize>,
    foreign: bool,
    own: bool,
    /// It names no provision.
    relative: bool,
}

/// What the chain before in the same sentence spoke of, for "Absatz 2 …, ausgenommen Nummer 3".
struct Antecedent {
    sentence: Option<(usize, usize)>,
    leaf: Leaf,
    own: bool,
}

/// Goes through the references of one provision.
struct Walk<'s> {
    statute: &'s Statute,
    index: &'s Index,
    lexicon: &'s Lexicon,
    title: &'s str,
    number: usize,
    provision: &'s Provision,
    quotations: Vec<Span>,
    /// Where items and Absätze begin: no chain crosses these.
    borders: Vec<usize>,
    antecedent: Option<Antecedent>,
    /// Chains by where they end, for the lists they introduce: "entgegen § 5 a) Absatz 4".
    ends: HashMap<usize, (Leaf, Option<Span>)>,
    /// Names of other statutes read so far.
    names: Vec<Span>,
    records: Vec<Record>,
    /// Where lines of an annex begin with "§ 3": its own paragraphs.
    headings: HashMap<Designation, usize>,
}

impl<'s> Walk<'s> {
    fn new(
        statute: &'s Statute,
        index: &'s Index,
        lexicon: &'s Lexicon,
        title: &'s str,
        number: usize,
    ) -> Self {
        let provision = &statute.provisions[number];
        let mut borders = Vec::new();
        for subsection in &provision.subsections {
            borders.push(subsection.span.start);
            collect_starts(&subsection.items, &mut borders);
        }
        borders.sort_unstable();
        Self {
            statute,
            index,
            lexicon,
            title,
            number,
            provision,
            quotations: quotations(&provision.text),
            borders,
            antecedent: None,
            ends: HashMap::new(),
            names: Vec::new(),
            records: Vec::new(),
            headings: headings(provision),
        }
    }

    fn read(mut self, references: &mut Vec<Reference>) {
        let first = references.len();
        let text = &self.provision.text;
        let mut at = 0;
        let mut foreign_until = None;
        while let Some((keyword, start, end)) = self.lexicon.references.find(text, at) {
            at = end;
            let border = self.borders.partition_point(|border| *border <= start);
            let limit = self.borders.get(border).copied().unwrap_or(text.len());
            let reader = Reader {
                text: &text[..limit.max(end)],
                lexicon: self.lexicon,
                abbreviation: &self.statute.abbreviation,
                title: self.title,
            };
            if self.is_name(keyword, start) {
                continue;
            }
            let Some(mut chain) = reader.chain(keyword, start, end) else {
                continue;
            };
            let mut naming = reader.close(&mut chain);
            at = chain.end.max(end);
            let possessive = word_before(text, start)
                .filter(|(_, word)| self.lexicon.references.possessives.contains(word));
            if let (Naming::None, Some((from, word))) = (naming, possessive) {
                naming = Naming::Foreign(Span::new(from, from + word.len()));
            }
            let linked = foreign_until
                .is_some_and(|until: usize| until <= start && reader.is_link(until, start));
            foreign_until = match naming {
                Naming::Foreign(span) => Some(span.end.max(chain.end)),
                _ if linked => Some(chain.end),
                _ => None,
            };
            let version = reader.names_version(chain.end);
            let (from, until) = (references.len(), chain.end);
            let relative = chain
                .leaves
                .first()
                .is_some_and(|leaf| leaf.designations.is_empty());
            self.judge_chain(&reader, chain, naming, linked, version, references);
            self.records.push(Record {
                start,
                end: until,
                sentence: self.sentence(start),
                references: from - first..references.len() - first,
                foreign: matches!(naming, Naming::Foreign(_)),
                own: naming == Naming::Own,
                relative,
            });
        }
        self.mix(&mut references[first..]);
    }

    fn judge_chain(
        &mut self,
        reader: &Reader<'_>,
        mut chain: Chain,
        naming: Naming,
        linked: bool,
        version: bool,
        references: &mut Vec<Reference>,
    ) {
        let start = chain.leaves.first().map_or(0, |leaf| leaf.span.start);
        let relative = chain
            .leaves
            .first()
            .is_some_and(|leaf| leaf.designations.is_empty());
        let head = self.head_of_list(start);
        let mut container = None;
        if let (Naming::None, true, Some(head)) = (naming, relative, head) {
            match self.ends.get(&head) {
                Some((_, Some(name))) => container = Some(Outcome::Foreign(*name)),
                Some((outer, None)) => {
                    let outer = outer.clone();
                    let deeper = |leaf: &Leaf| {
                        let last = outer.steps.last().map(|step| step.level);
                        leaf.steps.first().map(|step| step.level) > last
                    };
                    for leaf in chain
                        .leaves
                        .iter_mut()
                        .filter(|leaf| leaf.designations.is_empty())
                    {
                        if deeper(leaf) {
                            leaf.enter(&outer, 0);
                        }
                    }
                }
                None => {}
            }
        }
        let part = match head {
            Some(head) if relative => self.part_before(head) || self.part_before(start),
            _ => relative && self.part_before(start),
        };
        let announced = naming == Naming::None && !relative && self.is_announced(reader, start);
        let last = chain.leaves.last().map_or(0, |leaf| leaf.segment);
        let sentence = self.sentence(start);
        let mut foreign = None;
        if let Naming::Foreign(span) = naming {
            self.names.push(span);
            foreign = Some(span);
        }
        let mut doubtful = linked;
        for leaf in &chain.leaves {
            let outcome = match naming {
                Naming::Foreign(span) if leaf.segment == last => Outcome::Foreign(span),
                Naming::Foreign(_) if !leaf.designations.is_empty() => {
                    Outcome::Uncertain(Doubt::Mixed)
                }
                Naming::None if container.is_some() && leaf.designations.is_empty() => container
                    .clone()
                    .unwrap_or(Outcome::Uncertain(Doubt::Mixed)),
                Naming::None if linked => Outcome::Uncertain(Doubt::Mixed),
                Naming::None if announced => Outcome::Uncertain(Doubt::Announced),
                _ if version => Outcome::Uncertain(Doubt::Version),
                Naming::Part => Outcome::Uncertain(Doubt::Part),
                _ if leaf.part || part && leaf.segment == 0 => Outcome::Uncertain(Doubt::Part),
                _ => self.judge(leaf, naming, sentence),
            };
            doubtful |= matches!(outcome, Outcome::Uncertain(_) | Outcome::Foreign(_));
            references.push(Reference {
                provision: self.number,
                span: leaf.span,
                citation: self.complete(leaf),
                outcome,
            });
        }
        if let Some(leaf) = chain.leaves.pop() {
            self.ends.insert(chain.end, (leaf.clone(), foreign));
            let anchors = !leaf.designations.is_empty()
                || leaf
                    .steps
                    .first()
                    .is_some_and(|step| step.level == Level::Absatz);
            if anchors {
                self.antecedent = Some(Antecedent {
                    sentence,
                    leaf,
                    own: !doubtful,
                });
            }
        }
    }

    fn judge(&self, leaf: &Leaf, naming: Naming, sentence: Option<(usize, usize)>) -> Outcome {
        if self.quotations.iter().any(|q| q.contains(leaf.span)) {
            return Outcome::Uncertain(Doubt::Quoted);
        }
        if naming == Naming::None {
            if self.provision.kind == ProvisionKind::Formula {
                return Outcome::Uncertain(Doubt::Formula);
            }
            let other = |d: &Designation| !self.index.counts(d);
            if leaf.designations.iter().any(other) {
                return Outcome::Uncertain(Doubt::OtherUnit);
            }
            if self.is_row(leaf.span) {
                return Outcome::Uncertain(Doubt::Table);
            }
        }
        if self.amends(sentence) {
            return Outcome::Uncertain(Doubt::Amending);
        }
        let resolution = if leaf.designations.is_empty() {
            self.resolve_here(leaf)
        } else {
            self.resolve_elsewhere(&leaf.designations, &leaf.steps)
        };
        match resolution {
            Ok((provision, span)) => Outcome::Resolved { provision, span },
            Err(Failure::Doubt(doubt)) => Outcome::Uncertain(doubt),
            Err(Failure::Missing(missing)) => self
                .by_other_path(leaf)
                .or_else(|| self.by_antecedent(leaf, sentence))
                .or_else(|| {
                    self.is_spent(leaf)
                        .then_some(Outcome::Uncertain(Doubt::Omitted))
                })
                .unwrap_or(Outcome::Unresolved(missing)),
        }
    }

    /// Another reading of a chain that the words allow too.
    fn by_other_path(&self, leaf: &Leaf) -> Option<Outcome> {
        let resolved = |(provision, span)| Outcome::Resolved { provision, span };
        if leaf.joined {
            // "§ 1 oder der Nummer 3" of the paragraph where it stands.
            let own = Leaf {
                designations: Vec::new(),
                steps: leaf.steps[leaf.kept.min(leaf.steps.len())..].to_vec(),
                ..leaf.clone()
            };
            if let Ok(found) = self.resolve_here(&own) {
                return Some(resolved(found));
            }
        }
        if leaf.other.is_empty() {
            return None;
        }
        let other = Leaf {
            steps: leaf.other.clone(),
            ..leaf.clone()
        };
        let found = if other.designations.is_empty() {
            self.resolve_here(&other)
        } else {
            self.resolve_elsewhere(&other.designations, &other.steps)
        };
        found.ok().map(resolved)
    }

    /// Whether the reference names an article of an amending act that the source no longer holds.
    fn is_spent(&self, leaf: &Leaf) -> bool {
        let Some(first) = leaf
            .designations
            .first()
            .filter(|d| d.unit == Unit::Artikel)
        else {
            return false;
        };
        let known =
            self.index
                .candidates(self.statute, self.provision, std::slice::from_ref(first));
        let text = &self.provision.text;
        let here = self
            .subsection(leaf.span.start)
            .map_or(Span::new(0, text.len()), |s| s.span);
        known.is_empty()
            && self
                .lexicon
                .references
                .spent
                .iter()
                .any(|phrase| here.of(text).contains(phrase.as_str()))
    }

    /// A reference that means a part of what the sentence named before: "Absatz 2 gilt mit Ausnahme
    /// der Nummer 3".
    fn by_antecedent(&self, leaf: &Leaf, sentence: Option<(usize, usize)>) -> Option<Outcome> {
        let before = self.antecedent.as_ref()?;
        let near = match (before.sentence, sentence) {
            (Some(before), Some(here)) => before.0 == here.0 && here.1.wrapping_sub(before.1) <= 1,
            _ => false,
        };
        if !leaf.designations.is_empty() || !near {
            return None;
        }
        if !before.own {
            return Some(Outcome::Uncertain(Doubt::Mixed));
        }
        (0..=before.leaf.steps.len()).rev().find_map(|kept| {
            let mut steps = before.leaf.steps[..kept].to_vec();
            steps.extend(leaf.steps.iter().cloned());
            let found = if before.leaf.designations.is_empty() {
                self.descend(Place::Provision(self.provision), self.provision, &steps)
                    .map(|span| (self.number, span))
            } else {
                self.resolve_elsewhere(&before.leaf.designations, &steps)
            };
            match found {
                Ok((provision, span)) => Some(Outcome::Resolved { provision, span }),
                Err(Failure::Doubt(doubt)) => Some(Outcome::Uncertain(doubt)),
                Err(Failure::Missing(_)) => None,
            }
        })
    }

    /// What the names of other statutes say about the references before and around them: the same
    /// provision is not of this statute here and of another there in one Absatz, and an enumeration
    /// "nach § 3, dem Vermerk nach § 4 oder nach § 5 des Mustergesetzes" may all be of the other.
    fn mix(&self, references: &mut [Reference]) {
        let foreign: HashSet<_> = self
            .records
            .iter()
            .filter(|record| record.foreign)
            .flat_map(|record| &references[record.references.clone()])
            .filter(|r| matches!(r.outcome, Outcome::Foreign(_)))
            .map(|r| {
                (
                    self.provision.subsection_at(r.span.start),
                    r.citation.provision.clone(),
                )
            })
            .collect();
        let named: HashSet<_> = foreign.iter().map(|(_, name)| name.clone()).collect();
        let mut follows: Option<&Record> = None;
        for record in self.records.iter().rev() {
            let enumerated = !record.relative
                && !record.foreign
                && follows.is_some_and(|next| self.is_enumeration(record, next));
            for reference in &mut references[record.references.clone()] {
                let open = matches!(
                    reference.outcome,
                    Outcome::Resolved { .. } | Outcome::Unresolved(_)
                );
                let key = (
                    self.provision.subsection_at(reference.span.start),
                    reference.citation.provision.clone(),
                );
                let nowhere = matches!(
                    reference.outcome,
                    Outcome::Unresolved(Unresolved::Provision(_))
                ) && named.contains(&reference.citation.provision);
                if nowhere && !record.own {
                    reference.outcome = Outcome::Uncertain(Doubt::Mixed);
                }
                if open && !record.relative && !record.own && (enumerated || foreign.contains(&key))
                {
                    reference.outcome = Outcome::Uncertain(Doubt::Mixed);
                }
            }
            follows = (record.foreign || enumerated).then_some(record);
        }
    }

    fn is_enumeration(&self, record: &Record, next: &Record) -> bool {
        if record.sentence != next.sentence || next.start < record.end {
            return false;
        }
        let between = &self.provision.text[record.end..next.start];
        let rest = between.trim_start_matches([',', ' ']);
        let linked = between.starts_with(',')
            || word_at(rest).is_some_and(|word| self.lexicon.chain_words.contains(word));
        linked && between.len() < ENUMERATION && !between.contains([';', ':', '\n'])
    }

    /// Whether the keyword belongs to the name of a thing: "BGBl. 2023 I Nr. 82", "Karte Nummer 3".
    fn is_name(&self, keyword: &Keyword, start: usize) -> bool {
        if !matches!(keyword, Keyword::Level(Level::Nummer)) {
            return false;
        }
        if self.borders.binary_search(&start).is_ok() || self.body_of_item(start).is_some() {
            return false;
        }
        let text = &self.provision.text;
        word_before(text, start).is_some_and(|(at, word)| {
            let bare = word.trim_end_matches('.');
            // "GBl. I Nr. 14", "BGBl. 2023 Nr. 82"
            if is_roman(bare) || bare.len() == 4 && bare.bytes().all(|b| b.is_ascii_digit()) {
                return word_before(text, at).is_some_and(|(_, name)| {
                    name.starts_with(char::is_uppercase)
                        && !self.lexicon.reference_words.contains(name)
                });
            }
            !word.ends_with([',', ';', ':', ')', '“'])
                && !(word.ends_with('.') && !self.lexicon.abbreviations.contains(word))
                && (bare.starts_with(char::is_uppercase)
                    || bare.starts_with(|c: char| c.is_ascii_digit()))
                && !self.lexicon.sentence_openers.contains(bare)
                && !self.lexicon.references.outline.contains(bare)
                && !is_number(bare)
        })
    }

    /// Where the text before a list ends, when the place at `start` is the first thing in an item.
    fn head_of_list(&self, start: usize) -> Option<usize> {
        let mut head = None;
        let mut place = start;
        while let Some(first) = self.body_of_item(place) {
            let end = self.provision.text[..first].trim_end().len();
            head = Some(end);
            // "1. a) Absatz 2": the head of the outer list.
            place = end;
            let before = word_before(&self.provision.text, end).map(|(at, _)| at);
            match before {
                Some(label) if self.borders.binary_search(&label).is_ok() => place = end + 1,
                _ => break,
            }
        }
        head
    }

    /// Where the list begins whose item has its first word at `start`.
    fn body_of_item(&self, start: usize) -> Option<usize> {
        let subsection = self.subsection(start)?;
        let mut siblings = subsection.items.as_slice();
        let mut first = None;
        while let Some(item) = siblings
            .iter()
            .find(|i| i.span.start <= start && start < i.span.end)
        {
            let body = item.span.start + item.label.len();
            let text = &self.provision.text;
            if body <= start && text[body..start].trim().is_empty() {
                first = siblings.first().map(|i| i.span.start);
            }
            siblings = &item.items;
        }
        first
    }

    /// Whether a part without markup is named right before `at`: "Abschnitt A Nummer 2".
    fn part_before(&self, at: usize) -> bool {
        let text = &self.provision.text;
        let Some((number_at, number)) = word_before(text, at) else {
            return false;
        };
        if self.borders.binary_search(&number_at).is_ok() {
            return false;
        }
        let outline = |at: usize| {
            word_before(text, at)
                .is_some_and(|(_, word)| self.lexicon.references.outline.contains(word))
        };
        // "laufende Nummer 3", "Unterabschnitt 4.3.3.6 Buchstabe f", "SERA.5005 Buchstabe a"
        is_number(number) && outline(number_at)
            || self.lexicon.references.outline.contains(number)
            || number.contains(|c: char| c.is_ascii_digit())
                && number.contains('.')
                && !number.ends_with('.')
            || is_number(number) && outline_chain(text, number_at, self.lexicon)
    }

    /// Whether the text around `start` names another statute: the head of a list, the words before
    /// a bracket, or before "mit Ausnahme".
    fn is_announced(&self, reader: &Reader<'_>, start: usize) -> bool {
        let Some(subsection) = self.subsection(start) else {
            return false;
        };
        let text = &self.provision.text;
        let mut from = subsection
            .sentence_at(start)
            .map_or(subsection.span.start, |i| {
                subsection.sentences[i].span.start
            })
            .min(start);
        if reader.name_before(start) {
            return true;
        }
        let bracket = text[from..start].rfind(['(', ')']);
        let in_bracket = bracket.is_some_and(|at| text[from + at..].starts_with('('));
        if in_bracket && reader.announces(Span::new(from, start), &self.names, usize::MAX) {
            return true;
        }
        let phrases = &self.lexicon.references.announcing_phrases;
        let phrased = |span: Span| {
            phrases
                .iter()
                .any(|phrase| span.of(text).contains(phrase.as_str()))
        };
        let mut level = subsection.items.as_slice();
        let mut depth = 0;
        while let Some(item) = level
            .iter()
            .find(|i| i.span.start <= start && start < i.span.end)
        {
            let first = level
                .iter()
                .map(|i| i.span.start)
                .find(|s| *s >= from)
                .unwrap_or(item.span.start);
            let head = Span::new(from.min(first), first);
            let whole = head.of(text).trim_end().ends_with(':') || phrased(head);
            let limit = if whole { usize::MAX } else { HEAD_WORDS };
            if (whole || depth > 0) && reader.announces(head, &self.names, limit) {
                return true;
            }
            from = item.span.start + item.label.len();
            level = &item.items;
            depth += 1;
        }
        // The item's own words before the reference: "10. Mustergesetz vom …: §§ 3, 4".
        let own = Span::new(from.min(start), start);
        let limit = if phrased(own) { usize::MAX } else { HEAD_WORDS };
        (limit > HEAD_WORDS || depth > 0) && reader.announces(own, &self.names, limit)
    }

    /// Whether the place stands in a row of a table: in an annex a line that is no sentence,
    /// elsewhere at the very beginning of such a line.
    fn is_row(&self, span: Span) -> bool {
        let text = &self.provision.text;
        let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[span.end..]
            .find('\n')
            .map_or(text.len(), |at| span.end + at);
        let sentence = text[start..end]
            .trim_end()
            .ends_with(['.', ';', ':', ',', '!', '?', ')']);
        let heads = !text[start..span.start].contains(char::is_alphabetic) && text.contains('\n');
        !sentence && (heads || self.provision.kind == ProvisionKind::Annex)
    }

    fn amends(&self, sentence: Option<(usize, usize)>) -> bool {
        let Some((subsection, sentence)) = sentence else {
            return false;
        };
        let subsection = &self.provision.subsections[subsection];
        let passage = subsection
            .sentences
            .get(sentence)
            .map_or(subsection.span, |s| s.span);
        self.lexicon
            .references
            .amends(passage.of(&self.provision.text))
    }

    fn subsection(&self, at: usize) -> Option<&'s Subsection> {
        self.provision
            .subsection_at(at)
            .map(|i| &self.provision.subsections[i])
    }

    fn sentence(&self, at: usize) -> Option<(usize, usize)> {
        let subsection = self.provision.subsection_at(at)?;
        let sentence = self.provision.subsections[subsection].sentence_at(at);
        Some((subsection, sentence.unwrap_or(usize::MAX)))
    }

    /// A reference without a provision: outwards from where it stands, until the place is found.
    fn resolve_here(&self, leaf: &Leaf) -> Result<(usize, Span), Failure> {
        let provision = self.provision;
        let mut scopes: Vec<Place<'_>> = Vec::new();
        let first = leaf.steps.first().map(|step| step.level);
        if let (Some(subsection), true) = (
            self.subsection(leaf.span.start),
            first != Some(Level::Absatz),
        ) {
            for item in Item::path_at(&subsection.items, leaf.span.start)
                .into_iter()
                .rev()
            {
                // "Satz 1" of an item that has but one means the sentence around it.
                if first != Some(Level::Satz) || !item.sentences.is_empty() {
                    scopes.push(Place::Item(item));
                }
            }
            if let Some(index) = subsection.sentence_at(leaf.span.start) {
                scopes.push(Place::Sentence(
                    subsection.sentences[index].span,
                    &subsection.items,
                ));
            }
            scopes.push(Place::Subsection(subsection));
        }
        if first == Some(Level::Absatz) || provision.subsections.iter().all(|s| s.label.is_none()) {
            scopes.push(Place::Provision(provision));
        }
        if let (Some(Level::Absatz), Some(subsection)) = (first, self.subsection(leaf.span.start)) {
            // Items of old statutes may have Absätze of their own.
            let path = Item::path_at(&subsection.items, leaf.span.start);
            scopes.extend(path.into_iter().rev().map(Place::Item));
        }
        let mut failure = None;
        for scope in scopes {
            match self.descend(scope, provision, &leaf.steps) {
                Ok(span) => return Ok((self.number, span)),
                Err(missing) => failure = Some(missing),
            }
        }
        // "Nummer 3" where the provisions themselves are "1.", "2.", "3.".
        if let [step, rest @ ..] = leaf.steps.as_slice()
            && step.level == Level::Nummer
        {
            for name in [format!("{}.", step.label), format!("Nr {}", step.label)] {
                let named = Designation {
                    unit: Unit::Named(name),
                    label: String::new(),
                };
                if let Ok(found) = self.resolve_elsewhere(&[named], rest) {
                    return Ok(found);
                }
            }
        }
        Err(failure.unwrap_or_else(|| missing(&leaf.designations, &leaf.steps)))
    }

    fn resolve_elsewhere(
        &self,
        designations: &[Designation],
        steps: &[Step],
    ) -> Result<(usize, Span), Failure> {
        if let Some(found) = self.resolve_in_annex(designations, steps) {
            return found;
        }
        let mut failure = None;
        for number in self
            .index
            .candidates(self.statute, self.provision, designations)
        {
            let provision = &self.statute.provisions[number];
            match self.descend(Place::Provision(provision), provision, steps) {
                Ok(span) => return Ok((number, span)),
                Err(missing) => failure = failure.or(Some(missing)),
            }
        }
        // "Artikel 1 § 3" where the text of Artikel 1 is left out.
        if let (None, [outer @ .., _]) = (&failure, designations)
            && let [number, ..] = self.index.candidates(self.statute, self.provision, outer)[..]
        {
            let provision = &self.statute.provisions[number];
            if provision.repealed || is_omitted(&provision.text) {
                return Err(Failure::Doubt(Doubt::Omitted));
            }
        }
        Err(failure.unwrap_or_else(|| missing(designations, steps)))
    }

    /// An annex that holds a treaty or a collective agreement has §§ of its own, as headings.
    fn resolve_in_annex(
        &self,
        designations: &[Designation],
        steps: &[Step],
    ) -> Option<Result<(usize, Span), Failure>> {
        let [only] = designations else {
            return None;
        };
        let named = matches!(only.unit, Unit::Paragraph | Unit::Artikel);
        if self.provision.kind != ProvisionKind::Annex || !named {
            return None;
        }
        let at = *self.headings.get(only)?;
        let text = &self.provision.text;
        let found = self.descend(
            Place::Part(Span::new(at, text.len())),
            self.provision,
            steps,
        );
        Some(match found {
            Ok(span) => Ok((self.number, span)),
            Err(_) => Err(Failure::Doubt(Doubt::Part)),
        })
    }

    fn descend(
        &self,
        from: Place<'_>,
        provision: &Provision,
        steps: &[Step],
    ) -> Result<Span, Failure> {
        let mut place = from;
        for step in steps {
            let Some(next) = place.descend(provision, step) else {
                let here = place.span().of(&provision.text);
                return Err(if provision.repealed || self.is_repealed(here) {
                    Failure::Doubt(Doubt::Repealed)
                } else if is_omitted(here) {
                    Failure::Doubt(Doubt::Omitted)
                } else {
                    Failure::Missing(Unresolved::Step(step.clone()))
                });
            };
            place = next;
        }
        Ok(place.span())
    }

    /// Whether a place holds nothing but the note that it was repealed.
    fn is_repealed(&self, passage: &str) -> bool {
        passage.len() < 80
            && self
                .lexicon
                .repeal_notes
                .iter()
                .any(|note| passage.contains(note.as_str()))
    }

    fn complete(&self, leaf: &Leaf) -> Citation {
        let mut steps = leaf.steps.clone();
        if !leaf.designations.is_empty() {
            return Citation {
                provision: leaf.designations.clone(),
                steps,
                statute: String::new(),
            };
        }
        if let Some(label) = self
            .subsection(leaf.span.start)
            .and_then(|s| s.label.as_deref())
            && steps.first().is_none_or(|step| step.level != Level::Absatz)
        {
            let label = label.trim_matches(['(', ')']).to_owned();
            steps.insert(
                0,
                Step {
                    level: Level::Absatz,
                    label,
                },
            );
        }
        Citation {
            provision: designations(&self.provision.designation),
            steps,
            statute: String::new(),
        }
    }
}

/// "Fußnoten 2 und 3 Buchstabe a": a number that an unknown noun counts.
fn outline_chain(text: &str, at: usize, lexicon: &Lexicon) -> bool {
    let mut at = at;
    for _ in 0..4 {
        let Some((before, word)) = word_before(text, at) else {
            return false;
        };
        let bare = word.trim_end_matches(',');
        if lexicon.references.outline.contains(bare) {
            return true;
        }
        if !(lexicon.chain_words.contains(word) || is_number(bare)) {
            return false;
        }
        at = before;
    }
    false
}

fn collect_starts(items: &[Item], starts: &mut Vec<usize>) {
    for item in items {
        starts.push(item.span.start);
        collect_starts(&item.items, starts);
    }
}

/// Whether a passage is only a placeholder: "-", "…", "(2) u. (3)".
fn is_omitted(passage: &str) -> bool {
    passage.len() < 60
        && !passage
            .split(|c: char| !c.is_alphabetic())
            .any(|word| word.chars().count() > 3)
}

/// Why a reference leads nowhere.
enum Failure {
    Doubt(Doubt),
    Missing(Unresolved),
}

fn missing(designations: &[Designation], steps: &[Step]) -> Failure {
    Failure::Missing(match steps.first() {
        Some(step) if designations.is_empty() => Unresolved::Step(step.clone()),
        _ => {
            let names: Vec<String> = designations.iter().map(Designation::to_string).collect();
            Unresolved::Provision(names.join(" "))
        }
    })
}

/// Finds provisions by what a citation calls them.
struct Index {
    whole: HashMap<Vec<Designation>, Vec<usize>>,
    /// By the innermost designation only: "§ 28" of "Artikel IX § 28".
    inner: HashMap<Designation, Vec<usize>>,
    /// Those that stand for several: "§§ 3 bis 6".
    ranges: Vec<(Designation, usize)>,
    units: HashSet<Unit>,
    /// Whether it has a "§ 3.07".
    dotted: bool,
}

impl Index {
    fn new(statute: &Statute) -> Self {
        let mut index = Self {
            whole: HashMap::new(),
            inner: HashMap::new(),
            ranges: Vec::new(),
            units: HashSet::new(),
            dotted: false,
        };
        for (number, provision) in statute.provisions.iter().enumerate() {
            let names = designations(&provision.designation);
            for name in &names {
                index.dotted |= name.label.contains('.');
                index.units.insert(match name.unit {
                    Unit::Paragraphs => Unit::Paragraph,
                    _ => name.unit.clone(),
                });
            }
            if let Some(last) = names.last() {
                if last.label.contains(' ') {
                    index.ranges.push((last.clone(), number));
                }
                index.inner.entry(last.clone()).or_default().push(number);
            }
            index.whole.entry(names).or_default().push(number);
        }
        index
    }

    /// Whether the statute counts its provisions in this way: in §§, in Artikel, in "§ 3.07".
    fn counts(&self, designation: &Designation) -> bool {
        self.units.contains(&designation.unit) && (self.dotted || !designation.label.contains('.'))
    }

    /// The provisions that a reference in `from` may mean, the likeliest first.
    fn candidates(&self, statute: &Statute, from: &Provision, names: &[Designation]) -> Vec<usize> {
        let mut nested = designations(&from.designation);
        nested.pop();
        nested.extend_from_slice(names);
        let found = self.whole.get(&nested).or_else(|| self.whole.get(names));
        let found = found.or_else(|| match names {
            [only] => self.inner.get(only),
            _ => None,
        });
        let mut found = found.cloned().unwrap_or_default();
        // Of several the one in the same part of the outline.
        found.sort_by_key(|number| {
            statute.provisions[*number].outline.first() != from.outline.first()
        });
        if let (true, Some(last)) = (found.is_empty(), names.last()) {
            let covering = self.ranges.iter().filter(|(range, _)| range.covers(last));
            found.extend(covering.map(|(_, number)| *number));
        }
        found
    }
}

/// The lines of an annex that begin with the name of a paragraph or article.
fn headings(provision: &Provision) -> HashMap<Designation, usize> {
    let mut headings = HashMap::new();
    if provision.kind != ProvisionKind::Annex {
        return headings;
    }
    let mut at = 0;
    for line in provision.text.split('\n') {
        if line.starts_with(['§', 'A']) {
            let words: Vec<&str> = line.split(' ').take(2).collect();
            if let [first] = designations(&words.join(" ")).as_slice()
                && !matches!(first.unit, Unit::Named(_))
            {
                headings.entry(first.clone()).or_insert(at);
            }
        }
        at += line.len() + 1;
    }
    headings
}

/// The first word of a text.
fn word_at(text: &str) -> Option<&str> {
    text.split(' ').next().filter(|word| !word.is_empty())
}

/// The passages in quotation marks.
fn quotations(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut open: Option<usize> = None;
    for (at, mark) in text.match_indices(['„', '“', '”', '"', '\n']) {
        match (mark, open) {
            ("„" | "\"", None) => open = Some(at),
            ("“" | "”" | "\"", Some(start)) => {
                spans.push(Span::new(start, at + mark.len()));
                open = None;
            }
            ("\n", _) => open = None,
            _ => {}
        }
    }
    spans
}
