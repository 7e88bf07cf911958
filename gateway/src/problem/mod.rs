//! Failures as `application/problem+json` (RFC 9457). The one place that turns a failure into an HTTP answer.

mod codes;
mod guard;
mod refusal;
mod status;
mod text;

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};
use http_body_util::Full;
use serde::Serialize;
use tonic::body::Body;

pub(crate) use codes::http_status;
pub(crate) use refusal::{DOMAIN, Refusal, allow};

use crate::quota::Quota;
use text::{instance, type_uri};

pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

/// What went wrong, for people and for programs.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    pub(crate) title: &'static str,
    pub(crate) detail: String,
    /// A value of a service's `errors.proto`, or one of the platform's; empty where none was given.
    pub(crate) reason: String,
    /// Who gives the reason, such as `orders.o2c`.
    pub(crate) domain: String,
    pub(crate) metadata: Vec<(String, String)>,
    pub(crate) violations: Vec<Violation>,
    pub(crate) preconditions: Vec<Precondition>,
    pub(crate) retry_after: Option<Duration>,
    /// The methods that a path has, where it was asked with another.
    pub(crate) allow: Option<String>,
    /// How to prove who one is, where that is missing.
    pub(crate) challenge: Option<String>,
    /// Where a tenant stands whose quota is used up.
    pub(crate) quota: Option<Quota>,
}

/// A bad field.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Violation {
    pub(crate) field: String,
    pub(crate) reason: String,
    pub(crate) description: String,
}

/// What must change before the call can succeed.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Precondition {
    pub(crate) r#type: String,
    pub(crate) subject: String,
    pub(crate) description: String,
}

/// As it is written.
#[derive(Serialize)]
struct Document<'p> {
    r#type: String,
    title: &'p str,
    status: u16,
    detail: &'p str,
    instance: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    reason: &'p str,
    #[serde(skip_serializing_if = "str::is_empty")]
    domain: &'p str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    violations: &'p [Violation],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    preconditions: &'p [Precondition],
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    metadata: std::collections::BTreeMap<&'p str, &'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<String>,
}

impl Problem {
    /// The document, as JSON.
    pub(crate) fn json(&self, request_id: &str) -> Vec<u8> {
        let document = Document {
            r#type: type_uri(&self.domain, &self.reason),
            title: self.title,
            status: self.status.as_u16(),
            detail: &self.detail,
            instance: instance(request_id),
            reason: &self.reason,
            domain: &self.domain,
            violations: &self.violations,
            preconditions: &self.preconditions,
            metadata: self.metadata.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect(),
            retry_after: self.retry_after.map(text::seconds),
        };
        // Texts and numbers alone: this cannot fail.
        serde_json::to_vec(&document).unwrap_or_default()
    }

    /// The answer.
    pub(crate) fn response(&self, request_id: &str) -> http::Response<Body> {
        let mut response = http::Response::new(Body::new(Full::new(Bytes::from(self.json(request_id)))));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(after) = self.retry_after {
            // Whole seconds, rounded up: never earlier than was asked for.
            headers
                .insert(header::RETRY_AFTER, HeaderValue::from(after.as_millis().div_ceil(1_000).min(86_400) as u64));
        }
        if let Some(allow) = self.allow.as_deref().and_then(|allow| HeaderValue::from_str(allow).ok()) {
            headers.insert(header::ALLOW, allow);
        }
        if let Some(challenge) = self.challenge.as_deref().and_then(|text| HeaderValue::from_str(text).ok()) {
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        if let Some(quota) = &self.quota {
            quota.tell(headers);
        }
        response
    }
}

#[cfg(test)]
mod tests;
