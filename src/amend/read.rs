//! Reads the amending commands of a draft.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::rules::RulePack;
use crate::statute::citation::{Level, core};
use crate::statute::{Item, Provision, ProvisionKind, Span, Statute};

use super::grammar::{Clause, Grammar, Reading, word_of};
use super::outline::{self, Node};
use super::quotes::mask;
use super::target::{TargetName, listed, opening, publication};
use super::{
    Action, Amendment, Command, Obstacle, Occurrences, Place, Position, Quoted, Role, Unread, Words,
};

/// What the draft does to other statutes, in the order of the draft; nothing where it amends none.
pub fn read(draft: &Statute, pack: &RulePack) -> Vec<Amendment> {
    let mut amendments = Vec::new();
    for (index, provision) in draft.provisions.iter().enumerate() {
        if provision.kind == ProvisionKind::Contents || provision.text.is_empty() {
            continue;
        }
        amendments.extend(read_provision(index, provision, pack));
    }
    amendments
}

/// The same for one provision. A panic is kept to it, and told there.
pub(super) fn read_provision(
    index: usize,
    provision: &Provision,
    pack: &RulePack,
) -> Vec<Amendment> {
    let read = catch_unwind(AssertUnwindSafe(|| commands_of(index, provision, pack)));
    read.unwrap_or_else(|_| vec![broken(index, provision)])
}

/// An article that the program failed on.
fn broken(index: usize, provision: &Provision) -> Amendment {
    Amendment {
        provision: index,
        part: String::new(),
        target: TargetName {
            heading: provision.heading.clone(),
            ..TargetName::default()
        },
        commands: Vec::new(),
        unread: vec![Unread {
            label: String::new(),
            span: Span::new(0, provision.text.len()),
            reason: Obstacle::Broken,
            quoted: Vec::new(),
        }],
    }
}

fn commands_of(index: usize, provision: &Provision, pack: &RulePack) -> Vec<Amendment> {
    let mut amendments = Vec::new();
    let words = &pack.amending;
    let named_by_heading = words
        .target
        .headings
        .iter()
        .any(|heading| provision.heading.starts_with(heading.as_str()));
    // Most provisions amend nothing, and this is read for all of them.
    if !named_by_heading && !pack.lexicon.references.amends(&provision.text) {
        let text = provision.text.as_str();
        let holds = |word: &String| text.contains(word.as_str());
        // What is repealed without a place of publication is no statute.
        let repeals =
            words.target.gazettes.iter().any(holds) && words.verbs.strike.iter().any(holds);
        let changes = words
            .verbs
            .change
            .iter()
            .any(|verb| text.contains(&format!("{verb}:")));
        if !repeals && !changes {
            return amendments;
        }
    }
    let masked = mask(&provision.text, |at| item_end(provision, at));
    let tree = outline::read(&masked.text, &item_starts(provision), &pack.lexicon);
    let grammar = Grammar {
        text: &provision.text,
        masked: &masked,
        words,
        lexicon: &pack.lexicon,
    };
    let (parts, whole): (Vec<&Node>, Vec<&Node>) = tree
        .nodes
        .iter()
        .partition(|node| node.label.starts_with('('));
    let root = Node {
        nodes: whole.into_iter().cloned().collect(),
        ..tree.clone()
    };
    for node in std::iter::once(&root).chain(parts) {
        if let Some(repealed) = repeal_list(&grammar, node, index, &provision.heading) {
            amendments.extend(repealed);
            continue;
        }
        let Some(opening) = opening(&grammar, node.head()) else {
            continue;
        };
        let head = node.head().of(&masked.text);
        let changes = grammar.changes(head);
        let published = !opening.target.gazette.is_empty();
        let mut amendment = Amendment {
            provision: index,
            part: node.label.clone(),
            target: TargetName {
                heading: provision.heading.clone(),
                ..opening.target
            },
            commands: Vec::new(),
            unread: Vec::new(),
        };
        let acts = |verb: &String| head.contains(verb.as_str());
        let verbs = &words.verbs;
        let commands = verbs.change.iter().chain(&verbs.strike).any(acts)
            || !masked.quotes.is_empty() && verbs.rewrite.iter().any(acts);
        let mut walk = Walk {
            grammar: &grammar,
            amendment: &mut amendment,
        };
        walk.node(node, &opening.command, &[], &mut Vec::new(), true);
        // What is repealed without date and place of publication is no statute but a decision: "Der
        // Steuermessbetrag wird aufgehoben, wenn …".
        let known = published || !amendment.target.date.is_empty();
        let statutes = |command: &Command| {
            known || !command.places.is_empty() || command.action != Action::Repeal
        };
        let read = amendment.commands.iter().any(statutes);
        // "Änderung des Bestimmungsorts" is the heading of a provision that amends nothing.
        let told = !amendment.unread.is_empty()
            && (changes
                || commands
                    && named_by_heading
                    && grammar.names_first(node.head())
                    && (published || !masked.quotes.is_empty()));
        if told || read && (published || named_by_heading || changes) {
            amendments.push(amendment);
        }
    }
    amendments
}

