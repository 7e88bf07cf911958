//! Writes all that a desk has changed: each table once.

use o2c_kernel::TenantId;
use o2c_store::{StoreError, Tx, numbers};

use super::{book, deductions, early_reversals, exceptions, proposals, receipts};
use crate::domain::DeskChanges;

const PROPOSALS: &str = "match_proposal";
const EXCEPTIONS: &str = "payment_exception";

pub async fn save(tx: &Tx, tenant: &TenantId, changes: &mut DeskChanges) -> Result<(), StoreError> {
    number(tx, tenant, PROPOSALS, changes.proposals.new.iter_mut().map(|proposal| &mut proposal.number).collect())
        .await?;
    number(tx, tenant, EXCEPTIONS, changes.exceptions.new.iter_mut().map(|exception| &mut exception.number).collect())
        .await?;
    book::insert(tx, tenant, &changes.posted).await?;
    book::update(tx, tenant, &changes.items).await?;
    receipts::update(tx, tenant, &changes.receipts.changed).await?;
    proposals::insert(tx, tenant, &changes.proposals.new).await?;
    proposals::update(tx, tenant, &changes.proposals.changed, &changes.replaced).await?;
    exceptions::insert(tx, tenant, &changes.exceptions.new).await?;
    exceptions::update(tx, tenant, &changes.exceptions.changed).await?;
    deductions::insert(tx, tenant, &changes.deductions).await?;
    early_reversals::insert(tx, tenant, &changes.early).await
}

/// The order of lists: in the order in which they were added.
async fn number(tx: &Tx, tenant: &TenantId, series: &str, places: Vec<&mut i64>) -> Result<(), StoreError> {
    let Ok(count @ 1..) = u32::try_from(places.len()) else { return Ok(()) };
    let first = numbers::counter_block(tx, tenant, series, count).await?;
    for (number, place) in (first..).zip(places) {
        *place = number;
    }
    Ok(())
}
