//! A producer in another process, as a consumer here asks it for what the bus may have lost.

use std::time::Duration;

use futures::future::BoxFuture;
use o2c_kernel::{Call, Clock, Instant, TenantId, Zone, system};
use o2c_messaging::{Envelope, Head, HeadSource, Want, heads::HeadSourceError};
use o2c_proto::runtime::v1::{
    self as pb, ListHeadsRequest, PullEventsRequest, events_service_client::EventsServiceClient,
};
use o2c_rpc::{Transport, outbound};

/// How long a producer may take to answer.
const ANSWER: Duration = Duration::from_secs(30);
/// A page of facts, with room for one that is heavier than the page.
const MESSAGE_BYTES: usize = 16 * 1024 * 1024;

/// Heads and facts of a producer, over the client stack.
pub struct RemoteHeads {
    producer: &'static str,
    client: EventsServiceClient<Transport>,
}

impl RemoteHeads {
    /// `transport` leads to the process that runs the producer.
    #[must_use]
    pub fn new(producer: &'static str, transport: Transport) -> Self {
        let client = EventsServiceClient::new(transport).max_decoding_message_size(MESSAGE_BYTES);
        Self { producer, client }
    }

    /// A call of the mesh itself: the facts of all tenants are compared at once.
    fn call(&self) -> Call {
        let caller = system(TenantId::default(), self.producer);
        Call::internal(caller, "o2c.runtime.v1.EventsService", ANSWER, &Clock::system(), &Zone::UTC)
    }
}

impl HeadSource for RemoteHeads {
    fn producer(&self) -> &str {
        self.producer
    }

    fn heads<'a>(
        &'a self,
        since: Option<Instant>,
        after: Option<&'a Head>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Head>, HeadSourceError>> {
        Box::pin(async move {
            let message = ListHeadsRequest {
                producer: self.producer.to_owned(),
                since_micros: since.map(Instant::micros),
                after: after.map(Head::to_proto),
                page_size: i32::try_from(limit)?,
            };
            let answer = self.client.clone().list_heads(outbound(&self.call(), message)).await?.into_inner();
            answer.heads.into_iter().map(|head| Ok(Head::try_from(head)?)).collect()
        })
    }

    fn pull<'a>(&'a self, wants: &'a [Want]) -> BoxFuture<'a, Result<Vec<Envelope>, HeadSourceError>> {
        Box::pin(async move {
            let want = |want: &Want| pb::Want {
                tenant: want.tenant.as_str().to_owned(),
                aggregate_id: want.aggregate_id.to_string(),
                after_sequence: want.after,
            };
            let message =
                PullEventsRequest { producer: self.producer.to_owned(), wants: wants.iter().map(want).collect() };
            let answer = self.client.clone().pull_events(outbound(&self.call(), message)).await?.into_inner();
            answer.events.into_iter().map(|event| Ok(Envelope::try_from(event)?)).collect()
        })
    }
}
