//! API keys for machines: an id that is no secret, and 256 bits that are. Of those only a hash is kept; a key has roles,
//! an end, and can be taken back within seconds.

mod cache;
mod entity;
mod key;
mod migrations;
mod store;

use std::{fmt, sync::Arc};

use o2c_identity::Roles;
use o2c_kernel::{Caller, Instant, Principal};

pub use key::{ApiKey, NewApiKey, Secret};
pub use migrations::{MIGRATIONS, PRIVILEGES};
pub use store::{ApiKeyError, KeyStore};

use crate::problem::Refusal;
use cache::Cache;
pub(crate) use key::looks_like_one;

/// The keys that are believed.
pub struct ApiKeys {
    store: KeyStore,
    cache: Cache,
}

impl ApiKeys {
    #[must_use]
    pub fn new(store: KeyStore) -> Self {
        Self { store, cache: Cache::new() }
    }

    /// Whose key it is. One that was taken back is refused as soon as what is remembered of it is a few seconds old.
    pub(crate) async fn caller(&self, text: &str, roles: &Roles, now: Instant) -> Result<Arc<Caller>, Refusal> {
        let refused = Refusal::TokenRefused("the API key is not known");
        let Some(presented) = Secret::parse(text) else { return Err(refused) };
        let known = match self.cache.get(presented.id(), now) {
            Some(known) => known,
            None => {
                let found = self.store.find(presented.id()).await.map_err(|error| {
                    tracing::warn!(%error, "API keys cannot be looked up");
                    Refusal::KeysUnavailable
                })?;
                self.cache.put(presented.id(), found, now)
            }
        };
        let Some(key) = known else { return Err(refused) };
        if !presented.fits(&key.secret_hash) {
            return Err(refused);
        }
        if key.revoked_at.is_some() {
            return Err(Refusal::TokenRefused("the API key was taken back"));
        }
        if now >= key.expires_at {
            return Err(Refusal::TokenRefused("the API key is over"));
        }
        let scopes = roles.resolve(key.roles.iter().map(String::as_str)).map_err(Refusal::RolesRefused)?;
        let principal = Principal::parse(&format!("key:{}", key.id)).map_err(|_| refused)?;
        if self.cache.is_time_to_note(&key.id, now) {
            let (store, key) = (self.store.clone(), Arc::clone(&key));
            // Nobody waits for it, and what is lost of it is a minute.
            tokio::spawn(async move {
                if let Err(error) = store.note_use(&key, now).await {
                    tracing::warn!(%error, "the use of an API key was not noted");
                }
            });
        }
        Ok(Arc::new(Caller { tenant: key.tenant.clone(), principal, scopes }))
    }
}

impl fmt::Debug for ApiKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ApiKeys")
    }
}

#[cfg(test)]
mod tests;
