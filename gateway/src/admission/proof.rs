//! How callers prove who they are: a token of an issuer that is known, or an API key.

use std::{fmt, sync::Arc};

use http::HeaderMap;
use o2c_identity::Roles;
use o2c_kernel::{Caller, Instant};

use super::credentials;
use crate::{api_keys::ApiKeys, oidc::Issuers, problem::Refusal};

/// What is believed, and what roles allow.
pub struct Proof {
    roles: Arc<Roles>,
    issuers: Issuers,
    api_keys: Option<ApiKeys>,
}

impl Proof {
    #[must_use]
    pub fn new(roles: Arc<Roles>, issuers: Issuers, api_keys: Option<ApiKeys>) -> Self {
        Self { roles, issuers, api_keys }
    }

    /// Who was proven to call by the same token a moment ago.
    pub(super) fn remembered(&self, headers: &HeaderMap, now: Instant) -> Option<Arc<Caller>> {
        let token = credentials::bearer(headers).ok()?;
        match &self.api_keys {
            Some(keys) if o2c_api_keys::looks_like_one(token) => keys.remembered(token, &self.roles, now),
            _ => self.issuers.remembered(token, now),
        }
    }

    /// Who calls.
    pub(super) async fn caller(&self, headers: &HeaderMap, now: Instant) -> Result<Arc<Caller>, Refusal> {
        let token = credentials::bearer(headers)?;
        if o2c_api_keys::looks_like_one(token) {
            let Some(keys) = &self.api_keys else { return Err(Refusal::TokenRefused("API keys are not taken here")) };
            return keys.caller(token, &self.roles, now).await;
        }
        self.issuers.caller(token, &self.roles, now).await
    }
}

impl fmt::Debug for Proof {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Proof").field("issuers", &self.issuers).finish_non_exhaustive()
    }
}
