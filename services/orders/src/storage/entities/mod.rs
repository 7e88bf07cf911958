//! The tables as sea-orm sees them, one a file.

pub mod aggregate_head;
pub mod customer;
pub mod line_progress;
pub mod order_hold;
pub mod order_line;
pub mod order_progress;
pub mod order_receivable;
pub mod order_return;
pub mod price;
pub mod price_list;
pub mod product;
pub mod return_line;
pub mod sales_order;
