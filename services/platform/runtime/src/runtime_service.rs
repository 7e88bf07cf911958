//! `RuntimeService`: what a process says of itself.

use std::{sync::Weak, time::Duration};

use o2c_kernel::Deadline;
use o2c_proto::runtime::v1::{Backlog, GetBacklogRequest, ServiceBacklog, runtime_service_server::RuntimeService};
use tonic::{Request, Response, Status};

use crate::node::Inner;

/// The longest wait that a caller may ask for.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(60);

pub(crate) struct Runtime {
    /// Weak: the node holds the server that holds this.
    pub(crate) node: Weak<Inner>,
}

#[tonic::async_trait]
impl RuntimeService for Runtime {
    async fn get_backlog(&self, request: Request<GetBacklogRequest>) -> Result<Response<Backlog>, Status> {
        let wait = Duration::from_millis(u64::try_from(request.into_inner().wait_milliseconds).unwrap_or(0));
        let node = self.node.upgrade().ok_or_else(|| Status::unavailable("the process is stopping"))?;
        let backlog = node.settled(Deadline::after(wait.min(LONGEST_WAIT))).await.map_err(|error| {
            // a database or a broker that does not answer now
            tracing::warn!(error, "the backlog could not be counted");
            Status::unavailable("the backlog cannot be counted now")
        })?;
        Ok(Response::new(Backlog {
            settled: backlog.is_settled(),
            services: backlog
                .0
                .into_iter()
                .map(|service| ServiceBacklog {
                    service: service.service.to_owned(),
                    outbox: service.outbox,
                    parked: service.parked,
                    dead_letters: service.dead_letters,
                    sagas: service.sagas,
                    stuck_sagas: service.stuck_sagas,
                    undelivered: service.undelivered,
                    commits: service.commits,
                    instance: node.instance().to_owned(),
                })
                .collect(),
        }))
    }
}
