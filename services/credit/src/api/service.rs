//! `o2c.credit.v1.CreditService`.

use std::sync::Arc;

use o2c_proto::credit::v1::{credit_service_server::CreditService, *};
use o2c_rpc::reply::{many, one, read};
use tonic::{Request, Response, Status};

use super::{accounts, checks, reservations, reviews};
use crate::{app, service::Credit};

type Reply<T> = Result<Response<T>, Status>;

/// The service on the wire.
pub struct Api(pub Arc<Credit>);

/// Every item of these batches weighs one line.
fn single<C>(_: &C) -> usize {
    1
}

#[tonic::async_trait]
impl CreditService for Api {
    async fn create_credit_account(&self, r: Request<CreateCreditAccountRequest>) -> Reply<CreditAccount> {
        one(&*self.0, r, accounts::create, app::create_credit_accounts).await
    }

    async fn batch_create_credit_accounts(
        &self,
        r: Request<BatchCreateCreditAccountsRequest>,
    ) -> Reply<BatchCreateCreditAccountsResponse> {
        many(&*self.0, r, accounts::create, single, app::create_credit_accounts).await
    }

    async fn get_credit_account(&self, r: Request<GetCreditAccountRequest>) -> Reply<CreditAccount> {
        read(&*self.0, r, accounts::get, app::get_credit_account).await
    }

    async fn find_credit_account(&self, r: Request<FindCreditAccountRequest>) -> Reply<CreditAccount> {
        read(&*self.0, r, accounts::find, app::find_credit_account).await
    }

    async fn list_credit_accounts(&self, r: Request<ListCreditAccountsRequest>) -> Reply<ListCreditAccountsResponse> {
        read(&*self.0, r, accounts::list, app::list_credit_accounts).await
    }

    async fn set_credit_limit(&self, r: Request<SetCreditLimitRequest>) -> Reply<CreditAccount> {
        one(&*self.0, r, accounts::set_limit, app::set_credit_limits).await
    }

    async fn block_credit_account(&self, r: Request<BlockCreditAccountRequest>) -> Reply<CreditAccount> {
        one(&*self.0, r, accounts::block, app::block_credit_accounts).await
    }

    async fn unblock_credit_account(&self, r: Request<UnblockCreditAccountRequest>) -> Reply<CreditAccount> {
        one(&*self.0, r, accounts::unblock, app::block_credit_accounts).await
    }

    async fn list_exposure_entries(
        &self,
        r: Request<ListExposureEntriesRequest>,
    ) -> Reply<ListExposureEntriesResponse> {
        read(&*self.0, r, accounts::entries, app::list_exposure_entries).await
    }

    async fn get_credit_review(&self, r: Request<GetCreditReviewRequest>) -> Reply<CreditReview> {
        read(&*self.0, r, reviews::get, app::get_credit_review).await
    }

    async fn list_credit_reviews(&self, r: Request<ListCreditReviewsRequest>) -> Reply<ListCreditReviewsResponse> {
        read(&*self.0, r, reviews::list, app::list_credit_reviews).await
    }

    async fn decide_credit_review(&self, r: Request<DecideCreditReviewRequest>) -> Reply<CreditReview> {
        one(&*self.0, r, reviews::decide, app::decide_credit_reviews).await
    }

    async fn batch_decide_credit_reviews(
        &self,
        r: Request<BatchDecideCreditReviewsRequest>,
    ) -> Reply<BatchDecideCreditReviewsResponse> {
        many(&*self.0, r, reviews::decide, single, app::decide_credit_reviews).await
    }

    async fn batch_reserve_credit(&self, r: Request<BatchReserveCreditRequest>) -> Reply<BatchReserveCreditResponse> {
        many(&*self.0, r, reservations::reserve, single, app::reserve_credit).await
    }

    async fn batch_release_credit(&self, r: Request<BatchReleaseCreditRequest>) -> Reply<BatchReleaseCreditResponse> {
        many(&*self.0, r, reservations::release, single, app::release_credit).await
    }

    async fn batch_check_credit(&self, r: Request<BatchCheckCreditRequest>) -> Reply<BatchCheckCreditResponse> {
        read(&*self.0, r, checks::check, app::check_credit).await
    }
}
