//! Keys from their making to their end, on both engines.

use std::time::Duration;

use o2c_kernel::{TenantId, machine_now};
use o2c_store::Store;
use o2c_testkit::on_both_engines_with;

use super::*;

fn roles() -> Roles {
    Roles::shipped(&o2c_rpc::Contract::load(o2c_proto::DESCRIPTORS).unwrap().for_roles()).unwrap()
}

fn acme() -> TenantId {
    TenantId::parse("acme").unwrap()
}

fn new(roles: &[&str]) -> NewApiKey {
    let roles = roles.iter().map(|role| (*role).to_owned()).collect();
    let expires_at = machine_now().plus(Duration::from_secs(3_600));
    NewApiKey { tenant: acme(), name: "shop".to_owned(), roles, expires_at }
}

async fn with_store(test: impl AsyncFn(Store)) {
    let (migrations, privileges) = ([o2c_store::MIGRATIONS, MIGRATIONS], [o2c_store::PRIVILEGES, PRIVILEGES]);
    on_both_engines_with("gateway", &migrations, &privileges, test).await;
}

#[tokio::test]
async fn a_key_works_until_it_is_over_or_taken_back() {
    with_store(async |store| {
        let (keys, roles) = (KeyStore::new(store.clone()), roles());
        let (made, secret) = keys.create(new(&["integration"]), &roles).await.unwrap();
        let api = ApiKeys::new(keys.clone());
        let now = machine_now();
        let caller = api.caller(secret.reveal(), &roles, now).await.unwrap();
        assert_eq!(caller.tenant, acme());
        assert_eq!(caller.principal.as_str(), format!("key:{}", made.id));
        assert!(caller.scopes.allows("orders.write") && !caller.scopes.allows("credit.limits"));

        let over = made.expires_at;
        assert!(api.caller(secret.reveal(), &roles, over).await.is_err(), "over");
        keys.revoke(&acme(), &made.id).await.unwrap();
        keys.revoke(&acme(), &made.id).await.expect("again is fine");
        let seconds_later = now.plus(Duration::from_secs(3));
        let refusal = api.caller(secret.reveal(), &roles, seconds_later).await.unwrap_err();
        assert_eq!(refusal.to_string(), "the API key was taken back");
        let listed = keys.list(&acme()).await.unwrap();
        assert_eq!((listed.len(), listed[0].revoked_at.is_some()), (1, true));
    })
    .await;
}

#[tokio::test]
async fn what_is_not_exactly_a_key_is_none() {
    with_store(async |store| {
        let (keys, roles) = (KeyStore::new(store), roles());
        let (_, secret) = keys.create(new(&["integration"]), &roles).await.unwrap();
        let (_, other) = keys.create(new(&["auditor"]), &roles).await.unwrap();
        let api = ApiKeys::new(keys);
        let mixed = format!("o2ck_{}_{}", secret.id(), &other.reveal()[22..]);
        let (unknown, now) = (Secret::generate().unwrap(), machine_now());
        for text in [mixed.as_str(), unknown.reveal(), "o2ck_", "o2ck_x_y"] {
            let refusal = api.caller(text, &roles, now).await.unwrap_err();
            assert_eq!(refusal.to_string(), "the API key is not known", "{text}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_tenant_sees_and_takes_back_its_own_keys_alone() {
    with_store(async |store| {
        let (keys, roles) = (KeyStore::new(store), roles());
        let (made, _) = keys.create(new(&["integration"]), &roles).await.unwrap();
        let other = TenantId::parse("other").unwrap();
        assert!(keys.list(&other).await.unwrap().is_empty());
        assert!(matches!(keys.revoke(&other, &made.id).await, Err(ApiKeyError::NotFound(_))));
        assert!(keys.list(&acme()).await.unwrap()[0].revoked_at.is_none());
    })
    .await;
}

#[tokio::test]
async fn a_key_with_roles_that_nobody_has_or_none_is_not_made() {
    with_store(async |store| {
        let (keys, roles) = (KeyStore::new(store), roles());
        for held in [&["service"][..], &["king"], &["credit-manager", "credit-analyst"]] {
            assert!(matches!(keys.create(new(held), &roles).await, Err(ApiKeyError::Roles(_))), "{held:?}");
        }
        let past = NewApiKey { expires_at: machine_now(), ..new(&["auditor"]) };
        for wrong in [new(&[]), NewApiKey { name: String::new(), ..new(&["auditor"]) }, past] {
            assert!(matches!(keys.create(wrong, &roles).await, Err(ApiKeyError::Invalid)));
        }
        assert!(keys.list(&acme()).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_use_of_a_key_is_noted_once_a_minute() {
    with_store(async |store| {
        let (keys, roles) = (KeyStore::new(store.clone()), roles());
        let (made, secret) = keys.create(new(&["integration"]), &roles).await.unwrap();
        let mut commits = store.commits();
        let before = *commits.borrow_and_update();
        let (api, now) = (ApiKeys::new(keys.clone()), machine_now());
        for _ in 0..5 {
            api.caller(secret.reveal(), &roles, now).await.unwrap();
        }
        commits.wait_for(|count| *count > before).await.unwrap();
        assert_eq!(keys.list(&acme()).await.unwrap()[0].last_used_at, Some(now), "{}", made.id);
    })
    .await;
}
