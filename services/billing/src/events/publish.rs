//! What billing states: issued documents, shipments of which nothing is billable, and what is not credited any more.

use o2c_kernel::{Call, Instant, Money};
use o2c_messaging::{Fact, publish};
use o2c_proto::billing::v1 as proto;
use o2c_rpc::wire;
use o2c_store::{StoreError, Tx};

use crate::{
    domain::{
        document::{Document, Kind},
        ids::{CustomerId, DisputeId, DocumentId, GoodsReturnId, OrderId, ShipmentId},
    },
    service::Billing,
};

const CUSTOMER: &str = "customer";
const INVOICE: &str = "invoice";
const SHIPMENT_BILLING: &str = "shipment_billing";
const DISPUTE_BILLING: &str = "dispute_billing";
const RETURN_BILLING: &str = "return_billing";

/// A part of a shipment that makes no invoice.
#[derive(Clone, Debug)]
pub struct NotBillable {
    pub shipment: ShipmentId,
    pub order: OrderId,
    pub gross_estimate: Money,
    pub occurred_at: Instant,
}

/// What of a return is not credited: order lines and net amounts.
#[derive(Clone, Debug)]
pub struct ReturnNotCreditable {
    pub goods_return: GoodsReturnId,
    pub order: OrderId,
    pub lines: Vec<(i32, Money)>,
    pub occurred_at: Instant,
}

/// What a dispute was granted and is not credited, or is credited on another invoice than its own.
#[derive(Clone, Debug)]
pub struct DisputeNotCreditable {
    pub dispute: DisputeId,
    pub document: DocumentId,
    pub not_credited: Money,
    /// The note that names the dispute.
    pub credit_note: Option<DocumentId>,
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

/// States of what disputes nothing is left to credit: receivables ends one that no note names.
pub async fn dispute_not_creditable(
    billing: &Billing,
    tx: &Tx,
    call: &Call,
    disputes: &[DisputeNotCreditable],
) -> Result<(), StoreError> {
    let facts = disputes.iter().map(|of| {
        let message = proto::DisputeNotCreditable {
            dispute_id: of.dispute.to_string(),
            document_id: of.document.to_string(),
            gross_amount: Some(wire::money(of.not_credited)),
            credit_note_id: of.credit_note.map(|id| id.to_string()).unwrap_or_default(),
        };
        Fact::of(DISPUTE_BILLING, of.dispute.uuid(), of.occurred_at, &message)
    });
    publish(tx, &billing.outbox, call, facts.collect()).await
}

/// States of what came back nothing is left to credit.
pub async fn return_not_creditable(
    billing: &Billing,
    tx: &Tx,
    call: &Call,
    returns: &[ReturnNotCreditable],
) -> Result<(), StoreError> {
    let facts = returns.iter().map(|of| {
        let lines = of.lines.iter().map(|(line, net)| proto::NotCreditableLine {
            order_line_number: *line,
            net_amount: Some(wire::money(*net)),
        });
        let message = proto::ReturnNotCreditable {
            goods_return_id: of.goods_return.to_string(),
            order_id: of.order.to_string(),
            lines: lines.collect(),
        };
        Fact::of(RETURN_BILLING, of.goods_return.uuid(), of.occurred_at, &message)
    });
    publish(tx, &billing.outbox, call, facts.collect()).await
}
