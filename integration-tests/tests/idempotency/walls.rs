//! Tenants are walls: proved for every field that names something, by walking the contract.
//!
//! Two tenants live the same life. In a valid request of the one each id in turn is replaced by the other's: NOT_FOUND,
//! for whoever is a tenant of one must not even learn that there is something. A whole request of the other, under its
//! own `request_id`, gets no answer of the other's. Whatever can be read with the other's ids or page tokens holds
//! nothing of the other's.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use o2c::demo::desk::Person;
use o2c_integration_tests::Mesh;
use prost::Message;
use prost_reflect::{DynamicMessage, ReflectMessage, Value};
use tonic::Code;

use crate::{
    book::Reader,
    business::{Business, id},
    examples,
    methods::{Method, mutating, reading},
    mutants::is_id,
    questions::{Things, questions},
    wire::Line,
};

const ELSEWHERE: &str = "the service keeps no such thing: it writes down what it is told, under the caller's tenant";
const CHOSEN: &str = "the caller chooses it: under each tenant it names something else";

/// Fields in which another tenant's id is like any id that the caller made up: it opens nothing, and the other's book
/// stays as it is. That the service does not say NOT_FOUND has the reason beside it.
const FREE: &[(&str, &str)] = &[
    ("billing.v1.BillingService.CreateInvoice customer.customer_id", ELSEWHERE),
    ("collections.v1.CollectionsService.BlockDunning customer_id", ELSEWHERE),
    ("credit.v1.CreditService.CreateCreditAccount credit_account.customer_id", ELSEWHERE),
    ("credit.v1.CreditService.BatchCreateCreditAccounts requests.0.credit_account.customer_id", ELSEWHERE),
    ("credit.v1.CreditService.BatchReserveCredit requests.0.customer_id", ELSEWHERE),
    ("credit.v1.CreditService.BatchReserveCredit requests.0.order_id", ELSEWHERE),
    ("credit.v1.CreditService.BatchReserveCredit requests.0.reservation_id", CHOSEN),
    ("credit.v1.CreditService.BatchReleaseCredit requests.0.order_id", ELSEWHERE),
    ("credit.v1.CreditService.BatchCheckCredit requests.0.order_id", "an order without credit is answered as one"),
    ("credit.v1.CreditService.BatchReleaseCredit requests.0.reservation_id", CHOSEN),
    ("fulfillment.v1.FulfillmentService.BatchReceiveStock requests.0.product_id", ELSEWHERE),
    ("fulfillment.v1.FulfillmentService.BatchAdjustStock requests.0.product_id", ELSEWHERE),
    ("fulfillment.v1.FulfillmentService.BatchAllocateStock requests.0.allocation_id", CHOSEN),
    ("fulfillment.v1.FulfillmentService.BatchAllocateStock requests.0.lines.0.product_id", ELSEWHERE),
    ("fulfillment.v1.FulfillmentService.BatchAllocateStock requests.0.order_id", ELSEWHERE),
    ("fulfillment.v1.FulfillmentService.BatchReleaseStock requests.0.allocation_id", CHOSEN),
    ("fulfillment.v1.FulfillmentService.BatchReleaseStock requests.0.order_id", ELSEWHERE),
    ("payments.v1.PaymentsService.ResolvePaymentException customer_id", ELSEWHERE),
    ("payments.v1.PaymentsService.BatchResolvePaymentExceptions requests.0.customer_id", ELSEWHERE),
    (
        "receivables.v1.ReceivablesService.BatchApplyCash requests.0.applications.0.open_item_id",
        "what cannot be applied stays on account: the item is refused within the answer",
    ),
    ("receivables.v1.ReceivablesService.BatchApplyCash requests.0.proposal_id", CHOSEN),
    ("receivables.v1.ReceivablesService.BatchApplyCash requests.0.receipt.customer_id", ELSEWHERE),
    ("receivables.v1.ReceivablesService.BatchApplyCash requests.0.receipt.receipt_id", CHOSEN),
    ("receivables.v1.ReceivablesService.BatchImportOpenItems requests.0.customer_id", ELSEWHERE),
];

/// Beside a tenant's own it answers what the product ships, under the same ids for everybody.
const SHIPPED: &str = "o2c.billing.v1.BillingService.ListTaxRules";

const SUMS: &str = "it answers sums, which name nothing";

