//! What other services say, as it arrives.

use std::{collections::HashMap, sync::Mutex};

use bytes::Bytes;
use o2c_kernel::{Instant, TenantId};
use o2c_messaging::{Envelope, TakeReport, take};
use o2c_proto::{Event, billing, common::v1::CustomerSnapshot, fulfillment, orders, receivables};
use uuid::Uuid;

use crate::desk::*;

/// Numbers the facts of each aggregate, as its producer does.
#[derive(Default)]
pub struct News(Mutex<HashMap<(String, Uuid), i64>>);

pub const WHEN: &str = "2011-03-20T08:00:00Z";

impl News {
    pub fn of<M: Event>(&self, producer: &str, aggregate: &str, message: &M) -> Envelope {
        let aggregate_id = Uuid::parse_str(aggregate).unwrap();
        let mut sequences = self.0.lock().unwrap();
        let sequence = sequences.entry((producer.to_owned(), aggregate_id)).or_default();
        *sequence += 1;
        Envelope {
            event_id: Uuid::from_u128(random()),
            tenant: TenantId::default(),
            producer: producer.into(),
            aggregate_type: "test".into(),
            aggregate_id,
            sequence: *sequence,
            type_name: M::TYPE.into(),
            payload: Bytes::from(message.encode_to_vec()),
            occurred_at: Instant::parse(WHEN).unwrap(),
            traceparent: None,
            incarnation: Uuid::nil(),
        }
    }

    pub fn shipped(&self, order: &str, shipment: &str, customer: &str, estimate: i64) -> Envelope {
        let message = fulfillment::v1::ShipmentShipped {
            shipment_id: shipment.to_owned(),
            order_id: order.to_owned(),
            customer_id: customer.to_owned(),
            gross_estimate: Some(gbp(estimate)),
            ..Default::default()
        };
        self.of("fulfillment", shipment, &message)
    }

    /// The aggregate has the id that the shipment has in fulfillment.
    pub fn not_billable(&self, order: &str, shipment: &str, estimate: i64) -> Envelope {
        let message = billing::v1::ShipmentNotBillable {
            shipment_id: shipment.to_owned(),
            order_id: order.to_owned(),
            gross_estimate: Some(gbp(estimate)),
        };
        self.of("billing", shipment, &message)
    }

    pub fn invoiced(&self, shipment: &str, invoice: &str, customer: &str, estimate: i64, gross: i64) -> Envelope {
        let invoice_message = document(invoice, shipment, customer, gross);
        let message =
            billing::v1::InvoiceIssued { invoice: Some(invoice_message), gross_estimate: Some(gbp(estimate)) };
        self.of("billing", invoice, &message)
    }

    pub fn credited(&self, note: &str, customer: &str, gross: i64) -> Envelope {
        let message = billing::v1::CreditNoteIssued { credit_note: Some(document(note, "", customer, gross)) };
        self.of("billing", note, &message)
    }

    pub fn debited(&self, note: &str, customer: &str, gross: i64) -> Envelope {
        let message = billing::v1::DebitNoteIssued { debit_note: Some(document(note, "", customer, gross)) };
        self.of("billing", note, &message)
    }

    pub fn posted(&self, item: &str, kind: &str, document: &str, customer: &str, amount: i64) -> Envelope {
        let open_item = receivables::v1::OpenItem {
            open_item_id: item.to_owned(),
            document_type: kind.to_owned(),
            document_id: document.to_owned(),
            customer_id: customer.to_owned(),
            original_amount: Some(gbp(amount)),
            ..Default::default()
        };
        let message = receivables::v1::OpenItemPosted { open_item: Some(open_item), ..Default::default() };
        self.of("receivables", item, &message)
    }

