//! A customer is forgotten: nobody knows any more who it was, and the book is as it was.

use std::collections::BTreeSet;

use o2c::{demo::desk::Person, export::personal_data, outside::CallerOutside};
use o2c_gateway::listing::Lists;
use o2c_integration_tests::{Mesh, refusal};
use o2c_kernel::{KEPT, Principal, TenantId, machine_now};
use o2c_proto::{
    billing::v1::{Invoice, ListInvoicesRequest},
    common::v1::Address,
    orders::v1::{
        Contact, Customer, EraseCustomerPersonalDataRequest, EraseCustomerPersonalDataResponse, GetCustomerRequest,
        OrderState, UpdateCustomerRequest,
    },
    receivables::v1::{GetCustomerAccountRequest, GetTrialBalanceRequest},
};
use o2c_runtime::retention;
use o2c_testkit::columns_holding;
use tonic::Status;

use crate::audit_trail::{attested, verified};

/// Stands in everything that is known of the customer.
const CANARY: &str = "CANARYFINCH";
/// Documents that the law has us keep, and why money was booked as it was.
const BY_LAW: &[&str] = &[
    "billing.document.customer",
    "billing.document.ship_to",
    "payments.bank_statement_line.payer_name",
    "payments.match_explanation.explanation",
    "payments.match_explanation.question",
];
/// What goes by itself, within a month.
const FOR_A_WHILE: &[&str] = &[".idempotency_key.response", ".outbox.payload"];

async fn erase(mesh: &Mesh, customer: &str) -> Result<EraseCustomerPersonalDataResponse, Status> {
    let request = EraseCustomerPersonalDataRequest {
        request_id: o2c_kernel::new_uuid().to_string(),
        customer_id: customer.to_owned(),
        reason: "letter 17 of March".to_owned(),
    };
    let request = mesh.desk.ask(Person::Administrator, request);
    Ok(mesh.desk.orders.clone().erase_customer_personal_data(request).await?.into_inner())
}

/// A person who lives somewhere.
async fn person(mesh: &mut Mesh) -> String {
    let home = Address {
        name: format!("{CANARY} Esq"),
        lines: vec![format!("1 {CANARY} Lane")],
        city: format!("{CANARY}TON"),
        postal_code: "YO1 7HH".to_owned(),
        country_code: "GB".to_owned(),
        ..Address::default()
    };
    let known = |customer: &mut Customer| {
        customer.contacts =
            vec![Contact { name: CANARY.to_owned(), email: format!("{CANARY}@example.com"), ..Contact::default() }];
        (customer.bill_to, customer.ship_to) = (Some(home.clone()), Some(home));
    };
    mesh.customer(CANARY).with(known).create().await
}

/// All that the books say of them, without saying who they are.
async fn figures(mesh: &mut Mesh, customer: &str) -> String {
    mesh.settle().await;
    let balance = GetTrialBalanceRequest { as_of: None, currency_code: "GBP".to_owned() };
    let balance = mesh.desk.ask(Person::Accountant, balance);
    let balance = mesh.desk.receivables.get_trial_balance(balance).await.unwrap().into_inner();
    let account = GetCustomerAccountRequest { customer_id: customer.to_owned(), currency_code: "GBP".to_owned() };
    let account = mesh.desk.ask(Person::Accountant, account);
    let account = mesh.desk.receivables.get_customer_account(account).await.unwrap().into_inner();
    format!("{balance:?} {account:?} {:?}", mesh.credit(customer).await.exposure)
}

/// Where they are still named, as `service.table.column`.
async fn named(mesh: &Mesh) -> Vec<String> {
    let mut named = Vec::new();
    for service in mesh.mesh.node.services() {
        let columns = columns_holding(service.store(), CANARY).await;
        named.extend(columns.into_iter().map(|column| format!("{}.{column}", service.name())));
    }
    named
}

/// What names them of all that is exported of them.
async fn exported(mesh: &Mesh, customer: &str) -> BTreeSet<String> {
    let officer = Principal::parse("officer").unwrap();
    let caller = CallerOutside::over(mesh.mesh.client(), TenantId::default(), officer);
    let lists = Lists::load(o2c_proto::DESCRIPTORS).unwrap();
    let mut file = Vec::new();
    let written = personal_data::export(&caller, &lists, customer, &mut file).await.unwrap();
    let entries = String::from_utf8(file).unwrap();
    assert_eq!(written.values().sum::<u64>(), entries.lines().count() as u64);
    assert_eq!(written.get("o2c.credit.v1.CreditAccount"), Some(&1));
    let naming = entries.lines().filter(|line| line.contains(CANARY));
    let message = |line| {
        let entry: serde_json::Value = serde_json::from_str(line).unwrap();
        entry["message"].as_str().unwrap().rsplit('.').next().unwrap().to_owned()
    };
    naming.map(message).collect()
}

