//! Amending drafts: what they strike is relief, what they insert is law of the place it goes into.
//!
//! With a corpus the target provisions are screened before and after, and their difference is what
//! the draft does. Without one, or where a command cannot be carried out, the quotations speak for
//! themselves: findings in inserted text are new. Struck text is no relief as long as nobody saw it in
//! the law, and what merely says where is no law of this draft.

use std::collections::{BTreeMap, BTreeSet};

use super::diagnostic::{
    Certainty, Diagnostic, Fate, Indicated, MissingTarget, Novelty, Place, ProvisionEffect,
    Severity, TargetEffect,
};
use super::examine::{Hints, Text, statute_name};
use super::fingerprint::{Sketch, fold};
use super::hints;
use super::indications;
use super::novelty::{self, Former, FormerFinding, Texts};
use super::source::Lines;
use super::track::Track;
use crate::amend::{
    self, Action, Amendment, Command, NewUnit, Obstacle, Part, ProvisionChange, Quoted, Role,
    Status, TargetOutcome,
};
use crate::consistency;
use crate::rate::rate;
use crate::report::amendment::{command_place, other_state, reason};
use crate::rules::Effect;
use crate::screen::{Finding, ScreenedProvision};
use crate::statute::citation::{Level, Step};
use crate::statute::{Citation, Lexicon, Provision, ProvisionKind, Span, Statute, read_flat};

/// What an amending draft does, as far as it is known.
#[derive(Debug, Default)]
pub struct Amending {
    /// Findings in what it puts into the law, and in what stays beside that.
    pub diagnostics: Vec<Diagnostic>,
    /// Findings in what it takes out of the law.
    pub lifted: Vec<Diagnostic>,
    /// Commands that were not carried out: their text in the draft's provision, and why.
    pub doubts: Vec<(usize, Span, String)>,
    /// References that it leaves leading nowhere or to another text.
    pub hints: Vec<(Place, String)>,
    /// What it puts into the law that opens the electronic way; empty unless asked for.
    pub evidence: Vec<Diagnostic>,
    /// What it takes out of the law that opened the electronic way.
    pub closing: Vec<Diagnostic>,
    /// What it puts into the law that speaks for a Schwerpunkt; empty unless asked for.
    pub indications: Vec<Indicated>,
    /// What it does to each statute.
    pub effects: Vec<TargetEffect>,
    /// The statutes that it amends and that are not at hand.
    pub missing: Vec<MissingTarget>,
    /// The draft's provisions that hold commands.
    pub provisions: BTreeSet<usize>,
}

/// A quotation that speaks for itself.
struct Quotation {
    quoted: Quoted,
    place: Option<Citation>,
    /// Where the command stands in the draft's provision: "Nummer 1 Buchstabe a".
    label: String,
    /// Whether it is a whole text. Words alone say little without the sentence that they go into: they
    /// open nothing and get no wording.
    whole: bool,
    /// Whether it becomes law for certain: of a statute that is not at hand, where it is a whole text.
    opens: bool,
    /// Whether the statute is at hand, and the command was not carried out on it.
    unapplied: bool,
}

