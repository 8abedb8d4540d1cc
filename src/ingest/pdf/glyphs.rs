//! The child's side of reading a PDF: a file becomes placed characters, page by page.
//!
//! In comes a PDF on a stream, out go frames ([`Frame`]) on another. It runs in a process of its own
//! with limits of its own ([`limit`]), because the libraries below panic on real files and may do
//! worse on hostile ones. It refuses to understand the text; that is done where the text is safe.

use std::io::{Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use pdf_extract::{Document, MediaBox, Object, OutputDev, OutputError, Transform, output_doc_page};
use serde::{Deserialize, Serialize};

/// What the stream of frames begins with; tells our own program from any other.
pub const MAGIC: &[u8; 8] = b"nspdf/1\n";

/// What the child says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Frame {
    /// A page that was read.
    Page(Page),
    /// A page that could not be read, and why.
    Lost(u32, String),
    /// The file as a whole cannot be read, and why.
    Refused(String),
    /// All is said; how many pages there are.
    End(u32),
}

/// The characters of a page. All lengths are hundredths of a point.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Its place in the file, from 1.
    pub number: u32,
    /// Width and height.
    pub size: (i32, i32),
    /// Its characters, as far as they stand on one line.
    pub runs: Vec<Run>,
}

/// Characters that were set one after the other on one baseline.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Baseline, from the top of the page.
    pub y: i32,
    /// Size of the type.
    pub size: i32,
    /// In quarter turns, where the text does not run from left to right.
    pub turn: u8,
    /// The characters.
    pub text: String,
    /// Left edge and width of each character.
    pub places: Vec<(i32, i32)>,
}

/// No page is larger than this, seven metres, nor is anything on it; what is farther off stands at
/// the edge, so that sums and products of places cannot overflow.
const FARTHEST: i32 = 2_000_000;

impl Page {
    /// The page with all lengths brought into bounds: the child may say anything.
    pub fn bounded(mut self) -> Self {
        let bound = |length: &mut i32| *length = (*length).clamp(-FARTHEST, FARTHEST);
        bound(&mut self.size.0);
        bound(&mut self.size.1);
        for run in &mut self.runs {
            bound(&mut run.y);
            bound(&mut run.size);
            for (left, width) in &mut run.places {
                bound(left);
                bound(width);
            }
        }
        self
    }
}

/// Sets the limits of this process: memory and seconds of processor time; no files, no core dump.
pub fn limit(memory: u64, seconds: u64) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use rlimit::Resource;
        Resource::AS.set(memory, memory)?;
        Resource::CPU.set(seconds, seconds)?;
        Resource::FSIZE.set(0, 0)?;
        Resource::CORE.set(0, 0)?;
    }
    #[cfg(not(unix))]
    let _ = (memory, seconds);
    Ok(())
}

/// Reads a PDF and writes its frames; fails only where the reader went away.
pub fn serve(mut input: impl Read, mut output: impl Write) -> std::io::Result<()> {
    output.write_all(MAGIC)?;
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    let document = match guarded(|| open(&bytes)) {
        Ok(document) => document,
        Err(cause) => {
            send(&mut output, &Frame::Refused(cause))?;
            return output.flush();
        }
    };
    let pages: Vec<u32> = match guarded(|| Ok(document.get_pages().into_keys().collect())) {
        Ok(pages) => pages,
        Err(cause) => {
            send(&mut output, &Frame::Refused(cause))?;
            return output.flush();
        }
    };
    for &number in &pages {
        let mut device = Device::default();
        let read =
            guarded(|| output_doc_page(&document, &mut device, number).map_err(|e| e.to_string()));
        let frame = match read {
            Ok(()) => Frame::Page(device.page(number)),
            Err(cause) => Frame::Lost(number, cause),
        };
        send(&mut output, &frame)?;
    }
    send(
        &mut output,
        &Frame::End(u32::try_from(pages.len()).unwrap_or(u32::MAX)),
    )?;
    output.flush()
}

fn open(bytes: &[u8]) -> Result<Document, String> {
    let mut document = Document::load_mem(bytes).map_err(|e| e.to_string())?;
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Err("it is encrypted with a password".to_owned());
    }
    spell_out_widths(&mut document);
    Ok(document)
}

/// How many widths may be spelled out in one file.
const MOST_WIDTHS: usize = 1 << 18;

/// Fonts may give one width for a range of characters ("11 13 556"). The library reads such a range
/// as empty and takes the default width, which closes the spaces of real acts; so each character
/// gets its width ("11 [556 556 556]").
fn spell_out_widths(document: &mut Document) {
    let mut left = MOST_WIDTHS;
    let mut spelled = Vec::new();
    for (id, object) in &document.objects {
        let Ok(font) = object.as_dict() else {
            continue;
        };
        let kind = font.get(b"Subtype").and_then(Object::as_name);
        if !kind.is_ok_and(|k| k.starts_with(b"CIDFont")) {
            continue;
        }
        let widths = font.get(b"W").map(|w| resolved(document, w));
        if let Ok(Object::Array(widths)) = widths
            && let Some(widths) = each_width(widths, document, &mut left)
        {
            spelled.push((*id, widths));
        }
    }
    for (id, widths) in spelled {
        if let Ok(font) = document.get_object_mut(id).and_then(Object::as_dict_mut) {
            font.set("W", Object::Array(widths));
        }
    }
}

