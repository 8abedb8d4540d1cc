//! Quotations that speak for themselves: those of commands that were not carried out.
//!
//! In go an amendment and what was found in the draft's own text, out come findings in what it puts
//! into the law, at the place of the law where that is known and else at the command.

use std::collections::BTreeSet;

use super::Amending;
use super::destination::{above, count_on, destination, sentence_in, within};
use crate::amend::{Action, Amendment, Command, NewUnit, Part, Quoted, Role};
use crate::check::diagnostic::{Certainty, Diagnostic, Novelty};
use crate::check::examine::Text;
use crate::check::source::Lines;
use crate::report::amendment::command_place;
use crate::screen::{Finding, ScreenedProvision};
use crate::statute::{Citation, Provision, Span, Statute, read_flat};

/// A quotation that speaks for itself.
pub(super) struct Quotation {
    pub(super) quoted: Quoted,
    place: Option<Citation>,
    /// Where the command stands in the draft's provision: "Nummer 1 Buchstabe a".
    label: String,
    /// Whether it is a whole text. Words alone say little without the sentence that they go into: they
    /// open nothing and get no wording.
    pub(super) whole: bool,
    /// Whether it becomes law for certain: of a statute that is not at hand, where it is a whole text.
    opens: bool,
    /// Whether the statute is at hand, and the command was not carried out on it.
    unapplied: bool,
}

/// What is found in a quotation where it is law of the statute that is amended: which general clause holds,
/// and whether an item only repeats a duty to threaten a fine, is a matter of the statute and of its own
/// structure. Without a quotation it is the whole article that is read so. Spans are those of the article.
pub(super) fn screen(
    text: &Text<'_>,
    amendment: &Amendment,
    target: Option<&Statute>,
    quoted: Option<Span>,
) -> Option<ScreenedProvision> {
    let pack = text.examiner.pack();
    let article = &text.statute.provisions[amendment.provision];
    let (own, by) = match quoted {
        Some(quoted) => {
            let own = quoted.of(&article.text).to_owned();
            let provision = Provision {
                subsections: read_flat(&own, &pack.lexicon),
                text: own,
                ..Provision::default()
            };
            (provision, quoted.start)
        }
        None => (article.clone(), 0),
    };
    let mut named = Statute {
        provisions: vec![own],
        ..Statute::default()
    };
    match target {
        Some(target) => {
            named.title.clone_from(&target.title);
            named.short_title.clone_from(&target.short_title);
            named.abbreviation.clone_from(&target.abbreviation);
            named.kind.clone_from(&target.kind);
            named.area.clone_from(&target.area);
        }
        None => {
            named.title.clone_from(&amendment.target.name);
            pack.classify(&mut named);
        }
    }
    let mut screened = text.examiner.screener.screen(&named).pop()?;
    let found = screened.obstacles.iter_mut().chain(&mut screened.enablers);
    for finding in found {
        finding.span = Span::new(finding.span.start + by, finding.span.end + by);
        finding.sentence = Span::new(finding.sentence.start + by, finding.sentence.end + by);
        // It would name a provision of the quotation.
        finding.governed = None;
    }
    Some(screened)
}

/// The quotations of commands that were not carried out and become law, as far as that is known.
/// Struck words are left out: nobody saw them in the law. What a command that was not understood
/// quotes is law where it is a whole sentence, and so is the rest of an item whose quotation never closes.
pub(super) fn quotations(
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
    let unread = amendment.unread.iter().flat_map(|unread| {
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

/// Findings in a quotation, after what becomes of it.
pub(super) fn speak(
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
    if text.examiner.openings && quotation.opens {
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

/// Words that open the electronic way and are struck from a statute that is not at hand: nobody saw
/// what they opened, but a drafter wants to know.
pub(super) fn striking(
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
