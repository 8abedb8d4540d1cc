//! A provision's text as a run of pieces that a template can write one after the other.
//!
//! In go a provision and the passages to mark, out come opening and closing pieces of subsections,
//! lists, items and marks with the text between them. Every character of the text comes out once
//! and in order, except the labels of items, which come out as labels, and white space at the
//! edges. Marks may overlap and may cross the border of an item; links do not nest, so a mark is
//! cut at every border and its number follows where it ends.

use crate::statute::{Item, Provision, Span, Subsection};

/// How a passage is marked, most serious first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tone {
    /// Obstacle that nothing lifts.
    Blocking,
    /// Obstacle that a general clause lifts.
    Substitutable,
    /// Obstacle that the text has opened.
    Open,
    /// Enabler.
    Enabler,
}

impl Tone {
    /// The class in the stylesheet: one letter, because it stands at every mark.
    pub fn class(self) -> &'static str {
        match self {
            Tone::Blocking => "b",
            Tone::Substitutable => "s",
            Tone::Open => "o",
            Tone::Enabler => "e",
        }
    }
}

/// A passage to mark.
#[derive(Debug, Clone, Copy)]
pub struct Passage {
    /// Where it stands.
    pub span: Span,
    /// Its number on the page.
    pub number: u32,
    /// How it is marked.
    pub tone: Tone,
}

/// A piece of a provision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'t> {
    /// A subsection begins.
    Subsection,
    /// It ends.
    EndSubsection,
    /// A list begins.
    Items,
    /// It ends.
    EndItems,
    /// An item begins, with its label.
    Item(&'t str),
    /// It ends.
    EndItem,
    /// Text.
    Text(&'t str),
    /// The number of the sentence that begins here.
    Sentence(usize),
    /// A mark begins; with the number of the passage whose place it is, if it is the first.
    Mark(Tone, Option<u32>),
    /// It ends.
    EndMark,
    /// The place of a passage that has no mark of its own to carry it.
    Place(u32),
    /// The number of a passage that ended here.
    Number(u32, Tone),
}

/// Cuts a provision's text into pieces. `passages` stand in the order of their start.
pub fn pieces<'t>(provision: &'t Provision, passages: &[Passage]) -> Vec<Piece<'t>> {
    let mut cutter = Cutter {
        text: &provision.text,
        passages,
        next: 0,
        open: Vec::new(),
        sentences: sentence_starts(provision),
        sentence: 0,
        at: 0,
        out: Vec::new(),
    };
    for subsection in &provision.subsections {
        cutter.loose(subsection.span.start);
        cutter.subsection(subsection);
    }
    cutter.loose(provision.text.len());
    cutter.finish();
    cutter.out
}

/// Where numbered sentences begin. A number says something only where there is more than one.
fn sentence_starts(provision: &Provision) -> Vec<(usize, usize)> {
    fn of_items(items: &[Item], starts: &mut Vec<(usize, usize)>) {
        for item in items {
            if item.sentences.len() > 1 {
                for (i, sentence) in item.sentences.iter().enumerate() {
                    starts.push((sentence.span.start, i + 1));
                }
            }
            of_items(&item.items, starts);
        }
    }
    let mut starts = Vec::new();
    for subsection in &provision.subsections {
        if subsection.sentences.len() > 1 {
            for (i, sentence) in subsection.sentences.iter().enumerate() {
                starts.push((sentence.span.start, i + 1));
            }
        }
        of_items(&subsection.items, &mut starts);
    }
    starts.sort_unstable();
    starts
}

struct Cutter<'t, 'p> {
    text: &'t str,
    passages: &'p [Passage],
    next: usize,
    open: Vec<Passage>,
    sentences: Vec<(usize, usize)>,
    sentence: usize,
    at: usize,
    out: Vec<Piece<'t>>,
}

