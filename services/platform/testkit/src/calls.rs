//! Calls as a handler gets them.

use std::time::Duration;

use o2c_kernel::{Call, Clock, Instant, TenantId, Zone, system};

/// A call of `method` for the default tenant, with all scopes, half a minute of time, and a clock that stands at the
/// beginning of 2026 until it is advanced.
#[must_use]
pub fn call(method: &str) -> Call {
    const NEW_YEAR_2026: i64 = 1_767_225_600_000_000;
    let clock = Clock::simulated(Instant::from_micros(NEW_YEAR_2026));
    Call::internal(system(TenantId::default(), "test"), method, Duration::from_secs(30), &clock, &Zone::UTC)
}
