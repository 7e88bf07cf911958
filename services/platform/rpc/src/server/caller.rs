//! Finds out who calls and whether they may. For now from trusted metadata (loopback only, the runtime sees to that);
//! authentication will replace this file and nothing else.

use std::sync::Arc;

use futures::{FutureExt, future::BoxFuture};
use http::HeaderMap;
use o2c_kernel::{Caller, Principal, Scopes, TenantId};
use tonic::Status;

use super::RequestId;
use crate::{
    Contract,
    call::{Identified, PRINCIPAL, SCOPES, TENANT},
    error::RpcError,
    layer::{Layer, Next, Request, Response},
    status,
};

/// Names the caller and enforces the scope that the contract asks for.
pub(super) struct CallerLayer {
    contract: Arc<Contract>,
}

impl CallerLayer {
    pub(super) fn new(contract: Arc<Contract>) -> CallerLayer {
        CallerLayer { contract }
    }

    fn admit(&self, request: &Request) -> Result<Caller, Status> {
        let id = RequestId::of(request.extensions()).map(RequestId::as_str);
        let Some(access) = self.contract.access(request.uri().path()) else {
            return Err(Status::unimplemented("no such method"));
        };
        let caller = identify(request.headers()).map_err(|error| status::status(&error, id))?;
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
                request.extensions_mut().insert(Identified(Arc::new(caller)));
                next.call(request)
            }
            Err(refusal) => std::future::ready(refusal.into_http()).boxed(),
        }
    }
}

fn identify(headers: &HeaderMap) -> Result<Caller, RpcError> {
    let malformed = |field| move |error| RpcError::CallerMalformed { field, source: Some(error) };
    let tenant = match text(headers, TENANT)? {
        Some(name) => TenantId::parse(name).map_err(malformed(TENANT))?,
        None => TenantId::default(),
    };
    let principal = match text(headers, PRINCIPAL)? {
        Some(name) => Principal::parse(name).map_err(malformed(PRINCIPAL))?,
        None => Principal::local(),
    };
    let scopes = match text(headers, SCOPES)? {
        Some(list) => Scopes::of(list.split(',').map(str::trim).filter(|scope| !scope.is_empty())),
        None => Scopes::all(),
    };
    Ok(Caller { tenant, principal, scopes })
}

/// The value of a field; two values would let a caller hide one of them.
fn text<'a>(headers: &'a HeaderMap, field: &'static str) -> Result<Option<&'a str>, RpcError> {
    let mut values = headers.get_all(field).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => {
            let text = value.to_str().map_err(|_| RpcError::CallerMalformed { field, source: None })?;
            Ok(Some(text))
        }
        (Some(_), Some(_)) => Err(RpcError::CallerMalformed { field, source: None }),
    }
}
