//! `CreateInvoiceRequest`.

use o2c_kernel::Violations;
use o2c_proto::billing::v1::CreateInvoiceRequest;
use o2c_rpc::parse;

use super::parse_note_line::{self as parts, Naming};
use crate::app::CreateInvoice;

pub fn parse(message: CreateInvoiceRequest) -> Result<CreateInvoice, Violations> {
    let mut v = Violations::default();
    let customer = parts::customer(&mut v, message.customer);
    let ship_to = parse::optional_address(&mut v, "ship_to", message.ship_to);
    let currency = parse::currency(&mut v, "currency_code", &message.currency_code);
    let issued_on = parse::optional_date(&mut v, "issued_on", message.issued_on);
    let supplied_on = parse::optional_date(&mut v, "supplied_on", message.supplied_on);
    let lines = parts::lines(&mut v, message.lines, 1, Naming::Description, currency);
    parse::finish(v, || {
        Some(CreateInvoice {
            customer: customer?,
            ship_to: ship_to?,
            currency: currency?,
            issued_on: issued_on?,
            supplied_on: supplied_on?,
            lines: lines?,
        })
    })
}
