//! One door to a mesh of processes: every call goes on to the process that runs its service.

use std::sync::Arc;

use o2c_proto::runtime::v1::{clock_service_server::ClockServiceServer, runtime_service_server::RuntimeServiceServer};
use o2c_rpc::{Contract, Transport, server, server::ServerConfig};
use tonic::service::RoutesBuilder;

use super::{backlog::MeshBacklog, clock::MeshClock};
use crate::Switchboard;

/// Answers for all peers together what one process answers for itself: the backlog, and the business clock where it is
/// simulated; `peers` lead to them, through the client stack. All other calls are forwarded by the switchboard.
pub fn front(
    board: &Switchboard,
    peers: &[Transport],
    simulated_clock: bool,
    server: &ServerConfig,
    contract: &Arc<Contract>,
) {
    let mut routes = RoutesBuilder::default();
    routes.add_service(RuntimeServiceServer::new(MeshBacklog(peers.to_vec())));
    if simulated_clock {
        routes.add_service(ClockServiceServer::new(MeshClock(peers.to_vec())));
    }
    let way: Transport = server::stack(routes.routes(), server, Arc::clone(contract));
    board.connect("o2c.runtime.v1.RuntimeService", way.clone());
    if simulated_clock {
        board.connect("o2c.runtime.v1.ClockService", way);
    }
}
