//! What is still to be published: runs of neighbouring positions, each written by one transaction.

use std::ops::RangeInclusive;

use o2c_kernel::Instant;
use o2c_store::{Sql, StoreError, Tx, set};
use sea_orm::{DbErr, QueryResult};

use super::entities::unpublished::{Entity, Model};

/// Positions, all of them of one transaction.
pub(crate) type Run = RangeInclusive<i64>;

/// Writes that these positions, rising, are to be published.
pub(crate) async fn insert(tx: &Tx, positions: &[i64], now: Instant) -> Result<(), StoreError> {
    let row = |run: Run| Model { first_position: *run.start(), last_position: *run.end(), recorded_at: now.micros() };
    set::insert::<Entity>(tx, runs(positions).into_iter().map(row)).await.map(|_| ())
}

/// The lowest ones. Claimed by state, never by `position > last`: a transaction that commits late has positions below
/// those already read.
pub(crate) async fn lowest(tx: &Tx, limit: i64) -> Result<Vec<Run>, StoreError> {
    let sql = Sql::new("SELECT first_position, last_position FROM outbox_unpublished ORDER BY first_position LIMIT ")
        .bind(limit);
    let run = |row: &QueryResult| -> Result<Run, DbErr> {
        Ok(row.try_get_by_index::<i64>(0)?..=row.try_get_by_index::<i64>(1)?)
    };
    Ok(sql.rows(tx).await?.iter().map(run).collect::<Result<_, _>>()?)
}

/// The lowest position; all below it are published.
pub(crate) async fn first(tx: &Tx) -> Result<Option<i64>, StoreError> {
    Ok(lowest(tx, 1).await?.first().map(|run| *run.start()))
}

/// Forgets the runs that begin at these positions: they are published.
pub(crate) async fn delete(tx: &Tx, firsts: &[i64]) -> Result<(), StoreError> {
    for slice in firsts.chunks(Sql::LONGEST_LIST) {
        Sql::new("DELETE FROM outbox_unpublished WHERE first_position IN ").list(slice).execute(tx).await?;
    }
    Ok(())
}

/// Two transactions that insert at once may get positions by turns: then a set has several runs.
fn runs(positions: &[i64]) -> Vec<Run> {
    positions.chunk_by(|left, right| left + 1 == *right).filter_map(|run| Some(*run.first()?..=*run.last()?)).collect()
}

#[cfg(test)]
mod tests {
    use super::runs;

    #[test]
    fn neighbours_are_one_run() {
        assert_eq!(runs(&[]), []);
        assert_eq!(runs(&[4]), [4..=4]);
        assert_eq!(runs(&[4, 5, 6, 8, 10, 11]), [4..=6, 8..=8, 10..=11]);
    }
}