/// What the draft does; nothing where it amends no statute.
pub fn examine(
    text: &Text<'_>,
    screened: &[ScreenedProvision],
    mut lines: Option<&mut Lines<'_>>,
) -> Amending {
    let pack = text.examiner.pack();
    let mut amending = Amending::default();
    let outcomes: Vec<(Amendment, Option<TargetOutcome>)> = match &text.examiner.corpus {
        Some(corpus) => amend::consolidate(text.statute, corpus, pack)
            .into_iter()
            .map(|outcome| (outcome.amendment.clone(), Some(outcome)))
            .collect(),
        None => amend::read(text.statute, pack)
            .into_iter()
            .map(|amendment| (amendment, None))
            .collect(),
    };
    // What several articles make of one statute is one effect.
    let mut statutes: Vec<Vec<&TargetOutcome>> = Vec::new();
    for outcome in outcomes.iter().filter_map(|(_, outcome)| outcome.as_ref()) {
        let id = |outcome: &TargetOutcome| outcome.before.as_ref().map(|s| s.id.clone());
        let same = |group: &&mut Vec<&TargetOutcome>| {
            id(outcome).is_some() && group.first().is_some_and(|first| id(first) == id(outcome))
        };
        match statutes.iter_mut().find(same) {
            Some(group) => group.push(outcome),
            None => statutes.push(vec![outcome]),
        }
    }
    for (amendment, outcome) in &outcomes {
        amending.provisions.insert(amendment.provision);
        let carried = carried_out(outcome.as_ref());
        if outcome.as_ref().is_none_or(|o| o.before.is_none()) {
            amending.missing.push(MissingTarget {
                source: text.file.to_owned(),
                statute: amendment.target.name.clone(),
                article: command_place(text.statute, amendment, &part_name(&amendment.part)),
                searched: outcome.is_some(),
            });
        }
        let at_hand = outcome.as_ref().is_some_and(|o| o.before.is_some());
        if !at_hand {
            let found = &screened[amendment.provision];
            striking(text, amendment, found, lines.as_deref_mut(), &mut amending);
        }
        let target = outcome.as_ref().and_then(|o| o.before.as_ref());
        let target = target.map_or(&amendment.target.name, known_as);
        for quotation in quotations(text, amendment, &carried, at_hand) {
            let provision = &text.statute.provisions[amendment.provision];
            let found = &screened[amendment.provision];
            speak(
                text,
                (amendment, target),
                (provision, found),
                &quotation,
                lines.as_deref_mut(),
                &mut amending,
            );
        }
        match outcome {
            Some(outcome) => {
                doubts(text, outcome, &mut amending);
                let group = statutes
                    .iter()
                    .find(|group| std::ptr::eq(group[0], outcome));
                if let Some(group) = group
                    && let Some(whole) = amend::chained(group)
                {
                    compare(text, &whole, group, lines.as_deref_mut(), &mut amending);
                }
            }
            None => amending
                .doubts
                .extend(amendment.unread.iter().map(|unread| {
                    let status = Status::Failed(amend::Reason::Unread(unread.reason.clone()));
                    let why = reason(&status, text.words()).unwrap_or_default();
                    (amendment.provision, unread.span, why)
                })),
        }
    }
    amending
}

/// The commands that were carried out, by their text in the draft.
fn carried_out(outcome: Option<&TargetOutcome>) -> BTreeSet<Span> {
    outcome
        .filter(|o| o.before.is_some() && o.after.is_some())
        .map(|o| {
            o.commands
                .iter()
                .filter(|c| c.status == Status::Applied)
                .map(|c| c.span)
                .collect()
        })
        .unwrap_or_default()
}

/// The quotations of commands that were not carried out and become law, as far as that is known.
/// Struck words are left out: nobody saw them in the law. What a command that was not understood
/// quotes is law where it is a whole sentence; where a quotation never closes, nobody knows what it is.
fn quotations(
    text: &Text<'_>,
    amendment: &Amendment,
    carried: &BTreeSet<Span>,
    at_hand: bool,
) -> Vec<Quotation> {
    let provision = &text.statute.provisions[amendment.provision];
    let understood = amendment
        .commands
        .iter()
        .filter(|command| !carried.contains(&command.span) && !names_only(command))
        .flat_map(|command| {
            // Of a command that was not carried out nobody knows where its text belongs.
            let place = destination(command).filter(|_| !at_hand);
            let unit = matches!(
                command.action,
                Action::Rewrite { .. } | Action::InsertUnits { .. }
            );
            let inserted = command.quoted.iter();
            inserted
                .filter(|quoted| quoted.role == Role::Inserted)
                .map(move |quoted| Quotation {
                    quoted: *quoted,
                    place: place.clone(),
                    label: command.label.clone(),
                    whole: unit,
                    opens: unit && !at_hand,
                    unapplied: at_hand,
                })
        });
    let unread = amendment
        .unread
        .iter()
        .filter(|unread| unread.reason != Obstacle::Unclosed)
        .flat_map(|unread| {
            let whole = |quoted: &&Quoted| quoted.span.of(&provision.text).ends_with('.');
            unread.quoted.iter().filter(whole).map(|quoted| Quotation {
                quoted: *quoted,
                place: None,
                label: unread.label.clone(),
                whole: true,
                opens: false,
                unapplied: at_hand,
            })
        });
    understood.chain(unread).collect()
}

