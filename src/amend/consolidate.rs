//! Carries a draft out: the statutes before and after, and what became of each command.
//!
//! A statute that several articles amend is amended in their order; each sees what the ones before
//! it made of the statute.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::rate::{Rating, rate};
use crate::rules::RulePack;
use crate::screen::{ScreenedProvision, Screener};
use crate::statute::{Provision, Span, Statute};

use super::apply::{Law, Reason, Status, strikes_number};
use super::corpus::{Found, TargetSource, page_of};
use super::difference::{Stretch, word_diff};
use super::twice::{Doubled, doubled};
use super::{Action, Amendment, Command, Numbering, Place, TargetName, exchange, read};

/// What a draft makes of one statute.
#[derive(Debug, Clone)]
pub struct TargetOutcome {
    /// What the draft asks for.
    pub amendment: Amendment,
    /// The statute before; none where the corpus does not hold it.
    pub before: Option<Statute>,
    /// The statute after.
    pub after: Option<Statute>,
    /// What became of the commands, in the order of the draft.
    pub commands: Vec<CommandOutcome>,
    /// The provisions that are not as they were, in the order of the statute.
    pub changes: Vec<ProvisionChange>,
}

/// What became of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandOutcome {
    /// Where it stands in the list of commands.
    pub label: String,
    /// Its text in the draft's provision.
    pub span: Span,
    /// What became of it.
    pub status: Status,
}

/// A provision that is not as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProvisionChange {
    /// Its index before; none for a new one.
    pub before: Option<usize>,
    /// Its index after; none for one that is gone.
    pub after: Option<usize>,
}

/// How ready a changed provision is before and after.
#[derive(Debug, Clone)]
pub struct Effect {
    /// The provision.
    pub change: ProvisionChange,
    /// Findings and rating before; none for a new one.
    pub before: Option<(ScreenedProvision, Rating)>,
    /// Findings and rating after; none for one that is gone.
    pub after: Option<(ScreenedProvision, Rating)>,
}

impl TargetOutcome {
    /// The statute, as the draft names it.
    pub fn target(&self) -> &TargetName {
        &self.amendment.target
    }

    /// Whether the corpus holds the statute in another state than the draft starts from: then
    /// commands may fail that fit the other.
    pub fn is_other_state(&self) -> bool {
        let Some(before) = self.before.as_ref().filter(|s| !s.as_of.is_empty()) else {
            return false;
        };
        // A statute that was published anew says in another note what amended it last.
        let notes = std::iter::once(&before.as_of).chain(&before.notes);
        let mut tokens = notes.flat_map(|note| note.split(|c: char| !c.is_alphanumeric()));
        page_of(&self.target().amended_by).is_some_and(|page| !tokens.any(|token| token == page))
    }

    /// For each provision after its index before; none for a new one. Those that did not change keep
    /// their order among themselves.
    pub(crate) fn origins(&self) -> Option<Vec<Option<usize>>> {
        let (before, after) = (self.before.as_ref()?, self.after.as_ref()?);
        let changed: BTreeSet<usize> = self.changes.iter().filter_map(|c| c.before).collect();
        let mut same = (0..before.provisions.len()).filter(|index| !changed.contains(index));
        let changes: BTreeMap<usize, Option<usize>> = self
            .changes
            .iter()
            .filter_map(|change| Some((change.after?, change.before)))
            .collect();
        let origin = |index: usize| match changes.get(&index) {
            Some(origin) => *origin,
            None => same.next(),
        };
        Some((0..after.provisions.len()).map(origin).collect())
    }

