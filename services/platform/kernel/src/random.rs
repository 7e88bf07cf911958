//! Randomness, for jitter alone: nothing that is stored or shown depends on it.

use std::hash::{BuildHasher, RandomState};

/// Sixty-four bits that differ from call to call.
#[must_use]
pub fn random_u64() -> u64 {
    RandomState::new().hash_one(crate::machine_now().micros())
}
