//! An accepted command has one effect: proved for every method of the contract that changes something, by walking it.
//!
//! Two tenants live the same life. One sends each example request once; the other sends it a hundred times, before that
//! a refused one and after that every one that differs in a field, all under the same `request_id`. Whatever a service
//! has stored of the two must be equal in number after each method, and what comes after the first fifty must change
//! nothing at all. A method without an example fails by name, so that a new one cannot be forgotten.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a proof that cannot go on fails, and prints its figures"
)]

mod book;
mod business;
mod examples;
mod methods;
mod mutants;
mod proof;
mod questions;
mod refusals;
mod sees;
mod walls;
mod wire;

use o2c_integration_tests::Mesh;
use o2c_proto::common::v1::Idempotency;

use crate::{book::Reader, business::Business, examples::Example, wire::Line};

/// The laws across services that do not hold here: the examples call BatchReserveCredit and BatchApplyCash with no order
/// and no receipt behind them.
const STEPS_ALONE: [&str; 3] = ["X-1", "X-4", "X-5"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_mutation_has_one_effect_on_sqlite() {
    every_mutation_has_one_effect(Mesh::new().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_mutation_has_one_effect_on_postgresql() {
    every_mutation_has_one_effect(Mesh::on_postgres().await).await;
}

async fn every_mutation_has_one_effect(mesh: Mesh) {
    let methods = methods::mutating();
    let mut business = Business::of_tenant(mesh, "once").await;
    let mut waiting = business.second_tenant("hundred").await;
    let (reader, transport) = (Reader::of(&business.mesh).await, business.mesh.mesh.client());
    let line = |business: &Business, example: &Example| Line {
        transport: transport.clone(),
        desk: business.mesh.desk.clone(),
        person: example.person,
    };
    let mut missing = Vec::new();
    for method in &methods {
        let Some(example) = examples::example(&mut business, &method.name).await else {
            missing.push(&method.name);
            continue;
        };
        let by_id = method.idempotency == Idempotency::RequestId;
        assert_eq!(example.refused.is_some(), by_id, "{}: a refusal is tried where there is an id", method.name);
        proof::once(&line(&business, &example), &business, method, &example).await;
        business.turn_to(&mut waiting);
        let example = examples::example(&mut business, &method.name).await.unwrap();
        let (seen, book) = proof::hundred(&line(&business, &example), &business, &reader, method, &example).await;
        business.turn_to(&mut waiting);
        let unlike = book.unlike("once", "hundred");
        assert!(unlike.is_empty(), "{}: a hundred copies left something else than one: {unlike:#?}", method.name);
        println!("{:70} {:3} retries, refused {:?}", method.name, seen.retries, seen.refused);
    }
    assert!(missing.is_empty(), "no example request for {missing:#?}: give each one in tests/idempotency/examples");
    let audit = business.mesh.audit().await;
    let broken: Vec<_> = audit.laws.iter().filter(|law| law.report.failed > 0).map(|law| law.law).collect();
    assert_eq!(broken, STEPS_ALONE, "{}", audit.table());
}
