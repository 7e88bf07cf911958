//! Open items by customer or by amount, the oldest few of each key: one statement for a set of keys, so that a customer
//! with thousands of open items costs no more than its first few.

use o2c_kernel::{Currency, TenantId};
use o2c_store::{Engine, StoreError, Tx};
use sea_orm::{EntityTrait, Statement, Value};
use uuid::Uuid;

use super::entities::open_item::{Entity, Model};

/// Keys of one statement.
const KEYS: usize = 200;

/// The oldest open items of each customer in a currency, at most so many of each.
pub async fn of_customers(
    tx: &Tx,
    tenant: &TenantId,
    currency: Currency,
    customers: &[Uuid],
    each: u64,
) -> Result<Vec<Model>, StoreError> {
    let keys: Vec<Value> = customers.iter().map(|id| Value::from(*id)).collect();
    ranked(tx, tenant, currency, "customer_id", " AND open_minor > 0", keys, each).await
}

/// The oldest open items with exactly one of these amounts available, at most so many of each.
pub async fn of_amounts(
    tx: &Tx,
    tenant: &TenantId,
    currency: Currency,
    amounts: &[i64],
    each: u64,
) -> Result<Vec<Model>, StoreError> {
    let keys: Vec<Value> = amounts.iter().map(|amount| Value::from(*amount)).collect();
    ranked(tx, tenant, currency, "available", "", keys, each).await
}

async fn ranked(
    tx: &Tx,
    tenant: &TenantId,
    currency: Currency,
    column: &str,
    condition: &'static str,
    keys: Vec<Value>,
    each: u64,
) -> Result<Vec<Model>, StoreError> {
    let mark = |number: usize| match tx.engine() {
        Engine::Sqlite => format!("?{number}"),
        Engine::Postgres => format!("${number}"),
    };
    let mut found = Vec::new();
    for keys in keys.chunks(KEYS) {
        let marks: Vec<String> = (4..).take(keys.len()).map(mark).collect();
        let sql = format!(
            "SELECT * FROM (SELECT open_item.*, row_number() OVER (PARTITION BY {column} \
             ORDER BY due_on, document_number, open_item_id) AS place FROM open_item \
             WHERE tenant = {} AND currency = {} AND {column} IN ({}){condition}) AS ranked WHERE place <= {}",
            mark(1),
            mark(2),
            marks.join(", "),
            mark(3),
        );
        let limit = i64::try_from(each).unwrap_or(i64::MAX);
        let mut values = vec![Value::from(tenant.as_str()), Value::from(currency.code()), Value::from(limit)];
        values.extend(keys.iter().cloned());
        let statement = Statement::from_sql_and_values(tx.engine().backend(), sql, values);
        found.extend(Entity::find().from_raw_sql(statement).all(tx.connection()).await?);
    }
    Ok(found)
}
