//! The language server, driven over stdio as an editor does.

#![allow(clippy::unwrap_used)]

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

/// An editor without a window.
struct Client {
    child: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
    next: u64,
}

impl Client {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_normscreen"))
            .args(["lsp", "--stdio", "--as-of", "2026-11-25"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let to = child.stdin.take();
        let from = BufReader::new(child.stdout.take().unwrap());
        let mut client = Self {
            child,
            to,
            from,
            next: 0,
        };
        let answer = client.ask("initialize", json!({"capabilities": {}}));
        assert_eq!(answer["serverInfo"]["name"], "normscreen");
        assert_eq!(answer["capabilities"]["hoverProvider"], true);
        assert_eq!(answer["capabilities"]["textDocumentSync"]["change"], 2);
        client.tell("initialized", json!({}));
        client
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        let to = self.to.as_mut().unwrap();
        write!(to, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        to.flush().unwrap();
    }

    fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.next += 1;
        let id = self.next;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        loop {
            let message = self.read();
            if message["id"] == id {
                assert!(message["error"].is_null(), "{message}");
                return message["result"].clone();
            }
        }
    }

    fn read(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(
                self.from.read_line(&mut line).unwrap() > 0,
                "the server went away"
            );
            if line.trim().is_empty() {
                break;
            }
            if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        self.from.read_exact(&mut body).unwrap();
        serde_json::from_slice(&body).unwrap()
    }

    /// The next diagnostics for a document.
    fn diagnostics(&mut self, version: i64) -> Vec<Value> {
        loop {
            let message = self.read();
            if message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["version"] == version
            {
                return message["params"]["diagnostics"].as_array().unwrap().clone();
            }
        }
    }

    fn open(&mut self, uri: &str, text: &str) {
        let document = json!({"uri": uri, "languageId": "xml", "version": 1, "text": text});
        self.tell("textDocument/didOpen", json!({"textDocument": document}));
    }

    fn change(&mut self, uri: &str, version: i64, text: &str) {
        self.tell(
            "textDocument/didChange",
            json!({
                "textDocument": {"uri": uri, "version": version},
                "contentChanges": [{"text": text}],
            }),
        );
    }

    /// Says goodbye; the server must end by itself and without complaint.
    fn end(mut self) {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        drop(self.to.take());
        assert!(self.child.wait().unwrap().success());
    }
}

fn statute(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\r\n<dokumente doknr=\"BJNR900990026\">\
         <norm doknr=\"BJNR900990026\"><metadaten><jurabk>MustG</jurabk><amtabk>MustG</amtabk>\
         <langue>Mustergesetz</langue></metadaten></norm>\r\n<norm doknr=\"BJNR900990026BJNE\">\
         <metadaten><jurabk>MustG</jurabk><enbez>§ 1</enbez></metadaten><textdaten>\
         <text format=\"XML\"><Content>\r\n<P>{body}</P></Content></text></textdaten></norm>\r\n\
         </dokumente>\r\n"
    )
}

const URI: &str = "file:///nirgends/entw%C3%BCrfe/must.xml";

/// The text with edits made, their columns counted as the protocol does.
fn laid_on(text: &str, edits: &[Value]) -> String {
    let offset = |position: &Value| {
        let line = position["line"].as_u64().unwrap() as usize;
        let column = position["character"].as_u64().unwrap() as usize;
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let (mut at, mut seen) = (start, 0);
        for character in text[start..].chars() {
            if seen >= column {
                break;
            }
            seen += character.len_utf16();
            at += character.len_utf8();
        }
        at
    };
    let mut edits: Vec<(usize, usize, &str)> = edits
        .iter()
        .map(|e| {
            let range = &e["range"];
            (
                offset(&range["start"]),
                offset(&range["end"]),
                e["newText"].as_str().unwrap(),
            )
        })
        .collect();
    edits.sort_unstable();
    let mut out = text.to_owned();
    for (start, end, new) in edits.into_iter().rev() {
        out.replace_range(start..end, new);
    }
    out
}

