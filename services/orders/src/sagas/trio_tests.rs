//! The trio that every saga gets: repeat every step, fail at every step, crash at every step.

use std::sync::{Arc, OnceLock};

use o2c_kernel::{Call, Clock, Instant, Item, Quantity, Set, SetLimits, Zone, system};
use o2c_rpc::{Contract, client, client::ClientConfig};
use o2c_runtime::{Environment, Switchboard};
use o2c_saga::{
    Sagas,
    trio::{Ending, Trial, quick, trio},
};
use o2c_store::{Migration, Store};

use super::{AcceptOrder, CancelOrder, accept_order::Refused, acceptance_id};
use crate::{
    app,
    domain::{
        AcceptedLine, BillingRule, Customer, CustomerDetails, CustomerId, LineQuantity, Order, OrderId, OrderState,
        Product, ProductId, ProductNature,
    },
    service::Orders,
    storage,
};

#[path = "../../tests/it/neighbours.rs"]
mod neighbours;

use neighbours::Neighbours;

/// One order in a world of its own.
struct Given {
    order: OrderId,
    neighbours: Neighbours,
}

fn migrations() -> Vec<Migration> {
    let mut all = [o2c_store::MIGRATIONS, o2c_messaging::MIGRATIONS, o2c_saga::MIGRATIONS].concat();
    all.extend(crate::migrations());
    all
}

fn a_call(clock: &Clock) -> Call {
    let caller = system(o2c_kernel::TenantId::default(), "test");
    Call::internal(caller, "test", std::time::Duration::from_secs(30), clock, &Zone::UTC)
}

/// The service with no worker running, an order, and neighbours that have heard nothing.
async fn created(store: &Store, submit: bool) -> (Arc<Orders>, Call, Given) {
    let clock = Clock::simulated(Instant::parse("2010-12-01T09:00:00Z").unwrap());
    static CONTRACT: OnceLock<Arc<Contract>> = OnceLock::new();
    let contract = CONTRACT.get_or_init(|| Arc::new(Contract::load(o2c_proto::DESCRIPTORS).unwrap())).clone();
    let (board, neighbours) = (Switchboard::default(), Neighbours::default());
    neighbours.connect(&board);
    let environment = Environment {
        store: store.clone(),
        clock: clock.clone(),
        zone: Zone::UTC,
        limits: SetLimits::default(),
        transport: client::client(board.transport(), &ClientConfig::default(), contract.clone()),
        contract,
        config: serde_json::Value::Null,
    };
    let mut orders = Orders::new(environment).await.unwrap();
    orders.sagas = Sagas::new(store.clone(), quick(clock.clone(), Zone::UTC));
    let call = a_call(&clock);

    let (customer, product) = (a_customer(), a_product());
    let tx = store.begin_write(call.deadline).await.unwrap();
    storage::customers::insert(&tx, call.tenant(), std::slice::from_ref(&customer)).await.unwrap();
    storage::products::insert(&tx, call.tenant(), std::slice::from_ref(&product)).await.unwrap();
    tx.commit().await.unwrap();
    let line = app::create_orders::CreateLine {
        product: product.id,
        quantity: Quantity::from_units(10).unwrap(),
        price_micros: Some(19_990_000),
        free_of_charge: false,
        description: String::new(),
        billing_rule: BillingRule::OnShipment,
    };
    let command = app::create_orders::CreateOrder {
        customer: customer.id,
        external_id: String::new(),
        purchase_order_number: String::new(),
        ordered_on: None,
        currency: None,
        ship_to: None,
        payment_terms: None,
        ship_complete: false,
        lines: vec![line],
        submit,
    };
    let set = Set { items: vec![Item::unkeyed(command)], encode: |_: &Order| Vec::new().into() };
    let created = app::create_orders::create_orders(&orders, &call, set).await.unwrap().pop().unwrap();
    let order = created.accepted().unwrap().id;
    (Arc::new(orders), call, Given { order, neighbours })
}

fn a_customer() -> Customer {
    let address = o2c_kernel::Address {
        name: "Anna".to_owned(),
        lines: Vec::new(),
        city: String::new(),
        postal_code: String::new(),
        region: String::new(),
        country: o2c_kernel::CountryCode::parse("GB").unwrap(),
    };
    let details = CustomerDetails {
        external_id: String::new(),
        name: "Anna".to_owned(),
        bill_to: address.clone(),
        ship_to: address,
        tax_id: String::new(),
        payment_terms: o2c_kernel::PaymentTerms::new(30, false).unwrap(),
        currency: o2c_kernel::Currency::GBP,
        contacts: Vec::new(),
        blocked: false,
    };
    Customer::new(CustomerId::new(), details, Instant::from_micros(0))
}

