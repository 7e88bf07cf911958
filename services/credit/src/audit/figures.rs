//! What credit says of documents of others: orders, shipments, open items.
//!
//! How far we have taken in an aggregate's facts is read before the amounts. An amount that is ahead of its cursor
//! counts as in flight; one that is behind would count as wrong.

use std::collections::{BTreeSet, HashMap};

use futures::future::BoxFuture;
use o2c_audit::{AuditError, Figure, Figures};
use o2c_kernel::TenantId;
use o2c_messaging::{Head, cursors};
use o2c_store::{Store, Tx};
use uuid::Uuid;

use super::{by_tenant, snapshot};
use crate::{
    domain::{DocumentExposure, DocumentType, OrderId, ReservationKind},
    storage::{documents, reservations},
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
        let seen =
            Seen::page(store, "orders", &[DocumentType::Order], after, limit, |row| Some(row.document.id)).await?;
        let tx = snapshot(store).await?;
        let mut figures = seen.figures(&tx, |row| row.exposure.open_orders).await?;
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
        let seen =
            Seen::page(store, "fulfillment", &[DocumentType::Shipment], after, limit, |row| Some(row.document.id))
                .await?;
        let tx = snapshot(store).await?;
        seen.figures(&tx, |row| row.exposure.delivered_not_billed).await
    })
}

fn open_receivables(store: &Store, after: After, limit: u64) -> Page<'_> {
    Box::pin(async move {
        let types = [DocumentType::Invoice, DocumentType::CreditNote, DocumentType::DebitNote];
        let seen = Seen::page(store, "receivables", &types, after, limit, |row| row.open_item).await?;
        let tx = snapshot(store).await?;
        let owed =
            |row: &DocumentExposure| row.exposure.billed_not_posted.saturating_add(row.exposure.open_receivables);
        seen.figures(&tx, owed).await
    })
}

/// Documents of a page, each with how far we had come with the aggregate that it hangs on.
struct Seen(Vec<(TenantId, Vec<(Uuid, i64)>)>);

impl Seen {
    /// The producer is whose aggregate that is: another may use the same id.
    async fn page(
        store: &Store,
        producer: &str,
        types: &[DocumentType],
        after: After,
        limit: u64,
        aggregate: fn(&DocumentExposure) -> Option<Uuid>,
    ) -> Result<Self, AuditError> {
        let tx = snapshot(store).await?;
        let rows = documents::page_of_all(&tx, types, after.as_ref(), limit).await?;
        tx.rollback().await;
        let head = |(tenant, row): &(TenantId, DocumentExposure)| {
            Some(Head { tenant: tenant.clone(), aggregate_id: aggregate(row)?, last_sequence: 0 })
        };
        let heads: Vec<Head> = rows.iter().filter_map(head).collect();
        let cursors = cursors::of_aggregates(store, crate::NAME, producer, &heads).await?;
        let documents = rows.into_iter().map(|(tenant, row)| {
            let cursor = aggregate(&row).and_then(|aggregate| cursors.get(&(tenant.clone(), aggregate)).copied());
            (tenant, (row.document.id, cursor.unwrap_or(0)))
        });
        Ok(Self(by_tenant(documents.collect())))
    }

    async fn figures(self, tx: &Tx, amount: fn(&DocumentExposure) -> i64) -> Result<Vec<Figure>, AuditError> {
        let mut figures = Vec::new();
        for (tenant, documents) in self.0 {
            let rows = documents::find(tx, &tenant, documents.iter().map(|(document, _)| *document)).await?;
            let amounts: HashMap<Uuid, i64> = rows.iter().map(|row| (row.document.id, amount(row))).collect();
            figures.extend(documents.into_iter().map(|(document, sequence)| Figure {
                tenant: tenant.clone(),
                document,
                sequence,
                amounts: vec![amounts.get(&document).copied().unwrap_or(0)],
            }));
        }
        Ok(figures)
    }
}
