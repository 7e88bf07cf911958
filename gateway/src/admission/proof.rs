//! How callers prove who they are: a token of an issuer that is known, or an API key.

use std::{fmt, sync::Arc};

use http::HeaderMap;
use o2c_identity::Roles;
use o2c_kernel::{Caller, machine_now};

use super::credentials;
use crate::{
    api_keys::{self, ApiKeys},
    oidc::Issuers,
    problem::Refusal,
};

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

    /// Who calls.
    pub(super) async fn caller(&self, headers: &HeaderMap) -> Result<Arc<Caller>, Refusal> {
        let token = credentials::bearer(headers)?;
        if api_keys::looks_like_one(token) {
            let Some(keys) = &self.api_keys else { return Err(Refusal::TokenRefused("API keys are not taken here")) };
            return keys.caller(token, &self.roles, machine_now()).await;
        }
        self.issuers.caller(token, &self.roles, machine_now()).await
    }
}

impl fmt::Debug for Proof {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Proof").field("issuers", &self.issuers).finish_non_exhaustive()
    }
}