/// Whether a command is about headings or lines of the table of contents: they order nothing.
fn names_only(command: &Command) -> bool {
    let name = |part: &Part| {
        matches!(
            part,
            Part::Heading | Part::OutlineHeading(_) | Part::Contents | Part::Entry
        )
    };
    let unit = match &command.action {
        Action::InsertUnits {
            unit: NewUnit::Part(part),
            ..
        } => name(part),
        _ => false,
    };
    unit || command.places.iter().any(|place| name(&place.part))
}

/// What a statute is called where one of its places is cited.
fn known_as(statute: &Statute) -> &String {
    [&statute.abbreviation, &statute.short_title, &statute.title]
        .into_iter()
        .find(|name| !name.is_empty())
        .unwrap_or(&statute.title)
}

/// Puts a diagnostic at a place of the law.
fn relocate_to(diagnostic: &mut Diagnostic, place: &Citation, target: &str) {
    let mut place = place.clone();
    if place.statute.is_empty() {
        target.clone_into(&mut place.statute);
    }
    diagnostic.place.provision = place
        .provision
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(" ");
    diagnostic.place.citation = place.long();
}

/// Words that open the electronic way and are struck from a statute that is not at hand: nobody saw
/// what they opened, but a drafter wants to know.
fn striking(
    text: &Text<'_>,
    amendment: &Amendment,
    screened: &ScreenedProvision,
    mut lines: Option<&mut Lines<'_>>,
    amending: &mut Amending,
) {
    let provision = &text.statute.provisions[amendment.provision];
    for command in &amendment.commands {
        let words = matches!(
            command.action,
            Action::StrikeWords { .. } | Action::ReplaceWords { .. }
        );
        let Some(place) = command.places.first().filter(|_| words) else {
            continue;
        };
        let opening = |role: Role| {
            let quoted: Vec<Span> = command
                .quoted
                .iter()
                .filter(|quoted| quoted.role == role)
                .map(|quoted| quoted.span)
                .collect();
            let within = move |finding: &&Finding| quoted.iter().any(|q| q.contains(finding.span));
            screened.enablers.iter().filter(within)
        };
        if opening(Role::Inserted).next().is_some() {
            continue;
        }
        let inserted = command.quoted.iter().filter(|q| q.role == Role::Inserted);
        let inserted: String = inserted.map(|q| q.span.of(&provision.text)).collect();
        for finding in opening(Role::Struck) {
            // "schriftliche oder elektronische" that becomes "elektronische" opens as before.
            if inserted.contains(finding.span.of(&provision.text)) {
                continue;
            }
            let text = Text {
                within: Some(finding.span),
                ..text.clone()
            };
            let mut enabler = Diagnostic {
                novelty: Novelty::Gone,
                fixes: Vec::new(),
                certainty: Certainty::Doubtful,
                ..text.enabler(provision, finding, lines.as_deref_mut())
            };
            relocate_to(&mut enabler, &place.citation, &amendment.target.name);
            enabler.place.statute.clone_from(&amendment.target.name);
            amending.closing.push(enabler);
        }
    }
}

/// Where the law takes up what a command puts in, as far as the command says: new units have a place of
/// their own, beside the one that they follow.
fn destination(command: &Command) -> Option<Citation> {
    let anchor = command.places.first().map(|place| &place.citation);
    match &command.action {
        Action::InsertUnits { unit, .. } => {
            let anchor = anchor.cloned().unwrap_or_default();
            Some(match unit {
                NewUnit::Places(new) => match new.as_slice() {
                    [first, ..] => {
                        let mut place = within(&anchor, &first.citation);
                        // Of several units it is the text that says which.
                        let several = new.len() > 1 || first.through.is_some();
                        if several && place.steps.pop().is_none() {
                            place.provision.clear();
                        }
                        place
                    }
                    [] => anchor,
                },
                NewUnit::Level(level) => Citation {
                    steps: before(&anchor.steps, *level),
                    ..anchor
                },
                _ => anchor,
            })
        }
        _ => anchor.cloned(),
    }
}

/// The steps of a place down to a level.
fn before(steps: &[Step], level: Level) -> Vec<Step> {
    let outer = steps.iter().take_while(|step| step.level < level);
    outer.cloned().collect()
}

/// A place as seen from another one: "Absatz 1a" at "§ 3 Absatz 1" is "§ 3 Absatz 1a".
fn within(outer: &Citation, inner: &Citation) -> Citation {
    if !inner.provision.is_empty() {
        return inner.clone();
    }
    let mut place = outer.clone();
    if let Some(first) = inner.steps.first() {
        place.steps = before(&outer.steps, first.level);
        place.steps.extend(inner.steps.iter().cloned());
    }
    place
}

