//! Deductions: written once.

use o2c_kernel::TenantId;
use o2c_store::{StoreError, Tx, set};
use sea_orm::{EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::entities::deduction::{Column, Entity, Model};
use super::lists::behind;
use super::values::tenant as tenant_of;
use crate::domain::Deduction;

pub async fn insert(tx: &Tx, tenant: &TenantId, deductions: &[Deduction]) -> Result<(), StoreError> {
    let row = |deduction: &Deduction| Model {
        tenant: tenant.as_str().to_owned(),
        deduction_id: deduction.id.uuid(),
        receipt_id: deduction.receipt.uuid(),
        open_item_id: deduction.item.uuid(),
        document_number: deduction.number.clone(),
        customer_id: deduction.customer.uuid(),
        amount: deduction.amount.minor(),
        currency: deduction.amount.currency().code().to_owned(),
        reason: deduction.reason.clone(),
        raised_on: deduction.raised_on.days(),
    };
    set::insert::<Entity>(tx, deductions.iter().map(row)).await?;
    Ok(())
}

/// Ids and amounts of all tenants: for audit.
pub async fn amounts(
    tx: &Tx,
    after: Option<&(TenantId, Uuid)>,
    limit: u64,
) -> Result<Vec<(TenantId, Uuid, i64)>, StoreError> {
    let query = Entity::find().filter(behind(Column::Tenant, Column::DeductionId, after));
    let ordered = query.order_by_asc(Column::Tenant).order_by_asc(Column::DeductionId);
    let rows = ordered.limit(limit).all(tx.connection()).await?;
    rows.into_iter().map(|row| Ok((tenant_of(&row.tenant)?, row.deduction_id, row.amount))).collect()
}
