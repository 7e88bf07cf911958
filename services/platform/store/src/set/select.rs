//! Rows of an entity by a query of one's own.

use sea_orm::{EntityTrait, QueryTrait, Select, TryIntoModel};

use super::packed::{packed, unpack};
use super::shape::shape;
use crate::BoxFuture;
use crate::engine::Engine;
use crate::error::StoreError;
use crate::tx::Tx;
use crate::values::Bound;

/// The rows that a query finds, in its order: what `query.all` answers, where they are many. On SQLite they come as one
/// text (see [`super::packed`]), so a query must have a bound.
pub fn select<'a, E: EntityTrait>(tx: &'a Tx, query: Select<E>) -> BoxFuture<'a, Result<Vec<E::Model>, StoreError>>
where
    E::Model: 'static,
    E::ActiveModel: TryIntoModel<E::Model>,
{
    let shape = shape::<E>();
    Box::pin(async move {
        if tx.engine() == Engine::Postgres {
            return Ok(query.all(tx.connection()).await?);
        }
        let statement = query.build(tx.engine().backend());
        let sql = format!("SELECT {} FROM ({})", packed(shape), statement.sql);
        let values = statement.values.map(|values| values.0).unwrap_or_default();
        let mut found = Vec::new();
        for row in tx.raw().query_text(sql.into(), Bound::from(values)).await? {
            found.extend(unpack::<E>(shape, &row.try_get_by_index::<String>(0)?)?);
        }
        Ok(found)
    })
}
