//! `EventsService`: what this process has on record as a producer, for consumers in other processes.

use o2c_kernel::{Instant, TenantId, Violations};
use o2c_messaging::{Envelope, Head, HeadSource, StoreHeads, Want};
use o2c_proto::runtime::v1::{
    ListHeadsRequest, ListHeadsResponse, PullEventsRequest, PullEventsResponse, events_service_server::EventsService,
};
use o2c_rpc::{DOMAIN, InvalidRequest, parse, status};
use tonic::{Request, Response, Status};

/// Heads of one answer, where the caller names no number.
const PAGE: usize = 256;
const LONGEST_PAGE: i32 = 1_000;
/// Aggregates that may be asked for at once.
const WANTS: usize = 256;
/// What the payloads of an answer weigh at most, unless the first alone weighs more.
const ANSWER_BYTES: usize = 1024 * 1024;

/// The producers of this process.
pub(crate) struct Events(pub(crate) Vec<StoreHeads>);

impl Events {
    fn producer(&self, name: &str) -> Result<&StoreHeads, Status> {
        let found = self.0.iter().find(|heads| heads.producer() == name);
        found.ok_or_else(|| Status::not_found(format!("this process runs no service `{name}`")))
    }
}

#[tonic::async_trait]
impl EventsService for Events {
    async fn list_heads(&self, request: Request<ListHeadsRequest>) -> Result<Response<ListHeadsResponse>, Status> {
        let request = request.into_inner();
        let producer = self.producer(&request.producer)?;
        let mut bad = Violations::default();
        let page_size = match request.page_size {
            0 => Some(PAGE),
            size => {
                parse::in_range(&mut bad, "page_size", size, 1..=LONGEST_PAGE).and_then(|n| usize::try_from(n).ok())
            }
        };
        let after = request.after.as_ref().map(|head| {
            let (tenant, aggregate_id) = key(&mut bad, "after", &head.tenant, &head.aggregate_id)?;
            Some(Head { tenant, aggregate_id, last_sequence: head.last_sequence })
        });
        let (page_size, after) =
            parse::finish(bad, || Some((page_size?, after.map_or(Some(None), |head| head.map(Some))?)))
                .map_err(refused)?;
        let since = request.since_micros.map(Instant::from_micros);
        let heads = producer.heads(since, after.as_ref(), page_size).await.map_err(unavailable)?;
        Ok(Response::new(ListHeadsResponse { heads: heads.iter().map(Head::to_proto).collect() }))
    }

    async fn pull_events(&self, request: Request<PullEventsRequest>) -> Result<Response<PullEventsResponse>, Status> {
        let request = request.into_inner();
        let producer = self.producer(&request.producer)?;
        let mut bad = Violations::default();
        if request.wants.len() > WANTS {
            bad.add("wants", parse::reason::TOO_MANY, format!("has more than {WANTS} entries"));
        }
        let wants: Vec<Option<Want>> = request
            .wants
            .iter()
            .take(WANTS)
            .enumerate()
            .map(|(at, want)| {
                let (tenant, aggregate_id) = key(&mut bad, &format!("wants[{at}]"), &want.tenant, &want.aggregate_id)?;
                Some(Want { tenant, aggregate_id, after: want.after_sequence })
            })
            .collect();
        let wants: Vec<Want> = parse::finish(bad, || wants.into_iter().collect()).map_err(refused)?;
        let events = producer.pull(&wants).await.map_err(unavailable)?;
        Ok(Response::new(PullEventsResponse { events: fitting(&events).map(Envelope::to_proto).collect() }))
    }
}

fn key(bad: &mut Violations, at: &str, tenant: &str, aggregate_id: &str) -> Option<(TenantId, uuid::Uuid)> {
    let aggregate_id = parse::uuid(bad, &format!("{at}.aggregate_id"), aggregate_id);
    match TenantId::parse(tenant) {
        Ok(tenant) => Some((tenant, aggregate_id?)),
        Err(error) => {
            bad.add(format!("{at}.tenant"), parse::reason::MALFORMED, error.to_string());
            None
        }
    }
}

/// The facts that an answer holds: the rest is asked for again.
fn fitting(events: &[Envelope]) -> impl Iterator<Item = &Envelope> {
    let mut weight = 0_usize;
    events
        .iter()
        .enumerate()
        .take_while(move |(at, event)| {
            weight = weight.saturating_add(event.payload.len());
            *at == 0 || weight <= ANSWER_BYTES
        })
        .map(|(_, event)| event)
}

fn refused(violations: Violations) -> Status {
    status::status(&InvalidRequest { violations, domain: DOMAIN }, None)
}

/// The producer's database does not answer: whoever asks comes back within a minute.
fn unavailable(error: o2c_messaging::heads::HeadSourceError) -> Status {
    tracing::warn!(%error, "facts on record could not be read");
    Status::unavailable("the facts on record cannot be read now")
}
