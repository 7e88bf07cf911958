//! One event on its way to one endpoint.

use o2c_kernel::Instant;
use uuid::Uuid;

use super::{Attempt, DisabledReason, LaneId, Schedule, State, Subscription, SubscriptionId};

/// | from | may go to |
/// |---|---|
/// | pending | delivered, failed |
/// | delivered, failed | pending, by a replay |
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DeliveryState {
    Pending,
    Delivered,
    Failed,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Delivery {
    /// Its place among all.
    pub position: i64,
    pub subscription: SubscriptionId,
    pub event: Uuid,
    pub type_name: String,
    pub aggregate: Uuid,
    pub lane: LaneId,
    pub state: DeliveryState,
    /// In this round.
    pub attempts: i32,
    /// In all rounds.
    pub attempts_ever: i32,
    pub first_attempt_at: Option<Instant>,
    /// When it is tried next; none for one that has ended, or waits behind another of its lane.
    pub due_at: Option<Instant>,
    /// Of the process that tries it now.
    pub claim: Option<Uuid>,
    pub created_at: Instant,
    pub ended_at: Option<Instant>,
}

/// What an attempt has changed beside the delivery.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Recorded {
    /// The next one of the lane may go.
    pub ended: bool,
    /// The endpoint takes nothing any more.
    pub dead: Option<DisabledReason>,
}

impl Delivery {
    /// Writes down what came of an attempt. An endpoint that has taken nothing while all attempts of one event were made
    /// is dead; one that has taken others meanwhile refuses just this event, and the next of its aggregate may go.
    pub fn record(
        &mut self,
        attempt: &Attempt,
        endpoint: &mut Subscription,
        schedule: &Schedule,
        now: Instant,
        chance: u64,
    ) -> Recorded {
        self.attempts += 1;
        self.attempts_ever += 1;
        self.claim = None;
        let first = *self.first_attempt_at.get_or_insert(attempt.started_at);
        if attempt.is_delivered() {
            endpoint.failing_since = None;
            self.end(DeliveryState::Delivered, now);
            return Recorded { ended: true, dead: None };
        }
        let since = *endpoint.failing_since.get_or_insert(attempt.started_at);
        if attempt.is_gone() {
            // Not the event's fault: it is sent if somebody enables the endpoint again.
            self.begin(now);
            return Recorded { ended: false, dead: Some(DisabledReason::Gone) };
        }
        match schedule.wait(self.attempts, attempt.retry_after, chance) {
            Some(wait) => {
                self.due_at = Some(now.plus(wait));
                Recorded::default()
            }
            None => {
                self.end(DeliveryState::Failed, now);
                let dead = since <= first && endpoint.state == State::Enabled;
                Recorded { ended: true, dead: dead.then_some(DisabledReason::Failing) }
            }
        }
    }

    /// Given up.
    pub fn expire(&mut self, now: Instant) {
        self.claim = None;
        self.end(DeliveryState::Failed, now);
    }

    /// A new round, from its first attempt on. It still has to be told when it is due.
    pub fn replay(&mut self) -> bool {
        if self.state == DeliveryState::Pending {
            return false;
        }
        (self.state, self.ended_at) = (DeliveryState::Pending, None);
        (self.attempts, self.first_attempt_at) = (0, None);
        true
    }

    fn begin(&mut self, now: Instant) {
        (self.attempts, self.first_attempt_at, self.due_at) = (0, None, Some(now));
    }

    fn end(&mut self, state: DeliveryState, now: Instant) {
        (self.state, self.due_at, self.ended_at) = (state, None, Some(now));
    }
}

#[cfg(test)]
mod tests;
