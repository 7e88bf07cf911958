//! Endpoints outside. They stay disabled: what an attempt writes down is no effect of a request.

use o2c::demo::desk::Person::Administrator;
use o2c_proto::gateway::v1::{
    CreateWebhookSubscriptionRequest, DeleteWebhookSubscriptionRequest, DisableWebhookSubscriptionRequest,
    EnableWebhookSubscriptionRequest, ReplayWebhookDeliveriesRequest, RotateWebhookSecretRequest,
    SendTestWebhookRequest, UpdateWebhookSubscriptionRequest, WebhookSubscription,
};

use super::Example;
use crate::business::{Business, id};

const NOT_FOUND: &str = "WEBHOOK_SUBSCRIPTION_NOT_FOUND";

pub async fn example(business: &mut Business, method: &str) -> Option<Example> {
    if method == "CreateWebhookSubscription" {
        return Some(Example::new(Administrator, create(), "INVALID_REQUEST", |request| {
            request.webhook_subscription.as_mut().unwrap().url = "https://2130706433/".to_owned();
        }));
    }
    let webhook_subscription_id = disabled(business).await;
    Some(match method {
        "UpdateWebhookSubscription" => {
            let subscription = WebhookSubscription {
                webhook_subscription_id,
                url: "https://other.example/hook".to_owned(),
                event_types: vec!["o2c.gateway.v1.WebhookTested".to_owned()],
                ..WebhookSubscription::default()
            };
            let request =
                UpdateWebhookSubscriptionRequest { request_id: id(), webhook_subscription: Some(subscription) };
            Example::new(Administrator, request, NOT_FOUND, |request| {
                request.webhook_subscription.as_mut().unwrap().webhook_subscription_id = id();
            })
        }
        "DeleteWebhookSubscription" => {
            let request = DeleteWebhookSubscriptionRequest { request_id: id(), webhook_subscription_id };
            Example::new(Administrator, request, NOT_FOUND, |request| request.webhook_subscription_id = id())
        }
        "EnableWebhookSubscription" => {
            let request = EnableWebhookSubscriptionRequest { request_id: id(), webhook_subscription_id };
            Example::new(Administrator, request, NOT_FOUND, |request| request.webhook_subscription_id = id())
        }
        "DisableWebhookSubscription" => {
            let request = DisableWebhookSubscriptionRequest { request_id: id(), webhook_subscription_id };
            Example::new(Administrator, request, NOT_FOUND, |request| request.webhook_subscription_id = id())
        }
        "RotateWebhookSecret" => {
            let request = RotateWebhookSecretRequest {
                request_id: id(),
                webhook_subscription_id,
                algorithm: 0,
                grace_seconds: Some(60),
            };
            Example::new(Administrator, request, "INVALID_REQUEST", |request| request.grace_seconds = Some(-1))
        }
        "SendTestWebhook" => {
            let request = SendTestWebhookRequest { request_id: id(), webhook_subscription_id };
            Example::new(Administrator, request, NOT_FOUND, |request| request.webhook_subscription_id = id())
        }
        "ReplayWebhookDeliveries" => {
            let request = ReplayWebhookDeliveriesRequest {
                request_id: id(),
                webhook_subscription_id,
                from_micros: 1,
                ..ReplayWebhookDeliveriesRequest::default()
            };
            Example::new(Administrator, request, "INVALID_REQUEST", |request| request.from_micros = -1)
        }
        _ => return None,
    })
}

/// Of a type that nothing but a test has.
fn create() -> CreateWebhookSubscriptionRequest {
    let subscription = WebhookSubscription {
        url: "https://hooks.example/hook".to_owned(),
        event_types: vec!["o2c.gateway.v1.WebhookTested".to_owned()],
        ..WebhookSubscription::default()
    };
    CreateWebhookSubscriptionRequest { request_id: id(), webhook_subscription: Some(subscription), algorithm: 0 }
}

async fn disabled(business: &Business) -> String {
    let desk = &business.mesh.desk;
    let made = desk.webhooks.clone().create_webhook_subscription(desk.ask(Administrator, create())).await;
    let webhook_subscription_id = made.unwrap().into_inner().webhook_subscription_id;
    let request = DisableWebhookSubscriptionRequest {
        request_id: id(),
        webhook_subscription_id: webhook_subscription_id.clone(),
    };
    desk.webhooks.clone().disable_webhook_subscription(desk.ask(Administrator, request)).await.unwrap();
    webhook_subscription_id
}
