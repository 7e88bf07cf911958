//! Orders was put back to an instant before all of its orders, and everybody else knows them.

use std::sync::Arc;

use futures::future::BoxFuture;
use o2c_kernel::{ERASED, new_uuid};
use o2c_messaging::{
    Envelope, HeadSource, StoreHeads, parked,
    record::{self, Beside, Redone, Taking},
};
use o2c_proto::{fulfillment::v1::ShipmentShipped, orders::v1 as proto};
use o2c_runtime::{OpenError, Service};
use o2c_store::{Store, TablePrivileges, Tx};
use o2c_testkit::{TestDatabase, engines};

use crate::{
    desk::{Desk, id, line, migrations, order},
    fulfilment::{deliver, ship},
    payment::{invoice, pay},
    returns::{authorize, come_back},
    reviews::{reject, release},
    witnesses::{Forgetful, HeardLittle},
};

const PRIVILEGES: &[&[TablePrivileges]] =
    &[o2c_store::PRIVILEGES, o2c_messaging::PRIVILEGES, o2c_saga::PRIVILEGES, o2c_orders::PRIVILEGES];

/// What the service does with the facts that it takes back.
struct Numbers(Arc<dyn Service>);

impl Beside for Numbers {
    fn taken_back<'a>(&'a self, tx: &'a Tx, facts: &'a [Envelope]) -> BoxFuture<'a, Result<(), OpenError>> {
        self.0.taken_back(tx, facts)
    }
}

async fn opened(database: &TestDatabase) -> Store {
    database.migrated("orders", &[&migrations()], PRIVILEGES).await
}

/// A database that knows nothing but the facts that it had stated, as a witness knows them.
async fn put_back(desk: &Desk, database: &TestDatabase, witness: impl HeadSource + 'static) -> Desk {
    let restored = Desk::open(opened(database).await, 256).await;
    let witnesses: [Arc<dyn HeadSource>; 1] = [Arc::new(witness)];
    let numbers = Numbers(restored.service.clone());
    let taken = record::take_back(&restored.store, &witnesses, Taking::Known, &numbers).await.unwrap();
    assert_eq!(taken.lost_facts, 0);
    restored.node.shutdown().await;
    Desk::open_among(desk.neighbours.clone(), opened(database).await, 256).await
}

async fn redo(desk: &Desk) -> Redone {
    record::redo(&desk.service.clone().redoing().expect("orders does its own again")).await.unwrap()
}

/// Rounds as `o2c recover` makes them: until nothing moves, and nothing is behind.
async fn recovered(desk: &Desk) {
    let consumer = desk.service.clone().consumer().unwrap();
    let mut last = redo(desk).await;
    while last.facts > 0 {
        parked::ask_all_again(&consumer).await.unwrap();
        last = redo(desk).await;
    }
    assert_eq!(record::behind(&desk.store, None, 9).await.unwrap(), [], "{:?}", last.refused);
}

async fn told(desk: &Desk) -> Vec<(proto::Order, Vec<String>)> {
    let list = proto::ListOrdersRequest { page_size: 100, ..Default::default() };
    let mut told = Vec::new();
    for listed in desk.client().list_orders(list).await.unwrap().into_inner().orders {
        let order = desk.order(&listed.order_id).await;
        let stated = desk.stated(&order.order_id).await;
        told.push((proto::Order { etag: String::new(), ..order }, stated));
    }
    told
}

async fn returns(desk: &Desk) -> Vec<proto::Return> {
    let list = proto::ListReturnsRequest::default();
    desk.client().list_returns(list).await.unwrap().into_inner().returns
}

