//! Where in a database a text stands: what was erased must stand nowhere.

use std::time::Duration;

use o2c_kernel::Deadline;
use o2c_store::{Engine, Store, Tx};
use sea_orm::{ConnectionTrait, QueryResult, Statement};

/// The columns of tables, as `table.column`, in which a text stands in some row, be it within a text or within bytes.
///
/// # Panics
/// When the database refuses.
#[expect(clippy::expect_used, reason = "the test cannot go on")]
pub async fn columns_holding(store: &Store, text: &str) -> Vec<String> {
    let tx = store.begin_read(Deadline::after(Duration::from_secs(60))).await.expect("a transaction");
    let mut holding = Vec::new();
    for (table, column) in pairs(&tx, catalogue(store.engine())).await {
        let found = format!(
            "SELECT '{table}', '{column}' FROM \"{table}\" WHERE {} LIMIT 1",
            within(store.engine(), &column, text)
        );
        holding.extend(pairs(&tx, &found).await.into_iter().map(|(table, column)| format!("{table}.{column}")));
    }
    tx.rollback().await;
    holding
}

/// Tables and their columns that hold texts or bytes.
fn catalogue(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => {
            "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c \
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND c.type IN ('TEXT', 'BLOB') ORDER BY 1, 2"
        }
        Engine::Postgres => {
            "SELECT table_name::text, column_name::text FROM information_schema.columns \
             WHERE table_schema = current_schema() AND data_type IN ('text', 'bytea') ORDER BY 1, 2"
        }
    }
}

/// Bytes are compared with bytes. Of PostgreSQL's both kinds of columns the text is looked through: bytes are in it in
/// hexadecimal.
fn within(engine: Engine, column: &str, text: &str) -> String {
    let hexadecimal: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    match engine {
        Engine::Sqlite => format!("instr(CAST(\"{column}\" AS BLOB), X'{hexadecimal}') > 0"),
        Engine::Postgres => {
            format!(
                "position('{text}' in \"{column}\"::text) > 0 OR position('{hexadecimal}' in \"{column}\"::text) > 0"
            )
        }
    }
}

#[expect(clippy::expect_used, reason = "the test cannot go on")]
async fn pairs(tx: &Tx, sql: &str) -> Vec<(String, String)> {
    let backend = tx.connection().get_database_backend();
    let statement = Statement::from_string(backend, sql.to_owned());
    let rows = tx.connection().query_all_raw(statement).await.expect("the tables can be read");
    let text = |row: &QueryResult, at| row.try_get_by_index::<String>(at).expect("a text");
    rows.iter().map(|row| (text(row, 0), text(row, 1))).collect()
}
