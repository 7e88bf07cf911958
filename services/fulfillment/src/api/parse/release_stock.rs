//! `ReleaseStockRequest`.

use o2c_kernel::Violations;
use o2c_proto::fulfillment::v1 as proto;
use o2c_rpc::parse;

use super::{MAX_LINES, MAX_TEXT, unique_lines};
use crate::domain::allocation::Release;

pub(in crate::api) fn release_stock(message: proto::ReleaseStockRequest) -> Result<Release, Violations> {
    let mut v = Violations::default();
    let allocation = parse::id(&mut v, "allocation_id", &message.allocation_id);
    let order = parse::id(&mut v, "order_id", &message.order_id);
    let reason = parse::optional_text(&mut v, "reason", message.reason, MAX_TEXT);
    let lines = parse::list(&mut v, "lines", message.lines, 0..=MAX_LINES, |v, line| {
        let line_number = parse::in_range(v, "line_number", line.line_number, 1..=i32::MAX);
        let quantity = parse::positive_quantity(v, "quantity", line.quantity);
        Some((line_number?, quantity?))
    });
    if let Some(lines) = &lines {
        unique_lines(&mut v, "lines", lines, |line| line.0);
    }
    parse::finish(v, || Some(Release { allocation: allocation?, order: order?, reason: reason?, lines: lines? }))
}
