//! How the parts of a problem are spelled.

use std::{fmt::Write, time::Duration};

/// A name of the problem that is the same wherever it happens, and needs no host: a service may be known under many.
pub(super) fn type_uri(domain: &str, reason: &str) -> String {
    match reason {
        "" => "about:blank".to_owned(),
        reason => format!("urn:o2c:problem:{}:{}", escaped(domain), escaped(reason)),
    }
}

/// A name of this one failure: the request id, under which the log has it.
pub(super) fn instance(request_id: &str) -> String {
    format!("urn:o2c:request:{}", escaped(request_id))
}

/// As JSON writes a duration.
pub(super) fn seconds(duration: Duration) -> String {
    match duration.subsec_millis() {
        0 => format!("{}s", duration.as_secs()),
        millis => format!("{}.{millis:03}s", duration.as_secs()),
    }
}

/// What is no plain letter of a URN, as its bytes.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            // Writing to a String does not fail.
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}