async fn invoices(mesh: &Mesh, customer: &str) -> Vec<Invoice> {
    let request = ListInvoicesRequest { customer_id: customer.to_owned(), ..ListInvoicesRequest::default() };
    let request = mesh.desk.ask(Person::Accountant, request);
    mesh.desk.billing.clone().list_invoices(request).await.unwrap().into_inner().invoices
}

async fn forgotten(mut mesh: Mesh) {
    let kettle = mesh.product("KETTLE", 100).await;
    let customer = person(&mut mesh).await;
    let order = mesh.order(&customer).line(&kettle, 10, "19.99").submit().await;
    mesh.ship(&order).await;
    assert_eq!(refusal(&erase(&mesh, &customer).await.unwrap_err()), "CUSTOMER_IN_USE");
    mesh.deliver(&order).await;
    let number = mesh.open_items(&customer).await[0].document_number.clone();
    mesh.bank_line("1", "0.00", "239.88", &format!("{CANARY} Limited"), &number).await;
    assert_eq!(mesh.settled(&order).await.state(), OrderState::Completed);
    let before = figures(&mut mesh, &customer).await;
    let everything = ["BankStatementLine", "Customer", "Invoice", "OpenItem", "Order", "Receipt", "Shipment"];
    assert_eq!(exported(&mesh, &customer).await, everything.map(str::to_owned).into());
    let known = named(&mesh).await;
    for place in [
        "orders.customer.contacts",
        "orders.sales_order.ship_to",
        "billing.source_order.customer",
        "fulfillment.customer_order.ship_to",
        "receivables.open_item.customer_name",
        "payments.receipt.payer_name",
        "collections.open_item.customer_name",
        "analytics.archived_event.payload",
    ] {
        assert!(known.iter().any(|known| known == place), "{place} is not among {known:?}");
    }

    let done = erase(&mesh, &customer).await.unwrap();
    assert_eq!((done.erased_order_count, done.complete), (1, true));
    assert!(done.customer.unwrap().erased);

    assert_eq!(figures(&mut mesh, &customer).await, before, "what was owed and paid is as it was");
    mesh.assert_book_ties().await;
    attested(&mesh).await;
    for service in mesh.mesh.node.services() {
        assert_eq!(verified(&mesh, service.name()).await.findings, []);
    }
    let kept: Vec<String> = named(&mesh).await;
    let may_be = |place: &str| BY_LAW.contains(&place) || FOR_A_WHILE.iter().any(|kept| place.ends_with(kept));
    assert!(kept.iter().all(|place| may_be(place)), "{kept:?}");
    assert!(kept.iter().any(|place| place == "billing.document.customer"), "invoices are kept: {kept:?}");
    assert!(invoices(&mesh, &customer).await[0].customer.as_ref().unwrap().name.contains(CANARY));

    assert_eq!(exported(&mesh, &customer).await, ["BankStatementLine", "Invoice"].map(str::to_owned).into());
    let order = mesh.settled(&order).await;
    assert!(order.ship_to.unwrap().lines.is_empty());
    let again = erase(&mesh, &customer).await.unwrap();
    assert_eq!((again.erased_order_count, again.complete), (0, true));
    let get = mesh.desk.ask(Person::Administrator, GetCustomerRequest { customer_id: customer.clone() });
    let left = mesh.desk.orders.get_customer(get).await.unwrap().into_inner();
    assert!(left.erased && left.blocked && left.contacts.is_empty() && left.external_id.is_empty(), "{left:?}");
    let back = Customer { name: CANARY.to_owned(), etag: String::new(), ..left };
    let back = UpdateCustomerRequest { request_id: String::new(), customer: Some(back) };
    let back = mesh.desk.orders.update_customer(mesh.desk.ask(Person::Administrator, back)).await.unwrap_err();
    assert_eq!(refusal(&back), "CUSTOMER_ERASED");
    let refused = mesh.order(&customer).line(&kettle, 1, "19.99").try_submit().await.unwrap_err();
    assert_eq!(refusal(&refused), "CUSTOMER_BLOCKED");
    gone_within_a_month(&mut mesh).await;
}

/// Then they stand nowhere but where the law has us keep it, and every law of the book holds without what was let go of.
async fn gone_within_a_month(mesh: &mut Mesh) {
    mesh.settle().await;
    for service in mesh.mesh.node.services() {
        retention::let_go(service.store(), machine_now().plus(KEPT)).await.unwrap();
    }
    assert_eq!(named(mesh).await, BY_LAW);
    mesh.assert_book_ties().await;
}

#[tokio::test]
async fn who_a_customer_was_is_forgotten_and_the_book_is_as_it_was() {
    forgotten(Mesh::new().await).await;
}

#[tokio::test]
async fn a_customer_is_forgotten_on_postgresql() {
    forgotten(Mesh::on_postgres().await).await;
}
