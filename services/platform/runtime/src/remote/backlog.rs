//! What is under way in a mesh of processes.

use std::time::Duration;

use futures::future::try_join_all;
use o2c_kernel::{Call, Clock, Deadline, TenantId, Zone, system};
use o2c_proto::runtime::v1::{
    Backlog, GetBacklogRequest, ServiceBacklog, runtime_service_client::RuntimeServiceClient,
    runtime_service_server::RuntimeService,
};
use o2c_rpc::{Transport, outbound};
use tonic::{Request, Response, Status};

use super::calm::Calm;
use crate::runtime_service::LONGEST_WAIT;

/// How long a process may take to count.
const ANSWER: Duration = Duration::from_secs(10);
/// Between two readings of a mesh that is not settled.
const LOOK_AGAIN: Duration = Duration::from_millis(5);
/// How long a process is asked to wait for itself to settle, before all are looked at again.
const ROUND: Duration = Duration::from_millis(200);

/// `RuntimeService` for all processes together.
pub(super) struct MeshBacklog(pub(super) Vec<Transport>);

#[tonic::async_trait]
impl RuntimeService for MeshBacklog {
    async fn get_backlog(&self, request: Request<GetBacklogRequest>) -> Result<Response<Backlog>, Status> {
        let wait = Duration::from_millis(u64::try_from(request.into_inner().wait_milliseconds).unwrap_or(0));
        let until = Deadline::after(wait.min(LONGEST_WAIT));
        let mut calm = Calm::default();
        loop {
            let read = self.read(until.remaining().min(ROUND)).await;
            let (services, settled) = match read {
                Ok(read) => read,
                // A process that is being started again: the mesh is not settled, whatever the others say.
                Err(unreachable) if until.expired() => return Err(unreachable),
                Err(_) => (Vec::new(), false),
            };
            if !settled {
                calm.disturbed();
            }
            let settled = settled && calm.hears(&services);
            if settled || (until.expired() && !services.is_empty()) {
                return Ok(Response::new(Backlog { services, settled }));
            }
            tokio::time::sleep(LOOK_AGAIN.min(until.remaining())).await;
        }
    }
}

impl MeshBacklog {
    async fn read(&self, wait: Duration) -> Result<(Vec<ServiceBacklog>, bool), Status> {
        let answers = try_join_all(self.0.iter().map(|peer| ask(peer, wait))).await?;
        let settled = answers.iter().all(|answer| answer.settled);
        Ok((answers.into_iter().flat_map(|answer| answer.services).collect(), settled))
    }
}

async fn ask(peer: &Transport, wait: Duration) -> Result<Backlog, Status> {
    let caller = system(TenantId::default(), "gateway");
    let call = Call::internal(caller, "o2c.runtime.v1.RuntimeService", ANSWER, &Clock::system(), &Zone::UTC);
    let message = GetBacklogRequest { wait_milliseconds: i32::try_from(wait.as_millis()).unwrap_or(i32::MAX) };
    let mut client = RuntimeServiceClient::new(peer.clone());
    Ok(client.get_backlog(outbound(&call, message)).await?.into_inner())
}
