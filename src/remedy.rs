//! What would have to be written instead: the options for a finding, with wording that fits.
//!
//! In go a provision and one of its findings, out come options in the order of the federal
//! screening: strike, leave the form open, text form or electronic, keep with a reason. Wordings are
//! data (`rules/remedies.toml`); here they are laid on the text. [`prove`] screens the provision as
//! it would then read, since a wording that leaves the obstacle standing is none.

use crate::rules::{
    Effect, MARK_END, MARK_START, RemedyOption, Rewrite, RewriteExample, RulePack, Text,
};
use crate::screen::{Finding, Screener};
use crate::statute::{Item, Provision, Sentence, Span, Statute, Subsection};

/// How much text on either side of a finding a wording can see, in bytes.
const REACH: usize = 240;

/// An option for one finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy<'p> {
    /// Its place in the official order.
    pub option: RemedyOption,
    /// Name of the option.
    pub title: &'p Text,
    /// What it means for the category.
    pub advice: Option<&'p Text>,
    /// The wording: what to change in the provision's text; empty where a person must find it.
    pub edits: Vec<Edit>,
}

/// A stretch of a provision's text and what is to stand in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The stretch, in bytes of the provision's text.
    pub span: Span,
    /// The new wording; empty where the stretch is struck.
    pub replacement: String,
}

impl Edit {
    /// The change on one line: "schriftlichen → schriftlichen oder elektronischen"; a dash stands
    /// for words that are struck.
    pub fn line(&self, text: &str) -> String {
        let new = match self.replacement.trim() {
            "" => "–",
            new => new,
        };
        format!("{} → {new}", self.span.of(text).trim()).replace('\n', " ")
    }
}

/// The options for an obstacle in the official order. An obstacle that the text itself has already
/// opened needs no wording any more.
pub fn remedies<'p>(
    pack: &'p RulePack,
    statute: &Statute,
    provision: &Provision,
    finding: &Finding,
) -> Vec<Remedy<'p>> {
    let category = pack.rule(finding.rule).category;
    let mut window = None;
    RemedyOption::ALL
        .into_iter()
        .filter_map(|option| {
            let edits: Vec<Edit> = if finding.effect == Effect::Mitigated {
                Vec::new()
            } else {
                wording(pack, provision, finding, option, &mut window)
                    .into_iter()
                    .collect()
            };
            let (relation, effect) = (finding.relation, finding.effect);
            let advice = pack
                .remedies
                .advice(category, option, relation, &statute.area, effect);
            (advice.is_some() || !edits.is_empty()).then(|| Remedy {
                option,
                title: pack.remedies.title(option),
                advice,
                edits,
            })
        })
        .collect()
}

/// The wording that opens the passage and keeps the duty: what a drafting unit would write first.
/// Text form or the electronic way, else the open form, else striking the requirement.
pub fn preferred(pack: &RulePack, provision: &Provision, finding: &Finding) -> Option<Edit> {
    if finding.effect == Effect::Mitigated {
        return None;
    }
    let mut window = None;
    [
        RemedyOption::Textform,
        RemedyOption::Open,
        RemedyOption::Strike,
    ]
    .into_iter()
    .find_map(|option| wording(pack, provision, finding, option, &mut window))
}

/// The text with all edits made; edits that overlap an earlier one are left out.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|e| (e.span.start, e.span.end));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in sorted {
        if edit.span.start < at {
            continue;
        }
        out.push_str(&text[at..edit.span.start]);
        out.push_str(&edit.replacement);
        at = edit.span.end;
    }
    out.push_str(&text[at..]);
    out
}

/// A stretch of text around a finding, the finding between marks.
struct Window {
    text: String,
    start: usize,
    finding: Span,
}

impl Window {
    fn around(text: &str, sentence: Span, finding: Span) -> Self {
        let mut start = sentence.start.max(finding.start.saturating_sub(REACH));
        while !text.is_char_boundary(start) {
            start += 1;
        }
        let mut end = sentence.end.min(finding.end + REACH);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let start = start.min(finding.start);
        let end = end.max(finding.end);
        let mut window = String::with_capacity(end - start + 6);
        window.push_str(&text[start..finding.start]);
        window.push(MARK_START);
        window.push_str(finding.of(text));
        window.push(MARK_END);
        window.push_str(&text[finding.end..end]);
        Self {
            text: window,
            start,
            finding,
        }
    }

    /// The place in the provision's text of a place in the window.
    fn outside(&self, at: usize) -> usize {
        let start = self.finding.start - self.start;
        let end = start + MARK_START.len_utf8() + self.finding.len();
        let mut out = at;
        if at > start {
            out -= MARK_START.len_utf8();
        }
        if at > end {
            out -= MARK_END.len_utf8();
        }
        self.start + out
    }
}

