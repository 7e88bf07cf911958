//! Facts of billing.

use o2c_kernel::Id;
use o2c_proto::billing::v1::{
    CreditNoteIssued, CustomerErased, DebitNoteIssued, DisputeNotCreditable, Invoice, InvoiceIssued,
    ReturnNotCreditable, ShipmentNotBillable,
};

use super::{Read, Reading, Unreadable, of_itself, of_order, value};
use crate::domain::{DocumentKind, Fact, Issued};

fn issued(kind: DocumentKind, field: &str, content: Option<Invoice>) -> Result<Reading, Unreadable> {
    let invoice = content.ok_or_else(|| format!("{field}: is required"))?;
    let order = value::optional_id("order_id", &invoice.order_id)?;
    let customer = invoice.customer.as_ref().map_or("", |customer| customer.customer_id.as_str());
    let customer = value::optional_uuid("customer_id", customer)?;
    let issued = Issued {
        document: value::id("invoice_id", &invoice.invoice_id)?,
        kind,
        number: invoice.number,
        order,
        issued_on: value::date("issued_on", invoice.issued_on)?,
        gross: value::money("gross_amount", invoice.gross_amount)?,
        cash: invoice.customer.and_then(|customer| customer.payment_terms).is_some_and(|terms| terms.cash),
    };
    // without an order it is found by its customer, to be forgotten with them
    Ok(Reading { related: order.map(Id::uuid).or(customer), fact: Some(Fact::DocumentIssued(issued)) })
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

impl Read for ReturnNotCreditable {
    fn read(self) -> Result<Reading, Unreadable> {
        of_order(&self.order_id)
    }
}

/// Found by the invoice that is disputed.
impl Read for DisputeNotCreditable {
    fn read(self) -> Result<Reading, Unreadable> {
        Ok(Reading { related: value::optional_uuid("document_id", &self.document_id)?, fact: None })
    }
}

impl Read for CustomerErased {
    fn read(self) -> Result<Reading, Unreadable> {
        of_itself()
    }
}
