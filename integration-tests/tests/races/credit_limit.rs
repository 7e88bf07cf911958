//! One credit account.

use o2c::demo::desk::Person;
use o2c_integration_tests::{Mesh, amount, gbp};
use o2c_proto::{
    BatchResponse,
    credit::v1::{
        BatchReleaseCreditRequest, BatchReserveCreditRequest, CreditOutcome, ListExposureEntriesRequest,
        ReleaseCreditRequest, ReserveCreditRequest,
    },
    orders::v1::{CancelOrderRequest, HoldStatus, ListOrdersRequest, OrderState},
};
use o2c_rpc::status::as_tonic;

use crate::{
    crowd::{CALLERS, crowd, on_both_engines},
    shelf::kettles,
};

/// Orders of 30.00 with tax that fit a limit of 1,000.00.
const FIT: usize = 33;

/// Whatever came first and last, what was used of the limit was never more than the limit.
async fn assert_never_over(mesh: &mut Mesh, customer: &str, used: &str) {
    let account = mesh.credit(customer).await;
    assert_eq!(amount(account.exposure.as_ref()), used);
    let request = ListExposureEntriesRequest {
        credit_account_id: account.credit_account_id,
        page_size: 1_000,
        ..ListExposureEntriesRequest::default()
    };
    let request = mesh.desk.ask(Person::CreditAnalyst, request);
    let entries = mesh.desk.credit.list_exposure_entries(request).await.unwrap().into_inner().entries;
    let mut exposure = 0;
    for entry in &entries {
        exposure += o2c::demo::wire::minor(entry.amount.as_ref()).unwrap();
        assert!(exposure <= 100_000, "{exposure} was used of the limit");
    }
    println!("{} entries, {exposure} pence used", entries.len());
}

async fn orders_in(mesh: &mut Mesh, state: OrderState) -> Vec<String> {
    mesh.settle().await;
    let request = ListOrdersRequest { page_size: 200, state: state.into(), ..ListOrdersRequest::default() };
    let request = mesh.desk.ask(Person::OrderDesk, request);
    let orders = mesh.desk.orders.list_orders(request).await.unwrap().into_inner().orders;
    orders.into_iter().map(|order| order.order_id).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_race_for_one_limit_and_cancellations_make_room() {
    on_both_engines(async |mesh| {
        let kettle = mesh.product("KETTLE", 1_000).await;
        let customer = mesh.customer("ACME").with_credit_limit("1000.00").create().await;

        let (desk, wish) = (mesh.desk.clone(), kettles(&customer, &kettle, 1, "25.00"));
        let ordered = crowd("orders for one limit", move |_| {
            let (mut desk, wish) = (desk.clone(), wish.clone());
            async move { desk.orders.create_order(desk.ask(Person::OrderDesk, wish)).await }
        });
        ordered.await.assert(CALLERS, "");
        let confirmed = orders_in(mesh, OrderState::Confirmed).await;
        let held = orders_in(mesh, OrderState::Submitted).await;
        assert_eq!((confirmed.len(), held.len()), (FIT, CALLERS - FIT));
        assert_never_over(mesh, &customer, "990.00").await;

        // Half of the callers cancel what was accepted, the other half order more.
        let (desk, wish) = (mesh.desk.clone(), kettles(&customer, &kettle, 1, "25.00"));
        let changed = crowd("cancellations and orders", move |caller| {
            let (mut desk, wish, order) = (desk.clone(), wish.clone(), confirmed.get(caller / 2).cloned());
            async move {
                if caller % 2 == 0 {
                    let (order_id, reason) = (order.unwrap(), "too many".to_owned());
                    let cancel = CancelOrderRequest { order_id, reason, ..CancelOrderRequest::default() };
                    desk.orders.cancel_order(desk.ask(Person::OrderDesk, cancel)).await
                } else {
                    desk.orders.create_order(desk.ask(Person::OrderDesk, wish)).await
                }
            }
        });
        changed.await.assert(CALLERS, "");
        assert_eq!(orders_in(mesh, OrderState::Cancelled).await.len(), CALLERS / 2);
        let (confirmed, held) =
            (orders_in(mesh, OrderState::Confirmed).await, orders_in(mesh, OrderState::Submitted).await);
        assert_eq!(confirmed.len() + held.len(), CALLERS, "no order is lost");
        assert!(confirmed.len() <= FIT);
        for order in &held {
            assert_eq!(mesh.settled(order).await.hold_status(), HoldStatus::CreditHold);
        }
        assert_never_over(mesh, &customer, &format!("{}.00", confirmed.len() * 30)).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reservations_and_releases_race_for_one_limit() {
    on_both_engines(async |mesh| {
        let customer = mesh.customer("ACME").with_credit_limit("1000.00").create().await;
        let (desk, buyer) = (mesh.desk.clone(), customer.clone());
        let reserved = crowd("reservations, each released if it was had", move |caller| {
            let (mut desk, buyer) = (desk.clone(), buyer.clone());
            let (reservation_id, order_id) = (new_id(), new_id());
            async move {
                let reserve = ReserveCreditRequest {
                    request_id: new_id(),
                    reservation_id: reservation_id.clone(),
                    order_id: order_id.clone(),
                    customer_id: buyer,
                    amount: Some(gbp("30.00")),
                    requested_by: "order-desk".to_owned(),
                };
                let request = desk.ask(Person::OrderDesk, BatchReserveCreditRequest { requests: vec![reserve] });
                let answer = desk.credit.batch_reserve_credit(request).await?.into_inner();
                let outcome = answer.into_results().remove(0).map_err(as_tonic)?.outcome();
                // All give back in the end: the orders do not exist.
                let release = ReleaseCreditRequest {
                    request_id: new_id(),
                    reservation_id,
                    order_id,
                    reason: format!("caller {caller} has seen enough"),
                };
                let request = desk.ask(Person::OrderDesk, BatchReleaseCreditRequest { requests: vec![release] });
                let answer = desk.credit.batch_release_credit(request).await?.into_inner();
                answer.into_results().remove(0).map_err(as_tonic)?;
                Ok(outcome)
            }
        });
        let reserved = reserved.await;
        reserved.assert(CALLERS, "");
        let approved = reserved.accepted().filter(|outcome| **outcome == CreditOutcome::Approved).count();
        let referred = reserved.accepted().filter(|outcome| **outcome == CreditOutcome::Referred).count();
        println!("{approved} approved, {referred} referred");
        assert_eq!(approved + referred, CALLERS);
        assert!(approved >= FIT);
        assert_never_over(mesh, &customer, "0.00").await;
    })
    .await;
}

fn new_id() -> String {
    o2c_kernel::new_uuid().to_string()
}
