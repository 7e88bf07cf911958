//! Texts. Nothing is trimmed or mended: what is stored is what was sent.

use o2c_kernel::Violations;

use super::reason;

/// A text that must be there, of at most so many characters. Blanks alone are none: nobody could read the name.
pub fn text(v: &mut Violations, field: &str, value: String, max: usize) -> Option<String> {
    let value = clean(v, field, value, max)?;
    if value.trim().is_empty() {
        v.add(field, reason::REQUIRED, "is required");
        return None;
    }
    Some(value)
}

/// A text that may be empty, of at most so many characters.
pub fn optional_text(v: &mut Violations, field: &str, value: String, max: usize) -> Option<String> {
    clean(v, field, value, max)
}

fn clean(v: &mut Violations, field: &str, value: String, max: usize) -> Option<String> {
    // Bytes first: counting the characters of a very long text is work for nothing.
    if value.len() > max.saturating_mul(4) || value.chars().count() > max {
        v.add(field, reason::TOO_LONG, format!("has at most {max} characters"));
        return None;
    }
    // PostgreSQL refuses U+0000, SQLite's JSON cuts the text at it in silence. The others end up in documents and logs.
    if value.chars().any(char::is_control) {
        v.add(field, reason::MALFORMED, "holds control characters");
        return None;
    }
    Some(value)
}
