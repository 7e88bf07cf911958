//! Figures per document for the laws across services. Each statement reads a page along an index; the sequence is the
//! head of our own aggregate, or how far our consumer has come with the producer's.

use o2c_kernel::TenantId;
use o2c_store::{Sql, StoreError, Tx};
use sea_orm::Value;
use uuid::Uuid;

use super::read;

/// Tenant, document, sequence, amount.
pub type Figure = (TenantId, Uuid, i64, i64);

type After<'a> = Option<(&'a TenantId, Uuid)>;

/// Original amounts, credit notes negative, against billing's documents: not of those that are not billing's.
pub async fn items(tx: &Tx, after: After<'_>, limit: u64) -> Result<Vec<Figure>, StoreError> {
    let sql = "SELECT i.tenant AS tenant, i.document_id AS document, COALESCE(c.last_sequence, 0) AS sequence, \
               CASE WHEN i.document_type = 'CREDIT_NOTE' THEN -i.original_amount ELSE i.original_amount END AS amount \
               FROM open_item i LEFT JOIN consumer_cursor c ON c.tenant = i.tenant AND c.consumer = 'receivables' \
               AND c.producer = 'billing' AND c.aggregate_id = i.document_id \
               WHERE NOT i.opening AND (i.tenant, i.document_id) > ($1, $2) \
               ORDER BY i.tenant, i.document_id LIMIT $3";
    page(tx, sql, after, limit).await
}

/// Open amounts, credit notes negative.
pub async fn open(tx: &Tx, after: After<'_>, limit: u64) -> Result<Vec<Figure>, StoreError> {
    let sql = "SELECT i.tenant AS tenant, i.document_id AS document, COALESCE(h.last_sequence, 0) AS sequence, \
               CASE WHEN i.document_type = 'CREDIT_NOTE' THEN -i.open_amount ELSE i.open_amount END AS amount \
               FROM open_item i LEFT JOIN aggregate_head h ON h.tenant = i.tenant AND h.aggregate_id = i.open_item_id \
               WHERE (i.tenant, i.document_id) > ($1, $2) ORDER BY i.tenant, i.document_id LIMIT $3";
    page(tx, sql, after, limit).await
}

/// Flagged amounts of the items that somebody objects to.
pub async fn disputed(tx: &Tx, after: After<'_>, limit: u64) -> Result<Vec<Figure>, StoreError> {
    let sql = "SELECT i.tenant AS tenant, i.open_item_id AS document, COALESCE(h.last_sequence, 0) AS sequence, \
               CASE WHEN i.objected_amount < i.open_amount THEN i.objected_amount ELSE i.open_amount END AS amount \
               FROM open_item i LEFT JOIN aggregate_head h ON h.tenant = i.tenant AND h.aggregate_id = i.open_item_id \
               WHERE i.dispute_id IS NOT NULL AND (i.tenant, i.open_item_id) > ($1, $2) \
               ORDER BY i.tenant, i.open_item_id LIMIT $3";
    page(tx, sql, after, limit).await
}

/// Cash edges of a receipt, net of those taken back.
pub async fn cash_applications(tx: &Tx, after: After<'_>, limit: u64) -> Result<Vec<Figure>, StoreError> {
    let sql = "SELECT r.tenant AS tenant, r.receipt_id AS document, COALESCE(c.last_sequence, 0) AS sequence, \
               CAST((SELECT COALESCE(SUM(a.amount), 0) FROM application a WHERE a.tenant = r.tenant \
               AND a.source_id = r.receipt_id AND a.kind = 'cash') AS BIGINT) AS amount \
               FROM receipt r LEFT JOIN consumer_cursor c ON c.tenant = r.tenant AND c.consumer = 'receivables' \
               AND c.producer = 'payments' AND c.aggregate_id = r.receipt_id \
               WHERE (r.tenant, r.receipt_id) > ($1, $2) ORDER BY r.tenant, r.receipt_id LIMIT $3";
    page(tx, sql, after, limit).await
}

/// What the receipt has brought to the bank account. SQLite keeps to the order of a CROSS JOIN: entries first, by their
/// document; left to itself it would begin with the lines of the whole tenant.
pub async fn cash_received(tx: &Tx, after: After<'_>, limit: u64) -> Result<Vec<Figure>, StoreError> {
    let sql = "SELECT r.tenant AS tenant, r.receipt_id AS document, COALESCE(c.last_sequence, 0) AS sequence, \
               CAST((SELECT COALESCE(SUM(l.debit - l.credit), 0) FROM journal_entry e CROSS JOIN journal_line l \
               WHERE e.tenant = r.tenant AND e.document_id = r.receipt_id AND l.tenant = e.tenant \
               AND l.journal_entry_id = e.journal_entry_id AND l.account = '1000') AS BIGINT) AS amount \
               FROM receipt r LEFT JOIN consumer_cursor c ON c.tenant = r.tenant AND c.consumer = 'receivables' \
               AND c.producer = 'payments' AND c.aggregate_id = r.receipt_id \
               WHERE (r.tenant, r.receipt_id) > ($1, $2) ORDER BY r.tenant, r.receipt_id LIMIT $3";
    page(tx, sql, after, limit).await
}

async fn page(tx: &Tx, sql: &str, after: After<'_>, limit: u64) -> Result<Vec<Figure>, StoreError> {
    let (tenant, document) = after.map_or(("", Uuid::nil()), |(tenant, document)| (tenant.as_str(), document));
    let rows = Sql::new(sql).with([Value::from(tenant), Value::from(document), Value::from(limit)]).rows(tx).await?;
    let mut figures = Vec::with_capacity(rows.len());
    for row in rows {
        let tenant: String = row.try_get("", "tenant")?;
        figures.push((
            read::tenant(&tenant)?,
            row.try_get("", "document")?,
            row.try_get("", "sequence")?,
            row.try_get("", "amount")?,
        ));
    }
    Ok(figures)
}