/// The § and Absatz that stand above a place in a quoted text, on lines of their own or before their
/// text, and where that text begins.
fn above(text: &str, quoted: Span, at: usize) -> (Citation, usize) {
    let mut above = Citation::default();
    let mut from = quoted.start;
    let mut start = quoted.start;
    for line in text[quoted.start..at].split_inclusive('\n') {
        let own = line.trim();
        let behind = start + line.len();
        let label = own
            .strip_prefix('(')
            .and_then(|rest| rest.split_once(") "))
            .map(|(label, _)| label)
            .filter(|label| label.starts_with(|c: char| c.is_ascii_digit()) && label.len() <= 4);
        if let Some(label) = label {
            above.steps = vec![Step {
                level: Level::Absatz,
                label: label.to_owned(),
            }];
            from = start + line.find(") ").map_or(0, |end| end + 2);
        } else if let Ok(named) = own.parse::<Citation>()
            && named.provision.first().is_some_and(|d| d.is_counted())
            && named.steps.is_empty()
            && named.statute.is_empty()
            && line.ends_with('\n')
        {
            above = named;
            from = behind;
        } else if from == start && line.ends_with('\n') && !own.ends_with(['.', ':', ',', ';']) {
            // The heading below the designation.
            from = behind;
        }
        start = behind;
    }
    (above, from)
}

/// Findings in a quotation, after what becomes of it.
fn speak(
    text: &Text<'_>,
    (amendment, target): (&Amendment, &str),
    (provision, screened): (&Provision, &ScreenedProvision),
    quotation: &Quotation,
    mut lines: Option<&mut Lines<'_>>,
    amending: &mut Amending,
) {
    let own_sentence = |at: usize| {
        let lexicon = &text.examiner.pack().lexicon;
        sentence_in(&provision.text, quotation.quoted.span, at, lexicon)
    };
    // A command is no law: only what it quotes is shown, and changed.
    let shown = |finding: &Finding| {
        let (above, start) = if quotation.whole {
            above(&provision.text, quotation.quoted.span, finding.span.start)
        } else {
            (Citation::default(), quotation.quoted.span.start)
        };
        let mut within = Span::new(start, quotation.quoted.span.end);
        if quotation.whole {
            let own = own_sentence(finding.span.start).1;
            if own.contains(finding.span) {
                within = Span::new(within.start.max(own.start), within.end.min(own.end));
            }
        }
        let text = Text {
            within: Some(within),
            ..text.clone()
        };
        (text, above)
    };
    let quoted = |finding: &&Finding| quotation.quoted.span.contains(finding.span);
    let relocate = |diagnostic: &mut Diagnostic, above: &Citation, at: usize| {
        let place = quotation.place.as_ref().map(|place| {
            let mut place = within(place, above);
            if quotation.whole {
                count_on(&mut place, own_sentence(at).0);
            }
            place
        });
        let Some(place) = place.filter(|place| !place.provision.is_empty()) else {
            // The draft's own Absätze and sentences are none of the quoted text.
            let command = command_place(text.statute, amendment, &quotation.label);
            let citation = format!("{command} {}", text.statute.abbreviation);
            diagnostic.place.citation = citation.trim_end().to_owned();
            return;
        };
        relocate_to(diagnostic, &place, target);
    };
    if text.examiner.evidence && quotation.opens {
        for finding in screened.enablers.iter().filter(quoted) {
            let (text, above) = shown(finding);
            let mut enabler = text.enabler(provision, finding, lines.as_deref_mut());
            relocate(&mut enabler, &above, finding.span.start);
            amending.evidence.push(enabler);
        }
    }
    for finding in screened.obstacles.iter().filter(quoted) {
        let (text, above) = shown(finding);
        let mut diagnostic = text.diagnostic(provision, finding, lines.as_deref_mut());
        relocate(&mut diagnostic, &above, finding.span.start);
        if !quotation.whole {
            diagnostic.fixes.clear();
        }
        if quotation.quoted.role == Role::Unknown || quotation.unapplied {
            diagnostic.certainty = Certainty::Doubtful;
        }
        diagnostic.unapplied = quotation.unapplied;
        amending.diagnostics.push(diagnostic);
    }
}