fn each_width(widths: &[Object], document: &Document, left: &mut usize) -> Option<Vec<Object>> {
    let mut each = Vec::new();
    let mut rest = widths;
    while let [first, second, tail @ ..] = rest {
        rest = tail;
        let second = resolved(document, second);
        each.push(first.clone());
        if matches!(second, Object::Array(_)) {
            each.push(second.clone());
            continue;
        }
        let [width, tail @ ..] = tail else {
            return None;
        };
        rest = tail;
        let width = resolved(document, width);
        let last = second.as_i64().ok()?;
        let more = usize::try_from(last.checked_sub(first.as_i64().ok()?)?).ok()?;
        *left = left.checked_sub(more.checked_add(1)?)?;
        each.push(Object::Array(vec![width.clone(); more + 1]));
    }
    Some(each)
}

fn resolved<'d>(document: &'d Document, object: &'d Object) -> &'d Object {
    match object {
        Object::Reference(id) => document.get_object(*id).unwrap_or(object),
        own => own,
    }
}

/// Runs a reader whose panics are the cause that it failed for.
fn guarded<T>(read: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|panic| {
        let cause = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("unknown cause");
        Err(cause.chars().take(200).collect())
    })
}

fn send(output: &mut impl Write, frame: &Frame) -> std::io::Result<()> {
    let bytes = postcard::to_stdvec(frame).map_err(std::io::Error::other)?;
    let length = u32::try_from(bytes.len()).map_err(std::io::Error::other)?;
    output.write_all(&length.to_le_bytes())?;
    output.write_all(&bytes)
}

/// Takes characters from the library and groups those that stand side by side.
#[derive(Default)]
struct Device {
    size: (i32, i32),
    origin: (f64, f64),
    height: f64,
    runs: Vec<Run>,
}

impl Device {
    fn page(self, number: u32) -> Page {
        Page {
            number,
            size: self.size,
            runs: self.runs,
        }
    }
}

fn hundredths(points: f64) -> i32 {
    // Saturates, and takes what is no number for 0.
    (points * 100.0).round() as i32
}

impl OutputDev for Device {
    fn begin_page(
        &mut self,
        _: u32,
        media: &MediaBox,
        _: Option<(f64, f64, f64, f64)>,
    ) -> Result<(), OutputError> {
        self.origin = (media.llx, media.lly);
        self.height = media.ury - media.lly;
        self.size = (hundredths(media.urx - media.llx), hundredths(self.height));
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn output_character(
        &mut self,
        place: &Transform,
        width: f64,
        _spacing: f64,
        font_size: f64,
        text: &str,
    ) -> Result<(), OutputError> {
        let across = place.m11.hypot(place.m12);
        let size = hundredths((font_size * place.m21.hypot(place.m22)).abs());
        let turn = match (
            place.m11.abs() >= place.m12.abs(),
            place.m11 >= 0.0,
            place.m12 >= 0.0,
        ) {
            (true, true, _) => 0,
            (false, _, true) => 1,
            (true, false, _) => 2,
            (false, _, false) => 3,
        };
        let (left, up) = (place.m31 - self.origin.0, place.m32 - self.origin.1);
        let (width_all, down) = (f64::from(self.size.0) / 100.0, self.height - up);
        // A page that is read after a quarter turn has its edges swapped.
        let (x, y) = match turn {
            0 => (left, down),
            1 => (up, left),
            2 => (width_all - left, up),
            _ => (down, width_all - left),
        };
        let (x, y) = (hundredths(x), hundredths(y));
        let advance = hundredths(width * font_size.abs() * across);
        let count = i32::try_from(text.chars().count().max(1)).unwrap_or(1);
        let fits = self.runs.last().is_some_and(|run| {
            run.turn == turn
                && run.size == size
                && run.y.abs_diff(y) <= 20
                && run.places.last().is_some_and(|(left, _)| *left <= x)
        });
        if !fits {
            self.runs.push(Run {
                y,
                size,
                turn,
                ..Run::default()
            });
        }
        if let Some(run) = self.runs.last_mut() {
            for (index, character) in text.chars().enumerate() {
                let share = advance / count;
                let shift = share.saturating_mul(i32::try_from(index).unwrap_or(0));
                run.text.push(character);
                run.places.push((x.saturating_add(shift), share));
            }
        }
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_widths_are_spelled_out() {
        let list = Object::Array(vec![722.into(), 333.into()]);
        let widths = [1.into(), list.clone(), 11.into(), 13.into(), 556.into()];
        let document = Document::new();
        let spelled = each_width(&widths, &document, &mut MOST_WIDTHS.clone()).unwrap_or_default();
        let range = Object::Array(vec![556.into(), 556.into(), 556.into()]);
        assert_eq!(spelled, [1.into(), list, 11.into(), range]);
    }

    #[test]
    fn ranges_that_are_too_long_or_run_backwards_are_left_alone() {
        let document = Document::new();
        for (first, last) in [(0, i64::MAX), (i64::MIN, i64::MAX), (9, 1)] {
            let widths = [first.into(), last.into(), 556.into()];
            let mut left = MOST_WIDTHS;
            assert_eq!(each_width(&widths, &document, &mut left), None);
        }
    }
}