    pub fn paid(&self, item: &str, document: &str, customer: &str, amount: i64, written_off: i64) -> Envelope {
        let message = receivables::v1::PaymentApplied {
            open_item_id: item.to_owned(),
            document_id: document.to_owned(),
            document_type: "INVOICE".to_owned(),
            customer_id: customer.to_owned(),
            amount: Some(gbp(amount)),
            write_off_amount: (written_off != 0).then(|| gbp(written_off)),
            ..Default::default()
        };
        self.of("receivables", item, &message)
    }

    pub fn note_used(&self, item: &str, document: &str, customer: &str, amount: i64, credit_side: bool) -> Envelope {
        let message = receivables::v1::CreditNoteApplied {
            open_item_id: item.to_owned(),
            document_id: document.to_owned(),
            customer_id: customer.to_owned(),
            amount: Some(gbp(amount)),
            credit_side,
            ..Default::default()
        };
        self.of("receivables", item, &message)
    }

    pub fn written_off(&self, item: &str, document: &str, customer: &str, amount: i64) -> Envelope {
        let message = receivables::v1::OpenItemWrittenOff {
            open_item_id: item.to_owned(),
            document_id: document.to_owned(),
            customer_id: customer.to_owned(),
            amount: Some(gbp(amount)),
            ..Default::default()
        };
        self.of("receivables", item, &message)
    }

    pub fn reversed(&self, item: &str, document: &str, customer: &str, amount: i64, credit_side: bool) -> Envelope {
        let message = receivables::v1::ApplicationReversed {
            open_item_id: item.to_owned(),
            document_id: document.to_owned(),
            customer_id: customer.to_owned(),
            amount: Some(gbp(amount)),
            credit_side,
            ..Default::default()
        };
        self.of("receivables", item, &message)
    }

    pub fn cancelled(&self, order: &str, customer: &str, estimates: &[i64], whole_order: bool) -> Envelope {
        let line =
            |estimate: &i64| orders::v1::CancelledLine { gross_estimate: Some(gbp(*estimate)), ..Default::default() };
        let message = orders::v1::OrderLinesCancelled {
            order_id: order.to_owned(),
            customer_id: customer.to_owned(),
            lines: estimates.iter().map(line).collect(),
            whole_order,
            ..Default::default()
        };
        self.of("orders", order, &message)
    }

    /// The aggregate has the id that the order has in orders.
    pub fn reallocated(&self, order: &str) -> Envelope {
        let message = fulfillment::v1::StockAllocationChanged { order_id: order.to_owned(), ..Default::default() };
        self.of("fulfillment", order, &message)
    }

    pub fn rejected(&self, order: &str) -> Envelope {
        let message = orders::v1::OrderRejected { order_id: order.to_owned(), ..Default::default() };
        self.of("orders", order, &message)
    }
}

fn document(id: &str, shipment: &str, customer: &str, gross: i64) -> billing::v1::Invoice {
    billing::v1::Invoice {
        invoice_id: id.to_owned(),
        shipment_id: shipment.to_owned(),
        customer: Some(CustomerSnapshot { customer_id: customer.to_owned(), ..Default::default() }),
        gross_amount: Some(gbp(gross)),
        ..Default::default()
    }
}

impl Desk {
    /// Takes facts in, as one set.
    pub async fn hears(&self, facts: &[Envelope]) -> TakeReport {
        let consumer = self.service.clone().consumer().unwrap();
        take(&consumer, facts).await.unwrap()
    }

    /// What of the customer's exposure stands where: open orders, delivered, billed, owed.
    pub async fn categories(&self, customer: &str) -> [i64; 4] {
        use o2c_proto::credit::v1::ExposureCategory::{
            BilledNotPosted, DeliveredNotBilled, OpenOrders, OpenReceivables,
        };
        let account = self.find(customer).await.unwrap();
        [OpenOrders, DeliveredNotBilled, BilledNotPosted, OpenReceivables].map(|wanted| {
            let found = account.categories.iter().find(|category| category.category() == wanted);
            minor(found.unwrap().amount.as_ref())
        })
    }
}
