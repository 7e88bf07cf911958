//! The second wall between tenants, on PostgreSQL: row-level security.
//!
//! The first is the tenant in every `WHERE`. Should one be forgotten, the running role still sees and writes only rows of
//! the tenant that its transaction is about. The owner of the tables, who migrates, is not held back.

use sea_orm::{ConnectionTrait, Statement, Value};

use crate::error::StoreError;
use crate::postgres::quoted;
use crate::tx::Tx;

/// The setting that names the tenant of a transaction.
pub(crate) const TENANT: &str = "o2c.tenant";
/// No tenant's name: every tenant's rows. Where nothing is set, no rows at all.
pub(crate) const EVERY_TENANT: &str = "*";

/// Tables of a schema that have a tenant in each row, and no wall yet.
const OPEN: &str = "\
SELECT c.relname::text AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant'
WHERE c.relnamespace = $1::regnamespace AND c.relkind = 'r' AND NOT a.attisdropped
  AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'tenant_wall')
ORDER BY c.relname";

/// What puts the wall up where it is missing. A table that has it is not touched: that would wait for all who read it.
pub(super) async fn missing(tx: &Tx, schema: &str) -> Result<Vec<String>, StoreError> {
    let statement = Statement::from_sql_and_values(tx.engine().backend(), OPEN, [Value::from(quoted(schema))]);
    let mut script = Vec::new();
    for row in tx.connection().query_all_raw(statement).await? {
        let table = format!("{}.{}", quoted(schema), quoted(&row.try_get::<String>("", "name")?));
        script.push(format!("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"));
        script.push(format!(
            "CREATE POLICY tenant_wall ON {table} USING (current_setting('{TENANT}', true) IN (tenant, '{EVERY_TENANT}'))"
        ));
    }
    Ok(script)
}
