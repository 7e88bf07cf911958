//! The audit trails of a mesh of processes: each is asked of the process that keeps it.

use o2c_kernel::{Clock, Zone};
use o2c_proto::runtime::v1::{
    ListAuditEntriesRequest, ListAuditEntriesResponse, audit_trail_service_client::AuditTrailServiceClient,
    audit_trail_service_server::AuditTrailService,
};
use o2c_rpc::{Transport, call, outbound};
use tonic::{Request, Response, Status};

use crate::audit_trail_service::unknown;

/// `AuditTrailService` for all processes together, by the services that they run.
pub(super) struct MeshAuditTrails(pub(super) Vec<(&'static str, Transport)>);

#[tonic::async_trait]
impl AuditTrailService for MeshAuditTrails {
    async fn list_audit_entries(
        &self,
        request: Request<ListAuditEntriesRequest>,
    ) -> Result<Response<ListAuditEntriesResponse>, Status> {
        let call = call(&request, &Clock::system(), &Zone::UTC)?;
        let message = request.into_inner();
        // Which services there are is no secret; one that is not named is told from the process that parses.
        let peer = self.0.iter().find(|(name, _)| *name == message.service || message.service.is_empty());
        let (_, peer) = peer.ok_or_else(|| unknown(&message.service))?;
        AuditTrailServiceClient::new(peer.clone()).list_audit_entries(outbound(&call, message)).await
    }
}
