//! What the commands that were carried out do to a statute.
//!
//! In goes the statute before and after, out come the findings in what the draft puts in and takes
//! out, and the readiness of each changed provision. Of the statute only these are screened.

use std::collections::{BTreeMap, BTreeSet};

use super::destination::destination;
use super::{Amending, kept, openings, part_name};
use crate::amend::{
    self, Action, Amendment, Command, Numbering, ProvisionChange, Role, Status, Stretch,
    TargetOutcome,
};
use crate::check::diagnostic::{
    Diagnostic, Fate, Novelty, Place, ProvisionEffect, Severity, TargetEffect,
};
use crate::check::examine::{Hints, Text, statute_name};
use crate::check::fingerprint::{Sketch, Wording, fold};
use crate::check::hints;
use crate::check::novelty::{self, Former, FormerFinding, Texts};
use crate::check::source::Lines;
use crate::check::track::Track;
use crate::consistency;
use crate::rate::{Standing, rate};
use crate::report::amendment::{command_place, other_state, reason};
use crate::screen::ScreenedProvision;
use crate::statute::citation::{Level, designations};
use crate::statute::{Citation, Provision, ProvisionKind, Span, Statute};

/// One side of a target: its changed provisions, screened.
pub(super) struct Side<'s> {
    pub(super) statute: &'s Statute,
    pub(super) screened: BTreeMap<usize, ScreenedProvision>,
}

/// A changed provision: its index on both sides, and its words.
pub(super) struct Change<'d> {
    pub(super) before: Option<usize>,
    pub(super) after: Option<usize>,
    pub(super) diff: &'d [Stretch],
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

    /// What is examined where one of its provisions is.
    pub(super) fn text<'t>(&'t self, draft: &Text<'t>) -> Text<'t> {
        Text {
            statute: self.statute,
            name: statute_name(self.statute),
            source: None,
            ..draft.clone()
        }
    }

    /// Its findings as diagnostics, and what comparing needs of its texts.
    fn diagnostics(&self, text: &Text<'_>) -> (Vec<Diagnostic>, Texts) {
        let target = self.text(text);
        let mut texts = Texts {
            statutes: [(target.name.clone(), target.file.to_owned())].into(),
            ..Texts::default()
        };
        let mut diagnostics = Vec::new();
        for (index, screened) in &self.screened {
            let provision = &self.statute.provisions[*index];
            texts.sketches.insert(
                (target.name.clone(), provision.designation.clone()),
                Sketch::of(&provision.text),
            );
            let own = screened.obstacles.iter();
            let own = own.map(|finding| target.diagnostic(provision, finding, None));
            // A clause that replaces the written form speaks of it, and does not ask for it.
            diagnostics.extend(own.filter(|diagnostic| {
                let clause = diagnostic.substitution.as_deref();
                clause.is_none_or(|clause| !is_clause(self.statute, provision, clause))
            }));
        }
        (diagnostics, texts)
    }
}

/// Whether a provision is the general clause of this name: "§ 64c BNotO".
fn is_clause(statute: &Statute, provision: &Provision, name: &str) -> bool {
    name.parse::<Citation>().is_ok_and(|clause| {
        clause.statute == statute.abbreviation
            && clause.provision == designations(&provision.designation)
    })
}

