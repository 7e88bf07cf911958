//! Who may pass the edge: who they are, whether the method is for them, whether their quota lasts.

mod caller;
mod credentials;
mod grpc;
mod peer;
mod proof;
mod record;
mod rules;

use std::{net::IpAddr, sync::Arc};

use http::{Extensions, HeaderMap};
use o2c_kernel::{Caller, machine_now};
use o2c_rpc::{Contract, call::Proven};

pub use proof::Proof;
pub use rules::AdmissionRules;

use crate::{problem::Refusal, quota::Quota};
use record::Refused;

/// The guard of the edge. Clones share everything.
#[derive(Clone, Debug)]
pub struct Admission(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    contract: Arc<Contract>,
    /// None: callers are who the headers say, which is for loopback.
    proof: Option<Proof>,
    rules: AdmissionRules,
}

/// A request, as far as it matters for who may pass.
#[derive(Clone, Copy)]
pub(crate) struct Asking<'r> {
    /// Of the method, as gRPC has it.
    pub(crate) path: &'r str,
    pub(crate) headers: &'r HeaderMap,
    pub(crate) extensions: &'r Extensions,
    pub(crate) request_id: &'r str,
}

/// Who has passed.
#[derive(Clone, Debug)]
pub(crate) struct Admitted {
    /// None: the headers go on as they came, and a service judges them.
    caller: Option<Arc<Caller>>,
    pub(crate) quota: Option<Quota>,
}

impl Admission {
    /// Callers are who they say. For loopback.
    #[must_use]
    pub fn trusting(contract: Arc<Contract>, rules: AdmissionRules) -> Self {
        Self(Arc::new(Inner { contract, proof: None, rules }))
    }

    /// Callers prove who they are.
    #[must_use]
    pub fn proven(contract: Arc<Contract>, proof: Proof, rules: AdmissionRules) -> Self {
        Self(Arc::new(Inner { contract, proof: Some(proof), rules }))
    }

    /// Whether anything is asked of a caller here at all.
    fn is_open(&self) -> bool {
        self.0.proof.is_none() && self.0.rules.quotas.is_none()
    }

    /// Lets a request pass to a method.
    pub(crate) async fn admit(&self, asking: Asking<'_>) -> Result<Admitted, Refusal> {
        let peer = self.address(asking.extensions, asking.headers);
        match self.judge(&asking, peer).await {
            Ok(admitted) => Ok(admitted),
            Err(refused) => {
                self.record(&asking, peer, &refused).await;
                Err(refused.refusal)
            }
        }
    }

    /// Lets somebody see what needs no proof.
    pub(crate) fn admit_anybody(&self, extensions: &Extensions, headers: &HeaderMap) -> Result<(), Refusal> {
        match (&self.0.proof, &self.0.rules.strangers, self.address(extensions, headers)) {
            (Some(_), Some(strangers), Some(address)) => strangers.take(address, machine_now()),
            _ => Ok(()),
        }
    }

    fn address(&self, extensions: &Extensions, headers: &HeaderMap) -> Option<IpAddr> {
        peer::address(extensions, headers, self.0.rules.trusted_proxies)
    }

    async fn judge(&self, asking: &Asking<'_>, peer: Option<IpAddr>) -> Result<Admitted, Refused> {
        let inner = &*self.0;
        let caller = match &inner.proof {
            None => None,
            Some(proof) => Some(inner.prove(proof, asking.headers, peer).await?),
        };
        let known = |refusal| Refused { refusal, caller: caller.clone() };
        if let Some(caller) = &caller {
            inner.may_call(caller, asking.path).map_err(known)?;
        }
        let quota = match &inner.rules.quotas {
            None => None,
            Some(quotas) => {
                let named = || caller::tenant(asking.headers);
                let tenant = caller.as_ref().map_or_else(named, |caller| caller.tenant.clone());
                Some(quotas.take(&tenant, machine_now()).map_err(known)?)
            }
        };
        Ok(Admitted { caller, quota })
    }
}

impl Inner {
    /// Who calls. What fails counts against the address that it comes from, and an address that has failed too often is
    /// not listened to, unless it brings what was believed a moment ago.
    async fn prove(&self, proof: &Proof, headers: &HeaderMap, peer: Option<IpAddr>) -> Result<Arc<Caller>, Refusal> {
        let now = machine_now();
        if let Some(caller) = proof.remembered(headers, now) {
            return Ok(caller);
        }
        let limited = self.rules.strangers.as_ref().zip(peer);
        if let Some((strangers, address)) = limited {
            strangers.may_try(address, now)?;
        }
        let proven = proof.caller(headers, now).await;
        if let (Err(refusal), Some((strangers, address))) = (&proven, limited)
            && refusal.is_of_a_caller()
        {
            // The last one that the bucket has room for is told what is wrong with it; the next one is told to wait.
            let _ = strangers.take(address, now);
        }
        proven
    }

    /// The services ask the same; here it is cheap, and the caller learns which scope is missing.
    fn may_call(&self, caller: &Caller, path: &str) -> Result<(), Refusal> {
        let Some(access) = self.contract.access(path) else { return Err(Refusal::NoSuchPath) };
        if access.scope.is_empty() || !caller.scopes.allows(&access.scope) {
            return Err(Refusal::ScopeMissing { scope: access.scope.clone() });
        }
        Ok(())
    }
}

impl Admitted {
    /// Who calls, so that nobody in this process has to read it out of headers again.
    pub(crate) fn proven(&self) -> Option<Proven> {
        self.caller.clone().map(Proven)
    }

    /// Passes the caller on, beside [`Admitted::proven`].
    pub(crate) fn forward(&self, from: &HeaderMap, to: &mut HeaderMap) {
        match &self.caller {
            None => caller::as_they_came(from, to),
            Some(caller) => caller::put(caller, to),
        }
    }
}
