use std::time::Duration;

use o2c_kernel::{Id, Principal};

use super::{super::*, *};

const SECOND: Duration = Duration::from_secs(1);

fn at(seconds: u64) -> Instant {
    Instant::from_micros(0).plus(SECOND * u32::try_from(seconds).unwrap())
}

fn endpoint() -> Subscription {
    let endpoint = Endpoint { url: String::new(), description: String::new(), event_types: Vec::new() };
    Subscription::new(endpoint, &Principal::local(), at(0))
}

fn delivery(of: &Subscription) -> Delivery {
    let aggregate = Uuid::from_u128(1);
    Delivery {
        position: 1,
        subscription: of.id,
        event: Id::<()>::new().uuid(),
        type_name: "t".to_owned(),
        aggregate,
        lane: lane_of(of.id, aggregate),
        state: DeliveryState::Pending,
        attempts: 0,
        attempts_ever: 0,
        first_attempt_at: None,
        due_at: Some(at(0)),
        claim: Some(Uuid::from_u128(2)),
        created_at: at(0),
        ended_at: None,
    }
}

fn attempt(started_at: Instant, status: u16) -> Attempt {
    let outcome = if (200..300).contains(&status) { Outcome::Delivered } else { Outcome::Refused };
    Attempt { started_at, latency: SECOND, outcome, status: Some(status), retry_after: None }
}

fn schedule() -> Schedule {
    Schedule::of(vec![SECOND * 10, SECOND * 20])
}

/// The attempts of a whole schedule, each with 500; what the last one brought.
fn fail(delivery: &mut Delivery, endpoint: &mut Subscription, mut now: Instant) -> (Recorded, Instant) {
    loop {
        let recorded = delivery.record(&attempt(now, 500), endpoint, &schedule(), now, 0);
        match delivery.due_at {
            Some(due) => now = due,
            None => return (recorded, now),
        }
    }
}

#[test]
fn it_is_tried_by_the_schedule_and_then_given_up() {
    let mut endpoint = endpoint();
    let mut delivery = delivery(&endpoint);
    let recorded = delivery.record(&attempt(at(1), 500), &mut endpoint, &schedule(), at(2), 0);
    assert_eq!(recorded, Recorded::default());
    assert_eq!((delivery.due_at, delivery.claim, endpoint.failing_since), (Some(at(12)), None, Some(at(1))));
    let (recorded, end) = fail(&mut delivery, &mut endpoint, at(12));
    assert_eq!(recorded, Recorded { ended: true, dead: Some(DisabledReason::Failing) });
    assert_eq!((delivery.state, delivery.attempts, delivery.ended_at), (DeliveryState::Failed, 3, Some(end)));
}

#[test]
fn an_endpoint_that_takes_others_is_not_dead() {
    let mut endpoint = endpoint();
    let (mut refused, mut taken) = (delivery(&endpoint), delivery(&endpoint));
    refused.record(&attempt(at(1), 400), &mut endpoint, &schedule(), at(1), 0);
    let recorded = taken.record(&attempt(at(2), 204), &mut endpoint, &schedule(), at(2), 0);
    assert!(recorded.ended && endpoint.failing_since.is_none());
    assert_eq!((taken.state, taken.due_at), (DeliveryState::Delivered, None));
    let (recorded, _) = fail(&mut refused, &mut endpoint, at(11));
    assert_eq!(recorded, Recorded { ended: true, dead: None });
}

#[test]
fn gone_kills_the_endpoint_and_keeps_the_event() {
    let mut endpoint = endpoint();
    let mut delivery = delivery(&endpoint);
    let recorded = delivery.record(&attempt(at(1), 410), &mut endpoint, &schedule(), at(1), 0);
    assert_eq!(recorded, Recorded { ended: false, dead: Some(DisabledReason::Gone) });
    assert_eq!((delivery.state, delivery.attempts, delivery.due_at), (DeliveryState::Pending, 0, Some(at(1))));
    assert_eq!(delivery.attempts_ever, 1);
}

#[test]
fn a_replay_begins_a_round_of_what_has_ended() {
    let mut endpoint = endpoint();
    let mut delivery = delivery(&endpoint);
    assert!(!delivery.replay(), "it is on its way");
    fail(&mut delivery, &mut endpoint, at(1));
    assert!(delivery.replay());
    assert_eq!((delivery.state, delivery.attempts, delivery.attempts_ever), (DeliveryState::Pending, 0, 3));
    assert_eq!((delivery.due_at, delivery.ended_at), (None, None));
}
