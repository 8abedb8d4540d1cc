//! References inside a statute, and whether they lead anywhere.
//!
//! In come a statute and the lexicon, out goes every "§ 3 Absatz 2", "den Sätzen 1 und 2" or "Nummer
//! 3" in its provisions, with the place it names and what became of it. It is the check on the whole
//! reading of structure that needs no labels: the law itself says which sentences exist.
//!
//! It refuses to excuse: that a reference speaks of another statute, or that its target is in doubt,
//! is said only where the text says so, never because the reference did not resolve.

use std::collections::HashMap;

use super::citation::{Designation, Level, Place, Step, Unit, Unresolved, designations};
use super::lexicon::{Keyword, is_number, is_roman, word_before};
use super::{Citation, Item, Lexicon, Provision, ProvisionKind, Span, Statute};

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
    /// Its chain also names another statute: "§ 3 in Verbindung mit § 5 des Muttergesetzes".
    Mixed,
    /// It stands in quotation marks.
    Quoted,
    /// Its sentence changes another text.
    Amending,
    /// Its target is no longer law.
    Repealed,
    /// It speaks of an earlier or later version: "in der bis zum … geltenden Fassung".
    Version,
    /// It names a part of an annex that no markup shows: "Abschnitt A Nummer 2".
    Outline,
    /// The enacting formula speaks of the statute that empowers.
    Formula,
}

