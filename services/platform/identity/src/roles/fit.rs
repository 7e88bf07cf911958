//! Whether roles and contract fit each other.

use std::collections::{BTreeMap, BTreeSet};

use super::{Method, read::File};

/// Everything in which roles and contract do not fit.
#[derive(Debug, thiserror::Error)]
#[error("the roles do not fit the contract: {}", .0.join("; "))]
pub struct RolesUnfit(pub Vec<String>);

pub(super) fn wrong(file: &File, methods: &[Method]) -> Vec<String> {
    let mut wrong = Vec::new();
    let asked: BTreeSet<&str> = methods.iter().map(|method| method.scope.as_str()).collect();
    let given: BTreeSet<&str> = file.role.iter().flat_map(|role| role.scopes.iter().map(String::as_str)).collect();
    for role in &file.role {
        for scope in role.scopes.iter().filter(|scope| !asked.contains(scope.as_str())) {
            wrong.push(format!("role {}: no method asks for `{scope}`", role.name));
        }
    }
    wrong.extend(asked.difference(&given).map(|scope| format!("no role has `{scope}`")));
    twice(file.role.iter().map(|role| role.name.as_str()), &mut wrong);
    one_duty_a_scope(methods, &mut wrong);
    duties(file, methods, &mut wrong);
    wrong
}

fn twice<'n>(names: impl Iterator<Item = &'n str>, wrong: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    wrong.extend(names.filter(|name| !seen.insert(*name)).map(|name| format!("role {name} is there twice")));
}

/// A scope that brings a duty for one method and none for another would hand the duty to everybody who needs the rest.
fn one_duty_a_scope(methods: &[Method], wrong: &mut Vec<String>) {
    let mut of_scope: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for method in methods {
        of_scope.entry(&method.scope).or_default().insert(&method.duty);
    }
    for (scope, duties) in of_scope.iter().filter(|(_, duties)| duties.len() > 1) {
        wrong.push(format!(
            "scope `{scope}` brings different duties: {}",
            Vec::from_iter(duties.iter().copied()).join(", ")
        ));
    }
}

fn duties(file: &File, methods: &[Method], wrong: &mut Vec<String>) {
    let touched: BTreeSet<&str> =
        methods.iter().map(|method| method.duty.as_str()).filter(|duty| !duty.is_empty()).collect();
    let (awaited, free) = (&file.awaited.duties, &file.free.duties);
    let in_conflict: BTreeSet<&str> =
        file.conflict.iter().flat_map(|conflict| conflict.duties.iter().map(String::as_str)).collect();
    for duty in in_conflict.iter().filter(|duty| !touched.contains(*duty) && !awaited.contains(**duty)) {
        wrong.push(format!("no method touches the duty `{duty}` of a conflict"));
    }
    for duty in awaited.iter().filter(|duty| touched.contains(duty.as_str())) {
        wrong.push(format!("the duty `{duty}` is awaited no more: take it off the list"));
    }
    for duty in &touched {
        match (in_conflict.contains(duty), free.contains(*duty)) {
            (false, false) => {
                wrong.push(format!("the duty `{duty}` has no conflict: give it one, or say that it is free"))
            }
            (true, true) => wrong.push(format!("the duty `{duty}` is said to be free and has conflicts")),
            (true, false) | (false, true) => {}
        }
    }
}