/// Methods whose answers to these questions name nothing of the owner's, each with the reason. Each service's own tests have
/// their walls.
const BLIND: &[(&str, &str)] = &[
    ("analytics.v1.AnalyticsService.GetKpis", SUMS),
    ("receivables.v1.ReceivablesService.GetAgeing", SUMS),
    ("receivables.v1.ReceivablesService.GetTrialBalance", SUMS),
    ("billing.v1.BillingService.GetNumberGapReport", "it answers numbers, which every tenant has from one on"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_another_tenant_is_found_by_any_field() {
    let mut business = Business::of_tenant(Mesh::new().await, "stranger").await;
    let mut owner = business.second_tenant("owner").await;
    let transport = business.mesh.mesh.client();
    let reader = Reader::of(&business.mesh).await;
    let free: BTreeSet<String> = FREE.iter().map(|(field, _)| format!("o2c.{field}")).collect();
    let (mut open, mut tried) = (BTreeSet::new(), 0);
    for method in mutating() {
        let Some(mine) = examples::example(&mut business, &method.name).await else { continue };
        business.turn_to(&mut owner);
        let theirs = examples::example(&mut business, &method.name).await.unwrap();
        let owners = Line { transport: transport.clone(), desk: business.mesh.desk.clone(), person: theirs.person };
        business.turn_to(&mut owner);
        let line = Line { transport: transport.clone(), desk: business.mesh.desk.clone(), person: mine.person };

        let (my_request, their_request) = (mine.dynamic(&method), theirs.dynamic(&method));
        let their_ids = ids(&their_request);
        business.mesh.settle().await;
        let before = reader.read(&business.mesh).await;
        for (path, other) in &their_ids {
            let mut request = my_request.clone();
            if !replace(&mut request, path, other) || request == my_request {
                continue;
            }
            tried += 1;
            let answer = line.call(&method, fresh(&request)).await.result;
            if answer.as_ref().err().map(tonic::Status::code) != Some(Code::NotFound) {
                let field = format!("{} {path}", method.name);
                assert!(free.contains(&field), "{field}: {answer:?}");
                open.insert(field);
            }
        }
        business.mesh.settle().await;
        let changed = before.differences(&reader.read(&business.mesh).await);
        let touched: Vec<_> = changed.iter().filter(|one| one.contains("\"owner\"")).collect();
        assert!(touched.is_empty(), "{}: a stranger changed {touched:?}", method.name);
        let first = owners.call(&method, theirs.request.clone()).await.result.expect(&method.name);
        let answer = line.call(&method, theirs.request.clone()).await.result.unwrap_or_default();
        let learned = told(&method, &answer);
        for (path, value) in ids(&DynamicMessage::decode(method.descriptor.output(), first).unwrap()) {
            let sent = their_ids.values().any(|one| *one == value);
            assert!(sent || !learned.contains(&value), "{} tells a stranger {path}", method.name);
        }
        business.mesh.settle().await;
    }
    let closed: Vec<_> = free.difference(&open).collect();
    assert!(closed.is_empty(), "these answer NOT_FOUND: take them off the list: {closed:?}");
    println!("{tried} fields, {} of them open nothing whatever stands in them", open.len());
    assert!(tried > 80, "{tried}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_another_tenant_is_read_by_any_id_filter_or_page_token() {
    let mut business = Business::of_tenant(Mesh::new().await, "stranger").await;
    let mut owner = business.second_tenant("owner").await;
    let transport = business.mesh.mesh.client();
    let stranger = Line { transport: transport.clone(), desk: business.mesh.desk.clone(), person: Person::Controller };
    business.turn_to(&mut owner);
    let owners = Line { person: Person::Controller, transport: transport.clone(), desk: business.mesh.desk.clone() };
    let mut things = Things::default();
    for method in mutating() {
        let Some(example) = examples::example(&mut business, &method.name).await else { continue };
        let line = Line { person: example.person, ..owners.clone() };
        let answer = line.call(&method, example.request.clone()).await.result.expect(&method.name);
        let told = ids(&DynamicMessage::decode(method.descriptor.output(), answer).unwrap());
        things.learn(told.into_iter().chain(ids(&example.dynamic(&method))));
        business.mesh.settle().await;
    }
    things.learn_deliveries(&business).await;
    let (all, today) = (things.all(), business.mesh.today);
    let (mut seen, mut pages, mut blind) = (0, 0, Vec::new());
    for method in reading() {
        let mut shown = false;
        for request in questions(&method, &things, today) {
            let Ok(answer) = owners.once(&method, request.encode_to_vec().into()).await else { continue };
            let theirs: BTreeSet<String> = told(&method, &answer);
            shown |= theirs.iter().any(|value| all.contains(value));
            let sent: BTreeSet<String> = ids(&request).into_values().collect();
            let clean = |what: &str, answer: &Bytes| {
                let leaked: Vec<_> = told(&method, answer)
                    .into_iter()
                    .filter(|one| theirs.contains(one) && !sent.contains(one))
                    .filter(|one| method.name != SHIPPED || all.contains(one))
                    .collect();
                assert!(leaked.is_empty(), "{} by {what} tells a stranger {leaked:?}", method.name);
            };
            let refused_or = |answer: Result<Bytes, tonic::Status>| answer.unwrap_or_default();
            clean("ids", &refused_or(stranger.once(&method, request.encode_to_vec().into()).await));
            seen += 1;
            let token = page_token(&method, &answer);
            if !token.is_empty() {
                let mut next = request.clone();
                next.set_field_by_name("page_token", Value::String(token));
                clean("page token", &refused_or(stranger.once(&method, next.encode_to_vec().into()).await));
                pages += 1;
            }
        }
        if !shown {
            blind.push(method.name.clone());
        }
    }
    println!("{seen} questions, {pages} page tokens");
    let known: Vec<String> = BLIND.iter().map(|(name, _)| format!("o2c.{name}")).collect();
    let unknown: Vec<_> = blind.iter().filter(|name| !known.contains(name)).collect();
    assert!(unknown.is_empty(), "nothing was seen by {unknown:#?}: give the owner something, or say why not in BLIND");
    let sighted: Vec<_> = known.iter().filter(|name| !blind.contains(name)).collect();
    assert!(sighted.is_empty(), "these see something: take them off BLIND: {sighted:?}");
    assert!(seen > 100 && pages > 20, "{seen} {pages}");
}

fn page_token(method: &Method, answer: &Bytes) -> String {
    let message = DynamicMessage::decode(method.descriptor.output(), answer.clone()).unwrap();
    let token = message.get_field_by_name("next_page_token");
    token.and_then(|token| token.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Every id that an answer holds.
fn told(method: &Method, answer: &Bytes) -> BTreeSet<String> {
    ids(&DynamicMessage::decode(method.descriptor.output(), answer.clone()).unwrap()).into_values().collect()
}

/// The same request under a new id, so that it is decided anew.
fn fresh(request: &DynamicMessage) -> Bytes {
    let mut request = request.clone();
    let paths: Vec<String> = all_ids(&request, true).into_keys().filter(|path| path.ends_with("request_id")).collect();
    for path in paths {
        replace(&mut request, &path, &id());
    }
    request.encode_to_vec().into()
}

fn ids(message: &DynamicMessage) -> BTreeMap<String, String> {
    all_ids(message, false)
}

/// Every id in a message, by the path of its field.
fn all_ids(message: &DynamicMessage, request_ids: bool) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for field in message.descriptor().fields().filter(|field| request_ids || field.name() != "request_id") {
        let value = message.get_field(&field).into_owned();
        let elements = match value {
            Value::List(list) => {
                list.into_iter().enumerate().map(|(at, one)| (format!("{}.{at}", field.name()), one)).collect()
            }
            one => vec![(field.name().to_owned(), one)],
        };
        for (path, element) in elements {
            match element {
                Value::String(text) if is_id(&text) => drop(found.insert(path, text)),
                Value::Message(inside) if message.has_field(&field) => {
                    found.extend(
                        all_ids(&inside, request_ids).into_iter().map(|(inner, id)| (format!("{path}.{inner}"), id)),
                    );
                }
                _ => {}
            }
        }
    }
    found
}

/// Puts another id where a path leads; whether there was one.
fn replace(message: &mut DynamicMessage, path: &str, id: &str) -> bool {
    let mut parts = path.splitn(2, '.');
    let (Some(name), rest) = (parts.next(), parts.next()) else { return false };
    let Some(field) = message.descriptor().get_field_by_name(name) else { return false };
    if !message.has_field(&field) {
        return false;
    }
    let (at, rest) = match (field.is_list(), rest) {
        (true, Some(rest)) => match rest.split_once('.') {
            Some((at, rest)) => (at.parse::<usize>().ok(), Some(rest)),
            None => (rest.parse::<usize>().ok(), None),
        },
        (_, rest) => (None, rest),
    };
    let place = match (message.get_field_mut(&field), at) {
        (Value::List(list), Some(at)) => list.get_mut(at),
        (one, None) => Some(one),
        _ => None,
    };
    match (place, rest) {
        (Some(Value::Message(inside)), Some(rest)) => replace(inside, rest, id),
        (Some(Value::String(text)), None) => {
            *text = id.to_owned();
            true
        }
        _ => false,
    }
}
