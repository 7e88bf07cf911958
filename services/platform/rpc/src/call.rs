//! From the metadata of a request to the [`Call`] that use cases take first, and back out again.

use std::sync::Arc;

use http::HeaderMap;
use o2c_kernel::{Call, Caller, Clock, Deadline, TraceContext, Zone};
use tonic::{
    Request, Status,
    metadata::{Ascii, MetadataValue},
};

use crate::{error::RpcError, status};

/// Metadata: the tenant, a name.
pub const TENANT: &str = "o2c-tenant";
/// Metadata: who calls.
pub const PRINCIPAL: &str = "o2c-principal";
/// Metadata: what they may, separated by commas; absent = everything.
pub const SCOPES: &str = "o2c-scopes";
/// Metadata: who calls, signed by a process that is trusted; where callers are authenticated it is the only one that counts.
pub const IDENTITY: &str = "o2c-identity";
/// Metadata: the W3C trace context.
pub const TRACEPARENT: &str = "traceparent";

/// The full method of a call, without the leading slash; put there by the server stack.
#[derive(Clone)]
pub(crate) struct Method(pub(crate) Arc<str>);

/// Who calls; put there by the caller layer.
#[derive(Clone)]
pub(crate) struct Identified(pub(crate) Arc<Caller>);

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
        caller: caller.0.clone(),
        method: method.0.clone(),
        deadline: until.0,
        clock: clock.clone(),
        zone: zone.clone(),
        trace: TraceContext(trace.map(Arc::from)),
        validate_only: false,
    })
}

/// A request that goes out on behalf of a call: same tenant, principal, scopes, trace, and what is left of its time.
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
    if !call.caller.scopes.is_all() {
        put(SCOPES, &call.caller.scopes.iter().collect::<Vec<_>>().join(","));
    }
    if let Some(trace) = &call.trace.0 {
        put(TRACEPARENT, trace);
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
