//! Finds out who calls and whether they may.

mod signed;
pub(crate) mod trusted;

use std::sync::Arc;

use futures::{FutureExt, future::BoxFuture};
use o2c_identity::Verifier;
use tonic::Status;

use super::{
    RequestId,
    config::ServerConfig,
    refusals::{Marks, Recorder},
};
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
    recorder: Recorder,
}

/// Nobody comes in, as far as known who.
struct Refused {
    status: Status,
    who: Option<Identified>,
}

impl CallerLayer {
    pub(super) fn new(config: &ServerConfig, contract: Arc<Contract>, recorder: Recorder) -> CallerLayer {
        CallerLayer { contract, authentication: config.authentication.clone(), recorder }
    }

    fn admit(&self, request: &Request) -> Result<Identified, Refused> {
        let id = RequestId::of(request.extensions()).map(RequestId::as_str);
        let path = request.uri().path();
        let Some(access) = self.contract.access(path) else {
            return Err(Refused { status: Status::unimplemented("no such method"), who: None });
        };
        let identified = match &self.authentication {
            Authentication::TrustedMetadata => trusted::identify(request.headers())
                .map(|caller| Identified { caller: Arc::new(caller), process: Arc::default() }),
            Authentication::Signed(verifier) => signed::identify(request.headers(), path, verifier),
        };
        let who = identified.map_err(|error| Refused { status: status::status(&error, id), who: None })?;
        // A method without a scope is nobody's: boot refuses it, and if boot is circumvented, so do we.
        if access.scope.is_empty() || !who.caller.scopes.allows(&access.scope) {
            let status = status::status(&RpcError::ScopeMissing { scope: access.scope.clone() }, id);
            return Err(Refused { status, who: Some(who) });
        }
        Ok(who)
    }
}

impl Layer for CallerLayer {
    fn handle<'a>(&'a self, mut request: Request, next: &'a Next) -> BoxFuture<'a, Response> {
        match self.admit(&request) {
            Ok(who) => {
                request.extensions_mut().insert(who);
                next.call(request)
            }
            Err(Refused { status, who }) => {
                let marks = Marks::of(&request, who.as_ref());
                async move {
                    self.recorder.refused(&marks, who.as_ref(), &status).await;
                    status.into_http()
                }
                .boxed()
            }
        }
    }
}
