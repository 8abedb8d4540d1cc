//! What a statute leaves behind when its text is dropped: the rows of the tables.
//!
//! In go a statute with its findings and ratings, out come rows with every citation, quote and
//! offset made, packed into a few kilobytes ([`Packed`]): rows of all statutes are what a run holds
//! longest. Rows of different statutes are only put together in `aggregate`.

mod packed;

use std::borrow::Cow;
use std::collections::HashSet;

use serde::{Deserialize, Serialize};

pub use packed::{Lengths, Packed};

use crate::rate::{Grade, Rating, Standing, Tenths};
use crate::remedy;
use crate::rules::{
    ActId, ClauseId, DirectionId, Effect, EvidenceSet, FamilyKind, Language, PurposeId, Relation,
    RuleId, RulePack, Turn,
};
use crate::screen::{Finding, ScreenedProvision};
use crate::statute::citation::Level;
use crate::statute::{Citation, Provision, Span, Statute, anchors, ended_on, scalar_offsets};

/// Longest context of a finding in Unicode scalars; a longer sentence is cut around the quote.
const LONGEST_CONTEXT: usize = 400;
/// Words on either side of a quote that make up its phrase.
const PHRASE_WORDS: usize = 6;
/// Where a clause ends: a phrase does not reach over it.
const CLAUSE_BORDERS: [char; 7] = [',', ';', ':', '.', '(', ')', '\n'];

/// What is said of a statute as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatuteRow<'a> {
    /// Id of the statute.
    #[serde(borrow)]
    pub id: Cow<'a, str>,
    /// Official document number.
    #[serde(borrow)]
    pub doc_number: Cow<'a, str>,
    /// Abbreviation.
    #[serde(borrow)]
    pub abbreviation: Cow<'a, str>,
    /// Title.
    #[serde(borrow)]
    pub title: Cow<'a, str>,
    /// Key of the kind.
    #[serde(borrow)]
    pub kind: Cow<'a, str>,
    /// Level of government.
    #[serde(borrow)]
    pub level: Cow<'a, str>,
    /// Key of the area of law.
    #[serde(borrow)]
    pub area: Cow<'a, str>,
    /// Note on the state of the text.
    #[serde(borrow)]
    pub as_of: Cow<'a, str>,
    /// Date of signing or publication.
    #[serde(borrow)]
    pub date: Cow<'a, str>,
    /// The note that ends it as a whole; empty where there is none.
    #[serde(borrow)]
    pub repeal: Cow<'a, str>,
    /// First day on which that note holds; empty where it names none.
    #[serde(borrow)]
    pub repeal_from: Cow<'a, str>,
    /// Day on which the source built the text.
    #[serde(borrow)]
    pub built: Cow<'a, str>,
    /// Name of the input.
    #[serde(borrow)]
    pub source: Cow<'a, str>,
    /// Pictures and files whose text no screening can see.
    pub images: u64,
    /// Whether its findings are less certain: print, or a text that was read only in part.
    pub doubtful: bool,
}

/// A statute with all that is said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatuteRows<'a> {
    /// Of the statute as a whole.
    pub statute: StatuteRow<'a>,
    /// Its provisions that are law, in their order.
    pub provisions: Vec<ProvisionRow<'a>>,
    /// Its findings, in the order of the text.
    pub findings: Vec<FindingRow<'a>>,
}

/// A provision's row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProvisionRow<'a> {
    /// Designation.
    #[serde(borrow)]
    pub provision: Cow<'a, str>,
    /// Name that a link to it carries.
    #[serde(borrow)]
    pub anchor: Cow<'a, str>,
    /// Heading.
    #[serde(borrow)]
    pub heading: Cow<'a, str>,
    /// Outline, outermost first.
    #[serde(borrow)]
    pub outline: Cow<'a, str>,
    /// Between whom its duties run.
    pub relation: Relation,
    /// Readiness; none where it is not relevant.
    pub readiness: Option<Tenths>,
    /// Grade; none where it is not relevant.
    pub grade: Option<Grade>,
    /// Obstacles by effect.
    pub effects: [u32; 3],
    /// Obstacles by standing.
    pub standings: [u32; 3],
    /// Enablers.
    pub enablers: u32,
    /// Points lost at sentences that lost them earlier in the statute already.
    pub repeated: Tenths,
    /// Points lost to what citizens and businesses owe authorities, without the repeated ones.
    pub owed: Tenths,
}

