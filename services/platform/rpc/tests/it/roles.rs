//! The shipped roles and the contract fit each other.

use o2c_identity::{Roles, RolesError};

use super::subject::contract;

#[test]
fn every_scope_and_duty_has_its_place() {
    let roles = Roles::shipped(&contract().for_roles()).unwrap();
    let names: Vec<&str> = roles.iter().map(|role| role.name.as_str()).collect();
    let named = [
        "order-clerk",
        "credit-analyst",
        "credit-manager",
        "warehouse",
        "billing-clerk",
        "ar-clerk",
        "cash-clerk",
        "collector",
        "treasurer",
        "controller",
        "auditor",
        "integration",
    ];
    for name in named {
        assert!(names.contains(&name), "{name}");
        roles.resolve([name]).unwrap();
    }
}

#[test]
fn a_limit_an_order_a_write_off_are_for_three_people() {
    let roles = Roles::shipped(&contract().for_roles()).unwrap();
    for pair in [
        ["credit-manager", "credit-analyst"],
        ["credit-analyst", "controller"],
        ["credit-manager", "controller"],
        ["cash-clerk", "treasurer"],
        ["cash-clerk", "ar-clerk"],
        ["billing-clerk", "price-manager"],
    ] {
        assert!(matches!(roles.resolve(pair), Err(RolesError::Conflict { .. })), "{pair:?}");
    }
    roles.resolve(["order-clerk", "warehouse", "collector"]).unwrap();
}

#[test]
fn what_services_ask_of_each_other_is_given_to_nobody() {
    let contract = contract();
    let roles = Roles::shipped(&contract.for_roles()).unwrap();
    let given = |scope: &str| roles.iter().any(|role| !role.internal && role.scopes.contains(scope));
    for (path, access) in contract.methods().filter(|(_, access)| access.internal) {
        // an operator sees what is under way, and moves a clock that may be moved
        let theirs = access.scope.starts_with("runtime.");
        assert_eq!(given(&access.scope), theirs, "{path}");
    }
}

#[test]
fn the_table_of_the_documents_is_that_of_the_program() {
    let table = Roles::shipped(&contract().for_roles()).unwrap().to_string();
    let readme = include_str!("../../../identity/ROLES.md");
    let shown = readme.split_once("\n\n| role ").map(|(_, rest)| format!("| role {rest}")).unwrap_or_default();
    assert_eq!(shown, table, "write what `o2c roles` prints into services/platform/identity/ROLES.md");
}
