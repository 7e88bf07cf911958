//! How much a tenant may ask for: a bucket of tokens each, refilled steadily. What is above is told when to come back;
//! it is the tenant's own doing, unlike an overload.

mod bucket;
mod headers;
mod strangers;

use std::{
    fmt,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use o2c_identity::Bounded;
use o2c_kernel::{Instant, TenantId};

use crate::problem::Refusal;
use bucket::Bucket;
pub use strangers::Strangers;

/// Tenants that are remembered; one that is forgotten begins with a full bucket.
const REMEMBERED: usize = 16_384;

/// What a tenant may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuotaOptions {
    /// Requests a second, in the long run.
    pub per_second: u32,
    /// Requests at once, after a rest.
    pub burst: u32,
}

/// The buckets of all tenants.
pub struct Quotas {
    options: QuotaOptions,
    buckets: Mutex<Bounded<TenantId, Bucket>>,
}

/// Where a tenant stands, as the headers tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    pub(crate) options: QuotaOptions,
    pub(crate) left: u64,
    /// Until the bucket is full again.
    pub(crate) full_in: Duration,
}

impl Quotas {
    #[must_use]
    pub fn new(options: QuotaOptions) -> Self {
        Self { options, buckets: Mutex::new(Bounded::new(REMEMBERED)) }
    }

    /// Takes one request out of a tenant's bucket.
    pub(crate) fn take(&self, tenant: &TenantId, now: Instant) -> Result<Quota, Refusal> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = buckets.get_or_insert_with(tenant.clone(), || Bucket::full(self.options, now));
        let taken = bucket.take(now);
        let quota = Quota { options: self.options, left: bucket.left(), full_in: bucket.full_in() };
        match taken {
            Ok(()) => Ok(quota),
            Err(retry_after) => Err(Refusal::QuotaUsedUp { retry_after, quota }),
        }
    }
}

impl fmt::Debug for Quotas {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Quotas").field("options", &self.options).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
