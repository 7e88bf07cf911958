//! Compact JWS (RFC 7515), to be verified. What the header says of its key is looked up among known ones; an embedded
//! key, an address of keys or a critical extension is refused, so that no sender can bring what they are judged by.

mod algorithm;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;

pub use algorithm::{Algorithm, VerifyingKey};

/// A longer token is not looked at.
pub const MOST_BYTES: usize = 8 * 1024;

/// Why a text is no token worth verifying.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwsError {
    #[error("the token is longer than {MOST_BYTES} bytes")]
    TooLong,
    #[error("the token is not header, claims and signature")]
    Malformed,
    #[error("the header of the token asks for what is not supported")]
    Unsupported,
}

/// Signed, but not yet believed.
pub struct Unverified<'t> {
    pub header: Header,
    signed: &'t str,
    signature: Vec<u8>,
}

/// What the header says. Nothing in it is believed before the signature has been checked with a key chosen by us.
#[derive(Debug, Deserialize)]
pub struct Header {
    pub alg: String,
    #[serde(default)]
    pub typ: Option<String>,
    #[serde(default)]
    pub kid: Option<String>,
    #[serde(default)]
    crit: Option<serde_json::Value>,
    #[serde(default)]
    b64: Option<bool>,
}

impl<'t> Unverified<'t> {
    /// Takes a token apart.
    pub fn parse(token: &'t str) -> Result<Self, JwsError> {
        if token.len() > MOST_BYTES {
            return Err(JwsError::TooLong);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(JwsError::Malformed)?;
        let (header, claims) = signed.split_once('.').ok_or(JwsError::Malformed)?;
        if claims.contains('.') {
            return Err(JwsError::Malformed);
        }
        let header: Header = serde_json::from_slice(&decoded(header)?).map_err(|_| JwsError::Malformed)?;
        if header.crit.is_some() || header.b64.is_some() {
            return Err(JwsError::Unsupported);
        }
        Ok(Self { header, signed, signature: decoded(signature)? })
    }

    /// The claims as JSON, if this key has signed them.
    #[must_use]
    pub fn verified_by(&self, key: &VerifyingKey) -> Option<Vec<u8>> {
        if !key.verifies(self.signed.as_bytes(), &self.signature) {
            return None;
        }
        self.claims()
    }

    /// Which issuer the token says that it has: to find its keys by, and nothing else.
    #[must_use]
    pub fn unverified_issuer(&self) -> Option<String> {
        #[derive(Deserialize)]
        struct Named {
            iss: String,
        }
        serde_json::from_slice::<Named>(&self.claims()?).ok().map(|named| named.iss)
    }

    pub(crate) fn verified(&self, verifies: impl FnOnce(&[u8], &[u8]) -> bool) -> Option<Vec<u8>> {
        if !verifies(self.signed.as_bytes(), &self.signature) {
            return None;
        }
        self.claims()
    }

    fn claims(&self) -> Option<Vec<u8>> {
        let (_, claims) = self.signed.split_once('.')?;
        decoded(claims).ok()
    }
}

/// A token of ours: signed with Ed25519.
#[must_use]
pub fn sign(key: &crate::SigningKey, typ: &str, claims: &impl serde::Serialize) -> String {
    let header = serde_json::json!({ "alg": "EdDSA", "kid": key.public().id(), "typ": typ }).to_string();
    // Texts and numbers alone: this cannot fail.
    let claims = serde_json::to_vec(claims).unwrap_or_default();
    let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let signature = URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes()));
    format!("{signed}.{signature}")
}

/// Claims that a trusted key has signed.
pub struct Signed {
    pub json: Vec<u8>,
    /// Whose key it is.
    pub signer: String,
}

/// Why nobody has signed a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignedError {
    #[error("the token is none of this kind")]
    Malformed,
    #[error("the token is signed with a key that is not trusted")]
    UnknownKey,
    #[error("the signature of the token does not fit")]
    Forged,
}

/// The claims of a token of ours, of this type and by one of these keys.
pub fn signed_by(token: &str, typ: &str, trusted: &crate::TrustedKeys) -> Result<Signed, SignedError> {
    let unverified = Unverified::parse(token).map_err(|_| SignedError::Malformed)?;
    if unverified.header.alg != "EdDSA" || unverified.header.typ.as_deref() != Some(typ) {
        return Err(SignedError::Malformed);
    }
    let id = unverified.header.kid.as_deref().unwrap_or_default();
    let (signer, key) = trusted.find(id).ok_or(SignedError::UnknownKey)?;
    let claims = unverified.verified(|message, signature| key.verifies(message, signature));
    Ok(Signed { json: claims.ok_or(SignedError::Forged)?, signer: signer.clone() })
}

fn decoded(part: &str) -> Result<Vec<u8>, JwsError> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| JwsError::Malformed)
}

#[cfg(test)]
mod tests;
