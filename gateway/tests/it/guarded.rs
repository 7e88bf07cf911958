//! An edge that asks who calls.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Request, Version, header};
use http_body_util::Full;
use o2c_gateway::{Admission, AdmissionRules, GatewayOptions, IssuerOptions, Issuers, Proof, QuotaOptions, Quotas};
use o2c_identity::{Roles, SigningKey, jws, jws::Algorithm};
use o2c_kernel::machine_now;
use o2c_rpc::{Contract, status::error_info};
use serde_json::json;
use tempfile::TempDir;
use tonic::{Code, Status, body::Body};

use super::subject::{Answer, Got, Subject, body};

const ORDERS: &str = "/v1/orders";
const LIST_ORDERS: &str = "/o2c.orders.v1.OrdersService/ListOrders";

/// A guarded gateway over services that answer anything, and who issues its tokens.
pub struct Guarded {
    pub subject: Subject,
    key: SigningKey,
    _place: TempDir,
}

impl Guarded {
    async fn new(quotas: Option<QuotaOptions>) -> Self {
        let quotas = quotas.map(|options| Arc::new(Quotas::new(options)));
        Self::by(AdmissionRules { quotas, ..AdmissionRules::default() }).await
    }

    pub async fn by(rules: AdmissionRules) -> Self {
        let place = tempfile::tempdir().unwrap();
        let key = SigningKey::generate().unwrap();
        let jwks_file = place.path().join("keys.json");
        std::fs::write(&jwks_file, json!({ "keys": [key.public().jwk()] }).to_string()).unwrap();
        let options = IssuerOptions {
            issuer: "urn:test".to_owned(),
            audience: "o2c".to_owned(),
            algorithms: vec![Algorithm::EdDsa],
            jwks_file: jwks_file.display().to_string(),
            tenant_claim: "tenant".to_owned(),
            ..IssuerOptions::default()
        };
        let contract = Arc::new(Contract::load(o2c_proto::DESCRIPTORS).unwrap());
        let roles = Arc::new(Roles::shipped(&contract.for_roles()).unwrap());
        let proof = Proof::new(roles, Issuers::open(&[options]).await.unwrap(), None);
        let admission = Admission::proven(contract, proof, rules);
        let answer = |_: &_| Answer { messages: vec![Bytes::new()], end: None };
        let subject = Subject::guarded(o2c_proto::DESCRIPTORS, GatewayOptions::default(), admission, answer);
        Self { subject, key, _place: place }
    }

    pub fn token(&self, tenant: &str, roles: &[&str]) -> String {
        let now = machine_now().micros() / 1_000_000;
        let claims = json!({
            "iss": "urn:test", "aud": "o2c", "sub": "ann", "tenant": tenant, "roles": roles, "iat": now, "exp": now + 600,
        });
        format!("Bearer {}", jws::sign(&self.key, "at+jwt", &claims))
    }

    async fn get(&self, path: &str, token: Option<&str>) -> Got {
        let mut request = Request::get(path);
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, token);
        }
        self.subject.send(request.body(Body::empty()).unwrap()).await
    }

    /// Over gRPC, with a header that says who one would like to be.
    async fn grpc(&self, content_type: &str, token: Option<&str>) -> Got {
        let mut request = Request::post(LIST_ORDERS)
            .version(Version::HTTP_2)
            .header("content-type", content_type)
            .header("te", "trailers")
            .header("o2c-tenant", "victim")
            .header("o2c-identity", "anything");
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, token);
        }
        self.subject.send(request.body(Body::new(Full::from(&b"\0\0\0\0\0"[..]))).unwrap()).await
    }
}

fn status(got: &Got) -> Status {
    Status::from_header_map(&got.headers).unwrap()
}

#[tokio::test]
async fn nobody_comes_in_without_saying_who_they_are() {
    let guarded = Guarded::new(None).await;
    let got = guarded.get(ORDERS, None).await;
    assert_eq!((got.status.as_u16(), got.header("www-authenticate")), (401, "Bearer realm=\"o2c\""));
    assert_eq!(got.reason(), "CALLER_UNKNOWN");
    let got = guarded.get(ORDERS, Some("Bearer nonsense")).await;
    assert_eq!(got.status, 401);
    assert!(got.header("www-authenticate").contains("error=\"invalid_token\""), "{got:?}");
    let got = guarded.get(ORDERS, Some("Bearer o2ck_0123")).await;
    assert_eq!(got.status, 401, "API keys are not taken here");
    assert_eq!(guarded.subject.times(), 0);
    for public in ["/openapi.json", "/docs"] {
        assert_eq!(guarded.get(public, None).await.status, 200, "what the contract says is no secret");
    }
}

