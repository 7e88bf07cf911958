//! Pure values that every service speaks: money and its rounding, quantities, prices, rates, currencies, typed ids,
//! business time, paging, versions, errors that explain themselves, and the call that runs through every use case.
//!
//! Deliberately absent: async, network, storage, and any rule of a service. The only clock and the only randomness of
//! the product are here ([`clock`], [`random`]), so that tests and replays can hold them.

mod actor;
mod allocation;
mod applied;
mod call;
mod caller;
mod chance;
mod clock;
mod currency;
mod currency_table;
mod date;
mod deadline;
mod etag;
mod explain;
pub mod failpoint;
mod id;
mod instant;
mod money;
mod names;
mod origin;
mod outcome;
mod page;
mod party;
pub mod planted;
mod price;
mod quantity;
mod random;
mod rate;
mod retention;
mod rounding;
mod set_limits;
mod share;
mod violations;
mod zone;

pub use actor::Actor;
pub use allocation::{AllocationError, allocate};
pub use applied::Applied;
pub use call::{Call, TraceContext};
pub use caller::{Caller, Scopes, system};
pub use chance::Chance;
pub use clock::{Clock, ClockError, machine_now};
pub use currency::{Currency, UnknownCurrency};
pub use date::{Date, DateError};
pub use deadline::Deadline;
pub use etag::{ETag, ETagError};
pub use explain::{Explain, Kind, Precondition};
pub use id::{Id, IdError, derived_uuid, new_uuid, uuid_of_day};
pub use instant::{Instant, InstantError};
pub use money::{Money, MoneyError};
pub use names::{NameError, Principal, TenantId};
pub use origin::{Asked, DocumentName, Origin, RefusedItem};
pub use outcome::{Answer, Item, Outcome, PerItem, RequestKey, Set};
pub use page::{KeyPart, PageSize, PageToken, PageTokenError};
pub use party::{Address, CountryCode, CountryCodeError, ERASED, PaymentTerms, PaymentTermsError};
pub use price::UnitPrice;
pub use quantity::{Quantity, QuantityError};
pub use random::random_u64;
pub use rate::{Rate, RateError};
pub use retention::{KEPT, KEPT_DAYS, MONTH};
pub use rounding::divide_half_away;
pub use set_limits::{SET_BYTES, SET_ITEMS, SET_LINES, SetLimits, chunks};
pub use share::cumulative_share;
pub use violations::{Violation, Violations};
pub use zone::{Zone, ZoneError};
