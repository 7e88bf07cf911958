//! Tokens of an issuer on this machine, that rotates its keys and fails.

mod people;

use std::time::Duration;

use o2c_identity::{Method, SigningKey, jws, jws::Algorithm};
use o2c_kernel::Scopes;
use serde_json::{Value, json};

use super::*;
use people::{People, Rsa};

const NOON: Instant = Instant::from_micros(1_700_000_000_000_000);

fn roles() -> Roles {
    let contract = o2c_rpc::Contract::load(o2c_proto::DESCRIPTORS).unwrap();
    let methods: Vec<Method> = contract.for_roles();
    Roles::shipped(&methods).unwrap()
}

fn later(seconds: u64) -> Instant {
    NOON.plus(Duration::from_secs(seconds))
}

async fn issuers(people: &People, algorithms: &[Algorithm]) -> Issuers {
    let options = IssuerOptions {
        issuer: people.name(),
        audience: "o2c".to_owned(),
        algorithms: algorithms.to_vec(),
        jwks_url: people.address(),
        tenant_claim: "tenant".to_owned(),
        ..IssuerOptions::default()
    };
    assert_eq!(options.wrong(), Vec::<String>::new());
    Issuers::open(&[options]).await.unwrap()
}

fn claims(people: &People) -> Value {
    json!({
        "iss": people.name(), "aud": "o2c", "sub": "ann", "tenant": "acme", "roles": ["order-clerk", "unheard-of"],
        "iat": NOON.micros() / 1_000_000, "exp": NOON.micros() / 1_000_000 + 3_600,
    })
}

async fn asked(issuers: &Issuers, token: &str, now: Instant) -> Result<Arc<Caller>, String> {
    issuers.caller(token, &roles(), now).await.map_err(|refusal| refusal.to_string())
}

/// From when on the keys may be asked for again: `open` has asked at machine time.
fn asks_again() -> Instant {
    o2c_kernel::machine_now().plus(Duration::from_secs(3_600))
}

#[tokio::test]
async fn a_token_of_a_known_issuer_names_its_caller() {
    let people = People::start().await;
    let key = SigningKey::generate().unwrap();
    people.publish(json!([key.public().jwk()]));
    let issuers = issuers(&people, &[Algorithm::EdDsa]).await;
    for typ in ["at+jwt", "application/at+jwt", "JWT", "AT+JWT"] {
        let caller = asked(&issuers, &jws::sign(&key, typ, &claims(&people)), NOON).await.unwrap();
        assert_eq!((caller.tenant.as_str(), caller.principal.as_str()), ("acme", "ann"));
        assert!(caller.scopes.allows("orders.write") && !caller.scopes.allows("billing.write"));
        assert!(!caller.scopes.is_all());
    }
    let times = people.times();
    let token = jws::sign(&key, "at+jwt", &claims(&people));
    assert!(asked(&issuers, &token, later(3_629)).await.is_ok(), "thirty seconds of leeway");
    assert!(asked(&issuers, &token, later(3_630)).await.unwrap_err().contains("over"));
    assert_eq!(people.times(), times, "the keys are kept");
}

#[tokio::test]
async fn a_token_that_was_made_for_anything_else_is_refused() {
    let people = People::start().await;
    let key = SigningKey::generate().unwrap();
    people.publish(json!([key.public().jwk()]));
    let issuers = issuers(&people, &[Algorithm::EdDsa]).await;
    let refused = async |token: &str| asked(&issuers, token, NOON).await.unwrap_err();
    assert!(refused(&jws::sign(&key, "id+jwt", &claims(&people))).await.contains("no access token"));
    assert!(refused(&jws::sign(&key, "o2c-identity+jwt", &claims(&people))).await.contains("no access token"));
    let mut others = claims(&people);
    others["iss"] = "https://elsewhere.example".into();
    assert!(refused(&jws::sign(&key, "JWT", &others)).await.contains("issuer"));
    let mut others = claims(&people);
    others["aud"] = "another".into();
    assert!(refused(&jws::sign(&key, "JWT", &others)).await.contains("somebody else"));
    let stranger = SigningKey::generate().unwrap();
    assert!(refused(&jws::sign(&stranger, "JWT", &claims(&people))).await.contains("key"));
    assert!(refused("no token").await.contains("no signed JWT"));
}

