//! Figures that other services compare themselves with, a page at a time, by tenant and document.

use o2c_kernel::TenantId;
use o2c_store::{StoreError, Tx};
use sea_orm::Value;
use uuid::Uuid;

use super::laws::{query, tenant};

/// Where a page ended.
pub type After = Option<(TenantId, Uuid)>;

/// Tenant, document, amounts.
pub type Row = (TenantId, Uuid, Vec<i64>);

/// Of each shipment: estimate and lines of what was billed or found not billable, then of what waits for its delivery.
pub async fn billed_shipments(tx: &Tx, after: &After, limit: u64) -> Result<Vec<Row>, StoreError> {
    let (from, values) = beyond("shipment_id", after);
    let sum = |column: &str, state: &str| {
        format!("CAST(COALESCE(SUM(CASE WHEN state {state} 'WAITING' THEN {column} ELSE 0 END), 0) AS BIGINT)")
    };
    let sql = format!(
        "SELECT tenant, shipment_id, {}, {}, {}, {} FROM shipment_part {from} \
         GROUP BY tenant, shipment_id ORDER BY tenant, shipment_id LIMIT {limit}",
        sum("gross_estimate", "<>"),
        sum("lines", "<>"),
        sum("gross_estimate", "="),
        sum("lines", "=")
    );
    rows(tx, sql, values, 4).await
}

/// Of each document: its gross amount, of a credit note negative.
pub async fn documents(tx: &Tx, after: &After, limit: u64) -> Result<Vec<Row>, StoreError> {
    let (from, values) = beyond("document_id", after);
    let sql = format!(
        "SELECT tenant, document_id, CASE WHEN kind = 'CN' THEN -gross_amount ELSE gross_amount END \
         FROM document {from} ORDER BY tenant, document_id LIMIT {limit}"
    );
    rows(tx, sql, values, 1).await
}

/// Of each order: quantity and net amount that its invoices carry. What was billed again counts once.
pub async fn invoiced(tx: &Tx, after: &After, limit: u64) -> Result<Vec<Row>, StoreError> {
    let (from, values) = beyond("order_id", after);
    let sql = format!(
        "SELECT o.tenant, o.order_id, CAST(COALESCE(SUM(l.quantity), 0) AS BIGINT), \
         CAST(COALESCE(SUM(l.net_amount), 0) AS BIGINT) \
         FROM (SELECT tenant, order_id FROM source_order {from} ORDER BY tenant, order_id LIMIT {limit}) AS o \
         LEFT JOIN document AS d ON d.tenant = o.tenant AND d.order_id = o.order_id AND d.kind = 'INV' \
         AND d.replaced_id IS NULL \
         LEFT JOIN document_line AS l ON l.tenant = d.tenant AND l.document_id = d.document_id \
         AND l.order_line_number > 0 \
         GROUP BY o.tenant, o.order_id ORDER BY o.tenant, o.order_id"
    );
    rows(tx, sql, values, 2).await
}

fn beyond(id: &str, after: &After) -> (String, Vec<Value>) {
    match after {
        Some((tenant, document)) => {
            (format!("WHERE (tenant, {id}) > ($1, $2)"), vec![Value::from(tenant.as_str()), Value::from(*document)])
        }
        None => (String::new(), Vec::new()),
    }
}

async fn rows(tx: &Tx, sql: String, values: Vec<Value>, amounts: usize) -> Result<Vec<Row>, StoreError> {
    let mut found = Vec::new();
    for row in query(tx, sql, values).await? {
        let name: String = row.try_get_by_index(0)?;
        let document: Uuid = row.try_get_by_index(1)?;
        let amounts: Result<Vec<i64>, _> = (0..amounts).map(|at| row.try_get_by_index::<i64>(at + 2)).collect();
        found.push((tenant(&name)?, document, amounts?));
    }
    Ok(found)
}
