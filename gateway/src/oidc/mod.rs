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
};

use o2c_identity::{Bounded, Roles, jws::Unverified};
use o2c_kernel::{Caller, Instant};

pub use fetch::FetchError;
pub use issuer::IssuerError;
pub use options::IssuerOptions;

use crate::problem::Refusal;
use issuer::Issuer;
use key_set::KeySet;

/// Tokens that are remembered.
const REMEMBERED: usize = 8_192;

/// The issuers that are believed.
pub struct Issuers {
    issuers: Vec<Arc<Issuer>>,
    seen: Mutex<Bounded<[u8; 32], Seen>>,
}

/// A token that was verified: not again until it ends, or its issuer's keys are others.
#[derive(Clone)]
struct Seen {
    caller: Arc<Caller>,
    until: Instant,
    issuer: Arc<Issuer>,
    keys: Arc<KeySet>,
}

impl Seen {
    fn holds(&self, now: Instant) -> bool {
        now < self.until && self.issuer.has_still(&self.keys)
    }
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
        if let Some(caller) = self.remembered(token, now) {
            return Ok(caller);
        }
        let seen = self.verified(token, roles, now).await?;
        let caller = Arc::clone(&seen.caller);
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(name_of(token), seen);
        Ok(caller)
    }

    /// Whom a token names that was verified before.
    pub(crate) fn remembered(&self, token: &str, now: Instant) -> Option<Arc<Caller>> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = seen.get_mut(&name_of(token))?;
        seen.holds(now).then(|| Arc::clone(&seen.caller))
    }

    async fn verified(&self, token: &str, roles: &Roles, now: Instant) -> Result<Seen, Refusal> {
        let unverified = Unverified::parse(token).map_err(|_| Refusal::TokenRefused("the token is no signed JWT"))?;
        let named = unverified.unverified_issuer();
        let found = self.issuers.iter().find(|issuer| named.as_deref() == Some(issuer.name()));
        let issuer = found.ok_or(Refusal::TokenRefused("the issuer of the token is not known"))?;
        let (person, until, keys) = issuer.verify(&unverified, now).await?;
        let scopes = roles.resolve(person.roles.iter().map(String::as_str).filter(|name| roles.is_given(name)));
        let scopes = scopes.map_err(Refusal::RolesRefused)?;
        let caller = Arc::new(Caller { tenant: person.tenant, principal: person.principal, scopes, responsible: None });
        Ok(Seen { caller, until, issuer: Arc::clone(issuer), keys })
    }
}

fn name_of(token: &str) -> [u8; 32] {
    *blake3::hash(token.as_bytes()).as_bytes()
}

impl fmt::Debug for Issuers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.issuers.iter().map(|issuer| issuer.name())).finish()
    }
}

#[cfg(test)]
mod tests;
