//! One door to a mesh of processes: every call goes on to the process that runs its service.

use std::sync::Arc;

use o2c_proto::runtime::v1::{
    audit_trail_service_server::AuditTrailServiceServer, clock_service_server::ClockServiceServer,
    runtime_service_server::RuntimeServiceServer,
};
use o2c_rpc::{Contract, Transport, server, server::ServerConfig};
use tonic::service::RoutesBuilder;

use super::{audit_trail::MeshAuditTrails, backlog::MeshBacklog, clock::MeshClock};
use crate::Switchboard;

/// Answers for all peers together what one process answers for itself: the backlog, the audit trails, and the business
/// clock where it is simulated; `peers` lead to them by the services that they run, through the client stack. All other calls are forwarded by the switchboard.
pub fn front(
    board: &Switchboard,
    peers: &[(&'static str, Transport)],
    simulated_clock: bool,
    server: &ServerConfig,
    contract: &Arc<Contract>,
) {
    let mut routes = RoutesBuilder::default();
    let ways: Vec<Transport> = peers.iter().map(|(_, way)| way.clone()).collect();
    routes.add_service(RuntimeServiceServer::new(MeshBacklog(ways.clone())));
    routes.add_service(AuditTrailServiceServer::new(MeshAuditTrails(peers.to_vec())));
    if simulated_clock {
        routes.add_service(ClockServiceServer::new(MeshClock(ways)));
    }
    let way: Transport = server::stack(routes.routes(), server, Arc::clone(contract));
    board.connect("o2c.runtime.v1.RuntimeService", way.clone());
    board.connect("o2c.runtime.v1.AuditTrailService", way.clone());
    if simulated_clock {
        board.connect("o2c.runtime.v1.ClockService", way);
    }
}
