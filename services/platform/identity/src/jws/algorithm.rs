//! The algorithms, each with the one kind of key that it takes. There is no `none`, and none with a shared secret: a
//! public key can never be taken for a secret.

use std::str::FromStr;

use ring::signature::{self as scheme, RsaPublicKeyComponents, UnparsedPublicKey};
use serde::{Deserialize, Serialize};

/// As JOSE names them (RFC 7518, RFC 8037).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Algorithm {
    #[serde(rename = "EdDSA")]
    EdDsa,
    #[serde(rename = "ES256")]
    Es256,
    #[serde(rename = "ES384")]
    Es384,
    #[serde(rename = "RS256")]
    Rs256,
    #[serde(rename = "RS384")]
    Rs384,
    #[serde(rename = "RS512")]
    Rs512,
    #[serde(rename = "PS256")]
    Ps256,
    #[serde(rename = "PS384")]
    Ps384,
    #[serde(rename = "PS512")]
    Ps512,
}

/// The text names no algorithm that is known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no algorithm of that name is supported")]
pub struct UnknownAlgorithm;

impl FromStr for Algorithm {
    type Err = UnknownAlgorithm;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Ok(match name {
            "EdDSA" => Self::EdDsa,
            "ES256" => Self::Es256,
            "ES384" => Self::Es384,
            "RS256" => Self::Rs256,
            "RS384" => Self::Rs384,
            "RS512" => Self::Rs512,
            "PS256" => Self::Ps256,
            "PS384" => Self::Ps384,
            "PS512" => Self::Ps512,
            _ => return Err(UnknownAlgorithm),
        })
    }
}

/// A public key with the algorithm that it is used with, and no other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyingKey {
    algorithm: Algorithm,
    material: Material,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Material {
    Ed25519(Vec<u8>),
    /// A point, uncompressed.
    P256(Vec<u8>),
    P384(Vec<u8>),
    Rsa {
        modulus: Vec<u8>,
        exponent: Vec<u8>,
    },
}

impl VerifyingKey {
    pub fn ed25519(x: &[u8]) -> Option<Self> {
        (x.len() == 32).then(|| Self { algorithm: Algorithm::EdDsa, material: Material::Ed25519(x.to_owned()) })
    }

    pub fn p256(x: &[u8], y: &[u8]) -> Option<Self> {
        let point = point(x, y, 32)?;
        Some(Self { algorithm: Algorithm::Es256, material: Material::P256(point) })
    }

    pub fn p384(x: &[u8], y: &[u8]) -> Option<Self> {
        let point = point(x, y, 48)?;
        Some(Self { algorithm: Algorithm::Es384, material: Material::P384(point) })
    }

    /// Of 2,048 bits at least; ring refuses smaller ones when it verifies, this says it at once.
    pub fn rsa(algorithm: Algorithm, modulus: &[u8], exponent: &[u8]) -> Option<Self> {
        use Algorithm::{EdDsa, Es256, Es384, Ps256, Ps384, Ps512, Rs256, Rs384, Rs512};
        match algorithm {
            Rs256 | Rs384 | Rs512 | Ps256 | Ps384 | Ps512 => {}
            EdDsa | Es256 | Es384 => return None,
        }
        let modulus: Vec<u8> = modulus.iter().copied().skip_while(|byte| *byte == 0).collect();
        let exponent: Vec<u8> = exponent.iter().copied().skip_while(|byte| *byte == 0).collect();
        ((256..=1_024).contains(&modulus.len()) && !exponent.is_empty())
            .then_some(Self { algorithm, material: Material::Rsa { modulus, exponent } })
    }

    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match &self.material {
            Material::Ed25519(x) => UnparsedPublicKey::new(&scheme::ED25519, x).verify(message, signature).is_ok(),
            Material::P256(point) => {
                UnparsedPublicKey::new(&scheme::ECDSA_P256_SHA256_FIXED, point).verify(message, signature).is_ok()
            }
            Material::P384(point) => {
                UnparsedPublicKey::new(&scheme::ECDSA_P384_SHA384_FIXED, point).verify(message, signature).is_ok()
            }
            Material::Rsa { modulus, exponent } => {
                let parameters = match self.algorithm {
                    Algorithm::Rs256 => &scheme::RSA_PKCS1_2048_8192_SHA256,
                    Algorithm::Rs384 => &scheme::RSA_PKCS1_2048_8192_SHA384,
                    Algorithm::Rs512 => &scheme::RSA_PKCS1_2048_8192_SHA512,
                    Algorithm::Ps256 => &scheme::RSA_PSS_2048_8192_SHA256,
                    Algorithm::Ps384 => &scheme::RSA_PSS_2048_8192_SHA384,
                    Algorithm::Ps512 => &scheme::RSA_PSS_2048_8192_SHA512,
                    Algorithm::EdDsa | Algorithm::Es256 | Algorithm::Es384 => return false,
                };
                RsaPublicKeyComponents { n: modulus, e: exponent }.verify(parameters, message, signature).is_ok()
            }
        }
    }
}

fn point(x: &[u8], y: &[u8], bytes: usize) -> Option<Vec<u8>> {
    (x.len() == bytes && y.len() == bytes).then(|| [&[4], x, y].concat())
}
