//! An endpoint of somebody else, of what it is told, and how it does.

use o2c_kernel::{Applied, Id, Instant, Principal};

use super::{Refusal, SubscriptionId};

/// Types that one subscription can name; for more there is "all".
pub const MOST_EVENT_TYPES: usize = 100;

/// | from | may go to |
/// |---|---|
/// | enabled | disabled (asked for, failing, gone), deleted |
/// | disabled | enabled, deleted |
/// | deleted | nothing: it is as if it never was |
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    Enabled,
    Disabled,
    Deleted,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DisabledReason {
    Requested,
    Failing,
    Gone,
}

/// What whoever subscribes says of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Endpoint {
    pub url: String,
    pub description: String,
    /// Sorted, each once. Empty: all.
    pub event_types: Vec<String>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Subscription {
    pub id: SubscriptionId,
    pub endpoint: Endpoint,
    pub state: State,
    pub disabled: Option<(DisabledReason, Instant)>,
    /// Since when every attempt has failed.
    pub failing_since: Option<Instant>,
    pub created_by: Principal,
    pub created_at: Instant,
    /// What callers see as its version: an attempt does not change it.
    pub revision: i64,
    pub version: i64,
}

impl Subscription {
    #[must_use]
    pub fn new(endpoint: Endpoint, by: &Principal, now: Instant) -> Self {
        Self {
            id: Id::new(),
            endpoint,
            state: State::Enabled,
            disabled: None,
            failing_since: None,
            created_by: by.clone(),
            created_at: now,
            revision: 1,
            version: 1,
        }
    }

    /// Whether an event of that type is kept for it. A disabled one gets it later.
    #[must_use]
    pub fn wants(&self, type_name: &str) -> bool {
        let named = |types: &[String]| types.is_empty() || types.iter().any(|one| one == type_name);
        self.state != State::Deleted && named(&self.endpoint.event_types)
    }

    pub fn replace(&mut self, endpoint: Endpoint, seen: Option<i64>) -> Result<(), Refusal> {
        self.exists()?;
        if seen.is_some_and(|seen| seen != self.revision) {
            return Err(Refusal::Changed);
        }
        if self.endpoint != endpoint {
            self.endpoint = endpoint;
            self.revision += 1;
        }
        Ok(())
    }

    /// From here on it is believed to be well.
    pub fn enable(&mut self) -> Result<Applied<()>, Refusal> {
        self.exists()?;
        if self.state == State::Enabled {
            return Ok(Applied::Already);
        }
        (self.state, self.disabled, self.failing_since) = (State::Enabled, None, None);
        self.revision += 1;
        Ok(Applied::Now(()))
    }

    /// The first reason stands.
    pub fn disable(&mut self, reason: DisabledReason, now: Instant) -> Result<Applied<()>, Refusal> {
        self.exists()?;
        if self.state == State::Disabled {
            return Ok(Applied::Already);
        }
        (self.state, self.disabled) = (State::Disabled, Some((reason, now)));
        self.revision += 1;
        Ok(Applied::Now(()))
    }

    pub fn delete(&mut self) -> Result<(), Refusal> {
        self.exists()?;
        self.state = State::Deleted;
        self.revision += 1;
        Ok(())
    }

    fn exists(&self) -> Result<(), Refusal> {
        if self.state == State::Deleted { Err(Refusal::SubscriptionNotFound) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subscription(event_types: &[&str]) -> Subscription {
        let event_types = event_types.iter().map(|one| (*one).to_owned()).collect();
        let endpoint = Endpoint { url: "https://a.example/".to_owned(), description: String::new(), event_types };
        Subscription::new(endpoint, &Principal::local(), Instant::from_micros(1))
    }

    #[test]
    fn it_wants_what_it_names_or_all() {
        assert!(subscription(&[]).wants("o2c.orders.v1.OrderConfirmed"));
        let one = subscription(&["o2c.orders.v1.OrderConfirmed"]);
        assert!(one.wants("o2c.orders.v1.OrderConfirmed") && !one.wants("o2c.orders.v1.OrderHeld"));
    }

    #[test]
    fn the_first_reason_stands_and_deleted_is_gone() {
        let (mut one, now) = (subscription(&[]), Instant::from_micros(5));
        assert_eq!(one.disable(DisabledReason::Gone, now), Ok(Applied::Now(())));
        assert_eq!(one.disable(DisabledReason::Requested, now), Ok(Applied::Already));
        assert_eq!(one.disabled, Some((DisabledReason::Gone, now)));
        assert!(one.wants("o2c.orders.v1.OrderHeld"), "it is kept for it");
        assert_eq!(one.replace(one.endpoint.clone(), Some(1)), Err(Refusal::Changed));
        assert_eq!(one.enable(), Ok(Applied::Now(())));
        one.delete().unwrap();
        assert_eq!(one.enable(), Err(Refusal::SubscriptionNotFound));
        assert!(!one.wants("o2c.orders.v1.OrderHeld"));
    }
}
