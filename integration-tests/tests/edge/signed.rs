//! A mesh in which callers prove who they are.

use std::time::Duration;

use o2c::dev_issuer;
use o2c_audit_trail::list::{Listed, Query, list};
use o2c_identity::SigningKey;
use o2c_integration_tests::Mesh;
use o2c_kernel::{Deadline, Principal, TenantId, machine_now};
use serde_json::json;

use super::client::{Client, serve, text};

/// The value of `Authorization` for somebody with these roles.
pub fn token(key: &SigningKey, tenant: &str, principal: &str, roles: &[&str]) -> String {
    let roles: Vec<String> = roles.iter().map(|role| (*role).to_owned()).collect();
    let (tenant, principal) = (TenantId::parse(tenant).unwrap(), Principal::parse(principal).unwrap());
    let now = machine_now();
    format!("Bearer {}", dev_issuer::token(key, &tenant, &principal, &roles, now, now.plus(Duration::from_secs(600))))
}

#[tokio::test]
async fn people_of_two_tenants_work_side_by_side_and_see_nothing_of_each_other() {
    let mesh = Mesh::signed().await;
    let listening = serve(&mesh).await;
    let (client, key) = (Client::of(&listening), mesh.issuer_key());
    let of = |tenant: &str, role: &str| client.with("authorization", &token(&key, tenant, role, &[role]));
    let product = json!({ "product": {
        "sku": "KETTLE", "description": "Kettle", "kind": "PRODUCT_KIND_STOCKED", "taxCategory": "STANDARD", "active": true,
    } });
    let id = text(&of("acme", "order-clerk").post("/v1/products", &product).await.done(), "productId");
    let path = format!("/v1/products/{id}");
    assert_eq!(of("acme", "auditor").get(&path).await.status, 200);
    assert_eq!(of("other", "auditor").get(&path).await.status, 404);
    assert_eq!(
        of("acme", "auditor").with("o2c-tenant", "other").get(&path).await.status,
        200,
        "nobody asks the header"
    );
    assert_eq!(client.with("o2c-tenant", "acme").get(&path).await.status, 401);
    assert_eq!(of("acme", "auditor").post("/v1/products", &product).await.status, 403);
    listening.shutdown().await;
}

#[tokio::test]
async fn a_tenant_lets_a_machine_in_and_whoever_is_not_let_in_is_on_record() {
    let mesh = Mesh::signed().await;
    let listening = serve(&mesh).await;
    let (client, key) = (Client::of(&listening), mesh.issuer_key());
    let ada = client.with("authorization", &token(&key, "acme", "ada", &["tenant-administrator", "integration"]));
    let wanted = json!({ "apiKey": { "name": "web shop", "roles": ["integration"] } });
    let made = ada.post("/v1/apiKeys", &wanted).await.done();
    let shop = client.with("authorization", &format!("Bearer {}", text(&made, "secret")));
    assert_eq!(shop.get("/v1/orders").await.status, 200);
    assert_eq!(shop.post("/v1/apiKeys", &wanted).await.status, 403, "it has no such scope");
    assert_eq!(client.get("/v1/orders").await.status, 401);
    let revoke = format!("/v1/apiKeys/{}:revoke", text(&made, "apiKeyId"));
    assert_eq!(ada.post(&revoke, &json!({ "reason": "lost" })).await.done()["state"], "API_KEY_STATE_REVOKED");

    let services = mesh.mesh.node.services();
    let store = services.iter().find(|service| service.name() == "gateway").unwrap().store().clone();
    let told = async |tenant: &TenantId| {
        let deadline = Deadline::after(Duration::from_secs(60));
        let listed = list(&store, deadline, tenant, &Query::default(), 100).await.unwrap().entries;
        let tell = |one: &Listed| {
            let who = one.entry.principal.split_once(':').map_or(one.entry.principal.as_str(), |(kind, _)| kind);
            let (method, refusal) = (one.entry.method.rsplit('/').next().unwrap(), &one.entry.items[0].refusal);
            format!("{who} {method} {refusal} {}", one.reasons.get(&0).map_or("", String::as_str))
        };
        listed.iter().rev().map(tell).collect::<Vec<_>>()
    };
    let acme =
        ["ada CreateApiKey  ", "key CreateApiKey gateway.o2c/SCOPE_MISSING from 127.0.0.1", "ada RevokeApiKey  lost"];
    assert_eq!(told(&TenantId::parse("acme").unwrap()).await, acme);
    assert_eq!(told(&TenantId::nobody()).await, [" ListOrders gateway.o2c/CALLER_UNKNOWN from 127.0.0.1"]);
    listening.shutdown().await;
}

#[tokio::test]
async fn a_whole_order_goes_through_services_that_sign_for_one_another() {
    let mut mesh = Mesh::signed().await;
    let kettle = mesh.product("KETTLE", 10).await;
    let customer = mesh.customer("ACME").create().await;
    let order = mesh.order(&customer).line(&kettle, 1, "19.99").submit().await;
    mesh.settle().await;
    mesh.ship(&order).await;
    mesh.assert_book_ties().await;
}
