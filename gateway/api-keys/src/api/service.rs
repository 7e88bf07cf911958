//! `o2c.gateway.v1.ApiKeysService`.

use o2c_kernel::Id;
use o2c_proto::gateway::v1::{api_keys_service_server::ApiKeysService, *};
use o2c_rpc::reply::{one, read};
use tonic::{Request, Response, Status};

use super::requests;
use crate::{
    app::{self, Creating},
    service::ApiKeys,
};

type Reply<T> = Result<Response<T>, Status>;

/// The service on the wire.
pub struct Api(pub ApiKeys);

#[tonic::async_trait]
impl ApiKeysService for Api {
    async fn create_api_key(&self, r: Request<CreateApiKeyRequest>) -> Reply<ApiKey> {
        let creating = Creating::of(&self.0);
        let mut answer: Response<ApiKey> = one(&creating, r, requests::create, app::create_api_keys).await?;
        // Not in the answer that is stored: a repeated request gets none.
        let secret = Id::parse(&answer.get_ref().api_key_id).ok().and_then(|id| creating.take(id));
        answer.get_mut().secret = secret.map(|secret| secret.reveal().to_owned()).unwrap_or_default();
        Ok(answer)
    }

    async fn get_api_key(&self, r: Request<GetApiKeyRequest>) -> Reply<ApiKey> {
        read(&self.0, r, requests::get, app::get_api_key).await
    }

    async fn list_api_keys(&self, r: Request<ListApiKeysRequest>) -> Reply<ListApiKeysResponse> {
        read(&self.0, r, requests::list, app::list_api_keys).await
    }

    async fn revoke_api_key(&self, r: Request<RevokeApiKeyRequest>) -> Reply<ApiKey> {
        one(&self.0, r, requests::revoke, app::revoke_api_keys).await
    }
}