impl<'t> Cutter<'t, '_> {
    /// Text that no subsection claims: nothing may be lost, so it stands as one of its own.
    fn loose(&mut self, to: usize) {
        let from = self.at;
        if self.blank(from, to) {
            self.skip_to(to);
        } else {
            self.out.push(Piece::Subsection);
            self.run(to);
            self.out.push(Piece::EndSubsection);
        }
    }

    fn subsection(&mut self, subsection: &Subsection) {
        self.out.push(Piece::Subsection);
        self.list(&subsection.items);
        self.run(subsection.span.end);
        self.out.push(Piece::EndSubsection);
    }

    fn list(&mut self, items: &[Item]) {
        let mut open = false;
        for item in items {
            if item.span.start < self.at {
                continue; // An item that overlaps what is written adds nothing.
            }
            if !self.blank(self.at, item.span.start) {
                if std::mem::take(&mut open) {
                    self.out.push(Piece::EndItems);
                }
                self.run(item.span.start);
            }
            if !open {
                self.out.push(Piece::Items);
                open = true;
            }
            self.item(item);
        }
        if open {
            self.out.push(Piece::EndItems);
        }
    }

    fn item(&mut self, item: &Item) {
        self.skip_to(item.span.start);
        let start = self.at;
        let rest = &self.text[start..];
        let label = if rest.starts_with(item.label.as_str()) {
            &rest[..item.label.len()]
        } else {
            ""
        };
        self.out.push(Piece::Item(label));
        self.at += label.len();
        self.list(&item.items);
        self.run(item.span.end);
        self.out.push(Piece::EndItem);
    }

    /// Writes text up to `to`.
    fn run(&mut self, to: usize) {
        let to = self.text.floor_char_boundary(to.min(self.text.len()));
        if self.blank(self.at, to) {
            self.skip_to(to);
            return;
        }
        while self.at < to {
            self.close_ended();
            let first = self.next;
            while self
                .passages
                .get(self.next)
                .is_some_and(|p| p.span.start <= self.at)
            {
                self.open.push(self.passages[self.next]);
                self.next += 1;
            }
            // One that was over before its text could be written still gets place and number.
            for passage in &self.passages[first..self.next] {
                if passage.span.end <= self.at {
                    self.out.push(Piece::Place(passage.number));
                }
            }
            self.number_sentence();
            let stop = self.next_border(to);
            let text = &self.text[self.at..stop];
            match self
                .open
                .iter()
                .filter(|p| p.span.end > self.at)
                .map(|p| p.tone)
                .min()
            {
                Some(tone) => {
                    let mut begun = self.passages[first..self.next]
                        .iter()
                        .filter(|p| p.span.end > self.at)
                        .map(|p| p.number);
                    self.out.push(Piece::Mark(tone, begun.next()));
                    self.out.extend(begun.map(Piece::Place));
                    self.out.push(Piece::Text(text));
                    self.out.push(Piece::EndMark);
                }
                None => self.out.push(Piece::Text(text)),
            }
            self.at = stop;
            self.close_ended();
        }
    }

    fn number_sentence(&mut self) {
        let mut number = None;
        while let Some((start, n)) = self.sentences.get(self.sentence) {
            if *start > self.at {
                break;
            }
            number = Some(*n);
            self.sentence += 1;
        }
        if let Some(n) = number {
            self.out.push(Piece::Sentence(n));
        }
    }

    /// The next place after the current one where a mark or a sentence begins or ends.
    fn next_border(&self, to: usize) -> usize {
        let mut stop = to;
        let mut consider = |border: usize| {
            let border = self.text.floor_char_boundary(border.min(to));
            if border > self.at && border < stop {
                stop = border;
            }
        };
        if let Some(passage) = self.passages.get(self.next) {
            consider(passage.span.start);
        }
        for passage in &self.open {
            consider(passage.span.end);
        }
        if let Some((start, _)) = self.sentences.get(self.sentence) {
            consider(*start);
        }
        stop
    }

    fn close_ended(&mut self) {
        let at = self.at;
        let out = &mut self.out;
        self.open.retain(|passage| {
            let ended = passage.span.end <= at;
            if ended {
                out.push(Piece::Number(passage.number, passage.tone));
            }
            !ended
        });
    }

    /// Passages that begin in a label or in white space still need a place.
    fn finish(&mut self) {
        self.at = usize::MAX;
        self.close_ended();
        for passage in &self.passages[self.next..] {
            self.out.push(Piece::Place(passage.number));
            self.out.push(Piece::Number(passage.number, passage.tone));
        }
    }

    fn blank(&self, from: usize, to: usize) -> bool {
        from >= to || self.text[from..to].trim().is_empty()
    }

    fn skip_to(&mut self, to: usize) {
        self.at = self.at.max(self.text.floor_char_boundary(to));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statute::Sentence;

    fn span(text: &str, words: &str) -> Span {
        let start = text.find(words).unwrap();
        Span::new(start, start + words.len())
    }

    fn passage(text: &str, words: &str, number: u32, tone: Tone) -> Passage {
        Passage {
            span: span(text, words),
            number,
            tone,
        }
    }

    fn provision(text: &str, items: Vec<Item>, sentences: &[&str]) -> Provision {
        Provision {
            text: text.to_owned(),
            subsections: vec![Subsection {
                label: None,
                span: Span::new(0, text.len()),
                sentences: sentences
                    .iter()
                    .map(|s| Sentence {
                        span: span(text, s),
                    })
                    .collect(),
                items,
            }],
            ..Provision::default()
        }
    }

    fn item(text: &str, words: &str, label: &str, items: Vec<Item>) -> Item {
        Item {
            label: label.to_owned(),
            span: span(text, words),
            sentences: Vec::new(),
            items,
        }
    }

    fn written(pieces: &[Piece]) -> String {
        pieces
            .iter()
            .map(|p| match p {
                Piece::Text(t) => (*t).to_owned(),
                Piece::Item(l) => format!("<{l}>"),
                Piece::Items => "[".to_owned(),
                Piece::EndItems => "]".to_owned(),
                Piece::Mark(t, n) => format!(
                    "{{{}{}:",
                    t.class(),
                    n.map_or(String::new(), |n| n.to_string())
                ),
                Piece::EndMark => "}".to_owned(),
                Piece::Place(n) => format!("@{n}"),
                Piece::Number(n, _) => format!("#{n}"),
                Piece::Sentence(n) => format!("^{n}"),
                _ => String::new(),
            })
            .collect()
    }

    #[test]
    fn lists_nest_and_the_text_goes_on_behind_them() {
        let text = "Es sind beizufügen: 1. Nachweise a) im Original oder b) als Kopie, 2. ein Bild und mehr.";
        let p = provision(
            text,
            vec![
                item(
                    text,
                    "1. Nachweise a) im Original oder b) als Kopie,",
                    "1.",
                    vec![
                        item(text, "a) im Original oder", "a)", vec![]),
                        item(text, "b) als Kopie,", "b)", vec![]),
                    ],
                ),
                item(text, "2. ein Bild", "2.", vec![]),
            ],
            &[],
        );
        let pieces = pieces(&p, &[passage(text, "Original", 1, Tone::Blocking)]);
        assert_eq!(
            written(&pieces),
            "Es sind beizufügen: [<1.> Nachweise [<a)> im {b1:Original}#1 oder<b)> als Kopie,]<2.> ein Bild] und mehr."
        );
    }

    #[test]
    fn overlapping_marks_do_not_nest() {
        let text = "Die schriftliche Bestätigung genügt.";
        let p = provision(text, vec![], &[]);
        let pieces = pieces(
            &p,
            &[
                passage(text, "schriftliche Bestätigung", 1, Tone::Open),
                passage(text, "Bestätigung genügt", 2, Tone::Blocking),
            ],
        );
        assert_eq!(
            written(&pieces),
            "Die {o1:schriftliche }{b2:Bestätigung}#1{b: genügt}#2."
        );
    }

    #[test]
    fn marks_with_the_same_start_keep_both_places() {
        let text = "Unterschrift leisten";
        let p = provision(text, vec![], &[]);
        let pieces = pieces(
            &p,
            &[
                passage(text, "Unterschrift", 1, Tone::Blocking),
                passage(text, "Unterschrift leisten", 2, Tone::Substitutable),
            ],
        );
        assert_eq!(written(&pieces), "{b1:@2Unterschrift}#1{s: leisten}#2");
    }

    #[test]
    fn sentences_are_numbered_where_there_are_several() {
        let text = "(1) Der Antrag ist schriftlich. Er ist frei.";
        let p = provision(
            text,
            vec![],
            &["Der Antrag ist schriftlich.", "Er ist frei."],
        );
        assert_eq!(
            written(&pieces(&p, &[])),
            "(1) ^1Der Antrag ist schriftlich. ^2Er ist frei."
        );
    }

    #[test]
    fn text_outside_of_every_subsection_is_kept() {
        let p = Provision {
            text: "Nackter Text".to_owned(),
            ..Provision::default()
        };
        assert_eq!(written(&pieces(&p, &[])), "Nackter Text");
    }

    proptest::proptest! {
        /// Whatever the spans are, no text is lost and every passage has its place and number once.
        #[test]
        fn nothing_is_lost(
            text in "[a-c ä§\n]{0,40}",
            cuts in proptest::collection::vec((0usize..45, 0usize..45), 0..6),
            lists in proptest::collection::vec((0usize..45, 0usize..45), 0..3),
        ) {
            let boundary = |n: usize| text.floor_char_boundary(n.min(text.len()));
            let mut spans: Vec<Span> = cuts
                .iter()
                .map(|(a, b)| Span::new(boundary(*a.min(b)), boundary(*a.max(b))))
                .collect();
            spans.sort();
            let passages: Vec<Passage> = spans
                .iter()
                .enumerate()
                .map(|(i, s)| Passage { span: *s, number: i as u32, tone: Tone::Open })
                .collect();
            let mut items: Vec<Item> = lists
                .iter()
                .map(|(a, b)| Item {
                    label: String::new(),
                    span: Span::new(boundary(*a.min(b)), boundary(*a.max(b))),
                    sentences: Vec::new(),
                    items: Vec::new(),
                })
                .collect();
            items.sort_by_key(|i| i.span);
            let p = provision(&text, items, &[]);
            let out = pieces(&p, &passages);
            let kept: String = out.iter().filter_map(|p| match p { Piece::Text(t) => Some(*t), _ => None }).collect();
            let dense = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            proptest::prop_assert_eq!(dense(&kept), dense(&text));
            for passage in &passages {
                let places = out.iter().filter(|p| matches!(p, Piece::Mark(_, Some(n)) | Piece::Place(n) if *n == passage.number)).count();
                let numbers = out.iter().filter(|p| matches!(p, Piece::Number(n, _) if *n == passage.number)).count();
                proptest::prop_assert_eq!((places, numbers), (1, 1));
            }
        }
    }
}
