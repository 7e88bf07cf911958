//! Who knows what orders has stated, and how much of it.

use futures::future::BoxFuture;
use o2c_kernel::{ERASED, Instant};
use o2c_messaging::{Envelope, Head, HeadSource, HeadSourceError, StoreHeads, Want};
use o2c_proto::personal;

/// Somebody who had heard of an aggregate no more than its first facts.
pub struct HeardLittle {
    pub all: StoreHeads,
    pub of: String,
    pub facts: i64,
}

impl HeadSource for HeardLittle {
    fn producer(&self) -> &str {
        self.all.producer()
    }

    fn heads<'a>(
        &'a self,
        since: Option<Instant>,
        after: Option<&'a Head>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Head>, HeadSourceError>> {
        Box::pin(async move {
            let mut heads = self.all.heads(since, after, limit).await?;
            let of = heads.iter_mut().filter(|head| head.aggregate_id.to_string() == self.of);
            of.for_each(|head| head.last_sequence = self.facts);
            Ok(heads)
        })
    }

    fn pull<'a>(&'a self, wants: &'a [Want]) -> BoxFuture<'a, Result<Vec<Envelope>, HeadSourceError>> {
        Box::pin(async move {
            let mut facts = self.all.pull(wants).await?;
            facts.retain(|fact| fact.aggregate_id.to_string() != self.of || fact.sequence <= self.facts);
            Ok(facts)
        })
    }
}

/// The archive, which has forgotten who its facts were about.
pub struct Forgetful(pub StoreHeads);

impl HeadSource for Forgetful {
    fn producer(&self) -> &str {
        self.0.producer()
    }

    fn heads<'a>(
        &'a self,
        since: Option<Instant>,
        after: Option<&'a Head>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Head>, HeadSourceError>> {
        self.0.heads(since, after, limit)
    }

    fn pull<'a>(&'a self, wants: &'a [Want]) -> BoxFuture<'a, Result<Vec<Envelope>, HeadSourceError>> {
        Box::pin(async move {
            let mut facts = self.0.pull(wants).await?;
            for fact in &mut facts {
                fact.payload = personal::erased(&fact.type_name, &fact.payload, ERASED)?.into();
            }
            Ok(facts)
        })
    }
}
