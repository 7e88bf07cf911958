//! A line per RPC.

use std::sync::Arc;

use o2c_proto::payments::v1::{
    ApplyOnAccountRequest, BankStatement, BatchDecideMatchProposalsRequest, BatchDecideMatchProposalsResponse,
    BatchResolvePaymentExceptionsRequest, BatchResolvePaymentExceptionsResponse, DecideMatchProposalRequest,
    GetBankStatementRequest, GetMatchProposalRequest, GetReceiptRequest, ImportBankStatementRequest,
    ListBankStatementLinesRequest, ListBankStatementLinesResponse, ListBankStatementsRequest,
    ListBankStatementsResponse, ListMatchProposalsRequest, ListMatchProposalsResponse, ListPaymentExceptionsRequest,
    ListPaymentExceptionsResponse, ListReceiptsRequest, ListReceiptsResponse, MatchProposal, PaymentException, Receipt,
    ResolvePaymentExceptionRequest, payments_service_server::PaymentsService,
};
use o2c_rpc::reply;
use tonic::{Request, Response, Status};

use super::{asked_items, decide_proposal, import_statement, lists};
use crate::{app, service::Payments};

type Reply<T> = Result<Response<T>, Status>;

pub struct Api(pub Arc<Payments>);

#[tonic::async_trait]
impl PaymentsService for Api {
    async fn import_bank_statement(&self, r: Request<ImportBankStatementRequest>) -> Reply<BankStatement> {
        reply::one(&*self.0, r, import_statement::parse, app::import_statements).await
    }

    async fn get_bank_statement(&self, r: Request<GetBankStatementRequest>) -> Reply<BankStatement> {
        reply::read(&*self.0, r, lists::statement_id, app::get_statement).await
    }

    async fn list_bank_statements(&self, r: Request<ListBankStatementsRequest>) -> Reply<ListBankStatementsResponse> {
        reply::read(&*self.0, r, lists::statements, app::list_statements).await
    }

    async fn list_bank_statement_lines(
        &self,
        r: Request<ListBankStatementLinesRequest>,
    ) -> Reply<ListBankStatementLinesResponse> {
        reply::read(&*self.0, r, lists::lines, app::list_lines).await
    }

    async fn get_receipt(&self, r: Request<GetReceiptRequest>) -> Reply<Receipt> {
        reply::read(&*self.0, r, lists::receipt_id, app::get_receipt).await
    }

    async fn list_receipts(&self, r: Request<ListReceiptsRequest>) -> Reply<ListReceiptsResponse> {
        reply::read(&*self.0, r, lists::receipts, app::list_receipts).await
    }

    async fn apply_on_account(&self, r: Request<ApplyOnAccountRequest>) -> Reply<Receipt> {
        reply::one(&*self.0, r, asked_items::apply_on_account, app::apply_on_account).await
    }

    async fn get_match_proposal(&self, r: Request<GetMatchProposalRequest>) -> Reply<MatchProposal> {
        reply::read(&*self.0, r, lists::proposal_id, app::get_proposal).await
    }

    async fn list_match_proposals(&self, r: Request<ListMatchProposalsRequest>) -> Reply<ListMatchProposalsResponse> {
        reply::read(&*self.0, r, lists::proposals, app::list_proposals).await
    }

    async fn decide_match_proposal(&self, r: Request<DecideMatchProposalRequest>) -> Reply<MatchProposal> {
        reply::one(&*self.0, r, decide_proposal::parse, app::decide_proposals).await
    }

    async fn batch_decide_match_proposals(
        &self,
        r: Request<BatchDecideMatchProposalsRequest>,
    ) -> Reply<BatchDecideMatchProposalsResponse> {
        reply::many(&*self.0, r, decide_proposal::parse, decide_proposal::lines, app::decide_proposals).await
    }

    async fn list_payment_exceptions(
        &self,
        r: Request<ListPaymentExceptionsRequest>,
    ) -> Reply<ListPaymentExceptionsResponse> {
        reply::read(&*self.0, r, lists::exceptions, app::list_exceptions).await
    }

    async fn resolve_payment_exception(&self, r: Request<ResolvePaymentExceptionRequest>) -> Reply<PaymentException> {
        reply::one(&*self.0, r, asked_items::resolve_exception, app::resolve_exceptions).await
    }

    async fn batch_resolve_payment_exceptions(
        &self,
        r: Request<BatchResolvePaymentExceptionsRequest>,
    ) -> Reply<BatchResolvePaymentExceptionsResponse> {
        reply::many(&*self.0, r, asked_items::resolve_exception, asked_items::lines, app::resolve_exceptions).await
    }
}
