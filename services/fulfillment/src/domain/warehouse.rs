//! Places from which goods are shipped.

use o2c_kernel::Address;

use super::ids::WarehouseId;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Warehouse {
    pub id: WarehouseId,
    /// Unique per tenant; the first by code is the one that orders are allocated from.
    pub code: String,
    pub name: String,
    pub address: Option<Address>,
    pub version: i64,
}
