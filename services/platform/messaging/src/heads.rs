//! Lost tails: what a producer has stated and a consumer never saw, because the bus lost it.
//!
//! A gap in the middle shows itself by what comes behind it; the last facts of an aggregate do not. So producers keep
//! the head of each aggregate, and consumers compare it with what they have: all of them when they start and when
//! the bus has lost what it had, and what has changed every minute.

use std::{error::Error, sync::Arc, time::Duration};

use futures::future::BoxFuture;
use o2c_kernel::{
    Deadline, Instant, TenantId,
    planted::{self, Planted},
};
use o2c_store::{Store, StoreError};
use o2c_telemetry::metrics::CONSUMER_RECOVERED;
use uuid::Uuid;

use crate::{
    consumer::Consumer,
    envelope::Envelope,
    error::TakeError,
    head::Head,
    inbox::{TakeReport, take},
    storage::{self, stream::Stream},
};

/// Heads that are compared at once.
const PAGE: usize = 256;

/// Facts of one aggregate that are pulled at once.
const PULL: i64 = 256;

/// How long a producer may take to answer.
const ANSWER: Duration = Duration::from_secs(30);

/// Why a producer did not answer.
pub type HeadSourceError = Box<dyn Error + Send + Sync>;

/// What a consumer lacks: the facts of an aggregate after a sequence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Want {
    pub tenant: TenantId,
    pub aggregate_id: Uuid,
    pub after: i64,
}

/// A producer that can be asked: its database in the same process, or its service elsewhere.
pub trait HeadSource: Send + Sync {
    /// The producer's name, as its envelopes have it.
    fn producer(&self) -> &str;

    /// Heads changed at `since` or later (all, without it) after the given one, in the order of (tenant, aggregate).
    fn heads<'a>(
        &'a self,
        since: Option<Instant>,
        after: Option<&'a Head>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Head>, HeadSourceError>>;

    /// The facts wanted, in the order of their sequences; a bounded number of each aggregate.
    fn pull<'a>(&'a self, wants: &'a [Want]) -> BoxFuture<'a, Result<Vec<Envelope>, HeadSourceError>>;
}

/// A producer whose database is at hand.
#[derive(Debug, Clone)]
pub struct StoreHeads {
    store: Store,
    producer: Arc<str>,
}

impl StoreHeads {
    pub fn new(store: Store) -> StoreHeads {
        StoreHeads { producer: Arc::from(store.service()), store }
    }

    /// Over a store that is open for reading only, and does not say whose it is.
    pub fn of(store: Store, producer: &str) -> StoreHeads {
        StoreHeads { store, producer: Arc::from(producer) }
    }
}

impl HeadSource for StoreHeads {
    fn producer(&self) -> &str {
        &self.producer
    }

    fn heads<'a>(
        &'a self,
        since: Option<Instant>,
        after: Option<&'a Head>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Head>, HeadSourceError>> {
        Box::pin(async move {
            let tx = self.store.begin_read(Deadline::after(ANSWER)).await?;
            let after = after.map(|head| (head.tenant.as_str(), head.aggregate_id));
            Ok(storage::heads::page(&tx, since, after, i64::try_from(limit)?).await?)
        })
    }

    fn pull<'a>(&'a self, wants: &'a [Want]) -> BoxFuture<'a, Result<Vec<Envelope>, HeadSourceError>> {
        Box::pin(async move {
            let tx = self.store.begin_read(Deadline::after(ANSWER)).await?;
            let mut found = Vec::new();
            for want in wants {
                found.extend(
                    storage::outbox::of_aggregate(
                        &tx,
                        &self.producer,
                        &want.tenant,
                        want.aggregate_id,
                        want.after,
                        PULL,
                    )
                    .await?,
                );
            }
            // across aggregates in the order in which they were stated
            found.sort_by_key(|(position, _)| *position);
            Ok(found.into_iter().map(|(_, envelope)| envelope).collect())
        })
    }
}

