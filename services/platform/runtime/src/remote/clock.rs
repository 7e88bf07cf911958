//! The business clock of a mesh of processes: all of them are moved.

use std::time::Duration;

use futures::future::try_join_all;
use o2c_kernel::{Call, Clock, TenantId, Zone, system};
use o2c_proto::runtime::v1::{
    AdvanceToRequest, AdvanceToResponse, clock_service_client::ClockServiceClient, clock_service_server::ClockService,
};
use o2c_rpc::{Transport, outbound};
use tonic::{Request, Response, Status};

const ANSWER: Duration = Duration::from_secs(10);

/// `ClockService` for all processes together. One that cannot be reached fails the call; moving time to where it is
/// already changes nothing, so the call is simply made again.
pub(super) struct MeshClock(pub(super) Vec<Transport>);

#[tonic::async_trait]
impl ClockService for MeshClock {
    async fn advance_to(&self, request: Request<AdvanceToRequest>) -> Result<Response<AdvanceToResponse>, Status> {
        let message = request.into_inner();
        let answers = try_join_all(self.0.iter().map(|peer| advance(peer, message))).await?;
        let slowest = answers.iter().map(|answer| answer.now_micros).min();
        Ok(Response::new(AdvanceToResponse { now_micros: slowest.unwrap_or(message.now_micros) }))
    }
}

async fn advance(peer: &Transport, message: AdvanceToRequest) -> Result<AdvanceToResponse, Status> {
    let caller = system(TenantId::default(), "gateway");
    let call = Call::internal(caller, "o2c.runtime.v1.ClockService", ANSWER, &Clock::system(), &Zone::UTC);
    let mut client = ClockServiceClient::new(peer.clone());
    Ok(client.advance_to(outbound(&call, message)).await?.into_inner())
}
