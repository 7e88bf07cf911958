//! A JSON Web Key Set (RFC 7517): public keys, by their ids.

use std::collections::HashMap;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use o2c_identity::jws::{Algorithm, VerifyingKey};
use serde::Deserialize;
use serde_json::Value;

/// Keys of one issuer; more would be no set to look into.
const MOST: usize = 64;

/// The text is no set of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the answer is no JSON Web Key Set")]
pub struct NoKeySet;

/// The keys that can be used, each under its id and its algorithm.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct KeySet(HashMap<String, Vec<VerifyingKey>>);

#[derive(Deserialize)]
struct Document {
    keys: Vec<Value>,
}

#[derive(Deserialize)]
struct Entry {
    kty: String,
    kid: Option<String>,
    r#use: Option<String>,
    alg: Option<String>,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
    n: Option<String>,
    e: Option<String>,
}

impl KeySet {
    /// Reads a set. What is for something else, has no id, or is of a kind that is not used here is passed over.
    pub(super) fn parse(text: &[u8], allowed: &[Algorithm]) -> Result<Self, NoKeySet> {
        let document: Document = serde_json::from_slice(text).map_err(|_| NoKeySet)?;
        let mut keys: HashMap<String, Vec<VerifyingKey>> = HashMap::new();
        for entry in document.keys.into_iter().take(MOST) {
            let Ok(entry) = serde_json::from_value::<Entry>(entry) else { continue };
            let Some(id) = entry.kid.clone().filter(|_| entry.r#use.as_deref().unwrap_or("sig") == "sig") else {
                continue;
            };
            let usable = allowed.iter().filter_map(|algorithm| entry.key(*algorithm));
            keys.entry(id).or_default().extend(usable);
        }
        Ok(Self(keys))
    }

    /// The key of that id for that algorithm.
    pub(super) fn find(&self, id: &str, algorithm: Algorithm) -> Option<&VerifyingKey> {
        self.0.get(id)?.iter().find(|key| key.algorithm() == algorithm)
    }

    pub(super) fn has(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }
}

impl Entry {
    fn key(&self, algorithm: Algorithm) -> Option<VerifyingKey> {
        if self.alg.as_deref().is_some_and(|alg| alg.parse() != Ok(algorithm)) {
            return None;
        }
        let bytes = |text: &Option<String>| URL_SAFE_NO_PAD.decode(text.as_deref()?.trim_end_matches('=')).ok();
        match (self.kty.as_str(), self.crv.as_deref(), algorithm) {
            ("OKP", Some("Ed25519"), Algorithm::EdDsa) => VerifyingKey::ed25519(&bytes(&self.x)?),
            ("EC", Some("P-256"), Algorithm::Es256) => VerifyingKey::p256(&bytes(&self.x)?, &bytes(&self.y)?),
            ("EC", Some("P-384"), Algorithm::Es384) => VerifyingKey::p384(&bytes(&self.x)?, &bytes(&self.y)?),
            ("RSA", _, algorithm) => VerifyingKey::rsa(algorithm, &bytes(&self.n)?, &bytes(&self.e)?),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

    #[test]
    fn a_key_is_found_under_its_id_for_its_algorithm_alone() {
        let n = URL_SAFE_NO_PAD.encode([0xc1; 256]);
        let text = serde_json::json!({ "keys": [
            { "kty": "OKP", "crv": "Ed25519", "kid": "ed", "x": X },
            { "kty": "RSA", "kid": "rsa", "n": n, "e": "AQAB", "use": "sig" },
            { "kty": "RSA", "kid": "pinned", "n": n, "e": "AQAB", "alg": "RS512" },
            { "kty": "RSA", "kid": "for secrets", "n": n, "e": "AQAB", "use": "enc" },
            { "kty": "oct", "kid": "shared", "k": X },
            { "kty": "OKP", "crv": "Ed25519", "x": X },
            { "strange": true },
        ] });
        let allowed = [Algorithm::EdDsa, Algorithm::Rs256];
        let set = KeySet::parse(text.to_string().as_bytes(), &allowed).unwrap();
        assert!(set.find("ed", Algorithm::EdDsa).is_some());
        assert!(set.find("rsa", Algorithm::Rs256).is_some());
        for (id, algorithm) in [
            ("ed", Algorithm::Rs256),
            ("rsa", Algorithm::EdDsa),
            ("rsa", Algorithm::Rs512),
            ("pinned", Algorithm::Rs512),
            ("pinned", Algorithm::Rs256),
            ("for secrets", Algorithm::Rs256),
            ("shared", Algorithm::Rs256),
            ("", Algorithm::EdDsa),
        ] {
            assert!(set.find(id, algorithm).is_none(), "{id} {algorithm:?}");
        }
        assert_eq!(KeySet::parse(b"<html>", &allowed), Err(NoKeySet));
    }
}
