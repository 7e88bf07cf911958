//! Counts over what is under way; each reads an index that holds only that.

use o2c_store::{StoreError, Tx};

use super::sql::Sql;
use crate::backlog::Backlog;

/// One statement: it is asked again and again while somebody waits for a service to settle.
pub(crate) async fn read(tx: &Tx) -> Result<Backlog, StoreError> {
    let sql = Sql::new(
        "SELECT (SELECT COUNT(*) FROM outbox WHERE published_at IS NULL), (SELECT COUNT(*) FROM parked_event), \
         (SELECT COUNT(*) FROM dead_letter WHERE state = 'OPEN')",
    );
    let Some(row) = sql.rows(tx).await?.into_iter().next() else { return Ok(Backlog::default()) };
    Ok(Backlog {
        outbox: row.try_get_by_index(0)?,
        parked: row.try_get_by_index(1)?,
        dead_letters: row.try_get_by_index(2)?,
    })
}
