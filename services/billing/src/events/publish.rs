//! What billing states: issued documents, and shipments of which nothing is billable.

use o2c_kernel::{Call, Instant, Money};
use o2c_messaging::{Fact, publish};
use o2c_proto::billing::v1 as proto;
use o2c_rpc::wire;
use o2c_store::{StoreError, Tx};

use crate::{
    domain::{
        document::{Document, Kind},
        ids::{CustomerId, OrderId, ShipmentId},
    },
    service::Billing,
};

const CUSTOMER: &str = "customer";
const INVOICE: &str = "invoice";
const SHIPMENT_BILLING: &str = "shipment_billing";

/// A part of a shipment that makes no invoice.
#[derive(Clone, Debug)]
pub struct NotBillable {
    pub shipment: ShipmentId,
    pub order: OrderId,
    pub gross_estimate: Money,
    pub occurred_at: Instant,
}

/// States the documents, each with all its lines.
pub async fn issued(billing: &Billing, tx: &Tx, call: &Call, documents: &[Document]) -> Result<(), StoreError> {
    publish(tx, &billing.outbox, call, documents.iter().map(fact).collect()).await
}

fn fact(document: &Document) -> Fact {
    let (id, at) = (document.draft.head.id.uuid(), document.draft.head.occurred_at);
    let content = Some(proto::Invoice::from(document));
    match document.kind() {
        Kind::Invoice => {
            let gross_estimate = Some(wire::money(document.draft.head.gross_estimate));
            Fact::of(INVOICE, id, at, &proto::InvoiceIssued { invoice: content, gross_estimate })
        }
        Kind::CreditNote => Fact::of(INVOICE, id, at, &proto::CreditNoteIssued { credit_note: content }),
        Kind::DebitNote => Fact::of(INVOICE, id, at, &proto::DebitNoteIssued { debit_note: content }),
    }
}

/// States whom billing has forgotten.
pub async fn erased(billing: &Billing, tx: &Tx, call: &Call, customers: &[CustomerId]) -> Result<(), StoreError> {
    let facts = customers.iter().map(|customer| {
        let message = proto::CustomerErased { customer_id: customer.to_string() };
        Fact::of(CUSTOMER, customer.uuid(), call.now(), &message)
    });
    publish(tx, &billing.outbox, call, facts.collect()).await
}

/// States what is not billable: credit lets go of what it holds for it.
pub async fn not_billable(billing: &Billing, tx: &Tx, call: &Call, parts: &[NotBillable]) -> Result<(), StoreError> {
    let facts = parts.iter().map(|part| {
        let message = proto::ShipmentNotBillable {
            shipment_id: part.shipment.to_string(),
            order_id: part.order.to_string(),
            gross_estimate: Some(wire::money(part.gross_estimate)),
        };
        Fact::of(SHIPMENT_BILLING, part.shipment.uuid(), part.occurred_at, &message)
    });
    publish(tx, &billing.outbox, call, facts.collect()).await
}
