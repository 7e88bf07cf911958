//! Ids, texts, days, enums, lists, pages, addresses.

use o2c_kernel::{CountryCode, Date, Id, KeyPart, PageSize};
use o2c_proto::{
    common::v1::{Address, Criticality, PaymentTerms},
    google::r#type::Date as WireDate,
};
use o2c_rpc::{parse, wire};

use super::{bad, outcome};

#[derive(Debug)]
struct Order;

const ID: &str = "0190b3a0-0000-7000-8000-000000000001";

#[test]
fn ids() {
    assert_eq!(outcome(|v| parse::id::<Order>(v, "order_id", ID)), Ok(Id::parse(ID).unwrap()));
    assert_eq!(outcome(|v| parse::id::<Order>(v, "order_id", "")), bad("order_id", "REQUIRED"));
    for text in ["1", &ID.replace('-', ""), &format!("{{{ID}}}"), &"ä".repeat(18)] {
        assert_eq!(outcome(|v| parse::id::<Order>(v, "order_id", text)), bad("order_id", "MALFORMED"), "{text}");
    }
    assert_eq!(outcome(|v| parse::optional_id::<Order>(v, "order_id", "")), Ok(None));
    assert_eq!(outcome(|v| parse::optional_id::<Order>(v, "order_id", "1")), bad("order_id", "MALFORMED"));
}

#[test]
fn texts() {
    let text = |value: &str| outcome(|v| parse::text(v, "name", value.to_owned(), 5));
    assert_eq!(text(" Zoë "), Ok(" Zoë ".to_owned()), "nothing is trimmed");
    assert_eq!(text("äöüßé"), Ok("äöüßé".to_owned()), "characters are counted, not bytes");
    assert_eq!(text(""), bad("name", "REQUIRED"));
    assert_eq!(text("  \u{a0}"), bad("name", "REQUIRED"), "blanks are no name");
    assert_eq!(text("sixsix"), bad("name", "TOO_LONG"));
    for control in ["a\0b", "a\nb", "a\tb", "\u{7f}", "\u{85}"] {
        assert_eq!(text(control), bad("name", "MALFORMED"), "{control:?}");
    }
    assert_eq!(outcome(|v| parse::optional_text(v, "name", String::new(), 5)), Ok(String::new()));
    assert_eq!(outcome(|v| parse::optional_text(v, "name", "\0".into(), 5)), bad("name", "MALFORMED"));
}

#[test]
fn days() {
    let day = |year, month, day| outcome(|v| parse::date(v, "on", Some(WireDate { year, month, day })));
    assert_eq!(day(2024, 2, 29), Ok(Date::parse("2024-02-29").unwrap()));
    for (year, month, wrong) in [
        (2023, 2, 29),
        (2024, 13, 1),
        (2024, 0, 1),
        (2024, 1, 0),
        (0, 1, 1),
        (1899, 1, 1),
        (3000, 1, 1),
        (i32::MAX, i32::MIN, 1),
    ] {
        assert_eq!(day(year, month, wrong), bad("on", "MALFORMED"));
    }
    assert_eq!(outcome(|v| parse::date(v, "on", None)), bad("on", "REQUIRED"));
    assert_eq!(outcome(|v| parse::optional_date(v, "on", None)), Ok(None));
    assert_eq!(wire::date(Date::parse("2011-01-04").unwrap()), WireDate { year: 2011, month: 1, day: 4 });
    assert_eq!(outcome(|v| parse::instant(v, "at", 0)), bad("at", "REQUIRED"));
    assert_eq!(outcome(|v| parse::instant(v, "at", 7)).map(|at| at.micros()), Ok(7));
}

#[test]
fn enums() {
    assert_eq!(outcome(|v| parse::known_enum(v, "c", 3)), Ok(Criticality::Critical));
    assert_eq!(outcome(|v| parse::known_enum::<Criticality>(v, "c", 0)), bad("c", "REQUIRED"));
    assert_eq!(outcome(|v| parse::known_enum::<Criticality>(v, "c", 99)), bad("c", "UNKNOWN_VALUE"));
    assert_eq!(outcome(|v| parse::optional_enum::<Criticality>(v, "c", 0)), Ok(None));
    assert_eq!(outcome(|v| parse::optional_enum::<Criticality>(v, "c", -1)), bad("c", "UNKNOWN_VALUE"));
}

