//! Credit, as fulfilment sees it: approves what it is not told to object to, and counts how often it is asked.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use o2c_proto::{
    BatchResponse,
    credit::v1::{credit_service_server::CreditService, *},
};
use tonic::{Request, Response, Status};

#[derive(Clone, Default)]
pub struct Credit(Arc<Book>);

#[derive(Default)]
struct Book {
    objections: Mutex<BTreeMap<String, String>>,
    calls: AtomicUsize,
    away: AtomicBool,
    checkpoints: Mutex<Vec<CreditCheckpoint>>,
}

impl Credit {
    pub fn object(&self, order: uuid::Uuid, reason: &str) {
        self.0.objections.lock().unwrap().insert(order.to_string(), reason.to_owned());
    }

    pub fn approve(&self, order: uuid::Uuid) {
        self.0.objections.lock().unwrap().remove(&order.to_string());
    }

    pub fn go_away(&self, away: bool) {
        self.0.away.store(away, Ordering::SeqCst);
    }

    pub fn calls(&self) -> usize {
        self.0.calls.load(Ordering::SeqCst)
    }

    pub fn checkpoints(&self) -> Vec<CreditCheckpoint> {
        self.0.checkpoints.lock().unwrap().clone()
    }
}

macro_rules! not_here {
    ($($method:ident($request:ty) -> $response:ty;)*) => {
        #[tonic::async_trait]
        impl CreditService for Credit {
            $(async fn $method(&self, _: Request<$request>) -> Result<Response<$response>, Status> {
                Err(Status::unimplemented("not in this test"))
            })*

            async fn batch_check_credit(
                &self,
                request: Request<BatchCheckCreditRequest>,
            ) -> Result<Response<BatchCheckCreditResponse>, Status> {
                self.0.calls.fetch_add(1, Ordering::SeqCst);
                if self.0.away.load(Ordering::SeqCst) {
                    return Err(Status::unavailable("away"));
                }
                let objections = self.0.objections.lock().unwrap();
                let results = request.into_inner().requests.into_iter().map(|request| {
                    self.0.checkpoints.lock().unwrap().push(request.checkpoint());
                    let reason = objections.get(&request.order_id).cloned();
                    let outcome = if reason.is_some() { CreditOutcome::Denied } else { CreditOutcome::Approved };
                    Ok(CheckCreditResponse {
                        order_id: request.order_id,
                        outcome: outcome.into(),
                        reasons: reason.into_iter().collect(),
                    })
                });
                Ok(Response::new(BatchCheckCreditResponse::from_results(results.collect())))
            }
        }
    };
}

not_here! {
    create_credit_account(CreateCreditAccountRequest) -> CreditAccount;
    batch_create_credit_accounts(BatchCreateCreditAccountsRequest) -> BatchCreateCreditAccountsResponse;
    get_credit_account(GetCreditAccountRequest) -> CreditAccount;
    find_credit_account(FindCreditAccountRequest) -> CreditAccount;
    list_credit_accounts(ListCreditAccountsRequest) -> ListCreditAccountsResponse;
    set_credit_limit(SetCreditLimitRequest) -> CreditAccount;
    block_credit_account(BlockCreditAccountRequest) -> CreditAccount;
    unblock_credit_account(UnblockCreditAccountRequest) -> CreditAccount;
    list_exposure_entries(ListExposureEntriesRequest) -> ListExposureEntriesResponse;
    get_credit_review(GetCreditReviewRequest) -> CreditReview;
    list_credit_reviews(ListCreditReviewsRequest) -> ListCreditReviewsResponse;
    decide_credit_review(DecideCreditReviewRequest) -> CreditReview;
    batch_decide_credit_reviews(BatchDecideCreditReviewsRequest) -> BatchDecideCreditReviewsResponse;
    batch_reserve_credit(BatchReserveCreditRequest) -> BatchReserveCreditResponse;
    batch_release_credit(BatchReleaseCreditRequest) -> BatchReleaseCreditResponse;
}
