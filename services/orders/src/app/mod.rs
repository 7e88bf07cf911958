//! The use cases: sets in, one transaction each, an outcome per item out. They carry out what the domain decides.

pub mod cancel_orders;
pub mod create_orders;
pub mod customers;
pub mod erase_customers;
pub mod get_order;
pub mod holds;
pub mod list_orders;
pub mod numbers;
mod page;
pub mod prices;
pub mod products;
pub mod redo;
pub mod returns;
pub mod submit_orders;

pub use page::{ListNamed, Page, PageRequest};
