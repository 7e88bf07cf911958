//! What SQLite's planner is told of our tables.
//!
//! Without statistics it takes `tenant = ?` on the key of a clustered table for a handful of rows and reads a whole
//! tenant where an index on (tenant, x) would lead to ten rows. A real ANALYZE of an empty database says nothing, so the
//! figures are invented once, from the shape that all our keys share: a tenant has many rows, what follows it few. A
//! partial index holds what is under way, however large its table is: told otherwise, the planner reads the table.

use sea_orm::ConnectionTrait;

use crate::connect::Store;
use crate::engine::Engine;
use crate::error::StoreError;

/// Rows of a table, and of a tenant.
const MANY: &str = "1000000";
/// Rows of a partial index.
const UNDER_WAY: &str = "100";
/// Rows that share a part of a key behind the tenant.
const FEW: &str = "20";

impl Store {
    /// Makes the invented statistics anew. PostgreSQL makes its own.
    pub(super) async fn describe_keys(&self) -> Result<(), StoreError> {
        if self.engine() == Engine::Postgres {
            return Ok(());
        }
        let tx = self.locked().await?;
        // ANALYZE makes the table that holds statistics; what it finds in tables that are empty now is of no use.
        let invent = format!(
            "ANALYZE;
DELETE FROM sqlite_stat1;
INSERT INTO sqlite_stat1 (tbl, idx, stat)
SELECT t.name,
       CASE WHEN i.origin = 'pk' AND t.sql LIKE '%WITHOUT ROWID%' THEN t.name ELSE i.name END,
       CASE WHEN i.partial THEN '{UNDER_WAY}' ELSE '{MANY}' END || (SELECT group_concat(
               CASE WHEN c.seqno + 1 = (SELECT count(*) FROM pragma_index_info(i.name)) AND i.\"unique\" THEN ' 1'
                    WHEN c.name = 'tenant' THEN CASE WHEN i.partial THEN ' {UNDER_WAY}' ELSE ' {MANY}' END
                    ELSE ' {FEW}' END, '')
           FROM pragma_index_info(i.name) c)
FROM sqlite_schema t JOIN pragma_index_list(t.name) i
WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%';
ANALYZE sqlite_schema;"
        );
        tx.connection().execute_unprepared(&invent).await?;
        tx.commit().await
    }
}