/// The number of the sentence of a quotation that holds a place, from 0, and its span.
fn sentence_in(text: &str, quoted: Span, at: usize, lexicon: &Lexicon) -> (usize, Span) {
    // The draft's own sentences hold commands and quotations alike.
    let subsections = read_flat(quoted.of(text), lexicon);
    let sentences = subsections.iter().flat_map(|s| &s.sentences);
    let spans = sentences.map(|s| s.span).enumerate();
    let at = at - quoted.start;
    let found = spans.take_while(|(_, span)| span.start <= at).last();
    found.map_or((0, quoted), |(number, span)| {
        let (start, end) = (quoted.start + span.start, quoted.start + span.end);
        (number, Span::new(start, end))
    })
}

/// Several sentences in the place of one: "Satz 2" is only the first of them.
fn count_on(place: &mut Citation, behind: usize) {
    if let Some(step) = place.steps.last_mut()
        && step.level == Level::Satz
        && let Ok(first) = step.label.parse::<usize>()
    {
        step.label = (first + behind).to_string();
    }
}

/// Commands that were not carried out.
fn doubts(text: &Text<'_>, outcome: &TargetOutcome, amending: &mut Amending) {
    let words = text.words();
    for command in &outcome.commands {
        if let Some(why) = reason(&command.status, words) {
            let provision = outcome.amendment.provision;
            let place = &text.statute.provisions[provision];
            let place = Citation::at(text.statute, place, command.span).to_string();
            // The place of the hint names the command, where the list is read as one.
            let why = if command.label.is_empty() || place.contains(&command.label) {
                why
            } else {
                format!("{}: {why}", command.label)
            };
            amending.doubts.push((provision, command.span, why));
        }
    }
}

/// One side of a target: its changed provisions, screened.
struct Side<'s> {
    statute: &'s Statute,
    screened: BTreeMap<usize, ScreenedProvision>,
}

impl<'s> Side<'s> {
    fn new(text: &Text<'_>, statute: &'s Statute, changed: BTreeSet<usize>) -> Self {
        let mut index = 0;
        let screened = text.examiner.screener.screen_unknown(statute, |_| {
            let known = (!changed.contains(&index)).then(ScreenedProvision::default);
            index += 1;
            known
        });
        Self {
            statute,
            screened: screened
                .into_iter()
                .enumerate()
                .filter(|(index, _)| changed.contains(index))
                .collect(),
        }
    }

    /// Its findings as diagnostics, and what comparing needs of its texts.
    fn diagnostics(&self, text: &Text<'_>) -> (Vec<Diagnostic>, Texts) {
        let name = statute_name(self.statute);
        let target = Text {
            statute: self.statute,
            name: name.clone(),
            source: None,
            ..text.clone()
        };
        let mut texts = Texts {
            statutes: 1,
            ..Texts::default()
        };
        let mut diagnostics = Vec::new();
        for (index, screened) in &self.screened {
            let provision = &self.statute.provisions[*index];
            texts.sketches.insert(
                (name.clone(), provision.designation.clone()),
                Sketch::of(&provision.text),
            );
            for finding in &screened.obstacles {
                diagnostics.push(target.diagnostic(provision, finding, None));
            }
        }
        (diagnostics, texts)
    }
}

