//! The grammar of a command: places, quotations and a verb at the end.
//!
//! In comes the text of one part of an article, its quotations blotted out, out go its changes. It
//! reads from left to right and gathers phrases ("in § 3 Absatz 1", "nach dem Wort „a“") until a verb
//! says what they are for. Every word outside of quotations must be known; the first that is not
//! ends the reading.

use crate::rules::AmendingWords;
use crate::statute::citation::{self, Designation, Level, Step};
use crate::statute::lexicon::Keyword;
use crate::statute::references::places_at;
use crate::statute::{Citation, Lexicon, Span};

use super::quotes::{BLOT, Masked};
use super::{
    Action, LAST, NewUnit, Numbering, Obstacle, Occurrences, Part, Place, Position, Side, Words,
};

/// A change, before it is known where in the list it stands.
#[derive(Debug, Clone)]
pub(super) struct Clause {
    pub(super) places: Vec<Place>,
    pub(super) action: Action,
    pub(super) occurrences: Occurrences,
    /// Which of the sentences of its part it stands in, from 0.
    pub(super) sentence: usize,
}

/// What one part of an article says.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) clauses: Vec<Clause>,
    /// The places that the parts below change, where this part says that they do.
    pub(super) opens: Option<Vec<Place>>,
    pub(super) obstacle: Option<Obstacle>,
}

/// What a phrase is for, by the word before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Plain,
    Within,
    After,
    Before,
    By,
}

#[derive(Debug, Clone)]
enum Thing {
    Places(Vec<Place>),
    Words(Words),
    New(NewUnit),
}

#[derive(Debug, Clone)]
struct Phrase {
    case: Case,
    thing: Thing,
    /// Behind how many auxiliaries it stands.
    auxiliaries: usize,
    /// Whether "jeweils" stands before it.
    each: bool,
    /// Whether "und" or a comma stands before it.
    connected: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Replace,
    Insert,
    Append,
    Prepend,
    Strike,
    Rewrite,
    Change,
}

/// Reads commands.
pub(super) struct Grammar<'t> {
    /// The provision's text.
    pub(super) text: &'t str,
    pub(super) masked: &'t Masked,
    pub(super) words: &'t AmendingWords,
    pub(super) lexicon: &'t Lexicon,
}

/// A command while it is read.
struct Run {
    /// The places of the part that it stands in.
    base: Vec<Place>,
    /// The places that the last "in …" named.
    scope: Vec<Place>,
    phrases: Vec<Phrase>,
    case: Case,
    following: bool,
    numbering: Numbering,
    each: bool,
    count: Option<usize>,
    at_end: bool,
    at_beginning: bool,
    /// The new text stands in an annex of the draft.
    annexed: bool,
    /// Whether the command stands in the sentence that names the statute.
    opening: bool,
    auxiliaries: usize,
    /// Whether "erhält" stands before what comes next.
    receives: bool,
    /// Whether "und" or a comma stands before what comes next.
    connected: bool,
    /// What the last renumbering made of its places.
    renamed: Option<Vec<Place>>,
    /// Whether what comes next bears the number that a unit just got: only a new number tells which of
    /// both is meant.
    shares_number: bool,
    /// The verb came, and the text that it announced has not yet.
    awaiting: Option<Clause>,
    /// Which sentence is read, from 0.
    sentence: usize,
    reading: Reading,
}

impl<'t> Grammar<'t> {
    /// Reads the text at the spans, which stands in a part that changes `base`; `opening` where that
    /// is the sentence that names the statute.
    pub(super) fn read(&self, spans: &[Span], base: &[Place], opening: bool) -> Reading {
        let mut run = Run::new(base);
        run.opening = opening;
        if let Err(obstacle) = self.run(&mut run, spans) {
            run.reading.obstacle = Some(obstacle);
        }
        run.reading
    }

    fn run(&self, run: &mut Run, spans: &[Span]) -> Result<(), Obstacle> {
        for span in spans {
            let mut at = self.skip(span.start, span.end);
            while at < span.end {
                let next = self.step(run, at, span.end)?;
                at = self.skip(next, span.end);
            }
        }
        run.finish()
    }

    pub(super) fn skip(&self, at: usize, end: usize) -> usize {
        let rest = &self.masked.text[at..end];
        end - rest.trim_start_matches([' ', '\n', '.', '(', ')']).len()
    }

    /// Reads the next piece; returns where it ends.
    fn step(&self, run: &mut Run, at: usize, end: usize) -> Result<usize, Obstacle> {
        let text = &self.masked.text[..end];
        let rest = &text[at..];
        if rest.starts_with(BLOT) {
            let index = self.masked.quote_at(at).ok_or(Obstacle::Unclosed)?;
            let quote = self.masked.quotes[index];
            run.take_words(Words {
                text: quote.inner.of(self.text).trim().to_owned(),
                span: Some(quote.inner),
                at_end: false,
            })?;
            return Ok(quote.outer.end);
        }
        if let Some(unquoted) = rest.strip_prefix(':') {
            run.announce()?;
            // A format may show that a text is new law without quotation marks.
            let whole = Span::new(at + 1, end);
            if run.awaiting.is_some() && !unquoted.trim().is_empty() && !unquoted.contains(BLOT) {
                run.take_words(Words {
                    text: whole.of(self.text).trim().to_owned(),
                    span: Some(whole),
                    at_end: false,
                })?;
                return Ok(end);
            }
            return Ok(at + 1);
        }
        if rest.starts_with([',', ';']) {
            run.connected = true;
            return Ok(at + 1);
        }
        if let Some(next) = self.modifier(run, rest) {
            return Ok(at + next);
        }
        let word = word_of(rest);
        let behind = at + word.len();
        let words = &self.words.words;
        if run.phrases.is_empty()
            && word.starts_with(char::is_uppercase)
            && text[..at].trim_end().ends_with('.')
            && !run.reading.clauses.is_empty()
        {
            run.sentence += 1;
        }
        if let Some(verb) = self.verb(word) {
            run.end(verb)?;
            return Ok(behind);
        }
        if words.auxiliaries.contains(word) {
            run.auxiliary()?;
            run.receives = words.receiving.contains(word);
            return Ok(behind);
        }
        if let Some(next) = self.place(run, at, end)? {
            return Ok(next);
        }
        if let Some(mark) = self.words.marks.get(word) {
            run.take_words(Words {
                text: mark.clone(),
                span: None,
                at_end: false,
            })?;
            return Ok(behind);
        }
        if words.within.contains(word) {
            run.case = Case::Within;
        } else if words.after.contains(word) {
            run.case = Case::After;
        } else if words.before.contains(word) {
            run.case = Case::Before;
        } else if words.by.contains(word) {
            run.case = Case::By;
        } else if words.following.contains(word) {
            run.following = true;
        } else if words.former.contains(word) {
            run.numbering = Numbering::Former(None);
        } else if words.new.contains(word) {
            run.numbering = Numbering::New;
        } else if words.each.contains(word) {
            run.each = true;
        } else if self.lexicon.chain_words.contains(word) {
            run.connected = true;
        } else if run.following && words.quoted.contains(word) {
            let contents = |place: &Place| matches!(place.part, Part::Contents | Part::Entry);
            let entry = words.entry.contains(word)
                && (run.scope.iter().any(contents) || run.phrases.iter().any(|phrase| {
                    matches!(&phrase.thing, Thing::Places(places) if places.iter().any(contents))
                }));
            run.take_new(if entry {
                NewUnit::Part(Part::Entry)
            } else {
                NewUnit::Words
            })?;
        } else if words.nth.contains(word) {
            return Err(Obstacle::Word(word.to_owned()));
        } else {
            let known = words.articles.contains(word)
                || words.dative.contains(word)
                || words.quoted.contains(word)
                || words.at.contains(word)
                || words.becoming.contains(word)
                || words.fillers.contains(word);
            if !known {
                // "Risikokategorie 1", "Spalte 2": a place, but none that the text shows.
                let next = self.skip(behind, end);
                let label = word_of(&text[next..]);
                let counts = word.starts_with(char::is_uppercase)
                    && label.starts_with(|c: char| c.is_ascii_digit());
                if !counts {
                    return Err(Obstacle::Word(word.to_owned()));
                }
                let name = format!("{word} {label}");
                let part = if words.column.contains(word) {
                    Part::Column(name)
                } else if words.other.contains(word)
                    || label.contains(|c: char| !c.is_ascii_alphanumeric() && c != '.')
                {
                    Part::Other(name)
                } else {
                    Part::Row(label.trim_end_matches('.').to_owned())
                };
                run.take_places(vec![Place {
                    part,
                    ..Place::default()
                }])?;
                return Ok(next + label.len());
            }
        }
        Ok(behind)
    }

