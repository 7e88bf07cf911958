//! PEM: base64 between two lines that say what it is.

use base64::{Engine, engine::general_purpose::STANDARD};

/// The first block of that label.
pub(super) fn decode(text: &str, label: &str) -> Option<Vec<u8>> {
    let (_, rest) = text.split_once(&format!("-----BEGIN {label}-----"))?;
    let (block, _) = rest.split_once(&format!("-----END {label}-----"))?;
    let letters: String = block.split_ascii_whitespace().collect();
    STANDARD.decode(letters).ok()
}

/// A key fits one line.
pub(super) fn encode(document: &[u8], label: &str) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(document))
}
