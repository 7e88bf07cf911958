//! How far a consumer has come with each aggregate of each producer.

use std::collections::HashMap;

use o2c_store::{StoreError, Tx, set};

use super::{
    entities,
    sql::{self, LONGEST_LIST, Sql},
    stream::Stream,
};

pub(crate) use entities::consumer_cursor::Model as Row;

/// The cursors of these streams; one of which nothing was seen is absent.
pub(crate) async fn load(
    tx: &Tx,
    consumer: &str,
    tenant: &str,
    streams: &[Stream],
) -> Result<HashMap<Stream, i64>, StoreError> {
    let mut cursors = HashMap::with_capacity(streams.len());
    for slice in streams.chunks(LONGEST_LIST) {
        let sql =
            Sql::new("SELECT asked.column1, asked.column2, (SELECT last_sequence FROM consumer_cursor WHERE tenant = ")
                .bind(tenant)
                .push(" AND consumer = ")
                .bind(consumer)
                .push(" AND producer = asked.column1 AND aggregate_id = asked.column2) FROM ")
                .asked_streams(slice);
        for row in sql.rows(tx).await? {
            if let Some(last) = row.try_get_by_index::<Option<i64>>(2)? {
                cursors.insert(sql::stream(&row)?, last);
            }
        }
    }
    Ok(cursors)
}

/// Writes the cursors, each where it stands now.
pub(crate) async fn save(tx: &Tx, rows: Vec<Row>) -> Result<(), StoreError> {
    set::upsert::<entities::consumer_cursor::Entity>(tx, rows).await.map(|_| ())
}
