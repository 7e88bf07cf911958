//! What the role that runs a service may do with each of its tables, on PostgreSQL. That it is enough, the services' own
//! tests show: they run as that role.

use o2c::definitions::{self, Definition, migrations, privileges};
use o2c_kernel::Deadline;
use o2c_store::{Engine, Store, TablePrivileges};
use o2c_testkit::engines;
use sea_orm::{ConnectionTrait, DbBackend, Statement};

/// What may vanish: keys and facts that are kept for a while, what waits, what somebody holds; what is behind after a
/// restore; what the sealer merges; a receipt that only an application announced, the items of a proposal that is made
/// anew, the names that somebody who is forgotten paid under, and what endpoints outside were sent long ago.
const MAY_VANISH: &[&str] = &[
    "aggregate_behind",
    "audit_index_page",
    "audit_index_run",
    "audit_unsealed",
    "dead_letter",
    "gateway.webhook_attempt",
    "gateway.webhook_delivery",
    "gateway.webhook_event",
    "gateway.webhook_lane",
    "idempotency_key",
    "lease",
    "match_proposal_item",
    "outbox",
    "outbox_unpublished",
    "parked_event",
    "payments.payer",
    "receivables.receipt",
    "saga_lease",
];

/// Tables whose rows are of no tenant; all others have the wall between tenants.
const OF_NO_TENANT: &[&str] = &["archive_indexed", "incarnation", "lease", "outbox_unpublished", "saga_lease"];

/// Each table of the store's schema, whether it has the wall between tenants, whether its rows may be deleted, and which columns may be changed.
const RIGHTS: &str = "\
SELECT c.relname::text AS name, has_table_privilege(c.oid, 'DELETE') AS deletes,
       has_table_privilege(c.oid, 'TRUNCATE') OR has_table_privilege(c.oid, 'TRIGGER')
           OR has_schema_privilege(c.relnamespace, 'CREATE') AS more,
       coalesce(string_agg(a.attname, ',' ORDER BY a.attname)
           FILTER (WHERE has_column_privilege(c.oid, a.attnum, 'UPDATE')), '') AS changes,
       min(a.attname::text) FILTER (WHERE a.attidentity = '') AS any_column,
       c.relrowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'tenant_wall')
           AS walled
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' GROUP BY c.oid ORDER BY c.relname";

struct Rights {
    table: String,
    deletes: bool,
    more: bool,
    changes: String,
    any_column: String,
    walled: bool,
}

async fn rights(store: &Store) -> Vec<Rights> {
    let tx = store.begin_read(soon()).await.unwrap();
    let rows = tx.connection().query_all_raw(Statement::from_string(DbBackend::Postgres, RIGHTS)).await.unwrap();
    let of = |row: sea_orm::QueryResult| Rights {
        table: row.try_get("", "name").unwrap(),
        deletes: row.try_get("", "deletes").unwrap(),
        more: row.try_get("", "more").unwrap(),
        changes: row.try_get("", "changes").unwrap(),
        any_column: row.try_get("", "any_column").unwrap(),
        walled: row.try_get("", "walled").unwrap(),
    };
    rows.into_iter().map(of).collect()
}

fn soon() -> Deadline {
    Deadline::after(std::time::Duration::from_secs(30))
}

async fn assert_refused(store: &Store, sql: String) {
    let tx = store.begin_write(soon()).await.unwrap();
    let refused = tx.connection().execute_unprepared(&sql).await.map_err(|error| error.to_string());
    assert!(refused.as_ref().is_err_and(|told| told.contains("permission denied")), "{sql}: {refused:?}");
}

/// What was declared is what the database holds, and an attempt at more is refused.
async fn assert_held_back(store: &Store, declared: &TablePrivileges, rights: &Rights) {
    let table = &rights.table;
    if let Some(columns) = declared.columns() {
        let mut columns = columns.to_vec();
        columns.sort_unstable();
        assert_eq!(rights.changes, columns.join(","), "{table}");
        if columns.is_empty() {
            let column = &rights.any_column;
            assert_refused(store, format!("UPDATE \"{table}\" SET \"{column}\" = \"{column}\"")).await;
        }
    }
    assert_eq!(rights.deletes, declared.deletes(), "{table}");
    if !declared.deletes() {
        assert_refused(store, format!("DELETE FROM \"{table}\"")).await;
    }
}

async fn check(definition: &Definition, store: &Store) {
    let declared: Vec<&TablePrivileges> = privileges(definition).into_iter().flatten().collect();
    let rights = rights(store).await;
    for rights in rights.iter().filter(|rights| rights.table != "schema_migration") {
        let table = &rights.table;
        assert!(!rights.more, "{table}");
        match declared.iter().find(|declared| declared.table() == table) {
            Some(declared) => assert_held_back(store, declared, rights).await,
            None => assert!(rights.deletes && !rights.changes.is_empty(), "{table}"),
        }
        let of_service = format!("{}.{table}", definition.name);
        let may_vanish = MAY_VANISH.contains(&table.as_str()) || MAY_VANISH.contains(&of_service.as_str());
        assert_eq!(rights.deletes, may_vanish, "{of_service}");
        assert_eq!(rights.walled, !OF_NO_TENANT.contains(&table.as_str()), "{of_service}: the wall between tenants");
    }
    for declared in declared {
        assert!(rights.iter().any(|rights| rights.table == declared.table()), "{declared:?} is of no table");
    }
}

#[tokio::test]
async fn what_is_written_once_cannot_be_rewritten_by_who_runs_the_service() {
    for definition in definitions::ALL.iter().chain([&definitions::EDGE]) {
        for database in engines().await.into_iter().filter(|database| database.engine() == Engine::Postgres) {
            let all = migrations(definition);
            let store = database.migrated(definition.name, &[&all], &privileges(definition)).await;
            check(definition, &store).await;
            store.close().await;
            database.remove().await;
        }
    }
}
