//! How far sealing is behind: for gauges.

use std::time::Duration;

use o2c_kernel::{Deadline, machine_now};
use o2c_store::{Store, StoreError};
use o2c_telemetry::{
    Sample,
    metrics::{AUDIT_UNSEALED, AUDIT_UNSEALED_AGE},
};

use crate::{
    list::recorded_at,
    storage::unsealed::{count, oldest},
};

const DEADLINE: Duration = Duration::from_secs(5);

/// What waits to be sealed, and for how long. Both by the table of what waits, which holds a second's entries.
pub async fn gauges(store: &Store) -> Result<Vec<Sample>, StoreError> {
    let read = async |tx: &o2c_store::Tx| Ok::<_, StoreError>((count(tx).await?, oldest(tx, 1).await?));
    let (waiting, first) = store.read(Deadline::after(DEADLINE), read).await?;
    let service = store.service();
    let age = first.first().map_or(Duration::ZERO, |row| machine_now().since(recorded_at(row.entry_id)));
    Ok(vec![
        Sample::new(&AUDIT_UNSEALED, &[service], i64::try_from(waiting).unwrap_or(i64::MAX)),
        Sample::age(&AUDIT_UNSEALED_AGE, &[service], age),
    ])
}
