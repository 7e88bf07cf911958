//! Rows. The only place here that knows sea-orm.

mod after;
pub mod audited;
pub mod customers;
pub mod customers_by_name;
mod entities;
pub mod erasure;
pub mod gauges;
pub mod migrations;
pub mod order_lists;
mod order_rows;
pub mod orders;
pub mod prices;
pub mod privileges;
pub mod products;
mod progress;
mod read;
pub mod returns;
mod snapshot;
