//! Requests about keys.

use std::time::Duration;

use o2c_kernel::{Instant, KeyPart, Violations, machine_now};
use o2c_proto::gateway::v1::{ApiKey, CreateApiKeyRequest, GetApiKeyRequest, ListApiKeysRequest, RevokeApiKeyRequest};
use o2c_rpc::parse::{self, reason};

use crate::{
    app::{Create, PageQuery, Revoke},
    domain::{ApiKeyId, LONGEST_DAYS, LONGEST_NAME, MOST_ROLES, USUAL_DAYS},
};

const ROLE: usize = 60;
const REASON: usize = 1_000;
/// The list, for its tokens.
pub const KEYS: &str = "gateway.api_keys";

pub fn create(message: CreateApiKeyRequest) -> Result<Create, Violations> {
    let mut v = Violations::default();
    let create = parse::nested(&mut v, "api_key", message.api_key, key);
    parse::finish(v, || create)
}

fn key(v: &mut Violations, message: ApiKey) -> Option<Create> {
    let name = parse::text(v, "name", message.name, LONGEST_NAME);
    let roles =
        parse::entries(v, "roles", message.roles, 1..=MOST_ROLES, |v, field, role| parse::text(v, field, role, ROLE));
    let expires_at = expires_at(v, message.expires_at_micros);
    let mut roles = roles?;
    roles.sort_unstable();
    roles.dedup();
    Some(Create { name: name?, roles, expires_at: expires_at? })
}

fn expires_at(v: &mut Violations, micros: i64) -> Option<Instant> {
    let (now, days) = (machine_now(), |days: u64| Duration::from_secs(days * 24 * 60 * 60));
    if micros == 0 {
        return Some(now.plus(days(USUAL_DAYS)));
    }
    let given = Instant::from_micros(micros);
    if given <= now || given > now.plus(days(LONGEST_DAYS)) {
        v.add("expires_at_micros", reason::OUT_OF_RANGE, format!("is to come, within {LONGEST_DAYS} days"));
        return None;
    }
    Some(given)
}

pub fn get(message: GetApiKeyRequest) -> Result<ApiKeyId, Violations> {
    let mut v = Violations::default();
    let id = parse::id(&mut v, "api_key_id", &message.api_key_id);
    parse::finish(v, || id)
}

pub fn list(message: ListApiKeysRequest) -> Result<PageQuery, Violations> {
    let mut v = Violations::default();
    let size = parse::page_size(&mut v, "page_size", message.page_size);
    let after: Option<Vec<KeyPart>> = parse::page_token(&mut v, "page_token", &message.page_token, KEYS);
    parse::finish(v, || Some(PageQuery { size: size?, after: after? }))
}

pub fn revoke(message: RevokeApiKeyRequest) -> Result<Revoke, Violations> {
    let mut v = Violations::default();
    let id = parse::id(&mut v, "api_key_id", &message.api_key_id);
    let reason = parse::optional_text(&mut v, "reason", message.reason, REASON);
    parse::finish(v, || Some(Revoke(id?)).filter(|_| reason.is_some()))
}
