//! Signs identities. One is made for a caller and an audience, and used again until half its life is over.

use std::{
    fmt,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use o2c_kernel::{Caller, Instant};

use crate::{
    Bounded, KeyError, SigningKey,
    claims::{Claims, LIFETIME, TYPE},
    jws, watch,
};

/// Callers that are remembered: more of them cost a signature each.
const REMEMBERED: usize = 8_192;

/// Speaks for one process.
pub struct Issuer {
    name: String,
    key: RwLock<Arc<SigningKey>>,
    /// None: the key lives in memory alone.
    file: Option<PathBuf>,
    minted: Mutex<Bounded<Key, Minted>>,
}

#[derive(PartialEq, Eq, Hash)]
struct Key {
    caller: Arc<Caller>,
    audience: String,
}

struct Minted {
    token: Arc<str>,
    /// From then on a new one is made.
    until: Instant,
}

impl Issuer {
    /// With a key that nobody else has.
    #[must_use]
    pub fn new(name: &str, key: SigningKey) -> Self {
        Self {
            name: name.to_owned(),
            key: RwLock::new(Arc::new(key)),
            file: None,
            minted: Mutex::new(Bounded::new(REMEMBERED)),
        }
    }

    /// With the key of a file, which is read again whenever it changes. Needs a tokio runtime.
    pub fn of_file(name: &str, file: PathBuf) -> Result<Arc<Self>, KeyError> {
        let key = SigningKey::read(&file)?;
        let issuer = Arc::new(Self { file: Some(file.clone()), ..Self::new(name, key) });
        watch::files(&issuer, vec![file], Self::reload);
        Ok(issuer)
    }

    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    #[must_use]
    pub fn key(&self) -> Arc<SigningKey> {
        Arc::clone(&self.key.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// A token that tells an audience who calls.
    pub fn token(&self, caller: &Arc<Caller>, audience: &str, now: Instant) -> Arc<str> {
        let key = Key { caller: Arc::clone(caller), audience: audience.to_owned() };
        let found = self.minted.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&key).map(|minted| {
            let fresh = now < minted.until;
            fresh.then(|| Arc::clone(&minted.token))
        });
        if let Some(Some(token)) = found {
            return token;
        }
        // Outside of the lock: a signature takes longer than everything else here.
        let claims = Claims::of(caller, &self.name, audience, now.micros() / 1_000_000);
        let token: Arc<str> = jws::sign(&self.key(), TYPE, &claims).into();
        let minted = Minted { token: Arc::clone(&token), until: now.plus(LIFETIME / 2) };
        self.minted.lock().unwrap_or_else(PoisonError::into_inner).insert(key, minted);
        token
    }

    fn reload(&self) {
        let Some(file) = &self.file else { return };
        match SigningKey::read(file) {
            Ok(key) => {
                tracing::info!(key = key.public().id(), "identities are signed with another key");
                *self.key.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(key);
                self.minted.lock().unwrap_or_else(PoisonError::into_inner).clear();
            }
            Err(error) => tracing::warn!(%error, "the signing key stays what it was"),
        }
    }
}

impl fmt::Debug for Issuer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Issuer").field("name", &self.name).field("key", &self.key()).finish_non_exhaustive()
    }
}
