//! Texts that outlive the process that made them, as releases made them: whoever holds one comes back with it.

use std::time::Duration;

use o2c_identity::{SigningKey, TrustedKeys, Verifier, jws};
use o2c_kernel::{ETag, Instant, KeyPart, PageToken};
use serde_json::{Value, json};
use uuid::Uuid;

/// Of v0.1.0: the key at which a page ended, the list, and the token.
const PAGE: (&str, &str) =
    ("acme/orders/state=1", "OTdkYzA5OWE3MDk4YTY3M2ktNx90U08tMR91MDE4ZjRhN2MtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAx");

fn key() -> [KeyPart; 3] {
    let id = Uuid::from_u128(0x018f_4a7c_0000_7000_8000_0000_0000_0001);
    [KeyPart::Int(-7), KeyPart::Text("SO-1".to_owned()), KeyPart::Uuid(id)]
}

#[test]
fn a_page_token_leads_on() {
    let (list, token) = PAGE;
    // the version before turns pages of this one, too
    assert_eq!(PageToken::encode(&key(), list), token);
    assert_eq!(PageToken::decode(token, list).unwrap(), key());
}

#[test]
fn an_etag_is_the_version() {
    assert_eq!(ETag::parse("\"7\""), Ok(Some(7)));
    assert_eq!(ETag::from_version(7), "\"7\"");
}

const NOON: Instant = Instant::from_micros(1_700_000_000_000_000);

/// What processes of v0.1.0 say of a caller to one another.
fn identity() -> Value {
    json!({"iss": "gateway", "aud": "orders", "sub": "ann@example.com", "tenant": "acme",
        "scope": "orders.read orders.write", "iat": 1_700_000_000, "exp": 1_700_000_060})
}

#[test]
fn processes_of_two_versions_believe_each_other() {
    let key = SigningKey::generate().unwrap();
    let verifier = Verifier::new(TrustedKeys::of("gateway", key.public()));
    let token = |claims: &Value| jws::sign(&key, "o2c-identity+jwt", claims);
    let mut newer = identity();
    newer["since_then"] = json!("a claim that this version does not know");
    for claims in [identity(), newer] {
        let caller = verifier.verify(&token(&claims), "orders", NOON.plus(Duration::from_secs(1))).unwrap();
        assert_eq!((caller.tenant.as_str(), caller.principal.as_str()), ("acme", "ann@example.com"));
        assert_eq!(caller.scopes.iter().collect::<Vec<_>>(), ["orders.read", "orders.write"]);
    }
    for missing in ["iss", "aud", "sub", "tenant", "scope", "iat", "exp"] {
        let mut claims = identity();
        claims.as_object_mut().unwrap().remove(missing);
        assert!(verifier.verify(&token(&claims), "orders", NOON).is_err(), "{missing}");
    }
}

#[test]
fn what_this_version_says_of_a_caller_the_one_before_understands() {
    let key = SigningKey::generate().unwrap();
    let trusted = TrustedKeys::of("gateway", key.public());
    let issuer = o2c_identity::Issuer::new("gateway", key);
    let caller = std::sync::Arc::new(o2c_kernel::Caller {
        tenant: o2c_kernel::TenantId::parse("acme").unwrap(),
        principal: o2c_kernel::Principal::parse("ann@example.com").unwrap(),
        scopes: o2c_kernel::Scopes::of(["orders.read", "orders.write"]),
        responsible: None,
    });
    let signed = jws::signed_by(&issuer.token(&caller, "orders", NOON), "o2c-identity+jwt", &trusted);
    let said: Value = serde_json::from_slice(&signed.ok().unwrap().json).unwrap();
    for (claim, value) in identity().as_object().unwrap() {
        assert_eq!(said[claim], *value, "{claim}");
    }
}

/// What sagas of v0.1.0 keep of their callers: a process of either version takes them up.
#[test]
fn a_saga_of_either_version_knows_its_caller() {
    let before = r#"{"tenant":"acme","principal":"ann@example.com","scopes":{"all":false,"named":["orders.read"]}}"#;
    let mut caller: o2c_kernel::Caller = serde_json::from_str(before).unwrap();
    assert_eq!(caller.actor().responsible(), &caller.principal);
    assert_eq!(serde_json::to_string(&caller).unwrap(), before, "who answers for themselves is written as before");
    caller.responsible = Some(o2c_kernel::Principal::local());
    let kept = serde_json::to_string(&caller).unwrap();
    assert_eq!(serde_json::from_str::<o2c_kernel::Caller>(&kept).unwrap(), caller);
}
