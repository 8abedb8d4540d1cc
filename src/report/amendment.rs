//! What a draft makes of the statutes that it amends: as text, Markdown and JSON.
//!
//! In go the outcomes of `amend`, out comes one document. Every command is told with what became of
//! it, every changed provision with its words before and after; nothing is summed up away.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::amend::{
    Amendment, CommandOutcome, Obstacle, ProvisionChange, Reason, Status, Stretch, TargetOutcome,
    word_diff,
};
use crate::statute::{Item, Provision, Statute};

use super::Messages;

/// How often commands ended in which way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AmendmentTotals {
    /// Articles that amend a statute.
    pub amendments: usize,
    /// Of these, those whose statute was found.
    pub found: usize,
    /// All commands, those that were not understood included.
    pub commands: usize,
    /// Commands that were not understood.
    pub unread: usize,
    /// Commands that were carried out.
    pub applied: usize,
    /// Commands that leave a choice.
    pub ambiguous: usize,
    /// Commands that cannot be carried out, those that were not understood included.
    pub failed: usize,
}

impl AmendmentTotals {
    /// Counts the outcomes.
    pub fn of(outcomes: &[TargetOutcome]) -> Self {
        let mut totals = Self::default();
        for outcome in outcomes {
            totals.amendments += 1;
            totals.found += usize::from(outcome.before.is_some());
            totals.unread += outcome.amendment.unread.len();
            for command in &outcome.commands {
                totals.commands += 1;
                match command.status {
                    Status::Applied => totals.applied += 1,
                    Status::Ambiguous(_) => totals.ambiguous += 1,
                    Status::Failed(_) => totals.failed += 1,
                }
            }
        }
        totals
    }
}

/// The message that names a status.
fn status_message(status: &Status) -> &'static str {
    match status {
        Status::Applied => "amend.status.applied",
        Status::Ambiguous(_) => "amend.status.ambiguous",
        Status::Failed(_) => "amend.status.failed",
    }
}

/// The key of a status in tables: the last part of its message's.
pub fn status_key(status: &Status) -> &'static str {
    let message = status_message(status);
    message.rsplit('.').next().unwrap_or(message)
}

/// Why a command was not carried out, for readers.
pub fn reason(status: &Status, words: &Messages) -> Option<String> {
    let (Status::Ambiguous(reason) | Status::Failed(reason)) = status else {
        return None;
    };
    Some(match reason {
        Reason::NoTarget => words.t("amend.reason.no_target").to_owned(),
        Reason::Targets(names) => words
            .msg("amend.reason.targets")
            .with("n", names.len())
            .with("names", names.join(", "))
            .to_string(),
        Reason::Elsewhere(name) => words
            .msg("amend.reason.elsewhere")
            .with("name", name)
            .to_string(),
        Reason::NoPlace(place) if place.is_empty() => {
            words.t("amend.reason.no_place_named").to_owned()
        }
        Reason::NoPlace(place) => words
            .msg("amend.reason.no_place")
            .with("place", place)
            .to_string(),
        Reason::InAnnex(place) => words
            .msg("amend.reason.in_annex")
            .with("place", place)
            .to_string(),
        Reason::Places(place) => words
            .msg("amend.reason.places")
            .with("place", place)
            .to_string(),
        Reason::Unit(unit, inner) => {
            let why = self::reason(&Status::Failed((**inner).clone()), words)?;
            format!("{unit}: {why}")
        }
        Reason::NoWords(quoted) => words
            .msg(match Noun::of(quoted) {
                Noun::Word => "amend.reason.no_word",
                Noun::Words => "amend.reason.no_words",
                Noun::Mark => "amend.reason.no_mark",
            })
            .with("words", words.quote(quoted))
            .to_string(),
        Reason::Count {
            words: quoted,
            found,
            expected,
        } => words
            .msg(match Noun::of(quoted) {
                Noun::Word => "amend.reason.count_word",
                Noun::Words => "amend.reason.count",
                Noun::Mark => "amend.reason.count_mark",
            })
            .with("words", words.quote(quoted))
            .with("found", found)
            .with("expected", expected)
            .to_string(),
        Reason::Few {
            words: quoted,
            found,
        } => words
            .msg(match Noun::of(quoted) {
                Noun::Word => "amend.reason.few_word",
                Noun::Words => "amend.reason.few",
                Noun::Mark => "amend.reason.few_mark",
            })
            .with("words", words.quote(quoted))
            .with("found", found)
            .to_string(),
        Reason::Numbered(place) => words
            .msg("amend.reason.numbered")
            .with("place", place)
            .to_string(),
        Reason::NoContents => words.t("amend.reason.no_contents").to_owned(),
        Reason::Part(part) => words
            .msg("amend.reason.part")
            .with("part", part)
            .to_string(),
        Reason::EmptyText => words.t("amend.reason.empty_text").to_owned(),
        Reason::Annexed => words.t("amend.reason.annexed").to_owned(),
        Reason::Partner => words.t("amend.reason.partner").to_owned(),
        Reason::Broken => words.t("amend.reason.broken").to_owned(),
        Reason::NewText => words.t("amend.reason.new_text").to_owned(),
        Reason::Move(from, to) => words
            .msg("amend.reason.move")
            .with("from", from)
            .with("to", to)
            .to_string(),
        Reason::Open(quoted) => words
            .msg("amend.reason.open")
            .with("words", words.quote(quoted))
            .to_string(),
        Reason::Twice(place) => words
            .msg("amend.reason.twice")
            .with("place", place)
            .to_string(),
        Reason::Order(place) => words
            .msg("amend.reason.order")
            .with("place", place)
            .to_string(),
        Reason::Taken(place) => words
            .msg("amend.reason.taken")
            .with("place", place)
            .to_string(),
        Reason::Gone(place) => words
            .msg("amend.reason.gone")
            .with("place", place)
            .to_string(),
        Reason::Shifted(place) => words
            .msg("amend.reason.shifted")
            .with("place", place)
            .to_string(),
        Reason::Unread(obstacle) => unread(obstacle, words),
    })
}

