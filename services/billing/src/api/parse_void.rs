//! `VoidInvoiceRequest`.

use o2c_kernel::Violations;
use o2c_proto::billing::v1::VoidInvoiceRequest;
use o2c_rpc::parse;

use crate::app::VoidInvoice;

pub fn parse(message: VoidInvoiceRequest) -> Result<VoidInvoice, Violations> {
    let mut v = Violations::default();
    let invoice = parse::id(&mut v, "invoice_id", &message.invoice_id);
    let reason = parse::text(&mut v, "reason", message.reason, 500);
    let rebill = message.rebill;
    parse::finish(v, || Some(VoidInvoice { invoice: invoice?, reason: reason?, rebill }))
}