/// A draft with terms of its own that is held, let go on and submitted.
async fn held_as_a_draft(desk: &Desk, customer: &proto::Customer, product: &proto::Product) {
    let mut wish = order(customer, vec![line(product, "3", Some("1.25"))]);
    wish.payment_terms = Some(o2c_proto::common::v1::PaymentTerms { net_days: 7, cash: false });
    wish.external_id = "WEB-17".to_owned();
    wish.ship_complete = true;
    let draft = desk.create(wish, false).await.unwrap();
    let place = proto::PlaceHoldRequest {
        request_id: id(),
        order_id: draft.order_id.clone(),
        r#type: proto::HoldType::Pricing.into(),
        reason: "CHEAP".to_owned(),
        line_number: 1,
    };
    let held = desk.client().place_hold(place).await.unwrap().into_inner();
    let release = proto::ReleaseHoldRequest {
        request_id: id(),
        order_id: draft.order_id.clone(),
        hold_id: held.holds[0].hold_id.clone(),
        reason: "ON_PURPOSE".to_owned(),
    };
    desk.client().release_hold(release).await.unwrap();
    let submit = proto::SubmitOrderRequest { request_id: id(), order_id: draft.order_id, ..Default::default() };
    desk.client().submit_order(submit).await.unwrap();
    desk.settled().await;
}

/// An order of each kind; the last one is accepted, and nobody has heard of it.
async fn business(desk: &Desk) -> String {
    let customer = desk.customer().await;
    let (kettle, cup) = (desk.product("KETTLE").await, desk.product("CUP").await);
    let paid = desk.accepted(&customer, &[&kettle]).await;
    let shipment = ship(desk, &paid, &[(1, "10")]).await;
    let document = invoice(desk, &paid, &[(1, "10", 199, 90)], (239, 88)).await;
    pay(desk, &paid, &document, &id(), (0, 0)).await;
    deliver(desk, &paid, &shipment, &[(1, "10")]).await;
    let authorized = authorize(desk, &paid, "3").await.unwrap();
    come_back(desk, &authorized).await;

    let cancelled = desk.accepted(&customer, &[&kettle, &cup]).await;
    desk.cancel(&cancelled, &[(1, "4")]).await.unwrap();
    desk.settled().await;
    let shipment = ship(desk, &cancelled, &[(1, "5")]).await;
    deliver(desk, &cancelled, &shipment, &[(1, "5")]).await;
    desk.cancel(&cancelled, &[(2, "2")]).await.unwrap();
    desk.settled().await;

    held_as_a_draft(desk, &customer, &kettle).await;
    desk.neighbours.0.lock().unwrap().denied.insert(customer.customer_id.clone());
    desk.accepted(&customer, &[&kettle]).await;
    desk.neighbours.0.lock().unwrap().denied.clear();
    desk.accepted(&customer, &[&cup]).await.order_id
}

/// What credit refers, and what becomes of it.
async fn reviews(desk: &Desk) {
    let (kettle, held) = (desk.product("SPOON").await, desk.customer().await);
    desk.neighbours.0.lock().unwrap().referred.insert(held.customer_id.clone());
    desk.accepted(&held, &[&kettle]).await;
    let cancelled = desk.accepted(&held, &[&kettle]).await;
    desk.cancel(&cancelled, &[]).await.unwrap();
    let rejected = desk.accepted(&held, &[&kettle]).await;
    reject(desk, &rejected).await;
    let released = desk.accepted(&held, &[&kettle]).await;
    release(desk, &released).await;
}

#[tokio::test]
async fn orders_that_were_forgotten_come_back_as_they_were_and_go_on() {
    for (before, after) in engines().await.into_iter().zip(engines().await) {
        let desk = Desk::open(opened(&before).await, 256).await;
        reviews(&desk).await;
        let undecided = business(&desk).await;
        let (known, authorized) = (told(&desk).await, returns(&desk).await);

        let all = StoreHeads::new(desk.store.clone());
        let restored = put_back(&desk, &after, HeardLittle { all, of: undecided, facts: 1 }).await;
        assert!(told(&restored).await.is_empty());
        // what others state waits for the orders that it is about
        restored.hear_again(&desk).await;
        let dead = restored.node.backlog().await.unwrap().0.iter().map(|service| service.dead_letters).sum::<i64>();
        assert_eq!(dead, 0);
        recovered(&restored).await;
        // the acceptance that nobody has heard the end of goes on, and ends as it did
        restored.settled().await;
        assert_eq!(told(&restored).await, known);
        assert_eq!(returns(&restored).await, authorized);

        // who ordered is known again, and orders nothing before somebody has looked at them
        let list = proto::ListCustomersRequest { page_size: 100, ..Default::default() };
        let customers = restored.client().list_customers(list).await.unwrap().into_inner().customers;
        assert_eq!(customers.len(), 2);
        assert!(customers.iter().all(|customer| customer.blocked && customer.name == "Anna's Kettles"));
        let customer = restored.customer().await;
        let product = restored.product("FORK").await;
        let next = restored.accepted(&customer, &[&product]).await;
        assert_eq!(next.number, format!("SO-{:08}", known.len() + 1));
        assert_eq!(next.state(), proto::OrderState::Confirmed);
        desk.close().await;
        restored.close().await;
        before.remove().await;
        after.remove().await;
    }
}

