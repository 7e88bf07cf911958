//! Paths: variables, verbs, escapes.

use http::Request;
use tonic::body::Body;

use super::subject::{Subject, body};

const BOOK: &str = "o2c.books.v1.Book";

#[tokio::test]
async fn variables_fill_their_fields() {
    let library = Subject::new();
    for (path, json) in [
        ("/v1/shelves/a/books/b", r#"{"name":"shelves/a/books/b"}"#),
        ("/v1/shelves/a%20b/books/c%2Fd", r#"{"name":"shelves/a b/books/c%2Fd"}"#),
        ("/v1/books/42", r#"{"id":"42"}"#),
        ("/v1/books/-9223372036854775808", r#"{"id":"-9223372036854775808"}"#),
        ("/v1/authors/Ann%2FBob%3Awatch/book", r#"{"author":{"name":"Ann/Bob:watch"}}"#),
        ("/v1/files/a/b%20c/d%2fe:read", r#"{"name":"a/b c/d%2fe"}"#),
        ("/v1/files/:read", r"{}"),
    ] {
        let got = library.get(path).await;
        assert_eq!(got.served(), serde_json::from_str::<serde_json::Value>(json).unwrap(), "{path}");
    }
}

#[tokio::test]
async fn a_variable_that_is_no_value_of_its_field_is_told() {
    let library = Subject::new();
    for (path, field, reason) in [
        ("/v1/books/x", "id", "MALFORMED"),
        ("/v1/books/9223372036854775808", "id", "OUT_OF_RANGE"),
        ("/v1/books/1.5", "id", "MALFORMED"),
        ("/v1/authors/%FF/book", "author.name", "MALFORMED"),
        ("/v1/authors/%zz/book", "author.name", "MALFORMED"),
    ] {
        let got = library.get(path).await;
        assert_eq!(got.violations(), [(field.to_owned(), reason.to_owned())], "{path}");
    }
    assert_eq!(library.times(), 0);
}

#[tokio::test]
async fn the_path_and_the_body_may_not_differ() {
    let library = Subject::new();
    let got = library.send(body("PATCH", "/v1/books/7", r#"{"book":{"id":7,"name":"x"}}"#)).await;
    assert_eq!(got.status, 200);
    let asked = library.message("o2c.books.v1.WriteBook");
    let book = asked.get_field_by_name("book").unwrap().into_owned();
    assert_eq!(book.as_message().unwrap().get_field_by_name("id").unwrap().as_i64(), Some(7));
    let got = library.send(body("PATCH", "/v1/books/7", r#"{"book":{"id":8}}"#)).await;
    assert_eq!(got.violations(), [("book.id".to_owned(), "CONFLICT".to_owned())]);
}

#[tokio::test]
async fn a_custom_method_of_http_is_reached() {
    let library = Subject::new();
    let got = library.send(Request::builder().method("PURGE").uri("/v1/books?id=3").body(Body::empty()).unwrap()).await;
    assert_eq!(got.bytes, "{}");
    assert_eq!(library.message(BOOK).get_field_by_name("id").unwrap().as_i64(), Some(3));
}

#[tokio::test]
async fn an_internal_method_is_not_there() {
    let library = Subject::new();
    assert_eq!(library.post("/v1/books:reindex", "{}").await.status, 404);
    let real = Subject::real();
    for path in ["/o2c.runtime.v1.RuntimeService/GetBacklog", "/v1/backlog", "/"] {
        assert_eq!(real.post(path, "{}").await.status, 404, "{path}");
    }
}
