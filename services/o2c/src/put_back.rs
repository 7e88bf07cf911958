//! A process does not begin on a database that was put back and not recovered: it would give numbers out a second time
//! that others have seen.

use std::{sync::Arc, time::Duration};

use o2c_kernel::TenantId;
use o2c_messaging::{Behind, Bus, Standing, cursors, standing};
use o2c_runtime::Service;

/// How long a start waits for the bus. One that does not answer stops nobody: until it does, nothing is told to it.
const PATIENCE: Duration = Duration::from_secs(2);

/// Refuses where a service is behind what was delivered of it; the error names each.
pub(crate) async fn refuse_behind(services: &[Arc<dyn Service>], bus: &Bus) -> anyhow::Result<()> {
    let asked = services.iter().map(|service| standing(service.store(), bus, PATIENCE));
    let mut refused = Vec::new();
    for standing in futures::future::try_join_all(asked).await? {
        match standing {
            Standing::Current => {}
            Standing::Unknown(error) => {
                tracing::warn!(error = %anyhow::Error::new(error), "whether a database was put back is asked once more");
            }
            Standing::Behind(behind) if is_forgotten(services, bus, &behind).await? => {
                tracing::warn!(producer = behind.producer, "all databases were put back to one instant");
            }
            Standing::Behind(behind) => refused.push(behind.to_string()),
        }
    }
    anyhow::ensure!(refused.is_empty(), "{}", refused.join("; "));
    Ok(())
}

/// Whether nobody knows any more what was delivered. Within a process the subscribers are at hand, and what each has taken
/// in; a broker may still hold it for them.
async fn is_forgotten(services: &[Arc<dyn Service>], bus: &Bus, behind: &Behind) -> anyhow::Result<bool> {
    if matches!(bus, Bus::JetStream(_)) {
        return Ok(false);
    }
    let Behind { producer, delivered } = behind;
    let key: (TenantId, _) = (delivered.tenant.clone(), delivered.aggregate_id);
    for service in services {
        let heads = std::slice::from_ref(delivered);
        let known = cursors::of_aggregates(service.store(), service.name(), producer, heads).await?;
        if known.get(&key).is_some_and(|taken_in| *taken_in >= delivered.last_sequence) {
            return Ok(false);
        }
    }
    Ok(true)
}
