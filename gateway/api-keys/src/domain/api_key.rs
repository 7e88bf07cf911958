//! A key, from its making to its end. The secret is not part of it.

use o2c_kernel::{Applied, Id, Instant, Principal};

pub type ApiKeyId = Id<ApiKey>;

/// Letters of a name.
pub const LONGEST_NAME: usize = 120;
/// Roles of one key.
pub const MOST_ROLES: usize = 20;
/// Keys of a tenant that work: what has ended does not count.
pub const MOST_KEYS: u64 = 1_000;
/// How long a key works of which nothing else is said, and at most.
pub const USUAL_DAYS: u64 = 90;
pub const LONGEST_DAYS: u64 = 3_650;

/// | from | may go to |
/// |---|---|
/// | active | revoked (asked for), expired (by time) |
/// | expired | revoked |
/// | revoked | nothing |
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    Active,
    Expired,
    Revoked,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApiKey {
    pub id: ApiKeyId,
    /// What it is for, for people.
    pub name: String,
    /// Sorted, each once.
    pub roles: Vec<String>,
    /// Who answers for what is done with it.
    pub created_by: Principal,
    pub created_at: Instant,
    pub expires_at: Instant,
    pub revoked: Option<(Principal, Instant)>,
    /// To the minute.
    pub last_used_at: Option<Instant>,
    pub version: i64,
}

impl ApiKey {
    #[must_use]
    pub fn new(name: String, roles: Vec<String>, expires_at: Instant, by: &Principal, now: Instant) -> Self {
        Self {
            id: Id::new(),
            name,
            roles,
            created_by: by.clone(),
            created_at: now,
            expires_at,
            revoked: None,
            last_used_at: None,
            version: 1,
        }
    }

    #[must_use]
    pub fn state(&self, now: Instant) -> State {
        match &self.revoked {
            Some(_) => State::Revoked,
            None if now >= self.expires_at => State::Expired,
            None => State::Active,
        }
    }

    /// The first one stands.
    pub fn revoke(&mut self, by: &Principal, now: Instant) -> Applied<()> {
        if self.revoked.is_some() {
            return Applied::Already;
        }
        self.revoked = Some((by.clone(), now));
        Applied::Now(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_works_until_its_end_and_the_first_to_take_it_back_stands() {
        let at = Instant::from_micros;
        let mut key = ApiKey::new("shop".to_owned(), vec!["auditor".to_owned()], at(10), &Principal::local(), at(1));
        assert_eq!((key.state(at(9)), key.state(at(10))), (State::Active, State::Expired));
        assert_eq!(key.revoke(&Principal::local(), at(11)), Applied::Now(()));
        assert_eq!(key.revoke(&Principal::of_service("orders"), at(12)), Applied::Already);
        assert_eq!(key.revoked, Some((Principal::local(), at(11))));
        assert_eq!(key.state(at(9)), State::Revoked);
    }
}
