//! What a service must say of its methods before it may start.

use o2c_proto::common::v1::{Criticality, Idempotency};
use o2c_rpc::{Contract, ContractError};

use super::subject::{contract, contract_where};

const SERVICES: [&str; 2] = ["o2c.runtime.v1.RuntimeService", "o2c.runtime.v1.ClockService"];

#[test]
fn the_options_of_a_method_are_read() {
    let contract = contract();
    let access = contract.access("/o2c.runtime.v1.ClockService/AdvanceTo").unwrap();
    assert_eq!(access.scope, "runtime.clock");
    assert_eq!(access.duty, "");
    assert_eq!(access.idempotency, Idempotency::Natural);
    assert_eq!(access.criticality, Criticality::Normal);
    assert!(access.internal && access.unary);
    assert_eq!(contract.access("/o2c.runtime.v1.ClockService/TurnBack"), None);
}

#[test]
fn a_complete_service_may_start() {
    contract().check(&SERVICES).unwrap();
}

#[test]
fn all_that_is_missing_is_named() {
    let cases = [
        ("scope: \"runtime.read\"", "", "o2c.runtime.v1.RuntimeService/GetBacklog has no scope"),
        ("idempotency: IDEMPOTENCY_NATURAL", "", "o2c.runtime.v1.ClockService/AdvanceTo has no idempotency"),
        (
            "internal: true",
            "",
            "o2c.runtime.v1.RuntimeService/GetBacklog has no google.api.http; \
             o2c.runtime.v1.ClockService/AdvanceTo has no google.api.http",
        ),
    ];
    for (from, to, message) in cases {
        let refusal = contract_where(from, to).check(&SERVICES).unwrap_err();
        assert_eq!(refusal.to_string(), message);
    }
}

#[test]
fn a_service_that_is_not_in_the_contract_may_not_start() {
    let refusal = contract().check(&["o2c.unheard.v1.OfService"]).unwrap_err();
    assert_eq!(refusal.to_string(), "o2c.unheard.v1.OfService is not in the contract");
}

#[test]
fn bytes_that_are_no_descriptors_are_an_error() {
    assert!(matches!(Contract::load(b"nonsense"), Err(ContractError::Descriptors(_))));
    assert!(matches!(Contract::load(b""), Err(ContractError::NoOption(_))));
}
