//! Cancellation, and returns before and after payment.

use o2c::demo::desk::Person;
use o2c_integration_tests::{Mesh, amount, refusal, units};
use o2c_proto::{
    BatchResponse,
    fulfillment::v1::{BatchReceiveReturnsRequest, ReceiveReturnRequest},
    orders::v1::{
        CancelOrderRequest, CancelledQuantity, CreateReturnRequest, Disposition, OrderState, Return, ReturnLine,
    },
};

/// Goods of the first line come back, and are put on the shelf.
pub async fn bring_back(mesh: &mut Mesh, order: &str, quantity: &str) {
    let line = ReturnLine {
        order_line_number: 1,
        quantity: Some(units(quantity)),
        disposition: Disposition::Restock.into(),
        ..ReturnLine::default()
    };
    let authorized = Return {
        order_id: order.to_owned(),
        reason: "wrong colour".to_owned(),
        lines: vec![line],
        ..Return::default()
    };
    let request = CreateReturnRequest { request_id: String::new(), r#return: Some(authorized) };
    let request = mesh.desk.ask(Person::OrderDesk, request);
    let return_id = mesh.desk.orders.create_return(request).await.unwrap().into_inner().return_id;
    mesh.settle().await;
    let receive =
        ReceiveReturnRequest { return_id, warehouse_id: mesh.warehouse.clone(), ..ReceiveReturnRequest::default() };
    let request = mesh.desk.ask(Person::Warehouse, BatchReceiveReturnsRequest { requests: vec![receive] });
    let response = mesh.desk.fulfillment.batch_receive_returns(request).await.unwrap().into_inner();
    response.into_results().remove(0).unwrap();
    mesh.settle().await;
}

#[tokio::test]
async fn what_is_open_can_be_cancelled_and_frees_credit_and_stock() {
    let mut mesh = Mesh::new().await;
    let kettle = mesh.product("KETTLE", 100).await;
    let customer = mesh.customer("ACME").create().await;
    let order = mesh.order(&customer).line(&kettle, 10, "19.99").submit().await;
    mesh.settle().await;

    let part = CancelOrderRequest {
        order_id: order.clone(),
        reason: "too many".to_owned(),
        lines: vec![CancelledQuantity { line_number: 1, quantity: Some(units("4")) }],
        ..CancelOrderRequest::default()
    };
    let request = mesh.desk.ask(Person::OrderDesk, part);
    mesh.desk.orders.cancel_order(request).await.unwrap();
    let partly = mesh.settled(&order).await;
    assert_eq!(amount(partly.lines[0].cancelled_net_amount.as_ref()), "79.96");
    assert_eq!(mesh.stock(&kettle).await.allocated.unwrap().value, "6");

    let rest =
        CancelOrderRequest { order_id: order.clone(), reason: "all".to_owned(), ..CancelOrderRequest::default() };
    let request = mesh.desk.ask(Person::OrderDesk, rest.clone());
    mesh.desk.orders.cancel_order(request).await.unwrap();
    assert_eq!(mesh.settled(&order).await.state(), OrderState::Cancelled);
    assert_eq!(amount(mesh.credit(&customer).await.exposure.as_ref()), "0.00");

    let request = mesh.desk.ask(Person::OrderDesk, rest);
    let again = mesh.desk.orders.cancel_order(request).await.unwrap_err();
    assert_eq!(refusal(&again), "ORDER_NOT_CANCELLABLE");
    mesh.assert_book_ties().await;
}

#[tokio::test]
async fn a_return_before_payment_reduces_what_is_owed() {
    let mut mesh = Mesh::new().await;
    let kettle = mesh.product("KETTLE", 10).await;
    let customer = mesh.customer("ACME").create().await;
    let order = mesh.order(&customer).line(&kettle, 10, "19.99").submit().await;
    mesh.ship(&order).await;
    mesh.deliver(&order).await;

    bring_back(&mut mesh, &order, "3").await;

    let invoice = mesh.open_items(&customer).await.into_iter().find(|item| item.document_type == "INVOICE").unwrap();
    assert_eq!(amount(invoice.open_amount.as_ref()), "167.92");
    assert_eq!(mesh.stock(&kettle).await.on_hand.unwrap().value, "3");
    assert_eq!(mesh.settled(&order).await.lines[0].returned_quantity.as_ref().unwrap().value, "3");
    mesh.assert_book_ties().await;
}

#[tokio::test]
async fn a_return_after_payment_leaves_a_credit_for_the_next_invoice() {
    let mut mesh = Mesh::new().await;
    let kettle = mesh.product("KETTLE", 10).await;
    let customer = mesh.customer("ACME").create().await;
    let order = mesh.order(&customer).line(&kettle, 10, "19.99").submit().await;
    mesh.ship(&order).await;
    mesh.deliver(&order).await;
    let number = mesh.open_items(&customer).await[0].document_number.clone();
    mesh.bank_line("1", "0.00", "239.88", "ACME Limited", &number).await;

    bring_back(&mut mesh, &order, "10").await;

    let note = mesh.open_items(&customer).await.into_iter().find(|item| item.document_type == "CREDIT_NOTE").unwrap();
    assert!(amount(note.open_amount.as_ref()).contains("239.88"));
    mesh.assert_book_ties().await;
}
