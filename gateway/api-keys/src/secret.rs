//! What a machine shows: `o2ck_<id>_<secret>`.

use std::fmt;

use o2c_identity::{KeyError, fresh_secret};
use o2c_kernel::Id;
use uuid::Uuid;

use crate::domain::ApiKeyId;

/// So that a key that was written somewhere is found by whoever looks for lost ones.
const PREFIX: &str = "o2ck_";
/// Letters of the id, and of the ids that keys had once: half as many.
const ID: usize = 32;
const SHORT_ID: usize = 16;
/// Letters of the secret.
const SECRET: usize = 64;
/// Set apart from whatever else is hashed.
const CONTEXT: &str = "o2c gateway api key 1";

/// Whether a bearer token says that it is an API key.
#[must_use]
pub fn looks_like_one(token: &str) -> bool {
    token.starts_with(PREFIX)
}

/// A key with its secret, once: when it is made, or when it is presented.
pub struct Secret {
    id: ApiKeyId,
    hash: blake3::Hash,
    text: String,
}

impl Secret {
    /// A new one of a key.
    pub fn generate(id: ApiKeyId) -> Result<Self, KeyError> {
        let secret = hex::encode(fresh_secret()?);
        Ok(Self { id, hash: hash(&secret), text: format!("{PREFIX}{}_{secret}", id.uuid().simple()) })
    }

    /// Takes apart what a caller sent.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (id, secret) = text.strip_prefix(PREFIX)?.split_once('_')?;
        let hexadecimal = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        let fits =
            matches!(id.len(), ID | SHORT_ID) && secret.len() == SECRET && hexadecimal(id) && hexadecimal(secret);
        let number = u128::from_str_radix(id, 16).ok().filter(|_| fits)?;
        Some(Self { id: Id::from_uuid(Uuid::from_u128(number)), hash: hash(secret), text: text.to_owned() })
    }

    #[must_use]
    pub const fn id(&self) -> ApiKeyId {
        self.id
    }

    /// What is kept of it.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        *self.hash.as_bytes()
    }

    /// Whether it is the one of which this was kept; takes the same time whatever differs.
    #[must_use]
    pub fn fits(&self, hash: &[u8; 32]) -> bool {
        // `blake3::Hash` compares in constant time.
        self.hash == blake3::Hash::from(*hash)
    }

    /// To be shown to whoever asked for the key, once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.text
    }
}

/// The secret is as good as a random key: a fast hash does, and nobody finds it by trying.
fn hash(secret: &str) -> blake3::Hash {
    blake3::Hash::from(blake3::derive_key(CONTEXT, secret.as_bytes()))
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Secret({})", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_recognised_and_never_shown() {
        let made = Secret::generate(Id::new()).unwrap();
        let presented = Secret::parse(made.reveal()).unwrap();
        assert_eq!(presented.id(), made.id());
        assert!(presented.fits(&made.hash()) && looks_like_one(made.reveal()));
        let other = Secret::generate(made.id()).unwrap();
        assert!(!other.fits(&made.hash()));
        assert_eq!(format!("{made:?}"), format!("Secret({})", made.id()));
    }

    #[test]
    fn what_is_no_key_is_none() {
        let made = Secret::generate(Id::new()).unwrap();
        let text = made.reveal();
        for wrong in
            ["", "o2ck_", "o2ck__", &text[1..], &text[..text.len() - 1], &format!("{text}0"), &text.to_uppercase()]
        {
            assert!(Secret::parse(wrong).is_none(), "{wrong}");
        }
        let short = format!("o2ck_00000000000000ff_{}", "a".repeat(SECRET));
        assert_eq!(Secret::parse(&short).unwrap().id().uuid(), Uuid::from_u128(0xff), "as keys were once");
    }
}
