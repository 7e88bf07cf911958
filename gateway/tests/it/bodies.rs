//! Bodies: what is read, and what is refused by its name.

use serde_json::{Value, json};

use super::subject::Subject;

const PATH: &str = "/v1/everything";

fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(field, reason)| ((*field).to_owned(), (*reason).to_owned())).collect()
}

#[tokio::test]
async fn all_that_may_be_written_in_several_ways_is_read() {
    let library = Subject::new();
    let body = json!({
        "int32": "7", "int64": -1.0, "uint32": 1e3, "uint64": "18446744073709551615", "sint64": i64::MIN,
        "double": "-Infinity", "float": "1.5", "genre": 2, "genres": ["GENRE_NOVEL", 1, 9], "bytes": "_-8",
        "by_name": { "a": { "name": "x" } }, "byNumber": { "-1": "GENRE_MANUAL" }, "byTruth": { "true": "y" },
        "maybe": 0, "maybeText": "", "text_choice": "", "many": [], "inner": null, "authors": null,
        "time": "2024-03-01T10:00:00.000001+01:00", "duration": "-0.000000001s", "mask": "aB.c,d",
        "object": { "a": [1, null, { "b": true }] }, "value": null, "list": [[], {}],
        "doubleValue": 1, "int64Value": "5", "boolValue": false, "stringValue": "", "bytesValue": "AA==",
        "empty": {}, "nullValue": null, "oddName1x": "odd",
    });
    let expected = json!({
        "int32": 7, "int64": "-1", "uint32": 1000, "uint64": "18446744073709551615", "sint64": "-9223372036854775808",
        "double": "-Infinity", "float": 1.5, "genre": "GENRE_MANUAL", "genres": ["GENRE_NOVEL", "GENRE_NOVEL", 9],
        "bytes": "/+8=", "byName": { "a": { "name": "x" } }, "byNumber": { "-1": "GENRE_MANUAL" },
        "byTruth": { "true": "y" }, "maybe": 0, "maybeText": "", "textChoice": "",
        "time": "2024-03-01T09:00:00.000001Z", "duration": "-0.000000001s", "mask": "aB.c,d",
        "object": { "a": [1.0, null, { "b": true }] }, "value": null, "list": [[], {}],
        "doubleValue": 1.0, "int64Value": "5", "boolValue": false, "stringValue": "", "bytesValue": "AA==",
        "empty": {}, "oddName1x": "odd",
    });
    let expected: serde_json::Map<String, Value> = expected.as_object().unwrap().clone();
    let got = library.post(PATH, body.to_string()).await.served();
    assert_eq!(got, Value::Object(expected));
}

#[tokio::test]
async fn an_empty_body_is_an_empty_message() {
    let library = Subject::new();
    for body in ["", "{}", "  { } \n"] {
        assert_eq!(library.post(PATH, body).await.served(), json!({}), "{body:?}");
    }
}

