//! Cash: paid in full, short, over, written off.

use o2c::demo::desk::Person;
use o2c_integration_tests::{Mesh, amount, gbp, refusal};
use o2c_proto::{
    collections::v1::{DisputeResolution, DisputeState, ListDisputesRequest, ResolveDisputeRequest},
    orders::v1::{OrderState, PaymentStatus},
    receivables::v1::{DecideWriteOffRequest, GetCustomerAccountRequest, RequestWriteOffRequest},
};

/// A customer with one delivered order of ten kettles: an invoice over 239.88.
async fn invoiced(mesh: &mut Mesh) -> (String, String, String) {
    let kettle = mesh.product("KETTLE", 100).await;
    let customer = mesh.customer("ACME").create().await;
    let order = mesh.order(&customer).line(&kettle, 10, "19.99").submit().await;
    mesh.ship(&order).await;
    mesh.deliver(&order).await;
    let number = mesh.open_items(&customer).await[0].document_number.clone();
    (customer, order, number)
}

#[tokio::test]
async fn an_exact_payment_completes_the_order_and_frees_the_credit() {
    let mut mesh = Mesh::new().await;
    let (customer, order, number) = invoiced(&mut mesh).await;

    mesh.bank_line("1", "0.00", "239.88", "ACME Limited", &number).await;

    let done = mesh.settled(&order).await;
    assert_eq!(done.payment_status(), PaymentStatus::Paid);
    assert_eq!(done.state(), OrderState::Completed);
    assert_eq!(amount(mesh.credit(&customer).await.exposure.as_ref()), "0.00");
    mesh.assert_book_ties().await;
}

#[tokio::test]
async fn a_short_payment_becomes_a_dispute_that_a_credit_note_closes() {
    let mut mesh = Mesh::new().await;
    let (customer, _, number) = invoiced(&mut mesh).await;

    mesh.bank_line("1", "0.00", "200.00", "ACME Limited", &number).await;

    let request = mesh.desk.ask(Person::Collector, ListDisputesRequest::default());
    let dispute = mesh.desk.collections.list_disputes(request).await.unwrap().into_inner().disputes.remove(0);
    assert_eq!(amount(dispute.disputed_amount.as_ref()), "39.88");
    assert_eq!(amount(mesh.open_items(&customer).await[0].disputed_amount.as_ref()), "39.88");

    let resolve = ResolveDisputeRequest {
        dispute_id: dispute.dispute_id,
        resolution: DisputeResolution::Credit.into(),
        reason: "two were broken".to_owned(),
        ..ResolveDisputeRequest::default()
    };
    let request = mesh.desk.ask(Person::Collector, resolve);
    mesh.desk.collections.resolve_dispute(request).await.unwrap();
    mesh.settle().await;

    let request = mesh.desk.ask(Person::Collector, ListDisputesRequest::default());
    let closed = mesh.desk.collections.list_disputes(request).await.unwrap().into_inner().disputes.remove(0);
    assert_eq!(closed.state(), DisputeState::Closed);
    let invoice = mesh.open_items(&customer).await.into_iter().find(|item| item.document_number == number).unwrap();
    assert_eq!(
        (amount(invoice.open_amount.as_ref()), amount(invoice.disputed_amount.as_ref())),
        ("0.00".into(), "0.00".into())
    );
    mesh.assert_book_ties().await;
}

#[tokio::test]
async fn a_short_payment_that_is_made_good_is_disputed_no_more() {
    let mut mesh = Mesh::new().await;
    let (customer, _, number) = invoiced(&mut mesh).await;
    mesh.bank_line("1", "0.00", "200.00", "ACME Limited", &number).await;
    mesh.bank_line("2", "200.00", "39.88", "ACME Limited", &number).await;

    let request = mesh.desk.ask(Person::Collector, ListDisputesRequest::default());
    let dispute = mesh.desk.collections.list_disputes(request).await.unwrap().into_inner().disputes.remove(0);
    assert_eq!((dispute.state(), dispute.resolution()), (DisputeState::Closed, DisputeResolution::Withdrawn));
    assert_eq!(dispute.resolution_reason, "PAID");
    let invoice = mesh.open_items(&customer).await.remove(0);
    assert_eq!((amount(invoice.open_amount.as_ref()), invoice.dispute_id.as_str()), ("0.00".into(), ""));

    let gift = ResolveDisputeRequest {
        dispute_id: dispute.dispute_id,
        resolution: DisputeResolution::Credit.into(),
        ..ResolveDisputeRequest::default()
    };
    let request = mesh.desk.ask(Person::Collector, gift);
    let refused = mesh.desk.collections.resolve_dispute(request).await.unwrap_err();
    assert_eq!(refusal(&refused), "DISPUTE_RESOLVED");
    mesh.assert_book_ties().await;
}

#[tokio::test]
async fn what_is_paid_over_stays_on_account() {
    let mut mesh = Mesh::new().await;
    let (customer, _, number) = invoiced(&mut mesh).await;

    mesh.bank_line("1", "0.00", "250.00", "ACME Limited", &number).await;

    let request = GetCustomerAccountRequest { customer_id: customer, currency_code: "GBP".to_owned() };
    let request = mesh.desk.ask(Person::Accountant, request);
    let account = mesh.desk.receivables.get_customer_account(request).await.unwrap().into_inner();
    assert_eq!(amount(account.balance.as_ref()), "0.00");
    assert_eq!(amount(account.on_account.as_ref()), "10.12");
    mesh.assert_book_ties().await;
}

#[tokio::test]
async fn a_write_off_needs_a_second_person() {
    let mut mesh = Mesh::new().await;
    let (customer, _, _) = invoiced(&mut mesh).await;
    let item = mesh.open_items(&customer).await.remove(0);

    let request = RequestWriteOffRequest {
        open_item_id: item.open_item_id,
        amount: Some(gbp("239.88")),
        reason: "insolvent".to_owned(),
        ..RequestWriteOffRequest::default()
    };
    let request = mesh.desk.ask(Person::Accountant, request);
    let write_off = mesh.desk.receivables.request_write_off(request).await.unwrap().into_inner();
    let decide = DecideWriteOffRequest {
        write_off_id: write_off.write_off_id,
        approve: true,
        reason: "court order".to_owned(),
        ..DecideWriteOffRequest::default()
    };
    let request = mesh.desk.ask(Person::Accountant, decide.clone());
    let own = mesh.desk.receivables.decide_write_off(request).await.unwrap_err();
    assert_eq!(refusal(&own), "REQUESTER_IS_APPROVER");
    let request = mesh.desk.ask(Person::Controller, decide);
    mesh.desk.receivables.decide_write_off(request).await.unwrap();

    assert_eq!(amount(mesh.open_items(&customer).await[0].open_amount.as_ref()), "0.00");
    mesh.assert_book_ties().await;
}
