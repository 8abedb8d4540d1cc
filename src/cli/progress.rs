//! Progress on a terminal: documents and bytes; elsewhere silence.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use normscreen::pipeline::Progress;

/// Two bars on stderr.
pub struct Bars {
    all: MultiProgress,
    files: ProgressBar,
    bytes: ProgressBar,
}

impl Bars {
    /// Bars that show only where stderr is a terminal and the user did not ask for quiet.
    pub fn new(quiet: bool) -> Self {
        let shown = !quiet && std::io::stderr().is_terminal();
        let all = MultiProgress::with_draw_target(if shown {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        });
        let bar = |template: &str| {
            let style = ProgressStyle::with_template(template)
                .expect("the template is well-formed")
                .progress_chars("━╸─");
            all.add(ProgressBar::new(0).with_style(style))
        };
        let files = bar("{prefix:>10} {bar:32} {human_pos}/{human_len} files {msg}");
        let bytes = bar("{prefix:>10} {bar:32} {bytes}/{total_bytes} {bytes_per_sec} eta {eta}");
        Self { all, files, bytes }
    }
}

impl Progress for Bars {
    fn begin(&self, files: u64, bytes: u64) {
        self.files.set_length(files);
        self.files.set_prefix("screening");
        self.bytes.set_length(bytes);
        self.files.enable_steady_tick(Duration::from_millis(200));
    }

    fn advance(&self, bytes: u64) {
        self.files.inc(1);
        self.bytes.inc(bytes);
    }

    fn phase(&self, name: &str) {
        self.files.set_message(format!("· {name}"));
    }
}

impl Drop for Bars {
    fn drop(&mut self) {
        // Nothing is lost where the terminal is gone.
        let _ = self.all.clear();
    }
}
