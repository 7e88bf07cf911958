//! What a set has changed, each table once.

use o2c_kernel::TenantId;
use o2c_store::{StoreError, Tx};

use super::{accounts, decisions, documents, entries, reservations, reviews, terms};
use crate::domain::Changes;

pub async fn save(tx: &Tx, tenant: &TenantId, changes: &Changes) -> Result<(), StoreError> {
    accounts::save(tx, tenant, &changes.accounts).await?;
    documents::save(tx, tenant, &changes.documents).await?;
    reservations::save(tx, tenant, &changes.reservations).await?;
    decisions::append(tx, tenant, &changes.decisions).await?;
    reviews::save(tx, tenant, &changes.reviews).await?;
    entries::append(tx, tenant, &changes.entries).await?;
    terms::append(tx, tenant, &changes.terms).await
}