/// "Folgende Verordnungen werden aufgehoben: 1. die Musterverordnung vom … (BGBl. …), 2. …": the
/// statutes that a list repeals; none where the part holds no such list. What is listed without a
/// place of publication, such as occupations, is no statute.
fn repeal_list(
    grammar: &Grammar<'_>,
    node: &Node,
    index: usize,
    heading: &str,
) -> Option<Vec<Amendment>> {
    let head = node.head();
    let text = head.of(&grammar.masked.text).trim_end();
    let verb = text.strip_suffix(':')?.rsplit([' ', '\n']).next()?;
    let strikes = grammar.words.verbs.strike.contains(verb) && !node.nodes.is_empty();
    let (_, published) = publication(grammar, head.start, head.end);
    // "In § 3 des Mustergesetzes werden aufgehoben: 1. Absatz 2" is another matter.
    let start = grammar.skip(head.start, head.end);
    let first = word_of(&grammar.masked.text[start..head.end]);
    if !strikes || !published.is_empty() || grammar.words.words.within.contains(first) {
        return None;
    }
    let listed = node.nodes.iter().filter_map(|item| {
        let span = trimmed(grammar.text, item.head().start, item.head().end);
        let target = listed(grammar, span)?;
        let labels: Vec<String> = [&node.label, &item.label]
            .into_iter()
            .filter_map(|l| label(l))
            .collect();
        let label = labels.join(" ");
        Some(Amendment {
            provision: index,
            part: node.label.clone(),
            target: TargetName {
                heading: heading.to_owned(),
                ..target
            },
            commands: vec![Command {
                label,
                span,
                sentence: 0,
                places: Vec::new(),
                action: Action::Repeal,
                occurrences: Occurrences::Once,
                quoted: Vec::new(),
            }],
            unread: Vec::new(),
        })
    });
    Some(listed.collect())
}

/// "Gleichzeitig tritt das Mustergesetz vom … (BGBl. …) außer Kraft.": the statutes that a draft ends as a
/// whole, each as one command. A sentence with a proviso says nothing of the kind.
pub(super) fn expiring(draft: &Statute, pack: &RulePack) -> Vec<Amendment> {
    let words = &pack.amending.expiry;
    let holds =
        |text: &str, words: &[String]| words.iter().any(|word| text.contains(word.as_str()));
    let mut amendments = Vec::new();
    for (index, provision) in draft.provisions.iter().enumerate() {
        if !holds(&provision.text, &words.ends) {
            continue;
        }
        let masked = mask(&provision.text, |at| item_end(provision, at));
        let grammar = Grammar {
            text: &provision.text,
            masked: &masked,
            words: &pack.amending,
            lexicon: &pack.lexicon,
        };
        for subsection in &provision.subsections {
            for sentence in &subsection.sentences {
                let text = sentence.span.of(&masked.text);
                let bare = text.trim_end().trim_end_matches('.');
                let ends = words
                    .ends
                    .iter()
                    .find_map(|end| bare.strip_suffix(end.as_str()));
                let Some(before) = ends.filter(|_| !holds(text, &words.except)) else {
                    continue;
                };
                let verbs = words.verbs.iter().filter_map(|verb| {
                    let at = before.rfind(&format!(" {verb} "))?;
                    Some((at, at + verb.len() + 2))
                });
                let Some((verb, behind)) = verbs.max() else {
                    continue;
                };
                // "tritt das Mustergesetz außer Kraft", "Das Mustergesetz tritt am … außer Kraft"
                let named = [(behind, before.len()), (0, verb)];
                let target = named.into_iter().find_map(|(start, end)| {
                    let own = &before[start..end];
                    let mut last = words.last.iter();
                    let cut = last.find_map(|word| own.find(&format!(" {word} ")));
                    let end = start + cut.unwrap_or(own.len());
                    let from = sentence.span.start;
                    listed(&grammar, Span::new(from + start, from + end))
                });
                let Some(target) = target else { continue };
                amendments.push(Amendment {
                    provision: index,
                    part: subsection.label.clone().unwrap_or_default(),
                    target: TargetName {
                        heading: provision.heading.clone(),
                        ..target
                    },
                    commands: vec![Command {
                        label: String::new(),
                        span: trimmed(&provision.text, sentence.span.start, sentence.span.end),
                        sentence: 0,
                        places: Vec::new(),
                        action: Action::Repeal,
                        occurrences: Occurrences::Once,
                        quoted: Vec::new(),
                    }],
                    unread: Vec::new(),
                });
            }
        }
    }
    amendments
}

/// Where the innermost list item around a place ends; outside of lists, the provision.
fn item_end(provision: &Provision, at: usize) -> usize {
    let lists = || provision.subsections.iter().map(|s| &s.items);
    let mut end = provision.text.trim_end().len();
    let mut level = lists()
        .flatten()
        .find(|item| item.span.contains(Span::new(at, at)));
    while let Some(item) = level {
        end = item.span.end;
        level = item
            .items
            .iter()
            .find(|item| item.span.contains(Span::new(at, at)));
    }
    end
}