/// A finding's row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingRow<'a> {
    /// Designation of the provision.
    #[serde(borrow)]
    pub provision: Cow<'a, str>,
    /// Citation in its long form, with the statute.
    #[serde(borrow)]
    pub citation: Cow<'a, str>,
    /// The innermost element of the source that holds it, where its format names elements.
    #[serde(borrow)]
    pub eid: Cow<'a, str>,
    /// Number of the subsection, as cited.
    #[serde(borrow)]
    pub subsection: Cow<'a, str>,
    /// Number of the sentence, as cited.
    #[serde(borrow)]
    pub sentence: Cow<'a, str>,
    /// Number, letter and so on, as cited.
    #[serde(borrow)]
    pub item: Cow<'a, str>,
    /// The rule.
    pub rule: RuleId,
    /// The effect; none for enablers.
    pub effect: Option<Effect>,
    /// What a reader must be able to tell apart; none for enablers.
    pub standing: Option<Standing>,
    /// The general clause that allows a substitute.
    pub clause: Option<ClauseId>,
    /// The clause of the statute itself that opens the electronic way or shuts it.
    #[serde(borrow)]
    pub governed: Option<GovernedRow<'a>>,
    /// The act.
    pub act: Option<ActId>,
    /// Between whom the duty runs.
    pub relation: Relation,
    /// Who owes it to whom.
    pub direction: Option<DirectionId>,
    /// What somebody must appear for.
    pub purpose: Option<PurposeId>,
    /// The evidence that is asked for.
    pub evidence: EvidenceSet,
    /// The words themselves.
    #[serde(borrow)]
    pub quote: Cow<'a, str>,
    /// The sentence that holds them.
    #[serde(borrow)]
    pub context: Cow<'a, str>,
    /// The words with their neighbours, by which identical wordings are found.
    #[serde(borrow)]
    pub phrase: Cow<'a, str>,
    /// What would have to be written instead; empty where only advice can be given.
    #[serde(borrow)]
    pub wording: Cow<'a, str>,
    /// First Unicode scalar of the quote in the provision's text.
    pub start: u32,
    /// One past the last.
    pub end: u32,
}

/// A clause of a statute for its own places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GovernedRow<'a> {
    /// Whether it opens the electronic way or shuts it.
    pub opens: bool,
    /// Where it stands.
    #[serde(borrow)]
    pub citation: Cow<'a, str>,
}

impl StatuteRow<'_> {
    /// The note by which the statute was no longer law on `day`; empty where it still was.
    pub fn repealed_on(&self, day: &str) -> &str {
        if ended_on(&self.repeal_from, day) {
            &self.repeal
        } else {
            ""
        }
    }
}

impl FindingRow<'_> {
    /// What allows an electronic substitute: a general clause, or one of the statute itself.
    pub fn substitution<'r>(&'r self, pack: &'r RulePack) -> &'r str {
        match (&self.governed, self.clause) {
            (Some(governed), _) if governed.opens => &governed.citation,
            (None, Some(clause)) => &pack.substitution.clauses[clause.index()].cite,
            _ => "",
        }
    }

    /// Citation of the clause of the statute itself that governs the finding.
    pub fn governed_by(&self) -> &str {
        self.governed.as_ref().map_or("", |g| &g.citation)
    }

    /// What would have to be written instead, or the rule's advice.
    pub fn remedy<'r>(&'r self, pack: &'r RulePack, language: Language) -> &'r str {
        if self.wording.is_empty() {
            pack.rule(self.rule).remedy.get(language)
        } else {
            &self.wording
        }
    }
}

