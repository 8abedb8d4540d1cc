//! Messages on a stream, in the framing of the base protocol.
//!
//! In go bytes, out come messages and what was none. A message that cannot be understood costs the
//! editor its answer, and not the session; one that is too large is passed over unread.
//!
//! Source: Language Server Protocol 3.17, Base Protocol.

use std::io::{self, BufRead, Read, Write};

use lsp_server::{ErrorCode, Message};

/// Largest message that is read, in bytes.
const LARGEST: u64 = 256 << 20;
/// Longest line of a header, in bytes.
const LONGEST_LINE: u64 = 4096;
const LENGTH: &str = "content-length:";

/// What comes next on the stream.
#[derive(Debug)]
pub enum Incoming {
    /// A message.
    Message(Message),
    /// Bytes that are none, and why.
    Broken(String),
}

/// Reads what comes next; none at the end of the stream.
///
/// # Errors
/// What the system says.
pub fn read(input: &mut impl BufRead) -> io::Result<Option<Incoming>> {
    let mut length: Option<u64> = None;
    loop {
        let mut line = Vec::new();
        input.take(LONGEST_LINE).read_until(b'\n', &mut line)?;
        if line.is_empty() {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line).trim().to_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix(LENGTH) {
            length = value.trim().parse().ok();
        }
    }
    let Some(length) = length else {
        return Ok(Some(Incoming::Broken(
            "the header names no Content-Length".to_owned(),
        )));
    };
    let mut body = input.take(length);
    if length > LARGEST {
        io::copy(&mut body, &mut io::sink())?;
        return Ok(Some(Incoming::Broken(format!(
            "the message has {length} bytes, more than {LARGEST}"
        ))));
    }
    let mut bytes = Vec::new();
    body.read_to_end(&mut bytes)?;
    if (bytes.len() as u64) < length {
        return Ok(None);
    }
    Ok(Some(match serde_json::from_slice(&bytes) {
        Ok(message) => Incoming::Message(message),
        Err(error) => Incoming::Broken(error.to_string()),
    }))
}

/// Tells the editor that something could not be read. Whose answer it is cannot be known.
///
/// # Errors
/// What the system says.
pub fn write_complaint(output: &mut impl Write, why: &str) -> io::Result<()> {
    let body = serde_json::json!({
        "jsonrpc": "2.0",
        "id": null,
        "error": { "code": ErrorCode::ParseError as i32, "message": why },
    })
    .to_string();
    write!(output, "Content-Length: {}\r\n\r\n{body}", body.len())?;
    output.flush()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// What a stream holds: the methods of notifications, "broken" for what is no message.
    fn told(stream: &str) -> Vec<String> {
        let mut input = stream.as_bytes();
        let mut told = Vec::new();
        while let Some(next) = read(&mut input).unwrap() {
            told.push(match next {
                Incoming::Message(Message::Notification(notification)) => notification.method,
                Incoming::Message(other) => panic!("{other:?}"),
                Incoming::Broken(_) => "broken".to_owned(),
            });
        }
        told
    }

    fn framed(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    #[test]
    fn what_is_no_message_does_not_end_the_stream() {
        let good = framed("{\"jsonrpc\":\"2.0\",\"method\":\"exit\"}");
        for bad in [
            framed("{bad}"),
            framed("[]"),
            framed("{\"method\":7}"),
            "Content-Length: viele\r\n\r\n".to_owned(),
            "Content-Type: x\r\n\r\n".to_owned(),
            "\r\n".to_owned(),
        ] {
            assert_eq!(told(&format!("{bad}{good}")), ["broken", "exit"], "{bad}");
        }
        assert_eq!(told(&good.replace("C", "c")), ["exit"]);
    }

    #[test]
    fn a_message_that_says_it_is_huge_takes_no_memory() {
        let huge = format!("Content-Length: {}\r\n\r\nshort", u64::MAX);
        assert_eq!(told(&huge), ["broken"]);
        assert!(told("Content-Length: 99\r\n\r\n{}").is_empty());
        assert!(told(&"x".repeat(1 << 20)).is_empty());
        assert!(told("").is_empty());
    }
}
