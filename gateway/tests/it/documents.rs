//! The document of the contract, and the page that shows it.

use std::process::Command;

use http::Request;
use serde_json::Value;
use tonic::body::Body;

use super::subject::{Subject, library};

fn real() -> Value {
    o2c_gateway::document(o2c_proto::DESCRIPTORS).unwrap()
}

/// Every object in a document, with where it is.
fn walk(value: &Value, at: &str, visit: &mut impl FnMut(&str, &Value)) {
    visit(at, value);
    match value {
        Value::Object(object) => object.iter().for_each(|(key, inner)| walk(inner, &format!("{at}/{key}"), visit)),
        Value::Array(list) => list.iter().for_each(|inner| walk(inner, at, visit)),
        _ => {}
    }
}

#[test]
fn an_independent_validator_finds_nothing_wrong() {
    let there = Command::new("python3").args(["-c", "import openapi_spec_validator"]).output();
    if !there.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: an_independent_validator_finds_nothing_wrong (openapi-spec-validator is not there)");
        return;
    }
    for document in [real(), o2c_gateway::document(&library()).unwrap()] {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("openapi.json");
        std::fs::write(&file, document.to_string()).unwrap();
        let output = Command::new("python3").args(["-m", "openapi_spec_validator"]).arg(&file).output().unwrap();
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{said}");
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_operation_has_its_own_name() {
    let document = real();
    let mut references = 0;
    let mut names = std::collections::BTreeSet::new();
    walk(&document, "", &mut |at, value| {
        if let Some(reference) = value.get("$ref").and_then(Value::as_str) {
            references += 1;
            assert!(document.pointer(&reference[1..]).is_some(), "{at}: {reference}");
        }
        if let Some(name) = value.get("operationId").and_then(Value::as_str) {
            assert!(names.insert(name.to_owned()), "{name} is there twice");
            assert!(value["x-scope"].as_str().is_some_and(|scope| scope.contains('.')), "{name} has no scope");
        }
    });
    assert!(references > 1_000 && names.len() > 100, "{references} references, {} operations", names.len());
}

#[test]
fn the_document_says_what_the_json_is() {
    let document = real();
    let schemas = &document["components"]["schemas"];
    let order = &schemas["o2c.orders.v1.Order"];
    assert_eq!(order["description"], "What a customer wants, at which price, and how far it has come.");
    assert_eq!(order["properties"]["createTimeMicros"]["type"], "string");
    assert_eq!(
        order["properties"]["number"]["description"],
        "Given at creation, unique per tenant, such as `SO-00000042`."
    );
    assert_eq!(schemas["google.type.Money"]["properties"]["units"]["format"], "int64");
    assert!(schemas["o2c.orders.v1.OrderState"]["enum"].as_array().unwrap().contains(&"ORDER_STATE_DRAFT".into()));
    let submit = &document["paths"]["/v1/orders/{orderId}:submit"]["post"];
    assert_eq!((&submit["x-scope"], &submit["tags"][0]), (&"orders.write".into(), &"Orders".into()));
    let parameters = submit["parameters"].as_array().unwrap();
    assert!(parameters.iter().any(|one| one["in"] == "path" && one["required"] == true && one["name"] == "orderId"));
    assert!(parameters.iter().any(|one| one["$ref"] == "#/components/parameters/IdempotencyKey"));
    let body = &submit["requestBody"]["content"]["application/json"]["schema"];
    assert!(body["properties"].get("orderId").is_none() && body["properties"].get("requestId").is_some(), "{body}");
    assert!(document["tags"].as_array().unwrap().len() == 11);
    let reasons = document["x-problem-reasons"].as_array().unwrap();
    assert!(
        reasons.iter().any(|one| one["domain"] == "orders.o2c"
            && one["reason"] == "CUSTOMER_NOT_FOUND"
            && one["description"] != "")
    );
    let told = &document["webhooks"]["o2c.orders.v1.OrderConfirmed"]["post"];
    let body = &told["requestBody"]["content"]["application/json"]["schema"]["properties"];
    assert_eq!(body["type"]["const"], "o2c.orders.v1.OrderConfirmed");
    assert_eq!(body["data"]["$ref"], "#/components/schemas/o2c.orders.v1.OrderConfirmed");
    assert_eq!(document["components"]["parameters"]["WebhookId"]["name"], "webhook-id");
    assert!(document["webhooks"].as_object().unwrap().len() > 40);
    let text = document.to_string();
    for internal in ["GetBacklog", "ReserveCredit", "ListHeads"] {
        assert!(!text.contains(internal), "{internal} is internal");
    }
}

#[test]
fn what_only_a_test_maps_is_described_too() {
    let document = o2c_gateway::document(&library()).unwrap();
    let paths = &document["paths"];
    let answers = &paths["/v1/books:watch"]["get"]["responses"]["200"]["content"];
    assert!(answers.get("application/x-ndjson").is_some() && answers.get("text/event-stream").is_some());
    assert_eq!(
        paths["/v1/titles"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]["type"],
        "array"
    );
    let schema = &paths["/v1/shelves/{shelf}/books"]["post"]["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(schema["$ref"], "#/components/schemas/o2c.books.v1.Book");
    assert_eq!(paths["/v1/shelves/{shelf}/books"]["post"]["x-duty"], "shelving");
    let everything = &document["components"]["schemas"]["o2c.books.v1.Everything"]["properties"];
    assert_eq!(everything["time"]["format"], "date-time");
    assert_eq!(everything["byName"]["additionalProperties"]["$ref"], "#/components/schemas/o2c.books.v1.Author");
    assert_eq!(everything["int64Value"]["type"], "string");
}

#[tokio::test]
async fn the_page_needs_nothing_from_elsewhere() {
    let real = Subject::real();
    for (path, media_type) in [
        ("/openapi.json", "application/json"),
        ("/docs", "text/html; charset=utf-8"),
        ("/docs/docs.css", "text/css; charset=utf-8"),
        ("/docs/docs.js", "text/javascript; charset=utf-8"),
    ] {
        let got = real.get(path).await;
        assert_eq!((got.status.as_u16(), got.header("content-type")), (200, media_type), "{path}");
        let text = String::from_utf8(got.bytes.to_vec()).unwrap();
        assert!(path == "/openapi.json" || !text.contains("://"), "{path} names another place");
        let policy = got.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
        let posted = real.send(Request::post(path).body(Body::empty()).unwrap()).await;
        assert_eq!((posted.status.as_u16(), posted.header("allow")), (405, "GET, HEAD, OPTIONS"));
    }
}
