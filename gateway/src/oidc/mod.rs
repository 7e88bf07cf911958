//! Access tokens of OpenID Connect (RFC 9068): of issuers that are known by name, each with its audience, its algorithms
//! and its keys.

mod claims;
mod fetch;
mod issuer;
mod key_set;
mod keys;
mod options;

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use o2c_identity::{Bounded, Roles, jws::Unverified};
use o2c_kernel::{Caller, Instant};

pub use fetch::FetchError;
pub use issuer::IssuerError;
pub use options::IssuerOptions;

use crate::problem::Refusal;
use issuer::Issuer;

/// Tokens that are remembered.
const REMEMBERED: usize = 8_192;
/// How long a token is believed without being looked at again: a key that an issuer has taken back is believed as long.
const BELIEVED: Duration = Duration::from_secs(30);

/// The issuers that are believed.
pub struct Issuers {
    issuers: Vec<Arc<Issuer>>,
    seen: Mutex<Bounded<[u8; 32], Seen>>,
}

#[derive(Clone)]
struct Seen {
    caller: Arc<Caller>,
    until: Instant,
}

impl Issuers {
    /// Reads key sets of files and asks for the others; one that cannot be had now is asked for again. Needs a tokio
    /// runtime.
    pub async fn open(options: &[IssuerOptions]) -> Result<Self, IssuerError> {
        let mut issuers = Vec::new();
        for one in options {
            issuers.push(Issuer::open(one.clone()).await?);
        }
        Ok(Self { issuers, seen: Mutex::new(Bounded::new(REMEMBERED)) })
    }

    /// Whom a token names, with what their roles allow.
    pub(crate) async fn caller(&self, token: &str, roles: &Roles, now: Instant) -> Result<Arc<Caller>, Refusal> {
        let name = *blake3::hash(token.as_bytes()).as_bytes();
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&name).cloned();
        if let Some(seen) = seen.filter(|seen| now < seen.until) {
            return Ok(seen.caller);
        }
        let (caller, until) = self.verified(token, roles, now).await?;
        let seen = Seen { caller: Arc::clone(&caller), until: until.min(now.plus(BELIEVED)) };
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(name, seen);
        Ok(caller)
    }

    async fn verified(&self, token: &str, roles: &Roles, now: Instant) -> Result<(Arc<Caller>, Instant), Refusal> {
        let unverified = Unverified::parse(token).map_err(|_| Refusal::TokenRefused("the token is no signed JWT"))?;
        let named = unverified.unverified_issuer();
        let found = self.issuers.iter().find(|issuer| named.as_deref() == Some(issuer.name()));
        let issuer = found.ok_or(Refusal::TokenRefused("the issuer of the token is not known"))?;
        let (person, until) = issuer.verify(&unverified, now).await?;
        let scopes = roles.resolve(person.roles.iter().map(String::as_str).filter(|name| roles.is_given(name)));
        let scopes = scopes.map_err(Refusal::RolesRefused)?;
        Ok((Arc::new(Caller { tenant: person.tenant, principal: person.principal, scopes }), until))
    }
}

impl fmt::Debug for Issuers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.issuers.iter().map(|issuer| issuer.name())).finish()
    }
}

#[cfg(test)]
mod tests;
