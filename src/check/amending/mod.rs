//! Amending drafts: what they strike is relief, what they insert is law of the place it goes into.
//!
//! With a corpus the target provisions are screened before and after, and their difference is what
//! the draft does. Without one, or where a command cannot be carried out, the quotations speak for
//! themselves: findings in inserted text are new. Struck text is no relief as long as nobody saw it in
//! the law, and what merely says where is no law of this draft.

mod destination;
mod kept;
mod openings;
mod spoken;
mod target;

use std::cell::LazyCell;
use std::collections::BTreeSet;

use super::diagnostic::{Diagnostic, Indicated, MissingTarget, Place, TargetEffect};
use super::examine::Text;
use super::source::Lines;
use crate::amend::{self, Amendment, Command, CommandOutcome, Reason, Status, TargetOutcome};
use crate::report::amendment::{command_place, reason};
use crate::screen::ScreenedProvision;
use crate::statute::citation::{Level, core};
use crate::statute::{Citation, Span, Statute};

/// What an amending draft does, as far as it is known.
#[derive(Debug, Default)]
pub struct Amending {
    /// Findings in what it puts into the law, and in what stays beside that.
    pub diagnostics: Vec<Diagnostic>,
    /// Findings in what it takes out of the law.
    pub lifted: Vec<Diagnostic>,
    /// How many commands it rests on.
    pub weighed: usize,
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
    /// The statutes as it leaves them.
    pub after: Vec<Statute>,
    /// The draft's provisions that hold commands.
    pub provisions: BTreeSet<usize>,
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
        let changes = |command: &Command| !command.ends_statute();
        if !amendment.unread.is_empty() || amendment.commands.iter().any(changes) {
            amending.provisions.insert(amendment.provision);
        }
        let carried = carried_out(outcome.as_ref());
        amending.weighed += match outcome.as_ref().filter(|o| o.before.is_some()) {
            Some(outcome) => {
                let applied = |c: &&CommandOutcome| c.status == Status::Applied;
                outcome.commands.iter().filter(applied).count()
            }
            None => amendment.commands.len(),
        };
        if outcome.as_ref().is_none_or(|o| o.before.is_none()) {
            amending.missing.push(MissingTarget {
                source: text.file.to_owned(),
                statute: amendment.target.name.clone(),
                article: command_place(text.statute, amendment, &part_name(&amendment.part)),
                searched: outcome.is_some(),
            });
        }
        let target = outcome.as_ref().and_then(|o| o.before.as_ref());
        let at_hand = target.is_some();
        let quotations = spoken::quotations(text, amendment, &carried, at_hand);
        let found = &screened[amendment.provision];
        if !at_hand {
            spoken::striking(text, amendment, found, lines.as_deref_mut(), &mut amending);
        }
        let name = target.map_or(&amendment.target.name, known_as);
        // Words are read in their article, whole texts for themselves.
        let article = LazyCell::new(|| spoken::screen(text, amendment, target, None));
        for quotation in quotations {
            let whole = quotation.whole.then_some(quotation.quoted.span);
            let own = match whole {
                Some(_) => &spoken::screen(text, amendment, target, whole),
                None if found.obstacles.is_empty() => &None,
                None => &*article,
            };
            let provision = &text.statute.provisions[amendment.provision];
            spoken::speak(
                text,
                (amendment, name),
                (provision, own.as_ref().unwrap_or(found)),
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
                    target::compare(text, &whole, group, lines.as_deref_mut(), &mut amending);
                    amending.after.extend(whole.after);
                }
            }
            None => amending
                .doubts
                .extend(amendment.unread.iter().map(|unread| {
                    let status = Status::Failed(Reason::Unread(unread.reason.clone()));
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

/// Commands that were not carried out.
fn doubts(text: &Text<'_>, outcome: &TargetOutcome, amending: &mut Amending) {
    let words = text.words();
    for command in &outcome.commands {
        // The part that cannot be carried out is told, and why.
        if command.status == Status::Failed(Reason::Partner) {
            continue;
        }
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

/// What a statute is called where one of its places is cited.
fn known_as(statute: &Statute) -> &String {
    [&statute.abbreviation, &statute.short_title, &statute.title]
        .into_iter()
        .find(|name| !name.is_empty())
        .unwrap_or(&statute.title)
}

/// "(2)" as "Absatz 2".
fn part_name(part: &str) -> String {
    let number = core(part);
    if number.is_empty() {
        return String::new();
    }
    format!("{} {number}", Level::Absatz.long())
}
