//! Receipts.

use o2c_kernel::{Id, Money, TenantId};
use o2c_store::{Engine, StoreError, Tx, set};

use super::{
    entities::receipt::{Column, Entity, Model},
    read,
};
use crate::domain::{Books, Receipt, ReceiptFacts, ReceiptId};

/// Makes sure that each receipt has a row to lock, so that the fact and a proposal that overtakes it do not collide.
/// A row that is only claimed has version 0; what the set does not post must be given back with [`give_back`].
///
/// SQLite's writer is alone: there nothing needs to be claimed.
pub async fn ensure(
    tx: &Tx,
    tenant: &TenantId,
    books: Books,
    facts: impl IntoIterator<Item = &ReceiptFacts>,
) -> Result<(), StoreError> {
    if tx.engine() == Engine::Sqlite {
        return Ok(());
    }
    let claim = |facts: &ReceiptFacts| {
        let nothing = Money::zero(facts.amount.currency());
        let receipt = Receipt {
            id: facts.id,
            customer: facts.customer,
            amount: facts.amount,
            applied: nothing,
            value_date: facts.value_date,
            posted_on: books.day_of_fact(facts.value_date).unwrap_or(facts.value_date),
            version: 0,
        };
        row(tenant, &receipt, 0)
    };
    let rows: Vec<_> = facts.into_iter().map(claim).collect();
    set::insert_ignoring_conflicts::<Entity>(tx, rows).await.map(drop)
}

/// Locks receipts, in the order of their ids.
pub async fn lock(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = ReceiptId>,
) -> Result<Vec<Receipt>, StoreError> {
    let ids: Vec<_> = ids.into_iter().map(Id::uuid).collect();
    let rows = set::find_for_update::<Entity>(tx, tenant, Column::ReceiptId, ids).await?;
    rows.into_iter().map(Receipt::try_from).collect()
}

pub async fn insert(tx: &Tx, tenant: &TenantId, receipts: &[Receipt]) -> Result<(), StoreError> {
    let rows: Vec<_> = receipts.iter().map(|receipt| row(tenant, receipt, receipt.version)).collect();
    set::insert::<Entity>(tx, rows).await.map(drop)
}

pub async fn update(tx: &Tx, tenant: &TenantId, receipts: &[Receipt]) -> Result<(), StoreError> {
    let rows: Vec<_> = receipts.iter().map(|receipt| row(tenant, receipt, receipt.version.saturating_sub(1))).collect();
    set::update::<Entity>(tx, rows).await.map(drop)
}

/// Removes claims that were not posted.
pub async fn give_back(tx: &Tx, tenant: &TenantId, claims: &[ReceiptId]) -> Result<(), StoreError> {
    let ids: Vec<_> = claims.iter().map(|id| id.uuid()).collect();
    set::delete_by_keys::<Entity>(tx, tenant, Column::ReceiptId, ids).await.map(drop)
}

fn row(tenant: &TenantId, receipt: &Receipt, version: i64) -> Model {
    Model {
        tenant: tenant.as_str().to_owned(),
        receipt_id: receipt.id.uuid(),
        customer_id: receipt.customer.map(Id::uuid),
        currency: receipt.amount.currency().code().to_owned(),
        amount: receipt.amount.minor(),
        applied_amount: receipt.applied.minor(),
        value_date: receipt.value_date.days(),
        posted_on: receipt.posted_on.days(),
        version,
    }
}

impl TryFrom<Model> for Receipt {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        let currency = read::currency(&row.currency)?;
        Ok(Self {
            id: Id::from_uuid(row.receipt_id),
            customer: row.customer_id.map(Id::from_uuid),
            amount: Money::new(row.amount, currency),
            applied: Money::new(row.applied_amount, currency),
            value_date: read::date(row.value_date)?,
            posted_on: read::date(row.posted_on)?,
            version: row.version,
        })
    }
}
