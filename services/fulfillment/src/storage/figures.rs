//! Figures per document, of all tenants, a page at a time.

use o2c_store::{Sql, Store, StoreError};
use uuid::Uuid;

use super::ledgers::{Key, after, get, snapshot};

/// What an order's goods and services did.
#[derive(Clone, Debug)]
pub struct OrderFigure {
    pub tenant: String,
    pub order: Uuid,
    pub shipped: i64,
    pub delivered: i64,
    pub returned: i64,
}

/// Of confirmed orders.
pub async fn orders(store: &Store, key: Option<&Key>, limit: i64) -> Result<Vec<OrderFigure>, StoreError> {
    let tx = snapshot(store).await?;
    // CROSS JOIN keeps the order on SQLite, and a state in the sum is not taken for a way into the table
    let sql = Sql::new(
        "SELECT o.tenant, o.order_id, \
         CAST(COALESCE((SELECT SUM(r.consumed) FROM reservation r \
           WHERE r.tenant = o.tenant AND r.order_id = o.order_id), 0) AS BIGINT), \
         CAST(COALESCE((SELECT SUM(CASE WHEN s.state = 'DELIVERED' THEN n.planned - n.short ELSE 0 END) \
           FROM shipment s CROSS JOIN shipment_line n WHERE s.tenant = o.tenant AND s.order_id = o.order_id \
           AND n.tenant = s.tenant AND n.shipment_id = s.shipment_id), 0) AS BIGINT), \
         CAST(COALESCE((SELECT SUM(n.quantity) FROM goods_return g CROSS JOIN goods_return_line n \
           WHERE g.tenant = o.tenant AND g.order_id = o.order_id \
           AND n.tenant = g.tenant AND n.goods_return_id = g.goods_return_id), 0) AS BIGINT) \
         FROM customer_order o WHERE o.confirmed",
    );
    let sql = after(sql, "o.tenant, o.order_id", key);
    let rows = sql.push(" ORDER BY o.tenant, o.order_id LIMIT ").bind(limit).rows(&tx).await?;
    rows.iter()
        .map(|row| {
            Ok(OrderFigure {
                tenant: get(row, 0)?,
                order: get(row, 1)?,
                shipped: get(row, 2)?,
                delivered: get(row, 3)?,
                returned: get(row, 4)?,
            })
        })
        .collect()
}

/// What credit and billing follow of a shipment.
#[derive(Clone, Debug)]
pub struct ShipmentFigure {
    pub tenant: String,
    pub shipment: Uuid,
    pub gross_estimate: i64,
    pub lines: i64,
    /// How many facts of it there are.
    pub head: i64,
}

/// Of shipments that have left.
pub async fn shipments(store: &Store, key: Option<&Key>, limit: i64) -> Result<Vec<ShipmentFigure>, StoreError> {
    let tx = snapshot(store).await?;
    let sql = Sql::new(
        "SELECT s.tenant, s.shipment_id, COALESCE(s.gross_estimate, 0), s.shipped_lines, COALESCE(h.last_sequence, 0) \
         FROM shipment s LEFT JOIN aggregate_head h ON h.tenant = s.tenant AND h.aggregate_id = s.shipment_id \
         WHERE s.state IN ('SHIPPED', 'DELIVERED')",
    );
    let sql = after(sql, "s.tenant, s.shipment_id", key);
    let rows = sql.push(" ORDER BY s.tenant, s.shipment_id LIMIT ").bind(limit).rows(&tx).await?;
    rows.iter()
        .map(|row| {
            Ok(ShipmentFigure {
                tenant: get(row, 0)?,
                shipment: get(row, 1)?,
                gross_estimate: get(row, 2)?,
                lines: i64::from(get::<i32>(row, 3)?),
                head: get(row, 4)?,
            })
        })
        .collect()
}
