//! Facts as the producers state them, in the words of the business.

use std::{collections::HashMap, sync::Arc};

use o2c_kernel::{Currency, Date, Instant, Money, TenantId};
use o2c_messaging::Envelope;
use o2c_proto::{
    Event, billing::v1 as billing, collections::v1 as collections, common::v1 as common,
    fulfillment::v1 as fulfillment, google::r#type as google, orders::v1 as orders, payments::v1 as payments,
    receivables::v1 as receivables,
};
use o2c_rpc::wire;
use uuid::Uuid;

pub fn wire_date(text: &str) -> google::Date {
    wire::date(Date::parse(text).unwrap())
}

pub fn gbp(minor: i64) -> Option<google::Money> {
    Some(wire::money(Money::new(minor, Currency::GBP)))
}

/// An id by what it names and a number.
pub fn id(kind: &str, number: u32) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{kind}/{number}").as_bytes())
}

/// Facts in the order in which they were stated.
pub struct Story {
    pub tenant: TenantId,
    pub facts: Vec<Envelope>,
    heads: HashMap<(Arc<str>, Uuid), i64>,
}

impl Story {
    pub fn of_tenant(tenant: &str) -> Story {
        Story { tenant: TenantId::parse(tenant).unwrap(), facts: Vec::new(), heads: HashMap::new() }
    }

    pub fn new() -> Story {
        Story::of_tenant("default")
    }

    /// States a fact at an instant, as the next of its aggregate.
    pub fn state<M: Event>(&mut self, at: &str, aggregate_type: &str, aggregate: Uuid, message: &M) -> &mut Story {
        let producer: Arc<str> = Arc::from(M::TYPE.split('.').nth(1).unwrap());
        let sequence = self.heads.entry((Arc::clone(&producer), aggregate)).or_default();
        *sequence += 1;
        self.facts.push(Envelope {
            event_id: id("event", u32::try_from(self.facts.len()).unwrap()),
            tenant: self.tenant.clone(),
            producer,
            aggregate_type: Arc::from(aggregate_type),
            aggregate_id: aggregate,
            sequence: *sequence,
            type_name: Arc::from(M::TYPE),
            payload: message.encode_to_vec().into(),
            occurred_at: Instant::parse(at).unwrap(),
            traceparent: None,
            incarnation: id("database", 1),
        });
        self
    }

    pub fn submitted(&mut self, at: &str, order: u32) -> &mut Story {
        let message = orders::OrderSubmitted {
            order_id: id("order", order).to_string(),
            number: format!("SO-{order}"),
            ordered_on: Some(wire_date(&at[..10])),
            net_amount: gbp(10_000),
            lines: 1,
            ..Default::default()
        };
        self.state(at, "order", id("order", order), &message)
    }

    pub fn completed(&mut self, at: &str, order: u32) -> &mut Story {
        let message = orders::OrderCompleted { order_id: id("order", order).to_string(), ..Default::default() };
        self.state(at, "order", id("order", order), &message)
    }

    pub fn shipped(&mut self, at: &str, shipment: u32, order: u32) -> &mut Story {
        let message = fulfillment::ShipmentShipped {
            shipment_id: id("shipment", shipment).to_string(),
            order_id: id("order", order).to_string(),
            shipped_on: Some(wire_date(&at[..10])),
            ..Default::default()
        };
        self.state(at, "shipment", id("shipment", shipment), &message)
    }

    /// Billing issues, receivables posts.
    pub fn invoiced(&mut self, at: &str, invoice: u32, order: u32, gross: i64, due: &str, cash: bool) -> &mut Story {
        let content = self.content(at, invoice, order, gross, due, cash);
        let message = billing::InvoiceIssued { invoice: Some(content), gross_estimate: gbp(gross) };
        self.state(at, "invoice", id("invoice", invoice), &message);
        self.posted(at, "INVOICE", invoice, order, gross, due)
    }

    pub fn credited(&mut self, at: &str, note: u32, order: u32, gross: i64) -> &mut Story {
        let content = self.content(at, note, order, gross, &at[..10], false);
        let message = billing::CreditNoteIssued { credit_note: Some(content) };
        self.state(at, "invoice", id("invoice", note), &message);
        self.posted(at, "CREDIT_NOTE", note, order, gross, &at[..10])
    }

    fn content(&self, at: &str, invoice: u32, order: u32, gross: i64, due: &str, cash: bool) -> billing::Invoice {
        let terms = common::PaymentTerms { net_days: 30, cash };
        billing::Invoice {
            invoice_id: id("invoice", invoice).to_string(),
            number: format!("INV-{invoice}"),
            order_id: order_id(order),
            issued_on: Some(wire_date(&at[..10])),
            due_on: Some(wire_date(due)),
            gross_amount: gbp(gross),
            customer: Some(common::CustomerSnapshot { payment_terms: Some(terms), ..Default::default() }),
            ..Default::default()
        }
    }