#[tokio::test]
async fn a_body_may_be_one_field_beside_the_query() {
    let library = Subject::new();
    let got = library.post("/v1/shelves/a/books?validateOnly=true&updateMask=name", r#"{"name":"x"}"#).await;
    assert_eq!(got.status, 200);
    let asked = library.message("o2c.books.v1.WriteBook");
    assert_eq!(asked.get_field_by_name("shelf").unwrap().as_str(), Some("a"));
    assert_eq!(asked.get_field_by_name("validate_only").unwrap().as_bool(), Some(true));
    assert!(asked.has_field_by_name("book") && asked.has_field_by_name("update_mask"));
    let got = library.post("/v1/shelves/a/books?book.name=y", r#"{"nobody":1}"#).await;
    assert_eq!(got.violations(), pairs(&[("book.nobody", "UNKNOWN_FIELD"), ("book.name", "CONFLICT")]));
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_at_once_by_its_path() {
    let library = Subject::new();
    let body = r#"{
        "nobody": {"x": [1]}, "int32": 2147483648, "uint32": -1, "int64": 1.5, "uint64": "1e3", "bool": "true",
        "string": 1, "bytes": "*", "genre": "NONE", "many": [1, "x", null], "authors": [{"name": 1}, 7, {"born": "now"}],
        "byName": {"k": {"nobody": 1}, "l": null}, "byNumber": {"x": "GENRE_NOVEL"}, "inner": {"inner": {"double": "inf"}},
        "float": 1e39, "duration": "1", "mask": "a_b", "any": {"@type": "x"}, "list": {}, "object": [], "inner2": 1
    }"#;
    let got = library.post(PATH, body).await;
    assert_eq!(
        got.violations(),
        pairs(&[
            ("nobody", "UNKNOWN_FIELD"),
            ("int32", "OUT_OF_RANGE"),
            ("uint32", "OUT_OF_RANGE"),
            ("int64", "MALFORMED"),
            ("uint64", "MALFORMED"),
            ("bool", "MALFORMED"),
            ("string", "MALFORMED"),
            ("bytes", "MALFORMED"),
            ("genre", "UNKNOWN_VALUE"),
            ("many[1]", "MALFORMED"),
            ("many[2]", "MALFORMED"),
            ("authors[0].name", "MALFORMED"),
            ("authors[1]", "MALFORMED"),
            ("authors[2].born", "MALFORMED"),
            ("by_name[k].nobody", "UNKNOWN_FIELD"),
            ("by_name[l]", "MALFORMED"),
            ("by_number[x]", "MALFORMED"),
            ("inner.inner.double", "MALFORMED"),
            ("float", "OUT_OF_RANGE"),
            ("duration", "MALFORMED"),
            ("mask", "MALFORMED"),
            ("any", "UNSUPPORTED"),
            ("list", "MALFORMED"),
            ("object", "MALFORMED"),
            ("inner2", "UNKNOWN_FIELD"),
        ])
    );
    assert_eq!(library.times(), 0);
}

#[tokio::test]
async fn what_is_given_twice_is_refused() {
    let library = Subject::new();
    for (body, violations) in [
        (r#"{"int32":1,"int32":1}"#, pairs(&[("int32", "DUPLICATE")])),
        (r#"{"maybeText":"a","maybe_text":"b"}"#, pairs(&[("maybe_text", "DUPLICATE")])),
        (r#"{"inner":{"bool":true,"bool":null}}"#, pairs(&[("inner.bool", "DUPLICATE")])),
        (r#"{"byNumber":{"1":"GENRE_NOVEL","1":"GENRE_NOVEL"}}"#, pairs(&[("by_number[1]", "DUPLICATE")])),
        (r#"{"object":{"a":1,"a":2}}"#, pairs(&[("object[a]", "DUPLICATE")])),
        (r#"{"textChoice":"a","authorChoice":{}}"#, pairs(&[("author_choice", "CONFLICT")])),
    ] {
        assert_eq!(library.post(PATH, body).await.violations(), violations, "{body}");
    }
    let one = r#"{"textChoice":"a","authorChoice":null}"#;
    assert_eq!(library.post(PATH, one).await.served(), json!({ "textChoice": "a" }), "null is not there");
}

#[tokio::test]
async fn what_is_no_json_is_told_with_its_place() {
    let library = Subject::new();
    for body in [
        "{",
        "{}x",
        "null",
        "[]",
        "1",
        "\"x\"",
        "{'a':1}",
        "{\"bool\":}",
        "{\"bool\":tru}",
        "{\"string\":\"\u{1}\"}",
        "\u{feff}{}",
    ] {
        let got = library.post(PATH, body).await;
        assert_eq!(got.violations(), pairs(&[("body", "MALFORMED")]), "{body:?}");
    }
    let got = library.post(PATH, "{\n  \"bool\": tru\n}").await;
    assert!(got.json()["detail"].as_str().unwrap().contains("line 3"), "{:?}", got.bytes);
}

#[tokio::test]
async fn a_batch_of_a_thousand_documents_comes_through() {
    let real = Subject::real();
    let line = json!({
        "productId": "00000000-0000-0000-0000-000000000001", "quantity": { "value": "10.5" },
        "unitPrice": { "value": "19.99" }, "billingRule": "BILLING_RULE_ON_SHIPMENT",
        "description": "a description as long as one usually is, with some words more",
    });
    let item = json!({
        "requestId": "6f1c0f5e-6a39-4a43-9a05-0c5f2f6f8d01", "submit": true,
        "order": { "customerId": "00000000-0000-0000-0000-000000000002", "currencyCode": "GBP", "lines": vec![line; 25] },
    });
    let body = json!({ "requests": vec![item; 1_000] }).to_string();
    assert!(body.len() > 5 * 1024 * 1024, "{} bytes", body.len());
    assert_eq!(real.post("/v1/orders:batchCreate", body).await.status, 200);
    let asked = real.asked().message.len();
    assert!(asked < 4 * 1024 * 1024, "{asked} bytes: a service would not take it");
}
