//! One issuer.

use std::sync::Arc;

use o2c_identity::jws::{Algorithm, Unverified};
use o2c_kernel::{Instant, machine_now};

use super::{
    IssuerOptions,
    claims::{self, Person},
    fetch::{FetchError, Source},
    key_set::KeySet,
    keys::{Keys, KeysError, Place},
};
use crate::problem::Refusal;

/// Why an issuer cannot be used at all.
#[derive(Debug, thiserror::Error)]
pub enum IssuerError {
    #[error("the issuer {issuer} cannot be asked for its keys")]
    Address { issuer: String, source: FetchError },
    #[error("the keys of the issuer {issuer} cannot be read")]
    Keys { issuer: String, source: KeysError },
}

pub(super) struct Issuer {
    options: IssuerOptions,
    keys: Arc<Keys>,
}

impl Issuer {
    pub(super) async fn open(options: IssuerOptions) -> Result<Arc<Self>, IssuerError> {
        let issuer = options.issuer.clone();
        let place = if options.jwks_url.is_empty() {
            Place::File(options.jwks_file.clone().into())
        } else {
            let source = Source::parse(&options.jwks_url).and_then(|source| source.trusting(&options.ca_file));
            Place::Address(source.map_err(|source| IssuerError::Address { issuer: issuer.clone(), source })?)
        };
        let is_file = matches!(place, Place::File(_));
        let keys = Keys::new(place, options.algorithms.clone());
        match keys.refresh(machine_now()).await {
            Ok(()) => {}
            // A file that is not there is a mistake; an address that does not answer will.
            Err(source) if is_file => return Err(IssuerError::Keys { issuer, source }),
            Err(error) => {
                tracing::warn!(%error, issuer, "an issuer does not answer: until it does, nobody comes in by it")
            }
        }
        Ok(Arc::new(Self { options, keys }))
    }

    pub(super) fn name(&self) -> &str {
        &self.options.issuer
    }

    /// Whether what was verified with these keys still is.
    pub(super) fn has_still(&self, keys: &Arc<KeySet>) -> bool {
        Arc::ptr_eq(&self.keys.current(), keys)
    }

    /// Whom its token names, until when, and by which keys.
    pub(super) async fn verify(
        &self,
        token: &Unverified<'_>,
        now: Instant,
    ) -> Result<(Person, Instant, Arc<KeySet>), Refusal> {
        let refused = Refusal::TokenRefused;
        let header = &token.header;
        let algorithm: Option<Algorithm> = header.alg.parse().ok().filter(|one| self.options.algorithms.contains(one));
        let algorithm =
            algorithm.ok_or(refused("the token is signed with an algorithm that its issuer does not use"))?;
        let typ = header.typ.as_deref().unwrap_or_default();
        let typ = typ.strip_prefix("application/").unwrap_or(typ);
        if !self.options.types.iter().any(|allowed| allowed.eq_ignore_ascii_case(typ)) {
            return Err(refused("the token is no access token"));
        }
        let id = header.kid.as_deref().ok_or(refused("the token does not name its key"))?;
        let keys = self.keys.with(id, now).await;
        let key = keys.find(id, algorithm).ok_or(refused("the key of the token is not known"))?;
        let claims = token.verified_by(key).ok_or(refused("the signature of the token does not fit"))?;
        let (person, until) = claims::read(&claims, &self.options, now)?;
        Ok((person, until, keys))
    }
}
