//! What of a request is looked at before anything else is.

use http::{HeaderMap, header, request::Parts};

use crate::{options::GatewayOptions, problem::Refusal};

/// Refuses what is too long to be worth reading.
pub(super) fn check(parts: &Parts, options: &GatewayOptions) -> Result<(), Refusal> {
    let uri = parts.uri.path_and_query().map_or(0, |text| text.as_str().len());
    if uri > options.uri_bytes {
        return Err(Refusal::UriTooLong { limit: options.uri_bytes });
    }
    let length = parts.headers.iter().fold(0_usize, |sum, (name, value)| sum + name.as_str().len() + value.len());
    if length > options.header_bytes {
        return Err(Refusal::HeadersTooLarge { limit: options.header_bytes });
    }
    Ok(())
}

/// Whether a request says that it brings a body.
pub(super) fn has_body(headers: &HeaderMap) -> bool {
    headers.contains_key(header::TRANSFER_ENCODING)
        || headers.get(header::CONTENT_LENGTH).is_some_and(|length| length.as_bytes() != b"0")
}
