//! Credit: hold, release, refusal.

use o2c::demo::desk::Person;
use o2c_integration_tests::{Mesh, amount, refusal};
use o2c_proto::{
    credit::v1::{
        BlockCreditAccountRequest, CreditReview, CreditReviewDecision, DecideCreditReviewRequest,
        ListCreditReviewsRequest,
    },
    orders::v1::{HoldStatus, OrderState},
};

async fn open_review(mesh: &mut Mesh) -> CreditReview {
    mesh.settle().await;
    let request = mesh.desk.ask(Person::CreditAnalyst, ListCreditReviewsRequest::default());
    let page = mesh.desk.credit.list_credit_reviews(request).await.unwrap().into_inner();
    page.credit_reviews.into_iter().next().unwrap()
}

/// A person decides about an order over the limit.
pub async fn decide(
    mesh: &mut Mesh,
    person: Person,
    review: &CreditReview,
    decision: CreditReviewDecision,
) -> Result<(), tonic::Status> {
    let request = DecideCreditReviewRequest {
        credit_review_id: review.credit_review_id.clone(),
        decision: decision.into(),
        reason: "looked into".to_owned(),
        ..DecideCreditReviewRequest::default()
    };
    let request = mesh.desk.ask(person, request);
    mesh.desk.credit.decide_credit_review(request).await.map(drop)
}

#[tokio::test]
async fn a_referred_order_allocates_nothing_and_waits_with_its_reason() {
    let mut mesh = Mesh::new().await;
    let kettle = mesh.product("KETTLE", 100).await;
    let customer = mesh.customer("ACME").with_credit_limit("100.00").create().await;
    let order = mesh.order(&customer).line(&kettle, 10, "19.99").submit().await;

    let held = mesh.settled(&order).await;

    assert_eq!(held.hold_status(), HoldStatus::CreditHold);
    assert_eq!(held.state(), OrderState::Submitted);
    assert!(!held.holds[0].reason.is_empty());
    assert_eq!(mesh.stock(&kettle).await.allocated.unwrap().value, "0");
    assert_eq!(amount(mesh.credit(&customer).await.exposure.as_ref()), "0.00");
    mesh.assert_book_ties().await;
}

#[tokio::test]
async fn a_released_order_goes_on_over_the_limit_but_not_by_its_own_requester() {
    let mut mesh = Mesh::new().await;
    let kettle = mesh.product("KETTLE", 100).await;
    let customer = mesh.customer("ACME").with_credit_limit("100.00").create().await;
    let order = mesh.order(&customer).line(&kettle, 10, "19.99").submit().await;
    let review = open_review(&mut mesh).await;

    let own = decide(&mut mesh, Person::OrderDesk, &review, CreditReviewDecision::Release).await.unwrap_err();
    assert_eq!(refusal(&own), "REQUESTER_IS_APPROVER");
    decide(&mut mesh, Person::CreditAnalyst, &review, CreditReviewDecision::Release).await.unwrap();

    let confirmed = mesh.settled(&order).await;
    assert_eq!(confirmed.state(), OrderState::Confirmed);
    assert_eq!(confirmed.hold_status(), HoldStatus::None);
    assert_eq!(amount(mesh.credit(&customer).await.exposure.as_ref()), "239.88");
    mesh.assert_book_ties().await;
}

#[tokio::test]
async fn a_rejected_review_rejects_the_order() {
    let mut mesh = Mesh::new().await;
    let kettle = mesh.product("KETTLE", 100).await;
    let customer = mesh.customer("ACME").with_credit_limit("100.00").create().await;
    let order = mesh.order(&customer).line(&kettle, 10, "19.99").submit().await;
    let review = open_review(&mut mesh).await;

    decide(&mut mesh, Person::CreditAnalyst, &review, CreditReviewDecision::Reject).await.unwrap();

    assert_eq!(mesh.settled(&order).await.state(), OrderState::Rejected);
    mesh.assert_book_ties().await;
}

#[tokio::test]
async fn an_order_on_a_blocked_account_is_denied_and_holds_nothing() {
    let mut mesh = Mesh::new().await;
    let kettle = mesh.product("KETTLE", 100).await;
    let customer = mesh.customer("ACME").create().await;
    let account = mesh.credit(&customer).await.credit_account_id;
    let request = BlockCreditAccountRequest {
        credit_account_id: account,
        reason: "insolvency".to_owned(),
        ..BlockCreditAccountRequest::default()
    };
    let request = mesh.desk.ask(Person::Controller, request);
    mesh.desk.credit.block_credit_account(request).await.unwrap();

    let order = mesh.order(&customer).line(&kettle, 1, "19.99").submit().await;

    let rejected = mesh.settled(&order).await;
    assert_eq!(rejected.state(), OrderState::Rejected);
    assert!(rejected.rejection_reason.contains("BLOCKED"), "{}", rejected.rejection_reason);
    assert_eq!(mesh.stock(&kettle).await.allocated.unwrap().value, "0");
    mesh.assert_book_ties().await;
}