    fn posted(&mut self, at: &str, kind: &str, invoice: u32, order: u32, gross: i64, due: &str) -> &mut Story {
        let item = receivables::OpenItem {
            open_item_id: id("item", invoice).to_string(),
            document_type: kind.to_owned(),
            document_id: id("invoice", invoice).to_string(),
            document_number: format!("INV-{invoice}"),
            order_id: order_id(order),
            document_date: Some(wire_date(&at[..10])),
            due_on: Some(wire_date(due)),
            original_amount: gbp(gross),
            open_amount: gbp(gross),
            ..Default::default()
        };
        let message = receivables::OpenItemPosted { open_item: Some(item), corrected_document_id: String::new() };
        self.state(at, "open_item", id("item", invoice), &message)
    }

    pub fn received(&mut self, at: &str, receipt: u32, amount: i64) -> &mut Story {
        let message = payments::PaymentReceived {
            receipt_id: id("receipt", receipt).to_string(),
            number: format!("RC-{receipt}"),
            amount: gbp(amount),
            value_date: Some(wire_date(&at[..10])),
            ..Default::default()
        };
        self.state(at, "receipt", id("receipt", receipt), &message)
    }

    /// Receivables applies a receipt to an invoice.
    pub fn paid(&mut self, at: &str, receipt: u32, invoice: u32, order: u32, open_after: i64) -> &mut Story {
        let message = receivables::PaymentApplied {
            open_item_id: id("item", invoice).to_string(),
            document_id: id("invoice", invoice).to_string(),
            document_type: "INVOICE".to_owned(),
            order_id: order_id(order),
            receipt_id: id("receipt", receipt).to_string(),
            proposal_id: id("proposal", receipt).to_string(),
            open_amount_after: gbp(open_after),
            effective_on: Some(wire_date(&at[..10])),
            ..Default::default()
        };
        self.state(at, "open_item", id("item", invoice), &message)
    }

    /// Payments learns what became of its proposal.
    pub fn applied(&mut self, at: &str, receipt: u32, amount: i64, straight_through: bool) -> &mut Story {
        let message = payments::CashApplied {
            receipt_id: id("receipt", receipt).to_string(),
            match_proposal_id: id("proposal", receipt).to_string(),
            applied_amount: gbp(amount),
            straight_through,
            items: 1,
            ..Default::default()
        };
        self.state(at, "receipt", id("receipt", receipt), &message)
    }

    pub fn reversed(&mut self, at: &str, invoice: u32, order: u32, open_after: i64) -> &mut Story {
        let message = receivables::ApplicationReversed {
            open_item_id: id("item", invoice).to_string(),
            document_id: id("invoice", invoice).to_string(),
            order_id: order_id(order),
            kind: "cash".to_owned(),
            open_amount_after: gbp(open_after),
            effective_on: Some(wire_date(&at[..10])),
            ..Default::default()
        };
        self.state(at, "open_item", id("item", invoice), &message)
    }

    pub fn disputed(&mut self, at: &str, dispute: u32, invoice: u32) -> &mut Story {
        let message = collections::DisputeOpened {
            dispute_id: id("dispute", dispute).to_string(),
            open_item_id: id("item", invoice).to_string(),
            disputed_amount: gbp(100),
            opened_on: Some(wire_date(&at[..10])),
            ..Default::default()
        };
        self.state(at, "dispute", id("dispute", dispute), &message)
    }
}

fn order_id(order: u32) -> String {
    if order == 0 { String::new() } else { id("order", order).to_string() }
}

/// Three orders, from submission to cash: one through the machine alone, one by hand, one a walk-in.
pub fn three_orders() -> Story {
    let mut story = Story::new();
    story
        .submitted("2026-01-01T08:00:00Z", 1)
        .submitted("2026-01-01T09:00:00Z", 2)
        .submitted("2026-01-02T10:00:00Z", 3)
        .shipped("2026-01-02T08:00:00Z", 1, 1)
        .invoiced("2026-01-02T08:00:00Z", 1, 1, 10_000, "2026-02-01", false)
        .shipped("2026-01-03T09:00:00Z", 2, 2)
        .invoiced("2026-01-03T09:00:00Z", 2, 2, 20_000, "2026-01-13", false)
        .shipped("2026-01-02T12:00:00Z", 3, 3)
        .invoiced("2026-01-02T12:00:00Z", 3, 3, 5_000, "2026-01-02", true)
        .received("2026-01-02T12:00:00Z", 3, 5_000)
        .paid("2026-01-02T13:00:00Z", 3, 3, 3, 0)
        .applied("2026-01-02T13:00:00Z", 3, 5_000, true)
        .completed("2026-01-02T13:00:00Z", 3)
        .credited("2026-01-10T09:00:00Z", 4, 2, 1_500)
        .received("2026-01-20T10:00:00Z", 1, 10_000)
        .paid("2026-01-20T11:00:00Z", 1, 1, 1, 0)
        .applied("2026-01-20T11:00:00Z", 1, 10_000, true)
        .completed("2026-01-20T11:00:00Z", 1)
        .received("2026-01-25T10:00:00Z", 2, 12_000)
        .disputed("2026-01-25T11:00:00Z", 1, 2)
        .paid("2026-01-27T10:00:00Z", 2, 2, 2, 8_000)
        .applied("2026-01-27T10:00:00Z", 2, 12_000, false);
    story
}
