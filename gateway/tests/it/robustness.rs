//! Whatever is sent, the gateway answers, and never with a failure of its own.

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use proptest::prelude::*;
use prost_reflect::{Kind, MessageDescriptor};
use serde_json::{Map, Value, json};
use tonic::body::Body;

use super::subject::{Got, Subject, body};

/// Texts that have made other programs do what they should not.
const HOSTILE: [&str; 14] = [
    "' OR '1'='1' --",
    "\"; DROP TABLE orders; --",
    "<script>alert(1)</script>",
    "{{7*7}}${7*7}#{7*7}",
    "../../../../etc/passwd",
    "%00%0d%0aSet-Cookie:%20a=b",
    "\r\nX-Injected: 1",
    "\u{0}\u{1}\u{7f}",
    "\u{202e}\u{200b}\u{feff}",
    "😀\u{10ffff}",
    "${jndi:ldap://127.0.0.1/a}",
    "$(id)`id`|id;id",
    "1e308",
    "null",
];

fn harmless(got: &Got, what: &str) {
    assert!(got.status.as_u16() < 500, "{what}: {} {:?}", got.status, got.bytes);
    assert!(!got.headers.contains_key("set-cookie") && !got.headers.contains_key("x-injected"), "{what}");
}

#[tokio::test]
async fn malformed_bodies_are_refused() {
    let library = Subject::new();
    let bombs = [
        "[".repeat(1_000_000),
        r#"{"inner":"#.repeat(300_000),
        r#"{"value":["#.repeat(300_000),
        format!(r#"{{"string":"{}"#, "\\u0000".repeat(100_000)),
        format!(r#"{{"int64":{}}}"#, "9".repeat(1_000_000)),
        format!(r#"{{"double":1e{}}}"#, "9".repeat(100_000)),
        format!(r#"{{"{}":1}}"#, "x".repeat(1_000_000)),
        format!("{{{}}}", vec![r#""a":1"#; 200_000].join(",")),
        format!(r#"{{"authors":[{}]}}"#, vec!["{}"; 1_500_000].join(",")),
        format!(r#"{{"bytes":"{}"}}"#, "A".repeat(5_000_001)),
    ];
    for bomb in bombs {
        let shown = bomb.chars().take(20).collect::<String>();
        let got = library.post("/v1/everything", bomb).await;
        harmless(&got, &shown);
        assert_eq!(got.status, 400, "{shown}");
        assert!(got.bytes.len() < 64 * 1024, "{shown}: the answer is no larger for a larger mistake");
    }
    for bytes in
        [&b"\xff\xfe"[..], b"{\"string\":\"\xc3\x28\"}", b"{\"string\":\"\\ud800\"}", b"\0\0\0\0", b"{\"\xff\":1}"]
    {
        let got = library.post("/v1/everything", Bytes::from_static(bytes)).await;
        assert_eq!(got.violations()[0].0, "body", "{bytes:?}");
    }
}

#[tokio::test]
async fn numbers_at_the_edges_are_kept_or_refused() {
    let library = Subject::new();
    for (text, status) in [
        (r#"{"double":1e308}"#, 200),
        (r#"{"double":1e309}"#, 400),
        (r#"{"double":"1e309"}"#, 400),
        (r#"{"float":3.4028235e38}"#, 200),
        (r#"{"float":1e308}"#, 400),
        (r#"{"int32":1e308}"#, 400),
        (r#"{"int64":1e308}"#, 400),
        (r#"{"int64":"9223372036854775807"}"#, 200),
        (r#"{"int64":"9223372036854775808"}"#, 400),
        (r#"{"uint64":18446744073709551616}"#, 400),
        (r#"{"int64":-9223372036854775808}"#, 200),
        (r#"{"int32":"+1"}"#, 400),
        (r#"{"int32":" 1"}"#, 400),
        (r#"{"genre":1e308}"#, 400),
        (r#"{"genre":2147483648}"#, 400),
        (r#"{"time":"9999-12-31T23:59:59.999999999Z"}"#, 200),
        (r#"{"time":"10000-01-01T00:00:00Z"}"#, 400),
        (r#"{"time":"2024-02-30T00:00:00Z"}"#, 400),
        (r#"{"time":"2024-03-01T25:00:00Z"}"#, 400),
        (r#"{"duration":"315576000001s"}"#, 400),
        (r#"{"duration":"1e3s"}"#, 400),
    ] {
        let got = library.post("/v1/everything", text).await;
        assert_eq!(got.status, status, "{text}: {:?}", got.bytes);
    }
}

#[tokio::test]
async fn long_paths_and_queries_are_answered() {
    let library = Subject::new();
    let long = "a".repeat(50_000);
    for path in [
        format!("/{long}"),
        format!("/v1/books/{long}"),
        format!("/v1/books{}", "/a".repeat(25_000)),
        format!("/v1/files{}:read", "/..".repeat(15_000)),
        format!("/v1/books/1{}", ":a".repeat(20_000)),
        format!("/v1/books/1?{long}={long}").chars().take(60_000).collect(),
        format!("/v1/books/1?{}", "a&".repeat(25_000)),
        format!("/v1/books/1?{}", "tags=a&".repeat(2_000)),
        format!("/v1/books/1?author{}=1", ".author".repeat(5_000)),
        format!("/v1/everything?{}int32=1", "inner.".repeat(5_000)),
        "/v1/everything?inner.inner.inner.inner.inner.int32=1".to_owned(),
    ] {
        let shown = path.chars().take(40).collect::<String>();
        let got = library.get(&path).await;
        harmless(&got, &shown);
        assert!(got.bytes.len() < 128 * 1024, "{shown}");
    }
}

/// Every text of a message is this one.
fn filled(descriptor: &MessageDescriptor, text: &str, depth: usize) -> Value {
    let mut object = Map::new();
    for field in descriptor.fields() {
        let value = match field.kind() {
            Kind::String => json!(text),
            Kind::Message(inner) if depth < 4 && !inner.full_name().starts_with("google.protobuf") => {
                filled(&inner, text, depth + 1)
            }
            _ => continue,
        };
        object.insert(field.json_name().to_owned(), if field.is_list() { json!([value]) } else { value });
    }
    Value::Object(object)
}

#[tokio::test]
async fn hostile_texts_come_to_the_service_as_they_are() {
    let real = Subject::real();
    let mut tried = 0;
    for text in HOSTILE {
        for method in real.pool.services().flat_map(|service| service.methods().collect::<Vec<_>>()) {
            let path = http_path(&method);
            let Some((http_method, path)) = path else { continue };
            let escaped: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
            let path = replaced(&path, &escaped);
            let got = match http_method.as_str() {
                "GET" => real.get(&path).await,
                _ => real.send(body(&http_method, &path, filled(&method.input(), text, 0).to_string())).await,
            };
            harmless(&got, &format!("{path} {text:?}"));
            tried += 1;
            if got.status == 200 && http_method != "GET" {
                let asked = real.asked().message;
                let holds = asked.windows(text.len()).any(|window| window == text.as_bytes());
                let has_text = method.input().fields().any(|field| field.kind() == Kind::String);
                assert!(holds || !has_text, "{path}: {text:?} did not come through");
            }
        }
    }
    assert!(tried > 1_000, "{tried}");
}

/// The mapping of a method, as the document of the contract has it.
fn http_path(method: &prost_reflect::MethodDescriptor) -> Option<(String, String)> {
    static DOCUMENT: std::sync::LazyLock<Value> =
        std::sync::LazyLock::new(|| o2c_gateway::document(o2c_proto::DESCRIPTORS).unwrap());
    DOCUMENT["paths"].as_object().unwrap().iter().find_map(|(path, operations)| {
        let mut operations = operations.as_object().unwrap().iter();
        let (kind, _) = operations.find(|(_, operation)| operation["x-rpc"] == method.full_name())?;
        Some((kind.to_ascii_uppercase(), path.clone()))
    })
}

fn replaced(path: &str, value: &str) -> String {
    path.split('{').enumerate().fold(String::new(), |done, (at, part)| match (at, part.split_once('}')) {
        (0, _) | (_, None) => done + part,
        (_, Some((_name, rest))) => done + value + rest,
    })
}

#[test]
fn any_bytes_are_answered() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let library = Subject::new();
    let config = ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(
        json in prop_oneof!["\\PC{0,60}", "[\\[\\]{}\":,a-z0-9.eE+\\-\\\\ ]{0,80}", "\\{\"(int64|value|time|inner|many|bytes)\":\\PC{0,30}\\}"],
        path in "/v1/(books|everything|files|shelves)?[/:a-z0-9%.*]{0,30}(\\?[&=a-zA-Z.%+0-9]{0,40})?",
        header in "[ -~]{0,30}",
    )| {
        runtime.block_on(async {
            harmless(&library.post("/v1/everything", json.clone()).await, &json);
            if let Ok(uri) = path.parse::<http::Uri>() {
                for name in ["accept", "idempotency-key", "if-match", "request-timeout", "grpc-timeout", "x-request-id", "content-type", "content-length"] {
                    if name == "content-type" && header.starts_with("application/grpc") { continue; }
                    let request = Request::patch(uri.clone()).header(name, header.as_str());
                    let request = request.body(Body::new(Full::from(json.clone()))).unwrap();
                    let got = library.send(request).await;
                    // a deadline of no time at all is the caller's own
                    if got.status != 504 { harmless(&got, &path); }
                }
            }
        });
    });
}
