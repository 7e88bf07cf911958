//! What a transaction is opened for.

use o2c_kernel::{Call, Deadline, TenantId};

/// How long a transaction may be waited for, and whose rows it is about.
///
/// A call is about its tenant's rows, whatever its statements say: on PostgreSQL the running role sees and writes no
/// others (see [`grant_running_role`](crate::Store::grant_running_role)). A deadline alone is what the service does of its
/// own accord, for all tenants.
#[derive(Clone, Debug)]
pub struct Scope {
    pub(crate) deadline: Deadline,
    pub(crate) tenant: Option<TenantId>,
}

impl From<Deadline> for Scope {
    fn from(deadline: Deadline) -> Self {
        Self { deadline, tenant: None }
    }
}

impl From<&Call> for Scope {
    fn from(call: &Call) -> Self {
        Self { deadline: call.deadline, tenant: Some(call.tenant().clone()) }
    }
}