/// Where the list items of a provision begin, in order.
fn item_starts(provision: &Provision) -> Vec<usize> {
    fn note(items: &[Item], starts: &mut Vec<usize>) {
        for item in items {
            starts.push(item.span.start);
            note(&item.items, starts);
        }
    }
    let mut starts = Vec::new();
    for subsection in &provision.subsections {
        note(&subsection.items, &mut starts);
    }
    starts.sort_unstable();
    starts
}

struct Walk<'w, 't> {
    grammar: &'w Grammar<'t>,
    amendment: &'w mut Amendment,
}

impl Walk<'_, '_> {
    /// Reads a part and those below it.
    fn node(
        &mut self,
        node: &Node,
        spans: &[Span],
        base: &[Place],
        labels: &mut Vec<String>,
        opening: bool,
    ) {
        labels.extend(label(&node.label));
        let mut reading = self.grammar.read(spans, base, opening);
        let from = spans.first().map_or(node.head().start, |span| span.start);
        let span = trimmed(
            self.grammar.text,
            from.min(node.head().start),
            node.head().end,
        );
        // Where a quotation never closes, nobody knows what of the rest is a command.
        let unclosed = &self.grammar.masked.unclosed;
        if unclosed
            .iter()
            .any(|at| span.start <= *at && *at < span.end)
        {
            reading.obstacle = Some(Obstacle::Unclosed);
        }
        // "§ 36 wird wie folgt geändert:", and nothing comes.
        let announces = reading.opens.is_some() && reading.clauses.is_empty();
        if announces && node.nodes.is_empty() && !opening && reading.obstacle.is_none() {
            reading.obstacle = Some(Obstacle::Nothing);
        }
        // "3. (weggefallen)": what stood there is no command any more.
        let gone = core(span.of(self.grammar.text));
        let gone = gone.is_empty() || self.grammar.words.words.gone.contains(gone);
        if gone && !opening {
            reading = Reading::default();
        }
        if let Some(reason) = reading.obstacle {
            let quoted = self.quotes(span);
            // Where there are quotations, it is their place that was not understood.
            let reason = match reason {
                Obstacle::NoText if quoted.iter().any(|q| q.span.start < q.span.end) => {
                    Obstacle::Pieces
                }
                other => other,
            };
            self.amendment.unread.push(Unread {
                label: labels.join(" "),
                span,
                reason,
                quoted,
            });
        } else {
            for clause in reading.clauses {
                let command = command(clause, labels.join(" "), span);
                self.amendment.commands.push(command);
            }
        }
        let below = reading.opens.unwrap_or_default();
        for inner in &node.nodes {
            self.node(inner, &[inner.head()], &below, labels, false);
        }
        if !node.label.is_empty() {
            labels.pop();
        }
    }

    fn quotes(&self, span: Span) -> Vec<Quoted> {
        let quotes = self.grammar.masked.quotes.iter();
        quotes
            .filter(|quote| span.contains(quote.outer))
            .map(|quote| Quoted {
                span: quote.inner,
                role: Role::Unknown,
            })
            .collect()
    }
}

fn trimmed(text: &str, start: usize, end: usize) -> Span {
    let own = &text[start..end];
    let start = start + own.len() - own.trim_start().len();
    Span::new(
        start,
        (start + text[start..end].trim_end().len()).max(start),
    )
}

/// "1." as "Nummer 1".
pub(super) fn label(label: &str) -> Option<String> {
    let number = core(label);
    let level = match label.chars().next()? {
        '(' => Level::Absatz,
        c if c.is_ascii_digit() => Level::Nummer,
        _ => match number.len() {
            1 => Level::Buchstabe,
            2 => Level::Doppelbuchstabe,
            _ => Level::Dreifachbuchstabe,
        },
    };
    Some(format!("{} {number}", level.long()))
}

fn command(clause: Clause, label: String, span: Span) -> Command {
    let mut quoted = Vec::new();
    let mut note = |words: &Words, role: Role| {
        if let Some(span) = words.span {
            quoted.push(Quoted { span, role });
        }
    };
    match &clause.action {
        Action::ReplaceWords { old, new } => {
            note(old, Role::Struck);
            note(new, Role::Inserted);
        }
        Action::InsertWords { new, position } => {
            if let Position::After(anchor) | Position::Before(anchor) = position {
                note(anchor, Role::Context);
            }
            note(new, Role::Inserted);
        }
        Action::StrikeWords { old } => note(old, Role::Struck),
        Action::Rewrite { new, .. } | Action::InsertUnits { new, .. } => note(new, Role::Inserted),
        Action::Repeal | Action::Renumber { .. } => {}
    }
    quoted.sort_by_key(|quoted| quoted.span);
    Command {
        label,
        span,
        sentence: clause.sentence,
        places: clause.places,
        action: clause.action,
        occurrences: clause.occurrences,
        quoted,
    }
}
