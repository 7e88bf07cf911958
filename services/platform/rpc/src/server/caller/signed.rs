//! Who calls, as a trusted process has signed. What the other metadata say of the caller counts for nothing.

use http::HeaderMap;
use o2c_identity::{Verifier, audience_of};
use o2c_kernel::machine_now;

use crate::{
    call::{IDENTITY, Identified, single},
    error::RpcError,
};

pub(super) fn identify(headers: &HeaderMap, path: &str, verifier: &Verifier) -> Result<Identified, RpcError> {
    let token = single(headers, IDENTITY)?.ok_or(RpcError::IdentityMissing)?;
    let vouched = verifier.vouched(token, audience_of(path), machine_now()).map_err(RpcError::IdentityRefused)?;
    Ok(Identified { caller: vouched.caller, process: vouched.process })
}
