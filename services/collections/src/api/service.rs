//! `o2c.collections.v1.CollectionsService`.

use std::sync::Arc;

use o2c_proto::collections::v1::{collections_service_server::CollectionsService, *};
use o2c_rpc::reply::{many, one, read};
use tonic::{Request, Response, Status};

use super::{cases, disputes, procedure, runs, worklist};
use crate::{app, service::Collections};

type Reply<T> = Result<Response<T>, Status>;

/// The service on the wire.
pub struct Api(pub Arc<Collections>);

/// Every item of these batches weighs one line.
fn single<C>(_: &C) -> usize {
    1
}

#[tonic::async_trait]
impl CollectionsService for Api {
    async fn list_worklist(&self, r: Request<ListWorklistRequest>) -> Reply<ListWorklistResponse> {
        read(&*self.0, r, worklist::list, app::list_worklist).await
    }

    async fn get_dunning_procedure(&self, r: Request<GetDunningProcedureRequest>) -> Reply<DunningProcedure> {
        read(&*self.0, r, procedure::get, app::get_dunning_procedure).await
    }

    async fn set_dunning_procedure(&self, r: Request<SetDunningProcedureRequest>) -> Reply<DunningProcedure> {
        one(&*self.0, r, procedure::set, app::set_dunning_procedure).await
    }

    async fn run_dunning(&self, r: Request<RunDunningRequest>) -> Reply<DunningRun> {
        one(&*self.0, r, runs::run, app::run_dunning).await
    }

    async fn get_dunning_run(&self, r: Request<GetDunningRunRequest>) -> Reply<DunningRun> {
        read(&*self.0, r, runs::get, app::get_dunning_run).await
    }

    async fn get_dunning_case(&self, r: Request<GetDunningCaseRequest>) -> Reply<DunningCase> {
        read(&*self.0, r, cases::get, app::get_dunning_case).await
    }

    async fn list_dunning_cases(&self, r: Request<ListDunningCasesRequest>) -> Reply<ListDunningCasesResponse> {
        read(&*self.0, r, cases::list, app::list_dunning_cases).await
    }

    async fn list_dunning_notices(&self, r: Request<ListDunningNoticesRequest>) -> Reply<ListDunningNoticesResponse> {
        read(&*self.0, r, cases::notices, app::list_dunning_notices).await
    }

    async fn block_dunning(&self, r: Request<BlockDunningRequest>) -> Reply<DunningCase> {
        one(&*self.0, r, cases::block, app::block_dunning).await
    }

    async fn open_dispute(&self, r: Request<OpenDisputeRequest>) -> Reply<Dispute> {
        one(&*self.0, r, disputes::open, app::open_disputes).await
    }

    async fn get_dispute(&self, r: Request<GetDisputeRequest>) -> Reply<Dispute> {
        read(&*self.0, r, disputes::get, app::get_dispute).await
    }

    async fn list_disputes(&self, r: Request<ListDisputesRequest>) -> Reply<ListDisputesResponse> {
        read(&*self.0, r, disputes::list, app::list_disputes).await
    }

    async fn assign_dispute(&self, r: Request<AssignDisputeRequest>) -> Reply<Dispute> {
        one(&*self.0, r, disputes::assign, app::assign_disputes).await
    }

    async fn resolve_dispute(&self, r: Request<ResolveDisputeRequest>) -> Reply<Dispute> {
        one(&*self.0, r, disputes::resolve, app::resolve_disputes).await
    }

    async fn batch_resolve_disputes(
        &self,
        r: Request<BatchResolveDisputesRequest>,
    ) -> Reply<BatchResolveDisputesResponse> {
        many(&*self.0, r, disputes::resolve, single, app::resolve_disputes).await
    }
}
