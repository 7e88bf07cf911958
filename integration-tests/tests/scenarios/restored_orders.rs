//! The database of orders is put back while everybody else knows better: its orders come back, and the book ties.

use o2c::demo::desk::Person;
use o2c_integration_tests::{Mesh, units};
use o2c_proto::{
    credit::v1::{CreditReview, CreditReviewDecision, ListCreditReviewsRequest},
    orders::v1::{CancelOrderRequest, CancelledQuantity, Order, OrderState},
};

use crate::{
    backups::{Backups, Clusters, Copies, put_back_and_recover, recovery},
    credit::decide,
    returns::bring_back,
};

const PUT_BACK: &[&str] = &["orders"];
const OTHERS: &[&str] =
    &["credit", "fulfillment", "billing", "receivables", "payments", "collections", "analytics", "gateway"];

pub async fn review_of(mesh: &mut Mesh, order: &str) -> CreditReview {
    mesh.settle().await;
    let request = mesh.desk.ask(Person::CreditAnalyst, ListCreditReviewsRequest::default());
    let page = mesh.desk.credit.list_credit_reviews(request).await.unwrap().into_inner();
    page.credit_reviews.into_iter().find(|review| review.order_id == order).unwrap()
}

pub async fn cancel(mesh: &mut Mesh, order: &str, quantity: &str) {
    let request = CancelOrderRequest {
        order_id: order.to_owned(),
        reason: "too many".to_owned(),
        lines: vec![CancelledQuantity { line_number: 1, quantity: Some(units(quantity)) }],
        ..CancelOrderRequest::default()
    };
    let request = mesh.desk.ask(Person::OrderDesk, request);
    mesh.desk.orders.cancel_order(request).await.unwrap();
    mesh.settle().await;
}

/// What was done after the instant that is gone back to: an order of each kind.
async fn business(mesh: &mut Mesh, kettle: &str, [acme, small]: [&str; 2]) -> Vec<String> {
    let paid = mesh.order(acme).line(kettle, 10, "19.99").submit().await;
    mesh.ship(&paid).await;
    mesh.deliver(&paid).await;
    let number = mesh.open_items(acme).await.remove(0).document_number;
    mesh.bank_line("1", "0.00", "239.88", "ACME Limited", &number).await;
    bring_back(mesh, &paid, "3").await;

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

    let open = mesh.order(acme).line(kettle, 5, "19.99").submit().await;
    vec![paid, cancelled, held, released, rejected, open]
}

async fn told(mesh: &mut Mesh, orders: &[String]) -> Vec<Order> {
    let mut told = Vec::new();
    for order in orders {
        told.push(Order { etag: String::new(), ..mesh.settled(order).await });
    }
    told
}

async fn orders_come_back(mut mesh: Mesh, mut backups: impl Backups) {
    let kettle = mesh.product("KETTLE", 1_000).await;
    let acme = mesh.customer("ACME").create().await;
    let small = mesh.customer("SMALL").with_credit_limit("100.00").create().await;
    // known at that instant, and shipped after it
    let known = mesh.order(&acme).line(&kettle, 1, "19.99").submit().await;
    mesh = backups.remember(mesh).await;
    let mut orders = business(&mut mesh, &kettle, [&acme, &small]).await;
    mesh.ship(&known).await;
    orders.push(known);
    let before = told(&mut mesh, &orders).await;
    let states: Vec<OrderState> = before.iter().map(Order::state).collect();
    use OrderState::{Completed, Confirmed, Rejected, Submitted};
    assert_eq!(states, [Completed, Confirmed, Submitted, Confirmed, Rejected, Confirmed, Confirmed]);
    mesh.assert_book_ties().await;

    let stopped = mesh.stop().await;
    put_back_and_recover(&backups, &stopped.ground, PUT_BACK, &["X-1", "X-7", "X-8"]).await;

    let mut mesh = stopped.start().await;
    assert_eq!(told(&mut mesh, &orders).await, before);
    // and they go on: what was held is released, what was open is shipped, a number is given once
    let review = review_of(&mut mesh, &orders[2]).await;
    decide(&mut mesh, Person::CreditAnalyst, &review, CreditReviewDecision::Release).await.unwrap();
    mesh.ship(&orders[5]).await;
    cancel(&mut mesh, &orders[2], "2").await;
    let next = mesh.order(&acme).line(&kettle, 1, "19.99").submit().await;
    assert_eq!(mesh.settled(&next).await.number, "SO-00000008");
    mesh.assert_book_ties().await;
}

#[tokio::test]
async fn orders_of_files_that_were_put_back_come_back() {
    let mesh = Mesh::new().await;
    let backups = Copies::of(&mesh);
    orders_come_back(mesh, backups).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_of_a_cluster_that_was_put_back_come_back() {
    let clusters = Clusters::start(&[PUT_BACK, OTHERS]).await;
    let mesh = Mesh::on_databases(clusters.databases()).await;
    orders_come_back(mesh, clusters).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_recovered_under_a_service_that_runs() {
    let mesh = Mesh::on_postgres().await;
    let refused = recovery(&mesh.ground).take_back(false).await.unwrap_err().to_string();
    assert!(refused.contains("a process of orders runs"), "{refused}");
    let refused = recovery(&mesh.ground).rounds().await.unwrap_err().to_string();
    assert!(refused.contains("a process of orders runs"), "{refused}");

    let stopped = mesh.stop().await;
    recovery(&stopped.ground).take_back(false).await.unwrap();
    recovery(&stopped.ground).rounds().await.unwrap();
    let mesh = stopped.start().await;
    mesh.assert_book_ties().await;
}
