//! What credit says of documents of others: orders, shipments, open items.

use std::collections::{BTreeSet, HashMap};

use futures::future::BoxFuture;
use o2c_audit::{AuditError, Figure, Figures};
use o2c_kernel::TenantId;
use o2c_store::{Store, Tx};
use uuid::Uuid;

use super::{by_tenant, snapshot};
use crate::{
    domain::{DocumentExposure, DocumentType, OrderId, ReservationKind},
    storage::{cursors, documents, reservations},
};

type After = Option<(TenantId, Uuid)>;
type Page<'a> = BoxFuture<'a, Result<Vec<Figure>, AuditError>>;

/// What is reserved for an order.
pub const OPEN_ORDERS: Figures = Figures { name: "credit.open_orders", page: open_orders };

/// What of a shipment is not billed.
pub const DELIVERED_NOT_BILLED: Figures = Figures { name: "credit.delivered_not_billed", page: delivered_not_billed };

/// What is owed for a document, in the books or on its way there.
pub const OPEN_RECEIVABLES: Figures = Figures { name: "credit.open_receivables", page: open_receivables };

fn open_orders(store: &Store, after: After, limit: u64) -> Page<'_> {
    Box::pin(async move {
        let tx = snapshot(store).await?;
        let own = |row: &DocumentExposure| Some(row.document.id);
        let value = |row: &DocumentExposure| row.exposure.open_orders;
        let mut figures = page(&tx, &[DocumentType::Order], after, limit, own, value).await?;
        without_overrides(&tx, &mut figures).await?;
        Ok(figures)
    })
}

/// What a release holds until the order's next attempt is exposure, but not yet an order that was confirmed: orders
/// knows nothing of it.
async fn without_overrides(tx: &Tx, figures: &mut [Figure]) -> Result<(), AuditError> {
    let tenants: BTreeSet<TenantId> = figures.iter().map(|figure| figure.tenant.clone()).collect();
    for tenant in tenants {
        let own = || figures.iter().filter(|figure| figure.tenant == tenant);
        let orders: Vec<OrderId> = own().map(|figure| OrderId::from_uuid(figure.document)).collect();
        let mut waiting: HashMap<Uuid, i64> = HashMap::new();
        for reservation in reservations::of_orders(tx, &tenant, orders).await? {
            if let (ReservationKind::Override, Some(holding)) = (reservation.kind, reservation.held()) {
                let sum = waiting.entry(reservation.order.uuid()).or_default();
                *sum = sum.saturating_add(holding.amount.minor());
            }
        }
        for figure in figures.iter_mut().filter(|figure| figure.tenant == tenant) {
            let waits = waiting.get(&figure.document).copied().unwrap_or(0);
            for amount in &mut figure.amounts {
                *amount = amount.saturating_sub(waits);
            }
        }
    }
    Ok(())
}

fn delivered_not_billed(store: &Store, after: After, limit: u64) -> Page<'_> {
    Box::pin(async move {
        let tx = snapshot(store).await?;
        let own = |row: &DocumentExposure| Some(row.document.id);
        let value = |row: &DocumentExposure| row.exposure.delivered_not_billed;
        page(&tx, &[DocumentType::Shipment], after, limit, own, value).await
    })
}

fn open_receivables(store: &Store, after: After, limit: u64) -> Page<'_> {
    Box::pin(async move {
        let tx = snapshot(store).await?;
        let types = [DocumentType::Invoice, DocumentType::CreditNote, DocumentType::DebitNote];
        let value =
            |row: &DocumentExposure| row.exposure.billed_not_posted.saturating_add(row.exposure.open_receivables);
        page(&tx, &types, after, limit, |row| row.open_item, value).await
    })
}

/// A page of figures, each with how far we have taken in the facts of the aggregate that it hangs on.
async fn page(
    tx: &Tx,
    types: &[DocumentType],
    after: After,
    limit: u64,
    aggregate: fn(&DocumentExposure) -> Option<Uuid>,
    amount: fn(&DocumentExposure) -> i64,
) -> Result<Vec<Figure>, AuditError> {
    let rows = documents::page_of_all(tx, types, after.as_ref(), limit).await?;
    let mut figures = Vec::with_capacity(rows.len());
    for (tenant, rows) in by_tenant(rows) {
        let cursors = cursors::find(tx, &tenant, rows.iter().filter_map(aggregate).collect()).await?;
        figures.extend(rows.iter().map(|row| Figure {
            tenant: tenant.clone(),
            document: row.document.id,
            sequence: aggregate(row).and_then(|aggregate| cursors.get(&aggregate).copied()).unwrap_or(0),
            amounts: vec![amount(row)],
        }));
    }
    Ok(figures)
}