    /// "am Ende", "an beiden Stellen".
    fn modifier(&self, run: &mut Run, rest: &str) -> Option<usize> {
        let begins = |phrase: &str| {
            let tail = rest.strip_prefix(phrase).or_else(|| {
                // At the beginning of a command: "Am Ende".
                let first = rest.chars().next()?;
                let lower = first.to_lowercase().chain(rest.chars().skip(1));
                let lower: String = lower.take(phrase.chars().count()).collect();
                (lower == phrase).then(|| rest.get(phrase.len()..))?
            });
            tail.is_some_and(|tail| !tail.starts_with(char::is_alphanumeric))
        };
        for count in &self.words.counts {
            if begins(&count.phrase) {
                run.count = Some(count.count);
                return Some(count.phrase.len());
            }
        }
        for phrase in &self.words.phrases.end {
            if begins(phrase) {
                run.mark_end();
                return Some(phrase.len());
            }
        }
        for phrase in &self.words.phrases.dated {
            if begins(phrase)
                && let Some(date) = date_at(&rest[phrase.len()..])
            {
                return Some(phrase.len() + date);
            }
        }
        for phrase in &self.words.phrases.beginning {
            if begins(phrase) {
                run.at_beginning = true;
                return Some(phrase.len());
            }
        }
        for phrase in &self.words.phrases.annexed {
            if begins(phrase) {
                run.annexed = true;
                return Some(phrase.len());
            }
        }
        None
    }

    fn verb(&self, word: &str) -> Option<Verb> {
        let verbs = &self.words.verbs;
        [
            (&verbs.replace, Verb::Replace),
            (&verbs.insert, Verb::Insert),
            (&verbs.append, Verb::Append),
            (&verbs.prepend, Verb::Prepend),
            (&verbs.strike, Verb::Strike),
            (&verbs.rewrite, Verb::Rewrite),
            (&verbs.change, Verb::Change),
        ]
        .into_iter()
        .find(|(words, _)| words.contains(word))
        .map(|(_, verb)| verb)
    }

    /// A place at `at`, or a new unit where "folgende" came before it.
    fn place(&self, run: &mut Run, at: usize, end: usize) -> Result<Option<usize>, Obstacle> {
        if let Some(next) = self.division(run, at, end)? {
            return Ok(Some(next));
        }
        if let Some((places, next)) = self.part(at, end) {
            return run.take_places(places).map(|()| Some(next));
        }
        if let Some((place, next)) = self.counted(at, end) {
            return run.take_places(vec![place]).map(|()| Some(next));
        }
        let until = self.limit(at, end);
        if let Some((places, next)) = self.cited(at, until)? {
            return run.take_places(places).map(|()| Some(next));
        }
        // "folgender Satz", "folgende Sätze", "die Anlage"
        let masked = &self.masked.text[..end];
        let Some((keyword, next)) = self.lexicon.references.at(masked, at) else {
            return Ok(None);
        };
        match keyword {
            Keyword::Level(level) if run.following => run.take_new(NewUnit::Level(*level))?,
            Keyword::Unit(unit @ (citation::Unit::Anlage | citation::Unit::Anhang)) => {
                run.take_places(vec![Place::of(vec![Designation {
                    unit: unit.clone(),
                    label: String::new(),
                }])])?;
            }
            _ => return Ok(None),
        }
        Ok(Some(next))
    }

    /// Whether a text ends a clause with "wird wie folgt geändert:". "Folgendes ergänzt:" in a sentence
    /// without auxiliary commands nothing.
    pub(super) fn changes(&self, head: &str) -> bool {
        self.words.verbs.change.iter().any(|verb| {
            let verb = format!("{verb}:");
            head.match_indices(verb.as_str()).any(|(at, _)| {
                let clause = head[..at].rsplit(". ").next().unwrap_or_default();
                let mut words = clause.split_whitespace();
                words.any(|word| self.words.words.auxiliaries.contains(word))
            })
        })
    }

    /// Whether a sentence begins as commands do, with an article or a preposition before the name, and
    /// not with a verb or the name of somebody who acts.
    pub(super) fn names_first(&self, head: Span) -> bool {
        let words = &self.words.words;
        let start = self.skip(head.start, head.end);
        let sets = [
            &words.within,
            &words.after,
            &words.before,
            &words.at,
            &words.articles,
        ];
        let next = self.pass(start, head.end, &sets);
        let name = &self.masked.text[next..head.end];
        self.place_end(start, head.end).is_some()
            || next > start && name.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
            || next > start && self.place_end(next, head.end).is_some()
    }

    /// "Teil A Nummer 1.2", where the command speaks of an annex: annexes have divisions of their own.
    fn division(&self, run: &mut Run, at: usize, end: usize) -> Result<Option<usize>, Obstacle> {
        // "In Anlage 1 Teil A Nummer 1 und Teil B Nummer 2" is one place after the other.
        let beside = run.phrases.last().is_some_and(|phrase| {
            phrase.auxiliaries == run.auxiliaries
                && matches!(&phrase.thing, Thing::Places(places)
                    if places.iter().any(|place| is_annex(&place.citation)))
        });
        if run.connected
            && beside
            && let Some((name, _)) = self.outline(at, end)
        {
            return Err(Obstacle::Word(name));
        }
        let follows = !run.connected && run.case == Case::Plain && !run.following;
        let last = run.phrases.last().filter(|phrase| {
            phrase.auxiliaries == run.auxiliaries && (follows || run.case == Case::Within)
        });
        let named = match last {
            Some(Phrase {
                thing: Thing::Places(places),
                ..
            }) => places,
            _ if run.case == Case::Within => match run.phrases.last() {
                Some(Phrase {
                    case: Case::Within,
                    thing: Thing::Places(places),
                    ..
                }) => places,
                _ => &run.scope,
            },
            _ => return Ok(None),
        };
        let [annex] = named.as_slice() else {
            return Ok(None);
        };
        let whole = annex.citation.steps.is_empty() && annex.part == Part::Whole;
        if !whole || !is_annex(&annex.citation) {
            return Ok(None);
        }
        let Some((name, mut next)) = self.outline(at, end) else {
            return Ok(None);
        };
        let mut place = annex.clone();
        place.citation.provision.extend(divisions(&name));
        let further = self.skip(next, end);
        if let Some((steps, behind)) = self.cited(further, self.limit(further, end))? {
            match steps.as_slice() {
                [inner] if inner.citation.provision.is_empty() && inner.through.is_none() => {
                    place.citation.steps.clone_from(&inner.citation.steps);
                    next = behind;
                }
                // More than one place in it, or one that lies elsewhere.
                _ => return Err(Obstacle::Word(name)),
            }
        }
        if let Some(last) = run.phrases.last_mut()
            && last.auxiliaries == run.auxiliaries
            && matches!(&last.thing, Thing::Places(places) if places.len() == 1)
        {
            last.thing = Thing::Places(vec![place]);
            run.took();
        } else {
            run.push(Thing::Places(vec![place]));
        }
        Ok(Some(next))
    }