/// The target's changed provisions before and after; `articles` holds what each article made of them.
fn compare(
    text: &Text<'_>,
    outcome: &TargetOutcome,
    articles: &[&TargetOutcome],
    mut lines: Option<&mut Lines<'_>>,
    amending: &mut Amending,
) {
    let (Some(before), Some(after)) = (&outcome.before, &outcome.after) else {
        return;
    };
    let changed = |of: fn(&ProvisionChange) -> Option<usize>| {
        outcome
            .changes
            .iter()
            .filter_map(of)
            .collect::<BTreeSet<_>>()
    };
    let before = Side::new(text, before, changed(|c| c.before));
    let mut after = Side::new(text, after, changed(|c| c.after));
    for change in &outcome.changes {
        if let (Some(old), Some(new)) = (change.before, change.after) {
            kept(text, (&before, old), (&mut after, new));
        }
    }
    let after = after;
    let (old, old_texts) = before.diagnostics(text);
    let (mut new, new_texts) = after.diagnostics(text);
    let former = Former {
        findings: old.iter().map(FormerFinding::from).collect(),
        texts: old_texts,
        enablers: None,
    };
    let gone = novelty::compare(&mut new, &new_texts, &former);
    for diagnostic in &mut new {
        if let Some(lines) = lines.as_deref_mut() {
            let place = articles
                .iter()
                .find_map(|article| locate(text.statute, &article.amendment, diagnostic));
            diagnostic.place.region = place.map(|span| lines.region(span));
        }
    }
    amending.diagnostics.extend(new);
    for index in gone {
        let mut diagnostic = old[index].clone();
        diagnostic.novelty = Novelty::Gone;
        diagnostic.severity = Severity::Note;
        diagnostic.before = diagnostic.standing.take();
        diagnostic.effect = None;
        diagnostic.fixes.clear();
        amending.lifted.push(diagnostic);
    }
    let pairs: Vec<_> = outcome
        .changes
        .iter()
        .map(|change| (change.before, change.after))
        .collect();
    amending
        .closing
        .extend(closed(text, &pairs, &before, &after));
    if text.examiner.evidence {
        opened(text, &pairs, &before, &after, amending);
    }
    amending
        .effects
        .push(effect(text, outcome, articles, &before, &after));
    if text.examiner.hints == Hints::All {
        for hint in consistency::check_amended(outcome, text.examiner.pack()) {
            let place = hints::place(text, after.statute, &hint);
            amending
                .hints
                .push((place, hints::say(&hint, text.words())));
        }
    }
}

/// Obstacles whose words stay where the draft strikes others of their sentence, or puts another way
/// beside them ("persönlich oder per Video erscheint"): no rule finds them any more, but nothing says
/// that the duty has gone.
fn kept(text: &Text<'_>, (from, old): (&Side<'_>, usize), (to, new): (&mut Side<'_>, usize)) {
    let pack = text.examiner.pack();
    let (before, after) = (&from.statute.provisions[old], &to.statute.provisions[new]);
    let (Some(was), Some(is)) = (from.screened.get(&old), to.screened.get_mut(&new)) else {
        return;
    };
    if was.obstacles.is_empty() {
        return;
    }
    let category = |finding: &Finding| pack.rule(finding.rule).category;
    let track = Track::of(&before.text, &after.text);
    for finding in &was.obstacles {
        let Some(sentence) = track.hull(finding.sentence) else {
            continue;
        };
        let whole = track.whole(finding.span);
        // "die Vorlage eines Zeugnisses" that becomes "die Übermittlung eines elektronischen Zeugnisses"
        // is still asked for.
        let otherwise = || {
            let replaced = !finding.evidence.is_empty()
                && track.is_replaced(finding.span)
                && track.share(finding.sentence) >= MOSTLY_KEPT;
            let mut opening = is.enablers.iter().map(|enabler| enabler.span);
            opening
                .find(|span| replaced && sentence.contains(*span) && track.is_fresh(*span))
                .filter(|_| whole.is_none())
        };
        let Some(span) = whole.or_else(otherwise) else {
            continue;
        };
        let count = |side: &ScreenedProvision, within: Span| {
            let own = side.obstacles.iter();
            own.filter(|f| category(f) == category(finding) && within.contains(f.span))
                .count()
        };
        let found = is
            .obstacles
            .iter()
            .any(|f| category(f) == category(finding) && f.span.overlaps(span));
        if found || count(is, sentence) >= count(was, finding.sentence) {
            continue;
        }
        // Words that are put in elsewhere in the sentence may say anything: "nicht", "nur".
        let beside = |fresh: &Span| {
            let words = fresh.of(&after.text).trim_start();
            let first = words.split_whitespace().next().unwrap_or_default();
            span.contains(*fresh) && pack.lexicon.chain_words.contains(first)
        };
        let mut fresh = track.fresh.iter().filter(|fresh| fresh.overlaps(sentence));
        if whole.is_some() && !fresh.all(beside) {
            continue;
        }
        // A clause of the statute must be the same one there.
        let governs = finding.governed.is_none_or(|governed| {
            let text = |statute: &Statute| {
                let provision = statute.provisions.get(governed.provision);
                provision.map(|p| p.text.clone())
            };
            text(from.statute) == text(to.statute)
        });
        if !governs {
            continue;
        }
        let mut finding = *finding;
        (finding.span, finding.sentence) = (span, sentence);
        if is
            .enablers
            .iter()
            .any(|enabler| span.overlaps(enabler.span))
        {
            finding.effect = Effect::Mitigated;
        }
        let at = is.obstacles.partition_point(|f| f.span.start <= span.start);
        is.obstacles.insert(at, finding);
    }
}

