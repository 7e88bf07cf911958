//! Nobody approves what they have asked for: every method of the contract that says so, whatever the caller's scopes.

use o2c::demo::desk::Person;
use o2c_integration_tests::{Mesh, gbp, refusal};
use o2c_proto::{
    credit::v1::{
        BatchDecideCreditReviewsRequest, CreditReviewDecision, DecideCreditReviewRequest, ListCreditReviewsRequest,
        credit_review_result::Outcome,
    },
    receivables::v1::{DecideWriteOffRequest, RequestWriteOffRequest},
};
use o2c_rpc::status;

const OWN: &str = "REQUESTER_IS_APPROVER";

#[tokio::test]
async fn whoever_asked_is_refused_by_every_method_that_approves() {
    let mut mesh = Mesh::new().await;
    let approving = mesh.mesh.contract.methods().filter(|(_, access)| access.approval);
    let mut approving: Vec<String> = approving.map(|(path, _)| path.rsplit('/').next().unwrap().to_owned()).collect();
    approving.sort();
    assert_eq!(
        approving,
        ["BatchDecideCreditReviews", "DecideCreditReview", "DecideWriteOff"],
        "try each of them here"
    );

    let review = review(&mut mesh).await;
    let request = mesh.desk.ask(Person::OrderDesk, review.clone());
    assert_eq!(refusal(&mesh.desk.credit.decide_credit_review(request).await.unwrap_err()), OWN);
    let batch = BatchDecideCreditReviewsRequest { requests: vec![review] };
    let request = mesh.desk.ask(Person::OrderDesk, batch.clone());
    let own = mesh.desk.credit.batch_decide_credit_reviews(request).await.unwrap().into_inner().results.remove(0);
    let Some(Outcome::Error(own)) = own.outcome else { panic!("accepted") };
    assert_eq!(refusal(&status::as_tonic(own)), OWN);
    let request = mesh.desk.ask(Person::CreditAnalyst, batch);
    mesh.desk.credit.batch_decide_credit_reviews(request).await.unwrap();

    let decide = write_off(&mut mesh).await;
    let request = mesh.desk.ask(Person::Accountant, decide.clone());
    assert_eq!(refusal(&mesh.desk.receivables.decide_write_off(request).await.unwrap_err()), OWN);
    let request = mesh.desk.ask(Person::Controller, decide);
    mesh.desk.receivables.decide_write_off(request).await.unwrap();
    mesh.assert_book_ties().await;
}

/// The order desk takes an order that the rules do not let pass.
async fn review(mesh: &mut Mesh) -> DecideCreditReviewRequest {
    let kettle = mesh.product("KETTLE", 100).await;
    let customer = mesh.customer("POOR").with_credit_limit("100.00").create().await;
    mesh.order(&customer).line(&kettle, 10, "19.99").submit().await;
    mesh.settle().await;
    let request = mesh.desk.ask(Person::CreditAnalyst, ListCreditReviewsRequest::default());
    let open = mesh.desk.credit.list_credit_reviews(request).await.unwrap().into_inner().credit_reviews.remove(0);
    DecideCreditReviewRequest {
        credit_review_id: open.credit_review_id,
        decision: CreditReviewDecision::Release.into(),
        reason: "known for years".to_owned(),
        ..DecideCreditReviewRequest::default()
    }
}

/// The accountant asks for more than the tolerance.
async fn write_off(mesh: &mut Mesh) -> DecideWriteOffRequest {
    let kettle = mesh.product("BOILER", 100).await;
    let customer = mesh.customer("ACME").create().await;
    let order = mesh.order(&customer).line(&kettle, 10, "19.99").submit().await;
    mesh.settle().await;
    mesh.ship(&order).await;
    mesh.settle().await;
    let request = RequestWriteOffRequest {
        open_item_id: mesh.open_items(&customer).await.remove(0).open_item_id,
        amount: Some(gbp("239.88")),
        reason: "insolvent".to_owned(),
        ..RequestWriteOffRequest::default()
    };
    let request = mesh.desk.ask(Person::Accountant, request);
    let write_off = mesh.desk.receivables.request_write_off(request).await.unwrap().into_inner();
    DecideWriteOffRequest {
        write_off_id: write_off.write_off_id,
        approve: true,
        reason: "court order".to_owned(),
        ..DecideWriteOffRequest::default()
    }
}
