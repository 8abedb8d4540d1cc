//! Names from elsewhere that become names of files and folders here: plain ones, on every system.

/// Longest slug.
const LONGEST_SLUG: usize = 100;
/// Longest name of a file.
const LONGEST_NAME: usize = 200;

/// Whether a text can be nothing but the name of one folder, on every system.
pub fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= LONGEST_SLUG
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
        && !is_device_name(text)
}

/// Whether a text can be nothing but the name of one file that nobody hides, on every system.
pub fn is_file_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= LONGEST_NAME
        && !name.starts_with('.')
        && !name.ends_with(['.', ' '])
        && !name
            .chars()
            .any(|c| c.is_control() || "/\\:*?\"<>|".contains(c))
        && !is_device_name(name)
}

/// Names that Windows gives to devices, whatever follows their first dot.
fn is_device_name(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let lower = stem.trim_end().to_ascii_lowercase();
    matches!(lower.as_str(), "con" | "prn" | "aux" | "nul")
        || (lower.len() == 4
            && (lower.starts_with("com") || lower.starts_with("lpt"))
            && lower.as_bytes()[3].is_ascii_digit())
}
