//! A consumer as a witness of what a producer has stated.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use futures::future::BoxFuture;
use o2c_kernel::{Deadline, Instant, TenantId};
use o2c_store::Store;
use uuid::Uuid;

use crate::{
    envelope::Envelope,
    head::Head,
    heads::{HeadSource, HeadSourceError, Want},
    storage::witness,
};

/// How long a witness may take to answer.
const ANSWER: Duration = Duration::from_secs(30);

/// The database of a consumer: it knows how far it has come with each aggregate, and holds whole what is parked or dead.
#[derive(Debug, Clone)]
pub struct StoreWitness {
    store: Store,
    consumer: &'static str,
    producer: Arc<str>,
}

impl StoreWitness {
    /// The consumer of a store as a witness of a producer.
    pub fn new(store: Store, consumer: &'static str, producer: &str) -> StoreWitness {
        StoreWitness { store, consumer, producer: Arc::from(producer) }
    }
}

impl HeadSource for StoreWitness {
    fn producer(&self) -> &str {
        &self.producer
    }

    /// All of them, whenever they changed: a cursor does not say when it was moved.
    fn heads<'a>(
        &'a self,
        _since: Option<Instant>,
        after: Option<&'a Head>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Head>, HeadSourceError>> {
        Box::pin(async move {
            let tx = self.store.begin_read(Deadline::after(ANSWER)).await?;
            let after = after.map(|head| (head.tenant.as_str(), head.aggregate_id));
            let (consumer, rows) = (self.consumer, i64::try_from(limit)?);
            let mut known = witness::taken_in(&tx, consumer, &self.producer, after, rows).await?;
            known.extend(witness::holds(&tx, consumer, &self.producer, after, rows).await?);
            let mut heads: BTreeMap<(TenantId, Uuid), i64> = BTreeMap::new();
            for head in known {
                let last = heads.entry((head.tenant, head.aggregate_id)).or_default();
                *last = head.last_sequence.max(*last);
            }
            let head = |((tenant, aggregate_id), last_sequence)| Head { tenant, aggregate_id, last_sequence };
            Ok(heads.into_iter().map(head).take(limit).collect())
        })
    }

    fn pull<'a>(&'a self, wants: &'a [Want]) -> BoxFuture<'a, Result<Vec<Envelope>, HeadSourceError>> {
        Box::pin(async move {
            let tx = self.store.begin_read(Deadline::after(ANSWER)).await?;
            let consumer = self.consumer;
            let mut found = Vec::new();
            for want in wants {
                let Want { tenant, aggregate_id, after } = want;
                for bytes in witness::held(&tx, consumer, &self.producer, tenant, *aggregate_id, *after).await? {
                    found.push(Envelope::decode(&bytes)?);
                }
            }
            Ok(found)
        })
    }
}
