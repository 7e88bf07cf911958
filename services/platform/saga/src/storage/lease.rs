//! The lease on the sagas of a name. One row each, for all tenants together.

use o2c_store::{StoreError, Tx, set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::entities::saga_lease;

/// Who holds it, and its last sign of life.
pub(crate) type LeaseRow = saga_lease::Model;

pub(crate) async fn holder(tx: &Tx, name: &str) -> Result<Option<LeaseRow>, StoreError> {
    Ok(saga_lease::Entity::find_by_id(name).one(tx.connection()).await?)
}

/// Reads it, and keeps others from taking it until the transaction ends.
pub(crate) async fn hold(tx: &Tx, name: &str) -> Result<Option<LeaseRow>, StoreError> {
    Ok(saga_lease::Entity::find_by_id(name).lock_shared().one(tx.connection()).await?)
}

/// Takes or renews it, unless it is no longer as it was seen.
pub(crate) async fn take(tx: &Tx, name: &str, holder: Uuid, seen: Option<&LeaseRow>) -> Result<bool, StoreError> {
    let Some(seen) = seen else {
        let row = LeaseRow { name: name.to_owned(), holder, beat: 1 };
        return Ok(set::insert_ignoring_conflicts::<saga_lease::Entity>(tx, [row]).await? == 1);
    };
    let taken = saga_lease::Entity::update_many()
        .col_expr(saga_lease::Column::Holder, Expr::value(holder))
        .col_expr(saga_lease::Column::Beat, Expr::value(seen.beat.wrapping_add(1)))
        .filter(saga_lease::Column::Name.eq(name))
        .filter(saga_lease::Column::Holder.eq(seen.holder))
        .filter(saga_lease::Column::Beat.eq(seen.beat))
        .exec(tx.connection())
        .await?;
    Ok(taken.rows_affected == 1)
}

pub(crate) async fn free(tx: &Tx, name: &str, holder: Uuid) -> Result<(), StoreError> {
    saga_lease::Entity::delete_many()
        .filter(saga_lease::Column::Name.eq(name))
        .filter(saga_lease::Column::Holder.eq(holder))
        .exec(tx.connection())
        .await?;
    Ok(())
}
