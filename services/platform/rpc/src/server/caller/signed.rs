//! Who calls, as a trusted process has signed. What the other metadata say of the caller counts for nothing.

use std::sync::Arc;

use http::HeaderMap;
use o2c_identity::{Verifier, audience_of};
use o2c_kernel::{Caller, machine_now};

use crate::{
    call::{IDENTITY, single},
    error::RpcError,
};

pub(super) fn identify(headers: &HeaderMap, path: &str, verifier: &Verifier) -> Result<Arc<Caller>, RpcError> {
    let token = single(headers, IDENTITY)?.ok_or(RpcError::IdentityMissing)?;
    verifier.verify(token, audience_of(path), machine_now()).map_err(RpcError::IdentityRefused)
}
