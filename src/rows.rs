//! What a statute leaves behind when its text is dropped: the rows of the tables.
//!
//! In go a statute with its findings and ratings, out come rows with every citation, quote and
//! offset made. Rows of different statutes are only put together in `aggregate`.

use serde::{Deserialize, Serialize};

use crate::rate::{Grade, Rating, Standing, Tenths};
use crate::remedy;
use crate::rules::{
    ActId, ClauseId, DirectionId, Effect, EvidenceSet, FamilyKind, PurposeId, Relation, RuleId,
    RulePack, Turn,
};
use crate::screen::{Finding, ScreenedProvision};
use crate::statute::citation::Level;
use crate::statute::{Citation, Provision, Span, Statute, anchors, scalar_offsets};

/// Longest context of a finding in Unicode scalars; a longer sentence is cut around the quote.
const LONGEST_CONTEXT: usize = 400;
/// Words on either side of a quote that make up its phrase.
const PHRASE_WORDS: usize = 3;
/// Where a clause ends: a phrase does not reach over it.
const CLAUSE_BORDERS: [char; 7] = [',', ';', ':', '.', '(', ')', '\n'];

/// A statute with all that is said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatuteRows {
    /// Id of the statute.
    pub id: String,
    /// Official document number.
    pub doc_number: String,
    /// Abbreviation.
    pub abbreviation: String,
    /// Title.
    pub title: String,
    /// Key of the kind.
    pub kind: String,
    /// Level of government.
    pub level: String,
    /// Key of the area of law.
    pub area: String,
    /// Note on the state of the text.
    pub as_of: String,
    /// Name of the input.
    pub source: String,
    /// Pictures and files whose text no screening can see.
    pub images: u64,
    /// Its provisions that are law, in their order.
    pub provisions: Vec<ProvisionRow>,
    /// Its findings, in the order of the text.
    pub findings: Vec<FindingRow>,
}

/// A provision's row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProvisionRow {
    /// Designation.
    pub provision: String,
    /// Name that a link to it carries.
    pub anchor: String,
    /// Heading.
    pub heading: String,
    /// Outline, outermost first.
    pub outline: String,
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
}

/// A finding's row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingRow {
    /// Index in [`StatuteRows::provisions`].
    pub provision: u32,
    /// Citation in its long form, with the statute.
    pub citation: String,
    /// Number of the subsection, as cited.
    pub subsection: String,
    /// Number of the sentence, as cited.
    pub sentence: String,
    /// Number, letter and so on, as cited.
    pub item: String,
    /// The rule.
    pub rule: RuleId,
    /// The effect; none for enablers.
    pub effect: Option<Effect>,
    /// What a reader must be able to tell apart; none for enablers.
    pub standing: Option<Standing>,
    /// The general clause that allows a substitute.
    pub clause: Option<ClauseId>,
    /// The clause of the statute itself that opens the electronic way or shuts it.
    pub governed: Option<GovernedRow>,
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
    pub quote: String,
    /// The sentence that holds them.
    pub context: String,
    /// The words with their neighbours, by which identical wordings are found.
    pub phrase: String,
    /// What would have to be written instead; none where only advice can be given.
    pub wording: Option<String>,
    /// First Unicode scalar of the quote in the provision's text.
    pub start: u32,
    /// One past the last.
    pub end: u32,
}

/// A clause of a statute for its own places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GovernedRow {
    /// Whether it opens the electronic way or shuts it.
    pub opens: bool,
    /// Where it stands.
    pub citation: String,
}

impl FindingRow {
    /// What allows an electronic substitute: a general clause, or one of the statute itself.
    pub fn substitution<'a>(&'a self, pack: &'a RulePack) -> &'a str {
        match (&self.governed, self.clause) {
            (Some(governed), _) if governed.opens => &governed.citation,
            (None, Some(clause)) => &pack.substitution.clauses[clause.index()].cite,
            _ => "",
        }
    }
}

impl StatuteRows {
    /// The rows of `statute`; `screened` and `ratings` stand at the indices of its provisions.
    pub fn new(
        pack: &RulePack,
        statute: &Statute,
        source: &str,
        screened: &[ScreenedProvision],
        ratings: &[Rating],
    ) -> Self {
        let mut rows = Self {
            id: statute.id.clone(),
            doc_number: statute.doc_number.clone(),
            abbreviation: statute.abbreviation.clone(),
            title: statute.title.clone(),
            kind: statute.kind.clone(),
            level: statute.level.clone(),
            area: statute.area.clone(),
            as_of: statute.as_of.clone(),
            source: source.to_owned(),
            images: statute.provisions.iter().map(|p| u64::from(p.images)).sum(),
            provisions: Vec::new(),
            findings: Vec::new(),
        };
        let places = statute.provisions.iter().zip(anchors(statute));
        for (((provision, anchor), screened), rating) in places.zip(screened).zip(ratings) {
            if !crate::ingest::is_law(provision) {
                continue;
            }
            let index = rows.provisions.len() as u32;
            rows.provisions
                .push(provision_row(provision, anchor, screened, rating));
            rows.add_findings(pack, statute, provision, screened, index);
        }
        rows
    }

