//! From the metadata of a request to the [`Call`] that use cases take first, and back out again.

use std::{net::IpAddr, sync::Arc};

use http::HeaderMap;
use o2c_kernel::{Call, Caller, Clock, Deadline, Origin, TraceContext, Zone};
use tonic::{
    Request, Status,
    metadata::{Ascii, MetadataValue},
};

use crate::{RequestId, error::RpcError, server::REQUEST_ID, status};

/// Metadata: the tenant, a name.
pub const TENANT: &str = "o2c-tenant";
/// Metadata: who calls.
pub const PRINCIPAL: &str = "o2c-principal";
/// Metadata: who answers for what the principal does; absent = the principal.
pub const RESPONSIBLE: &str = "o2c-responsible";
/// Metadata: what they may, separated by commas; absent = everything.
pub const SCOPES: &str = "o2c-scopes";
/// Metadata: who calls, signed by a process that is trusted; where callers are authenticated it is the only one that counts.
pub const IDENTITY: &str = "o2c-identity";
/// Metadata: the W3C trace context.
pub const TRACEPARENT: &str = "traceparent";

/// The full method of a call, without the leading slash; put there by the server stack.
#[derive(Clone)]
pub(crate) struct Method(pub(crate) Arc<str>);

/// The address at the other end of the connection that a request came by; put into its extensions where it comes in. No
/// server stack lets it in: what a service is told of a caller is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

/// Who calls, as this process has found out by itself; put into the extensions of a request, it goes before what its
/// metadata say where the request leaves the process. No socket carries it, and no server stack lets it in.
#[derive(Clone, Debug)]
pub struct Proven(pub Arc<Caller>);

/// Who calls, and the process that vouches for it; put there by the caller layer.
#[derive(Clone)]
pub(crate) struct Identified {
    pub(crate) caller: Arc<Caller>,
    /// Empty where nothing is signed.
    pub(crate) process: Arc<str>,
}

/// Where the call comes from; put there by the layer that records what is refused.
#[derive(Clone)]
pub(crate) struct From(pub(crate) Arc<Origin>);

impl From {
    /// As the layers have found out.
    pub(crate) fn of(extensions: &http::Extensions) -> Arc<Origin> {
        match extensions.get::<From>() {
            Some(from) => from.0.clone(),
            None => Arc::new(Self::identified(extensions, extensions.get::<Identified>())),
        }
    }

    pub(crate) fn identified(extensions: &http::Extensions, who: Option<&Identified>) -> Origin {
        let request_id = RequestId::of(extensions).map(|id| Arc::from(id.as_str())).unwrap_or_default();
        Origin::new(request_id, who.map(|who| who.process.clone()).unwrap_or_default())
    }
}

/// Until when; put there by the deadline layer.
#[derive(Clone)]
pub(crate) struct Until(pub(crate) Deadline);

/// What the layers found out about a request. Fails only when it did not come through the server stack: then nobody
/// has checked who calls, and nothing may be done.
pub fn call<T>(request: &Request<T>, clock: &Clock, zone: &Zone) -> Result<Call, Status> {
    let extensions = request.extensions();
    let (Some(method), Some(caller), Some(until)) =
        (extensions.get::<Method>(), extensions.get::<Identified>(), extensions.get::<Until>())
    else {
        return Err(status::status(&RpcError::Bug("a request that did not come through the server stack"), None));
    };
    let trace = request.metadata().get(TRACEPARENT).and_then(|value| value.to_str().ok());
    Ok(Call {
        caller: caller.caller.clone(),
        method: method.0.clone(),
        deadline: until.0,
        clock: clock.clone(),
        zone: zone.clone(),
        trace: TraceContext(trace.map(Arc::from)),
        origin: From::of(extensions),
        validate_only: false,
    })
}

/// A request that goes out on behalf of a call: same tenant, principal, scopes, who answers for it, trace and request, and
/// what is left of its time.
pub fn outbound<T>(call: &Call, message: T) -> Request<T> {
    let mut request = Request::new(message);
    let metadata = request.metadata_mut();
    let mut put = |key: &'static str, value: &str| {
        // Kernel names are visible ASCII, so this always holds; a caller without a name is refused over there.
        if let Ok(value) = value.parse::<MetadataValue<Ascii>>() {
            metadata.insert(key, value);
        }
    };
    put(TENANT, call.caller.tenant.as_str());
    put(PRINCIPAL, call.caller.principal.as_str());
    if let Some(responsible) = &call.caller.responsible {
        put(RESPONSIBLE, responsible.as_str());
    }
    if !call.caller.scopes.is_all() {
        put(SCOPES, &call.caller.scopes.iter().collect::<Vec<_>>().join(","));
    }
    if let Some(trace) = &call.trace.0 {
        put(TRACEPARENT, trace);
    }
    if !call.origin.request_id.is_empty() {
        put(REQUEST_ID, &call.origin.request_id);
    }
    request.set_timeout(call.deadline.remaining());
    request
}

/// The value of a field; two values would let a caller hide one of them.
pub(crate) fn single<'a>(headers: &'a HeaderMap, field: &'static str) -> Result<Option<&'a str>, RpcError> {
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