    /// "ersten Halbsatz", "letzter Halbsatz", "dritten Spiegelstrich".
    fn counted(&self, at: usize, end: usize) -> Option<(Place, usize)> {
        let text = &self.masked.text[..end];
        let word = word_of(&text[at..]);
        let last = self.words.words.last.contains(word);
        let number = self.lexicon.references.ordinal(&word.to_lowercase());
        let label = match number.filter(|number| *number > 0) {
            Some(number) => number.to_string(),
            None if last => LAST.to_owned(),
            None => return None,
        };
        let next = self.skip(at + word.len(), end);
        let (Keyword::Level(level), behind) = self.lexicon.references.at(text, next)? else {
            return None;
        };
        let counts = *level == Level::Halbsatz || !last && *level == Level::Spiegelstrich;
        counts.then(|| {
            let mut place = Place::default();
            place.citation.steps.push(Step {
                level: *level,
                label,
            });
            (place, behind)
        })
    }

    /// Up to where a chain of places may reach: it goes past no preposition, verb or quotation.
    pub(super) fn limit(&self, at: usize, end: usize) -> usize {
        let words = &self.words.words;
        let text = &self.masked.text[..end];
        let mut from = at;
        while let Some(gap) = text[from..].find([' ', '\n']) {
            let start = from + gap + 1;
            let rest = &text[start..];
            let word = word_of(rest);
            let stops = rest.starts_with(BLOT)
                || [
                    &words.within,
                    &words.after,
                    &words.before,
                    &words.by,
                    &words.auxiliaries,
                    // "nach der Angabe zu § 5 folgende Angabe" means no § 5 ff.
                    &words.following,
                ]
                .iter()
                .any(|set| set.contains(word));
            if stops {
                return from + gap;
            }
            from = start;
        }
        end
    }

    /// "§ 3 Absatz 1 und 2", "Absätze 2 bis 4".
    pub(super) fn cited(
        &self,
        at: usize,
        until: usize,
    ) -> Result<Option<(Vec<Place>, usize)>, Obstacle> {
        let Some((named, end)) = places_at(&self.masked.text, at, until, self.lexicon) else {
            return Ok(None);
        };
        // What a chain says of the divisions of an annex it does not tell apart.
        let divided = |text: &str| {
            let mut words = text.split_whitespace();
            let outline = &self.words.words.outline;
            words.any(|word| outline.contains(word_of(word)))
        };
        let one = named.len() == 1;
        let mut places: Vec<Place> = Vec::new();
        let mut last_end = at;
        for place in named {
            let between = &self.masked.text[last_end.min(place.span.start)..place.span.start];
            let ranges = between.contains("bis") || between.contains(['-', '–']);
            last_end = place.span.end;
            let mut citation = place.citation;
            let own = &self.masked.text[at..end];
            if is_annex(&citation) && divided(own) {
                let from = own
                    .split(' ')
                    .map(|word| word.as_ptr() as usize - own.as_ptr() as usize)
                    .find(|from| divided(&own[*from..][..word_of(&own[*from..]).len()]));
                let outline = from.and_then(|from| self.outline(at + from, end));
                match outline {
                    Some((name, _)) if one => citation.provision.extend(divisions(&name)),
                    _ => return Err(Obstacle::Word(word_of(own).to_owned())),
                }
            }
            for designation in &mut citation.provision {
                if designation.unit == citation::Unit::Paragraphs {
                    designation.unit = citation::Unit::Paragraph;
                }
            }
            match places.last_mut() {
                Some(first) if ranges => {
                    let label = same_row(&first.citation, &citation)
                        .ok_or_else(|| Obstacle::Word("bis".to_owned()))?;
                    first.through = Some(label);
                }
                _ => places.push(Place {
                    citation,
                    ..Place::default()
                }),
            }
        }
        Ok(Some((places, end)))
    }

    /// "Überschrift", "Angabe zu § 3", "Satzteil vor Nummer 1", "Abschnitt 3".
    fn part(&self, at: usize, end: usize) -> Option<(Vec<Place>, usize)> {
        let words = &self.words.words;
        let text = &self.masked.text[..end];
        let word = word_of(&text[at..]);
        let behind = at + word.len();
        let one = |part: Part| {
            vec![Place {
                part,
                ..Place::default()
            }]
        };
        let counted = || {
            let numeral = !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
            numeral
                || self
                    .lexicon
                    .references
                    .ordinal(&word.to_lowercase())
                    .is_some()
        };
        if (words.outline.contains(word) || counted())
            && let Some((name, next)) = self.outline(at, end)
        {
            return Some((one(Part::Outline(name)), next));
        }
        if words.heading.contains(word) {
            let next = self.pass(behind, end, &[&words.articles, &words.becoming, &words.of]);
            if let Some((name, next)) = self.outline(next, end) {
                return Some((one(Part::OutlineHeading(name)), next));
            }
            let own = word_of(&text[next..]);
            if next > behind && self.words.target.own.contains(own) {
                return Some((one(Part::Heading), next + own.len()));
            }
            if next > behind
                && let Ok(Some((mut places, next))) = self.cited(next, self.limit(next, end))
            {
                places
                    .iter_mut()
                    .for_each(|place| place.part = Part::Heading);
                return Some((places, next));
            }
            let quoted = self.skip(behind, end);
            let is_quoted = text[quoted..].starts_with(BLOT);
            return (!is_quoted).then(|| (one(Part::Heading), behind));
        }
        if words.contents.contains(word) {
            return Some((one(Part::Contents), behind));
        }
        let next = self.skip(behind, end);
        let link = word_of(&text[next..]);
        if words.entry.contains(word) && words.becoming.contains(link) {
            let next = self.pass(next + link.len(), end, &[&words.articles]);
            if let Some((name, next)) = self.outline(next, end) {
                let mut place = Place::of(vec![Designation {
                    unit: citation::Unit::Named(name),
                    label: String::new(),
                }]);
                place.part = Part::Entry;
                return Some((vec![place], next));
            }
            let (mut places, next) = self.cited(next, self.limit(next, end)).ok()??;
            // "die Zeile zu Nummer 3" stands in a table.
            if let [place] = places.as_slice()
                && place.citation.provision.is_empty()
                && let [step] = place.citation.steps.as_slice()
                && step.level == Level::Nummer
                && place.through.is_none()
            {
                return Some((one(Part::Row(step.label.clone())), next));
            }
            places.iter_mut().for_each(|place| place.part = Part::Entry);
            return Some((places, next));
        }
        if words.introductory.contains(word) && words.sentence_part.contains(link) {
            return Some((one(Part::Lead), next + link.len()));
        }
        let (before, after) = (words.before.contains(link), words.after.contains(link));
        if words.sentence_part.contains(word) && (before || after) {
            let next = self.pass(next + link.len(), end, &[&words.articles]);
            if let Ok(Some((places, next))) = self.cited(next, self.limit(next, end))
                && let [place] = places.as_slice()
            {
                let part = if before {
                    Part::Before(place.citation.clone())
                } else {
                    Part::Behind(place.citation.clone())
                };
                return Some((one(part), next));
            }
        }
        if text[next..].starts_with(BLOT) {
            return None;
        }
        if words.wording.contains(word) {
            // "Der Wortlaut des § 19"
            let next = self.pass(behind, end, &[&words.articles]);
            if next > self.skip(behind, end)
                && let Ok(Some((mut places, next))) = self.cited(next, self.limit(next, end))
            {
                places
                    .iter_mut()
                    .for_each(|place| place.part = Part::Wording);
                return Some((places, next));
            }
            return Some((one(Part::Wording), behind));
        }
        let counted = text[next..].starts_with(|c: char| c.is_ascii_digit());
        if counted || !(words.other.contains(word) || words.lead.contains(word)) {
            return None;
        }
        // "Die Präambel des Gesetzes"
        let next = self.pass(behind, end, &[&words.articles]);
        let own = word_of(&text[next..]);
        let behind = if next > behind && self.words.target.own.contains(own) {
            next + own.len()
        } else {
            behind
        };
        Some((one(Part::Other(word.to_owned())), behind))
    }

