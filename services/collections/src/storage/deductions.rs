//! Deductions.

use std::collections::BTreeSet;

use o2c_kernel::{Id, TenantId};
use o2c_store::{Sql, StoreError, Tx, set};
use uuid::Uuid;

use super::audit::PAGE;
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

/// A deduction, with what its dispute is over, if that is known.
#[derive(Debug)]
pub struct Covered {
    pub tenant: String,
    pub deduction: Uuid,
    pub amount: i64,
    pub dispute: Uuid,
    pub disputed: Option<i64>,
}

/// A page of all deductions, by key.
pub async fn covered(tx: &Tx, (tenant, after): &(String, Uuid)) -> Result<Vec<Covered>, StoreError> {
    let rows = Sql::new(
        "SELECT x.tenant, x.deduction_id, x.amount_minor, x.dispute_id, d.disputed_minor FROM deduction x \
         LEFT JOIN dispute d ON d.tenant = x.tenant AND d.dispute_id = x.dispute_id \
         WHERE (x.tenant, x.deduction_id) > (",
    )
    .bind(tenant.as_str())
    .push(", ")
    .bind(*after)
    .push(") ORDER BY x.tenant, x.deduction_id LIMIT ")
    .bind(i64::try_from(PAGE).unwrap_or(i64::MAX))
    .rows(tx)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Covered {
                tenant: row.try_get_by_index(0)?,
                deduction: row.try_get_by_index(1)?,
                amount: row.try_get_by_index(2)?,
                dispute: row.try_get_by_index(3)?,
                disputed: row.try_get_by_index(4)?,
            })
        })
        .collect()
}
