//! What callers may ask for, and what is theirs.

use o2c_kernel::new_uuid;
use o2c_proto::gateway::v1::{
    CreateWebhookSubscriptionRequest, DeleteWebhookSubscriptionRequest, GetWebhookSubscriptionRequest,
    ListWebhookSubscriptionsRequest, ReplayWebhookDeliveriesRequest, RotateWebhookSecretRequest,
    SendTestWebhookRequest, UpdateWebhookSubscriptionRequest, WebhookDeliveryState, WebhookSubscription,
};
use o2c_rpc::status;
use tonic::{Code, Status};
use tonic_types::StatusExt;

use crate::{
    endpoint::Endpoint,
    world::{held, in_both_worlds, of_tenant, subscription},
};

/// The fields that were refused.
fn fields(refused: &Status) -> Vec<String> {
    assert_eq!(refused.code(), Code::InvalidArgument, "{refused:?}");
    let bad = refused.get_error_details().bad_request().cloned().unwrap();
    bad.field_violations.into_iter().map(|violation| violation.field).collect()
}

fn reason(refused: &Status) -> String {
    status::error_info(refused).unwrap().reason
}

#[tokio::test]
async fn everything_that_is_wrong_is_named_at_once() {
    in_both_worlds(async |world| {
        let strict = world.with(|config| config.insecure_endpoints = false).await;
        let client = &mut strict.client.clone();
        let wrong = CreateWebhookSubscriptionRequest {
            request_id: "x".to_owned(),
            webhook_subscription: Some(WebhookSubscription {
                url: "http://127.0.0.1/".to_owned(),
                description: "x".repeat(201),
                event_types: vec!["o2c.orders.v1.OrderHeld".to_owned(), "o2c.orders.v1.Order".to_owned()],
                ..WebhookSubscription::default()
            }),
            algorithm: 7,
        };
        let refused = client.create_webhook_subscription(wrong).await.unwrap_err();
        let expected = [
            "request_id",
            "algorithm",
            "webhook_subscription.url",
            "webhook_subscription.description",
            "webhook_subscription.event_types[1]",
        ];
        assert_eq!(fields(&refused), expected);
        let listed = client.list_webhook_subscriptions(ListWebhookSubscriptionsRequest::default()).await.unwrap();
        assert!(listed.into_inner().webhook_subscriptions.is_empty(), "nothing has changed");

        let id = new_uuid().to_string();
        let replay = ReplayWebhookDeliveriesRequest {
            webhook_subscription_id: "x".to_owned(),
            from_micros: i64::MAX,
            until_micros: 5,
            state: WebhookDeliveryState::Pending.into(),
            ..ReplayWebhookDeliveriesRequest::default()
        };
        let refused = client.replay_webhook_deliveries(replay).await.unwrap_err();
        assert_eq!(fields(&refused), ["webhook_subscription_id", "until_micros", "from_micros", "state"]);
        let rotate = RotateWebhookSecretRequest {
            request_id: id.clone(),
            webhook_subscription_id: id,
            grace_seconds: Some(604_801),
            ..RotateWebhookSecretRequest::default()
        };
        assert_eq!(fields(&client.rotate_webhook_secret(rotate).await.unwrap_err()), ["grace_seconds"]);
    })
    .await;
}

