//! BIL-1: what an invoice bills of an order line for a shipment is one billing key, and no other.

use std::collections::{BTreeMap, BTreeSet};

use futures::future::BoxFuture;
use o2c_audit::{AuditError, Law, LawReport};
use o2c_kernel::TenantId;
use o2c_store::{Store, Tx};
use uuid::Uuid;

use super::pages;
use crate::{
    domain::document::{Document, Kind},
    storage::laws::{self, Key, Stored},
};

pub const LAW: Law = Law { id: "BIL-1", title: "each order line is billed once per shipment", check };

fn check(store: &Store) -> BoxFuture<'_, Result<LawReport, AuditError>> {
    Box::pin(pages::documents(store, compare))
}

/// Invoices of shipments; one that bills again carries lines that were billed before.
fn is_of_shipment(document: &Document) -> bool {
    let head = &document.draft.head;
    head.kind == Kind::Invoice && head.replaces.is_none() && head.shipment.is_some()
}

async fn compare(tx: &Tx, tenant: &TenantId, page: &[Stored], report: &mut LawReport) -> Result<(), AuditError> {
    let invoices: Vec<&Document> =
        page.iter().map(|stored| &stored.document).filter(|document| is_of_shipment(document)).collect();
    let orders: BTreeSet<Uuid> =
        invoices.iter().filter_map(|invoice| invoice.draft.head.order).map(|id| id.uuid()).collect();
    let orders: Vec<Uuid> = orders.into_iter().collect();
    let mut of_document: BTreeMap<Uuid, Vec<Key>> = BTreeMap::new();
    for key in laws::keys_of(tx, tenant, &orders).await? {
        if let Some(document) = key.document {
            of_document.entry(document).or_default().push(key);
        }
    }
    for invoice in invoices {
        let mut keys = of_document.remove(&invoice.draft.head.id.uuid()).unwrap_or_default();
        keys.sort();
        let expected = expected(invoice);
        report.expect(keys == expected, &invoice.number, || format!("lines say {expected:?}, billing keys {keys:?}"));
    }
    Ok(())
}

/// The keys that the lines of the invoice stand for.
fn expected(invoice: &Document) -> Vec<Key> {
    let head = &invoice.draft.head;
    let (Some(order), Some(shipment)) = (head.order, head.shipment) else { return Vec::new() };
    let mut keys: BTreeMap<i32, Key> = BTreeMap::new();
    for line in invoice.lines.iter().map(|line| &line.content).filter(|line| line.order_line > 0) {
        let key = keys.entry(line.order_line).or_insert(Key {
            order: order.uuid(),
            line: line.order_line,
            occurrence: shipment.uuid(),
            quantity: 0,
            net: 0,
            document: Some(head.id.uuid()),
        });
        key.quantity = key.quantity.saturating_add(line.quantity.micros());
        key.net = key.net.saturating_add(line.net.minor());
    }
    keys.into_values().collect()
}
