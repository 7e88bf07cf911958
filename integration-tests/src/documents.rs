//! Invoices that no order stands behind, and what is open of a document.

use o2c::demo::desk::Person;
use o2c_proto::{
    billing::v1::{CreateInvoiceRequest, Invoice, NoteLine},
    common::v1::{CustomerSnapshot, PaymentTerms},
    receivables::v1::{ListOpenItemsRequest, OpenItem},
};

use crate::{Mesh, gbp};

/// A customer as a document names it.
#[must_use]
pub fn snapshot(customer: &str, name: &str) -> CustomerSnapshot {
    CustomerSnapshot {
        customer_id: customer.to_owned(),
        name: name.to_owned(),
        country_code: "GB".to_owned(),
        tax_id: "GBACME".to_owned(),
        payment_terms: Some(PaymentTerms { net_days: 30, cash: false }),
    }
}

/// A line over an amount, of a line of an invoice or of none.
#[must_use]
pub fn note_line(invoice_line_number: i32, net: &str) -> NoteLine {
    NoteLine {
        invoice_line_number,
        description: "handling".to_owned(),
        net_amount: Some(gbp(net)),
        ..NoteLine::default()
    }
}

/// What an invoice over 100.00 net, 120.00 with tax, says.
#[must_use]
pub fn invoice_request(customer: CustomerSnapshot) -> CreateInvoiceRequest {
    CreateInvoiceRequest {
        customer: Some(customer),
        currency_code: "GBP".to_owned(),
        lines: vec![note_line(0, "100.00")],
        ..CreateInvoiceRequest::default()
    }
}

impl Mesh {
    /// An invoice over 100.00 net, 120.00 with tax.
    pub async fn invoice(&mut self, customer: CustomerSnapshot) -> Invoice {
        let request = self.desk.ask(Person::Accountant, invoice_request(customer));
        let invoice = self.desk.billing.create_invoice(request).await.unwrap().into_inner();
        self.settle().await;
        invoice
    }

    /// The open item of a document.
    pub async fn item_of(&mut self, document: &str) -> OpenItem {
        self.settle().await;
        let request = ListOpenItemsRequest { document_id: document.to_owned(), ..ListOpenItemsRequest::default() };
        let request = self.desk.ask(Person::Accountant, request);
        let page = self.desk.receivables.list_open_items(request).await.unwrap().into_inner();
        page.open_items.into_iter().next().expect("the document has an open item")
    }
}
