//! Queries: names, nesting, repetition, and what is refused.

use super::subject::Subject;

fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(field, reason)| ((*field).to_owned(), (*reason).to_owned())).collect()
}

#[tokio::test]
async fn parameters_fill_their_fields() {
    let library = Subject::new();
    for (query, json) in [
        ("pageSize=3&page_size", r#"{}"#),
        (
            "author.name=A+%2B%26&author.born=2024-03-01T09:00:00.5Z",
            r#"{"author":{"name":"A +&","born":"2024-03-01T09:00:00.500Z"}}"#,
        ),
        ("tags=a&tags=&tags=b,c", r#"{"tags":["a","","b,c"]}"#),
        ("genre=GENRE_NOVEL", r#"{"genre":"GENRE_NOVEL"}"#),
        ("genre=2", r#"{"genre":"GENRE_MANUAL"}"#),
        ("genre=77", r#"{"genre":77}"#),
        ("readMask=author.name,pageSize", r#"{"readMask":"author.name,pageSize"}"#),
        ("&&etag=x&", r#"{"etag":"x"}"#),
    ] {
        let got = library.get(&format!("/v1/books/1?{query}")).await;
        if query.contains("page_size") {
            assert_eq!(got.violations(), pairs(&[("page_size", "MALFORMED"), ("page_size", "DUPLICATE")]));
            continue;
        }
        let mut expected: serde_json::Value = serde_json::from_str(json).unwrap();
        expected["id"] = "1".into();
        assert_eq!(got.served(), expected, "{query}");
    }
}

#[tokio::test]
async fn everything_that_can_be_written_as_text_can_be_asked_for() {
    let library = Subject::new();
    let got = library
        .get("/v1/everything?double=-1.5e3&float=NaN&bool=true&bytes=_-8&duration=1.5s&int64Value=-3&boolValue=false&stringValue=&many=1&many=-2&genres=1&inner.inner.uint64=18446744073709551615&maybe=0")
        .await;
    let expected = serde_json::json!({
        "double": -1500.0, "float": "NaN", "bool": true, "bytes": "/+8=", "duration": "1.500s",
        "int64Value": "-3", "boolValue": false, "stringValue": "", "many": ["1", "-2"], "genres": ["GENRE_NOVEL"],
        "inner": { "inner": { "uint64": "18446744073709551615" } }, "maybe": 0,
    });
    assert_eq!(got.served(), expected);
}

#[tokio::test]
async fn what_means_nothing_is_told_by_its_name() {
    let library = Subject::new();
    for (path, violations) in [
        (
            "/v1/books/1?nobody=1&author.nobody=2",
            pairs(&[("nobody", "UNKNOWN_FIELD"), ("author.nobody", "UNKNOWN_FIELD")]),
        ),
        ("/v1/books/1?id=1", pairs(&[("id", "CONFLICT")])),
        ("/v1/books/1?etag=a&etag=b", pairs(&[("etag", "DUPLICATE")])),
        ("/v1/books/1?author=x", pairs(&[("author", "UNSUPPORTED")])),
        ("/v1/books/1?tags.x=1", pairs(&[("tags.x", "UNKNOWN_FIELD")])),
        ("/v1/books/1?genre=GENRE_NONE", pairs(&[("genre", "UNKNOWN_VALUE")])),
        ("/v1/books/1?pageSize=1e400&etag=%", pairs(&[("etag", "MALFORMED"), ("page_size", "MALFORMED")])),
        ("/v1/books/1?%ff=1", pairs(&[("query", "MALFORMED")])),
        (
            "/v1/everything?byName.x.name=1&authors=1",
            pairs(&[("byName.x.name", "UNKNOWN_FIELD"), ("authors", "UNSUPPORTED")]),
        ),
        ("/v1/everything?many=1&many=x", pairs(&[("many[1]", "MALFORMED")])),
        ("/v1/everything?textChoice=a&numberChoice=1", pairs(&[("number_choice", "CONFLICT")])),
        ("/v1/everything?readMask=a", pairs(&[("readMask", "UNKNOWN_FIELD")])),
        ("/v1/everything?mask=a-b", pairs(&[("mask", "MALFORMED")])),
    ] {
        assert_eq!(library.get(path).await.violations(), violations, "{path}");
    }
    let got = library.post("/v1/everything?bool=true", "{}").await;
    assert_eq!(got.violations(), pairs(&[("bool", "CONFLICT")]), "the body is everything");
    assert_eq!(library.times(), 0, "nothing of it came to the service");
}

#[tokio::test]
async fn the_ids_of_a_batch_fit_into_a_query() {
    let real = Subject::real();
    let ids: Vec<String> = (0..1_000).map(|at| format!("orderIds=00000000-0000-0000-0000-{at:012}")).collect();
    assert_eq!(real.get(&format!("/v1/orders:batchGet?{}", ids.join("&"))).await.status, 200);
    let asked = real.message("o2c.orders.v1.BatchGetOrdersRequest");
    assert_eq!(asked.get_field_by_name("order_ids").unwrap().as_list().unwrap().len(), 1_000);
}

#[tokio::test]
async fn who_misspells_a_field_is_told_which_is_near() {
    let real = Subject::real();
    for (path, field, description) in [
        ("/v1/products?sku=KETTLE", "sku", "is no field of ListProductsRequest; did you mean `skus`?"),
        ("/v1/orders?customer=1", "customer", "is no field of ListOrdersRequest; did you mean `customer_id`?"),
        ("/v1/orders?externalIds.x=1", "externalIds.x", "is no field of ListOrdersRequest"),
        ("/v1/orders?colour=red", "colour", "is no field of ListOrdersRequest"),
        ("/v1/ageing?asOf.yaer=2024", "asOf.yaer", "is no field of Date; did you mean `as_of.year`?"),
    ] {
        let got = real.get(path).await;
        assert_eq!(got.violations(), pairs(&[(field, "UNKNOWN_FIELD")]), "{path}");
        assert_eq!(got.json()["violations"][0]["description"], description, "{path}");
    }
    let got =
        real.post("/v1/orders", r#"{"order":{"lines":[{"prodctId":"x"}],"currencyCod":"GBP"},"sumbit":true}"#).await;
    let json = got.json();
    let told: Vec<_> =
        json["violations"].as_array().unwrap().iter().map(|one| one["description"].as_str().unwrap()).collect();
    assert_eq!(
        told,
        [
            "is no field of OrderLine; did you mean `product_id`?",
            "is no field of Order; did you mean `currency_code`?",
            "is no field of CreateOrderRequest; did you mean `submit`?",
        ]
    );
    assert_eq!(real.times(), 0);
}
