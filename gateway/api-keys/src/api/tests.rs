//! Keys through their RPCs, on both engines.

use std::sync::Arc;

use o2c_identity::{Role, Roles, RolesError};
use o2c_kernel::{Clock, SetLimits, TenantId, Zone, machine_now, new_uuid};
use o2c_proto::gateway::v1::{
    ApiKey, ApiKeyState, CreateApiKeyRequest, GetApiKeyRequest, ListApiKeysRequest, RevokeApiKeyRequest,
    api_keys_service_client::ApiKeysServiceClient,
};
use o2c_rpc::{
    Contract, Transport,
    call::{PRINCIPAL, SCOPES, TENANT},
    server::{ServerConfig, stack},
    status,
};
use o2c_store::Store;
use o2c_testkit::on_both_engines_with;
use tonic::{Code, Request, Status, service::RoutesBuilder};

use crate::{ApiKeys, KeyStore, LATER_MIGRATIONS, MIGRATIONS, PRIVILEGES, Secret};

/// Whoever calls.
#[derive(Clone, Copy)]
struct Person {
    tenant: &'static str,
    name: &'static str,
    scopes: &'static str,
}

const ADMINISTRATOR: Person = Person {
    tenant: "acme",
    name: "ada",
    scopes: "api-keys.read,api-keys.write,orders.read,orders.write,fulfillment.read,billing.read,receivables.read",
};

struct Desk(ApiKeysServiceClient<Transport>);

impl Desk {
    fn over(store: Store) -> Self {
        let contract = Arc::new(Contract::load(o2c_proto::DESCRIPTORS).unwrap());
        let roles = Arc::new(Roles::shipped(&contract.for_roles()).unwrap());
        let keys = ApiKeys::new(store, roles, Clock::system(), Zone::UTC, SetLimits::default());
        let mut routes = RoutesBuilder::default();
        keys.mount(&mut routes);
        Self(ApiKeysServiceClient::new(stack(routes.routes(), &ServerConfig::default(), contract)))
    }

    async fn create(&self, person: Person, request: CreateApiKeyRequest) -> Result<ApiKey, Status> {
        self.0.clone().create_api_key(by(person, request)).await.map(tonic::Response::into_inner)
    }

    async fn revoke(&self, person: Person, api_key_id: &str) -> Result<ApiKey, Status> {
        let reason = "lost with a laptop".to_owned();
        let request =
            RevokeApiKeyRequest { request_id: new_uuid().to_string(), api_key_id: api_key_id.to_owned(), reason };
        self.0.clone().revoke_api_key(by(person, request)).await.map(tonic::Response::into_inner)
    }

    async fn get(&self, person: Person, api_key_id: &str) -> Result<ApiKey, Status> {
        let request = GetApiKeyRequest { api_key_id: api_key_id.to_owned() };
        self.0.clone().get_api_key(by(person, request)).await.map(tonic::Response::into_inner)
    }

    /// All pages, of two keys each.
    async fn list(&self, person: Person) -> Vec<ApiKey> {
        let (mut all, mut page_token) = (Vec::new(), String::new());
        loop {
            let request = ListApiKeysRequest { page_size: 2, page_token };
            let page = self.0.clone().list_api_keys(by(person, request)).await.unwrap().into_inner();
            assert!(page.api_keys.len() <= 2);
            all.extend(page.api_keys);
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return all;
            }
        }
    }
}

fn by<T>(person: Person, message: T) -> Request<T> {
    let mut request = Request::new(message);
    for (name, value) in [(TENANT, person.tenant), (PRINCIPAL, person.name), (SCOPES, person.scopes)] {
        request.metadata_mut().insert(name, value.parse().unwrap());
    }
    request
}

fn new(roles: &[&str]) -> CreateApiKeyRequest {
    let roles = roles.iter().map(|role| (*role).to_owned()).collect();
    let api_key = ApiKey { name: "shop".to_owned(), roles, ..ApiKey::default() };
    CreateApiKeyRequest { request_id: new_uuid().to_string(), api_key: Some(api_key) }
}

