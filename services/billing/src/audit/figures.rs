//! Figures for the laws across services.

use futures::future::BoxFuture;
use o2c_audit::{AuditError, Figure, Figures};
use o2c_kernel::TenantId;
use o2c_messaging::{Head, cursors};
use o2c_store::Store;
use uuid::Uuid;

use super::pages::deadline;
use crate::{
    NAME,
    storage::figures::{self, Row},
};

type After = Option<(TenantId, Uuid)>;

pub fn all() -> Vec<Figures> {
    vec![
        Figures { name: "billing.billed_shipments", page: billed_shipments },
        Figures { name: "billing.documents", page: documents },
        Figures { name: "billing.invoiced", page: invoiced },
    ]
}

/// Estimate and lines billed or found not billable, then those that wait for their delivery; with how far the
/// shipment's facts were taken in.
fn billed_shipments(store: &Store, after: After, limit: u64) -> BoxFuture<'_, Result<Vec<Figure>, AuditError>> {
    Box::pin(async move {
        let tx = store.begin_read(deadline()).await?;
        let rows = figures::billed_shipments(&tx, &after, limit).await?;
        tx.rollback().await;
        let heads: Vec<Head> = rows
            .iter()
            .map(|(tenant, shipment, _)| Head { tenant: tenant.clone(), aggregate_id: *shipment, last_sequence: 0 })
            .collect();
        let taken = cursors::of_aggregates(store, NAME, "fulfillment", &heads).await?;
        let sequence = |tenant: &TenantId, id: Uuid| taken.get(&(tenant.clone(), id)).copied().unwrap_or(0);
        let figure = |(tenant, document, amounts): Row| {
            let sequence = sequence(&tenant, document);
            Figure { tenant, document, sequence, amounts }
        };
        Ok(rows.into_iter().map(figure).collect())
    })
}

/// Gross with its sign. A document states one fact, so its head is 1.
fn documents(store: &Store, after: After, limit: u64) -> BoxFuture<'_, Result<Vec<Figure>, AuditError>> {
    Box::pin(async move {
        let tx = store.begin_read(deadline()).await?;
        let rows = figures::documents(&tx, &after, limit).await?;
        tx.rollback().await;
        Ok(rows.into_iter().map(|row| figure(row, 1)).collect())
    })
}

/// Quantity and net amount invoiced, per order; they hang on no single aggregate.
fn invoiced(store: &Store, after: After, limit: u64) -> BoxFuture<'_, Result<Vec<Figure>, AuditError>> {
    Box::pin(async move {
        let tx = store.begin_read(deadline()).await?;
        let rows = figures::invoiced(&tx, &after, limit).await?;
        tx.rollback().await;
        Ok(rows.into_iter().map(|row| figure(row, 0)).collect())
    })
}

fn figure((tenant, document, amounts): Row, sequence: i64) -> Figure {
    Figure { tenant, document, sequence, amounts }
}
