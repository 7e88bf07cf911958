//! The rows of a database as lines of text, and back again on either engine. Bytes, and ids among them, are hex.

use std::{collections::BTreeMap, time::Duration};

use o2c_kernel::Deadline;
use o2c_store::{Engine, Store};
use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};
use serde_json::value::RawValue;

/// A row, as it is kept.
#[derive(serde::Serialize, serde::Deserialize)]
pub struct Row {
    pub table: String,
    pub row: Box<RawValue>,
}

struct Column {
    name: String,
    kind: String,
    identity: bool,
}

fn patience() -> Deadline {
    Deadline::after(Duration::from_secs(60))
}

async fn query(store: &Store, sql: String) -> Vec<QueryResult> {
    let tx = store.begin_read(patience()).await.unwrap();
    let backend = tx.connection().get_database_backend();
    let rows = tx.connection().query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    tx.rollback().await;
    rows
}

/// Every table but the list of migrations, which are applied where the rows go.
async fn tables(store: &Store) -> BTreeMap<String, Vec<Column>> {
    let sql = match store.engine() {
        Engine::Sqlite => {
            "SELECT m.name AS t, c.name AS c, c.type AS k, false AS i FROM sqlite_master m \
             JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY t, c.cid"
        }
        Engine::Postgres => {
            "SELECT table_name::text AS t, column_name::text AS c, data_type::text AS k, is_identity = 'YES' AS i \
             FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY t, ordinal_position"
        }
    };
    let mut tables: BTreeMap<String, Vec<Column>> = BTreeMap::new();
    for row in query(store, sql.to_owned()).await {
        let [table, name, kind] = ["t", "c", "k"].map(|column| row.try_get::<String>("", column).unwrap());
        if table != "schema_migration" {
            let identity = row.try_get("", "i").unwrap();
            tables.entry(table).or_default().push(Column { name, kind, identity });
        }
    }
    tables
}

/// Everything that a file holds.
pub async fn read(store: &Store) -> Vec<Row> {
    assert_eq!(store.engine(), Engine::Sqlite, "rows are kept from files");
    let mut rows = Vec::new();
    for (table, columns) in tables(store).await {
        let pairs: Vec<String> = columns
            .iter()
            .map(|Column { name, .. }| {
                format!("'{name}', CASE typeof(\"{name}\") WHEN 'blob' THEN lower(hex(\"{name}\")) ELSE \"{name}\" END")
            })
            .collect();
        let sql = format!("SELECT json_object({}) AS j FROM \"{table}\" ORDER BY 1", pairs.join(", "));
        for row in query(store, sql).await {
            let row = RawValue::from_string(row.try_get("", "j").unwrap()).unwrap();
            rows.push(Row { table: table.clone(), row });
        }
    }
    rows
}

/// Puts rows into a migrated database, in place of what is there.
pub async fn write(store: &Store, rows: &[Row]) {
    let mut kept: BTreeMap<&str, Vec<&RawValue>> = BTreeMap::new();
    for Row { table, row } in rows {
        kept.entry(table).or_default().push(row);
    }
    let tables = tables(store).await;
    let tx = store.begin_write(patience()).await.unwrap();
    for (table, rows) in kept {
        let columns = tables.get(table).unwrap_or_else(|| panic!("the table {table} is gone"));
        let names: Vec<String> = columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
        let values: Vec<String> = columns.iter().map(|column| column.value(store.engine())).collect();
        let (names, values) = (names.join(", "), values.join(", "));
        let sql = match store.engine() {
            Engine::Sqlite => format!("INSERT INTO \"{table}\" ({names}) SELECT {values} FROM json_each(?)"),
            Engine::Postgres => format!(
                "INSERT INTO \"{table}\" ({names}) OVERRIDING SYSTEM VALUE SELECT {values} \
                 FROM json_array_elements($1::json) AS rows (value)"
            ),
        };
        tx.connection().execute_unprepared(&format!("DELETE FROM \"{table}\"")).await.unwrap();
        let json = Value::from(serde_json::to_string(&rows).unwrap());
        let insert = Statement::from_sql_and_values(tx.connection().get_database_backend(), sql, [json]);
        let inserted = tx.connection().execute_raw(insert).await.unwrap_or_else(|error| panic!("{table}: {error}"));
        assert_eq!(usize::try_from(inserted.rows_affected()).unwrap(), rows.len(), "{table}");
        for Column { name, .. } in columns.iter().filter(|column| column.identity) {
            // the next one is given out behind those that were written
            let next =
                format!("SELECT setval(pg_get_serial_sequence('{table}', '{name}'), max({name})) FROM \"{table}\"");
            tx.connection().execute_unprepared(&next).await.unwrap();
        }
    }
    tx.commit().await.unwrap();
}

impl Column {
    /// Out of the JSON of a row.
    fn value(&self, engine: Engine) -> String {
        let Self { name, kind, .. } = self;
        match (engine, kind.as_str()) {
            (Engine::Sqlite, "BLOB") => format!("unhex(value ->> '{name}')"),
            (Engine::Sqlite, _) => format!("value ->> '{name}'"),
            (Engine::Postgres, "bytea") => format!("decode(value ->> '{name}', 'hex')"),
            (Engine::Postgres, kind) => format!("(value ->> '{name}')::{kind}"),
        }
    }
}