    /// The provision before and after; none where it was not or is no more.
    pub fn provisions(&self, change: ProvisionChange) -> (Option<&Provision>, Option<&Provision>) {
        let get = |statute: &'_ Option<Statute>, index: Option<usize>| -> Option<usize> {
            index.filter(|&i| statute.as_ref().is_some_and(|s| i < s.provisions.len()))
        };
        let before = get(&self.before, change.before);
        let after = get(&self.after, change.after);
        (
            before.and_then(|i| self.before.as_ref().map(|s| &s.provisions[i])),
            after.and_then(|i| self.after.as_ref().map(|s| &s.provisions[i])),
        )
    }

    /// The title and the headings of parts of the outline that are not as they were, before and after, in
    /// the order of the statute.
    pub fn headings(&self) -> Vec<(String, String)> {
        let (Some(before), Some(after)) = (&self.before, &self.after) else {
            return Vec::new();
        };
        let mut headings = Vec::new();
        if before.title != after.title {
            headings.push((before.title.clone(), after.title.clone()));
        }
        let origins = self.origins().unwrap_or_default();
        for (new, origin) in after.provisions.iter().zip(origins) {
            let Some(old) = origin.and_then(|origin| before.provisions.get(origin)) else {
                continue;
            };
            // Below another part it has moved, and nothing says that any heading has changed.
            if old.outline.len() != new.outline.len() {
                continue;
            }
            for (old, new) in old.outline.iter().zip(&new.outline) {
                let pair = (old.clone(), new.clone());
                if old != new && !headings.contains(&pair) {
                    headings.push(pair);
                }
            }
        }
        headings
    }

    /// The words of each changed provision that stay, go and come, in the order of the changes.
    pub fn diffs(&self) -> Vec<Vec<Stretch>> {
        let text =
            |provision: Option<&Provision>| provision.map_or(String::new(), |p| p.text.clone());
        self.changes
            .iter()
            .map(|change| self.provisions(*change))
            .map(|(before, after)| word_diff(&text(before), &text(after)))
            .collect()
    }

    /// How ready the changed provisions are before and after.
    pub fn effects(&self, screener: &Screener<'_>) -> Vec<Effect> {
        let pack = screener.pack();
        let screened = |statute: &Option<Statute>| {
            statute
                .as_ref()
                .map(|s| screener.screen(s))
                .unwrap_or_default()
        };
        let (before, after) = (screened(&self.before), screened(&self.after));
        let rated = |screened: &[ScreenedProvision], index: Option<usize>| {
            let provision = screened.get(index?)?.clone();
            let rating = rate(pack, &provision);
            Some((provision, rating))
        };
        self.changes
            .iter()
            .map(|&change| Effect {
                change,
                before: rated(&before, change.before),
                after: rated(&after, change.after),
            })
            .collect()
    }
}

/// Carries out the amending commands of a draft on the statutes of a corpus.
pub fn consolidate(
    draft: &Statute,
    corpus: &impl TargetSource,
    pack: &RulePack,
) -> Vec<TargetOutcome> {
    let mut amended: BTreeMap<String, Statute> = BTreeMap::new();
    let mut outcomes = Vec::new();
    // What merely ends is told where it is at hand: most drafts name their forerunner.
    let ending = read::expiring(draft, pack).into_iter();
    let ending = ending.filter(|own| matches!(corpus.find(&own.target), Found::One(_)));
    for amendment in read::read(draft, pack).into_iter().chain(ending) {
        let before = match corpus.find(&amendment.target) {
            Found::One(statute) => Ok(*statute),
            Found::None => Err(Reason::NoTarget),
            Found::Several(names) => Err(Reason::Targets(names)),
            Found::Elsewhere(name) => Err(Reason::Elsewhere(name)),
        };
        let outcome = match before {
            Ok(found) => {
                let before = amended.remove(&found.id).unwrap_or(found);
                let outcome = carry_out(amendment, before, pack);
                if let Some(after) = &outcome.after {
                    amended.insert(after.id.clone(), after.clone());
                }
                outcome
            }
            Err(reason) => unresolved(amendment, reason),
        };
        outcomes.push(outcome);
    }
    outcomes
}

/// What several articles make of one statute, as one: the statute before the first and after the last.
/// None where there is no outcome, or one of them has no statute.
pub fn chained(outcomes: &[&TargetOutcome]) -> Option<TargetOutcome> {
    let (first, last) = (outcomes.first()?, outcomes.last()?);
    let (before, after) = (first.before.as_ref()?, last.after.as_ref()?);
    let mut origins: Vec<Option<usize>> = (0..before.provisions.len()).map(Some).collect();
    for outcome in outcomes {
        let step = outcome.origins()?;
        let through = |origin: Option<usize>| origins.get(origin?).copied().flatten();
        origins = step.into_iter().map(through).collect();
    }
    Some(TargetOutcome {
        amendment: first.amendment.clone(),
        before: first.before.clone(),
        after: last.after.clone(),
        commands: outcomes.iter().flat_map(|o| o.commands.clone()).collect(),
        changes: changes(before, after, &origins),
    })
}

