//! Keys at the edge, from their making to their end, on both engines.

use std::time::Duration;

use o2c_api_keys::{Create, create_one, domain::ApiKey, revoke_one};
use o2c_kernel::{Call, Clock, Id, SetLimits, TenantId, Zone, machine_now, system};
use o2c_store::Store;
use o2c_testkit::on_both_engines_with;

use super::*;

/// Keys, whoever makes them, and the edge.
struct Edge {
    keys: o2c_api_keys::ApiKeys,
    call: Call,
    store: KeyStore,
    api: ApiKeys,
    roles: Arc<Roles>,
}

impl Edge {
    fn over(store: Store) -> Self {
        let contract = o2c_rpc::Contract::load(o2c_proto::DESCRIPTORS).unwrap();
        let roles = Arc::new(Roles::shipped(&contract.for_roles()).unwrap());
        let (clock, zone) = (Clock::system(), Zone::UTC);
        let acme = system(TenantId::parse("acme").unwrap(), "gateway");
        let call = Call::internal(acme, "o2c api-keys", Duration::from_secs(60), &clock, &zone);
        let known = KeyStore::new(store.clone());
        let keys = o2c_api_keys::ApiKeys::new(store, Arc::clone(&roles), clock, zone, SetLimits::default());
        Self { keys, call, api: ApiKeys::new(known.clone()), store: known, roles }
    }

    async fn made(&self, role: &str) -> (ApiKey, Secret) {
        let expires_at = machine_now().plus(Duration::from_secs(3_600));
        let create = Create { name: "shop".to_owned(), roles: vec![role.to_owned()], expires_at };
        create_one(&self.keys, &self.call, create).await.unwrap()
    }

    async fn asked(&self, text: &str, now: Instant) -> Result<Arc<Caller>, String> {
        self.api.caller(text, &self.roles, now).await.map_err(|refusal| refusal.to_string())
    }
}

async fn with_edge(test: impl AsyncFn(Edge, Store)) {
    let migrations = [o2c_store::MIGRATIONS, o2c_api_keys::MIGRATIONS, o2c_api_keys::LATER_MIGRATIONS];
    let privileges = [o2c_store::PRIVILEGES, o2c_api_keys::PRIVILEGES];
    let test = async |store: Store| test(Edge::over(store.clone()), store).await;
    on_both_engines_with("gateway", &migrations, &privileges, test).await;
}

#[tokio::test]
async fn a_key_works_until_it_is_over_or_taken_back() {
    with_edge(async |edge, _| {
        let ((made, secret), now) = (edge.made("integration").await, machine_now());
        let caller = edge.asked(secret.reveal(), now).await.unwrap();
        assert_eq!(caller.tenant.as_str(), "acme");
        assert_eq!(caller.principal.as_str(), format!("key:{}", made.id));
        assert_eq!(caller.responsible.as_ref(), Some(edge.call.principal()), "who made it answers for it");
        assert!(caller.scopes.allows("orders.write") && !caller.scopes.allows("credit.limits"));

        assert_eq!(edge.asked(secret.reveal(), made.expires_at).await.unwrap_err(), "the API key is over");
        revoke_one(&edge.keys, &edge.call, made.id).await.unwrap();
        revoke_one(&edge.keys, &edge.call, made.id).await.expect("again is fine");
        let seconds_later = now.plus(Duration::from_secs(3));
        assert_eq!(edge.asked(secret.reveal(), seconds_later).await.unwrap_err(), "the API key was taken back");
    })
    .await;
}

#[tokio::test]
async fn what_is_not_exactly_a_key_is_none() {
    with_edge(async |edge, _| {
        let ((_, secret), (_, other)) = (edge.made("integration").await, edge.made("auditor").await);
        let of_other = other.reveal().rsplit_once('_').unwrap().1;
        let mixed = format!("{}_{of_other}", secret.reveal().rsplit_once('_').unwrap().0);
        let (unknown, now) = (Secret::generate(Id::new()).unwrap(), machine_now());
        for text in [mixed.as_str(), unknown.reveal(), "o2ck_", "o2ck_x_y"] {
            assert_eq!(edge.asked(text, now).await.unwrap_err(), "the API key is not known", "{text}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_use_of_a_key_is_noted_once_a_minute() {
    with_edge(async |edge, store| {
        let (made, secret) = edge.made("integration").await;
        let mut commits = store.commits();
        let before = *commits.borrow_and_update();
        let now = machine_now();
        for _ in 0..5 {
            edge.asked(secret.reveal(), now).await.unwrap();
        }
        commits.wait_for(|count| *count > before).await.unwrap();
        let known = edge.store.find(made.id).await.unwrap().unwrap();
        assert_eq!((known.key.last_used_at, known.key.version), (Some(now), 1));
    })
    .await;
}
