//! The parent's side of reading a PDF: a child process of our own binary, and limits on it.
//!
//! In goes a file, out come its pages or the bound that it hit. Nothing of what the child says is
//! trusted: its output is bounded and decoded with checks, and no more.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use wait_timeout::ChildExt;

use super::PdfError;
use super::glyphs::{Frame, MAGIC};
use crate::ingest::Bounds;

/// How much of the child's last words is kept.
const LAST_WORDS: u64 = 4096;

/// Has a PDF read by a process of its own, and returns what that says.
pub fn said(program: &Path, bytes: &[u8], bounds: &Bounds) -> Result<Vec<u8>, PdfError> {
    let mut child = Command::new(program)
        .arg("read-pdf")
        .args(["--memory", &bounds.pdf_memory.to_string()])
        .args(["--seconds", &bounds.pdf_seconds.to_string()])
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(PdfError::Spawn)?;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    std::thread::scope(|scope| {
        scope.spawn(move || {
            // A child that was stopped does not take the rest.
            stdin.map(|mut stdin| stdin.write_all(bytes))
        });
        let said = scope.spawn(move || {
            let mut said = Vec::new();
            if let Some(stdout) = stdout {
                let most = bounds.pdf_output.saturating_add(1);
                stdout.take(most).read_to_end(&mut said).map(|_| said)
            } else {
                Ok(said)
            }
        });
        let words = scope.spawn(move || {
            let mut words = Vec::new();
            if let Some(mut stderr) = stderr {
                let _ = stderr.by_ref().take(LAST_WORDS).read_to_end(&mut words);
                let _ = std::io::copy(&mut stderr, &mut std::io::sink());
            }
            String::from_utf8_lossy(&words).into_owned()
        });
        let ended = child.wait_timeout(Duration::from_secs(bounds.pdf_seconds));
        if !matches!(ended, Ok(Some(_))) {
            let _ = child.kill();
            let _ = child.wait();
        }
        let said = said
            .join()
            .unwrap_or_else(|_| Ok(Vec::new()))
            .map_err(PdfError::Spawn)?;
        let words = words.join().unwrap_or_default();
        if said.len() as u64 > bounds.pdf_output {
            return Err(PdfError::Output(bounds.pdf_output >> 20));
        }
        let Ok(Some(status)) = ended else {
            return Err(PdfError::Time(bounds.pdf_seconds));
        };
        if !status.success() {
            return Err(ending(&words, status, bounds));
        }
        Ok(said)
    })
}

/// What a child that did not end well ran into.
fn ending(words: &str, status: std::process::ExitStatus, bounds: &Bounds) -> PdfError {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        // SIGXCPU, or SIGKILL at the hard limit of processor time.
        if matches!(status.signal(), Some(24 | 9)) {
            return PdfError::Time(bounds.pdf_seconds);
        }
    }
    let memory = ["memory allocation of", "out of memory", "capacity overflow"];
    if memory.iter().any(|cause| words.contains(cause)) {
        return PdfError::Memory(bounds.pdf_memory >> 20);
    }
    if words.contains("overflowed its stack") {
        return PdfError::Depth;
    }
    PdfError::Ended(status.to_string())
}

/// The frames in what a child said.
pub fn decode(said: &[u8]) -> Result<Vec<Frame>, PdfError> {
    let mut rest = said.strip_prefix(MAGIC).ok_or(PdfError::Foreign)?;
    let mut frames = Vec::new();
    while let Some((length, behind)) = rest.split_first_chunk::<4>() {
        let length = u32::from_le_bytes(*length) as usize;
        let frame = behind.get(..length).ok_or(PdfError::Foreign)?;
        frames.push(postcard::from_bytes(frame).map_err(|_| PdfError::Foreign)?);
        rest = &behind[length..];
    }
    Ok(frames)
}
