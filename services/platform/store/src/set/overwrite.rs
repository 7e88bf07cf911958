//! Rows that are to say something else, all of them the same.

use o2c_kernel::TenantId;
use sea_orm::{EntityTrait, IdenStatic, Value};

use super::keys::sorted;
use super::rows::lists;
use super::shape::shape;
use super::text::Text;
use crate::BoxFuture;
use crate::error::StoreError;
use crate::tx::Tx;

/// Writes these values into the tenant's rows whose `column` is one of `ids`; how many those were. No version is looked
/// at, and none changes: it is for what nobody decides by.
pub fn overwrite<'a, E: EntityTrait>(
    tx: &'a Tx,
    tenant: &TenantId,
    column: E::Column,
    ids: impl IntoIterator<Item: Into<Value>>,
    values: impl IntoIterator<Item = (E::Column, Value)>,
) -> BoxFuture<'a, Result<u64, StoreError>> {
    let ids = sorted(ids);
    let (columns, mut single): (Vec<&'static str>, Vec<Value>) =
        values.into_iter().map(|(column, value)| (column.as_str(), value)).unzip();
    single.push(Value::from(tenant.as_str()));
    let shape = shape::<E>();
    let text = Text::Overwrite(column.as_str(), columns);
    Box::pin(async move {
        let mut written = 0_u64;
        for (size, bound) in lists(tx.engine(), single, ids) {
            let sql = shape.text(text.clone(), tx.engine(), size);
            written = written.saturating_add(tx.raw().execute_text(sql, bound).await?.rows_affected());
        }
        Ok(written)
    })
}