fn a_product() -> Product {
    let id = ProductId::new();
    Product {
        id,
        sku: id.to_string(),
        description: "Kettle".to_owned(),
        nature: ProductNature::Stocked,
        tax_category: "STANDARD".to_owned(),
        active: true,
        version: 1,
    }
}

async fn found(orders: &Orders, call: &Call, id: OrderId) -> Order {
    app::get_order::batch_get_orders(orders, call, vec![id]).await.unwrap().items.remove(0)
}

#[tokio::test]
async fn an_acceptance_ends_done_or_undone_whatever_happens() {
    let migrations = migrations();
    o2c_testkit::on_both_engines_with(
        "orders",
        &[&migrations],
        &[o2c_store::PRIVILEGES, o2c_messaging::PRIVILEGES, o2c_saga::PRIVILEGES, crate::PRIVILEGES],
        async |store| {
            let build = async || {
                let (orders, call, given) = created(&store, true).await;
                Trial::<AcceptOrder, Given> {
                    sagas: orders.sagas.clone(),
                    context: orders,
                    call,
                    starts: Vec::new(),
                    world: given,
                }
            };
            let refusal = || Refused::Denied { reason: "TEST".to_owned() };
            trio(build, refusal, async |trial: &Trial<AcceptOrder, Given>, ending| {
                let order = found(&trial.context, &a_call(&Clock::system()), trial.world.order).await;
                let id = acceptance_id(order.id, 1).to_string();
                let world = trial.world.neighbours.0.lock().unwrap();
                assert!(!order.accepting);
                match ending {
                    Ending::Done => {
                        assert_eq!(order.state, OrderState::Confirmed);
                        assert!(world.reserved.contains_key(&id) && world.allocated.contains(&id));
                    }
                    Ending::Refused => {
                        assert_eq!((order.state, order.rejection_reason.as_str()), (OrderState::Rejected, "TEST"));
                        assert!(world.reserved.is_empty() && world.allocated.is_empty());
                    }
                }
            })
            .await;
        },
    )
    .await;
}

#[tokio::test]
async fn a_cancellation_ends_done_or_undone_whatever_happens() {
    let migrations = migrations();
    o2c_testkit::on_both_engines_with(
        "orders",
        &[&migrations],
        &[o2c_store::PRIVILEGES, o2c_messaging::PRIVILEGES, o2c_saga::PRIVILEGES, crate::PRIVILEGES],
        async |store| {
            let build = async || {
                let (orders, call, given) = created(&store, false).await;
                confirm(&orders, &call, given.order).await;
                let command = app::cancel_orders::CancelOrder {
                    order: given.order,
                    version: None,
                    reason: "NOT_WANTED".to_owned(),
                    lines: vec![LineQuantity { line: 1, quantity: Quantity::from_units(4).unwrap() }],
                };
                let set = Set { items: vec![Item::unkeyed(command)], encode: |_: &Order| Vec::new().into() };
                let asked = app::cancel_orders::cancel_orders(&orders, &call, set).await.unwrap();
                assert!(asked[0].refusal().is_none());
                Trial::<CancelOrder, Given> {
                    sagas: orders.sagas.clone(),
                    context: orders,
                    call,
                    starts: Vec::new(),
                    world: given,
                }
            };
            trio(
                build,
                || "PICKED".to_owned(),
                async |trial: &Trial<CancelOrder, Given>, ending| {
                    let order = found(&trial.context, &a_call(&Clock::system()), trial.world.order).await;
                    let progress = order.lines[0].progress;
                    assert_eq!((order.state, progress.cancelling), (OrderState::Confirmed, Quantity::ZERO));
                    let cancelled = if ending == Ending::Done { 4 } else { 0 };
                    assert_eq!(progress.cancelled, Quantity::from_units(cancelled).unwrap());
                },
            )
            .await;
        },
    )
    .await;
}

/// As the acceptance would, without running it.
async fn confirm(orders: &Orders, call: &Call, id: OrderId) {
    let tx = orders.store.begin_write(call.deadline).await.unwrap();
    let mut loaded = storage::orders::load_for_update(&tx, call.tenant(), [id]).await.unwrap();
    let order = loaded.get_mut(id).unwrap();
    let customer = storage::customers::find(&tx, call.tenant(), [order.customer.id]).await.unwrap();
    order.submit(&customer[&order.customer.id], call.actor().responsible(), call.now()).unwrap();
    let line = AcceptedLine { tax: o2c_kernel::Money::zero(order.currency), allocated: order.lines[0].terms.quantity };
    order.confirm(&[line]).unwrap();
    loaded.touch(id);
    storage::orders::save(&tx, call.tenant(), &loaded).await.unwrap();
    tx.commit().await.unwrap();
}
