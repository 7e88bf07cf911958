//! What a customer owes and has paid ahead, in two grouped statements.

use o2c_kernel::{Currency, Date, TenantId};
use o2c_store::{Sql, StoreError, Tx};
use sea_orm::Value;

use crate::domain::CustomerId;

/// Minor units.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct AccountFigures {
    pub balance: i64,
    pub overdue: i64,
    pub on_account: i64,
    pub disputed: i64,
}

pub async fn customer_account(
    tx: &Tx,
    tenant: &TenantId,
    customer: CustomerId,
    currency: Currency,
    today: Date,
) -> Result<AccountFigures, StoreError> {
    let filter = || [Value::from(tenant.as_str()), Value::from(customer.uuid()), Value::from(currency.code())];
    // `currency || ''` is for SQLite, which would take the index on (tenant, currency) for the better one
    let items = Sql::new(
        "SELECT CAST(COALESCE(SUM(CASE WHEN document_type = 'CREDIT_NOTE' THEN -open_amount ELSE open_amount END), 0) \
         AS BIGINT) AS balance, \
         CAST(COALESCE(SUM(CASE WHEN document_type <> 'CREDIT_NOTE' AND due_on < $4 THEN open_amount ELSE 0 END), 0) \
         AS BIGINT) AS overdue, \
         CAST(COALESCE(SUM(CASE WHEN dispute_id IS NULL THEN 0 WHEN objected_amount < open_amount THEN objected_amount \
         ELSE open_amount END), 0) AS BIGINT) AS disputed \
         FROM open_item WHERE tenant = $1 AND customer_id = $2 AND currency || '' = $3 AND open_amount > 0",
    )
    .with(filter().into_iter().chain([Value::from(today.days())]))
    .rows(tx)
    .await?;
    let receipts = Sql::new(
        "SELECT CAST(COALESCE(SUM(amount - applied_amount), 0) AS BIGINT) AS on_account FROM receipt \
         WHERE tenant = $1 AND customer_id = $2 AND currency = $3 AND applied_amount < amount",
    )
    .with(filter())
    .rows(tx)
    .await?;
    let mut figures = AccountFigures::default();
    if let Some(row) = items.first() {
        figures.balance = row.try_get("", "balance")?;
        figures.overdue = row.try_get("", "overdue")?;
        figures.disputed = row.try_get("", "disputed")?;
    }
    if let Some(row) = receipts.first() {
        figures.on_account = row.try_get("", "on_account")?;
    }
    Ok(figures)
}
