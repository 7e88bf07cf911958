//! How long an entry is not protected: from its commit to its block, and from the block to a checkpoint outside of the
//! database.

use std::{collections::BTreeMap, time::Duration};

use o2c_identity::TrustedKeys;
use o2c_kernel::{Deadline, Instant, TenantId};
use o2c_store::{Store, StoreError};

use crate::{
    checkpoint::{Checkpoint, Checkpoints},
    list::recorded_at,
    storage::{self, blocks},
    verify::VerifyError,
};

/// How long one page may take.
const DEADLINE: Duration = Duration::from_secs(60);
/// Blocks that are read at once.
const BLOCKS: u64 = 64;

/// All the times that were found: to be sorted, eight bytes each.
#[derive(Clone, Debug, Default)]
pub struct Window {
    /// Of each entry, to the millisecond.
    pub to_block: Vec<Duration>,
    /// Of each block that a checkpoint speaks of.
    pub to_checkpoint: Vec<Duration>,
}

/// The middle and the end of some times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    pub median: Duration,
    pub largest: Duration,
}

impl Spread {
    /// Of no times nothing.
    #[must_use]
    pub fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        let at = |place: usize| times.get(place).copied().unwrap_or_default();
        Self { median: at(times.len() / 2), largest: at(times.len().saturating_sub(1)) }
    }
}

/// Adds the times of a service's chains.
///
/// # Errors
/// When chains or checkpoints cannot be read.
pub async fn measure(
    store: &Store,
    checkpoints: &Checkpoints,
    trusted: &TrustedKeys,
    into: &mut Window,
) -> Result<(), VerifyError> {
    let signed = signed(store.service(), checkpoints, trusted)?;
    let tenants = store.read(Deadline::after(DEADLINE), async |tx| storage::tenants(tx).await).await?;
    for tenant in tenants {
        let none = BTreeMap::new();
        chain(store, &tenant, signed.get(tenant.as_str()).unwrap_or(&none), into).await?;
    }
    Ok(())
}

async fn chain(
    store: &Store,
    tenant: &TenantId,
    signed: &BTreeMap<i64, Instant>,
    into: &mut Window,
) -> Result<(), StoreError> {
    let mut last = 0;
    loop {
        let page =
            store.read(Deadline::after(DEADLINE), async |tx| blocks::after(tx, tenant, last, BLOCKS).await).await?;
        let Some(end) = page.last() else { return Ok(()) };
        last = end.block.number;
        for stored in page {
            let sealed_at = Instant::from_micros(stored.block.sealed_at);
            into.to_block.extend(stored.block.members.iter().map(|member| sealed_at.since(recorded_at(member.entry))));
            let attested = signed.range(stored.block.number..).next();
            into.to_checkpoint.extend(attested.map(|(_, signed_at)| signed_at.since(sealed_at)));
        }
    }
}

/// When each number of each tenant was attested.
fn signed(
    service: &str,
    checkpoints: &Checkpoints,
    trusted: &TrustedKeys,
) -> Result<BTreeMap<String, BTreeMap<i64, Instant>>, VerifyError> {
    let mut signed: BTreeMap<String, BTreeMap<i64, Instant>> = BTreeMap::new();
    for line in checkpoints.lines(service).map_err(VerifyError::Checkpoints)? {
        // whether it may be believed is for the verification to say
        if let Ok(point) = Checkpoint::verify(&line.map_err(VerifyError::Checkpoints)?, trusted) {
            let of_tenant = signed.entry(point.tenant).or_default();
            of_tenant.entry(point.number).or_insert(Instant::from_micros(point.signed_at));
        }
    }
    Ok(signed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_and_the_end_of_times_in_any_order() {
        let seconds = |times: &[u64]| Spread::of(times.iter().copied().map(Duration::from_secs).collect());
        assert_eq!(seconds(&[]), Spread::default());
        assert_eq!(seconds(&[3, 1, 9]), Spread { median: Duration::from_secs(3), largest: Duration::from_secs(9) });
    }
}