/// The part of a sentence that must stay where its obstacle is put in other words.
const MOSTLY_KEPT: f64 = 0.6;

/// What the draft puts into the law that opens the electronic way or speaks for a Schwerpunkt: what
/// stands in a sentence that no changed provision had before.
fn opened(
    text: &Text<'_>,
    changes: &[(Option<usize>, Option<usize>)],
    before: &Side<'_>,
    after: &Side<'_>,
    amending: &mut Amending,
) {
    let known: BTreeSet<String> = before
        .screened
        .keys()
        .flat_map(|index| indications::folded(&before.statute.provisions[*index]))
        .collect();
    let target = Text {
        statute: after.statute,
        name: statute_name(after.statute),
        source: None,
        ..text.clone()
    };
    for (provision, finding) in added(changes, before, after) {
        amending
            .evidence
            .push(target.enabler(provision, finding, None));
    }
    for index in after.screened.keys() {
        let provision = &after.statute.provisions[*index];
        let own = indications::examine(&target, provision, &known);
        amending.indications.extend(own);
    }
}

/// What the draft takes out of the law that opened the electronic way.
fn closed(
    text: &Text<'_>,
    changes: &[(Option<usize>, Option<usize>)],
    before: &Side<'_>,
    after: &Side<'_>,
) -> Vec<Diagnostic> {
    let target = Text {
        statute: before.statute,
        name: statute_name(before.statute),
        source: None,
        ..text.clone()
    };
    let reversed: Vec<_> = changes.iter().map(|(old, new)| (*new, *old)).collect();
    added(&reversed, after, before)
        .into_iter()
        .map(|(provision, finding)| Diagnostic {
            novelty: Novelty::Gone,
            fixes: Vec::new(),
            ..target.enabler(provision, finding, None)
        })
        .collect()
}

/// The enablers that one side has beyond the other: those in words that the other lacks, unless their
/// sentence stands elsewhere in a changed provision of the other.
fn added<'s>(
    changes: &[(Option<usize>, Option<usize>)],
    from: &'s Side<'s>,
    to: &'s Side<'s>,
) -> Vec<(&'s Provision, &'s Finding)> {
    let known: BTreeSet<String> = from
        .screened
        .keys()
        .map(|index| &from.statute.provisions[*index])
        .flat_map(|provision| {
            let sentences = provision.subsections.iter().flat_map(|s| &s.sentences);
            sentences.map(|sentence| fold(sentence.span.of(&provision.text)))
        })
        .collect();
    let mut added = Vec::new();
    for (old, new) in changes {
        let Some((index, screened)) = new.and_then(|index| to.screened.get_key_value(&index))
        else {
            continue;
        };
        let provision = &to.statute.provisions[*index];
        let other = old.map(|index| &from.statute.provisions[index]);
        let there = old.and_then(|index| from.screened.get(&index));
        // Words around it may have changed: "Identifikationsnummer nach § 139b der Abgabenordnung".
        let stays = |enabler: &Finding| {
            let quote = enabler.span.of(&provision.text);
            let steps = Citation::at(to.statute, provision, enabler.span).steps;
            other.zip(there).is_some_and(|(other, there)| {
                there.enablers.iter().any(|was| {
                    let words = was.span.of(&other.text);
                    was.rule == enabler.rule
                        && (words.contains(quote) || quote.contains(words))
                        && Citation::at(from.statute, other, was.span).steps == steps
                })
            })
        };
        let old = other.map_or("", |other| other.text.as_str());
        let track = Track::of(old, &provision.text);
        let enablers = screened.enablers.iter();
        added.extend(
            enablers
                .filter(|enabler| track.is_fresh(enabler.span))
                .filter(|enabler| !stays(enabler))
                .filter(|enabler| {
                    let sentence = sentence_of(provision, enabler.span);
                    !known.contains(&fold(sentence.of(&provision.text)))
                })
                .map(|enabler| (provision, enabler)),
        );
    }
    added
}

