//! Rows that have changed.

use sea_orm::{EntityTrait, IdenStatic};

use super::rows::Rows;
use super::shape::{Shape, position, shape};
use super::text::Text;
use crate::BoxFuture;
use crate::error::StoreError;
use crate::trail;
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
    update_at::<E>(tx, rows, shape, (0..shape.columns.len()).collect())
}

/// As [`update`], of these columns and the version only. To be preferred for a table with indexes: an index is written
/// anew whenever one of its columns is, even with the same value.
pub fn update_columns<'a, E: EntityTrait>(
    tx: &'a Tx,
    rows: impl IntoIterator<Item = E::Model>,
    columns: &[E::Column],
) -> BoxFuture<'a, Result<u64, StoreError>> {
    let shape = shape::<E>();
    let named = columns.iter().filter_map(|column| position(&shape.columns, column.as_str()));
    let mut written: Vec<usize> = named.chain(shape.key.iter().copied()).chain(shape.version).collect();
    written.sort_unstable();
    written.dedup();
    update_at::<E>(tx, rows, shape, written)
}

fn update_at<'a, E: EntityTrait>(
    tx: &'a Tx,
    rows: impl IntoIterator<Item = E::Model>,
    shape: &'static Shape,
    columns: Vec<usize>,
) -> BoxFuture<'a, Result<u64, StoreError>> {
    let rows: Vec<E::Model> = rows.into_iter().collect();
    trail::record::<E>(tx, shape, &rows, |version| (Some(version), version.saturating_add(1)));
    let rows = Rows::at::<E>(shape, rows, &columns);
    Box::pin(async move {
        let rows = rows?;
        let given = rows.count();
        let touched = rows.run(tx, shape, Text::Update(columns)).await?;
        if shape.version.is_some() && usize::try_from(touched) != Ok(given) {
            return Err(StoreError::LostRace { table: shape.table });
        }
        Ok(touched)
    })
}