impl<'a> StatuteRows<'a> {
    /// The rows of `statute`; `screened` and `ratings` stand at the indices of its provisions.
    pub fn new(
        pack: &RulePack,
        statute: &'a Statute,
        source: &'a str,
        screened: &[ScreenedProvision],
        ratings: &[Rating],
    ) -> Self {
        let mut rows = Self {
            statute: StatuteRow {
                id: Cow::Borrowed(&statute.id),
                doc_number: Cow::Borrowed(&statute.doc_number),
                abbreviation: Cow::Borrowed(&statute.abbreviation),
                title: Cow::Borrowed(&statute.title),
                kind: Cow::Borrowed(&statute.kind),
                level: Cow::Borrowed(&statute.level),
                area: Cow::Borrowed(&statute.area),
                as_of: Cow::Borrowed(&statute.as_of),
                date: Cow::Borrowed(&statute.date),
                repeal: Cow::Borrowed(statute.repeal.as_ref().map_or("", |r| &r.note)),
                repeal_from: Cow::Borrowed(statute.repeal.as_ref().map_or("", |r| &r.from)),
                built: Cow::Borrowed(&statute.built),
                source: Cow::Borrowed(source),
                images: statute.provisions.iter().map(|p| u64::from(p.images)).sum(),
                doubtful: statute.doubtful,
            },
            provisions: Vec::new(),
            findings: Vec::new(),
        };
        let mut told = Told::default();
        let places = statute.provisions.iter().zip(anchors(statute));
        for (((provision, anchor), screened), rating) in places.zip(screened).zip(ratings) {
            if !crate::ingest::is_law(provision) {
                continue;
            }
            rows.provisions
                .push(provision_row(provision, anchor, screened, rating));
            let row = rows.provisions.last_mut().expect("just added");
            (row.repeated, row.owed) = told.points(pack, provision, screened, rating);
            rows.add_findings(pack, statute, provision, screened);
        }
        rows
    }

    fn add_findings(
        &mut self,
        pack: &RulePack,
        statute: &Statute,
        provision: &'a Provision,
        screened: &ScreenedProvision,
    ) {
        let mut findings: Vec<&Finding> = screened
            .obstacles
            .iter()
            .chain(&screened.enablers)
            .collect();
        findings.sort_by_key(|f| (f.span.start, f.span.end, f.rule));
        let offsets = scalar_offsets(
            &provision.text,
            findings.iter().flat_map(|f| [f.span.start, f.span.end]),
        );
        for (finding, at) in findings.iter().zip(offsets.chunks_exact(2)) {
            let obstacle = pack.rule(finding.rule).kind == FamilyKind::Obstacle;
            let citation = Citation::at(statute, provision, finding.span);
            let part = |levels: &[Level]| {
                citation
                    .steps
                    .iter()
                    .filter(|s| levels.contains(&s.level))
                    .map(|s| s.label.as_str())
                    .collect::<Vec<_>>()
                    .join(" ")
            };
            self.findings.push(FindingRow {
                provision: Cow::Borrowed(&provision.designation),
                subsection: part(&[Level::Absatz]).into(),
                sentence: part(&[Level::Satz]).into(),
                item: part(&[
                    Level::Nummer,
                    Level::Buchstabe,
                    Level::Doppelbuchstabe,
                    Level::Dreifachbuchstabe,
                    Level::Spiegelstrich,
                ])
                .into(),
                citation: citation.to_string().into(),
                eid: Cow::Borrowed(provision.eid_at(finding.span)),
                rule: finding.rule,
                effect: obstacle.then_some(finding.effect),
                standing: obstacle.then(|| Standing::of(finding)),
                clause: finding.general_clause(),
                governed: finding.governed.zip(finding.own_clause(statute)).map(
                    |(governed, citation)| GovernedRow {
                        opens: governed.turn == Turn::Opens,
                        citation: citation.short().into(),
                    },
                ),
                act: finding.act,
                relation: finding.relation,
                direction: finding.direction,
                purpose: finding.purpose,
                evidence: finding.evidence,
                quote: Cow::Borrowed(finding.span.of(&provision.text)),
                context: context(&provision.text, finding.sentence, finding.span).into(),
                phrase: phrase(&provision.text, finding.sentence, finding.span).into(),
                wording: obstacle
                    .then(|| remedy::preferred(pack, provision, finding))
                    .flatten()
                    .map_or_else(String::new, |edit| edit.line(&provision.text))
                    .into(),
                start: at[0] as u32,
                end: at[1] as u32,
            });
        }
    }
}

