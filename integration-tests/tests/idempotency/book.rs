//! Everything that all services have stored, to be compared.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use o2c_integration_tests::Mesh;
use o2c_kernel::Deadline;
use o2c_store::{Engine, Store};
use sea_orm::{ConnectionTrait, QueryResult, Statement};

/// Machine bookkeeping: who leads, what was migrated, which database it is, what is on its way. No caller's effect is in
/// them. Nor in the audit trail, which tells of refusals too, and when it was sealed, nor in which blocks of the archive
/// its facts happen to be neighbours.
const BOOKKEEPING: &[&str] = &[
    "archive_block",
    "archive_indexed",
    "audit_block",
    "audit_entry",
    "audit_index_page",
    "audit_index_run",
    "audit_note",
    "audit_subject",
    "audit_unsealed",
    "incarnation",
    "lease",
    "outbox_unpublished",
    "saga_lease",
    "schema_migration",
];

/// Numbers in which two tenants who live the same life may differ: places in a queue of all tenants; how often a row was
/// written, or a step tried, which depends on what came together or first; and what an account stood at between facts.
const UNLIKE: &[&str] = &[
    "position",
    "last_position",
    "archive_offset",
    "version",
    "revision",
    "item_version",
    "opened_version",
    "closed_version",
    "tries",
    "faults",
    "exposure_after",
    "after_entry",
];

/// The rows of each tenant in each table, `service.table`.
#[derive(Default, PartialEq, Eq)]
pub struct Book(BTreeMap<(String, String), Page>);

#[derive(PartialEq, Eq)]
struct Page {
    rows: i64,
    /// Of all whole numbers but times and those [`UNLIKE`]: amounts, quantities, dates, sequences.
    sum: String,
    content: String,
}

/// How all of it is read: one statement a service, made once, because a schema is slow to ask.
pub struct Reader(Vec<String>);

impl Reader {
    pub async fn of(mesh: &Mesh) -> Self {
        let mut statements = Vec::new();
        for service in mesh.mesh.node.services() {
            statements.push(statement(service.store()).await);
        }
        Self(statements)
    }

    /// As it is now; the mesh is settled.
    pub async fn read(&self, mesh: &Mesh) -> Book {
        let mut book = Book::default();
        for (service, statement) in mesh.mesh.node.services().iter().zip(&self.0) {
            for row in query(service.store(), statement.clone()).await {
                let table: String = row.try_get("", "t").unwrap();
                let page = Page {
                    rows: row.try_get("", "n").unwrap(),
                    sum: row.try_get("", "s").unwrap(),
                    content: row.try_get("", "x").unwrap(),
                };
                let key = (format!("{}.{table}", service.name()), row.try_get("", "tenant").unwrap());
                book.0.insert(key, page);
            }
        }
        book
    }
}

impl Book {
    /// The tables in which two tenants have another number of rows, or numbers that add up to something else.
    pub fn unlike(&self, one: &str, other: &str) -> Vec<String> {
        let (one, other) = (self.figures(one), self.figures(other));
        let tables: BTreeSet<_> = one.keys().chain(other.keys()).collect();
        let unlike = tables.into_iter().filter(|table| one.get(*table) != other.get(*table));
        unlike.map(|table| format!("{table}: {:?} and {:?}", one.get(table), other.get(table))).collect()
    }

    fn figures(&self, tenant: &str) -> BTreeMap<&str, (i64, &str)> {
        let of_tenant = self.0.iter().filter(|((_, owner), _)| owner == tenant);
        of_tenant.map(|((table, _), page)| (table.as_str(), (page.rows, page.sum.as_str()))).collect()
    }

    /// The tables in which anything differs, with the rows here and there.
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let keys: BTreeSet<_> = self.0.keys().chain(other.0.keys()).collect();
        let rows = |book: &Self, key| book.0.get(key).map_or(0, |page| page.rows);
        let different = keys.into_iter().filter(|key| self.0.get(*key) != other.0.get(*key));
        different.map(|key| format!("{key:?}: {} → {}", rows(self, key), rows(other, key))).collect()
    }
}

async fn query(store: &Store, sql: String) -> Vec<QueryResult> {
    let tx = store.begin_read(Deadline::after(Duration::from_secs(30))).await.unwrap();
    let backend = tx.connection().get_database_backend();
    let rows = tx.connection().query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    tx.rollback().await;
    rows
}

async fn statement(store: &Store) -> String {
    let mut columns: BTreeMap<String, Vec<Column>> = BTreeMap::new();
    for row in query(store, tables(store.engine()).to_owned()).await {
        let table: String = row.try_get("", "t").unwrap();
        if !BOOKKEEPING.contains(&table.as_str()) {
            let (name, whole) = (row.try_get("", "c").unwrap(), row.try_get("", "w").unwrap());
            columns.entry(table).or_default().push(Column { name, whole });
        }
    }
    let pages = columns.iter().map(|(table, columns)| page(store.engine(), table, columns));
    pages.collect::<Vec<_>>().join(" UNION ALL ")
}

fn tables(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => {
            "SELECT m.name AS t, c.name AS c, c.type IN ('BIGINT', 'INTEGER') AS w \
             FROM sqlite_master m JOIN pragma_table_info(m.name) c \
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY 1, 2"
        }
        Engine::Postgres => {
            "SELECT table_name::text AS t, column_name::text AS c, data_type IN ('bigint', 'integer') AS w \
             FROM information_schema.columns \
             WHERE table_schema = current_schema() ORDER BY 1, 2"
        }
    }
}

struct Column {
    name: String,
    whole: bool,
}

impl Column {
    /// Whether tenants who live the same life have the same in it.
    fn is_figure(&self) -> bool {
        self.whole && !self.name.ends_with("_at") && !UNLIKE.contains(&self.name.as_str())
    }
}

/// One row per tenant: how many rows, what their numbers add up to, and all that they say. What has no tenant is
/// everybody's.
fn page(engine: Engine, table: &str, columns: &[Column]) -> String {
    let tenant = if columns.iter().any(|column| column.name == "tenant") { "tenant" } else { "''" };
    let figures = columns.iter().filter(|column| column.is_figure());
    let figures: Vec<String> = figures.map(|column| format!("COALESCE(\"{}\", 0)", column.name)).collect();
    let figure = if figures.is_empty() { "0".to_owned() } else { figures.join("+") };
    let (row, all) = match engine {
        Engine::Sqlite => {
            let quoted = columns.iter().map(|column| format!("quote(\"{}\")", column.name));
            (quoted.collect::<Vec<_>>().join("||','||"), "group_concat(r, char(10))")
        }
        Engine::Postgres => (format!("\"{table}\"::text"), "md5(string_agg(r, ',' ORDER BY r))"),
    };
    format!(
        "SELECT '{table}' AS t, tenant, count(*) AS n, CAST(sum(f) AS TEXT) AS s, {all} AS x FROM \
         (SELECT {tenant} AS tenant, {figure} AS f, {row} AS r FROM \"{table}\" ORDER BY 1, 3) AS rows_of_{table} \
         GROUP BY tenant"
    )
}
