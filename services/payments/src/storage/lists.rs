//! Pages in key order.

use o2c_kernel::TenantId;
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

/// Behind a key of (tenant, id): for audits, which read all tenants.
pub fn behind<C: ColumnTrait>(tenant: C, id: C, after: Option<&(TenantId, Uuid)>) -> Condition {
    match after {
        None => Condition::all(),
        Some((last, last_id)) => {
            let later = Condition::all().add(tenant.eq(last.as_str())).add(id.gt(*last_id));
            Condition::any().add(tenant.gt(last.as_str())).add(later)
        }
    }
}
