//! The reasons that callers give, apart from the entries: what a person wrote can be erased, and the chain still holds.

use ring::digest::{Context, SHA256};
use uuid::Uuid;

/// What an entry keeps of a reason: nobody guesses the text from it, and nobody exchanges the text without its showing.
#[must_use]
pub fn commitment(salt: Uuid, text: &str) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    context.update(b"o2c audit note\0");
    context.update(salt.as_bytes());
    context.update(text.as_bytes());
    let digest = context.finish();
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest.as_ref());
    bytes
}
