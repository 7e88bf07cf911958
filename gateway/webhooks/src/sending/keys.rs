//! What secrets follow from. The value of a secret is the keyed hash of its name: nobody finds it in the database, in a
//! backup of it, or in an answer that was stored for a repeated request.

use std::{fmt, path::PathBuf};

use base64::{Engine, prelude::BASE64_STANDARD};
use o2c_identity::read_secret;
use o2c_kernel::TenantId;
use ring::signature::{Ed25519KeyPair, KeyPair};

use crate::domain::{Algorithm, Secret};

/// Set apart from whatever else is hashed.
const NAME: &str = "o2c webhook key 1";
const VALUE: &str = "o2c webhook secret 1";
/// Letters of a key's name.
const NAMED: usize = 8;

/// Why a secret has no value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("webhooks.key_files names no key: `openssl rand -hex 32` makes one")]
    None,
    #[error("the key {0} of a secret is not among webhooks.key_files")]
    Unknown(String),
    #[error("a key cannot be used")]
    Unusable,
}

/// The keys of this installation, the one of new secrets first.
pub struct KeyRing {
    first: (String, [u8; 32]),
    former: Vec<(String, [u8; 32])>,
}

/// A secret that signs.
pub enum SecretValue {
    HmacSha256([u8; 32]),
    Ed25519(Box<Ed25519KeyPair>),
}

impl KeyRing {
    /// Reads the keys.
    pub fn read(files: &[PathBuf]) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let mut keys = Vec::with_capacity(files.len());
        for file in files {
            keys.push(read_secret(file)?);
        }
        Ok(Self::of(keys)?)
    }

    pub fn of(keys: impl IntoIterator<Item = [u8; 32]>) -> Result<Self, KeyError> {
        let mut named = keys.into_iter().map(|key| {
            let name = hex::encode(blake3::derive_key(NAME, &key));
            (name.chars().take(NAMED).collect::<String>(), key)
        });
        let first = named.next().ok_or(KeyError::None)?;
        Ok(Self { first, former: named.collect() })
    }

    /// The name of the key of new secrets.
    #[must_use]
    pub fn current(&self) -> &str {
        &self.first.0
    }

    /// The value of a secret.
    pub fn value(&self, tenant: &TenantId, secret: &Secret) -> Result<SecretValue, KeyError> {
        let mut keys = std::iter::once(&self.first).chain(&self.former);
        let found = keys.find(|(name, _)| *name == secret.key_id);
        let (_, key) = found.ok_or_else(|| KeyError::Unknown(secret.key_id.clone()))?;
        let name = format!("{VALUE}/{tenant}/{}/{}", secret.subscription, secret.id);
        let value = *blake3::keyed_hash(key, name.as_bytes()).as_bytes();
        match secret.algorithm {
            Algorithm::HmacSha256 => Ok(SecretValue::HmacSha256(value)),
            Algorithm::Ed25519 => {
                let pair = Ed25519KeyPair::from_seed_unchecked(&value).map_err(|_| KeyError::Unusable)?;
                Ok(SecretValue::Ed25519(Box::new(pair)))
            }
        }
    }
}

impl SecretValue {
    /// To be shown to whoever asked for the secret, once. Of a key pair the receiver needs the public half alone.
    #[must_use]
    pub fn reveal(&self) -> Option<String> {
        match self {
            Self::HmacSha256(value) => Some(format!("whsec_{}", BASE64_STANDARD.encode(value))),
            Self::Ed25519(_) => None,
        }
    }

    #[must_use]
    pub fn public_key(&self) -> Option<Vec<u8>> {
        match self {
            Self::HmacSha256(_) => None,
            Self::Ed25519(pair) => Some(pair.public_key().as_ref().to_vec()),
        }
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "KeyRing({})", self.first.0)
    }
}

impl fmt::Debug for SecretValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SecretValue")
    }
}

#[cfg(test)]
mod tests {
    use o2c_kernel::{Id, Instant};

    use super::*;

    #[test]
    fn a_secret_follows_from_its_name_and_one_key() {
        let (old, new) = (KeyRing::of([[1; 32]]).unwrap(), KeyRing::of([[2; 32], [1; 32]]).unwrap());
        let tenant = TenantId::default();
        let secret = Secret::new(Id::new(), Algorithm::HmacSha256, old.current(), Instant::default());
        let shown = |ring: &KeyRing, secret: &Secret| ring.value(&tenant, secret).unwrap().reveal().unwrap();
        assert_eq!(shown(&old, &secret), shown(&new, &secret), "a key that was exchanged still stands for its secrets");
        let other = Secret { id: Id::new(), ..secret.clone() };
        assert_ne!(shown(&old, &secret), shown(&old, &other));
        let lost = Secret { key_id: new.current().to_owned(), ..secret.clone() };
        assert!(matches!(old.value(&tenant, &lost), Err(KeyError::Unknown(_))));
        assert!(matches!(KeyRing::of([]), Err(KeyError::None)));
        let told = format!("{old:?} {:?}", old.value(&tenant, &secret).unwrap());
        assert!(!told.contains(&shown(&old, &secret)) && !told.contains("01010101"), "{told}");
    }
}
