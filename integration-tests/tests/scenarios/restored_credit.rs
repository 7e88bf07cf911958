//! The database of credit is put back while everybody else knows better: what its callers asked for comes back, and the book
//! ties.

use o2c::demo::desk::Person;
use o2c_integration_tests::Mesh;
use o2c_proto::{
    credit::v1::{
        BlockCreditAccountRequest, CreditAccount, CreditReview, CreditReviewDecision, CreditReviewState,
        ListCreditReviewsRequest, UnblockCreditAccountRequest,
    },
    orders::v1::{CancelOrderRequest, CancelledQuantity, OrderState},
};

use crate::{
    backups::{Backups, Clusters, Copies, put_back_and_recover},
    credit::decide,
    restored_orders::{cancel, review_of},
};

const PUT_BACK: &[&str] = &["credit"];
const OTHERS: &[&str] =
    &["orders", "fulfillment", "billing", "receivables", "payments", "collections", "analytics", "gateway"];

/// What was done after the instant that is gone back to.
async fn business(mesh: &mut Mesh, kettle: &str, [acme, small]: [&str; 2]) -> Vec<String> {
    let paid = mesh.order(acme).line(kettle, 10, "19.99").submit().await;
    mesh.ship(&paid).await;
    mesh.deliver(&paid).await;
    let number = mesh.open_items(acme).await.remove(0).document_number;
    mesh.bank_line("1", "0.00", "239.88", "ACME Limited", &number).await;
    let cancelled = mesh.order(acme).line(kettle, 10, "19.99").submit().await;
    mesh.settle().await;
    cancel(mesh, &cancelled, "4").await;
    mesh.ship(&cancelled).await;

    let held = mesh.order(small).line(kettle, 10, "19.99").submit().await;
    let released = mesh.order(small).line(kettle, 10, "19.99").submit().await;
    let review = review_of(mesh, &released).await;
    decide(mesh, Person::CreditAnalyst, &review, CreditReviewDecision::Release).await.unwrap();
    let rejected = mesh.order(small).line(kettle, 11, "19.99").submit().await;
    let review = review_of(mesh, &rejected).await;
    decide(mesh, Person::CreditAnalyst, &review, CreditReviewDecision::Reject).await.unwrap();
    let gone = mesh.order(small).line(kettle, 12, "19.99").submit().await;
    mesh.settle().await;
    cancel_all(mesh, &gone).await;

    // an account that is opened, blocked and let go on meanwhile
    let late = mesh.customer("LATE").with_credit_limit("500.00").create().await;
    let first = mesh.order(&late).line(kettle, 2, "19.99").submit().await;
    mesh.settle().await;
    block(mesh, &late).await;
    let denied = mesh.order(&late).line(kettle, 1, "19.99").submit().await;
    mesh.settle().await;
    unblock(mesh, &late).await;
    let open = mesh.order(acme).line(kettle, 5, "19.99").submit().await;
    mesh.settle().await;
    vec![paid, cancelled, held, released, rejected, gone, first, denied, open, late]
}

async fn cancel_all(mesh: &mut Mesh, order: &str) {
    let request = CancelOrderRequest {
        order_id: order.to_owned(),
        reason: "not wanted".to_owned(),
        lines: Vec::<CancelledQuantity>::new(),
        ..CancelOrderRequest::default()
    };
    let request = mesh.desk.ask(Person::OrderDesk, request);
    mesh.desk.orders.cancel_order(request).await.unwrap();
    mesh.settle().await;
}

async fn block(mesh: &mut Mesh, customer: &str) {
    let request = BlockCreditAccountRequest {
        credit_account_id: mesh.credit(customer).await.credit_account_id,
        reason: "unpaid".to_owned(),
        ..BlockCreditAccountRequest::default()
    };
    let request = mesh.desk.ask(Person::Controller, request);
    mesh.desk.credit.block_credit_account(request).await.unwrap();
}

async fn unblock(mesh: &mut Mesh, customer: &str) {
    let request = UnblockCreditAccountRequest {
        credit_account_id: mesh.credit(customer).await.credit_account_id,
        reason: "paid".to_owned(),
        ..UnblockCreditAccountRequest::default()
    };
    let request = mesh.desk.ask(Person::Controller, request);
    mesh.desk.credit.unblock_credit_account(request).await.unwrap();
}

/// The accounts, and every review.
async fn told(mesh: &mut Mesh, customers: &[&str]) -> (Vec<CreditAccount>, Vec<CreditReview>) {
    let mut accounts = Vec::new();
    for customer in customers {
        accounts.push(mesh.credit(customer).await);
    }
    let mut reviews = Vec::new();
    use CreditReviewState::{Closed, Open, Rejected, Released};
    for state in [Open, Released, Rejected, Closed] {
        let request = ListCreditReviewsRequest { state: state.into(), ..ListCreditReviewsRequest::default() };
        let request = mesh.desk.ask(Person::CreditAnalyst, request);
        let page = mesh.desk.credit.list_credit_reviews(request).await.unwrap().into_inner();
        assert_eq!(page.credit_reviews.len(), 1, "{state:?}");
        reviews.extend(page.credit_reviews);
    }
    (accounts, reviews)
}

async fn credit_comes_back(mut mesh: Mesh, mut backups: impl Backups) {
    let kettle = mesh.product("KETTLE", 1_000).await;
    let acme = mesh.customer("ACME").create().await;
    let small = mesh.customer("SMALL").with_credit_limit("100.00").create().await;
    // known at that instant, and shipped after it
    let known = mesh.order(&acme).line(&kettle, 1, "19.99").submit().await;
    mesh = backups.remember(mesh).await;
    let mut orders = business(&mut mesh, &kettle, [&acme, &small]).await;
    let late = orders.pop().unwrap();
    mesh.ship(&known).await;
    let before = told(&mut mesh, &[&acme, &small, &late]).await;
    mesh.assert_book_ties().await;

    let stopped = mesh.stop().await;
    put_back_and_recover(&backups, &stopped.ground, PUT_BACK, &["X-1", "X-8"]).await;

    let mut mesh = stopped.start().await;
    mesh.settle().await;
    assert_eq!(told(&mut mesh, &[&acme, &small, &late]).await, before);
    // and they go on: what was held is released, what was reserved is cancelled or shipped
    let review = review_of(&mut mesh, &orders[2]).await;
    decide(&mut mesh, Person::CreditAnalyst, &review, CreditReviewDecision::Release).await.unwrap();
    assert_eq!(mesh.settled(&orders[2]).await.state(), OrderState::Confirmed);
    cancel(&mut mesh, &orders[3], "2").await;
    mesh.ship(&orders[8]).await;
    mesh.assert_book_ties().await;
}

#[tokio::test]
async fn what_credit_decided_comes_back_to_files_that_were_put_back() {
    let mesh = Mesh::new().await;
    let backups = Copies::of(&mesh);
    credit_comes_back(mesh, backups).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_credit_decided_comes_back_to_a_cluster_that_was_put_back() {
    let clusters = Clusters::start(&[PUT_BACK, OTHERS]).await;
    let mesh = Mesh::on_databases(clusters.databases()).await;
    credit_comes_back(mesh, clusters).await;
}
