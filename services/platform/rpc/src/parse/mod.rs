//! From the wire to values of the domain. Every function takes the violations so far, the name of the field and its
//! value; `None` means that a violation was recorded. So a caller learns all bad fields at once:
//!
//! ```ignore
//! pub fn submit_order(message: SubmitOrderRequest) -> Result<SubmitOrder, Violations> {
//!     let mut v = Violations::default();
//!     let order = parse::id(&mut v, "order_id", &message.order_id);
//!     let version = parse::etag(&mut v, "etag", &message.etag);
//!     parse::finish(v, || Some(SubmitOrder { order: order?, version: version? }))
//! }
//! ```
//!
//! `optional_…` answers `Some(None)` for an absent value. Nothing here panics, whatever arrives.

mod address;
mod count;
mod date;
mod decimal;
mod enums;
mod id;
mod money;
mod page;
mod principal;
mod text;

use o2c_kernel::Violations;

pub use address::{address, country, optional_address, optional_payment_terms, payment_terms};
pub use count::{bounded, entries, in_range, list, nested, required};
pub use date::{date, instant, optional_date};
pub use decimal::{
    is_plain_decimal, optional_quantity, optional_rate, optional_unit_price, positive_quantity, quantity, rate,
    unit_price,
};
pub use enums::{known_enum, optional_enum};
pub use id::{id, optional_id, uuid};
pub use money::{currency, money, optional_money, positive_money};
pub use page::{etag, page_size, page_token};
pub use principal::principal;
pub use text::{optional_text, text};

/// The reasons of violations, for programs.
pub mod reason {
    pub const REQUIRED: &str = "REQUIRED";
    pub const MALFORMED: &str = "MALFORMED";
    pub const UNKNOWN_VALUE: &str = "UNKNOWN_VALUE";
    pub const TOO_LONG: &str = "TOO_LONG";
    pub const TOO_FEW: &str = "TOO_FEW";
    pub const TOO_MANY: &str = "TOO_MANY";
    pub const TOO_FINE: &str = "TOO_FINE";
    pub const OUT_OF_RANGE: &str = "OUT_OF_RANGE";
    pub const NOT_POSITIVE: &str = "NOT_POSITIVE";
}

/// The value, if no field was bad. `build` puts it together from the parts: a `?` on each.
pub fn finish<T>(violations: Violations, build: impl FnOnce() -> Option<T>) -> Result<T, Violations> {
    if !violations.is_empty() {
        return Err(violations);
    }
    build().ok_or_else(|| {
        // Only when a parser answers `None` without a violation: still a refusal, never a half-built value.
        let mut violations = Violations::default();
        violations.add("request", reason::MALFORMED, "cannot be read");
        violations
    })
}

/// An absent value is fine, a present one is parsed.
fn optional<W, T>(value: Option<W>, parse: impl FnOnce(W) -> Option<T>) -> Option<Option<T>> {
    match value {
        None => Some(None),
        Some(value) => parse(value).map(Some),
    }
}
