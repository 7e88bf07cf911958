//! Writing what a set has changed: each table once.

use o2c_kernel::TenantId;
use o2c_store::{StoreError, Tx};

use super::{applications, cash_decisions, disputes, journal, open_items, receipts, write_offs};
use crate::domain::{Changes, ReceiptId};

/// `claims` are the receipts that were loaded as claims only: what of them is not posted is given back.
pub async fn save(
    tx: &Tx,
    tenant: &TenantId,
    changes: &Changes,
    claims: impl IntoIterator<Item = ReceiptId>,
) -> Result<(), StoreError> {
    let posted = |claim: &ReceiptId| changes.receipts.iter().any(|receipt| receipt.id == *claim);
    let unused: Vec<ReceiptId> = claims.into_iter().filter(|claim| !posted(claim)).collect();
    receipts::give_back(tx, tenant, &unused).await?;
    receipts::insert(tx, tenant, &changes.new_receipts).await?;
    receipts::update(tx, tenant, &changes.receipts).await?;
    open_items::insert(tx, tenant, &changes.new_items).await?;
    open_items::update(tx, tenant, &changes.items).await?;
    write_offs::insert(tx, tenant, &changes.new_write_offs).await?;
    write_offs::update(tx, tenant, &changes.write_offs).await?;
    applications::insert(tx, tenant, &changes.applications).await?;
    journal::insert(tx, tenant, &changes.entries).await?;
    cash_decisions::insert(tx, tenant, &changes.decisions).await?;
    disputes::insert(tx, tenant, &changes.settled).await
}
