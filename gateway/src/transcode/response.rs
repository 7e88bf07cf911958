//! The JSON of an answer.

use bytes::Bytes;
use prost_reflect::{DynamicMessage, Kind};

use crate::{
    json::{Unwritable, write_field, write_message},
    routes::Binding,
};

/// An answer as it is shown.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) json: Vec<u8>,
    /// The version of the resource that was answered.
    pub(crate) etag: Option<String>,
}

/// An answer that cannot be shown: a defect on this side of the edge.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unshown {
    #[error("an answer cannot be read")]
    Unreadable(#[from] prost::DecodeError),
    #[error("an answer cannot be written")]
    Unwritable(#[from] Unwritable),
}

/// Reads the message of an answer and writes what the binding shows of it.
pub(crate) fn shown(binding: &Binding, message: Bytes) -> Result<Shown, Unshown> {
    // JSON is about three times as long
    let mut json = Vec::with_capacity(message.len().saturating_mul(3).saturating_add(2));
    let message = DynamicMessage::decode(binding.method.output.clone(), message)?;
    match &binding.response_body {
        None => write_message(&mut json, &message)?,
        Some(field) => write_field(&mut json, &message, field)?,
    }
    Ok(Shown { json, etag: etag(&message) })
}

fn etag(message: &DynamicMessage) -> Option<String> {
    let field = prost_reflect::ReflectMessage::descriptor(message).get_field_by_name("etag")?;
    if field.kind() != Kind::String || field.is_list() {
        return None;
    }
    let value = message.get_field(&field);
    let text = value.as_str().unwrap_or_default();
    // Resources carry their versions in quotes, as HTTP does.
    let version = text.strip_prefix('"')?.strip_suffix('"')?;
    let plain = version.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"');
    plain.then(|| text.to_owned())
}
