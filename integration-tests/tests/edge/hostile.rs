//! Texts that have made other programs do what they should not, in every text field of every method, on real services.

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use o2c_gateway::GatewayOptions;
use o2c_integration_tests::Mesh;
use o2c_rpc::Transport;
use serde_json::{Map, Value, json};
use tonic::body::Body;
use tower::ServiceExt;

const TEXTS: [&str; 10] = [
    "' OR '1'='1' --",
    "\"; DROP TABLE orders; --",
    "<script>alert(1)</script>",
    "../../../../etc/passwd",
    "\r\nX-Injected: 1",
    "\u{0}",
    "\u{202e}\u{200b}\u{feff}😀\u{10ffff}",
    "${jndi:ldap://127.0.0.1/a}",
    "00000000-0000-0000-0000-000000000000",
    "99999999999999999999999999999999999999",
];

/// Messages in messages that are filled.
const DEPTH: usize = 5;

#[tokio::test]
async fn no_text_makes_a_service_fail_on_sqlite() {
    tried(&Mesh::new().await).await;
}

#[tokio::test]
async fn no_text_makes_a_service_fail_on_postgres() {
    tried(&Mesh::on_postgres().await).await;
}

/// Encoded messages that are none, or are not what they say.
const MALFORMED: [&[u8]; 9] = [
    b"\xff",
    b"\x0a\xff\xff\xff\xff\x0f",
    b"\x0a\x02\xc3\x28",
    b"\x0b\x0b\x0b",
    b"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
    b"\x00\x00",
    b"\x0a\x0a\x0a\x0a",
    b"\xfa\xff\xff\xff\x0f\x00",
    b"\x09\x01",
];

#[tokio::test]
async fn no_malformed_message_makes_a_service_fail() {
    let mesh = Mesh::new().await;
    let edge = mesh.mesh.edge(GatewayOptions::default()).unwrap();
    let pool = prost_reflect::DescriptorPool::decode(o2c_proto::DESCRIPTORS).unwrap();
    let mut refused = 0;
    let nested = b"\x0a\x7f".repeat(10_000);
    let services = pool.services().filter(|service| service.package_name().starts_with("o2c."));
    for method in services.flat_map(|service| service.methods().collect::<Vec<_>>()) {
        let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
        for message in MALFORMED.into_iter().chain([nested.as_slice()]) {
            let mut framed = vec![0];
            framed.extend_from_slice(&u32::try_from(message.len()).unwrap().to_be_bytes());
            framed.extend_from_slice(message);
            let request = Request::post(&path).version(http::Version::HTTP_2).header("te", "trailers");
            let request =
                request.header("content-type", "application/grpc").body(Body::new(Full::from(framed))).unwrap();
            let response = edge.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let trailers = body.collect().await.unwrap().trailers().cloned().unwrap_or_default();
            let status = parts.headers.get("grpc-status").or(trailers.get("grpc-status")).unwrap();
            refused += usize::from(status != "0");
            // a message that cannot be decoded is INTERNAL to tonic; UNKNOWN would be a handler's
            assert_ne!(status, "2", "{path} with {message:?}");
        }
    }
    assert!(refused > 500, "{refused}");
    mesh.assert_book_ties().await;
}

async fn tried(mesh: &Mesh) {
    let document = o2c_gateway::document(o2c_proto::DESCRIPTORS).unwrap();
    let edge = mesh.mesh.edge(GatewayOptions::default()).unwrap();
    let mut refused = 0;
    for text in TEXTS {
        for (path, operations) in document["paths"].as_object().unwrap() {
            for (method, operation) in operations.as_object().unwrap() {
                let status = asked(&edge, &document, method, path, operation, text).await;
                assert!(status < 500, "{method} {path} with {text:?}: {status}");
                refused += usize::from(status >= 400);
            }
        }
    }
    assert!(refused > 500, "{refused}: what is sent is mostly nonsense");
    mesh.assert_book_ties().await;
}

async fn asked(edge: &Transport, document: &Value, method: &str, path: &str, operation: &Value, text: &str) -> u16 {
    let escaped: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let mut uri = path.split('{').enumerate().fold(String::new(), |done, (at, part)| match part.split_once('}') {
        Some((_name, rest)) if at > 0 => done + &escaped + rest,
        _ => done + part,
    });
    let parameters = operation["parameters"].as_array().unwrap().iter().filter(|one| one["in"] == "query");
    let query: Vec<String> = parameters
        .filter(|one| one["schema"]["type"] == "string" && one["schema"]["format"].is_null())
        .map(|one| format!("{}={escaped}", one["name"].as_str().unwrap()))
        .collect();
    if !query.is_empty() {
        uri = format!("{uri}?{}", query.join("&"));
    }
    let mut request = Request::builder().method(method.to_ascii_uppercase().as_str()).uri(&uri);
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    let mut bytes = Bytes::new();
    if !schema.is_null() {
        bytes = Bytes::from(filled(document, schema, text, 0).to_string());
        request = request.header("content-type", "application/json").header("content-length", bytes.len());
    }
    let response = edge.clone().oneshot(request.body(Body::new(Full::new(bytes))).unwrap()).await.unwrap();
    assert!(!response.headers().contains_key("x-injected"), "{uri}");
    let status = response.status().as_u16();
    response.into_body().collect().await.unwrap();
    status
}

/// A value of a schema: every text is this one, all else is plausible.
fn filled(document: &Value, schema: &Value, text: &str, depth: usize) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        return filled(document, document.pointer(&reference[1..]).unwrap(), text, depth + 1);
    }
    if let Some(values) = schema["enum"].as_array() {
        return values.last().cloned().unwrap_or_default();
    }
    match schema["type"].as_str().unwrap_or_default() {
        "object" if depth > DEPTH => json!({}),
        "object" => {
            let properties = schema["properties"].as_object().cloned().unwrap_or_default();
            let fields = properties.into_iter().map(|(name, field)| (name, filled(document, &field, text, depth)));
            Value::Object(one_of_each_choice(fields.collect()))
        }
        "array" => json!([filled(document, &schema["items"], text, depth)]),
        "boolean" => json!(true),
        "integer" | "number" => json!(7),
        _ if !schema["format"].is_null() => json!("7"),
        _ if !schema["contentEncoding"].is_null() => json!("AAAA"),
        _ => json!(text),
    }
}

/// No request holds two members of a oneof; results do, and are not sent.
fn one_of_each_choice(mut fields: Map<String, Value>) -> Map<String, Value> {
    if fields.contains_key("error") && fields.len() > 1 {
        fields.remove("error");
    }
    fields
}
