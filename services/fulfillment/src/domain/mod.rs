//! The rules of fulfilment, pure: no database, no clock, no chance, no wire.

pub mod allocation;
pub mod fact;
mod floor;
pub mod goods_return;
pub mod ids;
pub mod order;
pub(crate) mod quantities;
pub mod refusal;
pub mod reservation;
mod rows;
pub mod shipment;
pub mod stock_level;
pub mod stock_move;
pub mod tracking;
pub mod warehouse;

pub use floor::{CreditAnswers, Floor, FreshIds, Picked, Released, ReturnedGoods};
pub use refusal::Refusal;
