//! Accounts, reviews, and the step of accepting an order.

use o2c::demo::desk::Person::{Controller, CreditAnalyst, OrderDesk};
use o2c_integration_tests::gbp;
use o2c_proto::credit::v1::{
    BatchCheckCreditRequest, BatchCreateCreditAccountsRequest, BatchDecideCreditReviewsRequest,
    BatchReleaseCreditRequest, BatchReserveCreditRequest, BlockCreditAccountRequest, CheckCreditRequest,
    CreateCreditAccountRequest, CreditAccount, CreditCheckpoint, CreditReviewDecision, DecideCreditReviewRequest,
    ListCreditReviewsRequest, ReleaseCreditRequest, ReserveCreditRequest, SetCreditLimitRequest,
    UnblockCreditAccountRequest,
};

use super::Example;
use crate::business::{Business, id};

pub async fn example(business: &mut Business, method: &str) -> Option<Example> {
    Some(match method {
        "CreateCreditAccount" => {
            let taken = business.life.customer.clone();
            Example::new(Controller, account(), "CREDIT_ACCOUNT_EXISTS", |request| of_customer(request, taken))
        }
        "BatchCreateCreditAccounts" => {
            let taken = business.life.customer.clone();
            let request = BatchCreateCreditAccountsRequest { requests: vec![account()], validate_only: false };
            Example::new(Controller, request, "CREDIT_ACCOUNT_EXISTS", |batch| {
                of_customer(&mut batch.requests[0], taken);
            })
        }
        "SetCreditLimit" => Example::new(Controller, limit(business).await, "CREDIT_ACCOUNT_NOT_FOUND", |request| {
            request.credit_account_id = id();
        }),
        "BlockCreditAccount" => {
            Example::new(Controller, block(business).await, "CREDIT_ACCOUNT_NOT_FOUND", |request| {
                request.credit_account_id = id();
            })
        }
        "UnblockCreditAccount" => {
            Example::new(Controller, unblock(business).await, "CREDIT_ACCOUNT_NOT_FOUND", |request| {
                request.credit_account_id = id();
            })
        }
        "DecideCreditReview" => {
            Example::new(CreditAnalyst, decide(business).await, "CREDIT_REVIEW_NOT_FOUND", |request| {
                request.credit_review_id = id();
            })
        }
        "BatchDecideCreditReviews" => {
            let request = BatchDecideCreditReviewsRequest { requests: vec![decide(business).await] };
            Example::new(CreditAnalyst, request, "CREDIT_REVIEW_NOT_FOUND", |batch| {
                batch.requests[0].credit_review_id = id();
            })
        }
        "BatchReserveCredit" => {
            let (gone, order) = released(business).await;
            let request = BatchReserveCreditRequest { requests: vec![reserve(business)] };
            Example::new(OrderDesk, request, "RESERVATION_RELEASED", |batch| {
                (batch.requests[0].reservation_id, batch.requests[0].order_id) = (gone, order);
            })
        }
        "BatchReleaseCredit" => {
            let request = BatchReleaseCreditRequest { requests: vec![give_back(business).await] };
            // No rule refuses a release: of something that was never held it leaves a tombstone.
            Example::new(OrderDesk, request, "INVALID_REQUEST", |batch| batch.requests[0].order_id.clear())
        }
        "BatchCheckCredit" => {
            let question = CheckCreditRequest {
                order_id: held(business).await.order_id,
                checkpoint: CreditCheckpoint::Delivery.into(),
            };
            Example::natural(OrderDesk, BatchCheckCreditRequest { requests: vec![question] })
        }
        _ => return None,
    })
}

fn account() -> CreateCreditAccountRequest {
    let account = CreditAccount { customer_id: id(), limit: Some(gbp("500.00")), ..CreditAccount::default() };
    CreateCreditAccountRequest { request_id: id(), credit_account: Some(account) }
}

fn of_customer(request: &mut CreateCreditAccountRequest, customer: String) {
    request.credit_account.as_mut().unwrap().customer_id = customer;
}

async fn account_of_another(business: &mut Business) -> CreditAccount {
    let customer = business.other_customer("100.00").await;
    business.mesh.credit(&customer).await
}

async fn limit(business: &mut Business) -> SetCreditLimitRequest {
    let account = account_of_another(business).await;
    SetCreditLimitRequest {
        request_id: id(),
        credit_account_id: account.credit_account_id,
        etag: account.etag,
        limit: Some(gbp("750.00")),
        reason: "a good year".to_owned(),
        ..SetCreditLimitRequest::default()
    }
}

async fn block(business: &mut Business) -> BlockCreditAccountRequest {
    let account = account_of_another(business).await;
    BlockCreditAccountRequest {
        request_id: id(),
        credit_account_id: account.credit_account_id,
        reason: "insolvent".to_owned(),
    }
}

async fn unblock(business: &mut Business) -> UnblockCreditAccountRequest {
    let block = block(business).await;
    let credit_account_id = block.credit_account_id.clone();
    let request = business.mesh.desk.ask(Controller, block);
    business.mesh.desk.credit.block_credit_account(request).await.unwrap();
    UnblockCreditAccountRequest { request_id: id(), credit_account_id, reason: "paid".to_owned() }
}

/// Releases an order that a poor customer cannot have by the rules.
async fn decide(business: &mut Business) -> DecideCreditReviewRequest {
    let customer = business.other_customer("100.00").await;
    let kettle = business.life.kettle.clone();
    business.mesh.order(&customer).line(&kettle, 10, "19.99").submit().await;
    business.mesh.settle().await;
    let request = business.mesh.desk.ask(CreditAnalyst, ListCreditReviewsRequest::default());
    let open = business.mesh.desk.credit.list_credit_reviews(request).await.unwrap().into_inner().credit_reviews;
    let review = open.into_iter().find(|review| review.customer_id == customer).unwrap();
    DecideCreditReviewRequest {
        request_id: id(),
        credit_review_id: review.credit_review_id,
        etag: review.etag,
        decision: CreditReviewDecision::Release.into(),
        reason: "known for years".to_owned(),
    }
}

fn reserve(business: &Business) -> ReserveCreditRequest {
    ReserveCreditRequest {
        request_id: id(),
        reservation_id: id(),
        order_id: id(),
        customer_id: business.life.customer.clone(),
        amount: Some(gbp("100.00")),
        requested_by: "order-desk".to_owned(),
    }
}

/// What an order holds.
async fn held(business: &mut Business) -> ReserveCreditRequest {
    let held = reserve(business);
    let request = business.mesh.desk.ask(OrderDesk, BatchReserveCreditRequest { requests: vec![held.clone()] });
    business.mesh.desk.credit.batch_reserve_credit(request).await.unwrap();
    business.mesh.settle().await;
    held
}

async fn give_back(business: &mut Business) -> ReleaseCreditRequest {
    let ReserveCreditRequest { reservation_id, order_id, .. } = held(business).await;
    ReleaseCreditRequest { request_id: id(), reservation_id, order_id, reason: "cancelled".to_owned() }
}

/// A reservation that was released, and its order.
async fn released(business: &mut Business) -> (String, String) {
    let release = give_back(business).await;
    let gone = (release.reservation_id.clone(), release.order_id.clone());
    let request = business.mesh.desk.ask(OrderDesk, BatchReleaseCreditRequest { requests: vec![release] });
    business.mesh.desk.credit.batch_release_credit(request).await.unwrap();
    business.mesh.settle().await;
    gone
}
