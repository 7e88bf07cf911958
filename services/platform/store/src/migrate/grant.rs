//! The running role's rights, given by the role that migrates and owns the tables.

use sea_orm::{ConnectionTrait, Statement, Value};

use super::check::schema;
use super::{MigrationError, TablePrivileges, wall};
use crate::connect::Store;
use crate::error::StoreError;
use crate::postgres::quoted;
use crate::tx::Tx;

/// Whether the role is apart from whoever owns the schema: what it may do as the owner, nobody can take from it.
const APART: &str = "\
SELECT NOT pg_has_role(r.oid, n.nspowner, 'MEMBER') AS apart
FROM pg_roles r CROSS JOIN pg_namespace n WHERE r.rolname = $1 AND n.nspname = $2";

impl Store {
    /// Lets `role` run the service on this schema: read and write rows as `privileges` say, only those of the tenant that
    /// a transaction is about ([`Scope`](crate::Scope)), and neither create nor alter anything. To be called by the role that migrates, after each migration; it may be called again at any time, and
    /// a service that is running notices nothing: all rights change in one transaction. Nothing is to be done on SQLite,
    /// which has no roles.
    ///
    /// # Errors
    /// [`StoreError::Migration`] when there is no such role or it is not apart from the owner, and those of the
    /// database, also when `privileges` name what does not exist.
    pub async fn grant_running_role(&self, role: &str, privileges: &[&[TablePrivileges]]) -> Result<(), StoreError> {
        let Some(name) = schema(self) else { return Ok(()) };
        let tx = self.locked().await?;
        ensure_apart(&tx, role, name).await?;
        let (schema, to) = (quoted(name), quoted(role));
        let mut script = vec![
            format!("REVOKE ALL ON SCHEMA {schema} FROM {to}"),
            format!("GRANT USAGE ON SCHEMA {schema} TO {to}"),
            // this takes back rights on columns, too
            format!("REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {to}"),
            format!("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {to}"),
            format!("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {to}"),
            format!("REVOKE INSERT, UPDATE, DELETE ON {schema}.schema_migration FROM {to}"),
        ];
        for table in privileges.iter().copied().flatten() {
            restrict(&mut script, &schema, &to, table);
        }
        script.extend(wall::missing(&tx, name).await?);
        tx.connection().execute_unprepared(&script.join(";\n")).await?;
        tx.commit().await
    }
}

fn restrict(script: &mut Vec<String>, schema: &str, role: &str, table: &TablePrivileges) {
    let name = format!("{schema}.{}", quoted(table.table()));
    if !table.deletes() {
        script.push(format!("REVOKE DELETE ON {name} FROM {role}"));
    }
    if let Some(columns) = table.columns() {
        script.push(format!("REVOKE UPDATE ON {name} FROM {role}"));
        if !columns.is_empty() {
            let columns: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
            script.push(format!("GRANT UPDATE ({}) ON {name} TO {role}", columns.join(", ")));
        }
    }
}

async fn ensure_apart(tx: &Tx, role: &str, schema: &str) -> Result<(), StoreError> {
    let values = [Value::from(role), Value::from(schema)];
    let statement = Statement::from_sql_and_values(tx.engine().backend(), APART, values);
    match tx.connection().query_one_raw(statement).await? {
        None => Err(MigrationError::NoRole { role: role.to_owned() }.into()),
        Some(row) if row.try_get("", "apart")? => Ok(()),
        Some(_) => Err(MigrationError::NotApart { role: role.to_owned(), schema: schema.to_owned() }.into()),
    }
}
