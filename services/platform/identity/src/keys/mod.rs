//! Ed25519 keys, as `openssl genpkey -algorithm ed25519` writes them: PEM, PKCS #8 and SPKI.

pub(crate) mod file;
mod pem;

use std::{fmt, path::Path};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

use crate::fresh_secret;

/// What stands before the 32 bytes of a private key in PKCS #8, and of a public key in SPKI: their type.
const PRIVATE: &[u8] =
    &[0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
const PUBLIC: &[u8] = &[0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("{file} cannot be read")]
    Unreadable { file: String, source: std::io::Error },
    #[error("{file} cannot be written")]
    Unwritable { file: String, source: std::io::Error },
    #[error("{0} holds no Ed25519 key in PEM: `openssl genpkey -algorithm ed25519` makes one")]
    Malformed(String),
    #[error("{0} holds no 32 bytes in hexadecimal: `openssl rand -hex 32` makes them")]
    NoSecret(String),
    #[error("the machine gives no random numbers")]
    NoChance,
}

/// A private key. It is shown by its public id alone.
pub struct SigningKey {
    pair: Ed25519KeyPair,
    /// PKCS #8.
    document: Vec<u8>,
    public: PublicKey,
}

impl SigningKey {
    /// A new one.
    pub fn generate() -> Result<Self, KeyError> {
        Self::of(&[PRIVATE, &fresh_secret()?].concat()).ok_or(KeyError::NoChance)
    }

    pub fn read(file: &Path) -> Result<Self, KeyError> {
        let text = file::read(file)?;
        let document = pem::decode(&text, "PRIVATE KEY");
        document.and_then(|document| Self::of(&document)).ok_or_else(|| KeyError::Malformed(file.display().to_string()))
    }

    /// The key of a file that only its owner may read; made if there is none.
    pub fn read_or_create(file: &Path) -> Result<Self, KeyError> {
        if file.exists() {
            return Self::read(file);
        }
        let key = Self::generate()?;
        file::write_private(file, &pem::encode(&key.document, "PRIVATE KEY"))?;
        Ok(key)
    }

    fn of(document: &[u8]) -> Option<Self> {
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(document).ok()?;
        let public = PublicKey::of(pair.public_key().as_ref())?;
        Some(Self { pair, document: document.to_owned(), public })
    }

    #[must_use]
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.pair.sign(message).as_ref().to_owned()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SigningKey({})", self.public.id())
    }
}

/// A public key, found by its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    bytes: [u8; 32],
    id: String,
}

impl PublicKey {
    fn of(bytes: &[u8]) -> Option<Self> {
        let bytes: [u8; 32] = bytes.try_into().ok()?;
        let id = hex::encode(&blake3::hash(&bytes).as_bytes()[..8]);
        Some(Self { bytes, id })
    }

    pub fn read(file: &Path) -> Result<Self, KeyError> {
        let text = file::read(file)?;
        let key = pem::decode(&text, "PUBLIC KEY").and_then(|document| Self::of(document.strip_prefix(PUBLIC)?));
        key.ok_or_else(|| KeyError::Malformed(file.display().to_string()))
    }

    /// For whoever has to trust it.
    pub fn write(&self, file: &Path) -> Result<(), KeyError> {
        file::write(file, &pem::encode(&[PUBLIC, &self.bytes].concat(), "PUBLIC KEY"))
    }

    /// Made of the key itself.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// As a JSON Web Key (RFC 8037).
    #[must_use]
    pub fn jwk(&self) -> serde_json::Value {
        let x = URL_SAFE_NO_PAD.encode(self.bytes);
        serde_json::json!({ "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": self.id, "x": x })
    }

    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.bytes).verify(message, signature).is_ok()
    }
}

#[cfg(test)]
mod tests;
