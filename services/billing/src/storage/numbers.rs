//! Numbers of documents, taken in blocks, and the report on their gaps.

use o2c_kernel::TenantId;
use o2c_store::{StoreError, Tx, numbers};
use sea_orm::{ConnectionTrait, Statement, Value};

/// What a series has given out, and what documents carry of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Series {
    pub name: String,
    /// Numbers given out are 1 to this one.
    pub last: i64,
    pub documents: i64,
    /// The highest number on a document: never above `last`.
    pub highest: i64,
    /// The first thousand.
    pub missing: Vec<i64>,
}

impl Series {
    /// Every number given out is on a document, and no other.
    pub fn is_gapless(&self) -> bool {
        self.documents == self.last && self.highest == self.last && self.missing.is_empty()
    }
}

/// How many missing numbers a report names.
const NAMED: usize = 1_000;

/// Takes a block of numbers; answers the first.
pub async fn block(tx: &Tx, tenant: &TenantId, series: &str, count: usize) -> Result<i64, StoreError> {
    // A set ends at a few thousand documents, so this never cuts anything off.
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    numbers::counter_block(tx, tenant, series, count).await
}

/// Gives the numbers up to this one out no more.
pub async fn raise(tx: &Tx, tenant: &TenantId, series: &str, last: i64) -> Result<(), StoreError> {
    numbers::counter_raise(tx, tenant, series, last).await
}

/// Each series of the tenant that stands on documents.
pub async fn report(tx: &Tx, tenant: &TenantId, but: &str) -> Result<Vec<Series>, StoreError> {
    let sql = "SELECT n.series AS series, n.next - 1 AS last, \
               (SELECT COUNT(*) FROM document AS d WHERE d.tenant = n.tenant AND d.series = n.series) AS documents, \
               (SELECT COALESCE(MAX(d.sequence), 0) FROM document AS d \
               WHERE d.tenant = n.tenant AND d.series = n.series) AS highest \
               FROM number_series AS n WHERE n.tenant = $1 AND n.series <> $2 ORDER BY n.series";
    let mut report = Vec::new();
    for row in query(tx, sql, vec![tenant.as_str().into(), but.into()]).await? {
        let name: String = row.try_get("", "series")?;
        let last: i64 = row.try_get("", "last")?;
        let documents: i64 = row.try_get("", "documents")?;
        let highest: i64 = row.try_get("", "highest")?;
        // Numbers are unique: as many as were given out, and none above, is all of them.
        let whole = documents == last && highest == last;
        let missing = if whole { Vec::new() } else { missing(tx, tenant, &name, last, highest).await? };
        report.push(Series { name, last, documents, highest, missing });
    }
    Ok(report)
}

/// How many positions of issue were given out.
pub async fn positions(tx: &Tx, tenant: &TenantId, series: &str) -> Result<i64, StoreError> {
    let sql = "SELECT next - 1 AS last FROM number_series WHERE tenant = $1 AND series = $2";
    let found = query(tx, sql, vec![tenant.as_str().into(), series.into()]).await?;
    found.first().map_or(Ok(0), |row| Ok(row.try_get("", "last")?))
}

/// The first of the numbers that no document carries.
async fn missing(tx: &Tx, tenant: &TenantId, series: &str, last: i64, highest: i64) -> Result<Vec<i64>, StoreError> {
    // Each hole once: where a number's predecessor is not the one before it.
    let sql = "SELECT before_hole, after_hole FROM (\
               SELECT COALESCE(LAG(sequence) OVER (ORDER BY sequence), 0) AS before_hole, sequence AS after_hole \
               FROM document WHERE tenant = $1 AND series = $2) AS pairs \
               WHERE after_hole > before_hole + 1 ORDER BY after_hole LIMIT 1000";
    let mut holes: Vec<(i64, i64)> = Vec::new();
    for row in query(tx, sql, vec![tenant.as_str().into(), series.into()]).await? {
        holes.push((row.try_get("", "before_hole")?, row.try_get("", "after_hole")?));
    }
    holes.push((highest, last.saturating_add(1)));
    let numbers = holes.into_iter().flat_map(|(before, after)| before.saturating_add(1)..after);
    Ok(numbers.take_while(|number| *number <= last).take(NAMED).collect())
}

async fn query(tx: &Tx, sql: &str, values: Vec<Value>) -> Result<Vec<sea_orm::QueryResult>, StoreError> {
    let backend = tx.connection().get_database_backend();
    Ok(tx.connection().query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?)
}
