//! The tables of the trail, as the sealer and whoever looks read and write them.

pub mod blocks;
pub mod entities;
pub mod entries;
pub mod index;
pub mod unsealed;

use std::collections::BTreeSet;

use o2c_kernel::TenantId;
use o2c_store::{StoreError, Tx};
use sea_orm::DbErr;

/// A tenant as the database has it.
pub fn tenant(name: &str) -> Result<TenantId, StoreError> {
    TenantId::of_record(name).map_err(|error| unreadable(&format!("tenant {name:?}: {error}")))
}

/// Every tenant that has blocks or entries, found by a step into the index for each.
pub async fn tenants(tx: &Tx) -> Result<Vec<TenantId>, StoreError> {
    let mut names = BTreeSet::new();
    let mut last = String::new();
    while let Some(next) = blocks::next_tenant(tx, &last).await? {
        names.insert(next.clone());
        last = next;
    }
    last.clear();
    while let Some(next) = entries::next_tenant(tx, &last).await? {
        names.insert(next.clone());
        last = next;
    }
    names.iter().map(|name| tenant(name)).collect()
}

pub fn unreadable(what: &str) -> StoreError {
    DbErr::Type(what.to_owned()).into()
}
