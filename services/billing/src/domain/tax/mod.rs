//! Value added tax: what holds where and when, and what a document carries.

pub mod category;
pub mod determine;
pub mod rule;
pub mod rules;
pub mod subtotal;

pub use category::TaxCategory;
pub use determine::{Supply, Taxed};
pub use rule::TaxRule;
pub use rules::Rules;
pub use subtotal::Subtotal;
