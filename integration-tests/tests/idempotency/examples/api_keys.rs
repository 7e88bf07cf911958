//! Keys of machines.

use o2c::demo::desk::Person::Administrator;
use o2c_proto::gateway::v1::{ApiKey, CreateApiKeyRequest, RevokeApiKeyRequest};

use super::Example;
use crate::business::{Business, id};

pub async fn example(business: &mut Business, method: &str) -> Option<Example> {
    Some(match method {
        "CreateApiKey" => Example::new(Administrator, create(), "INVALID_REQUEST", |request| {
            request.api_key.as_mut().unwrap().roles = vec!["service".to_owned()];
        }),
        "RevokeApiKey" => {
            let desk = &business.mesh.desk;
            let made = desk.api_keys.clone().create_api_key(desk.ask(Administrator, create())).await;
            let api_key_id = made.unwrap().into_inner().api_key_id;
            let request = RevokeApiKeyRequest { request_id: id(), api_key_id, reason: "lost".to_owned() };
            Example::new(Administrator, request, "API_KEY_NOT_FOUND", |request| request.api_key_id = id())
        }
        _ => return None,
    })
}

/// Until a day that is the same for all copies.
fn create() -> CreateApiKeyRequest {
    let expires_at_micros = o2c_kernel::machine_now().micros() / 86_400_000_000 * 86_400_000_000 + 30 * 86_400_000_000;
    let roles = vec!["integration".to_owned()];
    let api_key = ApiKey { name: "web shop".to_owned(), roles, expires_at_micros, ..ApiKey::default() };
    CreateApiKeyRequest { request_id: id(), api_key: Some(api_key) }
}