fn wording(
    pack: &RulePack,
    provision: &Provision,
    finding: &Finding,
    option: RemedyOption,
    window: &mut Option<Window>,
) -> Option<Edit> {
    let category = pack.rule(finding.rule).category;
    let mut rewrites = pack
        .remedies
        .of(category)
        .filter(|r| r.option == option && r.speaks_of(finding.relation, finding.effect))
        .peekable();
    rewrites.peek()?;
    let window = window
        .get_or_insert_with(|| Window::around(&provision.text, finding.sentence, finding.span));
    let fitting = rewrites.find(|rewrite| rewrite.fits(&window.text))?;
    rewritten(fitting, window)
}

fn rewritten(rewrite: &Rewrite, window: &Window) -> Option<Edit> {
    let (range, replacement) = rewrite.apply(&window.text)?;
    let old: String = window.text[range.clone()]
        .chars()
        .filter(|c| ![MARK_START, MARK_END].contains(c))
        .collect();
    let span = Span::new(window.outside(range.start), window.outside(range.end));
    Some(trimmed(&old, span, &replacement))
}

/// The edit without the spaces and marks that a pattern takes along and leaves as they are.
fn trimmed(old: &str, span: Span, new: &str) -> Edit {
    let same = |(a, b): &(char, char)| a == b && !a.is_alphanumeric();
    let head: usize = old
        .chars()
        .zip(new.chars())
        .take_while(same)
        .map(|(c, _)| c.len_utf8())
        .sum();
    let (old, new) = (&old[head..], &new[head..]);
    let tail: usize = old
        .chars()
        .rev()
        .zip(new.chars().rev())
        .take_while(same)
        .map(|(c, _)| c.len_utf8())
        .sum();
    Edit {
        span: Span::new(span.start + head, span.end - tail),
        replacement: new[..new.len() - tail].to_owned(),
    }
}

/// What becomes of an example of a rewrite: the sentence as it would read, unchanged where the
/// rewrite gives no wording; nothing where it does not fit.
pub fn rewrite_example(rewrite: &Rewrite, example: &RewriteExample) -> Option<String> {
    let (start, rest) = example.before.split_once('[')?;
    let (inside, after) = rest.split_once(']')?;
    let text = format!("{start}{inside}{after}");
    let finding = Span::new(start.len(), start.len() + inside.len());
    let window = Window::around(&text, Span::new(0, text.len()), finding);
    rewrite.fits(&window.text).then(|| {
        let edits: Vec<Edit> = rewritten(rewrite, &window).into_iter().collect();
        apply(&text, &edits)
    })
}

/// What a wording does to its finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is gone.
    Silenced,
    /// It is open now.
    Mitigated,
    /// It stands as hard as before, or another one has come in its place.
    Stands,
}

/// Screens the provision as it would read with `edits`, and says what became of the finding.
pub fn prove(
    screener: &Screener<'_>,
    statute: &Statute,
    provision: &Provision,
    finding: &Finding,
    edits: &[Edit],
) -> Outcome {
    let Some(index) = provision.subsection_at(finding.span.start) else {
        return Outcome::Stands;
    };
    let subsection = &provision.subsections[index];
    let before = screen_subsection(screener, statute, provision, subsection, &[]);
    let after = screen_subsection(screener, statute, provision, subsection, edits);
    let pack = screener.pack();
    let category = pack.rule(finding.rule).category;
    let Some(first) = edits.iter().map(|e| e.span.start).min() else {
        return Outcome::Stands;
    };
    let last = edits.iter().map(|e| e.span.end).max().unwrap_or(first);
    let place = Span::new(
        first.min(finding.span.start) - subsection.span.start,
        moved(last.max(finding.span.end), edits) - subsection.span.start,
    );
    // Striking an exclusion turns what it shut out beside the finding into an ordinary obstacle.
    let hard = |findings: &[Finding]| {
        findings
            .iter()
            .filter(|f| f.effect != Effect::Mitigated)
            .count()
    };
    let here: Vec<&Finding> = after
        .iter()
        .filter(|f| pack.rule(f.rule).category == category && f.span.overlaps(place))
        .collect();
    if hard(&after) > hard(&before) || here.iter().any(|f| f.effect != Effect::Mitigated) {
        Outcome::Stands
    } else if here.is_empty() {
        Outcome::Silenced
    } else {
        Outcome::Mitigated
    }
}

