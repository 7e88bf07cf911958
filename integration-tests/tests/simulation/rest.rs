//! Whether the mesh has come to rest.

use std::{sync::Arc, time::Duration};

use o2c_messaging::backlog::{self, Backlog};
use o2c_runtime::Service;

/// Who has not committed for so long is probably done, or waits.
pub const MOMENT: Duration = Duration::from_millis(15);

/// How often each service has written.
pub fn commits(services: &[Arc<dyn Service>]) -> Vec<u64> {
    services.iter().map(|service| *service.store().commits().borrow()).collect()
}

/// The first service that is still at work, or has facts to hand over.
pub async fn under_way(services: &[Arc<dyn Service>]) -> Option<String> {
    first(services, |facts, unfinished, _| facts.outbox + unfinished > 0).await
}

/// The first service of which anything is left: under way, held back, or waiting for a person.
pub async fn left(services: &[Arc<dyn Service>]) -> Option<String> {
    let anything =
        |facts: Backlog, unfinished, stuck| facts.outbox + facts.parked + facts.dead_letters + unfinished + stuck > 0;
    first(services, anything).await
}

async fn first(services: &[Arc<dyn Service>], is_left: impl Fn(Backlog, i64, i64) -> bool) -> Option<String> {
    for service in services {
        let facts = backlog::backlog(service.store()).await.unwrap();
        let sagas = service.saga_backlog().await.unwrap();
        if is_left(facts, sagas.unfinished, sagas.stuck) {
            return Some(format!("not at rest: {} has {facts:?} and {sagas:?}", service.name()));
        }
    }
    None
}
