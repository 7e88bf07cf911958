//! `ReceiveStockRequest`, `AdjustStockRequest`.

use o2c_kernel::Violations;
use o2c_proto::fulfillment::v1 as proto;
use o2c_rpc::parse;

use super::{MAX_CODE, MAX_TEXT};
use crate::app::{adjust_stock::AdjustStock, receive_stock::ReceiveStock};

pub(in crate::api) fn receive_stock(message: proto::ReceiveStockRequest) -> Result<ReceiveStock, Violations> {
    let mut v = Violations::default();
    let warehouse = parse::id(&mut v, "warehouse_id", &message.warehouse_id);
    let product = parse::id(&mut v, "product_id", &message.product_id);
    let quantity = parse::positive_quantity(&mut v, "quantity", message.quantity);
    let lot = parse::optional_text(&mut v, "lot", message.lot, MAX_CODE);
    let reference = parse::optional_text(&mut v, "reference", message.reference, MAX_TEXT);
    parse::finish(v, || {
        Some(ReceiveStock {
            warehouse: warehouse?,
            product: product?,
            quantity: quantity?,
            lot: lot?,
            reference: reference?,
        })
    })
}

pub(in crate::api) fn adjust_stock(message: proto::AdjustStockRequest) -> Result<AdjustStock, Violations> {
    let mut v = Violations::default();
    let warehouse = parse::id(&mut v, "warehouse_id", &message.warehouse_id);
    let product = parse::id(&mut v, "product_id", &message.product_id);
    let change = parse::quantity(&mut v, "quantity_change", message.quantity_change);
    if change.is_some_and(|change| change.is_zero()) {
        v.add("quantity_change", parse::reason::OUT_OF_RANGE, "changes nothing");
    }
    let reason = parse::text(&mut v, "reason", message.reason, MAX_TEXT);
    parse::finish(v, || {
        Some(AdjustStock { warehouse: warehouse?, product: product?, change: change?, reason: reason? })
    })
}
