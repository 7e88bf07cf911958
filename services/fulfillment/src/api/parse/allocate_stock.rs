//! `AllocateStockRequest`.

use o2c_kernel::{Quantity, Violations};
use o2c_proto::fulfillment::v1 as proto;
use o2c_rpc::parse;

use super::{MAX_LINES, unique_lines};
use crate::domain::allocation::{Allocate, WantedLine};

/// A billion: what is wanted of a product stays countable however many want it.
const MAX_QUANTITY: i64 = 1_000_000_000_000_000;

pub(in crate::api) fn allocate_stock(message: proto::AllocateStockRequest) -> Result<Allocate, Violations> {
    let mut v = Violations::default();
    let allocation = parse::id(&mut v, "allocation_id", &message.allocation_id);
    let order = parse::id(&mut v, "order_id", &message.order_id);
    let lines = parse::list(&mut v, "lines", message.lines, 1..=MAX_LINES, |v, line| {
        let line_number = parse::in_range(v, "line_number", line.line_number, 1..=i32::MAX);
        let product = parse::id(v, "product_id", &line.product_id);
        let quantity = parse::positive_quantity(v, "quantity", line.quantity);
        if quantity.is_some_and(|quantity| quantity > Quantity::from_micros(MAX_QUANTITY)) {
            v.add("quantity", parse::reason::OUT_OF_RANGE, "is too large");
        }
        Some(WantedLine { line_number: line_number?, product: product?, quantity: quantity?, service: line.service })
    });
    if let Some(lines) = &lines {
        unique_lines(&mut v, "lines", lines, |line| line.line_number);
    }
    parse::finish(v, || Some(Allocate { allocation: allocation?, order: order?, lines: lines? }))
}
