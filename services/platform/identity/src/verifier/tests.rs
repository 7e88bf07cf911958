use std::time::Duration;

use o2c_kernel::{Principal, Scopes, TenantId};

use super::*;
use crate::{Issuer, SigningKey, jws};

const NOON: Instant = Instant::from_micros(1_700_000_000_000_000);

fn ann() -> Arc<Caller> {
    Arc::new(Caller {
        tenant: TenantId::parse("acme").unwrap(),
        principal: Principal::parse("ann@example.com").unwrap(),
        scopes: Scopes::of(["orders.read", "orders.write"]),
        responsible: None,
    })
}

fn gateway() -> (Issuer, Verifier) {
    let issuer = Issuer::new("gateway", SigningKey::generate().unwrap());
    let verifier = Verifier::new(TrustedKeys::of("gateway", issuer.key().public()));
    (issuer, verifier)
}

fn seconds_later(seconds: u64) -> Instant {
    NOON.plus(Duration::from_secs(seconds))
}

#[test]
fn a_caller_arrives_as_they_were() {
    let (issuer, verifier) = gateway();
    let token = issuer.token(&ann(), "orders", NOON);
    for _ in 0..2 {
        assert_eq!(*verifier.verify(&token, "orders", NOON).unwrap(), *ann());
    }
    let key = Arc::new(Caller {
        principal: Principal::parse("key:1").unwrap(),
        responsible: Some(ann().principal.clone()),
        ..(*ann()).clone()
    });
    let token = issuer.token(&key, "orders", NOON);
    assert_eq!(verifier.verify(&token, "orders", NOON).unwrap(), key, "with who answers for them");
    let service = Arc::new(o2c_kernel::system(TenantId::default(), "orders"));
    let token = issuer.token(&service, "credit", NOON);
    assert_eq!(verifier.verify(&token, "credit", NOON).unwrap(), service);
}

#[test]
fn a_token_is_for_one_service_and_one_minute() {
    let (issuer, verifier) = gateway();
    let token = issuer.token(&ann(), "orders", NOON);
    assert_eq!(verifier.verify(&token, "credit", NOON), Err(IdentityError::OtherAudience));
    verifier.verify(&token, "orders", seconds_later(59)).unwrap();
    for when in [seconds_later(66), NOON.minus(Duration::from_secs(6))] {
        assert_eq!(verifier.verify(&token, "orders", when), Err(IdentityError::Untimely));
        assert_eq!(
            Verifier::new(TrustedKeys::of("gateway", issuer.key().public())).verify(&token, "orders", when),
            Err(IdentityError::Untimely)
        );
    }
}

#[test]
fn a_token_is_used_again_until_half_its_life_is_over() {
    let (issuer, _) = gateway();
    let token = issuer.token(&ann(), "orders", NOON);
    assert_eq!(issuer.token(&ann(), "orders", seconds_later(29)), token);
    assert_ne!(issuer.token(&ann(), "orders", seconds_later(30)), token);
    assert_ne!(issuer.token(&ann(), "credit", NOON), token, "another audience");
    let other = Arc::new(Caller { scopes: Scopes::of(["orders.read"]), ..(*ann()).clone() });
    assert_ne!(issuer.token(&other, "orders", NOON), token, "other scopes");
    let other = Arc::new(Caller { tenant: TenantId::default(), ..(*ann()).clone() });
    assert_ne!(issuer.token(&other, "orders", NOON), token, "another tenant");
    let other = Arc::new(Caller { responsible: Some(Principal::local()), ..(*ann()).clone() });
    assert_ne!(issuer.token(&other, "orders", NOON), token, "another who answers for them");
}

#[test]
fn nobody_signs_for_another() {
    let (gateway, verifier) = gateway();
    let stranger = Issuer::new("gateway", SigningKey::generate().unwrap());
    let token = stranger.token(&ann(), "orders", NOON);
    assert_eq!(verifier.verify(&token, "orders", NOON), Err(IdentityError::UnknownKey));

    // a key that is trusted, for another process
    verifier.trust(TrustedKeys::of("gateway", gateway.key().public()).and("billing", stranger.key().public().clone()));
    assert_eq!(verifier.verify(&token, "orders", NOON), Err(IdentityError::Forged));

    let (header, _) = token.split_once('.').unwrap();
    let (_, others) =
        gateway.token(&ann(), "orders", NOON).split_once('.').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    assert_eq!(verifier.verify(&format!("{header}.{others}"), "orders", NOON), Err(IdentityError::Forged));
}

