//! Endpoints that take nothing any more, and what becomes of what they were to get.

use o2c_kernel::new_uuid;
use o2c_proto::{
    Event,
    gateway::v1::{
        DisableWebhookSubscriptionRequest, EnableWebhookSubscriptionRequest, ReplayWebhookDeliveriesRequest,
        WebhookDeliveryState::{Delivered, Failed, Pending},
        WebhookDisabledReason, WebhookSubscriptionDisabled,
    },
};
use o2c_rpc::status;

use crate::{
    endpoint::{Answer, Endpoint},
    world::{World, eventually, held, in_both_worlds},
};

async fn enable(world: &World, id: &str) {
    let request =
        EnableWebhookSubscriptionRequest { request_id: new_uuid().to_string(), webhook_subscription_id: id.to_owned() };
    world.client.clone().enable_webhook_subscription(request).await.unwrap();
}

fn replay(id: &str) -> ReplayWebhookDeliveriesRequest {
    ReplayWebhookDeliveriesRequest {
        request_id: new_uuid().to_string(),
        webhook_subscription_id: id.to_owned(),
        ..ReplayWebhookDeliveriesRequest::default()
    }
}

#[tokio::test]
async fn an_endpoint_that_takes_nothing_is_disabled_and_the_others_are_told() {
    in_both_worlds(async |mut world| {
        let (dead, other) = (Endpoint::start().await, Endpoint::start().await);
        dead.otherwise(Answer::Status(500));
        let id = world.subscribe(&dead.url(), &[]).await.webhook_subscription_id;
        world.subscribe(&other.url(), &[WebhookSubscriptionDisabled::TYPE]).await;
        let order = new_uuid();
        let facts = [held(order, 1), held(order, 2), held(order, 3)];
        world.take(&facts[..2]).await;
        world.dispatch();
        let disabled = world.until_disabled(&id).await;
        assert_eq!(disabled.disabled_reason(), WebhookDisabledReason::Failing);
        assert!(disabled.failing_since_micros > 0 && disabled.disabled_at_micros > disabled.failing_since_micros);
        let told = eventually("told", async || other.received().into_iter().next()).await.json();
        assert_eq!(told["type"], WebhookSubscriptionDisabled::TYPE);
        assert_eq!(told["data"]["webhookSubscriptionId"], id.as_str());
        assert_eq!(told["data"]["reason"], "WEBHOOK_DISABLED_REASON_FAILING");
        assert_eq!((world.deliveries(&id, Failed).await.len(), dead.received().len()), (1, 3));

        // what comes meanwhile is kept, and nothing is sent
        world.take(&facts[2..]).await;
        assert_eq!(world.deliveries(&id, Pending).await.len(), 2);
        dead.otherwise(Answer::Status(200));
        enable(&world, &id).await;
        world.until(&id, Delivered, 2).await;
        let replayed = ReplayWebhookDeliveriesRequest { from_micros: 1, state: Failed.into(), ..replay(&id) };
        let answer = world.client.clone().replay_webhook_deliveries(replayed).await.unwrap().into_inner();
        assert_eq!(answer.replayed, 1);
        world.until(&id, Delivered, 3).await;
        assert_eq!(dead.ids().last(), Some(&facts[0].event_id.to_string()));
        assert_eq!(world.subscription(&id).await.failing_since_micros, 0);
        world.assert_lanes_move().await;
        world.shutdown().await;
    })
    .await;
}

#[tokio::test]
async fn an_endpoint_that_is_gone_is_asked_no_more_and_loses_nothing() {
    in_both_worlds(async |mut world| {
        let endpoint = Endpoint::start().await;
        endpoint.next([Answer::Status(410)]);
        let id = world.subscribe(&endpoint.url(), &[]).await.webhook_subscription_id;
        world.dispatch();
        world.take(&[held(new_uuid(), 1)]).await;
        let disabled = world.until_disabled(&id).await;
        assert_eq!(disabled.disabled_reason(), WebhookDisabledReason::Gone);
        enable(&world, &id).await;
        world.until(&id, Delivered, 1).await;
        assert_eq!(endpoint.received().len(), 2);
        world.shutdown().await;
    })
    .await;
}

#[tokio::test]
async fn what_has_ended_is_sent_again_by_event_or_by_time_under_its_id() {
    in_both_worlds(async |mut world| {
        let endpoint = Endpoint::start().await;
        let id = world.subscribe(&endpoint.url(), &[]).await.webhook_subscription_id;
        let order = new_uuid();
        let facts: Vec<_> = (1..=3).map(|sequence| held(order, sequence)).collect();
        world.take(&facts).await;
        world.dispatch();
        world.until(&id, Delivered, 3).await;
        let ids: Vec<String> = facts.iter().map(|fact| fact.event_id.to_string()).collect();
        let client = &mut world.client.clone();

        let one = ReplayWebhookDeliveriesRequest { event_ids: vec![ids[1].clone()], ..replay(&id) };
        for _ in 0..2 {
            let answer = client.replay_webhook_deliveries(one.clone()).await.unwrap().into_inner();
            assert_eq!(answer.replayed, 1, "the same answer to the same request");
        }
        eventually("the fourth", async || (endpoint.received().len() == 4).then_some(())).await;
        world.until(&id, Delivered, 3).await;
        let all = ReplayWebhookDeliveriesRequest { from_micros: 1, ..replay(&id) };
        assert_eq!(client.replay_webhook_deliveries(all).await.unwrap().into_inner().replayed, 3);
        eventually("seven", async || (endpoint.received().len() == 7).then_some(())).await;
        let expected = [&ids[0], &ids[1], &ids[2], &ids[1], &ids[0], &ids[1], &ids[2]];
        assert_eq!(endpoint.ids().iter().collect::<Vec<_>>(), expected, "in their order again");
        let unknown = ReplayWebhookDeliveriesRequest { event_ids: vec![new_uuid().to_string()], ..replay(&id) };
        let refused = client.replay_webhook_deliveries(unknown).await.unwrap_err();
        assert_eq!(status::error_info(&refused).unwrap().reason, "WEBHOOK_DELIVERY_NOT_FOUND");
        world.assert_lanes_move().await;
        world.shutdown().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_older_than_anything_is_kept_goes() {
    in_both_worlds(async |world| {
        let endpoint = Endpoint::start().await;
        let id = world.subscribe(&endpoint.url(), &[]).await.webhook_subscription_id;
        let request = DisableWebhookSubscriptionRequest {
            request_id: new_uuid().to_string(),
            webhook_subscription_id: id.clone(),
        };
        let disabled = world.client.clone().disable_webhook_subscription(request).await.unwrap().into_inner();
        assert_eq!(disabled.disabled_reason(), WebhookDisabledReason::Requested);
        let order = new_uuid();
        world.take(&[held(order, 1), held(order, 2)]).await;
        world.webhooks.let_go().await.unwrap();
        assert_eq!(world.deliveries(&id, Pending).await.len(), 2, "not old");

        let forgetful = world.with(|config| config.retention_days = 0).await;
        forgetful.webhooks.let_go().await.unwrap();
        assert!(world.deliveries(&id, Pending).await.is_empty());
        world.assert_lanes_move().await;
        let left = o2c_testkit::plant(&world.store, "DELETE FROM webhook_event").await
            + o2c_testkit::plant(&world.store, "DELETE FROM webhook_lane").await;
        assert_eq!(left, 0, "neither events nor lanes are left");
    })
    .await;
}
