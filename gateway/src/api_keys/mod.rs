//! API keys at the edge: looked up by their ids, remembered for a few seconds. What they are is `o2c-api-keys`.

mod cache;

use std::{fmt, sync::Arc};

use o2c_api_keys::{KeyStore, Known, Secret, domain::State};
use o2c_identity::Roles;
use o2c_kernel::{Caller, Instant, Principal};

use crate::problem::Refusal;
use cache::Cache;

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
        let found = match self.cache.get(presented.id(), now) {
            Some(found) => found,
            None => {
                let found = self.store.find(presented.id()).await.map_err(|error| {
                    tracing::warn!(%error, "API keys cannot be looked up");
                    Refusal::KeysUnavailable
                })?;
                self.cache.put(presented.id(), found, now)
            }
        };
        let Some(known) = found else { return Err(refused) };
        self.believed(&presented, &known, roles, now)
    }

    /// Whose key it is that was looked up a moment ago.
    pub(crate) fn remembered(&self, text: &str, roles: &Roles, now: Instant) -> Option<Arc<Caller>> {
        let presented = Secret::parse(text)?;
        let known = self.cache.get(presented.id(), now)??;
        self.believed(&presented, &known, roles, now).ok()
    }

    fn believed(
        &self,
        presented: &Secret,
        known: &Arc<Known>,
        roles: &Roles,
        now: Instant,
    ) -> Result<Arc<Caller>, Refusal> {
        let refused = Refusal::TokenRefused("the API key is not known");
        if !presented.fits(&known.secret_hash) {
            return Err(refused);
        }
        match known.key.state(now) {
            State::Active => {}
            State::Expired => return Err(Refusal::TokenRefused("the API key is over")),
            State::Revoked => return Err(Refusal::TokenRefused("the API key was taken back")),
        }
        let scopes = roles.resolve(known.key.roles.iter().map(String::as_str)).map_err(Refusal::RolesRefused)?;
        let principal = Principal::parse(&format!("{}{}", o2c_api_keys::ApiKeys::PRINCIPAL, known.key.id));
        let principal = principal.map_err(|_| refused)?;
        if self.cache.is_time_to_note(known.key.id, now) {
            let (store, known) = (self.store.clone(), Arc::clone(known));
            // Nobody waits for it, and what is lost of it is a minute.
            tokio::spawn(async move {
                if let Err(error) = store.note_use(&known, now).await {
                    tracing::warn!(%error, "the use of an API key was not noted");
                }
            });
        }
        let responsible = Some(known.key.created_by.clone());
        Ok(Arc::new(Caller { tenant: known.tenant.clone(), principal, scopes, responsible }))
    }
}

impl fmt::Debug for ApiKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ApiKeys")
    }
}

#[cfg(test)]
mod tests;