/// General clauses of the statute from which the draft takes words: what rested on them may need paper.
fn clauses(text: &Text<'_>, before: &Side<'_>, changes: &[Change<'_>]) -> Vec<(Place, String)> {
    let named = &text.examiner.pack().substitution.clauses;
    let mut told = Vec::new();
    for change in changes {
        let struck = |stretch: &Stretch| matches!(stretch, Stretch::Struck(words) if words.contains(char::is_alphabetic));
        let Some(old) = change.before.filter(|_| change.diff.iter().any(struck)) else {
            continue;
        };
        let provision = &before.statute.provisions[old];
        let clause = named
            .iter()
            .find(|clause| is_clause(before.statute, provision, &clause.cite));
        if let Some(clause) = clause {
            let place = Place {
                source: text.file.to_owned(),
                statute: statute_name(before.statute),
                provision: provision.designation.clone(),
                citation: Citation::at(before.statute, provision, Span::new(0, 0)).to_string(),
                ..Place::default()
            };
            let why = text.words().msg("check.hint_clause");
            told.push((place, why.with("clause", &clause.cite).to_string()));
        }
    }
    told
}

/// The target's changed provisions before and after; `articles` holds what each article made of them.
pub(super) fn compare(
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
    let mut before = Side::new(text, before, changed(|c| c.before));
    let mut after = Side::new(text, after, changed(|c| c.after));
    let diffs = outcome.diffs();
    let changes: Vec<Change<'_>> = outcome
        .changes
        .iter()
        .zip(&diffs)
        .map(|(change, diff)| Change {
            before: change.before,
            after: change.after,
            diff,
        })
        .collect();
    for change in &changes {
        if let (Some(old), Some(new)) = (change.before, change.after) {
            let track = Track::forwards(change.diff);
            kept::keep(text, (&before, old), (&mut after, new), &track);
            let back = Track::backwards(change.diff);
            kept::stood(text, (&mut before, old), (&after, new), &back);
            kept::unrelieved(text, (&before, old), (&mut after, new), &track);
        }
    }
    let before = before;
    let after = after;
    let (old, old_texts) = before.diagnostics(text);
    let (mut new, new_texts) = after.diagnostics(text);
    let former = Former {
        findings: old.iter().map(FormerFinding::from).collect(),
        texts: old_texts,
        ..Former::default()
    };
    let mut gone = novelty::compare(&mut new, &new_texts, &former).gone;
    gone.retain(|index| !comes_anew(&old[*index], &mut new));
    narrowed(text, &old, &mut new);
    gone.retain(|index| !gets_stricter(&old[*index], &mut new));
    for diagnostic in &mut new {
        if let Some(lines) = lines.as_deref_mut() {
            let place = articles
                .iter()
                .rev()
                .find_map(|article| locate(text.statute, article, diagnostic));
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
    let closed = openings::closed(text, &changes, &before, &after);
    amending.closing.extend(closed);
    if text.examiner.openings {
        let opened = openings::opened(text, &changes, &before, &after);
        amending.evidence.extend(opened);
    }
    if text.examiner.evidence {
        let indicated = openings::indicated(text, &before, &after);
        amending.indications.extend(indicated);
    }
    amending
        .effects
        .push(effect(text, outcome, articles, &before, &after));
    if text.examiner.hints == Hints::All {
        amending.hints.extend(clauses(text, &before, &changes));
        for hint in consistency::check_amended(outcome, &diffs, text.examiner.pack()) {
            let place = hints::place(text, after.statute, &hint);
            amending
                .hints
                .push((place, hints::say(&hint, text.words())));
        }
    }
}

/// Whether an obstacle is no relief though its sentence is gone: the new text of its place holds one of the
/// same category that is as hard, in a sentence that is too far from the old one to be known as the same.
fn comes_anew(gone: &Diagnostic, new: &mut [Diagnostic]) -> bool {
    let place = |diagnostic: &Diagnostic| diagnostic.place.citation.parse::<Citation>().ok();
    let absatz = |citation: Citation| citation.above(Level::Satz);
    let same_place = |own: &Diagnostic| {
        let (own, old) = (place(own), place(gone));
        // What was open was no obstacle, and another sentence of the Absatz may make it one.
        let open = gone.standing == Some(Standing::Open);
        own == old && own.is_some() || open && own.map(absatz) == old.map(absatz)
    };
    let found = new.iter_mut().find(|own| {
        own.novelty == Novelty::New
            && own.before.is_none()
            && own.category == gone.category
            && own.standing <= gone.standing
            && same_place(own)
    });
    if let Some(own) = found {
        own.before = gone.standing.filter(|before| Some(*before) != own.standing);
        return true;
    }
    false
}

/// What asked for one of two ways and now asks for the one alone ("im Original oder in Kopie") has got harder,
/// and counts as new.
fn narrowed(text: &Text<'_>, old: &[Diagnostic], new: &mut [Diagnostic]) {
    let words = &text.examiner.pack().consistency.alternatives;
    for own in new.iter_mut().filter(|own| own.novelty != Novelty::New) {
        let quote = fold(&own.quote);
        let wider = |was: &&Diagnostic| {
            let before = fold(&was.quote);
            let rest = before
                .strip_prefix(&quote)
                .and_then(|r| r.strip_prefix(' '));
            let joins = |rest: &str| words.iter().any(|w| rest.split(' ').next() == Some(w));
            was.category == own.category
                && was.place.citation == own.place.citation
                && rest.is_some_and(joins)
        };
        if old.iter().any(|was| wider(&was)) {
            own.novelty = Novelty::New;
        }
    }
}

/// Whether an obstacle is no relief though it is gone: the same sentence now asks for the notarial form, which
/// is the written form and more (§ 126 Abs. 4 BGB).
fn gets_stricter(gone: &Diagnostic, new: &mut [Diagnostic]) -> bool {
    /// Sentences this alike are one, edited.
    const SAME_SENTENCE: f64 = 0.4;
    if !matches!(gone.category.as_str(), "schriftform" | "unterschrift") {
        return false;
    }
    let found = new.iter_mut().find(|own| {
        own.novelty == Novelty::New
            && own.before.is_none()
            && own.category == "notarielle_form"
            && own.standing <= gone.standing
            && own.place.citation == gone.place.citation
            && {
                let (was, is) = (Wording::of(&gone.sentence), Wording::of(&own.sentence));
                is.likeness(&was) >= SAME_SENTENCE
            }
    });
    if let Some(own) = found {
        own.before = gone.standing;
        return true;
    }
    false
}

/// How well a command explains an obstacle: its text holds the whole sentence, its place is the cited one,
/// its Absatz is, it puts the words in; and how much of the place it says.
type Rank = (bool, bool, bool, bool, usize);

/// Where in the draft the words stand that the draft puts into the law.
fn locate(draft: &Statute, article: &TargetOutcome, diagnostic: &Diagnostic) -> Option<Span> {
    let amendment = &article.amendment;
    let provision = &draft.provisions[amendment.provision];
    let sentence = fold(&diagnostic.sentence);
    // "schriftlich oder elektronisch" may stand in many commands.
    let there = |command: &&Command| {
        destination(command).is_none_or(|place| {
            let own = designations(&diagnostic.place.provision);
            // "Folgende Anlage wird angefügt": its number stands in the new text.
            let unnumbered = match (place.provision.as_slice(), own.as_slice()) {
                ([named], [own]) => named.label.is_empty() && named.unit == own.unit,
                _ => false,
            };
            place.provision.is_empty() || place.provision == own || unnumbered
        })
    };
    let cited = diagnostic.place.citation.parse::<Citation>().ok();
    let absatz = |citation: &Citation| {
        let first = citation.steps.first();
        first.filter(|step| step.level == Level::Absatz).cloned()
    };
    let own = cited.as_ref().and_then(absatz);
    let beside = |command: &&Command| {
        let place = destination(command).as_ref().and_then(absatz);
        place.is_none_or(|place| own.as_ref().is_none_or(|own| *own == place))
    };
    let agrees = |command: &Command| {
        let place = reach(command);
        let steps = cited.as_ref().map_or(&[][..], |own| own.steps.as_slice());
        place.is_none_or(|place| {
            place.steps.iter().all(|step| {
                let mut own = steps.iter().filter(|own| own.level == step.level);
                own.all(|own| own == step)
            })
        })
    };
    let depth = |command: &Command| reach(command).map_or(0, |place| place.steps.len());
    let new = diagnostic.novelty == Novelty::New;
    let moved = diagnostic.novelty != Novelty::Unchanged;
    // The command whose text holds the whole sentence, or else the one whose place is the cited one:
    // "schriftlich" may stand in many. An Absatz may bear another number by now; but what was there before
    // is in no other Absatz. A command may also make an obstacle of words that it leaves, by what it
    // strikes beside them.
    let mut best: Option<(Rank, Span)> = None;
    for command in amendment.commands.iter().filter(there) {
        let near = beside(&command);
        let agrees = near && agrees(command);
        let mut note = |whole: bool, inserted: bool, span: Span| {
            let rank = (
                whole,
                agrees,
                near,
                inserted,
                if agrees { depth(command) } else { 0 },
            );
            if best.is_none_or(|(other, _)| rank > other) {
                best = Some((rank, span));
            }
        };
        for quoted in command.quoted.iter().filter(|q| q.role == Role::Inserted) {
            let words = quoted.span.of(&provision.text);
            let folded = fold(words);
            let whole = folded.contains(&sentence);
            if let Some(at) = stands_in(words, &diagnostic.quote)
                && (whole || sentence.contains(&folded))
                && (near || moved)
            {
                let start = quoted.span.start;
                note(whole, true, Span::new(start + at.start, start + at.end));
            }
        }
        let strikes = matches!(
            command.action,
            Action::StrikeWords { .. } | Action::ReplaceWords { .. }
        );
        // "In dem bisherigen Satz 8": the law cites it by another number.
        let mut places = command.places.iter();
        let former = places.any(|place| matches!(place.numbering, Numbering::Former(Some(_))));
        let here = agrees || near && former && stood_beside(article, command, diagnostic);
        if new && here && strikes && destination(command).is_some_and(|p| !p.steps.is_empty()) {
            note(false, false, command.span);
        }
    }
    let holds = |command: &&Command| {
        let steps = cited.as_ref().map_or(&[][..], |own| own.steps.as_slice());
        let place = destination(command);
        new && place.is_some_and(|p| !p.provision.is_empty() && steps.starts_with(&p.steps))
    };
    best.map(|(_, span)| span)
        .or_else(|| {
            let mut own = amendment.commands.iter().filter(there).filter(holds);
            own.next().map(|command| command.span)
        })
        .and_then(|span| provision.source_span(span))
}

/// Whether the words that a command strikes stood next to those of an obstacle: "oder elektronisch" behind
/// "schriftlich".
fn stood_beside(article: &TargetOutcome, command: &Command, diagnostic: &Diagnostic) -> bool {
    let (Action::StrikeWords { old } | Action::ReplaceWords { old, .. }) = &command.action else {
        return false;
    };
    let own = designations(&diagnostic.place.provision);
    let (quote, old) = (fold(&diagnostic.quote), fold(&old.text));
    let pairs = [format!("{quote} {old}"), format!("{old} {quote}")];
    let mut before = article.before.iter().flat_map(|law| &law.provisions);
    before.any(|provision| {
        designations(&provision.designation) == own && {
            let text = fold(&provision.text);
            pairs.iter().any(|pair| text.contains(pair.as_str()))
        }
    })
}

/// The place of a command, without the step of which it is about several: it is the text that says which.
fn reach(command: &Command) -> Option<Citation> {
    let mut place = destination(command)?;
    let units = match &command.action {
        Action::Rewrite { units, .. } => units.len(),
        _ => 0,
    };
    let ranges = |place: &amend::Place| place.through.is_some();
    if command.places.len() > 1 || units > 1 || command.places.iter().any(ranges) {
        place.steps.pop();
    }
    Some(place)
}

/// Where words stand in a text, whatever space or line break is between them.
fn stands_in(text: &str, words: &str) -> Option<Span> {
    let mut words = words.split_whitespace();
    let first = words.next()?;
    text.match_indices(first).find_map(|(start, _)| {
        let mut end = start + first.len();
        for word in words.clone() {
            let rest = &text[end..];
            let own = rest.trim_start();
            if own.len() == rest.len() || !own.starts_with(word) {
                return None;
            }
            end += rest.len() - own.len() + word.len();
        }
        Some(Span::new(start, end))
    })
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
    // Nor is the formula of an act that goes as a whole.
    let law = |p: &&Provision| !matches!(p.kind, ProvisionKind::Contents | ProvisionKind::Formula);
    let mut left = after.statute.provisions.iter().filter(law);
    let ends = left.all(|provision| provision.repealed);
    let contents = |change: &ProvisionChange| {
        let (old, new) = outcome.provisions(*change);
        new.or(old).is_some_and(|p| match p.kind {
            ProvisionKind::Contents => true,
            ProvisionKind::Formula => ends,
            _ => false,
        })
    };
    // What was no law and is none: a placeholder that an act keeps until it goes as a whole.
    let never = |change: &ProvisionChange| {
        let (old, new) = outcome.provisions(*change);
        old.zip(new)
            .is_some_and(|(old, new)| old.repealed && new.repealed)
    };
    let provisions = outcome
        .changes
        .iter()
        .filter(|change| !contents(change) && !never(change))
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