#[tokio::test]
async fn who_was_forgotten_since_is_not_known_again() {
    for (before, after) in engines().await.into_iter().zip(engines().await) {
        let desk = Desk::open(opened(&before).await, 256).await;
        let (customer, kettle) = (desk.customer().await, desk.product("KETTLE").await);
        let gift = proto::OrderLine { free_of_charge: true, ..line(&kettle, "1", None) };
        let given = desk.create(order(&customer, vec![gift]), true).await.unwrap();
        desk.settled().await;
        let shipment = ship(&desk, &given, &[(1, "1")]).await;
        deliver(&desk, &given, &shipment, &[(1, "1")]).await;
        let erase = proto::EraseCustomerPersonalDataRequest {
            request_id: id(),
            customer_id: customer.customer_id.clone(),
            reason: "letter 17".to_owned(),
        };
        assert!(desk.client().erase_customer_personal_data(erase).await.unwrap().into_inner().complete);
        let known = told(&desk).await;
        assert_eq!(known[0].0.ship_to.as_ref().unwrap().name, ERASED);

        let restored = put_back(&desk, &after, Forgetful(StoreHeads::new(desk.store.clone()))).await;
        restored.hear_again(&desk).await;
        recovered(&restored).await;
        restored.settled().await;
        assert_eq!(told(&restored).await, known);
        let list = proto::ListCustomersRequest { page_size: 100, ..Default::default() };
        let customers = restored.client().list_customers(list).await.unwrap().into_inner().customers;
        assert_eq!((customers.len(), customers[0].erased, customers[0].name.as_str()), (1, true, ERASED));
        desk.close().await;
        restored.close().await;
        before.remove().await;
        after.remove().await;
    }
}

#[tokio::test]
async fn an_order_of_a_release_that_did_not_say_what_was_ordered_is_named_and_waited_for() {
    use o2c_messaging::{Fact, publish};
    for (database, fresh) in engines().await.into_iter().zip(engines().await) {
        let desk = Desk::open(opened(&database).await, 256).await;
        let lost = new_uuid();
        let submitted = proto::OrderSubmitted {
            order_id: lost.to_string(),
            number: "SO-00000007".to_owned(),
            lines: 1,
            ..Default::default()
        };
        let outbox = desk.service.outbox();
        let deadline = o2c_kernel::Deadline::after(std::time::Duration::from_secs(30));
        let elsewhere = o2c_testkit::call("test");
        let tx = desk.store.begin_write(deadline).await.unwrap();
        let facts = vec![Fact::of("order", lost, desk.clock.now(), &submitted)];
        publish(&tx, outbox, &elsewhere, facts).await.unwrap();
        tx.commit().await.unwrap();
        let restored = put_back(&desk, &fresh, StoreHeads::new(desk.store.clone())).await;

        let redone = redo(&restored).await;
        assert_eq!(redone.facts, 0);
        let (behind, reason) = &redone.refused[0];
        assert_eq!((behind.aggregate_id, behind.last), (lost, 1));
        assert!(reason.contains("did not say what was ordered"), "{reason}");
        let shipped = ShipmentShipped { order_id: lost.to_string(), ..Default::default() };
        restored.tell("fulfillment", "shipment", &id(), shipped).await;
        let waiting = restored.node.backlog().await.unwrap().0.remove(0);
        assert_eq!((waiting.parked, waiting.dead_letters), (1, 0));

        desk.close().await;
        restored.close().await;
        database.remove().await;
        fresh.remove().await;
    }
}