/// Most words of a figure or a citation: "§ 3 Absatz 1".
const SHORT: usize = 5;

/// What commands call a quotation: "das Wort", "die Wörter", "die Angabe".
enum Noun {
    Word,
    Words,
    Mark,
}

impl Noun {
    fn of(quoted: &str) -> Self {
        let quoted = quoted.trim();
        let words = quoted.split_whitespace().count();
        let numbered = quoted.contains(|c: char| c.is_ascii_digit());
        if !quoted.contains(char::is_alphabetic) || numbered && words <= SHORT {
            Noun::Mark
        } else if words > 1 {
            Noun::Words
        } else {
            Noun::Word
        }
    }
}

/// Why a command was not understood, for readers.
pub fn unread(obstacle: &Obstacle, words: &Messages) -> String {
    match obstacle {
        Obstacle::Word(word) => words
            .msg("amend.unread.word")
            .with("word", words.quote(word))
            .to_string(),
        Obstacle::NoVerb => words.t("amend.unread.no_verb").to_owned(),
        Obstacle::Nothing => words.t("amend.unread.nothing").to_owned(),
        Obstacle::NoText => words.t("amend.unread.no_text").to_owned(),
        Obstacle::Pieces => words.t("amend.unread.pieces").to_owned(),
        Obstacle::NoTarget => words.t("amend.unread.no_target").to_owned(),
        Obstacle::Broken => words.t("amend.reason.broken").to_owned(),
        Obstacle::Unclosed => words.t("amend.unread.unclosed").to_owned(),
    }
}

/// "Artikel 2 Absatz 1 Nummer 3 Buchstabe a" for a command in the draft.
pub fn command_place(draft: &Statute, amendment: &Amendment, label: &str) -> String {
    let designation = &draft.provisions[amendment.provision].designation;
    if label.is_empty() {
        designation.clone()
    } else {
        format!("{designation} {label}")
    }
}

/// The name of a changed provision: before, and after where it changed.
fn name(outcome: &TargetOutcome, change: ProvisionChange, words: &Messages) -> String {
    match outcome.provisions(change) {
        (Some(old), Some(new)) if old.designation != new.designation => {
            format!("{} → {}", old.designation, new.designation)
        }
        (None, Some(new)) => format!("{} ({})", new.designation, words.t("amend.new")),
        (Some(old), None) => format!("{} ({})", old.designation, words.t("amend.gone")),
        (_, Some(one)) => one.designation.clone(),
        (None, None) => String::new(),
    }
}

fn whole(provision: Option<&Provision>) -> String {
    provision.map_or(String::new(), |p| match p.heading.as_str() {
        "" => laid_out(p),
        heading => format!("{heading}\n{}", laid_out(p)),
    })
}

/// The text with every list item on a line of its own, and what follows the list on the next.
fn laid_out(provision: &Provision) -> String {
    fn note(items: &[Item], breaks: &mut Vec<usize>) {
        for item in items {
            breaks.extend([item.span.start, item.span.end]);
            note(&item.items, breaks);
        }
    }
    let mut breaks = Vec::new();
    for subsection in &provision.subsections {
        note(&subsection.items, &mut breaks);
    }
    breaks.sort_unstable();
    breaks.dedup();
    let text = &provision.text;
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for at in breaks {
        let Some(piece) = text.get(from..at) else {
            continue;
        };
        let line = piece.trim_end_matches(' ');
        out.push_str(line);
        from = at;
        // Nothing stands before the first item, or the next one begins where this one ends.
        let open = !line.is_empty() && !line.ends_with('\n');
        let rest = text[at..].trim_start_matches(' ');
        if open && !rest.is_empty() && !rest.starts_with('\n') {
            out.push('\n');
            from = text.len() - rest.len();
        }
    }
    out.push_str(&text[from..]);
    out
}

