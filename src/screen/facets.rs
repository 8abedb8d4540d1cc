//! What a finding says beyond its category: evidence, purpose, and who owes it to whom.
//!
//! In go the findings of a provision, out go the same with their facets. One search for the
//! words of the pack's tables looks only at sentences in which something was found.

use std::collections::BTreeMap;

use super::Finding;
use super::finder::{Finder, Lists};
use super::reading::last_of;
use super::word_gate::WordGate;
use crate::rules::pattern::is_word_start;
use crate::rules::schema::{Side, SidePoints};
use crate::rules::{
    DirectionId, EvidenceId, EvidenceSet, MARK_END, MARK_START, PurposeId, RulePack,
};
use crate::statute::{Item, Provision, Span, Subsection};

/// How far behind "Nachweis" or "Bescheinigung" a word may stand that says what it is about.
const REACH: usize = 90;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Word {
    Evidence(EvidenceId),
    About(EvidenceId),
    NotEvidence(EvidenceId),
    Purpose(PurposeId),
    NotPurpose(PurposeId),
    Cue(usize),
}

/// The words of the pack's tables, ready to be found.
#[derive(Debug)]
pub struct FacetFinder {
    finder: Finder,
    words: Lists<Word>,
    /// Which patterns of the directions can match.
    patterns: WordGate,
}

/// A word that was seen, with its place.
type Seen = (usize, usize, Word);

impl FacetFinder {
    /// Takes the words of the pack's tables.
    pub fn new(pack: &RulePack) -> Self {
        let facets = &pack.facets;
        let mut words: BTreeMap<&str, Vec<Word>> = BTreeMap::new();
        for (index, kind) in facets.evidence.iter().enumerate() {
            let id = EvidenceId::at(index);
            for (stems, word) in [
                (&kind.stems, Word::Evidence(id)),
                (&kind.about, Word::About(id)),
                (&kind.except, Word::NotEvidence(id)),
            ] {
                for stem in stems {
                    words.entry(stem).or_default().push(word);
                }
            }
        }
        for (index, purpose) in facets.purposes.iter().enumerate() {
            let id = PurposeId::at(index);
            for (stems, word) in [
                (&purpose.stems, Word::Purpose(id)),
                (&purpose.except, Word::NotPurpose(id)),
            ] {
                for stem in stems {
                    words.entry(stem).or_default().push(word);
                }
            }
        }
        for (index, cue) in facets.cues.iter().enumerate() {
            for stem in &cue.stems {
                words.entry(stem).or_default().push(Word::Cue(index));
            }
        }
        Self {
            finder: Finder::new(words.keys().copied(), pack.sample()),
            words: words.into_values().collect(),
            patterns: WordGate::new(pack, facets.patterns.iter()),
        }
    }

    fn look(&self, text: &str) -> Vec<Seen> {
        let mut seen = Vec::new();
        self.finder.each(text, |hit| {
            if is_word_start(text, hit.start) {
                let words = self.words.of(hit.word);
                seen.extend(words.iter().map(|word| (hit.start, hit.end, *word)));
            }
        });
        seen
    }

    /// Gives the obstacles of a provision their facets.
    pub fn describe(
        &self,
        pack: &RulePack,
        provision: &Provision,
        heading: &str,
        obstacles: &mut [Finding],
    ) {
        let text = &provision.text;
        // What the last subsection that was asked speaks of.
        let mut of_subsection: Option<(usize, Option<PurposeId>)> = None;
        for finding in obstacles {
            let Some(index) = provision.subsection_at(finding.span.start) else {
                continue;
            };
            let subsection = &provision.subsections[index];
            let around = Around::of(subsection, finding);
            let own = self.look(around.own.of(text));
            let lead_text = last_of(around.lead.of(text));
            let lead = self.look(lead_text);
            let category = pack.rule(finding.rule).category;
            let facets = &pack.facets;
            if facets.evidence_categories.contains(&category) {
                finding.evidence = evidence(pack, &own);
                if facets.is_generic(finding.evidence) {
                    let named = if around.introduces {
                        evidence(pack, &self.look(around.sentence.of(text)))
                    } else {
                        evidence(pack, &lead)
                    };
                    if finding.evidence.is_empty() || !facets.is_generic(named) {
                        finding.evidence = named;
                    }
                }
            }
            if facets.purpose_categories.contains(&category) {
                finding.purpose = purpose(&own)
                    .or_else(|| purpose(&self.look(around.sentence.of(text))))
                    .or_else(|| purpose(&self.look(heading)))
                    .or_else(|| match of_subsection {
                        Some((asked, purpose)) if asked == index => purpose,
                        _ => {
                            let purpose = purpose(&self.look(subsection.span.of(text)));
                            of_subsection = Some((index, purpose));
                            purpose
                        }
                    })
                    .or_else(|| facets.purposes.len().checked_sub(1).map(PurposeId::at))
                    .map(|purpose| decided(pack, finding.span.of(text), purpose));
            }
            finding.direction = if facets.has_sides(finding.relation) {
                let marked = marked(text, lead_text, finding);
                let possible = self.patterns.possible(&marked);
                let speaks =
                    |place: usize| possible[place] && facets.patterns[place].holds(&marked);
                direction(pack, finding, &own, &lead, speaks)
            } else {
                facets.direction(finding.relation, Side::An)
            };
        }
    }
}