#[tokio::test]
async fn a_caller_goes_on_as_they_were_proven_whatever_else_is_said() {
    let guarded = Guarded::new(None).await;
    let token = guarded.token("acme", &["auditor"]);
    let mut request = Request::get(ORDERS).header(header::AUTHORIZATION, &token).body(Body::empty()).unwrap();
    let said = [
        ("o2c-tenant", "victim"),
        ("o2c-principal", "system:orders"),
        ("o2c-scopes", "orders.write"),
        ("o2c-responsible", "bob"),
    ];
    for (name, value) in said {
        request.headers_mut().insert(name, value.parse().unwrap());
    }
    assert_eq!(guarded.subject.send(request).await.status, 200);
    for asked in [guarded.subject.asked(), {
        let got = guarded.grpc("application/grpc", Some(&token)).await;
        assert!(Status::from_header_map(&got.headers).is_none(), "{got:?}");
        guarded.subject.asked()
    }] {
        let one = |name: &str| {
            let values: Vec<_> = asked.headers.get_all(name).iter().collect();
            assert_eq!(values.len(), 1, "{name}");
            values[0].to_str().unwrap().to_owned()
        };
        assert_eq!((one("o2c-tenant").as_str(), one("o2c-principal").as_str()), ("acme", "ann"));
        assert!(one("o2c-scopes").contains("orders.read") && !one("o2c-scopes").contains("orders.write"));
        assert!(!asked.headers.contains_key("o2c-responsible"), "they answer for themselves");
        assert!(!asked.headers.contains_key("authorization") && !asked.headers.contains_key("o2c-identity"));
    }
}

#[tokio::test]
async fn who_lacks_a_scope_learns_which() {
    let guarded = Guarded::new(None).await;
    let token = guarded.token("acme", &["auditor"]);
    let mut request = body("POST", "/v1/products", "{}");
    request.headers_mut().insert(header::AUTHORIZATION, token.parse().unwrap());
    let got = guarded.subject.send(request).await;
    assert_eq!((got.status.as_u16(), got.json()["metadata"]["scope"].as_str()), (403, Some("orders.write")));
    assert!(got.header("www-authenticate").contains("scope=\"orders.write\""));
    let warehouse = guarded.token("acme", &["operator"]);
    for content_type in ["application/grpc", "application/grpc+proto"] {
        let refused = status(&guarded.grpc(content_type, Some(&warehouse)).await);
        assert_eq!(refused.code(), Code::PermissionDenied);
        assert_eq!(error_info(&refused).unwrap().metadata["scope"], "orders.read");
        assert_eq!(status(&guarded.grpc(content_type, None).await).code(), Code::Unauthenticated);
    }
    let web = guarded.grpc("application/grpc-web+proto", None).await;
    assert!(
        web.header("grpc-status") == "16" || String::from_utf8_lossy(&web.bytes).contains("grpc-status:16"),
        "{web:?}"
    );
    let conflict = guarded.get(ORDERS, Some(&guarded.token("acme", &["credit-manager", "credit-analyst"]))).await;
    assert_eq!((conflict.status.as_u16(), conflict.reason().as_str()), (403, "DUTIES_CONFLICT"));
    assert_eq!(conflict.json()["metadata"]["duty"], "credit-limit");
    assert_eq!(guarded.subject.times(), 0);
}

#[tokio::test]
async fn a_tenant_that_asks_too_much_is_told_when_to_come_back_and_no_other_is() {
    let guarded = Guarded::new(Some(QuotaOptions { per_second: 1, burst: 3 })).await;
    let (greedy, modest) = (guarded.token("greedy", &["auditor"]), guarded.token("modest", &["auditor"]));
    let mut last = guarded.get(ORDERS, Some(&greedy)).await;
    assert_eq!((last.status.as_u16(), last.header("ratelimit-policy")), (200, "\"tenant\";q=3;w=3"));
    assert_eq!(last.header("ratelimit"), "\"tenant\";r=2;t=1");
    for _ in 0..100 {
        last = guarded.get(ORDERS, Some(&greedy)).await;
        if last.status != 200 {
            break;
        }
    }
    assert_eq!((last.status.as_u16(), last.reason().as_str()), (429, "QUOTA_USED_UP"));
    assert_eq!((last.header("retry-after"), last.header("ratelimit-policy")), ("1", "\"tenant\";q=3;w=3"));
    let refused = status(&guarded.grpc("application/grpc", Some(&greedy)).await);
    assert_eq!(refused.code(), Code::ResourceExhausted);
    assert!(o2c_rpc::status::retry_delay(&refused).is_some());
    assert_eq!(guarded.get(ORDERS, Some(&modest)).await.status, 200);
    assert_eq!(guarded.get(ORDERS, None).await.status, 401, "who is unknown uses up nobody's quota");
}

#[tokio::test]
async fn who_is_trusted_has_a_quota_too() {
    let contract = Arc::new(Contract::load(o2c_proto::DESCRIPTORS).unwrap());
    let quotas = Some(Arc::new(Quotas::new(QuotaOptions { per_second: 1, burst: 1 })));
    let asked: Arc<Mutex<usize>> = Arc::default();
    let count = Arc::clone(&asked);
    let admission = Admission::trusting(contract, AdmissionRules { quotas, ..AdmissionRules::default() });
    let subject = Subject::guarded(o2c_proto::DESCRIPTORS, GatewayOptions::default(), admission, move |_| {
        *count.lock().unwrap() += 1;
        Answer { messages: vec![Bytes::new()], end: None }
    });
    let mut statuses = Vec::new();
    for _ in 0..50 {
        statuses.push(subject.get(ORDERS).await.status.as_u16());
    }
    assert!(statuses.contains(&200) && statuses.contains(&429), "{statuses:?}");
}
