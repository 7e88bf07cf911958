//! How far a consumer has come with each aggregate.

use std::collections::HashMap;

use o2c_store::{StoreError, Tx, set};
use uuid::Uuid;

use super::{
    entities,
    sql::{LONGEST_LIST, Sql},
};

pub(crate) use entities::consumer_cursor::Model as Row;

/// The cursors of these aggregates; an aggregate of which nothing was seen is absent.
pub(crate) async fn load(
    tx: &Tx,
    consumer: &str,
    tenant: &str,
    aggregates: &[Uuid],
) -> Result<HashMap<Uuid, i64>, StoreError> {
    let mut cursors = HashMap::with_capacity(aggregates.len());
    for slice in aggregates.chunks(LONGEST_LIST) {
        let sql = Sql::new("SELECT asked.column1, (SELECT last_sequence FROM consumer_cursor WHERE tenant = ")
            .bind(tenant)
            .push(" AND consumer = ")
            .bind(consumer)
            .push(" AND aggregate_id = asked.column1) FROM ")
            .asked(slice);
        for row in sql.rows(tx).await? {
            if let Some(last) = row.try_get_by_index::<Option<i64>>(1)? {
                cursors.insert(row.try_get_by_index(0)?, last);
            }
        }
    }
    Ok(cursors)
}

/// Writes the cursors, each where it stands now.
pub(crate) async fn save(tx: &Tx, rows: Vec<Row>) -> Result<(), StoreError> {
    set::upsert::<entities::consumer_cursor::Entity>(tx, rows).await.map(|_| ())
}
