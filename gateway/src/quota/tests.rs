use http::HeaderMap;

use super::*;

const NOON: Instant = Instant::from_micros(1_700_000_000_000_000);
const TEN: QuotaOptions = QuotaOptions { per_second: 10, burst: 20 };

fn tenant(name: &str) -> TenantId {
    TenantId::parse(name).unwrap()
}

fn millis_later(millis: u64) -> Instant {
    NOON.plus(Duration::from_millis(millis))
}

#[test]
fn a_tenant_may_ask_for_a_burst_and_then_steadily() {
    let quotas = Quotas::new(TEN);
    let acme = tenant("acme");
    for left in (0..20).rev() {
        assert_eq!(quotas.take(&acme, NOON).unwrap().left, left);
    }
    let Err(Refusal::QuotaUsedUp { retry_after, .. }) = quotas.take(&acme, NOON) else {
        panic!("a bucket without a bottom")
    };
    assert_eq!(retry_after, Duration::from_millis(100));
    assert!(quotas.take(&acme, millis_later(99)).is_err());
    assert_eq!(quotas.take(&acme, millis_later(100)).unwrap().left, 0);
    assert!(quotas.take(&acme, millis_later(100)).is_err());
    assert_eq!(quotas.take(&acme, millis_later(60_000)).unwrap().left, 19, "never more than the burst");
}

#[test]
fn one_tenant_takes_nothing_from_another() {
    let quotas = Quotas::new(TEN);
    while quotas.take(&tenant("greedy"), NOON).is_ok() {}
    assert_eq!(quotas.take(&tenant("modest"), NOON).unwrap().left, 19);
}

#[test]
fn a_clock_that_goes_back_gives_nothing_away() {
    let quotas = Quotas::new(TEN);
    while quotas.take(&tenant("acme"), millis_later(1_000)).is_ok() {}
    assert!(quotas.take(&tenant("acme"), NOON).is_err());
    assert!(quotas.take(&tenant("acme"), millis_later(1_000)).is_err());
}

#[test]
fn the_headers_tell_the_policy_and_what_is_left() {
    let quotas = Quotas::new(TEN);
    let mut headers = HeaderMap::new();
    quotas.take(&tenant("acme"), NOON).unwrap().tell(&mut headers);
    assert_eq!(headers["ratelimit-policy"], "\"tenant\";q=20;w=2");
    assert_eq!(headers["ratelimit"], "\"tenant\";r=19;t=1");
}
