//! `CreateCreditNoteRequest`.

use o2c_kernel::Violations;
use o2c_proto::billing::v1::CreateCreditNoteRequest;
use o2c_rpc::parse;

use super::parse_note_line::{self as parts, Naming};
use crate::app::{CreateCreditNote, OnInvoice, Unreferenced};

pub fn parse(message: CreateCreditNoteRequest) -> Result<CreateCreditNote, Violations> {
    if message.invoice_id.is_empty() { unreferenced(message) } else { on_invoice(message) }
}

fn on_invoice(message: CreateCreditNoteRequest) -> Result<CreateCreditNote, Violations> {
    let mut v = Violations::default();
    let invoice = parse::id(&mut v, "invoice_id", &message.invoice_id);
    let issued_on = parse::optional_date(&mut v, "issued_on", message.issued_on);
    let reason = parts::reason(&mut v, &message.reason_code, message.reason);
    let lines = parts::lines(&mut v, message.lines, 0, Naming::InvoiceLine, None);
    parse::finish(v, || {
        Some(CreateCreditNote::OnInvoice(OnInvoice {
            invoice: invoice?,
            issued_on: issued_on?,
            reason: reason?,
            lines: lines?,
        }))
    })
}

fn unreferenced(message: CreateCreditNoteRequest) -> Result<CreateCreditNote, Violations> {
    let mut v = Violations::default();
    let customer = parts::customer(&mut v, message.customer);
    let ship_to = parse::optional_address(&mut v, "ship_to", message.ship_to);
    let currency = parse::currency(&mut v, "currency_code", &message.currency_code);
    let issued_on = parse::optional_date(&mut v, "issued_on", message.issued_on);
    let reason = parts::reason(&mut v, &message.reason_code, message.reason);
    let lines = parts::lines(&mut v, message.lines, 1, Naming::Description, currency);
    parse::finish(v, || {
        Some(CreateCreditNote::Unreferenced(Box::new(Unreferenced {
            customer: customer?,
            ship_to: ship_to?,
            currency: currency?,
            issued_on: issued_on?,
            reason: reason?,
            lines: lines?,
        })))
    })
}

/// Lines that an item stands for in a set. All that is left of an invoice counts as one: it is not known before.
pub fn weight(command: &CreateCreditNote) -> usize {
    match command {
        CreateCreditNote::OnInvoice(command) => command.lines.len().max(1),
        CreateCreditNote::Unreferenced(command) => command.lines.len(),
    }
}