fn provision_row<'a>(
    provision: &'a Provision,
    anchor: String,
    screened: &ScreenedProvision,
    rating: &Rating,
) -> ProvisionRow<'a> {
    let mut effects = [0; 3];
    let mut standings = [0; 3];
    for finding in &screened.obstacles {
        effects[finding.effect as usize] += 1;
        standings[Standing::of(finding) as usize] += 1;
    }
    ProvisionRow {
        provision: Cow::Borrowed(&provision.designation),
        anchor: anchor.into(),
        heading: Cow::Borrowed(&provision.heading),
        outline: provision.outline.join(" > ").into(),
        relation: screened.relation,
        readiness: rating.readiness,
        grade: rating.grade,
        effects,
        standings,
        enablers: screened.enablers.len() as u32,
        repeated: 0,
        owed: 0,
    }
}

/// Sentences that lost points in the provisions of a statute so far, each with the rule that found
/// an obstacle in it.
#[derive(Default)]
struct Told<'a>(HashSet<(RuleId, &'a str)>);

impl<'a> Told<'a> {
    /// Of the points that a provision loses, those at sentences that were told before, and of the
    /// others those for what citizens and businesses owe authorities.
    fn points(
        &mut self,
        pack: &RulePack,
        provision: &'a Provision,
        screened: &ScreenedProvision,
        rating: &Rating,
    ) -> (Tenths, Tenths) {
        let (mut repeated, mut owed) = (0, 0);
        let sentence = |finding: &Finding| (finding.rule, finding.sentence.of(&provision.text));
        for step in &rating.steps {
            let finding = &screened.obstacles[step.obstacle];
            if self.0.contains(&sentence(finding)) {
                repeated += step.points;
            } else if finding.direction.is_some_and(|d| pack.facets.is_owed(d)) {
                owed += step.points;
            }
        }
        self.0.extend(screened.obstacles.iter().map(sentence));
        (repeated, owed)
    }
}

/// The sentence on one line, cut around the quote where it is too long.
fn context(text: &str, sentence: Span, quote: Span) -> String {
    excerpt(text, sentence, quote).0
}

/// The sentence on one line, cut around the quote where it is too long, and where the quote stands
/// in it.
pub fn excerpt(text: &str, sentence: Span, quote: Span) -> (String, Span) {
    // What a rule marks may begin before the sentence that it is read in, at a heading.
    let sentence = Span::new(sentence.start.min(quote.start), sentence.end.max(quote.end));
    let (mut start, mut end) = (sentence.start, sentence.end);
    if sentence.len() > LONGEST_CONTEXT {
        let room = LONGEST_CONTEXT.saturating_sub(quote.len()) / 2;
        if quote.start > start + room {
            start = cut(text, quote.start - room).min(quote.start);
        }
        if quote.end + room < end {
            end = cut(text, quote.end + room).min(end);
        }
    }
    let line = text[start..end].replace('\n', " ");
    let before = line.len() - line.trim_start().len();
    let mut context = String::new();
    if start > sentence.start {
        context.push('…');
    }
    let lead = context.len();
    context.push_str(line.trim());
    let last = context.len();
    if end < sentence.end {
        context.push('…');
    }
    // White space around the words is trimmed, and with it that of a quote.
    let inside = |at: usize| (lead + at).saturating_sub(start + before).clamp(lead, last);
    let mark = Span::new(inside(quote.start), inside(quote.end));
    (context, mark)
}

/// A place to cut at or after `at`: the next space, so that no word is broken.
fn cut(text: &str, at: usize) -> usize {
    let mut at = at;
    while at < text.len() && !(text.is_char_boundary(at) && text[at..].starts_with([' ', '\n'])) {
        at += 1;
    }
    at
}

