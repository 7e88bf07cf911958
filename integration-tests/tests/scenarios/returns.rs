//! Cancellation, and returns before and after payment.

use o2c::demo::desk::Person;
use o2c_integration_tests::{Mesh, amount, gbp, refusal, units};
use o2c_proto::{
    BatchResponse,
    billing::v1::{CreateCreditNoteRequest, NoteLine, VoidInvoiceRequest},
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

/// An order that has arrived.
struct Delivered {
    mesh: Mesh,
    kettle: String,
    customer: String,
    order: String,
}

/// Ten kettles of ten, billed with 239.88.
async fn delivered() -> Delivered {
    let mut mesh = Mesh::new().await;
    let kettle = mesh.product("KETTLE", 10).await;
    let customer = mesh.customer("ACME").create().await;
    let order = mesh.order(&customer).line(&kettle, 10, "19.99").submit().await;
    mesh.ship(&order).await;
    mesh.deliver(&order).await;
    Delivered { mesh, kettle, customer, order }
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
    let Delivered { mut mesh, kettle, customer, order } = delivered().await;

    bring_back(&mut mesh, &order, "3").await;

    let invoice = mesh.open_items(&customer).await.into_iter().find(|item| item.document_type == "INVOICE").unwrap();
    assert_eq!(amount(invoice.open_amount.as_ref()), "167.92");
    assert_eq!(mesh.stock(&kettle).await.on_hand.unwrap().value, "3");
    assert_eq!(mesh.settled(&order).await.lines[0].returned_quantity.as_ref().unwrap().value, "3");
    mesh.assert_book_ties().await;
}

#[tokio::test]
async fn a_return_after_payment_leaves_a_credit_for_the_next_invoice() {
    let Delivered { mut mesh, customer, order, .. } = delivered().await;
    let number = mesh.open_items(&customer).await[0].document_number.clone();
    mesh.bank_line("1", "0.00", "239.88", "ACME Limited", &number).await;

    bring_back(&mut mesh, &order, "10").await;

    let note = mesh.open_items(&customer).await.into_iter().find(|item| item.document_type == "CREDIT_NOTE").unwrap();
    assert!(amount(note.open_amount.as_ref()).contains("239.88"));
    mesh.assert_book_ties().await;
}

/// The customer got the whole invoice back, and then the goods come: nothing is credited twice, and the book ties.
#[tokio::test]
async fn what_comes_back_after_the_void_of_its_invoice_credits_nothing() {
    let Delivered { mut mesh, kettle, customer, order } = delivered().await;
    let invoice = mesh.open_items(&customer).await.remove(0);
    let void = VoidInvoiceRequest {
        invoice_id: invoice.document_id.clone(),
        reason: "not what was ordered".to_owned(),
        ..VoidInvoiceRequest::default()
    };
    let request = mesh.desk.ask(Person::Accountant, void);
    mesh.desk.billing.void_invoice(request).await.unwrap();
    mesh.settle().await;

    bring_back(&mut mesh, &order, "10").await;

    assert!(mesh.open_items(&customer).await.iter().all(|item| amount(item.open_amount.as_ref()) == "0.00"));
    assert_eq!(mesh.stock(&kettle).await.on_hand.unwrap().value, "10");
    assert_eq!(amount(mesh.credit(&customer).await.exposure.as_ref()), "0.00");
    mesh.assert_book_ties().await;
}

/// A price that was too high was credited in part: what comes back at the order's price credits the rest of the line.
#[tokio::test]
async fn a_return_after_a_price_credit_credits_what_is_left_of_its_line() {
    let Delivered { mut mesh, customer, order, .. } = delivered().await;
    let invoice = mesh.open_items(&customer).await.remove(0);
    let line = NoteLine { invoice_line_number: 1, net_amount: Some(gbp("100.00")), ..NoteLine::default() };
    let credit = CreateCreditNoteRequest {
        invoice_id: invoice.document_id.clone(),
        reason_code: "PRICE".to_owned(),
        lines: vec![line],
        ..CreateCreditNoteRequest::default()
    };
    let request = mesh.desk.ask(Person::Accountant, credit);
    mesh.desk.billing.create_credit_note(request).await.unwrap();
    mesh.settle().await;

    bring_back(&mut mesh, &order, "10").await;

    let items = mesh.open_items(&customer).await;
    assert!(items.iter().all(|item| amount(item.open_amount.as_ref()) == "0.00"), "{items:?}");
    mesh.assert_book_ties().await;
}
