//! The language server: what a check says, while the draft is written.
//!
//! In go the messages of an editor, out go diagnostics, hovers and quick fixes. A change comes as the
//! words that it puts in; an edit waits a moment for the next, and only provisions that changed are
//! screened again. Reads `normscreen.toml` beside the draft and nothing else, and writes nothing.

mod answer;
mod position;
mod wire;

use std::collections::BTreeMap;
use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use lsp_server::{ErrorCode, Message, Notification, Request, Response};
use lsp_types::notification::{
    DidChangeTextDocument, DidChangeWatchedFiles, DidCloseTextDocument, DidOpenTextDocument,
    DidSaveTextDocument, Exit, Notification as _, PublishDiagnostics, ShowMessage,
};
use lsp_types::request::{
    CodeActionRequest, HoverRequest, Initialize, Request as _, Shutdown as ShutdownRequest,
};
use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionParams, CodeActionProviderCapability,
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    HoverParams, HoverProviderCapability, MessageType, PublishDiagnosticsParams,
    ServerCapabilities, ShowMessageParams, TextDocumentContentChangeEvent,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions, Uri,
};

use crate::check::config::{self, Config};
use crate::check::{Date, Editor, Memory, Reason, Report};
use crate::report::Messages;
use crate::rules::{Language, RulePack};
use position::Positions;
use wire::Incoming;

/// How long an edit waits for the next one.
const PAUSE: Duration = Duration::from_millis(15);

/// Why the server stopped.
#[derive(Debug, thiserror::Error)]
pub enum LspError {
    /// The editor went away without a goodbye.
    #[error("the editor went away")]
    Gone,
    /// Nothing can be said to the editor.
    #[error("the editor does not listen: {0}")]
    Deaf(#[from] std::io::Error),
}

/// A text that is open in the editor.
struct Open {
    uri: Uri,
    version: i32,
    text: String,
    memory: Memory,
    report: Report,
    /// Whether the report is older than the text.
    stale: bool,
}

impl Open {
    /// Lays a change on the text.
    fn change(&mut self, change: TextDocumentContentChangeEvent) {
        match change.range {
            Some(range) => {
                let positions = Positions::new(&self.text);
                let start = positions.offset(range.start);
                let end = positions.offset(range.end).max(start);
                self.text.replace_range(start..end, &change.text);
            }
            None => self.text = change.text,
        }
    }
}

/// How far the conversation has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Greeting,
    Working,
    Leaving,
}

struct Server<'a, W> {
    from: Receiver<Incoming>,
    to: W,
    pack: &'a RulePack,
    editor: Editor<'a>,
    words: &'static Messages,
    as_of: Date,
    stage: Stage,
    open: BTreeMap<String, Open>,
}

/// Serves until the editor says goodbye.
///
/// # Errors
/// [`LspError`].
pub fn serve(
    mut input: impl BufRead + Send + 'static,
    output: impl Write,
    pack: &RulePack,
    language: Language,
    as_of: Date,
) -> Result<(), LspError> {
    let (sender, from) = channel();
    // It reads on while a text is checked, and ends with the stream or with the program.
    std::thread::spawn(move || {
        while let Ok(Some(next)) = wire::read(&mut input) {
            if sender.send(next).is_err() {
                break;
            }
        }
    });
    Server {
        from,
        to: output,
        pack,
        editor: Editor::new(pack, language),
        words: Messages::get(language),
        as_of,
        stage: Stage::Greeting,
        open: BTreeMap::new(),
    }
    .run()
}

fn capabilities() -> ServerCapabilities {
    ServerCapabilities {
        text_document_sync: Some(TextDocumentSyncCapability::Options(
            TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::INCREMENTAL),
                save: Some(true.into()),
                ..TextDocumentSyncOptions::default()
            },
        )),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX]),
            ..CodeActionOptions::default()
        })),
        ..ServerCapabilities::default()
    }
}

