//! Signatures as Standard Webhooks has them: over the id, the second of the attempt and the body, with every secret that is in
//! force.

use base64::{Engine, prelude::BASE64_STANDARD};
use o2c_kernel::Instant;
use ring::hmac;
use uuid::Uuid;

use super::SecretValue;

/// What goes into the headers of an attempt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signed {
    pub id: String,
    pub timestamp: String,
    pub signature: String,
}

/// Signs an attempt.
#[must_use]
pub fn sign(event: Uuid, at: Instant, body: &[u8], secrets: &[SecretValue]) -> Signed {
    let (id, timestamp) = (event.to_string(), (at.micros() / 1_000_000).to_string());
    let content = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body].concat();
    let one = |secret: &SecretValue| match secret {
        SecretValue::HmacSha256(key) => {
            let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), &content);
            format!("v1,{}", BASE64_STANDARD.encode(tag))
        }
        SecretValue::Ed25519(pair) => format!("v1a,{}", BASE64_STANDARD.encode(pair.sign(&content))),
    };
    let signature = secrets.iter().map(one).collect::<Vec<_>>().join(" ");
    Signed { id, timestamp, signature }
}
