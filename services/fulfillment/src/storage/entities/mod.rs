//! The tables as rows, one a file.

pub mod allocation;
pub mod customer_order;
pub mod customer_order_line;
pub mod goods_return;
pub mod goods_return_line;
pub mod package;
pub mod reservation;
pub mod return_authorization;
pub mod return_authorization_line;
pub mod shipment;
pub mod shipment_line;
pub mod stock_level;
pub mod stock_move;
pub mod tracking_event;
pub mod warehouse;
