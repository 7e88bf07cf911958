//! What alarms look at; each question reads an index that holds only what is under way.

use o2c_kernel::Instant;
use o2c_store::{Sql, StoreError, Tx};

use crate::health::Health;

pub(crate) async fn read(tx: &Tx) -> Result<Health, StoreError> {
    let counts = Sql::new(
        "SELECT (SELECT CAST(COALESCE(SUM(last_position - first_position + 1), 0) AS BIGINT) FROM outbox_unpublished), \
         (SELECT recorded_at FROM outbox_unpublished ORDER BY first_position LIMIT 1), \
         (SELECT COUNT(*) FROM parked_event), (SELECT MIN(parked_at) FROM parked_event)",
    );
    let mut health = Health::default();
    if let Some(row) = counts.rows(tx).await?.into_iter().next() {
        health.outbox = row.try_get_by_index(0)?;
        health.oldest_unpublished = row.try_get_by_index::<Option<i64>>(1)?.map(Instant::from_micros);
        health.parked = row.try_get_by_index(2)?;
        health.oldest_parked = row.try_get_by_index::<Option<i64>>(3)?.map(Instant::from_micros);
    }
    let letters = Sql::new("SELECT producer, COUNT(*) FROM dead_letter WHERE state = 'OPEN' GROUP BY producer");
    for row in letters.rows(tx).await? {
        health.dead_letters.push((row.try_get_by_index(0)?, row.try_get_by_index(1)?));
    }
    Ok(health)
}