fn diff(outcome: &TargetOutcome, change: ProvisionChange) -> Vec<Stretch> {
    let (before, after) = outcome.provisions(change);
    word_diff(&whole(before), &whole(after))
}

fn statute_name(outcome: &TargetOutcome) -> &str {
    match &outcome.before {
        Some(statute) if !statute.short_title.is_empty() => &statute.short_title,
        Some(statute) => &statute.title,
        None => &outcome.target().name,
    }
}

fn draft_words<'d>(
    draft: &'d Statute,
    outcome: &TargetOutcome,
    command: &CommandOutcome,
) -> &'d str {
    command
        .span
        .of(&draft.provisions[outcome.amendment.provision].text)
}

/// That the corpus holds another state of the statute than the draft starts from.
pub fn other_state(outcome: &TargetOutcome, words: &Messages) -> Option<String> {
    let before = outcome
        .before
        .as_ref()
        .filter(|_| outcome.is_other_state())?;
    let message = words
        .msg("amend.state")
        .with("corpus", &before.as_of)
        .with("draft", &outcome.target().amended_by);
    Some(message.to_string())
}

fn totals_line(totals: AmendmentTotals, words: &Messages) -> String {
    words
        .msg("amend.totals")
        .with("commands", words.count("amend.commands", totals.commands))
        .with("applied", words.int(totals.applied))
        .with("ambiguous", words.int(totals.ambiguous))
        .with("failed", words.int(totals.failed))
        .with("amendments", words.count("amend.parts", totals.amendments))
        .with("found", words.int(totals.found))
        .to_string()
}

/// The outcomes as text: struck words in [-…-], new ones in {+…+}.
pub fn text(draft: &Statute, outcomes: &[TargetOutcome], words: &Messages) -> String {
    let mut out = String::new();
    for outcome in outcomes {
        let place = command_place(draft, &outcome.amendment, &outcome.amendment.part);
        let _ = writeln!(out, "{place}: {}", statute_name(outcome));
        if let Some(note) = other_state(outcome, words) {
            let _ = writeln!(out, "  {note}");
        }
        for command in &outcome.commands {
            let label = words.t(status_message(&command.status)).to_owned();
            let reason = reason(&command.status, words);
            let said: Vec<&str> = [label.as_str(), &command.label]
                .into_iter()
                .chain(reason.as_deref())
                .filter(|part| !part.is_empty())
                .collect();
            let _ = write!(out, "  {}", said.join(": "));
            if reason.is_some() {
                let quoted = shortened(draft_words(draft, outcome, command));
                let _ = write!(out, "\n    {quoted}");
            }
            out.push('\n');
        }
        for (old, new) in outcome.headings() {
            let _ = writeln!(out, "\n{}", in_text(word_diff(&old, &new)));
        }
        for change in &outcome.changes {
            let _ = writeln!(out, "\n{}", name(outcome, *change, words));
            let _ = writeln!(out, "{}", in_text(diff(outcome, *change)));
        }
        out.push('\n');
    }
    let _ = writeln!(out, "{}", totals_line(AmendmentTotals::of(outcomes), words));
    out
}

fn in_text(diff: Vec<Stretch>) -> String {
    let mut out = String::new();
    for stretch in diff {
        match stretch {
            Stretch::Kept(text) => out.push_str(&text),
            Stretch::Struck(text) => marked(&mut out, "[-", &text, "-]"),
            Stretch::Inserted(text) => marked(&mut out, "{+", &text, "+}"),
        }
    }
    out
}

/// Words in marks, which leave the white space around them outside.
fn marked(out: &mut String, open: &str, text: &str, close: &str) {
    let inner = text.trim();
    if inner.is_empty() {
        out.push_str(text);
        return;
    }
    let start = text.len() - text.trim_start().len();
    out.push_str(&text[..start]);
    // A mark that spans lines would be read as one for each.
    for (index, line) in inner.split('\n').enumerate() {
        if index > 0 {
            out.push('\n');
        }
        if !line.is_empty() {
            let _ = write!(out, "{open}{line}{close}");
        }
    }
    out.push_str(&text[start + inner.len()..]);
}

fn shortened(text: &str) -> String {
    const LONGEST: usize = 240;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    line.chars().take(LONGEST).chain(" …".chars()).collect()
}

