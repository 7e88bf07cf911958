//! What a token says, once its signature has been checked.

use std::time::Duration;

use o2c_kernel::{Instant, Principal, TenantId};
use serde_json::{Map, Value};

use super::IssuerOptions;
use crate::problem::Refusal;

/// Names that people cannot have: services and API keys act under them.
const OURS: [&str; 2] = ["system:", "key:"];

/// Who a token is about.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) tenant: TenantId,
    pub(super) principal: Principal,
    /// Of ours.
    pub(super) roles: Vec<String>,
}

/// Reads the claims, and until when they hold.
pub(super) fn read(claims: &[u8], options: &IssuerOptions, now: Instant) -> Result<(Person, Instant), Refusal> {
    let claims: Map<String, Value> = serde_json::from_slice(claims)
        .map_err(|_| Refusal::TokenRefused("the claims of the token are no JSON object"))?;
    let refused = Refusal::TokenRefused;
    if text(&claims, "iss") != Some(options.issuer.as_str()) {
        return Err(refused("the issuer of the token is not known"));
    }
    if !audiences(&claims).contains(&options.audience.as_str()) {
        return Err(refused("the token is meant for somebody else"));
    }
    let until = timely(&claims, options, now)?;
    let tenant = match options.tenant_claim.as_str() {
        "" => Some(options.tenant.as_str()),
        claim => text(&claims, claim),
    };
    let tenant = tenant.and_then(|name| TenantId::parse(name).ok()).ok_or(refused("the token names no tenant"))?;
    let principal = text(&claims, &options.principal_claim)
        .filter(|name| !OURS.iter().any(|prefix| name.starts_with(prefix)))
        .and_then(|name| Principal::parse(name).ok())
        .ok_or(refused("the token names no person"))?;
    Ok((Person { tenant, principal, roles: roles(&claims, options) }, until))
}

/// `exp` has to be there; what else is there has to be true. A time that is no whole number is none.
fn timely(claims: &Map<String, Value>, options: &IssuerOptions, now: Instant) -> Result<Instant, Refusal> {
    let leeway = Duration::from_secs(options.leeway_seconds);
    let time = |name: &str| match claims.get(name) {
        None => Ok(None),
        Some(value) => match value.as_i64() {
            Some(seconds) => Ok(Some(Instant::from_micros(seconds.saturating_mul(1_000_000)))),
            None => Err(Refusal::TokenRefused("a time of the token is no whole number of seconds")),
        },
    };
    let until = time("exp")?.ok_or(Refusal::TokenRefused("the token has no end"))?.plus(leeway);
    if now >= until {
        return Err(Refusal::TokenRefused("the token is over"));
    }
    for from in [time("nbf")?, time("iat")?].into_iter().flatten() {
        if now < from.minus(leeway) {
            return Err(Refusal::TokenRefused("the token is not valid yet"));
        }
    }
    Ok(until)
}

fn text<'c>(claims: &'c Map<String, Value>, name: &str) -> Option<&'c str> {
    match claims.get(name) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    }
}

fn audiences(claims: &Map<String, Value>) -> Vec<&str> {
    match claims.get("aud") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn roles(claims: &Map<String, Value>, options: &IssuerOptions) -> Vec<String> {
    let theirs: Vec<&str> = match find(claims, &options.roles_claim) {
        Some(Value::String(text)) => text.split([' ', ',']).filter(|name| !name.is_empty()).collect(),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let ours = theirs.into_iter().flat_map(|name| match options.roles.get(name) {
        Some(ours) => ours.clone(),
        None if options.roles.is_empty() => vec![name.to_owned()],
        None => Vec::new(),
    });
    ours.collect()
}

/// A claim by its name; else what its path leads to.
fn find<'c>(claims: &'c Map<String, Value>, name: &str) -> Option<&'c Value> {
    if let Some(value) = claims.get(name) {
        return Some(value);
    }
    let mut parts = name.split('.');
    let first = claims.get(parts.next()?)?;
    parts.try_fold(first, |value, part| value.get(part))
}

#[cfg(test)]
mod tests;