fn reason(status: &Status) -> String {
    status::reason_of(status).unwrap_or_default()
}

async fn with_desk(test: impl AsyncFn(Desk, Store)) {
    let migrations = [o2c_store::MIGRATIONS, MIGRATIONS, LATER_MIGRATIONS];
    let privileges = [o2c_store::PRIVILEGES, PRIVILEGES];
    let test = async |store: Store| test(Desk::over(store.clone()), store).await;
    on_both_engines_with("gateway", &migrations, &privileges, test).await;
}

#[tokio::test]
async fn the_secret_of_a_key_is_told_once_and_kept_nowhere() {
    with_desk(async |desk, store| {
        let request = new(&["integration"]);
        let made = desk.create(ADMINISTRATOR, request.clone()).await.unwrap();
        assert_eq!((made.state(), made.created_by.as_str()), (ApiKeyState::Active, "ada"));
        let secret = Secret::parse(&made.secret).unwrap();
        assert_eq!(secret.id().to_string(), made.api_key_id);
        let known = KeyStore::new(store).find(secret.id()).await.unwrap().unwrap();
        assert!(secret.fits(&known.secret_hash) && known.tenant == TenantId::parse("acme").unwrap());

        let again = desk.create(ADMINISTRATOR, request).await.unwrap();
        assert_eq!(again, ApiKey { secret: String::new(), ..made.clone() }, "the same key, without its secret");
        assert_eq!(desk.get(ADMINISTRATOR, &made.api_key_id).await.unwrap(), again);
        assert_eq!(desk.list(ADMINISTRATOR).await, [again]);
    })
    .await;
}

#[tokio::test]
async fn nobody_gives_away_what_they_do_not_have() {
    with_desk(async |desk, _| {
        let refused = async |person, roles: &[&str]| desk.create(person, new(roles)).await.unwrap_err();
        let status = refused(ADMINISTRATOR, &["integration", "treasurer"]).await;
        assert_eq!((status.code(), reason(&status).as_str()), (Code::PermissionDenied, "SCOPE_NOT_HELD"));
        let everything = Person { scopes: "*.*", ..ADMINISTRATOR };
        assert_eq!(refused(everything, &["integration"]).await.code(), Code::PermissionDenied, "no such scope");

        let all =
            Person { scopes: "api-keys.*,credit.*,orders.*,receivables.*,collections.*,analytics.*", ..ADMINISTRATOR };
        let status = refused(all, &["credit-manager", "credit-analyst"]).await;
        assert_eq!(reason(&status), "DUTIES_CONFLICT");
        let key = Person { name: "key:1", ..ADMINISTRATOR };
        assert_eq!(reason(&refused(key, &["integration"]).await), "API_KEY_IS_CREATOR");
        let clerk = Person { scopes: "orders.read,orders.write", ..ADMINISTRATOR };
        assert_eq!(reason(&refused(clerk, &["order-clerk"]).await), "SCOPE_MISSING");
        assert!(desk.list(ADMINISTRATOR).await.is_empty(), "nothing was made");
    })
    .await;
}