/// Compares a producer's heads with what the consumer has, and takes in what is missing.
pub async fn catch_up(
    consumer: &Consumer,
    source: &dyn HeadSource,
    since: Option<Instant>,
) -> Result<TakeReport, TakeError> {
    let producer: Arc<str> = Arc::from(source.producer());
    let mut report = TakeReport::default();
    if planted::is(Planted::HeadsUncompared) {
        return Ok(report);
    }
    let mut last: Option<Head> = None;
    loop {
        let heads = source.heads(since, last.as_ref(), PAGE).await.map_err(TakeError::Heads)?;
        let Lacks { mut wants, beyond } = missing(consumer, &producer, &heads).await?;
        warn_of_restored(consumer, source, (since, last.as_ref()), &beyond).await?;
        while !wants.is_empty() {
            let found = source.pull(&wants).await.map_err(TakeError::Heads)?;
            let taken = take(consumer, &found).await?;
            CONSUMER_RECOVERED.add(&[consumer.name, &producer], taken.handled + taken.passed);
            report.add(taken);
            let left = missing(consumer, &producer, &heads).await?.wants;
            if left == wants {
                tracing::error!(
                    consumer = consumer.name,
                    producer = producer.as_ref(),
                    aggregates = left.len(),
                    "facts are missing and their producer has them no more"
                );
                break;
            }
            wants = left;
        }
        match heads.into_iter().last() {
            Some(head) => last = Some(head),
            None => return Ok(report),
        }
    }
}

/// What a consumer and a producer lack of one another.
#[derive(Debug, Default)]
struct Lacks {
    /// Facts up to the head that are neither taken in nor held.
    wants: Vec<Want>,
    /// What was taken in beyond the head, with its last sequence.
    beyond: Vec<Head>,
}

/// Says so where the producer does not know what was taken in from it. Its heads are read anew: meanwhile it may have
/// stated what was taken in just now.
async fn warn_of_restored(
    consumer: &Consumer,
    source: &dyn HeadSource,
    page: (Option<Instant>, Option<&Head>),
    beyond: &[Head],
) -> Result<(), TakeError> {
    if beyond.is_empty() {
        return Ok(());
    }
    let heads = source.heads(page.0, page.1, PAGE).await.map_err(TakeError::Heads)?;
    let same = |head: &Head, known: &Head| head.tenant == known.tenant && head.aggregate_id == known.aggregate_id;
    let still = |known: &&Head| heads.iter().any(|head| same(head, known) && head.last_sequence < known.last_sequence);
    let aggregates = beyond.iter().filter(still).count();
    if aggregates > 0 {
        tracing::error!(
            consumer = consumer.name,
            producer = source.producer(),
            aggregates,
            "a producer knows less than was taken in from it: it was restored, and has to be recovered"
        );
    }
    Ok(())
}

/// How the producer's heads and what the consumer has differ.
async fn missing(consumer: &Consumer, producer: &Arc<str>, heads: &[Head]) -> Result<Lacks, StoreError> {
    let mut lacks = Lacks::default();
    if heads.is_empty() {
        return Ok(lacks);
    }
    let stream = |head: &Head| Stream { producer: Arc::clone(producer), aggregate_id: head.aggregate_id };
    let tx = consumer.store.begin_read(Deadline::after(ANSWER)).await?;
    for heads in heads.chunk_by(|left, right| left.tenant == right.tenant) {
        let streams: Vec<Stream> = heads.iter().map(stream).collect();
        let Some(tenant) = heads.first().map(|head| head.tenant.as_str()) else { continue };
        let cursors = storage::cursor::load(&tx, consumer.name, tenant, &streams).await?.cursors;
        let at = |stream: &Stream| cursors.get(stream).copied().unwrap_or(0);
        let beyond = heads.iter().zip(&streams).filter(|(head, stream)| at(stream) > head.last_sequence);
        lacks.beyond.extend(beyond.map(|(head, stream)| Head { last_sequence: at(stream), ..head.clone() }));
        let pairs = heads.iter().zip(streams);
        let behind: Vec<(&Head, Stream)> = pairs.filter(|(head, stream)| at(stream) < head.last_sequence).collect();
        let streams: Vec<Stream> = behind.iter().map(|(_, stream)| stream.clone()).collect();
        let held = storage::parked::held(&tx, consumer.name, tenant, &streams).await?;
        for (head, stream) in behind {
            let after = at(&stream);
            let held = held.get(&stream).map_or(0, |held| held.count);
            if after + held < head.last_sequence {
                lacks.wants.push(Want { tenant: head.tenant.clone(), aggregate_id: head.aggregate_id, after });
            }
        }
    }
    Ok(lacks)
}
