//! `AuditTrailService`: what this process's services have written down, for auditors. A caller sees the entries of their
//! own tenant.

mod parse;
mod present;

use o2c_audit_trail::list::list;
use o2c_kernel::{Call, Clock, KeyPart, PageToken, Zone};
use o2c_proto::runtime::v1::{
    ListAuditEntriesRequest, ListAuditEntriesResponse, audit_trail_service_server::AuditTrailService,
};
use o2c_rpc::{call, status};
use o2c_store::Store;
use tonic::{Request, Response, Status};

/// The trails of this process, by the names of their services.
pub(crate) struct AuditTrails(pub(crate) Vec<Store>);

impl AuditTrails {
    async fn page(&self, call: &Call, request: ListAuditEntriesRequest) -> Result<ListAuditEntriesResponse, Status> {
        let wanted = parse::wanted(call, request)?;
        let store = self.0.iter().find(|store| store.service() == wanted.service);
        let store = store.ok_or_else(|| unknown(&wanted.service))?;
        let page = list(store, call, call.tenant(), &wanted.query, wanted.size).await;
        let page = page.map_err(|error| status::status(&error, None))?;
        let next = page.next.map(|last| PageToken::encode(&[KeyPart::Uuid(last)], &wanted.filter));
        let shown = page.entries.iter().map(|listed| present::entry(listed, wanted.query.document));
        Ok(ListAuditEntriesResponse { entries: shown.collect(), next_page_token: next.unwrap_or_default() })
    }
}

#[tonic::async_trait]
impl AuditTrailService for AuditTrails {
    async fn list_audit_entries(
        &self,
        request: Request<ListAuditEntriesRequest>,
    ) -> Result<Response<ListAuditEntriesResponse>, Status> {
        let call = call(&request, &Clock::system(), &Zone::UTC)?;
        self.page(&call, request.into_inner()).await.map(Response::new)
    }
}

/// Nobody here keeps that trail.
pub(crate) fn unknown(service: &str) -> Status {
    Status::not_found(format!("there is no service `{service}`"))
}
