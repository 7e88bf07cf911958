//! An order from its customer to its shipment, told in HTTP and JSON.

use o2c_integration_tests::Mesh;
use o2c_proto::orders::v1::{GetOrderRequest, orders_service_client::OrdersServiceClient};
use serde_json::{Value, json};
use tonic::transport::Endpoint;

use super::client::{Client, serve, text};

const KEY: &str = "6f1c0f5e-6a39-4a43-9a05-0c5f2f6f8d01";

async fn product(client: &Client, warehouse: &str) -> String {
    let product = json!({ "product": {
        "sku": "KETTLE", "description": "Kettle", "kind": "PRODUCT_KIND_STOCKED", "taxCategory": "STANDARD", "active": true,
    } });
    let id = text(&client.post("/v1/products", &product).await.done(), "productId");
    let stock = json!({ "requests": [
        { "warehouseId": warehouse, "productId": id, "quantity": { "value": "20" }, "reference": "first delivery" },
        { "warehouseId": warehouse, "productId": id, "quantity": { "value": "-1" }, "reference": "no delivery" },
    ] });
    let received = client.post("/v1/stock:batchReceive", &stock).await.done();
    let error = &received["results"][1]["error"];
    assert_eq!(error["code"], 3, "one bad item of a batch harms no other: {received}");
    assert_eq!(error["details"][0]["@type"], "type.googleapis.com/google.rpc.ErrorInfo", "{received}");
    id
}

async fn customer(client: &Client) -> String {
    let address = json!({ "name": "ACME", "lines": ["1 High Street"], "city": "York", "countryCode": "GB" });
    let customer = json!({ "customer": {
        "externalId": "ACME", "name": "ACME Limited", "taxId": "GB123456789", "currencyCode": "GBP",
        "paymentTerms": { "netDays": 30 }, "billTo": address, "shipTo": address,
    } });
    let id = text(&client.post("/v1/customers", &customer).await.done(), "customerId");
    let account = json!({ "creditAccount": {
        "customerId": id, "riskClass": "RISK_CLASS_LOW", "limit": { "currencyCode": "GBP", "units": 1000 },
        "validFrom": { "year": 2024, "month": 1, "day": 1 },
    } });
    client.post("/v1/creditAccounts", &account).await.done();
    id
}

fn order(customer: &str, product: &str, quantity: &str) -> Value {
    json!({ "submit": true, "order": { "customerId": customer, "currencyCode": "GBP", "lines": [{
        "productId": product, "quantity": { "value": quantity }, "unitPrice": { "value": "19.99" },
        "billingRule": "BILLING_RULE_ON_SHIPMENT",
    }] } })
}

#[tokio::test]
async fn an_order_goes_through_in_json_as_it_does_in_protobuf() {
    told(Mesh::new().await).await;
}

#[tokio::test]
async fn the_same_on_postgres() {
    told(Mesh::on_postgres().await).await;
}

async fn told(mesh: Mesh) {
    let listening = serve(&mesh).await;
    let client = Client::of(&listening);
    let product = product(&client, &mesh.warehouse).await;
    let customer = customer(&client).await;

    // An accepted command has one effect.
    let keyed = client.with("idempotency-key", KEY);
    let created = keyed.post("/v1/orders", &order(&customer, &product, "10")).await;
    let etag = created.header("etag").to_owned();
    let id = text(&created.done(), "orderId");
    let again = keyed.post("/v1/orders", &order(&customer, &product, "10")).await.done();
    assert_eq!(text(&again, "orderId"), id);
    let other = keyed.post("/v1/orders", &order(&customer, &product, "11")).await;
    assert_eq!(other.reason(), (400, "REQUEST_ID_REUSED"), "{}", other.json);

    mesh.settle().await;
    let path = format!("/v1/orders/{id}");
    let confirmed = client.get(&path).await;
    assert_ne!(confirmed.header("etag"), etag, "it went on");
    let confirmed = confirmed.done();
    assert_eq!(
        (&confirmed["state"], &confirmed["netAmount"]),
        (&json!("ORDER_STATE_CONFIRMED"), &json!({ "currencyCode": "GBP", "units": "199", "nanos": 900_000_000 }),)
    );

    // The version that was seen is compared.
    let stale = client
        .with("if-match", &etag)
        .post(&format!("{path}:cancel"), &json!({ "reason": "changed their mind" }))
        .await;
    assert_eq!(stale.status, 409, "{}", stale.json);

    // Lists, and what belongs to somebody else.
    let list = client.get(&format!("/v1/orders?customerId={customer}&pageSize=5")).await.done();
    assert_eq!(list["orders"][0]["orderId"], id.as_str());
    let elsewhere = client.with("o2c-tenant", "other").get(&path).await;
    assert_eq!(elsewhere.reason(), (404, "ORDER_NOT_FOUND"));
    let forbidden = client.with("o2c-scopes", "credit.read").get(&path).await;
    assert_eq!(forbidden.reason(), (403, "SCOPE_MISSING"));
    let bad = client.get("/v1/orders/not-an-id").await;
    assert_eq!((bad.status, &bad.json["violations"][0]["field"]), (400, &json!("order_id")));

    // gRPC on the same port sees the same.
    let channel = Endpoint::from_shared(format!("http://{}", listening.address)).unwrap().connect().await.unwrap();
    let mut grpc = OrdersServiceClient::new(channel);
    let same = grpc
        .get_order(GetOrderRequest { order_id: id.clone(), ..GetOrderRequest::default() })
        .await
        .unwrap()
        .into_inner();
    assert_eq!((same.order_id, same.number.as_str()), (id, confirmed["number"].as_str().unwrap()));

    drop(grpc);
    listening.shutdown().await;
    mesh.assert_book_ties().await;
}
