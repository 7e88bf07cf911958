//! A key: `o2ck_<id>_<secret>`.

use std::fmt;

use o2c_identity::{KeyError, fresh_secret};
use o2c_kernel::{Instant, TenantId};

/// So that a key that was written somewhere is found by whoever looks for lost ones.
const PREFIX: &str = "o2ck_";
/// Letters of the id, which is 64 bits.
const ID: usize = 16;
/// Letters of the secret.
const SECRET: usize = 64;
/// Set apart from whatever else is hashed.
const CONTEXT: &str = "o2c gateway api key 1";

/// Whether a bearer token says that it is an API key.
pub(crate) fn looks_like_one(token: &str) -> bool {
    token.starts_with(PREFIX)
}

/// What is known of a key. The secret is not.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey {
    pub id: String,
    pub tenant: TenantId,
    /// What it is for, for people.
    pub name: String,
    pub roles: Vec<String>,
    pub created_at: Instant,
    pub expires_at: Instant,
    pub revoked_at: Option<Instant>,
    /// To the minute.
    pub last_used_at: Option<Instant>,
    pub(crate) secret_hash: [u8; 32],
}

/// A key that is to be.
#[derive(Clone, Debug)]
pub struct NewApiKey {
    pub tenant: TenantId,
    pub name: String,
    pub roles: Vec<String>,
    pub expires_at: Instant,
}

/// A key with its secret, once: when it is made, or when it is presented.
pub struct Secret {
    id: String,
    hash: blake3::Hash,
    text: String,
}

impl Secret {
    /// A new one.
    pub(crate) fn generate() -> Result<Self, KeyError> {
        let chance = fresh_secret()?;
        let id = hex::encode(&blake3::hash(&fresh_secret()?).as_bytes()[..ID / 2]);
        Ok(Self::of(id, &hex::encode(chance)))
    }

    /// Takes apart what a caller sent.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (id, secret) = text.strip_prefix(PREFIX)?.split_once('_')?;
        let hexadecimal = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        (id.len() == ID && secret.len() == SECRET && hexadecimal(id) && hexadecimal(secret))
            .then(|| Self::of(id.to_owned(), secret))
    }

    /// The secret is as good as a random key: a fast hash does, and nobody finds it by trying.
    fn of(id: String, secret: &str) -> Self {
        let hash = blake3::Hash::from(blake3::derive_key(CONTEXT, secret.as_bytes()));
        let text = format!("{PREFIX}{id}_{secret}");
        Self { id, hash, text }
    }

    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn hash(&self) -> [u8; 32] {
        *self.hash.as_bytes()
    }

    /// Whether it is that of a key; takes the same time whatever differs.
    pub(crate) fn fits(&self, hash: &[u8; 32]) -> bool {
        // `blake3::Hash` compares in constant time.
        self.hash == blake3::Hash::from(*hash)
    }

    /// To be shown to whoever asked for the key, once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Secret({})", self.id)
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ApiKey({} of {})", self.id, self.tenant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_recognised_and_never_shown() {
        let made = Secret::generate().unwrap();
        let presented = Secret::parse(made.reveal()).unwrap();
        assert_eq!(presented.id(), made.id());
        assert!(presented.fits(&made.hash()) && looks_like_one(made.reveal()));
        let other = Secret::generate().unwrap();
        assert!(!other.fits(&made.hash()) && other.id() != made.id());
        assert_eq!(format!("{made:?}"), format!("Secret({})", made.id()));
    }

    #[test]
    fn what_is_no_key_is_none() {
        let made = Secret::generate().unwrap();
        let text = made.reveal();
        for wrong in
            ["", "o2ck_", "o2ck__", &text[1..], &text[..text.len() - 1], &format!("{text}0"), &text.to_uppercase()]
        {
            assert!(Secret::parse(wrong).is_none(), "{wrong}");
        }
    }
}
