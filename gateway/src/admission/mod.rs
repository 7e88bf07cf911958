//! Who may pass the edge: who they are, whether the method is for them, whether their quota lasts.

mod caller;
mod credentials;
mod grpc;
mod proof;

use std::sync::Arc;

use http::HeaderMap;
use o2c_kernel::{Caller, machine_now};
use o2c_rpc::Contract;

pub use proof::Proof;

use crate::{
    problem::Refusal,
    quota::{Quota, Quotas},
};

/// The guard of the edge. Clones share everything.
#[derive(Clone, Debug)]
pub struct Admission(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    contract: Arc<Contract>,
    /// None: callers are who the headers say, which is for loopback.
    proof: Option<Proof>,
    quotas: Option<Quotas>,
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
    pub fn trusting(contract: Arc<Contract>, quotas: Option<Quotas>) -> Self {
        Self(Arc::new(Inner { contract, proof: None, quotas }))
    }

    /// Callers prove who they are.
    #[must_use]
    pub fn proven(contract: Arc<Contract>, proof: Proof, quotas: Option<Quotas>) -> Self {
        Self(Arc::new(Inner { contract, proof: Some(proof), quotas }))
    }

    /// Whether anything is asked of a caller here at all.
    fn is_open(&self) -> bool {
        self.0.proof.is_none() && self.0.quotas.is_none()
    }

    /// Lets a request pass to a method, given by its path.
    pub(crate) async fn admit(&self, path: &str, headers: &HeaderMap) -> Result<Admitted, Refusal> {
        let admitted = self.judge(path, headers).await;
        if let Err(refusal) = &admitted {
            // The refusal says nothing of the token itself.
            tracing::debug!(path, %refusal, "a caller was not admitted");
        }
        admitted
    }

    async fn judge(&self, path: &str, headers: &HeaderMap) -> Result<Admitted, Refusal> {
        let inner = &*self.0;
        let caller = match &inner.proof {
            None => None,
            Some(proof) => {
                let caller = proof.caller(headers).await?;
                inner.may_call(&caller, path)?;
                Some(caller)
            }
        };
        let quota = match &inner.quotas {
            None => None,
            Some(quotas) => {
                let tenant = caller.as_ref().map_or_else(|| caller::tenant(headers), |caller| caller.tenant.clone());
                Some(quotas.take(&tenant, machine_now())?)
            }
        };
        Ok(Admitted { caller, quota })
    }
}

impl Inner {
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
    /// Passes the caller on.
    pub(crate) fn forward(&self, from: &HeaderMap, to: &mut HeaderMap) {
        match &self.caller {
            None => caller::as_they_came(from, to),
            Some(caller) => caller::put(caller, to),
        }
    }
}