/// The whole sentence that holds a finding, lists and all.
fn sentence_of(provision: &Provision, span: Span) -> Span {
    provision
        .subsection_at(span.start)
        .map(|index| &provision.subsections[index])
        .and_then(|s| Some(s.sentences[s.sentence_at(span.start)?].span))
        .unwrap_or(span)
}

/// Where in the draft the words stand that the draft puts into the law.
fn locate(draft: &Statute, amendment: &Amendment, diagnostic: &Diagnostic) -> Option<Span> {
    let provision = &draft.provisions[amendment.provision];
    let sentence = fold(&diagnostic.sentence);
    amendment
        .commands
        .iter()
        .flat_map(|command| &command.quoted)
        .filter(|quoted| quoted.role == Role::Inserted)
        .find_map(|quoted| {
            let words = quoted.span.of(&provision.text);
            let at = words.find(&diagnostic.quote)?;
            let folded = fold(words);
            (folded.contains(&sentence) || sentence.contains(&folded)).then(|| {
                let start = quoted.span.start + at;
                Span::new(start, start + diagnostic.quote.len())
            })
        })
        .and_then(|span| provision.source_span(span))
}

/// "(2)" as "Absatz 2".
fn part_name(part: &str) -> String {
    let number = part.trim_matches(['(', ')']);
    if number.is_empty() {
        return String::new();
    }
    format!("{} {number}", Level::Absatz.long())
}

/// The target's readiness before and after, provision by provision.
fn effect(
    text: &Text<'_>,
    outcome: &TargetOutcome,
    articles: &[&TargetOutcome],
    before: &Side<'_>,
    after: &Side<'_>,
) -> TargetEffect {
    let pack = text.examiner.pack();
    let readiness =
        |side: &Side<'_>, index: Option<usize>| rate(pack, side.screened.get(&index?)?).readiness;
    // A table of contents is no provision to a reader.
    let contents = |change: &ProvisionChange| {
        let (old, new) = outcome.provisions(*change);
        new.or(old)
            .is_some_and(|p| p.kind == ProvisionKind::Contents)
    };
    let provisions = outcome
        .changes
        .iter()
        .filter(|change| !contents(change))
        .map(|change| {
            let (statute, index) = match (change.after, change.before) {
                (Some(index), _) => (after.statute, index),
                (None, Some(index)) => (before.statute, index),
                (None, None) => (after.statute, 0),
            };
            let provision = &statute.provisions[index];
            let mut citation = Citation::at(statute, provision, Span::new(0, 0));
            citation.steps.clear();
            let there = |provision: Option<&Provision>| provision.is_some_and(|p| !p.repealed);
            let (old, new) = outcome.provisions(*change);
            let change_of = match (there(old), there(new)) {
                (false, true) => Fate::Inserted,
                (true, false) => Fate::Repealed,
                _ => Fate::Changed,
            };
            ProvisionEffect {
                citation: citation.long(),
                change: change_of,
                before: readiness(before, change.before),
                after: readiness(after, change.after),
            }
        })
        .collect();
    let count = |wanted: fn(&Status) -> bool| {
        outcome
            .commands
            .iter()
            .filter(|c| wanted(&c.status))
            .count()
    };
    let place = |amendment: &Amendment, label: &str| {
        let part = part_name(&amendment.part);
        let inner: Vec<&str> = [part.as_str(), label]
            .into_iter()
            .filter(|name| !name.is_empty())
            .collect();
        command_place(text.statute, amendment, &inner.join(" "))
    };
    let names = articles.iter().map(|a| place(&a.amendment, ""));
    let left = articles.iter().flat_map(|article| {
        article.commands.iter().filter_map(|command| {
            let why = reason(&command.status, text.words())?;
            let label = &command.label;
            Some(format!("{}: {why}", place(&article.amendment, label)))
        })
    });
    let statute = after.statute;
    let title = [&statute.short_title, &statute.abbreviation, &statute.title]
        .into_iter()
        .find(|title| !title.is_empty());
    TargetEffect {
        source: text.file.to_owned(),
        statute: statute_name(after.statute),
        article: names.collect::<Vec<_>>().join(", "),
        title: title.cloned().unwrap_or_default(),
        state: other_state(outcome, text.words()).unwrap_or_default(),
        applied: count(|s| *s == Status::Applied),
        ambiguous: count(|s| matches!(s, Status::Ambiguous(_))),
        failed: count(|s| matches!(s, Status::Failed(_))),
        left: left.collect(),
        provisions,
    }
}