    /// "Teil 2 Kapitel 1" as it stands.
    pub(super) fn outline(&self, at: usize, end: usize) -> Option<(String, usize)> {
        let text = &self.masked.text[..end];
        let mut names: Vec<String> = Vec::new();
        let mut at = at;
        loop {
            let word = word_of(&text[at..]);
            if let Some((name, next)) = self.ordinal_outline(word, at, end) {
                names.push(name);
                at = next;
                let further = self.skip(at, end);
                let noun = word_of(&text[further..]);
                let goes_on = self.words.words.outline.contains(noun)
                    || self.ordinal_outline(noun, further, end).is_some();
                if goes_on {
                    at = further;
                }
                continue;
            }
            if !self.words.words.outline.contains(word) {
                break;
            }
            let next = self.skip(at + word.len(), end);
            let label = word_of(&text[next..]);
            if next == at + word.len() || !is_label(label) {
                break;
            }
            names.push(format!("{} {label}", self.outline_noun(word)));
            at = next + label.len();
            let further = self.skip(at, end);
            if self.words.words.outline.contains(word_of(&text[further..])) {
                at = further;
            }
        }
        (!names.is_empty()).then(|| (names.join(" "), at))
    }

    /// A noun of the outline in the nominative, as headings have it.
    fn outline_noun<'w>(&self, word: &'w str) -> &'w str {
        ["es", "s"]
            .iter()
            .find_map(|ending| {
                word.strip_suffix(ending)
                    .filter(|stem| self.words.words.outline.contains(*stem))
            })
            .unwrap_or(word)
    }

    /// "Zweiter Abschnitt" as "Abschnitt 2"; "Zweites Buch Sozialgesetzbuch" is the name of a law.
    fn ordinal_outline(&self, word: &str, at: usize, end: usize) -> Option<(String, usize)> {
        let text = &self.masked.text[..end];
        // "3. Buch"
        let counted = || {
            let dotted = text[at + word.len()..].starts_with(". ");
            word.parse::<u32>().ok().filter(|_| dotted)
        };
        let number = self
            .lexicon
            .references
            .ordinal(&word.to_lowercase())
            .or_else(counted)
            .filter(|n| *n > 0)?;
        let next = self.skip(at + word.len(), end);
        let noun = word_of(&text[next..]);
        if !self.words.words.outline.contains(noun) {
            return None;
        }
        let behind = next + noun.len();
        let further = word_of(&text[self.skip(behind, end)..]);
        let names_a_law = further.starts_with(char::is_uppercase)
            && !self.words.words.outline.contains(further)
            && self
                .lexicon
                .references
                .ordinal(&further.to_lowercase())
                .is_none();
        (!names_a_law).then(|| (format!("{} {number}", self.outline_noun(noun)), behind))
    }

    /// Where the place that begins at `at` ends.
    pub(super) fn place_end(&self, at: usize, end: usize) -> Option<usize> {
        if let Some((_, next)) = self.part(at, end) {
            return Some(next);
        }
        if let Ok(Some((_, next))) = self.cited(at, self.limit(at, end)) {
            return Some(next);
        }
        match self.lexicon.references.at(&self.masked.text[..end], at) {
            Some((Keyword::Unit(citation::Unit::Anlage | citation::Unit::Anhang), next)) => {
                Some(next)
            }
            _ => None,
        }
    }

    /// Passes over words of the sets.
    pub(super) fn pass(
        &self,
        at: usize,
        end: usize,
        sets: &[&std::collections::BTreeSet<String>],
    ) -> usize {
        let mut at = at;
        loop {
            let next = self.skip(at, end);
            let word = word_of(&self.masked.text[next..end]);
            if word.is_empty() || !sets.iter().any(|set| set.contains(word)) {
                return next;
            }
            at = next + word.len();
        }
    }
}

/// Where the date ends that a text begins with: " 1. Januar 2027".
fn date_at(text: &str) -> Option<usize> {
    let mut end = 0;
    for (index, word) in text
        .split_inclusive(' ')
        .filter(|w| *w != " ")
        .take(3)
        .enumerate()
    {
        let own = word.trim_end_matches([' ', ',', ';', '.']);
        let sound = match index {
            1 => own.starts_with(char::is_uppercase) && own.chars().all(char::is_alphabetic),
            _ => !own.is_empty() && own.bytes().all(|b| b.is_ascii_digit()),
        };
        if !sound {
            return None;
        }
        let at = text[end..].find(own)? + end;
        end = at + own.len();
    }
    (text[..end].split_whitespace().count() == 3).then_some(end)
}

/// The word at the start of a text.
pub(super) fn word_of(text: &str) -> &str {
    let stops =
        |c: char| c.is_whitespace() || c == BLOT || matches!(c, ',' | ';' | ':' | '(' | ')');
    let end = text.find(stops).unwrap_or(text.len());
    text[..end].trim_end_matches('.')
}

/// "3", "3a", "IV", "A"
fn is_label(word: &str) -> bool {
    crate::statute::lexicon::is_number(word)
}

fn is_annex(citation: &Citation) -> bool {
    let unit = citation.provision.first().map(|d| &d.unit);
    matches!(unit, Some(citation::Unit::Anlage | citation::Unit::Anhang))
}

/// "Teil A Abschnitt 2" as names.
fn divisions(outline: &str) -> Vec<Designation> {
    let words: Vec<&str> = outline.split(' ').collect();
    let pairs = words.chunks_exact(2);
    pairs
        .map(|pair| Designation {
            unit: citation::Unit::Named(pair[0].to_owned()),
            label: pair[1].to_owned(),
        })
        .collect()
}

/// The last label of the second where both differ in nothing else.
fn same_row(first: &Citation, second: &Citation) -> Option<String> {
    let level = |step: &Step| step.level;
    match (first.steps.last(), second.steps.last()) {
        (Some(a), Some(b)) => (level(a) == level(b) && first.steps.len() == second.steps.len())
            .then(|| b.label.clone()),
        (None, None) => {
            let (a, b) = (first.provision.last()?, second.provision.last()?);
            (a.unit == b.unit).then(|| b.label.clone())
        }
        _ => None,
    }
}

impl Place {
    fn of(provision: Vec<Designation>) -> Self {
        Self {
            citation: Citation {
                provision,
                ..Citation::default()
            },
            ..Self::default()
        }
    }

    /// The place without the one that the command stands in; none where it lies elsewhere, or is that one.
    fn seen_from(&self, base: &Citation) -> Option<Place> {
        let own = self.citation.steps.strip_prefix(base.steps.as_slice())?;
        let inside = self.citation.provision == base.provision && !own.is_empty();
        inside.then(|| {
            let mut place = self.clone();
            place.citation.provision.clear();
            place.citation.steps = own.to_vec();
            place
        })
    }

    /// The place in the provision of one that was named before, on its own level: "Satz 3" after
    /// "§ 24 Absatz 1 Satz 2", "Absatz 1" after "§ 24 Satz 1".
    fn beside(&self, other: &Place) -> Place {
        self.inside(&other.above(self))
    }

    /// The place as seen from one that it lies in: "Satz 1" for "Absatz 1 Satz 1" in "Absatz 1"; none
    /// where it does not.
    fn within(&self, outer: &Place) -> Option<Place> {
        let mut inner = self.clone();
        let own = self
            .citation
            .steps
            .strip_prefix(outer.citation.steps.as_slice());
        match own {
            Some([]) => return None,
            Some(own) => inner.citation.steps = own.to_vec(),
            None => {
                let level = |place: &Place| Some(place.citation.steps.first()?.level);
                if level(self)? <= level(outer)? {
                    return None;
                }
            }
        }
        inner.citation.provision.clear();
        Some(inner)
    }

