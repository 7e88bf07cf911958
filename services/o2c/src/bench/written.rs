//! What a run has written, as PostgreSQL counts it.

use std::collections::BTreeMap;

use o2c_local::Clients;
use serde::Serialize;

/// Bytes of the write-ahead log so far.
pub fn wal_bytes(url: &str) -> anyhow::Result<u64> {
    let position = Clients::new(url)?.sql("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')")?;
    Ok(position.trim().parse()?)
}

/// Rows that have been written since their tables were made.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Rows {
    pub inserted: u64,
    pub updated: u64,
    pub deleted: u64,
}

impl Rows {
    fn plus(self, other: Self) -> Self {
        Self {
            inserted: self.inserted.saturating_add(other.inserted),
            updated: self.updated.saturating_add(other.updated),
            deleted: self.deleted.saturating_add(other.deleted),
        }
    }

    fn none(self) -> bool {
        (self.inserted, self.updated, self.deleted) == (0, 0, 0)
    }
}

/// Rows by table, of those that were written.
pub type Tables = BTreeMap<String, Rows>;

/// Rows by service and table. To be read when all sessions have ended: until then a session keeps its counts to itself.
pub fn rows(url: &str) -> anyhow::Result<BTreeMap<String, Tables>> {
    let answer = Clients::new(url)?
        .sql("SELECT schemaname, relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_user_tables")?;
    let mut services: BTreeMap<String, Tables> = BTreeMap::new();
    for line in answer.lines() {
        let mut fields = line.split('|');
        let (Some(schema), Some(table), Some(inserted), Some(updated), Some(deleted)) =
            (fields.next(), fields.next(), fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        let rows = Rows { inserted: inserted.parse()?, updated: updated.parse()?, deleted: deleted.parse()? };
        if !rows.none() {
            services.entry(schema.to_owned()).or_default().insert(table.to_owned(), rows);
        }
    }
    Ok(services)
}

/// Those of all tables together.
pub fn sum(tables: &Tables) -> Rows {
    tables.values().fold(Rows::default(), |sum, rows| sum.plus(*rows))
}
