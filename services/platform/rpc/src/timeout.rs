//! `grpc-timeout`, as both stacks read and write it.

use std::time::Duration;

use http::{HeaderMap, HeaderValue};

use crate::error::RpcError;

const HEADER: &str = "grpc-timeout";
/// Of the number, by the gRPC specification; also keeps every product below within 64 bits.
const MAX_DIGITS: usize = 8;

/// The time that a caller gives, if it names one.
pub(crate) fn read(headers: &HeaderMap) -> Result<Option<Duration>, RpcError> {
    match headers.get(HEADER) {
        None => Ok(None),
        Some(value) => parse(value.as_bytes()).map(Some).ok_or(RpcError::TimeoutMalformed),
    }
}

/// Names a time, rounded up to a microsecond or a millisecond: never less than was left.
pub(crate) fn write(headers: &mut HeaderMap, left: Duration) {
    const MOST: u128 = 99_999_999;
    let (micros, millis) = (left.as_nanos().div_ceil(1_000), left.as_nanos().div_ceil(1_000_000));
    let text = if micros <= MOST { format!("{micros}u") } else { format!("{}m", millis.min(MOST)) };
    // Digits and a letter are always a header value.
    if let Ok(value) = HeaderValue::from_str(&text) {
        headers.insert(HEADER, value);
    }
}

/// Reads the value of the header; `None` where it is no duration.
pub fn parse(text: &[u8]) -> Option<Duration> {
    let (unit, digits) = text.split_last()?;
    if digits.is_empty() || digits.len() > MAX_DIGITS || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number: u64 = std::str::from_utf8(digits).ok()?.parse().ok()?;
    match unit {
        b'H' => Some(Duration::from_secs(number * 3600)),
        b'M' => Some(Duration::from_secs(number * 60)),
        b'S' => Some(Duration::from_secs(number)),
        b'm' => Some(Duration::from_millis(number)),
        b'u' => Some(Duration::from_micros(number)),
        b'n' => Some(Duration::from_nanos(number)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for (left, read_back) in [
            (Duration::ZERO, Duration::ZERO),
            (Duration::from_nanos(1), Duration::from_micros(1)),
            (Duration::from_millis(250), Duration::from_millis(250)),
            (Duration::from_secs(120), Duration::from_secs(120)),
            (Duration::from_secs(1_000_000), Duration::from_millis(99_999_999)),
        ] {
            let mut headers = HeaderMap::new();
            write(&mut headers, left);
            assert_eq!(read(&headers).unwrap(), Some(read_back));
        }
    }

    #[test]
    fn a_strange_timeout_is_refused() {
        for text in ["", "S", "5", "-1S", "123456789S", "1.5S", "1s", "é"] {
            assert_eq!(parse(text.as_bytes()), None, "{text}");
        }
        assert_eq!(parse(b"99999999H"), Some(Duration::from_secs(99_999_999 * 3600)));
    }
}