#[test]
fn an_editor_sees_hears_and_mends() {
    let mut client = Client::start();
    // A letter beyond the Basic Multilingual Plane takes two units, an umlaut takes one.
    client.open(
        URI,
        &statute("𝔄ö Der Antrag ist bei der zuständigen Behörde schriftlich zu stellen."),
    );
    let found = client.diagnostics(1);
    assert_eq!(found.len(), 1, "{found:?}");
    let line = "<P>𝔄ö Der Antrag ist bei der zuständigen Behörde ";
    let column = line.encode_utf16().count();
    let range = &found[0]["range"];
    assert_eq!(range["start"], json!({"line": 3, "character": column}));
    assert_eq!(range["end"], json!({"line": 3, "character": column + 11}));
    assert_eq!(found[0]["source"], "normscreen");

    let at = json!({"line": 3, "character": column + 2});
    let hover = client.ask(
        "textDocument/hover",
        json!({"textDocument": {"uri": URI}, "position": at}),
    );
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(
        text.contains("Schriftform") && text.contains("Rechtsgrundlage"),
        "{text}"
    );
    let nothing = client.ask(
        "textDocument/hover",
        json!({"textDocument": {"uri": URI}, "position": {"line": 0, "character": 0}}),
    );
    assert!(nothing.is_null());

    // A quick fix mends the text: laid on, it takes the finding away or opens it.
    let before = statute("𝔄ö Der Antrag ist bei der zuständigen Behörde schriftlich zu stellen.");
    let actions = client.ask(
        "textDocument/codeAction",
        json!({"textDocument": {"uri": URI}, "range": range, "context": {"diagnostics": []}}),
    );
    let actions = actions.as_array().unwrap();
    assert!(!actions.is_empty());
    let mut version = 1;
    for action in actions {
        assert_eq!(action["kind"], "quickfix");
        let mended = laid_on(&before, action["edit"]["changes"][URI].as_array().unwrap());
        assert_ne!(mended, before);
        version += 1;
        client.change(URI, version, &mended);
        let left = client.diagnostics(version);
        assert!(
            left.iter().all(|d| d["severity"] == 3),
            "{mended}: {left:?}"
        );
    }

    version += 1;
    client.change(
        URI,
        version,
        &statute("Der Antrag ist bei der zuständigen Behörde elektronisch zu stellen."),
    );
    assert!(client.diagnostics(version).is_empty());

    // A half-finished document is said to be unread, not to be clean.
    version += 1;
    client.change(URI, version, "<dokumente><norm>");
    let broken = client.diagnostics(version);
    assert_eq!(broken.len(), 1);
    assert!(
        broken[0]["message"]
            .as_str()
            .unwrap()
            .contains("gescheitert")
    );
    client.end();
}

#[test]
fn drafts_in_markdown_text_and_html_are_mended_at_their_place() {
    let cases = [
        (
            "file:///entwurf.md",
            "# Mustergesetz\n\n## § 1 Antrag\n\n(1) Der **Antrag** ist bei der Behörde schriftlich zu stellen.\n",
        ),
        (
            "file:///entwurf.txt",
            "Mustergesetz\n\n§ 1\nAntrag\n\n(1) Der Antrag ist bei der Behörde\nschriftlich zu stellen.\n",
        ),
        (
            "file:///entwurf.html",
            "<html><body><h1>Mustergesetz</h1>\n<h2>§ 1 Antrag</h2>\n<p>(1) Der Antrag ist bei der \
             Beh&ouml;rde schriftlich zu stellen.</p></body></html>\n",
        ),
    ];
    let mut client = Client::start();
    for (uri, text) in cases {
        client.open(uri, text);
        let found = client.diagnostics(1);
        assert_eq!(found.len(), 1, "{uri}: {found:?}");
        let (line, words) = text
            .lines()
            .enumerate()
            .find(|(_, line)| line.contains("schriftlich"))
            .unwrap();
        let column = words.find("schriftlich").unwrap();
        let column = words[..column].encode_utf16().count();
        let range = &found[0]["range"];
        assert_eq!(
            *range,
            json!({"start": {"line": line, "character": column}, "end": {"line": line, "character": column + 11}}),
            "{uri}"
        );
        let hover = client.ask(
            "textDocument/hover",
            json!({"textDocument": {"uri": uri}, "position": range["start"]}),
        );
        assert!(
            hover["contents"]["value"]
                .as_str()
                .unwrap()
                .contains("§ 3a VwVfG"),
            "{uri}"
        );
        let actions = client.ask(
            "textDocument/codeAction",
            json!({"textDocument": {"uri": uri}, "range": range, "context": {"diagnostics": []}}),
        );
        let actions = actions.as_array().unwrap();
        assert!(!actions.is_empty(), "{uri}");
        let mut version = 1;
        for action in actions {
            let mended = laid_on(text, action["edit"]["changes"][uri].as_array().unwrap());
            assert_ne!(mended, text);
            version += 1;
            client.change(uri, version, &mended);
            let left = client.diagnostics(version);
            assert!(
                left.iter().all(|d| d["severity"] == 3),
                "{mended}: {left:?}"
            );
        }
        // A reason on record quiets it, too.
        version += 1;
        let comment = "normscreen: reason Schriftform (BMI): Beweis";
        let reasoned = match uri.rsplit('.').next() {
            Some("txt") => text.replace("(1) Der", &format!("{comment}\n\n(1) Der")),
            Some("md") => text.replace("(1) Der", &format!("<!-- {comment} -->\n\n(1) Der")),
            _ => text.replace("<p>(1)", &format!("<!-- {comment} -->\n<p>(1)")),
        };
        client.change(uri, version, &reasoned);
        let left = client.diagnostics(version);
        assert!(left.iter().all(|d| d["severity"] == 4), "{uri}: {left:?}");
    }
    client.end();
}

