//! Every event arrives, once, in its order.

use std::collections::HashSet;

use o2c_kernel::new_uuid;
use o2c_proto::{
    Event,
    gateway::v1::{
        WebhookAttemptOutcome,
        WebhookDeliveryState::{Delivered, Pending},
    },
    orders::v1::{OrderHeld, OrderHoldReleased},
};

use crate::{
    endpoint::{Answer, Endpoint},
    world::{eventually, fact, held, in_both_worlds},
};

#[tokio::test]
async fn events_of_an_aggregate_arrive_in_order_and_each_once() {
    in_both_worlds(async |mut world| {
        let endpoint = Endpoint::start().await;
        let subscription = world.subscribe(&endpoint.url(), &[]).await;
        let (one, other) = (new_uuid(), new_uuid());
        let facts: Vec<_> = (1..=6).flat_map(|sequence| [held(one, sequence), held(other, sequence)]).collect();
        for set in facts.chunks(5) {
            world.take(set).await;
        }
        world.assert_lanes_move().await;
        world.dispatch();
        let delivered = world.until(&subscription.webhook_subscription_id, Delivered, 12).await;
        assert!(delivered.iter().all(|one| one.attempts == 1 && one.due_at_micros == 0 && one.ended_at_micros > 0));
        let received = endpoint.received();
        for aggregate in [one, other] {
            let of_one = received.iter().filter(|got| got.json()["aggregate"]["id"] == aggregate.to_string());
            let sequences: Vec<String> =
                of_one.map(|got| got.json()["aggregate"]["sequence"].as_str().unwrap().to_owned()).collect();
            assert_eq!(sequences, ["1", "2", "3", "4", "5", "6"]);
        }
        let (ids, sent): (HashSet<_>, HashSet<_>) =
            (endpoint.ids().into_iter().collect(), facts.iter().map(|fact| fact.event_id.to_string()).collect());
        assert_eq!((received.len(), ids), (12, sent));
        world.assert_lanes_move().await;
        world.shutdown().await;
    })
    .await;
}

#[tokio::test]
async fn the_body_is_the_event_in_the_json_of_the_contract() {
    in_both_worlds(async |mut world| {
        let endpoint = Endpoint::start().await;
        world.subscribe(&endpoint.url(), &[OrderHeld::TYPE]).await;
        let order = new_uuid();
        let message = OrderHeld { order_id: order.to_string(), ..OrderHeld::default() };
        let facts = [fact(order, 1, &message), fact(order, 2, &OrderHoldReleased::default())];
        world.take(&facts).await;
        world.dispatch();
        let received = eventually("one", async || endpoint.received().into_iter().next()).await;
        let expected = serde_json::json!({
            "type": "o2c.orders.v1.OrderHeld",
            "timestamp": "2026-06-30T11:00:00Z",
            "aggregate": { "type": "order", "id": order.to_string(), "sequence": "1" },
            "data": { "orderId": order.to_string() },
        });
        assert_eq!(received.json(), expected);
        assert_eq!(received.header("content-type"), "application/json");
        assert_eq!(received.header("host"), endpoint.address.to_string());
        world.shutdown().await;
        assert_eq!(endpoint.ids(), [facts[0].event_id.to_string()], "it did not subscribe to the other type");
    })
    .await;
}

#[tokio::test]
async fn what_fails_is_tried_again_and_holds_up_its_aggregate_alone() {
    in_both_worlds(async |mut world| {
        let endpoint = Endpoint::start().await;
        let id = world.subscribe(&endpoint.url(), &[]).await.webhook_subscription_id;
        let (stuck, free) = (new_uuid(), new_uuid());
        let facts = [held(stuck, 1), held(stuck, 2), held(free, 1)];
        endpoint.next([Answer::Status(503), Answer::Redirect("http://127.0.0.1:1/".to_owned())]);
        world.take(&facts[..2]).await;
        world.dispatch();
        eventually("two attempts", async || (endpoint.received().len() >= 2).then_some(())).await;
        world.take(&facts[2..]).await;
        world.until(&id, Delivered, 3).await;
        world.shutdown().await;
        let ids: Vec<String> = facts.iter().map(|fact| fact.event_id.to_string()).collect();
        let received = endpoint.ids();
        assert_eq!(received.iter().filter(|got| **got == ids[0]).count(), 3, "the same id every time: {received:?}");
        assert_eq!(received.iter().filter(|got| **got != ids[0]).count(), 2, "{received:?}");
        let last = |id: &String| received.iter().rposition(|got| got == id).unwrap();
        assert!(last(&ids[0]) < last(&ids[1]), "{received:?}");
    })
    .await;
}

