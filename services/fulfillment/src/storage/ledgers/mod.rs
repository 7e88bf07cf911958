//! Rows for the audit: of all tenants, a page at a time, each with what it is compared with.

mod levels;
mod products;
mod reservations;
mod shipped;

use std::time::Duration;

use o2c_kernel::Deadline;
use o2c_store::{Sql, Store, StoreError, Tx};
use sea_orm::{QueryResult, TryGetable, Value};
use uuid::Uuid;

pub use levels::levels;
pub use products::{ProductRow, Products, products};
pub use reservations::reservations;
pub use shipped::{ShippedRow, shipped};

/// Where a page ended.
pub type Key = (String, Uuid);

/// Rows of a page.
const PAGE: i64 = 500;
/// A page is small: whoever cannot read it in this time has another problem.
const READING: Duration = Duration::from_secs(60);

/// A snapshot for one page; what a page needs is read in it.
pub(super) async fn snapshot(store: &Store) -> Result<Tx, StoreError> {
    store.begin_read(Deadline::after(READING)).await
}

/// `… AND (tenant, id) > (…)`, or nothing for the first page.
pub(super) fn after(sql: Sql, columns: &str, key: Option<&Key>) -> Sql {
    match key {
        Some((tenant, id)) => {
            sql.push(&format!(" AND ({columns}) > ")).row([Value::from(tenant.as_str()), Value::from(*id)])
        }
        None => sql,
    }
}

pub(super) fn get<T: TryGetable>(row: &QueryResult, at: usize) -> Result<T, StoreError> {
    row.try_get_by_index(at).map_err(StoreError::from)
}

fn of_these(sql: Sql, tenant: &str, column: &str, ids: impl IntoIterator<Item = Value>) -> Sql {
    sql.push(" WHERE tenant = ").bind(tenant).push(&format!(" AND {column} IN ")).row(ids)
}