    fn add_findings(
        &mut self,
        pack: &RulePack,
        statute: &Statute,
        provision: &Provision,
        screened: &ScreenedProvision,
        index: u32,
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
                provision: index,
                subsection: part(&[Level::Absatz]),
                sentence: part(&[Level::Satz]),
                item: part(&[
                    Level::Nummer,
                    Level::Buchstabe,
                    Level::Doppelbuchstabe,
                    Level::Dreifachbuchstabe,
                    Level::Spiegelstrich,
                ]),
                citation: citation.to_string(),
                rule: finding.rule,
                effect: obstacle.then_some(finding.effect),
                standing: obstacle.then(|| Standing::of(finding)),
                clause: finding.general_clause(),
                governed: finding.governed.zip(finding.own_clause(statute)).map(
                    |(governed, citation)| GovernedRow {
                        opens: governed.turn == Turn::Opens,
                        citation: citation.short(),
                    },
                ),
                act: finding.act,
                relation: finding.relation,
                direction: finding.direction,
                purpose: finding.purpose,
                evidence: finding.evidence,
                quote: finding.span.of(&provision.text).to_owned(),
                context: context(&provision.text, finding.sentence, finding.span),
                phrase: phrase(&provision.text, finding.sentence, finding.span),
                wording: obstacle
                    .then(|| remedy::preferred(pack, provision, finding))
                    .flatten()
                    .map(|edit| edit.line(&provision.text)),
                start: at[0] as u32,
                end: at[1] as u32,
            });
        }
    }
}

fn provision_row(
    provision: &Provision,
    anchor: String,
    screened: &ScreenedProvision,
    rating: &Rating,
) -> ProvisionRow {
    let mut effects = [0; 3];
    let mut standings = [0; 3];
    for finding in &screened.obstacles {
        effects[finding.effect as usize] += 1;
        standings[Standing::of(finding) as usize] += 1;
    }
    ProvisionRow {
        provision: provision.designation.clone(),
        anchor,
        heading: provision.heading.clone(),
        outline: provision.outline.join(" > "),
        relation: screened.relation,
        readiness: rating.readiness,
        grade: rating.grade,
        effects,
        standings,
        enablers: screened.enablers.len() as u32,
    }
}

/// The sentence on one line, cut around the quote where it is too long.
fn context(text: &str, sentence: Span, quote: Span) -> String {
    excerpt(text, sentence, quote).0
}

/// The sentence on one line, cut around the quote where it is too long, and where the quote stands
/// in it.
pub fn excerpt(text: &str, sentence: Span, quote: Span) -> (String, Span) {
    let whole = sentence.of(text);
    let (start, end) = if whole.len() <= LONGEST_CONTEXT {
        (sentence.start, sentence.end)
    } else {
        let room = LONGEST_CONTEXT.saturating_sub(quote.len()) / 2;
        (
            cut(text, quote.start.saturating_sub(room).max(sentence.start)),
            cut(text, (quote.end + room).min(sentence.end)),
        )
    };
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
    // A quote that begins before the cut, in a word without end, is marked as far as it is shown.
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

/// The quote with its neighbours inside the same clause.
fn phrase(text: &str, sentence: Span, quote: Span) -> String {
    let before = &text[sentence.start.min(quote.start)..quote.start];
    let before = before
        .rfind(CLAUSE_BORDERS)
        .map_or(before, |border| &before[border + 1..]);
    let after = &text[quote.end..sentence.end.max(quote.end)];
    let after = after
        .find(CLAUSE_BORDERS)
        .map_or(after, |border| &after[..border]);
    let neighbours = before.split_whitespace().count().min(PHRASE_WORDS);
    let mut words: Vec<&str> = before
        .split_whitespace()
        .skip(before.split_whitespace().count() - neighbours)
        .collect();
    words.extend(quote.of(text).split_whitespace());
    words.extend(after.split_whitespace().take(PHRASE_WORDS));
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_ends_where_its_clause_ends() {
        let text = "Wer gründet, hat dies der Behörde schriftlich anzuzeigen, sobald er beginnt.";
        let start = text.find("schriftlich").expect("there");
        let quote = Span::new(start, start + "schriftlich".len());
        assert_eq!(
            phrase(text, Span::new(0, text.len()), quote),
            "dies der Behörde schriftlich anzuzeigen"
        );
        let start = text.find("gründet").expect("there");
        let quote = Span::new(start, start + "gründet".len());
        assert_eq!(phrase(text, Span::new(0, text.len()), quote), "Wer gründet");
    }
}
