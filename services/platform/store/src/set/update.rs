//! Rows that have changed.

use sea_orm::EntityTrait;

use super::rows::Rows;
use super::shape::shape;
use super::text::Text;
use crate::BoxFuture;
use crate::error::StoreError;
use crate::tx::Tx;

/// Writes rows whole, by primary key.
///
/// A model carries its `version` *as loaded*: the update writes version + 1 where the version still is the one loaded,
/// and fails with [`StoreError::LostRace`] if a row is not. Without a `version` column every row that is there is
/// overwritten, and the answer says how many were.
pub fn update<'a, E: EntityTrait>(
    tx: &'a Tx,
    rows: impl IntoIterator<Item = E::Model>,
) -> BoxFuture<'a, Result<u64, StoreError>> {
    let shape = shape::<E>();
    let rows = Rows::whole::<E>(shape, rows.into_iter().collect());
    Box::pin(async move {
        let rows = rows?;
        let given = rows.count();
        let touched = rows.run(tx, shape, Text::Update).await?;
        if shape.version.is_some() && usize::try_from(touched) != Ok(given) {
            return Err(StoreError::LostRace { table: shape.table });
        }
        Ok(touched)
    })
}
