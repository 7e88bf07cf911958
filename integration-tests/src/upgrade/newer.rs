//! A schema as a version to come would have it: every table has a column more, which nobody here knows. It is migrated
//! under load, as `o2c migrate` does it.

use std::time::Duration;

use anyhow::ensure;
use o2c::{databases::Databases, definitions, local_mesh::LocalMesh};
use o2c_kernel::Deadline;
use o2c_store::{Migration, SqliteOptions};
use sea_orm::{ConnectionTrait, Statement};

const PATIENCE: Duration = Duration::from_secs(30);
const TABLES: &str = "SELECT relname::text FROM pg_class \
    WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname <> 'schema_migration' ORDER BY 1";

/// How many tables there are that have become newer.
pub async fn expand(mesh: &LocalMesh) -> anyhow::Result<usize> {
    let databases = Databases::for_migration(&mesh.place.config, &mesh.place.directory);
    let mut expanded = 0;
    for definition in &definitions::ALL {
        let store = databases.open(definition.name, SqliteOptions::default()).await?;
        let tx = store.begin_read(Deadline::after(PATIENCE)).await?;
        let backend = tx.connection().get_database_backend();
        let rows = tx.connection().query_all_raw(Statement::from_string(backend, TABLES)).await?;
        tx.rollback().await;
        // a migration each, as no table has to wait for another
        let migrations = rows.iter().map(|row| row.try_get_by_index::<String>(0).map(since_then));
        let migrations = migrations.collect::<Result<Vec<_>, _>>()?;
        expanded += store.migrate(&[&migrations]).await?.applied.len();
        store.close().await;
    }
    ensure!(expanded > 0, "nothing has become newer");
    Ok(expanded)
}

/// Texts of migrations live as long as the program.
fn since_then(table: String) -> Migration {
    let sql = format!("ALTER TABLE {table} ADD COLUMN since_then BIGINT NOT NULL DEFAULT 0;");
    Migration { name: format!("since_then/{table}").leak(), sql: sql.leak() }
}
