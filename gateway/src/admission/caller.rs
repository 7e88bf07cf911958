//! The caller, as the metadata of a call carry them within this process.

use http::{HeaderMap, HeaderValue};
use o2c_kernel::{Caller, TenantId};
use o2c_rpc::call::{IDENTITY, PRINCIPAL, RESPONSIBLE, SCOPES, TENANT};

/// What of the headers of a request is about its caller, whatever it is worth.
pub(super) const ABOUT: [&str; 5] = [TENANT, PRINCIPAL, RESPONSIBLE, SCOPES, IDENTITY];

/// Trusted metadata go on as they came, all values of each: a service refuses two of them, and an edge that chose one
/// would let a caller hide the other.
pub(super) fn as_they_came(from: &HeaderMap, to: &mut HeaderMap) {
    for name in [TENANT, PRINCIPAL, RESPONSIBLE, SCOPES] {
        for value in from.get_all(name) {
            to.append(name, value.clone());
        }
    }
}

/// Writes down who was proven to call, over whatever stood there.
pub(super) fn put(caller: &Caller, to: &mut HeaderMap) {
    for name in ABOUT {
        to.remove(name);
    }
    let scopes = caller.scopes.iter().collect::<Vec<_>>().join(",");
    let always = [(TENANT, caller.tenant.as_str()), (PRINCIPAL, caller.principal.as_str()), (SCOPES, scopes.as_str())];
    let responsible = caller.responsible.as_ref().map(|name| (RESPONSIBLE, name.as_str()));
    for (name, value) in always.into_iter().chain(responsible) {
        // Kernel names and scopes are visible ASCII. An absent list of scopes would mean all: there is always one.
        to.insert(name, HeaderValue::from_str(value).unwrap_or_else(|_| HeaderValue::from_static("")));
    }
}

/// The tenant that a request says it is of, to count it; one that says nothing sensible counts as the default one.
pub(super) fn tenant(headers: &HeaderMap) -> TenantId {
    let named = headers.get(TENANT).and_then(|value| value.to_str().ok());
    named.and_then(|name| TenantId::parse(name).ok()).unwrap_or_default()
}