    /// What of the place another one can lie in by its level.
    fn above(&self, inner: &Place) -> Place {
        let mut outer = Place {
            part: Part::Whole,
            through: None,
            numbering: Numbering::Unsaid,
            ..self.clone()
        };
        if let Some(first) = inner.citation.steps.first() {
            outer.citation = outer.citation.above(first.level);
        }
        outer
    }

    /// The place as seen from another one: "Satz 2" in "§ 3 Absatz 1".
    pub(super) fn inside(&self, outer: &Place) -> Place {
        let mut joined = self.clone();
        if !self.citation.provision.is_empty() {
            return joined;
        }
        joined.citation = self.citation.inside(&outer.citation);
        let row = matches!((&self.part, &outer.part), (Part::Column(_), Part::Row(_)));
        if joined.numbering == Numbering::Unsaid {
            joined.numbering = outer.numbering;
        }
        if self.part == Part::Whole && self.citation.steps.is_empty() || row {
            joined.part = outer.part.clone();
        }
        joined
    }
}

/// Every place as seen from every outer one.
fn join(outer: &[Place], places: &[Place]) -> Vec<Place> {
    if outer.is_empty() {
        return places.to_vec();
    }
    let mut joined: Vec<Place> = Vec::new();
    for place in places {
        let inside: Vec<Place> = if place.citation.provision.is_empty() {
            outer.iter().map(|outer| place.inside(outer)).collect()
        } else {
            vec![place.clone()]
        };
        // "In Absatz 1 Satz 1 und 2 wird …; Satz 3 wird gestrichen.": one place, seen from both.
        for place in inside {
            if !joined.contains(&place) {
                joined.push(place);
            }
        }
    }
    joined
}

impl Run {
    fn new(base: &[Place]) -> Self {
        Self {
            base: base.to_vec(),
            scope: base.to_vec(),
            phrases: Vec::new(),
            case: Case::Plain,
            following: false,
            numbering: Numbering::Unsaid,
            each: false,
            count: None,
            at_end: false,
            at_beginning: false,
            annexed: false,
            opening: false,
            auxiliaries: 0,
            receives: false,
            connected: false,
            renamed: None,
            shares_number: false,
            awaiting: None,
            sentence: 0,
            reading: Reading::default(),
        }
    }

    fn took(&mut self) {
        self.case = Case::Plain;
        self.following = false;
        self.connected = false;
        self.numbering = Numbering::Unsaid;
    }

    fn take_words(&mut self, mut words: Words) -> Result<(), Obstacle> {
        if let Some(clause) = self.awaiting.take() {
            self.announced(clause, words);
            return Ok(());
        }
        if self.case == Case::Plain && self.at_end {
            words.at_end = true;
        }
        if self.case == Case::Within {
            // "In Nummer 2 „…“" says nothing.
            return Err(Obstacle::Pieces);
        }
        self.push(Thing::Words(words));
        Ok(())
    }

    fn take_new(&mut self, unit: NewUnit) -> Result<(), Obstacle> {
        if self.awaiting.is_some() {
            return Err(Obstacle::NoText);
        }
        self.push(Thing::New(unit));
        Ok(())
    }

    fn take_places(&mut self, mut places: Vec<Place>) -> Result<(), Obstacle> {
        if self.awaiting.is_some() {
            return Err(Obstacle::NoText);
        }
        for place in &mut places {
            let first = place.citation.steps.first().map(|step| step.level);
            place.numbering = match self.numbering {
                Numbering::Former(_) => Numbering::Former(first),
                other => other,
            };
        }
        if self.following {
            let part = places.first().map(|place| place.part.clone());
            return self.take_new(match part {
                Some(Part::Whole) | None => NewUnit::Places(places),
                Some(part) => NewUnit::Part(part),
            });
        }
        // "In der Überschrift und § 5 wird", "in Satz 1 in dem Satzteil vor Nummer 1"
        let (connected, case) = (self.connected, self.case);
        if let Some(last) = self.phrases.last_mut()
            && last.case == Case::Within
            && last.auxiliaries == self.auxiliaries
            && let Thing::Places(outer) = &mut last.thing
        {
            let continues =
                connected && (case == Case::Within || self.auxiliaries == 0 && case == Case::Plain);
            if continues {
                outer.extend(places);
                self.took();
                return Ok(());
            }
            if !connected && case == Case::Within {
                *outer = join(outer, &places);
                self.took();
                return Ok(());
            }
        }
        // "Absatz 2 des § 21"
        if let [outer] = places.as_slice()
            && !connected
            && case == Case::Plain
            && !outer.citation.provision.is_empty()
            && outer.citation.steps.is_empty()
            && outer.part == Part::Whole
            && let Some(last) = self.phrases.last_mut()
            && last.auxiliaries == self.auxiliaries
            && let Thing::Places(inner) = &mut last.thing
            && inner.iter().all(|place| {
                place.citation.provision.is_empty() && !place.citation.steps.is_empty()
            })
        {
            *inner = join(&places, inner);
            self.took();
            return Ok(());
        }
        self.push(Thing::Places(places));
        Ok(())
    }

    fn push(&mut self, thing: Thing) {
        self.phrases.push(Phrase {
            case: self.case,
            thing,
            auxiliaries: self.auxiliaries,
            each: self.each,
            connected: self.connected,
        });
        self.took();
    }

    fn mark_end(&mut self) {
        match self.phrases.last_mut() {
            Some(Phrase {
                case: Case::Plain,
                thing: Thing::Words(words),
                ..
            }) => words.at_end = true,
            _ => self.at_end = true,
        }
    }

    fn auxiliary(&mut self) -> Result<(), Obstacle> {
        if self.awaiting.is_some() {
            return Err(Obstacle::NoText);
        }
        self.renumber();
        self.auxiliaries += 1;
        self.case = Case::Plain;
        Ok(())
    }

    /// "der bisherige Absatz 3 wird Absatz 4", which no verb ends.
    fn renumber(&mut self) {
        // "Der bisherige Absatz 4 wird Absatz 5 und in Satz 1 werden …": the second is a part of the new
        // Absatz 5.
        if !self.renames() {
            self.enter_scope();
        }
        self.rename();
        self.enter_scope();
    }

    /// Whether what was read begins with "Absatz 3 wird Absatz 4".
    fn renames(&self) -> bool {
        let plain = |phrase: &Phrase| {
            phrase.case == Case::Plain && matches!(phrase.thing, Thing::Places(_))
        };
        matches!(self.phrases.as_slice(), [first, second, ..]
            if plain(first) && plain(second) && second.auxiliaries > first.auxiliaries)
    }