impl<W: Write> Server<'_, W> {
    fn run(mut self) -> Result<(), LspError> {
        loop {
            let waiting = self.open.values().any(|open| open.stale);
            let next = if waiting {
                self.from.recv_timeout(PAUSE)
            } else {
                let next = self.from.recv();
                next.map_err(|_| RecvTimeoutError::Disconnected)
            };
            match next {
                Ok(Incoming::Message(Message::Request(request))) => {
                    let response = self.respond(request)?;
                    self.send(Message::Response(response))?;
                }
                Ok(Incoming::Message(Message::Notification(notification))) => {
                    if notification.method == Exit::METHOD {
                        return self.end();
                    }
                    if self.stage == Stage::Working {
                        self.take(notification)?;
                    }
                }
                Ok(Incoming::Message(Message::Response(_))) => {}
                Ok(Incoming::Broken(why)) => wire::write_complaint(&mut self.to, &why)?,
                Err(RecvTimeoutError::Timeout) => self.refresh()?,
                Err(RecvTimeoutError::Disconnected) => return self.end(),
            }
        }
    }

    /// A goodbye is heard in time, or the editor is gone.
    fn end(&self) -> Result<(), LspError> {
        match self.stage {
            Stage::Leaving => Ok(()),
            Stage::Greeting | Stage::Working => Err(LspError::Gone),
        }
    }

    fn send(&mut self, message: Message) -> Result<(), LspError> {
        Ok(message.write(&mut self.to)?)
    }

    fn respond(&mut self, request: Request) -> Result<Response, LspError> {
        let id = request.id.clone();
        let refuse = |code: ErrorCode, why: &str| {
            Response::new_err(request.id.clone(), code as i32, why.to_owned())
        };
        Ok(match (self.stage, request.method.as_str()) {
            (Stage::Greeting, Initialize::METHOD) => {
                self.stage = Stage::Working;
                Response::new_ok(
                    id,
                    serde_json::json!({
                        "capabilities": capabilities(),
                        "serverInfo": { "name": "normscreen", "version": env!("CARGO_PKG_VERSION") },
                    }),
                )
            }
            (Stage::Greeting, _) => refuse(
                ErrorCode::ServerNotInitialized,
                "initialize must come first",
            ),
            (Stage::Working, ShutdownRequest::METHOD) => {
                self.stage = Stage::Leaving;
                Response::new_ok(id, ())
            }
            (Stage::Working, Initialize::METHOD) => {
                refuse(ErrorCode::InvalidRequest, "initialize came before")
            }
            (Stage::Working, _) => {
                self.refresh()?;
                self.answer(request)
            }
            (Stage::Leaving, _) => refuse(ErrorCode::InvalidRequest, "nothing follows shutdown"),
        })
    }

    fn take(&mut self, notification: Notification) -> Result<(), LspError> {
        let parameters = notification.params;
        match notification.method.as_str() {
            DidOpenTextDocument::METHOD => {
                if let Ok(opened) = serde_json::from_value::<DidOpenTextDocumentParams>(parameters)
                {
                    let document = opened.text_document;
                    self.open.insert(
                        document.uri.as_str().to_owned(),
                        Open {
                            uri: document.uri,
                            version: document.version,
                            text: document.text,
                            memory: Memory::default(),
                            report: Report::default(),
                            stale: true,
                        },
                    );
                }
            }
            DidChangeTextDocument::METHOD => {
                if let Ok(changed) =
                    serde_json::from_value::<DidChangeTextDocumentParams>(parameters)
                    && let Some(open) = self.open.get_mut(changed.text_document.uri.as_str())
                {
                    for change in changed.content_changes {
                        open.change(change);
                    }
                    open.version = changed.text_document.version;
                    open.stale = true;
                }
            }
            DidCloseTextDocument::METHOD => {
                if let Ok(closed) = serde_json::from_value::<DidCloseTextDocumentParams>(parameters)
                {
                    let uri = closed.text_document.uri;
                    self.open.remove(uri.as_str());
                    self.publish(uri, None, Vec::new())?;
                }
            }
            // A reason may have been recorded in normscreen.toml.
            DidSaveTextDocument::METHOD | DidChangeWatchedFiles::METHOD => {
                for open in self.open.values_mut() {
                    open.stale = true;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Checks what has changed and tells the editor.
    fn refresh(&mut self) -> Result<(), LspError> {
        let stale: Vec<String> = self
            .open
            .iter()
            .filter(|(_, open)| open.stale)
            .map(|(uri, _)| uri.clone())
            .collect();
        for uri in stale {
            let reasons = self.reasons(&uri)?;
            let Some(open) = self.open.get_mut(&uri) else {
                continue;
            };
            let name = file_name(&uri);
            let text = as_utf8(&open.text);
            open.report = self
                .editor
                .check(&name, &text, &reasons, self.as_of, &mut open.memory);
            open.stale = false;
            let positions = Positions::new(&open.text);
            let diagnostics = answer::diagnostics(&open.report, &positions, self.words);
            let (uri, version) = (open.uri.clone(), open.version);
            self.publish(uri, Some(version), diagnostics)?;
        }
        Ok(())
    }

    fn publish(
        &mut self,
        uri: Uri,
        version: Option<i32>,
        diagnostics: Vec<lsp_types::Diagnostic>,
    ) -> Result<(), LspError> {
        let parameters = PublishDiagnosticsParams {
            uri,
            diagnostics,
            version,
        };
        let method = PublishDiagnostics::METHOD.to_owned();
        self.send(Message::Notification(Notification::new(method, parameters)))
    }

    /// The reasons on record for a file; what is wrong with them is told, and the rest goes on.
    fn reasons(&mut self, uri: &str) -> Result<Vec<Reason>, LspError> {
        let Some(file) = path_of(uri).and_then(|path| config::find(&path)) else {
            return Ok(Vec::new());
        };
        match Config::read(&file, self.pack) {
            Ok(config) => Ok(config.reasons),
            Err(error) => {
                let parameters = ShowMessageParams {
                    typ: MessageType::ERROR,
                    message: self.words.error(&error.to_string()),
                };
                let method = ShowMessage::METHOD.to_owned();
                self.send(Message::Notification(Notification::new(method, parameters)))?;
                Ok(Vec::new())
            }
        }
    }

    fn answer(&self, request: Request) -> Response {
        let id = request.id.clone();
        let refuse = |code: ErrorCode, message: String| {
            Response::new_err(request.id.clone(), code as i32, message)
        };
        let wrong = |error: serde_json::Error| refuse(ErrorCode::InvalidParams, error.to_string());
        match request.method.as_str() {
            HoverRequest::METHOD => match serde_json::from_value::<HoverParams>(request.params) {
                Ok(asked) => {
                    let asked = asked.text_document_position_params;
                    let hover = self.at(&asked.text_document.uri).and_then(|open| {
                        let positions = Positions::new(&open.text);
                        answer::hover(&open.report, &positions, asked.position, self.words)
                    });
                    Response::new_ok(id, hover)
                }
                Err(error) => wrong(error),
            },
            CodeActionRequest::METHOD => {
                match serde_json::from_value::<CodeActionParams>(request.params) {
                    Ok(asked) => {
                        let actions = self.at(&asked.text_document.uri).map(|open| {
                            let positions = Positions::new(&open.text);
                            answer::actions(open, &positions, asked.range, self.words)
                        });
                        Response::new_ok(id, actions)
                    }
                    Err(error) => wrong(error),
                }
            }
            method => refuse(
                ErrorCode::MethodNotFound,
                format!("{method} is nothing that normscreen does"),
            ),
        }
    }

    fn at(&self, uri: &Uri) -> Option<&Open> {
        self.open.get(uri.as_str())
    }
}

/// The last part of a URI, as a name for the reader.
fn file_name(uri: &str) -> String {
    decoded(uri.rsplit('/').next().unwrap_or(uri))
}

/// The path that a `file:` URI names.
fn path_of(uri: &str) -> Option<PathBuf> {
    Some(PathBuf::from(decoded(uri.strip_prefix("file://")?)))
}

/// A URI's escapes resolved.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let byte = text
            .get(at + 1..at + 3)
            .filter(|_| bytes[at] == b'%')
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        out.push(byte.unwrap_or(bytes[at]));
        at += if byte.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// An editor hands over UTF-8, whatever the declaration of an XML file says; its place is kept.
fn as_utf8(text: &str) -> std::borrow::Cow<'_, str> {
    let head = text
        .find("?>")
        .filter(|end| text.starts_with("<?xml") && *end < 400);
    let declared = head.and_then(|end| {
        let start = text[..end].find("encoding=")? + "encoding=".len() + 1;
        let length = text[start..end].find(['"', '\''])?;
        Some((start, length))
    });
    match declared {
        Some((start, length))
            if length >= 5 && !text[start..start + length].eq_ignore_ascii_case("utf-8") =>
        {
            let quote = &text[start + length..=start + length];
            let fill = " ".repeat(length - 5);
            let rest = &text[start + length + 1..];
            format!("{}UTF-8{quote}{fill}{rest}", &text[..start]).into()
        }
        _ => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_become_names_and_paths() {
        let uri = "file:///entw%C3%BCrfe/a%20b%zz.md";
        assert_eq!(path_of(uri), Some(PathBuf::from("/entwürfe/a b%zz.md")));
        assert_eq!(file_name(uri), "a b%zz.md");
        assert_eq!(path_of("untitled:1"), None);
    }

    #[test]
    fn a_declared_encoding_gives_way_and_nothing_moves() {
        let text = "<?xml version='1.0' encoding='ISO-8859-1'?><a>ä</a>";
        let read = as_utf8(text);
        assert!(read.contains("encoding='UTF-8'     ?>"));
        assert_eq!(
            (read.len(), read.find("<a>")),
            (text.len(), text.find("<a>"))
        );
        assert_eq!(
            as_utf8("<?xml encoding=\"utf-8\"?>"),
            "<?xml encoding=\"utf-8\"?>"
        );
        assert_eq!(as_utf8("Text"), "Text");
    }
}
