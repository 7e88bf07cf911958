//! The headers of draft-ietf-httpapi-ratelimit-headers, as structured fields (RFC 9651).

use http::{HeaderMap, HeaderName, HeaderValue};

use super::Quota;

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LIMIT: HeaderName = HeaderName::from_static("ratelimit");

impl Quota {
    /// Writes down what a tenant may do, and what is left of it: `q` requests in a window of `w` seconds; `r` left, all of
    /// them back in `t` seconds.
    pub(crate) fn tell(&self, headers: &mut HeaderMap) {
        let window = self.options.burst.div_ceil(self.options.per_second.max(1)).max(1);
        let seconds = self.full_in.as_millis().div_ceil(1_000);
        put(headers, POLICY, &format!("\"tenant\";q={};w={window}", self.options.burst));
        put(headers, LIMIT, &format!("\"tenant\";r={};t={seconds}", self.left));
    }
}

fn put(headers: &mut HeaderMap, name: HeaderName, text: &str) {
    if let Ok(value) = HeaderValue::from_str(text) {
        headers.insert(name, value);
    }
}