/// The obstacles of one subsection, read as if it were the whole provision.
fn screen_subsection(
    screener: &Screener<'_>,
    statute: &Statute,
    provision: &Provision,
    subsection: &Subsection,
    edits: &[Edit],
) -> Vec<Finding> {
    let base = subsection.span.start;
    let moved = |span: Span| {
        let start = moved(span.start, edits);
        Span::new(start - base, moved(span.end, edits).max(start) - base)
    };
    let whole = apply(&provision.text, edits);
    let span = moved(subsection.span);
    let text = whole[base..base + span.end].to_owned();
    let alone = Statute {
        provisions: vec![Provision {
            designation: provision.designation.clone(),
            kind: provision.kind,
            heading: provision.heading.clone(),
            outline: provision.outline.clone(),
            subsections: vec![Subsection {
                label: subsection.label.clone(),
                span,
                sentences: sentences(&subsection.sentences, &moved),
                items: items(&subsection.items, &moved),
            }],
            text,
            ..Provision::default()
        }],
        ..without_provisions(statute)
    };
    screener
        .screen(&alone)
        .pop()
        .map(|s| s.obstacles)
        .unwrap_or_default()
}

fn without_provisions(statute: &Statute) -> Statute {
    Statute {
        abbreviation: statute.abbreviation.clone(),
        title: statute.title.clone(),
        short_title: statute.short_title.clone(),
        kind: statute.kind.clone(),
        area: statute.area.clone(),
        ..Statute::default()
    }
}

/// Where a place of the old text stands in the new one; a place inside an edit moves to its end.
fn moved(at: usize, edits: &[Edit]) -> usize {
    let mut out = at;
    for edit in edits {
        if edit.span.end <= at {
            out = out + edit.replacement.len() - edit.span.len();
        } else if edit.span.start < at {
            out = out + edit.replacement.len() - (at - edit.span.start);
        }
    }
    out
}

fn sentences(sentences: &[Sentence], moved: &impl Fn(Span) -> Span) -> Vec<Sentence> {
    sentences
        .iter()
        .map(|s| Sentence {
            span: moved(s.span),
        })
        .collect()
}

fn items(list: &[Item], moved: &impl Fn(Span) -> Span) -> Vec<Item> {
    list.iter()
        .map(|item| Item {
            label: item.label.clone(),
            span: moved(item.span),
            sentences: sentences(&item.sentences, moved),
            items: items(&item.items, moved),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_made_from_left_to_right_and_never_overlap() {
        let edit = |start, end, replacement: &str| Edit {
            span: Span::new(start, end),
            replacement: replacement.to_owned(),
        };
        let edits = [edit(4, 7, "Y"), edit(0, 3, "XX"), edit(5, 8, "nie")];
        assert_eq!(apply("abc def ghi", &edits), "XX Y ghi");
        assert_eq!(moved(8, &edits[..2]), 5);
    }

    #[test]
    fn an_edit_leaves_out_what_stays() {
        let edit = trimmed(" ein Wort,", Span::new(4, 14), " zwei Worte,");
        assert_eq!(
            (edit.span, edit.replacement.as_str()),
            (Span::new(5, 13), "zwei Worte")
        );
    }

    #[test]
    fn a_wording_that_changes_nothing_settles_nothing() {
        let pack = RulePack::embedded().expect("sound pack");
        let screener = Screener::new(&pack);
        let text = "Der Antrag ist schriftlich zu stellen.";
        let statute = Statute {
            provisions: vec![Provision {
                subsections: crate::statute::read_flat(text, &pack.lexicon),
                text: text.to_owned(),
                ..Provision::default()
            }],
            ..Statute::default()
        };
        let provision = &statute.provisions[0];
        let finding = screener.screen(&statute)[0].obstacles[0];
        let outcome = |replacement: &str| {
            let edit = Edit {
                span: finding.span,
                replacement: replacement.to_owned(),
            };
            prove(&screener, &statute, provision, &finding, &[edit])
        };
        assert_eq!(outcome("schriftlich"), Outcome::Stands);
        assert_eq!(outcome("schriftlich und mündlich"), Outcome::Stands);
        assert_eq!(outcome("schriftlich oder elektronisch"), Outcome::Mitigated);
        assert_eq!(outcome("in Textform"), Outcome::Silenced);
    }

    #[test]
    fn a_window_knows_its_place_in_the_text() {
        let text = "Ä. Der Antrag ist schriftlich zu stellen.";
        let start = text.find("schriftlich").expect("there");
        let finding = Span::new(start, start + "schriftlich".len());
        let window = Window::around(text, Span::new("Ä. ".len(), text.len()), finding);
        for (at, _) in text.char_indices().skip(3) {
            let mark = usize::from(at >= finding.start) * MARK_START.len_utf8()
                + usize::from(at >= finding.end) * MARK_END.len_utf8();
            assert_eq!(window.outside(at - window.start + mark), at);
        }
    }
}
