//! Facts of the others, as they would arrive.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use o2c_kernel::{Instant, TenantId, new_uuid};
use o2c_messaging::Envelope;
use o2c_proto::{
    Event,
    billing::v1::{CreditNoteIssued, DebitNoteIssued, DisputeNotCreditable, Invoice, InvoiceIssued},
    collections::v1::{DisputeAmountRaised, DisputeOpened, DisputeResolved},
    common::v1::{CustomerSnapshot, PaymentTerms},
    payments::v1::{PayerIdentified, PaymentReceived},
    receivables::v1::{ApplyCashRequest, ProposedApplication, ReceiptFacts},
};
use uuid::Uuid;

use crate::desk::{date, gbp, new_id};

/// Numbers the facts of each aggregate, as its producer does.
#[derive(Clone, Default)]
pub struct News {
    last: Arc<Mutex<HashMap<(String, Uuid), i64>>>,
    tenant: Option<&'static str>,
}

impl News {
    pub fn of_tenant(tenant: &'static str) -> News {
        News { tenant: Some(tenant), ..News::default() }
    }

    pub fn fact<M: Event>(&self, producer: &str, aggregate_type: &str, aggregate: &str, message: &M) -> Envelope {
        let aggregate_id = Uuid::parse_str(aggregate).unwrap();
        let mut last = self.last.lock().unwrap();
        let sequence = last.entry((producer.to_owned(), aggregate_id)).or_insert(0);
        *sequence += 1;
        Envelope {
            event_id: new_uuid(),
            tenant: TenantId::parse(self.tenant.unwrap_or("default")).unwrap(),
            producer: producer.into(),
            aggregate_type: aggregate_type.into(),
            aggregate_id,
            sequence: *sequence,
            type_name: M::TYPE.into(),
            payload: Bytes::from(message.encode_to_vec()),
            occurred_at: Instant::parse("2026-01-05T08:00:00Z").unwrap(),
            traceparent: None,
            incarnation: Uuid::nil(),
        }
    }

    pub fn invoice(&self, invoice: Invoice) -> Envelope {
        let id = invoice.invoice_id.clone();
        self.fact("billing", "invoice", &id, &InvoiceIssued { invoice: Some(invoice), gross_estimate: None })
    }

    pub fn credit_note(&self, note: Invoice) -> Envelope {
        let id = note.invoice_id.clone();
        self.fact("billing", "invoice", &id, &CreditNoteIssued { credit_note: Some(note) })
    }

    pub fn debit_note(&self, note: Invoice) -> Envelope {
        let id = note.invoice_id.clone();
        self.fact("billing", "invoice", &id, &DebitNoteIssued { debit_note: Some(note) })
    }

    pub fn received(&self, receipt: &ReceiptFacts) -> Envelope {
        let message = PaymentReceived {
            receipt_id: receipt.receipt_id.clone(),
            number: "RC-1".to_owned(),
            customer_id: receipt.customer_id.clone(),
            amount: receipt.amount.clone(),
            value_date: receipt.value_date,
            bank_account: "GB33".to_owned(),
        };
        self.fact("payments", "receipt", &receipt.receipt_id, &message)
    }

    pub fn identified(&self, receipt: &str, customer: &str) -> Envelope {
        let message = PayerIdentified { receipt_id: receipt.to_owned(), customer_id: customer.to_owned() };
        self.fact("payments", "receipt", receipt, &message)
    }

    pub fn disputed(&self, dispute: &str, item: &str, amount: i64) -> Envelope {
        let message = DisputeOpened {
            dispute_id: dispute.to_owned(),
            open_item_id: item.to_owned(),
            disputed_amount: Some(gbp(amount)),
            reason: "PRICE".to_owned(),
            opened_on: Some(date("2026-02-01")),
            ..DisputeOpened::default()
        };
        self.fact("collections", "dispute", dispute, &message)
    }

    pub fn raised(&self, dispute: &str, item: &str, amount: i64) -> Envelope {
        let message = DisputeAmountRaised {
            dispute_id: dispute.to_owned(),
            open_item_id: item.to_owned(),
            disputed_amount: Some(gbp(amount)),
            ..DisputeAmountRaised::default()
        };
        self.fact("collections", "dispute", dispute, &message)
    }

    /// Billing has nothing left to credit for it; `note` names it, if one does.
    pub fn not_creditable(&self, dispute: &str, document: &str, note: &str) -> Envelope {
        let message = DisputeNotCreditable {
            dispute_id: dispute.to_owned(),
            document_id: document.to_owned(),
            gross_amount: Some(gbp(100)),
            credit_note_id: note.to_owned(),
        };
        self.fact("billing", "dispute_billing", dispute, &message)
    }

    pub fn resolved(&self, dispute: &str, item: &str, resolution: &str) -> Envelope {
        let message = DisputeResolved {
            dispute_id: dispute.to_owned(),
            open_item_id: item.to_owned(),
            resolution: resolution.to_owned(),
            credited_amount: Some(gbp(0)),
            resolved_on: Some(date("2026-02-10")),
            ..DisputeResolved::default()
        };
        self.fact("collections", "dispute", dispute, &message)
    }
}

/// A document over so much gross, a sixth of it tax, issued on a day and due 30 days later.
pub fn document(customer: &str, gross: i64, issued_on: &str) -> Invoice {
    let issued = o2c_kernel::Date::parse(issued_on).unwrap();
    Invoice {
        invoice_id: new_id(),
        number: format!("INV-{gross:08}"),
        customer: Some(CustomerSnapshot {
            customer_id: customer.to_owned(),
            name: "Kettles Ltd".to_owned(),
            country_code: "GB".to_owned(),
            tax_id: String::new(),
            payment_terms: Some(PaymentTerms { net_days: 30, cash: false }),
        }),
        order_id: new_id(),
        issued_on: Some(date(issued_on)),
        supplied_on: Some(date(issued_on)),
        due_on: Some(o2c_rpc::wire::date(issued.add_days(30).unwrap())),
        currency_code: "GBP".to_owned(),
        net_amount: Some(gbp(gross - gross / 6)),
        tax_amount: Some(gbp(gross / 6)),
        gross_amount: Some(gbp(gross)),
        ..Invoice::default()
    }
}

/// A credit note that corrects an invoice.
pub fn note_on(invoice: &Invoice, gross: i64, issued_on: &str) -> Invoice {
    let customer = invoice.customer.clone().unwrap().customer_id;
    Invoice { corrected_invoice_id: invoice.invoice_id.clone(), ..document(&customer, gross, issued_on) }
}

/// A proposal over a new receipt: items with their cash.
pub fn proposal(customer: &str, amount: i64, items: &[(&str, i64)]) -> ApplyCashRequest {
    let edge = |(item, amount): &(&str, i64)| ProposedApplication {
        open_item_id: (*item).to_owned(),
        amount: Some(gbp(*amount)),
        write_off_amount: None,
    };
    ApplyCashRequest {
        request_id: String::new(),
        proposal_id: new_id(),
        receipt: Some(ReceiptFacts {
            receipt_id: new_id(),
            customer_id: customer.to_owned(),
            amount: Some(gbp(amount)),
            value_date: Some(date("2026-02-27")),
        }),
        applications: items.iter().map(edge).collect(),
    }
}
