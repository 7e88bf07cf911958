//! Who calls, as it goes on to the services. The one place that authentication will replace.
//!
//! For now the headers of trusted metadata go on as they came, all values of each: a service refuses two of them, and
//! an edge that chose one would let a caller hide the other.

use http::HeaderMap;
use o2c_rpc::call::{PRINCIPAL, SCOPES, TENANT};

/// Passes the caller on.
pub(crate) fn forward(from: &HeaderMap, to: &mut HeaderMap) {
    for name in [TENANT, PRINCIPAL, SCOPES] {
        for value in from.get_all(name) {
            to.append(name, value.clone());
        }
    }
}
