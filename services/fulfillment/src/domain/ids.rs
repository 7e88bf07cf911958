//! What ids of fulfilment name.

use o2c_kernel::Id;

/// Markers: never made, only named.
pub mod of {
    #[derive(Debug)]
    pub enum Allocation {}
    #[derive(Debug)]
    pub enum Customer {}
    #[derive(Debug)]
    pub enum GoodsReturn {}
    #[derive(Debug)]
    pub enum Order {}
    #[derive(Debug)]
    pub enum Product {}
    #[derive(Debug)]
    pub enum Reservation {}
    #[derive(Debug)]
    pub enum Return {}
    #[derive(Debug)]
    pub enum Shipment {}
    #[derive(Debug)]
    pub enum StockLevel {}
    #[derive(Debug)]
    pub enum StockMove {}
    #[derive(Debug)]
    pub enum TrackingEvent {}
    #[derive(Debug)]
    pub enum Warehouse {}
}

pub type AllocationId = Id<of::Allocation>;
pub type CustomerId = Id<of::Customer>;
pub type GoodsReturnId = Id<of::GoodsReturn>;
pub type OrderId = Id<of::Order>;
pub type ProductId = Id<of::Product>;
pub type ReservationId = Id<of::Reservation>;
pub type ReturnId = Id<of::Return>;
pub type ShipmentId = Id<of::Shipment>;
pub type StockLevelId = Id<of::StockLevel>;
pub type StockMoveId = Id<of::StockMove>;
pub type TrackingEventId = Id<of::TrackingEvent>;
pub type WarehouseId = Id<of::Warehouse>;

/// A warehouse's stock of a product has its id from both, so that it is found, and locked, without being looked for.
#[must_use]
pub fn stock_level_id(warehouse: WarehouseId, product: ProductId) -> StockLevelId {
    Id::derive(warehouse.uuid(), &product.to_string())
}

/// A line of an allocation is one reservation.
#[must_use]
pub fn reservation_id(allocation: AllocationId, line_number: i32) -> ReservationId {
    Id::derive(allocation.uuid(), &line_number.to_string())
}
