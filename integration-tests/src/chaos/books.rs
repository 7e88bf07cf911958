//! The databases of a mesh, asked in SQL past the product: whatever is answered is text.

use std::path::PathBuf;

use anyhow::Context;
use o2c::{data_dir, local_mesh::LocalMesh};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseBackend, Statement};

/// How a query says that a column holds an id: the engines keep and show them differently.
const ID: &str = "ID(";

/// The databases of either engine.
pub enum Books<'a> {
    Postgres(&'a o2c_local::Postgres),
    /// Files in a directory.
    Sqlite(PathBuf),
}

impl<'a> Books<'a> {
    pub fn of(mesh: &'a LocalMesh) -> Self {
        match &mesh.postgres {
            Some(postgres) => Self::Postgres(postgres),
            None => Self::Sqlite(mesh.place.directory.clone()),
        }
    }

    /// The rows of a query of one column of text.
    pub async fn ask(&self, service: &str, query: &str) -> anyhow::Result<Vec<String>> {
        let asking = || format!("asking {service}: {query}");
        match self {
            Self::Postgres(postgres) => {
                let query = format!("SET search_path = {service}; {}", with_ids(query, "(", ")::TEXT"));
                let answer = postgres.sql(service, &query).with_context(asking)?;
                Ok(answer.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect())
            }
            Self::Sqlite(directory) => {
                let file = data_dir::database(directory, service);
                let mut options = ConnectOptions::new(format!("sqlite://{}?mode=ro", file.display()));
                options.max_connections(1);
                let connection = Database::connect(options).await.with_context(asking)?;
                let query = with_ids(query, "LOWER(HEX(", "))");
                let statement = Statement::from_string(DatabaseBackend::Sqlite, query);
                let rows = connection.query_all_raw(statement).await.with_context(asking)?;
                let texts = rows.iter().map(|row| row.try_get_by_index::<String>(0)).collect::<Result<_, _>>();
                connection.close().await.with_context(asking)?;
                texts.with_context(asking)
            }
        }
    }

    /// The only row, a number; given as the expression that makes it and where it is taken from.
    pub async fn number(&self, service: &str, number: &str, from: &str) -> anyhow::Result<i64> {
        let answer = self.ask(service, &format!("SELECT CAST(CAST({number} AS BIGINT) AS TEXT) FROM {from}")).await?;
        let text = answer.first().with_context(|| format!("{service} answers nothing"))?;
        text.parse().with_context(|| format!("{service} answers `{text}`"))
    }
}

/// `ID(column)` as the engine says it.
fn with_ids(query: &str, before: &str, after: &str) -> String {
    let mut told = String::new();
    let mut parts = query.split(ID);
    told.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (column, rest) = part.split_once(')').unwrap_or((part, ""));
        told.extend([before, column, after, rest]);
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_text_on_either_engine() {
        let query = "SELECT ID(a.id) || ' ' || ID(b) FROM t";
        assert_eq!(with_ids(query, "(", ")::TEXT"), "SELECT (a.id)::TEXT || ' ' || (b)::TEXT FROM t");
        assert_eq!(with_ids(query, "LOWER(HEX(", "))"), "SELECT LOWER(HEX(a.id)) || ' ' || LOWER(HEX(b)) FROM t");
    }
}
