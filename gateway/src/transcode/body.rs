//! The JSON of a body.

use http::{HeaderMap, header};
use o2c_kernel::Violations;
use prost_reflect::DynamicMessage;

use crate::{
    json::{self, Target},
    problem::Refusal,
    routes::{Binding, Body},
};

/// JSON is UTF-8 and nothing else; compressed bodies are not taken, so that none can be larger than it looks.
pub(crate) fn check_form(headers: &HeaderMap) -> Result<(), Refusal> {
    let encoded = headers.get_all(header::CONTENT_ENCODING).iter();
    if encoded.into_iter().any(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return Err(Refusal::UnsupportedMediaType("the body may not be compressed"));
    }
    const JSON: Refusal = Refusal::UnsupportedMediaType("the body has to be application/json");
    let text = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).ok_or(JSON)?;
    let mut parts = text.split(';').map(str::trim);
    if !parts.next().is_some_and(|name| name.eq_ignore_ascii_case("application/json")) {
        return Err(JSON);
    }
    let utf8 = |parameter: &str| match parameter.split_once('=') {
        Some((name, value)) if name.eq_ignore_ascii_case("charset") => {
            value.trim_matches('"').eq_ignore_ascii_case("utf-8")
        }
        _ => true,
    };
    if parts.all(utf8) { Ok(()) } else { Err(Refusal::UnsupportedMediaType("JSON is UTF-8")) }
}

/// Reads the body into the message. An empty one is an empty message.
pub(super) fn read(binding: &Binding, bytes: &[u8], message: &mut DynamicMessage, violations: &mut Violations) {
    if bytes.is_empty() {
        return;
    }
    match &binding.body {
        Body::None => {}
        Body::Whole => json::read(bytes, Target::Message, message, violations),
        Body::Field(field) => json::read(bytes, Target::Field(field), message, violations),
    }
}
