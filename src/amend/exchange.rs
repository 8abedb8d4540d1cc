//! Words that change places: "wird das Wort „a“ durch das Wort „b“ und das Wort „b“ durch das Wort „a“
//! ersetzt".
//!
//! In go the commands of one sentence, out come the steps that carry them out. A sentence means all of
//! its words as they stand in the law; carried out one after the other, the second command would find
//! what the first one put in. So each pair first puts a mark that no law has in the place of its old
//! words, and then its new words in the place of the mark.

use std::borrow::Cow;

use super::{Action, Command, Words};

/// The first of the characters that stand for words: for private use, as many as there can be commands.
const FIRST_MARK: u32 = 0xF0000;

/// The commands of a sentence as steps, each with the index of its command.
pub(super) fn steps(sentence: &[Command]) -> Vec<(usize, Cow<'_, Command>)> {
    let indexed = || sentence.iter().enumerate();
    let plain = || indexed().map(|(i, c)| (i, Cow::Borrowed(c))).collect();
    if !exchanges(sentence) {
        return plain();
    }
    let mut steps = Vec::new();
    let mut last = Vec::new();
    for (index, command) in indexed() {
        let Action::ReplaceWords { old, new } = &command.action else {
            return plain();
        };
        let Some(mark) = u32::try_from(index)
            .ok()
            .and_then(|index| char::from_u32(FIRST_MARK + index))
        else {
            return plain();
        };
        let mark = Words {
            text: mark.to_string(),
            ..old.clone()
        };
        let step = |old: &Words, new: &Words| {
            let (old, new) = (old.clone(), new.clone());
            let action = Action::ReplaceWords { old, new };
            Cow::Owned(Command {
                action,
                ..command.clone()
            })
        };
        steps.push((index, step(old, &mark)));
        last.push((index, step(&mark, new)));
    }
    steps.extend(last);
    steps
}

/// Whether a command looks for words that one before it puts into the same place.
fn exchanges(sentence: &[Command]) -> bool {
    let words = |command: &Command| match &command.action {
        Action::ReplaceWords { old, new } => Some((old.text.clone(), new.text.clone())),
        _ => None,
    };
    sentence.iter().enumerate().any(|(index, later)| {
        let Some((old, _)) = words(later).filter(|(old, _)| !old.is_empty()) else {
            return false;
        };
        sentence[..index].iter().any(|earlier| {
            earlier
                .places
                .iter()
                .any(|place| later.places.contains(place))
                && words(earlier).is_some_and(|(_, new)| new.contains(&old))
        })
    })
}
