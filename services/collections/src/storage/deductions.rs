//! Deductions.

use std::collections::BTreeSet;

use o2c_kernel::{Id, TenantId};
use o2c_store::{StoreError, Tx, set};

use super::entities::deduction::{Column, Entity, Model};
use crate::domain::{Deduction, DeductionId};

/// Which of these are known already.
pub async fn known(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = DeductionId>,
) -> Result<BTreeSet<DeductionId>, StoreError> {
    let ids: Vec<_> = ids.into_iter().map(Id::uuid).collect();
    let rows = set::find::<Entity>(tx, tenant, Column::DeductionId, ids).await?;
    Ok(rows.into_iter().map(|row| Id::from_uuid(row.deduction_id)).collect())
}

pub async fn insert(tx: &Tx, tenant: &TenantId, deductions: &[Deduction]) -> Result<(), StoreError> {
    let rows = deductions.iter().map(|deduction| Model {
        tenant: tenant.as_str().to_owned(),
        deduction_id: deduction.id.uuid(),
        receipt_id: deduction.receipt.uuid(),
        open_item_id: deduction.item.uuid(),
        dispute_id: deduction.dispute.uuid(),
        currency: deduction.amount.currency().code().to_owned(),
        amount_minor: deduction.amount.minor(),
        reason: deduction.reason.name().to_owned(),
        raised_on: deduction.raised_on.days(),
    });
    set::insert::<Entity>(tx, rows.collect::<Vec<_>>()).await?;
    Ok(())
}
