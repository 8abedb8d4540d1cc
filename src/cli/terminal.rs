//! What goes to the terminal: errors and warnings on stderr, in one shape.

use std::fmt::Display;
use std::io::Write;

use anstyle::{AnsiColor, Style};
use normscreen::ledger::InputRecord;
use normscreen::report::Messages;

/// Bold red, for errors.
pub const ERROR: Style = AnsiColor::Red.on_default().bold();
/// Bold yellow, for warnings.
pub const WARNING: Style = AnsiColor::Yellow.on_default().bold();
/// Bold.
pub const STRONG: Style = Style::new().bold();
/// Dim.
pub const DIM: Style = Style::new().dimmed();

/// Prints an error with its causes, in the language of the reader.
pub fn error(error: &(impl std::error::Error + ?Sized), words: &Messages) {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        // Many errors print their cause themselves.
        if !text.contains(&inner_text) {
            text.push_str(": ");
            text.push_str(&inner_text);
        }
        cause = inner.source();
    }
    trouble("cli.error", &text, words);
}

/// Prints what went wrong, in the language of the reader; `label` is the key of what it is called.
pub fn trouble(label: &str, text: &str, words: &Messages) {
    let (label, text) = (words.t(label), words.error(text));
    say(format_args!("{ERROR}{label}{ERROR:#}: {text}"));
}

/// Prints what became of an input and why, in the language of the reader.
pub fn input(record: &InputRecord, style: Style, words: &Messages) {
    let outcome = record.outcome.word(words);
    let cause = words.cause(&record.reason);
    say(format_args!(
        "{style}{outcome}{style:#}: {}: {cause}",
        record.source
    ));
}

/// Prints a line to stderr; where stderr is gone there is nobody to tell.
pub fn say(line: impl Display) {
    let _ = writeln!(anstream::stderr().lock(), "{line}");
}
