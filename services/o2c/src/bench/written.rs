//! What a run has written, as PostgreSQL counts it.

use std::collections::BTreeMap;

use o2c_local::Clients;
use serde::Serialize;

/// Bytes of the write-ahead log so far.
pub fn wal_bytes(url: &str) -> anyhow::Result<u64> {
    let position = Clients::new(url)?.sql("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')")?;
    Ok(position.trim().parse()?)
}

/// Rows of a service's tables that have been written since the tables were made.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Rows {
    pub inserted: u64,
    pub updated: u64,
    pub deleted: u64,
}

/// Rows by service. To be read when all sessions have ended: until then a session keeps its counts to itself.
pub fn rows(url: &str) -> anyhow::Result<BTreeMap<String, Rows>> {
    let answer = Clients::new(url)?.sql(
        "SELECT schemaname, sum(n_tup_ins), sum(n_tup_upd), sum(n_tup_del) FROM pg_stat_user_tables GROUP BY schemaname",
    )?;
    let mut rows = BTreeMap::new();
    for line in answer.lines() {
        let mut fields = line.split('|');
        let (Some(schema), Some(inserted), Some(updated), Some(deleted)) =
            (fields.next(), fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        let counts = Rows { inserted: inserted.parse()?, updated: updated.parse()?, deleted: deleted.parse()? };
        rows.insert(schema.to_owned(), counts);
    }
    Ok(rows)
}
