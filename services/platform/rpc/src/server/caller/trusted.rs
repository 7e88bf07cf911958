//! Who calls, as the metadata say.

use http::HeaderMap;
use o2c_kernel::{Caller, Principal, Scopes, TenantId};

use crate::{
    call::{PRINCIPAL, RESPONSIBLE, SCOPES, TENANT, single},
    error::RpcError,
};

pub(crate) fn identify(headers: &HeaderMap) -> Result<Caller, RpcError> {
    let malformed = |field| move |error| RpcError::CallerMalformed { field, source: Some(error) };
    let tenant = match single(headers, TENANT)? {
        Some(name) => TenantId::parse(name).map_err(malformed(TENANT))?,
        None => TenantId::default(),
    };
    let principal = match single(headers, PRINCIPAL)? {
        Some(name) => Principal::parse(name).map_err(malformed(PRINCIPAL))?,
        None => Principal::local(),
    };
    let scopes = match single(headers, SCOPES)? {
        Some(list) => Scopes::of(list.split(',').map(str::trim).filter(|scope| !scope.is_empty())),
        None => Scopes::all(),
    };
    let responsible =
        single(headers, RESPONSIBLE)?.map(Principal::parse).transpose().map_err(malformed(RESPONSIBLE))?;
    Ok(Caller { tenant, principal, scopes, responsible })
}