#[tokio::test]
async fn attempts_are_written_down() {
    in_both_worlds(async |mut world| {
        let endpoint = Endpoint::start().await;
        let id = world.subscribe(&endpoint.url(), &[]).await.webhook_subscription_id;
        endpoint.next([Answer::Status(500), Answer::Endless]);
        let fact = held(new_uuid(), 1);
        world.take(std::slice::from_ref(&fact)).await;
        world.dispatch();
        world.until(&id, Delivered, 1).await;
        let delivery = world.delivery(&id, &fact.event_id.to_string()).await;
        let attempts: Vec<_> =
            delivery.latest_attempts.iter().map(|attempt| (attempt.outcome(), attempt.http_status)).collect();
        use WebhookAttemptOutcome::{Delivered as Heard, Malformed, Refused};
        assert_eq!(attempts, [(Heard, 204), (Malformed, 0), (Refused, 500)], "newest first");
        assert!(delivery.latest_attempts.iter().all(|attempt| attempt.latency_micros > 0));
        assert_eq!((delivery.attempts, delivery.state()), (3, Delivered));
        world.shutdown().await;
    })
    .await;
}

#[tokio::test]
async fn a_silent_endpoint_holds_up_nobody_else() {
    in_both_worlds(async |world| {
        // longer than the test
        let mut world = world.with(|config| config.timeout_seconds = 60).await;
        let (silent, quick) = (Endpoint::start().await, Endpoint::start().await);
        silent.otherwise(Answer::Silence);
        let slow = world.subscribe(&silent.url(), &[]).await.webhook_subscription_id;
        let fast = world.subscribe(&quick.url(), &[]).await.webhook_subscription_id;
        // more than all places of the process
        let facts: Vec<_> = (0..40).map(|_| held(new_uuid(), 1)).collect();
        world.dispatch();
        world.take(&facts).await;
        let delivered = world.until(&fast, Delivered, 40).await;
        assert_eq!((delivered.len(), world.deliveries(&slow, Pending).await.len()), (40, 40));
        let most = silent.received().len();
        assert!(most <= 4, "an endpoint has few places: {most}");
        world.die().await;
    })
    .await;
}

#[tokio::test]
async fn two_processes_share_the_work_and_send_nothing_twice() {
    in_both_worlds(async |mut world| {
        let endpoint = Endpoint::start().await;
        let id = world.subscribe(&endpoint.url(), &[]).await.webhook_subscription_id;
        let mut twin = world.twin().await;
        world.dispatch();
        twin.dispatch();
        let orders: Vec<_> = (0..10).map(|_| new_uuid()).collect();
        for sequence in 1..=6 {
            let facts: Vec<_> = orders.iter().map(|order| held(*order, sequence)).collect();
            world.take(&facts).await;
        }
        world.until(&id, Delivered, 60).await;
        let ids = endpoint.ids();
        assert_eq!((ids.len(), ids.iter().collect::<HashSet<_>>().len()), (60, 60));
        world.assert_lanes_move().await;
        world.shutdown().await;
        twin.shutdown().await;
    })
    .await;
}

#[tokio::test]
async fn what_a_dead_process_had_in_hand_is_sent_by_another_under_the_same_id() {
    in_both_worlds(async |mut world| {
        let endpoint = Endpoint::start().await;
        let id = world.subscribe(&endpoint.url(), &[]).await.webhook_subscription_id;
        let mut twin = world.twin().await;
        endpoint.next([Answer::Silence]);
        let fact = held(new_uuid(), 1);
        world.dispatch();
        world.take(std::slice::from_ref(&fact)).await;
        eventually("an attempt", async || (endpoint.received().len() == 1).then_some(())).await;
        let store = world.store.clone();
        world.die().await;
        assert_eq!(twin.deliveries(&id, Pending).await.len(), 1);
        // the time of the claim is over
        o2c_testkit::plant(&store, "UPDATE webhook_delivery SET due_at = 1").await;
        twin.dispatch();
        twin.until(&id, Delivered, 1).await;
        assert_eq!(endpoint.ids(), [fact.event_id.to_string(), fact.event_id.to_string()]);
        let delivery = twin.delivery(&id, &fact.event_id.to_string()).await;
        assert_eq!(delivery.latest_attempts.len(), 1);
        assert_eq!(delivery.latest_attempts[0].outcome(), WebhookAttemptOutcome::Delivered);
        twin.shutdown().await;
    })
    .await;
}
