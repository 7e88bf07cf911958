//! Verifies identities. What has been verified is remembered, so that a caller's second call costs a hash.

use std::{
    collections::BTreeMap,
    fmt,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use o2c_kernel::{Caller, Instant};

use crate::{
    Bounded, KeyError, PublicKey, TrustedKeys,
    claims::{Claims, LIFETIME, SKEW, TYPE},
    jws::{self, SignedError},
    watch,
};

/// Tokens that are remembered.
const REMEMBERED: usize = 8_192;

/// Why nobody is believed. What of it a caller is told is all the same; the log tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    #[error("the identity is no token of ours")]
    Malformed,
    #[error("the identity is signed with a key that is not trusted")]
    UnknownKey,
    #[error("the signature of the identity does not fit")]
    Forged,
    #[error("the identity is meant for another service")]
    OtherAudience,
    #[error("the identity is over, or not valid yet")]
    Untimely,
}

/// Believes the processes whose keys it has.
pub struct Verifier {
    trusted: RwLock<Arc<TrustedKeys>>,
    files: BTreeMap<String, Vec<PathBuf>>,
    seen: Mutex<Bounded<[u8; 32], Arc<Seen>>>,
}

struct Seen {
    audience: String,
    from: Instant,
    until: Instant,
    vouched: Vouched,
}

/// A caller, and the process that vouches for them.
#[derive(Clone, Debug)]
pub struct Vouched {
    pub caller: Arc<Caller>,
    pub process: Arc<str>,
}

impl Verifier {
    #[must_use]
    pub fn new(trusted: TrustedKeys) -> Self {
        Self {
            trusted: RwLock::new(Arc::new(trusted)),
            files: BTreeMap::new(),
            seen: Mutex::new(Bounded::new(REMEMBERED)),
        }
    }

    /// With keys from files, which are read again whenever one changes. Needs a tokio runtime.
    pub fn of_files(files: BTreeMap<String, Vec<PathBuf>>) -> Result<Arc<Self>, KeyError> {
        let watched = files.values().flatten().cloned().collect();
        let verifier = Arc::new(Self { files, ..Self::new(TrustedKeys::default()) });
        verifier.trust(TrustedKeys::read(&verifier.files)?);
        watch::files(&verifier, watched, Self::reload);
        Ok(verifier)
    }

    /// From now on these, and no others: what was signed with others is forgotten.
    pub fn trust(&self, keys: TrustedKeys) {
        *self.trusted.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Whether a process may sign with a key.
    #[must_use]
    pub fn trusts(&self, issuer: &str, key: &PublicKey) -> bool {
        let trusted = self.trusted.read().unwrap_or_else(PoisonError::into_inner);
        trusted.find(key.id()).is_some_and(|(owner, known)| owner == issuer && known == key)
    }

    /// Who calls, for an audience.
    pub fn verify(&self, token: &str, audience: &str, now: Instant) -> Result<Arc<Caller>, IdentityError> {
        self.vouched(token, audience, now).map(|vouched| vouched.caller)
    }

    /// Who calls, for an audience, and who says so.
    pub fn vouched(&self, token: &str, audience: &str, now: Instant) -> Result<Vouched, IdentityError> {
        let name = *blake3::hash(token.as_bytes()).as_bytes();
        let known =
            self.seen.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&name).map(|seen| Arc::clone(seen));
        let seen = match known {
            Some(seen) => seen,
            None => {
                let seen = Arc::new(self.read(token)?);
                self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(name, Arc::clone(&seen));
                seen
            }
        };
        if seen.audience != audience {
            return Err(IdentityError::OtherAudience);
        }
        if now < seen.from || now >= seen.until {
            return Err(IdentityError::Untimely);
        }
        Ok(seen.vouched.clone())
    }

    fn read(&self, token: &str) -> Result<Seen, IdentityError> {
        let trusted = Arc::clone(&self.trusted.read().unwrap_or_else(PoisonError::into_inner));
        let signed = jws::signed_by(token, TYPE, &trusted).map_err(|error| match error {
            SignedError::Malformed => IdentityError::Malformed,
            SignedError::UnknownKey => IdentityError::UnknownKey,
            SignedError::Forged => IdentityError::Forged,
        })?;
        let claims: Claims = serde_json::from_slice(&signed.json).map_err(|_| IdentityError::Malformed)?;
        // A key speaks for the process that it belongs to, and for no other.
        if claims.iss != signed.signer {
            return Err(IdentityError::Forged);
        }
        let (from, until) = (seconds(claims.iat), seconds(claims.exp));
        if until.since(from) > LIFETIME || until <= from {
            return Err(IdentityError::Untimely);
        }
        let caller = claims.caller().ok_or(IdentityError::Malformed)?;
        let vouched = Vouched { caller: Arc::new(caller), process: claims.iss.into() };
        Ok(Seen { audience: claims.aud, from: from.minus(SKEW), until: until.plus(SKEW), vouched })
    }

    fn reload(&self) {
        match TrustedKeys::read(&self.files) {
            Ok(keys) => {
                tracing::info!("the trusted keys are others");
                self.trust(keys);
            }
            Err(error) => tracing::warn!(%error, "the trusted keys stay what they were"),
        }
    }
}

fn seconds(seconds: i64) -> Instant {
    Instant::from_micros(seconds.saturating_mul(1_000_000))
}

impl fmt::Debug for Verifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let trusted = self.trusted.read().unwrap_or_else(PoisonError::into_inner);
        formatter.debug_struct("Verifier").field("trusted", &*trusted).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
