//! What other services compare themselves with.

use futures::future::BoxFuture;
use o2c_audit::{AuditError, Figure, Figures};
use o2c_kernel::TenantId;
use o2c_store::Store;
use uuid::Uuid;

use crate::storage::figures;

type After = Option<(TenantId, Uuid)>;
type Page<'a> = BoxFuture<'a, Result<Vec<Figure>, AuditError>>;

/// By order: shipped, delivered and returned quantity.
pub const SHIPPED: Figures = Figures { name: "fulfillment.shipped", page: shipped };

/// By shipment: the estimate that moved to delivered, and the number of billable lines.
pub const SHIPPED_ESTIMATE: Figures = Figures { name: "fulfillment.shipped_estimate", page: shipped_estimate };

fn shipped(store: &Store, after: After, limit: u64) -> Page<'_> {
    Box::pin(async move {
        let after = after.map(|(tenant, document)| (tenant.as_str().to_owned(), document));
        let rows = figures::orders(store, after.as_ref(), bounded(limit)).await?;
        let figure = |row: figures::OrderFigure| {
            Ok(Figure {
                tenant: tenant(&row.tenant)?,
                document: row.order,
                sequence: 0,
                amounts: vec![row.shipped, row.delivered, row.returned],
            })
        };
        rows.into_iter().map(figure).collect()
    })
}

fn shipped_estimate(store: &Store, after: After, limit: u64) -> Page<'_> {
    Box::pin(async move {
        let after = after.map(|(tenant, document)| (tenant.as_str().to_owned(), document));
        let rows = figures::shipments(store, after.as_ref(), bounded(limit)).await?;
        let figure = |row: figures::ShipmentFigure| {
            Ok(Figure {
                tenant: tenant(&row.tenant)?,
                document: row.shipment,
                sequence: row.head,
                amounts: vec![row.gross_estimate, row.lines],
            })
        };
        rows.into_iter().map(figure).collect()
    })
}

fn bounded(limit: u64) -> i64 {
    i64::try_from(limit.min(10_000)).unwrap_or(1)
}

fn tenant(name: &str) -> Result<TenantId, AuditError> {
    TenantId::parse(name).map_err(|error| AuditError::Unreadable(error.to_string()))
}
