//! What a request brings to prove its caller.

use http::{HeaderMap, header};

use crate::problem::Refusal;

/// The one token of a request. Two would let a caller be somebody else to whoever reads the other.
pub(super) fn bearer(headers: &HeaderMap) -> Result<&str, Refusal> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(match headers.contains_key(header::AUTHORIZATION) {
            true => Refusal::TokenRefused("there is more than one `Authorization`"),
            false => Refusal::Unauthenticated,
        });
    };
    let text = value.to_str().map_err(|_| Refusal::TokenRefused("`Authorization` is no ASCII"))?;
    let (scheme, token) = text.split_once(' ').unwrap_or((text, ""));
    if !scheme.eq_ignore_ascii_case("bearer") || token.trim().is_empty() {
        return Err(Refusal::TokenRefused("`Authorization` is no bearer token"));
    }
    Ok(token.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_one_token_or_none() {
        let read = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(header::AUTHORIZATION, value.parse().unwrap());
            }
            bearer(&headers).map(str::to_owned).map_err(|refusal| refusal.to_string())
        };
        assert_eq!(read(&["Bearer abc"]).unwrap(), "abc");
        assert_eq!(read(&["bearer  abc "]).unwrap(), "abc");
        for values in [&[][..], &["Basic abc"], &["Bearer"], &["Bearer "], &["Bearer a", "Bearer b"]] {
            assert!(read(values).is_err(), "{values:?}");
        }
    }
}
