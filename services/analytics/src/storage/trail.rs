//! Which documents belong to an order.

use o2c_kernel::TenantId;
use o2c_store::{Sql, StoreError, Tx};
use uuid::Uuid;

/// Open items of an order, and the receipts that paid them. Each at most `limit`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderDocuments {
    pub items: Vec<Uuid>,
    pub receipts: Vec<Uuid>,
}

pub async fn of_order(tx: &Tx, tenant: &TenantId, order: Uuid, limit: i64) -> Result<OrderDocuments, StoreError> {
    let items = Sql::new("SELECT open_item_id FROM receivable WHERE tenant = ")
        .bind(tenant.as_str())
        .push(" AND order_id = ")
        .bind(order)
        .push(" ORDER BY open_item_id LIMIT ")
        .bind(limit);
    let items = ids(tx, items).await?;
    if items.is_empty() {
        return Ok(OrderDocuments::default());
    }
    let receipts = Sql::new("SELECT DISTINCT receipt_id FROM receivable_movement WHERE tenant = ")
        .bind(tenant.as_str())
        .push(" AND open_item_id IN ")
        .list(&items)
        .push(" AND receipt_id IS NOT NULL ORDER BY receipt_id LIMIT ")
        .bind(limit);
    Ok(OrderDocuments { receipts: ids(tx, receipts).await?, items })
}

async fn ids(tx: &Tx, sql: Sql) -> Result<Vec<Uuid>, StoreError> {
    sql.rows(tx).await?.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}