    fn rename(&mut self) {
        let plain = |phrase: &Phrase| match &phrase.thing {
            Thing::Places(places) if phrase.case == Case::Plain => Some(places.clone()),
            _ => None,
        };
        let [first, second, ..] = self.phrases.as_slice() else {
            return;
        };
        let (Some(from), Some(to)) = (plain(first), plain(second)) else {
            return;
        };
        if second.auxiliaries == 0 {
            return;
        }
        let auxiliaries = second.auxiliaries;
        self.shares_number = false;
        // "wird Absatz 1 und Satz 1 wird wie folgt geändert": the second is no new name, but what comes
        // next.
        let (to, inside) = match (from.as_slice(), to.as_slice()) {
            ([one], [new, rest @ ..]) if one.through.is_none() && !rest.is_empty() => {
                let inner: Option<Vec<Place>> = rest.iter().map(|p| p.within(new)).collect();
                match (inner, rest) {
                    (Some(inner), _) => (vec![new.clone()], inner),
                    // "Absatz 5 wird Absatz 6 und Absatz 6 wird Absatz 5": the second is the one in force.
                    (None, [next]) if next.through.is_none() => {
                        self.shares_number = next.citation == new.citation;
                        let level = next.citation.steps.first().map(|step| step.level);
                        let next = Place {
                            numbering: Numbering::Former(level),
                            ..next.clone()
                        };
                        (vec![new.clone()], vec![next])
                    }
                    (None, _) => (to, Vec::new()),
                }
            }
            _ => (to, Vec::new()),
        };
        let from = join(&self.scope, &from);
        // "Der Wortlaut des § 19 wird Absatz 1": in the same provision.
        let to = match from.first().filter(|_| self.scope.is_empty()) {
            Some(first) => to.iter().map(|place| place.beside(first)).collect(),
            None => join(&self.scope, &to),
        };
        let to: Vec<Place> = to
            .into_iter()
            .map(|place| Place {
                numbering: Numbering::New,
                ..place
            })
            .collect();
        self.phrases.drain(..2);
        if !inside.is_empty() {
            let next = Phrase {
                case: Case::Plain,
                thing: Thing::Places(inside),
                auxiliaries,
                each: false,
                connected: true,
            };
            self.phrases.insert(0, next);
        }
        self.scope.clone_from(&to);
        self.renamed = Some(to.clone());
        self.reading.clauses.push(Clause {
            places: from,
            action: Action::Renumber { to },
            occurrences: Occurrences::Once,
            sentence: self.sentence,
        });
    }

    /// Takes the places behind "in" as those that the command is about.
    fn enter_scope(&mut self) {
        let mut named = Vec::new();
        self.phrases.retain(|phrase| match &phrase.thing {
            Thing::Places(places) if phrase.case == Case::Within => {
                named.push(places.clone());
                false
            }
            _ => true,
        });
        for places in named {
            // "In Absatz 1 … und in Absatz 2 …": the second is no part of the first.
            let beside = places
                .first()
                .and_then(|p| p.citation.steps.first())
                .is_some_and(|step| {
                    self.scope.first().is_some_and(|scope| {
                        let base = self.base.first().map_or(0, |b| b.citation.steps.len());
                        scope
                            .citation
                            .steps
                            .get(base)
                            .is_some_and(|s| step.level <= s.level)
                    })
                });
            let named = |base: &Place| !base.citation.provision.is_empty();
            self.scope = match places.first().filter(|_| beside) {
                // The provision is named in the command itself.
                Some(first) if !self.base.iter().any(named) => {
                    let outer: Vec<Place> = self.scope.iter().map(|s| s.above(first)).collect();
                    join(&outer, &places)
                }
                Some(_) => join(&self.base, &places),
                None => join(&self.scope, &places),
            };
        }
    }

    fn occurrences(&self) -> Occurrences {
        match self.count {
            Some(0) => Occurrences::All,
            Some(count) => Occurrences::Exactly(count),
            None if self.each => Occurrences::Each,
            None => Occurrences::Once,
        }
    }

    fn clause(&mut self, places: Vec<Place>, action: Action) {
        let occurrences = self.occurrences();
        self.reading.clauses.push(Clause {
            places,
            action,
            occurrences,
            sentence: self.sentence,
        });
    }

    /// A colon says what is for what where no verb did: "§ 5 erhält folgenden Absatz 3:", "werden nach
    /// dem Wort „a“ die Wörter eingefügt:".
    fn announce(&mut self) -> Result<(), Obstacle> {
        let unit = |phrase: &Phrase| {
            matches!(
                phrase.thing,
                Thing::New(NewUnit::Places(_) | NewUnit::Level(_))
            )
        };
        if !self.receives || self.awaiting.is_some() {
            return Ok(());
        }
        if self.phrases.last().is_some_and(unit) {
            return self.end(Verb::Append);
        }
        // "§ 37 erhält folgende Überschrift:"
        if let [named, new] = self.phrases.as_mut_slice()
            && named.case == Case::Plain
            && matches!(new.thing, Thing::New(NewUnit::Part(Part::Heading)))
            && let Thing::Places(places) = &mut named.thing
            && places.iter().all(|place| {
                matches!(place.part, Part::Whole | Part::Outline(_))
                    && place.citation.steps.is_empty()
            })
        {
            for place in places {
                place.part = match &place.part {
                    // "Der Fünfte Abschnitt erhält folgende Überschrift:"
                    Part::Outline(name) => Part::OutlineHeading(name.clone()),
                    _ => Part::Heading,
                };
            }
            self.phrases.pop();
            return self.end(Verb::Rewrite);
        }
        Ok(())
    }

    /// The announced text has come.
    fn announced(&mut self, mut clause: Clause, words: Words) {
        match &mut clause.action {
            Action::Rewrite { new, .. }
            | Action::InsertUnits { new, .. }
            | Action::InsertWords { new, .. } => *new = words,
            _ => {}
        }
        self.reading.clauses.push(clause);
    }

    /// A verb says what the phrases before it are for.
    fn end(&mut self, verb: Verb) -> Result<(), Obstacle> {
        if self.awaiting.is_some() {
            return Err(Obstacle::NoText);
        }
        while let Some(next) = self.next_place() {
            let mut later = self.phrases.split_off(next);
            self.share(verb, &mut later);
            self.apply(verb)?;
            if self.awaiting.is_some() {
                return Err(Obstacle::Pieces);
            }
            self.phrases = later;
        }
        let result = self.apply(verb);
        self.took();
        self.receives = false;
        self.each = false;
        self.count = None;
        self.at_end = false;
        self.at_beginning = false;
        result
    }

    /// "in § 9 nach dem Wort „a“ und in § 10 nach dem Wort „b“ jeweils das Wort „c“": the last words are
    /// for each of the places.
    fn share(&mut self, verb: Verb, later: &mut [Phrase]) {
        let case = match verb {
            Verb::Insert => Case::Plain,
            Verb::Replace => Case::By,
            _ => return,
        };
        let what =
            |phrase: &&Phrase| phrase.case == case && matches!(phrase.thing, Thing::Words(_));
        let lacks = !self.phrases.iter().any(|phrase| what(&phrase));
        let mut shared: Vec<Phrase> = later.iter().filter(what).cloned().collect();
        if lacks && shared.iter().all(|phrase| phrase.each) {
            // Once in each of the places.
            self.each = false;
            for phrase in later.iter_mut().chain(&mut shared) {
                phrase.each = false;
            }
            self.phrases.extend(shared);
        }
    }

    /// Where a verb ends more than one place: "In Satz 1 wird „a“ und in Satz 3 „b“ gestrichen."
    fn next_place(&self) -> Option<usize> {
        let content = |phrase: &Phrase| matches!(phrase.thing, Thing::Words(_) | Thing::New(_));
        let first = self.phrases.iter().position(content)?;
        let mut later = self.phrases.iter().skip(first);
        later
            .position(|p| p.case == Case::Within && matches!(p.thing, Thing::Places(_)))
            .map(|behind| first + behind)
    }

    /// Makes clauses of the phrases so far.
    fn apply(&mut self, verb: Verb) -> Result<(), Obstacle> {
        self.renumber();
        // "Absatz 5 wird Absatz 6 und Absatz 6 wird wie folgt geändert": the former or the new one.
        if self.shares_number {
            return Err(Obstacle::Pieces);
        }
        let phrases = std::mem::take(&mut self.phrases);
        let scope = self.scope.clone();
        match verb {
            Verb::Replace => self.replace(&scope, phrases),
            Verb::Insert => self.insert(&scope, phrases),
            Verb::Append => self.add(&scope, phrases, Side::Last),
            Verb::Prepend => self.add(&scope, phrases, Side::First),
            Verb::Strike => self.strike(&scope, phrases),
            Verb::Rewrite => self.rewrite(&scope, phrases),
            Verb::Change => self.change(&scope, phrases),
        }
    }