/// The stretches of text that speak of a finding.
struct Around {
    /// The sentence or item that holds it.
    own: Span,
    /// The introduction of the list that it stands in; empty outside of lists.
    lead: Span,
    /// The whole sentence with all items.
    sentence: Span,
    /// Whether the finding stands in the introduction of a list.
    introduces: bool,
}

impl Around {
    fn of(subsection: &Subsection, finding: &Finding) -> Self {
        let own = finding.sentence;
        let sentence = subsection
            .sentence_at(finding.span.start)
            .map_or(own, |i| subsection.sentences[i].span);
        let first = first_item(&subsection.items, sentence);
        let lead = match first {
            Some(first) if first <= own.start => Span::new(sentence.start, first),
            _ => Span::new(sentence.start, sentence.start),
        };
        Self {
            own,
            lead,
            sentence,
            introduces: first.is_some_and(|first| own.start < first),
        }
    }
}

/// Where the list of a sentence begins.
fn first_item(items: &[Item], sentence: Span) -> Option<usize> {
    items
        .iter()
        .map(|item| item.span.start)
        .find(|start| sentence.start < *start && *start < sentence.end)
}

/// The kinds of evidence that a text names; the generic ones only where no other is.
fn evidence(pack: &RulePack, seen: &[Seen]) -> EvidenceSet {
    let kinds = &pack.facets.evidence;
    let refused = |id: EvidenceId, start: usize| {
        seen.iter()
            .any(|(at, _, word)| *at == start && *word == Word::NotEvidence(id))
    };
    let generic_before = |start: usize| {
        seen.iter().any(|(_, end, word)| match word {
            Word::Evidence(id) => {
                kinds[id.index()].generic && *end <= start && start - end <= REACH
            }
            _ => false,
        })
    };
    let (mut named, mut generic) = (EvidenceSet::default(), EvidenceSet::default());
    for &(start, _, word) in seen {
        match word {
            Word::Evidence(id) if !refused(id, start) => {
                if kinds[id.index()].generic {
                    generic.insert(id);
                } else {
                    named.insert(id);
                }
            }
            Word::About(id) if !refused(id, start) && generic_before(start) => named.insert(id),
            _ => {}
        }
    }
    if named.is_empty() { generic } else { named }
}

/// The purpose that stands first in the pack of those that a text names.
fn purpose(seen: &[Seen]) -> Option<PurposeId> {
    seen.iter()
        .filter_map(|&(start, _, word)| match word {
            Word::Purpose(id) => {
                let refused = (start, Word::NotPurpose(id));
                let refused = seen.iter().any(|&(at, _, word)| (at, word) == refused);
                (!refused).then_some(id)
            }
            _ => None,
        })
        .min()
}

/// The purpose that the words of a finding themselves decide for, else `purpose`: who declares
/// something for the record declares it, even where the sentence speaks of a hearing.
fn decided(pack: &RulePack, words: &str, purpose: PurposeId) -> PurposeId {
    let purposes = &pack.facets.purposes;
    let holds = |stem: &String| {
        words
            .match_indices(stem.as_str())
            .any(|(at, _)| is_word_start(words, at))
    };
    purposes
        .iter()
        .position(|other| other.over.contains(&purpose) && other.own.iter().any(holds))
        .map_or(purpose, PurposeId::at)
}

/// The introduction of the list and the sentence or item, the words of the finding between marks.
fn marked(text: &str, lead: &str, finding: &Finding) -> String {
    let own = finding.sentence;
    let before = &text[own.start.min(finding.span.start)..finding.span.start];
    let after = &text[finding.span.end..own.end.max(finding.span.end)];
    let mut marked = String::with_capacity(lead.len() + own.len() + 8);
    marked.push_str(lead);
    marked.push_str(before);
    marked.push(MARK_START);
    marked.push_str(finding.span.of(text));
    marked.push(MARK_END);
    marked.push_str(after);
    marked
}

