//! `o2c.gateway.v1.WebhooksService`.

use std::sync::Arc;

use o2c_kernel::{Call, Id, PerItem, Set, Violations};
use o2c_proto::{
    Documents, Mutation,
    gateway::v1::{webhooks_service_server::WebhooksService, *},
};
use o2c_rpc::reply::{one, read};
use prost::Message;
use tonic::{Request, Response, Status};

use super::{deliveries, present::Revealed, subscriptions};
use crate::{
    app::{self, Subscribed},
    error::WebhooksError,
    service::Webhooks,
};

type Reply<T> = Result<Response<T>, Status>;

/// The service on the wire.
pub struct Api(pub Arc<Webhooks>);

#[tonic::async_trait]
impl WebhooksService for Api {
    async fn create_webhook_subscription(
        &self,
        r: Request<CreateWebhookSubscriptionRequest>,
    ) -> Reply<WebhookSubscription> {
        let insecure = self.0.config.insecure_endpoints;
        let parse = if insecure { subscriptions::create_insecure } else { subscriptions::create };
        self.revealing(r, parse, app::create_subscriptions).await
    }

    async fn get_webhook_subscription(&self, r: Request<GetWebhookSubscriptionRequest>) -> Reply<WebhookSubscription> {
        read(&*self.0, r, subscriptions::get, app::get_webhook_subscription).await
    }

    async fn list_webhook_subscriptions(
        &self,
        r: Request<ListWebhookSubscriptionsRequest>,
    ) -> Reply<ListWebhookSubscriptionsResponse> {
        read(&*self.0, r, subscriptions::list, app::list_webhook_subscriptions).await
    }

    async fn update_webhook_subscription(
        &self,
        r: Request<UpdateWebhookSubscriptionRequest>,
    ) -> Reply<WebhookSubscription> {
        let insecure = self.0.config.insecure_endpoints;
        let parse = if insecure { subscriptions::update_insecure } else { subscriptions::update };
        one(&*self.0, r, parse, app::change_subscriptions).await
    }

    async fn delete_webhook_subscription(
        &self,
        r: Request<DeleteWebhookSubscriptionRequest>,
    ) -> Reply<WebhookSubscription> {
        one(&*self.0, r, subscriptions::delete, app::change_subscriptions).await
    }

    async fn enable_webhook_subscription(
        &self,
        r: Request<EnableWebhookSubscriptionRequest>,
    ) -> Reply<WebhookSubscription> {
        one(&*self.0, r, subscriptions::enable, app::change_subscriptions).await
    }

    async fn disable_webhook_subscription(
        &self,
        r: Request<DisableWebhookSubscriptionRequest>,
    ) -> Reply<WebhookSubscription> {
        one(&*self.0, r, subscriptions::disable, app::change_subscriptions).await
    }

    async fn rotate_webhook_secret(&self, r: Request<RotateWebhookSecretRequest>) -> Reply<WebhookSubscription> {
        self.revealing(r, subscriptions::rotate, app::rotate_secrets).await
    }

    async fn send_test_webhook(&self, r: Request<SendTestWebhookRequest>) -> Reply<WebhookDelivery> {
        one(&*self.0, r, deliveries::test, app::send_tests).await
    }

    async fn get_webhook_delivery(&self, r: Request<GetWebhookDeliveryRequest>) -> Reply<WebhookDelivery> {
        read(&*self.0, r, deliveries::get, app::get_webhook_delivery).await
    }

    async fn list_webhook_deliveries(
        &self,
        r: Request<ListWebhookDeliveriesRequest>,
    ) -> Reply<ListWebhookDeliveriesResponse> {
        read(&*self.0, r, deliveries::list, app::list_webhook_deliveries).await
    }

    async fn replay_webhook_deliveries(
        &self,
        r: Request<ReplayWebhookDeliveriesRequest>,
    ) -> Reply<ReplayWebhookDeliveriesResponse> {
        one(&*self.0, r, deliveries::replay, app::replay_deliveries).await
    }
}

impl Api {
    /// As `one`, with the value of the newest secret in the answer. It is not in the answer that is stored for a repeated
    /// request, which gets it in the same way.
    async fn revealing<M, C>(
        &self,
        request: Request<M>,
        parse: fn(M) -> Result<C, Violations>,
        run: impl AsyncFn(&Webhooks, &Call, Set<C, Subscribed>) -> Result<PerItem<Subscribed, WebhooksError>, WebhooksError>,
    ) -> Reply<WebhookSubscription>
    where
        M: Mutation + Documents + Message,
    {
        let (metadata, extensions) = (request.metadata().clone(), request.extensions().clone());
        let mut answer: Response<WebhookSubscription> = one(&*self.0, request, parse, run).await?;
        let newest = answer.get_ref().secrets.first().and_then(|secret| Id::parse(&secret.webhook_secret_id).ok());
        if let Some(id) = newest {
            let asking = Request::from_parts(metadata, extensions, id);
            let value: Response<Revealed> = read(&*self.0, asking, subscriptions::known, app::value_of_secret).await?;
            answer.get_mut().secret = value.into_inner().0;
        }
        Ok(answer)
    }
}