/// The outcome where the corpus does not say which statute is meant.
fn unresolved(amendment: Amendment, reason: Reason) -> TargetOutcome {
    let commands = in_order(&amendment, |_| reason.clone().into());
    TargetOutcome {
        amendment,
        before: None,
        after: None,
        commands,
        changes: Vec::new(),
    }
}

/// The commands and what was not understood, in the order of the draft.
fn in_order(
    amendment: &Amendment,
    mut status: impl FnMut(&Command) -> Status,
) -> Vec<CommandOutcome> {
    let mut outcomes: Vec<CommandOutcome> = amendment
        .commands
        .iter()
        .map(|command| CommandOutcome {
            label: command.label.clone(),
            span: command.span,
            status: status(command),
        })
        .collect();
    outcomes.extend(amendment.unread.iter().map(|unread| CommandOutcome {
        label: unread.label.clone(),
        span: unread.span,
        status: Status::Failed(Reason::Unread(unread.reason.clone())),
    }));
    outcomes.sort_by_key(|outcome| outcome.span.start);
    outcomes
}

/// Most times that an amendment is carried out anew; each time some command is told why it cannot be.
const MOST_ROUNDS: usize = 8;

/// What is known of the commands before they are carried out, by their index.
#[derive(Default)]
struct Plan {
    /// Those that cannot be carried out, since they would leave a name to two units.
    refused: BTreeMap<usize, Reason>,
    /// Those that speak of the law in force and are carried out on it, before all others.
    first: BTreeSet<usize>,
    /// Those for which that is no help.
    no_help: BTreeSet<usize>,
}

/// A statute as the commands leave it.
struct Run<'l> {
    law: Law<'l>,
    statuses: Vec<Status>,
    /// The names that two units bear, each with the command that gave it to the second; empty unless asked
    /// for.
    givers: BTreeMap<Doubled, usize>,
}

fn carry_out(amendment: Amendment, before: Statute, pack: &RulePack) -> TargetOutcome {
    let commands = amendment.commands.as_slice();
    let known = doubled(&Law::new(&before, pack));
    let mut plan = Plan::default();
    let mut run = carry_out_once(commands, &before, pack, &plan, false);
    for _ in 0..MOST_ROUNDS {
        let former = |index: &usize| {
            let command = &commands[*index];
            let places = &command.places;
            let numbered = |place: &Place| matches!(place.numbering, Numbering::Former(Some(_)));
            matches!(run.statuses[*index], Status::Ambiguous(Reason::Places(_)))
                && matches!(command.action, Action::Repeal)
                && !places.is_empty()
                && places.iter().all(numbered)
        };
        let mut indices = 0..commands.len();
        let candidate = indices.find(|i| former(i) && !plan.no_help.contains(i));
        if let Some(index) = candidate {
            plan.first.insert(index);
            let earlier = carry_out_once(commands, &before, pack, &plan, false);
            if earlier.statuses[index] == Status::Applied {
                run = earlier;
            } else {
                plan.first.remove(&index);
                plan.no_help.insert(index);
            }
            continue;
        }
        let left: BTreeSet<Doubled> = doubled(&run.law);
        if left.is_subset(&known) {
            break;
        }
        let told = carry_out_once(commands, &before, pack, &plan, true);
        let mut refused = false;
        for name in left.difference(&known) {
            if let Some(command) = told.givers.get(name)
                && name.is_given_by(&commands[*command])
            {
                let reason = Reason::Taken(name.to_string());
                refused |= plan.refused.insert(*command, reason).is_none();
            }
        }
        if !refused {
            break;
        }
        run = carry_out_once(commands, &before, pack, &plan, false);
    }
    let Run { law, statuses, .. } = run;
    // Where a command takes the name away that is taken, it is its place that is in doubt.
    let frees = |name: &str| {
        let mut takers = commands
            .iter()
            .filter(|c| matches!(c.action, Action::Repeal | Action::Renumber { .. }));
        takers.any(|c| c.places.iter().any(|place| place.citation.long() == name))
    };
    let mut statuses = statuses.into_iter().map(|status| match status {
        Status::Failed(Reason::Taken(name)) if frees(&name) => Reason::Order(name).into(),
        other => other,
    });
    let outcomes = in_order(&amendment, |_| {
        statuses.next().unwrap_or(Status::Failed(Reason::Broken))
    });
    let changes = changes(&before, &law.statute, &law.origins);
    let after = law.statute;
    TargetOutcome {
        amendment,
        before: Some(before),
        after: Some(after),
        commands: outcomes,
        changes,
    }
}