#[test]
fn a_key_is_changed_without_a_gap() {
    let (old, verifier) = gateway();
    let new = Issuer::new("gateway", SigningKey::generate().unwrap());
    let (from_old, from_new) = (old.token(&ann(), "orders", NOON), new.token(&ann(), "orders", NOON));
    let keys = TrustedKeys::of("gateway", old.key().public()).and("gateway", new.key().public().clone());
    verifier.trust(keys);
    verifier.verify(&from_old, "orders", NOON).unwrap();
    verifier.verify(&from_new, "orders", NOON).unwrap();
    verifier.trust(TrustedKeys::of("gateway", new.key().public()));
    assert_eq!(
        verifier.verify(&from_old, "orders", NOON),
        Err(IdentityError::UnknownKey),
        "also if it was seen before"
    );
    verifier.verify(&from_new, "orders", NOON).unwrap();
}

#[test]
fn what_a_trusted_key_signs_beside_identities_is_none() {
    let key = SigningKey::generate().unwrap();
    let verifier = Verifier::new(TrustedKeys::of("gateway", key.public()));
    let now = NOON.micros() / 1_000_000;
    let claims = |lifetime: i64| serde_json::json!({ "iss": "gateway", "aud": "orders", "sub": "ann", "tenant": "acme", "scope": "*", "iat": now, "exp": now + lifetime });
    let ask = |typ: &str, claims: &serde_json::Value| verifier.verify(&jws::sign(&key, typ, claims), "orders", NOON);
    ask(TYPE, &claims(60)).unwrap();
    assert_eq!(ask("at+jwt", &claims(60)), Err(IdentityError::Malformed), "another type");
    assert_eq!(ask(TYPE, &claims(61)), Err(IdentityError::Untimely), "longer than a minute");
    assert_eq!(ask(TYPE, &claims(0)), Err(IdentityError::Untimely));
    for (field, value) in [("tenant", "A B"), ("sub", ""), ("responsible", "")] {
        let mut strange = claims(60);
        strange[field] = value.into();
        assert_eq!(ask(TYPE, &strange), Err(IdentityError::Malformed), "{field}");
    }
    // what a later version says besides is passed over (RFC 7519 §4)
    let mut later = claims(60);
    later["more"] = "x".into();
    ask(TYPE, &later).unwrap();
    for text in ["", "a.b.c", "Bearer x"] {
        assert_eq!(verifier.verify(text, "orders", NOON), Err(IdentityError::Malformed));
    }
}

#[tokio::test(start_paused = true)]
async fn keys_are_read_again_when_their_files_change() {
    let place = tempfile::tempdir().unwrap();
    let (private, public) = (place.path().join("gateway.key"), place.path().join("gateway.pub"));
    SigningKey::read_or_create(&private).unwrap().public().write(&public).unwrap();
    let issuer = Issuer::of_file("gateway", private.clone()).unwrap();
    let verifier = Verifier::of_files(BTreeMap::from([("gateway".to_owned(), vec![public.clone()])])).unwrap();
    let first = issuer.token(&ann(), "orders", NOON);
    verifier.verify(&first, "orders", NOON).unwrap();

    std::fs::remove_file(&private).unwrap();
    SigningKey::read_or_create(&private).unwrap().public().write(&public).unwrap();
    let changed = async {
        while issuer.token(&ann(), "orders", NOON) == first || verifier.verify(&first, "orders", NOON).is_ok() {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(600), changed).await.unwrap();
    verifier.verify(&issuer.token(&ann(), "orders", NOON), "orders", NOON).unwrap();

    std::fs::write(&public, "no key").unwrap();
    tokio::time::sleep(Duration::from_secs(60)).await;
    verifier.verify(&issuer.token(&ann(), "orders", NOON), "orders", NOON).expect("a broken file changes nothing");
}
