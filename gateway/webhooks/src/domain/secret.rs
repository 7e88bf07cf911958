//! What signs. The value is nowhere: it follows from the secret's id and a key that only the process has.

use std::time::Duration;

use o2c_kernel::{Id, Instant};

use super::{SecretId, SubscriptionId};

/// How long a former secret signs beside the new one, if nobody says.
pub const DEFAULT_GRACE: Duration = Duration::from_secs(24 * 60 * 60);
pub const LONGEST_GRACE: Duration = Duration::from_secs(7 * 24 * 60 * 60);

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Algorithm {
    #[default]
    HmacSha256,
    Ed25519,
}

/// A secret of a subscription, without its value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Secret {
    pub id: SecretId,
    pub subscription: SubscriptionId,
    pub algorithm: Algorithm,
    /// Names the key that it follows from.
    pub key_id: String,
    /// Of Ed25519: what the receiver checks with.
    pub public_key: Option<Vec<u8>>,
    pub created_at: Instant,
    pub expires_at: Option<Instant>,
}

impl Secret {
    /// A new one, whose value is not known to anybody yet.
    #[must_use]
    pub fn new(subscription: SubscriptionId, algorithm: Algorithm, key_id: &str, now: Instant) -> Self {
        Self {
            id: Id::new(),
            subscription,
            algorithm,
            key_id: key_id.to_owned(),
            public_key: None,
            created_at: now,
            expires_at: None,
        }
    }

    #[must_use]
    pub fn is_in_force(&self, now: Instant) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }

    /// Exchanged now: it signs until the grace is over. One that was exchanged before ends at once, so that two sign at
    /// most.
    pub fn retire(&mut self, now: Instant, grace: Duration) {
        self.expires_at = Some(match self.expires_at {
            None => now.plus(grace),
            Some(end) => end.min(now),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_secrets_sign_at_most() {
        let now = Instant::from_micros(1_000_000);
        let mut first = Secret::new(Id::new(), Algorithm::HmacSha256, "k", now);
        assert!(first.is_in_force(now.plus(LONGEST_GRACE)));
        first.retire(now, DEFAULT_GRACE);
        assert!(first.is_in_force(now) && !first.is_in_force(now.plus(DEFAULT_GRACE)));
        first.retire(now, DEFAULT_GRACE);
        assert!(!first.is_in_force(now), "the third takes the first's place");
    }
}