/// The outcomes as Markdown: struck words ~~struck~~, new ones **bold**.
pub fn markdown(draft: &Statute, outcomes: &[TargetOutcome], words: &Messages) -> String {
    let mut out = format!("# {}\n", escaped(&draft.title));
    let _ = writeln!(
        out,
        "\n{}",
        totals_line(AmendmentTotals::of(outcomes), words)
    );
    for outcome in outcomes {
        let place = command_place(draft, &outcome.amendment, &outcome.amendment.part);
        let _ = writeln!(out, "\n## {place}: {}\n", escaped(statute_name(outcome)));
        if let Some(note) = other_state(outcome, words) {
            let _ = writeln!(out, "{}\n", escaped(&note));
        }
        let _ = writeln!(
            out,
            "| {} | {} | {} |\n| --- | --- | --- |",
            words.t("amend.command"),
            words.t("amend.outcome"),
            words.t("amend.why")
        );
        for command in &outcome.commands {
            let key = status_message(&command.status);
            let _ = writeln!(
                out,
                "| {} | {} | {} |",
                escaped(&command.label),
                words.t(key),
                escaped(&reason(&command.status, words).unwrap_or_default())
            );
        }
        for (old, new) in outcome.headings() {
            let _ = writeln!(out, "\n{}", in_markdown(word_diff(&old, &new)));
        }
        for change in &outcome.changes {
            let _ = writeln!(out, "\n### {}\n", escaped(&name(outcome, *change, words)));
            let body = in_markdown(diff(outcome, *change));
            let _ = writeln!(out, "{}", body.replace('\n', "\n\n"));
        }
    }
    out
}

fn in_markdown(diff: Vec<Stretch>) -> String {
    let mut body = String::new();
    for stretch in diff {
        match stretch {
            Stretch::Kept(text) => body.push_str(&escaped(&text)),
            Stretch::Struck(text) => marked(&mut body, "~~", &escaped(&text), "~~"),
            Stretch::Inserted(text) => marked(&mut body, "**", &escaped(&text), "**"),
        }
    }
    body
}

/// Text that Markdown takes for nothing but text.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '<' | '>' | '[' | ']' | '|' | '~' | '#' | '&'
        ) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The outcomes as JSON.
pub fn json(draft: &Statute, outcomes: &[TargetOutcome], words: &Messages) -> Value {
    let totals = AmendmentTotals::of(outcomes);
    let targets: Vec<Value> = outcomes.iter().map(|o| target(draft, o, words)).collect();
    json!({
        "draft": { "statute_id": draft.id, "title": draft.title },
        "targets": targets,
        "totals": {
            "targets": totals.amendments,
            "targets_found": totals.found,
            "commands": totals.commands,
            "not_understood": totals.unread,
            "applied": totals.applied,
            "ambiguous": totals.ambiguous,
            "failed": totals.failed,
        },
    })
}

fn target(draft: &Statute, outcome: &TargetOutcome, words: &Messages) -> Value {
    let target = outcome.target();
    let commands: Vec<Value> = outcome
        .commands
        .iter()
        .map(|command| {
            json!({
                "label": command.label,
                "text": draft_words(draft, outcome, command),
                "status": status_key(&command.status),
                "reason": reason(&command.status, words),
            })
        })
        .collect();
    let provisions: Vec<Value> = outcome
        .changes
        .iter()
        .map(|change| {
            let (before, after) = outcome.provisions(*change);
            let side = |provision: Option<&Provision>| {
                provision.map(
                    |p| json!({ "provision": p.designation, "heading": p.heading, "text": p.text }),
                )
            };
            let diff: Vec<Value> = diff(outcome, *change)
                .into_iter()
                .map(|stretch| match stretch {
                    Stretch::Kept(text) => json!({ "kept": text }),
                    Stretch::Struck(text) => json!({ "struck": text }),
                    Stretch::Inserted(text) => json!({ "inserted": text }),
                })
                .collect();
            json!({ "before": side(before), "after": side(after), "diff": diff })
        })
        .collect();
    json!({
        "article": command_place(draft, &outcome.amendment, &outcome.amendment.part),
        "name": target.name,
        "date": target.date,
        "gazette": target.gazette,
        "amended_by": target.amended_by,
        "as_of": outcome.before.as_ref().map(|s| &s.as_of),
        "other_state": outcome.is_other_state(),
        "statute_id": outcome.before.as_ref().map(|s| &s.id),
        "doc_number": outcome.before.as_ref().map(|s| &s.doc_number),
        "abbreviation": outcome.before.as_ref().map(|s| &s.abbreviation),
        "title": outcome.before.as_ref().map(|s| &s.title),
        "commands": commands,
        "provisions": provisions,
    })
}