#[test]
fn only_the_last_of_many_quick_edits_must_be_answered() {
    let mut client = Client::start();
    client.open(
        URI,
        &statute("Der Antrag ist bei der zuständigen Behörde formlos zu stellen."),
    );
    for version in 2..40 {
        client.change(URI, version, &statute(&format!("Der Antrag Nummer {version} ist bei der zuständigen Behörde schriftlich zu stellen.")));
    }
    assert_eq!(client.diagnostics(39).len(), 1);
    client.end();
}

#[test]
fn changes_come_as_the_words_that_they_put_in() {
    let mut client = Client::start();
    let uri = "file:///nirgends/entwurf.md";
    client.open(
        uri,
        "# Mustergesetz (MustG)\n\n## § 1 Anträge\n\n𝔄 Über Anträge wird entschieden.\n",
    );
    assert!(client.diagnostics(1).is_empty());
    let line = |from: u64, to: u64, text: &str| {
        json!({
            "range": {
                "start": {"line": 4, "character": from},
                "end": {"line": 4, "character": to},
            },
            "text": text,
        })
    };
    // The second change counts in the text that the first has left.
    client.tell(
        "textDocument/didChange",
        json!({
            "textDocument": {"uri": uri, "version": 2},
            "contentChanges": [
                line(3, 33, "Der Antrag ist mündlich zu stellen."),
                line(18, 26, "schriftlich"),
            ],
        }),
    );
    let found = client.diagnostics(2);
    assert_eq!(found.len(), 1, "{found:?}");
    let range = &found[0]["range"];
    assert_eq!(range["start"], json!({"line": 4, "character": 18}));
    assert_eq!(range["end"], json!({"line": 4, "character": 29}));
    client.end();
}

#[test]
fn a_broken_message_costs_its_answer_and_not_the_session() {
    let mut client = Client::start();
    write!(
        client.to.as_mut().unwrap(),
        "Content-Length: 5\r\n\r\n{{bad}}"
    )
    .unwrap();
    let answer = client.read();
    assert_eq!(answer["error"]["code"], -32700);
    assert!(answer["id"].is_null());
    client.open(URI, &statute("Der Antrag ist schriftlich zu stellen."));
    assert_eq!(client.diagnostics(1).len(), 1);
    client.end();
}

#[test]
fn the_conversation_has_a_beginning_and_an_end() {
    let mut client = Client::start();
    client.ask("shutdown", Value::Null);
    client.send(&json!({"jsonrpc": "2.0", "id": 7, "method": "textDocument/hover", "params": {}}));
    assert_eq!(client.read()["error"]["code"], -32600);
    client.tell("exit", Value::Null);
    assert!(client.child.wait().unwrap().success());

    let mut client = Client::start();
    client.tell("exit", Value::Null);
    assert!(!client.child.wait().unwrap().success());
}

#[test]
fn what_the_server_does_not_do_it_refuses() {
    let mut client = Client::start();
    client
        .send(&json!({"jsonrpc": "2.0", "id": 99, "method": "textDocument/rename", "params": {}}));
    let answer = client.read();
    assert_eq!(answer["error"]["code"], -32601);
    client.send(
        &json!({"jsonrpc": "2.0", "id": 100, "method": "textDocument/hover", "params": {"x": 1}}),
    );
    assert_eq!(client.read()["error"]["code"], -32602);
    client.end();
}