#[tokio::test]
async fn no_algorithm_but_the_issuers_own_is_looked_at() {
    let people = People::start().await;
    let rsa = Rsa::generate("rsa");
    people.publish(json!([rsa.jwk()]));
    let issuers = issuers(&people, &[Algorithm::Rs256]).await;
    let claims = claims(&people);
    asked(&issuers, &rsa.sign("RS256", "sha256", &claims), NOON).await.expect("what openssl has signed");

    // signed by the same key, with a hash that the issuer does not use
    assert!(asked(&issuers, &rsa.sign("RS512", "sha512", &claims), NOON).await.is_err());
    // the header says what it likes
    assert!(asked(&issuers, &rsa.sign("RS256", "sha512", &claims), NOON).await.is_err());
    for header in [json!({ "alg": "none", "typ": "JWT", "kid": "rsa" }), json!({ "alg": "None", "typ": "JWT" })] {
        assert!(asked(&issuers, &people::unsigned(&header, &claims), NOON).await.is_err());
    }
    // the public key taken for a shared secret
    assert!(asked(&issuers, &rsa.confused(&claims), NOON).await.is_err());
    // a key that the token brings along
    let own = SigningKey::generate().unwrap();
    assert!(asked(&issuers, &jws::sign(&own, "JWT", &claims), NOON).await.is_err());
}

#[tokio::test]
async fn keys_are_exchanged_and_an_outage_is_not_noticed() {
    let people = People::start().await;
    let (old, new) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
    people.publish(json!([old.public().jwk()]));
    let issuers = issuers(&people, &[Algorithm::EdDsa]).await;
    let lasting = |key: &SigningKey| {
        let mut claims = claims(&people);
        claims["exp"] = (asks_again().micros() / 1_000_000 + 3_600).into();
        jws::sign(key, "JWT", &claims)
    };
    let (from_old, from_new) = (lasting(&old), lasting(&new));
    asked(&issuers, &from_old, NOON).await.unwrap();

    people.fail(true);
    let again = asks_again();
    assert!(asked(&issuers, &from_new, again).await.is_err(), "a new key while nobody can be asked");
    asked(&issuers, &from_old, again).await.expect("what is known is known");
    people.fail(false);
    people.publish(json!([old.public().jwk(), new.public().jwk()]));
    let times = people.times();
    for _ in 0..20 {
        assert!(asked(&issuers, &from_new, again).await.is_err(), "asked a moment ago");
    }
    assert_eq!(people.times(), times, "an unknown key makes nobody ask again and again");
    let again = again.plus(Duration::from_secs(10));
    asked(&issuers, &from_new, again).await.unwrap();
    assert_eq!(people.times(), times + 1);

    // A key that is taken back: what it has signed is refused from the answer on that no longer has it.
    asked(&issuers, &from_old, again).await.expect("verified, and remembered");
    people.publish(json!([new.public().jwk()]));
    let again = again.plus(Duration::from_secs(10));
    let unheard_of = lasting(&SigningKey::generate().unwrap());
    assert!(asked(&issuers, &unheard_of, again).await.is_err(), "makes the gateway ask");
    assert!(asked(&issuers, &from_old, again).await.unwrap_err().contains("key"));
    asked(&issuers, &from_new, again).await.expect("the other one stays");
}

#[tokio::test]
async fn an_issuer_that_does_not_answer_stops_no_start() {
    let people = People::start().await;
    people.fail(true);
    let issuers = issuers(&people, &[Algorithm::EdDsa]).await;
    let key = SigningKey::generate().unwrap();
    let token = jws::sign(&key, "JWT", &claims(&people));
    assert!(asked(&issuers, &token, NOON).await.is_err());
    people.fail(false);
    people.publish(json!([key.public().jwk()]));
    let mut lasting = claims(&people);
    lasting["exp"] = (asks_again().micros() / 1_000_000 + 3_600).into();
    asked(&issuers, &jws::sign(&key, "JWT", &lasting), asks_again()).await.unwrap();

    let absent = IssuerOptions { jwks_file: "/absent".to_owned(), ..IssuerOptions::default() };
    assert!(Issuers::open(&[absent]).await.is_err(), "a file that is not there is a mistake");
}

#[tokio::test]
async fn roles_that_are_not_for_one_person_open_nothing() {
    let people = People::start().await;
    let key = SigningKey::generate().unwrap();
    people.publish(json!([key.public().jwk()]));
    let issuers = issuers(&people, &[Algorithm::EdDsa]).await;
    let with = |roles: &[&str]| {
        let mut claims = claims(&people);
        claims["roles"] = json!(roles);
        jws::sign(&key, "JWT", &claims)
    };
    let refusal = issuers.caller(&with(&["credit-manager", "credit-analyst"]), &roles(), NOON).await.unwrap_err();
    assert!(matches!(refusal, Refusal::RolesRefused(_)), "{refusal}");
    let caller = asked(&issuers, &with(&["service"]), NOON).await.unwrap();
    assert_eq!(caller.scopes, Scopes::of(Vec::<String>::new()), "the services' own role is no role of people");
}
