//! How long copies are kept that may say who a person is and that nobody erases one by one: facts as they were published,
//! answers to requests, what was sent to endpoints.

use std::time::Duration;

/// Days of a copy.
pub const KEPT_DAYS: u64 = 28;

/// After so long a copy is let go of. Four weeks answer whoever tries again after a month's end and a holiday.
pub const KEPT: Duration = Duration::from_secs(KEPT_DAYS * 24 * 60 * 60);

/// Whoever asks to be forgotten is forgotten within a month (GDPR, article 12(3)), and the shortest that one counts on has
/// 30 days. The difference to [`KEPT`] is for a copy that was taken late, and for a process that did not run.
pub const MONTH: Duration = Duration::from_secs(30 * 24 * 60 * 60);

const _: () = assert!(KEPT.as_secs() < MONTH.as_secs());
