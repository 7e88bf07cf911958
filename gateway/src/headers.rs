//! What of the headers of HTTP goes on to a service, beside the caller.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};
use o2c_kernel::Violations;
use o2c_rpc::{parse::reason, timeout};

use crate::json::reason as ours;

pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const GRPC_TIMEOUT: &str = "grpc-timeout";
const REQUEST_TIMEOUT: &str = "request-timeout";
/// The trace context, as W3C names its headers.
const TRACE: [&str; 2] = ["traceparent", "tracestate"];
const MAX_REQUEST_ID: usize = 64;

/// The name of a request in logs: the caller's, where it is acceptable, or a new one.
pub(crate) fn request_id(headers: &HeaderMap) -> String {
    // The same rule as in the services, so that they take the id that is answered.
    let acceptable = |text: &&str| {
        !text.is_empty() && text.len() <= MAX_REQUEST_ID && text.bytes().all(|byte| byte.is_ascii_graphic())
    };
    let given = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok()).filter(acceptable);
    given.map_or_else(|| o2c_kernel::new_uuid().to_string(), str::to_owned)
}

/// As a header; ids are graphic ASCII, so they always are one.
pub(crate) fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// The trace context goes on as it came.
pub(crate) fn forward_trace(from: &HeaderMap, to: &mut HeaderMap) {
    for name in TRACE {
        if let Some(value) = from.get(name) {
            to.insert(name, value.clone());
        }
    }
}

/// How long the caller waits: `grpc-timeout`, or `Request-Timeout` in seconds; the shorter of both.
pub(crate) fn timeout(headers: &HeaderMap, violations: &mut Violations) -> Option<Duration> {
    let grpc = headers.get(GRPC_TIMEOUT).map(|value| {
        let given = timeout::parse(value.as_bytes());
        if given.is_none() {
            violations.add(GRPC_TIMEOUT, reason::MALFORMED, "is no duration such as `5S`");
        }
        given
    });
    let plain = headers.get(REQUEST_TIMEOUT).map(|value| {
        let given = value.to_str().ok().and_then(seconds);
        if given.is_none() {
            violations.add(REQUEST_TIMEOUT, reason::MALFORMED, "is no number of seconds such as `5` or `0.5`");
        }
        given
    });
    [grpc, plain].into_iter().flatten().flatten().min()
}

/// Whole seconds, with at most three digits behind the point.
fn seconds(text: &str) -> Option<Duration> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits =
        |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole, 8) || !digits(fraction, 3) {
        return None;
    }
    let millis: u64 = format!("{fraction:0<3}").parse().ok()?;
    let given = Duration::from_secs(whole.parse().ok()?) + Duration::from_millis(millis);
    // Nobody who waits for no time at all can be served.
    (!given.is_zero()).then_some(given)
}

/// The key of an `Idempotency-Key` header, in quotes or without.
pub(crate) fn idempotency_key(headers: &HeaderMap, violations: &mut Violations) -> Option<String> {
    single(headers, "idempotency-key", violations).map(|text| unquoted(&text).to_owned())
}

/// The version of an `If-Match` header, in its quotes, as resources carry it; `*` names none.
pub(crate) fn if_match(headers: &HeaderMap, violations: &mut Violations) -> Option<String> {
    let text = single(headers, "if-match", violations)?;
    if text == "*" {
        return None;
    }
    if text.starts_with("W/") || text.contains(',') {
        violations.add("if-match", ours::UNSUPPORTED, "is one strong version, as an `ETag` gave it");
        return None;
    }
    Some(format!("\"{}\"", unquoted(&text)))
}

fn unquoted(text: &str) -> &str {
    text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text)
}

fn single(headers: &HeaderMap, name: &'static str, violations: &mut Violations) -> Option<String> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?;
    if values.next().is_some() {
        violations.add(name, ours::DUPLICATE, "is given twice");
        return None;
    }
    match value.to_str() {
        Ok(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        _ => {
            violations.add(name, reason::MALFORMED, "is empty, or no ASCII");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeout_is_read_in_both_spellings_and_the_shorter_counts() {
        let read = |pairs: &[(&'static str, &'static str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.insert(*name, HeaderValue::from_static(value));
            }
            let mut violations = Violations::default();
            (timeout(&headers, &mut violations), violations.iter().count())
        };
        assert_eq!(read(&[]), (None, 0));
        assert_eq!(read(&[("request-timeout", "1.5")]), (Some(Duration::from_millis(1_500)), 0));
        assert_eq!(read(&[("request-timeout", "3"), ("grpc-timeout", "2S")]), (Some(Duration::from_secs(2)), 0));
        for strange in ["", "0", "0.000", "-1", "1e3", "1.", ".5", "0.0001", "999999999", "NaN"] {
            assert_eq!(read(&[("request-timeout", strange)]), (None, 1), "{strange}");
        }
        assert_eq!(read(&[("grpc-timeout", "soon")]), (None, 1));
    }

    #[test]
    fn a_request_id_that_could_write_into_a_log_is_replaced() {
        let of = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(REQUEST_ID, HeaderValue::from_static(value));
            request_id(&headers)
        };
        assert_eq!(of("abc-1"), "abc-1");
        assert_ne!(of("a b"), "a b");
        assert_eq!(of("").len(), 36);
    }
}
