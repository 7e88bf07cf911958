//! gRPC: a line per RPC, parsing that collects every bad field, and the way back.

mod parse_master_data;
mod parse_orders;
mod parse_page;
mod parse_returns;
pub mod present;
mod service;

pub use service::OrdersApi;