#[test]
fn lists_and_numbers() {
    let list = |values: Vec<i32>| {
        outcome(|v| parse::list(v, "lines", values, 1..=3, |v, line| parse::in_range(v, "number", line, 1..=9)))
    };
    assert_eq!(list(vec![1, 2]), Ok(vec![1, 2]));
    assert_eq!(list(vec![]), bad("lines", "TOO_FEW"));
    assert_eq!(list(vec![1; 4]), bad("lines", "TOO_MANY"));
    assert_eq!(list(vec![1, 0, 3]), bad("lines[1].number", "OUT_OF_RANGE"));
    assert_eq!(outcome(|v| parse::bounded(v, "ids", 1_001, 1_000)), bad("ids", "TOO_MANY"));
    assert_eq!(outcome(|v| parse::nested(v, "order", None::<i32>, |_, order| Some(order))), bad("order", "REQUIRED"));
    assert_eq!(
        outcome(|v| parse::nested(v, "order", Some(0), |v, n| parse::in_range(v, "number", n, 1..=9))),
        bad("order.number", "OUT_OF_RANGE")
    );
}

#[test]
fn pages_and_versions() {
    assert_eq!(outcome(|v| parse::page_size(v, "page_size", 0)), Ok(PageSize::DEFAULT));
    assert_eq!(outcome(|v| parse::page_size(v, "page_size", -1)), bad("page_size", "OUT_OF_RANGE"));

    let key = vec![KeyPart::Int(7)];
    let token = wire::page_token(Some(&key), "mine");
    assert_eq!(wire::page_token(None, "mine"), "");
    assert_eq!(outcome(|v| parse::page_token(v, "page_token", "", "mine")), Ok(vec![]));
    assert_eq!(outcome(|v| parse::page_token(v, "page_token", &token, "mine")), Ok(key));
    for (token, filter) in [(token.as_str(), "another"), ("%%%", "mine"), (&"a".repeat(2_000), "mine")] {
        assert_eq!(outcome(|v| parse::page_token(v, "page_token", token, filter)), bad("page_token", "MALFORMED"));
    }

    assert_eq!(outcome(|v| parse::etag(v, "etag", "")), Ok(None));
    assert_eq!(outcome(|v| parse::etag(v, "etag", &wire::etag(7))), Ok(Some(7)));
    assert_eq!(outcome(|v| parse::etag(v, "etag", "seven")), bad("etag", "MALFORMED"));
}

#[test]
fn addresses_and_terms() {
    let whole = Address {
        name: "Jack Frost".into(),
        lines: vec!["1 Harbour Road".into()],
        city: "St Helier".into(),
        postal_code: "JE2 3AB".into(),
        region: String::new(),
        country_code: "JE".into(),
    };
    let parsed = outcome(|v| parse::address(v, "ship_to", Some(whole.clone()))).unwrap();
    assert_eq!(wire::address(&parsed), whole);

    let bare = Address { country_code: "XX".into(), ..Address::default() };
    assert_eq!(outcome(|v| parse::address(v, "ship_to", Some(bare))).unwrap().country, CountryCode::UNKNOWN);
    assert_eq!(
        outcome(|v| parse::address(v, "ship_to", Some(Address::default()))),
        bad("ship_to.country_code", "REQUIRED")
    );
    assert_eq!(outcome(|v| parse::country(v, "country_code", "uk")), bad("country_code", "MALFORMED"));
    let blank = Address { lines: vec!["line".into(), String::new()], ..whole.clone() };
    assert_eq!(outcome(|v| parse::address(v, "ship_to", Some(blank))), bad("ship_to.lines[1]", "REQUIRED"));
    let endless = Address { lines: vec!["line".into(); 7], ..whole };
    assert_eq!(outcome(|v| parse::address(v, "ship_to", Some(endless))), bad("ship_to.lines", "TOO_MANY"));
    assert_eq!(outcome(|v| parse::optional_address(v, "ship_to", None)), Ok(None));

    let terms = |net_days, cash| outcome(|v| parse::payment_terms(v, "terms", Some(PaymentTerms { net_days, cash })));
    assert_eq!(terms(30, false).map(wire::payment_terms), Ok(PaymentTerms { net_days: 30, cash: false }));
    assert_eq!(terms(366, false), bad("terms.net_days", "OUT_OF_RANGE"));
    assert_eq!(terms(-1, false), bad("terms.net_days", "OUT_OF_RANGE"));
    assert_eq!(terms(30, true), bad("terms.net_days", "OUT_OF_RANGE"));
}
