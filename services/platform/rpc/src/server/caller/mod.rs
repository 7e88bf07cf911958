//! Finds out who calls and whether they may.

mod signed;
pub(crate) mod trusted;

use std::sync::Arc;

use futures::{FutureExt, future::BoxFuture};
use o2c_identity::Verifier;
use o2c_kernel::Caller;
use tonic::Status;

use super::{RequestId, config::ServerConfig};
use crate::{
    Contract,
    call::Identified,
    error::RpcError,
    layer::{Layer, Next, Request, Response},
    status,
};

/// How a server knows who calls.
#[derive(Clone, Debug, Default)]
pub enum Authentication {
    /// The metadata say so. For calls within a process and for loopback: whoever serves it sees to that.
    #[default]
    TrustedMetadata,
    /// A process whose key is trusted has signed it, for this service and a minute.
    Signed(Arc<Verifier>),
}

/// Names the caller and enforces the scope that the contract asks for.
pub(super) struct CallerLayer {
    contract: Arc<Contract>,
    authentication: Authentication,
}

impl CallerLayer {
    pub(super) fn new(config: &ServerConfig, contract: Arc<Contract>) -> CallerLayer {
        CallerLayer { contract, authentication: config.authentication.clone() }
    }

    fn admit(&self, request: &Request) -> Result<Arc<Caller>, Status> {
        let id = RequestId::of(request.extensions()).map(RequestId::as_str);
        let path = request.uri().path();
        let Some(access) = self.contract.access(path) else {
            return Err(Status::unimplemented("no such method"));
        };
        let identified = match &self.authentication {
            Authentication::TrustedMetadata => trusted::identify(request.headers()).map(Arc::new),
            Authentication::Signed(verifier) => signed::identify(request.headers(), path, verifier),
        };
        let caller = identified.map_err(|error| status::status(&error, id))?;
        // A method without a scope is nobody's: boot refuses it, and if boot is circumvented, so do we.
        if access.scope.is_empty() || !caller.scopes.allows(&access.scope) {
            return Err(status::status(&RpcError::ScopeMissing { scope: access.scope.clone() }, id));
        }
        Ok(caller)
    }
}

impl Layer for CallerLayer {
    fn handle<'a>(&'a self, mut request: Request, next: &'a Next) -> BoxFuture<'a, Response> {
        match self.admit(&request) {
            Ok(caller) => {
                request.extensions_mut().insert(Identified(caller));
                next.call(request)
            }
            Err(refusal) => std::future::ready(refusal.into_http()).boxed(),
        }
    }
}
