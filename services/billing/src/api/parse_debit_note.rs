//! `CreateDebitNoteRequest`.

use o2c_kernel::Violations;
use o2c_proto::billing::v1::CreateDebitNoteRequest;
use o2c_rpc::parse;

use super::parse_note_line::{self as parts, Naming};
use crate::app::CreateDebitNote;

pub fn parse(message: CreateDebitNoteRequest) -> Result<CreateDebitNote, Violations> {
    let mut v = Violations::default();
    let invoice = parse::id(&mut v, "invoice_id", &message.invoice_id);
    let issued_on = parse::optional_date(&mut v, "issued_on", message.issued_on);
    let reason = parts::reason(&mut v, &message.reason_code, message.reason);
    let lines = parts::lines(&mut v, message.lines, 1, Naming::Either, None);
    parse::finish(v, || {
        Some(CreateDebitNote { invoice: invoice?, issued_on: issued_on?, reason: reason?, lines: lines? })
    })
}
