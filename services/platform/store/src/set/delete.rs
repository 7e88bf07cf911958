//! Rows that are to go.

use o2c_kernel::TenantId;
use sea_orm::{EntityTrait, IdenStatic, Value};

use super::keys::sorted;
use super::rows::lists;
use super::shape::shape;
use super::text::Text;
use crate::BoxFuture;
use crate::error::StoreError;
use crate::tx::Tx;

/// Deletes the tenant's rows whose `column` is one of `ids`; how many those were.
pub fn delete_by_keys<'a, E: EntityTrait>(
    tx: &'a Tx,
    tenant: &TenantId,
    column: E::Column,
    ids: impl IntoIterator<Item: Into<Value>>,
) -> BoxFuture<'a, Result<u64, StoreError>> {
    let ids = sorted(ids);
    let tenant = Value::from(tenant.as_str());
    let shape = shape::<E>();
    let text = Text::Delete(column.as_str());
    Box::pin(async move {
        let mut deleted = 0_u64;
        for (size, bound) in lists(tx.engine(), vec![tenant], ids) {
            let sql = shape.text(text.clone(), tx.engine(), size);
            deleted = deleted.saturating_add(tx.raw().execute_text(sql, bound).await?.rows_affected());
        }
        Ok(deleted)
    })
}
