//! The files beside the pages: stylesheet and script, embedded in the binary.
//!
//! No font and no picture: the pages use what the reader's system has.

/// A file of the report.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    /// Its path in the report.
    pub path: &'static str,
    /// Its contents.
    pub text: &'static str,
}

/// Where a publisher's theme is copied to, if there is one.
pub const THEME_PATH: &str = "assets/theme.css";

/// The files that every report has.
pub fn assets() -> [Asset; 2] {
    [
        Asset {
            path: "assets/normscreen.css",
            text: include_str!("../../../reports/assets/normscreen.css"),
        },
        Asset {
            path: "assets/normscreen.js",
            text: include_str!("../../../reports/assets/normscreen.js"),
        },
    ]
}
