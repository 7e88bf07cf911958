//! `ClockService`: moves simulated business time. Mounted only where the clock is simulated.

use o2c_kernel::{Clock, Instant};
use o2c_proto::runtime::v1::{AdvanceToRequest, AdvanceToResponse, clock_service_server::ClockService};
use tonic::{Request, Response, Status};

pub(crate) struct SimulatedClock(pub(crate) Clock);

#[tonic::async_trait]
impl ClockService for SimulatedClock {
    async fn advance_to(&self, request: Request<AdvanceToRequest>) -> Result<Response<AdvanceToResponse>, Status> {
        let asked = Instant::from_micros(request.into_inner().now_micros);
        self.0.advance_to(asked).map_err(|error| Status::failed_precondition(error.to_string()))?;
        Ok(Response::new(AdvanceToResponse { now_micros: self.0.now().micros() }))
    }
}