#[tokio::test]
async fn a_tenant_has_so_many_and_sees_its_own_alone() {
    in_both_worlds(async |world| {
        let client = &mut world.client.clone();
        let mut made = Vec::new();
        for number in 0..5 {
            made.push(world.subscribe(&format!("http://127.0.0.1:9/{number}"), &[]).await.webhook_subscription_id);
        }
        let refused = client.create_webhook_subscription(subscription("http://127.0.0.1:9/", &[])).await.unwrap_err();
        assert_eq!(reason(&refused), "TOO_MANY_WEBHOOK_SUBSCRIPTIONS");
        let other = client.create_webhook_subscription(of_tenant("other", subscription("http://127.0.0.1:9/", &[])));
        other.await.unwrap();

        let mut request = ListWebhookSubscriptionsRequest { page_size: 2, page_token: String::new() };
        let mut listed = Vec::new();
        loop {
            let page = client.list_webhook_subscriptions(request.clone()).await.unwrap().into_inner();
            assert!(page.webhook_subscriptions.iter().all(|one| one.secret.is_empty()));
            listed.extend(page.webhook_subscriptions.into_iter().map(|one| one.webhook_subscription_id));
            request.page_token = page.next_page_token;
            if request.page_token.is_empty() {
                break;
            }
        }
        assert_eq!(listed, made);
        let get = GetWebhookSubscriptionRequest { webhook_subscription_id: made[0].clone() };
        let refused = client.get_webhook_subscription(of_tenant("other", get)).await.unwrap_err();
        assert_eq!(reason(&refused), "WEBHOOK_SUBSCRIPTION_NOT_FOUND");
        let test =
            SendTestWebhookRequest { request_id: new_uuid().to_string(), webhook_subscription_id: made[0].clone() };
        let refused = client.send_test_webhook(of_tenant("other", test)).await.unwrap_err();
        assert_eq!(reason(&refused), "WEBHOOK_SUBSCRIPTION_NOT_FOUND");
    })
    .await;
}

#[tokio::test]
async fn a_change_needs_what_was_seen_and_deleted_is_gone() {
    in_both_worlds(async |mut world| {
        let endpoint = Endpoint::start().await;
        let client = &mut world.client.clone();
        let made = world.subscribe("http://127.0.0.1:9/", &[]).await;
        let id = made.webhook_subscription_id.clone();
        let update = |etag: &str| UpdateWebhookSubscriptionRequest {
            request_id: new_uuid().to_string(),
            webhook_subscription: Some(WebhookSubscription {
                webhook_subscription_id: id.clone(),
                url: endpoint.url(),
                etag: etag.to_owned(),
                ..WebhookSubscription::default()
            }),
        };
        let changed = client.update_webhook_subscription(update(&made.etag)).await.unwrap().into_inner();
        assert_eq!((changed.url, changed.secret), (endpoint.url(), String::new()));
        let refused = client.update_webhook_subscription(update(&made.etag)).await.unwrap_err();
        assert_eq!(reason(&refused), "LOST_RACE");

        let test = SendTestWebhookRequest { request_id: new_uuid().to_string(), webhook_subscription_id: id.clone() };
        let sent = client.send_test_webhook(test.clone()).await.unwrap().into_inner();
        assert_eq!(client.send_test_webhook(test).await.unwrap().into_inner(), sent);
        world.dispatch();
        world.until(&id, WebhookDeliveryState::Delivered, 1).await;
        let received = endpoint.received();
        assert_eq!((received.len(), received[0].id()), (1, sent.event_id.as_str()));
        assert_eq!(received[0].json()["type"], "o2c.gateway.v1.WebhookTested");
        assert_eq!(received[0].json()["data"]["webhookSubscriptionId"], id.as_str());

        let delete = DeleteWebhookSubscriptionRequest {
            request_id: new_uuid().to_string(),
            webhook_subscription_id: id.clone(),
        };
        for _ in 0..2 {
            client.delete_webhook_subscription(delete.clone()).await.unwrap();
        }
        world.take(&[held(new_uuid(), 1)]).await;
        let get = GetWebhookSubscriptionRequest { webhook_subscription_id: id.clone() };
        assert_eq!(client.get_webhook_subscription(get).await.unwrap_err().code(), Code::NotFound);
        let again = DeleteWebhookSubscriptionRequest { request_id: new_uuid().to_string(), ..delete };
        assert_eq!(client.delete_webhook_subscription(again).await.unwrap_err().code(), Code::NotFound);
        world.shutdown().await;
        assert_eq!(endpoint.received().len(), 1, "nothing comes after it was deleted");
    })
    .await;
}