/// Every reference of the statute, in order.
pub fn check(statute: &Statute, lexicon: &Lexicon) -> Vec<Reference> {
    let index = Index::new(statute);
    let mut references = Vec::new();
    for (number, provision) in statute.provisions.iter().enumerate() {
        if provision.kind == ProvisionKind::Contents {
            continue;
        }
        let reader = Reader {
            text: &provision.text,
            lexicon,
            abbreviation: &statute.abbreviation,
        };
        let context = Context {
            statute,
            index: &index,
            lexicon,
            number,
            provision,
            quotations: quotations(&provision.text),
        };
        let mut at = 0;
        let mut foreign_until = None;
        while let Some((keyword, start, end)) = lexicon.references.find(&provision.text, at) {
            at = end;
            let Some(mut chain) = reader.chain(keyword, start, end) else {
                continue;
            };
            let naming = reader.close(&mut chain);
            at = chain.end.max(end);
            let after_foreign = foreign_until.is_some_and(|until| reader.is_link(until, start));
            foreign_until = match naming {
                Naming::Foreign(span) => Some(span.end),
                _ if after_foreign => Some(chain.end),
                _ => None,
            };
            let version = reader.names_version(chain.end);
            let last = chain.leaves.last().map_or(0, |leaf| leaf.segment);
            for leaf in chain.leaves {
                let outcome = match naming {
                    Naming::Foreign(span) if leaf.segment == last => Outcome::Foreign(span),
                    Naming::Foreign(_) if !leaf.designations.is_empty() => {
                        Outcome::Uncertain(Doubt::Mixed)
                    }
                    Naming::None if after_foreign => Outcome::Uncertain(Doubt::Mixed),
                    _ if version => Outcome::Uncertain(Doubt::Version),
                    _ => context.judge(&leaf, naming),
                };
                references.push(Reference {
                    provision: number,
                    span: leaf.span,
                    citation: context.complete(leaf),
                    outcome,
                });
            }
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
    /// A part of an annex stands in between.
    outline: bool,
}

#[derive(Debug)]
struct Chain {
    leaves: Vec<Leaf>,
    end: usize,
}

/// Whose statute a chain names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Naming {
    None,
    Own,
    Foreign(Span),
}

/// How many parts a container may have: "Satz 1 des Absatzes 2 des § 5 der Anlage 1".
const CONTAINERS: usize = 3;
/// How far behind a reference the version is named.
const VERSION_WORDS: usize = 24;

/// Reads references off a text; knows nothing of what the statute holds.
struct Reader<'t> {
    text: &'t str,
    lexicon: &'t Lexicon,
    abbreviation: &'t str,
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
            outline: self.outline_before(start),
        };
        let (mut keyword, mut after, mut adjacent) = (keyword, end, true);
        let mut read = None;
        while let Some((label, label_end)) = self.label(after, keyword) {
            match keyword {
                Keyword::Unit(unit) => {
                    if adjacent && !leaf.steps.is_empty() {
                        break;
                    }
                    if !adjacent {
                        leaf.designations.clear();
                        leaf.steps.clear();
                        leaf.segment += 1;
                        leaf.outline = false;
                    }
                    leaf.designations.push(Designation {
                        unit: unit.clone(),
                        label,
                    });
                }
                Keyword::Level(level) | Keyword::Trailing(level) => {
                    if adjacent && leaf.steps.iter().any(|step| step.level == *level) {
                        break;
                    }
                    if !adjacent {
                        let same = leaf.steps.iter().position(|step| step.level == *level);
                        let deeper = leaf.steps.iter().position(|step| step.level > *level);
                        leaf.steps
                            .truncate(same.or(deeper).unwrap_or(leaf.steps.len()));
                    }
                    leaf.steps.push(Step {
                        level: *level,
                        label,
                    });
                }
            }
            let mut at = self.number_list(keyword, label_end, &mut leaf, &mut leaves);
            at = self.inner_places(at, &mut leaf);
            leaf.span.end = at;
            read = Some(at);
            let next = self.space(at);
            if next > at
                && let Some((deeper, deeper_end)) = words.at(self.text, next)
            {
                (keyword, after, adjacent) = (deeper, deeper_end, true);
                continue;
            }
            let Some(next) = self.connector(at).map(|next| self.skip_article(next)) else {
                break;
            };
            match words.at(self.text, next) {
                Some((Keyword::Trailing(_), _)) | None => break,
                Some((other, other_end)) if self.label(other_end, other).is_some() => {
                    leaves.push(leaf.clone());
                    leaf.span.start = next;
                    (keyword, after, adjacent) = (other, other_end, false);
                }
                Some(_) => break,
            }
        }
        let end = read?;
        leaf.span.end = end;
        leaves.push(leaf);
        Some(Chain { leaves, end })
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
        while let Some(next) = self.connector(end)
            && let Some((label, label_end)) = self.label(next, keyword)
        {
            leaf.span.end = end;
            leaves.push(leaf.clone());
            leaf.span.start = next;
            let last = match keyword {
                Keyword::Unit(_) => leaf.designations.last_mut().map(|d| &mut d.label),
                _ => leaf.steps.last_mut().map(|s| &mut s.label),
            };
            if let Some(last) = last {
                *last = label;
            }
            end = label_end;
        }
        end
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
                let place = words.at(self.text, behind);
                if let Some((Keyword::Level(level), end)) = place {
                    leaf.steps.push(Step {
                        level: *level,
                        label: number.to_string(),
                    });
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
            let outline = words.outline.contains(word);
            let number = self.word(behind).trim_end_matches(['.', ',']);
            if !(inside || outline) || !is_number(number) {
                return at;
            }
            leaf.outline |= outline;
            at = behind + number.len();
        }
        at
    }

    /// Whether a part of an annex is named before `at`: "Abschnitt A Nummer 2".
    fn outline_before(&self, at: usize) -> bool {
        let Some((number_at, number)) = word_before(self.text, at) else {
            return false;
        };
        is_number(number)
            && word_before(self.text, number_at)
                .is_some_and(|(_, word)| self.lexicon.references.outline.contains(word))
    }

    /// Reads what a chain is part of and whose it is, and moves its end behind both.
    fn close(&self, chain: &mut Chain) -> Naming {
        let words = &self.lexicon.references;
        for _ in 0..CONTAINERS {
            let at = self.space(chain.end);
            let word = self.word(at);
            if !(words.of.contains(word) || words.own.contains(word)) {
                break;
            }
            let next = self.space(at + word.len());
            let Some((keyword, end)) = words.at(self.text, next) else {
                break;
            };
            let container = match self.chain(keyword, next, end) {
                Some(container) => container,
                None => match keyword {
                    Keyword::Unit(unit @ (Unit::Anlage | Unit::Anhang)) => Chain {
                        leaves: vec![Leaf {
                            designations: vec![Designation {
                                unit: unit.clone(),
                                label: String::new(),
                            }],
                            steps: Vec::new(),
                            span: Span::new(next, end),
                            segment: 0,
                            outline: false,
                        }],
                        end,
                    },
                    _ => break,
                },
            };
            let Some(outer) = container.leaves.into_iter().next() else {
                break;
            };
            let last = chain.leaves.last().map_or(0, |leaf| leaf.segment);
            for leaf in chain.leaves.iter_mut().filter(|leaf| leaf.segment == last) {
                if !leaf.designations.is_empty() && outer.designations.is_empty() {
                    continue;
                }
                let mut designations = outer.designations.clone();
                designations.append(&mut leaf.designations);
                leaf.designations = designations;
                let mut steps = outer.steps.clone();
                steps.append(&mut leaf.steps);
                leaf.steps = steps;
                leaf.outline |= outer.outline;
            }
            chain.end = container.end;
        }
        let relative = chain
            .leaves
            .last()
            .is_some_and(|leaf| leaf.designations.is_empty());
        let (naming, end) = self.naming(chain.end, relative);
        chain.end = end.max(chain.end);
        naming
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
            return (Naming::Own, next + self.word(next).len());
        }
        let article = words.of.contains(first);
        let endings = match (first, article) {
            (_, false) => &words.statutes,
            ("der" | "zur", true) if relative => return (Naming::None, at),
            ("der" | "zur", true) => &words.statutes_of_der,
            (_, true) => &words.statutes_of_des,
        };
        let mut next = if article {
            self.space(start + first.len())
        } else {
            start
        };
        for _ in 0..6 {
            let word = self.word(next);
            let end = next + word.len();
            if word.is_empty() {
                break;
            }
            let capital = word.starts_with(char::is_uppercase);
            if word == self.abbreviation {
                return (Naming::Own, end);
            }
            if self.is_abbreviation(word) {
                return (Naming::Foreign(Span::new(start, end)), end);
            }
            let lower = word.to_lowercase();
            if capital
                && !words.no_statute.contains(word)
                && endings
                    .iter()
                    .any(|ending| lower.ends_with(ending.as_str()))
            {
                return (Naming::Foreign(Span::new(start, end)), end);
            }
            let passes = word.ends_with('-')
                || self.lexicon.chain_words.contains(word)
                || (capital || article)
                    && words
                        .adjective_endings
                        .iter()
                        .any(|ending| lower.ends_with(ending.as_str()));
            if !passes {
                break;
            }
            next = self.space(end);
        }
        (Naming::None, at)
    }

    /// "BGB", "EStG": at least two capitals, and not a Roman number.
    fn is_abbreviation(&self, word: &str) -> bool {
        let capitals = word.chars().filter(|c| c.is_uppercase()).count();
        capitals >= 2
            && word.chars().all(|c| c.is_alphanumeric() || c == '-')
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
        if !matches!(tokens.next(), Some("in" | "jeweils")) {
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
            .is_some_and(|next| self.skip_article(next) == to)
    }

    /// Where the text goes on behind a comma, "und", "bis", "in Verbindung mit".
    fn connector(&self, at: usize) -> Option<usize> {
        let comma = self.text[at..].starts_with(',');
        let next = self.space(if comma { at + 1 } else { at });
        if next == at {
            // "1-3", "1–3"
            let dash = ["-", "–"]
                .into_iter()
                .find(|dash| self.text[at..].starts_with(dash))?;
            let next = at + dash.len();
            return self.text[next..]
                .starts_with(|c: char| c.is_ascii_digit())
                .then_some(next);
        }
        let rest = &self.text[next..];
        let phrase = self
            .lexicon
            .references
            .combining
            .iter()
            .find(|phrase| rest.starts_with(phrase.as_str()));
        if let Some(phrase) = phrase {
            return Some(self.space(next + phrase.len()));
        }
        let word = self.word(next);
        if self.lexicon.chain_words.contains(word) {
            return Some(self.space(next + word.len()));
        }
        comma.then_some(next)
    }

    fn skip_article(&self, at: usize) -> usize {
        let word = self.word(at);
        if self.lexicon.references.articles.contains(word) {
            self.space(at + word.len())
        } else {
            at
        }
    }

    fn space(&self, at: usize) -> usize {
        at + self.text[at..].bytes().take_while(|b| *b == b' ').count()
    }

    /// The word at `at`, up to a space or a mark; with a full stop or hyphen that ends it.
    fn word(&self, at: usize) -> &'t str {
        let rest = &self.text[at..];
        let end = rest
            .find(|c: char| {
                c.is_whitespace() || matches!(c, ',' | ';' | ':' | '(' | ')' | '"' | '„' | '“')
            })
            .unwrap_or(rest.len());
        let word = &rest[..end];
        let known = word == "bzw."
            || word.len() > 1 && word.as_bytes()[0].is_ascii_digit()
            || self.lexicon.references.inside_sentence.contains(word);
        if known {
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
                let small = bytes.iter().take_while(|b| **b == first).count();
                if first.is_ascii_lowercase() && small <= 3
                    || first.is_ascii_uppercase() && small == 1
                {
                    small
                } else {
                    return None;
                }
            }
            _ if first.is_ascii_digit() => number_length(bytes, keyword),
            Keyword::Unit(Unit::Artikel | Unit::Anlage | Unit::Anhang)
            | Keyword::Level(Level::Nummer) => {
                let roman = bytes
                    .iter()
                    .take_while(|b| matches!(b, b'I' | b'V' | b'X' | b'L' | b'C'))
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
        if len == 0 || behind.is_some_and(|c| c.is_alphanumeric() || c == '/') {
            return None;
        }
        if behind == Some('-') && !bytes.get(len + 1).is_some_and(u8::is_ascii_digit) {
            return None; // "3-jährig"
        }
        // "2. Halbsatz", "1. Januar": an ordinal, no label.
        if behind == Some('.') && self.is_ordinal(start + len) {
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
}

/// Length of "3", "3a", "1.2.3" at the start of a text.
fn number_length(bytes: &[u8], keyword: &Keyword) -> usize {
    let digits = |from: usize| {
        bytes[from..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count()
    };
    let mut len = digits(0);
    let dotted = matches!(
        keyword,
        Keyword::Level(Level::Nummer) | Keyword::Unit(Unit::Anlage | Unit::Anhang)
    );
    while dotted && bytes.get(len) == Some(&b'.') && digits(len + 1) > 0 {
        len += 1 + digits(len + 1);
    }
    let letters = bytes[len..]
        .iter()
        .take_while(|b| b.is_ascii_lowercase())
        .count();
    if letters <= 2 { len + letters } else { len }
}

/// Where a reference stands and what it can mean there.
struct Context<'s> {
    statute: &'s Statute,
    index: &'s Index,
    lexicon: &'s Lexicon,
    number: usize,
    provision: &'s Provision,
    quotations: Vec<Span>,
}

impl Context<'_> {
    fn judge(&self, leaf: &Leaf, naming: Naming) -> Outcome {
        if self.quotations.iter().any(|q| q.contains(leaf.span)) {
            return Outcome::Uncertain(Doubt::Quoted);
        }
        if self.provision.kind == ProvisionKind::Formula && naming == Naming::None {
            return Outcome::Uncertain(Doubt::Formula);
        }
        if self.amends(leaf.span) {
            return Outcome::Uncertain(Doubt::Amending);
        }
        if leaf.outline {
            return Outcome::Uncertain(Doubt::Outline);
        }
        let resolution = if leaf.designations.is_empty() {
            self.resolve_here(leaf)
        } else {
            self.resolve_elsewhere(leaf)
        };
        match resolution {
            Ok((provision, span)) => Outcome::Resolved { provision, span },
            Err(Failure::Repealed) => Outcome::Uncertain(Doubt::Repealed),
            Err(Failure::Missing(step)) => Outcome::Unresolved(step),
        }
    }

    fn amends(&self, span: Span) -> bool {
        let Some(subsection) = self
            .provision
            .subsections
            .iter()
            .find(|s| s.span.contains(span))
        else {
            return false;
        };
        let passage = subsection
            .sentence_at(span.start)
            .map_or(subsection.span, |i| subsection.sentences[i].span);
        self.lexicon
            .references
            .amends(passage.of(&self.provision.text))
    }

    /// A reference without a provision: outwards from where it stands, until the place is found.
    fn resolve_here(&self, leaf: &Leaf) -> Result<(usize, Span), Failure> {
        let provision = self.provision;
        let mut scopes: Vec<Place<'_>> = Vec::new();
        let first = leaf.steps.first().map(|step| step.level);
        let subsection = provision
            .subsections
            .iter()
            .find(|s| s.span.contains(leaf.span));
        if let (Some(subsection), true) = (subsection, first != Some(Level::Absatz)) {
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
        let mut failure = None;
        for scope in scopes {
            match self.descend(scope, provision, &leaf.steps) {
                Ok(span) => return Ok((self.number, span)),
                Err(missing) => failure = Some(missing),
            }
        }
        Err(failure.unwrap_or_else(|| missing(leaf)))
    }

    fn resolve_elsewhere(&self, leaf: &Leaf) -> Result<(usize, Span), Failure> {
        let mut failure = None;
        for &number in self.index.candidates(self.provision, &leaf.designations) {
            let provision = &self.statute.provisions[number];
            match self.descend(Place::Provision(provision), provision, &leaf.steps) {
                Ok(span) => return Ok((number, span)),
                Err(missing) => failure = failure.or(Some(missing)),
            }
        }
        Err(failure.unwrap_or_else(|| missing(leaf)))
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
                let repealed = provision.repealed || self.is_repealed(here);
                return Err(if repealed {
                    Failure::Repealed
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

    fn complete(&self, leaf: Leaf) -> Citation {
        let mut steps = leaf.steps;
        if !leaf.designations.is_empty() {
            return Citation {
                provision: leaf.designations,
                steps,
                statute: String::new(),
            };
        }
        let subsection = self
            .provision
            .subsections
            .iter()
            .find(|s| s.span.contains(leaf.span));
        if let Some(label) = subsection.and_then(|s| s.label.as_deref())
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

/// Why a reference leads nowhere.
enum Failure {
    Repealed,
    Missing(Unresolved),
}

fn missing(leaf: &Leaf) -> Failure {
    let names: Vec<String> = leaf
        .designations
        .iter()
        .map(Designation::to_string)
        .collect();
    Failure::Missing(match leaf.steps.first() {
        Some(step) if names.is_empty() => Unresolved::Step(step.clone()),
        _ => Unresolved::Provision(names.join(" ")),
    })
}

/// Finds provisions by what a citation calls them.
struct Index {
    whole: HashMap<Vec<Designation>, Vec<usize>>,
    /// By the innermost designation only: "§ 28" of "Artikel IX § 28".
    inner: HashMap<Designation, Vec<usize>>,
}

impl Index {
    fn new(statute: &Statute) -> Self {
        let mut whole: HashMap<_, Vec<usize>> = HashMap::new();
        let mut inner: HashMap<_, Vec<usize>> = HashMap::new();
        for (number, provision) in statute.provisions.iter().enumerate() {
            let names = designations(&provision.designation);
            if let Some(last) = names.last() {
                inner.entry(last.clone()).or_default().push(number);
            }
            whole.entry(names).or_default().push(number);
        }
        Self { whole, inner }
    }

    /// The provisions that a reference in `from` may mean, the likeliest first.
    fn candidates(&self, from: &Provision, names: &[Designation]) -> &[usize] {
        let mut nested = designations(&from.designation);
        nested.pop();
        nested.extend_from_slice(names);
        let found = self.whole.get(&nested).or_else(|| self.whole.get(names));
        let found = found.or_else(|| match names {
            [only] => self.inner.get(only),
            _ => None,
        });
        found.map_or(&[], Vec::as_slice)
    }
}

/// The passages in quotation marks.
fn quotations(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut open: Option<usize> = None;
    for (at, mark) in text.match_indices(['„', '“', '”', '"', '\n']) {
        match (mark, open) {
            ("„", None) => open = Some(at),
            ("\"", None) => open = Some(at),
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
