use serde_json::json;

use super::*;

const NOW: i64 = 1_700_000_000;

fn options() -> IssuerOptions {
    IssuerOptions {
        issuer: "https://people.example".to_owned(),
        audience: "o2c".to_owned(),
        tenant_claim: "tenant".to_owned(),
        ..IssuerOptions::default()
    }
}

fn claims() -> Value {
    json!({
        "iss": "https://people.example", "aud": ["other", "o2c"], "sub": "ann", "tenant": "acme",
        "roles": ["order-clerk"], "iat": NOW, "nbf": NOW, "exp": NOW + 300,
    })
}

fn read_at(claims: &Value, options: &IssuerOptions, now: i64) -> Result<(Person, Instant), String> {
    let now = Instant::from_micros(now * 1_000_000);
    read(claims.to_string().as_bytes(), options, now).map_err(|refusal| refusal.to_string())
}

fn with(name: &str, value: Value) -> Value {
    let mut changed = claims();
    match value {
        Value::Null => drop(changed.as_object_mut().unwrap().remove(name)),
        value => changed[name] = value,
    }
    changed
}

#[test]
fn a_token_names_a_person_of_a_tenant_with_roles() {
    let (person, until) = read_at(&claims(), &options(), NOW).unwrap();
    assert_eq!((person.tenant.as_str(), person.principal.as_str()), ("acme", "ann"));
    assert_eq!(person.roles, ["order-clerk"]);
    assert_eq!(until.micros(), (NOW + 330) * 1_000_000);
    read_at(&with("aud", "o2c".into()), &options(), NOW).unwrap();
    read_at(&with("nbf", Value::Null), &options(), NOW).unwrap();
    let fixed = IssuerOptions { tenant_claim: String::new(), tenant: "other".to_owned(), ..options() };
    assert_eq!(read_at(&claims(), &fixed, NOW).unwrap().0.tenant.as_str(), "other");
}

#[test]
fn what_is_missing_wrong_or_somebody_elses_is_refused() {
    for (name, value) in [
        ("iss", "https://people.example/".into()),
        ("iss", Value::Null),
        ("aud", "o2c2".into()),
        ("aud", json!([])),
        ("aud", Value::Null),
        ("exp", Value::Null),
        ("exp", json!("tomorrow")),
        ("exp", json!(1.5)),
        ("exp", json!(NOW - 31)),
        ("nbf", json!(NOW + 31)),
        ("nbf", json!("now")),
        ("iat", json!(NOW + 31)),
        ("tenant", Value::Null),
        ("tenant", "A B".into()),
        ("tenant", json!(["acme"])),
        ("sub", Value::Null),
        ("sub", "".into()),
        ("sub", "system:orders".into()),
        ("sub", "key:123".into()),
        ("sub", "ann\n".into()),
    ] {
        assert!(read_at(&with(name, value.clone()), &options(), NOW).is_err(), "{name}: {value}");
    }
    assert!(read(b"[]", &options(), Instant::from_micros(0)).is_err());
}

#[test]
fn clocks_may_differ_a_little() {
    read_at(&claims(), &options(), NOW + 329).unwrap();
    read_at(&claims(), &options(), NOW - 30).unwrap();
    assert!(read_at(&claims(), &options(), NOW + 330).is_err());
    assert!(read_at(&claims(), &options(), NOW - 31).is_err());
}

#[test]
fn roles_are_found_wherever_an_issuer_puts_them_and_translated() {
    let roles = |claims: &Value, options: &IssuerOptions| read_at(claims, options, NOW).unwrap().0.roles;
    assert_eq!(roles(&with("roles", "order-clerk auditor".into()), &options()), ["order-clerk", "auditor"]);
    assert_eq!(roles(&with("roles", json!(7)), &options()), Vec::<String>::new());
    let deep = IssuerOptions { roles_claim: "realm_access.roles".to_owned(), ..options() };
    assert_eq!(roles(&with("realm_access", json!({ "roles": ["auditor"] })), &deep), ["auditor"]);
    let meaning = [("Sales".to_owned(), vec!["order-clerk".to_owned()])];
    let translated = IssuerOptions { roles: meaning.into(), ..options() };
    assert_eq!(roles(&with("roles", json!(["Sales", "Canteen", "auditor"])), &translated), ["order-clerk"]);
}