fn direction(
    pack: &RulePack,
    finding: &Finding,
    own: &[Seen],
    lead: &[Seen],
    matched: impl Fn(usize) -> bool,
) -> Option<DirectionId> {
    let category = pack.rule(finding.rule).category;
    let mut points = SidePoints::default();
    for (index, cue) in pack.facets.cues.iter().enumerate() {
        let here = || cue.categories.is_empty() || cue.categories.contains(&category);
        let speaks = cue.speaks_of(category, finding.act)
            || here() && cue.pattern.is_some_and(&matched)
            || own
                .iter()
                .chain(lead)
                .any(|(_, _, word)| *word == Word::Cue(index));
        if speaks {
            points.an += cue.points.an;
            points.von += cue.points.von;
        }
    }
    let side = if points.von > points.an {
        Side::Von
    } else {
        Side::An
    };
    pack.facets.direction(finding.relation, side)
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use crate::rules::RulePack;
    use crate::screen::{Finding, Screener, Snippet};

    static PACK: LazyLock<RulePack> = LazyLock::new(|| RulePack::embedded().expect("sound pack"));

    /// Category, evidence, purpose and direction of the first obstacle of that category.
    fn facets(text: &str, category: &str) -> (String, String, String) {
        let read = Snippet {
            text,
            law: "MustG",
            ..Snippet::default()
        }
        .read(&PACK);
        let screened = Screener::new(&PACK).screen(&read.statute).remove(0);
        let of_category = |f: &&Finding| PACK.category_of(f.rule).key == category;
        let finding = screened.obstacles.iter().find(of_category);
        let finding = finding.unwrap_or_else(|| panic!("{category} is not found in: {text}"));
        let kinds: Vec<&str> = finding
            .evidence
            .iter()
            .map(|id| PACK.facets.evidence[id.index()].key.as_str())
            .collect();
        let purpose = finding
            .purpose
            .map_or("", |p| PACK.facets.purposes[p.index()].key.as_str());
        let direction = finding
            .direction
            .map_or("", |d| PACK.facets.directions[d.index()].key.as_str());
        (kinds.join(" "), purpose.to_owned(), direction.to_owned())
    }

    #[test]
    fn evidence_is_named_with_its_kind() {
        for (text, kinds) in [
            (
                "Dem Antrag sind eine Geburtsurkunde und ein Führungszeugnis beizufügen.",
                "geburtsurkunde fuehrungszeugnis",
            ),
            (
                "Dem Antrag sind folgende Nachweise beizufügen: 1. eine Meldebescheinigung, 2. ein Lageplan.",
                "meldebescheinigung",
            ),
            // What the application is for is no evidence.
            (
                "Der Antragsteller hat für die Zulassung die erforderlichen Unterlagen vorzulegen.",
                "unterlagen",
            ),
            (
                "Der Antragsteller hat einen Nachweis über sein Einkommen beizufügen.",
                "einkommensnachweis",
            ),
        ] {
            let (found, purpose, direction) = facets(text, "nachweispflicht");
            assert_eq!(found, kinds, "{text}");
            assert_eq!(
                (purpose.as_str(), direction.as_str()),
                ("", "an_verwaltung")
            );
        }
    }

    #[test]
    fn registers_stand_behind_the_kinds() {
        let key = |kind: &str| {
            let at = PACK.facets.evidence.iter().position(|e| e.key == kind);
            let id = crate::rules::EvidenceId::at(at.expect(kind));
            PACK.facets.register_of(id).map(|r| r.id.as_str())
        };
        assert_eq!(key("geburtsurkunde"), Some("personenstandsregister"));
        assert_eq!(key("fuehrungszeugnis"), Some("bundeszentralregister"));
        assert_eq!(key("gutachten"), None);
    }

    #[test]
    fn appearances_say_what_they_are_for() {
        for (text, expected) in [
            (
                "Der Antragsteller muss zur Abnahme der Fingerabdrücke persönlich bei der Behörde erscheinen.",
                "biometrie",
            ),
            (
                "Zur Feststellung seiner Identität hat der Antragsteller persönlich bei der Behörde zu erscheinen.",
                "identitaet",
            ),
            (
                "Der Widerspruch ist schriftlich oder zur Niederschrift bei der Behörde zu erheben.",
                "erklaerung",
            ),
        ] {
            let (_, purpose, _) = facets(text, "persoenliches_erscheinen");
            assert_eq!(purpose, expected, "{text}");
        }
    }

    #[test]
    fn who_acts_decides_the_direction() {
        for (text, expected) in [
            (
                "Der Antrag ist schriftlich bei der zuständigen Behörde zu stellen.",
                "an_verwaltung",
            ),
            (
                "Die Behörde erteilt dem Antragsteller einen schriftlichen Bescheid.",
                "von_verwaltung",
            ),
        ] {
            assert_eq!(facets(text, "schriftform").2, expected, "{text}");
        }
    }
}
