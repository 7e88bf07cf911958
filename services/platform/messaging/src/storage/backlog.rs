//! Counts over what is under way; each reads a table or an index that holds only that.

use o2c_store::{Sql, StoreError, Tx};

use crate::backlog::Backlog;

/// Sets of facts whose facts are counted; more are not told from these many.
const COUNTED: i64 = 10_000;

/// One statement: it is asked again and again while somebody waits for a service to settle. In the order of the key,
/// so that PostgreSQL does not read through what was deleted since it last cleaned up.
pub(crate) async fn read(tx: &Tx) -> Result<Backlog, StoreError> {
    let sql = Sql::new(
        "SELECT (SELECT CAST(COALESCE(SUM(facts), 0) AS BIGINT) FROM (SELECT last_position - first_position + 1 AS facts \
         FROM outbox_unpublished ORDER BY first_position LIMIT ",
    )
    .bind(COUNTED)
    .push(
        ") AS lowest), (SELECT COUNT(*) FROM parked_event), (SELECT COUNT(*) FROM dead_letter WHERE state = 'OPEN')",
    );
    let Some(row) = sql.rows(tx).await?.into_iter().next() else { return Ok(Backlog::default()) };
    Ok(Backlog {
        outbox: row.try_get_by_index(0)?,
        parked: row.try_get_by_index(1)?,
        dead_letters: row.try_get_by_index(2)?,
    })
}