/// Carries the commands out in the order of the plan. `watch` tells who gives a name to a second unit.
fn carry_out_once<'l>(
    commands: &[Command],
    before: &'l Statute,
    pack: &'l RulePack,
    plan: &Plan,
    watch: bool,
) -> Run<'l> {
    let mut law = Law::new(before, pack);
    let mut applied: Vec<Cow<'_, Command>> = Vec::new();
    let mut statuses: Vec<Status> = vec![Status::Applied; commands.len()];
    let mut givers: BTreeMap<Doubled, usize> = BTreeMap::new();
    let together = |a: &Command, b: &Command| (a.span, a.sentence) == (b.span, b.sentence);
    let mut start = 0;
    let mut sentences: Vec<(usize, &[Command])> = Vec::new();
    for sentence in commands.chunk_by(together) {
        sentences.push((start, sentence));
        start += sentence.len();
    }
    // A stable sort: all others keep the order of the draft. An Absatz loses its number when the others
    // have gone.
    sentences.sort_by_key(|(first, sentence)| {
        let alone = sentence.len() == 1;
        let last = alone && strikes_number(&sentence[0]);
        (last, !alone || !plan.first.contains(first))
    });
    for (first, sentence) in sentences {
        let kept = (sentence.len() > 1).then(|| law.clone());
        let known = applied.len();
        let steps = exchange::steps(sentence);
        let all = steps.len();
        for (index, command) in steps {
            let told = &mut statuses[first + index];
            if *told != Status::Applied {
                continue;
            }
            if let Some(reason) = plan.refused.get(&(first + index)) {
                *told = reason.clone().into();
                continue;
            }
            let status = catch_unwind(AssertUnwindSafe(|| law.apply(&command)));
            *told = match status {
                Ok(status) => {
                    if status == Status::Applied {
                        applied.push(command);
                    }
                    status
                }
                Err(_) => {
                    // What it left half done is thrown away; the commands before it are sound.
                    law = Law::new(before, pack);
                    for command in &applied {
                        law.apply(command);
                    }
                    Status::Failed(Reason::Broken)
                }
            };
            if watch && *told == Status::Applied {
                let now = doubled(&law);
                givers.retain(|name, _| now.contains(name));
                for name in now {
                    givers.entry(name).or_insert(first + index);
                }
            }
        }
        // A command is carried out as a whole or not at all.
        if let Some(kept) = kept
            && applied.len() < known + all
        {
            law = kept;
            applied.truncate(known);
            for status in &mut statuses[first..first + sentence.len()] {
                if *status == Status::Applied {
                    *status = Status::Failed(Reason::Partner);
                }
            }
        }
    }
    Run {
        law,
        statuses,
        givers,
    }
}

/// What is not as it was: in the order after, and what is gone behind it.
fn changes(before: &Statute, after: &Statute, origins: &[Option<usize>]) -> Vec<ProvisionChange> {
    let mut changes = Vec::new();
    let mut seen = vec![false; before.provisions.len()];
    for (index, provision) in after.provisions.iter().enumerate() {
        let origin = origins.get(index).copied().flatten();
        if let Some(origin) = origin {
            seen[origin] = true;
            let old = &before.provisions[origin];
            let same = old.text == provision.text
                && old.heading == provision.heading
                && old.designation == provision.designation;
            if same {
                continue;
            }
        }
        changes.push(ProvisionChange {
            before: origin,
            after: Some(index),
        });
    }
    changes.extend(
        seen.iter()
            .enumerate()
            .filter(|(_, seen)| !**seen)
            .map(|(index, _)| ProvisionChange {
                before: Some(index),
                after: None,
            }),
    );
    changes
}
