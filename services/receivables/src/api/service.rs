//! `o2c.receivables.v1.ReceivablesService`.

use std::sync::Arc;

use o2c_proto::receivables::v1::{receivables_service_server::ReceivablesService, *};
use o2c_rpc::reply::{many, one, read};
use tonic::{Request, Response, Status};

use super::{cash, items, ledger, opening, write_offs};
use crate::{app, domain::ApplyCash, service::Receivables};

type Reply<T> = Result<Response<T>, Status>;

/// The service on the wire.
pub struct Api(pub Arc<Receivables>);

/// A proposal weighs what it applies.
fn edges(command: &ApplyCash) -> usize {
    command.edges.len()
}

#[tonic::async_trait]
impl ReceivablesService for Api {
    async fn get_open_item(&self, r: Request<GetOpenItemRequest>) -> Reply<OpenItem> {
        read(&*self.0, r, items::get, app::get_open_item).await
    }

    async fn list_open_items(&self, r: Request<ListOpenItemsRequest>) -> Reply<ListOpenItemsResponse> {
        read(&*self.0, r, items::list, app::list_open_items).await
    }

    async fn get_customer_account(&self, r: Request<GetCustomerAccountRequest>) -> Reply<CustomerAccount> {
        read(&*self.0, r, items::account, app::get_customer_account).await
    }

    async fn apply_credit_note(&self, r: Request<ApplyCreditNoteRequest>) -> Reply<Application> {
        one(&*self.0, r, items::apply_credit_note, app::apply_credit_notes).await
    }

    async fn reverse_application(&self, r: Request<ReverseApplicationRequest>) -> Reply<Application> {
        one(&*self.0, r, items::reverse, app::reverse_applications).await
    }

    async fn get_ageing(&self, r: Request<GetAgeingRequest>) -> Reply<Ageing> {
        read(&*self.0, r, items::ageing, app::get_ageing).await
    }

    async fn list_journal_entries(&self, r: Request<ListJournalEntriesRequest>) -> Reply<ListJournalEntriesResponse> {
        read(&*self.0, r, ledger::entries, app::list_journal_entries).await
    }

    async fn get_trial_balance(&self, r: Request<GetTrialBalanceRequest>) -> Reply<TrialBalance> {
        read(&*self.0, r, ledger::trial_balance, app::get_trial_balance).await
    }

    async fn post_bad_debt(&self, r: Request<PostBadDebtRequest>) -> Reply<JournalEntry> {
        one(&*self.0, r, ledger::bad_debt, app::post_bad_debts).await
    }

    async fn request_write_off(&self, r: Request<RequestWriteOffRequest>) -> Reply<WriteOff> {
        one(&*self.0, r, write_offs::request, app::request_write_offs).await
    }

    async fn decide_write_off(&self, r: Request<DecideWriteOffRequest>) -> Reply<WriteOff> {
        one(&*self.0, r, write_offs::decide, app::decide_write_offs).await
    }

    async fn list_write_offs(&self, r: Request<ListWriteOffsRequest>) -> Reply<ListWriteOffsResponse> {
        read(&*self.0, r, write_offs::list, app::list_write_offs).await
    }

    async fn close_period(&self, r: Request<ClosePeriodRequest>) -> Reply<ClosedPeriod> {
        one(&*self.0, r, ledger::close, app::close_periods).await
    }

    async fn batch_import_open_items(
        &self,
        r: Request<BatchImportOpenItemsRequest>,
    ) -> Reply<BatchImportOpenItemsResponse> {
        many(&*self.0, r, opening::import, |_| 1, app::import_open_items).await
    }

    async fn batch_apply_cash(&self, r: Request<BatchApplyCashRequest>) -> Reply<BatchApplyCashResponse> {
        many(&*self.0, r, cash::apply, edges, app::apply_cash).await
    }
}
