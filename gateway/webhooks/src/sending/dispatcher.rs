//! Sends what is due: claims it in sets, sends each claim at once, writes down what came of them in sets. An endpoint has few
//! places among those of the process, and one that fails a single one: it holds up nobody else.

use std::{collections::HashMap, sync::Arc, time::Duration};

use futures::FutureExt;
use o2c_kernel::TenantId;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::{Post, sign};
use crate::{
    app::{Claims, Job, Sent, claim, settle},
    domain::SubscriptionId,
    service::Webhooks,
};

/// How long nothing may be looked for when nobody says that there is something.
const LOOK: Duration = Duration::from_millis(500);
/// After a database that did not answer.
const REST: Duration = Duration::from_secs(1);
/// How often what came of attempts is tried to be written down. After that the events are sent once more.
const SETTLE_TRIES: u32 = 10;
/// Outcomes that are written down together.
const SET: usize = 256;

type Key = (TenantId, SubscriptionId);

/// Works until it is told to stop; what is under way then comes to its end.
pub(crate) async fn dispatch(webhooks: Arc<Webhooks>, stop: CancellationToken) {
    let mut dispatcher =
        Dispatcher { webhooks, sending: JoinSet::new(), places: HashMap::new(), claims: Claims::default() };
    loop {
        let rest = dispatcher.begin().await;
        tokio::select! {
            () = stop.cancelled() => break,
            sent = dispatcher.sending.join_next(), if !dispatcher.sending.is_empty() => {
                dispatcher.end(sent.into_iter().flatten()).await;
            }
            () = dispatcher.webhooks.wake.notified(), if rest == LOOK => {}
            () = tokio::time::sleep(rest) => {}
        }
    }
    while let Some(sent) = dispatcher.sending.join_next().await {
        dispatcher.end(sent.into_iter()).await;
    }
}

struct Dispatcher {
    webhooks: Arc<Webhooks>,
    sending: JoinSet<Sent>,
    /// Attempts under way, by endpoint.
    places: HashMap<Key, usize>,
    claims: Claims,
}

impl Dispatcher {
    /// Claims what there are places for; how long to rest if nothing happens.
    async fn begin(&mut self) -> Duration {
        let config = &self.webhooks.config;
        let free = config.concurrency.saturating_sub(self.sending.len());
        if free == 0 {
            return LOOK;
        }
        let places = |tenant: &TenantId, subscription: SubscriptionId, failing: bool| {
            let most = if failing { 1 } else { config.endpoint_concurrency };
            let taken = self.places.get(&(tenant.clone(), subscription)).copied().unwrap_or(0);
            most.saturating_sub(taken)
        };
        match claim(&self.webhooks, &mut self.claims, free, places).await {
            Ok(jobs) => {
                for job in jobs {
                    self.send(job);
                }
                LOOK
            }
            Err(error) => {
                tracing::warn!(%error, "webhooks that are due cannot be claimed");
                REST
            }
        }
    }

    fn send(&mut self, job: Job) {
        *self.places.entry((job.tenant.clone(), job.subscription)).or_default() += 1;
        let sender = self.webhooks.sender.clone();
        self.sending.spawn(async move {
            let signed = sign(job.event, o2c_kernel::machine_now(), &job.body, &job.secrets);
            let attempt = sender.send(Post { url: job.url, signed, body: job.body }).await;
            Sent {
                tenant: job.tenant,
                subscription: job.subscription,
                position: job.position,
                claim: job.claim,
                attempt,
            }
        });
    }

    /// Writes down what has come back, all of it together.
    async fn end(&mut self, first: impl Iterator<Item = Sent>) {
        let mut set: Vec<Sent> = first.collect();
        while set.len() < SET
            && let Some(Some(more)) = self.sending.join_next().now_or_never()
        {
            set.extend(more);
        }
        for sent in &set {
            let key = (sent.tenant.clone(), sent.subscription);
            if let Some(taken) = self.places.get_mut(&key) {
                *taken = taken.saturating_sub(1);
                if *taken == 0 {
                    self.places.remove(&key);
                }
            }
        }
        for tries in 1..=SETTLE_TRIES {
            match settle(&self.webhooks, &set).await {
                Ok(()) => return,
                Err(error) if tries < SETTLE_TRIES => {
                    tracing::warn!(%error, "what came of webhooks cannot be written down yet");
                    tokio::time::sleep(REST).await;
                }
                Err(error) => tracing::error!(%error, attempts = set.len(), "webhooks will be sent once more"),
            }
        }
    }
}