    fn replace(&mut self, scope: &[Place], phrases: Vec<Phrase>) -> Result<(), Obstacle> {
        let mut old: Vec<Words> = Vec::new();
        let mut subjects: Vec<Place> = Vec::new();
        let mut units: Vec<Place> = Vec::new();
        let mut beside: Option<(Case, Words)> = None;
        let mut done = false;
        let outer = scope;
        let mut scope = scope.to_vec();
        let mut behind = false;
        let cases: Vec<Case> = phrases.iter().skip(1).map(|phrase| phrase.case).collect();
        let mut later = cases.iter();
        let more = |later: &std::slice::Iter<'_, Case>| later.clone().any(|case| *case == Case::By);
        for phrase in phrases {
            // "„a“ durch „b“ und „c“ jeweils durch „d“": each of them "c" alone.
            self.each = phrase.each;
            // "durch ein Komma und das Wort „und“": both together are new.
            let further = phrase.connected && done && old.is_empty() && !more(&later);
            later.next();
            match (phrase.thing, phrase.case) {
                (Thing::Words(words), Case::Plain) if further => {
                    if let Some(Clause {
                        action: Action::ReplaceWords { new, .. } | Action::Rewrite { new, .. },
                        ..
                    }) = self.reading.clauses.last_mut()
                    {
                        let space = if words.text.starts_with([',', ';', '.', ':']) {
                            ""
                        } else {
                            " "
                        };
                        new.text = format!("{}{space}{}", new.text, words.text);
                        new.span = words.span.or(new.span);
                    }
                }
                (Thing::Words(words), Case::Plain) if behind && words.span.is_some() => {
                    return Err(Obstacle::Pieces);
                }
                (Thing::Words(words), Case::Plain) => old.push(words),
                // "nach Nummer 6 der Punkt durch ein Komma": the mark at its end.
                (Thing::Places(named), Case::After) if old.is_empty() && subjects.is_empty() => {
                    scope = join(outer, &named);
                    behind = true;
                }
                (Thing::Words(new), Case::By) if !old.is_empty() => {
                    for old in old.drain(..) {
                        let (old, new) = match &beside {
                            Some(anchor) => (old.next_to(anchor), new.next_to(anchor)),
                            None => (old, new.clone()),
                        };
                        self.clause(scope.to_vec(), Action::ReplaceWords { old, new });
                    }
                    beside = None;
                    done = true;
                }
                (Thing::Words(new), Case::By) if !subjects.is_empty() => {
                    let places = std::mem::take(&mut subjects);
                    let units = std::mem::take(&mut units);
                    self.clause(places, Action::Rewrite { new, units });
                    done = true;
                }
                (Thing::Places(places), Case::Plain) => subjects.extend(join(&scope, &places)),
                (Thing::New(NewUnit::Places(named)), Case::By) => units = join(&scope, &named),
                (Thing::Places(named), Case::By) if self.annexed => units = join(&scope, &named),
                (Thing::New(_), Case::By) => {}
                // "nach der Angabe „§ 7“ die Angabe „Abs.“": of several, the one that stands there.
                (Thing::Words(anchor), case @ (Case::After | Case::Before)) if old.is_empty() => {
                    beside = Some((case, anchor));
                }
                _ => return Err(Obstacle::Pieces),
            }
        }
        match (old.is_empty(), subjects.is_empty()) {
            (true, false) => self.await_text(
                subjects,
                Action::Rewrite {
                    new: Words::none(),
                    units,
                },
            ),
            (true, true) if done => {}
            _ => return Err(Obstacle::Pieces),
        }
        Ok(())
    }

    fn insert(&mut self, scope: &[Place], phrases: Vec<Phrase>) -> Result<(), Obstacle> {
        let mut anchor: Option<(Case, Thing)> = None;
        let mut done = false;
        // Where the clauses begin that put words behind the same anchor.
        let mut beside = self.reading.clauses.len();
        for phrase in phrases {
            match (phrase.thing, phrase.case) {
                (
                    thing @ (Thing::Words(_) | Thing::Places(_)),
                    case @ (Case::After | Case::Before),
                ) => {
                    anchor = Some((case, thing));
                    beside = self.reading.clauses.len();
                }
                (Thing::Words(new), Case::Plain) => {
                    let (places, position) = self.position(scope, anchor.as_ref())?;
                    let behind = matches!(position, Position::After(_));
                    self.clause(places, Action::InsertWords { new, position });
                    // "nach dem Wort „a“ ein Komma und das Wort „b“": each comes right behind the
                    // anchor, so the last one has to be put in first.
                    if behind {
                        self.reading.clauses[beside..].rotate_right(1);
                    }
                    done = true;
                }
                (Thing::New(NewUnit::Words), Case::Plain) => {
                    let (places, position) = self.position(scope, anchor.as_ref())?;
                    let new = Words::none();
                    self.await_text(places, Action::InsertWords { new, position });
                    done = true;
                }
                (Thing::New(unit), Case::Plain) => {
                    let (places, side) = match &anchor {
                        Some((case, Thing::Places(places))) => {
                            let side = if *case == Case::After {
                                Side::After
                            } else {
                                Side::Before
                            };
                            (join(scope, places), side)
                        }
                        // Where a sentence goes that bears no number is left open.
                        None if matches!(unit, NewUnit::Level(_)) && !self.at_end => {
                            return Err(Obstacle::Pieces);
                        }
                        None => (scope.to_vec(), Side::Last),
                        Some(_) => return Err(Obstacle::Pieces),
                    };
                    let new = Words::none();
                    self.await_text(places, Action::InsertUnits { side, unit, new });
                    done = true;
                }
                _ => return Err(Obstacle::Pieces),
            }
        }
        // "werden nach den Wörtern „a“ die Wörter eingefügt: „b“"
        if !done && matches!(anchor, Some((_, Thing::Words(_)))) {
            let (places, position) = self.position(scope, anchor.as_ref())?;
            let new = Words::none();
            self.await_text(places, Action::InsertWords { new, position });
            done = true;
        }
        if done { Ok(()) } else { Err(Obstacle::Pieces) }
    }

    /// Where words are put in, by what stands before them.
    fn position(
        &self,
        scope: &[Place],
        anchor: Option<&(Case, Thing)>,
    ) -> Result<(Vec<Place>, Position), Obstacle> {
        let scope = scope.to_vec();
        Ok(match anchor {
            Some((Case::After, Thing::Words(words))) => (scope, Position::After(words.clone())),
            Some((_, Thing::Words(words))) => (scope, Position::Before(words.clone())),
            Some((Case::After, Thing::Places(places))) => (join(&scope, places), Position::End),
            Some((_, Thing::Places(places))) => (join(&scope, places), Position::Beginning),
            None if self.at_end => (scope, Position::End),
            None if self.at_beginning => (scope, Position::Beginning),
            _ => return Err(Obstacle::Pieces),
        })
    }

    /// "angefügt", "vorangestellt".
    fn add(&mut self, scope: &[Place], phrases: Vec<Phrase>, side: Side) -> Result<(), Obstacle> {
        // "In Nummer 8 wird … ersetzt und folgende Nummer 9 wird angefügt": beside Nummer 8.
        let level = phrases.iter().find_map(|phrase| match &phrase.thing {
            Thing::New(NewUnit::Places(new)) => {
                new.first()?.citation.steps.first().map(|step| step.level)
            }
            _ => None,
        });
        let mut places = scope.to_vec();
        for place in &mut places {
            let own = place.citation.steps.last().map(|step| step.level);
            if own.is_some() && own == level {
                place.citation.steps.pop();
                place.through = None;
            }
        }
        let scope = places.clone();
        let scope = scope.as_slice();
        let mut units = Vec::new();
        let mut words = Vec::new();
        let mut side = side;
        for phrase in phrases {
            match (phrase.thing, phrase.case) {
                (Thing::Places(named), Case::Plain) => places = join(scope, &named),
                (Thing::Places(named), Case::After) if side == Side::Last => {
                    places = join(scope, &named);
                    side = Side::After;
                }
                (Thing::New(unit), Case::Plain) => units.push(unit),
                (Thing::Words(new), Case::Plain) => words.push(new),
                _ => return Err(Obstacle::Pieces),
            }
        }
        let position = if side == Side::First {
            Position::Beginning
        } else {
            Position::End
        };
        match (units.pop(), words.pop()) {
            (Some(NewUnit::Words), None) => {
                let new = Words::none();
                self.await_text(places, Action::InsertWords { new, position });
            }
            (Some(unit), None) if units.is_empty() => {
                let new = Words::none();
                self.await_text(places, Action::InsertUnits { side, unit, new });
            }
            (None, Some(mut new)) if words.is_empty() => {
                new.at_end = false;
                self.clause(places, Action::InsertWords { new, position });
            }
            _ => return Err(Obstacle::Pieces),
        }
        Ok(())
    }

