//! What is too old is given up and deleted.

use std::{collections::BTreeMap, time::Duration};

use o2c_kernel::{Deadline, TenantId, machine_now};

use super::settle::leave_lanes;
use crate::{error::WebhooksError, metrics::DELIVERIES, service::Webhooks, storage};

const PATIENCE: Duration = Duration::from_secs(30);
/// Rows of each table in one transaction.
const SET: u64 = 1_000;
/// Transactions in one go; the rest a minute later.
const SETS: usize = 100;

/// Gives up what has waited for as long as anything is kept (for an endpoint that is disabled), then deletes what is older.
pub async fn expire(webhooks: &Webhooks) -> Result<(), WebhooksError> {
    for _ in 0..SETS {
        if give_up(webhooks).await? == 0 {
            break;
        }
    }
    for _ in 0..SETS {
        let before = machine_now().minus(webhooks.config.retention());
        let deleted = webhooks
            .store
            .write(Deadline::after(PATIENCE), async |tx| storage::expiry::delete(tx, before, SET).await)
            .await?;
        if deleted == 0 {
            break;
        }
    }
    Ok(())
}

async fn give_up(webhooks: &Webhooks) -> Result<usize, WebhooksError> {
    let now = machine_now();
    let before = now.minus(webhooks.config.retention());
    let tx = webhooks.store.begin_read(Deadline::after(PATIENCE)).await?;
    let found = storage::expiry::pending(&tx, before, SET).await?;
    tx.rollback().await;
    if found.is_empty() {
        return Ok(0);
    }
    let mut by_tenant: BTreeMap<TenantId, Vec<i64>> = BTreeMap::new();
    for (tenant, position) in found {
        by_tenant.entry(tenant).or_default().push(position);
    }
    let given_up = webhooks
        .store
        .write(Deadline::after(PATIENCE), async |tx| {
            let mut count = 0;
            for (tenant, positions) in by_tenant {
                let mut old = storage::deliveries::lock(tx, &tenant, positions).await?;
                // somebody may have ended it since
                old.retain(|one| one.ended_at.is_none());
                old.iter_mut().for_each(|one| one.expire(now));
                storage::deliveries::save(tx, &tenant, &old).await?;
                leave_lanes(tx, &tenant, old.iter().map(|one| one.lane).collect(), now).await?;
                count += old.len();
            }
            Ok::<_, WebhooksError>(count)
        })
        .await?;
    DELIVERIES.add(&["expired"], u64::try_from(given_up).unwrap_or(u64::MAX));
    Ok(given_up)
}
