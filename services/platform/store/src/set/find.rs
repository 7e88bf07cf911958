//! Rows of a tenant by the values of one column.

use o2c_kernel::TenantId;
use sea_orm::{EntityTrait, FromQueryResult, IdenStatic, TryIntoModel, Value};

use super::keys::sorted;
use super::packed::unpack;
use super::rows::lists;
use super::shape::shape;
use super::text::Text;
use crate::BoxFuture;
use crate::engine::Engine;
use crate::error::StoreError;
use crate::tx::Tx;

/// The tenant's rows whose `column` is one of `ids`, in no order. An id may be named twice.
pub fn find<'a, E: EntityTrait>(
    tx: &'a Tx,
    tenant: &TenantId,
    column: E::Column,
    ids: impl IntoIterator<Item: Into<Value>>,
) -> BoxFuture<'a, Result<Vec<E::Model>, StoreError>>
where
    E::Model: 'static,
    E::ActiveModel: TryIntoModel<E::Model>,
{
    find_as::<E>(tx, tenant, column, sorted(ids), false)
}

/// As [`find`], and locks the rows to the end of the transaction, in key order, so that sets that meet on the same rows
/// queue up and do not deadlock. On SQLite the writer is alone anyway.
pub fn find_for_update<'a, E: EntityTrait>(
    tx: &'a Tx,
    tenant: &TenantId,
    column: E::Column,
    ids: impl IntoIterator<Item: Into<Value>>,
) -> BoxFuture<'a, Result<Vec<E::Model>, StoreError>>
where
    E::Model: 'static,
    E::ActiveModel: TryIntoModel<E::Model>,
{
    find_as::<E>(tx, tenant, column, sorted(ids), true)
}

fn find_as<'a, E: EntityTrait>(
    tx: &'a Tx,
    tenant: &TenantId,
    column: E::Column,
    ids: Vec<Value>,
    lock: bool,
) -> BoxFuture<'a, Result<Vec<E::Model>, StoreError>>
where
    E::Model: 'static,
    E::ActiveModel: TryIntoModel<E::Model>,
{
    let tenant = Value::from(tenant.as_str());
    let shape = shape::<E>();
    let text = Text::Find(column.as_str(), lock);
    Box::pin(async move {
        let mut found = Vec::with_capacity(ids.len());
        for (size, bound) in lists(tx.engine(), vec![tenant], ids) {
            let sql = shape.text(text.clone(), tx.engine(), size);
            for row in tx.raw().query_text(sql, bound).await? {
                match tx.engine() {
                    Engine::Sqlite => found.extend(unpack::<E>(shape, &row.try_get_by_index::<String>(0)?)?),
                    Engine::Postgres => found.push(E::Model::from_query_result(&row, "")?),
                }
            }
        }
        Ok(found)
    })
}
