//! The archive as a witness: what a producer that was restored has stated and knows no more.

use std::{sync::Arc, time::Duration};

use futures::future::BoxFuture;
use o2c_kernel::{Deadline, Instant};
use o2c_messaging::{Envelope, Head, HeadSource, HeadSourceError, Want, record::StoreWitness};
use o2c_store::Store;

use crate::{NAME, domain::ArchivedEvent, storage::archive};

/// How long it may take to answer.
const ANSWER: Duration = Duration::from_secs(30);

/// Facts of one aggregate that are given at once.
const FACTS: u64 = 256;

/// The facts of one producer, whole.
pub struct ArchivedFacts {
    store: Store,
    /// How far each aggregate was archived is what the consumer has taken in.
    taken_in: StoreWitness,
}

impl ArchivedFacts {
    pub fn new(store: Store, producer: &str) -> Self {
        Self { taken_in: StoreWitness::new(store.clone(), NAME, producer), store }
    }
}

impl HeadSource for ArchivedFacts {
    fn producer(&self) -> &str {
        self.taken_in.producer()
    }

    fn heads<'a>(
        &'a self,
        since: Option<Instant>,
        after: Option<&'a Head>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Head>, HeadSourceError>> {
        self.taken_in.heads(since, after, limit)
    }

    /// Archived, or held back on the way into the archive.
    fn pull<'a>(&'a self, wants: &'a [Want]) -> BoxFuture<'a, Result<Vec<Envelope>, HeadSourceError>> {
        Box::pin(async move {
            let producer: Arc<str> = Arc::from(self.producer());
            let mut found = self.taken_in.pull(wants).await?;
            let tx = self.store.begin_read(Deadline::after(ANSWER)).await?;
            for Want { tenant, aggregate_id, after } in wants {
                let archived = archive::of_aggregate(&tx, tenant, &producer, *aggregate_id, *after, FACTS).await?;
                found.extend(archived.into_iter().map(|event| envelope(event, &producer)));
            }
            Ok(found)
        })
    }
}

fn envelope(event: ArchivedEvent, producer: &Arc<str>) -> Envelope {
    Envelope {
        event_id: event.event_id,
        tenant: event.tenant,
        producer: Arc::clone(producer),
        aggregate_type: Arc::from(event.aggregate_type),
        aggregate_id: event.aggregate_id,
        sequence: event.sequence,
        type_name: Arc::from(event.type_name),
        payload: event.payload.into(),
        occurred_at: event.at,
        traceparent: event.traceparent.map(Arc::from),
        incarnation: event.incarnation,
    }
}
