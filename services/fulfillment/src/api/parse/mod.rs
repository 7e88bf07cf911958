//! From requests to commands. Each collects all that is wrong before it fails.

mod allocate_stock;
mod cancel_shipment;
mod deliver_shipment;
pub(super) mod lists;
mod pack_shipment;
mod pick_shipment;
mod receive_return;
mod record_tracking_event;
mod release_shipment;
mod release_stock;
mod ship_shipment;
mod stock;
mod warehouse;

pub(super) use allocate_stock::allocate_stock;
pub(super) use cancel_shipment::cancel_shipment;
pub(super) use deliver_shipment::deliver_shipment;
pub(super) use lists::{
    get_shipment, list_shipments, list_stock_levels, list_stock_moves, list_tracking_events, list_warehouses,
};
pub(super) use pack_shipment::pack_shipment;
pub(super) use pick_shipment::pick_shipment;
pub(super) use receive_return::receive_return;
pub(super) use record_tracking_event::record_tracking_event;
pub(super) use release_shipment::release_shipment;
pub(super) use release_stock::release_stock;
pub(super) use ship_shipment::ship_shipment;
pub(super) use stock::{adjust_stock, receive_stock};
pub(super) use warehouse::{create_warehouse, get_warehouse};

use std::collections::BTreeSet;

use o2c_kernel::Violations;

/// Lines of one document.
const MAX_LINES: usize = 4_000;
/// Reasons, references, names.
const MAX_TEXT: usize = 200;
/// Codes of warehouses, waves, lots.
const MAX_CODE: usize = 40;

/// A line is named once.
fn unique_lines<T>(v: &mut Violations, field: &str, lines: &[T], number: impl Fn(&T) -> i32) {
    let mut seen = BTreeSet::new();
    for (index, line) in lines.iter().enumerate() {
        if !seen.insert(number(line)) {
            v.add(format!("{field}[{index}].line_number"), "DUPLICATE", "is named twice");
        }
    }
}