    fn strike(&mut self, scope: &[Place], phrases: Vec<Phrase>) -> Result<(), Obstacle> {
        let mut done = false;
        // "§ 24 Absatz 2 wird das Wort „a“ gestrichen": the "In" is missing, and the Absatz must not go.
        let slips = phrases.windows(2).any(|pair| {
            matches!(
                pair,
                [
                    Phrase {
                        thing: Thing::Places(_),
                        ..
                    },
                    Phrase {
                        thing: Thing::Words(_),
                        connected: false,
                        ..
                    }
                ]
            )
        });
        if slips {
            return Err(Obstacle::Pieces);
        }
        let mut beside: Option<(Case, Words)> = None;
        for phrase in phrases {
            match (phrase.thing, phrase.case) {
                (Thing::Words(old), Case::Plain) => {
                    let action = match beside.take() {
                        Some(anchor) => Action::ReplaceWords {
                            old: old.next_to(&anchor),
                            // It stays; nothing of it is new.
                            new: Words {
                                span: None,
                                ..anchor.1
                            },
                        },
                        None => Action::StrikeWords { old },
                    };
                    self.clause(scope.to_vec(), action);
                }
                (Thing::Words(anchor), case @ (Case::After | Case::Before)) => {
                    beside = Some((case, anchor));
                    continue;
                }
                (Thing::Places(places), Case::Plain) => {
                    self.clause(join(scope, &places), Action::Repeal);
                }
                _ => return Err(Obstacle::Pieces),
            }
            done = true;
        }
        // "Das Muttergesetz vom … wird aufgehoben." Anywhere else words are missing.
        let alone = self.opening && self.reading.clauses.is_empty() && self.reading.opens.is_none();
        if !done && scope.is_empty() && alone {
            self.clause(Vec::new(), Action::Repeal);
            done = true;
        }
        if done { Ok(()) } else { Err(Obstacle::Pieces) }
    }

    fn rewrite(&mut self, scope: &[Place], phrases: Vec<Phrase>) -> Result<(), Obstacle> {
        let mut places = Vec::new();
        for phrase in phrases {
            match (phrase.thing, phrase.case) {
                (Thing::Places(named), Case::Plain) => places.extend(join(scope, &named)),
                _ => return Err(Obstacle::Pieces),
            }
        }
        if places.is_empty() {
            places = scope.to_vec();
        }
        if places.is_empty() {
            return Err(Obstacle::Pieces);
        }
        self.await_text(
            places,
            Action::Rewrite {
                new: Words::none(),
                units: Vec::new(),
            },
        );
        Ok(())
    }

    fn change(&mut self, scope: &[Place], phrases: Vec<Phrase>) -> Result<(), Obstacle> {
        // "Absatz 2 wird um folgenden Satz ergänzt:"
        if phrases.iter().any(|p| !matches!(p.thing, Thing::Places(_))) {
            let anchored = |p: &Phrase| matches!(p.case, Case::After | Case::Before);
            return if phrases.iter().any(anchored) {
                self.insert(scope, phrases)
            } else {
                self.add(scope, phrases, Side::Last)
            };
        }
        let mut places = Vec::new();
        for phrase in phrases {
            match (phrase.thing, phrase.case) {
                (Thing::Places(named), Case::Plain) => places.extend(join(scope, &named)),
                _ => return Err(Obstacle::Pieces),
            }
        }
        if places.is_empty() {
            places = self.renamed.take().unwrap_or_else(|| scope.to_vec());
        }
        // "Folgendes Recht wird aufgehoben, geändert oder ergänzt:" repeals nothing by itself.
        let whole =
            |clause: &Clause| clause.places.is_empty() && matches!(clause.action, Action::Repeal);
        self.reading.clauses.retain(|clause| !whole(clause));
        // "§ 62 Absatz 2 wird wie folgt geändert: Nach dem Wort …", without a list.
        self.scope.clone_from(&places);
        self.reading.opens = Some(places);
        Ok(())
    }

    /// "Absatz 2 Satz 2 Nummer 2 wird gestrichen und die bisherige Nummer 3 wird Nummer 2.": what a
    /// command does not say of a place is as in the one before it.
    fn carry_places_on(&mut self) {
        let base = match self.base.as_slice() {
            [] => Citation::default(),
            [one] => one.citation.clone(),
            _ => return,
        };
        let mut outer: Option<Place> = None;
        for clause in &mut self.reading.clauses {
            if let Some(outer) = &outer {
                let to = match &mut clause.action {
                    Action::Renumber { to } => to.as_mut_slice(),
                    _ => &mut [],
                };
                for place in clause.places.iter_mut().chain(to) {
                    if let Some(own) = place.seen_from(&base) {
                        *place = own.beside(outer);
                    }
                }
                // "… und folgender Satz wird angefügt:"
                if let Action::InsertUnits {
                    side: Side::First | Side::Last,
                    unit,
                    ..
                } = &clause.action
                    && let Some(level) = unit.level()
                    && clause.places.iter().all(|place| place.citation == base)
                {
                    clause.places = vec![Place {
                        citation: outer.citation.above(level),
                        ..Place::default()
                    }];
                }
            }
            let named = |place: &&Place| !place.citation.provision.is_empty();
            if let Some(place) = clause.places.iter().rev().find(named) {
                outer = Some(place.clone());
            }
        }
    }

    fn await_text(&mut self, places: Vec<Place>, action: Action) {
        let occurrences = self.occurrences();
        self.awaiting = Some(Clause {
            places,
            action,
            occurrences,
            sentence: self.sentence,
        });
    }

    /// The text is over.
    fn finish(&mut self) -> Result<(), Obstacle> {
        if let Some(clause) = self.awaiting.take_if(|_| self.annexed) {
            self.announced(clause, Words::none());
        }
        if self.awaiting.is_some() {
            return Err(Obstacle::NoText);
        }
        self.renumber();
        if !self.phrases.is_empty() {
            return Err(Obstacle::Pieces);
        }
        self.carry_places_on();
        if self.reading.clauses.is_empty() && self.reading.opens.is_none() {
            return Err(Obstacle::NoVerb);
        }
        Ok(())
    }
}

impl NewUnit {
    /// The level of what is put in; none for provisions, parts and words.
    pub(super) fn level(&self) -> Option<Level> {
        match self {
            NewUnit::Level(level) => Some(*level),
            NewUnit::Places(places) => Some(places.first()?.citation.steps.first()?.level),
            NewUnit::Part(_) | NewUnit::Words => None,
        }
    }
}

impl Words {
    /// The words together with those that they stand behind or before.
    fn next_to(&self, (case, anchor): &(Case, Words)) -> Self {
        let (first, second) = match case {
            Case::After => (anchor, self),
            _ => (self, anchor),
        };
        let space = if second.text.starts_with([',', ';', '.', ':']) {
            ""
        } else {
            " "
        };
        Self {
            text: format!("{}{space}{}", first.text, second.text),
            ..self.clone()
        }
    }

    fn none() -> Self {
        Self {
            text: String::new(),
            span: None,
            at_end: false,
        }
    }
}
