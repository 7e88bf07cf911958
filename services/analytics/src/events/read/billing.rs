//! Facts of billing.

use o2c_kernel::Id;
use o2c_proto::billing::v1::{CreditNoteIssued, DebitNoteIssued, Invoice, InvoiceIssued, ShipmentNotBillable};

use super::{Read, Reading, Unreadable, of_order, value};
use crate::domain::{DocumentKind, Fact, Issued};

fn issued(kind: DocumentKind, field: &str, content: Option<Invoice>) -> Result<Reading, Unreadable> {
    let invoice = content.ok_or_else(|| format!("{field}: is required"))?;
    let order = value::optional_id("order_id", &invoice.order_id)?;
    let issued = Issued {
        document: value::id("invoice_id", &invoice.invoice_id)?,
        kind,
        number: invoice.number,
        order,
        issued_on: value::date("issued_on", invoice.issued_on)?,
        gross: value::money("gross_amount", invoice.gross_amount)?,
        cash: invoice.customer.and_then(|customer| customer.payment_terms).is_some_and(|terms| terms.cash),
    };
    Ok(Reading { related: order.map(Id::uuid), fact: Some(Fact::DocumentIssued(issued)) })
}

impl Read for InvoiceIssued {
    fn read(self) -> Result<Reading, Unreadable> {
        issued(DocumentKind::Invoice, "invoice", self.invoice)
    }
}

impl Read for CreditNoteIssued {
    fn read(self) -> Result<Reading, Unreadable> {
        issued(DocumentKind::CreditNote, "credit_note", self.credit_note)
    }
}

impl Read for DebitNoteIssued {
    fn read(self) -> Result<Reading, Unreadable> {
        issued(DocumentKind::DebitNote, "debit_note", self.debit_note)
    }
}

impl Read for ShipmentNotBillable {
    fn read(self) -> Result<Reading, Unreadable> {
        of_order(&self.order_id)
    }
}
