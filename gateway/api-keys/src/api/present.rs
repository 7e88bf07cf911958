//! From the domain to the wire.

use o2c_kernel::{Instant, KeyPart, machine_now};
use o2c_proto::gateway::v1 as proto;
use o2c_rpc::wire;

use super::requests::KEYS;
use crate::{
    app::KeysPage,
    domain::{ApiKey, State},
};

impl From<&ApiKey> for proto::ApiKey {
    fn from(key: &ApiKey) -> Self {
        Self {
            api_key_id: key.id.to_string(),
            name: key.name.clone(),
            roles: key.roles.clone(),
            state: match key.state(machine_now()) {
                State::Active => proto::ApiKeyState::Active,
                State::Expired => proto::ApiKeyState::Expired,
                State::Revoked => proto::ApiKeyState::Revoked,
            }
            .into(),
            created_by: key.created_by.as_str().to_owned(),
            created_at_micros: key.created_at.micros(),
            expires_at_micros: key.expires_at.micros(),
            revoked_at_micros: key.revoked.as_ref().map_or(0, |(_, at)| at.micros()),
            revoked_by: key.revoked.as_ref().map(|(by, _)| by.as_str().to_owned()).unwrap_or_default(),
            last_used_at_micros: key.last_used_at.map_or(0, Instant::micros),
            secret: String::new(),
        }
    }
}

impl From<&KeysPage> for proto::ListApiKeysResponse {
    fn from(page: &KeysPage) -> Self {
        let last = page.keys.last().filter(|_| page.more).map(|key| [KeyPart::Uuid(key.id.uuid())]);
        Self {
            api_keys: page.keys.iter().map(Into::into).collect(),
            next_page_token: wire::page_token(last.as_ref().map(<[_; 1]>::as_slice), KEYS),
        }
    }
}