#[tokio::test]
async fn all_that_is_wrong_is_told_at_once() {
    with_desk(async |desk, _| {
        let wrong = ApiKey { expires_at_micros: 1, ..ApiKey::default() };
        let request = CreateApiKeyRequest { api_key: Some(wrong), ..new(&[]) };
        let status = desk.create(ADMINISTRATOR, request).await.unwrap_err();
        let fields: Vec<String> = status::field_violations(&status).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["api_key.name", "api_key.roles", "api_key.expires_at_micros"]);
        let status = desk.create(ADMINISTRATOR, new(&["king", "integration", "service"])).await.unwrap_err();
        let fields: Vec<String> = status::field_violations(&status).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["api_key.roles[1]", "api_key.roles[2]"], "one is unknown, one is nobody's");
        assert!(desk.list(ADMINISTRATOR).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_tenant_sees_and_takes_back_its_own_keys_alone() {
    with_desk(async |desk, _| {
        let mut made = Vec::new();
        for _ in 0..5 {
            made.push(desk.create(ADMINISTRATOR, new(&["integration"])).await.unwrap().api_key_id);
        }
        let listed: Vec<String> = desk.list(ADMINISTRATOR).await.into_iter().map(|key| key.api_key_id).collect();
        made.reverse();
        assert_eq!(listed, made, "newest first, through all pages");

        let (stranger, first) = (Person { tenant: "other", ..ADMINISTRATOR }, &made[0]);
        assert!(desk.list(stranger).await.is_empty());
        assert_eq!(desk.get(stranger, first).await.unwrap_err().code(), Code::NotFound);
        assert_eq!(reason(&desk.revoke(stranger, first).await.unwrap_err()), "API_KEY_NOT_FOUND");

        let before = machine_now();
        let revoked = desk.revoke(ADMINISTRATOR, first).await.unwrap();
        assert_eq!((revoked.state(), revoked.revoked_by.as_str()), (ApiKeyState::Revoked, "ada"));
        assert!(revoked.revoked_at_micros >= before.micros());
        let other = Person { name: "bob", ..ADMINISTRATOR };
        assert_eq!(desk.revoke(other, first).await.unwrap(), revoked, "again is fine, and the first one stands");
    })
    .await;
}

/// Every two roles that the duties of the contract keep apart, by whatever way one person would get both: two roles of one
/// key, a key beside a token, two keys of which each was made when its roles were the maker's own.
#[tokio::test]
async fn what_is_not_for_one_person_is_not_for_their_keys() {
    let contract = Contract::load(o2c_proto::DESCRIPTORS).unwrap();
    let roles = Roles::shipped(&contract.for_roles()).unwrap();
    let given: Vec<_> = roles.iter().filter(|role| !role.internal).collect();
    let apart = |one: &str, other: &str| matches!(roles.resolve([one, other]), Err(RolesError::Conflict { .. }));
    let pairs: Vec<_> = given.iter().flat_map(|one| given.iter().map(move |other| (*one, *other))).collect();
    let pairs: Vec<_> = pairs.into_iter().filter(|(one, other)| apart(&one.name, &other.name)).collect();
    assert!(pairs.len() >= 20, "the walk looked at too little: {}", pairs.len());
    let scopes = |role: &Role| -> &'static str {
        let scopes: Vec<_> =
            role.scopes.iter().map(String::as_str).chain(["api-keys.read", "api-keys.write"]).collect();
        scopes.join(",").leak()
    };

    with_desk(async |desk, _| {
        for (at, (one, other)) in pairs.iter().enumerate() {
            let name: &'static str = format!("ann-{at}").leak();
            let [before, after] = [one, other].map(|role| Person { tenant: "acme", name, scopes: scopes(role) });
            let refused = async |person, roles: &[&str]| reason(&desk.create(person, new(roles)).await.unwrap_err());
            assert_eq!(refused(before, &[&other.name]).await, "SCOPE_NOT_HELD", "{} {}", one.name, other.name);
            let all = Person { scopes: format!("{},{}", before.scopes, after.scopes).leak(), ..before };
            let both = refused(all, &[&one.name, &other.name]).await;
            assert_eq!(both, "DUTIES_CONFLICT", "{} {}", one.name, other.name);
            let first = desk.create(before, new(&[&one.name])).await.unwrap();
            assert_eq!(refused(after, &[&other.name]).await, "DUTIES_CONFLICT", "{} {}", one.name, other.name);
            let somebody_else = Person { name: "bob", ..after };
            let theirs = desk.create(somebody_else, new(&[&other.name])).await.unwrap();
            desk.revoke(after, &first.api_key_id).await.unwrap();
            desk.create(after, new(&[&other.name])).await.expect("the first one works no more");
            desk.revoke(somebody_else, &theirs.api_key_id).await.unwrap();
        }
    })
    .await;
}
