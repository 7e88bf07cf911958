//! `GetInvoiceRequest`.

use o2c_kernel::Violations;
use o2c_proto::billing::v1::{GetInvoiceRequest, GetNumberGapReportRequest};
use o2c_rpc::parse;

use crate::domain::ids::DocumentId;

pub fn invoice(message: GetInvoiceRequest) -> Result<DocumentId, Violations> {
    let mut v = Violations::default();
    let id = parse::id(&mut v, "invoice_id", &message.invoice_id);
    parse::finish(v, || id)
}

pub fn gap_report(GetNumberGapReportRequest {}: GetNumberGapReportRequest) -> Result<(), Violations> {
    Ok(())
}
