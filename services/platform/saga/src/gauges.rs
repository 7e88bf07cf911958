//! Sagas that have not ended, by name: for gauges.

use std::time::Duration;

use o2c_kernel::{Deadline, Instant, machine_now};
use o2c_telemetry::{
    Sample,
    metrics::{SAGAS_AGE, SAGAS_STUCK, SAGAS_UNFINISHED},
};

use crate::{SagaError, Sagas, storage};

impl Sagas {
    /// The gauges of every saga that is run here; reads the partial indexes only. None is told as 0.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn gauges(&self, deadline: Deadline) -> Result<Vec<Sample>, SagaError> {
        let tx = self.store().begin_read(deadline).await?;
        let counted = storage::under_way_by_name(&tx).await;
        tx.rollback().await;
        let counted = counted?;
        let service = self.store().service();
        let mut samples = Vec::new();
        for name in self.names() {
            let found = counted.iter().find(|found| found.name == name);
            let oldest = found.and_then(|found| found.oldest).map(Instant::from_micros);
            let age = oldest.map_or(Duration::ZERO, |oldest| machine_now().since(oldest));
            let labels = [service, name];
            samples.push(Sample::new(&SAGAS_UNFINISHED, &labels, found.map_or(0, |found| found.unfinished)));
            samples.push(Sample::age(&SAGAS_AGE, &labels, age));
            samples.push(Sample::new(&SAGAS_STUCK, &labels, found.map_or(0, |found| found.stuck)));
        }
        Ok(samples)
    }
}
