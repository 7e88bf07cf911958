//! Who is served, and who gives way, when a stock level changes: the heads and the tails of its queue, and no more of
//! it, however long it is.

use o2c_kernel::{Id, Quantity, TenantId};
use o2c_store::{Sql, Tx};
use sea_orm::Value;
use uuid::Uuid;

use crate::{
    domain::ids::{OrderId, StockLevelId},
    error::FulfillmentError,
};

/// Levels per statement: a shorter list is filled up, so that there are few statements.
const SIZES: [usize; 4] = [1, 4, 16, 64];

/// The orders of the oldest backorders of each level, as many as the quantity serves.
pub async fn waiting(
    tx: &Tx,
    tenant: &TenantId,
    wants: &[(StockLevelId, Quantity)],
) -> Result<Vec<OrderId>, FulfillmentError> {
    orders(tx, tenant, wants, "backordered", "ASC").await
}

/// The orders of the newest reservations of each level that hold the quantity together.
pub async fn holding(
    tx: &Tx,
    tenant: &TenantId,
    wants: &[(StockLevelId, Quantity)],
) -> Result<Vec<OrderId>, FulfillmentError> {
    orders(tx, tenant, wants, "allocated", "DESC").await
}

async fn orders(
    tx: &Tx,
    tenant: &TenantId,
    wants: &[(StockLevelId, Quantity)],
    column: &str,
    direction: &str,
) -> Result<Vec<OrderId>, FulfillmentError> {
    let mut found = Vec::new();
    for chunk in wants.chunks(64) {
        let size = SIZES.into_iter().find(|size| *size >= chunk.len()).unwrap_or(64);
        let filler = std::iter::repeat((Uuid::nil(), 0));
        let rows = chunk.iter().map(|(level, quantity)| (level.uuid(), quantity.micros())).chain(filler).take(size);
        let mut sql = Sql::new("WITH w (level, wanted) AS (VALUES ");
        for (index, (level, wanted)) in rows.enumerate() {
            sql = sql.push(if index == 0 { "" } else { ", " }).row([Value::from(level), Value::from(wanted)]);
        }
        // the sum up to a row, without the row itself, must leave something for it
        let sql = sql
            .push(&format!(
                ") SELECT DISTINCT q.order_id FROM (SELECT r.order_id, r.{column} AS part, w.wanted AS wanted, \
                 SUM(r.{column}) OVER (PARTITION BY r.stock_level_id ORDER BY r.arrival {direction}) AS upto \
                 FROM w JOIN reservation r ON r.stock_level_id = w.level AND r.{column} > 0 AND r.tenant = "
            ))
            .bind(tenant.as_str())
            .push(") q WHERE q.upto - q.part < q.wanted");
        for row in sql.rows(tx).await? {
            let order: Uuid = row.try_get_by_index(0).map_err(o2c_store::StoreError::from)?;
            found.push(Id::from_uuid(order));
        }
    }
    Ok(found)
}