/// The quote with its neighbours inside the same clause; an ellipsis where the clause goes on.
fn phrase(text: &str, sentence: Span, quote: Span) -> String {
    let before = &text[sentence.start.min(quote.start)..quote.start];
    let before = before
        .rmatch_indices(CLAUSE_BORDERS)
        .find(|(at, _)| !behind_number(&before[..*at]))
        .map_or(before, |(at, _)| &before[at + 1..]);
    let after = &text[quote.end..sentence.end.max(quote.end)];
    let after = after
        .match_indices(CLAUSE_BORDERS)
        .find(|(at, _)| !behind_number(&after[..*at]))
        .map_or(after, |(at, _)| &after[..at])
        .trim_end_matches(CLAUSE_BORDERS);
    let (left, right) = (before.split_whitespace(), after.split_whitespace());
    let cut = left.clone().count().saturating_sub(PHRASE_WORDS);
    let goes_on = right.clone().count() > PHRASE_WORDS;
    let words: Vec<&str> = (cut > 0)
        .then_some("…")
        .into_iter()
        .chain(left.skip(cut))
        .chain(quote.of(text).split_whitespace())
        .chain(right.take(PHRASE_WORDS))
        .chain(goes_on.then_some("…"))
        .collect();
    words.join(" ")
}

/// Whether a text ends with a number, behind which a mark ends no clause: "31. Dezember", "§§ 53b, 53c".
fn behind_number(text: &str) -> bool {
    let word = text.rsplit(char::is_whitespace).next();
    word.is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The excerpt around the words, and the words as it marks them.
    fn shown(text: &str, sentence: Span, words: &str) -> (String, String) {
        let start = text.find(words).expect("there");
        let (context, mark) = excerpt(text, sentence, Span::new(start, start + words.len()));
        let marked = mark.of(&context).to_owned();
        (context, marked)
    }

    #[test]
    fn a_context_holds_the_whole_quote() {
        let long = "und so weiter ".repeat(60);
        let tight = "x".repeat(500);
        let begins = format!("Abweichend von § 3 kann die Behörde {long}");
        let ends = format!("Die Behörde kann {long} schriftlich");
        let middle = format!("{long}hat er schriftlich anzuzeigen, {long}");
        let narrow = format!("{tight} schriftlich {tight}");
        let unbroken = format!("{tight}schriftlich{tight}");
        for (text, words) in [
            (&begins, "Abweichend von"),
            (&begins, &begins[..450]),
            (&ends, "schriftlich"),
            (&middle, "schriftlich"),
            (&narrow, "schriftlich"),
            (&unbroken, "schriftlich"),
        ] {
            let (context, marked) = shown(text, Span::new(0, text.len()), words);
            assert_eq!(marked, words);
            assert!(context.contains(words));
        }
        let text = "Schriftlicher Antrag\nEr ist zu stellen.";
        let start = text.find("Er").expect("there");
        let (context, marked) = shown(
            text,
            Span::new(start, text.len()),
            "Schriftlicher Antrag\nEr",
        );
        assert_eq!(marked, "Schriftlicher Antrag Er");
        assert_eq!(context, "Schriftlicher Antrag Er ist zu stellen.");
    }

    #[test]
    fn a_phrase_ends_where_its_clause_ends() {
        let text = "Wer gründet, hat dies der Behörde schriftlich anzuzeigen, sobald er beginnt.";
        let start = text.find("schriftlich").expect("there");
        let quote = Span::new(start, start + "schriftlich".len());
        assert_eq!(
            phrase(text, Span::new(0, text.len()), quote),
            "hat dies der Behörde schriftlich anzuzeigen"
        );
        let start = text.find("gründet").expect("there");
        let quote = Span::new(start, start + "gründet".len());
        assert_eq!(phrase(text, Span::new(0, text.len()), quote), "Wer gründet");
        let text = "Bis zum 31. Dezember kann das Amt nach §§ 5, 6 auf Antrag einer Person in Not Ausnahmen bewilligen.";
        let start = text.find("kann").expect("there");
        assert_eq!(
            phrase(text, Span::new(0, text.len()), Span::new(start, start + 4)),
            "Bis zum 31. Dezember kann das Amt nach §§ 5, 6 …"
        );
    }
}
