//! The idempotency key.

use o2c_proto::Mutation;
use o2c_rpc::request::key;

#[derive(Clone, PartialEq, prost::Message)]
struct Ship {
    #[prost(string, tag = "1")]
    request_id: String,
    #[prost(string, tag = "2")]
    order: String,
}

impl Mutation for Ship {
    fn take_request_id(&mut self) -> String {
        std::mem::take(&mut self.request_id)
    }
}

fn ship(request_id: &str, order: &str) -> Ship {
    Ship { request_id: request_id.into(), order: order.into() }
}

const ONE: &str = "0190b3a0-0000-7000-8000-000000000001";
const TWO: &str = "0190b3a0-0000-7000-8000-000000000002";

#[test]
fn the_hash_is_of_everything_but_the_id() {
    let first = key(&mut ship(ONE, "A")).unwrap().unwrap();
    let other_id = key(&mut ship(TWO, "A")).unwrap().unwrap();
    let other_body = key(&mut ship(ONE, "B")).unwrap().unwrap();

    assert_eq!(first.request_id.to_string(), ONE);
    assert_eq!(first.hash, other_id.hash);
    assert_ne!(first.hash, other_body.hash);
}

#[test]
fn no_id_is_no_key() {
    assert_eq!(key(&mut ship("", "A")), Ok(None));
}

#[test]
fn an_id_is_a_uuid_in_its_usual_form() {
    for bad in ["1", "0190b3a000007000800000000000001", "{0190b3a0-0000-7000-8000-000000000001}", "ü"] {
        let violations = key(&mut ship(bad, "A")).unwrap_err();
        assert_eq!(violations.iter().next().unwrap().field, "request_id", "{bad}");
    }
}
