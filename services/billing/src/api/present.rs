//! Documents as messages.

use o2c_kernel::KeyPart;
use o2c_proto::{billing::v1 as proto, common::v1 as common};
use o2c_rpc::wire;

use crate::{
    app::{DocumentPage, GapReport, Voided},
    domain::{
        document::{Document, Kind, Line},
        party::Customer,
        tax::Subtotal,
    },
};

pub fn kind(kind: Kind) -> proto::InvoiceKind {
    match kind {
        Kind::Invoice => proto::InvoiceKind::Invoice,
        Kind::CreditNote => proto::InvoiceKind::CreditNote,
        Kind::DebitNote => proto::InvoiceKind::DebitNote,
    }
}

fn customer(customer: &Customer) -> common::CustomerSnapshot {
    common::CustomerSnapshot {
        customer_id: customer.id.to_string(),
        name: customer.name.clone(),
        country_code: customer.country.to_string(),
        tax_id: customer.tax_id.clone(),
        payment_terms: Some(wire::payment_terms(customer.terms)),
    }
}

impl From<&Document> for proto::Invoice {
    fn from(document: &Document) -> Self {
        let draft = &document.draft;
        let head = &draft.head;
        // What was ordered counts as invoiced once: lines that are billed again name no order line.
        let counts = head.replaces.is_none();
        proto::Invoice {
            invoice_id: head.id.to_string(),
            number: document.number.clone(),
            kind: kind(head.kind).into(),
            customer: Some(customer(&head.customer)),
            ship_to: head.ship_to.as_ref().map(wire::address),
            order_id: wire::optional_id(head.order),
            shipment_id: wire::optional_id(head.shipment),
            issued_on: Some(wire::date(head.issued_on)),
            supplied_on: Some(wire::date(head.supplied_on)),
            due_on: Some(wire::date(draft.due_on)),
            currency_code: head.currency.code().to_owned(),
            lines: document.lines.iter().map(|each| line(each, counts)).collect(),
            tax_subtotals: document.subtotals().iter().map(subtotal).collect(),
            net_amount: Some(wire::money(draft.net)),
            tax_amount: Some(wire::money(draft.tax)),
            gross_amount: Some(wire::money(draft.gross)),
            corrected_invoice_id: head.corrected.as_ref().map(|by| by.document.to_string()).unwrap_or_default(),
            corrected_invoice_number: head.corrected.as_ref().map(|by| by.number.clone()).unwrap_or_default(),
            reason_code: head.reason.as_ref().map(|reason| reason.code.to_string()).unwrap_or_default(),
            reason: head.reason.as_ref().map(|reason| reason.text.clone()).unwrap_or_default(),
            dispute_id: wire::optional_id(head.dispute),
            credited_net_amount: Some(wire::money(document.credited_net)),
            replaced_invoice_id: wire::optional_id(head.replaces),
        }
    }
}

fn line(line: &Line, counts: bool) -> proto::InvoiceLine {
    let content = &line.content;
    proto::InvoiceLine {
        line_number: line.number,
        order_line_number: if counts { content.order_line } else { 0 },
        product_id: wire::optional_id(content.product),
        description: content.description.clone(),
        quantity: Some(wire::decimal_quantity(content.quantity)),
        unit_price: Some(wire::decimal_price(content.unit_price)),
        net_amount: Some(wire::money(content.net)),
        tax_category: content.taxed.category.code().to_owned(),
        tax_rate: Some(wire::decimal_rate(content.taxed.rate)),
    }
}

fn subtotal(subtotal: &Subtotal) -> proto::TaxSubtotal {
    proto::TaxSubtotal {
        tax_category: subtotal.taxed.category.code().to_owned(),
        tax_rate: Some(wire::decimal_rate(subtotal.taxed.rate)),
        taxable_amount: Some(wire::money(subtotal.taxable)),
        tax_amount: Some(wire::money(subtotal.tax)),
        exemption_reason: subtotal.taxed.category.exemption_reason().to_owned(),
    }
}

impl From<&Voided> for proto::VoidInvoiceResponse {
    fn from(voided: &Voided) -> Self {
        proto::VoidInvoiceResponse {
            credit_note: Some((&voided.credit_note).into()),
            invoice: voided.invoice.as_ref().map(Into::into),
        }
    }
}

impl From<&DocumentPage> for proto::ListInvoicesResponse {
    fn from(page: &DocumentPage) -> Self {
        let key = page.next.map(|position| [KeyPart::Int(position)]);
        proto::ListInvoicesResponse {
            invoices: page.documents.iter().map(Into::into).collect(),
            next_page_token: wire::page_token(key.as_ref().map(<[KeyPart; 1]>::as_slice), &page.token_filter),
        }
    }
}

impl From<&GapReport> for proto::NumberGapReport {
    fn from(report: &GapReport) -> Self {
        let series = report.0.iter().map(|series| proto::NumberSeries {
            name: series.name.clone(),
            first: 1,
            last: series.last,
            documents: series.documents,
            missing: series.missing.clone(),
        });
        proto::NumberGapReport { series: series.collect() }
    }
}
